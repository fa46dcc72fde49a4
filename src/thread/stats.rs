//! What can be counted of a thread, and its comments one JSON object a line (`info --comments`). May use the
//! standard library, serde and serde_json.

use std::collections::HashSet;

use serde::Serialize;

use super::{CommentId, Flag, Flags, Problem, Thread, Tree};

/// Counts over a thread; the field names are those of `info --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Stats {
    /// How many comments; the story or post itself is none.
    pub comments: usize,
    /// Comments that name no parent.
    pub top_level: usize,
    /// Greatest depth; a comment at the top has 0.
    pub max_depth: usize,
    /// Different names of authors.
    pub authors: usize,
    /// Comments whose author or text is gone.
    pub deleted: usize,
    /// Comments that name a parent which is not in the thread.
    pub missing_parent: usize,
    /// Comments that stand at the top though they name a parent: it is missing, themselves, or below them.
    #[serde(skip)]
    pub placed_at_top: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a CommentId,
    parent: Option<&'a CommentId>,
    depth: usize,
    author: Option<&'a str>,
    time: Option<&'a str>,
    flags: Flags,
    text: &'a str,
}

/// `1412` as `1,412`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Thread {
    /// What is not here though the source knows of it, in words: `485 of 1,412 comments; 839 named but not in the
    /// file`. `None` if nothing is known to be missing.
    pub fn lacks(&self) -> Option<String> {
        let here = self.comments.len() as u64;
        let stated = self.stated_total.filter(|stated| *stated > here);
        let absent = self.absent.filter(|absent| *absent > 0);
        let named = |n| format!("{} named but not in the file", grouped(n));
        match (stated, absent) {
            (Some(stated), None) => {
                Some(format!("{} of {} comments", grouped(here), grouped(stated)))
            }
            (Some(stated), Some(absent)) => Some(format!(
                "{} of {} comments; {}",
                grouped(here),
                grouped(stated),
                named(absent)
            )),
            (None, Some(absent)) => Some(format!("{} comments; {}", grouped(here), named(absent))),
            (None, None) => None,
        }
    }

    /// Derives the nesting; see [`Tree::build`].
    pub fn tree(&self) -> (Tree, Vec<Problem>) {
        Tree::build(&self.comments)
    }

    /// Counts the thread.
    pub fn stats(&self) -> Stats {
        let (tree, problems) = self.tree();
        let authors: HashSet<&str> = self
            .comments
            .iter()
            .filter_map(|c| c.author.as_deref())
            .collect();
        Stats {
            comments: self.comments.len(),
            top_level: self.comments.iter().filter(|c| c.parent.is_none()).count(),
            max_depth: tree.max_depth(),
            authors: authors.len(),
            deleted: self
                .comments
                .iter()
                .filter(|c| c.flags.has(Flag::Deleted))
                .count(),
            placed_at_top: (problems.iter())
                .filter(|p| !matches!(p, Problem::DuplicateId { .. }))
                .count(),
            missing_parent: problems
                .iter()
                .filter(|p| matches!(p, Problem::MissingParent { .. }))
                .count(),
        }
    }

    /// The comments as JSON objects without line ends, in source order:
    /// `{"id","parent","depth","author","time","flags","text"}`; `parent` as the source names it.
    ///
    /// # Errors
    /// Those of serde_json, which has no reason for any here: the caller passes them on.
    pub fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        let (tree, _) = self.tree();
        self.comments
            .iter()
            .enumerate()
            .map(|(i, c)| {
                serde_json::to_string(&Line {
                    id: &c.id,
                    parent: c.parent.as_ref(),
                    depth: tree.depth(i),
                    author: c.author.as_deref(),
                    time: c.time.as_deref(),
                    flags: c.flags,
                    text: &c.text,
                })
            })
            .collect()
    }
}
