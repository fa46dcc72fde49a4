//! What can go wrong when a file is read, said in one sentence: which file, where in it, what was wrong, what to
//! do. May use the standard library and the progress handle.

use std::fmt;

use crate::progress::Cancelled;

/// Where in a file something was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// Line and column in characters, both counted from 1.
    Line(u64, u64),
    /// Byte, counted from 0.
    Byte(u64),
    /// A field or element, by name.
    Field(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(line, column) => write!(f, ", line {line}, column {column}"),
            Self::Byte(byte) => write!(f, ", byte {byte}"),
            Self::Field(name) => write!(f, ", field \"{name}\""),
        }
    }
}

/// Why nothing was read. Each is one plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There was no input at all.
    #[error("there is nothing to read: name at least one file, or paste some text")]
    NoInput,
    /// The content is not as its format wants it.
    #[error("{file}{place}: {what}; {remedy}")]
    Bad {
        /// The file's name.
        file: String,
        /// Where in it.
        place: Place,
        /// What was wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// No format recognises the content.
    #[error(
        "{file}: this is not a file that can be read here ({guess}); save the discussion in one of the formats \
         {known}, or name the format with --from"
    )]
    Unrecognised {
        /// The file's name.
        file: String,
        /// What it seems to be.
        guess: &'static str,
        /// The names of all formats.
        known: String,
    },
    /// The content is of another program's kind that is known and not read.
    #[error(
        "{file}: this is {what}, which is not read here; {instead}{named}, or name the format of its text with --from",
        named = reads_as.map(|name| format!(", which is read as {name}")).unwrap_or_default()
    )]
    Foreign {
        /// The file's name.
        file: String,
        /// What it is, with its article.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
        /// The name of the format that this is then read as.
        reads_as: Option<&'static str>,
    },
    /// A format was asked for by a name that none has.
    #[error("there is no format \"{name}\"; use one of {known}")]
    UnknownFormat {
        /// The name that was asked for.
        name: String,
        /// The names of all formats.
        known: String,
    },
    /// Columns were said where no input has any.
    #[error(
        "the format {0} has no columns to name; leave them out, or read the file as csv or jsonl"
    )]
    NoColumns(&'static str),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ReadError {
    /// [`ReadError::Bad`] with fewer words; `what` and `remedy` are clauses without a full stop. What parsers say may
    /// quote the file: it is put on one line and cut where it gets long.
    pub fn bad(
        file: &str,
        place: Place,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Bad {
            file: file.to_owned(),
            place,
            what: one_line(what.into()),
            remedy: remedy.into(),
        }
    }

    /// The sentence for people at the window, who have neither the command line's options nor its names of formats.
    pub fn in_window(&self) -> String {
        match self {
            Self::Unrecognised { file, guess, .. } => format!(
                "{file}: this is not a file that can be read here ({guess}); press F1 and look under Threads for what is read"
            ),
            Self::Foreign {
                file,
                what,
                instead,
                ..
            } => format!("{file}: this is {what}, which is not read here; {instead}"),
            other => other.to_string(),
        }
    }
}

/// Characters of a clause at most.
const LONGEST: usize = 400;

/// A clause on one line, and no longer than people read.
fn one_line(clause: String) -> String {
    if clause.len() <= LONGEST && !clause.contains(char::is_control) {
        return clause;
    }
    let plain = clause.replace(char::is_control, " ");
    match plain.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}
