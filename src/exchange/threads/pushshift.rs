//! Dumps of Reddit (Pushshift and its successors): one comment a line, flat, in any order. Scripts write the same
//! objects as an array, as an answer of the interface (`{"data": [...]}`), or with the answers to each within it. May use
//! `thread`, `json` and the floor below.

use std::collections::HashSet;

use super::draft::{Draft, SameId};
use super::reddit_json;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::CommentId;

/// Recognises the site's fields without its wrapping.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let fields = ["link_id", "parent_id", "body"];
    let flat = fields.iter().all(|key| sniff.json_root_has(key));
    let answer = sniff.json_root_has("data")
        && !sniff.json_has("kind")
        && fields.iter().all(|key| sniff.json_has(key));
    if flat || answer {
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
        // What is still to be read, the next one last, each with the comment it stands below.
        let mut waiting: Vec<(Value<'_, '_>, Option<CommentId>)> = vec![(doc.root(), None)];
        while let Some((data, above)) = waiting.pop() {
            let at = waiting.len();
            if data.is_array() {
                waiting.extend(data.children().map(|value| (value, above.clone())));
            } else if let Some(list) = data.get("data").filter(|list| list.is_array()) {
                waiting.push((list, above));
            } else if let Some(title) = data.get("title").and_then(Value::str) {
                draft.thread.title.get_or_insert_with(|| title.into_owned());
                waiting.extend(data.get("comments").map(|list| (list, None)));
            } else if let Some(mut comment) = reddit_json::comment(data, escaped) {
                posts.extend(reddit_json::link(data));
                found += 1;
                comment.parent = comment.parent.or(above);
                let replies = data.get("replies").filter(|replies| replies.is_array());
                waiting.extend(replies.map(|list| (list, Some(comment.id.clone()))));
                draft.push(comment, SameId::SameComment);
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
            "no comment stands in it",
            "use a dump of comments (RC_...), one JSON object a line",
        ));
    }
    reddit_json::say_how_many_posts(posts.len(), input, draft);
    Ok(())
}

/// Whether `&`, `<` and `>` are escaped in the bodies. One bare sign says no.
fn is_escaped(source: &str) -> bool {
    let mut seen = false;
    for doc in Doc::parse_many(source).flatten() {
        let bodies = doc.walk().map(|(value, _)| value);
        for body in bodies.filter(|value| value.key().as_deref() == Some("body")) {
            match body.str().and_then(|body| reddit_json::escapes(&body)) {
                Some(true) => seen = true,
                Some(false) => return false,
                None => {}
            }
        }
    }
    seen
}
