//! Parquet tables, as Hugging Face and others keep them: rows put together from columns, lists and structures included,
//! and handed on as entries like those of any other table. May use [`super::intake`].
//!
//! Files are taken as hostile: everything a file says of sizes is bounded before it is acted upon, one page of a column
//! is held at a time, and what cannot be read ends in one sentence. Read are pages of both versions, packed not at all
//! or with snappy, gzip or zstd, and all ways of writing texts and whole numbers but those out of use.

mod encodings;
mod pages;
mod schema;
mod snappy;
mod thrift;

use super::intake::Intake;
use super::{ReadError, Source, too_large};
use encodings::{Cell, Fault};
pub use pages::Store;
use pages::{Cursor, Entry};
use schema::{Column, Footer, Kind, Step};
use serde_json::{Map, Number, Value};
use std::io::SeekFrom;

/// How a file begins and ends.
pub const MARK: &[u8; 4] = b"PAR1";
/// How it ends if its footer is encrypted.
const ENCRYPTED: &[u8; 4] = b"PARE";
/// A footer may have so many bytes.
const MOST_FOOTER: u64 = 64 << 20;
/// All columns together may hold so many bytes at a time.
const MOST_HELD: usize = 512 << 20;
/// More rows than this are no sample's.
const MOST_ROWS: u64 = 1 << 27;

/// Reads the rows of a table.
pub fn read(
    store: &mut dyn Store,
    source: &Source<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let told = |fault: Fault| match fault {
        Fault::File(error) => source.failed()(error),
        Fault::Malformed => damaged(source, "it is cut short or damaged"),
        Fault::TooLarge(what) => too_large(source.path, what),
        Fault::Unknown(what) => damaged(source, what),
    };
    let footer = footer(store).map_err(told)?;
    let rows = footer.groups.iter().map(|group| group.rows);
    if rows.fold(0, u64::saturating_add) > MOST_ROWS {
        return Err(too_large(source.path, "more than 134 million rows"));
    }
    let mut texts = 0;
    for group in &footer.groups {
        let read = footer.columns.iter().zip(&group.chunks);
        let mut columns: Vec<(&Column, Cursor<'_>)> = read
            .filter(|(column, _)| column.kind != Kind::Other)
            .map(|(column, chunk)| (column, Cursor::new(column, chunk)))
            .collect();
        for _ in 0..group.rows {
            let mut row = Value::Object(Map::new());
            let mut held = 0;
            for (column, cursor) in &mut columns {
                texts += next(column, cursor, store, &mut row).map_err(told)?;
                held += cursor.held();
            }
            if held > MOST_HELD {
                return Err(too_large(
                    source.path,
                    "its pages have more than 512 MiB together",
                ));
            }
            source.within(texts)?;
            if let Value::Object(row) = row {
                intake.object(row)?;
            }
        }
    }
    Ok(())
}

fn damaged(source: &Source<'_>, reason: &str) -> ReadError {
    ReadError::Table {
        path: source.path.to_owned(),
        reason: reason.to_owned(),
    }
}

fn footer(store: &mut dyn Store) -> Result<Footer, Fault> {
    let length = store.seek(SeekFrom::End(0))?;
    // The mark at the start, the footer's length, the mark at the end.
    let tail = length
        .checked_sub(8)
        .filter(|&tail| tail >= 4)
        .ok_or(Fault::Malformed)?;
    store.seek(SeekFrom::Start(tail))?;
    let (mut size, mut mark) = ([0; 4], [0; 4]);
    store.read_exact(&mut size)?;
    store.read_exact(&mut mark)?;
    if mark == *ENCRYPTED {
        return Err(Fault::Unknown("it is encrypted"));
    }
    if mark != *MARK {
        return Err(Fault::Malformed);
    }
    let size = u64::from(u32::from_le_bytes(size));
    if size > MOST_FOOTER {
        return Err(Fault::TooLarge("its footer has more than 64 MiB"));
    }
    let start = tail.checked_sub(size).filter(|&start| start >= 4);
    store.seek(SeekFrom::Start(start.ok_or(Fault::Malformed)?))?;
    // No longer than the file.
    let mut bytes = vec![0; usize::try_from(size).map_err(|_| Fault::Malformed)?];
    store.read_exact(&mut bytes)?;
    Ok(Footer::read(&bytes)?)
}

/// Puts a column's values of the next row where they belong; returns how many bytes of text that were.
fn next(
    column: &Column,
    cursor: &mut Cursor<'_>,
    store: &mut dyn Store,
    row: &mut Value,
) -> Result<u64, Fault> {
    if !cursor.fill(store)? {
        return Err(Fault::Malformed);
    }
    let mut places = vec![0_usize; usize::from(column.repetition())];
    let mut texts = 0;
    loop {
        let entry = cursor.take()?;
        if let Some(Cell::Bytes(text)) = entry.cell {
            texts += text.len() as u64;
        }
        put(column, &entry, &mut places, row)?;
        if !cursor.fill(store)? || cursor.peek().is_none_or(|repetition| repetition == 0) {
            return Ok(texts);
        }
    }
}

/// Walks from the row to the place of a value and puts it there (Melnik et al. 2010). `places` are those in the lists on
/// the way.
fn put(
    column: &Column,
    entry: &Entry<'_>,
    places: &mut [usize],
    row: &mut Value,
) -> Result<(), Fault> {
    // The list that goes on has one more, and the lists in it begin again.
    if let Some(on) = usize::from(entry.repetition).checked_sub(1) {
        *places.get_mut(on).ok_or(Fault::Malformed)? += 1;
        places.iter_mut().skip(on + 1).for_each(|place| *place = 0);
    }
    let mut here = row;
    let (mut there, mut lists) = (0, 0);
    for step in &column.steps {
        match step {
            Step::Field(name) => {
                if here.is_null() {
                    *here = Value::Object(Map::new());
                }
                let fields = here.as_object_mut().ok_or(Fault::Malformed)?;
                here = fields.entry(name.as_str()).or_insert(Value::Null);
                continue;
            }
            Step::Optional if there == entry.definition => return Ok(()),
            Step::Optional => {}
            Step::Repeated => {
                if here.is_null() {
                    *here = Value::Array(Vec::new());
                }
                if there == entry.definition {
                    return Ok(());
                }
                let place = *places.get(lists).ok_or(Fault::Malformed)?;
                lists += 1;
                let list = here.as_array_mut().ok_or(Fault::Malformed)?;
                // Columns of one list have the same number of entries; a gap would be a lie.
                if place > list.len() {
                    return Err(Fault::Malformed);
                }
                if place == list.len() {
                    list.push(Value::Null);
                }
                here = list.get_mut(place).ok_or(Fault::Malformed)?;
            }
        }
        there += 1;
    }
    *here = match entry.cell {
        Some(Cell::Bytes(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
        Some(Cell::Int(number)) => Value::Number(number.into()),
        Some(Cell::Real(number)) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Some(Cell::Truth(truth)) => Value::Bool(truth),
        None => Value::Null,
    };
    Ok(())
}
