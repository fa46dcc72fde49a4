//! Places after an edit: what is new gets a place, what is in the way of it makes room, and all else stays where
//! people know it. May use the document and the layout.

use std::collections::{BTreeMap, BTreeSet};

use super::geometry::Rect;
use super::link::{JOINT, link_figures};
use super::place::{PAGE, Sizes, arranged, in_rows_options, sizes_in_sight};
use crate::document::{Arrangement, Document, Place};
use crate::layout::{Direction, Edge, Graph, Node, Point, Previous, relayout};
use crate::map::branch::{Hidden, hidden};
use crate::map::outline::outline;
use crate::map::{ClaimId, Link, LinkId, NodeId};
use crate::progress::Progress;

/// How far each generation of an outline is moved in, in points.
pub(in crate::figure) const INDENT: f32 = 56.0;
/// Between the rows of an outline.
pub(super) const ROW_GAP: f32 = 16.8;
/// Between outlines of different theses.
const PART_GAP: f32 = 64.0;
/// In layers a card that was changed keeps this far from others, in points.
const LEAST_AIR: f32 = 12.0;
/// A card has moved if it stands further off than this; less is lost in the layout's figures.
const MOVED: f32 = 0.01;

/// New places after an edit, only those that differ from the document's: cards in sight without a place get one, and
/// cards that a claim of `changed` has grown over make way. Pinned cards stay, all else stays. `changed` are the
/// claims whose cards may be larger than before, or that came into sight where they stood before; links in it
/// move nothing. In an outline a new card comes below what it bears on, one step in, and what stands below moves down.
pub fn adjusted(document: &Document, changed: &[NodeId]) -> Vec<(ClaimId, Place)> {
    let hidden = hidden(document.map(), document.folded());
    let sizes = sizes_in_sight(document, &hidden);
    Adjusting::new(document, &hidden, &sizes, document.places().clone()).after(changed)
}

/// As [`adjusted`], with the cards' sizes (width, height) from whoever knows them already: measuring all cards
/// takes longer than placing a few. A claim without a size is taken to have no card.
pub fn adjusted_with(
    document: &Document,
    changed: &[NodeId],
    size: &dyn Fn(ClaimId) -> Option<(f32, f32)>,
) -> Vec<(ClaimId, Place)> {
    let hidden = hidden(document.map(), document.folded());
    let claims = document.map().claims().map(|(id, _)| id);
    let claims = claims.filter(|id| hidden.shows((*id).into()));
    let sizes: Sizes = claims.filter_map(|id| Some((id, size(id)?))).collect();
    Adjusting::new(document, &hidden, &sizes, document.places().clone()).after(changed)
}

/// Cards with and without a place.
pub(super) struct Adjusting<'a> {
    document: &'a Document,
    hidden: &'a Hidden,
    sizes: &'a Sizes,
    /// Where the cards of `sizes` stand, as far as they do.
    places: BTreeMap<ClaimId, Place>,
}

impl<'a> Adjusting<'a> {
    pub(super) fn new(
        document: &'a Document,
        hidden: &'a Hidden,
        sizes: &'a Sizes,
        mut places: BTreeMap<ClaimId, Place>,
    ) -> Self {
        places.retain(|id, _| sizes.contains_key(id));
        Self {
            document,
            hidden,
            sizes,
            places,
        }
    }

    /// Places for all cards: those that have one keep it, but for the `loose` ones that stand on others.
    pub(super) fn fill(mut self, loose: &BTreeSet<ClaimId>) -> BTreeMap<ClaimId, Place> {
        let loose = self.standing_on(&|id| !loose.contains(&id), &|id| loose.contains(&id), 0.0);
        self.settle(&BTreeSet::new(), loose);
        self.places
    }

    /// Places that an edit brought about.
    fn after(mut self, changed: &[NodeId]) -> Vec<(ClaimId, Place)> {
        let changed: BTreeSet<ClaimId> = changed
            .iter()
            .filter_map(|node| match node {
                NodeId::Claim(id) if self.places.contains_key(id) => Some(*id),
                _ => None,
            })
            .collect();
        if changed.is_empty() && self.places.len() == self.sizes.len() {
            return Vec::new();
        }
        if self.places.is_empty() {
            return arranged(self.document, PAGE.0, PAGE.1)
                .into_iter()
                .collect();
        }
        let mut loose = BTreeSet::new();
        if self.document.arrangement() == Arrangement::Indented {
            for id in &changed {
                loose.extend(self.make_room(&[*id], &mut None));
            }
        }
        // What has grown until it all but touches leaves no room for a line between.
        let air = match self.document.arrangement() {
            Arrangement::Layered => LEAST_AIR,
            Arrangement::Indented => 0.0,
        };
        let mut in_the_way = self.standing_on(&|id| changed.contains(&id), &|_| true, air);
        // Two changed cards, or a changed one and a pinned one, cannot both stay.
        in_the_way.extend(self.standing_on(
            &|id| !changed.contains(&id),
            &|id| changed.contains(&id),
            0.0,
        ));
        loose.extend(in_the_way);
        self.settle(&changed, loose);
        let old = self.document.places();
        self.places
            .into_iter()
            .filter(|(id, place)| {
                old.get(id).is_none_or(|old| {
                    (old.x - place.x).abs() > MOVED || (old.y - place.y).abs() > MOVED
                })
            })
            .collect()
    }

    fn rect(&self, id: ClaimId) -> Option<Rect> {
        let (place, (width, height)) = (self.places.get(&id)?, self.sizes.get(&id)?);
        Some(Rect::new(place.x, place.y, *width, *height))
    }

    fn rects(&self) -> impl Iterator<Item = (ClaimId, Rect)> {
        let rect = |id: &ClaimId| Some((*id, self.rect(*id)?));
        self.places.keys().filter_map(rect)
    }

    fn pinned(&self, id: ClaimId) -> bool {
        self.places.get(&id).is_some_and(|place| place.pinned)
    }

    /// The cards among `which` that overlap one `on` which they may not stand, or come nearer to it than `air`.
    fn standing_on(
        &self,
        on: &dyn Fn(ClaimId) -> bool,
        which: &dyn Fn(ClaimId) -> bool,
        air: f32,
    ) -> BTreeSet<ClaimId> {
        // Sorted by their left sides, only cards that are near each other are compared.
        let mut rects: Vec<(ClaimId, Rect)> = self.rects().collect();
        rects.sort_by(|a, b| a.1.x.total_cmp(&b.1.x));
        let widest = rects.iter().map(|(_, rect)| rect.w).fold(0.0, f32::max);
        let mut found = BTreeSet::new();
        for (id, rect) in rects.iter().filter(|(id, _)| which(*id)) {
            let rect = rect.expand(air);
            let from = rects.partition_point(|(_, other)| other.x < rect.x - widest);
            let near = rects.iter().skip(from);
            let mut near = near.take_while(|(_, other)| other.x < rect.right());
            if near.any(|(other, at)| other != id && on(*other) && at.intersects(&rect)) {
                found.insert(*id);
            }
        }
        found
    }

    /// Gives places to the cards without one; `loose` cards that overlap others move, `changed` ones last.
    fn settle(&mut self, changed: &BTreeSet<ClaimId>, mut loose: BTreeSet<ClaimId>) {
        let mut fresh: BTreeSet<ClaimId> = changed.clone();
        if self.document.arrangement() == Arrangement::Indented && !self.places.is_empty() {
            let (placed, moved) = self.place_rows();
            loose.extend(&placed);
            loose.extend(moved);
            fresh.extend(placed);
        }
        loose.retain(|id| !self.pinned(*id));
        if loose.is_empty() && self.places.len() == self.sizes.len() {
            return;
        }
        let (graph, centres, cards) = self.local_graph();
        let mut kept: Vec<usize> = Vec::new();
        let mut free: Vec<usize> = Vec::new();
        for (id, n) in &cards {
            if self.places.contains_key(id) && !loose.contains(id) {
                kept.push(*n);
            } else if fresh.contains(id) {
                free.push(*n);
            }
        }
        // Joints that are drawn already stay.
        kept.extend((cards.len()..centres.len()).filter(|n| centres[*n].is_some()));
        let previous = Previous {
            centres,
            routes: Vec::new(),
        };
        let options = in_rows_options(self.direction());
        let progress = Progress::none();
        let Ok(layout) = relayout(&graph, &previous, &free, &kept, &options, &progress) else {
            return;
        };
        for (id, n) in cards {
            let known = self.places.get(&id).copied();
            if known.is_some() && !loose.contains(&id) {
                continue;
            }
            if let (Some(node), Some(centre)) = (graph.nodes.get(n), layout.centres.get(n)) {
                let place = Place {
                    x: centre.x - node.width / 2.0,
                    y: centre.y - node.height / 2.0,
                    pinned: false,
                };
                // To the last bit: a middle loses a little.
                let stays = known.filter(|known| {
                    (known.x - place.x).abs() <= MOVED && (known.y - place.y).abs() <= MOVED
                });
                self.places.insert(id, stays.unwrap_or(place));
            }
        }
    }

    /// All cards, but only the links of those that have no place: the others would only cost time. Gives the
    /// graph, the middles that are known, and where each claim stands among its boxes, which come first.
    fn local_graph(&self) -> (Graph, Vec<Option<Point>>, BTreeMap<ClaimId, usize>) {
        let map = self.document.map();
        let mut graph = Graph::default();
        let mut centres = Vec::new();
        let mut cards = BTreeMap::new();
        for (id, (width, height)) in self.sizes {
            cards.insert(*id, graph.nodes.len());
            graph.nodes.push(Node::card(*width, *height));
            centres.push(self.rect(*id).map(|rect| {
                let (x, y) = rect.centre();
                Point { x, y }
            }));
        }
        // Beside the rows of an outline there is room for joints; they are in nobody's way.
        let drawn = match self.document.arrangement() {
            Arrangement::Layered => link_figures(map, &|id| self.rect(id)),
            Arrangement::Indented => BTreeMap::new(),
        };
        let mut joints: BTreeMap<LinkId, usize> = BTreeMap::new();
        let mut near: BTreeMap<LinkId, Link> = BTreeMap::new();
        for figure in drawn.values() {
            joints.insert(figure.link, graph.nodes.len());
            graph.nodes.push(Node::joint(2.0 * JOINT));
            let (x, y) = figure.joint;
            centres.push(Some(Point { x, y }));
        }
        let mut asked: Vec<LinkId> = Vec::new();
        for id in self.sizes.keys().filter(|id| !self.places.contains_key(id)) {
            asked.extend(map.links_from(*id));
            asked.extend(map.links_onto((*id).into()));
        }
        while let Some(id) = asked.pop() {
            if near.contains_key(&id) || !self.hidden.shows(id.into()) {
                continue;
            }
            if let Some(link) = map.link(id) {
                // What an undercut hits must be known to place it.
                if let NodeId::Link(target) = link.target {
                    asked.push(target);
                }
                near.insert(id, link);
            }
        }
        for id in near.keys() {
            joints.entry(*id).or_insert_with(|| {
                graph.nodes.push(Node::joint(2.0 * JOINT));
                centres.push(None);
                graph.nodes.len() - 1
            });
        }
        for (id, link) in &near {
            let Some(joint) = joints.get(id).copied() else {
                continue;
            };
            let premises = link.premises.iter().filter_map(|id| cards.get(id).copied());
            graph
                .edges
                .extend(premises.map(|from| Edge { from, to: joint }));
            let target = match link.target {
                NodeId::Claim(id) => cards.get(&id),
                NodeId::Link(id) => joints.get(&id),
            };
            if let Some(to) = target.copied() {
                graph.edges.push(Edge { from: joint, to });
            }
        }
        (graph, centres, cards)
    }

    /// Which way a map in rows is read: as most of its links run.
    fn direction(&self) -> Direction {
        const ENOUGH: usize = 200;
        if self.document.arrangement() == Arrangement::Indented {
            return Direction::TopDown;
        }
        let steps = self.document.map().links().filter_map(|(_, link)| {
            let NodeId::Claim(target) = link.target else {
                return None;
            };
            let (premise, target) = (self.rect(*link.premises.first()?)?, self.rect(target)?);
            let ((px, py), (tx, ty)) = (premise.centre(), target.centre());
            Some((
                (px - tx) / premise.w.max(1.0),
                (py - ty) / premise.h.max(1.0),
            ))
        });
        let mut sideways = 0_i32;
        for (dx, dy) in steps.take(ENOUGH) {
            // A card beside its target and not below it.
            sideways += if dx >= 1.0 && dy.abs() < 2.0 * dx {
                1
            } else {
                -1
            };
        }
        if sideways > 0 {
            Direction::LeftRight
        } else {
            Direction::TopDown
        }
    }

    // ---- outlines ------------------------------------------------------------------------------------------------

    /// Gives the cards without a place one in the outline: beneath what they bear on and what stands there already,
    /// one step in. Gives the new cards, and those that moved down for them.
    fn place_rows(&mut self) -> (BTreeSet<ClaimId>, BTreeSet<ClaimId>) {
        let (mut placed, mut moved) = (BTreeSet::new(), BTreeSet::new());
        if self.places.len() == self.sizes.len() {
            return (placed, moved);
        }
        let folded = (self.document.folded().iter().copied())
            .filter(|_| !self.hidden.claims.is_empty())
            .collect();
        let rows = outline(self.document.map(), &folded);
        let mut extent = self.rects().map(|(_, rect)| rect).reduce(Rect::union);
        // The rows above the current one: the claim, and the last of its branch that has its row so far.
        let mut above: Vec<(ClaimId, ClaimId)> = Vec::new();
        // The card last listed right beneath each row above.
        let mut siblings: Vec<Option<ClaimId>> = vec![None];
        // New rows one under another, for which room is made at once.
        let mut run: Vec<ClaimId> = Vec::new();
        for row in rows {
            above.truncate(row.depth);
            siblings.truncate(row.depth + 1);
            let id = row.claim;
            if row.again {
                above.push((id, id));
                siblings.push(None);
                continue;
            }
            if row.depth == 0 || self.places.contains_key(&id) {
                moved.extend(self.make_room(&std::mem::take(&mut run), &mut extent));
            }
            if self.sizes.contains_key(&id) && !self.places.contains_key(&id) {
                let sibling = siblings.last().copied().flatten();
                let place = match above.last() {
                    Some((parent, last)) => self.row_place(*parent, *last, sibling),
                    None => extent.map(|all| Place {
                        x: all.x,
                        y: all.bottom() + PART_GAP,
                        pinned: false,
                    }),
                };
                if let Some(place) = place {
                    self.places.insert(id, place);
                    placed.insert(id);
                    run.push(id);
                }
            }
            for (_, last) in &mut above {
                *last = id;
            }
            if let Some(sibling) = siblings.last_mut() {
                *sibling = Some(id);
            }
            above.push((id, id));
            siblings.push(None);
        }
        moved.extend(self.make_room(&run, &mut extent));
        (placed, moved)
    }

    /// Where a row comes: beneath the last row of the branch it belongs to.
    fn row_place(&self, parent: ClaimId, last: ClaimId, sibling: Option<ClaimId>) -> Option<Place> {
        let parent = self.rect(parent)?;
        let sibling = sibling.and_then(|id| self.rect(id));
        let x = sibling.map_or(parent.x + INDENT, |sibling| sibling.x);
        let near = sibling.unwrap_or(parent);
        // A row that somebody has put elsewhere says nothing of where the branch ends.
        let last = self.rect(last).filter(|last| {
            last.y >= near.y && last.x >= near.x && last.x < near.x + near.w + 20.0 * INDENT
        });
        Some(Place {
            x,
            y: last.unwrap_or(near).bottom() + ROW_GAP,
            pinned: false,
        })
    }

    /// Moves the cards below some cards of a column, the first of which is the topmost, down until there is room
    /// for these; gives those that moved. `extent` is around all cards, and grows with them.
    fn make_room(&mut self, cards: &[ClaimId], extent: &mut Option<Rect>) -> Vec<ClaimId> {
        let Some(first) = cards.first().and_then(|id| self.rect(*id)) else {
            return Vec::new();
        };
        let all = cards.iter().filter_map(|id| self.rect(*id));
        let all = all.fold(first, Rect::union);
        *extent = Some(extent.map_or(all, |extent| extent.union(all)));
        let column = self.column(&first);
        let own: BTreeSet<ClaimId> = cards.iter().copied().collect();
        let below: Vec<(ClaimId, Rect)> = self
            .rects()
            .filter(|(other, rect)| {
                rect.y > first.y - ROW_GAP - 1.0
                    && (column.0..=column.1).contains(&rect.x)
                    && !own.contains(other)
                    && !self.pinned(*other)
            })
            .collect();
        let top = below
            .iter()
            .map(|(_, rect)| rect.y)
            .fold(f32::INFINITY, f32::min);
        let by = all.bottom() + ROW_GAP - top;
        if !by.is_finite() || by <= MOVED {
            return Vec::new();
        }
        if let Some(extent) = extent {
            extent.h += by;
        }
        for (other, _) in &below {
            if let Some(place) = self.places.get_mut(other) {
                place.y += by;
            }
        }
        below.into_iter().map(|(id, _)| id).collect()
    }

    /// How far the column reaches that a card stands in: cards whose sides overlap, one after another.
    fn column(&self, card: &Rect) -> (f32, f32) {
        let mut sides: Vec<(f32, f32)> = (self.rects())
            .map(|(_, rect)| (rect.x, rect.right()))
            .collect();
        sides.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut column = (card.x, card.right());
        let mut run: Option<(f32, f32)> = None;
        for (left, right) in sides.into_iter().chain([(f32::INFINITY, f32::INFINITY)]) {
            match &mut run {
                Some(run) if left < run.1 => run.1 = run.1.max(right),
                _ => {
                    if let Some(run) = run
                        && run.0 <= card.x
                        && card.x < run.1
                    {
                        column = run;
                    }
                    run = Some((left, right));
                }
            }
        }
        column
    }
}
