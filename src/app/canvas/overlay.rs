//! What is drawn above the scene while something is under way: frames, pending links, handles, lines that cards snap
//! to, hints. Changes nothing. May use egui's painter and the figure's styles.

use egui::{Align2, FontId, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::Canvas;
use super::gesture::{Drop, Gesture};
use super::scene::Hit;
use crate::app::pane::View;
use crate::app::theme::{colour, semibold};
use crate::figure;
use crate::figure::style::{STROKE_LINK, TEXT_BODY, TEXT_SMALL};
use crate::map::{ClaimId, LinkKind};

impl Canvas {
    /// What the gesture or choice that is under way shows.
    pub(super) fn draw_overlay(&self, ui: &egui::Ui, painter: &egui::Painter, view: &View<'_>) {
        let rect = painter.clip_rect();
        if let Some(choosing) = &self.choosing {
            let what = match choosing.kind {
                Some(kind) => format!("Choose what it {}", kind.verb()),
                None => "Choose the link it is a premise of".to_owned(),
            };
            let hint = format!("{what}: arrow keys or a click, Enter to accept, Escape to leave");
            banner(painter, rect, view, &hint);
        }
        match &self.gesture {
            Gesture::Marquee { from, .. } => {
                if let Some(at) = ui.input(|i| i.pointer.latest_pos()) {
                    let frame = Rect::from_two_pos(self.camera.screen_from_world(rect, *from), at);
                    let ink = colour(view.palette.selection);
                    painter.rect(
                        frame,
                        2.0,
                        ink.gamma_multiply(0.12),
                        Stroke::new(1.0, ink),
                        StrokeKind::Inside,
                    );
                }
            }
            Gesture::Link { kind, premises } => {
                self.draw_pending(ui, painter, *kind, premises, view);
            }
            Gesture::Move { cards, kind, .. } => {
                let premises: Vec<ClaimId> = cards.iter().map(|(id, _)| *id).collect();
                let ink = colour(view.palette.accent);
                for line in &self.snapped {
                    let points = line.map(|at| self.camera.screen_from_world(rect, at));
                    painter.line_segment(points, Stroke::new(1.0, ink));
                }
                if let Some(at) = ui.input(|i| i.pointer.latest_pos()) {
                    let words = match self.move_target(*kind, &premises, rect, at, view) {
                        Drop::Onto(_) => format!("{} this claim", kind.verb()),
                        Drop::Join(_) => "linked premise: counts only together".to_owned(),
                        _ => return,
                    };
                    let text = format!("{words}   S support · A attack · R rephrase");
                    tip(painter, at + vec2(16.0, 18.0), &text, view);
                }
            }
            Gesture::Idle | Gesture::Pan | Gesture::GivenUp => {
                self.draw_handles(painter, rect, view)
            }
        }
    }

    /// Where a link can be drawn from: shown on the card under the pointer.
    fn draw_handles(&self, painter: &egui::Painter, rect: Rect, view: &View<'_>) {
        let Some(Hit::Edge(id)) = self.hover else {
            return;
        };
        let Some(card) = self.scene.rect(id) else {
            return;
        };
        let card = self.camera.screen_rect(rect, card);
        let ink = colour(view.palette.accent);
        for at in [
            card.center_top(),
            card.center_bottom(),
            card.left_center(),
            card.right_center(),
        ] {
            painter.circle(at, 4.5, colour(view.palette.card), Stroke::new(2.0, ink));
        }
    }

    fn draw_pending(
        &self,
        ui: &egui::Ui,
        painter: &egui::Painter,
        kind: LinkKind,
        premises: &[ClaimId],
        view: &View<'_>,
    ) {
        let Some(at) = ui.input(|i| i.pointer.latest_pos()) else {
            return;
        };
        let rect = painter.clip_rect();
        let drop = self.drop_target(kind, premises, view);
        let ink = match drop {
            Drop::Nothing => colour(view.palette.text_weak),
            _ => colour(view.palette.link(kind)),
        };
        for premise in premises {
            if let Some(card) = self.scene.rect(*premise) {
                let card = self.camera.screen_rect(rect, card);
                arrow(painter, card, at, Stroke::new(STROKE_LINK, ink));
            }
        }
        let words = match drop {
            Drop::Onto(_) => format!("{} this claim", kind.verb()),
            Drop::OntoLink(_) if kind == LinkKind::Attack => "undercuts this link".to_owned(),
            Drop::OntoLink(_) => "supports this link".to_owned(),
            Drop::Join(_) => "linked premise: counts only together".to_owned(),
            Drop::NewClaim => format!("{} a new claim", kind.verb()),
            Drop::Nothing => "cannot be linked to this".to_owned(),
        };
        let text = format!("{words}   S support · A attack · R rephrase");
        tip(painter, at + vec2(16.0, 18.0), &text, view);
    }
}

/// An arrow from the border of a card, with a head of one size however long it is.
fn arrow(painter: &egui::Painter, card: Rect, to: Pos2, stroke: Stroke) {
    if card.contains(to) {
        return;
    }
    let way = to - card.center();
    let share = (card.width() / 2.0 / way.x.abs()).min(card.height() / 2.0 / way.y.abs());
    painter.line_segment([card.center() + way * share, to], stroke);
    let back = -way.normalized() * 11.0;
    for angle in [-0.45, 0.45] {
        let side = egui::emath::Rot2::from_angle(angle) * back;
        painter.line_segment([to, to + side], stroke);
    }
}

fn tip(painter: &egui::Painter, at: Pos2, text: &str, view: &View<'_>) {
    let galley = painter.layout_no_wrap(
        text.to_owned(),
        FontId::proportional(TEXT_SMALL),
        colour(view.palette.text),
    );
    let room = painter.clip_rect().shrink(8.0);
    let size = galley.size() + vec2(16.0, 10.0);
    let min = pos2(
        at.x.min(room.right() - size.x).max(room.left()),
        at.y.min(room.bottom() - size.y).max(room.top()),
    );
    let area = Rect::from_min_size(min, size);
    painter.rect(
        area,
        4.0,
        colour(view.palette.card),
        Stroke::new(1.0, colour(view.palette.card_border)),
        StrokeKind::Inside,
    );
    painter.galley(area.min + vec2(8.0, 5.0), galley, colour(view.palette.text));
}

fn banner(painter: &egui::Painter, rect: Rect, view: &View<'_>, text: &str) {
    let width = figure::text_width(text, figure::Weight::Regular, TEXT_SMALL);
    tip(
        painter,
        pos2(rect.center().x - width / 2.0, rect.top() + 12.0),
        text,
        view,
    );
}

/// What an empty canvas says: how to begin.
pub(super) fn empty_hint(ui: &egui::Ui, rect: Rect, view: &View<'_>) {
    let lines = if view.session.document().thread().is_some() {
        "No claims yet\nSelect words in the thread and press C, or double-click here"
    } else {
        "An empty map\nDouble-click to write a claim, or import a thread to take claims from"
    };
    let mut first = true;
    let mut y = rect.center().y - 24.0;
    for line in lines.lines() {
        let font = if first {
            FontId::new(18.0, semibold())
        } else {
            FontId::proportional(TEXT_BODY)
        };
        let ink = colour(if first {
            view.palette.text
        } else {
            view.palette.text_weak
        });
        ui.painter().text(
            pos2(rect.center().x, y),
            Align2::CENTER_CENTER,
            line,
            font,
            ink,
        );
        y += 30.0;
        first = false;
    }
}
