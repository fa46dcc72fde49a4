//! The house rules that no compiler checks: which floor may use which, how files begin, how long they may get, and
//! that what the README lists is what the program does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::project;
use counterclaim::exchange::FORMATS;
use counterclaim::exchange::maps::EXPORTS;

/// No source file is larger, in bytes: what does more than one thing is split by thing.
const LARGEST: usize = 40_000;

/// Modules that could be crates of their own, and which others of the crate they may use.
const PURE: &[(&str, &[&str])] = &[
    ("progress", &[]),
    ("thread", &["progress"]),
    ("map", &["progress", "thread"]),
    ("similarity", &["progress"]),
    ("semantics", &["progress"]),
    ("layout", &["progress"]),
    ("mining", &["progress", "thread"]),
    (
        "suggest",
        &["document", "map", "mining", "progress", "thread"],
    ),
];

struct Source {
    /// From the project's folder.
    path: String,
    text: String,
}

/// Every Rust file below a folder of the project.
fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![project(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path
                    .strip_prefix(project(""))
                    .unwrap()
                    .display()
                    .to_string();
                found.push(Source { path, text });
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no Rust file");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The module of a file of `src`: `similarity` for `src/similarity/words.rs`.
fn module(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let first = Path::new(inside)
        .iter()
        .next()
        .and_then(|part| part.to_str());
    first.unwrap_or_default().trim_end_matches(".rs")
}

/// The names that follow `crate::` in a text.
fn used(text: &str) -> Vec<&str> {
    let names = text.split("crate::").skip(1);
    names
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        })
        .collect()
}

fn none(offenders: &[String]) {
    assert!(offenders.is_empty(), "\n{}", offenders.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let files = sources("src")
        .into_iter()
        .chain(sources("tests"))
        .chain(sources("benches"));
    let silent: Vec<String> = (files.filter(|file| !file.text.starts_with("//! ")))
        .map(|file| format!("{} does not begin with a `//!` paragraph", file.path))
        .collect();
    none(&silent);
}

#[test]
fn no_file_outgrows_its_reader() {
    let large: Vec<String> = (sources("src").iter())
        .filter(|file| file.text.len() > LARGEST)
        .map(|file| {
            format!(
                "{} has {} bytes, {LARGEST} are allowed; split it by thing",
                file.path,
                file.text.len()
            )
        })
        .collect();
    none(&large);
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [["to", "do!"], ["unimpl", "emented!"], ["FIX", "ME"]].map(|parts| parts.concat());
    let files = sources("src")
        .into_iter()
        .chain(sources("tests"))
        .chain(sources("benches"));
    let unfinished: Vec<String> = files
        .flat_map(|file| {
            let of = |mark: &String| file.text.contains(mark.as_str());
            let found: Vec<String> = marks.iter().filter(|mark| of(mark)).cloned().collect();
            found
                .into_iter()
                .map(move |mark| format!("{} has a {mark}", file.path))
        })
        .collect();
    none(&unfinished);
}

#[test]
fn only_the_window_knows_of_windows() {
    let mut offenders = Vec::new();
    for file in sources("src") {
        if module(&file.path) == "app" {
            continue;
        }
        for window in [
            "egui::",
            "use egui",
            "eframe::",
            "use eframe",
            "rfd::",
            "use rfd",
        ] {
            if file.text.contains(window) {
                offenders.push(format!(
                    "{} uses `{window}`, which is for src/app alone",
                    file.path
                ));
            }
        }
    }
    none(&offenders);
}

#[test]
fn nothing_stands_on_the_top_floor() {
    let offenders: Vec<String> = (sources("src").iter())
        .flat_map(|file| {
            used(&file.text)
                .into_iter()
                .map(|name| (file.path.as_str(), name))
        })
        .filter(|(path, name)| matches!(*name, "app" | "cli") && module(path) != *name)
        .map(|(path, name)| format!("{path} uses crate::{name}; only main.rs may"))
        .collect();
    none(&offenders);
}

#[test]
fn pure_modules_use_only_what_lies_below_them() {
    let files = sources("src");
    let mut offenders = Vec::new();
    for (name, below) in PURE {
        let own: Vec<&Source> = files
            .iter()
            .filter(|file| module(&file.path) == *name)
            .collect();
        assert!(!own.is_empty(), "there is no module {name}");
        for file in own {
            for used in used(&file.text) {
                if used != *name && !below.contains(&used) {
                    offenders.push(format!(
                        "{} uses crate::{used}; {name} may use {below:?}",
                        file.path
                    ));
                }
            }
        }
    }
    none(&offenders);
}

#[test]
fn the_readme_lists_every_format() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let read = FORMATS.iter().map(|format| format.name);
    let written = EXPORTS.iter().map(|export| export.name);
    let missing: Vec<String> = (read.chain(written))
        .filter(|name| !readme.contains(&format!("`{name}`")))
        .map(|name| format!("README.md does not mention the format `{name}`"))
        .collect();
    none(&missing);
}

#[test]
fn the_readme_and_the_guide_point_at_files_that_are_there() {
    let mut pages = vec!["README.md".to_owned()];
    for entry in fs::read_dir(project("assets/guide")).unwrap() {
        pages.push(format!(
            "assets/guide/{}",
            entry.unwrap().file_name().to_string_lossy()
        ));
    }
    let mut broken = Vec::new();
    for page in pages {
        let text = fs::read_to_string(project(&page)).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        // Paths in text or commands: `assets/…`, as far as it goes without a space.
        let named = text.split(|c: char| c.is_whitespace() || "`()\"'{}*,;:".contains(c));
        let named = named.filter(|word| word.starts_with("assets/") || word.starts_with("saves/"));
        let places = links
            .filter(|link| !link.contains("://") && !link.starts_with('#'))
            .chain(named);
        for place in places {
            if !project(place.trim_end_matches('.')).exists() {
                broken.push(format!("{page}: there is no {place}"));
            }
        }
    }
    none(&broken);
}
