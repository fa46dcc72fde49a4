//! One pair of models against its controls: from the measured components to the figures of a finding.
//! The engine under [`super::check`] and [`super::matrix`]; [`super::assemble`] makes the finding.

use super::bootstrap;
use super::calibration::{Calibration, LEAST_CONTROLS, LEAST_PROMPTS};
use super::check::Options;
use super::components::{Components, PAIRED, PromptMask};
use super::finding::{
    Finding, METHOD_MATCHED, METHOD_PAIRED, METHOD_UNPAIRED, Reverse, SampleRef, Verdict,
};
use super::hygiene::CleanSample;
use super::normalise::{Scale, Spread, row_centred, surprise, t_norm};
use super::panel::Panel;
use super::unpaired::Side;
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;

/// Fewer matched students than this say too little about a teacher.
pub const LEAST_MATCHED: usize = 3;
/// Below this many prompts a finding says that few prompts make a coarse figure.
const FEW_PROMPTS: usize = 30;
/// Short names of the components: those of the base score, then those that came later.
const NAMES: [&str; PAIRED + 1] = ["O", "B", "P", "D", "Or", "Br", "S"];
/// How many components make the base score; all but D, the last of them, are paired, and so are all after it.
pub const BASE: usize = 4;
const UNPAIRED_NAMES: [&str; 2] = ["D", "C"];

/// Everything that was loaded for a comparison, columns being distinct samples.
pub(super) struct Loaded<'a> {
    pub clean: &'a [CleanSample<'a>],
    pub panel: &'a Panel<'a>,
    pub components: &'a Components,
    pub calibration: &'a Calibration,
    pub options: &'a Options,
}

/// The parts in one comparison, by column.
pub(super) struct Pair {
    pub student: usize,
    pub teacher: usize,
    /// Sorted; without the two.
    pub controls: Vec<usize>,
    /// All that might be teachers: what a matched student's row is centred by.
    pub candidates: Vec<usize>,
    pub matched: Vec<usize>,
}

/// One model's similarity to every column: `[component][column]`.
pub(super) type Row = Vec<Vec<f64>>;

/// The paired components of one model under one mask: as measured, for every bootstrap replicate, and on both halves
/// of the prompts if there are replicates.
pub(super) struct Rows {
    mask: PromptMask,
    point: Row,
    replicates: Vec<Row>,
    halves: Vec<Row>,
}

impl Rows {
    fn of(
        loaded: &Loaded<'_>,
        model: usize,
        mask: PromptMask,
        replicates: usize,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let tables: Vec<_> = (0..PAIRED)
            .map(|component| loaded.components.table(component, model))
            .collect();
        let all: Vec<f64> = mask.iter().map(|&m| f64::from(u8::from(m))).collect();
        let row = |weights: &[f64]| -> Row {
            let means = tables.iter().map(|table| table.weighted_means(weights));
            means.collect()
        };
        let point = row(&all);
        let halves = match replicates {
            0 => Vec::new(),
            _ => halves(&mask).iter().map(|half| row(half)).collect(),
        };
        let replicates = (0..replicates)
            .into_par_iter()
            .map(|replicate| {
                progress.check()?;
                Ok(row(&bootstrap::draw(&mask, loaded.options.seed, replicate)))
            })
            .collect::<Result<_, Cancelled>>()?;
        Ok(Self {
            mask,
            point,
            replicates,
            halves,
        })
    }
}

/// The prompts of a mask in two halves, taken in turn.
fn halves(mask: &PromptMask) -> [Vec<f64>; 2] {
    let mut halves = [vec![0.0; mask.len()], vec![0.0; mask.len()]];
    let chosen = (0..mask.len()).filter(|&prompt| mask[prompt]);
    for (place, prompt) in chosen.enumerate() {
        halves[place % 2][prompt] = 1.0;
    }
    halves
}

/// A component normalised for one pair.
pub(super) struct Normalised {
    pub value: f64,
    /// Of the controls.
    pub spread: Spread,
    pub z: f64,
    /// Against matched students, and how many they are.
    pub t: Option<(f64, usize)>,
}

impl Normalised {
    /// What goes into E: the surprise of z, or the mean of those of z and t.
    pub fn combined(&self) -> f64 {
        let z = surprise(self.z, self.spread.count);
        self.t
            .map_or(z, |(t, count)| (z + surprise(t, count)) / 2.0)
    }

    /// What goes into the base score: z, or the mean of z and t.
    pub fn base(&self) -> f64 {
        self.t.map_or(self.z, |(t, _)| (self.z + t) / 2.0)
    }
}

/// Normalises one component of a pair given its rows; `None` where there is nothing to compare.
fn normalise(pair: &Pair, row: &[f64], matched: &[&[f64]]) -> Option<Normalised> {
    let present = |row: &[f64], columns: &mut dyn Iterator<Item = usize>| -> Vec<f64> {
        columns.map(|c| row[c]).filter(|x| !x.is_nan()).collect()
    };
    let value = row[pair.teacher];
    let controls = present(row, &mut pair.controls.iter().copied());
    if value.is_nan() || controls.len() < 2 {
        return None;
    }
    let spread = Spread::of(&controls)?;
    let centred = |model: usize, row: &[f64]| {
        let others = &mut pair
            .candidates
            .iter()
            .copied()
            .filter(|&c| c != pair.teacher && c != model);
        row_centred(row[pair.teacher], &present(row, others)).filter(|x| !x.is_nan())
    };
    let mut cohort = Vec::new();
    for (&model, row) in pair.matched.iter().zip(matched) {
        cohort.extend(centred(model, row));
    }
    let t = (cohort.len() >= LEAST_MATCHED)
        .then(|| t_norm(centred(pair.student, row)?, &cohort))
        .flatten();
    Some(Normalised {
        value,
        spread,
        z: spread.z(value),
        t,
    })
}

impl Loaded<'_> {
    pub fn reference(&self, column: usize) -> SampleRef {
        let sample = &self.clean[column];
        SampleRef {
            name: sample.name.clone(),
            sha256: sample.sha256.clone(),
            outputs: sample.hygiene.usable(),
        }
    }

    /// The prompts on which a pair is compared: those both answered, less those on which they gave the
    /// same long text, unless that is most of them (then the two samples are largely one text, and setting
    /// it apart would hide just that). Also the prompts set apart, and all with the same long text.
    pub fn prompts(&self, a: usize, b: usize) -> (PromptMask, Vec<usize>, usize) {
        let mut mask = self.components.shared(a, b);
        if a == b {
            return (mask, Vec::new(), 0);
        }
        let identical = self.components.identical(a, b);
        let shared = mask.iter().filter(|&&m| m).count();
        if identical.len() * 2 > shared {
            return (mask, Vec::new(), identical.len());
        }
        for &prompt in &identical {
            mask[prompt] = false;
        }
        let count = identical.len();
        (mask, identical, count)
    }

    /// How many prompts a paired comparison of the two would have.
    pub fn shared(&self, a: usize, b: usize) -> usize {
        self.prompts(a, b).0.into_iter().filter(|&m| m).count()
    }

    /// The finding for a pair on shared prompts. `cache` holds this student's rows from one teacher to the
    /// next: they are the same wherever the mask is.
    pub fn paired(
        &self,
        mut pair: Pair,
        cache: &mut Vec<Rows>,
        progress: &Progress,
    ) -> Result<Finding, Cancelled> {
        let mut warnings = Vec::new();
        let (mask, set_apart, n_identical) = self.prompts(pair.student, pair.teacher);
        let n = mask.iter().filter(|&&m| m).count();
        self.drop_unusable(
            &mut pair.controls,
            (pair.student, pair.teacher),
            &mask,
            n,
            &mut warnings,
        );
        if pair.matched.len() < LEAST_MATCHED {
            pair.matched.clear();
        }
        let replicates = self.options.bootstrap;
        let known = match cache.iter().position(|rows| rows.mask == mask) {
            Some(known) => known,
            None => {
                cache.push(Rows::of(self, pair.student, mask, replicates, progress)?);
                cache.len() - 1
            }
        };
        let rows = &cache[known];
        let matched_rows: Vec<Rows> = (pair.matched.iter())
            .map(|&model| Rows::of(self, model, rows.mask.clone(), replicates, progress))
            .collect::<Result<_, _>>()?;
        let distinctive = if set_apart.is_empty() {
            self.components.distinctive(pair.student)
        } else {
            self.components
                .distinctive_without(self.panel, pair.student, pair.teacher, &set_apart)
        };
        let matched_distinctive: Vec<Vec<f64>> = pair
            .matched
            .iter()
            .map(|&model| self.components.distinctive(model))
            .collect();

        let d_matched: Vec<&[f64]> = matched_distinctive.iter().map(Vec::as_slice).collect();
        let d = normalise(&pair, &distinctive, &d_matched);
        let d_combined = d.as_ref().map_or(f64::NAN, Normalised::combined);
        let at = |component: usize, row: &Row, matched: &dyn Fn(&Rows) -> Vec<f64>| {
            let matched: Vec<Vec<f64>> = matched_rows.iter().map(matched).collect();
            let matched: Vec<&[f64]> = matched.iter().map(Vec::as_slice).collect();
            normalise(&pair, &row[component], &matched)
        };
        let mut figures: Vec<Option<Normalised>> = (0..PAIRED)
            .map(|c| at(c, &rows.point, &|matched| matched.point[c].clone()))
            .collect();
        figures.insert(BASE - 1, d);
        let resampled: Vec<f64> = (rows.replicates.iter().enumerate())
            .filter_map(|(r, row)| {
                let paired = (0..PAIRED).map(|c| {
                    let figure = at(c, row, &|matched| matched.replicates[r][c].clone());
                    figure.map_or(f64::NAN, |f| f.combined())
                });
                Scale::Normal.score(paired.chain([d_combined]))
            })
            .collect();
        let halves: Vec<f64> = (rows.halves.iter().enumerate())
            .filter_map(|(h, row)| {
                let paired = (0..PAIRED).map(|c| {
                    let figure = at(c, row, &|matched| matched.halves[h][c].clone());
                    figure.map_or(f64::NAN, |f| f.combined())
                });
                Scale::Normal.score(paired.chain([d_combined]))
            })
            .collect();

        let mut point = rows.point.clone();
        point.insert(BASE - 1, distinctive);
        let method = if pair.matched.is_empty() {
            METHOD_PAIRED
        } else {
            METHOD_MATCHED
        };
        let mut finding = self.assemble(method, &pair, n, &NAMES, &figures, &point, warnings);
        finding.n_identical = n_identical;
        finding.score_interval = finding.score.and_then(|_| bootstrap::interval(resampled));
        finding.halves = match (finding.score, halves.as_slice()) {
            (Some(_), &[one, other]) if n >= 2 * LEAST_PROMPTS => Some((one, other)),
            _ => None,
        };
        finding.lr_interval =
            finding
                .log10_lr
                .and(finding.score_interval)
                .and_then(|(low, high)| {
                    let lr = |e| self.calibration.log10_lr(method, e, n);
                    Some((lr(low)?, lr(high)?))
                });
        finding.reverse = self.reversed(&pair, &rows.mask, n);
        if n_identical > 0 {
            finding.warnings.insert(0, if set_apart.is_empty() {
                format!("{n_identical} of {n} shared prompts have the same long answer word for word; the two samples are largely one text.")
            } else {
                format!("{n_identical} identical long answers were set apart as verbatim overlap and take no part in the score.")
            });
        }
        if (1..FEW_PROMPTS).contains(&n) {
            finding.warnings.push(format!(
                "Only {n} shared prompts: the figures are coarse; 100 or more are better."
            ));
        }
        Ok(finding)
    }

    /// Leaves out controls that say nothing about this pair: those that answered fewer than half of its
    /// prompts, and those that are largely copies of either.
    fn drop_unusable(
        &self,
        controls: &mut Vec<usize>,
        (student, teacher): (usize, usize),
        mask: &PromptMask,
        n: usize,
        warnings: &mut Vec<String>,
    ) {
        controls.retain(|&control| {
            let answered = self.components.answered(control, mask);
            let name = &self.clean[control].name;
            if answered * 2 < n {
                warnings.push(format!(
                    "{name} was left out of the controls: it answered {answered} of the {n} prompts."
                ));
                return false;
            }
            let copies = |of: usize| self.components.identical(control, of).len() * 2 > n;
            if n > 0 && (copies(student) || copies(teacher)) {
                warnings.push(format!(
                    "{name} was left out of the controls: most of its answers are the student's or the teacher's."
                ));
                return false;
            }
            true
        });
    }

    fn reversed(&self, pair: &Pair, mask: &PromptMask, n: usize) -> Option<Reverse> {
        let exchanged = Pair {
            student: pair.teacher,
            teacher: pair.student,
            controls: pair.controls.clone(),
            candidates: Vec::new(),
            matched: Vec::new(),
        };
        let mut row: Row = (0..PAIRED)
            .map(|c| self.components.means(c, pair.teacher, mask))
            .collect();
        row.push(self.components.distinctive(pair.teacher));
        let figures: Vec<f64> = row
            .iter()
            .filter_map(|row| Some(normalise(&exchanged, row, &[])?.combined()))
            .collect();
        let score = Scale::Normal.score(figures)?;
        Some(Reverse {
            score,
            log10_lr: self.ratio(METHOD_PAIRED, score, n, pair.controls.len()),
        })
    }

    /// The finding for a pair without enough shared prompts, from two sides (see [`super::unpaired`]).
    /// `comparable` says whether every control stands on both sides; if not, there is no ratio. `why` is the
    /// sentence that says why whole samples were compared.
    pub fn unpaired(
        &self,
        mut pair: Pair,
        sides: &(Side, Side),
        comparable: bool,
        why: &str,
    ) -> Finding {
        pair.matched.clear();
        let row = |from: &Side, model: usize, to: &Side| -> Row {
            let columns: Vec<Option<[f64; 2]>> = (0..self.clean.len())
                .map(|other| from.similarity(model, to, other))
                .collect();
            (0..2)
                .map(|i| {
                    columns
                        .iter()
                        .map(|c| c.map_or(f64::NAN, |c| c[i]))
                        .collect()
                })
                .collect()
        };
        let rows = row(&sides.0, pair.student, &sides.1);
        let figures: Vec<_> = rows.iter().map(|row| normalise(&pair, row, &[])).collect();
        let mut warnings = vec![why.to_owned()];
        if !comparable {
            warnings.push(
                "Too few controls answered both the student's and the teacher's prompts: no likelihood ratio, only a ranking."
                    .to_owned(),
            );
        }
        let outputs = |column: usize| self.clean[column].hygiene.usable();
        let enough = comparable && outputs(pair.student).min(outputs(pair.teacher)) >= FEW_PROMPTS;
        let mut finding = self.assemble(
            METHOD_UNPAIRED,
            &pair,
            0,
            &UNPAIRED_NAMES,
            &figures,
            &rows,
            warnings,
        );
        if comparable && !enough {
            finding.warnings.push(format!(
                "Fewer than {FEW_PROMPTS} outputs of the student or the teacher: no likelihood ratio, only a ranking."
            ));
        }
        finding.log10_lr = (finding
            .score
            .filter(|_| enough && pair.controls.len() >= LEAST_CONTROLS))
        .and_then(|e| self.calibration.log10_lr(METHOD_UNPAIRED, e, FEW_PROMPTS));
        finding.verdict = Verdict::of(finding.log10_lr);
        let exchanged = Pair {
            student: pair.teacher,
            teacher: pair.student,
            controls: pair.controls,
            candidates: Vec::new(),
            matched: Vec::new(),
        };
        let back = row(&sides.1, exchanged.student, &sides.0);
        let zs: Vec<f64> = back
            .iter()
            .filter_map(|row| Some(normalise(&exchanged, row, &[])?.z))
            .collect();
        finding.reverse = Scale::Raw.score(zs).map(|score| Reverse {
            score,
            log10_lr: (finding.log10_lr).and_then(|_| {
                self.calibration
                    .log10_lr(METHOD_UNPAIRED, score, FEW_PROMPTS)
            }),
        });
        finding
    }

    pub(super) fn ratio(&self, method: &str, score: f64, n: usize, controls: usize) -> Option<f64> {
        (n >= LEAST_PROMPTS && controls >= LEAST_CONTROLS)
            .then(|| self.calibration.log10_lr(method, score, n))
            .flatten()
    }
}
