//! How links are drawn: strands from the premises run to a joint, a stem runs from the joint to the target.
//! The joint carries the link's sign; an undercut's stem ends at the joint of the link it attacks; strands make a
//! [`detour`] round cards. Nothing of this is stored: it follows from where the cards stand. May use the map and the
//! layout's search for ways.
//!
//! Kinds differ by sign and shape of the joint, by dash, and by arrow head, so that a grey print says all:
//! support `+` in a circle, solid, filled head; attack `−` in a diamond, dashed, open head; rephrase `≈` in a
//! bar, dotted, hollow head; an undercut is an attack with two strokes across its stem.

mod detour;
mod ends;
mod nest;
mod plan;

pub use plan::{Cards, LinkPlan};

use std::collections::BTreeMap;

use super::geometry::{Bezier, Path, Point, Rect, distance_within, sample};
use super::grid::Grid;
use super::style::{RADIUS_S, STROKE_LINK};
use crate::map::{ClaimId, LinkId, LinkKind, Map};

/// Half the side of the square a joint fills.
pub const JOINT: f32 = 9.0;
/// How long an arrow head is.
pub const HEAD_LENGTH: f32 = 10.0;
/// How far an arrow head reaches to either side.
pub const HEAD_HALF: f32 = 5.5;

/// A link as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkFigure {
    /// Which link.
    pub link: LinkId,
    /// What it says.
    pub kind: LinkKind,
    /// Whether it attacks a link.
    pub undercut: bool,
    /// The middle of the joint, which carries the sign.
    pub joint: Point,
    /// From the border of each premise in sight to the joint, in the order of the link's premises; round the cards
    /// that stand between.
    pub strands: Vec<Path>,
    /// From the joint to the arrow head: to its tip if it is open, otherwise to its base.
    pub stem: Bezier,
    /// Where the arrow ends: on the target's border, or just before the target's joint.
    pub tip: Point,
    /// Which way the arrow points: a unit vector.
    pub direction: Point,
    /// In an outline: the stem ends at the joint above, whose stem goes on to the same target with the arrow head of
    /// both.
    pub chained: bool,
}

impl LinkFigure {
    /// All its lines: the strands', then the stem.
    pub fn curves(&self) -> impl Iterator<Item = &Bezier> {
        self.strands.iter().flatten().chain([&self.stem])
    }

    /// The square the joint fills.
    pub fn joint_rect(&self) -> Rect {
        Rect::square(self.joint, JOINT)
    }

    /// Everything of the link lies in here.
    pub fn bounds(&self) -> Rect {
        // A cubic curve lies within the hull of its four points.
        Rect::around(self.curves().flatten().copied())
            .unwrap_or_default()
            .union(self.joint_rect())
            .union(Rect::square(self.tip, HEAD_LENGTH))
            .expand(STROKE_LINK)
    }

    /// How far `point` is from the link if that is less than `most`, else infinite; 0 on the joint.
    pub fn distance(&self, point: Point, most: f32) -> f32 {
        if self.joint_rect().contains(point) {
            return 0.0;
        }
        self.curves().fold(f32::INFINITY, |least, curve| {
            least.min(distance_within(curve, point, most.min(least)))
        })
    }

    /// Lengths of strokes and gaps along the link, in turn; empty for a solid line.
    pub fn dash(&self) -> &'static [f32] {
        match self.kind {
            LinkKind::Support => &[],
            LinkKind::Attack => &[7.0, 4.0],
            LinkKind::Rephrase => &[2.0, 4.0],
        }
    }

    /// The joint's outline, a closed polygon to be filled with the link's colour.
    pub fn joint_outline(&self) -> Vec<Point> {
        let (x, y) = self.joint;
        let ring = |cx: f32, cy: f32, radius: f32, from: f32, to: f32, n: u32| {
            (0..=n).map(move |i| {
                let angle = from + (to - from) * i as f32 / n as f32;
                (cx + radius * angle.cos(), cy + radius * angle.sin())
            })
        };
        let turn = std::f32::consts::TAU;
        match self.kind {
            LinkKind::Support => ring(x, y, JOINT, 0.0, turn * 23.0 / 24.0, 23).collect(),
            LinkKind::Attack => {
                // A diamond must be larger than a disc to hold the same sign.
                let half = JOINT * 1.25;
                vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
            }
            LinkKind::Rephrase => {
                let (half_w, half_h, r) = (JOINT * 1.25, JOINT * 0.8, RADIUS_S);
                let (dx, dy) = (half_w - r, half_h - r);
                [(dx, dy), (-dx, dy), (-dx, -dy), (dx, -dy)]
                    .into_iter()
                    .zip(0u8..)
                    .flat_map(|((cx, cy), corner)| {
                        let from = f32::from(corner) * turn / 4.0;
                        ring(x + cx, y + cy, r, from, from + turn / 4.0, 4)
                    })
                    .collect()
            }
        }
    }

    /// The sign on the joint as strokes: a plus, a minus, or two waves. Drawn rather than written, so that it
    /// sits in the middle whatever the font.
    pub fn sign_strokes(&self) -> Vec<Vec<Point>> {
        let (x, y) = self.joint;
        let arm = 4.5;
        let level = || vec![(x - arm, y), (x + arm, y)];
        match self.kind {
            LinkKind::Support => vec![level(), vec![(x, y - arm), (x, y + arm)]],
            LinkKind::Attack => vec![level()],
            LinkKind::Rephrase => [-2.2, 2.2]
                .into_iter()
                .map(|dy| {
                    (0..=12u8)
                        .map(|n| {
                            let t = f32::from(n) / 12.0;
                            let wave = -1.4 * (t * std::f32::consts::TAU).sin();
                            (x - arm + 2.0 * arm * t, y + dy + wave)
                        })
                        .collect()
                })
                .collect(),
        }
    }

    /// Whether the arrow head is filled; otherwise its line is drawn.
    pub fn head_filled(&self) -> bool {
        self.kind == LinkKind::Support
    }

    /// The arrow head: one side's end, the tip, the other side's end; closed if it is a hollow triangle.
    pub fn head(&self) -> Vec<Point> {
        if self.chained {
            return Vec::new();
        }
        let (dx, dy) = self.direction;
        let (x, y) = head_base(self.tip, self.direction);
        let (sx, sy) = (-dy * HEAD_HALF, dx * HEAD_HALF);
        let side = (x + sx, y + sy);
        let mut head = vec![side, self.tip, (x - sx, y - sy)];
        if self.kind == LinkKind::Rephrase {
            head.push(side);
        }
        head
    }

    /// The strokes across the stem that mark an undercut; none on other links.
    pub fn bars(&self) -> Vec<[Point; 2]> {
        if !self.undercut {
            return Vec::new();
        }
        // Measured along the curve as 16 straight pieces, halfway and a little further.
        let points = sample(&self.stem, 16);
        [7, 9]
            .into_iter()
            .map(|i| {
                let (x, y) = points[i];
                let (dx, dy) = (
                    points[i + 1].0 - points[i - 1].0,
                    points[i + 1].1 - points[i - 1].1,
                );
                let length = dx.hypot(dy).max(f32::MIN_POSITIVE);
                let (sx, sy) = (-dy / length * 6.0, dx / length * 6.0);
                [(x + sx, y + sy), (x - sx, y - sy)]
            })
            .collect()
    }
}

/// The middle of the base of an arrow head.
fn head_base(tip: Point, direction: Point) -> Point {
    (
        tip.0 - direction.0 * HEAD_LENGTH,
        tip.1 - direction.1 * HEAD_LENGTH,
    )
}

/// Every link of which a premise and the final target are placed, as `rect` places them; a premise without a
/// place has no strand.
///
/// Ends that share a side of a card are spread along it in the order of where they come from, and joints
/// that share a target's side keep apart, so that parallel links stay tellable. A claim that attacks itself
/// gets a loop.
pub fn link_figures(
    map: &Map,
    rect: &dyn Fn(ClaimId) -> Option<Rect>,
) -> BTreeMap<LinkId, LinkFigure> {
    struct All<'a> {
        rect: &'a dyn Fn(ClaimId) -> Option<Rect>,
        grid: Grid<ClaimId>,
    }
    impl Cards for All<'_> {
        fn rect(&self, claim: ClaimId) -> Option<Rect> {
            (self.rect)(claim)
        }

        fn visit(&self, area: &Rect, show: &mut dyn FnMut(ClaimId, Rect) -> bool) {
            let mut more = true;
            self.grid.visit(area, |id| {
                if more && let Some(card) = (self.rect)(id) {
                    more = show(id, card);
                }
            });
        }
    }
    let mut grid = Grid::default();
    for (id, _) in map.claims() {
        if let Some(rect) = rect(id) {
            grid.insert(id, &rect);
        }
    }
    let links: Vec<LinkId> = map.links().map(|(id, _)| id).collect();
    let cards = All { rect, grid };
    let figures = LinkPlan::default().update(map, &cards, &[], &links);
    let drawn = figures
        .into_iter()
        .filter_map(|(id, figure)| Some((id, figure?)));
    drawn.collect()
}
