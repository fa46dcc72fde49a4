//! The weaker comparison of whole samples, for a student and a teacher that answered different prompts:
//! D, and C, Cosine Delta over the most frequent token n-grams (Evert et al. 2017, after Burrows 2002).
//! May use [`super::counts`] and [`super::vocabulary`].
//!
//! Different prompts make different texts. So every model is compared with the models that answered its
//! own side's prompts: lists and z-scores are made per side, and controls stand on both.

use super::counts::Counts;
use super::features::BUCKETS;
use super::vocabulary::{Background, DistinctiveList};
use std::cmp::Reverse;

/// How many of the most frequent token n-grams Delta looks at.
pub const DELTA_FEATURES: usize = 2000;

/// What is known of one model on one side.
#[derive(Debug, Clone)]
struct Standing {
    list: DistinctiveList,
    /// Unit vector of z-scores.
    delta: Vec<f64>,
}

/// The models on one side, by number; `None` for those that did not answer its prompts.
#[derive(Debug, Clone)]
pub struct Side(Vec<Option<Standing>>);

/// Both sides over common features: the student's and the teacher's.
///
/// Either slice holds the counts of the models' outputs on that side's prompts.
pub fn sides(student: &[Option<&Counts>], teacher: &[Option<&Counts>]) -> (Side, Side) {
    let mut totals = vec![0_u64; BUCKETS];
    for counts in student.iter().chain(teacher).flatten() {
        for (&bucket, &count) in &counts.body {
            if let Some(total) = totals.get_mut(bucket as usize) {
                *total += count;
            }
        }
    }
    let mut buckets: Vec<u32> = (0..BUCKETS as u32)
        .filter(|&b| totals[b as usize] > 0)
        .collect();
    buckets.sort_unstable_by_key(|&bucket| (Reverse(totals[bucket as usize]), bucket));
    buckets.truncate(DELTA_FEATURES);
    (side(student, &buckets), side(teacher, &buckets))
}

fn side(models: &[Option<&Counts>], buckets: &[u32]) -> Side {
    let background = Background::default();
    models
        .iter()
        .flatten()
        .for_each(|counts| background.add(&counts.vocabulary));
    let frequencies: Vec<Option<Vec<f64>>> = models
        .iter()
        .map(|counts| {
            counts.map(|counts| {
                let sum = counts.body.values().sum::<u64>().max(1) as f64;
                let count = |bucket| counts.body.get(bucket).copied().unwrap_or(0) as f64;
                buckets.iter().map(|bucket| count(bucket) / sum).collect()
            })
        })
        .collect();
    let n = frequencies.iter().flatten().count().max(1) as f64;
    let sums = |power: &dyn Fn(usize, f64) -> f64| -> Vec<f64> {
        (0..buckets.len())
            .map(|i| {
                frequencies
                    .iter()
                    .flatten()
                    .map(|f| power(i, f[i]))
                    .sum::<f64>()
                    / n
            })
            .collect()
    };
    let means = sums(&|_, x| x);
    let variances = sums(&|i, x| (x - means[i]).powi(2));
    let standing = |(counts, frequencies): (&Option<&Counts>, Option<Vec<f64>>)| {
        let mut delta: Vec<f64> = (frequencies?.iter().zip(&means).zip(&variances))
            .map(|((x, mean), &v)| if v > 0.0 { (x - mean) / v.sqrt() } else { 0.0 })
            .collect();
        let length = delta.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > 0.0 {
            delta.iter_mut().for_each(|x| *x /= length);
        }
        Some(Standing {
            list: DistinctiveList::of(&(*counts)?.vocabulary, &background),
            delta,
        })
    };
    Side(models.iter().zip(frequencies).map(standing).collect())
}

impl Side {
    /// D and C between a model on this side and one on the other; `None` where either is missing.
    pub fn similarity(&self, model: usize, other: &Self, other_model: usize) -> Option<[f64; 2]> {
        let a = self.0.get(model)?.as_ref()?;
        let b = other.0.get(other_model)?.as_ref()?;
        let cosine = a.delta.iter().zip(&b.delta).map(|(x, y)| x * y).sum();
        Some([a.list.overlap(&b.list), cosine])
    }
}
