//! What the panes show that follows from the document: reply tree, where every excerpt stands, standings.
//! Never stored; of what an edit touched, only what follows from it is computed anew. May use document, thread,
//! semantics.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::document::evaluation::{Evaluation, evaluate_or_say};
use crate::document::history::Revision;
use crate::document::{Document, Session};
use crate::map::{Claim, ClaimId, Evidence, TagId};
use crate::semantics::bipolar::SupportReading;
use crate::semantics::evaluation::{Method, Options};
use crate::thread::{Anchor, CommentId, Excerpt, Thread, Tree};

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
    /// How standings were found.
    by: (Method, SupportReading),
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
    /// How many times that was found anew.
    pub evaluated: u64,
    /// How many claims carry each tag.
    pub tag_counts: BTreeMap<TagId, usize>,
    /// What was taken from each claim.
    seen: HashMap<ClaimId, Seen>,
    /// How many comments there are to take claims from.
    comments: usize,
}

/// What of a claim is followed: all but its words.
#[derive(Default, PartialEq)]
struct Seen {
    tags: BTreeSet<TagId>,
    excerpts: Vec<Excerpt>,
    evidence: Vec<Evidence>,
    weight: Option<f64>,
}

impl Seen {
    fn of(claim: &Claim) -> Self {
        Self {
            tags: claim.tags.clone(),
            excerpts: claim.excerpts.clone(),
            evidence: claim.evidence.clone(),
            weight: claim.weight,
        }
    }
}

impl Derived {
    /// Brings everything up to the document's state.
    pub fn refresh(&mut self, session: &Session, options: &Options) {
        let revision = session.revision();
        let by = (options.method, options.support);
        if self.of == Some(revision) && self.by == by {
            return;
        }
        let other_method = self.by != by;
        self.by = by;
        let touched = self.of.and_then(|of| session.touched_since(of));
        self.of = Some(revision);
        let document = session.document();
        match touched {
            Some(touched) if !touched.thread => {
                let mut stands = other_method || touched.findings || !touched.links.is_empty();
                let mut anchored = BTreeSet::new();
                for id in &touched.claims {
                    stands |= self.follow(document, *id, &mut anchored);
                }
                self.settle(anchored);
                if stands {
                    self.evaluation = evaluate_or_say(document, options);
                    self.evaluated += 1;
                }
            }
            _ => self.rebuild(document, options),
        }
    }

    fn rebuild(&mut self, document: &Document, options: &Options) {
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
        let comments = self.thread.iter().flat_map(|thread| &thread.comments);
        self.comments = comments.filter(|comment| comment.has_words()).count();
        self.anchors.clear();
        self.orphans.clear();
        self.tag_counts.clear();
        self.seen.clear();
        let mut anchored = BTreeSet::new();
        for (id, _) in document.map().claims() {
            self.follow(document, id, &mut anchored);
        }
        self.settle(anchored);
        self.evaluation = evaluate_or_say(document, options);
        self.evaluated += 1;
    }

    /// Takes over what changed in a claim; says whether standings may follow from it. Comments whose anchors
    /// changed are added to `anchored`.
    fn follow(
        &mut self,
        document: &Document,
        id: ClaimId,
        anchored: &mut BTreeSet<CommentId>,
    ) -> bool {
        let claim = document.map().claim(id);
        let new = claim.map(Seen::of).unwrap_or_default();
        let old = self.seen.remove(&id);
        let known = old.is_some();
        let old = old.unwrap_or_default();
        let mut stands = known != claim.is_some();
        if old != new {
            stands |= old.weight != new.weight || old.evidence != new.evidence;
            for tag in &old.tags {
                if let Some(count) = self.tag_counts.get_mut(tag) {
                    *count -= 1;
                    if *count == 0 {
                        self.tag_counts.remove(tag);
                    }
                }
            }
            for tag in &new.tags {
                *self.tag_counts.entry(*tag).or_default() += 1;
            }
            if old.excerpts != new.excerpts {
                self.unanchor(id, &old.excerpts, anchored);
                self.anchor(id, &new.excerpts, anchored);
            }
        }
        if claim.is_some() {
            self.seen.insert(id, new);
        }
        stands
    }

    fn unanchor(&mut self, id: ClaimId, excerpts: &[Excerpt], anchored: &mut BTreeSet<CommentId>) {
        for excerpt in excerpts {
            if let Some(list) = self.anchors.get_mut(&excerpt.comment) {
                list.retain(|anchor| anchor.claim != id);
                anchored.insert(excerpt.comment.clone());
            }
        }
        if !excerpts.is_empty() {
            self.orphans.retain(|(claim, _)| *claim != id);
        }
    }

    /// Finds a claim's excerpts in their comments.
    fn anchor(&mut self, id: ClaimId, excerpts: &[Excerpt], anchored: &mut BTreeSet<CommentId>) {
        for (nth, excerpt) in excerpts.iter().enumerate() {
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
                Some(range) => {
                    let list = self.anchors.entry(excerpt.comment.clone()).or_default();
                    list.push(Anchored {
                        claim: id,
                        nth,
                        range,
                    });
                    anchored.insert(excerpt.comment.clone());
                }
                None => self.orphans.push((id, nth)),
            }
        }
    }

    /// Puts in order what came together in any.
    fn settle(&mut self, anchored: BTreeSet<CommentId>) {
        for comment in anchored {
            match self.anchors.get_mut(&comment) {
                Some(list) if list.is_empty() => _ = self.anchors.remove(&comment),
                Some(list) => {
                    list.sort_by_key(|a| (a.range.start, a.range.end, a.claim, a.nth));
                }
                None => {}
            }
        }
        self.orphans.sort_unstable();
        let unmapped = self.comments.saturating_sub(self.anchors.len());
        self.unmapped = (unmapped, self.comments);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Place, actions};
    use crate::map::{Link, LinkKind, NodeId};
    use crate::thread::Comment;
    use proptest::prelude::*;

    /// What can be told of the derived values from outside.
    fn told(derived: &Derived) -> String {
        let anchors: BTreeMap<_, _> = derived.anchors.iter().collect();
        format!(
            "{anchors:?} {:?} {:?} {:?} {:?} {:?}",
            derived.orphans,
            derived.unmapped,
            derived.tag_counts,
            derived.evaluation.claims,
            derived.evaluation.links
        )
    }

    fn session() -> Session {
        let comments = (0..4u8).map(|n| Comment::new(format!("m{n}"), "some words to take from"));
        let thread = Thread {
            comments: comments.collect(),
            ..Thread::default()
        };
        Session::new(Document::from_thread(thread), None)
    }

    /// One edit of many kinds, by three numbers.
    fn edit(session: &mut Session, kind: u8, a: usize, b: usize) {
        let document = session.document();
        let map = document.map();
        let claims: Vec<ClaimId> = map.claims().map(|(id, _)| id).collect();
        let links: Vec<_> = map.links().map(|(id, _)| id).collect();
        let (Some(one), Some(other)) = (
            claims.get(a % claims.len().max(1)).copied(),
            claims.get(b % claims.len().max(1)).copied(),
        ) else {
            let place = Place {
                x: 0.0,
                y: 0.0,
                pinned: false,
            };
            let (edit, _) = actions::add_claim(document, Claim::new("a claim"), Some(place));
            session.edit(edit).unwrap();
            return;
        };
        let tags: Vec<TagId> = map.tags().map(|(id, _)| id).collect();
        let comment = &document.thread().unwrap().comments[a % 4];
        let edit = match kind {
            0..=2 => {
                let place = Place {
                    x: a as f32,
                    y: 0.0,
                    pinned: false,
                };
                actions::add_claim(document, Claim::new("a claim"), Some(place)).0
            }
            3 => actions::set_text(document, one, format!("words {b}")),
            4 => actions::set_weight(document, one, Some(b as f64 / 100.0)),
            5 | 6 => {
                let excerpt = Excerpt::take(comment, b % 9..b % 9 + 5).unwrap();
                actions::add_excerpt(document, one, excerpt)
            }
            7 => actions::remove_excerpt(document, one, 0),
            8 | 9 => actions::toggle_tag(document, &[one, other], tags[b % tags.len()]),
            10..=12 if one != other => {
                let kind = LinkKind::ALL[b % 2];
                actions::link(document, kind, &[one], NodeId::Claim(other)).0
            }
            13 if !links.is_empty() => {
                actions::delete(document, &[NodeId::Link(links[b % links.len()])])
            }
            14 => actions::delete(document, &[NodeId::Claim(one)]),
            15 => {
                let text = if b.is_multiple_of(2) {
                    "other words to take"
                } else {
                    "some words to take from"
                };
                let comments = (0..4u8).map(|n| Comment::new(format!("m{n}"), text));
                let thread = Thread {
                    comments: comments.collect(),
                    ..Thread::default()
                };
                actions::set_thread(document, thread)
            }
            16 => {
                session.undo().unwrap();
                return;
            }
            17 => {
                session.redo().unwrap();
                return;
            }
            _ if tags.len() > 1 => actions::remove_tag(document, tags[b % tags.len()], None),
            _ => return,
        };
        // What the document refuses changes nothing.
        let _ = session.edit(edit);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn following_edits_comes_out_as_deriving_everything(
            edits in prop::collection::vec((0u8..18, 0usize..100, 0usize..100), 1..50),
        ) {
            let mut session = session();
            let mut derived = Derived::default();
            derived.refresh(&session, &Options::default());
            for (n, (kind, a, b)) in edits.into_iter().enumerate() {
                edit(&mut session, kind, a, b);
                // Sometimes several edits come between two frames.
                if n % 3 == 1 {
                    continue;
                }
                derived.refresh(&session, &Options::default());
                let mut all = Derived::default();
                all.refresh(&session, &Options::default());
                prop_assert_eq!(told(&derived), told(&all));
            }
        }
    }

    #[test]
    fn moving_cards_and_typing_evaluate_nothing() {
        let mut session = session();
        let document = session.document();
        let (add, id) = actions::add_claim(document, Claim::new("a"), None);
        session.edit(add).unwrap();
        let target = actions::add_claim(session.document(), Claim::new("b"), None);
        session.edit(target.0).unwrap();
        let link = Link::new(LinkKind::Support, id, target.1);
        let (edit, _) = actions::link(session.document(), link.kind, &link.premises, link.target);
        session.edit(edit).unwrap();
        let mut derived = Derived::default();
        derived.refresh(&session, &Options::default());
        // A mark that an evaluation would wipe out.
        derived.evaluation.fault = Some("kept".to_owned());
        let place = Place {
            x: 5.0,
            y: 5.0,
            pinned: true,
        };
        session.edit(actions::place("move", [(id, place)])).unwrap();
        derived.refresh(&session, &Options::default());
        let text = actions::set_text(session.document(), id, "other words".to_owned());
        session.edit(text).unwrap();
        derived.refresh(&session, &Options::default());
        assert_eq!(derived.evaluation.fault.as_deref(), Some("kept"));
        session
            .edit(actions::set_weight(session.document(), id, Some(0.2)))
            .unwrap();
        derived.refresh(&session, &Options::default());
        assert_eq!(derived.evaluation.fault, None);
    }
}
