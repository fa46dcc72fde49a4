//! Import, info and export.

use std::ffi::OsStr;
use std::fs;

use counterclaim::document::file;
use counterclaim::exchange::maps::EXPORTS;
use serde_json::{Value, json};

use crate::common::project;
use crate::harness::{DEBATE, check, fed, map_in, run, sample, temp};

/// What the debate holds, by its README.
fn debate_object() -> Value {
    json!({
        "format": "hn-algolia",
        "thread": {"comments": 52, "top_level": 8, "max_depth": 5, "authors": 16, "deleted": 1, "missing_parent": 0},
        "map": null,
        "warnings": [],
    })
}

#[test]
fn import_says_what_it_read_and_saves_it() {
    let dir = temp();
    let map = dir.path().join("map.ron");
    assert_eq!(
        run(args!["import", project(DEBATE), "-o", map, "--json"]).json(),
        debate_object()
    );
    let mut saved = debate_object();
    saved["format"] = json!("counterclaim");
    saved["map"] =
        json!({"claims": 0, "support": 0, "attack": 0, "rephrase": 0, "undercut": 0, "linked": 0});
    assert_eq!(run(args!["info", map, "--json"]).json(), saved);
    assert_eq!(run(args!["import", map, "--json"]).json(), saved);
    let words = run(args!["import", project(DEBATE), "-o", map]).text();
    assert!(
        words.contains("52 comments by 16 people") && words.contains(map.to_str().unwrap()),
        "{words}"
    );
    // The format may be named; then the content need not show it.
    let named = run(args![
        "import",
        project("assets/debate/distillation-debate.txt"),
        "--from",
        "flat-paste",
        "--json"
    ]);
    assert_eq!(named.json()["format"], "flat-paste");
    let wrong = run(args!["import", project(DEBATE), "--from", "counterclaim"]).refused(1);
    assert!(wrong.contains("distillation-debate.json"), "{wrong}");
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let dir = temp();
    let debate = fs::read(project(DEBATE)).unwrap();
    assert_eq!(
        fed(["import", "-", "--json"], &debate).json(),
        debate_object()
    );
    let printed = fed(["import", "-", "-o", "-"], &debate).ended(0);
    assert!(printed.err.is_empty(), "{}", printed.err);
    let map = dir.path().join("map.ron");
    fs::write(&map, &printed.out).unwrap();
    assert_eq!(
        run(args!["info", map, "--json"]).json()["thread"],
        debate_object()["thread"]
    );
    let example = fs::read(map_in(dir.path())).unwrap();
    assert_eq!(
        fed(["info", "-", "--json"], &example).json()["map"]["claims"],
        30
    );
    assert_eq!(
        fed(["export", "-", "--to", "ron"], &example)
            .text()
            .as_bytes(),
        example
    );
    assert_eq!(
        fed(["export", "-", "--to", "ron", "-o", "-"], &example)
            .text()
            .as_bytes(),
        example
    );
    assert_eq!(fed(["evaluate", "-"], &example).text().lines().count(), 30);
    let said = fed(["info", "-"], b"").refused(1);
    assert!(said.contains('-'), "{said}");
    assert_eq!(
        fed(["solve", "-p", "SE-GR", "-f", "-"], b"p af 2\n1 2\n").text(),
        "w 1\n"
    );
    let student = fs::read(sample("wren-mini")).unwrap();
    let from_file = run(check(&["quill-2"], &["--json".as_ref()])).json();
    let mut piped = check(&["quill-2"], &["--json".as_ref()]);
    piped[2] = "-".into();
    assert_eq!(fed(piped, &student).json(), from_file);
}

#[test]
fn comments_come_one_object_a_line_in_file_order() {
    let lines = run(args!["info", project(DEBATE), "--comments"]).json_lines();
    // The file's own order, read without the program: children depth first.
    let file: Value = serde_json::from_slice(&fs::read(project(DEBATE)).unwrap()).unwrap();
    let mut expected = Vec::new();
    let mut stack: Vec<(&Value, Value, usize)> = file["children"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|child| (child, Value::Null, 0))
        .collect();
    while let Some((comment, parent, depth)) = stack.pop() {
        let id = comment["id"].to_string();
        for child in comment["children"].as_array().unwrap().iter().rev() {
            stack.push((child, json!(id), depth + 1));
        }
        expected.push((json!(id), parent, json!(depth), comment["author"].clone()));
    }
    let got: Vec<_> = (lines.iter())
        .map(|line| {
            (
                line["id"].clone(),
                line["parent"].clone(),
                line["depth"].clone(),
                line["author"].clone(),
            )
        })
        .collect();
    assert_eq!(got, expected);
    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 7, "{keys:?}");
        assert!(
            line["text"].is_string() && line["flags"].is_array(),
            "{line}"
        );
        let time = line["time"].as_str().unwrap();
        assert!(
            time.starts_with("2026-09-1") && time.contains('T'),
            "{time}"
        );
    }
    let deleted: Vec<&Value> = lines
        .iter()
        .filter(|line| line["flags"] == json!(["deleted"]))
        .collect();
    assert_eq!(deleted.len(), 1);
}

#[test]
fn comments_of_a_file_without_a_thread_are_nothing_found() {
    let dir = temp();
    let map = dir.path().join("empty.ron");
    file::save(&counterclaim::document::Document::new(), &map, None).unwrap();
    let said = run(args!["info", map, "--comments"]).refused(3);
    assert!(said.contains("empty.ron"), "{said}");
    assert_eq!(
        run(args!["info", map, "--json"]).json()["thread"],
        Value::Null
    );
}

#[test]
fn links_are_counted_by_what_they_say() {
    let dir = temp();
    let counted = run(args!["info", map_in(dir.path()), "--json"]).json();
    // Counted on the example's list of links by hand: two of the three with several premises are supports.
    let expected = json!({"claims": 30, "support": 10, "attack": 10, "rephrase": 1, "undercut": 7, "linked": 3});
    assert_eq!(counted["map"], expected);
    let words = run(args!["info", map_in(dir.path())]).text();
    assert!(
        words.contains("10 attacks, 7 undercuts") && words.contains("2 findings"),
        "{words}"
    );
}

#[test]
fn every_export_is_written_and_is_what_it_says() {
    let dir = temp();
    let map = map_in(dir.path());
    for export in EXPORTS {
        let printed = run(args!["export", map, "--to", export.name]).ended(0).out;
        let out = dir.path().join("out");
        run(args!["export", map, "--to", export.name, "-o", out]).ended(0);
        assert!(
            fs::read(&out).unwrap() == printed,
            "{} differs between file and output",
            export.name
        );
        for alias in export.extensions {
            // An extension that several formats have belongs to the one of that name, or to the first.
            let by_name = EXPORTS.iter().find(|other| other.name == *alias);
            let first = EXPORTS
                .iter()
                .find(|other| other.extensions.contains(alias));
            if by_name.or(first).unwrap().name == export.name {
                let alias = run(args!["export", map, "--to", alias]).ended(0);
                assert!(alias.out == printed, "{}", alias.command);
            }
        }
        let text = String::from_utf8_lossy(&printed);
        let fits = match export.name {
            "png" => printed.starts_with(b"\x89PNG\r\n\x1a\n"),
            "svg" => text.contains("<svg") && text.contains("</svg>"),
            "json" => serde_json::from_str::<Value>(&text).is_ok(),
            "markdown" => text.starts_with("# Is distillation theft?"),
            "dot" => {
                text.trim_start().starts_with("digraph")
                    || text.trim_start().starts_with("strict digraph")
            }
            "graphml" => text.contains("<graphml"),
            // A new format brings its own tests.
            _ => !printed.is_empty(),
        };
        assert!(
            fits,
            "{}: {}",
            export.name,
            text.chars().take(200).collect::<String>()
        );
    }
    let dark = run(args!["export", map, "--to", "svg", "--dark"])
        .ended(0)
        .out;
    assert!(dark != run(args!["export", map, "--to", "svg"]).ended(0).out);
    let width = |png: &[u8]| u32::from_be_bytes(png[16..20].try_into().unwrap());
    let one = width(
        &run(args!["export", map, "--to", "png", "--scale", "1"])
            .ended(0)
            .out,
    );
    let two = width(
        &run(args!["export", map, "--to", "png", "--scale", "2"])
            .ended(0)
            .out,
    );
    assert!(two.abs_diff(2 * one) <= 2, "{one} and {two}");
    run(args!["export", map, "--to", "png", "--scale", "0"]).refused(1);
    run(args!["export", map, "--to", "png", "--scale", "NaN"]).refused(1);
    // The document itself, and a thread as a document.
    assert!(run(args!["export", map, "--to", "ron"]).ended(0).out == fs::read(&map).unwrap());
    let thread = run(args!["export", project(DEBATE), "--to", "ron"])
        .ended(0)
        .out;
    assert!(
        thread
            == run(args!["import", project(DEBATE), "-o", "-"])
                .ended(0)
                .out
    );
}
