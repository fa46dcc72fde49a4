//! Two claims made one. May use the document and the map.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Change, Document, Edit};
use crate::map::{ClaimId, Link, LinkId, NodeId, targets_first};

/// Makes one claim of two: `kept` gets the tags, excerpts, evidence and links of `merged`, which goes. Its own text and
/// weight stay; without a weight it takes the other's. A link between the two would
/// bear on itself, so it goes, with what bears on it; so does a link that says nothing another does not say. Nothing changes if either
/// claim is missing or both are the same.
pub fn merge_claims(document: &Document, kept: ClaimId, merged: ClaimId) -> Edit {
    let map = &document.map;
    let label = "merge 2 claims";
    let (Some(old), Some(other)) = (map.claim(kept), map.claim(merged)) else {
        return Edit::new(label, Vec::new());
    };
    if kept == merged {
        return Edit::new(label, Vec::new());
    }
    let mut claim = old.clone();
    claim.tags.extend(&other.tags);
    claim.weight = claim.weight.or(other.weight);
    for excerpt in &other.excerpts {
        if !claim.excerpts.contains(excerpt) {
            claim.excerpts.push(excerpt.clone());
        }
    }
    for evidence in &other.evidence {
        if !claim.evidence.contains(evidence) {
            claim.evidence.push(evidence.clone());
        }
    }

    // What every link with an end at the merged claim becomes.
    let mut touched: BTreeSet<LinkId> = map.links_from(merged).into_iter().collect();
    touched.extend(map.links_onto(merged.into()));
    let beside: BTreeSet<LinkId> = (map.links_from(kept).into_iter())
        .chain(map.links_onto(kept.into()))
        .filter(|id| !touched.contains(id))
        .collect();
    let said: Vec<Link> = beside.iter().filter_map(|id| map.link(*id)).collect();
    let mut moved: BTreeMap<LinkId, Link> = BTreeMap::new();
    let mut gone: Vec<NodeId> = Vec::new();
    for id in &touched {
        let Some(mut link) = map.link(*id) else {
            continue;
        };
        for premise in &mut link.premises {
            if *premise == merged {
                *premise = kept;
            }
        }
        link.premises.sort_unstable();
        link.premises.dedup();
        if link.target == NodeId::Claim(merged) {
            link.target = kept.into();
        }
        // A claim may attack itself, but two claims that were apart before they became one did not.
        let was_itself = map.link(*id).is_some_and(|link| {
            link.target == NodeId::Claim(merged) && link.premises.contains(&merged)
        });
        let bears_on_itself = link.target == NodeId::Claim(kept) && link.premises.contains(&kept);
        if bears_on_itself && !was_itself {
            link.premises.retain(|premise| *premise != kept);
        }
        let said_already = said
            .iter()
            .chain(moved.values())
            .any(|other| *other == link);
        let bare = map.links_onto((*id).into()).is_empty();
        if link.premises.is_empty() || (said_already && bare) {
            gone.push((*id).into());
        } else {
            moved.insert(*id, link);
        }
    }
    let mut changes = super::delete(document, &gone).changes;
    moved.retain(|id, _| !changes.contains(&Change::Link(*id, None)));
    changes.push(Change::Claim(kept, Some(claim)));
    let (moved, _) = targets_first(moved);
    changes.extend(
        moved
            .into_iter()
            .map(|(id, link)| Change::Link(id, Some(link))),
    );
    if document.places.contains_key(&merged) {
        changes.push(Change::Place(merged, None));
    }
    if document.folded.contains(&merged) {
        changes.push(Change::Folded(merged, false));
    }
    changes.push(Change::Claim(merged, None));
    Edit::new(label, changes)
}
