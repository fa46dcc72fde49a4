//! Many extensions without writing them all out: what independent parts of a framework admit, their product
//! walked lazily, and its exact size. Standard library only.

use super::solver::Stop;
use std::fmt;

/// The extensions of a framework, as the product of what its independent parts admit.
#[derive(Debug, Clone)]
pub struct Extensions {
    /// Members of every extension, ascending.
    pub(super) common: Vec<usize>,
    /// For every independent part its extensions, each ascending.
    pub(super) parts: Vec<Vec<Vec<usize>>>,
    /// Why the list is partial, when it is: at least one part may have further extensions.
    pub partial: Option<Stop>,
}

impl Extensions {
    /// The exact number of extensions listed (a lower bound when [`Extensions::partial`] says so).
    pub fn count(&self) -> Count {
        let mut count = Count(vec![1]);
        for part in &self.parts {
            count.multiply(part.len() as u64);
        }
        count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().any(Vec::is_empty)
    }

    /// Walks the extensions one at a time, each ascending. The number grows with the product of the parts:
    /// take as many as are wanted.
    pub fn iter(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let mut choice = (!self.is_empty()).then(|| vec![0usize; self.parts.len()]);
        std::iter::from_fn(move || {
            let current = choice.as_mut()?;
            let mut members = self.common.clone();
            for (part, &c) in self.parts.iter().zip(current.iter()) {
                members.extend_from_slice(&part[c]);
            }
            members.sort_unstable();
            let advanced = (0..current.len()).rev().any(|i| {
                current[i] += 1;
                let within = current[i] < self.parts[i].len();
                if !within {
                    current[i] = 0;
                }
                within
            });
            if !advanced {
                choice = None;
            }
            Some(members)
        })
    }
}

/// An exact, unbounded count: a thousand independent two-way disputes have 2^1000 preferred extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count(Vec<u64>);

/// Digits are kept in groups of nine, so that a product with a 32-bit part count stays within 64 bits.
const GROUP: u64 = 1_000_000_000;

impl Count {
    fn multiply(&mut self, factor: u64) {
        let mut carry = 0u128;
        for group in &mut self.0 {
            let value = u128::from(*group) * u128::from(factor) + carry;
            *group = (value % u128::from(GROUP)) as u64;
            carry = value / u128::from(GROUP);
        }
        while carry > 0 {
            self.0.push((carry % u128::from(GROUP)) as u64);
            carry /= u128::from(GROUP);
        }
        if factor == 0 {
            self.0 = vec![0];
        }
    }

    /// The count as a number, when it fits.
    pub fn to_u64(&self) -> Option<u64> {
        self.0.iter().rev().try_fold(0u64, |value, &group| {
            value.checked_mul(GROUP)?.checked_add(group)
        })
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups = self.0.iter().rev();
        write!(f, "{}", groups.next().copied().unwrap_or(0))?;
        groups.try_for_each(|group| write!(f, "{group:09}"))
    }
}
