//! What part of the canvas is seen, and how large. World points are the document's; screen points are egui's.
//! May use egui's geometry and the figure's.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::figure;

/// Smallest zoom that is gone to by hand.
pub const MIN_ZOOM: f32 = 0.01;
/// Smallest zoom at which a whole map is shown: it may be far larger than anything that can be made out.
const LEAST_FIT: f32 = 0.000_1;
/// Largest zoom.
pub const MAX_ZOOM: f32 = 4.0;

/// Where the canvas is looked at from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// World point in the middle of the view.
    pub centre: Pos2,
    /// Screen points per world point.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            centre: Pos2::ZERO,
            zoom: 1.0,
        }
    }
}

impl Camera {
    /// Where a world point is drawn in `view`.
    pub fn screen_from_world(&self, view: Rect, world: Pos2) -> Pos2 {
        view.center() + (world - self.centre) * self.zoom
    }

    /// Which world point is drawn there.
    pub fn world_from_screen(&self, view: Rect, screen: Pos2) -> Pos2 {
        self.centre + (screen - view.center()) / self.zoom
    }

    /// Where a world rectangle is drawn.
    pub fn screen_rect(&self, view: Rect, world: figure::Rect) -> Rect {
        Rect::from_min_size(
            self.screen_from_world(view, pos2(world.x, world.y)),
            vec2(world.w, world.h) * self.zoom,
        )
    }

    /// The world rectangle that is seen.
    pub fn seen(&self, view: Rect) -> figure::Rect {
        let min = self.world_from_screen(view, view.min);
        let size = view.size() / self.zoom;
        figure::Rect::new(min.x, min.y, size.x, size.y)
    }

    /// Moves what is seen by screen points.
    pub fn pan(&mut self, by: Vec2) {
        let centre = self.centre - by / self.zoom;
        if centre.is_finite() {
            self.centre = centre;
        }
    }

    /// Draws larger or smaller by a factor; what is under `at` stays under it.
    pub fn zoom_at(&mut self, view: Rect, at: Pos2, factor: f32) {
        let under = self.world_from_screen(view, at);
        let zoom = (self.zoom * factor).clamp(MIN_ZOOM.min(self.zoom), MAX_ZOOM);
        if !zoom.is_finite() {
            return;
        }
        self.zoom = zoom;
        let now = self.world_from_screen(view, at);
        self.centre += under - now;
    }

    /// Shows a world rectangle whole, with some air, at most at true size.
    pub fn fit(&mut self, view: Rect, world: figure::Rect) {
        let air = 48.0_f32.min(view.width().min(view.height()) * 0.1);
        let room = view.size() - Vec2::splat(2.0 * air);
        let zoom = (room.x / world.w.max(1.0)).min(room.y / world.h.max(1.0));
        self.zoom = zoom.clamp(LEAST_FIT, 1.0);
        let (x, y) = world.centre();
        self.centre = pos2(x, y);
    }

    /// Shows a map from where it begins: the card `first` near the edge of the view that it is nearest to in the
    /// map, at a zoom that can be read.
    pub fn begin_at(&mut self, view: Rect, map: figure::Rect, first: figure::Rect, zoom: f32) {
        self.zoom = zoom;
        let (x, y) = first.centre();
        let room = view.size() / zoom;
        let along = |at: f32, low: f32, size: f32, room: f32| {
            if size <= room {
                low + size / 2.0
            } else {
                // As far along the view as it is along the map, but never off its edge.
                let share = ((at - low) / size).clamp(0.0, 1.0);
                (at + (0.5 - share) * room * 0.86)
                    .clamp(low + room * 0.45, low + size - room * 0.45)
            }
        };
        // The card itself is whole in view.
        let whole = |at: f32, low: f32, high: f32, room: f32| {
            let air = 24.0 / zoom;
            at.min(low - air + room / 2.0).max(high + air - room / 2.0)
        };
        self.centre = pos2(
            whole(
                along(x, map.x, map.w, room.x),
                first.x,
                first.right(),
                room.x,
            ),
            whole(
                along(y, map.y, map.h, room.y),
                first.y,
                first.bottom(),
                room.y,
            ),
        );
    }

    /// Moves, at the same zoom, as little as needed for a world rectangle to be seen, or the middle of one that is larger
    /// than the view.
    pub fn hold(&mut self, view: Rect, world: figure::Rect) {
        let rect = self.screen_rect(view, world);
        let by = |low: f32, high: f32, from: f32, to: f32| {
            let air = 12.0_f32.min((to - from) * 0.1);
            let (from, to) = (from + air, to - air);
            match high - low > to - from {
                true => (low + high - from - to) / 2.0,
                false => (low - from).min(0.0) + (high - to).max(0.0),
            }
        };
        let by = vec2(
            by(rect.left(), rect.right(), view.left(), view.right()),
            by(rect.top(), rect.bottom(), view.top(), view.bottom()),
        );
        self.centre += by / self.zoom;
    }

    /// Moves as little as needed for a world rectangle to be seen, and not at all if it is.
    pub fn reveal(&mut self, view: Rect, world: figure::Rect) {
        let rect = self.screen_rect(view, world);
        let inner = view.shrink(24.0_f32.min(view.width() * 0.1));
        if inner.contains_rect(rect) {
            return;
        }
        if rect.width() > inner.width() || rect.height() > inner.height() || !inner.intersects(rect)
        {
            let (x, y) = world.centre();
            self.centre = pos2(x, y);
            self.zoom = self.zoom.max(0.5);
            return;
        }
        let by = vec2(
            (inner.left() - rect.left()).max(0.0) - (rect.right() - inner.right()).max(0.0),
            (inner.top() - rect.top()).max(0.0) - (rect.bottom() - inner.bottom()).max(0.0),
        );
        self.pan(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn view() -> Rect {
        Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0))
    }

    proptest! {
        #[test]
        fn zooming_keeps_what_is_under_the_pointer(
            x in 100.0f32..900.0, y in 50.0f32..650.0, factor in 0.2f32..5.0, zoom in 0.05f32..3.0,
        ) {
            let mut camera = Camera { centre: pos2(37.0, -12.0), zoom };
            let under = camera.world_from_screen(view(), pos2(x, y));
            camera.zoom_at(view(), pos2(x, y), factor);
            let now = camera.screen_from_world(view(), under);
            prop_assert!((now - pos2(x, y)).length() < 0.5);
        }

        #[test]
        fn what_is_held_is_seen_whole_or_its_middle_is_and_what_is_seen_stays(
            x in -2000.0f32..2000.0, y in -2000.0f32..2000.0, w in 1.0f32..900.0, h in 1.0f32..700.0, zoom in 0.3f32..2.0,
        ) {
            let mut camera = Camera { centre: pos2(30.0, 40.0), zoom };
            let world = figure::Rect::new(x, y, w, h);
            let before = camera.screen_rect(view(), world);
            camera.hold(view(), world);
            let rect = camera.screen_rect(view(), world);
            if rect.width() < 760.0 {
                prop_assert!(view().x_range().expand(0.1).contains(rect.left()));
                prop_assert!(view().x_range().expand(0.1).contains(rect.right()));
            }
            if rect.width() > 800.0 {
                prop_assert!((rect.center().x - view().center().x).abs() < 0.5);
            }
            if view().shrink(13.0).contains_rect(before) {
                prop_assert!((rect.min - before.min).length() < 0.1);
            }
        }

        #[test]
        fn fitting_shows_all(
            x in -5000.0f32..5000.0, y in -5000.0f32..5000.0, w in 1.0f32..20_000.0, h in 1.0f32..20_000.0,
        ) {
            let mut camera = Camera::default();
            let world = figure::Rect::new(x, y, w, h);
            camera.fit(view(), world);
            prop_assert!(view().expand(1.0).contains_rect(camera.screen_rect(view(), world)));
        }
    }
}
