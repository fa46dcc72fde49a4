//! Laying out a map again after an edit so that it stays where people know it. See [`relayout`].

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet, VecDeque};

use super::canvas::Canvas;
use super::geometry::{Area, Pos};
use super::incidence::Incidence;
use super::layered::layered;
use super::route::Router;
use super::space::Space;
use super::{Edge, Graph, Layout, Options, Point};
use crate::progress::{Cancelled, Progress};

/// What is known of the picture before the edit, in the numbering of the graph after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Previous {
    /// Where each box's middle was; `None` (or missing) for a box that is new.
    pub centres: Vec<Option<Point>>,
    /// The line of each edge; empty (or missing) for an edge that is new.
    pub routes: Vec<Vec<Point>>,
}

/// Places further out than this (in points) are taken for nonsense, as NaN is.
const FAR: f32 = 1e7;
/// Spots tried before a box goes below everything else.
const SPOTS: usize = 600;

/// Lays an edited graph out again and moves as little as possible:
///
/// - A box that had a place keeps it, unless it overlaps one that is `pinned`, `changed`, or stood before it in
///   the list: then it goes to the nearest free spot. Nothing else makes room, so an edit never spreads.
/// - A new box goes to the free spot nearest to where its links want it: premises beneath what they bear on,
///   joints between premises and target, undercutters beside the link they hit. New parts that are linked to
///   nothing old are laid out by [`layered`] and put below the rest.
/// - `changed` (boxes whose size or links changed) stay and others yield to them; a changed joint is placed anew
///   unless it is pinned.
/// - `pinned` boxes stay where they were whatever happens, even on top of each other; all other boxes are free
///   of overlaps.
/// - Lines are kept where neither end moved and nothing new stands in their way.
///
/// Places are in the coordinates of `previous` (nothing is moved to the origin). If nothing has a place yet this
/// is [`layered`]. Numbers of boxes that do not exist are passed over.
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub fn relayout(
    graph: &Graph,
    previous: &Previous,
    changed: &[usize],
    pinned: &[usize],
    options: &Options,
    progress: &Progress,
) -> Result<Layout, Cancelled> {
    let canvas = Canvas::new(graph, options);
    let n = canvas.len();
    let known = |v: usize| {
        let p = previous.centres.get(v).copied().flatten()?;
        (p.x.abs() <= FAR && p.y.abs() <= FAR).then(|| canvas.turn_in(p))
    };
    let old: Vec<Option<Pos>> = (0..n).map(known).collect();
    if old.iter().all(Option::is_none) {
        return layered(graph, options, progress);
    }
    let flags = |list: &[usize]| {
        let mut flags = vec![false; n];
        for &v in list {
            if let Some(flag) = flags.get_mut(v) {
                *flag = true;
            }
        }
        flags
    };
    let (changed, pinned) = (flags(changed), flags(pinned));

    let mut table = Table::new(&canvas);
    for v in 0..n {
        let loose = canvas.joint[v] && changed[v] && !pinned[v];
        if let (Some(p), false) = (old[v], loose) {
            table.put(v, p);
        }
    }
    table.clear_overlaps(&changed, &pinned, progress)?;
    table.place_new_cards(progress)?;
    table.place_new_parts(options, progress)?;
    table.place_new_joints(progress)?;

    let centres: Vec<Pos> = table.at.iter().map(|p| p.unwrap_or_default()).collect();
    let moved: Vec<bool> = (0..n)
        .map(|v| changed[v] || old[v] != Some(centres[v]))
        .collect();
    let routes = lines(&canvas, previous, &centres, &moved, progress)?;
    Ok(canvas.finish(&centres, routes, false))
}

/// Keeps lines that are still good and draws the others.
fn lines(
    canvas: &Canvas,
    previous: &Previous,
    centres: &[Pos],
    moved: &[bool],
    progress: &Progress,
) -> Result<Vec<Vec<Pos>>, Cancelled> {
    let areas: Vec<Area> = (0..canvas.len())
        .map(|v| canvas.area(v, centres[v]))
        .collect();
    let mut fresh = Space::new(canvas.len(), canvas.typical_side());
    for v in (0..canvas.len()).filter(|&v| moved[v]) {
        fresh.put(v as u32, areas[v]);
    }
    let mut router: Option<Router> = None;
    let mut routes = Vec::with_capacity(canvas.edges.len());
    for &(a, b, index) in &canvas.edges {
        progress.check()?;
        let kept = previous.routes.get(index as usize).and_then(|route| {
            if moved[a as usize] || moved[b as usize] || route.len() < 2 {
                return None;
            }
            let route: Vec<Pos> = route.iter().map(|&p| canvas.turn_in(p)).collect();
            let touches = |p: Option<&Pos>, v: u32| {
                let rim = areas[v as usize].grown(1.0);
                p.is_some_and(|p| rim.meets(&Area::around(*p, 0.1, 0.1)))
            };
            let whole = touches(route.first(), a)
                && touches(route.last(), b)
                && route.iter().all(|p| p.x.is_finite() && p.y.is_finite())
                && route
                    .windows(2)
                    .all(|w| fresh.first_cut(w[0], w[1], [a, b]).is_none());
            whole.then_some(route)
        });
        routes.push(match kept {
            Some(route) => route,
            None => router
                .get_or_insert_with(|| Router::new(areas.clone()))
                .route(a, b),
        });
    }
    Ok(routes)
}

/// The boxes that have a place, and the search for places.
struct Table<'a> {
    canvas: &'a Canvas,
    space: Space,
    at: Vec<Option<Pos>>,
    /// Edges at each box.
    edges: Incidence,
    /// Where a box is, or will be about: all that hang together with old boxes.
    guess: Vec<Option<Pos>>,
    /// Around all that is placed.
    extent: Area,
}

impl<'a> Table<'a> {
    fn new(canvas: &'a Canvas) -> Self {
        let n = canvas.len();
        let ends = canvas.edges.iter().zip(0..);
        Self {
            canvas,
            space: Space::new(n, canvas.typical_side()),
            at: vec![None; n],
            edges: Incidence::new(n, ends.flat_map(|(e, i)| [(e.0, i), (e.1, i)])),
            guess: vec![None; n],
            extent: Area::empty(),
        }
    }

    fn put(&mut self, v: usize, at: Pos) {
        let area = self.canvas.area(v, at);
        self.extent.include(area);
        self.space.put(v as u32, area);
        self.at[v] = Some(at);
    }

    /// Moves boxes that overlap others to free spots: pinned ones never, changed ones only for pinned or earlier
    /// changed ones.
    fn clear_overlaps(
        &mut self,
        changed: &[bool],
        pinned: &[bool],
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let rank = |v: usize| (!pinned[v], !changed[v], v);
        let mut order: Vec<usize> = (0..self.at.len()).filter(|&v| !pinned[v]).collect();
        order.sort_by_key(|&v| rank(v));
        for v in order {
            let (Some(at), Some(area)) = (self.at[v], self.space.area(v as u32)) else {
                continue;
            };
            progress.check()?;
            let before = |&other: &u32| rank(other as usize) < rank(v);
            if self.space.meeting(&area).iter().any(before) {
                self.space.take(v as u32);
                let spot = self.free_spot(at, self.canvas.width[v], self.canvas.height[v], v);
                self.put(v, spot);
            }
        }
        Ok(())
    }

    /// The free spot nearest to `wanted` for the middle of a box: outwards from there, past whatever is in the
    /// way, nearest first; upwards (towards the thesis) counts as further.
    fn free_spot(&self, wanted: Pos, width: f64, height: f64, v: usize) -> Pos {
        let small = self.canvas.joint.get(v).copied().unwrap_or(false);
        let clear = self.canvas.gaps.card * if small { 0.25 } else { 0.5 };
        let cost = |p: Pos| {
            let (dx, dy) = (p.x - wanted.x, p.y - wanted.y);
            dx.abs() + if dy < 0.0 { -1.6 * dy } else { 1.1 * dy }
        };
        // Costs are not negative, so their bits sort as they do.
        let key = |p: Pos| cost(p).to_bits();
        let mut spots = vec![wanted];
        let mut seen = HashSet::from([(wanted.x.to_bits(), wanted.y.to_bits())]);
        let mut heap = BinaryHeap::from([Reverse((key(wanted), 0_usize))]);
        let mut tried = 0;
        while let Some(Reverse((_, i))) = heap.pop() {
            let p = spots[i];
            let area = Area::around(p, width, height);
            let blocks = self.space.meeting(&area.grown(clear * 0.98));
            if blocks.is_empty() {
                return p;
            }
            tried += 1;
            if tried > SPOTS {
                break;
            }
            for block in blocks {
                let Some(b) = self.space.area(block) else {
                    continue;
                };
                let (w, h) = (width / 2.0 + clear, height / 2.0 + clear);
                for q in [
                    Pos::new(b.right + w, p.y),
                    Pos::new(p.x, b.bottom + h),
                    Pos::new(b.left - w, p.y),
                    Pos::new(p.x, b.top - h),
                ] {
                    if seen.insert((q.x.to_bits(), q.y.to_bits())) {
                        heap.push(Reverse((key(q), spots.len())));
                        spots.push(q);
                    }
                }
            }
        }
        Pos::new(wanted.x, self.extent.bottom + clear + height / 2.0)
    }

    /// Places new cards that hang together with old boxes, outwards from those. New joints on the way are given
    /// a preliminary place.
    fn place_new_cards(&mut self, progress: &Progress) -> Result<(), Cancelled> {
        let canvas = self.canvas;
        let gaps = &canvas.gaps;
        self.guess.clone_from(&self.at);
        let mut queue: VecDeque<u32> = (0..self.at.len() as u32)
            .filter(|&v| self.at[v as usize].is_some())
            .collect();
        while let Some(v) = queue.pop_front() {
            progress.check()?;
            let Some(from) = self.guess[v as usize] else {
                continue;
            };
            let here = canvas.area(v as usize, from);
            let near: Vec<u32> = self.edges.at(v).to_vec();
            for i in near {
                let (a, b, _) = canvas.edges[i as usize];
                let (w, below) = if b == v { (a, true) } else { (b, false) };
                if self.guess[w as usize].is_some() {
                    continue;
                }
                let (vj, wj) = (canvas.joint[v as usize], canvas.joint[w as usize]);
                let (width, height) = (canvas.width[w as usize], canvas.height[w as usize]);
                let gap = match (vj, wj) {
                    (false, false) => gaps.rank,
                    (false, true) if below => gaps.joint,
                    (true, false) if !below => gaps.joint,
                    _ => (gaps.rank - gaps.joint).max(gaps.rank / 2.0),
                };
                let wanted = if vj && wj {
                    Pos::new(here.right + gaps.card * 2.0 + width / 2.0, from.y)
                } else if below {
                    Pos::new(from.x, here.bottom + gap + height / 2.0)
                } else {
                    Pos::new(from.x, here.top - gap - height / 2.0)
                };
                let spot = if wj {
                    wanted
                } else {
                    let spot = self.free_spot(wanted, width, height, w as usize);
                    self.put(w as usize, spot);
                    spot
                };
                self.guess[w as usize] = Some(spot);
                queue.push_back(w);
            }
        }
        Ok(())
    }

    /// Lays out what hangs together with nothing old, as a whole, below the rest.
    fn place_new_parts(&mut self, options: &Options, progress: &Progress) -> Result<(), Cancelled> {
        let canvas = self.canvas;
        let fresh: Vec<usize> = (0..canvas.len())
            .filter(|&v| self.guess[v].is_none())
            .collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let mut number = vec![None; canvas.len()];
        for (i, &v) in fresh.iter().enumerate() {
            number[v] = Some(i);
        }
        let joined = canvas.edges.iter().filter_map(|&(a, b, _)| {
            let (from, to) = (number[a as usize]?, number[b as usize]?);
            Some(Edge { from, to })
        });
        let graph = Graph {
            nodes: fresh.iter().map(|&v| canvas.node(v)).collect(),
            edges: joined.collect(),
        };
        let picture = layered(&graph, options, progress)?;
        let places: Vec<Pos> = picture.centres.iter().map(|&p| canvas.turn_in(p)).collect();
        let mut whole = Area::empty();
        for (&v, &p) in fresh.iter().zip(&places) {
            whole.include(canvas.area(v, p));
        }
        let (left, top) = (self.extent.left, self.extent.bottom + canvas.gaps.component);
        for (&v, p) in fresh.iter().zip(places) {
            self.put(v, Pos::new(p.x - whole.left + left, p.y - whole.top + top));
        }
        Ok(())
    }

    /// Places new joints next to their targets, towards their premises: links on cards first, since undercuts
    /// stand beside those.
    fn place_new_joints(&mut self, progress: &Progress) -> Result<(), Cancelled> {
        let canvas = self.canvas;
        let aims_at_card = |v: &u32| {
            let mut out = self.edges.at(*v).iter().map(|&i| canvas.edges[i as usize]);
            out.any(|(a, b, _)| a == *v && !canvas.joint[b as usize])
        };
        let new = || (0..canvas.len() as u32).filter(|&v| self.at[v as usize].is_none());
        let order: Vec<u32> = new()
            .filter(aims_at_card)
            .chain(new().filter(|v| !aims_at_card(v)))
            .collect();
        for v in order {
            progress.check()?;
            let (mut targets, mut premises) = (Area::empty(), Area::empty());
            for &i in self.edges.at(v) {
                let (a, b, _) = canvas.edges[i as usize];
                let (w, side) = if a == v {
                    (b as usize, &mut targets)
                } else {
                    (a as usize, &mut premises)
                };
                if let Some(p) = self.at[w].or(self.guess[w]) {
                    side.include(canvas.area(w, p));
                }
            }
            let (width, height) = (canvas.width[v as usize], canvas.height[v as usize]);
            let gaps = &canvas.gaps;
            let wanted = match (
                targets.left <= targets.right,
                premises.left <= premises.right,
            ) {
                (true, true) => {
                    let (from, to) = (targets.centre(), premises.centre());
                    let rim = targets.rim_towards(to);
                    let (dx, dy) = (to.x - from.x, to.y - from.y);
                    let far = dx.hypot(dy).max(1.0);
                    let step = gaps.joint + width.max(height) / 2.0;
                    Pos::new(rim.x + dx / far * step, rim.y + dy / far * step)
                }
                (true, false) => Pos::new(
                    targets.centre().x,
                    targets.bottom + gaps.joint + height / 2.0,
                ),
                (false, true) => Pos::new(
                    premises.centre().x,
                    premises.top - gaps.rank / 2.0 - height / 2.0,
                ),
                (false, false) => Pos::new(self.extent.left, self.extent.bottom + gaps.component),
            };
            let spot = self.free_spot(wanted, width, height, v as usize);
            self.put(v as usize, spot);
        }
        Ok(())
    }
}
