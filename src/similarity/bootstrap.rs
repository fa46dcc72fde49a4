//! Uncertainty from the choice of prompts: prompts are drawn again with replacement (Efron 1979). Seeded,
//! so that a finding can be made again to the last bit.

use super::components::PromptMask;

/// How often each prompt is drawn in one replicate: as many draws as prompts in `mask`, among these.
pub fn draw(mask: &PromptMask, seed: u64, replicate: usize) -> Vec<f64> {
    let chosen: Vec<usize> = (0..mask.len()).filter(|&prompt| mask[prompt]).collect();
    let mut weights = vec![0.0; mask.len()];
    let mut random = SplitMix(seed ^ (replicate as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95));
    for _ in 0..chosen.len() {
        weights[chosen[random.below(chosen.len())]] += 1.0;
    }
    weights
}

/// The 5 % and 95 % quantiles (linear between order statistics); `None` without values.
pub fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_unstable_by(f64::total_cmp);
    let quantile = |q: f64| {
        let place = q * (values.len().checked_sub(1)? as f64);
        let low = *values.get(place.floor() as usize)?;
        let high = *values.get(place.ceil() as usize)?;
        Some(low + (high - low) * place.fract())
    };
    Some((quantile(0.05)?, quantile(0.95)?))
}

/// SplitMix64 (Steele, Lea & Flood 2014): small, seedable, the same everywhere.
pub(super) struct SplitMix(u64);

impl SplitMix {
    /// A generator that starts at `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, by multiplication (the bias is below 2^-40 for any real bound).
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_mask_and_the_seed() {
        let mask = vec![true, false, true, true];
        let weights = draw(&mask, 7, 0);
        assert_eq!(weights.iter().sum::<f64>(), 3.0);
        assert_eq!(weights[1], 0.0);
        assert_eq!(weights, draw(&mask, 7, 0));
        let others: Vec<_> = (0..20).map(|r| draw(&mask, 7, r)).collect();
        assert!(others.iter().any(|other| *other != weights));
        assert!(draw(&Vec::new(), 7, 0).is_empty());
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // First outputs of SplitMix64 for seed 1234567 (Vigna's reference code).
        let mut random = SplitMix(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn quantiles_are_interpolated() {
        let (low, high) = interval((0..=100).rev().map(f64::from).collect()).unwrap();
        assert_eq!((low, high), (5.0, 95.0));
        assert_eq!(interval(vec![2.0]), Some((2.0, 2.0)));
        assert_eq!(interval(Vec::new()), None);
    }
}
