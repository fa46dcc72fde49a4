//! What a careless or malicious hand does: keys while dragging, wrong buttons, Escape anywhere, undo while typing.

use egui::{Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use counterclaim::map::NodeId;

use crate::harness::{Setup, Window};
use crate::steps::*;

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
fn folding_from_the_menu_while_typing_ends_it() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.select(&[FIRST]);
    window.key(Key::F2);
    window.type_text("typed");
    window.menu("View", "Fold to the first premises");
    window.key(Key::Escape);
    window.claim("typed");
    for _ in 0..window.steps().len() {
        window.undo();
    }
    assert_eq!(*window.document(), before);
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

#[test]
fn what_is_typed_quicker_than_frames_are_drawn_goes_where_it_belongs() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.key(Key::Tab);
    // A whole branch within one frame.
    for (n, text) in ["one", "two", "three"].iter().enumerate() {
        if n > 0 {
            window.harness.key_press(Key::Tab);
        }
        for letter in text.chars() {
            window.harness.event(egui::Event::Text(letter.to_string()));
        }
    }
    window.harness.key_press(Key::Enter);
    window.settle();
    window.settle();
    let chain = ["A contract can forbid it.", "one", "two", "three"];
    for pair in chain.windows(2) {
        let links = window.map().links_from(window.claim(pair[1]));
        let link = window.map().link(links[0]).unwrap();
        assert_eq!(link.target, NodeId::Claim(window.claim(pair[0])));
    }
    window.check();
}

#[test]
fn an_attack_typed_right_after_a_claim_is_the_one_that_is_deleted() {
    let mut window = Setup::small();
    window.keys(Modifiers::COMMAND, Key::N);
    window.key(Key::C);
    window.type_text("top");
    window.key(Key::Enter);
    window.keys(Modifiers::SHIFT, Key::Tab);
    window.type_text("attack");
    window.key(Key::Enter);
    window.key(Key::Delete);
    assert_eq!(window.map().claim_count(), 1);
    window.claim("top");
}

#[test]
fn the_same_link_is_not_made_twice() {
    let mut window = Setup::small();
    let links = window.map().link_count();
    let premise = window.card("Styles have always been copied.").center();
    window.click_at(premise);
    let target = window.card("Copying a style is not theft.").center();
    window
        .harness
        .event(egui::Event::ModifiersChanged(Modifiers::SHIFT));
    window.harness.step();
    window.click_at(target);
    window
        .harness
        .event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.harness.step();
    if window.selected().len() == 2 {
        window.key(Key::S);
        assert_eq!(window.map().link_count(), links);
        assert!(matches!(window.selected()[..], [NodeId::Link(_)]));
    } else {
        panic!("two cards were to be selected: {:?}", window.selected());
    }
}
