//! Hacker News by its Algolia interface: `items/<id>`, one object whose `children` nest, and what a search found
//! (`search?tags=comment,story_<id>`), a flat list. May use `thread`, `json` and the floor below.
//!
//! Children stand in the order they were written, not ranked as on the page. A node without author or text whose
//! answers live on is a deleted comment.

use std::collections::BTreeSet;

use super::draft::{Draft, SameId, grouped};
use super::html::{Markup, mark_quoted_lines};
use super::time;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Every key a node can have.
const KEYS: [&str; 13] = [
    "author",
    "children",
    "created_at",
    "created_at_i",
    "id",
    "options",
    "parent_id",
    "points",
    "story_id",
    "text",
    "title",
    "type",
    "url",
];

/// Recognises a node by its keys.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let found = ["objectID", "created_at_i", "_tags"];
    if found.iter().all(|key| sniff.json_has(key))
        && (sniff.json_root_has("hits") || sniff.json_root_has("objectID"))
    {
        return Confidence::Certain;
    }
    if !sniff.json_root_has("children") && !sniff.json_root_has("created_at_i") {
        return Confidence::No;
    }
    let known = sniff.json_keys().all(|key| KEYS.contains(&key));
    let typical = sniff
        .json_keys()
        .any(|k| k == "story_id" || k == "created_at_i");
    match (known, typical) {
        (true, true) => Confidence::Certain,
        (true, false) => Confidence::Likely,
        (false, true) => Confidence::Maybe,
        (false, false) => Confidence::No,
    }
}

/// One node without its children.
#[derive(Default)]
struct Item<'d, 'a> {
    id: Option<CommentId>,
    kind: Option<Value<'d, 'a>>,
    author: Option<Value<'d, 'a>>,
    text: Option<Value<'d, 'a>>,
    created_at: Option<Value<'d, 'a>>,
    created_at_i: Option<Value<'d, 'a>>,
    parent: Option<CommentId>,
    story: Option<CommentId>,
    title: Option<Value<'d, 'a>>,
    /// The title of the story it belongs to.
    of: Option<Value<'d, 'a>>,
    children: Option<Value<'d, 'a>>,
}

impl<'d, 'a> Item<'d, 'a> {
    fn new(node: Value<'d, 'a>) -> Self {
        let mut item = Self::default();
        let id = |v: Value<'_, '_>| v.id().map(|id| CommentId::from(&*id));
        for value in node.children() {
            match value.key().as_deref() {
                Some("id" | "objectID") => item.id = id(value).or(item.id),
                Some("type") => item.kind = Some(value),
                Some("author") => item.author = Some(value),
                Some("text") => item.text = Some(value),
                Some("comment_text" | "story_text") if item.text.is_none_or(Value::is_null) => {
                    item.text = Some(value);
                }
                Some("story_title") => item.of = Some(value),
                Some("created_at") => item.created_at = Some(value),
                Some("created_at_i") => item.created_at_i = Some(value),
                Some("parent_id") => item.parent = id(value),
                Some("story_id") => item.story = id(value),
                Some("title") => item.title = Some(value),
                Some("children") => item.children = Some(value),
                _ => {}
            }
        }
        item
    }

    fn is_comment(&self) -> bool {
        match self.kind.and_then(Value::str).as_deref() {
            Some(kind) => kind == "comment",
            None => self.title.is_none_or(Value::is_null) && self.parent.is_some(),
        }
    }
}

/// Reads an item with everything below it.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no object with an id.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let total = input.bytes.len() as u64;
    let mut markup = Markup::default();
    let (mut seen, mut stories, mut without_id) = (0usize, 0usize, 0usize);
    let mut titled = BTreeSet::new();
    let before = draft.thread.comments.len();

    // Nodes still to be read, the next one last, each with the comment it stands below.
    let mut waiting: Vec<(Value<'_, '_>, Option<CommentId>)> = Vec::new();
    let found = doc.root().get("hits").filter(|hits| hits.is_array());
    if let Some(list) = found.or_else(|| Some(doc.root()).filter(|root| root.is_array())) {
        waiting.extend(list.children().map(|node| (node, None)));
        waiting.reverse();
    } else {
        waiting.push((doc.root(), None));
    }
    while let Some((node, above)) = waiting.pop() {
        seen += 1;
        if seen.is_multiple_of(1_024) {
            progress.check()?;
            progress.set(node.byte() as u64, total);
        }
        if !node.is_object() {
            continue;
        }
        let item = Item::new(node);
        let Some(id) = item.id.clone() else {
            without_id += 1;
            continue;
        };
        let below = if item.is_comment() {
            titled.extend(item.of.and_then(Value::str));
            if let Some(story) = item.story.clone().filter(|_| found.is_some()) {
                draft.post(story);
            }
            let comment = comment(&item, id.clone(), above.as_ref(), &mut markup);
            draft.push(comment, SameId::SameComment);
            Some(id)
        } else {
            let title = item.title.and_then(Value::str).map(|t| t.into_owned());
            draft.thread.title = draft.thread.title.take().or(title);
            let url = format!("https://news.ycombinator.com/item?id={id}");
            draft.thread.url.get_or_insert(url);
            draft.post(id);
            let text = item.text.and_then(Value::str);
            draft.post_says(text.as_deref());
            stories += 1;
            None
        };
        let at = waiting.len();
        if let Some(children) = item.children {
            waiting.extend(children.children().map(|node| (node, below.clone())));
        }
        if let Some(added) = waiting.get_mut(at..) {
            added.reverse();
        }
    }
    if let (1, Some(title)) = (titled.len(), titled.first()) {
        let title = || title.clone().into_owned();
        draft.thread.title.get_or_insert_with(title);
    }
    if titled.len() > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} stories; they were read as one thread",
                grouped(titled.len() as u64)
            ),
        );
    }
    let total = (doc.root().get("nbHits")).and_then(Value::integer);
    if let Some(total) = total.and_then(|n| u64::try_from(n).ok()) {
        draft.thread.stated_total.get_or_insert(total);
    }
    if without_id > 0 {
        draft.warn(
            input,
            format!("{without_id} items without an id were left out, with the answers below them"),
        );
    }
    if draft.thread.comments.len() == before && stories == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("id".to_owned()),
            "no item with an id stands here",
            "fetch it again from hn.algolia.com/api/v1/items/ with the number of the story",
        ));
    }
    Ok(())
}

fn comment(
    item: &Item<'_, '_>,
    id: CommentId,
    above: Option<&CommentId>,
    markup: &mut Markup,
) -> Comment {
    let mut comment = Comment::new(id, String::new());
    // The parent a node names is nearly always the one it stands below; where it stands decides if it names none.
    comment.parent = item
        .parent
        .clone()
        .or_else(|| above.cloned())
        .filter(|parent| item.story.as_ref() != Some(parent));
    let author = item.author.and_then(Value::str);
    comment.author = author.filter(|a| !a.is_empty()).map(|a| a.into_owned());
    comment.time = item
        .created_at
        .and_then(Value::str)
        .map(|t| t.into_owned())
        .or_else(|| time::from_unix(item.created_at_i?.integer()?));
    match item.text.and_then(Value::str) {
        Some(html) => {
            let mut rich = markup.read(&html);
            mark_quoted_lines(&mut rich);
            match rich.text.as_str() {
                "[dead]" => comment.flags.insert(Flag::Dead),
                "[flagged]" => comment.flags.insert(Flag::Flagged),
                _ => {}
            }
            comment.text = rich.text;
            comment.marks = rich.marks;
        }
        None => comment.flags.insert(Flag::Deleted),
    }
    if comment.author.is_none() {
        comment.flags.insert(Flag::Deleted);
    }
    comment
}
