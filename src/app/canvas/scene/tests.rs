//! The scene that followed every edit against one made anew; what is hit against looking at everything.

use super::*;
use crate::document::{Document, Session, actions};
use crate::map::{Claim, Link, LinkKind};
use proptest::prelude::*;

/// Everything of a scene that is drawn.
fn told(scene: &Scene) -> String {
    let cards: Vec<_> = scene
        .cards
        .iter()
        .map(|card| (card.claim, card.rect, &card.face, card.folded))
        .collect();
    let links: Vec<_> = scene
        .links
        .iter()
        .map(|(id, link)| (id, &link.figure, &link.premises, link.target, link.bounds))
        .collect();
    format!("{cards:?} {links:?}")
}

fn place(a: usize, b: usize) -> Place {
    Place {
        x: a as f32 * 17.0,
        y: b as f32 * 11.0,
        pinned: true,
    }
}

pub(in crate::app::canvas) fn edit(
    session: &mut Session,
    sight: &mut Sight,
    kind: u8,
    a: usize,
    b: usize,
) {
    let document = session.document();
    let map = document.map();
    let claims: Vec<ClaimId> = map.claims().map(|(id, _)| id).collect();
    let links: Vec<LinkId> = map.links().map(|(id, _)| id).collect();
    let count = claims.len().max(1);
    let (one, other) = (claims.get(a % count), claims.get(b % count));
    let edit = match (one.copied(), other.copied()) {
        (Some(one), _) if kind == 3 => {
            actions::set_text(document, one, "many words ".repeat(b % 30))
        }
        (Some(one), Some(other)) if kind < 8 => {
            let (a_place, b_place) = (place(a, b), place(b, a + 20));
            actions::place("move", [(one, a_place), (other, b_place)])
        }
        (Some(one), _) if kind == 8 => actions::toggle_tag(
            document,
            &[one],
            map.tags().map(|(id, _)| id).next().unwrap(),
        ),
        (Some(one), Some(other)) if kind < 12 => {
            let link_kind = LinkKind::ALL[b % 3];
            let target = match links.get(b % (links.len() + 3)) {
                Some(link) if link_kind != LinkKind::Rephrase => NodeId::Link(*link),
                _ => NodeId::Claim(other),
            };
            actions::link(document, link_kind, &[one], target).0
        }
        (Some(one), _) if kind == 12 && !links.is_empty() => {
            actions::add_premise(document, links[b % links.len()], one)
        }
        (Some(_), _) if kind == 13 && !links.is_empty() => {
            actions::delete(document, &[NodeId::Link(links[b % links.len()])])
        }
        (Some(one), _) if kind == 14 => actions::delete(document, &[NodeId::Claim(one)]),
        (Some(one), _) if kind == 15 => {
            sight.version += 1;
            if !sight.hidden.remove(&one) {
                sight.hidden.insert(one);
            }
            sight.folded.insert(one, b);
            return;
        }
        _ if kind == 16 => {
            session.undo().unwrap();
            return;
        }
        _ if kind == 17 => {
            session.redo().unwrap();
            return;
        }
        _ => actions::add_claim(document, Claim::new("a claim"), Some(place(a, b))).0,
    };
    // What the document refuses changes nothing.
    let _ = session.edit(edit);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_scene_that_follows_is_the_scene_made_anew(
        edits in prop::collection::vec((0u8..20, 0usize..100, 0usize..100), 1..60),
        points in prop::collection::vec((-100f32..1900.0, -100f32..1300.0), 20),
    ) {
        let mut session = Session::new(Document::new(), None);
        let mut sight = Sight::default();
        let mut scene = Scene::default();
        for (n, (kind, a, b)) in edits.into_iter().enumerate() {
            edit(&mut session, &mut sight, kind, a, b);
            // Sometimes several edits come between two frames.
            if n % 4 == 1 {
                continue;
            }
            scene.refresh_with(&session, &sight);
            let mut anew = Scene::default();
            anew.refresh_with(&session, &sight);
            prop_assert_eq!(told(&scene), told(&anew));
            prop_assert_eq!(scene.bounds(), anew.bounds());
        }
        scene.refresh_with(&session, &sight);
        for (x, y) in points {
            let area = Rect::new(x, y, 150.0, 90.0);
            let cards: Vec<ClaimId> = scene.cards_in(&area).iter().map(|card| card.claim).collect();
            let all: Vec<ClaimId> = scene
                .cards
                .iter()
                .filter(|card| card.rect.intersects(&area))
                .map(|card| card.claim)
                .collect();
            prop_assert_eq!(cards, all);
            let joints: Vec<LinkId> = scene.joints_in(&area, 5).iter().map(|(id, _)| *id).collect();
            let all = scene.links.iter().filter(|(_, link)| area.contains(link.figure.joint));
            prop_assert_eq!(joints, all.map(|(id, _)| *id).take(5).collect::<Vec<_>>());
            // Whatever is drawn there is found there.
            for link in scene.links.values() {
                if let Some(curve) = link.figure.curves().next() {
                    let (px, py) = figure::sample(curve, 4)[2];
                    prop_assert!(scene.hit((px, py), 4.0).is_some());
                }
                let joints = scene.inside(&link.figure.joint_rect());
                prop_assert!(joints.contains(&NodeId::Link(link.figure.link)));
            }
            let top = scene.cards.iter().rev().find(|card| card.rect.expand(3.0).contains((x, y)));
            match scene.hit((x, y), 4.0) {
                Some(Hit::Card(id) | Hit::Edge(id)) => {
                    prop_assert_eq!(Some(id), top.map(|card| card.claim));
                }
                Some(Hit::Joint(_)) => {}
                _ => prop_assert!(top.is_none()),
            }
        }
    }
}

/// Two claims that support a third together, and one that attacks it.
fn three() -> (Session, Vec<ClaimId>, Vec<LinkId>) {
    let mut session = Session::new(Document::new(), None);
    let claims: Vec<ClaimId> = (0..4)
        .map(|n| {
            let at = place(n * 20, (n % 2) * 30);
            let (edit, id) = actions::add_claim(session.document(), Claim::new("a"), Some(at));
            session.edit(edit).unwrap();
            id
        })
        .collect();
    let link = Link {
        premises: vec![claims[0], claims[1]],
        ..Link::new(LinkKind::Support, claims[0], claims[2])
    };
    let (edit, first) = actions::link(session.document(), link.kind, &link.premises, link.target);
    session.edit(edit).unwrap();
    let attack = LinkKind::Attack;
    let (edit, second) = actions::link(
        session.document(),
        attack,
        &claims[3..],
        NodeId::Claim(claims[2]),
    );
    session.edit(edit).unwrap();
    (session, claims, vec![first, second])
}

#[test]
fn what_is_out_of_sight_is_not_drawn_nor_hit() {
    let (session, claims, links) = three();
    let mut scene = Scene::default();
    let mut sight = Sight::default();
    scene.refresh_with(&session, &sight);
    let middle = scene.rect(claims[0]).unwrap().centre();
    assert_eq!(scene.links[&links[0]].figure.strands.len(), 2);
    sight.version = 1;
    sight.hidden.insert(claims[0]);
    sight.folded.insert(claims[1], 12);
    scene.refresh_with(&session, &sight);
    assert!(scene.card(claims[0]).is_none());
    assert_eq!(scene.hit(middle, 2.0), None);
    assert_eq!(scene.card(claims[1]).unwrap().folded, Some(12));
    assert_eq!(scene.links[&links[0]].figure.strands.len(), 1);
    sight.version = 2;
    sight.hidden.insert(claims[1]);
    scene.refresh_with(&session, &sight);
    assert!(!scene.links.contains_key(&links[0]));
    sight.version = 3;
    sight.hidden = HashSet::from([claims[2]]);
    scene.refresh_with(&session, &sight);
    assert!(scene.links.is_empty());
    scene.refresh(&session);
    assert_eq!(scene.links.len(), 2);
}

#[test]
fn cards_glide_to_new_places_and_links_go_with_them() {
    let (mut session, claims, links) = three();
    let mut scene = Scene::default();
    scene.animate(true);
    scene.refresh(&session);
    assert!(
        !scene.advance(0.0),
        "what is shown first stands where it is"
    );
    let before = scene.rect(claims[0]).unwrap();
    let joint = scene.links[&links[0]].figure.joint;
    let to = place(60, 70);
    session
        .edit(actions::place("move", [(claims[0], to)]))
        .unwrap();
    scene.refresh(&session);
    assert_eq!(scene.rect(claims[0]), Some(before));
    assert!(scene.bounds().unwrap().contains((to.x, to.y)));
    assert!(scene.advance(1.0));
    assert!(scene.advance(1.08));
    let under_way = scene.rect(claims[0]).unwrap();
    assert!(under_way.x > before.x && under_way.x < to.x);
    // Quick at first: half the time is more than half the way.
    assert!(under_way.x - before.x > (to.x - before.x) * 0.8);
    let hit = scene.hit(under_way.centre(), 2.0);
    assert_eq!(hit, Some(Hit::Card(claims[0])));
    assert_ne!(scene.links[&links[0]].figure.joint, joint);
    assert!(!scene.advance(1.2));
    let mut anew = Scene::default();
    anew.refresh(&session);
    assert_eq!(told(&scene), told(&anew));
    // A drag moves at once, also what was on its way.
    scene.animate(true);
    session
        .edit(actions::place("move", [(claims[0], place(5, 5))]))
        .unwrap();
    scene.refresh(&session);
    scene.advance(2.0);
    scene.animate(false);
    session
        .edit(actions::place("move", [(claims[0], place(9, 9))]))
        .unwrap();
    scene.refresh(&session);
    assert!(!scene.advance(2.01));
    let mut anew = Scene::default();
    anew.refresh(&session);
    assert_eq!(told(&scene), told(&anew));
}

#[test]
fn more_cards_than_can_be_followed_jump() {
    let mut session = Session::new(Document::new(), None);
    let mut claims = Vec::new();
    for n in 0..700usize {
        let at = place(n, 0);
        let (edit, id) = actions::add_claim(session.document(), Claim::new("a"), Some(at));
        session.edit(edit).unwrap();
        claims.push(id);
    }
    let mut scene = Scene::default();
    scene.animate(true);
    scene.refresh(&session);
    let all = claims.iter().map(|id| (*id, place(0, id.0 as usize)));
    session.edit(actions::place("arrange", all)).unwrap();
    scene.refresh(&session);
    assert!(!scene.advance(0.0));
    assert_eq!(scene.rect(claims[9]).unwrap().x, 0.0);
}
