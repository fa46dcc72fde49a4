//! From a connected part of the graph to a proper layered graph: rows for cards and joints, and points for long
//! lines to pass through. Uses [`super::cycle`] and [`super::rank`].
//!
//! Cards stand on even rows and joints on the odd ones between them, each joint next to its target. Joints that
//! point at joints (undercuts) share a row and are kept together as a *cluster*.

use super::cycle::feedback_arcs;
use super::incidence::Incidence;
use super::rank::{Arc, longest_path, network_simplex};
use super::wrap::Block;
use crate::progress::{Cancelled, Progress};

/// Parts with more levelled boxes than this get longest-path levels instead of network simplex.
const SIMPLEX_MOST: usize = 2_000;

/// Most points that long lines may take up in the layered graph; the longest lines beyond are left to the
/// router, so that a deep chain with many long links cannot eat the memory.
const BEND_BUDGET: usize = 200_000;

pub(crate) const NONE: u32 = u32::MAX;

/// A connected part of the graph, boxes renumbered from 0.
pub(crate) struct Part {
    /// Box numbers on the canvas.
    pub nodes: Vec<u32>,
    pub width: Vec<f64>,
    pub height: Vec<f64>,
    pub joint: Vec<bool>,
    /// Distinct edges between different boxes, (from, to).
    pub edges: Vec<(u32, u32)>,
}

impl Part {
    pub fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// Row of each box (rows may be skipped, and start anywhere) and the cluster of each joint (`NONE`: alone).
pub(crate) struct Rows {
    pub row: Vec<i32>,
    pub cluster: Vec<u32>,
    /// The joints of each cluster, side by side.
    pub clusters: Vec<Vec<u32>>,
}

impl Rows {
    pub fn assign(part: &Part, progress: &Progress) -> Result<Self, Cancelled> {
        let groups = Groups::new(part);
        let level_node = groups.level_nodes(part);
        let nodes = level_node.count;

        // Arcs premise -> target between cards and those joint groups that need a level of their own.
        let mut arcs: Vec<(u32, u32, i64)> = Vec::new();
        for &(a, b) in &part.edges {
            if !part.joint[a as usize] && !part.joint[b as usize] {
                let (a, b) = (
                    level_node.of_card[a as usize],
                    level_node.of_card[b as usize],
                );
                arcs.push((a, b, 1));
            }
        }
        for (group, members) in groups.premises.iter().zip(&groups.targets).enumerate() {
            let (premises, targets) = members;
            let own = level_node.of_group[group];
            let card = |c: &u32| level_node.of_card[*c as usize];
            if own == NONE {
                let target = card(&targets[0]);
                let others = premises.iter().map(card).filter(|&p| p != target);
                arcs.extend(others.map(|p| (p, target, 1)));
            } else {
                arcs.extend(premises.iter().map(|p| (card(p), own, 1)));
                let weight = 1 + premises.len() as i64;
                arcs.extend(targets.iter().map(|t| (own, card(t), weight)));
            }
        }
        arcs.sort_unstable();
        arcs.dedup_by(|b, a| {
            let same = (a.0, a.1) == (b.0, b.1);
            if same {
                a.2 += b.2;
            }
            same
        });
        let ends: Vec<(u32, u32)> = arcs.iter().map(|a| (a.0, a.1)).collect();
        let turned = feedback_arcs(nodes, &ends);
        let levelled: Vec<Arc> = arcs
            .iter()
            .zip(turned)
            .map(|(&(from, to, weight), turned)| {
                let (upper, lower) = if turned { (from, to) } else { (to, from) };
                // A joint group at level L stands on the row just below the cards of level L.
                let min = i32::from(lower < level_node.cards);
                Arc {
                    upper,
                    lower,
                    min,
                    weight,
                }
            })
            .collect();
        progress.check()?;
        let level = if nodes <= SIMPLEX_MOST {
            network_simplex(nodes, &levelled, progress)?
        } else {
            longest_path(nodes, &levelled)
        };

        let card_row = |c: u32| 2 * level[level_node.of_card[c as usize] as usize];
        let group_row: Vec<i32> = (0..groups.members.len())
            .map(|g| {
                let own = level_node.of_group[g];
                if own != NONE {
                    return 2 * level[own as usize] + 1;
                }
                let target = groups.targets[g][0];
                let mut rest = groups.premises[g].iter().filter(|&&p| p != target);
                let above = |&p: &u32| card_row(p) < card_row(target);
                let any = rest.clone().next().is_some();
                if any && rest.all(above) {
                    card_row(target) - 1
                } else {
                    card_row(target) + 1
                }
            })
            .collect();
        let row = (0..part.len())
            .map(|v| match groups.of[v] {
                NONE => card_row(v as u32),
                group => group_row[group as usize],
            })
            .collect();
        let mut cluster = vec![NONE; part.len()];
        let mut clusters = Vec::new();
        for members in groups.members {
            if members.len() > 1 {
                for &m in &members {
                    cluster[m as usize] = clusters.len() as u32;
                }
                clusters.push(members);
            }
        }
        Ok(Self {
            row,
            cluster,
            clusters,
        })
    }
}

/// Joints that belong together: each with the joints that point at it.
struct Groups {
    /// The group of each box; `NONE` for cards.
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Cards that point at the group, and cards it points at; sorted, distinct.
    premises: Vec<Vec<u32>>,
    targets: Vec<Vec<u32>>,
}

impl Groups {
    fn new(part: &Part) -> Self {
        let n = part.len();
        let joint = |v: u32| part.joint[v as usize];
        let flat: Vec<(u32, u32)> = part
            .edges
            .iter()
            .copied()
            .filter(|&(a, b)| joint(a) && joint(b))
            .collect();
        let hits = Incidence::new(
            n,
            flat.iter()
                .zip(0..)
                .flat_map(|(&(a, b), i)| [(a, i), (b, i)]),
        );
        let mut aims_at_card = vec![false; n];
        for &(a, b) in &part.edges {
            aims_at_card[a as usize] |= joint(a) && !joint(b);
        }
        let mut of = vec![NONE; n];
        let mut members: Vec<Vec<u32>> = Vec::new();
        // Links on cards first, so that what undercuts them is arranged around them.
        let starts = (0..n as u32)
            .filter(|&v| joint(v) && aims_at_card[v as usize])
            .chain((0..n as u32).filter(|&v| joint(v) && !aims_at_card[v as usize]));
        for start in starts {
            if of[start as usize] != NONE {
                continue;
            }
            let group = members.len() as u32;
            of[start as usize] = group;
            // What bears on the first joint goes to its right and left by turns, and what bears on those further
            // out on the same side, so that no line between joints runs over the first one's own line.
            let mut sides = [Vec::new(), Vec::new()];
            let mut right = true;
            for &first in hits.at(start) {
                let mut stack = vec![(first, start)];
                let before = sides[usize::from(right)].len();
                while let Some((i, v)) = stack.pop() {
                    let (a, b) = flat[i as usize];
                    let w = if a == v { b } else { a };
                    if of[w as usize] == NONE {
                        of[w as usize] = group;
                        sides[usize::from(right)].push(w);
                        stack.extend(hits.at(w).iter().rev().map(|&next| (next, w)));
                    }
                }
                if sides[usize::from(right)].len() > before {
                    right = !right;
                }
            }
            let [left, right] = sides;
            members.push(left.into_iter().rev().chain([start]).chain(right).collect());
        }
        let mut premises = vec![Vec::new(); members.len()];
        let mut targets = vec![Vec::new(); members.len()];
        for &(a, b) in &part.edges {
            match (joint(a), joint(b)) {
                (false, true) => premises[of[b as usize] as usize].push(a),
                (true, false) => targets[of[a as usize] as usize].push(b),
                _ => {}
            }
        }
        for list in premises.iter_mut().chain(&mut targets) {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            of,
            members,
            premises,
            targets,
        }
    }

    /// Cards get levels; so do groups, except those with one target, which simply stand beneath it.
    fn level_nodes(&self, part: &Part) -> LevelNodes {
        let mut count = 0;
        let mut number = |wanted: bool| {
            if !wanted {
                return NONE;
            }
            count += 1;
            count - 1
        };
        let of_card: Vec<u32> = part.joint.iter().map(|&joint| number(!joint)).collect();
        let of_group = self.targets.iter().map(|t| number(t.len() != 1)).collect();
        LevelNodes {
            cards: of_card.iter().filter(|&&c| c != NONE).count() as u32,
            of_card,
            of_group,
            count: count as usize,
        }
    }
}

/// Numbers of boxes and groups in the graph whose levels are sought: cards first.
struct LevelNodes {
    of_card: Vec<u32>,
    of_group: Vec<u32>,
    cards: u32,
    count: usize,
}

/// What a vertex of the layered graph stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A box of the part.
    Box(u32),
    /// A block of stacked leaves.
    Block(u32),
    /// A place where a long line passes a row.
    Bend,
}

/// An edge's way through the rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    /// From top to bottom.
    pub vertices: Vec<u32>,
    /// The segment between the first two; the others follow it.
    pub first_segment: u32,
}

/// The proper layered graph: every segment joins neighbouring rows.
pub(crate) struct Layered {
    pub kind: Vec<Kind>,
    pub row: Vec<u32>,
    pub width: Vec<f64>,
    pub height: Vec<f64>,
    /// The cluster of each vertex, and the vertices of each cluster.
    pub cluster: Vec<u32>,
    pub clusters: Vec<Vec<u32>>,
    /// Vertices of each row from left to right.
    pub rows: Vec<Vec<u32>>,
    /// Whether the row is one of joints.
    pub joint_row: Vec<bool>,
    /// (vertex in the upper row, vertex in the next row).
    pub segments: Vec<(u32, u32)>,
    /// Segments from each vertex to the row above, and to the row below.
    pub up: Incidence,
    pub down: Incidence,
    /// For each edge of the part its vertices from top to bottom; empty if it lies within a row, within a
    /// block, or was too long.
    pub chains: Vec<Chain>,
    /// For each block the vertices from its target down to it.
    pub block_chains: Vec<Chain>,
    /// The vertex of each box; `NONE` inside a block.
    pub vertex: Vec<u32>,
}

impl Layered {
    pub fn new(part: &Part, rows: &Rows, blocks: &[Block]) -> Self {
        let mut in_block = vec![false; part.len()];
        for member in blocks.iter().flat_map(Block::members) {
            in_block[member as usize] = true;
        }
        let block_row = |block: &Block| rows.row[block.target as usize] + 2;
        let mut used: Vec<i32> = (0..part.len())
            .filter(|&v| !in_block[v])
            .map(|v| rows.row[v])
            .chain(blocks.iter().map(block_row))
            .collect();
        used.sort_unstable();
        used.dedup();
        let place = |row: i32| used.partition_point(|&r| r < row) as u32;

        let mut l = Self {
            kind: Vec::new(),
            row: Vec::new(),
            width: Vec::new(),
            height: Vec::new(),
            cluster: Vec::new(),
            clusters: Vec::new(),
            rows: vec![Vec::new(); used.len()],
            joint_row: used.iter().map(|r| r % 2 != 0).collect(),
            segments: Vec::new(),
            up: Incidence::new(0, std::iter::empty()),
            down: Incidence::new(0, std::iter::empty()),
            chains: vec![Chain::default(); part.edges.len()],
            block_chains: Vec::new(),
            vertex: vec![NONE; part.len()],
        };
        for v in (0..part.len()).filter(|&v| !in_block[v]) {
            let (kind, row) = (Kind::Box(v as u32), place(rows.row[v]));
            l.vertex[v] = l.push(kind, row, part.width[v], part.height[v], rows.cluster[v]);
        }
        let vertices = |members: &Vec<u32>| members.iter().map(|&m| l.vertex[m as usize]).collect();
        l.clusters = rows.clusters.iter().map(vertices).collect();
        let block_vertex: Vec<u32> = blocks
            .iter()
            .zip(0..)
            .map(|(b, i)| l.push(Kind::Block(i), place(block_row(b)), b.width, b.height, NONE))
            .collect();

        let mut spans: Vec<(u32, u32)> = part
            .edges
            .iter()
            .zip(0..)
            .filter_map(|(&(a, b), i)| {
                let (a, b) = (l.vertex[a as usize], l.vertex[b as usize]);
                if a == NONE || b == NONE {
                    return None;
                }
                let span = l.row[a as usize].abs_diff(l.row[b as usize]);
                (span > 0).then_some((span, i))
            })
            .collect();
        let bends: usize = spans.iter().map(|s| s.0 as usize - 1).sum();
        if bends > BEND_BUDGET {
            spans.sort_unstable();
            let mut left = BEND_BUDGET;
            spans.retain(|s| {
                let fits = s.0 as usize - 1 <= left;
                left = left.saturating_sub(s.0 as usize - 1);
                fits
            });
            spans.sort_unstable_by_key(|s| s.1);
        }
        for (_, i) in spans {
            let (a, b) = part.edges[i as usize];
            l.chains[i as usize] = l.chain(l.vertex[a as usize], l.vertex[b as usize]);
        }
        for (block, &vertex) in blocks.iter().zip(&block_vertex) {
            let chain = l.chain(l.vertex[block.target as usize], vertex);
            l.block_chains.push(chain);
        }
        let n = l.kind.len();
        l.up = Incidence::new(n, l.segments.iter().zip(0..).map(|(s, i)| (s.1, i)));
        l.down = Incidence::new(n, l.segments.iter().zip(0..).map(|(s, i)| (s.0, i)));
        l
    }

    fn push(&mut self, kind: Kind, row: u32, width: f64, height: f64, cluster: u32) -> u32 {
        let vertex = self.kind.len() as u32;
        self.kind.push(kind);
        self.row.push(row);
        self.width.push(width);
        self.height.push(height);
        self.cluster.push(cluster);
        self.rows[row as usize].push(vertex);
        vertex
    }

    /// Joins two vertices through bends in every row between them; from top to bottom.
    fn chain(&mut self, a: u32, b: u32) -> Chain {
        let (ra, rb) = (self.row[a as usize], self.row[b as usize]);
        let (top, bottom) = if ra < rb { (a, b) } else { (b, a) };
        let first_segment = self.segments.len() as u32;
        let mut chain = vec![top];
        for row in ra.min(rb) + 1..ra.max(rb) {
            chain.push(self.push(Kind::Bend, row, 0.0, 0.0, NONE));
        }
        chain.push(bottom);
        self.segments.extend(chain.windows(2).map(|w| (w[0], w[1])));
        Chain {
            vertices: chain,
            first_segment,
        }
    }

    pub fn is_bend(&self, vertex: u32) -> bool {
        self.kind[vertex as usize] == Kind::Bend
    }
}
