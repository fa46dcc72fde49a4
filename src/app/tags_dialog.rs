//! The dialog in which tags are added, renamed, restyled, merged and deleted. May use document, map and egui.

use egui::{RichText, Sense, vec2};

use super::canvas::paint::pattern;
use super::pane::{Action, View, page};
use super::theme::colour;
use crate::document::actions::{self, count};
use crate::document::history::Mark;
use crate::map::{Tag, TagId};

/// The dialog in which tags are added, renamed, restyled, merged and deleted.
#[derive(Default)]
pub struct TagsDialog {
    new: String,
    typing: Option<(TagId, String, Mark)>,
}

impl TagsDialog {
    /// Shows the dialog; returns whether it is done.
    pub fn show(&mut self, ctx: &egui::Context, view: &mut View<'_>, next_mark: Mark) -> bool {
        let mut done = false;
        let modal = page(ctx, "tags").show(ctx, |ui| {
            ui.set_width(520.0);
            ui.heading("Tags");
            ui.label(
                RichText::new("Keys 1 to 9 put the first nine on the selected claims")
                    .small()
                    .weak(),
            );
            ui.add_space(8.0);
            let tags = view.tags();
            for (n, (id, tag)) in tags.iter().enumerate() {
                ui.push_id(id, |ui| self.row(ui, n, *id, tag, &tags, view, next_mark));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let field = ui.add(
                    egui::TextEdit::singleline(&mut self.new)
                        .id_salt("new tag")
                        .hint_text("New tag")
                        .desired_width(220.0),
                );
                field.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::TextInput, true, "New tag")
                });
                let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                let ready = !self.new.trim().is_empty();
                if (ui.add_enabled(ready, egui::Button::new("Add")).clicked() || enter) && ready {
                    let (edit, _) = actions::add_tag(view.session.document(), &self.new);
                    view.actions.push(Action::Edit(edit));
                    self.new.clear();
                }
            });
            ui.add_space(8.0);
            done = ui.button("Done").clicked();
        });
        done || modal.should_close()
    }

    #[allow(clippy::too_many_arguments, reason = "a row is described by this much")]
    fn row(
        &mut self,
        ui: &mut egui::Ui,
        n: usize,
        id: TagId,
        tag: &Tag,
        all: &[(TagId, Tag)],
        view: &mut View<'_>,
        next_mark: Mark,
    ) {
        ui.horizontal(|ui| {
            let key = if n < 9 {
                (n + 1).to_string()
            } else {
                " ".to_owned()
            };
            ui.label(RichText::new(key).monospace().weak());
            let (rect, look) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
            look.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Look of {}", tag.name))
            });
            let mark = egui::Rect::from_center_size(rect.center(), vec2(16.0, 16.0));
            pattern(
                ui.painter(),
                mark,
                tag.pattern,
                colour(view.palette.hue_mark(tag.hue)),
            );
            if look.on_hover_text("Next colour and pattern").clicked() {
                // The next look that no other tag has.
                let next = (0..24).map(|k| Tag::nth(k, "")).find(|t| {
                    all.iter()
                        .all(|(_, other)| (other.hue, other.pattern) != (t.hue, t.pattern))
                });
                if let Some(next) = next {
                    view.actions.push(Action::Edit(actions::restyle_tag(
                        view.session.document(),
                        id,
                        next.hue,
                        next.pattern,
                    )));
                }
            }
            let (mut name, mark) = match &self.typing {
                Some((of, text, mark)) if *of == id => (text.clone(), *mark),
                _ => (tag.name.clone(), next_mark),
            };
            let field = ui.add(
                egui::TextEdit::singleline(&mut name)
                    .id_salt("name")
                    .desired_width(180.0),
            );
            field.widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::Role::TextInput,
                    true,
                    format!("Name of {}", tag.name),
                )
            });
            if field.changed() && !name.trim().is_empty() {
                view.actions.push(Action::EditWithin(
                    actions::rename_tag(view.session.document(), id, &name),
                    mark,
                ));
            }
            if field.has_focus() {
                self.typing = Some((id, name, mark));
            } else if matches!(&self.typing, Some((of, ..)) if *of == id) {
                self.typing = None;
            }
            let used = view.derived.tag_counts.get(&id).copied().unwrap_or(0);
            let used = RichText::new(count(used, "claim")).small().weak();
            ui.add_sized(vec2(72.0, 22.0), egui::Label::new(used));
            egui::ComboBox::from_id_salt("merge")
                .selected_text("Merge into…")
                .width(110.0)
                .show_ui(ui, |ui| {
                    for (other, tag) in all.iter().filter(|(other, _)| *other != id) {
                        if ui.button(&tag.name).clicked() {
                            view.actions.push(Action::Edit(actions::remove_tag(
                                view.session.document(),
                                id,
                                Some(*other),
                            )));
                        }
                    }
                });
            if ui.button("Delete").clicked() {
                view.actions.push(Action::Edit(actions::remove_tag(
                    view.session.document(),
                    id,
                    None,
                )));
            }
        });
    }
}
