//! Mastodon, a status's `context`: what stands above it and below. May use `thread`, `json` and the floor below.
//!
//! The status itself is not in the file (its id is in the address it was fetched from): the answers to it name a
//! parent that is missing, unless the status is added as a second file, or somebody put both in one: `{"status": …,
//! "context": …}`.

use super::draft::{Draft, SameId};
use super::html::Markup;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises a context, and a single status.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    if sniff.json_root_has("ancestors") || sniff.json_root_has("descendants") {
        let status = sniff.json_has("in_reply_to_id");
        return if status {
            Confidence::Certain
        } else {
            Confidence::Maybe
        };
    }
    let status = ["in_reply_to_id", "account", "content"];
    let both = sniff.json_has("ancestors") && sniff.json_has("descendants");
    let at_root = status.iter().all(|key| sniff.json_root_has(key));
    if at_root || (both && status.iter().all(|key| sniff.json_has(key))) {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads the statuses above, itself where it is in the file, and those below.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or holds no status.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let root = doc.root();
    let here = || {
        let inside = root.children().filter(|_| root.is_object());
        std::iter::once(root).chain(inside)
    };
    let is_context = |v: &Value<'_, '_>| {
        let lists = ["ancestors", "descendants"];
        lists.iter().any(|list| v.get(list).is_some())
    };
    let context = here().find(is_context);
    let list = |key: &str| (context.and_then(|c| c.get(key)).into_iter()).flat_map(Value::children);
    let own = here().find(|v| v.get("in_reply_to_id").is_some());
    let array = root.children().filter(|_| root.is_array());
    let statuses = list("ancestors")
        .chain(own)
        .chain(list("descendants"))
        .chain(array);
    let mut markup = Markup::default();
    let mut found = 0usize;
    for status in statuses {
        progress.check()?;
        let string = |key: &str| status.get(key).and_then(Value::str);
        let Some(id) = status.get("id").and_then(Value::id) else {
            continue;
        };
        found += 1;
        let mut rich = markup.read(&string("content").unwrap_or_default());
        if let Some(warning) = string("spoiler_text").filter(|s| !s.is_empty()) {
            let shift = warning.chars().count() as u32 + 2;
            rich.text = format!("{warning}\n\n{}", rich.text);
            for mark in &mut rich.marks {
                mark.start += shift;
                mark.end += shift;
            }
        }
        let mut comment = Comment::new(&*id, rich.text);
        comment.marks = rich.marks;
        comment.parent = status
            .get("in_reply_to_id")
            .and_then(Value::id)
            .map(|p| CommentId::from(&*p));
        comment.author = status
            .get("account")
            .and_then(|a| a.get("acct").or_else(|| a.get("username"))?.str())
            .map(|a| a.into_owned());
        comment.time = string("created_at").map(|t| t.into_owned());
        if comment.author.is_none() {
            comment.flags.insert(Flag::Deleted);
        }
        if string("edited_at").is_some() {
            comment.flags.insert(Flag::Edited);
        }
        draft.push(comment, SameId::SameComment);
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("descendants".to_owned()),
            "no status stands in it",
            "fetch /api/v1/statuses/ID/context again",
        ));
    }
    Ok(())
}
