//! The bundled example: the debate in `assets/debate` as a finished map, with the check that its argument turns
//! on made anew on the models in `assets/samples`. Window, tour, tests and `saves/distillation-debate.ron` all
//! take it from here. The program carries the files, so nothing needs to be installed beside it.
//!
//! People, companies, models and answers are invented; the arguments are the ones people have. May use everything
//! below the window.

mod debate;

use std::collections::BTreeMap;

use debate::{CHECKS, CLAIMS, LINKS, OWN_TAG, TESTED, TITLE, To, evidence};

use crate::document::{Arrangement, Document, EditError, SampleRef, actions};
use crate::exchange::{self, Input, ReadError};
use crate::figure::arranged;
use crate::map::{Bearing, Claim, ClaimId, LinkId, NodeId, TagId};
use crate::progress::Progress;
use crate::similarity::read::{ModelInfo, Role};
use crate::similarity::{CheckError, CheckInput, Options, Record, Sample, check};
use crate::thread::{Comment, CommentId, Excerpt, excerpt};

/// The name of [`DEBATE`] as a file.
pub const DEBATE_NAME: &str = "distillation-debate.json";

/// The debate, as the site's interface would give it.
pub const DEBATE: &[u8] = include_bytes!("../assets/debate/distillation-debate.json");

/// The name of [`MODELS`] as a file.
pub const MODELS_NAME: &str = "models.csv";

/// Whose the models are and which part they may play.
pub const MODELS: &str = include_str!("../assets/samples/models.csv");

macro_rules! samples {
    ($($model:literal),*) => {
        &[$(($model, include_str!(concat!("../assets/samples/", $model, ".jsonl")))),*]
    };
}

/// The samples: the model's name, and its outputs as JSON lines.
pub static SAMPLES: &[(&str, &str)] = samples![
    "basalt-large",
    "cantata-pro",
    "larkspur-7",
    "marmot-chat",
    "quill-2",
    "sable-1",
    "tern-3",
    "wren-base",
    "wren-mini"
];

/// The suspected teacher.
pub const TEACHER: &str = "quill-2";
/// The suspected student.
pub const STUDENT: &str = "wren-mini";
/// What the student was made from: a check on it tells whether the likeness was there before.
pub const BASE: &str = "wren-base";

/// What has just been done; each comes once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The thread was read.
    Imported,
    /// Claims were made from words of it, and tagged.
    Claimed,
    /// Claims were linked.
    Linked,
    /// The checks were made and attached.
    Checked,
    /// The cards were given their places.
    LaidOut,
}

/// Why there is no example: the program was built with damaged files, or somebody asked to stop.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    /// The debate could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A bundled file is not as this module needs it.
    #[error("the bundled example is damaged: {0}; build the program again from sound sources")]
    Damaged(String),
    /// The map refused an edit.
    #[error(
        "the bundled example does not fit together: {0}; build the program again from sound sources"
    )]
    Edit(#[from] EditError),
    /// A check could not be made.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// The example as a finished document. Its findings are computed, not stored, and bear no time.
///
/// # Errors
/// [`ExampleError`], which takes damaged files or a cancelled handle.
pub fn document(progress: &Progress) -> Result<Document, ExampleError> {
    build(None, progress, &mut |_, _| {})
}

/// As [`document`], telling of every step; `made` is the time to be written into the findings.
///
/// # Errors
/// As for [`document`].
pub fn build(
    made: Option<&str>,
    progress: &Progress,
    told: &mut dyn FnMut(Stage, &Document),
) -> Result<Document, ExampleError> {
    let input = Input {
        name: DEBATE_NAME,
        bytes: DEBATE,
    };
    let imported = exchange::read(&[input], None, progress)?;
    let thread = (imported.thread)
        .ok_or_else(|| ExampleError::Damaged(format!("{DEBATE_NAME} holds no thread")))?;
    let mut document = Document::from_thread(thread);
    document.apply(actions::set_title(TITLE))?;
    told(Stage::Imported, &document);
    let claims = add_claims(&mut document)?;
    told(Stage::Claimed, &document);
    add_links(&mut document, &claims)?;
    told(Stage::Linked, &document);
    for (student, claim, bearing) in CHECKS {
        attach_check(
            &mut document,
            student,
            claims.of(claim)?,
            *bearing,
            made,
            progress,
        )?;
    }
    for (claim, evidence) in evidence() {
        let edit = actions::add_evidence(&document, claims.of(claim)?, evidence);
        document.apply(edit)?;
    }
    told(Stage::Checked, &document);
    document.apply(actions::set_arrangement(&document, Arrangement::Layered))?;
    let places = arranged(&document, 1200.0, 900.0);
    document.apply(actions::place("arrange", places))?;
    told(Stage::LaidOut, &document);
    Ok(document)
}

/// The claim that the check of [`STUDENT`] is attached to.
pub fn tested_claim(document: &Document) -> Option<ClaimId> {
    let text = CLAIMS.iter().find(|claim| claim.key == TESTED)?.text;
    let mut claims = document.map().claims();
    claims
        .find(|(_, claim)| claim.text == text)
        .map(|(id, _)| id)
}

/// The sample of one bundled model.
///
/// # Errors
/// [`ExampleError::Damaged`] if there is none, or a line of it is no record.
pub fn sample(model: &str) -> Result<Sample, ExampleError> {
    let damaged = |what: String| ExampleError::Damaged(format!("the sample of {model}: {what}"));
    let (_, lines) = (SAMPLES.iter().find(|(name, _)| *name == model))
        .ok_or_else(|| damaged("missing".to_owned()))?;
    let records: Vec<Record> = (lines.lines())
        .map(|line| serde_json::from_str(line).map_err(|error| damaged(error.to_string())))
        .collect::<Result<_, _>>()?;
    Ok(Sample::new(model, records))
}

/// The models that `models.csv` allows as controls for a student and [`TEACHER`]: candidates of other vendors.
///
/// # Errors
/// [`ExampleError::Damaged`] if the list cannot be read or does not name the pair.
pub fn controls(student: &str) -> Result<Vec<String>, ExampleError> {
    let damaged = |what: String| ExampleError::Damaged(format!("{MODELS_NAME}: {what}"));
    let models: Vec<ModelInfo> = csv::Reader::from_reader(MODELS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| damaged(error.to_string()))?;
    let vendor = |model: &str| {
        let named = models.iter().find(|info| info.model == model);
        named
            .map(|info| info.vendor.as_str())
            .ok_or_else(|| damaged(format!("{model} is missing")))
    };
    let pair = [vendor(student)?, vendor(TEACHER)?];
    Ok((models.iter())
        .filter(|info| info.role != Role::Student && !pair.contains(&info.vendor.as_str()))
        .map(|info| info.model.clone())
        .collect())
}

/// Checks a student against [`TEACHER`] and attaches the finding to a claim.
fn attach_check(
    document: &mut Document,
    student: &str,
    claim: ClaimId,
    bearing: Bearing,
    made: Option<&str>,
    progress: &Progress,
) -> Result<(), ExampleError> {
    let (student, teacher) = (sample(student)?, sample(TEACHER)?);
    let controls: Vec<Sample> = (controls(&student.name)?.iter())
        .map(|model| sample(model))
        .collect::<Result<_, _>>()?;
    let input = CheckInput {
        student: &student,
        teachers: std::slice::from_ref(&teacher),
        controls: &controls,
        matched: &[],
    };
    let options = Options {
        made: made.map(str::to_owned),
        ..Options::default()
    };
    let samples: Vec<SampleRef> = ([&student, &teacher].into_iter().chain(&controls))
        .map(|sample| SampleRef {
            model: sample.name.clone(),
            file: format!("samples/{}.jsonl", sample.name),
            sha256: sample.sha256(),
            outputs: sample.records.len() as u64,
        })
        .collect();
    for finding in check(&input, &options, progress)? {
        let (edit, _) = actions::attach_finding(document, claim, finding, samples.clone(), bearing);
        document.apply(edit)?;
    }
    Ok(())
}

/// The ids of the claims, by key.
#[derive(Default)]
struct Claims(BTreeMap<&'static str, ClaimId>);

impl Claims {
    fn of(&self, key: &str) -> Result<ClaimId, ExampleError> {
        let id = self.0.get(key).copied();
        id.ok_or_else(|| ExampleError::Damaged(format!("there is no claim {key}")))
    }
}

fn add_claims(document: &mut Document) -> Result<Claims, ExampleError> {
    let (edit, _) = actions::add_tag(document, OWN_TAG);
    document.apply(edit)?;
    let tags: BTreeMap<String, TagId> = (document.map().tags())
        .map(|(id, tag)| (tag.name.clone(), id))
        .collect();
    let thread = document.thread().cloned();
    let comments: BTreeMap<&CommentId, &Comment> = (thread.iter())
        .flat_map(|thread| &thread.comments)
        .map(|comment| (&comment.id, comment))
        .collect();
    let mut claims = Claims::default();
    for source in CLAIMS {
        let mut claim = Claim::new(source.text);
        for tag in source.tags {
            let tag = tags
                .get(*tag)
                .ok_or_else(|| ExampleError::Damaged(format!("there is no tag {tag}")))?;
            claim.tags.insert(*tag);
        }
        for (comment, words) in source.excerpts {
            let excerpt = comments
                .get(&CommentId::from(*comment))
                .and_then(|comment| quoted(comment, words));
            claim.excerpts.push(excerpt.ok_or_else(|| {
                ExampleError::Damaged(format!(
                    "comment {comment} does not say “{words}” exactly once"
                ))
            })?);
        }
        let (edit, id) = actions::add_claim(document, claim, None);
        document.apply(edit)?;
        claims.0.insert(source.key, id);
    }
    Ok(claims)
}

/// The excerpt of these words; `None` unless the comment says them exactly once.
fn quoted(comment: &Comment, words: &str) -> Option<Excerpt> {
    let mut places = comment.text.match_indices(words);
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    Excerpt::take(
        comment,
        excerpt::char_range(&comment.text, start..start + words.len())?,
    )
}

fn add_links(document: &mut Document, claims: &Claims) -> Result<(), ExampleError> {
    let mut links: BTreeMap<&str, LinkId> = BTreeMap::new();
    for step in LINKS {
        let premises: Vec<ClaimId> = step
            .premises
            .iter()
            .map(|key| claims.of(key))
            .collect::<Result<_, _>>()?;
        let target = match step.target {
            To::Claim(key) => NodeId::Claim(claims.of(key)?),
            To::Link(key) => {
                let link = links.get(key).copied();
                NodeId::Link(
                    link.ok_or_else(|| ExampleError::Damaged(format!("there is no link {key}")))?,
                )
            }
        };
        let (edit, id) = actions::link(document, step.kind, &premises, target);
        document.apply(edit)?;
        let note = actions::set_link_note(document, id, step.note.to_owned());
        document.apply(note)?;
        links.insert(step.key, id);
    }
    Ok(())
}
