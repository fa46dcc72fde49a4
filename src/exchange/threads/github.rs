//! GitHub: comments of an issue (REST), an issue itself, discussions (GraphQL), and the `archive.json` of whole
//! repositories that standards groups keep. May use `thread`, `json` and the floor below.
//!
//! Comments on an issue name no parent: only quotations and names tell whom they answer. In an archive, which
//! holds many issues, each issue and pull request is the root of its own comments.

use super::draft::{Draft, SameId};
use super::html::Rich;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId};

/// What comments of a query's answer belong to.
const SUBJECTS: [&str; 3] = ["discussion", "issue", "pullRequest"];

/// Recognises an archive, and comments and issues by their keys.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let root = |key: &str| sniff.json_root_has(key);
    let archive = root("repo") && (root("issues") || root("pulls") || root("labels"));
    let addresses = [
        "issue_url",
        "comments_url",
        "pull_request_url",
        "discussion_url",
    ];
    let rest = addresses.iter().any(|key| root(key)) && root("body") && sniff.json_has("login");
    let has = |keys: &[&str]| keys.iter().any(|key| sniff.json_has(key));
    let discussion = has(&SUBJECTS)
        && has(&["nodes", "edges"])
        && has(&["body", "bodyText"])
        && sniff.json_has("comments")
        && has(&["data", "repository", "node", "login"]);
    if archive || rest || discussion {
        Confidence::Certain
    } else {
        Confidence::No
    }
}

/// Reads an archive, a list of comments, an issue, or the answer of a discussion query.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or none of these.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let doc = Doc::parse(&source).map_err(|e| json_error(input.name, &source, &e))?;
    let root = doc.root();
    let discussion = doc.walk().find(|(v, _)| {
        let subject = v.key().is_some_and(|key| SUBJECTS.contains(&&*key));
        // An answer by node id has no key of the kind.
        let node = v.key().as_deref() == Some("node");
        (subject || node) && v.get("comments").is_some_and(Value::is_object)
    });
    let mut reading = Reading { draft, progress };
    if root.get("issues").is_some() || root.get("pulls").is_some() {
        reading.archive(root)?;
    } else if let Some((discussion, _)) = discussion {
        reading.discussion(discussion)?;
    } else if root.is_array() {
        for item in root.children() {
            reading.rest(item)?;
        }
    } else if root.get("body").is_some() {
        reading.rest(root)?;
    } else {
        return Err(ReadError::bad(
            input.name,
            Place::Field("body".to_owned()),
            "neither comments nor an issue stand in it",
            "fetch /repos/OWNER/REPO/issues/NUMBER/comments again",
        ));
    }
    Ok(())
}

struct Reading<'r> {
    draft: &'r mut Draft,
    progress: &'r Progress,
}

impl Reading<'_> {
    /// Adds one comment; whatever way its author and time are called.
    fn add(
        &mut self,
        item: Value<'_, '_>,
        id: CommentId,
        parent: Option<CommentId>,
    ) -> Result<(), ReadError> {
        self.progress.check()?;
        let string = |key: &str| item.get(key).and_then(Value::str);
        let body = string("body")
            .or_else(|| string("bodyText"))
            .unwrap_or_default();
        let rich = Rich::plain(&body);
        let mut comment = Comment::new(id, rich.text);
        comment.marks = rich.marks;
        comment.parent = parent;
        comment.author = item
            .get("author")
            .or_else(|| item.get("user"))
            .and_then(|a| a.get("login").unwrap_or(a).str())
            .map(|a| a.into_owned());
        comment.time = ["createdAt", "created_at", "submittedAt", "submitted_at"]
            .iter()
            .find_map(|key| string(key))
            .map(|t| t.into_owned());
        self.draft.push(comment, SameId::SameComment);
        Ok(())
    }

    fn archive(&mut self, root: Value<'_, '_>) -> Result<(), ReadError> {
        if let Some(repo) = root.get("repo").and_then(Value::str) {
            self.draft
                .thread
                .url
                .get_or_insert_with(|| format!("https://github.com/{repo}"));
            self.draft
                .thread
                .title
                .get_or_insert_with(|| repo.into_owned());
        }
        let list = |key: &'static str| root.get(key).into_iter().flat_map(Value::children);
        for item in list("issues").chain(list("pulls")) {
            let Some(number) = item.get("number").and_then(Value::id) else {
                continue;
            };
            let root_id = CommentId::from(&*number);
            self.add(item, root_id.clone(), None)?;
            let parts = |key: &'static str| item.get(key).into_iter().flat_map(Value::children);
            for (i, comment) in parts("comments").enumerate() {
                let id = format!("{number}/c{i}").into();
                self.add(comment, id, Some(root_id.clone()))?;
            }
            for (i, review) in parts("reviews").enumerate() {
                let id = CommentId::from(format!("{number}/r{i}"));
                self.add(review, id.clone(), Some(root_id.clone()))?;
                let comments = review.get("comments").into_iter().flat_map(Value::children);
                for (j, comment) in comments.enumerate() {
                    let inner = format!("{number}/r{i}/c{j}").into();
                    self.add(comment, inner, Some(id.clone()))?;
                }
            }
        }
        Ok(())
    }

    /// A comment of an issue, or the issue itself, which is the post and no comment.
    fn rest(&mut self, item: Value<'_, '_>) -> Result<(), ReadError> {
        let Some(id) = item.get("id").and_then(Value::id) else {
            return Ok(());
        };
        let Some(title) = item.get("title").and_then(Value::str) else {
            // Comments on a pull request's lines and on discussions name the one they answer.
            let parent = ["in_reply_to_id", "parent_id"]
                .iter()
                .find_map(|key| item.get(key).and_then(Value::id))
                .map(|parent| CommentId::from(&*parent));
            return self.add(item, CommentId::from(&*id), parent);
        };
        let thread = &mut self.draft.thread;
        thread.title.get_or_insert_with(|| title.into_owned());
        if let Some(url) = item.get("html_url").and_then(Value::str) {
            thread.url.get_or_insert_with(|| url.into_owned());
        }
        let total = item.get("comments").and_then(Value::integer);
        thread.stated_total = thread
            .stated_total
            .or(total.and_then(|n| u64::try_from(n).ok()));
        Ok(())
    }

    /// Comments of a discussion with the replies to each.
    fn discussion(&mut self, discussion: Value<'_, '_>) -> Result<(), ReadError> {
        let string = |key: &str| discussion.get(key).and_then(Value::str);
        if let Some(title) = string("title") {
            self.draft
                .thread
                .title
                .get_or_insert_with(|| title.into_owned());
        }
        if let Some(url) = string("url") {
            self.draft
                .thread
                .url
                .get_or_insert_with(|| url.into_owned());
        }
        let mut total = stated(discussion, "comments");
        for comment in nodes(discussion, "comments") {
            let Some(id) = comment.get("id").and_then(Value::id) else {
                continue;
            };
            let id = CommentId::from(&*id);
            self.add(comment, id.clone(), None)?;
            total = total.map(|n| n + stated(comment, "replies").unwrap_or(0));
            for reply in nodes(comment, "replies") {
                if let Some(reply_id) = reply.get("id").and_then(Value::id) {
                    self.add(reply, CommentId::from(&*reply_id), Some(id.clone()))?;
                }
            }
        }
        let thread = &mut self.draft.thread;
        thread.stated_total = thread.stated_total.max(total);
        Ok(())
    }
}

/// How many values a GraphQL connection says it has.
fn stated(of: Value<'_, '_>, key: &str) -> Option<u64> {
    let total = of.get(key)?.get("totalCount")?.integer()?;
    u64::try_from(total).ok()
}

/// The values of a GraphQL connection, as `nodes` or within `edges`.
fn nodes<'d, 'a>(
    of: Value<'d, 'a>,
    key: &str,
) -> impl Iterator<Item = Value<'d, 'a>> + use<'d, 'a> {
    let of = of.get(key);
    let nodes = of.and_then(|c| c.get("nodes"));
    let edges = of.and_then(|c| c.get("edges")).filter(|_| nodes.is_none());
    let edges = edges.into_iter().flat_map(Value::children);
    (nodes.into_iter().flat_map(Value::children)).chain(edges.filter_map(|edge| edge.get("node")))
}
