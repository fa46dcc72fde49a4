//! Claims made, moved about, deleted, selected and changed in bulk.

use counterclaim::map::{LinkKind, NodeId};
use egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Setup, Window};
use crate::steps::*;

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
    type Way = fn(&mut Window);
    let ways: [(&str, Way); 2] = [
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

#[test]
fn a_key_for_a_link_does_nothing_while_a_frame_is_drawn() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let to = frame_all(&mut window);
    window.key(Key::A);
    assert_eq!(window.map().link_count(), before.map().link_count());
    window.drop_at(to);
    assert_eq!(window.selected().len(), 4);
    assert_eq!(*window.document(), before);
}
