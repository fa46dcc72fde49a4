//! A first map, step by step: a strip at the foot of the window, where it covers nothing, says what to do next, sees
//! when it was done, and goes on. May use the window's state and egui.

use egui::{Align, Layout, Panel, RichText, vec2};

use super::App;
use super::pane::small_button;
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
        done: |app| app.doc.selection.words.is_some() || took_words(app),
    },
    Step {
        title: "Make them a claim",
        how: "Press C. The claim stays tied to its words: click either to find the other.",
        done: took_words,
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

/// Whether a claim rests on words of the thread; an empty one does not.
fn took_words(app: &App) -> bool {
    let map = app.doc.session.document().map();
    map.claims().any(|(_, claim)| !claim.excerpts.is_empty())
}

impl App {
    /// Shows the strip; says how high it is.
    pub(super) fn tutorial_strip(&mut self, ui: &mut egui::Ui) -> f32 {
        let Some(tutorial) = &self.tutorial else {
            return 0.0;
        };
        let mut done = tutorial.done;
        while STEPS.get(done).is_some_and(|step| (step.done)(self)) {
            done += 1;
        }
        let ink = colour(palette(ui.ctx()).accent);
        let frame = egui::Frame::NONE
            .fill(ui.visuals().window_fill)
            .inner_margin(egui::Margin::symmetric(14, 10));
        let mut leave = false;
        let shown = Panel::bottom("tutorial").frame(frame).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(104.0);
                    let title = match STEPS.get(done) {
                        Some(_) => format!("Step {} of {}", done + 1, STEPS.len()),
                        None => "That is all it takes".to_owned(),
                    };
                    ui.label(RichText::new(title).small().weak());
                    dots(ui, done, ink);
                });
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let end = STEPS.get(done).is_none();
                    let word = if end { "Done" } else { "Leave" };
                    leave = small_button(ui, word).clicked();
                    if !end && small_button(ui, "Skip").clicked() {
                        done += 1;
                    }
                    ui.with_layout(Layout::top_down(Align::Min), |ui| match STEPS.get(done) {
                        Some(step) => {
                            ui.label(RichText::new(step.title).family(semibold()));
                            ui.add(egui::Label::new(step.how).wrap());
                        }
                        None => {
                            ui.label("Press F1 for the whole guide.");
                        }
                    });
                });
            });
        });
        self.tutorial = (!leave).then_some(Tutorial { done });
        shown.response.rect.height()
    }
}

/// A dot for every step, filled where it was done.
fn dots(ui: &mut egui::Ui, done: usize, ink: egui::Color32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for n in 0..STEPS.len() {
            let (dot, _) = ui.allocate_exact_size(vec2(10.0, 10.0), egui::Sense::hover());
            if n < done {
                ui.painter().circle_filled(dot.center(), 4.0, ink);
            } else {
                let ring = egui::Stroke::new(1.2, ink);
                ui.painter().circle_stroke(dot.center(), 4.0, ring);
            }
        }
    });
}
