//! The order of boxes within their rows, so that few lines cross: barycentre and median sweeps with adjacent
//! exchange (Sugiyama, Tagawa & Toda 1981; Gansner et al. 1993), crossings counted with an accumulator tree
//! (Barth, Jünger & Mutzel 2002). The first order tried is that of the input, so a tree keeps it.

use super::rows::{Layered, NONE};
use crate::progress::{Cancelled, Progress};

/// Counts the pairs of segments that cross between two rows; a segment is the positions of its ends in the
/// upper and the lower row. Segments that share an end do not cross. `O(n log n)` (Barth, Jünger & Mutzel 2002).
pub fn count_crossings(segments: &[(u32, u32)]) -> u64 {
    let mut sorted = segments.to_vec();
    sorted.sort_unstable();
    count_sorted(&sorted, &mut Vec::new())
}

/// As [`count_crossings`], for sorted segments; `tree` is scratch space.
fn count_sorted(sorted: &[(u32, u32)], tree: &mut Vec<u32>) -> u64 {
    let width = sorted.iter().map(|s| s.1 as usize + 1).max().unwrap_or(0);
    let leaves = width.next_power_of_two();
    tree.clear();
    tree.resize(2 * leaves, 0);
    let mut crossings = 0;
    for &(_, lower) in sorted {
        // Every earlier segment that ends further right is crossed.
        let mut i = lower as usize + leaves;
        tree[i] += 1;
        while i > 1 {
            if i & 1 == 0 {
                crossings += u64::from(tree[i + 1]);
            }
            i /= 2;
            tree[i] += 1;
        }
    }
    crossings
}

/// How a sweep ranks a box by its neighbours' positions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Barycentre,
    Median,
}

/// Orders the rows of a layered graph.
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub(crate) fn order(layered: &mut Layered, progress: &Progress) -> Result<(), Cancelled> {
    let size = layered.segments.len() + layered.kind.len();
    // How long to try: small maps get many sweeps, huge ones a few.
    let sweeps = (1_500_000 / (size + 1)).clamp(4, 40);
    let restarts = (60_000 / (size + 1)).min(12);
    let mut sorter = Sorter::new(layered);
    let mut best = sorter.depth_first(false);
    sorter.take(&best);
    let mut fewest = sorter.crossings();
    if fewest > 0 {
        // The two starts know nothing of each other, so they run side by side; the first wins a tie.
        let from = |from_below, rule| {
            let mut sorter = Sorter::new(layered);
            let (mut fewest, mut best) = (fewest, best.clone());
            let first = sorter.depth_first(from_below);
            sorter.take(&first);
            sorter.improve(rule, sweeps, &mut fewest, &mut best, progress)?;
            Ok((fewest, best))
        };
        let (above, below) = rayon::join(
            || from(false, Rule::Median),
            || from(true, Rule::Barycentre),
        );
        let (above, below) = (above?, below?);
        (fewest, best) = if below.0 < above.0 { below } else { above };
    }
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 0..restarts {
        if fewest == 0 {
            break;
        }
        sorter.take(&best);
        sorter.shake(&mut random);
        let rule = if round % 2 == 0 {
            Rule::Barycentre
        } else {
            Rule::Median
        };
        sorter.improve(rule, sweeps / 2, &mut fewest, &mut best, progress)?;
    }
    layered.rows = best;
    Ok(())
}

struct Sorter<'a> {
    layered: &'a Layered,
    rows: Vec<Vec<u32>>,
    pos: Vec<u32>,
    scratch: Vec<(u32, u32)>,
    tree: Vec<u32>,
}

/// A box, or a cluster of joints, that moves as one: its vertices lie at `start..start + len` of its row.
#[derive(Clone, Copy)]
struct Unit {
    start: u32,
    len: u32,
    /// Ranges of its neighbours' positions, sorted, in the rows above and below.
    up: (u32, u32),
    down: (u32, u32),
}

impl<'a> Sorter<'a> {
    fn new(layered: &'a Layered) -> Self {
        let mut sorter = Self {
            layered,
            rows: Vec::new(),
            pos: vec![0; layered.kind.len()],
            scratch: Vec::new(),
            tree: Vec::new(),
        };
        sorter.take(&layered.rows);
        sorter
    }

    fn take(&mut self, rows: &[Vec<u32>]) {
        self.rows = rows.to_vec();
        for row in 0..self.rows.len() {
            self.number(row);
        }
    }

    fn number(&mut self, row: usize) {
        for (&v, place) in self.rows[row].iter().zip(0..) {
            self.pos[v as usize] = place;
        }
    }

    fn row_crossings(&mut self, upper: usize) -> u64 {
        self.scratch.clear();
        for &v in &self.rows[upper] {
            let from = self.scratch.len();
            for &s in self.layered.down.at(v) {
                let w = self.layered.segments[s as usize].1;
                self.scratch
                    .push((self.pos[v as usize], self.pos[w as usize]));
            }
            self.scratch[from..].sort_unstable();
        }
        count_sorted(&self.scratch, &mut self.tree)
    }

    fn crossings(&mut self) -> u64 {
        (0..self.rows.len()).map(|r| self.row_crossings(r)).sum()
    }

    /// Rows in the order of a depth-first walk from the top (or bottom), which leaves a tree without crossings
    /// and in the order of the input.
    fn depth_first(&self, from_below: bool) -> Vec<Vec<u32>> {
        let l = self.layered;
        let (back, forth) = if from_below {
            (&l.down, &l.up)
        } else {
            (&l.up, &l.down)
        };
        let mut seen = vec![false; l.kind.len()];
        let mut rows: Vec<Vec<u32>> = l.rows.iter().map(|r| Vec::with_capacity(r.len())).collect();
        let mut stack = Vec::new();
        let order: Box<dyn Iterator<Item = &Vec<u32>>> = if from_below {
            Box::new(l.rows.iter().rev())
        } else {
            Box::new(l.rows.iter())
        };
        for &root in order.flatten() {
            if seen[root as usize] || back.degree(root) > 0 {
                continue;
            }
            stack.push(root);
            while let Some(v) = stack.pop() {
                if seen[v as usize] {
                    continue;
                }
                let cluster = self.cluster_of(v);
                let members = if cluster.is_empty() {
                    std::slice::from_ref(&v)
                } else {
                    cluster
                };
                for &m in members {
                    seen[m as usize] = true;
                    rows[l.row[m as usize] as usize].push(m);
                }
                for &m in members.iter().rev() {
                    for &s in forth.at(m).iter().rev() {
                        let (a, b) = l.segments[s as usize];
                        stack.push(if from_below { a } else { b });
                    }
                }
            }
        }
        rows
    }

    /// The vertices of `v`'s cluster from left to right; none if it has no cluster.
    fn cluster_of(&self, v: u32) -> &[u32] {
        match self.layered.cluster[v as usize] {
            NONE => &[],
            cluster => &self.layered.clusters[cluster as usize],
        }
    }

    /// Sweeps down and up from the order at hand, keeping the best order seen.
    fn improve(
        &mut self,
        rule: Rule,
        sweeps: usize,
        fewest: &mut u64,
        best: &mut Vec<Vec<u32>>,
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let mut here = u64::MAX;
        let mut idle = 0;
        for sweep in 0..sweeps {
            let down = sweep % 2 == 0;
            let count = self.rows.len();
            for step in 0..count {
                let row = if down { step } else { count - 1 - step };
                self.sort_row(row, down, rule, sweep % 4 >= 2);
                progress.check()?;
            }
            for step in 0..count {
                let row = if down { step } else { count - 1 - step };
                self.exchange_row(row, sweep % 4 >= 2);
                progress.check()?;
            }
            let crossings = self.crossings();
            if crossings < *fewest {
                *fewest = crossings;
                best.clone_from(&self.rows);
            }
            if crossings < here {
                here = crossings;
                idle = 0;
            } else {
                idle += 1;
            }
            if *fewest == 0 || idle == 5 {
                break;
            }
        }
        Ok(())
    }

    /// Swaps a few random neighbours all over the picture.
    fn shake(&mut self, random: &mut u64) {
        for row in 0..self.rows.len() {
            let units = self.units(row);
            if units.len() < 2 {
                continue;
            }
            let mut order: Vec<Unit> = units;
            for _ in 0..order.len().div_ceil(4) {
                // xorshift64 (Marsaglia 2003)
                *random ^= *random << 13;
                *random ^= *random >> 7;
                *random ^= *random << 17;
                let i = (*random >> 16) as usize % order.len();
                let reach = 1 + (*random >> 48) as usize % 6;
                let j = (i + reach).min(order.len() - 1);
                let unit = order.remove(i);
                order.insert(j, unit);
            }
            self.arrange(row, &order);
        }
    }

    fn arrange(&mut self, row: usize, order: &[Unit]) {
        let old = std::mem::take(&mut self.rows[row]);
        self.rows[row] = order
            .iter()
            .flat_map(|u| &old[u.start as usize..(u.start + u.len) as usize])
            .copied()
            .collect();
        self.number(row);
    }

    /// The row's units in order, without neighbours.
    fn units(&self, row: usize) -> Vec<Unit> {
        let row = &self.rows[row];
        let mut units = Vec::with_capacity(row.len());
        let mut start = 0;
        while start < row.len() {
            let len = self.cluster_of(row[start]).len().max(1);
            units.push(Unit {
                start: start as u32,
                len: len as u32,
                up: (0, 0),
                down: (0, 0),
            });
            start += len;
        }
        units
    }

    /// Orders a row by the positions of neighbours in the row before it; units without any keep their place.
    fn sort_row(&mut self, row: usize, down: bool, rule: Rule, ties_swap: bool) {
        let l = self.layered;
        let units = self.units(row);
        let mut keyed: Vec<(f64, u32)> = Vec::with_capacity(units.len());
        let mut positions: Vec<u32> = Vec::new();
        for (unit, index) in units.iter().zip(0..) {
            positions.clear();
            for &v in &self.rows[row][unit.start as usize..(unit.start + unit.len) as usize] {
                let segments = if down { l.up.at(v) } else { l.down.at(v) };
                positions.extend(segments.iter().map(|&s| {
                    let (a, b) = l.segments[s as usize];
                    self.pos[if down { a } else { b } as usize]
                }));
            }
            if positions.is_empty() {
                continue;
            }
            let key = match rule {
                Rule::Barycentre => {
                    positions.iter().map(|&p| f64::from(p)).sum::<f64>() / positions.len() as f64
                }
                Rule::Median => weighted_median(&mut positions),
            };
            keyed.push((key, index));
        }
        let mut slots: Vec<u32> = keyed.iter().map(|k| k.1).collect();
        if ties_swap {
            keyed.reverse();
        }
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        slots.sort_unstable();
        let mut order = units.clone();
        for (slot, &(_, unit)) in slots.iter().zip(&keyed) {
            order[*slot as usize] = units[unit as usize];
        }
        self.arrange(row, &order);
    }

    /// Exchanges neighbours in a row as long as that removes crossings (`ties_swap`: the first time round also
    /// where it costs none).
    fn exchange_row(&mut self, row: usize, ties_swap: bool) {
        let l = self.layered;
        let mut units = self.units(row);
        let mut ends: Vec<u32> = Vec::new();
        for unit in &mut units {
            let vertices = unit.start as usize..(unit.start + unit.len) as usize;
            for (range, above) in [(&mut unit.up, true), (&mut unit.down, false)] {
                range.0 = ends.len() as u32;
                for &v in &self.rows[row][vertices.clone()] {
                    let segments = if above { l.up.at(v) } else { l.down.at(v) };
                    ends.extend(segments.iter().map(|&s| {
                        let (a, b) = l.segments[s as usize];
                        self.pos[if above { a } else { b } as usize]
                    }));
                }
                range.1 = ends.len() as u32;
                ends[range.0 as usize..].sort_unstable();
            }
        }
        let side = |range: (u32, u32)| &ends[range.0 as usize..range.1 as usize];
        let mut changed = false;
        for round in 0..12 {
            let mut better = false;
            for i in 1..units.len() {
                let (a, b) = (units[i - 1], units[i]);
                let (up_now, up_then) = pair_crossings(side(a.up), side(b.up));
                let (down_now, down_then) = pair_crossings(side(a.down), side(b.down));
                let (now, then) = (up_now + down_now, up_then + down_then);
                if then < now || (ties_swap && round == 0 && then == now && now > 0) {
                    units.swap(i - 1, i);
                    better |= then < now;
                    changed = true;
                }
            }
            if !better {
                break;
            }
        }
        if changed {
            self.arrange(row, &units);
        }
        self.mirror_clusters(row);
    }

    /// Turns clusters round where that removes crossings among their own lines.
    fn mirror_clusters(&mut self, row: usize) {
        let l = self.layered;
        for unit in self.units(row) {
            if unit.len < 2 {
                continue;
            }
            let range = unit.start as usize..(unit.start + unit.len) as usize;
            let mut now = 0;
            let mut then = 0;
            for above in [true, false] {
                let mut pairs: Vec<(u32, u32)> = Vec::new();
                for (&v, place) in self.rows[row][range.clone()].iter().zip(0..) {
                    let segments = if above { l.up.at(v) } else { l.down.at(v) };
                    pairs.extend(segments.iter().map(|&s| {
                        let (a, b) = l.segments[s as usize];
                        (place, self.pos[if above { a } else { b } as usize])
                    }));
                }
                now += count_crossings(&pairs);
                for p in &mut pairs {
                    p.0 = unit.len - 1 - p.0;
                }
                then += count_crossings(&pairs);
            }
            if then < now {
                self.rows[row][range].reverse();
                self.number(row);
            }
        }
    }
}

/// Crossings of two boxes' segments, given their far ends sorted: as they stand, and exchanged.
fn pair_crossings(left: &[u32], right: &[u32]) -> (u64, u64) {
    match (left, right) {
        ([], _) | (_, []) => return (0, 0),
        ([a], [b]) => return (u64::from(a > b), u64::from(b > a)),
        _ => {}
    }
    let (mut now, mut equal) = (0_u64, 0_u64);
    let (mut below, mut upto) = (0, 0);
    for &a in left {
        while below < right.len() && right[below] < a {
            below += 1;
        }
        upto = upto.max(below);
        while upto < right.len() && right[upto] == a {
            upto += 1;
        }
        now += below as u64;
        equal += (upto - below) as u64;
    }
    let all = left.len() as u64 * right.len() as u64;
    (now, all - now - equal)
}

/// The median that leans to the denser side (Gansner et al. 1993).
fn weighted_median(positions: &mut [u32]) -> f64 {
    positions.sort_unstable();
    let at = |i: usize| f64::from(positions[i]);
    let n = positions.len();
    let half = n / 2;
    if n % 2 == 1 {
        at(half)
    } else if n == 2 {
        (at(0) + at(1)) / 2.0
    } else {
        let left = at(half - 1) - at(0);
        let right = at(n - 1) - at(half);
        if left + right == 0.0 {
            (at(half - 1) + at(half)) / 2.0
        } else {
            (at(half - 1) * right + at(half) * left) / (left + right)
        }
    }
}
