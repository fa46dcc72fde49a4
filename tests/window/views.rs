//! The other ways to look at a map: outline, table, search, neighbourhood, folds, saved views, where one was
//! before.

use counterclaim::map::NodeId;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Setup, Window, generated_map};

const FIRST: &str = "Copying a style is not theft.";
const SECOND: &str = "Styles have always been copied.";
const THIRD: &str = "A contract can forbid it.";
const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;

/// The accessible names that begin so, from top to bottom.
fn names(window: &Window, begin: &str) -> Vec<String> {
    let mut found: Vec<_> = window
        .harness
        .query_all_by_label_contains(begin)
        .filter_map(|node| Some((node.rect(), node.accesskit_node().label()?)))
        .filter(|(_, label)| label.starts_with(begin))
        .collect();
    found.sort_by(|a, b| a.0.top().total_cmp(&b.0.top()));
    found.into_iter().map(|(_, label)| label).collect()
}

fn outline() -> Window {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Num4);
    window
}

/// Where a claim's row of the outline or table is.
pub fn row(window: &Window, text: &str) -> egui::Rect {
    let mut rows = window.harness.query_all_by_label_contains(text);
    let row = rows.find(|node| matches!(node.accesskit_node().role(), Role::TreeItem | Role::Row));
    row.unwrap_or_else(|| panic!("no row {text}")).rect()
}

fn click_row(window: &mut Window, text: &str) {
    let at = row(window, text).center();
    window.click_at(at);
    assert_eq!(window.selected(), vec![window.claim(text).into()], "{text}");
}

// The outline.

#[test]
fn the_outline_is_a_tree_that_can_be_read_aloud() {
    let window = outline();
    let rows = names(&window, "Level ");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(
        rows[0].starts_with(&format!("Level 1: Claim: {FIRST}")),
        "{rows:?}"
    );
    assert!(
        rows[1].starts_with(&format!("Level 2: Claim: {SECOND}")),
        "{rows:?}"
    );
    assert!(rows[1].contains("supports what is above"), "{rows:?}");
    assert!(
        rows[2].starts_with(&format!("Level 1: Claim: {THIRD}")),
        "{rows:?}"
    );
    let item = window.harness.get_by_label(&rows[0]);
    assert_eq!(item.accesskit_node().role(), Role::TreeItem);
}

#[test]
fn everything_can_be_edited_in_the_outline() {
    let mut window = outline();
    let before = window.document().clone();
    let made: [(&str, Modifiers, Key, &str); 4] = [
        ("a child that supports", NONE, Key::Tab, FIRST),
        ("a child that attacks", SHIFT, Key::Tab, FIRST),
        ("a sibling", NONE, Key::Enter, SECOND),
        ("another thesis", NONE, Key::Enter, THIRD),
    ];
    for (text, modifiers, key, beside) in made {
        click_row(&mut window, beside);
        window.keys(modifiers, key);
        window.type_text(text);
        window.key(Key::Enter);
        assert_eq!(window.selected(), vec![window.claim(text).into()], "{text}");
        let rows = names(&window, "Level ");
        assert!(
            rows.iter().any(|row| row.contains(text)),
            "{text}: {rows:?}"
        );
        assert_eq!(window.steps().len(), 1, "{text}");
        window.check();
        window.undo();
        assert_eq!(*window.document(), before, "{text}");
        click_row(&mut window, beside);
        window.keys(modifiers, key);
        window.type_text("half");
        window.key(Key::Escape);
        assert_eq!(*window.document(), before, "{text}, left");
        assert_eq!(
            window.selected(),
            vec![window.claim(beside).into()],
            "{text}, left"
        );
        assert!(window.steps().is_empty());
    }
    for (key, way) in [(Key::F2, "F2"), (Key::Space, "Space")] {
        click_row(&mut window, FIRST);
        window.key(Key::ArrowDown);
        window.key(Key::ArrowDown);
        window.key(key);
        window.type_text("A promise");
        window.key(Key::Escape);
        assert_eq!(*window.document(), before, "{way}");
        window.key(key);
        window.type_text("A promise binds");
        window.key(Key::Enter);
        window.claim("A promise binds");
        window.undo();
        assert_eq!(*window.document(), before, "{way}");
    }
    let at = row(&window, THIRD).center();
    window.double_click_at(at);
    window.type_text("Twice");
    window.key(Key::Enter);
    window.claim("Twice");
    window.undo();
    click_row(&mut window, THIRD);
    window.key(Key::Num1);
    assert_eq!(
        window.map().claim(window.claim(THIRD)).unwrap().tags.len(),
        1
    );
    window.undo();
    click_row(&mut window, SECOND);
    window.key(Key::Delete);
    assert_eq!(names(&window, "Level ").len(), 2);
    assert_eq!(
        window.selected(),
        vec![window.claim(FIRST).into()],
        "goes on above"
    );
    window.undo();
    assert_eq!(*window.document(), before);
    assert_eq!(names(&window, "Level ").len(), 3);
}

#[test]
fn the_arrows_walk_and_fold_in_the_outline() {
    let mut window = outline();
    let before = window.document().clone();
    click_row(&mut window, FIRST);
    window.key(Key::ArrowDown);
    assert_eq!(window.selected(), vec![window.claim(SECOND).into()]);
    window.key(Key::ArrowDown);
    assert_eq!(window.selected(), vec![window.claim(THIRD).into()]);
    window.key(Key::ArrowDown);
    assert_eq!(
        window.selected(),
        vec![window.claim(THIRD).into()],
        "the last"
    );
    window.key(Key::ArrowUp);
    window.key(Key::ArrowUp);
    assert_eq!(window.selected(), vec![window.claim(FIRST).into()]);
    assert!(window.steps().is_empty());
    window.key(Key::ArrowLeft);
    assert_eq!(names(&window, "Level ").len(), 2, "folded");
    window.key(Key::ArrowRight);
    assert_eq!(names(&window, "Level ").len(), 3, "unfolded");
    window.undo();
    window.undo();
    assert_eq!(*window.document(), before);
    let fold = format!("Fold {}", window.claim(FIRST));
    window.click(&fold);
    assert_eq!(names(&window, "Level ").len(), 2);
    window.key(Key::F);
    assert_eq!(names(&window, "Level ").len(), 3);
}

#[test]
fn a_deep_outline_scrolls_to_what_is_selected() {
    let mut window = Setup {
        document: Some(generated_map(300)),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num4);
    let shown = names(&window, "Level ").len();
    assert!((10..80).contains(&shown), "only what is seen: {shown}");
    let at = row(&window, "Claim 0:").center();
    window.click_at(at);
    for _ in 0..60 {
        window.harness.key_press(Key::ArrowDown);
    }
    window.settle();
    let id = window.app().selection().single_claim().unwrap();
    let text = window.map().claim(id).unwrap().text.clone();
    let area = row(&window, &text);
    assert!(area.top() > 40.0 && area.bottom() < 780.0, "{area:?}");
}

// The table.

#[test]
fn the_table_sorts_filters_and_selects() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Num5);
    assert_eq!(names(&window, "Row ").len(), 3);
    window.click("Sort by its words");
    let sorted = names(&window, "Row ");
    assert!(
        sorted[0].contains(THIRD) && sorted[2].contains(SECOND),
        "{sorted:?}"
    );
    window.click("Sort by its words");
    let sorted = names(&window, "Row ");
    assert!(
        sorted[0].contains(SECOND) && sorted[2].contains(THIRD),
        "{sorted:?}"
    );
    click_row(&mut window, THIRD);
    window.key(Key::ArrowUp);
    assert_eq!(window.selected(), vec![window.claim(FIRST).into()]);
    window.key(Key::Num2);
    assert_eq!(
        window.map().claim(window.claim(FIRST)).unwrap().tags.len(),
        1
    );
    window.undo();
    let at = row(&window, SECOND).center();
    window.click_with(SHIFT, at);
    assert_eq!(window.app().selection().claims().len(), 2);
    window
        .harness
        .get_by_label("Only claims with these words")
        .focus();
    window.settle();
    window.type_text("contract");
    let rows = names(&window, "Row ");
    assert!(rows.len() == 1 && rows[0].contains(THIRD), "{rows:?}");
    click_row(&mut window, THIRD);
    window.key(Key::Delete);
    assert_eq!(window.map().claim_count(), 2);
    assert!(names(&window, "Row ").is_empty());
    window.undo();
    click_row(&mut window, THIRD);
    window.click("Show on the map");
    assert!(window.canvas().intersects(window.card(THIRD)));
}

#[test]
fn making_a_claim_in_the_table_goes_to_the_map_to_type() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Num5);
    click_row(&mut window, THIRD);
    window.key(Key::Tab);
    window.type_text("From the table");
    window.key(Key::Enter);
    window.card("From the table");
    assert_eq!(window.steps().len(), 1);
    window.undo();
    assert_eq!(window.map().claim_count(), 3);
}

// Searching.

#[test]
fn search_finds_in_comments_and_claims_and_steps_through() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::F);
    assert_eq!(window.focused(), ["Find"]);
    window.type_text("contract");
    assert!(window.shows("2 places"), "one comment, one claim");
    window.key(Key::Enter);
    assert!(window.shows("1 of 2"));
    window.key(Key::F3);
    assert!(window.shows("2 of 2"));
    assert_eq!(window.selected(), vec![window.claim(THIRD).into()]);
    window.key(Key::F3);
    assert!(window.shows("1 of 2"), "round and round");
    window.keys(SHIFT, Key::F3);
    assert!(window.shows("2 of 2"));
    window.keys(CTRL, Key::G);
    assert!(window.shows("1 of 2"));
    window.keys(CTRL, Key::F);
    window.keys(CTRL, Key::A);
    window.type_text("no such words");
    assert!(window.shows("not found"));
    window.key(Key::F3);
    window.key(Key::Escape);
    assert!(!window.shows("Find"));
    assert!(window.steps().is_empty());
    // Searching again begins with what was typed, and letters are commands again outside of it.
    window.key(Key::F3);
    assert!(window.shows("Find"));
}

#[test]
fn search_follows_the_document() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::F);
    window.type_text("forbid");
    assert!(window.shows("1 place"));
    let at = window.card(THIRD).center();
    window.click_at(at);
    window.key(Key::Delete);
    assert!(window.shows("not found"));
    window.undo();
    assert!(window.shows("1 place"));
    window.key(Key::F3);
    assert_eq!(window.selected(), vec![window.claim(THIRD).into()]);
}

#[test]
fn strange_words_are_searched_for_as_they_stand() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::F);
    for words in ["(", "[a-", "\\", ".*", "ß", "😀", "  ", "STYLE"] {
        window.keys(CTRL, Key::A);
        window.type_text(words);
        window.key(Key::Enter);
    }
    assert!(window.mentions(" of "), "letters may be large or small");
}

// Neighbourhoods and folds.

#[test]
fn n_shows_what_is_near_and_n_again_more() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.select(&[FIRST]);
    window.key(Key::N);
    let cards = |window: &Window| names(window, "Claim: ").len();
    assert_eq!(cards(&window), 2, "the third is not linked to it");
    assert!(window.mentions("only what is within 1 link"));
    window.key(Key::N);
    assert!(window.mentions("only what is within 2 links"));
    window.key(Key::N);
    window.key(Key::N);
    assert_eq!(cards(&window), 3, "round again");
    window.key(Key::N);
    window.keys(SHIFT, Key::N);
    assert_eq!(cards(&window), 3);
    window.key(Key::N);
    window.key(Key::Escape);
    window.key(Key::Escape);
    assert_eq!(cards(&window), 3, "Escape shows all again");
    assert_eq!(*window.document(), before);
    assert!(window.steps().is_empty(), "looking is no step");
}

#[test]
fn what_is_looked_at_alone_can_be_deleted() {
    let mut window = Setup::small();
    window.select(&[FIRST]);
    window.key(Key::N);
    window.key(Key::Delete);
    window.check();
    assert_eq!(names(&window, "Claim: ").len(), 2, "all that is left");
    window.undo();
    assert_eq!(names(&window, "Claim: ").len(), 3);
    // What is made outside of it is seen.
    window.select(&[FIRST]);
    window.key(Key::N);
    window.key(Key::C);
    window.type_text("Elsewhere");
    window.key(Key::Enter);
    window.card("Elsewhere");
}

#[test]
fn f_folds_a_branch_and_is_one_step() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.select(&[FIRST]);
    window.key(Key::F);
    assert_eq!(names(&window, "Claim: ").len(), 2);
    assert!(window.mentions("1 branch folded"));
    assert_eq!(window.steps(), ["fold 1 branch"]);
    let folded = window.document().clone();
    window.undo();
    assert_eq!(*window.document(), before);
    assert_eq!(names(&window, "Claim: ").len(), 3);
    window.redo();
    assert_eq!(*window.document(), folded);
    window.select(&[FIRST]);
    window.key(Key::F);
    assert_eq!(names(&window, "Claim: ").len(), 3);
    window.undo();
    // A claim made under a folded one is seen.
    window.select(&[FIRST]);
    window.key(Key::Tab);
    window.type_text("Into the fold");
    window.key(Key::Enter);
    window.card("Into the fold");
    assert_eq!(window.steps().len(), 2);
    window.undo();
    assert_eq!(*window.document(), folded);
    // So is what a search finds there.
    window.keys(CTRL, Key::F);
    window.type_text("always been copied");
    window.key(Key::Enter);
    window.card(SECOND);
    window.key(Key::Escape);
    window.keys(SHIFT, Key::F);
    window.check();
}

#[test]
fn a_fold_with_nothing_below_says_so() {
    let mut window = Setup::small();
    window.select(&[THIRD]);
    window.key(Key::F);
    assert!(window.steps().is_empty());
    assert!(
        window
            .app()
            .messages()
            .iter()
            .any(|m| m.contains("Nothing bears"))
    );
}

// Saved views, back and forward.

#[test]
fn a_view_is_kept_and_looked_from_again() {
    let mut window = Setup::small();
    window.select(&[FIRST]);
    window.key(Key::N);
    let camera = window.app().camera();
    window.key(Key::V);
    assert_eq!(window.focused(), ["Name of this view"]);
    window.type_text("the theft question");
    window.key(Key::Enter);
    assert_eq!(window.steps(), ["save view “the theft question”"]);
    window.keys(SHIFT, Key::N);
    window.key(Key::Num0);
    window.key(Key::Plus);
    assert_ne!(window.app().camera(), camera);
    window.key(Key::V);
    window.click("the theft question");
    assert_eq!(window.app().camera(), camera);
    assert_eq!(names(&window, "Claim: ").len(), 2);
    window.key(Key::V);
    window.click("Delete the view the theft question");
    assert!(window.shows("None yet"));
    window.click("Close");
    assert!(window.document().views().is_empty());
    window.undo();
    assert_eq!(window.document().views().len(), 1);
    window.undo();
    assert!(window.document().views().is_empty());
    // A view whose middle is gone is a view of all.
    window.redo();
    window.keys(SHIFT, Key::N);
    window.select(&[FIRST]);
    window.key(Key::Delete);
    window.key(Key::V);
    window.click("the theft question");
    assert_eq!(names(&window, "Claim: ").len(), 2, "both that are left");
    window.check();
}

#[test]
fn back_and_forward_go_where_one_was() {
    let mut window = Setup::small();
    let [first, second, third] =
        [FIRST, SECOND, THIRD].map(|text| NodeId::Claim(window.claim(text)));
    for text in [FIRST, SECOND, THIRD] {
        window.select(&[text]);
    }
    window.keys(CTRL, Key::OpenBracket);
    assert_eq!(window.selected(), vec![second]);
    window.keys(CTRL, Key::OpenBracket);
    assert_eq!(window.selected(), vec![first]);
    window.keys(CTRL, Key::OpenBracket);
    assert_eq!(window.selected(), vec![first]);
    window.keys(CTRL, Key::CloseBracket);
    assert_eq!(window.selected(), vec![second]);
    window.keys(CTRL, Key::CloseBracket);
    assert_eq!(window.selected(), vec![third]);
    window.keys(CTRL, Key::OpenBracket);
    window.key(Key::Delete);
    window.keys(CTRL, Key::OpenBracket);
    assert_eq!(
        window.selected(),
        vec![first],
        "what is gone is passed over"
    );
    window.check();
}
