//! Which answers were matched with which, as a table: of every sample how many entries were read, how many answers stand
//! beside the other side's and by what they were found, and how many were dropped for which reason. May use
//! [`super::hygiene`] and [`super::panel`].

use super::components::PromptMask;
use super::hygiene::CleanSample;
use super::panel::{Fate, Pairing, Panel};
use serde::{Deserialize, Serialize};

/// What a sample is in a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The suspected student.
    Student,
    /// The suspected teacher.
    Teacher,
    /// A model known not to be related to either.
    Control,
}

/// One sample's row: `read` is the sum of `by_id`, `by_prompt` and all that was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// What the sample is in the check.
    pub part: Part,
    /// The model's name.
    pub model: String,
    /// Entries read from its file.
    pub read: u64,
    /// Answers to prompts that student and teacher both answered, found by their ids.
    pub by_id: u64,
    /// The same, found by the prompts' texts.
    pub by_prompt: u64,
    /// Of those found by id, the ones with another prompt text than most answers of that id.
    pub other_text: u64,
    /// Usable outputs that look like refusals. They are not dropped.
    pub refusals: u64,
    /// What was dropped.
    pub dropped: Dropped,
}

/// Entries of a sample that take no part in the comparison prompt by prompt, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Requests of a batch that failed.
    pub failed: u64,
    /// Entries in which nothing is an output.
    pub without_output: u64,
    /// Outputs with nothing in them, or nothing but thinking.
    pub empty: u64,
    /// Answers that name neither an id nor a prompt to go by.
    pub no_prompt: u64,
    /// Answers to a prompt that the sample answers more often than the others.
    pub repeated: u64,
    /// Answers to prompts that student and teacher did not both answer.
    pub unanswered: u64,
    /// Answers to prompts on which student and teacher gave the same long text, which is counted apart.
    pub set_apart: u64,
}

impl Dropped {
    /// Every reason in words with its number.
    pub fn reasons(&self) -> [(u64, &'static str); 7] {
        [
            (self.failed, "failed requests"),
            (self.without_output, "without an output"),
            (self.empty, "empty"),
            (self.no_prompt, "without id or prompt"),
            (self.repeated, "repeated prompt"),
            (self.unanswered, "not answered by both sides"),
            (self.set_apart, "identical, counted apart"),
        ]
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.reasons().iter().map(|(count, _)| count).sum()
    }

    /// The reasons that occur, in words: `2 empty, 1 repeated prompt`.
    pub fn words(&self) -> String {
        let there = self.reasons().into_iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = there
            .map(|(count, reason)| format!("{count} {reason}"))
            .collect();
        words.join(", ")
    }
}

impl Matching {
    /// The row of the sample in `column`, for a comparison on the prompts in `mask`; those in
    /// `apart`, in order, are not in it.
    pub(super) fn of(
        part: Part,
        sample: &CleanSample<'_>,
        panel: &Panel<'_>,
        column: usize,
        mask: &PromptMask,
        apart: &[usize],
    ) -> Self {
        let mut row = Self {
            part,
            model: sample.name.clone(),
            read: sample.hygiene.outputs as u64
                + sample.left_out.failed
                + sample.left_out.without_output,
            by_id: 0,
            by_prompt: 0,
            other_text: 0,
            refusals: sample.hygiene.refusals as u64,
            dropped: Dropped {
                failed: sample.left_out.failed,
                without_output: sample.left_out.without_output,
                empty: sample.hygiene.empty as u64,
                ..Dropped::default()
            },
        };
        for fate in &panel.fates[panel.ranges[column].clone()] {
            let count = match fate {
                Fate::NoPrompt => &mut row.dropped.no_prompt,
                Fate::Again => &mut row.dropped.repeated,
                Fate::Alone => &mut row.dropped.unanswered,
                Fate::Paired { prompt, .. } if apart.binary_search(prompt).is_ok() => {
                    &mut row.dropped.set_apart
                }
                Fate::Paired { prompt, .. } if !mask[*prompt] => &mut row.dropped.unanswered,
                Fate::Paired { by, other_text, .. } => match by {
                    Pairing::Id => {
                        row.other_text += u64::from(*other_text);
                        &mut row.by_id
                    }
                    _ => &mut row.by_prompt,
                },
            };
            *count += 1;
        }
        row
    }
}
