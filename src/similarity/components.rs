//! The components, measured for every pair of samples at once: O (openings), B (bodies), P (common prefixes), Or and
//! Br (openings and bodies weighted by rarity) and S (sentences' beginnings, likewise) prompt by prompt, D
//! (distinctive vocabulary) for whole samples. May use [`super::features`], [`super::gram`], [`super::panel`] and
//! [`super::vocabulary`].
//!
//! Every output's features are counted once; all cosines of one prompt come from one pass over an inverted index.

use super::features::{BUCKETS, Count, Counter, OPENING_CHARACTERS};
use super::gram::Gram;
use super::panel::Panel;
use super::vocabulary::{Background, DistinctiveList, Vocabulary, VocabularyBuilder};
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;
use std::ops::Range;

/// The paired components' number: O, B, P, Or, Br and S, in this order.
pub const PAIRED: usize = 6;
/// Identical outputs are set apart when longer than this many characters: short answers coincide by chance.
pub const IDENTICAL_CHARACTERS: usize = 200;

/// Which prompts of a comparison count.
pub type PromptMask = Vec<bool>;

/// The components of every pair of models in a panel.
#[derive(Debug)]
pub struct Components {
    /// Number of models.
    pub models: usize,
    /// Number of prompts that at least two models answered.
    pub prompts: usize,
    /// By paired component: `[prompt][model][model]`, NaN where one of the two gave no answer or neither was asked for.
    cells: [Vec<f32>; PAIRED],
    /// For each model the prompts it answered.
    answered: Vec<PromptMask>,
    /// Prompts on which two models (a < b) gave the same long text: sorted (a, b, prompt).
    identical: Vec<(u32, u32, u32)>,
    vocabularies: Vec<Vocabulary>,
    background: Background,
    lists: Vec<DistinctiveList>,
    /// D: `[model][model]`.
    overlaps: Vec<f64>,
}

impl Components {
    /// Measures pairs: prompt by prompt those of a model that is `asked` for with any other, for whole samples all.
    /// Progress counts outputs and prompts, for openings and for bodies.
    ///
    /// # Errors
    /// [`Cancelled`] when somebody asked to stop.
    pub fn measure(
        panel: &Panel<'_>,
        asked: &[bool],
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let (models, prompts) = (panel.models(), panel.prompts.len());
        progress.set(0, 2 * (panel.outputs.len() + prompts) as u64);
        let square = models * models;
        // Filled with NaN prompt by prompt, by the threads that go on with it.
        let mut cells = [(); PAIRED].map(|()| vec![0.0; prompts * square]);
        let [opening, body, prefix, rare_opening, rare_body, beginnings] = &mut cells;
        let answers: Vec<Vec<(usize, usize)>> = (panel.prompts.par_iter())
            .map(|prompt| {
                let cells = prompt.cells.iter().enumerate();
                cells
                    .filter_map(|(model, cell)| cell.map(|output| (model, output)))
                    .collect()
            })
            .collect();
        let asked_for = |answers: &[(usize, usize)]| -> Vec<bool> {
            answers.iter().map(|&(model, _)| asked[model]).collect()
        };

        // Openings are counted, compared and forgotten before bodies are counted: each needs the other's room.
        let counted = All::count(panel, |outputs, room| {
            Counted::openings(outputs, room, progress)
        })?;
        (opening.par_chunks_mut(square.max(1)))
            .zip(rare_opening.par_chunks_mut(square.max(1)))
            .zip(prefix.par_chunks_mut(square.max(1)))
            .zip(&answers)
            .try_for_each_init(Gram::new, |gram, (((opening, rare), prefix), answers)| {
                progress.check()?;
                for cells in [&mut *opening, &mut *rare, &mut *prefix] {
                    cells.fill(f32::NAN);
                }
                let asked = asked_for(answers);
                let features = counted.features(answers, 0);
                gram.cosines(&features, &asked, &counted.weights[0]);
                gram.write(answers, models, opening);
                gram.write_rare(answers, models, rare);
                common_prefixes(&counted.prefixes(answers), answers, &asked, models, prefix);
                progress.add(1);
                Ok(())
            })?;
        drop(counted);

        let background = Background::default();
        let mut counted = All::count(panel, |outputs, room| {
            Counted::bodies(outputs, room, &background, progress)
        })?;
        let vocabularies: Vec<Vocabulary> = (counted.models.iter_mut())
            .map(|counted| std::mem::take(&mut counted.vocabulary))
            .collect();
        let identical: Vec<Vec<(u32, u32, u32)>> = (body.par_chunks_mut(square.max(1)))
            .zip(rare_body.par_chunks_mut(square.max(1)))
            .zip(beginnings.par_chunks_mut(square.max(1)))
            .zip(&answers)
            .enumerate()
            .map_init(
                Gram::new,
                |gram, (prompt, (((body, rare), beginnings), answers))| {
                    progress.check()?;
                    for cells in [&mut *body, &mut *rare, &mut *beginnings] {
                        cells.fill(f32::NAN);
                    }
                    let asked = asked_for(answers);
                    let features = counted.features(answers, 0);
                    gram.cosines(&features, &asked, &counted.weights[0]);
                    gram.write(answers, models, body);
                    gram.write_rare(answers, models, rare);
                    let features = counted.features(answers, 1);
                    gram.cosines(&features, &asked, &counted.weights[1]);
                    gram.write_rare(answers, models, beginnings);
                    progress.add(1);
                    Ok(identical_outputs(panel, prompt, answers))
                },
            )
            .collect::<Result<_, _>>()?;
        drop(counted);
        let mut identical: Vec<_> = identical.into_iter().flatten().collect();
        identical.sort_unstable();

        let lists: Vec<DistinctiveList> = vocabularies
            .par_iter()
            .map(|vocabulary| DistinctiveList::of(vocabulary, &background))
            .collect();
        let overlaps = lists
            .par_iter()
            .flat_map_iter(|list| lists.iter().map(|other| list.overlap(other)))
            .collect();
        Ok(Self {
            models,
            prompts,
            cells,
            answered: (0..models)
                .map(|model| {
                    let cells = panel.prompts.iter().map(|prompt| prompt.cells[model]);
                    cells.map(|cell| cell.is_some()).collect()
                })
                .collect(),
            identical,
            vocabularies,
            background,
            lists,
            overlaps,
        })
    }

    /// A paired component of `model` with every model on one prompt.
    pub fn row(&self, component: usize, prompt: usize, model: usize) -> &[f32] {
        let start = (prompt * self.models + model) * self.models;
        &self.cells[component][start..start + self.models]
    }

    /// Prompts that both models answered.
    pub fn shared(&self, a: usize, b: usize) -> PromptMask {
        let both = self.answered[a].iter().zip(&self.answered[b]);
        both.map(|(a, b)| *a && *b).collect()
    }

    /// How many of the prompts in `mask` a model answered.
    pub fn answered(&self, model: usize, mask: &PromptMask) -> usize {
        let both = self.answered[model].iter().zip(mask);
        both.filter(|(answered, wanted)| **answered && **wanted)
            .count()
    }

    /// Prompts on which the two models gave the same long text.
    pub fn identical(&self, a: usize, b: usize) -> Vec<usize> {
        let pair = (a.min(b) as u32, a.max(b) as u32);
        let start = self.identical.partition_point(|&(x, y, _)| (x, y) < pair);
        let run = self.identical[start..]
            .iter()
            .take_while(|&&(x, y, _)| (x, y) == pair);
        run.map(|&(_, _, prompt)| prompt as usize).collect()
    }

    /// D of `model` with every model.
    pub fn distinctive(&self, model: usize) -> Vec<f64> {
        self.overlaps[model * self.models..(model + 1) * self.models].to_vec()
    }

    /// D of `model` with every model when its outputs on `prompts`, and `other`'s on the same prompts, are
    /// left out of both vocabularies.
    pub fn distinctive_without(
        &self,
        panel: &Panel<'_>,
        model: usize,
        other: usize,
        prompts: &[usize],
    ) -> Vec<f64> {
        let without = |model: usize| {
            let mut vocabulary = self.vocabularies[model].clone();
            vocabulary.remove(&Vocabulary::of(
                prompts
                    .iter()
                    .filter_map(|&prompt| panel.output(prompt, model)),
            ));
            DistinctiveList::of(&vocabulary, &self.background)
        };
        let mine = without(model);
        let mut row: Vec<f64> = self.lists.iter().map(|list| mine.overlap(list)).collect();
        row[other] = mine.overlap(&without(other));
        row
    }
}

/// Features of all outputs of a sample.
#[derive(Default)]
struct Features {
    /// End to end.
    counts: Vec<Count>,
    /// Where those of each output end.
    ends: Vec<usize>,
}

impl Features {
    /// Room for as many as are likely; what is too much is given back in the end.
    fn reserve(&mut self, counts: usize, outputs: usize) {
        self.counts.reserve(counts);
        self.ends.reserve(outputs);
    }
}

/// What is used from one sample to the next.
#[derive(Default)]
struct Workroom {
    counter: Counter,
    builder: VocabularyBuilder,
}

/// What counting one sample gave.
#[derive(Default)]
struct Counted {
    /// Openings alone, or bodies and sentences' beginnings.
    features: [Features; 2],
    /// The first tokens of each output, hashed; none where bodies were counted.
    prefixes: Vec<Vec<u32>>,
    /// Empty where openings were counted.
    vocabulary: Vocabulary,
}

impl Counted {
    fn openings(
        outputs: &[&str],
        room: &mut Workroom,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let mut counted = Self::default();
        let characters = outputs.iter().map(|o| o.len().min(OPENING_CHARACTERS));
        // About two features a character, and some of them repeat.
        counted.features[0].reserve(characters.sum::<usize>() * 2, outputs.len());
        for output in outputs {
            progress.check()?;
            let [openings, _] = &mut counted.features;
            let prefix = room.counter.opening(output, &mut openings.counts);
            openings.ends.push(openings.counts.len());
            counted.prefixes.push(prefix);
            progress.add(1);
        }
        counted.features[0].counts.shrink_to_fit();
        Ok(counted)
    }

    fn bodies(
        outputs: &[&str],
        room: &mut Workroom,
        background: &Background,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let mut counted = Self::default();
        let Workroom { counter, builder } = room;
        let bytes: usize = outputs.iter().map(|output| output.len()).sum();
        counted.features[0].reserve(bytes / 2, outputs.len());
        for output in outputs {
            progress.check()?;
            let [bodies, beginnings] = &mut counted.features;
            counter.body(output, &mut bodies.counts, |n, bucket| {
                builder.hit(n, bucket)
            });
            bodies.ends.push(bodies.counts.len());
            counter.beginnings(&mut beginnings.counts);
            beginnings.ends.push(beginnings.counts.len());
            builder.end_output();
            progress.add(1);
        }
        for features in &mut counted.features {
            features.counts.shrink_to_fit();
        }
        counted.vocabulary = builder.take_into(background);
        Ok(counted)
    }
}

/// What counting all samples gave.
struct All<'p> {
    ranges: &'p [Range<usize>],
    /// In the order of the samples.
    models: Vec<Counted>,
    /// The buckets' inverse document frequencies, by kind of features.
    weights: [Vec<f32>; 2],
}

impl<'p> All<'p> {
    fn count(
        panel: &'p Panel<'_>,
        count: impl Fn(&[&str], &mut Workroom) -> Result<Counted, Cancelled> + Sync,
    ) -> Result<Self, Cancelled> {
        // Samples in their order, and in how many of their outputs each bucket occurs.
        type Part = (Vec<Counted>, [Vec<u32>; 2], Option<Workroom>);
        let add = |(mut models, mut frequencies, mut room): Part, range: &Range<usize>| {
            let outputs = &panel.outputs[range.clone()];
            let counted = count(outputs, room.get_or_insert_default())?;
            for (frequencies, features) in frequencies.iter_mut().zip(&counted.features) {
                frequencies.resize(BUCKETS, 0);
                for count in &features.counts {
                    frequencies[count.bucket()] += 1;
                }
            }
            models.push(counted);
            Ok((models, frequencies, room))
        };
        let join = |(mut models, mut frequencies, _): Part, (others, more, _): Part| {
            models.extend(others);
            for (frequencies, more) in frequencies.iter_mut().zip(more) {
                if frequencies.is_empty() {
                    *frequencies = more;
                } else {
                    let sums = frequencies.iter_mut().zip(more);
                    sums.for_each(|(sum, more)| *sum += more);
                }
            }
            Ok((models, frequencies, None))
        };
        let (models, frequencies, _) = (panel.ranges.par_iter())
            .try_fold(Part::default, add)
            .try_reduce(Part::default, join)?;
        Ok(Self {
            ranges: &panel.ranges,
            models,
            weights: frequencies.map(|frequencies| inverse(&frequencies, panel.outputs.len())),
        })
    }

    /// A model's counts, and an output's place among that model's.
    fn place(&self, &(model, output): &(usize, usize)) -> (&Counted, usize) {
        (&self.models[model], output - self.ranges[model].start)
    }

    /// The features of one kind of answers, which are pairs of model and output.
    fn features(&self, answers: &[(usize, usize)], kind: usize) -> Vec<&[Count]> {
        let lists = answers.iter().map(|answer| {
            let (counted, place) = self.place(answer);
            let features = &counted.features[kind];
            let start = match place {
                0 => 0,
                place => features.ends[place - 1],
            };
            &features.counts[start..features.ends[place]]
        });
        lists.collect()
    }

    /// The first tokens of answers.
    fn prefixes(&self, answers: &[(usize, usize)]) -> Vec<&[u32]> {
        let prefixes = answers.iter().map(|answer| {
            let (counted, place) = self.place(answer);
            counted.prefixes[place].as_slice()
        });
        prefixes.collect()
    }
}

/// The inverse document frequencies, `ln((1 + outputs)/(1 + df)) + 1`.
fn inverse(frequencies: &[u32], outputs: usize) -> Vec<f32> {
    let all = 1.0 + outputs as f64;
    let weight = |df: u32| ((all / (1.0 + f64::from(df))).ln() + 1.0) as f32;
    // Most buckets have one of a few frequencies; their logarithms are taken once.
    let usual: Vec<f32> = (0..1024).map(weight).collect();
    let known = |df: u32| usual.get(df as usize).copied();
    (frequencies.iter())
        .map(|&df| known(df).unwrap_or_else(|| weight(df)))
        .collect()
}

/// `ln(1 + number of equal leading tokens)`; no value where an output has no token at all.
fn common_prefixes(
    prefixes: &[&[u32]],
    answers: &[(usize, usize)],
    asked: &[bool],
    models: usize,
    cells: &mut [f32],
) {
    for (i, (&(a, _), x)) in answers.iter().zip(prefixes).enumerate() {
        for (j, (&(b, _), y)) in answers.iter().zip(prefixes).enumerate().skip(i) {
            if (asked[i] || asked[j]) && !x.is_empty() && !y.is_empty() {
                let equal = x.iter().zip(*y).take_while(|(x, y)| x == y).count();
                let value = (equal as f64).ln_1p() as f32;
                cells[a * models + b] = value;
                cells[b * models + a] = value;
            }
        }
    }
}

fn identical_outputs(
    panel: &Panel<'_>,
    prompt: usize,
    answers: &[(usize, usize)],
) -> Vec<(u32, u32, u32)> {
    let mut texts: Vec<(&str, usize)> = answers
        .iter()
        .map(|&(model, output)| (panel.outputs[output], model))
        .filter(|(text, _)| text.chars().nth(IDENTICAL_CHARACTERS).is_some())
        .collect();
    texts.sort_unstable();
    let mut pairs = Vec::new();
    for same in texts.chunk_by(|a, b| a.0 == b.0) {
        for (i, &(_, a)) in same.iter().enumerate() {
            let others = same[i + 1..].iter();
            pairs.extend(others.map(|&(_, b)| (a as u32, b as u32, prompt as u32)));
        }
    }
    pairs
}
