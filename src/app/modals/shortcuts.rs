//! The sheet of keys and of what the mouse does. May use egui and the list of commands.

use egui::{RichText, vec2};

use super::Choice;
use crate::app::command::{COMMANDS, key_text};
use crate::app::theme::semibold;

/// What the mouse does, for the sheet.
const MOUSE: &[(&str, &str)] = &[
    (
        "Drag the edge of a card",
        "draw a link; S, A, R choose support, attack, rephrase",
    ),
    (
        "Drop a link on an arrow",
        "undercut (attack) or support the link",
    ),
    ("Drop a link on a joint", "linked premise"),
    (
        "Hold S, A or R and drag a card",
        "draw a link from anywhere on it",
    ),
    (
        "Drop a card on a card",
        "link it; it goes back to where it stood",
    ),
    ("Double click", "edit a card, or make one"),
    ("Drag the plane", "select what is in the frame"),
    (
        "Space, middle or right button and drag",
        "move over the plane",
    ),
    ("Ctrl and wheel, or pinch", "zoom at the pointer"),
    ("Shift and click", "add to the selection"),
    ("1 … 9", "tag the selected claims"),
    ("Arrow keys", "go to the neighbour in that direction"),
    (
        "Alt and an arrow",
        "along the links: target, premise, siblings",
    ),
    (
        "Ctrl and an arrow",
        "new claim below, above or beside, linked",
    ),
    ("Shift and an arrow", "move the selected cards a little"),
    ("Side buttons of the mouse", "back and forward"),
];

pub(super) fn shortcuts(ui: &mut egui::Ui, text: &mut String) -> Option<Choice> {
    ui.set_width(560.0);
    ui.heading("Keyboard and mouse");
    let field = ui.add(
        egui::TextEdit::singleline(text)
            .id_salt("search")
            .hint_text("Search")
            .desired_width(220.0),
    );
    field
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search shortcuts"));
    // Letters go to the search at once, as in the palette.
    if text.is_empty() && ui.memory(|m| m.focused().is_none()) {
        field.request_focus();
    }
    ui.add_space(6.0);
    let wanted = text.to_lowercase();
    let height = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            egui::Grid::new("shortcuts")
                .num_columns(2)
                .min_col_width(220.0)
                .striped(true)
                .spacing(vec2(24.0, 6.0))
                .show(ui, |ui| {
                    for spec in COMMANDS {
                        let Some(key) = spec.key else { continue };
                        let key = key_text(ui.ctx(), &key);
                        if spec.name.to_lowercase().contains(&wanted)
                            || key.to_lowercase().contains(&wanted)
                        {
                            ui.label(RichText::new(key).family(semibold()));
                            ui.label(spec.name.trim_end_matches('…'));
                            ui.end_row();
                        }
                    }
                    for (how, what) in MOUSE {
                        if how.to_lowercase().contains(&wanted) || what.contains(&wanted) {
                            ui.label(RichText::new(*how).family(semibold()));
                            ui.label(*what);
                            ui.end_row();
                        }
                    }
                });
        });
    ui.add_space(8.0);
    ui.button("Close").clicked().then_some(Choice::Close)
}
