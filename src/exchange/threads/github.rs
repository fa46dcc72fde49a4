//! GitHub: comments of an issue (REST, one page or many), an issue itself, discussions (GraphQL), what its command-line
//! tool writes, and the `archive.json` of whole repositories that standards groups keep. May use `thread`, `json` and the
//! floor below.
//!
//! Comments on an issue name no parent: only quotations and names tell whom they answer. In an archive, which
//! holds many issues, each issue and pull request is the root of its own comments.

use super::draft::{Draft, SameId, grouped};
use super::markdown;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// What comments of a query's answer belong to.
const SUBJECTS: [&str; 3] = ["discussion", "issue", "pullRequest"];
/// Where several of them stand.
const LISTS: [&str; 3] = ["discussions", "issues", "pullRequests"];

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
    let has = |keys: &[&str]| keys.iter().any(|key| sniff.json_has(key));
    // Pages of comments may stand in an array of their own, comments beside their issue.
    let rest = has(&addresses)
        && has(&["body"])
        && has(&["login"])
        && has(&["author_association", "node_id", "html_url"]);
    let rest = rest || addresses.iter().any(|key| root(key)) && root("body") && has(&["login"]);
    let tool =
        root("comments") && has(&["authorAssociation", "viewerDidAuthor"]) && has(&["login"]);
    let discussion = (has(&SUBJECTS) || has(&LISTS))
        && has(&["nodes", "edges"])
        && has(&["body", "bodyText"])
        && sniff.json_has("comments")
        && has(&["data", "repository", "node", "login"]);
    if archive || rest || tool || discussion {
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
    let before = draft.thread.comments.len();
    let mut reading = Reading {
        draft,
        progress,
        issues: 0,
        found: 0,
    };
    // The tool that fetches pages writes them one behind the other.
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let root = doc.root();
        let archive = ["issues", "pulls"]
            .iter()
            .any(|key| root.get(key).is_some_and(Value::is_array));
        if archive {
            reading.archive(root)?;
            continue;
        }
        // An answer by node id has no key of the kind, and of several each has only its title.
        let subject = |v: &Value<'_, '_>| {
            let key = v.key();
            key.is_some_and(|key| SUBJECTS.contains(&&*key) || key == "node")
                || v.get("title").is_some()
        };
        let connected =
            |v: &Value<'_, '_>| subject(v) && v.get("comments").is_some_and(Value::is_object);
        let mut discussions = (doc.walk().map(|(v, _)| v).filter(connected)).peekable();
        if discussions.peek().is_none() {
            reading.rest(root)?;
        }
        for discussion in discussions {
            reading.discussion(discussion)?;
        }
    }
    let (issues, found) = (reading.issues, reading.found);
    if found == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("body".to_owned()),
            "neither comments nor an issue stand in it",
            "fetch /repos/OWNER/REPO/issues/NUMBER/comments again",
        ));
    }
    if issues > 1 && draft.thread.comments.len() == before {
        return Err(ReadError::bad(
            input.name,
            Place::Field("title".to_owned()),
            "it is a list of issues without their comments",
            "fetch /repos/OWNER/REPO/issues/NUMBER/comments of one of them",
        ));
    }
    if issues > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} issues or discussions; they were read as one thread",
                grouped(issues)
            ),
        );
    }
    Ok(())
}

struct Reading<'r> {
    draft: &'r mut Draft,
    progress: &'r Progress,
    /// Issues and discussions that were met, an archive's not counted.
    issues: u64,
    /// Those, and comments.
    found: usize,
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
        self.found += 1;
        let string = |key: &str| item.get(key).and_then(Value::str);
        let is_true = |key: &str| item.get(key).and_then(Value::bool) == Some(true);
        let body = string("body")
            .or_else(|| string("bodyText"))
            .unwrap_or_default();
        let rich = markdown::rich(&body);
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
        let changed = string("updated_at").is_some_and(|t| Some(&*t) != comment.time.as_deref());
        if changed || is_true("includesCreatedEdit") || string("lastEditedAt").is_some() {
            comment.flags.insert(Flag::Edited);
        }
        // Hidden as outdated or resolved is not hidden for what it says.
        let reason = string("minimizedReason")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let harmless = ["outdated", "resolved", "duplicate"].contains(&&*reason);
        if is_true("isMinimized") && !harmless {
            comment.flags.insert(Flag::Removed);
        }
        if string("deletedAt").is_some() {
            comment.flags.insert(Flag::Deleted);
        }
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

    /// Comments and issues, in whatever lists and objects they stand.
    fn rest(&mut self, root: Value<'_, '_>) -> Result<(), ReadError> {
        let mut waiting = vec![root];
        while let Some(value) = waiting.pop() {
            let at = waiting.len();
            if value.is_array() {
                waiting.extend(value.children().filter(|v| v.is_object() || v.is_array()));
            } else {
                // An issue with its comments in it or beside it, and what is told of each event.
                let inside = ["payload", "issue", "comment"]
                    .iter()
                    .filter_map(|k| value.get(k));
                waiting.extend(inside.filter(|v| v.is_object()));
                let lists = ["comments", "reviews"].iter().filter_map(|k| value.get(k));
                waiting.extend(lists.filter(|v| v.is_array()));
                self.item(value)?;
            }
            if let Some(added) = waiting.get_mut(at..) {
                added.reverse();
            }
        }
        Ok(())
    }

    /// A comment of an issue, or the issue itself, which is the post and no comment. What has no words, such as a label
    /// that was set, is neither.
    fn item(&mut self, item: Value<'_, '_>) -> Result<(), ReadError> {
        let title = item.get("title").and_then(Value::str);
        let id = item.get("id").and_then(Value::id);
        let Some(title) = title else {
            // A review may be a bare approval.
            let is_bare = item.get("state").is_some()
                && (item.get("body").and_then(Value::str))
                    .is_some_and(|body| body.trim().is_empty());
            let Some(id) = id.filter(|_| item.get("body").is_some() && !is_bare) else {
                return Ok(());
            };
            // Comments on a pull request's lines and on discussions name the one they answer.
            let parent = ["in_reply_to_id", "parent_id"]
                .iter()
                .find_map(|key| item.get(key).and_then(Value::id))
                .map(|parent| CommentId::from(&*parent));
            return self.add(item, CommentId::from(&*id), parent);
        };
        self.found += 1;
        self.issues += 1;
        let body = item.get("body").and_then(Value::str);
        self.draft.post_says(body.as_deref());
        let thread = &mut self.draft.thread;
        thread.title.get_or_insert_with(|| title.into_owned());
        let url = item.get("html_url").or_else(|| item.get("url"));
        if let Some(url) = url.and_then(Value::str) {
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
        self.found += 1;
        self.issues += 1;
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
