//! One knot of mutually dependent arguments as a satisfiability problem for `batsat`: complete and stable
//! labellings as models, maximal ones by growing, known ones blocked. Knows nothing of whole frameworks.

use super::solver::{Limits, Stop};
use batsat::{Callbacks, Lit, Solver, SolverInterface, SolverOpts, Var, lbool};
use std::time::Instant;

/// Whether the work must stop, asked by the search itself and between its runs.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    limits: Limits,
    deadline: Option<Instant>,
}

impl Watch {
    pub(super) fn new(limits: Limits) -> Self {
        let deadline = limits.max_time.and_then(|t| Instant::now().checked_add(t));
        Self { limits, deadline }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// `Err` once the work was cancelled or its time is up.
    pub(super) fn check(&self) -> Result<(), Stop> {
        if self.limits.progress.cancelled() {
            Err(Stop::Cancelled)
        } else if self.deadline.is_some_and(|d| Instant::now() >= d) {
            Err(Stop::TimeLimit)
        } else {
            Ok(())
        }
    }
}

impl Callbacks for Watch {
    fn stop(&self) -> bool {
        self.check().is_err()
    }
}

/// Which labellings are the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Complete,
    Stable,
}

/// The accepted arguments of one model, by local index, and those that they attack.
#[derive(Debug, Clone)]
pub(super) struct Position {
    pub(super) accepted: Vec<bool>,
    pub(super) attacked: Vec<bool>,
}

/// The models of one knot. Two variables an argument `a`: `in_a`, and `hit_a` "some attacker is in"
/// (Besnard and Doutre 2004, in the two-variable form):
/// `hit_a <-> OR in_b`, `in_a <-> AND hit_b` over the attackers `b` of `a`, `not (in_a and hit_a)`;
/// stable adds `in_a or hit_a`.
pub(super) struct Encoding<'a> {
    solver: Solver<Watch>,
    watch: Watch,
    attackers: &'a [Vec<u32>],
    len: usize,
}

/// How often a set of arguments that cannot all be accepted is thinned out before one is asked for.
const TRIES: usize = 8;

fn in_lit(a: usize) -> Lit {
    Lit::new(Var::unsafe_from_idx(2 * a as u32), true)
}

fn hit_lit(a: usize) -> Lit {
    Lit::new(Var::unsafe_from_idx(2 * a as u32 + 1), true)
}

impl<'a> Encoding<'a> {
    pub(super) fn new(attackers: &'a [Vec<u32>], kind: Kind, watch: &Watch) -> Self {
        let len = attackers.len();
        let mut encoding = Self {
            solver: Solver::new(SolverOpts::default(), watch.clone()),
            watch: watch.clone(),
            attackers,
            len,
        };
        for _ in 0..len {
            // Trying "in" first makes most models nearly maximal at once.
            encoding.solver.new_var(lbool::TRUE, true);
            encoding.solver.new_var(lbool::UNDEF, true);
        }
        for (a, attackers) in attackers.iter().enumerate() {
            encoding.clause([!in_lit(a), !hit_lit(a)]);
            encoding.clause(
                std::iter::once(!hit_lit(a)).chain(attackers.iter().map(|&b| in_lit(b as usize))),
            );
            encoding.clause(
                std::iter::once(in_lit(a)).chain(attackers.iter().map(|&b| !hit_lit(b as usize))),
            );
            for &b in attackers {
                encoding.clause([hit_lit(a), !in_lit(b as usize)]);
                encoding.clause([!in_lit(a), hit_lit(b as usize)]);
            }
            if kind == Kind::Stable {
                encoding.clause([in_lit(a), hit_lit(a)]);
            }
        }
        encoding
    }

    fn clause(&mut self, literals: impl IntoIterator<Item = Lit>) {
        let mut literals: Vec<Lit> = literals.into_iter().collect();
        self.solver.add_clause_reuse(&mut literals);
    }

    fn run(&mut self, assumptions: &[Lit]) -> Result<Option<Position>, Stop> {
        self.watch.check()?;
        let answer = self.solver.solve_limited(assumptions);
        if answer == lbool::TRUE {
            let value = |lit| self.solver.value_lit(lit) == lbool::TRUE;
            Ok(Some(Position {
                accepted: (0..self.len).map(|a| value(in_lit(a))).collect(),
                attacked: (0..self.len).map(|a| value(hit_lit(a))).collect(),
            }))
        } else if answer == lbool::FALSE {
            Ok(None)
        } else {
            // Undecided only because the watch said stop; cancelled unless it was the clock.
            Err(self.watch.check().err().unwrap_or(Stop::Cancelled))
        }
    }

    /// A literal that switches a clause `OR literals` on while it is assumed.
    fn switched(&mut self, literals: impl IntoIterator<Item = Lit>) -> Lit {
        let switch = Lit::new(self.solver.new_var(lbool::FALSE, false), true);
        self.clause(std::iter::once(!switch).chain(literals));
        switch
    }

    /// Any model.
    pub(super) fn any(&mut self) -> Result<Option<Position>, Stop> {
        self.run(&[])
    }

    /// A model in which `argument` is accepted (or is not, when `accepted` is false).
    pub(super) fn with(
        &mut self,
        argument: usize,
        accepted: bool,
    ) -> Result<Option<Position>, Stop> {
        self.run(&[in_lit(argument).apply_sign(accepted)])
    }

    /// A model that accepts some argument of `wanted`, many if that is easy.
    pub(super) fn accepting_one_of(&mut self, wanted: &[usize]) -> Result<Option<Position>, Stop> {
        // One argument more at a time would make a knot of n arguments cost n searches. So try a whole set that
        // is free of conflict first, less what the search finds to be in the way.
        let mut together = self.free_of_conflict(wanted);
        for _ in 0..TRIES {
            if together.len() < 2 {
                break;
            }
            if let Some(found) = self.run(&together)? {
                return Ok(Some(found));
            }
            together.retain(|&l| !self.solver.unsat_core_contains_lit(!l));
        }
        let switch = self.switched(wanted.iter().map(|&a| in_lit(a)));
        let found = self.run(&[switch])?;
        self.clause([!switch]);
        Ok(found)
    }

    /// As many of `wanted` as do not attack one another, taken in order.
    fn free_of_conflict(&self, wanted: &[usize]) -> Vec<Lit> {
        let (mut taken, mut barred) = (vec![false; self.len], vec![false; self.len]);
        let mut literals = Vec::new();
        for &a in wanted {
            let attackers = &self.attackers[a];
            if barred[a]
                || attackers
                    .iter()
                    .any(|&b| b as usize == a || taken[b as usize])
            {
                continue;
            }
            taken[a] = true;
            for &b in attackers {
                barred[b as usize] = true;
            }
            literals.push(in_lit(a));
        }
        literals
    }

    /// A model that falsifies some claim of `candidates`, grown as far as it still falsifies one.
    pub(super) fn refuting(&mut self, candidates: &Candidates) -> Result<Option<Position>, Stop> {
        let literals: Vec<Lit> = (candidates.accepted.iter().map(|&a| !in_lit(a)))
            .chain(candidates.attacked.iter().map(|&a| !hit_lit(a)))
            .collect();
        let switch = self.switched(literals);
        let mut best = None;
        if let Some(found) = self.run(&[switch])? {
            best = Some(self.grow_assuming(found, Some(switch))?);
        }
        self.clause([!switch]);
        Ok(best)
    }

    /// A subset-maximal model (a preferred extension of the knot) that contains `position`.
    pub(super) fn grow(&mut self, position: Position) -> Result<Position, Stop> {
        self.grow_assuming(position, None)
    }

    fn grow_assuming(
        &mut self,
        mut position: Position,
        kept: Option<Lit>,
    ) -> Result<Position, Stop> {
        loop {
            let (inside, outside): (Vec<usize>, Vec<usize>) =
                (0..self.len).partition(|&a| position.accepted[a]);
            let open: Vec<usize> = outside
                .into_iter()
                .filter(|&a| !position.attacked[a])
                .collect();
            if open.is_empty() {
                return Ok(position);
            }
            // What the position attacks can never join it, so only undecided arguments can be new.
            let switch = self.switched(open.iter().map(|&a| in_lit(a)));
            let assumptions: Vec<Lit> = (kept.into_iter().chain([switch]))
                .chain(inside.iter().map(|&a| in_lit(a)))
                .collect();
            let larger = self.run(&assumptions)?;
            self.clause([!switch]);
            match larger {
                Some(larger) => position = larger,
                None => return Ok(position),
            }
        }
    }

    /// Excludes every subset of `position` from now on.
    pub(super) fn block_subsets(&mut self, position: &Position) {
        let outside: Vec<Lit> = (0..self.len)
            .filter(|&a| !position.accepted[a])
            .map(in_lit)
            .collect();
        self.clause(outside);
    }

    /// Excludes exactly `position` from now on.
    pub(super) fn block_exactly(&mut self, position: &Position) {
        let differs: Vec<Lit> = (0..self.len)
            .map(|a| in_lit(a).apply_sign(!position.accepted[a]))
            .collect();
        self.clause(differs);
    }
}

/// Claims about every remaining extension that are not yet refuted: these arguments are always accepted,
/// those are always attacked by what is accepted.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) accepted: Vec<usize>,
    pub(super) attacked: Vec<usize>,
}

impl Candidates {
    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty() && self.attacked.is_empty()
    }

    /// Drops what `position` refutes.
    pub(super) fn keep(&mut self, position: &Position) {
        self.accepted.retain(|&a| position.accepted[a]);
        self.attacked.retain(|&a| position.attacked[a]);
    }
}
