//! `counterclaim solve`: the interface of the argumentation competition (ICCMA). May use the rest of the command line
//! and semantics.

use std::io::{self, BufWriter, Write};

use super::output::{self, Meter};
use super::{Failure, SolveArgs, input};
use crate::semantics::iccma::{self, Format};
use crate::semantics::solver::Limits;
use crate::semantics::task::{TaskError, solve};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim solve -p SE-PR -f framework.af       some preferred extension
  counterclaim solve -p DC-ST -f framework.apx -a a7
  counterclaim solve -p EE-CO -f framework.tgf

SE prints an extension as `w 1 4`, or NO; CE their number; EE all of them as [[1,4],[2]]; DC and DS print YES or NO, \
and an extension that shows it where there is one. Ends with status 3 if the file has no such argument; NO is an \
answer like any other and ends with status 0.";

/// A list longer than this is not printed to its end.
const MAX_EXTENSIONS: usize = 1_000_000;

pub(super) fn run(args: &SolveArgs) -> Result<(), Failure> {
    if args.task.needs_argument() && args.argument.is_none() {
        return Err(Failure::Usage(TaskError::ArgumentMissing.to_string()));
    }
    let bytes = input::bytes(&args.file)?;
    let format = Format::recognise(&args.file.to_string_lossy(), &bytes);
    let instance = iccma::read(&bytes, format)
        .map_err(|error| Failure::Bad(format!("{}, {error}", args.file.display())))?;
    let meter = Meter::start("Solving");
    let limits = Limits {
        progress: meter.progress.clone(),
        max_extensions: MAX_EXTENSIONS,
        ..Limits::default()
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let answer = solve(
        args.task,
        &instance,
        args.argument.as_deref(),
        limits,
        &mut out,
    );
    drop(meter);
    match answer {
        Err(TaskError::Write(error)) => Err(output::failure(&error)),
        Err(error @ TaskError::NoSuchArgument(_)) => Err(Failure::Nothing(error.to_string())),
        Err(error) => Err(Failure::bad(error)),
        Ok(partial) => {
            out.flush().map_err(|error| output::failure(&error))?;
            partial.map_or(Ok(()), |stop| Err(Failure::bad(stop)))
        }
    }
}
