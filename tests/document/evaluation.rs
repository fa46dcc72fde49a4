//! The map as the evaluation sees it.

use counterclaim::document::evaluation::{evaluate, explain};
use counterclaim::document::weighing;
use counterclaim::document::{Document, actions};
use counterclaim::map::{Bearing, Claim, ClaimId, Evidence, LinkId, LinkKind, NodeId};
use counterclaim::progress::Progress;
use counterclaim::semantics::evaluation::Standing;

fn claim(document: &mut Document, text: &str) -> ClaimId {
    let (edit, id) = actions::add_claim(document, Claim::new(text), None);
    document.apply(edit).unwrap();
    id
}

fn link(
    document: &mut Document,
    kind: LinkKind,
    premises: &[ClaimId],
    target: impl Into<NodeId>,
) -> LinkId {
    let (edit, id) = actions::link(document, kind, premises, target.into());
    document.apply(edit).unwrap();
    id
}

#[test]
fn an_attack_rejects_and_an_undercut_restores() {
    let mut d = Document::new();
    let alone = claim(&mut d, "alone");
    let a = claim(&mut d, "a");
    let b = claim(&mut d, "b");
    let attack = link(&mut d, LinkKind::Attack, &[b], a);
    let verdicts = evaluate(&d);
    assert_eq!(verdicts.standing(a), Some(Standing::Rejected));
    assert!(verdicts.is_rejected(a));
    assert_eq!(verdicts.standing(b), Some(Standing::Accepted));
    assert_eq!(
        verdicts.standing(alone),
        None,
        "without links there is nothing to say"
    );
    assert_eq!(verdicts.badge(a).as_deref(), Some("✗ rejected"));
    let why = explain(&d, a.into());
    assert!(
        !why.is_empty() && why.iter().any(|line| line.contains(&b.to_string())),
        "{why:?}"
    );

    let u = claim(&mut d, "u");
    link(&mut d, LinkKind::Attack, &[u], attack);
    let verdicts = evaluate(&d);
    assert_eq!(verdicts.standing(a), Some(Standing::Accepted));
    assert_eq!(verdicts.links[&attack].standing, Standing::Rejected);
    let spoken = verdicts.spoken(&d, a, d.map().claim(a).unwrap());
    assert_eq!(spoken, "Claim: a, supported by 0, attacked by 1, accepted");
}

#[test]
fn weights_and_ids_reach_the_evaluation() {
    // Ids are not indices: the first claims and links go, so that the two differ.
    let mut d = Document::new();
    let gone = claim(&mut d, "gone");
    let a = claim(&mut d, "a");
    let b = claim(&mut d, "b");
    link(&mut d, LinkKind::Support, &[gone], a);
    let support = link(&mut d, LinkKind::Support, &[b], a);
    d.apply(actions::delete(&d, &[gone.into()])).unwrap();
    d.apply(actions::set_weight(&d, b, Some(0.25))).unwrap();
    d.apply(actions::set_link_weight(&d, support, Some(0.0)))
        .unwrap();
    let verdicts = evaluate(&d);
    assert_eq!(verdicts.claims.keys().copied().collect::<Vec<_>>(), [a, b]);
    assert_eq!(
        verdicts.links.keys().copied().collect::<Vec<_>>(),
        [support]
    );
    assert_eq!(verdicts.claims[&b].strength, 0.25);
    assert_eq!(
        verdicts.claims[&a].strength, 0.5,
        "a link that carries nothing adds nothing"
    );
    d.apply(actions::set_link_weight(&d, support, None))
        .unwrap();
    // DF-QuAD (Rago et al. 2016): one supporter of strength s takes w to w + (1 - w)s.
    assert_eq!(evaluate(&d).claims[&a].strength, 0.5 + 0.5 * 0.25);
}

/// A document with a claim that a finding of this log10 LR is attached to, and the finding's id.
fn with_finding(log10_lr: Option<f64>, bearing: Bearing) -> (Document, ClaimId) {
    let mut d = Document::new();
    let a = claim(&mut d, "a");
    attach(&mut d, a, "t", log10_lr, bearing);
    (d, a)
}

fn attach(d: &mut Document, a: ClaimId, teacher: &str, log10_lr: Option<f64>, bearing: Bearing) {
    // Any finding does, with another ratio written over its own.
    let example = counterclaim::example::document(&Progress::none()).unwrap();
    let mut finding = (**example.findings().values().next().unwrap()).clone();
    finding.log10_lr = log10_lr;
    teacher.clone_into(&mut finding.teacher.name);
    let (edit, _) = actions::attach_finding(d, a, finding, Vec::new(), bearing);
    d.apply(edit).unwrap();
}

fn strength(d: &Document, a: ClaimId) -> f64 {
    evaluate(d).claims[&a].strength
}

#[test]
fn a_finding_moves_a_claim_as_bayes_rule_would_and_a_ratio_of_one_not_at_all() {
    for bearing in Bearing::ALL {
        let (d, a) = with_finding(Some(0.0), bearing);
        assert_eq!(strength(&d, a), 0.5, "LR 1, {bearing:?}");
        let (d, a) = with_finding(None, bearing);
        assert_eq!(strength(&d, a), 0.5, "a ranking, {bearing:?}");
    }
    for lr in [0.01, 0.1, 0.5, 2.0, 10.0, 100.0_f64] {
        let (d, a) = with_finding(Some(lr.log10()), Bearing::Supports);
        assert!((strength(&d, a) - lr / (1.0 + lr)).abs() < 1e-12, "LR {lr}");
        let (d, a) = with_finding(Some(lr.log10()), Bearing::Attacks);
        assert!(
            (strength(&d, a) - 1.0 / (1.0 + lr)).abs() < 1e-12,
            "LR {lr}"
        );
        let (d, a) = with_finding(Some(lr.log10()), Bearing::Neutral);
        assert_eq!(strength(&d, a), 0.5, "attached for the record");
    }
    // More than the scale holds counts as its end.
    let (at_the_end, a) = with_finding(Some(2.0), Bearing::Supports);
    let (beyond, b) = with_finding(Some(50.0), Bearing::Supports);
    assert_eq!(strength(&at_the_end, a), strength(&beyond, b));
}

#[test]
fn a_finding_defeats_nothing_and_counts_once_for_a_pair() {
    let (mut d, a) = with_finding(Some(2.0), Bearing::Attacks);
    let b = claim(&mut d, "b");
    link(&mut d, LinkKind::Support, &[b], a);
    assert_eq!(evaluate(&d).standing(a), Some(Standing::Accepted));
    let why = explain(&d, a.into());
    assert!(
        why.iter()
            .any(|line| line.contains("LR 100 attacks the claim with 0.98")),
        "{why:?}"
    );

    let (mut once, a) = with_finding(Some(1.0), Bearing::Supports);
    let alone = strength(&once, a);
    attach(&mut once, a, "t", Some(1.5), Bearing::Supports);
    assert_eq!(
        strength(&once, a),
        alone,
        "the more cautious of two on one pair"
    );
    let why = explain(&once, a.into());
    assert!(
        why.iter().any(|line| line.contains("does not count")),
        "{why:?}"
    );
    attach(&mut once, a, "another", Some(1.0), Bearing::Supports);
    assert!(
        strength(&once, a) > alone,
        "another teacher is other evidence"
    );
    let claim = once.map().claim(a).unwrap();
    assert_eq!(weighing::weighed(&once, claim).len(), 2);
    assert!(matches!(claim.evidence[0], Evidence::Finding { .. }));
}
