//! What stands: the map's claims and links handed to [`crate::semantics`], and its verdicts said in words.
//! May use the document, map and semantics.

use std::collections::{BTreeMap, BTreeSet};

use super::{Document, weighing};
use crate::map::{Claim, ClaimId, LinkId, LinkKind, NodeId};
use crate::semantics::argument_graph::{self, ArgumentGraph, Element};
use crate::semantics::evaluation::{EvaluateError, Options, Standing, Verdict};

/// Verdicts on every claim and link of a map.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// By claim.
    pub claims: BTreeMap<ClaimId, Verdict>,
    /// By link.
    pub links: BTreeMap<LinkId, Verdict>,
    /// Claims that have at least one link: only for them is a standing worth showing.
    linked: BTreeSet<ClaimId>,
    /// Claims whose strength some finding touches.
    weighed: BTreeSet<ClaimId>,
    /// Why there are no verdicts, if there are none.
    pub fault: Option<String>,
}

/// The map as the evaluation sees it, with the claim and link behind every index.
pub struct Input {
    /// Claims and links by index.
    pub graph: ArgumentGraph,
    /// The claim of each index.
    pub claims: Vec<ClaimId>,
    /// The link of each index.
    pub links: Vec<LinkId>,
}

/// Turns the map into the evaluation's input.
pub fn input(document: &Document) -> Input {
    let map = document.map();
    let claims: Vec<ClaimId> = map.claims().map(|(id, _)| id).collect();
    let links: Vec<LinkId> = map.links().map(|(id, _)| id).collect();
    let claim_index: BTreeMap<ClaimId, usize> =
        claims.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let link_index: BTreeMap<LinkId, usize> =
        links.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let graph = ArgumentGraph {
        claims: map
            .claims()
            .map(|(_, claim)| argument_graph::Claim {
                weight: claim.weight.unwrap_or(0.5),
                ..Default::default()
            })
            .collect(),
        links: map
            .links()
            .map(|(_, link)| argument_graph::Link {
                kind: match link.kind {
                    LinkKind::Support => argument_graph::LinkKind::Support,
                    LinkKind::Attack => argument_graph::LinkKind::Attack,
                    LinkKind::Rephrase => argument_graph::LinkKind::Rephrase,
                },
                // Every id is in its table: the map's invariants say so.
                premises: link
                    .premises
                    .iter()
                    .filter_map(|id| claim_index.get(id).copied())
                    .collect(),
                target: match link.target {
                    NodeId::Claim(id) => {
                        Element::Claim(claim_index.get(&id).copied().unwrap_or_default())
                    }
                    NodeId::Link(id) => {
                        Element::Link(link_index.get(&id).copied().unwrap_or_default())
                    }
                },
                weight: link.weight.unwrap_or(1.0),
            })
            .collect(),
        evidence: map
            .claims()
            .enumerate()
            .flat_map(|(n, (_, claim))| {
                let weighed = weighing::weighed(document, claim).into_iter();
                weighed.map(move |weighed| argument_graph::Evidence {
                    claim: n,
                    attack: weighed.attack,
                    strength: weighed.strength,
                })
            })
            .collect(),
    };
    Input {
        graph,
        claims,
        links,
    }
}

/// Evaluates the map with the default semantics: grounded standing, DF-QuAD strength.
pub fn evaluate(document: &Document) -> Evaluation {
    evaluate_or_say(document, &Options::default())
}

/// Evaluates the map; where that is not possible, the evaluation says why.
pub fn evaluate_or_say(document: &Document, options: &Options) -> Evaluation {
    evaluate_with(document, options).unwrap_or_else(|error| Evaluation {
        fault: Some(error.to_string()),
        ..Evaluation::default()
    })
}

/// Evaluates the map.
///
/// # Errors
/// If the work was stopped or a number on the map is out of range.
pub fn evaluate_with(document: &Document, options: &Options) -> Result<Evaluation, EvaluateError> {
    let input = input(document);
    let verdicts = crate::semantics::evaluation::evaluate(&input.graph, options)?;
    let map = document.map();
    let linked = map
        .links()
        .flat_map(|(_, link)| {
            let target = match link.target {
                NodeId::Claim(id) => Some(id),
                NodeId::Link(_) => None,
            };
            link.premises.into_iter().chain(target)
        })
        .collect();
    let weighed = (input.graph.evidence.iter())
        .filter_map(|evidence| input.claims.get(evidence.claim).copied())
        .collect();
    Ok(Evaluation {
        claims: input.claims.into_iter().zip(verdicts.claims).collect(),
        links: input.links.into_iter().zip(verdicts.links).collect(),
        linked,
        weighed,
        fault: None,
    })
}

impl Evaluation {
    /// A claim's standing, if it takes part in any link.
    pub fn standing(&self, claim: ClaimId) -> Option<Standing> {
        self.linked
            .contains(&claim)
            .then(|| self.claims.get(&claim).map(|verdict| verdict.standing))
            .flatten()
    }

    /// A claim's strength, where a link or a finding could have changed it.
    pub fn strength(&self, claim: ClaimId) -> Option<f64> {
        (self.linked.contains(&claim) || self.weighed.contains(&claim))
            .then(|| self.claims.get(&claim).map(|verdict| verdict.strength))
            .flatten()
    }

    /// Whether the claim does not stand.
    pub fn is_rejected(&self, claim: ClaimId) -> bool {
        self.standing(claim) == Some(Standing::Rejected)
    }

    /// What a card says of its claim's standing, with a sign so that no colour is needed.
    pub fn badge(&self, claim: ClaimId) -> Option<String> {
        self.standing(claim).map(|standing| {
            let (sign, word) = match standing {
                Standing::Accepted => ("✓", "accepted"),
                Standing::Rejected => ("✗", "rejected"),
                Standing::Undecided => ("?", "undecided"),
            };
            format!("{sign} {word}")
        })
    }

    /// What a screen reader says of a claim.
    pub fn spoken(&self, document: &Document, id: ClaimId, claim: &Claim) -> String {
        let map = document.map();
        let bearing = |kind: LinkKind| {
            map.links_onto(NodeId::Claim(id))
                .into_iter()
                .filter_map(|link| map.link(link))
                .filter(|link| link.kind == kind)
                .count()
        };
        let text = if claim.text.trim().is_empty() {
            "empty"
        } else {
            claim.text.trim()
        };
        let mut words = format!(
            "Claim: {text}, supported by {}, attacked by {}",
            bearing(LinkKind::Support),
            bearing(LinkKind::Attack)
        );
        if let Some(standing) = self.standing(id) {
            words.push_str(match standing {
                Standing::Accepted => ", accepted",
                Standing::Rejected => ", rejected",
                Standing::Undecided => ", undecided",
            });
        }
        for tag in claim.tags.iter().filter_map(|tag| map.tag(*tag)) {
            words.push_str(", tagged ");
            words.push_str(&tag.name);
        }
        words
    }
}

/// Why a claim or link stands or falls, one sentence a step, and what findings do to a claim's strength.
pub fn explain(document: &Document, node: NodeId) -> Vec<String> {
    let mut lines = standing_explained(document, node);
    if let NodeId::Claim(id) = node
        && let Some(claim) = document.map().claim(id)
    {
        lines.extend(weighing::explain(document, claim));
    }
    lines
}

fn standing_explained(document: &Document, node: NodeId) -> Vec<String> {
    const MAX_STEPS: usize = 12;
    let input = input(document);
    let element = match node {
        NodeId::Claim(id) => input
            .claims
            .iter()
            .position(|c| *c == id)
            .map(Element::Claim),
        NodeId::Link(id) => input.links.iter().position(|l| *l == id).map(Element::Link),
    };
    let Some(element) = element else {
        return Vec::new();
    };
    let name = |element: Element| match element {
        Element::Claim(n) => input.claims.get(n).map_or_else(String::new, |id| {
            let text = document
                .map()
                .claim(*id)
                .map_or("", |claim| claim.text.trim());
            let short: String = text.chars().take(60).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("{id} “{short}{more}”")
        }),
        Element::Link(n) => input.links.get(n).map_or_else(String::new, |id| {
            let kind = document
                .map()
                .link(*id)
                .map_or("link", |link| link.kind_name());
            format!("the {kind} {id}")
        }),
    };
    let explained = crate::semantics::evaluation::evaluate(&input.graph, &Options::default())
        .map_err(|error| error.to_string())
        .and_then(|evaluation| {
            evaluation
                .explain(element, MAX_STEPS)
                .map_err(|stop| format!("the explanation stopped: {stop:?}"))
        });
    match explained {
        Ok(explanation) => {
            let mut lines: Vec<String> = explanation
                .steps
                .iter()
                .map(|step| step.sentence(&name))
                .collect();
            if explanation.truncated {
                lines.push("… and further reasons behind these".to_owned());
            }
            lines
        }
        Err(fault) => vec![fault],
    }
}
