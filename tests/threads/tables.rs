//! Tables and JSON objects as scripts write them: names of columns, ids, wrappings, answers within comments, markup.

use crate::{import_text, outline, warnings, words};

#[test]
fn names_of_columns_are_known_in_any_spelling() {
    let rows = "commentId,parentId,authorDisplayName,publishedAt,textDisplay\nc1,,Ann,2020-01-01 10:00:00 UTC,one\nc2,c1,Ben,1577872800000,two\n";
    let (format, lines) = outline("youtube.csv", rows);
    assert_eq!(format, "csv");
    assert_eq!(lines, ["c1 < - Ann: one", "c2 < c1 Ben: two"]);
    let times: Vec<_> = (import_text("youtube.csv", rows)
        .unwrap()
        .thread
        .unwrap()
        .comments
        .into_iter())
    .map(|c| c.time.unwrap())
    .collect();
    assert_eq!(times, ["2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"]);
    let rows =
        "Comment ID\tParent Comment ID\tUser Name\tComment Text\n1\t\tAnn\tone\n2\t1\tBen\ttwo\n";
    assert_eq!(
        outline("sheet.tsv", rows).1,
        ["1 < - Ann: one", "2 < 1 Ben: two"]
    );
    let object = r#"[{"Id":1,"createdAt":"2020-01-01T10:00:00Z","user":{"login":"ann","id":7},"body":"one"},
        {"Id":2,"parentComment":{"id":1},"user":{"name":"Ben"},"body":"two"}]"#;
    assert_eq!(
        outline("a.json", object).1,
        ["1 < - ann: one", "2 < 1 Ben: two"]
    );
}

#[test]
fn a_date_without_a_time_of_day_is_kept_as_it_is() {
    let rows = "id,author,body,date\n1,Ann,one,2024-05-01\n2,Ben,two,2024-13\n";
    let comments = import_text("a.csv", rows).unwrap().thread.unwrap().comments;
    let times: Vec<_> = comments.iter().map(|c| c.time.as_deref()).collect();
    assert_eq!(times, [Some("2024-05-01"), None]);
}

#[test]
fn a_post_that_all_rows_share_is_no_id() {
    let rows = "post_id,author,body\np,Ann,one\np,Ben,two\n";
    let read = import_text("a.csv", rows).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
}

#[test]
fn parents_are_tied_however_programs_write_them() {
    let reddit = "id,author,body,parent_id,link_id\na,Ann,one,t3_p,t3_p\nb,Ben,two,t1_a,t3_p\n";
    let expected = ["a < - Ann: one", "b < a Ben: two"];
    assert_eq!(outline("dump.csv", reddit).1, expected);
    let whole = "id,author,body,parent_id\nt1_a,Ann,one,t3_p\nt1_b,Ben,two,t1_a\n";
    assert_eq!(
        outline("a.csv", whole).1,
        ["t1_a < - Ann: one", "t1_b < t1_a Ben: two"]
    );
    let floats = "id,author,body,parent_id\n11,Ann,one,0.0\n12,Ben,two,11.0\n";
    assert_eq!(
        outline("a.csv", floats).1,
        ["11 < - Ann: one", "12 < 11 Ben: two"]
    );
}

#[test]
fn answers_within_comments_are_read_and_the_post_around_them_is_none() {
    let post = r#"{"title":"T","author":"op","text":"the post","comments":[
        {"author":"Ann","text":"one","replies":[{"author":"Ben","text":"two","replies":[]}]},
        {"author":"Cat","text":"three","replies":[]}]}"#;
    let (format, lines) = outline("post.json", post);
    assert_eq!(format, "jsonl");
    assert_eq!(
        lines,
        ["1 < - Ann: one", "2 < 1 Ben: two", "3 < - Cat: three"]
    );
    let read = import_text("post.json", post).unwrap();
    assert_eq!(read.thread.unwrap().title.as_deref(), Some("T"));
    let answer = r#"{"total":2,"data":[{"id":7,"user":"Ann","message":"one"},{"id":8,"user":"Ben","message":"two","parent_id":7}]}"#;
    assert_eq!(
        outline("a.json", answer).1,
        ["7 < - Ann: one", "8 < 7 Ben: two"]
    );
}

#[test]
fn words_that_are_markup_are_laid_out_and_others_stay() {
    let html = "id,by,text\n1,ann,\"It&#x27;s <i>so</i>.<p>a &lt; b\"\n2,ben,plain\n";
    assert_eq!(
        outline("hn.csv", html).1,
        ["1 < - ann: It's so.\n\na < b", "2 < - ben: plain"]
    );
    let escaped = "id,by,text\n1,ann,\"a &amp; b\n\nc &gt; d\"\n";
    assert_eq!(outline("r.csv", escaped).1, ["1 < - ann: a & b\n\nc > d"]);
    let about = "id,by,text\n1,ann,use <br> and &amp; here\n2,ben,a < b & c\n";
    assert_eq!(
        outline("a.csv", about).1,
        ["1 < - ann: use <br> and &amp; here", "2 < - ben: a < b & c"]
    );
}

#[test]
fn a_row_without_words_stays_where_somebody_answers_it() {
    let lines = "{\"id\":1,\"text\":null}\n{\"id\":2,\"text\":\"two\",\"parent\":1}\n{\"id\":3,\"text\":\"\"}\n";
    assert_eq!(
        outline("a.jsonl", lines).1,
        ["1 < - - deleted: ", "2 < 1 -: two"]
    );
    let said = import_text("a.jsonl", lines).unwrap().warnings;
    assert!(
        said[0]
            .to_string()
            .contains("1 row without words was left out"),
        "{said:?}"
    );
}

#[test]
fn tables_of_spreadsheets_are_read() {
    let told = "sep=;\r\nid;parent;author;text\r\n1;NA;Ann;one\r\n2;1;Ben;two\r\n";
    assert_eq!(
        outline("a.csv", told).1,
        ["1 < - Ann: one", "2 < 1 Ben: two"]
    );
    let bars = "id|parent|author|text\n1||Ann|one, and\n2|1|Ben|two\n";
    assert_eq!(
        outline("a.csv", bars).1,
        ["1 < - Ann: one, and", "2 < 1 Ben: two"]
    );
    let windows = b"id,author,text\n1,Zo\xeb,caf\xe9 \x80\n".to_vec();
    let read = crate::import(&[("a.csv".to_owned(), windows)]).unwrap();
    assert_eq!(read.thread.unwrap().comments[0].text, "café €");
    assert!(
        read.warnings[0]
            .to_string()
            .contains("read as Windows-1252")
    );
}

#[test]
fn what_blogs_answer_is_read_by_its_names() {
    let blog = r#"[{"id":1,"post":9,"parent":0,"author":0,"author_name":"Ann","date":"2020-01-01T10:00:00",
        "content":{"rendered":"<p>one &#8217;s</p>\n"}},
        {"id":2,"post":9,"parent":1,"author":7,"author_name":"Ben","content":{"rendered":"<p>two</p>\n"}}]"#;
    assert_eq!(
        outline("c.json", blog).1,
        ["1 < - Ann: one ’s", "2 < 1 Ben: two"]
    );
    let disqus = r#"{"code":0,"response":[{"id":"1","parent":null,"author":{"name":"Ann","id":"5"},"message":"<p>one</p>",
        "createdAt":"2020-01-01T10:00:00"},{"id":"2","parent":1,"author":{"name":"Ben"},"message":"<p>two</p>"}]}"#;
    assert_eq!(
        outline("d.json", disqus).1,
        ["1 < - Ann: one", "2 < 1 Ben: two"]
    );
    let feed =
        r#"{"items":[{"id":1,"title":"T","author":"Ann","content":"news","date":"2020-01-01"}]}"#;
    assert!(import_text("feed.json", feed).is_err());
}

#[test]
fn times_are_read_where_they_can_mean_one_thing_only() {
    let times = [
        ("20240305", Some("2024-03-05")),
        ("05.03.2024", Some("2024-03-05")),
        ("\"Mar 5, 2024\"", Some("2024-03-05")),
        ("5 March 2024 2:30 PM", Some("2024-03-05T14:30:00")),
        ("5 March 2024 12:30 am", Some("2024-03-05T00:30:00")),
        ("2024-03-05 10:15 PM", Some("2024-03-05T22:15")),
        ("2024-03-05 10:15:09 p.m.", Some("2024-03-05T22:15:09")),
        ("2024-03-05 12:30 AM", Some("2024-03-05T00:30")),
        ("2024-03-05T10:15:09PM", Some("2024-03-05T22:15:09")),
        ("2024-03-05 10:00:00 CET", Some("2024-03-05T10:00:00")),
        (
            "2024-03-05 10:00:00 Europe/Berlin",
            Some("2024-03-05T10:00:00"),
        ),
        (
            "2024-03-05 10:00:00 +0100",
            Some("2024-03-05T10:00:00+01:00"),
        ),
        (
            "2024-03-05T10:00:00.25+01:00[Europe/Berlin]",
            Some("2024-03-05T10:00:00.25+01:00"),
        ),
        (
            "2024-03-05 10:00:00.5+00",
            Some("2024-03-05T10:00:00.5+00:00"),
        ),
        ("2024/03/05 10:00", Some("2024-03-05T10:00")),
        ("13/03/2024", Some("2024-03-13")),
        ("3/13/2024", Some("2024-03-13")),
        ("2024/03/05", Some("2024-03-05")),
        ("\"March 5, 2024 10:00 AM\"", Some("2024-03-05T10:00:00")),
        (
            "Tue Mar 05 2024 10:00:00 GMT+0200 (EET)",
            Some("2024-03-05T10:00:00+02:00"),
        ),
        (
            "\"Tue, 5 Mar 2024 10:00:00 GMT\"",
            Some("2024-03-05T10:00:00Z"),
        ),
        ("2024-03-05 10:00 sharp", None),
        ("2024-03-05 25:00", None),
        ("1700000000", Some("2023-11-14T22:13:20Z")),
        ("2024", None),
        ("45356", None),
        ("3/5/2024", None),
        ("2024-13-45", None),
        ("", None),
    ];
    let rows: String = (times.iter().enumerate())
        .map(|(n, (time, _))| format!("{n},Ann,words,{time}\n"))
        .collect();
    let read = import_text("a.csv", &format!("id,author,body,date\n{rows}")).unwrap();
    let comments = read.thread.unwrap().comments;
    for ((written, expected), comment) in times.iter().zip(&comments) {
        assert_eq!(comment.time.as_deref(), *expected, "{written}");
    }
    let said: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    assert!(
        said.iter()
            .any(|s| s.contains("6 times are written in a way")),
        "{said:?}"
    );
}

#[test]
fn words_that_nobody_put_in_quotation_marks_are_not_lost_unsaid() {
    for (sign, name) in [(',', "a.csv"), (';', "a.csv"), ('\t', "a.tsv")] {
        let table = "id,author,text\n1,ann,Well, I disagree, so there\n2,bo,ok,\n"
            .replace(',', &sign.to_string());
        let whole = "Well, I disagree, so there".replace(',', &sign.to_string());
        assert_eq!(words(name, &table), [whole.as_str(), "ok"], "{sign}");
        let said = &warnings(name, &table)[0];
        assert!(
            said.contains("1 row has more fields") && said.contains("line 2"),
            "{said}"
        );
    }
    // Where the words stand elsewhere nobody can know whose the surplus is.
    let said = &warnings("a.csv", "id,text,author\n1,Well, I disagree,ann\n2,ok,bo\n")[0];
    assert!(said.contains("what is too much was left out"), "{said}");
}

#[test]
fn what_scripts_write_of_no_number_is_no_reason_to_refuse_a_thread() {
    let rows = r#"[{"id":1,"parent":NaN,"author":"Ann","score":-Infinity,"text":"one"},{"id":2,"parent":1,"author":"Ben","score":Infinity,"text":"two"}]"#;
    assert_eq!(
        outline("t.json", rows).1,
        ["1 < - Ann: one", "2 < 1 Ben: two"]
    );
    assert!(import_text("t.json", "[{\"id\":Nothing}]").is_err());
}

#[test]
fn chats_name_what_is_answered_in_their_own_ways() {
    let discord = r#"{"guild":{"id":"9"},"channel":{"name":"c"},"messages":[
        {"id":"10","type":"Default","timestamp":"2024-05-03T10:00:00+00:00","content":"first","author":{"id":"1","name":"ann"}},
        {"id":"11","type":"Reply","timestamp":"2024-05-03T10:01:00+00:00","content":"second","author":{"id":"2","name":"bo"},"reference":{"messageId":"10","channelId":"5"}}]}"#;
    assert_eq!(
        outline("d.json", discord).1,
        ["10 < - ann: first", "11 < 10 bo: second"]
    );
    let telegram = r#"{"name":"c","type":"private_group","messages":[
        {"id":1,"type":"message","date":"2024-05-03T10:00:00","from":"Ann","text":["Look ",{"type":"link","text":"here"},"!"]},
        {"id":2,"type":"message","date":"2024-05-03T10:01:00","from":"Bo","reply_to_message_id":1,"text":"I did."}]}"#;
    assert_eq!(
        outline("t.json", telegram).1,
        ["1 < - Ann: Look here!", "2 < 1 Bo: I did."]
    );
    // A list of comments under the name of words is no words.
    let nested =
        r#"[{"id":1,"author":"a","text":"x","content":[{"id":2,"author":"b","text":"y"}]}]"#;
    assert!(outline("n.json", nested).1[0].ends_with("a: x"));
}

#[test]
fn rows_that_answer_themselves_are_told() {
    let read = import_text("a.csv", "id,parent,author,text\n1,,A,one\n2,2,B,two\n").unwrap();
    assert_eq!(read.thread.unwrap().comments[1].parent, None);
    let said = read.warnings[0].to_string();
    assert!(
        said.contains("1 row names itself as the comment answered"),
        "{said}"
    );
}
