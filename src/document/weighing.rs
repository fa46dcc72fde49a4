//! What findings do to the strength of the claims they are attached to. May use the document, map and similarity's
//! findings.
//!
//! A finding with a likelihood ratio LR is a supporter of the claim it supports, or an attacker of the claim it
//! attacks, of strength (LR - 1)/(LR + 1): LR/(1 + LR), the share of related pairs among results like this one were
//! related and unrelated pairs equally many, stretched so that LR = 1 carries nothing. Below 1 it turns round and
//! carries (1 - LR)/(1 + LR) the other way. So under DF-QuAD a claim of weight one half that nothing else bears on ends
//! at LR/(1 + LR), the same as by Bayes' rule. The ratio counts as at most 100 or at least 1/100, the ends of the
//! method's scale, whatever a file says.
//!
//! Standings do not change: that a likeness is frequent among related pairs defeats no argument.

use std::collections::BTreeMap;

use super::Document;
use crate::map::{Bearing, Claim, Evidence, FindingId};

/// No |log10 LR| counts for more.
pub const CAP: f64 = 2.0;

/// A finding as it bears on the strength of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Which finding.
    pub finding: FindingId,
    /// Against the claim, or else for it.
    pub attack: bool,
    /// What it carries, 0 to 1.
    pub strength: f64,
}

/// What a finding of this log10 LR carries for the claim it supports, -1 to 1; below 0 it speaks against it.
pub fn carried(log10_lr: f64) -> f64 {
    if log10_lr.is_nan() {
        return 0.0;
    }
    let ln = log10_lr.clamp(-CAP, CAP) * std::f64::consts::LN_10;
    // (LR - 1)/(LR + 1) = tanh(ln LR / 2)
    (ln / 2.0).tanh()
}

/// The findings that bear on a claim's strength. Of several on one student and teacher only the most cautious counts,
/// for the same likeness measured twice is not twice the evidence.
pub fn weighed(document: &Document, claim: &Claim) -> Vec<Weighed> {
    let mut of_pair: BTreeMap<(&str, &str), Weighed> = BTreeMap::new();
    for evidence in &claim.evidence {
        let Evidence::Finding {
            finding: id,
            bearing,
        } = evidence
        else {
            continue;
        };
        let Some(finding) = document.finding(*id) else {
            continue;
        };
        let (Some(log10), false) = (finding.log10_lr, *bearing == Bearing::Neutral) else {
            continue;
        };
        let signed = match bearing {
            Bearing::Attacks => -carried(log10),
            _ => carried(log10),
        };
        let new = Weighed {
            finding: *id,
            attack: signed < 0.0,
            strength: signed.abs(),
        };
        let pair = (finding.student.name.as_str(), finding.teacher.name.as_str());
        let kept = of_pair.entry(pair).or_insert(new);
        if new.strength < kept.strength {
            *kept = new;
        }
    }
    of_pair.into_values().collect()
}

/// One sentence for every finding attached to a claim that says what it does to the claim's strength.
pub fn explain(document: &Document, claim: &Claim) -> Vec<String> {
    let counted = weighed(document, claim);
    let mut lines = Vec::new();
    for evidence in &claim.evidence {
        let Evidence::Finding {
            finding: id,
            bearing,
        } = evidence
        else {
            continue;
        };
        let Some(finding) = document.finding(*id) else {
            continue;
        };
        let pair = format!(
            "{id} ({} beside {})",
            finding.student.name, finding.teacher.name
        );
        let Some(log10) = finding.log10_lr else {
            lines.push(format!(
                "Finding {pair} has no likelihood ratio and does not touch the strength."
            ));
            continue;
        };
        let lr = ratio(log10);
        lines.push(match counted.iter().find(|w| w.finding == *id) {
            None if *bearing == Bearing::Neutral => {
                format!("Finding {pair} bears neither way and does not touch the strength.")
            }
            None => {
                format!("Finding {pair} does not count: a more cautious one on the same two does.")
            }
            Some(w) if w.strength < 5e-4 => {
                format!("Finding {pair} with LR {lr} touches the strength hardly or not at all.")
            }
            Some(w) => format!(
                "Finding {pair} with LR {lr} {} the claim with {:.2}, that is ({larger})/({sum}).",
                if w.attack { "attacks" } else { "supports" },
                w.strength,
                larger = if log10 >= 0.0 { "LR − 1" } else { "1 − LR" },
                sum = "LR + 1",
            ),
        });
    }
    lines
}

fn ratio(log10: f64) -> String {
    let lr = 10_f64.powf(log10.clamp(-CAP, CAP));
    if lr >= 9.5 {
        format!("{lr:.0}")
    } else if lr >= 1.0 {
        format!("{lr:.1}")
    } else {
        format!("1/{:.1}", 1.0 / lr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_one_carries_nothing_and_more_carries_more_up_to_the_end_of_the_scale() {
        assert_eq!(carried(0.0), 0.0);
        let lr = |lr: f64| carried(lr.log10());
        for x in [0.01, 0.2, 0.9, 1.5, 3.0, 30.0, 100.0] {
            assert!((lr(x) - (x - 1.0) / (x + 1.0)).abs() < 1e-12, "{x}");
            assert!((lr(x) + lr(1.0 / x)).abs() < 1e-12, "turned round at {x}");
        }
        let steps: Vec<f64> = (-30..=30).map(|n| carried(f64::from(n) / 10.0)).collect();
        assert!(steps.is_sorted());
        assert_eq!(carried(7.0), carried(2.0));
        assert_eq!(carried(f64::NEG_INFINITY), carried(-2.0));
        assert_eq!(carried(f64::NAN), 0.0);
    }
}
