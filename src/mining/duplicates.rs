//! Claims that say nearly the same: pairs by cosine of TF-IDF rows. Pure.
//!
//! Every pair at or above the threshold is found without comparing all of them: a row enters the index only with the
//! terms that another row cannot do without if it is to reach the threshold (All-Pairs: Bayardo, Ma & Srikant 2007).

use std::collections::{BTreeMap, BTreeSet};

use super::features::{Features, Vocabulary};
use super::regression::Row;
use super::text::{Word, words};
use crate::progress::{Cancelled, Progress};

/// Two texts that are nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The earlier one, by index.
    pub first: usize,
    /// The later one.
    pub second: usize,
    /// Cosine of their rows: 1 = the same words equally often.
    pub cosine: f64,
}

/// Longer texts are compared by so many words.
const MOST_WORDS: usize = 300;

/// Words that turn a statement into its opposite.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "nothing", "none", "neither", "without", "cannot",
];

/// The rows that are compared: single words by TF-IDF, of length 1. A text without words has an empty one.
pub fn rows(texts: &[&str]) -> Vec<Row> {
    let features: Vec<Features> = (texts.iter())
        .map(|text| {
            let mut features = Features::default();
            features.plain_words(&cut(text));
            features
        })
        .collect();
    let vocabulary = Vocabulary::of(&features, 1);
    features.iter().map(|text| vocabulary.row(text)).collect()
}

fn cut(text: &str) -> Vec<Word> {
    let mut found = words(text);
    found.truncate(MOST_WORDS);
    found
}

/// Cosine of two rows of length 1.
pub fn cosine(a: &Row, b: &Row) -> f64 {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut sum = 0.0;
    while let (Some((i, x)), Some((j, y))) = (a.peek(), b.peek()) {
        if i == j {
            sum += x * y;
        }
        let (forward, other) = (i <= j, j <= i);
        if forward {
            a.next();
        }
        if other {
            b.next();
        }
    }
    sum
}

/// The pairs of texts whose cosine is at least `threshold` (above 0), by first and second; not those of which one
/// denies what the other says, or which name different numbers.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn pairs(texts: &[&str], threshold: f64, progress: &Progress) -> Result<Vec<Pair>, Cancelled> {
    let rows = rows(texts);
    let found = all_pairs(&rows, threshold.max(1e-3), progress)?;
    Ok(found
        .into_iter()
        .filter(|pair| agree(texts[pair.first], texts[pair.second]))
        .collect())
}

/// Every pair of rows whose cosine is at least `threshold`.
fn all_pairs(rows: &[Row], threshold: f64, progress: &Progress) -> Result<Vec<Pair>, Cancelled> {
    let mut most: BTreeMap<u32, f64> = BTreeMap::new();
    for (column, value) in rows.iter().flatten() {
        let most = most.entry(*column).or_default();
        *most = most.max(*value);
    }
    let mut index: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (second, row) in rows.iter().enumerate() {
        progress.check()?;
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        for (column, _) in row {
            candidates.extend(index.get(column).into_iter().flatten());
        }
        for first in candidates {
            let cosine = cosine(&rows[first], row);
            if cosine >= threshold {
                found.push(Pair {
                    first,
                    second,
                    cosine,
                });
            }
        }
        // Columns run from the most frequent term to the rarest, so that what is left out of the index is what would
        // lead to the most candidates. Rounding must not lose a pair that is just at the threshold.
        let mut without = 0.0;
        for (column, value) in row {
            without += value * most.get(column).copied().unwrap_or(0.0);
            if without >= threshold - 1e-9 {
                index.entry(*column).or_default().push(second);
            }
        }
    }
    found.sort_by_key(|pair| (pair.first, pair.second));
    Ok(found)
}

/// Whether neither text denies the other, as far as negations and numbers show.
pub fn agree(a: &str, b: &str) -> bool {
    let of = |text: &str| {
        let words = cut(text);
        let denials = (words.iter())
            .filter(|word| NEGATIONS.contains(&word.text.as_str()) || word.text.ends_with("n't"))
            .count();
        let numbers: BTreeSet<String> = (words.into_iter())
            .map(|word| word.text)
            .filter(|word| word.starts_with(|c: char| c.is_numeric()))
            .collect();
        (denials % 2, numbers)
    };
    of(a) == of(b)
}
