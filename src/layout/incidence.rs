//! Which arcs meet at which node, as ranges into one list. Uses the standard library only.

/// For each of a number of nodes, the indices of the arcs at it, in the order in which they were listed.
pub(crate) struct Incidence {
    start: Vec<u32>,
    arc: Vec<u32>,
}

impl Incidence {
    /// From pairs (node, arc).
    pub fn new(nodes: usize, ends: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0_u32; nodes + 1];
        for (node, _) in ends.clone() {
            start[node as usize + 1] += 1;
        }
        for i in 0..nodes {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut arc = vec![0; start[nodes] as usize];
        for (node, index) in ends {
            arc[next[node as usize] as usize] = index;
            next[node as usize] += 1;
        }
        Self { start, arc }
    }

    pub fn at(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.arc[self.start[node] as usize..self.start[node + 1] as usize]
    }

    pub fn degree(&self, node: u32) -> usize {
        self.at(node).len()
    }
}
