//! A page that was copied in a browser: its markup is read before its text, and its text where the markup holds no
//! discussion.

use std::fmt::Write as _;

use counterclaim::thread::Nesting;

use crate::harness::{Setup, Window};

/// Comments as a browser copies them from Hacker News: depth, name, words.
const SAID: [(usize, &str, &str); 4] = [
    (0, "ann", "It is theft."),
    (1, "bo", "It is not."),
    (2, "cy", "Why not?"),
    (0, "dee", "Define theft."),
];

fn markup() -> String {
    let mut html = "<meta charset='utf-8'><table class=\"comment-tree\"><tbody>".to_owned();
    for (n, (depth, name, words)) in SAID.iter().enumerate() {
        write!(
            html,
            "<tr class=\"athing comtr\" id=\"{n}1\"><td><table><tbody><tr><td class=\"ind\" indent=\"{depth}\"></td>\
             <td class=\"default\"><span class=\"comhead\"><a href=\"user?id={name}\" class=\"hnuser\">{name}</a> \
             <span class=\"age\" title=\"2026-01-01T10:00:00\"><a href=\"item?id={n}1\">3 hours ago</a></span></span>\
             <div class=\"comment\"><div class=\"commtext c00\">{words}</div></div></td></tr></tbody></table></td></tr>"
        )
        .unwrap();
    }
    html + "</tbody></table>"
}

/// The same as text, as a browser copies it: the nesting is gone.
fn text() -> String {
    let mut text = "Hacker News\n\n".to_owned();
    for (depth, name, words) in SAID {
        let links = ["", " | parent", " | root | parent"][depth];
        write!(
            text,
            "{name} 3 hours ago{links} | next [–]\n\n{words}\nreply\n\n"
        )
        .unwrap();
    }
    text
}

fn pasted(markup: Option<String>, text: &str) -> Window {
    let mut window = Setup {
        markup,
        ..Setup::default()
    }
    .build();
    window.paste(text);
    window
}

#[test]
fn the_markup_says_who_answers_whom_where_the_text_does_not() {
    let window = pasted(Some(markup()), &text());
    let thread = window.document().thread().unwrap();
    let (tree, _) = thread.tree();
    let depths: Vec<usize> = (0..4).map(|n| tree.depth(n)).collect();
    assert_eq!(depths, [0, 1, 2, 0]);
    assert!(thread.comments.iter().all(|c| c.nesting == Nesting::Stated));
    assert_eq!(thread.comments[2].text, "Why not?");
    assert_eq!(thread.sources[0].format, "hn-html");
}

#[test]
fn without_markup_the_text_is_offered_as_before() {
    let mut window = pasted(None, &text());
    assert!(window.shows("Import text"));
    window.click("Import text");
    let thread = window.document().thread().unwrap();
    assert_eq!(thread.sources[0].format, "hn-text");
}

#[test]
fn markup_of_anything_else_leaves_the_text_to_it() {
    let window = pasted(
        Some("<meta charset='utf-8'><p>Two <b>words</b></p>".to_owned()),
        &text(),
    );
    assert!(window.shows("Import text"));
    // Markup that only looks like a discussion: its text is read.
    let hollow = "<html><table class=\"comment-tree\"><tr class=\"athing comtr\"></tr></table><span class=\"comhead\"></span></html>";
    let window = pasted(Some(hollow.to_owned()), &text());
    let offered = window.shows("Import text");
    let read = window
        .document()
        .thread()
        .map(|thread| thread.comments.len());
    assert!(offered || read == Some(4), "{read:?}");
}
