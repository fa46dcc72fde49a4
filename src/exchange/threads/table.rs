//! Comments as rows: CSV, TSV, and JSON with one flat object a comment. Columns are known by their names. May use
//! `thread`, `json` and the floor below.

use super::draft::{Draft, SameId};
use super::html::Rich;
use super::time;
use crate::exchange::json::Doc;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, json_error, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// What a column can hold, with the names it goes by, in order of preference.
const COLUMNS: [(Column, &[&str]); 5] = [
    (
        Column::Id,
        &["id", "comment_id", "commentid", "post_id", "_id", "uuid"],
    ),
    (
        Column::Parent,
        &[
            "parent",
            "parent_id",
            "parentid",
            "parent_comment",
            "reply_to",
            "reply-to",
            "in_reply_to",
            "in_reply_to_id",
        ],
    ),
    (
        Column::Author,
        &[
            "author",
            "user",
            "username",
            "user_name",
            "by",
            "speaker",
            "name",
            "creator",
            "author_name",
        ],
    ),
    (
        Column::Time,
        &[
            "created_at",
            "time",
            "timestamp",
            "date",
            "datetime",
            "created_utc",
            "created",
            "published",
            "createdat",
        ],
    ),
    (
        Column::Text,
        &[
            "text",
            "body",
            "comment",
            "content",
            "message",
            "comment_text",
            "comment_body",
            "comment-body",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Parent,
    Author,
    Time,
    Text,
}

/// The column of the first of the names for `wanted` that is there.
fn column(wanted: Column, mut has: impl FnMut(&str) -> Option<usize>) -> Option<usize> {
    let (_, names) = COLUMNS.iter().find(|(c, _)| *c == wanted)?;
    names.iter().find_map(|name| has(name))
}

/// One row: texts as they stand in the file, empty where a column is absent.
#[derive(Default)]
struct Row {
    id: String,
    parent: String,
    author: String,
    time: String,
    text: String,
}

impl Row {
    /// The comment of this row; `number` stands in for an id.
    fn comment(self, number: usize) -> Comment {
        let id = match self.id.trim() {
            "" => number.to_string(),
            id => id.to_owned(),
        };
        let rich = Rich::plain(&self.text);
        let nothing = |text: &str| {
            matches!(
                text.to_ascii_lowercase().as_str(),
                "" | "null" | "none" | "nan" | "-1"
            )
        };
        let parent = self.parent.trim();
        let mut comment = Comment::new(id.as_str(), rich.text);
        comment.marks = rich.marks;
        comment.parent = (!nothing(parent) && parent != id).then(|| CommentId::from(parent));
        let author = self.author.trim();
        comment.author = (!author.is_empty() && author != "[deleted]").then(|| author.to_owned());
        let stated = self.time.trim();
        comment.time = if time::is_iso(stated) {
            Some(stated.replacen(' ', "T", 1))
        } else {
            stated
                .parse::<f64>()
                .ok()
                .and_then(|t| time::from_unix(t as i64))
                .or_else(|| time::from_mail(stated))
        };
        match comment.text.as_str() {
            "[deleted]" => comment.flags.insert(Flag::Deleted),
            "[removed]" => comment.flags.insert(Flag::Removed),
            _ => {}
        }
        comment
    }
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

/// Names in the first line of a table, in lower case.
fn names(head: &str, delimiter: u8) -> Vec<String> {
    let first = head.lines().next().unwrap_or("");
    csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(first.as_bytes())
        .records()
        .next()
        .and_then(Result::ok)
        .map(|r| r.iter().map(|n| n.trim().to_lowercase()).collect())
        .unwrap_or_default()
}

/// Recognises a table by the names in its first line.
pub fn recognise_csv(sniff: &Sniff<'_>) -> Confidence {
    if sniff.is_json() || sniff.is_markup() || sniff.is_binary() {
        return Confidence::No;
    }
    let names = names(&sniff.head, delimiter(&sniff.head));
    let has = |c: Column| column(c, |n| names.iter().position(|m| m == n)).is_some();
    let others = [Column::Id, Column::Parent, Column::Author, Column::Time]
        .into_iter()
        .filter(|c| has(*c))
        .count();
    match (has(Column::Text), others) {
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
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&sniff.head))
        .from_reader(sniff.head.as_bytes());
    let widths: Vec<usize> = (reader.records().take(LIKE_A_TABLE))
        .map_while(|record| record.ok().map(|r| r.len()))
        .collect();
    widths.len() == LIKE_A_TABLE && widths.iter().all(|n| *n >= 4 && widths.first() == Some(n))
}

/// Reads a table with a first line of names, as RFC 4180 has it (tabs and semicolons may stand for the commas).
///
/// # Errors
/// [`ReadError`] if it is no text, has no column of words, or no row.
pub fn read_csv(
    input: &Input<'_>,
    draft: &mut Draft,
    progress: &Progress,
) -> Result<(), ReadError> {
    let source = text::decode(input.name, input.bytes)?;
    let delimiter = delimiter(&source);
    let names = names(&source, delimiter);
    let find = |c: Column| column(c, |n| names.iter().position(|m| m == n));
    let Some(words) = find(Column::Text) else {
        return Err(ReadError::bad(
            input.name,
            Place::Line(1, 1),
            "the first line names no column of words",
            "put a line with the names of the columns above it, such as id,parent,author,time,text",
        ));
    };
    let columns = [Column::Id, Column::Parent, Column::Author, Column::Time].map(find);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(source.as_bytes());
    let (mut read, mut skipped, mut first_skipped) = (0usize, 0usize, 0u64);
    for record in reader.records() {
        progress.check()?;
        let record = record.map_err(|e| {
            let line = e.position().map_or(1, csv::Position::line);
            let fault = "this row can't be read as a table's";
            ReadError::bad(
                input.name,
                Place::Line(line, 1),
                fault,
                "export the table again as CSV",
            )
        })?;
        let field =
            |column: Option<usize>| column.and_then(|c| record.get(c)).unwrap_or("").to_owned();
        let text = field(Some(words));
        if text.trim().is_empty() {
            if skipped == 0 {
                first_skipped = record.position().map_or(0, csv::Position::line);
            }
            skipped += 1;
            continue;
        }
        read += 1;
        let [id, parent, author, time] = columns.map(field);
        let row = Row {
            id,
            parent,
            author,
            time,
            text,
        };
        draft.push(row.comment(read), SameId::OtherComment);
    }
    finish(
        input,
        draft,
        read,
        skipped,
        &format!("the first is line {first_skipped}"),
    )
}

/// Recognises flat objects by their keys; formats that know more of them come first.
pub fn recognise_json(sniff: &Sniff<'_>) -> Confidence {
    let has = |c: Column| column(c, |n| sniff.json_root_has(n).then_some(0)).is_some();
    if !(sniff.is_json_lines() || sniff.is_json_array()) || !has(Column::Text) {
        return Confidence::No;
    }
    match (has(Column::Parent), has(Column::Author) || has(Column::Id)) {
        (true, true) => Confidence::Likely,
        (false, true) | (true, false) => Confidence::Maybe,
        _ => Confidence::No,
    }
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
    let (mut read, mut skipped) = (0usize, 0usize);
    for doc in Doc::parse_many(&source) {
        let doc = doc.map_err(|e| json_error(input.name, &source, &e))?;
        let root = doc.root();
        let single = root.is_object().then_some(root);
        let many = root
            .children()
            .filter(|v| single.is_none() && v.is_object());
        for object in single.into_iter().chain(many) {
            progress.check()?;
            let field = |wanted: Column| {
                let (_, names) = COLUMNS.iter().find(|(c, _)| *c == wanted)?;
                names.iter().find_map(|name| object.get(name)?.id())
            };
            let text = field(Column::Text).unwrap_or_default().into_owned();
            if text.trim().is_empty() {
                skipped += 1;
                continue;
            }
            read += 1;
            let string = |c: Column| field(c).unwrap_or_default().into_owned();
            let row = Row {
                id: string(Column::Id),
                parent: string(Column::Parent),
                author: string(Column::Author),
                time: string(Column::Time),
                text,
            };
            draft.push(row.comment(read), SameId::OtherComment);
        }
    }
    finish(
        input,
        draft,
        read,
        skipped,
        "they have none of the fields text, body, content",
    )
}

fn finish(
    input: &Input<'_>,
    draft: &mut Draft,
    read: usize,
    skipped: usize,
    which: &str,
) -> Result<(), ReadError> {
    // A parent 0 says "none" in most tables; but where a comment has the id 0, it is that one.
    let zero = CommentId::from("0");
    let comments = &mut draft.thread.comments;
    if !comments.iter().any(|comment| comment.id == zero) {
        for comment in comments.iter_mut() {
            comment.parent.take_if(|parent| *parent == zero);
        }
    }
    if read == 0 {
        return Err(ReadError::bad(
            input.name,
            Place::Field("text".to_owned()),
            "no row has any words",
            "give each comment a field text (or body, comment, content, message)",
        ));
    }
    if skipped > 0 {
        draft.warn(
            input,
            format!("{skipped} rows without words were left out ({which}); {read} were read"),
        );
    }
    Ok(())
}
