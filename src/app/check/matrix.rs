//! The matrix: every sample as a student beside every sample as a teacher, as figures on a ground that is the stronger
//! the more they are alike. Only the cells that are seen are drawn. May use similarity's findings, the figure and egui.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{FontId, Key, Rect, RichText, Sense, Stroke, pos2, vec2};

use crate::app::theme::{self, colour};
use crate::document::SampleRef;
use crate::figure::{Palette, Rgb};
use crate::similarity::{Finding, Verdict, words};

/// A cell.
const CELL: egui::Vec2 = vec2(52.0, 26.0);
/// The least and the most room of the names before the cells and above them; within it they are shown whole.
const LEAST: egui::Vec2 = vec2(136.0, 64.0);
const MOST: egui::Vec2 = vec2(280.0, 190.0);
/// The letters of the names, in points.
const NAME: f32 = 11.5;

/// What the rows and columns are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Likeness,
    Name,
    Vendor,
}

/// What came of checking all pairs.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    /// A finding a pair.
    pub findings: Vec<Finding>,
    /// The samples with their files.
    pub samples: Vec<SampleRef>,
    /// Whose each model is, by its name.
    pub vendors: HashMap<String, String>,
}

/// The matrix as it is looked at.
pub struct Matrix {
    pairs: Pairs,
    /// The finding of (student, teacher), by their places in `models`.
    of: HashMap<(usize, usize), usize>,
    models: Vec<String>,
    rows: Vec<usize>,
    columns: Vec<usize>,
    order: Order,
    /// The cell the keyboard is at, in rows and columns.
    at: (usize, usize),
    /// The cell is to be brought into view.
    reveal: bool,
    /// The room of the names before the cells and above them.
    room: egui::Vec2,
}

impl Matrix {
    /// All pairs, most alike first.
    pub fn new(pairs: Pairs) -> Self {
        let mut models: Vec<String> = (pairs.findings.iter())
            .flat_map(|f| [f.student.name.clone(), f.teacher.name.clone()])
            .collect();
        models.sort();
        models.dedup();
        let place: HashMap<&str, usize> = models
            .iter()
            .enumerate()
            .map(|(n, m)| (m.as_str(), n))
            .collect();
        let of = (pairs.findings.iter().enumerate())
            .filter_map(|(n, f)| {
                let student = place.get(f.student.name.as_str())?;
                let teacher = place.get(f.teacher.name.as_str())?;
                Some(((*student, *teacher), n))
            })
            .collect();
        let mut matrix = Self {
            pairs,
            of,
            models,
            rows: Vec::new(),
            columns: Vec::new(),
            order: Order::Likeness,
            at: (0, 0),
            reveal: false,
            room: LEAST,
        };
        matrix.sort();
        matrix
    }

    /// The samples with their files.
    pub fn samples(&self) -> &[SampleRef] {
        &self.pairs.samples
    }

    fn sort(&mut self) {
        let all = || (0..self.models.len()).collect::<Vec<_>>();
        let best = |fixed: usize, student: bool| -> f64 {
            let scores = (0..self.models.len()).filter_map(|other| {
                let key = if student {
                    (fixed, other)
                } else {
                    (other, fixed)
                };
                self.pairs.findings.get(*self.of.get(&key)?)?.score
            });
            scores.fold(f64::NEG_INFINITY, f64::max)
        };
        let vendor = |n: &usize| (self.pairs.vendors.get(&self.models[*n]), *n);
        let sorted = |student: bool| {
            let mut places = all();
            match self.order {
                // Models come by name already.
                Order::Name => {}
                Order::Vendor => places.sort_by_key(vendor),
                Order::Likeness => {
                    let mut keyed: Vec<(f64, usize)> =
                        places.iter().map(|n| (best(*n, student), *n)).collect();
                    keyed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                    places = keyed.into_iter().map(|(_, n)| n).collect();
                }
            }
            let takes_part = |n: &usize| best(*n, student) > f64::NEG_INFINITY;
            let keep = |n: &usize| {
                takes_part(n)
                    || self
                        .of
                        .keys()
                        .any(|k| if student { k.0 == *n } else { k.1 == *n })
            };
            places.retain(keep);
            places
        };
        let (rows, columns) = (sorted(true), sorted(false));
        (self.rows, self.columns) = (rows, columns);
        self.at = (0, 0);
    }

    fn finding(&self, row: usize, column: usize) -> Option<&Finding> {
        let key = (*self.rows.get(row)?, *self.columns.get(column)?);
        self.pairs.findings.get(*self.of.get(&key)?)
    }

    /// What a cell says.
    fn spoken(&self, row: usize, column: usize) -> String {
        let name = |list: &[usize], n: usize| list.get(n).map_or("", |m| self.models[*m].as_str());
        let (student, teacher) = (name(&self.rows, row), name(&self.columns, column));
        match self.finding(row, column) {
            None => format!("student {student}, teacher {teacher}, the same sample"),
            Some(finding) => {
                let score = finding
                    .score
                    .map_or("none".to_owned(), |s| format!("{s:.1}"));
                let lr = finding
                    .log10_lr
                    .map_or("none".to_owned(), crate::exchange::report::ratio);
                format!("student {student}, teacher {teacher}, score {score}, LR {lr}")
            }
        }
    }

    /// How much room the names take, up to a bound.
    fn measure(&mut self, ui: &egui::Ui) {
        /// The widest name is among so many of the longest ones.
        const LONGEST: usize = 12;
        let mut longest: Vec<&String> = self.models.iter().collect();
        longest.sort_by_cached_key(|name| std::cmp::Reverse(name.chars().count()));
        let widths = longest
            .into_iter()
            .take(LONGEST)
            .map(|name| written(ui, name, MOST.x).size().x);
        let widest = widths.fold(0.0, f32::max);
        self.room = (vec2(widest, widest) + vec2(16.0, 12.0)).clamp(LEAST, MOST);
    }

    /// Shows the matrix; returns the pair that was opened.
    pub fn show(&mut self, ui: &mut egui::Ui, height: f32) -> Option<Finding> {
        let mut opened = None;
        ui.horizontal_wrapped(|ui| {
            ui.label("Order");
            for (order, name) in [
                (Order::Likeness, "most alike first"),
                (Order::Name, "by name"),
                (Order::Vendor, "by maker"),
            ] {
                if ui.selectable_label(self.order == order, name).clicked() {
                    self.order = order;
                    self.sort();
                }
            }
        });
        let legend = "Rows are students, columns teachers. The figure is the score E; the stronger the ground, the more alike. Signs: +++ strong, ++ moderate, + weak, · no support either way, ↓ weak evidence against, ? a ranking only. Arrows walk, Enter or a click opens the pair.";
        ui.add(egui::Label::new(RichText::new(legend).small().weak()).wrap());
        ui.add(egui::Label::new(RichText::new(words::MANY).small()).wrap());
        self.measure(ui);
        let room = self.room;
        let size = vec2(
            room.x + self.columns.len() as f32 * CELL.x,
            room.y + self.rows.len() as f32 * CELL.y,
        );
        let mut scroll = egui::ScrollArea::both()
            .max_height(height)
            .auto_shrink(false);
        if std::mem::take(&mut self.reveal) {
            let (row, column) = self.at;
            let cell = pos2(column as f32 * CELL.x, row as f32 * CELL.y);
            // The cell in the middle, as far as there is room.
            let middle = vec2(ui.available_width() - room.x, height - room.y) / 2.0;
            scroll = scroll
                .horizontal_scroll_offset((cell.x - middle.x).max(0.0))
                .vertical_scroll_offset((cell.y - middle.y).max(0.0));
        }
        scroll.show_viewport(ui, |ui, seen| {
            ui.set_min_size(size);
            let origin = ui.min_rect().min;
            opened = self.cells(ui, origin, seen);
        });
        opened
    }

    fn cells(&mut self, ui: &mut egui::Ui, origin: egui::Pos2, seen: Rect) -> Option<Finding> {
        let palette = theme::palette(ui.ctx());
        let room = self.room;
        let (ink, weak) = (colour(palette.text), colour(palette.text_weak));
        let first = |from: f32, size: f32| (from.max(0.0) / size) as usize;
        let rows = first(seen.top(), CELL.y)
            ..(first(seen.bottom() - room.y, CELL.y) + 2).min(self.rows.len());
        let columns = first(seen.left(), CELL.x)
            ..(first(seen.right() - room.x, CELL.x) + 2).min(self.columns.len());
        // One control with the keyboard; its cells are named one by one as well.
        let whole = Rect::from_min_size(origin + seen.min.to_vec2(), seen.size());
        let grid = ui.interact(
            whole,
            ui.scope_id().with("matrix"),
            Sense::focusable_noninteractive(),
        );
        let mut open = None;
        if grid.has_focus() {
            open = self.keys(ui, grid.id);
        }
        let spoken = self.spoken(self.at.0, self.at.1);
        grid.widget_info(|| {
            let name = format!(
                "Matrix of {} by {}: {spoken}",
                self.rows.len(),
                self.columns.len()
            );
            egui::WidgetInfo::labeled(egui::Role::Grid, true, name)
        });
        let corner = origin + seen.min.to_vec2();
        for row in rows.clone() {
            for column in columns.clone() {
                let min = origin
                    + vec2(
                        room.x + column as f32 * CELL.x,
                        room.y + row as f32 * CELL.y,
                    );
                let rect = Rect::from_min_size(min, CELL).shrink(0.5);
                // What lies below the names can be neither seen nor clicked.
                if rect.center().x < corner.x + room.x || rect.center().y < corner.y + room.y {
                    continue;
                }
                let response = ui.interact(
                    rect,
                    ui.scope_id().with((row, column)),
                    Sense::CLICK | Sense::HOVER,
                );
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Cell, true, self.spoken(row, column))
                });
                let finding = self.finding(row, column);
                let (text, share) = match finding {
                    None => ("=".to_owned(), 0.0),
                    Some(finding) => (shown(finding), share(finding)),
                };
                let (ground, text_ink) = tones(palette, share);
                let text_ink = colour(text_ink);
                ui.painter().rect_filled(rect, 2.0, colour(ground));
                let centre = egui::Align2::CENTER_CENTER;
                ui.painter().text(
                    rect.center(),
                    centre,
                    text,
                    FontId::proportional(11.5),
                    text_ink,
                );
                if self.at == (row, column) && grid.has_focus() {
                    let edge = Stroke::new(2.5, ink);
                    ui.painter()
                        .rect_stroke(rect, 2.0, edge, egui::StrokeKind::Inside);
                }
                if response.clicked() {
                    self.at = (row, column);
                    open = self.finding(row, column).cloned();
                }
                if response.hovered() {
                    let said = self.spoken(row, column);
                    let verdict = self.finding(row, column).map(|f| words::scale(f.verdict));
                    response.on_hover_ui(|ui| {
                        ui.label(said);
                        if let Some(verdict) = verdict {
                            ui.label(verdict);
                        }
                    });
                }
            }
        }
        // The names stay where they can be read, whatever is scrolled.
        let ground = colour(palette.panel);
        // As far as there are cells: a small matrix leaves room below and beside it.
        let width = room.x + self.columns.len() as f32 * CELL.x;
        let height = room.y + self.rows.len() as f32 * CELL.y;
        let head = Rect::from_min_size(corner, vec2(seen.width().min(width), room.y));
        ui.painter().rect_filled(head, 0.0, ground);
        for column in columns {
            let left = origin.x + room.x + column as f32 * CELL.x + CELL.x / 2.0;
            let galley = written(ui, &self.models[self.columns[column]], room.y - 8.0);
            let at = pos2(left - galley.size().y / 2.0, corner.y + room.y - 4.0);
            let text = egui::epaint::TextShape::new(at, galley, ink);
            ui.painter()
                .add(text.with_angle(-std::f32::consts::FRAC_PI_2));
        }
        let side = Rect::from_min_size(corner, vec2(room.x, seen.height().min(height)));
        ui.painter().rect_filled(side, 0.0, ground);
        for row in rows {
            let y = origin.y + room.y + (row as f32 + 0.5) * CELL.y;
            if y < corner.y + room.y {
                continue;
            }
            let galley = written(ui, &self.models[self.rows[row]], room.x - 12.0);
            let at =
                pos2(corner.x + room.x - 8.0, y) - vec2(galley.size().x, galley.size().y / 2.0);
            ui.painter().galley(at, galley, ink);
        }
        let label = corner + vec2(4.0, room.y - 18.0);
        let align = egui::Align2::LEFT_TOP;
        ui.painter().text(
            label,
            align,
            "student ↓  teacher →",
            FontId::proportional(11.0),
            weak,
        );
        open
    }

    fn keys(&mut self, ui: &egui::Ui, id: egui::Id) -> Option<Finding> {
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let before = self.at;
        let (last_row, last_column) = (
            self.rows.len().saturating_sub(1),
            self.columns.len().saturating_sub(1),
        );
        let enter = ui.input(|i| {
            if i.key_pressed(Key::ArrowDown) {
                self.at.0 = (self.at.0 + 1).min(last_row);
            }
            if i.key_pressed(Key::ArrowUp) {
                self.at.0 = self.at.0.saturating_sub(1);
            }
            if i.key_pressed(Key::ArrowRight) {
                self.at.1 = (self.at.1 + 1).min(last_column);
            }
            if i.key_pressed(Key::ArrowLeft) {
                self.at.1 = self.at.1.saturating_sub(1);
            }
            if i.key_pressed(Key::Home) {
                self.at.1 = 0;
            }
            if i.key_pressed(Key::End) {
                self.at.1 = last_column;
            }
            i.key_pressed(Key::Enter)
        });
        self.reveal = self.at != before;
        enter
            .then(|| self.finding(self.at.0, self.at.1).cloned())
            .flatten()
    }
}

/// The score with the verdict's sign.
fn shown(finding: &Finding) -> String {
    let sign = match finding.verdict {
        Verdict::Strong => "+++",
        Verdict::Moderate => "++",
        Verdict::Weak => "+",
        Verdict::NoSupport => "·",
        Verdict::Against => "↓",
        Verdict::RankingOnly => "?",
        Verdict::SameTexts => return "=".to_owned(),
    };
    finding
        .score
        // No minus before a zero.
        .map_or("–".to_owned(), |score| {
            format!("{score:.1} {sign}").replace("-0.0", "0.0")
        })
}

/// A cell's ground and the ink that can be read on it. Black or white can be read on any ground; where the theme's own
/// inks can too, they are taken.
fn tones(palette: &Palette, share: f32) -> (Rgb, Rgb) {
    let ground = palette.card.mix(palette.accent, share);
    let inks = [
        palette.text,
        palette.on_accent,
        Rgb(0, 0, 0),
        Rgb(255, 255, 255),
    ];
    let readable = |ink: &Rgb| ground.contrast(*ink) >= 4.5;
    (
        ground,
        inks.into_iter().find(readable).unwrap_or(palette.text),
    )
}

/// How strong a cell's ground is: nothing at the controls' mean, all at a score of 3.5.
fn share(finding: &Finding) -> f32 {
    let score = finding
        .score
        .filter(|score| score.is_finite())
        .unwrap_or(0.0);
    (score / 3.5).clamp(0.0, 1.0) as f32
}

/// A name on one line of at most this width; what is cut off is told by an ellipsis.
fn written(ui: &egui::Ui, name: &str, width: f32) -> Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(
        name.to_owned(),
        FontId::proportional(NAME),
        egui::Color32::PLACEHOLDER,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_can_be_read_on_every_ground() {
        for palette in [Palette::light(), Palette::dark()] {
            for step in 0..=100 {
                let (ground, ink) = tones(&palette, step as f32 / 100.0);
                let contrast = ground.contrast(ink);
                assert!(contrast >= 4.5, "{ground:?} {ink:?} {contrast}");
            }
        }
    }
}
