//! The page that offers what a crash left behind. May use egui and the journal.

use egui::RichText;

use super::enter_alone;
use crate::app::pane::page;
use crate::app::{App, theme};
use crate::document::actions::count;
use crate::document::{Session, journal::Recovery};
use crate::figure::shorten;

/// A map without a title or a file goes by what it says first.
fn unnamed(recovery: &Recovery) -> String {
    let first = recovery.document.map().claims().next();
    match first.map(|(_, claim)| claim.text.trim()) {
        None | Some("") => "an unnamed map".to_owned(),
        Some(text) => format!("an unnamed map that begins “{}”", shorten(text, 60)),
    }
}

impl App {
    /// What a crash left behind: one at a time, nothing is thrown away unasked.
    pub(super) fn recovery_page(&mut self, ctx: &egui::Context) {
        let Some(recovery) = self.recoveries.first() else {
            return;
        };
        let name = recovery.path.as_ref().map_or_else(
            || match recovery.document.title() {
                "" => unnamed(recovery),
                title => format!("“{title}”"),
            },
            |path| path.display().to_string(),
        );
        let mut chosen: Option<bool> = None;
        page(ctx, "recovery").show(ctx, |ui| {
            ui.set_width(480.0);
            ui.heading("Unsaved work was found");
            ui.add_space(6.0);
            let comments = recovery
                .document
                .thread()
                .map_or(0, |thread| thread.comments.len());
            ui.label(format!(
                "Counterclaim ended without saving {name}. It can be brought back with everything that was in it: {}, {} and {}.",
                count(comments, "comment"),
                count(recovery.document.map().claim_count(), "claim"),
                count(recovery.document.map().link_count(), "link"),
            ));
            if recovery.edits > 0 {
                let changes = count(recovery.edits, "change");
                ui.label(match recovery.path {
                    Some(_) => format!("Since it was last saved: {changes}."),
                    None => format!("It was never saved: {changes}."),
                });
            }
            if recovery.torn {
                ui.label("The very last change was cut short and is not among them.");
            }
            let others = self.recoveries.len() - 1;
            if others > 0 {
                ui.label(format!("After this one: {}.", count(others, "other map")));
            }
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                let recover = ui.button(RichText::new("Recover").family(theme::semibold()));
                if recover.clicked() || enter_alone(ui) {
                    chosen = Some(true);
                }
                if ui.button("Discard it").clicked() {
                    chosen = Some(false);
                }
            });
        });
        let Some(recover) = chosen else {
            return;
        };
        let recovery: Recovery = self.recoveries.remove(0);
        if recover {
            let session = Session::recovered(recovery, self.folders.journals());
            self.open_session(session);
            self.toasts.info("Recovered; save it to keep it");
        } else {
            recovery.discard();
        }
    }
}
