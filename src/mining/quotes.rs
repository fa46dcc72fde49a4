//! What a comment quotes, found in the words it answers: the quoted words say what is answered, and the words behind
//! the quotation are the answer. Nothing says better what bears on what. May use the thread.
//!
//! Words are compared without case, punctuation and markup. First the quoted words must stand in a row; if they do
//! nowhere, a stretch that has [`LIKENESS`] of their runs of three words will do. A quotation is looked for in the
//! comment it answers, then in what that answers, and so on to the top, then in the whole thread.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::text::words;
use crate::progress::{Cancelled, Progress};
use crate::thread::excerpt::{byte_range, char_range};
use crate::thread::{Comment, MarkKind, Thread, Tree};

/// A stretch that has this share of a quotation's runs of three words is taken for what is quoted.
pub const LIKENESS: f64 = 0.7;
/// Fewer words than this say too little of where they are from, unless the comment answered has them in a row.
const LEAST_WORDS: usize = 3;
/// Shorter quotations must be found word for word.
const LEAST_FUZZY: usize = 5;
/// No quotation is looked for by more words.
const MOST_WORDS: usize = 500;
/// So many ancestors are looked at one by one; after that the quotation counts as found elsewhere in the thread.
const MOST_ANCESTORS: usize = 50;

/// Where a quotation's words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In the comment that is answered.
    Parent,
    /// In one further up.
    Ancestor,
    /// In another comment.
    Elsewhere,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Which comment has the words, by index.
    pub comment: usize,
    /// The characters they stand at there.
    pub chars: Range<usize>,
    /// 1 word for word, else the share of runs of three words that are the same.
    pub likeness: f64,
    /// Where that is, seen from the quotation.
    pub origin: Origin,
}

/// A quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// Which comment quotes, by index.
    pub comment: usize,
    /// The characters of the quotation there, with the sign before it if it has one.
    pub chars: Range<usize>,
    /// The characters of what follows, up to the next quotation: the answer. Empty if nothing follows.
    pub answer: Range<usize>,
    /// Where the words are from, if they are in the thread.
    pub found: Option<Found>,
}

/// Every quotation of a thread with at least three words, in the order of the thread.
///
/// # Errors
/// [`Cancelled`] once the progress handle says so.
pub fn quotes(thread: &Thread, tree: &Tree, progress: &Progress) -> Result<Vec<Quote>, Cancelled> {
    let comments = &thread.comments;
    let mut names = Names::default();
    let mut found: Vec<Quote> = Vec::new();
    let mut lost: Vec<(usize, Vec<Vec<u32>>)> = Vec::new();
    // Own words of a comment, kept only for the comments that answers look at in turn.
    let mut kept: BTreeMap<usize, Words> = BTreeMap::new();
    for (index, comment) in comments.iter().enumerate() {
        progress.check()?;
        for (chars, answer) in quoted(comment) {
            let Some(text) =
                byte_range(&comment.text, chars.clone()).and_then(|bytes| comment.text.get(bytes))
            else {
                continue;
            };
            let parts = fragments(text, &mut names);
            if parts.iter().map(Vec::len).sum::<usize>() < LEAST_WORDS {
                continue;
            }
            let mut place = None;
            for (steps, ancestor) in tree.ancestors(index).take(MOST_ANCESTORS).enumerate() {
                let own = match kept.get(&ancestor) {
                    Some(own) => own,
                    None => {
                        if kept.len() >= 4 * MOST_ANCESTORS {
                            kept.clear();
                        }
                        let own = own_words(&comments[ancestor], &mut names);
                        kept.entry(ancestor).or_insert(own)
                    }
                };
                if let Some((stretch, likeness)) = locate(&parts, own) {
                    let origin = if steps == 0 {
                        Origin::Parent
                    } else {
                        Origin::Ancestor
                    };
                    place = at(&comments[ancestor], own, stretch).map(|chars| Found {
                        comment: ancestor,
                        chars,
                        likeness,
                        origin,
                    });
                    break;
                }
            }
            if place.is_none() {
                lost.push((found.len(), parts));
            }
            found.push(Quote {
                comment: index,
                chars,
                answer,
                found: place,
            });
        }
    }
    search_everywhere(comments, &lost, &mut names, &mut found, progress)?;
    Ok(found)
}

/// Looks through the whole thread once for the quotations whose words no ancestor has.
fn search_everywhere(
    comments: &[Comment],
    lost: &[(usize, Vec<Vec<u32>>)],
    names: &mut Names,
    found: &mut [Quote],
    progress: &Progress,
) -> Result<(), Cancelled> {
    let mut wanted: HashMap<[u32; 3], Vec<usize>> = HashMap::new();
    let mut sizes = vec![0_usize; lost.len()];
    for (n, (_, parts)) in lost.iter().enumerate() {
        for run in runs(parts) {
            sizes[n] += 1;
            wanted.entry(run).or_default().push(n);
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    for (index, comment) in comments.iter().enumerate() {
        progress.check()?;
        let own = own_words(comment, names);
        let mut hits: BTreeMap<usize, usize> = BTreeMap::new();
        let here: BTreeSet<[u32; 3]> = own
            .names
            .windows(3)
            .filter_map(|w| w.try_into().ok())
            .collect();
        for run in here {
            for n in wanted.get(&run).into_iter().flatten() {
                *hits.entry(*n).or_default() += 1;
            }
        }
        for (n, count) in hits {
            let (place, parts) = &lost[n];
            let Some(quote) = found.get_mut(*place) else {
                continue;
            };
            // The first comment that has the words is where they are from.
            if quote.found.is_some()
                || quote.comment == index
                || (count as f64) < LIKENESS * sizes[n] as f64
            {
                continue;
            }
            if let Some((stretch, likeness)) = locate(parts, &own) {
                quote.found = at(comment, &own, stretch).map(|chars| Found {
                    comment: index,
                    chars,
                    likeness,
                    origin: Origin::Elsewhere,
                });
            }
        }
    }
    Ok(())
}

/// Numbers for words, so that comparing them is cheap.
#[derive(Default)]
struct Names(HashMap<String, u32>);

/// Stands between words that are not one behind the other.
const GAP: u32 = 0;

impl Names {
    fn of(&mut self, word: String) -> u32 {
        let next = self.0.len() as u32 + 1;
        *self.0.entry(word).or_insert(next)
    }
}

/// The words of a comment that are its author's, and the bytes each stands at; quotations are gaps.
struct Words {
    names: Vec<u32>,
    bytes: Vec<Range<usize>>,
}

fn own_words(comment: &Comment, names: &mut Names) -> Words {
    let quoted: Vec<Range<usize>> = (comment.marks.iter())
        .filter(|mark| matches!(mark.kind, MarkKind::Quote(_)))
        .filter_map(|mark| byte_range(&comment.text, mark.start as usize..mark.end as usize))
        .collect();
    let mut quoted = quoted.into_iter().peekable();
    let mut own = Words {
        names: Vec::new(),
        bytes: Vec::new(),
    };
    for word in words(&comment.text) {
        while quoted
            .next_if(|quote| quote.end <= word.bytes.start)
            .is_some()
        {}
        if quoted
            .peek()
            .is_some_and(|quote| quote.contains(&word.bytes.start))
        {
            if own.names.last().is_some_and(|last| *last != GAP) {
                own.names.push(GAP);
                own.bytes.push(word.bytes.start..word.bytes.start);
            }
            continue;
        }
        own.names.push(names.of(word.text));
        own.bytes.push(word.bytes);
    }
    own
}

/// The quotations of a comment, in characters, without those inside others; each with what follows it.
fn quoted(comment: &Comment) -> Vec<(Range<usize>, Range<usize>)> {
    let marks: Vec<(u8, Range<usize>)> = (comment.marks.iter())
        .filter_map(|mark| match mark.kind {
            MarkKind::Quote(depth) if mark.start < mark.end => {
                Some((depth, mark.start as usize..mark.end as usize))
            }
            _ => None,
        })
        .collect();
    if marks.is_empty() {
        return Vec::new();
    }
    let length = comment.text.chars().count();
    let mut found = Vec::new();
    for (n, (depth, chars)) in marks.iter().enumerate() {
        if *depth != 1 {
            continue;
        }
        // What is quoted inside the quotation is somebody else's again.
        let inner = marks
            .iter()
            .skip(n + 1)
            .find(|(_, other)| other.start < chars.end);
        let (start, end) = match inner {
            Some((_, inner)) if inner.start <= chars.start => (inner.end.min(chars.end), chars.end),
            Some((_, inner)) => (chars.start, inner.start),
            None => (chars.start, chars.end),
        };
        let next = marks
            .iter()
            .skip(n + 1)
            .map(|(_, other)| other.start)
            .find(|start| *start >= chars.end);
        if start < end && end <= length {
            found.push((start..end, chars.end..next.unwrap_or(length).max(chars.end)));
        }
    }
    found
}

/// The words of a quotation, apart where it leaves something out; at most so many.
fn fragments(text: &str, names: &mut Names) -> Vec<Vec<u32>> {
    let mut left = MOST_WORDS;
    let mut parts = Vec::new();
    for part in text.split("...").flat_map(|part| part.split('…')) {
        let part: Vec<u32> = words(part)
            .into_iter()
            .take(left)
            .map(|word| names.of(word.text))
            .collect();
        left -= part.len();
        // One or two words between omissions stand everywhere.
        if part.len() >= LEAST_WORDS {
            parts.push(part);
        }
    }
    parts
}

/// The runs of three words, each once.
fn runs(parts: &[Vec<u32>]) -> BTreeSet<[u32; 3]> {
    let windows = parts.iter().flat_map(|part| part.windows(3));
    windows.filter_map(|w| w.try_into().ok()).collect()
}

/// Where the fragments stand among somebody's words: word for word and in order, or nearly so.
fn locate(parts: &[Vec<u32>], own: &Words) -> Option<(Range<usize>, f64)> {
    if let Some(exact) = locate_exactly(parts, &own.names) {
        return Some((exact, 1.0));
    }
    let length: usize = parts.iter().map(Vec::len).sum();
    if length < LEAST_FUZZY {
        return None;
    }
    let wanted = runs(parts);
    let hits: Vec<(usize, [u32; 3])> = (own.names.windows(3).enumerate())
        .filter_map(|(at, w)| Some((at, <[u32; 3]>::try_from(w).ok()?)))
        .filter(|(_, run)| wanted.contains(run))
        .collect();
    // The stretch, at most a third longer than the quotation, with the most different runs.
    let longest = length + length / 3 + 2;
    let mut inside: BTreeMap<[u32; 3], usize> = BTreeMap::new();
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut first = 0;
    for (start, run) in &hits {
        *inside.entry(*run).or_default() += 1;
        while hits[first].0 + longest < start + 3 {
            if let Some(count) = inside.get_mut(&hits[first].1) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(&hits[first].1);
                }
            }
            first += 1;
        }
        if best.as_ref().is_none_or(|(most, _)| inside.len() > *most) {
            best = Some((inside.len(), hits[first].0..start + 3));
        }
    }
    let (most, stretch) = best?;
    let likeness = most as f64 / wanted.len().max(1) as f64;
    (likeness >= LIKENESS).then_some((stretch, likeness))
}

fn locate_exactly(parts: &[Vec<u32>], own: &[u32]) -> Option<Range<usize>> {
    let mut start = None;
    let mut from = 0;
    for part in parts {
        let at = from + position(own.get(from..)?, part)?;
        start.get_or_insert(at);
        from = at + part.len();
    }
    Some(start?..from)
}

/// Where a row of words first stands in another (Knuth, Morris & Pratt 1977).
fn position(own: &[u32], part: &[u32]) -> Option<usize> {
    let mut border = vec![0; part.len()];
    let mut k = 0;
    for i in 1..part.len() {
        while k > 0 && part[i] != part[k] {
            k = border[k - 1];
        }
        k += usize::from(part[i] == part[k]);
        border[i] = k;
    }
    let mut matched = 0;
    for (at, word) in own.iter().enumerate() {
        while matched > 0 && part.get(matched) != Some(word) {
            matched = border[matched - 1];
        }
        matched += usize::from(part.get(matched) == Some(word));
        if matched == part.len() {
            return Some(at + 1 - matched);
        }
    }
    None
}

/// The characters of a stretch of words, with the mark that ends the sentence behind it.
fn at(comment: &Comment, own: &Words, stretch: Range<usize>) -> Option<Range<usize>> {
    let first = own.bytes.get(stretch.start)?.start;
    let last = own.bytes.get(stretch.end.checked_sub(1)?)?.end;
    let behind = comment.text.get(last..)?;
    let mark = (behind.chars())
        .take_while(|c| matches!(c, '.' | '!' | '?' | '…'))
        .map(char::len_utf8)
        .sum::<usize>();
    char_range(&comment.text, first..(last + mark).max(first))
}
