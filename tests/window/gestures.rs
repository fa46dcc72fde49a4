//! Every gesture of the editor: made, taken back, made again; begun and left with Escape, which leaves no trace; and
//! what a careless hand does in the middle of one.

use counterclaim::app::canvas::camera::Camera;
use counterclaim::document::Document;
use counterclaim::map::{LinkKind, NodeId};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Setup, Window, generated_map};

const FIRST: &str = "Copying a style is not theft.";
const SECOND: &str = "Styles have always been copied.";
const THIRD: &str = "A contract can forbid it.";
const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;

/// All that Escape in the middle of a gesture must leave as it was.
#[derive(Debug, PartialEq)]
struct State {
    document: Document,
    steps: Vec<String>,
    redo: Option<String>,
    selected: Vec<NodeId>,
}

/// Says what differs, and not all of both.
fn same(now: &State, before: &State, when: &str) {
    assert_eq!(now.document, before.document, "{when}");
    let rest = |state: &State| {
        (
            state.steps.clone(),
            state.redo.clone(),
            state.selected.clone(),
        )
    };
    assert_eq!(rest(now), rest(before), "{when}");
}

fn state(window: &Window) -> State {
    State {
        document: window.document().clone(),
        steps: window.steps(),
        redo: window.redo_label(),
        selected: window.selected(),
    }
}

/// Makes a gesture `forward`, which says itself what must have come of it, takes it back in one step, does it again
/// and takes it back again; then makes it `half`, leaves it with Escape, lets go of the button and moves on.
/// `prepare` selects what it needs to begin with.
fn gesture(
    name: &str,
    prepare: impl Fn(&mut Window),
    forward: impl Fn(&mut Window),
    half: impl Fn(&mut Window),
) {
    let mut window = step(name, &prepare, forward);
    prepare(&mut window);
    let before = state(&window);
    let zoom = window.app().camera().zoom;
    half(&mut window);
    window.key(Key::Escape);
    let left = state(&window);
    same(&left, &before, &format!("{name}: left with Escape"));
    let at = window.canvas().center();
    window.drop_at(at);
    for key in [Key::S, Key::A, Key::R, Key::Space] {
        window.harness.key_up(key);
    }
    window.settle();
    same(
        &state(&window),
        &before,
        &format!("{name}: let go after Escape"),
    );
    // Nothing follows the pointer that no button is down on.
    for n in 0..6 {
        window.harness.hover_at(at + vec2(20.0, 14.0) * n as f32);
        window.harness.step();
    }
    window.settle();
    same(
        &state(&window),
        &before,
        &format!("{name}: moved on after Escape"),
    );
    assert_eq!(window.app().camera().zoom, zoom, "{name}: zoom");
    window.check();
}

/// The part of [`gesture`] for what has no middle: forward, back and forward again, and back.
fn step(name: &str, prepare: &impl Fn(&mut Window), forward: impl Fn(&mut Window)) -> Window {
    let mut window = Setup::small();
    prepare(&mut window);
    let before = window.document().clone();
    assert_eq!(window.steps().len(), 0, "{name}: to begin with");
    forward(&mut window);
    let after = window.document().clone();
    assert_ne!(after, before, "{name}: did nothing");
    assert_eq!(window.steps().len(), 1, "{name}: {:?}", window.steps());
    window.check();
    let label = window.steps().remove(0);
    window.undo();
    assert_eq!(*window.document(), before, "{name}: taken back");
    assert_eq!(window.redo_label().as_ref(), Some(&label), "{name}: redo");
    let told = format!("Undone: {label}");
    let messages = window.app().messages();
    assert!(messages.contains(&told), "{name}: {messages:?}");
    window.check();
    window.redo();
    assert_eq!(*window.document(), after, "{name}: done again");
    assert_eq!(window.steps(), vec![label], "{name}: done again");
    window.undo();
    assert_eq!(*window.document(), before, "{name}: taken back twice");
    window
}

fn nothing(window: &mut Window) {
    window.key(Key::Escape);
    assert!(window.selected().is_empty());
}

fn selecting(texts: &'static [&'static str]) -> impl Fn(&mut Window) {
    move |window| window.select(texts)
}

/// The kinds of the links that start from a claim and end at another.
fn kinds(window: &Window, from: &str, to: &str) -> Vec<LinkKind> {
    let to = NodeId::Claim(window.claim(to));
    let links = window.links_from(from).into_iter();
    links
        .filter(|(_, t)| *t == to)
        .map(|(kind, _)| kind)
        .collect()
}

fn edge(window: &Window, text: &str) -> Pos2 {
    window.card(text).center_top() + vec2(0.0, 1.0)
}

/// Halfway along the line from a card to the joint of its link.
fn line(window: &Window) -> Pos2 {
    let joint = window.joint("Support");
    joint + (window.card(SECOND).center_top() - joint) * 0.5
}

// Making claims.

#[test]
fn words_dragged_over_become_a_claim() {
    let words = |window: &mut Window| {
        let words = window.harness.get_by_label("Words of ben").rect();
        let from = words.left_top() + vec2(1.0, 11.0);
        window.drag_to(from, from + vec2(160.0, 0.0));
        from + vec2(160.0, 0.0)
    };
    gesture(
        "claim from words",
        nothing,
        |window| {
            let at = words(window);
            window.drop_at(at);
            window.key(Key::C);
            assert_eq!(window.map().claim_count(), 4);
            let id = window.app().selection().single_claim().unwrap();
            assert_eq!(window.map().claim(id).unwrap().excerpts.len(), 1);
        },
        |window| {
            words(window);
        },
    );
}

#[test]
fn c_makes_a_claim_at_the_pointer() {
    let at = |window: &Window| window.canvas().right_top() + vec2(-150.0, 150.0);
    let begin = |window: &mut Window| {
        let at = at(window);
        window.harness.hover_at(at);
        window.key(Key::C);
    };
    gesture(
        "claim at the pointer",
        nothing,
        |window| {
            begin(window);
            window.type_text("Written where I point");
            window.key(Key::Enter);
            let card = window.card("Written where I point");
            assert!(card.expand(4.0).contains(at(window)), "{card:?}");
        },
        |window| {
            begin(window);
            window.type_text("half");
        },
    );
}

#[test]
fn c_makes_a_claim_under_the_selected_card() {
    let begin = |window: &mut Window| {
        // The pointer is over the thread, as if it did not matter.
        window.harness.hover_at(Pos2::new(40.0, 400.0));
        window.key(Key::C);
    };
    gesture(
        "claim under the selected card",
        selecting(&[THIRD]),
        |window| {
            begin(window);
            window.type_text("Below it");
            window.key(Key::Enter);
            let (card, above) = (window.card("Below it"), window.card(THIRD));
            assert!(card.top() > above.bottom() && (card.left() - above.left()).abs() < 2.0);
        },
        |window| {
            begin(window);
            window.type_text("half");
        },
    );
}

#[test]
fn a_double_click_on_the_plane_makes_a_claim() {
    let at = |window: &Window| window.canvas().right_top() + vec2(-140.0, 120.0);
    gesture(
        "double click on the plane",
        nothing,
        |window| {
            let at = at(window);
            window.double_click_at(at);
            window.type_text("Out of the blue");
            window.key(Key::Enter);
            assert!(window.card("Out of the blue").contains(at));
        },
        |window| {
            let at = at(window);
            window.double_click_at(at);
            window.type_text("half");
        },
    );
}

/// A key that makes a claim linked to the selected one.
fn linked(
    name: &str,
    selected: &'static [&'static str],
    modifiers: Modifiers,
    key: Key,
    check: impl Fn(&Window),
) {
    gesture(
        name,
        selecting(selected),
        |window| {
            window.keys(modifiers, key);
            window.type_text("New ");
            window.type_text("claim");
            window.key(Key::Enter);
            assert_eq!(window.map().claim_count(), 4, "{name}");
            assert_eq!(window.selected(), vec![window.claim("New claim").into()]);
            check(window);
        },
        |window| {
            window.keys(modifiers, key);
            window.type_text("half");
        },
    );
}

#[test]
fn tab_and_shift_tab_make_children() {
    linked("Tab", &[THIRD], NONE, Key::Tab, |window| {
        assert_eq!(kinds(window, "New claim", THIRD), [LinkKind::Support]);
    });
    linked("Shift+Tab", &[THIRD], SHIFT, Key::Tab, |window| {
        assert_eq!(kinds(window, "New claim", THIRD), [LinkKind::Attack]);
    });
}

#[test]
fn enter_makes_a_sibling() {
    linked("Enter", &[SECOND], NONE, Key::Enter, |window| {
        assert_eq!(kinds(window, "New claim", FIRST), [LinkKind::Support]);
    });
    linked("Enter on a thesis", &[THIRD], NONE, Key::Enter, |window| {
        assert!(window.links_from("New claim").is_empty());
    });
}

#[test]
fn ctrl_and_an_arrow_make_a_connected_claim_there() {
    linked("Ctrl+Down", &[THIRD], CTRL, Key::ArrowDown, |window| {
        assert_eq!(kinds(window, "New claim", THIRD), [LinkKind::Support]);
    });
    linked("Ctrl+Up", &[THIRD], CTRL, Key::ArrowUp, |window| {
        assert_eq!(kinds(window, THIRD, "New claim"), [LinkKind::Support]);
    });
    linked("Ctrl+Right", &[SECOND], CTRL, Key::ArrowRight, |window| {
        assert_eq!(kinds(window, "New claim", FIRST), [LinkKind::Support]);
    });
    linked("Ctrl+Left", &[SECOND], CTRL, Key::ArrowLeft, |window| {
        assert_eq!(kinds(window, "New claim", FIRST), [LinkKind::Support]);
    });
}

#[test]
fn f2_and_a_double_click_edit() {
    let ways: [(&str, fn(&mut Window)); 2] = [
        ("F2", |window| window.key(Key::F2)),
        ("double click", |window| {
            let at = window.card(THIRD).center();
            window.double_click_at(at);
        }),
    ];
    for (name, way) in ways {
        gesture(
            name,
            selecting(&[THIRD]),
            |window| {
                way(window);
                window.type_text("A promise ");
                window.type_text("binds");
                window.key(Key::Enter);
                window.claim("A promise binds");
            },
            |window| {
                way(window);
                window.type_text("half");
                window.claim("half");
            },
        );
    }
}

// Moving and linking with the pointer.

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

/// Presses S, A or R while the button is down.
fn hold(window: &mut Window, key: Option<Key>) {
    if let Some(key) = key {
        window.harness.key_down(key);
        window.harness.run_steps(3);
    }
}

fn let_go(window: &mut Window, key: Option<Key>, at: Pos2) {
    window.drop_at(at);
    if let Some(key) = key {
        window.harness.key_up(key);
        window.settle();
    }
}

const KINDS: [(Option<Key>, LinkKind); 4] = [
    (None, LinkKind::Support),
    (Some(Key::S), LinkKind::Support),
    (Some(Key::A), LinkKind::Attack),
    (Some(Key::R), LinkKind::Rephrase),
];

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
    let ways: [(&str, fn(&Window) -> Pos2); 2] = [
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

// Linking with the keyboard.

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

// Deleting, duplicating, copying.

#[test]
fn delete_and_backspace_take_links_along() {
    for key in [Key::Delete, Key::Backspace] {
        step("delete a claim", &selecting(&[FIRST]), |window| {
            window.key(key);
            assert_eq!(window.map().claim_count(), 2);
            assert_eq!(window.map().link_count(), 0);
        });
        step("delete several", &selecting(&[FIRST, THIRD]), |window| {
            window.key(key);
            assert_eq!(window.map().claim_count(), 1);
        });
    }
    step(
        "delete a link",
        &|window: &mut Window| {
            let at = window.joint("Support");
            window.click_at(at);
        },
        |window| {
            window.key(Key::Delete);
            assert_eq!(window.map().claim_count(), 3);
            assert_eq!(window.map().link_count(), 0);
        },
    );
}

#[test]
fn ctrl_d_duplicates_with_the_links_among_them() {
    step("duplicate", &selecting(&[FIRST, SECOND]), |window| {
        window.keys(CTRL, Key::D);
        assert_eq!(window.map().claim_count(), 5);
        assert_eq!(window.map().link_count(), 2);
        assert_eq!(window.app().selection().claims().len(), 2);
        let copies = window.selected();
        assert!(!copies.contains(&window.claim(FIRST).into()));
    });
}

#[test]
fn cut_is_one_step_and_says_what_it_did() {
    step("cut", &selecting(&[FIRST, SECOND]), |window| {
        window.keys(CTRL, Key::X);
        assert_eq!(window.map().claim_count(), 1);
    });
}

// Selecting and changing in bulk.

fn frame_all(window: &mut Window) -> Pos2 {
    let from = window.card(FIRST).left_top() - vec2(20.0, 20.0);
    let to = window.card(THIRD).right_bottom() + vec2(20.0, 20.0);
    window.drag_to(from, to);
    to
}

#[test]
fn a_frame_selects_and_escape_gives_the_old_selection_back() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let before = state(&window);
    frame_all(&mut window);
    assert_eq!(window.app().selection().claims().len(), 3);
    window.key(Key::Escape);
    let at = window.canvas().center();
    window.drop_at(at);
    same(&state(&window), &before, "as it was");
    let to = frame_all(&mut window);
    window.drop_at(to);
    assert_eq!(window.app().selection().claims().len(), 3);
    assert_eq!(window.document(), &before.document);
    assert!(window.steps().is_empty());
    window.key(Key::Escape);
    assert!(window.selected().is_empty());
}

#[test]
fn shift_adds_to_the_selection_and_takes_from_it() {
    let mut window = Setup::small();
    window.select(&[FIRST, SECOND, THIRD]);
    assert_eq!(window.app().selection().claims().len(), 3);
    let at = window.card(SECOND).center();
    window.click_with(SHIFT, at);
    let two = [FIRST, THIRD].map(|text| NodeId::Claim(window.claim(text)));
    assert_eq!(window.selected(), two);
    window.click_with(CTRL, at);
    assert_eq!(window.app().selection().claims().len(), 3);
    window.keys(CTRL, Key::A);
    assert_eq!(window.app().selection().claims().len(), 3);
    assert!(window.steps().is_empty());
}

#[test]
fn tags_and_kinds_change_in_bulk() {
    let frame = |window: &mut Window| {
        let to = frame_all(window);
        window.drop_at(to);
    };
    step("tag in bulk", &frame, |window| {
        window.key(Key::Num3);
        assert!(
            window
                .map()
                .claims()
                .all(|(_, claim)| claim.tags.len() == 1)
        );
    });
    step("another kind in bulk", &frame, |window| {
        window.click("Make attack");
        assert!(
            window
                .map()
                .links()
                .all(|(_, l)| l.kind == LinkKind::Attack)
        );
    });
    step("tag in bulk from the inspector", &frame, |window| {
        window.click("Tag moat");
        assert!(
            window
                .map()
                .claims()
                .all(|(_, claim)| claim.tags.len() == 1)
        );
    });
}

#[test]
fn shift_and_arrows_nudge_and_a_run_is_one_step() {
    step("nudge", &selecting(&[THIRD]), |window| {
        let before = window.card(THIRD);
        for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowDown] {
            window.keys(SHIFT, key);
        }
        let by = window.card(THIRD).min - before.min;
        assert!(by.x > by.y && by.y > 0.0, "{by:?}");
    });
}

#[test]
fn arranging_is_one_step_in_either_arrangement() {
    step("arrange", &nothing, |window| window.keys(CTRL, Key::L));
    step("arrange like an outline", &nothing, |window| {
        window.menu("Map", "Arrange like an outline");
    });
}

// Looking around.

fn moved(window: &Window, before: Camera) -> egui::Vec2 {
    window.app().camera().centre - before.centre
}

#[test]
fn the_plane_is_moved_by_space_middle_button_two_fingers_and_arrows() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let from = window.card(FIRST).center();
    let to = from + vec2(60.0, 40.0);

    let camera = window.app().camera();
    window.harness.key_down(Key::Space);
    window.harness.step();
    window.drag(from, to);
    window.harness.key_up(Key::Space);
    window.settle();
    assert!(moved(&window, camera).length() > 30.0, "space and drag");
    assert!(
        window.selected().is_empty(),
        "space and drag selects nothing"
    );

    for button in [PointerButton::Middle, PointerButton::Secondary] {
        let camera = window.app().camera();
        window.drag_with(button, to, from);
        assert!(moved(&window, camera).length() > 30.0, "{button:?}");
        assert!(window.selected().is_empty(), "{button:?}");
        assert!(!window.mentions("Duplicate"), "{button:?} opens no menu");
    }
    let camera = window.app().camera();
    window.scroll(to, vec2(0.0, -60.0), NONE);
    let by = moved(&window, camera);
    assert!(by.y > 20.0 && by.x.abs() < 1.0, "two fingers: {by:?}");
    window.key(Key::Escape);
    for (key, x, y) in [
        (Key::ArrowRight, 1.0, 0.0),
        (Key::ArrowLeft, -1.0, 0.0),
        (Key::ArrowDown, 0.0, 1.0),
        (Key::ArrowUp, 0.0, -1.0),
    ] {
        let camera = window.app().camera();
        window.key(key);
        let by = moved(&window, camera);
        assert!(by.dot(vec2(x, y)) > 20.0, "{key:?}: {by:?}");
    }
    assert_eq!(*window.document(), before);
    assert!(window.steps().is_empty());
}

#[test]
fn space_to_pan_keeps_what_is_selected() {
    let mut window = Setup::small();
    let to = frame_all(&mut window);
    window.drop_at(to);
    assert_eq!(window.app().selection().claims().len(), 3);
    let at = window.card(FIRST).center();
    window.harness.hover_at(at);
    window.harness.step();
    window.harness.key_down(Key::Space);
    window.harness.run_steps(2);
    window.drag(at, at + vec2(50.0, 50.0));
    window.harness.key_up(Key::Space);
    window.settle();
    assert_eq!(window.app().selection().claims().len(), 3);
    assert!(window.steps().is_empty());
}

#[test]
fn zooming_keeps_what_is_under_the_pointer() {
    let mut window = Setup::small();
    let at = window.card(THIRD).left_top();
    let zoom = window.app().camera().zoom;
    window.scroll(at, vec2(0.0, 40.0), CTRL);
    assert!(window.app().camera().zoom > zoom * 1.05);
    assert!((window.card(THIRD).left_top() - at).length() < 2.0);
    window.key(Key::Num0);
    assert_eq!(window.app().camera().zoom, 1.0);
    window.key(Key::Plus);
    assert!(window.app().camera().zoom > 1.2);
    window.key(Key::Minus);
    assert!((window.app().camera().zoom - 1.0).abs() < 0.01);
}

#[test]
fn all_and_the_selection_fit_the_view() {
    let mut window = Setup::small();
    for _ in 0..12 {
        window.key(Key::ArrowLeft);
    }
    window.keys(SHIFT, Key::Num1);
    let canvas = window.canvas();
    for text in [FIRST, SECOND, THIRD] {
        assert!(canvas.contains_rect(window.card(text)), "{text}");
    }
    let zoom = window.app().camera().zoom;
    window.select(&[THIRD]);
    window.keys(SHIFT, Key::Num2);
    assert!(window.app().camera().zoom >= zoom);
    assert!((window.card(THIRD).center() - window.canvas().center()).length() < 20.0);
}

#[test]
fn a_drag_at_the_edge_moves_the_view_and_escape_brings_it_back() {
    let mut window = Setup::small();
    let (before, camera) = (window.document().clone(), window.app().camera());
    let from = window.card(THIRD).center();
    let to = egui::pos2(window.canvas().right() - 3.0, from.y);
    window.drag_to(from, to);
    window.harness.run_steps(30);
    assert!(
        moved(&window, camera).x > 60.0,
        "{:?}",
        window.app().camera()
    );
    // The card stays under the pointer.
    let place = window.document().place(window.claim(THIRD)).unwrap();
    assert!(place.x > before.place(window.claim(THIRD)).unwrap().x + 60.0);
    window.key(Key::Escape);
    assert_eq!(*window.document(), before);
    assert_eq!(window.app().camera(), camera, "where it was looked at from");
    window.drop_at(to);
    assert_eq!(window.app().camera(), camera);
    assert!(window.steps().is_empty());
}

#[test]
fn cards_snap_to_lines_unless_ctrl_is_held() {
    let mut window = Setup::small();
    let (first, third) = (window.claim(FIRST), window.claim(THIRD));
    let zoom = window.app().camera().zoom;
    let from = window.card(THIRD).center();
    // Four points short of standing in line with the first card's top.
    let up = (window.document().place(third).unwrap().y
        - window.document().place(first).unwrap().y)
        * zoom;
    let to = from + vec2(30.0, -(up - 4.0));
    window.drag(from, to);
    let y = |window: &Window, id| window.document().place(id).unwrap().y;
    assert_eq!(y(&window, third), y(&window, first));
    window.undo();
    window.drag_to(from, to);
    window.harness.event(Event::ModifiersChanged(CTRL));
    window.harness.run_steps(2);
    window.harness.hover_at(to + vec2(1.0, 0.0));
    window.harness.run_steps(2);
    window.button(PointerButton::Primary, to, false);
    window.harness.event(Event::ModifiersChanged(NONE));
    window.settle();
    assert_ne!(y(&window, third), y(&window, first));
}

fn large() -> Window {
    Setup {
        document: Some(generated_map(120)),
        ..Setup::default()
    }
    .build()
}

#[test]
fn a_click_on_the_small_map_goes_there() {
    let mut window = large();
    window.key(Key::Num0);
    let map = window.harness.get_by_label_contains("Small map").rect();
    let camera = window.app().camera();
    window.click_at(map.left_top() + vec2(20.0, 20.0));
    let here = window.app().camera();
    assert_ne!(here, camera);
    window.click_at(map.right_bottom() - vec2(20.0, 20.0));
    let there = window.app().camera();
    assert!(there.centre.x > here.centre.x && there.centre.y > here.centre.y);
    assert!(window.selected().is_empty());
    assert!(window.steps().is_empty());
    window.key(Key::M);
    assert!(!window.mentions("Small map: "));
}

#[test]
fn a_card_dropped_on_the_small_map_is_dropped() {
    let mut window = large();
    window.key(Key::Num0);
    let canvas = window.canvas();
    let map = window.harness.get_by_label_contains("Small map").rect();
    window.keys(ALT, Key::ArrowUp);
    let card = window.card("Claim 0").intersect(canvas);
    assert!(!map.intersects(card));
    window.drag(card.center(), map.center());
    let after = window.document().clone();
    for n in 0..8 {
        window
            .harness
            .hover_at(canvas.center() + vec2(n as f32 * 12.0, 0.0));
        window.harness.step();
    }
    window.settle();
    assert_eq!(*window.document(), after, "no button is down");
    assert!(window.steps().len() <= 1);
}

// What a careless or malicious hand does.

#[test]
fn the_wrong_button_moves_and_draws_nothing() {
    let mut window = Setup::small();
    let before = state(&window);
    for button in [
        PointerButton::Secondary,
        PointerButton::Middle,
        PointerButton::Extra1,
        PointerButton::Extra2,
    ] {
        let starts: [fn(&Window) -> Pos2; 2] = [
            |window| window.card(THIRD).center(),
            |window| edge(window, THIRD),
        ];
        for start in starts {
            let from = start(&window);
            window.drag_with(button, from, window.card(FIRST).center());
            window.keys(SHIFT, Key::Num1);
        }
    }
    same(&state(&window), &before, "as it was");
}

#[test]
fn a_second_button_in_the_middle_of_a_drag_does_not_break_it() {
    for button in [PointerButton::Secondary, PointerButton::Middle] {
        let mut window = Setup::small();
        let before = window.document().clone();
        let from = window.card(THIRD).center();
        let to = from + vec2(60.0, 50.0);
        window.drag_to(from, to);
        window.button(button, to, true);
        window.harness.hover_at(to + vec2(5.0, 5.0));
        window.harness.step();
        window.button(button, to, false);
        window.harness.hover_at(to);
        window.harness.step();
        window.drop_at(to);
        assert!(
            window.steps().len() <= 1,
            "{button:?}: {:?}",
            window.steps()
        );
        let after = window.document().clone();
        for n in 0..6 {
            window.harness.hover_at(to + vec2(10.0, 10.0) * n as f32);
            window.harness.step();
        }
        window.settle();
        assert_eq!(*window.document(), after, "{button:?}: nothing sticks");
        window.key(Key::Escape);
        assert_eq!(*window.document(), after, "{button:?}: it was finished");
        window.undo();
        assert_eq!(*window.document(), before, "{button:?}");
    }
}

#[test]
fn keys_in_the_middle_of_a_drag_do_nothing_else() {
    for drag_from_edge in [false, true] {
        for (modifiers, key) in [
            (NONE, Key::Delete),
            (NONE, Key::Backspace),
            (NONE, Key::C),
            (NONE, Key::Tab),
            (NONE, Key::Enter),
            (NONE, Key::Space),
            (NONE, Key::Num1),
            (NONE, Key::N),
            (NONE, Key::F2),
            (NONE, Key::ArrowDown),
            (CTRL, Key::Z),
            (CTRL, Key::D),
            (CTRL, Key::X),
            (CTRL, Key::L),
            (CTRL, Key::A),
            (CTRL, Key::Num4),
            (CTRL, Key::W),
            (CTRL, Key::Tab),
            (SHIFT, Key::ArrowDown),
        ] {
            let mut window = Setup::small();
            window.select(&[THIRD]);
            let before = state(&window);
            let from = if drag_from_edge {
                edge(&window, THIRD)
            } else {
                window.card(THIRD).center()
            };
            let to = window.card(FIRST).center_bottom() + vec2(60.0, 30.0);
            window.drag_to(from, to);
            window.harness.key_press_modifiers(modifiers, key);
            window.harness.run_steps(8);
            window.key(Key::Escape);
            window.drop_at(to);
            same(&state(&window), &before, &format!("{modifiers:?} {key:?}"));
            window.check();
        }
    }
}

#[test]
fn keys_in_the_middle_of_a_frame_leave_nothing_stuck() {
    for (modifiers, key) in [
        (NONE, Key::Delete),
        (NONE, Key::C),
        (CTRL, Key::Z),
        (CTRL, Key::Num4),
        (CTRL, Key::N),
        (CTRL, Key::Comma),
    ] {
        let mut window = Setup::small();
        let to = frame_all(&mut window);
        window.harness.key_press_modifiers(modifiers, key);
        window.harness.run_steps(8);
        window.drop_at(to);
        window.check();
        for _ in 0..3 {
            window.key(Key::Escape);
        }
        // Whatever came of it, back to the map.
        window.keys(CTRL, Key::Num3);
        if window.app().documents() > 1 {
            window.keys(CTRL, Key::Tab);
        }
        window.key(Key::Escape);
        window.key(Key::Escape);
        let selected = window.selected();
        for n in 0..8 {
            window.harness.hover_at(to - vec2(30.0, 30.0) * n as f32);
            window.harness.step();
        }
        window.settle();
        assert_eq!(
            window.selected(),
            selected,
            "{modifiers:?} {key:?}: a frame follows the pointer"
        );
    }
}

#[test]
fn a_gesture_left_keeps_what_could_be_done_again() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    window.undo();
    let before = state(&window);
    assert!(before.redo.is_some());
    let from = window.card(THIRD).center();
    window.drag_to(from, from + vec2(80.0, 30.0));
    window.key(Key::Escape);
    window.drop_at(from);
    same(&state(&window), &before, "as it was");
    window.key(Key::Tab);
    window.type_text("half");
    window.key(Key::Escape);
    same(&state(&window), &before, "as it was");
    window.redo();
    assert_eq!(window.steps().len(), 1);
}

#[test]
fn undo_in_the_middle_of_typing_undoes_typing() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    window.key(Key::F2);
    window.type_text("typed");
    window.undo();
    window.key(Key::Escape);
    window.claim(THIRD);
    assert_eq!(window.steps().len(), 1, "the tag is still there");
    // From the menu the step that is being made is taken back, and the typing is over.
    window.key(Key::F2);
    window.type_text("typed");
    window.menu("Edit", "Undo: ");
    window.claim(THIRD);
    window.check();
    assert!(!window.shows("Claim text"));
    window.key(Key::Escape);
    window.claim(THIRD);
}

#[test]
fn what_is_being_edited_can_be_deleted() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.select(&[THIRD]);
    window.key(Key::F2);
    window.type_text("typed");
    window.click("Delete claim");
    assert_eq!(window.map().claim_count(), 2);
    window.key(Key::Escape);
    window.type_text("into nothing");
    window.check();
    assert_eq!(window.map().claim_count(), 2);
    window.undo();
    window.undo();
    assert_eq!(*window.document(), before);
}

#[test]
fn bare_keys_while_typing_are_the_texts() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let before = state(&window);
    window.key(Key::F2);
    for key in [
        Key::Delete,
        Key::Backspace,
        Key::C,
        Key::N,
        Key::Num1,
        Key::M,
    ] {
        window.key(key);
    }
    let third = window.app().selection().single_claim().unwrap();
    let claim = window.map().claim(third).unwrap();
    assert!(claim.text.is_empty() && claim.tags.is_empty());
    assert_eq!(window.map().claim_count(), 3);
    window.key(Key::Escape);
    same(&state(&window), &before, "left");
}

#[test]
fn a_command_while_typing_ends_it_and_loses_nothing() {
    for (name, key) in [("duplicate", Key::D), ("arrange", Key::L)] {
        let mut window = Setup::small();
        window.select(&[THIRD]);
        let before = window.document().clone();
        window.key(Key::F2);
        window.type_text("typed");
        window.keys(CTRL, key);
        window.claim("typed");
        assert!(!window.shows("Claim text"), "{name}: typing is over");
        window.key(Key::Escape);
        window.claim("typed");
        assert_eq!(window.steps().len(), 2, "{name}: {:?}", window.steps());
        window.undo();
        window.claim("typed");
        window.undo();
        assert_eq!(*window.document(), before, "{name}");
    }
}

#[test]
fn tab_with_nothing_selected_changes_nothing() {
    let mut window = Setup::small();
    let before = state(&window);
    window.key(Key::Tab);
    window.keys(SHIFT, Key::Tab);
    window.key(Key::Enter);
    assert_eq!(window.document(), &before.document);
    assert!(window.steps().is_empty());
}

#[test]
fn tab_in_the_inspector_moves_the_keyboard_and_makes_nothing() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let field = window.harness.get_by_label("Claim text in the inspector");
    field.focus();
    window.settle();
    let before = state(&window);
    assert_eq!(window.focused(), ["Claim text in the inspector"]);
    window.key(Key::Tab);
    let now = window.focused();
    assert_ne!(now, ["Claim text in the inspector"]);
    assert!(now.iter().any(|name| name.starts_with("Tag ")), "{now:?}");
    window.keys(SHIFT, Key::Tab);
    assert_eq!(window.focused(), ["Claim text in the inspector"]);
    same(&state(&window), &before, "as it was");
}

#[test]
fn arrows_and_enter_on_a_button_are_the_buttons() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let before = window.document().clone();
    for key in [
        Key::ArrowDown,
        Key::ArrowUp,
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::Delete,
        Key::Backspace,
    ] {
        window.harness.get_by_label("Tag moat").focus();
        window.settle();
        let selected = window.selected();
        let camera = window.app().camera();
        window.key(key);
        assert_eq!(window.selected(), selected, "{key:?}");
        assert_eq!(window.app().camera(), camera, "{key:?}");
        assert_eq!(*window.document(), before, "{key:?}");
    }
    window.harness.get_by_label("Tag moat").focus();
    window.settle();
    window.key(Key::Enter);
    assert_eq!(window.map().claim_count(), 3, "no claim is made");
    let third = window.claim(THIRD);
    assert_eq!(window.map().claim(third).unwrap().tags.len(), 1);
    window.key(Key::Space);
    assert!(window.map().claim(third).unwrap().tags.is_empty());
}

#[test]
fn ctrl_z_while_typing_in_the_inspector_undoes_typing() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    let field = window.harness.get_by_label("Claim text in the inspector");
    field.focus();
    window.settle();
    window.keys(CTRL, Key::End);
    window.type_text(" Always.");
    window.claim("A contract can forbid it. Always.");
    window.undo();
    let third = window.claim(THIRD);
    assert_eq!(
        window.map().claim(third).unwrap().tags.len(),
        1,
        "the tag stays"
    );
    assert_eq!(window.app().selection().single_claim(), Some(third));
    window.check();
}

#[test]
fn escape_in_an_inspector_field_leaves_the_field_only() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let field = window.harness.get_by_label("Claim text in the inspector");
    field.focus();
    window.settle();
    window.key(Key::Escape);
    let third = window.claim(THIRD);
    assert_eq!(window.app().selection().single_claim(), Some(third));
    assert_ne!(window.focused(), ["Claim text in the inspector"]);
    window.key(Key::Escape);
    assert!(window.selected().is_empty());
}

#[test]
fn escape_everywhere_at_any_time_harms_nothing() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let keys: [(Modifiers, Key); 14] = [
        (CTRL, Key::F),
        (CTRL, Key::K),
        (CTRL, Key::Comma),
        (CTRL, Key::E),
        (CTRL, Key::Num4),
        (CTRL, Key::Num5),
        (CTRL, Key::Num3),
        (NONE, Key::V),
        (NONE, Key::T),
        (NONE, Key::F1),
        (NONE, Key::Questionmark),
        (NONE, Key::K),
        (CTRL, Key::I),
        (NONE, Key::F6),
    ];
    for (modifiers, key) in keys {
        window.keys(modifiers, key);
        window.key(Key::Escape);
        window.key(Key::Escape);
        assert_eq!(*window.document(), before, "{key:?}");
        assert!(window.steps().is_empty(), "{key:?}");
    }
    // And the map has the keyboard again.
    window.keys(CTRL, Key::A);
    assert_eq!(window.app().selection().claims().len(), 3);
}

#[test]
fn undo_and_redo_reach_back_to_the_opening() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.undo();
    assert_eq!(*window.document(), before);
    assert!(
        window
            .app()
            .messages()
            .contains(&"Nothing to undo".to_owned())
    );
    let mut states = vec![before.clone()];
    for n in 0..12 {
        window.select(&[THIRD]);
        match n % 4 {
            0 => window.key(Key::Num1),
            1 => window.keys(SHIFT, Key::ArrowRight),
            2 => {
                window.key(Key::Tab);
                window.type_text(&format!("Child {n}"));
                window.key(Key::Enter);
            }
            _ => window.key(Key::Num2),
        }
        states.push(window.document().clone());
    }
    assert_eq!(window.steps().len(), 12);
    for expected in states.iter().rev().skip(1) {
        window.undo();
        assert_eq!(window.document(), expected);
    }
    assert!(!window.app().session().dirty(), "as the file has it");
    for expected in states.iter().skip(1) {
        window.redo();
        assert_eq!(window.document(), expected);
    }
    window.check();
}
