//! Several files as one thread: a copied text put in place by a page or JSON, a folder, and parts that lack something.

use std::fs;

use counterclaim::document::{Document, file};
use counterclaim::exchange::{folder, read};
use counterclaim::progress::Progress;
use counterclaim::thread::{CommentId, Nesting};

use crate::{common, import, import_text, shared_file};

#[test]
fn a_copied_page_is_put_in_place_by_the_json_in_any_order() {
    let text = shared_file("hn-text/item-49220339-select-all.txt");
    let json = shared_file("hn-algolia/items-49220339.json");
    let (Some(text), Some(json)) = (text, json) else {
        return;
    };
    let truth = import(std::slice::from_ref(&json)).unwrap().thread.unwrap();
    for files in [[text.clone(), json.clone()], [json, text]] {
        let read = import(&files).unwrap();
        let said: Vec<&str> = read.warnings.iter().map(|w| &*w.message).collect();
        let all = "all 335 comments of the copied text were found in the other files and stand where those say";
        assert_eq!(said, [all]);
        let thread = read.thread.unwrap();
        assert_eq!(thread.sources.len(), 2);
        assert_eq!(thread.sources[0].name, files[0].0);
        assert_eq!(thread.comments.len(), 335);
        for (got, want) in thread.comments.iter().zip(&truth.comments) {
            assert_eq!((&got.id, &got.parent), (&want.id, &want.parent));
            assert_eq!((&got.text, got.nesting), (&want.text, Nesting::Stated));
        }
    }
}

#[test]
fn what_only_the_copied_text_has_stays_uncertain() {
    // The story has the number 1, as the first comment of the text has.
    let items = r#"[{"id":1,"type":"story","title":"S","by":"a","time":1,"kids":[2]},
        {"id":2,"type":"comment","parent":1,"by":"ann","time":2,"text":"The first thing that was said"},
        {"id":3,"type":"comment","parent":2,"by":"bo","time":3,"text":"An answer to it, and not a short one"}]"#;
    let text = "ann 3 hours ago | next [–]\n\nThe first thing that was said\n\nreply\n\n\
        bo 2 hours ago | root | parent | next [–]\n\nAn answer to it, and not a short one\n\nreply\n\n\
        cy 1 hour ago | root | parent [–]\n\nSomething that came later\n\nreply\n";
    let files =
        [("t.txt", text), ("i.json", items)].map(|(n, t)| (n.to_owned(), t.as_bytes().to_vec()));
    let read = import(&files).unwrap();
    assert_eq!(read.format, "hn-text");
    assert!(
        (read.warnings.iter()).any(|w| w
            .message
            .starts_with("2 of 3 comments of the copied text were found")),
        "{:?}",
        read.warnings
    );
    let thread = read.thread.unwrap();
    let of = |author: &str| {
        let comment = thread
            .comments
            .iter()
            .find(|c| c.author.as_deref() == Some(author));
        comment.unwrap()
    };
    assert_eq!(of("bo").parent, Some(CommentId::from("2")));
    assert_eq!(of("bo").nesting, Nesting::Stated);
    assert_eq!(
        (of("cy").nesting, &of("cy").parent),
        (Nesting::AtLeast(2), &None)
    );
    assert_eq!(thread.comments.len(), 3);
}

#[test]
fn a_folder_is_read_file_by_file_in_the_order_of_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    put(
        "1.json",
        r#"{"id":1,"type":"story","title":"S","by":"a","time":1,"kids":[9,10],"descendants":3}"#,
    );
    put(
        "9.json",
        r#"{"id":9,"type":"comment","parent":1,"by":"b","time":2,"text":"x"}"#,
    );
    put(
        "10.json",
        r#"{"id":10,"type":"comment","parent":9,"deleted":true,"time":3}"#,
    );
    put("11.json", "null\n");
    put("README.md", "What these are.\n\nWhere they are from.");
    put("picture.png", "no");
    put(".hidden.json", "no");
    fs::create_dir(dir.path().join("more.json")).unwrap();
    let files = folder::files(dir.path()).unwrap();
    let names: Vec<_> = files
        .iter()
        .map(|f| f.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["1.json", "9.json", "10.json", "11.json"]);
    let files: Vec<_> = (names.iter().zip(&files))
        .map(|(name, path)| ((*name).to_owned(), fs::read(path).unwrap()))
        .collect();
    let read = import(&files).unwrap();
    assert!(
        read.warnings
            .iter()
            .any(|w| w.message.contains("1 of the 4 files hold only null"))
    );
    let stats = read.thread.unwrap().stats();
    assert_eq!((stats.comments, stats.max_depth, stats.deleted), (2, 1, 1));

    put("utterances.jsonl", "{}");
    assert_eq!(folder::files(dir.path()).unwrap().len(), 1);
    let empty = tempfile::tempdir().unwrap();
    let said = folder::files(empty.path()).unwrap_err().to_string();
    assert!(
        said.contains("no file in this folder") && said.contains("; "),
        "{said}"
    );
}

#[test]
fn a_feed_that_tells_of_disqus_is_no_export() {
    let feed = "<?xml version=\"1.0\"?>\n<!-- x -->\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\
        <entry><content>&lt;disqus <disqus/></content></entry></feed>";
    assert!(import_text("disqus.xml", feed).is_err());
}

#[test]
fn newer_answers_of_github_and_lemmy_say_what_they_lack() {
    let rest = r#"[{"id":5,"body":"a","pull_request_url":"u","user":{"login":"p"}},
        {"id":6,"in_reply_to_id":5,"body":"b","pull_request_url":"u","user":{"login":"q"}}]"#;
    let read = import_text("r.json", rest).unwrap();
    assert_eq!(
        (read.format, read.thread.unwrap().stats().max_depth),
        ("github", 1)
    );
    let edges = r#"{"data":{"repository":{"discussion":{"title":"T","comments":{"totalCount":3,"edges":[{"node":
        {"id":"a","bodyText":"x","author":{"login":"p"},"replies":{"totalCount":4,"nodes":[{"id":"b","bodyText":"y"}]}}}]}}}}}"#;
    let read = import_text("d.json", edges).unwrap();
    assert_eq!(read.format, "github");
    assert!(
        read.warnings[0].message.starts_with("2 of 7 comments"),
        "{:?}",
        read.warnings
    );
    let lemmy = r#"{"comments":[{"comment":{"id":7,"content":"x","path":"0.7"},"creator":{"name":"n"},"counts":{"child_count":4}},
        {"comment":{"id":9,"content":"y","path":"0.7.8.9"},"creator":{"name":"m"},"counts":{"child_count":0}}]}"#;
    let read = import_text("l.json", lemmy).unwrap();
    let said: Vec<&str> = read.warnings.iter().map(|w| &*w.message).collect();
    assert!(said[0].starts_with("2 of 5 comments"), "{said:?}");
    assert!(
        said[1].contains("answers 8, which is not in the thread"),
        "{said:?}"
    );
}

#[test]
fn a_table_without_names_is_refused_in_one_sentence() {
    let rows = "1,,ann,2026-01-01,Hello there\n2,1,bo,2026-01-02,\"No, never\"\n".repeat(3);
    for name in ["t.csv", "t"] {
        let said = import_text(name, &rows).unwrap_err().to_string();
        assert!(
            said.contains("line 1") && said.contains("names no column"),
            "{said}"
        );
        assert!(said.contains("put a line with the names"), "{said}");
    }
}

/// Documents made of every sample keep no token of a session, and no address that stands in a field of its own.
#[test]
fn saved_documents_hold_no_tokens_and_no_addresses_of_fields() {
    let Some(root) = common::shared("data/threads") else {
        return;
    };
    let mut saved = 0;
    for dir in fs::read_dir(root)
        .unwrap()
        .map(|d| d.unwrap().path())
        .filter(|d| d.is_dir())
    {
        for path in fs::read_dir(&dir)
            .unwrap()
            .map(|p| p.unwrap().path())
            .filter(|p| p.is_file())
        {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = fs::read(&path).unwrap();
            // Samples have their tokens blanked: give them new ones.
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => text.replace("auth=0000", "auth=5ecret").into_bytes(),
                Err(error) => error.into_bytes(),
            };
            let input = counterclaim::exchange::Input {
                name: &name,
                bytes: &bytes,
            };
            let Ok(read) = read(&[input], None, &Progress::none()) else {
                continue;
            };
            let document = Document::from_thread(read.thread.unwrap());
            let text = file::to_text(&document).unwrap();
            for token in [
                "auth=5ecret",
                "auth=0",
                "hmac=",
                "name=hmac",
                "authenticity_token",
                "fnid=",
            ] {
                assert!(!text.contains(token), "{}: {token}", path.display());
            }
            if dir.ends_with("disqus") {
                let source = String::from_utf8_lossy(&bytes);
                for element in ["email", "ipAddress"] {
                    for part in source.split(&format!("<{element}>")).skip(1) {
                        let value = part.split('<').next().unwrap();
                        assert!(
                            value.is_empty() || !text.contains(value),
                            "{element} {value}"
                        );
                    }
                }
            }
            saved += 1;
        }
    }
    assert!(saved > 25, "{saved}");
}

/// A story of its own number, and a comment on it.
fn story(number: u32, title: &str) -> (String, Vec<u8>) {
    let text = format!(
        r#"{{"id":{number},"type":"story","title":"{title}","author":"a","parent_id":null,"created_at_i":1786197678,
        "children":[{{"id":{},"type":"comment","author":"b","parent_id":{number},"story_id":{number},
        "created_at_i":1786197679,"text":"so?","children":[]}}]}}"#,
        number + 1
    );
    (format!("{number}.json"), text.into_bytes())
}

/// What is said of files that are of several discussions.
fn said_of_another(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let warnings = import(files).unwrap().warnings;
    let said = warnings.iter().map(ToString::to_string);
    said.filter(|said| said.contains("another discussion"))
        .collect()
}

#[test]
fn two_discussions_that_are_joined_are_told() {
    let (a, b) = (story(100, "Cats"), story(200, "Dogs"));
    let said = said_of_another(&[a.clone(), b.clone()]);
    assert_eq!(
        said,
        [
            "200.json: this is another discussion, “Dogs”, than that of 100.json, “Cats”; all were joined in one \
          thread: read each by itself if that was not meant"
        ]
    );
    // Of the same name they are two all the same.
    assert_eq!(said_of_another(&[a.clone(), story(300, "Cats")]).len(), 1);
    let said = said_of_another(&[a.clone(), b, story(300, "Birds")]);
    assert!(
        said.len() == 1 && said[0].contains("and so is one more file"),
        "{said:?}"
    );
    // It comes first: the window shows the first of several.
    let warnings = import(&[a.clone(), story(200, "Dogs")]).unwrap().warnings;
    assert!(
        warnings[0].message.contains("another discussion"),
        "{warnings:?}"
    );
    // A later copy of one story, whose title was changed.
    let later = ("later.json".to_owned(), story(100, "Felines").1);
    assert!(said_of_another(&[a, later]).is_empty());
}

/// Several discussions in a file are what some formats are for, and parts have what another part answers.
#[test]
fn parts_of_one_discussion_and_archives_are_not_told() {
    let lines = |id: u32, parent: &str| {
        let line = |id: u32| {
            format!(r#"{{"id":"{id}","parent":{parent},"author":"a","text":"words {id}"}}"#)
        };
        format!("{}\n{}\n", line(id), line(id + 1)).into_bytes()
    };
    let table = [
        ("a.jsonl".to_owned(), lines(1, "null")),
        ("b.jsonl".to_owned(), lines(3, "\"1\"")),
    ];
    assert!(said_of_another(&table).is_empty());
    let page = |title: &str, answers: &str, id: &str| {
        format!(
            r#"{{"title":"{title}","post_stream":{{"posts":[{{"id":{id},"post_number":{id},"username":"a",
            "cooked":"<p>w</p>","reply_to_post_number":{answers}}}],"stream":[1,2]}}}}"#
        )
        .into_bytes()
    };
    let pages = [
        ("1.json".to_owned(), page("T", "null", "2")),
        ("2.json".to_owned(), page("T - Site", "2", "3")),
    ];
    assert!(said_of_another(&pages).is_empty());
}

#[test]
fn tables_that_share_numbers_and_nothing_else_keep_all_their_rows() {
    let cats = "id,parent,author,text\n1,,Ann,Cats sleep all day\n2,1,Ben,Mine hunts at night\n3,2,Cai,And then sleeps\n";
    let money = "id,parent,author,text\n1,,Dan,The budget is too small\n2,1,Eve,It always was\n3,1,Fay,Cut the travel then\n";
    let files =
        [("a.csv", cats), ("b.csv", money)].map(|(n, t)| (n.to_owned(), t.as_bytes().to_vec()));
    let read = import(&files).unwrap();
    let thread = read.thread.unwrap();
    let told: Vec<_> = (thread.comments.iter())
        .map(|c| (&*c.id.0, c.parent.as_ref().map(|p| &*p.0), &*c.text))
        .collect();
    assert_eq!(
        told[3..],
        [
            ("1#2", None, "The budget is too small"),
            ("2#3", Some("1#2"), "It always was"),
            ("3#4", Some("1#2"), "Cut the travel then"),
        ]
    );
    let said = read
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect::<String>();
    assert!(
        said.contains("3 comments have the id of another comment"),
        "{said}"
    );
    // The same comment edited, or with its words gone, is one.
    let later = cats
        .replace("all day", "all day and all night")
        .replace("And then sleeps", "");
    let files =
        [("a.csv", cats), ("b.csv", &later)].map(|(n, t)| (n.to_owned(), t.as_bytes().to_vec()));
    assert_eq!(import(&files).unwrap().thread.unwrap().comments.len(), 3);
}
