//! Reading samples from files: `.jsonl`, `.json`, `.csv`, each also `.gz` or `.zst`, and folders of text files, with
//! the field names people have. May use [`super::record_json`] and [`super::sample`].
//!
//! Files are taken as hostile: sizes are bounded, nesting is bounded by the JSON reader, broken UTF-8 and
//! lone surrogates become U+FFFD, and every error is one sentence with the file and, where there is one, the
//! line.

use super::record_json::{self, Named};
use super::sample::{Record, Sample};
use crate::progress::{Cancelled, Progress};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A sample file may have this many bytes, unpacked.
const MOST_BYTES: u64 = 1 << 30;
/// One line (or row) may have this many bytes.
const MOST_LINE: u64 = 32 << 20;
/// The file with vendors and roles that a folder of samples may hold.
const MODELS_FILE: &str = "models.csv";
/// The file with labelled pairs that a folder of samples may hold.
pub(super) const CONTROLS_FILE: &str = "controls.csv";
/// The file with known lineages that a folder of samples may hold.
pub(super) const LINEAGES_FILE: &str = "lineages.csv";
/// What else than samples may lie in a folder of samples; the last is what calibrating such a folder makes.
const NO_SAMPLES: [&str; 4] = [
    MODELS_FILE,
    CONTROLS_FILE,
    LINEAGES_FILE,
    "calibration.json",
];

/// Why samples could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system said no.
    #[error("{path}: {reason}; check the name and that the file may be read")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The name and the content fit no known format.
    #[error(
        "{0}: not a sample file; give .jsonl, .json or .csv (also .gz or .zst), or a folder of text files"
    )]
    Format(PathBuf),
    /// A line cannot be read.
    #[error("{path}, line {line}: {reason}; correct that line or leave it out")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// There is more than a sample can need.
    #[error("{path}: {what}; split the file")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What is too large.
        what: String,
    },
    /// Nothing in it has an output.
    #[error(
        "{0}: no record has an output; name the field output, response, completion, answer or text"
    )]
    NoOutputs(PathBuf),
    /// One sample was expected, several models are in it.
    #[error("{path}: holds outputs of several models ({models}); give one file per model")]
    SeveralModels {
        /// The file.
        path: PathBuf,
        /// Their names.
        models: String,
    },
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The part models may play in a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A possible teacher, and a control for other pairs.
    Candidate,
    /// A possible student.
    Student,
    /// Both.
    Both,
}

/// A row of `models.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The model: a file's name without its extension, or the name its records give.
    pub model: String,
    /// Who made it: no control shares a vendor with the pair.
    pub vendor: String,
    /// The parts it may play.
    pub role: Role,
}

/// A folder of samples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// The samples, by file name.
    pub samples: Vec<Sample>,
    /// The rows of `models.csv`, if there is one.
    pub models: Vec<ModelInfo>,
}

/// Reads one sample from a file or from a folder of text files.
///
/// The model's name is what the records say, if they agree, else the file's name without extensions. In a
/// folder every `.txt` or `.md` file is one output, whose id is the file's name.
///
/// # Errors
/// See [`ReadError`]; nothing is returned of a file that cannot be read whole.
pub fn sample(path: &Path, progress: &Progress) -> Result<Sample, ReadError> {
    if path.is_dir() {
        return text_folder(path, progress);
    }
    let mut samples = file(path, progress)?;
    match (samples.pop(), samples.is_empty()) {
        (Some(sample), true) => Ok(sample),
        (Some(last), false) => {
            let names: Vec<&str> = samples
                .iter()
                .chain([&last])
                .map(|s| s.name.as_str())
                .take(5)
                .collect();
            Err(ReadError::SeveralModels {
                path: path.to_owned(),
                models: names.join(", "),
            })
        }
        (None, _) => Err(ReadError::NoOutputs(path.to_owned())),
    }
}

/// Reads a folder of samples: every sample file (a file with several models gives several samples), every
/// subfolder of text files, and `models.csv`. Labels (`controls.csv`, `lineages.csv`), `calibration.json` and other files
/// are passed over.
///
/// # Errors
/// If the folder or a sample file in it cannot be read, or it holds no sample.
pub fn folder(dir: &Path, progress: &Progress) -> Result<Folder, ReadError> {
    let mut found = Folder::default();
    let models = dir.join(MODELS_FILE);
    if models.is_file() {
        found.models = models_csv(&models)?;
    }
    let listed = |name: &str| found.models.iter().any(|m| m.model == name);
    let mut entries = entries(dir)?;
    entries.retain(|path| !NO_SAMPLES.iter().any(|name| *path == dir.join(name)));
    progress.set(0, entries.len() as u64);
    let read: Vec<Vec<Sample>> = (entries.par_iter())
        .map(|path| {
            let samples = if path.is_dir() {
                match text_folder(path, progress) {
                    Err(ReadError::NoOutputs(_)) => Vec::new(),
                    read => vec![read?],
                }
            } else if Format::by_name(path).is_some() {
                let mut samples = file(path, progress)?;
                // models.csv speaks of files first; what the records say counts where it doesn't.
                if let ([only], true) = (samples.as_mut_slice(), listed(&stem(path))) {
                    only.name = stem(path);
                }
                samples
            } else {
                Vec::new()
            };
            progress.add(1);
            Ok(samples)
        })
        .collect::<Result<_, ReadError>>()?;
    found.samples = read.into_iter().flatten().collect();
    if found.samples.is_empty() {
        return Err(ReadError::NoOutputs(dir.to_owned()));
    }
    Ok(found)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Lines,
    Json,
    Csv,
}

impl Format {
    fn by_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = without_packing(&name);
        match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Some(Self::Lines),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// A name without the ending that says how the file is packed.
fn without_packing(name: &str) -> &str {
    let bare = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"));
    bare.unwrap_or(name)
}

/// The file's name without `.gz` or `.zst` and without its extension.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bare = without_packing(&name);
    let known = [".jsonl", ".ndjson", ".json", ".csv", ".txt", ".md"];
    let end = known
        .iter()
        .find_map(|extension| bare.strip_suffix(extension));
    end.unwrap_or(bare).to_owned()
}

fn file_error(path: &Path) -> impl Fn(std::io::Error) -> ReadError + '_ {
    move |error| ReadError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let listing = std::fs::read_dir(dir).map_err(file_error(dir))?;
    let mut paths: Vec<PathBuf> = listing
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(file_error(dir))?;
    paths.retain(|path| {
        !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    paths.sort_unstable();
    Ok(paths)
}

/// Opens a file, unpacking gzip and zstd by their magic numbers; reads past [`MOST_BYTES`] by one byte at most.
fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>, ReadError> {
    let metadata = std::fs::metadata(path).map_err(file_error(path))?;
    if !metadata.is_file() {
        return Err(ReadError::Format(path.to_owned()));
    }
    let mut raw = BufReader::new(File::open(path).map_err(file_error(path))?);
    let start = raw.fill_buf().map_err(file_error(path))?;
    let unpacked: Box<dyn Read> = match start {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(raw)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            Box::new(zstd::stream::read::Decoder::with_buffer(raw).map_err(file_error(path))?)
        }
        _ => Box::new(raw),
    };
    Ok(BufReader::with_capacity(
        1 << 16,
        Box::new(unpacked.take(MOST_BYTES + 1)),
    ))
}

fn too_large(path: &Path, what: &str) -> ReadError {
    ReadError::TooLarge {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

fn file(path: &Path, progress: &Progress) -> Result<Vec<Sample>, ReadError> {
    let mut reader = open(path)?;
    let format = match Format::by_name(path) {
        Some(format) => format,
        None => match reader
            .fill_buf()
            .map_err(file_error(path))?
            .iter()
            .find(|b| !b.is_ascii_whitespace())
        {
            Some(b'{') => Format::Lines,
            Some(b'[') => Format::Json,
            _ => return Err(ReadError::Format(path.to_owned())),
        },
    };
    let mut by_model: BTreeMap<Option<String>, Vec<Record>> = BTreeMap::new();
    let mut take = |named: Vec<Named>| {
        for Named { model, record } in named {
            by_model.entry(model).or_default().push(record);
        }
    };
    match format {
        Format::Lines => lines(reader, path, progress, &mut take)?,
        Format::Json => json(reader, path, progress, &mut take)?,
        Format::Csv => csv(reader, path, progress, &mut take)?,
    }
    if by_model.values().all(Vec::is_empty) {
        return Err(ReadError::NoOutputs(path.to_owned()));
    }
    let named = |(model, records): (Option<String>, _)| {
        Sample::new(model.unwrap_or_else(|| stem(path)), records)
    };
    Ok(by_model.into_iter().map(named).collect())
}

/// One line of at most [`MOST_LINE`] bytes into `line`, without its end; `false` at the end of the file.
fn next_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    number: u64,
    path: &Path,
) -> Result<bool, ReadError> {
    line.clear();
    let read = reader
        .by_ref()
        .take(MOST_LINE + 1)
        .read_until(b'\n', line)
        .map_err(|error| ReadError::Line {
            path: path.to_owned(),
            line: number,
            reason: error.to_string(),
        })?;
    if line.len() as u64 > MOST_LINE {
        return Err(too_large(
            path,
            &format!("line {number} is longer than 32 MiB"),
        ));
    }
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read > 0)
}

fn lines(
    mut reader: impl BufRead,
    path: &Path,
    progress: &Progress,
    take: &mut impl FnMut(Vec<Named>),
) -> Result<(), ReadError> {
    let mut line = Vec::new();
    let (mut number, mut bytes) = (0, 0);
    while next_line(&mut reader, &mut line, number + 1, path)? {
        number += 1;
        progress.check()?;
        bytes += line.len() as u64 + 1;
        if bytes > MOST_BYTES {
            return Err(too_large(path, "more than 1 GiB of text"));
        }
        let content = without_mark(&line, number);
        if content.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match record_json::line(content) {
            Ok(named) => take(named),

            Err(reason) => {
                return Err(ReadError::Line {
                    path: path.to_owned(),
                    line: number,
                    reason,
                });
            }
        }
    }
    Ok(())
}

/// Without the byte order mark that some editors put before the first line.
fn without_mark(line: &[u8], number: u64) -> &[u8] {
    match line.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if number == 1 => rest,
        _ => line,
    }
}

fn json(
    mut reader: impl Read,
    path: &Path,
    progress: &Progress,
    take: &mut impl FnMut(Vec<Named>),
) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(file_error(path))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(path, "more than 1 GiB of text"));
    }
    let outcome = record_json::document(without_mark(&bytes, 1), &mut |named| {
        take(named);
        progress.check()
    });
    outcome.map_err(|error| match error {
        record_json::DocumentError::Cancelled(cancelled) => cancelled.into(),
        record_json::DocumentError::Json { line, reason } => ReadError::Line {
            path: path.to_owned(),
            line,
            reason,
        },
    })
}

fn csv(
    reader: impl Read,
    path: &Path,
    progress: &Progress,
    take: &mut impl FnMut(Vec<Named>),
) -> Result<(), ReadError> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let bad = |error: csv::Error| ReadError::Line {
        path: path.to_owned(),
        line: error.position().map_or(1, csv::Position::line),
        reason: format!("not CSV ({error})"),
    };
    let header: Vec<String> = (rows.byte_headers().map_err(bad)?.iter().enumerate())
        .map(|(i, name)| {
            let name = if i == 0 { without_mark(name, 1) } else { name };
            String::from_utf8_lossy(name).trim().to_lowercase()
        })
        .collect();
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row).map_err(bad)? {
        progress.check()?;
        if row.as_slice().len() as u64 > MOST_LINE {
            return Err(too_large(path, "a row is longer than 32 MiB"));
        }
        if rows.position().byte() > MOST_BYTES {
            return Err(too_large(path, "more than 1 GiB of text"));
        }
        let field = |name: &str| -> Option<String> {
            let value = row.get(header.iter().position(|h| h == name)?)?;
            (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
        };
        take(record_json::from_fields(&field).into_iter().collect());
    }
    Ok(())
}

fn text_folder(dir: &Path, progress: &Progress) -> Result<Sample, ReadError> {
    let mut records = Vec::new();
    let mut total = 0;
    for path in entries(dir)? {
        progress.check()?;
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        if !path.is_file() || !extension.is_some_and(|e| e == "txt" || e == "md") {
            continue;
        }
        let mut bytes = Vec::new();
        open(&path)?
            .take(MOST_LINE + 1)
            .read_to_end(&mut bytes)
            .map_err(file_error(&path))?;
        total += bytes.len() as u64;
        if bytes.len() as u64 > MOST_LINE {
            return Err(too_large(&path, "one text is longer than 32 MiB"));
        }
        if total > MOST_BYTES {
            return Err(too_large(dir, "more than 1 GiB of text"));
        }
        records.push(Record {
            id: Some(stem(&path)),
            prompt: None,
            output: String::from_utf8_lossy(without_mark(&bytes, 1)).into_owned(),
        });
    }
    if records.is_empty() {
        return Err(ReadError::NoOutputs(dir.to_owned()));
    }
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    Ok(Sample::new(name, records))
}

fn models_csv(path: &Path) -> Result<Vec<ModelInfo>, ReadError> {
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(open(path)?);
    rows.deserialize()
        .map(|row| {
            row.map_err(|error| ReadError::Line {
                path: path.to_owned(),
                line: error.position().map_or(1, csv::Position::line),
                reason: format!(
                    "the columns must be model, vendor, role (candidate, student or both): {error}"
                ),
            })
        })
        .collect()
}
