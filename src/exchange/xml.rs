//! XML as records: the elements of a few names, each with the texts and attributes below it. For exports that are
//! long lists; nothing is kept but the record at hand. May use `quick-xml` and the floor below.

use quick_xml::events::Event;
use quick_xml::{Reader, events::BytesStart};

use super::text::line_of;
use super::threads::html::Markup;
use super::{ReadError, text};
use crate::progress::Progress;

/// How deep below a record texts are kept.
const MAX_DEPTH: usize = 4;

/// An element with what stands below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The element's name as written, with its prefix.
    pub name: String,
    /// How many elements of the grouping name were opened before it, its own included.
    pub group: usize,
    own: String,
    fields: Vec<(String, String)>,
}

impl Record {
    /// The first text or attribute at a path below the record: `author/name`, `parent@id`, `@id` for its own.
    /// Without white space around it; `None` if it is absent or empty. The empty path is the record's own text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(p, _)| p == path)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}

/// Hands every element named in `names` to `each`, in the order of the file. `group` is the element that groups
/// them (the empty name: none).
///
/// # Errors
/// [`ReadError`] for text that is not well-formed XML, with its place, and when it was cancelled.
pub fn records(
    file: &str,
    bytes: &[u8],
    (names, group): (&[&str], &str),
    progress: &Progress,
    mut each: impl FnMut(Record),
) -> Result<(), ReadError> {
    let source = text::decode_declared(file, bytes)?;
    let mut reader = Reader::from_str(&source);
    // Exports write addresses with a bare `&` in them.
    reader.config_mut().allow_dangling_amp = true;
    let mut markup = Markup::default();
    let mut groups = 0usize;
    let mut open_elements = 0u64;
    let mut record: Option<Record> = None;
    // Names of the elements open below the record, with the text in each so far.
    let mut path: Vec<(String, String)> = Vec::new();
    let mut below = 0usize;
    loop {
        let event = reader.read_event().map_err(|e| {
            let byte = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
            ReadError::bad(
                file,
                line_of(&source, byte.min(source.len())),
                format!("this is not well-formed XML ({e})"),
                "export it again",
            )
        })?;
        let ended = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                progress.check()?;
                let name = tag.name().as_ref().to_owned();
                groups += usize::from(name == group);
                open_elements += u64::from(!ended);
                if let Some(record) = &mut record {
                    below += 1;
                    if below <= MAX_DEPTH {
                        path.push((name, String::new()));
                        attributes(&tag, &joined(&path), record, &mut markup);
                    }
                } else if names.contains(&name.as_str()) {
                    let mut new = Record {
                        name,
                        group: groups,
                        own: String::new(),
                        fields: Vec::new(),
                    };
                    attributes(&tag, "", &mut new, &mut markup);
                    record = Some(new);
                    below = 0;
                }
                if ended {
                    close(&mut record, &mut path, &mut below, &mut each);
                }
            }
            Event::End(_) => {
                open_elements = open_elements.saturating_sub(1);
                close(&mut record, &mut path, &mut below, &mut each);
            }
            Event::Text(t) => add(&mut record, &mut path, below, &t.xml10_content()),
            Event::CData(t) => add(&mut record, &mut path, below, &t.xml10_content()),
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                add(&mut record, &mut path, below, &markup.decode(&written));
            }
            Event::Eof if open_elements > 0 => {
                return Err(ReadError::bad(
                    file,
                    line_of(&source, source.len()),
                    "the file ends before its elements do",
                    "it was cut short: export it again",
                ));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn joined(path: &[(String, String)]) -> String {
    let names: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
    names.join("/")
}

fn attributes(tag: &BytesStart<'_>, path: &str, record: &mut Record, markup: &mut Markup) {
    for attribute in tag.attributes().flatten() {
        let key = format!("{path}@{}", attribute.key.as_ref());
        let value = markup.decode(&attribute.value).into_owned();
        record.fields.push((key, value));
    }
}

/// Adds text to the innermost element below the record, or to the record itself.
fn add(record: &mut Option<Record>, path: &mut [(String, String)], below: usize, text: &str) {
    if path.len() != below {
        return;
    }
    match path.last_mut() {
        Some((_, inner)) => inner.push_str(text),
        None => {
            if let Some(record) = record {
                record.own.push_str(text);
            }
        }
    }
}

fn close(
    record: &mut Option<Record>,
    path: &mut Vec<(String, String)>,
    below: &mut usize,
    each: &mut impl FnMut(Record),
) {
    if *below == 0 {
        if let Some(mut record) = record.take() {
            let own = std::mem::take(&mut record.own);
            record.fields.push((String::new(), own));
            each(record);
        }
        return;
    }
    if *below == path.len() {
        let name = joined(path);
        if let (Some((_, text)), Some(record)) = (path.pop(), record) {
            record.fields.push((name, text));
        }
    }
    *below -= 1;
}
