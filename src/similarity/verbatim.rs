//! Verbatim overlap: outputs that two samples share word for word, and long runs of words. A separate and
//! nearly self-proving signal, which says nothing about ordinary distillation and is no part of E. May use
//! [`super::panel`], [`super::hygiene`] and [`super::tokens`].
//!
//! **What is guaranteed.** All runs of [`RUN_WORDS`] words are hashed, not a selection of them as in winnowing
//! (Schleimer et al. 2003), so no common run of that length or longer is missed. Compared are answers to the same
//! prompt, and outputs that no prompt pairs with all such outputs. Among those every pair of samples is found that
//! has an identical output of more than 200 characters, a common run of [`LONG_RUN`] words or more, or an answer with
//! more than half of its runs of eight words in common; and no other pair is. A run may not hold eight words of the
//! prompt in succession: quoting the question is no copying. Words count, not case, numbers or punctuation between
//! them. Identical outputs and the longest run are compared word by word; shares of runs are counted by 61-bit hashes,
//! two of which are equal by chance once in about 10^18 comparisons. Not looked for: an answer to one prompt copied
//! from an answer to another that a third sample answered too, and copying in other words.

use super::check::CheckError;
use super::components::IDENTICAL_CHARACTERS;
use super::hygiene::CleanSample;
use super::panel::{Fate, Panel};
use super::sample::Sample;
use super::tokens::{Tokens, first_characters};
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Runs are noticed from this many words on; shorter ones are common English.
pub const RUN_WORDS: usize = 8;
/// A run this long is reported by itself; well-known quotations and lists are that long too.
pub const LONG_RUN: usize = 30;
/// An answer with fewer runs of eight words is too short to be called mostly shared.
const LEAST_RUNS: usize = 20;
/// Characters shown of the longest run.
const EXCERPT: usize = 600;
/// Modulus (a Mersenne prime) and base of the rolling hash.
const MODULUS: u128 = (1 << 61) - 1;
const BASE: u128 = 0x1f3d_5b79_a1c3;

/// What two samples share word for word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerbatimFinding {
    /// The one model (its name comes first in the alphabet).
    pub a: String,
    /// The other model.
    pub b: String,
    /// Prompts both answered; 0 if outputs could not be paired and whole samples were compared.
    pub n_prompts: usize,
    /// Outputs longer than 200 characters that are the same in both.
    pub identical: usize,
    /// Share of a's 8-word runs, in compared outputs, that occur in b's answer too (words of the prompt aside).
    pub containment_a: f64,
    /// Share of b's 8-word runs that occur in a's answer.
    pub containment_b: f64,
    /// Prompts on which more than half of either's 8-word runs are the other's.
    pub mostly_shared: usize,
    /// Words in the longest run that both have.
    pub longest_words: usize,
    /// That run, at most 600 characters.
    pub longest: String,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    prompts: usize,
    identical: usize,
    common: usize,
    runs: [usize; 2],
    mostly: usize,
    /// (common runs, each as often as both have it; task): where to look for the longest run.
    places: Vec<(usize, usize)>,
}

/// The answers to one prompt, or of every model the outputs that no prompt pairs.
struct Task<'a> {
    prompt: Option<&'a str>,
    /// (model, its outputs)
    answers: Vec<(usize, Vec<&'a str>)>,
}

/// Finds the pairs of samples that share an identical long output, most of an answer, or a run of at least
/// [`LONG_RUN`] words; most identical outputs first, then most answers shared, then longest run.
///
/// # Errors
/// With fewer than two samples that have outputs, or when the work was cancelled.
pub fn verbatim(
    samples: &[Sample],
    progress: &Progress,
) -> Result<Vec<VerbatimFinding>, CheckError> {
    let mut clean: Vec<CleanSample<'_>> = Vec::with_capacity(samples.len());
    for sample in samples {
        progress.check()?;
        clean.push(CleanSample::of(sample));
    }
    clean.retain(|sample| !sample.records.is_empty());
    clean.sort_by(|a, b| (&a.sha256, &a.name).cmp(&(&b.sha256, &b.name)));
    if clean.len() < 2 {
        return Err(CheckError::TooFew(clean.len()));
    }
    let panel = Panel::new(&clean);
    let tasks = tasks(&panel);
    progress.set(0, tasks.len() as u64);
    let parts: Vec<BTreeMap<(usize, usize), Tally>> = (tasks.par_iter().enumerate())
        .map(|(place, task)| {
            let tallies = compare(place, task, progress)?;
            progress.add(1);
            Ok(tallies)
        })
        .collect::<Result<_, Cancelled>>()?;

    let mut totals: BTreeMap<(usize, usize), Tally> = BTreeMap::new();
    for (pair, mut tally) in parts.into_iter().flatten() {
        let total = totals.entry(pair).or_default();
        total.prompts += tally.prompts;
        total.identical += tally.identical;
        total.common += tally.common;
        total.mostly += tally.mostly;
        total.places.append(&mut tally.places);
        for (sum, runs) in total.runs.iter_mut().zip(tally.runs) {
            *sum += runs;
        }
    }
    let totals: Vec<((usize, usize), Tally)> = totals.into_iter().collect();
    let found: Vec<Option<VerbatimFinding>> = totals
        .into_par_iter()
        .map(|((a, b), tally)| {
            progress.check()?;
            let (longest_words, longest) = longest_text(&tasks, (a, b), tally.places);
            if tally.identical + tally.mostly == 0 && longest_words < LONG_RUN {
                return Ok(None);
            }
            let share = |runs: usize| tally.common as f64 / runs.max(1) as f64;
            let mut sides = [
                (&clean[a].name, share(tally.runs[0])),
                (&clean[b].name, share(tally.runs[1])),
            ];
            sides.sort_by(|x, y| x.0.cmp(y.0));
            Ok(Some(VerbatimFinding {
                a: sides[0].0.clone(),
                b: sides[1].0.clone(),
                n_prompts: tally.prompts,
                identical: tally.identical,
                containment_a: sides[0].1,
                containment_b: sides[1].1,
                mostly_shared: tally.mostly,
                longest_words,
                longest,
            }))
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut findings: Vec<VerbatimFinding> = found.into_iter().flatten().collect();
    findings.sort_by(|x, y| {
        (y.identical, y.mostly_shared, y.longest_words)
            .cmp(&(x.identical, x.mostly_shared, x.longest_words))
            .then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b)))
    });
    Ok(findings)
}

fn tasks<'a>(panel: &Panel<'a>) -> Vec<Task<'a>> {
    let prompts = (panel.prompts.iter()).map(|prompt| Task {
        prompt: Some(prompt.text),
        answers: (prompt.cells.iter().enumerate())
            .filter_map(|(model, cell)| cell.map(|output| (model, vec![panel.outputs[output]])))
            .collect(),
    });
    let unpaired = panel.ranges.iter().enumerate().map(|(model, range)| {
        let fates = range.clone().zip(&panel.fates[range.clone()]);
        let outputs = fates
            .filter(|(_, fate)| !matches!(fate, Fate::Paired { .. }))
            .map(|(output, _)| panel.outputs[output]);
        (model, outputs.collect::<Vec<&str>>())
    });
    let unpaired = Task {
        prompt: None,
        answers: unpaired
            .filter(|(_, outputs)| !outputs.is_empty())
            .collect(),
    };
    prompts.chain([unpaired]).collect()
}

/// Words as numbers.
#[derive(Default)]
struct Numbering(FxHashMap<String, u32>);

impl Numbering {
    fn read(&mut self, text: &str) -> Vec<u32> {
        let next = |numbers: &mut FxHashMap<String, u32>, word: &str| {
            let new = numbers.len() as u32;
            *numbers.entry(word.to_owned()).or_insert(new)
        };
        let words = Tokens::of(text);
        words.words().map(|word| next(&mut self.0, word)).collect()
    }
}

fn compare(
    place: usize,
    task: &Task<'_>,
    progress: &Progress,
) -> Result<BTreeMap<(usize, usize), Tally>, Cancelled> {
    let mut numbering = Numbering::default();
    let asked = asked(task, &mut numbering);
    // (run, answer, how often) for every distinct run of eight words that is not in the prompt.
    let mut runs: Vec<(u64, u32, u32)> = Vec::new();
    let mut counts = Vec::with_capacity(task.answers.len());
    for (answer, (_, texts)) in task.answers.iter().enumerate() {
        progress.check()?;
        let mut own: Vec<u64> = Vec::new();
        for text in texts {
            own.extend(hashes(&numbering.read(text), RUN_WORDS).filter(|run| !asked.contains(run)));
        }
        own.sort_unstable();
        let before = runs.len();
        let distinct = own.chunk_by(|x, y| x == y);
        runs.extend(distinct.map(|same| (same[0], answer as u32, same.len() as u32)));
        counts.push(runs.len() - before);
    }
    runs.sort_unstable();
    let n = task.answers.len();
    // Common runs: each once, and as often as both have it.
    let mut common = vec![(0_usize, 0_usize); n * n];
    for owners in runs
        .chunk_by(|x, y| x.0 == y.0)
        .filter(|owners| owners.len() > 1)
    {
        for (i, &(_, a, times)) in owners.iter().enumerate() {
            for &(_, b, others) in &owners[i + 1..] {
                let (once, all) = &mut common[a as usize * n + b as usize];
                *once += 1;
                *all += times.min(others) as usize;
            }
        }
    }
    let long: Vec<FxHashSet<&str>> = (task.answers.iter())
        .map(|(_, texts)| {
            let long = |text: &&&str| text.chars().nth(IDENTICAL_CHARACTERS).is_some();
            texts.iter().filter(long).copied().collect()
        })
        .collect();
    let mut tallies = BTreeMap::new();
    for (i, (a, _)) in task.answers.iter().enumerate() {
        for (j, (b, _)) in task.answers.iter().enumerate().skip(i + 1) {
            let (shared, times) = common[i * n + j];
            let runs = [counts[i], counts[j]];
            let most = runs
                .iter()
                .any(|&runs| runs >= LEAST_RUNS && shared * 2 > runs);
            let tally = Tally {
                prompts: usize::from(task.prompt.is_some()),
                identical: long[i].intersection(&long[j]).count(),
                common: shared,
                runs,
                mostly: usize::from(most),
                places: (shared > 0).then_some((times, place)).into_iter().collect(),
            };
            tallies.insert((*a, *b), tally);
        }
    }
    Ok(tallies)
}

/// The runs of eight words in a task's prompt.
fn asked(task: &Task<'_>, numbering: &mut Numbering) -> FxHashSet<u64> {
    hashes(&numbering.read(task.prompt.unwrap_or_default()), RUN_WORDS).collect()
}

/// The longest run two models share, looked for where they share most: a run of n words makes n - 7 common
/// runs of eight, so most places need not be looked at.
fn longest_text(
    tasks: &[Task<'_>],
    (a, b): (usize, usize),
    mut places: Vec<(usize, usize)>,
) -> (usize, String) {
    places.sort_unstable_by_key(|&(shared, place)| (Reverse(shared), place));
    let mut best = (0, String::new());
    for (shared, place) in places {
        if shared + RUN_WORDS - 1 <= best.0 {
            break;
        }
        let mut numbering = Numbering::default();
        let asked = asked(&tasks[place], &mut numbering);
        let mut outputs = |model: usize| -> Vec<Words> {
            let of_model = tasks[place]
                .answers
                .iter()
                .filter(|answer| answer.0 == model);
            of_model
                .flat_map(|answer| &answer.1)
                .map(|text| Words::of(numbering.read(text), &asked))
                .collect()
        };
        let (of_a, of_b) = (outputs(a), outputs(b));
        let run = longest_run(&of_a, &of_b);
        if run.len() > best.0 {
            let names: FxHashMap<u32, &str> = (numbering.0.iter())
                .map(|(word, &n)| (n, word.as_str()))
                .collect();
            let words: Vec<&str> = run.iter().filter_map(|n| names.get(n).copied()).collect();
            best = (
                run.len(),
                first_characters(&words.join(" "), EXCERPT).to_owned(),
            );
        }
    }
    best
}

/// An output as numbered words, and where the prompt's runs of eight begin in it.
struct Words {
    words: Vec<u32>,
    /// For each place the next run of the prompt that begins there or later.
    next: Vec<usize>,
}

impl Words {
    fn of(words: Vec<u32>, asked: &FxHashSet<u64>) -> Self {
        let mut next = vec![usize::MAX; words.len()];
        for (start, run) in hashes(&words, RUN_WORDS).enumerate() {
            if asked.contains(&run) {
                next[start] = start;
            }
        }
        let mut later = usize::MAX;
        for place in next.iter_mut().rev() {
            later = later.min(*place);
            *place = later;
        }
        Self { words, next }
    }

    /// The runs of `n` words that hold no run of the prompt: where each begins and its hash.
    fn runs(&self, n: usize) -> impl Iterator<Item = (usize, u64)> {
        (hashes(&self.words, n).enumerate()).filter(move |&(start, _)| {
            let next = self.next.get(start).copied().unwrap_or(usize::MAX);
            next.saturating_add(RUN_WORDS) > start + n
        })
    }
}

/// Rolling hashes (Karp & Rabin 1987) of all runs of `n` words.
fn hashes(words: &[u32], n: usize) -> impl Iterator<Item = u64> + '_ {
    let lead = (1..n).fold(1, |power, _| power * BASE % MODULUS);
    let mut hash = 0;
    (0..words.len()).filter_map(move |i| {
        if i >= n {
            let first = (u128::from(words[i - n]) + 1) * lead % MODULUS;
            hash = (hash + MODULUS - first) % MODULUS;
        }
        hash = (hash * BASE + u128::from(words[i]) + 1) % MODULUS;
        (i + 1 >= n).then_some(hash as u64)
    })
}

/// The longest run of words that occurs in an output of either and holds no run of the prompt. A run of n words
/// contains one of n-1, so the length is found by bisection, each length tried with hashed runs.
fn longest_run<'w>(a: &'w [Words], b: &[Words]) -> &'w [u32] {
    let at = |n: usize| -> Option<&'w [u32]> {
        let mut of_b: FxHashMap<u64, &[u32]> = FxHashMap::default();
        for output in b {
            of_b.extend(
                (output.runs(n)).map(|(start, hash)| (hash, &output.words[start..start + n])),
            );
        }
        a.iter().find_map(|output| {
            let runs = output.runs(n).filter_map(|(start, hash)| {
                let run = &output.words[start..start + n];
                (of_b.get(&hash) == Some(&run)).then_some(run)
            });
            runs.take(1).last()
        })
    };
    let longest = |outputs: &[Words]| outputs.iter().map(|o| o.words.len()).max().unwrap_or(0);
    let (mut low, mut high) = (0, longest(a).min(longest(b)));
    let mut best: &[u32] = &[];
    while low < high {
        let middle = (low + high).div_ceil(2);
        match at(middle) {
            Some(run) => {
                best = run;
                low = middle;
            }
            None => high = middle - 1,
        }
    }
    best
}
