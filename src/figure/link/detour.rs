//! The way of a strand round the cards that stand between its ends: what runs underneath a card cannot be followed. A
//! strand that meets none keeps its plain curve. May use the layout's search for ways.

use super::ends::{curve, unit};
use super::plan::Cards;
use crate::figure::geometry::{Bezier, Path, Point, Rect, split};
use crate::layout::{Area, Pos, way_round};
use crate::map::ClaimId;

/// How far a strand keeps from the corners of the cards it goes round. Which of these it tries first hangs on the cards it
/// joins, so that most strands round the same corner run side by side instead of one upon another.
const BERTHS: [f32; 3] = [12.0, 18.0, 6.0];
/// How near it may come to a card's side.
const CLEAR: f32 = 3.0;
/// How far a strand runs straight from its card before it turns off.
const STUB: f32 = 14.0;
/// How round the bends are where there is little room.
const BEND: f32 = 24.0;
/// A strand longer than this stays as it is: its ends are never in view together at a size that can be read.
const FAR: f32 = 4_000.0;
/// How far out of its way a strand goes: round a card and a little more.
const ASTRAY: f32 = 300.0;
/// A way round is at most so many times as long as the straight one, and [`ASTRAY`]: a longer one looks like a link to
/// somewhere else.
const LONGER: f32 = 1.3;
/// A strand that meets more cards than this runs through a crowd and stays as it is: a way round all of them would be
/// no easier to follow, and long to find.
const MET: usize = 6;
/// The same where more cards than this stand about its way.
const AROUND: usize = 96;
/// Corners tried before a strand is left as it is.
const TRIES: usize = 10;
/// Pieces along which cards are looked for at once, in points.
const PIECE: f32 = 768.0;

/// What a strand's way depends on, other than its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Depends {
    /// That no card cuts this curve.
    Clear(Bezier),
    /// All the cards that reach in here.
    On(Rect),
}

impl Depends {
    /// Whether a card that came to stand at `area`, or stood there, might change the way.
    pub(super) fn heeds(&self, area: &Rect) -> bool {
        match self {
            Self::Clear(curve) => crosses(curve, area),
            Self::On(all) => all.intersects(area),
        }
    }

    /// Nothing outside of this matters.
    pub(super) fn bounds(&self) -> Rect {
        match self {
            Self::Clear(curve) => Rect::around(*curve).unwrap_or_default(),
            Self::On(all) => *all,
        }
    }
}

/// The way of a strand that leaves `start` and arrives at `end` in these directions (unit vectors), `own` being the cards
/// it joins: the plain curve if no other card is in its way, else round what is, else, where no way round is found, the
/// plain curve.
pub(super) fn strand(
    (start, leaving): (Point, Point),
    (end, arriving): (Point, Point),
    own: &[ClaimId],
    cards: &dyn Cards,
) -> (Path, Option<Depends>) {
    let plain = curve(start, leaving, end, arriving);
    let hull = Rect::around(plain).unwrap_or_default();
    if hull.w.max(hull.h) > FAR {
        return (vec![plain], None);
    }
    let met = met(&plain, own, cards);
    if met == 0 {
        return (vec![plain], Some(Depends::Clear(plain)));
    }
    let about = hull.expand(ASTRAY);
    if met > MET {
        return (vec![plain], Some(Depends::On(about)));
    }
    let path = About::new(about, [start, end], own, cards)
        .and_then(|about| {
            let round = |berth| about.round((start, leaving), (end, arriving), berth);
            let berth = BERTHS[lane(own)];
            round(berth).or_else(|| (berth != BERTHS[0]).then(|| round(BERTHS[0]))?)
        })
        .unwrap_or_else(|| vec![plain]);
    (path, Some(Depends::On(about)))
}

/// Which of [`BERTHS`] is a strand's own.
fn lane(own: &[ClaimId]) -> usize {
    let sum = own.iter().fold(0_u32, |sum, id| sum.wrapping_add(id.0));
    sum as usize % BERTHS.len()
}

/// How many cards other than its own a curve meets; more than [`MET`] are not counted.
fn met(curve: &Bezier, own: &[ClaimId], cards: &dyn Cards) -> usize {
    let mut found: Vec<ClaimId> = Vec::new();
    let mut pieces = vec![*curve];
    while let Some(piece) = pieces.pop() {
        let hull = Rect::around(piece).unwrap_or_default();
        if hull.w.max(hull.h) > PIECE && pieces.len() < 16 {
            let (first, second) = split(&piece, 0.5);
            pieces.extend([second, first]);
            continue;
        }
        cards.visit(&hull, &mut |id, card| {
            if !own.contains(&id) && !found.contains(&id) && crosses(&piece, &card) {
                found.push(id);
            }
            found.len() <= MET
        });
        if found.len() > MET {
            break;
        }
    }
    found.len()
}

/// The cards about a strand's way that it must not meet.
struct About {
    area: Rect,
    /// What each card has to itself: the strand's own nothing but themselves, the others a little more.
    cards: Vec<Area>,
}

impl About {
    /// `None` if there are too many. A card that lies on one of the `ends` cannot be gone round and is left out.
    fn new(area: Rect, ends: [Point; 2], own: &[ClaimId], cards: &dyn Cards) -> Option<Self> {
        let mut found: Vec<(ClaimId, Rect)> = Vec::new();
        cards.visit(&area, &mut |id, card| {
            if card.intersects(&area) {
                found.push((id, card));
            }
            found.len() <= AROUND
        });
        if found.len() > AROUND {
            return None;
        }
        // In an order that does not hang on how they were found.
        found.sort_unstable_by_key(|(id, _)| *id);
        let lies_on = |card: &Rect| {
            let ends = ends.map(|at| Rect::square(at, CLEAR));
            ends.iter().any(|end| card.intersects(end))
        };
        let cards = found.into_iter().filter_map(|(id, card)| {
            if own.contains(&id) {
                return Some(exactly(&card));
            }
            (!lies_on(&card)).then(|| exactly(&card.expand(CLEAR)))
        });
        Some(Self {
            cards: cards.collect(),
            area,
        })
    }

    /// A way round the cards, `berth` from their corners, if one is found.
    fn round(
        &self,
        (start, leaving): (Point, Point),
        (end, arriving): (Point, Point),
        berth: f32,
    ) -> Option<Path> {
        let off = |at: Point, way: Point, by: f32| (at.0 + way.0 * by, at.1 + way.1 * by);
        let is_free = |a: Point, b: Point| self.first(exact(a), exact(b)).is_none();
        let mut from = off(start, leaving, STUB);
        if !is_free(start, from) {
            from = start;
        }
        let outside = |corner: Pos| !self.area.contains(rounded(corner));
        let first = |a, b| self.first(a, b);
        let line = way_round(exact(from), exact(end), berth.into(), TRIES, first, outside)?;
        let mut line: Vec<Point> = line.into_iter().map(rounded).collect();
        let length = |a: Point, b: Point| (b.0 - a.0).hypot(b.1 - a.1);
        let all: f32 = line
            .windows(2)
            .map(|piece| length(piece[0], piece[1]))
            .sum();
        if all > LONGER * length(start, end) + ASTRAY {
            return None;
        }
        // Where it comes from elsewhere than the joint's stem goes on, it makes straight for the joint.
        let last = line.len().checked_sub(2).map_or(start, |n| line[n]);
        let straight = unit((end.0 - last.0, end.1 - last.1));
        let along = straight.0 * arriving.0 + straight.1 * arriving.1;
        let arriving = if along < 0.3 { straight } else { arriving };
        let corners = line.get(1..line.len() - 1).unwrap_or_default();
        let smooth = smooth((start, leaving), corners, (end, arriving));
        let is_clear = |curve: &Bezier| {
            let meets = |card: &Area| {
                let (width, height) = (card.width() as f32, card.height() as f32);
                crosses(
                    curve,
                    &Rect::new(card.left as f32, card.top as f32, width, height),
                )
            };
            !self.cards.iter().any(meets)
        };
        if smooth.iter().all(is_clear) {
            return Some(smooth);
        }
        line.insert(0, start);
        line.dedup();
        Some(bent(&line))
    }

    /// The card that the straight way from `a` to `b` first meets: of those it meets the one whose middle is nearest.
    fn first(&self, a: Pos, b: Pos) -> Option<Area> {
        let far = |card: &&Area| {
            let middle = card.centre();
            (middle.x - a.x).hypot(middle.y - a.y)
        };
        let met = self.cards.iter().filter(|card| card.cut_by(a, b));
        met.min_by(|one, other| far(one).total_cmp(&far(other)))
            .copied()
    }
}

/// Curves through the corners, each on its way from the one before to the one behind.
fn smooth(
    (start, leaving): (Point, Point),
    corners: &[Point],
    (end, arriving): (Point, Point),
) -> Path {
    let mut path = Path::with_capacity(corners.len() + 1);
    let (mut at, mut way) = (start, leaving);
    for (n, corner) in corners.iter().enumerate() {
        let next = corners.get(n + 1).copied().unwrap_or(end);
        let through = unit((next.0 - at.0, next.1 - at.1));
        path.push(curve(at, way, *corner, through));
        (at, way) = (*corner, through);
    }
    path.push(curve(at, way, end, arriving));
    path
}

/// Straight from point to point, with rounded corners.
fn bent(line: &[Point]) -> Path {
    let mix = |a: Point, b: Point, t: f32| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
    let straight = |a: Point, b: Point| [a, mix(a, b, 1.0 / 3.0), mix(a, b, 2.0 / 3.0), b];
    let length = |a: Point, b: Point| (b.0 - a.0).hypot(b.1 - a.1);
    let mut path = Path::new();
    let (Some(first), Some(last)) = (line.first(), line.last()) else {
        return path;
    };
    let mut at = *first;
    for corner in line.windows(3) {
        let (before, corner, behind) = (corner[0], corner[1], corner[2]);
        let (come, go) = (length(before, corner), length(corner, behind));
        let by = BEND.min(come / 2.0).min(go / 2.0);
        let (a, b) = (mix(corner, before, by / come), mix(corner, behind, by / go));
        path.push(straight(at, a));
        path.push([a, mix(a, corner, 2.0 / 3.0), mix(b, corner, 2.0 / 3.0), b]);
        at = b;
    }
    path.push(straight(at, *last));
    path
}

fn exact((x, y): Point) -> Pos {
    Pos::new(f64::from(x), f64::from(y))
}

fn rounded(at: Pos) -> Point {
    (at.x as f32, at.y as f32)
}

fn exactly(rect: &Rect) -> Area {
    Area {
        left: f64::from(rect.x),
        top: f64::from(rect.y),
        right: f64::from(rect.right()),
        bottom: f64::from(rect.bottom()),
    }
}

/// Whether the curve runs through the inside of a rectangle, as nearly as a point tells.
fn crosses(curve: &Bezier, rect: &Rect) -> bool {
    let hull = Rect::around(*curve).unwrap_or_default();
    if !hull.intersects(rect) {
        return false;
    }
    // No farther than halving gets anywhere.
    let side = hull.w.max(hull.h);
    if side <= 1.0 || side <= f32::EPSILON * hull.x.abs().max(hull.y.abs()) * 4.0 {
        return true;
    }
    let (first, second) = split(curve, 0.5);
    crosses(&first, rect) || crosses(&second, rect)
}
