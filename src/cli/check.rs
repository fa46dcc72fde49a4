//! `counterclaim check --student … --teacher …`: one student against its suspected teachers, and the finding
//! attached to a claim if that is asked for. May use the rest of the command line, similarity and the document.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::input::{self, is_standard};
use super::output::{self, Meter, Target};
use super::{BEARINGS, CheckArgs, Failure, profile};
use crate::document::actions::{attach_finding, count};
use crate::document::file::{self, Stamp};
use crate::document::{Document, SampleRef};
use crate::exchange::report::{self, Reported};
use crate::exchange::threads::time;
use crate::map::{Bearing, ClaimId};
use crate::progress::Progress;
use crate::similarity::words::{self, LIMITS, WHOLE_SAMPLES};
use crate::similarity::{
    CheckInput, Finding, Options, Profile, ProfileCheck, Sample, check, check_profiles,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim check --student s.jsonl --teacher t.jsonl --control c1.jsonl c2.jsonl
  counterclaim check --student s.jsonl --teacher a.jsonl b.jsonl \\
      --control others/*.jsonl --json | jq .log10_lr
  counterclaim check --student s.jsonl --teacher t.jsonl \\
      --control others/*.jsonl --attach map.ron --claim c12
  counterclaim check --student s.jsonl --teacher t.jsonl \\
      --control others/*.jsonl --report finding.html
  counterclaim check --matrix samples --json > pairs.jsonl
  counterclaim check --verbatim samples

The score is how far the teacher stands out from the controls, in their standard deviations; lr_interval is the \
likelihood ratio at both ends of the score's 90 % interval, log10_lr its decimal logarithm at the score. The ratio is \
not the probability of distillation. --matrix may score a pair a little differently than the pair by itself: how much a \
word tells is learnt from all samples at hand, which in a folder are more.

--attach leaves the map alone if somebody changed it while the check ran, and ends with status 3 if the claim is not \
on it. --verbatim ends with status 3 if nothing is shared word for word.";

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let Some(student) = &args.student else {
        return Err(Failure::Usage(
            "name the suspected student's sample with --student".to_owned(),
        ));
    };
    let paths = || {
        [student]
            .into_iter()
            .chain(&args.teacher)
            .chain(&args.control)
    };
    if paths().filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::Usage(
            "standard input can be read only once: name - only once".to_owned(),
        ));
    }
    // Before anybody waits for the check in vain.
    let mut read: Vec<PathBuf> = paths().cloned().collect();
    read.extend(args.attach.clone());
    input::keep(&read, args.report.as_deref())?;
    if args.report.as_deref().is_some_and(is_standard) {
        return Err(Failure::Usage(
            "--report - and the result both want standard output; name a file for the report"
                .to_owned(),
        ));
    }
    let report = args
        .report
        .as_deref()
        .map(|path| Target::at(Some(path)).map(|target| (path, target)));
    let report = report.transpose()?;
    let attach = match (&args.attach, args.claim) {
        (Some(map), Some(claim)) => Some(Attach::open(map, claim, &args.bearing)?),
        _ => None,
    };
    let meter = Meter::start("Checking");
    let all: Vec<&PathBuf> = paths().collect();
    let (findings, references) = if all.iter().any(|path| profile::is_profile(path)) {
        compare_profiles(&all, args.teacher.len(), &meter.progress)?
    } else {
        compare_samples(&all, args.teacher.len(), &meter.progress)?
    };
    drop(meter);
    let mut said = match &attach {
        None => String::new(),
        Some(attach) => attach.save(&findings, &references)?,
    };
    if let Some((path, target)) = &report {
        target.deliver(report_of(path, &findings, &references).as_bytes())?;
        if !said.is_empty() {
            said.push('\n');
        }
        let _ = write!(said, "Wrote the report {}", path.display());
    }
    if args.json {
        // The object is for programs; people hear of the map on the other channel.
        if !said.is_empty() {
            output::tell(&said);
        }
        return print_reports(&findings);
    }
    let mut text: String = findings
        .iter()
        .map(|finding| describe(finding) + "\n")
        .collect();
    text.push_str("What this cannot show\n");
    for limit in LIMITS {
        let _ = writeln!(text, "- {limit}");
    }
    if !said.is_empty() {
        let _ = writeln!(text, "\n{said}");
    }
    output::print(text)
}

/// Findings as a report: SVG holds one, so that of several it takes the best.
fn report_of(path: &Path, findings: &[Finding], samples: &[SampleRef]) -> String {
    let files: BTreeMap<String, SampleRef> = (samples.iter())
        .map(|sample| (sample.sha256.clone(), sample.clone()))
        .collect();
    let reports: Vec<Reported<'_>> = (findings.iter())
        .map(|finding| Reported {
            finding,
            files: &files,
        })
        .collect();
    match reports.first() {
        Some(best) if report::is_svg(path) => report::svg(*best),
        _ => report::html(&reports),
    }
}

/// Runs the check on samples; the paths are the student's, the teachers', then the controls'.
fn compare_samples(
    paths: &[&PathBuf],
    teachers: usize,
    progress: &Progress,
) -> Result<(Vec<Finding>, Vec<SampleRef>), Failure> {
    let read: Vec<Result<Sample, Failure>> = (paths.par_iter())
        .map(|path| input::sample(path, progress))
        .collect();
    // Of several that cannot be read the first is named.
    let samples: Vec<Sample> = read.into_iter().collect::<Result<_, _>>()?;
    let references = paths.iter().zip(&samples).map(|(path, sample)| SampleRef {
        model: sample.name.clone(),
        file: path.display().to_string(),
        sha256: sample.sha256(),
        outputs: sample.records.len() as u64,
    });
    let references = references.collect();
    let Some((student, others)) = samples.split_first() else {
        return Ok((Vec::new(), references));
    };
    let (teachers, controls) = others.split_at(teachers.min(others.len()));
    let input = CheckInput {
        student,
        teachers,
        controls,
        matched: &[],
    };
    let options = Options {
        made: time::now(),
        ..Options::default()
    };
    let findings = check(&input, &options, progress).map_err(Failure::bad)?;
    Ok((findings, references))
}

/// Runs the check on profiles; a sample among them is counted first.
fn compare_profiles(
    paths: &[&PathBuf],
    teachers: usize,
    progress: &Progress,
) -> Result<(Vec<Finding>, Vec<SampleRef>), Failure> {
    let load = |path: &&PathBuf| {
        if profile::is_profile(path) {
            profile::read(path)
        } else {
            profile::of(path, progress)
        }
    };
    let profiles: Vec<Profile> = paths.iter().map(load).collect::<Result<_, _>>()?;
    let references = paths
        .iter()
        .zip(&profiles)
        .map(|(path, profile)| SampleRef {
            model: profile.name(),
            file: path.display().to_string(),
            sha256: profile.sha256(),
            outputs: profile.outputs() as u64,
        });
    let references = references.collect();
    let Some((student, others)) = profiles.split_first() else {
        return Ok((Vec::new(), references));
    };
    let (teachers, controls) = others.split_at(teachers.min(others.len()));
    let input = ProfileCheck {
        student,
        teachers,
        controls,
    };
    let options = Options {
        made: time::now(),
        ..Options::default()
    };
    let findings = check_profiles(&input, &options, progress).map_err(Failure::bad)?;
    Ok((findings, references))
}

/// Findings as JSON, one object a line.
pub(super) fn print_reports(findings: &[Finding]) -> Result<(), Failure> {
    let mut lines = String::new();
    for finding in findings {
        lines += &serde_json::to_string(&finding.report()).map_err(Failure::bad)?;
        lines.push('\n');
    }
    output::print(lines)
}

/// A map that findings are to be attached to.
struct Attach<'a> {
    path: &'a Path,
    document: Document,
    stamp: Stamp,
    claim: ClaimId,
    bearing: Bearing,
}

impl<'a> Attach<'a> {
    fn open(path: &'a Path, claim: ClaimId, bearing: &str) -> Result<Self, Failure> {
        if is_standard(path) {
            return Err(Failure::Usage(
                "--attach changes a map where it lies; name its file".to_owned(),
            ));
        }
        let (document, stamp) = file::open(path).map_err(Failure::bad)?;
        file::check_writable(path).map_err(Failure::bad)?;
        if document.map().claim(claim).is_none() {
            return Err(Failure::Nothing(format!(
                "{}: there is no claim {claim} on this map; `counterclaim evaluate` lists those there are",
                path.display()
            )));
        }
        let bearing = BEARINGS
            .iter()
            .find(|(name, ..)| *name == bearing)
            .map(|(_, bearing, _)| *bearing);
        Ok(Self {
            path,
            document,
            stamp,
            claim,
            bearing: bearing.unwrap_or_default(),
        })
    }

    /// Attaches the findings and saves the map, unless somebody changed its file meanwhile.
    fn save(&self, findings: &[Finding], samples: &[SampleRef]) -> Result<String, Failure> {
        let mut document = self.document.clone();
        for finding in findings {
            let used = |sample: &&SampleRef| {
                let named = [&finding.student, &finding.teacher]
                    .into_iter()
                    .chain(&finding.controls);
                named
                    .chain(&finding.background)
                    .any(|named| named.sha256 == sample.sha256)
            };
            let samples: Vec<SampleRef> = samples.iter().filter(used).cloned().collect();
            let (edit, _) = attach_finding(
                &document,
                self.claim,
                finding.clone(),
                samples,
                self.bearing,
            );
            document.apply(edit).map_err(Failure::bad)?;
        }
        file::save(&document, self.path, Some(&self.stamp)).map_err(Failure::bad)?;
        Ok(format!(
            "Attached {} to claim {} of {}",
            count(findings.len(), "finding"),
            self.claim,
            self.path.display()
        ))
    }
}

/// A finding for people, from what one can see for oneself to what it amounts to: the shared phrases, the strip, the
/// result in plain words, the components.
pub(super) fn describe(finding: &Finding) -> String {
    if finding.same_texts() {
        return words::sentence(finding) + "\n";
    }
    let mut text = String::new();
    if let Some(phrases) = finding
        .phrases
        .as_ref()
        .filter(|phrases| !phrases.is_empty())
    {
        text += "Phrases that both use more often than the controls, as shares of outputs\n";
        let width = phrases
            .iter()
            .map(|phrase| phrase.phrase.chars().count())
            .max()
            .unwrap_or(0)
            .clamp(6, 48);
        let _ = writeln!(text, "  {:width$}  student  teacher  controls", "phrase");
        for phrase in phrases {
            let share = |share: f64| format!("{:.0} %", share * 100.0);
            let _ = writeln!(
                text,
                "  {:width$}  {:>7}  {:>7}  {:>8}",
                output::one_line(&phrase.phrase),
                share(phrase.student),
                share(phrase.teacher),
                share(phrase.controls)
            );
        }
        text.push('\n');
    }
    let strip = strip(finding);
    if !strip.is_empty() {
        text += &strip;
        text.push('\n');
    }
    let _ = writeln!(text, "{}", words::sentence(finding));
    if !finding.components.is_empty() {
        let parts: Vec<String> = finding
            .components
            .iter()
            .map(|part| format!("{} {}", part.component, score(part.z)))
            .collect();
        let _ = writeln!(
            text,
            "\nStanding out from the controls by component: {}. {}",
            parts.join(", "),
            words::CORRECTED
        );
    }
    text += &matched(finding);
    for warning in &finding.warnings {
        let _ = writeln!(text, "\nNote: {}", output::one_line(warning));
    }
    text
}

/// Of every sample how many answers were matched, by what, and what was dropped and why.
fn matched(finding: &Finding) -> String {
    if finding.matching.is_empty() {
        return String::new();
    }
    let cut = |name: &str| -> String { output::one_line(name).chars().take(NAME).collect() };
    let widths = (finding.matching.iter()).map(|row| cut(&row.model).chars().count());
    let width = widths.max().unwrap_or(0).max("sample".len());
    let mut text = format!(
        "\nAnswers that were matched\n  {:width$}     read    by id  by prompt  {}\n",
        "sample",
        match finding.is_of_whole_samples() {
            true => "not matched",
            false => "dropped",
        }
    );
    for row in &finding.matching {
        let dropped = match row.dropped.total() {
            0 => "none".to_owned(),
            _ => row.dropped.words(),
        };
        let _ = writeln!(
            text,
            "  {:width$} {:>8} {:>8} {:>10}  {dropped}",
            cut(&row.model),
            row.read,
            row.by_id,
            row.by_prompt
        );
    }
    if finding.is_of_whole_samples() {
        let _ = writeln!(text, "  {WHOLE_SAMPLES}");
    }
    let kept: u64 = finding.matching.iter().map(|row| row.refusals).sum();
    if kept > 0 {
        let _ = writeln!(text, "  Refusals are not dropped: {kept} in all.");
    }
    let other: u64 = finding.matching.iter().map(|row| row.other_text).sum();
    if other > 0 {
        let _ = writeln!(
            text,
            "  {other} matched by id have another prompt text than most answers of that id."
        );
    }
    text
}

/// A score with one decimal, and no minus before a zero.
pub(super) fn score(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" {
        "0.0".to_owned()
    } else {
        text
    }
}

/// How wide the strip is, in characters.
const STRIP: usize = 45;
/// Longer names are cut.
const NAME: usize = 24;

/// Teacher and controls on the scale of the score, one line each, nearest to the student first.
fn strip(finding: &Finding) -> String {
    let Some(score) = finding.score else {
        return String::new();
    };
    let mut rows: Vec<(&str, f64, bool)> = finding
        .strip
        .iter()
        .map(|control| (control.model.as_str(), control.score, false))
        .collect();
    let at = rows
        .iter()
        .position(|row| row.1 <= score)
        .unwrap_or(rows.len());
    rows.insert(at, (&finding.teacher.name, score, true));
    let (low, high) = finding.parameters.clip;
    let column = |value: f64| {
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        // A clamped share of a small width: nothing is lost, and NaN becomes 0.
        (share * (STRIP - 1) as f64).round() as usize
    };
    let cut = |name: &str| -> String { output::one_line(name).chars().take(NAME).collect() };
    let width = rows
        .iter()
        .map(|row| cut(row.0).chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (name, value, teacher) in rows {
        let mut line = vec![' '; STRIP];
        let mut put = |column: usize, sign: char| {
            if let Some(cell) = line.get_mut(column) {
                *cell = sign;
            }
        };
        put(column(0.0), '│');
        if let (true, Some((from, to))) = (teacher, finding.score_interval) {
            (column(from)..=column(to)).for_each(|cell| put(cell, '─'));
        }
        put(column(value), if teacher { '●' } else { '○' });
        let line: String = line.into_iter().collect();
        let mark = if teacher { "  teacher" } else { "" };
        let _ = writeln!(
            text,
            "  {:width$} {line} {:>5}{mark}",
            cut(name),
            self::score(value)
        );
    }
    text
}
