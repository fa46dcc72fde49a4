//! Drawing the scene: only what is seen, only as fine as it can be seen. Text is laid out at a few zoom steps
//! and scaled by the small rest, so that it is sharp at every zoom and cheap while zooming. May use egui's
//! painter; decides nothing.

use egui::epaint::{CornerRadiusF32, RectShape, TextShape};
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, Color32, FontFamily, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::camera::Camera;
use super::scene::{Card, LinkShape, Scene};
use crate::app::theme::{colour, semibold};
use crate::document::evaluation::Evaluation;
use crate::figure::style::{
    LINE_BODY, LINE_SMALL, RADIUS_CARD, STROKE, STROKE_LINK, STROKE_SELECTED, TEXT_BODY, TEXT_SMALL,
};
use crate::figure::{self, MARK_STROKE, MarkShape, Palette, Rgb, mark_shapes};
use crate::map::{ClaimId, NodeId, Pattern};

/// Below this zoom a card is a plain rectangle.
const PLAIN: f32 = 0.12;
/// Below this zoom text is drawn as bars.
const BARS: f32 = 0.34;

/// How something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// Selected.
    pub selected: bool,
    /// Under the pointer, or a candidate to be linked.
    pub hovered: bool,
    /// Left out by the filter.
    pub faded: bool,
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
    /// Claim whose text is being edited: its text is not drawn.
    pub editing: Option<ClaimId>,
}

/// Draws everything that is seen.
pub fn scene(
    painter: &egui::Painter,
    scene: &Scene,
    look: &Look<'_>,
    emphasis: &dyn Fn(NodeId) -> Emphasis,
) {
    let seen = look.camera.seen(look.view).expand(8.0 / look.camera.zoom);
    for (id, link) in &scene.links {
        if link.bounds.intersects(&seen) {
            draw_link(painter, link, look, emphasis(NodeId::Link(*id)));
        }
    }
    // What is selected lies on top.
    for top in [false, true] {
        for item in &scene.cards {
            let how = emphasis(NodeId::Claim(item.claim));
            if how.selected == top && item.rect.intersects(&seen) {
                draw_card(painter, item, look, how);
            }
        }
    }
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
    let mut mesh = egui::Mesh::default();
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

fn draw_card(painter: &egui::Painter, card: &Card, look: &Look<'_>, how: Emphasis) {
    let p = look.palette;
    let zoom = look.camera.zoom;
    let rect = look.camera.screen_rect(look.view, card.rect);
    let fade = |rgb: Rgb| {
        let rgb = if how.faded {
            rgb.mix(p.canvas, 0.72)
        } else {
            rgb
        };
        colour(rgb)
    };
    let rejected = look.evaluation.is_rejected(card.claim);
    let ground = fade(if rejected {
        p.card.mix(p.canvas, 0.5)
    } else {
        p.card
    });
    let border = if how.selected {
        Stroke::new(
            STROKE_SELECTED.max(STROKE_SELECTED * zoom),
            colour(p.selection),
        )
    } else if how.hovered {
        Stroke::new(1.5, colour(p.card_border.mix(p.accent, 0.8)))
    } else {
        Stroke::new(STROKE, fade(p.card_border))
    };
    let radius = CornerRadiusF32::same(RADIUS_CARD * zoom);
    if zoom < PLAIN {
        let fill = if how.selected {
            colour(p.selection)
        } else {
            fade(p.card_border)
        };
        painter.rect_filled(rect, 0.0, fill);
        return;
    }
    if !how.faded && !p.dark {
        let shadow = rect.translate(vec2(0.0, 1.5 * zoom));
        painter.add(
            RectShape::filled(shadow, radius, Color32::from_black_alpha(18))
                .with_blur_width(4.0 * zoom),
        );
    }
    painter.add(RectShape::new(
        rect,
        radius,
        ground,
        border,
        StrokeKind::Inside,
    ));

    let at = |x: f32, y: f32| rect.min + vec2(x, y) * zoom;
    let face = &card.face;
    let text = fade(if face.placeholder || rejected {
        p.text_weak
    } else {
        p.text
    });
    if zoom < BARS {
        let mut mesh = egui::Mesh::default();
        let longest = face
            .lines
            .iter()
            .map(|l| l.chars().count())
            .max()
            .unwrap_or(1)
            .max(1);
        for (n, line) in face.lines.iter().enumerate() {
            let share = line.chars().count() as f32 / longest as f32;
            let top = at(face.text_x, face.text_y + n as f32 * LINE_BODY + 7.0);
            let width = (face.width - 2.0 * face.text_x) * share;
            mesh.add_colored_rect(
                Rect::from_min_size(top, vec2(width, 6.0) * zoom),
                text.gamma_multiply(0.55),
            );
        }
        for chip in &face.chips {
            let ground = fade(p.hue_mark(chip.hue));
            mesh.add_colored_rect(
                Rect::from_min_size(at(chip.x, chip.y), vec2(chip.width, chip.height) * zoom),
                ground,
            );
        }
        painter.add(mesh);
        return;
    }
    if look.editing != Some(card.claim) {
        let joined = face.lines.join("\n");
        let top = at(face.text_x, face.text_y);
        lines(
            painter,
            &joined,
            top,
            TEXT_BODY,
            LINE_BODY,
            zoom,
            FontFamily::Proportional,
            text,
        );
    }
    for chip in &face.chips {
        let area = Rect::from_min_size(at(chip.x, chip.y), vec2(chip.width, chip.height) * zoom);
        let round = CornerRadiusF32::same(chip.height * 0.5 * zoom);
        painter.add(RectShape::filled(area, round, fade(p.hue(chip.hue))));
        let mark = Rect::from_min_size(
            at(chip.mark.x, chip.mark.y),
            vec2(chip.mark.w, chip.mark.h) * zoom,
        );
        pattern(painter, mark, chip.pattern, fade(p.hue_mark(chip.hue)));
        let top = at(chip.text_x, chip.text_y);
        lines(
            painter,
            &chip.name,
            top,
            TEXT_SMALL,
            LINE_SMALL,
            zoom,
            FontFamily::Proportional,
            fade(p.hue_text(chip.hue)),
        );
    }
    if let Some(footer) = &face.footer {
        let top = at(face.footer_x, face.footer_y);
        lines(
            painter,
            footer,
            top,
            TEXT_SMALL,
            LINE_SMALL,
            zoom,
            FontFamily::Proportional,
            fade(p.text_weak),
        );
    }
    if let Some(badge) = look.evaluation.badge(card.claim) {
        let ink = fade(p.standing(look.evaluation.standing(card.claim)));
        let width = figure::text_width(&badge, figure::Weight::SemiBold, TEXT_SMALL);
        let top = at(face.badge_right - width, face.badge_y);
        lines(
            painter,
            &badge,
            top,
            TEXT_SMALL,
            LINE_SMALL,
            zoom,
            semibold(),
            ink,
        );
    }
}

/// Draws wrapped lines sharply at any zoom; `size` and `line` in world points.
#[allow(clippy::too_many_arguments, reason = "a text has this many properties")]
fn lines(
    painter: &egui::Painter,
    text: &str,
    top_left: Pos2,
    size: f32,
    line: f32,
    zoom: f32,
    family: FontFamily,
    ink: Color32,
) {
    // Eight steps an octave; the rest, at most 5 %, is done by scaling the finished glyphs.
    let step = 2.0_f32.powf((zoom.log2() * 8.0).round() / 8.0);
    let mut job = LayoutJob {
        break_on_newline: true,
        ..Default::default()
    };
    job.wrap.max_width = f32::INFINITY;
    job.append(
        text,
        0.0,
        TextFormat {
            font_id: FontId::new(size * step, family),
            line_height: Some(line * step),
            color: Color32::PLACEHOLDER,
            valign: egui::Align::Center,
            ..Default::default()
        },
    );
    let galley = painter.layout_job(job);
    let mut shape = TextShape::new(Pos2::ZERO, galley, ink);
    shape.transform(egui::emath::TSTransform::new(
        top_left.to_vec2(),
        zoom / step,
    ));
    painter.add(shape);
}

/// A tag's mark: colour and pattern, so that it can be told without colour. The shapes are those of the
/// exported pictures.
pub fn pattern(painter: &egui::Painter, area: Rect, pattern: Pattern, ink: Color32) {
    const SIDE: f32 = 10.0;
    let scale = area.width() / SIDE;
    let at = |(x, y): figure::Point| area.min + vec2(x, y) * scale;
    let stroke = Stroke::new((MARK_STROKE * scale).max(0.8), ink);
    for shape in mark_shapes(pattern, figure::Rect::new(0.0, 0.0, SIDE, SIDE)) {
        match shape {
            MarkShape::Fill(points) => {
                let points = points.into_iter().map(at).collect();
                painter.add(Shape::convex_polygon(points, ink, Stroke::NONE));
            }
            MarkShape::Line([a, b]) => {
                painter.line_segment([at(a), at(b)], stroke);
            }
            MarkShape::Disc(centre, radius) => {
                painter.circle_filled(at(centre), radius * scale, ink);
            }
            MarkShape::Circle(centre, radius) => {
                painter.circle_stroke(at(centre), radius * scale, stroke);
            }
        }
    }
}

fn draw_link(painter: &egui::Painter, link: &LinkShape, look: &Look<'_>, how: Emphasis) {
    let p = look.palette;
    let zoom = look.camera.zoom;
    let figure = &link.figure;
    let ink = {
        let rgb = p.link(figure.kind);
        let rgb = if how.faded {
            rgb.mix(p.canvas, 0.72)
        } else {
            rgb
        };
        colour(rgb)
    };
    let place = |(x, y): figure::Point| look.camera.screen_from_world(look.view, pos2(x, y));
    let width = (STROKE_LINK * zoom).clamp(1.0, 4.0) + if how.hovered { 1.0 } else { 0.0 };
    let curves = figure.strands.iter().chain(std::iter::once(&figure.stem));
    if zoom < PLAIN {
        for curve in curves {
            painter.line_segment([place(curve[0]), place(curve[3])], Stroke::new(1.0, ink));
        }
        return;
    }
    let dash = figure.dash();
    for curve in curves {
        let ends = place(curve[0]).distance(place(curve[3]));
        let pieces = ((ends / 9.0) as usize).clamp(6, 32);
        let points: Vec<Pos2> = figure::sample(curve, pieces)
            .into_iter()
            .map(place)
            .collect();
        if how.selected {
            let halo = Stroke::new(width + 5.0, colour(p.selection).gamma_multiply(0.35));
            painter.add(Shape::line(points.clone(), halo));
        }
        let stroke = Stroke::new(width, ink);
        if dash.is_empty() || zoom < BARS {
            painter.add(Shape::line(points, stroke));
        } else {
            let lengths: Vec<f32> = dash.iter().step_by(2).map(|d| d * zoom).collect();
            let gaps: Vec<f32> = dash.iter().skip(1).step_by(2).map(|d| d * zoom).collect();
            painter.extend(Shape::dashed_line_with_offset(
                &points, stroke, &lengths, &gaps, 0.0,
            ));
        }
    }
    let head: Vec<Pos2> = figure.head().into_iter().map(place).collect();
    if figure.head_filled() {
        painter.add(Shape::convex_polygon(head, ink, Stroke::NONE));
    } else {
        painter.add(Shape::line(head, Stroke::new(width, ink)));
    }
    for [a, b] in figure.bars() {
        painter.line_segment([place(a), place(b)], Stroke::new(width, ink));
    }
    let outline: Vec<Pos2> = figure.joint_outline().into_iter().map(place).collect();
    let edge = if how.selected {
        Stroke::new(STROKE_SELECTED, colour(p.selection))
    } else if how.hovered {
        Stroke::new(1.5, colour(p.accent))
    } else {
        Stroke::new((1.5 * zoom).max(1.0), colour(p.canvas))
    };
    painter.add(Shape::convex_polygon(outline, ink, edge));
    if zoom >= BARS {
        painter.text(
            place(figure.joint),
            Align2::CENTER_CENTER,
            figure.kind.sign(),
            FontId::new(TEXT_BODY * zoom, semibold()),
            colour(p.canvas),
        );
    }
}
