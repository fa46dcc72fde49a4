//! Models that answered other prompts, compared as whole samples, which is weaker; how firm the order is, is seen by
//! leaving out a tenth of the outputs at a time. May use what [`super`] has of a model's figures.

use super::super::suspect::Whole;
use super::{Field, NINETY, Ranked, Scores, component, first, score, sort};
use crate::similarity::finding::ComponentFigure;
use crate::similarity::normalise::Spread;

/// The models of all arenas that share too few prompts with the sample.
pub(super) fn ranked(fields: &[Field<'_>]) -> Vec<Ranked> {
    let controls =
        |field: &Field<'_>, model: usize| field.controls(model, &vec![true; field.models().len()]);
    let figures = |whole: &Whole, target: usize, controls: &[usize]| -> Vec<ComponentFigure> {
        let parts = [("D", &whole.distinctive), ("C", &whole.delta)];
        let parts = parts
            .iter()
            .filter_map(|(name, row)| component(name, row, target, controls, 0.0));
        parts.collect()
    };
    let left_out = fields
        .iter()
        .map(|field| field.whole.len())
        .max()
        .unwrap_or(0);
    let resampled: Vec<Scores> = (1..left_out)
        .map(|part| {
            let of = |field: &Field<'_>| -> Vec<Option<f64>> {
                let one = |model| {
                    if field.can_pair(model) {
                        return None;
                    }
                    score(&figures(
                        field.whole.get(part)?,
                        model,
                        &controls(field, model),
                    ))
                };
                (0..field.models().len()).map(one).collect()
            };
            fields.iter().map(of).collect()
        })
        .collect();
    let mut ranked = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        for (number, model) in field.models().iter().enumerate() {
            if field.can_pair(number) {
                continue;
            }
            let controls = controls(field, number);
            let components = (field.whole.first())
                .map_or_else(Vec::new, |whole| figures(whole, number, &controls));
            let Some(score) = score(&components) else {
                continue;
            };
            let own = resampled
                .iter()
                .filter_map(|scores| *scores.get(at)?.get(number)?);
            let own: Vec<f64> = own.collect();
            let interval = (own.len() > 1)
                .then(|| Spread::of(&own))
                .flatten()
                .map(|spread| {
                    let error = spread.sd * (own.len() as f64 - 1.0).sqrt();
                    (score - NINETY * error, score + NINETY * error)
                });
            ranked.push(Ranked {
                interval,
                first: first(&resampled, (at, number)),
                ..Ranked::of(field.arena, model, controls.len(), score, components)
            });
        }
    }
    sort(&mut ranked);
    ranked
}
