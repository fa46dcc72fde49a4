//! The command line: what people and scripts ask of the program without a window, one file a command. Results go
//! to standard output, everything else to standard error; the exit status says how it ended ([`Failure`]). May use
//! every floor below; the window is handed in, so that the two know nothing of each other.

mod bank;
mod calibrate;
mod check;
mod evaluate;
mod export;
mod import;
mod info;
mod input;
mod matrix;
mod measure;
mod output;
mod profile;
mod solve;
mod suggest;
mod tour;
mod verbatim;
mod window;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand};

use crate::exchange::FORMATS;
use crate::exchange::maps::EXPORTS;
use crate::exchange::threads::Columns;
use crate::map::{Bearing, ClaimId};
use crate::semantics::evaluation::{METHODS, Method};
use crate::semantics::task::Task;

/// Opens the window, on a file if one is named; the sentence says why there is none.
pub type Window = fn(Option<PathBuf>) -> Result<(), String>;

/// Why a command did not do what was asked.
#[derive(Debug)]
enum Failure {
    /// The input was bad or is not there, or something could not be written: exit status 1.
    Bad(String),
    /// The command line was wrong: exit status 2.
    Usage(String),
    /// Nothing was found, or what is asked about is not in the file: exit status 3.
    Nothing(String),
    /// Nobody reads standard output any more (`| head`): not a failure to anybody.
    Closed,
}

impl Failure {
    fn bad(why: impl Display) -> Self {
        Self::Bad(why.to_string())
    }
}

/// Argument maps whose claims stay tied to the words they came from
///
/// Counterclaim turns a comment thread into an argument map, says which claims stand and why, and measures how much
/// more a student model's outputs resemble a suspected teacher's than control models' outputs do.
#[derive(Debug, Parser)]
#[command(name = "counterclaim", version, args_conflicts_with_subcommands = true, max_term_width = 110, after_help = AFTER_HELP)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    /// Opens the window on this file (a map, a thread, or another tool's map), or on the thread that a link leads to
    file: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  counterclaim                                  the window
  counterclaim tour                             the whole job without a window
  counterclaim import thread.json -o map.ron    a thread as a map
  counterclaim evaluate map.ron                 which claims stand
  counterclaim help check                       what a command takes, with examples

- stands for standard input or output.

Exit status:
  0  done
  1  the input was bad or is not there, or something could not be written: one
     sentence on standard error says what, and nothing was changed
  2  the command line was wrong
  3  nothing was found, or the claim or argument asked about is not in the file";

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a thread or a map from other tools' files
    ///
    /// Says what was read; with -o it is saved as a map. Several files are read as parts of one thread. The content
    /// decides what a file is, not its name.
    #[command(after_help = import::EXAMPLES)]
    Import(ImportArgs),
    /// Say what a file holds
    #[command(after_help = info::EXAMPLES)]
    Info(InfoArgs),
    /// Write a map in another format
    #[command(after_help = export::EXAMPLES)]
    Export(ExportArgs),
    /// Measure how much more a student's outputs resemble a teacher's than control models' outputs do
    ///
    /// A sample is a file with one model's outputs (.jsonl, .json, .csv, .tsv, .parquet, also .gz or .zst), or a folder of text
    /// files. Fields go by the names people have: prompt, instruction, question or input; output, response, completion, answer or
    /// text; id; model. Give at least five controls of other vendors, and ten prompts that all have answered.
    #[command(after_help = check::EXAMPLES)]
    Check(CheckArgs),
    /// Say which claims stand, and how strongly
    #[command(after_help = evaluate::EXAMPLES)]
    Evaluate(EvaluateArgs),
    /// Say what might be put on a map next, and why
    ///
    /// Tags, links, claims of the thread and claims to merge, as far as they are sure enough. Nothing is done to the
    /// map. What people did on this map, and on maps named with --learn, is learned from; nothing else is.
    #[command(after_help = suggest::EXAMPLES)]
    Suggest(SuggestArgs),
    /// Solve a task of the argumentation competition (ICCMA)
    #[command(after_help = solve::EXAMPLES)]
    Solve(SolveArgs),
    /// Count a sample's outputs, without keeping its texts
    ///
    /// Several samples of one model give one profile. Profiles stand for samples in check, wherever prompts need not
    /// be paired.
    #[command(after_help = profile::EXAMPLES)]
    Profile(ProfileArgs),
    /// Add profiles up
    #[command(after_help = profile::EXAMPLES)]
    Merge(ProfileArgs),
    /// Ask a bank of known models which of them a sample is most like
    #[command(after_help = bank::EXAMPLES)]
    Bank(bank::BankArgs),
    /// Make the calibration of similarity checks anew from samples whose lineages are known
    ///
    /// Prints how well scores tell related from unrelated pairs, what their likelihood ratios cost (Cllr), Tippett
    /// figures and a reliability table, on vendors and prompts the ratios were not learnt from; -o writes the table.
    #[command(after_help = calibrate::EXAMPLES)]
    Calibrate(CalibrateArgs),
    /// Do the whole job without a window, on files the program carries
    ///
    /// Imports a debate, makes and links claims, runs the similarity check, attaches the finding, lays the map out,
    /// and saves everything with the files it was made from.
    #[command(after_help = tour::EXAMPLES)]
    Tour(TourArgs),
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// Files, or links to discussions, which are fetched; - is standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// What the files are, where the content leaves it open
    #[arg(long, value_name = "FORMAT", value_parser = readable(), hide_possible_values = false)]
    from: Option<String>,
    /// What the columns of a table hold, where their names leave it open
    ///
    /// ROLE is text, author, time, id, parent or depth; NAME is a column's name, #3 for the third, or nothing where
    /// no column is to be used. header=no says that the first line is a row. Fields of JSON objects go by their
    /// names; user.login is the field login in the object user.
    #[arg(long, value_name = "ROLE=NAME,...")]
    columns: Option<Columns>,
    /// Save as a map; - is standard output
    #[arg(short, long, value_name = "MAP.ron")]
    output: Option<PathBuf>,
    /// Say what was read as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct InfoArgs {
    /// A map, or anything that import reads; - is standard input
    file: PathBuf,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    /// The comments, one JSON object a line
    #[arg(long, conflicts_with = "json")]
    comments: bool,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// A map, or anything that import reads; - is standard input
    file: PathBuf,
    /// The format to write
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    to: String,
    /// The file to write; without it, or with -, standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Pictures in the dark theme
    #[arg(long)]
    dark: bool,
    /// Pixels of a PNG for each point of the map
    #[arg(long, value_name = "N", default_value_t = 2.0)]
    scale: f32,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// The suspected student's sample
    #[arg(long, value_name = "FILE", required_unless_present_any = ["matrix", "verbatim"], requires = "teacher")]
    student: Option<PathBuf>,
    /// A suspected teacher's sample, or several
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "student")]
    teacher: Vec<PathBuf>,
    /// Samples of control models, known to be related to neither
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "student")]
    control: Vec<PathBuf>,
    /// Check every ordered pair in a folder of samples; the others are the controls
    ///
    /// A file models.csv in the folder (model,vendor,role; role candidate, student or both) says who can be student
    /// and teacher, and keeps models of the pair's vendors out of its controls.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["student", "teacher", "control", "verbatim"])]
    matrix: Option<PathBuf>,
    /// Look for identical outputs and long runs of words that samples in a folder share
    #[arg(long, value_name = "DIR", conflicts_with_all = ["student", "teacher", "control"])]
    verbatim: Option<PathBuf>,
    /// One JSON object a line, best first
    #[arg(long)]
    json: bool,
    /// Write the findings as a report to print: HTML, or one page of SVG if the name ends in .svg
    #[arg(long, value_name = "OUT.html", conflicts_with_all = ["matrix", "verbatim"])]
    report: Option<PathBuf>,
    /// Attach the findings to a claim of this map, and save it
    #[arg(long, value_name = "MAP.ron", requires = "claim", conflicts_with_all = ["matrix", "verbatim"])]
    attach: Option<PathBuf>,
    /// The claim to attach them to, such as c12
    #[arg(long, value_name = "ID", requires = "attach", value_parser = claim_id)]
    claim: Option<ClaimId>,
    /// What the findings say of the claim
    #[arg(long, value_name = "WAY", requires = "attach", value_parser = bearings(), default_value = BEARINGS[2].0)]
    bearing: String,
}

#[derive(Debug, Args)]
struct EvaluateArgs {
    /// A map, or anything that import reads; - is standard input
    file: PathBuf,
    /// What it takes for a claim to stand
    #[arg(long, value_name = "NAME", value_parser = semantics(), ignore_case = true, default_value = Method::default().name())]
    semantics: String,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SuggestArgs {
    /// A map, or anything that import reads; - is standard input
    #[arg(required_unless_present = "measure")]
    file: Option<PathBuf>,
    /// More maps to learn from
    #[arg(long, value_name = "MAP.ron", num_args = 1.., requires = "file")]
    learn: Vec<PathBuf>,
    /// Terms that speak for tags, beside those the program knows: lines of tag,term,weight
    #[arg(long, value_name = "CSV", requires = "file")]
    lexicon: Option<PathBuf>,
    /// Measure how right suggestions are, on a folder of labelled data
    ///
    /// The folder holds some of cmv-modes (sentences.jsonl, relations.jsonl, xml), microtexts and us2016
    /// (relations.jsonl). Takes a minute.
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    measure: Option<PathBuf>,
    /// Threads whose quotations are measured too
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "measure")]
    threads: Vec<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SolveArgs {
    /// Problem and semantics, such as DC-PR: SE, CE, EE, DC or DS, then GR, CO, PR, ST or ID
    #[arg(short = 'p', value_name = "TASK")]
    task: Task,
    /// The framework, as .af, .apx or .tgf; - is standard input
    #[arg(short = 'f', value_name = "FILE")]
    file: PathBuf,
    /// The argument that DC and DS ask about, as the file names it
    #[arg(short = 'a', value_name = "ARG")]
    argument: Option<String>,
}

#[derive(Debug, Args)]
struct ProfileArgs {
    /// The files to count or to add up
    #[arg(required = true, value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// The profile to write; - is standard output
    #[arg(short, long, value_name = "PROFILE")]
    output: PathBuf,
}

#[derive(Debug, Args)]
struct CalibrateArgs {
    /// Folders of samples with controls.csv or lineages.csv
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// The report as one JSON object
    #[arg(long)]
    json: bool,
    /// Write the table; - is standard output, and leaves the report out
    #[arg(short, long, value_name = "CALIBRATION.json")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct TourArgs {
    /// Where to save; without it, a new folder for temporary files
    dir: Option<PathBuf>,
}

/// What findings can say of a claim, by name.
const BEARINGS: [(&str, Bearing, &str); 3] = [
    ("supports", Bearing::Supports, "they speak for the claim"),
    ("attacks", Bearing::Attacks, "they speak against the claim"),
    (
        "neutral",
        Bearing::Neutral,
        "they are attached for the record",
    ),
];

fn bearings() -> PossibleValuesParser {
    PossibleValuesParser::new(BEARINGS.map(|(name, _, about)| PossibleValue::new(name).help(about)))
}

fn readable() -> PossibleValuesParser {
    let formats = FORMATS.iter().map(|format| (format.name, format.title));
    let all = formats.chain([(input::DOCUMENT, input::DOCUMENT_TITLE)]);
    PossibleValuesParser::new(all.map(|(name, title)| PossibleValue::new(name).help(title)))
}

fn writable() -> PossibleValuesParser {
    let formats = EXPORTS.iter().map(|format| {
        let value = PossibleValue::new(format.name).help(format.title);
        // People know some formats by their extension.
        value.aliases(
            format
                .extensions
                .iter()
                .copied()
                .filter(|extension| *extension != format.name),
        )
    });
    let document = PossibleValue::new(export::DOCUMENT).help(input::DOCUMENT_TITLE);
    PossibleValuesParser::new(formats.chain([document]))
}

fn semantics() -> PossibleValuesParser {
    PossibleValuesParser::new((METHODS.iter()).map(|method| {
        PossibleValue::new(method.name)
            .aliases(method.aliases.iter().copied())
            .help(method.about)
    }))
}

fn claim_id(text: &str) -> Result<ClaimId, &'static str> {
    text.parse()
        .map_err(|()| "a claim's id is c and a number, such as c12")
}

/// Reads the command line, does what it asks and says how that went.
pub fn run(arguments: impl IntoIterator<Item = OsString>, window: Window) -> ExitCode {
    let line = match Line::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => {
            // Nothing is left to be told to if the message cannot be written.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match &line.command {
        None => window::run(line.file, window),
        Some(Command::Import(args)) => import::run(args),
        Some(Command::Info(args)) => info::run(args),
        Some(Command::Export(args)) => export::run(args),
        Some(Command::Check(args)) => match (&args.matrix, &args.verbatim) {
            (Some(dir), _) => matrix::run(dir, args.json),
            (_, Some(dir)) => verbatim::run(dir, args.json),
            (None, None) => check::run(args),
        },
        Some(Command::Evaluate(args)) => evaluate::run(args),
        Some(Command::Suggest(args)) => match &args.measure {
            Some(dir) => measure::run(dir, &args.threads, args.json),
            None => suggest::run(args),
        },
        Some(Command::Solve(args)) => solve::run(args),
        Some(Command::Profile(args)) => profile::profile(args),
        Some(Command::Merge(args)) => profile::merge(args),
        Some(Command::Bank(args)) => bank::run(args),
        Some(Command::Calibrate(args)) => calibrate::run(args),
        Some(Command::Tour(args)) => tour::run(args.dir.as_deref()),
    };
    let (why, status) = match done {
        Ok(()) | Err(Failure::Closed) => return ExitCode::SUCCESS,
        Err(Failure::Bad(why)) => (why, 1),
        Err(Failure::Usage(why)) => (why, 2),
        Err(Failure::Nothing(why)) => (why, 3),
    };
    output::tell(&why);
    ExitCode::from(status)
}
