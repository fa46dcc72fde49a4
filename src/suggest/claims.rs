//! Sentences of the thread that look like claims and are none yet. May use document, thread and mining.

use super::learned::Learned;
use super::told::{Told, sentences, speaks};
use super::{Act, Kind, Suggestion, SuggestionId, brief};
use crate::document::Document;
use crate::mining::roles::{self, Role, SHORTEST, Sentence};
use crate::mining::text::normalised;
use crate::progress::{Cancelled, Progress};

pub(super) fn suggest(
    document: &Document,
    told: &Told,
    learned: &Learned,
    threshold: f64,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    debug_assert!(document.thread().is_some() || told.thread.comments.is_empty());
    let mut found = Vec::new();
    for (at, comment) in told.thread.comments.iter().enumerate() {
        progress.check()?;
        if !speaks(comment) {
            continue;
        }
        let sentences = sentences(comment);
        let seen: Vec<Sentence<'_>> = (sentences.iter().enumerate())
            .map(|(n, (_, text))| Sentence {
                text,
                index: n,
                count: sentences.len(),
                opening: at == 0,
            })
            .collect();
        let judged: Vec<(f64, String)> = match learned.roles(&seen, !told.taken.contains_key(&at)) {
            Some(own) => (own.into_iter())
                .map(|own| (own.argument, own.reason))
                .collect(),
            None => seen.iter().map(by_rules).collect(),
        };
        for ((chars, text), (confidence, reason)) in sentences.iter().zip(judged) {
            if text.chars().take(SHORTEST).count() < SHORTEST || told.claim_at(at, chars).is_some()
            {
                continue;
            }
            if confidence < threshold {
                continue;
            }
            let Some(excerpt) = told.excerpt(at, chars.clone()) else {
                continue;
            };
            found.push(Suggestion {
                id: SuggestionId::of(Kind::Claim, &[&comment.id.0, &normalised(text)]),
                kind: Kind::Claim,
                what: format!("make a claim of “{}”", brief(text, 100)),
                reason,
                confidence,
                claims: Vec::new(),
                excerpts: vec![excerpt.clone()],
                act: Act::Claim { excerpt },
            });
        }
    }
    Ok(found)
}

fn by_rules(sentence: &Sentence<'_>) -> (f64, String) {
    let guess = roles::by_rules(sentence);
    let said: Vec<String> = guess
        .cues
        .iter()
        .take(3)
        .map(|cue| format!("“{cue}”"))
        .collect();
    let reason = match guess.role {
        Role::Claim if said.is_empty() => "it opens an answer".to_owned(),
        Role::Claim => format!("it reads like an opinion: it says {}", said.join(", ")),
        _ if said.is_empty() => "it is a long statement".to_owned(),
        _ => format!("it reads like a reason: it says {}", said.join(", ")),
    };
    (guess.argument, reason)
}
