//! Extensions by trying every subset: slow, obvious, and independent of the code under test.

use counterclaim::semantics::solver::Semantics;

/// All extensions of a framework of `n` arguments (at most 16), each ascending, the list sorted.
pub fn extensions(n: usize, attacks: &[(usize, usize)], semantics: Semantics) -> Vec<Vec<usize>> {
    let attacked_by = |set: u32| {
        attacks
            .iter()
            .filter(|(a, _)| set >> a & 1 == 1)
            .fold(0u32, |all, (_, b)| all | 1 << b)
    };
    let attackers: Vec<u32> = (0..n)
        .map(|b| {
            attacks
                .iter()
                .filter(|(_, t)| *t == b)
                .fold(0, |all, (a, _)| all | 1 << a)
        })
        .collect();
    let defended = |set: u32| {
        let hit = attacked_by(set);
        (0..n)
            .filter(|&a| attackers[a] & !hit == 0)
            .fold(0u32, |all, a| all | 1 << a)
    };
    let conflict_free: Vec<u32> = (0..1u32 << n)
        .filter(|&s| attacked_by(s) & s == 0)
        .collect();
    let complete: Vec<u32> = conflict_free
        .iter()
        .copied()
        .filter(|&s| defended(s) == s)
        .collect();
    let preferred: Vec<u32> = complete
        .iter()
        .copied()
        .filter(|&s| !complete.iter().any(|&t| t != s && t & s == s))
        .collect();
    let found: Vec<u32> = match semantics {
        Semantics::Grounded => complete
            .iter()
            .copied()
            .filter(|&s| complete.iter().all(|&t| t & s == s))
            .collect(),
        Semantics::Complete => complete,
        Semantics::Preferred => preferred,
        Semantics::Stable => conflict_free
            .into_iter()
            .filter(|&s| (attacked_by(s) | s).count_ones() as usize == n)
            .collect(),
        Semantics::Ideal => {
            let inside: Vec<u32> = conflict_free
                .into_iter()
                .filter(|&s| defended(s) & s == s && preferred.iter().all(|&p| p & s == s))
                .collect();
            inside
                .iter()
                .copied()
                .filter(|&s| inside.iter().all(|&t| s & t == t))
                .collect()
        }
    };
    let mut found: Vec<Vec<usize>> = found
        .into_iter()
        .map(|s| (0..n).filter(|a| s >> a & 1 == 1).collect())
        .collect();
    found.sort();
    found
}
