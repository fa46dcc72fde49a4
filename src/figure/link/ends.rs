//! Where the ends and joints of links come to lie. May use the map.

use std::collections::BTreeMap;

use super::{JOINT, LinkFigure, head_base};
use crate::figure::geometry::{Bezier, Point, Rect};
use crate::map::{ClaimId, LinkId, LinkKind, Map, NodeId};

/// Between ends that share a card's side, as far as there is room.
const SLOT: f32 = 28.0;
/// Between the middles of joints that share a target's side.
const BETWEEN_JOINTS: f32 = 2.0 * JOINT + 10.0;
/// The joint stands at most this far in front of the target.
const REACH: f32 = 56.0;
/// How far the joint of a loop stands beside its card.
const LOOP: f32 = 44.0;

/// A side of a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    /// The unit vector that leaves the rectangle on this side.
    fn outward(self) -> Point {
        match self {
            Self::Top => (0.0, -1.0),
            Self::Right => (1.0, 0.0),
            Self::Bottom => (0.0, 1.0),
            Self::Left => (-1.0, 0.0),
        }
    }

    /// The unit vector along the side, to the right or down.
    fn forward(self) -> Point {
        if self.horizontal() {
            (1.0, 0.0)
        } else {
            (0.0, 1.0)
        }
    }

    /// Whether the side runs from left to right.
    fn horizontal(self) -> bool {
        matches!(self, Self::Top | Self::Bottom)
    }

    /// A point's coordinate along the side.
    fn along(self, (x, y): Point) -> f32 {
        if self.horizontal() { x } else { y }
    }

    /// The side's length on a rectangle.
    fn length(self, rect: &Rect) -> f32 {
        if self.horizontal() { rect.w } else { rect.h }
    }

    /// The point `along` the side, `out` in front of it.
    fn point(self, rect: &Rect, along: f32, out: f32) -> Point {
        match self {
            Self::Top => (along, rect.y - out),
            Self::Right => (rect.right() + out, along),
            Self::Bottom => (along, rect.bottom() + out),
            Self::Left => (rect.x - out, along),
        }
    }

    /// How much room there is between this side of `rect` and `other`; negative if they overlap.
    fn gap(self, rect: &Rect, other: &Rect) -> f32 {
        match self {
            Self::Top => rect.y - other.bottom(),
            Self::Right => other.x - rect.right(),
            Self::Bottom => other.y - rect.bottom(),
            Self::Left => rect.x - other.right(),
        }
    }
}

/// One link on its way to a figure.
struct Ends {
    id: LinkId,
    kind: LinkKind,
    undercut: bool,
    premises: Vec<(ClaimId, Rect, Side)>,
    /// All the premises but a target among them.
    from: Rect,
    target: NodeId,
    /// How many links stand between this one and a claim.
    level: usize,
    /// About where the joint will be; decides sides and the order of slots.
    about: Point,
    side: Side,
    is_loop: bool,
}

/// An end on a card's side: of which link, and which strand (or the stem).
type EndKey = (LinkId, Option<usize>);

/// All links with their sides chosen.
pub(super) struct Plan<'a> {
    rect: &'a dyn Fn(ClaimId) -> Option<Rect>,
    /// Every card; joints onto joints keep clear of them.
    cards: Vec<Rect>,
    ends: Vec<Ends>,
    /// Where along its side each end on a card lies.
    slots: BTreeMap<EndKey, f32>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(map: &Map, rect: &'a dyn Fn(ClaimId) -> Option<Rect>) -> Self {
        let mut ends: Vec<Ends> = Vec::new();
        let mut index: BTreeMap<LinkId, usize> = BTreeMap::new();
        for (id, link) in map.links() {
            let rects: Option<Vec<_>> = link
                .premises
                .iter()
                .map(|p| Some((*p, rect(*p)?, Side::Top)))
                .collect();
            let Some(premises) = rects else { continue };
            let others = premises
                .iter()
                .filter(|(p, ..)| link.target != NodeId::Claim(*p))
                .map(|(_, rect, _)| *rect)
                .reduce(Rect::union);
            let Some(from) = others.or_else(|| premises.first().map(|(_, rect, _)| *rect)) else {
                continue;
            };
            index.insert(id, ends.len());
            ends.push(Ends {
                id,
                kind: link.kind,
                undercut: link.is_undercut(),
                premises,
                from,
                target: link.target,
                level: 0,
                about: from.centre(),
                side: Side::Top,
                is_loop: others.is_none(),
            });
        }
        let mut ends = by_level(ends, &index, rect);
        choose_sides(&mut ends, rect);
        let slots = spread_slots(&ends, rect);
        let cards = map.claims().filter_map(|(id, _)| rect(id)).collect();
        Self {
            rect,
            cards,
            ends,
            slots,
        }
    }

    /// Lays joints and curves, links onto claims first, then those onto their joints, and so on.
    pub(super) fn figures(&self) -> BTreeMap<LinkId, LinkFigure> {
        let mut figures: BTreeMap<LinkId, LinkFigure> = BTreeMap::new();
        for level in self.ends.chunk_by(|a, b| a.level == b.level) {
            // Links that share a side of a target keep their joints apart.
            let mut groups: BTreeMap<(NodeId, Side), Vec<(&Ends, Rect)>> = BTreeMap::new();
            for ends in level {
                let target = match ends.target {
                    NodeId::Claim(id) => (self.rect)(id),
                    NodeId::Link(id) => figures.get(&id).map(LinkFigure::joint_rect),
                };
                if let Some(target) = target {
                    let group = groups.entry((ends.target, ends.side)).or_default();
                    group.push((ends, target));
                }
            }
            for ((_, side), mut group) in groups {
                let wish = |(ends, target): &(&Ends, Rect)| self.joint_along(ends, side, target);
                group.sort_by(|a, b| {
                    let key = wish(a).total_cmp(&wish(b));
                    key.then(a.0.id.cmp(&b.0.id))
                });
                let wishes: Vec<f32> = group.iter().map(wish).collect();
                for ((ends, target), along) in group.iter().zip(apart(&wishes, BETWEEN_JOINTS)) {
                    figures.insert(ends.id, self.figure(ends, target, along));
                }
            }
        }
        figures
    }

    /// Where along its target's side a stem ends.
    fn stem_along(&self, ends: &Ends, side: Side, target: &Rect) -> f32 {
        let slot = self.slots.get(&(ends.id, None)).copied();
        slot.unwrap_or_else(|| side.along(target.centre()))
    }

    /// Where along the target's side the joint would like to be: on the way to its premises, but near.
    fn joint_along(&self, ends: &Ends, side: Side, target: &Rect) -> f32 {
        let anchor = self.stem_along(ends, side, target);
        if ends.is_loop {
            return side.along(target.centre());
        }
        let starts = ends
            .premises
            .iter()
            .enumerate()
            .map(|(n, (_, rect, from))| {
                let slot = self.slots.get(&(ends.id, Some(n))).copied();
                let slot = slot.unwrap_or_else(|| from.along(rect.centre()));
                side.along(from.point(rect, slot, 0.0))
            });
        let mean = starts.sum::<f32>() / ends.premises.len() as f32;
        let most = reach(side, target, &ends.from);
        anchor + ((mean - anchor) * 0.5).clamp(-most, most)
    }

    /// A joint onto a joint has no gap between rows to itself: where a card would hide it, it moves round the
    /// joint it hits, nearer and as little as need be.
    fn clear_of_cards(&self, joint: Point, hit: Point) -> Point {
        let hidden = |at: Point| {
            let square = Rect::square(at, JOINT + 2.0);
            self.cards.iter().any(|card| card.intersects(&square))
        };
        if !hidden(joint) {
            return joint;
        }
        let (dx, dy) = unit((joint.0 - hit.0, joint.1 - hit.1));
        // Turned by eighths of a right angle, to either side in turn.
        (0..=16u8)
            .flat_map(|n| [f32::from(n), -f32::from(n)])
            .map(|eighths| {
                let (sin, cos) = (eighths * std::f32::consts::PI / 16.0).sin_cos();
                let far = 2.0 * BETWEEN_JOINTS - JOINT;
                let (x, y) = (dx * cos - dy * sin, dx * sin + dy * cos);
                (hit.0 + x * far, hit.1 + y * far)
            })
            .find(|at| !hidden(*at))
            .unwrap_or(joint)
    }

    fn figure(&self, ends: &Ends, target: &Rect, along: f32) -> LinkFigure {
        let side = ends.side;
        let out = side.outward();
        let onto_joint = matches!(ends.target, NodeId::Link(_));
        let distance = if ends.is_loop {
            LOOP
        } else {
            reach(side, target, &ends.from)
        };
        let mut joint = side.point(target, along, distance);
        if onto_joint {
            joint = self.clear_of_cards(joint, target.centre());
        }
        let (tip, direction) = if onto_joint {
            // A joint is nearly round: the stem makes straight for its middle.
            let to = unit((target.centre().0 - joint.0, target.centre().1 - joint.1));
            let (x, y) = target.centre();
            ((x - to.0 * (JOINT + 3.0), y - to.1 * (JOINT + 3.0)), to)
        } else {
            let anchor = self.stem_along(ends, side, target);
            (side.point(target, anchor, 0.0), (-out.0, -out.1))
        };
        // Which way the pen moves at the joint: between straight ahead and straight for the tip.
        let to_tip = unit((tip.0 - joint.0, tip.1 - joint.1));
        let through = if ends.is_loop {
            side.forward()
        } else {
            unit((direction.0 + to_tip.0, direction.1 + to_tip.1))
        };
        let end = match ends.kind {
            LinkKind::Attack => tip,
            LinkKind::Support | LinkKind::Rephrase => head_base(tip, direction),
        };
        let stem = curve(joint, through, end, direction);
        let strands = ends
            .premises
            .iter()
            .enumerate()
            .map(|(n, (_, rect, side))| {
                let slot = self.slots.get(&(ends.id, Some(n))).copied();
                let slot = slot.unwrap_or_else(|| side.along(rect.centre()));
                curve(side.point(rect, slot, 0.0), side.outward(), joint, through)
            })
            .collect();
        LinkFigure {
            link: ends.id,
            kind: ends.kind,
            undercut: ends.undercut,
            joint,
            strands,
            stem,
            tip,
            direction,
        }
    }
}

/// How far in front of the target's side the joint stands.
fn reach(side: Side, target: &Rect, from: &Rect) -> f32 {
    let gap = side.gap(target, from);
    if gap <= 0.0 {
        // Cards that overlap: the joint shows beside the target all the same.
        return JOINT * 2.5;
    }
    // Two fifths of the way, but with room for the joint and an arrow head if there is any.
    (gap * 0.42).clamp((JOINT * 2.5).min(gap / 2.0), REACH)
}

/// A curve that leaves `a` in one direction and arrives at `b` in another (unit vectors).
fn curve(a: Point, leaving: Point, b: Point, arriving: Point) -> Bezier {
    let dot = |p: Point, q: Point| p.0 * q.0 + p.1 * q.1;
    let way = (b.0 - a.0, b.1 - a.1);
    let distance = way.0.hypot(way.1);
    // Half of what is to be covered in that direction, but enough to be seen to go that way.
    let pull = |d: Point| (dot(way, d).abs() * 0.5).clamp((distance * 0.25).min(48.0), 160.0);
    let (mut out, mut in_) = (pull(leaving), pull(arriving));
    // Where there is room ahead, neither control point uses up much more than half of it: the curve keeps
    // to the middle between the cards it joins.
    let ahead = dot(way, leaving);
    if ahead > 0.0 {
        let most = 0.6 * ahead;
        out = out.min(most);
        let across = dot(arriving, leaving);
        if in_ * across > most {
            in_ = most / across;
        }
    }
    [
        a,
        (a.0 + leaving.0 * out, a.1 + leaving.1 * out),
        (b.0 - arriving.0 * in_, b.1 - arriving.1 * in_),
        b,
    ]
}

fn unit((x, y): Point) -> Point {
    let length = x.hypot(y);
    if length > 0.0 {
        (x / length, y / length)
    } else {
        (0.0, -1.0)
    }
}

/// Finds how far each link is from a claim, drops those that never reach a placed one, and sorts by that
/// distance and id. Also guesses where each joint will be.
fn by_level(
    mut ends: Vec<Ends>,
    index: &BTreeMap<LinkId, usize>,
    rect: &dyn Fn(ClaimId) -> Option<Rect>,
) -> Vec<Ends> {
    let mut known = vec![false; ends.len()];
    let mut seen = vec![false; ends.len()];
    let mut chain = Vec::new();
    for start in 0..ends.len() {
        let mut at = start;
        // Down the chain until something known or seen (a circle, which a sound map has not) ...
        let end = loop {
            if known[at] || seen[at] {
                break known[at].then(|| (ends[at].level + 1, ends[at].about));
            }
            seen[at] = true;
            chain.push(at);
            match ends[at].target {
                NodeId::Claim(id) => break rect(id).map(|rect| (0, rect.centre())),
                NodeId::Link(id) => match index.get(&id) {
                    Some(next) => at = *next,
                    None => break None,
                },
            }
        };
        // ... and back up.
        let mut below = end;
        while let Some(at) = chain.pop() {
            let Some((level, target)) = below else {
                continue;
            };
            let ends = &mut ends[at];
            let from = ends.from.centre();
            ends.level = level;
            ends.about = (
                target.0 + 0.4 * (from.0 - target.0),
                target.1 + 0.4 * (from.1 - target.1),
            );
            known[at] = true;
            below = Some((level + 1, ends.about));
        }
    }
    let mut known = known.into_iter();
    ends.retain(|_| known.next().unwrap_or(false));
    ends.sort_by_key(|ends| (ends.level, ends.id));
    ends
}

/// About where a link's target is, before joints are laid.
fn about_target(
    target: NodeId,
    joints: &BTreeMap<LinkId, Point>,
    rect: &dyn Fn(ClaimId) -> Option<Rect>,
) -> Rect {
    match target {
        NodeId::Claim(id) => rect(id),
        NodeId::Link(id) => joints.get(&id).map(|joint| Rect::square(*joint, JOINT)),
    }
    .unwrap_or_default()
}

/// Chooses on which side of its target each link ends and on which side of its card each premise begins.
fn choose_sides(ends: &mut [Ends], rect: &dyn Fn(ClaimId) -> Option<Rect>) {
    let joints: BTreeMap<LinkId, Point> = ends.iter().map(|e| (e.id, e.about)).collect();
    // Where two cards are apart both ways, the map's own grain decides: do its clear cases run up and down
    // or from side to side?
    let mut upright = 0i64;
    for ends in ends.iter() {
        if let (NodeId::Claim(_), false) = (ends.target, ends.is_loop) {
            let target = about_target(ends.target, &joints, rect);
            let (across, down) = gaps(&target, &ends.from);
            upright += i64::from(down > 0.0 && across <= 0.0);
            upright -= i64::from(across > 0.0 && down <= 0.0);
        }
    }
    let upright = upright >= 0;
    for ends in ends {
        if ends.is_loop {
            // Between rows there is room for it, between neighbours in a row there is not.
            ends.side = if upright { Side::Bottom } else { Side::Right };
            for (.., side) in &mut ends.premises {
                *side = ends.side;
            }
            continue;
        }
        let target = about_target(ends.target, &joints, rect);
        ends.side = facing(&target, &ends.from, upright);
        for (id, card, side) in &mut ends.premises {
            *side = if ends.target == NodeId::Claim(*id) {
                ends.side
            } else {
                facing(card, &target, upright)
            };
        }
    }
}

/// How far apart two rectangles are from side to side, and up and down; negative where they overlap.
fn gaps(a: &Rect, b: &Rect) -> (f32, f32) {
    (
        Side::Left.gap(a, b).max(Side::Right.gap(a, b)),
        Side::Top.gap(a, b).max(Side::Bottom.gap(a, b)),
    )
}

/// The side of `rect` that looks towards `other`.
fn facing(rect: &Rect, other: &Rect, upright: bool) -> Side {
    let (across, down) = gaps(rect, other);
    let narrow = 2.0 * JOINT;
    let vertical = match (across > 0.0, down > 0.0) {
        (true, true) if upright => down >= narrow || down >= across,
        (true, true) => across < narrow && across < down,
        (false, false) => down >= across,
        (_, down) => down,
    };
    let (a, b) = (rect.centre(), other.centre());
    match (vertical, b.0 > a.0, b.1 > a.1) {
        (true, _, true) => Side::Bottom,
        (true, _, false) => Side::Top,
        (false, true, _) => Side::Right,
        (false, false, _) => Side::Left,
    }
}

/// Spreads the ends on each side of each card, in the order of where they lead.
fn spread_slots(ends: &[Ends], rect: &dyn Fn(ClaimId) -> Option<Rect>) -> BTreeMap<EndKey, f32> {
    let mut sides: BTreeMap<(ClaimId, Side), Vec<(f32, EndKey)>> = BTreeMap::new();
    for ends in ends {
        for (n, (id, _, side)) in ends.premises.iter().enumerate() {
            let towards = side.along(ends.about);
            let at = sides.entry((*id, *side)).or_default();
            at.push((towards, (ends.id, Some(n))));
        }
        if let NodeId::Claim(id) = ends.target {
            let towards = ends.side.along(ends.about);
            let at = sides.entry((id, ends.side)).or_default();
            at.push((towards, (ends.id, None)));
        }
    }
    let mut slots = BTreeMap::new();
    for ((id, side), mut at) in sides {
        let Some(rect) = rect(id) else { continue };
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
        for (n, (_, key)) in at.into_iter().enumerate() {
            let offset = (n as f32 - last / 2.0) * step;
            slots.insert(key, side.along(rect.centre()) + offset);
        }
    }
    slots
}

/// Moves sorted positions as little as possible (least squares) so that neighbours are at least `least`
/// apart: isotonic regression by pooling adjacent violators (Ayer et al. 1955).
fn apart(wishes: &[f32], least: f32) -> Vec<f32> {
    // With the distances taken off, positions only have to be in order. Pools: mean and size.
    let mut pools: Vec<(f32, usize)> = Vec::new();
    for (n, wish) in wishes.iter().enumerate() {
        let mut pool = (wish - n as f32 * least, 1);
        while let Some(&(mean, size)) = pools.last()
            && mean > pool.0
        {
            let total = size + pool.1;
            pool = (
                (mean * size as f32 + pool.0 * pool.1 as f32) / total as f32,
                total,
            );
            pools.pop();
        }
        pools.push(pool);
    }
    pools
        .iter()
        .flat_map(|(mean, size)| std::iter::repeat_n(*mean, *size))
        .enumerate()
        .map(|(n, position)| position + n as f32 * least)
        .collect()
}
