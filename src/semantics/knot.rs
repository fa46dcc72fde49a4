//! What the extensions of one knot say of its members: the searches behind every answer of the solver. Uses the
//! encoding only.

use super::sat::{Candidates, Encoding, Position};
use super::solver::{Status, Stop};

/// One knot: its members as framework indices, and their attackers as local indices.
#[derive(Debug)]
pub(super) struct Knot {
    pub(super) members: Vec<u32>,
    pub(super) attackers: Vec<Vec<u32>>,
}

impl Knot {
    /// The framework indices of the accepted members.
    pub(super) fn chosen<'a>(&'a self, accepted: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
        let pairs = self.members.iter().zip(accepted);
        pairs
            .filter(|(_, accepted)| **accepted)
            .map(|(&a, _)| a as usize)
    }
}

/// Finds which arguments some preferred extension accepts or attacks. Each extension found is blocked, since
/// it can teach nothing more; what all of them say is returned.
pub(super) fn credulous_preferred(
    encoding: &mut Encoding<'_>,
    knot: &Knot,
    found: &mut [Status],
) -> Result<Candidates, Stop> {
    let mut always = Candidates {
        accepted: (0..knot.members.len()).collect(),
        attacked: (0..knot.members.len()).collect(),
    };
    let mut wanted: Vec<usize> = (0..knot.members.len()).collect();
    while !wanted.is_empty()
        && let Some(position) = encoding.accepting_one_of(&wanted)?
    {
        let position = encoding.grow(position)?;
        encoding.block_subsets(&position);
        note(&position, found);
        always.keep(&position);
        wanted.retain(|&a| !position.accepted[a]);
    }
    if wanted.len() == knot.members.len() {
        // Only the empty set is preferred here: nothing is always accepted or always attacked.
        always = Candidates::default();
    }
    Ok(always)
}

fn note(position: &Position, found: &mut [Status]) {
    for (a, status) in found.iter_mut().enumerate() {
        status.in_some |= position.accepted[a];
        status.out_some |= position.attacked[a];
    }
}

/// The members of the ideal extension inside a knot, when it is known which arguments are credulously
/// accepted: those without a credulously accepted attacker, less what they do not defend
/// (Dunne 2009: an admissible set is inside every preferred one if no preferred one attacks it).
pub(super) fn ideal(knot: &Knot, found: &[Status]) -> Vec<bool> {
    let len = knot.members.len();
    let mut member: Vec<bool> = found.iter().map(|s| s.in_some && !s.out_some).collect();
    let mut targets = vec![Vec::new(); len];
    for (a, attackers) in knot.attackers.iter().enumerate() {
        for &b in attackers {
            targets[b as usize].push(a);
        }
    }
    // `hits[b]`: how many members attack b. An argument none of whose attackers is unhit is defended.
    let mut hits: Vec<usize> = (knot.attackers.iter())
        .map(|attackers| attackers.iter().filter(|&&b| member[b as usize]).count())
        .collect();
    let undefended =
        |a: usize, hits: &[usize]| knot.attackers[a].iter().any(|&b| hits[b as usize] == 0);
    let mut dropped: Vec<usize> = (0..len)
        .filter(|&a| member[a] && undefended(a, &hits))
        .collect();
    for &a in &dropped {
        member[a] = false;
    }
    while let Some(a) = dropped.pop() {
        for &b in &targets[a] {
            hits[b] -= 1;
            if hits[b] == 0 {
                for &c in &targets[b] {
                    if std::mem::take(&mut member[c]) {
                        dropped.push(c);
                    }
                }
            }
        }
    }
    member
}

/// The statuses of a knot under preferred semantics. What every extension found so far says is put to the
/// test: a complete set that contradicts it is grown, first as far as it still contradicts, then to a
/// preferred extension, and blocked (after Dvořák, Järvisalo, Wallner, Woltran 2014).
pub(super) fn skeptical_preferred(
    encoding: &mut Encoding<'_>,
    knot: &Knot,
    found: &mut [Status],
) -> Result<(), Stop> {
    let mut open = credulous_preferred(encoding, knot, found)?;
    // The ideal extension lies in every preferred one; no need to search for a counterexample to it.
    let ideal = ideal(knot, found);
    for a in 0..knot.members.len() {
        found[a].in_all = ideal[a];
        found[a].out_all = knot.attackers[a].iter().any(|&b| ideal[b as usize]);
    }
    open.accepted.retain(|&a| !found[a].in_all);
    open.attacked.retain(|&a| !found[a].out_all);
    while !open.is_empty()
        && let Some(position) = encoding.refuting(&open)?
    {
        let position = encoding.grow(position)?;
        encoding.block_subsets(&position);
        note(&position, found);
        open.keep(&position);
    }
    for &a in &open.accepted {
        found[a].in_all = true;
    }
    for &a in &open.attacked {
        found[a].out_all = true;
    }
    Ok(())
}

/// A preferred extension of a knot that lacks `argument`.
pub(super) fn preferred_without(
    encoding: &mut Encoding<'_>,
    argument: usize,
) -> Result<Option<Position>, Stop> {
    let without = Candidates {
        accepted: vec![argument],
        attacked: Vec::new(),
    };
    while let Some(position) = encoding.refuting(&without)? {
        let position = encoding.grow(position)?;
        if !position.accepted[argument] {
            return Ok(Some(position));
        }
        encoding.block_subsets(&position);
    }
    Ok(None)
}

/// The statuses of a knot under stable semantics; `Ok(false)` when it has no stable extension.
pub(super) fn stable_statuses(
    encoding: &mut Encoding<'_>,
    knot: &Knot,
    found: &mut [Status],
) -> Result<bool, Stop> {
    let mut wanted: Vec<usize> = (0..knot.members.len()).collect();
    let mut always: Vec<usize> = wanted.clone();
    let mut any = false;
    while let Some(position) = encoding.accepting_one_of(&wanted)? {
        any = true;
        note(&position, found);
        wanted.retain(|&a| !position.accepted[a]);
        always.retain(|&a| position.accepted[a]);
    }
    if !any {
        return Ok(false);
    }
    let mut open = Candidates {
        accepted: always,
        attacked: Vec::new(),
    };
    while !open.is_empty()
        && let Some(position) = encoding.refuting(&open)?
    {
        note(&position, found);
        open.keep(&position);
    }
    for &a in &open.accepted {
        found[a].in_all = true;
    }
    for status in found {
        // A stable extension attacks exactly what it does not contain.
        status.out_some = !status.in_all;
        status.out_all = !status.in_some;
    }
    Ok(true)
}
