//! Gradual semantics: a strength between 0 and 1 for every vertex of a weighted graph of attacks and supports.
//! Acyclic parts are computed exactly in order; each circle is iterated, damped, until it settles.
//! Uses components and the progress handle.

use super::components::strongly_connected;
use super::framework::Adjacency;
use crate::progress::{Cancelled, Progress};

/// How influences turn a base weight `w` into a strength. With A and S the strengths of attackers and supporters:
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum GradualSemantics {
    /// DF-QuAD (Rago, Toni, Aurisicchio, Baroni 2016): `va = 1 - prod(1 - A)`, `vs = 1 - prod(1 - S)`; `w - w (va - vs)`
    /// if `va >= vs`, else `w + (1 - w)(vs - va)`. One sound rebuttal is enough.
    #[default]
    DfQuad,
    /// Quadratic energy (Potyka 2018): `E = sum S - sum A`, `h(x) = max(x, 0)^2 / (1 + max(x, 0)^2)`;
    /// `w - w h(-E) + (1 - w) h(E)`. Counts heads.
    QuadraticEnergy,
    /// Euler-based (Amgoud and Ben-Naim 2018): `1 - (1 - w^2) / (1 + w exp(E))`, `E = sum S - sum A`. Cautious: never
    /// below `w^2`, and 0 and 1 never move.
    Euler,
    /// Weighted h-categorizer (Besnard and Hunter 2001; Amgoud and others 2017): `w / (1 + sum A)`. Attacks only.
    HCategorizer,
}

/// One attack or support: it carries the weakest of its sources' strengths, times the strength of its gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The vertices that must hold together; at least one.
    pub sources: Vec<usize>,
    /// The vertex that stands for the influence itself, which may be weakened like any other.
    pub gate: Option<usize>,
    /// The vertex influenced.
    pub target: usize,
    /// Attack, or else support.
    pub attack: bool,
}

/// Vertices with base weights from 0 to 1, and the influences between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedGraph {
    /// The base weight of every vertex.
    pub base: Vec<f64>,
    /// The influences; every vertex they name must exist.
    pub influences: Vec<Influence>,
}

/// The strengths found.
#[derive(Debug, Clone, PartialEq)]
pub struct Strengths {
    /// By vertex, from 0 to 1.
    pub of: Vec<f64>,
    /// Whether every circle settled. If not, the strengths are the last ones reached and mean little.
    pub settled: bool,
}

/// A circle has settled when no strength is further than this from what its influences make of it.
const TOLERANCE: f64 = 1e-9;
/// Steps tried with one damping factor.
const MAX_STEPS: usize = 5_000;
/// The part of the way towards the new strength that one step goes; plain iteration (1) swings for ever between
/// 0 and 1 on two vertices of weight 1 that attack each other. Smaller factors follow the continuous semantics
/// (Potyka 2019) ever more closely.
const DAMPING: [f64; 4] = [0.5, 0.25, 0.125, 0.0625];

impl WeightedGraph {
    /// What an influence carries, given the strengths of all vertices.
    pub fn carried(&self, influence: &Influence, strengths: &[f64]) -> f64 {
        let at = |v: usize| strengths.get(v).copied().unwrap_or(0.0);
        let weakest = influence.sources.iter().map(|&v| at(v)).fold(1.0, f64::min);
        weakest * influence.gate.map_or(1.0, at)
    }

    /// Strengths under `semantics`. Weights outside 0 to 1 are taken to the nearer end, NaN to 0.
    ///
    /// # Errors
    /// [`Cancelled`] when the progress handle says so.
    pub fn strengths(
        &self,
        semantics: GradualSemantics,
        progress: &Progress,
    ) -> Result<Strengths, Cancelled> {
        let len = self.base.len();
        let sound: Vec<&Influence> = (self.influences.iter())
            .filter(|i| !i.sources.is_empty() && i.vertices().all(|v| v < len))
            .collect();
        let incoming = Adjacency::new(
            len,
            (sound.iter().enumerate()).map(|(i, influence)| (influence.target as u32, i as u32)),
        );
        let edges: Vec<(u32, u32)> = (sound.iter())
            .flat_map(|i| {
                let from = i.sources.iter().chain(&i.gate);
                from.map(|&v| (v as u32, i.target as u32))
            })
            .collect();
        let component = strongly_connected(&Adjacency::new(len, edges.iter().copied()));
        let parts = Adjacency::new(
            len,
            (component.iter().enumerate()).map(|(v, &c)| (c, v as u32)),
        );
        let base: Vec<f64> = (self.base.iter())
            .map(|w| if w.is_nan() { 0.0 } else { w.clamp(0.0, 1.0) })
            .collect();
        let mut circular = vec![false; len];
        for &(from, to) in &edges {
            if component[from as usize] == component[to as usize] {
                circular[component[to as usize] as usize] = true;
            }
        }
        let mut strengths = base.clone();
        let aim = |v: usize, strengths: &[f64]| {
            let influences = incoming.of(v).iter().map(|&i| sound[i as usize]);
            let influx = influences.fold(Influx::NONE, |sum, i| {
                sum.join(Influx::one(i.attack, self.carried(i, strengths)))
            });
            semantics.strength(base[v], influx)
        };
        let mut settled = true;
        // Influences lead from higher component numbers to lower ones.
        for (done, c) in (0..len).rev().enumerate() {
            let members = parts.of(c);
            if members.is_empty() {
                continue;
            }
            if done % 1024 == 0 {
                progress.check()?;
            }
            if circular[c] {
                settled &= settle(members, &base, &mut strengths, aim, progress)?;
            } else if let Some(&v) = members.first() {
                strengths[v as usize] = aim(v as usize, &strengths);
            }
        }
        Ok(Strengths {
            of: strengths,
            settled,
        })
    }
}

impl Influence {
    fn vertices(&self) -> impl Iterator<Item = usize> + '_ {
        (self.sources.iter().copied())
            .chain(self.gate)
            .chain([self.target])
    }
}

/// Iterates one circle from its base weights; says whether it settled.
fn settle(
    members: &[u32],
    base: &[f64],
    strengths: &mut [f64],
    aim: impl Fn(usize, &[f64]) -> f64,
    progress: &Progress,
) -> Result<bool, Cancelled> {
    let mut next = vec![0.0; members.len()];
    for damping in DAMPING {
        for &v in members {
            strengths[v as usize] = base[v as usize];
        }
        for _ in 0..MAX_STEPS {
            progress.check()?;
            let mut furthest: f64 = 0.0;
            for (slot, &v) in next.iter_mut().zip(members) {
                *slot = aim(v as usize, strengths);
                furthest = furthest.max((*slot - strengths[v as usize]).abs());
            }
            if furthest < TOLERANCE {
                for (&new, &v) in next.iter().zip(members) {
                    strengths[v as usize] = new;
                }
                return Ok(true);
            }
            for (&new, &v) in next.iter().zip(members) {
                let old = &mut strengths[v as usize];
                *old += damping * (new - *old);
            }
        }
    }
    Ok(false)
}

/// All that any of the semantics asks about the influences on one vertex. Two can be joined, which is what makes
/// "what if this one were not there" cheap for every one of many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Influx {
    /// Product of 1 - strength over attackers, and over supporters.
    spared: f64,
    unsupported: f64,
    /// Sums of strengths.
    attacked: f64,
    supported: f64,
}

impl Influx {
    pub(super) const NONE: Self = Self {
        spared: 1.0,
        unsupported: 1.0,
        attacked: 0.0,
        supported: 0.0,
    };

    pub(super) fn one(attack: bool, carried: f64) -> Self {
        if attack {
            Self {
                spared: 1.0 - carried,
                attacked: carried,
                ..Self::NONE
            }
        } else {
            Self {
                unsupported: 1.0 - carried,
                supported: carried,
                ..Self::NONE
            }
        }
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self {
            spared: self.spared * other.spared,
            unsupported: self.unsupported * other.unsupported,
            attacked: self.attacked + other.attacked,
            supported: self.supported + other.supported,
        }
    }
}

impl GradualSemantics {
    /// The strength of a vertex of base weight `w` under the influences on it.
    pub(super) fn strength(self, w: f64, influx: Influx) -> f64 {
        let energy = influx.supported - influx.attacked;
        let strength = match self {
            Self::DfQuad => {
                let balance = influx.spared - influx.unsupported;
                if balance <= 0.0 {
                    w + w * balance
                } else {
                    w + (1.0 - w) * balance
                }
            }
            Self::QuadraticEnergy => {
                let impact = energy * energy / (1.0 + energy * energy);
                if energy < 0.0 {
                    w - w * impact
                } else {
                    w + (1.0 - w) * impact
                }
            }
            Self::Euler => 1.0 - (1.0 - w * w) / (1.0 + w * energy.exp()),
            Self::HCategorizer => w / (1.0 + influx.attacked),
        };
        strength.clamp(0.0, 1.0)
    }
}
