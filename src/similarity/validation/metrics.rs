//! Measures of how well scores tell related from unrelated pairs, and how far their likelihood ratios can be trusted.
//! Pure arithmetic on lists of figures; uses nothing else of this module.

use serde::Serialize;
use std::f64::consts::LN_2;

/// The area under the ROC curve: the chance that a related pair scores above an unrelated one, ties counting half
/// (Hanley & McNeil 1982). NaN without pairs of both kinds.
pub fn auc(related: &[f64], unrelated: &[f64]) -> f64 {
    let mut sorted = unrelated.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let wins: f64 = (related.iter())
        .map(|score| {
            let below = sorted.partition_point(|other| other < score);
            let up_to = sorted.partition_point(|other| other <= score);
            (below + up_to) as f64 / 2.0
        })
        .sum();
    wins / (related.len() as f64 * unrelated.len() as f64)
}

/// The log-likelihood-ratio cost (Brümmer & du Preez 2006) of natural-logarithmic ratios: 0 is perfect, 1 is what
/// saying nothing (LR = 1) costs. NaN without pairs of both kinds.
pub fn cllr(related: &[f64], unrelated: &[f64]) -> f64 {
    // log2(1 + e^x), without overflow.
    let cost = |x: f64| (x.max(0.0) + (-x.abs()).exp().ln_1p()) / LN_2;
    let mean = |values: &[f64], sign: f64| {
        values.iter().map(|l| cost(sign * l)).sum::<f64>() / values.len() as f64
    };
    (mean(related, -1.0) + mean(unrelated, 1.0)) / 2.0
}

/// Isotonic regression by pool-adjacent-violators (Ayer et al. 1955): the non-decreasing values that fit `(value,
/// weight)` best by weighted squares, in the order given.
pub fn isotonic(points: &[(f64, f64)]) -> Vec<f64> {
    // Blocks of (sum of weighted values, sum of weights, points).
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(points.len());
    for &(value, weight) in points {
        let mut block = (value * weight, weight, 1);
        while let Some(&before) = blocks.last() {
            if before.0 * block.1 < block.0 * before.1 {
                break;
            }
            blocks.pop();
            block = (before.0 + block.0, before.1 + block.1, before.2 + block.2);
        }
        blocks.push(block);
    }
    let mut fitted = Vec::with_capacity(points.len());
    for (sum, weight, points) in blocks {
        fitted.resize(fitted.len() + points, sum / weight);
    }
    fitted
}

/// [`cllr`] after the best monotonic calibration in hindsight: what of the cost is due to discrimination, the rest of
/// it being calibration. Pairs with equal scores get one ratio.
pub fn cllr_min(related: &[f64], unrelated: &[f64]) -> f64 {
    let (p, q) = (1.0 / related.len() as f64, 1.0 / unrelated.len() as f64);
    let mut all: Vec<(f64, bool)> = (related.iter().map(|&score| (score, true)))
        .chain(unrelated.iter().map(|&score| (score, false)))
        .collect();
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    // One point for each distinct score: the share of its weight that is related pairs'.
    let mut counts = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let hits = same.iter().filter(|pair| pair.1).count();
        counts.push((hits as f64 * p, (same.len() - hits) as f64 * q));
    }
    let points: Vec<(f64, f64)> = counts
        .iter()
        .map(|(hits, misses)| (hits / (hits + misses), hits + misses))
        .collect();
    // A block's cost is that of its share: -log2 for related pairs, -log2(1 - share) for unrelated ones.
    let cost = |weight: f64, share: f64| {
        if weight > 0.0 {
            -weight * share.ln() / LN_2
        } else {
            0.0
        }
    };
    let total: f64 = (counts.iter().zip(isotonic(&points)))
        .map(|((hits, misses), share)| cost(*hits, share) + cost(*misses, 1.0 - share))
        .sum();
    total / 2.0
}

/// The Brier score of the posterior at even prior odds, both classes weighing half.
pub fn brier(related: &[f64], unrelated: &[f64]) -> f64 {
    let mean = |values: &[f64], truth: f64| {
        let errors = values
            .iter()
            .map(|l| (1.0 / (1.0 + (-l).exp()) - truth).powi(2));
        errors.sum::<f64>() / values.len() as f64
    };
    (mean(related, 1.0) + mean(unrelated, 0.0)) / 2.0
}

/// The share of values above a threshold; NaN without any.
pub fn above(values: &[f64], threshold: f64) -> f64 {
    values.iter().filter(|&&value| value > threshold).count() as f64 / values.len() as f64
}

/// The middle value; NaN without any.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    match (sorted.get(sorted.len() / 2), sorted.len() % 2) {
        (None, _) => f64::NAN,
        (Some(&middle), 1) => middle,
        (Some(&middle), _) => (sorted[sorted.len() / 2 - 1] + middle) / 2.0,
    }
}

/// The 95 % interval of a share of `n` of which `hits` were met (Wilson 1927).
pub fn wilson(hits: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (hits, n, z) = (hits as f64, n as f64, 1.959_963_985_f64);
    let middle = (hits + z * z / 2.0) / (n + z * z);
    let half = z / (n + z * z) * (hits * (n - hits) / n + z * z / 4.0).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// A point of the Tippett curves: which share of pairs has this ratio or a higher one (Evett & Buckleton 1996).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tippett {
    /// log10 of the likelihood ratio.
    pub log10_lr: f64,
    /// Share of related pairs with it or more.
    pub related: f64,
    /// Share of unrelated pairs: the misleading evidence, for a ratio above 1.
    pub unrelated: f64,
}

/// The Tippett curves of log10 ratios, at every half step from -2 to 2.
pub fn tippett(related: &[f64], unrelated: &[f64]) -> Vec<Tippett> {
    (-4..=4)
        .map(|step| {
            let log10_lr = f64::from(step) / 2.0;
            // Ratios at the cap went through logarithms and back.
            let reached = |values: &[f64]| above(values, log10_lr - 1e-9);
            Tippett {
                log10_lr,
                related: reached(related),
                unrelated: reached(unrelated),
            }
        })
        .collect()
}

/// A row of the reliability table: ratios that were given between two bounds, against what then was the case.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reliability {
    /// Bounds of log10 LR, the lower one belonging to the row.
    pub from: f64,
    /// The upper bound.
    pub to: f64,
    /// Mean log10 LR given.
    pub given: f64,
    /// Related pairs in the row.
    pub related: usize,
    /// Unrelated pairs in the row.
    pub unrelated: usize,
    /// log10 of (share of related pairs that fell here / share of unrelated ones); NaN where either is none.
    pub observed: f64,
}

/// The reliability table of log10 ratios; rows without any pair are left out.
pub fn reliability(related: &[f64], unrelated: &[f64]) -> Vec<Reliability> {
    let bounds = [
        f64::NEG_INFINITY,
        -1.0,
        -0.5,
        0.0,
        0.5,
        1.0,
        1.5,
        f64::INFINITY,
    ];
    let rows = bounds.windows(2).map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let within = |values: &[f64]| -> Vec<f64> {
            let mine = values.iter().copied();
            mine.filter(|value| (from..to).contains(value)).collect()
        };
        let (hits, misses) = (within(related), within(unrelated));
        let all = (hits.len() + misses.len()) as f64;
        let share = |part: &[f64], of: &[f64]| part.len() as f64 / of.len() as f64;
        let observed = (share(&hits, related) / share(&misses, unrelated)).log10();
        Reliability {
            from,
            to,
            given: (hits.iter().sum::<f64>() + misses.iter().sum::<f64>()) / all,
            related: hits.len(),
            unrelated: misses.len(),
            observed: if observed.is_finite() {
                observed
            } else {
                f64::NAN
            },
        }
    });
    rows.filter(|row| row.related + row.unrelated > 0).collect()
}

/// Mean and standard deviation of a figure over repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The standard deviation (of the repetitions, not of their mean).
    pub sd: f64,
}

impl Estimate {
    /// Of the values that are numbers.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().filter(|v| !v.is_nan()).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        Self {
            mean,
            sd: variance.sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_costs_come_out() {
        // LR = 1 for everything costs one bit; ratios of 10 the right way log2(1.1).
        assert!((cllr(&[0.0; 3], &[0.0; 7]) - 1.0).abs() < 1e-12);
        let ten = 10_f64.ln();
        assert!((cllr(&[ten], &[-ten]) - 1.1_f64.log2()).abs() < 1e-12);
        // One mistake of 10 among two related pairs.
        let wrong = (1.1_f64.log2() + 11_f64.log2()) / 2.0;
        assert!((cllr(&[ten, -ten], &[-ten]) - (wrong + 1.1_f64.log2()) / 2.0).abs() < 1e-12);
        assert!(cllr(&[-1e9], &[1e9]).is_finite());
        assert!((brier(&[0.0], &[0.0]) - 0.25).abs() < 1e-12);
        assert!((brier(&[3.0_f64.ln()], &[0.0]) - (0.0625 + 0.25) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn ties_count_half() {
        assert_eq!(auc(&[2.0, 1.0], &[1.0, 0.0]), 3.5 / 4.0);
        assert!(auc(&[], &[1.0]).is_nan());
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0]), 2.5);
    }

    #[test]
    fn separated_scores_cost_nothing_and_equal_ones_one_bit() {
        assert_eq!(cllr_min(&[2.0, 3.0], &[0.0, 1.0]), 0.0);
        assert!((cllr_min(&[1.0; 4], &[1.0; 9]) - 1.0).abs() < 1e-12);
        // Worse than nothing becomes nothing: reversed scores are pooled into LR = 1.
        assert!((cllr_min(&[0.0, 1.0], &[2.0, 3.0]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn wilson_gives_the_textbook_interval() {
        // 10 of 100: 5.52 % to 17.44 % (Newcombe 1998, method 3, to two figures).
        let (low, high) = wilson(10, 100);
        assert!(
            (low - 0.0552).abs() < 5e-4 && (high - 0.1744).abs() < 5e-4,
            "{low} {high}"
        );
        assert!(wilson(0, 10).0 == 0.0 && wilson(10, 10).1 == 1.0);
    }

    #[test]
    fn every_pair_stands_in_one_row_of_the_reliability_table() {
        let (related, unrelated) = ([-2.0, 0.1, 0.5, 2.0], [-2.0, -0.5, 0.2]);
        let rows = reliability(&related, &unrelated);
        assert_eq!(rows.iter().map(|r| r.related).sum::<usize>(), 4);
        assert_eq!(rows.iter().map(|r| r.unrelated).sum::<usize>(), 3);
        let middle = rows.iter().find(|r| r.from == 0.0).unwrap();
        assert_eq!((middle.related, middle.unrelated), (1, 1));
        assert!((middle.observed - (0.25_f64 / (1.0 / 3.0)).log10()).abs() < 1e-12);
        let curve = tippett(&related, &unrelated);
        assert_eq!(
            (curve[0].related, curve[1].related, curve[8].related),
            (1.0, 0.75, 0.25)
        );
        assert!(
            curve
                .windows(2)
                .all(|w| w[0].related >= w[1].related && w[0].unrelated >= w[1].unrelated)
        );
    }
}
