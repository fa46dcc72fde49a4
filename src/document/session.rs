//! An open document: the document with its history, its file and its crash journal. What the window holds.
//! May use everything of this floor.

use std::path::{Path, PathBuf};

use super::file::{self, FileError, Stamp};
use super::history::{Mark, Revision};
use super::journal::{Journal, Recovery};
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
    /// Why the journal stopped, until somebody has been told.
    journal_fault: Option<String>,
    next_mark: Mark,
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
            journal_fault: None,
            next_mark: 1,
        }
    }

    /// Opens a document's file.
    ///
    /// # Errors
    /// One sentence with the file, the place in it, and what to do.
    pub fn open(path: &Path, journal_folder: Option<PathBuf>) -> Result<Self, FileError> {
        let (document, stamp) = file::open(path)?;
        Ok(Self {
            path: Some(path.to_owned()),
            stamp: Some(stamp),
            ..Self::new(document, journal_folder)
        })
    }

    /// Goes on with what a program that died left behind. The document counts as not saved; the old journal
    /// is removed once a new one holds the same state.
    pub fn recovered(mut recovery: Recovery, journal_folder: Option<PathBuf>) -> Self {
        let document = std::mem::take(&mut recovery.document);
        // What was recovered must not overwrite a file that somebody changed meanwhile: without a stamp the
        // first save asks.
        let mut session = Self {
            path: recovery.path.clone(),
            saved: None,
            ..Self::new(document, journal_folder)
        };
        session.start_journal();
        // The new journal must outlive a crash before the first edit: an edit that changes nothing marks it.
        let nothing = Edit::new("recover", Vec::new());
        if let Some(journal) = &mut session.journal
            && journal.append(&nothing).is_ok()
        {
            recovery.discard();
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

    /// The file this document was opened from or last saved to.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether there is something that is on no file.
    pub fn dirty(&self) -> bool {
        self.saved != Some(self.history.revision())
    }

    /// Marks an imported, never saved document as worth asking about before it is closed.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
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
        // The journal's base must be the state before the first edit.
        if self.journal.is_none() {
            self.start_journal();
        }
        let inverse = self.document.apply(edit.clone())?;
        self.history.record(inverse, mark);
        self.log(&edit);
        Ok(())
    }

    /// Takes back the newest step; returns its label.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let applied = self.history.undo(&mut self.document)?;
        Ok(self.logged(applied))
    }

    /// Does again what was taken back last; returns its label.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let applied = self.history.redo(&mut self.document)?;
        Ok(self.logged(applied))
    }

    /// Takes back what was done under `mark`, without leaving it to redo.
    ///
    /// # Errors
    /// If the document refuses; nothing changed.
    pub fn bail(&mut self, mark: Mark) -> Result<(), EditError> {
        let applied = self.history.bail(&mut self.document, mark)?;
        self.logged(applied);
        Ok(())
    }

    fn logged(&mut self, applied: Option<Edit>) -> Option<String> {
        let edit = applied?;
        if self.journal.is_none() {
            // Undo right after a save: the journal starts from the state before this step would be wrong,
            // so it starts from the state after it, marked by an edit that changes nothing.
            self.start_journal();
            self.log(&Edit::new(edit.label.clone(), Vec::new()));
        } else {
            self.log(&edit);
        }
        Some(edit.label)
    }

    fn start_journal(&mut self) {
        if let Some(folder) = &self.journal_folder {
            match Journal::start(folder, &self.document, self.path.as_deref()) {
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
            self.journal = None;
            self.journal_folder = None;
        }
    }

    /// Saves to the file the document belongs to.
    ///
    /// # Errors
    /// [`FileError::ChangedOnDisk`] if somebody else changed the file, unless `overwrite`; otherwise what
    /// the file system said. Nothing is written then.
    pub fn save(&mut self, overwrite: bool) -> Result<(), FileError> {
        let Some(path) = self.path.clone() else {
            return Err(FileError::Io {
                path: "this map".to_owned(),
                what: "has no file yet",
                error: std::io::ErrorKind::NotFound.into(),
                remedy: "choose a name for it",
            });
        };
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
        if let Some(journal) = self.journal.take() {
            journal.finish();
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
        if let Some(journal) = self.journal.take() {
            journal.finish();
        }
    }
}
