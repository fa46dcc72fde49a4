//! Thrift's compact protocol, as far as Parquet's footers and page headers need it: fields are met one by one, and what
//! nobody asks for is passed over. Plain bytes in, numbers out; nothing is believed about lengths, and nothing recurses.

/// The bytes are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// Structures in structures deeper than this are nobody's.
const MOST_DEPTH: usize = 64;

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub struct Compact<'a> {
    left: &'a [u8],
}

/// A field: its number, and what kind of value follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its number.
    pub id: i16,
    kind: u8,
}

impl<'a> Compact<'a> {
    /// Reads from the start.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    /// How many bytes are left.
    pub fn remaining(&self) -> usize {
        self.left.len()
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Malformed> {
        let (&byte, left) = self.left.split_first().ok_or(Malformed)?;
        self.left = left;
        Ok(byte)
    }

    /// So many bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, left) = self.left.split_at_checked(length).ok_or(Malformed)?;
        self.left = left;
        Ok(taken)
    }

    /// An unsigned number in groups of seven bits.
    pub fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// A signed number, zigzag.
    pub fn zigzag(&mut self) -> Result<i64, Malformed> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn length(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.varint()?).map_err(|_| Malformed)
    }

    /// The next field of a structure, `last` being the number of the one before; `None` at its end.
    pub fn field(&mut self, last: &mut i16) -> Result<Option<Field>, Malformed> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(None);
        }
        let id = match head >> 4 {
            0 => i16::try_from(self.zigzag()?).map_err(|_| Malformed)?,
            delta => last.checked_add(i16::from(delta)).ok_or(Malformed)?,
        };
        *last = id;
        let kind = head & 0x0f;
        Ok(Some(Field { id, kind }))
    }

    /// Hands every field of a structure to `take`, which reads it and says so, or leaves it.
    pub fn structure(
        &mut self,
        mut take: impl FnMut(&mut Self, Field) -> Result<bool, Malformed>,
    ) -> Result<(), Malformed> {
        let mut last = 0;
        while let Some(field) = self.field(&mut last)? {
            if !take(self, field)? {
                self.skip(field)?;
            }
        }
        Ok(())
    }

    /// A whole number.
    pub fn number(&mut self, field: Field) -> Result<i64, Malformed> {
        match field.kind {
            BYTE => Ok(i64::from(self.byte()?.cast_signed())),
            I16 | I32 | I64 => self.zigzag(),
            _ => Err(Malformed),
        }
    }

    /// True or false.
    pub fn truth(&mut self, field: Field) -> Result<bool, Malformed> {
        match field.kind {
            TRUE => Ok(true),
            FALSE => Ok(false),
            _ => Err(Malformed),
        }
    }

    /// A text, as bytes.
    pub fn bytes(&mut self, field: Field) -> Result<&'a [u8], Malformed> {
        if field.kind != BINARY {
            return Err(Malformed);
        }
        let length = self.length()?;
        self.take(length)
    }

    /// The number of structures in a list of structures, which follow.
    pub fn structures(&mut self, field: Field) -> Result<usize, Malformed> {
        let (length, kind) = match field.kind {
            LIST | SET => self.list()?,
            _ => return Err(Malformed),
        };
        // Every structure has at least a byte.
        if kind != STRUCT || length > self.remaining() {
            return Err(Malformed);
        }
        Ok(length)
    }

    /// Whether the field is a structure.
    pub fn is_structure(field: Field) -> bool {
        field.kind == STRUCT
    }

    fn list(&mut self) -> Result<(usize, u8), Malformed> {
        let head = self.byte()?;
        let length = match head >> 4 {
            15 => self.length()?,
            short => usize::from(short),
        };
        Ok((length, head & 0x0f))
    }

    /// Passes over a field's value.
    fn skip(&mut self, field: Field) -> Result<(), Malformed> {
        /// Values that are still to be passed over.
        enum Open {
            /// The fields of a structure.
            Structure,
            /// So many pairs of values of two kinds; lists are pairs without a first.
            Values(usize, Option<u8>, u8),
        }
        let mut open: Vec<Open> = Vec::new();
        // In structures truth stands in the head, in lists it has a byte.
        let one = |compact: &mut Self, open: &mut Vec<Open>, kind: u8, in_list: bool| {
            match kind {
                TRUE | FALSE if !in_list => {}
                TRUE | FALSE | BYTE => _ = compact.byte()?,
                I16 | I32 | I64 => _ = compact.varint()?,
                DOUBLE => _ = compact.take(8)?,
                BINARY => {
                    let length = compact.length()?;
                    compact.take(length)?;
                }
                LIST | SET => {
                    let (length, kind) = compact.list()?;
                    open.push(Open::Values(length, None, kind));
                }
                MAP => {
                    let length = compact.length()?;
                    if length > 0 {
                        let kinds = compact.byte()?;
                        open.push(Open::Values(length, Some(kinds >> 4), kinds & 0x0f));
                    }
                }
                STRUCT => open.push(Open::Structure),
                _ => return Err(Malformed),
            }
            if open.len() > MOST_DEPTH {
                return Err(Malformed);
            }
            Ok(())
        };
        one(self, &mut open, field.kind, false)?;
        while let Some(next) = open.pop() {
            match next {
                Open::Structure => {
                    let mut unused = 0;
                    // Numbers of fields don't matter here, so that they may not overflow either.
                    if let Some(field) = self.field(&mut unused)? {
                        open.push(Open::Structure);
                        one(self, &mut open, field.kind, false)?;
                    }
                }
                Open::Values(0, ..) => {}
                Open::Values(left, first, second) => {
                    if self.left.is_empty() {
                        return Err(Malformed);
                    }
                    open.push(Open::Values(left - 1, first, second));
                    if let Some(first) = first {
                        one(self, &mut open, first, true)?;
                    }
                    one(self, &mut open, second, true)?;
                }
            }
        }
        Ok(())
    }
}
