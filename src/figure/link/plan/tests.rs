//! What is laid step by step comes out as if all had been laid at once.

use super::*;
use crate::figure::link_figures;
use crate::map::{Claim, Link};
use proptest::prelude::*;

struct Placed(BTreeMap<ClaimId, Rect>);

impl Cards for Placed {
    fn rect(&self, claim: ClaimId) -> Option<Rect> {
        self.0.get(&claim).copied()
    }

    fn visit(&self, _: &Rect, show: &mut dyn FnMut(ClaimId, Rect) -> bool) {
        _ = self.0.iter().all(|(id, card)| show(*id, *card));
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// Put cards somewhere, or out of sight.
    Cards(Vec<(u32, Option<(f32, f32)>)>),
    /// Set or remove a link: id, kind, premises, target.
    Link(u32, Option<(LinkKind, Vec<u32>, NodeId)>),
}

const CLAIMS: u32 = 7;

fn step() -> impl Strategy<Value = Step> {
    let claim = || 0..CLAIMS;
    // Anywhere, or in the rows and steps of an outline.
    let anywhere = (-900f32..900.0, -900f32..900.0);
    let outlined =
        (0u8..4, 0u8..7).prop_map(|(step, row)| (f32::from(step) * 56.0, f32::from(row) * 130.0));
    let at = prop::option::weighted(0.85, prop_oneof![anywhere, outlined]);
    let kind = prop::sample::select(LinkKind::ALL.to_vec());
    let target = prop_oneof![
        claim().prop_map(|n| NodeId::Claim(ClaimId(n))),
        (100u32..110).prop_map(|n| NodeId::Link(LinkId(n))),
    ];
    let link = (kind, prop::collection::vec(claim(), 1..4), target);
    prop_oneof![
        prop::collection::vec((claim(), at), 1..4).prop_map(Step::Cards),
        (100u32..110, prop::option::weighted(0.9, link)).prop_map(|(id, l)| Step::Link(id, l)),
    ]
}

proptest! {
    #[test]
    fn laying_what_changed_comes_out_as_laying_everything(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut map = Map::new();
        let mut cards = Placed(BTreeMap::new());
        for n in 0..CLAIMS {
            map.set_claim(ClaimId(n), Some(Claim::new("a"))).unwrap();
            let (x, y) = (f32::from(n as u8) * 170.0, f32::from(n as u8 % 3) * 240.0);
            cards.0.insert(ClaimId(n), Rect::new(x, y, 260.0, 90.0));
        }
        let mut plan = LinkPlan::default();
        let mut figures: BTreeMap<LinkId, LinkFigure> = BTreeMap::new();
        for step in steps {
            let (mut moved, mut links) = (Vec::new(), Vec::new());
            match step {
                Step::Cards(list) => {
                    for (n, at) in list {
                        let id = ClaimId(n);
                        let old = match at {
                            Some((x, y)) => cards.0.insert(id, Rect::new(x, y, 260.0, 110.0)),
                            None => cards.0.remove(&id),
                        };
                        moved.push((id, old));
                    }
                }
                Step::Link(id, link) => {
                    let link = link.map(|(kind, premises, target)| Link {
                        premises: premises.into_iter().map(ClaimId).collect(),
                        ..Link::new(kind, ClaimId(0), target)
                    });
                    // What the map refuses changes nothing, and may be told of all the same.
                    let _ = map.set_link(LinkId(id), link);
                    links.push(LinkId(id));
                }
            }
            for (id, figure) in plan.update(&map, &cards, &moved, &links) {
                match figure {
                    Some(figure) => figures.insert(id, figure),
                    None => figures.remove(&id),
                };
            }
            let all = link_figures(&map, &|id| cards.rect(id));
            prop_assert_eq!(&figures, &all);
        }
    }
}

#[test]
fn a_joint_onto_a_joint_keeps_off_joints_and_arrow_heads_nearer_to_a_claim() {
    let mut map = Map::new();
    // An outline of three, and below it, where the way leads past, who attacks the first link.
    let places = [(0.0, 0.0), (56.0, 165.0), (112.0, 250.0), (0.0, 760.0)];
    let sizes = [145.0, 68.0, 68.0, 68.0];
    let mut cards = Placed(BTreeMap::new());
    for (n, ((x, y), height)) in (0u32..).zip(places.into_iter().zip(sizes)) {
        map.set_claim(ClaimId(n), Some(Claim::new("a"))).unwrap();
        cards.0.insert(ClaimId(n), Rect::new(x, y, 260.0, height));
    }
    let mut link = |id: u32, kind, from: u32, onto: NodeId| {
        let link = Link::new(kind, ClaimId(from), onto);
        map.set_link(LinkId(id), Some(link)).unwrap();
    };
    link(100, LinkKind::Support, 1, ClaimId(0).into());
    link(101, LinkKind::Support, 2, ClaimId(1).into());
    link(102, LinkKind::Attack, 3, LinkId(100).into());
    let all = link_figures(&map, &|id| cards.rect(id));
    let own = Rect::square(all[&LinkId(102)].joint, JOINT);
    assert!(!own.intersects(&covered(&all[&LinkId(101)])));
    // Without the link it keeps off, it stands nearer to the straight way.
    map.set_link(LinkId(101), None).unwrap();
    let alone = link_figures(&map, &|id| cards.rect(id));
    assert_ne!(alone[&LinkId(102)].joint, all[&LinkId(102)].joint);
}
