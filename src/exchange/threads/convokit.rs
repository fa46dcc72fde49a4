//! ConvoKit corpora: `utterances.jsonl`, one utterance a line. May use `thread`, `json` and the floor below.
//!
//! The library calls the parent `reply_to` and the conversation `conversation_id`; files on disk say `reply-to`,
//! older ones `root` and `user`. In a file of one conversation its first utterance is the post; of several, each
//! first utterance is a comment at the top.

use std::collections::HashSet;

use super::draft::{Draft, SameId, grouped};
use super::html::Rich;
use super::time;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Characters of a title at most.
const TITLE: usize = 300;

/// Recognises an utterance's keys.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let has = |keys: [&str; 2]| keys.iter().any(|key| sniff.json_root_has(key));
    let utterance = sniff.json_root_has("text")
        && has(["speaker", "user"])
        && has(["conversation_id", "root"])
        && has(["reply-to", "reply_to"]);
    if utterance {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads every utterance.
///
/// # Errors
/// [`ReadError`] if a line is no JSON, or none is an utterance.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let mut conversations: HashSet<String> = HashSet::new();
    let mut comments: Vec<Comment> = Vec::new();
    for doc in Doc::parse_many(&source) {
        progress.check()?;
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let root = doc.root();
        let single = root.is_object().then_some(root);
        let many = root
            .children()
            .filter(|v| single.is_none() && v.is_object());
        for utterance in single.into_iter().chain(many) {
            let field = |keys: [&str; 2]| keys.iter().find_map(|key| utterance.get(key));
            let Some(id) = utterance.get("id").and_then(Value::id) else {
                continue;
            };
            if let Some(conversation) = field(["conversation_id", "root"]).and_then(Value::id) {
                conversations.insert(conversation.into_owned());
            }
            let words = utterance
                .get("text")
                .and_then(Value::str)
                .unwrap_or_default();
            let rich = Rich::plain(&words);
            let mut comment = Comment::new(&*id, rich.text);
            comment.marks = rich.marks;
            comment.parent = field(["reply-to", "reply_to"])
                .and_then(Value::id)
                .filter(|p| !p.is_empty())
                .map(|p| CommentId::from(&*p));
            comment.author = field(["speaker", "user"])
                .and_then(|s| s.get("id").unwrap_or(s).id())
                .filter(|a| a != "[deleted]")
                .map(|a| a.into_owned());
            let stated = utterance.get("timestamp");
            comment.time = stated
                .and_then(Value::integer)
                .and_then(|count| time::from_count(count as f64))
                .or_else(|| stated?.str().and_then(|t| time::from_iso(&t)));
            match comment.text.as_str() {
                "[deleted]" | "" => comment.flags.insert(Flag::Deleted),
                "[removed]" => comment.flags.insert(Flag::Removed),
                _ => {}
            }
            comments.push(comment);
        }
    }
    if comments.is_empty() {
        return Err(ReadError::bad(
            input.name,
            Place::Field("id".to_owned()),
            "no utterance stands in it",
            "give the corpus's utterances.jsonl",
        ));
    }
    let only = (conversations.len() == 1)
        .then(|| conversations.iter().next())
        .flatten();
    for comment in comments {
        if comment.parent.is_none() && only.is_some_and(|c| *c == *comment.id.0) {
            // What is longer than a title has words of its own.
            let first = comment.text.lines().next().unwrap_or_default();
            let title = match first.char_indices().nth(TITLE) {
                Some((end, _)) => format!("{}…", first.get(..end).unwrap_or_default()),
                None => first.to_owned(),
            };
            draft.post_says((title != comment.text).then_some(&*comment.text));
            draft.thread.title.get_or_insert(title);
            draft.post(comment.id);
        } else {
            draft.push(comment, SameId::SameComment);
        }
    }
    if conversations.len() > 1 {
        draft.warn(
            input,
            format!(
                "the corpus holds {} conversations; they were read as one thread",
                grouped(conversations.len() as u64)
            ),
        );
    }
    Ok(())
}
