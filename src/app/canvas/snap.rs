//! Lining a moved card up with others: its edges and middle lines are drawn to theirs when they are near. Pure; may
//! use the figure's geometry.

use egui::{Pos2, Vec2, pos2};

use crate::figure::Rect;

/// How far the moved card must go to stand on the nearest line of each direction, and those lines. `reach` is how near
/// counts, in world points.
pub fn to_lines(
    moved: Rect,
    still: impl Iterator<Item = Rect>,
    reach: f32,
) -> (Vec2, Vec<[Pos2; 2]>) {
    let along_x = |r: &Rect| [r.x, r.x + r.w / 2.0, r.x + r.w];
    let along_y = |r: &Rect| [r.y, r.y + r.h / 2.0, r.y + r.h];
    let mut best_x: Option<(f32, f32, Rect)> = None;
    let mut best_y: Option<(f32, f32, Rect)> = None;
    for rect in still {
        for (from, to) in along_x(&moved).into_iter().zip(along_x(&rect)) {
            consider(&mut best_x, to - from, to, rect, reach);
        }
        for (from, to) in along_y(&moved).into_iter().zip(along_y(&rect)) {
            consider(&mut best_y, to - from, to, rect, reach);
        }
    }
    let by = Vec2::new(
        best_x.map_or(0.0, |(by, ..)| by),
        best_y.map_or(0.0, |(by, ..)| by),
    );
    let at = Rect::new(moved.x + by.x, moved.y + by.y, moved.w, moved.h);
    let mut lines = Vec::new();
    if let Some((_, x, other)) = best_x {
        let (top, bottom) = (at.y.min(other.y), at.bottom().max(other.bottom()));
        lines.push([pos2(x, top), pos2(x, bottom)]);
    }
    if let Some((_, y, other)) = best_y {
        let (left, right) = (at.x.min(other.x), at.right().max(other.right()));
        lines.push([pos2(left, y), pos2(right, y)]);
    }
    (by, lines)
}

fn consider(best: &mut Option<(f32, f32, Rect)>, by: f32, line: f32, rect: Rect, reach: f32) {
    if by.abs() <= reach && best.is_none_or(|(nearest, ..)| by.abs() < nearest.abs()) {
        *best = Some((by, line, rect));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_snapped_card_stands_on_a_line_of_another_and_never_goes_far(
            x in -50.0f32..50.0, y in -50.0f32..50.0, ox in -60.0f32..60.0, oy in -60.0f32..60.0,
        ) {
            let moved = Rect::new(x, y, 100.0, 40.0);
            let other = Rect::new(ox, oy, 80.0, 60.0);
            let (by, lines) = to_lines(moved, std::iter::once(other), 6.0);
            prop_assert!(by.x.abs() <= 6.0 && by.y.abs() <= 6.0);
            for [a, b] in lines {
                let stands = |mine: [f32; 3], theirs: [f32; 3], at: f32| {
                    mine.iter().any(|v| (v - at).abs() < 0.01) && theirs.iter().any(|v| (v - at).abs() < 0.01)
                };
                let (mx, my) = (x + by.x, y + by.y);
                if a.x == b.x {
                    prop_assert!(stands([mx, mx + 50.0, mx + 100.0], [ox, ox + 40.0, ox + 80.0], a.x));
                } else {
                    prop_assert!(stands([my, my + 20.0, my + 40.0], [oy, oy + 30.0, oy + 60.0], a.y));
                }
            }
        }
    }
}
