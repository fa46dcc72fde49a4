//! A finding put together from a pair's normalised components. May use [`super::compare`] and what that may use.

use super::calibration::{LEAST_CONTROLS, LEAST_PROMPTS};
use super::compare::{BASE, Loaded, Normalised, Pair, Row};
use super::features::{OPENING_CHARACTERS, PREFIX_TOKENS};
use super::finding::{ComponentFigure, Finding, METHOD_UNPAIRED, Parameters, StripValue, Verdict};
use super::normalise::{Scale, base_score};
use super::panel::Pairing;
use super::vocabulary::LIST_LENGTH;

impl Loaded<'_> {
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one finding, joined in one place"
    )]
    pub(super) fn assemble(
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
        let scale = Scale::of(method);
        let score = scale.score(known().map(|(_, figure, _)| match scale {
            Scale::Normal => figure.combined(),
            Scale::Raw => figure.base(),
        }));
        let base = (method != METHOD_UNPAIRED).then(|| {
            let first = figures.iter().take(BASE).flatten();
            base_score(first.map(Normalised::base))
        });
        let k = pair.controls.len();
        let mut strip: Vec<StripValue> = (pair.controls.iter())
            .filter_map(|&control| {
                let values: Vec<f64> = known().map(|(_, _, row)| row[control]).collect();
                let parts = known().map(|(_, figure, row)| {
                    scale.part(figure.spread.z(row[control]), figure.spread.count)
                });
                Some(StripValue {
                    model: self.clean[control].name.clone(),
                    score: scale.score(parts)?,
                    values: values.into_iter().filter(|v| !v.is_nan()).collect(),
                })
            })
            .collect();
        strip.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.model.cmp(&b.model))
        });
        let by_z =
            scale.score(known().map(|(_, figure, _)| scale.part(figure.z, figure.spread.count)));
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
                clip: scale.clip(),
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
            base_score: base.flatten(),
            score_interval: None,
            halves: None,
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
                    t: figure.t.map(|(t, _)| t),
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
