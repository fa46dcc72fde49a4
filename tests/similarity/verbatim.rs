//! Verbatim overlap against brute force: every copied pair is found and no other, with the figures that the textbook's
//! table of common runs and plain sets give.

use super::*;
use counterclaim::similarity::VerbatimFinding;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A model's answers, prompt by prompt, as words by number; `None` where it gave none.
type Answers = Vec<Option<Vec<u8>>>;

fn text(words: &[u8]) -> String {
    let words: Vec<String> = words.iter().map(|&word| name(word)).collect();
    words.join(" ")
}

/// Words of letters only, which stay one word each.
fn name(word: u8) -> String {
    format!("word{}", char::from(b'a' + word))
}

fn sample(name: &str, answers: &Answers, prompts: Option<&[Vec<u8>]>) -> Sample {
    let records = answers.iter().enumerate().filter_map(|(n, answer)| {
        Some(Record {
            id: prompts.map(|_| format!("q{n}")),
            prompt: prompts.map(|prompts| text(&prompts[n])),
            output: text(answer.as_ref()?),
        })
    });
    Sample::new(name, records.collect())
}

/// The runs of eight words, each once.
fn runs(words: &[u8]) -> BTreeSet<&[u8]> {
    words.windows(8).collect()
}

/// The longest common run with no eight words of the prompt in it: the textbook's table, every cell no more than what
/// the prompt allows of a run that ends there.
fn longest(a: &[u8], b: &[u8], asked: &BTreeSet<&[u8]>) -> usize {
    let mut allowed = Vec::new();
    for end in 0..b.len() {
        let quotes = end >= 7 && asked.contains(&b[end - 7..=end]);
        let before = allowed.last().copied().unwrap_or(0);
        allowed.push(if quotes { 7 } else { before + 1 });
    }
    let mut best = 0;
    let mut row = vec![0; b.len() + 1];
    for x in a {
        for j in (0..b.len()).rev() {
            row[j + 1] = if *x == b[j] {
                (row[j] + 1).min(allowed[j])
            } else {
                0
            };
            best = best.max(row[j + 1]);
        }
    }
    best
}

/// What is compared with what: the prompt, and every model's outputs.
struct Place<'a> {
    prompt: Option<&'a [u8]>,
    outputs: Vec<Vec<&'a [u8]>>,
}

/// The places of some models: prompts that two answered, and all the rest together.
fn places<'a>(models: &'a [Answers], prompts: Option<&'a [Vec<u8>]>) -> Vec<Place<'a>> {
    let mut rest = vec![Vec::new(); models.len()];
    let mut found = Vec::new();
    for n in 0..4 {
        let given: Vec<Vec<&[u8]>> = (models.iter())
            .map(|answers| answers[n].as_deref().into_iter().collect())
            .collect();
        let answered = given.iter().filter(|outputs| !outputs.is_empty()).count();
        if let (Some(prompts), true) = (prompts, answered > 1) {
            found.push(Place {
                prompt: Some(&prompts[n]),
                outputs: given,
            });
        } else {
            rest.iter_mut()
                .zip(given)
                .for_each(|(all, own)| all.extend(own));
        }
    }
    found.push(Place {
        prompt: None,
        outputs: rest,
    });
    found
}

/// What brute force says of a pair: prompts both answered, identical, mostly shared, longest, and both containments.
fn by_force(places: &[Place<'_>], a: usize, b: usize) -> (usize, usize, usize, usize, f64, f64) {
    let (mut answered, mut identical, mut mostly, mut best) = (0, 0, 0, 0);
    let (mut common, mut of_a, mut of_b) = (0, 0, 0);
    for place in places {
        let (mine, theirs) = (&place.outputs[a], &place.outputs[b]);
        if mine.is_empty() || theirs.is_empty() {
            continue;
        }
        answered += usize::from(place.prompt.is_some());
        let asked = place.prompt.map(runs).unwrap_or_default();
        let distinct = |texts: &[&[u8]]| -> BTreeSet<Vec<u8>> {
            let all = texts.iter().flat_map(|text| runs(text));
            all.filter(|run| !asked.contains(run))
                .map(<[u8]>::to_vec)
                .collect()
        };
        let (x, y) = (distinct(mine), distinct(theirs));
        let both = x.intersection(&y).count();
        (common, of_a, of_b) = (common + both, of_a + x.len(), of_b + y.len());
        mostly += usize::from([x.len(), y.len()].iter().any(|&n| n >= 20 && both * 2 > n));
        let long = |texts: &[&[u8]]| -> BTreeSet<String> {
            let texts = texts.iter().map(|words| text(words));
            texts.filter(|text| text.chars().count() > 200).collect()
        };
        identical += long(mine).intersection(&long(theirs)).count();
        for x in mine {
            for y in theirs {
                best = best.max(longest(x, y, &asked));
            }
        }
    }
    // Runs of fewer than eight words are not noticed.
    let best = if best < 8 { 0 } else { best };
    let share = |n: usize| common as f64 / n.max(1) as f64;
    (answered, identical, mostly, best, share(of_a), share(of_b))
}

/// Answers in few words, so that runs repeat by chance, or in many, so that only what was planted is shared.
fn answers(words: u8) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let answer = prop::collection::vec(0..words, 1..90);
    prop::collection::vec(answer, 4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]
    #[test]
    fn every_copied_pair_is_found_and_no_other(
        (mut prompts, written) in (2_u8..20).prop_flat_map(|words| {
            (answers(words), prop::collection::vec(answers(words), 2..5))
        }),
        // From whom to whom, on which prompt, from which word on and how many words.
        copies in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..4, 0_usize..60, 0_usize..90), 0..5),
        quotes in prop::collection::vec((0_usize..4, 0_usize..4), 0..4),
        missing in prop::collection::vec((0_usize..4, 0_usize..4), 0..3),
        paired in any::<bool>(),
    ) {
        // No two prompts have the same text.
        prompts.iter_mut().zip(20..).for_each(|(prompt, mark)| prompt.insert(0, mark));
        let mut models: Vec<Answers> = written.into_iter().map(|answers| answers.into_iter().map(Some).collect()).collect();
        let count = models.len();
        for &(model, prompt) in &quotes {
            if let Some(answer) = &mut models[model % count][prompt] {
                answer.splice(0..0, prompts[prompt].iter().copied());
            }
        }
        for &(from, to, prompt, start, length) in &copies {
            let source = models[from % count][prompt].clone().unwrap_or_default();
            let start = start.min(source.len());
            let run = source[start..].iter().copied().take(length);
            if let Some(answer) = &mut models[to % count][prompt] {
                if length > 80 {
                    answer.clear();
                }
                let middle = answer.len() / 2;
                answer.splice(middle..middle, run);
            }
        }
        for &(model, prompt) in &missing {
            models[model % count][prompt] = None;
        }
        for answer in models.iter_mut().flatten() {
            *answer = answer.take().filter(|words| !words.is_empty());
        }
        models.retain(|answers| answers.iter().any(Option::is_some));
        if models.len() < 2 {
            return Ok(());
        }
        let asked = paired.then_some(prompts.as_slice());
        let samples: Vec<Sample> = models.iter().enumerate()
            .map(|(n, answers)| sample(&format!("m{n}"), answers, asked))
            .collect();
        let found = verbatim(&samples, &Progress::none()).unwrap();
        let places = places(&models, asked);
        let mut seen = 0;
        for a in 0..models.len() {
            for b in a + 1..models.len() {
                let (answered, identical, mostly, best, share_a, share_b) = by_force(&places, a, b);
                let pair = found.iter().find(|f| f.a == format!("m{a}") && f.b == format!("m{b}"));
                let expected = identical + mostly > 0 || best >= 30;
                prop_assert_eq!(pair.is_some(), expected, "m{} m{}: {} {} {}", a, b, identical, mostly, best);
                let Some(pair) = pair else { continue };
                seen += 1;
                prop_assert_eq!(pair.n_prompts, answered);
                prop_assert_eq!((pair.identical, pair.mostly_shared, pair.longest_words), (identical, mostly, best));
                prop_assert!((pair.containment_a - share_a).abs() < 1e-12, "{} {}", pair.containment_a, share_a);
                prop_assert!((pair.containment_b - share_b).abs() < 1e-12, "{} {}", pair.containment_b, share_b);
                is_shared(pair, &samples[a], &samples[b])?;
            }
        }
        prop_assert_eq!(seen, found.len());
    }
}

/// The run that is shown stands in an output of either.
fn is_shared(pair: &VerbatimFinding, a: &Sample, b: &Sample) -> Result<(), TestCaseError> {
    for sample in [a, b] {
        let there = sample
            .records
            .iter()
            .any(|record| record.output.contains(&pair.longest));
        prop_assert!(there, "{} lacks {}", sample.name, pair.longest);
    }
    Ok(())
}

#[test]
fn a_file_and_its_copy_are_a_pair() {
    let original = model("original", 20, 12);
    let mut copy = original.clone();
    copy.name = "copy".into();
    let found = verbatim(&[original, model("other", 21, 12), copy], &Progress::none()).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].a.as_str(), found[0].b.as_str()),
        ("copy", "original")
    );
    assert_eq!((found[0].identical, found[0].mostly_shared), (12, 12));
    assert_eq!((found[0].containment_a, found[0].containment_b), (1.0, 1.0));
}

#[test]
fn a_copy_is_found_where_no_prompt_pairs_it() {
    let first = model("first", 20, 12);
    let mut second = model("second", 21, 12);
    second
        .records
        .push(record("else", "Another question", &first.records[3].output));
    let mut third = first.clone();
    third.name = "third".into();
    third.records.truncate(3);
    third
        .records
        .push(record("own", "One more", &first.records[3].output));
    let found = verbatim(&[second, third], &Progress::none()).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].identical, found[0].n_prompts), (1, 3));
}
