//! The samples of one comparison side by side: which outputs answer the same prompt. May use
//! [`super::hygiene`], [`super::sample`] and [`super::tokens`].
//!
//! Everything is put into an order that depends on content alone, so that neither the order of samples nor
//! that of records can change a figure, not even in the last bit.

use super::hygiene::CleanSample;
use super::tokens::squeeze;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How outputs of different samples were found to answer the same prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// By the records' ids.
    Id,
    /// By the prompts' texts, lower case, white space squeezed.
    Prompt,
    /// Not at all: no prompt was answered by two samples.
    None,
}

/// A prompt that at least two samples answered.
#[derive(Debug)]
pub struct PanelPrompt<'a> {
    /// The prompt's text, if any record has it; else its id.
    pub text: &'a str,
    /// For each model the index of its output in [`Panel::outputs`], or `None`.
    pub cells: Vec<Option<usize>>,
}

/// Samples side by side. A model's number is its place in [`Panel::new`]'s order.
#[derive(Debug)]
pub struct Panel<'a> {
    /// How outputs were paired.
    pub pairing: Pairing,
    /// The prompts answered at least twice, in the order of their keys.
    pub prompts: Vec<PanelPrompt<'a>>,
    /// All outputs, model by model.
    pub outputs: Vec<&'a str>,
    /// Where each model's outputs lie in `outputs`.
    pub ranges: Vec<std::ops::Range<usize>>,
}

impl<'a> Panel<'a> {
    /// Lays out samples, whose order must not depend on anything but their content (see
    /// [`super::check`], which sorts them by hash).
    pub fn new(samples: &'a [CleanSample<'a>]) -> Self {
        let prompts: Vec<Vec<Option<String>>> = samples
            .iter()
            .map(|s| {
                s.records
                    .iter()
                    .map(|r| prompt_key(r.prompt.as_deref()))
                    .collect()
            })
            .collect();
        let by_id = Groups::of(samples, |m, r| samples[m].records[r].id);
        let by_prompt = Groups::of(samples, |m, r| prompts[m][r].as_deref());
        // Ids that merely number the rows of differently ordered files pair nothing: they share the id and
        // not the prompt.
        let contradictions = by_id.contradictions(&prompts);
        let trusted = by_id.shared().saturating_sub(contradictions);
        let (pairing, groups) = if trusted >= by_prompt.shared() && trusted >= contradictions {
            (Pairing::Id, by_id)
        } else {
            (Pairing::Prompt, by_prompt)
        };
        groups.lay_out(samples, pairing)
    }

    /// How many models there are.
    pub fn models(&self) -> usize {
        self.ranges.len()
    }

    /// The text of `model`'s answer to `prompt`.
    pub fn output(&self, prompt: usize, model: usize) -> Option<&'a str> {
        let cell = *self.prompts.get(prompt)?.cells.get(model)?;
        cell.and_then(|index| self.outputs.get(index).copied())
    }
}

/// A prompt's text as a key: lower case, white space squeezed and trimmed.
pub(super) fn prompt_key(prompt: Option<&str>) -> Option<String> {
    let mut key = String::new();
    squeeze(prompt?, &mut key);
    let key = key.trim();
    (!key.is_empty()).then(|| key.to_owned())
}

/// Records by (key, how many of the sample's records had this key before): lists of (model, record).
struct Groups<'a> {
    keyed: BTreeMap<(&'a str, u32), Vec<(usize, usize)>>,
    loose: Vec<(usize, usize)>,
}

impl<'a> Groups<'a> {
    fn of(samples: &[CleanSample<'_>], key: impl Fn(usize, usize) -> Option<&'a str>) -> Self {
        let mut keyed: FxHashMap<(&'a str, u32), Vec<(usize, usize)>> = FxHashMap::default();
        let mut loose = Vec::new();
        for (model, sample) in samples.iter().enumerate() {
            let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
            for record in 0..sample.records.len() {
                match key(model, record).filter(|key| !key.is_empty()) {
                    Some(key) => {
                        let draw = seen.entry(key).or_default();
                        keyed.entry((key, *draw)).or_default().push((model, record));
                        *draw += 1;
                    }
                    None => loose.push((model, record)),
                }
            }
        }
        Self {
            keyed: keyed.into_iter().collect(),
            loose,
        }
    }

    /// How many records stand beside another sample's.
    fn shared(&self) -> usize {
        self.keyed
            .values()
            .filter(|g| g.len() > 1)
            .map(Vec::len)
            .sum()
    }

    /// How many records have a prompt other than most records with their key.
    fn contradictions(&self, prompts: &[Vec<Option<String>>]) -> usize {
        let mut contradictions = 0;
        for group in self.keyed.values() {
            let mut texts: Vec<&str> = group
                .iter()
                .filter_map(|&(m, r)| prompts[m][r].as_deref())
                .collect();
            texts.sort_unstable();
            let most = texts
                .chunk_by(|a, b| a == b)
                .map(<[_]>::len)
                .max()
                .unwrap_or(0);
            contradictions += texts.len() - most;
        }
        contradictions
    }

    fn lay_out<'s>(self, samples: &'s [CleanSample<'s>], pairing: Pairing) -> Panel<'s> {
        // Outputs without a partner still count in vocabularies and document frequencies; they are sorted
        // by text because nothing else orders them.
        let (paired, mut loose): (Vec<_>, Vec<_>) =
            self.keyed.into_values().partition(|group| group.len() > 1);
        let mut places = vec![Vec::new(); samples.len()];
        for (prompt, group) in paired.iter().enumerate() {
            for &(model, record) in group {
                places[model].push((Some(prompt), record));
            }
        }
        loose.push(self.loose);
        let mut loose: Vec<_> = loose.into_iter().flatten().collect();
        loose.sort_unstable_by_key(|&(m, r)| (m, &*samples[m].records[r].output, r));
        for (model, record) in loose {
            places[model].push((None, record));
        }

        let mut panel = Panel {
            pairing: if paired.is_empty() {
                Pairing::None
            } else {
                pairing
            },
            prompts: Vec::new(),
            outputs: Vec::new(),
            ranges: Vec::new(),
        };
        for group in &paired {
            let records = || group.iter().map(|&(m, r)| &samples[m].records[r]);
            let text = records().find_map(|record| record.prompt.as_deref());
            panel.prompts.push(PanelPrompt {
                text: text
                    .or_else(|| records().find_map(|record| record.id))
                    .unwrap_or_default(),
                cells: vec![None; samples.len()],
            });
        }
        for (model, places) in places.into_iter().enumerate() {
            let start = panel.outputs.len();
            for (prompt, record) in places {
                if let Some(prompt) = prompt {
                    panel.prompts[prompt].cells[model] = Some(panel.outputs.len());
                }
                panel.outputs.push(&samples[model].records[record].output);
            }
            panel.ranges.push(start..panel.outputs.len());
        }
        panel
    }
}
