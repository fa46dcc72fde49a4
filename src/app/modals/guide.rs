//! The user guide: Markdown from `assets/guide`, drawn as text, lists and tables. May use egui.

use egui::{RichText, vec2};

use super::Choice;
use crate::app::theme;

/// The pages of the guide, in order.
const GUIDE: &[(&str, &str)] = &[
    (
        "First map",
        include_str!("../../../assets/guide/first-map.md"),
    ),
    (
        "Keys and gestures",
        include_str!("../../../assets/guide/keys-and-gestures.md"),
    ),
    ("Views", include_str!("../../../assets/guide/views.md")),
    ("Threads", include_str!("../../../assets/guide/threads.md")),
    (
        "Claims and links",
        include_str!("../../../assets/guide/claims-and-links.md"),
    ),
    (
        "Similarity check",
        include_str!("../../../assets/guide/similarity-check.md"),
    ),
    (
        "Reference bank",
        include_str!("../../../assets/guide/reference-bank.md"),
    ),
    (
        "Validation",
        include_str!("../../../assets/guide/validation.md"),
    ),
    (
        "Suggestions",
        include_str!("../../../assets/guide/suggestions.md"),
    ),
    ("Files", include_str!("../../../assets/guide/files.md")),
    (
        "Command line",
        include_str!("../../../assets/guide/command-line.md"),
    ),
    (
        "Larger than one machine",
        include_str!("../../../assets/guide/scale-out.md"),
    ),
];

pub(super) fn guide(ui: &mut egui::Ui, page: &mut usize) -> Option<Choice> {
    ui.set_width(760.0_f32.min(ui.ctx().content_rect().width() - 64.0));
    ui.horizontal_wrapped(|ui| {
        for (n, (title, _)) in GUIDE.iter().enumerate() {
            if ui.selectable_label(*page == n, *title).clicked() {
                *page = n;
            }
        }
    });
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 200.0).max(120.0);
    let text = GUIDE.get(*page).map_or("", |(_, text)| *text);
    egui::ScrollArea::vertical()
        .id_salt(*page)
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            markdown(ui, text);
        });
    ui.add_space(8.0);
    ui.button("Close").clicked().then_some(Choice::Close)
}

/// Draws the little Markdown the guide is written in: headings, paragraphs, lists, code blocks, tables.
fn markdown(ui: &mut egui::Ui, text: &str) {
    let mut code = false;
    let mut paragraph = String::new();
    let mut rows: Vec<&str> = Vec::new();
    let mut tables = 0;
    let mut item = false;
    let flush = |ui: &mut egui::Ui, paragraph: &mut String, item: &mut bool| {
        if paragraph.is_empty() {
            return;
        }
        let text = inline(ui, paragraph);
        if std::mem::take(item) {
            ui.horizontal_top(|ui| {
                ui.label("•");
                ui.add(egui::Label::new(text).wrap());
            });
        } else {
            ui.add(egui::Label::new(text).wrap());
        }
        ui.add_space(6.0);
        paragraph.clear();
    };
    // A last empty line ends whatever is open.
    for line in text.lines().chain([""]) {
        let bare = line.trim();
        if !code && bare.starts_with('|') {
            flush(ui, &mut paragraph, &mut item);
            rows.push(bare);
            continue;
        }
        if !rows.is_empty() {
            tables += 1;
            table(ui, tables, &rows);
            rows.clear();
        }
        if bare.starts_with("```") {
            flush(ui, &mut paragraph, &mut item);
            code = !code;
        } else if code {
            ui.label(RichText::new(line).monospace());
        } else if bare.is_empty() {
            flush(ui, &mut paragraph, &mut item);
        } else if let Some(title) = bare
            .trim_start_matches('#')
            .strip_prefix(' ')
            .filter(|_| bare.starts_with('#'))
        {
            flush(ui, &mut paragraph, &mut item);
            ui.add_space(8.0);
            ui.heading(title);
            ui.add_space(2.0);
        } else if let Some(text) = bare.strip_prefix("- ") {
            flush(ui, &mut paragraph, &mut item);
            item = true;
            paragraph.push_str(text);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(bare);
        }
    }
}

/// A table's rows as `| a | b |`, the first its heads, the second the line below them.
fn table(ui: &mut egui::Ui, number: usize, rows: &[&str]) {
    let cells = |row: &str| -> Vec<String> {
        let inner = row.trim_matches('|');
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let Some((heads, rest)) = rows.split_first() else {
        return;
    };
    let heads = cells(heads);
    // Words wrap; a figure stays on its line.
    let cell = |ui: &mut egui::Ui, text: &str| {
        let label = egui::Label::new(inline(ui, text));
        let is_figure = !text.chars().any(char::is_alphabetic);
        ui.add(if is_figure {
            label.extend()
        } else {
            label.wrap()
        });
    };
    let widest = ui.available_width() * 0.45;
    egui::ScrollArea::horizontal()
        .id_salt(("table", number))
        .show(ui, |ui| {
            egui::Grid::new(("table", number))
                .striped(true)
                .num_columns(heads.len())
                .spacing(vec2(16.0, 4.0))
                .max_col_width(widest)
                .show(ui, |ui| {
                    for head in &heads {
                        cell(ui, &format!("**{head}**"));
                    }
                    ui.end_row();
                    for row in rest.iter().skip(1) {
                        for text in cells(row) {
                            cell(ui, &text);
                        }
                        ui.end_row();
                    }
                });
        });
    ui.add_space(8.0);
}

/// `**strong**`, `*emphasis*` and `code` inside a paragraph.
fn inline(ui: &egui::Ui, text: &str) -> egui::text::LayoutJob {
    let mut job = egui::text::LayoutJob::default();
    let (mut strong, mut emphasis) = (false, false);
    for (n, piece) in text.split('`').enumerate() {
        let code = n % 2 == 1;
        let mut rest = piece;
        while !rest.is_empty() {
            // Inside code a star is a star.
            let mark = if code { None } else { rest.find('*') };
            let end = mark.unwrap_or(rest.len());
            let mut rich = RichText::new(&rest[..end]);
            if strong {
                rich = rich.family(theme::semibold());
            }
            if emphasis {
                rich = rich.italics();
            }
            if code {
                rich = rich.monospace();
            }
            let font = egui::FontSelection::Default;
            // Letters of other sizes stand on the same line, not at the same height.
            rich.append_to(&mut job, ui.style(), font, egui::Align::BOTTOM);
            rest = &rest[end..];
            if let Some(after) = rest.strip_prefix("**") {
                strong = !strong;
                rest = after;
            } else if let Some(after) = rest.strip_prefix('*') {
                emphasis = !emphasis;
                rest = after;
            }
        }
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_not_shown_and_code_keeps_its_stars() {
        egui::__run_test_ui(|ui| {
            let shown = |text| inline(ui, text).text;
            assert_eq!(shown("a *b* **c d** `e*f`"), "a b c d e*f");
            assert_eq!(shown("**`x`** and ** y"), "x and  y");
            assert_eq!(shown(""), "");
        });
    }

    #[test]
    fn keys_stand_on_the_line_of_the_words() {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let job = inline(ui, "x `x` x");
            let galley = ui.painter().layout_job(job);
            let line = |n: usize| galley.rows[0].glyphs[n].pos.y;
            assert!((line(0) - line(2)).abs() <= 1.0, "{} {}", line(0), line(2));
        });
        output.textures_delta.clear();
    }
}
