//! The map as an outline: theses with what bears on them beneath, as a list of rows. Pure; no recursion over depth.

use std::collections::{BTreeMap, BTreeSet};

use super::branch::{Ends, Hidden, hidden};
use super::{ClaimId, LinkId, Map, NodeId};

/// A row of the outline: a claim in one of its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The claim.
    pub claim: ClaimId,
    /// How far it is indented; 0 at the margin.
    pub depth: usize,
    /// The link by which it bears on what it stands beneath; rows one under another with the same one are
    /// linked premises. `None` at the margin.
    pub via: Option<LinkId>,
    /// Whether it bears on the link of the row it stands beneath (an undercut or a backing) and not on the claim.
    pub onto_link: bool,
    /// Whether the claim has its full row elsewhere: what bears on it stands there.
    pub again: bool,
    /// How many claims bear on it, one step below, whether they are shown or not.
    pub children: usize,
}

/// A row still to be listed; the next is on top of the stack.
struct Step {
    claim: ClaimId,
    via: Option<LinkId>,
    onto_link: bool,
    depth: usize,
    /// Whether it is the first premise of its link in sight.
    first: bool,
    /// Whether it may be the claim's full row.
    full: bool,
}

/// The claims that can be seen (see [`hidden`]) as an outline: theses first, then what argues in circles only, then
/// claims without links, each by id. Beneath a claim stand its supports, attacks and rephrases, each by id; beneath
/// the first premise of a link what bears on that link, before what bears on the premise. Every claim has one full
/// row; its other places are marked [`Row::again`] and not unfolded. Beneath a folded claim only those links show
/// onto which a link in sight bears.
pub fn outline(map: &Map, folded: &BTreeSet<ClaimId>) -> Vec<Row> {
    let ends = Ends::of(map);
    let hidden = hidden(map, folded);
    let mut children: BTreeMap<ClaimId, BTreeSet<ClaimId>> = BTreeMap::new();
    for link in ends.links.values() {
        if let NodeId::Claim(target) = link.target {
            children.entry(target).or_default().extend(&link.premises);
        }
    }
    let mut roots = ends.roots(map);
    let class = |id: &ClaimId| match (ends.onto((*id).into()).next(), ends.bears(*id)) {
        (None, _) => 2,
        (Some(_), true) => 1,
        (Some(_), false) => 0,
    };
    roots.sort_by_key(class);
    let mut rows = Vec::with_capacity(map.claim_count());
    let mut shown: BTreeSet<ClaimId> = BTreeSet::new();
    let mut stack: Vec<Step> = (roots.into_iter().rev())
        .map(|claim| Step {
            claim,
            via: None,
            onto_link: false,
            depth: 0,
            first: false,
            full: true,
        })
        .collect();
    while let Some(step) = stack.pop() {
        let again = !step.full || !shown.insert(step.claim);
        rows.push(Row {
            claim: step.claim,
            depth: step.depth,
            via: step.via,
            onto_link: step.onto_link,
            again,
            children: children.get(&step.claim).map_or(0, BTreeSet::len),
        });
        if !again {
            let folded = folded.contains(&step.claim);
            push(
                &ends,
                &hidden,
                step.claim.into(),
                folded,
                step.depth + 1,
                &mut stack,
            );
        }
        if let (Some(link), true) = (step.via, step.first) {
            push(
                &ends,
                &hidden,
                link.into(),
                false,
                step.depth + 1,
                &mut stack,
            );
        }
    }
    rows
}

/// Puts what bears on `node` on the stack, so that it comes off in the order of the outline.
fn push(
    ends: &Ends,
    hidden: &Hidden,
    node: NodeId,
    folded: bool,
    depth: usize,
    stack: &mut Vec<Step>,
) {
    let in_sight = |id: &LinkId| !hidden.links.contains(id);
    let argued_over = |id: LinkId| ends.onto(id.into()).any(|(onto, _)| in_sight(&onto));
    let mut links: Vec<_> = (ends.onto(node))
        .filter(|(id, _)| in_sight(id) && (!folded || argued_over(*id)))
        .collect();
    links.sort_by_key(|(id, link)| (link.kind, *id));
    for (id, link) in links.into_iter().rev() {
        let premises: Vec<ClaimId> = (link.premises.iter().copied())
            .filter(|premise| !hidden.claims.contains(premise))
            .collect();
        stack.extend(premises.iter().enumerate().rev().map(|(n, claim)| Step {
            claim: *claim,
            via: Some(id),
            onto_link: matches!(node, NodeId::Link(_)),
            depth,
            first: n == 0,
            full: !folded,
        }));
    }
}
