//! A grid over the picture that finds the boxes near a place. Uses the standard library only.

use super::geometry::{Area, Pos};

/// Ways longer than this many cells are not looked along.
const STEPS: f64 = 300.0;

/// Boxes by where they are; boxes may be moved and taken out.
pub(crate) struct Space {
    cell: f64,
    /// Box numbers by grid cell. Only ever asked for single cells, so its order does not show.
    cells: std::collections::HashMap<(i64, i64), Vec<u32>>,
    areas: Vec<Option<Area>>,
}

impl Space {
    /// Room for `count` boxes whose sides are about `typical` long.
    pub fn new(count: usize, typical: f64) -> Self {
        Self {
            cell: typical.clamp(50.0, 10_000.0),
            cells: std::collections::HashMap::new(),
            areas: vec![None; count],
        }
    }

    /// A space that holds all these boxes.
    pub fn of(areas: &[Area]) -> Self {
        let sum: f64 = areas.iter().map(|a| a.width().max(a.height())).sum();
        let mut space = Self::new(areas.len(), sum / areas.len().max(1) as f64);
        for (i, &area) in areas.iter().enumerate() {
            space.put(i as u32, area);
        }
        space
    }

    fn reach(&self, area: &Area) -> (i64, i64, i64, i64) {
        let cell = |v: f64| (v / self.cell).floor() as i64;
        (
            cell(area.left),
            cell(area.right),
            cell(area.top),
            cell(area.bottom),
        )
    }

    /// Puts a box somewhere; it may have been elsewhere before.
    pub fn put(&mut self, node: u32, area: Area) {
        self.take(node);
        self.areas[node as usize] = Some(area);
        let (x0, x1, y0, y1) = self.reach(&area);
        for x in x0..=x1 {
            for y in y0..=y1 {
                self.cells.entry((x, y)).or_default().push(node);
            }
        }
    }

    /// Takes a box out.
    pub fn take(&mut self, node: u32) {
        let Some(area) = self.areas[node as usize].take() else {
            return;
        };
        let (x0, x1, y0, y1) = self.reach(&area);
        for x in x0..=x1 {
            for y in y0..=y1 {
                if let Some(cell) = self.cells.get_mut(&(x, y)) {
                    cell.retain(|&other| other != node);
                }
            }
        }
    }

    /// Where a box is.
    pub fn area(&self, node: u32) -> Option<Area> {
        self.areas[node as usize]
    }

    /// The boxes whose insides meet `area`, in ascending order.
    pub fn meeting(&self, area: &Area) -> Vec<u32> {
        let (x0, x1, y0, y1) = self.reach(area);
        let mut found = Vec::new();
        for x in x0..=x1 {
            for y in y0..=y1 {
                let Some(cell) = self.cells.get(&(x, y)) else {
                    continue;
                };
                found.extend(cell.iter().copied().filter(|&node| {
                    self.areas[node as usize].is_some_and(|other| other.meets(area))
                }));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The box first cut by the way from `a` to `b`, other than those two; looked for cell by cell along the way,
    /// unless that is very long.
    pub fn first_cut(&self, a: Pos, b: Pos, except: [u32; 2]) -> Option<u32> {
        let length = (b.x - a.x).hypot(b.y - a.y);
        let steps = (length / self.cell).ceil().max(1.0);
        if steps > STEPS {
            return None;
        }
        let mut best: Option<(f64, u32)> = None;
        let mut step = 0.0;
        while step < steps {
            let at = |t: f64| Pos::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
            let (p, q) = (at(step / steps), at((step + 1.0) / steps));
            let mut around = Area::around(p, 0.0, 0.0);
            around.include_point(q);
            for node in self.meeting(&around.grown(0.5)) {
                let Some(area) = self.areas[node as usize] else {
                    continue;
                };
                if !except.contains(&node) && area.cut_by(a, b) {
                    let c = area.centre();
                    let far = (c.x - a.x).hypot(c.y - a.y);
                    if best.is_none_or(|(d, n)| (far, node) < (d, n)) {
                        best = Some((far, node));
                    }
                }
            }
            if best.is_some() {
                break;
            }
            step += 1.0;
        }
        best.map(|(_, node)| node)
    }
}
