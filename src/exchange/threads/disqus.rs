//! Disqus, XML export of a site. May use `thread`, `xml` and the floor below.
//!
//! Posts of all pages of the site stand in one list; some belong to threads that are not listed. E-mail and IP
//! addresses stand in it in clear and are not read.

use std::collections::{BTreeSet, HashMap};

use super::draft::{Draft, SameId, grouped};
use super::html::Markup;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, xml};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises the root element (files of this name can be feeds of another kind).
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    if sniff.root_element() == Some("disqus") {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads every post.
///
/// # Errors
/// [`ReadError`] if it is no XML, or no post is in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let mut markup = Markup::default();
    let mut titles: HashMap<String, (Option<String>, Option<String>)> = HashMap::new();
    let mut pages: BTreeSet<String> = BTreeSet::new();
    let mut found = 0usize;
    xml::records(
        input.name,
        input.bytes,
        (&["thread", "post"], ""),
        progress,
        |record| {
            let Some(id) = record.get("@dsq:id") else {
                return;
            };
            let owned = |path: &str| record.get(path).map(str::to_owned);
            if record.name == "thread" {
                // Titles that came from a blog have that program's entities in them.
                let title = record.get("title").map(|t| markup.decode(t).into_owned());
                titles.insert(id.to_owned(), (title, owned("link")));
                return;
            }
            found += 1;
            pages.extend(owned("thread@dsq:id"));
            let rich = markup.read(record.get("message").unwrap_or_default());
            let mut comment = Comment::new(id, rich.text);
            comment.marks = rich.marks;
            comment.parent = record.get("parent@dsq:id").map(CommentId::from);
            comment.author = owned("author/name").or_else(|| owned("author/username"));
            comment.time = owned("createdAt");
            if record.get("isDeleted") == Some("true") {
                comment.flags.insert(Flag::Deleted);
            }
            if record.get("isSpam") == Some("true") {
                comment.flags.insert(Flag::Removed);
            }
            draft.push(comment, SameId::OtherComment);
        },
    )?;
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("post".to_owned()),
            "no post stands in it",
            "export the site's comments from Disqus again",
        ));
    }
    match pages.first() {
        Some(page) if pages.len() == 1 => {
            let (title, link) = titles.remove(page).unwrap_or_default();
            draft.thread.title = draft.thread.title.take().or(title);
            draft.thread.url = draft.thread.url.take().or(link);
        }
        _ => draft.warn(
            input,
            format!(
                "the posts belong to {} pages; they were read as one thread",
                grouped(pages.len() as u64)
            ),
        ),
    }
    Ok(())
}
