//! Claims and links: small arguments worked by hand, and random ones against the definitions applied directly,
//! without the auxiliary arguments of the translation.

use Element::{Claim as C, Link as L};
use LinkKind::{Attack, Rephrase, Support};
use Standing::{Accepted, Rejected, Undecided};
use counterclaim::progress::Progress;
use counterclaim::semantics::argument_graph::{
    ArgumentGraph, Claim, Element, GraphError, Link, LinkKind,
};
use counterclaim::semantics::bipolar::SupportReading;
use counterclaim::semantics::evaluation::{
    EvaluateError, Evaluation, METHODS, Method, Options, Standing, evaluate,
};
use counterclaim::semantics::explain::{Explanation, Reason};
use proptest::prelude::*;
use std::collections::HashMap;
use std::time::{Duration, Instant};

fn graph(claims: usize, links: &[(&[usize], LinkKind, Element)]) -> ArgumentGraph {
    ArgumentGraph {
        claims: vec![Claim::default(); claims],
        links: links
            .iter()
            .map(|&(premises, kind, target)| Link {
                kind,
                premises: premises.to_vec(),
                target,
                weight: 1.0,
            })
            .collect(),
        ..ArgumentGraph::default()
    }
}

fn by(graph: &ArgumentGraph, method: Method, support: SupportReading) -> Evaluation {
    let options = Options {
        method,
        support,
        ..Options::default()
    };
    evaluate(graph, &options).unwrap()
}

fn grounded(graph: &ArgumentGraph) -> Evaluation {
    by(graph, Method::Grounded, SupportReading::Defeasible)
}

fn claims(evaluation: &Evaluation) -> Vec<Standing> {
    evaluation.claims.iter().map(|v| v.standing).collect()
}

fn links(evaluation: &Evaluation) -> Vec<Standing> {
    evaluation.links.iter().map(|v| v.standing).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_defeated_attacker_lets_its_target_stand_again() {
    // 2 attacks 1 attacks 0.
    let found = grounded(&graph(3, &[(&[1], Attack, C(0)), (&[2], Attack, C(1))]));
    assert_eq!(claims(&found), [Accepted, Rejected, Accepted]);
    assert_eq!(links(&found), [Rejected, Accepted]);
    // DF-QuAD: 0.5; 0.5 (1 - 0.5); 0.5 (1 - 0.25).
    assert!(close(found.claims[1].strength, 0.25) && close(found.claims[0].strength, 0.375));
    assert!(close(found.links[0].strength, 0.25));
}

#[test]
fn an_undercut_attack_fails_while_its_premise_stands() {
    let found = grounded(&graph(3, &[(&[1], Attack, C(0)), (&[2], Attack, L(0))]));
    assert_eq!(claims(&found), [Accepted; 3]);
    assert_eq!(links(&found), [Rejected, Accepted]);
    // The link falls to 1 - 0.5, so it carries 0.5 * 0.5: 0.5 (1 - 0.25).
    assert!(close(found.claims[0].strength, 0.375));
    assert!(close(found.links[0].strength, 0.25));
    // An undercut of the undercut brings the attack back.
    let found = grounded(&graph(
        4,
        &[
            (&[1], Attack, C(0)),
            (&[2], Attack, L(0)),
            (&[3], Attack, L(1)),
        ],
    ));
    assert_eq!(claims(&found), [Rejected, Accepted, Accepted, Accepted]);
}

#[test]
fn an_undercut_support_drops_out_with_what_follows_from_it() {
    // 1 supports 0; 2 attacks 0 (conclusion) or 1 (reason); 3 undercuts the support.
    let conclusion: [(&[usize], LinkKind, Element); 3] = [
        (&[1], Support, C(0)),
        (&[2], Attack, C(0)),
        (&[3], Attack, L(0)),
    ];
    let reason: [(&[usize], LinkKind, Element); 3] = [
        (&[1], Support, C(0)),
        (&[2], Attack, C(1)),
        (&[3], Attack, L(0)),
    ];
    for (reading, links, whole, undercut) in [
        (
            SupportReading::Defeasible,
            conclusion,
            [Rejected, Accepted],
            [Rejected, Accepted],
        ),
        (
            SupportReading::Deductive,
            conclusion,
            [Rejected, Rejected],
            [Rejected, Accepted],
        ),
        (
            SupportReading::Necessary,
            conclusion,
            [Rejected, Accepted],
            [Rejected, Accepted],
        ),
        (
            SupportReading::Defeasible,
            reason,
            [Accepted, Rejected],
            [Accepted, Rejected],
        ),
        (
            SupportReading::Deductive,
            reason,
            [Accepted, Rejected],
            [Accepted, Rejected],
        ),
        (
            SupportReading::Necessary,
            reason,
            [Rejected, Rejected],
            [Accepted, Rejected],
        ),
    ] {
        let found = by(&graph(4, &links[..2]), Method::Grounded, reading);
        assert_eq!(claims(&found)[..2], whole, "{reading:?} {links:?}");
        let found = by(&graph(4, &links), Method::Grounded, reading);
        assert_eq!(
            claims(&found)[..2],
            undercut,
            "undercut {reading:?} {links:?}"
        );
        assert_eq!(found.links[0].standing, Rejected);
    }
    // Strengths: 0.5 + 0.5 * 0.5 with the support, with half of it when the undercutter of 0.5 bears on it.
    let found = grounded(&graph(4, &[(&[1], Support, C(0))]));
    assert!(close(found.claims[0].strength, 0.75));
    let found = grounded(&graph(4, &[(&[1], Support, C(0)), (&[3], Attack, L(0))]));
    assert!(close(found.claims[0].strength, 0.625));
}

#[test]
fn linked_premises_count_only_together() {
    // 1 and 2 together attack 0; 3 attacks 2.
    let found = grounded(&graph(4, &[(&[1, 2], Attack, C(0)), (&[3], Attack, C(2))]));
    assert_eq!(claims(&found), [Accepted, Accepted, Rejected, Accepted]);
    assert_eq!(links(&found), [Rejected, Accepted]);
    // The weaker premise, 0.25, is all that the link carries.
    assert!(close(found.links[0].strength, 0.25));
    // Apart, the other premise would have been enough.
    let apart: [(&[usize], LinkKind, Element); 3] = [
        (&[1], Attack, C(0)),
        (&[2], Attack, C(0)),
        (&[3], Attack, C(2)),
    ];
    assert_eq!(grounded(&graph(4, &apart)).claims[0].standing, Rejected);
    // Deductively, a defeated conclusion refutes linked premises together, neither of them alone.
    let together: [(&[usize], LinkKind, Element); 2] =
        [(&[1, 2], Support, C(0)), (&[3], Attack, C(0))];
    let found = by(
        &graph(4, &together),
        Method::Grounded,
        SupportReading::Deductive,
    );
    assert_eq!(claims(&found), [Rejected, Accepted, Accepted, Accepted]);
    assert_eq!(found.links[0].standing, Rejected);
}

#[test]
fn wordings_of_one_proposition_share_its_fate() {
    // 1 rephrases 0; 2 attacks 1; 3 supports 0.
    let mut rephrased = graph(
        5,
        &[
            (&[1], Rephrase, C(0)),
            (&[2], Attack, C(1)),
            (&[3], Support, C(0)),
        ],
    );
    let found = grounded(&rephrased);
    assert_eq!(claims(&found)[..2], [Rejected, Rejected]);
    // Attack and support of 0.5 cancel on the one vertex.
    assert!(close(found.claims[0].strength, 0.5) && close(found.claims[1].strength, 0.5));
    // Repeating a claim makes it no stronger.
    let found = grounded(&graph(2, &[(&[1], Rephrase, C(0))]));
    assert!(close(found.claims[0].strength, 0.5));
    // "These are not the same": the link is undercut, and each stands for itself.
    rephrased.links.push(Link {
        kind: Attack,
        premises: vec![4],
        target: L(0),
        weight: 1.0,
    });
    let found = grounded(&rephrased);
    assert_eq!(claims(&found)[..2], [Accepted, Rejected]);
    assert!(close(found.claims[0].strength, 0.75) && close(found.claims[1].strength, 0.25));
}

#[test]
fn suppositions_override_whatever_bears_on_a_claim() {
    let mut debate = graph(3, &[(&[1], Attack, C(0)), (&[2], Attack, C(1))]);
    debate.claims[2].asserted = Some(false);
    let found = grounded(&debate);
    assert_eq!(claims(&found), [Rejected, Accepted, Rejected]);
    assert_eq!(found.claims[2].strength, 0.0);
    assert!(close(found.claims[0].strength, 0.25));
    debate.claims[0].asserted = Some(true);
    let found = grounded(&debate);
    assert_eq!(claims(&found), [Accepted, Accepted, Rejected]);
    assert_eq!(found.claims[0].strength, 1.0);
    assert!(found.contributions(0).is_empty());
}

#[test]
fn every_method_is_known_by_its_name() {
    for info in METHODS {
        assert_eq!(Method::from_name(info.name), Some(info.method));
        assert_eq!(info.method.name(), info.name);
        assert!(info.about.ends_with('.'));
        for alias in info.aliases {
            assert_eq!(Method::from_name(&alias.to_uppercase()), Some(info.method));
        }
    }
    assert_eq!(Method::from_name("no such"), None);
    for name in [
        "grounded",
        "preferred",
        "stable",
        "complete",
        "dfquad",
        "quadratic-energy",
        "euler",
        "h-categorizer",
    ] {
        assert!(Method::from_name(name).is_some(), "{name}");
    }
}

#[test]
fn an_open_dispute_is_decided_as_the_method_says() {
    // 0 and 1 attack each other, and both attack 2, which attacks 3 (floating reinstatement).
    let both = [
        (&[0][..], Attack, C(1)),
        (&[1], Attack, C(0)),
        (&[0], Attack, C(2)),
        (&[1], Attack, C(2)),
        (&[2], Attack, C(3)),
    ];
    let debate = graph(4, &both);
    for (name, expected) in [
        ("grounded", [Undecided; 4]),
        ("complete", [Undecided; 4]),
        (
            "complete-credulous",
            [Accepted, Accepted, Undecided, Accepted],
        ),
        ("preferred", [Undecided, Undecided, Rejected, Accepted]),
        (
            "preferred-credulous",
            [Accepted, Accepted, Rejected, Accepted],
        ),
        ("stable", [Undecided, Undecided, Rejected, Accepted]),
        ("ideal", [Undecided; 4]),
    ] {
        let method = Method::from_name(name).unwrap();
        let found = by(&debate, method, SupportReading::default());
        assert_eq!(claims(&found), expected, "{name}");
        assert!(!found.no_stable_position);
        if name == "preferred" {
            let why = found.explain(C(2), 50).unwrap();
            assert!(why.example, "one of two positions is shown");
            assert_eq!(why.steps[0].standing, Rejected);
        }
    }
    // An odd circle has no stable position: nothing is accepted, and the reason is said.
    let odd = graph(
        4,
        &[
            (&[0], Attack, C(1)),
            (&[1], Attack, C(2)),
            (&[2], Attack, C(0)),
        ],
    );
    let found = by(&odd, Method::Stable, SupportReading::default());
    assert!(found.no_stable_position);
    assert_eq!(claims(&found), [Undecided; 4]);
}

#[test]
fn unsound_graphs_are_refused_in_one_sentence() {
    let sound = graph(2, &[(&[1], Attack, C(0))]);
    let refused = |change: fn(&mut ArgumentGraph)| {
        let mut unsound = sound.clone();
        change(&mut unsound);
        match evaluate(&unsound, &Options::default()) {
            Err(EvaluateError::Graph(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        refused(|g| g.claims[1].weight = f64::NAN),
        GraphError::Weight(C(1))
    );
    assert_eq!(
        refused(|g| g.links[0].weight = 1.5),
        GraphError::Weight(L(0))
    );
    assert_eq!(
        refused(|g| g.links[0].premises.clear()),
        GraphError::NoPremise(0)
    );
    assert_eq!(
        refused(|g| g.links[0].premises[0] = 7),
        GraphError::Premise { link: 0, claim: 7 }
    );
    assert_eq!(
        refused(|g| g.links[0].target = L(3)),
        GraphError::Target {
            link: 0,
            target: L(3)
        }
    );
}

#[test]
fn contributions_say_what_each_link_does() {
    let mut debate = graph(3, &[(&[1], Support, C(0)), (&[2], Attack, C(0))]);
    debate.claims[2].weight = 0.2;
    let found = grounded(&debate);
    let contributions = found.contributions(0);
    assert_eq!(contributions[0].link, 0);
    // With both: 0.5 + 0.5 (0.5 - 0.2); without the support 0.5 - 0.5 * 0.2; without the attack 0.75.
    assert!(close(contributions[0].effect, 0.65 - 0.4));
    assert!(close(contributions[1].effect, 0.65 - 0.75));
    assert!(contributions[1].attack && close(contributions[1].carried, 0.2));
}

#[test]
fn reasons_read_as_sentences() {
    let name = |element| match element {
        C(i) => format!("“{}”", ["fair use", "copying", "licence"][i]),
        L(i) => format!("attack {}", i + 1),
    };
    let found = grounded(&graph(3, &[(&[1], Attack, C(0)), (&[2], Attack, C(1))]));
    let why = found.explain(C(1), 10).unwrap();
    let sentences: Vec<String> = why.steps.iter().map(|s| s.sentence(&name)).collect();
    assert_eq!(
        sentences,
        [
            "“copying” is rejected because attack 2 stands.",
            "attack 2 stands because “licence” stands.",
            "“licence” stands because nothing bears against it.",
        ]
    );
    // 0 and 1 are one claim in two wordings; two attacks on the second succeed.
    let debate = graph(
        3,
        &[
            (&[1], Rephrase, C(0)),
            (&[2], Attack, C(1)),
            (&[2], Attack, C(1)),
        ],
    );
    let found_twice = grounded(&debate).explain(C(0), 10).unwrap();
    assert_eq!(
        found_twice.steps[0].sentence(&name),
        "“fair use” is rejected because “copying” is, on which it depends by attack 1."
    );
    assert_eq!(
        found_twice.steps[1].sentence(&name),
        "“copying” is rejected because attack 2 and attack 3 stand."
    );
    assert!(found.explain(C(9), 10).unwrap().steps.is_empty());
    let cut = found.explain(C(1), 1).unwrap();
    assert!(cut.truncated && cut.steps.len() == 1);
}

#[test]
fn fifty_thousand_claims_in_a_chain_or_around_one_are_quick() {
    let n = 50_000;
    let start = Instant::now();
    let mut chain = graph(n, &[]);
    let mut star = graph(n, &[]);
    for i in 1..n {
        let link = |target, kind| Link {
            kind,
            premises: vec![i],
            target: C(target),
            weight: 1.0,
        };
        chain.links.push(link(i - 1, Attack));
        star.links
            .push(link(0, if i % 2 == 0 { Attack } else { Support }));
    }
    let found = grounded(&chain);
    assert_eq!(found.claims[0].standing, Rejected);
    assert_eq!(
        found.explain(C(0), usize::MAX).unwrap().steps.len(),
        2 * n - 1
    );
    for reading in [SupportReading::Deductive, SupportReading::Necessary] {
        by(&star, Method::Preferred, reading);
        chain.links.iter_mut().for_each(|l| l.kind = Support);
        let found = by(&chain, Method::Preferred, reading);
        assert!(claims(&found).iter().all(|s| *s == Accepted));
    }
    assert_eq!(grounded(&star).contributions(0).len(), n - 1);
    chain.links.iter_mut().for_each(|l| l.kind = Rephrase);
    assert!(close(grounded(&chain).claims[0].strength, 0.5));
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_cancelled_evaluation_is_no_evaluation() {
    let mut options = Options::default();
    options.limits.progress = Progress::none();
    options.limits.progress.cancel();
    let outcome = evaluate(&graph(2, &[(&[1], Attack, C(0))]), &options);
    assert!(matches!(outcome, Err(EvaluateError::Cancelled(_))));
}

/// Random graphs of attacks and supports, undercuts and linked premises included; rephrases when wanted.
fn random_graph(
    max_claims: usize,
    max_links: usize,
    kinds: &'static [LinkKind],
) -> impl Strategy<Value = ArgumentGraph> {
    (1..=max_claims, 0..=max_links).prop_flat_map(move |(n, m)| {
        let target = prop_oneof![
            3 => (0..n).prop_map(C).boxed(),
            1 => (0..m.max(1)).prop_map(L).boxed(),
        ];
        let link = (
            prop::sample::select(kinds),
            prop::collection::vec(0..n, 1..3),
            target,
        );
        let asserted = prop_oneof![6 => Just(None), 1 => any::<bool>().prop_map(Some)];
        let claim =
            (0.0..=1.0f64, asserted).prop_map(|(weight, asserted)| Claim { weight, asserted });
        (
            prop::collection::vec(claim, n),
            prop::collection::vec(link, m),
        )
            .prop_map(|(claims, links)| {
                let links = links.into_iter().map(|(kind, premises, target)| Link {
                    kind,
                    premises,
                    target,
                    weight: 1.0,
                });
                ArgumentGraph {
                    claims,
                    links: links.collect(),
                    ..ArgumentGraph::default()
                }
            })
    })
}

/// The definitions for claims and links, read straight off the graph (supports as reasons that may fail):
/// the labels that `labels` forces on each element, claims first.
fn forced(graph: &ArgumentGraph, labels: &[Standing]) -> Vec<Standing> {
    let node = |e| match e {
        C(c) => c,
        L(l) => graph.claims.len() + l,
    };
    let attackers = |e: Element| {
        let links = graph.links.iter().enumerate();
        let links = links.filter(move |(_, l)| l.kind == Attack && l.target == e);
        links.map(|(l, _)| labels[node(L(l))]).collect::<Vec<_>>()
    };
    let meet = |premises: Vec<Standing>, attackers: Vec<Standing>| {
        if premises.contains(&Rejected) || attackers.contains(&Accepted) {
            Rejected
        } else if premises.iter().all(|p| *p == Accepted)
            && attackers.iter().all(|a| *a == Rejected)
        {
            Accepted
        } else {
            Undecided
        }
    };
    let claims = graph
        .claims
        .iter()
        .enumerate()
        .map(|(c, claim)| match claim.asserted {
            Some(true) => Accepted,
            Some(false) => Rejected,
            None => meet(Vec::new(), attackers(C(c))),
        });
    let links = graph.links.iter().enumerate().map(|(l, link)| {
        let premises = match link.kind {
            Rephrase => Vec::new(),
            _ => link.premises.iter().map(|&p| labels[p]).collect(),
        };
        meet(premises, attackers(L(l)))
    });
    claims.chain(links).collect()
}

/// All complete labellings by trying every one; at most nine elements.
fn complete_labellings(graph: &ArgumentGraph) -> Vec<Vec<Standing>> {
    let len = graph.claims.len() + graph.links.len();
    let all = (0..3usize.pow(len as u32)).map(|mut code| {
        let mut label = || {
            let label = [Accepted, Rejected, Undecided][code % 3];
            code /= 3;
            label
        };
        (0..len).map(|_| label()).collect::<Vec<_>>()
    });
    all.filter(|labels| forced(graph, labels) == *labels)
        .collect()
}

fn verdicts(evaluation: &Evaluation) -> Vec<Standing> {
    let mut all = claims(evaluation);
    all.extend(links(evaluation));
    all
}

/// The graph with every wording replaced by the first claim it is joined to; `None` for a contested rephrase.
fn merged(graph: &ArgumentGraph) -> Option<(ArgumentGraph, Vec<usize>)> {
    let mut name: Vec<usize> = (0..graph.claims.len()).collect();
    for (l, link) in graph.links.iter().enumerate() {
        if link.kind != Rephrase {
            continue;
        }
        if graph.links.iter().any(|o| o.target == L(l)) {
            return None;
        }
        if let C(target) = link.target {
            for &p in &link.premises {
                let (from, to) = (name[p].max(name[target]), name[p].min(name[target]));
                name.iter_mut()
                    .filter(|n| **n == from)
                    .for_each(|n| *n = to);
            }
        }
    }
    let mut merged = graph.clone();
    for claim in &mut merged.claims {
        claim.asserted = None;
    }
    for link in &mut merged.links {
        link.premises.iter_mut().for_each(|p| *p = name[*p]);
        if let C(target) = link.target {
            link.target = C(name[target]);
        }
        if link.kind == Rephrase {
            // Keep its place; without effect.
            link.kind = Support;
            link.premises = vec![0];
            link.target = C(0);
        }
    }
    Some((merged, name))
}

/// Every reason must be one by the verdicts, and decided reasons must not go in circles.
fn check_explanation(
    evaluation: &Evaluation,
    graph: &ArgumentGraph,
    start: Element,
) -> Explanation {
    let why = evaluation.explain(start, usize::MAX).unwrap();
    let standing = |e: Element| evaluation.verdict(e).unwrap().standing;
    assert_eq!(why.steps[0].element, start);
    assert!(!why.truncated && !why.example);
    let mut leans: HashMap<Element, Vec<Element>> = HashMap::new();
    for step in &why.steps {
        assert_eq!(step.standing, standing(step.element));
        let on = match &step.reason {
            Reason::Supposed(supposed) => {
                assert_eq!(step.standing, if *supposed { Accepted } else { Rejected });
                Vec::new()
            }
            Reason::Stands { failed, needs } => {
                assert!(failed.iter().all(|&l| standing(L(l)) == Rejected));
                assert!(needs.iter().all(|&e| standing(e) == Accepted));
                let on = graph.links.iter().enumerate();
                let on = on.filter(|(_, l)| l.kind == Attack && l.target == step.element);
                assert_eq!(on.count(), failed.len(), "every attack is accounted for");
                // Claims that need one another stand together; everything else must lean on something earlier.
                let needs = needs.iter().filter(|_| matches!(step.element, L(_)));
                failed.iter().map(|&l| L(l)).chain(needs.copied()).collect()
            }
            Reason::Defeated { by } => {
                assert!(!by.is_empty() && by.iter().all(|&l| standing(L(l)) == Accepted));
                assert!(by.iter().all(|&l| graph.links[l].target == step.element));
                vec![L(by[0])]
            }
            Reason::Loses { needed, .. } => {
                assert_eq!(standing(*needed), Rejected);
                vec![*needed]
            }
            Reason::Open { attacks, needs } => {
                assert!(!attacks.is_empty() || !needs.is_empty());
                assert!(attacks.iter().all(|&l| standing(L(l)) == Undecided));
                assert_eq!(step.standing, Undecided);
                continue;
            }
        };
        assert!(
            leans.insert(step.element, on).is_none(),
            "each element once"
        );
    }
    // Peel off what rests on nothing unexplained until all decided steps are gone.
    while !leans.is_empty() {
        let before = leans.len();
        let open: Vec<Element> = leans.keys().copied().collect();
        leans.retain(|_, on| on.iter().any(|e| open.contains(e)));
        assert!(leans.len() < before, "reasons go in a circle: {leans:?}");
    }
    why
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn standings_are_those_of_the_definitions(graph in random_graph(4, 4, &[Attack, Attack, Support])) {
        let complete = complete_labellings(&graph);
        let accepted = |labels: &[Standing]| -> Vec<bool> { labels.iter().map(|l| *l == Accepted).collect() };
        let within = |a: &[Standing], b: &[Standing]| accepted(a).iter().zip(accepted(b)).all(|(x, y)| !x || y);
        let least = complete.iter().find(|l| complete.iter().all(|m| within(l, m))).unwrap();
        prop_assert_eq!(&verdicts(&grounded(&graph)), least);
        let preferred: Vec<_> = complete.iter().filter(|l| !complete.iter().any(|m| m != *l && within(l, m))).collect();
        let stable: Vec<_> = complete.iter().filter(|l| !l.contains(&Undecided)).collect();
        for (positions, skeptical, credulous) in [
            (preferred, Method::Preferred, Method::PreferredCredulous),
            (stable, Method::Stable, Method::StableCredulous),
        ] {
            let none = positions.is_empty();
            let expected = |enough: bool| -> Vec<Standing> {
                (0..least.len()).map(|i| match () {
                    () if none => Undecided,
                    () if positions.iter().all(|p| p[i] == Accepted) => Accepted,
                    () if enough && positions.iter().any(|p| p[i] == Accepted) => Accepted,
                    () if positions.iter().all(|p| p[i] == Rejected) => Rejected,
                    () => Undecided,
                }).collect()
            };
            for (method, enough) in [(skeptical, false), (credulous, true)] {
                let found = by(&graph, method, SupportReading::Defeasible);
                prop_assert_eq!(found.no_stable_position, none);
                prop_assert_eq!(verdicts(&found), expected(enough), "{:?}", method);
            }
        }
    }

    #[test]
    fn rephrased_claims_are_one_claim(mut graph in random_graph(6, 8, &[Attack, Support, Rephrase])) {
        graph.claims.iter_mut().for_each(|c| c.asserted = None);
        if let Some((merged, name)) = merged(&graph) {
            for method in [Method::Grounded, Method::Preferred, Method::StableCredulous] {
                let found = by(&graph, method, SupportReading::Defeasible);
                let expected = by(&merged, method, SupportReading::Defeasible);
                for (c, &n) in name.iter().enumerate() {
                    prop_assert_eq!(found.claims[c].standing, expected.claims[n].standing);
                    prop_assert_eq!(found.claims[c].strength, found.claims[n].strength);
                }
            }
        }
    }

    #[test]
    fn explanations_follow_the_verdicts_and_end(graph in random_graph(8, 14, &[Attack, Attack, Support, Rephrase])) {
        for reading in [SupportReading::Defeasible, SupportReading::Deductive, SupportReading::Necessary] {
            let found = by(&graph, Method::Grounded, reading);
            for c in 0..graph.claims.len() {
                check_explanation(&found, &graph, C(c));
            }
            for l in 0..graph.links.len() {
                check_explanation(&found, &graph, L(l));
            }
        }
    }

    #[test]
    fn any_sound_graph_is_evaluated_the_same_way_twice(graph in random_graph(8, 14, &[Attack, Support, Rephrase])) {
        for info in METHODS {
            let (first, second) = (by(&graph, info.method, SupportReading::Necessary), by(&graph, info.method, SupportReading::Necessary));
            prop_assert_eq!(&first.claims, &second.claims);
            prop_assert_eq!(&first.links, &second.links);
            prop_assert!(first.claims.iter().chain(&first.links).all(|v| (0.0..=1.0).contains(&v.strength)));
            for c in 0..graph.claims.len() {
                let why = first.explain(C(c), 100).unwrap();
                prop_assert!(why.steps[0].standing == first.claims[c].standing || first.claims[c].standing == Undecided);
            }
        }
    }
}
