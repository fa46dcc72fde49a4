//! What the pointer is in the middle of. A gesture is a state: it begins, moves, and ends or is cancelled; all
//! it did is one undo step, and Escape leaves no trace of it. May use egui's geometry and the document's marks.

use egui::Pos2;

use super::scene::Hit;
use crate::document::history::Mark;
use crate::map::{ClaimId, LinkId, LinkKind, NodeId};

/// What the pointer is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// Moving over the plane.
    Pan,
    /// A gesture that was left with Escape while the button is still down.
    GivenUp,
    /// Moving cards.
    Move {
        /// All of it is one step.
        mark: Mark,
        /// Where the pointer went down, in world points.
        from: Pos2,
        /// The cards with where they stood, the one under the pointer first.
        cards: Vec<(ClaimId, Pos2)>,
        /// The kind of link that dropping them onto another card makes.
        kind: LinkKind,
    },
    /// Drawing a frame around things.
    Marquee {
        /// Where the pointer went down, in world points.
        from: Pos2,
        /// What was selected before, kept while Shift is held.
        before: Vec<NodeId>,
    },
    /// Drawing a link from cards.
    Link {
        /// What kind.
        kind: LinkKind,
        /// From where.
        premises: Vec<ClaimId>,
    },
}

/// A link whose target is being chosen with the keyboard.
#[derive(Debug, Clone, PartialEq)]
pub struct Choosing {
    /// What kind; `None`: the claims are to become linked premises of the link that is chosen.
    pub kind: Option<LinkKind>,
    /// From where.
    pub premises: Vec<ClaimId>,
    /// What is proposed now.
    pub candidate: Option<NodeId>,
}

/// What dropping a drawn link on something does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drop {
    /// A link of the drawn kind to this claim.
    Onto(ClaimId),
    /// A link of the drawn kind onto this link (an attack: an undercut).
    OntoLink(LinkId),
    /// The claims become linked premises of this link.
    Join(LinkId),
    /// A new claim is made there and linked to.
    NewClaim,
    /// Nothing: this cannot be linked.
    Nothing,
}

/// What dropping here does; `ends` tells a link's premises and target.
pub fn drop_on(
    hit: Option<Hit>,
    kind: LinkKind,
    premises: &[ClaimId],
    ends: impl Fn(LinkId) -> Option<(Vec<ClaimId>, NodeId)>,
) -> Drop {
    match hit {
        None => Drop::NewClaim,
        Some(Hit::Card(id) | Hit::Edge(id)) if premises.contains(&id) => Drop::Nothing,
        Some(Hit::Card(id) | Hit::Edge(id)) => Drop::Onto(id),
        Some(Hit::Joint(id)) => match ends(id) {
            // A second claim on a link's joint counts together with its premises.
            Some((there, target))
                if premises
                    .iter()
                    .all(|p| !there.contains(p) && target != NodeId::Claim(*p)) =>
            {
                Drop::Join(id)
            }
            _ => Drop::Nothing,
        },
        Some(Hit::Line(_)) if kind == LinkKind::Rephrase => Drop::Nothing,
        Some(Hit::Line(id)) => Drop::OntoLink(id),
    }
}
