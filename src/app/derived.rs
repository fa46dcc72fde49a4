//! What the panes show that follows from the document: reply tree, where every excerpt stands, standings.
//! Computed once per state of the document, never stored. May use document, thread, semantics.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::document::Document;
use crate::document::evaluation::Evaluation;
use crate::document::history::Revision;
use crate::map::ClaimId;
use crate::thread::{Anchor, CommentId, Thread, Tree};

/// An excerpt found in its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// Whose excerpt.
    pub claim: ClaimId,
    /// Which of the claim's excerpts.
    pub nth: usize,
    /// Where its words stand now, in Unicode scalars.
    pub range: Range<usize>,
}

/// Everything derived from one state of the document.
#[derive(Default)]
pub struct Derived {
    of: Option<Revision>,
    thread: Option<Arc<Thread>>,
    /// The reply tree; empty without a thread.
    pub tree: Tree,
    /// Plain sentences on what was wrong with the thread's structure and how it was repaired.
    pub problems: Vec<String>,
    /// Excerpts by comment, ordered by where they start.
    pub anchors: HashMap<CommentId, Vec<Anchored>>,
    /// Excerpts whose words were not found: claim and which of its excerpts.
    pub orphans: Vec<(ClaimId, usize)>,
    /// Comments that no excerpt points to, deleted ones aside; and how many there are in all.
    pub unmapped: (usize, usize),
    /// What stands.
    pub evaluation: Evaluation,
    /// How many claims carry each tag.
    pub tag_counts: BTreeMap<crate::map::TagId, usize>,
}

impl Derived {
    /// Brings everything up to the document's state.
    pub fn refresh(
        &mut self,
        document: &Document,
        revision: Revision,
        options: &crate::semantics::evaluation::Options,
    ) {
        if self.of == Some(revision) {
            return;
        }
        self.of = Some(revision);
        let same_thread = match (document.thread(), &self.thread) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !same_thread {
            self.thread = document.thread().cloned();
            let (tree, problems) = match &self.thread {
                Some(thread) => thread.tree(),
                None => (Tree::default(), Vec::new()),
            };
            self.tree = tree;
            self.problems = problems.iter().map(ToString::to_string).collect();
        }
        self.anchor(document);
        self.evaluation = crate::document::evaluation::evaluate_or_say(document, options);
        self.tag_counts.clear();
        for (_, claim) in document.map().claims() {
            for tag in &claim.tags {
                *self.tag_counts.entry(*tag).or_default() += 1;
            }
        }
    }

    /// Forgets which state it was computed for: another document is open.
    pub fn forget(&mut self) {
        self.of = None;
        self.thread = None;
        self.tree = Tree::default();
        self.problems.clear();
    }

    fn anchor(&mut self, document: &Document) {
        self.anchors.clear();
        self.orphans.clear();
        for (id, claim) in document.map().claims() {
            for (nth, excerpt) in claim.excerpts.iter().enumerate() {
                let comment = self
                    .thread
                    .as_ref()
                    .zip(self.tree.find(&excerpt.comment))
                    .and_then(|(thread, n)| thread.comments.get(n));
                let range = comment.and_then(|comment| match excerpt.locate(&comment.text) {
                    Anchor::Exact(range) | Anchor::Moved(range) => Some(range),
                    Anchor::Orphan => None,
                });
                match range {
                    Some(range) => self
                        .anchors
                        .entry(excerpt.comment.clone())
                        .or_default()
                        .push(Anchored {
                            claim: id,
                            nth,
                            range,
                        }),
                    None => self.orphans.push((id, nth)),
                }
            }
        }
        for list in self.anchors.values_mut() {
            list.sort_by_key(|a| (a.range.start, a.range.end, a.claim));
        }
        let all = self.thread.as_ref().map_or(0, |thread| {
            thread
                .comments
                .iter()
                .filter(|comment| !comment.text.trim().is_empty())
                .count()
        });
        self.unmapped = (all.saturating_sub(self.anchors.len()), all);
    }

    /// The words of a comment's anchors as character ranges that do not overlap, each with every claim that
    /// covers it: what the thread pane paints.
    pub fn stretches(&self, comment: &CommentId) -> Vec<(Range<usize>, Vec<ClaimId>)> {
        let Some(anchors) = self.anchors.get(comment) else {
            return Vec::new();
        };
        let mut cuts: Vec<usize> = anchors
            .iter()
            .flat_map(|a| [a.range.start, a.range.end])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2)
            .filter_map(|pair| {
                let range = pair[0]..pair[1];
                let claims: Vec<ClaimId> = anchors
                    .iter()
                    .filter(|a| a.range.start <= range.start && range.end <= a.range.end)
                    .map(|a| a.claim)
                    .collect();
                (!claims.is_empty()).then_some((range, claims))
            })
            .collect()
    }
}
