//! Real threads, replayed: what is fetched is what the files hold, by counts that another program made.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::common::shared;
use crate::site::{Answer, LocalSite};
use crate::{fetched, nesting, said};

fn bytes(name: &str) -> Option<Vec<u8>> {
    let path = shared(&format!("data/threads/{name}"))?;
    Some(std::fs::read(path).unwrap())
}

fn value(name: &str) -> Option<Value> {
    Some(serde_json::from_slice(&bytes(name)?).unwrap())
}

/// Id and parent of every comment by the reference.
fn expected(name: &str) -> Vec<(String, Option<String>)> {
    let text = String::from_utf8(bytes(name).unwrap()).unwrap();
    let lines = text.lines().map(|line| {
        let node: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| match &node[key] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        (text("id").unwrap(), text("parent"))
    });
    lines.collect()
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

#[test]
fn a_hacker_news_thread() {
    let Some(items) = bytes("hn-algolia/items-49220339.json") else {
        return;
    };
    let site = LocalSite::table([
        ("/api/v1/items/49220339", Answer::json(items)),
        (
            "/api/v1/search",
            Answer::json(r#"{"hits":[{"objectID":"49220339","num_comments":336}]}"#),
        ),
    ]);
    let imported = fetched("https://news.ycombinator.com/item?id=49220339", &site).unwrap();
    assert!(said(&imported).contains("335 of 336 comments are here"));
    let expected = expected("hn-algolia/expected/items-49220339.json.nodes.jsonl");
    assert_eq!(expected.len(), 335);
    assert_eq!(nesting(&imported.thread.unwrap()), expected);
}

/// The site's own answers to `morechildren`, by the ids they are asked for.
fn reddit() -> Option<LocalSite> {
    let page = bytes("reddit-json/comments-3hahrw.json")?;
    let answers = String::from_utf8(bytes("reddit-json/morechildren-3hahrw.ndjson")?).unwrap();
    let mut things: HashMap<String, Value> = HashMap::new();
    for line in answers.lines() {
        let mut answer: Value = serde_json::from_str(line).unwrap();
        for thing in answer["json"]["data"]["things"].as_array_mut().unwrap() {
            let id = thing["data"]["id"].as_str().unwrap().to_owned();
            things.insert(id, thing.take());
        }
    }
    Some(LocalSite::start(move |target, _| {
        let address = url::Url::parse(&format!("http://h{target}")).unwrap();
        match address.path() {
            "/comments/3hahrw.json" => Answer::json(page.clone()),
            "/api/morechildren.json" => {
                let (_, ids) = address
                    .query_pairs()
                    .find(|(k, _)| k == "children")
                    .unwrap();
                let mut given: HashSet<String> = ids.split(',').map(str::to_owned).collect();
                // What stands below what was asked for comes with it.
                loop {
                    let below = things.iter().filter(|(_, thing)| {
                        let above = thing["data"]["parent_id"].as_str().unwrap();
                        given.contains(above.trim_start_matches("t1_"))
                    });
                    let grown: HashSet<String> = below
                        .map(|(id, _)| id.clone())
                        .chain(given.iter().cloned())
                        .collect();
                    if grown.len() == given.len() {
                        break;
                    }
                    given = grown;
                }
                let things: Vec<&Value> = given.iter().filter_map(|id| things.get(id)).collect();
                Answer::json(
                    json!({"json": {"errors": [], "data": {"things": things}}}).to_string(),
                )
            }
            _ => Answer::status(404),
        }
    }))
}

#[test]
fn a_reddit_thread_with_its_stubs() {
    let Some(site) = reddit() else {
        return;
    };
    let imported = fetched(
        "https://www.reddit.com/r/funny/comments/3hahrw/ba_dum_tsss/",
        &site,
    )
    .unwrap();
    let said = said(&imported);
    let thread = imported.thread.unwrap();
    let stats = thread.stats();
    assert_eq!(
        (
            stats.comments,
            stats.top_level,
            stats.max_depth,
            stats.authors
        ),
        (533, 144, 9, 418)
    );
    assert_eq!(stats.missing_parent, 0);
    assert_eq!(
        sorted(nesting(&thread)),
        sorted(expected("reddit-json/expected/merged-3hahrw.nodes.jsonl"))
    );
    // The pages of their own that six branches go on at were not kept: what lacks is said.
    assert!(
        said.contains(
            "6 branches that the page only names could not be fetched: the site has no such"
        ),
        "{said}"
    );
    assert!(said.contains("6 branches go on at"), "{said}");
    assert!(said.contains("533 of 543 comments are here"), "{said}");
}

#[test]
fn a_lobsters_story_a_discourse_topic_and_a_mastodon_status() {
    let (Some(story), Some(topic), Some(context)) = (
        bytes("lobsters-json/d9ucpe.json"),
        value("discourse/discourse_topic_1149.json"),
        value("mastodon/context-110446983926957470.json"),
    ) else {
        return;
    };
    let post = topic["post_stream"]["posts"][0].clone();
    let mut longer = topic.clone();
    longer["post_stream"]["stream"]
        .as_array_mut()
        .unwrap()
        .push(json!(900));
    let mut answer = post;
    answer["id"] = json!(900);
    answer["post_number"] = json!(3);
    answer["reply_to_post_number"] = json!(2);
    let mut status = context["descendants"][0].clone();
    status["id"] = json!("110446983926957470");
    status["in_reply_to_id"] = context["ancestors"][0]["id"].clone();
    status["replies_count"] = json!(1);
    let whole = json!({"ancestors": [], "descendants": [status.clone(), context["descendants"][0].clone()]});
    let site = LocalSite::table([
        ("/s/d9ucpe.json", Answer::json(story)),
        ("/t/1149.json", Answer::json(longer.to_string())),
        (
            "/t/1149/posts.json",
            Answer::json(json!({"post_stream": {"posts": [answer]}}).to_string()),
        ),
        (
            "/api/v1/statuses/110446983926957470",
            Answer::json(status.to_string()),
        ),
        (
            "/api/v1/statuses/110446983926957470/context",
            Answer::json(context.to_string()),
        ),
        (
            "/api/v1/statuses/110446983178245440/context",
            Answer::json(whole.to_string()),
        ),
    ]);
    let imported = fetched("https://lobste.rs/s/d9ucpe/x", &site).unwrap();
    assert_eq!(
        nesting(&imported.thread.unwrap()),
        expected("lobsters-json/expected/d9ucpe.json.nodes.jsonl")
    );

    let imported = fetched("https://discourse.example/t/x/1149", &site).unwrap();
    let mut known = expected("discourse/expected/discourse_topic_1149.json.nodes.jsonl");
    known.push(("900".to_owned(), Some("19133".to_owned())));
    assert_eq!(nesting(&imported.thread.unwrap()), known);

    let imported = fetched("https://mastodon.social/@x/110446983926957470", &site).unwrap();
    let mut known = expected("mastodon/expected/context-110446983926957470.json.nodes.jsonl");
    known.push((
        "110446983926957470".to_owned(),
        Some("110446983178245440".to_owned()),
    ));
    assert_eq!(sorted(nesting(&imported.thread.unwrap())), sorted(known));
}
