//! How the values of a page are written: one after the other, in runs, as differences, with shared beginnings. Every
//! length is checked before it is followed. May use [`super::schema`] and [`super::thrift`].

use super::schema::Kind;
use super::thrift::{Compact, Malformed};
use std::ops::Range;

/// A page may have so many bytes, unpacked.
pub const MOST_PAGE: usize = 64 << 20;
/// A page may have so many values.
pub const MOST_VALUES: usize = 1 << 22;

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
pub enum Values {
    /// None that can be read.
    #[default]
    None,
    /// Texts.
    Bytes(Vec<Range<usize>>),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// Numbers.
    Reals(Vec<f64>),
    /// True or false.
    Truths(Vec<bool>),
    /// Places in the dictionary.
    Dictionary(Vec<u32>),
}

/// What was unpacked.
#[derive(Debug, Default)]
pub struct Page {
    /// What its texts are cut from.
    pub bytes: Vec<u8>,
    /// Its values.
    pub values: Values,
}

impl Page {
    /// The value at a place.
    pub fn cell(&self, at: usize) -> Option<Cell<'_>> {
        match &self.values {
            Values::Bytes(places) => Some(Cell::Bytes(self.bytes.get(places.get(at)?.clone())?)),
            Values::Ints(values) => values.get(at).copied().map(Cell::Int),
            Values::Reals(values) => values.get(at).copied().map(Cell::Real),
            Values::Truths(values) => values.get(at).copied().map(Cell::Truth),
            Values::Dictionary(_) | Values::None => None,
        }
    }
}

/// Numbers of `width` bits in runs and in groups of eight (RLE/bit-packing hybrid).
pub fn hybrid(bytes: &[u8], width: u32, count: usize) -> Result<Vec<u32>, Fault> {
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
pub fn plain(kind: Kind, bytes: &[u8], at: usize, count: usize) -> Result<Values, Fault> {
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
pub fn values(
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
