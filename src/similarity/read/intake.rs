//! What comes out of a file, entry by entry: records on their way to their models, and a count of the entries that
//! gave none. May use [`super::shape`] and [`super::foreign`].

use super::super::sample::{LeftOut, Record};
use super::foreign::Comments;
use super::shape::{self, Entry};
use crate::progress::{Cancelled, Progress};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many names of fields are kept to be told of.
const MOST_FIELDS: usize = 12;
/// A longer name is cut, in characters.
const LONGEST_FIELD: usize = 40;

/// A record and the model it names, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The model.
    pub model: Option<String>,
    /// The record.
    pub record: Record,
}

/// Where entries go.
pub struct Intake<'t> {
    take: &'t mut dyn FnMut(Named) -> Result<(), Cancelled>,
    progress: &'t Progress,
    /// Entries that gave no record.
    pub left_out: LeftOut,
    /// How many entries there were, with and without records.
    pub entries: u64,
    /// How many records there were.
    pub records: u64,
    /// Signs that entries are comments of a discussion.
    pub comments: Comments,
    /// The fields of entries without an output, to be told of where nothing has one.
    pub fields: BTreeSet<String>,
}

impl<'t> Intake<'t> {
    /// Hands every record to `take`.
    pub fn new(
        take: &'t mut dyn FnMut(Named) -> Result<(), Cancelled>,
        progress: &'t Progress,
    ) -> Self {
        Self {
            take,
            progress,
            left_out: LeftOut::default(),
            entries: 0,
            records: 0,
            comments: Comments::default(),
            fields: BTreeSet::new(),
        }
    }

    /// One entry of a file.
    pub fn object(&mut self, object: Map<String, Value>) -> Result<(), Cancelled> {
        self.progress.check()?;
        self.entries += 1;
        self.comments.note(&object);
        match shape::entry(&object) {
            Entry::Answers(answers) => answers.into_iter().try_for_each(|named| self.record(named)),
            Entry::Failed => {
                self.left_out.failed += 1;
                Ok(())
            }
            Entry::Nothing => {
                self.left_out.without_output += 1;
                for name in object.keys() {
                    if self.fields.len() < MOST_FIELDS {
                        let plain = name.chars().map(|c| if c.is_control() { ' ' } else { c });
                        self.fields.insert(plain.take(LONGEST_FIELD).collect());
                    }
                }
                Ok(())
            }
        }
    }

    /// A record that is one already.
    pub fn record(&mut self, named: Named) -> Result<(), Cancelled> {
        self.records += 1;
        (self.take)(named)
    }
}

/// The records of a file by the model they name.
pub type ByModel = BTreeMap<Option<String>, Vec<Record>>;
