//! A look at a table before it is read: what its columns are called, a few of their values, and what would become of
//! its rows if the columns held what somebody says. May use `table` and the floor below.

use std::borrow::Cow;
use std::collections::HashSet;

use super::columns::{Columns, Found, Role};
use super::draft::Draft;
use super::table::{Rows, names, records, source, unreadable};
use super::table_json::{inside, objects};
use crate::exchange::json::{Doc, Value};
use crate::exchange::{Input, ReadError, Sniff, detect, json_error, packed, text};
use crate::progress::Progress;

/// Rows that are kept to be looked at.
const KEPT_ROWS: usize = 1_000;
/// Characters of a value that are kept.
const KEPT_CHARACTERS: usize = 300;
/// Columns that are kept; objects may have any keys.
const KEPT_COLUMNS: usize = 100;

/// A table, or flat JSON objects, as far as was looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are called; `#3` is the third where it has no name.
    pub names: Vec<String>,
    /// The first rows, as many values as there are names or fewer; long ones are cut.
    rows: Vec<Vec<String>>,
    /// The first line as a row, where names stand in it.
    head: Option<Vec<String>>,
    /// How many rows there are, without the line of names.
    pub total: usize,
}

/// What would become of the rows that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preview {
    /// Rows that were looked at.
    pub rows: usize,
    /// Comments they would be.
    pub comments: usize,
    /// Rows without words: left out.
    pub without_words: usize,
    /// Comments that answer nobody.
    pub top_level: usize,
    /// Comments that answer one which is not among the rows that were looked at.
    pub missing_parent: usize,
    /// Different names of authors.
    pub authors: usize,
    /// Comments with a time that can be read.
    pub with_time: usize,
}

/// Looks at an input that is a table, or flat JSON objects; `None` for anything else.
///
/// # Errors
/// [`ReadError`] if it is a table that cannot be read at all.
pub fn look(input: &Input<'_>, progress: &Progress) -> Result<Option<Table>, ReadError> {
    let unpacked = packed::unpack(input, progress)?;
    let input = Input {
        name: input.name,
        bytes: unpacked.as_deref().unwrap_or(input.bytes),
    };
    match detect(input.bytes, input.name).map(|format| format.name) {
        Some("csv") => look_csv(&input, progress).map(Some),
        Some("jsonl") => look_json(&input, progress).map(Some),
        Some(_) => Ok(None),
        None => {
            let sniff = Sniff::new(input.name, input.bytes);
            match sniff.is_json_lines() || sniff.is_json_array() {
                true => look_json(&input, progress).map(Some),
                false => Ok(None),
            }
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(KEPT_CHARACTERS).collect()
}

fn look_csv(input: &Input<'_>, progress: &Progress) -> Result<Table, ReadError> {
    let (source, _) = source(input)?;
    let mut table = Table::default();
    for record in records(&source).records() {
        progress.check()?;
        let record = record.map_err(|e| unreadable(input, &e))?;
        let row = || record.iter().take(KEPT_COLUMNS).map(cut).collect();
        if table.head.is_none() {
            table.names = names(&record, false);
            table.names.truncate(KEPT_COLUMNS);
            table.head = Some(row());
            continue;
        }
        table.total += 1;
        if table.rows.len() < KEPT_ROWS {
            table.rows.push(row());
        }
    }
    Ok(table)
}

fn look_json(input: &Input<'_>, progress: &Progress) -> Result<Table, ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let mut table = Table::default();
    let mut seen = HashSet::new();
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        for (object, _) in objects(&doc).0 {
            progress.check()?;
            table.total += 1;
            if table.rows.len() >= KEPT_ROWS {
                continue;
            }
            for value in object.children() {
                for name in fields(value) {
                    if table.names.len() < KEPT_COLUMNS && seen.insert(name.clone()) {
                        table.names.push(name);
                    }
                }
            }
            let cell = |name: &String| cut(&inside(object, name).unwrap_or_default());
            table.rows.push(table.names.iter().map(cell).collect());
        }
    }
    Ok(table)
}

/// What the fields of an object are called that hold words or numbers: its own, and those of an object in it.
fn fields(value: Value<'_, '_>) -> Vec<String> {
    let key = |value: Value<'_, '_>| value.key().map(Cow::into_owned).unwrap_or_default();
    if !value.is_object() {
        let plain = value.id().is_some() || value.is_null();
        return plain.then(|| key(value)).into_iter().collect();
    }
    let inner = value.children().filter(|inner| inner.id().is_some());
    inner
        .map(|inner| format!("{}.{}", key(value), key(inner)))
        .collect()
}

impl Table {
    /// Which column plays which role, as somebody said and as they are called.
    pub fn found(&self, columns: &Columns) -> Found {
        columns.find(&self.names).unwrap_or_default()
    }

    /// Whether there is something to ask: words, authors, times, ids or answers are in no column whose name is known,
    /// and a column is left over that may hold them.
    pub fn asks(&self) -> bool {
        let found = self.found(&Columns::default());
        if found.get(Role::Text).is_none() {
            return true;
        }
        let nested = found.get(Role::Parent).or(found.get(Role::Depth));
        let wanted = [Role::Author, Role::Time, Role::Id].map(|role| found.get(role));
        let open = nested.is_none() || wanted.contains(&None);
        open && (0..self.names.len()).any(|column| {
            found.role_of(column).is_none() && self.samples(column, 1, false).len() == 1
        })
    }

    /// The first different values of a column, at most `most`; `headless` counts the first line as a row.
    pub fn samples(&self, column: usize, most: usize, headless: bool) -> Vec<&str> {
        let mut samples: Vec<&str> = Vec::new();
        for row in self.rows(headless) {
            let value = row.get(column).map_or("", |value| value.trim());
            if !value.is_empty() && !samples.contains(&value) {
                samples.push(value);
                if samples.len() >= most {
                    break;
                }
            }
        }
        samples
    }

    /// Whether the first line may be a row: tables have one, objects have none.
    pub fn has_head(&self) -> bool {
        self.head.is_some()
    }

    fn rows(&self, headless: bool) -> impl Iterator<Item = &Vec<String>> {
        self.head.iter().filter(move |_| headless).chain(&self.rows)
    }

    /// What would become of the rows that were looked at. `found` says which column plays which role.
    pub fn preview(&self, found: &Found, headless: bool) -> Preview {
        let mut draft = Draft::default();
        draft.begin();
        let mut rows = Rows::new(&mut draft);
        for (n, row) in self.rows(headless).enumerate() {
            rows.take(n as u64, |role| {
                let cell = found.get(role).and_then(|column| row.get(column));
                Cow::Borrowed(cell.map_or("", String::as_str))
            });
        }
        let (without_words, _) = rows.settle();
        let comments = rows.read;
        let stats = draft.thread.stats();
        let with_time = draft.thread.comments.iter().filter(|c| c.time.is_some());
        Preview {
            rows: comments + without_words,
            comments,
            without_words,
            top_level: stats.top_level,
            missing_parent: stats.missing_parent,
            authors: stats.authors,
            with_time: with_time.count(),
        }
    }
}
