//! `counterclaim calibrate`: makes the calibration table anew from samples whose lineages are known, and says how far
//! its ratios can be trusted. May use the rest of the command line and similarity.

use super::output::{self, Meter, Target};
use super::{CalibrateArgs, Failure, input::is_standard};
use crate::exchange::threads::time;
use crate::similarity::validation::{CalibrateOptions, arenas, calibrate, text};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim calibrate labelled/
  counterclaim calibrate 2023/ 2025/ -o calibration.json
  counterclaim calibrate labelled/ --json | jq '.arenas[].nested.vendors_apart.cllr'

A folder holds controls.csv ([arena,]student,candidate,label,detail; label pos, neg or amb; detail distilled, derived, \
same, merge or sibling), or lineages.csv ([arena,]student,teacher,relation) with what is known to be related only. \
With a column arena the samples are in subfolders of that name, otherwise in the folder itself; models.csv beside \
them names vendors and roles. Related to the table, the report says what each figure was learnt from: vendors apart \
means that no ratio was learnt from a model of either vendor.";

pub(super) fn run(args: &CalibrateArgs) -> Result<(), Failure> {
    if args.folders.iter().any(|folder| is_standard(folder)) {
        return Err(Failure::Usage(
            "a folder of samples cannot come from standard input; name the folder".to_owned(),
        ));
    }
    let standard = args.output.as_deref().is_some_and(is_standard);
    let target = Target::at(args.output.as_deref())?;
    let meter = Meter::start("Calibrating");
    let mut all = Vec::new();
    for folder in &args.folders {
        all.extend(arenas(folder, &meter.progress).map_err(Failure::bad)?);
    }
    let options = CalibrateOptions {
        made: time::now(),
        ..CalibrateOptions::default()
    };
    let outcome = calibrate(&all, &options, &meter.progress).map_err(Failure::bad)?;
    drop(meter);
    if args.output.is_some() {
        let table = outcome.calibration.to_json().map_err(Failure::bad)?;
        target.deliver(table.as_bytes())?;
    }
    if standard {
        // The table is the result then, and the report would spoil it.
        return Ok(());
    }
    if args.json {
        let mut line = serde_json::to_string(&outcome).map_err(Failure::bad)?;
        line.push('\n');
        return output::print(line);
    }
    output::print(text(&outcome))
}
