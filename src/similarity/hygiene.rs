//! What is done to outputs before anything is counted, and what is only noticed. May use [`super::sample`].
//!
//! Changed: Unicode form (NFC), line ends (LF), `<think>` blocks (dropped), empty outputs (dropped).
//! Noticed and reported, but left in: refusals, chain of thought without tags, text in other scripts.

use super::sample::{LeftOut, Record, Sample};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Refusals are short; an output longer than this many bytes is an answer whatever its opening.
const REFUSAL_BYTES: usize = 600;

/// What was found in a sample, in numbers of outputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hygiene {
    /// Outputs as read.
    pub outputs: usize,
    /// Dropped: nothing was left of them.
    pub empty: usize,
    /// With a `<think>` block, which was cut out.
    pub thinking: usize,
    /// That look like untagged chain of thought, which hides a model's usual opening.
    pub untagged_thinking: usize,
    /// That look like refusals, which are short and formulaic and so resemble each other.
    pub refusals: usize,
    /// Mostly in a script other than Latin, of which the tokens see little.
    pub other_script: usize,
}

impl Hygiene {
    /// Outputs with something in them.
    pub fn usable(&self) -> usize {
        self.outputs.saturating_sub(self.empty)
    }

    /// One sentence for each thing a reader of a finding should know about the sample called `name`.
    pub fn warnings(&self, name: &str) -> Vec<String> {
        let usable = self.usable();
        let part = |count: usize| format!("{count} of {usable} outputs of {name}");
        let mut warnings = Vec::new();
        if self.empty > 0 {
            warnings.push(format!(
                "{} empty outputs of {name} were left out.",
                self.empty
            ));
        }
        if self.refusals * 10 > usable {
            warnings.push(format!(
                "{} look like refusals, which resemble each other whoever wrote them.",
                part(self.refusals)
            ));
        }
        if self.untagged_thinking * 10 > usable {
            warnings.push(format!(
                "{} look like thinking aloud; remove it, for it hides how the model's answers open.",
                part(self.untagged_thinking)
            ));
        }
        if self.other_script * 10 > usable {
            warnings.push(format!(
                "{} are mostly not in Latin script, of which the method sees little.",
                part(self.other_script)
            ));
        }
        warnings
    }
}

/// A record with a usable output; texts that need no change are the sample's own.
#[derive(Debug, Clone)]
pub struct CleanRecord<'a> {
    /// The prompt's id.
    pub id: Option<&'a str>,
    /// The prompt's text.
    pub prompt: Option<Cow<'a, str>>,
    /// The output.
    pub output: Cow<'a, str>,
}

/// A sample ready for counting.
#[derive(Debug, Clone, Default)]
pub struct CleanSample<'a> {
    /// The model's name.
    pub name: String,
    /// The hash of the sample as it was read, before cleaning.
    pub sha256: String,
    /// Records with a usable output.
    pub records: Vec<CleanRecord<'a>>,
    /// What was found.
    pub hygiene: Hygiene,
    /// Entries of its file that gave no record.
    pub left_out: LeftOut,
}

impl<'a> CleanRecord<'a> {
    /// A record cleaned; `None` if nothing is left of its output.
    pub fn of(record: &'a Record) -> Option<Self> {
        clean(record).0
    }
}

impl<'a> CleanSample<'a> {
    /// Cleans a sample; the original is not touched.
    pub fn of(sample: &'a Sample) -> Self {
        let cleaned: Vec<(Option<CleanRecord<'a>>, Hygiene)> =
            sample.records.par_iter().map(clean).collect();
        let mut hygiene = Hygiene::default();
        for (_, found) in &cleaned {
            hygiene.outputs += 1;
            hygiene.empty += found.empty;
            hygiene.thinking += found.thinking;
            hygiene.untagged_thinking += found.untagged_thinking;
            hygiene.refusals += found.refusals;
            hygiene.other_script += found.other_script;
        }
        Self {
            name: sample.name.clone(),
            sha256: sample.sha256(),
            records: cleaned
                .into_iter()
                .filter_map(|(record, _)| record)
                .collect(),
            hygiene,
            left_out: sample.left_out,
        }
    }
}

fn clean(record: &Record) -> (Option<CleanRecord<'_>>, Hygiene) {
    let (text, thought) = without_thinking(&record.output);
    let text = normalise(text);
    let mut found = Hygiene {
        thinking: usize::from(thought),
        ..Hygiene::default()
    };
    if text.trim().is_empty() {
        found.empty = 1;
        return (None, found);
    }
    found.refusals = usize::from(is_refusal(&text));
    found.untagged_thinking = usize::from(is_untagged_thinking(&text));
    found.other_script = usize::from(is_other_script(&text));
    let cleaned = CleanRecord {
        id: record.id.as_deref(),
        prompt: record
            .prompt
            .as_deref()
            .map(|prompt| normalise(Cow::Borrowed(prompt))),
        output: text,
    };
    (Some(cleaned), found)
}

/// NFC with LF line ends.
fn normalise(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    };
    if text.is_ascii() || unicode_normalization::is_nfc(&text) {
        text
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Cuts out `<think>…</think>` and `<thinking>…</thinking>`.
fn without_thinking(text: &str) -> (Cow<'_, str>, bool) {
    let mut left = Cow::Borrowed(text);
    if !text.contains('<') {
        return (left, false);
    }
    for (open, close) in [("<think>", "</think>"), ("<thinking>", "</thinking>")] {
        if left.contains(open) || left.contains(close) {
            left = Cow::Owned(without_blocks(&left, open, close));
        }
    }
    let thought = matches!(left, Cow::Owned(_));
    (left, thought)
}

/// A closing tag without an opening one ends a block that a chat template opened; an opening tag without a
/// closing one begins a thought cut short.
fn without_blocks(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut tail = text;
    loop {
        match (tail.find(open), tail.find(close)) {
            (start, Some(end)) => {
                match start.filter(|&start| start < end) {
                    Some(start) => out.push_str(&tail[..start]),
                    None => out.clear(),
                }
                tail = &tail[end + close.len()..];
            }
            (start, None) => {
                out.push_str(&tail[..start.unwrap_or(tail.len())]);
                return out.trim_start().to_owned();
            }
        }
    }
}

/// Starts as refusals do and is short.
fn is_refusal(text: &str) -> bool {
    const SUBJECTS: [&str; 4] = ["i", "as an ai", "as a language model", "unfortunately, i"];
    const APOLOGIES: [&str; 6] = [
        "i'm sorry",
        "i am sorry",
        "sorry",
        "i apologize",
        "my apologies",
        "i regret",
    ];
    const REFUSALS: [&str; 12] = [
        "can't",
        "cannot",
        "can not",
        "won't",
        "will not",
        "unable to",
        "not able to",
        "not comfortable",
        "not appropriate",
        "don't have",
        "do not have",
        "must decline",
    ];
    if text.len() > REFUSAL_BYTES {
        return false;
    }
    let opening: String = text.trim_start().chars().take(160).collect::<String>();
    let opening = opening.to_lowercase().replace('’', "'");
    let begins = |list: &[&str]| {
        list.iter().any(|start| {
            opening
                .strip_prefix(start)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    (begins(&APOLOGIES) || begins(&SUBJECTS)) && REFUSALS.iter().any(|word| opening.contains(word))
}

/// Begins as reasoning models think, or says "Wait," twice.
fn is_untagged_thinking(text: &str) -> bool {
    const OPENINGS: [&str; 6] = [
        "Okay, so",
        "Ok, so",
        "Alright, let's",
        "Alright, so",
        "Hmm",
        "Okay, let",
    ];
    let text = text.trim_start();
    OPENINGS.iter().any(|opening| text.starts_with(opening))
        // A capital letter is rare, and found faster than a word.
        || (text.split('W').skip(1).filter(|rest| rest.starts_with("ait,")))
            .nth(1)
            .is_some()
}

/// Most letters are outside the Latin blocks.
fn is_other_script(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0_usize, 0_usize), |(latin, other), c| {
        if c < '\u{250}' {
            (latin + 1, other)
        } else {
            (latin, other + 1)
        }
    });
    other > latin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(output: &str) -> (Option<String>, Hygiene) {
        let record = Record {
            output: output.into(),
            ..Record::default()
        };
        let (record, found) = clean(&record);
        (record.map(|r| r.output.into_owned()), found)
    }

    #[test]
    fn thinking_is_cut_out_wherever_its_tags_are() {
        for (text, left) in [
            ("<think>a</think>\n\nYes.", "Yes."),
            ("<think>a</think>Yes.<think>b</think> No.", "Yes. No."),
            ("hidden</think>Yes.", "Yes."),
            ("Yes.<think>cut short", "Yes."),
            ("<thinking>x</thinking><think>y</think>Yes.", "Yes."),
        ] {
            let (output, found) = cleaned(text);
            assert_eq!(output.as_deref(), Some(left), "{text}");
            assert_eq!(found.thinking, 1);
        }
        let (output, found) = cleaned("<think>only this</think>  ");
        assert_eq!((output, found.empty), (None, 1));
    }

    #[test]
    fn texts_are_normalised_and_oddities_noticed() {
        assert_eq!(cleaned("e\u{301}\r\nb\rc").0.as_deref(), Some("é\nb\nc"));
        assert_eq!(
            cleaned("I’m sorry, but I can’t help with that.").1.refusals,
            1
        );
        assert_eq!(
            cleaned("I cannot recommend it enough! ".repeat(30).as_str())
                .1
                .refusals,
            0
        );
        assert_eq!(cleaned("It is fine.").1.refusals, 0);
        assert_eq!(cleaned("Okay, so the user asks").1.untagged_thinking, 1);
        assert_eq!(cleaned("日本語の文章です").1.other_script, 1);
        assert_eq!(cleaned("Überraschung").1.other_script, 0);
    }
}
