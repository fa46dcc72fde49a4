//! Support or attack: what a sentence says of another, where it is known which one it answers. Pure.

use std::collections::BTreeSet;

use super::classifier::{Classifier, Labelled, Settings};
use super::cues::{self, Cue};
use super::features::Features;
use super::text::{Word, words};
use crate::progress::{Cancelled, Progress};

/// Which way a sentence speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Polarity {
    /// For the other.
    Support,
    /// Against it.
    Attack,
}

impl Polarity {
    /// Both; a polarity's place is its number as a class.
    pub const ALL: [Self; 2] = [Self::Support, Self::Attack];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Attack => "attack",
        }
    }
}

/// A sentence, the one it answers, and who wrote the two.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The sentence that speaks.
    pub source: &'a str,
    /// What it speaks of.
    pub target: &'a str,
    /// Whether one person wrote both.
    pub same_author: bool,
    /// Whether both stand in one comment.
    pub same_comment: bool,
}

const MOST_WORDS: usize = 300;

fn cut(text: &str) -> Vec<Word> {
    let mut found = words(text);
    found.truncate(MOST_WORDS);
    found
}

const NEGATIONS: &[&str] = &["not", "no", "never", "nothing", "none", "without", "cannot"];

fn negated(words: &[Word]) -> bool {
    (words.iter()).any(|word| NEGATIONS.contains(&word.text.as_str()) || word.text.ends_with("n't"))
}

/// What is seen of a pair.
pub fn features(pair: &Pair<'_>) -> Features {
    let (source, target) = (cut(pair.source), cut(pair.target));
    let mut features = Features::default();
    features.words("", &source, true);
    features.words("of: ", &target, false);
    let who = if pair.same_author { "own" } else { "other" };
    features.flag(format!("author: {who}"), true);
    features.flag("same comment", pair.same_comment);
    features.flag("answer", !pair.same_author && !pair.same_comment);
    for (name, kind) in [("attack", Cue::Attack), ("support", Cue::Support)] {
        let cues = cues::found(&source, kind);
        features.figure(format!("cues: {name}"), (cues.len() as f64 / 3.0).min(1.0));
        features.figure(
            format!("cues: {name}, {who}"),
            (cues.len() as f64 / 3.0).min(1.0),
        );
        for cue in cues {
            features.term(format!("cue: {cue}"));
            features.term(format!("cue: {cue}, {who}"));
        }
    }
    let asks = pair.source.trim_end().ends_with('?');
    features.flag("asks", asks);
    features.flag(format!("asks, {who}"), asks);
    features.flag("short", source.len() <= 4);
    features.flag(format!("short, {who}"), source.len() <= 4);
    features.figure("words", (source.len() as f64 / 40.0).min(1.0));
    let (source_negated, target_negated) = (negated(&source), negated(&target));
    features.flag("one is negated", source_negated != target_negated);
    features.flag(format!("negated, {who}"), source_negated);
    let of: BTreeSet<&str> = target
        .iter()
        .map(|word| word.text.as_str())
        .filter(|w| w.len() > 3)
        .collect();
    let own: BTreeSet<&str> = source
        .iter()
        .map(|word| word.text.as_str())
        .filter(|w| w.len() > 3)
        .collect();
    let both = of.intersection(&own).count();
    features.figure("shared words", both as f64 / own.len().max(1) as f64);
    let you = source.iter().any(|word| word.text.starts_with("you"));
    features.flag(format!("you, {who}"), you);
    features
}

/// How to learn polarity.
pub fn settings() -> Settings {
    Settings {
        classes: Polarity::ALL
            .map(|polarity| polarity.name().to_owned())
            .to_vec(),
        exclusive: true,
        penalty: 0.3,
        least: 2,
        balanced: true,
    }
}

/// A pair with what somebody says of it.
pub fn labelled(pair: &Pair<'_>, polarity: Polarity, group: usize) -> Labelled {
    Labelled {
        features: features(pair),
        classes: BTreeSet::from([polarity as usize]),
        group,
    }
}

/// Learns polarity.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn learn(pairs: &[Labelled], progress: &Progress) -> Result<Classifier, Cancelled> {
    Classifier::fit(pairs, &settings(), progress)
}

/// What somebody who knows who answers whom, and the cues, would say.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Which way the source seems to speak.
    pub polarity: Polarity,
    /// How sure one may be.
    pub confidence: f64,
    /// Why, in words that go on after "because".
    pub reason: String,
}

/// Judges a pair: people support what they said themselves, and answer others to contradict them, unless they begin by
/// agreeing. The probabilities are shares found in measurement (`counterclaim suggest --measure`), rounded.
pub fn by_rules(pair: &Pair<'_>) -> Guess {
    let source = cut(pair.source);
    let guess = |polarity, confidence, reason: String| Guess {
        polarity,
        confidence,
        reason,
    };
    if pair.same_author {
        return match cues::opening(&source, &["i disagree", "disagree", "on the contrary"]) {
            Some(cue) => guess(Polarity::Attack, 0.75, format!("it begins with “{cue}”")),
            None => guess(
                Polarity::Support,
                0.94,
                "the same person wrote both".to_owned(),
            ),
        };
    }
    let attack = cues::found(&source, Cue::Attack);
    let agrees = cues::opening(&source, cues::CONCESSIONS);
    match (agrees, attack.first()) {
        (Some(cue), None) => guess(Polarity::Support, 0.8, format!("it begins with “{cue}”")),
        (Some(_), Some(cue)) => guess(
            Polarity::Attack,
            0.7,
            format!("it says “{cue}” to somebody else’s words"),
        ),
        (None, Some(cue)) => guess(
            Polarity::Attack,
            0.82,
            format!("it says “{cue}” to somebody else’s words"),
        ),
        (None, None) if pair.source.trim_end().ends_with('?') => guess(
            Polarity::Attack,
            0.9,
            "it questions somebody else’s words".to_owned(),
        ),
        (None, None) => guess(
            Polarity::Attack,
            0.68,
            "it answers somebody else, and most answers object".to_owned(),
        ),
    }
}
