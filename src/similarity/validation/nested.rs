//! Likelihood ratios of pairs that took no part in learning them: other vendors, other prompts, other arenas. May use
//! the rest of this module.
//!
//! A ratio is learnt only from pairs that share no vendor with the pair it is given to, so that no model, and no
//! relative of it, stands on both sides. For the nested figures the prompts are split in halves as well, several
//! times: ratios are learnt on one half and given on the other.

use super::super::check::CheckError;
use super::labels::{Arena, Relation, Truth};
use super::logistic::Line;
use super::metrics::{Estimate, above, brier, cllr, cllr_min, median, wilson};
use super::trial::{Discrimination, ScoredPair, Trial, shuffled_prompts};
use crate::progress::Progress;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Ratios are not told apart beyond this many powers of ten, whatever the fit says.
pub const CAP: f64 = 2.0;

/// A pair whose truth is known, with a ratio learnt without it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'t> {
    /// The pair.
    pub pair: &'t ScoredPair,
    /// The natural logarithm of its likelihood ratio.
    pub ln_lr: f64,
}

/// Gives the pairs of `test` ratios learnt from the pairs of `train` that share no vendor with them. Pairs whose truth
/// is unknown, that may have no ratio, or that leave nothing to learn from are left out.
pub fn judge<'t>(test: &'t Trial, train: &[&Trial]) -> Vec<Judged<'t>> {
    let mut lines: BTreeMap<&[String; 2], Option<Line>> = BTreeMap::new();
    let mut judged = Vec::new();
    for pair in (test.pairs.iter()).filter(|pair| pair.ratio && pair.truth != Truth::Ambiguous) {
        let line = *lines.entry(&pair.vendors).or_insert_with(|| {
            let groups: Vec<_> = (train.iter())
                .map(|trial| trial.group(1.0, |other| !other.shares_vendor(&pair.vendors)))
                .collect();
            Line::fit(&groups)
        });
        if let Some(line) = line {
            let ln_lr = line.ln_lr(pair.score, CAP);
            judged.push(Judged { pair, ln_lr });
        }
    }
    judged
}

/// How far ratios can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// Log-likelihood-ratio cost.
    pub cllr: f64,
    /// The part of it that no calibration could take away.
    pub cllr_min: f64,
    /// Brier score at even prior odds.
    pub brier: f64,
    /// Share of related pairs with a ratio above 3.
    pub true_above_3: f64,
    /// And above 10.
    pub true_above_10: f64,
    /// Share of distilled pairs with a ratio above 10.
    pub distilled_above_10: f64,
    /// Share of unrelated pairs with a ratio above 3.
    pub false_above_3: f64,
    /// And above 10.
    pub false_above_10: f64,
}

impl Accuracy {
    /// Of some pairs.
    pub fn of(judged: &[Judged<'_>]) -> Self {
        let pick = |wanted: fn(Truth) -> bool, figure: fn(&Judged<'_>) -> f64| -> Vec<f64> {
            let mine = judged.iter().filter(|judged| wanted(judged.pair.truth));
            mine.map(figure).collect()
        };
        let related = |truth| matches!(truth, Truth::Related(_));
        let unrelated = |truth| truth == Truth::Unrelated;
        let distilled = |truth| truth == Truth::Related(Relation::Distilled);
        let (yes, no) = (pick(related, |j| j.ln_lr), pick(unrelated, |j| j.ln_lr));
        let (high, low) = (
            pick(related, |j| j.pair.score),
            pick(unrelated, |j| j.pair.score),
        );
        let (three, ten) = (3_f64.ln(), std::f64::consts::LN_10);
        Self {
            cllr: cllr(&yes, &no),
            cllr_min: cllr_min(&high, &low),
            brier: brier(&yes, &no),
            true_above_3: above(&yes, three),
            true_above_10: above(&yes, ten),
            distilled_above_10: above(&pick(distilled, |j| j.ln_lr), ten),
            false_above_3: above(&no, three),
            false_above_10: above(&no, ten),
        }
    }

    fn figures(&self) -> Figures {
        vec![
            ("cllr", self.cllr),
            ("cllr_min", self.cllr_min),
            ("brier", self.brier),
            ("true_above_3", self.true_above_3),
            ("true_above_10", self.true_above_10),
            ("distilled_above_10", self.distilled_above_10),
            ("false_above_3", self.false_above_3),
            ("false_above_10", self.false_above_10),
        ]
    }
}

/// Figures by name.
type Figures = Vec<(&'static str, f64)>;

fn discrimination_figures(d: &Discrimination) -> Figures {
    vec![
        ("auc", d.auc),
        ("row_auc", d.row_auc),
        ("column_auc", d.column_auc),
        ("top1", d.top1),
        ("top3", d.top3),
        ("vendor_top1", d.vendor_top1),
        ("mrr", d.mrr),
    ]
}

/// Figures over repetitions, by name.
pub type Spread = BTreeMap<&'static str, Estimate>;

fn spread(repetitions: &[Figures]) -> Spread {
    let mut by_name: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    for (name, value) in repetitions.iter().flatten() {
        by_name.entry(name).or_default().push(*value);
    }
    let estimates = by_name.into_iter();
    estimates
        .map(|(name, values)| (name, Estimate::of(values)))
        .collect()
}

/// What one relation's pairs came out as.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationRates {
    /// The relation; `None` for unrelated pairs.
    pub relation: Option<Relation>,
    /// How many pairs.
    pub pairs: usize,
    /// Median log10 LR.
    pub median_log10_lr: f64,
    /// Share with a ratio above 3.
    pub above_3: f64,
    /// Share with a ratio above 10.
    pub above_10: f64,
    /// 95 % interval of that share.
    pub above_10_interval: (f64, f64),
    /// Share with a ratio below 1.
    pub below_1: f64,
}

/// The rates by relation, unrelated pairs last.
pub fn by_relation(judged: &[Judged<'_>]) -> Vec<RelationRates> {
    let mut groups: BTreeMap<(bool, Option<Relation>), Vec<f64>> = BTreeMap::new();
    for Judged { pair, ln_lr } in judged {
        let key = match pair.truth {
            Truth::Related(relation) => (false, Some(relation)),
            _ => (true, None),
        };
        groups.entry(key).or_default().push(*ln_lr);
    }
    let ten = std::f64::consts::LN_10;
    let rates = groups
        .into_iter()
        .map(|((_, relation), lrs)| RelationRates {
            relation,
            pairs: lrs.len(),
            median_log10_lr: median(&lrs) / ten,
            above_3: above(&lrs, 3_f64.ln()),
            above_10: above(&lrs, ten),
            above_10_interval: wilson(lrs.iter().filter(|&&l| l > ten).count(), lrs.len()),
            below_1: lrs.iter().filter(|&&l| l < 0.0).count() as f64 / lrs.len() as f64,
        });
    rates.collect()
}

/// The nested figures of one arena.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nested {
    /// Discrimination on halves of the prompts.
    pub discrimination: Spread,
    /// How much better that is than the base scores' on the same halves.
    pub gain: Spread,
    /// Ratios learnt on other vendors and the other half of the prompts, in all arenas.
    pub vendors_apart: Spread,
    /// Ratios learnt on the other arenas alone, other vendors too; empty with a single arena.
    pub arenas_apart: Spread,
}

/// Splits the prompts of every arena in halves `splits` times, and learns on each half what is tested on the other.
///
/// # Errors
/// If an arena's halves cannot be scored, or somebody asked to stop.
pub fn nested(
    arenas: &[Arena],
    splits: u64,
    progress: &Progress,
) -> Result<Vec<Nested>, CheckError> {
    let mut repetitions = vec![[const { Vec::new() }; 4]; arenas.len()];
    for seed in 0..splits {
        let mut halves: [Vec<Trial>; 2] = Default::default();
        for arena in arenas {
            let prompts = shuffled_prompts(arena, seed);
            let (one, other) = prompts.split_at(prompts.len() / 2);
            for (half, prompts) in halves.iter_mut().zip([one, other]) {
                let prompts: BTreeSet<String> = prompts.iter().cloned().collect();
                half.push(Trial::of(arena, Some(&prompts), false, progress)?);
                progress.add(1);
            }
        }
        for (test, train) in [(0, 1), (1, 0)] {
            for (arena, found) in repetitions.iter_mut().enumerate() {
                let trial = &halves[test][arena];
                let all: Vec<&Trial> = halves[train].iter().collect();
                let others: Vec<&Trial> = (halves[train].iter().enumerate())
                    .filter(|&(other, _)| other != arena)
                    .map(|(_, trial)| trial)
                    .collect();
                let figures = discrimination_figures(&trial.discrimination());
                let base = discrimination_figures(&trial.base().discrimination());
                let gains = figures.iter().zip(base);
                found[3].push(gains.map(|(new, base)| (new.0, new.1 - base.1)).collect());
                found[0].push(figures);
                found[1].push(Accuracy::of(&judge(trial, &all)).figures());
                if !others.is_empty() {
                    found[2].push(Accuracy::of(&judge(trial, &others)).figures());
                }
            }
        }
    }
    let nested = repetitions
        .iter()
        .map(|[discrimination, vendors, arenas, gain]| Nested {
            discrimination: spread(discrimination),
            gain: spread(gain),
            vendors_apart: spread(vendors),
            arenas_apart: spread(arenas),
        });
    Ok(nested.collect())
}
