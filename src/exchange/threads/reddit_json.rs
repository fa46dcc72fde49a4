//! Reddit's JSON: the page of a post (`…/comments/ID.json`), and the answers to `morechildren`. May use `thread`,
//! `json` and the floor below.
//!
//! Words are Markdown and stay as written. A browser saves them with `&amp;`, `&lt;` and `&gt;` escaped, tools
//! that ask for `raw_json=1` without: the file is looked through once to tell which. Long threads are cut: `more`
//! names comments that are not in the file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::draft::{Draft, SameId, grouped};
use super::markdown;
use super::time;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises the site's wrapping of everything in kind and data.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let wrapped = sniff.json_has("kind") && sniff.json_has("data");
    let reddit = ["link_id", "subreddit_id", "body_html", "selftext"]
        .iter()
        .any(|key| sniff.json_has(key));
    match (wrapped, reddit) {
        (true, true) => Confidence::Certain,
        (true, false) if sniff.json_has("children") || sniff.json_has("things") => {
            Confidence::Maybe
        }
        _ => Confidence::No,
    }
}

/// Reads the comments of a page, or those `morechildren` adds.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no listing.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let (mut listings, mut stories) = (0usize, 0usize);
    let before = draft.thread.comments.len();
    let mut posts = BTreeSet::new();
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let escaped = is_escaped(&doc);
        let mut waiting = vec![doc.root()];
        while let Some(value) = waiting.pop() {
            progress.check()?;
            let at = waiting.len();
            if value.is_array() {
                waiting.extend(value.children());
            } else if let Some(answer) = value.get("json") {
                let things = answer.get("data").and_then(|d| d.get("things"));
                // An answer without things is one that found nothing.
                listings += 1;
                waiting.extend(things.into_iter().flat_map(Value::children));
            } else if let (Some(kind), Some(data)) =
                (value.get("kind").and_then(Value::str), value.get("data"))
            {
                match &*kind {
                    "Listing" => {
                        listings += 1;
                        waiting.extend(data.get("children").into_iter().flat_map(Value::children));
                    }
                    "t3" => {
                        stories += 1;
                        post(data, escaped, draft);
                    }
                    "t1" => {
                        listings += 1;
                        if let Some(comment) = comment(data, escaped) {
                            posts.extend(link(data));
                            draft.push(comment, SameId::SameComment);
                        }
                        // The empty string where there are none.
                        waiting.extend(data.get("replies").filter(|r| r.is_object()));
                    }
                    "more" => {
                        let children = data.get("children").into_iter().flat_map(Value::children);
                        for id in children.filter_map(Value::id) {
                            draft.name(&*id);
                        }
                        let id = data.get("id").and_then(Value::id);
                        let above = data.get("parent_id").and_then(Value::str);
                        if let Some(above) = above.filter(|_| id.as_deref() == Some("_")) {
                            draft.goes_on(above.strip_prefix("t1_").unwrap_or(&above));
                        }
                    }
                    _ => {}
                }
            }
            if let Some(added) = waiting.get_mut(at..) {
                added.reverse();
            }
        }
    }
    if listings == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("kind".to_owned()),
            "there is no listing of comments in it",
            "open the post with .json behind its address and save that",
        ));
    }
    if stories > 1 && draft.thread.comments.len() == before {
        return Err(ReadError::bad(
            input.name,
            Place::Field("kind".to_owned()),
            "it is a list of posts without their comments",
            "open one of the posts with .json behind its address and save that",
        ));
    }
    say_how_many_posts(posts.len(), input, draft);
    Ok(())
}

/// The post that a comment says it belongs to.
pub(super) fn link(data: Value<'_, '_>) -> Option<String> {
    let link = data.get("link_id").or_else(|| data.get("link"))?;
    link.id().map(Cow::into_owned)
}

/// Says so where comments of several posts stand in one file: what somebody wrote, or the newest of a forum.
pub(super) fn say_how_many_posts(posts: usize, input: &Input<'_>, draft: &mut Draft) {
    if posts > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} posts; they were read as one thread",
                grouped(posts as u64)
            ),
        );
    }
}

fn post(data: Value<'_, '_>, escaped: bool, draft: &mut Draft) {
    let string = |key: &str| data.get(key).and_then(Value::str);
    draft.post_says(string("selftext").as_deref());
    let thread = &mut draft.thread;
    let title = string("title").map(|t| unescape(t, escaped).into_owned());
    thread.title = thread.title.take().or(title);
    let url = string("permalink").map(|p| format!("https://www.reddit.com{p}"));
    thread.url = thread.url.take().or(url);
    let total = data.get("num_comments").and_then(Value::integer);
    thread.stated_total = thread
        .stated_total
        .or(total.and_then(|n| u64::try_from(n).ok()));
}

/// A comment from the fields that the site's own JSON and dumps of it share; `None` without an id.
pub(super) fn comment(data: Value<'_, '_>, escaped: bool) -> Option<Comment> {
    let string = |key: &str| data.get(key).and_then(Value::str);
    let id = (data.get("id").and_then(Value::id)).or_else(|| string("name"))?;
    let id = id.strip_prefix("t1_").unwrap_or(&id);
    // Answers to "load more" that were not asked for as JSON call some fields by other names.
    let body = string("body").or_else(|| string("contentText"));
    let body = unescape(body.unwrap_or_default(), escaped);
    let rich = markdown::rich(&body);
    let mut comment = Comment::new(id, rich.text);
    comment.marks = rich.marks;
    comment.parent = parent(data);
    comment.author = string("author")
        .filter(|a| a != "[deleted]" && a != "[removed]")
        .map(|a| a.into_owned());
    comment.time = data
        .get("created_utc")
        .and_then(Value::integer)
        .and_then(time::from_unix);
    // An account may be gone while its words are still there: that comment was not deleted.
    if matches!(comment.text.as_str(), "[deleted]" | "") {
        comment.flags.insert(Flag::Deleted);
    }
    if matches!(comment.text.as_str(), "[removed]" | "[ Removed by Reddit ]") {
        comment.flags.insert(Flag::Removed);
    }
    if data
        .get("edited")
        .is_some_and(|e| e.integer().is_some() || e.bool() == Some(true))
    {
        comment.flags.insert(Flag::Edited);
    }
    Some(comment)
}

/// What a comment says it answers; `t3_` is the post itself. Newer dumps write the number in place of its letters.
fn parent(data: Value<'_, '_>) -> Option<CommentId> {
    let named = data.get("parent_id").or_else(|| data.get("parent"))?;
    if let Some(name) = named.str() {
        return name.strip_prefix("t1_").map(CommentId::from);
    }
    let same = data.get("link_id").and_then(Value::number) == named.number();
    let number = named.integer().filter(|n| *n > 0 && !same)?;
    Some(CommentId::from(base_36(number.unsigned_abs())))
}

/// A number in the digits and letters of the site's ids.
fn base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.extend(char::from_digit((number % 36) as u32, 36));
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// Whether `&`, `<` and `>` are written `&amp;`, `&lt;`, `&gt;` in every string of the file.
fn is_escaped(doc: &Doc<'_>) -> bool {
    let mut seen = false;
    for (value, _) in doc.walk() {
        let key = value.key().unwrap_or_default();
        let html = matches!(&*key, "body_html" | "selftext_html");
        if !html && !matches!(&*key, "body" | "selftext" | "title") {
            continue;
        }
        let Some(text) = value.str() else { continue };
        if html && text.starts_with("&lt;") {
            return true;
        }
        match escapes(&text) {
            Some(true) => seen = true,
            Some(false) => return false,
            None => {}
        }
    }
    seen
}

/// Whether a text's signs are escaped: `None` if it has none, `Some(false)` if one stands bare.
pub(super) fn escapes(text: &str) -> Option<bool> {
    if text.contains(['<', '>']) {
        return Some(false);
    }
    let mut signs = text.match_indices('&').map(|(i, _)| {
        let rest = text.get(i..).unwrap_or("");
        ["&amp;", "&lt;", "&gt;"]
            .iter()
            .any(|e| rest.starts_with(e))
    });
    let first = signs.next()?;
    Some(first && signs.all(|s| s))
}

/// Undoes the site's escapes, once.
pub(super) fn unescape(text: Cow<'_, str>, escaped: bool) -> Cow<'_, str> {
    if !escaped || !text.contains('&') {
        return text;
    }
    Cow::Owned(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}
