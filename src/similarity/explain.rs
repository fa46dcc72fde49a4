//! What a reader should see before any number: phrases that both models use far more than the controls,
//! and the answers that are most alike, side by side. May use [`super::components`], [`super::panel`] and
//! [`super::tokens`].

use super::components::{Components, PromptMask};
use super::panel::Panel;
use super::tokens::{Tokens, first_characters};
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// Longest phrase in words.
const PHRASE_WORDS: usize = 5;
/// A phrase must occur in this many outputs of each of the two.
const LEAST_OUTPUTS: u32 = 3;
/// A phrase must stand out from the controls by this much for both.
const LEAST_Z: f64 = 1.5;
/// How many phrases and how many prompts are shown.
const SHOWN: (usize, usize) = (15, 3);
/// Characters shown of a prompt or an opening.
const EXCERPT: usize = 400;

/// A phrase that student and teacher share. Shares are of outputs, 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// The words, in lower case.
    pub phrase: String,
    /// Share of the student's outputs with it.
    pub student: f64,
    /// Share of the teacher's.
    pub teacher: f64,
    /// Mean share of the controls'.
    pub controls: f64,
    /// The smaller of the two models' distances from the controls, in standard errors.
    pub z: f64,
}

/// Two answers to one prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptPair {
    /// The prompt, at most 400 characters.
    pub prompt: String,
    /// The opening of the student's answer, at most 400 characters.
    pub student: String,
    /// The opening of the teacher's answer.
    pub teacher: String,
    /// How many leading bytes of the two openings are the same (a character boundary).
    pub common: usize,
}

/// Phrases of one to five words that both models use far more often than the controls, most telling
/// first: for either model `(d - d_c)/sqrt(d~(1 - d~)/n + var_c)`, where d is the share of its n outputs
/// with the phrase, d_c and var_c mean and variance of the controls' shares, and d~ the mean of d and d_c;
/// a phrase is worth the smaller of the two. A phrase inside one already listed, or around it, is left out.
///
/// # Errors
/// [`Cancelled`] when somebody asked to stop.
pub fn phrases(
    student: &[&str],
    teacher: &[&str],
    controls: &[Vec<&str>],
    progress: &Progress,
) -> Result<Vec<Phrase>, Cancelled> {
    if student.is_empty() || teacher.is_empty() || controls.len() < 2 {
        return Ok(Vec::new());
    }
    let often = |texts: &[&str],
                 among: Option<&FxHashSet<u64>>|
     -> Result<FxHashMap<u64, u32>, Cancelled> {
        let mut counts = FxHashMap::default();
        let mut seen = FxHashSet::default();
        for text in texts {
            progress.check()?;
            seen.clear();
            let tokens = Tokens::of(text);
            let words: Vec<&str> = tokens.words().collect();
            each_gram(&words, |hash, _| {
                if among.is_none_or(|set| set.contains(&hash)) && seen.insert(hash) {
                    *counts.entry(hash).or_insert(0) += 1;
                }
            });
        }
        Ok(counts)
    };
    let keep = |counts: &FxHashMap<u64, u32>| -> FxHashSet<u64> {
        let often = counts.iter().filter(|&(_, &n)| n >= LEAST_OUTPUTS);
        often.map(|(&hash, _)| hash).collect()
    };
    let of_student = often(student, None)?;
    let of_teacher = often(teacher, Some(&keep(&of_student)))?;
    let both = keep(&of_teacher);
    let of_controls: Vec<(FxHashMap<u64, u32>, f64)> = controls
        .par_iter()
        .filter(|texts| !texts.is_empty())
        .map(|texts| Ok((often(texts, Some(&both))?, texts.len() as f64)))
        .collect::<Result<_, Cancelled>>()?;

    let judge = |hash: u64| {
        let share = |counts: &FxHashMap<u64, u32>, n: f64| {
            f64::from(counts.get(&hash).copied().unwrap_or(0)) / n
        };
        let shares: Vec<f64> = of_controls
            .iter()
            .map(|(counts, n)| share(counts, *n))
            .collect();
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        let variance = shares.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / shares.len() as f64;
        let z = |d: f64, n: f64| {
            let middle = (d + mean) / 2.0;
            (d - mean) / (middle * (1.0 - middle) / n + variance).sqrt().max(1e-9)
        };
        let (n_s, n_t) = (student.len() as f64, teacher.len() as f64);
        let (d_s, d_t) = (share(&of_student, n_s), share(&of_teacher, n_t));
        (d_s, d_t, mean, z(d_s, n_s).min(z(d_t, n_t)))
    };
    // The words of a phrase are looked up in the student's texts only for phrases worth showing.
    let mut found: FxHashMap<u64, Phrase> = FxHashMap::default();
    for text in student {
        let tokens = Tokens::of(text);
        let words: Vec<&str> = tokens.words().collect();
        each_gram(&words, |hash, gram| {
            if both.contains(&hash) && !found.contains_key(&hash) {
                let (student, teacher, controls, z) = judge(hash);
                found.insert(
                    hash,
                    Phrase {
                        phrase: gram.join(" "),
                        student,
                        teacher,
                        controls,
                        z,
                    },
                );
            }
        });
    }
    let mut ranked: Vec<Phrase> = found.into_values().filter(|p| p.z >= LEAST_Z).collect();
    ranked.sort_unstable_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.phrase.cmp(&b.phrase)));
    let mut shown: Vec<Phrase> = Vec::new();
    for phrase in ranked {
        let within = |a: &str, b: &str| format!(" {b} ").contains(&format!(" {a} "));
        let told = (shown.iter())
            .any(|s| within(&s.phrase, &phrase.phrase) || within(&phrase.phrase, &s.phrase));
        if !told {
            shown.push(phrase);
            if shown.len() == SHOWN.0 {
                break;
            }
        }
    }
    Ok(shown)
}

fn each_gram<'w>(words: &[&'w str], mut each: impl FnMut(u64, &[&'w str])) {
    for start in 0..words.len() {
        let mut hasher = FxHasher::default();
        for end in start..words.len().min(start + PHRASE_WORDS) {
            words[end].hash(&mut hasher);
            each(hasher.finish(), &words[start..=end]);
        }
    }
}

/// The prompts on which the two answers' openings and bodies exceed the student's likeness to the
/// controls most, with the answers' openings.
pub fn closest_prompts(
    panel: &Panel<'_>,
    components: &Components,
    student: usize,
    teacher: usize,
    controls: &[usize],
    mask: &PromptMask,
) -> Vec<PromptPair> {
    let margin = |prompt: usize| -> f64 {
        let above = |component| {
            let row = components.row(component, prompt, student);
            let others: Vec<f64> = (controls.iter())
                .map(|&c| f64::from(row[c]))
                .filter(|x| !x.is_nan())
                .collect();
            f64::from(row[teacher]) - others.iter().sum::<f64>() / others.len().max(1) as f64
        };
        above(0) + above(1)
    };
    let mut ranked: Vec<(f64, usize)> = (0..panel.prompts.len())
        .filter(|&prompt| mask[prompt])
        .map(|prompt| (margin(prompt), prompt))
        .collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    (ranked.into_iter().take(SHOWN.1))
        .filter_map(|(_, prompt)| {
            let opening = |model| {
                panel
                    .output(prompt, model)
                    .map(|text| first_characters(text, EXCERPT))
            };
            let (student, teacher) = (opening(student)?, opening(teacher)?);
            let equal = student
                .chars()
                .zip(teacher.chars())
                .take_while(|(a, b)| a == b);
            Some(PromptPair {
                prompt: first_characters(panel.prompts[prompt].text, EXCERPT).to_owned(),
                student: student.to_owned(),
                teacher: teacher.to_owned(),
                common: equal.map(|(c, _)| c.len_utf8()).sum(),
            })
        })
        .collect()
}
