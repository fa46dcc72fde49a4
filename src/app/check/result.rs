//! A finding to be read: first what one can see for oneself, then the figure, and always what it cannot show. The same
//! on the page of the check and in the inspector. May use the figure, similarity's words, the report's
//! figures and egui.

use egui::{Align, FontId, Pos2, Rect, RichText, Stroke, pos2, vec2};

use crate::app::pane::capitalised;
use crate::app::theme::{self, colour};
use crate::document::actions::count;
use crate::exchange::report;
use crate::figure::likeness::{self, BANDS, Run, on_scale, side_by_side};
use crate::figure::shorten;
use crate::similarity::{Finding, words};

/// How much of an answer is shown: less than a finding keeps, so that what was cut is seen to be.
const EXCERPT: usize = 399;

/// From this width on, in points, the answers stand beside the phrases.
const WIDE: f32 = 900.0;
/// The room of the phrases then.
const PHRASES: f32 = 330.0;
/// The room of a share in the table of phrases.
const SHARE: f32 = 56.0;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A page of its own.
    Page,
    /// A column beside something.
    Column,
}

/// The finding from what can be seen to what cannot be said.
pub fn explained(ui: &mut egui::Ui, finding: &Finding, room: Room) {
    if room == Room::Page {
        let about = format!(
            "{} as the student, {} as the teacher, {}",
            finding.student.name,
            finding.teacher.name,
            count(finding.controls.len(), "control")
        );
        ui.add(egui::Label::new(RichText::new(about).heading()).wrap());
    }
    if finding.same_texts() {
        amounts(ui, finding, room);
        sentence(ui, finding, room);
        limits(ui, finding, room);
        return;
    }
    let wide = room == Room::Page && ui.available_width() > WIDE;
    if wide {
        ui.horizontal_top(|ui| {
            ui.allocate_ui(vec2(PHRASES, 0.0), |ui| {
                ui.vertical(|ui| phrases_ui(ui, finding, room));
            });
            ui.add_space(20.0);
            ui.vertical(|ui| prompts_ui(ui, finding, room, EXCERPT * 7 / 10));
        });
    } else {
        phrases_ui(ui, finding, room);
        let characters = if room == Room::Page { EXCERPT } else { 140 };
        prompts_ui(ui, finding, room, characters);
    }
    part(ui, room, "The teacher among the controls");
    strip(ui, finding);
    part(ui, room, "How much that says");
    scale(ui, finding);
    amounts(ui, finding, room);
    sentence(ui, finding, room);
    if room == Room::Page {
        part(ui, room, "The figures, and how steady they are");
        figures(ui, finding);
    }
    limits(ui, finding, room);
}

/// What it amounts to, in a line.
fn amounts(ui: &mut egui::Ui, finding: &Finding, room: Room) {
    let verdict = RichText::new(verdict(finding));
    let verdict = match room {
        Room::Page => verdict.heading(),
        Room::Column => verdict.family(theme::semibold()),
    };
    ui.add(egui::Label::new(verdict).wrap());
}

/// What a finding amounts to, as a sentence begins.
pub fn verdict(finding: &Finding) -> String {
    capitalised(words::scale(finding.verdict))
}

/// What it says, whole.
fn sentence(ui: &mut egui::Ui, finding: &Finding, room: Room) {
    let sentence = RichText::new(words::sentence(finding));
    let sentence = match room {
        Room::Page => sentence,
        Room::Column => sentence.small(),
    };
    ui.add(egui::Label::new(sentence).wrap());
}

fn part(ui: &mut egui::Ui, room: Room, title: &str) {
    ui.add_space(if room == Room::Page { 8.0 } else { 4.0 });
    let title = RichText::new(title).family(theme::semibold());
    let title = if room == Room::Page {
        title
    } else {
        title.small()
    };
    ui.add(egui::Label::new(title).wrap());
}

/// The figures of the printed report: the score with each control left out, on halves of the prompts, with student and
/// teacher exchanged.
fn figures(ui: &mut egui::Ui, finding: &Finding) {
    let id = ("figures", &finding.student.sha256, &finding.teacher.sha256);
    egui::Grid::new(id)
        .striped(true)
        .num_columns(2)
        .spacing(vec2(14.0, 3.0))
        .show(ui, |ui| {
            for (name, value) in report::figure_rows(finding) {
                ui.label(RichText::new(name).small().weak());
                ui.label(RichText::new(value).small());
                ui.end_row();
            }
        });
}

/// What the check can and cannot show: never hidden.
pub fn limits(ui: &mut egui::Ui, finding: &Finding, room: Room) {
    part(ui, room, "What this can and cannot show");
    for limit in words::LIMITS {
        ui.add(egui::Label::new(RichText::new(limit).small()).wrap());
    }
    for warning in &finding.warnings {
        ui.add(egui::Label::new(RichText::new(format!("Note: {warning}")).small()).wrap());
    }
}

/// The prompts on which the two agree most, each with as much of the answers.
fn prompts_ui(ui: &mut egui::Ui, finding: &Finding, room: Room, characters: usize) {
    if finding.prompts.is_empty() {
        return;
    }
    part(ui, room, "Where the two agree most, equal words marked");
    let most = if room == Room::Page { 3 } else { 1 };
    for pair in finding.prompts.iter().take(most) {
        let prompt = shorten(&pair.prompt, EXCERPT);
        let prompt = RichText::new(prompt).family(theme::semibold()).small();
        ui.add(egui::Label::new(prompt).wrap());
        let (student, teacher) = side_by_side(&pair.student, &pair.teacher, characters);
        let answers = [
            (&finding.student.name, student),
            (&finding.teacher.name, teacher),
        ];
        if room == Room::Page {
            ui.columns(2, |columns| {
                for (column, (who, runs)) in columns.iter_mut().zip(&answers) {
                    answer(column, who, runs);
                }
            });
        } else {
            for (who, runs) in &answers {
                answer(ui, who, runs);
            }
        }
        ui.add_space(4.0);
    }
}

fn phrases_ui(ui: &mut egui::Ui, finding: &Finding, room: Room) {
    part(ui, room, "Phrases both use more often than the controls");
    let most = if room == Room::Page { 10 } else { 4 };
    let phrases = match finding.phrases.as_deref() {
        None => {
            ui.label(RichText::new("Not looked for").small().weak());
            return;
        }
        Some([]) => {
            let none = "No phrase of one to five words stands out in both at once";
            ui.add(egui::Label::new(RichText::new(none).small()).wrap());
            return;
        }
        Some(phrases) => phrases,
    };
    let row = |ui: &mut egui::Ui, n: usize, phrase: RichText, shares: [RichText; 3]| {
        let width = ui.available_width().min(PHRASES);
        let size = vec2(width, 21.0);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        if n % 2 == 1 {
            let ground = ui.visuals().faint_bg_color;
            ui.painter().rect_filled(rect, 2.0, ground);
        }
        let (words, figures) = rect.split_left_right_at_x(rect.right() - 3.0 * SHARE);
        cell(ui, words.shrink2(vec2(2.0, 0.0)), Align::Min, phrase);
        for (n, share) in shares.into_iter().enumerate() {
            let left = figures.left() + n as f32 * SHARE;
            let place =
                Rect::from_min_size(pos2(left, rect.top()), vec2(SHARE - 4.0, rect.height()));
            cell(ui, place, Align::Max, share);
        }
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let head = |name: &str| RichText::new(name).small().weak();
        let heads = [head("student"), head("teacher"), head("controls")];
        row(ui, 0, head("phrase"), heads);
        for (n, phrase) in phrases.iter().take(most).enumerate() {
            let shares = [phrase.student, phrase.teacher, phrase.controls];
            let shares =
                shares.map(|share| RichText::new(format!("{:.0} %", share * 100.0)).small());
            let words = RichText::new(format!("“{}”", phrase.phrase)).small();
            row(ui, n + 1, words, shares);
        }
    });
}

/// A word in its place in a table; what does not fit ends in an ellipsis, and can be read whole at the pointer.
fn cell(ui: &mut egui::Ui, place: Rect, align: Align, text: RichText) {
    let layout = match align {
        Align::Max => egui::Layout::right_to_left(Align::Center),
        _ => egui::Layout::left_to_right(Align::Center),
    };
    let builder = egui::UiBuilder::new().max_rect(place).layout(layout);
    ui.scope_builder(builder, |ui| ui.add(egui::Label::new(text).truncate()));
}

fn answer(ui: &mut egui::Ui, who: &str, runs: &[Run]) {
    ui.label(RichText::new(who).small().weak());
    let mut job = egui::text::LayoutJob::default();
    for run in runs {
        let text = RichText::new(&run.text).small();
        let text = match run.equal {
            true => text.family(theme::semibold()).underline(),
            false => text,
        };
        let font = egui::FontSelection::Default;
        text.append_to(&mut job, ui.style(), font, Align::LEFT);
    }
    // Columns would stretch the lines to their width.
    ui.with_layout(egui::Layout::top_down(Align::LEFT), |ui| {
        ui.add(egui::Label::new(job).wrap());
    });
}

/// A strip plot: the teacher's similarity among the controls', each a mark on one line. The teacher's is a larger diamond
/// with its name, so that it is found without colour; the thick line is its interval over prompts.
pub fn strip(ui: &mut egui::Ui, finding: &Finding) {
    let width = ui.available_width().min(720.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 58.0), egui::Sense::hover());
    let strip = likeness::strip(finding);
    let palette = theme::palette(ui.ctx());
    let line = rect.top() + 24.0;
    let inner = rect.shrink2(vec2(14.0, 0.0));
    let x = |at: f32| inner.left() + at * inner.width();
    let weak = colour(palette.text_weak);
    let painter = ui.painter_at(rect.expand(4.0));
    let edge = Stroke::new(1.0, colour(palette.card_border));
    painter.hline(inner.x_range(), line, edge);
    let usual = x(strip.usual);
    painter.vline(usual, (line - 6.0)..=(line + 18.0), Stroke::new(1.0, weak));
    let small = FontId::proportional(11.0);
    let at = pos2(usual, line + 19.0);
    painter.text(at, egui::Align2::CENTER_TOP, "usual", small, weak);
    if let Some((from, to)) = strip.interval {
        let accent = colour(palette.accent).gamma_multiply(0.45);
        painter.hline(x(from)..=x(to), line, Stroke::new(4.0, accent));
    }
    let pointer = response.hover_pos();
    let mut nearest: Option<(f32, String)> = None;
    for mark in &strip.marks {
        let at = pos2(x(mark.at), line + mark.level as f32 * 4.5);
        if mark.teacher {
            diamond(&painter, at, 8.0, colour(palette.accent));
            let align = if mark.at > 0.5 {
                egui::Align2::RIGHT_BOTTOM
            } else {
                egui::Align2::LEFT_BOTTOM
            };
            let font = FontId::proportional(12.0);
            let text = shorten(mark.model, 40);
            painter.text(at - vec2(0.0, 9.0), align, text, font, colour(palette.text));
        } else {
            painter.circle(at, 4.5, colour(palette.card), Stroke::new(1.5, weak));
        }
        if let Some(distance) = pointer.map(|pointer| pointer.distance(at))
            && distance < 12.0
            && nearest.as_ref().is_none_or(|(d, _)| distance < *d)
        {
            nearest = Some((distance, format!("{}: {:.2}", mark.model, mark.score)));
        }
    }
    response.widget_info(|| {
        let rank = finding
            .rank
            .map_or_else(|| "unknown".to_owned(), |rank| rank.to_string());
        let teacher = &finding.teacher.name;
        let controls = finding.strip.len();
        let name = format!("{teacher} among {controls} controls, rank {rank}");
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    if let Some((_, text)) = nearest {
        response.on_hover_text(text);
    }
}

/// The scale of likelihood ratios in words, with the finding's place on it. Where there is room each band says what it
/// means; where there is none, the band the finding is in does.
pub fn scale(ui: &mut egui::Ui, finding: &Finding) {
    let width = ui.available_width().min(720.0);
    let wide = width > 430.0;
    let tall = if wide { 56.0 } else { 66.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, tall), egui::Sense::hover());
    let palette = theme::palette(ui.ctx());
    let painter = ui.painter_at(rect.expand(2.0));
    let (top, high) = (rect.top() + 13.0, 20.0);
    let x = |log10: f64| rect.left() + on_scale(log10) * rect.width();
    let (text, weak) = (colour(palette.text), colour(palette.text_weak));
    let edge = Stroke::new(1.0, colour(palette.card_border));
    let small = |size: f32| FontId::proportional(size);
    for band in BANDS {
        let (from, to) = (x(band.log10.0), x(band.log10.1));
        let here = finding.log10_lr.is_some() && band.verdict == finding.verdict;
        let cell = Rect::from_min_max(pos2(from, top), pos2(to, top + high));
        let ground = colour(if here {
            palette.highlight
        } else {
            palette.card
        });
        painter.rect(cell, 0.0, ground, edge, egui::StrokeKind::Inside);
        if wide {
            let font = match here {
                true => FontId::new(11.0, theme::semibold()),
                false => small(11.0),
            };
            let centre = egui::Align2::CENTER_CENTER;
            painter.text(cell.center(), centre, band.words, font, text);
            let at = pos2(cell.center().x, cell.bottom() + 3.0);
            painter.text(at, egui::Align2::CENTER_TOP, band.bounds, small(10.5), weak);
        }
    }
    if !wide {
        for (log10, label) in [(-0.4771, "1/3"), (0.4771, "3"), (1.0, "10"), (1.4771, "30")] {
            let at = pos2(x(log10), top + high + 3.0);
            painter.text(at, egui::Align2::CENTER_TOP, label, small(10.5), weak);
        }
        for (at, align, label) in [
            (rect.left(), egui::Align2::LEFT_TOP, "against"),
            (rect.right(), egui::Align2::RIGHT_TOP, "strong"),
        ] {
            painter.text(pos2(at, top + high + 16.0), align, label, small(10.5), weak);
        }
    }
    let accent = colour(palette.accent);
    if let Some((low, high)) = finding.lr_interval {
        painter.hline(
            x(low)..=x(high),
            top - 2.0,
            Stroke::new(3.0, accent.gamma_multiply(0.45)),
        );
    }
    if let Some(log10) = finding.log10_lr {
        let tip = pos2(
            x(log10).clamp(rect.left() + 5.0, rect.right() - 5.0),
            top + 1.0,
        );
        let points = vec![tip, tip + vec2(-6.0, -11.0), tip + vec2(6.0, -11.0)];
        painter.add(egui::Shape::convex_polygon(points, accent, Stroke::NONE));
    }
    response.widget_info(|| {
        let name = format!(
            "Scale of likelihood ratios: {}",
            words::scale(finding.verdict)
        );
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
}

fn diamond(painter: &egui::Painter, at: Pos2, r: f32, ink: egui::Color32) {
    let points = vec![
        at - vec2(0.0, r),
        at + vec2(r, 0.0),
        at + vec2(0.0, r),
        at - vec2(r, 0.0),
    ];
    painter.add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
}
