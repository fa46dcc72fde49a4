//! Excerpts: spans of a comment that stay tied to their words, and finding them again when the text moved.
//! May use the standard library and serde.

use serde::{Deserialize, Serialize};

use super::CommentId;

/// A span of a comment: W3C TextPositionSelector and TextQuoteSelector in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excerpt {
    /// The comment it was taken from.
    pub comment: CommentId,
    /// First character, in Unicode scalars of the comment's text.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The exact words.
    pub exact: String,
    /// Up to [`CONTEXT`] characters that stood before them.
    pub prefix: String,
    /// Up to [`CONTEXT`] characters that stood behind them.
    pub suffix: String,
}

/// How many characters of context an excerpt keeps on either side.
pub const CONTEXT: usize = 32;
