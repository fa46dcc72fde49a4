//! Opening: asked for, by name, the bundled debate. May use everything below the window.

use std::path::PathBuf;

use super::Outcome;
use super::reading::read_any;
use crate::app::App;
use crate::app::dialogs::{Purpose, Request};
use crate::app::workspace::Workspace;
use crate::document::{Document, Session};
use crate::example;
use crate::exchange::{self, FORMATS};
use crate::progress::Progress;

impl App {
    pub(in crate::app) fn ask_open(&mut self, ctx: &egui::Context) {
        let mut all: Vec<String> = FORMATS
            .iter()
            .flat_map(|f| f.extensions)
            .map(|e| (*e).to_owned())
            .collect();
        all.push("ron".to_owned());
        all.sort();
        all.dedup();
        let request = Request {
            purpose: Purpose::Open,
            title: "Open a map or a thread".to_owned(),
            save: false,
            multiple: false,
            name: String::new(),
            filter: vec![
                ("Maps and threads".to_owned(), all),
                ("Counterclaim maps".to_owned(), vec!["ron".to_owned()]),
                ("All files".to_owned(), vec!["*".to_owned()]),
            ],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    /// Opens a file in a tab of its own, or brings the tab to the front that it is open in.
    pub(in crate::app) fn open_path(&mut self, ctx: &egui::Context, path: PathBuf) {
        let same = |workspace: &Workspace| {
            let open = workspace.session.path().map(std::fs::canonicalize);
            matches!((open, std::fs::canonicalize(&path)), (Some(Ok(a)), Ok(b)) if a == b)
        };
        if same(&self.doc) {
            self.welcome = false;
            return;
        }
        if let Some(behind) = self.others.iter().position(same) {
            self.bring_to_front(if behind < self.at { behind } else { behind + 1 });
            return;
        }
        let journals = self.folders.journals();
        let name = format!("Opening {}", path.display());
        let front = (self.doc.id, self.doc.session.document().thread().cloned());
        self.job(ctx, name, move |progress| {
            let opened = read_any(&path, journals, front, progress);
            Outcome::Opened(path, opened)
        });
    }

    pub(in crate::app) fn open_example(&mut self) {
        match example::document(&Progress::none()) {
            Ok(document) => {
                self.open_session(Session::new(document, self.folders.journals()));
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
    }

    /// The bundled debate as a thread nobody has mapped yet.
    pub(in crate::app) fn open_example_thread(&mut self) {
        let input = exchange::Input {
            name: example::DEBATE_NAME,
            bytes: example::DEBATE,
        };
        match exchange::read(&[input], None, &Progress::none()) {
            Ok(imported) => {
                if let Some(thread) = imported.thread {
                    let session =
                        Session::new(Document::from_thread(thread), self.folders.journals());
                    self.open_session(session);
                    self.settings.show_thread = true;
                }
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
    }
}
