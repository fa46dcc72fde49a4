//! Hacker News, a page copied as text (select all, copy). May use `thread`.
//!
//! Each comment keeps a line `NAME 3 hours ago | root | parent | next [–]`, then its words, then `reply`. Indents
//! are gone; what remains of the nesting is which of the words `root` and `parent` that line shows: none at the
//! top, `parent` one below the top, both two or more below. Older pages show neither. So a reply to a comment at
//! the top is tied to it, a deeper one is [`Nesting::AtLeast`] two deep and waits for a person.

use super::draft::{Draft, SameId};
use super::html::{Rich, mark_quoted_lines};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag, Mark, MarkKind, Nesting};

/// Recognises the lines above comments.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    if sniff.is_json() || sniff.is_markup() || sniff.is_binary() {
        return Confidence::No;
    }
    let lines: Vec<&str> = sniff.head.lines().collect();
    let heads = heads(&lines);
    let sure = heads.iter().any(|(_, h)| h.links)
        || lines
            .iter()
            .any(|l| l.trim_start().starts_with("Hacker News"))
        || lines.iter().filter(|l| l.trim() == "reply").count() >= heads.len();
    match heads.len() {
        0 => Confidence::No,
        _ if sure => Confidence::Certain,
        _ => Confidence::No,
    }
}

/// The line above a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head<'a> {
    author: Option<&'a str>,
    age: &'a str,
    root: bool,
    parent: bool,
    /// Whether it shows any of the words that lead to other comments.
    links: bool,
    flags: Vec<Flag>,
}

/// Reads every comment of the page.
///
/// # Errors
/// [`ReadError`] if it is no text, or no line above a comment is in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let lines: Vec<&str> = source.lines().collect();
    let heads = heads(&lines);
    let Some((first, _)) = heads.first() else {
        return Err(ReadError::bad(
            input.name,
            Place::File,
            "no line such as \"name 3 hours ago\" stands in it",
            "copy the whole page (select all), or read it as flat-paste",
        ));
    };
    let above = lines.get(..*first).unwrap_or_default();
    if let Some(title) = title(above) {
        draft.thread.title.get_or_insert(title);
    }
    if let Some(total) = above.iter().find_map(|line| stated_total(line)) {
        draft.thread.stated_total.get_or_insert(total);
    }
    // Pages before 2022 have no links between comments: their heads say nothing about depth.
    let nested = heads.iter().any(|(_, h)| h.links);
    let mut top: Option<CommentId> = None;
    let mut unplaced = 0usize;
    let ends = heads.iter().skip(1).map(|(i, _)| *i).chain([lines.len()]);
    for ((start, head), end) in heads.iter().zip(ends) {
        progress.check()?;
        let last = end == lines.len();
        let body = lines.get(start + 1..end).unwrap_or_default();
        let mut rich = words(body, last);
        let mut comment = Comment::new(draft.next_number(), String::new());
        comment.author = head.author.map(str::to_owned);
        comment.age = Some(head.age.to_owned());
        for flag in &head.flags {
            comment.flags.insert(*flag);
        }
        match rich.text.as_str() {
            "[deleted]" if head.author.is_none() => rich = Rich::default(),
            "[flagged]" => comment.flags.insert(Flag::Flagged),
            "[dead]" => comment.flags.insert(Flag::Dead),
            _ => {}
        }
        if head.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        comment.text = rich.text;
        comment.marks = rich.marks;
        comment.nesting = match (nested, head.root, head.parent) {
            (false, ..) => Nesting::Unknown,
            (true, true, _) => Nesting::AtLeast(2),
            (true, false, true) => Nesting::AtLeast(1),
            (true, false, false) => Nesting::AtLeast(0),
        };
        match comment.nesting {
            Nesting::AtLeast(0) => top = Some(comment.id.clone()),
            // One below the top: the comment at the top it stands below is the last one before it.
            Nesting::AtLeast(1) => comment.parent = top.clone(),
            _ => unplaced += 1,
        }
        draft.push(comment, SameId::OtherComment);
    }
    if unplaced > 0 {
        draft.warn(
            input,
            format!(
                "the text does not say whom {unplaced} of {} comments answer; save the page as HTML, or fetch \
                 the JSON, to have them in place",
                heads.len()
            ),
        );
    }
    Ok(())
}

/// The lines above comments, each with its index.
fn heads<'a>(lines: &[&'a str]) -> Vec<(usize, Head<'a>)> {
    lines
        .iter()
        .enumerate()
        .filter(|(i, _)| {
            let before = i.checked_sub(1).and_then(|i| lines.get(i));
            before.is_none_or(|l| l.trim().is_empty())
        })
        .filter_map(|(i, line)| Some((i, head(line.trim())?)))
        .collect()
}

/// Reads `NAME AGE | words [–]`; every word has to fit.
fn head(line: &str) -> Option<Head<'_>> {
    let mut parts = line.split('|').map(str::trim);
    let who_when = parts.next()?;
    let mut head = Head {
        author: None,
        age: "",
        root: false,
        parent: false,
        links: false,
        flags: Vec::new(),
    };
    let mut toggle = |part: &mut &str| {
        // `[–]`, `[+]`, `[3 more]`, `[dead]`, `[flagged]` at the end.
        while let Some((before, inside)) = part.strip_suffix(']').and_then(|p| p.rsplit_once('[')) {
            match inside {
                "dead" => head.flags.push(Flag::Dead),
                "flagged" => head.flags.push(Flag::Flagged),
                "-" | "–" | "—" | "+" => {}
                more if more.ends_with(" more") => {}
                _ => return false,
            }
            *part = before.trim_end();
        }
        true
    };
    let mut first = who_when;
    if !toggle(&mut first) {
        return None;
    }
    for mut part in parts {
        if !toggle(&mut part) {
            return None;
        }
        match part {
            "root" => head.root = true,
            "parent" => head.parent = true,
            "next" | "prev" | "context" => {}
            "link" | "flag" | "unflag" | "vouch" | "favorite" | "unfavorite" | "unvote"
            | "undown" | "edit" | "delete" | "hide" | "" => continue,
            on if on.starts_with("on: ") => continue,
            _ => return None,
        }
        head.links = true;
    }
    let (author, age) = who_and_when(first)?;
    head.author = author;
    head.age = age;
    Some(head)
}

/// Splits `NAME 3 hours ago`; the name is missing for deleted comments.
fn who_and_when(text: &str) -> Option<(Option<&str>, &str)> {
    let (name, rest) = text.split_once(' ')?;
    if is_age(text) {
        return Some((None, text));
    }
    let is_name = (1..=20).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let age = rest.trim_start();
    (is_name && is_age(age)).then_some((Some(name), age))
}

/// `3 hours ago`, or `on Aug 8, 2019`.
fn is_age(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    match words.as_slice() {
        [n, unit, "ago"] => {
            let unit = unit.strip_suffix('s').unwrap_or(unit);
            number(n)
                && matches!(
                    unit,
                    "second" | "minute" | "hour" | "day" | "week" | "month" | "year"
                )
        }
        ["on", month, day, year] => {
            month.len() == 3
                && day.strip_suffix(',').is_some_and(number)
                && number(year)
                && year.len() == 4
        }
        _ => false,
    }
}

/// The words of a comment: every line a paragraph, indented lines code, the link `reply` at the end left out.
fn words(body: &[&str], last: bool) -> Rich {
    let mut body = body;
    if let Some(reply) = body.iter().rposition(|l| l.trim() == "reply") {
        body = body.get(..reply).unwrap_or_default();
    } else if last
        && let Some(foot) = body
            .iter()
            .rposition(|l| l.trim_start().starts_with("Guidelines | FAQ"))
    {
        body = body.get(..foot).unwrap_or_default();
    }
    let mut rich = Rich::default();
    let mut chars = 0u32;
    let mut code_before = false;
    for line in body.iter().map(|l| l.trim_end()).filter(|l| !l.is_empty()) {
        let code = line.starts_with("  ");
        let line = if code { line } else { line.trim_start() };
        if !rich.text.is_empty() {
            let gap = if code && code_before { "\n" } else { "\n\n" };
            rich.text.push_str(gap);
            chars += gap.len() as u32;
        }
        let start = chars;
        rich.text.push_str(line);
        chars += line.chars().count() as u32;
        if code {
            match rich.marks.last_mut() {
                Some(mark) if code_before => mark.end = chars,
                _ => rich.marks.push(Mark {
                    start,
                    end: chars,
                    kind: MarkKind::Code,
                }),
            }
        }
        code_before = code;
    }
    mark_quoted_lines(&mut rich);
    rich
}

/// How many comments the line with the story's points says there are: `… | 335 comments`.
fn stated_total(line: &str) -> Option<u64> {
    let (first, last) = line.trim().rsplit_once('|')?;
    let (number, "comment" | "comments") = last.trim().split_once(char::is_whitespace)? else {
        return None;
    };
    first
        .contains("point")
        .then(|| number.replace(',', "").parse().ok())?
}

/// The story's title: the line above the one with its points.
fn title(lines: &[&str]) -> Option<String> {
    let points = lines.iter().position(|l| {
        l.trim().split_once(' ').is_some_and(|(n, rest)| {
            n.bytes().all(|b| b.is_ascii_digit())
                && (rest.starts_with("points by ") || rest.starts_with("point by "))
        })
    })?;
    let title = lines
        .get(..points)?
        .iter()
        .rev()
        .map(|l| l.trim())
        .find(|l| !l.is_empty())?;
    // The site in brackets is no part of the title.
    let title = match title.rsplit_once(" (") {
        Some((title, site)) if site.ends_with(')') && !site.contains(' ') => title,
        _ => title,
    };
    Some(title.to_owned())
}
