//! Moving over the plane, zooming, fitting, the small map, snapping.

use egui::{Event, Key, PointerButton, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Setup, Window, generated_map};
use crate::steps::*;

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
