//! Lines between boxes: along the bends of the layered layout, or, where boxes were placed otherwise, straight
//! with a few detours round what is in the way.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::canvas::Gaps;
use super::geometry::{Area, Pos};
use super::layered::Picture;
use super::rows::{Chain, Kind, NONE, Part};
use super::space::Space;
use super::wrap::Block;

/// The lines of a layered picture, by the part's edges; empty where an edge is left to the [`Router`].
pub(crate) fn draw_lines(
    picture: &Picture,
    part: &Part,
    blocks: &[Block],
    centres: &[Pos],
    gaps: &Gaps,
) -> Vec<Vec<Pos>> {
    let l = &picture.layered;
    let area = |v: u32| {
        Area::around(
            centres[v as usize],
            part.width[v as usize],
            part.height[v as usize],
        )
    };
    let steps = picture.steps_down();
    let mut lines: Vec<Vec<Pos>> = part
        .edges
        .iter()
        .zip(&l.chains)
        .map(|(&(a, b), chain)| {
            if !chain.vertices.is_empty() {
                let mut line = picture.chain_line(chain, &steps, part, centres);
                if chain.vertices.last() == Some(&l.vertex[a as usize]) {
                    line.reverse();
                }
                return line;
            }
            let (va, vb) = (l.vertex[a as usize], l.vertex[b as usize]);
            let flat =
                [va, vb].iter().all(|&v| v != NONE) && l.row[va as usize] == l.row[vb as usize];
            if flat {
                picture.flat_line(va, vb, area(a), area(b), gaps)
            } else {
                Vec::new()
            }
        })
        .collect();

    // Leaves in blocks: sideways to the joint, on to the column's line, up that line and on to the target.
    let mut out: Vec<Option<usize>> = vec![None; part.len()];
    for (i, &(a, _)) in part.edges.iter().enumerate() {
        out[a as usize] = Some(i);
    }
    for (block, chain) in blocks.iter().zip(&l.block_chains) {
        let mut trunk = picture.chain_line(chain, &steps, part, centres);
        let Some(entry) = trunk.pop() else { continue };
        for leaf in &block.leaves {
            let last = if leaf.joint == NONE {
                leaf.card
            } else {
                let (card, joint) = (area(leaf.card), area(leaf.joint));
                let y = centres[leaf.joint as usize].y;
                if let Some(edge) = out[leaf.card as usize] {
                    lines[edge] = vec![Pos::new(card.left, y), Pos::new(joint.right, y)];
                }
                leaf.joint
            };
            let start = area(last);
            let y = centres[last as usize].y;
            let left = centres[leaf.card as usize].x - leaf.card_at.x + leaf.line_x;
            let mut line = vec![
                Pos::new(start.left, y),
                Pos::new(left, y),
                Pos::new(left, entry.y),
            ];
            line.extend(trunk.iter().rev());
            if let Some(edge) = out[last as usize] {
                lines[edge] = straightened(line);
            }
        }
    }
    lines
}

impl Picture {
    /// Boxes shorter than their row whose lines must first run down to the row's end, since one of them would
    /// cut a taller neighbour. All lines of a box do so alike, or they would cross.
    fn steps_down(&self) -> Vec<bool> {
        let l = &self.layered;
        let mut steps = vec![false; l.kind.len()];
        for (s, &(v, _)) in l.segments.iter().enumerate() {
            let row = l.row[v as usize] as usize;
            if !steps[v as usize] && !l.is_bend(v) && !l.joint_row[row] {
                let (x, next) = (self.upper_port[s], self.lower_port[s]);
                let bottom = self.top[row] + l.height[v as usize];
                steps[v as usize] = self.row_in_the_way(v, row, x, next, bottom);
            }
        }
        steps
    }

    /// The line along a chain, from top to bottom.
    fn chain_line(&self, chain: &Chain, steps: &[bool], part: &Part, centres: &[Pos]) -> Vec<Pos> {
        let l = &self.layered;
        let segment = |i: usize| chain.first_segment as usize + i;
        let chain = &chain.vertices;
        let mut line = Vec::with_capacity(2 * chain.len());
        for (i, &v) in chain.iter().enumerate() {
            let row = l.row[v as usize] as usize;
            let leaving = (i + 1 < chain.len()).then(|| self.upper_port[segment(i)]);
            let entering = i.checked_sub(1).map(|j| self.lower_port[segment(j)]);
            match l.kind[v as usize] {
                Kind::Bend => {
                    let x = self.x[v as usize];
                    line.push(Pos::new(x, self.top[row]));
                    line.push(Pos::new(x, self.bottom[row]));
                }
                // Joints are met at the rim; their middle stands in until the neighbours are known.
                Kind::Box(node) if part.joint[node as usize] => {
                    line.push(centres[node as usize]);
                    if leaving.is_some() && self.y[v as usize] < self.top[row] {
                        let middle = (self.top[row] + self.bottom[row]) / 2.0;
                        line.push(Pos::new(self.x[v as usize], middle));
                    }
                }
                _ => {
                    if let Some(x) = entering {
                        line.push(Pos::new(x, self.top[row]));
                    }
                    if let Some(x) = leaving {
                        let bottom = self.top[row] + l.height[v as usize];
                        line.push(Pos::new(x, bottom));
                        if steps[v as usize] {
                            line.push(Pos::new(x, self.bottom[row]));
                        }
                    }
                }
            }
        }
        let rim = |v: u32, towards: Option<&Pos>| match (l.kind[v as usize], towards) {
            (Kind::Box(node), Some(&p)) if part.joint[node as usize] => Some(
                Area::around(
                    centres[node as usize],
                    part.width[node as usize],
                    part.height[node as usize],
                )
                .rim_towards(p),
            ),
            _ => None,
        };
        let count = line.len();
        let first = chain.first().and_then(|&v| rim(v, line.get(1)));
        let last = chain
            .last()
            .and_then(|&v| rim(v, line.get(count.wrapping_sub(2))));
        if let (Some(p), Some(slot)) = (first, line.first_mut()) {
            *slot = p;
        }
        if let (Some(p), Some(slot)) = (last, line.last_mut()) {
            *slot = p;
        }
        straightened(line)
    }

    /// Whether a line that leaves a box shorter than its row, from `x` to `next` in the row below, would cut a
    /// taller neighbour.
    fn row_in_the_way(&self, v: u32, row: usize, x: f64, next: f64, bottom: f64) -> bool {
        let l = &self.layered;
        if bottom >= self.bottom[row] {
            return false;
        }
        let Some(&target) = self.top.get(row + 1) else {
            return false;
        };
        let members = &l.rows[row];
        // Rows are ordered by x: look only at those the line passes over.
        let from = members
            .partition_point(|&w| self.x[w as usize] + l.width[w as usize] / 2.0 < x.min(next));
        let (a, b) = (Pos::new(x, bottom), Pos::new(next, target));
        members[from..]
            .iter()
            .take_while(|&&w| self.x[w as usize] - l.width[w as usize] / 2.0 <= x.max(next))
            .any(|&w| {
                let (w, tall) = (w as usize, l.height[w as usize]);
                w != v as usize
                    && Area::around(
                        Pos::new(self.x[w], self.top[row] + tall / 2.0),
                        l.width[w],
                        tall,
                    )
                    .grown(4.0)
                    .cut_by(a, b)
            })
    }

    /// From joint to joint within a row: straight to a neighbour, otherwise over those between.
    fn flat_line(&self, va: u32, vb: u32, a: Area, b: Area, gaps: &Gaps) -> Vec<Pos> {
        let l = &self.layered;
        let row = l.row[va as usize] as usize;
        let (xa, xb) = (self.x[va as usize], self.x[vb as usize]);
        let members = &l.rows[row];
        let from = members.partition_point(|&w| self.x[w as usize] <= xa.min(xb));
        let neighbours = members
            .get(from)
            .is_none_or(|&w| self.x[w as usize] >= xa.max(xb));
        if neighbours {
            return vec![a.rim_towards(b.centre()), b.rim_towards(a.centre())];
        }
        let over = self.top[row] - gaps.joint * 0.3;
        vec![
            Pos::new(xa, a.top),
            Pos::new(xa, over),
            Pos::new(xb, over),
            Pos::new(xb, b.top),
        ]
    }
}

/// Leaves out points that lie on the straight way between their neighbours.
pub(crate) fn straightened(line: Vec<Pos>) -> Vec<Pos> {
    let mut kept: Vec<Pos> = Vec::with_capacity(line.len());
    let same = |a: Pos, b: Pos| (a.x - b.x).abs() < 1e-6 && (a.y - b.y).abs() < 1e-6;
    for p in line {
        if kept.last().is_some_and(|&q| same(p, q)) {
            continue;
        }
        if let [.., a, b] = kept[..] {
            let (ux, uy, wx, wy) = (b.x - a.x, b.y - a.y, p.x - b.x, p.y - b.y);
            let bend = (ux * wy - uy * wx).abs();
            let straight = ux * wx + uy * wy > 0.0 && bend < 0.01 * ux.hypot(uy) * wx.hypot(wy);
            if straight {
                kept.pop();
            }
        }
        kept.push(p);
    }
    if let [only] = kept[..] {
        kept.push(only);
    }
    kept
}

/// Lines between boxes that stand anywhere.
pub(crate) struct Router {
    space: Space,
}

/// How far a detour keeps from the box it goes round, in points.
const BERTH: f64 = 7.0;
/// Corners tried per line; beyond, the line runs straight through.
const CORNERS: usize = 40;

impl Router {
    pub fn new(areas: Vec<Area>) -> Self {
        Self {
            space: Space::of(&areas),
        }
    }

    /// From rim to rim: straight if nothing is in the way, else the shortest way found round corners of what is.
    pub fn route(&self, a: u32, b: u32) -> Vec<Pos> {
        let (Some(from), Some(to)) = (self.space.area(a), self.space.area(b)) else {
            return Vec::new();
        };
        let mut line = self.way(from, to, [a, b]);
        let count = line.len();
        let first = from.rim_towards(line[1]);
        let last = to.rim_towards(line[count - 2]);
        line[0] = first;
        line[count - 1] = last;
        straightened(line)
    }

    /// From middle to middle; at least two points.
    fn way(&self, from: Area, to: Area, ends: [u32; 2]) -> Vec<Pos> {
        let own = [from.grown(1.0), to.grown(1.0)];
        let barred = |corner: Pos| own.iter().any(|end| end.holds(corner));
        let first_cut = |a: Pos, b: Pos| {
            let node = self.space.first_cut(a, b, ends)?;
            self.space.area(node)
        };
        let (from, to) = (from.centre(), to.centre());
        way_round(from, to, BERTH, CORNERS, first_cut, barred).unwrap_or_else(|| vec![from, to])
    }
}

/// The shortest way found between two points round what is in the way, which is told piece by piece: `first_cut` is the
/// box that a straight piece first cuts. The way keeps `berth` from the corners it goes round, and to corners that are
/// not `barred`; it is given up, for `None`, after `tries` corners. At least two points (A* over corners that are looked
/// up only when something stands in the way; Hart, Nilsson & Raphael 1968).
pub(crate) fn way_round(
    from: Pos,
    to: Pos,
    berth: f64,
    tries: usize,
    mut first_cut: impl FnMut(Pos, Pos) -> Option<Area>,
    barred: impl Fn(Pos) -> bool,
) -> Option<Vec<Pos>> {
    let distance = |p: Pos, q: Pos| (p.x - q.x).hypot(p.y - q.y);
    let bits = |p: Pos| (p.x.to_bits(), p.y.to_bits());
    // Corners reached: place, the one before, length of the way there.
    let mut reached = vec![(from, 0_usize, 0.0)];
    let mut shortest: HashMap<(u64, u64), f64> = HashMap::new();
    // Lengths are not negative, so their bits sort as they do.
    let mut heap = BinaryHeap::from([Reverse((0_u64, 0_usize))]);
    let mut tried = 0;
    while let Some(Reverse((_, i))) = heap.pop() {
        let (p, _, length) = reached[i];
        if shortest.get(&bits(p)).is_some_and(|&best| best < length) {
            continue; // reached on a shorter way since
        }
        let Some(block) = first_cut(p, to) else {
            let mut line = vec![to, p];
            let mut i = i;
            while i != 0 {
                i = reached[i].1;
                line.push(reached[i].0);
            }
            line.reverse();
            return Some(line);
        };
        tried += 1;
        if tried > tries {
            break;
        }
        // The corners of what is in the way, and of what is in the way of those.
        let mut open = block.grown(berth).corners().to_vec();
        let mut next = 0;
        while let Some(&corner) = open.get(next) {
            next += 1;
            let length = length + distance(p, corner);
            let known = shortest
                .get(&bits(corner))
                .is_some_and(|&best| best <= length);
            if known || corner == p || barred(corner) {
                continue;
            }
            match first_cut(p, corner) {
                None => {
                    shortest.insert(bits(corner), length);
                    let key = (length + distance(corner, to)).to_bits();
                    heap.push(Reverse((key, reached.len())));
                    reached.push((corner, i, length));
                }
                Some(other) if open.len() < 16 && other != block => {
                    open.extend(other.grown(berth).corners());
                }
                Some(_) => {}
            }
        }
    }
    None
}
