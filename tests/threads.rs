//! Threads: the importers against independent counts of real files, the nesting against brute force, JSON against
//! serde_json, and what bad input does.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing must fail")]

#[path = "threads/bad_input.rs"]
mod bad_input;
#[path = "threads/columns.rs"]
mod columns;
mod common;
#[path = "threads/formats.rs"]
mod formats;
#[path = "threads/json.rs"]
mod json;
#[path = "threads/mail.rs"]
mod mail;
#[path = "threads/markup.rs"]
mod markup;
#[path = "threads/nested_text.rs"]
mod nested_text;
#[path = "threads/nesting.rs"]
mod nesting;
#[path = "threads/packed.rs"]
mod packed;
#[path = "threads/parts.rs"]
mod parts;
#[path = "threads/shapes.rs"]
mod shapes;
#[path = "threads/size.rs"]
mod size;
#[path = "threads/tables.rs"]
mod tables;
#[path = "threads/truth.rs"]
mod truth;

use std::fs;

use counterclaim::exchange::{self, Imported, Input, ReadError};
use counterclaim::progress::Progress;
use counterclaim::thread::Comment;

/// A file of the shared data, its own name and what it holds.
fn shared_file(path: &str) -> Option<(String, Vec<u8>)> {
    let full = common::shared(&format!("data/threads/{path}"))?;
    let name = full.file_name()?.to_string_lossy().into_owned();
    Some((name, fs::read(full).unwrap()))
}

fn import(files: &[(String, Vec<u8>)]) -> Result<Imported, ReadError> {
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, bytes)| Input { name, bytes })
        .collect();
    exchange::read(&inputs, None, &Progress::none())
}

fn import_text(name: &str, text: &str) -> Result<Imported, ReadError> {
    import(&[(name.to_owned(), text.as_bytes().to_vec())])
}

/// What was said of a text as it was read.
fn warnings(name: &str, text: &str) -> Vec<String> {
    let read = import_text(name, text).unwrap();
    read.warnings.iter().map(ToString::to_string).collect()
}

/// The words of the comments of a text.
fn words(name: &str, text: &str) -> Vec<String> {
    let comments = import_text(name, text).unwrap().thread.unwrap().comments;
    comments.into_iter().map(|comment| comment.text).collect()
}

/// What was read of a text: the format, and of each comment its id, what it answers, who wrote it, its flags and its
/// words.
fn outline(name: &str, text: &str) -> (&'static str, Vec<String>) {
    let read = import_text(name, text).unwrap();
    let line = |comment: &Comment| {
        let parent = comment.parent.as_ref().map_or("-", |parent| &*parent.0);
        let author = comment.author.as_deref().unwrap_or("-");
        let flags: String = (comment.flags.iter())
            .map(|flag| format!(" {}", flag.name()))
            .collect();
        let words = &comment.text;
        format!("{} < {parent} {author}{flags}: {words}", comment.id)
    };
    let comments = &read.thread.as_ref().unwrap().comments;
    (read.format, comments.iter().map(line).collect())
}

/// A made Algolia tree: `n` comments, each answering the one `parent` names (its number, 0 = the story), with
/// children before the other keys or behind them.
fn algolia(n: usize, parent: impl Fn(usize) -> usize, words: &str, children_first: bool) -> String {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); n + 1];
    for i in 1..=n {
        children[parent(i)].push(i);
    }
    let rest = |i: usize| match i {
        0 => {
            "\"id\":1000000,\"type\":\"story\",\"title\":\"T\",\"author\":\"a\",\"parent_id\":null"
                .to_owned()
        }
        i => format!(
            "\"author\":\"user{}\",\"created_at\":\"2026-08-08T14:01:18.000Z\",\"created_at_i\":1786197678,\
             \"id\":{},\"options\":[],\"parent_id\":{},\"points\":null,\"story_id\":1000000,\"text\":\"{words}\",\
             \"title\":null,\"type\":\"comment\",\"url\":null",
            i % 5_000,
            1_000_000 + i,
            1_000_000 + parent(i),
        ),
    };
    let mut text = String::new();
    let mut stack = vec![(0, 0)];
    while let Some((i, next)) = stack.pop() {
        if next == 0 {
            text.push('{');
            if !children_first {
                text.push_str(&rest(i));
                text.push(',');
            }
            text.push_str("\"children\":[");
        }
        if let Some(child) = children[i].get(next) {
            if next > 0 {
                text.push(',');
            }
            stack.push((i, next + 1));
            stack.push((*child, 0));
        } else {
            text.push(']');
            if children_first {
                text.push(',');
                text.push_str(&rest(i));
            }
            text.push('}');
        }
    }
    text
}
