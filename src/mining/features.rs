//! What a classifier sees of a text: counted terms, weighed by TF-IDF, terms of a second block that count for less,
//! and plain figures. Pure.
//!
//! TF-IDF with logarithmic term frequency, and rows of length 1 (Salton & Buckley 1988).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::memory;
use super::regression::Row;
use super::text::Word;

/// No vocabulary holds more terms than this; the rarest go.
pub const MOST_TERMS: usize = 50_000;

/// How long the part of a row is that holds [`Features::wording`] terms, where that of the others is of length 1. Under
/// a penalty on weights the square of it says how readily they are believed. Between 0.5 and 2 measurement
/// (`counterclaim suggest --measure`) found differences of about 0.01 in threads that are new, far below those between
/// folds; the higher, the better is known again what stands in what was learned from.
pub const WORDING: f64 = 2.0;

/// What is seen of one text, or of a pair of texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    terms: BTreeMap<String, u32>,
    wording: BTreeMap<String, u32>,
    figures: BTreeMap<String, f64>,
    whole: Option<u64>,
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

    /// Counts the words and pairs of neighbours of a text as [`Features::words`] does, in a block of their own with a
    /// length of its own ([`WORDING`]): where all of these are strange, the other terms keep their say.
    pub fn wording(&mut self, words: &[Word]) {
        let mut block = Self::default();
        block.words("", words, true);
        for (term, n) in block.terms {
            *self.wording.entry(term).or_default() += n;
        }
    }

    /// Lets the text be known again as a whole between the same neighbours, by all their words, if it is not too short
    /// for that ([`memory`]).
    pub fn whole(&mut self, words: &[Word], neighbours: [Option<&Vec<Word>>; 2]) {
        self.whole = memory::fingerprint(words, neighbours);
    }

    /// Lets the text not be known again.
    pub fn as_if_new(&mut self) {
        self.whole = None;
    }

    /// What the text is known again by.
    pub(super) fn fingerprint(&self) -> Option<u64> {
        self.whole
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
    terms: Columns,
    /// Missing in what was written before there were any.
    #[serde(default)]
    wording: Columns,
    figures: BTreeMap<String, u32>,
}

/// For each term its column and inverse document frequency.
type Columns = BTreeMap<String, (u32, f32)>;

/// Columns from `first` on for the terms that stand in at least `least` of the texts, the most frequent first if there
/// are too many.
fn columns<'a>(
    texts: impl Iterator<Item = &'a BTreeMap<String, u32>>,
    least: u32,
    first: usize,
) -> Columns {
    let mut frequency: BTreeMap<&str, u32> = BTreeMap::new();
    let mut count = 0_u32;
    for text in texts {
        count += 1;
        for term in text.keys() {
            *frequency.entry(term).or_default() += 1;
        }
    }
    let mut kept: Vec<(&str, u32)> = frequency.into_iter().filter(|(_, n)| *n >= least).collect();
    // Stable, so that terms of one frequency stay in their own order.
    kept.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    kept.truncate(MOST_TERMS);
    let idf = |n: u32| ((1.0 + f64::from(count)) / (1.0 + f64::from(n))).ln() + 1.0;
    (first as u32..)
        .zip(kept)
        .map(|(column, (term, n))| (term.to_owned(), (column, idf(n) as f32)))
        .collect()
}

/// The terms of a text by TF-IDF, scaled to be of that length together.
fn scaled(terms: &BTreeMap<String, u32>, columns: &Columns, length: f64) -> Row {
    let mut row: Row = (terms.iter())
        .filter_map(|(term, n)| {
            let (column, idf) = columns.get(term)?;
            Some((*column, (1.0 + f64::from(*n).ln()) * f64::from(*idf)))
        })
        .collect();
    let found = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
    if found > 0.0 {
        for (_, value) in &mut row {
            *value *= length / found;
        }
    }
    row
}

impl Vocabulary {
    /// The terms that stand in at least `least` of the texts, the most frequent first if there are too many.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a Features>, least: u32) -> Self {
        let texts: Vec<&Features> = texts.into_iter().collect();
        let terms = columns(texts.iter().map(|text| &text.terms), least, 0);
        let wording = columns(texts.iter().map(|text| &text.wording), least, terms.len());
        let figures: BTreeSet<&str> = (texts.iter())
            .flat_map(|text| text.figures.keys().map(String::as_str))
            .collect();
        let first_figure = (terms.len() + wording.len()) as u32;
        Self {
            terms,
            wording,
            figures: (first_figure..)
                .zip(figures)
                .map(|(column, name)| (name.to_owned(), column))
                .collect(),
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.terms.len() + self.wording.len() + self.figures.len()
    }

    /// The row of a text: its terms by TF-IDF, of length 1 together, those of its wording, of length [`WORDING`], and its
    /// figures as they are.
    pub fn row(&self, text: &Features) -> Row {
        let mut row = scaled(&text.terms, &self.terms, 1.0);
        row.extend(scaled(&text.wording, &self.wording, WORDING));
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
        let terms = text.terms.keys().map(|term| (term, &self.terms));
        let wording = text.wording.keys().map(|term| (term, &self.wording));
        let mut shares: Vec<(String, f64)> = (terms.chain(wording))
            .filter_map(|(term, columns)| {
                let (column, _) = columns.get(term)?;
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
