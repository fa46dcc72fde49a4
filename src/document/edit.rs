//! Edits: the only way a document changes.
//!
//! A change sets one record (claim, link, tag, place, finding, …) to a value or removes it; its inverse sets
//! the record to what stood there before. That makes every edit invertible, serialisable for the crash
//! journal, and checkable in one place. May use thread, map and similarity's findings.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Arrangement, Document, Place, SampleRef, SavedView};
use crate::map::{Claim, ClaimId, Evidence, FindingId, Link, LinkId, MapError, Tag, TagId};
use crate::similarity::Finding;
use crate::thread::{Comment, Thread};

/// One record set to a value (`None`: removed).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// What the map is called.
    Title(String),
    /// A claim.
    Claim(ClaimId, Option<Claim>),
    /// A link.
    Link(LinkId, Option<Link>),
    /// A tag.
    Tag(TagId, Option<Tag>),
    /// Where a card stands.
    Place(ClaimId, Option<Place>),
    /// How the map is laid out.
    Arrangement(Arrangement),
    /// Whether the branch beneath a claim is folded.
    Folded(ClaimId, bool),
    /// A saved view, by name.
    View(String, Option<SavedView>),
    /// The result of a check.
    Finding(FindingId, Option<Arc<Finding>>),
    /// A sample, by hash.
    Sample(String, Option<SampleRef>),
    /// The whole thread: an import.
    Thread(Option<Arc<Thread>>),
    /// Some comments replaced by others, from `at` on: corrections to the structure of a flat paste.
    Comments {
        /// First comment that changes.
        at: usize,
        /// How many go.
        remove: usize,
        /// What takes their place.
        insert: Vec<Comment>,
    },
}

/// Several changes that people see as one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What the step does, as shown behind "Undo:", in the imperative: "link 3 claims".
    pub label: String,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

impl Edit {
    /// An edit of these changes.
    pub fn new(label: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            label: label.into(),
            changes,
        }
    }
}

/// Why an edit was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The map would break one of its invariants.
    #[error(transparent)]
    Map(#[from] MapError),
    /// A card for a claim that is not there, or a position that is no number.
    #[error("{0} cannot be placed there")]
    Place(ClaimId),
    /// The branch beneath a claim that is to go is folded.
    #[error("the branch beneath {0} is folded; unfold it first")]
    Folded(ClaimId),
    /// A saved view without a name, or with white space at the ends of it.
    #[error("a view needs a name without spaces at its ends; choose another name")]
    ViewName,
    /// A saved view that cannot be shown.
    #[error("the view “{0}” has no middle or no zoom that is a number; save it again")]
    View(String),
    /// A claim still names the finding.
    #[error("{0} is attached to a claim; detach it first")]
    FindingInUse(FindingId),
    /// A claim names a finding that is not there.
    #[error("{0} is not in this document")]
    FindingMissing(FindingId),
    /// A finding that could not be written and read again: a figure is infinite or no number.
    #[error("a figure of {0} is no number; run the check again")]
    Figure(FindingId),
    /// The comments to replace are not in the thread.
    #[error("the comments to change are not in this document's thread; choose them again")]
    CommentsMissing,
    /// Two comments would have one id.
    #[error("two comments would have the id {0}; give one of them another")]
    CommentTwice(String),
}

impl Document {
    /// The one door: applies every change of `edit`, or none, and returns the edit that takes it back.
    ///
    /// # Errors
    /// If a change would break an invariant; the document is then as it was.
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, EditError> {
        let mut inverse = Vec::with_capacity(edit.changes.len());
        for change in edit.changes {
            match self.change(change) {
                Ok(undo) => inverse.push(undo),
                Err(error) => {
                    for undo in inverse.into_iter().rev() {
                        let taken_back = self.change(undo);
                        debug_assert!(taken_back.is_ok(), "an inverse was refused: {taken_back:?}");
                    }
                    return Err(error);
                }
            }
        }
        inverse.reverse();
        Ok(Edit::new(edit.label, inverse))
    }

    /// Whether what a change would set is so already. For threads, which are long, the answer is always no.
    pub(super) fn is_as(&self, change: &Change) -> bool {
        match change {
            Change::Title(title) => self.title == *title,
            Change::Claim(id, claim) => self.map.claim(*id) == claim.as_ref(),
            Change::Link(id, link) => self.map.link(*id).as_ref() == link.as_ref(),
            Change::Tag(id, tag) => self.map.tag(*id) == tag.as_ref(),
            Change::Place(id, place) => self.places.get(id) == place.as_ref(),
            Change::Arrangement(arrangement) => self.arrangement == *arrangement,
            Change::Folded(id, folded) => self.folded.contains(id) == *folded,
            Change::View(name, view) => self.views.get(name) == view.as_ref(),
            Change::Finding(id, finding) => self.findings.get(id) == finding.as_ref(),
            Change::Sample(hash, sample) => self.samples.get(hash) == sample.as_ref(),
            Change::Thread(_) | Change::Comments { .. } => false,
        }
    }

    /// Applies one change and returns its inverse; refuses it whole or applies it whole.
    pub(super) fn change(&mut self, change: Change) -> Result<Change, EditError> {
        Ok(match change {
            Change::Title(title) => Change::Title(std::mem::replace(&mut self.title, title)),
            Change::Claim(id, claim) => {
                if let Some(claim) = &claim {
                    let mut named = claim.evidence.iter().filter_map(Evidence::finding);
                    if let Some(id) = named.find(|id| !self.findings.contains_key(id)) {
                        return Err(EditError::FindingMissing(id));
                    }
                } else if self.places.contains_key(&id) {
                    return Err(MapError::InUse(format!("the card of claim {id}")).into());
                } else if self.folded.contains(&id) {
                    return Err(EditError::Folded(id));
                }
                Change::Claim(id, self.map.set_claim(id, claim)?)
            }
            Change::Link(id, link) => Change::Link(id, self.map.set_link(id, link)?),
            Change::Tag(id, tag) => Change::Tag(id, self.map.set_tag(id, tag)?),
            Change::Place(id, place) => {
                let old = match place {
                    Some(place) => {
                        if !place.is_finite() || self.map.claim(id).is_none() {
                            return Err(EditError::Place(id));
                        }
                        self.places.insert(id, place)
                    }
                    None => self.places.remove(&id),
                };
                Change::Place(id, old)
            }
            Change::Arrangement(arrangement) => {
                Change::Arrangement(std::mem::replace(&mut self.arrangement, arrangement))
            }
            Change::Folded(id, folded) => {
                let was = if folded {
                    if self.map.claim(id).is_none() {
                        return Err(MapError::Missing(format!("claim {id}")).into());
                    }
                    !self.folded.insert(id)
                } else {
                    self.folded.remove(&id)
                };
                Change::Folded(id, was)
            }
            Change::View(name, view) => {
                check_view(&name, view.as_ref())?;
                let old = match view {
                    Some(view) => self.views.insert(name.clone(), view),
                    None => self.views.remove(&name),
                };
                Change::View(name, old)
            }
            Change::Finding(id, finding) => {
                let old = match finding {
                    Some(finding) => {
                        if !writable(&finding) {
                            return Err(EditError::Figure(id));
                        }
                        let next = id.0.checked_add(1);
                        let next = next.ok_or_else(|| MapError::IdTooHigh(id.to_string()))?;
                        self.map.reserve_ids(next);
                        self.findings.insert(id, finding)
                    }
                    None => {
                        let mut claims = self.map.claims();
                        let named = |evidence: &Evidence| evidence.finding() == Some(id);
                        if claims.any(|(_, claim)| claim.evidence.iter().any(named)) {
                            return Err(EditError::FindingInUse(id));
                        }
                        self.findings.remove(&id)
                    }
                };
                Change::Finding(id, old)
            }
            Change::Sample(hash, sample) => {
                let old = match sample {
                    Some(sample) => self.samples.insert(hash.clone(), sample),
                    None => self.samples.remove(&hash),
                };
                Change::Sample(hash, old)
            }
            Change::Thread(thread) => {
                if let Some(thread) = &thread {
                    check_comment_ids(&thread.comments)?;
                }
                Change::Thread(std::mem::replace(&mut self.thread, thread))
            }
            Change::Comments { at, remove, insert } => self.splice_comments(at, remove, insert)?,
        })
    }

    fn splice_comments(
        &mut self,
        at: usize,
        remove: usize,
        insert: Vec<Comment>,
    ) -> Result<Change, EditError> {
        let thread = self.thread.as_mut().ok_or(EditError::CommentsMissing)?;
        let end = at
            .checked_add(remove)
            .filter(|end| *end <= thread.comments.len())
            .ok_or(EditError::CommentsMissing)?;
        let (before, behind) = (&thread.comments[..at], &thread.comments[end..]);
        check_comment_ids(before.iter().chain(&insert).chain(behind))?;
        let inserted = insert.len();
        // Copies the thread only if somebody else is looking at it.
        let comments = &mut Arc::make_mut(thread).comments;
        let removed: Vec<Comment> = comments.splice(at..end, insert).collect();
        Ok(Change::Comments {
            at,
            remove: inserted,
            insert: removed,
        })
    }
}

/// Refuses a view that has no proper name or cannot be shown.
pub(super) fn check_view(name: &str, view: Option<&SavedView>) -> Result<(), EditError> {
    if name.is_empty() || name.trim() != name {
        return Err(EditError::ViewName);
    }
    match view {
        Some(view) if !view.can_be_shown() => {
            // Whatever stands in the name, a message is one line.
            Err(EditError::View(name.replace(char::is_control, " ")))
        }
        _ => Ok(()),
    }
}

/// Refuses comments of which two have one id.
pub(super) fn check_comment_ids<'a>(
    comments: impl IntoIterator<Item = &'a Comment>,
) -> Result<(), EditError> {
    let mut seen = HashSet::new();
    match comments
        .into_iter()
        .find(|comment| !seen.insert(&comment.id))
    {
        Some(twice) => Err(EditError::CommentTwice(twice.id.to_string())),
        None => Ok(()),
    }
}

/// Whether a finding comes back from file and journal as it is: JSON has no infinite numbers and no NaN.
pub(super) fn writable(finding: &Finding) -> bool {
    serde_json::to_vec(finding)
        .and_then(|json| serde_json::from_slice::<Finding>(&json))
        .is_ok_and(|read| read == *finding)
}
