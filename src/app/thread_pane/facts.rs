//! What follows from the thread alone, kept until there is another: counts, what stands below each comment, the order
//! they are listed in, and how long their texts are. May use thread.

use std::sync::Arc;

use super::rows::{self, Sort};
use super::text::LINE;
use super::tools::uncertain;
use crate::app::derived::Derived;
use crate::thread::{Comment, CommentId, Nesting, Stats, Thread, Tree, paste};

/// How long a comment's text is, for a guess at its height.
#[derive(Clone, Copy)]
struct Length {
    bytes: u32,
    lines: u32,
    uncertain: bool,
}

/// What follows from the thread.
#[derive(Default)]
pub struct Facts {
    /// The thread all this is of.
    pub thread: Option<Arc<Thread>>,
    /// Grows with every other thread.
    pub generation: u64,
    /// Counts over it.
    pub stats: Stats,
    /// Comments at the top that the source says nothing of the place of.
    pub unknown: usize,
    /// Comments below others whose place was guessed.
    pub guessed: usize,
    /// The first paragraphs of a paste that stand there twice.
    pub repeats: Vec<CommentId>,
    /// How many comments stand below each.
    pub replies: Vec<u32>,
    /// Every comment in the order they are listed in.
    pub order: Vec<u32>,
    sorted: Option<Sort>,
    lengths: Vec<Length>,
}

impl Facts {
    /// Brings all of it up to the thread.
    pub fn refresh(&mut self, thread: &Arc<Thread>, tree: &Tree) {
        if self
            .thread
            .as_ref()
            .is_some_and(|own| Arc::ptr_eq(own, thread))
        {
            return;
        }
        self.thread = Some(Arc::clone(thread));
        self.generation += 1;
        self.stats = thread.stats();
        let unknown = |comment: &&Comment| comment.nesting == Nesting::Unknown;
        let unknown = thread.comments.iter().filter(unknown);
        let (guessed, at_top): (Vec<&Comment>, Vec<_>) = unknown.partition(|c| c.parent.is_some());
        (self.guessed, self.unknown) = (guessed.len(), at_top.len());
        self.repeats.clear();
        if self.unknown > 0 {
            let repeats = paste::duplicates(&thread.comments).into_iter().take(3);
            self.repeats = repeats.map(|duplicate| duplicate.repeat).collect();
        }
        self.replies = rows::replies(tree);
        self.sorted = None;
        self.lengths = (thread.comments.iter())
            .map(|comment| Length {
                bytes: u32::try_from(comment.text.len()).unwrap_or(u32::MAX),
                lines: u32::try_from(comment.text.split('\n').count()).unwrap_or(u32::MAX),
                uncertain: uncertain(comment),
            })
            .collect();
    }

    /// Puts the comments into an order.
    pub fn sort(&mut self, tree: &Tree, sort: Sort) {
        if self.sorted != Some(sort)
            && let Some(thread) = &self.thread
        {
            self.order = rows::ordered(thread, tree, &self.replies, sort);
            self.sorted = Some(sort);
        }
    }

    /// The id of the `n`th comment.
    pub fn id(&self, n: usize) -> Option<CommentId> {
        let thread = self.thread.as_ref()?;
        thread.comments.get(n).map(|comment| comment.id.clone())
    }

    /// Whether the `n`th comment has words, and nothing was taken from them.
    pub fn has_words(&self, n: usize, derived: &Derived) -> bool {
        let comment = self
            .thread
            .as_ref()
            .and_then(|thread| thread.comments.get(n));
        comment.is_some_and(|comment| {
            comment.has_words() && !derived.anchors.contains_key(&comment.id)
        })
    }

    /// A guess at a comment's height, good enough for the scroll bar until it is seen.
    pub fn estimate(&self, n: usize, width: f32, size: f32) -> f32 {
        let Some(length) = self.lengths.get(n) else {
            return 48.0;
        };
        let per_line = ((width - 16.0) / (0.48 * size)).max(12.0);
        // Most lines are followed by an empty one, and the last one of a paragraph is filled by half.
        let wrapped = length.bytes as f32 / per_line + length.lines as f32 * 0.75;
        let lines = wrapped.max(length.lines as f32).ceil();
        let tools = if length.uncertain { 32.0 } else { 0.0 };
        48.0 + lines * (size * LINE).round() + tools
    }
}
