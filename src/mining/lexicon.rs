//! Terms that speak for a tag: a table people can read and change. Pure; the table is text.
//!
//! One line a term: `tag,term,weight`. A term is a word or several in a row; `*` at its end stands for any ending. The
//! weight, from 0 to 1, says how sure the term alone makes one of the tag; several terms together make one surer:
//! 1 − Π(1 − weight). A weight of 0 takes a term out.

use std::collections::BTreeMap;

use super::text::{Word, words};

/// The table the program was built with.
const BUILTIN: &str = include_str!("../../assets/lexicon/distillation.csv");

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of the terms {what}; write it as tag,term,weight, such as moat,switching costs,0.8"
)]
pub struct LexiconError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    what: String,
}

/// A term of the table.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    tag: String,
    /// In lower case.
    words: Vec<String>,
    /// Whether the last word may go on.
    open: bool,
    weight: f64,
}

/// What speaks for a tag in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The tag's name, as the table has it.
    pub tag: String,
    /// How sure one may be, 0 to 1.
    pub confidence: f64,
    /// The words of the text that speak for it, in the order of the text.
    pub matched: Vec<String>,
}

/// Terms by tag.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lexicon {
    terms: BTreeMap<(String, String), Term>,
}

impl Lexicon {
    /// The table the program brings.
    ///
    /// # Errors
    /// If the file was damaged before the build.
    pub fn builtin() -> Result<Self, LexiconError> {
        Self::parse(BUILTIN)
    }

    /// Reads a table. A first line `tag,term,weight` and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// If a line has no tag, no word, or no weight from 0 to 1.
    pub fn parse(table: &str) -> Result<Self, LexiconError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(table.as_bytes());
        let mut lexicon = Self::default();
        let mut record = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(lexicon),
                Ok(true) => {}
                Err(_) => {
                    return Err(LexiconError {
                        line,
                        what: "cannot be read".to_owned(),
                    });
                }
            }
            let line = record.position().map_or(line, csv::Position::line);
            let bad = |what: &str| LexiconError {
                line,
                what: what.to_owned(),
            };
            let field = |n: usize| record.get(n).unwrap_or_default();
            if (field(0), field(1), field(2)) == ("tag", "term", "weight") {
                continue;
            }
            if field(0).is_empty() {
                return Err(bad("names no tag"));
            }
            let weight: f64 = field(2).parse().unwrap_or(f64::NAN);
            if !(0.0..=1.0).contains(&weight) || record.len() != 3 {
                return Err(bad("has no weight from 0 to 1 as its third and last field"));
            }
            let term: Vec<String> = words(field(1)).into_iter().map(|word| word.text).collect();
            if term.is_empty() {
                return Err(bad("has no word"));
            }
            let open = field(1).ends_with('*');
            lexicon.insert(Term {
                tag: field(0).to_owned(),
                words: term,
                open,
                weight,
            });
        }
    }

    fn insert(&mut self, term: Term) {
        let ending = if term.open { "*" } else { "" };
        let key = (term.tag.to_lowercase(), term.words.join(" ") + ending);
        self.terms.insert(key, term);
    }

    /// This table with another's lines in place of its own where both have the same tag and term, and besides
    /// everywhere else: how a person's own file changes the one the program brings.
    #[must_use]
    pub fn overridden_by(mut self, own: Self) -> Self {
        self.terms.extend(own.terms);
        self
    }

    /// The tags that terms of a text speak for, by name.
    pub fn look_up(&self, text: &str) -> Vec<Hit> {
        let mut text = words(text);
        text.truncate(MOST_WORDS);
        let mut hits: BTreeMap<&str, (f64, BTreeMap<usize, String>)> = BTreeMap::new();
        for ((tag, _), term) in &self.terms {
            if term.weight == 0.0 {
                continue;
            }
            if let Some(at) = (0..text.len()).find(|at| term.stands_at(&text, *at)) {
                let (doubt, matched) = hits.entry(tag).or_insert((1.0, BTreeMap::new()));
                *doubt *= 1.0 - term.weight;
                let said: Vec<&str> = (text.iter().skip(at).take(term.words.len()))
                    .map(|word| word.text.as_str())
                    .collect();
                matched.insert(at, said.join(" "));
            }
        }
        let name = |tag: &str| {
            let named = self.terms.iter().find(|((folded, _), _)| folded == tag);
            named.map_or_else(|| tag.to_owned(), |(_, term)| term.tag.clone())
        };
        (hits.into_iter())
            .map(|(tag, (doubt, matched))| Hit {
                tag: name(tag),
                confidence: 1.0 - doubt,
                matched: matched.into_values().collect(),
            })
            .collect()
    }
}

/// Longer texts are looked at so far.
const MOST_WORDS: usize = 1_000;

impl Term {
    fn stands_at(&self, text: &[Word], at: usize) -> bool {
        let Some(here) = text.get(at..at + self.words.len()) else {
            return false;
        };
        let last = self.words.len() - 1;
        here.iter()
            .zip(&self.words)
            .enumerate()
            .all(|(n, (word, wanted))| {
                if self.open && n == last {
                    word.text.starts_with(wanted.as_str())
                } else {
                    word.text == *wanted || word.text.strip_suffix("'s") == Some(wanted)
                }
            })
    }
}
