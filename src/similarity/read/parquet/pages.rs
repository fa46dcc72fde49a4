//! The pages of a Parquet column: unpacked, and their values handed out one after the other. Sizes are bounded before
//! anything is unpacked. May use [`super::encodings`], [`super::schema`] and [`super::thrift`].

use super::encodings::{Cell, Fault, MOST_PAGE, MOST_VALUES, Page, Values, hybrid, plain, values};
use super::schema::{Chunk, Column};
use super::snappy;
use super::thrift::{Compact, Malformed};
use flate2::read::MultiGzDecoder;
use std::io::{Read, Seek, SeekFrom};

/// A page's header is read in pieces of this size, and is not longer than eight of them.
const HEADER: usize = 64 << 10;

/// Something to read pages from.
pub trait Store: Read + Seek {}
impl<T: Read + Seek> Store for T {}

/// A column being read: the page it is at.
#[derive(Debug)]
pub struct Cursor<'a> {
    column: &'a Column,
    codec: i64,
    /// Where the next page begins, and where the last ends.
    next: u64,
    end: u64,
    /// Values of pages to come.
    left: u64,
    dictionary: Page,
    page: Page,
    repetitions: Vec<u8>,
    definitions: Vec<u8>,
    /// The next entry, and the next value.
    entry: usize,
    value: usize,
}

/// One entry of a column: a value, or how far the way to it is there.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// At which list it goes on; 0 at the start of a row.
    pub repetition: u8,
    /// How many of the steps that may be missing are there.
    pub definition: u8,
    /// The value, if all are.
    pub cell: Option<Cell<'a>>,
}

impl<'a> Cursor<'a> {
    /// At the start of a column's values.
    pub fn new(column: &'a Column, chunk: &Chunk) -> Self {
        Self {
            column,
            codec: chunk.codec,
            next: chunk.start,
            end: chunk.start.saturating_add(chunk.bytes),
            left: chunk.values,
            dictionary: Page::default(),
            page: Page::default(),
            repetitions: Vec::new(),
            definitions: Vec::new(),
            entry: 0,
            value: 0,
        }
    }

    /// The bytes that are held.
    pub fn held(&self) -> usize {
        self.page.bytes.len() + self.dictionary.bytes.len()
    }

    /// Makes sure that there is an entry, if the column has any left; says whether there is.
    pub fn fill(&mut self, store: &mut dyn Store) -> Result<bool, Fault> {
        while self.entry >= self.definitions.len() {
            if self.left == 0 {
                return Ok(false);
            }
            self.turn(store)?;
        }
        Ok(true)
    }

    /// The repetition level of the next entry, once [`Self::fill`] said that there is one.
    pub fn peek(&self) -> Option<u8> {
        self.repetitions.get(self.entry).copied()
    }

    /// The next entry.
    pub fn take(&mut self) -> Result<Entry<'_>, Fault> {
        let (repetition, definition) = (self.repetitions.get(self.entry))
            .zip(self.definitions.get(self.entry))
            .ok_or(Fault::Malformed)?;
        let (repetition, definition) = (*repetition, *definition);
        self.entry += 1;
        let cell = if definition == self.column.definition() {
            let at = self.value;
            self.value += 1;
            let cell = match &self.page.values {
                Values::Dictionary(places) => {
                    let place = places.get(at).ok_or(Fault::Malformed)?;
                    self.dictionary.cell(*place as usize)
                }
                _ => self.page.cell(at),
            };
            Some(cell.ok_or(Fault::Malformed)?)
        } else {
            None
        };
        Ok(Entry {
            repetition,
            definition,
            cell,
        })
    }

    /// Goes to the next page.
    fn turn(&mut self, store: &mut dyn Store) -> Result<(), Fault> {
        if self.next >= self.end {
            return Err(Fault::Malformed);
        }
        let (header, length) = Header::read(store, self.next, self.end)?;
        let start = self.next + length as u64;
        self.next = start + header.packed as u64;
        if self.next > self.end {
            return Err(Fault::Malformed);
        }
        if header.packed > MOST_PAGE || header.unpacked > MOST_PAGE {
            return Err(Fault::TooLarge("a page has more than 64 MiB"));
        }
        if header.values > MOST_VALUES {
            return Err(Fault::TooLarge("a page has more than 4 million values"));
        }
        let mut packed = vec![0; header.packed];
        store.seek(SeekFrom::Start(start))?;
        store.read_exact(&mut packed)?;
        match header.kind {
            0 => {
                let bytes = unpack(self.codec, &packed, header.unpacked)?;
                self.data(bytes, &header, None)
            }
            2 => {
                let bytes = unpack(self.codec, &packed, header.unpacked)?;
                let values = plain(self.column.kind, &bytes, 0, header.values)?;
                self.dictionary = Page { bytes, values };
                Ok(())
            }
            3 => {
                let levels = header.repetitions.checked_add(header.definitions);
                let levels = levels
                    .filter(|&l| l <= header.unpacked)
                    .ok_or(Fault::Malformed)?;
                let (head, rest) = packed.split_at_checked(levels).ok_or(Fault::Malformed)?;
                let codec = if header.is_packed { self.codec } else { 0 };
                let mut bytes = head.to_vec();
                bytes.extend(unpack(codec, rest, header.unpacked - levels)?);
                let lengths = (header.repetitions, header.definitions);
                self.data(bytes, &header, Some(lengths))
            }
            // Indices and what is to come.
            _ => Ok(()),
        }
    }

    /// Decodes a page of values; `lengths` are those of the levels where the header names them.
    fn data(
        &mut self,
        bytes: Vec<u8>,
        header: &Header,
        lengths: Option<(usize, usize)>,
    ) -> Result<(), Fault> {
        let count = header.values;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or(Fault::Malformed)?;
        let mut at = 0;
        let mut levels = |most: u8, length: Option<usize>| -> Result<Vec<u8>, Fault> {
            if most == 0 {
                at += length.unwrap_or(0);
                return Ok(vec![0; count]);
            }
            let length = match length {
                Some(length) => length,
                None => {
                    let length = bytes
                        .get(at..)
                        .and_then(|b| b.first_chunk::<4>())
                        .ok_or(Fault::Malformed)?;
                    at += 4;
                    u32::from_le_bytes(*length) as usize
                }
            };
            let end = at.checked_add(length).ok_or(Fault::Malformed)?;
            let part = bytes.get(at..end).ok_or(Fault::Malformed)?;
            at = end;
            let width = 8 - most.leading_zeros();
            let levels = hybrid(part, width, count)?;
            let small = |level: u32| {
                u8::try_from(level)
                    .ok()
                    .filter(|l| *l <= most)
                    .ok_or(Fault::Malformed)
            };
            levels.into_iter().map(small).collect()
        };
        let repetitions = levels(self.column.repetition(), lengths.map(|l| l.0))?;
        let definitions = levels(self.column.definition(), lengths.map(|l| l.1))?;
        let most = self.column.definition();
        let there = definitions.iter().filter(|&&d| d == most).count();
        self.page = values(self.column.kind, header.encoding, bytes, at, there)?;
        (self.repetitions, self.definitions) = (repetitions, definitions);
        (self.entry, self.value) = (0, 0);
        Ok(())
    }
}

/// What stands before a page.
#[derive(Debug, Default)]
struct Header {
    kind: i64,
    unpacked: usize,
    packed: usize,
    values: usize,
    encoding: i64,
    definitions: usize,
    repetitions: usize,
    is_packed: bool,
}

impl Header {
    /// The header that begins at `start`, and its length.
    fn read(store: &mut dyn Store, start: u64, end: u64) -> Result<(Self, usize), Fault> {
        let mut bytes = Vec::new();
        store.seek(SeekFrom::Start(start))?;
        for _ in 0..8 {
            let left = end.saturating_sub(start).saturating_sub(bytes.len() as u64);
            let mut piece = (&mut *store).take(left.min(HEADER as u64));
            let read = piece.read_to_end(&mut bytes)?;
            let mut compact = Compact::new(&bytes);
            match Self::parse(&mut compact) {
                Ok(header) => return Ok((header, bytes.len() - compact.remaining())),
                Err(Malformed) if read == HEADER => {}
                Err(Malformed) => return Err(Fault::Malformed),
            }
        }
        Err(Fault::Malformed)
    }

    fn parse(compact: &mut Compact<'_>) -> Result<Self, Malformed> {
        let mut header = Self {
            is_packed: true,
            ..Self::default()
        };
        let size = |number: i64| usize::try_from(number).map_err(|_| Malformed);
        compact.structure(|compact, field| {
            match field.id {
                1 => header.kind = compact.number(field)?,
                2 => header.unpacked = size(compact.number(field)?)?,
                3 => header.packed = size(compact.number(field)?)?,
                id @ (5 | 7 | 8) if Compact::is_structure(field) => {
                    compact.structure(|compact, field| {
                        match (id, field.id) {
                            (_, 1) => header.values = size(compact.number(field)?)?,
                            (5 | 7, 2) | (8, 4) => header.encoding = compact.number(field)?,
                            (8, 5) => header.definitions = size(compact.number(field)?)?,
                            (8, 6) => header.repetitions = size(compact.number(field)?)?,
                            (8, 7) => header.is_packed = compact.truth(field)?,
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(header)
    }
}

/// Unpacks what must have `length` bytes then.
fn unpack(codec: i64, packed: &[u8], length: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let bounded = |reader: &mut dyn Read, bytes: &mut Vec<u8>| {
        let mut reader = reader.take(length as u64 + 1);
        reader.read_to_end(bytes).map_err(|_| Fault::Malformed)
    };
    match codec {
        0 => bytes = packed.to_vec(),
        1 => bytes = snappy::unpack(packed, length)?,
        2 => _ = bounded(&mut MultiGzDecoder::new(packed), &mut bytes)?,
        6 => {
            let mut reader =
                zstd::stream::read::Decoder::with_buffer(packed).map_err(|_| Fault::Malformed)?;
            bounded(&mut reader, &mut bytes)?;
        }
        3 => return Err(Fault::Unknown("it is packed with LZO")),
        4 => return Err(Fault::Unknown("it is packed with Brotli")),
        5 | 7 => return Err(Fault::Unknown("it is packed with LZ4")),
        _ => return Err(Fault::Unknown("it is packed in a way that is not known")),
    }
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(Fault::Malformed)
    }
}
