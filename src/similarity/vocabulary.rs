//! Component D: the words, word pairs and word triples that a model uses far more than the others do, and
//! how much of its list another model shares. Needs no shared prompts. May use [`super::features`].
//!
//! The lists are those of "slop" forensics (Paech 2025), scored by a log ratio weighted by the root of
//! the document frequency; the overlap is Jaccard's.

use super::features::{Counter, WORD_BUCKETS};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// How many n-grams of each length make a model's list.
pub const LIST_LENGTH: usize = 120;
/// Weights of words, pairs and triples.
const WEIGHTS: [f64; 3] = [0.5, 0.25, 0.25];
/// An n-gram in fewer outputs is in no list.
const LEAST_OUTPUTS: u32 = 2;
/// Pending hits are folded into the sorted counts when they exceed this number.
const FOLD_AT: usize = 1 << 20;

/// One bucket: how often it was hit, and in how many outputs.
/// Stored as `[bucket, count, outputs]`: profiles hold hundreds of thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u64, u32)", into = "(u32, u64, u32)")]
pub struct Entry {
    /// The bucket, below [`WORD_BUCKETS`].
    pub bucket: u32,
    /// Hits in all outputs.
    pub count: u64,
    /// Outputs with at least one hit.
    pub outputs: u32,
}

impl From<(u32, u64, u32)> for Entry {
    fn from((bucket, count, outputs): (u32, u64, u32)) -> Self {
        Self {
            bucket,
            count,
            outputs,
        }
    }
}

impl From<Entry> for (u32, u64, u32) {
    fn from(entry: Entry) -> Self {
        (entry.bucket, entry.count, entry.outputs)
    }
}

/// Counts of word 1-, 2- and 3-grams of one sample, sorted by bucket. Counts of parts of a sample add up
/// to the counts of the whole, exactly and in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// The counts for n = 1, 2, 3.
    pub grams: [Vec<Entry>; 3],
    /// All hits, for n = 1, 2, 3.
    pub sums: [u64; 3],
    /// How many outputs were counted.
    pub outputs: u32,
}

impl Vocabulary {
    /// Adds the counts of outputs that are not yet in it.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.grams.iter_mut().zip(&other.grams) {
            *mine = combine(mine, theirs, |a, b| Entry {
                bucket: a.bucket,
                count: a.count + b.count,
                outputs: a.outputs + b.outputs,
            });
        }
        for (mine, theirs) in self.sums.iter_mut().zip(other.sums) {
            *mine += theirs;
        }
        self.outputs += other.outputs;
    }

    /// Takes away the counts of outputs that are in it, even if rare entries were dropped since.
    pub fn remove(&mut self, part: &Self) {
        for (mine, theirs) in self.grams.iter_mut().zip(&part.grams) {
            for entry in theirs {
                if let Ok(place) = mine.binary_search_by_key(&entry.bucket, |e| e.bucket) {
                    mine[place].count -= entry.count;
                    mine[place].outputs -= entry.outputs;
                }
            }
        }
        for (mine, theirs) in self.sums.iter_mut().zip(part.sums) {
            *mine -= theirs;
        }
        self.outputs -= part.outputs;
    }

    /// The counts of some outputs.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut counter, mut builder) = (Counter::default(), VocabularyBuilder::default());
        let mut body = Vec::new();
        for text in texts {
            body.clear();
            counter.body(text, &mut body, |n, bucket| builder.hit(n, bucket));
            builder.end_output();
        }
        builder.finish()
    }
}

/// Merges two lists sorted by bucket; `both` joins the entries of a bucket that stands in both.
fn combine(a: &[Entry], b: &[Entry], both: impl Fn(Entry, Entry) -> Entry) -> Vec<Entry> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    while let (Some(&x), Some(&y)) = (a.peek(), b.peek()) {
        out.push(match x.bucket.cmp(&y.bucket) {
            std::cmp::Ordering::Less => x,
            std::cmp::Ordering::Greater => y,
            std::cmp::Ordering::Equal => both(x, y),
        });
        if x.bucket <= y.bucket {
            a.next();
        }
        if y.bucket <= x.bucket {
            b.next();
        }
    }
    out.extend(a.chain(b));
    out
}

/// Collects hits output by output.
#[derive(Debug, Default)]
pub struct VocabularyBuilder {
    done: Vocabulary,
    outputs: u32,
    pending: [Vec<u64>; 3],
    scratch: Vec<u64>,
}

impl VocabularyBuilder {
    /// One hit of the current output.
    pub fn hit(&mut self, n: usize, bucket: u32) {
        self.pending[n].push(u64::from(bucket) << 32 | u64::from(self.outputs));
    }

    /// The current output is complete.
    pub fn end_output(&mut self) {
        self.outputs += 1;
        if self.pending.iter().any(|hits| hits.len() >= FOLD_AT) {
            self.fold();
        }
    }

    /// The counts of all outputs.
    pub fn finish(mut self) -> Vocabulary {
        self.take()
    }

    /// The counts of all outputs; those that follow begin anew, in the same room.
    fn take(&mut self) -> Vocabulary {
        self.fold();
        self.outputs = 0;
        std::mem::take(&mut self.done)
    }

    /// As [`Background::take_in`] does with the counts of all outputs; those that follow begin anew, in the same room.
    pub fn take_into(&mut self, background: &Background) -> Vocabulary {
        if self.done.outputs > 0 {
            let mut vocabulary = self.take();
            background.take_in(&mut vocabulary);
            return vocabulary;
        }
        // Nothing was folded yet, so every entry is complete when it is made, and most need not be kept.
        let part = self.part(|n, entry| {
            background.hit(n, entry);
            entry.outputs >= LEAST_OUTPUTS
        });
        for (sum, own) in background.sums.iter().zip(part.sums) {
            sum.fetch_add(own, Ordering::Relaxed);
        }
        self.outputs = 0;
        part
    }

    fn fold(&mut self) {
        let part = self.part(|_, _| true);
        if self.done.outputs == 0 {
            self.done = part;
        } else {
            self.done.merge(&part);
        }
    }

    /// The pending counts, of which those entries are kept that `keep` wants.
    fn part(&mut self, keep: impl Fn(usize, &Entry) -> bool) -> Vocabulary {
        let mut part = Vocabulary {
            outputs: self.outputs - self.done.outputs,
            ..Vocabulary::default()
        };
        for (n, (hits, entries)) in self.pending.iter_mut().zip(&mut part.grams).enumerate() {
            part.sums[n] = hits.len() as u64;
            sort_by_bucket(hits, &mut self.scratch);
            let all = hits.chunk_by(|a, b| a >> 32 == b >> 32).map(|run| Entry {
                bucket: (run[0] >> 32) as u32,
                count: run.len() as u64,
                outputs: run.chunk_by(|a, b| a == b).count() as u32,
            });
            *entries = all.filter(|entry| keep(n, entry)).collect();
            entries.shrink_to_fit();
            hits.clear();
        }
        part
    }
}

/// Sorts hits, which come output by output, by bucket and in it by output: a stable radix sort in two passes over the
/// halves of the bucket's bits, several times as fast here as sorting by comparison.
fn sort_by_bucket(hits: &mut Vec<u64>, scratch: &mut Vec<u64>) {
    const HALF: u32 = WORD_BUCKETS.trailing_zeros() / 2;
    scratch.resize(hits.len(), 0);
    for shift in [32, 32 + HALF] {
        let digit = |hit: u64| (hit >> shift) as usize & ((1 << HALF) - 1);
        let mut places = [0_usize; 1 << HALF];
        for &hit in hits.iter() {
            places[digit(hit)] += 1;
        }
        let mut start = 0;
        for place in &mut places {
            start += std::mem::replace(place, start);
        }
        for &hit in hits.iter() {
            let place = &mut places[digit(hit)];
            scratch[*place] = hit;
            *place += 1;
        }
        std::mem::swap(hits, scratch);
    }
}

/// The pooled counts of all samples, against which each one's list is made. Samples may be added from
/// several threads: sums do not depend on the order.
#[derive(Debug)]
pub struct Background {
    /// 32 bits: a bucket would need eight gigabytes of text to overflow, and there are three million.
    totals: [Vec<AtomicU32>; 3],
    sums: [AtomicU64; 3],
}

impl Default for Background {
    fn default() -> Self {
        let table = || (0..WORD_BUCKETS).map(|_| AtomicU32::new(0)).collect();
        // Twelve megabytes, in which somebody waits for first figures.
        let (words, (pairs, triples)) = rayon::join(table, || rayon::join(table, table));
        Self {
            totals: [words, pairs, triples],
            sums: Default::default(),
        }
    }
}

impl Background {
    /// Adds a sample's counts, all of them, then drops from `vocabulary` what can never make a list.
    pub fn take_in(&self, vocabulary: &mut Vocabulary) {
        self.add(vocabulary);
        for entries in &mut vocabulary.grams {
            entries.retain(|entry| entry.outputs >= LEAST_OUTPUTS);
            entries.shrink_to_fit();
        }
    }

    /// A background of known totals, for n = 1, 2, 3: as many as there are buckets.
    pub fn from_totals(totals: [impl IntoIterator<Item = u32>; 3], sums: [u64; 3]) -> Self {
        let table = |counts: &mut dyn Iterator<Item = u32>| -> Vec<AtomicU32> {
            let mut table: Vec<AtomicU32> = counts.take(WORD_BUCKETS).map(AtomicU32::new).collect();
            table.resize_with(WORD_BUCKETS, AtomicU32::default);
            table
        };
        Self {
            totals: totals.map(|counts| table(&mut counts.into_iter())),
            sums: sums.map(AtomicU64::new),
        }
    }

    /// The totals by bucket, for n = 1, 2, 3, and their sums.
    pub fn into_totals(self) -> ([Vec<u32>; 3], [u64; 3]) {
        let counts = |table: Vec<AtomicU32>| table.into_iter().map(AtomicU32::into_inner).collect();
        (
            self.totals.map(counts),
            self.sums.map(AtomicU64::into_inner),
        )
    }

    /// Adds a sample's counts.
    pub fn add(&self, vocabulary: &Vocabulary) {
        for (n, entries) in vocabulary.grams.iter().enumerate() {
            for entry in entries {
                self.hit(n, entry);
            }
            self.sums[n].fetch_add(vocabulary.sums[n], Ordering::Relaxed);
        }
    }

    fn hit(&self, n: usize, entry: &Entry) {
        if let Some(total) = self.totals[n].get(entry.bucket as usize) {
            total.fetch_add(entry.count as u32, Ordering::Relaxed);
        }
    }
}

/// The order of n-grams with equal scores, of which there are often several around the end of a list: by
/// multiplicative (Fibonacci) hashing, so that no part of the alphabet or of the buckets is preferred. The
/// reference implementation leaves them to the sort of the machine it runs on.
fn scatter(bucket: u32) -> u32 {
    bucket.wrapping_mul(0x9e37_79b9)
}

/// A model's most over-represented n-grams: for n = 1, 2, 3 the buckets, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DistinctiveList([Vec<u32>; 3]);

impl DistinctiveList {
    /// The [`LIST_LENGTH`] n-grams with the highest
    /// `ln[(c/s) / ((c_all - c + 0.5)/(s_all - s + 1))] * sqrt(outputs with it)`, among those that occur in
    /// at least three outputs (two, if the sample has fewer than 30). `background` includes `vocabulary`.
    pub fn of(vocabulary: &Vocabulary, background: &Background) -> Self {
        let least = if vocabulary.outputs < 30 {
            LEAST_OUTPUTS
        } else {
            3
        };
        Self(std::array::from_fn(|n| {
            let sum = vocabulary.sums[n].max(1) as f64;
            let rest = background.sums[n].load(Ordering::Relaxed) as f64 - sum + 1.0;
            let mut scored: Vec<(f64, u32)> = vocabulary.grams[n]
                .iter()
                .filter(|entry| entry.outputs >= least)
                .filter_map(|entry| {
                    let count = entry.count as f64;
                    let total = background.totals[n]
                        .get(entry.bucket as usize)?
                        .load(Ordering::Relaxed);
                    let total = f64::from(total);
                    let ratio = (count / sum) / ((total - count + 0.5) / rest);
                    Some((ratio.ln() * f64::from(entry.outputs).sqrt(), entry.bucket))
                })
                .collect();
            // No two are equal, so which ones are best does not depend on how they are found.
            if scored.len() > LIST_LENGTH {
                scored.select_nth_unstable_by(LIST_LENGTH, |a, b| {
                    b.0.total_cmp(&a.0)
                        .then_with(|| scatter(a.1).cmp(&scatter(b.1)))
                });
                scored.truncate(LIST_LENGTH);
            }
            let mut list: Vec<u32> = scored.into_iter().map(|s| s.1).collect();
            list.sort_unstable();
            list
        }))
    }

    /// A list of known buckets for n = 1, 2, 3; `None` unless they are sorted, and no more than fit.
    pub fn from_buckets(buckets: [Vec<u32>; 3]) -> Option<Self> {
        let sound = |list: &Vec<u32>| {
            list.len() <= LIST_LENGTH
                && list.is_sorted_by(|a, b| a < b)
                && list
                    .last()
                    .is_none_or(|&last| (last as usize) < WORD_BUCKETS)
        };
        buckets.iter().all(sound).then_some(Self(buckets))
    }

    /// The buckets for n = 1, 2, 3, sorted.
    pub fn buckets(&self) -> &[Vec<u32>; 3] {
        &self.0
    }

    /// The weighted Jaccard overlap of two lists, 0 to 1.
    pub fn overlap(&self, other: &Self) -> f64 {
        let lists = self.0.iter().zip(&other.0).zip(WEIGHTS);
        lists
            .map(|((a, b), weight)| {
                let common = a.iter().filter(|x| b.binary_search(x).is_ok()).count();
                weight * common as f64 / (a.len() + b.len() - common).max(1) as f64
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_sorted_by_bucket_and_output() {
        let mut state = 7_u64;
        let mut hits = Vec::new();
        for output in 0..40_u64 {
            for _ in 0..50 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let bucket = (state >> 40) % WORD_BUCKETS as u64;
                hits.push(bucket << 32 | output);
            }
        }
        hits.extend_from_within(..10);
        hits[2000..].iter_mut().for_each(|hit| *hit |= 40);
        let mut expected = hits.clone();
        expected.sort_unstable();
        sort_by_bucket(&mut hits, &mut Vec::new());
        assert_eq!(hits, expected);
    }

    #[test]
    fn counts_taken_into_a_background_are_those_counted_first_and_then_taken_in() {
        let (mut builder, background, other) = Default::default();
        let fill = |builder: &mut VocabularyBuilder| {
            for output in 0..5 {
                for word in 0..20 {
                    builder.hit(word % 3, (word * word * (1 + output % 2)) as u32);
                }
                builder.end_output();
            }
        };
        // Twice, for the room is used again.
        for _ in 0..2 {
            fill(&mut builder);
            let taken = builder.take_into(&background);
            let mut counted = VocabularyBuilder::default();
            fill(&mut counted);
            let mut counted = counted.finish();
            Background::take_in(&other, &mut counted);
            assert_eq!(taken, counted);
            assert!(taken.grams.iter().all(|entries| !entries.is_empty()));
        }
        assert_eq!(background.into_totals(), other.into_totals());
    }
}
