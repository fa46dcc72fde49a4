//! The working copy of a graph: sizes made sane, edges checked, turned so that every layout can think of the
//! thesis as on top; and the way back to the caller's points.

use super::geometry::{Area, Pos};
use super::{Direction, Graph, Layout, MAX_SIDE, Node, NodeKind, Options, Point, Rect};

/// Options made sane, in `f64`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gaps {
    pub card: f64,
    pub rank: f64,
    pub joint: f64,
    pub component: f64,
    pub indent: f64,
    pub aspect: f64,
    /// Whether a long outline may be broken into columns.
    pub columns: bool,
}

/// A graph of sane boxes, thesis on top.
pub(crate) struct Canvas {
    direction: Direction,
    pub gaps: Gaps,
    /// Extent along the row (the box's width when the picture is read top-down).
    pub width: Vec<f64>,
    /// Extent from row to row.
    pub height: Vec<f64>,
    pub joint: Vec<bool>,
    /// Edges that join two different, existing boxes: (from, to, index in [`Graph::edges`]).
    pub edges: Vec<(u32, u32, u32)>,
    /// Edges from a box to itself: (box, index in [`Graph::edges`]).
    pub loops: Vec<(u32, u32)>,
    edge_count: usize,
}

fn sane(value: f32, default: f32, least: f32, most: f32) -> f64 {
    let value = if value.is_finite() { value } else { default };
    f64::from(value.clamp(least, most))
}

fn side(value: f32) -> f64 {
    // NaN counts as nothing, an infinite side as the longest there is.
    let value = if value.is_nan() { 1.0 } else { value };
    f64::from(value.clamp(1.0, MAX_SIDE))
}

impl Canvas {
    pub fn new(graph: &Graph, options: &Options) -> Self {
        let plain = Options::default();
        let gap = |value, default| sane(value, default, 4.0, 2_000.0);
        let sideways = matches!(
            options.direction,
            Direction::LeftRight | Direction::RightLeft
        );
        let aspect = sane(options.aspect, plain.aspect, 0.1, 10.0);
        let n = graph.nodes.len();
        let mut canvas = Self {
            direction: options.direction,
            gaps: Gaps {
                card: gap(options.card_gap, plain.card_gap),
                rank: gap(options.rank_gap, plain.rank_gap),
                joint: gap(options.joint_gap, plain.joint_gap),
                component: gap(options.component_gap, plain.component_gap),
                indent: sane(options.indent, plain.indent, 32.0, 2_000.0),
                aspect: if sideways { 1.0 / aspect } else { aspect },
                columns: options.columns,
            },
            width: Vec::with_capacity(n),
            height: Vec::with_capacity(n),
            joint: Vec::with_capacity(n),
            edges: Vec::with_capacity(graph.edges.len()),
            loops: Vec::new(),
            edge_count: graph.edges.len(),
        };
        for node in &graph.nodes {
            let (w, h) = (side(node.width), side(node.height));
            canvas.width.push(if sideways { h } else { w });
            canvas.height.push(if sideways { w } else { h });
            canvas.joint.push(node.kind == NodeKind::Joint);
        }
        for (index, edge) in graph.edges.iter().enumerate() {
            if edge.from >= n || edge.to >= n {
                continue;
            }
            let (from, to, index) = (edge.from as u32, edge.to as u32, index as u32);
            if from == to {
                canvas.loops.push((from, index));
            } else {
                canvas.edges.push((from, to, index));
            }
        }
        canvas
    }

    pub fn len(&self) -> usize {
        self.width.len()
    }

    /// The mean length of the boxes' longer sides, for the grid that finds neighbours.
    pub fn typical_side(&self) -> f64 {
        let sides = self.width.iter().zip(&self.height);
        sides.map(|(&w, &h)| w.max(h)).sum::<f64>() / self.len().max(1) as f64
    }

    /// The box as callers give it.
    pub fn node(&self, node: usize) -> Node {
        let turned = self.turn_out(Pos::new(self.width[node], self.height[node]));
        Node {
            width: turned.x.abs() as f32,
            height: turned.y.abs() as f32,
            kind: if self.joint[node] {
                NodeKind::Joint
            } else {
                NodeKind::Card
            },
        }
    }

    pub fn area(&self, node: usize, centre: Pos) -> Area {
        Area::around(centre, self.width[node], self.height[node])
    }

    /// From the working picture to the caller's.
    pub fn turn_out(&self, p: Pos) -> Pos {
        match self.direction {
            Direction::TopDown => p,
            Direction::BottomUp => Pos::new(p.x, -p.y),
            Direction::LeftRight => Pos::new(p.y, p.x),
            Direction::RightLeft => Pos::new(-p.y, p.x),
        }
    }

    /// From the caller's picture to the working one.
    pub fn turn_in(&self, p: Point) -> Pos {
        let (x, y) = (f64::from(p.x), f64::from(p.y));
        match self.direction {
            Direction::TopDown => Pos::new(x, y),
            Direction::BottomUp => Pos::new(x, -y),
            Direction::LeftRight => Pos::new(y, x),
            Direction::RightLeft => Pos::new(y, -x),
        }
    }

    /// The finished picture. `routes` go with [`Canvas::edges`]; loops are drawn here. With `at_origin` the
    /// picture is moved so that its bounds start at (0, 0).
    pub fn finish(&self, centres: &[Pos], routes: Vec<Vec<Pos>>, at_origin: bool) -> Layout {
        let mut all: Vec<Vec<Pos>> = vec![Vec::new(); self.edge_count];
        for (&(_, _, index), route) in self.edges.iter().zip(routes) {
            all[index as usize] = route;
        }
        for &(node, index) in &self.loops {
            all[index as usize] = self.loop_route(node as usize, centres[node as usize]);
        }
        let mut bounds = Area::empty();
        for (node, &centre) in centres.iter().enumerate() {
            bounds.include(self.area(node, centre));
        }
        for &p in all.iter().flatten() {
            bounds.include_point(p);
        }
        if centres.is_empty() {
            bounds = Area::around(Pos::default(), 0.0, 0.0);
        }
        let (a, b) = (
            self.turn_out(Pos::new(bounds.left, bounds.top)),
            self.turn_out(Pos::new(bounds.right, bounds.bottom)),
        );
        let (min, max) = (
            Pos::new(a.x.min(b.x), a.y.min(b.y)),
            Pos::new(a.x.max(b.x), a.y.max(b.y)),
        );
        let shift = if at_origin { min } else { Pos::default() };
        let point = |p: Pos| Point::new((p.x - shift.x) as f32, (p.y - shift.y) as f32);
        Layout {
            centres: centres.iter().map(|&p| point(self.turn_out(p))).collect(),
            routes: all
                .iter()
                .map(|route| route.iter().map(|&p| point(self.turn_out(p))).collect())
                .collect(),
            bounds: Rect {
                min: point(min),
                max: point(max),
            },
        }
    }

    /// A small ear at the side of the box, narrower than any gap's half.
    fn loop_route(&self, node: usize, centre: Pos) -> Vec<Pos> {
        let area = self.area(node, centre);
        let reach = self.gaps.card.min(20.0) / 2.0;
        let half = (area.height() / 4.0).min(8.0);
        vec![
            Pos::new(area.right, centre.y - half),
            Pos::new(area.right + reach, centre.y - half),
            Pos::new(area.right + reach, centre.y + half),
            Pos::new(area.right, centre.y + half),
        ]
    }
}
