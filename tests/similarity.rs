//! The similarity check against its reference implementation's figures, against properties that must hold
//! whatever the texts, and against hostile input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

#[path = "similarity/bank.rs"]
mod bank;
mod common;
#[path = "similarity/files.rs"]
mod files;
#[path = "similarity/matching.rs"]
mod matching;
#[path = "similarity/parquet.rs"]
mod parquet;
#[path = "similarity/preview.rs"]
mod preview;
#[path = "similarity/profiles.rs"]
mod profiles;
#[path = "similarity/validation.rs"]
mod validation;
#[path = "similarity/verbatim.rs"]
mod verbatim_runs;

use counterclaim::progress::Progress;
use counterclaim::similarity::read;
use counterclaim::similarity::{
    CheckError, CheckInput, Finding, METHOD_MATCHED, METHOD_PAIRED, METHOD_UNPAIRED, MatrixInput,
    Options, Pairing, Record, Sample, Verdict, check, matrix, verbatim, words,
};
use serde_json::Value;
use std::path::Path;

fn quick() -> Options {
    Options {
        bootstrap: 20,
        ..Options::default()
    }
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// (student, candidate, label) of one arena.
fn labels(arena: &str) -> Option<Vec<(String, String, String)>> {
    let path = common::shared("data/similarity/dev/controls.csv")?;
    let mine = rows(&path).into_iter().filter(|row| row[0] == arena);
    Some(
        mine.map(|row| (row[1].clone(), row[2].clone(), row[3].clone()))
            .collect(),
    )
}

fn all_pairs(arena: &str, unrelated: &[(String, String)]) -> Option<Vec<Finding>> {
    let dir = common::shared(&format!("data/similarity/dev/{arena}"))?;
    let folder = read::folder(&dir, &Progress::none()).unwrap();
    let input = MatrixInput {
        samples: &folder.samples,
        models: &folder.models,
        unrelated,
    };
    Some(matrix(&input, &quick(), &Progress::none()).unwrap())
}

fn of<'f>(findings: &'f [Finding], student: &str, teacher: &str) -> &'f Finding {
    let found = findings
        .iter()
        .find(|f| f.student.name == student && f.teacher.name == teacher);
    found.unwrap_or_else(|| panic!("no finding for {student} and {teacher}"))
}

#[test]
fn figures_agree_with_the_reference_implementation() {
    let Some(golden) = common::shared("data/similarity/dev/golden.json") else {
        return;
    };
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
    let labels = labels("creative").unwrap();
    let unrelated: Vec<_> = labels
        .into_iter()
        .filter(|l| l.2 == "neg")
        .map(|l| (l.0, l.1))
        .collect();
    let plain = all_pairs("creative", &[]).unwrap();
    let matched = all_pairs("creative", &unrelated).unwrap();
    let pairs = golden["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 8);
    let mut worst = Vec::new();
    for pair in pairs {
        let (student, teacher) = (
            pair["student"].as_str().unwrap(),
            pair["candidate"].as_str().unwrap(),
        );
        let finding = of(&plain, student, teacher);
        assert_eq!(finding.method, METHOD_PAIRED);
        let mut near = |what: &str, ours: f64, theirs: &Value| {
            let theirs = theirs.as_f64().unwrap();
            worst.push((
                (ours - theirs).abs(),
                format!("{student} {teacher} {what}: {ours:.4}, reference {theirs}"),
            ));
        };
        assert_eq!(finding.components.len(), 7);
        for figure in &finding.components[..4] {
            let name = figure.component.as_str();
            near(name, figure.value, &pair["raw"][name]);
            near(&format!("z of {name}"), figure.z, &pair["z"][name]);
        }
        near("E", finding.base_score.unwrap(), &pair["E_z"]);
        let finding = of(&matched, student, teacher);
        assert_eq!(finding.method, METHOD_MATCHED);
        near("matched E", finding.base_score.unwrap(), &pair["E_sm"]);
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let off: Vec<_> = worst
        .iter()
        .filter(|w| w.0 > 0.01)
        .map(|w| w.1.as_str())
        .collect();
    assert!(off.is_empty(), "more than 0.01 off:\n{}", off.join("\n"));
}

/// Share of unrelated pairs of an arena whose LR exceeds 10, and the median of related pairs' log10 LR.
fn rates(arena: &str) -> Option<(f64, f64)> {
    let findings = all_pairs(arena, &[])?;
    let log10_lr = |label: &str| -> Vec<f64> {
        let pairs = labels(arena).unwrap().into_iter().filter(|l| l.2 == label);
        pairs
            .map(|(s, t, _)| of(&findings, &s, &t).log10_lr.unwrap())
            .collect()
    };
    let (unrelated, mut related) = (log10_lr("neg"), log10_lr("pos"));
    assert!(unrelated.len() > 100 && related.len() > 5);
    related.sort_by(f64::total_cmp);
    let high = unrelated.iter().filter(|&&l| l > 1.0).count();
    Some((
        high as f64 / unrelated.len() as f64,
        related[related.len() / 2],
    ))
}

#[test]
fn unrelated_instruction_pairs_seldom_look_related() {
    let Some((high, related)) = rates("alpaca") else {
        return;
    };
    assert!(
        high <= 0.01,
        "{high} of unrelated pairs have an LR above 10"
    );
    assert!(
        related > 0.5,
        "the median related pair has log10 LR {related}"
    );
}

#[test]
fn unrelated_story_pairs_seldom_look_related() {
    let Some((high, related)) = rates("creative") else {
        return;
    };
    assert!(
        high <= 0.04,
        "{high} of unrelated pairs have an LR above 10"
    );
    assert!(
        related > 0.5,
        "the median related pair has log10 LR {related}"
    );
}

// ---- samples made up here ----------------------------------------------------------------------------

const WORDS: [&str; 40] = [
    "river", "stone", "quiet", "answer", "because", "often", "machine", "garden", "silver",
    "north", "paper", "under", "bright", "market", "seven", "window", "gentle", "reason", "travel",
    "winter", "simple", "number", "follow", "island", "butter", "candle", "doctor", "engine",
    "forest", "guitar", "hammer", "insect", "jacket", "kitten", "ladder", "mirror", "needle",
    "orange", "pencil", "rocket",
];

/// A small generator of its own, so that the tests depend on nothing they test.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// A model that favours some words, opens its answers in its own way, and answers `prompts` prompts.
fn model(name: &str, seed: u64, prompts: usize) -> Sample {
    let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
    let favourites: Vec<&str> = (0..12).map(|_| WORDS[dice.roll(40)]).collect();
    let records = (0..prompts).map(|prompt| {
        let mut topic = Dice(prompt as u64 * 7919 + 11);
        let mut text = format!("{} {}:", favourites[dice.roll(2)], favourites[dice.roll(3)]);
        for _ in 0..60 {
            let word = match dice.roll(3) {
                0 => favourites[dice.roll(12)],
                1 => WORDS[topic.roll(40)],
                _ => WORDS[dice.roll(40)],
            };
            text.push(' ');
            text.push_str(word);
        }
        record(
            &format!("q{prompt}"),
            &format!("What about topic {prompt}?"),
            &text,
        )
    });
    Sample::new(name, records.collect())
}

fn record(id: &str, prompt: &str, output: &str) -> Record {
    Record {
        id: Some(id.to_owned()),
        prompt: Some(prompt.to_owned()),
        output: output.to_owned(),
    }
}

fn models(seeds: std::ops::Range<u64>, prompts: usize) -> Vec<Sample> {
    seeds
        .map(|seed| model(&format!("m{seed}"), seed, prompts))
        .collect()
}

fn checked(student: &Sample, teachers: &[Sample], controls: &[Sample]) -> Vec<Finding> {
    let input = CheckInput {
        student,
        teachers,
        controls,
        matched: &[],
    };
    check(&input, &quick(), &Progress::none()).unwrap()
}

/// A student whose answers begin as the teacher's and then go their own way.
fn imitator(teacher: &Sample, seed: u64) -> Sample {
    let mut student = model("student", seed, teacher.records.len());
    for (mine, theirs) in student.records.iter_mut().zip(&teacher.records) {
        let opening: Vec<&str> = theirs.output.split(' ').take(25).collect();
        mine.output = format!("{} {}", opening.join(" "), mine.output);
    }
    student
}

#[test]
fn a_copy_but_for_one_answer_hits_every_clip() {
    let student = model("s", 1, 40);
    let mut copy = student.clone();
    copy.name = "t".into();
    copy.records[0].output.push_str(" And so on.");
    let found = checked(&student, &[copy], &models(10..17, 40)).remove(0);
    assert_eq!(found.components.len(), 7);
    for figure in &found.components {
        assert!(figure.z > 8.0, "{figure:?}");
    }
    assert_eq!(
        (found.base_score, found.log10_lr, found.rank),
        (Some(8.0), Some(2.0), Some(1))
    );
    assert_eq!(found.score, Some(4.0), "every component at its bound");
    assert_eq!(
        (found.student.name.as_str(), found.teacher.name.as_str()),
        ("s", "t")
    );
    assert_eq!(found.p_value, Some(1.0 / 8.0));
    assert_eq!(found.verdict, Verdict::Strong);
}

/// The same texts say nothing of their makers, whatever the samples, ids and prompts are called, and in any order.
#[test]
fn the_same_texts_give_no_figure_at_all() {
    let student = model("s", 1, 40);
    let mut copy = student.clone();
    copy.name = "t".into();
    let mut renamed = copy.clone();
    renamed.records.reverse();
    for (n, record) in renamed.records.iter_mut().enumerate() {
        record.id = Some(format!("other-{n}"));
        record.prompt = None;
    }
    let mut controls = models(10..17, 40);
    controls.push(student.clone());
    for teacher in [copy, renamed] {
        let other = model("o", 2, 40);
        let found = checked(&student, &[teacher.clone(), other.clone()], &controls);
        let (last, first) = (found.last().unwrap(), &found[0]);
        assert_eq!(
            (last.student.name.as_str(), last.teacher.name.as_str()),
            ("s", "t")
        );
        assert!(last.same_texts() && last.verdict == Verdict::SameTexts);
        assert_eq!(
            (last.score, last.base_score, last.log10_lr),
            (None, None, None)
        );
        assert_eq!(
            (last.rank, last.p_value, last.lr_interval),
            (None, None, None)
        );
        assert!(last.components.is_empty() && last.strip.is_empty() && last.matching.is_empty());
        assert!(last.reverse.is_none() && last.prompts.is_empty() && last.warnings.is_empty());
        let said = words::sentence(last);
        assert!(
            said.contains("the same texts, so there is nothing to test"),
            "{said}"
        );
        assert_eq!(last.report().warnings.len(), 1);
        // The other teacher is tested as it is in that company.
        assert!(!first.same_texts() && first.score.is_some());
        let samples = [vec![student.clone(), teacher], controls[..7].to_vec()].concat();
        let input = MatrixInput {
            samples: &samples,
            models: &[],
            unrelated: &[],
        };
        let same: Vec<bool> = (matrix(&input, &quick(), &Progress::none()).unwrap().iter())
            .filter(|f| {
                ["s", "t"].contains(&f.student.name.as_str())
                    && ["s", "t"].contains(&f.teacher.name.as_str())
            })
            .map(|f| f.same_texts() && f.log10_lr.is_none())
            .collect();
        assert!(same.iter().all(|same| *same), "{same:?}");
    }
}

#[test]
fn an_imitator_is_found_and_a_stranger_is_not() {
    let teachers = models(20..22, 60);
    let student = imitator(&teachers[0], 99);
    let found = checked(&student, &teachers, &models(30..38, 60));
    assert_eq!(found[0].teacher.name, "m20");
    assert!(
        found[0].score.unwrap() > 2.0 && found[0].log10_lr.unwrap() > 1.0,
        "{:?}",
        found[0]
    );
    assert!(found[0].base_score.unwrap() > 3.0);
    assert!(found[1].score.unwrap() < 2.0, "{:?}", found[1].components);
    for finding in &found {
        let (score, (low, high)) = (finding.score.unwrap(), finding.score_interval.unwrap());
        assert!(
            low <= score + 0.5 && high >= score - 0.5 && low <= high,
            "{low} {score} {high}"
        );
        // Both halves of the prompts speak of the same pair.
        let (one, other) = finding.halves.unwrap();
        assert!(
            (one + other - 2.0 * score).abs() < 2.0,
            "{one} {score} {other}"
        );
        assert!(
            low < high || score > 3.9,
            "only a clipped score has no spread"
        );
    }
    let prompt = &found[0].prompts[0];
    assert_eq!(
        prompt.student[..prompt.common],
        prompt.teacher[..prompt.common]
    );
    assert!(prompt.common > 20);
    let text = words::sentence(&found[0]);
    assert!(
        text.contains("consistent with") && !text.contains("prove"),
        "{text}"
    );
}

#[test]
fn a_verdict_whose_interval_reaches_further_says_so() {
    let teachers = models(20..21, 40);
    let mut finding =
        checked(&imitator(&teachers[0], 7), &teachers, &models(30..38, 40)).swap_remove(0);
    let beyond = "The interval reaches beyond this step of the scale";
    let mut said = |lr: f64, low: f64, high: f64| {
        finding.log10_lr = Some(lr.log10());
        finding.lr_interval = Some((low.log10(), high.log10()));
        finding.verdict = Verdict::of(finding.log10_lr);
        words::sentence(&finding)
    };
    assert!(!said(15.0, 11.0, 29.0).contains(beyond));
    let text = said(15.0, 2.0, 29.0);
    let lower =
        "at its lower end it is 2.0 times as frequent, no support either way (LR 1/3 to 3).";
    assert!(text.contains(&format!("{beyond}: {lower}")), "{text}");
    let text = said(2.0, 0.2, 40.0);
    assert!(
        text.contains("at its lower end it is 1/5.0 as frequent, less alike"),
        "{text}"
    );
    assert!(
        text.contains("; at its upper end it is 40 times as frequent, strong support"),
        "{text}"
    );
}

#[test]
fn whatever_a_file_calls_a_model_is_harmless_in_the_sentence() {
    let mut teacher = models(20..21, 40).remove(0);
    teacher.name = "a\u{1b}[31mRED\u{1b}]0;owned\u{7}".to_owned();
    let finding = checked(&imitator(&teacher, 7), &[teacher], &models(30..38, 40)).remove(0);
    let said = words::sentence(&finding);
    assert!(
        said.contains("RED") && !said.contains(char::is_control),
        "{said:?}"
    );
}

#[test]
fn order_names_repetition_and_threads_change_nothing() {
    let (teachers, mut controls) = (models(20..22, 40), models(30..37, 40));
    let mut student = imitator(&teachers[0], 5);
    let figures = |found: &[Finding]| serde_json::to_string(found).unwrap();
    let once = checked(&student, &teachers, &controls);
    controls.reverse();
    controls.rotate_left(2);
    student.records.reverse();
    for control in &mut controls {
        control.records.rotate_left(7);
    }
    assert_eq!(
        figures(&once),
        figures(&checked(&student, &teachers, &controls))
    );
    for threads in [1, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let again = pool.install(|| checked(&student, &teachers, &controls));
        assert_eq!(figures(&once), figures(&again), "{threads} threads");
    }
    // A control given twice, and the teacher given as a control, are loaded once and said to be.
    controls.push(controls[0].clone());
    controls.push(teachers[0].clone());
    let twice = checked(&student, &teachers[..1], &controls).remove(0);
    let plain = checked(&student, &teachers[..1], &controls[..7]).remove(0);
    assert_eq!((twice.score, twice.log10_lr), (plain.score, plain.log10_lr));
    assert_eq!(twice.controls.len(), 7);
    assert!(
        twice
            .warnings
            .iter()
            .any(|w| w.contains("2 of 9 controls were left out")),
        "{:?}",
        twice.warnings
    );
}

#[test]
fn too_few_controls_or_prompts_give_a_ranking_without_a_ratio() {
    let teacher = model("t", 20, 40);
    let student = imitator(&teacher, 5);
    for k in 0..8 {
        let found = checked(
            &student,
            std::slice::from_ref(&teacher),
            &models(30..30 + k, 40),
        )
        .remove(0);
        assert_eq!(found.score.is_some(), k >= 2, "{k} controls");
        assert_eq!(found.log10_lr.is_some(), k >= 5, "{k} controls");
        assert_eq!(found.lr_interval.is_some(), k >= 5);
        assert_eq!(found.verdict == Verdict::RankingOnly, k < 5);
        assert!(!words::sentence(&found).is_empty());
    }
    for n in [1, 5, 9, 10, 11] {
        let teacher = model("t", 20, n);
        let student = imitator(&teacher, 5);
        let found = checked(&student, &[teacher], &models(30..37, n)).remove(0);
        assert_eq!((found.n_prompts, found.method.as_str()), (n, METHOD_PAIRED));
        assert_eq!(found.log10_lr.is_some(), n >= 10, "{n} prompts");
        assert_eq!(found.halves, None, "halves of {n} prompts say too little");
        assert!(found.score.is_some_and(f64::is_finite));
    }
    let empty = Sample::new("nothing", vec![record("a", "b", " \n")]);
    let input = CheckInput {
        student: &empty,
        teachers: &[teacher],
        controls: &[],
        matched: &[],
    };
    let error = check(&input, &quick(), &Progress::none()).unwrap_err();
    assert!(
        error.to_string().contains("nothing has no output"),
        "{error}"
    );
}

#[test]
fn different_prompts_fall_back_to_whole_samples() {
    let half = |sample: &Sample, from: usize| {
        Sample::new(
            sample.name.clone(),
            sample.records.iter().skip(from).take(60).cloned().collect(),
        )
    };
    let teachers = models(20..22, 120);
    let student = imitator(&teachers[0], 5);
    let found = checked(
        &half(&student, 0),
        &[half(&teachers[0], 60)],
        &models(30..37, 120),
    )
    .remove(0);
    assert_eq!(
        (found.method.as_str(), found.n_prompts),
        (METHOD_UNPAIRED, 0)
    );
    assert_eq!((found.base_score, found.halves), (None, None));
    assert!(
        found.log10_lr.is_some(),
        "controls answered both sides: {:?}",
        found.warnings
    );
    // Controls of the teacher's prompts only: no ratio.
    let controls: Vec<Sample> = models(30..37, 120).iter().map(|m| half(m, 60)).collect();
    let found = checked(&half(&student, 0), &[half(&teachers[0], 60)], &controls).remove(0);
    assert_eq!(
        (found.log10_lr, found.verdict),
        (None, Verdict::RankingOnly)
    );
    assert!(found.score.is_some());
}

#[test]
fn samples_pair_by_prompt_where_ids_only_number_the_rows() {
    let teacher = model("t", 20, 40);
    let mut student = imitator(&teacher, 5);
    let controls = models(30..37, 40);
    let by_id = checked(&student, std::slice::from_ref(&teacher), &controls).remove(0);
    student.records.reverse();
    for (row, record) in student.records.iter_mut().enumerate() {
        record.id = Some(format!("q{row}"));
    }
    let by_prompt = checked(&student, &[teacher], &controls).remove(0);
    assert_eq!(
        (by_id.pairing, by_prompt.pairing),
        (Pairing::Id, Pairing::Prompt)
    );
    for (a, b) in by_id.components.iter().zip(&by_prompt.components) {
        assert!((a.z - b.z).abs() < 1e-9, "{a:?} {b:?}");
    }
}

#[test]
fn identical_outputs_are_set_apart_and_reported() {
    let teacher = model("t", 20, 40);
    let mut student = model("s", 21, 40);
    let controls = models(30..37, 40);
    let before = checked(&student, std::slice::from_ref(&teacher), &controls).remove(0);
    for i in 0..10 {
        student.records[i] = teacher.records[i].clone();
    }
    let after = checked(&student, std::slice::from_ref(&teacher), &controls).remove(0);
    assert_eq!((after.n_identical, after.n_prompts), (10, 30));
    assert!(
        (after.score.unwrap() - before.score.unwrap()).abs() < 1.0,
        "{} {}",
        after.score.unwrap(),
        before.score.unwrap()
    );
    let found = verbatim(&[student, teacher, controls[0].clone()], &Progress::none()).unwrap();
    assert_eq!(
        (found[0].a.as_str(), found[0].b.as_str(), found[0].identical),
        ("s", "t", 10)
    );
    assert_eq!((found[0].mostly_shared, found[0].longest_words), (10, 62));
    assert!(found.iter().skip(1).all(|f| f.identical == 0));
}

#[test]
fn a_finding_survives_its_file_and_the_report_has_the_promised_fields() {
    let teacher = model("t", 20, 30);
    let found = checked(&imitator(&teacher, 5), &[teacher], &models(30..36, 30)).remove(0);
    let stored = ron::to_string(&found).unwrap();
    assert_eq!(ron::from_str::<Finding>(&stored).unwrap(), found);
    let Value::Object(report) = serde_json::to_value(found.report()).unwrap() else {
        panic!()
    };
    let mut keys: Vec<&str> = report.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let mut promised = [
        "method",
        "student",
        "teacher",
        "controls",
        "n_student",
        "n_teacher",
        "score",
        "log10_lr",
        "lr_interval",
        "p_value",
        "verdict",
        "phrases",
        "matching",
        "warnings",
    ];
    promised.sort_unstable();
    assert_eq!(keys, promised);
    assert_eq!(report["lr_interval"].as_array().unwrap().len(), 2);
}

#[test]
fn work_can_be_cancelled() {
    let progress = Progress::none();
    progress.cancel();
    let samples = models(1..4, 12);
    let input = MatrixInput {
        samples: &samples,
        models: &[],
        unrelated: &[],
    };
    assert!(matches!(
        matrix(&input, &quick(), &progress),
        Err(CheckError::Cancelled(_))
    ));
    assert!(matches!(
        verbatim(&samples, &progress),
        Err(CheckError::Cancelled(_))
    ));
}

#[test]
fn hostile_texts_do_no_harm() {
    let nasty = [
        "\0".repeat(5000),
        "a ".repeat(200_000),
        "\u{202e}\u{fffd}\u{10ffff}é̂̂̂".repeat(300),
        "<think>".repeat(20_000),
        "日本語".repeat(2000),
        "x".repeat(1_000_000),
        "\n".repeat(100_000),
    ];
    let bad = |name: &str, shift: usize| {
        let records =
            (0..20).map(|i| record(&format!("q{i}"), "", &nasty[(i + shift) % nasty.len()]));
        Sample::new(name, records.collect())
    };
    let found = checked(&bad("s", 0), &[bad("t", 1)], &models(30..36, 20)).remove(0);
    let all = [found.score, found.p_value].into_iter().flatten();
    assert!(
        all.chain(found.components.iter().map(|c| c.z))
            .all(f64::is_finite)
    );
    verbatim(&[bad("s", 0), bad("t", 1)], &Progress::none()).unwrap();
}

#[test]
fn halves_are_the_check_on_every_other_prompt() {
    // D and the word weights know the whole samples, so the halves' scores are near those of checks of halves, not
    // equal to them; that they are the right halves shows where only one half was imitated.
    let teacher = model("t", 20, 60);
    let mut student = imitator(&teacher, 5);
    let own = model("s", 5, 60);
    // Ids sort as texts.
    let mut ids: Vec<String> = student
        .records
        .iter()
        .filter_map(|r| r.id.clone())
        .collect();
    ids.sort();
    for (mine, own) in student.records.iter_mut().zip(&own.records) {
        let place = ids
            .iter()
            .position(|id| Some(id) == mine.id.as_ref())
            .unwrap();
        if place % 2 == 1 {
            mine.output.clone_from(&own.output);
        }
    }
    let found = checked(&student, &[teacher], &models(30..37, 60)).remove(0);
    let (one, other) = found.halves.unwrap();
    assert!(one > other + 1.0, "{one} {other}");
}
