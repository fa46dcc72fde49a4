//! Sketches of one output: enough to estimate how alike it is to another output whose text is at hand, and too
//! little to read anything from. Pure arithmetic over hashed features.
//!
//! A vector of unit length is folded into `bits` buckets with random signs (count sketch: Charikar, Chen &
//! Farach-Colton 2002), turned by three rounds of random signs and a Hadamard transform (Ailon & Chazelle 2006),
//! and only the signs of the result are kept. The side whose text is at hand is not cut down to signs, which makes
//! the estimate `cos ≈ √(π/(2·bits)) Σ ±u` unbiased, with variance `(π/2 − cos²)/bits` (asymmetric sketches: Dong,
//! Charikar & Li 2008). Every prompt has a seed of its own, so that errors are independent from prompt to prompt and
//! the error of a mean over N prompts falls with √N.

use crate::similarity::bootstrap::SplitMix;
use std::f64::consts::FRAC_PI_2;

/// Rounds of random signs and Hadamard transforms: three make even a vector with one feature look Gaussian.
const ROUNDS: u64 = 3;

/// Projects vectors; keeps its buffer from one to the next.
#[derive(Debug, Default)]
pub struct Projector {
    values: Vec<f32>,
}

impl Projector {
    /// The projection of a vector of unit length, given as features and weights: `bits` numbers (a power of two).
    pub fn project(
        &mut self,
        vector: impl IntoIterator<Item = (u32, f32)>,
        bits: usize,
        seed: u64,
    ) -> &[f32] {
        self.values.clear();
        self.values.resize(bits, 0.0);
        for (feature, weight) in vector {
            let hash = mix(u64::from(feature) ^ mix(seed));
            // The place is below `bits`, a power of two.
            if let Some(value) = self.values.get_mut((hash as usize) & (bits - 1)) {
                *value += if hash >> 63 == 0 { weight } else { -weight };
            }
        }
        for round in 1..=ROUNDS {
            flip(&mut self.values, mix(seed ^ (round << 56)));
            hadamard(&mut self.values);
        }
        let scale = (bits as f32).powf(-0.5 * ROUNDS as f32);
        self.values.iter_mut().for_each(|value| *value *= scale);
        &self.values
    }
}

/// Random signs, 64 at a time.
fn flip(values: &mut [f32], seed: u64) {
    for (number, chunk) in values.chunks_mut(64).enumerate() {
        let signs = mix(seed.wrapping_add(number as u64));
        for (i, value) in chunk.iter_mut().enumerate() {
            if signs >> i & 1 == 1 {
                *value = -*value;
            }
        }
    }
}

/// The Walsh-Hadamard transform, not scaled; the length is a power of two.
fn hadamard(values: &mut [f32]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}

/// The signs of a projection, eight to a byte, the first in the lowest bit; a set bit is a negative number.
pub fn signs(projection: &[f32]) -> Vec<u8> {
    let byte = |chunk: &[f32]| {
        let bits = chunk.iter().enumerate();
        bits.fold(0_u8, |byte, (i, &value)| byte | u8::from(value < 0.0) << i)
    };
    projection.chunks(8).map(byte).collect()
}

/// The estimated cosine of the vector with this projection and the one with these signs.
pub fn cosine(projection: &[f32], signs: &[u8]) -> f64 {
    let mut sum = 0.0_f32;
    for (chunk, &byte) in projection.chunks(8).zip(signs) {
        for (i, &value) in chunk.iter().enumerate() {
            sum += if byte >> i & 1 == 1 { -value } else { value };
        }
    }
    f64::from(sum) * (FRAC_PI_2 / projection.len().max(1) as f64).sqrt()
}

/// The variance of [`cosine`] around the true value.
pub fn variance(cosine: f64, bits: usize) -> f64 {
    (FRAC_PI_2 - cosine * cosine).max(0.0) / bits.max(1) as f64
}

/// A number of which every bit hangs on every bit of the one given.
pub fn mix(value: u64) -> u64 {
    SplitMix::seeded(value).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sparse = Vec<(u32, f32)>;

    /// Two sparse vectors of unit length with `shared` of `each` features in common, and their cosine.
    fn pair(each: u32, shared: u32, salt: u32) -> (Sparse, Sparse, f64) {
        let unit = |features: Vec<u32>| -> Sparse {
            let weight = |f: u32| 1.0 + (mix(u64::from(f)) % 8) as f32;
            let length = features.iter().map(|&f| weight(f).powi(2)).sum::<f32>();
            let scaled = features.iter().map(|&f| (f, weight(f) / length.sqrt()));
            scaled.collect()
        };
        let base = salt * 100_000;
        let a = unit((0..each).map(|i| base + i).collect());
        let b = unit((0..each).map(|i| base + i + each - shared).collect());
        let weight = |f: u32| {
            let found = b.iter().find(|(feature, _)| *feature == f);
            found.map_or(0.0, |(_, weight)| *weight)
        };
        let cosine = a.iter().map(|&(f, w)| f64::from(w * weight(f))).sum();
        (a, b, cosine)
    }

    #[test]
    fn estimates_are_unbiased_and_as_far_off_as_the_theory_says() {
        for (each, shared) in [
            (1, 1),
            (1, 0),
            (3, 1),
            (12, 4),
            (900, 0),
            (900, 90),
            (900, 500),
        ] {
            for bits in [256, 1024] {
                let (mut sum, mut squares) = (0.0, 0.0);
                let trials = 400;
                let mut expected = 0.0;
                for trial in 0..trials {
                    let (a, b, exact) = pair(each, shared, trial);
                    let (mut left, mut right) = (Projector::default(), Projector::default());
                    let seed = mix(u64::from(trial));
                    let kept = signs(right.project(b, bits, seed));
                    let error = cosine(left.project(a, bits, seed), &kept) - exact;
                    sum += error;
                    squares += error * error;
                    expected += variance(exact, bits);
                }
                let n = f64::from(trials);
                let (mean, spread, theory) = (sum / n, (squares / n).sqrt(), (expected / n).sqrt());
                // The mean of n errors is within four of its standard errors; the spread within a fifth, less where
                // the vectors are nearly one.
                assert!(
                    mean.abs() < 4.0 * theory / n.sqrt(),
                    "{each} {shared} {bits}: bias {mean}"
                );
                assert!(
                    spread < 1.2 * theory,
                    "{each} {shared} {bits}: {spread}, theory {theory}"
                );
            }
        }
    }

    #[test]
    fn a_projection_keeps_lengths_and_signs_are_packed_in_order() {
        let (a, ..) = pair(1, 1, 3);
        let mut projector = Projector::default();
        let length: f32 = projector.project(a, 512, 7).iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-4, "{length}");
        assert_eq!(
            signs(&[1.0, -1.0, 0.0, -0.5, 2.0, 2.0, 2.0, -2.0, -3.0]),
            [0b1000_1010, 1]
        );
    }
}
