//! The counts of a whole sample: what Cosine Delta and distinctive vocabulary are made from. The counts of
//! parts add up to the counts of the whole, exactly and in any order. May use [`super::features`] and
//! [`super::vocabulary`].

use super::features::{Count, Counter};
use super::vocabulary::{Vocabulary, VocabularyBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts of one sample, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Hits of the buckets of token 1-, 2- and 3-grams.
    pub body: BTreeMap<u32, u64>,
    /// Counts of word 1-, 2- and 3-grams.
    pub vocabulary: Vocabulary,
}

impl Counts {
    /// The counts of some outputs.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::with(texts, |_, _| ())
    }

    /// The counts of some outputs, each of which is handed on with its token n-grams.
    pub fn with<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        mut each: impl FnMut(&'a str, &[Count]),
    ) -> Self {
        let mut counts = Self::default();
        let (mut counter, mut vocabulary) = (Counter::default(), VocabularyBuilder::default());
        let mut body = Vec::new();
        for text in texts {
            counter.body(text, &mut body, |n, bucket| vocabulary.hit(n, bucket));
            vocabulary.end_output();
            for count in &body {
                *counts.body.entry(count.bucket() as u32).or_default() += count.count() as u64;
            }
            each(text, &body);
            body.clear();
        }
        counts.vocabulary = vocabulary.finish();
        counts
    }

    /// Adds the counts of outputs that are not yet in it.
    pub fn merge(&mut self, other: &Self) {
        for (&bucket, &count) in &other.body {
            *self.body.entry(bucket).or_default() += count;
        }
        self.vocabulary.merge(&other.vocabulary);
    }
}
