//! Words that answers quote: whether they are found in the thread. May use threads, files and mining.

use std::path::{Path, PathBuf};

use quick_xml::events::Event;

use super::row::Row;
use crate::cli::{Failure, input};
use crate::document::file;
use crate::mining::quotes::{self, Origin};
use crate::progress::Progress;
use crate::thread::{Comment, Mark, MarkKind, Thread, Tree};

const STUDY_QUOTES: &str =
    "70 % (Hacker News) to 79 % (Change My View) verbatim in the parent, 39 % on GitHub";

pub(super) fn of_quotes(
    dir: &Path,
    threads: &[PathBuf],
    progress: &Progress,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let mut cmv = Vec::new();
    if let Ok(entries) = std::fs::read_dir(dir.join("cmv-modes/xml")) {
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let bytes = file::read_bytes(&path).map_err(Failure::bad)?;
            cmv.push(posts(&String::from_utf8_lossy(&bytes)));
        }
    }
    if !cmv.is_empty() {
        rows.push(quoted("Change My View", &cmv, progress)?);
    }
    for path in threads {
        let loaded = input::load(path)?;
        if let Some(thread) = loaded.document.thread() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            rows.push(quoted(&name, &[Thread::clone(thread)], progress)?);
        }
    }
    Ok(rows)
}

fn quoted(name: &str, threads: &[Thread], progress: &Progress) -> Result<Row, Failure> {
    let (mut total, mut verbatim) = (0, 0);
    let mut places = [
        ("nearly in the parent", 0),
        ("further up", 0),
        ("elsewhere", 0),
        ("not in the thread", 0),
    ];
    for thread in threads {
        let (tree, _) = Tree::build(&thread.comments);
        for quote in quotes::quotes(thread, &tree, progress).map_err(Failure::bad)? {
            // What opens a thread answers nobody; it quotes what the thread is about.
            if tree.parent(quote.comment).is_none() {
                continue;
            }
            total += 1;
            let place = match quote.found {
                Some(found) if found.origin == Origin::Parent && found.likeness >= 1.0 => {
                    verbatim += 1;
                    continue;
                }
                Some(found) => found.origin as usize,
                None => 3,
            };
            places[place].1 += 1;
        }
    }
    let share = |n: usize| n as f64 / f64::max(1.0, total as f64);
    let mut classes = vec![(
        "verbatim in the parent".to_owned(),
        share(verbatim),
        0.0,
        0.0,
    )];
    classes.extend(places.map(|(place, n)| (place.to_owned(), share(n), 0.0, 0.0)));
    Ok(Row {
        task: format!("quotations in answers, {name}"),
        by: "words".to_owned(),
        n: total,
        macro_f1: None,
        folds: None,
        classes,
        threshold: Some(quotes::LIKENESS),
        precision: None,
        coverage: Some(1.0 - share(places[3].1)),
        study: STUDY_QUOTES,
    })
}

/// The posts of a Change My View thread with their words; each answers the one before it.
fn posts(xml: &str) -> Thread {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut comments: Vec<Comment> = Vec::new();
    let mut inside = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) if matches!(tag.name().as_ref(), "OP" | "reply") => {
                let mut comment = Comment::new(format!("{}", comments.len()), "");
                comment.parent = comments.last().map(|before| before.id.clone());
                comments.push(comment);
                inside = true;
            }
            Event::End(tag) if matches!(tag.name().as_ref(), "OP" | "reply") => inside = false,
            Event::Text(words) if inside => {
                if let Some(comment) = comments.last_mut() {
                    comment.text += &words;
                }
            }
            Event::GeneralRef(name) if inside => {
                if let Some(comment) = comments.last_mut() {
                    comment.text += match &*name {
                        "gt" => ">",
                        "lt" => "<",
                        "amp" => "&",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => " ",
                    };
                }
            }
            _ => {}
        }
    }
    for comment in &mut comments {
        let mut at = 0_u32;
        for line in comment.text.split('\n') {
            let length = line.chars().count() as u32;
            if line.trim_start().starts_with('>') {
                comment.marks.push(Mark {
                    start: at,
                    end: at + length,
                    kind: MarkKind::Quote(1),
                });
            }
            at += length + 1;
        }
    }
    Thread {
        comments,
        ..Thread::default()
    }
}
