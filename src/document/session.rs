//! An open document: the document with its history, its file and its crash journal. What the window holds.
//! May use everything of this floor.

use std::path::{Path, PathBuf};

use super::file::{self, FileError, Stamp};
use super::history::{Mark, Revision};
use super::journal::{Journal, Origin, Recovery};
use super::touched::{Log, Touched};
use super::{Document, Edit, EditError, History};

/// A document being worked on.
#[derive(Debug)]
pub struct Session {
    document: Document,
    history: History,
    path: Option<PathBuf>,
    stamp: Option<Stamp>,
    /// The state that is on file; `None` if no file holds this document.
    saved: Option<Revision>,
    journal_folder: Option<PathBuf>,
    journal: Option<Journal>,
    /// The journal this document was recovered from, kept until the document is safe elsewhere.
    recovered_from: Option<Recovery>,
    /// Why the journal stopped, until somebody has been told.
    journal_fault: Option<String>,
    next_mark: Mark,
    /// What the last edits touched.
    touched: Log,
}

impl Session {
    /// A document that is on no file yet. `journal_folder` is where the crash journal goes; `None` keeps none.
    pub fn new(document: Document, journal_folder: Option<PathBuf>) -> Self {
        let history = History::default();
        Self {
            document,
            saved: Some(history.revision()),
            history,
            path: None,
            stamp: None,
            journal_folder,
            journal: None,
            recovered_from: None,
            journal_fault: None,
            next_mark: 1,
            touched: Log::default(),
        }
    }

    /// Opens a document's file.
    ///
    /// # Errors
    /// One sentence with the file, the place in it, and what to do.
    pub fn open(path: &Path, journal_folder: Option<PathBuf>) -> Result<Self, FileError> {
        let (document, stamp) = file::open(path)?;
        let mut session = Self::new(document, journal_folder);
        session.path = Some(path.to_owned());
        session.stamp = Some(stamp);
        Ok(session)
    }

    /// Goes on with what a program that died left behind. The document counts as not saved; the old journal
    /// is removed once a new one holds the same state, or at the latest when the document is saved.
    pub fn recovered(mut recovery: Recovery, journal_folder: Option<PathBuf>) -> Self {
        let mut session = Self::new(std::mem::take(&mut recovery.document), journal_folder);
        session.path = recovery.path.take();
        // A file that somebody changed meanwhile is told by the stamp it had then.
        session.stamp = recovery.stamp.take();
        session.mark_unsaved();
        match session.journal {
            Some(_) => recovery.discard(),
            None => session.recovered_from = Some(recovery),
        }
        session
    }

    /// The document as it is now.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What can be taken back and done again.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Names the state; changes with every edit, undo and redo.
    pub fn revision(&self) -> Revision {
        self.history.revision()
    }

    /// What was touched since the document was in the state `revision`, however often it was edited, undone and
    /// redone since; `None` if that is too long ago to be known, or was in another document.
    pub fn touched_since(&self, revision: Revision) -> Option<Touched> {
        if revision == self.revision() {
            return Some(Touched::default());
        }
        self.touched.since(revision)
    }

    /// The file this document was opened from or last saved to.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether there is something that is on no file.
    pub fn dirty(&self) -> bool {
        self.saved != Some(self.history.revision())
    }

    /// Marks a document that is on no file, such as an imported one: worth asking about before it is closed,
    /// and worth recovering as it is.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
        self.start_journal();
    }

    /// Why the crash journal stopped, once.
    pub fn take_journal_fault(&mut self) -> Option<String> {
        self.journal_fault.take()
    }

    /// A mark for a gesture or stretch of typing that begins now.
    pub fn new_mark(&mut self) -> Mark {
        self.next_mark += 1;
        self.next_mark
    }

    /// Applies an edit as a step of its own.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn edit(&mut self, edit: Edit) -> Result<(), EditError> {
        self.edit_within(edit, None)
    }

    /// Applies an edit as part of the gesture named by `mark`.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn edit_within(&mut self, edit: Edit, mark: Option<Mark>) -> Result<(), EditError> {
        if edit.changes.is_empty() {
            return Ok(());
        }
        self.start_journal();
        let before = self.revision();
        let inverse = self.document.apply(edit.clone())?;
        self.history.record(inverse, mark);
        if let Some(mark) = mark {
            self.history.drop_idle(&self.document, mark);
        }
        self.touched.note(before, &edit);
        self.log(&edit);
        Ok(())
    }

    /// Takes back the newest step; returns its label.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        self.start_journal();
        let before = self.revision();
        let applied = self.history.undo(&mut self.document)?;
        Ok(self.log_step(before, applied))
    }

    /// Does again what was taken back last; returns its label.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        self.start_journal();
        let before = self.revision();
        let applied = self.history.redo(&mut self.document)?;
        Ok(self.log_step(before, applied))
    }

    /// Takes back what was done under `mark`, without leaving it to redo.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn bail(&mut self, mark: Mark) -> Result<(), EditError> {
        self.start_journal();
        let before = self.revision();
        let applied = self.history.bail(&mut self.document, mark)?;
        self.log_step(before, applied);
        Ok(())
    }

    fn log_step(&mut self, before: Revision, applied: Option<Edit>) -> Option<String> {
        let edit = applied?;
        self.touched.note(before, &edit);
        self.log(&edit);
        Some(edit.label)
    }

    /// Starts a journal unless there is one; to be called before the document changes, because the journal
    /// begins with the document as it is.
    fn start_journal(&mut self) {
        if self.journal.is_some() {
            return;
        }
        if let Some(folder) = &self.journal_folder {
            let origin = Origin {
                path: self.path.clone(),
                stamp: self.stamp.clone(),
                unsaved: self.saved.is_none(),
            };
            match Journal::start(folder, &self.document, origin) {
                Ok(journal) => self.journal = Some(journal),
                Err(error) => {
                    self.journal_fault = Some(error.to_string());
                    // Trying again at every keystroke would only repeat the message.
                    self.journal_folder = None;
                }
            }
        }
    }

    fn log(&mut self, edit: &Edit) {
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.append(edit)
        {
            self.journal_fault = Some(error.to_string());
        }
    }

    /// Saves to the file the document belongs to.
    ///
    /// # Errors
    /// [`FileError::ChangedOnDisk`] if somebody else changed the file, unless `overwrite`;
    /// [`FileError::NoFile`] if there is none; otherwise what the file system said. Nothing is written then.
    pub fn save(&mut self, overwrite: bool) -> Result<(), FileError> {
        let path = self.path.clone().ok_or(FileError::NoFile)?;
        if !overwrite && self.stamp.is_none() && path.exists() {
            return Err(FileError::ChangedOnDisk(path.display().to_string()));
        }
        let expected = if overwrite { None } else { self.stamp.as_ref() };
        let stamp = file::save(&self.document, &path, expected)?;
        self.now_on_file(path, stamp);
        Ok(())
    }

    /// Saves under another name and goes on with that file. The person has chosen the name and agreed that
    /// a file that is there is replaced.
    ///
    /// # Errors
    /// What the file system said; nothing is written then.
    pub fn save_as(&mut self, path: &Path) -> Result<(), FileError> {
        let stamp = file::save(&self.document, path, None)?;
        self.now_on_file(path.to_owned(), stamp);
        Ok(())
    }

    fn now_on_file(&mut self, path: PathBuf, stamp: Stamp) {
        self.path = Some(path);
        self.stamp = Some(stamp);
        self.saved = Some(self.history.revision());
        self.drop_journals();
    }

    fn drop_journals(&mut self) {
        if let Some(journal) = self.journal.take() {
            journal.finish();
        }
        if let Some(recovery) = self.recovered_from.take() {
            recovery.discard();
        }
    }

    /// Whether the file was changed by somebody else since it was opened or saved.
    pub fn changed_on_disk(&self) -> bool {
        match (&self.path, &self.stamp) {
            (Some(path), Some(stamp)) => {
                path.exists() && Stamp::of_file(path).as_ref() != Some(stamp)
            }
            _ => false,
        }
    }

    /// Lets go of the document without saving: the person said so.
    pub fn discard(mut self) {
        self.drop_journals();
    }
}

/// A document that is on file as it is needs no journal; any other keeps its journal for recovery.
impl Drop for Session {
    fn drop(&mut self) {
        if !self.dirty() {
            self.drop_journals();
        }
    }
}
