//! Threads: the importers against independent counts of real files, the nesting against brute force, JSON against
//! serde_json, and what bad input does.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing must fail")]

mod common;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::time::{Duration, Instant};

use counterclaim::exchange::json::{Doc, Value};
use counterclaim::exchange::threads::html::Markup;
use counterclaim::exchange::threads::page;
use counterclaim::exchange::{self, Imported, Input, ReadError};
use counterclaim::progress::Progress;
use counterclaim::thread::{
    Anchor, Comment, CommentId, Excerpt, Flag, MarkKind, Nesting, Problem, Thread, Tree, paste,
};
use proptest::prelude::*;

// ---------------------------------------------------------------------------------------------------------------
// The truth: what independent scripts counted in real files

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

/// Seconds since 1970 of an ISO time; one without a zone counts as UTC.
fn epoch(iso: &str) -> Option<f64> {
    let digits = |range: std::ops::Range<usize>| iso.get(range)?.parse::<i64>().ok();
    let (y, m, d) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let of_day = digits(11..13)? * 3600 + digits(14..16)? * 60 + digits(17..19).unwrap_or(0);
    // Days by counting years and months: slow, plain, and not the way the program does it.
    let leap = |y: i64| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let days: i64 = (1970..y).map(|y| if leap(y) { 366 } else { 365 }).sum();
    let lengths = [
        31,
        if leap(y) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let months: i64 = lengths.iter().take(m as usize - 1).sum();
    let zone = iso.get(19..).unwrap_or("");
    let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let (h, m) = (
                zone.get(1..3)?.parse::<i64>().ok()?,
                zone.get(4..6)?.parse::<i64>().ok()?,
            );
            (h * 3600 + m * 60) * if *sign == b'+' { 1 } else { -1 }
        }
        _ => 0,
    };
    Some(((days + months + d - 1) * 86_400 + of_day - offset) as f64)
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares what was read with the expected rows; says every difference.
fn compare(thread: &Thread, expected: &str) {
    let rows: Vec<serde_json::Value> = expected
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let (tree, _) = thread.tree();
    let mut wrong = Vec::new();
    if rows.len() != thread.comments.len() {
        wrong.push(format!(
            "{} comments, expected {}",
            thread.comments.len(),
            rows.len()
        ));
    }
    for (i, (row, comment)) in rows.iter().zip(&thread.comments).enumerate() {
        let mut check = |field: &str, got: String, want: String| {
            if got != want {
                wrong.push(format!(
                    "{} {field}: {got:?}, expected {want:?}",
                    comment.id
                ));
            }
        };
        let text = |key: &str| row[key].as_str().unwrap_or("").to_owned();
        // A second comment of one id got an id of its own.
        let id = comment.id.0.split('#').next().unwrap();
        check("id", id.to_owned(), text("id"));
        let parent = comment
            .parent
            .as_ref()
            .map_or(String::new(), ToString::to_string);
        check("parent", parent, text("parent"));
        check("depth", tree.depth(i).to_string(), row["depth"].to_string());
        check(
            "author",
            comment.author.clone().unwrap_or_default(),
            text("author"),
        );
        let flags: HashSet<&str> = comment.flags.iter().map(Flag::name).collect();
        for flag in row["flags"].as_array().unwrap() {
            let has = flags.contains(flag.as_str().unwrap());
            check("flag", format!("{flag} {has}"), format!("{flag} true"));
        }
        let words = collapsed(&comment.text);
        let head: String = words.chars().take(60).collect();
        check("text", head, text("text_head"));
        check(
            "length",
            words.chars().count().to_string(),
            row["text_len"].to_string(),
        );
        match &row["time"] {
            serde_json::Value::Number(n) => {
                let got = comment.time.as_deref().and_then(epoch);
                check(
                    "time",
                    format!("{got:?}"),
                    format!("{:?}", n.as_f64().map(f64::floor)),
                );
            }
            serde_json::Value::String(s) if s.ends_with(" ago") => {
                check("age", comment.age.clone().unwrap_or_default(), s.clone());
            }
            serde_json::Value::String(s) if s.as_bytes()[0].is_ascii_digit() => {
                let got = comment.time.clone().unwrap_or_default();
                if s.len() > 19 && s.as_bytes()[19] != b' ' {
                    check(
                        "time",
                        format!("{:?}", epoch(&got)),
                        format!("{:?}", epoch(s)),
                    );
                } else {
                    // Without a zone: the same hands on the clock.
                    let clock = |t: &str| t.get(..19).unwrap_or(t).replace(' ', "T");
                    check("time", clock(&got), clock(s));
                }
            }
            _ => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// Reads files of one folder as one thread, and compares rows, counts and the recognised format.
fn check_truth(folder: &str, files: &[&str], expected: &str, format: &str) -> Option<Imported> {
    let inputs: Option<Vec<_>> = files
        .iter()
        .map(|f| shared_file(&format!("{folder}/{f}")))
        .collect();
    let (_, rows) = shared_file(&format!("{folder}/expected/{expected}.nodes.jsonl"))?;
    let (_, summary) = shared_file(&format!("{folder}/expected/{expected}.summary.json"))?;
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let imported = import(&inputs?).unwrap();
    assert_eq!(imported.format, format);
    let thread = imported.thread.clone().unwrap();
    compare(&thread, std::str::from_utf8(&rows).unwrap());
    let stats = serde_json::to_value(thread.stats()).unwrap();
    for (key, value) in stats.as_object().unwrap() {
        assert_eq!(value, &summary[key], "{folder}/{expected}: {key}");
    }
    let ids: HashSet<&CommentId> = thread.comments.iter().map(|c| &c.id).collect();
    assert_eq!(ids.len(), thread.comments.len(), "ids are unique");
    for comment in &thread.comments {
        let length = comment.text.chars().count() as u32;
        for mark in &comment.marks {
            assert!(
                mark.start < mark.end && mark.end <= length,
                "{}: {mark:?}",
                comment.id
            );
        }
    }
    Some(imported)
}

#[test]
fn hacker_news_algolia_is_read_as_counted() {
    let name = "items-49220339.json";
    if let Some(read) = check_truth("hn-algolia", &[name], name, "hn-algolia") {
        let thread = read.thread.unwrap();
        assert!(
            thread
                .title
                .unwrap()
                .starts_with("US Military's cyber command")
        );
        assert_eq!(
            thread.url.unwrap(),
            "https://news.ycombinator.com/item?id=49220339"
        );
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn hacker_news_pages_of_five_eras_are_read_as_counted() {
    for name in [
        "2012-01-hiring-page1-more.html",
        "2013-01-simple.html",
        "2013-01-who-is-hiring.html",
        "2016-09-item-12423794.html",
        "2022-03-five-real-rows.html",
        "2026-08-item-49220339-rendered.html",
    ] {
        check_truth("hn-html", &[name], name, "hn-html");
    }
}

#[test]
fn other_sites_are_read_as_counted() {
    for (folder, file, format) in [
        ("hn-firebase", "items-49220339.ndjson", "hn-firebase"),
        ("reddit-json", "comments-3hahrw.json", "reddit-json"),
        ("reddit-json", "comments-57dw9a-focus.json", "reddit-json"),
        ("reddit-pushshift", "RC-3hahrw.ndjson", "reddit-dump"),
        ("lobsters-json", "d9ucpe.json", "lobsters-json"),
        ("lobsters-html", "ktew3s.html", "lobsters-html"),
        ("discourse", "discourse_topic_1149.json", "discourse"),
        ("mastodon", "context-110446983926957470.json", "mastodon"),
        (
            "reddit-html",
            "old-reddit-made-by-defuddle.html",
            "reddit-html",
        ),
        ("disqus", "disqus.xml", "disqus"),
        ("github", "archive.json", "github"),
        ("convokit", "utterances.jsonl", "convokit"),
        ("generic", "comments.csv", "csv"),
        ("wordpress-wxr", "wordpress.xml", "wordpress"),
    ] {
        check_truth(folder, &[file], file, format);
    }
    let merged = ["comments-3hahrw.json", "morechildren-3hahrw.ndjson"];
    check_truth("reddit-json", &merged, "merged-3hahrw", "reddit-json");
}

#[test]
fn a_thread_reads_the_same_from_page_and_interface() {
    let files = [
        "hn-algolia/items-49220339.json",
        "hn-html/2026-08-item-49220339-rendered.html",
    ];
    let Some(files) = files
        .iter()
        .map(|f| shared_file(f))
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let thread = |range| import(&files[range]).unwrap().thread.unwrap();
    let (json, page, both) = (thread(0..1), thread(1..2), thread(0..2));
    let by_id: HashMap<&CommentId, &Comment> = page.comments.iter().map(|c| (&c.id, c)).collect();
    for comment in &json.comments {
        let other = by_id[&comment.id];
        assert_eq!(comment.text, other.text);
        assert_eq!(comment.marks, other.marks);
        assert_eq!(comment.parent, other.parent);
    }
    assert_eq!(
        both.comments, json.comments,
        "the second source adds nothing"
    );
    assert_eq!(both.sources.len(), 2);
    assert_eq!(both.title, json.title);
}

#[test]
fn a_page_cut_in_two_reads_as_the_whole() {
    let Some((_, whole)) = shared_file("hn-html/2013-01-who-is-hiring.html") else {
        return;
    };
    let whole = String::from_utf8(whole).unwrap();
    // Cut before a row in the middle of a sub-thread, and give the second part a page of its own.
    let row = "<tr><td><table border=0><tr><td><img src=\"http://ycombinator.com/images/s.gif\" height=1 width=";
    let rows: Vec<usize> = whole.match_indices(row).map(|(i, _)| i).collect();
    assert!(rows.len() > 200);
    let deep = rows
        .iter()
        .filter(|i| !whole[**i + row.len()..].starts_with("0>"))
        .nth(20)
        .unwrap();
    let first = format!("{}</table></body></html>", &whole[..*deep]);
    let second = format!("<html><body><table>{}", &whole[*deep..]);
    let expected = import_text("whole.html", &whole).unwrap().thread.unwrap();
    let read = import(&[
        ("1.html".to_owned(), first.into_bytes()),
        ("2.html".to_owned(), second.into_bytes()),
    ]);
    assert_eq!(read.unwrap().thread.unwrap().comments, expected.comments);
}

#[test]
fn tokens_of_people_who_were_logged_in_are_not_kept() {
    for file in [
        "2012-01-hiring-page1-more.html",
        "2016-09-item-12423794.html",
    ] {
        let Some((name, bytes)) = shared_file(&format!("hn-html/{file}")) else {
            return;
        };
        let page = String::from_utf8(bytes)
            .unwrap()
            .replace("auth=0000", "auth=5ecret");
        assert!(page.contains("5ecret"));
        let read = import_text(&name, &page).unwrap();
        assert!(!format!("{read:?}").contains("5ecret"));
    }
}

#[test]
fn copied_pages_keep_names_and_as_much_of_the_nesting_as_is_in_them() {
    for (file, truth, nested) in [
        ("2013-01-simple", "2013-01-simple", false),
        ("2016-09-item-12423794", "2016-09-item-12423794", false),
        ("2022-03-five-real-rows", "2022-03-five-real-rows", true),
        ("item-49220339", "2026-08-item-49220339-rendered", true),
    ] {
        let text = shared_file(&format!("hn-text/{file}-select-all.txt"));
        let rows = shared_file(&format!("hn-html/expected/{truth}.html.nodes.jsonl"));
        let (Some(text), Some((_, rows))) = (text, rows) else {
            return;
        };
        let read = import(&[text]).unwrap();
        assert_eq!(read.format, "hn-text");
        let thread = read.thread.unwrap();
        let rows: Vec<serde_json::Value> = std::str::from_utf8(&rows)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(thread.comments.len(), rows.len(), "{file}");
        let position: HashMap<&str, usize> = rows
            .iter()
            .enumerate()
            .map(|(i, r)| (r["id"].as_str().unwrap(), i))
            .collect();
        for (comment, row) in thread.comments.iter().zip(&rows) {
            assert_eq!(comment.author.as_deref(), row["author"].as_str(), "{file}");
            assert_eq!(
                collapsed(&comment.text).chars().count() as u64,
                row["text_len"],
                "{file} {}",
                comment.text
            );
            if !nested {
                assert_eq!(comment.nesting, Nesting::Unknown);
                assert_eq!(comment.parent, None);
            } else if file.starts_with("item") {
                // A whole thread: the class says the depth, and the parent where it is given is the true one.
                let depth = row["depth"].as_u64().unwrap();
                assert_eq!(comment.nesting, Nesting::AtLeast(depth.min(2) as u8));
                let parent = match depth {
                    1 => row["parent"]
                        .as_str()
                        .map(|p| thread.comments[position[p]].id.clone()),
                    _ => None,
                };
                assert_eq!(comment.parent, parent);
            }
        }
    }
}

#[test]
fn the_flat_paste_is_kept_as_it_stands() {
    let Some(paste) = shared_file("hn-text/distillation-flat-paste.txt") else {
        return;
    };
    let text = String::from_utf8(paste.1.clone()).unwrap();
    let read = import(&[paste]).unwrap();
    assert_eq!(read.format, "flat-paste");
    let thread = read.thread.unwrap();
    let words: Vec<String> = thread.comments.iter().map(|c| c.text.clone()).collect();
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    assert_eq!(
        words, lines,
        "every paragraph is one comment, word for word"
    );
    for comment in &thread.comments {
        assert_eq!(comment.nesting, Nesting::Unknown);
        assert_eq!((&comment.parent, &comment.author), (&None, &None));
    }
    let twice = paste::duplicates(&thread.comments);
    let pairs: Vec<(&str, &str)> = twice.iter().map(|d| (&*d.first.0, &*d.repeat.0)).collect();
    assert_eq!(pairs, [("1", "3"), ("2", "4")]);
    assert!(
        read.warnings
            .iter()
            .any(|w| w.message.contains("3 repeats 1"))
    );
}

// ---------------------------------------------------------------------------------------------------------------
// Size and depth

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

#[test]
fn a_chain_of_fifty_thousand_replies_opens() {
    for children_first in [false, true] {
        let file = algolia(50_000, |i| i - 1, "so?", children_first);
        let read = import_text("deep.json", &file).unwrap();
        assert_eq!(read.format, "hn-algolia");
        let thread = read.thread.unwrap();
        let stats = thread.stats();
        assert_eq!(
            (stats.comments, stats.top_level, stats.max_depth),
            (50_000, 1, 49_999)
        );
        let (tree, problems) = thread.tree();
        assert_eq!(problems, []);
        assert!(tree.preorder().eq(0..50_000));
        assert_eq!(tree.ancestors(49_999).count(), 49_999);
        assert_eq!(thread.json_lines().unwrap().len(), 50_000);
    }
}

#[test]
fn a_hundred_thousand_comments_open_quickly() {
    let words = "I don&#x27;t think so. <p>Distillation &quot;attacks&quot; are <i>nothing</i> new, see <a \
                 href=\\\"https:&#x2F;&#x2F;example.com&#x2F;a\\\" rel=\\\"nofollow\\\">here</a>."
        .repeat(2);
    let file = algolia(100_000, |i| i / 3, &words, true);
    assert!(file.len() > 55_000_000, "{}", file.len());
    let started = Instant::now();
    let thread = import_text("large.json", &file).unwrap().thread.unwrap();
    let took = started.elapsed();
    assert_eq!(thread.comments.len(), 100_000);
    println!("100,000 comments, {} MB: {took:?}", file.len() / 1_000_000);
    // Optimised it takes less than a second; tests are built with little optimisation on busy machines.
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn reading_can_be_stopped() {
    let file = algolia(20_000, |i| i / 3, "so?", true);
    let progress = Progress::none();
    progress.cancel();
    let inputs = [Input {
        name: "x.json",
        bytes: file.as_bytes(),
    }];
    let stopped = exchange::read(&inputs, None, &progress);
    assert!(matches!(stopped, Err(ReadError::Cancelled(_))));
}

// ---------------------------------------------------------------------------------------------------------------
// Hacker News, what the real files do not show

#[test]
fn deleted_dead_and_quoting_comments_of_the_interface() {
    let file = r#"{"id":1,"type":"story","title":"S","author":"a","created_at_i":0,"story_id":1,"children":[
        {"id":2,"type":"comment","author":null,"text":null,"parent_id":1,"story_id":1,"created_at_i":86400,"children":[
            {"id":3,"type":"comment","author":"b","parent_id":2,"story_id":1,"created_at":"2026-01-02T03:04:05.000Z",
             "text":"&gt; Is it?<p>&gt; &gt; <i>No &amp;amp; yes</i><p>Well, <a href=\"https:&#x2F;&#x2F;x.org&#x2F;?a&amp;b\" rel=\"nofollow\">https:&#x2F;&#x2F;x.o...</a><p><pre><code>  if a &gt; b:\n    c\n</code></pre>\nend"}]},
        {"id":4,"type":"comment","author":"c","text":"[flagged]","parent_id":1,"story_id":1,"children":null}]}"#;
    let thread = import_text("s.json", file).unwrap().thread.unwrap();
    let [gone, reply, flagged] = thread.comments.as_slice() else {
        panic!("{thread:?}");
    };
    assert!(gone.flags.has(Flag::Deleted) && gone.text.is_empty());
    assert_eq!(gone.time.as_deref(), Some("1970-01-02T00:00:00Z"));
    assert_eq!(reply.parent.as_ref(), Some(&gone.id));
    assert!(flagged.flags.has(Flag::Flagged) && !flagged.flags.has(Flag::Deleted));
    assert_eq!(
        reply.text,
        "> Is it?\n\n> > No &amp; yes\n\nWell, https://x.o...\n\n  if a > b:\n    c\n\nend"
    );
    let marked: Vec<(&str, &MarkKind)> = reply
        .marks
        .iter()
        .map(|m| (&reply.text[m.start as usize..m.end as usize], &m.kind))
        .collect();
    assert_eq!(
        marked,
        [
            ("> Is it?", &MarkKind::Quote(1)),
            ("> > No &amp; yes", &MarkKind::Quote(2)),
            ("No &amp; yes", &MarkKind::Emphasis),
            (
                "https://x.o...",
                &MarkKind::Link("https://x.org/?a&b".to_owned())
            ),
            ("  if a > b:\n    c", &MarkKind::Code),
        ]
    );
}

#[test]
fn a_single_comment_and_its_answers_can_be_read() {
    let file = r#"{"id":5,"type":"comment","author":"x","text":"a","parent_id":4,"story_id":1,"created_at_i":1,"title":null,
        "children":[{"id":6,"type":"comment","author":"y","text":"b","parent_id":5,"story_id":1,"children":[]}]}"#;
    let read = import_text("c.json", file).unwrap();
    let stats = read.thread.unwrap().stats();
    assert_eq!(
        (
            stats.comments,
            stats.top_level,
            stats.max_depth,
            stats.missing_parent
        ),
        (2, 0, 1, 1)
    );
    assert!(
        read.warnings[0]
            .message
            .contains("answers 4, which is not in the thread")
    );
}

// ---------------------------------------------------------------------------------------------------------------
// Bad input: one sentence with place and remedy

/// The sentence for a file that can't be read; checks what every such sentence must be.
fn refusal(name: &str, bytes: &[u8], from: Option<&str>) -> String {
    let started = Instant::now();
    let error = exchange::read(&[Input { name, bytes }], from, &Progress::none()).unwrap_err();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    let sentence = error.to_string();
    assert!(sentence.starts_with(name), "{sentence}");
    assert!(sentence.contains("; "), "no remedy: {sentence}");
    assert!(
        !sentence.contains('\n') && sentence.len() < 600,
        "{sentence}"
    );
    sentence
}

#[test]
fn bad_json_is_refused_with_line_and_remedy() {
    let good = algolia(3, |i| i - 1, "so?", false);
    let cut = good.replace(",\"children\"", ",\n\"children\"");
    let cut = &cut[..cut.len() - 2];
    let said = refusal("cut.json", cut.as_bytes(), None);
    assert!(
        said.contains("line 5") && said.contains("cut short"),
        "{said}"
    );
    let nul = good.replace("so?", "s\0o");
    assert!(refusal("nul.json", nul.as_bytes(), None).contains("a NUL byte stands in a string"));
    let lone = good.replacen("so?", "so\\ud83d?", 1);
    let said = refusal("lone.json", lone.as_bytes(), None);
    assert!(
        said.contains("line 1, column") && said.contains("half a character"),
        "{said}"
    );
    let mut latin = good.clone().into_bytes();
    let at = good.find("so?").unwrap();
    latin[at] = 0xE9;
    let said = refusal("latin.json", &latin, None);
    assert!(
        said.contains(&format!("byte {at}: ")) && said.contains("UTF-8"),
        "{said}"
    );
    let deep = vec![b'['; 100_000_000];
    let said = refusal("deep.json", &deep, Some("hn-algolia"));
    assert!(said.contains("a million levels"), "{said}");
    refusal("deep.json", &deep, None);
    refusal("object.json", b"{}", None);
    refusal("number.json", b"17", Some("hn-algolia"));
}

#[test]
fn files_of_other_kinds_are_refused_by_what_they_are() {
    assert!(refusal("empty.txt", b"", None).contains("empty"));
    assert!(refusal("blank.txt", b" \n\t\n", Some("flat-paste")).contains("no words"));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert!(refusal("picture.json", png, None).contains("PNG picture"));
    assert!(refusal("zip.html", b"PK\x03\x04\x14\0\0\0", None).contains("ZIP"));
    assert!(refusal("page.html", b"<html><body><p>Hi</body></html>", None).contains("markup"));
    assert!(refusal("page.html", b"<html><p>Hi</html>", Some("hn-html")).contains("no comments"));
    assert!(refusal("nul.txt", b"one\0two", Some("flat-paste")).contains("byte 3: a NUL byte"));
    assert!(refusal("list.txt", b"one\ntwo", Some("hn-text")).contains("3 hours ago"));
    let wrong = exchange::read(
        &[Input {
            name: "x",
            bytes: b"x",
        }],
        Some("hn"),
        &Progress::none(),
    );
    let said = wrong.unwrap_err().to_string();
    assert!(
        said.contains("\"hn\"") && said.contains("hn-algolia, hn-firebase"),
        "{said}"
    );
    let none = exchange::read(&[], None, &Progress::none()).unwrap_err();
    assert!(none.to_string().contains("nothing to read"));
}

#[test]
fn pages_that_would_keep_the_parser_busy_for_ever_are_refused() {
    let head = "<html><span class=comhead><a href=\"item?id=1\">";
    for unclosed in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<a href=x><font color=1>",
        "<svg><g>",
    ] {
        let page = format!("{head}{}", unclosed.repeat(1_000_000));
        assert!(
            refusal("bomb.html", page.as_bytes(), None).contains("open at once"),
            "{unclosed}"
        );
    }
    let attributes: String = (0..200_000).map(|i| format!("a{i} ")).collect();
    let page = format!("{head}<p {attributes}>");
    assert!(refusal("bomb.html", page.as_bytes(), None).contains("attributes"));
    // Elements that end by themselves may be left open, a million times.
    let page = format!("{head}{}", "<p><li><br>".repeat(300_000));
    assert!(refusal("long.html", page.as_bytes(), None).contains("no comments"));
}

#[test]
fn utf_16_is_read_as_it_is_marked() {
    let text = "first – “ä”\nsecond 🎈";
    let le: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let be: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let utf8 = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [le.clone(), be, utf8] {
        let thread = import(&[("t.txt".to_owned(), bytes)])
            .unwrap()
            .thread
            .unwrap();
        let words: Vec<&str> = thread.comments.iter().map(|c| c.text.as_str()).collect();
        assert_eq!(words, ["first – “ä”", "second 🎈"]);
    }
    let half = &le[..le.len() - 1];
    assert!(refusal("half.txt", half, Some("flat-paste")).contains("not UTF-16"));
}

// ---------------------------------------------------------------------------------------------------------------
// JSON against serde_json

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1.0e9..1.0e9f64).prop_map(Into::into),
        "[\\PC\"\\\\/\n\t\u{8}\u{c}\u{1F600}]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map("[a-c\"\\\\é]{0,3}", inner, 0..6)
                .prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
        ]
    })
}

fn as_serde(value: Value<'_, '_>) -> serde_json::Value {
    if let Some(text) = value.str() {
        text.into_owned().into()
    } else if let Some(number) = value.number() {
        number.parse::<serde_json::Number>().unwrap().into()
    } else if let Some(bool) = value.bool() {
        bool.into()
    } else if value.is_array() {
        value.children().map(as_serde).collect()
    } else if value.is_object() {
        let pairs = value
            .children()
            .map(|v| (v.key().unwrap().into_owned(), as_serde(v)));
        serde_json::Value::Object(pairs.collect())
    } else {
        assert!(value.is_null());
        serde_json::Value::Null
    }
}

proptest! {
    #[test]
    fn json_reads_as_serde_json_does(value in json_value(), pretty in any::<bool>(), escaped in any::<bool>()) {
        let mut text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        if escaped {
            // All that is not ASCII as \uXXXX, as Python writes it.
            let mut units = [0; 2];
            text = text.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04X}")).collect()
            }).collect();
        }
        let doc = Doc::parse(&text).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(as_serde(doc.root()), expected.clone());
        if let serde_json::Value::Object(map) = &expected {
            for (key, inner) in map {
                prop_assert_eq!(doc.root().get(key).map(as_serde), Some(inner.clone()));
            }
        }
        let lines = format!("{text}\n{text}\n");
        prop_assert_eq!(Doc::parse_many(&lines).filter(Result::is_ok).count(), 2);
    }

    /// Whatever a text looks like: both call it JSON, or neither does.
    #[test]
    fn json_refuses_what_serde_json_refuses(
        value in json_value(), at in 0..200usize, n in 0..3usize,
        new in "[\\[\\]{},:\"\\\\0-9.eE+\\-tfnu \\x00\\x1f dD8aA]{0,3}",
    ) {
        let text: Vec<char> = serde_json::to_string(&value).unwrap().chars().collect();
        let at = at.min(text.len());
        let end = (at + n).min(text.len());
        let changed: String = text[..at].iter().copied().chain(new.chars()).chain(text[end..].iter().copied()).collect();
        let theirs = serde_json::from_str::<serde_json::Value>(&changed);
        // A number too large for theirs is none of our business: ours keeps it as written.
        prop_assume!(!theirs.as_ref().is_err_and(|e| e.to_string().contains("out of range")));
        let ours = Doc::parse(&changed);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}: {:?} / {:?}", changed, ours, theirs);
        if let Err(e) = ours {
            prop_assert!(e.byte <= changed.len());
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Markup: the quick reader against the page parser

fn markup() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![
        "word",
        " ",
        "\n",
        "two words",
        "&amp;",
        "&#x27;",
        "&gt; ",
        "> ",
        "&lt;b&gt;",
        "&hellip;",
        "&eacute;",
        "&nosuch;",
        "AT&T",
        "&#128;",
        "&#0;",
        "a < b",
        "&amp;amp;",
        "ünï",
        "&quot",
        "&",
        "1 &lt 2",
        "&nbsp;",
    ])
    .prop_map(str::to_owned);
    text.prop_recursive(4, 40, 5, |inner| {
        let some = prop::collection::vec(inner, 0..5).prop_map(|v| v.concat());
        let inline = prop::sample::select(vec!["i", "b", "em", "strong", "code", "span", "A"]);
        let block = prop::sample::select(vec!["p", "div", "blockquote", "ul><li", "ol><li", "pre", "h2", "script", "style"]);
        prop_oneof![
            (inline, some.clone()).prop_map(|(t, s)| format!("<{t}>{}</{t}>", s.replace("<p>", "").replace("</p>", ""))),
            (block, some.clone()).prop_map(|(t, s)| {
                let ends: String = t.split('>').rev().map(|t| format!("</{}>", t.trim_start_matches('<'))).collect();
                format!("<{t}>{s}{ends}")
            }),
            some.clone().prop_map(|s| format!("{s}<br/>{s}")),
            some.clone().prop_map(|s| format!("<a title='x > y' href=\"https:&#x2F;&#x2F;x.org&#x2F;?a&amp;b=1&lt=2\" rel=nofollow>{s}</a>")),
            some.prop_map(|s| format!("{s}<!-- <i> -->{s}")),
        ]
    })
}

/// Whether the page parser nests the elements as they are written, so that both readers see the same tags.
fn nests_as_written(html: &str) -> bool {
    let page = scraper::Html::parse_fragment(html);
    let mut written = html.replace("<br/>", "<br>");
    written = written.to_lowercase();
    let count = |name: &str| written.matches(&format!("<{name}")).count();
    [
        "i>",
        "b>",
        "em>",
        "strong>",
        "code>",
        "a>",
        "a ",
        "p>",
        "pre>",
        "blockquote>",
        "li>",
    ]
    .iter()
    .all(|tag| {
        let name = tag.trim_end_matches(['>', ' ']);
        let css = scraper::Selector::parse(name).unwrap();
        let all = count(&format!("{name}>")) + count(&format!("{name} "));
        page.select(&css).count() == all
    })
}

proptest! {
    #[test]
    fn fragments_read_as_a_browser_reads_them(html in markup()) {
        prop_assume!(nests_as_written(&html));
        let quick = Markup::default().read(&html);
        let page = scraper::Html::parse_fragment(&html);
        let slow = page::rich(page.root_element(), |_| false);
        prop_assert_eq!(quick, slow, "{}", html);
    }

    /// No markup, however broken, makes marks that lie outside the text.
    #[test]
    fn marks_lie_within_the_text(html in "(<[a-z/]{1,4}>|<(a href=x|li|/li|ul|/ul|pre|/pre|blockquote|i|/i)>|[a-z &;\n<>]{0,5}){0,40}") {
        let rich = Markup::default().read(&html);
        let n = rich.text.chars().count() as u32;
        for mark in &rich.marks {
            prop_assert!(mark.start < mark.end && mark.end <= n, "{:?} in {:?}", mark, rich.text);
        }
        prop_assert!(rich.marks.is_sorted_by_key(|m| (m.start, u32::MAX - m.end)));
    }
}

// ---------------------------------------------------------------------------------------------------------------
// The nesting

fn made(parents: &[Option<usize>]) -> Vec<Comment> {
    parents
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let mut comment = Comment::new(i.to_string(), format!("words of {i}"));
            comment.parent = p.map(|p| CommentId::from(p.to_string()));
            comment.nesting = Nesting::Unknown;
            comment
        })
        .collect()
}

fn parents() -> impl Strategy<Value = Vec<Option<usize>>> {
    (1..30usize).prop_flat_map(|n| prop::collection::vec(prop::option::weighted(0.8, 0..n + 2), n))
}

proptest! {
    /// Any parents at all, circles and missing ones too: a forest of all comments, by the stated rules.
    #[test]
    fn every_thread_becomes_a_forest(parents in parents()) {
        let n = parents.len();
        let (tree, problems) = Tree::build(&made(&parents));
        // By the rules, slowly: follow each comment upwards; the earliest of a circle is its cut.
        let stated = |i: usize| parents[i].filter(|p| *p < n && *p != i);
        let circle = |i: usize| {
            let mut on = vec![i];
            while let Some(p) = stated(*on.last().unwrap()) {
                if p == i { return Some(on); }
                if on.contains(&p) { return None; }
                on.push(p);
            }
            None
        };
        for (i, named) in parents.iter().enumerate() {
            let cut = circle(i).is_some_and(|on| on.iter().min() == Some(&i));
            let expected = if cut { None } else { stated(i) };
            prop_assert_eq!(tree.parent(i), expected);
            prop_assert_eq!(tree.depth(i), tree.ancestors(i).count());
            let children: Vec<usize> = (0..n).filter(|c| tree.parent(*c) == Some(i)).collect();
            prop_assert_eq!(tree.children(i).collect::<Vec<_>>(), children);
            let said = problems.iter().filter(|p| match p {
                Problem::MissingParent { comment, .. } | Problem::SelfParent { comment }
                | Problem::Cycle { comment, .. } | Problem::DuplicateId { comment } => *comment.0 == *i.to_string(),
            }).count();
            prop_assert_eq!(said, usize::from(named.is_some() && tree.parent(i).is_none()));
        }
        for problem in &problems {
            if let Problem::Cycle { comment, length } = problem {
                prop_assert_eq!(circle(comment.0.parse().unwrap()).unwrap().len(), *length);
            }
        }
        let order: Vec<usize> = tree.preorder().collect();
        prop_assert_eq!(order.iter().collect::<HashSet<_>>().len(), n);
        // Pre-order: each subtree stands together, behind its root.
        for (at, i) in order.iter().enumerate() {
            let below = (0..n).filter(|j| tree.ancestors(*j).any(|a| a == *i)).count();
            prop_assert!(order[at + 1..=at + below].iter().all(|j| tree.ancestors(*j).any(|a| a == *i)));
        }
    }

    /// Any corrections one after the other: words and answers are kept, nothing answers itself.
    #[test]
    fn corrections_keep_every_word(
        parents in parents(),
        steps in prop::collection::vec((0..4u8, 0..30usize, 0..30usize), 1..12),
    ) {
        let all = |c: &[Comment]| c.iter().flat_map(|c| c.text.chars()).filter(|c| !c.is_whitespace()).collect::<String>();
        // Start from a forest: what a paste is.
        let mut parents = parents;
        let (tree, _) = Tree::build(&made(&parents));
        for (i, p) in parents.iter_mut().enumerate() {
            *p = tree.parent(i);
        }
        let mut comments = made(&parents);
        let before = all(&comments);
        for (what, i, j) in steps {
            let id = comments[i % comments.len()].id.clone();
            let other = comments[j % comments.len()].id.clone();
            let excerpts: Vec<Excerpt> = comments.iter().map(|c| Excerpt::take(c, 2..c.text.chars().count() - 1).unwrap()).collect();
            let result = match what {
                0 => paste::split(&comments, &id, j),
                1 => paste::merge_with_next(&comments, &id),
                2 => paste::set_parent(&comments, &id, (i != j).then_some(&other)),
                _ => paste::set_author(&comments, &id, Some("  someone ")),
            };
            let Ok(correction) = result else { continue };
            for excerpt in &excerpts {
                let carried = correction.carry(excerpt);
                prop_assert_eq!(
                    carried.iter().map(|e| e.exact.as_str()).collect::<Vec<_>>().concat().replace([' ', '\n'], ""),
                    excerpt.exact.replace([' ', '\n'], "")
                );
                for e in carried {
                    let comment = correction.comments.iter().find(|c| c.id == e.comment).unwrap();
                    prop_assert_eq!(e.locate(&comment.text), Anchor::Exact(e.start as usize..e.end as usize));
                }
            }
            comments = correction.comments;
            // Short comments are left alone: excerpts above want a few characters.
            if comments.iter().any(|c| c.text.chars().count() < 5) {
                break;
            }
            let (_, problems) = Tree::build(&comments);
            prop_assert_eq!(problems, vec![]);
        }
        prop_assert_eq!(all(&comments), before);
    }
}

#[test]
fn only_pasted_comments_can_be_corrected() {
    let mut comments = made(&[None, Some(0), Some(1)]);
    comments[1].nesting = Nesting::Stated;
    let ids: Vec<CommentId> = comments.iter().map(|c| c.id.clone()).collect();
    assert!(paste::split(&comments, &ids[1], 3).is_err());
    assert!(paste::merge_with_next(&comments, &ids[0]).is_err());
    assert!(paste::set_author(&comments, &ids[1], None).is_err());
    let circle = paste::set_parent(&comments, &ids[0], Some(&ids[2])).unwrap_err();
    assert_eq!(
        circle.to_string(),
        "comment 0 can't answer 2, which is itself or an answer below it"
    );
    let placed = paste::set_parent(&comments, &ids[2], Some(&ids[0]))
        .unwrap()
        .comments;
    assert_eq!(placed[2].parent.as_ref(), Some(&ids[0]));
    assert_eq!(placed[2].nesting, Nesting::ByHand);
}

#[test]
fn a_split_goes_where_it_was_asked_for() {
    let mut comments = made(&[None, Some(0)]);
    comments[0].text = "One thing. Another thing.".to_owned();
    comments[0].author = Some("x".to_owned());
    let split = paste::split(&comments, &comments[0].id, 10).unwrap();
    let words: Vec<&str> = split.comments.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(words, ["One thing.", "Another thing.", "words of 1"]);
    assert_eq!(split.comments[1].id, CommentId::from("0.2"));
    assert_eq!(split.comments[1].author, None);
    let through = Excerpt::take(&comments[0], 4..19).unwrap();
    let parts: Vec<(String, String)> = split
        .carry(&through)
        .into_iter()
        .map(|e| (e.comment.to_string(), e.exact))
        .collect();
    assert_eq!(
        parts,
        [
            ("0".into(), "thing.".into()),
            ("0.2".into(), "Another".into())
        ]
    );
    let nothing = paste::split(&comments, &comments[0].id, 0).unwrap_err();
    assert!(nothing.to_string().contains("no words on one side"));
}
