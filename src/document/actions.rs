//! What people do to a document, each as a function from the document to the [`Edit`] that does it. Nothing
//! here changes anything; the window and the command line hand the edits to the door. May use everything of
//! this floor and below.

mod copy;
mod merge;
mod refresh;
mod view;

pub use copy::duplicate;
pub use merge::merge_claims;
pub use refresh::{Report, refresh_thread};
pub use view::{
    delete_view, fold, fold_all, rename_view, replace_places, save_view, set_arrangement,
    set_folded, show_view, unfold_all,
};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Arrangement, Change, Document, Edit, Place, SampleRef};
use crate::map::{
    Bearing, Claim, ClaimId, Evidence, FindingId, Hue, Link, LinkId, LinkKind, NodeId, Pattern,
    Tag, TagId,
};
use crate::similarity::Finding;
use crate::thread::{Excerpt, Thread};

/// `3 claims`, `1 claim`.
pub fn count(n: usize, thing: &str) -> String {
    if n == 1 {
        format!("1 {thing}")
    } else {
        format!("{n} {thing}s")
    }
}

/// Puts a new claim on the map.
pub fn add_claim(document: &Document, claim: Claim, place: Option<Place>) -> (Edit, ClaimId) {
    let id = ClaimId(document.map.next_id());
    let mut changes = vec![Change::Claim(id, Some(claim))];
    if let Some(place) = place {
        changes.push(Change::Place(id, Some(place)));
    }
    (Edit::new("add claim", changes), id)
}

/// Puts a new claim on the map together with a link between it and something that is there.
///
/// With `outgoing` the new claim is the premise of a link onto `other`; otherwise `other` (a claim) is the
/// premise of a link onto the new claim.
pub fn add_linked_claim(
    document: &Document,
    claim: Claim,
    place: Option<Place>,
    kind: LinkKind,
    other: NodeId,
    outgoing: bool,
) -> (Edit, ClaimId) {
    let (mut edit, id) = add_claim(document, claim, place);
    let link = match (outgoing, other) {
        (false, NodeId::Claim(premise)) => Link::new(kind, premise, id),
        _ => Link::new(kind, id, other),
    };
    edit.changes
        .push(Change::Link(LinkId(id.0.saturating_add(1)), Some(link)));
    edit.label = format!("add {} claim", kind.name());
    (edit, id)
}

/// Puts a new claim on the map that `premises` bear on, in one link.
pub fn add_target(
    document: &Document,
    claim: Claim,
    place: Option<Place>,
    kind: LinkKind,
    premises: &[ClaimId],
) -> (Edit, ClaimId) {
    let (mut edit, id) = add_claim(document, claim, place);
    let link = Link {
        premises: premises.to_vec(),
        ..Link::new(kind, id, id)
    };
    edit.changes
        .push(Change::Link(LinkId(id.0.saturating_add(1)), Some(link)));
    edit.label = "add linked claim".to_owned();
    (edit, id)
}

/// Changes one claim.
fn change_claim(
    document: &Document,
    id: ClaimId,
    label: impl Into<String>,
    change: impl FnOnce(&mut Claim),
) -> Edit {
    let changes = match document.map.claim(id) {
        Some(old) => {
            let mut claim = old.clone();
            change(&mut claim);
            if claim == *old {
                Vec::new()
            } else {
                vec![Change::Claim(id, Some(claim))]
            }
        }
        None => Vec::new(),
    };
    Edit::new(label, changes)
}

/// Rewords a claim.
pub fn set_text(document: &Document, id: ClaimId, text: String) -> Edit {
    change_claim(document, id, "edit claim", |claim| claim.text = text)
}

/// Sets how believable a claim is before any argument is heard; `None` = no opinion.
pub fn set_weight(document: &Document, id: ClaimId, weight: Option<f64>) -> Edit {
    change_claim(document, id, "weigh claim", |claim| claim.weight = weight)
}

/// Ties another excerpt to a claim.
pub fn add_excerpt(document: &Document, id: ClaimId, excerpt: Excerpt) -> Edit {
    change_claim(document, id, "add excerpt", |claim| {
        if !claim.excerpts.contains(&excerpt) {
            claim.excerpts.push(excerpt);
        }
    })
}

/// Unties the `n`th excerpt from a claim.
pub fn remove_excerpt(document: &Document, id: ClaimId, n: usize) -> Edit {
    change_claim(document, id, "remove excerpt", |claim| {
        if n < claim.excerpts.len() {
            claim.excerpts.remove(n);
        }
    })
}

/// Ties the `n`th excerpt of a claim to other words: an orphan finds a home.
pub fn relink_excerpt(document: &Document, id: ClaimId, n: usize, excerpt: Excerpt) -> Edit {
    change_claim(document, id, "relink excerpt", |claim| {
        if let Some(old) = claim.excerpts.get_mut(n) {
            *old = excerpt;
        }
    })
}

/// Attaches a note or a quotation to a claim.
pub fn add_evidence(document: &Document, id: ClaimId, evidence: Evidence) -> Edit {
    let label = match evidence {
        Evidence::Finding { .. } => "attach finding",
        Evidence::Quotation { .. } => "attach quotation",
        Evidence::Note(_) => "attach note",
    };
    change_claim(document, id, label, |claim| claim.evidence.push(evidence))
}

/// Replaces the `n`th piece of evidence of a claim.
pub fn set_evidence(document: &Document, id: ClaimId, n: usize, evidence: Evidence) -> Edit {
    change_claim(document, id, "edit evidence", |claim| {
        if let Some(old) = claim.evidence.get_mut(n) {
            *old = evidence;
        }
    })
}

/// Detaches the `n`th piece of evidence. A finding stays in the document.
pub fn remove_evidence(document: &Document, id: ClaimId, n: usize) -> Edit {
    change_claim(document, id, "detach evidence", |claim| {
        if n < claim.evidence.len() {
            claim.evidence.remove(n);
        }
    })
}

/// Keeps a finding, with the samples it was computed from, and attaches it to a claim.
pub fn attach_finding(
    document: &Document,
    claim: ClaimId,
    finding: Finding,
    samples: Vec<SampleRef>,
    bearing: Bearing,
) -> (Edit, FindingId) {
    let id = FindingId(document.map.next_id());
    let mut attach = add_evidence(
        document,
        claim,
        Evidence::Finding {
            finding: id,
            bearing,
        },
    );
    if attach.changes.is_empty() {
        // There is no such claim, so there is nothing to keep the finding for.
        return (attach, id);
    }
    let mut changes: Vec<Change> = samples
        .into_iter()
        .map(|sample| Change::Sample(sample.sha256.clone(), Some(sample)))
        .collect();
    changes.push(Change::Finding(id, Some(Arc::new(finding))));
    // The finding must be there before a claim may name it.
    changes.append(&mut attach.changes);
    (Edit::new("attach finding", changes), id)
}

/// Joins premises to a target.
pub fn link(
    document: &Document,
    kind: LinkKind,
    premises: &[ClaimId],
    target: NodeId,
) -> (Edit, LinkId) {
    let id = LinkId(document.map.next_id());
    let link = Link {
        premises: premises.to_vec(),
        ..Link::new(kind, ClaimId(0), target)
    };
    let label = match target {
        NodeId::Claim(_) => format!(
            "link {}: {}",
            count(premises.len() + 1, "claim"),
            link.kind_name()
        ),
        NodeId::Link(_) => format!("add {}", link.kind_name()),
    };
    (Edit::new(label, vec![Change::Link(id, Some(link))]), id)
}

/// Changes one link.
fn change_link(
    document: &Document,
    id: LinkId,
    label: impl Into<String>,
    change: impl FnOnce(&mut Link),
) -> Edit {
    let changes = match document.map.link(id) {
        Some(old) => {
            let mut link = old.clone();
            change(&mut link);
            link.premises.sort_unstable();
            link.premises.dedup();
            if link == old {
                Vec::new()
            } else {
                vec![Change::Link(id, Some(link))]
            }
        }
        None => Vec::new(),
    };
    Edit::new(label, changes)
}

/// Makes a claim one more premise of a link: they count only together.
pub fn add_premise(document: &Document, id: LinkId, premise: ClaimId) -> Edit {
    change_link(document, id, "add linked premise", |link| {
        link.premises.push(premise);
    })
}

/// Takes a premise out of a link that has others.
pub fn remove_premise(document: &Document, id: LinkId, premise: ClaimId) -> Edit {
    change_link(document, id, "remove linked premise", |link| {
        if link.premises.len() > 1 {
            link.premises.retain(|p| *p != premise);
        }
    })
}

/// Makes links support, attack or rephrase.
pub fn set_link_kind(document: &Document, links: &[LinkId], kind: LinkKind) -> Edit {
    let changes = links
        .iter()
        .flat_map(|id| change_link(document, *id, "", |link| link.kind = kind).changes)
        .collect();
    Edit::new(format!("make it {}", kind.name()), changes)
}

/// Writes a remark on a link.
pub fn set_link_note(document: &Document, id: LinkId, note: String) -> Edit {
    change_link(document, id, "edit note", |link| link.note = note)
}

/// Sets how much of its premises' strength a link carries; `None` = all of it.
pub fn set_link_weight(document: &Document, id: LinkId, weight: Option<f64>) -> Edit {
    change_link(document, id, "weigh link", |link| link.weight = weight)
}

/// Turns a link round: its only premise becomes the target and the other way.
pub fn reverse_link(document: &Document, id: LinkId) -> Edit {
    change_link(document, id, "reverse link", |link| {
        if let ([premise], NodeId::Claim(target)) = (link.premises.as_slice(), link.target) {
            link.target = NodeId::Claim(*premise);
            link.premises = vec![target];
        }
    })
}

/// Deletes claims and links with what cannot stand without them: links whose only premise or whose target
/// goes, and links onto those links. A link with other premises only loses the one.
pub fn delete(document: &Document, nodes: &[NodeId]) -> Edit {
    let map = &document.map;
    let claims: BTreeSet<ClaimId> = nodes
        .iter()
        .filter_map(|node| match node {
            NodeId::Claim(id) if map.claim(*id).is_some() => Some(*id),
            _ => None,
        })
        .collect();
    let mut links: BTreeSet<LinkId> = BTreeSet::new();
    let mut shrunk: BTreeMap<LinkId, Link> = BTreeMap::new();
    let mut queue: Vec<LinkId> = nodes
        .iter()
        .filter_map(|node| match node {
            NodeId::Link(id) if map.link(*id).is_some() => Some(*id),
            _ => None,
        })
        .collect();
    for claim in &claims {
        queue.extend(map.links_onto(NodeId::Claim(*claim)));
        for id in map.links_from(*claim) {
            if let Some(mut link) = map.link(id) {
                link.premises.retain(|premise| !claims.contains(premise));
                if link.premises.is_empty() {
                    queue.push(id);
                } else {
                    shrunk.insert(id, link);
                }
            }
        }
    }
    while let Some(id) = queue.pop() {
        if links.insert(id) {
            queue.extend(map.links_onto(NodeId::Link(id)));
        }
    }
    // Links onto a link must go before it: from those that bear on what stays, outwards, and then backwards.
    let bears_on_another = |id: &LinkId| match map.link(*id).map(|link| link.target) {
        Some(NodeId::Link(target)) => links.contains(&target),
        _ => false,
    };
    let mut order: Vec<LinkId> = links
        .iter()
        .copied()
        .filter(|id| !bears_on_another(id))
        .collect();
    let mut done = 0;
    while let Some(id) = order.get(done) {
        order.extend(map.links_onto(NodeId::Link(*id)));
        done += 1;
    }
    let mut changes: Vec<Change> = order
        .into_iter()
        .rev()
        .map(|id| Change::Link(id, None))
        .collect();
    for (id, link) in shrunk {
        if !links.contains(&id) {
            changes.push(Change::Link(id, Some(link)));
        }
    }
    for id in &claims {
        if document.places.contains_key(id) {
            changes.push(Change::Place(*id, None));
        }
        if document.folded.contains(id) {
            changes.push(Change::Folded(*id, false));
        }
        changes.push(Change::Claim(*id, None));
    }
    let label = match (claims.len(), links.len()) {
        (0, n) => format!("delete {}", count(n, "link")),
        (n, 0) => format!("delete {}", count(n, "claim")),
        (c, l) => format!("delete {} and {}", count(c, "claim"), count(l, "link")),
    };
    Edit::new(label, changes)
}

/// Puts a tag on claims, or takes it off if all of them carry it already.
pub fn toggle_tag(document: &Document, claims: &[ClaimId], tag: TagId) -> Edit {
    let name = document.map.tag(tag).map_or("tag", |tag| tag.name.as_str());
    let all = claims.iter().all(|id| {
        document
            .map
            .claim(*id)
            .is_some_and(|claim| claim.tags.contains(&tag))
    });
    let label = if all {
        format!("untag {} “{name}”", count(claims.len(), "claim"))
    } else {
        format!("tag {} “{name}”", count(claims.len(), "claim"))
    };
    let changes = claims
        .iter()
        .flat_map(|id| {
            change_claim(document, *id, "", |claim| {
                if all {
                    claim.tags.remove(&tag);
                } else {
                    claim.tags.insert(tag);
                }
            })
            .changes
        })
        .collect();
    Edit::new(label, changes)
}

/// Adds a tag with the next free look.
pub fn add_tag(document: &Document, name: &str) -> (Edit, TagId) {
    let id = TagId(document.map.next_id());
    let taken: Vec<&Tag> = document.map.tags().map(|(_, tag)| tag).collect();
    let tag = with_free_look(name.trim(), &taken);
    (
        Edit::new(
            format!("add tag “{}”", tag.name),
            vec![Change::Tag(id, Some(tag))],
        ),
        id,
    )
}

/// A tag that looks different from those that are there, as long as there are looks left.
pub(super) fn with_free_look(name: &str, taken: &[&Tag]) -> Tag {
    let free = |tag: &Tag| !taken.iter().any(|other| tag.same_look(other));
    let candidate = |n| Tag::nth(n, name);
    let tag = (0..=taken.len()).map(candidate).find(free);
    tag.unwrap_or_else(|| candidate(taken.len()))
}

/// Gives a tag another name.
pub fn rename_tag(document: &Document, id: TagId, name: &str) -> Edit {
    change_tag(document, id, "rename tag", |tag| {
        tag.name = name.trim().to_owned()
    })
}

/// Gives a tag another look.
pub fn restyle_tag(document: &Document, id: TagId, hue: Hue, pattern: Pattern) -> Edit {
    change_tag(document, id, "change the look of a tag", |tag| {
        tag.hue = hue;
        tag.pattern = pattern;
    })
}

fn change_tag(document: &Document, id: TagId, label: &str, change: impl FnOnce(&mut Tag)) -> Edit {
    let changes = match document.map.tag(id) {
        Some(old) => {
            let mut tag = old.clone();
            change(&mut tag);
            if tag == *old {
                Vec::new()
            } else {
                vec![Change::Tag(id, Some(tag))]
            }
        }
        None => Vec::new(),
    };
    Edit::new(label, changes)
}

/// Deletes a tag, taking it off every claim; with `into`, those claims get that tag instead (a merge).
pub fn remove_tag(document: &Document, id: TagId, into: Option<TagId>) -> Edit {
    let Some(tag) = document.map.tag(id) else {
        return Edit::new("delete tag", Vec::new());
    };
    let mut changes: Vec<Change> = document
        .map
        .claims()
        .filter(|(_, claim)| claim.tags.contains(&id))
        .map(|(claim_id, claim)| {
            let mut claim = claim.clone();
            claim.tags.remove(&id);
            claim.tags.extend(into);
            Change::Claim(claim_id, Some(claim))
        })
        .collect();
    changes.push(Change::Tag(id, None));
    let label = match into.and_then(|id| document.map.tag(id)) {
        Some(other) => format!("merge tag “{}” into “{}”", tag.name, other.name),
        None => format!("delete tag “{}”", tag.name),
    };
    Edit::new(label, changes)
}

/// Puts cards in places.
pub fn place(label: &str, places: impl IntoIterator<Item = (ClaimId, Place)>) -> Edit {
    let changes = places
        .into_iter()
        .map(|(id, place)| Change::Place(id, Some(place)))
        .collect();
    Edit::new(label, changes)
}

/// Names the map.
pub fn set_title(title: impl Into<String>) -> Edit {
    Edit::new("name the map", vec![Change::Title(title.into())])
}

/// Puts a thread into the document in place of the one that is there. Claims stay; their excerpts find
/// their words again or become orphans. A map without a title takes the thread's.
pub fn set_thread(document: &Document, thread: Thread) -> Edit {
    let mut changes = Vec::new();
    if document.title.is_empty()
        && let Some(title) = &thread.title
    {
        changes.push(Change::Title(title.clone()));
    }
    if document.map.is_empty() && document.thread.is_none() {
        changes.push(Change::Arrangement(Arrangement::Indented));
    }
    let label = format!("import {}", count(thread.comments.len(), "comment"));
    changes.push(Change::Thread(Some(Arc::new(thread))));
    Edit::new(label, changes)
}

/// Applies a correction of a flat paste's structure: only the comments that differ change, and excerpts move
/// with their words.
pub fn correct_paste(
    document: &Document,
    label: &str,
    correction: &crate::thread::paste::Correction,
) -> Edit {
    let Some(thread) = &document.thread else {
        return Edit::new(label, Vec::new());
    };
    let (old, new) = (&thread.comments, &correction.comments);
    let at = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let same_end = old[at..]
        .iter()
        .rev()
        .zip(new[at..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let remove = old.len() - at - same_end;
    let insert = new[at..new.len() - same_end].to_vec();
    let mut changes = Vec::new();
    if remove > 0 || !insert.is_empty() {
        changes.push(Change::Comments { at, remove, insert });
    }
    for (id, claim) in document.map.claims() {
        let excerpts: Vec<Excerpt> = claim
            .excerpts
            .iter()
            .flat_map(|excerpt| correction.carry(excerpt))
            .collect();
        if excerpts != claim.excerpts {
            let mut claim = claim.clone();
            claim.excerpts = excerpts;
            changes.push(Change::Claim(id, Some(claim)));
        }
    }
    Edit::new(label, changes)
}
