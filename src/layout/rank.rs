//! Which level each box stands on: the smallest weighted sum of arc lengths (network simplex), or, for very
//! large graphs, the longest path. Uses [`crate::progress`] only.

use super::incidence::Incidence;
use crate::progress::{Cancelled, Progress};

/// `lower` must stand at least `min` levels below `upper`; each level of its length costs `weight`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// The node nearer to the top (level 0).
    pub upper: u32,
    /// The node further down.
    pub lower: u32,
    /// Least length in levels; 0 lets both share a level.
    pub min: i32,
    /// Price of one level of length.
    pub weight: i64,
}

/// Levels from 0 downwards by longest path from the top, then every node that is pulled down more strongly
/// than up is let down as far as it goes. Linear time. The arcs must not form a cycle; nodes on one are given
/// a level without regard to the arcs among them.
pub fn longest_path(nodes: usize, arcs: &[Arc]) -> Vec<i32> {
    let below = Incidence::new(nodes, arcs.iter().zip(0..).map(|(a, i)| (a.upper, i)));
    let mut waiting = vec![0_u32; nodes];
    let mut pull = vec![0_i64; nodes];
    for arc in arcs {
        waiting[arc.lower as usize] += 1;
        pull[arc.upper as usize] += arc.weight;
        pull[arc.lower as usize] -= arc.weight;
    }
    let mut level = vec![0_i32; nodes];
    let mut order: Vec<u32> = (0..nodes as u32)
        .filter(|&v| waiting[v as usize] == 0)
        .collect();
    let mut next = 0;
    while next < order.len() {
        let v = order[next];
        next += 1;
        for &i in below.at(v) {
            let arc = arcs[i as usize];
            let w = arc.lower as usize;
            level[w] = level[w].max(level[v as usize] + arc.min);
            waiting[w] -= 1;
            if waiting[w] == 0 {
                order.push(arc.lower);
            }
        }
    }
    for &v in order.iter().rev() {
        if pull[v as usize] > 0 {
            let room = below
                .at(v)
                .iter()
                .map(|&i| level[arcs[i as usize].lower as usize] - arcs[i as usize].min)
                .min();
            if let Some(room) = room {
                level[v as usize] = level[v as usize].max(room);
            }
        }
    }
    let top = level.iter().copied().min().unwrap_or(0);
    for l in &mut level {
        *l -= top;
    }
    level
}

/// Levels from 0 downwards with the least weighted sum of arc lengths: the network simplex method of Gansner,
/// Koutsofios, North & Vo (1993). Parts that no arc connects are solved one by one, each from its own level 0.
/// The arcs must not form a cycle.
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub fn network_simplex(
    nodes: usize,
    arcs: &[Arc],
    progress: &Progress,
) -> Result<Vec<i32>, Cancelled> {
    let mut level = longest_path(nodes, arcs);
    let at = Incidence::new(
        nodes,
        arcs.iter()
            .zip(0..)
            .flat_map(|(a, i)| [(a.upper, i), (a.lower, i)]),
    );
    let mut seen = vec![false; nodes];
    for root in 0..nodes as u32 {
        if seen[root as usize] {
            continue;
        }
        let mut tree = tight_tree(root, arcs, &at, &mut level, &mut seen, progress)?;
        tree.minimise(progress)?;
        let top = tree.order.iter().map(|&v| tree.level[v as usize]).min();
        for &v in &tree.order {
            tree.level[v as usize] -= top.unwrap_or(0);
        }
    }
    Ok(level)
}

const NONE: u32 = u32::MAX;

fn slack(arc: Arc, level: &[i32]) -> i32 {
    level[arc.lower as usize] - level[arc.upper as usize] - arc.min
}

/// A spanning tree of tight arcs of one connected part, rooted, numbered in postorder.
struct Tree<'a> {
    arcs: &'a [Arc],
    at: &'a Incidence,
    level: &'a mut [i32],
    root: u32,
    /// Tree arcs at each node.
    links: Vec<Vec<u32>>,
    /// The tree's arcs, in no order that matters.
    members: Vec<u32>,
    /// The arc to the parent; `NONE` at the root.
    up_arc: Vec<u32>,
    /// Smallest postorder number in the node's subtree, and the node's own.
    low: Vec<u32>,
    lim: Vec<u32>,
    /// Node by postorder number.
    order: Vec<u32>,
    /// What the subtree pays less per level if it is let down: weights of arcs that leave it downwards minus
    /// those that enter it from above. The cut value of the arc to the parent is this, up to its sign.
    surplus: Vec<i64>,
    own_surplus: Vec<i64>,
}

/// Makes the arcs of `root`'s part tight one after another, moving the tree found so far to meet the rest.
fn tight_tree<'a>(
    root: u32,
    arcs: &'a [Arc],
    at: &'a Incidence,
    level: &'a mut [i32],
    seen: &mut [bool],
    progress: &Progress,
) -> Result<Tree<'a>, Cancelled> {
    let nodes = level.len();
    let mut links = vec![Vec::new(); nodes];
    let mut members = Vec::new();
    let mut inside = vec![root];
    let mut done = 0;
    seen[root as usize] = true;
    loop {
        while done < inside.len() {
            let v = inside[done];
            done += 1;
            for &i in at.at(v) {
                let arc = arcs[i as usize];
                let w = if arc.upper == v { arc.lower } else { arc.upper };
                if !seen[w as usize] && slack(arc, level) == 0 {
                    seen[w as usize] = true;
                    inside.push(w);
                    links[v as usize].push(i);
                    links[w as usize].push(i);
                    members.push(i);
                }
            }
        }
        progress.check()?;
        let nearest = inside
            .iter()
            .flat_map(|&v| at.at(v))
            .filter(|&&i| {
                let arc = arcs[i as usize];
                seen[arc.upper as usize] != seen[arc.lower as usize]
            })
            .min_by_key(|&&i| slack(arcs[i as usize], level));
        let Some(&i) = nearest else { break };
        let arc = arcs[i as usize];
        let distance = slack(arc, level);
        let step = if seen[arc.upper as usize] {
            distance
        } else {
            -distance
        };
        for &v in &inside {
            level[v as usize] += step;
        }
        // The arc is tight now: look again from its end inside the tree.
        let end = if seen[arc.upper as usize] {
            (arc.upper, arc.lower)
        } else {
            (arc.lower, arc.upper)
        };
        seen[end.1 as usize] = true;
        inside.push(end.1);
        links[end.0 as usize].push(i);
        links[end.1 as usize].push(i);
        members.push(i);
        // Moving the tree may have made other arcs tight; they are found as slack 0 in the next rounds.
    }
    let mut own_surplus = vec![0_i64; nodes];
    for arc in arcs {
        own_surplus[arc.upper as usize] += arc.weight;
        own_surplus[arc.lower as usize] -= arc.weight;
    }
    let mut tree = Tree {
        arcs,
        at,
        level,
        root,
        links,
        members,
        up_arc: vec![NONE; nodes],
        low: vec![0; nodes],
        lim: vec![0; nodes],
        order: vec![0; inside.len()],
        surplus: vec![0; nodes],
        own_surplus,
    };
    tree.number(root, 0);
    Ok(tree)
}

impl Tree<'_> {
    fn other_end(&self, arc: u32, v: u32) -> u32 {
        let arc = self.arcs[arc as usize];
        if arc.upper == v { arc.lower } else { arc.upper }
    }

    /// Renumbers the subtree of `top` in postorder from `first` on, with parents and surpluses.
    fn number(&mut self, top: u32, first: u32) {
        let mut next = first;
        let mut path = vec![(top, 0_usize)];
        self.low[top as usize] = next;
        self.surplus[top as usize] = self.own_surplus[top as usize];
        while let Some(&mut (v, ref mut step)) = path.last_mut() {
            if let Some(&arc) = self.links[v as usize].get(*step) {
                *step += 1;
                if arc == self.up_arc[v as usize] {
                    continue;
                }
                let w = self.other_end(arc, v);
                self.up_arc[w as usize] = arc;
                self.low[w as usize] = next;
                self.surplus[w as usize] = self.own_surplus[w as usize];
                path.push((w, 0));
            } else {
                self.lim[v as usize] = next;
                self.order[next as usize] = v;
                next += 1;
                path.pop();
                if let Some(&(parent, _)) = path.last() {
                    self.surplus[parent as usize] += self.surplus[v as usize];
                }
            }
        }
    }

    /// The end of a tree arc that is the child.
    fn child(&self, arc: u32) -> u32 {
        let ends = self.arcs[arc as usize];
        if self.up_arc[ends.upper as usize] == arc {
            ends.upper
        } else {
            ends.lower
        }
    }

    fn cut_value(&self, arc: u32) -> i64 {
        let child = self.child(arc);
        let surplus = self.surplus[child as usize];
        if self.arcs[arc as usize].upper == child {
            surplus
        } else {
            -surplus
        }
    }

    fn within(&self, v: u32, top: u32) -> bool {
        let lim = self.lim[v as usize];
        self.low[top as usize] <= lim && lim <= self.lim[top as usize]
    }

    /// Exchanges tree arcs of negative cut value until none is left. The number of exchanges is bounded, since
    /// exchanges that gain nothing could in theory go round in circles; the levels are valid at any point.
    fn minimise(&mut self, progress: &Progress) -> Result<(), Cancelled> {
        let most = 100 + 40 * self.order.len();
        let mut from = 0;
        for round in 0..most {
            if round % 64 == 0 {
                progress.check()?;
            }
            let Some(place) = self.leaving(&mut from) else {
                break;
            };
            let Some(entering) = self.entering(self.members[place]) else {
                break;
            };
            self.exchange(place, entering);
        }
        Ok(())
    }

    /// The place in `members` of the worst of the next few arcs with a negative cut value.
    fn leaving(&self, from: &mut usize) -> Option<usize> {
        const LOOK: usize = 30;
        let count = self.members.len();
        let mut best: Option<(i64, usize)> = None;
        let mut found = 0;
        for step in 0..count {
            let place = (*from + step) % count;
            let cut = self.cut_value(self.members[place]);
            if cut < 0 {
                if best.is_none_or(|(worst, _)| cut < worst) {
                    best = Some((cut, place));
                }
                found += 1;
                if found == LOOK {
                    *from = place;
                    break;
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// The shortest arc that crosses the cut of `leaving` the other way.
    fn entering(&self, leaving: u32) -> Option<u32> {
        let child = self.child(leaving);
        let child_is_upper = self.arcs[leaving as usize].upper == child;
        let (low, lim) = (self.low[child as usize], self.lim[child as usize]);
        let inner = low as usize..lim as usize + 1;
        let mut best: Option<(i32, u32)> = None;
        let mut look = |v: u32| {
            for &i in self.at.at(v) {
                let arc = self.arcs[i as usize];
                let (upper_in, lower_in) =
                    (self.within(arc.upper, child), self.within(arc.lower, child));
                let crosses = if child_is_upper {
                    !upper_in && lower_in
                } else {
                    upper_in && !lower_in
                };
                if crosses {
                    let key = (slack(arc, self.level), i);
                    if best.is_none_or(|b| key < b) {
                        best = Some(key);
                    }
                }
            }
        };
        if inner.len() * 2 <= self.order.len() {
            self.order[inner].iter().for_each(|&v| look(v));
        } else {
            self.order[..inner.start].iter().for_each(|&v| look(v));
            self.order[inner.end..].iter().for_each(|&v| look(v));
        }
        best.map(|(_, i)| i)
    }

    fn exchange(&mut self, place: usize, entering: u32) {
        let leaving = self.members[place];
        let child = self.child(leaving);
        let arc = self.arcs[entering as usize];
        let distance = slack(arc, self.level);
        if distance != 0 {
            // Let the child's side down (or up) until the entering arc is tight; or the rest the other way.
            let step = if self.arcs[leaving as usize].upper == child {
                -distance
            } else {
                distance
            };
            let inner = self.low[child as usize] as usize..self.lim[child as usize] as usize + 1;
            if inner.len() * 2 <= self.order.len() {
                for &v in &self.order[inner] {
                    self.level[v as usize] += step;
                }
            } else {
                for &v in self.order[..inner.start]
                    .iter()
                    .chain(&self.order[inner.end..])
                {
                    self.level[v as usize] -= step;
                }
            }
        }
        // All that changes hangs below the lowest common ancestor of the entering arc's ends.
        let mut top = arc.upper;
        while top != self.root && !self.within(arc.lower, top) {
            top = self.other_end(self.up_arc[top as usize], top);
        }
        let out = self.arcs[leaving as usize];
        for end in [out.upper, out.lower] {
            self.links[end as usize].retain(|&i| i != leaving);
        }
        for end in [arc.upper, arc.lower] {
            self.links[end as usize].push(entering);
        }
        self.members[place] = entering;
        self.number(top, self.low[top as usize]);
    }
}
