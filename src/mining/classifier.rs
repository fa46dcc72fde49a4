//! Which of several classes a text belongs to, with probabilities that mean what they say: TF-IDF, one logistic
//! regression a class, calibrated on texts it did not learn from. Pure.
//!
//! Calibration: Platt (1999), with the softened targets of Lin, Lin & Weng (2007), on decisions from cross-validation
//! by group, so that no thread vouches for itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::features::{Features, Vocabulary};
use super::measure::folds;
use super::regression::{Example, Linear, Row, sigmoid};
use crate::progress::{Cancelled, Progress};

/// A text to learn from.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// What is seen of it.
    pub features: Features,
    /// The classes it belongs to, as numbers below [`Settings::classes`].
    pub classes: BTreeSet<usize>,
    /// Which thread, text or document it is from: texts of one group are never learned from and judged by at once.
    pub group: usize,
}

/// How to learn.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the classes are called.
    pub classes: Vec<String>,
    /// Whether every text belongs to exactly one.
    pub exclusive: bool,
    /// Strength of the penalty on weights; more for fewer texts.
    pub penalty: f64,
    /// In how many texts a term must stand to count.
    pub least: u32,
    /// Whether classes count alike, however many texts they have.
    pub balanced: bool,
}

/// How many folds calibration takes.
const FOLDS: usize = 5;

/// What was learned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Classifier {
    /// What the classes are called.
    pub classes: Vec<String>,
    exclusive: bool,
    vocabulary: Vocabulary,
    borders: Vec<Linear>,
    scales: Vec<Scale>,
}

/// From a decision to a probability: `1 / (1 + exp(−(slope·decision + shift)))`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Scale {
    slope: f64,
    shift: f64,
}

impl Classifier {
    /// Learns from labelled texts.
    ///
    /// # Errors
    /// [`Cancelled`] once the progress handle says so.
    pub fn fit(
        texts: &[Labelled],
        settings: &Settings,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        Self::fit_and_judge(texts, settings, progress).map(|(learned, _)| learned)
    }

    /// Learns from labelled texts; and the probabilities of each of them from what was learned without its group.
    ///
    /// # Errors
    /// [`Cancelled`] once the progress handle says so.
    pub fn fit_and_judge(
        texts: &[Labelled],
        settings: &Settings,
        progress: &Progress,
    ) -> Result<(Self, Vec<Vec<f64>>), Cancelled> {
        let count = settings.classes.len();
        let groups: Vec<usize> = texts.iter().map(|text| text.group).collect();
        let fold = folds(&groups, FOLDS);
        let rounds = FOLDS as u64 + 1;
        // Decisions on texts that were left out.
        let mut judged = vec![vec![0.0; texts.len()]; count];
        for k in 0..FOLDS {
            progress.set(k as u64, rounds);
            let (held, kept): (Vec<usize>, Vec<usize>) =
                (0..texts.len()).partition(|i| fold[*i] == k);
            if held.is_empty() || kept.is_empty() {
                continue;
            }
            let seen: Vec<&Labelled> = kept.iter().map(|i| &texts[*i]).collect();
            let (vocabulary, borders) = borders(&seen, settings, progress)?;
            for i in held {
                let row = vocabulary.row(&texts[i].features);
                for (class, border) in borders.iter().enumerate() {
                    judged[class][i] = border.decision(&row);
                }
            }
        }
        let scales = (0..count)
            .map(|class| {
                let points = (judged[class].iter().zip(texts))
                    .map(|(d, text)| (*d, text.classes.contains(&class)));
                Scale::fit(points, progress)
            })
            .collect::<Result<_, _>>()?;
        progress.set(rounds - 1, rounds);
        let all: Vec<&Labelled> = texts.iter().collect();
        let (vocabulary, borders) = borders(&all, settings, progress)?;
        progress.set(rounds, rounds);
        let learned = Self {
            classes: settings.classes.clone(),
            exclusive: settings.exclusive,
            vocabulary,
            borders,
            scales,
        };
        let unseen = (0..texts.len())
            .map(|i| learned.calibrated(judged.iter().map(|of| of[i])))
            .collect();
        Ok((learned, unseen))
    }

    /// Probabilities from decisions, one a class.
    fn calibrated(&self, decisions: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut found: Vec<f64> = (decisions.zip(&self.scales))
            .map(|(decision, scale)| scale.of(decision))
            .collect();
        let sum: f64 = found.iter().sum();
        if self.exclusive && sum > 0.0 {
            for p in &mut found {
                *p /= sum;
            }
        }
        found
    }

    /// The probability of each class, in the order of [`Classifier::classes`]; they add up to 1 if classes exclude each
    /// other.
    pub fn probabilities(&self, features: &Features) -> Vec<f64> {
        let row: Row = self.vocabulary.row(features);
        self.calibrated(self.borders.iter().map(|border| border.decision(&row)))
    }

    /// How near each class is as the borders have it, without calibration: where classes count alike
    /// ([`Settings::balanced`]), as if all were equally frequent. Adds up to 1.
    pub fn even(&self, features: &Features) -> Vec<f64> {
        let row = self.vocabulary.row(features);
        let near = self.borders.iter().map(|border| border.decision(&row));
        let near: Vec<f64> = near.map(sigmoid).collect();
        let sum: f64 = near.iter().sum();
        near.iter()
            .map(|p| p / sum.max(f64::MIN_POSITIVE))
            .collect()
    }

    /// The class on whose side of its border a text lies furthest. Where classes count alike ([`Settings::balanced`])
    /// this finds more of the rare ones than the highest probability does.
    pub fn decide(&self, features: &Features) -> usize {
        let row = self.vocabulary.row(features);
        let decisions = self.borders.iter().map(|border| border.decision(&row));
        let best = decisions.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(0, |(class, _)| class)
    }

    /// The terms of a text that speak most for a class, best first.
    pub fn reasons(&self, features: &Features, class: usize, most: usize) -> Vec<String> {
        let weights = self
            .borders
            .get(class)
            .map_or(&[][..], |border| &border.weights);
        let terms = self.vocabulary.strongest(features, weights, most);
        terms.into_iter().map(|(term, _)| term).collect()
    }
}

fn borders(
    texts: &[&Labelled],
    settings: &Settings,
    progress: &Progress,
) -> Result<(Vocabulary, Vec<Linear>), Cancelled> {
    let vocabulary = Vocabulary::of(texts.iter().map(|text| &text.features), settings.least);
    let rows: Vec<Row> = texts
        .iter()
        .map(|text| vocabulary.row(&text.features))
        .collect();
    let borders = (0..settings.classes.len())
        .map(|class| {
            let inside = texts
                .iter()
                .filter(|text| text.classes.contains(&class))
                .count();
            let outside = texts.len() - inside;
            let half = texts.len() as f64 / 2.0;
            let examples: Vec<Example<'_>> = (rows.iter().zip(texts))
                .map(|(row, text)| {
                    let positive = text.classes.contains(&class);
                    let alike = if positive { inside } else { outside };
                    let weight = if settings.balanced {
                        half / alike.max(1) as f64
                    } else {
                        1.0
                    };
                    Example {
                        row,
                        positive,
                        weight,
                    }
                })
                .collect();
            Linear::fit(&examples, vocabulary.width(), settings.penalty, progress)
        })
        .collect::<Result<_, _>>()?;
    Ok((vocabulary, borders))
}

impl Scale {
    /// The probability that a decision stands for.
    pub(super) fn of(self, decision: f64) -> f64 {
        sigmoid(self.slope * decision + self.shift)
    }

    pub(super) fn fit(
        points: impl Iterator<Item = (f64, bool)>,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let points: Vec<(Row, bool)> = points.map(|(d, inside)| (vec![(0, d)], inside)).collect();
        let inside = points.iter().filter(|(_, inside)| *inside).count() as f64;
        let outside = points.len() as f64 - inside;
        let (high, low) = ((inside + 1.0) / (inside + 2.0), 1.0 / (outside + 2.0));
        // A target between 0 and 1 is a share of a positive and the rest of a negative example.
        let examples: Vec<Example<'_>> = (points.iter())
            .flat_map(|(row, inside)| {
                let target = if *inside { high } else { low };
                [(true, target), (false, 1.0 - target)].map(|(positive, weight)| Example {
                    row,
                    positive,
                    weight,
                })
            })
            .collect();
        let line = Linear::fit(&examples, 1, 1e-6, progress)?;
        Ok(Self {
            // A decision that speaks for a class must never lower its probability.
            slope: line.weights.first().map_or(0.0, |w| f64::from(*w).max(0.0)),
            shift: line.bias,
        })
    }
}

/// How a text was judged by a classifier that had not seen its group.
#[derive(Debug, Clone, PartialEq)]
pub struct Unseen {
    /// Which fold it was in, from 0.
    pub fold: usize,
    /// The class that was decided on.
    pub decided: usize,
    /// The probability of each class.
    pub probabilities: Vec<f64>,
}

/// Judges every text by a classifier that learned from the other folds, groups kept whole; from at most `labels` texts
/// of them, taken evenly, if that is given.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn cross_validate(
    texts: &[Labelled],
    settings: &Settings,
    labels: Option<usize>,
    progress: &Progress,
) -> Result<Vec<Unseen>, Cancelled> {
    let groups: Vec<usize> = texts.iter().map(|text| text.group).collect();
    let fold = folds(&groups, FOLDS);
    let mut judged = vec![None; texts.len()];
    for k in 0..FOLDS {
        let seen: Vec<&Labelled> = (texts.iter().zip(&fold))
            .filter(|(_, fold)| **fold != k)
            .map(|(text, _)| text)
            .collect();
        let wanted = labels.unwrap_or(seen.len()).clamp(1, seen.len().max(1));
        let seen: Vec<Labelled> = (0..wanted.min(seen.len()))
            .map(|n| seen[n * seen.len() / wanted].clone())
            .collect();
        let classifier = Classifier::fit(&seen, settings, progress)?;
        for (i, text) in texts.iter().enumerate() {
            if fold[i] == k {
                judged[i] = Some(Unseen {
                    fold: k,
                    decided: classifier.decide(&text.features),
                    probabilities: classifier.probabilities(&text.features),
                });
            }
        }
    }
    Ok(judged.into_iter().flatten().collect())
}
