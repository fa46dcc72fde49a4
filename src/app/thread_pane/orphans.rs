//! The orphan tray: excerpts whose words are no longer found, each with the claim it belongs to and what can be done:
//! tie it to the selected words, to the place that comes nearest, or take it off. Nothing is tied unasked. May use
//! document, thread and egui.

use std::collections::HashMap;

use egui::RichText;

use super::ThreadPane;
use crate::app::inspector;
use crate::app::pane::{Action, View, Words, small_button};
use crate::app::theme::{colour, reading, semibold};
use crate::document::actions::{self, count};
use crate::document::history::Revision;
use crate::figure::shorten;
use crate::map::ClaimId;
use crate::thread::near::{Near, best_place};
use crate::thread::{Excerpt, Thread, visible};

/// Orphans listed at once; the rest follow as these are settled.
const LISTED: usize = 50;

/// The nearest places that were looked for, in the state of the document they were found in.
#[derive(Default)]
pub struct Nearest {
    of: Option<Revision>,
    found: HashMap<(ClaimId, usize), Option<Near>>,
}

impl ThreadPane {
    /// Shows the tray, if there is anything to put into it.
    pub(super) fn orphans(&mut self, ui: &mut egui::Ui, thread: &Thread, view: &mut View<'_>) {
        let orphans = &view.derived.orphans;
        if orphans.is_empty() {
            return;
        }
        if self.nearest.of != Some(view.session.revision()) {
            self.nearest.of = Some(view.session.revision());
            self.nearest.found.clear();
        }
        let title = format!("{} without their words", count(orphans.len(), "excerpt"));
        egui::CollapsingHeader::new(title)
            .id_salt("orphans")
            .default_open(true)
            .show(ui, |ui| {
                let most = (ui.ctx().content_rect().height() * 0.3).max(120.0);
                egui::ScrollArea::vertical()
                    .id_salt("orphan tray")
                    .max_height(most)
                    .show(ui, |ui| {
                        for (claim, nth) in view.derived.orphans.iter().take(LISTED) {
                            self.orphan(ui, thread, *claim, *nth, view);
                        }
                        if let Some(more) = orphans.len().checked_sub(LISTED + 1) {
                            let more = format!("and {} more", more + 1);
                            ui.label(RichText::new(more).small().weak());
                        }
                    });
            });
    }

    fn orphan(
        &mut self,
        ui: &mut egui::Ui,
        thread: &Thread,
        id: ClaimId,
        nth: usize,
        view: &mut View<'_>,
    ) {
        let document = view.session.document();
        let Some(claim) = document.map().claim(id) else {
            return;
        };
        let Some(excerpt) = claim.excerpts.get(nth) else {
            return;
        };
        let own = view.derived.tree.find(&excerpt.comment);
        let near = self.near(ui, thread, (id, nth), excerpt, own);
        egui::Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let name = format!("{id}: {}", shorten(&claim.text, 60));
            let link = ui.link(RichText::new(name).small());
            if link.on_hover_text("Show the claim").clicked() {
                view.actions.push(Action::Show(id.into()));
            }
            let quote = format!("“{}”", visible::shown(&shorten(&excerpt.exact, 200)));
            let font = egui::FontId::new(14.0, reading());
            ui.add(egui::Label::new(RichText::new(quote).font(font)).wrap());
            let author = own
                .and_then(|n| thread.comments.get(n))
                .map(|comment| comment.author.as_deref().unwrap_or("nobody named"));
            let whence = match author {
                Some(author) => format!("was in a comment by {}", visible::shown(author)),
                None => format!("was in comment {}, which is not here", excerpt.comment),
            };
            ui.label(RichText::new(whence).small().weak());
            ui.horizontal_wrapped(|ui| {
                let words = view.selection.words.clone();
                let relink = ui.add_enabled(
                    words.is_some(),
                    egui::Button::new(RichText::new("Relink").small()),
                );
                name_it(&relink, words.is_some(), &format!("Relink excerpt of {id}"));
                let relink = relink
                    .on_hover_text("Tie it to the words selected in the thread")
                    .on_disabled_hover_text("Select the right words in the thread first");
                if relink.clicked()
                    && let Some(new) =
                        words.and_then(|words| inspector::take(document, view.derived, &words))
                {
                    let edit = actions::relink_excerpt(document, id, nth, new);
                    view.actions.push(Action::Edit(edit));
                }
                if let Some(near) = &near {
                    best(ui, thread, near, (id, nth), view);
                }
                let remove = small_button(ui, "Remove");
                name_it(&remove, true, &format!("Remove excerpt of {id}"));
                if remove.on_hover_text("Take it off the claim").clicked() {
                    let edit = actions::remove_excerpt(document, id, nth);
                    view.actions.push(Action::Edit(edit));
                }
            });
        });
    }

    /// The nearest place, looked for once; one a frame, so that many orphans hold up none.
    fn near(
        &mut self,
        ui: &egui::Ui,
        thread: &Thread,
        key: (ClaimId, usize),
        excerpt: &Excerpt,
        own: Option<usize>,
    ) -> Option<Near> {
        if let Some(known) = self.nearest.found.get(&key) {
            return known.clone();
        }
        let pass = ui.ctx().cumulative_pass_nr();
        if self.looked_in == Some(pass) {
            ui.ctx().request_repaint();
            return None;
        }
        self.looked_in = Some(pass);
        let near = best_place(excerpt, thread, own);
        self.nearest.found.insert(key, near.clone());
        near
    }
}

/// What the button is called for those who do not see what it stands beside.
fn name_it(button: &egui::Response, enabled: bool, name: &str) {
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, name));
}

/// The place that comes nearest: shown first, taken when asked to.
fn best(
    ui: &mut egui::Ui,
    thread: &Thread,
    near: &Near,
    (id, nth): (ClaimId, usize),
    view: &mut View<'_>,
) {
    let Some(comment) = thread.comments.get(near.comment) else {
        return;
    };
    let Some(new) = Excerpt::take(comment, near.range.clone()) else {
        return;
    };
    let share = (near.likeness * 100.0).round();
    let what = format!(
        "{share} % of the words: “{}”",
        visible::shown(&shorten(&new.exact, 200))
    );
    let button = small_button(ui, "Best place");
    name_it(&button, true, &format!("Best place for excerpt of {id}"));
    if button
        .on_hover_ui(|ui| {
            ui.label(RichText::new(what.clone()).color(colour(view.palette.text)));
        })
        .clicked()
    {
        let edit = actions::relink_excerpt(view.session.document(), id, nth, new);
        view.actions.push(Action::Edit(edit));
    }
    let show = small_button(ui, "Show it");
    name_it(
        &show,
        true,
        &format!("Show the best place for excerpt of {id}"),
    );
    if show.clicked() {
        view.actions.push(Action::ShowWords(Words {
            comment: comment.id.clone(),
            range: near.range.clone(),
        }));
    }
    ui.label(
        RichText::new(format!("{share} %"))
            .family(semibold())
            .small(),
    );
}
