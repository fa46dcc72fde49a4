//! `counterclaim suggest --measure`: how right suggestions are, on labelled data that lies beside the program. Texts of
//! one thread are never learned from and judged by at once, except where a row says so. May use the rest of the command
//! line and mining.
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`data`] | reading the labelled data |
//! | [`row`] | a row of the table and how it is shown |
//! | [`roles`] | claim, premise or neither |
//! | [`relations`] | support or attack |
//! | [`topics`] | tags, and claims that are the same |
//! | [`quotes`] | words that answers quote |

mod data;
mod quotes;
mod relations;
mod roles;
mod row;
mod topics;

use std::path::{Path, PathBuf};

use self::data::{CmvSentence, Relation, lines};
use self::row::{Row, describe};
use super::Failure;
use super::output::{self, Meter};

pub(in crate::cli) fn run(dir: &Path, threads: &[PathBuf], json: bool) -> Result<(), Failure> {
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
    say(roles::of_roles(&sentences, &meter.progress)?)?;
    let cmv: Vec<Relation> = lines(&dir.join("cmv-modes/relations.jsonl"))?;
    say(relations::of_relations(
        "support or attack, Change My View",
        &cmv,
        &sentences,
        STUDY_CMV,
        &meter.progress,
    )?)?;
    let microtexts: Vec<Relation> = lines(&dir.join("microtexts/relations.jsonl"))?;
    say(relations::of_relations(
        "support or attack, microtexts",
        &microtexts,
        &[],
        STUDY_MICROTEXTS,
        &meter.progress,
    )?)?;
    let debates: Vec<Relation> = lines(&dir.join("us2016/relations.jsonl"))?;
    say(relations::of_relations(
        "support or attack, US 2016",
        &debates,
        &[],
        STUDY_US2016,
        &meter.progress,
    )?)?;
    say(topics::of_duplicates(&debates))?;
    say(topics::of_tags(dir, &microtexts, &meter.progress)?)?;
    say(quotes::of_quotes(dir, threads, &meter.progress)?)?;
    drop(meter);
    if rows.is_empty() {
        return Err(Failure::Nothing(format!(
            "{}: there is no labelled data in it that is known; it should hold cmv-modes, microtexts or us2016",
            dir.display()
        )));
    }
    Ok(())
}

const STUDY_CMV: &str = "majority .43, cue words .53, other author .79, regression .83";
const STUDY_MICROTEXTS: &str = "majority .39, cue words .60, regression .70";
const STUDY_US2016: &str = "majority .45, cue words .58, regression .63";
