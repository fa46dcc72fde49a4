//! A link: premises bearing on a target. May use serde.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClaimId, LinkId, NodeId};

/// What a link says of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    /// The premises speak for the target.
    Support,
    /// The premises speak against the target; onto a link: an undercut.
    Attack,
    /// The premise says the same as the target in other words.
    Rephrase,
}

impl LinkKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Support, Self::Attack, Self::Rephrase];

    /// The word in files and menus.
    pub fn name(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Attack => "attack",
            Self::Rephrase => "rephrase",
        }
    }

    /// The verb in a sentence: premise VERB target.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Support => "supports",
            Self::Attack => "attacks",
            Self::Rephrase => "rephrases",
        }
    }

    /// The sign drawn on the joint, so that no meaning hangs on colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Support => "+",
            Self::Attack => "−",
            Self::Rephrase => "≈",
        }
    }
}

/// One or more premises bearing on a target. Several premises count only together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it says of the target.
    pub kind: LinkKind,
    /// The claims it starts from; sorted, no repeats.
    pub premises: Vec<ClaimId>,
    /// What it bears on.
    pub target: NodeId,
    /// A remark on the step.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How much the step carries, 0 to 1; `None` = fully.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

impl Link {
    /// A link from one premise.
    pub fn new(kind: LinkKind, premise: ClaimId, target: impl Into<NodeId>) -> Self {
        Self {
            kind,
            premises: vec![premise],
            target: target.into(),
            note: String::new(),
            weight: None,
        }
    }

    /// Whether it attacks another link rather than a claim.
    pub fn is_undercut(&self) -> bool {
        self.kind == LinkKind::Attack && matches!(self.target, NodeId::Link(_))
    }

    /// What people call it: support, attack, undercut, rephrase.
    pub fn kind_name(&self) -> &'static str {
        if self.is_undercut() {
            "undercut"
        } else {
            self.kind.name()
        }
    }
}

/// Puts links in an order in which what a link bears on comes before it, as it must when they are set one by one;
/// targets that are not among them are taken to be there already. Gives besides the ids of those whose targets
/// lead round in a ring: there is no order for them.
pub fn targets_first(mut links: BTreeMap<LinkId, Link>) -> (Vec<(LinkId, Link)>, Vec<LinkId>) {
    let mut onto: BTreeMap<LinkId, Vec<LinkId>> = BTreeMap::new();
    let mut order = Vec::with_capacity(links.len());
    for (id, link) in &links {
        match link.target {
            NodeId::Link(target) if links.contains_key(&target) => {
                onto.entry(target).or_default().push(*id);
            }
            _ => order.push(*id),
        }
    }
    let mut done = 0;
    while let Some(id) = order.get(done) {
        order.extend(onto.remove(id).unwrap_or_default());
        done += 1;
    }
    let sorted = order
        .into_iter()
        .filter_map(|id| Some((id, links.remove(&id)?)))
        .collect();
    (sorted, links.into_keys().collect())
}
