//! Claim, premise or neither: the part a sentence plays. By cues as long as nothing was learned, by what people put on
//! their own maps afterwards. Pure.

use std::collections::BTreeSet;

use super::classifier::{Labelled, Settings};
use super::cues::{self, Cue};
use super::features::Features;
use super::function_words;
use super::sequence::{Sequence, Sequential};
use super::text::{Word, words};
use crate::progress::{Cancelled, Progress};

/// The part a sentence plays in an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A statement that is argued for or against.
    Claim,
    /// A reason given for one.
    Premise,
    /// Neither.
    None,
}

impl Role {
    /// Every role; a role's place is its number as a class.
    pub const ALL: [Self; 3] = [Self::Claim, Self::Premise, Self::None];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Premise => "premise",
            Self::None => "none",
        }
    }
}

/// A sentence and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    /// Its words.
    pub text: &'a str,
    /// Which of the comment's sentences it is, from 0.
    pub index: usize,
    /// How many the comment has.
    pub count: usize,
    /// Whether the comment opens the thread.
    pub opening: bool,
}

/// Longer sentences are judged by so many words.
const MOST_WORDS: usize = 300;

fn cut(text: &str) -> Vec<Word> {
    let mut found = words(text);
    found.truncate(MOST_WORDS);
    found
}

/// Runs of signs that are neither letters nor white space, as `,` or `?!`; of long ones the first three.
fn marks(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c.is_alphanumeric() || c.is_whitespace())
        .filter(|run| !run.is_empty())
        .take(MOST_WORDS)
        .map(|run| run.chars().take(3).collect())
}

/// What is seen of a sentence: the words it is built with; its cues, marks and looks, and where it stands; and, apart
/// from those, all its words and pairs of them. What a sentence is about tells nothing in a thread that is strange; where the
/// same thread was learned from it was found to tell little.
pub fn features(sentence: &Sentence<'_>) -> Features {
    let own = cut(sentence.text);
    let mut features = Features::default();
    for word in own.iter().filter(|word| function_words::is_one(&word.text)) {
        features.term(word.text.as_str());
    }
    features.wording(&own);
    for marks in marks(sentence.text) {
        features.term(format!("mark: {marks}"));
    }
    for (name, kind) in [
        ("claim", Cue::Claim),
        ("premise", Cue::Premise),
        ("aside", Cue::Aside),
    ] {
        let cues = cues::found(&own, kind);
        features.figure(format!("cues: {name}"), (cues.len() as f64 / 3.0).min(1.0));
        for cue in cues {
            features.term(format!("cue: {cue}"));
        }
    }
    let text = sentence.text.trim();
    let length = match own.len() {
        0..=3 => "3",
        4..=7 => "7",
        8..=12 => "12",
        13..=20 => "20",
        21..=35 => "35",
        _ => "more",
    };
    features.flag(format!("length: {length}"), true);
    features.figure("words", (own.len() as f64 / 40.0).min(1.0));
    features.flag("asks", text.ends_with('?'));
    features.flag("shouts", text.ends_with('!'));
    features.flag("unended", text.ends_with(char::is_alphanumeric));
    features.flag("quotes", quotes(text));
    features.flag("brackets", text.starts_with('(') || text.starts_with('['));
    features.flag("digits", text.contains(|c: char| c.is_ascii_digit()));
    features.flag(
        "address",
        text.contains("http") || text.contains("www.") || text.contains(".com"),
    );
    features.flag("marks", text.contains(['*', '_', '#', '|']));
    features.flag("small", text.starts_with(char::is_lowercase));
    features.flag(
        "I",
        own.iter()
            .any(|word| matches!(word.text.as_str(), "i" | "i'm" | "i've" | "my")),
    );
    features.flag("you", own.iter().any(|word| word.text.starts_with("you")));
    features.flag("opening", sentence.opening);
    features.flag("first", sentence.index == 0);
    features.flag("last", sentence.index + 1 == sentence.count);
    features.flag("only", sentence.count == 1);
    if sentence.count > 1 {
        features.figure("place", sentence.index as f64 / (sentence.count - 1) as f64);
    }
    features.flag("opening and first", sentence.opening && sentence.index == 0);
    features
}

/// How to learn roles.
pub fn settings() -> Settings {
    Settings {
        classes: Role::ALL.map(|role| role.name().to_owned()).to_vec(),
        exclusive: true,
        penalty: 4.0,
        least: 2,
        balanced: true,
    }
}

/// What is seen of the sentences of a comment, in their order. Each can be known again among the same neighbours: where
/// somebody quotes it, it plays another part.
pub fn comment(sentences: &[Sentence<'_>]) -> Vec<Features> {
    let own: Vec<Vec<Word>> = (sentences.iter())
        .map(|sentence| cut(sentence.text))
        .collect();
    (sentences.iter().enumerate())
        .map(|(n, sentence)| {
            let mut features = features(sentence);
            let before = n.checked_sub(1).and_then(|n| own.get(n));
            features.whole(&own[n], [before, own.get(n + 1)]);
            features
        })
        .collect()
}

/// The sentences of a comment with the roles somebody gave them, in their order.
pub fn labelled(sentences: &[Sentence<'_>], roles: &[Role], group: usize) -> Sequence {
    (comment(sentences).into_iter().zip(roles))
        .map(|(features, role)| Labelled {
            features,
            classes: BTreeSet::from([*role as usize]),
            group,
        })
        .collect()
}

/// Learns roles from comments: the sentences of each in the order in which they stand.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn learn(comments: &[Sequence], progress: &Progress) -> Result<Sequential, Cancelled> {
    Sequential::fit(comments, &settings(), progress)
}

/// What somebody who knows the cues alone would say.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The part the sentence seems to play.
    pub role: Role,
    /// How sure one may be that it is part of the argument at all, claim or premise.
    pub argument: f64,
    /// The cues found.
    pub cues: Vec<&'static str>,
}

/// Judges a sentence by its looks, its place, its cues and its length. A quotation is somebody else's words, and what
/// ends with a colon announces others; an answer begins with where its author stands, unless it begins with a reason.
/// The probabilities are shares found in measurement (`counterclaim suggest --measure`), rounded.
pub fn by_rules(sentence: &Sentence<'_>) -> Guess {
    let own = cut(sentence.text);
    let text = sentence.text.trim();
    let aside = cues::found(&own, Cue::Aside);
    let (claim, premise) = (
        cues::found(&own, Cue::Claim),
        cues::found(&own, Cue::Premise),
    );
    let none = if quotes(text) {
        Some(0.05)
    } else if text.ends_with(':') {
        Some(0.2)
    } else if !aside.is_empty() || text.chars().count() < SHORTEST || own.len() < 4 {
        Some(0.4)
    } else {
        None
    };
    if let Some(argument) = none {
        return Guess {
            role: Role::None,
            argument,
            cues: aside,
        };
    }
    let count = claim.len() + premise.len();
    let first = sentence.index == 0;
    let argument = match (own.len(), count) {
        _ if text.ends_with('?') => 0.65,
        (20.., _) if first => 0.8,
        _ if first => 0.75,
        (20.., _) => 0.86,
        (8.., 2..) => 0.85,
        (8.., 1) => 0.83,
        (_, 1..) => 0.8,
        (8.., _) => 0.75,
        _ => 0.6,
    };
    let stands = first && !sentence.opening && premise.is_empty();
    let role = if stands || claim.len() > premise.len() {
        Role::Claim
    } else {
        Role::Premise
    };
    let cues = claim.into_iter().chain(premise).collect();
    Guess {
        role,
        argument,
        cues,
    }
}

/// Whether a sentence, without white space around it, begins as a quotation.
fn quotes(text: &str) -> bool {
    text.starts_with(['>', '"', '“'])
}

/// Shorter sentences are taken for no argument, in characters.
pub const SHORTEST: usize = 25;
