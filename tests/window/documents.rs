//! Several documents in one window: opening, going from one to the other, closing and quitting with what is on no
//! file, and jobs that end when something else is in front.

use counterclaim::document::file;
use counterclaim::map::NodeId;
use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::Queryable as _;

use crate::common::project;
use crate::harness::{Setup, Window, generated_map, small_document, some_edit};

const FIRST: &str = "Copying a style is not theft.";
const THIRD: &str = "A contract can forbid it.";
const CTRL: Modifiers = Modifiers::COMMAND;
const BACK: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// The small map in front of an empty one in which something was written.
fn two() -> Window {
    let mut window = Setup::small();
    window.keys(CTRL, Key::N);
    window.key(Key::C);
    window.type_text("In the other map");
    window.key(Key::Enter);
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.app().documents(), 2);
    window.card(FIRST);
    window
}

#[test]
fn new_and_open_do_not_ask_but_open_another_tab() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::Delete);
    window.keys(CTRL, Key::N);
    assert!(!window.shows("Save changes?"));
    assert_eq!(window.app().documents(), 2);
    assert!(window.map().is_empty());
    // An untouched one gives way.
    window.keys(CTRL, Key::N);
    assert_eq!(window.app().documents(), 2);
    let path = window.home.path().join("other.ron");
    file::save(&small_document(), &path, None).unwrap();
    window.keys(CTRL, Key::O);
    window.answer_path(&path, "Open");
    assert_eq!(window.app().documents(), 2);
    assert_eq!(window.map().claim_count(), 3);
    // What is open already comes to the front.
    let small = window.home.path().join("small.ron");
    window.keys(CTRL, Key::O);
    window.answer_path(&small, "Open");
    assert_eq!(window.app().documents(), 2);
    assert_eq!(window.map().claim_count(), 2, "with what was changed in it");
}

#[test]
fn ctrl_tab_goes_round_and_each_keeps_its_own() {
    let mut window = two();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    window.key(Key::Num0);
    window.key(Key::Plus);
    let (camera, steps) = (window.app().camera(), window.steps());
    for (modifiers, times) in [(CTRL, 1), (CTRL, 1), (BACK, 1), (BACK, 1)] {
        for _ in 0..times {
            window.keys(modifiers, Key::Tab);
        }
        let other = window.map().claim_count() == 1;
        if other {
            assert!(window.steps().len() == 1 && window.mentions("In the other map"));
        } else {
            assert_eq!(window.steps(), steps);
            assert_eq!(window.app().camera(), camera);
            assert_eq!(window.selected(), vec![window.claim(THIRD).into()]);
        }
    }
    window.undo();
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.map().claim_count(), 1, "the other one is as it was");
    window.click("small");
    assert_eq!(window.map().claim_count(), 3);
}

#[test]
fn closing_asks_only_for_what_would_be_lost() {
    let mut window = two();
    window.keys(CTRL, Key::W);
    assert!(!window.shows("Save changes?"), "it is on its file");
    assert_eq!(window.app().documents(), 1);
    window.keys(CTRL, Key::W);
    assert!(window.shows("Save changes?"));
    window.key(Key::Escape);
    assert_eq!(window.map().claim_count(), 1);
    window.keys(CTRL, Key::W);
    window.click("Stay");
    assert_eq!(window.map().claim_count(), 1);
    window.keys(CTRL, Key::W);
    window.click("Save changes");
    let path = window.home.path().join("kept.ron");
    window.answer_path(&path, "Save here");
    assert_eq!(file::open(&path).unwrap().0.map().claim_count(), 1);
    assert!(window.shows("Start from a thread"), "the welcome page");
    assert_eq!(window.app().documents(), 1);
}

#[test]
fn leaving_the_question_where_to_save_closes_nothing() {
    let mut window = two();
    window.keys(CTRL, Key::Tab);
    window.keys(CTRL, Key::W);
    window.click("Save changes");
    window.click("Cancel");
    assert_eq!(window.app().documents(), 2);
    // What was wanted then is forgotten: saving now closes nothing.
    window.keys(CTRL, Key::S);
    let path = window.home.path().join("kept.ron");
    window.answer_path(&path, "Save here");
    assert_eq!(window.app().documents(), 2);
    assert!(!window.app().session().dirty());
}

#[test]
fn not_saving_loses_that_document_and_no_other() {
    let mut window = two();
    window.select(&[THIRD]);
    window.key(Key::Delete);
    let small = window.home.path().join("small.ron");
    window.keys(CTRL, Key::W);
    window.click("Don’t save");
    assert_eq!(window.app().documents(), 1);
    assert_eq!(window.map().claim_count(), 1);
    assert_eq!(file::open(&small).unwrap().0, small_document());
}

#[test]
fn a_tab_is_closed_with_the_middle_button_or_its_cross() {
    let mut window = two();
    let tab = window.harness.get_by_label("• Untitled").rect().center();
    window.harness.hover_at(tab);
    window.harness.step();
    window.button(PointerButton::Middle, tab, true);
    window.button(PointerButton::Middle, tab, false);
    window.settle();
    assert!(window.shows("Save changes?"));
    window.click("Don’t save");
    assert_eq!(window.app().documents(), 1);
    assert_eq!(window.map().claim_count(), 3);
    window.keys(CTRL, Key::N);
    window.click("Close document");
    assert_eq!(window.app().documents(), 1);
    assert_eq!(window.map().claim_count(), 3);
}

#[test]
fn quitting_asks_for_all_documents_at_once() {
    let mut window = Setup::small();
    assert!(window.ask_to_close(), "nothing would be lost");

    let mut window = two();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    assert!(!window.ask_to_close());
    assert!(window.mentions("2 maps have changes"));
    assert!(window.mentions("Untitled"));
    window.click("Stay");
    assert_eq!(window.app().documents(), 2);
    assert!(!window.ask_to_close());
    window.click("Save changes");
    // The small one has a file; the other is asked for.
    let path = window.home.path().join("kept.ron");
    window.answer_path(&path, "Save here");
    assert_eq!(file::open(&path).unwrap().0.map().claim_count(), 1);
    let small = window.home.path().join("small.ron");
    let (saved, _) = file::open(&small).unwrap();
    assert!(
        saved
            .map()
            .claims()
            .any(|(_, claim)| !claim.tags.is_empty())
    );
    assert!(window.ask_to_close());

    let mut window = two();
    assert!(!window.ask_to_close(), "what is behind counts, too");
    window.click("Don’t save");
    assert!(window.ask_to_close());
}

#[test]
fn parts_of_a_map_go_from_document_to_document() {
    let mut window = two();
    window.select(&[FIRST, "Styles have always been copied."]);
    window.key(Key::Num2);
    let text = window.copied(Key::C).unwrap();
    window.keys(CTRL, Key::Tab);
    let before = window.document().clone();
    window.paste(&text);
    assert_eq!(
        (window.map().claim_count(), window.map().link_count()),
        (3, 1)
    );
    let first = window.map().claim(window.claim(FIRST)).unwrap();
    assert_eq!(first.tags.len(), 1);
    let tag = *first.tags.iter().next().unwrap();
    assert_eq!(window.map().tag(tag).unwrap().name, "copyright");
    window.check();
    window.undo();
    assert_eq!(*window.document(), before);
    // Another window of this program takes it whole, too.
    let mut other = Setup {
        home: Some(window.home),
        ..Setup::default()
    }
    .build();
    if other.shows("Unsaved work was found") {
        other.key(Key::Escape);
    }
    other.keys(CTRL, Key::N);
    other.paste(&text);
    assert_eq!(
        (other.map().claim_count(), other.map().link_count()),
        (2, 1)
    );
}

#[test]
fn what_is_being_typed_is_kept_when_another_comes_to_the_front() {
    let mut window = two();
    window.select(&[THIRD]);
    window.key(Key::F2);
    window.type_text("A promise binds");
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.map().claim_count(), 1);
    window.type_text("not into this one");
    window.key(Key::Escape);
    window.keys(CTRL, Key::Tab);
    window.claim("A promise binds");
    assert!(!window.shows("Claim text"), "nothing is edited any more");
    assert_eq!(window.steps().len(), 1);
    window.key(Key::Escape);
    window.claim("A promise binds");
    window.undo();
    window.claim(THIRD);
}

#[test]
fn a_drag_ends_when_another_document_comes_to_the_front() {
    let mut window = two();
    let before = window.document().clone();
    let from = window.card(FIRST).left_top() - egui::vec2(20.0, 20.0);
    let to = window.card(THIRD).right_bottom() + egui::vec2(20.0, 20.0);
    window.drag_to(from, to);
    window.keys(CTRL, Key::Tab);
    window.drop_at(to);
    window.keys(CTRL, Key::Tab);
    let selected = window.selected();
    for n in 0..8 {
        window
            .harness
            .hover_at(to - egui::vec2(30.0, 30.0) * n as f32);
        window.harness.step();
    }
    window.settle();
    assert_eq!(window.selected(), selected);
    assert_eq!(*window.document(), before);
}

#[test]
fn cards_arranged_meanwhile_are_those_of_the_document_that_asked() {
    let mut window = Setup {
        document: Some(generated_map(250)),
        ..Setup::default()
    }
    .build();
    let path = window.home.path().join("other.ron");
    file::save(&small_document(), &path, None).unwrap();
    window.keys(CTRL, Key::O);
    window.answer_path(&path, "Open");
    let small = window.document().clone();
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.map().claim_count(), 250);
    // Both documents are in the first state of their histories.
    window.harness.key_press_modifiers(CTRL, Key::L);
    window.harness.step();
    window.harness.key_press_modifiers(CTRL, Key::Tab);
    window.settle();
    assert_eq!(window.document().map().claim_count(), 3);
    assert_eq!(*window.document(), small);
    assert!(window.steps().is_empty(), "{:?}", window.steps());
    let errors = window.app().messages();
    assert!(errors.iter().all(|m| !m.contains("refuse")), "{errors:?}");
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.steps().len(), 1, "the other one was arranged");
}

#[test]
fn a_thread_imported_meanwhile_goes_to_the_document_that_asked() {
    for close in [false, true] {
        let mut window = two();
        // The one without a thread asks for one.
        window.keys(CTRL, Key::Tab);
        let path = project("assets/debate/distillation-debate.json");
        window.keys(CTRL, Key::I);
        window.harness.get_by_label_contains("Path").focus();
        window.settle();
        window.keys(CTRL, Key::A);
        window.type_text(&path.display().to_string());
        window.harness.get_by_label("Open").click();
        window.harness.step();
        let key = if close { Key::W } else { Key::Tab };
        window.harness.key_press_modifiers(CTRL, key);
        window.settle();
        if window.shows("Save changes?") {
            window.click("Don’t save");
        }
        assert_eq!(window.map().claim_count(), 3, "the other is in front");
        assert_eq!(window.document().thread().unwrap().comments.len(), 2);
        assert!(window.steps().is_empty());
        if !close {
            window.keys(CTRL, Key::Tab);
            assert_eq!(window.document().thread().unwrap().comments.len(), 52);
        }
        window.check();
    }
}

#[test]
fn a_question_about_one_document_is_not_answered_for_another() {
    let mut window = two();
    window.keys(CTRL, Key::Tab);
    // So long that it is still being read when the question is asked.
    let path = window.home.path().join("long.txt");
    let paragraph = "A paragraph of a long discussion that somebody copied.";
    let text: String = (0..30_000)
        .map(|n| format!("{paragraph} {n}\n\n"))
        .collect();
    std::fs::write(&path, text).unwrap();
    window.keys(CTRL, Key::O);
    window.harness.get_by_label_contains("Path").focus();
    window.settle();
    window.keys(CTRL, Key::A);
    window.type_text(&path.display().to_string());
    window.harness.get_by_label("Open").click();
    window.harness.step();
    window.harness.key_press_modifiers(CTRL, Key::W);
    window.harness.step();
    let asked = window.shows("Save changes?");
    window.settle();
    let comments = window.document().thread().unwrap().comments.len();
    assert_eq!(comments, 30_000, "it came to the front");
    if asked {
        assert!(
            !window.shows("Save changes?"),
            "the question was about another"
        );
    }
    assert_eq!(window.app().documents(), 3, "nothing was closed");
}

#[test]
fn a_file_changed_by_somebody_else_is_asked_for_on_quitting() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::Num1);
    let path = window.home.path().join("small.ron");
    let mut other = small_document();
    other.apply(some_edit()).unwrap();
    file::save(&other, &path, None).unwrap();
    assert!(!window.ask_to_close());
    window.click("Save changes");
    assert!(window.shows("The file was changed on disk"));
    window.click("Stay");
    assert_eq!(file::open(&path).unwrap().0, other);
    assert!(window.app().session().dirty());
    assert!(!window.ask_to_close(), "it still asks");
}

#[test]
fn the_wheel_of_tabs_survives_many_documents() {
    let mut window = Setup::small();
    for n in 0..12 {
        window.keys(CTRL, Key::N);
        window.key(Key::C);
        window.type_text(&format!("Map {n}"));
        window.key(Key::Enter);
    }
    assert_eq!(window.app().documents(), 13);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..13 {
        window.keys(CTRL, Key::Tab);
        seen.insert(window.map().claims().next().unwrap().1.text.clone());
        window.check();
    }
    assert_eq!(seen.len(), 13);
    for _ in 0..13 {
        window.keys(CTRL, Key::W);
        if window.shows("Save changes?") {
            window.click("Don’t save");
        }
    }
    assert_eq!(window.app().documents(), 1);
    assert!(window.shows("Start from a thread"));
    let nodes: Vec<NodeId> = window.selected();
    assert!(nodes.is_empty());
}
