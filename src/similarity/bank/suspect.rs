//! A sample against one arena: O, B and P prompt by prompt from sketches, D and C from the whole. May use everything
//! else of similarity.

use super::super::counts::Counts;
use super::super::vocabulary::DistinctiveList;
use super::build::{Counted, identity, prefix, seed, unit};
use super::sketch::{self, Projector};
use super::{Arena, BankError, PAIRED, whole};
use crate::progress::Progress;
use rayon::prelude::*;

/// What a sample's answers share with those of an arena's models.
pub(super) struct Paired {
    /// For O, B and P: `[prompt][model]`, NaN where a model gave no answer.
    pub values: [Vec<Vec<f64>>; PAIRED],
    /// Whether an answer is the sample's word for word: `[prompt][model]`.
    pub identical: Vec<Vec<bool>>,
}

impl Paired {
    /// Compares the answers to the prompts that the sample answered, given by the arena's prompt and the sample's
    /// record.
    pub fn measure(
        arena: &Arena,
        counted: &Counted<'_>,
        shared: &[(usize, usize)],
        progress: &Progress,
    ) -> Result<Self, BankError> {
        let weights = arena.weights();
        type Row = ([Vec<f64>; PAIRED], Vec<bool>);
        let rows: Vec<Option<Row>> = (shared.par_iter())
            .map_init(
                || (Projector::default(), Projector::default()),
                |(opening, body), &(prompt, record)| {
                    progress.check()?;
                    let place = arena.prompts.get(prompt);
                    let parts = place
                        .zip(counted.features.get(record))
                        .zip(counted.clean.records.get(record));
                    let Some(((key, features), text)) = parts else {
                        return Ok(None);
                    };
                    let [idf_opening, idf_body] = &weights;
                    let opening = opening.project(
                        unit(&features.opening, idf_opening),
                        arena.bits,
                        seed(key, 0),
                    );
                    let body =
                        body.project(unit(&features.body, idf_body), arena.bits, seed(key, 1));
                    let (prefix, identity) = (prefix(features), identity(&text.output));
                    let answers = || arena.models.iter().map(|m| m.answers.get(prompt)?.as_ref());
                    let of = |value: &dyn Fn(&super::Answer) -> f64| -> Vec<f64> {
                        answers()
                            .map(|answer| answer.map_or(f64::NAN, value))
                            .collect()
                    };
                    let values = [
                        of(&|answer| sketch::cosine(opening, &answer.opening)),
                        of(&|answer| sketch::cosine(body, &answer.body)),
                        of(&|answer| common(&prefix, &answer.prefix)),
                    ];
                    let same = |answer: Option<&super::Answer>| {
                        answer.is_some_and(|a| identity != 0 && a.identity == identity)
                    };
                    progress.add(1);
                    Ok(Some((values, answers().map(same).collect())))
                },
            )
            .collect::<Result<_, BankError>>()?;
        let mut measured = Self {
            values: Default::default(),
            identical: Vec::new(),
        };
        for (values, identical) in rows.into_iter().flatten() {
            for (table, row) in measured.values.iter_mut().zip(values) {
                table.push(row);
            }
            measured.identical.push(identical);
        }
        Ok(measured)
    }
}

/// `ln(1 + number of equal leading tokens)`; no value where an output has no token at all.
fn common(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return f64::NAN;
    }
    let equal = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (equal as f64).ln_1p()
}

/// A whole sample against an arena's models.
pub(super) struct Whole {
    /// D with every model.
    pub distinctive: Vec<f64>,
    /// C with every model.
    pub delta: Vec<f64>,
    /// The share of the sample's token n-grams that are among the arena's most frequent.
    pub share: f64,
}

impl Whole {
    /// Of the sample's counts. `parts` of the sample, if any are given, are left out one by one; the first result is
    /// that of all.
    pub fn measure(arena: &Arena, counts: &Counts, parts: &[Counts]) -> Vec<Self> {
        // The sample belongs to what its list is made against, as each model's does; a part that is left out hardly
        // changes that.
        let background = arena.background();
        background.add(&counts.vocabulary);
        let of = |counts: &Counts| {
            let list = DistinctiveList::of(&counts.vocabulary, &background);
            let (standing, share) = arena.delta.standing(&counts.body);
            let models = || arena.models.iter();
            Self {
                distinctive: models().map(|model| list.overlap(&model.list)).collect(),
                delta: models()
                    .map(|model| whole::cosine(&standing, &model.delta))
                    .collect(),
                share,
            }
        };
        let without = |part: &Counts| {
            let mut counts = counts.clone();
            counts.vocabulary.remove(&part.vocabulary);
            for (bucket, count) in &part.body {
                if let Some(all) = counts.body.get_mut(bucket) {
                    *all = all.saturating_sub(*count);
                }
            }
            of(&counts)
        };
        let mut found = vec![of(counts)];
        found.extend(parts.par_iter().map(without).collect::<Vec<_>>());
        found
    }
}
