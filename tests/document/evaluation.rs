//! The map as the evaluation sees it.

use counterclaim::document::evaluation::{evaluate, explain};
use counterclaim::document::{Document, actions};
use counterclaim::map::{Claim, ClaimId, LinkId, LinkKind, NodeId};
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
