//! The words a claim was taken from. May use document, thread and egui.

use egui::RichText;

use crate::app::derived::Derived;
use crate::app::pane::{Action, View, Words, small_button};
use crate::app::theme::{self, colour};
use crate::document::{Document, actions};
use crate::figure::shorten;
use crate::map::ClaimId;
use crate::thread::Excerpt;
use crate::thread::excerpt::whole_words;

pub(super) fn excerpt_ui(
    ui: &mut egui::Ui,
    id: ClaimId,
    n: usize,
    excerpt: &Excerpt,
    view: &mut View<'_>,
) {
    let orphan = view.derived.orphans.contains(&(id, n));
    let thread = view.session.document().thread();
    let author = thread
        .zip(view.derived.tree.find(&excerpt.comment))
        .and_then(|(thread, at)| thread.comments.get(at))
        .and_then(|comment| comment.author.clone());
    egui::Frame::group(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let quote = RichText::new(format!("“{}”", shorten(&excerpt.exact, 280)))
            .font(egui::FontId::new(14.0, theme::reading()));
        ui.add(egui::Label::new(quote).wrap());
        ui.horizontal_wrapped(|ui| {
            ui.label(
                RichText::new(author.unwrap_or_else(|| "unnamed".to_owned()))
                    .small()
                    .weak(),
            );
            if orphan {
                ui.label(
                    RichText::new("orphan: its words are no longer in the thread")
                        .small()
                        .color(colour(view.palette.warning)),
                );
                let words = view.selection.words.clone();
                let relink = ui.add_enabled(
                    words.is_some(),
                    egui::Button::new(RichText::new("Relink").small()),
                );
                if relink
                    .on_hover_text("to the words selected in the thread")
                    .clicked()
                    && let Some(new) =
                        words.and_then(|w| take(view.session.document(), view.derived, &w))
                {
                    view.actions.push(Action::Edit(actions::relink_excerpt(
                        view.session.document(),
                        id,
                        n,
                        new,
                    )));
                }
            } else if small_button(ui, "Show").clicked() {
                let range = view
                    .derived
                    .anchors
                    .get(&excerpt.comment)
                    .and_then(|list| list.iter().find(|a| a.claim == id && a.nth == n))
                    .map(|a| a.range.clone());
                if let Some(range) = range {
                    view.actions.push(Action::ShowWords(Words {
                        comment: excerpt.comment.clone(),
                        range,
                    }));
                }
            }
            if small_button(ui, "Remove").clicked() {
                view.actions.push(Action::Edit(actions::remove_excerpt(
                    view.session.document(),
                    id,
                    n,
                )));
            }
        });
    });
}

/// The selected words, whole, as an excerpt.
pub fn take(document: &Document, derived: &Derived, words: &Words) -> Option<Excerpt> {
    let thread = document.thread()?;
    let comment = thread.comments.get(derived.tree.find(&words.comment)?)?;
    Excerpt::take(comment, whole_words(&comment.text, words.range.clone()))
}
