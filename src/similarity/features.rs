//! What is counted in one output: hashed n-grams of its opening's characters and of its tokens, how its sentences
//! begin, the first tokens, and hashed word n-grams for a sample's vocabulary. May use [`super::tokens`].
//!
//! Features are hashed by CRC-32 (ISO-HDLC) into a fixed number of buckets, as the reference
//! implementation does ("feature hashing", Weinberger et al. 2009): the memory is bounded whatever the
//! texts, counts of several computers can be added, and the calibration was made on these very buckets.

use super::tokens::{Tokens, first_characters, squeeze};

/// Buckets of the opening's and the body's n-grams.
pub const BUCKETS: usize = 1 << 18;
/// Buckets of word n-grams, which make a sample's vocabulary.
pub const WORD_BUCKETS: usize = 1 << 20;
/// How many characters count as the opening.
pub const OPENING_CHARACTERS: usize = 400;
/// How many tokens the common prefix may have.
pub const PREFIX_TOKENS: usize = 30;
/// How many tokens of a sentence count as its beginning.
const BEGINNING_TOKENS: usize = 4;
/// Counts share a `u32` with their bucket; a higher count stays at the bound, where its logarithm hardly moves.
const MAX_COUNT: u16 = (1 << 14) - 1;

/// A bucket and how often it was hit in one output, in four bytes: there are tens of millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(u32);

impl Count {
    pub(super) fn new(bucket: u32, count: u16) -> Self {
        Self(bucket << 14 | u32::from(count.min(MAX_COUNT)))
    }

    /// The bucket, below [`BUCKETS`].
    pub fn bucket(self) -> usize {
        (self.0 >> 14) as usize
    }

    /// How often it was hit, 1 to 16383.
    pub fn count(self) -> usize {
        (self.0 & u32::from(MAX_COUNT)) as usize
    }
}

/// Counts features; keeps its buffers from one output to the next.
#[derive(Debug)]
pub struct Counter {
    hits: Hits,
    tokens: Tokens,
    squeezed: String,
}

/// Hits of buckets in one output.
#[derive(Debug)]
struct Hits {
    counts: Vec<u16>,
    /// The buckets that were hit, in the order of their first hits; room for more behind them.
    touched: Vec<u32>,
    /// How many were hit.
    known: usize,
}

impl Hits {
    /// Room for so many hits.
    fn reserve(&mut self, hits: usize) {
        let most = (self.known + hits).min(BUCKETS) + 1;
        if self.touched.len() < most {
            self.touched.resize(most, 0);
        }
    }

    /// One hit, for which there must be room. Without a branch: nobody could foretell whether a bucket is new.
    fn add(&mut self, hash: u32) {
        let bucket = hash & (BUCKETS as u32 - 1);
        let count = &mut self.counts[bucket as usize];
        self.touched[self.known] = bucket;
        self.known += usize::from(*count == 0);
        *count = count.saturating_add(1);
    }

    /// Moves what was counted behind `counts`.
    fn take(&mut self, counts: &mut Vec<Count>) {
        let touched = self.touched[..self.known].iter();
        counts.extend(touched.map(|&bucket| {
            let count = std::mem::take(&mut self.counts[bucket as usize]);
            Count::new(bucket, count)
        }));
        self.known = 0;
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            hits: Hits {
                counts: vec![0; BUCKETS],
                touched: Vec::new(),
                known: 0,
            },
            tokens: Tokens::default(),
            squeezed: String::new(),
        }
    }
}

impl Counter {
    /// Adds to `counts` the character 3-, 4- and 5-grams of the first [`OPENING_CHARACTERS`] of an output, lower case,
    /// white space squeezed. Returns the CRC-32 of each of its first [`PREFIX_TOKENS`] tokens.
    pub fn opening(&mut self, output: &str, counts: &mut Vec<Count>) -> Vec<u32> {
        let opening_text = first_characters(output, OPENING_CHARACTERS);
        self.tokens.read(opening_text, PREFIX_TOKENS);
        let prefix = self.tokens.marked().map(|(token, _)| !crc(!0, token));
        let prefix = prefix.collect();

        squeeze(opening_text, &mut self.squeezed);
        let (text, hits) = (self.squeezed.as_bytes(), &mut self.hits);
        hits.reserve(3 * text.len());
        let mut grams = Grams::<5>::default();
        for (start, character) in self.squeezed.char_indices() {
            let states = grams.next(&text[start..start + character.len_utf8()]);
            for &state in states.get(2..).unwrap_or_default() {
                hits.add(!state);
            }
        }
        hits.take(counts);
        prefix
    }

    /// Adds to `counts` the token 1-, 2- and 3-grams of an output; the word n-grams' buckets are handed to
    /// `word_gram(n - 1, bucket)`.
    pub fn body(
        &mut self,
        output: &str,
        counts: &mut Vec<Count>,
        mut word_gram: impl FnMut(usize, u32),
    ) {
        self.tokens.read(output, usize::MAX);
        let (tokens, hits) = (&self.tokens, &mut self.hits);
        hits.reserve(3 * tokens.len());
        let (mut of_tokens, mut of_words) = (Grams::<3>::default(), Grams::<3>::default());
        for (token, is_word) in tokens.marked() {
            let states = if is_word {
                let (states, words) = Grams::both(&mut of_tokens, &mut of_words, token);
                for (n, state) in words.iter().enumerate() {
                    word_gram(n, !state & (WORD_BUCKETS as u32 - 1));
                }
                states
            } else {
                of_tokens.joined(token)
            };
            for &state in states {
                hits.add(!state);
            }
        }
        hits.take(counts);
    }

    /// Adds to `counts` how the sentences of the output last handed to [`Self::body`] begin: the first token of each,
    /// the first two, three and four. A sentence begins with the output, after `.`, `!`, `?` or `:`, and on a new line.
    pub fn beginnings(&mut self, counts: &mut Vec<Count>) {
        let (tokens, hits) = (&self.tokens, &mut self.hits);
        hits.reserve(tokens.len());
        // The state of the current beginning, and how many more tokens it may have.
        let (mut state, mut room) = (!0, BEGINNING_TOKENS);
        for (token, _) in tokens.marked() {
            if token == b"\n" {
                (state, room) = (!0, BEGINNING_TOKENS);
                continue;
            }
            if room > 0 {
                let joined = match room {
                    BEGINNING_TOKENS => state,
                    _ => step(state, b' '),
                };
                state = crc(joined, token);
                hits.add(!state);
                room -= 1;
            }
            if matches!(token, b"." | b"!" | b"?" | b":") {
                (state, room) = (!0, BEGINNING_TOKENS);
            }
        }
        hits.take(counts);
    }
}

/// Hashes of the n-grams, n = 1 to N, that end at each part of a sequence. All N go over a part's bytes side by side:
/// none of them waits for another, so the processor works on all at once.
#[derive(Debug)]
struct Grams<const N: usize> {
    /// The states of the n-grams that end at the last part, shortest first.
    states: [u32; N],
    /// How many of them there are.
    known: usize,
}

impl<const N: usize> Default for Grams<N> {
    fn default() -> Self {
        Self {
            states: [!0; N],
            known: 0,
        }
    }
}

impl<const N: usize> Grams<N> {
    /// The states of the n-grams that end with `part`, shortest first.
    fn next(&mut self, part: &[u8]) -> &[u32] {
        self.states.copy_within(..N - 1, 1);
        self.states[0] = !0;
        self.states = run(self.states, part);
        self.known = (self.known + 1).min(N);
        &self.states[..self.known]
    }

    /// As [`Self::next`], parts of one n-gram being joined by blanks.
    fn joined(&mut self, part: &[u8]) -> &[u32] {
        for state in &mut self.states {
            *state = step(*state, b' ');
        }
        self.next(part)
    }
}

impl Grams<3> {
    /// As [`Self::joined`] for a part that goes on two sequences, in one pass over its bytes.
    fn both<'g>(one: &'g mut Self, other: &'g mut Self, part: &[u8]) -> (&'g [u32], &'g [u32]) {
        let on = |state: u32| step(state, b' ');
        let ([a, b, _], [c, d, _]) = (one.states, other.states);
        // The part by itself is the same in both.
        let begun = [!0, on(a), on(b), on(c), on(d)];
        let [single, b, c, d, e] = run(begun, part);
        (one.states, other.states) = ([single, b, c], [single, d, e]);
        for grams in [&mut *one, &mut *other] {
            grams.known = (grams.known + 1).min(3);
        }
        (&one.states[..one.known], &other.states[..other.known])
    }
}

/// Several hashes continued over the same bytes.
fn run<const N: usize>(states: [u32; N], bytes: &[u8]) -> [u32; N] {
    bytes.iter().fold(states, |mut states, &byte| {
        for state in &mut states {
            *state = step(*state, byte);
        }
        states
    })
}

/// CRC-32 (ISO-HDLC), continued: an n-gram's hash goes on from its first n-1 parts'.
fn crc(state: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(state, |state, &byte| step(state, byte))
}

fn step(state: u32, byte: u8) -> u32 {
    state >> 8 ^ CRC_TABLE[(state as u8 ^ byte) as usize]
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 {
                value >> 1 ^ 0xedb8_8320
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standard_crc() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(!crc(!0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc(crc(!0, b"1234"), b"56789"), crc(!0, b"123456789"));
    }

    #[test]
    fn hashes_side_by_side_are_those_of_the_whole() {
        let words = ["Hm", ",", "well", "then", "\n"];
        let mut grams = Grams::<3>::default();
        for end in 0..words.len() {
            let states = grams.joined(words[end].as_bytes());
            assert_eq!(states.len(), (end + 1).min(3));
            for (n, state) in states.iter().enumerate() {
                assert_eq!(*state, crc(!0, words[end - n..=end].join(" ").as_bytes()));
            }
        }
        let (mut tokens, mut alone) = (Grams::<3>::default(), Grams::<3>::default());
        tokens.joined(b"(");
        for end in 0..words.len() {
            let (all, own) = Grams::both(&mut tokens, &mut alone, words[end].as_bytes());
            assert_eq!((all.len(), own.len()), ((end + 2).min(3), (end + 1).min(3)));
            for (n, state) in own.iter().enumerate() {
                assert_eq!(*state, crc(!0, words[end - n..=end].join(" ").as_bytes()));
            }
            let first = if end == 0 { "( Hm" } else { "Hm ," };
            if end < 2 {
                assert_eq!(all[1], crc(!0, first.as_bytes()));
            }
        }
    }

    #[test]
    fn counts_every_gram_once() {
        let (mut words, mut body, mut opening) = ([0; 3], Vec::new(), Vec::new());
        let mut counter = Counter::default();
        counter.body("Yes, yes yes!", &mut body, |n, _| words[n] += 1);
        let prefix = counter.opening("Yes, yes yes!", &mut opening);
        assert_eq!(words, [3, 2, 1]);
        let total = |counts: &[Count]| counts.iter().map(|c| c.count()).sum::<usize>();
        assert_eq!(total(&body), 5 + 4 + 3);
        assert_eq!(total(&opening), 11 + 10 + 9);
        assert_eq!(prefix.len(), 5);
        // Yes / Yes , / Yes , yes / Yes , yes yes; after the exclamation mark nothing.
        let mut beginnings = Vec::new();
        counter.body("Yes, yes yes!", &mut Vec::new(), |_, _| ());
        counter.beginnings(&mut beginnings);
        assert_eq!(total(&beginnings), 4);
        let before = body.len();
        counter.body("", &mut body, |_, _| ());
        assert_eq!(body.len(), before);
    }

    #[test]
    fn sentences_begin_after_their_marks_and_on_new_lines() {
        let buckets = |text: &str| {
            let (mut counter, mut counts) = (Counter::default(), Vec::new());
            counter.body(text, &mut Vec::new(), |_, _| ());
            counter.beginnings(&mut counts);
            let mut buckets: Vec<_> = counts.iter().map(|c| c.bucket()).collect();
            buckets.sort_unstable();
            buckets
        };
        let of = |beginnings: &[&str]| {
            let hash = |text: &&str| !crc(!0, text.as_bytes()) as usize & (BUCKETS - 1);
            let mut buckets: Vec<_> = beginnings.iter().map(hash).collect();
            buckets.sort_unstable();
            buckets
        };
        assert_eq!(
            buckets("Go on now. Why?\n- a"),
            of(&[
                "go",
                "go on",
                "go on now",
                "go on now .",
                "why",
                "why ?",
                "-",
                "- a"
            ])
        );
        assert_eq!(
            buckets("one two three four five six"),
            of(&["one", "one two", "one two three", "one two three four"])
        );
        assert_eq!(buckets("\n\n"), Vec::<usize>::new());
    }
}
