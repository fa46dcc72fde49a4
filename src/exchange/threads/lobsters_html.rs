//! Lobsters, a saved page: comments truly nest in it. May use `thread`, the page parser and the floor below.

use scraper::{ElementRef, Selector};

use super::draft::{Draft, SameId};
use super::page::{self, plain};
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises the list items that hold comments.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    if sniff.is_markup() && sniff.contains("comments_subtree") && sniff.contains("data-shortid") {
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
    let comments = select("li.comments_subtree > div.comment[data-shortid]")?;
    let (own, byline, link) = (
        select("div.comment_text")?,
        select(".byline")?,
        select("a[href]")?,
    );
    // Until 2023 a plain element had the time as its title.
    let time = select("time, span[title]")?;
    let mut found = 0usize;
    for div in html.select(&comments) {
        progress.check()?;
        let Some(id) = div.value().attr("data-shortid").filter(|id| !id.is_empty()) else {
            continue;
        };
        found += 1;
        let mut comment = Comment::new(id, String::new());
        comment.parent = above(div);
        if let Some(body) = div.select(&own).next() {
            let rich = page::rich(body, |_| false);
            comment.text = rich.text;
            comment.marks = rich.marks;
        }
        if let Some(byline) = div.select(&byline).next() {
            comment.author = byline
                .select(&link)
                .filter(|a| {
                    let href = a.value().attr("href").unwrap_or("");
                    href.contains("/~") || href.contains("/u/")
                })
                .map(plain)
                .find(|a| !a.is_empty());
            let mut times = byline.select(&time);
            let told = |e: &ElementRef<'_>| {
                e.value().name() == "time" || e.value().attr("title").is_some_and(time::is_iso)
            };
            if let Some(time) = times.find(told) {
                say_when(time, &mut comment);
            }
            if byline.text().any(|t| t.contains("edited")) {
                comment.flags.insert(Flag::Edited);
            }
        }
        if comment.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        // By its author or by a moderator, who is said to have done so.
        if comment.text.starts_with("[Comment removed by") {
            comment.flags.insert(Flag::Removed);
        }
        draft.push(comment, SameId::SameComment);
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("div.comment".to_owned()),
            "the page shows no comments",
            "open the story itself, wait until it is shown, and save the page as HTML",
        ));
    }
    story(
        &html,
        &select(".story .link a")?,
        &select(".comments_label a")?,
        draft,
    );
    Ok(())
}

/// The comment in the list item around the one this comment stands in.
fn above(div: ElementRef<'_>) -> Option<CommentId> {
    let is_subtree = |e: &ElementRef<'_>| e.value().classes().any(|c| c == "comments_subtree");
    let outer = div
        .ancestors()
        .filter_map(ElementRef::wrap)
        .filter(is_subtree)
        .nth(1)?;
    outer
        .children()
        .filter_map(ElementRef::wrap)
        .find(|e| e.value().classes().any(|c| c == "comment"))
        .and_then(|e| e.value().attr("data-shortid"))
        .map(CommentId::from)
}

/// The page states the site's own local time without its zone, and the seconds since 1970: together they give the
/// zone.
fn say_when(element: ElementRef<'_>, comment: &mut Comment) {
    let e = element.value();
    let unix: Option<i64> = e.attr("data-at-unix").and_then(|t| t.parse().ok());
    let local = e
        .attr("datetime")
        .or_else(|| e.attr("title"))
        .and_then(time::from_iso);
    comment.time = match (local, unix) {
        (Some(local), Some(unix)) => {
            time::with_zone(&local, unix).or_else(|| time::from_unix(unix))
        }
        (local, unix) => unix.and_then(time::from_unix).or(local),
    };
    if comment.time.is_none() {
        comment.age = Some(plain(element)).filter(|a| !a.is_empty());
    }
}

fn story(html: &scraper::Html, title: &Selector, label: &Selector, draft: &mut Draft) {
    if let Some(title) = html.select(title).next() {
        draft.thread.title.get_or_insert_with(|| plain(title));
    }
    let Some(label) = html.select(label).next() else {
        return;
    };
    if let Some(Ok(total)) = plain(label).split_once(' ').map(|(n, _)| n.parse()) {
        draft.thread.stated_total.get_or_insert(total);
    }
    if let Some(id) = label
        .value()
        .attr("href")
        .and_then(|h| h.strip_prefix("#comments-"))
    {
        let url = format!("https://lobste.rs/s/{id}");
        draft.thread.url.get_or_insert(url);
    }
}
