//! Packed files: gzip and zstd, known by their first bytes, unpacked before anything else looks at them. May use the
//! progress handle and this module's errors.
//!
//! A packed file may claim to hold any amount of text. What is unpacked is bounded twice: by [`MOST_BYTES`], and by
//! [`MOST_TIMES`] the packed size, which no discussion reaches (JSON of comments shrinks to a tenth or so).

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder;

use super::{Input, Place, ReadError};
use crate::progress::Progress;

/// What a packed file may hold, in bytes.
const MOST_BYTES: usize = 1 << 30;
/// How many times its own size it may hold …
const MOST_TIMES: usize = 200;
/// … unless that is less than this, in bytes: tiny files may be very repetitive.
const LEAST_BOUND: usize = 1 << 26;
/// The largest window dumps of comments are packed with (`zstd --long=31`), as a power of two.
const WINDOW_LOG: u32 = 31;
/// How much is unpacked between two looks at the cancel button, in bytes.
const STEP: u64 = 1 << 20;

/// The content of a packed file; `None` if it is not packed.
///
/// # Errors
/// If it is damaged, or holds more than can be meant.
pub fn unpack(input: &Input<'_>, progress: &Progress) -> Result<Option<Vec<u8>>, ReadError> {
    let damaged = |error: io::Error| {
        ReadError::bad(
            input.name,
            Place::File,
            format!("it is packed and cannot be unpacked ({error})"),
            "fetch it again, or unpack it with the program that packed it",
        )
    };
    let mut packed: Box<dyn Read + '_> = match input.bytes {
        [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(input.bytes)),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            let mut decoder = Decoder::with_buffer(input.bytes).map_err(damaged)?;
            decoder.window_log_max(WINDOW_LOG).map_err(damaged)?;
            Box::new(decoder)
        }
        _ => return Ok(None),
    };
    let most = (input.bytes.len().saturating_mul(MOST_TIMES)).clamp(LEAST_BOUND, MOST_BYTES);
    let mut bytes = Vec::new();
    loop {
        progress.check()?;
        let mut part = packed.by_ref().take(STEP);
        if part.read_to_end(&mut bytes).map_err(damaged)? == 0 {
            return Ok(Some(bytes));
        }
        if bytes.len() > most {
            return Err(ReadError::bad(
                input.name,
                Place::File,
                format!("it is packed and holds more than {} MB", most >> 20),
                "unpack it and import the part that is meant",
            ));
        }
    }
}
