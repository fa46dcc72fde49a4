//! The layered layout: parts, rows, order, places, lines, packing. See [`layered`].

use super::canvas::Canvas;
use super::geometry::{Area, Pos};
use super::incidence::Incidence;
use super::order::order;
use super::pack::pack;
use super::place::{brandes_koepf, separate};
use super::route::{Router, draw_lines};
use super::rows::{Kind, Layered, NONE, Part, Rows};
use super::wrap::{Block, leaf_blocks};
use super::{Graph, Layout, Options};
use crate::progress::{Cancelled, Progress};

/// Lays a graph out from scratch in rows: the thesis on top (or where [`Options::direction`] puts it), what
/// bears on it beneath, each joint between its premises and its target and close to the latter. No boxes
/// overlap; unconnected parts are packed side by side, the tallest first.
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub fn layered(graph: &Graph, options: &Options, progress: &Progress) -> Result<Layout, Cancelled> {
    let canvas = Canvas::new(graph, options);
    let parts = parts(&canvas);
    let total = canvas.len() as u64;
    progress.set(0, total);
    let mut pieces = Vec::with_capacity(parts.len());
    for (part, edges) in &parts {
        pieces.push(Piece::new(&canvas, part, edges, options, progress)?);
        progress.add(part.len() as u64);
    }
    let sizes: Vec<(f64, f64)> = pieces
        .iter()
        .map(|p| (p.area.width(), p.area.height()))
        .collect();
    let corners = pack(&sizes, canvas.gaps.component, canvas.gaps.aspect);
    let mut centres = vec![Pos::default(); canvas.len()];
    let mut routes = vec![Vec::new(); canvas.edges.len()];
    for ((piece, corner), (part, edges)) in pieces.into_iter().zip(corners).zip(&parts) {
        let shift = Pos::new(corner.x - piece.area.left, corner.y - piece.area.top);
        for (&node, centre) in part.nodes.iter().zip(piece.centres) {
            centres[node as usize] = Pos::new(centre.x + shift.x, centre.y + shift.y);
        }
        // Edges that repeat another one share its line.
        for &(edge, line) in edges {
            routes[edge as usize] = piece.lines[line as usize]
                .iter()
                .map(|p| Pos::new(p.x + shift.x, p.y + shift.y))
                .collect();
        }
    }
    Ok(canvas.finish(&centres, routes, true))
}

/// The connected parts in the order of their first boxes, each with its edges: (edge of the canvas, edge of the
/// part).
pub(crate) fn parts(canvas: &Canvas) -> Vec<(Part, Vec<(u32, u32)>)> {
    let n = canvas.len();
    let at = Incidence::new(
        n,
        canvas
            .edges
            .iter()
            .zip(0..)
            .flat_map(|(e, i)| [(e.0, i), (e.1, i)]),
    );
    let mut local = vec![NONE; n];
    let mut parts = Vec::new();
    for first in 0..n as u32 {
        if local[first as usize] != NONE {
            continue;
        }
        let mut nodes = vec![first];
        local[first as usize] = 0;
        let mut next = 0;
        while next < nodes.len() {
            let v = nodes[next];
            next += 1;
            for &i in at.at(v) {
                let (a, b, _) = canvas.edges[i as usize];
                let w = if a == v { b } else { a };
                if local[w as usize] == NONE {
                    local[w as usize] = 0;
                    nodes.push(w);
                }
            }
        }
        nodes.sort_unstable();
        for (&v, i) in nodes.iter().zip(0..) {
            local[v as usize] = i;
        }
        // (from, to, edge of the canvas), repeated edges next to each other.
        let mut ends: Vec<(u32, u32, u32)> = nodes
            .iter()
            .flat_map(|&v| at.at(v).iter().map(move |&i| (v, i)))
            .filter(|&(v, i)| canvas.edges[i as usize].0 == v)
            .map(|(v, i)| {
                (
                    local[v as usize],
                    local[canvas.edges[i as usize].1 as usize],
                    i,
                )
            })
            .collect();
        ends.sort_unstable();
        // Distinct edges in the order in which they were first listed.
        let mut firsts: Vec<(u32, u32, u32)> = ends.clone();
        firsts.dedup_by_key(|e| (e.0, e.1));
        firsts.sort_unstable_by_key(|e| e.2);
        let mut edges = Vec::with_capacity(ends.len());
        let mut line_of: Vec<(u32, u32, u32)> =
            firsts.iter().zip(0..).map(|(e, i)| (e.0, e.1, i)).collect();
        line_of.sort_unstable();
        let mut line = 0;
        for e in &ends {
            while (line_of[line].0, line_of[line].1) != (e.0, e.1) {
                line += 1;
            }
            edges.push((e.2, line_of[line].2));
        }
        let part = Part {
            width: nodes.iter().map(|&v| canvas.width[v as usize]).collect(),
            height: nodes.iter().map(|&v| canvas.height[v as usize]).collect(),
            joint: nodes.iter().map(|&v| canvas.joint[v as usize]).collect(),
            edges: firsts.iter().map(|e| (e.0, e.1)).collect(),
            nodes,
        };
        parts.push((part, edges));
    }
    parts
}

/// A part laid out by itself.
struct Piece {
    centres: Vec<Pos>,
    lines: Vec<Vec<Pos>>,
    area: Area,
}

impl Piece {
    fn new(
        canvas: &Canvas,
        part: &Part,
        edges: &[(u32, u32)],
        options: &Options,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let gaps = &canvas.gaps;
        if part.len() == 1 {
            let centre = Pos::default();
            return Ok(Self {
                centres: vec![centre],
                lines: Vec::new(),
                area: Area::around(centre, part.width[0], part.height[0]),
            });
        }
        debug_assert!(!edges.is_empty());
        let rows = Rows::assign(part, progress)?;
        let blocks = if options.wrap_leaves {
            leaf_blocks(part, &rows, gaps)
        } else {
            Vec::new()
        };
        let mut l = Layered::new(part, &rows, &blocks);
        order(&mut l, progress)?;
        let picture = Picture::new(canvas, part, l, progress)?;
        let centres = picture.centres(part, &blocks);
        let mut lines = draw_lines(&picture, part, &blocks, &centres, gaps);
        let mut router: Option<Router> = None;
        for (line, &(a, b)) in lines.iter_mut().zip(&part.edges) {
            if line.is_empty() {
                progress.check()?;
                let areas = || {
                    let sizes = part.width.iter().zip(&part.height);
                    centres
                        .iter()
                        .zip(sizes)
                        .map(|(&c, (&w, &h))| Area::around(c, w, h))
                        .collect()
                };
                *line = router
                    .get_or_insert_with(|| Router::new(areas()))
                    .route(a, b);
            }
        }
        let mut area = Area::empty();
        for (v, &centre) in centres.iter().enumerate() {
            area.include(Area::around(centre, part.width[v], part.height[v]));
        }
        for &p in lines.iter().flatten() {
            area.include_point(p);
        }
        Ok(Self {
            centres,
            lines,
            area,
        })
    }
}

/// The layered graph with places: `x` of each vertex's middle, top and bottom of each row, and where lines meet
/// the boxes.
pub(crate) struct Picture {
    pub layered: Layered,
    pub x: Vec<f64>,
    pub top: Vec<f64>,
    pub bottom: Vec<f64>,
    /// The middle of each vertex.
    pub y: Vec<f64>,
    /// For each segment, where it meets its upper and its lower vertex (`x` only).
    pub upper_port: Vec<f64>,
    pub lower_port: Vec<f64>,
}

/// How much more a line resists being moved aside than a box.
const STIFF: f64 = 1_000.0;
/// Times that targets are centred over their premises; each may push others aside.
const CENTRING: usize = 3;

impl Picture {
    fn new(
        canvas: &Canvas,
        part: &Part,
        layered: Layered,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let gap = neighbour_gaps(canvas, part, &layered);
        let x = brandes_koepf(&layered, &gap, progress)?;
        let segments = layered.segments.len();
        let mut picture = Self {
            layered,
            x,
            top: Vec::new(),
            bottom: Vec::new(),
            y: Vec::new(),
            upper_port: vec![0.0; segments],
            lower_port: vec![0.0; segments],
        };
        for row in 0..picture.layered.rows.len() {
            let wanted = picture.layered.rows[row]
                .iter()
                .map(|&v| picture.x[v as usize])
                .collect();
            picture.settle(row, wanted, &gap);
        }
        picture.centre_targets(&gap, progress)?;
        picture.set_heights(canvas);
        picture.set_ports();
        picture.set_middles();
        picture.line_up_joints(&gap, canvas.gaps.joint);
        picture.set_ports();
        Ok(picture)
    }

    /// Moves boxes over the mean of what bears on them alone, from the lowest row up: Brandes & Köpf keep long lines
    /// straight but may leave a target at one side of its premises. Bends stay nearly where they are.
    fn centre_targets(&mut self, gap: &[f64], progress: &Progress) -> Result<(), Cancelled> {
        for _ in 0..CENTRING {
            for row in (0..self.layered.rows.len()).rev() {
                progress.check()?;
                let l = &self.layered;
                let middle = |&v: &u32| {
                    // What bears on several things does not draw one of them away from its own target.
                    let below = l.down.at(v).iter().map(|&s| l.segments[s as usize].1);
                    let own = below.filter(|&w| l.up.degree(w) == 1);
                    let (count, sum) = own.fold((0_u32, 0.0), |(count, sum), w| {
                        (count + 1, sum + self.x[w as usize])
                    });
                    if l.is_bend(v) || count == 0 {
                        self.x[v as usize]
                    } else {
                        sum / f64::from(count)
                    }
                };
                let wanted = l.rows[row].iter().map(middle).collect();
                self.settle(row, wanted, gap);
            }
        }
        Ok(())
    }

    /// Moves the vertices of a row to the wanted places as nearly as their gaps allow; lines yield less than
    /// boxes.
    fn settle(&mut self, row: usize, wanted: Vec<f64>, gap: &[f64]) {
        let row = &self.layered.rows[row];
        let gaps: Vec<f64> = row.iter().map(|&v| gap[v as usize]).collect();
        let weight = |&v: &u32| if self.layered.is_bend(v) { STIFF } else { 1.0 };
        let weights: Vec<f64> = row.iter().map(weight).collect();
        for (&v, x) in row.iter().zip(separate(&wanted, &weights, &gaps)) {
            self.x[v as usize] = x;
        }
    }

    /// Rows from top to bottom; where lines run far sideways there is more room between them.
    fn set_heights(&mut self, canvas: &Canvas) {
        let gaps = &canvas.gaps;
        let l = &self.layered;
        let mut sideways = vec![0.0_f64; l.rows.len()];
        for &(a, b) in &l.segments {
            let row = l.row[a as usize] as usize;
            sideways[row] = sideways[row].max((self.x[a as usize] - self.x[b as usize]).abs());
        }
        let mut y = 0.0;
        for (row, sideways) in sideways.into_iter().enumerate() {
            let height = l.rows[row]
                .iter()
                .map(|&v| l.height[v as usize])
                .fold(0.0, f64::max);
            self.top.push(y);
            self.bottom.push(y + height);
            let gap = match (l.joint_row[row], l.joint_row.get(row + 1)) {
                (false, Some(true)) => gaps.joint,
                (true, Some(false)) => (gaps.rank - gaps.joint).max(gaps.rank / 2.0),
                (true, Some(true)) => gaps.rank / 2.0,
                _ => gaps.rank,
            };
            y += height + gap + ((sideways - 300.0) * 0.04).clamp(0.0, gaps.rank);
        }
    }

    /// Spreads the lines that meet a card along its upper and lower edge, in the order of where they go.
    fn set_ports(&mut self) {
        let l = &self.layered;
        let mut pos = vec![0_u32; l.kind.len()];
        for row in &l.rows {
            for (&v, place) in row.iter().zip(0..) {
                pos[v as usize] = place;
            }
        }
        let mut near: Vec<(u32, u32)> = Vec::new();
        for v in 0..l.kind.len() as u32 {
            for below in [true, false] {
                near.clear();
                let segments = if below { l.down.at(v) } else { l.up.at(v) };
                near.extend(segments.iter().map(|&s| {
                    let (a, b) = l.segments[s as usize];
                    (pos[if below { b } else { a } as usize], s)
                }));
                near.sort_unstable();
                let wide = match l.kind[v as usize] {
                    Kind::Box(_) if !l.joint_row[l.row[v as usize] as usize] => 0.6,
                    _ => 0.0,
                };
                let steps = near.len().saturating_sub(1).max(1) as f64;
                let pitch = (wide * l.width[v as usize] / steps).min(18.0 * wide.signum());
                let middle = near.len().saturating_sub(1) as f64 / 2.0;
                for (i, &(_, s)) in near.iter().enumerate() {
                    let port = self.x[v as usize] + (i as f64 - middle) * pitch;
                    if below {
                        self.upper_port[s as usize] = port;
                    } else {
                        self.lower_port[s as usize] = port;
                    }
                }
            }
        }
    }

    /// Cards hang from the top of their row, joints stand in the middle of theirs.
    fn set_middles(&mut self) {
        let l = &self.layered;
        self.y = (0..l.kind.len())
            .map(|v| {
                let row = l.row[v] as usize;
                if l.joint_row[row] || l.is_bend(v as u32) {
                    (self.top[row] + self.bottom[row]) / 2.0
                } else {
                    self.top[row] + l.height[v] / 2.0
                }
            })
            .collect();
    }

    /// Puts each joint on the straight line from its premises to its target; where a target is shorter than its
    /// row and nothing is in the way, all its joints are lifted towards it.
    fn line_up_joints(&mut self, gap: &[f64], joint_gap: f64) {
        for row in 1..self.layered.rows.len() {
            if !self.layered.joint_row[row] {
                continue;
            }
            let in_row = (self.top[row] + self.bottom[row]) / 2.0;
            let mut lifted = self.liftable(row, joint_gap);
            // Places depend on what is lifted, and what can be lifted on the places: try, give up what does not
            // fit, try the rest once more.
            for last in [false, true] {
                for &(joint, _, y) in &lifted {
                    self.y[joint as usize] = y;
                }
                let wanted = self.on_the_line(row);
                self.settle(row, wanted, gap);
                let mut blocked: Vec<u32> = lifted
                    .iter()
                    .filter(|&&(joint, target, _)| !self.alone_beneath(joint, target))
                    .map(|l| l.1)
                    .collect();
                blocked.sort_unstable();
                lifted.retain(|&(joint, target, _)| {
                    let keep = blocked.binary_search(&target).is_err();
                    if !keep {
                        self.y[joint as usize] = in_row;
                    }
                    keep
                });
                if blocked.is_empty() || last {
                    break;
                }
            }
        }
    }

    /// Joints that could stand nearer to their target than their row does: (joint, target, middle), those of a
    /// target all or none, so that their lines do not cross.
    fn liftable(&self, row: usize, joint_gap: f64) -> Vec<(u32, u32, f64)> {
        let l = &self.layered;
        let mut found = Vec::new();
        for &target in &l.rows[row - 1] {
            let below = l.down.at(target);
            let bottom = self.y[target as usize] + l.height[target as usize] / 2.0;
            let place = |&s: &u32| {
                let v = l.segments[s as usize].1;
                let alone = matches!(l.kind[v as usize], Kind::Box(_))
                    && l.cluster[v as usize] == NONE
                    && l.up.degree(v) == 1;
                let y = bottom + joint_gap + l.height[v as usize] / 2.0;
                (alone && y < self.y[v as usize] - joint_gap).then_some((v, target, y))
            };
            if matches!(l.kind[target as usize], Kind::Box(_))
                && let Some(joints) = below.iter().map(place).collect::<Option<Vec<_>>>()
            {
                found.extend(joints);
            }
        }
        found
    }

    /// Where the vertices of a row of joints should be: joints on the line from the mean of what is below them
    /// to the mean of what is above.
    fn on_the_line(&self, row: usize) -> Vec<f64> {
        let l = &self.layered;
        let place = |v: u32| {
            if l.is_bend(v) {
                return self.x[v as usize];
            }
            let mean = |segments: &[u32], ports: &[f64]| {
                let sum: f64 = segments.iter().map(|&s| ports[s as usize]).sum();
                (!segments.is_empty()).then(|| sum / segments.len() as f64)
            };
            let above = mean(l.up.at(v), &self.upper_port);
            let below = mean(l.down.at(v), &self.lower_port);
            let start = match l.up.at(v) {
                &[s] if !l.is_bend(l.segments[s as usize].0) => {
                    let target = l.segments[s as usize].0 as usize;
                    self.y[target] + l.height[target] / 2.0
                }
                _ => self.bottom[row - 1],
            };
            if let (Some(above), Some(below)) = (above, below) {
                let part_way = (self.y[v as usize] - start) / (self.top[row + 1] - start);
                above + (below - above) * part_way
            } else {
                above.or(below).unwrap_or(self.x[v as usize])
            }
        };
        l.rows[row].iter().map(|&v| place(v)).collect()
    }

    /// Whether nothing else of the target's row stands between the target and the joint's place beneath it.
    fn alone_beneath(&self, joint: u32, target: u32) -> bool {
        let l = &self.layered;
        let side = |v: u32, sign: f64| self.x[v as usize] + sign * l.width[v as usize] / 2.0;
        let margin = 8.0;
        let left = side(target, -1.0).min(side(joint, -1.0) - margin);
        let right = side(target, 1.0).max(side(joint, 1.0) + margin);
        let members = &l.rows[l.row[target as usize] as usize];
        let from = members.partition_point(|&w| side(w, 1.0) < left);
        members[from..]
            .iter()
            .take_while(|&&w| side(w, -1.0) <= right)
            .all(|&w| w == target)
    }

    /// The middle of each box of the part.
    fn centres(&self, part: &Part, blocks: &[Block]) -> Vec<Pos> {
        let l = &self.layered;
        let mut centres = vec![Pos::default(); part.len()];
        for v in 0..l.kind.len() {
            let row = l.row[v] as usize;
            match l.kind[v] {
                Kind::Box(node) => centres[node as usize] = Pos::new(self.x[v], self.y[v]),
                Kind::Block(block) => {
                    let left = self.x[v] - l.width[v] / 2.0;
                    for leaf in &blocks[block as usize].leaves {
                        let at = |p: Pos| Pos::new(left + p.x, self.top[row] + p.y);
                        centres[leaf.card as usize] = at(leaf.card_at);
                        if leaf.joint != NONE {
                            centres[leaf.joint as usize] = at(leaf.joint_at);
                        }
                    }
                }
                Kind::Bend => {}
            }
        }
        centres
    }
}

/// For each vertex the least distance between its middle and that of the vertex before it in its row.
fn neighbour_gaps(canvas: &Canvas, part: &Part, l: &Layered) -> Vec<f64> {
    let card = canvas.gaps.card;
    let joint = |v: u32| match l.kind[v as usize] {
        Kind::Box(node) => part.joint[node as usize],
        _ => false,
    };
    let mut gap = vec![0.0; l.kind.len()];
    for row in &l.rows {
        for pair in row.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let together =
                l.cluster[a as usize] != NONE && l.cluster[a as usize] == l.cluster[b as usize];
            let apart = match (l.is_bend(a), l.is_bend(b)) {
                (true, true) => card * 0.5,
                (true, false) | (false, true) => card * 0.6,
                _ if together => card,
                _ if joint(a) && joint(b) => card * 0.5,
                _ => card,
            };
            gap[b as usize] = (l.width[a as usize] + l.width[b as usize]) / 2.0 + apart;
        }
    }
    gap
}
