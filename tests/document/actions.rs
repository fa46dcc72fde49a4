//! What people do, against what they would expect.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim::document::{Document, Edit, Place, SampleRef, actions};
use counterclaim::map::{Bearing, Claim, ClaimId, Evidence, Link, LinkId, LinkKind, NodeId, TagId};
use counterclaim::thread::{Anchor, Comment, CommentId, Excerpt, Nesting, Thread, paste};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::arbitrary::{document, finding, small};

fn done(document: &mut Document, edit: Edit) -> String {
    let label = edit.label.clone();
    document.apply(edit).unwrap();
    assert_eq!(document.violations(), Vec::<String>::new());
    label
}

/// What deleting `nodes` leaves, by going round until nothing more falls.
fn left(document: &Document, nodes: &[NodeId]) -> (BTreeSet<ClaimId>, BTreeMap<LinkId, Link>) {
    let map = document.map();
    let stays = |node: NodeId| !nodes.contains(&node);
    let claims: BTreeSet<ClaimId> = map
        .claims()
        .map(|(id, _)| id)
        .filter(|id| stays((*id).into()))
        .collect();
    let mut links: BTreeMap<LinkId, Link> =
        map.links().filter(|(id, _)| stays((*id).into())).collect();
    for link in links.values_mut() {
        link.premises.retain(|premise| claims.contains(premise));
    }
    loop {
        let there: BTreeSet<LinkId> = links.keys().copied().collect();
        links.retain(|_, link| {
            let target = match link.target {
                NodeId::Claim(id) => claims.contains(&id),
                NodeId::Link(id) => there.contains(&id),
            };
            target && !link.premises.is_empty()
        });
        if links.len() == there.len() {
            return (claims, links);
        }
    }
}

proptest! {
    /// Deleting is never refused, takes what cannot stand without the deleted, and nothing else.
    #[test]
    fn deleting_takes_just_what_cannot_stand(document in document(), picks in vec((any::<bool>(), 0_u32..25), 1..6)) {
        let nodes: Vec<NodeId> = picks
            .into_iter()
            .map(|(claim, id)| if claim { ClaimId(id).into() } else { LinkId(id).into() })
            .collect();
        let (claims, links) = left(&document, &nodes);
        let mut after = document.clone();
        after.apply(actions::delete(&document, &nodes)).unwrap();
        prop_assert_eq!(after.map().claims().map(|(id, _)| id).collect::<BTreeSet<_>>(), claims);
        prop_assert_eq!(after.map().links().collect::<BTreeMap<_, _>>(), links);
        for (id, claim) in after.map().claims() {
            prop_assert_eq!(Some(claim), document.map().claim(id));
            prop_assert_eq!(after.place(id), document.place(id));
        }
    }

    /// A tag can always be merged into another or deleted, and then no claim carries it.
    #[test]
    fn a_tag_can_always_go(document in document(), n in 0_usize..4, merge in any::<bool>()) {
        let tags: Vec<TagId> = document.map().tags().map(|(id, _)| id).collect();
        prop_assume!(tags.len() >= 2);
        let (tag, other) = (tags[n % tags.len()], tags[(n + 1) % tags.len()]);
        let mut after = document.clone();
        after.apply(actions::remove_tag(&document, tag, merge.then_some(other))).unwrap();
        prop_assert!(after.map().tag(tag).is_none());
        for (id, claim) in after.map().claims() {
            let had = &document.map().claim(id).unwrap().tags;
            let mut expected = had.clone();
            if expected.remove(&tag) && merge {
                expected.insert(other);
            }
            prop_assert_eq!(&claim.tags, &expected);
        }
    }
}

#[test]
fn a_long_chain_of_undercuts_is_deleted_and_opened_in_good_time() {
    const DEPTH: u32 = 50_000;
    let mut document = Document::new();
    let (edit, claim) = actions::add_claim(&document, Claim::new("a"), None);
    done(&mut document, edit);
    let (edit, other) = actions::add_claim(&document, Claim::new("b"), None);
    done(&mut document, edit);
    let (edit, mut link) = actions::link(&document, LinkKind::Support, &[claim], other.into());
    done(&mut document, edit);
    let first = link;
    for _ in 1..DEPTH {
        let (edit, next) = actions::link(&document, LinkKind::Attack, &[claim], link.into());
        document.apply(edit).unwrap();
        link = next;
    }
    assert_eq!(document.violations(), Vec::<String>::new());
    let text = counterclaim::document::file::to_text(&document).unwrap();
    let read = counterclaim::document::file::from_bytes(text.as_bytes(), "test").unwrap();
    assert!(read == document);
    assert_eq!(
        done(&mut document, actions::delete(&read, &[first.into()])),
        "delete 50000 links"
    );
    assert_eq!(document.map().link_count(), 0);
}

#[test]
fn labels_say_what_the_step_does() {
    let mut d = small();
    let (c5, k9) = (ClaimId(5), LinkId(9));
    let place = Place {
        x: 1.0,
        y: 2.0,
        pinned: true,
    };
    let (edit, new) = actions::add_claim(&d, Claim::new("x"), Some(place));
    assert_eq!(done(&mut d, edit), "add claim");
    assert_eq!(d.place(new), Some(place));
    let (edit, answer) =
        actions::add_linked_claim(&d, Claim::new("y"), None, LinkKind::Attack, c5.into(), true);
    assert_eq!(done(&mut d, edit), "add attack claim");
    let onto: Vec<Link> = d
        .map()
        .links_onto(c5.into())
        .into_iter()
        .filter_map(|id| d.map().link(id))
        .collect();
    assert_eq!(onto, [Link::new(LinkKind::Attack, answer, c5)]);
    let (edit, why) = actions::add_linked_claim(
        &d,
        Claim::new("z"),
        None,
        LinkKind::Support,
        c5.into(),
        false,
    );
    assert_eq!(done(&mut d, edit), "add support claim");
    assert_eq!(d.map().links_onto(why.into()).len(), 1);
    let (edit, _) = actions::link(&d, LinkKind::Attack, &[c5], k9.into());
    assert_eq!(done(&mut d, edit), "add undercut");
    let edit = actions::set_link_kind(&d, &[k9], LinkKind::Attack);
    assert_eq!(done(&mut d, edit), "make it attack");
    let edit = actions::toggle_tag(&d, &[c5, ClaimId(6)], TagId(3));
    assert_eq!(done(&mut d, edit), "tag 2 claims “moat”");
    let edit = actions::toggle_tag(&d, &[c5, ClaimId(6)], TagId(3));
    assert_eq!(done(&mut d, edit), "untag 2 claims “moat”");
    let edit = actions::remove_tag(&d, TagId(4), Some(TagId(1)));
    assert_eq!(done(&mut d, edit), "merge tag “theft” into “fair use”");
    let edit = actions::remove_tag(&d, TagId(2), None);
    assert_eq!(done(&mut d, edit), "delete tag “copyright”");
    let edit = actions::delete(&d, &[new.into()]);
    assert_eq!(done(&mut d, edit), "delete 1 claim");
    let edit = actions::delete(&d, &[c5.into()]);
    assert_eq!(done(&mut d, edit), "delete 1 claim and 5 links");
}

#[test]
fn a_link_can_be_turned_round_and_gain_and_lose_premises() {
    let mut d = small();
    let (k9, c5, c6, c7) = (LinkId(9), ClaimId(5), ClaimId(6), ClaimId(7));
    let edit = actions::reverse_link(&d, k9);
    done(&mut d, edit);
    let turned = d.map().link(k9).unwrap();
    assert_eq!(
        (turned.premises.as_slice(), turned.target),
        (&[c6][..], c5.into())
    );
    assert_eq!(
        d.map().links_onto(k9.into()),
        [LinkId(10)],
        "what bears on the link stays"
    );
    let edit = actions::add_premise(&d, k9, c7);
    done(&mut d, edit);
    assert_eq!(d.map().link(k9).unwrap().premises, [c6, c7]);
    assert!(
        actions::reverse_link(&d, k9).changes.is_empty(),
        "linked premises have no way round"
    );
    let edit = actions::remove_premise(&d, k9, c6);
    done(&mut d, edit);
    assert!(
        actions::remove_premise(&d, k9, c7).changes.is_empty(),
        "the last premise stays"
    );
}

#[test]
fn what_would_make_no_sense_is_refused_in_words() {
    let d = small();
    let (c5, c7, k9, k10, k11) = (ClaimId(5), ClaimId(7), LinkId(9), LinkId(10), LinkId(11));
    let refused = |edit: Edit| d.clone().apply(edit).unwrap_err().to_string();
    let link = |kind, premise, target| actions::link(&d, kind, &[premise], target).0;
    assert_eq!(
        refused(link(LinkKind::Support, c5, c5.into())),
        "c5 cannot support or rephrase itself; choose two different claims"
    );
    assert_eq!(
        refused(link(LinkKind::Rephrase, c5, k9.into())),
        "a rephrase joins two claims; it cannot bear on the link k9"
    );
    assert_eq!(
        refused(link(LinkKind::Attack, c5, LinkId(99).into())),
        "k99 is not on the map"
    );
    let mut ring = d.map().link(k9).unwrap();
    ring.target = k10.into();
    let ring = Edit::new(
        "",
        vec![counterclaim::document::Change::Link(k9, Some(ring))],
    );
    assert_eq!(
        refused(ring),
        "k9 would bear on itself; choose another target"
    );
    assert_eq!(
        refused(actions::set_weight(&d, c5, Some(1.5))),
        "the weight of c5 must be a number from 0 to 1"
    );
    assert_eq!(
        refused(actions::rename_tag(&d, TagId(1), " MOAT ")),
        "there is already a tag called “MOAT”; choose another name, or merge the two"
    );
    let finding = counterclaim::map::FindingId(3);
    let named = Evidence::Finding {
        finding,
        bearing: Bearing::Neutral,
    };
    assert_eq!(
        refused(actions::add_evidence(&d, c5, named)),
        "f3 is not in this document"
    );
    // A claim may attack itself: a self-defeating argument.
    assert!(
        d.clone()
            .apply(link(LinkKind::Attack, c7, c7.into()))
            .is_ok()
    );
    assert!(d.map().contains(k11.into()));
}

#[test]
fn new_tags_look_different_from_those_that_are_there() {
    let mut d = Document::new();
    let edit = actions::remove_tag(&d, TagId(2), None);
    done(&mut d, edit);
    for n in 0..20 {
        let (edit, _) = actions::add_tag(&d, &format!("tag {n}"));
        done(&mut d, edit);
    }
    let looks: Vec<String> = d
        .map()
        .tags()
        .map(|(_, tag)| format!("{:?} {:?}", tag.hue, tag.pattern))
        .collect();
    assert_eq!(
        looks.iter().collect::<BTreeSet<_>>().len(),
        looks.len(),
        "{looks:?}"
    );
}

#[test]
fn a_finding_is_kept_only_for_a_claim_that_is_there() {
    let d = small();
    let finding = finding()
        .new_tree(&mut TestRunner::deterministic())
        .unwrap()
        .current();
    let sample = SampleRef {
        model: "m".into(),
        file: "m.jsonl".into(),
        sha256: "00".into(),
        outputs: 3,
    };
    let attach = |claim| {
        let samples = vec![sample.clone()];
        actions::attach_finding(&d, claim, finding.clone(), samples, Bearing::Supports)
    };
    assert!(attach(ClaimId(99)).0.changes.is_empty());
    let (edit, id) = attach(ClaimId(5));
    let mut after = d.clone();
    let inverse = after.apply(edit).unwrap();
    assert_eq!(after.finding(id).map(|kept| kept.as_ref()), Some(&finding));
    assert_eq!(after.samples().len(), 1);
    let remove = Edit::new("", vec![counterclaim::document::Change::Finding(id, None)]);
    assert!(
        after
            .clone()
            .apply(remove)
            .unwrap_err()
            .to_string()
            .contains("detach it first")
    );
    after.apply(inverse).unwrap();
    assert_eq!(after, d);
}

#[test]
fn a_corrected_paste_takes_its_excerpts_along() {
    let words = "First remark. Second remark by another.";
    let comments = [("a", words), ("b", "Last.")].map(|(id, text)| Comment {
        nesting: Nesting::Unknown,
        ..Comment::new(id, text)
    });
    let thread = Thread {
        comments: comments.to_vec(),
        ..Thread::default()
    };
    let mut d = Document::from_thread(thread);
    let second = Excerpt::take(&d.thread().unwrap().comments[0], 14..27).unwrap();
    assert_eq!(second.exact, "Second remark");
    let claim = Claim {
        excerpts: vec![second],
        ..Claim::new("c")
    };
    let (edit, id) = actions::add_claim(&d, claim, None);
    done(&mut d, edit);
    let before = d.clone();
    let split = paste::split(&d.thread().unwrap().comments, &CommentId::from("a"), 14).unwrap();
    let inverse = d
        .apply(actions::correct_paste(&d, "split", &split))
        .unwrap();
    let thread = d.thread().unwrap();
    assert_eq!(thread.comments.len(), 3);
    assert_eq!(thread.comments, split.comments);
    let moved = &d.map().claim(id).unwrap().excerpts[0];
    let home = thread
        .comments
        .iter()
        .find(|comment| comment.id == moved.comment)
        .unwrap();
    assert_ne!(home.id, CommentId::from("a"));
    assert!(!matches!(moved.locate(&home.text), Anchor::Orphan));
    d.apply(inverse).unwrap();
    assert_eq!(d, before);
}
