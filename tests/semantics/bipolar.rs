//! Support reduced to attacks: the derived attacks and extensions of the shared data, and properties.

use super::{brute_force, common};
use counterclaim::semantics::bipolar::{Necessity, Origin, SupportReading, derived_attacks, fold};
use counterclaim::semantics::framework::Framework;
use counterclaim::semantics::solver::{Limits, Semantics, Solver};
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, Instant};

const READINGS: [(SupportReading, &str); 2] = [
    (SupportReading::Deductive, "deductive"),
    (SupportReading::Necessary, "necessary"),
];
const SEMANTICS: [(Semantics, &str); 4] = [
    (Semantics::Grounded, "GR"),
    (Semantics::Complete, "CO"),
    (Semantics::Preferred, "PR"),
    (Semantics::Stable, "ST"),
];

type Pairs = Vec<(usize, usize)>;

fn pairs(list: &Value) -> Pairs {
    let index = |v: &Value| v.as_u64().unwrap() as usize;
    let pairs = list.as_array().unwrap().iter();
    pairs.map(|p| (index(&p[0]), index(&p[1]))).collect()
}

fn closure(n: usize, attacks: &Pairs, supports: &Pairs, reading: SupportReading) -> Pairs {
    let derived = derived_attacks(n, attacks, supports, reading, usize::MAX).unwrap();
    assert!(!derived.truncated);
    let mut all = attacks.clone();
    all.extend(derived.list.iter().map(|d| (d.attacker, d.target)));
    all.sort_unstable();
    all.dedup();
    all
}

/// The extensions of the folded framework, without its auxiliary arguments.
fn folded(n: usize, attacks: &Pairs, needs: &[Necessity], semantics: Semantics) -> Vec<Vec<usize>> {
    let framework = fold(n, attacks, needs).unwrap();
    let extensions = Solver::new(&framework, Limits::default()).extensions(semantics);
    let mut extensions: Vec<Vec<usize>> = extensions
        .iter()
        .map(|e| e.into_iter().filter(|&a| a < n).collect())
        .collect();
    extensions.sort();
    extensions
}

fn needs(supports: &Pairs, reading: SupportReading) -> Vec<Necessity> {
    let necessities = supports
        .iter()
        .filter_map(|&(a, b)| reading.necessity(a, b));
    necessities.collect()
}

#[test]
fn supports_derive_the_attacks_and_extensions_of_the_shared_data() {
    let Some(path) = common::shared("data/semantics/bipolar/baf.jsonl") else {
        return;
    };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let n = row["n"].as_u64().unwrap() as usize;
        let (attacks, supports) = (pairs(&row["attacks"]), pairs(&row["supports"]));
        for (reading, name) in READINGS {
            let minimal = match reading {
                SupportReading::Deductive => "deductive_mediated_only",
                _ => "necessary_secondary_only",
            };
            let mut expected = pairs(&row["derived"][minimal]);
            expected.sort_unstable();
            assert_eq!(
                closure(n, &attacks, &supports, reading),
                expected,
                "{}",
                row["name"]
            );
            for (semantics, key) in SEMANTICS {
                // The full closure of the data, with supported attacks, must give the same extensions.
                for closure in [name, minimal] {
                    let mut expected: Vec<Vec<usize>> = row["ext"][closure][key]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|e| {
                            e.as_array()
                                .unwrap()
                                .iter()
                                .map(|a| a.as_u64().unwrap() as usize)
                                .collect()
                        })
                        .collect();
                    expected.sort();
                    assert_eq!(
                        folded(n, &attacks, &needs(&supports, reading), semantics),
                        expected,
                        "{} {closure} {key}",
                        row["name"]
                    );
                }
            }
        }
    }
}

fn bipolar() -> impl Strategy<Value = (usize, Pairs, Pairs)> {
    (1usize..7).prop_flat_map(|n| {
        let pair = (0..n, 0..n);
        let attacks = prop::collection::vec(pair.clone(), 0..10);
        (Just(n), attacks, prop::collection::vec(pair, 0..8))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn folding_gives_the_extensions_of_the_spelt_out_attacks((n, attacks, supports) in bipolar()) {
        for (reading, _) in READINGS {
            let spelt_out = closure(n, &attacks, &supports, reading);
            for (semantics, _) in SEMANTICS {
                prop_assert_eq!(
                    folded(n, &attacks, &needs(&supports, reading), semantics),
                    brute_force::extensions(n, &spelt_out, semantics)
                );
            }
        }
    }

    #[test]
    fn extensions_are_closed_as_the_reading_says((n, attacks, supports) in bipolar()) {
        for (reading, _) in READINGS {
            for extension in folded(n, &attacks, &needs(&supports, reading), Semantics::Preferred) {
                let inside = |a: &usize| extension.contains(a);
                for (a, b) in &supports {
                    if reading == SupportReading::Necessary {
                        prop_assert!(!inside(b) || inside(a), "{b} needs {a}");
                    } else {
                        // What is shown by a member is not attacked by the extension; in a preferred one it is a member.
                        prop_assert!(!inside(a) || inside(b), "{a} shows {b}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_path_leads_from_the_direct_attack_to_the_derived_target((n, attacks, supports) in bipolar()) {
        for (reading, _) in READINGS {
            let derived = derived_attacks(n, &attacks, &supports, reading, usize::MAX).unwrap();
            for (i, d) in derived.list.iter().enumerate() {
                let (attack, path) = derived.path(i).unwrap();
                prop_assert_eq!(attacks[attack].0, d.attacker);
                let mut at = attacks[attack].1;
                for support in path {
                    let need = reading.necessity(supports[support].0, supports[support].1).unwrap();
                    prop_assert_eq!(need.needed, at);
                    at = need.dependent;
                }
                prop_assert_eq!(at, d.target);
            }
        }
    }

    /// With no open dispute about the conditions, a conditional necessity is there or it is not.
    #[test]
    fn a_condition_switches_its_necessity((n, attacks, supports) in bipolar(), on in prop::collection::vec(any::<bool>(), 8)) {
                for (reading, _) in READINGS {
            // One condition argument a support, after the others; those that are off are attacked from outside.
            let outside = n + supports.len();
            let mut all_attacks = attacks.clone();
            let mut conditional = needs(&supports, reading);
            let mut kept = Vec::new();
            for (i, need) in conditional.iter_mut().enumerate() {
                if on[i] {
                    kept.push(*need);
                } else {
                    all_attacks.push((outside, n + i));
                }
                need.condition = Some(n + i);
            }
            for (semantics, _) in SEMANTICS {
                let mut switched: Vec<Vec<usize>> = folded(outside + 1, &all_attacks, &conditional, semantics)
                    .into_iter()
                    .map(|e| e.into_iter().filter(|&a| a < n).collect())
                    .collect();
                switched.sort();
                prop_assert_eq!(switched, folded(n, &attacks, &kept, semantics));
            }
        }
    }
}

fn conditional() -> impl Strategy<Value = (usize, Pairs, Vec<Necessity>)> {
    (1usize..6).prop_flat_map(|n| {
        let attacks = prop::collection::vec((0..n, 0..n), 0..8);
        let need = (0..n, 0..n, prop::option::weighted(0.7, 0..n));
        let need = need.prop_map(|(needed, dependent, condition)| Necessity {
            needed,
            dependent,
            condition,
        });
        (Just(n), attacks, prop::collection::vec(need, 0..8))
    })
}

/// The complete labellings (0 out, 1 undecided, 2 in) by their definition: an argument is as far out as the strongest
/// chain of an attack and needs that leads to it, a chain being as strong as its weakest attacker or condition.
fn complete_by_definition(n: usize, attacks: &Pairs, needs: &[Necessity]) -> Vec<Vec<u8>> {
    let every = (0..3usize.pow(n as u32)).map(|mut code| {
        let mut labels = vec![0u8; n];
        for label in &mut labels {
            *label = (code % 3) as u8;
            code /= 3;
        }
        labels
    });
    every
        .filter(|labels| {
            let mut fallen = vec![0u8; n];
            for &(a, b) in attacks {
                fallen[b] = fallen[b].max(labels[a]);
            }
            loop {
                let before = fallen.clone();
                for need in needs {
                    let lasts = need.condition.map_or(2, |c| labels[c]);
                    let passed_on = fallen[need.needed].min(lasts);
                    fallen[need.dependent] = fallen[need.dependent].max(passed_on);
                }
                if fallen == before {
                    break;
                }
            }
            labels.iter().zip(&fallen).all(|(l, f)| *l == 2 - f)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Circles of needs included, whether or not the conditions are in dispute.
    #[test]
    fn conditional_needs_are_those_of_the_definition((n, attacks, needs) in conditional()) {
        let mut expected: Vec<Vec<usize>> = complete_by_definition(n, &attacks, &needs)
            .into_iter()
            .map(|labels| (0..n).filter(|&v| labels[v] == 2).collect())
            .collect();
        expected.sort();
        prop_assert_eq!(folded(n, &attacks, &needs, Semantics::Complete), expected);
    }
}

#[test]
fn a_circle_of_supports_that_nobody_attacks_stands_even_when_one_is_contested() {
    // 0 and 1 say the same by way of 2, which 3 attacks, which 4 attacks.
    let need = |needed, dependent| Necessity {
        needed,
        dependent,
        condition: Some(2),
    };
    let circle = [need(0, 1), need(1, 0)];
    let stands = |attacks: &Pairs| folded(6, attacks, &circle, Semantics::Grounded).remove(0);
    assert_eq!(stands(&vec![(3, 2), (4, 3)]), [0, 1, 2, 4, 5]);
    // An attack on one of them reaches the other while 2 stands, and only then.
    assert_eq!(stands(&vec![(3, 2), (4, 3), (5, 0)]), [2, 4, 5]);
    assert_eq!(stands(&vec![(3, 2), (5, 0)]), [1, 3, 4, 5]);
}

#[test]
fn long_support_chains_fold_quickly_and_derived_attacks_stop_at_the_cap() {
    let n = 50_000;
    let supports: Pairs = (0..n - 1).map(|i| (i, i + 1)).collect();
    let attacks: Pairs = (0..n / 2).map(|i| (2 * i, 2 * i + 1)).collect();
    let start = Instant::now();
    let derived =
        derived_attacks(n, &attacks, &supports, SupportReading::Necessary, 1_000).unwrap();
    assert!(derived.truncated);
    assert_eq!(derived.list.len(), 1_000);
    assert!(matches!(derived.list[0].origin, Origin::Direct(0)));
    // 0 attacks 1, on which all the rest hangs; and 0 hangs on nothing.
    let framework = fold(n, &attacks, &needs(&supports, SupportReading::Necessary)).unwrap();
    let grounded = Solver::new(&framework, Limits::default()).extension(Semantics::Grounded);
    let members = grounded.unwrap().unwrap();
    assert_eq!(
        members.into_iter().filter(|&a| a < n).collect::<Vec<_>>(),
        [0]
    );
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_support_outside_the_framework_is_refused() {
    let error = derived_attacks(2, &[], &[(0, 2)], SupportReading::Deductive, 9).unwrap_err();
    assert!(error.to_string().contains("argument 2"), "{error}");
    assert!(Framework::new(2, &[(2, 0)]).is_err());
}
