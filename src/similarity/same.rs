//! A student and a teacher that are the same texts: there is nothing to test then, and the finding says only that. May
//! use [`super::compare`] and what that may use.

use super::compare::{Loaded, Pair};
use super::finding::{Finding, METHOD_PAIRED, Verdict};
use super::hygiene::CleanSample;

/// Whether two of the samples are the same texts: one sample twice, or outputs that are the same in any order,
/// whatever their ids and prompts.
pub(super) fn same_texts(clean: &[CleanSample<'_>], a: usize, b: usize) -> bool {
    let outputs = |column: usize| clean[column].records.iter().map(|record| &*record.output);
    let size = |column: usize| {
        let bytes: usize = outputs(column).map(str::len).sum();
        (clean[column].records.len(), bytes)
    };
    let sorted = |column: usize| {
        let mut texts: Vec<&str> = outputs(column).collect();
        texts.sort_unstable();
        texts
    };
    a == b || size(a).0 > 0 && size(a) == size(b) && sorted(a) == sorted(b)
}

impl Loaded<'_> {
    /// As [`same_texts`].
    pub(super) fn same_texts(&self, a: usize, b: usize) -> bool {
        same_texts(self.clean, a, b)
    }

    /// The finding for a pair of which [`same_texts`] holds: who was named, and no figure.
    pub(super) fn nothing_to_test(&self, pair: &Pair) -> Finding {
        let none = Vec::new();
        let mut finding = self.assemble(METHOD_PAIRED, pair, 0, &[], &[], &none, Vec::new());
        finding.verdict = Verdict::SameTexts;
        finding.warnings.clear();
        finding
    }
}
