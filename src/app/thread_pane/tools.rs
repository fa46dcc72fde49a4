//! Tools for a paste that does not say who answers whom: what a paragraph answers, where it ends, what stands twice.
//! May use document, thread and egui.

use egui::RichText;

use super::ThreadPane;
use crate::app::pane::{Action, View, small_button};
use crate::app::theme::{colour, semibold};
use crate::document::actions::{self, count};
use crate::document::{Change, Edit};
use crate::figure::shorten;
use crate::thread::{Comment, CommentId, Nesting, Thread, paste};

/// `3 paragraphs stand`, `1 paragraph stands`.
fn stand(n: usize) -> String {
    let verb = if n == 1 { "stands" } else { "stand" };
    format!("{} {verb}", count(n, "paragraph"))
}

impl ThreadPane {
    /// What is said and offered where the source does not tell who answers whom.
    pub(super) fn paste_tools(&self, ui: &mut egui::Ui, thread: &Thread, view: &mut View<'_>) {
        let unknown = self.facts.unknown;
        egui::Frame::group(ui.style())
            .fill(colour(view.palette.canvas))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.label(
                    RichText::new("This paste does not say who answers whom.").family(semibold()),
                );
                let state = match (self.facts.guessed, unknown) {
                    (0, unknown) => format!(
                        "It was split at line breaks; {} at the top until you place them.",
                        stand(unknown)
                    ),
                    (guessed, 0) => format!(
                        "The places of {} were guessed from the layout.",
                        count(guessed, "comment")
                    ),
                    (guessed, unknown) => format!(
                        "The places of {} were guessed from the layout; {} at the top.",
                        count(guessed, "comment"),
                        stand(unknown)
                    ),
                };
                ui.label(RichText::new(format!(
                "{state} Use “Answers…”, “Merge with next” and “Split at cursor” below each one.",
            )).small());
                for id in &self.facts.repeats {
                    let text = thread
                        .comments
                        .iter()
                        .find(|c| c.id == *id)
                        .map(|c| shorten(&c.text, 48))
                        .unwrap_or_default();
                    ui.horizontal_wrapped(|ui| {
                        ui.label(RichText::new(format!("Stands twice: “{text}”")).small());
                        if small_button(ui, "Remove the repeat").clicked()
                            && let Some(edit) = remove_comment(thread, id)
                        {
                            view.actions.push(Action::Edit(edit));
                        }
                    });
                }
            });
    }

    pub(super) fn paragraph_tools(
        &mut self,
        ui: &mut egui::Ui,
        thread: &Thread,
        n: usize,
        view: &mut View<'_>,
    ) {
        let comment = &thread.comments[n];
        if let Some(placing) = self.placing.clone() {
            if placing == comment.id {
                ui.label(RichText::new("Click the paragraph it answers, or").small());
                if small_button(ui, "Stands at the top").clicked() {
                    self.placing = None;
                    view.actions.push(set_parent(view, &placing, None));
                }
                if small_button(ui, "Leave it").clicked() {
                    self.placing = None;
                }
            } else if small_button(ui, "It answers this one").clicked() {
                self.placing = None;
                view.actions
                    .push(set_parent(view, &placing, Some(&comment.id)));
            }
            return;
        }
        if small_button(ui, "Answers…").clicked() {
            self.placing = Some(comment.id.clone());
        }
        if n + 1 < thread.comments.len() && small_button(ui, "Merge with next").clicked() {
            view.actions.push(corrected(
                view,
                "merge paragraphs",
                paste::merge_with_next(&thread.comments, &comment.id),
            ));
        }
        if let Some((of, at)) = &self.caret
            && *of == comment.id
            && *at > 0
            && small_button(ui, "Split at cursor").clicked()
        {
            view.actions.push(corrected(
                view,
                "split paragraph",
                paste::split(&thread.comments, &comment.id, *at),
            ));
        }
    }
}

pub(super) fn set_parent(
    view: &View<'_>,
    comment: &CommentId,
    parent: Option<&CommentId>,
) -> Action {
    let Some(thread) = view.session.document().thread() else {
        return Action::Say("there is no thread in this map".to_owned());
    };
    corrected(
        view,
        "set who answers whom",
        paste::set_parent(&thread.comments, comment, parent),
    )
}

/// A correction of a paste's structure as an edit: the changed stretch of comments, and the excerpts that
/// move with it.
fn corrected(
    view: &View<'_>,
    label: &str,
    correction: Result<paste::Correction, paste::PasteError>,
) -> Action {
    match correction {
        Ok(correction) => Action::Edit(actions::correct_paste(
            view.session.document(),
            label,
            &correction,
        )),
        Err(error) => Action::Say(error.to_string()),
    }
}

fn remove_comment(thread: &Thread, id: &CommentId) -> Option<Edit> {
    let at = thread.comments.iter().position(|c| c.id == *id)?;
    Some(Edit::new(
        "remove the repeated paragraph",
        vec![Change::Comments {
            at,
            remove: 1,
            insert: Vec::new(),
        }],
    ))
}

/// Whether a person may say where the comment belongs: the source does not, or not exactly.
pub(super) fn uncertain(comment: &Comment) -> bool {
    match comment.nesting {
        Nesting::Stated => false,
        Nesting::Unknown | Nesting::ByHand => true,
        // "At the top" and "answers the last one at the top" are exact.
        Nesting::AtLeast(depth) => depth > 1,
    }
}
