//! Cards moved and linked, by the pointer and by the keyboard.

use counterclaim::map::{LinkKind, NodeId};
use egui::{Key, Pos2, vec2};

use crate::harness::{Setup, Window};
use crate::steps::*;

#[test]
fn moving_one_card_and_several() {
    let by = vec2(-40.0, 90.0);
    for (name, cards) in [
        ("move a card", &[THIRD] as &'static [_]),
        ("move several cards", &[SECOND, THIRD]),
    ] {
        gesture(
            name,
            selecting(cards),
            |window| {
                let (from, still) = (window.card(THIRD), window.card(FIRST));
                let second = window.card(SECOND);
                window.drag(from.center(), from.center() + by);
                assert!((window.card(THIRD).center() - from.center() - by).length() < 10.0);
                assert_eq!(window.card(FIRST), still);
                let moved = window.card(SECOND) != second;
                assert_eq!(moved, cards.len() == 2);
            },
            |window| {
                let from = window.card(THIRD).center();
                window.drag_to(from, from + by);
                assert_ne!(window.card(THIRD).center(), from);
            },
        );
    }
}

#[test]
fn a_card_dropped_on_a_card_is_linked_and_goes_back() {
    for (key, kind) in KINDS {
        gesture(
            &format!("drop a card on a card, {key:?}"),
            selecting(&[THIRD]),
            |window| {
                let third = window.claim(THIRD);
                let (before, count) = (window.document().place(third), window.map().link_count());
                let (from, to) = (window.card(THIRD).center(), window.card(FIRST).center());
                window.drag_to(from, to);
                hold(window, key);
                let_go(window, key, to);
                assert_eq!(kinds(window, THIRD, FIRST), [kind]);
                assert_eq!(window.document().place(third), before, "it goes back");
                assert_eq!(window.map().link_count(), count + 1);
            },
            |window| {
                let (from, to) = (window.card(THIRD).center(), window.card(FIRST).center());
                window.drag_to(from, to);
                hold(window, key);
            },
        );
    }
}

#[test]
fn s_a_or_r_held_while_dragging_links() {
    for (key, kind) in KINDS.into_iter().skip(1) {
        // The key first, then the button: nothing moves at all.
        gesture(
            &format!("hold {key:?} and drag"),
            selecting(&[THIRD]),
            |window| {
                let (from, to) = (window.card(THIRD).center(), window.card(FIRST).center());
                let places = window.document().places().clone();
                hold(window, key);
                window.drag_to(from, to);
                assert_eq!(*window.document().places(), places, "nothing moves");
                let_go(window, key, to);
                assert_eq!(kinds(window, THIRD, FIRST), [kind]);
            },
            |window| {
                let (from, to) = (window.card(THIRD).center(), window.card(FIRST).center());
                hold(window, key);
                window.drag_to(from, to);
            },
        );
        gesture(
            &format!("drag from the edge with {key:?}"),
            nothing,
            |window| {
                let (from, to) = (edge(window, THIRD), window.card(FIRST).center());
                window.drag_to(from, to);
                hold(window, key);
                let_go(window, key, to);
                assert_eq!(kinds(window, THIRD, FIRST), [kind]);
            },
            |window| {
                let (from, to) = (edge(window, THIRD), window.card(FIRST).center());
                window.drag_to(from, to);
                hold(window, key);
            },
        );
    }
}

#[test]
fn several_claims_linked_at_once_are_linked_premises() {
    gesture(
        "link two claims to a third",
        selecting(&[SECOND, THIRD]),
        |window| {
            let (from, to) = (edge(window, THIRD), window.card(FIRST).center());
            window.drag_to(from, to);
            hold(window, Some(Key::A));
            let_go(window, Some(Key::A), to);
            let link = window.map().links_from(window.claim(THIRD))[0];
            let link = window.map().link(link).unwrap();
            assert_eq!((link.kind, link.premises.len()), (LinkKind::Attack, 2));
        },
        |window| {
            let (from, to) = (edge(window, THIRD), window.card(FIRST).center());
            window.drag_to(from, to);
        },
    );
}

#[test]
fn an_attack_drawn_onto_an_arrow_undercuts_it() {
    gesture(
        "undercut",
        nothing,
        |window| {
            let (from, to) = (edge(window, THIRD), line(window));
            window.drag_to(from, to);
            hold(window, Some(Key::A));
            let_go(window, Some(Key::A), to);
            let support = window.map().links_onto(window.claim(FIRST).into())[0];
            let under = window.map().links_onto(support.into());
            assert!(window.map().link(under[0]).unwrap().is_undercut());
        },
        |window| {
            let (from, to) = (edge(window, THIRD), line(window));
            window.drag_to(from, to);
            hold(window, Some(Key::A));
        },
    );
}

#[test]
fn a_second_claim_on_a_joint_is_a_linked_premise() {
    type From = fn(&Window) -> Pos2;
    let ways: [(&str, From); 2] = [
        ("a drawn link on a joint", |window| edge(window, THIRD)),
        ("a moved card on a joint", |window| {
            window.card(THIRD).center()
        }),
    ];
    for (name, from) in ways {
        gesture(
            name,
            selecting(&[THIRD]),
            |window| {
                let third = window.claim(THIRD);
                let before = window.document().place(third);
                let (from, to) = (from(window), window.joint("Support"));
                window.drag(from, to);
                let link = window.map().links_onto(window.claim(FIRST).into())[0];
                let premises = window.map().link(link).unwrap().premises;
                assert_eq!(premises, vec![window.claim(SECOND), third]);
                assert_eq!(window.document().place(third), before);
            },
            |window| {
                let (from, to) = (from(window), window.joint("Support"));
                window.drag_to(from, to);
            },
        );
    }
}

#[test]
fn a_link_drawn_into_the_plane_makes_its_target() {
    let draw = |window: &mut Window| {
        let from = window.card(THIRD).center_bottom() - vec2(0.0, 1.0);
        window.drag_to(from, from + vec2(20.0, 120.0));
        from + vec2(20.0, 120.0)
    };
    gesture(
        "link into the plane",
        nothing,
        |window| {
            let at = draw(window);
            window.drop_at(at);
            window.type_text("What it leads to");
            window.key(Key::Enter);
            assert_eq!(
                kinds(window, THIRD, "What it leads to"),
                [LinkKind::Support]
            );
        },
        |window| {
            draw(window);
        },
    );
    gesture(
        "typing after a link into the plane",
        nothing,
        |window| {
            let at = draw(window);
            window.drop_at(at);
            window.type_text("kept");
            window.key(Key::Enter);
        },
        |window| {
            let at = draw(window);
            window.drop_at(at);
            window.type_text("half");
        },
    );
}

#[test]
fn the_keyboard_links_joins_and_reverses() {
    for (key, kind) in [
        (Key::S, LinkKind::Support),
        (Key::A, LinkKind::Attack),
        (Key::R, LinkKind::Rephrase),
    ] {
        gesture(
            &format!("link with {key:?} and the arrows"),
            selecting(&[THIRD]),
            |window| {
                window.key(key);
                window.key(Key::ArrowLeft);
                window.key(Key::ArrowUp);
                window.key(Key::ArrowUp);
                window.key(Key::Enter);
                assert_eq!(kinds(window, THIRD, FIRST), [kind]);
            },
            |window| {
                window.key(key);
                window.key(Key::ArrowLeft);
                window.key(Key::ArrowUp);
            },
        );
        step(
            &format!("link two selected claims with {key:?}"),
            &selecting(&[THIRD, FIRST]),
            |window| {
                window.key(key);
                assert_eq!(kinds(window, THIRD, FIRST), [kind]);
            },
        );
    }
    gesture(
        "join with J",
        selecting(&[THIRD]),
        |window| {
            window.key(Key::J);
            window.key(Key::ArrowLeft);
            window.key(Key::Enter);
            let link = window.map().links_onto(window.claim(FIRST).into())[0];
            assert_eq!(window.map().link(link).unwrap().premises.len(), 2);
        },
        |window| {
            window.key(Key::J);
            window.key(Key::ArrowLeft);
        },
    );
    step(
        "reverse with I",
        &|window: &mut Window| {
            let at = window.joint("Support");
            window.click_at(at);
        },
        |window| {
            window.key(Key::I);
            assert_eq!(kinds(window, FIRST, SECOND), [LinkKind::Support]);
        },
    );
}

#[test]
fn alt_and_arrows_walk_along_links_and_change_nothing() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let first = NodeId::Claim(window.claim(FIRST));
    window.keys(ALT, Key::ArrowUp);
    assert_eq!(window.selected(), vec![first], "the first thesis");
    window.keys(ALT, Key::ArrowDown);
    let below = window.selected();
    assert_ne!(below, vec![first]);
    window.keys(ALT, Key::ArrowUp);
    assert_eq!(window.selected(), vec![first]);
    window.keys(ALT, Key::ArrowDown);
    assert_eq!(window.selected(), below);
    assert_eq!(*window.document(), before);
    assert!(window.steps().is_empty());
}
