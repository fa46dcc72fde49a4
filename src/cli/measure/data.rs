//! The labelled data that lies beside the program: sentences and relations, one JSON object a line. May use files and
//! the words of texts.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, de::DeserializeOwned};

use crate::cli::{Failure, output};
use crate::document::file;
use crate::mining::text;

#[derive(Deserialize)]
pub(super) struct CmvSentence {
    pub(super) thread: String,
    pub(super) post: String,
    pub(super) text: String,
    pub(super) label: String,
}

/// A relation of any of the sets.
#[derive(Deserialize)]
pub(super) struct Relation {
    #[serde(alias = "text", alias = "nodeset")]
    pub(super) thread: String,
    #[serde(default)]
    pub(super) dst: String,
    pub(super) src_text: String,
    pub(super) dst_text: String,
    pub(super) polarity: String,
    /// Not said where there is one author.
    pub(super) same_author: Option<bool>,
    pub(super) same_post: Option<bool>,
}

/// The records of a file, one JSON object a line; none if there is no such file.
pub(super) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failure> {
    if !path.exists() {
        output::warn(&format!(
            "{}: is not there, so it is not measured",
            path.display()
        ));
        return Ok(Vec::new());
    }
    let bytes = file::read_bytes(path).map_err(Failure::bad)?;
    (String::from_utf8_lossy(&bytes).lines().enumerate())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| {
            serde_json::from_str(line).map_err(|error| {
                Failure::Bad(format!("{}, line {}: {error}", path.display(), n + 1))
            })
        })
        .collect()
}

/// What tells a thread of Change My View: the beginning of its opening post. Several extracts of one thread are one thread.
pub(super) fn openings(sentences: &[CmvSentence]) -> BTreeMap<&str, String> {
    let mut found = BTreeMap::new();
    for sentence in sentences.iter().filter(|sentence| sentence.post == "OP") {
        (found.entry(sentence.thread.as_str())).or_insert_with(|| text::normalised(&sentence.text));
    }
    found
}

/// Numbers for names, in the order in which they come.
#[derive(Default)]
pub(super) struct Numbers<'a>(BTreeMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    pub(super) fn of(&mut self, name: &'a str) -> usize {
        let next = self.0.len();
        *self.0.entry(name).or_insert(next)
    }
}
