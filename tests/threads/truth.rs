//! What was read of real files, against what independent scripts counted in them.

use std::collections::{HashMap, HashSet};

use counterclaim::exchange::Imported;
use counterclaim::thread::{Comment, CommentId, Flag, Nesting, Thread, paste};

use crate::{import, import_text, shared_file};

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
        if text("id") != "(no-id)" {
            check("id", id.to_owned(), text("id"));
        }
        let parent = comment
            .parent
            .as_ref()
            .map_or(String::new(), ToString::to_string);
        check("parent", parent, text("parent"));
        check("depth", tree.depth(i).to_string(), row["depth"].to_string());
        let author = comment.author.clone().unwrap_or_default();
        if !row["author"]
            .as_str()
            .is_some_and(|a| a.contains('@') || a.contains(" at "))
        {
            check("author", author, text("author"));
        } else if !text("author").contains(['\u{FFFD}', '?']) {
            // A header with an address: the name is kept, the address is not.
            check(
                "author",
                (text("author").contains(&author) && !author.contains('@')).to_string(),
                "true".to_owned(),
            );
        }
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
            serde_json::Value::String(s) if s.starts_with(|c: char| c.is_ascii_digit()) => {
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
        ("mbox", "hyperkitty_2016_april.mbox", "mbox"),
        ("mbox", "mbox_complex.mbox", "mbox"),
        ("mbox", "mbox_iso8859_encoding.mbox", "mbox"),
        ("mbox", "mbox_multipart.mbox", "mbox"),
        ("mbox", "mbox_no_fields.mbox", "mbox"),
        ("mbox", "mbox_unknown_encoding.mbox", "mbox"),
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
