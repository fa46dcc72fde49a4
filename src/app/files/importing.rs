//! Importing: files, pastes, what is dropped onto the window, and what is said of it afterwards. May use everything
//! below the window.

use std::path::PathBuf;

use super::reading::{read_foreign, read_pasted};
use super::{Opened, Outcome, overlap};
use crate::app::App;
use crate::app::clipboard::PASTED_PAGE;
use crate::app::columns::{ColumnsPage, Foreign, Wanted};
use crate::app::dialogs::{Purpose, Request};
use crate::app::workspace::WorkspaceId;
use crate::document::actions::count;
use crate::exchange::Warning;
use crate::exchange::threads::Columns;

impl App {
    pub(in crate::app) fn ask_import(&mut self, ctx: &egui::Context) {
        let title = match self.doc.session.document().thread() {
            None => "Import a thread (several files of one thread are joined)",
            Some(_) => {
                "Choose a thread: a later copy of this one, more of its pages, or another thread"
            }
        };
        let request = Request {
            purpose: Purpose::Import,
            title: title.to_owned(),
            save: false,
            multiple: true,
            name: String::new(),
            filter: vec![("All files".to_owned(), vec!["*".to_owned()])],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    pub(in crate::app) fn import_paths(&mut self, ctx: &egui::Context, paths: Vec<PathBuf>) {
        self.import(ctx, self.doc.id, Wanted::Files(paths), None);
    }

    /// Makes a thread of text that was pasted.
    pub(in crate::app) fn import_text(&mut self, ctx: &egui::Context, text: String) {
        self.import(ctx, self.doc.id, Wanted::Text(text), None);
    }

    /// Makes a thread of a page that was pasted: of its markup, or of its text if that holds no discussion.
    pub(in crate::app) fn import_page(&mut self, ctx: &egui::Context, html: String, text: String) {
        self.import(ctx, self.doc.id, Wanted::Page(html, text), None);
    }

    /// Reads what is wanted, for a document; `columns` says what the columns of tables hold.
    pub(in crate::app) fn import(
        &mut self,
        ctx: &egui::Context,
        id: WorkspaceId,
        wanted: Wanted,
        columns: Option<Columns>,
    ) {
        let Some(workspace) = self.begun_for(id) else {
            return;
        };
        let open = workspace.session.document().thread().cloned();
        let name = match &wanted {
            Wanted::Open(path) => format!("Opening {}", path.display()),
            Wanted::Files(paths) => format!("Importing {}", count(paths.len(), "file")),
            Wanted::Text(_) | Wanted::Page(..) => "Reading the paste".to_owned(),
        };
        self.job(ctx, name, move |progress| {
            let read = match &wanted {
                Wanted::Open(path) => {
                    read_foreign(std::slice::from_ref(path), columns.as_ref(), progress)
                }
                Wanted::Files(paths) => read_foreign(paths, columns.as_ref(), progress),
                Wanted::Text(text) => read_pasted("pasted text", text, columns.as_ref(), progress),
                Wanted::Page(html, text) => read_pasted(PASTED_PAGE, html, None, progress)
                    .or_else(|_| read_pasted("pasted text", text, columns.as_ref(), progress)),
            };
            match read {
                Ok(Foreign::Asks(name, table)) => {
                    Outcome::AsksColumns(ColumnsPage::new(id, wanted, name, table))
                }
                Ok(Foreign::Read(read)) => {
                    let overlap = overlap(open.as_ref(), &read);
                    match wanted {
                        Wanted::Open(path) => {
                            Outcome::Opened(path, Ok(Opened::Foreign(read, id, overlap)))
                        }
                        _ => Outcome::Imported(id, Ok((read, overlap))),
                    }
                }
                Err(fault) => Outcome::Imported(id, Err(fault)),
            }
        });
    }

    /// Says what an import brought and the first thing that was odd about it; the whole account is kept.
    pub(in crate::app) fn told_import(
        &mut self,
        id: WorkspaceId,
        what: &str,
        warnings: &[Warning],
        notes: Vec<String>,
    ) {
        let mut account: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        account.extend(notes);
        match (account.as_slice(), warnings) {
            ([], _) => self.toasts.info(format!("Imported {what}")),
            ([note], []) => self.toasts.info(format!("Imported {what}. {note}")),
            ([one], _) => self.toasts.warn(format!("imported {what}. {one}")),
            ([first, others @ ..], _) => self.toasts.account(format!(
                "imported {what}. {first} (and {} more)",
                others.len()
            )),
        }
        if let Some(workspace) = self.begun_for(id) {
            workspace.account = account;
        }
    }

    /// Files dropped onto the window.
    pub(in crate::app) fn take_dropped(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input_mut(|i| {
            std::mem::take(&mut i.raw.dropped_files)
                .into_iter()
                .map(|f| f.path().to_owned())
                .collect()
        });
        if dropped.is_empty() {
            return;
        }
        if let Some(check) = self.check.as_mut().filter(|check| check.open) {
            check.take(None, dropped);
            return;
        }
        match dropped.as_slice() {
            // Into an empty map a thread is imported; what has one already gets a neighbour.
            [one] if self.doc.session.document().thread().is_some() || self.welcome => {
                self.open_path(ctx, one.clone());
            }
            [one] if one.extension().is_some_and(|e| e == "ron") => {
                self.open_path(ctx, one.clone());
            }
            _ => self.import_paths(ctx, dropped),
        }
    }
}
