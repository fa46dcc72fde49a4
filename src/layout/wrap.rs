//! Stacking leaves: where a target has so many plain leaf premises that its row would make the picture absurdly
//! wide, they are put into columns, one *block* under the target, each leaf with its joint at its left and a
//! common line running up beside the column.

use super::canvas::Gaps;
use super::geometry::Pos;
use super::rows::{NONE, Part, Rows};

/// Wider than this (in points), and much wider than high, is absurd.
const WIDE: f64 = 4_000.0;
const MUCH_WIDER: f64 = 3.0;
/// A target's leaves are stacked if there are at least so many; tried from left to right until it helps.
const STAR_SIZES: [usize; 4] = [10, 6, 4, 2];

/// A premise that bears on one thing only and on which nothing bears.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    card: u32,
    /// Its joint; `NONE` if it points at its target without one.
    joint: u32,
    target: u32,
}

/// A leaf inside a block; places are those of centres, from the block's upper left corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stacked {
    pub card: u32,
    pub joint: u32,
    pub card_at: Pos,
    pub joint_at: Pos,
    /// Where the column's common line runs.
    pub line_x: f64,
}

/// The stacked leaves of one target.
pub(crate) struct Block {
    pub target: u32,
    pub width: f64,
    pub height: f64,
    pub leaves: Vec<Stacked>,
}

impl Block {
    /// All boxes in it.
    pub fn members(&self) -> impl Iterator<Item = u32> + '_ {
        self.leaves
            .iter()
            .flat_map(|l| [l.card, l.joint])
            .filter(|&v| v != NONE)
    }

    fn new(leaves: &[Leaf], part: &Part, gaps: &Gaps) -> Self {
        let size = |v: u32| match v {
            NONE => (0.0, 0.0),
            v => (part.width[v as usize], part.height[v as usize]),
        };
        let tall = |l: &Leaf| size(l.card).1.max(size(l.joint).1);
        let lane_gap = (gaps.joint * 0.6).max(8.0);
        let lane = |l: &Leaf| size(l.joint).0 + 2.0 * lane_gap;
        let apart = (gaps.card * 0.6).max(8.0);
        let total: f64 = leaves.iter().map(|l| tall(l) + apart).sum();
        let widest = leaves
            .iter()
            .map(|l| lane(l) + size(l.card).0)
            .fold(0.0, f64::max);
        let columns = (total * gaps.aspect / (widest + gaps.card))
            .sqrt()
            .round()
            .max(1.0);
        let goal = total / columns;

        let mut block = Self {
            target: leaves.first().map_or(NONE, |l| l.target),
            width: 0.0,
            height: 0.0,
            leaves: Vec::with_capacity(leaves.len()),
        };
        let mut rest = leaves;
        let mut left = 0.0;
        let mut filled = 0.0;
        let mut column = 1.0;
        while !rest.is_empty() {
            // Fill the column until what is placed so far reaches its share.
            let mut count = 0;
            while count < rest.len()
                && (count == 0 || filled + tall(&rest[count]) / 2.0 < goal * column)
            {
                filled += tall(&rest[count]) + apart;
                count += 1;
            }
            let (here, after) = rest.split_at(count);
            rest = after;
            column += 1.0;
            let lane = here.iter().map(lane).fold(0.0, f64::max);
            let wide = here.iter().map(|l| size(l.card).0).fold(0.0, f64::max);
            let mut top = 0.0;
            for leaf in here {
                let middle = top + tall(leaf) / 2.0;
                let (card, joint) = (size(leaf.card).0, size(leaf.joint).0);
                block.leaves.push(Stacked {
                    card: leaf.card,
                    joint: leaf.joint,
                    card_at: Pos::new(left + lane + card / 2.0, middle),
                    joint_at: Pos::new(left + lane - lane_gap - joint / 2.0, middle),
                    line_x: left,
                });
                top += tall(leaf) + apart;
            }
            block.height = block.height.max(top - apart);
            block.width = left + lane + wide;
            left = block.width + gaps.card;
        }
        block
    }
}

/// The blocks that keep the picture from being absurdly wide; none if it is not.
pub(crate) fn leaf_blocks(part: &Part, rows: &Rows, gaps: &Gaps) -> Vec<Block> {
    let mut sizes: Vec<(i32, f64, f64)> = (0..part.len())
        .map(|v| (rows.row[v], part.width[v] + gaps.card, part.height[v]))
        .collect();
    if shape_is_fine(&mut sizes, gaps) {
        return Vec::new();
    }
    let leaves = leaves(part, rows);
    let stars: Vec<&[Leaf]> = leaves.chunk_by(|a, b| a.target == b.target).collect();
    let mut best = Vec::new();
    for least in STAR_SIZES {
        let wrapped = stars.iter().filter(|s| s.len() >= least);
        let blocks: Vec<Block> = wrapped.map(|s| Block::new(s, part, gaps)).collect();
        if blocks.is_empty() {
            continue;
        }
        let mut inside = vec![false; part.len()];
        for v in blocks.iter().flat_map(Block::members) {
            inside[v as usize] = true;
        }
        let mut sizes: Vec<(i32, f64, f64)> = (0..part.len())
            .filter(|&v| !inside[v])
            .map(|v| (rows.row[v], part.width[v] + gaps.card, part.height[v]))
            .chain(blocks.iter().map(|b| {
                let row = rows.row[b.target as usize] + 2;
                (row, b.width + gaps.card, b.height)
            }))
            .collect();
        best = blocks;
        if shape_is_fine(&mut sizes, gaps) {
            break;
        }
    }
    best
}

/// Judges the picture's shape from (row, width, height) of what stands in it.
fn shape_is_fine(sizes: &mut [(i32, f64, f64)], gaps: &Gaps) -> bool {
    sizes.sort_unstable_by_key(|s| s.0);
    let (mut width, mut height) = (0.0_f64, 0.0);
    for row in sizes.chunk_by(|a, b| a.0 == b.0) {
        width = width.max(row.iter().map(|s| s.1).sum());
        height += row.iter().map(|s| s.2).fold(0.0, f64::max) + gaps.rank / 2.0;
    }
    width <= WIDE || width <= MUCH_WIDER * height
}

/// Plain leaves, those of a target together, in the order of the boxes.
fn leaves(part: &Part, rows: &Rows) -> Vec<Leaf> {
    let n = part.len();
    let (mut ins, mut outs) = (vec![0_u32; n], vec![0_u32; n]);
    let mut to = vec![NONE; n];
    for &(a, b) in &part.edges {
        outs[a as usize] += 1;
        ins[b as usize] += 1;
        to[a as usize] = b;
    }
    let joint = |v: u32| part.joint[v as usize];
    let mut found: Vec<Leaf> = (0..n as u32)
        .filter(|&v| !joint(v) && ins[v as usize] == 0 && outs[v as usize] == 1)
        .filter_map(|card| {
            let next = to[card as usize];
            let (link, target) = if joint(next) {
                let plain = ins[next as usize] == 1 && outs[next as usize] == 1;
                (next, if plain { to[next as usize] } else { NONE })
            } else {
                (NONE, next)
            };
            let fits = target != NONE
                && !joint(target)
                && rows.row[card as usize] == rows.row[target as usize] + 2;
            fits.then_some(Leaf {
                card,
                joint: link,
                target,
            })
        })
        .collect();
    found.sort_by_key(|l| l.target);
    found
}
