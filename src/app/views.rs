//! Saved views: where the map is looked at from, what is folded, filtered and focused on, kept under a name in the
//! document. May use document and egui.

use egui::RichText;

use super::App;
use super::pane::{Neighbourhood, small_button};
use crate::document::{Focus, SavedView, actions};

/// What was chosen on the page.
pub enum Asked {
    /// Leave it.
    Close,
    /// Keep the view under this name.
    Keep(String),
    /// Look from there again.
    Show(String),
    /// Forget it.
    Delete(String),
}

/// The page: the views that are kept, and a field to keep the one of now.
pub fn page(ui: &mut egui::Ui, name: &mut String, kept: &[(String, SavedView)]) -> Option<Asked> {
    ui.set_width(460.0);
    ui.heading("Saved views");
    ui.label(
        RichText::new("A view is where you look from, what is folded, filtered and focused on; it is kept in the map")
            .small()
            .weak(),
    );
    ui.add_space(8.0);
    let mut asked = None;
    for (view, saved) in kept {
        ui.horizontal(|ui| {
            let show = ui.add(
                egui::Button::new(RichText::new(view).family(super::theme::semibold()))
                    .min_size(egui::vec2(240.0, 28.0)),
            );
            if show.clicked() {
                asked = Some(Asked::Show(view.clone()));
            }
            ui.label(
                RichText::new(format!("{:.0} %", saved.zoom * 100.0))
                    .small()
                    .weak(),
            );
            let delete = small_button(ui, "Delete");
            delete.widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::Role::Button,
                    true,
                    format!("Delete the view {view}"),
                )
            });
            if delete.clicked() {
                asked = Some(Asked::Delete(view.clone()));
            }
        });
    }
    if kept.is_empty() {
        ui.label(RichText::new("None yet").weak());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let field = ui.add(
            egui::TextEdit::singleline(name)
                .id_salt("view name")
                .hint_text("Name of this view")
                .desired_width(240.0),
        );
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of this view")
        });
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if ui.memory(|m| m.focused().is_none()) {
            field.request_focus();
        }
        let ready = !name.trim().is_empty();
        let keep = ui.add_enabled(ready, egui::Button::new("Keep this view"));
        if (keep.clicked() || enter) && ready {
            asked = Some(Asked::Keep(name.trim().to_owned()));
        }
    });
    ui.add_space(8.0);
    if ui.button("Close").clicked() {
        asked = Some(Asked::Close);
    }
    asked
}

impl App {
    /// The view as it is now.
    fn this_view(&self) -> SavedView {
        let camera = self.doc.canvas.camera;
        SavedView {
            centre: (camera.centre.x, camera.centre.y),
            zoom: camera.zoom,
            folded: self.doc.session.document().folded().clone(),
            tags: self.doc.filter.clone(),
            focus: self.doc.focus.as_ref().map(|focus| Focus {
                nodes: focus.nodes.clone(),
                steps: focus.steps,
            }),
        }
    }

    pub(super) fn keep_view(&mut self, name: &str) {
        let edit = actions::save_view(self.doc.session.document(), name, self.this_view());
        self.edit(edit);
        self.toasts.info(format!("Kept the view “{name}”"));
    }

    pub(super) fn delete_view(&mut self, name: &str) {
        let edit = actions::delete_view(self.doc.session.document(), name);
        self.edit(edit);
    }

    pub(super) fn show_view(&mut self, name: &str) {
        let document = self.doc.session.document();
        let Some(saved) = document.views().get(name).cloned() else {
            return;
        };
        let edit = actions::show_view(document, name);
        self.fold(edit);
        self.doc.filter = saved.tags;
        self.doc.focus = saved.focus.map(|focus| Neighbourhood {
            nodes: focus.nodes,
            steps: focus.steps,
        });
        self.prune();
        self.doc.canvas.look_from(saved.centre, saved.zoom);
        self.doc.centre = Default::default();
    }
}
