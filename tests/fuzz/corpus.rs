//! What is spoiled: a small sound file for every format that is read, and real ones where they stand beside the
//! checkout.

use std::fs;

use crate::common::{project, shared};

/// Which reader a file is for, beside those every file goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A thread, of the format with this name.
    Thread(&'static str),
    /// A sample of a model's outputs.
    Sample,
    /// An argumentation framework.
    Framework,
    /// This program's own file.
    Document,
}

/// A sound file.
#[derive(Debug, Clone)]
pub struct Seed {
    pub name: String,
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Larger real files are left out: most time would go into reading what is sound in them.
const LARGEST_SEED: u64 = 120_000;

const THREADS: &[(&str, &str, &str)] = &[
    (
        "hn-algolia",
        "a.json",
        r#"{"author":"u","children":[{"author":"v","children":[],"created_at":"2026-01-01T00:00:00.000Z","created_at_i":1767225600,"id":2,"options":[],"parent_id":1,"points":null,"story_id":1,"text":"a<p>&gt; b &#x27;c&#x27; <i>d</i> <a href=\"https:&#x2F;&#x2F;x.org\" rel=\"nofollow\">x</a><pre><code>e\n</code></pre>","title":null,"type":"comment","url":null}],"created_at_i":1,"id":1,"parent_id":null,"points":1,"story_id":1,"text":null,"title":"T","type":"story","url":"https://x.org"}"#,
    ),
    (
        "hn-firebase",
        "a.json",
        "{\"by\":\"u\",\"descendants\":2,\"id\":1,\"kids\":[2,3],\"time\":1,\"title\":\"T\",\"type\":\"story\"}\n{\"by\":\"v\",\"id\":2,\"parent\":1,\"kids\":[4],\"text\":\"a<p>b\",\"time\":2,\"type\":\"comment\"}\n{\"deleted\":true,\"id\":3,\"parent\":1,\"time\":3,\"type\":\"comment\"}\nnull\n",
    ),
    (
        "hn-html",
        "a.html",
        "<html><head><title>T | Hacker News</title></head><body><table class=\"comment-tree\"><tr class='athing comtr' id='2'><td><table><tr><td class='ind' indent='0'><img src=\"s.gif\" height=\"1\" width=\"0\"></td><td class=\"default\"><span class=\"comhead\"><a href=\"user?id=u\" class=\"hnuser\">u</a> <span class=\"age\" title=\"2026-01-01T00:00:00 1767225600\"><a href=\"item?id=2\">3 hours ago</a></span></span><div class=\"comment\"><div class=\"commtext c00\">a<p>b</div><div class='reply'>reply</div></div></td></tr></table></td></tr><tr class='athing comtr' id='3'><td><table><tr><td class='ind'indent='1'></td><td class=\"default\"><span class=\"comhead\">[deleted] <span class=\"age\"><a href=\"item?id=3\">1 hour ago</a></span></span></td></tr></table></td></tr></table><a class='morelink' href='?p=2'>More</a></body></html>",
    ),
    (
        "hn-text",
        "a.txt",
        "Hacker News\n\nT\n12 points by u 3 hours ago | 2 comments\n\n\t\nv 2 hours ago | next [–]\n\nwords\n\nreply\n\n\t\nw 1 hour ago | parent | next [–]\n\n> words\n\nmore [dead]\n\nreply\n",
    ),
    (
        "reddit-json",
        "a.json",
        r#"[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"id":"p","title":"T","num_comments":3,"permalink":"/r/x/comments/p/t/","subreddit_id":"t5_x"}}]}},{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"a","link_id":"t3_p","parent_id":"t3_p","author":"u","body":"&gt; q\n\nw","body_html":"&lt;div&gt;","created_utc":1.0,"edited":false,"replies":{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"b","parent_id":"t1_a","author":"[deleted]","body":"[removed]","created_utc":2,"replies":""}},{"kind":"more","data":{"id":"_","count":0,"children":[],"parent_id":"t1_a"}}]}}}},{"kind":"more","data":{"id":"m","count":4,"children":["c","d"],"parent_id":"t3_p"}}]}}]"#,
    ),
    (
        "reddit-dump",
        "a.ndjson",
        "{\"id\":\"a\",\"link_id\":\"t3_p\",\"parent_id\":\"t3_p\",\"author\":\"u\",\"body\":\"w\",\"created_utc\":1,\"score\":1,\"subreddit\":\"x\"}\n{\"id\":\"b\",\"link_id\":\"t3_p\",\"parent_id\":\"t1_a\",\"author\":\"v\",\"body\":\"x &amp; y\",\"created_utc\":\"2\",\"score\":1,\"subreddit\":\"x\"}\n",
    ),
    (
        "reddit-html",
        "a.html",
        "<html><body><div class=\"thing link\" data-permalink=\"/r/x/comments/p/t/\"><a class=\"title\">T</a><a class=\"comments\">1,412 comments</a></div><div class=\"commentarea\"><div class=\"thing comment\" data-fullname=\"t1_a\" data-author=\"u\"><div class=\"entry\"><p class=\"tagline\"><time datetime=\"2026-01-01T00:00:00+00:00\">x</time></p><div class=\"md\"><p>w</p></div></div><div class=\"child\"><div class=\"thing morechildren\"><span class=\"morecomments\"><a onclick=\"return morechildren(this, 't3_p', 'top', 'b,c', 'False')\">more (2 replies)</a></span></div><span class=\"deepthread\"><a href=\"/r/x/comments/p/t/a/\">go on</a></span></div></div></div></body></html>",
    ),
    (
        "lobsters-json",
        "a.json",
        r#"{"short_id":"s","title":"T","comment_count":2,"comments_url":"https://lobste.rs/s/s","comments":[{"short_id":"a","depth":0,"parent_comment":null,"commenting_user":"u","created_at":"2026-01-01T00:00:00.000-06:00","comment":"<blockquote><p>q</p></blockquote><p>w</p>","is_deleted":false,"is_moderated":false},{"short_id":"b","indent_level":2,"commenting_user":{"username":"v"},"created_at":"2026-01-01T00:00:00.000-06:00","comment":"","is_deleted":true}]}"#,
    ),
    (
        "lobsters-html",
        "a.html",
        "<html><body><ol class=\"comments\"><li class=\"comments_subtree\"><div class=\"comment\" id=\"c_a\" data-shortid=\"a\"><div class=\"byline\"><a href=\"/~u\">u</a> <time datetime=\"2026-01-01 00:00:00\" data-at-unix=\"1\">x</time></div><div class=\"comment_text\"><p>w</p></div></div><ol class=\"comments\"><li class=\"comments_subtree\"><div class=\"comment\" data-shortid=\"b\"><div class=\"comment_text\"><p>x</p></div></div></li></ol></li></ol></body></html>",
    ),
    (
        "discourse",
        "a.json",
        r#"{"title":"T","post_stream":{"stream":[10,11,99],"posts":[{"id":10,"post_number":1,"username":"a","cooked":"<p>t</p>","created_at":"2026-01-01T00:00:00.000Z"},{"id":11,"post_number":2,"username":"b","cooked":"<aside class=\"quote\" data-post=\"1\" data-topic=\"1\"><blockquote>t</blockquote></aside><p>x</p>","reply_to_post_number":1,"version":2}]}}"#,
    ),
    (
        "lemmy",
        "a.json",
        r#"{"comments":[{"comment":{"id":34,"content":"> a\n\nb","path":"0.12.34","published":"2026-01-01T00:00:01Z","deleted":false,"removed":false},"creator":{"name":"v"},"post":{"name":"T","ap_id":"https://l.example/post/1"},"counts":{"score":1}},{"comment":{"id":12,"content":"a","path":"0.12"},"creator":{"name":"u"}}]}"#,
    ),
    (
        "mastodon",
        "a.json",
        r#"{"ancestors":[{"id":"1","created_at":"2026-01-01T00:00:01.000Z","in_reply_to_id":null,"content":"<p>a<br>b</p>","account":{"acct":"u@x"}}],"descendants":[{"id":"3","created_at":"2026-01-01T00:00:03.000Z","in_reply_to_id":"2","content":"<p>c</p>","account":{"acct":"v"}}]}"#,
    ),
    (
        "disqus",
        "a.xml",
        "<?xml version=\"1.0\"?><disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/disqus-internals\"><thread dsq:id=\"1\"><title>A &amp; B</title><link>https://x.org/</link></thread><post dsq:id=\"2\"><message><![CDATA[<p>Hi &amp; <i>ho</i></p>]]></message><createdAt>2026-01-01T00:00:00Z</createdAt><isSpam>true</isSpam><author><name>n</name></author><thread dsq:id=\"1\"/></post><post dsq:id=\"3\"><message>x</message><thread dsq:id=\"1\"/><parent dsq:id=\"2\"/></post></disqus>",
    ),
    (
        "wordpress",
        "a.xml",
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>B</title><item><title>T</title><wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_author>n</wp:comment_author><wp:comment_date_gmt>2026-01-01 00:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[Hi <i>ho</i>]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment></item></channel></rss>",
    ),
    (
        "github",
        "a.json",
        r#"[{"id":8,"body":"> b\r\n\r\nNo.","issue_url":"u","html_url":"https://github.com/o/r/issues/1#issuecomment-8","user":{"login":"p"},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"},{"id":9,"body":"@p x","issue_url":"u","user":null,"created_at":"2026-01-01T00:00:00Z"}]"#,
    ),
    (
        "mbox",
        "a.mbox",
        "From a@x Thu Jan  1 00:00:00 2026\nFrom: =?utf-8?B?w4ZvbnM=?= <a@x>\nDate: Thu, 01 Jan 2026 10:00:00 -0500\nSubject: [l] A\n s\nMessage-ID: <1@x>\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\nContent-Type: text/html\n\n<p>no</p>\n--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nsm=F8r=\nrebr=F8d\n>From here\n--b--\n\nFrom b@x Thu Jan  1 00:00:01 2026\nFrom: b@x (Bo)\nMessage-ID: <2@x>\nReferences: <0@x>\n <1@x>\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+w7htPC9wPg==\n\n> q\n>> p\n",
    ),
    (
        "convokit",
        "utterances.jsonl",
        "{\"id\":\"a\",\"conversation_id\":\"a\",\"reply-to\":null,\"speaker\":\"u\",\"text\":\"w\",\"timestamp\":0,\"meta\":{}}\n{\"id\":\"b\",\"root\":\"a\",\"reply_to\":\"a\",\"user\":\"v\",\"text\":\"x\",\"timestamp\":\"1\"}\n",
    ),
    (
        "csv",
        "a.csv",
        "Comment_ID,In_Reply_To,User,Date,Body\n1,,ann,2026-01-01 10:00:00,\"Two\nlines, \"\"q\"\"\"\n2,1,bo,1767261600,So\n3,3,,,\n4,0,cy,\"Thu, 01 Jan 2026 10:00:00 +0000\",Own\n",
    ),
    (
        "csv",
        "b.tsv",
        "depth\tauthor\ttext\n0\ta\tone\n1\tb\ttwo\n2\tc\tthree\n1\td\tfour\n",
    ),
    (
        "jsonl",
        "a.jsonl",
        "{\"comment_id\":1,\"in_reply_to\":null,\"user\":\"ann\",\"date\":\"2026-01-01 10:00:00\",\"body\":\"w\"}\n{\"comment_id\":2,\"in_reply_to\":1,\"user\":{\"login\":\"bo\"},\"date\":1767261600,\"body\":\"So\"}\n",
    ),
    (
        "nested-text",
        "a.md",
        "# T\n\n- **ann:** words\n  more\n    - **bo** (2026-01-01 10:00): no\n\n      ```\n      x: y\n      ```\n        - cy: why\n- dee: q\n",
    ),
    (
        "nested-text",
        "b.txt",
        "ann: one\n\n> bo: two\n> more\n>\n>> cy: three\n\ndee (3 hours ago): four\n",
    ),
    (
        "nested-text",
        "c.txt",
        "one\n\n  two\n  more\n\n    three\n\n\tfour\n\nfive\n",
    ),
    (
        "flat-paste",
        "a.txt",
        "A short line\nbroken by a program.\n\n> Another paragraph\nof two lines.\n\nA short line\nbroken by a program.\n",
    ),
];

const SAMPLES: &[(&str, &str)] = &[
    (
        "a.jsonl",
        "{\"id\":1,\"prompt\":\"p\",\"output\":\"o o o\",\"model\":\"m\"}\n{\"id\":2,\"question\":\"q\",\"response\":\"<think>t</think> r\",\"model\":\"m\"}\n",
    ),
    (
        "a.json",
        r#"[{"instruction":"i","input":"n","output":"o"},{"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"a"}]},{"conversations":[{"from":"human","value":"p"},{"from":"gpt","value":"a"}]},{"question_id":1,"choices":[{"turns":["a","b"]}]}]"#,
    ),
    (
        "b.json",
        r#"{"samples":[{"custom_id":"1","response":{"body":{"choices":[{"message":{"role":"assistant","content":"a"}}]}}}],"p":"o"}"#,
    ),
    (
        "a.csv",
        "id,prompt,output,model\n1,p,\"o, \"\"x\"\"\",m\n2,q,r,m\n",
    ),
    ("a.txt", "words of one output\n\nand more\n"),
];

const FRAMEWORKS: &[(&str, &str)] = &[
    ("a.af", "# c\np af 4\n1 2\n2 1\n3 4\n"),
    ("a.apx", "arg(a).\narg(b).\natt(a,b). att(b,a).\n"),
    ("a.tgf", "1 a\n2\n3\n#\n1 2\n2 3\n"),
];

/// Everything there is, always in the same order, and how many of the first are the small ones for each format.
pub fn seeds() -> (Vec<Seed>, usize) {
    let seed = |name: &str, kind: Kind, bytes: &[u8]| Seed {
        name: name.to_owned(),
        kind,
        bytes: bytes.to_vec(),
    };
    let threads = THREADS
        .iter()
        .map(|(format, name, text)| seed(name, Kind::Thread(format), text.as_bytes()));
    let samples = SAMPLES
        .iter()
        .map(|(name, text)| seed(name, Kind::Sample, text.as_bytes()));
    let frameworks = FRAMEWORKS
        .iter()
        .map(|(name, text)| seed(name, Kind::Framework, text.as_bytes()));
    let mut seeds: Vec<Seed> = threads.chain(samples).chain(frameworks).collect();
    let debate = fs::read(project("saves/distillation-debate.ron")).unwrap();
    seeds.push(seed("debate.ron", Kind::Document, &debate));
    let packed = seeds
        .first()
        .map(|first| zstd::bulk::compress(&first.bytes, 3).unwrap());
    seeds.push(seed(
        "a.json.zst",
        Kind::Thread("hn-algolia"),
        &packed.unwrap_or_default(),
    ));
    let small = seeds.len();
    for (folder, kind) in [
        ("data/threads", Kind::Thread("flat-paste")),
        ("data/similarity", Kind::Sample),
        ("data/semantics", Kind::Framework),
    ] {
        if let Some(folder) = shared(folder) {
            seeds.extend(below(&folder, kind));
        }
    }
    (seeds, small)
}

/// The small files below a folder that are no answers of another tool, a few of each folder.
fn below(folder: &std::path::Path, kind: Kind) -> Vec<Seed> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        entries.sort();
        let mut few = 0;
        for path in entries {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() && name != "expected" {
                folders.push(path);
            } else if path.is_file()
                && few < 4
                && fs::metadata(&path).unwrap().len() <= LARGEST_SEED
            {
                few += 1;
                let bytes = fs::read(&path).unwrap();
                found.push(Seed { name, kind, bytes });
            }
        }
    }
    found
}
