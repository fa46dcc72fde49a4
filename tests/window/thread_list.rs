//! The list of comments: walked with keys, folded, sorted, filtered; what is not mapped yet; structure of the words;
//! what the file lacks; the tray of orphaned excerpts.

use counterclaim::document::{Document, actions};
use counterclaim::map::Claim;
use counterclaim::thread::{Anchor, Comment, CommentId, Excerpt, Mark, MarkKind, Thread};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Setup, Window, small_document};

/// A comment with everything that a text can have.
pub fn written() -> Thread {
    let text = "A plain paragraph with a link to example.org, and some `code` in it.\n\nWhat the other said, at some length so that it wraps.\n\nAnd what was quoted in there.\n\nFirst item, long enough to go on in a second line of the pane\nSecond item\nAn inner one\n\nfn main() {\n    println!(\"tinted\");\n}\n\npay \u{202E}lived\u{202C} now, pass\u{200B}word";
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        (
            text[..start].chars().count() as u32,
            text[..start + words.len()].chars().count() as u32,
        )
    };
    let mark = |words: &str, kind: MarkKind| {
        let (start, end) = at(words);
        Mark { start, end, kind }
    };
    let mut comment = Comment::new("w", text);
    comment.author = Some("wri\u{202E}ter".to_owned());
    comment.time = Some("2026-08-14T10:54:02.000Z".to_owned());
    comment.marks = vec![
        mark(
            "example.org",
            MarkKind::Link("https://example.org/where/it/leads".to_owned()),
        ),
        mark("`code`", MarkKind::Code),
        mark(
            "What the other said, at some length so that it wraps.",
            MarkKind::Quote(1),
        ),
        mark("And what was quoted in there.", MarkKind::Quote(2)),
        mark(
            "First item, long enough to go on in a second line of the pane",
            MarkKind::Item,
        ),
        mark("Second item\nAn inner one", MarkKind::Item),
        mark("An inner one", MarkKind::Item),
        mark("fn main() {\n    println!(\"tinted\");\n}", MarkKind::Code),
    ];
    comment.marks.sort_by_key(|mark| mark.start);
    Thread {
        title: Some("How text is drawn".to_owned()),
        stated_total: Some(1_412),
        absent: Some(839),
        comments: vec![comment],
        ..Thread::default()
    }
}

/// So many comments, some of them deep.
pub fn long(comments: usize) -> Thread {
    let list = (0..comments).map(|n| {
        let mut comment = Comment::new(
            format!("n{n}"),
            format!(
                "Comment number {n} says {}.",
                "what it has to say ".repeat(1 + n % 9)
            ),
        );
        comment.author = Some(["ada", "ben", "cai", "dan"][n % 4].to_owned());
        comment.time = Some(format!(
            "2026-{:02}-{:02}T10:00:00Z",
            12 - n % 12,
            1 + n % 28
        ));
        if n % 5 > 0 {
            comment.parent = Some(format!("n{}", n - 1 - (n % 3).min(n - 1)).into());
        }
        comment
    });
    Thread {
        title: Some("A long thread".to_owned()),
        comments: list.collect(),
        ..Thread::default()
    }
}

/// The small document with two excerpts more whose words are no longer there.
pub fn with_orphans() -> Document {
    let mut document = small_document();
    let ids: Vec<_> = document.map().claims().map(|(id, _)| id).collect();
    let reworded = Comment::new(
        "b",
        "A contract still surely binds anybody who agreed to it.",
    );
    let gone = Comment::new("zz", "Something else entirely was said here.");
    for (n, comment) in [(1, &reworded), (2, &gone)] {
        let all = comment.text.chars().count();
        let excerpt = Excerpt::take(comment, 0..all).unwrap();
        let edit = actions::add_excerpt(&document, ids[n], excerpt);
        document.apply(edit).unwrap();
    }
    document
}

/// A thread of nine: a ← b ← c, a ← d, e ← f ← g ← h, i.
fn nine() -> Document {
    let parents = [
        None,
        Some("a"),
        Some("b"),
        Some("a"),
        None,
        Some("e"),
        Some("f"),
        Some("g"),
        None,
    ];
    let list = parents
        .into_iter()
        .zip('a'..)
        .enumerate()
        .map(|(n, (parent, id))| {
            let mut comment =
                Comment::new(id.to_string(), format!("What {id} has to say about it."));
            comment.author = Some(format!("author-{id}"));
            comment.time = Some(format!("2026-01-{:02}T00:00:00Z", 10 - n));
            comment.parent = parent.map(CommentId::from);
            comment
        });
    let mut document = Document::from_thread(Thread {
        comments: list.collect(),
        ..Thread::default()
    });
    let mut claim = Claim::new("taken from e");
    let e = document.thread().unwrap().comments[4].clone();
    claim.excerpts.push(Excerpt::take(&e, 5..20).unwrap());
    let (edit, _) = actions::add_claim(&document, claim, None);
    document.apply(edit).unwrap();
    document
}

fn open(document: Document) -> Window {
    Setup {
        document: Some(document),
        size: (1280.0, 1400.0),
        ..Setup::default()
    }
    .build()
}

/// The letters of the comments that are listed, from top to bottom.
fn listed(window: &Window) -> String {
    let mut rows: Vec<(f32, String)> = (window.harness)
        .query_all_by_label_contains("Comment by author-")
        .map(|node| {
            let name = node.accesskit_node().label().unwrap_or_default();
            let letter = name["Comment by author-".len()..].chars().next();
            (node.rect().top(), letter.into_iter().collect())
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, letter)| letter).collect()
}

/// The comment that has the keyboard.
fn focused(window: &Window) -> String {
    (window.harness)
        .query_all_by_label_contains("Comment by author-")
        .find(|node| node.accesskit_node().is_focused())
        .and_then(|node| node.accesskit_node().label())
        .map(|name| name["Comment by author-".len()..][..1].to_owned())
        .unwrap_or_default()
}

#[test]
fn the_thread_is_walked_with_keys() {
    let mut window = open(nine());
    // Keys are the map's until the thread pane has the keyboard.
    window.key(Key::J);
    assert_eq!(focused(&window), "");
    window.key(Key::Escape);
    let pane = window.harness.get_by_label("Thread pane");
    pane.focus();
    window.settle();
    let mut way = String::new();
    for key in [
        Key::J,
        Key::J,
        Key::L,
        Key::J,
        Key::K,
        Key::K,
        Key::ArrowDown,
    ] {
        window.key(key);
        way += &focused(&window);
    }
    assert_eq!(way, "abcdcbc");
    // Out: c has no answers, so that b is next; b folds, and then a is next.
    window.key(Key::H);
    assert_eq!(focused(&window), "b");
    window.key(Key::H);
    assert_eq!(
        (focused(&window).as_str(), listed(&window).as_str()),
        ("b", "abdefghi")
    );
    window.key(Key::H);
    assert_eq!(focused(&window), "a");
    window.key(Key::J);
    window.key(Key::L);
    assert_eq!(
        (focused(&window).as_str(), listed(&window).as_str()),
        ("b", "abcdefghi")
    );
    // Enter goes into the words, where they can be selected; the letters walk on from there.
    window.key(Key::Enter);
    assert_eq!(focused(&window), "");
    window.keys(Modifiers::COMMAND, Key::Home);
    window.keys(Modifiers::SHIFT, Key::End);
    assert!(window.app().selection().words.is_some());
    window.key(Key::J);
    assert_eq!(focused(&window), "c");
    assert_eq!(window.map().link_count(), 0, "J joined nothing");
    window.check();
}

#[test]
fn it_is_folded_to_a_level_and_unfolded_by_what_is_sought() {
    let mut window = open(nine());
    window.menu("View", "Fold all answers in the thread");
    assert_eq!(listed(&window), "aei");
    assert!(window.mentions("3 replies folded"));
    window.click("Fold");
    window.click("Fold below 1 level");
    assert_eq!(listed(&window), "abdefi");
    // The next unmapped one behind nothing is a, then b, then the hidden c: its branch opens.
    for right in ["a", "b", "c"] {
        window.key(Key::U);
        assert_eq!(focused(&window), right);
    }
    assert_eq!(listed(&window), "abcdefi");
    window.menu("View", "Unfold the thread");
    assert_eq!(listed(&window), "abcdefghi");
}

#[test]
fn coverage_is_told_and_the_next_unmapped_comment_found() {
    let mut window = open(nine());
    assert!(window.shows("1 of 9 comments mapped"));
    assert!(window.shows("Comment by author-e, 3 replies, 1 excerpt on the map"));
    assert!(window.shows("Comment by author-i, not on the map yet"));
    let mut way = String::new();
    for _ in 0..9 {
        window.click("Next unmapped");
        way += &focused(&window);
    }
    assert_eq!(way, "abcdfghia", "e is mapped; at the end it begins again");
}

#[test]
fn the_list_is_sorted() {
    let mut window = open(nine());
    for (name, right) in [
        ("Newest first", "abcdefghi"),
        ("Oldest first", "iefghadbc"),
        ("Most replies first", "abcdefghi"),
        ("By author", "abcdefghi"),
        ("Source order", "abcdefghi"),
    ] {
        let now = [
            "Source order",
            "Newest first",
            "Oldest first",
            "Most replies first",
            "By author",
        ];
        let open = now.into_iter().find(|name| window.shows(name)).unwrap();
        window.click(open);
        window.choose(name);
        assert_eq!(listed(&window), right, "{name}");
    }
}

#[test]
fn the_list_is_filtered_by_author_time_words_and_what_is_mapped() {
    let mut window = open(nine());
    window.click("Filter");
    let type_into = |window: &mut Window, field: &str, text: &str| {
        window.harness.get_by_label(field).focus();
        window.settle();
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text(text);
    };
    type_into(&mut window, "Filter: Author", "Author-G");
    assert_eq!(listed(&window), "g");
    assert!(window.shows("1 of 9 comments shown"));
    window.click("Show all comments");
    assert_eq!(listed(&window), "abcdefghi");
    type_into(&mut window, "Filter: From", "2026-01-05");
    assert_eq!(listed(&window), "abcdef");
    type_into(&mut window, "Filter: Until", "2026-01-08");
    assert_eq!(listed(&window), "cdef");
    type_into(&mut window, "Filter: Until", "soon");
    assert!(window.mentions("Times are written like"));
    window.click("Show all comments");
    window.click("Only what is not on the map yet");
    assert_eq!(listed(&window), "abcdfghi");
    window.click("Show all comments");
    window.click("Only where words stand…");
    window.type_text("What h has");
    window.click("Only where “What h has” stands");
    assert_eq!(listed(&window), "h");
    window.check();
}

#[test]
fn what_the_file_lacks_stands_over_the_thread() {
    let window = open(Document::from_thread(written()));
    assert!(window.shows("1 of 1,412 comments; 839 named but not in the file"));
}

#[test]
fn hidden_characters_are_seen_and_excerpts_keep_their_places() {
    let mut window = open(Document::from_thread(written()));
    assert!(window.mentions("Comment by wri¿ter"));
    let text = window.document().thread().unwrap().comments[0].text.clone();
    let from = text[..text.find("pay").unwrap()].chars().count();
    window.harness.get_by_label_contains("Words of wri").focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::End);
    for _ in 0..text.chars().count() - from {
        window
            .harness
            .key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    }
    window.settle();
    window.key(Key::C);
    let id = window.app().selection().single_claim().unwrap();
    let excerpt = &window.map().claim(id).unwrap().excerpts[0];
    assert_eq!(
        excerpt.exact,
        "pay \u{202E}lived\u{202C} now, pass\u{200B}word"
    );
    assert_eq!(excerpt.start as usize, from);
    assert!(matches!(excerpt.locate(&text), Anchor::Exact(_)));
}

#[test]
fn orphans_are_relinked_removed_or_given_the_place_that_comes_nearest() {
    let mut window = open(with_orphans());
    assert!(window.shows("2 excerpts without their words"));
    let reworded = window.claim("Styles have always been copied.");
    let gone = window.claim("A contract can forbid it.");
    assert!(window.mentions("was in a comment by ben"));
    assert!(window.mentions("which is not here"));
    // Only the one has a place that comes near; nothing was tied to it unasked.
    assert!(!window.shows(&format!("Best place for excerpt of {gone}")));
    let before = window.document().clone();
    window.click(&format!("Best place for excerpt of {reworded}"));
    let excerpt = window.map().claim(reworded).unwrap().excerpts[0].clone();
    assert_eq!(excerpt.exact, "A contract still binds whoever agreed to it");
    assert!(window.shows("1 excerpt without their words"));
    window.undo();
    assert_eq!(*window.document(), before);

    // The selected words replace the other.
    window.harness.get_by_label("Words of ben").focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.keys(Modifiers::COMMAND, Key::Home);
    for _ in 0..10 {
        window
            .harness
            .key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    }
    window.settle();
    window.click(&format!("Relink excerpt of {gone}"));
    assert_eq!(
        window.map().claim(gone).unwrap().excerpts[0].exact,
        "A contract"
    );
    window.click(&format!("Remove excerpt of {reworded}"));
    assert!(window.map().claim(reworded).unwrap().excerpts.is_empty());
    assert!(!window.mentions("without their words"));
    window.undo();
    window.undo();
    assert_eq!(*window.document(), before);
    window.check();
}

#[test]
fn a_hundred_thousand_comments_are_listed_and_walked_to_the_end() {
    let mut window = open(Document::from_thread(long(100_000)));
    assert!(window.mentions("100,000 comments"));
    // Only what is seen is there.
    let seen = window
        .harness
        .query_all_by_label_contains("Comment by ")
        .count();
    assert!(seen > 3 && seen < 60, "{seen}");
    window.harness.get_by_label("Thread pane").focus();
    window.settle();
    for _ in 0..3 {
        window.key(Key::J);
    }
    let rows = window.harness.query_all_by_label_contains("Comment by ");
    assert!(
        rows.into_iter()
            .any(|node| node.accesskit_node().is_focused())
    );
}
