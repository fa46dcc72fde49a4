//! One link on its way to a figure: where its strands begin, where its joint lies, how its stem reaches the target. May
//! use the map's ids.

use super::Cards;
use super::crowd::Crowd;
use crate::figure::geometry::{Point, Rect};
use crate::figure::link::detour::{self, Depends};
use crate::figure::link::ends::{BETWEEN_JOINTS, LOOP, Side, curve, reach, unit};
use crate::figure::link::{JOINT, LinkFigure, head_base, nest};
use crate::map::{ClaimId, LinkId, LinkKind, NodeId};

/// A premise that is in sight.
#[derive(Debug, Clone)]
pub(super) struct Premise {
    pub(super) claim: ClaimId,
    pub(super) rect: Rect,
    pub(super) side: Side,
    /// Where along the side the strand begins.
    pub(super) slot: f32,
}

/// One link on its way to a figure.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub(super) kind: LinkKind,
    pub(super) undercut: bool,
    /// All of its premises, in sight or not.
    pub(super) claims: Vec<ClaimId>,
    pub(super) target: NodeId,
    pub(super) premises: Vec<Premise>,
    /// All the premises but a target among them.
    pub(super) from: Rect,
    /// Whether a premise and what is at the end of its chain of targets are in sight.
    pub(super) drawn: bool,
    /// How many links stand between this one and a claim.
    pub(super) level: usize,
    /// About where the joint will be; decides sides and the order of slots.
    pub(super) about: Point,
    pub(super) side: Side,
    pub(super) is_loop: bool,
    /// Where the joint is if the premises stand as in an outline, below the target and one step in; see [`nest`].
    pub(super) nested: Option<Point>,
    /// The joint as it was laid in an outline, and the one above it on its trunk.
    pub(super) laid: Option<(Point, Option<Point>)>,
    /// What the link says of the map's grain: 1 up and down, -1 from side to side.
    pub(super) vote: i64,
    /// Where along its target's side the stem ends; for a link onto a card.
    pub(super) slot: f32,
    pub(super) along: f32,
    pub(super) joint: Point,
    /// What its figure depends on besides the cards it joins.
    pub(super) depends: Vec<Depends>,
    /// Nothing outside of this matters; where the plan watches for cards.
    pub(super) watched: Option<Rect>,
    /// Where its joint keeps off others.
    pub(super) looks: Option<Rect>,
}

impl Ends {
    /// Where along its target's side the stem ends.
    pub(super) fn stem_along(&self, target: &Rect) -> f32 {
        match self.target {
            NodeId::Claim(_) => self.slot,
            NodeId::Link(_) => self.side.along(target.centre()),
        }
    }

    /// Where along the target's side the joint would like to be: on the way to its premises, but near.
    pub(super) fn joint_along(&self, target: &Rect) -> f32 {
        if self.is_loop {
            return self.side.along(target.centre());
        }
        let anchor = self.stem_along(target);
        let starts = self.premises.iter().map(|premise| {
            let start = premise.side.point(&premise.rect, premise.slot, 0.0);
            self.side.along(start)
        });
        let mean = starts.sum::<f32>() / self.premises.len() as f32;
        let most = reach(self.side, target, &self.from);
        anchor + ((mean - anchor) * 0.5).clamp(-most, most)
    }

    /// A joint onto a joint has no gap between rows to itself: where a card would hide it, or it would hide a joint
    /// nearer to a claim, it moves round the joint it hits, nearer and as little as need be.
    fn in_the_clear(
        &mut self,
        joint: Point,
        hit: Point,
        cards: &dyn Cards,
        crowd: &Crowd,
    ) -> Point {
        let square = |at: Point| Rect::square(at, JOINT + 2.0);
        let far = 2.0 * BETWEEN_JOINTS - JOINT;
        let near = square(joint).union(Rect::square(hit, far + JOINT + 2.0));
        self.depends.push(Depends::On(near));
        self.looks = Some(near);
        let level = self.level;
        let but = match self.target {
            NodeId::Link(id) => id,
            NodeId::Claim(_) => return joint,
        };
        let is_free = |at: Point| {
            let area = square(at);
            !cards.covers(&area) && !crowd.covers(&area, level, but)
        };
        if is_free(joint) {
            return joint;
        }
        let (dx, dy) = unit((joint.0 - hit.0, joint.1 - hit.1));
        // Turned by eighths of a right angle, to either side in turn.
        (0..=16u8)
            .flat_map(|n| [f32::from(n), -f32::from(n)])
            .map(|eighths| {
                let (sin, cos) = (eighths * std::f32::consts::PI / 16.0).sin_cos();
                let (x, y) = (dx * cos - dy * sin, dx * sin + dy * cos);
                (hit.0 + x * far, hit.1 + y * far)
            })
            .find(|at| is_free(*at))
            .unwrap_or(joint)
    }

    /// A joint before a card stands nearer to it where another card would hide it, if that helps.
    fn clear_before(&mut self, target: &Rect, distance: f32, cards: &dyn Cards) -> Point {
        let nearest = (2.0 * JOINT).min(distance);
        let places = [distance, (distance + nearest) / 2.0, nearest];
        let places = places.map(|out| self.side.point(target, self.along, out));
        let square = |at: Point| Rect::square(at, JOINT);
        self.depends
            .push(Depends::On(square(places[0]).union(square(places[2]))));
        let clear = places.into_iter().find(|at| !cards.covers(&square(*at)));
        clear.unwrap_or(places[0])
    }

    /// The link as an outline shows it.
    pub(super) fn nested_figure(
        &mut self,
        link: LinkId,
        joint: Point,
        above: Option<Point>,
        target: &Rect,
    ) -> LinkFigure {
        self.depends.clear();
        self.looks = None;
        let onto_joint = matches!(self.target, NodeId::Link(_));
        let (mut tip, direction) = nest::tip(joint, target, onto_joint);
        if let Some(above) = above {
            tip = above;
        }
        let end = match self.kind {
            _ if above.is_some() => tip,
            LinkKind::Attack => tip,
            LinkKind::Support | LinkKind::Rephrase => head_base(tip, direction),
        };
        let leaving = if onto_joint { (-1.0, 0.0) } else { direction };
        LinkFigure {
            link,
            kind: self.kind,
            undercut: self.undercut,
            joint,
            strands: (self.premises.iter())
                .map(|premise| vec![nest::strand(&premise.rect, joint)])
                .collect(),
            stem: curve(joint, leaving, end, direction),
            tip,
            direction,
            chained: above.is_some(),
        }
    }

    pub(super) fn figure(
        &mut self,
        link: LinkId,
        target: &Rect,
        cards: &dyn Cards,
        crowd: &Crowd,
    ) -> LinkFigure {
        self.depends.clear();
        self.looks = None;
        let side = self.side;
        let out = side.outward();
        let onto_joint = matches!(self.target, NodeId::Link(_));
        let distance = if self.is_loop {
            LOOP
        } else {
            reach(side, target, &self.from)
        };
        let mut joint = side.point(target, self.along, distance);
        if onto_joint {
            joint = self.in_the_clear(joint, target.centre(), cards, crowd);
        } else if !self.is_loop {
            joint = self.clear_before(target, distance, cards);
        }
        let (tip, direction) = if onto_joint {
            // A joint is nearly round: the stem makes straight for its middle.
            let to = unit((target.centre().0 - joint.0, target.centre().1 - joint.1));
            let (x, y) = target.centre();
            ((x - to.0 * (JOINT + 3.0), y - to.1 * (JOINT + 3.0)), to)
        } else {
            let anchor = self.stem_along(target);
            (side.point(target, anchor, 0.0), (-out.0, -out.1))
        };
        // Which way the pen moves at the joint: between straight ahead and straight for the tip.
        let to_tip = unit((tip.0 - joint.0, tip.1 - joint.1));
        let through = if self.is_loop {
            side.forward()
        } else {
            unit((direction.0 + to_tip.0, direction.1 + to_tip.1))
        };
        let end = match self.kind {
            LinkKind::Attack => tip,
            LinkKind::Support | LinkKind::Rephrase => head_base(tip, direction),
        };
        let stem = curve(joint, through, end, direction);
        let mut strands = Vec::with_capacity(self.premises.len());
        for premise in &self.premises {
            let side = premise.side;
            let start = side.point(&premise.rect, premise.slot, 0.0);
            let own = match self.target {
                NodeId::Claim(claim) => [premise.claim, claim],
                NodeId::Link(_) => [premise.claim; 2],
            };
            let leaving = (start, side.outward());
            let (strand, depends) = detour::strand(leaving, (joint, through), &own, cards);
            strands.push(strand);
            self.depends.extend(depends);
        }
        LinkFigure {
            link,
            kind: self.kind,
            undercut: self.undercut,
            joint,
            strands,
            stem,
            tip,
            direction,
            chained: false,
        }
    }
}
