//! The reference bank: what sketches estimate against what texts give, files that hold no words, and samples a bank
//! says nothing about.

use super::*;
use counterclaim::similarity::bank::{ArenaInput, Bank, BankError, Basis, Ranking, rank};
use counterclaim::similarity::read::Folder;
use std::collections::BTreeMap;

fn built(samples: &[Sample]) -> Bank {
    let input = ArenaInput {
        name: "made up",
        samples,
        models: &[],
    };
    Bank::build(&[input], &Progress::none()).unwrap()
}

fn ranked(bank: &Bank, sample: &Sample) -> Ranking {
    rank(bank, sample, None, &Progress::none()).unwrap()
}

fn refused(bank: &Bank, sample: &Sample) -> String {
    let error = rank(bank, sample, None, &Progress::none()).unwrap_err();
    assert!(matches!(error, BankError::DoesNotApply { .. }), "{error}");
    let sentence = error.to_string();
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence
}

/// The same outputs to prompts that nobody else was asked.
fn on_other_prompts(sample: &Sample) -> Sample {
    let records = sample.records.iter().enumerate().map(|(i, r)| {
        record(
            &format!("own{i}"),
            &format!("My own question {i}"),
            &r.output,
        )
    });
    Sample::new(sample.name.clone(), records.collect())
}

#[test]
fn an_imitator_is_ranked_beside_its_teacher_with_and_without_shared_prompts() {
    let models = models(30..40, 80);
    let bank = built(&models);
    let student = imitator(&models[4], 99);
    let found = ranked(&bank, &student);
    assert_eq!((found.basis, found.n_prompts), (Basis::Paired, 80));
    assert_eq!((found.models.len(), found.others.len()), (10, 0));
    let first = &found.models[0];
    assert_eq!(first.model, "m34");
    assert!(
        first.log10_lr.unwrap() > 1.0 && first.first > 0.9,
        "{first:?}"
    );
    assert!(first.sketch_error > 0.0 && first.sketch_error < 0.35);
    let (low, high) = first.interval.unwrap();
    assert!(low <= first.score + 0.5 && first.score - 0.5 <= high);
    let text = words::bank_sentence(&found);
    assert!(
        text.contains("Closest of 10 models") && text.contains("consistent with"),
        "{text}"
    );
    assert!(
        text.contains("same prompts") && !text.contains("prove"),
        "{text}"
    );

    let found = ranked(&bank, &on_other_prompts(&student));
    assert_eq!((found.basis, found.n_prompts), (Basis::Whole, 0));
    assert!(
        found.models.iter().take(3).any(|m| m.model == "m34"),
        "{found:?}"
    );
    assert!(found.models.iter().all(|m| m.log10_lr.is_none()));
    let text = words::bank_sentence(&found);
    assert!(
        text.contains("weaker") && text.contains("ranking only"),
        "{text}"
    );
}

#[test]
fn records_without_prompts_pair_by_id_and_contradicting_ones_do_not() {
    let models = models(30..34, 40);
    let bank = built(&models);
    let mut student = imitator(&models[2], 99);
    let whole = ranked(&bank, &student);
    student
        .records
        .iter_mut()
        .for_each(|record| record.prompt = None);
    let by_id = ranked(&bank, &student);
    assert_eq!(
        whole.models[0].score.to_bits(),
        by_id.models[0].score.to_bits()
    );
    for record in &mut student.records {
        record.prompt = Some(format!("Something else about {:?}", record.id));
    }
    assert_eq!(ranked(&bank, &student).basis, Basis::Whole);
}

#[test]
fn neither_order_nor_threads_change_a_bank_or_a_ranking() {
    let mut samples = models(30..34, 15);
    let student = imitator(&samples[2], 99);
    let bank = built(&samples);
    samples.reverse();
    let bytes = bank.to_bytes().unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    pool.install(|| {
        assert_eq!(built(&samples).to_bytes().unwrap(), bytes);
        assert_eq!(ranked(&bank, &student), ranked(&built(&samples), &student));
    });
}

#[test]
fn copies_are_counted_apart_and_are_no_controls() {
    let models = models(30..38, 40);
    let bank = built(&models);
    let mut student = imitator(&models[2], 99);
    let before = ranked(&bank, &student);
    for i in 0..10 {
        student.records[i] = models[5].records[i].clone();
    }
    let after = ranked(&bank, &student);
    let of = |ranking: &Ranking| {
        ranking
            .models
            .iter()
            .find(|m| m.model == "m35")
            .unwrap()
            .clone()
    };
    assert_eq!((of(&after).n_identical, of(&after).n_prompts), (10, 30));
    assert!(
        (of(&after).score - of(&before).score).abs() < 1.5,
        "{:?} {:?}",
        of(&after),
        of(&before)
    );
    let same = ranked(&bank, &models[5]);
    assert_eq!(
        (same.models[0].model.as_str(), same.models[0].n_identical),
        ("m35", 40)
    );
    assert!(
        same.warnings[0].contains("this very sample"),
        "{:?}",
        same.warnings
    );
    assert_eq!(
        same.models[1].controls, 6,
        "the copy is no control of the others"
    );
}

#[test]
fn a_bank_says_when_it_does_not_apply() {
    let bank = built(&models(30..36, 40));
    let few = Sample::new("few", model("few", 1, 9).records);
    let sentence = refused(&bank, &few);
    assert!(
        sentence.contains("9 prompts") && sentence.contains("words"),
        "{sentence}"
    );
    let script = Sample::new(
        "kanji",
        (0..40)
            .map(|i| record(&format!("q{i}"), "", "日本語の文章です"))
            .collect(),
    );
    assert!(refused(&bank, &script).contains("Latin"));
    let german =
        "Der Fluss fließt leise durch das weite Tal, und niemand weiß genau, woher er kommt. "
            .repeat(10);
    let records = (0..40).map(|i| record(&format!("x{i}"), &format!("Frage {i}"), &german));
    assert!(refused(&bank, &Sample::new("german", records.collect())).contains("another language"));
    assert!(
        refused(&bank, &Sample::new("empty", vec![record("q1", "", "")])).contains("no output")
    );
    let cancelled = Progress::none();
    cancelled.cancel();
    let error = rank(&bank, &model("s", 1, 40), None, &cancelled).unwrap_err();
    assert!(matches!(error, BankError::Cancelled(_)));
}

#[test]
fn models_are_added_once_and_only_where_prompts_are_shared() {
    let models = models(30..37, 60);
    let mut bank = built(&models[..6]);
    let before = bank.clone();
    let student = imitator(&models[6], 99);
    assert_eq!(
        bank.add(&models[6], Some("acme".into()), &Progress::none())
            .unwrap(),
        "made up"
    );
    let first = ranked(&bank, &student).models.remove(0);
    assert_eq!(
        (first.model.as_str(), first.vendor.as_deref()),
        ("m36", Some("acme"))
    );
    assert!(first.score > 3.0, "{first:?}");
    let mut unchanged = before.clone();
    for (sample, said) in [
        (&models[0], "already"),
        (
            &on_other_prompts(&model("z", 7, 30)),
            "0 of the bank's prompts",
        ),
    ] {
        let error = unchanged
            .add(sample, None, &Progress::none())
            .unwrap_err()
            .to_string();
        assert!(error.contains(said), "{error}");
        assert_eq!(unchanged, before);
    }
    let input = ArenaInput {
        name: "two",
        samples: &models[..2],
        models: &[],
    };
    let error = Bank::build(&[input], &Progress::none())
        .unwrap_err()
        .to_string();
    assert!(error.contains("at least 3"), "{error}");
}

#[test]
fn a_bank_survives_its_file_holds_no_words_and_damage_is_told() {
    let bank = built(&models(30..34, 15));
    let bytes = bank.to_bytes().unwrap();
    assert_eq!(Bank::from_bytes(&bytes).unwrap(), bank);
    let mark = bytes.iter().position(|&b| b == b'\n').unwrap() + 1;
    let unpacked = zstd::stream::decode_all(&bytes[mark..]).unwrap();
    for word in WORDS.iter().chain(&["What about", "topic"]) {
        let found = unpacked
            .windows(word.len())
            .any(|part| part == word.as_bytes());
        assert!(!found, "{word} stands in the bank");
    }
    let pack = |unpacked: &[u8]| {
        [
            &bytes[..mark],
            &zstd::stream::encode_all(unpacked, 1).unwrap(),
        ]
        .concat()
    };
    let error = |bytes: &[u8]| {
        let sentence = Bank::from_bytes(bytes).unwrap_err().to_string();
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        sentence
    };
    error(b"");
    error(b"similarity-bank/9\n");
    error(&bytes[..mark]);
    error(&bytes[..bytes.len() / 2]);
    for share in 0..8 {
        error(&pack(&unpacked[..unpacked.len() * share / 8]));
    }
    assert!(error(&pack(&[&unpacked[..], b"more"].concat())).contains("more in it"));
    let mut huge = unpacked.clone();
    huge[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(error(&pack(&huge)).contains("too early"));
    // Damage anywhere ends in a sentence or in a bank that can be asked.
    let student = model("s", 7, 15);
    let mut dice = Dice(77);
    for _ in 0..12 {
        let mut damaged = unpacked.clone();
        let place = damaged.len() - 1 - dice.roll(damaged.len() / 12);
        damaged[place] ^= 1 << dice.roll(8);
        if let Ok(bank) = Bank::from_bytes(&pack(&damaged)) {
            let _ = rank(&bank, &student, None, &Progress::none());
        }
    }
}

fn read_arena(arena: &str) -> Option<Folder> {
    let dir = common::shared(&format!("data/similarity/dev/{arena}"))?;
    Some(read::folder(&dir, &Progress::none()).unwrap())
}

/// Without these models: E of every model of an arena by sketches, and by texts, for each of them.
fn by_sketches_and_by_texts(arena: &str, held_out: &[&str]) -> Option<Vec<Vec<(f64, f64)>>> {
    let folder = read_arena(arena)?;
    let (out, kept): (Vec<Sample>, Vec<Sample>) = folder
        .samples
        .into_iter()
        .partition(|s| held_out.contains(&s.name.as_str()));
    assert_eq!(out.len(), held_out.len());
    let input = ArenaInput {
        name: arena,
        samples: &kept,
        models: &folder.models,
    };
    let bank = Bank::build(&[input], &Progress::none()).unwrap();
    let pairs = out.into_iter().map(|student| {
        let info = folder
            .models
            .iter()
            .find(|m| m.model == student.name)
            .unwrap();
        let ranking = rank(&bank, &student, Some(&info.vendor), &Progress::none()).unwrap();
        assert_eq!(ranking.basis, Basis::Paired);
        let name = student.name.clone();
        let mut samples = kept.clone();
        samples.push(student);
        let input = MatrixInput {
            samples: &samples,
            models: &folder.models,
            unrelated: &[],
        };
        let options = Options {
            bootstrap: 0,
            ..Options::default()
        };
        let exact: BTreeMap<String, f64> = (matrix(&input, &options, &Progress::none()).unwrap())
            .into_iter()
            .filter(|f| f.student.name == name)
            .map(|f| (f.teacher.name.clone(), f.base_score.unwrap()))
            .collect();
        let models = ranking.models.iter();
        models
            .filter_map(|m| Some((m.score, *exact.get(&m.model)?)))
            .collect()
    });
    Some(pairs.collect())
}

/// Spearman's rank correlation; no two values are equal.
fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let rank = |value: f64, of: fn(&(f64, f64)) -> f64| {
        pairs.iter().filter(|p| of(p) > value).count() as f64
    };
    let squares: f64 = pairs
        .iter()
        .map(|p| (rank(p.0, |p| p.0) - rank(p.1, |p| p.1)).powi(2))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// Root mean square of E's error, the least rank correlation, and how often the first is the same.
fn agreement(of: &[Vec<(f64, f64)>]) -> (f64, f64, usize) {
    let all: Vec<f64> = of.iter().flatten().map(|(a, b)| (a - b).powi(2)).collect();
    let best = |pairs: &[(f64, f64)], by: fn(&(f64, f64)) -> f64| {
        (0..pairs.len()).max_by(|&a, &b| by(&pairs[a]).total_cmp(&by(&pairs[b])))
    };
    let same = of
        .iter()
        .filter(|pairs| best(pairs, |p| p.0) == best(pairs, |p| p.1))
        .count();
    let least = of.iter().map(|pairs| spearman(pairs)).fold(1.0, f64::min);
    (
        (all.iter().sum::<f64>() / all.len() as f64).sqrt(),
        least,
        same,
    )
}

#[test]
fn sketches_rank_stories_as_texts_do() {
    let held_out = [
        "glm-4.5",
        "kimi-k2-0905",
        "gemma-3-4b-it",
        "claude-sonnet-4-5",
    ];
    let Some(pairs) = by_sketches_and_by_texts("creative", &held_out) else {
        return;
    };
    let (error, correlation, same) = agreement(&pairs);
    println!(
        "creative: error {error:.3}, rank correlation at least {correlation:.3}, same first {same}"
    );
    assert!(error < 0.25, "E is {error} off");
    assert!(correlation > 0.88, "rank correlation {correlation}");
    assert!(same >= 3, "the first of {same}");
}

#[test]
fn sketches_rank_instruction_models_as_texts_do() {
    let held_out = [
        "claude2-alpaca-13b",
        "vicuna-7b-v1.5",
        "Llama-3-Instruct-8B-SimPO",
    ];
    let Some(pairs) = by_sketches_and_by_texts("alpaca", &held_out) else {
        return;
    };
    let (error, correlation, same) = agreement(&pairs);
    println!(
        "alpaca: error {error:.3}, rank correlation at least {correlation:.3}, same first {same}"
    );
    assert!(error < 0.25, "E is {error} off");
    assert!(correlation > 0.88, "rank correlation {correlation}");
    // Two of them nearly tie for the first place of one model: the sketches may exchange them.
    assert!(same >= 2, "the first of {same}");
}

#[test]
fn the_bank_that_is_shipped_is_small_and_can_be_built_again() {
    let shipped = std::fs::read(common::project("assets/bank/public-models.bank")).unwrap();
    assert!(shipped.len() <= 8_000_000, "{} bytes", shipped.len());
    let bank = Bank::builtin().unwrap();
    assert_eq!(bank.models(), 58);
    let (Some(alpaca), Some(creative)) = (read_arena("alpaca"), read_arena("creative")) else {
        return;
    };
    let inputs = [("alpaca", &alpaca), ("creative", &creative)].map(|(name, folder)| ArenaInput {
        name,
        samples: &folder.samples,
        models: &folder.models,
    });
    let again = Bank::build(&inputs, &Progress::none()).unwrap();
    assert!(
        again == bank,
        "build it again, as assets/guide/reference-bank.md says"
    );
}
