//! What is known of a folder's models: which of them come from which. Reads `controls.csv` and `lineages.csv` beside
//! the samples. May use [`super::super::read`].
//!
//! `controls.csv` labels pairs of student and candidate: `pos` (related, `detail` says how), `neg` (unrelated) or
//! `amb` (neither can be said, such as a later model of the true teacher's vendor). `lineages.csv` lists only what is
//! known to be related; pairs that share a vendor, or whose candidate shares one with a true teacher, are then
//! ambiguous, and the rest unrelated. Both may have a column `arena`: a subfolder with the samples.

use super::super::read::{self, CONTROLS_FILE, Folder, LINEAGES_FILE, ModelInfo, ReadError};
use crate::progress::Progress;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Why labelled samples could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// There are no labels for the folder.
    #[error(
        "{0}: neither this folder nor the one above has a controls.csv or lineages.csv that speaks of it; say there which pairs are related"
    )]
    NoLabels(PathBuf),
    /// A labels file cannot be read.
    #[error("{path}, line {line}: {reason}; correct that line or leave it out")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The samples cannot be read.
    #[error(transparent)]
    Samples(#[from] ReadError),
}

/// How a student comes from a teacher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Trained on the teacher's outputs.
    Distilled,
    /// Tuned from the teacher's weights.
    Derived,
    /// The teacher's weights under another prompt, sampler or name.
    Same,
    /// Merged from the teacher's weights and others.
    Merge,
    /// Of one family, or trained by the same makers on much the same data.
    Sibling,
}

/// What is known of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Related, and how.
    Related(Relation),
    /// Not related as far as is known: an undisclosed relation would count as a false alarm.
    Unrelated,
    /// Not known: the pair is ranked, and counted neither way.
    Ambiguous,
}

/// Samples whose lineages are known, answered on one set of prompts.
#[derive(Debug)]
pub struct Arena {
    /// The folder's name.
    pub name: String,
    /// The samples and their vendors.
    pub folder: Folder,
    truths: BTreeMap<(String, String), Truth>,
}

impl Arena {
    /// Samples with labels for (student, teacher); pairs without one are ambiguous.
    pub fn new(
        name: impl Into<String>,
        folder: Folder,
        truths: impl IntoIterator<Item = ((String, String), Truth)>,
    ) -> Self {
        Self {
            name: name.into(),
            folder,
            truths: truths.into_iter().collect(),
        }
    }

    /// What is known of a pair.
    pub fn truth(&self, student: &str, teacher: &str) -> Truth {
        let key = (student.to_owned(), teacher.to_owned());
        self.truths.get(&key).copied().unwrap_or(Truth::Ambiguous)
    }

    /// The (student, teacher) pairs known to be unrelated.
    pub fn unrelated(&self) -> Vec<(String, String)> {
        let pairs = self.truths.iter();
        pairs
            .filter(|(_, truth)| **truth == Truth::Unrelated)
            .map(|(pair, _)| pair.clone())
            .collect()
    }

    /// A model's vendor; its own name where `models.csv` names none.
    pub fn vendor<'a>(&'a self, model: &'a str) -> &'a str {
        let info = self.folder.models.iter().find(|info| info.model == model);
        info.map_or(model, |info| info.vendor.as_str())
    }
}

/// Reads the arenas of a folder: the subfolders its labels name, or the folder itself. A folder without labels of its
/// own is looked up in those of the folder above.
///
/// # Errors
/// If there are no labels, or they or the samples cannot be read.
pub fn arenas(dir: &Path, progress: &Progress) -> Result<Vec<Arena>, LabelError> {
    let (labels, only) = match Labels::beside(dir)? {
        Some(labels) => (labels, None),
        None => {
            let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
            let name = whole
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let above = whole.parent().map(Labels::beside).transpose()?.flatten();
            match (above, name) {
                (Some(labels), Some(name)) if labels.arenas.contains_key(&Some(name.clone())) => {
                    (labels, Some(name))
                }
                _ => return Err(LabelError::NoLabels(dir.to_owned())),
            }
        }
    };
    let mut arenas = Vec::new();
    for (arena, rows) in labels.arenas {
        if only.is_some() && arena != only {
            continue;
        }
        let place = match (&arena, &only) {
            (Some(name), None) => dir.join(name),
            _ => dir.to_owned(),
        };
        let folder = read::folder(&place, progress)?;
        let name = arena.unwrap_or_else(|| {
            let name = place.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        });
        let truths = if labels.complete {
            rows
        } else {
            completed(&folder, &rows)
        };
        arenas.push(Arena::new(name, folder, truths));
    }
    Ok(arenas)
}

type Truths = BTreeMap<(String, String), Truth>;

struct Labels {
    /// By arena; `None` where there is no such column.
    arenas: BTreeMap<Option<String>, Truths>,
    /// Whether unrelated pairs are listed too.
    complete: bool,
}

impl Labels {
    fn beside(dir: &Path) -> Result<Option<Self>, LabelError> {
        for (file, complete) in [(CONTROLS_FILE, true), (LINEAGES_FILE, false)] {
            let path = dir.join(file);
            if path.is_file() {
                let arenas = rows(&path, complete)?;
                return Ok((!arenas.is_empty()).then_some(Self { arenas, complete }));
            }
        }
        Ok(None)
    }
}

#[derive(Deserialize)]
struct Row {
    arena: Option<String>,
    student: String,
    #[serde(alias = "candidate")]
    teacher: String,
    label: Option<String>,
    #[serde(alias = "relation")]
    detail: Option<String>,
}

fn rows(path: &Path, labelled: bool) -> Result<BTreeMap<Option<String>, Truths>, LabelError> {
    let wrong = |line: u64, reason: String| LabelError::Line {
        path: path.to_owned(),
        line,
        reason,
    };
    let at = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| wrong(at(&error), error.to_string()))?;
    let mut arenas: BTreeMap<Option<String>, Truths> = BTreeMap::new();
    let headers = reader
        .headers()
        .map_err(|error| wrong(at(&error), error.to_string()))?
        .clone();
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|error| wrong(at(&error), error.to_string()))?
    {
        let line = record.position().map_or(1, csv::Position::line);
        let row: Row = record
            .deserialize(Some(&headers))
            .map_err(|error| wrong(line, error.to_string()))?;
        let detail = row.detail.as_deref().unwrap_or_default();
        let label = if labelled {
            row.label.as_deref().unwrap_or_default()
        } else {
            "pos"
        };
        let truth = match label {
            "pos" => Truth::Related(relation(detail).ok_or_else(|| {
                wrong(
                    line,
                    format!(
                        "“{detail}” is no relation (distilled, derived, same, merge or sibling)"
                    ),
                )
            })?),
            "neg" => Truth::Unrelated,
            "amb" => Truth::Ambiguous,
            other => {
                return Err(wrong(
                    line,
                    format!("“{other}” is no label (pos, neg or amb)"),
                ));
            }
        };
        let arena = row.arena.filter(|arena| !arena.is_empty());
        arenas
            .entry(arena)
            .or_default()
            .insert((row.student, row.teacher), truth);
    }
    Ok(arenas)
}

fn relation(word: &str) -> Option<Relation> {
    Some(match word {
        "distilled" => Relation::Distilled,
        "derived" => Relation::Derived,
        "same" => Relation::Same,
        "merge" => Relation::Merge,
        "sibling" => Relation::Sibling,
        _ => return None,
    })
}

/// Labels for all pairs of a folder, from those known to be related.
fn completed(folder: &Folder, related: &Truths) -> Truths {
    let vendors: BTreeMap<&str, &ModelInfo> = (folder.models.iter())
        .map(|info| (info.model.as_str(), info))
        .collect();
    let vendor = |model: &str| vendors.get(model).map(|info| info.vendor.clone());
    let mut makers: BTreeMap<&str, BTreeSet<Option<String>>> = BTreeMap::new();
    for (student, teacher) in related.keys() {
        let makers = makers.entry(student).or_default();
        makers.insert(vendor(teacher));
    }
    let names: Vec<&str> = folder.samples.iter().map(|s| s.name.as_str()).collect();
    let mut all = related.clone();
    for &student in &names {
        for &teacher in names.iter().filter(|&&teacher| teacher != student) {
            let maker = vendor(teacher);
            let close = maker.is_none()
                || maker == vendor(student)
                || makers.get(student).is_some_and(|m| m.contains(&maker))
                || related.contains_key(&(teacher.to_owned(), student.to_owned()));
            let truth = if close {
                Truth::Ambiguous
            } else {
                Truth::Unrelated
            };
            all.entry((student.to_owned(), teacher.to_owned()))
                .or_insert(truth);
        }
    }
    all
}
