//! Which classes the texts of a row belong to, where each says something of its neighbours: a classifier of single
//! texts, a chain over the row, and probabilities that were calibrated once more behind it; and texts that were met
//! before, which need no estimate. Pure.

use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::classifier::{Classifier, Labelled, Scale, Settings, Unseen};
use super::features::Features;
use super::measure::folds;
use super::memory::{self, Memory};
use crate::progress::{Cancelled, Progress};

/// Texts in the order in which they stand, all of one group, each of one class.
pub type Sequence = Vec<Labelled>;

/// What was learned of texts in rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sequential {
    texts: Classifier,
    chain: Chain,
    scales: Vec<Scale>,
    memory: Memory,
}

/// What is thought of one text of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The class that was decided on, all counting alike.
    pub decided: usize,
    /// The probability of each class; they add up to 1.
    pub probabilities: Vec<f64>,
    /// Whether this very text was met before: then its class is the one it had.
    pub met: bool,
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln()
}

impl Sequential {
    /// Learns from rows of labelled texts.
    ///
    /// # Errors
    /// [`Cancelled`] once the progress handle says so.
    pub fn fit(
        rows: &[Sequence],
        settings: &Settings,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let count = settings.classes.len();
        let texts: Vec<Labelled> = rows.iter().flatten().cloned().collect();
        let (classifier, unseen) = Classifier::fit_and_judge(&texts, settings, progress)?;
        let class = |text: &Labelled| text.classes.first().copied().unwrap_or(count);
        let classes: Vec<Vec<usize>> = (rows.iter())
            .map(|row| row.iter().map(class).collect())
            .collect();
        let chain = Chain::of(classes.iter().map(Vec::as_slice), count);
        // What the chain makes of texts that were left out: neighbours repeat each other, so it is too sure of itself.
        let mut unseen = unseen.into_iter();
        let placed: Vec<Vec<f64>> = (rows.iter())
            .flat_map(|row| {
                let alone: Vec<Vec<f64>> = unseen.by_ref().take(row.len()).collect();
                chain.probabilities(&alone)
            })
            .collect();
        let scales = (0..count)
            .map(|class| {
                let points = (placed.iter().zip(&texts))
                    .map(|(p, text)| (logit(p[class]), text.classes.contains(&class)));
                Scale::fit(points, progress)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            memory: Memory::of(texts.iter().filter_map(|text| {
                let class = class(text);
                Some((text.features.fingerprint()?, class)).filter(|_| class < count)
            })),
            texts: classifier,
            chain,
            scales,
        })
    }

    /// Judges the texts of one row, in the order in which they stand.
    pub fn judge(&self, row: &[Features]) -> Vec<Placed> {
        let met: Vec<Option<usize>> = (row.iter())
            .map(|text| self.memory.class(text.fingerprint()?))
            .collect();
        let known = |estimate: Vec<f64>, met: Option<usize>| {
            met.map_or(estimate, |class| self.known(class))
        };
        // What is known of a text tells of its neighbours too, so it goes into the chain.
        let along = |estimate: &dyn Fn(&Features) -> Vec<f64>| {
            let alone: Vec<Vec<f64>> = (row.iter().zip(&met))
                .map(|(text, met)| known(estimate(text), *met))
                .collect();
            self.chain.probabilities(&alone)
        };
        let placed = along(&|text| self.texts.probabilities(text));
        let even = along(&|text| self.texts.even(text));
        (placed.into_iter().zip(even).zip(met))
            .map(|((placed, even), met)| {
                let mut probabilities: Vec<f64> = (placed.iter().zip(&self.scales))
                    .map(|(p, scale)| scale.of(logit(*p)))
                    .collect();
                let sum: f64 = probabilities.iter().sum();
                if sum > 0.0 {
                    for p in &mut probabilities {
                        *p /= sum;
                    }
                }
                let best = (even.iter().enumerate()).max_by(|a, b| a.1.total_cmp(b.1));
                Placed {
                    decided: met.unwrap_or_else(|| best.map_or(0, |(class, _)| class)),
                    probabilities: known(probabilities, met),
                    met: met.is_some(),
                }
            })
            .collect()
    }

    /// The probability of each class for a text that was met before, when it was of that one.
    fn known(&self, class: usize) -> Vec<f64> {
        let count = self.texts.classes.len();
        let other = (1.0 - memory::SURE) / count.saturating_sub(1).max(1) as f64;
        (0..count)
            .map(|at| if at == class { memory::SURE } else { other })
            .collect()
    }

    /// The terms of a text that speak most for a class, best first.
    pub fn reasons(&self, features: &Features, class: usize, most: usize) -> Vec<String> {
        self.texts.reasons(features, class, most)
    }
}

/// Judges every text by what was learned from the other ones of `k` folds, groups kept whole; from whole rows, taken
/// evenly, that hold about `labels` texts, if that is given. In the order of the texts.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn cross_validate(
    rows: &[Sequence],
    settings: &Settings,
    k: usize,
    labels: Option<usize>,
    progress: &Progress,
) -> Result<Vec<Unseen>, Cancelled> {
    let groups: Vec<usize> = rows.iter().flatten().map(|text| text.group).collect();
    let by_text = folds(&groups, k);
    // The fold of a row is that of its first text: a row is of one group.
    let mut first = 0;
    let mut fold = Vec::with_capacity(rows.len());
    for row in rows {
        fold.push(by_text.get(first).copied().unwrap_or(0));
        first += row.len();
    }
    let mut judged = vec![Vec::new(); rows.len()];
    for k in 0..k {
        let seen: Vec<&Sequence> = (rows.iter().zip(&fold))
            .filter(|(_, fold)| **fold != k)
            .map(|(row, _)| row)
            .collect();
        let seen = evenly(&seen, labels);
        let learned = Sequential::fit(&seen, settings, progress)?;
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| fold[*at] == k) {
            let features: Vec<Features> = row.iter().map(|text| text.features.clone()).collect();
            judged[at] = (learned.judge(&features).into_iter())
                .map(|placed| Unseen {
                    fold: k,
                    decided: placed.decided,
                    probabilities: placed.probabilities,
                })
                .collect();
        }
    }
    Ok(judged.into_iter().flatten().collect())
}

/// Rows that hold about `labels` texts, from all over the list: each row that the share so far still lacks.
fn evenly(rows: &[&Sequence], labels: Option<usize>) -> Vec<Sequence> {
    let all: usize = rows.iter().map(|row| row.len()).sum();
    let wanted = labels.unwrap_or(all).min(all);
    let (mut passed, mut taken) = (0, 0);
    let mut found = Vec::new();
    for row in rows {
        passed += row.len();
        if (taken + row.len()) * all <= passed * wanted + row.len() * all / 2 {
            taken += row.len();
            found.push(Sequence::clone(row));
        }
    }
    found
}
