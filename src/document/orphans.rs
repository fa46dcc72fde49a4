//! Excerpts that have lost their words: which, and in a sentence each. May use the document and the thread.

use std::collections::HashMap;

use super::Document;
use super::actions::count;
use crate::map::ClaimId;
use crate::thread::{Anchor, CommentId, Excerpt};

/// How many are told of one by one.
const IN_FULL: usize = 5;

/// An excerpt whose words cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orphan<'a> {
    /// The claim that it backs.
    pub claim: ClaimId,
    /// The excerpt.
    pub excerpt: &'a Excerpt,
    /// Whether its comment is in the thread, so that only the words are gone.
    pub has_comment: bool,
}

/// Every orphan of a document, in the order of the claims.
pub fn orphans(document: &Document) -> Vec<Orphan<'_>> {
    let comments = (document.thread().into_iter()).flat_map(|thread| &thread.comments);
    let texts: HashMap<&CommentId, &str> = comments
        .map(|comment| (&comment.id, comment.text.as_str()))
        .collect();
    let mut found = Vec::new();
    for (claim, held) in document.map().claims() {
        for excerpt in &held.excerpts {
            let text = texts.get(&excerpt.comment);
            if text.is_none_or(|text| excerpt.locate(text) == Anchor::Orphan) {
                found.push(Orphan {
                    claim,
                    excerpt,
                    has_comment: text.is_some(),
                });
            }
        }
    }
    found
}

/// What a person should know of them: sentences without their full stops, a few in full.
pub fn warnings(document: &Document) -> Vec<String> {
    let all = orphans(document);
    if document.thread().is_none() && !all.is_empty() {
        return vec![format!(
            "there is no thread in the map, so the words of {} cannot be shown in their comments",
            count(all.len(), "excerpt")
        )];
    }
    let mut said: Vec<String> = (all.iter().take(IN_FULL))
        .map(|orphan| {
            let (claim, comment) = (orphan.claim, &orphan.excerpt.comment);
            match orphan.has_comment {
                true => format!(
                    "an excerpt of claim {claim} has lost its words: they no longer stand in comment {comment}"
                ),
                false => format!(
                    "an excerpt of claim {claim} is from comment {comment}, which is not in the thread"
                ),
            }
        })
        .collect();
    if let Some(more) = all.len().checked_sub(IN_FULL).filter(|more| *more > 0) {
        said.push(format!(
            "{} more lost their comment or their words in the same way",
            count(more, "excerpt")
        ));
    }
    said
}
