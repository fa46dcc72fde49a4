//! The thread beside the map: who wrote what, which words of it are claims already. May use document, map and thread.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::Document;
use crate::map::ClaimId;
use crate::mining::text;
use crate::thread::excerpt::byte_range;
use crate::thread::{Anchor, Comment, Excerpt, Flag, MarkKind, Thread, Tree};

/// Words of a comment that a claim has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub chars: Range<usize>,
    pub claim: ClaimId,
}

/// A thread with what the map made of it.
pub(super) struct Told {
    /// The thread; an empty one if the document has none.
    pub thread: Arc<Thread>,
    /// Its nesting.
    pub tree: Tree,
    /// By comment: the words that claims have, by place.
    pub taken: BTreeMap<usize, Vec<Taken>>,
    /// By claim: its words in the thread, (comment, characters), in the order of its excerpts.
    pub of_claim: BTreeMap<ClaimId, Vec<(usize, Range<usize>)>>,
}

impl Told {
    pub(super) fn of(document: &Document) -> Self {
        let thread = document.thread().cloned().unwrap_or_default();
        let (tree, _) = Tree::build(&thread.comments);
        let mut taken: BTreeMap<usize, Vec<Taken>> = BTreeMap::new();
        let mut of_claim: BTreeMap<ClaimId, Vec<(usize, Range<usize>)>> = BTreeMap::new();
        for (claim, record) in document.map().claims() {
            for excerpt in &record.excerpts {
                let Some(at) = tree.find(&excerpt.comment) else {
                    continue;
                };
                let chars = match excerpt.locate(&thread.comments[at].text) {
                    Anchor::Exact(chars) | Anchor::Moved(chars) => chars,
                    Anchor::Orphan => continue,
                };
                of_claim.entry(claim).or_default().push((at, chars.clone()));
                taken.entry(at).or_default().push(Taken { chars, claim });
            }
        }
        for taken in taken.values_mut() {
            taken.sort_by_key(|taken| (taken.chars.start, taken.claim));
        }
        Self {
            thread,
            tree,
            taken,
            of_claim,
        }
    }

    /// The first claim that has some of these characters of a comment.
    pub(super) fn claim_at(&self, comment: usize, chars: &Range<usize>) -> Option<ClaimId> {
        let taken = self.taken.get(&comment)?;
        let mut shared = taken
            .iter()
            .filter(|taken| taken.chars.start < chars.end && chars.start < taken.chars.end);
        shared.next().map(|taken| taken.claim)
    }

    /// Who wrote a comment, if it is known.
    pub(super) fn author(&self, comment: usize) -> Option<&str> {
        self.thread.comments.get(comment)?.author.as_deref()
    }

    /// Whether one person wrote both comments.
    pub(super) fn same_author(&self, a: usize, b: usize) -> bool {
        a == b || (self.author(a).is_some() && self.author(a) == self.author(b))
    }

    /// An excerpt of a comment.
    pub(super) fn excerpt(&self, comment: usize, chars: Range<usize>) -> Option<Excerpt> {
        Excerpt::take(self.thread.comments.get(comment)?, chars)
    }
}

/// Whether there is anything in a comment to make claims of.
pub(super) fn speaks(comment: &Comment) -> bool {
    ![Flag::Deleted, Flag::Dead, Flag::Removed]
        .iter()
        .any(|flag| comment.flags.has(*flag))
}

/// The sentences of a comment that are its author's own prose: not those in quotations or code. With their characters.
pub(super) fn sentences(comment: &Comment) -> Vec<(Range<usize>, &str)> {
    let apart: Vec<Range<usize>> = (comment.marks.iter())
        .filter(|mark| match mark.kind {
            MarkKind::Quote(_) => true,
            // A word of code in a sentence is part of it.
            MarkKind::Code => mark.end.saturating_sub(mark.start) > 40,
            _ => false,
        })
        .filter_map(|mark| byte_range(&comment.text, mark.start as usize..mark.end as usize))
        .collect();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for apart in apart {
        if apart.start > from {
            pieces.push(from..apart.start);
        }
        from = from.max(apart.end);
    }
    pieces.push(from..comment.text.len());
    // Characters are counted on from one sentence to the next, for a long comment has many.
    let (mut bytes_so_far, mut chars_so_far) = (0, 0);
    let mut found = Vec::new();
    for piece in pieces {
        let text = comment.text.get(piece.clone()).unwrap_or_default();
        for sentence in text::sentences(text) {
            let bytes = piece.start + sentence.start..piece.start + sentence.end;
            let Some(words) = comment.text.get(bytes.clone()) else {
                continue;
            };
            if words.starts_with('>') {
                continue;
            }
            let between = comment
                .text
                .get(bytes_so_far..bytes.start)
                .unwrap_or_default();
            let start = chars_so_far + between.chars().count();
            let end = start + words.chars().count();
            (bytes_so_far, chars_so_far) = (bytes.end, end);
            found.push((start..end, words));
        }
    }
    found
}
