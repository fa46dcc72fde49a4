//! Shapes in which people keep what a site's interface answers, besides those it has there: lists without their wrapping,
//! wrappings around them, pages one behind the other, answers within what they answer.

use crate::{import_text, outline, warnings};

#[test]
fn what_a_search_of_hacker_news_found_is_a_thread() {
    let hit = |id: u32, parent: u32| {
        format!(
            r#"{{"objectID":"{id}","author":"u{id}","comment_text":"<p>a &gt; b","story_id":1,"story_title":"T","title":null,
                "parent_id":{parent},"created_at":"2020-01-01T10:00:00Z","created_at_i":1577872800,"_tags":["comment"],
                "_highlightResult":{{"author":{{"value":"x"}}}}}}"#
        )
    };
    let hits = format!("[{},{}]", hit(2, 1), hit(3, 2));
    let expected = ["2 < - u2: a > b", "3 < 2 u3: a > b"];
    let answer = format!(r#"{{"hits":{hits},"nbHits":2,"page":0,"query":""}}"#);
    assert_eq!(
        outline("s.json", &answer),
        ("hn-algolia", expected.map(str::to_owned).to_vec())
    );
    assert_eq!(outline("s.json", &hits).0, "hn-algolia");
    let read = import_text("s.json", &answer).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    assert_eq!(read.thread.unwrap().title.as_deref(), Some("T"));
}

#[test]
fn items_may_hold_their_answers() {
    let nested = r#"{"id":1,"type":"story","by":"a","title":"T","time":1,"descendants":3,"kids":[
        {"id":2,"type":"comment","by":"b","parent":1,"time":2,"text":"one","kids":[
            {"id":3,"type":"comment","by":"c","time":3,"text":"two"}]},
        {"id":4,"type":"comment","by":"d","parent":1,"time":4,"text":"three"}]}"#;
    let expected = ["2 < - b: one", "3 < 2 c: two", "4 < - d: three"];
    assert_eq!(outline("n.json", nested).1, expected);
    assert!(warnings("n.json", nested).is_empty());
    let beside = r#"{"story":{"id":1,"type":"story","by":"a","time":1,"kids":[2]},
        "comments":[{"id":2,"type":"comment","by":"b","parent":1,"time":2,"text":"one"}]}"#;
    assert_eq!(
        outline("n.json", beside),
        ("hn-firebase", vec!["2 < - b: one".to_owned()])
    );
}

/// A comment as Reddit's JSON has it, without its wrapping.
fn reddit(id: &str, parent: &str, body: &str) -> String {
    format!(
        r#"{{"id":"{id}","author":"u_{id}","body":"{body}","parent_id":"{parent}","link_id":"t3_p","created_utc":1}}"#
    )
}

#[test]
fn comments_of_reddit_stand_in_lists_of_many_kinds() {
    let (a, b) = (reddit("a", "t3_p", "x &gt; y"), reddit("b", "t1_a", "two"));
    let expected = ["a < - u_a: x > y", "b < a u_b: two"]
        .map(str::to_owned)
        .to_vec();
    let bare = format!(r#"[{{"kind":"t1","data":{a}}},{{"kind":"t1","data":{b}}}]"#);
    assert_eq!(outline("t.json", &bare), ("reddit-json", expected.clone()));
    let dump = format!("{a}\n{b}\n");
    let array = format!("[{a},{b}]");
    let answer = format!(r#"{{"data":{array},"error":null}}"#);
    let nested = format!("[{},\"replies\":[{b}]}}]", a.trim_end_matches('}'));
    for text in [dump, array, answer, nested] {
        assert_eq!(
            outline("RC.ndjson", &text),
            ("reddit-dump", expected.clone()),
            "{text}"
        );
    }
}

#[test]
fn numbers_of_newer_dumps_are_the_ids_they_stand_for() {
    // "a" is 10 and "zz" 1295 in digits and letters.
    let line = |id: &str, parent: &str| {
        format!(r#"{{"id":"{id}","author":"u","body":"w","parent_id":{parent},"link_id":5}}"#)
    };
    let text = [line("zz", "null"), line("b", "1295"), line("c", "5")].join("\n");
    let expected = ["zz < - u: w", "b < zz u: w", "c < - u: w"];
    assert_eq!(outline("RC.ndjson", &text).1, expected);
}

#[test]
fn lists_of_posts_are_refused_and_comments_of_several_posts_are_said() {
    let post = |id: &str| {
        format!(
            r#"{{"kind":"t3","data":{{"id":"{id}","title":"T","subreddit_id":"s","num_comments":3}}}}"#
        )
    };
    let posts = format!(
        r#"{{"kind":"Listing","data":{{"children":[{},{}]}}}}"#,
        post("p"),
        post("q")
    );
    let refused = import_text("new.json", &posts).unwrap_err().to_string();
    assert!(refused.contains("list of posts"), "{refused}");
    let other = reddit("b", "t3_q", "w").replace("t3_p", "t3_q");
    let comments = format!(
        r#"{{"kind":"Listing","data":{{"children":[{{"kind":"t1","data":{}}},{{"kind":"t1","data":{other}}}]}}}}"#,
        reddit("a", "t3_p", "w")
    );
    let said = warnings("user.json", &comments);
    assert!(
        said.iter().any(|w| w.contains("belong to 2 posts")),
        "{said:?}"
    );
}

#[test]
fn lobsters_comments_without_their_story() {
    let list = r#"[{"short_id":"a","commenting_user":"ann","comment":"<p>one</p>","depth":0,"parent_comment":null},
        {"short_id":"b","commenting_user":"ben","comment":"<p>two</p>","depth":1,"parent_comment":"a"}]"#;
    let expected = ["a < - ann: one", "b < a ben: two"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(outline("c.json", list), ("lobsters-json", expected.clone()));
    let story = format!(r#"[{{"short_id":"s","comment_count":2,"title":"T","comments":{list}}}]"#);
    assert_eq!(outline("s.json", &story), ("lobsters-json", expected));
}

#[test]
fn discourse_posts_in_a_list_of_their_own_and_as_they_were_written() {
    let list = r#"[{"id":1,"post_number":1,"username":"a","cooked":"<p>post</p>"},
        {"id":2,"post_number":2,"username":"b","cooked":"<p>one</p>"},
        {"id":3,"post_number":3,"username":"c","raw":"two **words**","reply_to_post_number":2}]"#;
    let expected = ["2 < - b: one", "3 < 2 c: two **words**"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(outline("p.json", list), ("discourse", expected.clone()));
    let single = r#"{"id":2,"post_number":2,"username":"b","cooked":"<p>one</p>"}"#;
    assert_eq!(
        outline("2.json", single),
        ("discourse", expected[..1].to_vec())
    );
    let topics = format!(r#"[{{"title":"T","post_stream":{{"posts":{list}}}}}]"#);
    assert_eq!(outline("t.json", &topics), ("discourse", expected));
}

#[test]
fn lemmy_views_in_every_version_and_wrapping() {
    let view = |id: u32, place: &str| {
        format!(
            r#"{{"comment":{{"id":{id},"creator_id":1,"content":"w{id}",{place},"published_at":"2025-01-01T10:00:00Z"}},"creator":{{"name":"u{id}"}},"post":{{"name":"T","ap_id":"x"}}}}"#
        )
    };
    let expected = ["1 < - u1: w1", "2 < 1 u2: w2"].map(str::to_owned).to_vec();
    let (a, b) = (view(1, r#""path":"0.1""#), view(2, r#""path":"0.1.2""#));
    let old = (view(1, r#""parent_id":null"#), view(2, r#""parent_id":1"#));
    let shapes = [
        format!("[{a},{b}]"),
        format!(r#"{{"comments":[{},{}]}}"#, old.0, old.1),
        format!(r#"{{"post_view":{{"post":{{"name":"T","ap_id":"x"}}}},"comments":[{a},{b}]}}"#),
        format!(r#"[{{"comment_view":{a},"children":[{{"comment_view":{b},"children":[]}}]}}]"#),
    ];
    for shape in shapes {
        assert_eq!(
            outline("l.json", &shape),
            ("lemmy", expected.clone()),
            "{shape}"
        );
        let read = import_text("l.json", &shape).unwrap();
        let time = read.thread.unwrap().comments[0].time.clone();
        assert_eq!(time.as_deref(), Some("2025-01-01T10:00:00Z"));
    }
}

#[test]
fn a_mastodon_status_with_its_context_in_one_file() {
    let status = |id: u32, above: &str| {
        format!(
            r#"{{"id":"{id}","in_reply_to_id":{above},"content":"<p>w{id}</p>","account":{{"acct":"u{id}"}}}}"#
        )
    };
    let (own, context) = (
        status(1, "null"),
        format!(
            r#"{{"ancestors":[],"descendants":[{}]}}"#,
            status(2, "\"1\"")
        ),
    );
    let expected = ["1 < - u1: w1", "2 < 1 u2: w2"].map(str::to_owned).to_vec();
    let apart = format!(r#"{{"status":{own},"context":{context}}}"#);
    let flat = format!(r#"{{"status":{own},{}"#, context.trim_start_matches('{'));
    for text in [apart, flat] {
        assert_eq!(outline("m.json", &text), ("mastodon", expected.clone()));
    }
}

/// A comment as GitHub's interface has it.
fn github(id: u32, changed: &str) -> String {
    format!(
        r#"{{"id":{id},"node_id":"n","issue_url":"u","user":{{"login":"u{id}"}},"body":"w{id}","created_at":"2020-01-01T10:00:00Z","updated_at":"{changed}"}}"#
    )
}

#[test]
fn pages_of_github_comments_and_issues_around_them() {
    let (a, b) = (
        github(1, "2020-01-01T10:00:00Z"),
        github(2, "2020-01-02T10:00:00Z"),
    );
    let expected = ["1 < - u1: w1", "2 < - u2 edited: w2"]
        .map(str::to_owned)
        .to_vec();
    let issue = r#"{"id":9,"title":"T","comments_url":"u","user":{"login":"op"},"body":"post","comments":2}"#;
    let label = r#"{"id":3,"event":"labeled","node_id":"n","created_at":"2020-01-01T10:00:00Z"}"#;
    let shapes = [
        format!("{a}\n{b}\n"),
        format!("[{a}][{b}]"),
        format!("[[{a}],[{b}]]"),
        format!(r#"{{"issue":{issue},"comments":[{a},{b}]}}"#),
        issue.replace("\"comments\":2", &format!("\"comments\":[{a},{b}]")),
        format!("[{label},{a},{b}]"),
    ];
    for shape in shapes {
        assert_eq!(
            outline("i.json", &shape),
            ("github", expected.clone()),
            "{shape}"
        );
    }
    let list = format!("[{issue},{}]", issue.replace("\"id\":9", "\"id\":8"));
    let refused = import_text("i.json", &list).unwrap_err().to_string();
    assert!(refused.contains("list of issues"), "{refused}");
}

#[test]
fn what_the_command_line_of_github_writes() {
    let text = r#"{"title":"T","url":"https://x/1","body":"post","comments":[
        {"id":"A","author":{"login":"ann"},"authorAssociation":"NONE","body":"one","includesCreatedEdit":true,"isMinimized":false},
        {"id":"B","author":{"login":"ben"},"authorAssociation":"NONE","body":"buy","isMinimized":true,"minimizedReason":"SPAM"}]}"#;
    let expected = ["A < - ann edited: one", "B < - ben removed: buy"];
    assert_eq!(outline("i.json", text).1, expected);
    let read = import_text("i.json", text).unwrap();
    assert_eq!(
        (read.format, read.thread.unwrap().title.as_deref()),
        ("github", Some("T"))
    );
}

#[test]
fn several_discussions_are_read_and_said() {
    let text = r#"{"data":{"repository":{"discussions":{"nodes":[
        {"title":"T","comments":{"nodes":[{"id":"A","author":{"login":"a"},"body":"one"}]}},
        {"title":"U","comments":{"nodes":[{"id":"B","author":{"login":"b"},"body":"two"}]}}]}}}}"#;
    assert_eq!(outline("d.json", text).1, ["A < - a: one", "B < - b: two"]);
    assert!(warnings("d.json", text)[0].contains("belong to 2 issues or discussions"));
}

/// An export of one post with these comments.
fn wordpress(comments: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Blog</title>\
         <item><title>A &amp; B</title><link>https://b.org/1</link>{comments}</item></channel></rss>"
    )
}

/// A comment of it: its state, its writer, an address and its words.
fn blog(id: u32, state: &str, author: &str, words: &str) -> String {
    format!(
        "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{author}]]></wp:comment_author>\
         <wp:comment_author_url>https://x.org/?a=1&b=2</wp:comment_author_url>\
         <wp:comment_date>2020-01-01 11:00:00</wp:comment_date><wp:comment_date_gmt>0000-00-00 00:00:00</wp:comment_date_gmt>\
         <wp:comment_content><![CDATA[{words}]]></wp:comment_content>\
         <wp:comment_approved>{state}</wp:comment_approved></wp:comment>"
    )
}

#[test]
fn exports_of_wordpress_are_read_with_their_flaws() {
    let words = "One\nline\n\nnext <pre>a\n  b</pre>\nlast\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>";
    let text = wordpress(
        &[
            blog(1, "1", "A &raquo; B", words),
            blog(2, "0", "Ben", "wait"),
            blog(3, "post-trashed", "Cat", "gone"),
        ]
        .concat(),
    );
    let expected = [
        "1 < - A » B: One\nline\n\nnext\n\na\n  b\n\nlast\n\nx\ny",
        "2 < - Ben: wait",
        "3 < - Cat removed: gone",
    ];
    assert_eq!(outline("w.xml", &text).1, expected);
    let said = warnings("w.xml", &text);
    assert!(
        said.iter()
            .any(|w| w.contains("1 comments wait for approval")),
        "{said:?}"
    );
    let thread = import_text("w.xml", &text).unwrap().thread.unwrap();
    assert_eq!(thread.title.as_deref(), Some("A & B"));
    assert_eq!(thread.url.as_deref(), Some("https://b.org/1"));
    assert_eq!(
        thread.comments[0].time.as_deref(),
        Some("2020-01-01T11:00:00")
    );
}

#[test]
fn xml_is_read_in_the_character_set_it_names() {
    let text =
        wordpress(&blog(1, "1", "A", "n?")).replace("\"1.0\"", "\"1.0\" encoding=\"ISO-8859-1\"");
    let bytes = text.bytes().collect::<Vec<u8>>();
    let at = text.find("n?").unwrap() + 1;
    let bytes = [&bytes[..at], b"\xe9", &bytes[at + 1..]].concat();
    let read = crate::import(&[("w.xml".to_owned(), bytes)]).unwrap();
    assert_eq!(read.thread.unwrap().comments[0].text, "né");
}

#[test]
fn pages_of_lobsters_and_reddit_from_before_say_when_and_who() {
    let page = "<html><body><ol class=\"comments comments1\"><li class=\"comments_subtree\"><div class=\"comment\" \
         data-shortid=\"a\"><div class=\"byline\"><span title=\"3\">3</span><a href=\"/u/ann\">ann</a> \
         <span title=\"2015-03-01 10:00:00 -0600\">8 years ago</span></div>\
         <div class=\"comment_text\"><p>one</p></div></div></li></ol></body></html>";
    let (format, rows) = outline("l.html", page);
    assert_eq!(
        (format, rows),
        ("lobsters-html", vec!["a < - ann: one".to_owned()])
    );
    let thread = import_text("l.html", page).unwrap().thread.unwrap();
    assert_eq!(
        thread.comments[0].time.as_deref(),
        Some("2015-03-01T10:00:00-06:00")
    );
    let page = "<html><body><div class=\"commentarea\"><div class=\"thing id-t1_c1 comment\" data-fullname=\"t1_c1\">\
         <div class=\"entry\"><p class=\"tagline\"><a class=\"author id-t2_x\" href=\"/user/ann\">ann</a> \
         <time datetime=\"2012-03-01T10:00:00+00:00\">10 years ago</time></p><div class=\"md\"><p>one</p></div></div>\
         </div></div></body></html>";
    assert_eq!(
        outline("r.html", page),
        ("reddit-html", vec!["c1 < - ann: one".to_owned()])
    );
}

#[test]
fn titles_of_disqus_have_no_entities_in_them() {
    let export = "<disqus xmlns:dsq=\"d\"><thread dsq:id=\"1\"><title>Let&amp;#8217;s</title></thread>\
         <post dsq:id=\"2\"><message>hi</message><thread dsq:id=\"1\"/></post></disqus>";
    let thread = import_text("d.xml", export).unwrap().thread.unwrap();
    assert_eq!(thread.title.as_deref(), Some("Let’s"));
}

#[test]
fn reviews_that_the_command_line_of_github_writes_are_comments_unless_bare() {
    let text = r#"{"title":"T","url":"https://x/1","body":"","comments":[
        {"id":"A","author":{"login":"ann"},"authorAssociation":"NONE","body":"one"}],"reviews":[
        {"id":"R","author":{"login":"bo"},"authorAssociation":"MEMBER","body":"Please mend the leak","state":"CHANGES_REQUESTED","submittedAt":"2024-05-03T10:00:00Z"},
        {"id":"S","author":{"login":"cy"},"authorAssociation":"MEMBER","body":"","state":"APPROVED","submittedAt":"2024-05-03T11:00:00Z"}]}"#;
    let expected = ["A < - ann: one", "R < - bo: Please mend the leak"];
    assert_eq!(outline("p.json", text).1, expected);
}

#[test]
fn lemmy_tells_people_of_one_name_apart_by_their_servers() {
    let view = |id: u32, path: &str, local: bool, server: &str| {
        format!(
            r#"{{"comment":{{"id":{id},"content":"w","path":"{path}","published":"2025-01-01T10:00:00Z"}},"creator":{{"name":"ann","local":{local},"actor_id":"https://{server}/u/ann"}},"post":{{"name":"T","ap_id":"x"}}}}"#
        )
    };
    let (a, b) = (
        view(1, "0.1", true, "lemmy.world"),
        view(2, "0.1.2", false, "beehaw.org"),
    );
    let text = format!(r#"{{"comments":[{a},{b}]}}"#);
    assert_eq!(
        outline("l.json", &text).1,
        ["1 < - ann: w", "2 < 1 ann@beehaw.org: w"]
    );
}

#[test]
fn the_words_of_a_corpus_s_first_speaker_are_not_lost_unsaid() {
    let long = "First I want to say this. ".repeat(20);
    let line = |id: u32, parent: &str, text: &str| {
        format!(
            r#"{{"id":"{id}","conversation_id":"1","text":"{text}","speaker":"s{id}","reply-to":{parent},"timestamp":1158204260}}"#
        )
    };
    let text = format!("{}\n{}\n", line(1, "null", &long), line(2, "\"1\"", "No."));
    let read = import_text("utterances.jsonl", &text).unwrap();
    assert!(
        read.notes
            .iter()
            .any(|note| note.contains("words of its own")),
        "{:?}",
        read.notes
    );
    let title = read.thread.unwrap().title.unwrap();
    assert!(
        title.ends_with('…') && title.chars().count() == 301,
        "{title}"
    );
}
