//! Other tools' files. One table, [`FORMATS`], says which there are: a format is one file that recognises its own
//! content and reads it. May use `thread`, and for maps `document`, `map` and `figure`; knows nothing of windows.
//!
//! A file is recognised by what stands in it, not by its name, and may be packed ([`packed`]). Several files are read
//! as parts of one thread. A discussion can be fetched from its link ([`fetch`]); its answers are read as files are.

mod detect;
pub mod error;
pub mod fetch;
pub mod folder;
pub mod foreign;
pub mod json;
pub mod maps;
pub mod outline;
pub mod packed;
pub mod report;
pub mod sniff;
pub mod text;
pub mod threads;
pub mod xml;

pub use detect::{detect, find};
pub use error::{Place, ReadError};
pub use sniff::{Confidence, Sniff};

use std::fmt;

use sha2::{Digest, Sha256};

use crate::progress::Progress;
use crate::thread::{Source, Thread};
use detect::{ONE, TABLES, recognised, with_columns};
use threads::{
    Columns, Draft, convokit, discourse, disqus, flat_paste, github, hn_algolia, hn_firebase,
    hn_html, hn_text, lemmy, lobsters_html, lobsters_json, mastodon, mbox, nested_text, pushshift,
    reddit_html, reddit_json, table, table_json, wordpress,
};

/// One file, page or paste that is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The file's name without folders; `pasted text` for a paste, `-` for standard input.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
}

/// What the person should know about something that was read nevertheless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file it is about.
    pub file: String,
    /// A sentence without its full stop.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The name of the format (of the first input, should they differ).
    pub format: &'static str,
    /// The discussion, if the format holds one.
    pub thread: Option<Thread>,
    /// What was left out, cut short or repaired.
    pub warnings: Vec<Warning>,
    /// What is as it should be and yet worth knowing.
    pub notes: Vec<String>,
}

/// Reads one input into the thread that is in the making.
pub type ReadThread = fn(&Input<'_>, &mut Draft, &Progress) -> Result<(), ReadError>;

/// How a format is read.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// As comments of a thread.
    Thread(ReadThread),
    /// As comments of a thread of which the text kept neither ids nor, at least in part, who answers whom.
    Copied(ReadThread),
}

/// A file format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name for `--from`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Usual extensions, for file dialogs; the content decides.
    pub extensions: &'static [&'static str],
    /// Whether a file is one of this format.
    pub recognise: fn(&Sniff<'_>) -> Confidence,
    /// How it is read.
    pub read: Reader,
}

/// Every format, the more particular before the more general.
pub static FORMATS: &[Format] = &[
    Format {
        name: "hn-algolia",
        title: "Hacker News, JSON from hn.algolia.com",
        extensions: &["json"],
        recognise: hn_algolia::recognise,
        read: Reader::Thread(hn_algolia::read),
    },
    Format {
        name: "hn-firebase",
        title: "Hacker News, items of the official interface (JSON, one or many)",
        extensions: &["json", "ndjson", "jsonl"],
        recognise: hn_firebase::recognise,
        read: Reader::Thread(hn_firebase::read),
    },
    Format {
        name: "hn-html",
        title: "Hacker News, saved page",
        extensions: &["html", "htm"],
        recognise: hn_html::recognise,
        read: Reader::Thread(hn_html::read),
    },
    Format {
        name: "hn-text",
        title: "Hacker News, page copied as text",
        extensions: &["txt"],
        recognise: hn_text::recognise,
        read: Reader::Copied(hn_text::read),
    },
    Format {
        name: "reddit-json",
        title: "Reddit, page of a post as JSON",
        extensions: &["json"],
        recognise: reddit_json::recognise,
        read: Reader::Thread(reddit_json::read),
    },
    Format {
        name: "reddit-dump",
        title: "Reddit, dump of comments (Pushshift)",
        extensions: &["ndjson", "jsonl", "json"],
        recognise: pushshift::recognise,
        read: Reader::Thread(pushshift::read),
    },
    Format {
        name: "lobsters-json",
        title: "Lobsters, JSON of a story",
        extensions: &["json"],
        recognise: lobsters_json::recognise,
        read: Reader::Thread(lobsters_json::read),
    },
    Format {
        name: "lobsters-html",
        title: "Lobsters, saved page",
        extensions: &["html", "htm"],
        recognise: lobsters_html::recognise,
        read: Reader::Thread(lobsters_html::read),
    },
    Format {
        name: "discourse",
        title: "Discourse, JSON of a topic",
        extensions: &["json"],
        recognise: discourse::recognise,
        read: Reader::Thread(discourse::read),
    },
    Format {
        name: "lemmy",
        title: "Lemmy, list of comments",
        extensions: &["json"],
        recognise: lemmy::recognise,
        read: Reader::Thread(lemmy::read),
    },
    Format {
        name: "mastodon",
        title: "Mastodon, context of a status",
        extensions: &["json"],
        recognise: mastodon::recognise,
        read: Reader::Thread(mastodon::read),
    },
    Format {
        name: "reddit-html",
        title: "Reddit, page saved from old.reddit.com",
        extensions: &["html", "htm"],
        recognise: reddit_html::recognise,
        read: Reader::Thread(reddit_html::read),
    },
    Format {
        name: "disqus",
        title: "Disqus, XML export",
        extensions: &["xml"],
        recognise: disqus::recognise,
        read: Reader::Thread(disqus::read),
    },
    Format {
        name: "wordpress",
        title: "WordPress, XML export",
        extensions: &["xml", "wxr"],
        recognise: wordpress::recognise,
        read: Reader::Thread(wordpress::read),
    },
    Format {
        name: "github",
        title: "GitHub, comments of an issue, a discussion or an archive",
        extensions: &["json"],
        recognise: github::recognise,
        read: Reader::Thread(github::read),
    },
    Format {
        name: "mbox",
        title: "Mailing list, archive of messages (mbox)",
        extensions: &["mbox", "eml"],
        recognise: mbox::recognise,
        read: Reader::Thread(mbox::read),
    },
    Format {
        name: "convokit",
        title: "ConvoKit, utterances of a corpus",
        extensions: &["jsonl"],
        recognise: convokit::recognise,
        read: Reader::Thread(convokit::read),
    },
    Format {
        name: "csv",
        title: "Table with one comment a row (CSV, TSV)",
        extensions: &["csv", "tsv"],
        recognise: table::recognise_csv,
        read: Reader::Thread(table::read_csv),
    },
    Format {
        name: "jsonl",
        title: "JSON with one comment an object",
        extensions: &["jsonl", "ndjson", "json"],
        recognise: table_json::recognise,
        read: Reader::Thread(table_json::read),
    },
    Format {
        name: "nested-text",
        title: "Text or Markdown, nested by indents, lists or > signs",
        extensions: &["txt", "text", "md"],
        recognise: nested_text::recognise,
        read: Reader::Copied(nested_text::read),
    },
    Format {
        name: "flat-paste",
        title: "Pasted text, one comment a paragraph",
        extensions: &["txt", "text", "md"],
        recognise: flat_paste::recognise,
        read: Reader::Copied(flat_paste::read),
    },
];

/// Reads `inputs` as parts of one thread: later ones add what earlier ones lack, and in any order pages and JSON put
/// the comments of a copied text in their places. `from` names the format instead of the content.
///
/// # Errors
/// [`ReadError`]: one sentence with file, place and remedy; then nothing was read at all.
pub fn read(
    inputs: &[Input<'_>],
    from: Option<&str>,
    progress: &Progress,
) -> Result<Imported, ReadError> {
    read_columns(inputs, from, &Columns::default(), progress)
}

/// As [`read`]; `columns` says what the columns of tables and the fields of JSON objects hold. If it says anything,
/// what no format of a site recognises is taken for such a table or such objects.
///
/// # Errors
/// As [`read`]; and [`ReadError::NoColumns`] if something was said and no input has columns.
pub fn read_columns(
    inputs: &[Input<'_>],
    from: Option<&str>,
    columns: &Columns,
    progress: &Progress,
) -> Result<Imported, ReadError> {
    let asked = from.map(find).transpose()?;
    let (mut draft, mut copied) = (Draft::default(), Draft::default());
    draft.columns = columns.clone();
    let mut sources = Vec::new();
    let mut first = None;
    let mut without = 0usize;
    let mut tables = columns.is_empty();
    for input in inputs {
        progress.check()?;
        let unpacked = packed::unpack(input, progress)?;
        let content = Input {
            name: input.name,
            bytes: unpacked.as_deref().unwrap_or(input.bytes),
        };
        if inputs.len() > 1 && content.bytes.trim_ascii() == b"null" {
            // One item a file: this is how Hacker News answers for one that is missing.
            without += 1;
            continue;
        }
        let format = match asked {
            Some(format) => format,
            None if columns.is_empty() => recognised(&content)?,
            None => with_columns(content.bytes, content.name)?,
        };
        tables |= TABLES.contains(&format.name);
        first.get_or_insert(format.name);
        let (read, draft) = match format.read {
            Reader::Thread(read) => (read, &mut draft),
            Reader::Copied(read) => (read, &mut copied),
        };
        draft.begin();
        read(&content, draft, progress)?;
        draft.end(input, ONE.contains(&format.name));
        sources.push(Source {
            format: format.name.to_owned(),
            name: input.name.to_owned(),
            sha256: Sha256::digest(input.bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect(),
            fetched: None,
        });
    }
    let (Some(format), Some(input)) = (first, inputs.first()) else {
        return Err(ReadError::NoInput);
    };
    if !tables {
        return Err(ReadError::NoColumns(format));
    }
    if without > 0 {
        draft.warn(
            input,
            format!(
                "{without} of the {} files hold only null: the source has no such item",
                inputs.len()
            ),
        );
    }
    draft.take_in(copied, input);
    draft.settle(input);
    draft.thread.sources = sources;
    Ok(Imported {
        format,
        notes: draft.notes(),
        thread: Some(draft.thread),
        warnings: draft.warnings,
    })
}

/// The sentence for text that is not JSON.
fn json_error(file: &str, text: &str, error: &json::JsonError) -> ReadError {
    let remedy = if error.byte >= text.len() || error.what.starts_with("the file ends") {
        "it was cut short: fetch or save it again"
    } else {
        "fetch or save it again from where it came"
    };
    ReadError::bad(file, text::line_of(text, error.byte), error.what, remedy)
}
