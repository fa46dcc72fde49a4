//! The map: claims and the links between them, as a petgraph graph whose nodes are claims and links (as
//! AIF's I- and S-nodes are) and whose edges say which claim is a premise of which link and what each link
//! bears on.
//!
//! Invariants, kept by every method that changes a map (all are called from one place, the document's door
//! for edits) and listed by [`Map::violations`]:
//! - a link has at least one premise and exactly one target, and all of them exist;
//! - following targets from link to link ends at a claim: no link bears on itself;
//! - only an attack or a support may bear on a link; a rephrase joins claims;
//! - a claim may attack itself (a self-defeating argument), but neither support nor rephrase itself;
//! - a claim's tags exist, and no two tags have one name; weights are numbers between 0 and 1;
//! - ids are never used twice in the life of a map, so that a report may cite them: they only ever grow.
//!
//! Pure: may use petgraph, serde and the thread's excerpts; knows nothing of files or windows.

pub mod branch;
mod claim;
mod link;
pub mod outline;
mod tag;

pub use claim::{Bearing, Claim, Evidence, FindingId};
pub use link::{Link, LinkKind, targets_first};
pub use tag::{Hue, Pattern, Tag, standard_tags};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ();

            /// Reads the form that is displayed, or the bare number.
            fn from_str(s: &str) -> Result<Self, ()> {
                let digits = s.strip_prefix($letter).unwrap_or(s);
                digits.parse().map(Self).map_err(|_| ())
            }
        }
    };
}

id!(
    /// A claim's id, shown as `c12`.
    ClaimId, "c");
id!(
    /// A link's id, shown as `k7`.
    LinkId, "k");
id!(
    /// A tag's id, shown as `t3`.
    TagId, "t");

/// A claim or a link: what a link may bear on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NodeId {
    /// A claim.
    Claim(ClaimId),
    /// A link.
    Link(LinkId),
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claim(id) => id.fmt(f),
            Self::Link(id) => id.fmt(f),
        }
    }
}

impl From<ClaimId> for NodeId {
    fn from(id: ClaimId) -> Self {
        Self::Claim(id)
    }
}

impl From<LinkId> for NodeId {
    fn from(id: LinkId) -> Self {
        Self::Link(id)
    }
}

/// Why a change to a map was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// Something the change names is not on the map.
    #[error("{0} is not on the map")]
    Missing(String),
    /// A link without premises.
    #[error("a link needs at least one premise; choose a claim for it to start from")]
    NoPremise,
    /// A link that would bear on itself, directly or by way of other links.
    #[error("{0} would bear on itself; choose another target")]
    Circular(LinkId),
    /// A claim supporting or rephrasing itself.
    #[error("{0} cannot support or rephrase itself; choose two different claims")]
    SelfLink(ClaimId),
    /// A rephrase aimed at a link.
    #[error("a rephrase joins two claims; it cannot bear on the link {0}")]
    RephraseOfLink(LinkId),
    /// A claim or tag that is still in use.
    #[error("{0} is still in use; remove what refers to it first")]
    InUse(String),
    /// A weight that is no number between 0 and 1.
    #[error("the weight of {0} must be a number from 0 to 1")]
    BadWeight(String),
    /// Two tags of one name.
    #[error("there is already a tag called “{0}”; choose another name, or merge the two")]
    TagName(String),
    /// An id so high that no further one could follow it.
    #[error("the id {0} is too high; start a new map")]
    IdTooHigh(String),
}

/// A node of the graph.
#[derive(Debug, Clone)]
enum Node {
    Claim(ClaimId, Claim),
    Link(LinkId, LinkKind, LinkBody),
}

/// What a link holds besides its ends (which are edges of the graph).
#[derive(Debug, Clone)]
struct LinkBody {
    note: String,
    weight: Option<f64>,
}

/// What an edge of the graph says: source plays this role for, or bears on, its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Claim → link: the claim is a premise of the link.
    Premise,
    /// Link → claim or link: what the link bears on.
    Target,
}

/// The argument graph. See the module's head for the invariants.
#[derive(Debug, Clone, Default)]
pub struct Map {
    graph: StableDiGraph<Node, Role>,
    claims: BTreeMap<ClaimId, NodeIndex>,
    links: BTreeMap<LinkId, NodeIndex>,
    tags: BTreeMap<TagId, Tag>,
    /// The next number for a new claim, link or tag; only ever grows.
    next: u32,
}

/// Equal content; the counter for new ids is no content.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.tags == other.tags
            && self.claims.len() == other.claims.len()
            && self.links.len() == other.links.len()
            && self.claims().eq(other.claims())
            && self.links().eq(other.links())
    }
}

impl Map {
    /// An empty map with the four standard tags.
    pub fn new() -> Self {
        let tags: BTreeMap<TagId, Tag> = (1..).map(TagId).zip(standard_tags()).collect();
        Self {
            next: tags.len() as u32 + 1,
            tags,
            ..Self::default()
        }
    }

    /// A number no claim, link or tag of this map has ever had. Taking it changes nothing yet.
    pub fn next_id(&self) -> u32 {
        self.next.max(1)
    }

    /// Makes sure that new ids start at `next` or later (a file keeps the counter).
    pub fn reserve_ids(&mut self, next: u32) {
        self.next = self.next.max(next);
    }

    /// Whether `id` may be given to something: a higher one must be left for what comes after it.
    fn check_id(id: u32, of: impl fmt::Display) -> Result<(), MapError> {
        if id < u32::MAX {
            Ok(())
        } else {
            Err(MapError::IdTooHigh(of.to_string()))
        }
    }

    // ---- reading -------------------------------------------------------------------------------------

    /// Whether there is neither claim nor link.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.links.is_empty()
    }

    /// How many claims there are.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// How many links there are.
    pub fn link_count(&self) -> usize {
        self.links.len()
    }

    /// The claim of this id.
    pub fn claim(&self, id: ClaimId) -> Option<&Claim> {
        match self.graph.node_weight(*self.claims.get(&id)?) {
            Some(Node::Claim(_, claim)) => Some(claim),
            _ => None,
        }
    }

    /// Every claim, by id.
    pub fn claims(&self) -> impl Iterator<Item = (ClaimId, &Claim)> {
        self.claims
            .keys()
            .filter_map(|id| Some((*id, self.claim(*id)?)))
    }

    /// The link of this id, with its ends; premises sorted by id.
    pub fn link(&self, id: LinkId) -> Option<Link> {
        let index = *self.links.get(&id)?;
        let Some(Node::Link(_, kind, body)) = self.graph.node_weight(index) else {
            return None;
        };
        let mut premises: Vec<ClaimId> = self
            .graph
            .neighbors_directed(index, Direction::Incoming)
            .filter_map(|n| match &self.graph[n] {
                Node::Claim(id, _) => Some(*id),
                Node::Link(..) => None,
            })
            .collect();
        premises.sort_unstable();
        let target = self.target_of(index)?;
        Some(Link {
            kind: *kind,
            premises,
            target,
            note: body.note.clone(),
            weight: body.weight,
        })
    }

    /// Every link, by id.
    pub fn links(&self) -> impl Iterator<Item = (LinkId, Link)> {
        self.links
            .keys()
            .filter_map(|id| Some((*id, self.link(*id)?)))
    }

    /// The links that bear on a claim or link, by id.
    pub fn links_onto(&self, target: NodeId) -> Vec<LinkId> {
        self.link_neighbours(target, Direction::Incoming, Role::Target)
    }

    /// The links a claim is a premise of, by id.
    pub fn links_from(&self, claim: ClaimId) -> Vec<LinkId> {
        self.link_neighbours(claim.into(), Direction::Outgoing, Role::Premise)
    }

    fn link_neighbours(&self, node: NodeId, direction: Direction, role: Role) -> Vec<LinkId> {
        let Some(index) = self.index_of(node) else {
            return Vec::new();
        };
        let mut found: Vec<LinkId> = self
            .graph
            .edges_directed(index, direction)
            .filter(|edge| *edge.weight() == role)
            .filter_map(|edge| {
                let other = match direction {
                    Direction::Incoming => edge.source(),
                    Direction::Outgoing => edge.target(),
                };
                match &self.graph[other] {
                    Node::Link(id, ..) => Some(*id),
                    Node::Claim(..) => None,
                }
            })
            .collect();
        found.sort_unstable();
        found
    }

    fn index_of(&self, node: NodeId) -> Option<NodeIndex> {
        match node {
            NodeId::Claim(id) => self.claims.get(&id).copied(),
            NodeId::Link(id) => self.links.get(&id).copied(),
        }
    }

    fn target_of(&self, link: NodeIndex) -> Option<NodeId> {
        let target = self
            .graph
            .neighbors_directed(link, Direction::Outgoing)
            .next()?;
        Some(match &self.graph[target] {
            Node::Claim(id, _) => NodeId::Claim(*id),
            Node::Link(id, ..) => NodeId::Link(*id),
        })
    }

    /// Whether the claim or link is on the map.
    pub fn contains(&self, node: NodeId) -> bool {
        self.index_of(node).is_some()
    }

    /// The tag of this id.
    pub fn tag(&self, id: TagId) -> Option<&Tag> {
        self.tags.get(&id)
    }

    /// Every tag, in the order of the keys 1–9.
    pub fn tags(&self) -> impl Iterator<Item = (TagId, &Tag)> {
        self.tags.iter().map(|(id, tag)| (*id, tag))
    }

    /// The claim that finally stands at the end of a chain of link targets.
    pub fn final_claim(&self, mut node: NodeId) -> Option<ClaimId> {
        // Targets lead to a claim (invariant), so this ends.
        loop {
            match node {
                NodeId::Claim(id) => return Some(id),
                NodeId::Link(id) => node = self.target_of(*self.links.get(&id)?)?,
            }
        }
    }

    // ---- changing: called by the document's door only ---------------------------------------------------

    /// Sets or (with `None`) removes a claim; returns what stood there.
    ///
    /// # Errors
    /// If a link still needs the claim, a tag does not exist, or the weight is not in 0..=1.
    pub fn set_claim(
        &mut self,
        id: ClaimId,
        claim: Option<Claim>,
    ) -> Result<Option<Claim>, MapError> {
        if let Some(claim) = &claim {
            self.check_claim(id, claim)?;
        }
        match (self.claims.get(&id).copied(), claim) {
            (Some(index), Some(claim)) => match self.graph.node_weight_mut(index) {
                Some(Node::Claim(_, old)) => Ok(Some(std::mem::replace(old, claim))),
                _ => Ok(None),
            },
            (Some(index), None) => {
                if self.graph.neighbors_undirected(index).next().is_some() {
                    return Err(MapError::InUse(format!("claim {id}")));
                }
                self.claims.remove(&id);
                match self.graph.remove_node(index) {
                    Some(Node::Claim(_, old)) => Ok(Some(old)),
                    _ => Ok(None),
                }
            }
            (None, Some(claim)) => {
                let index = self.graph.add_node(Node::Claim(id, claim));
                self.claims.insert(id, index);
                self.reserve_ids(id.0 + 1);
                Ok(None)
            }
            (None, None) => Ok(None),
        }
    }

    fn check_claim(&self, id: ClaimId, claim: &Claim) -> Result<(), MapError> {
        Self::check_id(id.0, id)?;
        if let Some(tag) = claim.tags.iter().find(|tag| !self.tags.contains_key(tag)) {
            return Err(MapError::Missing(format!("the tag {tag}")));
        }
        check_weight(claim.weight, id)
    }

    /// Sets or (with `None`) removes a link with its ends; returns what stood there.
    ///
    /// # Errors
    /// If the link would break an invariant of the map (see the module's head).
    pub fn set_link(&mut self, id: LinkId, link: Option<Link>) -> Result<Option<Link>, MapError> {
        let old = self.link(id);
        let Some(mut link) = link else {
            let Some(index) = self.links.get(&id).copied() else {
                return Ok(None);
            };
            if !self.links_onto(id.into()).is_empty() {
                return Err(MapError::InUse(format!("link {id}")));
            }
            self.links.remove(&id);
            self.graph.remove_node(index);
            return Ok(old);
        };
        link.premises.sort_unstable();
        link.premises.dedup();
        self.check_link(id, &link)?;
        let node = Node::Link(
            id,
            link.kind,
            LinkBody {
                note: link.note,
                weight: link.weight,
            },
        );
        let index = match self.links.get(&id).copied() {
            Some(index) => {
                self.graph[index] = node;
                // Links that bear on this one keep their edges; its own ends are laid anew.
                let own: Vec<_> = self
                    .graph
                    .edges_directed(index, Direction::Outgoing)
                    .chain(self.graph.edges_directed(index, Direction::Incoming))
                    .filter(|edge| edge.source() == index || *edge.weight() == Role::Premise)
                    .map(|edge| edge.id())
                    .collect();
                for edge in own {
                    self.graph.remove_edge(edge);
                }
                index
            }
            None => {
                let index = self.graph.add_node(node);
                self.links.insert(id, index);
                self.reserve_ids(id.0 + 1);
                index
            }
        };
        for premise in &link.premises {
            if let Some(premise) = self.claims.get(premise).copied() {
                self.graph.add_edge(premise, index, Role::Premise);
            }
        }
        if let Some(target) = self.index_of(link.target) {
            self.graph.add_edge(index, target, Role::Target);
        }
        Ok(old)
    }

    fn check_link(&self, id: LinkId, link: &Link) -> Result<(), MapError> {
        self.check_ends(id, link)?;
        // A ring can only close at a link that something bears on; for a new link there is nothing to follow.
        if self.links.contains_key(&id) && self.leads_to(link.target, id) {
            return Err(MapError::Circular(id));
        }
        Ok(())
    }

    /// Everything but whether the targets of other links lead round in a ring.
    fn check_ends(&self, id: LinkId, link: &Link) -> Result<(), MapError> {
        Self::check_id(id.0, id)?;
        if link.premises.is_empty() {
            return Err(MapError::NoPremise);
        }
        for premise in &link.premises {
            if !self.claims.contains_key(premise) {
                return Err(MapError::Missing(format!("claim {premise}")));
            }
            if link.kind != LinkKind::Attack && link.target == NodeId::Claim(*premise) {
                return Err(MapError::SelfLink(*premise));
            }
        }
        if link.target == NodeId::Link(id) {
            return Err(MapError::Circular(id));
        }
        if !self.contains(link.target) {
            return Err(MapError::Missing(link.target.to_string()));
        }
        if let (LinkKind::Rephrase, NodeId::Link(target)) = (link.kind, link.target) {
            return Err(MapError::RephraseOfLink(target));
        }
        check_weight(link.weight, id)
    }

    /// Whether following targets from `node` comes to `link`.
    fn leads_to(&self, node: NodeId, link: LinkId) -> bool {
        let mut node = Some(node);
        while let Some(NodeId::Link(id)) = node {
            if id == link {
                return true;
            }
            node = self.links.get(&id).and_then(|index| self.target_of(*index));
        }
        false
    }

    /// Sets or (with `None`) removes a tag; returns what stood there.
    ///
    /// # Errors
    /// If claims still carry a tag that is to go, or another tag has the name.
    pub fn set_tag(&mut self, id: TagId, tag: Option<Tag>) -> Result<Option<Tag>, MapError> {
        match tag {
            Some(tag) => {
                if self
                    .tags
                    .iter()
                    .any(|(other, t)| *other != id && t.same_name(&tag))
                {
                    // Whatever stands in the name, a message is one line.
                    let name = tag.name.replace(char::is_control, " ");
                    return Err(MapError::TagName(name));
                }
                Self::check_id(id.0, id)?;
                self.reserve_ids(id.0 + 1);
                Ok(self.tags.insert(id, tag))
            }
            None => {
                if self.claims().any(|(_, claim)| claim.tags.contains(&id)) {
                    return Err(MapError::InUse(format!("the tag {id}")));
                }
                Ok(self.tags.remove(&id))
            }
        }
    }

    /// Every way in which this map breaks its invariants; empty for a sound map.
    pub fn violations(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut grounded: BTreeSet<LinkId> = BTreeSet::new();
        for (id, index) in &self.links {
            let Some(link) = self.link(*id) else {
                found.push(format!("link {id} has no target"));
                continue;
            };
            if let Err(error) = self.check_ends(*id, &link) {
                found.push(format!("link {id}: {error}"));
            }
            let targets = self
                .graph
                .edges_directed(*index, Direction::Outgoing)
                .filter(|edge| *edge.weight() == Role::Target)
                .count();
            if targets != 1 {
                found.push(format!("link {id} has {targets} targets"));
            }
            if !link.premises.is_sorted_by(|a, b| a < b) {
                found.push(format!("link {id} names a premise twice"));
            }
            // Follows targets up to a claim or to a link that is known to come to one.
            let mut path = BTreeSet::new();
            let mut node = Some(NodeId::Link(*id));
            while let Some(NodeId::Link(next)) = node
                && !grounded.contains(&next)
            {
                if !path.insert(next) {
                    found.push(format!("link {id}: {}", MapError::Circular(next)));
                    break;
                }
                node = self
                    .links
                    .get(&next)
                    .and_then(|index| self.target_of(*index));
            }
            grounded.extend(path);
        }
        for (id, claim) in self.claims() {
            if let Err(error) = self.check_claim(id, claim) {
                found.push(format!("claim {id}: {error}"));
            }
        }
        let mut names = BTreeSet::new();
        for tag in self.tags.values() {
            if !names.insert(tag.folded_name().collect::<String>()) {
                found.push(MapError::TagName(tag.name.clone()).to_string());
            }
        }
        if self.graph.node_count() != self.claims.len() + self.links.len() {
            found.push("the graph and its index disagree".to_owned());
        }
        let ids = self.claims.keys().map(|id| id.0);
        let ids = ids.chain(self.links.keys().map(|id| id.0));
        let mut ids = ids.chain(self.tags.keys().map(|id| id.0));
        if ids.any(|id| id >= self.next_id()) {
            found.push("the next id is taken already".to_owned());
        }
        found
    }
}

fn check_weight(weight: Option<f64>, of: impl fmt::Display) -> Result<(), MapError> {
    match weight {
        Some(w) if !(0.0..=1.0).contains(&w) => Err(MapError::BadWeight(of.to_string())),
        _ => Ok(()),
    }
}
