//! Files as the window works with them: opening, importing, saving, exporting, each a module. Questions come first, long
//! work goes as a job, what comes of it is put into the document through the door. Here is what they share. May use
//! everything below the window.

mod importing;
mod opening;
mod outcome;
mod reading;
mod saving;

pub use self::outcome::Outcome;
pub use self::reading::{Opened, overlap};

use std::path::{Path, PathBuf};

use super::App;
use super::dialogs::{Answer, PathField, Purpose, Request};
use super::modals::Modal;
use super::workspace::{Workspace, WorkspaceId};
use crate::document::{Document, Edit, Session};
use crate::exchange;
use crate::figure::shorten;
use crate::progress::Progress;

/// What a person wants to go on to, once it is settled what becomes of unsaved changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Closing the document in front.
    Close,
    /// Leaving the program.
    Quit,
    /// Leaving the program; every document that is on no file is to be saved first.
    SaveAndQuit,
}

/// The time as text, ISO 8601 in UTC.
pub(in crate::app) fn now() -> String {
    exchange::threads::time::now().unwrap_or_default()
}

impl App {
    /// Whether any document has something that is on no file.
    pub(in crate::app) fn any_dirty(&self) -> bool {
        self.unsaved().next().is_some()
    }

    /// The documents that have something that is on no file, the one in front first.
    pub(in crate::app) fn unsaved(&self) -> impl Iterator<Item = &Workspace> {
        let all = std::iter::once(&self.doc).chain(&self.others);
        all.filter(|workspace| workspace.session.dirty())
    }

    /// Closes or quits; asks first if that would lose changes.
    pub(in crate::app) fn leave(&mut self, ctx: &egui::Context, intent: Intent) {
        let loses = match intent {
            Intent::Close => self.doc.session.dirty(),
            Intent::Quit | Intent::SaveAndQuit => self.any_dirty(),
        };
        if loses {
            self.intent = Some(intent);
            self.modal = Some(Modal::Unsaved);
        } else {
            self.go_on(ctx, intent);
        }
    }

    /// Does what was settled.
    pub(in crate::app) fn go_on(&mut self, ctx: &egui::Context, intent: Intent) {
        match intent {
            Intent::Close => self.close_document(),
            Intent::SaveAndQuit if self.any_dirty() => {
                if !self.doc.session.dirty()
                    && let Some(behind) = self.others.iter().position(|w| w.session.dirty())
                {
                    self.bring_to_front(if behind < self.at { behind } else { behind + 1 });
                }
                self.intent = Some(intent);
                self.save(ctx);
            }
            Intent::Quit | Intent::SaveAndQuit => {
                self.may_close = true;
                // The person said that what is on no file may go.
                for workspace in self.others.drain(..) {
                    workspace.session.discard();
                }
                self.at = 0;
                let empty = Session::new(Document::new(), None);
                std::mem::replace(&mut self.doc, Workspace::new(empty))
                    .session
                    .discard();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    pub(in crate::app) fn ask(&mut self, ctx: &egui::Context, request: Request) {
        self.dialogs.ask(ctx, request);
    }

    pub(in crate::app) fn folder(&self) -> Option<PathBuf> {
        self.doc
            .session
            .path()
            .or(self.settings.recent.first().map(PathBuf::as_path))
            .and_then(Path::parent)
            .map(Path::to_owned)
    }

    pub(in crate::app) fn suggested_name(&self, extension: &str) -> String {
        let stem = match self.doc.session.path().and_then(Path::file_stem) {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None => {
                let title = self.doc.title().unwrap_or_default();
                let title: String = shorten(&title, 60)
                    .chars()
                    .map(|c| if c.is_alphanumeric() { c } else { '-' })
                    .collect();
                let words: Vec<&str> = title.split('-').filter(|w| !w.is_empty()).collect();
                words.join("-").to_lowercase()
            }
        };
        let stem = if stem.is_empty() {
            "map".to_owned()
        } else {
            stem
        };
        format!("{stem}.{extension}")
    }

    pub(in crate::app) fn take_answer(
        &mut self,
        ctx: &egui::Context,
        request: Request,
        answer: Answer,
    ) {
        let paths = match answer {
            Answer::Paths(paths) => paths,
            Answer::Cancelled => {
                self.intent = None;
                return;
            }
            Answer::NoDialog => {
                self.path_field = Some(PathField::new(request));
                return;
            }
        };
        let Some(first) = paths.first().cloned() else {
            return;
        };
        match request.purpose {
            Purpose::Open => self.open_path(ctx, first),
            Purpose::Import => self.import_paths(ctx, paths),
            Purpose::SaveAs => {
                let path = request.target(&first);
                // A dialog has asked about the name as it was typed, not about this one.
                if path != first && path.exists() {
                    self.path_field = Some(PathField::replacing(request, path));
                    return;
                }
                match self.doc.session.save_as(&path) {
                    Ok(()) => self.saved(ctx),
                    Err(error) => {
                        self.intent = None;
                        self.toasts.unsaved(error.to_string());
                    }
                }
            }
            Purpose::Export(format) => self.export_to(ctx, format, first),
            Purpose::Report => self.write_report(ctx, first),
            Purpose::Student | Purpose::Teacher | Purpose::Controls | Purpose::SampleFolder => {
                if let Some(check) = &mut self.check {
                    check.take(Some(request.purpose), paths);
                }
            }
        }
    }

    pub(in crate::app) fn job(
        &mut self,
        ctx: &egui::Context,
        name: String,
        work: impl FnOnce(&Progress) -> Outcome + Send + 'static,
    ) -> Option<Progress> {
        if self.jobs.is_running(&name) {
            self.toasts.info(format!("{name} is still under way"));
            return None;
        }
        match self.jobs.start(ctx, name, work) {
            Ok(progress) => Some(progress),
            Err(error) => {
                self.toasts.error(format!(
                    "the system gave no thread: {error}; close other programs and try again"
                ));
                None
            }
        }
    }

    /// Takes what jobs and dialogs have come back with.
    pub(in crate::app) fn poll(&mut self, ctx: &egui::Context) {
        for outcome in self.jobs.finished() {
            match outcome {
                Ok(outcome) => {
                    let of_check = matches!(
                        outcome,
                        Outcome::Checked(_)
                            | Outcome::Paired(_)
                            | Outcome::SharedWords(_)
                            | Outcome::Ranked(_)
                    );
                    self.take_outcome(outcome);
                    if of_check {
                        self.tell_of_check(ctx);
                    }
                }
                Err(job) => {
                    if let Some(check) = &mut self.check {
                        check.running = None;
                    }
                    self.toasts.error(format!(
                        "{job} broke off because of a fault in this program; nothing was changed"
                    ));
                }
            }
        }
        if let Some((request, answer)) = self.dialogs.poll() {
            self.take_answer(ctx, request, answer);
        }
    }

    /// The document a job was begun for, wherever it stands now; says so if it was closed meanwhile.
    pub(in crate::app) fn begun_for(&mut self, id: WorkspaceId) -> Option<&mut Workspace> {
        let mut all = std::iter::once(&mut self.doc).chain(&mut self.others);
        let found = all.find(|workspace| workspace.id == id);
        if found.is_none() {
            self.toasts.info("The map this was for has been closed");
        }
        found
    }

    /// What a job came back with for a document, in front or behind.
    pub(in crate::app) fn edit_in(&mut self, id: WorkspaceId, edit: Edit) {
        if self.doc.id == id {
            self.edit(edit);
        } else if let Some(Err(error)) = self.begun_for(id).map(|doc| doc.session.edit(edit)) {
            self.toasts.error(error.to_string());
        }
    }
}
