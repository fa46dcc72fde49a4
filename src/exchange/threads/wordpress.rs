//! WordPress, XML export (WXR). May use `thread`, `xml` and the floor below.
//!
//! A comment's parent 0 is none. Addresses and IP numbers of the writers stand in it and are not read.

use std::collections::BTreeSet;

use super::draft::{Draft, SameId, grouped};
use super::html::Markup;
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, xml};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises WordPress's name space and comments.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let export = sniff.is_markup() && sniff.contains("wordpress.org/export");
    match (export, sniff.contains("<wp:comment>")) {
        (true, true) => Confidence::Certain,
        (true, false) => Confidence::Likely,
        (false, _) => Confidence::No,
    }
}

/// Reads the comments of all posts.
///
/// # Errors
/// [`ReadError`] if it is no XML, or no comment is in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let mut markup = Markup::default();
    let mut posts: BTreeSet<usize> = BTreeSet::new();
    xml::records(
        input.name,
        input.bytes,
        (&["wp:comment"], "item"),
        progress,
        |record| {
            let Some(id) = record.get("wp:comment_id") else {
                return;
            };
            posts.insert(record.group);
            let rich = markup.read(&paragraphs(
                record.get("wp:comment_content").unwrap_or_default(),
            ));
            let mut comment = Comment::new(id, rich.text);
            comment.marks = rich.marks;
            comment.parent = record
                .get("wp:comment_parent")
                .filter(|p| *p != "0")
                .map(CommentId::from);
            comment.author = record.get("wp:comment_author").map(str::to_owned);
            let utc = record
                .get("wp:comment_date_gmt")
                .filter(|t| time::is_iso(t));
            let local = record.get("wp:comment_date").filter(|t| time::is_iso(t));
            comment.time = utc
                .map(|t| format!("{}Z", t.replacen(' ', "T", 1)))
                .or_else(|| local.map(|t| t.replacen(' ', "T", 1)));
            if matches!(record.get("wp:comment_approved"), Some("spam" | "trash")) {
                comment.flags.insert(Flag::Removed);
            }
            draft.push(comment, SameId::OtherComment);
        },
    )?;
    if posts.is_empty() {
        return Err(ReadError::bad(
            input.name,
            Place::Field("wp:comment".to_owned()),
            "no comment stands in it",
            "export the posts again, with their comments",
        ));
    }
    if posts.len() > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} posts; they were read as one thread",
                grouped(posts.len() as u64)
            ),
        );
    }
    Ok(())
}

/// WordPress makes paragraphs and line breaks of line ends where the writer wrote no markup for them.
fn paragraphs(content: &str) -> String {
    if content.contains("<p") || content.contains("<br") || content.contains("<pre") {
        return content.to_owned();
    }
    content
        .replace("\r\n", "\n")
        .replace("\n\n", "<p>")
        .replace('\n', "<br>")
}
