//! Suggestions: shown with their reasons, accepted and dismissed with a key, never done unasked.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Setup, Window, small_document};

const CTRL: Modifiers = Modifiers::COMMAND;
/// Whether the tag is suggested that the terms find in the first claim of the small document.
fn suggests_theft(window: &Window) -> bool {
    let first = window.claim("Copying a style");
    window.mentions(&format!("tag {first} “theft”, right about"))
}

/// A window with the pane of suggestions open and filled.
fn opened() -> Window {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Num6);
    window.settle();
    window
}

fn tags(window: &Window) -> Vec<String> {
    let map = window.map();
    let claim = map.claim(window.claim("Copying a style")).unwrap();
    let names = claim
        .tags
        .iter()
        .map(|id| map.tag(*id).unwrap().name.clone());
    names.collect()
}

#[test]
fn nothing_is_suggested_or_done_unasked() {
    let mut window = Setup::small();
    assert!(!suggests_theft(&window));
    window.key(Key::Y);
    // The key opens the pane, for nothing is accepted unseen.
    assert!(suggests_theft(&window));
    assert!(tags(&window).is_empty());
    window.keys(CTRL, Key::Num6);
    assert!(!suggests_theft(&window));
}

#[test]
fn a_suggestion_gives_its_reason_and_shows_what_it_is_about() {
    let mut window = opened();
    window.key(Key::Escape);
    window.key(Key::G);
    window.keys(Modifiers::SHIFT, Key::G);
    assert!(suggests_theft(&window) && window.mentions("Why: ") && window.mentions("in 100"));
    let first = window.claim("Copying a style");
    assert_eq!(window.app().selection().claims(), [first]);
}

#[test]
fn accepting_is_one_step_that_undo_takes_back() {
    let mut window = opened();
    let before = window.document().clone();
    window.key(Key::Y);
    assert_eq!(tags(&window), ["theft"]);
    assert!(!suggests_theft(&window));
    window.keys(CTRL, Key::Z);
    assert_eq!(*window.document(), before);
    // What was taken back may be suggested again.
    assert!(suggests_theft(&window));
}

#[test]
fn what_is_dismissed_does_not_come_again_unless_it_is_brought_back() {
    let mut window = opened();
    window.key(Key::D);
    assert!(tags(&window).is_empty() && !suggests_theft(&window));
    assert!(!window.app().session().dirty());
    let Window { home, harness } = window;
    drop(harness);
    let mut window = Setup {
        document: Some(small_document()),
        home: Some(home),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num6);
    window.settle();
    assert!(!suggests_theft(&window));
    window.click("Bring back 1");
    assert!(suggests_theft(&window));
}

#[test]
fn buttons_do_what_the_keys_do() {
    let mut window = opened();
    window.choose("Accept");
    assert_eq!(tags(&window), ["theft"]);
}

#[test]
fn the_list_follows_the_map() {
    let mut window = opened();
    assert!(suggests_theft(&window));
    // Somebody puts the tag on by hand.
    window.key(Key::Escape);
    let card = window.card("Copying a style").center();
    window.click_at(card);
    window.key(Key::Num4);
    assert_eq!(tags(&window), ["theft"]);
    window.settle();
    assert!(!suggests_theft(&window));
}

#[test]
fn a_person_has_terms_of_their_own() {
    let mut window = opened();
    window.click("Terms…");
    let field = window.harness.get_by_label("Your own terms");
    field.focus();
    window.settle();
    window.type_text("moat,contract");
    // A line that cannot be read is said, and cannot be kept.
    assert!(window.mentions("line 1 of the terms"));
    window.type_text(",0.9");
    window.click("Keep terms");
    window.settle();
    let claim = window.claim("A contract can forbid it");
    assert!(window.mentions(&format!("tag {claim} “moat”, right about 90")));
}

#[test]
fn a_dismissal_can_be_undone_like_any_step() {
    let mut window = opened();
    let before = window.document().clone();
    window.key(Key::D);
    assert!(!suggests_theft(&window));
    window.keys(CTRL, Key::Z);
    assert!(suggests_theft(&window));
    assert_eq!(*window.document(), before);
    // What was done on the map since comes first.
    window.key(Key::D);
    window.key(Key::C);
    window.key(Key::Enter);
    assert_ne!(*window.document(), before);
    window.keys(CTRL, Key::Z);
    assert_eq!(*window.document(), before);
    assert!(!suggests_theft(&window));
}

#[test]
fn what_a_suggestion_is_about_is_marked_in_the_thread() {
    let mut window = opened();
    window.key(Key::G);
    let words = window.app().selection().words.clone().unwrap();
    assert_eq!(
        (words.comment.to_string().as_str(), words.range),
        ("a", 0..29)
    );
}
