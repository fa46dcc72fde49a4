//! All about one claim: its words, tags, weight, standing, where it comes from, what bears on it, its evidence. May use
//! document, map and egui.

use egui::RichText;

use super::excerpts::excerpt_ui;
use super::parts::{headed, links_of, section, tag_chip};
use super::{Field, Inspector};
use crate::app::command::Command;
use crate::app::evidence::finding_ui;
use crate::app::pane::{Action, View, small_button};
use crate::app::theme::{self, colour};
use crate::document::actions;
use crate::document::history::Mark;
use crate::map::{Bearing, ClaimId, Evidence};

impl Inspector {
    pub(super) fn claim(
        &mut self,
        ui: &mut egui::Ui,
        id: ClaimId,
        view: &mut View<'_>,
        next_mark: Mark,
    ) {
        let Some(claim) = view.session.document().map().claim(id).cloned() else {
            return;
        };
        headed(ui, "Claim", &id.to_string());
        self.field(
            ui,
            Field::Claim(id),
            "Claim text in the inspector",
            &claim.text,
            4,
            next_mark,
            view,
            move |view, text| actions::set_text(view.session.document(), id, text),
        );
        self.standing(ui, id, view);

        ui.add_space(10.0);
        section(ui, "Tags");
        ui.horizontal_wrapped(|ui| {
            for (n, (tag_id, tag)) in view.tags().into_iter().enumerate() {
                let on = claim.tags.contains(&tag_id);
                let response = tag_chip(ui, &tag, &tag.name, on, view);
                let response = if n < 9 {
                    response.on_hover_text(format!("Key {}", n + 1))
                } else {
                    response
                };
                if response.clicked() {
                    let edit = actions::toggle_tag(view.session.document(), &[id], tag_id);
                    view.actions.push(Action::EditAround(edit, vec![id.into()]));
                }
            }
        });

        ui.add_space(10.0);
        section(ui, "Words it came from");
        if claim.excerpts.is_empty() {
            ui.label(
                RichText::new("None. Select words in the thread and press X to add them.")
                    .small()
                    .weak(),
            );
        }
        for (n, excerpt) in claim.excerpts.iter().enumerate() {
            excerpt_ui(ui, id, n, excerpt, view);
        }

        ui.add_space(10.0);
        section(ui, "Evidence");
        for (n, evidence) in claim.evidence.iter().enumerate() {
            self.evidence(ui, id, n, evidence, view, next_mark);
        }
        ui.horizontal_wrapped(|ui| {
            if ui.button("Check similarity…").on_hover_text("K").clicked() {
                view.actions.push(Action::CheckFor(id));
            }
            if ui.button("Add note").clicked() {
                let note = Evidence::Note(String::new());
                let edit = actions::add_evidence(view.session.document(), id, note);
                view.actions.push(Action::EditAround(edit, vec![id.into()]));
            }
            if ui.button("Add quotation").clicked() {
                let quotation = Evidence::Quotation {
                    words: String::new(),
                    source: String::new(),
                    bearing: Bearing::Supports,
                };
                let edit = actions::add_evidence(view.session.document(), id, quotation);
                view.actions.push(Action::EditAround(edit, vec![id.into()]));
            }
        });

        ui.add_space(10.0);
        section(ui, "Links");
        links_of(ui, id, view);
        ui.add_space(10.0);
        section(ui, "Believable before any argument");
        let mut weight = claim.weight.unwrap_or(0.5);
        let slider = ui.add(
            egui::Slider::new(&mut weight, 0.0..=1.0)
                .fixed_decimals(2)
                .text("weight"),
        );
        if slider.changed() {
            // One drag of the slider is one step.
            let mark = *self.sliding.get_or_insert(next_mark);
            let edit = actions::set_weight(view.session.document(), id, Some(weight));
            view.actions.push(Action::EditWithin(edit, mark));
        }
        if !slider.dragged() {
            self.sliding = None;
        }
        ui.add_space(10.0);
        if ui.button("Delete claim").clicked() {
            view.actions.push(Action::Do(Command::Delete));
        }
    }

    fn standing(&self, ui: &mut egui::Ui, id: ClaimId, view: &View<'_>) {
        let evaluation = &view.derived.evaluation;
        let Some(strength) = evaluation.strength(id) else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            if let Some(badge) = evaluation.badge(id) {
                ui.label(
                    RichText::new(badge)
                        .family(theme::semibold())
                        .color(colour(view.palette.standing(evaluation.standing(id)))),
                );
            }
            ui.label(RichText::new(format!("strength {strength:.2}")).weak());
        });
        egui::CollapsingHeader::new("Why?")
            .id_salt(("why", id))
            .show(ui, |ui| {
                for line in crate::document::evaluation::explain(view.session.document(), id.into())
                {
                    ui.label(RichText::new(line).small());
                }
                ui.label(
                    RichText::new("Standing: grounded semantics. Strength: DF-QuAD; findings count for strength only.")
                        .small()
                        .weak(),
                );
            });
    }

    fn evidence(
        &mut self,
        ui: &mut egui::Ui,
        id: ClaimId,
        n: usize,
        evidence: &Evidence,
        view: &mut View<'_>,
        next_mark: Mark,
    ) {
        egui::Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match evidence {
                Evidence::Finding { finding, bearing } => {
                    match view.session.document().finding(*finding).cloned() {
                        Some(found) => finding_ui(ui, *finding, &found, view),
                        None => {
                            ui.label("The finding is missing");
                        }
                    }
                    let with = |bearing| Evidence::Finding {
                        finding: *finding,
                        bearing,
                    };
                    bearing_ui(ui, id, n, *bearing, with, view);
                }
                Evidence::Note(text) => {
                    self.field(
                        ui,
                        Field::Evidence(id, n),
                        "Note",
                        text,
                        2,
                        next_mark,
                        view,
                        move |view, text| {
                            actions::set_evidence(
                                view.session.document(),
                                id,
                                n,
                                Evidence::Note(text),
                            )
                        },
                    );
                }
                Evidence::Quotation {
                    words,
                    source,
                    bearing,
                } => {
                    let (words, source, bearing) = (words.clone(), source.clone(), *bearing);
                    let kept = source.clone();
                    self.field(
                        ui,
                        Field::Evidence(id, n),
                        "Quoted words",
                        &words,
                        2,
                        next_mark,
                        view,
                        move |view, text| {
                            let changed = Evidence::Quotation {
                                words: text,
                                source: kept,
                                bearing,
                            };
                            actions::set_evidence(view.session.document(), id, n, changed)
                        },
                    );
                    let kept = words.clone();
                    self.field(
                        ui,
                        Field::Source(id, n),
                        "Where they stand",
                        &source,
                        1,
                        next_mark,
                        view,
                        move |view, text| {
                            let changed = Evidence::Quotation {
                                words: kept,
                                source: text,
                                bearing,
                            };
                            actions::set_evidence(view.session.document(), id, n, changed)
                        },
                    );
                    let with = |bearing| Evidence::Quotation {
                        words: words.clone(),
                        source: source.clone(),
                        bearing,
                    };
                    bearing_ui(ui, id, n, bearing, with, view);
                }
            }
            if small_button(ui, "Detach").clicked() {
                view.actions.push(Action::Edit(actions::remove_evidence(
                    view.session.document(),
                    id,
                    n,
                )));
            }
        });
    }
}

fn bearing_ui(
    ui: &mut egui::Ui,
    id: ClaimId,
    n: usize,
    now: Bearing,
    with: impl Fn(Bearing) -> Evidence,
    view: &mut View<'_>,
) {
    ui.horizontal_wrapped(|ui| {
        for bearing in Bearing::ALL {
            if ui
                .selectable_label(now == bearing, bearing.name())
                .clicked()
                && now != bearing
            {
                view.actions.push(Action::Edit(actions::set_evidence(
                    view.session.document(),
                    id,
                    n,
                    with(bearing),
                )));
            }
        }
    });
}
