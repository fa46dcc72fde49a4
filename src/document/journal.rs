//! The crash journal: every edit is on file as soon as it is made, so that a killed program loses nothing
//! that reached the document.
//!
//! A journal is two files in the user's state folder: `ID.base.ron`, the document as it was at the last save
//! (written when the first edit comes), and `ID.log`, a header line and then one edit a line, in JSON. The
//! log is appended to with one write per edit and flushed to the disk within a second by a thread of its own;
//! its file lock tells a living program's journal from a dead one's. Undo and redo are edits like any other.
//! May use the document and the file system.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::file::{self, FileError};
use super::{Document, Edit};

/// The edits reach the disk itself at the latest this long after they were made.
const FLUSH: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Header {
    journal: u32,
    path: Option<PathBuf>,
    title: String,
    started: u64,
}

/// A journal being written.
#[derive(Debug)]
pub struct Journal {
    log: File,
    log_path: PathBuf,
    base_path: PathBuf,
    flush: Sender<()>,
}

impl Journal {
    /// Starts a journal in `folder` for a document that is about to change from the state given.
    ///
    /// # Errors
    /// If the folder or the files cannot be written.
    pub fn start(
        folder: &Path,
        document: &Document,
        path: Option<&Path>,
    ) -> Result<Self, FileError> {
        let fail = |at: &Path, error| FileError::Io {
            path: at.display().to_string(),
            what: "the crash journal cannot be written",
            error,
            remedy: "save often until there is room and the folder is writable",
        };
        fs::create_dir_all(folder).map_err(|e| fail(folder, e))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let id = format!("{}-{}", now.as_nanos(), std::process::id());
        let base_path = folder.join(format!("{id}.base.ron"));
        let log_path = folder.join(format!("{id}.log"));
        file::write_whole(&base_path, file::to_text(document)?.as_bytes())?;
        let mut log = OpenOptions::new()
            .create_new(true)
            .append(true)
            .open(&log_path)
            .map_err(|e| fail(&log_path, e))?;
        // Held until the program ends, however it ends.
        log.try_lock().map_err(|e| match e {
            TryLockError::Error(e) => fail(&log_path, e),
            TryLockError::WouldBlock => fail(&log_path, io::ErrorKind::WouldBlock.into()),
        })?;
        let header = Header {
            journal: 1,
            path: path.map(Path::to_owned),
            title: document.title().to_owned(),
            started: now.as_secs(),
        };
        write_line(&mut log, &header).map_err(|e| fail(&log_path, e))?;
        let flush = flusher(log.try_clone().map_err(|e| fail(&log_path, e))?);
        Ok(Self {
            log,
            log_path,
            base_path,
            flush,
        })
    }

    /// Appends an edit that was just applied.
    ///
    /// # Errors
    /// If the log cannot be written.
    pub fn append(&mut self, edit: &Edit) -> Result<(), FileError> {
        write_line(&mut self.log, edit).map_err(|error| FileError::Io {
            path: self.log_path.display().to_string(),
            what: "the crash journal cannot be written",
            error,
            remedy: "save now, and free some space",
        })?;
        // A flusher that has ended leaves the edit in the system's hands, which a killed program survives.
        let _ = self.flush.send(());
        Ok(())
    }

    /// Ends the journal: everything in it has been saved, or the person chose to drop it.
    pub fn finish(self) {
        // Files that cannot be removed are offered for recovery again: annoying, never a loss.
        let _ = fs::remove_file(&self.log_path);
        let _ = fs::remove_file(&self.base_path);
    }
}

fn write_line(log: &mut File, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    log.write_all(&line)
}

/// A thread that flushes the log to the disk at most once a [`FLUSH`], and sleeps while nothing is written.
fn flusher(log: File) -> Sender<()> {
    let (sender, receiver) = mpsc::channel::<()>();
    let run = move || {
        while receiver.recv().is_ok() {
            std::thread::sleep(FLUSH);
            while receiver.try_recv().is_ok() {}
            let _ = log.sync_data();
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
    /// The file it was opened from, if any.
    pub path: Option<PathBuf>,
    /// When the journal was started, seconds since 1970.
    pub started: u64,
    /// How many edits were replayed.
    pub edits: usize,
    /// Whether something at the end could not be read (the very last write was cut short).
    pub torn: bool,
    log_path: PathBuf,
    base_path: PathBuf,
    /// Held so that two programs do not recover the same journal.
    _lock: File,
}

impl Recovery {
    /// Removes the journal: it was recovered and is kept elsewhere now, or the person chose to drop it.
    pub fn discard(self) {
        let _ = fs::remove_file(&self.log_path);
        let _ = fs::remove_file(&self.base_path);
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
        if path.extension().is_none_or(|e| e != "log") {
            continue;
        }
        match recover(&path) {
            Ok(Some(recovery)) => found.push(recovery),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    found.sort_by(|a, b| (b.started, &b.log_path).cmp(&(a.started, &a.log_path)));
    faults.sort();
    (found, faults)
}

/// Reads one journal; `None` if its program is still running or it holds no edit.
fn recover(log_path: &Path) -> Result<Option<Recovery>, String> {
    let name = log_path.display();
    let Ok(log) = File::open(log_path) else {
        return Ok(None);
    };
    if log.try_lock().is_err() {
        return Ok(None);
    }
    let base_path = log_path.with_extension("base.ron");
    let mut lines = BufReader::new(&log).split(b'\n');
    let header: Option<Header> = lines
        .next()
        .and_then(Result::ok)
        .and_then(|line| serde_json::from_slice(&line).ok());
    let Some(header) = header else {
        // The program died before the header was whole: no edit can have followed.
        return Ok(None);
    };
    let (mut document, _) = file::open(&base_path).map_err(|e| format!("the journal {name} cannot be used: {e}"))?;
    let (mut edits, mut torn) = (0, false);
    for line in lines {
        let Ok(line) = line else {
            torn = true;
            break;
        };
        if line.is_empty() {
            continue;
        }
        let applied = serde_json::from_slice::<Edit>(&line)
            .ok()
            .and_then(|edit| document.apply(edit).ok());
        if applied.is_none() {
            torn = true;
            break;
        }
        edits += 1;
    }
    if edits == 0 {
        return Ok(None);
    }
    Ok(Some(Recovery {
        document,
        path: header.path,
        started: header.started,
        edits,
        torn,
        log_path: log_path.to_owned(),
        base_path,
        _lock: log,
    }))
}
