//! `counterclaim suggest --measure`: how right suggestions are, on labelled data that lies beside the program. Texts of
//! one thread are never learned from and judged by at once. May use the rest of the command line and mining.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use quick_xml::events::Event;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::output::{self, Meter};
use super::{Failure, input};
use crate::document::file;
use crate::mining::classifier::{Labelled, Settings, Unseen, cross_validate};
use crate::mining::measure::{Judged, at_threshold, macro_f1, score, spread};
use crate::mining::quotes::{self, Origin};
use crate::mining::relations::{self, Pair, Polarity};
use crate::mining::roles::{self, Role, Sentence};
use crate::mining::{duplicates, text};
use crate::progress::Progress;
use crate::suggest::{Thresholds, tag_features, tag_settings};
use crate::thread::{Comment, Mark, MarkKind, Thread, Tree};

/// A row of the table.
#[derive(Debug, Serialize)]
struct Row {
    /// What was measured.
    task: String,
    /// By which means: majority, rules, learned.
    by: String,
    /// How many items were judged.
    n: usize,
    /// The mean F1 over classes, all folds together.
    macro_f1: Option<f64>,
    /// Its mean and standard deviation over the folds.
    folds: Option<(f64, f64)>,
    /// Precision, recall and F1 by class.
    classes: Vec<(String, f64, f64, f64)>,
    /// The threshold at which suggestions are shown.
    threshold: Option<f64>,
    /// The share of what is shown that is right.
    precision: Option<f64>,
    /// The share of all items that is shown.
    coverage: Option<f64>,
    /// What an earlier study of the same data found, trained on one half and tested on another.
    study: &'static str,
}

pub(super) fn run(dir: &Path, threads: &[PathBuf], json: bool) -> Result<(), Failure> {
    let meter = Meter::start("Measuring");
    let mut rows = Vec::new();
    let mut say = |found: Vec<Row>| -> Result<(), Failure> {
        for row in found {
            if json {
                output::print(serde_json::to_string(&row).map_err(Failure::bad)? + "\n")?;
            } else {
                output::print(describe(&row))?;
            }
            rows.push(row.task);
        }
        Ok(())
    };
    let sentences: Vec<CmvSentence> = lines(&dir.join("cmv-modes/sentences.jsonl"))?;
    say(of_roles(&sentences, &meter.progress)?)?;
    let cmv: Vec<Relation> = lines(&dir.join("cmv-modes/relations.jsonl"))?;
    say(of_relations(
        "support or attack, Change My View",
        &cmv,
        &sentences,
        STUDY_CMV,
        &meter.progress,
    )?)?;
    let microtexts: Vec<Relation> = lines(&dir.join("microtexts/relations.jsonl"))?;
    say(of_relations(
        "support or attack, microtexts",
        &microtexts,
        &[],
        STUDY_MICROTEXTS,
        &meter.progress,
    )?)?;
    let debates: Vec<Relation> = lines(&dir.join("us2016/relations.jsonl"))?;
    say(of_relations(
        "support or attack, US 2016",
        &debates,
        &[],
        STUDY_US2016,
        &meter.progress,
    )?)?;
    say(of_duplicates(&debates))?;
    say(of_tags(dir, &microtexts, &meter.progress)?)?;
    say(of_quotes(dir, threads, &meter.progress)?)?;
    drop(meter);
    if rows.is_empty() {
        return Err(Failure::Nothing(format!(
            "{}: there is no labelled data in it that is known; it should hold cmv-modes, microtexts or us2016",
            dir.display()
        )));
    }
    Ok(())
}

const STUDY_ROLES: &str =
    "majority .21, word lists .45, regression .67 (claim .62, premise .70, none .68)";
const STUDY_FEW: &str = "50: .39, 100: .46, 200: .50, 800: .59";
const STUDY_ARGUMENT: &str = "word lists .62, regression .79";
const STUDY_CMV: &str = "majority .43, cue words .53, other author .79, regression .83";
const STUDY_MICROTEXTS: &str = "majority .39, cue words .60, regression .70";
const STUDY_US2016: &str = "majority .45, cue words .58, regression .63";
const STUDY_QUOTES: &str =
    "70 % (Hacker News) to 79 % (Change My View) verbatim in the parent, 39 % on GitHub";

#[derive(Deserialize)]
struct CmvSentence {
    thread: String,
    post: String,
    text: String,
    label: String,
}

/// A relation of any of the sets.
#[derive(Deserialize)]
struct Relation {
    #[serde(alias = "text", alias = "nodeset")]
    thread: String,
    #[serde(default)]
    dst: String,
    src_text: String,
    dst_text: String,
    polarity: String,
    /// Not said where there is one author.
    same_author: Option<bool>,
    same_post: Option<bool>,
}

/// The records of a file, one JSON object a line; none if there is no such file.
fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failure> {
    if !path.exists() {
        output::warn(&format!(
            "{}: is not there, so it is not measured",
            path.display()
        ));
        return Ok(Vec::new());
    }
    let bytes = file::read_bytes(path).map_err(Failure::bad)?;
    (String::from_utf8_lossy(&bytes).lines().enumerate())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| {
            serde_json::from_str(line).map_err(|error| {
                Failure::Bad(format!("{}, line {}: {error}", path.display(), n + 1))
            })
        })
        .collect()
}

/// What tells a thread of Change My View: the beginning of its opening post. Several extracts of one thread are one thread.
fn openings(sentences: &[CmvSentence]) -> BTreeMap<&str, String> {
    let mut found = BTreeMap::new();
    for sentence in sentences.iter().filter(|sentence| sentence.post == "OP") {
        (found.entry(sentence.thread.as_str())).or_insert_with(|| text::normalised(&sentence.text));
    }
    found
}

/// Numbers for names, in the order in which they come.
#[derive(Default)]
struct Numbers<'a>(BTreeMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    fn of(&mut self, name: &'a str) -> usize {
        let next = self.0.len();
        *self.0.entry(name).or_insert(next)
    }
}

/// The class with the highest probability, and that probability.
fn surest(probabilities: &[f64]) -> (usize, f64) {
    let best = (probabilities.iter().enumerate()).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or((0, 0.0), |(class, p)| (class, *p))
}

/// What was decided, for F1.
fn decided(texts: &[Labelled], unseen: &[Unseen]) -> Vec<Judged> {
    let judged = judged(texts, unseen);
    (judged.into_iter().zip(unseen))
        .map(|(judged, unseen)| Judged {
            guess: unseen.decided,
            ..judged
        })
        .collect()
}

/// What is most likely and how likely that is, for what would be shown.
fn judged(texts: &[Labelled], unseen: &[Unseen]) -> Vec<Judged> {
    (texts.iter().zip(unseen))
        .map(|(text, unseen)| {
            let (guess, confidence) = surest(&unseen.probabilities);
            Judged {
                guess,
                confidence,
                truth: text.classes.first().copied().unwrap_or(0),
            }
        })
        .collect()
}

/// A row for judgements of exclusive classes.
fn row(
    task: &str,
    by: &str,
    judged: &[Judged],
    names: &[&str],
    folds: Option<&[Unseen]>,
    study: &'static str,
) -> Row {
    let by_fold = folds.map(|unseen| {
        let mut of: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
        for (unseen, judged) in unseen.iter().zip(judged) {
            of.entry(unseen.fold).or_default().push(*judged);
        }
        let each: Vec<f64> = of
            .values()
            .map(|judged| macro_f1(judged, names.len()))
            .collect();
        spread(&each)
    });
    Row {
        task: task.to_owned(),
        by: by.to_owned(),
        n: judged.len(),
        macro_f1: Some(macro_f1(judged, names.len())),
        folds: by_fold,
        classes: (names.iter().enumerate())
            .map(|(class, name)| {
                let score = score(judged, class);
                ((*name).to_owned(), score.precision, score.recall, score.f1)
            })
            .collect(),
        threshold: None,
        precision: None,
        coverage: None,
        study,
    }
}

impl Row {
    /// With what is right and how much is shown at a threshold.
    fn shown(mut self, judged: &[Judged], class: Option<usize>, threshold: f64) -> Self {
        let (precision, coverage) = at_threshold(judged, class, threshold);
        self.threshold = Some(threshold);
        self.precision = precision;
        self.coverage = Some(coverage);
        self
    }
}

/// What always guessing the most frequent class comes to.
fn majority(texts: &[Labelled], classes: usize) -> Vec<Judged> {
    let count = |class: usize| {
        texts
            .iter()
            .filter(|text| text.classes.contains(&class))
            .count()
    };
    let guess = (0..classes).max_by_key(|class| count(*class)).unwrap_or(0);
    (texts.iter())
        .map(|text| Judged {
            guess,
            confidence: 1.0,
            truth: text.classes.first().copied().unwrap_or(0),
        })
        .collect()
}

fn of_roles(data: &[CmvSentence], progress: &Progress) -> Result<Vec<Row>, Failure> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    let mut posts: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (n, sentence) in data.iter().enumerate() {
        posts
            .entry((&sentence.thread, &sentence.post))
            .or_default()
            .push(n);
    }
    let openings = openings(data);
    let mut groups = Numbers::default();
    let mut files = Numbers::default();
    let mut by_file: Vec<usize> = vec![0; data.len()];
    let mut texts: Vec<Option<Labelled>> = vec![None; data.len()];
    let mut rules: Vec<Option<(Judged, f64)>> = vec![None; data.len()];
    for (n, record) in data.iter().enumerate() {
        let post = &posts[&(record.thread.as_str(), record.post.as_str())];
        let index = post.iter().position(|other| *other == n).unwrap_or(0);
        let beside = |place: Option<usize>| {
            let other = place.and_then(|place| post.get(place));
            other.map_or("", |other| data[*other].text.as_str())
        };
        let sentence = Sentence {
            text: &record.text,
            before: beside(index.checked_sub(1)),
            behind: beside(index.checked_add(1)),
            index,
            count: post.len(),
            opening: record.post == "OP",
        };
        let role = match record.label.as_str() {
            "claim" => Role::Claim,
            "premise" => Role::Premise,
            _ => Role::None,
        };
        by_file[n] = files.of(&record.thread);
        let guess = roles::by_rules(&sentence);
        let by_rules = Judged {
            guess: guess.role as usize,
            confidence: guess.argument,
            truth: role as usize,
        };
        rules[n] = Some((by_rules, guess.argument));
        texts[n] = Some(roles::labelled(
            &sentence,
            role,
            groups.of(openings
                .get(record.thread.as_str())
                .unwrap_or(&record.thread)),
        ));
    }
    let texts: Vec<Labelled> = texts.into_iter().flatten().collect();
    let rules: Vec<(Judged, f64)> = rules.into_iter().flatten().collect();
    let names = Role::ALL.map(Role::name);
    let task = "claim, premise or none, Change My View";
    let by_rules: Vec<Judged> = rules.iter().map(|(judged, _)| *judged).collect();
    let settings = roles::settings();
    let unseen = cross_validate(&texts, &settings, None, progress).map_err(Failure::bad)?;
    let learned = judged(&texts, &unseen);
    // The study took every file for a thread, though several files hold parts of one: what it tested on, it had partly
    // learned from. Measured here as well, to stand beside its figures.
    let as_files: Vec<Labelled> = (texts.iter().zip(&by_file))
        .map(|(text, file)| Labelled {
            group: *file,
            ..text.clone()
        })
        .collect();
    let leaky = cross_validate(&as_files, &settings, None, progress).map_err(Failure::bad)?;
    let mut rows = vec![
        row(
            task,
            "learned, only files apart as in the study",
            &decided(&texts, &leaky),
            &names,
            Some(&leaky),
            STUDY_ROLES,
        ),
        row(
            task,
            "majority",
            &majority(&texts, names.len()),
            &names,
            None,
            STUDY_ROLES,
        ),
        row(task, "rules", &by_rules, &names, None, STUDY_ROLES),
        row(
            task,
            "learned, threads apart",
            &decided(&texts, &unseen),
            &names,
            Some(&unseen),
            STUDY_ROLES,
        )
        .shown(&learned, None, 0.8),
    ];
    for labels in [100, 400] {
        let few =
            cross_validate(&texts, &settings, Some(labels), progress).map_err(Failure::bad)?;
        let by = format!("learned from {labels}");
        rows.push(row(
            task,
            &by,
            &decided(&texts, &few),
            &names,
            Some(&few),
            STUDY_FEW,
        ));
    }
    // What is suggested as a claim: a sentence that is part of the argument, claim or premise.
    let threshold = Thresholds::default().claim;
    let argument = |p: f64, truth: usize| Judged {
        guess: usize::from(p < 0.5),
        confidence: p.max(1.0 - p),
        truth: usize::from(truth == Role::None as usize),
    };
    let by_rules: Vec<Judged> = rules
        .iter()
        .map(|(judged, p)| argument(*p, judged.truth))
        .collect();
    let learned: Vec<Judged> = (learned.iter().zip(&unseen))
        .map(|(judged, unseen)| {
            let none = unseen
                .probabilities
                .get(Role::None as usize)
                .copied()
                .unwrap_or(0.0);
            argument(1.0 - none, judged.truth)
        })
        .collect();
    let (task, names) = ("argument or not, Change My View", ["argument", "none"]);
    rows.push(
        row(task, "rules", &by_rules, &names, None, STUDY_ARGUMENT).shown(
            &by_rules,
            Some(0),
            threshold,
        ),
    );
    rows.push(
        row(
            task,
            "learned",
            &learned,
            &names,
            Some(&unseen),
            STUDY_ARGUMENT,
        )
        .shown(&learned, Some(0), threshold),
    );
    Ok(rows)
}

/// Whether the sentence is the opening post's: the title it speaks of is then by the same person.
fn opens(sentences: &[CmvSentence], relation: &Relation) -> bool {
    let wanted = text::normalised(&relation.src_text);
    let of_thread = sentences
        .iter()
        .filter(|s| s.thread == relation.thread && s.post == "OP");
    of_thread
        .map(|s| text::normalised(&s.text))
        .any(|s| s.contains(&wanted) || (s.len() > 20 && wanted.contains(&s)))
}

fn of_relations(
    task: &str,
    data: &[Relation],
    sentences: &[CmvSentence],
    study: &'static str,
    progress: &Progress,
) -> Result<Vec<Row>, Failure> {
    let openings = openings(sentences);
    let mut groups = Numbers::default();
    let mut texts = Vec::new();
    let mut by_rules = Vec::new();
    for relation in data {
        let polarity = match relation.polarity.as_str() {
            "support" => Polarity::Support,
            "attack" => Polarity::Attack,
            _ => continue,
        };
        let to_title = relation.dst == "title";
        let same_author = if to_title {
            opens(sentences, relation)
        } else {
            // Where nothing is said there is one author.
            relation.same_author.unwrap_or(true)
        };
        let pair = Pair {
            source: &relation.src_text,
            target: &relation.dst_text,
            same_author,
            same_comment: relation.same_post.unwrap_or(true),
        };
        let guess = relations::by_rules(&pair);
        by_rules.push(Judged {
            guess: guess.polarity as usize,
            confidence: guess.confidence,
            truth: polarity as usize,
        });
        texts.push(relations::labelled(
            &pair,
            polarity,
            groups.of(openings
                .get(relation.thread.as_str())
                .unwrap_or(&relation.thread)),
        ));
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let names = Polarity::ALL.map(Polarity::name);
    let unseen =
        cross_validate(&texts, &relations::settings(), None, progress).map_err(Failure::bad)?;
    let learned = judged(&texts, &unseen);
    let threshold = 0.8;
    Ok(vec![
        row(
            task,
            "majority",
            &majority(&texts, names.len()),
            &names,
            None,
            study,
        ),
        row(task, "rules", &by_rules, &names, None, study).shown(&by_rules, None, threshold),
        row(
            task,
            "learned",
            &decided(&texts, &unseen),
            &names,
            Some(&unseen),
            study,
        )
        .shown(&learned, None, threshold),
    ])
}

/// Of the pairs that would be offered for merging, how many somebody called rephrases of each other.
fn of_duplicates(data: &[Relation]) -> Vec<Row> {
    if data.is_empty() {
        return Vec::new();
    }
    let threshold = Thresholds::default().merge;
    let texts: Vec<&str> = data
        .iter()
        .flat_map(|r| [r.src_text.as_str(), r.dst_text.as_str()])
        .collect();
    let rows = duplicates::rows(&texts);
    let judged: Vec<Judged> = (data.iter().zip(rows.chunks_exact(2)))
        .map(|(relation, pair)| {
            let alike = duplicates::agree(&relation.src_text, &relation.dst_text);
            let cosine = if alike {
                duplicates::cosine(&pair[0], &pair[1])
            } else {
                0.0
            };
            Judged {
                guess: usize::from(cosine < threshold),
                confidence: if cosine < threshold {
                    1.0 - cosine
                } else {
                    cosine
                },
                truth: usize::from(relation.polarity != "rephrase"),
            }
        })
        .collect();
    let task = "the same claim (rephrase), related pairs of US 2016";
    let names = ["same", "other"];
    vec![row(task, "words shared", &judged, &names, None, "").shown(&judged, Some(0), threshold)]
}

/// Topics of microtexts stand for tags: the topic of a claim, from texts other than its own.
fn of_tags(dir: &Path, data: &[Relation], progress: &Progress) -> Result<Vec<Row>, Failure> {
    let mut topics: BTreeMap<String, String> = BTreeMap::new();
    for folder in ["microtexts/microtexts", "microtexts/microtexts-v2"] {
        let Ok(entries) = std::fs::read_dir(dir.join(folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let bytes = file::read_bytes(&entry.path()).map_err(Failure::bad)?;
            let xml = String::from_utf8_lossy(&bytes);
            let name = entry
                .path()
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            let topic = xml
                .split_once("topic_id=\"")
                .and_then(|(_, rest)| rest.split_once('"'));
            if let (Some(name), Some((topic, _))) = (name, topic) {
                topics.insert(name, topic.to_owned());
            }
        }
    }
    // What each text says, by its own words; a topic must be in several texts to be learned and judged.
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for relation in data {
        said.entry(&relation.thread)
            .or_default()
            .extend([relation.src_text.as_str(), relation.dst_text.as_str()]);
    }
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for topic in said.keys().filter_map(|text| topics.get(*text)) {
        *count.entry(topic).or_default() += 1;
    }
    let classes: Vec<String> = count
        .into_iter()
        .filter(|(_, n)| *n >= 4)
        .map(|(topic, _)| topic.to_owned())
        .collect();
    let mut texts = Vec::new();
    for (group, (text, claims)) in said.iter().enumerate() {
        let class = topics
            .get(*text)
            .and_then(|topic| classes.iter().position(|class| class == topic));
        let Some(class) = class else {
            continue;
        };
        texts.extend(claims.iter().map(|claim| Labelled {
            features: tag_features(claim),
            classes: BTreeSet::from([class]),
            group,
        }));
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let settings: Settings = tag_settings(classes.clone());
    let unseen = cross_validate(&texts, &settings, None, progress).map_err(Failure::bad)?;
    let learned = judged(&texts, &unseen);
    let names: Vec<&str> = classes.iter().map(String::as_str).collect();
    let task = format!("tags ({} topics of microtexts)", classes.len());
    let by_decision = decided(&texts, &unseen);
    let mut found = row(&task, "learned", &by_decision, &names, Some(&unseen), "").shown(
        &learned,
        None,
        Thresholds::default().tag,
    );
    found.classes.clear();
    Ok(vec![found])
}

fn of_quotes(dir: &Path, threads: &[PathBuf], progress: &Progress) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let mut cmv = Vec::new();
    if let Ok(entries) = std::fs::read_dir(dir.join("cmv-modes/xml")) {
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let bytes = file::read_bytes(&path).map_err(Failure::bad)?;
            cmv.push(posts(&String::from_utf8_lossy(&bytes)));
        }
    }
    if !cmv.is_empty() {
        rows.push(quoted("Change My View", &cmv, progress)?);
    }
    for path in threads {
        let loaded = input::load(path)?;
        if let Some(thread) = loaded.document.thread() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            rows.push(quoted(&name, &[Thread::clone(thread)], progress)?);
        }
    }
    Ok(rows)
}

fn quoted(name: &str, threads: &[Thread], progress: &Progress) -> Result<Row, Failure> {
    let (mut total, mut verbatim) = (0, 0);
    let mut places = [
        ("nearly in the parent", 0),
        ("further up", 0),
        ("elsewhere", 0),
        ("not in the thread", 0),
    ];
    for thread in threads {
        let (tree, _) = Tree::build(&thread.comments);
        for quote in quotes::quotes(thread, &tree, progress).map_err(Failure::bad)? {
            // What opens a thread answers nobody; it quotes what the thread is about.
            if tree.parent(quote.comment).is_none() {
                continue;
            }
            total += 1;
            let place = match quote.found {
                Some(found) if found.origin == Origin::Parent && found.likeness >= 1.0 => {
                    verbatim += 1;
                    continue;
                }
                Some(found) => found.origin as usize,
                None => 3,
            };
            places[place].1 += 1;
        }
    }
    let share = |n: usize| n as f64 / f64::max(1.0, total as f64);
    let mut classes = vec![(
        "verbatim in the parent".to_owned(),
        share(verbatim),
        0.0,
        0.0,
    )];
    classes.extend(places.map(|(place, n)| (place.to_owned(), share(n), 0.0, 0.0)));
    Ok(Row {
        task: format!("quotations in answers, {name}"),
        by: "words".to_owned(),
        n: total,
        macro_f1: None,
        folds: None,
        classes,
        threshold: Some(quotes::LIKENESS),
        precision: None,
        coverage: Some(1.0 - share(places[3].1)),
        study: STUDY_QUOTES,
    })
}

/// The posts of a Change My View thread with their words; each answers the one before it.
fn posts(xml: &str) -> Thread {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut comments: Vec<Comment> = Vec::new();
    let mut inside = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) if matches!(tag.name().as_ref(), "OP" | "reply") => {
                let mut comment = Comment::new(format!("{}", comments.len()), "");
                comment.parent = comments.last().map(|before| before.id.clone());
                comments.push(comment);
                inside = true;
            }
            Event::End(tag) if matches!(tag.name().as_ref(), "OP" | "reply") => inside = false,
            Event::Text(words) if inside => {
                if let Some(comment) = comments.last_mut() {
                    comment.text += &words;
                }
            }
            Event::GeneralRef(name) if inside => {
                if let Some(comment) = comments.last_mut() {
                    comment.text += match &*name {
                        "gt" => ">",
                        "lt" => "<",
                        "amp" => "&",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => " ",
                    };
                }
            }
            _ => {}
        }
    }
    for comment in &mut comments {
        let mut at = 0_u32;
        for line in comment.text.split('\n') {
            let length = line.chars().count() as u32;
            if line.trim_start().starts_with('>') {
                comment.marks.push(Mark {
                    start: at,
                    end: at + length,
                    kind: MarkKind::Quote(1),
                });
            }
            at += length + 1;
        }
    }
    Thread {
        comments,
        ..Thread::default()
    }
}

fn describe(row: &Row) -> String {
    let mut text = format!("{}\n  by {}, {} items", row.task, row.by, row.n);
    if let Some(f1) = row.macro_f1 {
        let _ = write!(text, ": macro-F1 {f1:.3}");
    }
    if let Some((mean, deviation)) = row.folds {
        let _ = write!(text, " (folds {mean:.3} ± {deviation:.3})");
    }
    text.push('\n');
    for (name, precision, recall, f1) in &row.classes {
        let _ = if row.macro_f1.is_some() {
            writeln!(
                text,
                "    {name}: precision {precision:.2}, recall {recall:.2}, F1 {f1:.2}"
            )
        } else {
            writeln!(text, "    {name}: {:.0} %", precision * 100.0)
        };
    }
    if let (Some(threshold), Some(coverage)) = (row.threshold, row.coverage) {
        let right = row
            .precision
            .map_or(String::new(), |p| format!("{:.1} % right, ", p * 100.0));
        let _ = writeln!(
            text,
            "    at {threshold:.2}: {right}{:.1} % covered",
            coverage * 100.0
        );
    }
    if !row.study.is_empty() {
        let _ = writeln!(
            text,
            "    an earlier study, trained on one half and tested on the other: {}",
            row.study
        );
    }
    text
}
