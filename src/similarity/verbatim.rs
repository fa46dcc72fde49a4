//! Verbatim overlap: outputs that two samples share word for word, and long runs of words. A separate and
//! nearly self-proving signal, which says nothing about ordinary distillation and is no part of E. May use
//! [`super::panel`], [`super::hygiene`] and [`super::tokens`].

use super::check::{CheckError, distinct};
use super::components::IDENTICAL_CHARACTERS;
use super::panel::Panel;
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
    /// (common runs, task): where to look for the longest run.
    places: Vec<(usize, usize)>,
}

/// The answers to one prompt, or all outputs of every model where outputs cannot be paired.
struct Task<'a> {
    prompt: &'a str,
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
    let refs: Vec<&Sample> = samples.iter().collect();
    let (mut clean, _) = distinct(&refs, progress)?;
    clean.retain(|sample| !sample.records.is_empty());
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
    let paired = !panel.prompts.is_empty();
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
                n_prompts: if paired { tally.prompts } else { 0 },
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
    if panel.prompts.is_empty() {
        let whole = (panel.ranges.iter().enumerate())
            .map(|(model, range)| (model, panel.outputs[range.clone()].to_vec()));
        return vec![Task {
            prompt: "",
            answers: whole.collect(),
        }];
    }
    (panel.prompts.iter())
        .map(|prompt| Task {
            prompt: prompt.text,
            answers: (prompt.cells.iter().enumerate())
                .filter_map(|(model, cell)| cell.map(|output| (model, vec![panel.outputs[output]])))
                .collect(),
        })
        .collect()
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
    let asked: FxHashSet<u64> = hashes(&numbering.read(task.prompt), RUN_WORDS).collect();
    // (run, answer) for every distinct run of eight words that is not in the prompt.
    let mut runs: Vec<(u64, u32)> = Vec::new();
    let mut counts = Vec::with_capacity(task.answers.len());
    for (answer, (_, texts)) in task.answers.iter().enumerate() {
        progress.check()?;
        let mut own: Vec<u64> = Vec::new();
        for text in texts {
            own.extend(hashes(&numbering.read(text), RUN_WORDS).filter(|run| !asked.contains(run)));
        }
        own.sort_unstable();
        own.dedup();
        counts.push(own.len());
        runs.extend(own.into_iter().map(|run| (run, answer as u32)));
    }
    runs.sort_unstable();
    let n = task.answers.len();
    let mut common = vec![0_usize; n * n];
    for owners in runs
        .chunk_by(|x, y| x.0 == y.0)
        .filter(|owners| owners.len() > 1)
    {
        for (i, &(_, a)) in owners.iter().enumerate() {
            for &(_, b) in &owners[i + 1..] {
                common[a as usize * n + b as usize] += 1;
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
            let shared = common[i * n + j];
            let runs = [counts[i], counts[j]];
            let most = runs
                .iter()
                .any(|&runs| runs >= LEAST_RUNS && shared * 2 > runs);
            let tally = Tally {
                prompts: 1,
                identical: long[i].intersection(&long[j]).count(),
                common: shared,
                runs,
                mostly: usize::from(most),
                places: (shared > 0)
                    .then_some((shared, place))
                    .into_iter()
                    .collect(),
            };
            tallies.insert((*a, *b), tally);
        }
    }
    Ok(tallies)
}

/// The longest run two models share, looked for where they share most: a run of n words makes n - 7 common
/// runs of eight (unless it repeats itself), so most places need not be looked at.
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
        let mut outputs = |model: usize| -> Vec<Vec<u32>> {
            let of_model = tasks[place]
                .answers
                .iter()
                .filter(|answer| answer.0 == model);
            of_model
                .flat_map(|answer| &answer.1)
                .map(|text| numbering.read(text))
                .collect()
        };
        let (of_a, mut of_b) = (outputs(a), outputs(b));
        let asked: FxHashSet<u64> =
            hashes(&numbering.read(tasks[place].prompt), RUN_WORDS).collect();
        of_b.iter_mut().for_each(|output| cut(output, &asked));
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

/// Ends every run that repeats eight words of the prompt, by a number that is no word's.
fn cut(output: &mut [u32], asked: &FxHashSet<u64>) {
    let ends: Vec<usize> = (hashes(output, RUN_WORDS).enumerate())
        .filter(|(_, run)| asked.contains(run))
        .map(|(start, _)| start + RUN_WORDS - 1)
        .collect();
    for end in ends {
        output[end] = u32::MAX;
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

/// The longest run of words that occurs in an output of either. A run of n words contains one of n-1, so
/// the length is found by bisection, each length tried with hashed runs.
fn longest_run<'w>(a: &'w [Vec<u32>], b: &[Vec<u32>]) -> &'w [u32] {
    let at = |n: usize| -> Option<&'w [u32]> {
        let of_b: FxHashSet<u64> = b.iter().flat_map(|output| hashes(output, n)).collect();
        a.iter().find_map(|output| {
            let place = hashes(output, n).position(|hash| of_b.contains(&hash))?;
            output.get(place..place + n)
        })
    };
    let longest = |outputs: &[Vec<u32>]| outputs.iter().map(Vec::len).max().unwrap_or(0);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_longest_run_is_that_of_the_table_method(
            a in prop::collection::vec(0_u32..3, 0..40),
            b in prop::collection::vec(0_u32..3, 0..40),
        ) {
            // The textbook's dynamic programme.
            let mut best = 0;
            let mut row = vec![0; b.len() + 1];
            for x in &a {
                for j in (0..b.len()).rev() {
                    row[j + 1] = if *x == b[j] { row[j] + 1 } else { 0 };
                    best = best.max(row[j + 1]);
                }
            }
            let run = longest_run(std::slice::from_ref(&a), std::slice::from_ref(&b)).to_vec();
            prop_assert_eq!(run.len(), best);
            prop_assert!(run.is_empty() || b.windows(run.len()).any(|w| w == run));
        }
    }
}
