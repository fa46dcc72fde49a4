//! A calibration and its validation as people read it. May use the rest of this module.

use super::metrics::Estimate;
use super::nested::{Accuracy, Spread};
use super::refit::Outcome;
use std::fmt::Write;

/// The report that `calibrate` prints.
pub fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Method {}", outcome.method);
    for arena in &outcome.arenas {
        let d = &arena.discrimination;
        let _ = writeln!(
            out,
            "\n{}: {} models, {} prompts; {} related and {} unrelated pairs with a ratio, {} with a ranking only",
            arena.name,
            arena.models,
            arena.prompts,
            arena.related,
            arena.unrelated,
            arena.ranking_only
        );
        let _ = writeln!(
            out,
            "  all prompts         AUC {}  within students {}  within teachers {}",
            figure(d.auc),
            figure(d.row_auc),
            figure(d.column_auc)
        );
        let _ = writeln!(
            out,
            "                      top-1 {:.2}  top-3 {:.2}  vendor top-1 {:.2}  MRR {:.2} ({} students)",
            d.top1, d.top3, d.vendor_top1, d.mrr, d.students
        );
        let base = &arena.base;
        let _ = writeln!(
            out,
            "  base score          AUC {}  within students {}  within teachers {}  top-1 {:.2}  top-3 {:.2}  MRR {:.2}",
            figure(base.auc),
            figure(base.row_auc),
            figure(base.column_auc),
            base.top1,
            base.top3,
            base.mrr
        );
        accuracy(&mut out, "built-in table", &arena.built_in);
        accuracy(&mut out, "vendors apart", &arena.vendors_apart);
        let nested = &arena.nested;
        let ranks = [
            ("AUC", "auc"),
            ("within teachers", "column_auc"),
            ("top-1", "top1"),
            ("top-3", "top3"),
            ("MRR", "mrr"),
        ];
        for (name, figures) in [
            ("half the prompts", &nested.discrimination),
            ("more than base", &nested.gain),
        ] {
            let _ = writeln!(out, "  {name:<19} {}", spread(figures, &ranks));
        }
        let apart = [
            ("vendors and prompts", &nested.vendors_apart),
            ("arenas, too", &nested.arenas_apart),
        ];
        for (name, figures) in apart.iter().filter(|(_, figures)| !figures.is_empty()) {
            let _ = writeln!(
                out,
                "  {name:<19} {}",
                spread(
                    figures,
                    &[
                        ("Cllr", "cllr"),
                        ("min", "cllr_min"),
                        ("LR>10: related", "true_above_10"),
                        ("distilled", "distilled_above_10"),
                        ("unrelated", "false_above_10")
                    ]
                )
            );
        }
    }

    out.push_str("\nAll arenas, vendors apart\n  relation     pairs  median log10 LR  LR>3   LR>10  (95 %)          LR<1\n");
    for row in &outcome.relations {
        let name = row
            .relation
            .map_or("unrelated".to_owned(), |r| format!("{r:?}").to_lowercase());
        let (low, high) = row.above_10_interval;
        let _ = writeln!(
            out,
            "  {name:<11} {:>6}  {:>15.2}  {:.3}  {:.3}  {low:.3} to {high:.3}  {:.3}",
            row.pairs, row.median_log10_lr, row.above_3, row.above_10, row.below_1
        );
    }
    out.push_str(
        "\nTippett: share of pairs with this log10 LR or more\n  log10 LR   related  unrelated\n",
    );
    for point in &outcome.tippett {
        let _ = writeln!(
            out,
            "  {:>8.1}   {:>7.3}  {:>9.4}",
            point.log10_lr, point.related, point.unrelated
        );
    }
    out.push_str("\nReliability: what was given, and what then was the case\n  log10 LR         given  related  unrelated  observed\n");
    for row in &outcome.reliability {
        let bounds = match (row.from.is_finite(), row.to.is_finite()) {
            (false, _) => format!("below {:.1}", row.to),
            (_, false) => format!("{:.1} and more", row.from),
            _ => format!("{:.1} to {:.1}", row.from, row.to),
        };
        let _ = writeln!(
            out,
            "  {bounds:<14} {:>7.2}  {:>7}  {:>9}  {:>8}",
            row.given,
            row.related,
            row.unrelated,
            if row.observed.is_nan() {
                "–".to_owned()
            } else {
                format!("{:.2}", row.observed)
            }
        );
    }
    let calibration = &outcome.calibration;
    let _ = writeln!(
        out,
        "\nTable (ln LR = a + b E); ratios end at {:.0}",
        10_f64.powf(calibration.cap)
    );
    for (method, rows) in calibration.methods() {
        let kept = if calibration.provenance.refitted.contains(method) {
            ""
        } else {
            "  (kept)"
        };
        let _ = write!(out, "  {method:<13}");
        for row in rows {
            let _ = write!(out, "  n={} {:.2} {:+.2}", row.n, row.a, row.b);
        }
        let _ = writeln!(out, "{kept}");
    }
    out
}

fn accuracy(out: &mut String, name: &str, a: &Accuracy) {
    let distilled = if a.distilled_above_10.is_nan() {
        String::new()
    } else {
        format!(" (distilled {:.2})", a.distilled_above_10)
    };
    let _ = writeln!(
        out,
        "  {name:<19} Cllr {:.2} (min {:.2})  Brier {:.3}  LR>10: related {:.2}{distilled}, unrelated {:.3}  LR>3: {:.2}, {:.3}",
        a.cllr,
        a.cllr_min,
        a.brier,
        a.true_above_10,
        a.false_above_10,
        a.true_above_3,
        a.false_above_3
    );
}

fn spread(figures: &Spread, wanted: &[(&str, &str)]) -> String {
    let parts: Vec<String> = (wanted.iter())
        .filter_map(|(title, name)| {
            let Estimate { mean, sd } = *figures.get(name)?;
            (!mean.is_nan()).then(|| format!("{title} {mean:.3} ±{sd:.3}"))
        })
        .collect();
    parts.join("  ")
}

fn figure(value: f64) -> String {
    if value.is_nan() {
        "–".to_owned()
    } else {
        format!("{value:.3}")
    }
}
