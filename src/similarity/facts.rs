//! What can be told of a sample before it is compared with anything: how many answers, how long, in which scripts, what
//! is wrong with some; and which prompts it answers, as hashes, so that the overlap of many samples can be shown without
//! keeping their texts. May use [`super::hygiene`], [`super::panel`]'s keys and [`super::sample`].

use super::hygiene::{CleanSample, Hygiene};
use super::panel::prompt_key;
use super::sample::Sample;
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// The facts of one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The model's name.
    pub name: String,
    /// The sample's hash, as findings name it.
    pub sha256: String,
    /// Counts of outputs: all, empty, thinking, refusals and so on.
    pub hygiene: Hygiene,
    /// Usable outputs that repeat an earlier one word for word.
    pub duplicates: usize,
    /// The middle length of usable outputs, in characters.
    pub median_characters: usize,
    /// How many usable outputs are mostly in each script, most frequent first.
    pub scripts: Vec<(&'static str, usize)>,
    /// Hashes of the prompts' ids, in order, each once.
    ids: Vec<u64>,
    /// Hashes of the prompts' texts.
    prompts: Vec<u64>,
}

impl Facts {
    /// The facts of a sample.
    pub fn of(sample: &Sample) -> Self {
        let clean = CleanSample::of(sample);
        let mut lengths: Vec<usize> = Vec::with_capacity(clean.records.len());
        let mut seen = FxHashSet::default();
        let mut scripts: Vec<(&'static str, usize)> = Vec::new();
        let (mut ids, mut prompts) = (Vec::new(), Vec::new());
        let mut duplicates = 0;
        for record in &clean.records {
            lengths.push(record.output.chars().count());
            duplicates += usize::from(!seen.insert(hash(&record.output)));
            let script = script(&record.output);
            match scripts.iter_mut().find(|(name, _)| *name == script) {
                Some((_, count)) => *count += 1,
                None => scripts.push((script, 1)),
            }
            ids.extend(record.id.filter(|id| !id.is_empty()).map(hash));
            prompts.extend(prompt_key(record.prompt.as_deref()).as_deref().map(hash));
        }
        for keys in [&mut ids, &mut prompts] {
            keys.sort_unstable();
            keys.dedup();
        }
        scripts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let middle = lengths.len() / 2;
        let median_characters = match lengths.is_empty() {
            true => 0,
            false => *lengths.select_nth_unstable(middle).1,
        };
        Self {
            name: sample.name.clone(),
            sha256: clean.sha256.clone(),
            hygiene: clean.hygiene,
            duplicates,
            median_characters,
            scripts,
            ids,
            prompts,
        }
    }

    /// How many prompts both answer: by id or by the prompts' texts, whichever joins more.
    pub fn shared(&self, other: &Self) -> usize {
        common(&self.ids, &other.ids).max(common(&self.prompts, &other.prompts))
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// How many entries two ascending lists share.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        n += usize::from(x == y);
    }
    n
}

/// The script most letters of a text are in.
fn script(text: &str) -> &'static str {
    const SCRIPTS: [(&str, &[(u32, u32)]); 9] = [
        ("Latin", &[(0, 0x24f), (0x1e00, 0x1eff)]),
        ("Greek", &[(0x370, 0x3ff)]),
        ("Cyrillic", &[(0x400, 0x52f)]),
        ("Hebrew", &[(0x590, 0x5ff)]),
        ("Arabic", &[(0x600, 0x77f)]),
        ("Indic", &[(0x900, 0xdff)]),
        ("Kana", &[(0x3040, 0x30ff)]),
        ("Han", &[(0x3400, 0x9fff), (0x20000, 0x3134f)]),
        ("Hangul", &[(0x1100, 0x11ff), (0xac00, 0xd7af)]),
    ];
    let mut counts = [0_usize; SCRIPTS.len() + 1];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let code = u32::from(c);
        let within = |(_, ranges): &(&str, &[(u32, u32)])| {
            ranges
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&code))
        };
        counts[SCRIPTS.iter().position(within).unwrap_or(SCRIPTS.len())] += 1;
    }
    // Japanese is written in Han and Kana together.
    if counts[6] > 0 && counts[6] + counts[7] > counts[0] {
        return "Kana";
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return "no letters";
    }
    let at = counts.iter().position(|count| *count == most);
    at.and_then(|at| SCRIPTS.get(at))
        .map_or("other", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Record;

    fn sample(rows: &[(&str, &str, &str)]) -> Sample {
        let record = |(id, prompt, output): &(&str, &str, &str)| Record {
            id: (!id.is_empty()).then(|| (*id).to_owned()),
            prompt: (!prompt.is_empty()).then(|| (*prompt).to_owned()),
            output: (*output).to_owned(),
        };
        Sample::new("m", rows.iter().map(record).collect())
    }

    #[test]
    fn a_sample_is_counted() {
        let facts = Facts::of(&sample(&[
            ("1", "a", "one"),
            ("2", "b", "one"),
            ("3", "c", "Слово"),
            ("4", "d", ""),
            ("5", "e", "<think>x</think>longer answer"),
        ]));
        assert_eq!((facts.hygiene.outputs, facts.hygiene.usable()), (5, 4));
        assert_eq!((facts.hygiene.empty, facts.hygiene.thinking), (1, 1));
        assert_eq!((facts.duplicates, facts.median_characters), (1, 5));
        assert_eq!(facts.scripts, [("Latin", 3), ("Cyrillic", 1)]);
        assert_eq!(
            Facts::of(&sample(&[])),
            Facts {
                name: "m".into(),
                sha256: sample(&[]).sha256(),
                ..Facts::default()
            }
        );
    }

    #[test]
    fn overlap_is_by_id_or_by_text_whichever_joins_more() {
        let a = Facts::of(&sample(&[("1", "What is it?", "x"), ("2", "Why?", "y")]));
        let b = Facts::of(&sample(&[
            ("9", "what  IS it?", "x"),
            ("8", "why?", "z"),
            ("7", "who?", "z"),
        ]));
        let c = Facts::of(&sample(&[("2", "other", "x")]));
        assert_eq!(
            (a.shared(&b), b.shared(&a), a.shared(&c), b.shared(&c)),
            (2, 2, 1, 0)
        );
        assert_eq!(a.shared(&a), 2);
    }

    #[test]
    fn scripts_are_told_apart() {
        for (text, name) in [
            ("straße", "Latin"),
            ("日本語です", "Kana"),
            ("中文", "Han"),
            ("한국어", "Hangul"),
            ("123", "no letters"),
            ("ᚠᚢ", "other"),
        ] {
            assert_eq!(script(text), name, "{text}");
        }
    }
}
