//! Mailing-list archives (mbox), and single messages. May use `thread` and the floor below.
//!
//! A message answers the one its `In-Reply-To` names, else the last of its `References`. Archives are full of odd
//! things: raw eight-bit headers, unknown character sets, missing ids, dates that are none. Each is read as far as
//! it goes ([`super::mail`]). Addresses are not kept: a writer is called by name, or by what stands before the `@`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::draft::{Draft, SameId};
use super::html::{Markup, Rich, mark_addresses, mark_quoted_lines};
use super::mail::{
    Headers, base64, decode_words, in_charset, is_header, line_length, parts, quoted_printable,
    split_headers,
};
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::text::declared;
use crate::exchange::{Input, Place, ReadError};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId};

/// Parts within parts that are still looked into.
const MAX_NESTING: usize = 16;

/// Recognises the line before each message and the headers below it.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let head = sniff.head.trim_start();
    if sniff.is_mhtml() {
        return Confidence::No;
    }
    let mut lines = head.lines();
    if head.starts_with("From ") {
        let first = lines.next().unwrap_or("").as_bytes();
        let second = lines.next().unwrap_or("").as_bytes();
        // Some archives have a line of another kind between the two.
        let header = lines.take(60).any(|l| is_header(l.as_bytes()));
        let message = starts_message(first, second) || (header && has_clock(first));
        return if message {
            Confidence::Certain
        } else {
            Confidence::No
        };
    }
    let names: BTreeSet<String> = lines
        .take_while(|l| !l.trim().is_empty())
        .filter_map(|l| l.split_once(':'))
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| is_of_mail(name))
        .collect();
    let sent = ["from", "message-id", "received"];
    if names.len() >= 3 && sent.iter().any(|name| names.contains(*name)) {
        Confidence::Likely
    } else {
        Confidence::No
    }
}

/// Whether `line` is the `From ` line before a message, with `next` behind it. In letters lines start with this word too:
/// it is one only with a time of day, or in front of a header that mail has.
fn starts_message(line: &[u8], next: &[u8]) -> bool {
    let known = || {
        let name = next.split(|b| *b == b':').next().unwrap_or_default();
        is_of_mail(&String::from_utf8_lossy(name).to_ascii_lowercase())
    };
    line.starts_with(b"From ") && is_header(next) && (has_clock(line) || known())
}

/// Whether a time of day stands in a line: `12:34`.
fn has_clock(line: &[u8]) -> bool {
    line.windows(5).any(|five| {
        let [a, b, colon, c, d] = five else {
            return false;
        };
        *colon == b':' && [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())
    })
}

/// Whether mail has a header of this name, in lower case.
fn is_of_mail(name: &str) -> bool {
    const NAMES: [&str; 25] = [
        "authentication-results",
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "delivered-to",
        "dkim-signature",
        "envelope-to",
        "errors-to",
        "from",
        "in-reply-to",
        "message-id",
        "mime-version",
        "newsgroups",
        "path",
        "precedence",
        "received",
        "references",
        "reply-to",
        "return-path",
        "sender",
        "status",
        "subject",
        "to",
        "user-agent",
    ];
    NAMES.contains(&name) || (name.starts_with("x-") && !name.contains(' '))
}

/// Reads every message.
///
/// # Errors
/// [`ReadError`] if there is no message in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let mut reading = Reading::default();
    let mut without_id = 0usize;
    for (line, message) in messages(input.bytes) {
        progress.check()?;
        let (headers, body) = split_headers(message);
        if headers.is_empty() {
            continue;
        }
        // Mail programs keep a note of their own at the start of a folder.
        let subject = headers.get("subject").map(|s| decode_words(&s));
        if subject
            .as_ref()
            .is_some_and(|s| s.contains("FOLDER INTERNAL DATA"))
        {
            continue;
        }
        let id = headers
            .get("message-id")
            .and_then(|v| ids(&v).into_iter().next())
            .unwrap_or_else(|| {
                without_id += 1;
                format!("message-{}", draft.thread.comments.len() + 1)
            });
        let mut rich = reading.words(&headers, body, 0);
        mark_quoted_lines(&mut rich);
        mark_addresses(&mut rich);
        let mut comment = Comment::new(id, rich.text);
        comment.marks = rich.marks;
        let first = |name| headers.get(name).and_then(|v| ids(&v).into_iter().next());
        let last = |name| {
            headers
                .get(name)
                .and_then(|v| ids(&v).into_iter().next_back())
        };
        // Old programs write whom they answer in words: "Ann's message of Tuesday".
        let answered = first("in-reply-to").filter(|id| id.contains('@') || id.starts_with('<'));
        comment.parent = answered.or_else(|| last("references")).map(CommentId::from);
        // Some write the brackets here and not there.
        let id = &*comment.id.0;
        match id.strip_prefix('<').and_then(|id| id.strip_suffix('>')) {
            Some(bare) => draft.call(bare, id),
            None => draft.call(format!("<{id}>"), id),
        }
        comment.author = headers.get("from").and_then(|v| name(&decode_words(&v)));
        let date = |name| headers.get(name).and_then(|v| time::from_mail(&v));
        comment.time = date("date")
            .or_else(|| date("resent-date"))
            .or_else(|| arrived(line));
        if let Some(subject) = subject {
            let words: Vec<&str> = subject.split_whitespace().collect();
            draft.thread.title.get_or_insert(words.join(" "));
        }
        draft.push(comment, SameId::OtherComment);
    }
    if draft.thread.comments.is_empty() {
        return Err(ReadError::bad(
            input.name,
            Place::Byte(0),
            "no message with headers stands in it",
            "save the archive as mbox again",
        ));
    }
    if without_id > 0 {
        draft.warn(
            input,
            format!("{without_id} messages have no Message-ID, so no answer can be tied to them"),
        );
    }
    if reading.unknown_charset > 0 {
        draft.warn(
            input,
            format!(
                "{} texts are in a character set that is not known here; they were read as Windows-1252",
                reading.unknown_charset
            ),
        );
    }
    Ok(())
}

/// When a message came, by the line before it: `From a@x.org  Wed Jan  1 10:00:00 2020`.
fn arrived(line: &[u8]) -> Option<String> {
    const DAYS: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    let line = String::from_utf8_lossy(line);
    let at = DAYS
        .iter()
        .filter_map(|day| line.rfind(&format!(" {day}")))
        .max()?;
    time::from_mail(line.get(at..)?)
}

/// The messages of an archive, each with its `From ` line apart. A line counts as one only behind a blank line and in
/// front of a header; a file without any is one message.
fn messages(bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = line_length(rest);
        let line = rest.get(..length).unwrap_or_default();
        if after_blank && line.starts_with(b"From ") {
            let next = rest.get(length..).unwrap_or_default();
            if starts_message(line, next.get(..line_length(next)).unwrap_or_default()) {
                starts.push((at, at + length));
            }
        }
        after_blank = line.trim_ascii().is_empty();
        at += length;
    }
    if starts.is_empty() {
        return vec![(&[], bytes)];
    }
    let ends = starts.iter().skip(1).map(|(s, _)| *s).chain([bytes.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|((line, start), end)| {
            Some((bytes.get(*line..*start)?, bytes.get(*start..end)?))
        })
        .collect()
}

/// Every `<id>` in a header; without angle brackets the words.
fn ids(value: &str) -> Vec<String> {
    let bracketed: Vec<String> = value
        .split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .map(|(id, _)| format!("<{}>", id.trim()))
        .collect();
    if bracketed.is_empty() {
        value
            .split_whitespace()
            .next()
            .map(str::to_owned)
            .into_iter()
            .collect()
    } else {
        bracketed
    }
}

/// The writer's name: `"Ann B." <ann@x>`, `ann at x (Ann B.)`, else what stands before the `@`.
fn name(from: &str) -> Option<String> {
    let (before, address) = match from.rsplit_once('<') {
        Some((before, address)) => (before.trim(), address),
        None => ("", from),
    };
    let quoted = before.trim_matches(|c: char| c == '"' || c.is_whitespace());
    let quoted = quoted.replace("\\\"", "\"").replace("\\\\", "\\");
    let bracketed = from
        .split_once('(')
        .and_then(|(_, rest)| rest.rsplit_once(')'))
        .map(|(name, _)| name.trim().trim_matches('"'));
    let is_name = |n: &&str| !n.is_empty() && !n.contains('@');
    let local = |address: &str| {
        let local = address.split(['@', '>', '(']).next().unwrap_or("");
        let local = local.split(" at ").next().unwrap_or("").trim();
        Some(local.to_owned()).filter(|local| is_name(&local.as_str()))
    };
    Some(quoted.as_str())
        .filter(is_name)
        .or(bracketed.filter(is_name))
        .map(str::to_owned)
        // An address in place of the name is the writer's, the other one may be the list's.
        .or_else(|| local(&quoted))
        .or_else(|| local(address))
}

#[derive(Default)]
struct Reading {
    markup: Markup,
    unknown_charset: usize,
}

impl Reading {
    /// The words of a message or part: of alternatives the plain text, else the HTML; of several parts the first that
    /// has words. Files that come with it are read only where it has no words of its own.
    fn words(&mut self, headers: &Headers<'_>, body: &[u8], nesting: usize) -> Rich {
        let kind = headers.kind();
        if kind.starts_with("multipart/")
            && nesting < MAX_NESTING
            && let Some(boundary) = headers.parameter("content-type", "boundary")
        {
            let mut parts: Vec<_> = parts(body, &boundary)
                .into_iter()
                .map(split_headers)
                .map(|(headers, body)| (rank(&headers.kind()), headers, body))
                .filter(|(rank, ..)| rank.is_some())
                .collect();
            let alternatives = kind == "multipart/alternative";
            parts.sort_by_key(|(rank, headers, _)| {
                (headers.is_attachment(), rank.filter(|_| alternatives))
            });
            let mut words = parts.iter().map(|(_, h, b)| self.words(h, b, nesting + 1));
            return words.find(|rich| !rich.text.is_empty()).unwrap_or_default();
        }
        if kind.contains('/') && !kind.starts_with("multipart/") && rank(&kind).is_none() {
            return Rich::default();
        }
        let encoding = headers.get("content-transfer-encoding").unwrap_or_default();
        let bytes = match encoding.to_ascii_lowercase().as_str() {
            "base64" => Cow::Owned(base64(body)),
            "quoted-printable" => Cow::Owned(quoted_printable(body, false)),
            _ => Cow::Borrowed(body),
        };
        let charset = headers.parameter("content-type", "charset");
        let charset = charset.as_deref().or_else(|| {
            let html = kind == "text/html";
            html.then(|| declared(&bytes))
                .flatten()
                .map(|encoding| encoding.name())
        });
        let (text, known) = in_charset(&bytes, charset.unwrap_or("us-ascii"));
        self.unknown_charset += usize::from(!known);
        if kind == "text/html" {
            return self.markup.read(&text);
        }
        let is = |name: &str, value: &str| {
            let said = headers.parameter("content-type", name);
            said.is_some_and(|said| said.eq_ignore_ascii_case(value))
        };
        let flowed = is("format", "flowed");
        let stuck = is("delsp", "yes");
        let mut words = String::with_capacity(text.len());
        for line in text.lines() {
            // Archives write `>From` for a line that starts with `From`.
            let line = match line.strip_prefix('>') {
                Some(from) if from.starts_with("From ") => from,
                _ => line,
            };
            // A line that ends with a space goes on (RFC 3676); what is quoted keeps the lines it was given, and what
            // stands above a signature ends.
            let goes_on = flowed && line.ends_with(' ') && !line.starts_with('>') && line != "-- ";
            words.push_str(line.trim_end());
            words.push_str(match (goes_on, stuck) {
                (true, true) => "",
                (true, false) => " ",
                (false, _) => "\n",
            });
        }
        Rich {
            text: words
                .trim_matches('\n')
                .trim_end()
                .replace('\0', "\u{FFFD}"),
            marks: Vec::new(),
        }
    }
}

/// The place of a kind of part among alternatives; `None` if it holds no words.
fn rank(kind: &str) -> Option<u8> {
    match kind {
        "" | "text/plain" => Some(0),
        "text/html" => Some(2),
        kind if kind.starts_with("multipart/") => Some(1),
        kind if kind.starts_with("text/") || !kind.contains('/') => Some(3),
        _ => None,
    }
}
