//! A similarity check on files: reading the samples, running the check, and what is kept of it. Used by the
//! window's dialog and by the command line alike. May use similarity and the file system.

use std::path::PathBuf;

use super::SampleRef;
use crate::progress::Progress;
use crate::similarity::{CheckInput, Finding, Options, Sample, check, read};

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
}

/// Reads the samples and runs the check: the dialog's job, also used by the command line.
///
/// # Errors
/// One sentence: which file, where, what to do.
pub fn run(files: &Files, made: Option<String>, progress: &Progress) -> Result<Checked, String> {
    let (Some(student_path), Some(teacher_path)) = (&files.student, &files.teacher) else {
        return Err("choose a student and a teacher first".to_owned());
    };
    let load = |path: &PathBuf| read::sample(path, progress).map_err(|error| error.to_string());
    let student = load(student_path)?;
    let teacher = load(teacher_path)?;
    let controls: Vec<Sample> = files.controls.iter().map(load).collect::<Result<_, _>>()?;
    let input = CheckInput {
        student: &student,
        teachers: std::slice::from_ref(&teacher),
        controls: &controls,
        matched: &[],
    };
    let options = Options {
        made,
        ..Options::default()
    };
    let finding = check(&input, &options, progress)
        .map_err(|error| error.to_string())?
        .into_iter()
        .next()
        .ok_or("the check came back with nothing")?;
    let paths = [student_path, teacher_path]
        .into_iter()
        .chain(&files.controls);
    let samples = [&student, &teacher].into_iter().chain(&controls);
    let samples = paths
        .zip(samples)
        .map(|(path, sample)| SampleRef {
            model: sample.name.clone(),
            file: path.display().to_string(),
            sha256: sample.sha256(),
            outputs: sample.records.len() as u64,
        })
        .collect();
    Ok(Checked { finding, samples })
}
