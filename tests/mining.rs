//! Argument mining: arithmetic against brute force, quotations against what was planted, hostile text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use counterclaim::mining::chain::Chain;
use counterclaim::mining::classifier::{Classifier, Labelled, Settings};
use counterclaim::mining::duplicates;
use counterclaim::mining::features::{Features, Vocabulary, WORDING};
use counterclaim::mining::lexicon::Lexicon;
use counterclaim::mining::measure::{Judged, at_threshold, folds, macro_f1, score};
use counterclaim::mining::memory;
use counterclaim::mining::quotes::{self, Origin, Quote};
use counterclaim::mining::regression::{Example, Linear, Row, sigmoid};
use counterclaim::mining::relations::{self, Pair, Polarity};
use counterclaim::mining::roles::{self, Role, Sentence};
use counterclaim::mining::sequence::{Sequence, Sequential, cross_validate};
use counterclaim::mining::text;
use counterclaim::progress::Progress;
use counterclaim::thread::excerpt::byte_range;
use counterclaim::thread::{Comment, Mark, MarkKind, Thread, Tree};
use proptest::collection::vec;
use proptest::prelude::*;

// ---- regression ------------------------------------------------------------------------------------------

/// The loss and its slope, written down anew for dense rows.
fn loss(rows: &[Vec<f64>], positive: &[bool], penalty: f64, at: &[f64]) -> (f64, Vec<f64>) {
    let width = at.len() - 1;
    let mut value = penalty / 2.0 * at[..width].iter().map(|w| w * w).sum::<f64>();
    let mut slope: Vec<f64> = at.iter().map(|w| penalty * w).collect();
    slope[width] = 0.0;
    for (row, positive) in rows.iter().zip(positive) {
        let f = row.iter().zip(at).map(|(x, w)| x * w).sum::<f64>() + at[width];
        let y = if *positive { 1.0 } else { -1.0 };
        value += (1.0 + (-y * f).exp()).ln();
        let pull = -y / (1.0 + (y * f).exp());
        for (s, x) in slope.iter_mut().zip(row) {
            *s += pull * x;
        }
        slope[width] += pull;
    }
    (value, slope)
}

/// Plain gradient descent, with steps small enough for the steepest place there is.
fn brute_force(rows: &[Vec<f64>], positive: &[bool], penalty: f64) -> Vec<f64> {
    let width = rows[0].len();
    let bend: f64 = rows
        .iter()
        .map(|row| 1.0 + row.iter().map(|x| x * x).sum::<f64>())
        .sum();
    let step = 1.0 / (penalty + bend / 4.0);
    let mut at = vec![0.0; width + 1];
    for _ in 0..60_000 {
        let (_, slope) = loss(rows, positive, penalty, &at);
        for (w, s) in at.iter_mut().zip(&slope) {
            *w -= step * s;
        }
        if slope.iter().all(|s| s.abs() < 1e-9) {
            break;
        }
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn regression_finds_what_plain_descent_finds(
        rows in vec((vec(-1.0_f64..1.0, 3), any::<bool>()), 4..16),
        penalty in 0.1_f64..2.0,
    ) {
        let (rows, mut positive): (Vec<Vec<f64>>, Vec<bool>) = rows.into_iter().unzip();
        positive[0] = true;
        positive[1] = false;
        let sparse: Vec<Row> = rows.iter().map(|row| (0..).zip(row.iter().copied()).collect()).collect();
        let examples: Vec<Example<'_>> = sparse.iter().zip(&positive)
            .map(|(row, positive)| Example { row, positive: *positive, weight: 1.0 })
            .collect();
        let found = Linear::fit(&examples, 3, penalty, &Progress::none()).unwrap();
        let mut at: Vec<f64> = found.weights.iter().map(|w| f64::from(*w)).collect();
        at.push(found.bias);
        let best = brute_force(&rows, &positive, penalty);
        let (least, _) = loss(&rows, &positive, penalty, &best);
        let (value, _) = loss(&rows, &positive, penalty, &at);
        prop_assert!(value <= least + 1e-6, "{value} against {least}");
        for (a, b) in at.iter().zip(&best) {
            prop_assert!((a - b).abs() < 1e-3, "{at:?} against {best:?}");
        }
    }
}

#[test]
fn what_counts_twice_is_as_if_it_stood_there_twice() {
    let rows: Vec<Row> = vec![vec![(0, 1.0)], vec![(0, -0.5), (1, 1.0)], vec![(1, 0.3)]];
    let example = |n: usize, weight: f64| Example {
        row: &rows[n],
        positive: n != 1,
        weight,
    };
    let fit = |examples: &[Example<'_>]| Linear::fit(examples, 2, 0.5, &Progress::none()).unwrap();
    let (a, b) = (
        fit(&[example(0, 2.0), example(1, 1.0), example(2, 1.0)]),
        fit(&[
            example(0, 1.0),
            example(0, 1.0),
            example(1, 1.0),
            example(2, 1.0),
        ]),
    );
    for row in &rows {
        assert!((a.decision(row) - b.decision(row)).abs() < 1e-3);
    }
    assert!((sigmoid(800.0) - 1.0).abs() < 1e-12 && sigmoid(-800.0) < 1e-12);
}

// ---- classifier ------------------------------------------------------------------------------------------

fn seen(words: &str) -> Features {
    let mut features = Features::default();
    features.words("", &text::words(words), false);
    features
}

/// Texts whose first word decides, except in every `noise`th.
fn texts(count: usize, noise: usize) -> Vec<Labelled> {
    (0..count)
        .map(|n| {
            let word = if n % 2 == 0 { "apple" } else { "pear" };
            let class = if n % noise == 0 { 1 - n % 2 } else { n % 2 };
            Labelled {
                features: seen(&format!("{word} filler{} other{}", n % 7, n % 3)),
                classes: BTreeSet::from([class]),
                group: n / 4,
            }
        })
        .collect()
}

fn settings() -> Settings {
    Settings {
        classes: vec!["a".to_owned(), "b".to_owned()],
        exclusive: true,
        penalty: 0.3,
        least: 1,
        balanced: true,
    }
}

#[test]
fn probabilities_are_shares() {
    // One label in five is wrong, so even a clear text is right in four of five cases only.
    let classifier = Classifier::fit(&texts(400, 5), &settings(), &Progress::none()).unwrap();
    let apples: Vec<f64> = (0..35)
        .map(|n| {
            let p =
                classifier.probabilities(&seen(&format!("apple filler{} other{}", n % 7, n % 3)));
            assert!((p[0] + p[1] - 1.0).abs() < 1e-12);
            p[0]
        })
        .collect();
    let mean = apples.iter().sum::<f64>() / 35.0;
    assert!((mean - 0.8).abs() < 0.06, "{mean}");
    assert_eq!(classifier.decide(&seen("pear")), 1);
    assert_eq!(classifier.reasons(&seen("apple"), 0, 1), ["apple"]);
}

#[test]
fn what_is_learned_is_the_same_every_time_and_survives_writing() {
    let learn = || Classifier::fit(&texts(60, 7), &settings(), &Progress::none()).unwrap();
    let first = learn();
    assert_eq!(first, learn());
    let read: Classifier = serde_json::from_str(&serde_json::to_string(&first).unwrap()).unwrap();
    assert_eq!(read, first);
    let text = seen("pear filler3");
    assert_eq!(read.probabilities(&text), first.probabilities(&text));
}

#[test]
fn learning_can_be_stopped() {
    let progress = Progress::none();
    progress.cancel();
    assert!(Classifier::fit(&texts(60, 7), &settings(), &progress).is_err());
}

#[test]
fn nothing_and_one_kind_of_thing_can_be_learned_from() {
    let none = Classifier::fit(&[], &settings(), &Progress::none()).unwrap();
    assert!(
        none.probabilities(&seen("apple"))
            .iter()
            .all(|p| p.is_finite())
    );
    let one: Vec<Labelled> = texts(10, 1_000).into_iter().step_by(2).collect();
    let one = Classifier::fit(&one, &settings(), &Progress::none()).unwrap();
    assert!(
        one.probabilities(&seen("pear"))
            .iter()
            .all(|p| p.is_finite())
    );
}

// ---- rows of texts ---------------------------------------------------------------------------------------

/// The probability of each class at each place, by adding up every way in which a row may go.
fn by_every_way(rows: &[Vec<usize>], alone: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let share = |of: [f64; 3]| of.map(|n| n / of.iter().sum::<f64>());
    let (mut all, mut first, mut behind) = ([1.0; 3], [0.0; 3], [[0.0; 3]; 3]);
    for row in rows {
        for (n, class) in row.iter().enumerate() {
            all[*class] += 1.0;
            match n {
                0 => first[*class] += 1.0,
                _ => behind[row[n - 1]][*class] += 1.0,
            }
        }
    }
    let all = share(all);
    let doubted = |of: [f64; 3]| share([0, 1, 2].map(|class| of[class] + 20.0 * all[class]));
    let (first, behind) = (doubted(first), behind.map(doubted));
    let mut sums = vec![vec![0.0; 3]; alone.len()];
    for way in 0..3_usize.pow(alone.len() as u32) {
        let at = |place: usize| way / 3_usize.pow(place as u32) % 3;
        let mut p = 1.0;
        for place in 0..alone.len() {
            let class = at(place);
            p *= if place == 0 {
                first[class]
            } else {
                behind[at(place - 1)][class]
            };
            p *= alone[place][class] / all[class];
        }
        for (place, sums) in sums.iter_mut().enumerate() {
            sums[at(place)] += p;
        }
    }
    for sums in &mut sums {
        let whole: f64 = sums.iter().sum();
        for p in sums {
            *p /= whole;
        }
    }
    sums
}

proptest! {
    #[test]
    fn a_chain_adds_up_every_way_a_row_may_go(
        rows in vec(vec(0_usize..3, 0..6), 0..8),
        alone in vec(vec(0.01_f64..1.0, 3), 1..6),
    ) {
        let chain = Chain::of(rows.iter().map(Vec::as_slice), 3);
        let (found, wanted) = (chain.probabilities(&alone), by_every_way(&rows, &alone));
        for (found, wanted) in found.iter().flatten().zip(wanted.iter().flatten()) {
            prop_assert!((found - wanted).abs() < 1e-9, "{found} against {wanted}");
        }
    }

    #[test]
    fn a_chain_gives_shares_whatever_it_is_given(
        alone in vec(vec(prop_oneof![Just(0.0), Just(1e-300), 0.0_f64..1.0], 0..4), 0..30),
    ) {
        let found = Chain::of([[0, 1, 1, 7].as_slice()], 3).probabilities(&alone);
        prop_assert_eq!(found.len(), alone.len());
        for p in found {
            prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-9 && p.iter().all(|p| *p >= 0.0));
        }
    }
}

fn labelled(words: &str, class: usize, group: usize) -> Labelled {
    Labelled {
        features: seen(words),
        classes: BTreeSet::from([class]),
        group,
    }
}

/// Rows of one class each; every third text has no word that tells it.
fn runs(count: usize) -> Vec<Sequence> {
    (0..count)
        .map(|n| {
            let word = if n % 2 == 0 { "apple" } else { "pear" };
            let text = |at: usize| if at % 3 == 1 { "thing" } else { word };
            (0..6).map(|at| labelled(text(at), n % 2, n)).collect()
        })
        .collect()
}

#[test]
fn neighbours_tell_what_the_words_do_not() {
    let learned = Sequential::fit(&runs(40), &settings(), &Progress::none()).unwrap();
    for (word, class) in [("apple", 0), ("pear", 1)] {
        let placed = learned.judge(&[seen(word), seen("thing"), seen(word)]);
        assert_eq!(placed[1].decided, class);
        assert!(placed[1].probabilities[class] > 0.8, "{placed:?}");
    }
    let alone = learned.judge(&[seen("thing")]);
    assert!((alone[0].probabilities[0] - 0.5).abs() < 0.1, "{alone:?}");
    assert!(learned.judge(&[]).is_empty());
    let none = Sequential::fit(&[], &settings(), &Progress::none()).unwrap();
    assert!(
        none.judge(&[seen("apple")])[0]
            .probabilities
            .iter()
            .all(|p| p.is_finite())
    );
}

#[test]
fn probabilities_behind_a_chain_are_shares() {
    // Within a row the wrong labels come in runs as well, so a chain that believed every neighbour would be too sure.
    let rows: Vec<Sequence> = (0..120)
        .map(|n| {
            let class = n % 2;
            let said = if n % 5 == 0 { 1 - class } else { class };
            let word = if said == 0 { "apple" } else { "pear" };
            (0..5).map(|_| labelled(word, class, n)).collect()
        })
        .collect();
    let unseen = cross_validate(&rows, &settings(), 5, None, &Progress::none()).unwrap();
    let sure: f64 = unseen
        .iter()
        .map(|u| u.probabilities[u.decided])
        .sum::<f64>()
        / 600.0;
    let right = (unseen.iter().zip(rows.iter().flatten()))
        .filter(|(unseen, text)| text.classes.contains(&unseen.decided))
        .count() as f64
        / 600.0;
    assert!((right - 0.8).abs() < 1e-9, "{right}");
    assert!((sure - right).abs() < 0.06, "{sure} sure, {right} right");
}

#[test]
fn nothing_vouches_for_its_own_thread() {
    // The class is told by a word that only this thread has: who has not seen the thread cannot know it.
    let rows: Vec<Sequence> = (0..40)
        .map(|n| {
            let text = |_| labelled(&format!("thread{}", n / 4), n / 4 % 2, n / 4);
            (0..3).map(text).collect()
        })
        .collect();
    let unseen = cross_validate(&rows, &settings(), 5, None, &Progress::none()).unwrap();
    assert_eq!(unseen.len(), 120);
    for (n, unseen) in unseen.iter().enumerate() {
        assert!(
            (unseen.probabilities[0] - 0.5).abs() < 0.2,
            "{n}: {unseen:?}"
        );
    }
    // With every thread in several groups it is told.
    let split: Vec<Sequence> = (rows.iter().enumerate())
        .map(|(group, row)| {
            row.iter()
                .map(|text| Labelled {
                    group,
                    ..text.clone()
                })
                .collect()
        })
        .collect();
    let known = cross_validate(&split, &settings(), 5, None, &Progress::none()).unwrap();
    let right = (known.iter().zip(split.iter().flatten()))
        .filter(|(unseen, text)| text.classes.contains(&unseen.decided));
    assert!(right.count() > 100);
}

#[test]
fn fewer_labels_are_fewer_and_all_are_all() {
    let judge =
        |labels| cross_validate(&runs(40), &settings(), 4, labels, &Progress::none()).unwrap();
    assert_eq!(judge(None), judge(Some(100_000)));
    let none = judge(Some(0));
    assert_eq!(none.len(), 240);
    assert!(none.iter().all(|u| (u.probabilities[0] - 0.5).abs() < 1e-6));
}

// ---- measures --------------------------------------------------------------------------------------------

proptest! {
    #[test]
    fn folds_keep_groups_whole_and_are_even(groups in vec(0_usize..30, 0..200), k in 1_usize..7) {
        let fold = folds(&groups, k);
        let distinct: BTreeSet<usize> = groups.iter().copied().collect();
        prop_assert_eq!(fold.len(), groups.len());
        prop_assert!(fold.iter().all(|f| *f < k));
        if distinct.len() >= k {
            for (i, a) in groups.iter().enumerate() {
                for (j, b) in groups.iter().enumerate() {
                    prop_assert!(a != b || fold[i] == fold[j]);
                }
            }
            prop_assert_eq!(fold.iter().collect::<BTreeSet<_>>().len(), k);
        }
    }
}

#[test]
fn scores_are_those_of_the_textbook() {
    let judged = |guess, truth, confidence| Judged {
        guess,
        confidence,
        truth,
    };
    // Class 0: 2 right of 3 guessed, 4 there are; class 1: 1 right of 3 guessed, 2 there are.
    let all = [
        judged(0, 0, 0.9),
        judged(0, 0, 0.6),
        judged(0, 1, 0.7),
        judged(1, 0, 0.9),
        judged(1, 0, 0.5),
        judged(1, 1, 0.8),
    ];
    let zero = score(&all, 0);
    assert!((zero.precision - 2.0 / 3.0).abs() < 1e-12 && (zero.recall - 0.5).abs() < 1e-12);
    assert!((zero.f1 - 4.0 / 7.0).abs() < 1e-12);
    assert!((macro_f1(&all, 2) - (4.0 / 7.0 + 0.4) / 2.0).abs() < 1e-12);
    assert_eq!(at_threshold(&all, None, 0.8), (Some(2.0 / 3.0), 0.5));
    assert_eq!(at_threshold(&all, Some(1), 0.95), (None, 0.0));
}

// ---- duplicates ------------------------------------------------------------------------------------------

proptest! {
    #[test]
    fn every_near_duplicate_is_found(
        texts in vec(vec(0_usize..12, 0..8), 0..40),
        threshold in 0.2_f64..0.99,
    ) {
        let names = ["red", "blue", "green", "cat", "dog", "bird", "runs", "sits", "on", "the", "a", "of"];
        let texts: Vec<String> = texts.into_iter()
            .map(|words| words.into_iter().map(|n| names[n]).collect::<Vec<_>>().join(" "))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = duplicates::pairs(&texts, threshold, &Progress::none()).unwrap();
        let rows = duplicates::rows(&texts);
        let dense = |row: &Row| {
            let mut dense = vec![0.0; names.len()];
            for (column, value) in row {
                dense[*column as usize] = *value;
            }
            dense
        };
        let dense: Vec<Vec<f64>> = rows.iter().map(dense).collect();
        let mut wanted = Vec::new();
        for i in 0..texts.len() {
            for j in i + 1..texts.len() {
                let cosine: f64 = dense[i].iter().zip(&dense[j]).map(|(a, b)| a * b).sum();
                // At the threshold itself rounding decides.
                if (cosine - threshold).abs() > 1e-9 && cosine > threshold {
                    wanted.push((i, j));
                }
            }
        }
        let clear: Vec<(usize, usize)> = found.iter()
            .filter(|pair| (pair.cosine - threshold).abs() > 1e-9)
            .map(|pair| (pair.first, pair.second))
            .collect();
        prop_assert_eq!(clear, wanted);
    }
}

#[test]
fn a_denial_is_no_duplicate() {
    let pairs = |a, b| {
        duplicates::pairs(&[a, b], 0.6, &Progress::none())
            .unwrap()
            .len()
    };
    assert_eq!(
        pairs(
            "Distillation is theft of the model",
            "distillation is theft, of the model!"
        ),
        1
    );
    assert_eq!(
        pairs(
            "Distillation is theft of the model",
            "Distillation is not theft of the model"
        ),
        0
    );
    assert_eq!(
        pairs("It isn't theft of the model", "It is theft of the model"),
        0
    );
    assert_eq!(
        pairs(
            "Five models of six agree on it",
            "Five models of six agree on it"
        ),
        1
    );
    assert_eq!(
        pairs("5 models of 6 agree on it", "4 models of 6 agree on it"),
        0
    );
}

#[test]
fn ten_thousand_claims_are_compared_in_a_moment() {
    // Words as rare and as frequent as words are: the nth is said about 1/n as often as the first.
    let mut seed = 7_u64;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let share = ((seed >> 33) as f64 / f64::from(1_u32 << 31)).max(1e-4);
        format!("w{}", (share.powf(-1.2)) as u64)
    };
    let texts: Vec<String> = (0..10_000)
        .map(|n| {
            let words: Vec<String> = (0..14).map(|_| word()).collect();
            format!("{} own{n}", words.join(" "))
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let start = Instant::now();
    duplicates::pairs(&texts, 0.75, &Progress::none()).unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
}

// ---- lexicon ---------------------------------------------------------------------------------------------

#[test]
fn terms_stop_at_word_borders() {
    let lexicon =
        Lexicon::parse("tag,term,weight\nmoat,moat,0.9\ntheft,steal*,0.5\ntheft,took it,0.5\n")
            .unwrap();
    let said = |text: &str| -> Vec<(String, Vec<String>)> {
        lexicon
            .look_up(text)
            .into_iter()
            .map(|hit| (hit.tag, hit.matched))
            .collect()
    };
    assert!(said("A moatlike ditch; they mistook items").is_empty());
    assert_eq!(
        said("The Moat’s gone"),
        [("moat".to_owned(), vec!["moat's".to_owned()])]
    );
    assert_eq!(
        said("STEALING, they took\nit"),
        [(
            "theft".to_owned(),
            vec!["stealing".to_owned(), "took it".to_owned()]
        )]
    );
    let hits = lexicon.look_up("stealing: took it");
    assert!((hits[0].confidence - 0.75).abs() < 1e-12);
}

#[test]
fn a_persons_own_terms_come_first() {
    let builtin = Lexicon::builtin().unwrap();
    assert!(
        builtin
            .look_up("That is theft")
            .iter()
            .any(|hit| hit.tag == "theft")
    );
    let own = Lexicon::parse("# mine\nTheft,theft,0\nwater,river*,0.8\n").unwrap();
    let both = builtin.overridden_by(own);
    assert!(both.look_up("That is theft").is_empty());
    assert_eq!(both.look_up("two rivers")[0].tag, "water");
}

#[test]
fn a_bad_table_is_refused_with_its_line() {
    for (table, line) in [
        ("moat,moat", 1),
        ("tag,term,weight\nmoat,moat,2", 2),
        ("moat,moat,NaN", 1),
        (",moat,0.5", 1),
        ("a,b,0.5\nmoat,--,0.5", 2),
        ("a,b,0.5,c", 1),
    ] {
        let error = Lexicon::parse(table).unwrap_err();
        assert_eq!(error.line, line, "{table}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("line {line} of the terms")),
            "{error}"
        );
    }
}

// ---- roles and relations ---------------------------------------------------------------------------------

#[test]
fn rules_know_their_cues() {
    let judge = |text: &str| {
        roles::by_rules(&Sentence {
            text,
            index: 0,
            count: 1,
            opening: false,
        })
    };
    assert_eq!(
        judge("I think that the student should not have been trained on it.").role,
        Role::Claim
    );
    assert_eq!(
        judge("Because, for example, the data shows the same odd phrases.").role,
        Role::Premise
    );
    assert_eq!(
        judge("Thanks for the detailed answer, that was kind of you.").role,
        Role::None
    );
    for nothing in [
        "> I think that the student should not have been trained on it.",
        "“I think that the student should not have been trained on it.”",
        "I think that there are three things to be said here:",
    ] {
        assert_eq!(judge(nothing).role, Role::None, "{nothing}");
    }
    let placed = |text, index, opening| {
        roles::by_rules(&Sentence {
            text,
            index,
            count: 3,
            opening,
        })
        .role
    };
    let plain = "The student repeats whole sentences of the teacher.";
    assert_eq!(placed(plain, 0, false), Role::Claim);
    assert_eq!(placed(plain, 1, false), Role::Premise);
    assert_eq!(placed(plain, 0, true), Role::Premise);
    let pair = |source, same_author| {
        relations::by_rules(&Pair {
            source,
            target: "They took it.",
            same_author,
            same_comment: false,
        })
    };
    assert_eq!(
        pair("But nobody lost anything.", false).polarity,
        Polarity::Attack
    );
    assert_eq!(
        pair("Exactly, and they knew it.", false).polarity,
        Polarity::Support
    );
    assert_eq!(
        pair("They had to sign in for that.", true).polarity,
        Polarity::Support
    );
    assert!(
        pair("But nobody lost anything.", false)
            .reason
            .contains("“but”")
    );
}

/// What is seen of a sentence in the middle of an answer.
fn seen_inside(text: &str) -> Features {
    roles::features(&Sentence {
        text,
        index: 1,
        count: 3,
        opening: false,
    })
}

#[test]
fn what_a_sentence_is_about_tells_its_role_only_where_it_was_learned_from() {
    let about = [
        ("The whale is large.", Role::Claim),
        ("The senate is large.", Role::Premise),
        ("Thanks for that!", Role::None),
    ];
    let rows: Vec<Sequence> = (0..60)
        .map(|n| {
            let (text, role) = about[n % 3];
            vec![Labelled {
                features: seen_inside(text),
                classes: BTreeSet::from([role as usize]),
                group: n,
            }]
        })
        .collect();
    let learned = roles::learn(&rows, &Progress::none()).unwrap();
    let judge = |text| learned.judge(&[seen_inside(text)]);
    for (text, role) in about {
        assert_eq!(judge(text)[0].decided, role as usize, "{text}");
    }
    // Nobody learned of either.
    assert_eq!(judge("The carpet is large."), judge("The violin is large."));
}

/// The sentences of a comment in the middle of a thread.
fn sentences<'a>(texts: &[&'a str]) -> Vec<Sentence<'a>> {
    let sentence = |(index, text): (usize, &&'a str)| Sentence {
        text,
        index,
        count: texts.len(),
        opening: false,
    };
    texts.iter().enumerate().map(sentence).collect()
}

#[test]
fn a_sentence_that_was_met_before_is_known_again() {
    let comment = |texts: &[&str], role: Role, group: usize| {
        roles::labelled(&sentences(texts), &vec![role; texts.len()], group)
    };
    const ASKED: &str = "Nobody there asked for the money back.";
    const SAID: &str = "The same thing was said of it twice.";
    const AGREED: &str = "I agree with you.";
    let mut rows = vec![
        // Words alone would say that this is no claim: all that is like it is none.
        comment(&[ASKED], Role::Claim, 0),
        comment(&[SAID], Role::Claim, 1),
        comment(&[SAID], Role::Premise, 2),
        comment(&[AGREED], Role::Premise, 3),
    ];
    for n in 0..40 {
        let text = format!("Nobody there asked for number {n} of the money.");
        rows.push(comment(&[&text], Role::None, 4 + n));
    }
    let learned = roles::learn(&rows, &Progress::none()).unwrap();
    let judge = |texts: &[&str]| learned.judge(&roles::comment(&sentences(texts)));
    let known = judge(&["nobody there asked -- for the MONEY back"]).remove(0);
    assert!(known.met);
    assert_eq!(known.decided, Role::Claim as usize);
    assert_eq!(known.probabilities[Role::Claim as usize], memory::SURE);
    assert!((known.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    // By their words are judged: another sentence, one that had two roles, one that is too short, and one between
    // neighbours that it did not have, as where it is quoted.
    for texts in [
        &["Nobody there asked for their money back."][..],
        &[SAID],
        &[AGREED],
        &[ASKED, "That is not so."],
        &["You wrote:", ASKED],
    ] {
        assert!(judge(texts).iter().all(|placed| !placed.met), "{texts:?}");
    }
    let mut forgotten = roles::comment(&sentences(&[ASKED]));
    forgotten[0].as_if_new();
    assert!(!learned.judge(&forgotten)[0].met);
}

#[test]
fn wording_has_columns_and_a_length_of_its_own() {
    let seen: Vec<Features> = ["a b b", "b c", "a c d"]
        .map(|said| {
            let own = text::words(said);
            let mut seen = Features::default();
            seen.words("", &own, false);
            seen.wording(&own);
            seen
        })
        .to_vec();
    let vocabulary = Vocabulary::of(&seen, 1);
    for seen in &seen {
        let row = vocabulary.row(seen);
        let columns: BTreeSet<u32> = row.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns.len(), row.len());
        assert!(
            columns
                .iter()
                .all(|column| (*column as usize) < vocabulary.width())
        );
        let square = row.iter().map(|(_, value)| value * value).sum::<f64>();
        assert!((square - 1.0 - WORDING * WORDING).abs() < 1e-9, "{square}");
    }
}

// ---- quotations ------------------------------------------------------------------------------------------

/// A thread of answers, each to the one before; lines that begin with `>` are quotations.
fn thread(texts: &[&str]) -> Thread {
    let mut thread = Thread::default();
    for (n, text) in texts.iter().enumerate() {
        let mut comment = Comment::new(format!("c{n}"), *text);
        comment.parent = n.checked_sub(1).map(|n| format!("c{n}").into());
        let mut at = 0;
        for line in text.split('\n') {
            let length = line.chars().count() as u32;
            if line.starts_with('>') {
                comment.marks.push(Mark {
                    start: at,
                    end: at + length,
                    kind: MarkKind::Quote(1),
                });
            }
            at += length + 1;
        }
        thread.comments.push(comment);
    }
    thread
}

fn find(thread: &Thread) -> Vec<Quote> {
    let (tree, _) = Tree::build(&thread.comments);
    quotes::quotes(thread, &tree, &Progress::none()).unwrap()
}

fn words_at(thread: &Thread, quote: &Quote) -> String {
    let found = quote.found.as_ref().unwrap();
    let text = &thread.comments[found.comment].text;
    text[byte_range(text, found.chars.clone()).unwrap()].to_owned()
}

#[test]
fn quoted_words_are_found_where_they_stand() {
    let thread = thread(&[
        "Ünï — “Style is not a *receipt*, as I said before.” The rest is noise that nobody needs to hear.",
        "> style is not a receipt ... the rest is noise\n\nBut it is a trace.",
        "> Style is not a receipt, as I said\n\nYes it is.",
        "> style is NOT a simple receipt, as I said before, the rest is noise that nobody\n\nHm.",
        "> words that stand in no comment of this thread at all\n\nWho said so?",
    ]);
    let quotes = find(&thread);
    assert_eq!(quotes.len(), 4);
    assert_eq!(
        words_at(&thread, &quotes[0]),
        "Style is not a *receipt*, as I said before.” The rest is noise"
    );
    assert_eq!(quotes[0].found.as_ref().unwrap().origin, Origin::Parent);
    assert_eq!(quotes[1].found.as_ref().unwrap().origin, Origin::Ancestor);
    let nearly = quotes[2].found.as_ref().unwrap();
    assert!(
        nearly.comment == 0 && nearly.likeness >= 0.7 && nearly.likeness < 1.0,
        "{nearly:?}"
    );
    assert_eq!(quotes[3].found, None);
    let answer = &thread.comments[1].text;
    assert_eq!(
        answer[byte_range(answer, quotes[0].answer.clone()).unwrap()].trim(),
        "But it is a trace."
    );
}

#[test]
fn quoted_words_of_others_are_found_elsewhere_but_not_in_other_quotations() {
    let mut thread = thread(&[
        "A claim about rivers and their many bends.",
        "> rivers and their many bends\n\nNo.",
        "x y z",
    ]);
    let mut beside = Comment::new("beside", "> rivers and their many bends\n\nI say so too.");
    beside.marks = thread.comments[1].marks.clone();
    thread.comments.push(beside);
    let quotes = find(&thread);
    let found = quotes[1].found.as_ref().unwrap();
    assert_eq!((found.comment, found.origin), (0, Origin::Elsewhere));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_planted_quotation_is_found(
        before in vec("[a-z]{1,5}", 0..30),
        quoted in vec("[a-z]{1,6}", 3..20),
        behind in vec("[a-z]{1,5}", 0..30),
    ) {
        let all = [before, quoted.clone(), behind].concat().join(" ");
        let answer = format!("> {}\n\nNo.", quoted.join(" "));
        let thread = thread(&[&all, &answer]);
        let found = find(&thread);
        prop_assert_eq!(found[0].found.as_ref().unwrap().likeness, 1.0);
        prop_assert_eq!(text::normalised(&words_at(&thread, &found[0])), quoted.join(" "));
    }

    #[test]
    fn no_text_is_too_odd(texts in vec(any::<String>(), 1..6), marks in vec((any::<u32>(), any::<u32>(), 0_u8..3), 0..6)) {
        let parts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut thread = thread(&parts);
        // Marks that lie about the text they are on.
        for (n, (start, end, depth)) in marks.into_iter().enumerate() {
            let at = n % thread.comments.len();
            thread.comments[at].marks.push(Mark { start: start % 50, end: end % 60, kind: MarkKind::Quote(depth) });
        }
        find(&thread);
        for text in &texts {
            let mut end = 0;
            for sentence in text::sentences(text) {
                prop_assert!(sentence.start >= end && !text[sentence.clone()].trim().is_empty());
                end = sentence.end;
            }
            for word in text::words(text) {
                prop_assert!(text.get(word.bytes).is_some());
            }
        }
        duplicates::pairs(&parts, 0.5, &Progress::none()).unwrap();
    }
}

#[test]
fn sentences_end_where_people_end_them() {
    let of = |text: &'static str| -> Vec<&str> {
        text::sentences(text)
            .into_iter()
            .map(|s| &text[s])
            .collect()
    };
    assert_eq!(
        of("It works. Does it? (Yes.) Fine"),
        ["It works.", "Does it?", "(Yes.)", "Fine"]
    );
    assert_eq!(
        of("See e.g. Dr. Smith v. Jones, i.e. nobody. Then 3.5 more."),
        [
            "See e.g. Dr. Smith v. Jones, i.e. nobody.",
            "Then 3.5 more."
        ]
    );
    assert_eq!(
        of("One line\nstill it\n\nNew one\n- item"),
        ["One line\nstill it", "New one", "- item"]
    );
    assert_eq!(
        of("https://a.example/b.c?d=e! no end... but on"),
        ["https://a.example/b.c?d=e! no end... but on"]
    );
    assert!(of(" \n\t ").is_empty());
}

#[test]
fn large_and_repetitive_texts_take_linear_time() {
    let start = Instant::now();
    let long = "a ".repeat(300_000);
    let quoting = format!("> {}b\n\nNo.", "a ".repeat(2_000));
    find(&thread(&[&long, &quoting, &quoting]));
    let dots = ". ".repeat(300_000) + &"x".repeat(2_000_000);
    text::sentences(&dots);
    text::words(&dots);
    roles::by_rules(&Sentence {
        text: &long,
        index: 0,
        count: 1,
        opening: true,
    });
    duplicates::pairs(&[&long, &dots, &long], 0.5, &Progress::none()).unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
