//! Text in UTF-16 as the UTF-8 that the readers take: what a shell of Windows writes where `>` stands. Streams, so that
//! the file may be of any length; half a pair becomes U+FFFD, as everywhere. May use `encoding_rs`.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

/// How many bytes of UTF-8 are made at once.
const ROOM: usize = 1 << 16;

/// What the start of a file shows its text to be in, if UTF-16: the mark, or letters of ASCII with noughts between. The
/// second is the length of the mark.
fn encoding(start: &[u8]) -> Option<(&'static Encoding, usize)> {
    match start {
        [0xff, 0xfe, ..] => Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => Some((UTF_16BE, 2)),
        // Without a mark: four such letters in a row are nothing else.
        [1..=127, 0, 1..=127, 0, 1..=127, 0, 1..=127, 0, ..] => Some((UTF_16LE, 0)),
        [0, 1..=127, 0, 1..=127, 0, 1..=127, 0, 1..=127, ..] => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// The stream itself, or, if it is in UTF-16, its text in UTF-8.
///
/// # Errors
/// If its start cannot be read.
pub fn as_utf8(mut stream: Box<dyn BufRead>) -> io::Result<Box<dyn Read>> {
    let Some((encoding, mark)) = encoding(stream.fill_buf()?) else {
        return Ok(Box::new(stream));
    };
    stream.consume(mark);
    Ok(Box::new(AsUtf8 {
        stream,
        decoder: encoding.new_decoder_without_bom_handling(),
        made: Vec::new(),
        given: 0,
        ended: false,
    }))
}

struct AsUtf8 {
    stream: Box<dyn BufRead>,
    decoder: Decoder,
    /// What was made and, up to `given`, handed on.
    made: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Read for AsUtf8 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.made.len() && !self.ended {
            self.made.resize(ROOM, 0);
            let read = self.stream.fill_buf()?;
            let last = read.is_empty();
            let (result, taken, made, _) = self.decoder.decode_to_utf8(read, &mut self.made, last);
            self.stream.consume(taken);
            self.made.truncate(made);
            self.given = 0;
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        let rest = self.made.get(self.given..).unwrap_or_default();
        let given = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..given), rest.get(..given)) {
            to.copy_from_slice(from);
        }
        self.given += given;
        Ok(given)
    }
}
