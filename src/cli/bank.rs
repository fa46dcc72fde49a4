//! `counterclaim bank`: the reference bank, built from folders of samples, listed, added to, and asked which of its
//! models a sample is most like. May use the rest of the command line, similarity and the document.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::input::{self, is_standard};
use super::output::{self, Meter, Target, one_line};
use super::{Failure, check};
use crate::document::banks::{self, BankFault};
use crate::similarity::bank::{ArenaInput, Bank, BankError, Ranked, rank};
use crate::similarity::read::Folder;
use crate::similarity::words;

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim bank rank suspect.jsonl
  counterclaim bank rank suspect.jsonl --vendor acme --json | jq '.models[0]'
  counterclaim bank list
  counterclaim bank add model.jsonl --vendor acme
  counterclaim bank build samples/2023 samples/2025 -o models.bank

The bank that the program carries holds figures of public models, and no texts. `add` puts a model into a bank of \
your own, which begins as a copy of it, lies beside your settings, and is asked from then on. `rank` ends with \
status 3 if the bank does not apply to the sample.";

/// Models are listed in this number, unless all are asked for.
const SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(super) struct BankArgs {
    #[command(subcommand)]
    command: BankCommand,
}

#[derive(Debug, Subcommand)]
enum BankCommand {
    /// Rank the bank's models by how alike a sample is to them
    Rank {
        /// The sample; - is standard input
        sample: PathBuf,
        /// The bank; without it your own, or the one the program carries
        #[arg(long, value_name = "FILE")]
        bank: Option<PathBuf>,
        /// Who is said to have made the sample's model: models of that vendor are then no controls
        #[arg(long, value_name = "NAME")]
        vendor: Option<String>,
        /// All models, not only the nearest
        #[arg(long)]
        all: bool,
        /// As one JSON object, with all models
        #[arg(long)]
        json: bool,
    },
    /// Say what a bank holds
    List {
        /// The bank; without it your own, or the one the program carries
        #[arg(long, value_name = "FILE")]
        bank: Option<PathBuf>,
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Add a model to a bank of your own
    ///
    /// The sample must have answered prompts that the bank knows.
    Add {
        /// The model's sample; - is standard input
        sample: PathBuf,
        /// The bank; without it your own, which begins as a copy of the one the program carries
        #[arg(long, value_name = "FILE")]
        bank: Option<PathBuf>,
        /// What to call the model; without it, what the sample says
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Who made the model
        #[arg(long, value_name = "NAME")]
        vendor: Option<String>,
    },
    /// Build a bank from folders of samples, each with models that answered the same prompts
    ///
    /// A file models.csv in a folder (model,vendor,role) says who made the models.
    Build {
        /// The folders
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// The bank to write; - is standard output
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

pub(super) fn run(args: &BankArgs) -> Result<(), Failure> {
    match &args.command {
        BankCommand::Rank {
            sample,
            bank,
            vendor,
            all,
            json,
        } => ranked(sample, bank.as_deref(), vendor.as_deref(), *all, *json),
        BankCommand::List { bank, json } => list(bank.as_deref(), *json),
        BankCommand::Add {
            sample,
            bank,
            name,
            vendor,
        } => add(sample, bank.as_deref(), name.as_deref(), vendor.as_deref()),
        BankCommand::Build { folders, output } => build(folders, output),
    }
}

fn open(bank: Option<&Path>) -> Result<Bank, Failure> {
    match bank {
        Some(path) if is_standard(path) => Err(Failure::Usage(
            "a bank cannot come from standard input; name its file".to_owned(),
        )),
        Some(path) => banks::open(path).map_err(Failure::bad),
        None => banks::usual(banks::config_folder().as_deref()).map_err(Failure::bad),
    }
}

fn ranked(
    path: &Path,
    bank: Option<&Path>,
    vendor: Option<&str>,
    all: bool,
    json: bool,
) -> Result<(), Failure> {
    let bank = open(bank)?;
    let meter = Meter::start("Comparing with the bank");
    let sample = input::sample(path, &meter.progress)?;
    let ranking = rank(&bank, &sample, vendor, &meter.progress).map_err(|error| match error {
        BankError::DoesNotApply { .. } => Failure::Nothing(error.to_string()),
        error => Failure::bad(error),
    })?;
    drop(meter);
    if json {
        let mut line = serde_json::to_string(&ranking).map_err(Failure::bad)?;
        line.push('\n');
        return output::print(line);
    }
    let mut text = words::bank_sentence(&ranking) + "\n\n";
    let most = if all { usize::MAX } else { SHOWN };
    table(&ranking.models, most, &mut text);
    if !ranking.others.is_empty() {
        let _ = writeln!(
            text,
            "\nModels that answered other prompts, compared as a whole, which is weaker\n"
        );
        table(
            &ranking.others,
            if all { usize::MAX } else { SHOWN / 2 },
            &mut text,
        );
    }
    for warning in &ranking.warnings {
        let _ = writeln!(text, "\nNote: {}", one_line(warning));
    }
    text.push_str("\nWhat this cannot show\n");
    for limit in words::BANK_LIMITS.iter().chain(&words::LIMITS) {
        let _ = writeln!(text, "- {limit}");
    }
    output::print(text)
}

fn table(models: &[Ranked], most: usize, text: &mut String) {
    let name = |model: &Ranked| one_line(&model.model);
    let width = models
        .iter()
        .take(most)
        .map(|m| name(m).chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
    let _ = writeln!(
        text,
        "  rank  {:width$}  score  90 % interval  first  ratio",
        "model"
    );
    for (place, model) in models.iter().take(most).enumerate() {
        let interval = model.interval.map_or_else(
            || "–".to_owned(),
            |(low, high)| format!("{} to {}", check::score(low), check::score(high)),
        );
        let _ = writeln!(
            text,
            "  {:>4}  {:width$}  {:>5}  {interval:>13}  {:>3.0} %  {}",
            place + 1,
            name(model),
            check::score(model.score),
            model.first * 100.0,
            model
                .log10_lr
                .map_or_else(|| "–".to_owned(), crate::exchange::report::ratio)
        );
    }
    if models.len() > most {
        let _ = writeln!(
            text,
            "  … and {} more; --all shows them",
            models.len() - most
        );
    }
}

fn list(bank: Option<&Path>, json: bool) -> Result<(), Failure> {
    let bank = open(bank)?;
    let arenas = bank.arenas();
    if json {
        let object = json!({ "models": bank.models(), "arenas": arenas });
        return output::print(format!("{object}\n"));
    }
    let mut text = String::new();
    for arena in &arenas {
        let _ = writeln!(
            text,
            "{}: {} models on {} prompts",
            one_line(&arena.name),
            arena.models.len(),
            arena.prompts
        );
        for model in &arena.models {
            let vendor = model
                .vendor
                .as_deref()
                .map_or_else(String::new, |v| format!(", {}", one_line(v)));
            let _ = writeln!(
                text,
                "  {}{vendor}: {} outputs",
                one_line(&model.name),
                model.outputs
            );
        }
    }
    output::print(text)
}

fn add(
    path: &Path,
    bank: Option<&Path>,
    name: Option<&str>,
    vendor: Option<&str>,
) -> Result<(), Failure> {
    let config = banks::config_folder();
    let place = match (bank, &config) {
        (Some(path), _) => path.to_owned(),
        (None, Some(config)) => banks::own(config),
        (None, None) => return Err(Failure::bad(BankFault::NoPlace)),
    };
    input::keep(&[path.to_owned()], Some(&place))?;
    let target = match bank {
        Some(path) if is_standard(path) => {
            return Err(Failure::Usage(
                "a bank grows where it lies; name its file".to_owned(),
            ));
        }
        Some(_) => Target::at(Some(&place))?,
        None => Target::with_folder(&place)?,
    };
    let mut whole = if bank.is_some() && place.exists() {
        open(Some(&place))?
    } else {
        open(None)?
    };
    let meter = Meter::start("Counting");
    let mut sample = input::sample(path, &meter.progress)?;
    if let Some(name) = name {
        name.clone_into(&mut sample.name);
    }
    let arena = whole
        .add(&sample, vendor.map(str::to_owned), &meter.progress)
        .map_err(Failure::bad)?;
    drop(meter);
    target.deliver(&whole.to_bytes().map_err(Failure::bad)?)?;
    output::print(format!(
        "Added {} to {} of the bank {}, which now holds {} models\n",
        one_line(&sample.name),
        one_line(&arena),
        place.display(),
        whole.models()
    ))
}

fn build(folders: &[PathBuf], to: &Path) -> Result<(), Failure> {
    let listed = folders.iter().filter_map(|dir| std::fs::read_dir(dir).ok());
    let read: Vec<PathBuf> = listed
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    input::keep(&read, Some(to))?;
    let target = Target::at(Some(to))?;
    let meter = Meter::start("Building the bank");
    let read: Vec<(String, Folder)> = (folders.iter())
        .map(|dir| {
            let name = dir
                .file_name()
                .unwrap_or(dir.as_os_str())
                .to_string_lossy()
                .into_owned();
            Ok((name, input::folder(dir, &meter.progress)?))
        })
        .collect::<Result<_, Failure>>()?;
    let inputs: Vec<ArenaInput<'_>> = (read.iter())
        .map(|(name, folder)| ArenaInput {
            name,
            samples: &folder.samples,
            models: &folder.models,
        })
        .collect();
    let bank = Bank::build(&inputs, &meter.progress).map_err(Failure::bad)?;
    let bytes = bank.to_bytes().map_err(Failure::bad)?;
    drop(meter);
    target.deliver(&bytes)
}
