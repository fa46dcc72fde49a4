//! What stands above the comments: title, counts, what is not in the file, repairs, and how the list is sorted,
//! filtered and folded. May use document, thread and egui.

use egui::RichText;

use super::ThreadPane;
use super::rows::{Filter, Sort, is_time};
use crate::app::command::Command;
use crate::app::pane::{Action, View, small_button};
use crate::app::theme::colour;
use crate::document::actions::count;
use crate::figure::shorten;
use crate::thread::Thread;
use crate::thread::stats::grouped;

impl ThreadPane {
    pub(super) fn header(&mut self, ui: &mut egui::Ui, thread: &Thread, view: &mut View<'_>) {
        if let Some(title) = &thread.title {
            ui.add(egui::Label::new(RichText::new(title).heading()).wrap());
        }
        self.counts(ui, view);
        fetched(ui, thread);
        if let Some(lacks) = thread.lacks() {
            let text = RichText::new(lacks).small();
            egui::Frame::new()
                .fill(colour(view.palette.card.mix(view.palette.warning, 0.12)))
                .stroke(egui::Stroke::new(1.0, colour(view.palette.warning)))
                .corner_radius(4.0)
                .inner_margin(egui::Margin::symmetric(8, 4))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.add(egui::Label::new(text).wrap())
                        .on_hover_text("The source knows of more: add its other pages, or a whole copy (File, Add or refresh thread…)");
                });
        }
        if !view.derived.problems.is_empty() {
            ui.collapsing(
                format!(
                    "{} in its structure",
                    count(view.derived.problems.len(), "repair")
                ),
                |ui| {
                    for problem in view.derived.problems.iter().take(50) {
                        ui.label(RichText::new(problem).small());
                    }
                },
            );
        }
        self.orphans(ui, thread, view);
        self.list_controls(ui, view);
        if self.facts.unknown + self.facts.guessed > 0 {
            self.paste_tools(ui, thread, view);
        }
        ui.add_space(4.0);
        ui.separator();
    }

    fn counts(&self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let stats = &self.facts.stats;
        let (unmapped, all) = view.derived.unmapped;
        let mapped = all - unmapped.min(all);
        let mut facts = match stats.comments {
            1 => "1 comment".to_owned(),
            n => format!("{} comments", grouped(n as u64)),
        };
        match stats.authors {
            0 => {}
            1 => facts += " · 1 person",
            n => facts += &format!(" · {} people", grouped(n as u64)),
        }
        ui.label(RichText::new(facts).small().weak());
        ui.horizontal_wrapped(|ui| {
            // Where they are fewer than all comments, the others were deleted or are empty.
            let what = match all < stats.comments {
                true => "comments with words mapped",
                false => "comments mapped",
            };
            let (mapped, all) = (grouped(mapped as u64), grouped(all as u64));
            let covered = format!("{mapped} of {all} {what}");
            ui.label(RichText::new(covered).small().weak());
            if unmapped > 0 {
                let next = small_button(ui, "Next unmapped");
                if next
                    .on_hover_text("The next comment nothing was taken from yet (U)")
                    .clicked()
                {
                    view.actions.push(Action::Do(Command::NextUnmapped));
                }
            }
        });
    }

    fn list_controls(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        ui.horizontal_wrapped(|ui| {
            let unmapped = "Only what is not on the map yet";
            ui.checkbox(&mut self.filter.unmapped, unmapped);
        });
        ui.horizontal_wrapped(|ui| {
            ui.menu_button(self.sort.name(), |ui| {
                for sort in Sort::ALL {
                    let chosen = ui.selectable_label(self.sort == sort, sort.name());
                    if chosen.clicked() {
                        self.sort = sort;
                        ui.close();
                    }
                }
            })
            .response
            .on_hover_text("The order of answers to the same comment");
            ui.menu_button("Fold", |ui| {
                if ui.button("Fold all answers").clicked() {
                    self.fold_to(0, view.derived);
                    ui.close();
                }
                for level in 1..=4 {
                    let name = format!("Fold below {}", count(level, "level"));
                    if ui.button(name).clicked() {
                        self.fold_to(level, view.derived);
                        ui.close();
                    }
                }
                if ui.button("Unfold all").clicked() {
                    self.unfold_all();
                    ui.close();
                }
            });
            let filter = match self.filter.narrows() {
                true => "Filter (on)",
                false => "Filter",
            };
            if ui.selectable_label(self.filtering, filter).clicked() {
                self.filtering = !self.filtering;
            }
            if !self.folded.is_empty() && small_button(ui, "Unfold all").clicked() {
                self.unfold_all();
            }
        });
        if self.filtering {
            self.filters(ui, view);
        }
        if self.filter.unmapped || self.filter.narrows() {
            ui.horizontal_wrapped(|ui| {
                let (shown, all) = (self.rows.len() as u64, self.facts.stats.comments as u64);
                let text = format!("{} of {} comments shown", grouped(shown), grouped(all));
                ui.label(RichText::new(text).small().weak());
                if small_button(ui, "Show all comments").clicked() {
                    self.filter = Filter::default();
                }
            });
        }
    }

    fn filters(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let filter = &mut self.filter;
        egui::Grid::new("thread filter")
            .num_columns(2)
            .show(ui, |ui| {
                let field = |ui: &mut egui::Ui, name: &str, hint: &str, text: &mut String| {
                    ui.label(RichText::new(name).small());
                    let field = egui::TextEdit::singleline(text)
                        .hint_text(hint)
                        .desired_width(170.0);
                    let response = ui.add(field);
                    response.widget_info(|| {
                        let name = format!("Filter: {name}");
                        egui::WidgetInfo::labeled(egui::Role::TextInput, true, name)
                    });
                    ui.end_row();
                };
                field(ui, "Author", "part of the name", &mut filter.author);
                field(ui, "From", "2026-08-14", &mut filter.from);
                field(ui, "Until", "2026-08-14T18:00", &mut filter.until);
                ui.label(RichText::new("Tag").small());
                let tags = view.tags();
                let name = tags
                    .iter()
                    .find(|(id, _)| Some(*id) == filter.tag)
                    .map_or("any", |(_, tag)| tag.name.as_str());
                egui::ComboBox::from_id_salt("filter by tag")
                    .selected_text(shorten(name, 24))
                    .width(170.0)
                    .show_ui(ui, |ui| {
                        ui.selectable_value(&mut filter.tag, None, "any");
                        for (id, tag) in &tags {
                            ui.selectable_value(&mut filter.tag, Some(*id), &tag.name);
                        }
                    });
                ui.end_row();
            });
        if !is_time(&filter.from) || !is_time(&filter.until) {
            let text = "Times are written like 2026-08-14 or 2026-08-14T18:00";
            let text = RichText::new(text).small();
            ui.label(text.color(colour(view.palette.warning)));
        }
        ui.checkbox(&mut filter.changed, "Only what changed or is gone");
        ui.horizontal_wrapped(|ui| match view.search.words() {
            Some(words) => {
                let name = format!("Only where “{}” stands", shorten(words, 24));
                ui.checkbox(&mut filter.found, name);
            }
            None => {
                filter.found = false;
                if small_button(ui, "Only where words stand…").clicked() {
                    view.actions.push(Action::Do(Command::Find));
                }
            }
        });
    }
}

/// When the thread was fetched last; over it from where.
fn fetched(ui: &mut egui::Ui, thread: &Thread) {
    const MOST: usize = 12;
    let pieces: Vec<(&str, &str)> = (thread.sources.iter())
        .filter_map(|source| Some((source.fetched.as_deref()?, source.name.as_str())))
        .collect();
    let Some(last) = pieces.iter().map(|(when, _)| *when).max() else {
        return;
    };
    let day = last.get(..10).unwrap_or(last);
    let text = RichText::new(format!("Fetched from its link on {day}"));
    ui.label(text.small().weak()).on_hover_ui(|ui| {
        for (when, name) in pieces.iter().rev().take(MOST) {
            ui.label(RichText::new(format!("{when}  {}", shorten(name, 90))).small());
        }
        if pieces.len() > MOST {
            ui.label(RichText::new(format!("and {} more", pieces.len() - MOST)).small());
        }
    });
}
