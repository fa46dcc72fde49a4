//! What is shown keeps to the room it has: panes, the table, tabs, messages and the first map's strip cover and cut
//! off nothing; every map keeps the places of its lists.

use counterclaim::document::{Document, actions, file};
use counterclaim::thread::{Comment, CommentId, Thread};
use egui::{Key, Modifiers, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Setup, Window, generated_map, small_document};
use crate::thread_list::long;

const CTRL: Modifiers = Modifiers::COMMAND;

fn rect(window: &Window, name: &str) -> Rect {
    window.harness.get_by_label(name).rect()
}

fn rects(window: &Window, part: &str) -> Vec<Rect> {
    let found = window.harness.query_all_by_label_contains(part);
    found.map(|node| node.rect()).collect()
}

/// What of the thread is laid out, and where.
fn seen(window: &Window) -> Vec<(String, i32)> {
    (window.harness)
        .query_all_by_label_contains("Comment by ")
        .map(|node| {
            let name = node.accesskit_node().label().unwrap_or_default();
            // Tabs above move everything.
            let top = node.rect().top() - rect(window, "Thread pane").top();
            (name, top.round() as i32)
        })
        .collect()
}

fn import(window: &mut Window, name: &str, content: &str) {
    let path = window.home.path().join(name);
    std::fs::write(&path, content).unwrap();
    window.keys(CTRL, Key::O);
    window.answer_path(&path, "Open");
}

/// A table of so many comments by `author`.
fn table(author: &str, comments: usize) -> String {
    let rows =
        (0..comments).map(|n| format!("{n},,{author},This is what number {n} says of it.\n"));
    "id,parent,author,text\n".to_owned() + &rows.collect::<String>()
}

// The thread pane.

#[test]
fn long_lines_above_the_comments_do_not_widen_the_pane() {
    let mut window = Setup::default().build();
    window.click("Empty map");
    let before = rect(&window, "Thread pane");
    let repeated = "Nobody may learn from what stands on this page, and everybody who reads it does so anyway.";
    let other = "https://example.org/a-page-with-a-very-long-name-that-goes-on-and-on-without-a-space-in-it";
    window.menu("File", "Paste thread text");
    window.type_text(&[repeated, other, repeated, other, "The end."].join("\n\n"));
    window.click("Import text");
    assert_eq!(rects(&window, "Stands twice").len(), 2);
    let pane = rect(&window, "Thread pane");
    assert!(
        (pane.width() - before.width()).abs() < 1.0,
        "{before} became {pane}"
    );
    for name in ["Remove the repeat", "Words of a comment", "Stands twice"] {
        for found in rects(&window, name) {
            assert!(
                found.right() <= pane.right() + 1.0,
                "{name}: {found} in {pane}"
            );
        }
    }
}

#[test]
fn deep_comments_keep_room_for_their_words_in_a_narrow_pane() {
    let comments = (0..14).map(|n| {
        let mut comment = Comment::new(
            format!("n{n}"),
            "What is said here goes on for longer than a line.",
        );
        comment.author = Some("somebody-with-a-long-name-here".to_owned());
        comment.time = Some(format!("2026-01-{:02}T10:00:00Z", n + 1));
        comment.parent = (n > 0).then(|| CommentId::from(format!("n{}", n - 1).as_str()));
        comment
    });
    let thread = Thread {
        comments: comments.collect(),
        ..Thread::default()
    };
    let window = Setup {
        document: Some(Document::from_thread(thread)),
        size: (900.0, 1400.0),
        ..Setup::default()
    }
    .build();
    let pane = rect(&window, "Thread pane");
    assert!(pane.width() < 300.0);
    let words = rects(&window, "Words of somebody");
    assert!(words.len() > 8);
    let times = rects(&window, "2026-01-");
    let lines = words.iter().chain(&times);
    for line in lines {
        assert!(line.right() <= pane.right() + 1.0, "{line} in {pane}");
    }
    for line in &words {
        assert!(line.width() >= 175.0, "{line}");
    }
}

#[test]
fn every_map_keeps_its_place_in_the_thread_and_new_ones_begin_at_the_top() {
    let mut window = Setup {
        document: Some(Document::from_thread(long(200))),
        ..Setup::default()
    }
    .build();
    let pane = rect(&window, "Thread pane").center();
    for _ in 0..8 {
        window.scroll(pane, vec2(0.0, -400.0), Modifiers::NONE);
    }
    let place = seen(&window);
    assert!(place.iter().all(|(_, top)| *top > -3000) && !place[0].0.is_empty());
    import(&mut window, "talk.csv", &table("eve", 80));
    assert_eq!(window.app().documents(), 2);
    assert!(window.shows("This is what number 0 says of it.") || window.mentions("Comment by eve"));
    let first = rects(&window, "Comment by eve")[0];
    let head = rect(&window, "Source order").bottom();
    assert!(
        first.top() > head - 1.0,
        "the first comment stands at {first}"
    );
    window.scroll(pane, vec2(0.0, -300.0), Modifiers::NONE);
    let other = seen(&window);
    window.keys(CTRL, Key::Tab);
    assert_eq!(seen(&window), place);
    window.keys(CTRL, Key::Tab);
    assert_eq!(seen(&window), other);
    window.check();
}

// The table.

#[test]
fn every_column_of_the_table_can_be_reached() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::Num5);
    let inspector = rect(&window, "Inspector pane").left();
    for head in [
        "Sort by its words",
        "Sort by how many excerpts",
        "Sort by how many notes",
    ] {
        let found = rects(&window, head)[0];
        assert!(found.right() <= inspector, "{head}: {found}");
    }
    let (claim, tags) = (
        rect(&window, "Sort by its words"),
        rect(&window, "Sort by its tags"),
    );
    assert!(
        tags.left() - claim.left() > 190.0,
        "room for the words of claims"
    );

    // Where it does not fit, it is moved sideways.
    let mut window = Setup {
        document: Some(small_document()),
        size: (900.0, 700.0),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num5);
    let inspector = rect(&window, "Inspector pane").left();
    let last = "Sort by how many notes, quotations and findings it has";
    assert!(rect(&window, last).right() > inspector);
    let at = rects(&window, "Row ")[0].left_center() + vec2(60.0, 0.0);
    window.scroll(at, vec2(-600.0, 0.0), Modifiers::NONE);
    let end = rect(&window, last);
    assert!(end.right() <= inspector, "{end}, {inspector}");
}

// Tabs and names.

#[test]
fn the_tab_in_front_is_in_sight_and_every_tab_can_be_closed() {
    let mut window = Setup::small();
    for n in 0..14 {
        window.keys(CTRL, Key::N);
        window.key(Key::C);
        window.type_text(&format!("In map {n}"));
        window.key(Key::Enter);
    }
    assert_eq!(window.app().documents(), 15);
    let close = rect(&window, "Close document");
    assert!(close.right() <= 1280.0, "{close}");
    window.keys(CTRL, Key::Tab);
    let close = rect(&window, "Close document");
    assert!(close.left() >= 0.0 && close.right() <= 1280.0, "{close}");
    assert_eq!(window.map().claim_count(), 3);
    // One behind.
    let behind = rects(&window, "Close Untitled")[1].center();
    window.click_at(behind);
    assert!(window.shows("Save changes?"));
    window.click("Don’t save");
    assert_eq!(window.app().documents(), 14);
}

#[test]
fn a_map_without_a_title_is_called_after_its_file() {
    let mut window = Setup::default().build();
    import(&mut window, "talk of may.csv", &table("ada", 3));
    assert!(
        window.shows("• talk of may"),
        "the name over the window, with its dot"
    );
    assert!(!window.ask_to_close());
    assert!(window.mentions("“talk of may” has changes"));
    window.click("Stay");
    let path = window.home.path().join("kept.ron");
    window.keys(CTRL, Key::S);
    window.answer_path(&path, "Save here");
    // From then on by its own file, here as on its tab.
    assert!(window.shows("kept") && !window.mentions("talk of may"));
}

// Messages.

#[test]
fn errors_are_few_belong_to_their_map_and_leave_when_it_is_saved() {
    let mut window = Setup::small();
    window.key(Key::C);
    window.type_text("Something new");
    window.key(Key::Enter);
    let home = window.home.path().to_owned();
    for n in 0..5 {
        window.keys(CTRL | Modifiers::SHIFT, Key::S);
        window.answer_path(&home.join(format!("none{n}/x.ron")), "Save here");
    }
    let said = window.app().messages();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].contains("none4"), "{said:?}");
    window.keys(CTRL, Key::N);
    assert_eq!(window.app().messages(), Vec::<String>::new());
    window.keys(CTRL, Key::Tab);
    assert_eq!(window.app().messages(), said);
    window.keys(CTRL, Key::S);
    let said = window.app().messages();
    assert!(said.len() == 1 && said[0].starts_with("Saved"), "{said:?}");
}

#[test]
fn a_refusal_names_nothing_of_the_command_line() {
    let mut window = Setup::small();
    import(&mut window, "notes.bin", "\u{1}\u{2}\u{3}\u{4}\u{5}");
    import(&mut window, "map.rtnl", "<rationale><map/></rationale>");
    let said = window.app().messages();
    assert_eq!(said.len(), 2, "{said:?}");
    for text in &said {
        assert!(
            !text.contains("--from") && !text.contains("hn-algolia"),
            "{text}"
        );
        assert!(!text.contains("nested-text"), "{text}");
    }
}

// The first map.

#[test]
fn the_first_map_covers_nothing_and_counts_only_what_was_done() {
    let mut window = Setup::default().build();
    window.click("First map, step by step");
    let step = rect(&window, "Step 1 of 7");
    for name in ["Thread pane", "Map pane", "Inspector pane"] {
        let pane = rect(&window, name);
        assert!(pane.bottom() <= step.top(), "{name}: {pane}");
    }
    window.key(Key::Num1);
    let toast = rect(&window, "Select claims to tag first");
    assert!(toast.bottom() <= step.top());
    // An empty claim is made of no words.
    let at = rect(&window, "Map pane").center();
    window.click_at(at);
    window.key(Key::C);
    window.type_text("Of my own");
    window.key(Key::Enter);
    assert_eq!(window.map().claim_count(), 1);
    assert!(window.shows("Step 1 of 7"));
    let words = rects(&window, "Words of ")[0].left_top() + vec2(2.0, 11.0);
    window.drag(words, words + vec2(180.0, 0.0));
    assert!(window.shows("Step 2 of 7"));
    window.key(Key::C);
    assert!(window.shows("Step 3 of 7"));
}

// Small things.

#[test]
fn escape_leaves_the_welcome_page_where_a_map_is_open() {
    let mut window = Setup::small();
    window.menu("File", "Welcome page");
    assert!(window.shows("Look at an example"));
    window.key(Key::Escape);
    assert!(!window.shows("Look at an example"));
    window.canvas();
    let mut window = Setup::default().build();
    window.key(Key::Escape);
    assert!(
        window.shows("Look at an example"),
        "nothing is open behind it"
    );
}

#[test]
fn the_name_over_the_window_has_a_dot_while_something_is_unsaved() {
    let mut window = Setup::small();
    let path = window.home.path().join("small.ron");
    assert_eq!(file::open(&path).unwrap().0, small_document());
    assert!(window.shows("A small thread") && !window.shows("• A small thread"));
    window.key(Key::C);
    window.type_text("More");
    window.key(Key::Enter);
    assert!(window.shows("• A small thread"));
    window.keys(CTRL, Key::S);
    assert!(!window.shows("• A small thread"));
}

#[test]
fn the_theme_is_found_by_the_word_dark() {
    let mut window = Setup::small();
    window.keys(CTRL, Key::K);
    window.type_text("dark");
    assert!(window.shows("Switch theme"));
    window.key(Key::Enter);
    assert!(window.app().messages()[0].starts_with("Theme: "));
}

#[test]
fn the_outline_keeps_its_place_too() {
    let mut window = Setup {
        document: Some(generated_map(300)),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num4);
    let at = rect(&window, "Map pane").center();
    window.scroll(at, vec2(0.0, -1500.0), Modifiers::NONE);
    let tops = |window: &Window| -> Vec<i32> {
        let rows = rects(window, "Level ");
        let top = rect(window, "Map pane").top();
        rows.iter()
            .map(|row| (row.top() - top).round() as i32)
            .collect()
    };
    let names = |window: &Window| -> Vec<String> {
        (window.harness.query_all_by_label_contains("Level "))
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    };
    // The tabs that come take the last rows out of sight.
    let place = |window: &Window| (names(window)[..10].to_vec(), tops(window)[..10].to_vec());
    let before = place(&window);
    let path = window.home.path().join("other.ron");
    file::save(&generated_map(200), &path, None).unwrap();
    window.keys(CTRL, Key::O);
    window.answer_path(&path, "Open");
    window.keys(CTRL, Key::Num4);
    assert!(names(&window)[0].starts_with("Level 1"), "at the top");
    assert!(tops(&window)[0] >= 0);
    window.keys(CTRL, Key::Tab);
    assert_eq!(place(&window), before);
}

#[test]
fn all_that_an_import_says_can_be_read() {
    let mut window = Setup::default().build();
    window.click("Empty map");
    window.menu("File", "Account of the import");
    assert!(window.app().messages()[0].starts_with("Nothing was odd"));
    let rows = "id,parent,author,text\n1,2,A,one\n2,1,B,two\n3,4,C,three\n4,3,D,four\n5,6,E,five\n6,5,F,six\n";
    import(&mut window, "odd.csv", rows);
    assert!(window.mentions("(and 2 more)"));
    window.click("Read all");
    assert!(window.shows("Account of the import"));
    let said = |window: &Window| rects(window, "in a circle").len();
    assert!(said(&window) >= 3, "{}", said(&window));
    window.key(Key::Enter);
    assert!(!window.shows("Account of the import"));
    window.menu("File", "Account of the import");
    assert!(window.shows("Account of the import"));
}

#[test]
fn a_word_typed_and_deleted_again_is_no_step() {
    let mut window = Setup::small();
    let before = window.steps();
    let field = window
        .harness
        .get_by(|node| node.label().as_deref() == Some("Title of the map"));
    field.focus();
    window.settle();
    window.type_text("ab");
    assert_eq!(window.steps().len(), before.len() + 1);
    window.key(Key::Backspace);
    window.key(Key::Backspace);
    assert_eq!(window.steps(), before);
    assert!(!window.app().session().dirty());
}

fn apart(window: &Window, names: &[&str]) {
    for (n, a) in names.iter().enumerate() {
        for b in &names[n + 1..] {
            let (one, other) = (rects(window, a)[0], rects(window, b)[0]);
            let over = one.shrink(1.0).intersects(other.shrink(1.0));
            assert!(!over, "{a} {one} and {b} {other}");
        }
    }
}

#[test]
fn in_a_small_window_nothing_stands_on_anything_else() {
    let mut document = small_document();
    let title =
        "A title so long that it would not fit beside the menus of a window as narrow as this one";
    document
        .apply(actions::set_title(title.to_owned()))
        .unwrap();
    let mut window = Setup {
        document: Some(document),
        size: (800.0, 600.0),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num6);
    apart(&window, &["Accept", "Dismiss", "Next", "Terms…"]);
    window.resize(560.0, 400.0);
    apart(&window, &["File", "Edit", "Map", "View", "Go", "Help"]);
    for name in rects(&window, "A title so long") {
        assert!(!name.intersects(rect(&window, "Help")), "{name}");
    }
    apart(
        &window,
        &["Thread", "Inspector", "Suggestions", "Outline", "Table"],
    );
    // The comments keep some of the pane.
    assert!(rects(&window, "Comment by ").len() > 1);
    let list = rects(&window, "Comment by ")[0];
    assert!(list.top() < 400.0 - 100.0, "{list}");
}

#[test]
fn what_is_selected_stays_in_sight_when_the_window_shrinks_and_panes_come() {
    let mut window = Setup {
        document: Some(small_document()),
        size: (1600.0, 1000.0),
        ..Setup::default()
    }
    .build();
    window.keys(CTRL, Key::Num1);
    window.keys(CTRL, Key::Num2);
    window.click_at(window.card("Copying a style").center());
    for (width, height) in [(900.0, 700.0), (700.0, 500.0), (1600.0, 1000.0)] {
        window.resize(width, height);
        let (card, canvas) = (window.card("Copying a style"), window.canvas());
        assert!(canvas.contains_rect(card), "{card} in {canvas}");
    }
    window.resize(760.0, 560.0);
    for pane in [Key::Num1, Key::Num2] {
        window.keys(CTRL, pane);
        let (card, canvas) = (window.card("Copying a style"), window.canvas());
        assert!(
            canvas.contains_rect(card) || canvas.width() < card.width(),
            "{card} in {canvas}"
        );
    }
}
