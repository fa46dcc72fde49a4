//! Strengths against two other programs' (shared data), formulas worked by hand, and long or wild graphs.

use super::common;
use counterclaim::progress::Progress;
use counterclaim::semantics::gradual::{GradualSemantics, Influence, WeightedGraph};
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, Instant};

const ALL: [(GradualSemantics, &str); 4] = [
    (GradualSemantics::DfQuad, "dfquad"),
    (GradualSemantics::QuadraticEnergy, "qe"),
    (GradualSemantics::Euler, "euler"),
    (GradualSemantics::HCategorizer, "hcat"),
];

fn simple(source: usize, target: usize, attack: bool) -> Influence {
    Influence {
        sources: vec![source],
        gate: None,
        target,
        attack,
    }
}

fn strengths(graph: &WeightedGraph, semantics: GradualSemantics) -> Vec<f64> {
    let found = graph.strengths(semantics, &Progress::none()).unwrap();
    assert!(found.settled);
    found.of
}

#[test]
fn strengths_are_those_of_other_programs() {
    let Some(path) = common::shared("data/semantics/gradual/qbaf.jsonl") else {
        return;
    };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let mut graph = WeightedGraph {
            base: row["base"]
                .as_array()
                .unwrap()
                .iter()
                .map(|w| w.as_f64().unwrap())
                .collect(),
            influences: Vec::new(),
        };
        for (key, attack) in [("attacks", true), ("supports", false)] {
            for pair in row[key].as_array().unwrap() {
                let end = |i: usize| pair[i].as_u64().unwrap() as usize;
                graph.influences.push(simple(end(0), end(1), attack));
            }
        }
        // Those of circles are limits known to six digits, those of acyclic graphs to nine.
        let tolerance = if row["kind"] == "acyclic" { 2e-9 } else { 2e-6 };
        for (semantics, key) in ALL {
            let found = strengths(&graph, semantics);
            for (v, expected) in row["expected"][key]["strength"]
                .as_array()
                .unwrap()
                .iter()
                .enumerate()
            {
                let difference = (found[v] - expected.as_f64().unwrap()).abs();
                assert!(
                    difference <= tolerance,
                    "{} {key} vertex {v}: {difference}",
                    row["name"]
                );
            }
        }
    }
}

#[test]
fn two_full_weight_vertices_that_attack_each_other_settle() {
    // Plain iteration swings between 0 and 1 for ever; s = 1 - s has the solution 1/2.
    let graph = WeightedGraph {
        base: vec![1.0, 1.0],
        influences: vec![simple(0, 1, true), simple(1, 0, true)],
    };
    for s in strengths(&graph, GradualSemantics::DfQuad) {
        assert!((s - 0.5).abs() < 1e-8);
    }
}

#[test]
fn linked_premises_count_as_the_weakest_and_a_weak_gate_lets_less_through() {
    // Premises 0.9 and 0.4, gate 0.5, target 0.5: DF-QuAD 0.5 + 0.5 * 0.4 * 0.5.
    let graph = WeightedGraph {
        base: vec![0.9, 0.4, 0.5, 0.5],
        influences: vec![Influence {
            sources: vec![0, 1],
            gate: Some(3),
            target: 2,
            attack: false,
        }],
    };
    assert!((strengths(&graph, GradualSemantics::DfQuad)[2] - 0.6).abs() < 1e-12);
}

#[test]
fn a_chain_of_fifty_thousand_is_exact_and_quick() {
    let n = 50_000;
    let graph = WeightedGraph {
        base: vec![0.5; n],
        influences: (1..n).map(|v| simple(v - 1, v, true)).collect(),
    };
    let start = Instant::now();
    for (semantics, _) in ALL {
        let found = strengths(&graph, semantics);
        assert_eq!(found[0], 0.5);
        if semantics == GradualSemantics::DfQuad {
            // s = 0.5 (1 - s) has the solution 1/3; two steps: 0.25.
            assert_eq!(found[1], 0.25);
            assert!((found[n - 1] - 1.0 / 3.0).abs() < 1e-12);
        }
    }
    let circle = WeightedGraph {
        influences: (0..n).map(|v| simple(v, (v + 1) % n, v % 3 != 0)).collect(),
        ..graph
    };
    for (semantics, _) in ALL {
        strengths(&circle, semantics);
    }
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_cancelled_computation_stops() {
    let graph = WeightedGraph {
        base: vec![0.5; 2],
        influences: vec![simple(0, 1, true)],
    };
    let progress = Progress::none();
    progress.cancel();
    assert!(
        graph
            .strengths(GradualSemantics::DfQuad, &progress)
            .is_err()
    );
}

fn weighted() -> impl Strategy<Value = WeightedGraph> {
    (1usize..8).prop_flat_map(|n| {
        let weight = prop_oneof![
            Just(f64::NAN),
            Just(-1.0),
            Just(f64::INFINITY),
            0.0..=1.0f64
        ];
        let influence = (
            prop::collection::vec(0..n, 0..3),
            prop::option::of(0..n + 1),
            0..n,
            any::<bool>(),
        );
        let influence = influence.prop_map(|(sources, gate, target, attack)| Influence {
            sources,
            gate,
            target,
            attack,
        });
        let influences = prop::collection::vec(influence, 0..12);
        (prop::collection::vec(weight, n), influences)
            .prop_map(|(base, influences)| WeightedGraph { base, influences })
    })
}

proptest! {
    #[test]
    fn strengths_stay_between_0_and_1_and_repeat_to_the_last_bit(graph in weighted()) {
        for (semantics, _) in ALL {
            let first = graph.strengths(semantics, &Progress::none()).unwrap();
            prop_assert!(first.of.iter().all(|s| (0.0..=1.0).contains(s)), "{:?}", first);
            prop_assert_eq!(&first, &graph.strengths(semantics, &Progress::none()).unwrap());
        }
    }

    /// An unattacked attacker more never strengthens, a supporter more never weakens.
    #[test]
    fn influences_pull_their_way(base in prop::collection::vec(0.0..=1.0f64, 6), kinds in prop::collection::vec(any::<bool>(), 4)) {
        let mut graph = WeightedGraph { base, influences: Vec::new() };
        for (i, &attack) in kinds.iter().enumerate() {
            graph.influences.push(simple(i + 1, 0, attack));
        }
        for (semantics, _) in ALL {
            let before = strengths(&graph, semantics)[0];
            for attack in [true, false] {
                let mut more = graph.clone();
                more.influences.push(simple(5, 0, attack));
                let after = strengths(&more, semantics)[0];
                let pull = if attack { before - after } else { after - before };
                prop_assert!(pull >= -1e-12);
            }
        }
    }
}
