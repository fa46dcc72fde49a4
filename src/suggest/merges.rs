//! Claims that say nearly the same, offered to be made one. May use document, map and mining.

use std::collections::BTreeSet;

use super::{Act, Kind, Suggestion, SuggestionId, brief};
use crate::document::Document;
use crate::map::ClaimId;
use crate::mining::duplicates;
use crate::mining::text::{normalised, words};
use crate::progress::{Cancelled, Progress};

pub(super) fn suggest(
    document: &Document,
    threshold: f64,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    let (ids, texts): (Vec<ClaimId>, Vec<&str>) = document
        .map()
        .claims()
        .map(|(id, claim)| (id, claim.text.as_str()))
        .unzip();
    let pairs = duplicates::pairs(&texts, threshold, progress)?;
    Ok(pairs
        .into_iter()
        .map(|pair| {
            let (kept, merged) = (ids[pair.first], ids[pair.second]);
            let (a, b) = (texts[pair.first], texts[pair.second]);
            let (one, other) = (normalised(a), normalised(b));
            let sorted = if one <= other {
                [&one, &other]
            } else {
                [&other, &one]
            };
            Suggestion {
                id: SuggestionId::of(Kind::Merge, &sorted.map(String::as_str)),
                kind: Kind::Merge,
                what: format!("merge {merged} into {kept} “{}”", brief(a, 80)),
                reason: reason(a, b),
                // Rounding may take the cosine of equal rows a little above 1.
                confidence: pair.cosine.min(1.0),
                claims: vec![kept, merged],
                excerpts: Vec::new(),
                act: Act::Merge { kept, merged },
            }
        })
        .collect())
}

/// What is the same and what is not.
fn reason(a: &str, b: &str) -> String {
    let of = |text: &str| -> BTreeSet<String> {
        words(text).into_iter().map(|word| word.text).collect()
    };
    let (a, b) = (of(a), of(b));
    let only = |mine: &BTreeSet<String>, other: &BTreeSet<String>| -> String {
        let words: Vec<String> = mine
            .difference(other)
            .take(4)
            .map(|word| format!("“{word}”"))
            .collect();
        words.join(", ")
    };
    match (only(&a, &b), only(&b, &a)) {
        (first, second) if first.is_empty() && second.is_empty() => {
            "both have the same words".to_owned()
        }
        (first, second) if second.is_empty() => format!("only the first has {first}"),
        (first, second) if first.is_empty() => format!("only the second has {second}"),
        (first, second) => format!("the first has {first} where the second has {second}"),
    }
}
