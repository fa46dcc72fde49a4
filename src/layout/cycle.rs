//! Breaking cycles: which arcs to turn round so that the rest has no cycle. Uses the standard library only.

use super::incidence::Incidence;

/// Marks arcs (`true`) whose reversal leaves the graph without cycles. Only arcs that lie on a cycle are ever
/// marked: the greedy heuristic of Eades, Lin & Smyth (1993) is run inside each strongly connected component
/// (Tarjan 1972). Arcs from a node to itself are not marked; leave them out. Linear time, ties go to the node
/// with the smaller number.
pub fn feedback_arcs(nodes: usize, arcs: &[(u32, u32)]) -> Vec<bool> {
    let component = strong_components(nodes, arcs);
    let inside: Vec<usize> = (0..arcs.len())
        .filter(|&i| {
            let (a, b) = arcs[i];
            a != b && component[a as usize] == component[b as usize]
        })
        .collect();
    let mut marked = vec![false; arcs.len()];
    if inside.is_empty() {
        return marked;
    }
    let place = greedy_sequence(nodes, arcs, &inside);
    for &i in &inside {
        let (a, b) = arcs[i];
        marked[i] = place[a as usize] > place[b as usize];
    }
    marked
}

fn strong_components(nodes: usize, arcs: &[(u32, u32)]) -> Vec<u32> {
    const NEW: u32 = u32::MAX;
    let out = Incidence::new(nodes, arcs.iter().zip(0..).map(|(&(a, _), i)| (a, i)));
    let mut component = vec![NEW; nodes];
    let mut found = vec![NEW; nodes];
    let mut low = vec![0_u32; nodes];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    let (mut time, mut components) = (0, 0);
    for root in 0..nodes {
        if found[root] != NEW {
            continue;
        }
        path.push((root as u32, 0));
        while let Some(&mut (node, ref mut step)) = path.last_mut() {
            let v = node as usize;
            if *step == 0 {
                found[v] = time;
                low[v] = time;
                time += 1;
                open.push(node);
            }
            if let Some(&arc) = out.at(v as u32).get(*step) {
                *step += 1;
                let w = arcs[arc as usize].1 as usize;
                if found[w] == NEW {
                    path.push((w as u32, 0));
                } else if component[w] == NEW {
                    low[v] = low[v].min(found[w]);
                }
                continue;
            }
            path.pop();
            if low[v] == found[v] {
                while let Some(w) = open.pop() {
                    component[w as usize] = components;
                    if w == node {
                        break;
                    }
                }
                components += 1;
            }
            if let Some(&(parent, _)) = path.last() {
                low[parent as usize] = low[parent as usize].min(low[v]);
            }
        }
    }
    component
}

/// The vertex sequence of Eades, Lin & Smyth: sinks go to the right end, sources to the left, otherwise the
/// node with the greatest surplus of outgoing arcs goes left.
fn greedy_sequence(nodes: usize, arcs: &[(u32, u32)], inside: &[usize]) -> Vec<u32> {
    let ends = |pick: fn((u32, u32)) -> u32| {
        Incidence::new(
            nodes,
            inside.iter().map(move |&i| (pick(arcs[i]), i as u32)),
        )
    };
    let (out, into) = (ends(|a| a.0), ends(|a| a.1));
    let mut out_left: Vec<u32> = (0..nodes).map(|v| out.at(v as u32).len() as u32).collect();
    let mut in_left: Vec<u32> = (0..nodes).map(|v| into.at(v as u32).len() as u32).collect();

    // Doubly linked lists of nodes by surplus; bucket 0 holds sinks, the last one sources.
    const NONE: u32 = u32::MAX;
    let most = (0..nodes)
        .map(|v| out.at(v as u32).len().max(into.at(v as u32).len()))
        .max()
        .unwrap_or(0);
    let (sinks, sources) = (0, 2 * most + 2);
    let mut head = vec![NONE; sources + 1];
    let (mut next, mut before) = (vec![NONE; nodes], vec![NONE; nodes]);
    let mut bucket = vec![0_usize; nodes];
    let bucket_of = |out_left: u32, in_left: u32| {
        if out_left == 0 {
            sinks
        } else if in_left == 0 {
            sources
        } else {
            most + 1 + out_left as usize - in_left as usize
        }
    };
    let mut gone: Vec<bool> = (0..nodes)
        .map(|v| out_left[v] == 0 && in_left[v] == 0)
        .collect();
    for v in (0..nodes).rev().filter(|&v| !gone[v]) {
        bucket[v] = bucket_of(out_left[v], in_left[v]);
        let first = std::mem::replace(&mut head[bucket[v]], v as u32);
        next[v] = first;
        if first != NONE {
            before[first as usize] = v as u32;
        }
    }
    let mut left = gone.iter().filter(|&&g| !g).count();
    let mut place = vec![0_u32; nodes];
    let (mut first_place, mut last_place) = (0_u32, nodes as u32);
    let mut top = sources - 1;
    while left > 0 {
        let from = if head[sinks] != NONE {
            sinks
        } else if head[sources] != NONE {
            sources
        } else {
            while top > 0 && head[top] == NONE {
                top -= 1;
            }
            top
        };
        let v = head[from] as usize;
        head[from] = next[v];
        if next[v] != NONE {
            before[next[v] as usize] = NONE;
        }
        gone[v] = true;
        left -= 1;
        if from == sinks {
            last_place -= 1;
            place[v] = last_place;
        } else {
            place[v] = first_place;
            first_place += 1;
        }
        let neighbours = out
            .at(v as u32)
            .iter()
            .map(|&a| (arcs[a as usize].1, true))
            .chain(
                into.at(v as u32)
                    .iter()
                    .map(|&a| (arcs[a as usize].0, false)),
            );
        for (w, loses_in) in neighbours {
            let w = w as usize;
            if gone[w] {
                continue;
            }
            if loses_in {
                in_left[w] -= 1;
            } else {
                out_left[w] -= 1;
            }
            let to = bucket_of(out_left[w], in_left[w]);
            if to == bucket[w] {
                continue;
            }
            if before[w] == NONE {
                head[bucket[w]] = next[w];
            } else {
                next[before[w] as usize] = next[w];
            }
            if next[w] != NONE {
                before[next[w] as usize] = before[w];
            }
            bucket[w] = to;
            before[w] = NONE;
            next[w] = std::mem::replace(&mut head[to], w as u32);
            if next[w] != NONE {
                before[next[w] as usize] = w as u32;
            }
            if to != sinks && to != sources {
                top = top.max(to);
            }
        }
    }
    place
}
