//! From scores to likelihood ratios by logistic regression with both classes weighing the same, so that the fitted
//! log odds are a log likelihood ratio (Brümmer & du Preez 2006; Morrison 2013). Pure arithmetic.

/// Pulls the slope towards zero a little, so that separated classes have a finite one.
const RIDGE: f64 = 1e-3;
/// Newton steps at most; ten are usual.
const STEPS: usize = 100;

/// ln LR = a + b score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Intercept.
    pub a: f64,
    /// Slope.
    pub b: f64,
}

/// Scores of one arena on one set of prompts.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What the group counts for.
    pub weight: f64,
    /// Scores of related pairs.
    pub related: Vec<f64>,
    /// Scores of unrelated pairs.
    pub unrelated: Vec<f64>,
}

impl Line {
    /// The natural logarithm of the likelihood ratio, within `cap` (decimal) of zero.
    pub fn ln_lr(self, score: f64, cap: f64) -> f64 {
        let cap = cap * std::f64::consts::LN_10;
        (self.a + self.b * score).clamp(-cap, cap)
    }

    /// Fits groups of scores, in each of which both classes weigh the same. `None` if no group has both, or the scores
    /// rise the wrong way.
    pub fn fit(groups: &[Group]) -> Option<Self> {
        let mut points = Vec::new();
        for group in groups {
            if group.related.is_empty() || group.unrelated.is_empty() {
                continue;
            }
            for (scores, truth) in [(&group.related, 1.0), (&group.unrelated, 0.0)] {
                let weight = group.weight / 2.0 / scores.len() as f64;
                points.extend(scores.iter().map(|&score| (score, truth, weight)));
            }
        }
        if points.is_empty() {
            return None;
        }
        let (mut a, mut b) = (0.0_f64, 0.0_f64);
        for _ in 0..STEPS {
            // Gradient and Hessian of the penalised cost.
            let (mut ga, mut gb) = (0.0, RIDGE * b);
            let (mut haa, mut hab, mut hbb) = (1e-9, 0.0, RIDGE + 1e-9);
            for &(score, truth, weight) in &points {
                let p = 1.0 / (1.0 + (-(a + b * score).clamp(-30.0, 30.0)).exp());
                let (error, curve) = (weight * (p - truth), weight * p * (1.0 - p));
                ga += error;
                gb += error * score;
                haa += curve;
                hab += curve * score;
                hbb += curve * score * score;
            }
            let determinant = haa * hbb - hab * hab;
            let step_a = ((hbb * ga - hab * gb) / determinant).clamp(-2.0, 2.0);
            let step_b = ((haa * gb - hab * ga) / determinant).clamp(-2.0, 2.0);
            a -= step_a;
            b -= step_b;
            if step_a.abs().max(step_b.abs()) < 1e-10 {
                break;
            }
        }
        (a.is_finite() && b.is_finite() && b > 0.0).then_some(Self { a, b })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(related: &[f64], unrelated: &[f64]) -> Option<Line> {
        Line::fit(&[Group {
            weight: 1.0,
            related: related.to_vec(),
            unrelated: unrelated.to_vec(),
        }])
    }

    #[test]
    fn two_scores_give_the_logarithm_of_their_odds() {
        // At score 1 three of four related pairs and one of four unrelated ones: LR 3; at score 0 a third.
        let line = fit(&[1.0, 1.0, 1.0, 0.0], &[1.0, 0.0, 0.0, 0.0]).unwrap();
        // The ridge costs a little of the slope.
        assert!((line.ln_lr(1.0, 2.0) - 3_f64.ln()).abs() < 0.03, "{line:?}");
        assert!((line.ln_lr(0.0, 2.0) + 3_f64.ln()).abs() < 0.03, "{line:?}");
    }

    #[test]
    fn separated_scores_have_a_slope_and_hopeless_ones_none() {
        let line = fit(&[5.0, 6.0], &[0.0, 1.0]).unwrap();
        assert!(line.b > 1.0 && line.b < 100.0);
        assert_eq!(line.ln_lr(100.0, 2.0), 100_f64.ln());
        assert_eq!(fit(&[0.0, 1.0], &[5.0, 6.0]), None);
        assert_eq!(fit(&[1.0], &[]), None);
    }
}
