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
use std::collections::BTreeMap;

/// Runs are noticed from this many words on; shorter ones are common English.
pub const RUN_WORDS: usize = 8;
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
    longest: (usize, String),
}

/// Finds the pairs of samples with at least one identical long output or one common run of eight words that
/// the prompt did not supply; most identical outputs first, then longest run.
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
    let tasks: Vec<(Vec<(usize, Vec<&str>)>, &str)> = if panel.prompts.is_empty() {
        let whole = (panel.ranges.iter().enumerate())
            .map(|(model, range)| (model, panel.outputs[range.clone()].to_vec()));
        vec![(whole.collect(), "")]
    } else {
        (panel.prompts.iter())
            .map(|prompt| {
                let answers = (prompt.cells.iter().enumerate()).filter_map(|(model, cell)| {
                    cell.map(|output| (model, vec![panel.outputs[output]]))
                });
                (answers.collect(), prompt.text)
            })
            .collect()
    };
    progress.set(0, tasks.len() as u64);
    let parts: Vec<BTreeMap<(usize, usize), Tally>> = tasks
        .par_iter()
        .map(|(answers, prompt)| {
            let tallies = compare(answers, prompt, progress)?;
            progress.add(1);
            Ok(tallies)
        })
        .collect::<Result<_, Cancelled>>()?;

    let mut totals: BTreeMap<(usize, usize), Tally> = BTreeMap::new();
    for (pair, tally) in parts.into_iter().flatten() {
        let total = totals.entry(pair).or_default();
        total.prompts += tally.prompts;
        total.identical += tally.identical;
        total.common += tally.common;
        total.mostly += tally.mostly;
        for (sum, runs) in total.runs.iter_mut().zip(tally.runs) {
            *sum += runs;
        }
        if (tally.longest.0, &total.longest.1) > (total.longest.0, &tally.longest.1) {
            total.longest = tally.longest;
        }
    }
    let paired = !panel.prompts.is_empty();
    let mut findings: Vec<VerbatimFinding> = (totals.into_iter())
        .filter(|(_, tally)| tally.identical > 0 || tally.longest.0 >= RUN_WORDS)
        .map(|((a, b), tally)| {
            let share = |runs: usize| tally.common as f64 / runs.max(1) as f64;
            let mut sides = [
                (&clean[a].name, share(tally.runs[0])),
                (&clean[b].name, share(tally.runs[1])),
            ];
            sides.sort_by(|x, y| x.0.cmp(y.0));
            VerbatimFinding {
                a: sides[0].0.clone(),
                b: sides[1].0.clone(),
                n_prompts: if paired { tally.prompts } else { 0 },
                identical: tally.identical,
                containment_a: sides[0].1,
                containment_b: sides[1].1,
                mostly_shared: tally.mostly,
                longest_words: tally.longest.0,
                longest: tally.longest.1,
            }
        })
        .collect();
    findings.sort_by(|x, y| {
        (y.identical, y.mostly_shared, y.longest_words)
            .cmp(&(x.identical, x.mostly_shared, x.longest_words))
            .then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b)))
    });
    Ok(findings)
}

/// One model's answers to one prompt, as numbered words.
struct Words {
    /// One list per output, so that no run spans two.
    outputs: Vec<Vec<u32>>,
    runs: FxHashSet<u64>,
}

fn compare(
    answers: &[(usize, Vec<&str>)],
    prompt: &str,
    progress: &Progress,
) -> Result<BTreeMap<(usize, usize), Tally>, Cancelled> {
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut names: Vec<String> = Vec::new();
    let mut read = |text: &str| -> Vec<u32> {
        let tokens = Tokens::of(text);
        let number = |word: &str| match numbers.get(word) {
            Some(&number) => number,
            None => {
                let number = names.len() as u32;
                names.push(word.to_owned());
                numbers.insert(word.to_owned(), number);
                number
            }
        };
        tokens.words().map(number).collect()
    };
    let asked = hashes(&read(prompt), RUN_WORDS).collect::<FxHashSet<u64>>();
    let mut words = Vec::with_capacity(answers.len());
    for (_, texts) in answers {
        progress.check()?;
        let outputs: Vec<Vec<u32>> = texts.iter().map(|text| read(text)).collect();
        let runs = outputs.iter().flat_map(|output| hashes(output, RUN_WORDS));
        words.push(Words {
            runs: runs.filter(|run| !asked.contains(run)).collect(),
            outputs,
        });
    }
    // Which answers have each run: nearly all runs have one owner and are done with at once.
    let mut owners: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (place, answer) in words.iter().enumerate() {
        for &run in &answer.runs {
            owners.entry(run).or_default().push(place as u32);
        }
    }
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for owners in owners.values() {
        for (i, &a) in owners.iter().enumerate() {
            for &b in &owners[i + 1..] {
                *common.entry((a as usize, b as usize)).or_default() += 1;
            }
        }
    }
    let long = |text: &&&str| text.chars().nth(IDENTICAL_CHARACTERS).is_some();
    let mut tallies = BTreeMap::new();
    for (i, (a, a_texts)) in answers.iter().enumerate() {
        progress.check()?;
        let a_long: FxHashSet<&str> = a_texts.iter().filter(long).copied().collect();
        for (j, (b, b_texts)) in answers.iter().enumerate().skip(i + 1) {
            let shared = common.get(&(i, j)).copied().unwrap_or(0);
            let runs = [words[i].runs.len(), words[j].runs.len()];
            let most = runs.iter().any(|&n| n > 0 && shared * 2 > n);
            let longest = if shared > 0 {
                longest_run(&words[i].outputs, &words[j].outputs)
            } else {
                &[]
            };
            let text: Vec<&str> = longest
                .iter()
                .map(|&w| names[w as usize].as_str())
                .collect();
            tallies.insert(
                (*a, *b),
                Tally {
                    prompts: 1,
                    identical: b_texts
                        .iter()
                        .filter(long)
                        .filter(|text| a_long.contains(**text))
                        .count(),
                    common: shared,
                    runs,
                    mostly: usize::from(most),
                    longest: (
                        longest.len(),
                        first_characters(&text.join(" "), EXCERPT).to_owned(),
                    ),
                },
            );
        }
    }
    Ok(tallies)
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
