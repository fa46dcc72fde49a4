//! Saving, by hand and by itself, and exporting. May use everything below the window.

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::app::App;
use crate::app::dialogs::{Purpose, Request};
use crate::app::modals::Modal;
use crate::document::file::{self, FileError};
use crate::exchange::maps::{EXPORTS, Options};

impl App {
    pub(in crate::app) fn ask_save_as(&mut self, ctx: &egui::Context) {
        let request = Request {
            purpose: Purpose::SaveAs,
            title: "Save the map as".to_owned(),
            save: true,
            multiple: false,
            name: self.suggested_name("ron"),
            filter: vec![("Counterclaim map".to_owned(), vec!["ron".to_owned()])],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    pub(in crate::app) fn ask_export(&mut self, ctx: &egui::Context, format: &'static str) {
        let Some(export) = EXPORTS.iter().find(|e| e.name == format) else {
            return;
        };
        let extension = export.extensions.first().copied().unwrap_or(format);
        let request = Request {
            purpose: Purpose::Export(format),
            title: format!("Export: {}", export.title),
            save: true,
            multiple: false,
            name: self.suggested_name(extension),
            filter: vec![(
                export.title.to_owned(),
                export.extensions.iter().map(|e| (*e).to_owned()).collect(),
            )],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    /// Saves to the map's file, or asks for a name.
    pub(in crate::app) fn save(&mut self, ctx: &egui::Context) {
        if self.doc.session.path().is_none() {
            self.ask_save_as(ctx);
            return;
        }
        self.save_now(ctx, false);
    }

    pub(in crate::app) fn save_now(&mut self, ctx: &egui::Context, overwrite: bool) {
        match self.doc.session.save(overwrite) {
            Ok(()) => self.saved(ctx),
            Err(FileError::ChangedOnDisk(_)) => self.modal = Some(Modal::ChangedOnDisk),
            Err(error) => {
                self.intent = None;
                self.toasts.unsaved(error.to_string());
            }
        }
    }

    pub(super) fn saved(&mut self, ctx: &egui::Context) {
        self.toasts.saved();
        if let Some(path) = self.doc.session.path().map(Path::to_owned) {
            self.settings.remember(&path);
            self.toasts.info(format!("Saved {}", path.display()));
        }
        // Saving was on the way to something else.
        if let Some(intent) = self.intent.take() {
            self.go_on(ctx, intent);
        }
    }

    /// Saves the document in front by itself, if the person wants that and it has a file.
    pub(in crate::app) fn save_by_itself(&mut self, ctx: &egui::Context) {
        let Some(after) = self.settings.autosave.after() else {
            return;
        };
        if self.doc.session.path().is_none() || !self.doc.session.dirty() {
            self.changed_at = None;
            return;
        }
        let now = ctx.input(|i| i.time);
        let revision = self.doc.session.revision();
        let since = match self.changed_at {
            // "Soon" waits for a pause; "seldom" counts from the first change.
            Some((of, since)) if of == revision || after > 60.0 => since,
            _ => now,
        };
        self.changed_at = Some((revision, since));
        if now - since < after {
            ctx.request_repaint_after_secs((after - (now - since)) as f32);
            return;
        }
        if self.modal.is_some() {
            return;
        }
        self.changed_at = None;
        // While somebody else's changes are on the disk only the person can say what is to become of them.
        if self.doc.session.changed_on_disk() {
            self.toasts.unsaved(format!(
                "{} was changed on disk by somebody else, so it is not saved by itself; save it to decide (Ctrl+S)",
                self.doc.name()
            ));
            // Once for each state of the map.
            self.changed_at = Some((revision, now + 86_400.0));
        } else {
            match self.doc.session.save(false) {
                Ok(()) => self.toasts.saved(),
                Err(error) => self.toasts.unsaved(error.to_string()),
            }
        }
    }

    pub(in crate::app) fn export_to(
        &mut self,
        ctx: &egui::Context,
        format: &'static str,
        path: PathBuf,
    ) {
        let Some(export) = EXPORTS.iter().find(|e| e.name == format) else {
            return;
        };
        let document = self.doc.session.document().clone();
        let options = Options {
            dark: ctx.theme() == egui::Theme::Dark,
            ..Options::default()
        };
        self.job(ctx, format!("Exporting {}", path.display()), move |_| {
            let written = (export.write)(&document, &options)
                .map_err(|e| e.to_string())
                .and_then(|bytes| file::write_whole(&path, &bytes).map_err(|e| e.to_string()));
            Outcome::Exported(written.map(|()| path))
        });
    }
}
