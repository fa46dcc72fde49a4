//! How much a score hangs on single controls: E anew with each left out, from the figures a finding holds. May use
//! [`super::finding`] and [`super::normalise`].

use super::finding::Finding;
use super::normalise::{Scale, Spread};

/// E with each control left out in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaveOneOut {
    /// The lowest E, and without which control it comes about.
    pub low: (f64, String),
    /// The highest.
    pub high: (f64, String),
}

/// The range of E with each control left out in turn; `None` where a finding's figures do not allow it: fewer than three
/// controls, matched students, or a method whose score is another one.
pub fn leave_one_out(finding: &Finding) -> Option<LeaveOneOut> {
    if finding.strip.len() < 3 || finding.components.iter().any(|c| c.t.is_some()) {
        return None;
    }
    let scale = Scale::of(&finding.method);
    let score_without = |left: Option<usize>| -> Option<f64> {
        let parts = finding
            .components
            .iter()
            .enumerate()
            .filter_map(|(c, component)| {
                let values: Vec<f64> = (finding.strip.iter().enumerate())
                    .filter(|(n, _)| Some(*n) != left)
                    .filter_map(|(_, control)| control.values.get(c).copied())
                    .filter(|value| value.is_finite())
                    .collect();
                let spread = Spread::of(&values)?;
                Some(scale.part(spread.z(component.value), spread.count))
            });
        scale.score(parts.collect::<Vec<_>>())
    };
    // The score must be the one this module knows how to make.
    let whole = score_without(None)?;
    if (whole - finding.score?).abs() > 1e-9 {
        return None;
    }
    let mut without = Vec::new();
    for (n, control) in finding.strip.iter().enumerate() {
        without.push((score_without(Some(n))?, control.model.clone()));
    }
    let low = without.iter().min_by(|a, b| a.0.total_cmp(&b.0))?.clone();
    let high = without.iter().max_by(|a, b| a.0.total_cmp(&b.0))?.clone();
    Some(LeaveOneOut { low, high })
}
