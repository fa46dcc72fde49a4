//! Discourse, JSON of a topic (`/t/ID.json`). May use `thread`, `json` and the floor below.
//!
//! Post 1 is the topic itself. A post answers another by its number within the topic, not by its id; the target
//! may be in another file, as one holds only the first twenty posts while `stream` names all.

use super::draft::{Draft, SameId};
use super::html::Markup;
use super::markdown;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises a stream of posts.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    match (
        sniff.json_root_has("post_stream"),
        sniff.json_has("post_number"),
    ) {
        (true, _) => Confidence::Certain,
        (false, true) if sniff.json_has("cooked") || sniff.json_has("post_stream") => {
            Confidence::Likely
        }
        _ => Confidence::No,
    }
}

/// Reads a topic's posts but the first.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no topic with posts.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let root = doc.root();
    let wrapped = |topic: &Value<'_, '_>| topic.get("post_stream").is_some();
    let topics = root.children().filter(|_| root.is_array());
    let topic = topics.into_iter().find(wrapped).unwrap_or(root);
    let stream = topic.get("post_stream");
    let posts = stream.unwrap_or(topic).get("posts");
    // Scripts keep the posts of all pages in one array.
    let bare = (root.children()).any(|post| root.is_array() && post.get("post_number").is_some());
    let posts = posts.or(bare.then_some(root)).filter(|p| p.is_array());
    // Or each in a file of its own.
    let single = Some(root).filter(|post| post.get("post_number").is_some());
    if posts.is_none() && single.is_none() {
        return Err(ReadError::bad(
            input.name,
            Place::Field("post_stream.posts".to_owned()),
            "the list of posts is missing",
            "open the topic with .json behind its address and save that",
        ));
    };
    if let Some(title) = topic.get("title").and_then(Value::str) {
        draft.thread.title.get_or_insert_with(|| title.into_owned());
    }
    let mut markup = Markup::default();
    let posts = posts.into_iter().flat_map(Value::children);
    for post in posts.chain(single) {
        progress.check()?;
        let string = |key: &str| post.get(key).and_then(Value::str);
        let is_true = |key: &str| post.get(key).and_then(Value::bool) == Some(true);
        let number = post.get("post_number").and_then(Value::integer);
        let Some(id) = post.get("id").and_then(Value::id) else {
            draft.warn(input, "a post without id was left out");
            continue;
        };
        if let Some(number) = number {
            draft.call(by_number(number), &*id);
        }
        if number == Some(1) {
            draft.post(&*id);
            continue;
        }
        let rich = match string("cooked") {
            Some(html) => markup.read(&html),
            // The words as they were written, in Markdown.
            None => markdown::rich(&string("raw").unwrap_or_default()),
        };
        let mut comment = Comment::new(&*id, rich.text);
        comment.marks = rich.marks;
        comment.parent = post
            .get("reply_to_post_number")
            .and_then(Value::integer)
            .filter(|n| *n != 1)
            .map(by_number);
        comment.author = string("username").map(|a| a.into_owned());
        comment.time = string("created_at").map(|t| t.into_owned());
        let gone = post.get("deleted_at").is_some_and(|d| !d.is_null());
        if gone || is_true("user_deleted") || comment.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        if is_true("hidden") {
            comment.flags.insert(Flag::Removed);
        }
        if post
            .get("version")
            .and_then(Value::integer)
            .is_some_and(|v| v > 1)
        {
            comment.flags.insert(Flag::Edited);
        }
        draft.push(comment, SameId::SameComment);
    }
    let stream = stream.and_then(|s| s.get("stream"));
    if stream.is_none() {
        // Only the number is known then, the topic itself among it.
        let total = topic.get("posts_count").and_then(Value::integer);
        let total = total.and_then(|n| u64::try_from(n).ok()?.checked_sub(1));
        draft.thread.stated_total = draft.thread.stated_total.or(total);
    }
    // The first of the stream is the topic itself.
    for id in stream.into_iter().flat_map(Value::children).skip(1) {
        if let Some(id) = id.id() {
            draft.name(&*id);
        }
    }
    Ok(())
}

/// What a post is called until one of that number is found, in this file or another.
fn by_number(number: i64) -> CommentId {
    format!("post-{number}").into()
}
