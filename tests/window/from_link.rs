//! A thread from its link: the page, the link on the clipboard, progress and cancel, and what is said without a network.

use counterclaim::exchange::fetch::{Site, Sites};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::shared;
use crate::harness::{Setup, Window};
use crate::site::{Answer, How, LocalSite};

const LINK: &str = "https://lobste.rs/s/abc123/a_story";

fn story() -> Answer {
    Answer::json(
        r#"{"short_id":"abc123","title":"A story","comment_count":2,"comments_url":"https://lobste.rs/s/abc123/a_story",
        "comments":[{"short_id":"aaaaaa","depth":0,"parent_comment":null,"commenting_user":"cy","comment":"<p>The first words</p>"},
        {"short_id":"bbbbbb","depth":1,"parent_comment":"aaaaaa","commenting_user":"di","comment":"<p>An answer</p>"}]}"#,
    )
}

/// An empty map, on a machine on which Lobsters and Hacker News answer there.
fn window(base: &str) -> Window {
    let sites = Sites::default()
        .with(Site::Lobsters, base)
        .with(Site::HackerNews, base);
    let mut window = Setup {
        sites,
        ..Setup::default()
    }
    .build();
    window.click("Empty map");
    window
}

#[test]
fn a_pasted_link_is_offered_and_the_thread_stands_there() {
    let site = LocalSite::table([("/s/abc123.json", story())]);
    let mut window = window(&site.base);
    window.paste(&format!("  {LINK}\n"));
    assert!(window.shows("Import from a link"));
    assert!(window.shows("Lobsters, discussion abc123"));
    // Nothing is fetched before the person says so.
    assert_eq!(site.asked(), Vec::<String>::new());
    window.click("Fetch");
    assert!(!window.shows("Import from a link"));
    let thread = window.document().thread().unwrap().clone();
    assert_eq!(thread.title.as_deref(), Some("A story"));
    assert_eq!(thread.comments.len(), 2);
    assert!(thread.sources[0].fetched.is_some());
    assert!(window.shows("A story"));
    assert!(window.mentions("Fetched from its link on 20"));
    let said = window.app().messages().join(" ");
    assert!(said.contains("Imported 2 comments"), "{said}");
    window.undo();
    assert!(window.document().thread().is_none());
    window.check();
}

#[test]
fn a_real_thread_comes_the_same_way() {
    let Some(path) = shared("data/threads/hn-algolia/items-49220339.json") else {
        return;
    };
    let items = std::fs::read(path).unwrap();
    let site = LocalSite::table([("/api/v1/items/49220339", Answer::json(items))]);
    let mut window = window(&site.base);
    window.paste("https://news.ycombinator.com/item?id=49220339");
    window.click("Fetch");
    assert_eq!(window.document().thread().unwrap().comments.len(), 335);
}

#[test]
fn the_command_proposes_the_link_on_the_clipboard_and_enter_fetches_it() {
    let site = LocalSite::table([("/s/abc123.json", story())]);
    let mut window = window(&site.base);
    // The system's answer to what the page asks comes a moment later; other text stays on the clipboard.
    for (clipboard, proposed) in [("some words", false), (LINK, true)] {
        let keys = Modifiers::COMMAND | Modifiers::SHIFT;
        window.harness.key_press_modifiers(keys, Key::I);
        window.harness.step();
        window.paste(clipboard);
        assert_eq!(window.shows("Lobsters, discussion abc123"), proposed);
        let fetch = window.harness.get_by_label("Fetch");
        assert_eq!(fetch.accesskit_node().is_disabled(), !proposed);
        if !proposed {
            window.key(Key::Escape);
            assert!(!window.shows("Import from a link"));
        }
    }
    window.key(Key::Enter);
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
}

#[test]
fn a_link_that_is_typed_says_what_it_is() {
    let site = LocalSite::table([]);
    let mut window = window(&site.base);
    window.menu("File", "Import from link");
    window.type_text("https://example.org/page");
    assert!(window.shows("This is not a link to a discussion that can be fetched"));
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("mastodon.social/@a/110446983926957470");
    assert!(window.shows("Mastodon, post 110446983926957470"));
    window.click("Import a saved file instead…");
    assert!(window.mentions("Import a thread"));
    assert_eq!(site.asked(), Vec::<String>::new());
}

#[test]
fn without_a_network_a_sentence_says_so_and_how_to_go_on() {
    // Nothing listens there any more.
    let base = LocalSite::table([]).base.clone();
    let mut window = window(&base);
    let before = window.document().clone();
    window.paste(LINK);
    window.click("Fetch");
    assert!(window.mentions("the site can't be reached"));
    assert!(window.mentions("save that, and import the file"));
    assert_eq!(*window.document(), before);
    window.click("Import a saved file instead…");
    assert!(window.mentions("Import a thread"));
}

#[test]
fn a_fetch_can_be_cancelled() {
    let site = LocalSite::table([("/s/abc123.json", story().how(How::Silent))]);
    let mut window = window(&site.base);
    window.paste(LINK);
    window.harness.get_by_label("Fetch").click();
    // It is shown once it takes longer than a moment.
    for _ in 0..200 {
        window.harness.step();
        if window.mentions("Fetching") && window.shows("Cancel") && !site.asked().is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(window.app().busy());
    window.click("Cancel");
    assert!(!window.app().busy());
    assert!(window.document().thread().is_none());
    let said = window.app().messages().join(" ");
    assert!(said.contains("Fetching was cancelled"), "{said}");
}

#[test]
fn a_window_can_begin_with_a_link() {
    let site = LocalSite::table([("/s/abc123.json", story())]);
    let window = Setup {
        sites: Sites::default().with(Site::Lobsters, &*site.base),
        file: Some(LINK.into()),
        ..Setup::default()
    }
    .build();
    assert_eq!(window.document().thread().unwrap().comments.len(), 2);
}

#[test]
fn the_same_link_again_brings_the_thread_up_to_date() {
    let site = LocalSite::table([("/s/abc123.json", story())]);
    let mut window = window(&site.base);
    for _ in 0..2 {
        window.paste(LINK);
        window.click("Fetch");
    }
    assert!(window.mentions("2 of them are among the 2"));
    window.click("Refresh this thread");
    let said = window.app().messages().join(" ");
    assert!(said.contains("nothing new"), "{said}");
}
