//! Logistic regression with an L2 penalty, on sparse rows, found by L-BFGS. Pure arithmetic.
//!
//! The loss is convex and the search is deterministic, so the same rows in the same order give the same weights to the
//! last bit. L-BFGS: Liu & Nocedal (1989); step length by backtracking (Armijo 1966).

use serde::{Deserialize, Serialize};

use crate::progress::{Cancelled, Progress};

/// A row's features: (column, value), by column; columns that are not named are 0.
pub type Row = Vec<(u32, f64)>;

/// A row to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// Its features.
    pub row: &'a Row,
    /// Whether it belongs to the class.
    pub positive: bool,
    /// How much it counts.
    pub weight: f64,
}

/// A straight border between a class and the rest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Linear {
    /// What each column speaks for the class (against it, if negative).
    pub weights: Vec<f32>,
    /// What speaks for it without any feature.
    pub bias: f64,
}

/// How many earlier steps L-BFGS remembers.
const MEMORY: usize = 8;
/// It ends when the largest slope is this small a part of the first one.
const TOLERANCE: f64 = 1e-5;
const MOST_STEPS: usize = 300;

impl Linear {
    /// The weights that make `Σ weightᵢ · ln(1 + exp(−yᵢ·f(xᵢ))) + penalty/2 · |w|²` least, `f(x) = w·x + bias`; the
    /// bias is not penalised. Columns beyond `width` are ignored.
    ///
    /// # Errors
    /// [`Cancelled`] once the progress handle says so.
    pub fn fit(
        examples: &[Example<'_>],
        width: usize,
        penalty: f64,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let problem = Problem {
            examples,
            width,
            penalty,
        };
        let at = minimise(&problem, progress)?;
        let (bias, weights) = at
            .split_last()
            .map_or((0.0, &[][..]), |(bias, weights)| (*bias, weights));
        Ok(Self {
            weights: weights.iter().map(|w| *w as f32).collect(),
            bias,
        })
    }

    /// `f(x)`: above 0 for rows on the side of the class.
    pub fn decision(&self, row: &Row) -> f64 {
        let terms = row.iter().map(|(column, value)| {
            let weight = self.weights.get(*column as usize).copied().unwrap_or(0.0);
            f64::from(weight) * value
        });
        terms.sum::<f64>() + self.bias
    }
}

/// 1 / (1 + exp(−x)).
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// ln(1 + exp(x)), without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

struct Problem<'a> {
    examples: &'a [Example<'a>],
    width: usize,
    penalty: f64,
}

impl Problem<'_> {
    /// The loss at `at` (weights, then bias); its slope goes into `slope`.
    fn evaluate(&self, at: &[f64], slope: &mut [f64]) -> f64 {
        let width = self.width;
        let mut loss = 0.0;
        for (s, w) in slope.iter_mut().zip(at) {
            *s = self.penalty * w;
            loss += 0.5 * self.penalty * w * w;
        }
        // The bias stands last and is free.
        let bias = at.last().copied().unwrap_or(0.0);
        loss -= 0.5 * self.penalty * bias * bias;
        let mut bias_slope = 0.0;
        for example in self.examples {
            let inside = || {
                example
                    .row
                    .iter()
                    .filter(|(column, _)| (*column as usize) < width)
            };
            let decision = bias + inside().map(|(c, v)| at[*c as usize] * v).sum::<f64>();
            let sign = if example.positive { 1.0 } else { -1.0 };
            loss += example.weight * softplus(-sign * decision);
            let pull = -sign * example.weight * sigmoid(-sign * decision);
            for (column, value) in inside() {
                slope[*column as usize] += pull * value;
            }
            bias_slope += pull;
        }
        if let Some(last) = slope.last_mut() {
            *last = bias_slope;
        }
        loss
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn largest(slope: &[f64]) -> f64 {
    slope.iter().fold(0.0, |most, s| most.max(s.abs()))
}

/// A step L-BFGS remembers: how far it went, how the slope changed, 1 / their product.
struct Step {
    moved: Vec<f64>,
    turned: Vec<f64>,
    rho: f64,
}

fn minimise(problem: &Problem<'_>, progress: &Progress) -> Result<Vec<f64>, Cancelled> {
    let n = problem.width + 1;
    let mut at = vec![0.0; n];
    let mut slope = vec![0.0; n];
    let mut loss = problem.evaluate(&at, &mut slope);
    let enough = TOLERANCE * largest(&slope);
    let mut steps: Vec<Step> = Vec::new();
    for _ in 0..MOST_STEPS {
        progress.check()?;
        if largest(&slope) <= enough {
            break;
        }
        let direction = direction(&steps, &slope);
        let fall = dot(&direction, &slope);
        if fall >= 0.0 {
            // Rounding has used up what the remembered steps know.
            if steps.is_empty() {
                break;
            }
            steps.clear();
            continue;
        }
        let mut length = if steps.is_empty() {
            1.0 / largest(&slope).max(1.0)
        } else {
            1.0
        };
        let mut next = vec![0.0; n];
        let mut next_slope = vec![0.0; n];
        let mut found = None;
        for _ in 0..40 {
            for ((to, from), d) in next.iter_mut().zip(&at).zip(&direction) {
                *to = from + length * d;
            }
            let next_loss = problem.evaluate(&next, &mut next_slope);
            if next_loss <= loss + 1e-4 * length * fall {
                found = Some(next_loss);
                break;
            }
            length *= 0.5;
        }
        let Some(next_loss) = found else {
            break;
        };
        let moved: Vec<f64> = next.iter().zip(&at).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let curve = dot(&moved, &turned);
        if curve > 1e-12 {
            if steps.len() == MEMORY {
                steps.remove(0);
            }
            steps.push(Step {
                moved,
                turned,
                rho: 1.0 / curve,
            });
        }
        at = next;
        slope = next_slope;
        loss = next_loss;
    }
    Ok(at)
}

/// Downhill, bent by what the remembered steps say of the curvature (the two-loop recursion).
fn direction(steps: &[Step], slope: &[f64]) -> Vec<f64> {
    let mut direction: Vec<f64> = slope.iter().map(|s| -s).collect();
    let mut shares = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let share = step.rho * dot(&step.moved, &direction);
        for (d, t) in direction.iter_mut().zip(&step.turned) {
            *d -= share * t;
        }
        shares.push(share);
    }
    if let Some(last) = steps.last() {
        let scale = 1.0 / (last.rho * dot(&last.turned, &last.turned));
        for d in &mut direction {
            *d *= scale;
        }
    }
    for (step, share) in steps.iter().zip(shares.into_iter().rev()) {
        let back = share - step.rho * dot(&step.turned, &direction);
        for (d, m) in direction.iter_mut().zip(&step.moved) {
            *d += back * m;
        }
    }
    direction
}
