//! A part of a map on its way to another document: what copy and paste carry. It is a small document of its own,
//! without a thread, so that its text is a map file like any other and goes through the same door when it is
//! read. May use the document and its file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::actions::{count, with_free_look};
use super::file::{self, FileError};
use super::{Change, Document, Edit, EditError, Place};
use crate::map::{
    Claim, ClaimId, Evidence, FindingId, Link, LinkId, NodeId, Tag, TagId, targets_first,
};
use crate::similarity::Finding;

/// Texts longer than this are no fragment that anybody copied, in bytes.
const MAX_BYTES: usize = 256 << 20;

/// What messages call the text a fragment is read from.
const NAME: &str = "the copied text";

/// Why a text is no fragment.
#[derive(Debug, thiserror::Error)]
pub enum FragmentError {
    /// It is no sound map.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is too long.
    #[error("the copied text is longer than {} MB; open it as a file instead", MAX_BYTES >> 20)]
    TooLong,
}

/// Claims with their tags, excerpts, evidence and places, and the links among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fragment {
    document: Document,
}

impl Fragment {
    /// Copies the claims among `nodes` out of a document. A link comes along, chosen or not, if what it bears on
    /// does and at least one of its premises; its other premises are left behind.
    pub fn take(document: &Document, nodes: &[NodeId]) -> Self {
        let map = &document.map;
        let mut taken = Document::default();
        let mut changes = Vec::new();
        let mut claims: BTreeMap<ClaimId, &Claim> = BTreeMap::new();
        for node in nodes {
            if let NodeId::Claim(id) = node
                && let Some(claim) = map.claim(*id)
            {
                claims.insert(*id, claim);
            }
        }
        let tags: BTreeSet<TagId> = claims.values().flat_map(|c| &c.tags).copied().collect();
        for id in tags {
            changes.push(Change::Tag(id, map.tag(id).cloned()));
        }
        let evidence = claims.values().flat_map(|claim| &claim.evidence);
        let findings: BTreeSet<FindingId> = evidence.filter_map(Evidence::finding).collect();
        for id in findings {
            let Some(finding) = document.finding(id) else {
                continue;
            };
            for hash in samples_of(finding) {
                if let Some(sample) = document.samples.get(hash) {
                    changes.push(Change::Sample(hash.to_owned(), Some(sample.clone())));
                }
            }
            changes.push(Change::Finding(id, Some(Arc::clone(finding))));
        }
        for (id, claim) in &claims {
            changes.push(Change::Claim(*id, Some((*claim).clone())));
            if let Some(place) = document.place(*id) {
                changes.push(Change::Place(*id, Some(place)));
            }
        }
        // From targets to the links onto them, so that what a link bears on comes before it.
        let mut targets: Vec<NodeId> = claims.keys().copied().map(NodeId::Claim).collect();
        while let Some(target) = targets.pop() {
            for id in map.links_onto(target) {
                let Some(mut link) = map.link(id) else {
                    continue;
                };
                link.premises.retain(|premise| claims.contains_key(premise));
                if !link.premises.is_empty() {
                    changes.push(Change::Link(id, Some(link)));
                    targets.push(id.into());
                }
            }
        }
        let applied = taken.apply(Edit::new("", changes));
        debug_assert!(applied.is_ok(), "a part of a sound map: {applied:?}");
        Self { document: taken }
    }

    /// A fragment made record by record.
    ///
    /// # Errors
    /// If the document refuses the changes.
    pub fn build(changes: Vec<Change>) -> Result<Self, EditError> {
        let mut document = Document::default();
        document.apply(Edit::new("", changes))?;
        document.thread = None;
        Ok(Self { document })
    }

    /// Whether there is nothing to paste.
    pub fn is_empty(&self) -> bool {
        self.document.map.is_empty()
    }

    /// The fragment as a document of its own, with ids of its own.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The fragment as text: that of a map file.
    ///
    /// # Errors
    /// One sentence if a value cannot be written.
    pub fn to_ron(&self) -> Result<String, FileError> {
        file::to_text(&self.document)
    }

    /// Reads a fragment, or any map file without its thread.
    ///
    /// # Errors
    /// One sentence that says what is wrong with the text.
    pub fn from_ron(text: &str) -> Result<Self, FragmentError> {
        if text.len() > MAX_BYTES {
            return Err(FragmentError::TooLong);
        }
        let mut document = file::from_bytes(text.as_bytes(), NAME)?;
        document.thread = None;
        Ok(Self { document })
    }

    /// Puts the fragment into a document under new ids. Tags are those of the same name, or new ones; findings that
    /// the document has already are shared. With `at`, cards stand as they stood to each other, the top left of
    /// them all there; without, they have no place yet. Gives what is new: claims, then links.
    pub fn insert(&self, document: &Document, at: Option<(f32, f32)>) -> (Edit, Vec<NodeId>) {
        let mut insertion = Insertion {
            document,
            next: document.map.next_id(),
            changes: Vec::new(),
        };
        let tags = insertion.tags(&self.document);
        let findings = insertion.findings(&self.document);
        let map = &self.document.map;
        let mut claims: BTreeMap<ClaimId, ClaimId> = BTreeMap::new();
        for (old, claim) in map.claims() {
            let mut claim = claim.clone();
            claim.tags = claim
                .tags
                .iter()
                .filter_map(|id| tags.get(id))
                .copied()
                .collect();
            for evidence in &mut claim.evidence {
                if let Evidence::Finding { finding, .. } = evidence {
                    *finding = findings.get(finding).copied().unwrap_or(*finding);
                }
            }
            let new = ClaimId(insertion.new_id());
            claims.insert(old, new);
            insertion.changes.push(Change::Claim(new, Some(claim)));
        }
        if let Some(at) = at {
            insertion.places(self.document.places(), &claims, at);
        }
        let links: BTreeMap<LinkId, LinkId> = (map.links())
            .map(|(old, _)| (old, LinkId(insertion.new_id())))
            .collect();
        let moved = map.links().filter_map(|(old, mut link): (_, Link)| {
            for premise in &mut link.premises {
                *premise = *claims.get(premise)?;
            }
            link.target = match link.target {
                NodeId::Claim(id) => (*claims.get(&id)?).into(),
                NodeId::Link(id) => (*links.get(&id)?).into(),
            };
            Some((*links.get(&old)?, link))
        });
        let (moved, _) = targets_first(moved.collect());
        let moved = moved
            .into_iter()
            .map(|(id, link)| Change::Link(id, Some(link)));
        insertion.changes.extend(moved);
        let label = format!("paste {}", count(claims.len(), "claim"));
        let new = claims.into_values().map(NodeId::Claim);
        let new = new.chain(links.into_values().map(NodeId::Link));
        (Edit::new(label, insertion.changes), new.collect())
    }
}

/// The hashes of the samples a finding was computed from.
fn samples_of(finding: &Finding) -> BTreeSet<&str> {
    let lists = [&finding.controls, &finding.matched, &finding.background];
    let named = lists.into_iter().flatten();
    let named = named.chain([&finding.student, &finding.teacher]);
    named.map(|sample| sample.sha256.as_str()).collect()
}

/// An edit in the making that puts a fragment into a document.
struct Insertion<'a> {
    document: &'a Document,
    next: u32,
    changes: Vec<Change>,
}

impl Insertion<'_> {
    fn new_id(&mut self) -> u32 {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        id
    }

    /// What each tag of the fragment is in the document.
    fn tags(&mut self, from: &Document) -> BTreeMap<TagId, TagId> {
        let mut known: Vec<(TagId, Tag)> = (self.document.map.tags())
            .map(|(id, tag)| (id, tag.clone()))
            .collect();
        let mut all = BTreeMap::new();
        for (old, tag) in from.map.tags() {
            let same = known.iter().find(|(_, other)| other.same_name(tag));
            let new = match same {
                Some((id, _)) => *id,
                None => {
                    let id = TagId(self.new_id());
                    let taken: Vec<&Tag> = known.iter().map(|(_, tag)| tag).collect();
                    let tag = if taken.iter().any(|other| other.same_look(tag)) {
                        with_free_look(&tag.name, &taken)
                    } else {
                        tag.clone()
                    };
                    self.changes.push(Change::Tag(id, Some(tag.clone())));
                    known.push((id, tag));
                    id
                }
            };
            all.insert(old, new);
        }
        all
    }

    /// What each finding of the fragment is in the document; samples come along.
    fn findings(&mut self, from: &Document) -> BTreeMap<FindingId, FindingId> {
        for (hash, sample) in &from.samples {
            if !self.document.samples.contains_key(hash) {
                self.changes
                    .push(Change::Sample(hash.clone(), Some(sample.clone())));
            }
        }
        let mut all = BTreeMap::new();
        for (old, finding) in &from.findings {
            let mut known = self.document.findings.iter();
            let new = match known.find(|(_, other)| *other == finding) {
                Some((id, _)) => *id,
                None => {
                    let id = FindingId(self.new_id());
                    self.changes
                        .push(Change::Finding(id, Some(Arc::clone(finding))));
                    id
                }
            };
            all.insert(*old, new);
        }
        all
    }

    /// Places for cards, the top left of them all at `at`.
    fn places(
        &mut self,
        places: &BTreeMap<ClaimId, Place>,
        claims: &BTreeMap<ClaimId, ClaimId>,
        at: (f32, f32),
    ) {
        let left = places
            .values()
            .map(|place| place.x)
            .fold(f32::INFINITY, f32::min);
        let top = places
            .values()
            .map(|place| place.y)
            .fold(f32::INFINITY, f32::min);
        for (old, place) in places {
            let moved = Place {
                x: place.x - left + at.0,
                y: place.y - top + at.1,
                ..*place
            };
            if let Some(new) = claims.get(old)
                && moved.is_finite()
            {
                self.changes.push(Change::Place(*new, Some(moved)));
            }
        }
    }
}
