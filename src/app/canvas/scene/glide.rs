//! Cards on their way: where an edit other than a drag moves them, the eye is led there. May use figure.

use super::{Card, Scene};
use crate::figure::{Point, Rect};
use crate::map::ClaimId;

/// How long a card takes, in seconds.
const SECONDS: f64 = 0.16;
/// More cards than this at once do not glide: nobody could follow them.
const MOST: usize = 600;

/// A card's way.
pub(super) struct Glide {
    from: Point,
    to: Point,
    /// When it was first seen on its way.
    start: Option<f64>,
}

impl Scene {
    /// Whether cards that the next refresh finds elsewhere glide there. A drag moves them at once, and so does
    /// a window that is to keep still.
    pub fn animate(&mut self, animated: bool) {
        self.animated = animated;
    }

    /// Moves cards on to where they are at this time; says whether any has still to go, so that another frame
    /// is needed.
    pub fn advance(&mut self, now: f64) -> bool {
        if self.glides.is_empty() {
            return false;
        }
        let mut glides = std::mem::take(&mut self.glides);
        let mut moved = Vec::new();
        glides.retain(|id, glide| {
            let Ok(n) = self.position(*id) else {
                return false;
            };
            let start = *glide.start.get_or_insert(now);
            let t = ((now - start) / SECONDS).clamp(0.0, 1.0) as f32;
            // Ease-out cubic: quick at first, then settling.
            let share = 1.0 - (1.0 - t).powi(3);
            let at = if t >= 1.0 {
                glide.to
            } else {
                (
                    glide.from.0 + (glide.to.0 - glide.from.0) * share,
                    glide.from.1 + (glide.to.1 - glide.from.1) * share,
                )
            };
            moved.extend(self.put(n, at));
            t < 1.0
        });
        self.glides = glides;
        self.follow(&moved);
        !self.glides.is_empty()
    }

    /// Where a card is, or will be once it has arrived.
    pub(super) fn resting(&self, card: &Card) -> Rect {
        match self.glides.get(&card.claim) {
            Some(glide) => Rect::new(glide.to.0, glide.to.1, card.rect.w, card.rect.h),
            None => card.rect,
        }
    }

    /// Sends cards (by their place in the list) to their places, at once or gliding; adds those that moved at
    /// once to `moved`, with where they were.
    pub(super) fn send(
        &mut self,
        cards: Vec<(usize, Point)>,
        moved: &mut Vec<(ClaimId, Option<Rect>)>,
    ) {
        let elsewhere: Vec<(usize, Point)> = cards
            .into_iter()
            .filter(|(n, to)| {
                let rest = self.resting(&self.cards[*n]);
                (rest.x, rest.y) != *to
            })
            .collect();
        let glide = self.animated && elsewhere.len() + self.glides.len() <= MOST;
        for (n, to) in elsewhere {
            let (id, rect) = (self.cards[n].claim, self.cards[n].rect);
            if glide {
                let from = (rect.x, rect.y);
                let start = None;
                self.extent.set(None);
                self.glides.insert(id, Glide { from, to, start });
            } else {
                self.glides.remove(&id);
                moved.extend(self.put(n, to));
            }
        }
    }

    /// Puts a card somewhere; returns where it was if that is elsewhere.
    fn put(&mut self, n: usize, at: Point) -> Option<(ClaimId, Option<Rect>)> {
        let card = &mut self.cards[n];
        let old = card.rect;
        card.rect.x = at.0;
        card.rect.y = at.1;
        let (id, new) = (card.claim, card.rect);
        if new == old {
            return None;
        }
        self.card_grid.remove(id, &old);
        self.card_grid.insert(id, &new);
        Some((id, Some(old)))
    }
}
