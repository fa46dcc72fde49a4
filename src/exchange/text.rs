//! Bytes to text, the same way for every text format. May use `encoding_rs` and the standard library.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{Place, ReadError};

/// The text of a file: UTF-8, or UTF-16 that says so by its byte order mark or by every other byte of its start being
/// nought. The mark itself goes.
///
/// # Errors
/// [`ReadError::Bad`] with the first byte that fits neither.
pub fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, ReadError> {
    let Some((rest, unit)) = utf16(bytes) else {
        return match bytes {
            [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(file, rest, 3),
            _ => utf8(file, bytes, 0),
        };
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut text = String::with_capacity(rest.len());
    let mut at = bytes.len() - rest.len();
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => {
                text.push(c);
                at += 2 * c.len_utf16();
            }
            Err(_) => return Err(wrong(file, at, "UTF-16")),
        }
    }
    if odd.is_empty() {
        Ok(Cow::Owned(text))
    } else {
        Err(wrong(file, at, "UTF-16"))
    }
}

/// How two bytes make a unit of UTF-16.
pub type Unit = fn([u8; 2]) -> u16;

/// The text behind the mark of a file in UTF-16, and how two of its bytes make a unit; `None` if it is in anything else.
pub fn utf16(bytes: &[u8]) -> Option<(&[u8], Unit)> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some((rest, u16::from_be_bytes)),
        // Without a mark: four such letters in a row are nothing else.
        [1..=127, 0, 1..=127, 0, 1..=127, 0, 1..=127, 0, ..] => Some((bytes, u16::from_le_bytes)),
        [0, 1..=127, 0, 1..=127, 0, 1..=127, 0, 1..=127, ..] => Some((bytes, u16::from_be_bytes)),
        _ => None,
    }
}

/// The text of a page or of XML, which may say at its start that it is in an older character set.
///
/// # Errors
/// [`ReadError::Bad`] with the first byte that fits neither UTF-8 nor what the file says.
pub fn decode_declared<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, ReadError> {
    let decoded = decode(file, bytes);
    match declared(bytes).filter(|_| decoded.is_err()) {
        Some(encoding) => Ok(encoding.decode_without_bom_handling(bytes).0),
        None => decoded,
    }
}

/// What a file says of its character set, if it is one of single letters like ASCII: `<?xml encoding="…"?>`, `<meta
/// charset="…">`.
pub fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..2_000).unwrap_or(bytes)).to_ascii_lowercase();
    let labels = ["encoding=", "charset="].iter().filter_map(|key| {
        let (_, behind) = head.split_once(key)?;
        let label = behind.trim_start_matches(['"', '\'', ' ']);
        label.split(['"', '\'', ' ', ';', '>', '?', '/']).next()
    });
    labels
        .filter_map(|label| Encoding::for_label_no_replacement(label.as_bytes()))
        .find(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())
}

/// Bytes as Windows-1252, if they look like it: letters of one byte, and none of several as UTF-8 has them.
pub fn as_windows(bytes: &[u8]) -> Option<String> {
    let marked = matches!(
        bytes,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0xEF, 0xBB, 0xBF, ..]
    );
    let controls = bytes.iter().any(|b| matches!(b, 0..=8 | 14..=31));
    let utf8 = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    let plain = !marked && !controls && !utf8;
    plain.then(|| {
        WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    })
}

fn utf8<'a>(file: &str, bytes: &'a [u8], skipped: usize) -> Result<Cow<'a, str>, ReadError> {
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|e| wrong(file, e.valid_up_to() + skipped, "UTF-8"))
}

fn wrong(file: &str, byte: usize, encoding: &str) -> ReadError {
    ReadError::bad(
        file,
        Place::Byte(byte as u64),
        format!("the bytes from here on are not {encoding} text"),
        "open the file in the program that wrote it and save it again as UTF-8",
    )
}

/// Line and column of a byte of `text`, both counted from 1, the column in characters.
pub fn line_of(text: &str, byte: usize) -> Place {
    let before = text
        .get(..byte)
        .or_else(|| text.get(..text.floor_char_boundary(byte)))
        .unwrap_or(text);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let column = before.get(start..).map_or(0, |l| l.chars().count()) + 1;
    Place::Line(line as u64, column as u64)
}
