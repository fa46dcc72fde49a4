//! A profile stands for a sample where prompts need not be paired: counts and hashes, never texts. The
//! profiles of parts add up to the profile of the whole, exactly and in any order. May use
//! [`super::features`] and [`super::vocabulary`].

use super::features::Counter;
use super::hygiene::CleanSample;
use super::vocabulary::{Vocabulary, VocabularyBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts of one sample, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Hits of the buckets of token 1-, 2- and 3-grams.
    pub body: BTreeMap<u32, u64>,
    /// Counts of word 1-, 2- and 3-grams.
    pub vocabulary: Vocabulary,
}

impl Profile {
    /// The profile of a cleaned sample.
    pub fn of(sample: &CleanSample<'_>) -> Self {
        Self::of_texts(sample.records.iter().map(|record| &*record.output))
    }

    /// The profile of some outputs.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut profile = Self::default();
        let (mut counter, mut vocabulary) = (Counter::default(), VocabularyBuilder::default());
        for text in texts {
            let counted = counter.count(text, |n, bucket| vocabulary.hit(n, bucket));
            vocabulary.end_output();
            for count in counted.body {
                *profile.body.entry(count.bucket() as u32).or_default() += count.count() as u64;
            }
        }
        profile.vocabulary = vocabulary.finish();
        profile
    }

    /// Adds the counts of outputs that are not yet in it.
    pub fn merge(&mut self, other: &Self) {
        for (&bucket, &count) in &other.body {
            *self.body.entry(bucket).or_default() += count;
        }
        self.vocabulary.merge(&other.vocabulary);
    }

    /// How many outputs were counted.
    pub fn outputs(&self) -> usize {
        self.vocabulary.outputs as usize
    }
}
