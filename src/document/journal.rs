//! The crash journal: every edit is on file as soon as it is made, so that a killed program loses nothing
//! that reached the document.
//!
//! A journal is one file in the user's state folder: a header line in JSON; the document as it was when the
//! journal was started (at the first edit after a save), in the form of its file; then one edit a line, in
//! JSON, each appended with one write. A thread of its own flushes it to the disk within a second. The file
//! appears under its name whole and locked, and the lock goes when its program ends, however it ends: that
//! tells a dead program's journal from a living one's. Undo and redo are edits like any other.
//!
//! May use the document and the file system.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::file::{self, FileError, Stamp};
use super::{Document, Edit};

/// The edits reach the disk itself at the latest this long after they were made.
const FLUSH: Duration = Duration::from_secs(1);

/// The version of the journal's form. Journals do not outlive an update: an unknown version is left alone.
const VERSION: u32 = 1;

const EXTENSION: &str = "journal";

/// Where the document that a journal starts from stands on file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The file it was opened from or saved to, if any; a path that is no Unicode text is not kept.
    pub path: Option<PathBuf>,
    /// What that file was like then.
    pub stamp: Option<Stamp>,
    /// Whether it is on no file: then it is worth recovering even if no edit follows.
    pub unsaved: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    journal: u32,
    origin: Origin,
    /// Seconds since 1970.
    started: u64,
    /// Length of the document that follows, in bytes.
    base: u64,
}

/// A journal being written.
#[derive(Debug)]
pub struct Journal {
    log: File,
    path: PathBuf,
    /// After an edit that could not be written, those that follow it would be worth nothing.
    stopped: bool,
    flush: Sender<()>,
}

impl Journal {
    /// Starts a journal in `folder` for a document that is about to change from the state given.
    ///
    /// # Errors
    /// If the folder or the file cannot be written.
    pub fn start(folder: &Path, document: &Document, origin: Origin) -> Result<Self, FileError> {
        let base = file::to_text(document)?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let name = format!("{}-{}.{EXTENSION}", now.as_nanos(), std::process::id());
        let path = folder.join(name);
        let header = Header {
            journal: VERSION,
            origin: Origin {
                path: origin.path.filter(|path| path.to_str().is_some()),
                ..origin
            },
            started: now.as_secs(),
            base: base.len() as u64,
        };
        let fail = |error| FileError::Io {
            path: folder.display().to_string(),
            what: "the crash journal cannot be written",
            error,
            remedy: "save often until there is room and the folder is writable",
        };
        let log = begin(folder, &path, &header, &base).map_err(fail)?;
        let flush = flusher(log.try_clone().map_err(fail)?);
        Ok(Self {
            log,
            path,
            stopped: false,
            flush,
        })
    }

    /// Appends an edit that was just applied. After a failure the journal ends, and further edits are not
    /// written and not complained of.
    ///
    /// # Errors
    /// If the edit cannot be written.
    pub fn append(&mut self, edit: &Edit) -> Result<(), FileError> {
        if self.stopped {
            return Ok(());
        }
        write_line(&mut self.log, edit).map_err(|error| {
            self.stopped = true;
            FileError::Io {
                path: self.path.display().to_string(),
                what: "the crash journal cannot be written",
                error,
                remedy: "save now, and free some space",
            }
        })?;
        // A flusher that has ended leaves the edit in the system's hands, which a killed program survives.
        let _ = self.flush.send(());
        Ok(())
    }

    /// Ends the journal: everything in it has been saved, or the person chose to drop it.
    pub fn finish(self) {
        // A file that cannot be removed is offered for recovery again: annoying, never a loss.
        let _ = fs::remove_file(&self.path);
    }
}

/// Writes the beginning of a journal and locks it before it gets its name.
fn begin(folder: &Path, path: &Path, header: &Header, base: &str) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let mut log = tempfile::Builder::new()
        .prefix(".starting-")
        .append(true)
        .tempfile_in(folder)?;
    log.as_file().try_lock().map_err(|error| match error {
        TryLockError::Error(error) => error,
        TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
    })?;
    write_line(log.as_file_mut(), header)?;
    log.write_all(base.as_bytes())?;
    Ok(log.persist_noclobber(path)?)
}

fn write_line(log: &mut File, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    log.write_all(&line)
}

/// A thread that flushes the log to the disk at most once a [`FLUSH`], sleeps while nothing is written, and
/// ends with the journal.
fn flusher(log: File) -> Sender<()> {
    let (sender, receiver) = mpsc::channel::<()>();
    let run = move || {
        while receiver.recv().is_ok() {
            let due = Instant::now() + FLUSH;
            let end = loop {
                match receiver.recv_timeout(due.saturating_duration_since(Instant::now())) {
                    Ok(()) => {}
                    Err(end) => break end,
                }
            };
            let _ = log.sync_data();
            if end == RecvTimeoutError::Disconnected {
                break;
            }
        }
    };
    // Without the thread the edits still survive the program, only not a power cut.
    let _ = std::thread::Builder::new()
        .name("journal flush".to_owned())
        .spawn(run);
    sender
}

/// What a program that died left behind.
#[derive(Debug)]
pub struct Recovery {
    /// The document with every edit that reached the journal.
    pub document: Document,
    /// The file it was opened from or saved to, if any.
    pub path: Option<PathBuf>,
    /// What that file was like then.
    pub(super) stamp: Option<Stamp>,
    /// When the journal was started, seconds since 1970.
    pub started: u64,
    /// How many edits were replayed.
    pub edits: usize,
    /// Whether something at the end could not be read (the very last write was cut short).
    pub torn: bool,
    journal: PathBuf,
    /// Held so that two programs do not recover the same journal.
    _lock: File,
}

impl Recovery {
    /// Removes the journal: it was recovered and is kept elsewhere now, or the person chose to drop it.
    pub fn discard(self) {
        let _ = fs::remove_file(&self.journal);
    }
}

/// Journals in `folder` whose program is no longer running, newest first. A journal that cannot be read at
/// all is left where it is and named in the second list, with the reason.
pub fn recoverable(folder: &Path) -> (Vec<Recovery>, Vec<String>) {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return (found, faults);
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != EXTENSION) {
            continue;
        }
        match recover(&path) {
            Ok(Some(recovery)) => found.push(recovery),
            Ok(None) => {}
            Err(fault) => faults.push(format!(
                "the crash journal {} cannot be used: {fault}",
                path.display()
            )),
        }
    }
    found.sort_by(|a, b| (b.started, &b.journal).cmp(&(a.started, &a.journal)));
    faults.sort();
    (found, faults)
}

/// Reads one journal; `None` if its program is still running or it holds nothing that is not on file.
fn recover(path: &Path) -> Result<Option<Recovery>, String> {
    let said = |error: io::Error| error.to_string();
    let file = match File::open(path) {
        Ok(file) => file,
        // Its program has ended since the folder was listed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(said(error)),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(said(error)),
    }
    let mut reader = BufReader::new(&file);
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).map_err(said)?;
    let header: Header =
        serde_json::from_slice(&line).map_err(|_| "its first line is damaged".to_owned())?;
    if header.journal != VERSION {
        return Err(format!(
            "it has version {}, another program's",
            header.journal
        ));
    }
    let mut base = Vec::new();
    (&mut reader)
        .take(header.base)
        .read_to_end(&mut base)
        .map_err(said)?;
    let mut document = file::from_bytes(&base, "the document in it").map_err(|e| e.to_string())?;
    let (mut edits, mut torn) = (0, false);
    for line in reader.split(b'\n') {
        let edit = line
            .ok()
            .and_then(|line| serde_json::from_slice(&line).ok());
        if edit
            .and_then(|edit: Edit| document.apply(edit).ok())
            .is_none()
        {
            torn = true;
            break;
        }
        edits += 1;
    }
    if edits == 0 && !torn && !header.origin.unsaved {
        // Its program died before the first edit, or the edit was refused.
        let _ = fs::remove_file(path);
        return Ok(None);
    }
    Ok(Some(Recovery {
        document,
        path: header.origin.path,
        stamp: header.origin.stamp,
        started: header.started,
        edits,
        torn,
        journal: path.to_owned(),
        _lock: file,
    }))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// `/dev/full` is a disk without room.
    #[test]
    fn a_full_disk_is_said_once_and_ends_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal =
            Journal::start(folder.path(), &Document::new(), Origin::default()).unwrap();
        journal.log = File::options().write(true).open("/dev/full").unwrap();
        let edit = Edit::new("x", Vec::new());
        let said = journal.append(&edit).unwrap_err().to_string();
        assert!(said.contains("cannot be written"), "{said}");
        assert!(said.ends_with("save now, and free some space"), "{said}");
        assert!(journal.append(&edit).is_ok());
        journal.finish();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
