//! One comment: who wrote what, when, in answer to what, with its structure as stand-off marks over plain
//! text. May use the standard library and serde.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A comment's id as the source names it; unique within a thread. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(pub Arc<str>);

impl From<&str> for CommentId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<String> for CommentId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

/// As a sentence names it: on one line, and no longer than a name can be. What is exact is `.0`.
impl fmt::Display for CommentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 120;
        let mut signs = self.0.chars();
        for sign in signs.by_ref().take(MOST) {
            f.write_char(if sign.is_control() { ' ' } else { sign })?;
        }
        match signs.next() {
            Some(_) => f.write_char('…'),
            None => Ok(()),
        }
    }
}

/// How much is known of where a comment belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Nesting {
    /// The source states the parent (or that there is none).
    #[default]
    Stated,
    /// The source says nothing: the comment stands at the top until a person places it, or below the one that the
    /// layout of a text seems to put it below.
    Unknown,
    /// The source only says "this deep or deeper" (a page pasted as text keeps that much).
    AtLeast(u8),
    /// A person set the parent.
    ByHand,
}

/// Something the source says of a comment besides its words, or what a fresher copy of the source did to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Flag {
    /// Author or text is gone.
    Deleted = 1,
    /// Killed by the site or its moderators (`[dead]`).
    Dead = 2,
    /// Flagged by readers (`[flagged]`).
    Flagged = 4,
    /// Removed by moderators, or spam.
    Removed = 8,
    /// Changed after it was posted.
    Edited = 16,
    /// Greyed by down-votes.
    Downvoted = 32,
    /// Its words differ from those an earlier copy of the thread had ([`super::refresh`]).
    Changed = 64,
    /// It was in an earlier copy of the thread and is not in the one read last ([`super::refresh`]).
    Gone = 128,
}

impl Flag {
    /// Every flag, in the order they are listed in output.
    pub const ALL: [Self; 8] = [
        Self::Deleted,
        Self::Dead,
        Self::Flagged,
        Self::Removed,
        Self::Edited,
        Self::Downvoted,
        Self::Changed,
        Self::Gone,
    ];

    /// The word used in files and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Dead => "dead",
            Self::Flagged => "flagged",
            Self::Removed => "removed",
            Self::Edited => "edited",
            Self::Downvoted => "downvoted",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// A set of [`Flag`]s in one byte; in files a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Flag>", into = "Vec<Flag>")]
pub struct Flags(u8);

impl Flags {
    /// Whether `flag` is in the set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Puts `flag` into the set.
    pub fn insert(&mut self, flag: Flag) {
        self.0 |= flag as u8;
    }

    /// Takes `flag` out of the set.
    pub fn remove(&mut self, flag: Flag) {
        self.0 &= !(flag as u8);
    }

    /// The flags in the set, in the order of [`Flag::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// Whether no flag is set.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }
}

impl From<Vec<Flag>> for Flags {
    fn from(list: Vec<Flag>) -> Self {
        let mut flags = Self::default();
        for flag in list {
            flags.insert(flag);
        }
        flags
    }
}

impl From<Flags> for Vec<Flag> {
    fn from(flags: Flags) -> Self {
        flags.iter().collect()
    }
}

/// What a marked stretch of a comment's text is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkKind {
    /// A paragraph quoted from somebody else; the number is how deeply quotes nest (1 = plain quote).
    Quote(u8),
    /// Source code or preformatted text.
    Code,
    /// One item of a list.
    Item,
    /// A link; the target in full, though the text may show it cut short.
    Link(String),
    /// Emphasised words.
    Emphasis,
}

/// A stretch of a comment's text that is something, `start..end` in Unicode scalars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// What it is.
    pub kind: MarkKind,
}

/// One comment of a thread.
///
/// `text` is plain: entities decoded once, paragraphs separated by one blank line (`\n\n`), lines of code
/// by `\n`. Structure stands off as [`Mark`]s.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Id as the source names it, unique in the thread.
    pub id: CommentId,
    /// Parent as the source names it; `None` at the top. May name a comment that is not in the thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CommentId>,
    /// How much is known of where it belongs.
    #[serde(default)]
    pub nesting: Nesting,
    /// Who wrote it, if the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was written, ISO 8601, as exactly as the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The age the source shows instead of a time ("3 hours ago").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
    /// What the source says besides.
    #[serde(default, skip_serializing_if = "Flags::is_empty")]
    pub flags: Flags,
    /// The words.
    pub text: String,
    /// Structure over the words, ordered by start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

impl Comment {
    /// Whether there is anything to take a claim from: words, and not what a site puts in their place.
    pub fn has_words(&self) -> bool {
        let words = self.text.trim();
        let gone = self.flags.has(Flag::Deleted) || self.flags.has(Flag::Removed);
        let sign = words.starts_with('[') && words.ends_with(']') && words.len() < 40;
        !(words.is_empty() || gone && sign)
    }

    /// A comment with nothing but an id and words, at the top of the thread.
    pub fn new(id: impl Into<CommentId>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            parent: None,
            nesting: Nesting::Stated,
            author: None,
            time: None,
            age: None,
            flags: Flags::default(),
            text: text.into(),
            marks: Vec::new(),
        }
    }
}
