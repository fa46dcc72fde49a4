//! A thread brought up to date by another copy of it, with every excerpt that is tied to it. May use the document,
//! the map and the thread.

use std::fmt;
use std::sync::Arc;

use super::count;
use crate::document::{Change, Document, Edit};
use crate::thread::refresh::{Copy, Counts, refreshed};
use crate::thread::{Anchor, Excerpt, Thread, Tree};

/// What a refresh does, for the person to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// What becomes of the comments.
    pub comments: Counts,
    /// Excerpts whose words stand elsewhere now, and were found there.
    pub moved: usize,
    /// Excerpts whose words are not found any more, though they were before.
    pub orphaned: usize,
}

impl Report {
    /// Whether there is nothing to tell: the thread was read again, later, and is as it was.
    pub fn is_nothing(&self) -> bool {
        let same = self.comments.same;
        let nothing = Counts {
            same,
            ..Counts::default()
        };
        self.comments == nothing && self.moved == 0 && self.orphaned == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            added,
            changed,
            gone,
            placed,
            ..
        } = self.comments;
        write!(
            f,
            "{}, {changed} changed, {gone} no longer in the source",
            count(added, "new comment")
        )?;
        if placed > 0 {
            write!(f, ", {placed} better placed")?;
        }
        write!(
            f,
            "; {} moved, {}",
            count(self.moved, "excerpt"),
            count(self.orphaned, "orphan")
        )
    }
}

/// Joins another copy or part of the thread to the one that is there, in one step: comments by
/// [`crate::thread::refresh`], excerpts by their words and neighbours ([`Excerpt::locate`]), those that are not found
/// left as they are: orphans. Without a thread it is simply put in.
pub fn refresh_thread(document: &Document, fresh: &Thread, copy: Copy) -> (Edit, Report) {
    let Some(old) = &document.thread else {
        let report = Report {
            comments: Counts {
                added: fresh.comments.len(),
                ..Counts::default()
            },
            ..Report::default()
        };
        return (super::set_thread(document, fresh.clone()), report);
    };
    let refreshed = refreshed(old, fresh, copy);
    let mut report = Report {
        comments: refreshed.counts,
        ..Report::default()
    };
    let (before, _) = Tree::build(&old.comments);
    let (after, _) = Tree::build(&refreshed.thread.comments);
    let text = |tree: &Tree, thread: &Thread, excerpt: &Excerpt| -> Anchor {
        let comment = tree
            .find(&excerpt.comment)
            .and_then(|n| thread.comments.get(n));
        comment.map_or(Anchor::Orphan, |comment| excerpt.locate(&comment.text))
    };
    let mut changes = Vec::new();
    for (id, claim) in document.map.claims() {
        let mut excerpts = claim.excerpts.clone();
        for excerpt in &mut excerpts {
            let was_found = text(&before, old, excerpt) != Anchor::Orphan;
            if let Some(id) = refreshed.renamed.get(&excerpt.comment) {
                excerpt.comment = id.clone();
            }
            match text(&after, &refreshed.thread, excerpt) {
                Anchor::Exact(_) => {}
                Anchor::Moved(range) => {
                    let comment = after
                        .find(&excerpt.comment)
                        .and_then(|n| refreshed.thread.comments.get(n));
                    // What stands around the words now is what finds them the next time.
                    if let Some(taken) = comment.and_then(|c| Excerpt::take(c, range)) {
                        *excerpt = taken;
                        report.moved += 1;
                    }
                }
                Anchor::Orphan => report.orphaned += usize::from(was_found),
            }
        }
        if excerpts != claim.excerpts {
            let mut claim = claim.clone();
            claim.excerpts = excerpts;
            changes.push(Change::Claim(id, Some(claim)));
        }
    }
    if document.title.is_empty()
        && let Some(title) = &refreshed.thread.title
    {
        changes.push(Change::Title(title.clone()));
    }
    if refreshed.thread != **old {
        changes.push(Change::Thread(Some(Arc::new(refreshed.thread))));
    }
    let label = match copy {
        Copy::Later => "refresh the thread",
        Copy::Part => "add to the thread",
    };
    (Edit::new(label, changes), report)
}
