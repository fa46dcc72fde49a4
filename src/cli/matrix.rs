//! `counterclaim check --matrix`: every ordered pair in a folder of samples. May use the rest of the command line and
//! similarity.

use std::fmt::Write;
use std::path::Path;

use super::output::{self, Meter};
use super::{Failure, check, input};
use crate::exchange::threads::time;
use crate::similarity::words;
use crate::similarity::{Finding, MatrixInput, Options, matrix};

/// Replicates of the bootstrap: fewer than for one pair, for there are many.
const BOOTSTRAP: usize = 200;

pub(super) fn run(dir: &Path, json: bool) -> Result<(), Failure> {
    let meter = Meter::start("Checking every pair");
    let folder = input::folder(dir, &meter.progress)?;
    let input = MatrixInput {
        samples: &folder.samples,
        models: &folder.models,
        unrelated: &[],
    };
    let options = Options {
        bootstrap: BOOTSTRAP,
        made: time::now(),
        ..Options::default()
    };
    let findings = matrix(&input, &options, &meter.progress).map_err(Failure::bad)?;
    drop(meter);
    if findings.is_empty() {
        return Err(Failure::Nothing(format!(
            "{}: models.csv leaves no pair of student and teacher; give at least one of each a role",
            dir.display()
        )));
    }
    if json {
        return check::print_reports(&findings);
    }
    output::print(table(&findings))
}

/// One line a pair, and what the ratios mean.
fn table(findings: &[Finding]) -> String {
    let widest = |name: fn(&Finding) -> &str, title: &str| {
        let widths = findings
            .iter()
            .map(|finding| output::one_line(name(finding)).chars().count());
        widths.max().unwrap_or(0).max(title.len())
    };
    let student = widest(|finding| &finding.student.name, "student");
    let teacher = widest(|finding| &finding.teacher.name, "teacher");
    let mut text = format!(
        "{:student$}  {:teacher$}  score  controls  verdict\n",
        "student", "teacher"
    );
    for finding in findings {
        let score = finding.score.map_or_else(|| "–".to_owned(), check::score);
        let _ = writeln!(
            text,
            "{:student$}  {:teacher$}  {score:>5}  {:>8}  {}",
            output::one_line(&finding.student.name),
            output::one_line(&finding.teacher.name),
            finding.strip.len(),
            words::scale(finding.verdict)
        );
    }
    text.push_str("\nWhat this cannot show\n");
    for limit in words::LIMITS.iter().chain([&words::MANY]) {
        let _ = writeln!(text, "- {limit}");
    }
    text
}
