//! What a finding looks like, wherever it is shown: the strip of the controls with the teacher among them, the scale of
//! likelihood ratios in words, and two answers with the words that are the same in both. May use similarity's findings.

use crate::similarity::{Finding, Verdict};

/// A control or the teacher on the strip.
#[derive(Debug, Clone, PartialEq)]
pub struct StripMark<'a> {
    /// The model.
    pub model: &'a str,
    /// Its score, in standard deviations of the controls.
    pub score: f64,
    /// Where it stands, 0 at the left end to 1 at the right.
    pub at: f32,
    /// How many marks that would lie on it stand below: marks are piled up, so that each is seen.
    pub level: usize,
    /// Whether this is the teacher.
    pub teacher: bool,
}

/// The controls on one line, the teacher last.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip<'a> {
    /// The marks, controls from left to right, then the teacher.
    pub marks: Vec<StripMark<'a>>,
    /// Where the controls' mean stands: what is usual.
    pub usual: f32,
    /// The 90 % interval of the teacher's score over prompts.
    pub interval: Option<(f32, f32)>,
    /// The scores at both ends.
    pub ends: (f64, f64),
}

/// Marks nearer than this share of the strip are piled up.
const NEAR: f32 = 0.016;
/// No pile is higher.
const MOST_LEVELS: usize = 4;

/// The strip of a finding; figures that are no numbers are left out.
pub fn strip(finding: &Finding) -> Strip<'_> {
    let teacher = (finding.score).map(|score| (finding.teacher.name.as_str(), score));
    let finite = |value: &(&str, f64)| value.1.is_finite();
    let mut controls: Vec<(&str, f64)> = (finding.strip.iter())
        .map(|value| (value.model.as_str(), value.score))
        .filter(finite)
        .collect();
    controls.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    let teacher = teacher.filter(finite);
    let interval = (finding.score_interval).filter(|(a, b)| a.is_finite() && b.is_finite());
    let ends = interval.map(|(a, b)| [a, b]);
    let values = || {
        let scores = controls.iter().chain(&teacher).map(|value| value.1);
        scores.chain(ends.into_iter().flatten())
    };
    let low = values().fold(-1.0, f64::min);
    let high = values().fold(1.0, f64::max);
    let at = |score: f64| ((score - low) / (high - low)).clamp(0.0, 1.0) as f32;
    let mut marks: Vec<StripMark<'_>> = Vec::with_capacity(controls.len() + 1);
    for (model, score) in controls {
        let place = at(score);
        let near = |mark: &&StripMark<'_>| place - mark.at < NEAR;
        let level = (marks.iter().rev().take_while(near))
            .map(|mark| mark.level + 1)
            .next()
            .unwrap_or(0);
        marks.push(StripMark {
            model,
            score,
            at: place,
            level: level % MOST_LEVELS,
            teacher: false,
        });
    }
    marks.extend(teacher.map(|(model, score)| StripMark {
        model,
        score,
        at: at(score),
        level: 0,
        teacher: true,
    }));
    Strip {
        marks,
        usual: at(0.0),
        interval: interval.map(|(from, to)| (at(from), at(to))),
        ends: (low, high),
    }
}

/// A stretch of the scale of likelihood ratios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Where it begins and ends, in log10 LR from -2 to 2.
    pub log10: (f64, f64),
    /// The ratios at its ends.
    pub bounds: &'static str,
    /// What a ratio in it amounts to.
    pub words: &'static str,
    /// The verdict it stands for.
    pub verdict: Verdict,
}

/// log10 of 3 and of 30, where bands meet.
const THREE: f64 = 0.477_121_254_719_662_4;

/// The scale from end to end.
pub const BANDS: [Band; 5] = [
    Band {
        log10: (-2.0, -THREE),
        bounds: "below 1/3",
        words: "weak evidence against",
        verdict: Verdict::Against,
    },
    Band {
        log10: (-THREE, THREE),
        bounds: "1/3 to 3",
        words: "no support either way",
        verdict: Verdict::NoSupport,
    },
    Band {
        log10: (THREE, 1.0),
        bounds: "3 to 10",
        words: "weak",
        verdict: Verdict::Weak,
    },
    Band {
        log10: (1.0, 1.0 + THREE),
        bounds: "10 to 30",
        words: "moderate",
        verdict: Verdict::Moderate,
    },
    Band {
        log10: (1.0 + THREE, 2.0),
        bounds: "30 to 100",
        words: "strong support",
        verdict: Verdict::Strong,
    },
];

/// Where a log10 LR stands on the scale, 0 to 1; what is beyond an end stands there.
pub fn on_scale(log10: f64) -> f32 {
    if log10.is_nan() {
        return 0.5;
    }
    ((log10.clamp(-2.0, 2.0) + 2.0) / 4.0) as f32
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words, with the white space behind them.
    pub text: String,
    /// Whether the other answer has them too, in the same order.
    pub equal: bool,
}

/// More words of an answer are not compared.
const MOST_WORDS: usize = 160;

/// Longer ones, in characters, are cut where there is no room for the whole of them.
const LONG_WORD: usize = 40;

/// Two answers as runs of words: equal ones are those of a longest common subsequence of their words, letters' case
/// aside. At most `characters` of either are taken, and `…` put behind what is cut.
pub fn side_by_side(a: &str, b: &str, characters: usize) -> (Vec<Run>, Vec<Run>) {
    let (a, b) = (words(a, characters), words(b, characters));
    let key = |word: &String| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() {
            word.trim().to_owned()
        } else {
            bare.to_lowercase()
        }
    };
    let (ka, kb): (Vec<String>, Vec<String>) =
        (a.iter().map(key).collect(), b.iter().map(key).collect());
    // longest[i][j]: the longest common subsequence of the words from i and from j on.
    let mut longest = vec![vec![0_u16; kb.len() + 1]; ka.len() + 1];
    for i in (0..ka.len()).rev() {
        for j in (0..kb.len()).rev() {
            longest[i][j] = if ka[i] == kb[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut same_a, mut same_b) = (vec![false; ka.len()], vec![false; kb.len()]);
    let (mut i, mut j) = (0, 0);
    while i < ka.len() && j < kb.len() {
        if ka[i] == kb[j] {
            (same_a[i], same_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (runs(&a, &same_a), runs(&b, &same_b))
}

/// Words with the white space behind them; line ends become spaces, so that openings stand beside each other.
fn words(text: &str, characters: usize) -> Vec<String> {
    let mut taken = 0;
    let mut words: Vec<String> = Vec::new();
    let mut cut = false;
    for word in text.split_whitespace() {
        let room = characters.saturating_sub(taken);
        if words.len() == MOST_WORDS || room == 0 {
            cut = true;
            break;
        }
        let kept: String = word.chars().take(room).collect();
        cut = kept.len() < word.len();
        // What is cut ends with a whole word, but for scripts that put no spaces between words.
        if cut && !words.is_empty() && word.chars().count() <= LONG_WORD {
            break;
        }
        taken += kept.chars().count() + 1;
        words.push(kept + " ");
        if cut {
            break;
        }
    }
    if cut && let Some(last) = words.last_mut() {
        last.truncate(last.trim_end().len());
        last.push_str(" …");
    }
    words
}

fn runs(words: &[String], same: &[bool]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (word, &equal) in words.iter().zip(same) {
        match runs.last_mut() {
            Some(run) if run.equal == equal => run.text.push_str(word),
            _ => runs.push(Run {
                text: word.clone(),
                equal,
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(runs: &[Run]) -> String {
        let part = |run: &Run| match run.equal {
            true => format!("[{}]", run.text.trim()),
            false => run.text.trim().to_owned(),
        };
        runs.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn equal_words_are_marked_in_both() {
        let (a, b) = side_by_side("Sure, here is a plan.", "sure! Here is the plan", 100);
        assert_eq!(marked(&a), "[Sure, here is] a [plan.]");
        assert_eq!(marked(&b), "[sure! Here is] the [plan]");
        let (a, _) = side_by_side("one two three", "", 7);
        assert_eq!(marked(&a), "one two …");
        let (a, _) = side_by_side("one two three", "", 10);
        assert_eq!(marked(&a), "one two …", "no half words");
        let unspaced = "字".repeat(60);
        let (a, _) = side_by_side(&unspaced, "", 10);
        assert_eq!(marked(&a), format!("{} …", "字".repeat(10)));
    }

    #[test]
    fn the_bands_cover_the_scale_and_agree_with_the_verdicts() {
        assert_eq!((BANDS[0].log10.0, BANDS[4].log10.1), (-2.0, 2.0));
        for pair in BANDS.windows(2) {
            assert_eq!(pair[0].log10.1, pair[1].log10.0);
        }
        for band in BANDS {
            let middle = f64::midpoint(band.log10.0, band.log10.1);
            assert_eq!(Verdict::of(Some(middle)), band.verdict);
        }
        assert_eq!(
            (on_scale(-9.0), on_scale(0.0), on_scale(9.0)),
            (0.0, 0.5, 1.0)
        );
    }

    proptest! {
        #[test]
        fn marking_keeps_the_words_and_any_text_is_taken(a in "\\PC{0,80}", b in "\\PC{0,80}") {
            let (x, y) = side_by_side(&a, &b, 400);
            let all = |runs: &[Run]| runs.iter().map(|r| r.text.as_str()).collect::<String>();
            let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(bare(&all(&x)), bare(&a));
            prop_assert_eq!(bare(&all(&y)), bare(&b));
            let equal = |runs: &[Run]| -> usize {
                let equal = runs.iter().filter(|r| r.equal);
                equal.map(|r| r.text.split_whitespace().count()).sum()
            };
            prop_assert_eq!(equal(&x), equal(&y));
        }
    }
}
