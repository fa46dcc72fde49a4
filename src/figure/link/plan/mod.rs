//! Where the ends and joints of all links come to lie, and what of it changes when cards move or links come
//! and go: only that is laid anew, and comes out as if everything had been. [`shape`] has one link's lines, [`crowd`] the
//! joints that others keep off. May use the map.

mod crowd;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use self::crowd::{Crowd, covered};
use self::shape::{Ends, Premise};
use super::detour::Depends;
use super::ends::{BETWEEN_JOINTS, SLOT, Side, apart, facing, gaps};
use super::{JOINT, LinkFigure, nest};
use crate::figure::geometry::{Point, Rect};
use crate::figure::grid::Grid;
use crate::map::{ClaimId, LinkId, LinkKind, Map, NodeId};

/// Where the cards are.
pub trait Cards {
    /// A card's rectangle, if it is in sight.
    fn rect(&self, claim: ClaimId) -> Option<Rect>;

    /// Shows every card that reaches into `area`, and perhaps some that do not, until it is told that this is enough.
    fn visit(&self, area: &Rect, show: &mut dyn FnMut(ClaimId, Rect) -> bool);

    /// Whether any card reaches into `area`.
    fn covers(&self, area: &Rect) -> bool {
        let mut covered = false;
        self.visit(area, &mut |_, card| {
            covered = card.intersects(area);
            !covered
        });
        covered
    }
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
    /// Where a card that comes or goes may push a joint aside or a strand out of its way.
    watched: Grid<LinkId>,
    crowd: Crowd,
    /// Places that joints left before anything was laid, with how far their links were from a claim.
    left: Vec<(usize, Rect)>,
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
        self.heed(cards, moved, &mut work, &mut targets);
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
        if let NodeId::Claim(claim) = link.target {
            add(self.at.entry(claim).or_default());
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
            depends: Vec::new(),
            watched: None,
            looks: None,
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
        if let Some(area) = &ends.watched {
            self.watched.remove(id, area);
        }
        self.left.extend(self.crowd.put(id, None));
        self.crowd.look(id, None);
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
            ends.depends.clear();
            self.left.extend(self.crowd.put(id, None));
            self.crowd.look(id, None);
            if let Some(area) = ends.watched.take() {
                self.watched.remove(id, &area);
            }
            ends.along = f32::NAN;
            ends.joint = (f32::NAN, f32::NAN);
            return was_drawn;
        };
        ends.drawn = true;
        ends.from = from;
        ends.is_loop = others.is_none();
        if ends.level != level {
            // Others may keep off it now, or no longer.
            self.left.extend(self.crowd.put(id, None));
        }
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

    /// Joints onto joints keep clear of cards, and strands go round them: of any card.
    fn heed(
        &self,
        cards: &dyn Cards,
        moved: &[(ClaimId, Option<Rect>)],
        work: &mut Work,
        targets: &mut FxHashSet<NodeId>,
    ) {
        let areas = moved
            .iter()
            .flat_map(|(id, old)| [*old, cards.rect(*id)])
            .flatten();
        for area in areas {
            self.watched.visit(&area, |id| {
                let heeds = |ends: &&Ends| ends.depends.iter().any(|on| on.heeds(&area));
                if !work.dirty.contains(&id)
                    && let Some(ends) = self.ends.get(&id).filter(heeds)
                {
                    work.dirty.insert(id);
                    targets.insert(ends.target);
                }
            });
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
        for (level, area) in std::mem::take(&mut self.left) {
            self.heed_crowd(level, &area, work);
        }
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
                    None => ends.figure(id, &target, cards, &self.crowd),
                };
                self.crowd.look(id, ends.looks);
                let place = (ends.level, covered(&figure));
                let watched = ends.depends.iter().map(Depends::bounds);
                let watched = watched.reduce(Rect::union);
                if ends.watched != watched {
                    if let Some(area) = std::mem::replace(&mut ends.watched, watched) {
                        self.watched.remove(id, &area);
                    }
                    if let Some(area) = &watched {
                        self.watched.insert(id, area);
                    }
                }
                if ends.joint != figure.joint {
                    ends.joint = figure.joint;
                    // What bears on this joint goes with it.
                    for onto in self.onto(NodeId::Link(id)) {
                        work.dirty.insert(*onto);
                        work.groups.insert((level + 1, NodeId::Link(id)));
                    }
                }
                changed.insert(id, Some(figure));
                for (level, area) in self.crowd.put(id, Some(place)) {
                    self.heed_crowd(level, &area, work);
                }
            }
        }
    }

    /// Joints of links further from a claim than `level` keep off what is or was at a place.
    fn heed_crowd(&self, level: usize, area: &Rect, work: &mut Work) {
        for id in self.crowd.looking_at(area) {
            let further = |ends: &&Ends| ends.drawn && ends.level > level;
            if let Some(ends) = self.ends.get(&id).filter(further) {
                work.dirty.insert(id);
                work.groups.insert((ends.level, ends.target));
            }
        }
    }
}
