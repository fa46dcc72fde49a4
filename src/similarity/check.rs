//! The check: one student, its suspected teachers and the controls in, findings out, best first. May use
//! everything else in this module.

use super::calibration::{Calibration, CalibrationError, LEAST_CONTROLS, LEAST_PROMPTS};
use super::compare::{Backwards, Known, Loaded, Pair};
use super::components::Components;
use super::counts::Counts;
use super::explain;
use super::finding::Finding;
use super::hygiene::CleanSample;
use super::matching::{Matching, Part};
use super::panel::Panel;
use super::preview::Preview;
use super::same::same_texts;
use super::sample::Sample;
use super::unpaired::{Side, sides};
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// A control must have this many outputs on a side to stand on it.
const LEAST_OUTPUTS_ON_A_SIDE: usize = 10;

/// Said where there were no controls.
pub const STAND_INS: &str =
    "No controls were given; the other suspected teachers stand in for them.";
/// Why a check of samples fell back on whole samples.
pub(super) const FEW_SHARED: &str =
    "Student and teacher share too few prompts, so whole samples were compared, which is weaker.";

/// What a check compares. Controls are models known not to be related to student or teacher: of other
/// vendors, at least five, two of them of the student's generation and size.
#[derive(Debug, Clone, Copy)]
pub struct CheckInput<'a> {
    /// The suspected student.
    pub student: &'a Sample,
    /// The suspected teachers.
    pub teachers: &'a [Sample],
    /// The controls; without any, the other teachers stand in.
    pub controls: &'a [Sample],
    /// Other students known not to come from any of the teachers; used when there are three or more.
    pub matched: &'a [Sample],
}

/// Settings of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Bootstrap replicates; 200 to 1000 are usual, 0 gives no intervals.
    pub bootstrap: usize,
    /// When the check is made, to be written into the finding.
    pub made: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            bootstrap: 500,
            made: None,
        }
    }
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A sample has nothing to compare.
    #[error("the sample of {0} has no output with any text; give a file with outputs")]
    Empty(String),
    /// No teacher was given.
    #[error("no suspected teacher was given; give at least one")]
    NoTeacher,
    /// A matrix needs two samples.
    #[error(
        "{0} sample with outputs was given that is not the same as another, and a comparison needs at least two; add samples"
    )]
    TooFew(usize),
    /// The calibration table is damaged.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Checks a student against its suspected teachers; one finding per teacher, highest score first.
///
/// Samples with the same content are loaded once; a control that is the student's or the teacher's sample
/// again is left out. Of a teacher whose texts are the student's the finding says only that. Progress counts
/// outputs and prompts.
///
/// # Errors
/// If a sample is empty, no teacher is given, or the work was cancelled.
pub fn check(
    input: &CheckInput<'_>,
    options: &Options,
    progress: &Progress,
) -> Result<Vec<Finding>, CheckError> {
    check_among(input, &[], options, progress)
}

/// As [`check`], with further samples loaded beside those: they shape the word weights and play no other part. With
/// them one pair of many comes out as it did among the many.
///
/// # Errors
/// As for [`check`].
pub fn check_among(
    input: &CheckInput<'_>,
    background: &[Sample],
    options: &Options,
    progress: &Progress,
) -> Result<Vec<Finding>, CheckError> {
    check_telling(input, background, options, progress, None)
}

/// As [`check_among`], which hands first figures of the first teacher to `tell` before it begins with the whole, where
/// there are enough prompts for that. They change nothing of what comes.
///
/// # Errors
/// As for [`check`].
pub fn check_telling(
    input: &CheckInput<'_>,
    background: &[Sample],
    options: &Options,
    progress: &Progress,
    tell: Option<&mut dyn FnMut(Preview)>,
) -> Result<Vec<Finding>, CheckError> {
    if input.teachers.is_empty() {
        return Err(CheckError::NoTeacher);
    }
    let calibration = Calibration::builtin()?;
    let samples: Vec<&Sample> = [input.student]
        .into_iter()
        .chain(input.teachers)
        .chain(input.controls)
        .chain(input.matched)
        .chain(background)
        .collect();
    let (clean, columns) = distinct(&samples, progress)?;
    if let Some(empty) = columns.iter().position(|&c| clean[c].records.is_empty()) {
        return Err(CheckError::Empty(samples[empty].name.clone()));
    }
    let (student, rest) = (columns[0], &columns[1..]);
    let (teachers, rest) = rest.split_at(input.teachers.len());
    let (controls, rest) = rest.split_at(input.controls.len());
    let (matched, background) = rest.split_at(input.matched.len());

    let panel = Panel::new(&clean);
    let stand_ins = controls.is_empty();
    let pool = if stand_ins { teachers } else { controls };
    let candidates = sorted(teachers.iter().chain(controls).chain(background).copied());
    let pair_of = |teacher: usize| {
        let others = |columns: &[usize]| {
            let columns = columns.iter().copied();
            sorted(columns.filter(|column| ![student, teacher].contains(column)))
        };
        Pair {
            student,
            teacher,
            controls: others(pool),
            candidates: candidates.clone(),
            matched: others(matched),
        }
    };
    if let (Some(tell), Some(&teacher)) = (tell, teachers.first()) {
        let pair = Pair {
            matched: Vec::new(),
            ..pair_of(teacher)
        };
        if !same_texts(&clean, student, teacher)
            && let Some(preview) = Preview::of(&clean, &panel, pair, &calibration)
        {
            tell(preview);
        }
        progress.check()?;
    }
    let mut asked = vec![false; clean.len()];
    for &column in [student].iter().chain(teachers).chain(matched) {
        asked[column] = true;
    }
    let components = Components::measure(&panel, &asked, progress)?;
    let loaded = Loaded {
        clean: &clean,
        panel: &panel,
        components: &components,
        calibration: &calibration,
        options,
        columns: match matched.is_empty() {
            true => sorted(teachers.iter().chain(controls).copied()),
            false => candidates.clone(),
        },
        backwards: Backwards::default(),
    };
    let mut findings = Vec::new();
    let mut known = Known::default();
    for (place, &teacher) in teachers.iter().enumerate() {
        progress.check()?;
        let pair = pair_of(teacher);
        let mut notes = Vec::new();
        let same = loaded.same_texts(student, teacher);
        if stand_ins && !same && teachers.len() > 1 {
            notes.push(STAND_INS.to_owned());
        }
        if !stand_ins && !same && pair.controls.len() < controls.len() {
            notes.push(format!(
                "{} of {} controls were left out because they repeat another sample.",
                controls.len() - pair.controls.len(),
                controls.len()
            ));
        }
        let mut finding = if same {
            loaded.nothing_to_test(&pair)
        } else {
            assess(&loaded, pair, &mut known, progress)?
        };
        input.student.name.clone_into(&mut finding.student.name);
        input.teachers[place]
            .name
            .clone_into(&mut finding.teacher.name);
        // Samples with the same content stand in one column, under the name of the first.
        for row in &mut finding.matching {
            match row.part {
                Part::Student => row.model.clone_from(&finding.student.name),
                Part::Teacher => row.model.clone_from(&finding.teacher.name),
                Part::Control => {}
            }
        }
        notes.append(&mut finding.warnings);
        finding.warnings = notes;
        findings.push(finding);
    }
    sort_best_first(&mut findings);
    Ok(findings)
}

fn assess(
    loaded: &Loaded<'_>,
    pair: Pair,
    known: &mut Known,
    progress: &Progress,
) -> Result<Finding, CheckError> {
    let (student, teacher, panel) = (pair.student, pair.teacher, loaded.panel);
    let shared = loaded.shared(student, teacher);
    let outputs = |model: usize| panel.ranges[model].len();
    let controls = pair.controls.clone();
    let mask = loaded.components.shared(student, teacher);
    let (compared, apart, _) = loaded.prompts(student, teacher);
    let parts = [(Part::Student, student), (Part::Teacher, teacher)].into_iter();
    let matching = parts
        .chain(controls.iter().map(|&control| (Part::Control, control)))
        .map(|(part, column)| {
            let sample = &loaded.clean[column];
            Matching::of(part, sample, panel, column, &compared, &apart)
        })
        .collect();
    let mut finding;
    if shared >= LEAST_PROMPTS || shared * 2 > outputs(student).min(outputs(teacher)) {
        finding = loaded.paired(pair, known, progress)?;
        finding.prompts =
            explain::closest_prompts(panel, loaded.components, student, teacher, &controls, &mask);
    } else {
        let (sides, both) = split(panel, &pair);
        progress.check()?;
        let comparable = both.is_some();
        let pair = Pair {
            controls: both.unwrap_or_else(|| pair.controls.clone()),
            ..pair
        };
        finding = loaded.unpaired(pair, &sides, comparable, FEW_SHARED);
    }
    let texts = |model: usize| -> Vec<&str> {
        if finding.n_prompts > 0 {
            let prompts = (0..panel.prompts.len()).filter(|&prompt| mask[prompt]);
            prompts
                .filter_map(|prompt| panel.output(prompt, model))
                .collect()
        } else {
            panel.outputs[panel.ranges[model].clone()].to_vec()
        }
    };
    let control_texts: Vec<Vec<&str>> = controls.iter().map(|&c| texts(c)).collect();
    finding.phrases = Some(explain::phrases(
        &texts(student),
        &texts(teacher),
        &control_texts,
        progress,
    )?);
    finding.matching = matching;
    Ok(finding)
}

/// The models' outputs on the student's prompts and on the teacher's, and the controls that stand on both
/// sides. With fewer than five such controls all outputs make one side, and there is no ratio.
fn split(panel: &Panel<'_>, pair: &Pair) -> ((Side, Side), Option<Vec<usize>>) {
    let on_side_of = |owner: usize, model: usize| -> Option<Counts> {
        if model == owner {
            return Some(Counts::of(
                panel.outputs[panel.ranges[model].clone()].iter().copied(),
            ));
        }
        let texts: Vec<&str> = (panel.prompts.iter())
            .filter_map(|prompt| prompt.cells[owner].and(prompt.cells[model]))
            .map(|output| panel.outputs[output])
            .collect();
        (texts.len() >= LEAST_OUTPUTS_ON_A_SIDE).then(|| Counts::of(texts))
    };
    let side_of = |owner: usize, other: usize| -> Vec<Option<Counts>> {
        let takes_part =
            |model: usize| model != other && (model == owner || pair.controls.contains(&model));
        (0..panel.models())
            .map(|model| {
                takes_part(model)
                    .then(|| on_side_of(owner, model))
                    .flatten()
            })
            .collect()
    };
    let (student, teacher) = (
        side_of(pair.student, pair.teacher),
        side_of(pair.teacher, pair.student),
    );
    let both = pair
        .controls
        .iter()
        .copied()
        .filter(|&c| student[c].is_some() && teacher[c].is_some());
    let both: Vec<usize> = both.collect();
    if both.len() >= LEAST_CONTROLS {
        (sides(&borrowed(&student), &borrowed(&teacher)), Some(both))
    } else {
        (pooled(panel), None)
    }
}

/// All outputs of every model as one side, twice.
pub(super) fn pooled(panel: &Panel<'_>) -> (Side, Side) {
    let all: Vec<Option<Counts>> = (panel.ranges.iter())
        .map(|range| Some(Counts::of(panel.outputs[range.clone()].iter().copied())))
        .collect();
    sides(&borrowed(&all), &borrowed(&all))
}

fn borrowed(counts: &[Option<Counts>]) -> Vec<Option<&Counts>> {
    counts.iter().map(Option::as_ref).collect()
}

/// Cleans the samples and drops repetitions. Returns the distinct samples in an order that depends on
/// their content alone, and for each sample given its place among them.
pub(super) fn distinct<'a>(
    samples: &[&'a Sample],
    progress: &Progress,
) -> Result<(Vec<CleanSample<'a>>, Vec<usize>), Cancelled> {
    let mut clean: Vec<CleanSample<'a>> = (samples.par_iter())
        .map(|sample| {
            progress.check()?;
            Ok(CleanSample::of(sample))
        })
        .collect::<Result<_, Cancelled>>()?;
    let hashes: Vec<String> = clean.iter().map(|sample| sample.sha256.clone()).collect();
    let mut seen = FxHashSet::default();
    clean.retain(|sample| seen.insert(sample.sha256.clone()));
    clean.sort_unstable_by(|a, b| a.sha256.cmp(&b.sha256));
    let place = |hash: &String| clean.partition_point(|sample| sample.sha256 < *hash);
    let columns = hashes.iter().map(place).collect();
    Ok((clean, columns))
}

pub(super) fn sorted(columns: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut columns: Vec<usize> = columns.collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Highest score first; findings without a score last; equal ones by name.
pub(super) fn sort_best_first(findings: &mut [Finding]) {
    let key = |finding: &Finding| finding.score.unwrap_or(f64::NEG_INFINITY);
    findings.sort_by(|a, b| {
        let names = |f: &Finding| (f.student.name.clone(), f.teacher.name.clone());
        key(b)
            .total_cmp(&key(a))
            .then_with(|| names(a).cmp(&names(b)))
    });
}
