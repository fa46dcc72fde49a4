//! "Why is this out?": the standing of a claim or link as a chain of reasons, each naming the links and claims it
//! rests on, each element once, so that circles end. Uses an evaluation.

use super::argument_graph::{Element, LinkKind};
use super::evaluation::{Evaluation, Standing};
use super::framework::{Adjacency, Label};
use super::solver::Stop;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

/// Why an element has its standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Supposed true or false for the sake of argument.
    Supposed(bool),
    /// Accepted: every attack on it fails, and all it needs stands.
    Stands {
        /// The attack links on it, all rejected.
        failed: Vec<usize>,
        /// What it needs: the premises of a link; what a claim's standing hangs on through supports or rephrases.
        needs: Vec<Element>,
    },
    /// Rejected: an attack link in force bears on it.
    Defeated {
        /// The attack links in force, the most firmly established first; each would be enough.
        by: Vec<usize>,
    },
    /// Rejected: something it cannot stand without is rejected.
    Loses {
        /// What it needs.
        needed: Element,
        /// The link that makes it needed: the element itself, when a premise of it is rejected.
        through: usize,
    },
    /// Undecided: what bears on it is itself undecided, often because it comes back to this element.
    Open {
        /// The undecided attack links on it.
        attacks: Vec<usize>,
        /// The undecided elements it needs.
        needs: Vec<Element>,
    },
}

/// One step of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is explained.
    pub element: Element,
    /// Its standing in the position that the explanation looks at.
    pub standing: Standing,
    /// Why.
    pub reason: Reason,
}

/// A chain of reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The element asked about first, then what its reason names, and so on, nearest first, each once.
    pub steps: Vec<Step>,
    /// The chain describes one consistent position out of several, as an example.
    pub example: bool,
    /// There are more steps than were asked for.
    pub truncated: bool,
}

impl Reason {
    /// The elements whose own standing explains this one.
    fn rests_on(&self) -> Vec<Element> {
        match self {
            Self::Supposed(_) => Vec::new(),
            Self::Stands { failed, needs }
            | Self::Open {
                attacks: failed,
                needs,
            } => {
                let links = failed.iter().map(|&l| Element::Link(l));
                links.chain(needs.iter().copied()).collect()
            }
            // One sound attack is enough; following the others would only lengthen the answer.
            Self::Defeated { by } => by.first().map(|&l| Element::Link(l)).into_iter().collect(),
            Self::Loses { needed, .. } => vec![*needed],
        }
    }
}

/// The elements around each element, read off an evaluation once.
struct Surroundings<'a> {
    evaluation: &'a Evaluation,
    labels: Vec<Label>,
    /// By argument: the attack links on it.
    attacked_by: Adjacency,
    /// By argument: the necessities (indices) it depends on.
    needs: Adjacency,
    /// By argument: for a rejected one that was not itself attacked first, the necessity that sank it.
    sunk_by: Vec<Option<u32>>,
}

impl Evaluation {
    /// Why a claim or link has its standing, in at most `max_steps` steps. Empty for an element that does not exist.
    ///
    /// # Errors
    /// [`Stop`] when an example position had to be searched for and was not found.
    pub fn explain(&self, element: Element, max_steps: usize) -> Result<Explanation, Stop> {
        let mut explanation = Explanation {
            steps: Vec::new(),
            example: false,
            truncated: false,
        };
        if self.verdict(element).is_none() {
            return Ok(explanation);
        }
        let (labels, example) = self.telling_labels(element)?;
        explanation.example = example;
        let around = Surroundings::new(self, labels);
        let mut seen = HashSet::from([element]);
        let mut queue = vec![element];
        let mut done = 0;
        while let Some(&element) = queue.get(done) {
            if done == max_steps {
                explanation.truncated = true;
                break;
            }
            done += 1;
            let reason = around.reason(element);
            queue.extend(reason.rests_on().into_iter().filter(|e| seen.insert(*e)));
            explanation.steps.push(Step {
                element,
                standing: around.standing(element),
                reason,
            });
        }
        Ok(explanation)
    }
}

impl<'a> Surroundings<'a> {
    fn new(evaluation: &'a Evaluation, labels: Vec<Label>) -> Self {
        let (graph, translation) = (&evaluation.graph, &evaluation.translation);
        let len = graph.claims.len() + graph.links.len();
        let attacks: Vec<(u32, u32)> = (graph.links.iter().enumerate())
            .filter(|(_, link)| link.kind == LinkKind::Attack)
            .map(|(l, link)| (translation.argument(link.target) as u32, l as u32))
            .collect();
        let needs = translation.necessities.iter().enumerate();
        let mut around = Self {
            evaluation,
            attacked_by: Adjacency::new(len, attacks.into_iter()),
            needs: Adjacency::new(len, needs.map(|(i, (n, _))| (n.dependent as u32, i as u32))),
            sunk_by: vec![None; len],
            labels,
        };
        around.trace_losses(len);
        around
    }

    /// Traces every rejection to the attack that was decided first, on the element itself or, along necessities, on
    /// something it needs (Dijkstra's algorithm over rounds). What that attack rests on was decided earlier still, so
    /// that reasons never come back to what they explain.
    fn trace_losses(&mut self, len: usize) {
        let necessities = &self.evaluation.translation.necessities;
        let passes_on = Adjacency::new(
            len,
            (necessities.iter().enumerate()).map(|(i, (n, _))| (n.needed as u32, i as u32)),
        );
        // Round of the deciding attack, steps away from it, element, necessity that leads to it.
        let mut queue: BinaryHeap<_> = (0..len)
            .filter(|&v| self.labels[v] == Label::Out)
            .filter_map(|v| {
                let element = self.evaluation.translation.element(v);
                let round = if self.evaluation.graph.asserted(element).is_some() {
                    Some(0)
                } else {
                    let attacks = self.attacked_by.of(v).iter();
                    let nodes = attacks.map(|&l| self.link_argument(l));
                    nodes
                        .filter(|&x| self.labels[x] == Label::In)
                        .map(|x| self.round(x))
                        .min()
                };
                round.map(|round| Reverse((round, 0, v, None)))
            })
            .collect();
        let mut traced = vec![false; len];
        while let Some(Reverse((round, steps, v, from))) = queue.pop() {
            if std::mem::replace(&mut traced[v], true) {
                continue;
            }
            self.sunk_by[v] = from;
            for &i in passes_on.of(v) {
                let (necessity, _) = &necessities[i as usize];
                let mut condition = necessity.condition.iter();
                if condition.all(|&c| self.labels[c] == Label::In)
                    && self.labels[necessity.dependent] == Label::Out
                    && !traced[necessity.dependent]
                {
                    queue.push(Reverse((round, steps + 1, necessity.dependent, Some(i))));
                }
            }
        }
    }

    fn link_argument(&self, link: u32) -> usize {
        let element = Element::Link(link as usize);
        self.evaluation.translation.argument(element)
    }

    /// When grounded semantics decided an argument; later than all others if it did not.
    fn round(&self, argument: usize) -> u32 {
        match self.evaluation.grounded.rounds[argument] {
            0 => u32::MAX,
            round => round,
        }
    }

    fn standing(&self, element: Element) -> Standing {
        match self.labels[self.evaluation.translation.argument(element)] {
            Label::In => Standing::Accepted,
            Label::Out => Standing::Rejected,
            Label::Undec => Standing::Undecided,
        }
    }

    /// The attack links on an argument that have this label, the earliest decided first.
    fn attacks(&self, argument: usize, label: Label) -> Vec<usize> {
        let mut links: Vec<u32> = self.attacked_by.of(argument).to_vec();
        links.retain(|&l| self.labels[self.link_argument(l)] == label);
        links.sort_by_key(|&l| (self.round(self.link_argument(l)), l));
        links.into_iter().map(|l| l as usize).collect()
    }

    /// What an argument needs that stands, or that is open, as `label` says; needs that have lapsed do not count.
    fn needed(&self, argument: usize, label: Label) -> Vec<Element> {
        let translation = &self.evaluation.translation;
        let mut needed: Vec<Element> = (self.needs.of(argument).iter())
            .filter_map(|&i| {
                let (necessity, through) = translation.necessities[i as usize];
                let condition = necessity.condition.map_or(Label::In, |c| self.labels[c]);
                match (self.labels[necessity.needed], condition) {
                    (_, Label::Out) => None,
                    // Whether the loss of what is needed counts is the open question.
                    (Label::Out, Label::Undec) if label == Label::Undec => {
                        Some(Element::Link(through))
                    }
                    (found, _) => (found == label).then(|| translation.element(necessity.needed)),
                }
            })
            .collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    fn reason(&self, element: Element) -> Reason {
        let argument = self.evaluation.translation.argument(element);
        if let Some(supposed) = self.evaluation.graph.asserted(element) {
            return Reason::Supposed(supposed);
        }
        match self.labels[argument] {
            Label::In => Reason::Stands {
                failed: self.attacks(argument, Label::Out),
                needs: self.needed(argument, Label::In),
            },
            Label::Undec => Reason::Open {
                attacks: self.attacks(argument, Label::Undec),
                needs: self.needed(argument, Label::Undec),
            },
            Label::Out => match self.sunk_by[argument] {
                Some(i) => {
                    let (necessity, through) = &self.evaluation.translation.necessities[i as usize];
                    Reason::Loses {
                        needed: self.evaluation.translation.element(necessity.needed),
                        through: *through,
                    }
                }
                None => Reason::Defeated {
                    by: self.attacks(argument, Label::In),
                },
            },
        }
    }
}

impl Step {
    /// The step as one sentence; `name` says how to speak of a claim or link, as in “outputs differ” or “the attack
    /// by Ann”.
    pub fn sentence(&self, name: &dyn Fn(Element) -> String) -> String {
        // "A, B and C stand", "A stands".
        let clause = |elements: &[Element], one: &str, many: &str| {
            let names: Vec<String> = elements.iter().map(|&e| name(e)).collect();
            match names.split_last() {
                Some((only, [])) => format!("{only} {one}"),
                Some((last, rest)) => format!("{} and {last} {many}", rest.join(", ")),
                None => String::new(),
            }
        };
        let links = |links: &[usize]| links.iter().map(|&l| Element::Link(l)).collect::<Vec<_>>();
        let this = name(self.element);
        match &self.reason {
            Reason::Supposed(true) => format!("{this} stands because it is supposed true."),
            Reason::Supposed(false) => format!("{this} is rejected because it is supposed false."),
            Reason::Stands { failed, needs } => {
                let needs = clause(needs, "stands", "stand");
                let failed = clause(&links(failed), "fails", "fail");
                match (needs.is_empty(), failed.is_empty()) {
                    (true, true) => format!("{this} stands because nothing bears against it."),
                    (false, false) => format!("{this} stands because {needs}, and {failed}."),
                    _ => format!("{this} stands because {needs}{failed}."),
                }
            }
            Reason::Defeated { by } => {
                let by = clause(&links(by), "stands", "stand");
                format!("{this} is rejected because {by}.")
            }
            Reason::Loses { needed, through } => {
                let needed = name(*needed);
                if self.element == Element::Link(*through) {
                    format!("{this} is rejected because {needed} is rejected.")
                } else {
                    let through = name(Element::Link(*through));
                    format!(
                        "{this} is rejected because {needed} is, on which it depends by {through}."
                    )
                }
            }
            Reason::Open { attacks, needs } => {
                let open: Vec<Element> = links(attacks)
                    .into_iter()
                    .chain(needs.iter().copied())
                    .collect();
                let open = clause(&open, "is undecided", "are undecided");
                if open.is_empty() {
                    format!("{this} is undecided.")
                } else {
                    format!("{this} is undecided because {open}.")
                }
            }
        }
    }
}
