//! Extensions and acceptance under complete, preferred, stable and ideal semantics. The grounded labelling
//! comes first; what it leaves undecided falls apart into independent knots (weakly connected components),
//! and each knot is a small satisfiability problem. The product of the knots is never built: in a long
//! debate it has 2^k members for k two-way disputes. Uses the framework, the encoding and the progress handle.

use super::components::weakly_connected;
use super::extensions::Extensions;
use super::framework::{Framework, Label};
use super::grounded::{Grounded, grounded};
use super::knot::{
    Knot, credulous_preferred, ideal, preferred_without, skeptical_preferred, stable_statuses,
};
use super::sat::{Encoding, Kind, Watch};
use crate::progress::Progress;
use std::time::Duration;

/// A notion of a reasonable position in a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Semantics {
    /// The least complete extension; always exactly one (Dung 1995).
    Grounded,
    /// Conflict-free sets that contain exactly what they defend; at least one (Dung 1995).
    Complete,
    /// Largest complete sets; at least one (Dung 1995).
    Preferred,
    /// Conflict-free sets that attack everything outside; there may be none (Dung 1995).
    Stable,
    /// The largest admissible set inside every preferred one; always exactly one (Dung, Mancarella, Toni 2007).
    Ideal,
}

/// How far a search may go.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Cancels the search and hears how many knots are done.
    pub progress: Progress,
    /// Wall-clock time for everything asked of one [`Solver`]; `None` = no limit.
    pub max_time: Option<Duration>,
    /// The most extensions to list for one knot.
    pub max_extensions: usize,
}

impl Default for Limits {
    /// Nobody watching, no time limit, 100,000 extensions for each knot.
    fn default() -> Self {
        Self {
            progress: Progress::none(),
            max_time: None,
            max_extensions: 100_000,
        }
    }
}

/// Why a search ended before it was complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Somebody asked for it.
    #[error("the evaluation was cancelled before it was complete; start it again to finish it")]
    Cancelled,
    /// [`Limits::max_time`] passed.
    #[error(
        "the evaluation ran out of time before it was complete; allow more time or take grounded semantics"
    )]
    TimeLimit,
    /// [`Limits::max_extensions`] was reached.
    #[error(
        "the evaluation found more extensions than it may list; ask for single arguments instead"
    )]
    CountLimit,
}

/// The answer to "is this argument accepted?", with the extension that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub accepted: bool,
    /// An extension with the argument (credulous yes) or without it (skeptical no), ascending.
    pub witness: Option<Vec<usize>>,
    /// There is no extension at all (stable semantics only): a skeptical yes says nothing then.
    pub no_extension: bool,
}

/// What the extensions say of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// A member of some extension (credulously accepted).
    pub in_some: bool,
    /// A member of every extension, of which there is at least one (skeptically accepted).
    pub in_all: bool,
    /// Attacked by some extension.
    pub out_some: bool,
    /// Attacked by every extension, of which there is at least one.
    pub out_all: bool,
}

/// The statuses of all arguments.
#[derive(Debug, Clone)]
pub struct Statuses {
    /// By argument. When there is no extension every flag is false.
    pub of: Vec<Status>,
    /// There is no extension at all (stable semantics only).
    pub no_extension: bool,
    /// Why the search is partial, when it is. Flags that are set are true even then; flags that are not set
    /// may be unknown.
    pub partial: Option<Stop>,
}

/// Answers questions about one framework; the preparation (linear time) is done once.
#[derive(Debug)]
pub struct Solver {
    grounded: Grounded,
    knots: Vec<Knot>,
    /// Which knot an undecided argument belongs to, and its index there.
    place: Vec<Option<(u32, u32)>>,
    watch: Watch,
}

impl Solver {
    /// Prepares a framework; the clock of [`Limits::max_time`] starts here.
    pub fn new(framework: &Framework, limits: Limits) -> Self {
        let grounded = grounded(framework);
        let undecided: Vec<u32> = (0..framework.len() as u32)
            .filter(|&a| grounded.labels[a as usize] == Label::Undec)
            .collect();
        let beside = |a: u32| {
            let a = a as usize;
            (framework.attackers(a).iter().copied()).chain(framework.targets(a).iter().copied())
        };
        let mut place = vec![None; framework.len()];
        let knots = weakly_connected(framework.len(), &undecided, beside)
            .into_iter()
            .enumerate()
            .map(|(k, members)| {
                for (i, &a) in members.iter().enumerate() {
                    place[a as usize] = Some((k as u32, i as u32));
                }
                // No attacker of an undecided argument is in, and attackers that are out change nothing.
                let attackers = members
                    .iter()
                    .map(|&a| {
                        let attackers = framework.attackers(a as usize).iter();
                        attackers
                            .filter_map(|&b| place[b as usize].map(|(_, i)| i))
                            .collect()
                    })
                    .collect();
                Knot { members, attackers }
            })
            .collect();
        Self {
            grounded,
            knots,
            place,
            watch: Watch::new(limits),
        }
    }

    /// The grounded labelling.
    pub fn grounded(&self) -> &Grounded {
        &self.grounded
    }

    /// The size of every independent knot that grounded semantics leaves undecided.
    pub fn knot_sizes(&self) -> Vec<usize> {
        self.knots.iter().map(|k| k.members.len()).collect()
    }

    /// One extension, ascending; `None` when there is none (stable semantics only).
    ///
    /// # Errors
    /// [`Stop`] when a limit of this solver ended the search.
    pub fn extension(&self, semantics: Semantics) -> Result<Option<Vec<usize>>, Stop> {
        self.extension_where(semantics, None)
    }

    /// One extension; `fixed` demands that one member of one knot is accepted (or is not).
    fn extension_where(
        &self,
        semantics: Semantics,
        fixed: Option<(u32, Vec<bool>)>,
    ) -> Result<Option<Vec<usize>>, Stop> {
        let mut members = self.grounded_in();
        for (k, knot) in self.knots.iter().enumerate() {
            self.report(k)?;
            let accepted = match &fixed {
                Some((fixed, accepted)) if *fixed as usize == k => Some(accepted.clone()),
                _ => self.knot_extension(knot, semantics)?,
            };
            let Some(accepted) = accepted else {
                return Ok(None);
            };
            members.extend(knot.chosen(&accepted));
        }
        members.sort_unstable();
        Ok(Some(members))
    }

    fn knot_extension(&self, knot: &Knot, semantics: Semantics) -> Result<Option<Vec<bool>>, Stop> {
        Ok(match semantics {
            // The grounded extension is a complete one, and has no member in any knot.
            Semantics::Grounded | Semantics::Complete => Some(vec![false; knot.members.len()]),
            Semantics::Stable => self.encode(knot, Kind::Stable).any()?.map(|p| p.accepted),
            Semantics::Preferred => {
                let mut encoding = self.encode(knot, Kind::Complete);
                match encoding.any()? {
                    Some(position) => Some(encoding.grow(position)?.accepted),
                    None => None,
                }
            }
            Semantics::Ideal => {
                let mut found = vec![Status::default(); knot.members.len()];
                let mut encoding = self.encode(knot, Kind::Complete);
                credulous_preferred(&mut encoding, knot, &mut found)?;
                Some(ideal(knot, &found))
            }
        })
    }

    /// All extensions, knot by knot.
    pub fn extensions(&self, semantics: Semantics) -> Extensions {
        let mut extensions = Extensions {
            common: self.grounded_in(),
            parts: Vec::with_capacity(self.knots.len()),
            partial: None,
        };
        for (k, knot) in self.knots.iter().enumerate() {
            let mut found = Vec::new();
            let end = (self.report(k)).and_then(|()| self.list(knot, semantics, &mut found));
            found.sort_unstable();
            let none = found.is_empty();
            match end {
                // Not one extension of this knot: then the framework has none, however far the search got.
                Ok(()) if none => extensions.partial = None,
                Ok(()) => {}
                Err(stop) => extensions.partial = Some(stop),
            }
            extensions.parts.push(found);
            if none {
                return extensions;
            }
        }
        extensions
    }

    fn list(
        &self,
        knot: &Knot,
        semantics: Semantics,
        found: &mut Vec<Vec<usize>>,
    ) -> Result<(), Stop> {
        let kind = match semantics {
            Semantics::Grounded | Semantics::Ideal => {
                let only = self.knot_extension(knot, semantics)?;
                found.extend(only.map(|accepted| knot.chosen(&accepted).collect()));
                return Ok(());
            }
            Semantics::Complete | Semantics::Preferred => Kind::Complete,
            Semantics::Stable => Kind::Stable,
        };
        let mut encoding = self.encode(knot, kind);
        while let Some(position) = encoding.any()? {
            if found.len() >= self.watch.limits().max_extensions {
                return Err(Stop::CountLimit);
            }
            let position = if semantics == Semantics::Preferred {
                encoding.grow(position)?
            } else {
                position
            };
            found.push(knot.chosen(&position.accepted).collect());
            if semantics == Semantics::Complete {
                encoding.block_exactly(&position);
            } else {
                encoding.block_subsets(&position);
            }
        }
        Ok(())
    }

    /// Whether some extension contains `argument`. An index outside the framework is in none.
    ///
    /// # Errors
    /// [`Stop`] when a limit of this solver ended the search.
    pub fn credulous(&self, semantics: Semantics, argument: usize) -> Result<Decision, Stop> {
        let witness = match (self.place.get(argument).copied().flatten(), semantics) {
            (Some((k, i)), Semantics::Complete | Semantics::Preferred | Semantics::Stable) => {
                let kind = kind_of(semantics);
                let mut encoding = self.encode(&self.knots[k as usize], kind);
                match encoding.with(i as usize, true)? {
                    Some(position) if semantics == Semantics::Preferred => {
                        let position = encoding.grow(position)?;
                        self.extension_where(semantics, Some((k, position.accepted)))?
                    }
                    Some(position) => {
                        self.extension_where(semantics, Some((k, position.accepted)))?
                    }
                    None => None,
                }
            }
            _ => self
                .extension(semantics)?
                .filter(|e| e.binary_search(&argument).is_ok()),
        };
        Ok(Decision {
            accepted: witness.is_some(),
            no_extension: witness.is_none() && self.has_no_extension(semantics)?,
            witness,
        })
    }

    /// Whether every extension contains `argument`: vacuously so, and marked in the answer, where there is no
    /// extension at all.
    ///
    /// # Errors
    /// [`Stop`] when a limit of this solver ended the search.
    pub fn skeptical(&self, semantics: Semantics, argument: usize) -> Result<Decision, Stop> {
        if self.has_no_extension(semantics)? {
            return Ok(Decision {
                accepted: true,
                witness: None,
                no_extension: true,
            });
        }
        let witness = match (self.place.get(argument).copied().flatten(), semantics) {
            (Some((k, i)), Semantics::Stable | Semantics::Preferred) => {
                let knot = &self.knots[k as usize];
                let mut encoding = self.encode(knot, kind_of(semantics));
                let counter = if semantics == Semantics::Stable {
                    encoding.with(i as usize, false)?
                } else {
                    preferred_without(&mut encoding, i as usize)?
                };
                match counter {
                    Some(counter) => {
                        self.extension_where(semantics, Some((k, counter.accepted)))?
                    }
                    None => None,
                }
            }
            // An argument outside the knots is in all extensions or in none, and one extension is the least
            // (complete) or the only one (grounded, ideal): whatever it lacks is not skeptically accepted.
            _ => self
                .extension(semantics)?
                .filter(|e| e.binary_search(&argument).is_err()),
        };
        Ok(Decision {
            accepted: witness.is_none(),
            witness,
            no_extension: false,
        })
    }

    /// The status of every argument at once; far cheaper than asking one by one.
    pub fn statuses(&self, semantics: Semantics) -> Statuses {
        let mut of: Vec<Status> = (self.grounded.labels.iter())
            .map(|label| Status {
                in_some: *label == Label::In,
                in_all: *label == Label::In,
                out_some: *label == Label::Out,
                out_all: *label == Label::Out,
            })
            .collect();
        let mut partial = None;
        for (k, knot) in self.knots.iter().enumerate() {
            let mut found = vec![Status::default(); knot.members.len()];
            let end =
                (self.report(k)).and_then(|()| self.knot_statuses(knot, semantics, &mut found));
            match end {
                Ok(true) => {}
                Ok(false) => {
                    return Statuses {
                        of: vec![Status::default(); of.len()],
                        no_extension: true,
                        partial: None,
                    };
                }
                Err(stop) => partial = Some(stop),
            }
            for (&a, status) in knot.members.iter().zip(found) {
                of[a as usize] = status;
            }
        }
        if semantics == Semantics::Stable && partial.is_some() {
            // A knot that was not finished may still turn out to have no stable extension.
            of = vec![Status::default(); of.len()];
        }
        Statuses {
            of,
            no_extension: false,
            partial,
        }
    }

    /// Fills in what is known of one knot; `Ok(false)` when it has no extension.
    fn knot_statuses(
        &self,
        knot: &Knot,
        semantics: Semantics,
        found: &mut [Status],
    ) -> Result<bool, Stop> {
        match semantics {
            Semantics::Grounded => {}
            Semantics::Complete => {
                // A complete extension with an argument lies in a preferred one, and the grounded one, which
                // decides nothing in a knot, is among them: so nothing is in all or out in all.
                let mut encoding = self.encode(knot, Kind::Complete);
                credulous_preferred(&mut encoding, knot, found)?;
            }
            Semantics::Ideal => {
                let accepted = self.knot_extension(knot, semantics)?.unwrap_or_default();
                for (a, status) in found.iter_mut().enumerate() {
                    status.in_some = accepted[a];
                    status.in_all = accepted[a];
                    let attacked = knot.attackers[a].iter().any(|&b| accepted[b as usize]);
                    status.out_some = attacked;
                    status.out_all = attacked;
                }
            }
            Semantics::Preferred => {
                let mut encoding = self.encode(knot, Kind::Complete);
                skeptical_preferred(&mut encoding, knot, found)?;
            }
            Semantics::Stable => {
                let mut encoding = self.encode(knot, Kind::Stable);
                return stable_statuses(&mut encoding, knot, found);
            }
        }
        Ok(true)
    }

    fn has_no_extension(&self, semantics: Semantics) -> Result<bool, Stop> {
        Ok(semantics == Semantics::Stable && self.extension(semantics)?.is_none())
    }

    fn grounded_in(&self) -> Vec<usize> {
        let labels = self.grounded.labels.iter().enumerate();
        labels
            .filter(|(_, label)| **label == Label::In)
            .map(|(a, _)| a)
            .collect()
    }

    fn encode<'a>(&self, knot: &'a Knot, kind: Kind) -> Encoding<'a> {
        Encoding::new(&knot.attackers, kind, &self.watch)
    }

    fn report(&self, done: usize) -> Result<(), Stop> {
        let progress = &self.watch.limits().progress;
        progress.set(done as u64, self.knots.len() as u64);
        self.watch.check()
    }
}

fn kind_of(semantics: Semantics) -> Kind {
    if semantics == Semantics::Stable {
        Kind::Stable
    } else {
        Kind::Complete
    }
}
