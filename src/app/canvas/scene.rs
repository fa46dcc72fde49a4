//! What is on the canvas, ready to be drawn and hit: cards with their faces and places, links with their
//! curves, and where all of them are. [`refresh`] follows the document, redoing only what was touched;
//! [`glide`] lets cards move to new places. Pure; may use figure, document.

mod glide;
mod index;
mod refresh;
#[cfg(test)]
pub(super) mod tests;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::glide::Glide;
use self::index::LinkIndex;
use super::paint::Written;
use crate::document::Place;
use crate::document::history::Revision;
use crate::figure::{self, Authors, CardFace, Grid, JOINT, LinkFigure, LinkPlan, Rect};
use crate::map::{ClaimId, LinkId, NodeId};

/// A card on the canvas.
pub struct Card {
    /// Whose card.
    pub claim: ClaimId,
    /// Where it stands, in world points.
    pub rect: Rect,
    /// What is drawn on it.
    pub face: Arc<CardFace>,
    /// How many claims are folded away behind it.
    pub folded: Option<usize>,
}

/// A link on the canvas.
pub struct LinkShape {
    /// Its curves.
    pub figure: LinkFigure,
    /// The claims it starts from, in sight or not.
    pub premises: Vec<ClaimId>,
    /// What it bears on.
    pub target: NodeId,
    /// Everything it covers.
    pub bounds: Rect,
}

/// What lies under a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A card.
    Card(ClaimId),
    /// The edge of a card, where a link is drawn from.
    Edge(ClaimId),
    /// The joint of a link.
    Joint(LinkId),
    /// The line of a link.
    Line(LinkId),
}

impl Hit {
    /// The claim or link that was hit.
    pub fn node(self) -> NodeId {
        match self {
            Self::Card(id) | Self::Edge(id) => NodeId::Claim(id),
            Self::Joint(id) | Self::Line(id) => NodeId::Link(id),
        }
    }
}

/// What of the map is in sight.
///
/// A hidden claim has no card. A link whose target is hidden, or all of whose premises are, is not drawn; one
/// that has a premise in sight is drawn without strands to the others.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// Tells one sight from another: whoever changes what is hidden or folded changes this too.
    pub version: u64,
    /// Claims that are not shown.
    pub hidden: HashSet<ClaimId>,
    /// Claims behind which others are folded away, and how many.
    pub folded: HashMap<ClaimId, usize>,
}

/// Everything on the canvas. Cards later in the list lie above earlier ones.
#[derive(Default)]
pub struct Scene {
    of: Option<Revision>,
    sight: Sight,
    /// Cards, lowest first: by claim.
    pub cards: Vec<Card>,
    /// Links.
    pub links: BTreeMap<LinkId, LinkShape>,
    faces: FxHashMap<ClaimId, Arc<CardFace>>,
    /// Of the thread as it was when everything was last made anew, which a change of the thread leads to.
    authors: Authors,
    /// Places of claims that nobody has placed yet.
    filled: BTreeMap<ClaimId, Place>,
    plan: LinkPlan,
    card_grid: Grid<ClaimId>,
    link_index: LinkIndex,
    glides: BTreeMap<ClaimId, Glide>,
    animated: bool,
    /// What everything covers, once somebody asked since the last change.
    extent: Cell<Option<Rect>>,
    /// How many times lines changed, places of cards did, and anything on the canvas did: tells the painter what it has
    /// drawn already.
    pub(super) lines: u64,
    pub(super) places: u64,
    pub(super) faced: u64,
    /// Laid out text and finished drawings, kept by the painter.
    pub(super) written: RefCell<Written>,
}

impl Scene {
    /// Where in the list a claim's card is, or would be.
    fn position(&self, claim: ClaimId) -> Result<usize, usize> {
        self.cards.binary_search_by_key(&claim, |card| card.claim)
    }

    /// The cards that reach into a world rectangle, lowest first.
    pub fn cards_in(&self, area: &Rect) -> Vec<&Card> {
        let reaches = |card: &&Card| card.rect.intersects(area);
        if self.is_most(area) {
            return self.cards.iter().filter(reaches).collect();
        }
        let mut near = Vec::new();
        self.card_grid.visit(area, |id| near.push(id));
        near.sort_unstable();
        let cards = near.into_iter().filter_map(|id| self.card(id));
        cards.filter(reaches).collect()
    }

    /// The links that may reach into a world rectangle, by id: every one that does, and few others.
    pub fn links_in(&self, area: &Rect) -> Vec<(LinkId, &LinkShape)> {
        let reaches = |link: &LinkShape| link.bounds.intersects(area);
        if self.is_most(area) {
            let links = self.links.iter().filter(|(_, link)| reaches(link));
            return links.map(|(id, link)| (*id, link)).collect();
        }
        let near = self.link_index.lines_near(area);
        let links = near.into_iter();
        let links = links.filter_map(|id| Some((id, self.links.get(&id)?)));
        links.filter(|(_, link)| reaches(link)).collect()
    }

    /// The links whose joints lie in a world rectangle, by id, no more than so many.
    pub fn joints_in(&self, area: &Rect, at_most: usize) -> Vec<(LinkId, &LinkShape)> {
        let lies = |(_, link): &(LinkId, &LinkShape)| area.contains(link.figure.joint);
        if self.is_most(area) {
            let all = self.links.iter().map(|(id, link)| (*id, link));
            return all.filter(lies).take(at_most).collect();
        }
        let near = self.link_index.joints_near(area).into_iter();
        let links = near.filter_map(|id| Some((id, self.links.get(&id)?)));
        links.filter(lies).take(at_most).collect()
    }

    /// Whether so much lies in a rectangle that looking at everything is quicker than looking for what does.
    fn is_most(&self, area: &Rect) -> bool {
        let Some(all) = self.bounds() else {
            return false;
        };
        let shared =
            |a: f32, a_end: f32, b: f32, b_end: f32| (a_end.min(b_end) - a.max(b)).max(0.0);
        let across = shared(area.x, area.right(), all.x, all.right());
        let down = shared(area.y, area.bottom(), all.y, all.bottom());
        across * down >= 0.25 * all.w * all.h
    }

    /// The card of a claim.
    pub fn card(&self, claim: ClaimId) -> Option<&Card> {
        self.cards.get(self.position(claim).ok()?)
    }

    /// Where a claim's card stands.
    pub fn rect(&self, claim: ClaimId) -> Option<Rect> {
        Some(self.card(claim)?.rect)
    }

    /// Where a claim's card or a link's joint stands.
    pub fn rect_of(&self, node: NodeId) -> Option<Rect> {
        match node {
            NodeId::Claim(id) => self.rect(id),
            NodeId::Link(id) => Some(self.links.get(&id)?.figure.joint_rect()),
        }
    }

    /// What everything covers; `None` for an empty map. Cards on their way count where they go.
    pub fn bounds(&self) -> Option<Rect> {
        if let Some(extent) = self.extent.get() {
            return Some(extent);
        }
        let cards = self.cards.iter().map(|card| self.resting(card));
        let links = self.links.values().map(|link| link.bounds);
        // Links of cards on their way lie anywhere.
        let links = links.filter(|_| self.glides.is_empty());
        let extent = cards.chain(links).reduce(Rect::union);
        self.extent.set(extent);
        extent
    }

    /// Takes note that something moved, came or went.
    fn moved(&self, old: Option<Rect>, new: Option<Rect>) {
        let Some(all) = self.extent.get() else { return };
        let at_edge = |r: Rect| {
            r.x <= all.x || r.y <= all.y || r.right() >= all.right() || r.bottom() >= all.bottom()
        };
        let extent = match new {
            _ if old.is_some_and(at_edge) => None,
            Some(new) => Some(all.union(new)),
            None => Some(all),
        };
        self.extent.set(extent);
    }

    /// What these cover. Cards on their way count where they go.
    pub fn bounds_of(&self, nodes: &[NodeId]) -> Option<Rect> {
        nodes
            .iter()
            .filter_map(|node| match node {
                NodeId::Claim(id) => self.card(*id).map(|card| self.resting(card)),
                NodeId::Link(_) => self.rect_of(*node),
            })
            .reduce(Rect::union)
    }

    /// The card a reader would begin with: a thesis, the one that most links bear on.
    pub fn first(&self) -> Option<Rect> {
        let mut onto: HashMap<ClaimId, usize> = HashMap::new();
        let mut from: HashMap<ClaimId, usize> = HashMap::new();
        for link in self.links.values() {
            if let NodeId::Claim(target) = link.target {
                *onto.entry(target).or_default() += 1;
            }
            for premise in &link.premises {
                *from.entry(*premise).or_default() += 1;
            }
        }
        self.cards
            .iter()
            // A thesis bears on nothing itself; among theses the most argued over.
            .max_by_key(|card| {
                let thesis = !from.contains_key(&card.claim);
                (
                    thesis,
                    onto.get(&card.claim).copied().unwrap_or(0),
                    std::cmp::Reverse(card.claim),
                )
            })
            .map(|card| card.rect)
    }

    /// What lies under a world point; `reach` is how far off a thin thing may be hit, in world points.
    pub fn hit(&self, at: figure::Point, reach: f32) -> Option<Hit> {
        let near = Rect::square(at, reach);
        let links = self.links_in(&near.expand(JOINT));
        let joint = links
            .iter()
            .find(|(_, link)| link.figure.joint_rect().expand(reach * 0.5).contains(at));
        if let Some((id, _)) = joint {
            return Some(Hit::Joint(*id));
        }
        let cards = self.cards_in(&near);
        let mut cards = cards.into_iter().rev();
        if let Some(card) = cards.find(|card| card.rect.expand(reach * 0.75).contains(at)) {
            // The edge: a band along the border, thin enough to leave the card's middle for moving it.
            let inner = card.rect.expand(-reach.min(card.rect.h * 0.2) * 0.75);
            return Some(if inner.contains(at) {
                Hit::Card(card.claim)
            } else {
                Hit::Edge(card.claim)
            });
        }
        links
            .into_iter()
            .map(|(id, link)| (id, link.figure.distance(at, reach)))
            .filter(|(_, distance)| *distance < reach)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(id, _)| Hit::Line(id))
    }

    /// Cards and joints inside a world rectangle.
    pub fn inside(&self, rect: &Rect) -> Vec<NodeId> {
        let cards = self.cards_in(rect).into_iter();
        let joints = self.joints_in(rect, usize::MAX).into_iter();
        cards
            .map(|card| NodeId::Claim(card.claim))
            .chain(joints.map(|(id, _)| NodeId::Link(id)))
            .collect()
    }

    /// The nearest card or joint in a direction (a unit vector) from a node: what an arrow key goes to.
    pub fn neighbour(
        &self,
        from: NodeId,
        direction: (f32, f32),
        allowed: impl Fn(NodeId) -> bool,
    ) -> Option<NodeId> {
        let (x, y) = self.rect_of(from)?.centre();
        let cards = self
            .cards
            .iter()
            .map(|card| (NodeId::Claim(card.claim), card.rect.centre()));
        let joints = self
            .links
            .iter()
            .map(|(id, link)| (NodeId::Link(*id), link.figure.joint));
        cards
            .chain(joints)
            .filter(|(node, _)| *node != from && allowed(*node))
            .filter_map(|(node, (cx, cy))| {
                let (dx, dy) = (cx - x, cy - y);
                let along = dx * direction.0 + dy * direction.1;
                let across = (dx * direction.1 - dy * direction.0).abs();
                // Within a cone of 60 degrees to either side; what lies off the axis counts as farther.
                (along > 1.0 && across < along * 1.75).then_some((node, along + 2.0 * across))
            })
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(node, _)| node)
    }
}
