//! Text that was pasted without any structure: one comment a paragraph, in the order it stands. May use `thread`.
//!
//! Who wrote what, and whom it answers, is not in the text; nothing is guessed. A person splits, joins and places
//! the comments afterwards.

use super::draft::{Draft, SameId};
use super::html::Rich;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, text};
use crate::progress::Progress;
use crate::thread::{Comment, Nesting, paste};

/// A text none of whose lines is longer was broken into lines by a program.
const WRAPPED_LINE: usize = 100;

/// Any text will do, if nothing else fits.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let other = sniff.is_json() || sniff.is_markup() || sniff.is_mhtml() || sniff.is_binary();
    if other || sniff.head.trim().is_empty() {
        Confidence::No
    } else {
        Confidence::Fallback
    }
}

/// Reads every paragraph as a comment. A line is a paragraph, unless the text is broken into short lines with
/// blank lines between paragraphs; then what stands between blank lines is one.
///
/// # Errors
/// [`ReadError`] if it is no text, or nothing but white space.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    if let Some(byte) = source.find('\0') {
        return Err(ReadError::bad(
            input.name,
            Place::Byte(byte as u64),
            "a NUL byte stands here, so this is no text",
            "paste or save the words themselves",
        ));
    }
    let first = draft.thread.comments.len();
    for paragraph in paragraphs(&source) {
        progress.check()?;
        let rich = Rich::plain(&paragraph);
        let mut comment = Comment::new(draft.next_number(), rich.text);
        comment.marks = rich.marks;
        comment.nesting = Nesting::Unknown;
        draft.push(comment, SameId::OtherComment);
    }
    let added = draft.thread.comments.get(first..).unwrap_or_default();
    if added.is_empty() {
        return Err(ReadError::bad(
            input.name,
            Place::File,
            "there are no words in it",
            "copy the discussion again and paste it",
        ));
    }
    let repeats: Vec<String> = paste::duplicates(added)
        .iter()
        .map(|d| format!("{} repeats {}", d.repeat, d.first))
        .collect();
    let message = format!(
        "the text says neither who wrote its {} paragraphs nor which answers which; place them by hand",
        added.len()
    );
    draft.warn(input, message);
    if !repeats.is_empty() {
        let shown = repeats.get(..10).unwrap_or(&repeats).join(", ");
        let more = match repeats.len().saturating_sub(10) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        draft.warn(
            input,
            format!("the same words stand there twice: comment {shown}{more}; all were kept"),
        );
    }
    Ok(())
}

/// The paragraphs of a text.
fn paragraphs(text: &str) -> Vec<String> {
    let lines = || text.lines().map(str::trim_end);
    let blocks = || {
        lines()
            .collect::<Vec<_>>()
            .split(|l| l.trim().is_empty())
            .filter(|block| !block.is_empty())
            .map(|block| block.join("\n"))
            .collect::<Vec<String>>()
    };
    let wrapped = lines().all(|l| l.chars().count() <= WRAPPED_LINE);
    let blocks = if wrapped { blocks() } else { Vec::new() };
    if blocks.len() > 1 {
        return blocks;
    }
    lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}
