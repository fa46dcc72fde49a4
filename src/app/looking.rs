//! What is looked at: folding, neighbourhoods, back and forward, walking and moving cards with keys. May use the
//! window's state and the document's edits.

use super::App;
use super::command::Direction;
use super::pane::{Centre, Neighbourhood, Pane};
use crate::document::history::Mark;
use crate::document::{Arrangement, Change, Edit, Place, actions};
use crate::figure;
use crate::map::branch;
use crate::map::{ClaimId, NodeId};

/// How far the keyboard moves a card, in canvas points.
const NUDGE: f32 = 16.0;
/// An outline of more cards than this does not close up when a branch is folded: that would take too long.
const MANY: usize = 3_000;

impl App {
    /// Folds or unfolds branches; cards that come into sight find places, the others stay.
    pub(super) fn fold(&mut self, edit: Edit) {
        if edit.changes.is_empty() {
            return;
        }
        let unfolded: Vec<NodeId> = edit
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::Folded(id, false) => Some(NodeId::Claim(*id)),
                _ => None,
            })
            .collect();
        self.end_typing();
        let mark = self.doc.session.new_mark();
        self.edit_within(edit, mark);
        self.close_up(&unfolded, mark);
        let document = self.doc.session.document();
        let hidden = branch::hidden(document.map(), document.folded());
        self.doc.selection.nodes.retain(|node| hidden.shows(*node));
    }

    /// After folding or unfolding an outline closes up, as outlines do, unless the person has placed cards in it; in
    /// rows only what came into sight is placed.
    pub(super) fn close_up(&mut self, unfolded: &[NodeId], mark: Mark) {
        let document = self.doc.session.document();
        let hidden = branch::hidden(document.map(), document.folded());
        let shown = document.map().claim_count() - hidden.claims.len();
        let by_hand = document.places().values().any(|place| place.pinned);
        if document.arrangement() != Arrangement::Indented || by_hand || shown > MANY {
            self.adjust(unfolded, mark);
            return;
        }
        let (width, height) = self.doc.canvas.room();
        let places = figure::rearranged(document, width, height);
        let edit = actions::replace_places(document, "arrange the cards", places);
        self.edit_within(edit, mark);
        if let [one] = unfolded {
            self.doc.canvas.reveal(*one);
        }
    }

    pub(super) fn toggle_fold(&mut self) {
        let claims = self.doc.selection.claims();
        if claims.is_empty() {
            self.toasts
                .info("Select the claim whose branch is to be folded first");
            return;
        }
        let document = self.doc.session.document();
        let all_folded = claims.iter().all(|id| document.folded().contains(id));
        let edit = actions::fold(document, &claims, !all_folded);
        if edit.changes.is_empty() {
            self.toasts.info("Nothing bears on this claim yet");
        }
        self.fold(edit);
    }

    /// One link away from the selection, two, three, and everything again.
    pub(super) fn focus(&mut self) {
        let selected = &self.doc.selection.nodes;
        self.doc.focus = match (&self.doc.focus, selected.is_empty()) {
            (Some(now), _) if now.steps < 3 && (selected.is_empty() || now.nodes == *selected) => {
                Some(Neighbourhood {
                    nodes: now.nodes.clone(),
                    steps: now.steps + 1,
                })
            }
            (Some(now), _) if selected.is_empty() || now.nodes == *selected => None,
            (_, false) => Some(Neighbourhood {
                nodes: selected.clone(),
                steps: 1,
            }),
            (_, true) => {
                self.toasts
                    .info("Select the claim whose neighbourhood is to be shown first");
                return;
            }
        };
        match &self.doc.focus {
            Some(focus) => self.doc.canvas.fit_around(focus.nodes.clone()),
            None => self.doc.canvas.fit_around(self.doc.selection.nodes.clone()),
        }
    }

    pub(super) fn go(&mut self, back: bool) {
        let map = self.doc.session.document().map();
        match self.doc.trail.step(map, back) {
            Some(node) => self.show(node),
            None => self.toasts.info(if back {
                "Nothing was looked at before"
            } else {
                "Nothing to go forward to"
            }),
        }
    }

    pub(super) fn look_at(&mut self, centre: Centre) {
        self.welcome = false;
        self.doc.editing = None;
        self.doc.centre = centre;
        if let Some(node) = self.doc.selection.nodes.last().copied() {
            self.show_softly(node);
        }
    }

    /// Brings something into view in every pane without selecting it anew.
    pub(super) fn show_softly(&mut self, node: NodeId) {
        self.doc.canvas.reveal(node);
        self.doc.outline.reveal(node);
        self.doc.table.reveal(node);
    }

    pub(super) fn walk(&mut self, ctx: &egui::Context, direction: Direction) {
        match self.doc.centre {
            Centre::Canvas => self.with_view(ctx, |canvas, view| canvas.walk(direction, view)),
            Centre::Outline | Centre::Table => {
                let rows = match self.doc.centre {
                    Centre::Outline => self.doc.outline.order(),
                    _ => self.doc.table.order(),
                };
                let now = self.doc.selection.nodes.last().copied();
                let at = now.and_then(|node| rows.iter().position(|row| *row == node));
                let next = match (direction, at) {
                    (Direction::Down, Some(at)) => rows.get(at + 1),
                    (Direction::Up, Some(at)) => at.checked_sub(1).and_then(|n| rows.get(n)),
                    (Direction::Down | Direction::Up, None) => rows.first(),
                    (Direction::Left | Direction::Right, Some(_)) => {
                        // As in any tree: left folds, right unfolds.
                        let claims = self.doc.selection.claims();
                        let fold = direction == Direction::Left;
                        let edit = actions::fold(self.doc.session.document(), &claims, fold);
                        self.fold(edit);
                        None
                    }
                    (Direction::Left | Direction::Right, None) => None,
                };
                if let Some(node) = next.copied() {
                    self.doc.selection.only(node);
                    self.show_softly(node);
                }
            }
        }
    }

    /// Along links: up to what it bears on, down to what bears on it, sideways among what bears on the same.
    pub(super) fn walk_links(&mut self, direction: Direction) {
        let map = self.doc.session.document().map();
        let Some(from) = self.doc.selection.nodes.last().copied() else {
            // From nowhere one comes to the first thesis.
            if let Some(first) = branch::roots(map).first() {
                self.show(NodeId::Claim(*first));
            }
            return;
        };
        let along = branch::along(map, from);
        let next = match direction {
            Direction::Up => along.targets.first().copied(),
            Direction::Down => along.premises.first().copied(),
            Direction::Left | Direction::Right => {
                let at = along.siblings.iter().position(|node| *node == from);
                let len = along.siblings.len();
                at.filter(|_| len > 1).and_then(|at| {
                    let step = if direction == Direction::Left {
                        len - 1
                    } else {
                        1
                    };
                    along.siblings.get((at + step) % len).copied()
                })
            }
        };
        if let Some(node) = next {
            self.show(node);
        }
    }

    /// Moves the selected cards a little; a run of such steps is taken back at once.
    pub(super) fn nudge(&mut self, direction: Direction) {
        let claims = self.doc.selection.claims();
        let (x, y) = direction.unit();
        let places: Vec<(ClaimId, Place)> = claims
            .iter()
            .filter_map(|id| {
                let (left, top) = self.doc.canvas.place_of(*id)?;
                let place = Place {
                    x: left + x * NUDGE,
                    y: top + y * NUDGE,
                    pinned: true,
                };
                Some((*id, place))
            })
            .collect();
        if places.is_empty() {
            return;
        }
        let label = format!("move {}", actions::count(places.len(), "claim"));
        let mark = match &self.nudging {
            Some((moved, mark)) if *moved == claims => *mark,
            _ => self.doc.session.new_mark(),
        };
        self.nudging = Some((claims, mark));
        self.edit_within(actions::place(&label, places), mark);
    }

    /// The keyboard goes to the next pane: thread, map, inspector, suggestions and round again.
    pub(super) fn next_pane(&mut self, ctx: &egui::Context) {
        let mut panes = vec![Pane::Map];
        if self.settings.show_inspector {
            panes.push(Pane::Inspector);
        }
        if self.settings.show_suggestions {
            panes.push(Pane::Suggestions);
        }
        if self.settings.show_thread {
            panes.push(Pane::Thread);
        }
        let now = panes.iter().position(|pane| *pane == self.pane);
        self.pane = panes[now.map_or(0, |n| n + 1) % panes.len()];
        self.pane.focus(ctx);
    }
}
