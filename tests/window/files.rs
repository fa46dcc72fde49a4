//! Opening, saving, exporting, what is asked before changes are lost, and what a crash leaves.

use counterclaim::document::{Session, actions, file};
use egui::{Key, Modifiers};

use crate::common::{project, shared};
use crate::harness::{Setup, small_document, some_edit};

#[test]
fn save_close_and_open_again_give_the_same_map() {
    let mut window = Setup::small();
    let path = window.home.path().join("small.ron");
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.key(Key::Num4);
    assert!(window.app().session().dirty());
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(!window.app().session().dirty());
    let saved = window.document().clone();
    let again = Setup {
        file: Some(path),
        ..Setup::default()
    }
    .build();
    assert_eq!(*again.document(), saved);
}

#[test]
fn save_as_asks_for_a_path_where_there_is_no_dialog() {
    let mut window = Setup {
        example: true,
        ..Setup::default()
    }
    .build();
    let path = window.home.path().join("kept.ron");
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    window.answer_path(&path, "Save here");
    assert_eq!(file::open(&path).unwrap().0, *window.document());
    assert!(!window.app().session().dirty());
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_that_is_said() {
    let mut window = Setup {
        example: true,
        ..Setup::default()
    }
    .build();
    let there = window.home.path().join("there.ron");
    std::fs::write(&there, "precious").unwrap();
    let kept = || std::fs::read_to_string(&there).unwrap() == "precious";
    // Without its ending it is the same file.
    for name in ["there.ron", "there"] {
        window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
        let path = window.home.path().join(name);
        window.answer_path(&path, "Save here");
        assert!(
            kept() && window.mentions("there.ron is there already"),
            "{name}"
        );
        // Enter in the field says where, not that it may go.
        window.key(Key::Enter);
        assert!(kept(), "{name}");
        window.click("Cancel");
        assert!(kept(), "{name}");
    }
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    window.answer_path(&there, "Save here");
    let other = window.home.path().join("other.ron");
    window.answer_path(&other, "Save here");
    assert!(kept() && other.exists());
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    window.answer_path(&there, "Save here");
    window.click("Replace it");
    assert_eq!(file::open(&there).unwrap().0, *window.document());
}

#[test]
fn every_export_is_written_from_the_menu() {
    for (title, name, begins) in [
        ("Picture, SVG", "map.svg", "<"),
        ("Report, Markdown", "map.md", "#"),
        ("Graphviz, DOT", "map.dot", "digraph"),
    ] {
        let mut window = Setup::small();
        let path = window.home.path().join(name);
        window.keys(Modifiers::COMMAND, Key::E);
        window.click(title);
        window.answer_path(&path, "Save here");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(begins), "{name}: {}", &text[..40]);
    }
}

#[test]
fn a_real_thread_is_imported_into_the_map() {
    let path = project("assets/debate/distillation-debate.json");
    let mut window = Setup::small();
    window.keys(Modifiers::COMMAND, Key::I);
    window.answer_path(&path, "Open");
    // There is a thread, so that the map is asked what becomes of it.
    window.click("Replace the thread");
    let thread = window.document().thread().unwrap();
    assert_eq!(thread.comments.len(), 52);
    window.undo();
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);

    if let Some(path) = shared("data/threads/hn-algolia/items-49220339.json") {
        window.keys(Modifiers::COMMAND, Key::I);
        window.answer_path(&path, "Open");
        window.click("Replace the thread");
        assert_eq!(window.document().thread().unwrap().comments.len(), 335);
    }
}

#[test]
fn a_file_that_is_no_thread_changes_nothing_and_says_why() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let picture = project("assets/icon.png");
    window.keys(Modifiers::COMMAND, Key::I);
    window.answer_path(&picture, "Open");
    assert_eq!(*window.document(), before);
    let messages = window.app().messages();
    assert!(
        messages.iter().any(|m| m.contains("icon.png")),
        "{messages:?}"
    );
}

#[test]
fn changes_are_not_lost_unasked() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.key(Key::Delete);
    // Another map opens beside this one: nothing is lost and nothing is asked.
    window.keys(Modifiers::COMMAND, Key::N);
    assert!(!window.shows("Save changes?"));
    assert!(window.map().is_empty());
    window.keys(Modifiers::COMMAND, Key::W);
    assert_eq!(window.map().claim_count(), 2);
    window.keys(Modifiers::COMMAND, Key::W);
    assert!(window.shows("Save changes?"));
    window.click("Stay");
    assert_eq!(window.map().claim_count(), 2);
    assert!(!window.ask_to_close());
    assert!(window.shows("Save changes?"));
    window.click("Stay");
    window.keys(Modifiers::COMMAND, Key::W);
    window.click("Don’t save");
    assert!(window.map().is_empty());
    assert!(window.ask_to_close());
}

#[test]
fn a_file_changed_by_somebody_else_is_not_overwritten_unasked() {
    let mut window = Setup::small();
    let path = window.home.path().join("small.ron");
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.key(Key::Delete);
    let mut other = small_document();
    other.apply(some_edit()).unwrap();
    file::save(&other, &path, None).unwrap();
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(window.shows("The file was changed on disk"));
    window.click("Stay");
    assert_eq!(file::open(&path).unwrap().0, other);
    window.keys(Modifiers::COMMAND, Key::S);
    window.click("Overwrite it");
    assert_eq!(file::open(&path).unwrap().0, *window.document());
}

#[test]
fn what_a_crash_left_is_offered_and_recovered() {
    let home = tempfile::tempdir().unwrap();
    let journals = home.path().join("state/journals");
    let mut session = Session::new(small_document(), Some(journals));
    session
        .edit(actions::set_title("typed before the crash"))
        .unwrap();
    let lost = session.document().clone();
    // The program dies: nothing is saved, nothing is tidied up.
    drop(session);
    // The thread that flushes the journal lets go of it within a second.
    std::thread::sleep(std::time::Duration::from_millis(1300));
    let mut window = Setup {
        home: Some(home),
        ..Setup::default()
    }
    .build();
    assert!(window.shows("Unsaved work was found"));
    assert!(window.shows("It was never saved: 1 change."));
    window.click("Recover");
    assert_eq!(*window.document(), lost);
    assert!(window.app().session().dirty());
}
