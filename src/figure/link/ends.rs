//! The geometry of a link's ends: sides of cards, how far a joint stands off, how a curve leaves and arrives.
//! Uses nothing but points and rectangles.

use super::JOINT;
use crate::figure::geometry::{Bezier, Point, Rect};

/// Between ends that share a card's side, as far as there is room.
pub(super) const SLOT: f32 = 28.0;
/// Between the middles of joints that share a target's side.
pub(super) const BETWEEN_JOINTS: f32 = 2.0 * JOINT + 10.0;
/// The joint stands at most this far in front of the target.
const REACH: f32 = 56.0;
/// How far the joint of a loop stands beside its card.
pub(super) const LOOP: f32 = 44.0;

/// A side of a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    /// The unit vector that leaves the rectangle on this side.
    pub(super) fn outward(self) -> Point {
        match self {
            Self::Top => (0.0, -1.0),
            Self::Right => (1.0, 0.0),
            Self::Bottom => (0.0, 1.0),
            Self::Left => (-1.0, 0.0),
        }
    }

    /// The unit vector along the side, to the right or down.
    pub(super) fn forward(self) -> Point {
        if self.horizontal() {
            (1.0, 0.0)
        } else {
            (0.0, 1.0)
        }
    }

    /// Whether the side runs from left to right.
    pub(super) fn horizontal(self) -> bool {
        matches!(self, Self::Top | Self::Bottom)
    }

    /// A point's coordinate along the side.
    pub(super) fn along(self, (x, y): Point) -> f32 {
        if self.horizontal() { x } else { y }
    }

    /// The side's length on a rectangle.
    pub(super) fn length(self, rect: &Rect) -> f32 {
        if self.horizontal() { rect.w } else { rect.h }
    }

    /// The point `along` the side, `out` in front of it.
    pub(super) fn point(self, rect: &Rect, along: f32, out: f32) -> Point {
        match self {
            Self::Top => (along, rect.y - out),
            Self::Right => (rect.right() + out, along),
            Self::Bottom => (along, rect.bottom() + out),
            Self::Left => (rect.x - out, along),
        }
    }

    /// How much room there is between this side of `rect` and `other`; negative if they overlap.
    pub(super) fn gap(self, rect: &Rect, other: &Rect) -> f32 {
        match self {
            Self::Top => rect.y - other.bottom(),
            Self::Right => other.x - rect.right(),
            Self::Bottom => other.y - rect.bottom(),
            Self::Left => rect.x - other.right(),
        }
    }
}

/// How far in front of the target's side the joint stands.
pub(super) fn reach(side: Side, target: &Rect, from: &Rect) -> f32 {
    let gap = side.gap(target, from);
    if gap <= 0.0 {
        // Cards that overlap: the joint shows beside the target all the same.
        return JOINT * 2.5;
    }
    // Two fifths of the way, but with room for the joint and an arrow head if there is any.
    (gap * 0.42).clamp((JOINT * 2.5).min(gap / 2.0), REACH)
}

/// A curve that leaves `a` in one direction and arrives at `b` in another (unit vectors).
pub(super) fn curve(a: Point, leaving: Point, b: Point, arriving: Point) -> Bezier {
    let dot = |p: Point, q: Point| p.0 * q.0 + p.1 * q.1;
    let way = (b.0 - a.0, b.1 - a.1);
    let distance = way.0.hypot(way.1);
    // Half of what is to be covered in that direction, but enough to be seen to go that way.
    let pull = |d: Point| (dot(way, d).abs() * 0.5).clamp((distance * 0.25).min(48.0), 160.0);
    let (mut out, mut in_) = (pull(leaving), pull(arriving));
    // Where there is room ahead, neither control point uses up much more than half of it: the curve keeps
    // to the middle between the cards it joins.
    let ahead = dot(way, leaving);
    if ahead > 0.0 {
        let most = 0.6 * ahead;
        out = out.min(most);
        let across = dot(arriving, leaving);
        if in_ * across > most {
            in_ = most / across;
        }
    }
    [
        a,
        (a.0 + leaving.0 * out, a.1 + leaving.1 * out),
        (b.0 - arriving.0 * in_, b.1 - arriving.1 * in_),
        b,
    ]
}

pub(super) fn unit((x, y): Point) -> Point {
    let length = x.hypot(y);
    if length > 0.0 {
        (x / length, y / length)
    } else {
        (0.0, -1.0)
    }
}

/// How far apart two rectangles are from side to side, and up and down; negative where they overlap.
pub(super) fn gaps(a: &Rect, b: &Rect) -> (f32, f32) {
    (
        Side::Left.gap(a, b).max(Side::Right.gap(a, b)),
        Side::Top.gap(a, b).max(Side::Bottom.gap(a, b)),
    )
}

/// The side of `rect` that looks towards `other`.
pub(super) fn facing(rect: &Rect, other: &Rect, upright: bool) -> Side {
    let (across, down) = gaps(rect, other);
    let narrow = 2.0 * JOINT;
    let vertical = match (across > 0.0, down > 0.0) {
        (true, true) if upright => down >= narrow || down >= across,
        (true, true) => across < narrow && across < down,
        (false, false) => down >= across,
        (_, down) => down,
    };
    let (a, b) = (rect.centre(), other.centre());
    match (vertical, b.0 > a.0, b.1 > a.1) {
        (true, _, true) => Side::Bottom,
        (true, _, false) => Side::Top,
        (false, true, _) => Side::Right,
        (false, false, _) => Side::Left,
    }
}

/// Moves sorted positions as little as possible (least squares) so that neighbours are at least `least`
/// apart: isotonic regression by pooling adjacent violators (Ayer et al. 1955).
pub(super) fn apart(wishes: &[f32], least: f32) -> Vec<f32> {
    // With the distances taken off, positions only have to be in order. Pools: mean and size.
    let mut pools: Vec<(f32, usize)> = Vec::new();
    for (n, wish) in wishes.iter().enumerate() {
        let mut pool = (wish - n as f32 * least, 1);
        while let Some(&(mean, size)) = pools.last()
            && mean > pool.0
        {
            let total = size + pool.1;
            pool = (
                (mean * size as f32 + pool.0 * pool.1 as f32) / total as f32,
                total,
            );
            pools.pop();
        }
        pools.push(pool);
    }
    pools
        .iter()
        .flat_map(|(mean, size)| std::iter::repeat_n(*mean, *size))
        .enumerate()
        .map(|(n, position)| position + n as f32 * least)
        .collect()
}
