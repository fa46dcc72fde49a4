//! Menus by the secondary button, preferences, the keyboard alone, the first map, and what is pasted.

use counterclaim::app::settings::{AutoSave, Folders, ThemeChoice};
use counterclaim::map::{LinkKind, NodeId};
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Setup, Window, small_document};
use crate::views::row;

const FIRST: &str = "Copying a style is not theft.";
const SECOND: &str = "Styles have always been copied.";
const THIRD: &str = "A contract can forbid it.";
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;

// Menus by the secondary button.

#[test]
fn the_secondary_button_opens_the_menu_of_what_lies_there() {
    let mut window = Setup::small();
    let at = window.card(THIRD).center();
    window.secondary_click_at(at);
    assert_eq!(window.selected(), vec![window.claim(THIRD).into()]);
    window.choose("Duplicate");
    assert_eq!(window.map().claim_count(), 4);
    assert!(!window.mentions("Duplicate"), "the menu is closed");
    window.undo();

    let at = window.joint("Support");
    window.secondary_click_at(at);
    window.choose("Reverse link");
    assert_eq!(window.links_from(FIRST).len(), 1);
    window.undo();

    let at = window.canvas().right_top() + vec2(-60.0, 60.0);
    window.secondary_click_at(at);
    window.choose("Select all claims");
    assert_eq!(window.app().selection().claims().len(), 3);

    let at = window.card(SECOND).center();
    window.secondary_click_at(at);
    assert_eq!(
        window.app().selection().claims().len(),
        3,
        "of all that is selected"
    );
    window.key(Key::Escape);
    assert!(!window.mentions("Duplicate"), "Escape closes the menu");
    assert_eq!(
        window.app().selection().claims().len(),
        3,
        "and nothing else"
    );
    assert!(window.steps().is_empty());
}

#[test]
fn rows_have_the_same_menu() {
    for key in [Key::Num4, Key::Num5] {
        let mut window = Setup::small();
        window.keys(CTRL, key);
        let at = row(&window, SECOND).center();
        window.secondary_click_at(at);
        window.choose("Add a claim that attacks this");
        window.type_text("But why");
        window.key(Key::Enter);
        let second = NodeId::Claim(window.claim(SECOND));
        assert_eq!(window.links_from("But why"), [(LinkKind::Attack, second)]);
        assert_eq!(window.steps().len(), 1);
    }
}

#[test]
fn every_menu_fits_a_window_of_800_points() {
    let mut window = Setup::small();
    for (menu, last) in [
        ("File", "Quit"),
        ("Edit", "Find previous"),
        ("Map", "Terms that suggest tags"),
        ("View", "Switch theme"),
        ("Go", "Go to the next pane"),
        ("Help", "Keyboard shortcuts"),
    ] {
        window.open_menu(menu);
        let entries = window.harness.query_all_by_label_contains(last);
        let bottom = entries
            .map(|entry| entry.rect().bottom())
            .fold(0.0, f32::max);
        assert!(bottom > 100.0 && bottom < 795.0, "{menu} ends at {bottom}");
        window.key(Key::Escape);
    }
}

#[test]
fn a_menu_that_is_taller_than_the_window_scrolls() {
    let mut window = Setup {
        document: Some(small_document()),
        size: (800.0, 560.0),
        ..Setup::default()
    }
    .build();
    let bottom = |window: &Window, part: &str| {
        let entries = window.harness.query_all_by_label_contains(part);
        entries
            .map(|entry| entry.rect().bottom())
            .fold(0.0, f32::max)
    };
    window.open_menu("View");
    assert!(bottom(&window, "Switch theme") > 560.0);
    let at = window
        .harness
        .get_by_label_contains("Table of claims")
        .rect()
        .center();
    window.scroll(at, vec2(0.0, -600.0), Modifiers::NONE);
    let end = bottom(&window, "Switch theme");
    assert!((300.0..556.0).contains(&end), "{end}");
}

// Preferences.

#[test]
fn preferences_take_effect_at_once_and_are_kept() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Comma);
    window.click("Dark");
    window.click("Soon after a change");
    window.click("Small map in the corner");
    let mut named = window.harness.query_all_by_label("Tags of new maps");
    let field = named.find(|node| node.accesskit_node().role() == Role::TextInput);
    field.unwrap().focus();
    drop(named);
    window.settle();
    window.keys(CTRL, Key::A);
    window.type_text("one, two");
    window.click("Close");
    let kept = Folders::below(window.home.path()).load();
    assert_eq!(kept.theme, ThemeChoice::Dark);
    assert_eq!(kept.autosave, AutoSave::Soon);
    assert!(!kept.minimap);
    window.keys(CTRL, Key::N);
    let tags: Vec<String> = window.map().tags().map(|(_, t)| t.name.clone()).collect();
    assert_eq!(tags, ["one", "two"]);
}

#[test]
fn saving_by_itself_waits_for_a_pause_and_never_overwrites_others() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Comma);
    window.click("Soon after a change");
    window.click("Close");
    window.select(&[THIRD]);
    window.key(Key::Num1);
    window.harness.run_steps(40);
    assert!(!window.app().session().dirty());
    let path = window.home.path().join("small.ron");
    std::fs::write(&path, "somebody else was here").unwrap();
    window.key(Key::Num2);
    window.harness.run_steps(60);
    assert!(window.app().session().dirty());
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "somebody else was here"
    );
}

// The keyboard alone.

#[test]
fn f6_goes_through_the_panes_and_tab_through_their_controls() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    let mut seen = Vec::new();
    for _ in 0..4 {
        window.key(Key::F6);
        seen.extend(window.focused());
    }
    for pane in ["Inspector pane", "Thread pane", "Map pane"] {
        assert!(seen.iter().any(|name| name == pane), "{pane}: {seen:?}");
    }
    while window.focused() != ["Inspector pane"] {
        window.key(Key::F6);
    }
    window.key(Key::Tab);
    let now = window.focused();
    assert_eq!(now, ["Claim text in the inspector"]);
    assert!(window.steps().is_empty());
}

#[test]
fn a_map_is_made_by_the_keyboard_alone() {
    let mut window = Setup::default().build();
    window.keys(CTRL, Key::N);
    window.key(Key::C);
    window.type_text("The thesis");
    window.key(Key::Enter);
    window.key(Key::Tab);
    window.type_text("A reason");
    window.key(Key::Tab);
    window.type_text("A reason for the reason");
    window.key(Key::Enter);
    window.key(Key::Enter);
    window.type_text("Another");
    window.key(Key::Enter);
    window.keys(Modifiers::ALT, Key::ArrowUp);
    window.keys(Modifiers::ALT, Key::ArrowUp);
    window.keys(SHIFT, Key::Tab);
    window.type_text("An objection");
    window.key(Key::Enter);
    let thesis = NodeId::Claim(window.claim("The thesis"));
    let reason = NodeId::Claim(window.claim("A reason"));
    assert_eq!(window.links_from("A reason"), [(LinkKind::Support, thesis)]);
    assert_eq!(
        window.links_from("A reason for the reason"),
        [(LinkKind::Support, reason)]
    );
    assert_eq!(window.links_from("Another"), [(LinkKind::Support, reason)]);
    assert_eq!(
        window.links_from("An objection"),
        [(LinkKind::Attack, thesis)]
    );
    assert_eq!(window.steps().len(), 5);
    window.check();
    for _ in 0..5 {
        window.undo();
    }
    assert!(window.map().is_empty());
}

// The first map.

#[test]
fn the_first_map_sees_what_was_done_and_goes_on() {
    let mut window = Setup::default().build();
    window.click("First map, step by step");
    assert!(window.shows("Step 1 of 7"));
    let words = window
        .harness
        .query_all_by_label_contains("Words of ")
        .next()
        .unwrap()
        .rect();
    let from = words.left_top() + vec2(2.0, 11.0);
    window.drag(from, from + vec2(180.0, 0.0));
    assert!(window.shows("Step 2 of 7"));
    window.key(Key::C);
    assert!(window.shows("Step 3 of 7"));
    window.key(Key::Num1);
    assert!(window.shows("Step 4 of 7"));
    window.key(Key::Tab);
    window.type_text("An answer");
    window.key(Key::Enter);
    assert!(window.shows("Step 5 of 7"));
    window.click("Skip");
    assert!(window.shows("Step 7 of 7"), "a claim is selected already");
    window.click("Skip");
    assert!(window.shows("That is all it takes"));
    window.click("Done");
    assert!(!window.mentions("That is all it takes"));
}

// Pasting.

#[test]
fn pasted_lines_become_claims_in_one_step() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.paste("The thesis\n  + a reason\n  - an objection\n");
    assert_eq!(window.map().claim_count(), 6);
    let thesis = NodeId::Claim(window.claim("The thesis"));
    assert_eq!(window.links_from("a reason"), [(LinkKind::Support, thesis)]);
    assert_eq!(
        window.links_from("an objection"),
        [(LinkKind::Attack, thesis)]
    );
    assert_eq!(window.app().selection().claims().len(), 3);
    assert_eq!(window.steps().len(), 1);
    window.check();
    window.undo();
    assert_eq!(*window.document(), before);
}

#[test]
fn what_is_copied_is_text_and_comes_back_whole() {
    let mut window = Setup::small();
    window.select(&[FIRST, SECOND]);
    let text = window
        .copied(Key::C)
        .expect("something is on the clipboard");
    assert!(text.contains(FIRST) && text.contains(SECOND), "{text}");
    let before = window.document().clone();
    window.paste(&text);
    assert_eq!(
        (window.map().claim_count(), window.map().link_count()),
        (5, 2)
    );
    let copy = window.selected()[0];
    let NodeId::Claim(copy) = copy else {
        panic!("{copy:?}")
    };
    assert_eq!(
        window.map().claim(copy).unwrap().excerpts.len(),
        1,
        "with its words"
    );
    assert_eq!(window.steps().len(), 1);
    window.undo();
    assert_eq!(*window.document(), before);
    // Cut, and paste again.
    window.select(&[FIRST, SECOND]);
    let text = window.copied(Key::X).unwrap();
    assert_eq!(window.map().claim_count(), 1);
    window.paste(&text);
    assert_eq!(
        (window.map().claim_count(), window.map().link_count()),
        (3, 1)
    );
    window.undo();
    window.undo();
    assert_eq!(*window.document(), before);
}

#[test]
fn strange_pastes_ask_or_tell_and_change_nothing() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.paste("https://news.ycombinator.com/item?id=1");
    assert!(window.shows("Import from a link"));
    window.key(Key::Escape);
    assert!(!window.shows("Import from a link"));
    window.paste("https://example.org/some/page.html");
    assert!(window.app().messages().iter().any(|m| m.contains("link")));
    window.paste("   \n\t\n");
    window.paste("{\"id\": 1");
    assert!(window.shows("Paste thread text"));
    window.key(Key::Escape);
    window.paste(&"a line\n".repeat(60));
    assert!(window.shows("Paste thread text"));
    window.click("Cancel");
    assert_eq!(*window.document(), before);
    // Into a field it is text.
    window.select(&[THIRD]);
    window.key(Key::F2);
    window.paste("pasted\ninto a claim");
    window.key(Key::Escape);
    assert_eq!(*window.document(), before);
}

#[test]
fn what_is_typed_on_the_sheet_of_keys_is_searched_for() {
    let mut window = Setup::small();
    window.key(Key::Questionmark);
    assert!(window.shows("Keyboard and mouse"));
    assert!(window.shows("Undo"));
    window.type_text("zoom");
    assert!(window.shows("Zoom in"));
    assert!(!window.shows("Undo"));
}
