//! `counterclaim evaluate`: which claims of a map stand, and how strongly. May use the rest of the command line, the
//! document's evaluation and semantics.

use std::fmt::Write;

use serde::Serialize;

use super::output::{self, Meter};
use super::{EvaluateArgs, Failure, info, input};
use crate::document::evaluation::{self, Input};
use crate::map::Map;
use crate::semantics::evaluation::{Evaluation, Method, Options, Standing, evaluate};
use crate::semantics::solver::Limits;

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim evaluate map.ron
  counterclaim evaluate map.ron --semantics preferred
  counterclaim evaluate map.ron --json | jq '.claims[] | select(.standing != \"accepted\")'

One line a claim: its id, its standing (accepted, rejected or undecided), its strength from 0 to 1, its text. Ends \
with status 3 if there is no claim.

--json prints {\"semantics\", \"claims\": [{\"id\", \"standing\", \"strength\", \"text\"}], \"links\": [{\"id\", \"kind\", \
\"standing\", \"strength\"}], \"notes\": [..]}.";

#[derive(Serialize)]
struct Report<'a> {
    semantics: &'static str,
    claims: Vec<ClaimLine<'a>>,
    links: Vec<LinkLine>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ClaimLine<'a> {
    id: String,
    standing: &'static str,
    strength: f64,
    text: &'a str,
}

#[derive(Serialize)]
struct LinkLine {
    id: String,
    kind: &'static str,
    standing: &'static str,
    strength: f64,
}

pub(super) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let method = Method::from_name(&args.semantics).ok_or_else(|| {
        Failure::Usage(format!("there is no semantics called {}", args.semantics))
    })?;
    let loaded = input::load(&args.file)?;
    if !args.json {
        info::print_warnings(&loaded);
    }
    let map = loaded.document.map();
    if map.claim_count() == 0 {
        return Err(Failure::Nothing(format!(
            "{}: there are no claims in it to evaluate",
            args.file.display()
        )));
    }
    let meter = Meter::start("Evaluating");
    let input = evaluation::input(&loaded.document);
    let options = Options {
        method,
        limits: Limits {
            progress: meter.progress.clone(),
            ..Limits::default()
        },
        ..Options::default()
    };
    let verdicts = evaluate(&input.graph, &options).map_err(Failure::bad)?;
    drop(meter);
    let mut report = report(map, &input, &verdicts);
    if args.json {
        report.notes.splice(0..0, loaded.warnings.iter().cloned());
        return output::print(serde_json::to_string(&report).map_err(Failure::bad)? + "\n");
    }
    for note in &report.notes {
        output::warn(note);
    }
    let width = report
        .claims
        .iter()
        .map(|claim| claim.id.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for ClaimLine {
        id,
        standing,
        strength,
        text: words,
    } in &report.claims
    {
        let _ = writeln!(
            text,
            "{id:width$}  {standing:9}  {strength:.2}  {}",
            output::one_line(words)
        );
    }
    output::print(text)
}

fn report<'a>(map: &'a Map, input: &Input, verdicts: &Evaluation) -> Report<'a> {
    let claims = (input.claims.iter().zip(&verdicts.claims))
        .map(|(id, verdict)| ClaimLine {
            id: id.to_string(),
            standing: name(verdict.standing),
            strength: verdict.strength,
            text: map.claim(*id).map_or("", |claim| claim.text.as_str()),
        })
        .collect();
    let links = (input.links.iter().zip(&verdicts.links))
        .map(|(id, verdict)| LinkLine {
            id: id.to_string(),
            kind: map.link(*id).map_or("", |link| link.kind_name()),
            standing: name(verdict.standing),
            strength: verdict.strength,
        })
        .collect();
    let mut notes = Vec::new();
    if verdicts.no_stable_position {
        notes.push(
            "no position takes a side on everything, so every claim is left undecided".to_owned(),
        );
    }
    if let Some(stop) = verdicts.partial {
        notes.push(stop.to_string());
    }
    if !verdicts.settled {
        notes.push(
            "the strengths of claims that argue in circles did not settle and mean little"
                .to_owned(),
        );
    }
    Report {
        semantics: verdicts.method.name(),
        claims,
        links,
        notes,
    }
}

/// The word for a standing.
pub(super) fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Accepted => "accepted",
        Standing::Rejected => "rejected",
        Standing::Undecided => "undecided",
    }
}
