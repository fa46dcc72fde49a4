//! Text that was pasted without any structure: one comment a paragraph, in the order it stands. May use `thread`.
//!
//! Who wrote what, and whom it answers, is not in the text; nothing is guessed. A person splits, joins and places
//! the comments afterwards.

use std::borrow::Cow;

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
    let source = text_of(input)?;
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
        return Err(no_words(input));
    }
    let message = format!(
        "the text says neither who wrote its {} paragraphs nor which answers which; place them by hand",
        added.len()
    );
    draft.warn(input, message);
    warn_repeats(input, draft, first);
    Ok(())
}

/// The sentence for a text of nothing but white space.
pub(super) fn no_words(input: &Input<'_>) -> ReadError {
    ReadError::bad(
        input.name,
        Place::File,
        "there are no words in it",
        "copy the discussion again and paste it",
    )
}

/// The words of a text that was pasted.
///
/// # Errors
/// [`ReadError`] if it is no text.
pub(super) fn text_of<'a>(input: &Input<'a>) -> Result<Cow<'a, str>, ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    match source.find('\0') {
        None => Ok(source),
        Some(byte) => Err(ReadError::bad(
            input.name,
            Place::Byte(byte as u64),
            "a NUL byte stands here, so this is no text",
            "paste or save the words themselves",
        )),
    }
}

/// Says which comments from the `first` on repeat an earlier one of these.
pub(super) fn warn_repeats(input: &Input<'_>, draft: &mut Draft, first: usize) {
    let added = draft.thread.comments.get(first..).unwrap_or_default();
    let repeats: Vec<String> = paste::duplicates(added)
        .iter()
        .map(|d| format!("{} repeats {}", d.repeat, d.first))
        .collect();
    if repeats.is_empty() {
        return;
    }
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

/// Whether a text is broken into short lines: no line is long, and blank lines stand between paragraphs.
pub(super) fn is_wrapped(text: &str) -> bool {
    let text = text.trim();
    text.lines()
        .all(|line| line.trim_end().chars().count() <= WRAPPED_LINE)
        && text.lines().any(|line| line.trim().is_empty())
}

/// The paragraphs of a text.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if is_wrapped(text) {
        let blocks = lines.split(|line| line.trim().is_empty());
        return (blocks.filter(|block| !block.is_empty()))
            .map(|block| block.join("\n"))
            .collect();
    }
    lines
        .into_iter()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
