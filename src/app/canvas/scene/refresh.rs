//! How the scene follows the document: from what edits touched and from what came into sight or went out of it.
//! May use figure, document.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Card, LinkIndex, LinkShape, Scene, Sight};
use crate::document::{Document, Place, Session, Touched};
use crate::figure::{
    Authors, CardFace, Cards, Grid, LinkFigure, LinkPlan, Rect, card_face, card_faces, placed,
};
use crate::map::{ClaimId, LinkId, Map};

/// The cards as the plan of the links sees them.
struct Placed<'a> {
    cards: &'a [Card],
    grid: &'a Grid<ClaimId>,
}

impl Cards for Placed<'_> {
    fn rect(&self, claim: ClaimId) -> Option<Rect> {
        let n = self
            .cards
            .binary_search_by_key(&claim, |card| card.claim)
            .ok()?;
        Some(self.cards[n].rect)
    }

    fn visit(&self, area: &Rect, show: &mut dyn FnMut(ClaimId, Rect) -> bool) {
        let mut more = true;
        self.grid.visit(area, |id| {
            if more && let Some(card) = self.rect(id) {
                more = show(id, card);
            }
        });
    }
}

impl Scene {
    /// Brings the scene up to the document's state, with every claim in sight.
    pub fn refresh(&mut self, session: &Session) {
        self.refresh_with(session, &Sight::default());
    }

    /// Brings the scene up to the document's state and to what is in sight.
    pub fn refresh_with(&mut self, session: &Session, sight: &Sight) {
        let revision = session.revision();
        let same_sight = sight.version == self.sight.version;
        if self.of == Some(revision) && same_sight {
            return;
        }
        self.faced += 1;
        let touched = self.of.and_then(|of| session.touched_since(of));
        self.of = Some(revision);
        let mut resighted = BTreeSet::new();
        if !same_sight {
            let old = &self.sight;
            resighted.extend(old.hidden.symmetric_difference(&sight.hidden));
            let differs = |id: &&ClaimId| old.folded.get(id) != sight.folded.get(id);
            let folds = old.folded.keys().chain(sight.folded.keys());
            resighted.extend(folds.filter(differs));
            self.sight = sight.clone();
        }
        let document = session.document();
        match touched {
            Some(touched) if !touched.tags && !touched.thread => {
                self.update(document, &touched, resighted);
            }
            _ => self.rebuild(document),
        }
    }

    /// Makes everything anew; what comes out as it was is kept.
    fn rebuild(&mut self, document: &Document) {
        self.extent.set(None);
        self.lines += 1;
        self.authors = Authors::of(document);
        let faces = card_faces(document).into_iter().map(|(id, face)| {
            let face = match self.faces.get(&id) {
                Some(old) if **old == face => Arc::clone(old),
                _ => Arc::new(face),
            };
            (id, face)
        });
        self.faces = faces.collect();
        self.fill(document);
        let map = document.map();
        let all: BTreeSet<ClaimId> = map
            .claims()
            .map(|(id, _)| id)
            .chain(self.cards.iter().map(|card| card.claim))
            .collect();
        self.set_cards(document, &all);
        self.links.clear();
        self.link_index = LinkIndex::default();
        self.plan = LinkPlan::default();
        let links: Vec<LinkId> = map.links().map(|(id, _)| id).collect();
        self.set_links(map, &[], &links);
    }

    /// Finds places for the claims that have none: the slower way, needed for maps from elsewhere only.
    fn fill(&mut self, document: &Document) {
        let own = document.places();
        self.filled.clear();
        if own.len() < document.map().claim_count() {
            self.filled = placed(document);
            self.filled.retain(|id, _| !own.contains_key(id));
        }
    }

    fn update(&mut self, document: &Document, touched: &Touched, resighted: BTreeSet<ClaimId>) {
        let map = document.map();
        let mut cards = resighted;
        cards.extend(&touched.claims);
        cards.extend(&touched.places);
        let unplaced = |id: &ClaimId| {
            document.place(*id).is_none()
                && map.claim(*id).is_some()
                && !self.filled.contains_key(id)
        };
        if cards.iter().any(unplaced) {
            self.rebuild(document);
            return;
        }
        for id in &touched.claims {
            match card_face(document, *id, &self.authors) {
                Some(face) => {
                    if self.faces.get(id).is_none_or(|old| **old != face) {
                        self.faces.insert(*id, Arc::new(face));
                    }
                }
                None => _ = self.faces.remove(id),
            }
        }
        for id in &cards {
            if document.place(*id).is_some() || map.claim(*id).is_none() {
                self.filled.remove(id);
            }
        }
        let moved = self.set_cards(document, &cards);
        let links: Vec<LinkId> = touched.links.iter().copied().collect();
        self.set_links(map, &moved, &links);
    }

    /// What a claim's card should be like now.
    fn wanted(&self, document: &Document, id: ClaimId) -> Option<(Place, &Arc<CardFace>)> {
        if self.sight.hidden.contains(&id) {
            return None;
        }
        let place = document.place(id);
        let place = place.or_else(|| self.filled.get(&id).copied())?;
        Some((place, self.faces.get(&id)?))
    }

    /// Brings these cards up to date; returns those that moved, came or went, with where they were.
    fn set_cards(
        &mut self,
        document: &Document,
        ids: &BTreeSet<ClaimId>,
    ) -> Vec<(ClaimId, Option<Rect>)> {
        let mut moved = Vec::new();
        let mut gone = BTreeSet::new();
        let mut new = Vec::new();
        let mut sent = Vec::new();
        for id in ids {
            let folded = self.sight.folded.get(id).copied();
            match (self.position(*id), self.wanted(document, *id)) {
                (Ok(n), Some((place, face))) => {
                    let face = Arc::clone(face);
                    let card = &mut self.cards[n];
                    card.folded = folded;
                    let old = card.rect;
                    card.rect.w = face.width;
                    card.rect.h = face.height;
                    card.face = face;
                    if card.rect != old {
                        let rect = card.rect;
                        self.card_grid.remove(*id, &old);
                        self.card_grid.insert(*id, &rect);
                        moved.push((*id, Some(old)));
                    }
                    sent.push((n, (place.x, place.y)));
                }
                (Ok(n), None) => {
                    let old = self.cards[n].rect;
                    self.card_grid.remove(*id, &old);
                    self.glides.remove(id);
                    moved.push((*id, Some(old)));
                    gone.insert(*id);
                }
                (Err(_), Some((place, face))) => {
                    let rect = Rect::new(place.x, place.y, face.width, face.height);
                    let face = Arc::clone(face);
                    let claim = *id;
                    new.push(Card {
                        claim,
                        rect,
                        face,
                        folded,
                    });
                    self.card_grid.insert(claim, &rect);
                    moved.push((claim, None));
                }
                (Err(_), None) => {}
            }
        }
        self.send(sent, &mut moved);
        if !gone.is_empty() {
            self.cards.retain(|card| !gone.contains(&card.claim));
        }
        if !new.is_empty() {
            self.cards.extend(new);
            self.cards.sort_by_key(|card| card.claim);
        }
        self.places += u64::from(!moved.is_empty());
        for (id, old) in &moved {
            self.moved(*old, self.rect(*id));
        }
        moved
    }

    /// Lays the links anew that follow from cards that moved and links that were touched.
    pub(super) fn set_links(
        &mut self,
        map: &Map,
        moved: &[(ClaimId, Option<Rect>)],
        links: &[LinkId],
    ) {
        let cards = Placed {
            cards: &self.cards,
            grid: &self.card_grid,
        };
        let mut figures = self.plan.update(map, &cards, moved, links);
        self.lines += u64::from(!figures.is_empty());
        if self.links.is_empty() {
            // All at once: a map is made quicker from a whole list.
            self.extent.set(None);
            let shapes = figures
                .into_iter()
                .filter_map(|(id, figure)| Some((id, shape(map, id, figure?)?)));
            self.links = shapes.collect::<BTreeMap<_, _>>();
            self.link_index = LinkIndex::of(&self.links);
            return;
        }
        while let Some((id, figure)) = figures.pop_first() {
            let old = self.links.remove(&id);
            let new = figure.and_then(|figure| shape(map, id, figure));
            let bounds = |link: &LinkShape| link.bounds;
            self.moved(old.as_ref().map(bounds), new.as_ref().map(bounds));
            self.link_index.replace(id, old.as_ref(), new.as_ref());
            if let Some(new) = new {
                self.links.insert(id, new);
            }
        }
    }

    /// Lays links anew after cards were moved along their way, without the document.
    pub(super) fn follow(&mut self, moved: &[(ClaimId, Option<Rect>)]) {
        self.extent.set(None);
        self.faced += 1;
        self.places += 1;
        self.lines += 1;
        let cards = Placed {
            cards: &self.cards,
            grid: &self.card_grid,
        };
        for (id, figure) in self.plan.update(&Map::default(), &cards, moved, &[]) {
            let (Some(link), Some(figure)) = (self.links.get_mut(&id), figure) else {
                continue;
            };
            let new = LinkShape {
                bounds: figure.bounds(),
                figure,
                premises: std::mem::take(&mut link.premises),
                target: link.target,
            };
            self.link_index.replace(id, Some(link), Some(&new));
            *link = new;
        }
    }
}

fn shape(map: &Map, id: LinkId, figure: LinkFigure) -> Option<LinkShape> {
    let link = map.link(id)?;
    Some(LinkShape {
        bounds: figure.bounds(),
        figure,
        premises: link.premises,
        target: link.target,
    })
}
