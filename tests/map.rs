//! Branches and outlines of the map, against their definitions worked out by brute force.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use counterclaim::map::branch::{Hidden, along, hidden, neighbourhood, roots};
use counterclaim::map::outline::{Row, outline};
use counterclaim::map::{Claim, ClaimId, Link, LinkId, LinkKind, Map, NodeId};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

/// A map with claims 1 to 9 and any links among them, cycles and links onto links included.
fn any_map() -> impl Strategy<Value = Map> {
    let link = (
        0_usize..3,
        btree_set(1_u32..10, 1..3),
        prop_oneof![3 => (1_u32..10).prop_map(|id| NodeId::Claim(ClaimId(id))),
                    1 => (20_u32..32).prop_map(|id| NodeId::Link(LinkId(id)))],
    );
    (vec(link, 0..12), 1_u32..10).prop_map(|(links, last)| {
        let mut map = Map::new();
        for id in 1..=last {
            let claim = Claim::new(format!("claim {id}"));
            map.set_claim(ClaimId(id), Some(claim)).unwrap();
        }
        for (id, (kind, premises, target)) in (20..).zip(links) {
            let link = Link {
                premises: premises.into_iter().map(ClaimId).collect(),
                ..Link::new(LinkKind::ALL[kind], ClaimId(1), target)
            };
            // What the map refuses is left out.
            let _ = map.set_link(LinkId(id), Some(link));
        }
        map
    })
}

fn folds() -> impl Strategy<Value = BTreeSet<ClaimId>> {
    btree_set((1_u32..11).prop_map(ClaimId), 0..5)
}

fn claim(map: &mut Map, id: u32) {
    map.set_claim(ClaimId(id), Some(Claim::new(format!("{id}"))))
        .unwrap();
}

fn link(map: &mut Map, id: u32, kind: LinkKind, premises: &[u32], target: NodeId) {
    let link = Link {
        premises: premises.iter().copied().map(ClaimId).collect(),
        ..Link::new(kind, ClaimId(0), target)
    };
    map.set_link(LinkId(id), Some(link)).unwrap();
}

fn c(id: u32) -> NodeId {
    NodeId::Claim(ClaimId(id))
}

fn k(id: u32) -> NodeId {
    NodeId::Link(LinkId(id))
}

/// Claims with what they bear on, by way of links.
fn reach(map: &Map) -> BTreeMap<ClaimId, BTreeSet<ClaimId>> {
    let ids = map.claims().map(|(id, _)| id);
    let mut reach: BTreeMap<ClaimId, BTreeSet<ClaimId>> =
        ids.map(|id| (id, BTreeSet::from([id]))).collect();
    loop {
        let mut grown = false;
        for (_, link) in map.links() {
            let end = map.final_claim(link.target).unwrap();
            for premise in &link.premises {
                let further: Vec<ClaimId> = reach[&end].iter().copied().collect();
                for id in further {
                    grown |= reach.get_mut(premise).unwrap().insert(id);
                }
            }
        }
        if !grown {
            return reach;
        }
    }
}

/// What is in sight, by applying the rules until nothing more comes of it.
fn in_sight(map: &Map, folded: &BTreeSet<ClaimId>) -> BTreeSet<NodeId> {
    let mut seen: BTreeSet<NodeId> = roots(map).into_iter().map(NodeId::Claim).collect();
    loop {
        let before = seen.len();
        for (id, link) in map.links() {
            if !seen.contains(&link.target) {
                continue;
            }
            let premises = link.premises.iter().copied().map(NodeId::Claim);
            let closed = matches!(link.target, NodeId::Claim(id) if folded.contains(&id));
            if !closed {
                seen.insert(id.into());
                seen.extend(premises);
            } else if premises.into_iter().any(|premise| seen.contains(&premise)) {
                seen.insert(id.into());
            }
        }
        if seen.len() == before {
            return seen;
        }
    }
}

fn shown(map: &Map, hidden: &Hidden) -> BTreeSet<NodeId> {
    let claims = map.claims().map(|(id, _)| NodeId::Claim(id));
    let links = map.links().map(|(id, _)| NodeId::Link(id));
    claims
        .chain(links)
        .filter(|node| hidden.shows(*node))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Every claim bears, at the end, on a root, and no root could be left out: each is the smallest of those that
    /// bear on each other and on nothing else.
    #[test]
    fn roots_are_where_all_reasoning_ends(map in any_map()) {
        let reach = reach(&map);
        let roots = roots(&map);
        prop_assert!(roots.is_sorted());
        let expected: Vec<ClaimId> = reach
            .iter()
            .filter(|(id, ends)| {
                ends.iter().all(|end| reach[end].contains(*id)) && ends.first() == Some(*id)
            })
            .map(|(id, _)| *id)
            .collect();
        prop_assert_eq!(roots, expected);
    }

    #[test]
    fn what_is_hidden_follows_from_the_rules(map in any_map(), folded in folds()) {
        prop_assert_eq!(hidden(&map, &BTreeSet::new()), Hidden::default());
        let hidden = hidden(&map, &folded);
        prop_assert_eq!(shown(&map, &hidden), in_sight(&map, &folded));
        let counted: BTreeSet<ClaimId> = hidden.below.keys().copied().collect();
        let visible = folded.iter().copied().filter(|id| map.claim(*id).is_some());
        let visible: BTreeSet<ClaimId> = visible.filter(|id| hidden.shows((*id).into())).collect();
        prop_assert_eq!(counted, visible);
        for (id, below) in &hidden.below {
            // Unfolding a claim shows no more than was said to lie beneath it.
            let mut others = folded.clone();
            others.remove(id);
            let opened = hidden.claims.difference(&counterclaim::map::branch::hidden(&map, &others).claims).count();
            prop_assert!(opened <= *below, "{id}: {opened} of {below}");
            if folded.len() == 1 {
                prop_assert_eq!(*below, hidden.claims.len());
            }
        }
    }

    #[test]
    fn an_outline_shows_what_is_in_sight_once_in_full(map in any_map(), folded in folds()) {
        let rows = outline(&map, &folded);
        let full: Vec<ClaimId> = rows.iter().filter(|row| !row.again).map(|row| row.claim).collect();
        let once: BTreeSet<ClaimId> = full.iter().copied().collect();
        prop_assert_eq!(once.len(), full.len(), "a claim has two full rows");
        let seen = in_sight(&map, &folded);
        let expected: BTreeSet<ClaimId> = seen.iter().filter_map(|node| match node {
            NodeId::Claim(id) => Some(*id),
            NodeId::Link(_) => None,
        }).collect();
        prop_assert_eq!(once, expected);
        // Each row stands beneath what its link bears on.
        let mut above: Vec<&Row> = Vec::new();
        for row in &rows {
            prop_assert!(row.depth <= above.len());
            above.truncate(row.depth);
            match (above.last(), row.via) {
                (None, None) => prop_assert!(!row.again),
                (Some(parent), Some(via)) => {
                    let link = map.link(via).unwrap();
                    prop_assert!(link.premises.contains(&row.claim));
                    let target = if row.onto_link {
                        NodeId::Link(parent.via.unwrap())
                    } else {
                        prop_assert!(!parent.again, "a second place is unfolded");
                        parent.claim.into()
                    };
                    prop_assert_eq!(link.target, target);
                }
                _ => prop_assert!(false, "{:?} beneath {:?}", row, above.last()),
            }
            above.push(row);
        }
        if folded.is_empty() {
            let links: BTreeSet<LinkId> = rows.iter().filter_map(|row| row.via).collect();
            prop_assert_eq!(links.len(), map.link_count());
            let premises: usize = map.links().map(|(_, link)| link.premises.len()).sum();
            prop_assert_eq!(rows.len(), roots(&map).len() + premises);
        }
    }

    #[test]
    fn a_neighbourhood_grows_step_by_step(map in any_map(), from in 1_u32..10, steps in 0_usize..4) {
        let found = neighbourhood(&map, &[c(from)], steps);
        if map.claim(ClaimId(from)).is_none() {
            prop_assert!(found.is_empty());
            return Ok(());
        }
        // Whatever is shown can be drawn.
        for node in &found {
            if let NodeId::Link(id) = node {
                let link = map.link(*id).unwrap();
                prop_assert!(found.contains(&link.target));
                prop_assert!(link.premises.iter().all(|id| found.contains(&NodeId::Claim(*id))));
            }
        }
        // One more step adds the links at what was found, their ends, and nothing else.
        let mut next = found.clone();
        for (id, link) in map.links() {
            let ends = link.premises.iter().copied().map(NodeId::Claim).chain([link.target]);
            if ends.into_iter().any(|end| found.contains(&end)) && touches(&map, id, &found) {
                next.extend(neighbourhood(&map, &[id.into()], 0));
            }
        }
        prop_assert_eq!(neighbourhood(&map, &[c(from)], steps + 1), next);
    }

    #[test]
    fn steps_along_links_lead_back(map in any_map()) {
        for (id, _) in map.claims() {
            let here = along(&map, id.into());
            for target in &here.targets {
                // What bears on a claim are claims; between a claim and a link it bears on stands another link.
                let back = along(&map, *target).premises;
                let by_link = |node: &NodeId| matches!(node, NodeId::Link(_)) && along(&map, *node).premises.contains(&id.into());
                prop_assert!(back.contains(&id.into()) || back.iter().any(by_link));
            }
            prop_assert_eq!(here.siblings.contains(&id.into()), !here.targets.is_empty());
            prop_assert!(here.siblings.is_sorted() && here.premises.is_sorted());
            for premise in &here.premises {
                prop_assert!(along(&map, *premise).targets.contains(&id.into()));
            }
        }
        for (id, link) in map.links() {
            let here = along(&map, id.into());
            prop_assert_eq!(&here.targets, &vec![link.target]);
            prop_assert!(here.siblings.contains(&id.into()));
            prop_assert!(link.premises.iter().all(|p| here.premises.contains(&NodeId::Claim(*p))));
        }
    }
}

/// Whether a link starts from a claim found or bears on something found.
fn touches(map: &Map, id: LinkId, found: &BTreeSet<NodeId>) -> bool {
    let link = map.link(id).unwrap();
    found.contains(&link.target)
        || link
            .premises
            .iter()
            .any(|p| found.contains(&NodeId::Claim(*p)))
}

/// A thesis with two branches; a claim in one of them also bears on the thesis; an undercut hits a link.
fn example() -> Map {
    let mut map = Map::new();
    for id in 5..=11 {
        claim(&mut map, id);
    }
    link(&mut map, 20, LinkKind::Attack, &[7], c(5));
    link(&mut map, 21, LinkKind::Support, &[6, 8], c(5));
    link(&mut map, 22, LinkKind::Support, &[9], c(6));
    link(&mut map, 23, LinkKind::Attack, &[10], k(22));
    link(&mut map, 24, LinkKind::Rephrase, &[9], c(7));
    map
}

#[test]
fn folding_hides_what_is_seen_no_other_way() {
    let map = example();
    let both = hidden(&map, &BTreeSet::from([ClaimId(6), ClaimId(7)]));
    assert_eq!(both.claims, BTreeSet::from([ClaimId(9), ClaimId(10)]));
    assert_eq!(
        both.links,
        BTreeSet::from([LinkId(22), LinkId(23), LinkId(24)])
    );
    // Unfolding 7 brings 9, with it 9's link onto 6, and with that what undercuts it.
    assert_eq!(
        both.below,
        BTreeMap::from([(ClaimId(6), 2), (ClaimId(7), 2)])
    );
    // Claim 9 is still seen beneath 7, so its link onto 6 is, and what undercuts that.
    let one = hidden(&map, &BTreeSet::from([ClaimId(6)]));
    assert_eq!(one.claims, BTreeSet::new());
    assert_eq!(one.below, BTreeMap::from([(ClaimId(6), 0)]));
    let all = hidden(&map, &BTreeSet::from([ClaimId(5), ClaimId(6)]));
    assert_eq!(all.below, BTreeMap::from([(ClaimId(5), 5)]));
}

#[test]
fn an_outline_reads_from_the_thesis_down() {
    let rows = outline(&example(), &BTreeSet::new());
    let brief: Vec<(u32, usize, Option<u32>, bool, bool, usize)> = rows
        .iter()
        .map(|row| {
            let via = row.via.map(|id| id.0);
            (
                row.claim.0,
                row.depth,
                via,
                row.onto_link,
                row.again,
                row.children,
            )
        })
        .collect();
    assert_eq!(
        brief,
        [
            (5, 0, None, false, false, 3),
            (6, 1, Some(21), false, false, 1),
            (9, 2, Some(22), false, false, 0),
            (10, 3, Some(23), true, false, 0),
            (8, 1, Some(21), false, false, 0),
            (7, 1, Some(20), false, false, 1),
            (9, 2, Some(24), false, true, 0),
            (11, 0, None, false, false, 0),
        ]
    );
}

/// Depth costs no stack, and size little time.
#[test]
fn long_chains_and_wide_maps_are_quick() {
    let mut map = Map::new();
    let n = 50_000;
    for id in 1..=n {
        claim(&mut map, id);
    }
    for id in 2..=n {
        link(&mut map, n + id, LinkKind::Support, &[id], c(id - 1));
    }
    let start = Instant::now();
    assert_eq!(roots(&map), [ClaimId(1)]);
    let hidden = hidden(&map, &BTreeSet::from([ClaimId(2)]));
    assert_eq!(hidden.below[&ClaimId(2)], n as usize - 2);
    assert_eq!(outline(&map, &BTreeSet::new()).len(), n as usize);
    assert_eq!(
        neighbourhood(&map, &[c(1)], usize::MAX).len(),
        2 * n as usize - 1
    );
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}
