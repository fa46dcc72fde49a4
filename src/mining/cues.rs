//! The words that announce a claim, a premise, an attack or a support. Written by hand; looked for at word borders.
//! Pure.

use super::text::Word;

/// What a cue speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// A statement somebody holds.
    Claim,
    /// A reason or an example for one.
    Premise,
    /// Thanks, greetings, remarks on the talk itself: no argument.
    Aside,
    /// Speaking against what was said.
    Attack,
    /// Speaking for it.
    Support,
}

/// A cue: its words in lower case, and whether it counts only where the text begins.
type Entry = (&'static str, bool);

const CLAIM: &[Entry] = &[
    ("i think", false),
    ("i believe", false),
    ("i feel", false),
    ("i would argue", false),
    ("i'd argue", false),
    ("i'd say", false),
    ("i would say", false),
    ("i don't think", false),
    ("i doubt", false),
    ("in my opinion", false),
    ("in my view", false),
    ("imo", false),
    ("imho", false),
    ("my point is", false),
    ("my view is", false),
    ("my belief is", false),
    ("it seems", false),
    ("seems to me", false),
    ("should", false),
    ("shouldn't", false),
    ("ought to", false),
    ("must", false),
    ("need to", false),
    ("better", false),
    ("worse", false),
    ("best", false),
    ("worst", false),
    ("wrong", false),
    ("right thing", false),
    ("unfair", false),
    ("illegal", false),
    ("ridiculous", false),
    ("nonsense", false),
    ("therefore", false),
    ("thus", false),
    ("hence", false),
    ("the point is", false),
    ("there is no reason", false),
    ("there's no reason", false),
    ("clearly", false),
    ("obviously", false),
    ("of course", false),
];

const PREMISE: &[Entry] = &[
    ("because", false),
    ("since", true),
    ("for example", false),
    ("for instance", false),
    ("e g", false),
    ("such as", false),
    ("study", false),
    ("studies", false),
    ("research", false),
    ("evidence", false),
    ("according to", false),
    ("percent", false),
    ("statistics", false),
    ("data", false),
    ("source", false),
    ("when i", false),
    ("if you", false),
    ("imagine", false),
    ("suppose", false),
    ("let's say", false),
    ("given that", false),
    ("in fact", false),
    ("after all", false),
    ("as a result", false),
    ("which means", false),
    ("that means", false),
    ("in the past", false),
    ("historically", false),
    ("a friend of mine", false),
    ("in my experience", false),
    ("i've seen", false),
    ("i know", false),
];

const ASIDE: &[Entry] = &[
    ("thanks", false),
    ("thank you", false),
    ("edit", true),
    ("update", true),
    ("tl dr", false),
    ("tldr", false),
    ("change my view", false),
    ("cmv", false),
    ("sorry", false),
    ("hello", true),
    ("hi", true),
    ("welcome", false),
    ("lol", false),
    ("please", false),
    ("upvote", false),
    ("downvoted", false),
    ("this thread", false),
    ("this post", false),
    ("the comments", false),
    ("your question", false),
    ("here is the link", false),
];

const ATTACK: &[Entry] = &[
    ("but", true),
    ("but", false),
    ("however", false),
    ("i disagree", false),
    ("disagree", false),
    ("no", true),
    ("nope", true),
    ("not true", false),
    ("that's not", false),
    ("that isn't", false),
    ("this isn't", false),
    ("isn't", false),
    ("doesn't", false),
    ("don't", false),
    ("not", false),
    ("actually", false),
    ("wrong", false),
    ("why", false),
    ("unless", false),
    ("on the contrary", false),
    ("on the other hand", false),
    ("nonsense", false),
    ("fallacy", false),
    ("strawman", false),
    ("straw man", false),
    ("misses the point", false),
    ("even if", false),
    ("instead", false),
    ("although", false),
    ("though", false),
    ("how is", true),
    ("how does", true),
    ("so you", true),
    ("are you", true),
    ("do you", true),
];

const SUPPORT: &[Entry] = &[
    ("i agree", false),
    ("agree", false),
    ("agreed", false),
    ("exactly", false),
    ("yes", true),
    ("yeah", true),
    ("yep", true),
    ("true", true),
    ("right", true),
    ("sure", true),
    ("okay", true),
    ("ok", true),
    ("fair", false),
    ("good point", false),
    ("well said", false),
    ("this", true),
    ("also", false),
    ("indeed", false),
    ("because", false),
    ("in addition", false),
    ("moreover", false),
    ("furthermore", false),
    ("likewise", false),
    ("similarly", false),
    ("for example", false),
    ("for instance", false),
    ("i know", false),
    ("you're right", false),
    ("i see", false),
    ("makes sense", false),
];

/// Words that concede, where an answer begins with them.
pub const CONCESSIONS: &[&str] = &[
    "i agree",
    "agree",
    "agreed",
    "exactly",
    "yes",
    "yeah",
    "yep",
    "true",
    "right",
    "sure",
    "okay",
    "ok",
    "fair",
    "good point",
    "well said",
    "you're right",
    "i see",
    "makes sense",
    "indeed",
];

/// The cue of a list that a text begins with.
pub fn opening(words: &[Word], list: &[&'static str]) -> Option<&'static str> {
    list.iter().copied().find(|cue| stands_at(words, 0, cue))
}

/// The cues of one kind in a text, in the order of the table, each once.
pub fn found(words: &[Word], kind: Cue) -> Vec<&'static str> {
    let table = match kind {
        Cue::Claim => CLAIM,
        Cue::Premise => PREMISE,
        Cue::Aside => ASIDE,
        Cue::Attack => ATTACK,
        Cue::Support => SUPPORT,
    };
    let mut cues: Vec<&'static str> = Vec::new();
    for (cue, first) in table {
        let here = |at: usize| stands_at(words, at, cue);
        let there = if *first {
            here(0)
        } else {
            (0..words.len()).any(here)
        };
        if there && !cues.contains(cue) {
            cues.push(cue);
        }
    }
    cues
}

fn stands_at(words: &[Word], at: usize, cue: &str) -> bool {
    let mut rest = words.iter().skip(at);
    cue.split(' ')
        .all(|part| rest.next().is_some_and(|word| word.text == part))
}
