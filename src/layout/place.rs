//! Where the boxes of each row stand along it: Brandes & Köpf (2001) with the compaction of Brandes, Walter &
//! Zink's erratum (2020), for boxes of any width; and [`separate`], which moves the boxes of one row as little
//! as possible so that none overlap.

use super::rows::Layered;
use crate::progress::{Cancelled, Progress};
use rayon::prelude::*;

/// Moves values as little as possible (least squares, weighted) so that each stands at least `gaps[i]` to the
/// right of the one before it; `gaps[0]` is not used. Pool adjacent violators (Ayer et al. 1955). The order
/// stays. Linear time.
pub fn separate(wanted: &[f64], weights: &[f64], gaps: &[f64]) -> Vec<f64> {
    // Without the gaps the places must merely not decrease: each pool is (sum of weights, mean, length).
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(wanted.len());
    let mut offset = 0.0;
    for i in 0..wanted.len() {
        if i > 0 {
            offset += gaps[i];
        }
        let mut pool = (weights[i], wanted[i] - offset, 1);
        while let Some(&(weight, mean, len)) = pools.last() {
            if mean < pool.1 {
                break;
            }
            let sum = weight + pool.0;
            pool = (sum, (mean * weight + pool.1 * pool.0) / sum, len + pool.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let mut places = Vec::with_capacity(wanted.len());
    let mut offset = 0.0;
    for (_, mean, len) in pools {
        for _ in 0..len {
            let i = places.len();
            if i > 0 {
                offset += gaps[i];
            }
            places.push(mean + offset);
        }
    }
    places
}

/// The place of each vertex's middle along its row. `gap[v]` is the least distance from the middle of the
/// vertex before `v` in its row.
pub(crate) fn brandes_koepf(
    layered: &Layered,
    gap: &[f64],
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let n = layered.kind.len();
    let mut pos = vec![0_u32; n];
    for row in &layered.rows {
        for (&v, place) in row.iter().zip(0..) {
            pos[v as usize] = place;
        }
    }
    let marked = conflicts(layered, &pos);
    let runs: Vec<Vec<f64>> = [(true, false), (true, true), (false, false), (false, true)]
        .into_par_iter()
        .map(|(down, mirrored)| {
            progress.check()?;
            Ok(Run::new(layered, gap, &pos, &marked, down, mirrored).places())
        })
        .collect::<Result<_, Cancelled>>()?;

    // Line the four up with the narrowest of them, then take the mean of the two middle values of each vertex.
    let extent = |x: &[f64]| {
        let low = x.iter().copied().fold(f64::INFINITY, f64::min);
        let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let extents: Vec<(f64, f64)> = runs.iter().map(|x| extent(x)).collect();
    let narrowest = extents
        .iter()
        .copied()
        .min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        .unwrap_or((0.0, 0.0));
    let shifts: Vec<f64> = extents
        .iter()
        .zip([false, true, false, true])
        .map(|(e, mirrored)| {
            if mirrored {
                narrowest.1 - e.1
            } else {
                narrowest.0 - e.0
            }
        })
        .collect();
    Ok((0..n)
        .map(|v| {
            let mut four = [0.0; 4];
            for (slot, (run, shift)) in four.iter_mut().zip(runs.iter().zip(&shifts)) {
                *slot = run[v] + shift;
            }
            four.sort_unstable_by(f64::total_cmp);
            (four[1] + four[2]) / 2.0
        })
        .collect())
}

/// Marks segments that cross a segment between two bends (a type 1 conflict), so that long lines stay straight.
fn conflicts(layered: &Layered, pos: &[u32]) -> Vec<bool> {
    let mut marked = vec![false; layered.segments.len()];
    for pair in layered.rows.windows(2) {
        let (upper, lower) = (&pair[0], &pair[1]);
        let inner = |v: u32| -> Option<u32> {
            if !layered.is_bend(v) {
                return None;
            }
            layered.up.at(v).iter().find_map(|&s| {
                let above = layered.segments[s as usize].0;
                layered.is_bend(above).then_some(pos[above as usize])
            })
        };
        let mut left = 0;
        let mut scan = 0;
        for (place, &v) in lower.iter().enumerate() {
            let right = match inner(v) {
                Some(right) => right,
                None if place + 1 == lower.len() => upper.len() as u32,
                None => continue,
            };
            while scan <= place {
                let w = lower[scan];
                scan += 1;
                for &s in layered.up.at(w) {
                    let above = layered.segments[s as usize].0;
                    let k = pos[above as usize];
                    let is_inner = layered.is_bend(w) && layered.is_bend(above);
                    if !is_inner && (k < left || k > right) {
                        marked[s as usize] = true;
                    }
                }
            }
            left = right;
        }
    }
    marked
}

/// One of the four alignments: from above or below, leaning left or (mirrored) right.
struct Run<'a> {
    layered: &'a Layered,
    gap: &'a [f64],
    marked: &'a [bool],
    down: bool,
    mirrored: bool,
    /// Rows and positions as this run sees them: first row first, leaning left.
    rows: Vec<Vec<u32>>,
    pos: Vec<u32>,
}

impl<'a> Run<'a> {
    fn new(
        layered: &'a Layered,
        gap: &'a [f64],
        pos: &[u32],
        marked: &'a [bool],
        down: bool,
        mirrored: bool,
    ) -> Self {
        let mut rows = layered.rows.clone();
        let mut pos = pos.to_vec();
        if !down {
            rows.reverse();
        }
        if mirrored {
            for row in &mut rows {
                row.reverse();
                for (&v, place) in row.iter().zip(0..) {
                    pos[v as usize] = place;
                }
            }
        }
        Self {
            layered,
            gap,
            marked,
            down,
            mirrored,
            rows,
            pos,
        }
    }

    /// The least distance between two neighbours of a row as this run sees it.
    fn distance(&self, before: u32, v: u32) -> f64 {
        self.gap[if self.mirrored { before } else { v } as usize]
    }

    fn places(&self) -> Vec<f64> {
        let (root, align) = self.aligned();
        let x = self.compacted(&root, &align);
        if self.mirrored {
            x.into_iter().map(|x| -x).collect()
        } else {
            x
        }
    }

    /// Joins each vertex with a median neighbour in the row before it into blocks (vertical alignment).
    fn aligned(&self) -> (Vec<u32>, Vec<u32>) {
        let l = self.layered;
        let n = l.kind.len() as u32;
        let mut root: Vec<u32> = (0..n).collect();
        let mut align: Vec<u32> = (0..n).collect();
        let mut near: Vec<(u32, u32, u32)> = Vec::new();
        for row in self.rows.iter().skip(1) {
            let mut taken = -1_i64;
            for &v in row {
                near.clear();
                let segments = if self.down { l.up.at(v) } else { l.down.at(v) };
                near.extend(segments.iter().map(|&s| {
                    let (a, b) = l.segments[s as usize];
                    let u = if self.down { a } else { b };
                    (self.pos[u as usize], u, s)
                }));
                near.sort_unstable();
                if near.is_empty() {
                    continue;
                }
                let (low, high) = ((near.len() - 1) / 2, near.len() / 2);
                for &(place, u, s) in &near[low..=high] {
                    if align[v as usize] != v {
                        break;
                    }
                    if !self.marked[s as usize] && taken < i64::from(place) {
                        align[u as usize] = v;
                        root[v as usize] = root[u as usize];
                        align[v as usize] = root[v as usize];
                        taken = i64::from(place);
                    }
                }
            }
        }
        (root, align)
    }

    /// Places blocks as far left as they go (horizontal compaction with the class shifts of the erratum).
    fn compacted(&self, root: &[u32], align: &[u32]) -> Vec<f64> {
        let n = root.len();
        let mut sink: Vec<u32> = (0..n as u32).collect();
        let mut x = vec![f64::NAN; n];
        self.place_blocks(root, align, &mut sink, &mut x);

        let mut shift = vec![f64::INFINITY; n];
        for first_row in 0..self.rows.len() {
            let Some(&first) = self.rows[first_row].first() else {
                continue;
            };
            let class = sink[first as usize];
            if class != first {
                continue;
            }
            if shift[class as usize] == f64::INFINITY {
                shift[class as usize] = 0.0;
            }
            let (mut row, mut k) = (first_row, 0);
            while let Some(&start) = self.rows[row].get(k) {
                if sink[start as usize] != class {
                    break;
                }
                let mut v = start;
                loop {
                    let place = self.pos[v as usize] as usize;
                    if place > 0 {
                        let u = self.rows[row][place - 1];
                        let other = sink[u as usize] as usize;
                        let room = shift[class as usize] + x[v as usize]
                            - (x[u as usize] + self.distance(u, v));
                        shift[other] = shift[other].min(room);
                    }
                    if align[v as usize] == root[v as usize] {
                        break;
                    }
                    v = align[v as usize];
                    row += 1;
                }
                k = self.pos[v as usize] as usize + 1;
            }
        }
        (0..n)
            .map(|v| {
                let shift = shift[sink[v] as usize];
                x[v] + if shift.is_finite() { shift } else { 0.0 }
            })
            .collect()
    }

    /// Relative places of blocks within their classes, each block after those to its left; no recursion.
    fn place_blocks(&self, root: &[u32], align: &[u32], sink: &mut [u32], x: &mut [f64]) {
        let before = |w: u32| -> Option<u32> {
            let place = self.pos[w as usize] as usize;
            let row = self.layered.row[w as usize] as usize;
            let row = if self.down {
                row
            } else {
                self.rows.len() - 1 - row
            };
            place.checked_sub(1).map(|p| self.rows[row][p])
        };
        // The stack holds blocks under way and how far down each one has asked for its left neighbours.
        let mut stack: Vec<(u32, u32)> = Vec::new();
        for v in self.rows.iter().flatten().copied() {
            if root[v as usize] != v || !x[v as usize].is_nan() {
                continue;
            }
            stack.push((v, v));
            x[v as usize] = 0.0;
            while let Some(&mut (v, ref mut w)) = stack.last_mut() {
                if let Some(near) = before(*w) {
                    let u = root[near as usize];
                    if x[u as usize].is_nan() {
                        x[u as usize] = 0.0;
                        stack.push((u, u));
                        continue;
                    }
                    if sink[v as usize] == v {
                        sink[v as usize] = sink[u as usize];
                    }
                    if sink[v as usize] == sink[u as usize] {
                        let least = x[u as usize] + self.distance(near, *w);
                        x[v as usize] = x[v as usize].max(least);
                    }
                }
                *w = align[*w as usize];
                if *w == v {
                    let mut member = align[v as usize];
                    while member != v {
                        x[member as usize] = x[v as usize];
                        sink[member as usize] = sink[v as usize];
                        member = align[member as usize];
                    }
                    stack.pop();
                }
            }
        }
    }
}
