//! The shapes in which model outputs are published, each as records: flat objects, chats, evaluation answers, results
//! of batches, and exports of chat applications. May use [`super::chat`] and [`super::intake`].
//!
//! | shape | known by |
//! | --- | --- |
//! | flat, AlpacaEval, Hugging Face | `output`, `response`, `completion`, `answer` or `text` |
//! | chats, ShareGPT | `messages`, `conversations` or `conversation` with `role`/`content` or `from`/`value` |
//! | MT-bench, Arena-hard | `choices[].turns`, texts or objects with `content` |
//! | OpenAI, a reply or a batch's result | `choices[].message`, `output[].content`; in a batch below `response.body` |
//! | Anthropic, a reply or a batch's result | `content[].text` of a message; in a batch below `result.message` |
//! | Gemini, a reply or a batch's result | `candidates[].content.parts`; in a batch below `response`, with `request` |
//! | a logged reply | any of these replies below `output`, `response`, `completion` or `answer` |
//! | column by column | lists of equal length under the names of a prompt and an output |
//! | ChatGPT's export | `mapping`, a tree of messages |
//! | Claude's export | `chat_messages` with `sender` |
//!
//! **Several turns.** Every answer of a conversation is a record. The second is named by the conversation's id and
//! `#2`, the third by `#3`, and so on. Its prompt is the user's message before it, marked with a hash of all that the
//! user had said earlier: so answers are paired only where everything asked up to there was the same.

use super::super::sample::Record;
use super::chat::{self, Answer};
use super::intake::Named;
use serde_json::{Map, Value};

const PROMPT: [&str; 3] = ["prompt", "instruction", "question"];
const OUTPUT: [&str; 5] = ["output", "response", "completion", "answer", "text"];
const ID: [&str; 8] = [
    "custom_id",
    "id",
    "question_id",
    "prompt_id",
    "uid",
    "conversation_id",
    "uuid",
    "key",
];
const MODEL: [&str; 4] = ["model", "generator", "model_id", "model_name"];
const CHATS: [&str; 3] = ["messages", "conversations", "conversation"];
/// What else an output is read from; for the sentence about files without one.
const NESTED: [&str; 4] = ["choices", "candidates", "mapping", "chat_messages"];

/// What an entry of a file holds.
#[derive(Debug, PartialEq)]
pub enum Entry {
    /// At least one answer.
    Answers(Vec<Named>),
    /// The result of a request that failed, expired or was cancelled.
    Failed,
    /// No answer.
    Nothing,
}

impl Entry {
    fn of(answers: Vec<Named>) -> Self {
        if answers.is_empty() {
            Self::Nothing
        } else {
            Self::Answers(answers)
        }
    }
}

/// The names of the fields that outputs are read from, for people.
pub fn outputs_read() -> String {
    let names: Vec<&str> = (OUTPUT.iter().chain(&CHATS).chain(&NESTED))
        .copied()
        .collect();
    names.join(", ")
}

/// Whether a column of a table may hold a chat as JSON.
pub fn is_chat(field: &str) -> bool {
    CHATS.contains(&field) || NESTED.contains(&field)
}

/// What one entry holds.
pub fn entry(object: &Map<String, Value>) -> Entry {
    match read(object) {
        // Tables and some exports name their fields in capitals.
        Entry::Nothing if object.keys().any(|name| name.contains(char::is_uppercase)) => {
            let lower = object
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.clone()));
            read(&lower.collect())
        }
        found => found,
    }
}

fn read(object: &Map<String, Value>) -> Entry {
    // The rows that Hugging Face's viewer serves.
    if let (Some(Value::Object(row)), true) = (object.get("row"), object.contains_key("row_idx")) {
        return entry(row);
    }
    if let Some(outcome) = batch(object) {
        return outcome;
    }
    let about = About::of(object);
    let exported = match (object.get("mapping"), object.get("chat_messages")) {
        (Some(Value::Object(mapping)), _) => Some(chat::tree(
            mapping,
            object.get("current_node").and_then(Value::as_str),
        )),
        (_, Some(Value::Array(messages))) => Some(chat::answers(messages)),
        _ => None,
    };
    if let Some(answers) = exported {
        return Entry::of(about.chat(answers));
    }
    let mut about = about;
    if let Some(Value::Array(messages)) = CHATS.iter().find_map(|name| object.get(*name)) {
        let answers = chat::answers(messages);
        if !answers.is_empty() {
            return Entry::of(about.chat(answers));
        }
        // Only the question is a chat; the answer stands beside it.
        about.prompt = about.prompt.or_else(|| chat::asked(messages));
    }
    let outputs = reply(object);
    if !outputs.is_empty() {
        return Entry::of(about.turns(outputs));
    }
    // A reply as it was logged, beside what was asked.
    let logged = OUTPUT.iter().find_map(|name| {
        let logged = object.get(*name)?.as_object()?;
        let outputs = reply(logged);
        (!outputs.is_empty()).then_some((logged, outputs))
    });
    if let Some((logged, outputs)) = logged {
        about.model = about.model.or_else(|| About::of(logged).model);
        return Entry::of(about.turns(outputs));
    }
    let rows = columns(object);
    if !rows.is_empty() {
        let answers = rows.iter().filter_map(|row| match entry(row) {
            Entry::Answers(answers) => Some(answers),
            Entry::Failed | Entry::Nothing => None,
        });
        return Entry::of(answers.flatten().collect());
    }
    let outputs: Vec<String> = (OUTPUT.iter())
        .find_map(|name| match object.get(*name) {
            Some(Value::Array(list)) => Some(list.iter().filter_map(text).collect()),
            Some(value) => text(value).map(|text| vec![text]),
            None => None,
        })
        .unwrap_or_default();
    Entry::of(about.turns(outputs.into_iter().map(|output| (0, output)).collect()))
}

/// The rows of a table that is written column by column; none if this is no such table.
fn columns(object: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let texts = |names: &[&str]| -> Option<usize> {
        let list = names
            .iter()
            .find_map(|name| object.get(*name)?.as_array())?;
        (list.len() > 1 && list.iter().all(Value::is_string)).then_some(list.len())
    };
    let Some(length) = texts(&PROMPT).filter(|length| texts(&OUTPUT) == Some(*length)) else {
        return Vec::new();
    };
    let row = |n: usize| {
        let cell = |(name, value): (&String, &Value)| {
            let cell = match value {
                Value::Array(list) if list.len() == length => list.get(n)?.clone(),
                other => other.clone(),
            };
            Some((name.clone(), cell))
        };
        object.iter().filter_map(cell).collect()
    };
    (0..length).map(row).collect()
}

/// What was asked, from a request of a model's programming interface.
fn requested(request: &Map<String, Value>) -> Option<String> {
    if let Some(Value::Array(contents)) = request.get("contents") {
        let said = contents.iter().filter(|content| {
            let role = content.get("role").and_then(Value::as_str);
            role.is_none_or(|role| role == "user")
        });
        let said: Vec<String> = said
            .filter_map(|content| text(content.get("parts")?))
            .collect();
        return (!said.is_empty()).then(|| said.join("\n"));
    }
    if let Some(Value::Array(messages)) = request.get("messages") {
        return chat::asked(messages);
    }
    let within = ["body", "params"]
        .iter()
        .find_map(|name| request.get(*name)?.as_object());
    match within {
        Some(within) => requested(within),
        None => request.get("prompt").and_then(scalar),
    }
}

/// The result of one request of a batch, with or without the request; `None` if this is none.
fn batch(object: &Map<String, Value>) -> Option<Entry> {
    let request = object.get("request").and_then(Value::as_object);
    let is_named = object.contains_key("custom_id") || object.contains_key("key");
    if !is_named && request.is_none() {
        return None;
    }
    let (reply, succeeded) = match (object.get("result"), object.get("response")) {
        (Some(Value::Object(result)), _) => (
            result.get("message"),
            result.get("type").and_then(Value::as_str) == Some("succeeded"),
        ),
        (_, Some(Value::Object(response))) => {
            let status = response.get("status_code").and_then(Value::as_u64);
            let body = response.get("body");
            (
                body.or_else(|| object.get("response")),
                status.is_none_or(|status| status < 400),
            )
        }
        (_, None | Some(Value::Null)) if object.get("error").is_some_and(|e| !e.is_null()) => {
            (None, false)
        }
        _ => return None,
    };
    let Some(Value::Object(reply)) = reply.filter(|_| succeeded) else {
        return Some(Entry::Failed);
    };
    if reply.get("error").is_some_and(Value::is_object) {
        return Some(Entry::Failed);
    }
    let mut about = About::of(object);
    about.model = (about.model)
        .or_else(|| About::of(reply).model)
        .or_else(|| model_version(reply));
    about.prompt = about.prompt.or_else(|| request.and_then(requested));
    Some(Entry::of(about.turns(self::reply(reply))))
}

/// The name of the model in a reply of Gemini's.
fn model_version(reply: &Map<String, Value>) -> Option<String> {
    reply.get("modelVersion").and_then(scalar)
}

/// The outputs, by turn, in a reply of a model's programming interface, or in an evaluation's choices.
fn reply(object: &Map<String, Value>) -> Vec<(usize, String)> {
    if let Some(Value::Array(choices)) = object.get("choices") {
        return choices.iter().flat_map(choice).collect();
    }
    let joined = |texts: Vec<String>| -> Vec<(usize, String)> {
        let text = texts.concat();
        if texts.is_empty() {
            Vec::new()
        } else {
            vec![(0, text)]
        }
    };
    if let Some(Value::Array(candidates)) = object.get("candidates") {
        let parts = candidates.iter().filter_map(|candidate| {
            let parts = candidate.get("content")?.get("parts")?.as_array()?;
            // A thought is marked as one.
            let spoken = parts
                .iter()
                .filter(|part| part.get("thought") != Some(&Value::Bool(true)));
            let texts: Vec<String> = spoken.filter_map(text).collect();
            (!texts.is_empty()).then(|| (0, texts.concat()))
        });
        return parts.collect();
    }
    if let Some(Value::Array(items)) = object.get("output") {
        let messages = (items.iter())
            .filter(|item| item.get("type").and_then(Value::as_str) == Some("message"));
        return joined(
            messages
                .filter_map(|item| text(item.get("content")?))
                .collect(),
        );
    }
    let is_message = object.get("type").and_then(Value::as_str) == Some("message");
    if is_message && object.get("role").and_then(Value::as_str) == Some("assistant") {
        return joined(object.get("content").and_then(text).into_iter().collect());
    }
    Vec::new()
}

/// The outputs of one choice, by turn.
fn choice(choice: &Value) -> Vec<(usize, String)> {
    if let Some(Value::Array(turns)) = choice.get("turns") {
        return turns.iter().filter_map(text).enumerate().collect();
    }
    let message = choice.get("message").and_then(|message| {
        let content = message.get("content").and_then(text);
        content.or_else(|| message.get("refusal").and_then(text))
    });
    let output = message.or_else(|| choice.get("text").and_then(text));
    output.map(|output| (0, output)).into_iter().collect()
}

/// What is said of an entry's answers.
#[derive(Debug, Clone)]
struct About {
    model: Option<String>,
    id: Option<String>,
    prompt: Option<String>,
}

impl About {
    fn of(object: &Map<String, Value>) -> Self {
        let field = |name: &str| object.get(name).and_then(scalar);
        let first = |names: &[&str]| names.iter().find_map(|name| field(name));
        let asked = PROMPT.iter().find_map(|name| match object.get(*name) {
            Some(Value::Array(messages)) => chat::asked(messages),
            value => value.and_then(scalar),
        });
        Self {
            model: first(&MODEL).filter(|model| !model.trim().is_empty()),
            id: first(&ID),
            prompt: with_input(asked, field("input")),
        }
    }

    fn named(
        &self,
        turn: usize,
        model: Option<String>,
        prompt: Option<String>,
        output: String,
    ) -> Named {
        Named {
            model: model.or_else(|| self.model.clone()),
            record: Record {
                id: (self.id.as_ref()).map(|id| match turn {
                    0 => id.clone(),
                    turn => format!("{id}#{}", turn + 1),
                }),
                prompt,
                output,
            },
        }
    }

    /// Answers without the questions between them.
    fn turns(&self, outputs: Vec<(usize, String)>) -> Vec<Named> {
        let prompt = |turn: usize| self.prompt.clone().filter(|_| turn == 0);
        (outputs.into_iter())
            .map(|(turn, output)| self.named(turn, None, prompt(turn), output))
            .collect()
    }

    fn chat(&self, answers: Vec<Answer>) -> Vec<Named> {
        (answers.into_iter().enumerate())
            .map(|(turn, answer)| self.named(turn, answer.model, answer.prompt, answer.output))
            .collect()
    }
}

/// An instruction and the input it is about make one prompt.
fn with_input(prompt: Option<String>, input: Option<String>) -> Option<String> {
    match (prompt, input.filter(|input| !input.trim().is_empty())) {
        (Some(prompt), Some(input)) => Some(format!("{prompt}\n{input}")),
        (prompt, input) => prompt.or(input),
    }
}

/// A text, whole or as a list of parts.
pub fn text(value: &Value) -> Option<String> {
    let part = |part: &Value| -> Option<String> {
        let names = ["text", "content", "answer", "refusal"];
        let found = names.iter().find_map(|name| part.get(*name)?.as_str());
        found.or_else(|| part.as_str()).map(str::to_owned)
    };
    match value {
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(part).collect();
            (!parts.is_empty()).then(|| parts.concat())
        }
        value => part(value),
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
