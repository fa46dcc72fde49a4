//! What a suggestion would do, as an edit of the document as it is when somebody accepts it. May use the document's
//! actions.

use crate::document::Change;
use crate::document::{Document, Edit, actions};
use crate::map::{Claim, ClaimId, Link, LinkId, LinkKind, NodeId, TagId};
use crate::thread::Excerpt;

/// One end of a link that is suggested.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// A claim on the map.
    Claim(ClaimId),
    /// Words of the thread that no claim has yet: accepting makes one of them.
    Words(Excerpt),
}

/// What accepting a suggestion does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Puts a tag on a claim.
    Tag {
        /// The claim.
        claim: ClaimId,
        /// The tag.
        tag: TagId,
    },
    /// Makes a claim of words of the thread.
    Claim {
        /// The words.
        excerpt: Excerpt,
    },
    /// Links two claims, of which one or both may have to be made first.
    Link {
        /// What speaks.
        source: End,
        /// Which way.
        kind: LinkKind,
        /// What it speaks of.
        target: End,
    },
    /// Makes one claim of two.
    Merge {
        /// The claim that stays.
        kept: ClaimId,
        /// The claim that goes.
        merged: ClaimId,
    },
}

/// Beyond this there may be too few ids left for two claims and a link.
const LAST_ID: u32 = u32::MAX - 4;

impl Act {
    /// The edit that does it; `None` if it is done already or cannot be done any more.
    pub fn edit(&self, document: &Document) -> Option<Edit> {
        let map = document.map();
        let needs_ids = matches!(self, Self::Claim { .. } | Self::Link { .. });
        if needs_ids && map.next_id() > LAST_ID {
            return None;
        }
        match self {
            Self::Tag { claim, tag } => {
                map.tag(*tag)?;
                if map.claim(*claim)?.tags.contains(tag) {
                    return None;
                }
                Some(actions::toggle_tag(document, &[*claim], *tag))
            }
            Self::Claim { excerpt } => {
                if claim_with(document, excerpt).is_some() {
                    return None;
                }
                Some(actions::add_claim(document, claim_of(excerpt), None).0)
            }
            Self::Merge { kept, merged } => {
                map.claim(*kept)?;
                map.claim(*merged)?;
                (kept != merged && !linked(document, *kept, *merged))
                    .then(|| actions::merge_claims(document, *kept, *merged))
            }
            Self::Link {
                source,
                kind,
                target,
            } => link(document, source, *kind, target),
        }
    }
}

fn link(document: &Document, source: &End, kind: LinkKind, target: &End) -> Option<Edit> {
    let source = current(document, source)?;
    let target = current(document, target)?;
    match (&source, &target) {
        (End::Claim(source), End::Claim(target)) => {
            if source == target || linked(document, *source, *target) {
                return None;
            }
            Some(actions::link(document, kind, &[*source], (*target).into()).0)
        }
        (End::Words(words), End::Claim(target)) => Some(
            actions::add_linked_claim(
                document,
                claim_of(words),
                None,
                kind,
                (*target).into(),
                true,
            )
            .0,
        ),
        (End::Claim(source), End::Words(words)) => Some(
            actions::add_linked_claim(
                document,
                claim_of(words),
                None,
                kind,
                (*source).into(),
                false,
            )
            .0,
        ),
        (End::Words(words), End::Words(of)) => {
            let (mut edit, target) = actions::add_claim(document, claim_of(of), None);
            let source = ClaimId(target.0.checked_add(1)?);
            let id = LinkId(target.0.checked_add(2)?);
            edit.changes
                .push(Change::Claim(source, Some(claim_of(words))));
            edit.changes
                .push(Change::Link(id, Some(Link::new(kind, source, target))));
            edit.label = format!("add 2 claims and {}", kind.name());
            Some(edit)
        }
    }
}

/// An end as the map has it now: words that became a claim meanwhile are that claim.
fn current(document: &Document, end: &End) -> Option<End> {
    match end {
        End::Claim(id) => document.map().claim(*id).map(|_| End::Claim(*id)),
        End::Words(excerpt) => Some(match claim_with(document, excerpt) {
            Some(id) => End::Claim(id),
            None => End::Words(excerpt.clone()),
        }),
    }
}

/// The first claim with an excerpt that shares words with this one.
pub(super) fn claim_with(document: &Document, words: &Excerpt) -> Option<ClaimId> {
    let shares = |excerpt: &Excerpt| {
        excerpt.comment == words.comment && excerpt.start < words.end && words.start < excerpt.end
    };
    let mut claims = document.map().claims();
    claims.find_map(|(id, claim)| claim.excerpts.iter().any(shares).then_some(id))
}

/// Whether one of two claims bears on the other, in any way.
pub(super) fn linked(document: &Document, a: ClaimId, b: ClaimId) -> bool {
    let map = document.map();
    let bears = |from: ClaimId, to: ClaimId| {
        let links = map.links_from(from);
        links.into_iter().any(|id| {
            map.link(id)
                .is_some_and(|link| link.target == NodeId::Claim(to))
        })
    };
    bears(a, b) || bears(b, a)
}

/// A claim in the words of the thread.
fn claim_of(excerpt: &Excerpt) -> Claim {
    let words: Vec<&str> = excerpt.exact.split_whitespace().collect();
    Claim {
        excerpts: vec![excerpt.clone()],
        ..Claim::new(words.join(" "))
    }
}
