//! Dumps of Reddit (Pushshift and its successors): one comment a line, flat, in any order. May use `thread`,
//! `json` and the floor below.

use std::collections::HashSet;

use super::draft::{Draft, SameId, grouped};
use super::reddit_json;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;

/// Recognises the site's fields without its wrapping.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let flat = ["link_id", "parent_id", "body"]
        .iter()
        .all(|key| sniff.json_root_has(key));
    if flat {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads every line (an array of such objects too).
///
/// # Errors
/// [`ReadError`] if a line is no JSON, or no line is a comment.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let escaped = is_escaped(&source);
    let mut posts: HashSet<String> = HashSet::new();
    let mut found = 0usize;
    for doc in Doc::parse_many(&source) {
        progress.check()?;
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let root = doc.root();
        let single = root.is_object().then_some(root);
        let many = root
            .children()
            .filter(|v| single.is_none() && v.is_object());
        for data in single.into_iter().chain(many) {
            if let Some(title) = data.get("title").and_then(Value::str) {
                draft.thread.title.get_or_insert_with(|| title.into_owned());
                continue;
            }
            let Some(comment) = reddit_json::comment(data, escaped) else {
                continue;
            };
            if let Some(post) = data.get("link_id").and_then(Value::str) {
                posts.insert(post.into_owned());
            }
            found += 1;
            draft.push(comment, SameId::SameComment);
        }
    }
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("id".to_owned()),
            "no comment stands in it",
            "use a dump of comments (RC_...), one JSON object a line",
        ));
    }
    if posts.len() > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} posts; they were read as one thread",
                grouped(posts.len() as u64)
            ),
        );
    }
    Ok(())
}

/// Whether `&`, `<` and `>` are escaped in the bodies. One bare sign says no.
fn is_escaped(source: &str) -> bool {
    let mut seen = false;
    for doc in Doc::parse_many(source).flatten() {
        let body = doc.root().get("body").and_then(Value::str);
        match body.and_then(|b| reddit_json::escapes(&b)) {
            Some(true) => seen = true,
            Some(false) => return false,
            None => {}
        }
    }
    seen
}
