//! What the window's jobs come back with, and where each of it goes. May use everything of the window.

use std::path::PathBuf;
use std::sync::Arc;

use super::Opened;
use crate::app::App;
use crate::app::check::Pairs;
use crate::app::columns::ColumnsPage;
use crate::app::findings::{Aim, Looked};
use crate::app::newcomer::Newcomer;
use crate::app::suggesting::LookedIn;
use crate::app::workspace::WorkspaceId;
use crate::document::Edit;
use crate::document::actions::Report;
use crate::document::checking::Checked;
use crate::document::history::Revision;
use crate::document::recheck::Again;
use crate::exchange::Imported;
use crate::exchange::fetch::FetchError;
use crate::map::FindingId;
use crate::progress::Cancelled;
use crate::similarity::bank::Ranking;
use crate::similarity::{Facts, Finding, VerbatimFinding};
use crate::suggest::{Learned, Suggestion};
use crate::thread::refresh::Overlap;

/// What the window's jobs come back with.
pub enum Outcome {
    /// A file was read to be worked on.
    Opened(PathBuf, Result<Opened, String>),
    /// Threads were read to be brought into the map; behind it what it has to do with the map's thread.
    Imported(WorkspaceId, Result<(Imported, Overlap), String>),
    /// A link was fetched, as threads are imported.
    Fetched(WorkspaceId, String, Result<(Imported, Overlap), FetchError>),
    /// What was to be read is a table whose columns the person has to tell apart.
    AsksColumns(ColumnsPage),
    /// A thread was brought up to date, for the document and the state of it that are named.
    Refreshed(WorkspaceId, Revision, Edit, Report),
    /// Cards were placed, for the document and the state of it that are named.
    Arranged(WorkspaceId, Revision, Edit),
    /// A check came to an end.
    Checked(Result<Box<Checked>, String>),
    /// The samples of a document's findings were looked at.
    Looked(WorkspaceId, Box<Looked>),
    /// A finding's check was made again.
    Again(
        WorkspaceId,
        FindingId,
        Arc<Finding>,
        Aim,
        Result<Box<Again>, String>,
    ),
    /// A sample was read for its facts.
    Facts(PathBuf, Result<(Facts, Option<String>), String>),
    /// All pairs were checked.
    Paired(Result<Box<Pairs>, String>),
    /// Shared words were looked for.
    SharedWords(Result<Vec<VerbatimFinding>, String>),
    /// The reference bank's models, ranked.
    Ranked(Result<Box<Ranking>, String>),
    /// What might be put on a map next, for the document that is named and what it was looked for in.
    Suggested(WorkspaceId, LookedIn, Result<Vec<Suggestion>, Cancelled>),
    /// What was learned from a person's maps, and from how many.
    Learned(Result<(Box<Learned>, usize), Cancelled>),
    /// A sample was added to the person's own bank: to which arena, and how many models there are now.
    BankGrew(Result<(String, usize), String>),
    /// A file was written.
    Exported(Result<PathBuf, String>),
}

impl App {
    pub(super) fn take_outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Opened(path, Ok(Opened::Document(session))) => {
                self.open_session(*session);
                self.settings.remember(&path);
            }
            Outcome::Opened(_, Ok(Opened::Foreign(imported, id, overlap))) => {
                if overlap.any() {
                    self.newcomer = Newcomer::new(id, imported, overlap);
                } else {
                    self.open_thread(imported);
                }
            }
            Outcome::Opened(_, Ok(Opened::Asks(page))) | Outcome::AsksColumns(page) => {
                self.columns = Some(page);
            }
            Outcome::Opened(_, Err(fault)) | Outcome::Imported(_, Err(fault)) => {
                self.toasts.error(fault)
            }
            Outcome::Fetched(_, link, Err(error)) => self.take_fetched(link, &error),
            Outcome::Imported(id, Ok((imported, overlap)))
            | Outcome::Fetched(id, _, Ok((imported, overlap))) => {
                let Some(workspace) = self.begun_for(id) else {
                    return;
                };
                if workspace.session.document().thread().is_some() {
                    self.newcomer = Newcomer::new(id, imported, overlap);
                } else {
                    self.put_thread(id, imported);
                }
            }
            Outcome::Refreshed(id, revision, edit, report) => {
                self.take_refreshed(id, revision, edit, report);
            }
            Outcome::Arranged(id, revision, edit) => {
                let Some(workspace) = self.begun_for(id) else {
                    return;
                };
                if revision == workspace.session.revision() {
                    workspace.canvas.begin();
                    self.edit_in(id, edit);
                } else {
                    self.toasts
                        .info("The map changed while it was being arranged; ask again");
                }
            }
            Outcome::Facts(path, found) => {
                if let Some(check) = &mut self.check {
                    match found {
                        Ok((facts, vendor)) => check.read(&path, Ok(facts), vendor),
                        Err(fault) => check.read(&path, Err(fault), None),
                    }
                }
            }
            // A page that was opened since a run was begun asked for nothing yet.
            Outcome::Checked(result) => {
                if let Some(check) = self.check.as_mut().filter(|c| c.running.is_some()) {
                    check.checked(result);
                }
            }
            Outcome::Paired(pairs) => {
                if let Some(check) = self.check.as_mut().filter(|c| c.running.is_some()) {
                    check.paired(pairs.map(|pairs| *pairs));
                }
            }
            Outcome::SharedWords(found) => {
                if let Some(check) = self.check.as_mut().filter(|c| c.running.is_some()) {
                    check.looked(found);
                }
            }
            Outcome::Ranked(ranking) => {
                if let Some(check) = self.check.as_mut().filter(|c| c.running.is_some()) {
                    check.ranked(ranking);
                }
            }
            Outcome::Looked(id, looked) => self.take_look(id, *looked),
            Outcome::Again(workspace, id, of, aim, again) => {
                self.take_again(workspace, id, of, aim, again);
            }
            Outcome::Suggested(id, state, found) => self.take_suggestions(id, state, found),
            Outcome::Learned(learned) => self.take_learned(learned),
            Outcome::BankGrew(added) => self.take_growth(added),
            Outcome::Exported(Ok(path)) => self.toasts.info(format!("Exported {}", path.display())),
            Outcome::Exported(Err(fault)) => self.toasts.error(fault),
        }
    }
}
