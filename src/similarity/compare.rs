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
use super::means::{Table, Weights};
use super::normalise::{Scale, Spread, row_centred, surprise, t_norm};
use super::panel::Panel;
use super::unpaired::Side;
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;
use std::sync::{Arc, Mutex};

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
    /// The models beside which means of a student's components are taken: all that may be teacher, control or candidate
    /// of a pair.
    pub columns: Vec<usize>,
    /// Means of teachers' components that were taken, for they are the same for every student.
    pub backwards: Backwards,
}

/// The means of teachers' components beside all models, by teacher and mask.
pub(super) type Backwards = Mutex<Vec<(usize, PromptMask, Arc<Row>)>>;

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
    /// `[replicate][component][column]`.
    replicates: Vec<f64>,
    halves: Vec<Row>,
}

impl Rows {
    fn of(
        loaded: &Loaded<'_>,
        table: &Table,
        mask: PromptMask,
        replicates: usize,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let halves = match replicates {
            0 => Vec::new(),
            _ => halves(&mask).map(|half| loaded.row(table, half)).to_vec(),
        };
        let mut rows = vec![0.0; replicates * table.figures()];
        (rows
            .par_chunks_exact_mut(table.figures().max(1))
            .enumerate())
        .try_for_each(|(replicate, row)| {
            progress.check()?;
            let drawn = bootstrap::draw(&mask, loaded.options.seed, replicate);
            table.means(&Weights::new(drawn), row);
            Ok(())
        })?;
        Ok(Self {
            point: loaded.row(table, Weights::of(&mask)),
            replicates: rows,
            halves,
            mask,
        })
    }

    /// One component in one replicate.
    fn replicate(&self, replicate: usize, component: usize, columns: usize) -> &[f64] {
        let start = (replicate * PAIRED + component) * columns;
        &self.replicates[start..start + columns]
    }
}

/// What is known of one student from one teacher to the next.
#[derive(Default)]
pub(super) struct Known {
    table: Option<Table>,
    rows: Vec<Rows>,
}

/// The prompts of a mask in two halves, taken in turn.
fn halves(mask: &PromptMask) -> [Weights; 2] {
    let mut halves = [vec![0.0; mask.len()], vec![0.0; mask.len()]];
    let chosen = (0..mask.len()).filter(|&prompt| mask[prompt]);
    for (place, prompt) in chosen.enumerate() {
        halves[place % 2][prompt] = 1.0;
    }
    halves.map(Weights::new)
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

    /// Means by component, beside every model of the table.
    fn row(&self, table: &Table, weights: Weights) -> Row {
        let mut means = vec![0.0; table.figures()];
        table.means(&weights, &mut means);
        let rows = means.chunks_exact(self.clean.len().max(1));
        rows.map(<[f64]>::to_vec).collect()
    }

    /// The finding for a pair on shared prompts. `known` holds this student's rows from one teacher to the
    /// next: they are the same wherever the mask is.
    pub fn paired(
        &self,
        mut pair: Pair,
        known: &mut Known,
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
        let table = (known.table)
            .get_or_insert_with(|| Table::of(self.components, pair.student, &self.columns));
        let place = match known.rows.iter().position(|rows| rows.mask == mask) {
            Some(place) => place,
            None => {
                (known.rows).push(Rows::of(self, table, mask, replicates, progress)?);
                known.rows.len() - 1
            }
        };
        let rows = &known.rows[place];
        let matched_rows: Vec<Rows> = (pair.matched.iter())
            .map(|&model| {
                let table = Table::of(self.components, model, &self.columns);
                Rows::of(self, &table, rows.mask.clone(), replicates, progress)
            })
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
        let at = |figures: &dyn Fn(&Rows) -> &[f64]| {
            let matched: Vec<&[f64]> = matched_rows.iter().map(figures).collect();
            normalise(&pair, figures(rows), &matched)
        };
        let mut figures: Vec<Option<Normalised>> =
            (0..PAIRED).map(|c| at(&|rows| &rows.point[c])).collect();
        figures.insert(BASE - 1, d);
        let columns = self.clean.len();
        let resampled: Vec<f64> = (0..replicates)
            .filter_map(|r| {
                let paired = (0..PAIRED).map(|c| {
                    let figure = at(&|rows| rows.replicate(r, c, columns));
                    figure.map_or(f64::NAN, |f| f.combined())
                });
                Scale::Normal.score(paired.chain([d_combined]))
            })
            .collect();
        let halves: Vec<f64> = (0..rows.halves.len())
            .filter_map(|h| {
                let paired = (0..PAIRED).map(|c| {
                    let figure = at(&|rows| &rows.halves[h][c]);
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

    /// The means of a teacher's components beside all models.
    fn backwards(&self, teacher: usize, mask: &PromptMask) -> Arc<Row> {
        let known = self.backwards.lock().ok().and_then(|known| {
            let same = known.iter().find(|(t, m, _)| *t == teacher && m == mask);
            same.map(|(_, _, row)| Arc::clone(row))
        });
        known.unwrap_or_else(|| {
            let all: Vec<usize> = (0..self.clean.len()).collect();
            let table = Table::of(self.components, teacher, &all);
            let row = Arc::new(self.row(&table, Weights::of(mask)));
            if let Ok(mut known) = self.backwards.lock() {
                known.push((teacher, mask.clone(), Arc::clone(&row)));
            }
            row
        })
    }

    fn reversed(&self, pair: &Pair, mask: &PromptMask, n: usize) -> Option<Reverse> {
        let exchanged = Pair {
            student: pair.teacher,
            teacher: pair.student,
            controls: pair.controls.clone(),
            candidates: Vec::new(),
            matched: Vec::new(),
        };
        let row = self.backwards(pair.teacher, mask);
        let distinctive = self.components.distinctive(pair.teacher);
        let figures: Vec<f64> = (row.iter().chain([&distinctive]))
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
