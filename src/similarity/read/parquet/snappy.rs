//! Snappy's block format, unpacked: a length, then pieces that are either given or copied from what is there already. May
//! use [`super::thrift`] for its numbers.

use super::thrift::{Compact, Malformed};

/// Unpacks what must have `length` bytes then.
pub fn unpack(packed: &[u8], length: usize) -> Result<Vec<u8>, Malformed> {
    let mut compact = Compact::new(packed);
    if usize::try_from(compact.varint()?) != Ok(length) {
        return Err(Malformed);
    }
    let mut left = compact;
    let mut bytes: Vec<u8> = Vec::with_capacity(length);
    while left.remaining() > 0 {
        let tag = left.byte()?;
        let short = usize::from(tag >> 2);
        let (distance, size) = match tag & 3 {
            0 => {
                let size = match short.checked_sub(59) {
                    // The length itself has one to four bytes.
                    Some(more @ 1..) => little(left.take(more)?),
                    _ => short,
                };
                let given = left.take(size.checked_add(1).ok_or(Malformed)?)?;
                if given.len() > length - bytes.len() {
                    return Err(Malformed);
                }
                bytes.extend_from_slice(given);
                continue;
            }
            1 => {
                let low = usize::from(left.byte()?);
                ((usize::from(tag) >> 5) << 8 | low, 4 + (short & 7))
            }
            2 => (little(left.take(2)?), 1 + short),
            _ => (little(left.take(4)?), 1 + short),
        };
        let start = bytes.len().checked_sub(distance).filter(|_| distance > 0);
        let start = start.ok_or(Malformed)?;
        if size > length - bytes.len() {
            return Err(Malformed);
        }
        // What is copied may run into what it makes, so that it is repeated.
        let mut left = size;
        while left > 0 {
            let piece = left.min(bytes.len() - start);
            bytes.extend_from_within(start..start + piece);
            left -= piece;
        }
    }
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(Malformed)
    }
}

fn little(bytes: &[u8]) -> usize {
    let numbers = bytes.iter().rev();
    numbers.fold(0, |number, &byte| number << 8 | usize::from(byte))
}
