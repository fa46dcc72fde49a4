//! What is plainly no sample: files of bytes, maps, pages, and threads of comments, whose texts would
//! else be taken for outputs. May use the JSON reader's values.

use serde_json::{Map, Value};
use std::fmt;

/// Fields that name who wrote a comment.
const AUTHOR: [&str; 7] = [
    "author",
    "by",
    "user",
    "speaker",
    "username",
    "created_by",
    "poster",
];
/// Fields that say where in a thread a comment stands.
const PLACE: [&str; 11] = [
    "parent",
    "parent_id",
    "parent_comment",
    "kids",
    "children",
    "replies",
    "reply_to",
    "reply-to",
    "story_id",
    "link_id",
    "depth",
];
/// Fields that no comment has, and outputs of models have.
const MODELS: [&str; 14] = [
    "prompt",
    "instruction",
    "question",
    "input",
    "model",
    "generator",
    "model_id",
    "role",
    "output",
    "response",
    "completion",
    "answer",
    "messages",
    "conversations",
];

/// What a file is instead of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// It has no bytes.
    Empty,
    /// It has no entries.
    NoEntries,
    /// Something else, in a few words.
    Is(&'static str),
    /// Comments of a discussion.
    Thread,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::NoEntries => f.write_str("there are no entries in it"),
            Self::Is(what) => write!(f, "this is {what} and no sample"),
            Self::Thread => f.write_str("these are comments of a discussion and no sample"),
        }?;
        f.write_str(
            "; give what one model wrote, as .jsonl, .json, .csv, .tsv, .parquet or a folder of text files",
        )
    }
}

/// What bytes at the start of a file show it to be, if not text.
pub fn bytes(start: &[u8]) -> Option<Foreign> {
    const MARKS: [(&[u8], &str); 7] = [
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"SQLite format 3", "an SQLite database"),
        (b"BZh", "packed with bzip2"),
    ];
    if let Some((_, what)) = MARKS.iter().find(|(mark, _)| start.starts_with(mark)) {
        return Some(Foreign::Is(what));
    }
    (start.contains(&0)).then_some(Foreign::Is("a file of bytes that are not text"))
}

/// What the start of a file shows it to be, if no list of entries; `table` says that any text may be its first row.
pub fn start(start: &[u8], table: bool) -> Option<Foreign> {
    if start.is_empty() {
        return Some(Foreign::Empty);
    }
    let words = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let words = words.trim_ascii_start();
    match bytes(start) {
        Some(foreign) => Some(foreign),
        None if words.starts_with(b"Counterclaim(") => Some(Foreign::Is("a Counterclaim map")),
        None if words.starts_with(b"<") && !table => Some(Foreign::Is("a page or other markup")),
        None => None,
    }
}

/// What entries have that are comments of a discussion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Comments {
    /// How many say who wrote them, and nothing of models.
    written: u64,
    /// Whether one of these says where in a thread it stands; in tables the first ones may leave that open.
    placed: bool,
    /// Lists and posts that Reddit's and Discourse's answers are made of.
    lists: u64,
}

impl Comments {
    /// Looks at an entry.
    pub fn note(&mut self, object: &Map<String, Value>) {
        let has = |names: &[&str]| names.iter().any(|name| object.contains_key(*name));
        let kind = object.get("kind").and_then(Value::as_str);
        let reddit = matches!(kind, Some("Listing" | "t1" | "t3" | "more"))
            && object.get("data").is_some_and(Value::is_object);
        if reddit || has(&["post_stream"]) {
            self.lists += 1;
        } else if has(&AUTHOR) && !has(&MODELS) {
            self.written += 1;
            self.placed |= has(&PLACE);
        }
    }

    /// Whether a file that gave that many records is a thread.
    pub fn are_most_of(self, records: u64) -> bool {
        let comments = self.lists + if self.placed { self.written } else { 0 };
        comments > records / 2
    }
}
