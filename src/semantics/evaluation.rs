//! Which claims stand, and how strongly: an argument graph in, a verdict for every claim and link out, under a
//! semantics chosen by name. Uses the translation, the solver and gradual semantics.

use super::argument_graph::{ArgumentGraph, Element, GraphError};
use super::bipolar::SupportReading;
use super::framework::{FrameworkError, Label};
use super::gradual::{GradualSemantics, Influx};
use super::grounded::Grounded;
use super::solver::{Limits, Semantics, Solver, Statuses, Stop};
use super::translation::{GradualTranslation, Translation};
use std::time::Duration;

/// How standings and strengths are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// Standings by the grounded labelling; strengths by DF-QuAD.
    #[default]
    Grounded,
    /// Accepted in every complete position.
    Complete,
    /// Accepted in some complete position.
    CompleteCredulous,
    /// Accepted in every preferred position.
    Preferred,
    /// Accepted in some preferred position.
    PreferredCredulous,
    /// Accepted in every stable position.
    Stable,
    /// Accepted in some stable position.
    StableCredulous,
    /// Accepted in the ideal position.
    Ideal,
    /// Strengths by DF-QuAD; standings by the grounded labelling.
    DfQuad,
    /// Strengths by quadratic energy; standings by the grounded labelling.
    QuadraticEnergy,
    /// Strengths by the Euler-based semantics; standings by the grounded labelling.
    Euler,
    /// Strengths by the h-categorizer; standings by the grounded labelling.
    HCategorizer,
}

/// A line of the table of methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodInfo {
    /// The method.
    pub method: Method,
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// One sentence for people who choose.
    pub about: &'static str,
}

macro_rules! methods {
    ($($method:ident $name:literal $aliases:expr, $about:literal;)*) => {
        /// Every method: the one place that knows their names.
        pub const METHODS: &[MethodInfo] = &[$(MethodInfo {
            method: Method::$method, name: $name, aliases: &$aliases, about: $about,
        }),*];
    };
}

methods! {
    Grounded "grounded" ["gr"], "A claim stands if every attack on it is defeated, beginning with what nobody attacks; open disputes stay undecided.";
    Complete "complete" ["co", "complete-skeptical"], "A claim stands if it does in every consistent position that accepts exactly what it defends; decides the same as grounded.";
    CompleteCredulous "complete-credulous" [], "A claim stands if it does in some consistent position that accepts exactly what it defends.";
    Preferred "preferred" ["pr", "preferred-skeptical"], "A claim stands if it does in every largest position that defends itself.";
    PreferredCredulous "preferred-credulous" [], "A claim stands if it does in some largest position that defends itself.";
    Stable "stable" ["st", "stable-skeptical"], "A claim stands if it does in every position that takes a side on everything; there may be no such position.";
    StableCredulous "stable-credulous" [], "A claim stands if it does in some position that takes a side on everything; there may be no such position.";
    Ideal "ideal" ["id"], "A claim stands if it belongs to the largest self-defending position that every preferred position shares.";
    DfQuad "dfquad" ["df-quad"], "Strengths in which one sound rebuttal is enough to sink a claim.";
    QuadraticEnergy "quadratic-energy" ["qe"], "Strengths that weigh the number of supports against the number of attacks.";
    Euler "euler" ["euler-based"], "Cautious strengths that move little; a claim of weight 0 or 1 never moves.";
    HCategorizer "h-categorizer" ["hcat", "h-categoriser"], "Strengths that fall with every attack; supports do not count.";
}

impl Method {
    /// The method called `name`, in any case; `None` when no method is.
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |known: &&'static str| known.eq_ignore_ascii_case(name);
        let mut table = METHODS.iter();
        table
            .find(|m| is(&m.name) || m.aliases.iter().any(is))
            .map(|m| m.method)
    }

    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        METHODS
            .iter()
            .find(|m| m.method == self)
            .map_or("", |m| m.name)
    }

    /// The extension semantics that gives standings, and whether one position is enough.
    fn semantics(self) -> (Semantics, bool) {
        match self {
            Self::Complete => (Semantics::Complete, false),
            Self::CompleteCredulous => (Semantics::Complete, true),
            Self::Preferred => (Semantics::Preferred, false),
            Self::PreferredCredulous => (Semantics::Preferred, true),
            Self::Stable => (Semantics::Stable, false),
            Self::StableCredulous => (Semantics::Stable, true),
            Self::Ideal => (Semantics::Ideal, false),
            Self::Grounded
            | Self::DfQuad
            | Self::QuadraticEnergy
            | Self::Euler
            | Self::HCategorizer => (Semantics::Grounded, false),
        }
    }

    fn gradual(self) -> GradualSemantics {
        match self {
            Self::QuadraticEnergy => GradualSemantics::QuadraticEnergy,
            Self::Euler => GradualSemantics::Euler,
            Self::HCategorizer => GradualSemantics::HCategorizer,
            _ => GradualSemantics::DfQuad,
        }
    }
}

/// What to evaluate by, and how far to go.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// What a support link commits one to, as far as standings go.
    pub support: SupportReading,
    /// Cancel and limits.
    pub limits: Limits,
}

/// What is said of a claim or link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It stands.
    Accepted,
    /// It is defeated.
    Rejected,
    /// Neither, or not known because the search is partial.
    Undecided,
}

/// Standing and strength.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// Whether it stands.
    pub standing: Standing,
    /// From 0 to 1. Of a support or attack link: what it carries to its target, the strength of its weakest
    /// premise times its own.
    pub strength: f64,
}

/// Why an argument graph was not evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    /// The graph is not sound.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The graph is too large.
    #[error(transparent)]
    Size(#[from] FrameworkError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] crate::progress::Cancelled),
}

/// The outcome for a whole argument graph.
#[derive(Debug)]
pub struct Evaluation {
    /// How it was found.
    pub method: Method,
    /// What a support link was taken to mean.
    pub support: SupportReading,
    /// By claim.
    pub claims: Vec<Verdict>,
    /// By link: whether it is in force (all premises stand, nothing undercuts it).
    pub links: Vec<Verdict>,
    /// No position takes a side on everything (stable semantics only): everything is left undecided.
    pub no_stable_position: bool,
    /// Why the standings are partial, when they are: some that are undecided here may not be.
    pub partial: Option<Stop>,
    /// Whether all strengths settled; if not, those in circles of links mean little.
    pub settled: bool,
    pub(super) graph: ArgumentGraph,
    pub(super) translation: Translation,
    pub(super) grounded: Grounded,
    gradual: GradualTranslation,
    strengths: Vec<f64>,
}

/// What one link does to the strength of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The link.
    pub link: usize,
    /// Attack, or else support.
    pub attack: bool,
    /// What it carries, 0 to 1.
    pub carried: f64,
    /// What the claim's strength gains (or, below 0, loses) by it: the strength as it is less the strength
    /// without this link, the strengths of everything else held fixed.
    pub effect: f64,
}

/// Evaluates an argument graph.
///
/// # Errors
/// [`EvaluateError`] when the graph is not sound or too large, or the work was cancelled. A time limit is no
/// error: [`Evaluation::partial`] reports it.
pub fn evaluate(graph: &ArgumentGraph, options: &Options) -> Result<Evaluation, EvaluateError> {
    graph.check()?;
    let method = options.method;
    let translation = Translation::new(graph, options.support)?;
    let solver = Solver::new(&translation.framework, options.limits.clone());
    let (semantics, credulous) = method.semantics();
    let statuses = solver.statuses(semantics);
    options.limits.progress.check()?;
    let grounded = solver.grounded().clone();
    let label = |element| grounded.labels[translation.argument(element)];
    let gradual = GradualTranslation::new(graph, |l| label(Element::Link(l)) == Label::In);
    let strengths = (gradual.graph).strengths(method.gradual(), &options.limits.progress)?;
    let standing = |element| standing(&statuses, translation.argument(element), credulous);
    let claims = (gradual.vertex.iter().enumerate())
        .map(|(c, &v)| Verdict {
            standing: standing(Element::Claim(c)),
            strength: strengths.of[v],
        })
        .collect();
    let links = (graph.links.iter().enumerate())
        .map(|(l, link)| Verdict {
            standing: standing(Element::Link(l)),
            strength: gradual.carried(l, link, &strengths.of),
        })
        .collect();
    Ok(Evaluation {
        method,
        support: options.support,
        claims,
        links,
        no_stable_position: statuses.no_extension,
        partial: statuses.partial,
        settled: strengths.settled,
        graph: graph.clone(),
        translation,
        grounded,
        gradual,
        strengths: strengths.of,
    })
}

/// How long the search for an example position may take: somebody is waiting for the explanation.
const EXPLANATION_TIME: Duration = Duration::from_secs(2);

fn standing(statuses: &Statuses, argument: usize, credulous: bool) -> Standing {
    let status = statuses.of[argument];
    if status.in_all || (credulous && status.in_some) {
        Standing::Accepted
    } else if status.out_all {
        Standing::Rejected
    } else {
        Standing::Undecided
    }
}

impl Evaluation {
    /// The verdict on a claim or link; `None` when there is no such element.
    pub fn verdict(&self, element: Element) -> Option<Verdict> {
        match element {
            Element::Claim(c) => self.claims.get(c),
            Element::Link(l) => self.links.get(l),
        }
        .copied()
    }

    /// What every link adds to or takes from the strength of a claim, those on its other wordings included;
    /// the largest effect first. Empty for a claim that is supposed true or false, or does not exist.
    pub fn contributions(&self, claim: usize) -> Vec<Contribution> {
        let Some(&vertex) = self.gradual.vertex.get(claim) else {
            return Vec::new();
        };
        let influences = &self.gradual.graph.influences;
        let on_claim: Vec<(usize, bool, f64)> = (self.gradual.influence.iter().enumerate())
            .filter_map(|(l, i)| Some((l, &influences[(*i)?])))
            .filter(|(_, influence)| influence.target == vertex)
            .map(|(l, i)| (l, i.attack, self.gradual.graph.carried(i, &self.strengths)))
            .collect();
        // What was measured about the claim is there whichever link is not.
        let measured = influences.iter().skip(self.gradual.first_measured);
        let measured = measured
            .filter(|influence| influence.target == vertex)
            .map(|i| Influx::one(i.attack, self.gradual.graph.carried(i, &self.strengths)))
            .fold(Influx::NONE, Influx::join);
        // after[i]: what the influences from i on come to.
        let mut after = vec![measured; on_claim.len() + 1];
        for (i, &(_, attack, carried)) in on_claim.iter().enumerate().rev() {
            after[i] = Influx::one(attack, carried).join(after[i + 1]);
        }
        let strength =
            |influx| (self.method.gradual()).strength(self.gradual.graph.base[vertex], influx);
        let whole = strength(after[0]);
        let mut before = Influx::NONE;
        let mut contributions = Vec::with_capacity(on_claim.len());
        for (i, &(link, attack, carried)) in on_claim.iter().enumerate() {
            contributions.push(Contribution {
                link,
                attack,
                carried,
                effect: whole - strength(before.join(after[i + 1])),
            });
            before = before.join(Influx::one(attack, carried));
        }
        contributions.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        contributions
    }

    /// The labelling that shows why `argument` has its standing, and whether it is only an example of several:
    /// the grounded one where that decides, or else a position in which the argument has that standing.
    pub(super) fn telling_labels(&self, element: Element) -> Result<(Vec<Label>, bool), Stop> {
        let argument = self.translation.argument(element);
        let grounded = || Ok((self.grounded.labels.clone(), false));
        if self.grounded.labels[argument] != Label::Undec {
            return grounded();
        }
        let (semantics, _) = self.method.semantics();
        let framework = &self.translation.framework;
        let limits = Limits {
            max_time: Some(EXPLANATION_TIME),
            ..Limits::default()
        };
        let solver = Solver::new(framework, limits);
        let extension = match self.verdict(element).map(|v| v.standing) {
            Some(Standing::Accepted) => solver.credulous(semantics, argument)?.witness,
            Some(Standing::Rejected) => solver.extension(semantics)?,
            Some(Standing::Undecided) | None => None,
        };
        match extension {
            Some(extension) => Ok((super::translation::labelling(framework, &extension), true)),
            None => grounded(),
        }
    }
}
