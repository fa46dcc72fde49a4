//! Reading samples from files: `.jsonl`, `.json`, `.csv`, `.tsv`, `.parquet`, each also `.gz` or `.zst`, and folders of
//! text files, with the field names people have (see [`shape`] for the shapes that are understood), in UTF-8 or UTF-16.
//! May use [`super::sample`].
//!
//! Files are taken as hostile: sizes are bounded, nesting is bounded by the JSON reader, broken UTF-8 and
//! lone surrogates become U+FFFD, and every error is one sentence with the file and, where there is one, the
//! line. Records are handed on as they are read ([`each`]), so that what only counts them needs no room for them.

mod chat;
mod foreign;
mod intake;
mod json;
mod parquet;
mod shape;
mod table;
mod texts;
mod utf16;

use super::sample::{LeftOut, Sample};
use crate::progress::{Cancelled, Progress};
use flate2::read::MultiGzDecoder;
pub use foreign::Foreign;
pub use intake::Named;
use intake::{ByModel, Intake};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
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
    /// The content is plainly something else.
    #[error("{path}: {what}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: Foreign,
    },
    /// A file stands where a folder of samples is due.
    #[error("{0}: this is a file, and a folder of samples is needed; name the folder it lies in")]
    NoFolder(PathBuf),
    /// A folder of samples stands where one sample is due.
    #[error(
        "{path}: this is a folder of {files} sample files, and one sample is needed; name one of its files, or compare all of them with check --matrix"
    )]
    Samples {
        /// The folder.
        path: PathBuf,
        /// How many sample files lie in it.
        files: usize,
    },
    /// A pipe or a device stands where a file is due.
    #[error(
        "{0}: this is a pipe or a device, and samples are read from files; save it to a file first"
    )]
    Pipe(PathBuf),
    /// The name and the content fit no known format.
    #[error(
        "{0}: not a sample file; give .jsonl, .json, .csv, .tsv or .parquet (also .gz or .zst), or a folder of text files"
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
    /// A table of columns cannot be read.
    #[error("{path}: {reason}; fetch it again, or write it as .jsonl")]
    Table {
        /// The file.
        path: PathBuf,
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
    #[error("{path}: no record has an output{}", NoOutput(fields))]
    NoOutputs {
        /// The file or folder.
        path: PathBuf,
        /// The fields that its entries have.
        fields: Vec<String>,
    },
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

/// What there is instead of outputs, and what would be one.
struct NoOutput<'a>(&'a [String]);

impl std::fmt::Display for NoOutput<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.0.is_empty() {
            write!(f, ", only {}", self.0.join(", "))?;
        }
        write!(
            f,
            "; an output is read from {}: name a field so",
            shape::outputs_read()
        )
    }
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
        return texts::folder(path, progress);
    }
    let mut samples = file(path, progress)?;
    match (samples.pop(), samples.is_empty()) {
        (Some(sample), true) => Ok(sample),
        (Some(last), false) => {
            let names = samples.iter().chain([&last]).map(|s| s.name.as_str());
            Err(ReadError::several(path, names))
        }
        (None, _) => Err(no_outputs(path, Vec::new())),
    }
}

/// So many of several models are named, each by so many characters: whatever a file calls them, it is a sentence.
const NAMED: usize = 5;
const LONGEST_NAME: usize = 40;

impl ReadError {
    /// For a file with outputs of several models, some of which are named.
    pub(super) fn several<'a>(path: &Path, names: impl Iterator<Item = &'a str>) -> Self {
        let mut names = names.map(|name| {
            let plain = name.replace(char::is_control, " ");
            match plain.char_indices().nth(LONGEST_NAME) {
                Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
                None => plain,
            }
        });
        let named: Vec<String> = names.by_ref().take(NAMED).collect();
        let more = if names.next().is_some() { ", …" } else { "" };
        Self::SeveralModels {
            path: path.to_owned(),
            models: named.join(", ") + more,
        }
    }
}

/// Reads a folder of samples: every sample file (a file with several models gives several samples), every
/// subfolder of text files, and `models.csv`. Labels (`controls.csv`, `lineages.csv`), `calibration.json` and other files
/// are passed over.
///
/// # Errors
/// If the folder or a sample file in it cannot be read, or it holds no sample.
pub fn folder(dir: &Path, progress: &Progress) -> Result<Folder, ReadError> {
    if dir.is_file() {
        return Err(ReadError::NoFolder(dir.to_owned()));
    }
    let mut found = Folder::default();
    let models = dir.join(MODELS_FILE);
    if models.is_file() {
        found.models = table::models(&models)?;
    }
    let listed = |name: &str| found.models.iter().any(|m| m.model == name);
    let mut entries = entries(dir)?;
    entries.retain(|path| !NO_SAMPLES.iter().any(|name| *path == dir.join(name)));
    progress.set(0, entries.len() as u64);
    let read: Vec<Vec<Sample>> = (entries.par_iter())
        .map(|path| {
            let samples = if path.is_dir() {
                match texts::folder(path, progress) {
                    Err(ReadError::NoOutputs { .. } | ReadError::Samples { .. }) => Vec::new(),
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
        return Err(no_outputs(dir, Vec::new()));
    }
    Ok(found)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Lines,
    Json,
    /// A table whose fields are set apart by this byte.
    Table(u8),
    /// A table column by column.
    Parquet,
}

impl Format {
    fn by_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = without_packing(&name);
        match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Some(Self::Lines),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Table(b',')),
            "tsv" => Some(Self::Table(b'\t')),
            "parquet" => Some(Self::Parquet),
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
    let known = [
        ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".txt", ".md",
    ];
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

/// A file that is being read.
struct Source<'a> {
    path: &'a Path,
    /// How many bytes it may have, unpacked; `None` where nothing of it is kept.
    most: Option<u64>,
    progress: &'a Progress,
}

impl Source<'_> {
    fn failed(&self) -> impl Fn(std::io::Error) -> ReadError + '_ {
        file_error(self.path)
    }

    fn at(&self, line: u64, reason: String) -> ReadError {
        ReadError::Line {
            path: self.path.to_owned(),
            line,
            reason,
        }
    }

    /// Whether that many bytes may be read.
    fn within(&self, bytes: u64) -> Result<(), ReadError> {
        match self.most {
            Some(most) if bytes > most => Err(too_large(self.path, "more than 1 GiB of text")),
            _ => Ok(()),
        }
    }

    /// One line of at most [`MOST_LINE`] bytes into `line`, without its end; `false` at the end of the file.
    fn next_line(
        &self,
        reader: &mut impl BufRead,
        line: &mut Vec<u8>,
        number: u64,
    ) -> Result<bool, ReadError> {
        line.clear();
        let mut bounded = reader.by_ref().take(MOST_LINE + 1);
        let read = (bounded.read_until(b'\n', line))
            .map_err(|error| self.at(number, error.to_string()))?;
        if line.len() as u64 > MOST_LINE {
            return Err(too_large(
                self.path,
                &format!("line {number} is longer than 32 MiB"),
            ));
        }
        while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(read > 0)
    }
}

/// Opens a file, unpacking gzip and zstd by their magic numbers.
fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>, ReadError> {
    unpacked(Box::new(file_at(path)?), path)
}

/// A plain file, opened: no pipe, which may never end, and no folder.
fn file_at(path: &Path) -> Result<File, ReadError> {
    let metadata = std::fs::metadata(path).map_err(file_error(path))?;
    if !metadata.is_file() {
        return Err(ReadError::Pipe(path.to_owned()));
    }
    File::open(path).map_err(file_error(path))
}

/// A file to move about in: the file itself, or the bytes of one that is packed or streamed.
fn store(
    reader: BufReader<Box<dyn Read>>,
    path: &Path,
) -> Result<Box<dyn parquet::Store>, ReadError> {
    if let Ok(mut file) = file_at(path) {
        let mut start = [0; parquet::MARK.len()];
        if file.read_exact(&mut start).is_ok() && start == *parquet::MARK {
            return Ok(Box::new(file));
        }
    }
    let mut bytes = Vec::new();
    let mut bounded = reader.take(MOST_BYTES + 1);
    (bounded.read_to_end(&mut bytes)).map_err(file_error(path))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(path, "more than 1 GiB unpacked"));
    }
    Ok(Box::new(std::io::Cursor::new(bytes)))
}

/// What is packed in a stream, or the stream; its text in UTF-8.
fn unpacked(stream: Box<dyn Read>, path: &Path) -> Result<BufReader<Box<dyn Read>>, ReadError> {
    let mut raw = BufReader::new(stream);
    let start = raw.fill_buf().map_err(file_error(path))?;
    let packed = |stream: Box<dyn Read>| BufReader::with_capacity(1 << 16, stream);
    let unpacked: Box<dyn BufRead> = match start {
        [0x1f, 0x8b, ..] => Box::new(packed(Box::new(MultiGzDecoder::new(raw)))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let decoder = zstd::stream::read::Decoder::with_buffer(raw);
            Box::new(packed(Box::new(decoder.map_err(file_error(path))?)))
        }
        _ => Box::new(raw),
    };
    Ok(packed(utf16::as_utf8(unpacked).map_err(file_error(path))?))
}

fn no_outputs(path: &Path, fields: Vec<String>) -> ReadError {
    ReadError::NoOutputs {
        path: path.to_owned(),
        fields,
    }
}

fn too_large(path: &Path, what: &str) -> ReadError {
    ReadError::TooLarge {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

/// The samples in a file: one for every model that its records name.
fn file(path: &Path, progress: &Progress) -> Result<Vec<Sample>, ReadError> {
    // What is too long is refused before it is read; what is packed, when it turns out to be.
    if std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > MOST_BYTES) {
        return Err(too_large(path, "more than 1 GiB of text"));
    }
    let mut by_model = ByModel::new();
    let read = from(
        path,
        open(path)?,
        Some(MOST_BYTES),
        progress,
        &mut |named| {
            by_model.entry(named.model).or_default().push(named.record);
            Ok(())
        },
    )?;
    let mut samples: Vec<Sample> = (by_model.into_iter())
        .map(|(model, records)| Sample::new(model.unwrap_or_else(|| stem(path)), records))
        .collect();
    if let Some(first) = samples.first_mut() {
        first.left_out = read;
    }
    Ok(samples)
}

/// Hands the records of a file, a folder of texts or, for `-`, standard input to `take`, one by one: nothing is kept,
/// so the file may be of any length. Progress counts the file's bytes. Returns what entries gave no record.
///
/// # Errors
/// As for [`sample`]; what was handed on before the error must be thrown away.
pub fn each(
    path: &Path,
    progress: &Progress,
    take: &mut dyn FnMut(Named) -> Result<(), Cancelled>,
) -> Result<LeftOut, ReadError> {
    if path.as_os_str() == "-" {
        let name = Path::new("standard input");
        let reader = unpacked(Box::new(std::io::stdin()), name)?;
        return from(name, reader, None, progress, take);
    }
    if path.is_dir() {
        let sample = texts::folder(path, progress)?;
        for record in sample.records {
            let model = None;
            take(Named { model, record })?;
        }
        return Ok(sample.left_out);
    }
    let length = std::fs::metadata(path).map_err(file_error(path))?.len();
    progress.set(0, length);
    let file = Watched {
        file: file_at(path)?,
        progress: progress.clone(),
    };
    from(path, unpacked(Box::new(file), path)?, None, progress, take)
}

/// What a sample from this file or folder (`-`: from standard input) is called where its records name no model.
pub fn name_of(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard-input".to_owned()
    } else if path.is_dir() {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    } else {
        stem(path)
    }
}

/// A file that tells how many of its bytes were read, packed or not.
struct Watched {
    file: File,
    progress: Progress,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

fn from(
    path: &Path,
    mut reader: BufReader<Box<dyn Read>>,
    most: Option<u64>,
    progress: &Progress,
    take: &mut dyn FnMut(Named) -> Result<(), Cancelled>,
) -> Result<LeftOut, ReadError> {
    let source = Source {
        path,
        most,
        progress,
    };
    let mut intake = Intake::new(take, progress);
    let start = reader.fill_buf().map_err(file_error(path))?;
    let by_name = Format::by_name(path);
    let is_foreign = |what| ReadError::Foreign {
        path: path.to_owned(),
        what,
    };
    if !start.starts_with(parquet::MARK)
        && let Some(what) = foreign::start(start, matches!(by_name, Some(Format::Table(_))))
    {
        return Err(is_foreign(what));
    }
    let format = match by_name {
        _ if start.starts_with(parquet::MARK) => Format::Parquet,
        Some(format) => format,
        None => match start.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'{') => Format::Lines,
            Some(b'[') => Format::Json,
            _ => return Err(ReadError::Format(path.to_owned())),
        },
    };
    match format {
        Format::Lines => json::lines(reader, &source, &mut intake)?,
        Format::Json => json::document(reader, &source, &mut intake)?,
        Format::Table(delimiter) => table::read(reader, delimiter, &source, &mut intake)?,
        Format::Parquet => parquet::read(&mut *store(reader, path)?, &source, &mut intake)?,
    }
    if intake.comments.are_most_of(intake.records) {
        return Err(is_foreign(Foreign::Thread));
    }
    if intake.records == 0 && intake.left_out == LeftOut::default() {
        return Err(is_foreign(Foreign::NoEntries));
    }
    if intake.records == 0 {
        return Err(no_outputs(path, intake.fields.into_iter().collect()));
    }
    Ok(intake.left_out)
}
