//! Links: from what comments quote, from who answers whom, from the words a sentence begins with. May use document, map,
//! thread and mining.

use std::collections::BTreeSet;
use std::ops::Range;

use super::learned::Learned;
use super::told::{Told, sentences, speaks};
use super::{Act, End, Kind, Suggestion, SuggestionId, brief};
use crate::document::Document;
use crate::map::{ClaimId, LinkKind};
use crate::mining::cues;
use crate::mining::quotes::{self, Origin, Quote};
use crate::mining::relations::{Pair, Polarity};
use crate::mining::roles::{self, Role, Sentence};
use crate::mining::text::{normalised, words};
use crate::progress::{Cancelled, Progress};
use crate::thread::Excerpt;
use crate::thread::excerpt::byte_range;

/// How often words that are quoted are what the answer behind them is about.
const QUOTED: f64 = 0.95;
/// How often the only claim of the comment that is answered is what the answer is about.
const ONLY_CLAIM: f64 = 0.78;
/// How often a sentence that begins with “because” or the like bears on the claim last made before it.
const GOES_ON: f64 = 0.69;
/// Quotations that are longer stand for their first sentence, in characters.
const LONG: usize = 400;

pub(super) fn suggest(
    document: &Document,
    told: &Told,
    learned: &Learned,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    let quotes = quotes::quotes(&told.thread, &told.tree, progress)?;
    let mut found: Vec<Suggestion> = (quotes.iter())
        .filter_map(|quote| from_quote(document, told, learned, quote))
        .collect();
    for (id, places) in &told.of_claim {
        progress.check()?;
        // Who has put a claim somewhere knows better.
        if let Some(place) = places.first()
            && document.map().links_from(*id).is_empty()
        {
            found.extend(from_cue(document, told, *id, place));
            found.extend(from_answer(document, told, learned, *id, place));
        }
    }
    Ok(found)
}

fn kind(polarity: Polarity) -> LinkKind {
    match polarity {
        Polarity::Support => LinkKind::Support,
        Polarity::Attack => LinkKind::Attack,
    }
}

/// A comment quotes words and answers them.
fn from_quote(
    document: &Document,
    told: &Told,
    learned: &Learned,
    quote: &Quote,
) -> Option<Suggestion> {
    let origin = quote.found.as_ref()?;
    let comment = told.thread.comments.get(quote.comment)?;
    if !speaks(comment) {
        return None;
    }
    let target = target_of(told, quote)?;
    let (source, said) = source_of(told, quote)?;
    let target_text = match &target {
        End::Claim(id) => document.map().claim(*id)?.text.clone(),
        End::Words(excerpt) => excerpt.exact.clone(),
    };
    let guess = learned.polarity(&Pair {
        source: &said,
        target: &target_text,
        same_author: told.same_author(quote.comment, origin.comment),
        same_comment: false,
    });
    let quoted = comment
        .text
        .get(byte_range(&comment.text, quote.chars.clone())?)?;
    let who = told
        .author(quote.comment)
        .map_or_else(|| "the comment".to_owned(), |author| brief(author, 40));
    let how = if origin.likeness >= 1.0 {
        "word for word".to_owned()
    } else {
        format!("nearly ({:.0} % of it)", origin.likeness * 100.0)
    };
    let from = match origin.origin {
        Origin::Parent => "from the comment it answers",
        Origin::Ancestor => "from further up",
        Origin::Elsewhere => "from elsewhere in the thread",
    };
    let kind = kind(guess.polarity);
    let of = told.thread.comments.get(origin.comment)?;
    Some(Suggestion {
        id: SuggestionId::of(
            Kind::Link,
            &["quote", &comment.id.0, &of.id.0, &normalised(quoted)],
        ),
        kind: Kind::Link,
        what: format!(
            "“{}” {} “{}”",
            brief(&said, 70),
            kind.verb(),
            brief(&target_text, 70)
        ),
        reason: format!(
            "{who} quotes it {how}, {from}, and goes on with this; {}",
            guess.reason
        ),
        confidence: QUOTED * origin.likeness * guess.confidence,
        claims: [&source, &target]
            .into_iter()
            .filter_map(claim_of)
            .collect(),
        excerpts: [&source, &target]
            .into_iter()
            .filter_map(words_of)
            .collect(),
        act: Act::Link {
            source,
            kind,
            target,
        },
    })
}

fn claim_of(end: &End) -> Option<ClaimId> {
    match end {
        End::Claim(id) => Some(*id),
        End::Words(_) => None,
    }
}

fn words_of(end: &End) -> Option<Excerpt> {
    match end {
        End::Claim(_) => None,
        End::Words(excerpt) => Some(excerpt.clone()),
    }
}

/// What is quoted: the claim that has the words, or the words.
fn target_of(told: &Told, quote: &Quote) -> Option<End> {
    let found = quote.found.as_ref()?;
    if let Some(id) = told.claim_at(found.comment, &found.chars) {
        return Some(End::Claim(id));
    }
    let mut chars = found.chars.clone();
    if chars.len() > LONG {
        let comment = told.thread.comments.get(found.comment)?;
        let inside = |(sentence, _): &(Range<usize>, &str)| {
            sentence.start < found.chars.end && chars.start < sentence.end
        };
        let sentence = sentences(comment).into_iter().find(inside)?.0;
        chars = sentence.start.max(chars.start)..sentence.end.min(chars.end);
    }
    told.excerpt(found.comment, chars).map(End::Words)
}

/// What is said of it: the claim that has words behind the quotation, or the first sentence there that may be one.
fn source_of(told: &Told, quote: &Quote) -> Option<(End, String)> {
    let comment = told.thread.comments.get(quote.comment)?;
    let all = sentences(comment);
    let inside: Vec<&(Range<usize>, &str)> = (all.iter())
        .filter(|(chars, _)| chars.start >= quote.answer.start && chars.end <= quote.answer.end)
        .collect();
    if let Some((id, text)) = (inside.iter())
        .find_map(|(chars, text)| Some((told.claim_at(quote.comment, chars)?, *text)))
    {
        return Some((End::Claim(id), text.to_owned()));
    }
    let (chars, text) = inside.into_iter().find(|(_, text)| {
        let sentence = Sentence {
            text,
            index: 0,
            count: 1,
            opening: false,
        };
        roles::by_rules(&sentence).role != Role::None
    })?;
    Some((
        End::Words(told.excerpt(quote.comment, chars.clone())?),
        (*text).to_owned(),
    ))
}

/// Words that announce a reason for what was said just before.
const GOING_ON: &[&str] = &[
    "because",
    "since",
    "for example",
    "for instance",
    "such as",
    "e g",
];

/// A claim begins with “because”, and another stands before it in the same comment.
fn from_cue(
    document: &Document,
    told: &Told,
    id: ClaimId,
    place: &(usize, Range<usize>),
) -> Option<Suggestion> {
    let (at, chars) = place;
    let comment = told.thread.comments.get(*at)?;
    let bytes = byte_range(&comment.text, chars.clone())?;
    // The word may stand before the words that were marked.
    let own = words(comment.text.get(bytes.clone())?);
    let before = words(last_bytes(comment.text.get(..bytes.start)?, 40));
    let cue = cues::opening(&own, GOING_ON).or_else(|| {
        GOING_ON.iter().copied().find(|cue| {
            let count = cue.split(' ').count();
            let tail = before
                .get(before.len().saturating_sub(count)..)
                .unwrap_or_default();
            cues::opening(tail, &[cue]).is_some() && tail.len() == count
        })
    })?;
    let taken = told.taken.get(at)?;
    let target = taken
        .iter()
        .rev()
        .find(|taken| taken.chars.end <= chars.start && taken.claim != id)?
        .claim;
    let reason = format!("it goes on with “{cue}” after the other in the same comment");
    let sure = GOES_ON * 0.94;
    between(document, id, target, LinkKind::Support, sure, reason)
}

/// A claim is in an answer to a comment that has one claim.
fn from_answer(
    document: &Document,
    told: &Told,
    learned: &Learned,
    id: ClaimId,
    place: &(usize, Range<usize>),
) -> Option<Suggestion> {
    let (at, chars) = place;
    let parent = told.tree.parent(*at)?;
    let claims: BTreeSet<ClaimId> = told
        .taken
        .get(&parent)?
        .iter()
        .map(|taken| taken.claim)
        .collect();
    let target = match claims.first() {
        Some(target) if claims.len() == 1 && *target != id => *target,
        _ => return None,
    };
    let comment = told.thread.comments.get(*at)?;
    let said = comment
        .text
        .get(byte_range(&comment.text, chars.clone())?)?;
    let guess = learned.polarity(&Pair {
        source: said,
        target: &document.map().claim(target)?.text,
        same_author: told.same_author(*at, parent),
        same_comment: false,
    });
    let reason = format!(
        "it answers the comment whose only claim that is; {}",
        guess.reason
    );
    between(
        document,
        id,
        target,
        kind(guess.polarity),
        ONLY_CLAIM * guess.confidence,
        reason,
    )
}

/// A link between two claims on the map.
fn between(
    document: &Document,
    source: ClaimId,
    target: ClaimId,
    kind: LinkKind,
    confidence: f64,
    reason: String,
) -> Option<Suggestion> {
    let text = |id| document.map().claim(id).map(|claim| claim.text.as_str());
    let (from, to) = (text(source)?, text(target)?);
    Some(Suggestion {
        id: SuggestionId::of(Kind::Link, &["claims", &normalised(from), &normalised(to)]),
        kind: Kind::Link,
        what: format!(
            "{source} “{}” {} {target} “{}”",
            brief(from, 60),
            kind.verb(),
            brief(to, 60)
        ),
        reason,
        confidence,
        claims: vec![source, target],
        excerpts: Vec::new(),
        act: Act::Link {
            source: End::Claim(source),
            kind,
            target: End::Claim(target),
        },
    })
}

/// At most so many bytes from the end of a text, on a border between characters.
fn last_bytes(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}
