//! A similarity check on files: reading the samples, running the check, and what is kept of it. Used by the
//! window. May use similarity and the file system.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::shelf::Shelf;
use super::{SampleRef, banks};
use crate::progress::Progress;
use crate::similarity::bank::Ranking;
use crate::similarity::read::{ModelInfo, Role};
use crate::similarity::{
    CheckInput, Facts, Finding, MatrixInput, Options, Preview, Sample, VerbatimFinding,
    check_telling, matrix, verbatim,
};

/// Bootstrap replicates where there are many pairs: fewer than for one.
const REPLICATES_OF_MANY: usize = 200;

/// What came of a check.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The finding.
    pub finding: Finding,
    /// The samples it was computed from.
    pub samples: Vec<SampleRef>,
}

/// The files of a check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Files {
    /// The suspected student's outputs.
    pub student: Option<PathBuf>,
    /// The suspected teacher's outputs.
    pub teacher: Option<PathBuf>,
    /// Outputs of control models.
    pub controls: Vec<PathBuf>,
    /// Samples loaded beside these, which shape the word weights and play no other part.
    pub beside: Vec<PathBuf>,
}

/// What a check is at, for whoever waits, and first figures until the full ones are there.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    at: Arc<AtomicU8>,
    first: Arc<Mutex<Option<Arc<Preview>>>>,
}

impl Stage {
    const NAMES: [&str; 5] = [
        "Reading samples",
        "Comparing answers",
        "Comparing all pairs",
        "Looking for shared words",
        "Comparing with the bank",
    ];

    fn set(&self, stage: u8) {
        self.at.store(stage, Ordering::Relaxed);
    }

    /// It in words.
    pub fn name(&self) -> &'static str {
        let at = usize::from(self.at.load(Ordering::Relaxed));
        Self::NAMES.get(at).copied().unwrap_or_default()
    }

    /// What a quick look at some of the prompts came to.
    pub fn first(&self) -> Option<Arc<Preview>> {
        self.first.lock().ok()?.clone()
    }

    /// Tells first figures to whoever waits.
    pub fn tell(&self, preview: Preview) {
        if let Ok(mut slot) = self.first.lock() {
            *slot = Some(Arc::new(preview));
        }
    }
}

/// Reads samples side by side, those that do not stand on the shelf, and tells how many are there.
fn read_all(paths: &[&PathBuf], shelf: &Shelf, progress: &Progress) -> Result<Vec<Sample>, String> {
    progress.set(0, paths.len() as u64);
    let read: Vec<Result<Sample, String>> = (paths.par_iter())
        .map(|path| {
            progress.check().map_err(|error| error.to_string())?;
            // A reader counts on the handle it is given; this one counts samples.
            let sample = (shelf.sample(path, &Progress::none())).map_err(|error| error.to_string());
            progress.add(1);
            Ok(Sample::clone(&*sample?))
        })
        .collect();
    progress.set(0, 0);
    // Of several that cannot be read the first is named.
    read.into_iter().collect()
}

fn references(paths: &[&PathBuf], samples: &[Sample]) -> Vec<SampleRef> {
    (paths.par_iter().zip(samples))
        .map(|(path, sample)| SampleRef {
            model: sample.name.clone(),
            file: path.display().to_string(),
            sha256: sample.sha256(),
            outputs: sample.records.len() as u64,
        })
        .collect()
}

/// Reads the samples and runs the check.
///
/// # Errors
/// One sentence: which file, where, what to do.
pub fn run(
    files: &Files,
    made: Option<String>,
    shelf: &Shelf,
    stage: &Stage,
    progress: &Progress,
) -> Result<Checked, String> {
    let (Some(student), Some(teacher)) = (&files.student, &files.teacher) else {
        return Err("choose a student and a teacher first".to_owned());
    };
    let paths: Vec<&PathBuf> = ([student, teacher].into_iter())
        .chain(&files.controls)
        .chain(&files.beside)
        .collect();
    let loaded = read_all(&paths, shelf, progress)?;
    stage.set(1);
    let [student, teacher, others @ ..] = loaded.as_slice() else {
        return Err("choose a student and a teacher first".to_owned());
    };
    let (controls, beside) = others.split_at(files.controls.len());
    let input = CheckInput {
        student,
        teachers: std::slice::from_ref(teacher),
        controls,
        matched: &[],
    };
    let options = Options {
        made,
        ..Options::default()
    };
    let tell: &mut dyn FnMut(_) = &mut |preview| stage.tell(preview);
    let finding = check_telling(&input, beside, &options, progress, Some(tell))
        .map_err(|error| error.to_string())?
        .into_iter()
        .next()
        .ok_or("the check came back with nothing; choose other samples")?;
    Ok(Checked {
        finding,
        samples: references(&paths, &loaded),
    })
}

/// Every pair of the samples: the findings, most alike first, and the samples. Each comes with its maker; an empty one is
/// unknown, and then a model is related to no other. Samples of one name are told apart by a number.
///
/// # Errors
/// One sentence: which file, where, what to do.
pub fn pairs(
    files: &[(PathBuf, String)],
    made: Option<String>,
    shelf: &Shelf,
    stage: &Stage,
    progress: &Progress,
) -> Result<(Vec<Finding>, Vec<SampleRef>), String> {
    let paths: Vec<&PathBuf> = files.iter().map(|(path, _)| path).collect();
    let mut samples = read_all(&paths, shelf, progress)?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for sample in &mut samples {
        let times = seen.entry(sample.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            sample.name = format!("{} ({times})", sample.name);
        }
    }
    stage.set(2);
    let models: Vec<ModelInfo> = (samples.iter().zip(files))
        .map(|(sample, (_, vendor))| ModelInfo {
            model: sample.name.clone(),
            vendor: match vendor.is_empty() {
                true => format!("maker of {}", sample.name),
                false => vendor.clone(),
            },
            role: Role::Both,
        })
        .collect();
    let input = MatrixInput {
        samples: &samples,
        models: &models,
        unrelated: &[],
    };
    let options = Options {
        made,
        bootstrap: REPLICATES_OF_MANY,
        ..Options::default()
    };
    let findings = matrix(&input, &options, progress).map_err(|error| error.to_string())?;
    Ok((findings, references(&paths, &samples)))
}

/// What the samples share word for word.
///
/// # Errors
/// One sentence: which file, where, what to do.
pub fn shared_words(
    files: &[PathBuf],
    shelf: &Shelf,
    stage: &Stage,
    progress: &Progress,
) -> Result<Vec<VerbatimFinding>, String> {
    let paths: Vec<&PathBuf> = files.iter().collect();
    let samples = read_all(&paths, shelf, progress)?;
    stage.set(3);
    verbatim(&samples, progress).map_err(|error| error.to_string())
}

/// The models of a person's own bank beside the settings in `config`, or of the one the program carries, ranked by how
/// alike the sample in a file is to them. `maker` is who is said to have made the sample's model.
///
/// # Errors
/// One sentence: what is wrong with the file or the bank, or why the bank does not apply.
pub fn ranked(
    path: &Path,
    maker: Option<&str>,
    config: Option<&Path>,
    stage: &Stage,
    progress: &Progress,
) -> Result<Ranking, String> {
    stage.set(4);
    banks::rank_file(path, maker, config, progress).map_err(|error| error.to_string())
}

/// The facts of one sample, and whose the model is if a `models.csv` beside the file says so.
///
/// # Errors
/// One sentence: which file, where, what to do.
pub fn facts(
    path: &Path,
    shelf: &Shelf,
    progress: &Progress,
) -> Result<(Facts, Option<String>), String> {
    let sample = shelf
        .sample(path, progress)
        .map_err(|error| error.to_string())?;
    let facts = Facts::of(&sample);
    let listed = path.parent().map(|folder| folder.join("models.csv"));
    let reader = listed.and_then(|list| csv::Reader::from_path(list).ok());
    let mut rows = reader
        .into_iter()
        .flat_map(|reader| reader.into_deserialize::<ModelInfo>().flatten());
    let stem = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let is = |model: &str| {
        let file = stem.as_deref().unwrap_or_default();
        model == facts.name
            || file
                .strip_prefix(model)
                .is_some_and(|end| end.starts_with('.'))
    };
    let vendor = rows.find(|row| is(&row.model)).map(|row| row.vendor);
    Ok((facts, vendor))
}
