//! Undo and redo: inverses of applied edits, with marks so that a gesture (or a stretch of typing) is one
//! step however many edits it took. May use the edits of this floor.

use std::collections::HashSet;

use super::{Change, Document, Edit, EditError};
use crate::map::{ClaimId, FindingId, LinkId, TagId};

/// Names a running gesture or stretch of typing: edits under the same mark become one step.
pub type Mark = u64;

#[derive(Debug, Clone)]
struct Step {
    inverse: Edit,
    mark: Option<Mark>,
    /// The state this step led away from.
    before: Revision,
}

/// Names a state of the document, so that "as saved" can be told after any amount of undo and redo.
pub type Revision = u64;

/// The steps that can be taken back and done again, back to the opening of the file.
#[derive(Debug, Clone, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<(Edit, Revision)>,
    /// What could be done again before the newest step, for a gesture that is given up.
    cut: Vec<(Edit, Revision)>,
    now: Revision,
    newest: Revision,
}

impl History {
    /// Remembers how to take back an edit that was just applied. With a `mark` equal to that of the step
    /// before, the two become one step.
    pub fn record(&mut self, inverse: Edit, mark: Option<Mark>) {
        let redo = std::mem::take(&mut self.redo);
        let before = self.now;
        self.newest += 1;
        self.now = self.newest;
        if mark.is_some()
            && let Some(last) = self.undo.last_mut().filter(|last| last.mark == mark)
        {
            squash(&mut last.inverse, inverse);
            return;
        }
        self.cut = redo;
        self.undo.push(Step {
            inverse,
            mark,
            before,
        });
    }

    /// Drops the newest step if it was made under `mark` and has led back to where it began, as a word does that is
    /// typed and deleted again: there is nothing to take back, and what could be done again before still can.
    pub fn drop_idle(&mut self, document: &Document, mark: Mark) {
        let idle = |step: &mut Step| {
            // Of several changes of one record the last one holds.
            let mut seen = HashSet::new();
            let mut last = (step.inverse.changes.iter().rev())
                .filter(|change| record_of(change).is_none_or(|record| seen.insert(record)));
            step.mark == Some(mark) && last.all(|change| document.is_as(change))
        };
        if let Some(step) = self.undo.pop_if(idle) {
            self.now = step.before;
            self.redo = std::mem::take(&mut self.cut);
        }
    }

    /// The state the document is in.
    pub fn revision(&self) -> Revision {
        self.now
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.inverse.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|(edit, _)| edit.label.as_str())
    }

    /// Labels of the steps that can be taken back, newest first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.undo
            .iter()
            .rev()
            .map(|step| step.inverse.label.as_str())
    }

    /// How many steps can be taken back.
    pub fn depth(&self) -> usize {
        self.undo.len()
    }

    /// Takes back the newest step and returns the edit that was applied for it, for the journal.
    ///
    /// # Errors
    /// If the document refuses; then nothing changed.
    pub fn undo(&mut self, document: &mut Document) -> Result<Option<Edit>, EditError> {
        let Some(step) = self.undo.last() else {
            return Ok(None);
        };
        let applied = step.inverse.clone();
        let before = step.before;
        let redo = document.apply(applied.clone())?;
        self.undo.pop();
        self.redo.push((redo, self.now));
        self.cut.clear();
        self.now = before;
        Ok(Some(applied))
    }

    /// Does again what was taken back last and returns the edit that was applied for it.
    ///
    /// # Errors
    /// If the document refuses; then nothing changed.
    pub fn redo(&mut self, document: &mut Document) -> Result<Option<Edit>, EditError> {
        let Some((edit, after)) = self.redo.last() else {
            return Ok(None);
        };
        let (applied, after) = (edit.clone(), *after);
        let inverse = document.apply(applied.clone())?;
        self.redo.pop();
        self.cut.clear();
        self.undo.push(Step {
            inverse,
            mark: None,
            before: self.now,
        });
        self.now = after;
        Ok(Some(applied))
    }

    /// Takes back the newest step if it was made under `mark`, leaving no trace of it: Escape in a gesture.
    /// What could be done again before it can be done again.
    ///
    /// # Errors
    /// If the document refuses; then nothing changed.
    pub fn bail(&mut self, document: &mut Document, mark: Mark) -> Result<Option<Edit>, EditError> {
        if self.undo.last().and_then(|step| step.mark) != Some(mark) {
            return Ok(None);
        }
        let cut = std::mem::take(&mut self.cut);
        let applied = self.undo(document)?;
        self.redo = cut;
        Ok(applied)
    }
}

/// Folds the inverse of a newer edit into the inverse of an older one.
///
/// What the older inverse does first need not be done twice: where it begins by setting the very records that
/// the newer one sets, what stood between the two is nobody's business. That keeps a long drag or a long stretch
/// of typing small. It holds for one record or for places, which do not depend on each other; for more, the
/// order in which records may change matters, and the two are simply strung together.
fn squash(older: &mut Edit, newer: Edit) {
    let first: HashSet<Record> = if newer.changes.iter().all(is_place) {
        let places = older.changes.iter().take_while(|change| is_place(change));
        places.filter_map(record_of).collect()
    } else if newer.changes.len() == 1 {
        older
            .changes
            .first()
            .and_then(record_of)
            .into_iter()
            .collect()
    } else {
        HashSet::new()
    };
    let restored = |change| record_of(change).is_some_and(|record| first.contains(&record));
    if !newer.changes.iter().all(restored) {
        older.changes.splice(0..0, newer.changes);
    }
}

fn is_place(change: &Change) -> bool {
    matches!(change, Change::Place(..))
}

#[derive(PartialEq, Eq, Hash)]
enum Record<'a> {
    Title,
    Claim(ClaimId),
    Link(LinkId),
    Tag(TagId),
    Place(ClaimId),
    Arrangement,
    Folded(ClaimId),
    View(&'a str),
    Finding(FindingId),
    Sample(&'a str),
}

/// What record a change sets; `None` for changes that have no fixed record.
fn record_of(change: &Change) -> Option<Record<'_>> {
    match change {
        Change::Title(_) => Some(Record::Title),
        Change::Claim(id, _) => Some(Record::Claim(*id)),
        Change::Link(id, _) => Some(Record::Link(*id)),
        Change::Tag(id, _) => Some(Record::Tag(*id)),
        Change::Place(id, _) => Some(Record::Place(*id)),
        Change::Arrangement(_) => Some(Record::Arrangement),
        Change::Folded(id, _) => Some(Record::Folded(*id)),
        Change::View(name, _) => Some(Record::View(name)),
        Change::Finding(id, _) => Some(Record::Finding(*id)),
        Change::Sample(hash, _) => Some(Record::Sample(hash)),
        Change::Thread(_) | Change::Comments { .. } => None,
    }
}
