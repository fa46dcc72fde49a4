//! Text whose layout says who answers whom: made threads written in every layout come back as they were, a guess is
//! marked as one and said, and text without such a layout stays flat.

use std::fmt::Write as _;

use counterclaim::thread::{Comment, Nesting, Thread, Tree};
use proptest::prelude::*;

use crate::import_text;

/// A made comment: how deep, who, which paragraphs.
#[derive(Debug, Clone)]
struct Made {
    depth: usize,
    author: String,
    paragraphs: Vec<Vec<String>>,
}

impl Made {
    fn words(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(|lines| lines.join("\n"));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }
}

/// Threads of comments in source order, each at most one deeper than the one before.
fn threads() -> impl Strategy<Value = Vec<Made>> {
    let line = "[a-z]{1,8}( [a-z]{1,8}){0,6}[.!?]?";
    let paragraphs = prop::collection::vec(prop::collection::vec(line, 1..3), 1..3);
    let comment = (0usize..6, "[A-Z][a-z0-9_]{0,9}[0-9]", paragraphs);
    prop::collection::vec(comment, 3..40).prop_map(|comments| {
        let mut depth = 0;
        let mut made: Vec<Made> = Vec::new();
        for (deep, author, paragraphs) in comments {
            depth = if made.is_empty() {
                0
            } else {
                deep.min(depth + 1)
            };
            made.push(Made {
                depth,
                author,
                paragraphs,
            });
        }
        made
    })
}

/// The place in the list of the comment each answers.
fn parents(made: &[Made]) -> Vec<Option<usize>> {
    let mut last: Vec<usize> = Vec::new();
    let mut parents = Vec::new();
    for (n, comment) in made.iter().enumerate() {
        last.truncate(comment.depth);
        parents.push(last.last().copied());
        last.push(n);
    }
    parents
}

fn deepest(made: &[Made]) -> usize {
    made.iter().map(|comment| comment.depth).max().unwrap_or(0)
}

/// What was read, after what holds of every such text was checked.
fn read(text: &str) -> Thread {
    let read = import_text("pasted text", text).unwrap();
    assert_eq!(read.format, "nested-text", "{text}");
    let thread = read.thread.unwrap();
    assert!(
        thread
            .comments
            .iter()
            .all(|c| c.nesting == Nesting::Unknown)
    );
    let guessed = thread
        .comments
        .iter()
        .filter(|c| c.parent.is_some())
        .count();
    let said = format!(
        "for {guessed} of {} comments it was guessed",
        thread.comments.len()
    );
    assert!(
        read.warnings.iter().any(|w| w.message.contains(&said)),
        "{said}: {:?}",
        read.warnings
    );
    thread
}

fn same(thread: &Thread, made: &[Made], with_names: bool) {
    let (tree, problems) = Tree::build(&thread.comments);
    assert_eq!(problems, []);
    let words = |c: &Comment| c.text.clone();
    let got: Vec<_> = thread.comments.iter().map(words).collect();
    let want: Vec<_> = made.iter().map(Made::words).collect();
    assert_eq!(got, want);
    let got: Vec<_> = (0..made.len()).map(|n| tree.parent(n)).collect();
    assert_eq!(got, parents(made));
    for (comment, made) in thread.comments.iter().zip(made).filter(|_| with_names) {
        assert_eq!(comment.author.as_deref(), Some(made.author.as_str()));
    }
}

/// Written with names, each line behind `before` so often as the comment is deep, paragraphs apart.
fn written(made: &[Made], before: &str) -> String {
    let mut text = String::new();
    for comment in made {
        let before = before.repeat(comment.depth);
        for (n, lines) in comment.paragraphs.iter().enumerate() {
            for (m, line) in lines.iter().enumerate() {
                let name = match (n, m) {
                    (0, 0) => format!("{}: ", comment.author),
                    _ => String::new(),
                };
                writeln!(text, "{before}{name}{line}").unwrap();
            }
            writeln!(text, "{}", before.trim_end()).unwrap();
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn indented_text_comes_back(made in threads(), step in prop::sample::select(vec!["  ", "    ", "\t", " "])) {
        prop_assume!(deepest(&made) > 0);
        same(&read(&written(&made, step)), &made, true);
    }

    #[test]
    fn text_behind_signs_of_quotation_comes_back(made in threads(), sign in prop::sample::select(vec![">", "> "])) {
        prop_assume!(deepest(&made) > 0);
        same(&read(&written(&made, sign)), &made, true);
    }

    /// Without names a paragraph is a comment, so each has one; three levels are a nesting.
    #[test]
    fn indented_paragraphs_without_names_come_back(mut made in threads(), step in prop::sample::select(vec!["  ", "    ", "\t"])) {
        made.iter_mut().for_each(|comment| comment.paragraphs.truncate(1));
        prop_assume!(deepest(&made) > 1);
        let mut text = String::new();
        for comment in &made {
            for line in &comment.paragraphs[0] {
                writeln!(text, "{}{line}", step.repeat(comment.depth)).unwrap();
            }
            text.push('\n');
        }
        same(&read(&text), &made, false);
    }

    #[test]
    fn nested_lists_come_back(made in threads(), bullet in prop::sample::select(vec!["- ", "* ", "1. "]), names: bool) {
        prop_assume!(deepest(&made) > 0);
        let mut text = "# A debate\n\n".to_owned();
        for comment in &made {
            let before = "    ".repeat(comment.depth);
            let name = if names { format!("**{}:** ", comment.author) } else { String::new() };
            let mut start = format!("{before}{bullet}{name}");
            for lines in &comment.paragraphs {
                for line in lines {
                    writeln!(text, "{start}{line}").unwrap();
                    start = format!("{before}   ");
                }
                text.push('\n');
            }
        }
        let thread = read(&text);
        assert_eq!(thread.title.as_deref(), Some("A debate"));
        same(&thread, &made, names);
    }

    /// Whatever the text, every word of it is somewhere in what was read, and reading ends.
    #[test]
    fn no_word_is_lost(text in "([ \t>*-]{0,6}[a-z:#`]{0,6}\n?){1,40}") {
        if let Ok(read) = crate::import(&[("pasted text".to_owned(), text.clone().into_bytes())]) {
            let thread = read.thread.unwrap();
            let mut all: String = thread.title.unwrap_or_default();
            for comment in &thread.comments {
                all.push_str(comment.author.as_deref().unwrap_or_default());
                all.push_str(&comment.text);
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            prop_assert!(letters(&all) >= letters(&text), "{:?} of {:?}", all, text);
        }
    }
}

#[test]
fn times_behind_names_and_code_between_fences_are_kept() {
    let text = "ann (2026-01-01 10:00): look:\n\n```\nfn a() {\n    b: c\n\n}\n```\n\n  bo (3 hours ago): No.\n\n  > quoted\n  and more\n\nEdit: a note of ann’s\n";
    let thread = read(text);
    let [ann, bo, edit] = thread.comments.as_slice() else {
        panic!("{thread:?}");
    };
    assert_eq!(
        (ann.author.as_deref(), ann.time.as_deref()),
        (Some("ann"), Some("2026-01-01T10:00"))
    );
    assert_eq!(ann.text, "look:\n\n```\nfn a() {\n    b: c\n\n}\n```");
    assert_eq!(
        (bo.author.as_deref(), bo.age.as_deref()),
        (Some("bo"), Some("3 hours ago"))
    );
    assert_eq!(bo.text, "No.\n\n> quoted\nand more");
    assert_eq!(bo.parent.as_ref(), Some(&ann.id));
    assert_eq!(
        (edit.author.as_deref(), edit.text.as_str()),
        (None, "Edit: a note of ann’s")
    );
}

#[test]
fn a_chain_of_any_depth_costs_no_stack() {
    let text: String = (0..20_000)
        .map(|n| format!("{}a{n}: word\n", ">".repeat(n.min(500))))
        .collect();
    let thread = read(&text);
    assert_eq!(thread.stats().max_depth, 500);
}

#[test]
fn text_without_such_a_layout_stays_flat() {
    for text in [
        "First I thought so.\n\n    let x = 1;\n\nThen I did not.\n",
        "> You said this.\n\nI never did.\n\n> And that.\n\nNor that.\n",
        "My reasons:\n\n- one\n- two\n  - and a half\n\nThat is all.\n",
        "- one\n- two\n- three\n",
        "  all of it\n\n  is indented\n",
    ] {
        let read = import_text("pasted text", text).unwrap();
        assert_eq!(read.format, "flat-paste", "{text}");
        assert!(
            read.thread
                .unwrap()
                .comments
                .iter()
                .all(|c| c.parent.is_none())
        );
    }
}

#[test]
fn what_stands_in_line_with_nothing_is_said() {
    let text = "a: top\n        b: far below\n    c: between\n";
    let read = import_text("pasted text", text).unwrap();
    let comments = read.thread.unwrap().comments;
    assert_eq!(comments[2].parent.as_ref(), Some(&comments[0].id));
    assert!(
        read.warnings.iter().any(|w| w
            .message
            .starts_with("1 comments stand in line with none above them")),
        "{:?}",
        read.warnings
    );
}
