//! Where things are, for finding what is near without looking at everything: squares of several sizes, each
//! thing in the one square of its own size that holds its middle (a loose quadtree without the tree). Uses
//! nothing but rectangles.

use rustc_hash::FxHashMap;

use super::geometry::Rect;

/// Side of the smallest squares: about a card.
const FINEST: f32 = 256.0;
/// Each size of squares is twice the one before: the largest hold whatever a canvas can.
const SIZES: usize = 24;

type Cell = (i32, i32);

/// Keys by the rectangles they were put in with.
#[derive(Debug, Clone)]
pub struct Grid<K> {
    sizes: Vec<FxHashMap<Cell, Vec<K>>>,
}

impl<K> Default for Grid<K> {
    fn default() -> Self {
        Self { sizes: Vec::new() }
    }
}

impl<K: Copy + PartialEq> Grid<K> {
    fn slot(rect: &Rect) -> (usize, Cell) {
        let mut size = 0;
        let mut side = FINEST;
        while rect.w.max(rect.h) > side && size + 1 < SIZES {
            side *= 2.0;
            size += 1;
        }
        let (x, y) = rect.centre();
        (size, ((x / side).floor() as i32, (y / side).floor() as i32))
    }

    /// Puts something in; one key may stand for several rectangles.
    pub fn insert(&mut self, key: K, rect: &Rect) {
        let (size, cell) = Self::slot(rect);
        if self.sizes.len() <= size {
            self.sizes.resize_with(size + 1, FxHashMap::default);
        }
        self.sizes[size].entry(cell).or_default().push(key);
    }

    /// Takes out what was put in with this very rectangle.
    pub fn remove(&mut self, key: K, rect: &Rect) {
        let (size, cell) = Self::slot(rect);
        let Some(keys) = self.sizes.get_mut(size).and_then(|s| s.get_mut(&cell)) else {
            return;
        };
        if let Some(n) = keys.iter().position(|other| *other == key) {
            keys.swap_remove(n);
        }
        if keys.is_empty() {
            self.sizes[size].remove(&cell);
        }
    }

    /// Shows every key whose rectangle might reach into `rect`: none is missed, some are only near. In no
    /// particular order; a key that was put in several times may come several times.
    pub fn visit(&self, rect: &Rect, mut show: impl FnMut(K)) {
        let mut side = FINEST;
        for cells in &self.sizes {
            // What is in a square reaches at most half a side beyond it; the largest may be larger still.
            let near = rect.expand(side / 2.0);
            let cell = |at: f32| (at / side).floor() as i32;
            let (left, right) = (cell(near.x), cell(near.right()));
            let (top, bottom) = (cell(near.y), cell(near.bottom()));
            side *= 2.0;
            let across = i64::from(right) - i64::from(left) + 1;
            let down = i64::from(bottom) - i64::from(top) + 1;
            if across.saturating_mul(down) > cells.len() as i64 {
                for ((x, y), keys) in cells {
                    if (left..=right).contains(x) && (top..=bottom).contains(y) {
                        keys.iter().copied().for_each(&mut show);
                    }
                }
            } else {
                for y in top..=bottom {
                    for x in left..=right {
                        let keys = cells.get(&(x, y));
                        keys.into_iter().flatten().copied().for_each(&mut show);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rect() -> impl Strategy<Value = Rect> {
        let size = || prop_oneof![0.0f32..10.0, 0.0f32..400.0, 0.0f32..1e5];
        (-1e5f32..1e5, -1e5f32..1e5, size(), size()).prop_map(|(x, y, w, h)| Rect::new(x, y, w, h))
    }

    proptest! {
        #[test]
        fn nothing_that_reaches_in_is_missed_and_nothing_taken_out_is_shown(
            rects in prop::collection::vec(rect(), 0..60),
            out in prop::collection::vec(any::<bool>(), 60),
            asked in rect(),
        ) {
            let mut grid = Grid::default();
            for (n, rect) in rects.iter().enumerate() {
                grid.insert(n, rect);
            }
            for (n, rect) in rects.iter().enumerate().filter(|(n, _)| out[*n]) {
                grid.remove(n, rect);
            }
            let mut shown = Vec::new();
            grid.visit(&asked, |n| shown.push(n));
            for (n, rect) in rects.iter().enumerate() {
                prop_assert!(!(out[n] && shown.contains(&n)));
                prop_assert!(out[n] || !rect.intersects(&asked) || shown.contains(&n), "{n}");
            }
            let count = shown.len();
            shown.sort_unstable();
            shown.dedup();
            prop_assert_eq!(shown.len(), count);
        }
    }
}
