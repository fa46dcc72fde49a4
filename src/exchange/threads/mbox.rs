//! Mailing-list archives (mbox), and single messages. May use `thread` and the floor below.
//!
//! A message answers the one its `In-Reply-To` names, else the last of its `References`. Archives are full of odd
//! things: raw eight-bit headers, unknown character sets, missing ids, dates that are none. Each is read as far as
//! it goes. Addresses are not kept: a writer is called by name, or by what stands before the `@`.

use std::borrow::Cow;

use super::draft::{Draft, SameId};
use super::html::{Markup, Rich, mark_quoted_lines};
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
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
    if head.starts_with("From ") {
        let header = head
            .lines()
            .take(60)
            .skip(1)
            .any(|l| is_header(l.as_bytes()));
        return if header {
            Confidence::Certain
        } else {
            Confidence::No
        };
    }
    let known = ["from", "date", "subject", "message-id"];
    let headers = head
        .lines()
        .take_while(|l| !l.is_empty())
        .filter_map(|l| l.split_once(':'))
        .filter(|(name, _)| known.contains(&name.to_ascii_lowercase().as_str()))
        .count();
    if headers >= 3 {
        Confidence::Likely
    } else {
        Confidence::No
    }
}

/// Reads every message.
///
/// # Errors
/// [`ReadError`] if there is no message in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let mut reading = Reading::default();
    let mut without_id = 0usize;
    for message in messages(input.bytes) {
        progress.check()?;
        let (headers, body) = split_headers(message);
        if headers.is_empty() {
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
        let mut comment = Comment::new(id, rich.text);
        comment.marks = rich.marks;
        let first = |name| headers.get(name).and_then(|v| ids(&v).into_iter().next());
        let last = |name| {
            headers
                .get(name)
                .and_then(|v| ids(&v).into_iter().next_back())
        };
        comment.parent = first("in-reply-to")
            .or_else(|| last("references"))
            .map(CommentId::from);
        comment.author = headers.get("from").and_then(|v| name(&decode_words(&v)));
        comment.time = headers.get("date").and_then(|v| time::from_mail(&v));
        if let Some(subject) = headers.get("subject") {
            let subject = decode_words(&subject)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            draft.thread.title.get_or_insert(subject);
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

/// The messages of an archive, each without its `From ` line. A line counts as one only behind a blank line and in
/// front of a header; a file without any is one message.
fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = line_length(rest);
        let line = rest.get(..length).unwrap_or_default();
        if after_blank && line.starts_with(b"From ") {
            let next = rest.get(length..).unwrap_or_default();
            if is_header(next.get(..line_length(next)).unwrap_or_default()) {
                starts.push((at, at + length));
            }
        }
        after_blank = line.trim_ascii().is_empty();
        at += length;
    }
    if starts.is_empty() {
        return vec![bytes];
    }
    let ends = starts.iter().skip(1).map(|(s, _)| *s).chain([bytes.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|((_, start), end)| bytes.get(*start..end))
        .collect()
}

/// Bytes of the first line with its line end.
fn line_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |i| i + 1)
}

/// Whether a line is a header: a name without spaces, then a colon.
fn is_header(line: &[u8]) -> bool {
    line.split(|b| *b == b':').next().is_some_and(|name| {
        !name.is_empty() && name.len() < line.len() && name.iter().all(u8::is_ascii_graphic)
    })
}

/// The headers of a message or part, names in lower case, values unfolded.
#[derive(Debug, Default)]
struct Headers<'a>(Vec<(String, Cow<'a, [u8]>)>);

impl Headers<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first header of a name, as text: UTF-8, or else Windows-1252. Empty counts as absent.
    fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(n, _)| n == name)?;
        let text = as_utf8_or_1252(value);
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }

    /// A parameter of a header: `charset` of `text/plain; charset="utf-8"`.
    fn parameter(&self, header: &str, name: &str) -> Option<String> {
        let value = self.get(header)?;
        value.split(';').skip(1).find_map(|p| {
            let (key, value) = p.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().trim_matches('"').to_owned())
        })
    }
}

fn split_headers(message: &[u8]) -> (Headers<'_>, &[u8]) {
    let mut headers = Headers::default();
    let mut rest = message;
    loop {
        let (line, behind) = rest
            .split_at_checked(line_length(rest))
            .unwrap_or((rest, &[]));
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if line.trim_ascii().is_empty() {
            return (headers, behind);
        }
        if folded && let Some((_, value)) = headers.0.last_mut() {
            let value = value.to_mut();
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
        } else if is_header(line) {
            let colon = line.iter().position(|b| *b == b':').unwrap_or(0);
            let (name, value) = line.split_at(colon);
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            let name = String::from_utf8_lossy(name).to_ascii_lowercase();
            headers.0.push((name, Cow::Borrowed(value)));
        } else if headers.is_empty() {
            return (headers, rest);
        }
        rest = behind;
    }
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
    let bracketed = from
        .split_once('(')
        .and_then(|(_, rest)| rest.rsplit_once(')'))
        .map(|(name, _)| name.trim().trim_matches('"'));
    let is_name = |n: &&str| !n.is_empty() && !n.contains('@');
    let local = address.split(['@', '>', '(']).next().unwrap_or("");
    let local = local.split(" at ").next().unwrap_or("").trim();
    Some(quoted)
        .filter(is_name)
        .or(bracketed.filter(is_name))
        .or(Some(local).filter(is_name))
        .map(str::to_owned)
}

#[derive(Default)]
struct Reading {
    markup: Markup,
    unknown_charset: usize,
}

impl Reading {
    /// The words of a message or part: the plain text, else the HTML, of several parts the first that has either.
    fn words(&mut self, headers: &Headers<'_>, body: &[u8], nesting: usize) -> Rich {
        let kind = headers
            .get("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or("").trim().to_owned();
        if kind.starts_with("multipart/")
            && nesting < MAX_NESTING
            && let Some(boundary) = headers.parameter("content-type", "boundary")
        {
            let parts: Vec<_> = parts(body, &boundary)
                .into_iter()
                .map(split_headers)
                .collect();
            let is = |headers: &Headers<'_>, wanted: &str| {
                let kind = headers.get("content-type").unwrap_or_default();
                kind.to_ascii_lowercase().starts_with(wanted)
            };
            let plain = parts
                .iter()
                .find(|(h, _)| h.get("content-type").is_none() || is(h, "text/plain"));
            let best = plain
                .or_else(|| parts.iter().find(|(h, _)| is(h, "multipart/")))
                .or_else(|| parts.iter().find(|(h, _)| is(h, "text/html")));
            return match best {
                Some((h, b)) => self.words(h, b, nesting + 1),
                None => Rich::default(),
            };
        }
        let encoding = headers.get("content-transfer-encoding").unwrap_or_default();
        let bytes = match encoding.to_ascii_lowercase().as_str() {
            "base64" => Cow::Owned(base64(body)),
            "quoted-printable" => Cow::Owned(quoted_printable(body, false)),
            _ => Cow::Borrowed(body),
        };
        let charset = headers.parameter("content-type", "charset");
        let (text, known) = in_charset(&bytes, charset.as_deref().unwrap_or("us-ascii"));
        self.unknown_charset += usize::from(!known);
        if kind == "text/html" {
            return self.markup.read(&text);
        }
        let lines: Vec<&str> = text
            .lines()
            .map(|l| {
                // Archives write `>From` for a line that starts with `From`.
                let line = l.trim_end();
                if line.starts_with(">From ") {
                    line.get(1..).unwrap_or(line)
                } else {
                    line
                }
            })
            .collect();
        Rich {
            text: lines
                .join("\n")
                .trim_matches('\n')
                .replace('\0', "\u{FFFD}"),
            marks: Vec::new(),
        }
    }
}

/// The parts between the boundary lines of a body.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() {
        let rest = body.get(at..).unwrap_or_default();
        let length = line_length(rest);
        let line = rest.get(..length).unwrap_or_default();
        if line.starts_with(&mark) {
            if let Some(part) = start.and_then(|s| body.get(s..at)) {
                parts.push(part);
            }
            let ends = line.get(mark.len()..).is_some_and(|l| l.starts_with(b"--"));
            start = (!ends).then_some(at + length);
        }
        at += length;
    }
    if let Some(part) = start.and_then(|s| body.get(s..)) {
        parts.push(part);
    }
    parts
}

/// Decodes base64; what is no digit of it is passed over.
fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for b in text {
        let digit = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(digit);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

/// Decodes quoted-printable; in headers `_` is a space.
fn quoted_printable(text: &[u8], header: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((b, behind)) = rest.split_first() {
        rest = behind;
        match b {
            b'=' => {
                let digits = |n: usize| behind.get(n).and_then(|d| char::from(*d).to_digit(16));
                if let (Some(high), Some(low)) = (digits(0), digits(1)) {
                    bytes.push((high << 4 | low) as u8);
                    rest = behind.get(2..).unwrap_or_default();
                } else if behind.starts_with(b"\r\n") {
                    rest = behind.get(2..).unwrap_or_default();
                } else if behind.starts_with(b"\n") {
                    rest = behind.get(1..).unwrap_or_default();
                } else {
                    bytes.push(b'=');
                }
            }
            b'_' if header => bytes.push(b' '),
            b => bytes.push(*b),
        }
    }
    bytes
}

/// Bytes as text of a named character set, and whether the set is known. Unknown ones are read as UTF-8 where they
/// are, else as Windows-1252.
fn in_charset(bytes: &[u8], charset: &str) -> (String, bool) {
    let text = as_utf8_or_1252(bytes).into_owned();
    let known = matches!(
        charset.to_ascii_lowercase().as_str(),
        "us-ascii"
            | "ascii"
            | "utf-8"
            | "utf8"
            | "iso-8859-1"
            | "latin1"
            | "windows-1252"
            | "cp1252"
            | "iso-8859-15"
    );
    (text, known || bytes.is_ascii())
}

fn as_utf8_or_1252(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        bytes
            .iter()
            .map(|b| super::html::windows_1252(u32::from(*b)))
            .collect(),
    )
}

/// Decodes the `=?charset?Q?words?=` of headers (RFC 2047).
fn decode_words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let mut after_word = false;
    while let Some((plain, behind)) = rest.split_once("=?") {
        let mut fields = behind.splitn(3, '?');
        let word = (|| {
            let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
            let (text, tail) = tail.split_once("?=")?;
            let bytes = match encoding {
                "B" | "b" => base64(text.as_bytes()),
                "Q" | "q" => quoted_printable(text.as_bytes(), true),
                _ => return None,
            };
            Some((in_charset(&bytes, charset).0, tail))
        })();
        // White space between two encoded words is no part of the text.
        if !(after_word && word.is_some() && plain.trim().is_empty()) {
            out.push_str(plain);
        }
        match word {
            Some((text, tail)) => {
                out.push_str(&text);
                rest = tail;
                after_word = true;
            }
            None => {
                out.push_str("=?");
                rest = behind;
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out
}
