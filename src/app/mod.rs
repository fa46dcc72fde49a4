//! The window.
//!
//! One [`App`] holds the open document's [`Session`] and the panes around it: thread, canvas, inspector. In a
//! frame, keys and finished jobs come first ([`App::logic`]), then the panes are drawn and push
//! [`pane::Action`]s, and at the end those are carried out: nothing changes while something is drawn. Every
//! command is in [`command`], long work goes through [`jobs`], files are asked for through [`dialogs`].
//! The top floor: may use everything below.

pub mod canvas;
pub mod check;
pub mod command;
pub mod derived;
pub mod dialogs;
mod files;
mod inspector;
pub mod jobs;
mod modals;
pub mod pane;
pub mod settings;
pub mod theme;
mod thread_pane;
pub mod toast;
mod welcome;

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{Panel, RichText};

use self::canvas::Canvas;
use self::check::CheckDialog;
use self::command::{COMMANDS, Command, Menu};
use self::derived::Derived;
use self::dialogs::{Dialogs, PathField};
use self::files::{Intent, Outcome};
use self::inspector::{Inspector, TagsDialog};
use self::jobs::Jobs;
use self::modals::Modal;
use self::pane::{Action, Selection, View, small_button};
use self::settings::{Folders, Settings, ThemeChoice};
use self::thread_pane::ThreadPane;
use self::toast::Toasts;
use crate::document::actions::{self, count};
use crate::document::journal::{self, Recovery};
use crate::document::{Document, Edit, Session};
use crate::map::{Claim, ClaimId, LinkKind, NodeId, TagId};

/// How a window starts.
pub struct Start {
    /// A file to open: a map, a thread or another tool's map.
    pub file: Option<PathBuf>,
    /// Where the program keeps its own files.
    pub folders: Folders,
    /// How files are asked for.
    pub dialogs: Box<dyn Dialogs>,
    /// Open the bundled debate when no file is named and nothing else was open.
    pub example: bool,
}

/// The window's state.
pub struct App {
    session: Session,
    settings: Settings,
    folders: Folders,
    dialogs: Box<dyn Dialogs>,
    path_field: Option<PathField>,
    jobs: Jobs<Outcome>,
    toasts: Toasts,
    derived: Derived,
    selection: Selection,
    filter: BTreeSet<TagId>,
    canvas: Canvas,
    thread_pane: ThreadPane,
    inspector: Inspector,
    modal: Option<Modal>,
    check: Option<CheckDialog>,
    tags: Option<TagsDialog>,
    recoveries: Vec<Recovery>,
    welcome: bool,
    intent: Option<Intent>,
    may_close: bool,
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
            session: Session::new(Document::new(), journals),
            settings_saved: settings.clone(),
            settings,
            folders: start.folders,
            dialogs: start.dialogs,
            path_field: None,
            jobs: Jobs::default(),
            toasts: Toasts::default(),
            derived: Derived::default(),
            selection: Selection::default(),
            filter: BTreeSet::new(),
            canvas: Canvas::default(),
            thread_pane: ThreadPane::default(),
            inspector: Inspector::default(),
            modal: None,
            check: None,
            tags: None,
            recoveries,
            welcome: start.file.is_none(),
            intent: None,
            may_close: false,
            title: String::new(),
        };
        app.canvas.forget();
        for fault in faults {
            app.toasts.error(fault);
        }
        app.apply_theme(&cc.egui_ctx);
        if let Some(path) = start.file {
            app.open_path(&cc.egui_ctx, path);
        } else if start.example {
            app.open_example();
        }
        app
    }

    /// The open document, for tests.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is selected, for tests.
    pub fn selection(&self) -> &Selection {
        &self.selection
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

    /// Puts another document into the window.
    fn replace_session(&mut self, session: Session) {
        let old = std::mem::replace(&mut self.session, session);
        old.discard();
        self.selection = Selection::default();
        self.filter.clear();
        self.derived.forget();
        self.canvas.forget();
        self.thread_pane.forget();
        self.inspector.forget();
        self.check = None;
        self.tags = None;
        self.welcome = false;
    }

    fn edit(&mut self, edit: Edit) {
        self.toasts.forget_undo();
        let deleted = edit.label.starts_with("delete").then(|| edit.label.clone());
        match self.session.edit(edit) {
            Ok(()) => {
                if let Some(label) = deleted {
                    self.toasts.done(past(&label));
                }
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
        self.prune_selection();
    }

    /// What was deleted is no longer selected.
    fn prune_selection(&mut self) {
        let map = self.session.document().map();
        self.selection.nodes.retain(|node| map.contains(*node));
        self.filter.retain(|tag| map.tag(*tag).is_some());
    }

    fn perform(&mut self, ctx: &egui::Context, action: Action) {
        match action {
            Action::Do(command) => self.command(ctx, command),
            Action::Edit(edit) => self.edit(edit),
            Action::EditWithin(edit, mark) => {
                if let Err(error) = self.session.edit_within(edit, Some(mark)) {
                    self.toasts.error(error.to_string());
                }
            }
            Action::Bail(mark) => {
                if let Err(error) = self.session.bail(mark) {
                    self.toasts.error(error.to_string());
                }
                self.prune_selection();
            }
            Action::ShowClaim(id) => {
                self.selection.only(NodeId::Claim(id));
                self.canvas.reveal(NodeId::Claim(id));
            }
            Action::ShowWords(words) => {
                self.settings.show_thread = true;
                self.thread_pane.reveal(words);
            }
            Action::OpenUrl(target) => self.modal = Some(Modal::OpenUrl(target)),
            Action::CheckFor(id) => self.open_check(Some(id)),
            Action::Say(text) => self.toasts.error(text),
        }
    }

    /// Runs something that reads the window and asks for actions.
    fn with_view<R>(
        &mut self,
        ctx: &egui::Context,
        run: impl FnOnce(&mut Canvas, &mut View<'_>) -> R,
    ) -> R {
        let mut asked = Vec::new();
        let mut view = View {
            session: &self.session,
            derived: &self.derived,
            selection: &mut self.selection,
            filter: &mut self.filter,
            palette: theme::palette(ctx),
            actions: &mut asked,
        };
        let result = run(&mut self.canvas, &mut view);
        for action in asked {
            self.perform(ctx, action);
        }
        result
    }

    /// Carries out a command.
    pub fn command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::New => self.leave(ctx, Intent::New),
            Command::Open => self.ask_open(ctx),
            Command::OpenExample => self.leave(ctx, Intent::Example),
            Command::Import => self.ask_import(ctx),
            Command::PasteThread => self.modal = Some(Modal::Paste(String::new())),
            Command::Save => self.save(ctx),
            Command::SaveAs => self.ask_save_as(ctx),
            Command::Export => self.modal = Some(Modal::Export),
            Command::Welcome => self.welcome = true,
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Undo => self.step(Session::undo, "Undone", "Nothing to undo"),
            Command::Redo => self.step(Session::redo, "Done again", "Nothing to redo"),
            Command::Delete => {
                if !self.selection.nodes.is_empty() {
                    let edit = actions::delete(self.session.document(), &self.selection.nodes);
                    self.edit(edit);
                }
            }
            Command::SelectAll => {
                let map = self.session.document().map();
                self.selection.nodes = map.claims().map(|(id, _)| NodeId::Claim(id)).collect();
            }
            Command::Escape => self.escape(ctx),
            Command::NewClaim => self.new_claim(ctx),
            Command::AddExcerpt => self.add_excerpt(ctx),
            Command::EditClaim => self.edit_claim(),
            Command::Link(kind) => self.link(ctx, kind),
            Command::AddPremise(kind) => self.add_premise(ctx, kind),
            Command::JoinPremise => self.join(ctx),
            Command::ReverseLink => {
                if let Some(id) = self.selection.single_link() {
                    let edit = actions::reverse_link(self.session.document(), id);
                    self.edit(edit);
                }
            }
            Command::Tag(n) => self.toggle_tag(n),
            Command::ManageTags => self.tags = Some(TagsDialog::default()),
            Command::Arrange => self.arrange(ctx),
            Command::Check => self.open_check(self.selection.single_claim()),
            Command::FitAll => self.canvas.fit_all(),
            Command::FitSelection => self.canvas.fit_nodes(self.selection.nodes.clone()),
            Command::ZoomIn => self.canvas.zoom_by(1.25),
            Command::ZoomOut => self.canvas.zoom_by(0.8),
            Command::ZoomReset => {
                let zoom = self.canvas.camera.zoom;
                self.canvas.zoom_by(1.0 / zoom);
            }
            Command::ToggleThread => self.settings.show_thread = !self.settings.show_thread,
            Command::ToggleInspector => {
                self.settings.show_inspector = !self.settings.show_inspector
            }
            Command::CycleTheme => {
                self.settings.theme = self.settings.theme.next();
                self.apply_theme(ctx);
                self.toasts
                    .info(format!("Theme: {}", self.settings.theme.name()));
            }
            Command::Palette => self.modal = Some(Modal::palette()),
            Command::Shortcuts => self.modal = Some(Modal::Shortcuts(String::new())),
            Command::Guide => self.modal = Some(Modal::Guide(0)),
            Command::Walk(direction) => {
                self.with_view(ctx, |canvas, view| canvas.walk(direction, view))
            }
        }
    }

    fn step(
        &mut self,
        step: impl FnOnce(&mut Session) -> Result<Option<String>, crate::document::EditError>,
        done: &str,
        nothing: &str,
    ) {
        self.canvas.finish_editing();
        self.toasts.forget_undo();
        match step(&mut self.session) {
            Ok(Some(label)) => self.toasts.info(format!("{done}: {label}")),
            Ok(None) => self.toasts.info(nothing),
            Err(error) => self.toasts.error(error.to_string()),
        }
        self.prune_selection();
    }

    fn escape(&mut self, ctx: &egui::Context) {
        if self.thread_pane.busy() {
            self.thread_pane.cancel();
        } else if self.canvas.busy() {
            let mut asked = Vec::new();
            self.canvas.cancel(&mut asked);
            for action in asked {
                self.perform(ctx, action);
            }
        } else {
            self.selection = Selection::default();
        }
    }

    fn new_claim(&mut self, ctx: &egui::Context) {
        let excerpt = self.with_view(ctx, |_, view| {
            view.selection
                .words
                .clone()
                .and_then(|words| inspector::take(view, &words))
        });
        let document = self.session.document();
        let place = self.canvas.free_place(self.selection.single_claim());
        match excerpt {
            Some(excerpt) => {
                let claim = Claim {
                    text: excerpt
                        .exact
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                    excerpts: vec![excerpt],
                    ..Claim::default()
                };
                let (edit, id) = actions::add_claim(document, claim, Some(place));
                self.edit(edit);
                self.selection.words = None;
                self.show_new(id);
            }
            None => {
                let (edit, id) = actions::add_claim(document, Claim::default(), Some(place));
                let mark = self.session.new_mark();
                self.perform(ctx, Action::EditWithin(edit, mark));
                self.show_new(id);
                self.canvas.edit_claim(id, "", mark);
            }
        }
    }

    fn add_premise(&mut self, ctx: &egui::Context, kind: LinkKind) {
        let [target] = self.selection.nodes.as_slice() else {
            self.toasts
                .info("Select the one claim or link it bears on first");
            return;
        };
        let target = *target;
        let document = self.session.document();
        let near = document.map().final_claim(target);
        let place = self.canvas.free_place(near);
        let claim = Claim::default();
        let (edit, id) =
            actions::add_linked_claim(document, claim, Some(place), kind, target, true);
        let mark = self.session.new_mark();
        self.perform(ctx, Action::EditWithin(edit, mark));
        self.show_new(id);
        self.canvas.edit_claim(id, "", mark);
    }

    fn show_new(&mut self, id: ClaimId) {
        self.welcome = false;
        self.selection.only(NodeId::Claim(id));
        self.canvas.reveal(NodeId::Claim(id));
    }

    fn add_excerpt(&mut self, ctx: &egui::Context) {
        let excerpt = self.with_view(ctx, |_, view| {
            view.selection
                .words
                .clone()
                .and_then(|words| inspector::take(view, &words))
        });
        match (excerpt, self.selection.single_claim()) {
            (Some(excerpt), Some(id)) => {
                let edit = actions::add_excerpt(self.session.document(), id, excerpt);
                self.edit(edit);
                self.selection.words = None;
            }
            _ => self
                .toasts
                .info("Select one claim, and words in the thread, first"),
        }
    }

    fn edit_claim(&mut self) {
        let Some(id) = self.selection.single_claim() else {
            self.toasts.info("Select one claim first");
            return;
        };
        if let Some(claim) = self.session.document().map().claim(id) {
            let text = claim.text.clone();
            let mark = self.session.new_mark();
            self.canvas.edit_claim(id, &text, mark);
        }
    }

    fn link(&mut self, ctx: &egui::Context, kind: LinkKind) {
        let (claims, links) = (self.selection.claims(), self.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            ([], _) => self
                .toasts
                .info("Select the claim the link starts from first"),
            (premises, [target]) => {
                let premises = premises.to_vec();
                let target = NodeId::Link(*target);
                self.with_view(ctx, |canvas, view| {
                    canvas.connect(Some(kind), &premises, target, view)
                });
            }
            ([one], _) => self.canvas.choose_target(Some(kind), vec![*one]),
            ([premises @ .., last], _) => {
                let (premises, last) = (premises.to_vec(), NodeId::Claim(*last));
                self.with_view(ctx, |canvas, view| {
                    canvas.connect(Some(kind), &premises, last, view)
                });
            }
        }
    }

    fn join(&mut self, ctx: &egui::Context) {
        let (claims, links) = (self.selection.claims(), self.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            ([], _) => self
                .toasts
                .info("Select the claim that is to become a linked premise first"),
            (premises, [link]) => {
                let (premises, link) = (premises.to_vec(), NodeId::Link(*link));
                self.with_view(ctx, |canvas, view| {
                    canvas.connect(None, &premises, link, view)
                });
            }
            (premises, _) => self.canvas.choose_target(None, premises.to_vec()),
        }
    }

    fn toggle_tag(&mut self, n: u8) {
        let claims = self.selection.claims();
        let tag = self
            .session
            .document()
            .map()
            .tags()
            .nth(usize::from(n))
            .map(|(id, _)| id);
        match (tag, claims.is_empty()) {
            (Some(tag), false) => {
                let edit = actions::toggle_tag(self.session.document(), &claims, tag);
                self.edit(edit);
            }
            (Some(_), true) => self.toasts.info("Select claims to tag first"),
            (None, _) => self
                .toasts
                .info(format!("There is no tag {} yet: press T to add one", n + 1)),
        }
    }

    fn keys(&mut self, ctx: &egui::Context) {
        let blocked = self.modal.is_some()
            || self.check.is_some()
            || self.tags.is_some()
            || self.path_field.is_some()
            || !self.recoveries.is_empty();
        if blocked {
            return;
        }
        let typing = ctx.text_edit_focused();
        let reading = typing && ThreadPane::is_reading(ctx);
        if !typing
            && self.canvas.busy()
            && ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter))
        {
            self.with_view(ctx, |canvas, view| canvas.accept_choice(view));
            return;
        }
        let drawing = self.canvas.is_drawing_link();
        for command in command::pressed(ctx, typing, reading) {
            // While a link is drawn, S, A and R choose its kind.
            if drawing && !matches!(command, Command::Escape) {
                continue;
            }
            self.command(ctx, command);
        }
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
        example: true,
    };
    eframe::run_native(
        "counterclaim",
        options,
        Box::new(|cc| Ok(Box::new(App::new(cc, start)))),
    )
    .map_err(|error| format!("no window could be opened: {error}"))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.poll(ctx);
        self.derived
            .refresh(self.session.document(), self.session.revision());
        self.keys(ctx);
        self.take_dropped(ctx);
        if let Some(fault) = self.session.take_journal_fault() {
            self.toasts.error(fault);
        }
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close {
            if self.session.dirty() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                self.leave(ctx, Intent::Quit);
            } else {
                self.may_close = true;
            }
        }
        self.derived
            .refresh(self.session.document(), self.session.revision());
        self.set_title(ctx);
        self.keep_settings(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let next_mark = self.session.new_mark();
        let mut asked = Vec::new();
        Panel::top("menus").show(ui, |ui| self.menu_bar(ui, &mut asked));
        Panel::bottom("status").show(ui, |ui| self.status_bar(ui, &mut asked));
        if self.welcome {
            self.welcome_page(ui, &mut asked);
        } else {
            let mut view = View {
                session: &self.session,
                derived: &self.derived,
                selection: &mut self.selection,
                filter: &mut self.filter,
                palette: theme::palette(&ctx),
                actions: &mut asked,
            };
            if self.settings.show_thread {
                let frame =
                    egui::Frame::side_top_panel(ui.style()).inner_margin(egui::Margin::same(12));
                Panel::left("thread")
                    .frame(frame)
                    .default_size(380.0)
                    .min_size(220.0)
                    .show(ui, |ui| {
                        self.thread_pane.show(ui, &mut view);
                    });
            }
            if self.settings.show_inspector {
                let frame =
                    egui::Frame::side_top_panel(ui.style()).inner_margin(egui::Margin::same(12));
                Panel::right("inspector")
                    .frame(frame)
                    .default_size(300.0)
                    .min_size(220.0)
                    .show(ui, |ui| {
                        self.inspector.show(ui, &mut view, next_mark);
                    });
            }
            egui::CentralPanel::default()
                .frame(egui::Frame::NONE)
                .show(ui, |ui| {
                    self.canvas.show(ui, &mut view, next_mark);
                });
        }
        self.show_modals(&ctx, &mut asked, next_mark);
        if self.toasts.show(&ctx) {
            asked.push(Action::Do(Command::Undo));
        }
        for action in asked {
            self.perform(&ctx, action);
        }
    }

    fn on_exit(&mut self) {
        if !self.session.dirty() {
            // Nothing is lost, so nothing is to be recovered at the next start.
            let empty = Session::new(Document::new(), None);
            std::mem::replace(&mut self.session, empty).discard();
        }
        if let Err(fault) = self.folders.save(&self.settings) {
            eprintln!("{fault}");
        }
    }
}

impl App {
    fn set_title(&mut self, ctx: &egui::Context) {
        let name = self
            .session
            .path()
            .and_then(|path| path.file_stem())
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_else(|| match self.session.document().title() {
                "" => "Untitled".to_owned(),
                title => title.to_owned(),
            });
        let mark = if self.session.dirty() { "• " } else { "" };
        let title = format!("{mark}{name} – Counterclaim");
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn keep_settings(&mut self, ctx: &egui::Context) {
        self.settings.scale = ctx.zoom_factor();
        if self.settings != self.settings_saved {
            self.settings_saved = self.settings.clone();
            if let Err(fault) = self.folders.save(&self.settings) {
                self.toasts.error(fault);
            }
        }
    }

    fn menu_bar(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        egui::MenuBar::new().ui(ui, |ui| {
            for menu in Menu::ALL {
                ui.menu_button(menu.name(), |ui| {
                    ui.set_min_width(260.0);
                    for spec in COMMANDS.iter().filter(|spec| spec.menu == menu) {
                        if spec.separated {
                            ui.separator();
                        }
                        let name = match spec.command {
                            Command::Undo => {
                                with_label("Undo", self.session.history().undo_label())
                            }
                            Command::Redo => {
                                with_label("Redo", self.session.history().redo_label())
                            }
                            _ => spec.name.to_owned(),
                        };
                        let mut button = egui::Button::new(name);
                        if let Some(key) = spec.key {
                            button = button.shortcut_text(ui.ctx().format_shortcut(&key));
                        }
                        if ui.add_enabled(self.can(spec.command), button).clicked() {
                            asked.push(Action::Do(spec.command));
                            ui.close();
                        }
                        if spec.command == Command::Open {
                            self.recent_menu(ui);
                        }
                    }
                });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let title = self.session.document().title();
                let shown = thread_pane::shorten(title, 70);
                ui.label(RichText::new(shown).weak());
            });
        });
    }

    fn recent_menu(&mut self, ui: &mut egui::Ui) {
        let mut chosen = None;
        ui.add_enabled_ui(!self.settings.recent.is_empty(), |ui| {
            ui.menu_button("Open recent", |ui| {
                for path in &self.settings.recent {
                    if ui.button(path.display().to_string()).clicked() {
                        chosen = Some(path.clone());
                        ui.close();
                    }
                }
            });
        });
        if let Some(path) = chosen {
            let ctx = ui.ctx().clone();
            self.leave(&ctx, Intent::Open(path));
        }
    }

    /// Whether a command can do something now.
    fn can(&self, command: Command) -> bool {
        let has_claims = self.session.document().map().claim_count() > 0;
        match command {
            Command::Undo => self.session.history().undo_label().is_some(),
            Command::Redo => self.session.history().redo_label().is_some(),
            Command::Delete | Command::FitSelection => !self.selection.nodes.is_empty(),
            Command::Link(_) | Command::JoinPremise => !self.selection.claims().is_empty(),
            Command::AddPremise(_) => self.selection.nodes.len() == 1,
            Command::ReverseLink => self.selection.single_link().is_some(),
            Command::EditClaim => self.selection.single_claim().is_some(),
            Command::AddExcerpt => {
                self.selection.single_claim().is_some() && self.selection.words.is_some()
            }
            Command::Arrange | Command::Export | Command::FitAll | Command::SelectAll => has_claims,
            _ => true,
        }
    }

    fn status_bar(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            let map = self.session.document().map();
            let facts = format!(
                "{} · {}",
                count(map.claim_count(), "claim"),
                count(map.link_count(), "link")
            );
            ui.label(RichText::new(facts).small());
            if !self.selection.nodes.is_empty() {
                ui.label(
                    RichText::new(format!("{} selected", self.selection.nodes.len()))
                        .small()
                        .weak(),
                );
            }
            if !self.filter.is_empty() {
                ui.label(RichText::new("filtered by tag").small().weak());
                if small_button(ui, "Show all").clicked() {
                    self.filter.clear();
                }
            }
            let mut working = false;
            for job in self.jobs.shown() {
                working = true;
                ui.separator();
                match job.fraction {
                    Some(fraction) => {
                        ui.add(
                            egui::ProgressBar::new(fraction)
                                .desired_width(120.0)
                                .desired_height(8.0),
                        );
                    }
                    None => {
                        ui.spinner();
                    }
                }
                ui.label(RichText::new(job.name).small());
                if small_button(ui, "Cancel").clicked() {
                    job.progress.cancel();
                }
            }
            if working || self.jobs.any() {
                ui.ctx()
                    .request_repaint_after(std::time::Duration::from_millis(100));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !self.welcome {
                    let zoom = format!("{:.0} %", self.canvas.camera.zoom * 100.0);
                    if small_button(ui, zoom)
                        .on_hover_text("Fit the whole map")
                        .clicked()
                    {
                        asked.push(Action::Do(Command::FitAll));
                    }
                    for (shown, name, command) in [
                        (
                            self.settings.show_inspector,
                            "Inspector",
                            Command::ToggleInspector,
                        ),
                        (self.settings.show_thread, "Thread", Command::ToggleThread),
                    ] {
                        if ui
                            .add(egui::Button::selectable(shown, RichText::new(name).small()))
                            .clicked()
                        {
                            asked.push(Action::Do(command));
                        }
                    }
                }
                let kept = match self.session.path() {
                    Some(_) if !self.session.dirty() => "saved",
                    Some(_) => "changed since saved",
                    None if self.session.dirty() => "not saved yet",
                    None => "",
                };
                ui.label(RichText::new(kept).small().weak());
            });
        });
    }
}

fn with_label(word: &str, label: Option<&str>) -> String {
    match label {
        Some(label) => format!("{word}: {label}"),
        None => word.to_owned(),
    }
}

/// `delete 2 claims` as it is told when it is done.
fn past(label: &str) -> String {
    match label.strip_prefix("delete ") {
        Some(rest) => format!("Deleted {rest}"),
        None => label.to_owned(),
    }
}
