//! The document's file: RON with a format version, written whole or not at all.
//!
//! The first line names format and version. [`VERSION`] is what is written; older versions are read by the
//! code kept for them and migrated (a fixture of each lies in `saves/versions`); a newer one is refused with
//! the version this program knows. May use the document and the file system.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Document, Place, SampleRef};
use crate::map::{Claim, ClaimId, FindingId, Link, LinkId, Map, Tag, TagId};
use crate::similarity::Finding;
use crate::thread::Thread;

/// The version of the format that is written.
pub const VERSION: u32 = 1;

/// Larger files are refused: no map comes near, and a mistaken choice must not exhaust memory.
const MAX_BYTES: u64 = 2 << 30;

/// Why a document could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system said no.
    #[error("{path}: {what}: {error}; {remedy}")]
    Io {
        /// The file.
        path: String,
        /// What was tried.
        what: &'static str,
        /// What the system said.
        error: io::Error,
        /// What to do.
        remedy: &'static str,
    },
    /// The file is no Counterclaim document.
    #[error("{0} is not a Counterclaim map (its first line does not say so); use import for other files")]
    NotADocument(String),
    /// The file was written by a later program.
    #[error("{path} has format version {found}, and this program knows versions up to {VERSION}; open it with a newer Counterclaim")]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: u32,
    },
    /// The file is damaged or was edited by hand.
    #[error("{path}: line {line}, column {column}: {message}; mend that place, or open a backup")]
    Syntax {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser missed.
        message: String,
    },
    /// The file's content contradicts itself.
    #[error("{path}: {message}; the file was changed outside Counterclaim, open a backup")]
    Unsound {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// Somebody else changed the file since it was opened.
    #[error("{0} was changed on disk since it was opened; save under another name, reload it, or say that it may be overwritten")]
    ChangedOnDisk(String),
}

/// What tells whether a file is still as it was read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(String);

impl Stamp {
    fn of(bytes: &[u8]) -> Self {
        Self(sha256_hex(bytes))
    }

    /// The stamp of the file as it is now; `None` if it cannot be read.
    pub fn of_file(path: &Path) -> Option<Self> {
        let mut hasher = Sha256::new();
        let mut file = File::open(path).ok()?;
        io::copy(&mut file, &mut hasher).ok()?;
        Some(Self(hex(&hasher.finalize())))
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The document as it stands in a version 1 file: flat lists, nothing nested by replies.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Counterclaim", deny_unknown_fields)]
struct FileV1 {
    version: u32,
    #[serde(default)]
    title: String,
    /// The next free id: ids are never used twice.
    #[serde(default)]
    next_id: u32,
    #[serde(default)]
    tags: BTreeMap<TagId, Tag>,
    #[serde(default)]
    claims: BTreeMap<ClaimId, Claim>,
    #[serde(default)]
    links: BTreeMap<LinkId, Link>,
    #[serde(default)]
    places: BTreeMap<ClaimId, Place>,
    #[serde(default)]
    samples: BTreeMap<String, SampleRef>,
    #[serde(default)]
    findings: BTreeMap<FindingId, Arc<Finding>>,
    #[serde(default)]
    thread: Option<Arc<Thread>>,
}

/// Whether bytes start as a Counterclaim document does.
pub fn recognise(bytes: &[u8]) -> bool {
    header_version(bytes).is_some()
}

fn header_version(bytes: &[u8]) -> Option<u32> {
    let head = &bytes[..bytes.len().min(512)];
    let head = String::from_utf8_lossy(head);
    let rest = head.trim_start_matches('\u{feff}').trim_start();
    let rest = rest.strip_prefix("Counterclaim")?.trim_start();
    let rest = rest.strip_prefix('(')?.trim_start();
    let rest = rest.strip_prefix("version")?.trim_start();
    let rest = rest.strip_prefix(':')?.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The document in the form that is written to a file.
///
/// # Errors
/// One sentence if a value cannot be written.
pub fn to_text(document: &Document) -> Result<String, FileError> {
    let map = &document.map;
    let file = FileV1 {
        version: VERSION,
        title: document.title.clone(),
        next_id: map.next_id(),
        tags: map.tags().map(|(id, tag)| (id, tag.clone())).collect(),
        claims: map.claims().map(|(id, claim)| (id, claim.clone())).collect(),
        links: map.links().collect(),
        places: document.places.clone(),
        samples: document.samples.clone(),
        findings: document.findings.clone(),
        thread: document.thread.clone(),
    };
    let style = ron::ser::PrettyConfig::new()
        .depth_limit(4)
        .struct_names(false)
        .indentor("  ");
    let body = ron::ser::to_string_pretty(&file, style).map_err(|error| FileError::Unsound {
        path: "this document".to_owned(),
        message: error.to_string(),
    })?;
    // The header names the format, so that a file is known for what it is by its first line.
    Ok(format!("Counterclaim{body}\n"))
}

/// Reads a document from the bytes of a file; `name` is for messages.
///
/// # Errors
/// One sentence with the place, if the bytes are no sound document of a known version.
pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Document, FileError> {
    let version = header_version(bytes).ok_or_else(|| FileError::NotADocument(name.to_owned()))?;
    if version > VERSION || version == 0 {
        return Err(FileError::Newer {
            path: name.to_owned(),
            found: version,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| FileError::Unsound {
        path: name.to_owned(),
        message: format!("byte {} is not UTF-8 text", error.valid_up_to()),
    })?;
    let file: FileV1 = ron::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let at = error.span.start;
        FileError::Syntax {
            path: name.to_owned(),
            line: at.line,
            column: at.col,
            message: error.code.to_string(),
        }
    })?;
    build(file).map_err(|message| FileError::Unsound {
        path: name.to_owned(),
        message,
    })
}

fn build(file: FileV1) -> Result<Document, String> {
    let mut map = Map::default();
    map.reserve_ids(file.next_id);
    for (id, tag) in file.tags {
        map.set_tag(id, Some(tag)).map_err(|e| format!("tag {id}: {e}"))?;
    }
    for (id, claim) in file.claims {
        map.set_claim(id, Some(claim))
            .map_err(|e| format!("claim {id}: {e}"))?;
    }
    // A link may bear on a link with a higher id: set what can be set until nothing is left or nothing moves.
    let mut waiting: Vec<(LinkId, Link)> = file.links.into_iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut refused = None;
        waiting.retain(|(id, link)| match map.set_link(*id, Some(link.clone())) {
            Ok(_) => false,
            Err(error) => {
                refused.get_or_insert_with(|| format!("link {id}: {error}"));
                true
            }
        });
        if waiting.len() == before {
            return Err(refused.unwrap_or_default());
        }
    }
    if let Some(highest) = file.findings.keys().last() {
        map.reserve_ids(highest.0.saturating_add(1));
    }
    let document = Document {
        title: file.title,
        thread: file.thread,
        map,
        places: file.places,
        findings: file.findings,
        samples: file.samples,
    };
    if document.places.values().any(|p| !(p.x.is_finite() && p.y.is_finite())) {
        return Err("a card's place is no number".to_owned());
    }
    match document.violations().into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(document),
    }
}

/// Reads a document from a file.
///
/// # Errors
/// One sentence with the file, the place in it, and what to do.
pub fn open(path: &Path) -> Result<(Document, Stamp), FileError> {
    let bytes = read_bytes(path)?;
    let document = from_bytes(&bytes, &path.display().to_string())?;
    Ok((document, Stamp::of(&bytes)))
}

/// Reads a file whole, refusing what is too large to be meant.
///
/// # Errors
/// One sentence if the file cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    let fail = |error| FileError::Io {
        path: path.display().to_string(),
        what: "cannot be read",
        error,
        remedy: "check the name and your right to read it",
    };
    let file = File::open(path).map_err(fail)?;
    let meta = file.metadata().map_err(fail)?;
    if meta.is_dir() {
        return Err(fail(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder",
        )));
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(fail(io::Error::other("it is larger than 2 GB")));
    }
    Ok(bytes)
}

/// Writes a document to a file, whole or not at all.
///
/// With `expected`, the file must still be as that stamp says; otherwise nothing is written.
///
/// # Errors
/// One sentence; the old file is then untouched.
pub fn save(
    document: &Document,
    path: &Path,
    expected: Option<&Stamp>,
) -> Result<Stamp, FileError> {
    if let Some(expected) = expected
        && path.exists()
        && Stamp::of_file(path).as_ref() != Some(expected)
    {
        return Err(FileError::ChangedOnDisk(path.display().to_string()));
    }
    let text = to_text(document)?;
    write_whole(path, text.as_bytes())?;
    Ok(Stamp::of(text.as_bytes()))
}

/// Puts `bytes` into the file at `path`, whole or not at all: a temporary file beside it, flushed to the
/// disk, takes its place in one step. Permissions of a file that was there are kept, and a link keeps
/// pointing to the same file.
///
/// # Errors
/// One sentence; a file that was there is then untouched.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // A symbolic link is followed, so that the file it names is replaced and not the link itself.
    let path: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fail = |error| FileError::Io {
        path: path.display().to_string(),
        what: "cannot be written",
        error,
        remedy: "check that the folder exists, is writable and has room, or choose another place",
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".counterclaim-");
    // A temporary file is made for its owner's eyes; a new document gets what the system gives new files.
    #[cfg(unix)]
    if !path.exists() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    if let Ok(meta) = fs::metadata(&path) {
        file.as_file()
            .set_permissions(meta.permissions())
            .map_err(fail)?;
    }
    file.as_file().sync_all().map_err(fail)?;
    file.persist(&path).map_err(|error| fail(error.error))?;
    // The new name must be on the disk too; some systems cannot open a folder, which is no reason to fail.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}
