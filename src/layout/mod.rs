//! Where the cards of an argument map stand and how the lines between them run. Pure: a [`Graph`] of boxes
//! with sizes goes in, a [`Layout`] of points comes out; it knows nothing of claims, windows or files and
//! uses [`crate::progress`] only. Deterministic to the last bit, no recursion over the depth of a graph.
//!
//! Three ways to place boxes:
//!
//! - [`layered`]: the thesis on top, its premises in rows beneath (Sugiyama, Tagawa & Toda 1981): break cycles
//!   ([`cycle`]), give every box a row ([`rank`]), order the rows so that few lines cross ([`order`]), place
//!   the boxes ([`place`]), run the lines around boxes, pack the components.
//! - [`indented`]: like an outline or a thread: what bears on a box stands below it, one step to the right.
//! - [`relayout`]: a map that is already laid out was edited: only what the edit touches moves.
//!
//! [`way_round`] finds ways round boxes, for these lines and for the ones that are drawn on the canvas.
//!
//! A link of the map is a box too, a small [`NodeKind::Joint`]: premises point at the joint, the joint at its
//! target. A joint that points at another joint is an undercut; it stands beside the joint it hits.

mod canvas;
pub mod cycle;
mod geometry;
mod incidence;
mod incremental;
mod indented;
mod layered;
pub mod order;
mod pack;
pub mod place;
pub mod rank;
mod route;
mod rows;
mod space;
mod wrap;

pub(crate) use geometry::{Area, Pos};
pub use geometry::{Point, Rect};
pub use incremental::{Previous, relayout};
pub use indented::indented;
pub use layered::layered;
pub(crate) use route::way_round;

/// Boxes are laid out as if each side were between 1 and this many points; anything else (NaN, infinite,
/// zero, negative, huge) is brought into that range.
pub const MAX_SIDE: f32 = 10_000.0;

/// What a box is to the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NodeKind {
    /// A claim, or anything else with its own place in the picture.
    #[default]
    Card,
    /// The small mark of a link, between premises and target: premises point at it, it points at its target.
    Joint,
}

/// A box to be placed; width and height in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Width in points; see [`MAX_SIDE`].
    pub width: f32,
    /// Height in points; see [`MAX_SIDE`].
    pub height: f32,
    /// Whether it is a card or a link's joint.
    pub kind: NodeKind,
}

impl Node {
    /// A card of this size.
    pub fn card(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            kind: NodeKind::Card,
        }
    }

    /// A joint, a square with this side.
    pub fn joint(side: f32) -> Self {
        Self {
            width: side,
            height: side,
            kind: NodeKind::Joint,
        }
    }
}

/// An arrow between two boxes, named by their places in [`Graph::nodes`]. `from` is the premise's side, `to`
/// the target's. Edges that name a box which is not there are left out (their route is empty).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Edge {
    /// Where the arrow starts: a premise, or a joint.
    pub from: usize,
    /// Where it points: a joint, or a target.
    pub to: usize,
}

/// What is to be laid out: any directed graph; cycles, self-loops, repeated edges and loose parts are fine.
/// Where nothing else decides, boxes keep the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub edges: Vec<Edge>,
}

/// The way a picture is read: from the thesis towards its premises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Thesis on top, arrows point up.
    #[default]
    TopDown,
    /// Thesis at the bottom, arrows point down.
    BottomUp,
    /// Thesis at the left, arrows point left.
    LeftRight,
    /// Thesis at the right, arrows point right.
    RightLeft,
}

/// How a picture should look. Distances in points; figures that make no sense are replaced by the default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The way it is read.
    pub direction: Direction,
    /// Between boxes of one row.
    pub card_gap: f32,
    /// Between a row of cards and the row that bears on it; a joint between them divides it.
    pub rank_gap: f32,
    /// Between a joint and its target.
    pub joint_gap: f32,
    /// Between parts of the graph that are not connected.
    pub component_gap: f32,
    /// How far [`indented`] moves each generation in.
    pub indent: f32,
    /// Width over height that the packing of loose parts and of leaves aims at.
    pub aspect: f32,
    /// Whether [`layered`] may stack a target's leaf premises in columns where a row would be absurdly wide.
    pub wrap_leaves: bool,
    /// Whether [`indented`] may break a long outline into columns.
    pub columns: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            direction: Direction::TopDown,
            card_gap: 28.0,
            rank_gap: 56.0,
            joint_gap: 22.0,
            component_gap: 64.0,
            indent: 56.0,
            aspect: 1.6,
            wrap_leaves: true,
            columns: true,
        }
    }
}

/// A picture: every box placed, every line routed, nothing overlapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// The middle of each box, in the order of [`Graph::nodes`]. `x` grows to the right, `y` downwards.
    pub centres: Vec<Point>,
    /// The line of each edge, in the order of [`Graph::edges`]: from the rim of `from` to the rim of `to`, with
    /// the bends between; at least two points, or none if the edge was left out.
    pub routes: Vec<Vec<Point>>,
    /// The smallest rectangle around all boxes and lines. A fresh layout's starts at (0, 0).
    pub bounds: Rect,
}
