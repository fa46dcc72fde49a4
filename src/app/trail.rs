//! Where a person has been in a document: back and forward, as in a browser. Pure.

use crate::map::{Map, NodeId};

/// The claims and links that were looked at, oldest first, and where in them one stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trail {
    visited: Vec<NodeId>,
    at: usize,
}

const AT_MOST: usize = 200;

impl Trail {
    /// Says that this is looked at now. What lay ahead is forgotten, unless one is there already.
    pub fn visit(&mut self, node: NodeId) {
        if self.visited.get(self.at) == Some(&node) {
            return;
        }
        self.visited.truncate(self.at + 1);
        self.visited.push(node);
        if self.visited.len() > AT_MOST {
            self.visited.remove(0);
        }
        self.at = self.visited.len() - 1;
    }

    /// One step back (or forward) to something that is still on the map.
    pub fn step(&mut self, map: &Map, back: bool) -> Option<NodeId> {
        let mut at = self.at;
        loop {
            at = if back {
                at.checked_sub(1)?
            } else {
                at.checked_add(1)?
            };
            let node = *self.visited.get(at)?;
            if map.contains(node) {
                self.at = at;
                return Some(node);
            }
        }
    }

    /// Whether a step would lead somewhere.
    pub fn can_step(&self, map: &Map, back: bool) -> bool {
        self.clone().step(map, back).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::{Claim, ClaimId};

    fn map(ids: &[u32]) -> Map {
        let mut map = Map::new();
        for id in ids {
            map.set_claim(ClaimId(*id), Some(Claim::default()))
                .expect("a claim may be added");
        }
        map
    }

    #[test]
    fn back_and_forward_skip_what_is_gone() {
        let node = |id| NodeId::Claim(ClaimId(id));
        let mut trail = Trail::default();
        for id in [10, 11, 12, 12] {
            trail.visit(node(id));
        }
        let without = map(&[10, 12]);
        assert_eq!(trail.step(&without, true), Some(node(10)));
        assert_eq!(trail.step(&without, true), None);
        assert_eq!(trail.step(&without, false), Some(node(12)));
        assert!(!trail.can_step(&without, false));
        trail.step(&without, true);
        trail.visit(node(13));
        assert!(!trail.can_step(&map(&[10, 11, 12, 13]), false));
    }
}
