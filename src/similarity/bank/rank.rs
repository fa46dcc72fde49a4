//! Ranking a bank's models by how alike a sample is to them: E as in a check, the bank's other models being the
//! controls. May use everything else of similarity.
//!
//! Sketches widen the spread of the controls by what they are off; that variance is known ([`sketch::variance`]) and
//! taken out. A likelihood ratio is given where a check would give one and the sketches move E by less than
//! [`MOST_ERROR`]. The 90 % interval of E comes from drawing the prompts again, and so holds the sketches' errors
//! too; of whole samples it comes from leaving out one tenth of the outputs at a time (jackknife: Tukey 1958).

mod paired;
mod wholes;

use super::super::calibration::{Calibration, LEAST_PROMPTS};
use super::super::counts::Counts;
use super::super::finding::{ComponentFigure, SampleRef, Verdict};
use super::super::hygiene::CleanSample;
use super::super::normalise::{Spread, base_score};
use super::super::read::Role;
use super::super::sample::Sample;
use super::build::Counted;
use super::suspect::{Paired, Whole};
use super::{Arena, Bank, BankError, Model, PAIRED};
use crate::progress::Progress;
use rayon::prelude::*;
use serde::Serialize;

/// Fewer words than this say too little of a style to compare whole samples (Burrows 2002).
pub const LEAST_WORDS: u64 = 1500;
/// A text with less than this share of the frequent n-grams that every model of an arena uses is of another language
/// or kind.
const LEAST_OF_SHARE: f64 = 0.5;
/// There is no likelihood ratio where sketches move E by more than this (one standard error), which is a factor of
/// two.
const MOST_ERROR: f64 = 0.35;
/// Parts of a whole sample that are left out one by one.
const PARTS: usize = 10;
/// 90 % of a normal distribution lies within so many standard deviations.
const NINETY: f64 = 1.645;

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Answers to the same prompts, by sketches.
    Paired,
    /// Whole samples, which is weaker.
    Whole,
}

/// A bank's models by how alike a sample is to them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// The sample.
    pub sample: SampleRef,
    /// What `models` rests on.
    pub basis: Basis,
    /// The most prompts that the sample shares with an arena; 0 where whole samples were compared.
    pub n_prompts: usize,
    /// The models, nearest first.
    pub models: Vec<Ranked>,
    /// With paired models, those that answered other prompts, compared as a whole and nearest first; else none.
    pub others: Vec<Ranked>,
    /// What to beware of.
    pub warnings: Vec<String>,
}

/// One model's place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// Its name.
    pub model: String,
    /// Who made it, if that is known.
    pub vendor: Option<String>,
    /// Where the bank has it from.
    pub arena: String,
    /// On how many prompts it was compared; 0 for whole samples.
    pub n_prompts: usize,
    /// Long answers that are the sample's word for word; they take no part in the score. Where they are most of all,
    /// both are the same model or one's texts are the other's, and there is no ratio ([`Verdict::SameTexts`]).
    pub n_identical: usize,
    /// How many models were its controls.
    pub controls: usize,
    /// E: how far it stands out from the controls, in their standard deviations.
    pub score: f64,
    /// The 5 % and 95 % quantiles of E.
    pub interval: Option<(f64, f64)>,
    /// In which share of the draws it came first.
    pub first: f64,
    /// One standard error of E that sketches add; 0 for whole samples.
    pub sketch_error: f64,
    /// log10 of the likelihood ratio, where there is one.
    pub log10_lr: Option<f64>,
    /// The ratio at both ends of the score's interval.
    pub lr_interval: Option<(f64, f64)>,
    /// What the ratio amounts to.
    pub verdict: Verdict,
    /// The parts of E.
    pub components: Vec<ComponentFigure>,
}

/// Ranks a bank's models against a sample. `vendor`, who is said to have made the sample's model, keeps models of
/// that vendor out of the controls.
///
/// # Errors
/// If the bank does not apply to the sample, or when somebody asked to stop.
pub fn rank(
    bank: &Bank,
    sample: &Sample,
    vendor: Option<&str>,
    progress: &Progress,
) -> Result<Ranking, BankError> {
    let calibration = Calibration::builtin()?;
    progress.set(0, 2 * sample.records.len() as u64);
    let clean = CleanSample::of(sample);
    let refuse = |why: String| BankError::DoesNotApply {
        name: sample.name.clone(),
        why,
    };
    let usable = clean.hygiene.usable();
    if usable == 0 {
        return Err(refuse(
            "it has no output with any text; give a file with outputs".to_owned(),
        ));
    }
    if clean.hygiene.other_script * 2 > usable {
        return Err(refuse(
            "most of its outputs are not in Latin script, and the bank's models answered in English".to_owned(),
        ));
    }
    let counted = Counted::of(clean, progress)?;
    let parts = parts(&counted, progress)?;
    let words = counted.counts.vocabulary.sums[0];
    let mut fields = Vec::new();
    let mut most_shared = 0;
    for arena in bank.arenas.iter().filter(|arena| !arena.models.is_empty()) {
        progress.check()?;
        let answers = counted.answers(&arena.prompts);
        let answers = answers.into_iter().enumerate();
        let shared: Vec<(usize, usize)> = answers
            .filter_map(|(p, record)| Some((p, record?)))
            .collect();
        most_shared = most_shared.max(shared.len());
        let answered = |model: &Model| {
            let given = shared
                .iter()
                .filter(|(p, _)| model.answers.get(*p).is_some_and(Option::is_some));
            given.count() >= LEAST_PROMPTS
        };
        let paired = arena.models.iter().any(answered);
        let all_paired = arena.models.iter().all(answered);
        let whole = Whole::measure(
            arena,
            &counted.counts,
            if all_paired { &[] } else { &parts },
        );
        let familiar = whole.first().map_or(0.0, |all| all.share);
        if familiar < LEAST_OF_SHARE * f64::from(arena.delta.least_share) {
            continue;
        }
        let paired = if paired {
            Some(Paired::measure(arena, &counted, &shared, progress)?)
        } else {
            None
        };
        fields.push(Field {
            arena,
            vendor,
            whole,
            paired,
        });
    }
    if fields.is_empty() {
        return Err(refuse(
            "hardly any of its words are those that the bank's models use, so it is in another language or of another kind"
                .to_owned(),
        ));
    }
    let mut models = paired::ranked(&fields, &calibration, progress)?;
    let basis = if models.is_empty() {
        Basis::Whole
    } else {
        Basis::Paired
    };
    let mut warnings = counted.clean.hygiene.warnings(&sample.name);
    let mut others = Vec::new();
    if words >= LEAST_WORDS {
        others = wholes::ranked(&fields);
    } else if basis == Basis::Whole {
        return Err(refuse(format!(
            "it shares {most_shared} prompts with the bank, and {LEAST_PROMPTS} are needed to compare answers one by one; and it has {words} words, and {LEAST_WORDS} are needed to compare it as a whole"
        )));
    }
    if basis == Basis::Whole {
        models = std::mem::take(&mut others);
        warnings.push(format!(
            "It shares {most_shared} prompts with the bank, so whole samples were compared, which is weaker: this is a ranking and no likelihood ratio."
        ));
    }
    if models.is_empty() {
        return Err(refuse(
            "fewer than two of the bank's models are left as controls; use a larger bank"
                .to_owned(),
        ));
    }
    let same: Vec<&str> = (fields.iter().flat_map(|field| &field.arena.models))
        .filter(|model| model.sha256 == counted.clean.sha256)
        .map(|model| model.name.as_str())
        .collect();
    if !same.is_empty() {
        warnings.insert(
            0,
            format!(
                "{} in the bank was made from this very sample.",
                same.join(", ")
            ),
        );
    }
    Ok(Ranking {
        sample: SampleRef {
            name: sample.name.clone(),
            sha256: counted.clean.sha256.clone(),
            outputs: usable,
        },
        basis,
        n_prompts: if basis == Basis::Paired {
            most_shared
        } else {
            0
        },
        models,
        others,
        warnings,
    })
}

/// The sample in parts, every tenth output in one.
fn parts(counted: &Counted<'_>, progress: &Progress) -> Result<Vec<Counts>, BankError> {
    let records = &counted.clean.records;
    let part = |part: usize| {
        progress.check()?;
        let texts = records.iter().skip(part).step_by(PARTS);
        Ok(Counts::of(texts.map(|record| &*record.output)))
    };
    (0..PARTS.min(records.len()))
        .into_par_iter()
        .map(part)
        .collect()
}

/// One arena with what was measured on it.
struct Field<'a> {
    arena: &'a Arena,
    vendor: Option<&'a str>,
    /// Of all outputs; then without each part, unless every model can be paired.
    whole: Vec<Whole>,
    paired: Option<Paired>,
}

/// A mask, how often each prompt counts under it, and the means of O, B and P with every model.
type Drawn<'a> = (&'a [bool], Vec<f64>, [Vec<f64>; PAIRED]);

/// Every model's E under one draw, of every arena.
type Scores = Vec<Vec<Option<f64>>>;

impl Field<'_> {
    fn models(&self) -> &[Model] {
        &self.arena.models
    }

    /// Whether a model shares enough prompts with the sample.
    fn can_pair(&self, model: usize) -> bool {
        let paired = self.paired.as_ref();
        paired.is_some_and(|paired| paired::answered(paired, model) >= LEAST_PROMPTS)
    }

    /// The other models that may be a model's controls.
    fn controls(&self, target: usize, usable: &[bool]) -> Vec<usize> {
        let made_by = |model: usize| self.models().get(model).and_then(|m| m.vendor.as_deref());
        let foreign = |model: usize| {
            made_by(model).is_none_or(|vendor| {
                Some(vendor) != made_by(target)
                    && self.vendor.is_none_or(|v| !v.eq_ignore_ascii_case(vendor))
            })
        };
        let all = self.models().iter().zip(usable).enumerate();
        all.filter(|&(number, (model, &usable))| {
            number != target && usable && model.role != Role::Student && foreign(number)
        })
        .map(|(number, _)| number)
        .collect()
    }
}

/// One component of one model; `noise` is the variance that sketches add to every value.
fn component(
    name: &str,
    row: &[f64],
    target: usize,
    controls: &[usize],
    noise: f64,
) -> Option<ComponentFigure> {
    let at = |model: usize| row.get(model).copied().filter(|x| !x.is_nan());
    let value = at(target)?;
    let others: Vec<f64> = controls.iter().filter_map(|&c| at(c)).collect();
    if others.len() < 2 {
        return None;
    }
    let seen = Spread::of(&others)?;
    // Never more than three quarters of what was seen: a spread that is nearly all noise is no yardstick.
    let sd = (seen.sd * seen.sd - noise)
        .max(seen.sd * seen.sd / 4.0)
        .sqrt();
    let spread = Spread { sd, ..seen };
    Some(ComponentFigure {
        component: name.to_owned(),
        value,
        controls_mean: spread.mean,
        controls_sd: spread.sd,
        z: spread.z(value),
        t: None,
    })
}

fn score(figures: &[ComponentFigure]) -> Option<f64> {
    base_score(figures.iter().map(|figure| figure.z))
}

impl Ranked {
    fn of(
        arena: &Arena,
        model: &Model,
        controls: usize,
        score: f64,
        components: Vec<ComponentFigure>,
    ) -> Self {
        Self {
            model: model.name.clone(),
            vendor: model.vendor.clone(),
            arena: arena.name.clone(),
            n_prompts: 0,
            n_identical: 0,
            controls,
            score,
            interval: None,
            first: 0.0,
            sketch_error: 0.0,
            log10_lr: None,
            lr_interval: None,
            verdict: Verdict::RankingOnly,
            components,
        }
    }
}

/// In which share of the draws this model of this arena had the highest score.
fn first(resampled: &[Scores], (arena, model): (usize, usize)) -> f64 {
    let won = |scores: &&Scores| {
        let own = scores.get(arena).and_then(|all| *all.get(model)?);
        own.is_some_and(|own| scores.iter().flatten().flatten().all(|&other| other <= own))
    };
    resampled.iter().filter(won).count() as f64 / resampled.len().max(1) as f64
}

fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.model.cmp(&b.model))
    });
}
