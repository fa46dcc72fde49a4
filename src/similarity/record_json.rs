//! JSON values as records: the shapes in which model outputs are published. May use [`super::sample`].
//!
//! Understood are flat objects (`prompt|instruction|question|input`, `output|response|completion|answer|
//! text`, `id`, `model|generator`), chats (`messages` or `conversations` with `role`/`content` or
//! `from`/`value`), and `choices` with `turns`, a `message`, or `text`.

use super::sample::Record;
use crate::progress::Cancelled;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

const PROMPT: [&str; 3] = ["prompt", "instruction", "question"];
const OUTPUT: [&str; 5] = ["output", "response", "completion", "answer", "text"];
const ID: [&str; 3] = ["id", "question_id", "prompt_id"];
const MODEL: [&str; 3] = ["model", "generator", "model_id"];
/// Keys of a document under which a list of records may stand.
const LISTS: [&str; 6] = ["data", "records", "samples", "outputs", "examples", "rows"];

/// A record and the model it names, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub model: Option<String>,
    pub record: Record,
}

/// Why a document could not be read.
#[derive(Debug)]
pub enum DocumentError {
    Cancelled(Cancelled),
    Json { line: u64, reason: String },
}

/// The records of one line of JSON.
pub fn line(bytes: &[u8]) -> Result<Vec<Named>, String> {
    let text = repaired(bytes);
    let value: Value =
        serde_json::from_str(&text).map_err(|e| format!("not JSON ({})", cause(&e)))?;
    match value {
        Value::Object(object) => Ok(records(object)),
        _ => Err("not a JSON object".to_owned()),
    }
}

/// Hands the records of a whole JSON document to `take` one element at a time, so that only one element's
/// tree is in memory: a list of objects, an object with such a list, or one record.
pub fn document(
    bytes: &[u8],
    take: &mut dyn FnMut(Vec<Named>) -> Result<(), Cancelled>,
) -> Result<(), DocumentError> {
    let text = repaired(bytes);
    let mut cancelled = None;
    let mut reader = serde_json::Deserializer::from_str(&text);
    let outcome = Document {
        take,
        cancelled: &mut cancelled,
    }
    .deserialize(&mut reader)
    .and_then(|()| reader.end());
    match (outcome, cancelled) {
        (_, Some(cancelled)) => Err(DocumentError::Cancelled(cancelled)),
        (Err(error), None) => Err(DocumentError::Json {
            line: error.line() as u64,
            reason: format!("not a JSON list of records ({})", cause(&error)),
        }),
        (Ok(()), None) => Ok(()),
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

struct Document<'t> {
    take: &'t mut dyn FnMut(Vec<Named>) -> Result<(), Cancelled>,
    cancelled: &'t mut Option<Cancelled>,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            let Value::Object(object) = value else {
                return Err(A::Error::custom("an element of the list is not an object"));
            };
            if let Err(cancelled) = (self.take)(records(object)) {
                *self.cancelled = Some(cancelled);
                return Err(A::Error::custom(cancelled));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut own = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if LISTS.contains(&key.as_str()) && !own.contains_key(&key) {
                match map.next_value::<Value>()? {
                    Value::Array(list) if list.iter().all(Value::is_object) => {
                        self.pass(
                            list.into_iter()
                                .filter_map(object)
                                .flat_map(records)
                                .collect(),
                        )?;
                    }
                    other => drop(own.insert(key, other)),
                }
            } else if own.len() < 64 {
                own.insert(key, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        self.pass(records(own))
    }
}

impl Document<'_> {
    fn pass<E: serde::de::Error>(&mut self, named: Vec<Named>) -> Result<(), E> {
        (self.take)(named).map_err(|cancelled| {
            *self.cancelled = Some(cancelled);
            E::custom(cancelled)
        })
    }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// A record from named text fields, as a CSV row has them.
pub fn from_fields(field: &dyn Fn(&str) -> Option<String>) -> Option<Named> {
    let first = |names: &[&str]| names.iter().find_map(|name| field(name));
    Some(Named {
        model: first(&MODEL),
        record: Record {
            id: first(&ID),
            prompt: prompt(first(&PROMPT), field("input")),
            output: first(&OUTPUT)?,
        },
    })
}

/// An instruction and the input it is about make one prompt.
fn prompt(prompt: Option<String>, input: Option<String>) -> Option<String> {
    match (prompt, input.filter(|input| !input.trim().is_empty())) {
        (Some(prompt), Some(input)) => Some(format!("{prompt}\n{input}")),
        (prompt, input) => prompt.or(input),
    }
}

/// The records of one object: several for a chat with several answers, and for several choices.
fn records(object: Map<String, Value>) -> Vec<Named> {
    let field = |name: &str| object.get(name).and_then(scalar);
    let first = |names: &[&str]| names.iter().find_map(|name| field(name));
    let model = first(&MODEL).filter(|model| !model.trim().is_empty());
    let id = first(&ID);
    let asked = prompt(first(&PROMPT), field("input"));
    let named = |turn: usize, prompt: Option<String>, output: String| Named {
        model: model.clone(),
        record: Record {
            // Answers of one conversation are told apart by their number.
            id: (id.as_ref()).map(|id| {
                if turn == 0 {
                    id.clone()
                } else {
                    format!("{id}#{}", turn + 1)
                }
            }),
            prompt,
            output,
        },
    };
    let chat = ["messages", "conversations", "conversation"];
    if let Some(Value::Array(messages)) = chat.iter().find_map(|name| object.get(*name)) {
        let answers = answers(messages);
        if !answers.is_empty() {
            let numbered = answers.into_iter().enumerate();
            return numbered
                .map(|(turn, (prompt, output))| named(turn, prompt, output))
                .collect();
        }
    }
    if let Some(Value::Array(choices)) = object.get("choices") {
        let outputs: Vec<(usize, String)> = choices.iter().flat_map(choice).collect();
        if !outputs.is_empty() {
            let prompt = |turn: usize| asked.clone().filter(|_| turn == 0);
            return outputs
                .into_iter()
                .map(|(turn, output)| named(turn, prompt(turn), output))
                .collect();
        }
    }
    let output = OUTPUT.iter().find_map(|name| match object.get(*name) {
        Some(Value::Array(list)) => Some(list.iter().filter_map(text).collect()),
        Some(value) => text(value).map(|text| vec![text]),
        None => None,
    });
    let outputs: Vec<String> = output.unwrap_or_default();
    outputs
        .into_iter()
        .map(|output| named(0, asked.clone(), output))
        .collect()
}

/// The answers in a list of messages, each with the user's message before it.
fn answers(messages: &[Value]) -> Vec<(Option<String>, String)> {
    let mut answers = Vec::new();
    let mut asked = None;
    for message in messages {
        let get = |a: &str, b: &str| message.get(a).or_else(|| message.get(b));
        let role = get("role", "from")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_lowercase();
        let Some(content) = get("content", "value").and_then(text) else {
            continue;
        };
        match role.as_str() {
            "assistant" | "gpt" | "model" | "bot" | "chatgpt" | "bing" | "bard" => {
                answers.push((asked.take(), content))
            }
            "user" | "human" | "prompter" => asked = Some(content),
            _ => {}
        }
    }
    answers
}

/// The outputs of one choice, by turn.
fn choice(choice: &Value) -> Vec<(usize, String)> {
    if let Some(Value::Array(turns)) = choice.get("turns") {
        return turns.iter().filter_map(text).enumerate().collect();
    }
    let message = choice
        .get("message")
        .and_then(|message| message.get("content"));
    let output = message.or_else(|| choice.get("text")).and_then(text);
    output.map(|output| (0, output)).into_iter().collect()
}

/// A text, whole or as a list of parts.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let parts: Vec<&str> = (parts.iter())
                .filter_map(|part| part.as_str().or_else(|| part.get("text")?.as_str()))
                .collect();
            (!parts.is_empty()).then(|| parts.concat())
        }
        Value::Object(part) => part
            .get("content")
            .or_else(|| part.get("text"))?
            .as_str()
            .map(str::to_owned),
        _ => None,
    }
}

/// A text or a number, as an id or a name may be either.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The bytes as text the JSON reader takes: broken UTF-8 and escaped lone surrogates become U+FFFD.
fn repaired(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if !text.contains("\\u") {
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
