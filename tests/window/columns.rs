//! A table whose columns nobody knows by name: the page that asks, by the pointer and by the keyboard alone.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Setup, Window};

const TABLE: &str = "nr,auf,wer,was\n1,,ann,first words\n2,1,bo,second words\n3,2,cy,third words\n4,1,ann,fourth\n5,,dee,fifth\n";

/// An empty window that was asked to import the table.
fn asked(table: &str) -> Window {
    let mut window = Setup::default().build();
    let path = window.home.path().join("odd.csv");
    std::fs::write(&path, table).unwrap();
    window.keys(Modifiers::COMMAND, Key::I);
    window.answer_path(&path, "Open");
    window
}

/// Puts the keyboard on a column's list and goes down so many entries.
fn say(window: &mut Window, column: &str, down: usize) {
    let name = format!("Column {column} holds: Not used");
    window.harness.get_by_label(&name).focus();
    window.settle();
    for _ in 0..down {
        window.key(Key::ArrowDown);
    }
}

#[test]
fn the_page_shows_values_counts_as_it_is_told_and_imports() {
    let mut window = asked(TABLE);
    assert!(window.shows("What do the columns hold?"));
    assert!(window.mentions("first words"));
    assert!(window.mentions("say which column holds the words"));
    let import = window.harness.get_by_label("Import rows");
    assert!(import.accesskit_node().is_disabled());
    // The arrow keys go by what another column holds already.
    say(&mut window, "was", 1);
    assert!(window.mentions("Of 5 rows: 5 comments, 5 at the top"));
    say(&mut window, "wer", 1);
    say(&mut window, "nr", 2);
    say(&mut window, "auf", 2);
    assert!(window.mentions(
        "Of 5 rows: 5 comments, 2 at the top, 3 that answer others, 4 different authors"
    ));
    window.click("Import rows");
    assert!(!window.shows("What do the columns hold?"));
    let thread = window.document().thread().unwrap();
    let stats = thread.stats();
    assert_eq!(
        (
            stats.comments,
            stats.top_level,
            stats.max_depth,
            stats.authors
        ),
        (5, 2, 2, 4)
    );
    assert_eq!(thread.comments[0].text, "first words");
    window.check();
}

#[test]
fn a_role_is_played_by_one_column_only_and_is_chosen_from_the_list_too() {
    let mut window = asked(TABLE);
    window.click("Column wer holds: Not used");
    window.choose("Words");
    assert!(window.shows("Column wer holds: Words"));
    window.click("Column was holds: Not used");
    window.choose("Words");
    assert!(window.shows("Column was holds: Words"));
    assert!(window.shows("Column wer holds: Not used"));
}

#[test]
fn a_first_line_that_is_a_row_is_not_lost() {
    let (_, body) = TABLE.split_once('\n').unwrap();
    let mut window = asked(body);
    window.click("The first line is a row, not the names of the columns");
    say(&mut window, "#4", 1);
    assert!(window.mentions("Of 5 rows: 5 comments"));
    window.click("Import rows");
    let thread = window.document().thread().unwrap();
    assert_eq!(thread.comments[0].text, "first words");
    assert_eq!(thread.comments.len(), 5);
}

#[test]
fn cancel_leaves_everything_as_it_was() {
    let mut window = asked(TABLE);
    window.key(Key::Escape);
    assert!(!window.shows("What do the columns hold?"));
    assert!(window.document().thread().is_none());
}
