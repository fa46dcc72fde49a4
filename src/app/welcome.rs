//! The welcome page: three clear ways to start, and the files of last time. May use egui and the commands.

use egui::{Align2, FontId, RichText, Sense, TextStyle, vec2};

use super::App;
use super::command::Command;
use super::pane::Action;
use crate::figure::shorten;

impl App {
    pub(super) fn welcome_page(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        egui::CentralPanel::default().show(ui, |ui| {
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.add_space((ui.available_height() * 0.12).max(16.0));
                    let width = 640.0_f32.min(ui.available_width() - 32.0);
                    let side = ((ui.available_width() - width) / 2.0).max(0.0);
                    ui.horizontal(|ui| {
                        ui.add_space(side);
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            self.welcome_column(ui, asked);
                        });
                    });
                });
        });
    }

    fn welcome_column(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        ui.label(
            RichText::new("Counterclaim")
                .text_style(TextStyle::Name("title".into()))
                .size(30.0),
        );
        ui.label(RichText::new("Turn a comment thread into an argument map whose claims stay tied to the words they came from, and see which of them stand.").weak());
        ui.add_space(24.0);
        for (title, what, command) in [
            (
                "Start from a thread",
                "Import a saved discussion: Hacker News JSON or page, or text",
                Command::Import,
            ),
            (
                "Fetch a discussion",
                "From its link: Hacker News, Reddit, Lobsters, Discourse, Lemmy, Mastodon",
                Command::ImportLink,
            ),
            (
                "Paste a discussion",
                "Copy it anywhere, paste it here, and say who answers whom",
                Command::PasteThread,
            ),
            (
                "Look at an example",
                "The bundled debate: is distillation theft, fair use, or proof of no moat?",
                Command::OpenExample,
            ),
        ] {
            let button = way(ui, title, what);
            if button.clicked() {
                asked.push(Action::Do(command));
            }
            ui.add_space(4.0);
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui.button("Open a map…").clicked() {
                asked.push(Action::Do(Command::Open));
            }
            if ui.button("Empty map").clicked() {
                asked.push(Action::Do(Command::New));
            }
            if ui.button("First map, step by step").clicked() {
                asked.push(Action::Do(Command::Tutorial));
            }
            if ui.button("User guide").clicked() {
                asked.push(Action::Do(Command::Guide));
            }
        });
        if !self.settings.recent.is_empty() {
            ui.add_space(24.0);
            ui.label(RichText::new("Recent").font(FontId::new(14.0, super::theme::semibold())));
            let mut chosen = None;
            for path in self.settings.recent.iter().take(8) {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |n| n.to_string_lossy().into_owned(),
                );
                let folder = path
                    .parent()
                    .map(|p| p.display().to_string())
                    .unwrap_or_default();
                ui.horizontal(|ui| {
                    if ui.link(name).clicked() {
                        chosen = Some(path.clone());
                    }
                    ui.label(RichText::new(shorten(&folder, 70)).small().weak());
                });
            }
            if let Some(path) = chosen {
                asked.push(Action::Open(path));
            }
        }
    }
}

/// One way to start: a wide button with a title and a line on what it does.
fn way(ui: &mut egui::Ui, title: &str, what: &str) -> egui::Response {
    let size = vec2(ui.available_width(), 68.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, title));
    let visuals = ui.style().interact(&response);
    let painter = ui.painter();
    painter.rect(
        rect,
        8.0,
        visuals.weak_bg_fill,
        visuals.bg_stroke,
        egui::StrokeKind::Inside,
    );
    let ink = ui.visuals().text_color();
    let at = rect.left_top() + vec2(18.0, 14.0);
    painter.text(
        at,
        Align2::LEFT_TOP,
        title,
        FontId::new(16.0, super::theme::semibold()),
        ink,
    );
    let below = at + vec2(0.0, 23.0);
    painter.text(
        below,
        Align2::LEFT_TOP,
        what,
        FontId::proportional(13.5),
        ui.visuals().weak_text_color(),
    );
    painter.text(
        rect.right_center() - vec2(18.0, 0.0),
        Align2::RIGHT_CENTER,
        "→",
        FontId::proportional(18.0),
        ui.visuals().weak_text_color(),
    );
    response
}
