//! `counterclaim info`: what a file holds, in words, as one JSON object, or comment by comment. May use the rest of
//! the command line.

use super::input::{self, Loaded};
use super::{Failure, InfoArgs, output};
use crate::document::actions::count;
use crate::exchange;

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim info map.ron
  counterclaim info thread.json --json | jq .thread.comments
  counterclaim info thread.json --comments | jq -r .author | sort | uniq -c

--json prints {\"format\", \"thread\": {\"comments\", \"top_level\", \"max_depth\", \"authors\", \"deleted\", \
\"missing_parent\"}, \"map\": {\"claims\", \"support\", \"attack\", \"rephrase\", \"undercut\", \"linked\"}, \
\"warnings\": [..]}; thread or map is null where the file holds none. A comment at the top has depth 0. An undercut (an \
attack on a link) is not counted as an attack; linked counts the links of any kind that have several premises.

--comments prints {\"id\", \"parent\", \"depth\", \"author\", \"time\", \"flags\", \"text\"} for each, in the order of the file.";

pub(super) fn run(args: &InfoArgs) -> Result<(), Failure> {
    let loaded = input::load(&args.file)?;
    if args.json {
        return print_json(&loaded);
    }
    print_warnings(&loaded);
    if !args.comments {
        return output::print(words(&loaded));
    }
    let Some(thread) = loaded.document.thread() else {
        return Err(Failure::Nothing(format!(
            "{}: there is no thread in it, so there are no comments",
            args.file.display()
        )));
    };
    let mut lines = thread.json_lines().map_err(Failure::bad)?.join("\n");
    if !lines.is_empty() {
        lines.push('\n');
    }
    output::print(lines)
}

/// The object that `import --json` and `info --json` print.
pub(super) fn print_json(loaded: &Loaded) -> Result<(), Failure> {
    let object = serde_json::to_string(&loaded.contents()).map_err(Failure::bad)?;
    output::print(object + "\n")
}

/// What was left out, cut short or repaired, for the person.
pub(super) fn print_warnings(loaded: &Loaded) {
    for warning in &loaded.warnings {
        output::warn(warning);
    }
}

/// What a file holds, in a few lines.
pub(super) fn words(loaded: &Loaded) -> String {
    let contents = loaded.contents();
    let title = match exchange::find(contents.format) {
        Ok(format) => format.title,
        Err(_) => input::DOCUMENT_TITLE,
    };
    let mut lines = format!("format   {}: {title}\n", contents.format);
    let title = output::one_line(loaded.document.title());
    if !title.is_empty() {
        lines += &format!("title    {title}\n");
    }
    lines += &match contents.thread {
        None => "thread   none\n".to_owned(),
        Some(stats) => {
            let people = match stats.authors {
                0 => "nobody named".to_owned(),
                1 => "1 person".to_owned(),
                n => format!("{n} people"),
            };
            let placed = match stats.placed_at_top {
                0 => String::new(),
                n => format!(" and {n} placed there"),
            };
            let mut line = format!(
                "thread   {} by {people}, {} at the top{placed}, depth up to {}",
                count(stats.comments, "comment"),
                stats.top_level,
                stats.max_depth
            );
            if stats.deleted > 0 {
                line += &format!(", {} deleted", stats.deleted);
            }
            if stats.missing_parent > 0 {
                line += &format!(", {} whose parent is missing", stats.missing_parent);
            }
            line + "\n"
        }
    };
    for note in &loaded.notes {
        lines += &format!("note     {note}\n");
    }
    lines += &match contents.map {
        None => "map      none\n".to_owned(),
        Some(map) => {
            let kinds = [
                (map.support, "support"),
                (map.attack, "attack"),
                (map.undercut, "undercut"),
                (map.rephrase, "rephrase"),
            ];
            let mut line = format!("map      {}", count(map.claims, "claim"));
            for (n, kind) in kinds {
                line += &format!(", {}", count(n, kind));
            }
            format!(
                "{line}; {} with linked premises\n",
                count(map.linked, "link")
            )
        }
    };
    let findings = loaded.document.findings().len();
    if findings > 0 {
        lines += &format!("checks   {}\n", count(findings, "finding"));
    }
    lines
}
