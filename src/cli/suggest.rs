//! `counterclaim suggest`: what might be put on a map next, and why. May use the rest of the command line, the
//! suggestions and what they learn.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::output::{self, Meter, one_line};
use super::{Failure, SuggestArgs, info, input};
use crate::document::Document;
use crate::mining::lexicon::Lexicon;
use crate::suggest::{Learned, Options, Suggestion, suggestions};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim suggest map.ron
  counterclaim suggest map.ron --learn other-maps/*.ron
  counterclaim suggest thread.json --json | jq 'select(.kind == \"link\")'
  counterclaim suggest --measure labelled-data

One suggestion takes two lines: how sure it is from 0 to 1 and what would be done, then why. Ends with status 3 if there \
is nothing to suggest.

--json prints {\"id\", \"kind\", \"what\", \"reason\", \"confidence\", \"claims\": [..], \"comments\": [..]} a line; kind is link, tag, \
merge or claim. --measure --json prints one object a row of its table.";

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    kind: &'static str,
    what: &'a str,
    reason: &'a str,
    confidence: f64,
    claims: Vec<String>,
    comments: Vec<&'a str>,
}

pub(super) fn run(args: &SuggestArgs) -> Result<(), Failure> {
    let Some(file) = &args.file else {
        return Err(Failure::Usage(
            "name a map to make suggestions for".to_owned(),
        ));
    };
    let loaded = input::load(file)?;
    info::print_warnings(&loaded);
    let others: Vec<Document> = (args.learn.iter())
        .map(|path| input::load(path).map(|loaded| loaded.document))
        .collect::<Result<_, _>>()?;
    let options = Options {
        lexicon: lexicon(args.lexicon.as_deref())?,
        ..Options::default()
    };
    let meter = Meter::start("Looking for suggestions");
    let taught: Vec<&Document> = std::iter::once(&loaded.document).chain(&others).collect();
    let learned = Learned::learn(&taught, &meter.progress).map_err(Failure::bad)?;
    let found =
        suggestions(&loaded.document, &learned, &options, &meter.progress).map_err(Failure::bad)?;
    drop(meter);
    if found.is_empty() {
        return Err(Failure::Nothing(format!(
            "{}: there is nothing to suggest that is sure enough",
            file.display()
        )));
    }
    let mut text = String::new();
    for suggestion in &found {
        if args.json {
            text += &serde_json::to_string(&line(suggestion)).map_err(Failure::bad)?;
            text.push('\n');
        } else {
            let _ = writeln!(
                text,
                "{:.2}  {}\n      {}",
                suggestion.confidence,
                one_line(&suggestion.what),
                one_line(&suggestion.reason)
            );
        }
    }
    output::print(text)
}

/// The program's terms, changed by a person's own.
fn lexicon(own: Option<&Path>) -> Result<Lexicon, Failure> {
    let builtin = Lexicon::builtin().map_err(Failure::bad)?;
    let Some(path) = own else {
        return Ok(builtin);
    };
    let bytes = input::bytes(path)?;
    let table = String::from_utf8_lossy(&bytes);
    let own = Lexicon::parse(&table)
        .map_err(|error| Failure::Bad(format!("{}: {error}", path.display())))?;
    Ok(builtin.overridden_by(own))
}

fn line(suggestion: &Suggestion) -> Line<'_> {
    Line {
        id: suggestion.id.to_string(),
        kind: suggestion.kind.name(),
        what: &suggestion.what,
        reason: &suggestion.reason,
        confidence: suggestion.confidence,
        claims: suggestion.claims.iter().map(ToString::to_string).collect(),
        comments: (suggestion.excerpts.iter())
            .map(|excerpt| &*excerpt.comment.0)
            .collect(),
    }
}
