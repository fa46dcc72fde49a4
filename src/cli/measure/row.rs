//! A row of the table: what was measured, by which means, and how right it was. May use what is judged and the words of
//! the command line.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::mining::classifier::{Labelled, Unseen};
use crate::mining::measure::{Judged, at_threshold, macro_f1, score, spread};

/// A row of the table.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// What was measured.
    pub(super) task: String,
    /// By which means: majority, rules, learned.
    pub(super) by: String,
    /// How many items were judged.
    pub(super) n: usize,
    /// The mean F1 over classes, all folds together.
    pub(super) macro_f1: Option<f64>,
    /// Its mean and standard deviation over the folds.
    pub(super) folds: Option<(f64, f64)>,
    /// Precision, recall and F1 by class.
    pub(super) classes: Vec<(String, f64, f64, f64)>,
    /// The threshold at which suggestions are shown.
    pub(super) threshold: Option<f64>,
    /// The share of what is shown that is right.
    pub(super) precision: Option<f64>,
    /// The share of all items that is shown.
    pub(super) coverage: Option<f64>,
    /// What an earlier study of the same data found, trained on one half and tested on another.
    pub(super) study: &'static str,
}

/// The class with the highest probability, and that probability.
fn surest(probabilities: &[f64]) -> (usize, f64) {
    let best = (probabilities.iter().enumerate()).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or((0, 0.0), |(class, p)| (class, *p))
}

/// What was decided, for F1.
pub(super) fn decided(texts: &[Labelled], unseen: &[Unseen]) -> Vec<Judged> {
    let judged = judged(texts, unseen);
    (judged.into_iter().zip(unseen))
        .map(|(judged, unseen)| Judged {
            guess: unseen.decided,
            ..judged
        })
        .collect()
}

/// What is most likely and how likely that is, for what would be shown.
pub(super) fn judged(texts: &[Labelled], unseen: &[Unseen]) -> Vec<Judged> {
    (texts.iter().zip(unseen))
        .map(|(text, unseen)| {
            let (guess, confidence) = surest(&unseen.probabilities);
            Judged {
                guess,
                confidence,
                truth: text.classes.first().copied().unwrap_or(0),
            }
        })
        .collect()
}

/// A row for judgements of exclusive classes.
pub(super) fn row(
    task: &str,
    by: &str,
    judged: &[Judged],
    names: &[&str],
    folds: Option<&[Unseen]>,
    study: &'static str,
) -> Row {
    let by_fold = folds.map(|unseen| {
        let mut of: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
        for (unseen, judged) in unseen.iter().zip(judged) {
            of.entry(unseen.fold).or_default().push(*judged);
        }
        let each: Vec<f64> = of
            .values()
            .map(|judged| macro_f1(judged, names.len()))
            .collect();
        spread(&each)
    });
    Row {
        task: task.to_owned(),
        by: by.to_owned(),
        n: judged.len(),
        macro_f1: Some(macro_f1(judged, names.len())),
        folds: by_fold,
        classes: (names.iter().enumerate())
            .map(|(class, name)| {
                let score = score(judged, class);
                ((*name).to_owned(), score.precision, score.recall, score.f1)
            })
            .collect(),
        threshold: None,
        precision: None,
        coverage: None,
        study,
    }
}

impl Row {
    /// With what is right and how much is shown at a threshold.
    pub(super) fn shown(mut self, judged: &[Judged], class: Option<usize>, threshold: f64) -> Self {
        let (precision, coverage) = at_threshold(judged, class, threshold);
        self.threshold = Some(threshold);
        self.precision = precision;
        self.coverage = Some(coverage);
        self
    }
}

/// What always guessing the most frequent class comes to.
pub(super) fn majority(texts: &[Labelled], classes: usize) -> Vec<Judged> {
    let count = |class: usize| {
        texts
            .iter()
            .filter(|text| text.classes.contains(&class))
            .count()
    };
    let guess = (0..classes).max_by_key(|class| count(*class)).unwrap_or(0);
    (texts.iter())
        .map(|text| Judged {
            guess,
            confidence: 1.0,
            truth: text.classes.first().copied().unwrap_or(0),
        })
        .collect()
}

pub(super) fn describe(row: &Row) -> String {
    let mut text = format!("{}\n  by {}, {} items", row.task, row.by, row.n);
    if let Some(f1) = row.macro_f1 {
        let _ = write!(text, ": macro-F1 {f1:.3}");
    }
    if let Some((mean, deviation)) = row.folds {
        let _ = write!(text, " (folds {mean:.3} ± {deviation:.3})");
    }
    text.push('\n');
    for (name, precision, recall, f1) in &row.classes {
        let _ = if row.macro_f1.is_some() {
            writeln!(
                text,
                "    {name}: precision {precision:.2}, recall {recall:.2}, F1 {f1:.2}"
            )
        } else {
            writeln!(text, "    {name}: {:.0} %", precision * 100.0)
        };
    }
    if let (Some(threshold), Some(coverage)) = (row.threshold, row.coverage) {
        let right = row
            .precision
            .map_or(String::new(), |p| format!("{:.1} % right, ", p * 100.0));
        let _ = writeln!(
            text,
            "    at {threshold:.2}: {right}{:.1} % covered",
            coverage * 100.0
        );
    }
    if !row.study.is_empty() {
        let _ = writeln!(
            text,
            "    an earlier study, trained on one half and tested on the other: {}",
            row.study
        );
    }
    text
}
