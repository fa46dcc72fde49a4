//! From raw similarities to E: how far a pair stands out from what controls show. Pure arithmetic; of the rest it
//! knows the methods' names.
//!
//! A raw similarity means nothing, because some models are near everything; what counts is the student's
//! similarity to the teacher against its similarity to controls (z), and, where other students known not
//! to come from this teacher are at hand, against theirs (t). The names are those of score normalisation
//! in speaker verification (z-norm and t-norm: Auckenthaler et al. 2000).
//!
//! Five controls know their mean and spread less well than fifteen do, so a z of 3 means less with them: a further
//! control's z would be distributed as Student's t, and wider. [`surprise`] takes that out.

use super::finding::{METHOD_MATCHED, METHOD_PAIRED};

/// Lowest and highest value a component's z may bring into the base score.
pub const BASE_CLIP: (f64, f64) = (-3.0, 8.0);
/// Lowest and highest value a component's [`surprise`] may bring into E. So far out the tail of a handful of controls
/// says nothing more, and one component must not speak for all.
pub const CLIP: (f64, f64) = (-3.0, 4.0);
/// Keeps a vanishing spread from dividing by zero.
const TINY: f64 = 1e-9;

/// Mean and population standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many values there were.
    pub count: usize,
    /// The mean.
    pub mean: f64,
    /// The population standard deviation.
    pub sd: f64,
}

impl Spread {
    /// Of values in the given order; `None` without any.
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
        Some(Self {
            count: values.len(),
            mean,
            sd: variance.sqrt(),
        })
    }

    /// How many standard deviations `value` is above the mean.
    pub fn z(self, value: f64) -> f64 {
        (value - self.mean) / (self.sd + TINY)
    }
}

/// A z against `count` values on the scale of the standard normal distribution, as if their mean and spread were known
/// exactly. Were the value one more of their kind, `z √((k - 1)/(k + 1))` would follow Student's t with k - 1 degrees
/// of freedom (the prediction of one further value; Student 1908, Fisher 1925); that is brought to the normal scale by
/// Wallace's approximation (1959), good to some hundredths. With many values z stays what it is; with few it shrinks.
pub fn surprise(z: f64, count: usize) -> f64 {
    if count < 2 || z.is_nan() {
        return f64::NAN;
    }
    let (k, freedom) = (count as f64, count as f64 - 1.0);
    let t_squared = z * z * (k - 1.0) / (k + 1.0);
    let normal = (freedom * (t_squared / freedom).ln_1p()).sqrt();
    normal.copysign(z) * (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0)
}

/// How a method makes its score of the components' z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By their [`surprise`], clipped to [`CLIP`].
    Normal,
    /// As they are, clipped to [`BASE_CLIP`].
    Raw,
}

impl Scale {
    /// The scale of a method, by its name and version.
    pub fn of(method: &str) -> Self {
        match method {
            METHOD_PAIRED | METHOD_MATCHED => Self::Normal,
            _ => Self::Raw,
        }
    }

    /// What a z against `count` controls brings into the score, before clipping.
    pub fn part(self, z: f64, count: usize) -> f64 {
        match self {
            Self::Normal => surprise(z, count),
            Self::Raw => z,
        }
    }

    /// The bounds of a part.
    pub fn clip(self) -> (f64, f64) {
        match self {
            Self::Normal => CLIP,
            Self::Raw => BASE_CLIP,
        }
    }

    /// E: the mean of the clipped parts of those components that have one.
    pub fn score(self, parts: impl IntoIterator<Item = f64>) -> Option<f64> {
        clipped_mean(parts, self.clip())
    }
}

/// The base score, the E of the published method: the mean of the clipped z of those components that have one.
pub fn base_score(zs: impl IntoIterator<Item = f64>) -> Option<f64> {
    Scale::Raw.score(zs)
}

fn clipped_mean(values: impl IntoIterator<Item = f64>, (low, high): (f64, f64)) -> Option<f64> {
    let (sum, n) = (values.into_iter())
        .filter(|value| !value.is_nan())
        .fold((0.0, 0_u32), |(sum, n), value| {
            (sum + value.clamp(low, high), n + 1)
        });
    (n > 0).then(|| sum / f64::from(n))
}

/// The t part of the matched normalisation: `pair` against `matched`, each already centred by
/// [`row_centred`]: how far out it is, and among how many. `None` without matched students.
pub fn t_norm(pair: f64, matched: &[f64]) -> Option<(f64, usize)> {
    Spread::of(matched).map(|spread| (spread.z(pair), spread.count))
}

/// `x(m,T)` less the mean of `x(m,c)` over candidates c other than T and m, so that a student that is far
/// from everyone is not taken for one that is far from T.
pub fn row_centred(to_teacher: f64, to_others: &[f64]) -> Option<f64> {
    Spread::of(to_others).map(|spread| to_teacher - spread.mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprises_are_the_normal_quantiles_of_students_t() {
        // One-sided tails of Student's t from printed tables, and the normal quantile of the same tail:
        // (degrees of freedom, t, quantile).
        for (freedom, t, normal) in [
            (4, 2.132, 1.645),
            (4, 3.747, 2.326),
            (4, 7.173, 3.090),
            (9, 1.833, 1.645),
            (9, 2.821, 2.326),
            (9, 4.297, 3.090),
            (30, 2.457, 2.326),
            (30, 3.385, 3.090),
        ] {
            let k = f64::from(freedom + 1);
            let z = t * ((k + 1.0) / (k - 1.0)).sqrt();
            let ours = surprise(z, freedom as usize + 1);
            assert!(
                (ours - normal).abs() < 0.05,
                "{freedom} {t}: {ours} and {normal}"
            );
            assert_eq!(surprise(-z, freedom as usize + 1), -ours);
        }
    }

    #[test]
    fn surprises_rise_with_z_and_with_the_number_of_controls() {
        for k in 2..60 {
            assert!(surprise(2.0, k) < surprise(2.0, k + 1) && surprise(2.0, k) < 2.0);
            assert!(surprise(2.0, k) < surprise(3.0, k));
            assert_eq!(surprise(0.0, k), 0.0);
        }
        assert!((surprise(2.0, 100_000) - 2.0).abs() < 1e-3);
        assert!(surprise(1e12, 2).is_finite());
        assert!(surprise(1.0, 1).is_nan() && surprise(f64::NAN, 9).is_nan());
    }

    #[test]
    fn missing_components_are_left_out_of_the_mean() {
        assert_eq!(Scale::Normal.score([1.0, f64::NAN, 9.0]), Some(2.5));
        assert_eq!(base_score([1.0, f64::NAN, 9.0, -9.0]), Some(2.0));
        assert_eq!(Scale::Normal.score([f64::NAN]), None);
    }
}
