//! What was drawn once and serves again while only the view moves: all lines and joints, and, far off, the cards with
//! them. A plate is moved over the screen until it no longer covers the view or shows something that changed. May use
//! egui's geometry.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use egui::{Mesh, Pos2, Rect, Vec2};

use super::cards;
use super::links::Links;
use super::pen::Pen;
use super::{BARS, Emphasis, Look};
use crate::app::canvas::scene::Scene;
use crate::app::pane::View;
use crate::figure::Palette;
use crate::map::{NodeId, TagId};

/// How far a plate reaches beyond each side of the view once the view moves, as a share of it.
const BEYOND: f32 = 0.125;

/// What sets nodes off from others, apart from the pointer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marked {
    /// What is selected.
    pub selected: Vec<NodeId>,
    /// The tags of which a claim must carry one not to be faded; none for all.
    pub filter: BTreeSet<TagId>,
    /// What a search found.
    pub hits: HashSet<NodeId>,
}

impl Marked {
    /// What is marked in the window.
    pub fn of(view: &View<'_>) -> Self {
        Self {
            selected: view.selection.nodes.clone(),
            filter: view.filter.clone(),
            hits: view.search.nodes().clone(),
        }
    }
}

/// All that a plate shows, but for where it is looked at from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    zoom: f32,
    view: Rect,
    pixels_per_point: f32,
    palette: Palette,
    lines: u64,
    /// The cards and what stands, where either shows.
    cards: Option<(u64, u64)>,
    marked: Marked,
}

/// A finished drawing.
pub(super) struct Plate {
    subject: Subject,
    centre: Pos2,
    /// What it covered of the screen as it was drawn; everything, if nothing lies beyond.
    covers: Rect,
    /// How many links were in view.
    pub(super) count: usize,
    /// Lines, and, far off, cards and joints.
    pub(super) under: Option<Arc<Mesh>>,
    /// Joints, which lie above cards.
    pub(super) over: Option<Arc<Mesh>>,
}

impl Subject {
    pub(super) fn of(scene: &Scene, look: &Look<'_>, pixels_per_point: f32) -> Self {
        let zoom = look.camera.zoom;
        let shows_cards = zoom < BARS || !look.marked.filter.is_empty();
        Self {
            zoom,
            view: look.view,
            pixels_per_point,
            palette: *look.palette,
            lines: scene.lines,
            cards: shows_cards.then_some((scene.faced, look.evaluated)),
            marked: look.marked.clone(),
        }
    }
}

impl Plate {
    /// The plate of before if it still serves, else a new one.
    pub(super) fn serve(
        before: Option<Self>,
        subject: Subject,
        pen: &mut Pen<'_>,
        scene: &Scene,
        look: &Look<'_>,
        emphasis: &dyn Fn(NodeId) -> Emphasis,
    ) -> Self {
        // What changes in every frame is drawn no larger than it is seen.
        let mut beyond = 0.0;
        if let Some(plate) = before.filter(|plate| plate.subject == subject) {
            if plate.serves(look) {
                return plate;
            }
            // What is shown is the same, so it is the view that moves: the next frames will need a little more.
            beyond = BEYOND;
        }
        let covers = look.view.expand2(look.view.size() * beyond);
        Self::draw(covers, subject, pen, scene, look, emphasis)
    }

    fn draw(
        covers: Rect,
        subject: Subject,
        pen: &mut Pen<'_>,
        scene: &Scene,
        look: &Look<'_>,
        emphasis: &dyn Fn(NodeId) -> Emphasis,
    ) -> Self {
        let zoom = look.camera.zoom;
        let world = |area: Rect| {
            let min = look.camera.world_from_screen(look.view, area.min);
            let size = area.size() / zoom;
            crate::figure::Rect::new(min.x, min.y, size.x, size.y).expand(8.0 / zoom)
        };
        let seen = world(covers);
        let in_sight = scene.links_in(&seen);
        // How finely lines are drawn goes by the view alone, or it would change with a larger plate.
        let count = match covers == look.view {
            true => in_sight.len(),
            false => scene.links_in(&world(look.view)).len(),
        };
        let mut links = Links::new(look, covers, count);
        for (id, link) in &in_sight {
            links.draw(pen, link, emphasis(NodeId::Link(*id)));
        }
        let joints = |pen: &mut Pen<'_>| {
            for (id, link) in &in_sight {
                links.joint(pen, link, emphasis(NodeId::Link(*id)));
            }
        };
        let (under, over) = if zoom < BARS {
            cards::far(pen, look, scene.cards_in(&seen).into_iter(), emphasis);
            joints(pen);
            (pen.take(), None)
        } else {
            let under = pen.take();
            joints(pen);
            (under, pen.take())
        };
        let all = scene.bounds();
        let whole = all.is_none_or(|all| seen.contains_rect(&all));
        Self {
            subject,
            centre: look.camera.centre,
            covers: if whole { Rect::EVERYTHING } else { covers },
            count,
            under,
            over,
        }
    }

    fn serves(&self, look: &Look<'_>) -> bool {
        let covers = self.covers.translate(self.shift(look));
        self.covers == Rect::EVERYTHING || covers.contains_rect(look.view)
    }

    /// By how much the view has moved since, on the screen.
    pub(super) fn shift(&self, look: &Look<'_>) -> Vec2 {
        (self.centre - look.camera.centre) * look.camera.zoom
    }
}
