//! Reddit, a page saved from old.reddit.com: comments nest in it. May use `thread`, the page parser and the floor
//! below. Pages of the newer sites are put together by scripts and hold no comments.

use scraper::ElementRef;

use super::draft::{Draft, SameId};
use super::page::{self, plain};
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises the elements that hold comments.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let comments = sniff.contains("data-fullname") && sniff.contains("commentarea");
    if sniff.is_markup() && comments {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads the page.
///
/// # Errors
/// [`ReadError`] if it is no page, or one without comments.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let html = page::parse(input)?;
    let select = |css: &str| page::selector(input, css);
    let (things, body) = (select("div.thing.comment")?, select(".md")?);
    let (when, tagline) = (select("time[datetime]")?, select(".tagline")?);
    let mut found = 0usize;
    for thing in html.select(&things) {
        progress.check()?;
        let Some(id) = fullname(thing) else { continue };
        found += 1;
        let entry = thing
            .children()
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().classes().any(|c| c == "entry"));
        let mut comment = Comment::new(id, String::new());
        comment.parent = thing
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().classes().any(|c| c == "comment") && fullname(*e).is_some())
            .and_then(fullname)
            .map(CommentId::from);
        comment.author = thing.value().attr("data-author").map(str::to_owned);
        if let Some(entry) = entry {
            if let Some(body) = entry.select(&body).next() {
                let rich = page::rich(body, |_| false);
                comment.text = rich.text;
                comment.marks = rich.marks;
            }
            let head = entry.select(&tagline).next();
            let stated = head.and_then(|h| h.select(&when).next());
            comment.time = stated
                .and_then(|t| t.value().attr("datetime"))
                .filter(|t| time::is_iso(t))
                .map(str::to_owned);
            let edited = head.is_some_and(|h| {
                h.select(&when)
                    .any(|t| t.value().classes().any(|c| c == "edited-timestamp"))
            });
            if edited {
                comment.flags.insert(Flag::Edited);
            }
        }
        match comment.text.as_str() {
            "[deleted]" | "" => comment.flags.insert(Flag::Deleted),
            "[removed]" => comment.flags.insert(Flag::Removed),
            _ => {}
        }
        draft.push(comment, SameId::SameComment);
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("div.comment".to_owned()),
            "the page shows no comments",
            "open the post with .json behind its address and save that",
        ));
    }
    if let Some(title) = html.select(&select("a.title")?).next() {
        draft.thread.title.get_or_insert_with(|| plain(title));
    }
    let stubs = html.select(&select(".morecomments, .deepthread")?).count();
    if stubs > 0 {
        draft.warn(
            input,
            format!("{stubs} branches are folded behind \"load more comments\"; save the post's JSON to have them"),
        );
    }
    Ok(())
}

/// The comment's id without the site's `t1_`.
fn fullname(thing: ElementRef<'_>) -> Option<&str> {
    thing.value().attr("data-fullname")?.strip_prefix("t1_")
}
