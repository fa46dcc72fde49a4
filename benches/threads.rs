//! How long reading a long discussion takes, beside Python on the same bytes in the same run: JSON of 100,000 comments
//! beside `json.loads` with html5lib on every comment's markup, a page of 10,000 comments beside html5lib on the page.
//! Python does not make comments of what it parsed; it is the plainest a script would do.
//!
//! `cargo bench --bench threads`; Python is `python3`, or what COUNTERCLAIM_PYTHON names, with html5lib.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use counterclaim::exchange::{self, Input};
use counterclaim::progress::Progress;

const JSON_COMMENTS: usize = 100_000;
const PAGE_COMMENTS: usize = 10_000;

/// Parses the JSON and each comment's markup; prints seconds for both.
const JSON: &str = "\
import sys, json, time, html5lib
data = open(sys.argv[1], encoding='utf-8').read()
start = time.perf_counter()
waiting, texts = [json.loads(data)], []
parsed = time.perf_counter() - start
while waiting:
    node = waiting.pop()
    waiting.extend(node['children'])
    if node.get('text'): texts.append(node['text'])
every = max(1, len(texts) // 5000)
start = time.perf_counter()
for text in texts[::every]: html5lib.parseFragment(text)
print(parsed, (time.perf_counter() - start) * len(texts) / len(texts[::every]))";

/// Parses the page; prints seconds.
const PAGE: &str = "\
import sys, time, html5lib
data = open(sys.argv[1], encoding='utf-8').read()
start = time.perf_counter()
html5lib.parse(data)
print(time.perf_counter() - start)";

fn main() {
    // `cargo test` builds and starts benchmarks too; measuring is for `cargo bench`.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (what, name, bytes, script, comments) in [
        (
            "JSON of hn.algolia.com",
            "thread.json",
            algolia(),
            JSON,
            JSON_COMMENTS,
        ),
        (
            "page of Hacker News",
            "page.html",
            page(),
            PAGE,
            PAGE_COMMENTS,
        ),
    ] {
        let times: Vec<f64> = (0..5)
            .map(|_| ours(name, bytes.as_bytes(), comments))
            .collect();
        let best = times.iter().copied().fold(f64::INFINITY, f64::min);
        let size = bytes.len() as f64 / 1e6;
        println!(
            "{what}: {comments} comments, {size:.1} MB: {best:.2} s at best of {times:.2?}, {:.0} MB a second",
            size / best
        );
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        match python(script, &path) {
            Ok(seconds) => {
                let all: f64 = seconds.iter().sum();
                println!(
                    "{what}: Python {all:.2} s, as {seconds:.2?}: {:.1} times the time",
                    all / best
                );
            }
            Err(why) => eprintln!("skipped Python on the {what}: {why}"),
        }
    }
}

/// Seconds to read it and derive who answers whom.
fn ours(name: &str, bytes: &[u8], comments: usize) -> f64 {
    let start = Instant::now();
    let read = exchange::read(&[Input { name, bytes }], None, &Progress::none()).unwrap();
    let thread = read.thread.unwrap();
    let (tree, _) = thread.tree();
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(tree.len(), comments);
    seconds
}

fn python(script: &str, path: &Path) -> Result<Vec<f64>, String> {
    let python = std::env::var_os("COUNTERCLAIM_PYTHON").map_or("python3".into(), PathBuf::from);
    let ran = Command::new(&python)
        .args(["-c", script])
        .arg(path)
        .output()
        .map_err(|error| format!("{}: {error}", python.display()))?;
    if !ran.status.success() {
        let why = String::from_utf8_lossy(&ran.stderr);
        return Err(why.lines().last().unwrap_or("it failed").to_owned());
    }
    let out = String::from_utf8_lossy(&ran.stdout);
    Ok(out
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect())
}

/// Words of a comment with what comments have: paragraphs, a quotation, a link, escaped signs.
fn words(n: usize, quote: &str) -> String {
    let sentence = "It isn&#x27;t copying to learn how somebody answers, &quot;style&quot; was never anybody&#x27;s. ";
    format!(
        "<i>{quote} as said in {n}</i><p>{}<p>See <a href='https:&#x2F;&#x2F;example.org&#x2F;{n}' rel='nofollow'>https:&#x2F;&#x2F;example.org&#x2F;{n}</a>.",
        sentence.repeat(1 + n % 3)
    )
}

/// A parent for every comment: mostly a recent one, now and then none (0); no deeper than pages get.
fn parents(comments: usize) -> Vec<usize> {
    let mut depth = vec![0usize; comments + 1];
    let mut random = 7u32;
    let mut parents = vec![0; comments + 1];
    for n in 1..=comments {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let back = (random >> 16) as usize % 40;
        let parent = if back < 4 { 0 } else { n.saturating_sub(back) };
        if depth[parent] < 40 {
            parents[n] = parent;
            depth[n] = depth[parent] + 1;
        } else {
            depth[n] = 1;
        }
    }
    parents
}

/// Comments in the order a page shows them, each with its depth from 0.
fn order(comments: usize) -> Vec<(usize, usize)> {
    let mut children = vec![Vec::new(); comments + 1];
    for (n, parent) in parents(comments).into_iter().enumerate().skip(1) {
        children[parent].push(n);
    }
    let mut order = Vec::new();
    let mut waiting: Vec<(usize, usize)> = children[0].iter().rev().map(|n| (*n, 0)).collect();
    while let Some((n, depth)) = waiting.pop() {
        order.push((n, depth));
        waiting.extend(children[n].iter().rev().map(|child| (*child, depth + 1)));
    }
    order
}

fn algolia() -> String {
    let order = order(JSON_COMMENTS);
    let mut text = "{\"id\":1,\"type\":\"story\",\"title\":\"T\",\"author\":\"a\",\"created_at_i\":1786197678,\"options\":[],\
        \"parent_id\":null,\"points\":1,\"story_id\":1,\"text\":null,\"url\":null,\"children\":["
        .to_owned();
    let mut open = 0;
    for (at, (n, depth)) in order.iter().enumerate() {
        while open > *depth {
            text.push_str("]}");
            open -= 1;
        }
        if at > 0 && !text.ends_with('[') {
            text.push(',');
        }
        write!(
            text,
            "{{\"author\":\"user{}\",\"created_at\":\"2026-08-08T14:01:18.000Z\",\"created_at_i\":1786197678,\"id\":{},\
             \"options\":[],\"parent_id\":null,\"points\":null,\"story_id\":1,\"text\":\"{}\",\"title\":null,\"type\":\"comment\",\
             \"url\":null,\"children\":[",
            n % 5_000,
            n + 1,
            words(*n, "&gt;")
        )
        .unwrap();
        open += 1;
    }
    text.push_str(&"]}".repeat(open + 1));
    text
}

fn page() -> String {
    let order = order(PAGE_COMMENTS);
    let mut text =
        "<html><head><title>T | Hacker News</title></head><body><table class=\"comment-tree\">"
            .to_owned();
    for (n, depth) in order {
        write!(
            text,
            "<tr class='athing comtr' id='{n}'><td><table border='0'><tr><td class='ind' indent='{depth}'><img src=\"s.gif\" \
             height=\"1\" width=\"{}\"></td><td valign=\"top\" class=\"votelinks\"><center><a id='up_{n}' href='vote?id={n}'><div \
             class='votearrow' title='upvote'></div></a></center></td><td class=\"default\"><div style=\"margin-top:2px\"><span \
             class=\"comhead\"><a href=\"user?id=user{n}\" class=\"hnuser\">user{n}</a> <span class=\"age\" \
             title=\"2026-01-01T10:00:00 1767261600\"><a href=\"item?id={n}\">3 hours ago</a></span></span></div><br><div \
             class=\"comment\"><div class=\"commtext c00\">{}</div><div class='reply'><p><font size=\"1\"><u><a \
             href=\"reply?id={n}\">reply</a></u></font></div></div></td></tr></table></td></tr>",
            depth * 40,
            words(n, "&gt;")
        )
        .unwrap();
    }
    text + "</table></body></html>"
}
