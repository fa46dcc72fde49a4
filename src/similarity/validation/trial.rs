//! One scoring of all pairs of an arena, on all of its prompts or on some, and how well the scores discriminate. May
//! use the rest of this module and [`super::super::matrix`].

use super::super::bootstrap::SplitMix;
use super::super::calibration::LEAST_CONTROLS;
use super::super::check::{CheckError, Options};
use super::super::finding::METHOD_MATCHED;
use super::super::matrix::{MatrixInput, matrix};
use super::super::panel::prompt_key;
use super::super::sample::{Record, Sample};
use super::labels::{Arena, Truth};
use super::logistic::Group;
use super::metrics::auc;
use crate::progress::Progress;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A pair of models and its score.
#[derive(Debug, Clone)]
pub struct ScoredPair {
    /// The student's name.
    pub student: String,
    /// The teacher's name.
    pub teacher: String,
    /// Their vendors, the lesser first: what a pair must not share with those its ratio is learnt from.
    pub vendors: [String; 2],
    /// The teacher's vendor.
    pub maker: String,
    /// What is known of the pair.
    pub truth: Truth,
    /// E.
    pub score: f64,
    /// The base score, that of the method's first version.
    pub base_score: Option<f64>,
    /// Whether a likelihood ratio may be given at all: five controls, ten prompts, a spread among the controls, and
    /// matched students if they were asked for.
    pub ratio: bool,
}

impl ScoredPair {
    /// Whether the two pairs have a vendor in common.
    pub fn shares_vendor(&self, vendors: &[String; 2]) -> bool {
        self.vendors.iter().any(|vendor| vendors.contains(vendor))
    }
}

/// All pairs of an arena scored on one set of prompts.
#[derive(Debug, Clone)]
pub struct Trial {
    /// How many prompts the models were compared on.
    pub prompts: usize,
    /// The pairs, highest score first.
    pub pairs: Vec<ScoredPair>,
}

/// How well scores discriminate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Discrimination {
    /// Related pairs against unrelated ones.
    pub auc: f64,
    /// The same among each student's pairs, weighed by its related ones.
    pub row_auc: f64,
    /// The same among each teacher's pairs: immune to teachers that everyone resembles.
    pub column_auc: f64,
    /// Students with a known teacher among the candidates.
    pub students: usize,
    /// Share of them whose true teacher (the best of several) comes first among all candidates.
    pub top1: f64,
    /// Or among the first three.
    pub top3: f64,
    /// Share of them for whom a model of the true teacher's vendor comes first.
    pub vendor_top1: f64,
    /// Mean of 1/rank of the true teacher.
    pub mrr: f64,
}

impl Trial {
    /// Scores all pairs on the prompts with the given keys, or on all. With `matched`, pairs are normalised by
    /// students known not to come from the teacher as well.
    ///
    /// # Errors
    /// If fewer than two samples have outputs there, or somebody asked to stop.
    pub fn of(
        arena: &Arena,
        prompts: Option<&BTreeSet<String>>,
        matched: bool,
        progress: &Progress,
    ) -> Result<Self, CheckError> {
        let chosen: Vec<Sample>;
        let samples = match prompts {
            None => &arena.folder.samples,
            Some(prompts) => {
                chosen = (arena.folder.samples.iter())
                    .map(|sample| restricted(sample, prompts))
                    .collect();
                &chosen
            }
        };
        let unrelated = if matched {
            arena.unrelated()
        } else {
            Vec::new()
        };
        let input = MatrixInput {
            samples,
            models: &arena.folder.models,
            unrelated: &unrelated,
        };
        let options = Options {
            bootstrap: 0,
            ..Options::default()
        };
        let findings = matrix(&input, &options, &Progress::none())?;
        progress.check()?;
        let compared = findings.iter().map(|f| f.n_prompts).max().unwrap_or(0);
        let pairs = findings.into_iter().filter_map(|finding| {
            let (student, teacher) = (finding.student.name, finding.teacher.name);
            let maker = arena.vendor(&teacher).to_owned();
            let mut vendors = [arena.vendor(&student).to_owned(), maker.clone()];
            vendors.sort_unstable();
            Some(ScoredPair {
                truth: arena.truth(&student, &teacher),
                score: finding.score?,
                base_score: finding.base_score,
                ratio: finding.log10_lr.is_some()
                    && finding.strip.len() >= LEAST_CONTROLS
                    && (!matched || finding.method == METHOD_MATCHED),
                student,
                teacher,
                vendors,
                maker,
            })
        });
        Ok(Self {
            prompts: compared,
            pairs: pairs.collect(),
        })
    }

    /// The same pairs by their base scores, highest first: what the score is measured against. Pairs without one are
    /// left out.
    pub fn base(&self) -> Self {
        let by_base = |pair: &ScoredPair| {
            let score = pair.base_score?;
            Some(ScoredPair {
                score,
                ..pair.clone()
            })
        };
        let mut pairs: Vec<ScoredPair> = self.pairs.iter().filter_map(by_base).collect();
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self {
            prompts: self.prompts,
            pairs,
        }
    }

    /// The scores of related and of unrelated pairs that `keep` keeps and that may have a ratio.
    pub fn scores(&self, keep: impl Fn(&ScoredPair) -> bool) -> (Vec<f64>, Vec<f64>) {
        let (mut related, mut unrelated) = (Vec::new(), Vec::new());
        for pair in self.pairs.iter().filter(|pair| pair.ratio && keep(pair)) {
            match pair.truth {
                Truth::Related(_) => related.push(pair.score),
                Truth::Unrelated => unrelated.push(pair.score),
                Truth::Ambiguous => (),
            }
        }
        (related, unrelated)
    }

    /// The same as a group to learn ratios from.
    pub fn group(&self, weight: f64, keep: impl Fn(&ScoredPair) -> bool) -> Group {
        let (related, unrelated) = self.scores(keep);
        Group {
            weight,
            related,
            unrelated,
        }
    }

    /// How well the scores discriminate.
    pub fn discrimination(&self) -> Discrimination {
        let mut rows: BTreeMap<&str, Vec<&ScoredPair>> = BTreeMap::new();
        let mut columns: BTreeMap<&str, Vec<&ScoredPair>> = BTreeMap::new();
        for pair in &self.pairs {
            rows.entry(&pair.student).or_default().push(pair);
            columns.entry(&pair.teacher).or_default().push(pair);
        }
        let all: Vec<&ScoredPair> = self.pairs.iter().collect();
        let (mut students, mut firsts, mut thirds, mut vendors, mut mrr) = (0, 0, 0, 0, 0.0);
        for row in rows.values() {
            let true_ones = || row.iter().filter(|p| matches!(p.truth, Truth::Related(_)));
            let Some(best) = true_ones().map(|p| p.score).max_by(f64::total_cmp) else {
                continue;
            };
            let rank = 1 + row.iter().filter(|pair| pair.score > best).count();
            students += 1;
            firsts += usize::from(rank == 1);
            thirds += usize::from(rank <= 3);
            mrr += 1.0 / rank as f64;
            let first = row.iter().max_by(|a, b| a.score.total_cmp(&b.score));
            let right = first.is_some_and(|first| true_ones().any(|p| p.maker == first.maker));
            vendors += usize::from(right);
        }
        let share = |count: usize| count as f64 / students as f64;
        let (related, unrelated) = split(&all);
        Discrimination {
            auc: auc(&related, &unrelated),
            row_auc: grouped(&rows),
            column_auc: grouped(&columns),
            students,
            top1: share(firsts),
            top3: share(thirds),
            vendor_top1: share(vendors),
            mrr: mrr / students as f64,
        }
    }
}

fn split(pairs: &[&ScoredPair]) -> (Vec<f64>, Vec<f64>) {
    let of = |wanted: fn(&Truth) -> bool| {
        let mine = pairs.iter().filter(|pair| wanted(&pair.truth));
        mine.map(|pair| pair.score).collect()
    };
    (
        of(|truth| matches!(truth, Truth::Related(_))),
        of(|truth| *truth == Truth::Unrelated),
    )
}

/// The mean AUC within groups, weighed by their related pairs.
fn grouped(groups: &BTreeMap<&str, Vec<&ScoredPair>>) -> f64 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for pairs in groups.values() {
        let (related, unrelated) = split(pairs);
        if !related.is_empty() && !unrelated.is_empty() {
            sum += auc(&related, &unrelated) * related.len() as f64;
            weight += related.len() as f64;
        }
    }
    sum / weight
}

/// What tells a record's prompt from others: its id, or else its prompt's text.
fn key(record: &Record) -> Option<String> {
    let id = record.id.clone().filter(|id| !id.is_empty());
    id.or_else(|| prompt_key(record.prompt.as_deref()))
}

fn restricted(sample: &Sample, prompts: &BTreeSet<String>) -> Sample {
    let chosen = (sample.records.iter())
        .filter(|record| key(record).is_some_and(|key| prompts.contains(&key)));
    Sample::new(sample.name.clone(), chosen.cloned().collect())
}

/// The keys of an arena's prompts in an order that a seed decides.
pub fn shuffled_prompts(arena: &Arena, seed: u64) -> Vec<String> {
    let keys: BTreeSet<String> = (arena.folder.samples.iter())
        .flat_map(|sample| sample.records.iter().filter_map(key))
        .collect();
    let mut keys: Vec<String> = keys.into_iter().collect();
    let mut random = SplitMix::seeded(seed);
    // Fisher & Yates, from behind.
    for last in (1..keys.len()).rev() {
        keys.swap(last, random.below(last + 1));
    }
    keys
}
