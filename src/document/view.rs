//! How a map is looked at: its arrangement, and views saved under a name. May use the map.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::map::{ClaimId, NodeId, TagId};

/// How the cards of a map are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Arrangement {
    /// In rows: the thesis on top, what bears on it beneath.
    #[default]
    Layered,
    /// As an outline: what bears on a claim stands below it, one step in.
    Indented,
}

impl Arrangement {
    /// Every arrangement, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Layered, Self::Indented];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Layered => "rows",
            Self::Indented => "outline",
        }
    }
}

/// What somebody looked at and wants to look at again. What it names may have gone since; that is passed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedView {
    /// The middle of the view, in canvas points.
    pub centre: (f32, f32),
    /// Screen points for each canvas point.
    pub zoom: f32,
    /// Which claims are folded.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub folded: BTreeSet<ClaimId>,
    /// Which tags are picked out; none: no claim is paler than others.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<TagId>,
    /// Whether only the surroundings of something are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
}

impl SavedView {
    /// Whether middle and zoom are such that something can be shown.
    pub fn can_be_shown(&self) -> bool {
        let (x, y) = self.centre;
        x.is_finite() && y.is_finite() && self.zoom.is_finite() && self.zoom > 0.0
    }
}

/// What is looked at with its surroundings only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Focus {
    /// In the middle.
    pub nodes: Vec<NodeId>,
    /// How many links away something may be.
    pub steps: u8,
}
