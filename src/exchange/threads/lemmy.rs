//! Lemmy, answers of `/api/v3/comment/list` and `/api/v3/post/comments`, and of `/api/v3/post` beside them. May use
//! `thread`, `json` and the floor below.
//!
//! A comment's place is its `path`, `0.12.34`: the ids from the post (0) down to itself; before version 0.17 it named its
//! parent. Programs keep the same views as a bare list, in one file with the post, or with `children` in each.

use super::draft::{Draft, SameId};
use super::markdown;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises comments with creator and path, and a post.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let has = |keys: &[&str]| keys.iter().all(|key| sniff.json_has(key));
    let listed = ["comments", "comment_view"]
        .iter()
        .any(|key| sniff.json_root_has(key));
    let bare = sniff.json_root_has("comment") && sniff.json_root_has("creator");
    let placed = sniff.json_has("path") || has(&["parent_id", "creator_id"]);
    let list = (listed || bare) && placed && has(&["creator", "content"]);
    let post = sniff.json_root_has("post_view") && sniff.json_has("ap_id");
    if list || post {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads the comments, whose words are Markdown and stay as written.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or holds no list of comments.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let root = doc.root();
    let post = root.get("post_view");
    if let Some(view) = post {
        about(view, draft);
    }
    let views = root.get("comments").or(Some(root).filter(|r| r.is_array()));
    let single = Some(root).filter(|r| r.get("comment_view").is_some());
    // Views still to be read, the next one last, each with the comment it stands below.
    let mut waiting: Vec<(Value<'_, '_>, Option<CommentId>)> = Vec::new();
    match (views.filter(|views| views.is_array()), single) {
        (Some(views), _) => waiting.extend(views.children().map(|view| (view, None))),
        (None, Some(view)) => waiting.push((view, None)),
        (None, None) if post.is_some() => return Ok(()),
        (None, None) => {
            return Err(ReadError::bad(
                input.name,
                Place::Field("comments".to_owned()),
                "the list of comments is missing",
                "fetch /api/v3/comment/list with the post's post_id again",
            ));
        }
    }
    waiting.reverse();
    let mut counted = 0u64;
    while let Some((node, above)) = waiting.pop() {
        progress.check()?;
        let view = node.get("comment_view").unwrap_or(node);
        let comment = view.get("comment").unwrap_or(view);
        let string = |key: &str| comment.get(key).and_then(Value::str);
        let is_true = |key: &str| comment.get(key).and_then(Value::bool) == Some(true);
        let Some(id) = comment.get("id").and_then(Value::id) else {
            draft.warn(input, "a comment without id was left out");
            continue;
        };
        let rich = markdown::rich(&string("content").unwrap_or_default());
        let mut new = Comment::new(&*id, rich.text);
        new.marks = rich.marks;
        // The last id of the path is the comment's own, the one before it its parent, 0 the post.
        let path = string("path");
        let named = || comment.get("parent_id").and_then(Value::id);
        new.parent = match &path {
            Some(path) => path.rsplit('.').nth(1).map(CommentId::from),
            None => named().map(|id| CommentId::from(&*id)).or(above),
        };
        new.parent.take_if(|parent| &*parent.0 == "0");
        if new.parent.is_none() {
            let stated = view.get("counts").unwrap_or(comment).get("child_count");
            let below = stated.and_then(Value::integer);
            counted += 1 + below.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        }
        let creator = view.get("creator").and_then(|c| c.get("name")?.str());
        new.author = (creator.or_else(|| string("creator_name"))).map(|a| a.into_owned());
        // Two servers may each have somebody of that name.
        if let (Some(name), Some(server)) = (&new.author, elsewhere(view)) {
            new.author = Some(format!("{name}@{server}"));
        }
        let time = string("published").or_else(|| string("published_at"));
        new.time = time.map(|t| t.into_owned());
        if is_true("deleted") || new.author.is_none() {
            new.flags.insert(Flag::Deleted);
        }
        if is_true("removed") {
            new.flags.insert(Flag::Removed);
        }
        if string("updated").or_else(|| string("updated_at")).is_some() {
            new.flags.insert(Flag::Edited);
        }
        about(view, draft);
        let at = waiting.len();
        let below = node.get("children").into_iter().flat_map(Value::children);
        waiting.extend(below.map(|node| (node, Some(new.id.clone()))));
        if let Some(added) = waiting.get_mut(at..) {
            added.reverse();
        }
        draft.push(new, SameId::SameComment);
    }
    // A list that was cut at some depth tells by the comments at the top how many there are below them.
    if counted > draft.thread.comments.len() as u64 {
        draft.thread.stated_total = draft.thread.stated_total.max(Some(counted));
    }
    Ok(())
}

/// The server of a writer who is not of the one that was asked.
fn elsewhere(view: Value<'_, '_>) -> Option<String> {
    let creator = view.get("creator")?;
    if creator.get("local").and_then(Value::bool) != Some(false) {
        return None;
    }
    let address = creator
        .get("actor_id")
        .or_else(|| creator.get("ap_id"))?
        .str()?;
    let (_, rest) = address.split_once("://")?;
    let server = rest.split('/').next()?;
    (!server.is_empty()).then(|| server.to_owned())
}

/// What a view tells of the post: that of a comment, and that of the post itself.
fn about(view: Value<'_, '_>, draft: &mut Draft) {
    let post = view.get("post");
    if let Some(title) = post.and_then(|p| p.get("name")?.str()) {
        draft.thread.title.get_or_insert_with(|| title.into_owned());
    }
    if let Some(url) = post.and_then(|p| p.get("ap_id")?.str()) {
        draft.thread.url.get_or_insert_with(|| url.into_owned());
    }
    draft.post_says(post.and_then(|p| p.get("body")?.str()).as_deref());
    let total = view.get("counts").or(post).filter(|_| post.is_some());
    if let Some(n) = total.and_then(|c| c.get("comments")?.integer()) {
        draft.thread.stated_total = draft.thread.stated_total.or(u64::try_from(n).ok());
    }
}
