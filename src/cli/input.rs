//! What is read: maps, threads and other tools' files as documents, discussions from their links, samples, and
//! standard input for any of them. May use the document, exchange, similarity and the file system.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Failure;
use super::output::Meter;
use crate::document::{Document, file, orphans};
use crate::exchange::fetch::{self, Fetched, Limits, Sites};
use crate::exchange::threads::Columns;
use crate::exchange::{self, Input};
use crate::map::Map;
use crate::progress::Progress;
use crate::similarity::{Sample, read};
use crate::thread::Stats;

/// The name of this program's own format.
pub(super) const DOCUMENT: &str = "counterclaim";
/// What people call it.
pub(super) const DOCUMENT_TITLE: &str = "Counterclaim map";

/// More from standard input is a mistake that must not exhaust memory; as for files.
const MAX_BYTES: u64 = 2 << 30;

/// The variable that says where sites answer, if not at their own address: SITE=ADDRESS, separated by commas.
const SITES: &str = "COUNTERCLAIM_SITES";

/// Whether a path stands for standard input or output.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The link that stands in the place of a file, if one does.
pub(super) fn link(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| fetch::is_address(text))
}

/// Fetches the discussion that a link leads to.
fn fetched(link: &str) -> Result<Fetched, Failure> {
    let sites = std::env::var(SITES).unwrap_or_default();
    let sites = Sites::from_pairs(&sites)
        .map_err(|why| Failure::Usage(format!("the variable {SITES}: {why}")))?;
    let meter = Meter::start("Fetching");
    fetch::fetch(link, &sites, &Limits::default(), &meter.progress).map_err(Failure::bad)
}

/// What stands in a file, or what comes from standard input.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if !is_standard(path) {
        return file::read_bytes(path).map_err(Failure::bad);
    }
    let mut bytes = Vec::new();
    (io::stdin()
        .lock()
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes))
    .map_err(|error| {
        Failure::Bad(format!(
            "standard input cannot be read: {error}; name a file instead"
        ))
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::bad(
            "standard input: there is more than 2 GB of it; name the file that is meant",
        ));
    }
    Ok(bytes)
}

/// A file or several, as a document.
pub(super) struct Loaded {
    /// The name of the format.
    pub format: &'static str,
    /// What was read.
    pub document: Document,
    /// Whether the format holds maps at all.
    pub has_map: bool,
    /// What is as it should be and yet worth knowing.
    pub notes: Vec<String>,
    /// What was left out, cut short or repaired, and what a map's excerpts have lost.
    pub warnings: Vec<String>,
}

/// Reads a map, or anything that import reads.
pub(super) fn load(path: &Path) -> Result<Loaded, Failure> {
    load_all(&[path.to_owned()], None, &Columns::default())
}

/// Reads files and links as parts of one thread, or one file as a map; `from` names the format instead of the content, and
/// `columns` says what the columns of tables hold.
pub(super) fn load_all(
    paths: &[PathBuf],
    from: Option<&str>,
    columns: &Columns,
) -> Result<Loaded, Failure> {
    if paths.iter().filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::Usage(
            "standard input can be read only once: name - only once".to_owned(),
        ));
    }
    let paths: &[PathBuf] = &within(paths)?;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    // Where each came from.
    let mut origins: Vec<&Path> = Vec::new();
    let mut discussions = Vec::new();
    for path in paths {
        match link(path) {
            Some(link) => {
                let mut discussion = fetched(link)?;
                let pieces = discussion.pieces.iter_mut();
                files.extend(
                    pieces.map(|piece| (piece.address.clone(), std::mem::take(&mut piece.bytes))),
                );
                discussions.push(discussion);
            }
            None => files.push((name_of(path), bytes(path)?)),
        }
        origins.resize(files.len(), path);
    }
    let is_document =
        |bytes: &[u8]| from.map_or_else(|| file::recognise(bytes), |name| name == DOCUMENT);
    if let Some(at) = files.iter().position(|(_, bytes)| is_document(bytes)) {
        let [(_, bytes)] = files.as_slice() else {
            return Err(Failure::Bad(format!(
                "{}: a Counterclaim map cannot be read together with other files; read it by itself",
                origins[at].display()
            )));
        };
        if !columns.is_empty() {
            return Err(Failure::Bad(format!(
                "{}: a Counterclaim map has no columns to name; leave --columns out",
                origins[at].display()
            )));
        }
        let name = if is_standard(origins[at]) {
            "standard input".to_owned()
        } else {
            origins[at].display().to_string()
        };
        let document = file::from_bytes(bytes, &name).map_err(Failure::bad)?;
        return Ok(Loaded {
            format: DOCUMENT,
            warnings: orphans::warnings(&document),
            document,
            has_map: true,
            notes: Vec::new(),
        });
    }
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, bytes)| Input { name, bytes })
        .collect();
    let meter = Meter::start("Reading");
    let mut imported =
        exchange::read_columns(&inputs, from, columns, &meter.progress).map_err(Failure::bad)?;
    for discussion in &discussions {
        discussion.sign(&mut imported);
    }
    Ok(Loaded {
        format: imported.format,
        document: imported
            .thread
            .map(Document::from_thread)
            .unwrap_or_default(),
        has_map: false,
        notes: imported.notes,
        warnings: imported.warnings.iter().map(ToString::to_string).collect(),
    })
}

/// The files that are meant by files and folders.
fn within(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !is_standard(path) && link(path).is_none() && path.is_dir() {
            files.extend(exchange::folder::files(path).map_err(Failure::bad)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// A file's name without its folders.
fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Refuses to write over a file that is being read as something else.
pub(super) fn keep(inputs: &[PathBuf], output: Option<&Path>) -> Result<(), Failure> {
    let real = |path: &Path| {
        std::fs::canonicalize(path)
            .ok()
            .filter(|path| path.is_file())
    };
    let Some(output) = output.filter(|path| !is_standard(path)).and_then(real) else {
        return Ok(());
    };
    match inputs
        .iter()
        .find(|input| real(input).as_ref() == Some(&output))
    {
        Some(input) => Err(Failure::Usage(format!(
            "{}: the result would replace the file it is made from; choose another name for it",
            input.display()
        ))),
        None => Ok(()),
    }
}

/// What a document holds, as `import --json` and `info --json` say it.
#[derive(Debug, Serialize)]
pub(super) struct Contents {
    pub format: &'static str,
    pub thread: Option<Stats>,
    pub map: Option<MapCounts>,
    pub warnings: Vec<String>,
}

/// Counts over a map. Every link is counted once by what it says, and once more under `linked` if it has several
/// premises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct MapCounts {
    pub claims: usize,
    /// Supports, of claims and of links.
    pub support: usize,
    /// Attacks on claims.
    pub attack: usize,
    pub rephrase: usize,
    /// Attacks on links.
    pub undercut: usize,
    /// Links of any kind with several premises.
    pub linked: usize,
}

impl MapCounts {
    pub(super) fn of(map: &Map) -> Self {
        let mut counts = Self {
            claims: map.claim_count(),
            ..Self::default()
        };
        for (_, link) in map.links() {
            let kind = match link.kind_name() {
                "support" => &mut counts.support,
                "rephrase" => &mut counts.rephrase,
                "undercut" => &mut counts.undercut,
                _ => &mut counts.attack,
            };
            *kind += 1;
            counts.linked += usize::from(link.premises.len() > 1);
        }
        counts
    }
}

impl Loaded {
    /// What it holds.
    pub(super) fn contents(&self) -> Contents {
        Contents {
            format: self.format,
            thread: self.document.thread().map(|thread| thread.stats()),
            map: self.has_map.then(|| MapCounts::of(self.document.map())),
            warnings: self.warnings.clone(),
        }
    }
}

/// Reads a sample from a file, a folder of texts, or standard input.
pub(super) fn sample(path: &Path, progress: &Progress) -> Result<Sample, Failure> {
    if !is_standard(path) {
        return read::sample(path, progress).map_err(Failure::bad);
    }
    let spool = |error: io::Error| {
        Failure::Bad(format!(
            "standard input cannot be kept: {error}; name a file instead"
        ))
    };
    let folder = tempfile::tempdir().map_err(spool)?;
    let kept = folder.path().join("standard-input");
    let mut file = std::fs::File::create(&kept).map_err(spool)?;
    // One byte more than a sample may have is enough for the reader to say so.
    io::copy(&mut io::stdin().lock().take(MAX_BYTES), &mut file)
        .and_then(|_| file.flush())
        .map_err(spool)?;
    read::sample(&kept, progress).map_err(|error| {
        Failure::Bad(
            error
                .to_string()
                .replace(&kept.display().to_string(), "standard input"),
        )
    })
}

/// The folder of samples for a matrix or a search for verbatim overlap.
pub(super) fn folder(dir: &Path, progress: &Progress) -> Result<read::Folder, Failure> {
    if is_standard(dir) {
        return Err(Failure::Usage(
            "a folder of samples cannot come from standard input; name the folder".to_owned(),
        ));
    }
    read::folder(dir, progress).map_err(Failure::bad)
}
