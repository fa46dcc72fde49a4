//! One message of mail: its headers, the parts of its body, and the ways bytes and letters are written in both. May use
//! `encoding_rs` and the standard library.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes of the first line with its line end.
pub(super) fn line_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |i| i + 1)
}

/// Whether a line is a header: a name without spaces, then a colon.
pub(super) fn is_header(line: &[u8]) -> bool {
    line.split(|b| *b == b':').next().is_some_and(|name| {
        !name.is_empty() && name.len() < line.len() && name.iter().all(u8::is_ascii_graphic)
    })
}

/// The headers of a message or part, names in lower case, values unfolded.
#[derive(Debug, Default)]
pub(super) struct Headers<'a>(Vec<(String, Cow<'a, [u8]>)>);

impl Headers<'_> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first header of a name, as text: UTF-8, or else Windows-1252. Empty counts as absent.
    pub fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(n, _)| n == name)?;
        let text = as_utf8_or_1252(value);
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }

    /// A parameter of a header: `charset` of `text/plain; charset="utf-8"`, also where it is cut in pieces (RFC 2231).
    pub fn parameter(&self, header: &str, name: &str) -> Option<String> {
        let value = self.get(header)?;
        let all = parameters(&value);
        let named = |name: &str| {
            let named = all.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            named.map(|(_, value)| value.clone())
        };
        // `charset'language'value`
        let told = |value: String| match value.splitn(3, '\'').nth(2) {
            Some(behind) => behind.to_owned(),
            None => value,
        };
        let piece = |n: usize| {
            named(&format!("{name}*{n}")).or_else(|| {
                named(&format!("{name}*{n}*")).map(|v| if n == 0 { told(v) } else { v })
            })
        };
        let pieces: String = (0..).map_while(piece).collect();
        named(name)
            .or_else(|| named(&format!("{name}*")).map(told))
            .or(Some(pieces).filter(|pieces| !pieces.is_empty()))
    }

    /// Whether the part is a file that comes with the message and none of its words.
    pub fn is_attachment(&self) -> bool {
        let stated = self.get("content-disposition").unwrap_or_default();
        stated.to_ascii_lowercase().starts_with("attachment")
    }

    /// The kind of content, in lower case and without parameters: `text/plain`; empty where none is stated.
    pub fn kind(&self) -> String {
        let stated = self.get("content-type").unwrap_or_default();
        let kind = stated.split(';').next().unwrap_or("").trim();
        kind.to_ascii_lowercase()
    }
}

/// The `key=value` of a header. A semicolon within quotation marks parts nothing.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut quoted = false;
    let pieces = value.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    pieces
        .skip(1)
        .filter_map(|piece| piece.split_once('='))
        .map(|(key, value)| {
            (
                key.trim().to_owned(),
                value.trim().trim_matches('"').to_owned(),
            )
        })
        .collect()
}

/// The headers of a message or part, and what stands behind them.
pub(super) fn split_headers(message: &[u8]) -> (Headers<'_>, &[u8]) {
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

/// The parts between the boundary lines of a body.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() {
        let rest = body.get(at..).unwrap_or_default();
        let length = line_length(rest);
        let line = rest.get(..length).unwrap_or_default();
        // Boundaries of parts within a part may start with the same letters.
        let behind = line.strip_prefix(&*mark).map(<[u8]>::trim_ascii);
        if let Some(behind @ (b"" | b"--")) = behind {
            if let Some(part) = start.and_then(|s| body.get(s..at)) {
                parts.push(part);
            }
            start = behind.is_empty().then_some(at + length);
        }
        at += length;
    }
    if let Some(part) = start.and_then(|s| body.get(s..)) {
        parts.push(part);
    }
    parts
}

/// Decodes base64; what is no digit of it is passed over.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
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
pub(super) fn quoted_printable(text: &[u8], header: bool) -> Vec<u8> {
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
pub(super) fn in_charset(bytes: &[u8], charset: &str) -> (String, bool) {
    let named = Encoding::for_label_no_replacement(charset.trim().as_bytes());
    let text = match named {
        // What calls itself UTF-8 and has a wrong byte somewhere is UTF-8 all the same.
        Some(encoding) if encoding == UTF_8 => String::from_utf8_lossy(bytes),
        // ASCII and Latin-1 are what programs say that do not know.
        Some(encoding) if encoding != WINDOWS_1252 => {
            let (text, wrong) = encoding.decode_without_bom_handling(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) if wrong => Cow::Borrowed(text),
                _ => text,
            }
        }
        _ => as_utf8_or_1252(bytes),
    };
    let text = text.trim_start_matches('\u{feff}').to_owned();
    (text, named.is_some() || bytes.is_ascii())
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
pub(super) fn decode_words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    // Words that follow each other are decoded together: some programs part them within a letter.
    let mut held: Option<(&str, Vec<u8>)> = None;
    while let Some((plain, behind)) = rest.split_once("=?") {
        let word = encoded_word(behind);
        // White space between two encoded words is no part of the text.
        let goes_on = word.is_some() && held.is_some() && plain.trim().is_empty();
        if !goes_on {
            say(&mut out, held.take());
            out.push_str(plain);
        }
        match word {
            Some((charset, mut bytes, tail)) => {
                match &mut held {
                    Some((same, before)) if same.eq_ignore_ascii_case(charset) => {
                        before.append(&mut bytes);
                    }
                    _ => say(&mut out, held.replace((charset, bytes))),
                }
                rest = tail;
            }
            None => {
                out.push_str("=?");
                rest = behind;
            }
        }
    }
    say(&mut out, held);
    out.push_str(rest);
    out
}

/// Adds the bytes of encoded words as text.
fn say(out: &mut String, held: Option<(&str, Vec<u8>)>) {
    if let Some((charset, bytes)) = held {
        out.push_str(&in_charset(&bytes, charset).0);
    }
}

/// Character set and bytes of an encoded word whose `=?` stands before `text`, and what stands behind it.
fn encoded_word(text: &str) -> Option<(&str, Vec<u8>, &str)> {
    let mut fields = text.splitn(3, '?');
    let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
    // `utf-8*en` names the language too.
    let charset = charset.split('*').next()?;
    let (text, tail) = tail.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => base64(text.as_bytes()),
        "Q" | "q" => quoted_printable(text.as_bytes(), true),
        _ => return None,
    };
    Some((charset, bytes, tail))
}
