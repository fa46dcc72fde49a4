//! Comments as rows: CSV and TSV, and what JSON with one object a comment ([`super::table_json`]) has in common with
//! them. What a column holds is known by its name, or said by the caller ([`Columns`]). May use `thread` and the floor
//! below.

use std::borrow::Cow;
use std::collections::HashSet;

use super::columns::{Columns, Found, Role};
use super::draft::{Draft, SameId, told};
use super::html::Rich;
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, text};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Rows on their way into a draft; what is looked at before reading goes the same way.
pub(super) struct Rows<'d> {
    pub draft: &'d mut Draft,
    /// Comments that were made.
    pub read: usize,
    /// Rows without words, by their place and the id they have.
    blank: Vec<(u64, Option<CommentId>)>,
    /// The comments the next row may stand below, with their depths, where columns say depths.
    above: Vec<(f64, CommentId)>,
    /// Where in the draft the rows begin.
    start: usize,
    /// Rows with a time that cannot be read.
    timeless: usize,
    /// Rows that name themselves as their parent.
    of_themselves: usize,
}

impl<'d> Rows<'d> {
    pub fn new(draft: &'d mut Draft) -> Self {
        Self {
            start: draft.thread.comments.len(),
            draft,
            read: 0,
            blank: Vec::new(),
            above: Vec::new(),
            timeless: 0,
            of_themselves: 0,
        }
    }

    /// Takes in a row: what it says for each role, empty where it says nothing; `place` is its line or number. Returns
    /// the id it got, if it has words.
    pub fn take<'a>(
        &mut self,
        place: u64,
        cell: impl Fn(Role) -> Cow<'a, str>,
    ) -> Option<CommentId> {
        let words = cell(Role::Text);
        let id = cell(Role::Id);
        let stated = Some(id.trim())
            .filter(|id| !id.is_empty())
            .map(CommentId::from);
        let blank = words.trim().is_empty();
        if blank {
            // Others may answer it: then it is a comment whose words are gone.
            let new = stated.clone().filter(|id| self.draft.get(id).is_none());
            self.blank.push((place, new.clone()));
            new?;
        }
        self.read += 1;
        let id = stated.unwrap_or_else(|| self.draft.next_number());
        let rich = Rich::plain(&words);
        let mut comment = Comment::new(id, rich.text);
        comment.marks = rich.marks;
        let parent = cell(Role::Parent);
        let parent = parent.trim();
        self.of_themselves += usize::from(parent == &*comment.id.0);
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
        let stated = cell(Role::Time);
        comment.time = when(stated.trim());
        if comment.time.is_none() && !says_nothing(stated.trim()) && !is_none(stated.trim()) {
            self.timeless += 1;
        }
        match comment.text.as_str() {
            "[deleted]" | "" => comment.flags.insert(Flag::Deleted),
            "[removed]" => comment.flags.insert(Flag::Removed),
            _ => {}
        }
        let stated = comment.id.clone();
        if !self.draft.push(comment, SameId::OtherComment) {
            return Some(stated);
        }
        // Its id may have been another's already.
        let id = self.draft.thread.comments.last()?.id.clone();
        if let Some(depth) = depth {
            self.above.push((depth, id.clone()));
        }
        Some(id)
    }

    /// Makes of what parents are called what the comments are called. A parent 0 says "none" in most tables; but where a
    /// comment has the id 0, it is that one. Reddit's `t1_` stands before the id of a comment, its `t3_` before a post's;
    /// programs that know of numbers only write `12.0` for 12. Returns how many rows without words are left out, and the
    /// place of the first: those that nobody answers.
    pub fn settle(&mut self) -> (usize, u64) {
        let comments = &mut self.draft.thread.comments;
        let known: HashSet<CommentId> = comments.iter().map(|comment| comment.id.clone()).collect();
        for comment in comments.iter_mut().skip(self.start) {
            let Some(parent) = comment.parent.take_if(|parent| !known.contains(parent)) else {
                continue;
            };
            let id = &*parent.0;
            let number = (id.strip_suffix(".0")).filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
            let post = matches!(id, "0" | "0.0") || id.starts_with("t3_") || is_none(id);
            let id = id.strip_prefix("t1_").or(number).unwrap_or(id);
            comment.parent = (!post).then(|| CommentId::from(id));
        }
        let answered: HashSet<&CommentId> =
            comments.iter().filter_map(|c| c.parent.as_ref()).collect();
        let mut left_out = HashSet::new();
        let mut first = None;
        let mut skipped = 0;
        for (place, id) in &self.blank {
            if id.as_ref().is_some_and(|id| answered.contains(id)) {
                continue;
            }
            skipped += 1;
            first.get_or_insert(*place);
            left_out.extend(id.clone());
        }
        self.read -= left_out.len();
        self.draft.take_out(&left_out);
        (skipped, first.unwrap_or(0))
    }

    pub fn finish(
        mut self,
        input: &Input<'_>,
        which: impl FnOnce(u64) -> String,
    ) -> Result<(), ReadError> {
        let (skipped, first_skipped) = self.settle();
        super::table_markup::lay_out(self.draft.thread.comments.get_mut(self.start..));
        if self.read == 0 {
            return Err(ReadError::bad(
                input.name,
                Place::Field("text".to_owned()),
                "no row has any words",
                "give each comment a field text (or body, comment, content, message), or say which field holds them",
            ));
        }
        if skipped > 0 {
            self.draft.warn(
                input,
                format!(
                    "{} without words {} left out ({}); {} were read",
                    told(skipped as u64, "row", "rows"),
                    if skipped == 1 { "was" } else { "were" },
                    which(first_skipped),
                    self.read
                ),
            );
        }
        if self.timeless > 0 {
            let times = told(self.timeless as u64, "time is", "times are");
            self.draft.warn(
                input,
                format!(
                    "{times} written in a way that is not known here or could mean two days, and left out; \
                     2026-08-08T10:39 is understood"
                ),
            );
        }
        if self.of_themselves > 0 {
            let rows = told(
                self.of_themselves as u64,
                "row names itself",
                "rows name themselves",
            );
            self.draft.warn(
                input,
                format!("{rows} as the comment answered; such rows stand at the top"),
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

/// Whether a parent that no comment is called by says so in a word.
fn is_none(parent: &str) -> bool {
    const WORDS: [&str; 8] = ["na", "n/a", "#n/a", "nil", "\\n", "undefined", "root", "-"];
    WORDS.contains(&parent.to_ascii_lowercase().as_str())
}

/// A time as tables have it, as ISO 8601.
fn when(stated: &str) -> Option<String> {
    if let Some(date) = time::date_alone(stated) {
        return Some(date);
    }
    let count = stated.parse::<f64>().ok();
    match count.filter(|count| count.is_finite()) {
        Some(count) => time::from_count(count),
        None => time::from_mail(stated),
    }
}

/// So many rows of equally many fields, four or more, are a table.
const LIKE_A_TABLE: usize = 5;

/// Which sign separates the columns of a table: the one that gives the first line most of them.
fn delimiter(head: &str) -> u8 {
    let first = head.lines().next().unwrap_or("");
    // A table of Markdown starts with the sign, a table of a program does not.
    let bar = if first.starts_with('|') { b',' } else { b'|' };
    [b',', b'\t', b';', bar]
        .into_iter()
        .max_by_key(|d| (first.bytes().filter(|b| b == d).count(), *d == b','))
        .unwrap_or(b',')
}

/// What parts the columns of a table, and the table. A line before it may say so, `sep=;`, as one program wants it.
fn parted(source: &str) -> (u8, &str) {
    let told = source
        .strip_prefix("sep=")
        .and_then(|rest| rest.split_once('\n'));
    match told.map(|(sign, rest)| (sign.trim_end_matches('\r').as_bytes(), rest)) {
        Some((&[sign], rest)) => (sign, rest),
        _ => (delimiter(source), source),
    }
}

/// The rows of a table, its first line among them.
pub(super) fn records(source: &str) -> csv::Reader<&[u8]> {
    let (sign, table) = parted(source);
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign)
        .from_reader(table.as_bytes())
}

/// The text of a table, and whether it had to be guessed at: spreadsheets write Windows-1252.
pub(super) fn source<'a>(input: &Input<'a>) -> Result<(Cow<'a, str>, bool), ReadError> {
    let decoded = text::decode(input.name, input.bytes);
    match text::as_windows(input.bytes).filter(|_| decoded.is_err()) {
        Some(text) => Ok((Cow::Owned(text), true)),
        None => Ok((decoded?, false)),
    }
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
    let (source, guessed) = source(input)?;
    if guessed {
        draft.warn(
            input,
            "it is not in UTF-8 and was read as Windows-1252; save it again as UTF-8 if letters are wrong",
        );
    }
    let said = draft.columns.clone();
    let mut found = None;
    let told = u64::from(parted(&source).1.len() < source.len());
    if let Some(line) = never_closed(&source) {
        return Err(ReadError::bad(
            input.name,
            Place::Line(line, 1),
            "a quotation mark is opened in this row and never closed, so the rest of the table would be taken for one field",
            "close it or double it, or export the table again as CSV",
        ));
    }
    let sign = char::from(parted(&source).0);
    let mut width = 0;
    let mut surplus = Surplus::default();
    let mut rows = Rows::new(draft);
    for record in records(&source).records() {
        progress.check()?;
        let record = record.map_err(|e| unreadable(input, &e))?;
        let found = match &found {
            Some(found) => found,
            None => {
                let names = names(&record, said.headless());
                width = names.len();
                let found = found.insert(find(input, &said, &names)?);
                if !said.headless() {
                    continue;
                }
                found
            }
        };
        let line = record.position().map_or(0, csv::Position::line) + told;
        let over: Vec<&str> = record.iter().skip(width).collect();
        let wide = over.iter().any(|field| !field.trim().is_empty());
        // The words of a last column that nobody put into quotation marks go on behind the sign.
        let words = found
            .get(Role::Text)
            .filter(|column| wide && column + 1 == width);
        surplus.note(wide, words.is_some(), line);
        rows.take(line, |role| {
            let column = found.get(role);
            let cell = column.and_then(|column| record.get(column));
            let cell = cell.unwrap_or_default();
            match words == column && words.is_some() {
                true => Cow::Owned(
                    std::iter::once(cell)
                        .chain(over.iter().copied())
                        .collect::<Vec<_>>()
                        .join(&sign.to_string()),
                ),
                false => Cow::Borrowed(cell),
            }
        });
    }
    let told = surplus.told(sign);
    rows.finish(input, |line| format!("the first is line {line}"))?;
    for said in told {
        draft.warn(input, said);
    }
    Ok(())
}

/// Rows with more fields than the first line has names.
#[derive(Default)]
struct Surplus {
    /// How many, and the line of the first: those whose words went on, and those whose surplus has no name.
    joined: (u64, u64),
    left_out: (u64, u64),
}

impl Surplus {
    fn note(&mut self, wide: bool, joined: bool, line: u64) {
        if wide {
            let (count, first) = if joined {
                &mut self.joined
            } else {
                &mut self.left_out
            };
            if *count == 0 {
                *first = line;
            }
            *count += 1;
        }
    }

    fn told(&self, sign: char) -> Vec<String> {
        let rows = |n: u64| match n {
            1 => "1 row has more fields than the first line names".to_owned(),
            n => format!("{n} rows have more fields than the first line names"),
        };
        let sign = match sign {
            '\t' => "a tab".to_owned(),
            sign => format!("“{sign}”"),
        };
        let mut told = Vec::new();
        if let (n @ 1.., first) = self.joined {
            told.push(format!(
                "{} (the first is line {first}): its words were not in quotation marks, so they were taken on to the end, with {sign} between",
                rows(n)
            ));
        }
        if let (n @ 1.., first) = self.left_out {
            told.push(format!(
                "{} (the first is line {first}); what is too much was left out: put words with {sign} in them in quotation marks",
                rows(n)
            ));
        }
        told
    }
}

/// The line of a last row that goes on to the end of the table only because a quotation mark in it is never closed.
fn never_closed(source: &str) -> Option<u64> {
    let last = records(source)
        .into_records()
        .map_while(Result::ok)
        .last()?;
    let goes_on = last.iter().next_back()?.trim_end().contains('\n');
    let start = last.position()?;
    let row = parted(source)
        .1
        .get(usize::try_from(start.byte()).ok()?..)?;
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
