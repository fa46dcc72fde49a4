//! `counterclaim tour`: the whole job without a window on the files the program carries, told step by step: import,
//! claims, links, check, layout, exports; then everything is read and made again from the files that were saved. May
//! use the rest of the command line and the document's example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::input::{Loaded, MapCounts};
use super::output::{self, Meter};
use super::{Failure, evaluate, input};
use crate::document::actions::count;
use crate::document::evaluation;
use crate::document::{Document, file};
use crate::example::{self, Stage};
use crate::exchange::maps::{EXPORTS, Options};
use crate::exchange::threads::time;
use crate::map::{ClaimId, Evidence};
use crate::similarity::{self, CheckInput, Finding, Sample, words};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim tour
  counterclaim tour my-tour && counterclaim my-tour/distillation-debate.ron";

/// The name of what is saved, without the extension.
const NAME: &str = "distillation-debate";
/// The formats the map is exported in.
const FORMATS: [&str; 3] = ["svg", "png", "markdown"];

pub(super) fn run(dir: Option<&Path>) -> Result<(), Failure> {
    let dir = match dir {
        Some(dir) => {
            let map = file_name("ron");
            if dir.join(&map).exists() {
                return Err(Failure::Bad(format!(
                    "{}: {map} of an earlier tour is in this folder, and nothing is written over it; name a new \
                     folder, or move that tour away",
                    dir.display()
                )));
            }
            let taken = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
            if taken {
                return Err(Failure::Bad(format!(
                    "{}: there are files in this folder, and the tour writes over nothing; name a new folder",
                    dir.display()
                )));
            }
            fs::create_dir_all(dir).map_err(|error| no_folder(dir, &error))?;
            file::check_writable(&dir.join(&map)).map_err(Failure::bad)?;
            dir.to_owned()
        }
        None => new_folder()?,
    };
    say(&format!(
        "A tour of Counterclaim. Everything is saved in {}",
        dir.display()
    ))?;
    save_sources(&dir)?;
    let meter = Meter::start("Working");
    let mut said = Ok(());
    let mut told = |stage: Stage, document: &Document| {
        if said.is_ok() {
            said = say(&describe(stage, document));
        }
    };
    let document =
        example::build(time::now().as_deref(), &meter.progress, &mut told).map_err(Failure::bad)?;
    said?;
    let saved = save(&document, &dir)?;
    verify(&document, &dir)?;
    say(&format!(
        "7. Opened the map again: it is the same. Made the check again from the saved samples: the same figures.\n\n\
         Try next\n  counterclaim evaluate {map}\n  counterclaim check --matrix {samples}\n  counterclaim {map}",
        map = saved.display(),
        samples = dir.join("samples").display()
    ))
}

fn file_name(extension: &str) -> String {
    format!("{NAME}.{extension}")
}

fn say(words: &str) -> Result<(), Failure> {
    output::print(format!("{words}\n"))
}

fn no_folder(dir: &Path, error: &io::Error) -> Failure {
    Failure::Bad(format!(
        "{}: the folder cannot be made: {error}; choose another place",
        dir.display()
    ))
}

/// A folder for temporary files that nobody has used yet.
fn new_folder() -> Result<PathBuf, Failure> {
    let base = std::env::temp_dir().join("counterclaim-tour");
    let mut dir = base.clone();
    for n in 2_u32.. {
        match fs::create_dir(&dir) {
            Ok(()) => break,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                dir = base.with_file_name(format!("counterclaim-tour-{n}"));
            }
            Err(error) => return Err(no_folder(&dir, &error)),
        }
    }
    Ok(dir)
}

/// Saves what the map is made from, so that anybody can make it again.
fn save_sources(dir: &Path) -> Result<(), Failure> {
    let samples = dir.join("samples");
    fs::create_dir_all(&samples).map_err(|error| no_folder(&samples, &error))?;
    let put = |path: PathBuf, bytes: &[u8]| file::write_whole(&path, bytes).map_err(Failure::bad);
    put(dir.join(example::DEBATE_NAME), example::DEBATE)?;
    put(
        samples.join(example::MODELS_NAME),
        example::MODELS.as_bytes(),
    )?;
    for (model, lines) in example::SAMPLES {
        put(samples.join(format!("{model}.jsonl")), lines.as_bytes())?;
    }
    Ok(())
}

/// What a stage has come to.
fn describe(stage: Stage, document: &Document) -> String {
    let map = document.map();
    match stage {
        Stage::Imported => {
            let stats = document
                .thread()
                .map(|thread| thread.stats())
                .unwrap_or_default();
            format!(
                "1. Imported {}: {} by {} people, {} at the top, up to {} replies deep",
                example::DEBATE_NAME,
                count(stats.comments, "comment"),
                stats.authors,
                stats.top_level,
                stats.max_depth
            )
        }
        Stage::Claimed => {
            let excerpts: usize = map.claims().map(|(_, claim)| claim.excerpts.len()).sum();
            let comments: BTreeSet<&str> = map
                .claims()
                .flat_map(|(_, claim)| claim.excerpts.iter().map(|excerpt| &*excerpt.comment.0))
                .collect();
            let tagged: Vec<String> = map
                .tags()
                .map(|(id, tag)| {
                    let claims = map
                        .claims()
                        .filter(|(_, claim)| claim.tags.contains(&id))
                        .count();
                    format!("{} {claims}", tag.name)
                })
                .collect();
            format!(
                "2. Made {} from {} of {}, and tagged them: {}",
                count(map.claim_count(), "claim"),
                count(excerpts, "excerpt"),
                count(comments.len(), "comment"),
                tagged.join(", ")
            )
        }
        Stage::Linked => {
            let counts = MapCounts::of(map);
            let evaluation = evaluation::evaluate(document);
            let mut standings: BTreeMap<&str, usize> = BTreeMap::new();
            for verdict in evaluation.claims.values() {
                *standings
                    .entry(evaluate::name(verdict.standing))
                    .or_default() += 1;
            }
            let standings: Vec<String> = standings
                .iter()
                .map(|(name, n)| format!("{n} {name}"))
                .collect();
            let thesis = map.claims().next().map_or_else(String::new, |(id, claim)| {
                let standing = evaluation
                    .claims
                    .get(&id)
                    .map_or("", |verdict| evaluate::name(verdict.standing));
                format!("\n   The thesis {id}, “{}”, is {standing}", claim.text)
            });
            format!(
                "3. Linked them: {}, {}, {}, {}; {} with linked premises. Of the claims, {}{thesis}",
                count(counts.support, "support"),
                count(counts.attack, "attack"),
                count(counts.undercut, "undercut"),
                count(counts.rephrase, "rephrase"),
                counts.linked,
                standings.join(", ")
            )
        }
        Stage::Checked => {
            let mut text =
                "4. Checked similarity on the bundled samples, and attached the findings:"
                    .to_owned();
            for (id, claim) in map.claims() {
                for finding in claim.evidence.iter().filter_map(Evidence::finding) {
                    if let Some(finding) = document.finding(finding) {
                        text += &format!(
                            "\n   to {id}, “{}”:\n   {}",
                            claim.text,
                            words::sentence(finding)
                        );
                    }
                }
            }
            text
        }
        Stage::LaidOut => "5. Laid the map out, beginning with the thesis".to_owned(),
    }
}

/// Saves the map and its exports; returns where the map is.
fn save(document: &Document, dir: &Path) -> Result<PathBuf, Failure> {
    let map = dir.join(file_name("ron"));
    file::save(document, &map, None).map_err(Failure::bad)?;
    let mut text = format!(
        "6. Saved the map, and pictures and a report of it:\n   {}",
        map.display()
    );
    for export in EXPORTS
        .iter()
        .filter(|export| FORMATS.contains(&export.name))
    {
        let extension = export.extensions.first().copied().unwrap_or(export.name);
        let path = dir.join(file_name(extension));
        let bytes = (export.write)(document, &Options::default()).map_err(Failure::bad)?;
        file::write_whole(&path, &bytes).map_err(Failure::bad)?;
        text += &format!("\n   {}", path.display());
    }
    say(&text)?;
    Ok(map)
}

/// Reads the map and makes its check again, from the files alone.
fn verify(document: &Document, dir: &Path) -> Result<(), Failure> {
    let Loaded {
        document: again, ..
    } = input::load(&dir.join(file_name("ron")))?;
    if again != *document {
        return Err(Failure::bad(
            "the saved map does not hold what was saved; please report this",
        ));
    }
    let attached = example::tested_claim(&again).and_then(|claim| attached(&again, claim));
    let finding = attached
        .ok_or_else(|| Failure::bad("the saved map has lost its finding; please report this"))?;
    let meter = Meter::start("Checking again");
    let sample = |model: &str| {
        input::sample(
            &dir.join("samples").join(format!("{model}.jsonl")),
            &meter.progress,
        )
    };
    let controls: Vec<Sample> = finding
        .controls
        .iter()
        .map(|control| sample(&control.name))
        .collect::<Result<_, _>>()?;
    let check = CheckInput {
        student: &sample(&finding.student.name)?,
        teachers: &[sample(&finding.teacher.name)?],
        controls: &controls,
        matched: &[],
    };
    let options = similarity::Options {
        seed: finding.seed,
        bootstrap: finding.parameters.bootstrap,
        made: finding.made.clone(),
    };
    let made_again = similarity::check(&check, &options, &meter.progress).map_err(Failure::bad)?;
    if made_again.first() != Some(finding) {
        return Err(Failure::bad(
            "the check came to other figures when it was made again; please report this",
        ));
    }
    Ok(())
}

/// The first finding attached to a claim.
fn attached(document: &Document, claim: ClaimId) -> Option<&Finding> {
    let claim = document.map().claim(claim)?;
    let finding = claim.evidence.iter().find_map(Evidence::finding)?;
    document.finding(finding).map(|finding| &**finding)
}
