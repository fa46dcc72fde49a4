//! Pages that ask one thing: unsaved changes, a file changed on disk, text to import, an export's format, a link that
//! leads out. May use egui.

use egui::{RichText, vec2};

use super::{Choice, enter_alone};
use crate::app::theme;
use crate::exchange::maps::EXPORTS;
use crate::mining::lexicon::Lexicon;

pub(super) fn unsaved(ui: &mut egui::Ui, names: &[String]) -> Option<Choice> {
    ui.set_width(420.0);
    ui.heading("Save changes?");
    ui.add_space(6.0);
    match names {
        [one] => ui.label(format!("“{one}” has changes that are on no file.")),
        many => {
            ui.label(format!(
                "{} maps have changes that are on no file:",
                many.len()
            ));
            ui.label(many.join("\n"))
        }
    };
    ui.add_space(12.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        let save = ui.button(RichText::new("Save changes").family(theme::semibold()));
        if save.clicked() || enter_alone(ui) {
            choice = Some(Choice::Save);
        }
        if ui.button("Don’t save").clicked() {
            choice = Some(Choice::DontSave);
        }
        if ui.button("Stay").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

pub(super) fn changed_on_disk(ui: &mut egui::Ui) -> Option<Choice> {
    ui.set_width(460.0);
    ui.heading("The file was changed on disk");
    ui.add_space(6.0);
    ui.label("Somebody or something else wrote this map’s file since it was opened here. Saving would replace what was written.");
    ui.add_space(12.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        if ui
            .button(RichText::new("Save under another name…").family(theme::semibold()))
            .clicked()
        {
            choice = Some(Choice::SaveAs);
        }
        if ui.button("Overwrite it").clicked() {
            choice = Some(Choice::Overwrite);
        }
        if ui.button("Stay").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

pub(super) fn paste(ui: &mut egui::Ui, text: &mut String) -> Option<Choice> {
    ui.set_width(640.0);
    ui.heading("Paste thread text");
    ui.label(RichText::new("The text of a discussion, or the JSON or page source of one. Where the text itself nests its comments, that is read as a guess and marked so; who answers whom can be set afterwards.").small().weak());
    ui.add_space(6.0);
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            let field = ui.add(
                egui::TextEdit::multiline(text)
                    .id_salt("paste")
                    .desired_rows(14)
                    .desired_width(f32::INFINITY),
            );
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Thread text")
            });
            if text.is_empty() && !field.has_focus() {
                field.request_focus();
            }
        });
    ui.add_space(8.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        let ready = !text.trim().is_empty();
        if ui
            .add_enabled(ready, egui::Button::new("Import text"))
            .clicked()
        {
            choice = Some(Choice::Paste(std::mem::take(text)));
        }
        let lines = ui.add_enabled(ready, egui::Button::new("Make claims of the lines"));
        if lines
            .on_hover_text("One claim a line; indented lines bear on the line above")
            .clicked()
        {
            choice = Some(Choice::PasteLines(std::mem::take(text)));
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

pub(super) fn export(ui: &mut egui::Ui) -> Option<Choice> {
    ui.set_width(520.0);
    ui.heading("Export");
    ui.add_space(6.0);
    let mut choice = None;
    for export in EXPORTS {
        if ui
            .add(egui::Button::new(export.title).min_size(vec2(300.0, 30.0)))
            .clicked()
        {
            choice = Some(Choice::Export(export.name));
        }
        if !export.loses.is_empty() {
            ui.add(egui::Label::new(RichText::new(export.loses).small().weak()).wrap());
        }
        ui.add_space(4.0);
    }
    ui.add_space(8.0);
    if ui.button("Cancel").clicked() {
        choice = Some(Choice::Close);
    }
    choice
}

pub(super) fn open_url(ui: &mut egui::Ui, target: &str) -> Option<Choice> {
    ui.set_width(480.0);
    ui.heading("Open in the browser?");
    ui.add_space(6.0);
    ui.add(egui::Label::new(RichText::new(target).monospace()).wrap());
    ui.add_space(12.0);
    let safe = target.starts_with("https://") || target.starts_with("http://");
    let mut choice = None;
    ui.horizontal(|ui| {
        if ui
            .add_enabled(safe, egui::Button::new("Open link"))
            .clicked()
        {
            choice = Some(Choice::Url(target.to_owned()));
        }
        if ui.button("Copy").clicked() {
            ui.ctx().copy_text(target.to_owned());
            choice = Some(Choice::Close);
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Close);
        }
    });
    if !safe {
        ui.label(
            RichText::new("Only web addresses can be opened from here")
                .small()
                .weak(),
        );
    }
    choice
}

/// All that was said of an import.
pub(super) fn account(ui: &mut egui::Ui, said: &[String]) -> Option<Choice> {
    ui.set_width(560.0);
    ui.heading("Account of the import");
    ui.add_space(6.0);
    let height = (ui.ctx().content_rect().height() - 220.0).clamp(100.0, 480.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            for sentence in said {
                ui.add(egui::Label::new(sentence).wrap());
                ui.add_space(6.0);
            }
        });
    ui.add_space(6.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() || enter_alone(ui) {
            choice = Some(Choice::Close);
        }
        if ui.button("Copy").clicked() {
            ui.ctx().copy_text(said.join("\n"));
        }
    });
    choice
}

/// A person's own terms; they can be kept once every line can be read.
pub(super) fn terms(ui: &mut egui::Ui, text: &mut String) -> Option<Choice> {
    ui.set_width(560.0);
    ui.heading("Terms that suggest tags");
    ui.add_space(4.0);
    let about = "One a line: tag, term, and from 0 to 1 how sure the term alone makes one of the tag. * at the end of a term stands for any ending. Your lines come on top of the program’s; a weight of 0 takes a term out.";
    ui.add(egui::Label::new(RichText::new(about).small().weak()).wrap());
    ui.add_space(6.0);
    let height = (ui.ctx().content_rect().height() - 320.0).clamp(100.0, 360.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            let field = ui.add(
                egui::TextEdit::multiline(text)
                    .id_salt("terms")
                    .font(egui::TextStyle::Monospace)
                    .hint_text("for example: moat,switching cost*,0.8")
                    .desired_rows(12)
                    .desired_width(f32::INFINITY),
            );
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Your own terms")
            });
            if ui.memory(|m| m.focused().is_none()) {
                field.request_focus();
            }
        });
    ui.add_space(6.0);
    let fault = Lexicon::parse(text).err();
    match &fault {
        Some(fault) => ui.colored_label(ui.visuals().error_fg_color, fault.to_string()),
        None => ui.label(
            RichText::new("Kept beside your settings, for every map")
                .small()
                .weak(),
        ),
    };
    ui.add_space(8.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        let keep = ui.add_enabled(fault.is_none(), egui::Button::new("Keep terms"));
        if keep.clicked() {
            choice = Some(Choice::KeepTerms(std::mem::take(text)));
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}
