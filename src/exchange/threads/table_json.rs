//! Comments as JSON: one object a comment, one a line or in an array, flat or with the answers to each within it. What a
//! field holds is known by its name, or said by the caller ([`Columns`]). May use `thread`, `json` and the floor below.

use std::borrow::Cow;
use std::collections::HashMap;

use super::columns::{Columns, Role};
use super::draft::Draft;
use super::table::Rows;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::CommentId;

/// What the answers to a comment stand under, and the comments of a post.
const ANSWERS: [&str; 5] = ["replies", "children", "comments", "answers", "responses"];
/// What all comments may stand under, in the outermost object.
const LISTS: [&str; 6] = ["messages", "posts", "items", "data", "results", "response"];

/// Recognises objects by their keys; formats that know more of them come first.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let root = |role: Role| sniff.json_root_keys().any(|key| is(key, role));
    let has = |role: Role| sniff.json_keys().any(|key| is(key, role));
    if sniff.is_json_lines() || sniff.is_json_array() {
        return match (
            root(Role::Text),
            root(Role::Parent),
            root(Role::Author) || root(Role::Id),
        ) {
            (true, true, true) => Confidence::Likely,
            (true, false, true) | (true, true, false) => Confidence::Maybe,
            _ => Confidence::No,
        };
    }
    // One line, one comment.
    if root(Role::Text) && root(Role::Author) && root(Role::Id) && root(Role::Parent) {
        return Confidence::Maybe;
    }
    // Feeds and answers of all kinds have lists of that name: only comments say what they answer.
    let list = ANSWERS.iter().any(|key| sniff.json_root_has(key))
        || sniff.json_root_has("messages")
        || (LISTS.iter().any(|key| sniff.json_root_has(key)) && has(Role::Parent));
    let nested = ["replies", "children"]
        .iter()
        .any(|key| sniff.json_has(key));
    let told = nested || has(Role::Parent) || has(Role::Time) || has(Role::Id);
    if list && has(Role::Text) && has(Role::Author) && told {
        Confidence::Maybe
    } else {
        Confidence::No
    }
}

fn is(key: &str, role: Role) -> bool {
    Role::named(key).is_some_and(|(of, _)| of == role)
}

/// What the fields of objects are by their names, kept from one to the next.
#[derive(Default)]
struct Names(HashMap<String, Option<(Role, usize)>>);

impl Names {
    fn role(&mut self, key: &str) -> Option<(Role, usize)> {
        if let Some(known) = self.0.get(key) {
            return *known;
        }
        let named = Role::named(key);
        if self.0.len() < 10_000 {
            self.0.insert(key.to_owned(), named);
        }
        named
    }

    /// What an object says for every role.
    fn fields<'a>(
        &mut self,
        object: Value<'_, 'a>,
        said: &Columns,
    ) -> [Option<Cow<'a, str>>; Role::ALL.len()] {
        let mut best = [const { None::<(usize, Cow<'a, str>)> }; Role::ALL.len()];
        let mut states_parents = false;
        for value in object.children() {
            let Some(key) = value.key() else { continue };
            // Chats name the message that is answered within an object; elsewhere the word means other things.
            let referred = key == "reference" && value.get("messageId").is_some();
            let named = self.role(&key);
            let Some((role, place)) = named.or(referred.then_some((Role::Parent, 0))) else {
                continue;
            };
            states_parents |= role == Role::Parent;
            if said.said(role).is_some() || said.is_taken(&key) {
                continue;
            }
            // A number beside a name is the writer's id.
            let number = role == Role::Author && value.number().is_some();
            let place = place
                + if number {
                    Role::Author.known().len()
                } else {
                    0
                };
            if let Some(best) = best.get_mut(role as usize)
                && best.as_ref().is_none_or(|(other, _)| place < *other)
                && let Some(value) = plain(value, role)
            {
                *best = Some((place, value));
            }
        }
        let mut fields = best.map(|best| best.map(|(_, value)| value));
        for role in Role::ALL {
            if let Some(field) = fields.get_mut(role as usize) {
                if let Some(name) = said.said(role) {
                    *field = name.and_then(|name| inside(object, name));
                } else if role == Role::Depth && states_parents {
                    *field = None;
                }
            }
        }
        fields
    }
}

/// A field as text: a string or number, or of an object that stands for a person or a comment what it is called, and of
/// one that holds the same words in several ways the first.
fn plain<'a>(value: Value<'_, 'a>, role: Role) -> Option<Cow<'a, str>> {
    let keys: &[&str] = match role {
        Role::Author => &[
            "login",
            "username",
            "user_name",
            "name",
            "display_name",
            "id",
        ],
        Role::Parent => &["id", "messageId"],
        Role::Text => &["rendered", "raw", "text"],
        _ => &[],
    };
    let called = || keys.iter().find_map(|key| value.get(key)?.id());
    let pieces = || (role == Role::Text).then(|| pieces(value)).flatten();
    value.id().or_else(called).or_else(pieces)
}

/// Words that stand in pieces, some of them with what they are: `["Look ", {"type": "link", "text": "here"}]`.
fn pieces<'a>(value: Value<'_, 'a>) -> Option<Cow<'a, str>> {
    if !value.is_array() {
        return None;
    }
    let is_comment = |v: Value<'_, '_>| {
        v.children()
            .filter_map(|v| v.key())
            .any(|key| is(&key, Role::Id) || is(&key, Role::Author))
    };
    let piece = |v: Value<'_, 'a>| match v.is_object() {
        true if is_comment(v) => None,
        true => v.get("text")?.str(),
        false => v.str(),
    };
    let pieces: Option<Vec<Cow<'a, str>>> = value.children().map(piece).collect();
    pieces
        .filter(|pieces| !pieces.is_empty())
        .map(|pieces| Cow::Owned(pieces.concat()))
}

/// The value under a key, or under the keys that full stops separate: `user.login`.
pub(super) fn inside<'a>(object: Value<'_, 'a>, name: &str) -> Option<Cow<'a, str>> {
    if let Some(value) = object.get(name) {
        return value.id();
    }
    let mut at = object;
    for key in name.split('.') {
        at = at.get(key)?;
    }
    at.id()
}

/// Reads one object a comment.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no object has words.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let said = draft.columns.clone();
    let mut rows = Rows::new(draft);
    let mut names = Names::default();
    let mut number = 0;
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let (objects, title) = objects(&doc);
        if let Some(title) = title {
            rows.draft.thread.title.get_or_insert(title);
        }
        let mut ids: Vec<Option<CommentId>> = Vec::with_capacity(objects.len());
        for (object, within) in objects {
            progress.check()?;
            number += 1;
            let mut fields = names.fields(object, &said);
            let above = within.and_then(|at| ids.get(at)?.as_ref());
            if let (Some(above), Some(parent)) = (above, fields.get_mut(Role::Parent as usize)) {
                parent.get_or_insert_with(|| Cow::Owned(above.to_string()));
            }
            ids.push(rows.take(number, |role| {
                let field = fields.get(role as usize).cloned().flatten();
                field.unwrap_or_default()
            }));
        }
    }
    rows.finish(input, |number| match said.said(Role::Text) {
        Some(Some(name)) => format!("the first is number {number}; they have no field {name}"),
        _ => "they have none of the fields text, body, content".to_owned(),
    })
}

/// The objects of a JSON value that may be comments, each with the place of the one it stands within, and the title of
/// the post around them. What only holds lists of others is none, nor is a post with its comments.
pub(super) fn objects<'d, 'a>(
    doc: &'d Doc<'a>,
) -> (Vec<(Value<'d, 'a>, Option<usize>)>, Option<String>) {
    let mut objects = Vec::new();
    let mut title = None;
    let mut waiting = vec![(doc.root(), None, true)];
    while let Some((value, within, outermost)) = waiting.pop() {
        let at = waiting.len();
        if value.is_array() {
            let inside = value.children().filter(|v| v.is_object());
            waiting.extend(inside.map(|v| (v, within, false)));
        } else if value.is_object() {
            let lists = |names: &'static [&'static str]| {
                let lists = names.iter().filter_map(move |name| value.get(name));
                lists.filter(|list| list.children().next().is_some_and(Value::is_object))
            };
            let mut inside: Vec<_> = lists(&ANSWERS).filter(|list| list.is_array()).collect();
            let words = value.children().any(|v| {
                plain(v, Role::Text).is_some() && v.key().is_some_and(|key| is(&key, Role::Text))
            });
            if outermost && !words && inside.is_empty() {
                inside.extend(lists(&LISTS).filter(|list| list.is_array()));
            }
            let titled = value.get("title").and_then(Value::str);
            let around = !inside.is_empty() && (!words || (outermost && titled.is_some()));
            let mut place = within;
            if around {
                title = title.or(titled.map(Cow::into_owned));
            } else {
                place = Some(objects.len());
                objects.push((value, within));
            }
            waiting.extend(inside.into_iter().map(|list| (list, place, false)));
        }
        if let Some(added) = waiting.get_mut(at..) {
            added.reverse();
        }
    }
    (objects, title)
}
