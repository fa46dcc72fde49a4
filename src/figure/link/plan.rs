//! Where the ends and joints of all links come to lie, and what of it changes when cards move or links come
//! and go: only that is laid anew, and comes out as if everything had been. May use the map.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::ends::{BETWEEN_JOINTS, LOOP, SLOT, Side, apart, curve, facing, gaps, reach, unit};
use super::{JOINT, LinkFigure, head_base, nest};
use crate::figure::geometry::{Point, Rect};
use crate::map::{ClaimId, LinkId, LinkKind, Map, NodeId};

/// Where the cards are.
pub trait Cards {
    /// A card's rectangle, if it is in sight.
    fn rect(&self, claim: ClaimId) -> Option<Rect>;

    /// Whether any card reaches into `area`.
    fn covers(&self, area: &Rect) -> bool;
}

/// A premise that is in sight.
#[derive(Debug, Clone)]
struct Premise {
    claim: ClaimId,
    rect: Rect,
    side: Side,
    /// Where along the side the strand begins.
    slot: f32,
}

/// One link on its way to a figure.
#[derive(Debug, Clone)]
struct Ends {
    kind: LinkKind,
    undercut: bool,
    /// All of its premises, in sight or not.
    claims: Vec<ClaimId>,
    target: NodeId,
    premises: Vec<Premise>,
    /// All the premises but a target among them.
    from: Rect,
    /// Whether a premise and what is at the end of its chain of targets are in sight.
    drawn: bool,
    /// How many links stand between this one and a claim.
    level: usize,
    /// About where the joint will be; decides sides and the order of slots.
    about: Point,
    side: Side,
    is_loop: bool,
    /// Where the joint is if the premises stand as in an outline, below the target and one step in; see [`nest`].
    nested: Option<Point>,
    /// The joint as it was laid in an outline, and the one above it on its trunk.
    laid: Option<(Point, Option<Point>)>,
    /// What the link says of the map's grain: 1 up and down, -1 from side to side.
    vote: i64,
    /// Where along its target's side the stem ends; for a link onto a card.
    slot: f32,
    along: f32,
    joint: Point,
    /// Where a card would push the joint aside; for a link onto a joint.
    sensitive: Option<Rect>,
}

/// A premise's strand or the stem of a link at a card.
type EndKey = (LinkId, Option<usize>);

/// All links with their ends and joints laid.
#[derive(Debug, Clone, Default)]
pub struct LinkPlan {
    ends: FxHashMap<LinkId, Ends>,
    /// The links at each card, as premise or target, by id.
    at: FxHashMap<ClaimId, Vec<LinkId>>,
    /// The links that bear on each card or link, by id.
    onto: FxHashMap<NodeId, Vec<LinkId>>,
    onto_joints: BTreeSet<LinkId>,
    upright: i64,
}

/// What is to be laid anew.
#[derive(Default)]
struct Work {
    /// Links to lay whatever comes out of their neighbours.
    dirty: FxHashSet<LinkId>,
    /// Targets whose joints are to be kept apart anew, by level.
    groups: BTreeSet<(usize, NodeId)>,
}

impl LinkPlan {
    /// The links that bear on a claim or link, by id.
    pub fn onto(&self, node: NodeId) -> &[LinkId] {
        self.onto.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Takes over what changed: `moved` are the cards that moved, came into sight (without a rectangle) or went
    /// out of it, with where they were; `links` those that were set or removed. Returns every link whose figure
    /// changed, `None` for those that are no longer drawn.
    pub fn update(
        &mut self,
        map: &Map,
        cards: &dyn Cards,
        moved: &[(ClaimId, Option<Rect>)],
        links: &[LinkId],
    ) -> BTreeMap<LinkId, Option<LinkFigure>> {
        let mut changed = BTreeMap::new();
        let upright = self.is_upright();
        // Cards whose ends are to be spread anew, and targets whose joints are.
        let mut reslot: BTreeSet<ClaimId> = moved.iter().map(|(id, _)| *id).collect();
        let mut targets: FxHashSet<NodeId> = FxHashSet::default();
        let mut touched: Vec<LinkId> = Vec::new();
        for id in links {
            if let Some(old) = self.forget(*id) {
                reslot.extend(&old.claims);
                targets.insert(old.target);
                if let NodeId::Claim(claim) = old.target {
                    reslot.insert(claim);
                }
                changed.insert(*id, None);
            }
            if self.take_in(map, *id) {
                touched.push(*id);
            }
        }
        for (id, _) in moved {
            touched.extend(self.at.get(id).into_iter().flatten());
        }
        let touched = self.with_those_onto(touched);
        for id in &touched {
            if self.renew(*id, cards) {
                changed.insert(*id, None);
            }
        }
        // If the map's grain turned, every side may be another.
        let turned = upright != self.is_upright();
        let redo: Vec<LinkId> = if turned {
            self.ends.keys().copied().collect()
        } else {
            touched
        };
        let mut work = Work::default();
        for id in &redo {
            self.choose_sides(*id, cards);
            if let Some(ends) = self.ends.get(id) {
                reslot.extend(&ends.claims);
                targets.insert(ends.target);
                if let NodeId::Claim(claim) = ends.target {
                    reslot.insert(claim);
                }
                if ends.drawn {
                    work.dirty.insert(*id);
                }
            }
        }
        for claim in &reslot {
            self.spread_slots(*claim, cards, &mut work, &mut targets);
        }
        self.push_aside(cards, moved, &mut work, &mut targets);
        for target in targets {
            if let Some(level) = self.level_onto(target) {
                work.groups.insert((level, target));
            }
        }
        self.lay(cards, &mut work, &mut changed);
        changed
    }

    fn is_upright(&self) -> bool {
        self.upright >= 0
    }

    /// Takes a link in with its ends; says whether there is one.
    fn take_in(&mut self, map: &Map, id: LinkId) -> bool {
        let Some(link) = map.link(id) else {
            return false;
        };
        let add = |list: &mut Vec<LinkId>| {
            if let Err(n) = list.binary_search(&id) {
                list.insert(n, id);
            }
        };
        for claim in &link.premises {
            add(self.at.entry(*claim).or_default());
        }
        match link.target {
            NodeId::Claim(claim) => add(self.at.entry(claim).or_default()),
            NodeId::Link(_) => _ = self.onto_joints.insert(id),
        }
        add(self.onto.entry(link.target).or_default());
        let ends = Ends {
            kind: link.kind,
            undercut: link.is_undercut(),
            claims: link.premises,
            target: link.target,
            premises: Vec::new(),
            from: Rect::default(),
            drawn: false,
            level: 0,
            about: (0.0, 0.0),
            side: Side::Top,
            is_loop: false,
            nested: None,
            laid: None,
            vote: 0,
            slot: f32::NAN,
            along: f32::NAN,
            joint: (f32::NAN, f32::NAN),
            sensitive: None,
        };
        self.ends.insert(id, ends);
        true
    }

    fn forget(&mut self, id: LinkId) -> Option<Ends> {
        fn take<K: std::hash::Hash + Eq>(
            lists: &mut FxHashMap<K, Vec<LinkId>>,
            key: K,
            id: LinkId,
        ) {
            if let Some(list) = lists.get_mut(&key) {
                list.retain(|other| *other != id);
                if list.is_empty() {
                    lists.remove(&key);
                }
            }
        }
        let ends = self.ends.remove(&id)?;
        for claim in &ends.claims {
            take(&mut self.at, *claim, id);
        }
        if let NodeId::Claim(claim) = ends.target {
            take(&mut self.at, claim, id);
        }
        take(&mut self.onto, ends.target, id);
        self.onto_joints.remove(&id);
        self.upright -= ends.vote;
        Some(ends)
    }

    /// These links and all that bear on them, directly or not; each behind what it bears on. Links that bear on
    /// each other in a circle (a sound map has none) are left out.
    fn with_those_onto(&self, links: Vec<LinkId>) -> Vec<LinkId> {
        let mut all: FxHashSet<LinkId> = FxHashSet::default();
        let mut rest = links;
        while let Some(id) = rest.pop() {
            if all.insert(id) {
                rest.extend(self.onto(NodeId::Link(id)));
            }
        }
        let target_among = |id: &LinkId| match self.ends.get(id).map(|ends| ends.target) {
            Some(NodeId::Link(target)) => all.contains(&target),
            _ => false,
        };
        let mut sorted: Vec<LinkId> = all.iter().copied().filter(|id| !target_among(id)).collect();
        let mut next = 0;
        while let Some(id) = sorted.get(next).copied() {
            next += 1;
            sorted.extend(self.onto(NodeId::Link(id)));
        }
        sorted
    }

    /// Finds a link's premises, how far it is from a claim and about where its joint will be; says whether it
    /// was drawn before and is not any more.
    fn renew(&mut self, id: LinkId, cards: &dyn Cards) -> bool {
        let Some(ends) = self.ends.get(&id) else {
            return false;
        };
        let below = match ends.target {
            NodeId::Claim(claim) => cards.rect(claim).map(|rect| (0, rect.centre())),
            NodeId::Link(link) => self
                .ends
                .get(&link)
                .filter(|target| target.drawn)
                .map(|target| (target.level + 1, target.about)),
        };
        let outlined = match ends.target {
            NodeId::Claim(claim) => cards
                .rect(claim)
                .map(|rect| nest::Onto::Card(rect, ends.kind)),
            NodeId::Link(link) => (self.ends.get(&link))
                .filter(|target| target.level == 0)
                .and_then(|target| target.nested)
                .map(nest::Onto::Joint),
        };
        let Some(ends) = self.ends.get_mut(&id) else {
            return false;
        };
        let was_drawn = ends.drawn;
        self.upright -= ends.vote;
        ends.vote = 0;
        let premises = ends.claims.iter().filter_map(|claim| {
            Some(Premise {
                claim: *claim,
                rect: cards.rect(*claim)?,
                side: Side::Top,
                slot: f32::NAN,
            })
        });
        ends.premises = premises.collect();
        let others = ends
            .premises
            .iter()
            .filter(|premise| ends.target != NodeId::Claim(premise.claim))
            .map(|premise| premise.rect)
            .reduce(Rect::union);
        let first = ends.premises.first().map(|premise| premise.rect);
        ends.nested = outlined
            .filter(|_| others.is_some())
            .and_then(|onto| nest::joint(&onto, ends.premises.iter().map(|premise| premise.rect)));
        let (Some(from), Some((level, target))) = (others.or(first), below) else {
            ends.drawn = false;
            ends.along = f32::NAN;
            ends.joint = (f32::NAN, f32::NAN);
            return was_drawn;
        };
        ends.drawn = true;
        ends.from = from;
        ends.is_loop = others.is_none();
        ends.level = level;
        let from = from.centre();
        ends.about = (
            target.0 + 0.4 * (from.0 - target.0),
            target.1 + 0.4 * (from.1 - target.1),
        );
        if let (NodeId::Claim(claim), false) = (ends.target, ends.is_loop) {
            let target = cards.rect(claim).unwrap_or_default();
            let (across, down) = gaps(&target, &ends.from);
            // Where two cards are apart both ways, the map's own grain decides: do its clear cases run up and
            // down or from side to side?
            ends.vote =
                i64::from(down > 0.0 && across <= 0.0) - i64::from(across > 0.0 && down <= 0.0);
        }
        self.upright += ends.vote;
        false
    }

    /// Chooses on which side of its target a link ends and on which side of its card each premise begins.
    fn choose_sides(&mut self, id: LinkId, cards: &dyn Cards) {
        let upright = self.is_upright();
        let target = match self.ends.get(&id).map(|ends| ends.target) {
            Some(NodeId::Claim(claim)) => cards.rect(claim),
            // About, because joints are not laid yet.
            Some(NodeId::Link(link)) => self
                .ends
                .get(&link)
                .map(|target| Rect::square(target.about, JOINT)),
            None => None,
        };
        let Some(ends) = self.ends.get_mut(&id) else {
            return;
        };
        if ends.is_loop {
            // Between rows there is room for it, between neighbours in a row there is not.
            ends.side = if upright { Side::Bottom } else { Side::Right };
            for premise in &mut ends.premises {
                premise.side = ends.side;
            }
            return;
        }
        let target = target.unwrap_or_default();
        ends.side = facing(&target, &ends.from, upright);
        for premise in &mut ends.premises {
            premise.side = if ends.target == NodeId::Claim(premise.claim) {
                ends.side
            } else {
                facing(&premise.rect, &target, upright)
            };
        }
    }

    /// Spreads the ends on each side of a card, in the order of where they lead.
    fn spread_slots(
        &mut self,
        claim: ClaimId,
        cards: &dyn Cards,
        work: &mut Work,
        targets: &mut FxHashSet<NodeId>,
    ) {
        let (Some(rect), Some(links)) = (cards.rect(claim), self.at.get(&claim)) else {
            return;
        };
        let mut sides: BTreeMap<Side, Vec<(f32, EndKey)>> = BTreeMap::new();
        for id in links {
            let Some(ends) = (self.ends.get(id)).filter(|ends| ends.drawn && ends.nested.is_none())
            else {
                continue;
            };
            for (n, premise) in ends.premises.iter().enumerate() {
                if premise.claim == claim {
                    let at = sides.entry(premise.side).or_default();
                    at.push((premise.side.along(ends.about), (*id, Some(n))));
                }
            }
            if ends.target == NodeId::Claim(claim) {
                let at = sides.entry(ends.side).or_default();
                at.push((ends.side.along(ends.about), (*id, None)));
            }
        }
        for (side, mut at) in sides {
            // A strand before the stem of the same link, so that a loop has its way round.
            at.sort_by(|a, b| {
                let order = |key: &EndKey| (key.0, key.1.is_none(), key.1);
                a.0.total_cmp(&b.0).then(order(&a.1).cmp(&order(&b.1)))
            });
            let corner = (side.length(&rect) / 4.0).min(20.0);
            let room = (side.length(&rect) - 2.0 * corner).max(0.0);
            let last = at.len().saturating_sub(1) as f32;
            let step = if last > 0.0 {
                (room / last).min(SLOT)
            } else {
                0.0
            };
            for (n, (_, (id, end))) in at.into_iter().enumerate() {
                let place = side.along(rect.centre()) + (n as f32 - last / 2.0) * step;
                let Some(ends) = self.ends.get_mut(&id) else {
                    continue;
                };
                let slot = match end {
                    Some(n) => ends.premises.get_mut(n).map(|premise| &mut premise.slot),
                    None => Some(&mut ends.slot),
                };
                if let Some(slot) = slot.filter(|slot| **slot != place) {
                    *slot = place;
                    work.dirty.insert(id);
                    targets.insert(ends.target);
                }
            }
        }
    }

    /// Joints onto joints keep clear of cards, of any card.
    fn push_aside(
        &self,
        cards: &dyn Cards,
        moved: &[(ClaimId, Option<Rect>)],
        work: &mut Work,
        targets: &mut FxHashSet<NodeId>,
    ) {
        if self.onto_joints.is_empty() {
            return;
        }
        let areas: Vec<Rect> = moved
            .iter()
            .flat_map(|(id, old)| [*old, cards.rect(*id)])
            .flatten()
            .collect();
        let Some(all) = areas.iter().copied().reduce(Rect::union) else {
            return;
        };
        for id in &self.onto_joints {
            let Some(ends) = self.ends.get(id) else {
                continue;
            };
            if let Some(near) = &ends.sensitive
                && near.intersects(&all)
                && areas.iter().any(|area| near.intersects(area))
            {
                work.dirty.insert(*id);
                targets.insert(ends.target);
            }
        }
    }

    /// How far from a claim the links onto this are; `None` if it is not in sight.
    fn level_onto(&self, target: NodeId) -> Option<usize> {
        match target {
            NodeId::Claim(_) => Some(0),
            NodeId::Link(id) => {
                let ends = self.ends.get(&id).filter(|ends| ends.drawn)?;
                Some(ends.level + 1)
            }
        }
    }

    /// The joints of an outline onto a claim or joint, kept apart, and for each the one above it on its trunk: those
    /// of one kind onto a claim share one.
    fn nested_onto(&self, target: NodeId) -> FxHashMap<LinkId, (Point, Option<Point>)> {
        let mut joints: Vec<(Point, LinkKind, LinkId)> = (self.onto(target).iter())
            .filter_map(|id| {
                let ends = self.ends.get(id).filter(|ends| ends.drawn)?;
                Some((ends.nested?, ends.kind, *id))
            })
            .collect();
        joints.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.2.cmp(&b.2)));
        let mut lowest = f32::NEG_INFINITY;
        let mut trunks: [Option<Point>; 3] = [None; 3];
        let mut nested = FxHashMap::default();
        for ((x, y), kind, id) in joints {
            // Two links from one premise.
            lowest = y.max(lowest + BETWEEN_JOINTS);
            let joint = (x, lowest);
            let above = match target {
                NodeId::Claim(_) => trunks[kind as usize].replace(joint),
                NodeId::Link(_) => None,
            };
            nested.insert(id, (joint, above));
        }
        nested
    }

    /// Lays joints and curves, links onto claims first, then those onto their joints, and so on.
    fn lay(
        &mut self,
        cards: &dyn Cards,
        work: &mut Work,
        changed: &mut BTreeMap<LinkId, Option<LinkFigure>>,
    ) {
        while let Some((level, node)) = work.groups.pop_first() {
            let target = match node {
                NodeId::Claim(id) => cards.rect(id),
                NodeId::Link(id) => self
                    .ends
                    .get(&id)
                    .map(|ends| Rect::square(ends.joint, JOINT)),
            };
            let Some(target) = target else { continue };
            // Links that share a side of a target keep their joints apart.
            let mut sides: BTreeMap<Side, Vec<(f32, LinkId)>> = BTreeMap::new();
            let mut laid: Vec<(LinkId, f32)> = Vec::new();
            let nested = self.nested_onto(node);
            for id in self.onto(node) {
                match self.ends.get(id).filter(|ends| ends.drawn) {
                    // In an outline every joint has a place of its own.
                    Some(ends) if ends.nested.is_some() => laid.push((*id, 0.0)),
                    Some(ends) => {
                        let wish = ends.joint_along(&target);
                        sides.entry(ends.side).or_default().push((wish, *id));
                    }
                    None => {}
                }
            }
            for mut group in sides.into_values() {
                group.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let wishes: Vec<f32> = group.iter().map(|(wish, _)| *wish).collect();
                let places = apart(&wishes, BETWEEN_JOINTS);
                laid.extend(group.into_iter().map(|(_, id)| id).zip(places));
            }
            for (id, along) in laid {
                let Some(ends) = self.ends.get_mut(&id) else {
                    continue;
                };
                let nested = nested.get(&id).copied();
                if ends.along == along && ends.laid == nested && !work.dirty.contains(&id) {
                    continue;
                }
                (ends.along, ends.laid) = (along, nested);
                let figure = match nested {
                    Some((joint, above)) => ends.nested_figure(id, joint, above, &target),
                    None => ends.figure(id, &target, cards),
                };
                if ends.joint != figure.joint {
                    ends.joint = figure.joint;
                    // What bears on this joint goes with it.
                    for onto in self.onto(NodeId::Link(id)) {
                        work.dirty.insert(*onto);
                        work.groups.insert((level + 1, NodeId::Link(id)));
                    }
                }
                changed.insert(id, Some(figure));
            }
        }
    }
}

impl Ends {
    /// Where along its target's side the stem ends.
    fn stem_along(&self, target: &Rect) -> f32 {
        match self.target {
            NodeId::Claim(_) => self.slot,
            NodeId::Link(_) => self.side.along(target.centre()),
        }
    }

    /// Where along the target's side the joint would like to be: on the way to its premises, but near.
    fn joint_along(&self, target: &Rect) -> f32 {
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

    /// A joint onto a joint has no gap between rows to itself: where a card would hide it, it moves round the
    /// joint it hits, nearer and as little as need be.
    fn clear_of_cards(&mut self, joint: Point, hit: Point, cards: &dyn Cards) -> Point {
        let square = |at: Point| Rect::square(at, JOINT + 2.0);
        let far = 2.0 * BETWEEN_JOINTS - JOINT;
        self.sensitive = Some(square(joint).union(Rect::square(hit, far + JOINT + 2.0)));
        if !cards.covers(&square(joint)) {
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
            .find(|at| !cards.covers(&square(*at)))
            .unwrap_or(joint)
    }

    /// The link as an outline shows it.
    fn nested_figure(
        &mut self,
        link: LinkId,
        joint: Point,
        above: Option<Point>,
        target: &Rect,
    ) -> LinkFigure {
        self.sensitive = None;
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
                .map(|premise| nest::strand(&premise.rect, joint))
                .collect(),
            stem: curve(joint, leaving, end, direction),
            tip,
            direction,
            chained: above.is_some(),
        }
    }

    fn figure(&mut self, link: LinkId, target: &Rect, cards: &dyn Cards) -> LinkFigure {
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
            joint = self.clear_of_cards(joint, target.centre(), cards);
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
        let strands = self.premises.iter().map(|premise| {
            let side = premise.side;
            let start = side.point(&premise.rect, premise.slot, 0.0);
            curve(start, side.outward(), joint, through)
        });
        LinkFigure {
            link,
            kind: self.kind,
            undercut: self.undercut,
            joint,
            strands: strands.collect(),
            stem,
            tip,
            direction,
            chained: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::link_figures;
    use crate::map::{Claim, Link};
    use proptest::prelude::*;

    struct Placed(BTreeMap<ClaimId, Rect>);

    impl Cards for Placed {
        fn rect(&self, claim: ClaimId) -> Option<Rect> {
            self.0.get(&claim).copied()
        }

        fn covers(&self, area: &Rect) -> bool {
            self.0.values().any(|card| card.intersects(area))
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        /// Put cards somewhere, or out of sight.
        Cards(Vec<(u32, Option<(f32, f32)>)>),
        /// Set or remove a link: id, kind, premises, target.
        Link(u32, Option<(LinkKind, Vec<u32>, NodeId)>),
    }

    const CLAIMS: u32 = 7;

    fn step() -> impl Strategy<Value = Step> {
        let claim = || 0..CLAIMS;
        // Anywhere, or in the rows and steps of an outline.
        let anywhere = (-900f32..900.0, -900f32..900.0);
        let outlined = (0u8..4, 0u8..7)
            .prop_map(|(step, row)| (f32::from(step) * 56.0, f32::from(row) * 130.0));
        let at = prop::option::weighted(0.85, prop_oneof![anywhere, outlined]);
        let kind = prop::sample::select(LinkKind::ALL.to_vec());
        let target = prop_oneof![
            claim().prop_map(|n| NodeId::Claim(ClaimId(n))),
            (100u32..110).prop_map(|n| NodeId::Link(LinkId(n))),
        ];
        let link = (kind, prop::collection::vec(claim(), 1..4), target);
        prop_oneof![
            prop::collection::vec((claim(), at), 1..4).prop_map(Step::Cards),
            (100u32..110, prop::option::weighted(0.9, link)).prop_map(|(id, l)| Step::Link(id, l)),
        ]
    }

    proptest! {
        #[test]
        fn laying_what_changed_comes_out_as_laying_everything(
            steps in prop::collection::vec(step(), 1..40),
        ) {
            let mut map = Map::new();
            let mut cards = Placed(BTreeMap::new());
            for n in 0..CLAIMS {
                map.set_claim(ClaimId(n), Some(Claim::new("a"))).unwrap();
                let (x, y) = (f32::from(n as u8) * 170.0, f32::from(n as u8 % 3) * 240.0);
                cards.0.insert(ClaimId(n), Rect::new(x, y, 260.0, 90.0));
            }
            let mut plan = LinkPlan::default();
            let mut figures: BTreeMap<LinkId, LinkFigure> = BTreeMap::new();
            for step in steps {
                let (mut moved, mut links) = (Vec::new(), Vec::new());
                match step {
                    Step::Cards(list) => {
                        for (n, at) in list {
                            let id = ClaimId(n);
                            let old = match at {
                                Some((x, y)) => cards.0.insert(id, Rect::new(x, y, 260.0, 110.0)),
                                None => cards.0.remove(&id),
                            };
                            moved.push((id, old));
                        }
                    }
                    Step::Link(id, link) => {
                        let link = link.map(|(kind, premises, target)| Link {
                            premises: premises.into_iter().map(ClaimId).collect(),
                            ..Link::new(kind, ClaimId(0), target)
                        });
                        // What the map refuses changes nothing, and may be told of all the same.
                        let _ = map.set_link(LinkId(id), link);
                        links.push(LinkId(id));
                    }
                }
                for (id, figure) in plan.update(&map, &cards, &moved, &links) {
                    match figure {
                        Some(figure) => figures.insert(id, figure),
                        None => figures.remove(&id),
                    };
                }
                let all = link_figures(&map, &|id| cards.rect(id));
                prop_assert_eq!(&figures, &all);
            }
        }
    }
}
