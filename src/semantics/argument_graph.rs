//! What evaluation is asked about: claims with base weights, and links between them and on one another. A
//! plain value that a map is turned into. Standard library only.

/// A claim or a link, by its index in the argument graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// A claim.
    Claim(usize),
    /// A link.
    Link(usize),
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// How credible it is before anything speaks for or against it, 0 to 1; counts for strengths only.
    pub weight: f64,
    /// What is supposed of it for the sake of argument ("what if this were true?"), whatever bears on it.
    pub asserted: Option<bool>,
}

impl Default for Claim {
    /// Weight 0.5, nothing supposed.
    fn default() -> Self {
        Self {
            weight: 0.5,
            asserted: None,
        }
    }
}

/// How the premises of a link bear on its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// For it.
    Support,
    /// Against it; against a link: an undercut.
    Attack,
    /// Each premise says the same as the target. As long as the link stands they share one fate and, for
    /// strengths, one vertex: AIF's rephrase (MA) nodes relate two wordings of one proposition, and mutual
    /// support between two vertices would let a claim grow stronger by being repeated.
    Rephrase,
}

/// One or more premises that bear on a target, together.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// How they bear.
    pub kind: LinkKind,
    /// Claims by index; at least one. Several count only together: the link needs them all, and is as strong
    /// as the weakest.
    pub premises: Vec<usize>,
    /// What they bear on. A support or rephrase of a link is kept, but a rephrase of a link has no effect.
    pub target: Element,
    /// How well the step itself holds before anything bears on it, 0 to 1, normally 1; counts for strengths only.
    pub weight: f64,
}

/// Something measured that speaks for or against a claim. It counts for strengths only: no measurement defeats a claim
/// as an argument does, and nothing bears on the measurement itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The claim, by index.
    pub claim: usize,
    /// Against it, or else for it.
    pub attack: bool,
    /// How much it carries, 0 to 1.
    pub strength: f64,
}

/// Claims and links, each known by its index, and what was measured about claims.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ArgumentGraph {
    /// The claims.
    pub claims: Vec<Claim>,
    /// The links.
    pub links: Vec<Link>,
    /// What was measured about claims.
    pub evidence: Vec<Evidence>,
}

/// Why an argument graph cannot be evaluated. Indices count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// A weight is not a number between 0 and 1.
    #[error("the weight of {0} is not a number between 0 and 1; correct it")]
    Weight(Element),
    /// Evidence on a claim that does not exist, or of a strength that is not a number between 0 and 1.
    #[error("evidence {0} is of no strength between 0 and 1 or names no claim; attach it again")]
    Evidence(usize),
    /// A link without premises.
    #[error("link {0} has no premise; give it one or remove it")]
    NoPremise(usize),
    /// A premise that does not exist.
    #[error(
        "link {link} names claim {claim} as a premise, which does not exist; correct or remove the link"
    )]
    Premise {
        /// The link.
        link: usize,
        /// The missing claim.
        claim: usize,
    },
    /// A target that does not exist.
    #[error("link {link} bears on {target}, which does not exist; correct or remove the link")]
    Target {
        /// The link.
        link: usize,
        /// The missing target.
        target: Element,
    },
}

impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Claim(i) => write!(f, "claim {i}"),
            Self::Link(i) => write!(f, "link {i}"),
        }
    }
}

impl ArgumentGraph {
    /// Whether every index exists and every weight lies between 0 and 1.
    ///
    /// # Errors
    /// [`GraphError`] for the first that does not.
    pub fn check(&self) -> Result<(), GraphError> {
        for (i, claim) in self.claims.iter().enumerate() {
            if !(0.0..=1.0).contains(&claim.weight) {
                return Err(GraphError::Weight(Element::Claim(i)));
            }
        }
        for (i, evidence) in self.evidence.iter().enumerate() {
            if !(0.0..=1.0).contains(&evidence.strength) || evidence.claim >= self.claims.len() {
                return Err(GraphError::Evidence(i));
            }
        }
        for (i, link) in self.links.iter().enumerate() {
            if !(0.0..=1.0).contains(&link.weight) {
                return Err(GraphError::Weight(Element::Link(i)));
            }
            if link.premises.is_empty() {
                return Err(GraphError::NoPremise(i));
            }
            if let Some(&claim) = link.premises.iter().find(|&&p| p >= self.claims.len()) {
                return Err(GraphError::Premise { link: i, claim });
            }
            let exists = match link.target {
                Element::Claim(c) => c < self.claims.len(),
                Element::Link(l) => l < self.links.len(),
            };
            if !exists {
                return Err(GraphError::Target {
                    link: i,
                    target: link.target,
                });
            }
        }
        Ok(())
    }

    pub(super) fn asserted(&self, element: Element) -> Option<bool> {
        match element {
            Element::Claim(c) => self.claims.get(c).and_then(|c| c.asserted),
            Element::Link(_) => None,
        }
    }
}
