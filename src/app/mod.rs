//! The window.
//!
//! One [`App`] holds the open documents, each a [`Workspace`], one of them in front; around it stand the panes:
//! thread, map (as plane, outline or table), inspector. In a frame, keys and finished jobs come first
//! ([`App::logic`]), then the panes are drawn and push [`pane::Action`]s, and at the end those are carried out
//! ([`carry_out`]): nothing changes while something is drawn. Every command is in [`command`], long work goes through
//! [`jobs`], files are asked for through [`dialogs`]. The top floor: may use everything below.

/// The canvas, and what panes see of the window, as two borrows that do not get in each other's way.
macro_rules! view {
    ($app:expr, $ctx:expr, $asked:expr) => {{
        let view = $crate::app::pane::View {
            session: &$app.doc.session,
            derived: &$app.doc.derived,
            selection: &mut $app.doc.selection,
            filter: &mut $app.doc.filter,
            palette: $crate::app::theme::palette($ctx),
            editing: &mut $app.doc.editing,
            search: &$app.doc.search,
            freshness: &$app.doc.freshness,
            sight: &$app.doc.sight.now,
            settings: &$app.settings,
            actions: &mut $asked,
        };
        (&mut $app.doc.canvas, view)
    }};
}

mod arranging;
mod bars;
pub mod canvas;
mod carry_out;
pub mod check;
mod checks;
pub mod clipboard;
mod columns;
pub mod command;
pub mod derived;
pub mod dialogs;
pub mod editing;
mod evidence;
mod files;
pub mod findings;
mod from_link;
mod inspector;
pub mod jobs;
mod keyboard;
mod looking;
mod making;
mod modals;
mod newcomer;
mod outline;
pub mod pane;
mod preferences;
pub mod search;
pub mod settings;
mod sight;
mod suggesting;
mod table;
mod tags_dialog;
pub mod theme;
pub mod thread_pane;
pub mod toast;
mod trail;
mod tutorial;
mod views;
mod welcome;
mod workspace;

use std::path::PathBuf;

use egui::{Event, Panel};

use self::check::CheckDialog;
use self::clipboard::Markup;
use self::columns::ColumnsPage;
use self::command::{Command, Typing};
use self::dialogs::{Dialogs, PathField};
use self::files::{Intent, Outcome};
use self::jobs::Jobs;
use self::modals::Modal;
use self::newcomer::Newcomer;
use self::pane::{Action, Centre, Pane, Selection, View};
use self::settings::{Folders, Settings, ThemeChoice};
use self::suggesting::Suggester;
use self::tags_dialog::TagsDialog;
use self::toast::{Offer, Toasts};
use self::tutorial::Tutorial;
use self::workspace::Workspace;
use crate::document::checking::Checked;
use crate::document::history::{Mark, Revision};
use crate::document::journal::{self, Recovery};
use crate::document::{Document, Fragment, Session};
use crate::exchange::fetch::is_address;
use crate::map::ClaimId;

/// How a window starts.
pub struct Start {
    /// A file to open: a map, a thread or another tool's map; or the link of a discussion.
    pub file: Option<PathBuf>,
    /// Where the program keeps its own files.
    pub folders: Folders,
    /// How files are asked for.
    pub dialogs: Box<dyn Dialogs>,
    /// What the clipboard holds besides plain text.
    pub markup: Box<dyn Markup>,
    /// Open the bundled debate when no file is named and nothing else was open.
    pub example: bool,
}

/// The window's state.
pub struct App {
    /// The document in front.
    doc: Workspace,
    /// The open documents behind it, in the order of their tabs.
    others: Vec<Workspace>,
    /// Where among the tabs the one in front stands.
    at: usize,
    settings: Settings,
    folders: Folders,
    dialogs: Box<dyn Dialogs>,
    markup: Box<dyn Markup>,
    path_field: Option<PathField>,
    jobs: Jobs<Outcome>,
    toasts: Toasts,
    modal: Option<Modal>,
    /// A thread that was read while another is open: what is to become of it.
    newcomer: Option<Newcomer>,
    /// A table that was to be read: what its columns hold.
    columns: Option<ColumnsPage>,
    check: Option<CheckDialog>,
    /// The finding that is to be written as a report, while its file is asked for.
    report: Option<Box<Checked>>,
    tags: Option<TagsDialog>,
    tutorial: Option<Tutorial>,
    suggester: Suggester,
    recoveries: Vec<Recovery>,
    welcome: bool,
    intent: Option<Intent>,
    may_close: bool,
    /// What was copied last, with the text it was put on the clipboard as.
    copied: Option<(Fragment, String)>,
    /// When the document in front changed last, for saving by itself.
    changed_at: Option<(Revision, f64)>,
    /// Cards that are being moved by keys: a run of it is one step.
    nudging: Option<(Vec<ClaimId>, Mark)>,
    /// Whose the keyboard was in the frame before: egui takes it from a field before Escape is seen here.
    typing: Typing,
    /// Which pane the keyboard was sent to last.
    pane: Pane,
    /// What was typed ahead of the field it is for, and for how many frames it has waited.
    held: Vec<Event>,
    waited: u8,
    title: String,
    settings_saved: Settings,
}

impl App {
    /// A window on what `start` says.
    pub fn new(cc: &eframe::CreationContext<'_>, start: Start) -> Self {
        theme::install(&cc.egui_ctx);
        // Ctrl and + or − are the interface's size; the canvas has its own zoom.
        cc.egui_ctx.options_mut(|o| o.zoom_with_keyboard = true);
        let settings = start.folders.load();
        cc.egui_ctx.set_zoom_factor(settings.scale);
        let journals = start.folders.journals();
        let (recoveries, faults) = match &journals {
            Some(folder) => journal::recoverable(folder),
            None => (Vec::new(), Vec::new()),
        };
        let mut app = Self {
            doc: Workspace::new(Session::new(settings.new_document(), journals)),
            others: Vec::new(),
            at: 0,
            settings_saved: settings.clone(),
            settings,
            folders: start.folders,
            dialogs: start.dialogs,
            markup: start.markup,
            path_field: None,
            jobs: Jobs::default(),
            toasts: Toasts::default(),
            modal: None,
            newcomer: None,
            columns: None,
            check: None,
            report: None,
            tags: None,
            tutorial: None,
            suggester: Suggester::default(),
            recoveries,
            welcome: start.file.is_none(),
            intent: None,
            may_close: false,
            copied: None,
            changed_at: None,
            nudging: None,
            typing: Typing::OnMap,
            pane: Pane::Map,
            held: Vec::new(),
            waited: 0,
            title: String::new(),
        };
        for fault in faults {
            app.toasts.error(fault);
        }
        app.toasts.turn_to(app.doc.id);
        app.apply_theme(&cc.egui_ctx);
        let link = (start.file.as_ref())
            .and_then(|file| file.to_str())
            .filter(|text| is_address(text));
        if let Some(link) = link {
            app.import_link(&cc.egui_ctx, link.to_owned());
        } else if let Some(path) = start.file {
            app.open_path(&cc.egui_ctx, path);
        } else if start.example {
            app.open_example();
        }
        app
    }

    /// The document in front, for tests.
    pub fn session(&self) -> &Session {
        &self.doc.session
    }

    /// What is selected, for tests.
    pub fn selection(&self) -> &Selection {
        &self.doc.selection
    }

    /// How many documents are open, for tests.
    pub fn documents(&self) -> usize {
        self.others.len() + 1
    }

    /// The part of the canvas that is seen, for tests.
    pub fn camera(&self) -> canvas::camera::Camera {
        self.doc.canvas.camera
    }

    /// Whether a job is running or a result is waiting, for tests.
    pub fn busy(&self) -> bool {
        self.jobs.any()
    }

    /// The messages shown, for tests.
    pub fn messages(&self) -> Vec<String> {
        self.toasts.texts().map(str::to_owned).collect()
    }

    fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
    }

    /// Opens another document: in place of one in which nothing was done, else as a tab of its own.
    fn open_session(&mut self, session: Session) {
        let workspace = Workspace::new(session);
        self.doc.editing = None;
        if self.doc.is_untouched() {
            self.toasts.forget(self.doc.id);
            std::mem::replace(&mut self.doc, workspace)
                .session
                .discard();
        } else {
            self.others
                .insert(self.at, std::mem::replace(&mut self.doc, workspace));
            self.at += 1;
        }
        self.leave_pages();
    }

    /// What was open above the document that was in front is not about the one that comes: a question about
    /// closing the one must not close the other.
    fn leave_pages(&mut self) {
        // The samples stay; the claim was one of the map that was in front.
        if let Some(check) = &mut self.check {
            check.reopen(None);
            check.close();
        }
        if matches!(self.modal, Some(Modal::Unsaved | Modal::ChangedOnDisk)) {
            self.modal = None;
            self.intent = None;
        }
        self.nudging = None;
        self.tags = None;
        self.welcome = false;
        self.changed_at = None;
        self.toasts.turn_to(self.doc.id);
    }

    /// Brings the `n`th tab to the front.
    fn bring_to_front(&mut self, n: usize) {
        if n == self.at || n > self.others.len() {
            return;
        }
        let empty = Workspace::new(Session::new(Document::new(), None));
        // What was typed is kept; it is not typed on in a field that lost the keyboard.
        self.doc.editing = None;
        self.others
            .insert(self.at, std::mem::replace(&mut self.doc, empty));
        self.doc = self.others.remove(n);
        self.at = n;
        self.leave_pages();
    }

    /// Closes the document in front, whatever is on no file: the person said so.
    fn close_document(&mut self) {
        let next = if self.others.is_empty() {
            self.at = 0;
            self.welcome = true;
            let journals = self.folders.journals();
            Workspace::new(Session::new(self.settings.new_document(), journals))
        } else {
            let n = self.at.min(self.others.len() - 1);
            self.at = n;
            self.others.remove(n)
        };
        let welcome = self.welcome;
        self.toasts.forget(self.doc.id);
        std::mem::replace(&mut self.doc, next).session.discard();
        self.leave_pages();
        self.welcome = welcome;
    }

    /// Runs something that reads the window and asks for actions.
    fn with_view<R>(
        &mut self,
        ctx: &egui::Context,
        run: impl FnOnce(&mut canvas::Canvas, &mut View<'_>) -> R,
    ) -> R {
        let mut asked = Vec::new();
        let (canvas, mut view) = view!(self, ctx, asked);
        let result = run(canvas, &mut view);
        for action in asked {
            self.perform(ctx, action);
        }
        result
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// One sentence if the system gives no window.
pub fn run(file: Option<PathBuf>) -> Result<(), String> {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).ok();
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id("counterclaim")
        .with_title("Counterclaim")
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size([720.0, 480.0]);
    if let Some(icon) = icon {
        viewport = viewport.with_icon(icon);
    }
    let options = eframe::NativeOptions {
        viewport,
        ..Default::default()
    };
    let start = Start {
        file,
        folders: Folders::of_platform(),
        dialogs: Box::new(dialogs::Native::default()),
        markup: Box::new(clipboard::System),
        example: true,
    };
    eframe::run_native(
        "counterclaim",
        options,
        Box::new(|cc| Ok(Box::new(App::new(cc, start)))),
    )
    .map_err(|error| format!("no window could be opened: {}", reason(&error.to_string())))
}

/// Why there is no window, without the place in a library's source that found it out.
fn reason(error: &str) -> &str {
    let behind = error.rsplit_once(".rs:").map(|(_, behind)| behind);
    behind
        .and_then(|behind| behind.split_once(' '))
        .map_or(error, |(_, words)| words)
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.poll(ctx);
        self.refresh();
        self.keys(ctx);
        self.take_dropped(ctx);
        if let Some(fault) = self.doc.session.take_journal_fault() {
            self.toasts.unsaved(fault);
        }
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close {
            if self.any_dirty() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                self.leave(ctx, Intent::Quit);
            } else {
                self.may_close = true;
            }
        }
        self.refresh();
        self.watch_samples(ctx);
        self.read_samples(ctx);
        self.look_for_suggestions(ctx);
        self.save_by_itself(ctx);
        self.set_title(ctx);
        self.keep_settings(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let next_mark = self.doc.session.new_mark();
        let mut asked = Vec::new();
        Panel::top("menus").show(ui, |ui| self.menu_bar(ui, &mut asked));
        if !self.others.is_empty() {
            Panel::top("tabs").show(ui, |ui| self.tab_strip(ui, &mut asked));
        }
        Panel::bottom("status").show(ui, |ui| self.status_bar(ui, &mut asked));
        let strip = self.tutorial_strip(ui);
        if self.welcome {
            self.welcome_page(ui, &mut asked);
        } else {
            self.search_bar(ui, &mut asked);
            self.panes(ui, &mut asked, next_mark);
        }
        self.show_modals(&ctx, &mut asked, next_mark);
        if let Some(offer) = self.toasts.show(&ctx, strip) {
            asked.push(Action::Do(match offer {
                Offer::Undo => Command::Undo,
                Offer::Account => Command::ImportAccount,
            }));
        }
        for action in asked {
            self.perform(&ctx, action);
        }
    }

    fn on_exit(&mut self) {
        if let Err(fault) = self.folders.save(&self.settings) {
            eprintln!("{fault}");
        }
    }
}

impl App {
    /// Brings what follows from the document up to its state.
    fn refresh(&mut self) {
        let doc = &mut self.doc;
        let options = self.settings.evaluation();
        doc.derived.refresh(&doc.session, &options);
        doc.sight.refresh(&doc.session, doc.focus.as_ref());
        doc.search.refresh(&doc.session);
        if let [node] = doc.selection.nodes.as_slice() {
            doc.trail.visit(*node);
        }
    }

    /// Thread, map and inspector, side by side.
    fn panes(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>, next_mark: Mark) {
        let ctx = ui.ctx().clone();
        let frame = egui::Frame::side_top_panel(ui.style()).inner_margin(egui::Margin::same(12));
        let (canvas, mut view) = view!(self, &ctx, *asked);
        // Each document keeps its own places in the lists.
        let of = self.doc.id;
        // The map keeps a third of a small window at least.
        let most = (ui.available_width() / 3.0).max(180.0);
        let mut widths = (self.settings.thread_width, self.settings.inspector_width);
        // What a small window takes from a pane, a larger one gives back.
        let narrow = (widths.0 > most, widths.1 > most);
        if self.settings.show_thread {
            let shown = Panel::left(if narrow.0 { "thread, narrow" } else { "thread" })
                .frame(frame)
                .default_size(widths.0)
                .min_size(180.0)
                .max_size(most)
                .show(ui, |ui| {
                    Pane::Thread.announce(ui);
                    let list = &mut self.doc.thread_pane;
                    pane::within(ui, of, |ui| list.show(ui, &mut view));
                });
            if !narrow.0 {
                widths.0 = shown.response.rect.width();
            }
        }
        let (inspector, suggestions) =
            (self.settings.show_inspector, self.settings.show_suggestions);
        if inspector || suggestions {
            let shown = Panel::right(if narrow.1 {
                "inspector, narrow"
            } else {
                "inspector"
            })
            .frame(frame)
            .default_size(widths.1)
            .min_size(180.0)
            .max_size(most)
            .show(ui, |ui| {
                let list = &mut self.doc.suggestions;
                let map = view.session.document().map();
                if suggestions && inspector {
                    let height = ui.available_height();
                    Panel::bottom("suggestions")
                        .frame(egui::Frame::NONE.inner_margin(egui::Margin {
                            top: 10,
                            ..Default::default()
                        }))
                        .resizable(true)
                        .default_size(height * 0.55)
                        .min_size(170.0_f32.min(height / 2.0))
                        .max_size(height * 0.8)
                        .show(ui, |ui| {
                            pane::within(ui, of, |ui| {
                                list.show(ui, &self.suggester, map, view.actions);
                            });
                        });
                } else if suggestions {
                    pane::within(ui, of, |ui| {
                        list.show(ui, &self.suggester, map, view.actions);
                    });
                }
                if inspector {
                    Pane::Inspector.announce(ui);
                    let inspector = &mut self.doc.inspector;
                    pane::within(ui, of, |ui| inspector.show(ui, &mut view, next_mark));
                }
            });
            if !narrow.1 {
                widths.1 = shown.response.rect.width();
            }
        }
        egui::CentralPanel::default()
            .frame(egui::Frame::NONE)
            .show(ui, |ui| {
                Pane::Map.announce(ui);
                match self.doc.centre {
                    Centre::Canvas => canvas.show(ui, &mut view, next_mark),
                    Centre::Outline => {
                        let outline = &mut self.doc.outline;
                        pane::within(ui, of, |ui| outline.show(ui, &mut view));
                    }
                    Centre::Table => {
                        let table = &mut self.doc.table;
                        pane::within(ui, of, |ui| table.show(ui, &mut view));
                    }
                }
            });
        // Remembered when the drag is over, not at every point of it.
        if !ctx.input(|i| i.pointer.any_down()) {
            (self.settings.thread_width, self.settings.inspector_width) = widths;
        }
    }
}
