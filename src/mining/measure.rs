//! How right suggestions are: folds that keep groups whole, F1 by class, precision and coverage at a threshold. Pure.

use std::collections::BTreeMap;

/// Puts groups into `k` folds of about equal size, none split: the largest first, each into the emptiest fold. Gives
/// the fold of every item. With fewer groups than folds the items are dealt out one by one.
pub fn folds(groups: &[usize], k: usize) -> Vec<usize> {
    let k = k.max(1);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for group in groups {
        *sizes.entry(*group).or_default() += 1;
    }
    if sizes.len() < k {
        return (0..groups.len()).map(|i| i % k).collect();
    }
    let mut order: Vec<(usize, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|(group, size)| (std::cmp::Reverse(*size), *group));
    let mut filled = vec![0; k];
    let mut fold_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (group, size) in order {
        let emptiest = (0..k).min_by_key(|fold| filled[*fold]).unwrap_or(0);
        filled[emptiest] += size;
        fold_of.insert(group, emptiest);
    }
    groups.iter().map(|group| fold_of[group]).collect()
}

/// One judgement: what was guessed, how surely, and what is true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The class guessed.
    pub guess: usize,
    /// How surely, 0 to 1.
    pub confidence: f64,
    /// The class it is.
    pub truth: usize,
}

/// How often a class was found, and rightly so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Of those guessed, the share that is right; 0 if none was guessed.
    pub precision: f64,
    /// Of those there are, the share that was found; 0 if there is none.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// How many there are.
    pub support: usize,
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The score of one class.
pub fn score(judged: &[Judged], class: usize) -> Score {
    let right = judged
        .iter()
        .filter(|j| j.guess == class && j.truth == class)
        .count();
    let guessed = judged.iter().filter(|j| j.guess == class).count();
    let support = judged.iter().filter(|j| j.truth == class).count();
    let (precision, recall) = (share(right, guessed), share(right, support));
    Score {
        precision,
        recall,
        f1: share(2 * right, guessed + support),
        support,
    }
}

/// The mean F1 over classes, however many items each has.
pub fn macro_f1(judged: &[Judged], classes: usize) -> f64 {
    if classes == 0 {
        return 0.0;
    }
    (0..classes)
        .map(|class| score(judged, class).f1)
        .sum::<f64>()
        / classes as f64
}

/// The share of guesses at or above a threshold that is right, and the share of all items they are; only guesses of
/// `class`, if one is named. `None` for the precision of nothing.
pub fn at_threshold(judged: &[Judged], class: Option<usize>, threshold: f64) -> (Option<f64>, f64) {
    let shown = judged
        .iter()
        .filter(|j| j.confidence >= threshold && class.is_none_or(|class| j.guess == class));
    let (right, count) = shown.fold((0, 0), |(right, n), j| {
        (right + usize::from(j.guess == j.truth), n + 1)
    });
    (
        (count > 0).then(|| share(right, count)),
        share(count, judged.len()),
    )
}

/// Mean and standard deviation of the same figure over folds.
pub fn spread(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, variance.sqrt())
}
