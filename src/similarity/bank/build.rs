//! Making a bank from samples, and adding a model to one. May use everything else of similarity.

use super::super::counts::Counts;
use super::super::features::{BUCKETS, Count, Counter};
use super::super::gram::damp;
use super::super::hygiene::CleanSample;
use super::super::read::{ModelInfo, Role};
use super::super::sample::Sample;
use super::super::tally::hash;
use super::super::vocabulary::{Background, DistinctiveList};
use super::super::{LEAST_PROMPTS, panel::prompt_key};
use super::sketch::{Projector, mix, signs};
use super::whole::Delta;
use super::{
    Answer, Arena, Bank, BankError, Keys, Model, Prompt, STEPS_FREQUENCY, STEPS_TOTAL, quantised,
    restored,
};
use crate::progress::Progress;
use crate::similarity::components::IDENTICAL_CHARACTERS;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Fewer models than this leave no controls.
const LEAST_MODELS: usize = 3;
/// Bits of all sketches of one model's openings, or bodies: with fewer prompts each gets more, so that the error of
/// the mean stays the same.
const BITS_OF_A_MODEL: usize = 1024 * 400;
/// The fewest and the most bits of one sketch.
const BITS: (usize, usize) = (256, 4096);

/// A folder of samples that is to become an arena.
#[derive(Debug, Clone, Copy)]
pub struct ArenaInput<'a> {
    /// What to call it.
    pub name: &'a str,
    /// One sample a model.
    pub samples: &'a [Sample],
    /// Vendors and roles of models, by name.
    pub models: &'a [ModelInfo],
}

/// What was counted in one output.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Character n-grams of its opening.
    pub opening: Vec<Count>,
    /// Its token n-grams.
    pub body: Vec<Count>,
    /// Hashes of its first tokens.
    pub prefix: Vec<u32>,
}

/// A sample with what was counted in it.
pub(super) struct Counted<'a> {
    pub clean: CleanSample<'a>,
    pub counts: Counts,
    /// One for each record.
    pub features: Vec<Features>,
}

impl<'a> Counted<'a> {
    /// Counts a sample. Progress counts outputs.
    pub fn of(clean: CleanSample<'a>, progress: &Progress) -> Result<Self, BankError> {
        let mut counts = Counts::default();
        let mut counter = Counter::default();
        let mut features = Vec::with_capacity(clean.records.len());
        for records in clean.records.chunks(256) {
            progress.check()?;
            let texts = records.iter().map(|record| &*record.output);
            counts.merge(&Counts::with(texts, |text, body| {
                let mut opening = Vec::new();
                let prefix = counter.opening(text, &mut opening);
                features.push(Features {
                    opening,
                    body: body.to_vec(),
                    prefix,
                });
            }));
            progress.add(records.len() as u64);
        }
        Ok(Self {
            clean,
            counts,
            features,
        })
    }

    /// The place of the record that answers each prompt.
    pub fn answers(&self, prompts: &[Prompt]) -> Vec<Option<usize>> {
        let keys = Keys::of(prompts);
        let mut seen = FxHashMap::default();
        let mut answers = vec![None; prompts.len()];
        for (number, record) in self.clean.records.iter().enumerate() {
            let key = keys.key(record.id, record.prompt.as_deref(), &mut seen);
            let place = key.and_then(|key| prompts.binary_search_by_key(&key, |p| p.key).ok());
            if let Some(answer) = place.and_then(|place| answers.get_mut(place)) {
                *answer = Some(number);
            }
        }
        answers
    }
}

impl Bank {
    /// A bank of folders of samples, each an arena.
    ///
    /// # Errors
    /// If a folder has too few samples, or when somebody asked to stop.
    pub fn build(inputs: &[ArenaInput<'_>], progress: &Progress) -> Result<Self, BankError> {
        let outputs = inputs.iter().flat_map(|input| input.samples);
        let outputs: usize = outputs.map(|sample| sample.records.len()).sum();
        progress.set(0, 2 * outputs as u64);
        let arenas = inputs.iter().map(|input| Arena::of(input, progress));
        Ok(Self {
            arenas: arenas.collect::<Result<_, _>>()?,
        })
    }

    /// Adds a model to the arena with which its sample shares the most prompts; returns that arena's name. What the
    /// arena weighs words by stays as it is.
    ///
    /// # Errors
    /// If it shares too few prompts, or its name is in the bank; then nothing is changed.
    pub fn add(
        &mut self,
        sample: &Sample,
        vendor: Option<String>,
        progress: &Progress,
    ) -> Result<String, BankError> {
        let known = self.arenas.iter().flat_map(|arena| &arena.models);
        if known
            .map(|model| &model.name)
            .any(|name| *name == sample.name)
        {
            return Err(BankError::Known(sample.name.clone()));
        }
        progress.set(0, sample.records.len() as u64);
        let counted = Counted::of(CleanSample::of(sample), progress)?;
        let shared = |arena: &Arena| counted.answers(&arena.prompts).iter().flatten().count();
        let nearest = self.arenas.iter_mut().max_by_key(|arena| shared(arena));
        let best = nearest.as_ref().map_or(0, |arena| shared(arena));
        let Some(arena) = nearest.filter(|_| best >= LEAST_PROMPTS) else {
            return Err(BankError::Strange {
                name: sample.name.clone(),
                shared: best,
                least: LEAST_PROMPTS,
            });
        };
        let background = arena.background();
        background.add(&counted.counts.vocabulary);
        let info = vendor.map(|vendor| ModelInfo {
            model: sample.name.clone(),
            vendor,
            role: Role::Both,
        });
        let weights = arena.weights();
        let model = arena.model(&counted, &background, &weights, info.as_ref());
        let place = arena
            .models
            .partition_point(|other| other.name < model.name);
        arena.models.insert(place, model);
        Ok(arena.name.clone())
    }
}

impl Arena {
    fn of(input: &ArenaInput<'_>, progress: &Progress) -> Result<Self, BankError> {
        let counted: Vec<Counted<'_>> = (input.samples.par_iter())
            .map(|sample| Counted::of(CleanSample::of(sample), progress))
            .collect::<Result<_, _>>()?;
        let mut counted: Vec<Counted<'_>> = (counted.into_iter())
            .filter(|one| !one.features.is_empty())
            .collect();
        counted.sort_by(|a, b| {
            let key = |one: &Counted<'_>| (one.clean.name.clone(), one.clean.sha256.clone());
            key(a).cmp(&key(b))
        });
        if let Some(twice) = (counted.windows(2)).find_map(|pair| {
            (pair[0].clean.name == pair[1].clean.name).then(|| &pair[0].clean.name)
        }) {
            return Err(BankError::Known(twice.clone()));
        }
        if counted.len() < LEAST_MODELS {
            return Err(BankError::TooFewModels {
                name: input.name.to_owned(),
                models: counted.len(),
                least: LEAST_MODELS,
            });
        }
        let prompts = prompts(&counted);
        let per_prompt = BITS_OF_A_MODEL / prompts.len().max(1);
        let background = Background::default();
        let mut frequencies = [vec![0_u32; BUCKETS], vec![0_u32; BUCKETS]];
        for one in &counted {
            background.add(&one.counts.vocabulary);
            for features in &one.features {
                for (table, counts) in frequencies
                    .iter_mut()
                    .zip([&features.opening, &features.body])
                {
                    for count in counts {
                        if let Some(outputs) = table.get_mut(count.bucket()) {
                            *outputs += 1;
                        }
                    }
                }
            }
        }
        let (totals, sums) = background.into_totals();
        let table = |counts: &Vec<u32>, steps| -> Vec<u8> {
            counts
                .iter()
                .map(|&count| quantised(count, steps))
                .collect()
        };
        let bodies: Vec<&BTreeMap<u32, u64>> = counted.iter().map(|one| &one.counts.body).collect();
        let mut arena = Self {
            name: input.name.to_owned(),
            prompts,
            bits: (1 << per_prompt.max(1).ilog2()).clamp(BITS.0, BITS.1),
            outputs: counted.iter().map(|one| one.features.len() as u64).sum(),
            frequencies: frequencies
                .each_ref()
                .map(|counts| table(counts, STEPS_FREQUENCY)),
            totals: totals.each_ref().map(|counts| table(counts, STEPS_TOTAL)),
            sums,
            delta: Delta::of(&bodies),
            models: Vec::new(),
        };
        let (background, weights) = (arena.background(), arena.weights());
        let listed = |name: &str| input.models.iter().find(|info| info.model == name);
        arena.models = (counted.par_iter())
            .map(|one| {
                progress.check()?;
                let model = arena.model(one, &background, &weights, listed(&one.clean.name));
                progress.add(one.features.len() as u64);
                Ok(model)
            })
            .collect::<Result<_, BankError>>()?;
        Ok(arena)
    }

    /// The counts against which lists of distinctive words are made.
    pub(super) fn background(&self) -> Background {
        // A count of 32 bits was quantised, so that it fits again.
        let counts = |table: &Vec<u8>| -> Vec<u32> {
            table
                .iter()
                .map(|&q| restored(q, STEPS_TOTAL).round() as u32)
                .collect()
        };
        Background::from_totals(self.totals.each_ref().map(counts), self.sums)
    }

    /// The inverse document frequencies of openings and of bodies, `ln((1 + outputs)/(1 + df)) + 1`.
    pub(super) fn weights(&self) -> [Vec<f32>; 2] {
        let all = 1.0 + self.outputs as f64;
        self.frequencies.each_ref().map(|table| {
            let weight = |&q: &u8| ((all / (1.0 + restored(q, STEPS_FREQUENCY))).ln() + 1.0) as f32;
            table.iter().map(weight).collect()
        })
    }

    fn model(
        &self,
        counted: &Counted<'_>,
        background: &Background,
        weights: &[Vec<f32>; 2],
        info: Option<&ModelInfo>,
    ) -> Model {
        let mut projector = Projector::default();
        let answers = counted.answers(&self.prompts);
        let answers = answers
            .into_iter()
            .zip(&self.prompts)
            .map(|(record, prompt)| {
                let record = record?;
                let features = counted.features.get(record)?;
                let mut sketch = |counts: &[Count], component: usize| {
                    signs(projector.project(
                        unit(counts, &weights[component]),
                        self.bits,
                        seed(prompt, component),
                    ))
                };
                Some(Answer {
                    prefix: prefix(features),
                    opening: sketch(&features.opening, 0),
                    body: sketch(&features.body, 1),
                    identity: identity(&counted.clean.records.get(record)?.output),
                })
            });
        Model {
            name: counted.clean.name.clone(),
            vendor: info
                .map(|info| info.vendor.clone())
                .filter(|v| !v.is_empty()),
            role: info.map_or(Role::Both, |info| info.role),
            sha256: counted.clean.sha256.clone(),
            outputs: u32::try_from(counted.features.len()).unwrap_or(u32::MAX),
            list: DistinctiveList::of(&counted.counts.vocabulary, background),
            delta: self.delta.standing(&counted.counts.body).0,
            answers: answers.collect(),
        }
    }
}

/// The prompts that at least two models answered, in the order of their keys.
fn prompts(counted: &[Counted<'_>]) -> Vec<Prompt> {
    // Ids that always stand for one text pair records that have only the id.
    let mut ids: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    for record in counted.iter().flat_map(|one| &one.clean.records) {
        if let (Some(id), Some(text)) = (record.id, prompt_key(record.prompt.as_deref())) {
            let key = hash(&text);
            let known = ids.entry(id).or_insert(Some(key));
            if *known != Some(key) {
                *known = None;
            }
        }
    }
    let named: Vec<Prompt> = (ids.iter())
        .filter_map(|(id, key)| {
            Some(Prompt {
                key: (*key)?,
                id: Some((*id).to_owned()),
            })
        })
        .collect();
    let keys = Keys::of(&named);
    let mut answered: BTreeMap<u64, (u32, Option<&str>)> = BTreeMap::new();
    for one in counted {
        let mut seen = FxHashMap::default();
        for record in &one.clean.records {
            if let Some(key) = keys.key(record.id, record.prompt.as_deref(), &mut seen) {
                let (count, id) = answered.entry(key).or_default();
                *count += 1;
                *id = id.or(record.id);
            }
        }
    }
    // The key of a later draw is not its id's.
    let of_id = |key: u64, id: &str| match ids.get(id) {
        Some(known) => *known == Some(key),
        None => key == hash(&format!("id\0{id}")),
    };
    let prompts = answered.into_iter().filter(|(_, (count, _))| *count > 1);
    prompts
        .map(|(key, (_, id))| Prompt {
            key,
            id: id.filter(|id| of_id(key, id)).map(str::to_owned),
        })
        .collect()
}

/// The TF-IDF vector of some counts, of unit length.
pub(super) fn unit(counts: &[Count], weights: &[f32]) -> Vec<(u32, f32)> {
    let weight = |count: &Count| {
        let idf = weights.get(count.bucket()).copied().unwrap_or(1.0);
        (count.bucket() as u32, damp(count.count()) * idf)
    };
    let mut vector: Vec<(u32, f32)> = counts.iter().map(weight).collect();
    let square: f64 = vector
        .iter()
        .map(|&(_, x)| f64::from(x) * f64::from(x))
        .sum();
    let scale = (1.0 / square.max(f64::MIN_POSITIVE).sqrt()) as f32;
    vector.iter_mut().for_each(|(_, x)| *x *= scale);
    vector
}

/// The seed of a prompt's sketches.
pub(super) fn seed(prompt: &Prompt, component: usize) -> u64 {
    mix(prompt.key ^ component as u64)
}

/// The low bytes of the first tokens' hashes: two unequal tokens are taken for equal once in 256 times.
pub(super) fn prefix(features: &Features) -> Vec<u8> {
    features.prefix.iter().map(|&hash| hash as u8).collect()
}

/// A hash by which identical long outputs are found; 0 for one that is too short to be told from chance.
pub(super) fn identity(output: &str) -> u32 {
    if output.chars().nth(IDENTICAL_CHARACTERS).is_none() {
        return 0;
    }
    ((hash(output) >> 32) as u32).max(1)
}
