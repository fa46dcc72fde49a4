//! The thread: the words people wrote, as they stood in the source.
//!
//! Comments are kept flat, in the order of the source, each naming its parent by id; nesting is derived
//! ([`tree::Tree`]), never stored, so that depth costs no recursion and a file that lies about its own
//! structure can be repaired by a stated rule without changing what it said. Words are read-only after
//! import; only the structure of a flat paste may be corrected ([`paste`]). Excerpts ([`excerpt`]) point
//! into a comment's text by Unicode scalar offsets and by quotation, so that they survive when it moves.
//!
//! Pure: may use the standard library and serde; knows nothing of maps, windows or file formats.

pub mod comment;
pub mod excerpt;
pub mod near;
pub mod paste;
pub mod refresh;
pub mod stats;
pub mod tree;
pub mod visible;

pub use comment::{Comment, CommentId, Flag, Flags, Mark, MarkKind, Nesting};
pub use excerpt::{Anchor, Excerpt};
pub use stats::Stats;
pub use tree::{Problem, Tree};

use serde::{Deserialize, Serialize};

/// Where a thread (or a part of it) came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the format it was read by, as in the format table (`hn-algolia`, `flat-paste`, …).
    pub format: String,
    /// File name or link, without the folders of the person's machine; `pasted text` for a paste.
    pub name: String,
    /// SHA-256 of the bytes that were read, in hexadecimal.
    pub sha256: String,
    /// When it was fetched from its link, ISO 8601; `None` for what came as a file or paste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<String>,
}

/// What people wrote, whole: comments in the order of the source. See the module's head for the invariants.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thread {
    /// Title of the story or post, where the source has one.
    pub title: Option<String>,
    /// Address of the discussion, where the source has one.
    pub url: Option<String>,
    /// The files, pages or pastes this thread was read from, oldest first.
    pub sources: Vec<Source>,
    /// How many comments the source says there are, if it says so; may exceed `comments.len()`.
    pub stated_total: Option<u64>,
    /// How many comments the source names that are not in what was read, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<u64>,
    /// Every comment, in source order; ids are unique within the thread.
    pub comments: Vec<Comment>,
}
