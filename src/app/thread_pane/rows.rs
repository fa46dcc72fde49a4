//! Which comments the thread pane lists, and in which order: sorted among those that answer the same one, filtered,
//! folded. Plain functions over the thread and its tree, linear or a sort; no recursion.

use std::collections::HashSet;

use crate::map::TagId;
use crate::thread::{Comment, CommentId, Thread, Tree};

/// The order of answers to the same comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As the source has them.
    #[default]
    Source,
    /// The latest first.
    Newest,
    /// The earliest first.
    Oldest,
    /// Those with the most below them first.
    Replies,
    /// By the names of their authors.
    Author,
}

impl Sort {
    /// Every order, as offered.
    pub const ALL: [Self; 5] = [
        Self::Source,
        Self::Newest,
        Self::Oldest,
        Self::Replies,
        Self::Author,
    ];

    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "Source order",
            Self::Newest => "Newest first",
            Self::Oldest => "Oldest first",
            Self::Replies => "Most replies first",
            Self::Author => "By author",
        }
    }
}

/// What is left out of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what is not on the map.
    pub unmapped: bool,
    /// Only authors whose name has this in it, whatever the case.
    pub author: String,
    /// Only what claims with this tag were taken from.
    pub tag: Option<TagId>,
    /// Only from this time on: the beginning of an ISO 8601 time, as long as one likes.
    pub from: String,
    /// Only up to and with this time.
    pub until: String,
    /// Only where what is searched for stands.
    pub found: bool,
    /// Only what a later copy changed or has no longer.
    pub changed: bool,
}

impl Filter {
    /// Whether anything besides [`Self::unmapped`] is asked for.
    pub fn narrows(&self) -> bool {
        let plain = Self {
            unmapped: self.unmapped,
            ..Self::default()
        };
        *self != plain
    }

    /// Whether a comment's author and time pass.
    pub fn passes(&self, comment: &Comment) -> bool {
        let author = self.author.trim();
        if !author.is_empty() {
            let name = comment.author.as_deref().unwrap_or_default();
            if !name.to_lowercase().contains(&author.to_lowercase()) {
                return false;
            }
        }
        let (from, until) = (self.from.trim(), self.until.trim());
        if from.is_empty() && until.is_empty() {
            return true;
        }
        // ISO 8601 times in UTC are in order as texts; a bound is as exact as it is long.
        let Some(time) = comment.time.as_deref() else {
            return false;
        };
        let start = |bound: &str| time.get(..bound.len()).unwrap_or(time);
        (from.is_empty() || start(from) >= from) && (until.is_empty() || start(until) <= until)
    }
}

/// Whether a text is the beginning of an ISO 8601 time, or nothing.
pub fn is_time(text: &str) -> bool {
    let pattern = "0000-00-00T00:00:00";
    let text = text.trim();
    text.len() <= pattern.len()
        && text.chars().zip(pattern.chars()).all(|(c, p)| match p {
            '0' => c.is_ascii_digit(),
            p => c == p,
        })
}

/// How many comments stand below each.
pub fn replies(tree: &Tree) -> Vec<u32> {
    let mut below = vec![0; tree.len()];
    let order: Vec<usize> = tree.preorder().collect();
    for n in order.into_iter().rev() {
        if let Some(parent) = tree.parent(n) {
            below[parent] += below[n] + 1;
        }
    }
    below
}

/// Every comment once, each before its answers, answers to the same one sorted.
pub fn ordered(thread: &Thread, tree: &Tree, replies: &[u32], sort: Sort) -> Vec<u32> {
    let index = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if sort == Sort::Source {
        return tree.preorder().map(index).collect();
    }
    let mut sorted: Vec<usize> = (0..tree.len()).collect();
    let time = |n: usize| thread.comments.get(n).and_then(|c| c.time.as_deref());
    let author = |n: usize| thread.comments.get(n).and_then(|c| c.author.as_deref());
    match sort {
        Sort::Source => {}
        // What has no time stands behind in either order.
        Sort::Newest => sorted.sort_by(|a, b| time(*b).cmp(&time(*a))),
        Sort::Oldest => sorted.sort_by_key(|n| (time(*n).is_none(), time(*n))),
        Sort::Replies => sorted.sort_by_key(|n| std::cmp::Reverse(replies.get(*n).copied())),
        Sort::Author => {
            sorted
                .sort_by_cached_key(|n| (author(*n).is_none(), author(*n).map(str::to_lowercase)));
        }
    }
    // The answers of all comments in one list, each comment's in a stretch of it: counted, then filled in order.
    let mut start = vec![0usize; tree.len() + 1];
    let mut roots = Vec::new();
    for n in 0..tree.len() {
        if let Some(parent) = tree.parent(n) {
            start[parent + 1] += 1;
        }
    }
    for n in 0..tree.len() {
        start[n + 1] += start[n];
    }
    let mut next = start.clone();
    let mut answers = vec![0usize; tree.len()];
    for n in sorted {
        match tree.parent(n) {
            Some(parent) => {
                answers[next[parent]] = n;
                next[parent] += 1;
            }
            None => roots.push(n),
        }
    }
    let mut order = Vec::with_capacity(tree.len());
    let mut stack: Vec<usize> = roots.into_iter().rev().collect();
    while let Some(n) = stack.pop() {
        order.push(index(n));
        stack.extend(answers[start[n]..start[n + 1]].iter().rev());
    }
    order
}

/// The comments of `order` that are shown: those that pass and that no folded comment hides.
pub fn shown(
    thread: &Thread,
    tree: &Tree,
    order: &[u32],
    folded: &HashSet<CommentId>,
    passes: impl Fn(usize, &Comment) -> bool,
) -> Vec<u32> {
    let mut rows = Vec::new();
    let mut hidden_below: Option<usize> = None;
    for &at in order {
        let n = at as usize;
        let depth = tree.depth(n);
        if hidden_below.is_some_and(|limit| depth > limit) {
            continue;
        }
        hidden_below = None;
        let Some(comment) = thread.comments.get(n) else {
            continue;
        };
        if !folded.is_empty() && folded.contains(&comment.id) {
            hidden_below = Some(depth);
        }
        if passes(n, comment) {
            rows.push(at);
        }
    }
    rows
}

/// The comments to fold so that nothing deeper than `level` is shown; 0 leaves the top alone.
pub fn folds(thread: &Thread, tree: &Tree, replies: &[u32], level: usize) -> HashSet<CommentId> {
    (thread.comments.iter().enumerate())
        .filter(|(n, _)| tree.depth(*n) == level && replies.get(*n).is_some_and(|r| *r > 0))
        .map(|(_, comment)| comment.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn thread(parents: &[usize], times: &[u8]) -> Thread {
        let comments = parents
            .iter()
            .zip(times)
            .enumerate()
            .map(|(n, (parent, time))| {
                let mut comment = Comment::new(format!("c{n}"), "words");
                comment.parent =
                    (n > 0 && parent % 4 > 0).then(|| format!("c{}", parent % n).into());
                comment.time =
                    (time % 5 > 0).then(|| format!("2026-01-{:02}T00:00:00Z", time % 28 + 1));
                comment.author =
                    (time % 7 > 0).then(|| ["ada", "Ben", "cai"][usize::from(time % 3)].into());
                comment
            });
        Thread {
            comments: comments.collect(),
            ..Thread::default()
        }
    }

    proptest! {
        #[test]
        fn every_order_is_a_walk_of_the_tree_with_sorted_answers(
            list in prop::collection::vec((0usize..500, 0u8..100), 1..40),
            sort in prop::sample::select(Sort::ALL.to_vec()),
            level in 0usize..4,
        ) {
            let (parents, times): (Vec<_>, Vec<_>) = list.into_iter().unzip();
            let thread = thread(&parents, &times);
            let (tree, _) = thread.tree();
            let replies = replies(&tree);
            let order = ordered(&thread, &tree, &replies, sort);
            // Each once, each stretch behind a comment of the size of what is below it.
            let mut place = vec![usize::MAX; order.len()];
            for (at, n) in order.iter().enumerate() {
                prop_assert_eq!(place[*n as usize], usize::MAX);
                place[*n as usize] = at;
            }
            for n in 0..tree.len() {
                let below: Vec<usize> = (0..tree.len()).filter(|m| tree.ancestors(*m).any(|a| a == n)).collect();
                prop_assert_eq!(replies[n] as usize, below.len());
                for m in below {
                    prop_assert!(place[n] < place[m] && place[m] <= place[n] + replies[n] as usize);
                }
            }
            // Answers to the same one are in order; what is equal stands as in the source.
            for a in 0..tree.len() {
                for b in 0..tree.len() {
                    if a == b || tree.parent(a) != tree.parent(b) || place[a] > place[b] {
                        continue;
                    }
                    let (x, y) = (&thread.comments[a], &thread.comments[b]);
                    let fine = match sort {
                        Sort::Source => a < b,
                        Sort::Newest => x.time > y.time || (x.time == y.time && a < b),
                        Sort::Oldest => match (&x.time, &y.time) {
                            (None, None) => a < b,
                            (None, Some(_)) => false,
                            (Some(_), None) => true,
                            (Some(s), Some(t)) => s < t || (s == t && a < b),
                        },
                        Sort::Replies => replies[a] > replies[b] || (replies[a] == replies[b] && a < b),
                        Sort::Author => match (&x.author, &y.author) {
                            (None, None) => a < b,
                            (None, Some(_)) => false,
                            (Some(_), None) => true,
                            (Some(s), Some(t)) => {
                                let (s, t) = (s.to_lowercase(), t.to_lowercase());
                                s < t || (s == t && a < b)
                            }
                        },
                    };
                    prop_assert!(fine, "{:?} {:?}", x, y);
                }
            }
            // Folding to a level shows exactly what is not deeper.
            let folded = folds(&thread, &tree, &replies, level);
            let rows = shown(&thread, &tree, &order, &folded, |_, _| true);
            let right: Vec<u32> = order.into_iter().filter(|n| tree.depth(*n as usize) <= level).collect();
            prop_assert_eq!(rows, right);
        }
    }

    #[test]
    fn authors_and_times_are_filtered_by_what_was_typed() {
        let mut comment = Comment::new("a", "words");
        comment.author = Some("Ada".to_owned());
        comment.time = Some("2026-08-14T10:54:02Z".to_owned());
        let passes = |author: &str, from: &str, until: &str| {
            let (author, from, until) = (author.into(), from.into(), until.into());
            Filter {
                author,
                from,
                until,
                ..Filter::default()
            }
            .passes(&comment)
        };
        assert!(passes("", "", "") && passes(" ada ", "", "") && !passes("ben", "", ""));
        assert!(
            passes("", "2026-08-14", "2026-08-14")
                && passes("", "2026", "")
                && passes("", "", "2026-08")
        );
        assert!(!passes("", "2026-08-15", "") && !passes("", "", "2026-08-14T10:53"));
        comment.time = None;
        let from = Filter {
            from: "2026".into(),
            ..Filter::default()
        };
        assert!(
            !from.passes(&comment),
            "what has no time is not known to be later"
        );
        assert!(is_time("") && is_time("2026-08") && is_time(" 2026-08-14T10:54 "));
        assert!(!is_time("yesterday") && !is_time("14.8.2026"));
    }
}
