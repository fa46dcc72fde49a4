//! The comparison of whole samples with an arena's models: Cosine Delta over the arena's most frequent token
//! n-grams (Evert et al. 2017), and how much of a text they make up. As in [`super::super::unpaired`], but against
//! figures that were made once. Pure arithmetic.

use super::super::features::BUCKETS;
use super::super::unpaired::DELTA_FEATURES;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// z-scores are kept in these parts of one, up to ±8.
const STEPS: f64 = 16.0;

/// An arena's most frequent token n-grams and their use by its models.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delta {
    /// Buckets, the most frequent first.
    pub buckets: Vec<u32>,
    /// Mean relative frequency over models.
    pub means: Vec<f32>,
    /// Population standard deviation over models.
    pub sds: Vec<f32>,
    /// The least share of a model's n-grams that are among these: a text with far less is of another language.
    pub least_share: f32,
}

/// Hits of the buckets of token n-grams.
type Body = BTreeMap<u32, u64>;

impl Delta {
    /// Of the models' counts.
    pub fn of(models: &[&Body]) -> Self {
        let mut totals = vec![0_u64; BUCKETS];
        for (&bucket, &count) in models.iter().copied().flatten() {
            if let Some(total) = totals.get_mut(bucket as usize) {
                *total += count;
            }
        }
        let met = totals.iter().zip(0_u32..).filter(|(total, _)| **total > 0);
        let mut met: Vec<(u64, u32)> = met.map(|(&total, bucket)| (total, bucket)).collect();
        met.sort_unstable_by_key(|&(total, bucket)| (Reverse(total), bucket));
        let buckets: Vec<u32> = (met.into_iter().take(DELTA_FEATURES))
            .map(|(_, bucket)| bucket)
            .collect();
        let frequencies: Vec<Vec<f64>> = models
            .iter()
            .map(|body| frequencies(body, &buckets))
            .collect();
        let n = models.len().max(1) as f64;
        let mean =
            |values: &dyn Fn(&[f64]) -> f64| frequencies.iter().map(|f| values(f)).sum::<f64>() / n;
        let at = |f: &[f64], i: usize| f.get(i).copied().unwrap_or(0.0);
        let (means, sds) = (0..buckets.len())
            .map(|i| {
                let average = mean(&|f| at(f, i));
                let variance = mean(&|f| (at(f, i) - average).powi(2));
                (average as f32, variance.sqrt() as f32)
            })
            .unzip();
        let least = frequencies.iter().map(|f| f.iter().sum::<f64>());
        let least_share = least.fold(1.0, f64::min) as f32;
        Self {
            buckets,
            means,
            sds,
            least_share,
        }
    }

    /// How a text's use of the n-grams differs from the models', as z-scores in steps, and which share of its
    /// n-grams they make up.
    pub fn standing(&self, body: &Body) -> (Vec<i8>, f64) {
        let frequencies = frequencies(body, &self.buckets);
        let share = frequencies.iter().sum();
        let z = |((&x, &mean), &sd): ((&f64, &f32), &f32)| {
            if sd > 0.0 {
                let z = (x - f64::from(mean)) / f64::from(sd);
                (z * STEPS).round().clamp(-127.0, 127.0) as i8
            } else {
                0
            }
        };
        let standing = (frequencies.iter().zip(&self.means).zip(&self.sds)).map(z);
        (standing.collect(), share)
    }
}

fn frequencies(body: &Body, buckets: &[u32]) -> Vec<f64> {
    let sum = body.values().sum::<u64>().max(1) as f64;
    let count = |bucket| body.get(bucket).copied().unwrap_or(0) as f64;
    buckets.iter().map(|bucket| count(bucket) / sum).collect()
}

/// The cosine of two standings; 0 where one is nothing.
pub fn cosine(a: &[i8], b: &[i8]) -> f64 {
    let dot = |a: &[i8], b: &[i8]| -> f64 {
        let products = a.iter().zip(b).map(|(&x, &y)| i64::from(x) * i64::from(y));
        products.sum::<i64>() as f64
    };
    let lengths = dot(a, a) * dot(b, b);
    if lengths > 0.0 {
        dot(a, b) / lengths.sqrt()
    } else {
        0.0
    }
}
