//! `counterclaim export`: a map in another format. May use the rest of the command line and exchange's table of
//! exports.

use std::io::{self, IsTerminal};
use std::slice;

use super::input::{self, is_standard};
use super::output::Target;
use super::{ExportArgs, Failure, info, output};
use crate::document::file;
use crate::exchange::maps::{EXPORTS, Export, Options};

/// The name of this program's own format as a target.
pub(super) const DOCUMENT: &str = "ron";

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim export map.ron --to svg -o map.svg
  counterclaim export map.ron --to png --scale 3 --dark -o map.png
  counterclaim export map.ron --to md | less
  counterclaim export thread.json --to ron -o map.ron";

pub(super) fn run(args: &ExportArgs) -> Result<(), Failure> {
    let export = find(&args.to);
    let shown = args.output.as_deref().is_none_or(is_standard) && io::stdout().is_terminal();
    if shown && export.is_some_and(|export| export.name == "png") {
        return Err(Failure::Usage(
            "a PNG is no text for a terminal; name a file with -o".to_owned(),
        ));
    }
    let target = Target::at(args.output.as_deref())?;
    let loaded = input::load(&args.file)?;
    if args.to != DOCUMENT || loaded.format != input::DOCUMENT {
        input::keep(slice::from_ref(&args.file), args.output.as_deref())?;
    }
    info::print_warnings(&loaded);
    let bytes = match export {
        None => file::to_text(&loaded.document)
            .map_err(Failure::bad)?
            .into_bytes(),
        Some(export) => {
            let options = Options {
                dark: args.dark,
                scale: args.scale,
                ..Options::default()
            };
            (export.write)(&loaded.document, &options).map_err(Failure::bad)?
        }
    };
    target.deliver(&bytes)?;
    if loaded.document.map().is_empty() && args.to != DOCUMENT {
        output::warn("there are no claims on this map, so there is little to see");
    } else if let Some(loses) = export
        .map(|export| export.loses)
        .filter(|loses| !loses.is_empty())
    {
        output::tell(loses);
    }
    Ok(())
}

/// The format of this name, or else the first one with this extension.
fn find(name: &str) -> Option<&'static Export> {
    let called = EXPORTS.iter().find(|export| export.name == name);
    called.or_else(|| {
        EXPORTS
            .iter()
            .find(|export| export.extensions.contains(&name))
    })
}
