//! Places of cards: what an edit may move and what not, and what is in sight.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim::document::actions::{self, replace_places, set_arrangement, set_folded};
use counterclaim::document::{Arrangement, Document, Place};
use counterclaim::exchange::maps::{Options, svg};
use counterclaim::figure::{
    Rect, adjusted, adjusted_with, arranged, card_faces, first_folds, placed, placed_whole,
    rearranged,
};
use counterclaim::map::branch::hidden;
use counterclaim::map::{Claim, ClaimId, LinkKind, NodeId};
use proptest::prelude::*;

use crate::sample::large;

fn laid_out(n: usize, arrangement: Arrangement) -> Document {
    let mut document = large(n);
    document
        .apply(set_arrangement(&document, arrangement))
        .unwrap();
    let places = rearranged(&document, 1600.0, 1000.0);
    document
        .apply(replace_places(&document, "arrange", places))
        .unwrap();
    document
}

fn rects(document: &Document, places: &BTreeMap<ClaimId, Place>) -> Vec<(ClaimId, Rect)> {
    let faces = card_faces(document);
    let rect = |(id, place): (&ClaimId, &Place)| {
        (
            *id,
            Rect::new(place.x, place.y, faces[id].width, faces[id].height),
        )
    };
    places.iter().map(rect).collect()
}

/// Pairs of cards of which one covers a part of the other, but for the rounding of their sides.
fn overlaps(document: &Document, places: &BTreeMap<ClaimId, Place>) -> Vec<(ClaimId, ClaimId)> {
    let mut rects = rects(document, places);
    rects.sort_by(|a, b| a.1.x.total_cmp(&b.1.x));
    let mut found = Vec::new();
    for (n, (id, rect)) in rects.iter().enumerate() {
        let near = rects[n + 1..]
            .iter()
            .take_while(|(_, other)| other.x < rect.right());
        let inner = rect.expand(-0.05);
        found.extend(
            near.filter(|(_, other)| inner.intersects(other))
                .map(|(other, _)| (*id, *other)),
        );
    }
    found
}

/// The document's places of the cards in sight.
fn in_sight(document: &Document) -> BTreeMap<ClaimId, Place> {
    let hidden = hidden(document.map(), document.folded());
    let places = document.places().iter();
    places
        .filter(|(id, _)| hidden.shows((**id).into()))
        .map(|(id, place)| (*id, *place))
        .collect()
}

fn apply_adjusted(document: &mut Document, changed: &[NodeId]) -> Vec<(ClaimId, Place)> {
    let moved = adjusted(document, changed);
    document
        .apply(actions::place("make room", moved.clone()))
        .unwrap();
    moved
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// New claims get places, grown ones get room, and only what stands in the way moves; pinned cards never do.
    #[test]
    fn an_edit_moves_what_it_must(
        indented in any::<bool>(),
        pins in proptest::collection::btree_set(5_u32..120, 0..6),
        edits in proptest::collection::vec((0_u8..3, 5_u32..120, 1_usize..40), 1..8),
    ) {
        let arrangement = if indented { Arrangement::Indented } else { Arrangement::Layered };
        let mut document = laid_out(60, arrangement);
        prop_assert_eq!(overlaps(&document, document.places()), vec![]);
        let pins: Vec<(ClaimId, Place)> = pins.into_iter().map(ClaimId)
            .filter_map(|id| Some((id, Place { pinned: true, ..document.place(id)? })))
            .collect();
        document.apply(actions::place("pin", pins.clone())).unwrap();
        for (what, id, words) in edits {
            let id = ClaimId(id);
            let Some(claim) = document.map().claim(id) else { continue };
            let before = document.places().clone();
            match what {
                0 => {
                    let new = Claim::new("word ".repeat(words));
                    let kind = LinkKind::ALL[words % 2];
                    let (edit, new) = actions::add_linked_claim(&document, new, None, kind, id.into(), true);
                    document.apply(edit).unwrap();
                    prop_assert_eq!(adjusted(&document, &[]), adjusted(&document, &[new.into()]));
                    let moved = apply_adjusted(&mut document, &[]);
                    prop_assert!(moved.iter().any(|(id, _)| *id == new));
                    if !indented {
                        prop_assert_eq!(moved.len(), 1, "a free place was asked for");
                    }
                }
                1 => {
                    // A pinned card that grows stays, over others if those are pinned, too.
                    if pins.iter().any(|(pin, _)| *pin == id) { continue; }
                    let text = format!("{} {}", claim.text, "word ".repeat(words));
                    document.apply(actions::set_text(&document, id, text)).unwrap();
                    apply_adjusted(&mut document, &[id.into()]);
                }
                _ => {
                    let (edit, _) = actions::add_claim(&document, Claim::new("alone"), None);
                    document.apply(edit).unwrap();
                    apply_adjusted(&mut document, &[]);
                }
            }
            prop_assert_eq!(overlaps(&document, document.places()), vec![]);
            prop_assert_eq!(document.places().len(), document.map().claim_count());
            for (pin, place) in &pins {
                prop_assert_eq!(document.place(*pin), Some(*place));
            }
            // What did not have to move is where it was, to the last bit.
            let still = before.iter().filter(|(id, place)| document.place(**id) == Some(**place)).count();
            prop_assert!(indented || before.len() - still <= 12, "{} moved", before.len() - still);
            prop_assert_eq!(adjusted(&document, &[]), vec![]);
        }
    }

    /// Folding and unfolding: what comes into sight gets a place, and nothing in sight overlaps.
    #[test]
    fn what_comes_into_sight_gets_a_place(indented in any::<bool>(), folds in proptest::collection::btree_set(5_u32..120, 1..8)) {
        let arrangement = if indented { Arrangement::Indented } else { Arrangement::Layered };
        let mut document = large(60);
        document.apply(set_arrangement(&document, arrangement)).unwrap();
        let folds: Vec<ClaimId> = folds.into_iter().map(ClaimId).collect();
        document.apply(actions::fold(&document, &folds, true)).unwrap();
        let hidden_claims = hidden(document.map(), document.folded()).claims;
        let shown = arranged(&document, 1600.0, 1000.0);
        prop_assert!(shown.keys().all(|id| !hidden_claims.contains(id)));
        prop_assert_eq!(shown.len() + hidden_claims.len(), 60);
        prop_assert_eq!(placed(&document).len(), shown.len());
        let places = rearranged(&document, 1600.0, 1000.0);
        prop_assert_eq!(places.len(), 60);
        document.apply(replace_places(&document, "arrange", places)).unwrap();
        prop_assert_eq!(document.places(), &shown);
        prop_assert_eq!(adjusted(&document, &[]), vec![]);
        // A picture of the whole map shows every claim, and none upon another.
        let whole = placed_whole(&document);
        prop_assert_eq!(whole.len(), 60);
        prop_assert_eq!(overlaps(&document, &whole), vec![]);
        for fold in folds {
            document.apply(actions::fold(&document, &[fold], false)).unwrap();
            apply_adjusted(&mut document, &[]);
            let visible = in_sight(&document);
            prop_assert_eq!(overlaps(&document, &visible), vec![]);
            prop_assert_eq!(&placed(&document), &visible);
        }
        prop_assert_eq!(document.places().len(), 60);
    }
}

#[test]
fn one_more_link_moves_next_to_nothing() {
    for arrangement in Arrangement::ALL {
        let mut document = laid_out(1_000, arrangement);
        let ids: Vec<ClaimId> = document.map().claims().map(|(id, _)| id).collect();
        let (edit, link) = actions::link(&document, LinkKind::Attack, &[ids[700]], ids[40].into());
        document.apply(edit).unwrap();
        let moved = adjusted(&document, &[link.into(), ids[700].into(), ids[40].into()]);
        assert!(moved.len() <= 50, "{arrangement:?}: {} moved", moved.len());
    }
}

#[test]
fn a_new_row_of_an_outline_stands_beneath_its_target_and_the_rest_makes_way() {
    let mut document = Document::new();
    document
        .apply(set_arrangement(&document, Arrangement::Indented))
        .unwrap();
    let (edit, thesis) = actions::add_claim(&document, Claim::new("thesis"), None);
    document.apply(edit).unwrap();
    let add = |document: &mut Document, target: ClaimId| {
        let (edit, id) = actions::add_linked_claim(
            document,
            Claim::new("reason"),
            None,
            LinkKind::Support,
            target.into(),
            true,
        );
        document.apply(edit).unwrap();
        apply_adjusted(document, &[]);
        id
    };
    let first = add(&mut document, thesis);
    let second = add(&mut document, thesis);
    let beneath = add(&mut document, first);
    let at = |id| document.place(id).unwrap();
    let order: Vec<f32> = [thesis, first, beneath, second].map(|id| at(id).y).into();
    assert!(order.is_sorted_by(|a, b| a < b), "{order:?}");
    assert_eq!(at(first).x, at(second).x);
    assert!(at(beneath).x > at(first).x && at(first).x > at(thesis).x);
    assert_eq!(overlaps(&document, document.places()), vec![]);
}

#[test]
fn a_large_outline_is_folded_until_it_can_be_read() {
    let mut document = large(600);
    assert!(
        first_folds(&document, 1200.0, 900.0).is_empty(),
        "rows are never folded by themselves"
    );
    document
        .apply(set_arrangement(&document, Arrangement::Indented))
        .unwrap();
    let folded = first_folds(&document, 1200.0, 900.0);
    let after = |folded: &BTreeSet<ClaimId>| {
        let mut folds = document.clone();
        folds.apply(set_folded(&folds, "fold", folded)).unwrap();
        let places = arranged(&folds, 1200.0, 900.0);
        let page = rects(&folds, &places)
            .into_iter()
            .map(|(_, rect)| rect)
            .reduce(Rect::union)
            .unwrap();
        (places.len(), (1200.0 / page.w).min(900.0 / page.h))
    };
    let (shown, zoom) = after(&folded);
    assert!(zoom >= 0.5, "{shown} cards at {zoom}");
    assert!(
        shown >= 10,
        "{shown} cards at {zoom}: there was room for more"
    );
    let (all, small) = after(&BTreeSet::new());
    assert!(all == 600 && small < 0.5);
    let mut few = large(150);
    few.apply(set_arrangement(&few, Arrangement::Indented))
        .unwrap();
    assert!(first_folds(&few, 1200.0, 900.0).is_empty());
}

#[test]
fn a_picture_of_a_folded_map_shows_every_claim() {
    let mut document = laid_out(80, Arrangement::Layered);
    document.apply(actions::fold_all(&document)).unwrap();
    let hidden = hidden(document.map(), document.folded()).claims;
    assert!(hidden.len() > 10);
    // Something in sight has taken the place of something out of sight since.
    let (taken, seen) = (
        *hidden.first().unwrap(),
        *in_sight(&document).keys().next().unwrap(),
    );
    let place = Place {
        pinned: true,
        ..document.place(taken).unwrap()
    };
    document
        .apply(actions::place("move", [(seen, place)]))
        .unwrap();
    let whole = placed_whole(&document);
    assert_eq!(whole.len(), 80);
    assert_eq!(whole[&seen], place);
    assert_eq!(overlaps(&document, &whole), vec![]);
    let picture = |document: &Document| {
        String::from_utf8(svg::write(document, &Options::default()).unwrap()).unwrap()
    };
    let cards = |text: &str| text.matches("<rect").count();
    let mut unfolded = document.clone();
    unfolded.apply(actions::unfold_all(&unfolded)).unwrap();
    assert_eq!(cards(&picture(&document)), cards(&picture(&unfolded)));
    assert!(cards(&picture(&document)) >= 80);
}

/// Not a benchmark, but nobody should wait for a card.
#[test]
fn adjusting_is_quick() {
    for arrangement in Arrangement::ALL {
        let mut document = laid_out(1_000, arrangement);
        let sizes: BTreeMap<ClaimId, (f32, f32)> = card_faces(&document)
            .into_iter()
            .map(|(id, face)| (id, (face.width, face.height)))
            .collect();
        let target = *sizes.keys().nth(300).unwrap();
        let (edit, _) = actions::add_linked_claim(
            &document,
            Claim::new("new"),
            None,
            LinkKind::Support,
            target.into(),
            true,
        );
        document.apply(edit).unwrap();
        let start = std::time::Instant::now();
        let moved = adjusted_with(&document, &[], &|id| {
            Some(sizes.get(&id).copied().unwrap_or((260.0, 80.0)))
        });
        assert!(!moved.is_empty());
        assert!(
            start.elapsed() < std::time::Duration::from_secs(1),
            "{arrangement:?}: {:?}",
            start.elapsed()
        );
    }
}
