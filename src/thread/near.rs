//! Where the words of an orphaned excerpt may stand now: a proposal, never taken by itself. Pure; may use the standard
//! library only.

use std::ops::Range;

use super::{Excerpt, Thread};

/// A place that is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Index of the comment.
    pub comment: usize,
    /// The place in it, in Unicode scalars.
    pub range: Range<usize>,
    /// Which share of the words agree, from 0 to 1.
    pub likeness: f32,
}

/// Less likeness than this is not worth proposing.
const WORTH: f32 = 0.5;
/// Words of an excerpt and of a comment that are compared at most.
const WORDS: (usize, usize) = (300, 10_000);
/// Words of the other comments that are looked through for the very words.
const ELSEWHERE: usize = 200_000;

/// A word without case and punctuation, with where it stands.
struct Word {
    text: String,
    range: Range<usize>,
}

fn words(text: &str, most: usize) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.chars().enumerate() {
        if !c.is_alphanumeric() {
            open &= matches!(c, '\'' | '’');
            continue;
        }
        if !open {
            if found.len() == most {
                break;
            }
            found.push(Word {
                text: String::new(),
                range: at..at,
            });
            open = true;
        }
        if let Some(word) = found.last_mut() {
            word.text.extend(c.to_lowercase());
            word.range.end = at + 1;
        }
    }
    found
}

/// The place whose words come nearest to the excerpt's: in its own comment by the best alignment of words, else where
/// the very same words stand in another comment.
pub fn best_place(excerpt: &Excerpt, thread: &Thread, own: Option<usize>) -> Option<Near> {
    let wanted = words(&excerpt.exact, WORDS.0);
    if wanted.is_empty() {
        return None;
    }
    let here = own.and_then(|n| {
        let text = &thread.comments.get(n)?.text;
        let (range, likeness) = aligned(&wanted, &words(text, WORDS.1))?;
        Some(Near {
            comment: n,
            range,
            likeness,
        })
    });
    if here.is_some() || wanted.len() < 3 {
        return here;
    }
    let mut left = ELSEWHERE;
    for (n, comment) in thread.comments.iter().enumerate() {
        let there = words(&comment.text, left);
        left -= there.len();
        let same = |at: &[Word]| at.iter().zip(&wanted).all(|(a, b)| a.text == b.text);
        if let Some(at) = there.windows(wanted.len()).find(|at| same(at)) {
            let (Some(first), Some(last)) = (at.first(), at.last()) else {
                continue;
            };
            return Some(Near {
                comment: n,
                range: first.range.start..last.range.end,
                likeness: 1.0,
            });
        }
        if left == 0 {
            break;
        }
    }
    None
}

/// The stretch of `text` that aligns best with `wanted` (Smith and Waterman's local alignment over words: 2 for the
/// same word, −1 for another, one too many or one too few), if enough of the words agree.
fn aligned(wanted: &[Word], text: &[Word]) -> Option<(Range<usize>, f32)> {
    /// A score, the word of the text it began at, and how many words agreed.
    #[derive(Clone, Copy, Default)]
    struct Cell(i32, usize, usize);
    let better = |a: Cell, b: Cell| if b.0 > a.0 { b } else { a };
    let mut row = vec![Cell::default(); wanted.len() + 1];
    let mut best: Option<(Cell, usize)> = None;
    for (at, word) in text.iter().enumerate() {
        let mut diagonal = Cell(0, at, 0);
        row[0] = Cell(0, at + 1, 0);
        for (n, other) in wanted.iter().enumerate() {
            let same = word.text == other.text;
            let start = if diagonal.0 == 0 { at } else { diagonal.1 };
            let matched = match same {
                true => Cell(diagonal.0 + 2, start, diagonal.2 + 1),
                false => Cell(diagonal.0 - 1, start, diagonal.2),
            };
            let (above, beside) = (row[n + 1], row[n]);
            let mut cell = better(Cell(0, at + 1, 0), matched);
            cell = better(cell, Cell(above.0 - 1, above.1, above.2));
            cell = better(cell, Cell(beside.0 - 1, beside.1, beside.2));
            diagonal = row[n + 1];
            row[n + 1] = cell;
            if best.is_none_or(|(most, _)| cell.0 > most.0) && cell.0 > 0 {
                best = Some((cell, at));
            }
        }
    }
    let (cell, end) = best?;
    let length = end + 1 - cell.1.min(end);
    let likeness = (2 * cell.2) as f32 / (wanted.len() + length) as f32;
    let range = text.get(cell.1)?.range.start..text.get(end)?.range.end;
    (likeness >= WORTH && (cell.2 >= 2 || wanted.len() == 1)).then_some((range, likeness))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thread::Comment;

    fn thread(texts: &[&str]) -> Thread {
        let comments = texts.iter().enumerate();
        Thread {
            comments: comments
                .map(|(n, text)| Comment::new(format!("c{n}"), *text))
                .collect(),
            ..Thread::default()
        }
    }

    fn proposed(excerpt: &str, now: &[&str]) -> Option<(usize, String)> {
        let before = Comment::new("c0", excerpt);
        let excerpt = Excerpt::take(&before, 0..excerpt.chars().count())?;
        let thread = thread(now);
        let near = best_place(&excerpt, &thread, Some(0))?;
        let text: String = (thread.comments[near.comment].text.chars())
            .skip(near.range.start)
            .take(near.range.len())
            .collect();
        Some((near.comment, text))
    }

    #[test]
    fn reworded_words_are_proposed_where_they_stand() {
        let now = "Well, a moat that is made of clever prompts is really no moat at all. So there.";
        assert_eq!(
            proposed("a moat made of prompts is no moat", &[now]),
            Some((
                0,
                "a moat that is made of clever prompts is really no moat".to_owned()
            ))
        );
        assert_eq!(
            proposed("Fair Use!", &["It’s “fair use”, they say."]),
            Some((0, "fair use".to_owned()))
        );
    }

    #[test]
    fn the_very_words_elsewhere_are_proposed_and_nothing_else_is() {
        let moved = [
            "[moved below]",
            "As I said, a moat made of prompts is none.",
        ];
        assert_eq!(
            proposed("a moat made of prompts", &moved),
            Some((1, "a moat made of prompts".to_owned()))
        );
        let other = ["The weather is fine.", "A moat of stone was made."];
        assert_eq!(proposed("a moat made of prompts", &other), None);
        assert_eq!(proposed("…", &["…"]), None);
    }
}
