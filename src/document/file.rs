//! The document's file: RON with a format version, written whole or not at all.
//!
//! The file begins with the format's name and version. [`VERSION`] is what is written. Every version that was
//! ever written has its reader in [`READERS`], which gives the content as the program holds it today; a fixture
//! of each lies in `saves/versions`. A newer version is refused. A new version is a new struct for the file, a
//! reader at the end of the table and a fixture; the reader before it then fills in what its version lacked.
//!
//! May use the document and the file system.

mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use super::{Arrangement, Change, Document, Place, SampleRef, SavedView};
use crate::map::{Claim, ClaimId, FindingId, Link, LinkId, Tag, TagId, targets_first};
use crate::similarity::Finding;
use crate::thread::Thread;
pub use whole::{check_writable, write_own, write_whole};

/// The version of the format that is written: the last of [`READERS`].
pub const VERSION: u32 = READERS.len() as u32;

/// Turns the text of one version into the content as it is held today.
type Reader = fn(&str) -> Result<Content, ron::error::SpannedError>;

/// The reader of every version, from version 1.
const READERS: &[Reader] = &[read_v1, read_v2];

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
    #[error("{0} is not a Counterclaim map (it does not begin as one); use import for other files")]
    NotADocument(String),
    /// The file was a document before its first lines were changed.
    #[error(
        "{0} is a damaged Counterclaim map: its first line must be “Counterclaim(” and its second the version; mend them, or open a backup"
    )]
    Damaged(String),
    /// There is no such version of the format.
    #[error("{path} says that it has format version {found}, which does not exist; open a backup")]
    NoSuchVersion {
        /// The file.
        path: String,
        /// Its version, as the file has it.
        found: String,
    },
    /// The file was written by a later program.
    #[error(
        "{path} has format version {found}, and this program knows versions up to {VERSION}; open it with a newer Counterclaim"
    )]
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
    #[error(
        "{0} was changed on disk since it was opened; save under another name, reload it, or say that it may be overwritten"
    )]
    ChangedOnDisk(String),
    /// A document that has no file yet was to be saved to its file.
    #[error("this map has no file yet; choose a name for it")]
    NoFile,
}

/// What tells whether a file is still as it was read or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What a document's file holds, and how a version 2 file holds it: flat lists, nothing nested by replies.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Counterclaim", deny_unknown_fields)]
struct Content {
    version: u32,
    #[serde(default)]
    title: String,
    /// The next free id: ids are never used twice.
    #[serde(default)]
    next_id: u32,
    #[serde(default, deserialize_with = "no_key_twice")]
    tags: BTreeMap<TagId, Tag>,
    #[serde(default, deserialize_with = "no_key_twice")]
    claims: BTreeMap<ClaimId, Claim>,
    #[serde(default, deserialize_with = "no_key_twice")]
    links: BTreeMap<LinkId, Link>,
    #[serde(default, deserialize_with = "no_key_twice")]
    places: BTreeMap<ClaimId, Place>,
    #[serde(default)]
    arrangement: Arrangement,
    /// Claims whose branches are folded.
    #[serde(default)]
    folded: BTreeSet<ClaimId>,
    #[serde(default, deserialize_with = "no_key_twice")]
    views: BTreeMap<String, SavedView>,
    #[serde(default, deserialize_with = "no_key_twice")]
    samples: BTreeMap<String, SampleRef>,
    #[serde(default, deserialize_with = "no_key_twice")]
    findings: BTreeMap<FindingId, Arc<Finding>>,
    #[serde(default)]
    thread: Option<Arc<Thread>>,
}

fn read_v2(text: &str) -> Result<Content, ron::error::SpannedError> {
    ron::from_str(text)
}

/// Version 1 had no arrangement (all maps were in rows), no folds and no saved views.
fn read_v1(text: &str) -> Result<Content, ron::error::SpannedError> {
    #[derive(Deserialize)]
    #[serde(rename = "Counterclaim", deny_unknown_fields)]
    struct Version1 {
        version: u32,
        #[serde(default)]
        title: String,
        #[serde(default)]
        next_id: u32,
        #[serde(default, deserialize_with = "no_key_twice")]
        tags: BTreeMap<TagId, Tag>,
        #[serde(default, deserialize_with = "no_key_twice")]
        claims: BTreeMap<ClaimId, Claim>,
        #[serde(default, deserialize_with = "no_key_twice")]
        links: BTreeMap<LinkId, Link>,
        #[serde(default, deserialize_with = "no_key_twice")]
        places: BTreeMap<ClaimId, Place>,
        #[serde(default, deserialize_with = "no_key_twice")]
        samples: BTreeMap<String, SampleRef>,
        #[serde(default, deserialize_with = "no_key_twice")]
        findings: BTreeMap<FindingId, Arc<Finding>>,
        #[serde(default)]
        thread: Option<Arc<Thread>>,
    }
    let old: Version1 = ron::from_str(text)?;
    Ok(Content {
        version: old.version,
        title: old.title,
        next_id: old.next_id,
        tags: old.tags,
        claims: old.claims,
        links: old.links,
        places: old.places,
        arrangement: Arrangement::Layered,
        folded: BTreeSet::new(),
        views: BTreeMap::new(),
        samples: old.samples,
        findings: old.findings,
        thread: old.thread,
    })
}

/// Reads a map and refuses one with a key that stands twice: one of the two values would be lost.
fn no_key_twice<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    struct NoKeyTwice<K, V>(PhantomData<(K, V)>);

    impl<'de, K, V> Visitor<'de> for NoKeyTwice<K, V>
    where
        K: Deserialize<'de> + Ord + fmt::Display,
        V: Deserialize<'de>,
    {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = access.next_key()? {
                if map.contains_key(&key) {
                    return Err(A::Error::custom(format!("{key} stands twice")));
                }
                map.insert(key, access.next_value()?);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(NoKeyTwice(PhantomData))
}

/// Whether bytes start as a Counterclaim document does, or once did: with a note or the marks of a merge above its
/// first line, or without its version, it is a damaged document and not some other text.
pub fn recognise(bytes: &[u8]) -> bool {
    const NEAR_THE_TOP: usize = 4096;
    header_version(bytes).is_some()
        || bytes[..bytes.len().min(NEAR_THE_TOP)]
            .split(|byte| *byte == b'\n')
            .any(|line| line.starts_with(b"Counterclaim("))
}

/// The version that a document says it has; where that is more than a version can be, its digits.
fn header_version(bytes: &[u8]) -> Option<Result<u32, String>> {
    let head = &bytes[..bytes.len().min(512)];
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}');
    for word in ["Counterclaim", "(", "version", ":"] {
        rest = rest.trim_start().strip_prefix(word)?;
    }
    let rest = rest.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits > 0).then(|| {
        rest[..digits]
            .parse()
            .map_err(|_| one_line(&rest[..digits]))
    })
}

/// The document in the form that is written to a file.
///
/// # Errors
/// One sentence if a value cannot be written.
pub fn to_text(document: &Document) -> Result<String, FileError> {
    let map = &document.map;
    let content = Content {
        version: VERSION,
        title: document.title.clone(),
        next_id: map.next_id(),
        tags: map.tags().map(|(id, tag)| (id, tag.clone())).collect(),
        claims: map
            .claims()
            .map(|(id, claim)| (id, claim.clone()))
            .collect(),
        links: map.links().collect(),
        places: document.places.clone(),
        arrangement: document.arrangement,
        folded: document.folded.clone(),
        views: document.views.clone(),
        samples: document.samples.clone(),
        findings: document.findings.clone(),
        thread: document.thread.clone(),
    };
    let style = ron::ser::PrettyConfig::new()
        .depth_limit(4)
        .new_line("\n")
        .indentor("  ");
    let body = ron::ser::to_string_pretty(&content, style).map_err(|error| FileError::Unsound {
        path: "this document".to_owned(),
        message: error.to_string(),
    })?;
    // The name of the format goes before it, so that a file is known for what it is by how it begins.
    Ok(format!("Counterclaim{body}\n"))
}

/// Reads a document from the bytes of a file; `name` is for messages.
///
/// # Errors
/// One sentence with the place, if the bytes are no sound document of a known version.
pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Document, FileError> {
    read_with(READERS, bytes, name)
}

fn read_with(readers: &[Reader], bytes: &[u8], name: &str) -> Result<Document, FileError> {
    let path = name.to_owned();
    let Some(found) = header_version(bytes) else {
        return Err(if recognise(bytes) {
            FileError::Damaged(path)
        } else {
            FileError::NotADocument(path)
        });
    };
    let found = found.map_err(|found| FileError::NoSuchVersion {
        path: name.to_owned(),
        found,
    })?;
    let Some(at) = found.checked_sub(1) else {
        let found = found.to_string();
        return Err(FileError::NoSuchVersion { path, found });
    };
    let Some(reader) = readers.get(at as usize) else {
        return Err(FileError::Newer { path, found });
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let message = format!("byte {} is not UTF-8 text", error.valid_up_to());
            return Err(FileError::Unsound { path, message });
        }
    };
    let content = reader(text).map_err(|error| FileError::Syntax {
        path: name.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        message: one_line(&error.code.to_string()),
    })?;
    build(content).map_err(|message| FileError::Unsound { path, message })
}

/// What a parser says may quote what it found, which may be long and hold anything.
fn one_line(message: &str) -> String {
    const MOST: usize = 200;
    let mut line: String = message
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if message.chars().nth(MOST).is_some() {
        line.push('…');
    }
    line
}

/// Makes a document of what was read, record by record through the door, which refuses what is not sound.
fn build(content: Content) -> Result<Document, String> {
    let mut document = Document::default();
    document.map.reserve_ids(content.next_id);
    let mut set = |what: &str, id: &dyn fmt::Display, change: Change| {
        let refused = |error| one_line(&format!("{what} {id}: {error}"));
        document.change(change).map(drop).map_err(refused)
    };
    set("the", &"title", Change::Title(content.title))?;
    set("the", &"thread", Change::Thread(content.thread))?;
    for (id, tag) in content.tags {
        set("tag", &id, Change::Tag(id, Some(tag)))?;
    }
    for (hash, sample) in content.samples {
        set("sample", &"", Change::Sample(hash, Some(sample)))?;
    }
    for (id, finding) in content.findings {
        set("finding", &id, Change::Finding(id, Some(finding)))?;
    }
    for (id, claim) in content.claims {
        set("claim", &id, Change::Claim(id, Some(claim)))?;
    }
    let (links, in_rings) = targets_first(content.links);
    if let Some(id) = in_rings.first() {
        return Err(format!("link {id}: its targets lead round in a ring"));
    }
    for (id, link) in links {
        set("link", &id, Change::Link(id, Some(link)))?;
    }
    for (id, place) in content.places {
        set("the card of claim", &id, Change::Place(id, Some(place)))?;
    }
    set(
        "the",
        &"arrangement",
        Change::Arrangement(content.arrangement),
    )?;
    for id in content.folded {
        set("the fold of claim", &id, Change::Folded(id, true))?;
    }
    for (name, view) in content.views {
        set("a saved", &"view", Change::View(name, Some(view)))?;
    }
    Ok(document)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up older format, in which the title was called `name`.
    fn read_old(text: &str) -> Result<Content, ron::error::SpannedError> {
        #[derive(Deserialize)]
        #[serde(rename = "Counterclaim", deny_unknown_fields)]
        struct Old {
            #[serde(rename = "version")]
            _version: u32,
            name: String,
        }
        let old: Old = ron::from_str(text)?;
        ron::from_str(&format!("(version: 2, title: {:?})", old.name))
    }

    #[test]
    fn an_older_version_goes_through_its_own_reader() {
        let readers: &[Reader] = &[read_old, read_v2];
        let title = |text: &str| {
            read_with(readers, text.as_bytes(), "test").map(|document| document.title().to_owned())
        };
        assert_eq!(
            title(r#"Counterclaim(version: 1, name: "old")"#).unwrap(),
            "old"
        );
        assert_eq!(
            title(r#"Counterclaim(version: 2, title: "new")"#).unwrap(),
            "new"
        );
        assert!(title(r#"Counterclaim(version: 1, title: "new")"#).is_err());
        assert!(title(r#"Counterclaim(version: 2, name: "old")"#).is_err());
        assert!(matches!(
            title("Counterclaim(version: 3)"),
            Err(FileError::Newer { found: 3, .. })
        ));
    }
}
