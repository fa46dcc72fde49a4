//! The menus above, the tabs of open documents, the status bar below. Made from the one list of commands. May use
//! everything of the window.

use egui::RichText;

use super::App;
use super::command::{COMMANDS, Command, Menu};
use super::pane::{Action, Centre, small_button};
use super::settings::{LARGEST_SCALE, LEAST_SCALE};
use super::workspace::{Workspace, WorkspaceId};
use crate::document::actions::count;
use crate::figure::shorten;

impl App {
    pub(super) fn set_title(&mut self, ctx: &egui::Context) {
        let name = self.doc.name();
        let title = format!("{}{name} – Counterclaim", mark(&self.doc));
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    pub(super) fn keep_settings(&mut self, ctx: &egui::Context) {
        if let Some(scale) = self.settings.scale_wanted.take() {
            ctx.set_zoom_factor(scale);
        }
        // Below half its size nothing can be read, and above three times nothing has room.
        let scale = ctx.zoom_factor().clamp(LEAST_SCALE, LARGEST_SCALE);
        if scale != ctx.zoom_factor() {
            ctx.set_zoom_factor(scale);
        }
        self.settings.scale = scale;
        if self.settings.theme != self.settings_saved.theme {
            self.apply_theme(ctx);
        }
        if self.settings != self.settings_saved {
            self.settings_saved = self.settings.clone();
            if let Err(fault) = self.folders.save(&self.settings) {
                self.toasts.error(fault);
            }
        }
    }

    pub(super) fn menu_bar(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        egui::MenuBar::new().ui(ui, |ui| {
            for menu in Menu::ALL {
                ui.menu_button(menu.name(), |ui| {
                    ui.set_min_width(260.0);
                    // In a low window a long menu scrolls rather than end below the window.
                    let height = ui.ctx().content_rect().height() - 64.0;
                    egui::ScrollArea::vertical()
                        .max_height(height)
                        .min_scrolled_height(height)
                        .show(ui, |ui| self.menu_entries(ui, menu, asked));
                });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !self.doc.is_untouched() {
                    let title = match self.doc.session.document().title() {
                        "" => self.doc.name(),
                        title => title.to_owned(),
                    };
                    let title = RichText::new(format!("{}{title}", mark(&self.doc))).weak();
                    // In a narrow window the menus come first; the tab says the name, too.
                    if ui.available_width() > 120.0 {
                        ui.add(egui::Label::new(title).truncate());
                    }
                }
            });
        });
    }

    fn menu_entries(&self, ui: &mut egui::Ui, menu: Menu, asked: &mut Vec<Action>) {
        for spec in COMMANDS.iter().filter(|spec| spec.menu == menu) {
            if spec.separated {
                ui.separator();
            }
            let name = match spec.command {
                Command::Undo => with_label("Undo", self.doc.session.history().undo_label()),
                Command::Redo => with_label("Redo", self.doc.session.history().redo_label()),
                _ => spec.name.to_owned(),
            };
            let mut button = egui::Button::new(name);
            if let Some(key) = spec.key {
                button = button.shortcut_text(super::command::key_text(ui.ctx(), &key));
            }
            if ui.add_enabled(self.can(spec.command), button).clicked() {
                asked.push(Action::Do(spec.command));
                ui.close();
            }
            if spec.command == Command::Open {
                self.recent_menu(ui, asked);
            }
        }
    }

    /// A tab for every open document, the one in front marked.
    pub(super) fn tab_strip(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        // A tab that comes to the front comes into sight.
        let key = egui::Id::unique("the tab in front");
        let front = (self.doc.id, self.others.len());
        let before: Option<(WorkspaceId, usize)> = ui.data(|d| d.get_temp(key));
        let turned = before != Some(front);
        ui.data_mut(|d| d.insert_temp(key, front));
        egui::ScrollArea::horizontal()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let behind = self.others.iter();
                    let mut all: Vec<&Workspace> = behind.collect();
                    all.insert(self.at, &self.doc);
                    for (n, workspace) in all.into_iter().enumerate() {
                        let name = shorten(&workspace.name(), 32);
                        let text = format!("{}{name}", mark(workspace));
                        let tab = egui::Button::selectable(n == self.at, text);
                        let response = ui.add(tab);
                        let response = match workspace.session.path() {
                            Some(path) => response.on_hover_text(path.display().to_string()),
                            None => response.on_hover_text("on no file yet"),
                        };
                        if response.clicked() {
                            asked.push(Action::BringToFront(n));
                        }
                        let (middle, tab) = (response.middle_clicked(), response.rect);
                        let what = match n == self.at {
                            true => "Close document".to_owned(),
                            false => format!("Close {name}"),
                        };
                        ui.add_space(-4.0);
                        let close = egui::Button::new(RichText::new("×").weak()).frame(false);
                        let close = ui.add(close).on_hover_text(&what);
                        close.widget_info(|| {
                            egui::WidgetInfo::labeled(egui::Role::Button, true, &what)
                        });
                        if n == self.at && turned {
                            ui.scroll_to_rect(tab | close.rect, None);
                        }
                        if middle || close.clicked() {
                            asked.push(Action::BringToFront(n));
                            asked.push(Action::Do(Command::Close));
                        }
                        ui.add_space(6.0);
                    }
                });
            });
    }

    fn recent_menu(&self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        ui.add_enabled_ui(!self.settings.recent.is_empty(), |ui| {
            ui.menu_button("Open recent", |ui| {
                for path in &self.settings.recent {
                    if ui.button(path.display().to_string()).clicked() {
                        asked.push(Action::Open(path.clone()));
                        ui.close();
                    }
                }
            });
        });
    }

    /// Whether a command can do something now.
    fn can(&self, command: Command) -> bool {
        let has_claims = self.doc.session.document().map().claim_count() > 0;
        match command {
            Command::Undo => {
                self.doc.session.history().undo_label().is_some() || self.has_dismissed()
            }
            Command::Redo => self.doc.session.history().redo_label().is_some(),
            Command::Delete
            | Command::FitSelection
            | Command::Copy
            | Command::Cut
            | Command::Duplicate => !self.doc.selection.nodes.is_empty(),
            Command::NextDocument | Command::PreviousDocument => !self.others.is_empty(),
            Command::Fold => !self.doc.selection.claims().is_empty(),
            Command::AddSibling => self.doc.selection.single_claim().is_some(),
            Command::FoldAll => has_claims,
            Command::UnfoldAll => !self.doc.session.document().folded().is_empty(),
            Command::Unfocus => self.doc.focus.is_some(),
            Command::Focus => !self.doc.selection.nodes.is_empty() || self.doc.focus.is_some(),
            Command::Back => {
                let map = self.doc.session.document().map();
                self.doc.trail.can_step(map, true)
            }
            Command::Forward => {
                let map = self.doc.session.document().map();
                self.doc.trail.can_step(map, false)
            }
            Command::Link(_) | Command::JoinPremise => !self.doc.selection.claims().is_empty(),
            Command::AddPremise(_) => self.doc.selection.nodes.len() == 1,
            Command::ReverseLink => self.doc.selection.single_link().is_some(),
            Command::EditClaim => self.doc.selection.single_claim().is_some(),
            Command::AddExcerpt => {
                self.doc.selection.single_claim().is_some() && self.doc.selection.words.is_some()
            }
            Command::Arrange
            | Command::UseLayers
            | Command::UseIndents
            | Command::Export
            | Command::FitAll
            | Command::SelectAll => has_claims,
            _ => true,
        }
    }

    pub(super) fn status_bar(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            // From the right: what is chosen here keeps its place, and words give way in a narrow window.
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !self.welcome {
                    self.view_switches(ui, asked);
                }
                let kept = match self.doc.session.path() {
                    Some(_) if !self.doc.session.dirty() => "saved",
                    Some(_) => "changed since saved",
                    None if self.doc.session.dirty() => "not saved yet",
                    None => "",
                };
                if ui.available_width() > 240.0 {
                    ui.label(RichText::new(kept).small().weak());
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
                    self.map_facts(ui, asked);
                    self.running_jobs(ui);
                });
            });
        });
    }

    /// What is shown of the window, and at what size.
    fn view_switches(&self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        let percent = self.doc.canvas.camera.zoom * 100.0;
        let zoom = match percent < 1.0 {
            true => format!("{percent:.1} %"),
            false => format!("{percent:.0} %"),
        };
        let zoom = small_button(ui, zoom).on_hover_text("Fit the whole map");
        if zoom.clicked() {
            asked.push(Action::Do(Command::FitAll));
        }
        let mut switch = |ui: &mut egui::Ui, shown: bool, name: &str, command: Command| {
            let button = egui::Button::selectable(shown, RichText::new(name).small());
            if ui.add(button).clicked() {
                asked.push(Action::Do(command));
            }
        };
        let centre = self.doc.centre;
        switch(ui, centre == Centre::Table, "Table", Command::ShowTable);
        switch(
            ui,
            centre == Centre::Outline,
            "Outline",
            Command::ShowOutline,
        );
        switch(ui, centre == Centre::Canvas, "Map", Command::ShowMap);
        ui.separator();
        let shown = &self.settings;
        switch(
            ui,
            shown.show_suggestions,
            "Suggestions",
            Command::ToggleSuggestions,
        );
        switch(
            ui,
            shown.show_inspector,
            "Inspector",
            Command::ToggleInspector,
        );
        switch(ui, shown.show_thread, "Thread", Command::ToggleThread);
    }

    /// How much the map holds, and how much of it is shown.
    fn map_facts(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        let weak = |ui: &mut egui::Ui, text: String| {
            ui.label(RichText::new(text).small().weak());
        };
        let map = self.doc.session.document().map();
        let facts = format!(
            "{} · {}",
            count(map.claim_count(), "claim"),
            count(map.link_count(), "link")
        );
        if ui.available_width() > 110.0 {
            ui.label(RichText::new(facts).small());
        }
        if !self.doc.selection.nodes.is_empty() {
            weak(ui, format!("{} selected", self.doc.selection.nodes.len()));
        }
        if !self.doc.filter.is_empty() {
            weak(ui, "filtered by tag".to_owned());
            if small_button(ui, "Show all").clicked() {
                self.doc.filter.clear();
            }
        }
        if let Some(focus) = &self.doc.focus {
            weak(
                ui,
                format!("only what is within {}", count(focus.steps.into(), "link")),
            );
            if small_button(ui, "Show everything").clicked() {
                asked.push(Action::Do(Command::Unfocus));
            }
        }
        let folded = self.doc.session.document().folded().len();
        if folded > 0 {
            weak(
                ui,
                match folded {
                    1 => "1 branch folded".to_owned(),
                    n => format!("{n} branches folded"),
                },
            );
            if small_button(ui, "Unfold").clicked() {
                asked.push(Action::Do(Command::UnfoldAll));
            }
        }
    }

    fn running_jobs(&self, ui: &mut egui::Ui) {
        let mut working = false;
        for job in self.jobs.shown() {
            working = true;
            ui.separator();
            match job.fraction {
                Some(fraction) => {
                    let bar = egui::ProgressBar::new(fraction);
                    ui.add(bar.desired_width(120.0).desired_height(8.0));
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
            let soon = std::time::Duration::from_millis(100);
            ui.ctx().request_repaint_after(soon);
        }
    }
}

/// Before the name of what has changes that are on no file.
fn mark(workspace: &Workspace) -> &'static str {
    match workspace.session.dirty() {
        true => "• ",
        false => "",
    }
}

fn with_label(word: &str, label: Option<&str>) -> String {
    match label {
        Some(label) => format!("{word}: {label}"),
        None => word.to_owned(),
    }
}
