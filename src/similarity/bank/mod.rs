//! The reference bank: what is known of many models from their outputs to public prompts, as figures without texts,
//! so that one sample can be ranked against all of them at once. Values in, values out. May use everything else of
//! this module.
//!
//! **Arenas.** Models that answered the same prompts make an arena. It holds the prompts' ids and hashes, how often
//! features occur in all its outputs, and for every model a list of distinctive words and phrases (D), its use of
//! the most frequent token n-grams (C), and for every answer a [`sketch`] of its opening (O) and of the whole (B) and
//! hashes of its first tokens (P).
//!
//! **Ranking.** A sample that answered at least ten of an arena's prompts is compared with its models prompt by
//! prompt, as in a check, O and B being estimated from sketches; any other sample as a whole, by D and C, which is
//! weaker. See [`rank`].
//!
//! **What a bank gives away.** Sketches are signs of random sums and hold no words. Lists and frequencies hold
//! hashes of single words, pairs and triples, which somebody who guesses a phrase can look up.

mod build;
mod file;
mod rank;
mod sketch;
mod suspect;
mod whole;

pub use build::ArenaInput;
pub use rank::{Basis, LEAST_WORDS, Ranked, Ranking, rank};

use super::compare::BASE;
use super::panel::prompt_key;
use super::read::Role;
use super::tally::hash;
use super::vocabulary::DistinctiveList;
use crate::progress::Cancelled;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The paired components that sketches stand for: O, B and P, those of the base score without D.
const PAIRED: usize = BASE - 1;

/// Figures of many models.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bank {
    arenas: Vec<Arena>,
}

/// Models that answered the same prompts.
#[derive(Debug, Clone, PartialEq)]
struct Arena {
    name: String,
    /// In the order of their keys.
    prompts: Vec<Prompt>,
    /// How many bits a sketch has: a power of two.
    bits: usize,
    /// How many outputs were counted.
    outputs: u64,
    /// In how many outputs each bucket of openings and of bodies occurs, as [`quantised`] with [`STEPS_FREQUENCY`].
    frequencies: [Vec<u8>; 2],
    /// How often each word, pair and triple occurs, as [`quantised`] with [`STEPS_TOTAL`].
    totals: [Vec<u8>; 3],
    /// All words, pairs and triples.
    sums: [u64; 3],
    delta: whole::Delta,
    models: Vec<Model>,
}

/// A prompt by what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Prompt {
    /// [`Keys`] of its text and of which draw it is.
    key: u64,
    /// What the data set calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Model {
    name: String,
    vendor: Option<String>,
    role: Role,
    sha256: String,
    outputs: u32,
    list: DistinctiveList,
    /// z-scores of the arena's Delta features, in sixteenths.
    delta: Vec<i8>,
    /// One for each of the arena's prompts.
    answers: Vec<Option<Answer>>,
}

/// What is kept of one output.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    /// The low bytes of the first tokens' hashes.
    prefix: Vec<u8>,
    opening: Vec<u8>,
    body: Vec<u8>,
    /// A hash of the whole text, 0 for a short one: finds identical outputs.
    identity: u32,
}

/// What a bank holds, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArenaInfo {
    /// Its name.
    pub name: String,
    /// How many prompts its models answered.
    pub prompts: usize,
    /// Bits of a sketch.
    pub bits: usize,
    /// Its models, in the order of their names.
    pub models: Vec<BankModel>,
}

/// One model of a bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankModel {
    /// Its name.
    pub name: String,
    /// Who made it, if that is known.
    pub vendor: Option<String>,
    /// How many of its outputs were counted.
    pub outputs: u32,
}

/// Why a bank could not be made, read, or asked.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// Not a bank of this version.
    #[error("not a reference bank ({0}); make one with `counterclaim bank build`")]
    Format(String),
    /// It contradicts itself.
    #[error("the reference bank is damaged ({0}); build it again or fetch it again")]
    Damaged(&'static str),
    /// Too few samples make no bank.
    #[error(
        "{name}: {models} samples with outputs, and a bank needs at least {least}; add samples"
    )]
    TooFewModels {
        /// The folder's name.
        name: String,
        /// How many there are.
        models: usize,
        /// How many there must be.
        least: usize,
    },
    /// A model cannot be added twice.
    #[error("{0} is in the bank already; give the new one another name")]
    Known(String),
    /// A model that shares no prompts with anything in the bank.
    #[error(
        "{name} answered {shared} of the bank's prompts, and at least {least} are needed to add it; put samples that answered the same prompts into one folder and build a bank of it"
    )]
    Strange {
        /// The sample's name.
        name: String,
        /// Prompts shared with the nearest arena.
        shared: usize,
        /// How many there must be.
        least: usize,
    },
    /// The bank says nothing about this sample.
    #[error("the bank does not apply to {name}: {why}")]
    DoesNotApply {
        /// The sample's name.
        name: String,
        /// Why, and what would help.
        why: String,
    },
    /// The figures could not be packed.
    #[error("the bank could not be packed ({0}); check the memory and try again")]
    Pack(String),
    /// The calibration table is damaged.
    #[error(transparent)]
    Calibration(#[from] super::CalibrationError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Bank {
    /// What it holds, arena by arena.
    pub fn arenas(&self) -> Vec<ArenaInfo> {
        let info = |arena: &Arena| ArenaInfo {
            name: arena.name.clone(),
            prompts: arena.prompts.len(),
            bits: arena.bits,
            models: (arena.models.iter())
                .map(|model| BankModel {
                    name: model.name.clone(),
                    vendor: model.vendor.clone(),
                    outputs: model.outputs,
                })
                .collect(),
        };
        self.arenas.iter().map(info).collect()
    }

    /// How many models it knows.
    pub fn models(&self) -> usize {
        self.arenas.iter().map(|arena| arena.models.len()).sum()
    }
}

/// Steps per octave in which document frequencies are kept.
const STEPS_FREQUENCY: f64 = 16.0;
/// Steps per octave in which totals of words are kept.
const STEPS_TOTAL: f64 = 8.0;

/// A count on a logarithmic scale: 0 stays 0, and no count of 32 bits overflows.
fn quantised(count: u32, steps: f64) -> u8 {
    // At most 8 * 32; above, the scale ends.
    ((f64::from(count) + 1.0).log2() * steps).round().min(255.0) as u8
}

/// The count that [`quantised`] stands for.
fn restored(quantised: u8, steps: f64) -> f64 {
    (f64::from(quantised) / steps).exp2() - 1.0
}

/// The keys under which a sample's records are paired: by the prompt's text where there is one, else by the id.
struct Keys<'a> {
    /// Ids that mean one prompt's text.
    ids: FxHashMap<&'a str, u64>,
}

impl<'a> Keys<'a> {
    /// Of an arena's prompts.
    fn of(prompts: &'a [Prompt]) -> Self {
        let named = prompts
            .iter()
            .filter_map(|p| Some((p.id.as_deref()?, p.key)));
        Self {
            ids: named.collect(),
        }
    }

    /// The key of a record; `seen` counts the draws of the sample's earlier records.
    fn key(
        &self,
        id: Option<&str>,
        prompt: Option<&str>,
        seen: &mut FxHashMap<u64, u64>,
    ) -> Option<u64> {
        let key = match prompt_key(prompt) {
            Some(text) => hash(&text),
            None => {
                let id = id?;
                let known = self.ids.get(id).copied();
                known.unwrap_or_else(|| hash(&format!("id\0{id}")))
            }
        };
        let draw = seen.entry(key).or_default();
        let drawn = key.wrapping_add(draw.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        *draw += 1;
        Some(drawn)
    }
}
