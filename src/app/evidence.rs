//! A finding as evidence of a claim: what it says, whether its samples are still the same, and what can be done with
//! it. May use egui, similarity's words and what the window knows of findings.

use std::sync::Arc;

use egui::RichText;

use super::check::Room;
use super::findings::Freshness;
use super::pane::{Action, View, small_button};
use super::theme::{self, colour};
use crate::document::recheck::Now;
use crate::map::FindingId;
use crate::similarity::{Finding, is_current};

/// A finding in plain words, with its strip of controls and what can be done with it.
pub fn finding_ui(ui: &mut egui::Ui, id: FindingId, finding: &Arc<Finding>, view: &mut View<'_>) {
    let names = format!("{} beside {}", finding.student.name, finding.teacher.name);
    ui.label(RichText::new(names).family(theme::semibold()));
    state_ui(ui, id, finding, view.freshness, view.actions);
    super::check::explained(ui, finding, Room::Column);
}

/// Whether a finding's samples are as they were, and the buttons that make its check again.
pub fn state_ui(
    ui: &mut egui::Ui,
    id: FindingId,
    finding: &Arc<Finding>,
    freshness: &Freshness,
    actions: &mut Vec<Action>,
) {
    let stale = freshness.stale(id, finding);
    match &stale {
        None => {
            ui.label(RichText::new("Looking at its samples…").small().weak());
        }
        Some(stale) if stale.is_empty() => {
            ui.label(RichText::new("✓ Its samples are unchanged").small().weak());
        }
        Some(stale) => {
            let warning = colour(theme::palette(ui.ctx()).warning);
            let text = RichText::new(format!("⚠ Out of date: {}", told(stale)));
            let label = egui::Label::new(text.small().color(warning)).wrap();
            ui.add(label).on_hover_ui(|ui| {
                for now in stale {
                    ui.label(format!("{}: {} {}", now.model, now.file, now.became.name()));
                }
            });
        }
    }
    let current = is_current(&finding.method);
    if !current {
        let text = format!(
            "⚠ Out of date: made by method {}, and checks are made by a later one now",
            finding.method
        );
        let warning = colour(theme::palette(ui.ctx()).warning);
        ui.add(egui::Label::new(RichText::new(text).small().color(warning)).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        let again = small_button(ui, "Run again");
        if again
            .on_hover_text(
                "The same check from the same files with the same seed; every figure is compared",
            )
            .clicked()
        {
            actions.push(Action::RunAgain(id));
        }
        if !current || stale.is_some_and(|stale| !stale.is_empty()) {
            let refresh = small_button(ui, "Refresh");
            if refresh
                .on_hover_text(
                    "Check the files as they are now and put the new finding in this one’s place",
                )
                .clicked()
            {
                actions.push(Action::Refresh(id));
            }
        }
        let report = small_button(ui, "Save report…");
        if report
            .on_hover_text("One page to print, with everything needed to make the check again")
            .clicked()
        {
            actions.push(Action::SaveReport(id));
        }
    });
    if let Some((sentence, differences)) = freshness.again(id, finding) {
        let sign = if differences.is_empty() { "✓" } else { "≠" };
        let said = RichText::new(format!("{sign} {sentence}")).small();
        ui.add(egui::Label::new(said).wrap());
        for difference in differences {
            ui.add(egui::Label::new(RichText::new(difference).small().weak()).wrap());
        }
    }
}

/// `quill-2 is missing, wren-mini changed`.
fn told(stale: &[&Now]) -> String {
    let mut texts: Vec<String> = (stale.iter().take(4))
        .map(|now| format!("{} {}", now.model, now.became.name()))
        .collect();
    if stale.len() > 4 {
        texts.push(format!("and {} more", stale.len() - 4));
    }
    texts.join(", ")
}
