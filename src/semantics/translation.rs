//! From an argument graph to an abstract framework, and to a weighted graph. Every link is an argument of its own,
//! so that it can be attacked (an undercut), and stands only if all its premises do. Uses the argument graph,
//! necessities, the framework and gradual graphs.
//!
//! - An attack link attacks its target.
//! - A support link adds the necessities of its reading; with several premises, the deductive reading puts the
//!   defeat of the conclusion on the link, for it refutes only that they hold together. The necessities lapse when
//!   the link is undercut, and so does everything derived from them.
//! - A rephrase link adds necessities both ways, and has no need of its premises: whether two wordings say the same
//!   does not hang on whether they are true.
//! - A claim asserted false is attacked by an unattackable argument; one asserted true is spared whatever bears on it.

use super::argument_graph::{ArgumentGraph, Element, Link, LinkKind};
use super::bipolar::{Necessity, SupportReading, fold};
use super::framework::{Framework, FrameworkError, Label};
use super::gradual::{Influence, WeightedGraph};

/// An argument graph as a framework: claims come first, then links, then auxiliary arguments.
#[derive(Debug, Clone)]
pub(super) struct Translation {
    pub(super) framework: Framework,
    /// The necessities between claims and links, with the link each comes from.
    pub(super) necessities: Vec<(Necessity, usize)>,
    claims: usize,
}

impl Translation {
    pub(super) fn new(
        graph: &ArgumentGraph,
        reading: SupportReading,
    ) -> Result<Self, FrameworkError> {
        let claims = graph.claims.len();
        let node = |element| match element {
            Element::Claim(c) => c,
            Element::Link(l) => claims + l,
        };
        let mut contested = vec![false; graph.links.len()];
        for link in &graph.links {
            if let (LinkKind::Attack, Element::Link(l)) = (link.kind, link.target) {
                contested[l] = true;
            }
        }
        let mut len = claims + graph.links.len();
        // Whether a contested support is valid must not hang on its premises: its necessities say what becomes of
        // the premises. So validity is an argument of its own there.
        let mut validity: Vec<Option<usize>> = vec![None; graph.links.len()];
        for (l, link) in graph.links.iter().enumerate() {
            validity[l] = match link.kind {
                _ if !contested[l] => None,
                LinkKind::Rephrase => Some(claims + l),
                LinkKind::Attack => None,
                LinkKind::Support if reading == SupportReading::Defeasible => None,
                LinkKind::Support => {
                    len += 1;
                    Some(len - 1)
                }
            };
        }
        let supposed_true = |v: usize| graph.asserted(Element::Claim(v)) == Some(true);
        let mut attacks = Vec::new();
        let mut necessities: Vec<(Necessity, usize)> = Vec::new();
        for (l, link) in graph.links.iter().enumerate() {
            let mut need = |needed: usize, dependent: usize, condition: Option<usize>| {
                if !supposed_true(dependent) && needed != dependent {
                    let necessity = Necessity {
                        needed,
                        dependent,
                        condition,
                    };
                    necessities.push((necessity, l));
                }
            };
            if link.kind != LinkKind::Rephrase {
                for &p in &link.premises {
                    need(p, claims + l, None);
                }
            }
            let target = node(link.target);
            match link.kind {
                LinkKind::Attack => {
                    if !supposed_true(target) {
                        attacks.push((claims + l, target));
                    }
                    if let Element::Link(t) = link.target
                        && let Some(validity) = validity[t]
                        && validity != target
                    {
                        attacks.push((claims + l, validity));
                    }
                }
                LinkKind::Support => match (reading, link.premises.as_slice()) {
                    (SupportReading::Defeasible, _) => {}
                    // That a step fails for want of its own premises says nothing against what backs the step.
                    (SupportReading::Deductive, _) if matches!(link.target, Element::Link(_)) => {}
                    (SupportReading::Deductive, &[p]) => need(target, p, validity[l]),
                    (SupportReading::Deductive, _) => need(target, claims + l, None),
                    (SupportReading::Necessary, premises) => {
                        for &p in premises {
                            need(p, target, validity[l]);
                        }
                    }
                },
                LinkKind::Rephrase => {
                    if let Element::Claim(target) = link.target {
                        for &p in &link.premises {
                            need(p, target, validity[l]);
                            need(target, p, validity[l]);
                        }
                    }
                }
            }
        }
        let supposed_false = |c: &usize| graph.asserted(Element::Claim(*c)) == Some(false);
        let false_claims: Vec<usize> = (0..claims).filter(supposed_false).collect();
        if !false_claims.is_empty() {
            attacks.extend(false_claims.into_iter().map(|c| (len, c)));
            len += 1;
        }
        let plain: Vec<Necessity> = necessities.iter().map(|(n, _)| *n).collect();
        Ok(Self {
            framework: fold(len, &attacks, &plain)?,
            necessities,
            claims,
        })
    }

    /// The argument that stands for a claim or link.
    pub(super) fn argument(&self, element: Element) -> usize {
        match element {
            Element::Claim(c) => c,
            Element::Link(l) => self.claims + l,
        }
    }

    /// The claim or link that an argument stands for, when it is not an auxiliary one of the given graph.
    pub(super) fn element(&self, argument: usize) -> Element {
        if argument < self.claims {
            Element::Claim(argument)
        } else {
            Element::Link(argument - self.claims)
        }
    }
}

/// An argument graph as a weighted graph: which vertex each claim is, and which influence each link.
#[derive(Debug, Clone)]
pub(super) struct GradualTranslation {
    pub(super) graph: WeightedGraph,
    /// By claim; the wordings of one proposition share a vertex.
    pub(super) vertex: Vec<usize>,
    /// By link: its index among the influences; `None` when it carries nothing.
    pub(super) influence: Vec<Option<usize>>,
    /// The vertex of link 0; the others follow, and behind them what was measured.
    pub(super) first_link: usize,
    /// The first of the influences that come of what was measured: those of links come before.
    pub(super) first_measured: usize,
}

impl GradualTranslation {
    /// `stands` says which rephrase links stand: only those join two claims.
    pub(super) fn new(graph: &ArgumentGraph, stands: impl Fn(usize) -> bool) -> Self {
        let vertex = propositions(graph, stands);
        let propositions = vertex.iter().max().map_or(0, |v| v + 1);
        // One proposition, one base weight: the mean of its wordings', since none is more the claim than another.
        let mut sum = vec![(0.0, 0u32); propositions];
        let mut supposed: Vec<Option<bool>> = vec![None; propositions];
        for (claim, &v) in graph.claims.iter().zip(&vertex) {
            sum[v].0 += claim.weight;
            sum[v].1 += 1;
            // What is supposed false of one wording is false of all, even if another is supposed true.
            supposed[v] = match (supposed[v], claim.asserted) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (earlier, now) => now.or(earlier),
            };
        }
        let mut base: Vec<f64> = (sum.iter().zip(&supposed))
            .map(|(&(sum, count), supposed)| match supposed {
                Some(true) => 1.0,
                Some(false) => 0.0,
                None => sum / f64::from(count),
            })
            .collect();
        base.extend(graph.links.iter().map(|l| l.weight));
        let mut influences = Vec::new();
        let mut influence = vec![None; graph.links.len()];
        for (l, link) in graph.links.iter().enumerate() {
            if link.kind == LinkKind::Rephrase {
                continue;
            }
            let sources: Vec<usize> = link.premises.iter().map(|&p| vertex[p]).collect();
            let target = match link.target {
                Element::Claim(c) => vertex[c],
                Element::Link(t) => propositions + t,
            };
            let attack = link.kind == LinkKind::Attack;
            let fixed = supposed.get(target).is_some_and(Option::is_some);
            // A proposition does not gain by supporting itself in other words.
            if fixed || (!attack && sources.contains(&target)) {
                continue;
            }
            influence[l] = Some(influences.len());
            influences.push(Influence {
                sources,
                gate: Some(propositions + l),
                target,
                attack,
            });
        }
        let first_measured = influences.len();
        for evidence in &graph.evidence {
            let target = vertex[evidence.claim];
            if supposed[target].is_none() {
                influences.push(Influence {
                    sources: vec![base.len()],
                    gate: None,
                    target,
                    attack: evidence.attack,
                });
                base.push(evidence.strength);
            }
        }
        Self {
            graph: WeightedGraph { base, influences },
            vertex,
            influence,
            first_link: propositions,
            first_measured,
        }
    }

    /// What a link carries to its target, given the strengths of all vertices.
    pub(super) fn carried(&self, index: usize, link: &Link, strengths: &[f64]) -> f64 {
        let gate = strengths.get(self.first_link + index).copied();
        let gate = gate.unwrap_or(0.0);
        if link.kind == LinkKind::Rephrase {
            return gate;
        }
        let premises = link.premises.iter().map(|&p| strengths[self.vertex[p]]);
        gate * premises.fold(1.0, f64::min)
    }
}

/// Numbers the propositions: claims joined by standing rephrase links have one number. Union-find, halving paths.
fn propositions(graph: &ArgumentGraph, stands: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..graph.claims.len()).collect();
    fn root(parent: &mut [usize], mut v: usize) -> usize {
        while parent[v] != v {
            parent[v] = parent[parent[v]];
            v = parent[v];
        }
        v
    }
    for (l, link) in graph.links.iter().enumerate() {
        if let (LinkKind::Rephrase, Element::Claim(target)) = (link.kind, link.target)
            && stands(l)
        {
            for &p in &link.premises {
                let (a, b) = (root(&mut parent, p), root(&mut parent, target));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut number = vec![usize::MAX; graph.claims.len()];
    let mut next = 0;
    (0..graph.claims.len())
        .map(|c| {
            let root = root(&mut parent, c);
            if number[root] == usize::MAX {
                number[root] = next;
                next += 1;
            }
            number[root]
        })
        .collect()
}

/// The labelling that an extension (ascending) induces: in, attacked by it, or neither.
pub(super) fn labelling(framework: &Framework, extension: &[usize]) -> Vec<Label> {
    let mut labels = vec![Label::Undec; framework.len()];
    for &a in extension {
        for &b in framework.targets(a) {
            labels[b as usize] = Label::Out;
        }
    }
    for &a in extension {
        labels[a] = Label::In;
    }
    labels
}
