//! Correcting the structure of a flat paste by hand: where one comment ends and the next begins, who wrote it,
//! whom it answers. Every operation is pure: it returns the comments as they would be, and how excerpts of the
//! old ones stand in the new; the document applies that as an edit. May use the standard library only.

use std::collections::{HashMap, HashSet};

use super::excerpt::{byte_range, char_range};
use super::{Comment, CommentId, Excerpt, Mark, Nesting, Tree};

/// Why a correction is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// No such comment.
    #[error("there is no comment {0} in this thread; choose one that is in it")]
    NoComment(CommentId),
    /// The comment did not come from a flat paste.
    #[error(
        "comment {0} has its place and its words from the source; only text pasted without structure can be \
         corrected"
    )]
    NotPasted(CommentId),
    /// There would be nothing on one side of the split.
    #[error(
        "comment {0} has no words on one side of that place; split it where words stand on both sides"
    )]
    NothingToSplit(CommentId),
    /// The last comment has no next.
    #[error("comment {0} is the last one, so there is none to join to it")]
    NoNext(CommentId),
    /// The new parent is the comment itself or one of the answers below it.
    #[error("comment {comment} can't answer {parent}, which is itself or an answer below it")]
    Circle {
        /// The comment to be moved.
        comment: CommentId,
        /// The parent that was asked for.
        parent: CommentId,
    },
}

/// A corrected paste.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// All comments of the thread as they would be.
    pub comments: Vec<Comment>,
    moves: Option<Move>,
}

#[derive(Debug, Clone, PartialEq)]
enum Move {
    /// Characters of `old` up to `first_end` stayed; those from `second_start` on went to the start of `new`.
    Split {
        old: CommentId,
        new: CommentId,
        first_end: usize,
        second_start: usize,
    },
    /// All of `old` went to `new`, behind its first `offset` characters.
    Merge {
        old: CommentId,
        new: CommentId,
        offset: usize,
    },
}

impl Correction {
    /// Where an excerpt of the old comments stands in the new ones. Usually one excerpt; two when a comment was
    /// split inside it. Excerpts whose words are no longer found come back as they were: orphans.
    pub fn carry(&self, excerpt: &Excerpt) -> Vec<Excerpt> {
        let (start, end) = (excerpt.start as usize, excerpt.end as usize);
        let pieces = match &self.moves {
            Some(Move::Split {
                old,
                new,
                first_end,
                second_start,
            }) if *old == excerpt.comment => vec![
                (old, start..end.min(*first_end)),
                (
                    new,
                    start.saturating_sub(*second_start)..end.saturating_sub(*second_start),
                ),
            ],
            Some(Move::Merge { old, new, offset }) if *old == excerpt.comment => {
                vec![(new, start + offset..end + offset)]
            }
            // Its place is unchanged, but the context behind it may have grown.
            Some(Move::Merge { new, .. }) if *new == excerpt.comment => vec![(new, start..end)],
            _ => return vec![excerpt.clone()],
        };
        let carried: Vec<Excerpt> = pieces
            .into_iter()
            .filter_map(|(id, range)| {
                let comment = self.comments.iter().find(|c| c.id == *id)?;
                Excerpt::take(comment, range)
            })
            .collect();
        // An excerpt that was an orphan before must not be tied to whatever stands at its old place now.
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let before = words(&excerpt.exact);
        let after: String = carried.iter().map(|e| words(&e.exact)).collect();
        if before == after {
            carried
        } else {
            vec![excerpt.clone()]
        }
    }
}

/// Splits a comment before its character `at` (white space around the place goes). The second part gets a new
/// id and follows the first; answers stay with the first.
///
/// # Errors
/// [`PasteError`] if there is no such comment, it was not pasted, or one side would be without words.
pub fn split(comments: &[Comment], id: &CommentId, at: usize) -> Result<Correction, PasteError> {
    let (i, old) = pasted(comments, id)?;
    let nothing = || PasteError::NothingToSplit(id.clone());
    let at = byte_range(&old.text, at..at).ok_or_else(nothing)?.start;
    let (first, second) = old.text.split_at_checked(at).ok_or_else(nothing)?;
    let (first, second) = (first.trim_end(), second.trim_start());
    if first.trim().is_empty() || second.is_empty() {
        return Err(nothing());
    }
    let first_end = first.chars().count();
    let second_start = char_range(&old.text, old.text.len() - second.len()..old.text.len())
        .ok_or_else(nothing)?
        .start;
    let new_id = unused_id(comments, id);
    let mut head = old.clone();
    head.text = first.to_owned();
    head.marks = marks_between(&old.marks, 0, first_end);
    let mut tail = old.clone();
    tail.id = new_id.clone();
    tail.text = second.to_owned();
    tail.marks = marks_between(&old.marks, second_start, usize::MAX);
    // Whatever was known of the author was known of the words under that name: of the first part.
    tail.author = None;
    tail.age = None;
    tail.time = None;
    tail.nesting = Nesting::Unknown;
    tail.parent = None;
    let mut corrected = Vec::with_capacity(comments.len() + 1);
    corrected.extend_from_slice(comments.get(..i).unwrap_or_default());
    corrected.extend([head, tail]);
    corrected.extend_from_slice(comments.get(i + 1..).unwrap_or_default());
    Ok(Correction {
        comments: corrected,
        moves: Some(Move::Split {
            old: id.clone(),
            new: new_id,
            first_end,
            second_start,
        }),
    })
}

/// Joins a comment and the next one in source order into one, as two paragraphs. It keeps the id, author and
/// place of the first; what the first lacks it takes from the second. Answers to the second become answers to it.
///
/// # Errors
/// [`PasteError`] if there is no such comment or no next one, or either was not pasted.
pub fn merge_with_next(comments: &[Comment], id: &CommentId) -> Result<Correction, PasteError> {
    let (i, first) = pasted(comments, id)?;
    let next = comments
        .get(i + 1)
        .ok_or_else(|| PasteError::NoNext(id.clone()))?;
    let (_, second) = pasted(comments, &next.id)?;
    let (tree, _) = Tree::build(comments);
    let mut joined = first.clone();
    joined.text.push_str("\n\n");
    let offset = joined.text.chars().count();
    joined.text.push_str(&second.text);
    let shift = u32::try_from(offset).unwrap_or(u32::MAX);
    joined.marks.extend(second.marks.iter().map(|m| Mark {
        start: m.start.saturating_add(shift),
        end: m.end.saturating_add(shift),
        kind: m.kind.clone(),
    }));
    joined.author = joined.author.or_else(|| second.author.clone());
    joined.time = joined.time.or_else(|| second.time.clone());
    joined.age = joined.age.or_else(|| second.age.clone());
    if tree.ancestors(i).any(|a| a == i + 1) {
        // The first answers (something below) the second: its place would be below itself.
        joined.parent = second.parent.clone();
        joined.nesting = second.nesting;
    }
    let mut corrected = Vec::with_capacity(comments.len());
    corrected.extend_from_slice(comments.get(..i).unwrap_or_default());
    corrected.push(joined);
    corrected.extend_from_slice(comments.get(i + 2..).unwrap_or_default());
    for comment in &mut corrected {
        if comment.parent.as_ref() == Some(&second.id) {
            comment.parent = Some(id.clone());
        }
    }
    Ok(Correction {
        comments: corrected,
        moves: Some(Move::Merge {
            old: second.id.clone(),
            new: id.clone(),
            offset,
        }),
    })
}

/// Says whom a comment answers (`None`: nobody, it stands at the top); its place then counts as set by hand.
///
/// # Errors
/// [`PasteError`] if either comment does not exist, the comment was not pasted, or it would answer itself.
pub fn set_parent(
    comments: &[Comment],
    id: &CommentId,
    parent: Option<&CommentId>,
) -> Result<Correction, PasteError> {
    let (i, _) = pasted(comments, id)?;
    if let Some(parent) = parent {
        let (tree, _) = Tree::build(comments);
        let p = tree
            .find(parent)
            .ok_or_else(|| PasteError::NoComment(parent.clone()))?;
        if p == i || tree.ancestors(p).any(|a| a == i) {
            return Err(PasteError::Circle {
                comment: id.clone(),
                parent: parent.clone(),
            });
        }
    }
    Ok(changed(comments, i, |comment| {
        comment.parent = parent.cloned();
        comment.nesting = Nesting::ByHand;
    }))
}

/// Says who wrote a comment; `None` or nothing but white space: unknown.
///
/// # Errors
/// [`PasteError`] if there is no such comment or it was not pasted.
pub fn set_author(
    comments: &[Comment],
    id: &CommentId,
    author: Option<&str>,
) -> Result<Correction, PasteError> {
    let (i, _) = pasted(comments, id)?;
    Ok(changed(comments, i, |comment| {
        comment.author = author
            .map(str::trim)
            .filter(|a| !a.is_empty())
            .map(str::to_owned);
    }))
}

/// A comment that says again, word for word, what an earlier one said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The first comment with these words.
    pub first: CommentId,
    /// The later one.
    pub repeat: CommentId,
}

/// Comments with the same words as an earlier one (white space aside), in source order; those without words are
/// left out. They are reported, never removed: people do repeat themselves.
pub fn duplicates(comments: &[Comment]) -> Vec<Duplicate> {
    let mut seen: HashMap<String, &CommentId> = HashMap::with_capacity(comments.len());
    let mut found = Vec::new();
    for comment in comments {
        let words: Vec<&str> = comment.text.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        let first = *seen.entry(words.join(" ")).or_insert(&comment.id);
        if *first != comment.id {
            found.push(Duplicate {
                first: first.clone(),
                repeat: comment.id.clone(),
            });
        }
    }
    found
}

fn pasted<'a>(comments: &'a [Comment], id: &CommentId) -> Result<(usize, &'a Comment), PasteError> {
    let (i, comment) = comments
        .iter()
        .enumerate()
        .find(|(_, c)| c.id == *id)
        .ok_or_else(|| PasteError::NoComment(id.clone()))?;
    match comment.nesting {
        Nesting::Stated => Err(PasteError::NotPasted(id.clone())),
        Nesting::Unknown | Nesting::AtLeast(_) | Nesting::ByHand => Ok((i, comment)),
    }
}

fn changed(comments: &[Comment], i: usize, change: impl FnOnce(&mut Comment)) -> Correction {
    let mut comments = comments.to_vec();
    if let Some(comment) = comments.get_mut(i) {
        change(comment);
    }
    Correction {
        comments,
        moves: None,
    }
}

/// `7` → `7.2`, or the next number that no comment has.
fn unused_id(comments: &[Comment], id: &CommentId) -> CommentId {
    let used: HashSet<&str> = comments.iter().map(|c| &*c.id.0).collect();
    let mut n = 2u64;
    loop {
        let candidate = format!("{id}.{n}");
        if !used.contains(candidate.as_str()) {
            return candidate.into();
        }
        n += 1;
    }
}

/// The marks within `start..end`, cut to it and counted from `start`.
fn marks_between(marks: &[Mark], start: usize, end: usize) -> Vec<Mark> {
    let from = u32::try_from(start).unwrap_or(u32::MAX);
    let to = u32::try_from(end).unwrap_or(u32::MAX);
    marks
        .iter()
        .filter_map(|m| {
            let (s, e) = (m.start.max(from), m.end.min(to));
            (s < e).then(|| Mark {
                start: s - from,
                end: e - from,
                kind: m.kind.clone(),
            })
        })
        .collect()
}
