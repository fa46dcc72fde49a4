//! The pages of a Parquet column: unpacked, and their values decoded one after the other. Sizes are bounded before
//! anything is unpacked. May use [`super::schema`] and [`super::thrift`].

use super::schema::{Chunk, Column, Kind};
use super::snappy;
use super::thrift::{Compact, Malformed};
use flate2::read::MultiGzDecoder;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// A page may have so many bytes, unpacked.
const MOST_PAGE: usize = 64 << 20;
/// A page may have so many values.
const MOST_VALUES: usize = 1 << 22;
/// A page's header is read in pieces of this size, and is not longer than eight of them.
const HEADER: usize = 64 << 10;

/// Something to read pages from.
pub trait Store: Read + Seek {}
impl<T: Read + Seek> Store for T {}

/// Why a page cannot be read.
#[derive(Debug)]
pub enum Fault {
    /// The file system said no.
    File(std::io::Error),
    /// The bytes contradict themselves.
    Malformed,
    /// More than is sensible.
    TooLarge(&'static str),
    /// Another way of packing or writing values.
    Unknown(&'static str),
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            Self::Malformed
        } else {
            Self::File(error)
        }
    }
}

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// A text.
    Bytes(&'a [u8]),
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// True or false.
    Truth(bool),
}

/// Values as they are kept: texts as places in [`Page::bytes`].
#[derive(Debug, Clone, Default)]
enum Values {
    #[default]
    None,
    Bytes(Vec<Range<usize>>),
    Ints(Vec<i64>),
    Reals(Vec<f64>),
    Truths(Vec<bool>),
    /// Places in the dictionary.
    Dictionary(Vec<u32>),
}

/// What was unpacked.
#[derive(Debug, Default)]
struct Page {
    bytes: Vec<u8>,
    values: Values,
}

impl Page {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        match &self.values {
            Values::Bytes(places) => Some(Cell::Bytes(self.bytes.get(places.get(at)?.clone())?)),
            Values::Ints(values) => values.get(at).copied().map(Cell::Int),
            Values::Reals(values) => values.get(at).copied().map(Cell::Real),
            Values::Truths(values) => values.get(at).copied().map(Cell::Truth),
            Values::Dictionary(_) | Values::None => None,
        }
    }
}

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

/// Numbers of `width` bits in runs and in groups of eight (RLE/bit-packing hybrid).
fn hybrid(bytes: &[u8], width: u32, count: usize) -> Result<Vec<u32>, Fault> {
    if width > 32 {
        return Err(Fault::Malformed);
    }
    let mut numbers = Vec::with_capacity(count);
    let mut left = bytes;
    while numbers.len() < count {
        let mut compact = Compact::new(left);
        let head = compact.varint()?;
        left = left
            .get(left.len() - compact.remaining()..)
            .unwrap_or_default();
        let wanted = count - numbers.len();
        let run = usize::try_from(head >> 1).unwrap_or(usize::MAX);
        if head & 1 == 0 {
            let length = width.div_ceil(8) as usize;
            let (value, rest) = left.split_at_checked(length).ok_or(Fault::Malformed)?;
            let value = value
                .iter()
                .rev()
                .fold(0_u32, |value, &byte| value << 8 | u32::from(byte));
            numbers.extend(std::iter::repeat_n(value, run.min(wanted)));
            left = rest;
            if run == 0 {
                return Err(Fault::Malformed);
            }
        } else {
            let length = run.saturating_mul(width as usize);
            let (packed, rest) = left.split_at(length.min(left.len()));
            let mut bits = Bits::new(packed);
            for _ in 0..run.saturating_mul(8).min(wanted) {
                numbers.push(bits.take(width)? as u32);
            }
            left = rest;
            if run == 0 {
                return Err(Fault::Malformed);
            }
        }
    }
    Ok(numbers)
}

/// Numbers of any width, lowest bit first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, width: u32) -> Result<u64, Fault> {
        let mut value = 0_u64;
        let mut got = 0;
        while got < width {
            let byte = *self.bytes.get(self.at / 8).ok_or(Fault::Malformed)?;
            let from = (self.at % 8) as u32;
            let bits = (8 - from).min(width - got);
            let part = u64::from(byte >> from) & ((1 << bits) - 1);
            value |= part << got;
            got += bits;
            self.at += bits as usize;
        }
        Ok(value)
    }
}

/// Values one after the other, from `at`.
fn plain(kind: Kind, bytes: &[u8], at: usize, count: usize) -> Result<Values, Fault> {
    let bytes_left = bytes.get(at..).ok_or(Fault::Malformed)?;
    let fixed = |size: usize| -> Result<std::slice::ChunksExact<'_, u8>, Fault> {
        let length = count.checked_mul(size).ok_or(Fault::Malformed)?;
        Ok(bytes_left
            .get(..length)
            .ok_or(Fault::Malformed)?
            .chunks_exact(size))
    };
    let four = |chunk: &[u8]| chunk.try_into().unwrap_or_default();
    let eight = |chunk: &[u8]| chunk.try_into().unwrap_or_default();
    Ok(match kind {
        Kind::Bytes => {
            let mut places = Vec::with_capacity(count.min(bytes_left.len() / 4 + 1));
            let mut at = at;
            for _ in 0..count {
                let length = bytes
                    .get(at..)
                    .and_then(|b| b.first_chunk::<4>())
                    .ok_or(Fault::Malformed)?;
                let start = at + 4;
                let end = start.checked_add(u32::from_le_bytes(*length) as usize);
                at = end
                    .filter(|&end| end <= bytes.len())
                    .ok_or(Fault::Malformed)?;
                places.push(start..at);
            }
            Values::Bytes(places)
        }
        Kind::Int32 => Values::Ints(
            fixed(4)?
                .map(|c| i64::from(i32::from_le_bytes(four(c))))
                .collect(),
        ),
        Kind::Int64 => Values::Ints(fixed(8)?.map(|c| i64::from_le_bytes(eight(c))).collect()),
        Kind::Float => Values::Reals(
            fixed(4)?
                .map(|c| f64::from(f32::from_le_bytes(four(c))))
                .collect(),
        ),
        Kind::Double => Values::Reals(fixed(8)?.map(|c| f64::from_le_bytes(eight(c))).collect()),
        Kind::Truth => {
            let mut bits = Bits::new(bytes_left);
            let truths = (0..count).map(|_| Ok(bits.take(1)? == 1));
            Values::Truths(truths.collect::<Result<_, Fault>>()?)
        }
        Kind::Other => Values::None,
    })
}

/// The values of a page, from `at`.
fn values(
    kind: Kind,
    encoding: i64,
    bytes: Vec<u8>,
    at: usize,
    count: usize,
) -> Result<Page, Fault> {
    let left = bytes.get(at..).ok_or(Fault::Malformed)?;
    let values = match (encoding, kind) {
        (0, _) => plain(kind, &bytes, at, count)?,
        (2 | 8, _) => {
            let places = match left.split_first() {
                Some((&width, rest)) => hybrid(rest, u32::from(width), count)?,
                None if count == 0 => Vec::new(),
                None => return Err(Fault::Malformed),
            };
            Values::Dictionary(places)
        }
        (3, Kind::Truth) => {
            let runs = left.get(4..).ok_or(Fault::Malformed)?;
            let numbers = hybrid(runs, 1, count)?;
            Values::Truths(numbers.into_iter().map(|n| n == 1).collect())
        }
        (5, Kind::Int32 | Kind::Int64) => Values::Ints(deltas(left)?.0),
        (6, Kind::Bytes) => {
            let (lengths, used) = deltas(left)?;
            let mut end = at + used;
            let mut place = |length: i64| {
                let start = end;
                let length = usize::try_from(length).map_err(|_| Fault::Malformed)?;
                end = start
                    .checked_add(length)
                    .filter(|&end| end <= bytes.len())
                    .ok_or(Fault::Malformed)?;
                Ok(start..end)
            };
            Values::Bytes(
                lengths
                    .into_iter()
                    .map(&mut place)
                    .collect::<Result<_, Fault>>()?,
            )
        }
        (7, Kind::Bytes) => return fronted(left),
        _ => {
            return Err(Fault::Unknown(
                "its values are written in a way that is not known",
            ));
        }
    };
    Ok(Page { bytes, values })
}

/// Texts as the length of what they share with the one before, and the rest (DELTA_BYTE_ARRAY).
fn fronted(bytes: &[u8]) -> Result<Page, Fault> {
    let (shared, used) = deltas(bytes)?;
    let rest = bytes.get(used..).ok_or(Fault::Malformed)?;
    let (lengths, used) = deltas(rest)?;
    let mut left = rest.get(used..).ok_or(Fault::Malformed)?;
    let mut all: Vec<u8> = Vec::new();
    let mut places: Vec<Range<usize>> = Vec::with_capacity(shared.len());
    for (shared, length) in shared.into_iter().zip(lengths) {
        let size = |length: i64| usize::try_from(length).map_err(|_| Fault::Malformed);
        let before = places.last().cloned().unwrap_or(0..0);
        let (text, after) = left
            .split_at_checked(size(length)?)
            .ok_or(Fault::Malformed)?;
        left = after;
        let start = all.len();
        let common = before.start..before.start.saturating_add(size(shared)?);
        if common.end > before.end {
            return Err(Fault::Malformed);
        }
        if all.len() + common.len() + text.len() > MOST_PAGE {
            return Err(Fault::TooLarge("a page has more than 64 MiB"));
        }
        all.extend_from_within(common);
        all.extend_from_slice(text);
        places.push(start..all.len());
    }
    Ok(Page {
        bytes: all,
        values: Values::Bytes(places),
    })
}

/// Whole numbers as differences, packed in blocks (DELTA_BINARY_PACKED), and how many bytes they took.
fn deltas(bytes: &[u8]) -> Result<(Vec<i64>, usize), Fault> {
    let mut compact = Compact::new(bytes);
    let mut number = || -> Result<usize, Fault> {
        usize::try_from(compact.varint()?).map_err(|_| Fault::Malformed)
    };
    let (block, minis, count) = (number()?, number()?, number()?);
    let mut value = compact.zigzag()?;
    let per_mini = block
        .checked_div(minis)
        .filter(|n| *n > 0 && n % 8 == 0)
        .ok_or(Fault::Malformed)?;
    if count > MOST_VALUES || block > MOST_VALUES {
        return Err(Fault::TooLarge("a page has more than 4 million values"));
    }
    let mut numbers = Vec::with_capacity(count);
    if count > 0 {
        numbers.push(value);
    }
    let mut at = bytes.len() - compact.remaining();
    while numbers.len() < count {
        let mut compact = Compact::new(bytes.get(at..).unwrap_or_default());
        let before = compact.remaining();
        let least = compact.zigzag()?;
        at += before - compact.remaining();
        let widths = bytes
            .get(at..at.saturating_add(minis))
            .ok_or(Fault::Malformed)?;
        at += minis;
        for &width in widths {
            if numbers.len() >= count {
                break;
            }
            if width > 64 {
                return Err(Fault::Malformed);
            }
            let end = at.saturating_add(per_mini / 8 * usize::from(width));
            let packed = bytes.get(at..end).ok_or(Fault::Malformed)?;
            at = end;
            let mut bits = Bits::new(packed);
            for _ in 0..per_mini.min(count - numbers.len()) {
                let delta = bits.take(u32::from(width))?.cast_signed();
                value = value.wrapping_add(least).wrapping_add(delta);
                numbers.push(value);
            }
        }
    }
    Ok((numbers, at))
}
