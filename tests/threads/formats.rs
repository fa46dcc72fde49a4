//! What the real files do not show: each format by small files made for it.

use counterclaim::thread::{Flag, MarkKind};

use crate::{import, import_text};

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

#[test]
fn hacker_news_items_come_in_four_wrappings() {
    let story =
        r#"{"id":1,"type":"story","title":"S","by":"a","time":1,"kids":[2,4],"descendants":3}"#;
    let gone = r#"{"id":2,"type":"comment","parent":1,"time":2,"deleted":true,"kids":[3]}"#;
    let dead =
        r#"{"id":3,"type":"comment","parent":2,"by":"b","time":3,"text":"[flagged]","dead":true}"#;
    let array = format!("[{story},{gone},{dead},null]");
    let keyed = format!(r#"{{"3":{dead},"2":{gone},"1":{story},"9":null}}"#);
    let lines = format!("{dead}\n{gone}\nnull\n{story}\n");
    for file in [array, keyed, lines] {
        let read = import_text("x.json", &file).unwrap();
        assert_eq!(read.format, "hn-firebase");
        let thread = read.thread.unwrap();
        let stats = thread.stats();
        assert_eq!((stats.comments, stats.top_level, stats.deleted), (2, 1, 1));
        assert_eq!((stats.max_depth, stats.missing_parent), (1, 0));
        let dead = thread.comments.iter().find(|c| &*c.id.0 == "3").unwrap();
        assert!(dead.flags.has(Flag::Dead) && dead.flags.has(Flag::Flagged));
        assert_eq!(dead.time.as_deref(), Some("1970-01-01T00:00:03Z"));
        let warnings: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "x.json: 2 of 3 comments are here; 1 named but not in the file; add the other pages to \
              read the rest"
            ]
        );
    }
    // One item a file, in any order.
    let files = [dead, gone, story].map(|t| (format!("{}.json", t.len()), t.as_bytes().to_vec()));
    let stats = import(&files).unwrap().thread.unwrap().stats();
    assert_eq!(
        (stats.comments, stats.top_level, stats.max_depth),
        (2, 1, 1)
    );
}

#[test]
fn reddit_escapes_are_undone_once_and_only_where_they_are() {
    let page = |body: &str, html: &str| {
        format!(
            r#"[{{"kind":"Listing","data":{{"children":[{{"kind":"t3","data":{{"id":"p","title":"T","permalink":"/r/x/comments/p/t/","num_comments":1412,"selftext":""}}}}]}}}},
            {{"kind":"Listing","data":{{"children":[{{"kind":"t1","data":{{"id":"a","author":"u","body":"{body}","body_html":"{html}","parent_id":"t3_p","link_id":"t3_p","created_utc":86400.0,"edited":90000.0,
            "replies":{{"kind":"Listing","data":{{"children":[{{"kind":"t1","data":{{"id":"b","author":"[deleted]","body":"[removed]","parent_id":"t1_a","created_utc":"86401","replies":""}}}}]}}}}}}}},
            {{"kind":"more","data":{{"id":"c","count":9,"children":["c","d","a"],"parent_id":"t3_p"}}}},{{"kind":"more","data":{{"id":"_","count":0,"children":[],"parent_id":"t1_b"}}}}]}}}}]"#
        )
    };
    for (body, html) in [
        ("&gt; a &amp;lt; b\\n\\nno", "&lt;div&gt;"),
        ("> a &lt; b\\n\\nno", "<div>"),
    ] {
        let read = import_text("p.json", &page(body, html)).unwrap();
        assert_eq!(read.format, "reddit-json");
        let thread = read.thread.unwrap();
        let [a, b] = thread.comments.as_slice() else {
            panic!("{thread:?}");
        };
        assert_eq!(a.text, "> a &lt; b\n\nno");
        assert_eq!(a.marks[0].kind, MarkKind::Quote(1));
        assert_eq!((a.marks[0].start, a.marks[0].end), (0, 10));
        assert!(a.flags.has(Flag::Edited) && !b.flags.has(Flag::Edited));
        assert!(b.flags.has(Flag::Removed));
        assert_eq!(
            (b.author.as_deref(), b.parent.as_ref()),
            (None, Some(&a.id))
        );
        assert_eq!(b.time.as_deref(), Some("1970-01-02T00:00:01Z"));
        assert_eq!(
            thread.url.as_deref(),
            Some("https://www.reddit.com/r/x/comments/p/t/")
        );
        let said: Vec<&str> = read.warnings.iter().map(|w| w.message.as_str()).collect();
        assert!(said[0].starts_with("1 branch goes on"), "{said:?}");
        assert!(
            said[1].starts_with("2 of 1,412 comments are here; 2 named but not in the file"),
            "{said:?}"
        );
    }
}

/// A page as old.reddit.com makes it: what stands above the comments, and these.
fn old_reddit(above: &str, comments: &str) -> (String, Vec<u8>) {
    let page = format!(
        "<html><body><div class=\"content\">{above}<div class=\"commentarea\"><div class=\"sitetable nestedlisting\">\
         {comments}</div></div></div></body></html>"
    );
    ("p.html".to_owned(), page.into_bytes())
}

fn old_reddit_comment(id: &str, parent: &str, below: &str) -> String {
    format!(
        "<div class=\"thing comment\" data-fullname=\"t1_{id}\" data-author=\"u\"><div class=\"entry\"><p class=\"tagline\">\
         <time datetime=\"2016-10-14T10:00:00+00:00\">x</time></p><div class=\"md\"><p>words of {id}</p></div>\
         <ul><li>{parent}</li></ul></div><div class=\"child\">{below}</div></div>"
    )
}

#[test]
fn what_old_reddit_folds_is_in_the_account_and_branches_find_their_place() {
    let post = "<div class=\"thing link\" data-fullname=\"t3_p\" data-permalink=\"/r/x/comments/p/t/\"><a class=\"title\">T</a>\
        <a class=\"bylink comments\" href=\"/r/x/comments/p/t/\">1,412 comments</a></div>";
    let more = "<div class=\"thing morechildren\" data-fullname=\"t1_m\"><div class=\"entry\"><span class=\"morecomments\">\
        <a class=\"button\" id=\"more_t1_m\" href=\"javascript:void(0)\" onclick=\"return morechildren(this, &#39;t3_p&#39;, \
        &#39;confidence&#39;, &#39;d1,d2,t1_d3&#39;, &#39;False&#39;)\">load more comments<span class=\"gray\">&nbsp;(12 replies)\
        </span></a></span></div></div>";
    let deep = "<span class=\"deepthread\"><a href=\"/r/x/comments/p/t/c/\">continue this thread</a></span>";
    let c = old_reddit_comment(
        "c",
        "<a href=\"#a\" data-event-action=\"parent\">parent</a>",
        deep,
    );
    let whole = old_reddit(post, &(old_reddit_comment("a", "", &c) + more));
    let read = import(std::slice::from_ref(&whole)).unwrap();
    let thread = read.thread.unwrap();
    assert_eq!(
        thread.lacks().as_deref(),
        Some("2 of 1,412 comments; 3 named but not in the file")
    );
    assert_eq!(
        thread.url.as_deref(),
        Some("https://www.reddit.com/r/x/comments/p/t/")
    );
    let said: Vec<&str> = read.warnings.iter().map(|w| w.message.as_str()).collect();
    assert!(
        said.iter()
            .any(|w| w.starts_with("1 branch with 12 replies are folded")),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|w| w.starts_with("1 branch goes on at \"continue")),
        "{said:?}"
    );

    // The page the last link leads to begins with c again, which answers what is not on it.
    let led = "<a href=\"https://old.reddit.com/r/x/comments/p/t/a/?context=3\" data-event-action=\"parent\">parent</a>";
    let branch = old_reddit(
        "",
        &old_reddit_comment("c", led, &old_reddit_comment("e", "", "")),
    );
    for pages in [[whole.clone(), branch.clone()], [branch, whole]] {
        let read = import(&pages).unwrap();
        assert!(
            !read
                .warnings
                .iter()
                .any(|w| w.message.contains("continue this thread"))
        );
        let thread = read.thread.unwrap();
        let stats = thread.stats();
        assert_eq!(
            (
                stats.comments,
                stats.top_level,
                stats.max_depth,
                stats.missing_parent
            ),
            (3, 1, 2, 0)
        );
        assert_eq!(
            thread.lacks().as_deref(),
            Some("3 of 1,412 comments; 3 named but not in the file")
        );
    }
}

#[test]
fn the_newer_lobsters_json_names_parents() {
    let file = r#"{"short_id":"s","title":"T","comment_count":2,"comments_url":"https://lobste.rs/s/s","comments":[
        {"short_id":"a","depth":0,"parent_comment":null,"commenting_user":"u","created_at":"2026-01-01T00:00:00.000-06:00","last_edited_at":"2026-01-01T01:00:00.000-06:00","comment":"<blockquote>\n<p>Is it?</p>\n</blockquote>\n<p>No.</p>\n","is_deleted":false,"is_moderated":false},
        {"short_id":"b","depth":1,"parent_comment":"a","commenting_user":"v","created_at":"2026-01-01T02:00:00.000-06:00","comment":"","is_deleted":true,"is_moderated":false}]}"#;
    let read = import_text("s.json", file).unwrap();
    assert_eq!(read.format, "lobsters-json");
    let comments = read.thread.unwrap().comments;
    assert_eq!(comments[0].text, "Is it?\n\nNo.");
    assert_eq!(comments[0].marks[0].kind, MarkKind::Quote(1));
    assert_eq!(
        (comments[0].marks[0].start, comments[0].marks[0].end),
        (0, 6)
    );
    assert!(comments[0].flags.has(Flag::Edited));
    assert!(comments[1].flags.has(Flag::Deleted));
    assert_eq!(comments[1].parent.as_ref(), Some(&comments[0].id));
}

#[test]
fn discourse_posts_answer_numbers_not_ids() {
    let file = r#"{"title":"T","post_stream":{"stream":[10,11,12,13,99],"posts":[
        {"id":10,"post_number":1,"username":"a","cooked":"<p>topic</p>","created_at":"2026-01-01T00:00:00.000Z"},
        {"id":11,"post_number":2,"username":"b","cooked":"<p>x</p>","reply_to_post_number":null,"version":2},
        {"id":12,"post_number":4,"username":"c","cooked":"<p>y</p>","reply_to_post_number":2,"hidden":true},
        {"id":13,"post_number":5,"username":"c","cooked":"<p>z</p>","reply_to_post_number":3}]}}"#;
    let read = import_text("t.json", file).unwrap();
    assert_eq!(read.format, "discourse");
    let thread = read.thread.unwrap();
    let stats = thread.stats();
    assert_eq!(
        (
            stats.comments,
            stats.top_level,
            stats.max_depth,
            stats.missing_parent
        ),
        (3, 1, 1, 1)
    );
    assert_eq!(thread.comments[2].parent, Some("post-3".into()));
    assert!(
        read.warnings
            .iter()
            .any(|w| w.message.contains("1 named but not in the file"))
    );
}

#[test]
fn lemmy_nests_by_path() {
    let file = r#"{"comments":[
        {"comment":{"id":34,"content":"> a\n\nb","path":"0.12.34","published":"2026-01-01T00:00:01Z","deleted":false,"removed":false},"creator":{"name":"v"},"post":{"name":"T","ap_id":"https://l.example/post/1"},"counts":{"score":1}},
        {"comment":{"id":12,"content":"a","path":"0.12","published":"2026-01-01T00:00:00Z","removed":true},"creator":{"name":"u"}}]}"#;
    let read = import_text("l.json", file).unwrap();
    assert_eq!(read.format, "lemmy");
    let thread = read.thread.unwrap();
    let stats = thread.stats();
    assert_eq!(
        (stats.comments, stats.top_level, stats.max_depth),
        (2, 1, 1)
    );
    assert_eq!(thread.title.as_deref(), Some("T"));
    assert!(thread.comments[1].flags.has(Flag::Removed));
}

#[test]
fn a_mastodon_status_fills_the_gap_in_its_context() {
    let status = |id: u8, parent: &str| {
        format!(
            r#"{{"id":"{id}","created_at":"2026-01-01T00:00:0{id}.000Z","in_reply_to_id":{parent},"content":"<p>a<br>b</p>","account":{{"acct":"u@x"}}}}"#
        )
    };
    let context = format!(
        r#"{{"ancestors":[{}],"descendants":[{}]}}"#,
        status(1, "null"),
        status(3, "\"2\"")
    );
    let alone = import_text("context.json", &context).unwrap();
    assert_eq!(alone.thread.unwrap().stats().missing_parent, 1);
    let files = [context, status(2, "\"1\"")].map(|t| ("m.json".to_owned(), t.into_bytes()));
    let both = import(&files).unwrap();
    assert_eq!(both.format, "mastodon");
    let thread = both.thread.unwrap();
    assert_eq!(
        (thread.stats().max_depth, thread.stats().missing_parent),
        (2, 0)
    );
    assert_eq!(thread.comments[0].text, "a\nb");
    assert_eq!(both.warnings, []);
}

#[test]
fn addresses_in_exports_are_not_kept() {
    let disqus = r#"<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
        <thread dsq:id="1"><title>A &amp; B</title><link>https://x.org/</link></thread>
        <post dsq:id="2"><message><![CDATA[<p>Hi &amp; <i>ho</i></p>]]></message><isSpam>true</isSpam><author><email>secret@x.org</email><name>n</name></author><ipAddress>10.9.8.7</ipAddress><thread dsq:id="1"/></post></disqus>"#;
    let wxr = r#"<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><wp:comment><wp:comment_id>2</wp:comment_id>
        <wp:comment_author>n</wp:comment_author><wp:comment_author_email>secret@x.org</wp:comment_author_email><wp:comment_author_IP>10.9.8.7</wp:comment_author_IP>
        <wp:comment_content><![CDATA[Hi &amp; <i>ho</i>]]></wp:comment_content><wp:comment_approved>spam</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment></item></channel></rss>"#;
    let mail = "From secret at x.org  Wed Dec  1 08:26:40 2010\nFrom: n <secret@x.org>\nDate: Wed, 1 Dec 2010 14:26:40 +0100\n\
                Received: from [10.9.8.7]\nMessage-ID: <1@list>\n\nHi & ho\n";
    for (format, file) in [("disqus", disqus), ("wordpress", wxr), ("mbox", mail)] {
        let read = import_text("export", file).unwrap();
        assert_eq!(read.format, format);
        let said = format!("{read:?}");
        assert!(
            !said.contains("secret") && !said.contains("10.9.8.7"),
            "{said}"
        );
        let comment = &read.thread.unwrap().comments[0];
        assert_eq!(
            (comment.text.as_str(), comment.author.as_deref()),
            ("Hi & ho", Some("n"))
        );
        assert_eq!(comment.flags.has(Flag::Removed), format != "mbox");
    }
}

#[test]
fn mail_is_decoded_and_tied_to_what_it_answers() {
    let file = "From a@x Thu Jan  1 00:00:00 2026\nFrom: =?utf-8?B?w4ZvbnM=?= =?iso-8859-1?Q?_M=F8ller?= <a@x>\n\
        Date: Thu, 01 Jan 2026 10:00:00 -0500\nSubject: [list] A\n subject\nMessage-ID: <1@x>\n\
        Content-Type: multipart/alternative; boundary=\"b\"\n\npreamble\n--b\nContent-Type: text/html\n\n<p>no</p>\n--b\n\
        Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nsm=F8r=\nrebr=F8d\n>From here on\n--b--\n\n\
        From b@x Thu Jan  1 00:00:01 2026\nFrom: b@x (Bo)\nMessage-ID: <2@x>\nReferences: <0@x>\n <1@x>\n\
        Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+w7htPC9wPjxibG9ja3F1b3RlPnE8L2Jsb2NrcXVvdGU+\n\n\
        From c@x Thu Jan  1 00:00:02 2026\nFrom: c@x\nIn-Reply-To: message of today <2@x>\nReferences: <0@x>\n\n> q\n>> p\n\nFrom the middle of a line.\n";
    let read = import_text("list.mbox", file).unwrap();
    assert_eq!(read.format, "mbox");
    let thread = read.thread.unwrap();
    let [first, second, third] = thread.comments.as_slice() else {
        panic!("{thread:?}");
    };
    assert_eq!(first.author.as_deref(), Some("Æons Møller"));
    assert_eq!(first.text, "smørrebrød\nFrom here on");
    assert_eq!(first.time.as_deref(), Some("2026-01-01T10:00:00-05:00"));
    assert_eq!(thread.title.as_deref(), Some("[list] A subject"));
    assert_eq!(
        (second.text.as_str(), second.author.as_deref()),
        ("øm\n\nq", Some("Bo"))
    );
    assert_eq!(second.parent.as_ref(), Some(&first.id));
    assert_eq!(third.parent.as_ref(), Some(&second.id));
    assert_eq!(third.author.as_deref(), Some("c"));
    assert_eq!(third.text, "> q\n>> p\n\nFrom the middle of a line.");
    let quotes: Vec<&MarkKind> = third.marks.iter().map(|m| &m.kind).collect();
    assert_eq!(quotes, [&MarkKind::Quote(1), &MarkKind::Quote(2)]);
}

#[test]
fn github_comments_issues_and_discussions() {
    let issue = r#"{"id":7,"number":1,"title":"T","body":"b","comments":2,"html_url":"https://github.com/o/r/issues/1","comments_url":"u","user":{"login":"o"}}"#;
    let comments = r#"[{"id":8,"body":"> b\r\n\r\nNo: `x` at [a](https://a.org).","issue_url":"u","user":{"login":"p"},"created_at":"2026-01-01T00:00:00Z"}]"#;
    let files = [issue, comments].map(|t| ("g.json".to_owned(), t.as_bytes().to_vec()));
    let read = import(&files).unwrap();
    assert_eq!(read.format, "github");
    let thread = read.thread.unwrap();
    assert_eq!(thread.stats().comments, 1);
    assert_eq!(
        thread.comments[0].text,
        "> b\n\nNo: `x` at [a](https://a.org)."
    );
    let marks = &thread.comments[0].marks;
    let kinds: Vec<_> = marks
        .iter()
        .map(|m| (m.start, m.end, m.kind.clone()))
        .collect();
    let link = MarkKind::Link("https://a.org".to_owned());
    assert_eq!(
        kinds,
        [
            (0, 3, MarkKind::Quote(1)),
            (9, 12, MarkKind::Code),
            (17, 18, link)
        ]
    );
    assert!(read.warnings[0].message.starts_with("1 of 2 comments"));
    let discussion = r#"{"data":{"repository":{"discussion":{"title":"T","url":"https://github.com/o/r/discussions/1","comments":{"nodes":[
        {"id":"a","body":"x","author":{"login":"p"},"createdAt":"2026-01-01T00:00:00Z","replies":{"nodes":[{"id":"b","body":"y","author":null}]}}]}}}}}"#;
    let read = import_text("d.json", discussion).unwrap();
    assert_eq!(read.format, "github");
    let stats = read.thread.unwrap().stats();
    assert_eq!((stats.comments, stats.max_depth), (2, 1));
}

#[test]
fn tables_are_known_by_the_names_of_their_columns() {
    let csv = "Comment_ID,In_Reply_To,User,Date,Body\n1,,ann,2026-01-01 10:00:00,\"Two\nlines, \"\"quoted\"\"\"\n2,1,bo,1767261600,So\n3,3,,,\n4,4,cy,\"Thu, 01 Jan 2026 10:00:00 +0000\",Own id\n";
    let tabs = csv.replace(",\"Thu, 01", "\t\"Thu, 01");
    let tabs = tabs
        .replace(
            "Comment_ID,In_Reply_To,User,Date,Body",
            "Comment_ID\tIn_Reply_To\tUser\tDate\tBody",
        )
        .replace(
            "1,,ann,2026-01-01 10:00:00,",
            "1\t\tann\t2026-01-01 10:00:00\t",
        )
        .replace("2,1,bo,1767261600,", "2\t1\tbo\t1767261600\t")
        .replace("3,3,,,", "3\t3\t\t\t")
        .replace("4,4,cy\t", "4\t4\tcy\t")
        .replace("+0000\",", "+0000\"\t");
    let lines = "{\"comment_id\":1,\"in_reply_to\":null,\"user\":\"ann\",\"date\":\"2026-01-01 10:00:00\",\"body\":\"Two\\nlines, \\\"quoted\\\"\"}\n\
        {\"comment_id\":2,\"in_reply_to\":1,\"user\":\"bo\",\"date\":1767261600,\"body\":\"So\"}\n{\"comment_id\":3,\"body\":\"\"}\n\
        {\"comment_id\":4,\"in_reply_to\":4,\"user\":\"cy\",\"date\":\"Thu, 01 Jan 2026 10:00:00 +0000\",\"body\":\"Own id\"}\n";
    for (format, file) in [("csv", csv), ("csv", tabs.as_str()), ("jsonl", lines)] {
        let read = import_text("t", file).unwrap();
        assert_eq!(read.format, format);
        assert!(
            read.warnings[0]
                .message
                .starts_with("1 row without words was left out"),
            "{:?}",
            read.warnings
        );
        let comments = read.thread.unwrap().comments;
        assert_eq!(comments.len(), 3);
        assert_eq!(comments[0].text, "Two\nlines, \"quoted\"");
        assert_eq!(comments[0].time.as_deref(), Some("2026-01-01T10:00:00"));
        assert_eq!(comments[1].parent.as_ref(), Some(&comments[0].id));
        assert_eq!(comments[1].time.as_deref(), Some("2026-01-01T10:00:00Z"));
        assert_eq!(comments[2].parent, None);
        assert_eq!(
            comments[2].time.as_deref(),
            Some("2026-01-01T10:00:00+00:00")
        );
    }
}

#[test]
fn corpora_of_several_conversations_keep_their_first_utterances() {
    let line = |id: &str, root: &str, parent: &str| {
        format!(
            "{{\"id\":\"{id}\",\"root\":\"{root}\",\"reply_to\":{parent},\"user\":\"u\",\"text\":\"words of {id}\",\"timestamp\":0}}\n"
        )
    };
    let one = line("a", "a", "null") + &line("b", "a", "\"a\"") + &line("c", "a", "\"c\"");
    let read = import_text("utterances.jsonl", &one).unwrap();
    assert_eq!(read.format, "convokit");
    let thread = read.thread.unwrap();
    assert_eq!(thread.title.as_deref(), Some("words of a"));
    assert_eq!((thread.stats().comments, thread.stats().top_level), (2, 1));
    assert!(read.warnings[0].message.contains("claims to answer itself"));
    let two = one + &line("d", "d", "null");
    let stats = import_text("utterances.jsonl", &two)
        .unwrap()
        .thread
        .unwrap()
        .stats();
    assert_eq!((stats.comments, stats.top_level), (4, 2));
}

#[test]
fn any_other_text_is_a_flat_paste() {
    for (text, comments) in [
        ("<3 this\nso much", 2),
        ("<rant>\nwhy", 2),
        ("[Edit] no\n\n{really}", 2),
        (
            "A short line\nbroken by a program.\n\nAnother paragraph\nof two lines.",
            2,
        ),
        ("one\ntwo\nthree", 3),
        ("john 2 hours ago\nI said so", 2),
    ] {
        let read = import_text("", text).unwrap();
        assert_eq!(read.format, "flat-paste", "{text}");
        assert_eq!(read.thread.unwrap().comments.len(), comments, "{text}");
    }
}

#[test]
fn a_parent_zero_is_the_comment_zero_where_there_is_one() {
    let read = |csv: &str| {
        let input = counterclaim::exchange::Input {
            name: "t.csv",
            bytes: csv.as_bytes(),
        };
        let imported =
            counterclaim::exchange::read(&[input], None, &counterclaim::progress::Progress::none())
                .unwrap();
        let comments = imported.thread.unwrap().comments;
        comments
            .iter()
            .map(|c| c.parent.as_ref().map(ToString::to_string))
            .collect::<Vec<_>>()
    };
    let head = "id,parent,author,text\n";
    assert_eq!(
        read(&format!("{head}0,,a,root\n1,0,b,answer\n")),
        [None, Some("0".to_owned())]
    );
    assert_eq!(
        read(&format!("{head}1,0,a,root\n2,1,b,answer\n")),
        [None, Some("1".to_owned())]
    );
}
