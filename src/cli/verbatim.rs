//! `counterclaim check --verbatim`: what samples in a folder share word for word. May use the rest of the command line
//! and similarity.

use std::fmt::Write;
use std::path::Path;

use super::output::{self, Meter, one_line};
use super::{Failure, input};
use crate::similarity::{VerbatimFinding, verbatim};

pub(super) fn run(dir: &Path, json: bool) -> Result<(), Failure> {
    let meter = Meter::start("Looking for shared words");
    let folder = input::folder(dir, &meter.progress)?;
    let found = verbatim(&folder.samples, &meter.progress).map_err(Failure::bad)?;
    drop(meter);
    if found.is_empty() {
        return Err(Failure::Nothing(format!(
            "{}: no two of its {} samples share an output or a long run of words",
            dir.display(),
            folder.samples.len()
        )));
    }
    let mut text = String::new();
    for pair in &found {
        if json {
            text += &serde_json::to_string(pair).map_err(Failure::bad)?;
            text.push('\n');
        } else {
            describe(pair, &mut text);
        }
    }
    output::print(text)
}

fn describe(pair: &VerbatimFinding, text: &mut String) {
    let (a, b) = (one_line(&pair.a), one_line(&pair.b));
    let basis = match pair.n_prompts {
        0 => "in whole samples".to_owned(),
        1 => "on 1 shared prompt".to_owned(),
        n => format!("on {n} shared prompts"),
    };
    let _ = writeln!(
        text,
        "{a} and {b}: {} identical and {} mostly shared {basis}; the longest run has {} words:\n  “{}”",
        pair.identical,
        pair.mostly_shared,
        pair.longest_words,
        one_line(&pair.longest)
    );
}
