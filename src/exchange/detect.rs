//! Which format a file is of: by its content, by a name, or because columns were named. May use the table of formats,
//! the sniffer and the table of what is known and not read.

use super::foreign;
use super::sniff::{Confidence, Sniff};
use super::{FORMATS, Format, Input, ReadError};

/// The formats whose comments are rows.
pub(super) const TABLES: [&str; 2] = ["csv", "jsonl"];

/// The formats of which a file holds one discussion or a part of it.
pub(super) const ONE: [&str; 12] = [
    "hn-algolia",
    "hn-firebase",
    "hn-html",
    "hn-text",
    "reddit-json",
    "reddit-html",
    "lobsters-json",
    "lobsters-html",
    "discourse",
    "lemmy",
    "mastodon",
    "github",
];

/// The format of a file that should be a table: what a site's format recognises stays that.
pub(super) fn with_columns(bytes: &[u8], file_name: &str) -> Result<&'static Format, ReadError> {
    let [table, objects] = TABLES;
    match detect(bytes, file_name) {
        Some(format) if !matches!(format.name, "nested-text" | "flat-paste") => Ok(format),
        _ if Sniff::new(file_name, bytes).is_json() => find(objects),
        _ => find(table),
    }
}

/// The names of all formats, for messages.
fn names() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    names.join(", ")
}

/// The format with this name.
///
/// # Errors
/// [`ReadError::UnknownFormat`] with the names there are.
pub fn find(name: &str) -> Result<&'static Format, ReadError> {
    FORMATS
        .iter()
        .find(|f| f.name == name)
        .ok_or_else(|| ReadError::UnknownFormat {
            name: name.to_owned(),
            known: names(),
        })
}

/// The format of a file, or why it has none.
pub(super) fn recognised(input: &Input<'_>) -> Result<&'static Format, ReadError> {
    let sniff = Sniff::new(input.name, input.bytes);
    let best = best(&sniff);
    // What all but surely is a discussion stays one.
    let open = best.is_none_or(|(_, confidence)| confidence < Confidence::Likely);
    if let Some(foreign) = foreign::recognise(&sniff).filter(|_| open) {
        return Err(ReadError::Foreign {
            file: input.name.to_owned(),
            what: foreign.what,
            instead: foreign.instead,
            reads_as: foreign.reads_as(),
        });
    }
    best.map(|(format, _)| format)
        .ok_or_else(|| ReadError::Unrecognised {
            file: input.name.to_owned(),
            guess: sniff.guess(),
            known: names(),
        })
}

/// The format of a file, by its content; the extension decides only between formats that are equally sure.
pub fn detect(bytes: &[u8], file_name: &str) -> Option<&'static Format> {
    best(&Sniff::new(file_name, bytes)).map(|(format, _)| format)
}

/// The format that is surest of a file, and how sure it is.
fn best(sniff: &Sniff<'_>) -> Option<(&'static Format, Confidence)> {
    let sure = |f: &Format| {
        let confidence = (f.recognise)(sniff);
        let fits = f.extensions.contains(&sniff.extension.as_str());
        (confidence, fits)
    };
    let mut best: Option<(&'static Format, (Confidence, bool))> = None;
    for format in FORMATS {
        let sure = sure(format);
        if sure.0 > Confidence::No && best.is_none_or(|(_, most)| sure > most) {
            best = Some((format, sure));
        }
    }
    best.map(|(format, (confidence, _))| (format, confidence))
}
