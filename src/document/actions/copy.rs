//! Copies of claims within a document. May use the document and the map.

use std::collections::{BTreeMap, BTreeSet};

use super::count;
use crate::document::{Change, Document, Edit, Place};
use crate::map::{ClaimId, Link, LinkId, NodeId, targets_first};

/// Where copies of cards stand from the cards they copy, in points to the right and down.
const COPY_BESIDE: f32 = 24.0;

/// Copies claims, each beside the one it copies, with the links they are premises of: links among the copied claims
/// join the copies, other links bear on what they bore on, together with the premises that are not copied. Gives
/// the copies: claims in the order of what they copy, then links.
pub fn duplicate(document: &Document, nodes: &[NodeId]) -> (Edit, Vec<NodeId>) {
    let map = &document.map;
    let chosen: BTreeSet<ClaimId> = nodes
        .iter()
        .filter_map(|node| match node {
            NodeId::Claim(id) if map.claim(*id).is_some() => Some(*id),
            _ => None,
        })
        .collect();
    let mut next = map.next_id();
    let mut new_id = || {
        let id = next;
        next = next.saturating_add(1);
        id
    };
    let claims: BTreeMap<ClaimId, ClaimId> =
        chosen.iter().map(|id| (*id, ClaimId(new_id()))).collect();
    let copied: BTreeSet<LinkId> = chosen.iter().flat_map(|id| map.links_from(*id)).collect();
    let links: BTreeMap<LinkId, LinkId> = copied.iter().map(|id| (*id, LinkId(new_id()))).collect();

    let mut changes = Vec::new();
    for (old, new) in &claims {
        changes.push(Change::Claim(*new, map.claim(*old).cloned()));
    }
    for (old, new) in &claims {
        let Some(place) = document.place(*old) else {
            continue;
        };
        let place = Place {
            x: place.x + COPY_BESIDE,
            y: place.y + COPY_BESIDE,
            ..place
        };
        changes.push(Change::Place(*new, Some(place)));
    }
    let copies: BTreeMap<LinkId, Link> = (links.iter())
        .filter_map(|(old, new)| {
            let mut link = map.link(*old)?;
            for premise in &mut link.premises {
                *premise = claims.get(premise).copied().unwrap_or(*premise);
            }
            link.target = match link.target {
                NodeId::Claim(id) => claims.get(&id).copied().unwrap_or(id).into(),
                NodeId::Link(id) => links.get(&id).copied().unwrap_or(id).into(),
            };
            Some((*new, link))
        })
        .collect();
    let (copies, _) = targets_first(copies);
    changes.extend(
        copies
            .into_iter()
            .map(|(id, link)| Change::Link(id, Some(link))),
    );
    let label = format!("duplicate {}", count(claims.len(), "claim"));
    let new = claims.into_values().map(NodeId::Claim);
    let new = new.chain(links.into_values().map(NodeId::Link));
    (Edit::new(label, changes), new.collect())
}
