//! JSON without recursion: threads nest tens of thousands of levels deep, where usual parsers stop at 128.
//!
//! [`Doc`] is a flat list of the values of a text in source order, 24 bytes each, that borrows the text:
//! strings are checked when read and unescaped when asked for, so that a file of 60 MB costs little more than
//! itself. The grammar is that of RFC 8259, and the `NaN` that scripts write is read as `null`. May use the standard library.

use std::borrow::Cow;

/// How deep values may nest: more than any discussion, little enough for memory.
const MAX_DEPTH: usize = 1_000_000;

/// Why a text is not JSON: what stands at which byte, as a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Where, in bytes from the start of the text.
    pub byte: usize,
    /// What was wrong.
    pub what: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// No key.
const NO_KEY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Node {
    kind: Kind,
    /// Bytes of the key between its quotation marks; `key_start` is `NO_KEY` outside of objects.
    key_start: u32,
    key_len: u32,
    /// First byte in the text, of a string behind its quotation mark.
    start: u32,
    /// Numbers and strings: one past their last byte. Arrays and objects: one past their last node.
    end: u32,
}

/// One JSON value and all within it.
#[derive(Debug)]
pub struct Doc<'a> {
    text: &'a str,
    nodes: Vec<Node>,
}

/// A value of a [`Doc`].
#[derive(Debug, Clone, Copy)]
pub struct Value<'d, 'a> {
    doc: &'d Doc<'a>,
    at: usize,
}

impl<'a> Doc<'a> {
    /// Reads the only value of `text`.
    ///
    /// # Errors
    /// [`JsonError`] for anything that is not one whole JSON value, nests too deep, or is longer than 4 GiB.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        let mut parser = Parser::new(text)?;
        let doc = parser.value()?;
        parser.space();
        match parser.peek() {
            None => Ok(doc),
            Some(_) => Err(parser.error("there is something behind the end of the JSON value")),
        }
    }

    /// Reads values one after the other: one JSON value a line, or with any other white space between them.
    /// Ends after the first error.
    pub fn parse_many(text: &'a str) -> impl Iterator<Item = Result<Self, JsonError>> {
        let mut parser = Some(Parser::new(text));
        std::iter::from_fn(move || {
            let mut inner = match parser.take()? {
                Ok(inner) => inner,
                Err(e) => return Some(Err(e)),
            };
            inner.space();
            inner.peek()?;
            let value = inner.value();
            if value.is_ok() {
                parser = Some(Ok(inner));
            }
            Some(value)
        })
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_, 'a> {
        Value { doc: self, at: 0 }
    }

    /// Every value in source order, each before those within it, with how deep it nests (0 for the root).
    pub fn walk(&self) -> impl Iterator<Item = (Value<'_, 'a>, usize)> {
        let mut open: Vec<usize> = Vec::new();
        (0..self.nodes.len()).map(move |at| {
            while open.last().is_some_and(|end| *end <= at) {
                open.pop();
            }
            let depth = open.len();
            if let Some(node) = self.nodes.get(at)
                && matches!(node.kind, Kind::Array | Kind::Object)
            {
                open.push(node.end as usize);
            }
            (Value { doc: self, at }, depth)
        })
    }
}

impl<'d, 'a> Value<'d, 'a> {
    fn node(self) -> Option<&'d Node> {
        self.doc.nodes.get(self.at)
    }

    fn kind(self) -> Option<Kind> {
        self.node().map(|n| n.kind)
    }

    /// Where in the text it starts, in bytes: for progress and messages.
    pub fn byte(self) -> usize {
        self.node().map_or(0, |n| n.start as usize)
    }

    /// Whether this is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Some(Kind::Null)
    }

    /// Whether this is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Some(Kind::Array)
    }

    /// Whether this is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Some(Kind::Object)
    }

    /// The value, if it is `true` or `false`.
    pub fn bool(self) -> Option<bool> {
        match self.kind()? {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// The text of a string, unescaped.
    pub fn str(self) -> Option<Cow<'a, str>> {
        let node = self.node().filter(|n| n.kind == Kind::String)?;
        let text: &'a str = self.doc.text;
        text.get(node.start as usize..node.end as usize)
            .map(unescape)
    }

    /// A number as it is written.
    pub fn number(self) -> Option<&'a str> {
        let node = self.node().filter(|n| n.kind == Kind::Number)?;
        let text: &'a str = self.doc.text;
        text.get(node.start as usize..node.end as usize)
    }

    /// A whole number; one written as a fraction (`12.0`) or as a string counts, cut to its whole part.
    pub fn integer(self) -> Option<i64> {
        let written = match self.kind()? {
            Kind::Number => Cow::Borrowed(self.number()?),
            Kind::String => self.str()?,
            _ => return None,
        };
        written.parse().ok().or_else(|| {
            let float: f64 = written.parse().ok()?;
            // Beyond 2^53 a float no longer names one whole number.
            (float.abs() < 9.0e15).then_some(float as i64)
        })
    }

    /// A string or a number as text, as ids are written either way.
    pub fn id(self) -> Option<Cow<'a, str>> {
        self.str().or_else(|| self.number().map(Cow::Borrowed))
    }

    /// The key this value has in the object around it.
    pub fn key(self) -> Option<Cow<'a, str>> {
        let node = self.node().filter(|n| n.key_start != NO_KEY)?;
        let start = node.key_start as usize;
        let text: &'a str = self.doc.text;
        text.get(start..start + node.key_len as usize).map(unescape)
    }

    /// The values directly within an array or object; none for anything else.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let (mut at, end) = match self.node() {
            Some(n) if matches!(n.kind, Kind::Array | Kind::Object) => {
                (self.at + 1, n.end as usize)
            }
            _ => (0, 0),
        };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let value = Self { doc: self.doc, at };
            at = value.behind();
            Some(value)
        })
    }

    /// Position of the first value behind this one and all within it.
    fn behind(self) -> usize {
        match self.node() {
            Some(n) if matches!(n.kind, Kind::Array | Kind::Object) => n.end as usize,
            _ => self.at + 1,
        }
    }

    /// The value an object has under `key`; of several the last, as usual parsers have it.
    pub fn get(self, key: &str) -> Option<Self> {
        if !self.is_object() {
            return None;
        }
        self.children()
            .filter(|v| v.key().as_deref() == Some(key))
            .last()
    }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, JsonError> {
        if text.len() >= NO_KEY as usize {
            return Err(JsonError {
                byte: 0,
                what: "the file is longer than 4 GiB",
            });
        }
        Ok(Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
        })
    }

    fn error(&self, what: &'static str) -> JsonError {
        JsonError {
            byte: self.at,
            what,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Reads one value with all within it. Open arrays and objects wait on a list, not on the stack.
    fn value(&mut self) -> Result<Doc<'a>, JsonError> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        loop {
            // A value, with its key inside an object.
            self.space();
            let mut key = (NO_KEY, 0);
            if in_object(&nodes, &open) {
                if self.peek() != Some(b'"') {
                    return Err(self.unexpected("a key in quotation marks should stand here"));
                }
                let (start, end) = self.string()?;
                key = (start, end - start);
                self.space();
                if self.peek() != Some(b':') {
                    return Err(self.unexpected("a colon should stand behind the key"));
                }
                self.at += 1;
                self.space();
            }
            let (kind, start, end) = self.scalar_or_open()?;
            let at = nodes.len() as u32;
            nodes.push(Node {
                kind,
                key_start: key.0,
                key_len: key.1,
                start,
                end,
            });
            let mut complete = true;
            if matches!(kind, Kind::Array | Kind::Object) {
                if open.len() >= MAX_DEPTH {
                    return Err(self.error("values nest more than a million levels deep"));
                }
                open.push(at);
                self.space();
                complete = match (kind, self.peek()) {
                    (Kind::Array, Some(b']')) | (Kind::Object, Some(b'}')) => {
                        self.at += 1;
                        close(&mut nodes, &mut open);
                        true
                    }
                    _ => false,
                };
            }
            // What follows a complete value: a comma, or the ends of what is open.
            while complete {
                if open.is_empty() {
                    return Ok(Doc {
                        text: self.text,
                        nodes,
                    });
                }
                self.space();
                let end = if in_object(&nodes, &open) { b'}' } else { b']' };
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        complete = false;
                    }
                    Some(c) if c == end => {
                        self.at += 1;
                        close(&mut nodes, &mut open);
                    }
                    _ => {
                        return Err(
                            self.unexpected("a comma or a closing bracket should stand here")
                        );
                    }
                }
            }
        }
    }

    /// `what`, unless the text simply ends here.
    fn unexpected(&self, what: &'static str) -> JsonError {
        match self.peek() {
            None => self.error("the file ends in the middle of a JSON value"),
            Some(0) => self.error("a NUL byte stands here"),
            Some(_) => self.error(what),
        }
    }

    /// A whole scalar, or the opening bracket of an array or object; with its bytes.
    fn scalar_or_open(&mut self) -> Result<(Kind, u32, u32), JsonError> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                Kind::Object
            }
            Some(b'[') => {
                self.at += 1;
                Kind::Array
            }
            Some(b'"') => {
                let (start, end) = self.string()?;
                return Ok((Kind::String, start, end));
            }
            // Not JSON, but what Python and JavaScript write of numbers that are none.
            Some(b'N') => self.word("NaN", Kind::Null)?,
            Some(b'I') => self.word("Infinity", Kind::Null)?,
            Some(b'-') if self.bytes.get(self.at + 1) == Some(&b'I') => {
                self.word("-Infinity", Kind::Null)?
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                Kind::Number
            }
            Some(b't') => self.word("true", Kind::True)?,
            Some(b'f') => self.word("false", Kind::False)?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Err(self.unexpected("a JSON value should stand here")),
        };
        Ok((kind, start as u32, self.at as u32))
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, JsonError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(kind)
        } else if word.as_bytes().starts_with(rest) {
            self.at = self.bytes.len();
            Err(self.unexpected(""))
        } else {
            Err(self.error("a JSON value should stand here"))
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.unexpected("a digit should stand here"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// A string in quotation marks; the bytes between them, checked to unescape without fault.
    fn string(&mut self) -> Result<(u32, u32), JsonError> {
        let opened = self.at;
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let end = self.at;
                    self.at += 1;
                    return Ok((start as u32, end as u32));
                }
                Some(b'\\') => self.escape()?,
                Some(0) => return Err(self.error("a NUL byte stands in a string")),
                Some(0x01..=0x1F) => {
                    return Err(self.error(
                        "a line end or other control character stands in a string without being escaped",
                    ));
                }
                Some(_) => self.at += 1,
                None => {
                    return Err(JsonError {
                        byte: opened,
                        what: "the file ends in the middle of the string that starts here",
                    });
                }
            }
        }
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        let at = self.at;
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => {
                let Some(unit) = self.unit(at) else {
                    return Err(self.error("\\u should be followed by four hexadecimal digits"));
                };
                self.at += 6;
                if (0xD800..0xDC00).contains(&unit)
                    && matches!(self.unit(at + 6), Some(0xDC00..0xE000))
                {
                    self.at += 6;
                }
                Ok(())
            }
            Some(_) => Err(self.error("an unknown escape stands in a string")),
            None => Err(self.error("the file ends in the middle of a string")),
        }
    }

    /// The UTF-16 unit of the `\uXXXX` at byte `at`.
    fn unit(&self, at: usize) -> Option<u16> {
        unit(self.bytes.get(at..)?)
    }
}

fn in_object(nodes: &[Node], open: &[u32]) -> bool {
    open.last()
        .and_then(|at| nodes.get(*at as usize))
        .is_some_and(|n| n.kind == Kind::Object)
}

fn close(nodes: &mut [Node], open: &mut Vec<u32>) {
    let end = nodes.len() as u32;
    if let Some(node) = open.pop().and_then(|at| nodes.get_mut(at as usize)) {
        node.end = end;
    }
}

fn unit(escape: &[u8]) -> Option<u16> {
    let (b"\\u", rest) = escape.split_at_checked(2)? else {
        return None;
    };
    rest.get(..4)?.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}

/// Unescapes the inside of a string that was checked when it was read. An escaped NUL becomes U+FFFD, as in HTML: no text
/// that people read contains one. So does half a character (a lone surrogate), which scripts leave that cut text.
fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut chars = escaped.chars();
        match chars.next() {
            Some('u') => {
                let bytes = rest.as_bytes().get(plain.len()..).unwrap_or_default();
                let units = [unit(bytes), bytes.get(6..).and_then(unit)];
                let c = char::decode_utf16(units.into_iter().flatten())
                    .next()
                    .and_then(Result::ok)
                    .filter(|c| *c != '\0')
                    .unwrap_or(char::REPLACEMENT_CHARACTER);
                text.push(c);
                let length = 6 * c.len_utf16();
                rest = rest.get(plain.len() + length..).unwrap_or("");
                continue;
            }
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{C}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(c) => text.push(c),
            None => {}
        }
        rest = chars.as_str();
    }
    text.push_str(rest);
    Cow::Owned(text)
}
