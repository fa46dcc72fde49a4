//! Reddit, a page saved from old.reddit.com: comments nest in it. May use `thread`, the page parser and the floor
//! below. Pages of the newer sites are put together by scripts and hold no comments.

use scraper::ElementRef;

use super::draft::{Draft, SameId, told};
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
    let buttons = select("a[data-event-action=parent]")?;
    let (when, tagline) = (select("time[datetime]")?, select(".tagline")?);
    let author = select(".tagline a.author")?;
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
        let above = thing
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().classes().any(|c| c == "comment") && fullname(*e).is_some())
            .and_then(fullname);
        // Old pages have the name only in the line above the words.
        let written = || Some(plain(entry?.select(&author).next()?));
        let author = thing.value().attr("data-author").map(str::to_owned);
        comment.author = author.or_else(written).filter(|a| !a.is_empty());
        // On the page of one branch nothing stands above its first comment, but a link leads to what it answers.
        let led_to = || {
            let links = entry?.select(&buttons);
            let to = links.filter_map(|link| link.value().attr("href"));
            let mut parents = to.filter_map(linked);
            parents.find(|to| Some(*to) != fullname(thing) && !to.is_empty())
        };
        comment.parent = above.or_else(led_to).map(CommentId::from);
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
    if let Some(link) = html.select(&select(".thing.link[data-permalink]")?).next()
        && let Some(permalink) = link.value().attr("data-permalink")
    {
        let url = format!("https://www.reddit.com{permalink}");
        draft.thread.url.get_or_insert(url);
    }
    // "1,412 comments", in whatever language.
    let total = html.select(&select(".thing.link a.comments")?).next();
    if let Some(total) = total.and_then(|link| number(&plain(link))) {
        draft.thread.stated_total.get_or_insert(total);
    }
    let (mut stubs, mut replies) = (0u64, 0u64);
    for stub in html.select(&select(".morecomments a")?) {
        progress.check()?;
        stubs += 1;
        let names = stub.value().attr("onclick").map(folded).unwrap_or_default();
        let counted = plain(stub).rsplit_once('(').and_then(|(_, n)| number(n));
        replies += counted.unwrap_or(names.len() as u64);
        for name in names {
            draft.name(name);
        }
    }
    if stubs > 0 {
        draft.warn(
            input,
            format!(
                "{} with {} folded behind \"load more comments\"; unfold all before saving the page, or save the \
                 post's JSON",
                told(stubs, "branch", "branches"),
                told(replies, "reply is", "replies are")
            ),
        );
    }
    for link in html.select(&select(".deepthread a")?) {
        if let Some(id) = link.value().attr("href").and_then(linked) {
            draft.goes_on(id);
        }
    }
    Ok(())
}

/// The comment a link leads to: `#id` on the same page, or `…/comments/POST/TITLE/ID/`.
fn linked(href: &str) -> Option<&str> {
    let path = href.split('?').next()?;
    match path.strip_prefix('#') {
        Some(id) => Some(id),
        None => path.split_once("/comments/")?.1.split('/').nth(2),
    }
}

/// The first number in a text, thousands parted or not.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '\u{a0}'));
    let digits = digits.get(..end.unwrap_or(digits.len()))?;
    digits.replace([',', '.', '\u{a0}'], "").parse().ok()
}

/// The ids of the comments behind a stub: `morechildren(this, 't3_post', 'confidence', 'id,id', 'False')` or the same
/// with `t1_` before each; the list stands fourth.
fn folded(call: &str) -> Vec<&str> {
    let is_id = |id: &&str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
    let mut arguments = call.split(['\'', '"']).skip(1).step_by(2);
    let list = arguments.nth(2).unwrap_or_default();
    let ids = list
        .split(',')
        .map(|id| id.trim().trim_start_matches("t1_"));
    ids.filter(is_id).collect()
}

/// The comment's id without the site's `t1_`.
fn fullname(thing: ElementRef<'_>) -> Option<&str> {
    thing.value().attr("data-fullname")?.strip_prefix("t1_")
}
