//! Means over prompts of a model's paired components, hundreds of times over the same figures. May use
//! [`super::components`].
//!
//! Figures stand prompt by prompt with the models side by side, and a mean goes over the prompts it counts with some
//! models at a time whose sums stay in registers. Every sum takes its terms in the order of the prompts, whichever models
//! are summed with it.

use super::components::{Components, PAIRED};

/// Columns are filled up to a multiple of this.
const LANES: usize = 4;

/// How often every prompt counts.
pub struct Weights {
    by_prompt: Vec<f64>,
    /// Those that count at all: prompt and weight.
    counted: Vec<(usize, f64)>,
    sum: f64,
}

impl Weights {
    /// By prompt; whole numbers, so that their sums are exact.
    pub fn new(by_prompt: Vec<f64>) -> Self {
        let counted = by_prompt.iter().copied().enumerate();
        Self {
            counted: counted.filter(|&(_, weight)| weight > 0.0).collect(),
            sum: by_prompt.iter().sum(),
            by_prompt,
        }
    }

    /// Every prompt of a mask once.
    pub fn of(mask: &[bool]) -> Self {
        Self::new(mask.iter().map(|&m| f64::from(u8::from(m))).collect())
    }
}

/// The paired components of one model beside some models, on every prompt.
pub struct Table {
    models: usize,
    columns: Vec<usize>,
    width: usize,
    parts: [Part; PAIRED],
}

/// One component.
struct Part {
    /// `[prompt][column]`, 0 where there is no figure.
    values: Vec<f64>,
    /// Prompt and column where there is no figure.
    missing: Vec<(usize, usize)>,
}

impl Table {
    /// Of `model` beside the models in `columns`; either it or they must have been asked for when the components were
    /// measured.
    pub fn of(components: &Components, model: usize, columns: &[usize]) -> Self {
        let width = columns.len().next_multiple_of(LANES);
        let part = |component: usize| {
            let mut values = Vec::with_capacity(components.prompts * width);
            let mut missing = Vec::new();
            for prompt in 0..components.prompts {
                let row = components.row(component, prompt, model);
                let start = values.len();
                values.extend(columns.iter().map(|&column| f64::from(row[column])));
                values.resize(start + width, 0.0);
                for (column, value) in values[start..].iter_mut().enumerate() {
                    if value.is_nan() {
                        missing.push((prompt, column));
                        *value = 0.0;
                    }
                }
            }
            Part { values, missing }
        };
        Self {
            models: components.models,
            columns: columns.to_vec(),
            width,
            parts: std::array::from_fn(part),
        }
    }

    /// How many figures [`Self::means`] writes.
    pub fn figures(&self) -> usize {
        PAIRED * self.models
    }

    /// Writes the means `[component][model]`: NaN where no prompt that counts has a figure, and beside models without a
    /// column.
    pub fn means(&self, weights: &Weights, means: &mut [f64]) {
        means.fill(f64::NAN);
        let mut sums = vec![0.0; self.width];
        let mut counts = vec![0.0; self.width];
        let rows = means.chunks_exact_mut(self.models.max(1));
        for (part, row) in self.parts.iter().zip(rows) {
            let mut column = 0;
            while column < self.width {
                column += match self.width - column {
                    16.. => part.sum::<16>(self.width, column, weights, &mut sums),
                    8.. => part.sum::<8>(self.width, column, weights, &mut sums),
                    _ => part.sum::<LANES>(self.width, column, weights, &mut sums),
                };
            }
            counts.fill(weights.sum);
            for &(prompt, column) in &part.missing {
                counts[column] -= weights.by_prompt[prompt];
            }
            for ((&model, sum), count) in self.columns.iter().zip(&sums).zip(&counts) {
                row[model] = sum / count;
            }
        }
    }
}

impl Part {
    /// Writes the sums of `N` columns from `start` on; returns `N`.
    fn sum<const N: usize>(
        &self,
        width: usize,
        start: usize,
        weights: &Weights,
        sums: &mut [f64],
    ) -> usize {
        let mut own = [0.0; N];
        for &(prompt, weight) in &weights.counted {
            let at = prompt * width + start;
            if let Some(values) = self.values[at..].first_chunk::<N>() {
                for (sum, value) in own.iter_mut().zip(values) {
                    *sum += weight * value;
                }
            }
        }
        sums[start..start + N].copy_from_slice(&own);
        N
    }
}
