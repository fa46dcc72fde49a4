//! A gesture as the tests make it: forward, taken back, done again; begun and left with Escape. What the tests of
//! gestures share.

use counterclaim::app::canvas::camera::Camera;
use counterclaim::document::Document;
use counterclaim::map::{LinkKind, NodeId};
use egui::{Key, Modifiers, Pos2, vec2};

use crate::harness::{Setup, Window};

pub const FIRST: &str = "Copying a style is not theft.";
pub const SECOND: &str = "Styles have always been copied.";
pub const THIRD: &str = "A contract can forbid it.";
pub const NONE: Modifiers = Modifiers::NONE;
pub const CTRL: Modifiers = Modifiers::COMMAND;
pub const SHIFT: Modifiers = Modifiers::SHIFT;
pub const ALT: Modifiers = Modifiers::ALT;

/// All that Escape in the middle of a gesture must leave as it was.
#[derive(Debug, PartialEq)]
pub struct State {
    pub document: Document,
    pub steps: Vec<String>,
    pub redo: Option<String>,
    pub selected: Vec<NodeId>,
}

/// Says what differs, and not all of both.
pub fn same(now: &State, before: &State, when: &str) {
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

pub fn state(window: &Window) -> State {
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
pub fn gesture(
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
pub fn step(name: &str, prepare: &impl Fn(&mut Window), forward: impl Fn(&mut Window)) -> Window {
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

pub fn nothing(window: &mut Window) {
    window.key(Key::Escape);
    assert!(window.selected().is_empty());
}

pub fn selecting(texts: &'static [&'static str]) -> impl Fn(&mut Window) {
    move |window| window.select(texts)
}

/// The kinds of the links that start from a claim and end at another.
pub fn kinds(window: &Window, from: &str, to: &str) -> Vec<LinkKind> {
    let to = NodeId::Claim(window.claim(to));
    let links = window.links_from(from).into_iter();
    links
        .filter(|(_, t)| *t == to)
        .map(|(kind, _)| kind)
        .collect()
}

pub fn edge(window: &Window, text: &str) -> Pos2 {
    window.card(text).center_top() + vec2(0.0, 1.0)
}

/// Halfway along the line from a card to the joint of its link.
pub fn line(window: &Window) -> Pos2 {
    let joint = window.joint("Support");
    joint + (window.card(SECOND).center_top() - joint) * 0.5
}

/// Presses S, A or R while the button is down.
pub fn hold(window: &mut Window, key: Option<Key>) {
    if let Some(key) = key {
        window.harness.key_down(key);
        window.harness.run_steps(3);
    }
}

pub fn let_go(window: &mut Window, key: Option<Key>, at: Pos2) {
    window.drop_at(at);
    if let Some(key) = key {
        window.harness.key_up(key);
        window.settle();
    }
}

pub const KINDS: [(Option<Key>, LinkKind); 4] = [
    (None, LinkKind::Support),
    (Some(Key::S), LinkKind::Support),
    (Some(Key::A), LinkKind::Attack),
    (Some(Key::R), LinkKind::Rephrase),
];

pub fn frame_all(window: &mut Window) -> Pos2 {
    let from = window.card(FIRST).left_top() - vec2(20.0, 20.0);
    let to = window.card(THIRD).right_bottom() + vec2(20.0, 20.0);
    window.drag_to(from, to);
    to
}

pub fn moved(window: &Window, before: Camera) -> egui::Vec2 {
    window.app().camera().centre - before.centre
}
