//! Claim, premise or neither, on Change My View. May use the labelled data, mining and what suggestions show.
//!
//! The data are files, several of which may hold parts of one thread, the opening post and whole branches over again:
//! in 61 files there are 31 threads, and 824 of 2,263 sentences stand word for word in another file too. So folds keep
//! whole threads together. The earlier study split by file; that is measured as well, to stand beside its figures.

use std::collections::BTreeMap;

use super::data::{CmvSentence, Numbers, openings};
use super::row::{Row, decided, judged, majority, row};
use crate::cli::Failure;
use crate::mining::classifier::{Labelled, Unseen};
use crate::mining::measure::Judged;
use crate::mining::roles::{self, Guess, Role, Sentence};
use crate::mining::sequence::{Sequence, cross_validate};
use crate::progress::Progress;
use crate::suggest::Thresholds;

const STUDY_ROLES: &str =
    "majority .21, word lists .45, regression .67 (claim .62, premise .70, none .68)";
const STUDY_FEW: &str = "50: .39, 100: .46, 200: .50, 800: .59";
const STUDY_ARGUMENT: &str = "word lists .62, regression .79";
/// So many folds, and about so many sentences to learn from, in place of all.
const FOLDS: usize = 10;
const CURVE: [usize; 3] = [50, 200, 800];
const TASK: &str = "claim, premise or none, Change My View";

/// The sentences of one post, labelled, in their order.
struct Post<'a> {
    sentences: Sequence,
    rules: Vec<Guess>,
    /// The file, the thread and the post itself, wherever it stands again.
    file: &'a str,
    thread: &'a str,
    itself: (&'a str, &'a str),
}

fn posts<'a>(data: &'a [CmvSentence], openings: &'a BTreeMap<&str, String>) -> Vec<Post<'a>> {
    let mut order = Numbers::default();
    let mut names: Vec<String> = Vec::new();
    let mut found: Vec<Vec<&CmvSentence>> = Vec::new();
    names.extend((data.iter()).map(|sentence| format!("{} {}", sentence.thread, sentence.post)));
    for (sentence, name) in data.iter().zip(&names) {
        let at = order.of(name);
        if at == found.len() {
            found.push(Vec::new());
        }
        found[at].push(sentence);
    }
    (found.into_iter().filter_map(|post| {
        let first = *post.first()?;
        let opening = first.post == "OP";
        let thread = openings
            .get(first.thread.as_str())
            .map_or(first.thread.as_str(), String::as_str);
        let seen: Vec<Sentence<'_>> = (post.iter().enumerate())
            .map(|(index, sentence)| Sentence {
                text: &sentence.text,
                index,
                count: post.len(),
                opening,
            })
            .collect();
        Some(Post {
            sentences: {
                let roles: Vec<Role> = post.iter().map(|s| role(&s.label)).collect();
                roles::labelled(&seen, &roles, 0)
            },
            rules: seen.iter().map(roles::by_rules).collect(),
            file: &first.thread,
            thread,
            itself: if opening {
                ("OP", thread)
            } else {
                ("", &first.post)
            },
        })
    }))
    .collect()
}

fn role(label: &str) -> Role {
    match label {
        "claim" => Role::Claim,
        "premise" => Role::Premise,
        _ => Role::None,
    }
}

/// The posts' sentences, in groups by a name of each post.
fn grouped<'a, K: Ord>(posts: &'a [Post<'a>], name: impl Fn(&Post<'a>) -> K) -> Vec<Sequence> {
    let mut groups: BTreeMap<K, usize> = BTreeMap::new();
    (posts.iter())
        .map(|post| {
            let next = groups.len();
            let group = *groups.entry(name(post)).or_insert(next);
            let of_group = post.sentences.iter().map(|text| Labelled {
                group,
                ..text.clone()
            });
            of_group.collect()
        })
        .collect()
}

pub(super) fn of_roles(data: &[CmvSentence], progress: &Progress) -> Result<Vec<Row>, Failure> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    let openings = openings(data);
    let posts = posts(data, &openings);
    let names = Role::ALL.map(Role::name);
    let settings = roles::settings();
    let threads = grouped(&posts, |post| post.thread);
    let texts: Vec<Labelled> = threads.iter().flatten().cloned().collect();
    let judge = |rows: &[Sequence], labels: Option<usize>| {
        cross_validate(rows, &settings, FOLDS, labels, progress).map_err(Failure::bad)
    };
    let table = |by: &str, unseen: &[Unseen], study| {
        row(
            TASK,
            by,
            &decided(&texts, unseen),
            &names,
            Some(unseen),
            study,
        )
    };
    let rules: Vec<&Guess> = posts.iter().flat_map(|post| &post.rules).collect();
    let by_rules: Vec<Judged> = (rules.iter().zip(&texts))
        .map(|(guess, text)| Judged {
            guess: guess.role as usize,
            confidence: guess.argument,
            truth: text.classes.first().copied().unwrap_or(0),
        })
        .collect();
    let unseen = judge(&threads, None)?;
    let learned = judged(&texts, &unseen);
    let mut rows = vec![
        row(
            TASK,
            "majority",
            &majority(&texts, names.len()),
            &names,
            None,
            STUDY_ROLES,
        ),
        row(TASK, "rules", &by_rules, &names, None, STUDY_ROLES),
        table("learned, threads apart", &unseen, STUDY_ROLES).shown(&learned, None, 0.8),
        table(
            "learned, comments apart: others of the thread are learned from",
            &judge(&grouped(&posts, |post| post.itself), None)?,
            "",
        ),
        table(
            "learned, files apart as in the study: a third of the sentences are known",
            &judge(&grouped(&posts, |post| post.file), None)?,
            STUDY_ROLES,
        ),
    ];
    for labels in CURVE {
        let by = format!("learned from about {labels}, threads apart");
        rows.push(table(&by, &judge(&threads, Some(labels))?, STUDY_FEW));
    }
    rows.extend(of_argument(&by_rules, &learned, &unseen));
    Ok(rows)
}

/// What is suggested as a claim: a sentence that is part of the argument, claim or premise.
fn of_argument(by_rules: &[Judged], learned: &[Judged], unseen: &[Unseen]) -> Vec<Row> {
    let threshold = Thresholds::default().claim;
    let argument = |p: f64, truth: usize| Judged {
        guess: usize::from(p < 0.5),
        confidence: p.max(1.0 - p),
        truth: usize::from(truth == Role::None as usize),
    };
    let by_rules: Vec<Judged> = (by_rules.iter())
        .map(|judged| argument(judged.confidence, judged.truth))
        .collect();
    let learned: Vec<Judged> = (learned.iter().zip(unseen))
        .map(|(judged, unseen)| {
            let none = unseen.probabilities.get(Role::None as usize);
            argument(1.0 - none.copied().unwrap_or(0.0), judged.truth)
        })
        .collect();
    let (task, names) = ("argument or not, Change My View", ["argument", "none"]);
    vec![
        row(task, "rules", &by_rules, &names, None, STUDY_ARGUMENT).shown(
            &by_rules,
            Some(0),
            threshold,
        ),
        row(
            task,
            "learned",
            &learned,
            &names,
            Some(unseen),
            STUDY_ARGUMENT,
        )
        .shown(&learned, Some(0), threshold),
    ]
}
