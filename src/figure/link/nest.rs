//! Links between cards that stand as in an outline, premises below the target and one step in: the joint stands at the
//! left of its premise, and the stems of one kind run up one trunk to the target, so that no line crosses a card. Uses
//! nothing but points and rectangles.

use super::JOINT;
use super::ends::curve;
use crate::figure::adjust::INDENT;
use crate::figure::geometry::{Bezier, Point, Rect};
use crate::map::LinkKind;

/// How far off one step in a card may stand, in points: what stands there by chance, in rows, is no outline.
const OFF: f32 = 1.0;
/// A joint is at most so far below the upper edge of its premise.
const BELOW_EDGE: f32 = 24.0;

/// What a link bears on.
pub(super) enum Onto {
    /// A card; the link is of this kind.
    Card(Rect, LinkKind),
    /// The joint of a link between cards of an outline.
    Joint(Point),
}

/// Where a kind's trunk runs, from the left edge of the target: apart, so that a dash can be told from a line.
fn trunk(kind: LinkKind) -> f32 {
    match kind {
        LinkKind::Support => 12.0,
        LinkKind::Rephrase => 23.0,
        LinkKind::Attack => 34.0,
    }
}

/// The height at which a line leaves a premise.
fn level(premise: &Rect) -> f32 {
    premise.y + (premise.h / 2.0).min(BELOW_EDGE)
}

/// Where the joint of a link from these premises stands; `None` if they do not stand as in an outline.
pub(super) fn joint(onto: &Onto, premises: impl Iterator<Item = Rect> + Clone) -> Option<Point> {
    let first = premises
        .clone()
        .min_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)))?;
    match onto {
        Onto::Card(target, kind) => {
            let below = |p: Rect| (p.x - target.x - INDENT).abs() < OFF && p.y > target.bottom();
            let mut all = premises;
            all.all(below)
                .then(|| (target.x + trunk(*kind), level(&first)))
        }
        Onto::Joint(at) => {
            let below = |p: Rect| p.x > at.0 + 3.0 * JOINT && p.y > at.1 + JOINT;
            let mut all = premises;
            all.all(below)
                .then(|| (first.x - 2.0 * JOINT - 2.0, level(&first)))
        }
    }
}

/// Where the arrow ends, and which way it points.
pub(super) fn tip(joint: Point, target: &Rect, onto_joint: bool) -> (Point, Point) {
    if onto_joint {
        // From the lower right, so that it does not run along the trunk.
        let (x, y) = target.centre();
        let half = std::f32::consts::FRAC_1_SQRT_2;
        let off = (JOINT + 3.0) * half;
        ((x + off, y + off), (-half, -half))
    } else {
        ((joint.0, target.bottom()), (0.0, -1.0))
    }
}

/// From a premise to the joint: straight if it is the one beside it, else round its own corner and up.
pub(super) fn strand(premise: &Rect, joint: Point) -> Bezier {
    let start = (premise.x, level(premise));
    let beside = (start.1 - joint.1).abs() < 1.0;
    let arriving = if beside { (-1.0, 0.0) } else { (0.0, -1.0) };
    curve(start, (-1.0, 0.0), joint, arriving)
}
