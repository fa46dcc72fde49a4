//! A first map, step by step: a card in the corner says what to do next, sees when it was done, and goes on. May use
//! the window's state and egui.

use egui::{Align2, RichText, vec2};

use super::App;
use super::pane::{Action, small_button};
use super::theme::{colour, palette, semibold};

/// The guided first map: how far it has come.
#[derive(Debug, Default)]
pub struct Tutorial {
    done: usize,
}

/// A step: what to do, how, and how to tell that it was done.
struct Step {
    title: &'static str,
    how: &'static str,
    done: fn(&App) -> bool,
}

const STEPS: &[Step] = &[
    Step {
        title: "Select words in a comment",
        how: "Drag over a sentence in the thread on the left that makes a point.",
        done: |app| app.doc.selection.words.is_some() || claims(app) > 0,
    },
    Step {
        title: "Make them a claim",
        how: "Press C. The claim stays tied to its words: click either to find the other.",
        done: |app| claims(app) > 0,
    },
    Step {
        title: "Tag it",
        how: "Select the card and press 1 to 4: fair use, copyright, moat, theft. T shows all tags.",
        done: |app| {
            let map = app.doc.session.document().map();
            map.claims().any(|(_, claim)| !claim.tags.is_empty())
        },
    },
    Step {
        title: "Answer it",
        how: "With the card selected, press Tab to write a claim that supports it, Shift+Tab for one that attacks it. Enter ends typing.",
        done: |app| app.doc.session.document().map().link_count() > 0,
    },
    Step {
        title: "Link two claims that are there",
        how: "Drag from the edge of one card to another; hold A for an attack, R for a rephrase. Drop on an arrow to undercut it.",
        done: |app| app.doc.session.document().map().link_count() > 1,
    },
    Step {
        title: "See what stands",
        how: "Select a claim and open “Why?” on the right: every standing explains itself.",
        done: |app| app.doc.selection.single_claim().is_some(),
    },
    Step {
        title: "Keep it",
        how: "Ctrl+S saves the map. Ctrl+Z takes back any step, Ctrl+K finds any command.",
        done: |app| app.doc.session.path().is_some(),
    },
];

fn claims(app: &App) -> usize {
    app.doc.session.document().map().claim_count()
}

impl App {
    pub(super) fn tutorial_card(&mut self, ctx: &egui::Context, _asked: &mut Vec<Action>) {
        let Some(tutorial) = &self.tutorial else {
            return;
        };
        let mut done = tutorial.done;
        while STEPS.get(done).is_some_and(|step| (step.done)(self)) {
            done += 1;
        }
        let p = palette(ctx);
        let mut leave = false;
        egui::Area::new(egui::Id::unique("tutorial"))
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -52.0))
            .show(ctx, |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(14)
                    .show(ui, |ui| {
                        ui.set_width(380.0);
                        ui.horizontal(|ui| {
                            let title = match STEPS.get(done) {
                                Some(_) => format!("Step {} of {}", done + 1, STEPS.len()),
                                None => "That is all it takes".to_owned(),
                            };
                            ui.label(RichText::new(title).small().weak());
                            let right = egui::Layout::right_to_left(egui::Align::Center);
                            ui.with_layout(right, |ui| {
                                let end = STEPS.get(done).is_none();
                                let word = if end { "Done" } else { "Leave" };
                                leave = small_button(ui, word).clicked();
                                if !end && small_button(ui, "Skip").clicked() {
                                    done += 1;
                                }
                            });
                        });
                        if let Some(step) = STEPS.get(done) {
                            ui.label(RichText::new(step.title).family(semibold()));
                            ui.label(step.how);
                        } else {
                            ui.label("Press F1 for the whole guide.");
                        }
                        ui.add_space(4.0);
                        ui.horizontal(|ui| {
                            for n in 0..STEPS.len() {
                                let (dot, _) =
                                    ui.allocate_exact_size(vec2(10.0, 10.0), egui::Sense::hover());
                                let ink = colour(p.accent);
                                if n < done {
                                    ui.painter().circle_filled(dot.center(), 4.0, ink);
                                } else {
                                    let ring = egui::Stroke::new(1.2, ink);
                                    ui.painter().circle_stroke(dot.center(), 4.0, ring);
                                }
                            }
                        });
                    });
            });
        self.tutorial = (!leave).then_some(Tutorial { done });
    }
}
