//! What a report says, in order: what one can see for oneself first, then figures, then limits, then how to make it
//! again. Plain values without any layout.

use super::Reported;
use crate::figure::likeness::{Run, side_by_side};
use crate::figure::shorten;
use crate::similarity::words::{self, LIMITS};
use crate::similarity::{Finding, Pairing, SampleRef, leave_one_out};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A figure: set flush right.
    Figure(String),
    /// A hash or a file: set in a type of one width.
    Exact(String),
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// What it is about.
    Title(String),
    /// A line below the title.
    Under(String),
    /// A heading.
    Heading(&'static str),
    /// A paragraph.
    Text(String),
    /// A list.
    Items(Vec<String>),
    /// A table with a head.
    Table(Vec<&'static str>, Vec<Vec<Cell>>),
    /// Two answers to a prompt, with whose they are.
    Pair {
        /// The prompt.
        prompt: String,
        /// The student's name and its answer.
        student: (String, Vec<Run>),
        /// The teacher's.
        teacher: (String, Vec<Run>),
    },
    /// The strip of the controls.
    Strip,
    /// The scale of likelihood ratios.
    Scale,
    /// Something to be typed.
    Command(String),
}

/// How many phrases and prompts a page has room for, and how much of an answer.
const PHRASES: usize = 6;
const PROMPTS: usize = 2;
const EXCERPT: usize = 210;

/// What the check tests.
pub const NULL_HYPOTHESIS: &str = "Null hypothesis: student and teacher are unrelated, so that the student’s answers are no more like the teacher’s than like those of the controls, models of other makers known to have no part in it. Against it stands that the two are related: distilled, tuned from the same weights, merged, or of one family.";

/// The report on a finding.
pub fn content(reported: Reported<'_>) -> Vec<Block> {
    let finding = reported.finding;
    let mut blocks = vec![
        Block::Title(format!(
            "{} beside {}",
            finding.student.name, finding.teacher.name
        )),
        Block::Under(under(finding)),
    ];
    if finding.same_texts() {
        blocks.push(Block::Text(words::sentence(finding)));
    } else {
        seen(finding, &mut blocks);
        figures(finding, &mut blocks);
    }
    blocks.push(Block::Heading("What this can and cannot show"));
    let notes = finding
        .warnings
        .iter()
        .map(|warning| format!("Note: {warning}"));
    blocks.push(Block::Items(
        LIMITS
            .iter()
            .map(|limit| (*limit).to_owned())
            .chain(notes)
            .collect(),
    ));
    repeat(reported, &mut blocks);
    blocks
}

fn under(finding: &Finding) -> String {
    let made = finding
        .made
        .as_deref()
        .map_or(String::new(), |made| format!(" · made {made}"));
    format!(
        "Similarity check · method {}{made} · Counterclaim {}",
        finding.method,
        env!("CARGO_PKG_VERSION")
    )
}

/// A share of outputs.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 9.5 {
        format!("{value:.1} %")
    } else {
        format!("{value:.0} %")
    }
}

/// What one can see for oneself.
fn seen(finding: &Finding, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(
        "Phrases both use more often than the controls",
    ));
    match finding.phrases.as_deref() {
        None => blocks.push(Block::Text("Phrases were not looked for.".to_owned())),
        Some([]) => blocks.push(Block::Text(
            "No phrase of one to five words stands out in both at once.".to_owned(),
        )),
        Some(phrases) => {
            let row = |phrase: &crate::similarity::Phrase| {
                let mut row = vec![Cell::Words(format!("“{}”", phrase.phrase))];
                let shares = [phrase.student, phrase.teacher, phrase.controls];
                row.extend(shares.map(|share| Cell::Figure(percent(share))));
                row
            };
            blocks.push(Block::Table(
                vec![
                    "share of answers with the phrase",
                    "student",
                    "teacher",
                    "controls",
                ],
                phrases.iter().take(PHRASES).map(row).collect(),
            ));
        }
    }
    if !finding.prompts.is_empty() {
        blocks.push(Block::Heading(
            "Prompts on which the two agree most, equal words marked",
        ));
        for pair in finding.prompts.iter().take(PROMPTS) {
            let (student, teacher) = side_by_side(&pair.student, &pair.teacher, EXCERPT);
            blocks.push(Block::Pair {
                prompt: shorten(&pair.prompt, EXCERPT),
                student: (finding.student.name.clone(), student),
                teacher: (finding.teacher.name.clone(), teacher),
            });
        }
    }
}

fn figures(finding: &Finding, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading("The teacher among the controls"));
    blocks.push(Block::Strip);
    blocks.push(Block::Heading("How much that says"));
    blocks.push(Block::Scale);
    blocks.push(Block::Text(words::sentence(finding)));
    blocks.push(Block::Table(
        vec!["figure", "value"],
        figure_rows(finding)
            .into_iter()
            .map(|(name, value)| vec![Cell::Words(name), Cell::Words(value)])
            .collect(),
    ));
    if !finding.components.is_empty() {
        let row = |c: &crate::similarity::ComponentFigure| {
            let mut row = vec![Cell::Words(component(&c.component).to_owned())];
            let values = [c.value, c.controls_mean, c.controls_sd];
            row.extend(values.map(|value| Cell::Figure(format!("{value:.4}"))));
            row.push(Cell::Figure(format!("{:.2}", c.z)));
            row
        };
        blocks.push(Block::Table(
            vec![
                "likeness",
                "to the teacher",
                "to controls, mean",
                "deviation",
                "z",
            ],
            finding.components.iter().map(row).collect(),
        ));
    }
}

/// A component by its letter, in words.
fn component(letter: &str) -> &str {
    match letter {
        "O" => "O, openings: character 3-5-grams",
        "B" => "B, bodies: token 1-3-grams",
        "P" => "P, common prefix in tokens",
        "D" => "D, distinctive vocabulary",
        "Or" => "Or, openings by rarity",
        "Br" => "Br, bodies by rarity",
        "S" => "S, sentences’ beginnings by rarity",
        "C" => "C, Cosine Delta of whole samples",
        other => other,
    }
}

/// The figures of a finding by name, for tables.
pub fn figure_rows(finding: &Finding) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| rows.push((name.to_owned(), value));
    if let Some(score) = finding.score {
        let interval = finding.score_interval.map_or(String::new(), |(low, high)| {
            format!(" (90 % interval over prompts {low:.2} to {high:.2})")
        });
        put(
            "score E (0 is usual among the controls)",
            format!("{score:.3}{interval}"),
        );
    }
    match finding.log10_lr {
        Some(log10) => {
            let interval = finding.lr_interval.map_or(String::new(), |(low, high)| {
                let (low, high) = (ratio(low), ratio(high));
                match low == high {
                    true => " (the same at both ends of the interval)".to_owned(),
                    false => format!(" (at the ends of the interval {low} and {high})"),
                }
            });
            put(
                "likelihood ratio LR",
                format!(
                    "{}{interval}: {}",
                    ratio(log10),
                    words::scale(finding.verdict)
                ),
            );
        }
        None => put(
            "likelihood ratio LR",
            words::scale(finding.verdict).to_owned(),
        ),
    }
    if let Some(rank) = finding.rank {
        let p = finding.p_value.map_or(String::new(), |p| {
            format!(
                "; p = {p:.3}, which cannot be below 1/{}",
                finding.strip.len() + 1
            )
        });
        put(
            "rank among the controls",
            format!("{rank} of {}{p}", finding.strip.len() + 1),
        );
    }
    if let Some(left) = leave_one_out(finding) {
        put(
            "score with each control left out",
            format!(
                "{:.2} (without {}) to {:.2} (without {})",
                left.low.0, left.low.1, left.high.0, left.high.1
            ),
        );
    }
    if let Some((one, other)) = finding.halves {
        put(
            "score on every other prompt, and on the rest",
            format!("{one:.2} and {other:.2}"),
        );
    }
    if let Some(base) = finding.base_score {
        put("base score (O, B, P and D alone)", format!("{base:.3}"));
    }
    if let Some(reverse) = finding.reverse {
        let lr = reverse
            .log10_lr
            .map_or(String::new(), |log10| format!(", LR {}", ratio(log10)));
        put(
            "with student and teacher exchanged",
            format!("E = {:.2}{lr}", reverse.score),
        );
    }
    let pairing = match finding.pairing {
        Pairing::Id => "paired by id",
        Pairing::Prompt => "paired by the prompts’ texts",
        Pairing::None => "no prompts shared, whole samples compared",
    };
    put("prompts", format!("{}, {pairing}", finding.n_prompts));
    put(
        "identical long answers (verbatim overlap, no part of E)",
        finding.n_identical.to_string(),
    );
    rows
}

/// A likelihood ratio as a number.
pub fn ratio(log10: f64) -> String {
    let lr = 10_f64.powf(log10);
    if log10 >= 2.0 {
        "100 or more".to_owned()
    } else if log10 <= -2.0 {
        "1/100 or less".to_owned()
    } else if lr >= 9.5 {
        format!("{lr:.0}")
    } else if lr >= 1.0 {
        format!("{lr:.1}")
    } else {
        format!("1/{:.1}", 1.0 / lr)
    }
}

/// Everything another expert needs.
fn repeat(reported: Reported<'_>, blocks: &mut Vec<Block>) {
    let finding = reported.finding;
    blocks.push(Block::Heading("To make it again"));
    blocks.push(Block::Text(NULL_HYPOTHESIS.to_owned()));
    let p = &finding.parameters;
    blocks.push(Block::Text(format!(
        "Parameters: opening {} characters, prefix at most {} tokens, {} distinctive n-grams a length, z clipped to {} … {}, log10 LR at most ±{}, {} bootstrap replicates, seed {}. The hashes are SHA-256 of a sample’s records, whatever the file’s format or order; the same samples give the same figures to the last bit. Files are named from the folder that holds them all; the command is for that folder.",
        p.opening_characters, p.prefix_tokens, p.distinctive, p.clip.0, p.clip.1, p.cap, p.bootstrap, finding.seed,
    )));
    let mut rows = Vec::new();
    let folder = folder(reported);
    let file = |sample: &SampleRef| {
        let known = reported.files.get(&sample.sha256);
        known.and_then(|file| file.file.get(folder..))
    };
    for (role, samples) in parts(finding) {
        for sample in samples {
            rows.push(vec![
                Cell::Words(role.to_owned()),
                Cell::Words(sample.name.clone()),
                Cell::Figure(sample.outputs.to_string()),
                Cell::Exact(file(sample).unwrap_or("–").to_owned()),
                Cell::Exact(sample.sha256.clone()),
            ]);
        }
    }
    blocks.push(Block::Table(
        vec!["part", "model", "outputs", "file", "SHA-256"],
        rows,
    ));
    blocks.push(Block::Command(command(reported)));
}

/// The samples by the part they played.
fn parts(finding: &Finding) -> Vec<(&'static str, Vec<&SampleRef>)> {
    vec![
        ("student", vec![&finding.student]),
        ("teacher", vec![&finding.teacher]),
        ("control", finding.controls.iter().collect()),
        ("matched", finding.matched.iter().collect()),
        ("beside", finding.background.iter().collect()),
    ]
}

/// How many bytes of the files' paths name the folder that holds them all: where somebody keeps the files is nobody
/// else's business, and would not help them.
fn folder(reported: Reported<'_>) -> usize {
    let known = parts(reported.finding)
        .into_iter()
        .flat_map(|(_, samples)| samples)
        .filter_map(|sample| reported.files.get(&sample.sha256));
    let folders: Vec<&str> = known
        .map(|file| {
            let end = file.file.rfind(['/', '\\']).map_or(0, |at| at + 1);
            file.file.get(..end).unwrap_or_default()
        })
        .collect();
    let Some((first, others)) = folders.split_first() else {
        return 0;
    };
    let common = others.iter().fold(first.len(), |common, other| {
        let same = first.bytes().zip(other.bytes());
        common.min(same.take_while(|(a, b)| a == b).count())
    });
    let shared = first.get(..common).unwrap_or_default();
    shared.rfind(['/', '\\']).map_or(0, |at| at + 1)
}

/// The command that makes the check again, for the folder that holds the samples.
pub fn command(reported: Reported<'_>) -> String {
    let finding = reported.finding;
    let folder = folder(reported);
    let file = |sample: &SampleRef| {
        let known = reported.files.get(&sample.sha256);
        let known = known.and_then(|file| file.file.get(folder..));
        quoted(&known.map_or_else(|| format!("{}.jsonl", sample.name), str::to_owned))
    };
    let mut line = format!(
        "counterclaim check --student {} --teacher {}",
        file(&finding.student),
        file(&finding.teacher)
    );
    if !finding.controls.is_empty() {
        line.push_str(" --control");
        for control in &finding.controls {
            line.push(' ');
            line.push_str(&file(control));
        }
    }
    line + " --json"
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ':' | ',');
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        word.to_owned()
    } else if word.starts_with('-') {
        quoted(&format!("./{word}"))
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
