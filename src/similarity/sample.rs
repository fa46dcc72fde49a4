//! A sample: what one model wrote, as records of prompt and output, and the hash that identifies it in a
//! finding. Plain values; uses no other part of the module.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One output of a model, with the prompt it answers where that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// What the data set calls the prompt; records of several samples are paired by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The prompt's text; records are paired by it where there are no ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// What the model wrote.
    pub output: String,
}

impl Record {
    /// The SHA-256 of its three fields, as [`Sample::sha256`] says.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let fields = [
            self.id.as_deref(),
            self.prompt.as_deref(),
            Some(self.output.as_str()),
        ];
        for field in fields {
            match field {
                Some(text) => {
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
                None => hash.update(u64::MAX.to_le_bytes()),
            }
        }
        hash.finalize().into()
    }
}

/// The outputs of one model. Two records with the same id (or, without ids, the same prompt) are two
/// draws for one prompt: the first draw is compared with other samples' first, the second with the second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The model's name: what is shown to people. It takes no part in the figures.
    pub name: String,
    /// The records, in the order they were read.
    pub records: Vec<Record>,
    /// What stood beside them. It takes no part in the figures.
    #[serde(default)]
    pub left_out: LeftOut,
}

/// Entries of a sample's file that gave no record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Requests of a batch that failed, expired or were cancelled.
    pub failed: u64,
    /// Entries without an output.
    pub without_output: u64,
}

impl Sample {
    /// A sample of `name` with the given records.
    pub fn new(name: impl Into<String>, records: Vec<Record>) -> Self {
        Self {
            name: name.into(),
            records,
            left_out: LeftOut::default(),
        }
    }

    /// The SHA-256 of the sample's content, in lower-case hexadecimal.
    ///
    /// Each record is hashed as the three fields id, prompt, output: the field's length in UTF-8 bytes as
    /// a little-endian `u64`, then the bytes; an absent field is the length `u64::MAX` alone. The record
    /// hashes are sorted and hashed together after the line `sample/1\n`. So neither the file's format,
    /// nor the order of records, nor the model's name changes the hash; any change of text does.
    pub fn sha256(&self) -> String {
        use rayon::prelude::*;
        let mut digests: Vec<[u8; 32]> = self.records.par_iter().map(Record::digest).collect();
        digests.par_sort_unstable();
        sha256_of(
            [b"sample/1\n".as_slice()]
                .into_iter()
                .chain(digests.iter().map(<[u8; 32]>::as_slice)),
        )
    }
}

/// The SHA-256 of parts end to end, in lower-case hexadecimal.
pub(super) fn sha256_of<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    parts.for_each(|part| hash.update(part));
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
