//! What is counted in one output: hashed n-grams of its opening's characters and of its tokens, the first
//! tokens, and hashed word n-grams for a sample's vocabulary. May use [`super::tokens`].
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
/// Counts share a `u32` with their bucket; a higher count stays at the bound, where its logarithm hardly moves.
const MAX_COUNT: u16 = (1 << 14) - 1;

/// A bucket and how often it was hit in one output, in four bytes: there are tens of millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(u32);

impl Count {
    fn new(bucket: u32, count: u16) -> Self {
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

/// The counts of one output.
#[derive(Debug, Clone, Default)]
pub struct OutputFeatures {
    /// Character 3-, 4- and 5-grams of the first [`OPENING_CHARACTERS`], lower case, white space squeezed.
    pub opening: Vec<Count>,
    /// Token 1-, 2- and 3-grams of the whole output.
    pub body: Vec<Count>,
    /// CRC-32 of each of the first [`PREFIX_TOKENS`] tokens.
    pub prefix: Vec<u32>,
}

/// Counts features; keeps its buffers from one output to the next.
#[derive(Debug)]
pub struct Counter {
    hits: Vec<u16>,
    touched: Vec<u32>,
    tokens: Tokens,
    squeezed: String,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            hits: vec![0; BUCKETS],
            touched: Vec::new(),
            tokens: Tokens::default(),
            squeezed: String::new(),
        }
    }
}

impl Counter {
    /// The features of one output; the word n-grams' buckets are handed to `word_gram(n - 1, bucket)`.
    pub fn count(&mut self, output: &str, mut word_gram: impl FnMut(usize, u32)) -> OutputFeatures {
        let opening_text = first_characters(output, OPENING_CHARACTERS);
        self.tokens.read(opening_text, PREFIX_TOKENS);
        let prefix = self.tokens.iter().map(|t| !crc(!0, t.as_bytes())).collect();

        squeeze(opening_text, &mut self.squeezed);
        let (text, hits, touched) = (self.squeezed.as_bytes(), &mut self.hits, &mut self.touched);
        let mut grams = Grams::<5>::default();
        let mut start = 0;
        while let Some(character) = self.squeezed[start..].chars().next() {
            let end = start + character.len_utf8();
            let states = grams.next(&text[start..end]);
            for &state in states.get(2..).unwrap_or_default() {
                hit(hits, touched, !state);
            }
            start = end;
        }
        let opening = self.take();

        self.tokens.read(output, usize::MAX);
        let (tokens, hits, touched) = (&self.tokens, &mut self.hits, &mut self.touched);
        let mut grams = Grams::<3>::default();
        for token in tokens.iter() {
            for &state in grams.joined(token.as_bytes()) {
                hit(hits, touched, !state);
            }
        }
        let mut grams = Grams::<3>::default();
        for word in tokens.words() {
            for (n, state) in grams.joined(word.as_bytes()).iter().enumerate() {
                word_gram(n, !state & (WORD_BUCKETS as u32 - 1));
            }
        }
        let body = self.take();
        OutputFeatures {
            opening,
            body,
            prefix,
        }
    }

    fn take(&mut self) -> Vec<Count> {
        let counts = self
            .touched
            .iter()
            .map(|&bucket| Count::new(bucket, std::mem::take(&mut self.hits[bucket as usize])))
            .collect();
        self.touched.clear();
        counts
    }
}

fn hit(hits: &mut [u16], touched: &mut Vec<u32>, hash: u32) {
    let bucket = hash & (BUCKETS as u32 - 1);
    let count = &mut hits[bucket as usize];
    if *count == 0 {
        touched.push(bucket);
    }
    *count = count.saturating_add(1);
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
        self.states = part.iter().fold(self.states, |mut states, &byte| {
            for state in &mut states {
                *state = step(*state, byte);
            }
            states
        });
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
    }

    #[test]
    fn counts_every_gram_once() {
        let mut words = [0; 3];
        let features = Counter::default().count("Yes, yes yes!", |n, _| words[n] += 1);
        assert_eq!(words, [3, 2, 1]);
        let total = |counts: &[Count]| counts.iter().map(|c| c.count()).sum::<usize>();
        assert_eq!(total(&features.body), 5 + 4 + 3);
        assert_eq!(total(&features.opening), 11 + 10 + 9);
        assert_eq!(features.prefix.len(), 5);
        assert!(Counter::default().count("", |_, _| ()).body.is_empty());
    }
}
