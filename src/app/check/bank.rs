//! The models of the reference bank by how alike a sample is to them: which comparison it was, the ranked list, and what
//! it cannot show. May use similarity's rankings and egui.

use egui::{RichText, vec2};

use crate::app::theme;
use crate::exchange::report;
use crate::similarity::bank::{Basis, Ranked, Ranking};
use crate::similarity::{Verdict, words};

/// More places than this say nothing more.
const MOST: usize = 60;

/// Shows a ranking.
pub fn ranking_ui(ui: &mut egui::Ui, ranking: &Ranking) {
    let head = match ranking.basis {
        Basis::Paired => "Compared by answers to the same prompts",
        Basis::Whole => "Compared as whole samples, which is weaker",
    };
    ui.heading(head);
    ui.add(egui::Label::new(words::bank_sentence(ranking)).wrap());
    ui.add_space(6.0);
    list(ui, "ranked", &ranking.models, ranking.basis);
    if !ranking.others.is_empty() {
        ui.add_space(8.0);
        let about = "Models that answered other prompts, compared as a whole, which is weaker";
        ui.label(RichText::new(about).family(theme::semibold()));
        list(ui, "others", &ranking.others, Basis::Whole);
    }
    ui.add_space(8.0);
    ui.label(RichText::new("What this can and cannot show").family(theme::semibold()));
    for limit in words::BANK_LIMITS.iter().chain(&words::LIMITS) {
        ui.add(egui::Label::new(RichText::new(*limit).small()).wrap());
    }
    for warning in &ranking.warnings {
        ui.add(egui::Label::new(RichText::new(format!("Note: {warning}")).small()).wrap());
    }
}

fn list(ui: &mut egui::Ui, id: &str, models: &[Ranked], basis: Basis) {
    egui::Grid::new(("bank", id))
        .striped(true)
        .num_columns(7)
        .spacing(vec2(14.0, 3.0))
        .show(ui, |ui| {
            let heads = [
                "place",
                "model",
                "maker",
                match basis {
                    Basis::Paired => "base score E",
                    Basis::Whole => "score E",
                },
                "90 % interval",
                "first in",
                "ratio",
            ];
            for head in heads {
                ui.label(RichText::new(head).small().weak());
            }
            ui.end_row();
            for (place, model) in models.iter().take(MOST).enumerate() {
                let interval = model.interval.map_or_else(
                    || "–".to_owned(),
                    |(low, high)| format!("{low:.1} to {high:.1}"),
                );
                ui.label((place + 1).to_string());
                ui.label(&model.model);
                ui.label(model.vendor.as_deref().unwrap_or("–"));
                ui.label(format!("{:.1}", model.score));
                ui.label(interval);
                ui.label(format!("{:.0} %", model.first * 100.0));
                ui.label(match (model.log10_lr, model.verdict) {
                    (_, Verdict::SameTexts) => "same texts".to_owned(),
                    (Some(log10), _) => report::ratio(log10),
                    (None, _) => "–".to_owned(),
                });
                ui.end_row();
            }
        });
}
