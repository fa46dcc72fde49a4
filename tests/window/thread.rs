//! The thread pane: words become claims, marks lead to claims and back, flat pastes are put in order.

use std::io::Write as _;

use counterclaim::thread::{CommentId, Nesting};
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::common::shared;
use crate::harness::{Setup, Window};

/// Selects words of a comment with the keyboard: `from` characters in, `length` long.
fn select_words(window: &mut Window, author: &str, from: usize, length: usize) {
    let name = format!("Words of {author}");
    let words = window.harness.get_by_label(&name);
    words.focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::Home);
    for _ in 0..from {
        window.harness.key_press(Key::ArrowRight);
    }
    for _ in 0..length {
        window
            .harness
            .key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    }
    window.settle();
}

#[test]
fn selected_words_become_a_claim_tied_to_them() {
    let mut window = Setup::small();
    select_words(&mut window, "ben", 2, 20);
    assert_eq!(
        window.app().selection().words.as_ref().unwrap().range,
        2..22
    );
    window.key(Key::C);
    let id = window.app().selection().single_claim().unwrap();
    let claim = window.map().claim(id).unwrap();
    assert_eq!(claim.text, "contract still binds");
    assert_eq!(claim.excerpts.len(), 1);
    assert_eq!(claim.excerpts[0].exact, "contract still binds");
    assert_eq!(claim.excerpts[0].comment, CommentId::from("b"));
    window.undo();
    assert!(window.map().claim(id).is_none());
}

#[test]
fn words_selected_with_the_pointer_become_a_claim() {
    let mut window = Setup::small();
    let words = window.harness.get_by_label("Words of ben").rect();
    let from = words.left_top() + vec2(1.0, 11.0);
    window.drag(from, from + vec2(160.0, 0.0));
    window.click("Make a claim");
    let id = window.app().selection().single_claim().unwrap();
    let text = window.map().claim(id).unwrap().text.clone();
    assert!(
        text.len() > 8 && "A contract still binds whoever agreed to it.".starts_with(&text),
        "{text}"
    );
}

#[test]
fn more_words_join_a_claim() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    select_words(&mut window, "ben", 0, 10);
    window.key(Key::X);
    let id = window.claim("A contract can forbid it.");
    assert_eq!(
        window.map().claim(id).unwrap().excerpts[0].exact,
        "A contract"
    );
}

#[test]
fn a_click_on_marked_words_selects_their_claim() {
    let mut window = Setup::small();
    let words = window.harness.get_by_label("Words of ada").rect();
    window.click_at(words.left_top() + vec2(40.0, 11.0));
    let id = window.claim("Copying a style is not theft.");
    assert_eq!(window.app().selection().single_claim(), Some(id));
}

#[test]
fn a_click_on_a_card_leaves_a_thread_closed_that_was_closed() {
    let mut window = Setup::small();
    let ctrl = Modifiers::COMMAND;
    window.keys(ctrl, Key::Num1);
    assert!(!window.shows("Words of ada"));
    let at = window.card("Copying a style is not theft.").center();
    window.click_at(at);
    assert_eq!(window.selected().len(), 1);
    assert!(!window.shows("Words of ada"), "nobody asked for the thread");
    window.keys(ctrl, Key::Num1);
    assert!(window.shows("Words of ada"));
}

#[test]
fn a_flat_paste_guesses_nothing_and_can_be_put_in_order() {
    let mut window = Setup::default().build();
    window.click("Paste a discussion");
    window
        .type_text("First point here.\n\nFirst point here.\n\nAn answer to it.\n\nAnother thing.");
    window.click("Import text");
    let thread = window.document().thread().unwrap().clone();
    assert_eq!(thread.comments.len(), 4);
    assert!(
        thread
            .comments
            .iter()
            .all(|c| c.parent.is_none() && c.nesting == Nesting::Unknown)
    );
    assert!(window.mentions("Stands twice"));
    window.click("Remove the repeat");
    assert_eq!(window.document().thread().unwrap().comments.len(), 3);

    // The second paragraph answers the first.
    let answers: Vec<egui::Rect> = window
        .harness
        .get_all_by_label("Answers…")
        .map(|n| n.rect())
        .collect();
    window.click_at(answers[1].center());
    let targets: Vec<egui::Rect> = window
        .harness
        .get_all_by_label("It answers this one")
        .map(|n| n.rect())
        .collect();
    window.click_at(targets[0].center());
    let comments = &window.document().thread().unwrap().comments;
    assert_eq!(comments[1].parent.as_ref(), Some(&comments[0].id));
    assert_eq!(comments[1].nesting, Nesting::ByHand);
    window.undo();
    assert!(
        window.document().thread().unwrap().comments[1]
            .parent
            .is_none()
    );

    let merges: Vec<egui::Rect> = window
        .harness
        .get_all_by_label("Merge with next")
        .map(|n| n.rect())
        .collect();
    window.click_at(merges[0].center());
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
    window.undo();
    assert_eq!(window.document().thread().unwrap().comments.len(), 3);
    window.check();
}

#[test]
fn the_real_flat_paste_opens_and_its_repeat_is_found() {
    let Some(path) = shared("data/threads/hn-text/distillation-flat-paste.txt") else {
        return;
    };
    let window = Setup {
        file: Some(path),
        ..Setup::default()
    }
    .build();
    assert!(window.document().thread().unwrap().comments.len() > 10);
    assert!(window.mentions("Stands twice"));
}

#[test]
fn a_thread_two_thousand_levels_deep_opens() {
    let mut json = String::new();
    for n in 0..2_001 {
        let text = if n == 0 {
            "null".to_owned()
        } else {
            format!("\"level {n}\"")
        };
        let parent = if n == 0 {
            "null".to_owned()
        } else {
            (n - 1).to_string()
        };
        let kind = if n == 0 { "story" } else { "comment" };
        json.push_str(&format!("{{\"id\":{n},\"type\":\"{kind}\",\"author\":\"a{n}\",\"created_at\":\"2026-01-01T00:00:00.000Z\",\"title\":null,\"text\":{text},\"parent_id\":{parent},\"children\":["));
    }
    json.push_str(&"]}".repeat(2_001));
    let mut file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    file.write_all(json.as_bytes()).unwrap();
    let window = Setup {
        file: Some(file.path().to_owned()),
        ..Setup::default()
    }
    .build();
    let thread = window.document().thread().unwrap();
    assert_eq!(thread.comments.len(), 2_000);
    assert_eq!(thread.tree().0.max_depth(), 1_999);
}
