//! Models that answered the sample's prompts, compared prompt by prompt by their sketches, with the draws of prompts that
//! say how firm the order is. May use what [`super`] has of a model's figures.

use super::super::suspect::Paired;
use super::super::{BankError, PAIRED, sketch};
use super::{Drawn, Field, MOST_ERROR, Ranked, Scores, component, first, score, sort};
use crate::progress::Progress;
use crate::similarity::bootstrap::{draw, interval};
use crate::similarity::calibration::{Calibration, LEAST_CONTROLS, LEAST_PROMPTS};
use crate::similarity::finding::{ComponentFigure, METHOD_BASE, Verdict};
use crate::similarity::normalise::Spread;
use rayon::prelude::*;

/// How often prompts are drawn again.
const REPLICATES: usize = 200;
/// Seed of the draws.
const SEED: u64 = 1;

/// The prompts on which a model is compared: those it answered, less those with the sample's very answer, unless
/// these are most; how many these are; and whether they are most.
fn mask(paired: &Paired, model: usize) -> (Vec<bool>, usize, bool) {
    let at = |row: &Vec<f64>| row.get(model).is_some_and(|x| !x.is_nan());
    let answered: Vec<bool> = paired.values[0].iter().map(at).collect();
    let same = |row: &Vec<bool>| row.get(model).copied().unwrap_or(false);
    let identical = paired.identical.iter().filter(|row| same(row)).count();
    if identical * 2 > count(&answered) {
        return (answered, identical, true);
    }
    let rows = answered.iter().zip(&paired.identical);
    (
        rows.map(|(&answered, row)| answered && !same(row))
            .collect(),
        identical,
        false,
    )
}

fn count(mask: &[bool]) -> usize {
    mask.iter().filter(|&&m| m).count()
}

/// On how many prompts a model can be compared.
pub(super) fn answered(paired: &Paired, model: usize) -> usize {
    count(&mask(paired, model).0)
}

/// The mean of every column over the rows, each counted `weights` times.
fn means(rows: &[Vec<f64>], weights: &[f64], columns: usize) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; columns], vec![0.0; columns]);
    for (row, &weight) in rows
        .iter()
        .zip(weights)
        .filter(|(_, weight)| **weight > 0.0)
    {
        for ((sum, count), &value) in sums.iter_mut().zip(&mut counts).zip(row) {
            if !value.is_nan() {
                *sum += weight * value;
                *count += weight;
            }
        }
    }
    sums.iter()
        .zip(&counts)
        .map(|(sum, count)| sum / count)
        .collect()
}

/// One model of an arena whose prompts the sample answered.
struct Target {
    model: usize,
    controls: Vec<usize>,
    mask: Vec<bool>,
    identical: usize,
    /// Whether most of its answers are the sample's own.
    same: bool,
}

impl Field<'_> {
    fn targets(&self, paired: &Paired) -> Vec<Target> {
        let masks: Vec<(Vec<bool>, usize, bool)> =
            (0..self.models().len()).map(|m| mask(paired, m)).collect();
        let prompts = paired.identical.len();
        // Copies of the sample, and models that answered too few of its prompts, are no controls.
        let usable: Vec<bool> = (masks.iter())
            .map(|(mask, identical, _)| {
                let answered = count(mask);
                answered * 2 >= prompts && identical * 2 <= prompts
            })
            .collect();
        let target = |(model, (mask, identical, same)): (usize, (Vec<bool>, usize, bool))| Target {
            model,
            controls: self.controls(model, &usable),
            mask,
            identical,
            same,
        };
        masks.into_iter().enumerate().map(target).collect()
    }

    /// O, B, P and D of a target under one draw, and the error that sketches bring into E.
    fn components(
        &self,
        rows: &[Vec<f64>; PAIRED],
        weights: &[f64],
        target: &Target,
    ) -> (Vec<ComponentFigure>, f64) {
        let (sum, squares) = weights
            .iter()
            .fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let per_prompt = if sum > 0.0 {
            squares / (sum * sum)
        } else {
            0.0
        };
        let mut error = 0.0;
        let mut figures = Vec::new();
        for ((name, row), sketched) in ["O", "B", "P"].iter().zip(rows).zip([true, true, false]) {
            let noise = if sketched {
                let usual = Spread::of(
                    &row.iter()
                        .copied()
                        .filter(|x| !x.is_nan())
                        .collect::<Vec<_>>(),
                );
                sketch::variance(usual.map_or(0.0, |spread| spread.mean), self.arena.bits)
                    * per_prompt
            } else {
                0.0
            };
            if let Some(figure) = component(name, row, target.model, &target.controls, noise) {
                error += noise / (figure.controls_sd * figure.controls_sd).max(f64::MIN_POSITIVE);
                figures.push(figure);
            }
        }
        let whole = self.whole.first();
        figures.extend(whole.and_then(|whole| {
            component("D", &whole.distinctive, target.model, &target.controls, 0.0)
        }));
        (figures, error.sqrt() / 4.0)
    }
}

/// The models of all arenas whose prompts the sample answered.
pub(super) fn ranked(
    fields: &[Field<'_>],
    calibration: &Calibration,
    progress: &Progress,
) -> Result<Vec<Ranked>, BankError> {
    let parts: Vec<(&Field<'_>, &Paired, Vec<Target>)> = (fields.iter())
        .filter_map(|field| {
            field
                .paired
                .as_ref()
                .map(|paired| (field, paired, field.targets(paired)))
        })
        .collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let drawn = |replicate: Option<usize>| -> Vec<Vec<(Vec<ComponentFigure>, f64)>> {
        let of = |(field, paired, targets): &(&Field<'_>, &Paired, Vec<Target>)| {
            // Most targets share one mask, and with it its means.
            let mut known: Vec<Drawn<'_>> = Vec::new();
            let mut found = Vec::new();
            for target in targets {
                if count(&target.mask) < LEAST_PROMPTS {
                    found.push((Vec::new(), 0.0));
                    continue;
                }
                let place = known.iter().position(|(mask, ..)| *mask == target.mask);
                let place = place.unwrap_or_else(|| {
                    let weights = match replicate {
                        Some(replicate) => draw(&target.mask, SEED, replicate),
                        None => target
                            .mask
                            .iter()
                            .map(|&m| f64::from(u8::from(m)))
                            .collect(),
                    };
                    let rows = (paired.values.each_ref())
                        .map(|rows| means(rows, &weights, field.models().len()));
                    known.push((&target.mask, weights, rows));
                    known.len() - 1
                });
                found.push(
                    known
                        .get(place)
                        .map_or_else(Default::default, |(_, weights, rows)| {
                            field.components(rows, weights, target)
                        }),
                );
            }
            found
        };
        parts.iter().map(of).collect()
    };
    let point = drawn(None);
    let resampled: Vec<Scores> = (0..REPLICATES)
        .into_par_iter()
        .map(|replicate| {
            progress.check()?;
            let scores = drawn(Some(replicate)).into_iter();
            Ok(scores
                .map(|arena| arena.iter().map(|(figures, _)| score(figures)).collect())
                .collect())
        })
        .collect::<Result<_, BankError>>()?;
    let mut ranked = Vec::new();
    for (at, ((field, _, targets), figures)) in parts.iter().zip(point).enumerate() {
        for (target, (components, sketch_error)) in targets.iter().zip(figures) {
            let (Some(score), Some(model)) = (score(&components), field.models().get(target.model))
            else {
                continue;
            };
            let n = count(&target.mask);
            let same = target.same;
            let own = resampled
                .iter()
                .filter_map(|scores| *scores.get(at)?.get(target.model)?);
            let interval = interval(own.collect());
            let enough =
                !same && target.controls.len() >= LEAST_CONTROLS && sketch_error <= MOST_ERROR;
            let ratio = |e: f64| {
                enough
                    .then(|| calibration.log10_lr(METHOD_BASE, e, n))
                    .flatten()
            };
            let log10_lr = ratio(score);
            ranked.push(Ranked {
                n_prompts: n,
                n_identical: target.identical,
                interval,
                first: first(&resampled, (at, target.model)),
                sketch_error,
                log10_lr,
                lr_interval: interval.and_then(|(low, high)| {
                    Some((10_f64.powf(ratio(low)?), 10_f64.powf(ratio(high)?)))
                }),
                verdict: match same {
                    true => Verdict::SameTexts,
                    false => Verdict::of(log10_lr),
                },
                ..Ranked::of(field.arena, model, target.controls.len(), score, components)
            });
        }
    }
    sort(&mut ranked);
    Ok(ranked)
}
