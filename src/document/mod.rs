//! The document: thread, map, findings, samples' names and hashes, places of the cards, folded branches and saved
//! views; and the one door through which it changes.
//!
//! Every change is an [`Edit`], a list of record-wise [`Change`]s with a label, applied whole or not at all
//! by [`Document::apply`], which returns the inverse. Undo, redo ([`history`]), the dirty flag, the crash
//! journal ([`journal`]) and re-evaluation hang on that door. [`actions`] builds the edits people ask for;
//! [`fragment`] carries a part of a map to another document.
//! [`file`] reads and writes the `.ron` form; [`session`] is an open document with its history, file and
//! journal, as the window holds it.
//!
//! Invariants, listed by [`Document::violations`]: those of the map; every card has a claim and a position; a folded
//! claim exists; views have names and figures that are numbers;
//! evidence names findings that are there, with figures that are numbers; comment ids are unique. An excerpt whose comment is gone is an orphan, not a fault.
//!
//! May use thread, map, similarity's findings and layout; knows nothing of the window.

pub mod actions;
pub mod banks;
pub mod checking;
pub mod edit;
pub mod evaluation;
pub mod file;
pub mod fragment;
pub mod history;
pub mod journal;
pub mod orphans;
pub mod recheck;
pub mod session;
pub mod shelf;
pub mod touched;
mod view;
pub mod weighing;

pub use edit::{Change, Edit, EditError};
pub use fragment::Fragment;
pub use history::History;
pub use session::Session;
pub use touched::Touched;
pub use view::{Arrangement, Focus, SavedView};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::map::{ClaimId, Evidence, FindingId, Map};
use crate::similarity::Finding;
use crate::thread::Thread;

/// Where a card stands on the canvas: its top left corner, in canvas points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Whether a person put it there: automatic layout leaves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}

impl Place {
    /// Whether it is a position at all.
    pub fn is_finite(&self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// A sample a finding was computed from: enough to recognise the file again, never its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleRef {
    /// The model's name.
    pub model: String,
    /// File as the person named it.
    pub file: String,
    /// SHA-256 of the sample's records.
    pub sha256: String,
    /// How many outputs it holds.
    pub outputs: u64,
}

/// One argument map with all it rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What the map is called.
    pub(crate) title: String,
    /// The words people wrote.
    pub(crate) thread: Option<Arc<Thread>>,
    /// Claims and links.
    pub(crate) map: Map,
    /// Where the cards stand; a claim without a place has not been laid out yet.
    pub(crate) places: BTreeMap<ClaimId, Place>,
    /// How the map is laid out.
    pub(crate) arrangement: Arrangement,
    /// Claims beneath which the branch is folded away.
    pub(crate) folded: BTreeSet<ClaimId>,
    /// What somebody wants to look at again, by name.
    pub(crate) views: BTreeMap<String, SavedView>,
    /// Results of similarity checks.
    pub(crate) findings: BTreeMap<FindingId, Arc<Finding>>,
    /// Samples the findings were computed from, by hash.
    pub(crate) samples: BTreeMap<String, SampleRef>,
}

impl Document {
    /// An empty document with the four standard tags.
    pub fn new() -> Self {
        Self {
            map: Map::new(),
            ..Self::default()
        }
    }

    /// A document that holds an imported thread and no claims yet. What comes from a thread is wide and shallow, which
    /// reads best as an outline.
    pub fn from_thread(thread: Thread) -> Self {
        Self {
            arrangement: Arrangement::Indented,
            title: thread.title.clone().unwrap_or_default(),
            thread: Some(Arc::new(thread)),
            ..Self::new()
        }
    }

    /// What the map is called; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The thread, if one was imported.
    pub fn thread(&self) -> Option<&Arc<Thread>> {
        self.thread.as_ref()
    }

    /// Claims and links.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Where a claim's card stands, if it has been placed.
    pub fn place(&self, claim: ClaimId) -> Option<Place> {
        self.places.get(&claim).copied()
    }

    /// Every placed card, by claim.
    pub fn places(&self) -> &BTreeMap<ClaimId, Place> {
        &self.places
    }

    /// How the map is laid out.
    pub fn arrangement(&self) -> Arrangement {
        self.arrangement
    }

    /// Claims beneath which the branch is folded; [`crate::map::branch::hidden`] says what that hides.
    pub fn folded(&self) -> &BTreeSet<ClaimId> {
        &self.folded
    }

    /// Saved views, by name.
    pub fn views(&self) -> &BTreeMap<String, SavedView> {
        &self.views
    }

    /// The finding of this id.
    pub fn finding(&self, id: FindingId) -> Option<&Arc<Finding>> {
        self.findings.get(&id)
    }

    /// Every finding, by id.
    pub fn findings(&self) -> &BTreeMap<FindingId, Arc<Finding>> {
        &self.findings
    }

    /// The samples findings were computed from, by hash.
    pub fn samples(&self) -> &BTreeMap<String, SampleRef> {
        &self.samples
    }

    /// Every way in which the document breaks its invariants; empty for a sound one.
    pub fn violations(&self) -> Vec<String> {
        let mut found = self.map.violations();
        for (id, place) in &self.places {
            if self.map.claim(*id).is_none() {
                found.push(format!("there is a place for the missing claim {id}"));
            }
            if !place.is_finite() {
                found.push(EditError::Place(*id).to_string());
            }
        }
        for id in &self.folded {
            if self.map.claim(*id).is_none() {
                found.push(format!("the missing claim {id} is folded"));
            }
        }
        for (name, view) in &self.views {
            if let Err(error) = edit::check_view(name, Some(view)) {
                found.push(error.to_string());
            }
        }
        for (id, claim) in self.map.claims() {
            for finding in claim.evidence.iter().filter_map(Evidence::finding) {
                if !self.findings.contains_key(&finding) {
                    found.push(format!("claim {id} names the missing finding {finding}"));
                }
            }
        }
        for (id, finding) in &self.findings {
            if !edit::writable(finding) {
                found.push(EditError::Figure(*id).to_string());
            }
            if id.0 >= self.map.next_id() {
                found.push("the next id is taken already".to_owned());
            }
        }
        if let Some(thread) = &self.thread
            && let Err(error) = edit::check_comment_ids(&thread.comments)
        {
            found.push(error.to_string());
        }
        found
    }
}
