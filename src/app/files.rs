//! Opening, importing, saving and exporting as the window does it: questions first, long work as jobs, results
//! put into the document through the door. May use everything below the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{CheckDialog, Pairs};
use super::clipboard::PASTED_PAGE;
use super::columns::{self, ColumnsPage, Foreign, Wanted};
use super::dialogs::{Answer, PathField, Purpose, Request};
use super::findings::{Aim, Looked};
use super::modals::Modal;
use super::newcomer::Newcomer;
use super::suggesting::LookedIn;
use super::workspace::{Workspace, WorkspaceId};
use super::{App, thread_pane};
use crate::document::actions::{self, Report, count};
use crate::document::checking::Checked;
use crate::document::file::{self, FileError};
use crate::document::history::Revision;
use crate::document::recheck::Again;
use crate::document::{Arrangement, Change, Document, Edit, Session};
use crate::example;
use crate::exchange::fetch::FetchError;
use crate::exchange::maps::{EXPORTS, Options};
use crate::exchange::threads::Columns;
use crate::exchange::{self, FORMATS, Imported, Warning};
use crate::figure;
use crate::map::{ClaimId, FindingId};
use crate::progress::{Cancelled, Progress};
use crate::similarity::bank::Ranking;
use crate::similarity::{Facts, Finding, VerbatimFinding};
use crate::suggest::{Learned, Suggestion};
use crate::thread::Thread;
use crate::thread::refresh::Overlap;

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

/// What a file to be worked on turned out to be.
pub enum Opened {
    /// A document of ours.
    Document(Box<Session>),
    /// Another program's file; what its comments have to do with the thread of the document that was in front.
    Foreign(Imported, WorkspaceId, Overlap),
    /// A table whose columns the person has to tell apart.
    Asks(ColumnsPage),
}

/// Reads another program's files; of a table whose columns may be meant otherwise only what it looks like, unless
/// `columns` says what they hold.
fn read_foreign(
    paths: &[PathBuf],
    columns: Option<&Columns>,
    progress: &Progress,
) -> Result<Foreign, String> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(exchange::folder::files(path).map_err(|e| e.in_window())?),
            false => files.push(path.clone()),
        }
    }
    let mut contents = Vec::new();
    for path in &files {
        progress.check().map_err(|e| e.to_string())?;
        contents.push(file::read_bytes(path).map_err(|e| e.to_string())?);
    }
    let names: Vec<String> = files
        .iter()
        .map(|path| {
            path.file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
        })
        .collect();
    let inputs: Vec<exchange::Input<'_>> = names
        .iter()
        .zip(&contents)
        .map(|(name, bytes)| exchange::Input { name, bytes })
        .collect();
    columns::read(&inputs, columns, progress)
}

/// Reads what was pasted.
fn read_pasted(
    name: &str,
    text: &str,
    columns: Option<&Columns>,
    progress: &Progress,
) -> Result<Foreign, String> {
    let bytes = text.as_bytes();
    columns::read(&[exchange::Input { name, bytes }], columns, progress)
}

/// Every card placed anew. A large map that becomes an outline is folded so far that it can be read.
fn arranged(document: &mut Document, width: f32, height: f32) -> Edit {
    let mut changes = Vec::new();
    if document.folded().is_empty() {
        let places = document.places().keys().map(|id| Change::Place(*id, None));
        let mut bare = document.clone();
        if bare.apply(Edit::new("", places.collect())).is_ok() {
            let folds = figure::first_folds(&bare, width, height);
            changes.extend(folds.into_iter().map(|id| Change::Folded(id, true)));
        }
        if document.apply(Edit::new("", changes.clone())).is_err() {
            changes.clear();
        }
    }
    let places = figure::rearranged(document, width, height);
    changes.extend(actions::replace_places(document, "", places).changes);
    Edit::new("arrange the cards", changes)
}

/// What a thread that was read has to do with one that is open.
pub(super) fn overlap(open: Option<&Arc<Thread>>, read: &Imported) -> Overlap {
    match (open, &read.thread) {
        (Some(open), Some(thread)) => Overlap::of(open, thread),
        _ => Overlap::default(),
    }
}

fn read_any(
    path: &Path,
    journals: Option<PathBuf>,
    front: (WorkspaceId, Option<Arc<Thread>>),
    progress: &Progress,
) -> Result<Opened, String> {
    let bytes = file::read_bytes(path).map_err(|e| e.to_string())?;
    if file::recognise(&bytes) {
        drop(bytes);
        let session = Session::open(path, journals).map_err(|e| e.to_string())?;
        return Ok(Opened::Document(Box::new(session)));
    }
    drop(bytes);
    Ok(match read_foreign(&[path.to_owned()], None, progress)? {
        Foreign::Read(read) => {
            let overlap = overlap(front.1.as_ref(), &read);
            Opened::Foreign(read, front.0, overlap)
        }
        Foreign::Asks(name, table) => {
            let wanted = Wanted::Open(path.to_owned());
            Opened::Asks(ColumnsPage::new(front.0, wanted, name, table))
        }
    })
}

impl App {
    /// Whether any document has something that is on no file.
    pub(super) fn any_dirty(&self) -> bool {
        self.unsaved().next().is_some()
    }

    /// The documents that have something that is on no file, the one in front first.
    pub(super) fn unsaved(&self) -> impl Iterator<Item = &Workspace> {
        let all = std::iter::once(&self.doc).chain(&self.others);
        all.filter(|workspace| workspace.session.dirty())
    }

    /// Closes or quits; asks first if that would lose changes.
    pub(super) fn leave(&mut self, ctx: &egui::Context, intent: Intent) {
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
    pub(super) fn go_on(&mut self, ctx: &egui::Context, intent: Intent) {
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

    pub(super) fn open_example(&mut self) {
        match example::document(&Progress::none()) {
            Ok(document) => {
                self.open_session(Session::new(document, self.folders.journals()));
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
    }

    /// The bundled debate as a thread nobody has mapped yet.
    pub(super) fn open_example_thread(&mut self) {
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

    /// Saves the document in front by itself, if the person wants that and it has a file.
    pub(super) fn save_by_itself(&mut self, ctx: &egui::Context) {
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

    /// Opens a file in a tab of its own, or brings the tab to the front that it is open in.
    pub(super) fn open_path(&mut self, ctx: &egui::Context, path: PathBuf) {
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

    pub(super) fn job(
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

    pub(super) fn ask(&mut self, ctx: &egui::Context, request: Request) {
        self.dialogs.ask(ctx, request);
    }

    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.doc
            .session
            .path()
            .or(self.settings.recent.first().map(PathBuf::as_path))
            .and_then(Path::parent)
            .map(Path::to_owned)
    }

    pub(super) fn ask_open(&mut self, ctx: &egui::Context) {
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

    pub(super) fn ask_import(&mut self, ctx: &egui::Context) {
        let title = match self.doc.session.document().thread() {
            None => "Import a thread (several files of one thread are joined)",
            Some(_) => "A thread: a later copy of this one, further parts of it, or another",
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

    pub(super) fn suggested_name(&self, extension: &str) -> String {
        let stem = match self.doc.session.path().and_then(Path::file_stem) {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None => {
                let title = self.doc.title().unwrap_or_default();
                let title: String = thread_pane::shorten(&title, 60)
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

    pub(super) fn ask_save_as(&mut self, ctx: &egui::Context) {
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

    pub(super) fn ask_export(&mut self, ctx: &egui::Context, format: &'static str) {
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
    pub(super) fn save(&mut self, ctx: &egui::Context) {
        if self.doc.session.path().is_none() {
            self.ask_save_as(ctx);
            return;
        }
        self.save_now(ctx, false);
    }

    pub(super) fn save_now(&mut self, ctx: &egui::Context, overwrite: bool) {
        match self.doc.session.save(overwrite) {
            Ok(()) => self.saved(ctx),
            Err(FileError::ChangedOnDisk(_)) => self.modal = Some(Modal::ChangedOnDisk),
            Err(error) => {
                self.intent = None;
                self.toasts.unsaved(error.to_string());
            }
        }
    }

    fn saved(&mut self, ctx: &egui::Context) {
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

    /// Places every card anew, away from the window's thread; in another arrangement, if one is named.
    pub(super) fn arrange(&mut self, ctx: &egui::Context, wanted: Option<Arrangement>) {
        let mut document = self.doc.session.document().clone();
        let (id, revision) = (self.doc.id, self.doc.session.revision());
        let (width, height) = self.doc.canvas.room();
        let mut changes = Vec::new();
        if let Some(wanted) = wanted.filter(|wanted| *wanted != document.arrangement()) {
            let edit = actions::set_arrangement(&document, wanted);
            changes.clone_from(&edit.changes);
            if let Err(error) = document.apply(edit) {
                self.toasts.error(error.to_string());
                return;
            }
        }
        self.job(ctx, "Arranging".to_owned(), move |_| {
            changes.extend(arranged(&mut document, width, height).changes);
            Outcome::Arranged(id, revision, Edit::new("arrange the cards", changes))
        });
    }

    pub(super) fn export_to(&mut self, ctx: &egui::Context, format: &'static str, path: PathBuf) {
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

    /// Takes what jobs and dialogs have come back with.
    pub(super) fn poll(&mut self, ctx: &egui::Context) {
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

    pub(super) fn take_answer(&mut self, ctx: &egui::Context, request: Request, answer: Answer) {
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

    pub(super) fn import_paths(&mut self, ctx: &egui::Context, paths: Vec<PathBuf>) {
        self.import(ctx, self.doc.id, Wanted::Files(paths), None);
    }

    /// Makes a thread of text that was pasted.
    pub(super) fn import_text(&mut self, ctx: &egui::Context, text: String) {
        self.import(ctx, self.doc.id, Wanted::Text(text), None);
    }

    /// Makes a thread of a page that was pasted: of its markup, or of its text if that holds no discussion.
    pub(super) fn import_page(&mut self, ctx: &egui::Context, html: String, text: String) {
        self.import(ctx, self.doc.id, Wanted::Page(html, text), None);
    }

    /// Reads what is wanted, for a document; `columns` says what the columns of tables hold.
    pub(super) fn import(
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

    fn take_outcome(&mut self, outcome: Outcome) {
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

    /// The document a job was begun for, wherever it stands now; says so if it was closed meanwhile.
    pub(super) fn begun_for(&mut self, id: WorkspaceId) -> Option<&mut Workspace> {
        let mut all = std::iter::once(&mut self.doc).chain(&mut self.others);
        let found = all.find(|workspace| workspace.id == id);
        if found.is_none() {
            self.toasts.info("The map this was for has been closed");
        }
        found
    }

    /// What a job came back with for a document, in front or behind.
    pub(super) fn edit_in(&mut self, id: WorkspaceId, edit: Edit) {
        if self.doc.id == id {
            self.edit(edit);
        } else if let Some(Err(error)) = self.begun_for(id).map(|doc| doc.session.edit(edit)) {
            self.toasts.error(error.to_string());
        }
    }

    /// Says what an import brought and the first thing that was odd about it; the whole account is kept.
    pub(super) fn told_import(&mut self, id: WorkspaceId, what: &str, warnings: &[Warning]) {
        let account: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        match account.as_slice() {
            [] => self.toasts.info(format!("Imported {what}")),
            [one] => self.toasts.warn(format!("imported {what}. {one}")),
            [first, others @ ..] => self.toasts.account(format!(
                "imported {what}. {first} (and {} more)",
                others.len()
            )),
        }
        if let Some(workspace) = self.begun_for(id) {
            workspace.account = account;
        }
    }

    /// Files dropped onto the window.
    pub(super) fn take_dropped(&mut self, ctx: &egui::Context) {
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

    pub(super) fn open_check(&mut self, claim: Option<ClaimId>) {
        match &mut self.check {
            Some(check) => check.reopen(claim),
            None => self.check = Some(CheckDialog::new(claim)),
        }
    }
}

/// The time as text, ISO 8601 in UTC.
pub(super) fn now() -> String {
    exchange::threads::time::now().unwrap_or_default()
}
