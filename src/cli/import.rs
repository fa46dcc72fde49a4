//! `counterclaim import`: other tools' files, read and saved as a map. May use the rest of the command line.

use super::input::{self, Loaded};
use super::output::Target;
use super::{Failure, ImportArgs, info, output};
use crate::document::file;
use crate::exchange::threads::Columns;

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim import thread.json -o map.ron
  counterclaim import page1.html page2.html -o map.ron      parts of one thread
  counterclaim import https://news.ycombinator.com/item?id=8863 -o map.ron
  counterclaim import --from flat-paste notes.txt -o map.ron
  counterclaim import --columns text=post,author=who table.csv -o map.ron
  zstdcat comments.jsonl.zst | counterclaim import - -o map.ron

A link to a discussion on Hacker News, Reddit, Lobsters, or a Discourse, Lemmy or Mastodon server is fetched. What
else stands where a file is meant is read from disk; nothing but a link is ever fetched.";

pub(super) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let to_standard = args.output.as_deref().is_some_and(input::is_standard);
    if to_standard && args.json {
        return Err(Failure::Usage(
            "-o - and --json both want standard output; name a file for the map, or leave --json out".to_owned(),
        ));
    }
    let target = Target::at(args.output.as_deref())?;
    let loaded = input::load_all(
        &args.inputs,
        args.from.as_deref(),
        args.columns.as_ref().unwrap_or(&Columns::default()),
    )?;
    if loaded.format != input::DOCUMENT {
        input::keep(&args.inputs, args.output.as_deref())?;
    }
    if args.output.is_some() {
        let text = file::to_text(&loaded.document).map_err(Failure::bad)?;
        target.deliver(text.as_bytes())?;
    }
    say(args, &loaded, to_standard)
}

fn say(args: &ImportArgs, loaded: &Loaded, to_standard: bool) -> Result<(), Failure> {
    if args.json {
        return info::print_json(loaded);
    }
    info::print_warnings(loaded);
    if to_standard {
        return Ok(());
    }
    let saved = match &args.output {
        Some(path) => format!("saved    {}\n", path.display()),
        None => "saved    nowhere; -o MAP.ron saves it\n".to_owned(),
    };
    output::print(info::words(loaded) + &saved)
}
