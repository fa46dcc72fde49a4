//! Every ordered pair in a folder of samples, the rest being the controls. May use everything else in
//! this module.

use super::calibration::{Calibration, LEAST_PROMPTS};
use super::check::{CheckError, FEW_SHARED, Options, distinct, pooled, sort_best_first, sorted};
use super::compare::{Backwards, Known, LEAST_MATCHED, Loaded, Pair};
use super::components::Components;
use super::finding::Finding;
use super::panel::Panel;
use super::read::{ModelInfo, Role};
use super::sample::Sample;
use crate::progress::Progress;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// What a matrix compares.
#[derive(Debug, Clone, Copy)]
pub struct MatrixInput<'a> {
    /// The samples, one per model.
    pub samples: &'a [Sample],
    /// Vendor and role of models, by name. Models that are not listed have no vendor and both roles.
    pub models: &'a [ModelInfo],
    /// (student, teacher) names known to be unrelated: with three or more for a teacher its pairs are
    /// normalised by these students too.
    pub unrelated: &'a [(String, String)],
}

/// Checks every student against every candidate teacher; highest score first. Controls of a pair are the
/// other candidates that share a vendor with neither. Findings carry no phrases and no prompts.
///
/// # Errors
/// With fewer than two samples that have outputs, or when the work was cancelled.
pub fn matrix(
    input: &MatrixInput<'_>,
    options: &Options,
    progress: &Progress,
) -> Result<Vec<Finding>, CheckError> {
    let calibration = Calibration::builtin()?;
    let samples: Vec<&Sample> = input.samples.iter().collect();
    let (mut clean, columns) = distinct(&samples, progress)?;
    // The name of a repeated sample is the first by name, whatever the order it was given in.
    for (sample, &column) in samples.iter().zip(&columns) {
        if sample.name < clean[column].name {
            sample.name.clone_into(&mut clean[column].name);
        }
    }
    clean.retain(|sample| !sample.records.is_empty());
    if clean.len() < 2 {
        return Err(CheckError::TooFew(clean.len()));
    }
    let listed: FxHashMap<&str, &ModelInfo> =
        input.models.iter().map(|m| (m.model.as_str(), m)).collect();
    let info: Vec<Option<&ModelInfo>> = clean
        .iter()
        .map(|s| listed.get(s.name.as_str()).copied())
        .collect();
    let has_role = |column: usize, role: Role| {
        info[column].is_none_or(|m| m.role == role || m.role == Role::Both)
    };
    let same_vendor = |a: usize, b: usize| match (info[a], info[b]) {
        (Some(a), Some(b)) => a.vendor == b.vendor,
        _ => false,
    };
    let all = 0..clean.len();
    let candidates: Vec<usize> = all
        .clone()
        .filter(|&c| has_role(c, Role::Candidate))
        .collect();
    let students: Vec<usize> = all.filter(|&c| has_role(c, Role::Student)).collect();
    let unrelated: FxHashSet<(&str, &str)> = input
        .unrelated
        .iter()
        .map(|(s, t)| (s.as_str(), t.as_str()))
        .collect();

    let panel = Panel::new(&clean);
    // Students are not compared among themselves, unless they are candidates too.
    let asked: Vec<bool> = (0..clean.len())
        .map(|column| candidates.contains(&column))
        .collect();
    let components = Components::measure(&panel, &asked, progress)?;
    let loaded = Loaded {
        clean: &clean,
        panel: &panel,
        components: &components,
        calibration: &calibration,
        options,
        columns: candidates.clone(),
        backwards: Backwards::default(),
    };
    let one_side = OnceLock::new();
    let findings: Vec<Vec<Finding>> = students
        .par_iter()
        .map(|&student| {
            let mut known = Known::default();
            let mut found = Vec::new();
            for &teacher in candidates.iter().filter(|&&teacher| teacher != student) {
                progress.check()?;
                let foreign = |c: usize| {
                    c != student && c != teacher && !same_vendor(c, student) && !same_vendor(c, teacher)
                };
                let mut matched: Vec<usize> = (students.iter().copied())
                    .filter(|&s| s != student && s != teacher && !same_vendor(s, student))
                    .filter(|&s| unrelated.contains(&(clean[s].name.as_str(), clean[teacher].name.as_str())))
                    .collect();
                if matched.len() < LEAST_MATCHED {
                    matched.clear();
                }
                let pair = Pair {
                    student,
                    teacher,
                    controls: sorted(candidates.iter().copied().filter(|&c| foreign(c))),
                    candidates: candidates.clone(),
                    matched,
                };
                let mut finding = if loaded.same_texts(student, teacher) {
                    loaded.nothing_to_test(&pair)
                } else if loaded.shared(student, teacher) >= LEAST_PROMPTS {
                    loaded.paired(pair, &mut known, progress)?
                } else {
                    loaded.unpaired(pair, one_side.get_or_init(|| pooled(&panel)), false, FEW_SHARED)
                };
                if !finding.same_texts() && (info[student].is_none() || info[teacher].is_none()) {
                    finding.warnings.push(
                        "models.csv names no vendor for the pair, so controls may be its relatives.".to_owned(),
                    );
                }
                found.push(finding);
            }
            Ok(found)
        })
        .collect::<Result<_, CheckError>>()?;
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    sort_best_first(&mut findings);
    Ok(findings)
}
