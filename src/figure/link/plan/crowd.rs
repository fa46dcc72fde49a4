//! Joints and arrow heads as what the joints of links further from a claim keep off: those are laid later, so that nothing
//! waits for itself. May use the map's ids.

use rustc_hash::FxHashMap;

use crate::figure::geometry::Rect;
use crate::figure::grid::Grid;
use crate::figure::link::{JOINT, LinkFigure};
use crate::map::LinkId;

/// How much of a stem is kept free with its joint: longer ones are lines like others.
const STEM: f32 = 4.0 * JOINT;

/// What a link's joint covers, with its arrow head if that is near.
pub(super) fn covered(figure: &LinkFigure) -> Rect {
    let joint = Rect::square(figure.joint, JOINT + 2.0);
    let (dx, dy) = (figure.tip.0 - figure.joint.0, figure.tip.1 - figure.joint.1);
    match dx.hypot(dy) <= STEM {
        true => joint.union(Rect::square(figure.tip, JOINT / 2.0)),
        false => joint,
    }
}

/// All joints that are drawn, and who looks where there are any.
#[derive(Debug, Clone, Default)]
pub(super) struct Crowd {
    /// Each with how far its link is from a claim.
    joints: FxHashMap<LinkId, (usize, Rect)>,
    near: Grid<LinkId>,
    /// Where links onto joints look.
    looks: FxHashMap<LinkId, Rect>,
    looking: Grid<LinkId>,
}

impl Crowd {
    /// Puts a joint where it is now, or takes it out; returns the places that changed by it.
    pub(super) fn put(&mut self, id: LinkId, new: Option<(usize, Rect)>) -> Vec<(usize, Rect)> {
        let old = self.joints.get(&id).copied();
        if old == new {
            return Vec::new();
        }
        if let Some((_, area)) = &old {
            self.near.remove(id, area);
            self.joints.remove(&id);
        }
        if let Some((level, area)) = new {
            self.near.insert(id, &area);
            self.joints.insert(id, (level, area));
        }
        old.into_iter().chain(new).collect()
    }

    /// Says where a link onto a joint looks, if anywhere.
    pub(super) fn look(&mut self, id: LinkId, area: Option<Rect>) {
        if self.looks.get(&id) == area.as_ref() {
            return;
        }
        if let Some(old) = self.looks.remove(&id) {
            self.looking.remove(id, &old);
        }
        if let Some(area) = area {
            self.looking.insert(id, &area);
            self.looks.insert(id, area);
        }
    }

    /// The links that look at a place.
    pub(super) fn looking_at(&self, area: &Rect) -> Vec<LinkId> {
        let mut found = Vec::new();
        self.looking.visit(area, |id| {
            if self
                .looks
                .get(&id)
                .is_some_and(|look| look.intersects(area))
            {
                found.push(id);
            }
        });
        found
    }

    /// Whether a joint nearer to a claim than `level` covers some of a place; `but` is not counted.
    pub(super) fn covers(&self, area: &Rect, level: usize, but: LinkId) -> bool {
        let mut covered = false;
        self.near.visit(area, |id| {
            covered |= id != but
                && (self.joints.get(&id))
                    .is_some_and(|(of, joint)| *of < level && joint.intersects(area));
        });
        covered
    }
}
