//! Conversations as answers, each with what was asked before it: lists of messages, and the tree of versions that
//! ChatGPT exports. May use [`super::shape`] for texts.

use super::shape::text;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Hexadecimal digits of the hash of what the user had said earlier.
const MARK: usize = 16;

/// One answer in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The model, where every answer names one.
    pub model: Option<String>,
    /// What was asked before it; see [`super::shape`] for the second and later ones.
    pub prompt: Option<String>,
    /// The answer.
    pub output: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    User,
    Model,
    Other,
}

impl Role {
    fn of(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            "assistant" | "gpt" | "model" | "bot" | "chatgpt" | "bing" | "bard" | "claude" => {
                Self::Model
            }
            "user" | "human" | "prompter" => Self::User,
            _ => Self::Other,
        }
    }
}

/// Puts questions to answers as messages come by.
#[derive(Default)]
struct Course {
    answers: Vec<Answer>,
    asked: Option<String>,
    /// Of all that the user has said, and whether that was anything.
    earlier: Sha256,
    begun: bool,
}

impl Course {
    fn message(&mut self, role: Role, model: Option<String>, content: String) {
        match role {
            Role::Model => {
                let prompt = self.asked.take().map(|asked| self.marked(asked));
                self.answers.push(Answer {
                    model,
                    prompt,
                    output: content,
                });
            }
            Role::User => {
                // What got no answer belongs to the question that follows.
                self.asked = Some(match self.asked.take() {
                    Some(before) => before + "\n" + &content,
                    None => content,
                });
            }
            Role::Other => {}
        }
    }

    /// A question with a mark of those before it, and from now on one of those before.
    fn marked(&mut self, asked: String) -> String {
        let earlier = self.earlier.clone().finalize();
        self.earlier.update((asked.len() as u64).to_le_bytes());
        self.earlier.update(asked.as_bytes());
        if !std::mem::replace(&mut self.begun, true) {
            return asked;
        }
        let mut mark = String::new();
        for byte in earlier.iter().take(MARK / 2) {
            // Writing to a String cannot fail.
            let _ = write!(mark, "{byte:02x}");
        }
        format!("{asked}\n[after {mark}]")
    }
}

/// The answers in a list of messages, each with the user's message before it.
pub fn answers(messages: &[Value]) -> Vec<Answer> {
    let mut course = Course::default();
    for message in messages {
        if let Some(content) = content(message) {
            course.message(role(message), None, content);
        }
    }
    course.answers
}

/// What the user says in a list of messages that has no answer.
pub fn asked(messages: &[Value]) -> Option<String> {
    let said: Vec<String> = (messages.iter())
        .filter(|message| role(message) == Role::User)
        .filter_map(content)
        .collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

fn role(message: &Value) -> Role {
    let name = ["role", "from", "sender"]
        .iter()
        .find_map(|name| message.get(*name)?.as_str());
    Role::of(name.unwrap_or_default())
}

/// A message's content; Claude's export has it as parts, and in older ones as one text.
fn content(message: &Value) -> Option<String> {
    ["content", "value", "text"]
        .iter()
        .find_map(|name| text(message.get(*name)?))
}

/// The answers on the branch that is shown of ChatGPT's tree of versions: from the current node up to the root. Where
/// no current node is named, it is the end of the last branch. Only texts are answers: no thoughts, no tools' output.
pub fn tree(mapping: &Map<String, Value>, current: Option<&str>) -> Vec<Answer> {
    let get = |id: &str| mapping.get(id);
    let current = current.filter(|id| mapping.contains_key(*id));
    let mut at = current.map(str::to_owned).or_else(|| last_leaf(mapping));
    let mut seen = BTreeSet::new();
    let mut branch = Vec::new();
    while let Some(id) = at {
        let Some(node) = get(&id) else { break };
        if !seen.insert(id) {
            break;
        }
        branch.push(node);
        at = node
            .get("parent")
            .and_then(Value::as_str)
            .map(str::to_owned);
    }
    let mut course = Course::default();
    for message in branch.iter().rev().filter_map(|node| node.get("message")) {
        let role = message.get("author").and_then(|author| author.get("role"));
        let role = Role::of(role.and_then(Value::as_str).unwrap_or_default());
        let kind = message.get("content").and_then(|c| c.get("content_type"));
        let is_text =
            ["text", "multimodal_text"].contains(&kind.and_then(Value::as_str).unwrap_or("text"));
        let parts = message
            .get("content")
            .and_then(|content| content.get("parts"));
        let Some(said) = parts
            .and_then(text)
            .filter(|said| is_text && !said.is_empty())
        else {
            continue;
        };
        let model = message
            .get("metadata")
            .and_then(|about| about.get("model_slug"));
        course.message(role, model.and_then(Value::as_str).map(str::to_owned), said);
    }
    course.answers
}

/// From the root always to the last child.
fn last_leaf(mapping: &Map<String, Value>) -> Option<String> {
    let is_root = |node: &Value| node.get("parent").is_none_or(Value::is_null);
    let (mut id, _) = mapping.iter().find(|(_, node)| is_root(node))?;
    let mut seen = BTreeSet::new();
    while seen.insert(id) {
        let children = mapping
            .get(id)
            .and_then(|node| node.get("children")?.as_array());
        let last = children.and_then(|children| children.last()?.as_str());
        match last.and_then(|last| mapping.get_key_value(last)) {
            Some((next, _)) => id = next,
            None => break,
        }
    }
    Some(id.clone())
}
