//! Mail as programs write it: character sets, parts, dates, and lines that look like the start of a message.

use crate::{import, outline};

/// A message of a mailbox: its other headers, each with its line end, and its words.
fn message(n: usize, headers: &str, words: &str) -> String {
    format!(
        "From a@x.org Wed Jan  1 00:00:00 2020\nFrom: Ann <a@x.org>\nSubject: S\nMessage-ID: <m{n}@x>\n{headers}\n{words}\n\n"
    )
}

/// The words of the only message of a mailbox of bytes.
fn only(bytes: Vec<u8>) -> (Option<String>, String, usize) {
    let read = import(&[("m.mbox".to_owned(), bytes)]).unwrap();
    let mut thread = read.thread.unwrap();
    assert_eq!((read.format, thread.comments.len()), ("mbox", 1));
    let comment = thread.comments.remove(0);
    (comment.author, comment.text, read.warnings.len())
}

#[test]
fn mail_is_read_in_the_character_set_it_says() {
    let russian = [
        b"From: =?koi8-r?B?6dfBzg==?= <i@x>\nDate: Wed, 1 Jan 2020 10:00:00 EST\nMessage-ID: <1@x>\n".as_slice(),
        b"Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2\n",
    ]
    .concat();
    assert_eq!(
        only(russian),
        (Some("Иван".to_owned()), "Привет".to_owned(), 0)
    );
    let japanese = message(
        1,
        "Content-Type: text/plain; charset=ISO-2022-JP\n",
        "\x1b$B$3$s\x1b(B",
    );
    assert_eq!(only(japanese.into_bytes()).1, "こん");
    // One wrong byte does not make it another set; a set that nobody knows is said.
    let broken = message(1, "Content-Type: text/plain; charset=utf-8\n", "é?").into_bytes();
    let broken: Vec<u8> = broken
        .into_iter()
        .map(|b| if b == b'?' { 0xff } else { b })
        .collect();
    assert_eq!(only(broken).1, "é\u{fffd}");
    let unknown = message(1, "Content-Type: text/plain; charset=x-none\n", "é");
    assert_eq!(only(unknown.into_bytes()).2, 1);
}

#[test]
fn a_page_in_a_message_may_say_its_character_set_itself() {
    let page = b"From: Ann <a@x>\nSubject: s\nMessage-ID: <1@x>\nContent-Type: text/html\n\n\
        <html><head><meta charset=\"koi8-r\"></head><body><p>\xf0\xd2\xc9\xd7\xc5\xd4</p></body></html>\n";
    assert_eq!(only(page.to_vec()).1, "Привет");
}

#[test]
fn lines_that_flow_are_one() {
    let words =
        "One paragraph of words \nthat flows on \nand ends.\n> quoted \n> twice\n\nNew\n-- \nAnn";
    let flowed = |kind: &str| message(1, &format!("Content-Type: text/plain; {kind}\n"), words);
    assert_eq!(
        only(flowed("format=flowed").into_bytes()).1,
        "One paragraph of words that flows on and ends.\n> quoted\n> twice\n\nNew\n--\nAnn"
    );
    assert!(
        only(flowed("format=\"Flowed\"; delsp=yes").into_bytes())
            .1
            .starts_with("One paragraph of wordsthat flows onand ends.\n")
    );
    assert!(
        only(flowed("charset=us-ascii").into_bytes())
            .1
            .starts_with("One paragraph of words\nthat flows on\n")
    );
}

#[test]
fn a_letter_that_two_encoded_words_share_is_whole() {
    let cut =
        "From: =?utf-8?B?w6TD?= =?utf-8?B?tg==?= <a@x>\nSubject: s\nMessage-ID: <1@x>\n\nhi\n";
    assert_eq!(only(cut.as_bytes().to_vec()).0.as_deref(), Some("äö"));
}

#[test]
fn files_that_come_with_a_message_are_none_of_its_words() {
    let mixed = "--b\nContent-Type: text/plain; name=log.txt\nContent-Disposition: attachment\n\nLOG\n\
                 --b\nContent-Type: multipart/alternative; boundary=\"b;2\"\n\n\
                 --b;2\nContent-Type: text/html\n\n<p>Rich</p>\n--b;2\nContent-Type: text/plain\n\nWords\n--b;2--\n\
                 --b\nContent-Type: text/plain\n\n____\nthe list's own lines\n--b--";
    let mixed = message(1, "Content-Type: multipart/mixed; boundary=b\n", mixed);
    assert_eq!(only(mixed.into_bytes()).1, "Words");
    // Without other words the file is better than nothing; a picture has none.
    let file = "--b\nContent-Disposition: attachment\nContent-Type: text/plain\n\nLOG\n--b--";
    let file = message(1, "Content-Type: multipart/mixed; boundary*0=b\n", file);
    assert_eq!(only(file.into_bytes()).1, "LOG");
    let picture = message(1, "Content-Type: image/png\n", "AAAA");
    assert_eq!(only(picture.into_bytes()).1, "");
}

#[test]
fn only_a_line_before_headers_starts_a_message() {
    let letter = "one\n\nFrom now on\nNote: nothing\n\nFrom: me\n";
    let (format, rows) = outline("m.mbox", &message(1, "", letter));
    assert_eq!(format, "mbox");
    assert_eq!(rows, [format!("<m1@x> < - Ann: {}", letter.trim_end())]);
    let text = "From the first day I said so.\nhttps://x.org says the same.\n\nNo: it does not.";
    assert_ne!(outline("t.txt", text).0, "mbox");
}

#[test]
fn answers_find_their_message_however_it_is_named() {
    let box_ = [
        message(1, "", "one"),
        message(2, "In-Reply-To: m1@x\n", "two"),
        message(
            3,
            "In-Reply-To: Ann's message of Tuesday\nReferences: <m1@x> <m2@x>\n",
            "three",
        ),
        "From a Wed Jan  1 00:00:00 2020\nFrom: \"b@y.org\" via list <list@x.org>\nMessage-ID: bare@y\n\nfour\n\n".to_owned(),
        message(5, "In-Reply-To: <bare@y>\n", "five"),
    ]
    .concat();
    assert_eq!(
        outline("m.mbox", &box_).1,
        [
            "<m1@x> < - Ann: one",
            "<m2@x> < <m1@x> Ann: two",
            "<m3@x> < <m2@x> Ann: three",
            "bare@y < - b: four",
            "<m5@x> < bare@y Ann: five",
        ]
    );
}

#[test]
fn dates_of_mail_are_read_in_the_ways_they_are_written() {
    let dates = [
        ("Wed, 1 Jan 2020 10:00:00 EST", "2020-01-01T10:00:00-05:00"),
        ("Wed Jan  1 10:00:00 2020", "2020-01-01T10:00:00"),
        (
            "Wed Jan 01 10:00:00 +0000 2020",
            "2020-01-01T10:00:00+00:00",
        ),
        ("01-Jan-2020 10:00:00 GMT", "2020-01-01T10:00:00Z"),
        ("2020-01-01 10:00:00 +0100", "2020-01-01T10:00:00+01:00"),
    ];
    for (written, meant) in dates {
        let text = message(1, &format!("Date: {written}\n"), "hi");
        let read = import(&[("m.mbox".to_owned(), text.into_bytes())]).unwrap();
        let time = read.thread.unwrap().comments[0].time.clone();
        assert_eq!(time.as_deref(), Some(meant), "{written}");
    }
}

#[test]
fn a_message_by_itself_needs_no_date() {
    let text =
        "Return-Path: <a@x.org>\nReceived: by x\nFrom: Ann <a@x.org>\nTo: b@x.org\n\nHello.\n";
    let (format, rows) = outline("letter", text);
    assert_eq!((format, rows.len()), ("mbox", 1));
}

#[test]
fn a_message_without_a_date_came_when_its_first_line_says() {
    let dated = |headers: &str| {
        let text = message(1, headers, "hi");
        let read = import(&[("m.mbox".to_owned(), text.into_bytes())]).unwrap();
        read.thread.unwrap().comments[0].time.clone()
    };
    assert_eq!(dated("").as_deref(), Some("2020-01-01T00:00:00"));
    assert_eq!(
        dated("Resent-Date: Thu, 2 Jan 2020 10:00:00 +0100\n").as_deref(),
        Some("2020-01-02T10:00:00+01:00")
    );
    // No clock is thirty hours off.
    assert_eq!(
        dated("Date: Thu, 2 Jan 2020 10:00:00 -3000\n").as_deref(),
        Some("2020-01-02T10:00:00")
    );
}
