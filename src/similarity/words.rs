//! A finding in plain words. The wording is part of the method: "consistent with", never "proves"; the
//! ratio is not the probability of distillation. May use [`super::calibration`] [`super::finding`]
//! and [`super::preview`].

use std::borrow::Cow;
use std::cmp::Ordering;

use super::bank::{Basis, Ranked, Ranking};
use super::finding::{Finding, Verdict};
use super::preview::Preview;

/// Said beside the table of what was matched where whole samples were compared.
pub const WHOLE_SAMPLES: &str =
    "Whole samples were compared, so answers that stand beside no other took part all the same.";

/// What the check cannot show, whatever its result.
pub const LIMITS: [&str; 6] = [
    "Related pairs of models include distilled ones, ones tuned from the other's weights, and members of one family: the check does not say which, in which direction, or that any terms were broken.",
    "It cannot show that no distillation took place: in validation about a third of the students trained on a teacher's outputs came out as less alike than unrelated pairs.",
    "It cannot tell apart two teachers that share a style, and a teacher that is not among the samples shows up as its nearest relative.",
    "Distillation of reasoning alone, or washed out by later training, leaves little trace.",
    "Shared training data and text from the web make siblings look like parent and child.",
    "The ratio is not the probability of distillation: that also depends on what else is known.",
];

/// What a ranking against a reference bank cannot show, beside [`LIMITS`].
pub const BANK_LIMITS: [&str; 2] = [
    "The closest model is the closest of those in the bank: whether another, or none, was the teacher, the bank cannot say. Some model always comes first.",
    "The bank holds no texts: there are no shared phrases or answers to look at. To see what is alike, run a check on samples with texts.",
];

/// The verdict in a few words, with its place on the scale.
pub fn scale(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::SameTexts => "the same texts, so there is nothing to test",
        Verdict::RankingOnly => "a ranking only, without a likelihood ratio",
        Verdict::Against => {
            "less alike than related models usually are (LR below 1/3), weak evidence against a relation"
        }
        Verdict::NoSupport => "no support either way (LR 1/3 to 3)",
        Verdict::Weak => "weak support (LR 3 to 10)",
        Verdict::Moderate => "moderate support (LR 10 to 30)",
        Verdict::Strong => "strong support (LR 30 or more; the scale ends at 100)",
    }
}

/// What the built-in likelihood ratios rest on; the file of the calibration tells more.
pub const CALIBRATED_ON: &str = "made from 111 related and 2,215 unrelated pairs of models with the method's first version and carried over to this one";

/// A model's name as it can stand in a sentence on any screen: whatever a file says.
fn plain(name: &str) -> Cow<'_, str> {
    match name.contains(char::is_control) {
        true => Cow::Owned(name.replace(char::is_control, "\u{fffd}")),
        false => Cow::Borrowed(name),
    }
}

/// The finding in a few sentences that claim no more than it shows.
pub fn sentence(finding: &Finding) -> String {
    let (student, teacher) = (&plain(&finding.student.name), &plain(&finding.teacher.name));
    if finding.same_texts() {
        return format!(
            "{student} and {teacher} are the same texts, so there is nothing to test: name another sample for one of them."
        );
    }
    let k = finding.strip.len();
    let Some(score) = finding.score else {
        return format!(
            "{student} and {teacher} could not be measured against controls: at least two usable controls are needed, and there were {k}."
        );
    };
    let basis = if finding.is_of_whole_samples() {
        format!(
            "In whole samples of {} and {} outputs to different prompts, which is a weaker comparison,",
            finding.student.outputs, finding.teacher.outputs
        )
    } else {
        format!("On {} shared prompts,", finding.n_prompts)
    };
    let interval = finding.score_interval.map_or(String::new(), |(low, high)| {
        format!(", 90 % prompt interval {low:.2} to {high:.2}")
    });
    let rank = finding.rank.map_or(String::new(), |rank| {
        format!("; {teacher} ranks {rank} of {}", k + 1)
    });
    let compared = match compared(score, finding.score_interval) {
        Ordering::Greater => format!("more like those of {teacher} than, on average,"),
        Ordering::Equal => {
            format!(
                "neither clearly more nor clearly less like those of {teacher} than, on average,"
            )
        }
        Ordering::Less => format!("less like those of {teacher} than, on average,"),
    };
    let score = two_places(score);
    let mut text = format!(
        "{basis} the answers of {student} were {compared} like those of {k} controls (E = {score}{interval}{rank})."
    );
    match finding.log10_lr {
        Some(log10) => {
            let lr = ratio(log10);
            text.push_str(&format!(
                " By the calibration, {CALIBRATED_ON}, a result like this is {lr} for related pairs as for unrelated ones: {}.",
                scale(finding.verdict)
            ));
            if let Some((low, high)) = finding.lr_interval {
                text.push_str(&at_the_ends(finding.verdict, low, high));
            }
            if finding.verdict as u8 >= Verdict::Weak as u8 {
                text.push_str(&format!(
                    " This is consistent with {student} having been distilled or tuned from {teacher}, or with both being of one family."
                ));
            }
        }
        None => {
            text.push_str(" That is a ranking only: too little was given for a likelihood ratio.")
        }
    }
    if finding.n_identical > 0 {
        text.push_str(&format!(
            " Apart from that, {} long answers are the same word for word.",
            finding.n_identical
        ));
    }
    text
}

/// Whether a score tells more likeness than is usual among the controls, or less: where its interval holds 0, or it is
/// small beside the controls' own spread, neither is said.
fn compared(score: f64, interval: Option<(f64, f64)>) -> Ordering {
    let (low, high) = interval.unwrap_or((score, score));
    match score {
        score if score >= 0.5 && low > 0.0 => Ordering::Greater,
        score if score <= -0.5 && high < 0.0 => Ordering::Less,
        _ => Ordering::Equal,
    }
}

/// A score as it is told everywhere, so that it stands within its interval: no minus before a zero.
fn two_places(score: f64) -> String {
    match format!("{score:.2}") {
        zero if zero == "-0.00" => "0.00".to_owned(),
        score => score,
    }
}

/// What a check tests, so that nobody takes the null hypothesis for the claim.
pub const TESTED: &str = "The null hypothesis: the student's answers resemble the teacher's no more than those of the control models do. A high score speaks against it.";

/// First figures in a line that promises no more than a first look.
pub fn first_figures(preview: &Preview) -> String {
    format!(
        "First figures, from {} of {} prompts: score {}, rank {} of {}; the full check is running",
        preview.prompts.len(),
        preview.of,
        two_places(preview.score),
        preview.rank,
        preview.ranked
    )
}

/// To be said wherever many pairs are looked at.
pub const MANY: &str = "Where many pairs are looked at, some unrelated ones come out high by chance. A pair that was picked here for its score needs a check of its own, on other prompts.";

/// The score is no plain mean of the components beside it.
pub const CORRECTED: &str = "Before E is taken as their mean, each is corrected for how few controls there are and bounded at 4, so E is less than the mean of large ones. With a control left out the correction is stronger.";

/// A ranking by the bank as a note that stands by itself: the sentence, and what it cannot show.
pub fn bank_note(ranking: &Ranking) -> String {
    format!("{} {}", bank_sentence(ranking), BANK_LIMITS[0])
}

/// A ranking against a reference bank in a few sentences: which comparison it is, the closest model and how sure that is,
/// and what it is consistent with.
pub fn bank_sentence(ranking: &Ranking) -> String {
    let name = &plain(&ranking.sample.name);
    let basis = match ranking.basis {
        Basis::Paired => format!(
            "Answers to the same prompts were compared, by sketches, on {} shared prompts.",
            ranking.n_prompts
        ),
        Basis::Whole => format!(
            "Whole samples were compared, the {} outputs being to other prompts than the bank's, which is weaker.",
            ranking.sample.outputs
        ),
    };
    let Some(first) = ranking.models.first() else {
        return format!("{basis} No model of the bank could be measured.");
    };
    let interval = |model: &Ranked| {
        model.interval.map_or_else(String::new, |(low, high)| {
            format!(", 90 % interval {low:.2} to {high:.2}")
        })
    };
    let draws = match ranking.basis {
        Basis::Paired => "first in {} % of the draws of prompts",
        Basis::Whole => "first in {} % of the tries with a tenth of the outputs left out",
    };
    let mut text = format!(
        "{basis} Closest of {} models to {name}: {} (E = {:.2}{}), {}.",
        ranking.models.len(),
        first.model,
        first.score,
        interval(first),
        draws.replace("{}", &format!("{:.0}", first.first * 100.0))
    );
    let near = (ranking.models.iter().skip(1))
        .filter(|model| model.first >= 0.05)
        .map(|model| model.model.as_str());
    let near: Vec<&str> = near.take(4).collect();
    if !near.is_empty() {
        text.push_str(&format!(
            " Hardly to be told apart from it: {}.",
            near.join(", ")
        ));
    }
    // Whoever compares the two columns must not take one for wrong.
    let oftener = (ranking.models.iter()).max_by(|a, b| a.first.total_cmp(&b.first));
    if let Some(other) = oftener.filter(|other| other.first > first.first) {
        text.push_str(&format!(
            " {} came first more often ({:.0} %): the order is by the score on everything, the share counts the draws.",
            other.model,
            other.first * 100.0
        ));
    }
    match first.log10_lr {
        _ if first.verdict == Verdict::SameTexts => {
            text.push_str(&format!(
                " {} of its long answers are those of {name} word for word: it is the same model, or one's answers are the other's, and there is nothing to test between the two.",
                first.n_identical
            ));
        }
        Some(log10) => {
            text.push_str(&format!(
                " A result like this was {} for related pairs of models as for unrelated ones: {}.",
                ratio(log10),
                scale(first.verdict)
            ));
            if first.verdict as u8 >= Verdict::Weak as u8 {
                text.push_str(&format!(
                    " This is consistent with {name} having been distilled or tuned from {}, or with both being of one family.",
                    first.model
                ));
            }
        }
        None => text.push_str(" That is a ranking only, without a likelihood ratio."),
    }
    if first.n_identical > 0 && first.verdict != Verdict::SameTexts {
        text.push_str(&format!(
            " Apart from that, {} long answers are the same word for word.",
            first.n_identical
        ));
    }
    if let Some(other) = ranking.others.first() {
        text.push_str(&format!(
            " Of {} models that answered other prompts, the closest as a whole, which is weaker: {}.",
            ranking.others.len(),
            other.model
        ));
    }
    text
}

/// A likelihood ratio as people say it: "12 times as frequent", "a fifth as frequent".
/// How firm a verdict is: what the scale reads at an end of the interval, where that is another step of it.
fn at_the_ends(verdict: Verdict, low: f64, high: f64) -> String {
    let read = |end: &str, log10: f64| {
        let at = Verdict::of(Some(log10));
        (log10.is_finite() && at != verdict)
            .then(|| format!("at its {end} end it is {}, {}", ratio(log10), scale(at)))
    };
    let ends: Vec<String> = (read("lower", low).into_iter())
        .chain(read("upper", high))
        .collect();
    match ends.is_empty() {
        true => String::new(),
        false => format!(
            " The interval reaches beyond this step of the scale: {}.",
            ends.join("; ")
        ),
    }
}

fn ratio(log10: f64) -> String {
    let lr = 10_f64.powf(log10);
    if log10 >= 2.0 {
        "at least 100 times as frequent".to_owned()
    } else if lr >= 9.5 {
        format!("{lr:.0} times as frequent")
    } else if lr >= 1.0 {
        format!("{lr:.1} times as frequent")
    } else if log10 <= -2.0 {
        "at most 1/100 as frequent".to_owned()
    } else {
        format!("1/{:.1} as frequent", 1.0 / lr)
    }
}
