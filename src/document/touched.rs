//! What edits touched, so that whoever keeps something derived from the document redoes only that. May use the
//! edits and revisions of this floor.

use std::collections::{BTreeSet, VecDeque};

use super::history::Revision;
use super::{Change, Edit};
use crate::map::{ClaimId, LinkId};

/// How many edits are remembered.
const KEPT: usize = 256;

/// Which records were set or removed; whether to another value is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Claims: words, tags, excerpts, evidence, weight, or whether there is such a claim.
    pub claims: BTreeSet<ClaimId>,
    /// Links.
    pub links: BTreeSet<LinkId>,
    /// Cards by where they stand.
    pub places: BTreeSet<ClaimId>,
    /// Some tag's name or look.
    pub tags: bool,
    /// The thread.
    pub thread: bool,
    /// Claims beneath which the branch was folded or unfolded.
    pub folds: bool,
    /// How the map is laid out.
    pub arrangement: bool,
    /// Findings, and with them what evidence carries.
    pub findings: bool,
    /// Anything else: title, saved views, samples.
    pub others: bool,
}

impl Touched {
    fn note(&mut self, change: &Change) {
        match change {
            Change::Claim(id, _) => _ = self.claims.insert(*id),
            Change::Link(id, _) => _ = self.links.insert(*id),
            Change::Place(id, _) => _ = self.places.insert(*id),
            Change::Tag(..) => self.tags = true,
            Change::Thread(_) | Change::Comments { .. } => self.thread = true,
            Change::Folded(..) => self.folds = true,
            Change::Arrangement(_) => self.arrangement = true,
            Change::Finding(..) => self.findings = true,
            Change::Title(_) | Change::View(..) | Change::Sample(..) => self.others = true,
        }
    }

    fn add(&mut self, other: &Self) {
        self.claims.extend(&other.claims);
        self.links.extend(&other.links);
        self.places.extend(&other.places);
        self.tags |= other.tags;
        self.thread |= other.thread;
        self.folds |= other.folds;
        self.arrangement |= other.arrangement;
        self.findings |= other.findings;
        self.others |= other.others;
    }
}

/// The last edits, each with the state it led away from.
#[derive(Debug, Clone, Default)]
pub(super) struct Log(VecDeque<(Revision, Touched)>);

impl Log {
    /// Remembers an edit that led away from the state `before`.
    pub(super) fn note(&mut self, before: Revision, edit: &Edit) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        let mut touched = Touched::default();
        for change in &edit.changes {
            touched.note(change);
        }
        self.0.push_back((before, touched));
    }

    /// What was touched since the document was last in the state `since`; `None` if that is longer ago than
    /// is remembered. A state may come again by undo: the last time counts.
    pub(super) fn since(&self, since: Revision) -> Option<Touched> {
        let first = self.0.iter().rposition(|(before, _)| *before == since)?;
        let mut all = Touched::default();
        for (_, touched) in self.0.iter().skip(first) {
            all.add(touched);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use crate::document::history::{Mark, Revision};
    use crate::document::{Document, Place, Session, actions};
    use crate::map::{Claim, ClaimId, LinkKind, NodeId};
    use proptest::prelude::*;

    #[test]
    fn what_is_too_long_ago_is_not_known() {
        let mut session = Session::new(Document::new(), None);
        let start = session.revision();
        for n in 0..=super::KEPT {
            let title = actions::set_title(n.to_string());
            session.edit(title).unwrap();
        }
        assert_eq!(session.touched_since(start), None);
        assert_eq!(session.touched_since(9_999_999), None);
        let touched = session.touched_since(start + 1).unwrap();
        assert!(touched.others && touched.claims.is_empty());
    }

    fn step(session: &mut Session, kind: u8, a: usize, mark: Option<Mark>) {
        let document = session.document();
        let claims: Vec<ClaimId> = document.map().claims().map(|(id, _)| id).collect();
        let one = claims.get(a % claims.len().max(1)).copied();
        let edit = match (kind, one) {
            (1, Some(one)) => actions::set_text(document, one, a.to_string()),
            (2, Some(one)) => {
                let (x, y) = (a as f32, 0.0);
                let place = Place { x, y, pinned: true };
                actions::place("move", [(one, place)])
            }
            (3, Some(one)) => {
                let target = NodeId::Claim(claims[0]);
                actions::link(document, LinkKind::Attack, &[one], target).0
            }
            (4, Some(one)) => actions::delete(document, &[NodeId::Claim(one)]),
            (5, _) => return drop(session.undo().unwrap()),
            (6, _) => return drop(session.redo().unwrap()),
            (7, _) => return session.bail(mark.unwrap_or(1)).unwrap(),
            _ => {
                let place = Place {
                    x: 0.0,
                    y: 0.0,
                    pinned: false,
                };
                actions::add_claim(document, Claim::new("a"), Some(place)).0
            }
        };
        session.edit_within(edit, mark).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_differs_was_touched(
            steps in prop::collection::vec((0u8..8, 0usize..50, prop::option::of(1u64..4)), 1..40),
        ) {
            let mut session = Session::new(Document::new(), None);
            let mut states: Vec<(Revision, Document)> = Vec::new();
            for (kind, a, mark) in steps {
                states.push((session.revision(), session.document().clone()));
                step(&mut session, kind, a, mark);
                let now = session.document();
                for (revision, then) in &states {
                    let touched = session.touched_since(*revision).unwrap();
                    for (id, _) in now.map().claims().chain(then.map().claims()) {
                        let same = now.map().claim(id) == then.map().claim(id);
                        prop_assert!(same || touched.claims.contains(&id));
                        let same = now.place(id) == then.place(id);
                        prop_assert!(same || touched.places.contains(&id));
                    }
                    for (id, _) in now.map().links().chain(then.map().links()) {
                        let same = now.map().link(id) == then.map().link(id);
                        prop_assert!(same || touched.links.contains(&id));
                    }
                }
            }
        }
    }
}
