//! Hacker News, a saved page. May use `thread`, the page parser and the floor below.
//!
//! The site's markup changed often (tables without classes in 2012, `comtr` rows since 2015, the `indent`
//! attribute since 2022, times with seconds since 1970 behind them since 2025), but one reading fits all: every
//! `td.default` with a `.comhead` is a comment, how far its row is indented says whom it answers. Pages saved by
//! people who were logged in carry their tokens in links; nothing but the links inside comments is kept.

use scraper::{ElementRef, Selector};

use super::draft::{Draft, SameId};
use super::html::mark_quoted_lines;
use super::page::{self, plain};
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises the heads of comments and the links to people and items.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    if !sniff.is_markup() || !sniff.contains("comhead") {
        return Confidence::No;
    }
    match sniff.contains("item?id=") {
        true => Confidence::Certain,
        false => Confidence::No,
    }
}

/// Reads one page. A later page of the same thread goes on where the one before ended.
///
/// # Errors
/// [`ReadError`] if it is no page, or one without a single comment.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let page = page::parse(input)?;
    let select = |css: &str| page::selector(input, css);
    let (cell, head) = (select("td.default")?, select(".comhead")?);
    let parts = Parts {
        commtext: select(".commtext")?,
        comment: select(".comment")?,
        link: select("a[href]")?,
        age: select("span.age")?,
        image: select("img[width]")?,
    };

    let mut above = open_rows(draft);
    let (mut found, mut without_id) = (0u64, 0u64);
    for td in page.select(&cell) {
        let Some(comhead) = td.select(&head).next() else {
            continue;
        };
        progress.check()?;
        found += 1;
        let Some(mut comment) = parts.comment(td, comhead) else {
            without_id += 1;
            continue;
        };
        let indent = parts.indent(td);
        while above.last().is_some_and(|(i, _)| *i >= indent) {
            above.pop();
        }
        comment.parent = above.last().map(|(_, id)| id.clone());
        above.push((indent, comment.id.clone()));
        draft.push(comment, SameId::SameComment);
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("td.default .comhead".to_owned()),
            "the page shows no comments",
            "open the discussion itself (item?id=...), wait until it is shown, and save the page as HTML",
        ));
    }
    if without_id > 0 {
        draft.warn(
            input,
            format!("{without_id} comments without a number were left out"),
        );
    }
    story(
        &page,
        draft,
        &select("title")?,
        &select("td.subtext")?,
        &parts.link,
    );
    let more = page
        .select(&parts.link)
        .any(|a| a.value().classes().any(|c| c == "morelink") || plain(a) == "More");
    if more {
        draft.warn(
            input,
            "the thread goes on at the link \"More\"; add the next page to read the rest",
        );
    }
    Ok(())
}

/// The last comment so far and those above it, each with its depth: what a next page may go on below.
fn open_rows(draft: &Draft) -> Vec<(u64, CommentId)> {
    let mut chain: Vec<CommentId> = Vec::new();
    let mut next = draft.thread.comments.last().map(|c| c.id.clone());
    while let Some(id) = next {
        next = draft.get(&id).and_then(|c| c.parent.clone());
        chain.push(id);
        if chain.len() > draft.thread.comments.len() {
            // Another format's comments that answer each other in a circle.
            return Vec::new();
        }
    }
    chain.reverse();
    (0..).zip(chain).collect()
}

/// Title, address and stated number of comments of the story above the comments.
fn story(
    page: &scraper::Html,
    draft: &mut Draft,
    title: &Selector,
    subtext: &Selector,
    link: &Selector,
) {
    let title = page.select(title).next().map(plain).and_then(|t| {
        let title = t.strip_suffix("| Hacker News").unwrap_or(&t).trim();
        (!title.is_empty() && title != "more comments").then(|| title.to_owned())
    });
    draft.thread.title = draft.thread.title.take().or(title);
    let Some(subtext) = page.select(subtext).next() else {
        return;
    };
    for a in subtext.select(link) {
        let Some(id) = a.value().attr("href").and_then(item_id) else {
            continue;
        };
        draft
            .thread
            .url
            .get_or_insert_with(|| format!("https://news.ycombinator.com/item?id={id}"));
        let words = plain(a);
        if let Some((number, "comment" | "comments")) = words.split_once(' ')
            && let Ok(number) = number.replace(',', "").parse()
        {
            draft.thread.stated_total.get_or_insert(number);
        }
    }
}

struct Parts {
    commtext: Selector,
    comment: Selector,
    link: Selector,
    age: Selector,
    image: Selector,
}

impl Parts {
    /// How many steps the row of a comment is indented.
    fn indent(&self, td: ElementRef<'_>) -> u64 {
        for cell in td.prev_siblings().filter_map(ElementRef::wrap) {
            let stated = cell
                .value()
                .attr("indent")
                .and_then(|i| i.trim().parse().ok());
            if let Some(indent) = stated {
                return indent;
            }
            let spacer = cell.select(&self.image).find(|img| {
                let src = img.value().attr("src").unwrap_or("");
                let name = src.rsplit(['/', '\\']).next().unwrap_or(src);
                // Saved a second time under one name it becomes `s(1).gif`.
                name == "s.gif" || (name.starts_with("s(") && name.ends_with(").gif"))
            });
            // The column of the arrow can hold a spacer too (14 wide): the first column counts.
            if let Some(width) = spacer.and_then(|s| s.value().attr("width"))
                && cell
                    .prev_siblings()
                    .filter_map(ElementRef::wrap)
                    .next()
                    .is_none()
            {
                return width.trim().parse::<u64>().unwrap_or(0) / 40;
            }
        }
        0
    }

    fn comment(&self, td: ElementRef<'_>, comhead: ElementRef<'_>) -> Option<Comment> {
        let id = td
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().classes().any(|c| c == "athing"))
            .and_then(|row| row.value().attr("id"))
            .filter(|id| !id.is_empty())
            .or_else(|| self.linked_id(comhead))?;
        let mut comment = Comment::new(id, String::new());
        comment.author = comhead
            .select(&self.link)
            .find(|a| {
                a.value()
                    .attr("href")
                    .is_some_and(|h| h.contains("user?id="))
            })
            .map(plain)
            .filter(|a| !a.is_empty());
        self.say_when(comhead, &mut comment);
        let own_words: String = comhead
            .children()
            .filter_map(|n| n.value().as_text())
            .map(|t| &**t)
            .collect();
        for (word, flag) in [("[dead]", Flag::Dead), ("[flagged]", Flag::Flagged)] {
            if own_words.contains(word) {
                comment.flags.insert(flag);
            }
        }

        let (body, class) = self.body(td);
        if let Some(body) = body {
            let mut rich = page::rich(body, |e| {
                let e = e.value();
                e.classes().any(|c| c == "reply")
                    || (e.name() == "font" && e.attr("size") == Some("1"))
            });
            mark_quoted_lines(&mut rich);
            comment.text = rich.text;
            comment.marks = rich.marks;
        }
        match (class, comment.text.as_str()) {
            (Shade::None, "[deleted]") => {
                comment.text.clear();
                comment.marks.clear();
                comment.flags.insert(Flag::Deleted);
            }
            (Shade::None, "[flagged]") => comment.flags.insert(Flag::Flagged),
            (Shade::None, "[dead]") => comment.flags.insert(Flag::Dead),
            (Shade::Grey, _) => comment.flags.insert(Flag::Downvoted),
            _ => {}
        }
        if comment.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        Some(comment)
    }

    /// The element with the words, and how dark they are printed.
    fn body<'a>(&self, td: ElementRef<'a>) -> (Option<ElementRef<'a>>, Shade) {
        let shade = |e: ElementRef<'_>| {
            let by_class = e.value().classes().find_map(Shade::of_class);
            let by_colour = e.value().attr("color").map(|c| {
                if c.trim_start_matches('#').trim_matches('0').is_empty() {
                    Shade::Black
                } else {
                    Shade::Grey
                }
            });
            by_class.or(by_colour)
        };
        if let Some(e) = td.select(&self.commtext).next() {
            return (Some(e), shade(e).unwrap_or(Shade::Black));
        }
        let Some(comment) = td.select(&self.comment).next() else {
            return (None, Shade::None);
        };
        let coloured = comment
            .children()
            .filter_map(ElementRef::wrap)
            .find_map(|e| Some((e, shade(e)?)));
        match coloured {
            // A font that was not closed before the next paragraph ends there for the parser: it holds only the
            // first paragraph. A span holds them all.
            Some((e, shade)) if e.value().name() == "font" => (Some(comment), shade),
            Some((e, shade)) => (Some(e), shade),
            None => (Some(comment), Shade::None),
        }
    }

    /// The number in the link that leads to the comment itself.
    fn linked_id<'a>(&self, comhead: ElementRef<'a>) -> Option<&'a str> {
        let links = || {
            comhead
                .select(&self.link)
                .filter_map(|a| Some((a, a.value().attr("href").and_then(item_id)?)))
        };
        let own = comhead
            .select(&self.age)
            .flat_map(|age| age.select(&self.link))
            .find_map(|a| a.value().attr("href").and_then(item_id));
        own.or_else(|| links().find(|(a, _)| plain(*a) == "link").map(|(_, id)| id))
            .or_else(|| links().next().map(|(_, id)| id))
    }

    fn say_when(&self, comhead: ElementRef<'_>, comment: &mut Comment) {
        let age = comhead.select(&self.age).next();
        comment.time = age
            .and_then(|a| a.value().attr("title"))
            .and_then(|t| t.split_whitespace().next())
            .filter(|t| time::is_iso(t))
            .map(str::to_owned);
        if comment.time.is_none() {
            let words = plain(age.unwrap_or(comhead));
            let words = words
                .strip_prefix(comment.author.as_deref().unwrap_or(""))
                .unwrap_or(&words);
            let age = words.split('|').next().unwrap_or("").trim();
            comment.age = (!age.is_empty()).then(|| age.to_owned());
        }
    }
}

/// How dark a comment is printed: the more down-votes, the lighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shade {
    /// No colour is stated: there are no words of the author's here.
    None,
    Black,
    Grey,
}

impl Shade {
    /// `c00` is black; other pairs of hexadecimal digits are greys.
    fn of_class(class: &str) -> Option<Self> {
        let digits = class
            .strip_prefix('c')
            .filter(|d| d.len() == 2 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        Some(if digits == "00" {
            Self::Black
        } else {
            Self::Grey
        })
    }
}

/// The number in `item?id=123`.
fn item_id(href: &str) -> Option<&str> {
    let (_, rest) = href.split_once("item?id=")?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.get(..length).filter(|id| !id.is_empty())
}
