//! Text of cards, laid out once and kept while it is seen: at eight zoom steps an octave, so that it is sharp; the
//! rest, at most 5 %, is done by scaling the finished glyphs. May use egui's painter.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontFamily, FontId, Galley, Painter};
use rustc_hash::FxHashMap;

use super::pen::Paper;
use super::plate::Plate;
use crate::app::canvas::scene::Card;
use crate::app::theme::semibold;
use crate::document::evaluation::Evaluation;
use crate::figure::CardFace;
use crate::figure::style::{LINE_BODY, LINE_SMALL, TEXT_BODY, TEXT_SMALL};
use crate::map::ClaimId;
use crate::semantics::evaluation::Standing;

/// Text that was not seen for so many frames is let go.
const KEPT: u64 = 30;
/// So many cards are laid out anew in a frame because the zoom changed; the others wait a frame, scaled.
const AT_ONCE: usize = 48;

/// One text: as it was laid out, and scaled to the zoom it is shown at.
struct Text {
    laid: Arc<Galley>,
    shown: Arc<Galley>,
}

impl Text {
    fn new(
        painter: &Painter,
        text: &str,
        size: f32,
        line: f32,
        family: FontFamily,
        step: f32,
    ) -> Self {
        let mut job = LayoutJob {
            break_on_newline: true,
            ..Default::default()
        };
        job.wrap.max_width = f32::INFINITY;
        let format = TextFormat {
            font_id: FontId::new(size * step, family),
            line_height: Some(line * step),
            color: egui::Color32::PLACEHOLDER,
            valign: egui::Align::Center,
            ..Default::default()
        };
        job.append(text, 0.0, format);
        let laid = painter.layout_job(job);
        Self {
            shown: Arc::clone(&laid),
            laid,
        }
    }

    fn scale(&mut self, by: f32) {
        if by == 1.0 {
            self.shown = Arc::clone(&self.laid);
            return;
        }
        let ink = egui::Color32::PLACEHOLDER;
        let laid = Arc::clone(&self.laid);
        let mut shape = egui::epaint::TextShape::new(egui::Pos2::ZERO, laid, ink);
        shape.transform(egui::emath::TSTransform::from_scaling(by));
        self.shown = shape.galley;
    }
}

/// The texts of one card.
pub(super) struct CardText {
    face: Arc<CardFace>,
    standing: Option<Standing>,
    folded: Option<usize>,
    step: f32,
    zoom: f32,
    used: u64,
    body: Text,
    chips: Vec<Text>,
    footer: Option<Text>,
    badge: Option<Text>,
    count: Option<Text>,
}

impl CardText {
    fn new(painter: &Painter, card: &Card, evaluation: &Evaluation, step: f32) -> Self {
        let face = &card.face;
        let body = |text: &str| {
            let family = FontFamily::Proportional;
            Text::new(painter, text, TEXT_BODY, LINE_BODY, family, step)
        };
        let small =
            |text: &str, family| Text::new(painter, text, TEXT_SMALL, LINE_SMALL, family, step);
        let plain = |text: &str| small(text, FontFamily::Proportional);
        let badge = evaluation.badge(card.claim);
        let count = card.folded.map(|n| format!("+{n}"));
        Self {
            body: body(&face.lines.join("\n")),
            chips: face.chips.iter().map(|chip| plain(&chip.name)).collect(),
            footer: face.footer.as_deref().map(plain),
            badge: badge.map(|badge| small(&badge, semibold())),
            count: count.map(|count| small(&count, semibold())),
            face: Arc::clone(face),
            standing: evaluation.standing(card.claim),
            folded: card.folded,
            step,
            zoom: step,
            used: 0,
        }
    }

    fn scale(&mut self, zoom: f32) {
        if self.zoom == zoom {
            return;
        }
        self.zoom = zoom;
        let by = zoom / self.step;
        let rest = [&mut self.footer, &mut self.badge, &mut self.count];
        self.body.scale(by);
        self.chips.iter_mut().for_each(|text| text.scale(by));
        rest.into_iter().flatten().for_each(|text| text.scale(by));
    }

    /// The claim's words.
    pub(super) fn body(&self) -> Arc<Galley> {
        Arc::clone(&self.body.shown)
    }

    /// The names on the chips, in order.
    pub(super) fn chips(&self) -> impl Iterator<Item = Arc<Galley>> {
        self.chips.iter().map(|text| Arc::clone(&text.shown))
    }

    /// What the claim rests on.
    pub(super) fn footer(&self) -> Option<Arc<Galley>> {
        self.footer.as_ref().map(|text| Arc::clone(&text.shown))
    }

    /// The claim's standing.
    pub(super) fn badge(&self) -> Option<Arc<Galley>> {
        self.badge.as_ref().map(|text| Arc::clone(&text.shown))
    }

    /// How many claims are folded away.
    pub(super) fn count(&self) -> Option<Arc<Galley>> {
        self.count.as_ref().map(|text| Arc::clone(&text.shown))
    }
}

/// All text that is laid out, and the memory of the meshes around it.
#[derive(Default)]
pub struct Written {
    pub(super) paper: Paper,
    /// What was drawn and may serve again.
    pub(super) plate: Option<Plate>,
    cards: FxHashMap<ClaimId, CardText>,
    frame: u64,
    pixels_per_point: f32,
    /// A text that egui lays out itself in every frame: if it comes out as another one, egui threw away the
    /// picture of all glyphs, and with it goes everything here.
    witness: Option<Arc<Galley>>,
    /// How many cards may still be laid out anew in this frame.
    left: usize,
}

impl Written {
    /// Begins a frame.
    pub(super) fn begin(&mut self, painter: &Painter) {
        let font = FontId::proportional(TEXT_BODY);
        let ink = egui::Color32::PLACEHOLDER;
        let witness = painter.layout_no_wrap("+".to_owned(), font, ink);
        let pixels_per_point = painter.ctx().pixels_per_point();
        let same = self
            .witness
            .as_ref()
            .is_some_and(|old| Arc::ptr_eq(old, &witness));
        if !same || self.pixels_per_point != pixels_per_point {
            self.cards.clear();
            self.witness = Some(witness);
            self.pixels_per_point = pixels_per_point;
        }
        self.frame += 1;
        self.left = AT_ONCE;
        let oldest = self.frame.saturating_sub(KEPT);
        if self.frame.is_multiple_of(KEPT) {
            self.cards.retain(|_, text| text.used >= oldest);
        }
    }

    /// The texts of a card at a zoom.
    pub(super) fn card(
        &mut self,
        painter: &Painter,
        card: &Card,
        evaluation: &Evaluation,
        zoom: f32,
    ) -> &CardText {
        let step = 2.0_f32.powf((zoom.log2() * 8.0).round() / 8.0);
        let fresh = || CardText::new(painter, card, evaluation, step);
        let text = self.cards.entry(card.claim).or_insert_with(fresh);
        let same = Arc::ptr_eq(&text.face, &card.face)
            && text.standing == evaluation.standing(card.claim)
            && text.folded == card.folded;
        if !same {
            *text = fresh();
        } else if text.step != step {
            if self.left > 0 {
                self.left -= 1;
                *text = fresh();
            } else {
                painter.ctx().request_repaint();
            }
        }
        text.used = self.frame;
        text.scale(zoom);
        text
    }
}
