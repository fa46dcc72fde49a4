//! Excerpts: spans of a comment that stay tied to their words, and finding them again when the text moved.
//! May use the standard library and serde.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Comment, CommentId};

/// A span of a comment: W3C TextPositionSelector and TextQuoteSelector in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excerpt {
    /// The comment it was taken from.
    pub comment: CommentId,
    /// First character, in Unicode scalars of the comment's text.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The exact words.
    pub exact: String,
    /// Up to [`CONTEXT`] characters that stood before them.
    pub prefix: String,
    /// Up to [`CONTEXT`] characters that stood behind them.
    pub suffix: String,
}

/// How many characters of context an excerpt keeps on either side.
pub const CONTEXT: usize = 32;

/// Where an excerpt's words stand in a text, in Unicode scalars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// Where they were, unchanged.
    Exact(Range<usize>),
    /// Elsewhere, or unchanged but for white space, quotation marks, dashes and case.
    Moved(Range<usize>),
    /// Nowhere, or in several places that the context does not tell apart.
    Orphan,
}

/// Beyond this many places with the same words no context is trusted to tell them apart.
const MAX_CANDIDATES: usize = 1_000;

/// Around words of a few letters so many characters must agree on either side.
const SIDE: usize = 8;

/// What an end of the text beside the words is worth, in characters of context.
const BORDER: usize = 6;

/// Words are made whole by no more than so many letters on either side: longer ones are addresses and keys.
const WORD: usize = 24;

/// Whether a letter belongs to a script that sets words apart by spaces: elsewhere any letter may begin a word.
fn spaced(letter: char) -> bool {
    let unspaced = matches!(u32::from(letter),
        // Thai and Lao, Burmese, Khmer; from the radicals to the ideographs with kana between; Hangul, whose particles
        // are written on; more ideographs.
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff
            | 0x20000..=0x3ffff);
    letter.is_alphanumeric() && !unspaced
}

/// The characters `range` of `text` with the words whole that begin or end inside it: nobody means half a word.
pub fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(bytes) = byte_range(text, range.clone()).filter(|bytes| !bytes.is_empty()) else {
        return range;
    };
    let (Some(before), Some(inside), Some(behind)) = (
        text.get(..bytes.start),
        text.get(bytes.clone()),
        text.get(bytes.end..),
    ) else {
        return range;
    };
    let more = |cut: Option<char>, rest: &mut dyn Iterator<Item = char>| {
        if !cut.is_some_and(spaced) {
            return 0;
        }
        let more = rest.take(WORD + 1).take_while(|c| spaced(*c)).count();
        if more > WORD { 0 } else { more }
    };
    let left = more(inside.chars().next(), &mut before.chars().rev());
    let right = more(inside.chars().next_back(), &mut behind.chars());
    range.start - left..range.end + right
}

impl Excerpt {
    /// The characters `range` of `comment`, without white space at either end; `None` if nothing remains.
    pub fn take(comment: &Comment, range: Range<usize>) -> Option<Self> {
        let bytes = byte_range(&comment.text, range.clone())?;
        let raw = comment.text.get(bytes.clone())?;
        let exact = raw.trim();
        if exact.is_empty() {
            return None;
        }
        let leading = raw.len() - raw.trim_start().len();
        let first = bytes.start + leading;
        let start = range.start + raw.get(..leading)?.chars().count();
        let before = comment.text.get(..first)?;
        let behind = comment.text.get(first + exact.len()..)?;
        Some(Self {
            comment: comment.id.clone(),
            start: u32::try_from(start).ok()?,
            end: u32::try_from(start + exact.chars().count()).ok()?,
            exact: exact.to_owned(),
            prefix: last_chars(before, CONTEXT).to_owned(),
            suffix: first_chars(behind, CONTEXT).to_owned(),
        })
    }

    /// Finds the words in `text`: the comment's text as it is now.
    ///
    /// Words that stand where they stood, between the same neighbours, are [`Anchor::Exact`]. Otherwise every
    /// place with the same words is compared, and the one whose neighbours agree best with the remembered
    /// context is taken, provided that enough of them agree and that no other place agrees as well. Enough are 32
    /// characters around words of less than eight, eight of them on either side; 20 around words of less than 16,
    /// 10 of less than 48, 4 of longer ones; or all of a shorter context. Differences in white space, quotation
    /// marks, dashes and case are tolerated throughout; any other difference, and any doubt, is an
    /// [`Anchor::Orphan`]: an excerpt that points at the wrong words is worse than one that is missing.
    pub fn locate(&self, text: &str) -> Anchor {
        let here = self.start as usize..self.end as usize;
        if self.stands_at(text, here.clone()) {
            return Anchor::Exact(here);
        }
        let haystack = Folded::new(text);
        let needle = Folded::new(&self.exact);
        let prefix = Folded::new(&self.prefix);
        let suffix = Folded::new(&self.suffix);
        let needle_text = needle.text.trim();
        if needle_text.is_empty() {
            return Anchor::Orphan;
        }
        let before = Side::new(prefix.text.chars().rev(), &self.prefix);
        let behind = Side::new(suffix.text.chars(), &self.suffix);
        let length = needle_text.chars().count();

        let mut best: Option<Candidate> = None;
        let mut runner_up: Option<usize> = None;
        for (seen, at) in occurrences(&haystack.text, needle_text).enumerate() {
            if seen == MAX_CANDIDATES {
                return Anchor::Orphan;
            }
            let (left, at_start) =
                before.shared(haystack.text.get(..at.start).unwrap_or("").chars().rev());
            let (right, at_end) = behind.shared(haystack.text.get(at.end..).unwrap_or("").chars());
            let candidate = Candidate {
                shared: left + right,
                both_sides: before.is_known(left, at_start) && behind.is_known(right, at_end),
                border: BORDER * (usize::from(at_start) + usize::from(at_end)),
                at,
            };
            match &mut best {
                Some(best) if candidate.shared <= best.shared => {
                    runner_up = runner_up.max(Some(candidate.shared));
                }
                _ => {
                    runner_up = runner_up.max(best.map(|b| b.shared));
                    best = Some(candidate);
                }
            }
        }
        match best {
            // The end of the text is good evidence, but a second copy may have been added at it.
            Some(best)
                if runner_up.is_none_or(|r| r < best.shared)
                    && enough(length, &best, before.len() + behind.len()) =>
            {
                self.anchored(text, haystack.original(best.at))
            }
            _ => Anchor::Orphan,
        }
    }

    /// Whether the exact words stand at `range` of `text`, with the whole context around them.
    fn stands_at(&self, text: &str, range: Range<usize>) -> bool {
        let Some(bytes) = byte_range(text, range) else {
            return false;
        };
        text.get(bytes.clone()) == Some(self.exact.as_str())
            && text.get(..bytes.start).map(|t| last_chars(t, CONTEXT)) == Some(self.prefix.as_str())
            && text.get(bytes.end..).map(|t| first_chars(t, CONTEXT)) == Some(self.suffix.as_str())
    }

    fn anchored(&self, text: &str, bytes: Range<usize>) -> Anchor {
        let same = text.get(bytes.clone()) == Some(self.exact.as_str());
        match char_range(text, bytes) {
            Some(range) if same && range.start == self.start as usize => Anchor::Exact(range),
            Some(range) => Anchor::Moved(range),
            None => Anchor::Orphan,
        }
    }
}

/// A place where the words stand.
struct Candidate {
    /// Characters of context that stand around it.
    shared: usize,
    /// Whether some of it stands on either side.
    both_sides: bool,
    /// What the ends of the text beside it are worth.
    border: usize,
    /// Bytes of the folded text.
    at: Range<usize>,
}

/// Every place of `needle` in `text`, overlapping ones too, in order.
fn occurrences<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(needle)?;
        from = start + text.get(start..)?.chars().next()?.len_utf8();
        Some(start..start + needle.len())
    })
}

/// Whether a place with words of this length is supported well enough by what stands around it. Short words
/// recur by chance, long ones do not. Where less context than that was ever known, all of it must agree, and
/// together with the words and the ends of the text be long enough. A few letters beside a cut need their other
/// neighbours as well: they may belong to what came up from behind it.
fn enough(length: usize, place: &Candidate, known: usize) -> bool {
    if length < 8 && !place.both_sides {
        return false;
    }
    let needed = match length {
        0..8 => 32,
        8..16 => 20,
        16..48 => 10,
        _ => 4,
    };
    place.shared >= needed || (place.shared >= known && length + known + place.border >= 16)
}

/// The remembered context on one side, nearest character first; white space next to the words left out.
struct Side {
    chars: Vec<char>,
    /// Whether the text ended here: the context is shorter than it would otherwise be.
    border: bool,
}

impl Side {
    fn new(folded: impl Iterator<Item = char>, original: &str) -> Self {
        Self {
            chars: folded.skip_while(|c| *c == ' ').collect(),
            border: original.chars().count() < CONTEXT,
        }
    }

    fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether so many characters of the context are enough to know this side again by itself; where less context was
    /// ever there, the text must still end behind it.
    fn is_known(&self, shared: usize, at_border: bool) -> bool {
        shared >= SIDE || (shared >= self.len() && at_border)
    }

    /// How many characters of the context stand beside a candidate, and whether the text ends there as it did.
    fn shared(&self, beside: impl Iterator<Item = char>) -> (usize, bool) {
        let mut beside = beside.skip_while(|c| *c == ' ').peekable();
        for (shared, c) in self.chars.iter().enumerate() {
            if beside.next_if_eq(c).is_none() {
                return (shared, false);
            }
        }
        // Folded white space is one character, so one look past it finds the end.
        beside.next_if_eq(&' ');
        (self.chars.len(), self.border && beside.peek().is_none())
    }
}

/// A text with white space, quotation marks, dashes and case made alike, and the way back.
struct Folded {
    text: String,
    /// For every byte of `text` the bytes of the original it came from.
    from: Vec<(usize, usize)>,
}

impl Folded {
    fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut from = Vec::with_capacity(original.len());
        for (start, c) in original.char_indices() {
            let end = start + c.len_utf8();
            let before = text.len();
            if is_space(c) {
                if text.ends_with(' ') {
                    if let Some((_, e)) = from.last_mut() {
                        *e = end;
                    }
                    continue;
                }
                text.push(' ');
            } else {
                match c {
                    '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '`'
                    | '\u{B4}' => {
                        text.push('\'');
                    }
                    '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{AB}' | '\u{BB}' => text.push('"'),
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => text.push('-'),
                    _ => text.extend(c.to_lowercase()),
                }
            }
            from.resize(from.len() + text.len() - before, (start, end));
        }
        Self { text, from }
    }

    /// The bytes of the original that `range` of the folded text came from.
    fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.from.get(range.start).map_or(0, |f| f.0);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|last| self.from.get(last))
            .map_or(start, |f| f.1);
        start..end
    }
}

/// White space, and the characters of no width that copying adds or loses.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
        )
}

fn first_chars(text: &str, n: usize) -> &str {
    let end = text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    text.get(..end).unwrap_or(text)
}

fn last_chars(text: &str, n: usize) -> &str {
    let start = n
        .checked_sub(1)
        .and_then(|n| text.char_indices().nth_back(n))
        .map_or(0, |(i, _)| i);
    text.get(start..).unwrap_or(text)
}

/// The bytes of `text` that a range of characters (Unicode scalars) covers; `None` if it ends before it starts
/// or beyond the text.
pub fn byte_range(text: &str, chars: Range<usize>) -> Option<Range<usize>> {
    let length = chars.end.checked_sub(chars.start)?;
    let mut at = text
        .char_indices()
        .map(|(i, _)| i)
        .chain(std::iter::once(text.len()));
    let start = at.nth(chars.start)?;
    let end = match length {
        0 => start,
        n => at.nth(n - 1)?,
    };
    Some(start..end)
}

/// The characters (Unicode scalars) that a range of bytes of `text` covers; `None` if it does not lie on their
/// borders.
pub fn char_range(text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
    let start = text.get(..bytes.start)?.chars().count();
    Some(start..start + text.get(bytes)?.chars().count())
}
