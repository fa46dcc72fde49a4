//! What a classifier sees of a text: counted terms, weighed by TF-IDF, and plain figures. Pure.
//!
//! TF-IDF with logarithmic term frequency, and rows of length 1 (Salton & Buckley 1988).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::regression::Row;
use super::text::Word;

/// No vocabulary holds more terms than this; the rarest go.
pub const MOST_TERMS: usize = 50_000;

/// What is seen of one text, or of a pair of texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    terms: BTreeMap<String, u32>,
    figures: BTreeMap<String, f64>,
}

impl Features {
    /// Counts a term.
    pub fn term(&mut self, term: impl Into<String>) {
        *self.terms.entry(term.into()).or_default() += 1;
    }

    /// Counts the words and pairs of neighbours of a text, each behind `prefix`; numbers are all one word.
    pub fn words(&mut self, prefix: &str, words: &[Word], pairs: bool) {
        let mut before = "^";
        for word in words {
            let word = if word.text.starts_with(|c: char| c.is_ascii_digit()) {
                "#"
            } else {
                word.text.as_str()
            };
            self.term(format!("{prefix}{word}"));
            if pairs {
                self.term(format!("{prefix}{before} {word}"));
            }
            before = word;
        }
        if pairs && !words.is_empty() {
            self.term(format!("{prefix}{before} $"));
        }
    }

    /// Counts the words of a text as they are.
    pub fn plain_words(&mut self, words: &[Word]) {
        for word in words {
            self.term(word.text.as_str());
        }
    }

    /// Sets a figure, which should lie between −1 and 1.
    pub fn figure(&mut self, name: impl Into<String>, value: f64) {
        if value != 0.0 && value.is_finite() {
            self.figures.insert(name.into(), value);
        }
    }

    /// Sets a figure to 1 if something holds.
    pub fn flag(&mut self, name: impl Into<String>, holds: bool) {
        self.figure(name, f64::from(u8::from(holds)));
    }
}

/// Which column a term or figure stands in, and what a term is worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Column and inverse document frequency.
    terms: BTreeMap<String, (u32, f32)>,
    figures: BTreeMap<String, u32>,
}

impl Vocabulary {
    /// The terms that stand in at least `least` of the texts, the most frequent first if there are too many.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a Features>, least: u32) -> Self {
        let mut frequency: BTreeMap<&str, u32> = BTreeMap::new();
        let mut figures: BTreeSet<&str> = BTreeSet::new();
        let mut count = 0_u32;
        for text in texts {
            count += 1;
            for term in text.terms.keys() {
                *frequency.entry(term).or_default() += 1;
            }
            figures.extend(text.figures.keys().map(String::as_str));
        }
        let mut kept: Vec<(&str, u32)> =
            frequency.into_iter().filter(|(_, n)| *n >= least).collect();
        // Stable, so that terms of one frequency stay in their own order.
        kept.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        kept.truncate(MOST_TERMS);
        let idf = |n: u32| ((1.0 + f64::from(count)) / (1.0 + f64::from(n))).ln() + 1.0;
        let first_figure = kept.len() as u32;
        Self {
            terms: (0..)
                .zip(kept)
                .map(|(column, (term, n))| (term.to_owned(), (column, idf(n) as f32)))
                .collect(),
            figures: (first_figure..)
                .zip(figures)
                .map(|(column, name)| (name.to_owned(), column))
                .collect(),
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.terms.len() + self.figures.len()
    }

    /// The row of a text: its terms by TF-IDF, of length 1 together, and its figures as they are.
    pub fn row(&self, text: &Features) -> Row {
        let mut row: Row = (text.terms.iter())
            .filter_map(|(term, n)| {
                let (column, idf) = self.terms.get(term)?;
                Some((*column, (1.0 + f64::from(*n).ln()) * f64::from(*idf)))
            })
            .collect();
        let length = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
        if length > 0.0 {
            for (_, value) in &mut row {
                *value /= length;
            }
        }
        row.extend(
            (text.figures.iter())
                .filter_map(|(name, value)| Some((*self.figures.get(name)?, *value))),
        );
        row.sort_unstable_by_key(|(column, _)| *column);
        row
    }

    /// The terms of a text that speak most for what `weights` stand for, best first: (term, share).
    pub fn strongest(&self, text: &Features, weights: &[f32], most: usize) -> Vec<(String, f64)> {
        let row: BTreeMap<u32, f64> = self.row(text).into_iter().collect();
        let mut shares: Vec<(String, f64)> = (text.terms.keys())
            .filter_map(|term| {
                let (column, _) = self.terms.get(term)?;
                let weight = weights.get(*column as usize)?;
                Some((term.clone(), f64::from(*weight) * row.get(column)?))
            })
            .filter(|(_, share)| *share > 0.0)
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares.truncate(most);
        shares
    }
}
