//! Copy, paste and duplicate.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim::document::{Change, Document, Edit, Fragment, actions};
use counterclaim::map::{Claim, ClaimId, Evidence, Link, LinkKind, NodeId, Tag, TagId};
use proptest::prelude::*;

use super::arbitrary::{document, small};

fn everything(document: &Document) -> Vec<NodeId> {
    document.map().claims().map(|(id, _)| id.into()).collect()
}

/// What stands on a map, ids aside: claims by what they say and carry, links by the numbers of their ends.
fn content(document: &Document, nodes: &[NodeId]) -> Vec<String> {
    let number: BTreeMap<NodeId, usize> = nodes.iter().copied().zip(0..).collect();
    let map = document.map();
    let told = |node: &NodeId| match node {
        NodeId::Claim(id) => {
            let claim = map.claim(*id).unwrap();
            let tags: BTreeSet<&str> = claim
                .tags
                .iter()
                .map(|id| map.tag(*id).unwrap().name.as_str())
                .collect();
            let evidence: Vec<String> = claim
                .evidence
                .iter()
                .map(|evidence| match evidence {
                    Evidence::Finding { finding, bearing } => {
                        format!("{:?} {bearing:?}", document.finding(*finding))
                    }
                    other => format!("{other:?}"),
                })
                .collect();
            let place = document.place(*id).map(|place| place.pinned);
            format!(
                "{:?} {tags:?} {:?} {evidence:?} {:?} {place:?}",
                claim.text, claim.excerpts, claim.weight
            )
        }
        NodeId::Link(id) => {
            let link = map.link(*id).unwrap();
            let premises: Vec<usize> = link
                .premises
                .iter()
                .map(|id| number[&NodeId::Claim(*id)])
                .collect();
            let target = number[&link.target];
            format!(
                "{:?} {premises:?} {target} {} {:?}",
                link.kind, link.note, link.weight
            )
        }
    };
    nodes.iter().map(told).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// All of a map pasted into an empty document is the map, by way of the text too.
    #[test]
    fn pasting_gives_back_what_was_copied(document in document()) {
        let fragment = Fragment::take(&document, &everything(&document));
        let text = fragment.to_ron().unwrap();
        let read = Fragment::from_ron(&text).unwrap();
        prop_assert_eq!(&read, &fragment);
        let mut target = Document::new();
        let (edit, new) = read.insert(&target, None);
        if target.apply(edit).is_err() {
            // Ids that have run out.
            prop_assert!(document.map().next_id() > 1_000_000);
            return Ok(());
        }
        let map = document.map();
        let old: Vec<NodeId> = map.claims().map(|(id, _)| id.into()).chain(map.links().map(|(id, _)| id.into())).collect();
        let mut expected = document.clone();
        // Nothing has a place without a place to paste to.
        for id in document.places().keys() {
            expected.apply(Edit::new("", vec![Change::Place(*id, None)])).unwrap();
        }
        let same = content(&target, &new) == content(&expected, &old);
        // Tags of the same name but for letter case become one.
        let cased = map.tags().any(|(_, tag)| target.map().tags().any(|(_, other)| tag.same_name(other) && tag.name != other.name));
        prop_assert!(same || cased, "{:#?}\n{:#?}", content(&target, &new), content(&expected, &old));
        prop_assert_eq!(target.violations(), Vec::<String>::new());
    }

    /// A part that is taken holds the claims asked for and just the links that still have ends among them.
    #[test]
    fn a_part_keeps_the_links_it_holds(document in document(), picks in proptest::collection::btree_set(0_u32..20, 0..8)) {
        let nodes: Vec<NodeId> = picks.iter().map(|id| NodeId::Claim(ClaimId(*id))).collect();
        let fragment = Fragment::take(&document, &nodes);
        let (map, part) = (document.map(), fragment.document().map());
        let mut expected: BTreeSet<NodeId> = nodes.iter().copied().filter(|node| map.contains(*node)).collect();
        prop_assert_eq!(fragment.is_empty(), expected.is_empty());
        loop {
            let before = expected.len();
            for (id, link) in map.links() {
                let premise = link.premises.iter().any(|id| expected.contains(&NodeId::Claim(*id)));
                if premise && expected.contains(&link.target) {
                    expected.insert(id.into());
                }
            }
            if expected.len() == before {
                break;
            }
        }
        let found: BTreeSet<NodeId> = part.claims().map(|(id, _)| NodeId::Claim(id)).chain(part.links().map(|(id, _)| id.into())).collect();
        prop_assert_eq!(found, expected);
        for (id, link) in part.links() {
            let mut whole = map.link(id).unwrap();
            whole.premises.retain(|premise| part.claim(*premise).is_some());
            prop_assert_eq!(link, whole);
        }
        prop_assert_eq!(fragment.document().violations(), Vec::<String>::new());
    }

    /// A duplicate leaves all that is there as it was, and each copy bears on what its claim bears on.
    #[test]
    fn duplicates_bear_on_what_their_claims_bear_on(document in document(), picks in proptest::collection::btree_set(0_u32..20, 1..6)) {
        prop_assume!(document.map().next_id() < 1_000_000);
        let nodes: Vec<NodeId> = picks.iter().map(|id| NodeId::Claim(ClaimId(*id))).collect();
        let (edit, new) = actions::duplicate(&document, &nodes);
        let mut after = document.clone();
        after.apply(edit).unwrap();
        let chosen: Vec<ClaimId> = picks.iter().map(|id| ClaimId(*id)).filter(|id| document.map().claim(*id).is_some()).collect();
        let copies: BTreeMap<ClaimId, NodeId> = chosen.iter().copied().zip(new.iter().copied()).collect();
        for (id, link) in document.map().links() {
            prop_assert_eq!(after.map().link(id), Some(link));
        }
        for (id, copy) in &copies {
            let NodeId::Claim(copy) = *copy else { panic!("links among the claims") };
            prop_assert_eq!(after.map().claim(copy), document.map().claim(*id));
            let bears = |document: &Document, id| -> Vec<LinkKind> {
                let links = document.map().links_from(id).into_iter();
                let mut kinds: Vec<LinkKind> = links.map(|id| document.map().link(id).unwrap().kind).collect();
                kinds.sort();
                kinds
            };
            prop_assert_eq!(bears(&after, copy), bears(&document, *id));
            if let (Some(old), Some(new)) = (document.place(*id), after.place(copy)) {
                prop_assert_eq!((new.x, new.y), (old.x + 24.0, old.y + 24.0));
            }
        }
        let among = document.map().links_from(chosen.first().copied().unwrap_or(ClaimId(0))).len();
        prop_assert!(new.len() >= chosen.len() + among);
    }
}

#[test]
fn a_paste_stands_where_it_is_asked_for_and_says_what_it_is() {
    let source = small();
    let fragment = Fragment::take(&source, &everything(&source));
    let mut target = small();
    let (edit, new) = fragment.insert(&target, Some((100.0, 200.0)));
    assert_eq!(edit.label, "paste 4 claims");
    target.apply(edit).unwrap();
    assert_eq!(new.len(), 7);
    // The tags of the same names are shared, and no new ones made.
    assert_eq!(target.map().tags().count(), 4);
    let place = |n: usize| match new[n] {
        NodeId::Claim(id) => target.place(id),
        NodeId::Link(_) => None,
    };
    let first = place(0).unwrap();
    assert_eq!((first.x, first.y, first.pinned), (100.0, 200.0, true));
    assert_eq!(place(1), None);
    assert_eq!(target.map().link_count(), 6);
    let (edit, new) = actions::duplicate(
        &source,
        &[NodeId::Claim(ClaimId(5)), NodeId::Claim(ClaimId(6))],
    );
    assert_eq!(edit.label, "duplicate 2 claims");
    assert_eq!(new.len(), 3);
}

#[test]
fn new_tags_come_along_with_a_look_of_their_own() {
    let tag = |id, name: &str, look: usize| Change::Tag(TagId(id), Some(Tag::nth(look, name)));
    let tagged = |tags: &[u32]| Claim {
        tags: tags.iter().copied().map(TagId).collect(),
        ..Claim::new("x")
    };
    let mut source = Document::default();
    source
        .apply(Edit::new(
            "",
            vec![
                tag(1, "MOAT", 7),
                tag(2, "new", 0),
                tag(3, "free", 9),
                Change::Claim(ClaimId(4), Some(tagged(&[1, 2, 3]))),
            ],
        ))
        .unwrap();
    let mut target = Document::new();
    let (edit, _) = Fragment::take(&source, &everything(&source)).insert(&target, None);
    target.apply(edit).unwrap();
    let tags: Vec<&Tag> = target.map().tags().map(|(_, tag)| tag).collect();
    assert_eq!(
        tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
        ["fair use", "copyright", "moat", "theft", "new", "free"]
    );
    assert!(tags[5].same_look(&Tag::nth(9, "")), "a free look is kept");
    for (n, tag) in tags.iter().enumerate() {
        assert!(
            tags[..n].iter().all(|other| !other.same_look(tag)),
            "{}",
            tag.name
        );
    }
}

#[test]
fn a_text_that_is_no_fragment_is_refused_in_one_sentence() {
    for text in [
        "",
        "just words",
        "Counterclaim(",
        "Counterclaim(version: 99)",
        "Counterclaim(version: 2, claims: {1: (text: 3)})",
        "Counterclaim(version: 2, links: {1: (kind: Attack, premises: [1], target: Link(1))})",
        "Counterclaim(version: 2, places: {1: (x: NaN, y: 0)})",
    ] {
        let said = Fragment::from_ron(text).unwrap_err().to_string();
        assert!(
            said.starts_with("the copied text") && !said.contains('\n'),
            "{said}"
        );
    }
    assert!(
        Fragment::from_ron("Counterclaim(version: 1)")
            .unwrap()
            .is_empty()
    );
}

#[test]
fn folds_say_how_many_branches() {
    let mut document = small();
    let claims = [5, 6, 7, 8].map(ClaimId);
    // Only 6 and 7 have something beneath them.
    let edit = actions::fold(&document, &claims, true);
    assert_eq!(
        (edit.label.as_str(), edit.changes.len()),
        ("fold 2 branches", 2)
    );
    document.apply(edit).unwrap();
    assert_eq!(document.folded(), &BTreeSet::from([ClaimId(6), ClaimId(7)]));
    assert!(actions::fold(&document, &claims, true).changes.is_empty());
    let edit = actions::fold(&document, &[ClaimId(6)], false);
    assert_eq!(edit.label, "unfold 1 branch");
    // A folded claim can be deleted: the edit unfolds it.
    document
        .apply(actions::delete(&document, &[NodeId::Claim(ClaimId(6))]))
        .unwrap();
    assert_eq!(document.folded(), &BTreeSet::from([ClaimId(7)]));
    let refused = document.apply(Edit::new("", vec![Change::Claim(ClaimId(7), None)]));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the branch beneath c7 is folded; unfold it first"
    );
    document.apply(actions::unfold_all(&document)).unwrap();
    assert!(document.folded().is_empty());
}

#[test]
fn folding_to_the_first_level_leaves_theses_and_their_premises() {
    let mut document = Document::new();
    let mut changes: Vec<Change> = (5..=9)
        .map(|id| Change::Claim(ClaimId(id), Some(Claim::new("x"))))
        .collect();
    for (id, (premise, target)) in (10..).zip([(6, 5), (7, 6), (8, 7), (9, 5)]) {
        let link = Link::new(LinkKind::Support, ClaimId(premise), ClaimId(target));
        changes.push(Change::Link(counterclaim::map::LinkId(id), Some(link)));
    }
    document.apply(Edit::new("", changes)).unwrap();
    document
        .apply(actions::fold(&document, &[ClaimId(5), ClaimId(7)], true))
        .unwrap();
    document.apply(actions::fold_all(&document)).unwrap();
    assert_eq!(document.folded(), &BTreeSet::from([ClaimId(6)]));
    let hidden = counterclaim::map::branch::hidden(document.map(), document.folded());
    assert_eq!(hidden.claims, BTreeSet::from([ClaimId(7), ClaimId(8)]));
}
