//! Strongly and weakly connected components of a directed graph, without recursion. Uses the framework's
//! neighbour lists only.

use super::framework::Adjacency;

/// The strongly connected component of every vertex, numbered so that an edge between two components always
/// leads from a higher number to a lower one (Tarjan 1972, with an explicit stack).
pub(crate) fn strongly_connected(successors: &Adjacency) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let len = successors.len();
    let mut component = vec![UNSEEN; len];
    let mut index = vec![UNSEEN; len];
    let mut low = vec![0u32; len];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32)> = Vec::new();
    let (mut next_index, mut next_component) = (0u32, 0u32);
    for root in 0..len {
        if index[root] != UNSEEN {
            continue;
        }
        path.push((root as u32, 0));
        while let Some(top) = path.last_mut() {
            let v = top.0 as usize;
            if top.1 == 0 {
                index[v] = next_index;
                low[v] = next_index;
                next_index += 1;
                open.push(v as u32);
            }
            if let Some(&w) = successors.of(v).get(top.1 as usize) {
                top.1 += 1;
                let w = w as usize;
                if index[w] == UNSEEN {
                    path.push((w as u32, 0));
                } else if component[w] == UNSEEN {
                    low[v] = low[v].min(index[w]);
                }
                // A first successor moves the cursor off 0, so that the vertex is not opened twice.
                continue;
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                let parent = parent as usize;
                low[parent] = low[parent].min(low[v]);
            }
            if low[v] == index[v] {
                while let Some(w) = open.pop() {
                    component[w as usize] = next_component;
                    if w as usize == v {
                        break;
                    }
                }
                next_component += 1;
            }
        }
    }
    component
}

/// Groups `members` (ascending) into weakly connected parts, each ascending, ordered by their smallest member.
/// `neighbours` yields the vertices beside one; those that are not members are ignored.
pub(crate) fn weakly_connected<I: Iterator<Item = u32>>(
    len: usize,
    members: &[u32],
    neighbours: impl Fn(u32) -> I,
) -> Vec<Vec<u32>> {
    let mut waiting = vec![false; len];
    for &m in members {
        waiting[m as usize] = true;
    }
    let mut parts = Vec::new();
    for &start in members {
        if !std::mem::take(&mut waiting[start as usize]) {
            continue;
        }
        let mut part = vec![start];
        let mut done = 0;
        while done < part.len() {
            for w in neighbours(part[done]) {
                if std::mem::take(&mut waiting[w as usize]) {
                    part.push(w);
                }
            }
            done += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}
