//! The patterned mark of a tag, as shapes anybody can paint. May use the map's patterns.

use super::geometry::{Point, Rect};
use crate::map::Pattern;

/// How thick the lines of a mark are.
pub const MARK_STROKE: f32 = 1.25;

/// One shape of a mark, painted in the mark's colour.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkShape {
    /// A filled convex polygon.
    Fill(Vec<Point>),
    /// A straight line, [`MARK_STROKE`] thick.
    Line([Point; 2]),
    /// A filled disc: centre and radius.
    Disc(Point, f32),
    /// A circle's line, [`MARK_STROKE`] thick: centre and radius.
    Circle(Point, f32),
}

/// The shapes of a pattern, within the disc that fills `rect` (a square).
pub fn mark_shapes(pattern: Pattern, rect: Rect) -> Vec<MarkShape> {
    let (x, y) = rect.centre();
    // Lines run along the middle of their thickness.
    let radius = (rect.w - MARK_STROKE) / 2.0;
    let on_circle = |angle: f32| (x + radius * angle.cos(), y + radius * angle.sin());
    let rim = MarkShape::Circle((x, y), radius);
    // A chord by the angles of its ends, in twelfths of a turn clockwise from the right.
    let chord = |from: f32, to: f32| {
        let angle = |twelfths: f32| twelfths * std::f32::consts::TAU / 12.0;
        MarkShape::Line([on_circle(angle(from)), on_circle(angle(to))])
    };
    match pattern {
        Pattern::Solid => vec![MarkShape::Disc((x, y), rect.w / 2.0)],
        Pattern::Stripes => vec![rim, chord(6.2, 8.8), chord(4.5, 10.5), chord(2.8, 0.2)],
        Pattern::Dots => [(-0.55, -0.55), (0.55, -0.55), (-0.55, 0.55), (0.55, 0.55)]
            .into_iter()
            .map(|(u, v)| {
                MarkShape::Disc((x + u * rect.w / 2.0, y + v * rect.w / 2.0), rect.w * 0.19)
            })
            .collect(),
        Pattern::Grid => vec![rim, chord(6.0, 0.0), chord(9.0, 3.0)],
        Pattern::Ring => vec![rim],
        Pattern::Half => {
            let upper = (0..=12u8).map(|n| {
                let angle = std::f32::consts::PI * (1.0 + f32::from(n) / 12.0);
                on_circle(angle)
            });
            vec![MarkShape::Fill(upper.collect()), rim]
        }
    }
}
