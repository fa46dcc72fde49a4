//! A thread that was read while another is open: the page that asks what is to become of it, and doing that. May use
//! egui, the window's jobs and the document's edits.

use egui::RichText;

use super::files::Outcome;
use super::modals::enter_alone;
use super::pane::page;
use super::workspace::WorkspaceId;
use super::{App, theme};
use crate::document::actions::{self, Report, count};
use crate::document::history::Revision;
use crate::document::{Document, Edit, Session};
use crate::exchange::{Imported, Warning};
use crate::thread::Thread;
use crate::thread::refresh::{Copy, Overlap};

/// What was read, and for which document.
pub struct Newcomer {
    workspace: WorkspaceId,
    format: &'static str,
    thread: Thread,
    warnings: Vec<Warning>,
    notes: Vec<String>,
    /// What it has to do with the open thread.
    overlap: Overlap,
}

/// What may become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Join(Copy),
    NewMap,
    Replace,
    Cancel,
}

impl Newcomer {
    /// What was read for a document, if it is a thread.
    pub fn new(workspace: WorkspaceId, imported: Imported, overlap: Overlap) -> Option<Self> {
        Some(Self {
            workspace,
            format: imported.format,
            thread: imported.thread?,
            warnings: imported.warnings,
            notes: imported.notes,
            overlap,
        })
    }

    fn into_imported(self) -> Imported {
        Imported {
            format: self.format,
            thread: Some(self.thread),
            warnings: self.warnings,
            notes: self.notes,
        }
    }

    /// What to propose: a copy that has most of the open thread is a later one, one that has little of it or answers it
    /// another part, and one that has nothing to do with it another discussion.
    fn proposed(&self, open: usize) -> Choice {
        match self.overlap.shared {
            0 if self.overlap.any() => Choice::Join(Copy::Part),
            0 => Choice::NewMap,
            n if 2 * n >= open => Choice::Join(Copy::Later),
            _ => Choice::Join(Copy::Part),
        }
    }
}

impl App {
    /// Asks what is to become of a thread that came while another is open.
    pub(super) fn newcomer_page(&mut self, ctx: &egui::Context) {
        let Some(newcomer) = &self.newcomer else {
            return;
        };
        let mut all = std::iter::once(&self.doc).chain(&self.others);
        let asked = all.find(|workspace| workspace.id == newcomer.workspace);
        let behind = asked.filter(|workspace| workspace.id != self.doc.id);
        let behind = behind.map(super::workspace::Workspace::name);
        let open = asked
            .and_then(|workspace| workspace.session.document().thread())
            .map_or(0, |thread| thread.comments.len());
        let proposed = newcomer.proposed(open);
        let mut chosen = None;
        let shown = page(ctx, "newcomer").show(ctx, |ui| {
            ui.set_width(520.0);
            ui.heading(match newcomer.overlap.any() {
                false => "The map has a thread already",
                true => "Parts of this thread are open already",
            });
            ui.add_space(6.0);
            ui.label(format!(
                "{} were read, and {} of them are among the {} of the open thread.",
                count(newcomer.thread.comments.len(), "comment"),
                newcomer.overlap.shared,
                open,
            ));
            if newcomer.overlap.answering > 0 {
                ui.label(format!(
                    "{} comments of the open thread.",
                    match newcomer.overlap.answering {
                        1 => "1 of them answers".to_owned(),
                        n => format!("{n} of them answer"),
                    }
                ));
            }
            if let Some(name) = &behind {
                ui.label(format!("It is for the map “{name}”, which is not in front."));
            }
            ui.add_space(8.0);
            let mut offer = |ui: &mut egui::Ui, choice: Choice, name: &str, what: &str| {
                let mut text = RichText::new(name);
                if choice == proposed {
                    text = text.family(theme::semibold());
                }
                let button = ui.add(egui::Button::new(text).min_size(egui::vec2(220.0, 30.0)));
                if button.clicked() || (choice == proposed && enter_alone(ui)) {
                    chosen = Some(choice);
                }
                ui.add(egui::Label::new(RichText::new(what).small().weak()).wrap());
                ui.add_space(6.0);
            };
            if newcomer.overlap.shared > 0 {
                offer(
                    ui,
                    Choice::Join(Copy::Later),
                    "Refresh this thread",
                    "It is a later copy. New comments are added, changed ones take the new words, and what it lacks is kept and marked as no longer in the source.",
                );
            }
            offer(
                ui,
                Choice::Join(Copy::Part),
                "Add as another part",
                "It is a further page or branch of the same discussion. Nothing counts as gone because it is not in it.",
            );
            offer(
                ui,
                Choice::NewMap,
                "Open a new map",
                "The open map stays as it is.",
            );
            if !newcomer.overlap.any() {
                offer(
                    ui,
                    Choice::Replace,
                    "Replace the thread",
                    "Claims stay; their excerpts look for their words in the new thread.",
                );
            }
            if ui.button("Cancel").clicked() {
                chosen = Some(Choice::Cancel);
            }
        });
        if chosen.is_none() && shown.should_close() {
            chosen = Some(Choice::Cancel);
        }
        let Some(choice) = chosen else {
            return;
        };
        let Some(newcomer) = self.newcomer.take() else {
            return;
        };
        match choice {
            Choice::Cancel => {}
            Choice::NewMap => self.open_thread(newcomer.into_imported()),
            Choice::Replace => self.put_thread(newcomer.workspace, newcomer.into_imported()),
            Choice::Join(copy) => self.join_thread(ctx, newcomer, copy),
        }
    }

    fn join_thread(&mut self, ctx: &egui::Context, newcomer: Newcomer, copy: Copy) {
        let id = newcomer.workspace;
        let Some(workspace) = self.begun_for(id) else {
            return;
        };
        let document = workspace.session.document().clone();
        let revision = workspace.session.revision();
        self.job(
            ctx,
            "Bringing the thread up to date".to_owned(),
            move |_| {
                let (edit, report) = actions::refresh_thread(&document, &newcomer.thread, copy);
                Outcome::Refreshed(id, revision, edit, report)
            },
        );
    }

    /// Puts in what a refresh came to.
    pub(super) fn take_refreshed(
        &mut self,
        id: WorkspaceId,
        revision: Revision,
        edit: Edit,
        report: Report,
    ) {
        let Some(workspace) = self.begun_for(id) else {
            return;
        };
        if revision != workspace.session.revision() {
            self.toasts
                .info("The map changed while the thread was brought up to date; import it again");
        } else {
            // When it was fetched may have changed though no words did.
            if !edit.changes.is_empty() {
                self.edit_in(id, edit);
            }
            self.toasts.info(match report.is_nothing() {
                true => "The thread is as it was: nothing new".to_owned(),
                false => report.to_string(),
            });
        }
    }

    /// Puts a thread into a document, in place of the one that is there.
    pub(super) fn put_thread(&mut self, id: WorkspaceId, imported: Imported) {
        let Some(workspace) = self.begun_for(id) else {
            return;
        };
        let Some(thread) = imported.thread else {
            return;
        };
        let said = count(thread.comments.len(), "comment");
        workspace.thread_pane.to_top();
        let edit = actions::set_thread(workspace.session.document(), thread);
        self.edit_in(id, edit);
        if self.doc.id == id {
            self.welcome = false;
            self.settings.show_thread = true;
        }
        self.told_import(id, &said, &imported.warnings, imported.notes);
    }

    /// Opens a thread as a map of its own.
    pub(super) fn open_thread(&mut self, imported: Imported) {
        let Some(thread) = imported.thread else {
            return;
        };
        let said = count(thread.comments.len(), "comment");
        let mut session = Session::new(Document::from_thread(thread), self.folders.journals());
        session.mark_unsaved();
        self.open_session(session);
        self.told_import(self.doc.id, &said, &imported.warnings, imported.notes);
    }
}
