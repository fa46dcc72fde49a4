//! Another copy of the thread that is open: the question, what each answer does, and one step back.

use counterclaim::document::actions;
use counterclaim::thread::{CommentId, Flag};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Setup, Window};

/// A later copy of the small document's thread, as JSON that any program may have written.
const LATER: &str = r#"{"id":"a","author":"ada","text":"I say it again: Copying a style is not theft. It never was, and it never will be."}
{"id":"c","parent":"a","author":"cai","text":"Courts have disagreed about that before."}
"#;

fn with_later_copy(text: &str) -> Window {
    let mut window = Setup::small();
    window.menu("File", "Paste thread text");
    window.type_text(text);
    window.click("Import text");
    window
}

#[test]
fn a_later_copy_refreshes_the_thread_in_one_step() {
    let mut window = with_later_copy(LATER);
    assert!(window.mentions("1 of them are among the 2"));
    window.click("Refresh this thread");
    let thread = window.document().thread().unwrap().clone();
    let ids: Vec<_> = thread.comments.iter().map(|c| c.id.to_string()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert!(thread.comments[0].flags.has(Flag::Changed));
    assert!(thread.comments[1].flags.has(Flag::Gone));
    assert_eq!(thread.comments[2].parent, Some(CommentId::from("a")));
    assert!(window.mentions("no longer in the source"));
    assert!(window.mentions("words changed"));
    let said = window.app().messages().join(" ");
    assert!(
        said.contains(
            "1 new comment, 1 changed, 1 no longer in the source; 1 excerpt moved, 0 orphans"
        ),
        "{said}"
    );
    // The excerpt went with its words.
    let id = window.claim("Copying a style is not theft.");
    assert_eq!(window.map().claim(id).unwrap().excerpts[0].start, 16);
    window.undo();
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
    assert_eq!(window.map().claim(id).unwrap().excerpts[0].start, 0);
    window.check();
}

#[test]
fn what_answers_the_open_thread_is_proposed_as_a_part_of_it() {
    let mut window = with_later_copy(
        r#"{"id":"d","parent":"b","author":"dee","text":"Who agreed to it here?"}
{"id":"e","parent":"d","author":"eli","text":"Whoever made an account did."}
"#,
    );
    assert!(window.mentions("Parts of this thread are open already"));
    assert!(window.mentions("1 of them answers comments of the open thread"));
    assert!(!window.mentions("Replace the thread"));
    // What is proposed is what Enter does.
    window.key(egui::Key::Enter);
    let thread = window.document().thread().unwrap().clone();
    let ids: Vec<_> = thread.comments.iter().map(|c| c.id.to_string()).collect();
    assert_eq!(ids, ["a", "b", "d", "e"]);
    assert_eq!(thread.comments[2].parent, Some(CommentId::from("b")));
    assert_eq!(window.app().documents(), 1);
}

#[test]
fn a_further_part_takes_nothing_away() {
    let mut window = with_later_copy(LATER);
    window.click("Add as another part");
    let thread = window.document().thread().unwrap().clone();
    assert_eq!(thread.comments.len(), 3);
    assert!(!thread.comments.iter().any(|c| c.flags.has(Flag::Gone)));
}

#[test]
fn a_copy_can_become_a_map_of_its_own_or_nothing() {
    let mut window = with_later_copy(LATER);
    let before = window.document().clone();
    window.click("Cancel");
    assert_eq!(*window.document(), before);
    assert_eq!(window.app().documents(), 1);
    let mut window = with_later_copy(LATER);
    window.click("Open a new map");
    assert_eq!(window.app().documents(), 2);
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
    assert_eq!(window.map().claim_count(), 0);
}

#[test]
fn another_discussion_may_replace_the_thread() {
    let mut window = with_later_copy(
        "{\"id\":\"x\",\"author\":\"xi\",\"text\":\"Something else\"}\n{\"id\":\"y\",\"author\":\"xi\",\"text\":\"entirely\"}\n",
    );
    assert!(!window.shows("Refresh this thread"));
    window.click("Replace the thread");
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
    assert!(window.mentions("1 excerpt without"));
}

#[test]
fn the_command_asks_for_a_file_only_where_there_is_a_thread() {
    let mut window = Setup::small();
    window.menu("File", "Add or refresh thread");
    assert!(
        window
            .harness
            .query_by_label_contains("a later copy of this one")
            .is_some()
    );
    let mut document = counterclaim::document::Document::new();
    let (edit, _) = actions::add_claim(&document, counterclaim::map::Claim::new("one"), None);
    document.apply(edit).unwrap();
    let mut window = Setup {
        document: Some(document),
        ..Setup::default()
    }
    .build();
    window.menu("File", "Add or refresh thread");
    assert!(
        window
            .app()
            .messages()
            .join(" ")
            .contains("import one first")
    );
}
