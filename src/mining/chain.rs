//! What texts in a row say of each other: after a sentence that is no part of the argument the next seldom is one
//! either. Classes that follow each other as in a Markov chain, read forwards and backwards (Rabiner 1989). Pure.

use serde::{Deserialize, Serialize};

/// How often classes begin a row and follow each other, as measured against how often they occur at all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Chain {
    /// The share of each class.
    shares: Vec<f64>,
    /// The share of each class among the first of a row.
    first: Vec<f64>,
    /// For each class, the share of each class behind it.
    behind: Vec<Vec<f64>>,
}

/// How many times a class is taken to have been seen before anything was.
const DOUBT: f64 = 20.0;

fn scaled(mut values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        for value in &mut values {
            *value /= sum;
        }
    } else {
        // Nothing is possible: then nothing is known.
        let share = 1.0 / values.len().max(1) as f64;
        values.fill(share);
    }
    values
}

impl Chain {
    /// Counts classes, numbers below `classes`, in rows. As long as little was seen, what begins a row or follows is
    /// about as frequent as it is anywhere ([`DOUBT`]), so that a short acquaintance binds nothing.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a [usize]>, classes: usize) -> Self {
        let mut shares = vec![1.0; classes];
        let mut first = vec![0.0; classes];
        let mut behind = vec![vec![0.0; classes]; classes];
        for row in rows {
            let known = |class: &&usize| **class < classes;
            let row: Vec<usize> = row.iter().filter(known).copied().collect();
            for class in &row {
                shares[*class] += 1.0;
            }
            if let Some(class) = row.first() {
                first[*class] += 1.0;
            }
            for pair in row.windows(2) {
                behind[pair[0]][pair[1]] += 1.0;
            }
        }
        let shares = scaled(shares);
        let doubted = |counts: Vec<f64>| {
            let counts = counts.iter().zip(&shares);
            scaled(counts.map(|(n, share)| n + DOUBT * share).collect())
        };
        Self {
            first: doubted(first),
            behind: behind.into_iter().map(doubted).collect(),
            shares,
        }
    }

    /// The probability of each class for each text of a row, forward and backward, given what was thought of every
    /// text alone and how classes follow each other. `alone`: one list a text, as long as there are classes. If what
    /// was thought of them takes all classes for equally frequent, so does the answer: rare ones are found more often.
    pub fn probabilities(&self, alone: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let classes = self.shares.len();
        // How often a class stands in a place, as against anywhere, times what the words say for it.
        let said = |at: usize, class: usize| {
            alone[at].get(class).copied().unwrap_or(0.0) / self.shares[class]
        };
        let mut forward: Vec<Vec<f64>> = Vec::with_capacity(alone.len());
        for at in 0..alone.len() {
            let reached = |class: usize| match forward.last() {
                None => self.first[class],
                Some(before) => (before.iter().zip(&self.behind))
                    .map(|(p, behind)| p * behind[class])
                    .sum(),
            };
            let here = (0..classes)
                .map(|class| reached(class) * said(at, class))
                .collect();
            forward.push(scaled(here));
        }
        let mut rest = vec![1.0; classes];
        let mut found = Vec::with_capacity(alone.len());
        for (at, forward) in forward.into_iter().enumerate().rev() {
            found.push(scaled(
                forward.iter().zip(&rest).map(|(f, r)| f * r).collect(),
            ));
            let follows = |class: usize| {
                (0..classes)
                    .map(|next| self.behind[class][next] * said(at, next) * rest[next])
                    .sum()
            };
            rest = scaled((0..classes).map(follows).collect());
        }
        found.reverse();
        found
    }
}
