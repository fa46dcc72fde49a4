//! Putting unconnected parts side by side without wasting room: a skyline, filled from the top (Burke, Kendall &
//! Whitwell 2004), large parts first. Uses nothing else.

use super::geometry::Pos;

/// The upper left corner of each part, given (width, height); `gap` apart, the whole about `aspect` times as
/// wide as high. Parts of equal size keep their order.
pub(crate) fn pack(sizes: &[(f64, f64)], gap: f64, aspect: f64) -> Vec<Pos> {
    let area: f64 = sizes.iter().map(|s| (s.0 + gap) * (s.1 + gap)).sum();
    let widest = sizes.iter().map(|s| s.0 + gap).fold(0.0, f64::max);
    let width = (area * aspect).sqrt().max(widest);

    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].1.total_cmp(&sizes[a].1));
    let mut corners = vec![Pos::default(); sizes.len()];
    // Pieces of the skyline from left to right: (left, depth already taken); each reaches to the next.
    let mut skyline: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for part in order {
        let (w, h) = (sizes[part].0 + gap, sizes[part].1 + gap);
        let mut best: Option<(f64, usize)> = None;
        for (i, &(left, _)) in skyline.iter().enumerate() {
            if left + w > width + 1e-6 {
                break;
            }
            let depth = skyline[i..]
                .iter()
                .take_while(|piece| piece.0 < left + w - 1e-9)
                .map(|piece| piece.1)
                .fold(0.0, f64::max);
            if best.is_none_or(|(least, _)| depth < least) {
                best = Some((depth, i));
            }
        }
        // The first piece starts at 0 and nothing is wider than `width`, so there is always a place.
        let (depth, i) = best.unwrap_or((0.0, 0));
        let left = skyline[i].0;
        corners[part] = Pos::new(left, depth);
        let right = left + w;
        let after = skyline[i..].partition_point(|piece| piece.0 < right - 1e-9) + i;
        let last_depth = skyline[after - 1].1;
        let mut fresh = vec![(left, depth + h)];
        let next_starts = skyline.get(after).map_or(width, |piece| piece.0);
        if right < next_starts - 1e-9 {
            fresh.push((right, last_depth));
        }
        skyline.splice(i..after, fresh);
    }
    corners
}
