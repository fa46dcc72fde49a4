//! Comments as rows: CSV, TSV, and JSON with one flat object a comment. What a column holds is known by its name, or
//! said by the caller ([`Columns`]). May use `thread`, `json` and the floor below.

use std::borrow::Cow;
use std::collections::HashSet;

use super::columns::{Columns, Found, Role};
use super::draft::{Draft, SameId};
use super::html::Rich;
use super::time;
use crate::exchange::json::{Doc, Value};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Rows on their way into a draft; what is looked at before reading goes the same way.
pub(super) struct Rows<'d> {
    pub draft: &'d mut Draft,
    /// Comments that were made.
    pub read: usize,
    /// Rows without words.
    pub skipped: usize,
    /// The first of those.
    first_skipped: u64,
    /// The comments the next row may stand below, with their depths, where columns say depths.
    above: Vec<(f64, CommentId)>,
}

impl<'d> Rows<'d> {
    pub fn new(draft: &'d mut Draft) -> Self {
        Self {
            draft,
            read: 0,
            skipped: 0,
            first_skipped: 0,
            above: Vec::new(),
        }
    }

    /// Takes in a row: what it says for each role, empty where it says nothing; `place` is its line or number.
    pub fn take<'a>(&mut self, place: u64, cell: impl Fn(Role) -> Cow<'a, str>) {
        let words = cell(Role::Text);
        if words.trim().is_empty() {
            if self.skipped == 0 {
                self.first_skipped = place;
            }
            self.skipped += 1;
            return;
        }
        self.read += 1;
        let id = match cell(Role::Id).trim() {
            "" => self.draft.next_number(),
            id => CommentId::from(id),
        };
        let rich = Rich::plain(&words);
        let mut comment = Comment::new(id, rich.text);
        comment.marks = rich.marks;
        let parent = cell(Role::Parent);
        let parent = parent.trim();
        comment.parent =
            (!says_nothing(parent) && parent != &*comment.id.0).then(|| CommentId::from(parent));
        let depth = cell(Role::Depth).trim().parse::<f64>().ok();
        let depth = depth.filter(|depth| depth.is_finite() && comment.parent.is_none());
        if let Some(depth) = depth {
            while self.above.last().is_some_and(|(above, _)| *above >= depth) {
                self.above.pop();
            }
            comment.parent = self.above.last().map(|(_, id)| id.clone());
        }
        let author = cell(Role::Author);
        let author = author.trim();
        comment.author = (!author.is_empty() && author != "[deleted]").then(|| author.to_owned());
        comment.time = when(cell(Role::Time).trim());
        match comment.text.as_str() {
            "[deleted]" => comment.flags.insert(Flag::Deleted),
            "[removed]" => comment.flags.insert(Flag::Removed),
            _ => {}
        }
        // Its id may have been another's already.
        if self.draft.push(comment, SameId::OtherComment)
            && let (Some(depth), Some(last)) = (depth, self.draft.thread.comments.last())
        {
            self.above.push((depth, last.id.clone()));
        }
    }

    /// A parent 0 says "none" in most tables; but where a comment has the id 0, it is that one.
    pub fn settle_zero(&mut self) {
        let zero = CommentId::from("0");
        let comments = &mut self.draft.thread.comments;
        if !comments.iter().any(|comment| comment.id == zero) {
            for comment in comments.iter_mut() {
                comment.parent.take_if(|parent| *parent == zero);
            }
        }
    }

    fn finish(
        mut self,
        input: &Input<'_>,
        which: impl FnOnce(u64) -> String,
    ) -> Result<(), ReadError> {
        self.settle_zero();
        if self.read == 0 {
            return Err(ReadError::bad(
                input.name,
                Place::Field("text".to_owned()),
                "no row has any words",
                "give each comment a field text (or body, comment, content, message), or say which field holds them",
            ));
        }
        if self.skipped > 0 {
            self.draft.warn(
                input,
                format!(
                    "{} rows without words were left out ({}); {} were read",
                    self.skipped,
                    which(self.first_skipped),
                    self.read
                ),
            );
        }
        Ok(())
    }
}

/// Whether a parent says that there is none.
fn says_nothing(parent: &str) -> bool {
    matches!(
        parent.to_ascii_lowercase().as_str(),
        "" | "null" | "none" | "nan" | "-1"
    )
}

/// A time as tables have it, as ISO 8601.
fn when(stated: &str) -> Option<String> {
    if time::is_iso(stated) {
        return Some(stated.replacen(' ', "T", 1));
    }
    let seconds = stated.parse::<f64>().ok();
    seconds
        .and_then(|t| time::from_unix(t as i64))
        .or_else(|| time::from_mail(stated))
}

/// So many rows of equally many fields, four or more, are a table.
const LIKE_A_TABLE: usize = 5;

/// Which sign separates the columns of a table: the one that gives the first line most of them.
fn delimiter(head: &str) -> u8 {
    let first = head.lines().next().unwrap_or("");
    [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|d| (first.bytes().filter(|b| b == d).count(), *d == b','))
        .unwrap_or(b',')
}

/// The rows of a table, its first line among them.
pub(super) fn records(source: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(source))
        .from_reader(source.as_bytes())
}

/// Names for the columns of a row: what stands in it, or `#` and the column's number where nothing does, where
/// another column is called so already, or where the row is none of names.
pub(super) fn names(row: &csv::StringRecord, headless: bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(row.len());
    let mut seen = HashSet::new();
    for (n, name) in row.iter().enumerate() {
        let name = name.trim();
        let name = match headless || name.is_empty() || !seen.insert(name) {
            true => format!("#{}", n + 1),
            false => name.to_owned(),
        };
        names.push(name);
    }
    names
}

/// Recognises a table by the names in its first line.
pub fn recognise_csv(sniff: &Sniff<'_>) -> Confidence {
    if sniff.is_json() || sniff.is_markup() || sniff.is_binary() {
        return Confidence::No;
    }
    let first = records(&sniff.head).records().next();
    let names = match first {
        Some(Ok(first)) => names(&first, false),
        _ => Vec::new(),
    };
    let found = Columns::default().find(&names).unwrap_or_default();
    let has = |role: Role| found.get(role).is_some();
    let others = [Role::Id, Role::Parent, Role::Author, Role::Time];
    match (
        has(Role::Text),
        others.into_iter().filter(|c| has(*c)).count(),
    ) {
        (true, 2..) => Confidence::Certain,
        (true, 1) => Confidence::Likely,
        // Still a table: the reader says what its first line lacks, rather than each row being taken for a paragraph.
        _ if is_table(sniff) => Confidence::Maybe,
        _ => Confidence::No,
    }
}

/// Whether it is a table, whatever its first line says: by its ending, or as rows of equally many fields.
fn is_table(sniff: &Sniff<'_>) -> bool {
    if sniff.head.trim().is_empty() {
        return false;
    }
    if matches!(sniff.extension.as_str(), "csv" | "tsv") {
        return true;
    }
    let widths: Vec<usize> = (records(&sniff.head).records().take(LIKE_A_TABLE))
        .map_while(|record| record.ok().map(|r| r.len()))
        .collect();
    widths.len() == LIKE_A_TABLE && widths.iter().all(|n| *n >= 4 && widths.first() == Some(n))
}

/// Reads a table with a first line of names, as RFC 4180 has it (tabs and semicolons may stand for the commas).
///
/// # Errors
/// [`ReadError`] if it is no text, has no column of words, lacks a column that was said, or has no row.
pub fn read_csv(
    input: &Input<'_>,
    draft: &mut Draft,
    progress: &Progress,
) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let said = draft.columns.clone();
    let mut found = None;
    if let Some(line) = never_closed(&source) {
        return Err(ReadError::bad(
            input.name,
            Place::Line(line, 1),
            "a quotation mark is opened in this row and never closed, so the rest of the table would be taken for one field",
            "close it or double it, or export the table again as CSV",
        ));
    }
    let mut rows = Rows::new(draft);
    for record in records(&source).records() {
        progress.check()?;
        let record = record.map_err(|e| unreadable(input, &e))?;
        let found = match &found {
            Some(found) => found,
            None => {
                let names = names(&record, said.headless());
                let found = found.insert(find(input, &said, &names)?);
                if !said.headless() {
                    continue;
                }
                found
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        rows.take(line, |role| {
            let cell = found.get(role).and_then(|column| record.get(column));
            Cow::Borrowed(cell.unwrap_or_default())
        });
    }
    rows.finish(input, |line| format!("the first is line {line}"))
}

/// The line of a last row that goes on to the end of the table only because a quotation mark in it is never closed.
fn never_closed(source: &str) -> Option<u64> {
    let last = records(source)
        .into_records()
        .map_while(Result::ok)
        .last()?;
    let goes_on = last.iter().next_back()?.trim_end().contains('\n');
    let start = last.position()?;
    let row = source.get(usize::try_from(start.byte()).ok()?..)?;
    (goes_on && row.bytes().filter(|byte| *byte == b'"').count() % 2 == 1).then(|| start.line())
}

/// The sentence for a row that is none.
pub(super) fn unreadable(input: &Input<'_>, error: &csv::Error) -> ReadError {
    ReadError::bad(
        input.name,
        Place::Line(error.position().map_or(1, csv::Position::line), 1),
        "this row can't be read as a table's",
        "export the table again as CSV",
    )
}

/// Which column plays which role.
fn find(input: &Input<'_>, said: &Columns, names: &[String]) -> Result<Found, ReadError> {
    let bad =
        |what: String, remedy: &str| ReadError::bad(input.name, Place::Line(1, 1), what, remedy);
    let found = said.find(names).map_err(|name| {
        let there: String = names.join(", ").chars().take(200).collect();
        bad(
            format!("there is no column “{name}”"),
            &format!("use one of {there}"),
        )
    })?;
    if found.get(Role::Text).is_none() {
        return Err(bad(
            "the first line names no column of words".to_owned(),
            "put a line with the names of the columns above it, such as id,parent,author,time,text, or say which \
             column holds the words",
        ));
    }
    Ok(found)
}

/// Recognises flat objects by their keys; formats that know more of them come first.
pub fn recognise_json(sniff: &Sniff<'_>) -> Confidence {
    let has = |role: Role| role.known().iter().any(|name| sniff.json_root_has(name));
    if !(sniff.is_json_lines() || sniff.is_json_array()) || !has(Role::Text) {
        return Confidence::No;
    }
    match (has(Role::Parent), has(Role::Author) || has(Role::Id)) {
        (true, true) => Confidence::Likely,
        (false, true) | (true, false) => Confidence::Maybe,
        _ => Confidence::No,
    }
}

/// What an object says for a role.
fn field<'a>(object: Value<'_, 'a>, said: &Columns, role: Role) -> Cow<'a, str> {
    let known = || {
        let mut names = role.known().iter().filter(|name| !said.is_taken(name));
        names.find_map(|name| object.get(name)?.id())
    };
    let value = match said.said(role) {
        Some(name) => name.and_then(|name| inside(object, name)),
        None if role == Role::Depth && states_parents(object) => None,
        None => known(),
    };
    value.unwrap_or_default()
}

/// Whether an object has a field for its parent, filled or not.
fn states_parents(object: Value<'_, '_>) -> bool {
    (Role::Parent.known().iter()).any(|name| object.get(name).is_some())
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

/// Reads one object a comment: one a line, or all in an array.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, or no object has words.
pub fn read_json(
    input: &Input<'_>,
    draft: &mut Draft,
    progress: &Progress,
) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let said = draft.columns.clone();
    let mut rows = Rows::new(draft);
    let mut number = 0;
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        for object in objects(&doc) {
            progress.check()?;
            number += 1;
            rows.take(number, |role| field(object, &said, role));
        }
    }
    rows.finish(input, |number| match said.said(Role::Text) {
        Some(Some(name)) => format!("the first is number {number}; they have no field {name}"),
        _ => "they have none of the fields text, body, content".to_owned(),
    })
}

/// The objects of a JSON value: itself, or those directly in an array.
pub(super) fn objects<'d, 'a>(doc: &'d Doc<'a>) -> impl Iterator<Item = Value<'d, 'a>> {
    let root = doc.root();
    let single = root.is_object().then_some(root);
    let many = (root.children()).filter(move |value| single.is_none() && value.is_object());
    single.into_iter().chain(many)
}
