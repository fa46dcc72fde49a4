//! A claim, and the evidence attached to it. May use serde and the thread's excerpts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::TagId;
use crate::thread::Excerpt;

/// Names a similarity finding that the document keeps; shown as `f2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub u32);

impl std::fmt::Display for FindingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "f{}", self.0)
    }
}

/// Which way a piece of evidence speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Bearing {
    /// For the claim.
    Supports,
    /// Against the claim.
    Attacks,
    /// Attached for the record; speaks neither way.
    #[default]
    Neutral,
}

impl Bearing {
    /// Every bearing, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Supports, Self::Attacks, Self::Neutral];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Attacks => "attacks",
            Self::Neutral => "bears neither way",
        }
    }
}

/// Something attached to a claim that is not itself a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Evidence {
    /// The result of a similarity check, kept by the document.
    Finding {
        /// Which finding.
        finding: FindingId,
        /// Which way it speaks.
        bearing: Bearing,
    },
    /// Somebody's words with where they stand.
    Quotation {
        /// The words.
        words: String,
        /// Where they stand: title, page, link.
        source: String,
        /// Which way they speak.
        bearing: Bearing,
    },
    /// A remark.
    Note(String),
}

impl Evidence {
    /// The finding it names, if it is one.
    pub fn finding(&self) -> Option<FindingId> {
        match self {
            Self::Finding { finding, .. } => Some(*finding),
            Self::Quotation { .. } | Self::Note(_) => None,
        }
    }
}

/// A statement on the map.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Claim {
    /// The statement in the analyst's wording.
    pub text: String,
    /// Labels.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<TagId>,
    /// The words it came from: several wordings, several people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excerpts: Vec<Excerpt>,
    /// What is attached to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How believable it is before any argument is heard, 0 to 1; `None` = no opinion (one half).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

impl Claim {
    /// A claim with a text and nothing else.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}
