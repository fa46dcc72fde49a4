//! The result of a check: what is stored in a document, and the shorter report the command line prints.
//! Plain serialisable values.

use super::explain::{Phrase, PromptPair};
use super::matching::Matching;
use super::panel::Pairing;
use serde::{Deserialize, Serialize};

/// O, B, P, D and the three components weighted by rarity compared on shared prompts, normalised by controls. Version
/// 1 was O, B, P and D alone, without regard to the number of controls: [`Finding::base_score`].
pub const METHOD_PAIRED: &str = "obdp-z/2";
/// The first version of [`METHOD_PAIRED`]: the base score, by the lines that were made for it. A reference bank is
/// compared by it, whose sketches stand for these components only.
pub(super) const METHOD_BASE: &str = "obdp-z/1";
/// As [`METHOD_PAIRED`], normalised by matched students as well.
pub const METHOD_MATCHED: &str = "obdp-sm/2";
/// Distinctive vocabulary and Cosine Delta of whole samples: the weaker check without shared prompts.
pub const METHOD_UNPAIRED: &str = "unpaired-z/1";

/// Whether this program makes checks by a method of this name and version: the findings of another are out of date.
pub fn is_current(method: &str) -> bool {
    [METHOD_PAIRED, METHOD_MATCHED, METHOD_UNPAIRED].contains(&method)
}

/// Said of a student and a teacher that are the same texts.
pub const SAME_TEXTS: &str = "Student and teacher are the same texts, so there is nothing to test.";

/// A sample as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRef {
    /// The model's name.
    pub name: String,
    /// [`super::Sample::sha256`] of the sample, or [`super::Profile::sha256`] of the profile.
    pub sha256: String,
    /// Usable outputs.
    pub outputs: usize,
}

/// The settings that figures depend on, as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Characters of the opening.
    pub opening_characters: usize,
    /// Tokens of the common prefix at most.
    pub prefix_tokens: usize,
    /// Distinctive n-grams per length.
    pub distinctive: usize,
    /// Bounds of what a component may bring into the score.
    pub clip: (f64, f64),
    /// Bound of |log10 LR|.
    pub cap: f64,
    /// Bootstrap replicates.
    pub bootstrap: usize,
}

/// One component of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComponentFigure {
    /// O (opening), B (body), P (prefix), D (distinctive vocabulary), Or and Br (opening and body weighted by rarity),
    /// S (sentences' beginnings weighted by rarity) or C (Cosine Delta).
    pub component: String,
    /// The similarity of student and teacher.
    pub value: f64,
    /// Mean similarity of the student to the controls.
    pub controls_mean: f64,
    /// Its standard deviation over the controls.
    pub controls_sd: f64,
    /// How far `value` stands out from the controls, in their standard deviations, before clipping.
    pub z: f64,
    /// How far it stands out from matched students' similarity to the teacher, if there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<f64>,
}

/// One control on the scale of the score, for a strip plot with the teacher marked at [`Finding::score`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StripValue {
    /// The control's name.
    pub model: String,
    /// What the score would be, were it the teacher: made of the clipped z of its components in the same way.
    pub score: f64,
    /// Its similarity to the student, in the order of [`Finding::components`].
    pub values: Vec<f64>,
}

/// The same check with the parts of student and teacher exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reverse {
    /// E of the exchanged pair.
    pub score: f64,
    /// Its log10 likelihood ratio.
    pub log10_lr: Option<f64>,
}

/// What a likelihood ratio amounts to in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Student and teacher are the same texts, so there is nothing to test, and no figure.
    SameTexts,
    /// No likelihood ratio could be given: the ranking among the controls only.
    RankingOnly,
    /// LR below 1/3: less alike than related pairs usually are. Weak evidence against.
    Against,
    /// LR from 1/3 to 3: no support either way.
    NoSupport,
    /// LR from 3 to 10.
    Weak,
    /// LR from 10 to 30.
    Moderate,
    /// LR of 30 or more; the scale ends at 100.
    Strong,
}

impl Verdict {
    /// The verdict of a log10 likelihood ratio; NaN is none.
    pub fn of(log10_lr: Option<f64>) -> Self {
        match log10_lr.filter(|l| !l.is_nan()).map(|l| 10_f64.powf(l)) {
            None => Self::RankingOnly,
            Some(lr) if lr < 1.0 / 3.0 => Self::Against,
            Some(lr) if lr < 3.0 => Self::NoSupport,
            Some(lr) if lr < 10.0 => Self::Weak,
            Some(lr) if lr < 30.0 => Self::Moderate,
            Some(_) => Self::Strong,
        }
    }
}

/// A similarity finding: the figures, and all that is needed to obtain the same figures again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The method and its version, such as `obdp-z/1`.
    pub method: String,
    /// The settings.
    pub parameters: Parameters,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// When the check was made, as the caller said: this module reads no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// The suspected student.
    pub student: SampleRef,
    /// The suspected teacher.
    pub teacher: SampleRef,
    /// The controls that were used.
    pub controls: Vec<SampleRef>,
    /// Other students known not to come from this teacher.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<SampleRef>,
    /// Samples that were loaded beside these and so shaped the word weights.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub background: Vec<SampleRef>,
    /// How outputs were paired.
    pub pairing: Pairing,
    /// Prompts on which student and teacher were compared; 0 if the check did without.
    pub n_prompts: usize,
    /// Long outputs that student and teacher share word for word on the same prompt.
    pub n_identical: usize,
    /// E, the mean of what the components' z come to for so many controls, clipped; `None` with fewer than two controls.
    pub score: Option<f64>,
    /// The score of version 1, the mean of the clipped z of O, B, P and D: what the reference implementation gives.
    /// `None` where whole samples were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_score: Option<f64>,
    /// 5 % and 95 % of E over bootstrapped prompts.
    pub score_interval: Option<(f64, f64)>,
    /// E on every other prompt and on the rest (D of whole samples in both), if each half has ten prompts or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halves: Option<(f64, f64)>,
    /// log10 of the likelihood ratio.
    pub log10_lr: Option<f64>,
    /// The likelihood ratio at both ends of the interval of E.
    pub lr_interval: Option<(f64, f64)>,
    /// The teacher's rank among itself and the controls, 1 = nearest to the student.
    pub rank: Option<usize>,
    /// Rank over the number of controls plus one: the smallest it can be is 1/(k+1).
    pub p_value: Option<f64>,
    /// What the ratio amounts to.
    pub verdict: Verdict,
    /// The components of E.
    pub components: Vec<ComponentFigure>,
    /// The exchanged pair.
    pub reverse: Option<Reverse>,
    /// Every control on the scale of E, nearest first.
    pub strip: Vec<StripValue>,
    /// Phrases both use far more than the controls; `None` if they were not looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrases: Option<Vec<Phrase>>,
    /// The prompts on which the two are most alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<PromptPair>,
    /// Which answers were matched and which dropped, sample by sample; empty where it was not looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matching: Vec<Matching>,
    /// What limits the finding, one sentence each.
    pub warnings: Vec<String>,
}

impl Finding {
    /// Whether whole samples were compared, for want of prompts that both sides answered.
    pub fn is_of_whole_samples(&self) -> bool {
        self.method == METHOD_UNPAIRED
    }

    /// Whether another finding is of the same check: the same samples in the same parts, by the same method, and with the
    /// same score.
    pub fn is_same_check(&self, other: &Self) -> bool {
        self.method == other.method
            && self.score == other.score
            && self.student == other.student
            && self.teacher == other.teacher
            && self.controls == other.controls
            && self.matched == other.matched
            && self.background == other.background
    }

    /// Whether student and teacher are the same texts: then there is nothing but that to say.
    pub fn same_texts(&self) -> bool {
        self.verdict == Verdict::SameTexts
    }

    /// The report that `check --json` prints.
    pub fn report(&self) -> Report {
        Report {
            method: self.method.clone(),
            student: self.student.name.clone(),
            teacher: self.teacher.name.clone(),
            controls: self.controls.iter().map(|c| c.name.clone()).collect(),
            n_student: self.student.outputs,
            n_teacher: self.teacher.outputs,
            score: self.score,
            log10_lr: self.log10_lr,
            lr_interval: self.lr_interval,
            p_value: self.p_value,
            verdict: self.verdict,
            phrases: self.phrases.clone(),
            matching: self.matching.clone(),
            warnings: (self.same_texts().then(|| SAME_TEXTS.to_owned()).into_iter())
                .chain(self.warnings.clone())
                .collect(),
        }
    }
}

/// What the command line prints of a finding; the field names are fixed because scripts depend on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of `Finding`")]
pub struct Report {
    pub method: String,
    pub student: String,
    pub teacher: String,
    pub controls: Vec<String>,
    pub n_student: usize,
    pub n_teacher: usize,
    pub score: Option<f64>,
    pub log10_lr: Option<f64>,
    pub lr_interval: Option<(f64, f64)>,
    pub p_value: Option<f64>,
    pub verdict: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrases: Option<Vec<Phrase>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matching: Vec<Matching>,
    pub warnings: Vec<String>,
}
