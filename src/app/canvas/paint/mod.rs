//! Drawing the scene: only what is seen, only as fine as it can be seen, in as few meshes as the order allows.
//! [`pen`] makes triangles, [`links`] and [`cards`] say which, [`text`] keeps what is laid out and [`plate`] what is
//! drawn. May use egui's painter; decides nothing.

mod cards;
mod links;
mod pen;
mod plate;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, pos2, vec2};

pub use self::plate::Marked;
pub use self::text::Written;

use self::cards::Cards;
use self::links::Links;
use self::pen::Pen;
use self::plate::{Plate, Subject};
use super::camera::Camera;
use super::scene::Scene;
use crate::app::theme::colour;
use crate::document::evaluation::Evaluation;
use crate::figure::style::RADIUS_CARD;
use crate::figure::{self, MARK_STROKE, MarkShape, Palette, mark_shapes};
use crate::map::{ClaimId, NodeId, Pattern};

/// Below this zoom a card is a plain rectangle: lines of text would be little more than three points apart.
const PLAIN: f32 = 0.17;
/// Below this zoom text is drawn as bars: its letters would be less than six points high.
const BARS: f32 = 0.46;

/// How something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// Selected.
    pub selected: bool,
    /// Under the pointer, or a candidate to be linked.
    pub hovered: bool,
    /// Left out by the filter.
    pub faded: bool,
    /// Found by a search.
    pub hit: bool,
}

/// What the painter needs to know besides the scene.
pub struct Look<'a> {
    /// Colours.
    pub palette: &'a Palette,
    /// Where from.
    pub camera: Camera,
    /// Where on the screen.
    pub view: Rect,
    /// What stands.
    pub evaluation: &'a Evaluation,
    /// Tells one evaluation from another.
    pub evaluated: u64,
    /// What is set off.
    pub marked: &'a Marked,
    /// What the pointer is on, and what would be linked.
    pub hovered: [Option<NodeId>; 2],
    /// Claim whose text is being edited: its text is not drawn.
    pub editing: Option<ClaimId>,
}

/// Draws everything that is seen; `emphasis` says what is set off besides what is hovered.
pub fn scene(
    painter: &egui::Painter,
    scene: &Scene,
    look: &Look<'_>,
    emphasis: &dyn Fn(NodeId) -> Emphasis,
) {
    let zoom = look.camera.zoom;
    let pixels_per_point = painter.ctx().pixels_per_point();
    let mut written = scene.written.borrow_mut();
    written.begin(painter);
    let mut paper = std::mem::take(&mut written.paper);
    let mut pen = Pen::new(&mut paper, pixels_per_point, RADIUS_CARD * zoom);
    let subject = Subject::of(scene, look, pixels_per_point);
    let before = written.plate.take();
    let plate = Plate::serve(before, subject, &mut pen, scene, look, emphasis);
    let shift = plate.shift(look);
    let lay = |pen: &mut Pen<'_>, mesh: &Option<Arc<Mesh>>| {
        if let Some(mesh) = mesh {
            painter.add(Shape::Mesh(pen.moved(mesh, shift)));
        }
    };
    lay(&mut pen, &plate.under);

    // What is hovered is drawn once more, above what is like it.
    let hovering = |node: NodeId| Emphasis {
        hovered: true,
        ..emphasis(node)
    };
    let is_hovered = |node: NodeId| look.hovered.contains(&Some(node));
    let hovered = || look.hovered.into_iter().flatten();
    let links = hovered().filter_map(|node| match node {
        NodeId::Link(id) => Some((scene.links.get(&id)?, hovering(node))),
        NodeId::Claim(_) => None,
    });
    let links: Vec<_> = links.collect();
    let mut lines = Links::new(look, look.view, plate.count);
    for (link, how) in &links {
        lines.draw(&mut pen, link, *how);
    }
    let mut cards = Cards::new(painter, look);
    if zoom < BARS {
        let claims = hovered().filter_map(|node| match node {
            NodeId::Claim(id) => scene.card(id),
            NodeId::Link(_) => None,
        });
        cards::far(&mut pen, look, claims, &hovering);
    } else {
        // What is selected lies on top.
        let mut top = Vec::new();
        let seen = look.camera.seen(look.view).expand(8.0 / zoom);
        for card in scene.cards_in(&seen) {
            let node = NodeId::Claim(card.claim);
            let how = Emphasis {
                hovered: is_hovered(node),
                ..emphasis(node)
            };
            if how.selected {
                top.push((card, how));
            } else {
                cards.draw(&mut pen, &mut written, card, how);
            }
        }
        for (card, how) in top {
            cards.draw(&mut pen, &mut written, card, how);
        }
    }
    cards.flush(&mut pen);
    // A joint that came to lie under a card shows through it: there it is found by the pointer too.
    lay(&mut pen, &plate.over);
    for (link, how) in &links {
        lines.joint(&mut pen, link, *how);
    }
    cards.flush(&mut pen);
    written.plate = Some(plate);
    written.paper = paper;
}

/// The dots that show that the canvas is a plane one can move over.
pub fn grid(painter: &egui::Painter, palette: &Palette, camera: Camera, view: Rect) {
    let mut step = 32.0 * camera.zoom;
    while step < 22.0 {
        step *= 2.0;
    }
    let origin = camera.screen_from_world(view, Pos2::ZERO);
    let first = |start: f32, origin: f32| start + (origin - start).rem_euclid(step);
    let ink = colour(palette.grid);
    let mut mesh = Mesh::default();
    let mut y = first(view.top(), origin.y);
    while y < view.bottom() {
        let mut x = first(view.left(), origin.x);
        while x < view.right() {
            mesh.add_colored_rect(Rect::from_center_size(pos2(x, y), vec2(1.5, 1.5)), ink);
            x += step;
        }
        y += step;
    }
    painter.add(mesh);
}

/// A tag's mark: colour and pattern, so that it can be told without colour. The shapes are those of the
/// exported pictures.
pub fn pattern(painter: &egui::Painter, area: Rect, pattern: Pattern, ink: Color32) {
    mark(area, pattern, ink, |shape| {
        painter.add(shape);
    });
}

/// The shapes of [`pattern`].
fn mark(area: Rect, pattern: Pattern, ink: Color32, mut add: impl FnMut(Shape)) {
    const SIDE: f32 = 10.0;
    let scale = area.width() / SIDE;
    let at = |(x, y): figure::Point| area.min + vec2(x, y) * scale;
    let stroke = Stroke::new((MARK_STROKE * scale).max(0.8), ink);
    for shape in mark_shapes(pattern, figure::Rect::new(0.0, 0.0, SIDE, SIDE)) {
        add(match shape {
            MarkShape::Fill(points) => {
                let points = points.into_iter().map(at).collect();
                Shape::convex_polygon(points, ink, Stroke::NONE)
            }
            MarkShape::Line([a, b]) => Shape::line_segment([at(a), at(b)], stroke),
            MarkShape::Disc(centre, radius) => {
                Shape::circle_filled(at(centre), radius * scale, ink)
            }
            MarkShape::Circle(centre, radius) => {
                Shape::circle_stroke(at(centre), radius * scale, stroke)
            }
        });
    }
}
