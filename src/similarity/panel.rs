//! The samples of one comparison side by side: which outputs answer the same prompt. May use
//! [`super::hygiene`], [`super::sample`] and [`super::tokens`].
//!
//! Everything is put into an order that depends on content alone, so that neither the order of samples nor
//! that of records can change a figure, not even in the last bit.

use super::hygiene::CleanSample;
use super::tokens::squeeze;
use rayon::prelude::*;
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
    /// What became of each of `outputs`.
    pub fates: Vec<Fate>,
    /// Where each model's outputs lie in `outputs`.
    pub ranges: Vec<std::ops::Range<usize>>,
}

/// What became of one output when samples were laid side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stands beside another sample's answer.
    Paired {
        /// The prompt, by its place in [`Panel::prompts`].
        prompt: usize,
        /// What it was found by.
        by: Pairing,
        /// Most answers that stand with it have another prompt text.
        other_text: bool,
    },
    /// No other sample answers its prompt.
    Alone,
    /// Its sample answers the prompt more often than any other.
    Again,
    /// Its record names no prompt.
    NoPrompt,
}

impl<'a> Panel<'a> {
    /// Lays out samples, whose order must not depend on anything but their content (see
    /// [`super::check`], which sorts them by hash).
    ///
    /// Records are paired by id, and those that no id pairs by their prompts' texts; by texts alone where those
    /// pair more, or where ids merely number the rows.
    pub fn new(samples: &'a [CleanSample<'a>]) -> Self {
        let prompts: Vec<Vec<Option<String>>> = samples
            .par_iter()
            .map(|s| {
                s.records
                    .iter()
                    .map(|r| prompt_key(r.prompt.as_deref()))
                    .collect()
            })
            .collect();
        let (by_id, by_prompt) = rayon::join(
            || Groups::of(samples, |m, r| samples[m].records[r].id),
            || Groups::of(samples, |m, r| prompts[m][r].as_deref()),
        );
        // Ids that merely number the rows of differently ordered files pair nothing: they share the id and
        // not the prompt.
        let contradictions = by_id.contradictions(&prompts);
        let trusted = by_id.shared().saturating_sub(contradictions);
        let by_prompt_alone = by_prompt.shared();
        let by_id = by_id.paired(Pairing::Id, &prompts);
        let paired = by_id.count().saturating_sub(contradictions);
        if paired >= by_prompt_alone && trusted >= contradictions {
            by_id.lay_out(samples, Pairing::Id, &prompts)
        } else {
            let by_prompt = by_prompt.paired(Pairing::Prompt, &prompts);
            by_prompt.lay_out(samples, Pairing::Prompt, &prompts)
        }
    }

    /// Answers of some models to some prompts, both by number, the prompts in order: a panel with the same models, of
    /// which the others have no answers.
    pub fn part(&self, prompts: &[usize], models: &[usize]) -> Self {
        let mut part = Self {
            pairing: self.pairing,
            prompts: (prompts.iter())
                .map(|&prompt| PanelPrompt {
                    text: self.prompts[prompt].text,
                    cells: vec![None; self.models()],
                })
                .collect(),
            outputs: Vec::new(),
            fates: Vec::new(),
            ranges: Vec::new(),
        };
        for model in 0..self.models() {
            let start = part.outputs.len();
            for (place, &prompt) in prompts.iter().enumerate() {
                let cell = self.prompts[prompt].cells[model];
                let Some(output) = cell.filter(|_| models.contains(&model)) else {
                    continue;
                };
                part.prompts[place].cells[model] = Some(part.outputs.len());
                part.outputs.push(self.outputs[output]);
                part.fates.push(match self.fates[output] {
                    Fate::Paired { by, other_text, .. } => Fate::Paired {
                        prompt: place,
                        by,
                        other_text,
                    },
                    fate => fate,
                });
            }
            part.ranges.push(start..part.outputs.len());
        }
        part
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

    /// What stands beside what; what no id pairs is paired by its prompt's text.
    fn paired(self, pairing: Pairing, prompts: &[Vec<Option<String>>]) -> Paired {
        let mut paired: Vec<Vec<Member>> = Vec::new();
        let mut rest: Vec<Single> = Vec::new();
        let mut answered = None;
        for ((key, _), group) in self.keyed {
            if let [(model, record)] = group.as_slice() {
                let fate = match answered == Some(key) {
                    true => Fate::Again,
                    false => Fate::Alone,
                };
                rest.push((*model, *record, fate));
            } else {
                answered = Some(key);
                paired.push(group.into_iter().map(|(m, r)| (m, r, pairing)).collect());
            }
        }
        rest.extend(self.loose.iter().map(|&(m, r)| (m, r, Fate::NoPrompt)));
        if pairing == Pairing::Id {
            rest = by_text(&mut paired, rest, prompts);
        }
        Paired { paired, rest }
    }
}

/// Answers side by side, and those that stand alone.
struct Paired {
    paired: Vec<Vec<Member>>,
    rest: Vec<Single>,
}

impl Paired {
    /// How many answers stand beside another.
    fn count(&self) -> usize {
        self.paired.iter().map(Vec::len).sum()
    }

    fn lay_out<'s>(
        self,
        samples: &'s [CleanSample<'s>],
        pairing: Pairing,
        prompts: &[Vec<Option<String>>],
    ) -> Panel<'s> {
        let Self { paired, mut rest } = self;
        // Outputs without a partner still count in vocabularies and document frequencies; they are sorted
        // by text because nothing else orders them.
        rest.sort_unstable_by_key(|&(m, r, _)| (m, &*samples[m].records[r].output, r));
        let mut places = vec![Vec::new(); samples.len()];
        for (prompt, group) in paired.iter().enumerate() {
            let usual = usual_text(group, prompts);
            for &(model, record, by) in group {
                let text = prompts[model][record].as_deref();
                let other_text = text.is_some() && text != usual;
                let fate = Fate::Paired {
                    prompt,
                    by,
                    other_text,
                };
                places[model].push((record, fate));
            }
        }
        for (model, record, fate) in rest {
            places[model].push((record, fate));
        }

        let mut panel = Panel {
            pairing: if paired.is_empty() {
                Pairing::None
            } else {
                pairing
            },
            prompts: Vec::new(),
            outputs: Vec::new(),
            fates: Vec::new(),
            ranges: Vec::new(),
        };
        for group in &paired {
            let records = || group.iter().map(|&(m, r, _)| &samples[m].records[r]);
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
            for (record, fate) in places {
                if let Fate::Paired { prompt, .. } = fate {
                    panel.prompts[prompt].cells[model] = Some(panel.outputs.len());
                }
                panel.outputs.push(&samples[model].records[record].output);
                panel.fates.push(fate);
            }
            panel.ranges.push(start..panel.outputs.len());
        }
        panel
    }
}

/// An answer beside others: model, record, what it was found by.
type Member = (usize, usize, Pairing);
/// An answer that stands alone: model, record, why.
type Single = (usize, usize, Fate);

/// Pairs by their prompts' texts what no id has paired: with answers to that text where the model has given none, else
/// with others of the kind. Returns what stays alone.
fn by_text(
    paired: &mut Vec<Vec<Member>>,
    mut rest: Vec<Single>,
    prompts: &[Vec<Option<String>>],
) -> Vec<Single> {
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (place, group) in paired.iter().enumerate() {
        let texts = group
            .iter()
            .filter_map(|&(m, r, _)| prompts[m][r].as_deref());
        for text in texts.take(1) {
            places.entry(text).or_default().push(place);
        }
    }
    // First draws before second ones, whichever list they came from.
    rest.sort_unstable_by_key(|&(m, r, _)| (m, r));
    let mut alone = Vec::new();
    let mut kinds: BTreeMap<&str, Vec<Single>> = BTreeMap::new();
    // How many of a text's places the model has filled: none is looked at twice.
    let mut filled: FxHashMap<(&str, usize), usize> = FxHashMap::default();
    for (model, record, fate) in rest {
        let text = prompts[model][record].as_deref();
        let Some(text) = text.filter(|_| fate != Fate::Again) else {
            alone.push((model, record, fate));
            continue;
        };
        let filled = filled.entry((text, model)).or_default();
        let mut free = None;
        for &place in places.get(text).into_iter().flatten().skip(*filled) {
            *filled += 1;
            if paired[place].iter().all(|member| member.0 != model) {
                free = Some(place);
                break;
            }
        }
        match free {
            Some(place) => paired[place].push((model, record, Pairing::Prompt)),
            None => kinds.entry(text).or_default().push((model, record, fate)),
        }
    }
    for (text, kind) in kinds {
        let mut draws: Vec<Vec<Member>> = Vec::new();
        let mut seen: FxHashMap<usize, usize> = FxHashMap::default();
        for (model, record, _) in kind {
            let draw = seen.entry(model).or_default();
            if *draw == draws.len() {
                draws.push(Vec::new());
            }
            draws[*draw].push((model, record, Pairing::Prompt));
            *draw += 1;
        }
        // Whoever comes here though others answer that text has answered it before.
        let answered =
            places.contains_key(text) || draws.first().is_some_and(|first| first.len() > 1);
        for group in draws {
            match group.as_slice() {
                [(model, record, _)] if answered => alone.push((*model, *record, Fate::Again)),
                [(model, record, _)] => alone.push((*model, *record, Fate::Alone)),
                _ => paired.push(group),
            }
        }
    }
    alone
}

/// The prompt's text that most answers of a group have.
fn usual_text<'p>(group: &[Member], prompts: &'p [Vec<Option<String>>]) -> Option<&'p str> {
    let texts =
        || (group.iter()).filter_map(|&(model, record, _)| prompts[model][record].as_deref());
    let first = texts().next()?;
    if texts().all(|text| text == first) {
        return Some(first);
    }
    let mut sorted: Vec<&str> = texts().collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len())?.first().copied()
}
