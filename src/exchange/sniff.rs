//! What a file shows of itself at a glance, for the formats to recognise theirs by. May use `text`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::text;

/// How sure a format is that a file is one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It is not.
    No,
    /// It can be read, if nothing else fits.
    Fallback,
    /// Some signs.
    Maybe,
    /// All signs but the last.
    Likely,
    /// It is.
    Certain,
}

/// How much of a file is looked at.
const HEAD: usize = 256 * 1024;

/// The start of a file, and what stands in it.
#[derive(Debug)]
pub struct Sniff<'a> {
    /// The file's name.
    pub name: &'a str,
    /// What follows the last full stop of the name, in lower case; empty if there is none.
    pub extension: String,
    /// The first quarter of a megabyte as text; what is not text is replaced by U+FFFD.
    pub head: Cow<'a, str>,
    bytes: &'a [u8],
    json: Option<JsonHead>,
}

/// The keys that the start of a JSON text shows.
#[derive(Debug, Default)]
struct JsonHead {
    /// Keys of the outermost object, or of the objects directly in the outermost array.
    root: BTreeSet<String>,
    /// All keys.
    all: BTreeSet<String>,
    array: bool,
    lines: bool,
}

impl<'a> Sniff<'a> {
    /// Looks at a file.
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        let start = bytes.get(..HEAD).unwrap_or(bytes);
        let head = match (text::utf16(start), start) {
            (Some((rest, unit)), _) => {
                let units: Vec<u16> = rest.as_chunks().0.iter().map(|b| unit(*b)).collect();
                Cow::Owned(String::from_utf16_lossy(&units))
            }
            (None, [0xEF, 0xBB, 0xBF, rest @ ..]) => String::from_utf8_lossy(rest),
            (None, _) => String::from_utf8_lossy(start),
        };
        let extension = name
            .rsplit_once('.')
            .map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        let json = JsonHead::read(&head);
        Self {
            name,
            extension,
            head,
            bytes,
            json,
        }
    }

    /// Whether it looks like HTML or XML.
    pub fn is_markup(&self) -> bool {
        let head = self.head.trim_start();
        // People start a line with `<3` or `<rant>` too; a file of markup closes elements.
        let opens = head.strip_prefix('<').is_some_and(|tag| {
            tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?'))
        });
        let page = head
            .get(..5)
            .is_some_and(|t| t.eq_ignore_ascii_case("<html"));
        let closes = ["</", "/>", "<!", "<?"]
            .iter()
            .any(|sign| head.contains(sign));
        page || (opens && closes)
    }

    /// The name of the first element of a text of markup, behind declarations and comments.
    pub fn root_element(&self) -> Option<&str> {
        let mut rest = self.head.trim_start_matches('\u{feff}').trim_start();
        loop {
            let end = match rest.get(..4)? {
                "<!--" => rest.find("-->")? + 3,
                start if start.starts_with("<?") => rest.find("?>")? + 2,
                start if start.starts_with("<!") => rest.find('>')? + 1,
                _ => break,
            };
            rest = rest.get(end..)?.trim_start();
        }
        let name = rest.strip_prefix('<')?;
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
        name.get(..end)
    }

    /// Whether it starts as a JSON object or array does and holds a key or nothing.
    pub fn is_json(&self) -> bool {
        self.json.is_some()
    }

    /// Whether several JSON values stand one behind the other.
    pub fn is_json_lines(&self) -> bool {
        self.json.as_ref().is_some_and(|j| j.lines)
    }

    /// Whether the outermost JSON value is an array.
    pub fn is_json_array(&self) -> bool {
        self.json.as_ref().is_some_and(|j| j.array)
    }

    /// Whether the outermost JSON object, or an object directly in the outermost array, shows this key.
    pub fn json_root_has(&self, key: &str) -> bool {
        self.json.as_ref().is_some_and(|j| j.root.contains(key))
    }

    /// Every key that the outermost JSON object shows, or an object directly in the outermost array.
    pub fn json_root_keys(&self) -> impl Iterator<Item = &str> {
        self.json
            .iter()
            .flat_map(|j| j.root.iter().map(String::as_str))
    }

    /// Whether an object anywhere in the JSON shows this key.
    pub fn json_has(&self, key: &str) -> bool {
        self.json.as_ref().is_some_and(|j| j.all.contains(key))
    }

    /// Every key seen, in alphabetical order.
    pub fn json_keys(&self) -> impl Iterator<Item = &str> {
        self.json
            .iter()
            .flat_map(|j| j.all.iter().map(String::as_str))
    }

    /// Whether the first four megabytes contain these characters.
    pub fn contains(&self, text: &str) -> bool {
        if self.head.contains(text) {
            return true;
        }
        // Windows overlap so that no match is lost between them.
        let most = self.bytes.len().min(4 * 1024 * 1024);
        let mut from = HEAD.saturating_sub(text.len());
        while from < most {
            let window = self
                .bytes
                .get(from..most.min(from + HEAD))
                .unwrap_or_default();
            if String::from_utf8_lossy(window).contains(text) {
                return true;
            }
            from += HEAD - text.len();
        }
        false
    }

    /// In a few words, what a file that no format recognises seems to be.
    pub fn guess(&self) -> &'static str {
        match self.bytes {
            [] => "it is empty",
            [0x89, b'P', b'N', b'G', ..] => "it is a PNG picture",
            [0xFF, 0xD8, 0xFF, ..] => "it is a JPEG picture",
            [b'G', b'I', b'F', b'8', ..] => "it is a GIF picture",
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => "it is a WebP picture",
            [b'%', b'P', b'D', b'F', ..] => "it is a PDF document",
            [b'P', b'K', 3, 4, ..] => "it is a ZIP archive or an office document",
            [0x1F, 0x8B, ..] => "it is packed with gzip",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "it is packed with zstd",
            _ if self.is_mhtml() => {
                "it is a page saved as a single MHTML file: save it as HTML instead"
            }
            _ if self.is_binary() => "it holds bytes that are not text",
            _ if self.is_json() => "it is JSON, but not of a known discussion",
            _ if self.is_markup() => "it is markup, but not of a known discussion",
            _ => "its content is of no known kind",
        }
    }

    /// Whether this is a ZIP archive: many programs pack their files so.
    pub fn is_zip(&self) -> bool {
        self.bytes.starts_with(b"PK\x03\x04")
    }

    /// Whether this is a page that a browser saved as one message with its pictures.
    pub fn is_mhtml(&self) -> bool {
        let start: String = self.head.chars().take(2_000).collect();
        start.contains("Snapshot-Content-Location:") || start.contains("<Saved by ")
    }

    /// Whether this is no text at all.
    pub fn is_binary(&self) -> bool {
        self.head.contains('\0')
            || self.head.contains(char::REPLACEMENT_CHARACTER) && {
                let wrong = self.head.matches(char::REPLACEMENT_CHARACTER).count();
                // One is the cut at the end of the head, a few are a wrong encoding: the reader says where.
                wrong > 16 && wrong * 10 > self.head.chars().count()
            }
    }
}

impl JsonHead {
    /// Notes the keys of a JSON text that may be cut short. Not a check: only what stands before a colon counts.
    fn read(head: &str) -> Option<Self> {
        let mut rest = head.trim_start();
        let array = rest.starts_with('[');
        if !array && !rest.starts_with('{') {
            return None;
        }
        let mut found = Self {
            array,
            ..Self::default()
        };
        let root_depth = if array { 2 } else { 1 };
        let mut depth = 0usize;
        while let Some(at) = rest.find(['{', '}', '[', ']', '"']) {
            let (mark, behind) = rest.split_at(at);
            if depth == 0 && mark.split_whitespace().any(|word| word != "null") {
                // Words outside of any value: prose that starts with a bracket. (A line may be null.)
                return None;
            }
            let sign = behind.as_bytes().first().copied().unwrap_or(0);
            rest = behind.get(1..).unwrap_or("");
            match sign {
                b'{' | b'[' => {
                    found.lines |= depth == 0 && !found.all.is_empty();
                    depth += 1;
                }
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {
                    let Some(end) = string_end(rest) else {
                        break;
                    };
                    let (string, behind) = rest.split_at(end);
                    rest = behind.get(1..).unwrap_or("");
                    if rest.trim_start().starts_with(':') && string.len() < 100 {
                        if depth == root_depth && !found.root.contains(string) {
                            found.root.insert(string.to_owned());
                        }
                        if !found.all.contains(string) && found.all.len() < 1_000 {
                            found.all.insert(string.to_owned());
                        }
                    }
                }
            }
        }
        Some(found)
    }
}

/// Where the quotation mark that ends a JSON string stands.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|b| {
        let ends = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        ends
    })
}
