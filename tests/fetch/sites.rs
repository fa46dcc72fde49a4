//! Each site: what is asked for, and that the pieces become one thread.

use std::process::Command;

use counterclaim::document::{Document, file};
use serde_json::{Value, json};

use crate::site::{Answer, LocalSite};
use crate::{fetched, said, tied};

/// The query of a target, decoded, as pairs.
fn query(target: &str) -> Vec<(String, String)> {
    let address = url::Url::parse(&format!("http://h{target}")).unwrap();
    let pairs = address.query_pairs();
    pairs
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect()
}

fn of(target: &str, key: &str) -> String {
    let mut pairs = query(target).into_iter();
    pairs.find(|(k, _)| k == key).unwrap().1
}

fn hn_comment(id: u32, parent: u32, children: Vec<Value>) -> Value {
    json!({"id": id, "type": "comment", "author": "ann", "text": format!("Words of {id}"), "parent_id": parent,
        "story_id": 100, "created_at": "2026-01-02T03:04:05.000Z", "created_at_i": 1, "children": children,
        "title": null, "url": null, "points": null, "options": []})
}

fn hn_story() -> Value {
    let children = vec![
        hn_comment(101, 100, vec![hn_comment(103, 101, vec![])]),
        hn_comment(102, 100, vec![]),
    ];
    json!({"id": 100, "type": "story", "author": "op", "title": "A story", "url": "https://example.org/",
        "text": null, "points": 3, "parent_id": null, "story_id": 100, "created_at": "2026-01-02T03:04:05.000Z",
        "created_at_i": 1, "children": children, "options": []})
}

fn hn_index(comments: u32) -> Answer {
    Answer::json(
        json!({"hits": [{"objectID": "100", "num_comments": comments}], "nbHits": 1}).to_string(),
    )
}

#[test]
fn hacker_news() {
    let site = LocalSite::table([
        ("/api/v1/items/100", Answer::json(hn_story().to_string())),
        ("/api/v1/search", hn_index(3)),
    ]);
    let imported = fetched("https://news.ycombinator.com/item?id=100", &site).unwrap();
    assert_eq!(imported.format, "hn-algolia");
    assert_eq!(said(&imported), "");
    let thread = imported.thread.unwrap();
    assert_eq!(tied(&thread), "101 103<101 102");
    assert_eq!(thread.title.as_deref(), Some("A story"));
    assert_eq!(thread.stated_total, Some(3));
    assert_eq!(of(&site.asked()[1], "tags"), "story,story_100");
    // The program says who it is, and asks for nothing but JSON.
    let head = site.heads()[0].to_ascii_lowercase();
    assert!(head.contains("user-agent: counterclaim/"), "{head}");
    assert!(head.contains("accept: application/json"), "{head}");
    assert!(
        !head.contains("cookie:") && !head.contains("authorization:"),
        "{head}"
    );
}

#[test]
fn a_link_to_one_comment_brings_the_whole_discussion() {
    let site = LocalSite::table([
        (
            "/api/v1/items/103",
            Answer::json(hn_comment(103, 101, vec![]).to_string()),
        ),
        ("/api/v1/items/100", Answer::json(hn_story().to_string())),
        ("/api/v1/search", hn_index(5)),
    ]);
    let imported = fetched("https://news.ycombinator.com/item?id=103", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "101 103<101 102");
    assert!(said(&imported).contains("3 of 5 comments are here; the site gave no more"));

    // Where the whole can't be had, the part is better than nothing, and is called one.
    let site = LocalSite::table([(
        "/api/v1/items/103",
        Answer::json(hn_comment(103, 101, vec![hn_comment(104, 103, vec![])]).to_string()),
    )]);
    let imported = fetched("https://news.ycombinator.com/item?id=103", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "103<101 104<103");
    assert!(
        said(&imported)
            .contains("only this comment and the answers to it are here: the site has no such")
    );
}

fn reddit_comment(id: &str, parent: &str, replies: Value) -> Value {
    json!({"kind": "t1", "data": {"id": id, "parent_id": parent, "link_id": "t3_post1", "author": "bo",
        "body": format!("Words of {id} & more"), "body_html": "<p>", "created_utc": 1_700_000_000.0, "replies": replies}})
}

fn listing(children: Vec<Value>) -> Value {
    json!({"kind": "Listing", "data": {"children": children}})
}

fn more(id: &str, parent: &str, children: &[&str]) -> Value {
    json!({"kind": "more", "data": {"id": id, "name": format!("t1_{id}"), "parent_id": parent,
        "count": children.len(), "children": children}})
}

fn reddit_page(comments: Vec<Value>) -> Answer {
    let post = json!({"kind": "t3", "data": {"id": "post1", "title": "A post", "permalink": "/r/x/comments/post1/a_post/",
        "num_comments": 6, "selftext": "", "subreddit_id": "t5_x"}});
    Answer::json(json!([listing(vec![post]), listing(comments)]).to_string())
}

fn things(things: Vec<Value>) -> Answer {
    Answer::json(json!({"json": {"errors": [], "data": {"things": things}}}).to_string())
}

#[test]
fn reddit_with_what_stands_behind_more_and_on_pages_of_its_own() {
    let site = LocalSite::start(|target, _| match target.split('?').next().unwrap() {
        "/comments/post1.json" => reddit_page(vec![
            reddit_comment(
                "c1",
                "t3_post1",
                listing(vec![reddit_comment(
                    "c2",
                    "t1_c1",
                    listing(vec![more("_", "t1_c2", &[])]),
                )]),
            ),
            more("c3", "t3_post1", &["c3", "c4", "c3"]),
        ]),
        "/api/morechildren.json" => match &*of(target, "children") {
            "c3,c4" => things(vec![
                reddit_comment("c4", "t1_c3", json!("")),
                reddit_comment("c3", "t3_post1", json!("")),
                more("c5", "t1_c4", &["c5"]),
            ]),
            "c5" => things(vec![reddit_comment("c5", "t1_c4", json!(""))]),
            other => panic!("{other}"),
        },
        "/comments/post1/_/c2.json" => reddit_page(vec![reddit_comment(
            "c2",
            "t1_c1",
            listing(vec![reddit_comment("c6", "t1_c2", json!(""))]),
        )]),
        _ => Answer::status(404),
    });
    let imported = fetched(
        "https://www.reddit.com/r/x/comments/post1/a_post/c2/",
        &site,
    )
    .unwrap();
    assert_eq!(said(&imported), "");
    let thread = imported.thread.unwrap();
    assert_eq!(tied(&thread), "c1 c2<c1 c4<c3 c3 c5<c4 c6<c2");
    assert_eq!(thread.comments[0].text, "Words of c1 & more");
    assert_eq!(
        thread.url.as_deref(),
        Some("https://www.reddit.com/r/x/comments/post1/a_post/")
    );
    assert_eq!(thread.sources.len(), 4);
    let asked = site.asked();
    assert_eq!(of(&asked[0], "raw_json"), "1");
    assert_eq!(
        (of(&asked[1], "link_id"), of(&asked[1], "limit_children")),
        ("t3_post1".to_owned(), "false".to_owned())
    );
}

#[test]
fn many_stubs_are_asked_for_a_hundred_at_a_time() {
    let names: Vec<String> = (0..250).map(|n| format!("m{n}")).collect();
    let site = LocalSite::start(move |target, _| match target.split('?').next().unwrap() {
        "/comments/post1.json" => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            reddit_page(vec![more("m0", "t3_post1", &names)])
        }
        _ => {
            let ids = of(target, "children");
            assert!(ids.split(',').count() <= 100);
            things(
                ids.split(',')
                    .map(|id| reddit_comment(id, "t3_post1", json!("")))
                    .collect(),
            )
        }
    });
    let imported = fetched("https://redd.it/post1", &site).unwrap();
    assert_eq!(imported.thread.unwrap().comments.len(), 250);
    assert_eq!(site.asked().len(), 4);
}

#[test]
fn lobsters() {
    let comment = |id: &str, parent: Value, depth: u32| {
        json!({"short_id": id, "parent_comment": parent, "depth": depth, "commenting_user": "cy", "comment": "<p>Words</p>",
            "created_at": "2026-01-02T03:04:05.000-06:00", "is_deleted": false, "is_moderated": false})
    };
    let story = json!({"short_id": "abc123", "title": "A story", "comment_count": 2, "comments_url": "https://lobste.rs/s/abc123/a_story",
        "comments": [comment("aaaaaa", Value::Null, 0), comment("bbbbbb", json!("aaaaaa"), 1)]});
    let site = LocalSite::table([("/s/abc123.json", Answer::json(story.to_string()))]);
    let imported = fetched("https://lobste.rs/s/abc123/a_story", &site).unwrap();
    assert_eq!(said(&imported), "");
    assert_eq!(
        tied(imported.thread.as_ref().unwrap()),
        "aaaaaa bbbbbb<aaaaaa"
    );
}

fn post(number: u64, answers: Value) -> Value {
    json!({"id": 1_000 + number, "post_number": number, "reply_to_post_number": answers, "username": "di", "version": 1,
        "cooked": format!("<p>Words of {number}</p>"), "created_at": "2026-01-02T03:04:05.000Z"})
}

fn topic(posts: Vec<Value>, all: u64) -> Answer {
    let stream: Vec<u64> = (1..=all).map(|n| 1_000 + n).collect();
    Answer::json(
        json!({"id": 7, "title": "A topic", "posts_count": all, "post_stream": {"posts": posts, "stream": stream}})
            .to_string(),
    )
}

/// Posts answer each other across the answers they come in: 30 answers 3, and 50 answers 30.
fn answered(number: u64) -> Value {
    match number {
        30 => json!(3),
        50 => json!(30),
        5 => json!(50),
        _ => Value::Null,
    }
}

#[test]
fn discourse_in_batches_with_answers_across_them() {
    let site = LocalSite::start(|target, _| match target.split('?').next().unwrap() {
        "/forum/t/7.json" => topic((1..=20).map(|n| post(n, answered(n))).collect(), 55),
        "/forum/t/7/posts.json" => {
            let ids: Vec<u64> = query(target)
                .into_iter()
                .map(|(_, id)| id.parse().unwrap())
                .collect();
            assert!(ids.len() <= 20);
            let posts: Vec<Value> = ids
                .iter()
                .map(|id| post(id - 1_000, answered(id - 1_000)))
                .collect();
            Answer::json(json!({"post_stream": {"posts": posts}, "id": 7}).to_string())
        }
        _ => Answer::status(404),
    });
    let link = format!("{}/forum/t/a-topic/7/12", site.base);
    let none = counterclaim::exchange::fetch::Sites::default();
    let progress = counterclaim::progress::Progress::none();
    let imported =
        counterclaim::exchange::fetch::import(&link, &none, &crate::limits(), &progress).unwrap();
    assert_eq!(said(&imported), "");
    let thread = imported.thread.unwrap();
    assert_eq!(thread.comments.len(), 54);
    let tied = tied(&thread);
    assert!(
        tied.contains("1030<1003") && tied.contains("1050<1030") && tied.contains("1005<1050"),
        "{tied}"
    );
    assert_eq!(tied.matches('<').count(), 3);
    assert_eq!(thread.url, Some(link));
    assert_eq!(site.asked().len(), 3);
}

fn lemmy_comment(id: u64, path: &str) -> Value {
    json!({"comment": {"id": id, "post_id": 9, "path": path, "content": format!("Words of {id}"), "published": "2026-01-02T03:04:05Z",
            "deleted": false, "removed": false}, "creator": {"name": "el"}, "counts": {"child_count": 0},
        "post": {"id": 9, "name": "A post", "ap_id": "https://lemmy.example/post/9"}})
}

#[test]
fn lemmy_page_by_page_from_a_comment() {
    let site = LocalSite::start(|target, _| {
        match target.split('?').next().unwrap() {
        "/api/v3/comment" => {
            assert_eq!(of(target, "id"), "12");
            Answer::json(json!({"comment_view": {"comment": {"id": 12, "post_id": 9}}}).to_string())
        }
        "/api/v3/post" => Answer::json(
            json!({"post_view": {"post": {"id": 9, "name": "A post", "ap_id": "https://lemmy.example/post/9"}, "counts": {"comments": 120}}})
                .to_string(),
        ),
        "/api/v3/comment/list" => {
            let page: u64 = of(target, "page").parse().unwrap();
            assert_eq!((of(target, "post_id"), of(target, "type_")), ("9".to_owned(), "All".to_owned()));
            let ids = (page - 1) * 50 + 1..=(page * 50).min(120);
            let comments: Vec<Value> = ids
                .map(|id| match id {
                    // The answer comes pages before what it answers.
                    2 => lemmy_comment(2, "0.119.2"),
                    id => lemmy_comment(id, &format!("0.{id}")),
                })
                .collect();
            Answer::json(json!({"comments": comments}).to_string())
        }
        _ => Answer::status(404),
    }
    });
    let imported = fetched("https://lemmy.world/comment/12", &site).unwrap();
    assert_eq!(said(&imported), "");
    let thread = imported.thread.unwrap();
    assert_eq!(
        (thread.comments.len(), thread.title.as_deref()),
        (120, Some("A post"))
    );
    assert!(tied(&thread).contains("2<119"));
    assert_eq!(site.asked().len(), 5);
}

#[test]
fn a_lemmy_server_that_turns_no_pages_is_asked_no_more() {
    let site = LocalSite::table([
        (
            "/api/v3/post",
            Answer::json(json!({"post_view": {"post": {"id": 9, "name": "A post", "ap_id": "https://l/post/9"}, "counts": {"comments": 500}}}).to_string()),
        ),
        (
            "/api/v3/comment/list",
            Answer::json(json!({"comments": [lemmy_comment(1, "0.1"), lemmy_comment(2, "0.1.2")]}).to_string()),
        ),
    ]);
    let imported = fetched("https://lemmy.world/post/9", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "1 2<1");
    assert!(
        said(&imported).contains("2 of 500 comments are here"),
        "{}",
        said(&imported)
    );
    assert_eq!(site.asked().len(), 3);
}

fn status(id: &str, parent: Value, replies: u32) -> Value {
    json!({"id": id, "in_reply_to_id": parent, "replies_count": replies, "content": format!("<p>Words of {id}</p>"),
        "created_at": "2026-01-02T03:04:05.000Z", "account": {"acct": "flo"}, "spoiler_text": "", "edited_at": null})
}

#[test]
fn mastodon_from_the_middle_of_a_discussion() {
    let context = |above: Vec<Value>, below: Vec<Value>| {
        Answer::json(json!({"ancestors": above, "descendants": below}).to_string())
    };
    let site = LocalSite::table([
        (
            "/api/v1/statuses/12",
            Answer::json(status("12", json!("11"), 1).to_string()),
        ),
        (
            "/api/v1/statuses/12/context",
            context(
                vec![status("10", Value::Null, 3), status("11", json!("10"), 1)],
                vec![status("13", json!("12"), 0)],
            ),
        ),
        (
            "/api/v1/statuses/10/context",
            context(
                vec![],
                vec![
                    status("11", json!("10"), 1),
                    status("12", json!("11"), 1),
                    status("13", json!("12"), 0),
                    status("14", json!("10"), 0),
                ],
            ),
        ),
    ]);
    let imported = fetched("https://mastodon.social/@flo/12", &site).unwrap();
    let thread = imported.thread.as_ref().unwrap();
    let mut all: Vec<String> = tied(thread).split(' ').map(str::to_owned).collect();
    all.sort();
    assert_eq!(all, ["10", "11<10", "12<11", "13<12", "14<10"]);
    // 10 has three answers by its own account, and two of them are shown.
    assert!(
        said(&imported).contains("counts 1 more answers"),
        "{}",
        said(&imported)
    );
}

#[test]
fn a_long_mastodon_discussion_is_followed_where_the_server_cuts_it() {
    // A chain of 90 answers, of which the server shows 20 below whatever it is asked for; the last one counts an answer
    // that is for nobody's eyes.
    let site = LocalSite::start(|target, _| {
        let rest = target.strip_prefix("/api/v1/statuses/").unwrap();
        let id: u64 = rest.trim_end_matches("/context").parse().unwrap();
        let one = |n: u64| match n {
            1 => status("1", Value::Null, 1),
            n => status(&n.to_string(), json!((n - 1).to_string()), 1),
        };
        match rest.ends_with("/context") {
            true => {
                let below: Vec<Value> = (id + 1..=(id + 20).min(91)).map(one).collect();
                Answer::json(json!({"ancestors": [], "descendants": below}).to_string())
            }
            false => Answer::json(one(id).to_string()),
        }
    });
    let imported = fetched("https://mastodon.social/@flo/1", &site).unwrap();
    let thread = imported.thread.as_ref().unwrap();
    let stats = thread.stats();
    assert_eq!(
        (stats.comments, stats.top_level, stats.max_depth),
        (91, 1, 90)
    );
    assert!(
        said(&imported).contains("counts 1 more answers"),
        "{}",
        said(&imported)
    );
    // The status, five contexts, and the last one's in vain.
    assert_eq!(site.asked().len(), 7);
}

#[test]
fn short_addresses_are_asked_for_what_they_stand_for() {
    let site = LocalSite::start(|target, _| match target.split('?').next().unwrap() {
        "/r/x/s/AbC123" => Answer::to(301, "/r/x/comments/post1/a_post/?share_id=secret"),
        "/r/x/s/Hostile" => Answer::to(301, "https://evil.example/r/x/comments/post1/"),
        "/r/x/s/Strange" => Answer::to(301, "/login"),
        "/comments/post1.json" => reddit_page(vec![reddit_comment("c1", "t3_post1", json!(""))]),
        "/c/x1y2z3" => Answer::to(302, "/s/abc123/a_story#c_x1y2z3"),
        "/s/abc123.json" => Answer::json(
            r#"{"short_id":"abc123","comment_count":1,"comments":[{"short_id":"x1y2z3","commenting_user":"a","comment":"x"}]}"#,
        ),
        _ => Answer::status(404),
    });
    let imported = fetched("https://www.reddit.com/r/x/s/AbC123?utm=1", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "c1");
    assert!(!site.asked()[0].contains("utm"));
    let imported = fetched("https://lobste.rs/c/x1y2z3", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "x1y2z3");
    for (short, why) in [
        ("Hostile", "which is not followed"),
        ("Strange", "not what was asked for"),
        ("Unknown", "no such discussion"),
    ] {
        let error = fetched(&format!("https://reddit.com/r/x/s/{short}"), &site).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn what_was_fetched_is_kept_with_the_thread() {
    let site = LocalSite::table([("/api/v1/items/100", Answer::json(hn_story().to_string()))]);
    let imported = fetched("https://news.ycombinator.com/item?id=100", &site).unwrap();
    let thread = imported.thread.unwrap();
    let [source] = thread.sources.as_slice() else {
        panic!("{:?}", thread.sources);
    };
    assert_eq!(source.name, format!("{}/api/v1/items/100", site.base));
    assert_eq!(
        source.sha256,
        file::sha256_hex(hn_story().to_string().as_bytes())
    );
    let fetched = source.fetched.clone().unwrap();
    assert!(
        fetched.len() == 20 && fetched.ends_with('Z') && fetched.as_str() > "2026",
        "{fetched}"
    );
    let document = Document::from_thread(thread);
    let text = file::to_text(&document).unwrap();
    assert!(text.contains(&format!("fetched: Some(\"{fetched}\")")));
    assert_eq!(
        file::from_bytes(text.as_bytes(), "map.ron").unwrap(),
        document
    );
}

#[test]
fn the_command_line_takes_links_where_it_takes_files() {
    let site = LocalSite::table([("/api/v1/items/100", Answer::json(hn_story().to_string()))]);
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], sites: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_counterclaim"))
            .args(arguments)
            .env("COUNTERCLAIM_SITES", sites)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let sites = format!("hacker-news={}", site.base);
    let link = "https://news.ycombinator.com/item?id=100";
    let (code, out, err) = run(&["import", link, "-o", "map.ron", "--json"], &sites);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let read: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&read["format"], &read["thread"]["comments"]),
        (&json!("hn-algolia"), &json!(3))
    );
    let (document, _) = file::open(&folder.path().join("map.ron")).unwrap();
    assert!(document.thread().unwrap().sources[0].fetched.is_some());

    let (code, out, _) = run(&["info", link, "--comments"], &sites);
    assert_eq!((code, out.lines().count()), (Some(0), 3));
    // A link and a file are parts of one thread.
    let part = json!({"id": 100, "type": "story", "title": "A story", "children": [hn_comment(105, 100, vec![])],
        "created_at_i": 1, "story_id": 100});
    std::fs::write(folder.path().join("part.json"), part.to_string()).unwrap();
    let (code, out, err) = run(&["import", link, "part.json", "--json"], &sites);
    assert_eq!(code, Some(0), "{err}");
    let read: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(read["thread"]["comments"], 4);

    let (code, out, err) = run(
        &[
            "import",
            "https://news.ycombinator.com/item?id=5",
            "-o",
            "no.ron",
        ],
        &sites,
    );
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("no such discussion") && err.trim().lines().count() == 1,
        "{err}"
    );
    assert!(!folder.path().join("no.ron").exists());
    let (code, _, err) = run(&["import", "https://example.org/page"], &sites);
    assert_eq!(code, Some(1));
    assert!(err.contains("not the address of a discussion"), "{err}");
    let (code, _, err) = run(&["import", link], "slashdot=http://x");
    assert_eq!(code, Some(2));
    assert!(err.contains("COUNTERCLAIM_SITES"), "{err}");
}
