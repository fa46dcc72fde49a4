//! Suggestions: what might be put on a map next, each with its reason, none carried out by itself.
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`act`] | what a suggestion would do, and whether there is anything left to do |
//! | `tags`, `claims`, `links`, `merges` | what is suggested of each kind |
//! | [`Learned`] | what was learned from a person's own maps |
//!
//! What always holds: nothing is suggested that is on the map already; what was dismissed never comes back
//! ([`SuggestionId`] names what is suggested, not where it stands in a list); only what is at least as sure as the
//! threshold of its kind is given; the edit is made from the document as it is when somebody accepts, so that a
//! suggestion that is old by then cannot undo what was done meanwhile.
//!
//! May use document, map, thread, mining and the progress handle; knows nothing of windows or files.

pub mod act;
mod claims;
mod learned;
mod links;
mod merges;
mod tags;
mod told;

pub use act::{Act, End};
pub use learned::{Learned, tag_features, tag_settings};

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::document::{Document, Edit};
use crate::map::ClaimId;
use crate::mining::lexicon::Lexicon;
use crate::progress::{Cancelled, Progress};
use crate::thread::Excerpt;
use told::Told;

/// What kind of thing is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A tag on a claim.
    Tag,
    /// A sentence of the thread as a claim.
    Claim,
    /// A link between two claims.
    Link,
    /// Two claims made one.
    Merge,
}

impl Kind {
    /// Every kind, in the order they are listed.
    pub const ALL: [Self; 4] = [Self::Link, Self::Tag, Self::Merge, Self::Claim];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Claim => "claim",
            Self::Link => "link",
            Self::Merge => "merge",
        }
    }
}

/// Names what is suggested, by its words: the same suggestion has the same id on another day, in another order, and in
/// another map that says the same. Kept to remember what was dismissed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SuggestionId(String);

impl SuggestionId {
    /// The id of what these words describe.
    fn of(kind: Kind, parts: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(kind.name());
        for part in parts {
            // Lengths, so that no two lists of parts run together alike.
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let digest = hasher.finalize();
        Self(
            digest
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }
}

impl fmt::Display for SuggestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that might be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// What it is, for remembering that it was dismissed.
    pub id: SuggestionId,
    /// What kind of thing.
    pub kind: Kind,
    /// What would be done, in a line: `tag c3 “moat”`.
    pub what: String,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// How sure, 0 to 1: about so many of the suggestions that are this sure are right.
    pub confidence: f64,
    /// The claims it is about, to be shown with it.
    pub claims: Vec<ClaimId>,
    /// The words of the thread it is about, to be shown with it.
    pub excerpts: Vec<Excerpt>,
    /// What accepting it does.
    pub act: Act,
}

impl Suggestion {
    /// The edit that accepting it makes, on the document as it is now; `None` if there is nothing left to do or what it
    /// is about is gone.
    pub fn edit(&self, document: &Document) -> Option<Edit> {
        self.act.edit(document)
    }
}

/// How sure a suggestion of each kind must be to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// For tags.
    pub tag: f64,
    /// For claims: how surely the sentence is part of the argument.
    pub claim: f64,
    /// For links: how surely both the target and the kind are right.
    pub link: f64,
    /// For merges: the cosine of the two texts.
    pub merge: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            tag: 0.75,
            claim: 0.85,
            link: 0.6,
            merge: 0.75,
        }
    }
}

impl Thresholds {
    /// The threshold of a kind.
    pub fn of(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Tag => self.tag,
            Kind::Claim => self.claim,
            Kind::Link => self.link,
            Kind::Merge => self.merge,
        }
    }
}

/// What decides what is shown.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How sure it must be.
    pub thresholds: Thresholds,
    /// What a person does not want to see again.
    pub dismissed: BTreeSet<SuggestionId>,
    /// Terms that speak for tags.
    pub lexicon: Lexicon,
}

/// No more than this are given of a kind, the surest first.
pub const MOST_OF_A_KIND: usize = 500;

/// What might be done to a document: links first, then tags, merges and claims, each kind with the surest first and
/// otherwise in the order of map and thread.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn suggestions(
    document: &Document,
    learned: &Learned,
    options: &Options,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    let told = Told::of(document);
    let stages = Kind::ALL.len() as u64;
    let mut all = Vec::new();
    for (stage, kind) in (0..).zip(Kind::ALL) {
        progress.set(stage, stages);
        progress.check()?;
        let threshold = options.thresholds.of(kind);
        let found = match kind {
            Kind::Link => links::suggest(document, &told, learned, progress)?,
            Kind::Tag => tags::suggest(document, learned, &options.lexicon, progress)?,
            Kind::Merge => merges::suggest(document, threshold, progress)?,
            Kind::Claim => claims::suggest(document, &told, learned, threshold, progress)?,
        };
        let mut found: Vec<Suggestion> = (found.into_iter())
            .filter(|suggestion| {
                suggestion.confidence >= threshold && !options.dismissed.contains(&suggestion.id)
            })
            .collect();
        // Stable, so that what is equally sure stays in the order of map and thread.
        found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let mut seen: BTreeSet<SuggestionId> = BTreeSet::new();
        let kept = (found.into_iter()).filter(|suggestion| {
            seen.insert(suggestion.id.clone()) && suggestion.edit(document).is_some()
        });
        all.extend(kept.take(MOST_OF_A_KIND));
    }
    progress.set(stages, stages);
    Ok(all)
}

/// Words for a line: white space made single, cut with an ellipsis.
fn brief(text: &str, most: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().take(most).collect();
    let line = line.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
