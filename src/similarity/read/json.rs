//! JSON files as entries: documents, which may be lists of any length, and lines. Entries are handed on one at a
//! time, so that a list as long as a file never stands in memory. May use [`super::shape`] and [`super::intake`].

use super::intake::Intake;
use super::shape::{self, Entry};
use super::{Source, too_large};
use crate::progress::Cancelled;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};

use super::ReadError;

/// Keys of a document under which a list of entries may stand.
const LISTS: [&str; 7] = [
    "data", "records", "samples", "outputs", "examples", "rows", "results",
];
/// Other fields of a document that are looked at.
const FIELDS: usize = 64;

/// Reads one entry a line.
pub fn lines(
    mut reader: impl BufRead,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let mut line = Vec::new();
    let (mut number, mut bytes) = (0, 0);
    while source.next_line(&mut reader, &mut line, number + 1)? {
        number += 1;
        bytes += line.len() as u64 + 1;
        source.within(bytes)?;
        let content = without_mark(&line, number);
        if content.iter().all(u8::is_ascii_whitespace) {
            source.progress.check()?;
            continue;
        }
        entry(content, number, source, intake)?;
    }
    Ok(())
}

/// Reads a document: a list of entries, or an object that is an entry or holds such a list. Several documents may
/// follow one another, as they do where lines were saved under the name of a document.
pub fn document(
    mut reader: impl BufRead,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let mut line = 1;
    let mut first = Vec::new();
    (reader.by_ref().take(3).read_to_end(&mut first)).map_err(source.failed())?;
    let mut reader = without_mark(&first, 1).chain(reader);
    let mut begins = 0;
    while let Some(byte) = peek(&mut reader).map_err(source.failed())? {
        if byte == b'[' {
            return list(reader, line, source, intake);
        }
        if !byte.is_ascii_whitespace() {
            begins = byte;
            break;
        }
        line += u64::from(byte == b'\n');
        reader.consume(1);
    }
    if begins == 0 {
        return Ok(());
    }
    let mut bytes = Vec::new();
    let most = source
        .most
        .unwrap_or(super::MOST_BYTES)
        .min(super::MOST_BYTES);
    (reader.take(most + 1).read_to_end(&mut bytes)).map_err(source.failed())?;
    if bytes.len() as u64 > most {
        return Err(too_large(
            source.path,
            "more than 1 GiB of text in one document",
        ));
    }
    whole(&bytes, intake).map_err(|error| match error {
        DocumentError::Cancelled(cancelled) => cancelled.into(),
        DocumentError::Json { line: at, reason } => source.at(line + at.saturating_sub(1), reason),
    })
}

fn peek(reader: &mut impl BufRead) -> std::io::Result<Option<u8>> {
    Ok(reader.fill_buf()?.first().copied())
}

/// One entry from its bytes.
fn entry(
    bytes: &[u8],
    line: u64,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let text = repaired(bytes);
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        let line = line + (error.line() as u64).saturating_sub(1);
        source.at(line, format!("not JSON ({})", cause(&error)))
    })?;
    match value {
        Value::Object(object) => Ok(intake.object(object)?),
        _ => Err(source.at(line, "not a JSON object".to_owned())),
    }
}

/// Cuts a list into its elements by counting brackets outside strings, and reads each by itself: a list may be as
/// long as a file.
fn list(
    mut reader: impl BufRead,
    mut line: u64,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    reader.consume(1);
    let mut element = Vec::new();
    let (mut depth, mut in_string, mut escaped) = (0_u64, false, false);
    let (mut starts, mut total, mut elements) = (line, 0_u64, 0_u64);
    let mut ended = false;
    loop {
        let bytes = reader.fill_buf().map_err(source.failed())?;
        if bytes.is_empty() {
            break;
        }
        let mut used = 0;
        let mut complete = false;
        for &byte in bytes {
            used += 1;
            line += u64::from(byte == b'\n');
            if ended {
                if byte.is_ascii_whitespace() {
                    continue;
                }
                return Err(source.at(line, "something follows the list".to_owned()));
            }
            if in_string {
                in_string = escaped || byte != b'"';
                escaped = byte == b'\\' && !escaped;
            } else {
                match byte {
                    b'"' => in_string = true,
                    b'[' | b'{' => depth += 1,
                    b']' if depth == 0 => {
                        ended = true;
                        complete = true;
                    }
                    b']' | b'}' => depth = depth.saturating_sub(1),
                    b',' if depth == 0 => complete = true,
                    _ => {}
                }
            }
            if complete {
                break;
            }
            if element.is_empty() && byte.is_ascii_whitespace() {
                continue;
            }
            if element.is_empty() {
                starts = line;
            }
            element.push(byte);
        }
        reader.consume(used);
        total += used as u64;
        source.within(total)?;
        if element.len() as u64 > super::MOST_LINE {
            return Err(too_large(
                source.path,
                &format!("the entry that begins on line {starts} is longer than 32 MiB"),
            ));
        }
        if complete {
            if !(element.is_empty() && ended && elements == 0) {
                let line = if element.is_empty() { line } else { starts };
                entry(&element, line, source, intake)?;
            }
            elements += 1;
            element.clear();
        }
    }
    if ended {
        Ok(())
    } else {
        Err(source.at(
            line,
            "not a JSON list of records (it ends too early)".to_owned(),
        ))
    }
}

/// Without the byte order mark that some editors put before the first line.
pub fn without_mark(line: &[u8], number: u64) -> &[u8] {
    match line.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if number == 1 => rest,
        _ => line,
    }
}

/// Why a document could not be read.
enum DocumentError {
    Cancelled(Cancelled),
    Json { line: u64, reason: String },
}

/// Hands on the entries of whole documents one element at a time.
fn whole(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), DocumentError> {
    let text = repaired(bytes);
    let mut reader = serde_json::Deserializer::from_str(&text);
    loop {
        let mut cancelled = None;
        let document = Document {
            intake,
            cancelled: &mut cancelled,
        };
        let outcome = document.deserialize(&mut reader);
        match (outcome, cancelled) {
            (_, Some(cancelled)) => return Err(DocumentError::Cancelled(cancelled)),
            (Err(error), None) => {
                return Err(DocumentError::Json {
                    line: error.line() as u64,
                    reason: format!("not a JSON list of records ({})", cause(&error)),
                });
            }
            (Ok(()), None) if reader.end().is_ok() => return Ok(()),
            (Ok(()), None) => {}
        }
    }
}

/// The parser's words without its own count of lines.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((cause, _)) => format!("{cause} at column {}", error.column()),
        None => text,
    }
}

struct Document<'t, 'i> {
    intake: &'t mut Intake<'i>,
    cancelled: &'t mut Option<Cancelled>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut own = Map::new();
        let before = self.intake.entries;
        while let Some(key) = map.next_key::<String>()? {
            if LISTS.contains(&key.as_str()) && !own.contains_key(&key) {
                if let Some(other) = map.next_value_seed(Listed(&mut self))? {
                    own.insert(key, other);
                }
            } else if own.len() < FIELDS {
                own.insert(key, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        // What only wraps a list is no entry of its own.
        if self.intake.entries > before && shape::entry(&own) == Entry::Nothing {
            return Ok(());
        }
        self.pass(own)
    }
}

impl Document<'_, '_> {
    fn pass<E: serde::de::Error>(&mut self, object: Map<String, Value>) -> Result<(), E> {
        self.intake.object(object).map_err(|cancelled| {
            *self.cancelled = Some(cancelled);
            E::custom(cancelled)
        })
    }
}

/// A value under a name that lists go by: the objects of a list are handed on one by one, anything else is given back.
struct Listed<'d, 't, 'i>(&'d mut Document<'t, 'i>);

impl<'de> DeserializeSeed<'de> for Listed<'_, '_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Listed<'_, '_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut others = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            match value {
                Value::Object(object) => self.0.pass(object)?,
                other => others.push(other),
            }
        }
        Ok((!others.is_empty()).then_some(Value::Array(others)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = map.next_entry()? {
            object.insert(key, value);
        }
        Ok(Some(Value::Object(object)))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Some(truth.into()))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// The bytes as text the JSON reader takes: broken UTF-8 and escaped lone surrogates become U+FFFD, and what Python and
/// JavaScript write of numbers that are none becomes `null`.
fn repaired(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    let text = match ["NaN", "Infinity"].iter().any(|word| text.contains(word)) {
        true => Cow::Owned(without_no_numbers(&text)),
        false => text,
    };
    if !(text.split('\\').skip(1)).any(|behind| behind.starts_with('u')) {
        return text;
    }
    let source = text.as_bytes();
    let unit = |at: usize| -> Option<u16> {
        let digits = source.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut lone = Vec::new();
    let mut at = 0;
    while at < source.len() {
        if source[at] != b'\\' {
            at += 1;
            continue;
        }
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                lone.push(at);
                at += 6;
            }
            _ => at += 2,
        }
    }
    if lone.is_empty() {
        return text;
    }
    let mut text = text.into_owned();
    for at in lone {
        text.replace_range(at..at + 6, "\\ufffd");
    }
    Cow::Owned(text)
}

/// `null` for every `NaN`, `Infinity` and `-Infinity` outside of strings.
fn without_no_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let word = ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|word| !in_string && rest.starts_with(word));
        if let Some(word) = word {
            out.push_str("null");
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        in_string ^= letter == '"' && !escaped;
        escaped = in_string && letter == '\\' && !escaped;
        out.push(letter);
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    out
}
