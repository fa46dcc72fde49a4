//! Tables, CSV and TSV: the first row names the fields, and every other is an entry. Also the table of models that a
//! folder of samples may hold. May use [`super::intake`] and [`super::shape`].

use super::intake::Intake;
use super::json::without_mark;
use super::{MOST_LINE, ModelInfo, ReadError, Source, open, shape};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::Path;

/// Reads no more than a row may have, and what the reader of rows keeps in reserve, before somebody says that a row is
/// complete: a quotation mark that nobody closes would else draw in a whole file.
struct RowByRow<'c, R> {
    reader: R,
    since: &'c Cell<u64>,
}

impl<R: Read> Read for RowByRow<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MOST_LINE {
            return Err(io::Error::other(
                "a row is longer than 32 MiB, or a quotation mark is not closed",
            ));
        }
        let read = self.reader.read(buffer)?;
        self.since.set(self.since.get() + read as u64);
        Ok(read)
    }
}

/// Reads the rows of a table.
pub fn read(
    reader: impl Read,
    delimiter: u8,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let since = Cell::new(0);
    let mut reader = BufReader::new(reader);
    let delimiter = as_written(delimiter, reader.fill_buf().map_err(source.failed())?);
    let reader = RowByRow {
        reader,
        since: &since,
    };
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(reader);
    let bad = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        source.at(line, format!("not a table ({error})"))
    };
    let header: Vec<String> = (rows.byte_headers().map_err(bad)?.iter().enumerate())
        .map(|(i, name)| {
            let name = if i == 0 { without_mark(name, 1) } else { name };
            String::from_utf8_lossy(name).trim().to_lowercase()
        })
        .collect();
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row).map_err(bad)? {
        since.set(0);
        source.within(rows.position().byte())?;
        let mut object = Map::new();
        for (name, value) in header.iter().zip(&row) {
            // The first of several columns of one name counts; an empty cell is none.
            if !value.is_empty() && !object.contains_key(name) {
                object.insert(name.clone(), cell(name, value));
            }
        }
        intake.object(object)?;
    }
    Ok(())
}

/// Spreadsheets of some countries part the columns of a CSV by semicolons.
fn as_written(delimiter: u8, head: &[u8]) -> u8 {
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    match delimiter {
        b',' if !first.contains(&b',') && first.contains(&b';') => b';',
        delimiter => delimiter,
    }
}

/// A cell's text; a chat is written into a cell as JSON.
fn cell(name: &str, value: &[u8]) -> Value {
    let text = String::from_utf8_lossy(value);
    if shape::is_chat(name)
        && let Ok(chat) = serde_json::from_str::<Value>(&text)
    {
        return chat;
    }
    Value::String(text.into_owned())
}

/// The rows of `models.csv`.
pub fn models(path: &Path) -> Result<Vec<ModelInfo>, ReadError> {
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(open(path)?.take(MOST_LINE));
    rows.deserialize()
        .map(|row| {
            row.map_err(|error| ReadError::Line {
                path: path.to_owned(),
                line: error.position().map_or(1, csv::Position::line),
                reason: format!(
                    "the columns must be model, vendor, role (candidate, student or both): {error}"
                ),
            })
        })
        .collect()
}
