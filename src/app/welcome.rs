//! The welcome page: three clear ways to start, and the files of last time. May use egui and the commands.

use egui::{RichText, TextStyle, vec2};

use super::App;
use super::command::Command;
use super::pane::Action;

impl App {
    pub(super) fn welcome_page(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        egui::CentralPanel::default().show(ui, |ui| {
            egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
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
        ui.label(RichText::new("Counterclaim").text_style(TextStyle::Name("title".into())).size(30.0));
        ui.label(RichText::new("Turn a comment thread into an argument map whose claims stay tied to the words they came from, and see which of them stand.").weak());
        ui.add_space(24.0);
        for (title, what, command) in [
            ("Start from a thread", "Import a saved discussion: Hacker News JSON or page, or text", Command::Import),
            ("Paste a discussion", "Copy it anywhere, paste it here, and say who answers whom", Command::PasteThread),
            ("Look at an example", "The bundled debate: is distillation theft, fair use, or proof of no moat?", Command::OpenExample),
        ] {
            let text = format!("{title}\n{what}");
            let mut job = egui::text::LayoutJob::default();
            RichText::new(format!("{title}\n")).font(egui::FontId::new(16.0, super::theme::semibold()))
                .append_to(&mut job, ui.style(), egui::FontSelection::Default, egui::Align::LEFT);
            RichText::new(what).weak().append_to(&mut job, ui.style(), egui::FontSelection::Default, egui::Align::LEFT);
            let button = ui.add_sized(vec2(ui.available_width(), 64.0), egui::Button::new(job).wrap());
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &text));
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
            if ui.button("User guide").clicked() {
                asked.push(Action::Do(Command::Guide));
            }
        });
        if !self.settings.recent.is_empty() {
            ui.add_space(24.0);
            ui.label(RichText::new("Recent").font(egui::FontId::new(14.0, super::theme::semibold())));
            let mut chosen = None;
            for path in self.settings.recent.iter().take(8) {
                let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
                let folder = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
                ui.horizontal(|ui| {
                    if ui.link(name).clicked() {
                        chosen = Some(path.clone());
                    }
                    ui.label(RichText::new(super::thread_pane::shorten(&folder, 70)).small().weak());
                });
            }
            if let Some(path) = chosen {
                let ctx = ui.ctx().clone();
                self.open_recent(&ctx, path);
            }
        }
    }
}
