//! What is on the canvas, ready to be drawn and hit: cards with their faces and places, links with their
//! curves. Rebuilt from the document when it changed, reusing what did not. Pure; may use figure, document.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::document::history::Revision;
use crate::document::{Document, Session};
use crate::figure::{
    self, CardFace, JOINT, LinkFigure, Rect, card_face, card_faces, link_figures, placed,
};
use crate::map::{Claim, ClaimId, LinkId, NodeId, Tag, TagId};
use crate::thread::Thread;

/// A card on the canvas.
pub struct Card {
    /// Whose card.
    pub claim: ClaimId,
    /// Where it stands, in world points.
    pub rect: Rect,
    /// What is drawn on it.
    pub face: Arc<CardFace>,
}

/// A link on the canvas.
pub struct LinkShape {
    /// Its curves.
    pub figure: LinkFigure,
    /// The claims it starts from.
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

/// Everything on the canvas. Cards later in the list lie above earlier ones.
#[derive(Default)]
pub struct Scene {
    of: Option<Revision>,
    /// Cards, lowest first.
    pub cards: Vec<Card>,
    at: HashMap<ClaimId, usize>,
    /// Links.
    pub links: BTreeMap<LinkId, LinkShape>,
    faces: HashMap<ClaimId, (Claim, Arc<CardFace>)>,
    /// What a face shows besides its claim: a change there makes every face anew.
    tags: Vec<(TagId, Tag)>,
    thread: Option<Arc<Thread>>,
}

impl Scene {
    /// Brings the scene up to the document's state.
    pub fn refresh(&mut self, session: &Session) {
        if self.of == Some(session.revision()) {
            return;
        }
        self.of = Some(session.revision());
        let document = session.document();
        self.refresh_faces(document);
        // Only claims that nobody has placed yet need the slower way.
        let places = document.places();
        let all_placed = places.len() == document.map().claim_count();
        let filled = if all_placed {
            None
        } else {
            Some(placed(document))
        };
        let places = filled.as_ref().unwrap_or(places);
        self.cards.clear();
        self.at.clear();
        for (id, place) in places {
            let Some((_, face)) = self.faces.get(id) else {
                continue;
            };
            self.at.insert(*id, self.cards.len());
            self.cards.push(Card {
                claim: *id,
                rect: Rect::new(place.x, place.y, face.width, face.height),
                face: Arc::clone(face),
            });
        }
        let rect = |id: ClaimId| self.rect(id);
        self.links = link_figures(document.map(), &rect)
            .into_iter()
            .filter_map(|(id, figure)| {
                let link = document.map().link(id)?;
                let bounds = figure.bounds();
                let shape = LinkShape {
                    figure,
                    premises: link.premises,
                    target: link.target,
                    bounds,
                };
                Some((id, shape))
            })
            .collect();
    }

    fn refresh_faces(&mut self, document: &Document) {
        let map = document.map();
        let tags_same = map
            .tags()
            .map(|(id, _)| id)
            .eq(self.tags.iter().map(|(id, _)| *id))
            && map.tags().zip(&self.tags).all(|((_, a), (_, b))| a == b);
        let thread_same = match (&self.thread, document.thread()) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !tags_same || !thread_same {
            self.faces.clear();
            self.tags = map.tags().map(|(id, tag)| (id, tag.clone())).collect();
            self.thread = document.thread().cloned();
        }
        if self.faces.is_empty() {
            let faces = card_faces(document);
            for (id, claim) in map.claims() {
                if let Some(face) = faces.get(&id) {
                    self.faces
                        .insert(id, (claim.clone(), Arc::new(face.clone())));
                }
            }
            return;
        }
        self.faces.retain(|id, _| map.claim(*id).is_some());
        for (id, claim) in map.claims() {
            if self.faces.get(&id).is_some_and(|(of, _)| of == claim) {
                continue;
            }
            if let Some(face) = card_face(document, id) {
                self.faces.insert(id, (claim.clone(), Arc::new(face)));
            }
        }
    }

    /// Forgets which state it was made for: another document is open.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The card of a claim.
    pub fn card(&self, claim: ClaimId) -> Option<&Card> {
        self.cards.get(*self.at.get(&claim)?)
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

    /// What everything covers; `None` for an empty map.
    pub fn bounds(&self) -> Option<Rect> {
        let links = self.links.values().map(|link| link.bounds);
        self.cards
            .iter()
            .map(|card| card.rect)
            .chain(links)
            .reduce(Rect::union)
    }

    /// What these cover.
    pub fn bounds_of(&self, nodes: &[NodeId]) -> Option<Rect> {
        nodes
            .iter()
            .filter_map(|node| self.rect_of(*node))
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
        let near = Rect::new(at.0, at.1, 0.0, 0.0).expand(reach);
        let joint = self.links.iter().find(|(_, link)| {
            link.bounds.intersects(&near)
                && link.figure.joint_rect().expand(reach * 0.5).contains(at)
        });
        if let Some((id, _)) = joint {
            return Some(Hit::Joint(*id));
        }
        for card in self.cards.iter().rev() {
            if card.rect.expand(reach * 0.75).contains(at) {
                // The edge: a band along the border, thin enough to leave the card's middle for moving it.
                let inner = card.rect.expand(-reach.min(card.rect.h * 0.2) * 0.75);
                return Some(if inner.contains(at) {
                    Hit::Card(card.claim)
                } else {
                    Hit::Edge(card.claim)
                });
            }
        }
        self.links
            .iter()
            .filter(|(_, link)| link.bounds.expand(JOINT).intersects(&near))
            .map(|(id, link)| (*id, link.figure.distance(at)))
            .filter(|(_, distance)| *distance <= reach)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(id, _)| Hit::Line(id))
    }

    /// Cards and joints inside a world rectangle.
    pub fn inside(&self, rect: &Rect) -> Vec<NodeId> {
        let cards = self
            .cards
            .iter()
            .filter(|card| rect.intersects(&card.rect))
            .map(|card| NodeId::Claim(card.claim));
        let joints = self
            .links
            .iter()
            .filter(|(_, link)| rect.contains(link.figure.joint))
            .map(|(id, _)| NodeId::Link(*id));
        cards.chain(joints).collect()
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
