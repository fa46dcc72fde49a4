//! Hacker News by its official interface (Firebase): flat items that name their parent. May use `thread`, `json`
//! and the floor below.
//!
//! People keep them as one array, as an object keyed by id, one a line, one a file, or with the answers to each in place
//! of the numbers of its `kids`: all are read. Only `id` is always there. A deleted item has neither author nor text, a dead one shows `[flagged]` or `[dead]` instead of
//! its words; a missing one is `null`.

use std::borrow::Cow;

use super::draft::{Draft, SameId};
use super::html::{Markup, mark_quoted_lines};
use super::time;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises items by their keys, as an object keyed by id too.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let typical = ["by", "kids", "descendants", "parent"]
        .iter()
        .filter(|key| sniff.json_has(key))
        .count();
    let always = ["id", "type", "time"].iter().all(|key| sniff.json_has(key));
    match (always, typical) {
        (true, 2..) => Confidence::Certain,
        (true, 1) => Confidence::Likely,
        _ => Confidence::No,
    }
}

/// Reads items in the order of the file.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or holds no item.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let mut markup = Markup::default();
    let mut found = 0usize;
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        // What is still to be read, the next one last, each with the id of the item around it.
        let mut waiting = vec![(doc.root(), None)];
        while let Some((value, above)) = waiting.pop() {
            progress.check()?;
            let at = waiting.len();
            let id = value.get("id").and_then(Value::id);
            if let Some(id) = id {
                found += 1;
                read_item(value, &id, above.as_deref(), draft, &mut markup);
                // The answers themselves may stand here, under whatever name.
                let lists = value.children().filter(|v| v.is_array());
                let answers = lists.flat_map(Value::children).filter(|v| v.is_object());
                waiting.extend(answers.map(|answer| (answer, Some(id.clone()))));
            } else {
                let inside = value.children().filter(|v| v.is_object() || v.is_array());
                waiting.extend(inside.map(|value| (value, above.clone())));
            }
            if let Some(added) = waiting.get_mut(at..) {
                added.reverse();
            }
        }
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("id".to_owned()),
            "no item with an id stands here",
            "fetch the items again from hacker-news.firebaseio.com/v0/item/",
        ));
    }
    Ok(())
}

/// Reads one item; `above` is the item it stands in.
fn read_item(
    item: Value<'_, '_>,
    id: &str,
    above: Option<&str>,
    draft: &mut Draft,
    markup: &mut Markup,
) {
    let string = |key: &str| item.get(key).and_then(Value::str);
    let is_true = |key: &str| item.get(key).and_then(Value::bool) == Some(true);
    for kid in item.get("kids").into_iter().flat_map(Value::children) {
        if let Some(kid) = kid.id() {
            draft.name(&*kid);
        }
    }
    let stated = item.get("parent").and_then(Value::id);
    let parent = stated.or(above.map(Cow::Borrowed));
    if !string("type").map_or(parent.is_some(), |kind| kind == "comment") {
        let thread = &mut draft.thread;
        thread.title = thread
            .title
            .take()
            .or(string("title").map(|t| t.into_owned()));
        let url = format!("https://news.ycombinator.com/item?id={id}");
        thread.url.get_or_insert(url);
        let total = item.get("descendants").and_then(Value::integer);
        thread.stated_total = thread
            .stated_total
            .or(total.and_then(|n| u64::try_from(n).ok()));
        draft.post(id);
        draft.post_says(string("text").as_deref());
        return;
    }
    let mut comment = Comment::new(id, String::new());
    comment.parent = parent.map(|p| CommentId::from(&*p));
    comment.author = string("by").map(|a| a.into_owned());
    comment.time = item
        .get("time")
        .and_then(Value::integer)
        .and_then(time::from_unix);
    if let Some(html) = string("text") {
        let mut rich = markup.read(&html);
        mark_quoted_lines(&mut rich);
        comment.text = rich.text;
        comment.marks = rich.marks;
    }
    if is_true("dead") {
        comment.flags.insert(Flag::Dead);
    }
    if comment.text == "[flagged]" {
        comment.flags.insert(Flag::Flagged);
    }
    if is_true("deleted") || comment.author.is_none() {
        comment.flags.insert(Flag::Deleted);
    }
    draft.push(comment, SameId::SameComment);
}
