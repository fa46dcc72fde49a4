//! The preferences page: theme, sizes, saving by itself, semantics, the tags of new maps. May use settings, semantics
//! and egui.

use egui::{RichText, Slider};

use super::pane::capitalised;
use super::settings::{AutoSave, Settings, ThemeChoice};
use crate::semantics::bipolar::SupportReading;
use crate::semantics::evaluation::METHODS;

/// Shows the page; says whether it is to be closed.
pub fn page(ui: &mut egui::Ui, settings: &mut Settings) -> bool {
    ui.set_width(560.0);
    ui.heading("Preferences");
    ui.add_space(8.0);
    let height = (ui.ctx().content_rect().height() - 200.0).max(160.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| groups(ui, settings));
    ui.add_space(10.0);
    ui.label(
        RichText::new("Kept where your system keeps settings; every change takes effect at once")
            .small()
            .weak(),
    );
    ui.add_space(8.0);
    ui.button("Close").clicked()
}

fn groups(ui: &mut egui::Ui, settings: &mut Settings) {
    group(ui, "Appearance");
    ui.horizontal(|ui| {
        for choice in ThemeChoice::ALL {
            let name = capitalised(choice.name());
            ui.selectable_value(&mut settings.theme, choice, name);
        }
    });
    let mut percent = settings.scale * 100.0;
    let slider = Slider::new(&mut percent, 70.0..=200.0)
        .step_by(10.0)
        .suffix(" %")
        .fixed_decimals(0)
        .text("Size of everything (Ctrl and + or −)");
    let size = ui.add(slider);
    // Only when it is let go, or the slider would move under the pointer.
    if size.drag_stopped() || (size.changed() && !size.dragged()) {
        settings.scale_wanted = Some(percent / 100.0);
    }
    ui.add(
        Slider::new(&mut settings.reading_size, 12.0..=24.0)
            .step_by(1.0)
            .fixed_decimals(0)
            .suffix(" pt")
            .text("Letters of the thread"),
    );
    ui.checkbox(&mut settings.motion, "Cards glide to new places");
    ui.checkbox(
        &mut settings.snap,
        "Cards snap to the lines of others while dragged",
    );
    ui.checkbox(&mut settings.minimap, "Small map in the corner");

    group(ui, "Saving");
    ui.horizontal(|ui| {
        for choice in AutoSave::ALL {
            ui.selectable_value(&mut settings.autosave, choice, choice.name());
        }
    });
    ui.label(
        RichText::new("Only maps that have a file are saved by themselves. Whatever you choose, a crash loses at most the last second: unsaved work is offered at the next start.")
            .small()
            .weak(),
    );

    group(ui, "Which claims stand");
    let method = settings.method();
    egui::ComboBox::from_label("Semantics")
        .selected_text(method.name())
        .width(220.0)
        .show_ui(ui, |ui| {
            for info in METHODS {
                let chosen = ui.selectable_label(info.method == method, info.name);
                if chosen.on_hover_text(info.about).clicked() {
                    settings.semantics = info.name.to_owned();
                }
            }
        });
    if let Some(info) = METHODS.iter().find(|info| info.method == method) {
        ui.label(RichText::new(info.about).small().weak());
    }
    for (reading, name, about) in [
        (
            SupportReading::Defeasible,
            "a reason, which may fail",
            "A defeated reason does not defeat its conclusion, nor the other way",
        ),
        (
            SupportReading::Deductive,
            "a proof",
            "If the conclusion falls, so does what is said to show it",
        ),
        (
            SupportReading::Necessary,
            "a condition",
            "If the reason falls, so does what needs it",
        ),
    ] {
        let now = settings.support_reading();
        let radio = ui.radio(now == reading, format!("Support means: {name}"));
        if radio.on_hover_text(about).clicked() {
            settings.set_support_reading(reading);
        }
    }

    group(ui, "Tags of new maps");
    let field = ui.add(
        egui::TextEdit::singleline(&mut settings.tags)
            .id_salt("tags of new maps")
            .desired_width(420.0),
    );
    field
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Tags of new maps"));
    ui.label(
        RichText::new("Separated by commas, in the order of the keys 1 to 9")
            .small()
            .weak(),
    );
}

fn group(ui: &mut egui::Ui, title: &str) {
    ui.add_space(10.0);
    ui.label(RichText::new(title).family(super::theme::semibold()));
    ui.add_space(2.0);
}
