//! From raw similarities to E: how far a pair stands out from what controls show. Pure arithmetic.
//!
//! A raw similarity means nothing, because some models are near everything; what counts is the student's
//! similarity to the teacher against its similarity to controls (z), and, where other students known not
//! to come from this teacher are at hand, against theirs (t). The names are those of score normalisation
//! in speaker verification (z-norm and t-norm: Auckenthaler et al. 2000).

/// Lowest and highest value a component's z may bring into E.
pub const CLIP: (f64, f64) = (-3.0, 8.0);
/// Keeps a vanishing spread from dividing by zero.
const TINY: f64 = 1e-9;

/// Mean and population standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
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
            mean,
            sd: variance.sqrt(),
        })
    }

    /// How many standard deviations `value` is above the mean.
    pub fn z(self, value: f64) -> f64 {
        (value - self.mean) / (self.sd + TINY)
    }
}

/// Limits a component's z, so that one component cannot speak for all.
pub fn clip(z: f64) -> f64 {
    z.clamp(CLIP.0, CLIP.1)
}

/// E: the mean of the clipped z of the components that have one.
pub fn e_score(zs: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = (zs.into_iter())
        .filter(|z| !z.is_nan())
        .fold((0.0, 0_u32), |(sum, n), z| (sum + clip(z), n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// The t part of the matched normalisation: `pair` against `matched`, each already centred by
/// [`row_centred`]. `None` without matched students.
pub fn t_norm(pair: f64, matched: &[f64]) -> Option<f64> {
    Spread::of(matched).map(|spread| spread.z(pair))
}

/// `x(m,T)` less the mean of `x(m,c)` over candidates c other than T and m, so that a student that is far
/// from everyone is not taken for one that is far from T.
pub fn row_centred(to_teacher: f64, to_others: &[f64]) -> Option<f64> {
    Spread::of(to_others).map(|spread| to_teacher - spread.mean)
}
