//! The whole map, small, in a corner of the canvas: what is seen is framed, a click or drag goes there. May use egui's
//! painter.

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Mesh, Pos2, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

use super::Canvas;
use super::paint::Marked;
use crate::app::pane::View;
use crate::app::theme::colour;
use crate::figure::{self, Palette};
use crate::map::NodeId;

/// Its largest size, and how large a part of the canvas it may be at most.
const SIZE: (f32, f32) = (176.0, 116.0);
const SHARE: f32 = 0.2;
/// Of a larger map every so manieth card is drawn, and what is marked: more could not be told apart.
const AT_MOST: usize = 3_000;

/// The cards on the small map as they were drawn last, with all that they show: they are drawn anew when it changes.
pub(super) struct Drawn {
    of: Subject,
    marked: Marked,
    cards: Arc<Mesh>,
}

#[derive(PartialEq)]
struct Subject {
    area: Rect,
    bounds: figure::Rect,
    places: u64,
    palette: Palette,
}

impl Canvas {
    /// Where the small map is drawn, and which part of the world; `None` while it is not shown.
    fn minimap(&self, view: &View<'_>) -> Option<(Rect, figure::Rect)> {
        let canvas = self.view?;
        let share = (canvas.width() * SHARE / SIZE.0).min(canvas.height() * SHARE / SIZE.1);
        let size = vec2(SIZE.0, SIZE.1) * share.min(1.0);
        let room = canvas.width() > 300.0 && canvas.height() > 240.0;
        if !view.settings.minimap || !room || self.scene.cards.len() < 2 {
            return None;
        }
        let bounds = self.scene.bounds()?;
        let seen = self.camera.seen(canvas);
        // Where everything is in sight there is nothing to find.
        if seen.contains_rect(&bounds) {
            return None;
        }
        let area = Rect::from_min_size(canvas.max - size - vec2(12.0, 12.0), size);
        Some((area, bounds))
    }

    fn scale(area: Rect, bounds: figure::Rect) -> (f32, Pos2) {
        let inner = area.shrink(8.0);
        let scale = (inner.width() / bounds.w.max(1.0)).min(inner.height() / bounds.h.max(1.0));
        let (x, y) = bounds.centre();
        (scale, inner.center() - vec2(x, y) * scale)
    }

    /// Takes clicks and drags on the small map; says whether the pointer is over it.
    pub(super) fn minimap_pointer(&mut self, ui: &egui::Ui, view: &View<'_>) -> bool {
        let Some((area, bounds)) = self.minimap(view) else {
            return false;
        };
        let id = ui.scope_id().with("minimap");
        let response = ui.interact(area, id, Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Image, true, "Small map: click to go there")
        });
        let down = response.dragged() || response.clicked() || response.drag_started();
        if down && let Some(at) = response.interact_pointer_pos() {
            let (scale, origin) = Self::scale(area, bounds);
            self.camera.centre = pos2(0.0, 0.0) + (at - origin) / scale;
        }
        response.contains_pointer() || response.dragged()
    }

    pub(super) fn draw_minimap(
        &mut self,
        painter: &egui::Painter,
        view: &View<'_>,
        marked: &Marked,
    ) {
        let Some((area, bounds)) = self.minimap(view) else {
            return;
        };
        let p = view.palette;
        let ground = colour(p.card);
        let edge = Stroke::new(1.0, colour(p.card_border));
        painter.rect(area, 6.0, ground, edge, StrokeKind::Inside);
        let painter = painter.with_clip_rect(area.intersect(painter.clip_rect()));
        let subject = Subject {
            area,
            bounds,
            places: self.scene.places,
            palette: *p,
        };
        let drawn = self.minimap.take();
        let drawn = match drawn.filter(|drawn| drawn.of == subject && drawn.marked == *marked) {
            Some(drawn) => drawn,
            None => Drawn {
                cards: Arc::new(self.small_cards(&subject, marked)),
                of: subject,
                marked: marked.clone(),
            },
        };
        painter.add(Arc::clone(&drawn.cards));
        if let Some(canvas) = self.view {
            let frame = small(self.camera.seen(canvas), Self::scale(area, bounds));
            painter.rect_stroke(
                frame,
                2.0,
                Stroke::new(1.5, colour(p.accent)),
                StrokeKind::Inside,
            );
        }
        self.minimap = Some(drawn);
    }

    fn small_cards(&self, subject: &Subject, marked: &Marked) -> Mesh {
        let p = &subject.palette;
        let plain = colour(p.text_weak.mix(p.card, 0.35));
        let selected: HashSet<&NodeId> = marked.selected.iter().collect();
        let scale = Self::scale(subject.area, subject.bounds);
        let step = self.scene.cards.len().div_ceil(AT_MOST).max(1);
        let mut mesh = Mesh::default();
        for (n, card) in self.scene.cards.iter().enumerate() {
            let node = NodeId::Claim(card.claim);
            let ink = if selected.contains(&node) {
                colour(p.selection)
            } else if marked.hits.contains(&node) {
                colour(p.warning)
            } else if n % step == 0 {
                plain
            } else {
                continue;
            };
            mesh.add_colored_rect(small(card.rect, scale), ink);
        }
        mesh
    }
}

/// Where something of the world is on the small map, large enough to be seen.
fn small(r: figure::Rect, (scale, origin): (f32, Pos2)) -> Rect {
    let min = origin + vec2(r.x, r.y) * scale;
    Rect::from_min_size(min, (vec2(r.w, r.h) * scale).max(vec2(1.5, 1.5)))
}
