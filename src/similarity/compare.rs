//! One pair of models against its controls: from the measured components to the figures of a finding.
//! The engine under [`super::check`] and [`super::matrix`].

use super::bootstrap;
use super::calibration::{Calibration, LEAST_CONTROLS, LEAST_PROMPTS};
use super::check::Options;
use super::components::{Components, PAIRED, PromptMask};
use super::features::{OPENING_CHARACTERS, PREFIX_TOKENS};
use super::finding::{
    ComponentFigure, Finding, METHOD_MATCHED, METHOD_PAIRED, METHOD_UNPAIRED, Parameters, Reverse,
    SampleRef, StripValue, Verdict,
};
use super::hygiene::CleanSample;
use super::normalise::{CLIP, Spread, e_score, row_centred, t_norm};
use super::panel::{Pairing, Panel};
use super::unpaired::Side;
use super::vocabulary::LIST_LENGTH;
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;

/// Fewer matched students than this say too little about a teacher.
pub const LEAST_MATCHED: usize = 3;
/// Below this many prompts a finding says that few prompts make a coarse figure.
const FEW_PROMPTS: usize = 30;
/// Short names of the components; the first three are the paired ones.
const NAMES: [&str; 4] = ["O", "B", "P", "D"];
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
type Row = Vec<Vec<f64>>;

/// The paired components of one model under one mask: as measured, and for every bootstrap replicate.
pub(super) struct Rows {
    mask: PromptMask,
    point: Row,
    replicates: Vec<Row>,
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
        let point = tables
            .iter()
            .map(|table| table.weighted_means(&all))
            .collect();
        let replicates = (0..replicates)
            .into_par_iter()
            .map(|replicate| {
                progress.check()?;
                let weights = bootstrap::draw(&mask, loaded.options.seed, replicate);
                Ok(tables
                    .iter()
                    .map(|table| table.weighted_means(&weights))
                    .collect())
            })
            .collect::<Result<_, Cancelled>>()?;
        Ok(Self {
            mask,
            point,
            replicates,
        })
    }
}

/// A component normalised for one pair.
struct Normalised {
    value: f64,
    spread: Spread,
    z: f64,
    t: Option<f64>,
}

impl Normalised {
    /// What goes into E: z, or the mean of z and t.
    fn combined(&self) -> f64 {
        self.t.map_or(self.z, |t| (self.z + t) / 2.0)
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
        figures.push(d);
        let resampled: Vec<f64> = (rows.replicates.iter().enumerate())
            .filter_map(|(r, row)| {
                let paired = (0..PAIRED).map(|c| {
                    let figure = at(c, row, &|matched| matched.replicates[r][c].clone());
                    figure.map_or(f64::NAN, |f| f.combined())
                });
                e_score(paired.chain([d_combined]))
            })
            .collect();

        let mut point = rows.point.clone();
        point.push(distinctive);
        let method = if pair.matched.is_empty() {
            METHOD_PAIRED
        } else {
            METHOD_MATCHED
        };
        let mut finding = self.assemble(method, &pair, n, &NAMES, &figures, &point, warnings);
        finding.n_identical = n_identical;
        finding.score_interval = finding.score.and_then(|_| bootstrap::interval(resampled));
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
        let zs: Vec<f64> = row
            .iter()
            .filter_map(|row| Some(normalise(&exchanged, row, &[])?.z))
            .collect();
        let score = e_score(zs)?;
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
        finding.reverse = e_score(zs).map(|score| Reverse {
            score,
            log10_lr: (finding.log10_lr).and_then(|_| {
                self.calibration
                    .log10_lr(METHOD_UNPAIRED, score, FEW_PROMPTS)
            }),
        });
        finding
    }

    fn ratio(&self, method: &str, score: f64, n: usize, controls: usize) -> Option<f64> {
        (n >= LEAST_PROMPTS && controls >= LEAST_CONTROLS)
            .then(|| self.calibration.log10_lr(method, score, n))
            .flatten()
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one finding, joined in one place"
    )]
    fn assemble(
        &self,
        method: &str,
        pair: &Pair,
        n: usize,
        names: &[&str],
        figures: &[Option<Normalised>],
        rows: &Row,
        mut warnings: Vec<String>,
    ) -> Finding {
        let known = || {
            names
                .iter()
                .zip(figures)
                .zip(rows)
                .filter_map(|((n, f), r)| Some((n, f.as_ref()?, r)))
        };
        let score = e_score(known().map(|(_, figure, _)| figure.combined()));
        let k = pair.controls.len();
        let mut strip: Vec<StripValue> = (pair.controls.iter())
            .filter_map(|&control| {
                let values: Vec<f64> = known().map(|(_, _, row)| row[control]).collect();
                let zs = known().map(|(_, figure, row)| figure.spread.z(row[control]));
                Some(StripValue {
                    model: self.clean[control].name.clone(),
                    score: e_score(zs)?,
                    values: values.into_iter().filter(|v| !v.is_nan()).collect(),
                })
            })
            .collect();
        strip.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.model.cmp(&b.model))
        });
        let by_z = e_score(known().map(|(_, figure, _)| figure.z));
        let rank = by_z.map(|e| 1 + strip.iter().filter(|control| control.score >= e).count());
        // Where the controls are all as like the student as each other, nothing can stand out from them: there is
        // a score by the letter, and no meaning in it.
        let all_alike = known().all(|(_, figure, _)| figure.spread.sd < 1e-12);
        let log10_lr =
            (score.filter(|_| !all_alike)).and_then(|score| self.ratio(method, score, n, k));
        if all_alike && k > 0 {
            warnings.push(
                "The controls are all equally like the student, so nothing can stand out from them: there is no likelihood ratio.".to_owned(),
            );
        }
        if k < LEAST_CONTROLS {
            warnings.push(format!(
                "{k} usable controls; a likelihood ratio needs at least {LEAST_CONTROLS}, from other vendors."
            ));
        }
        if n < LEAST_PROMPTS && method != METHOD_UNPAIRED {
            warnings.push(format!(
                "{n} shared prompts; a likelihood ratio needs at least {LEAST_PROMPTS}."
            ));
        }
        let columns = |columns: &[usize]| columns.iter().map(|&c| self.reference(c)).collect();
        for column in [pair.student, pair.teacher].iter().chain(&pair.controls) {
            let sample = &self.clean[*column];
            for warning in sample.hygiene.warnings(&sample.name) {
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
        let used = |c: &usize| {
            [pair.student, pair.teacher].contains(c)
                || pair.controls.contains(c)
                || pair.matched.contains(c)
        };
        Finding {
            method: method.to_owned(),
            parameters: Parameters {
                opening_characters: OPENING_CHARACTERS,
                prefix_tokens: PREFIX_TOKENS,
                distinctive: LIST_LENGTH,
                clip: CLIP,
                cap: self.calibration.cap,
                bootstrap: self.options.bootstrap,
            },
            seed: self.options.seed,
            made: self.options.made.clone(),
            student: self.reference(pair.student),
            teacher: self.reference(pair.teacher),
            controls: columns(&pair.controls),
            matched: columns(&pair.matched),
            background: (0..self.clean.len())
                .filter(|c| !used(c))
                .map(|c| self.reference(c))
                .collect(),
            pairing: if n == 0 {
                Pairing::None
            } else {
                self.panel.pairing
            },
            n_prompts: n,
            n_identical: 0,
            score,
            score_interval: None,
            log10_lr,
            lr_interval: None,
            rank,
            p_value: rank.map(|rank| rank as f64 / (strip.len() + 1) as f64),
            verdict: Verdict::of(log10_lr),
            components: known()
                .map(|(name, figure, _)| ComponentFigure {
                    component: (*name).to_owned(),
                    value: figure.value,
                    controls_mean: figure.spread.mean,
                    controls_sd: figure.spread.sd,
                    z: figure.z,
                    t: figure.t,
                })
                .collect(),
            reverse: None,
            strip,
            phrases: None,
            prompts: Vec::new(),
            matching: Vec::new(),
            warnings,
        }
    }
}
