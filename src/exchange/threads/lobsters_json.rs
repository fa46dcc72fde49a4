//! Lobsters, JSON of a story (`/s/ID.json`): flat, in the order of the page. May use `thread`, `json` and the floor
//! below.
//!
//! Until 2021 a comment states its `indent_level`, counted from 1, and not its parent; since then its `depth`,
//! counted from 0, and its `parent_comment`.

use super::draft::{Draft, SameId};
use super::html::Markup;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises a story's keys, and those of comments by themselves.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let listed = ["short_id", "commenting_user", "comment"];
    if listed.iter().all(|key| sniff.json_root_has(key)) {
        return Confidence::Certain;
    }
    let story = sniff.json_root_has("short_id") && sniff.json_root_has("comment_count");
    match (
        story,
        sniff.json_has("commenting_user") || sniff.json_has("comments"),
    ) {
        (true, true) => Confidence::Certain,
        (true, false) => Confidence::Likely,
        (false, _) => Confidence::No,
    }
}

/// Reads a story's comments; those of the first story with comments in an array, or an array of comments.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no story with comments.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let root = doc.root();
    let list = |story: Value<'_, '_>| story.get("comments").is_some_and(Value::is_array);
    let stories = root.children().filter(|_| root.is_array());
    let story = stories
        .into_iter()
        .find(|story| list(*story))
        .unwrap_or(root);
    let bare = (root.children()).any(|item| root.is_array() && item.get("comment").is_some());
    let comments = story.get("comments").filter(|c| c.is_array());
    let Some(comments) = comments.or(bare.then_some(root)) else {
        return Err(ReadError::bad(
            input.name,
            Place::Field("comments".to_owned()),
            "the list of comments is missing",
            "open the story with .json behind its address and save that",
        ));
    };
    let string = |key: &str| story.get(key).and_then(Value::str).map(|t| t.into_owned());
    let thread = &mut draft.thread;
    thread.title = thread.title.take().or_else(|| string("title"));
    let url = string("comments_url").or_else(|| string("short_id_url"));
    thread.url = thread.url.take().or(url);
    let total = story.get("comment_count").and_then(Value::integer);
    thread.stated_total = total.and_then(|n| u64::try_from(n).ok());

    let mut markup = Markup::default();
    let mut above: Vec<(i64, CommentId)> = Vec::new();
    for item in comments.children() {
        progress.check()?;
        let string = |key: &str| item.get(key).and_then(Value::str);
        let is_true = |key: &str| item.get(key).and_then(Value::bool) == Some(true);
        let Some(id) = string("short_id") else {
            draft.warn(input, "a comment without short_id was left out");
            continue;
        };
        let rich = match string("comment").or_else(|| string("comment_plain")) {
            Some(html) => markup.read(&html),
            None => Default::default(),
        };
        let mut comment = Comment::new(&*id, rich.text);
        comment.marks = rich.marks;
        let indent = item.get("indent_level").and_then(Value::integer);
        let depth = item
            .get("depth")
            .and_then(Value::integer)
            .or(indent)
            .unwrap_or(0);
        while above.last().is_some_and(|(d, _)| *d >= depth) {
            above.pop();
        }
        comment.parent = match item.get("parent_comment") {
            Some(parent) => parent.id().map(|p| CommentId::from(&*p)),
            None => above.last().map(|(_, id)| id.clone()),
        };
        above.push((depth, comment.id.clone()));
        let user = item.get("commenting_user");
        comment.author = user
            .and_then(|u| u.get("username").unwrap_or(u).str())
            .map(|a| a.into_owned());
        comment.time = string("created_at").map(|t| t.into_owned());
        if is_true("is_deleted") || comment.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        if is_true("is_moderated") {
            comment.flags.insert(Flag::Removed);
        }
        let edited = string("last_edited_at");
        if edited.is_some() && edited.as_deref() != comment.time.as_deref() {
            comment.flags.insert(Flag::Edited);
        }
        draft.push(comment, SameId::SameComment);
    }
    Ok(())
}
