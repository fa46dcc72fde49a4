//! The calibration table made anew from labelled arenas, and everything that says how far it can be trusted. May use
//! the rest of this module and [`super::super::calibration`].

use super::super::calibration::{
    ArenaUsed, Calibration, FORMAT_VERSION, LEAST_CONTROLS, Provenance, Row, Validation,
};
use super::super::check::CheckError;
use super::super::finding::{METHOD_MATCHED, METHOD_PAIRED};
use super::labels::{Arena, Truth};
use super::logistic::Line;
use super::metrics::{Reliability, Tippett, above, reliability, tippett, wilson};
use super::nested::{Accuracy, CAP, Judged, Nested, RelationRates, by_relation, judge, nested};
use super::trial::{Discrimination, Trial, shuffled_prompts};
use crate::progress::Progress;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of prompts the table has rows for.
const PROMPTS: [usize; 4] = [10, 30, 100, 300];
/// How often prompts are drawn for a row.
const DRAWS: u64 = 3;
/// With fewer related pairs than this there is no table worth having.
const LEAST_RELATED: usize = 5;

/// Why there is no calibration.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// Too little to learn from.
    #[error(
        "{related} related and {unrelated} unrelated pairs have at least {LEAST_CONTROLS} controls and 10 prompts, and a calibration needs at least {LEAST_RELATED} of each; add samples or labels"
    )]
    TooFew {
        /// Related pairs.
        related: usize,
        /// Unrelated pairs.
        unrelated: usize,
    },
    /// Scores do not rise with relatedness.
    #[error(
        "related pairs do not score higher than unrelated ones on {prompts} prompts, so no ratio can be learnt; check the labels"
    )]
    NoSlope {
        /// The row of the table.
        prompts: usize,
    },
    /// An arena cannot be scored.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// What validation found in one arena.
#[derive(Debug, Clone, Serialize)]
pub struct ArenaOutcome {
    /// Its name.
    pub name: String,
    /// Models that were loaded.
    pub models: usize,
    /// Prompts on which they were compared.
    pub prompts: usize,
    /// Related pairs that may have a ratio.
    pub related: usize,
    /// Unrelated pairs that may have a ratio.
    pub unrelated: usize,
    /// Labelled pairs with a ranking only: too few controls or prompts.
    pub ranking_only: usize,
    /// How well scores discriminate on all prompts.
    pub discrimination: Discrimination,
    /// How well the base scores do: those of the method's first version.
    pub base: Discrimination,
    /// Ratios of the table the program was built with.
    pub built_in: Accuracy,
    /// Ratios learnt on other vendors, on all prompts.
    pub vendors_apart: Accuracy,
    /// Other vendors and other prompts, with their spread.
    pub nested: Nested,
}

/// A calibration and its validation.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The method whose scores were calibrated.
    pub method: &'static str,
    /// By arena.
    pub arenas: Vec<ArenaOutcome>,
    /// How often prompts were split in halves for the nested figures.
    pub splits: u64,
    /// By relation, all arenas, vendors apart.
    pub relations: Vec<RelationRates>,
    /// Tippett curves, likewise.
    pub tippett: Vec<Tippett>,
    /// Reliability table, likewise.
    pub reliability: Vec<Reliability>,
    /// The table.
    pub calibration: Calibration,
}

/// Settings of a calibration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalibrateOptions {
    /// How often prompts are split in halves for the nested figures.
    pub splits: u64,
    /// When it is made, to be written into the table.
    pub made: Option<String>,
}

impl Default for CalibrateOptions {
    fn default() -> Self {
        Self {
            splits: 5,
            made: None,
        }
    }
}

/// Makes the table anew from labelled arenas, each of the same weight, and validates it. Pairs with fewer than five
/// controls take no part, as they never get a ratio. Methods that cannot be learnt here keep the rows of the table
/// the program was built with, which the provenance says.
///
/// # Errors
/// With too few labelled pairs, with scores that do not rise with relatedness, or when somebody asked to stop.
pub fn calibrate(
    arenas: &[Arena],
    options: &CalibrateOptions,
    progress: &Progress,
) -> Result<Outcome, CalibrateError> {
    let built_in = Calibration::builtin().map_err(CheckError::from)?;
    let rows: usize = (arenas.iter())
        .map(|arena| 2 * PROMPTS.map(|n| draws(arena, n).len()).iter().sum::<usize>())
        .sum();
    let work = arenas.len() * (1 + 2 * options.splits as usize) + rows;
    progress.set(0, work as u64);
    let mut whole = Vec::with_capacity(arenas.len());
    for arena in arenas {
        whole.push(Trial::of(arena, None, false, progress)?);
        progress.add(1);
    }
    let counts: Vec<(usize, usize)> = (whole.iter())
        .map(|trial| {
            let (related, unrelated) = trial.scores(|_| true);
            (related.len(), unrelated.len())
        })
        .collect();
    let (related, unrelated) = counts.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    if related.min(unrelated) < LEAST_RELATED {
        return Err(CalibrateError::TooFew { related, unrelated });
    }

    let train: Vec<&Trial> = whole.iter().collect();
    let judged: Vec<Vec<Judged<'_>>> = whole.iter().map(|trial| judge(trial, &train)).collect();
    let nested = nested(arenas, options.splits, progress)?;
    let mut outcomes = Vec::with_capacity(arenas.len());
    for (place, (arena, nested)) in arenas.iter().zip(nested).enumerate() {
        let trial = &whole[place];
        let labelled = trial.pairs.iter().filter(|p| p.truth != Truth::Ambiguous);
        let shipped: Vec<Judged<'_>> = (labelled.clone().filter(|pair| pair.ratio))
            .filter_map(|pair| {
                let log10 = built_in.log10_lr(METHOD_PAIRED, pair.score, trial.prompts)?;
                let ln_lr = log10 * std::f64::consts::LN_10;
                Some(Judged { pair, ln_lr })
            })
            .collect();
        outcomes.push(ArenaOutcome {
            name: arena.name.clone(),
            models: arena.folder.samples.len(),
            prompts: trial.prompts,
            related: counts[place].0,
            unrelated: counts[place].1,
            ranking_only: labelled.filter(|pair| !pair.ratio).count(),
            discrimination: trial.discrimination(),
            base: trial.base().discrimination(),
            built_in: Accuracy::of(&shipped),
            vendors_apart: Accuracy::of(&judged[place]),
            nested,
        });
    }

    let pooled: Vec<Judged<'_>> = judged.concat();
    let log10 = |wanted: bool| -> Vec<f64> {
        let mine = pooled
            .iter()
            .filter(|j| matches!(j.pair.truth, Truth::Related(_)) == wanted);
        mine.map(|j| j.ln_lr / std::f64::consts::LN_10).collect()
    };
    let (yes, no) = (log10(true), log10(false));
    let mut methods = built_in.methods().clone();
    let mut refitted = Vec::new();
    for (method, matched) in [(METHOD_PAIRED, false), (METHOD_MATCHED, true)] {
        methods.insert(method.to_owned(), table(arenas, matched, progress)?);
        refitted.push(method.to_owned());
    }
    let rates = |values: &[f64]| -> BTreeMap<String, f64> {
        let at = [3, 10, 30].map(|lr: u32| {
            let share = above(values, f64::from(lr).log10());
            // Three figures are more than so few pairs support.
            (lr.to_string(), (share * 1000.0).round() / 1000.0)
        });
        at.into_iter().collect()
    };
    let calibration = Calibration::new(
        methods,
        supported(&no),
        Validation {
            related: yes.len() as u32,
            unrelated: no.len() as u32,
            false_above: rates(&no),
            true_above: rates(&yes),
        },
        Provenance {
            made: options.made.clone(),
            refitted,
            arenas: (outcomes.iter())
                .map(|outcome| ArenaUsed {
                    name: outcome.name.clone(),
                    models: outcome.models as u32,
                    prompts: outcome.prompts as u32,
                    related: outcome.related as u32,
                    unrelated: outcome.unrelated as u32,
                })
                .collect(),
            how: format!(
                "Class-balanced logistic regression, every arena of the same weight, {DRAWS} draws of prompts a row (all prompts where an arena has no more); validation with ratios learnt on pairs that share no vendor. Format {FORMAT_VERSION}."
            ),
        },
    );
    Ok(Outcome {
        method: METHOD_PAIRED,
        arenas: outcomes,
        splits: options.splits,
        relations: by_relation(&pooled),
        tippett: tippett(&yes, &no),
        reliability: reliability(&yes, &no),
        calibration,
    })
}

/// The prompts of each draw for a row of the table; `None` is all of them.
fn draws(arena: &Arena, n: usize) -> Vec<Option<BTreeSet<String>>> {
    if shuffled_prompts(arena, 0).len() <= n {
        return vec![None];
    }
    let draw = |seed| {
        let prompts = shuffled_prompts(arena, 1000 + seed);
        Some(prompts.into_iter().take(n).collect())
    };
    (0..DRAWS).map(draw).collect()
}

fn table(arenas: &[Arena], matched: bool, progress: &Progress) -> Result<Vec<Row>, CalibrateError> {
    let mut rows = Vec::new();
    for n in PROMPTS {
        let mut groups = Vec::new();
        for arena in arenas {
            let draws = draws(arena, n);
            let weight = 1.0 / draws.len() as f64;
            for prompts in &draws {
                let trial = Trial::of(arena, prompts.as_ref(), matched, progress)?;
                groups.push(trial.group(weight, |_| true));
                progress.add(1);
            }
        }
        let line = Line::fit(&groups).ok_or(CalibrateError::NoSlope { prompts: n })?;
        let two_places = |x: f64| (x * 100.0).round() / 100.0;
        rows.push(Row {
            n: n as f64,
            a: two_places(line.a),
            b: two_places(line.b),
        });
    }
    Ok(rows)
}

/// The highest log10 LR, at most [`CAP`], up to which validation bears ratios out: a ratio of c or more may mislead
/// in 1/c of unrelated pairs at most, and the upper 95 % bound of how often it did must not exceed that (after
/// Vergeer et al. 2016). At least the LR of 3 from which support is spoken of.
fn supported(unrelated: &[f64]) -> f64 {
    let mut cap = 3_f64.log10();
    for step in 5..=20 {
        let log10 = f64::from(step) / 10.0;
        let misled = unrelated.iter().filter(|&&l| l > log10 - 1e-9).count();
        if wilson(misled, unrelated.len()).1 > 10_f64.powf(-log10) {
            break;
        }
        cap = log10;
    }
    cap.min(CAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_is_what_so_many_pairs_can_bear_out() {
        // Nothing misleads: with n pairs the bound is 3.84/(n + 3.84), so 10 pairs bear out a ratio of 3.6, and 1,000
        // more than a hundred.
        assert_eq!(supported(&[-1.0; 5]), 3_f64.log10());
        assert_eq!(supported(&[-1.0; 10]), 0.5);
        assert_eq!(supported(&[-1.0; 1000]), 2.0);
        // One in fifty at the top: 1/10 is borne out, 1/30 is not.
        let mut some = vec![-1.0; 980];
        some.extend([2.0; 20]);
        let cap = supported(&some);
        assert!((1.0..1.6).contains(&cap), "{cap}");
    }
}
