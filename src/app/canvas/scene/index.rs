//! Where links are, for finding those near a place without looking at all of them: their lines piece by piece, and
//! their joints, which are few where lines are many. Pure; may use figure.

use std::collections::BTreeMap;

use super::LinkShape;
use crate::figure::{Grid, JOINT, LinkFigure, Rect, split};
use crate::map::LinkId;

/// The places of all links of a scene.
#[derive(Default)]
pub(super) struct LinkIndex {
    lines: Grid<LinkId>,
    joints: Grid<LinkId>,
    /// What every link covers, by id: where many are near, all are looked through here.
    reaches: Vec<(LinkId, Rect)>,
}

impl LinkIndex {
    /// All links of a scene at once.
    pub(super) fn of(links: &BTreeMap<LinkId, LinkShape>) -> Self {
        let mut index = Self::default();
        for (id, link) in links {
            index.insert(*id, link);
        }
        let reaches = links.iter().map(|(id, link)| (*id, link.bounds));
        index.reaches = reaches.collect();
        index
    }

    /// Takes out a link as it was and puts it in as it is now.
    pub(super) fn replace(&mut self, id: LinkId, old: Option<&LinkShape>, new: Option<&LinkShape>) {
        if let Some(old) = old {
            self.joints.remove(id, &joint(&old.figure));
            pieces(&old.figure, |area| self.lines.remove(id, area));
        }
        if let Some(new) = new {
            self.insert(id, new);
        }
        let place = self.reaches.binary_search_by_key(&id, |(id, _)| *id);
        match (place, new) {
            (Ok(n), Some(new)) => self.reaches[n].1 = new.bounds,
            (Ok(n), None) => _ = self.reaches.remove(n),
            (Err(n), Some(new)) => self.reaches.insert(n, (id, new.bounds)),
            (Err(_), None) => {}
        }
    }

    fn insert(&mut self, id: LinkId, link: &LinkShape) {
        self.joints.insert(id, &joint(&link.figure));
        pieces(&link.figure, |area| self.lines.insert(id, area));
    }

    /// The links that may reach into a rectangle, by id.
    pub(super) fn lines_near(&self, area: &Rect) -> Vec<LinkId> {
        let mut near = Vec::new();
        // Sorting out what came several times costs more than going through all of them once there are many.
        let enough = self.reaches.len() / 32;
        self.lines.visit(area, |id| {
            if near.len() <= enough {
                near.push(id);
            }
        });
        if near.len() > enough {
            let all = self.reaches.iter();
            let reach = all.filter(|(_, reach)| reach.intersects(area));
            return reach.map(|(id, _)| *id).collect();
        }
        near.sort_unstable();
        near.dedup();
        near
    }

    /// The links whose joints may lie in a rectangle, by id.
    pub(super) fn joints_near(&self, area: &Rect) -> Vec<LinkId> {
        let mut near = Vec::new();
        self.joints.visit(area, |id| near.push(id));
        near.sort_unstable();
        near
    }
}

fn joint(figure: &LinkFigure) -> Rect {
    Rect::square(figure.joint, JOINT * 1.25)
}

/// Rectangles that together hold the link, small ones even where it is long.
fn pieces(figure: &LinkFigure, mut each: impl FnMut(&Rect)) {
    each(&joint(figure));
    for curve in figure.curves() {
        let Some(hull) = Rect::around(*curve) else {
            continue;
        };
        let n = (hull.w.max(hull.h) / 1024.0).ceil().clamp(1.0, 32.0) as u8;
        let mut rest = *curve;
        for left in (1..=n).rev() {
            let (piece, behind) = split(&rest, 1.0 / f32::from(left));
            rest = behind;
            // An arrow head is a little wider than its line.
            if let Some(hull) = Rect::around(piece) {
                each(&hull.expand(JOINT));
            }
        }
    }
}
