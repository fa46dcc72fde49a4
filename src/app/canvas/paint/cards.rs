//! Cards: faces, borders, chips and marks in one mesh with the text above it; far off, plain blocks. May use
//! egui's painter.

use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{Color32, Galley, Pos2, Rect, Shape, Vec2, pos2, vec2};

use super::pen::Pen;
use super::text::Written;
use super::{Emphasis, Look, PLAIN, mark};
use crate::app::canvas::scene::Card;
use crate::app::theme::colour;
use crate::figure::style::{LINE_BODY, LINE_SMALL, RADIUS_CARD, STROKE, STROKE_SELECTED};
use crate::figure::{self, Rgb};
use crate::map::NodeId;

/// How far apart the edges of the cards behind a folded one show: to the right and upwards, where few arrows end.
const STACK: Vec2 = vec2(4.0, -4.0);

/// Draws cards that can be read one above the other.
pub(super) struct Cards<'a> {
    painter: &'a egui::Painter,
    look: &'a Look<'a>,
    /// What lies on the cards in the pen's mesh.
    above: Vec<Shape>,
    /// The cards in the pen's mesh: one that covers any of them must wait until their text is drawn.
    under: Vec<figure::Rect>,
}

/// A card's colours and where it is.
struct Sheet<'a> {
    look: &'a Look<'a>,
    rect: Rect,
    zoom: f32,
    faded: bool,
}

impl<'a> Sheet<'a> {
    fn of(look: &'a Look<'a>, card: &Card, how: Emphasis) -> Self {
        Self {
            look,
            rect: look.camera.screen_rect(look.view, card.rect),
            zoom: look.camera.zoom,
            faded: how.faded,
        }
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.rect.min + vec2(x, y) * self.zoom
    }

    fn area(&self, x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect::from_min_size(self.at(x, y), vec2(w, h) * self.zoom)
    }

    fn fade(&self, rgb: Rgb) -> Color32 {
        if self.faded {
            colour(rgb.mix(self.look.palette.canvas, 0.72))
        } else {
            colour(rgb)
        }
    }
}

impl<'a> Cards<'a> {
    pub(super) fn new(painter: &'a egui::Painter, look: &'a Look<'a>) -> Self {
        Self {
            painter,
            look,
            above: Vec::new(),
            under: Vec::new(),
        }
    }

    /// Hands on what was drawn so far.
    pub(super) fn flush(&mut self, pen: &mut Pen<'_>) {
        if let Some(mesh) = pen.take() {
            self.painter.add(Shape::Mesh(mesh));
        }
        self.painter.extend(self.above.drain(..));
        self.under.clear();
    }

    pub(super) fn draw(
        &mut self,
        pen: &mut Pen<'_>,
        written: &mut Written,
        card: &Card,
        how: Emphasis,
    ) {
        let sheet = Sheet::of(self.look, card, how);
        let covers = card.rect.expand(STACK.x * 2.0);
        if self.under.iter().any(|other| other.intersects(&covers)) {
            self.flush(pen);
        }
        self.under.push(covers);
        self.near(pen, &sheet, card, how);
        self.words(pen, &sheet, written, card);
    }

    /// A card that can be read, without its text.
    fn near(&mut self, pen: &mut Pen<'_>, sheet: &Sheet<'_>, card: &Card, how: Emphasis) {
        let p = self.look.palette;
        let (rect, zoom) = (sheet.rect, sheet.zoom);
        let rejected = self.look.evaluation.is_rejected(card.claim);
        let ground = sheet.fade(if rejected {
            p.card.mix(p.canvas, 0.5)
        } else {
            p.card
        });
        let (width, border) = border(sheet, how);
        let radius = RADIUS_CARD * zoom;
        let soft = pen.pixel() / 2.0;
        let clear = Color32::TRANSPARENT;
        let edge = |width: f32, border: Color32, ground: Color32| {
            [
                (soft, clear),
                (-soft, border),
                ((soft - width).min(-soft), border),
                (-soft - width, ground),
            ]
        };
        if card.folded.is_some() {
            let quiet = sheet.fade(p.card_border);
            for n in [2.0, 1.0] {
                let behind = rect.translate(STACK * (n * zoom));
                pen.rounded(behind, radius, &edge(STROKE, quiet, ground), true);
            }
        }
        if !how.faded && !p.dark {
            let shade = Color32::from_black_alpha(18);
            let below = rect.translate(vec2(0.0, 1.5 * zoom));
            pen.rounded(
                below,
                radius,
                &[(2.0 * zoom, clear), (-2.0 * zoom, shade)],
                false,
            );
        }
        pen.rounded(rect, radius, &edge(width, border, ground), true);
        if how.hit {
            self.found(pen, sheet, radius);
        }
        for chip in &card.face.chips {
            let area = sheet.area(chip.x, chip.y, chip.width, chip.height);
            let ink = sheet.fade(p.hue(chip.hue));
            let round = area.height() / 2.0;
            pen.rounded(area, round, &[(soft, clear), (-soft, ink)], true);
            let area = sheet.area(chip.mark.x, chip.mark.y, chip.mark.w, chip.mark.h);
            let ink = sheet.fade(p.hue_mark(chip.hue));
            mark(area, chip.pattern, ink, |shape| self.above.push(shape));
        }
    }

    /// A ring around what a search found, and a flag at its corner.
    fn found(&self, pen: &mut Pen<'_>, sheet: &Sheet<'_>, radius: f32) {
        let ink = colour(self.look.palette.warning);
        let soft = pen.pixel() / 2.0;
        let gap = (3.0 * sheet.zoom).max(2.0);
        let width = (2.5 * sheet.zoom).max(2.0);
        let rings = [
            (gap + width + soft, Color32::TRANSPARENT),
            (gap + width - soft, ink),
            (gap + soft, ink),
            (gap - soft, Color32::TRANSPARENT),
        ];
        pen.rounded(sheet.rect, radius, &rings, false);
        let (corner, side) = (sheet.rect.left_top(), (16.0 * sheet.zoom).max(8.0));
        let out = gap + width;
        let at = corner - Vec2::splat(out);
        pen.fill(&[at, at + vec2(side, 0.0), at + vec2(0.0, side)], ink);
    }

    fn words(&mut self, pen: &mut Pen<'_>, sheet: &Sheet<'_>, written: &mut Written, card: &Card) {
        let look = self.look;
        let p = look.palette;
        let face = &card.face;
        let text = written.card(self.painter, card, look.evaluation, sheet.zoom);
        let weak = sheet.fade(p.text_weak);
        let mut write = |at: Pos2, galley: Arc<Galley>, ink: Color32| {
            self.above.push(TextShape::new(at, galley, ink).into());
        };
        if look.editing != Some(card.claim) {
            let quiet = face.placeholder || look.evaluation.is_rejected(card.claim);
            let ink = if quiet { weak } else { sheet.fade(p.text) };
            write(sheet.at(face.text_x, face.text_y), text.body(), ink);
        }
        for (chip, name) in face.chips.iter().zip(text.chips()) {
            let ink = sheet.fade(p.hue_text(chip.hue));
            write(sheet.at(chip.text_x, chip.text_y), name, ink);
        }
        if let Some(footer) = text.footer() {
            write(sheet.at(face.footer_x, face.footer_y), footer, weak);
        }
        if let Some(badge) = text.badge() {
            let standing = look.evaluation.standing(card.claim);
            let at = sheet.at(face.badge_right, face.badge_y) - vec2(badge.size().x, 0.0);
            write(at, badge, sheet.fade(p.standing(standing)));
        }
        if let Some(count) = text.count() {
            // A small label across the lower edge, beside where arrows end.
            let (width, height) = (count.size().x / sheet.zoom + 16.0, LINE_SMALL + 2.0);
            let (x, y) = (face.text_x, face.height - height / 2.0);
            let area = sheet.area(x, y, width, height);
            let soft = pen.pixel() / 2.0;
            let rings = [
                (soft, Color32::TRANSPARENT),
                (-soft, sheet.fade(p.card_border)),
                (-soft - STROKE, sheet.fade(p.panel)),
            ];
            pen.rounded(area, area.height() / 2.0, &rings, true);
            write(sheet.at(x + 8.0, y + 1.0), count, weak);
        }
    }
}

fn border(sheet: &Sheet<'_>, how: Emphasis) -> (f32, Color32) {
    let p = sheet.look.palette;
    if how.selected {
        let width = STROKE_SELECTED.max(STROKE_SELECTED * sheet.zoom);
        (width, colour(p.selection))
    } else if how.hovered {
        (1.5, colour(p.card_border.mix(p.accent, 0.8)))
    } else {
        (STROKE, sheet.fade(p.card_border))
    }
}

/// Draws cards that are too far off to be read, those that are selected on top.
pub(super) fn far<'a>(
    pen: &mut Pen<'_>,
    look: &Look<'_>,
    cards: impl Iterator<Item = &'a Card>,
    emphasis: &dyn Fn(NodeId) -> Emphasis,
) {
    let mut one = |card: &Card, how: Emphasis| {
        let sheet = Sheet::of(look, card, how);
        if sheet.zoom < PLAIN {
            plain(pen, &sheet, card, how);
        } else {
            bars(pen, &sheet, card, how);
        }
    };
    let mut top = Vec::new();
    for card in cards {
        let how = emphasis(NodeId::Claim(card.claim));
        if how.selected {
            top.push((card, how));
        } else {
            one(card, how);
        }
    }
    for (card, how) in top {
        one(card, how);
    }
}

/// A card so far off that only its place shows.
fn plain(pen: &mut Pen<'_>, sheet: &Sheet<'_>, card: &Card, how: Emphasis) {
    let p = sheet.look.palette;
    let ink = if how.selected {
        colour(p.selection)
    } else if how.hit {
        colour(p.warning)
    } else {
        sheet.fade(p.card_border)
    };
    let size = sheet.rect.size().max(Vec2::splat(pen.pixel()));
    let mut rect = Rect::from_min_size(sheet.rect.min, size);
    if how.hit {
        rect = rect.expand(pen.pixel());
    }
    pen.block(rect, ink);
    if card.folded.is_some() {
        let strip = pos2(
            rect.left() + rect.width() * 0.2,
            rect.bottom() + pen.pixel(),
        );
        let size = vec2(rect.width() * 0.8, pen.pixel());
        pen.block(Rect::from_min_size(strip, size), ink);
    }
}

/// A card too small to be read: bars for lines of text.
fn bars(pen: &mut Pen<'_>, sheet: &Sheet<'_>, card: &Card, how: Emphasis) {
    let p = sheet.look.palette;
    let face = &card.face;
    let rejected = sheet.look.evaluation.is_rejected(card.claim);
    let ground = sheet.fade(if rejected {
        p.card.mix(p.canvas, 0.5)
    } else {
        p.card
    });
    let rect = sheet.rect;
    let (width, border) = border(sheet, how);
    if card.folded.is_some() {
        let quiet = sheet.fade(p.card_border);
        for n in [2.0, 1.0] {
            let behind = rect.translate(STACK * (sheet.zoom.max(0.4) * n));
            pen.block(behind, quiet);
            pen.block(behind.shrink(pen.pixel()), ground);
        }
    }
    if how.hit {
        pen.block(rect.expand(3.0), colour(p.warning));
    }
    pen.block(rect, border);
    pen.block(rect.shrink(width), ground);
    let quiet = face.placeholder || rejected;
    let ink = sheet.fade(if quiet { p.text_weak } else { p.text });
    let ink = ink.gamma_multiply(0.55);
    let longest = face.lines.iter().map(|line| line.chars().count()).max();
    let longest = longest.unwrap_or(1).max(1) as f32;
    let height = (6.0 * sheet.zoom).max(pen.pixel());
    for (n, line) in face.lines.iter().enumerate() {
        let share = line.chars().count() as f32 / longest;
        let top = sheet.at(face.text_x, face.text_y + n as f32 * LINE_BODY + 7.0);
        let width = (face.width - 2.0 * face.text_x) * share * sheet.zoom;
        pen.block(Rect::from_min_size(top, vec2(width, height)), ink);
    }
    for chip in &face.chips {
        let area = sheet.area(chip.x, chip.y, chip.width, chip.height);
        pen.block(area, sheet.fade(p.hue_mark(chip.hue)));
    }
}
