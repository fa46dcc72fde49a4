//! What the pointer does on the canvas: moving over the plane, moving cards, framing, drawing links, clicks. Each
//! gesture begins, goes on and ends here; all it did is one step, and Escape leaves no trace of it. May use egui and
//! the document's edits.

use egui::{CursorIcon, Key, PointerButton, Pos2, Rect, Vec2, pos2, vec2};

use super::gesture::{Drop, Gesture, drop_on};
use super::scene::Hit;
use super::{Began, Canvas, snap};
use crate::app::editing::Editing;
use crate::app::pane::{Action, View, Words};
use crate::document::{Place, actions};
use crate::figure::{self, CARD_WIDTH};
use crate::map::{Claim, ClaimId, LinkKind, Map, NodeId};

/// So near to the edge of the view a drag begins to move the plane, in screen points.
const EDGE: f32 = 28.0;
/// How fast, at the very edge, in screen points a second.
const EDGE_SPEED: f32 = 900.0;

/// The kind of link that is asked for by holding S, A or R.
fn held_kind(ui: &egui::Ui) -> Option<LinkKind> {
    ui.input(|i| {
        [
            (Key::S, LinkKind::Support),
            (Key::A, LinkKind::Attack),
            (Key::R, LinkKind::Rephrase),
        ]
        .into_iter()
        .find(|(key, _)| i.key_down(*key) && !i.modifiers.command)
        .map(|(_, kind)| kind)
    })
}

impl Canvas {
    /// Wheel, pinch, middle button and space: moving over the plane.
    pub(super) fn navigate(&mut self, ui: &egui::Ui, response: &egui::Response, view: &View<'_>) {
        if response.contains_pointer() {
            let (scroll, zoom, at) = ui.input(|i| {
                (
                    i.smooth_scroll_delta(),
                    i.zoom_delta(),
                    i.pointer.hover_pos(),
                )
            });
            if zoom != 1.0
                && let Some(at) = at
            {
                // The hand decides what is seen, even while cards glide.
                self.fit = None;
                self.camera.zoom_at(response.rect, at, zoom);
            } else if scroll != Vec2::ZERO {
                self.fit = None;
                self.camera.pan(scroll);
            }
        }
        let typing = ui.ctx().text_edit_focused();
        let space = ui.input(|i| i.key_down(Key::Space)) && !typing;
        let pan_button = response.dragged_by(PointerButton::Middle)
            || response.dragged_by(PointerButton::Secondary)
            || (space && response.dragged_by(PointerButton::Primary));
        if pan_button && matches!(self.gesture, Gesture::Idle | Gesture::Pan) {
            if self.gesture == Gesture::Idle {
                self.remember(view);
            }
            self.gesture = Gesture::Pan;
            self.camera.pan(response.drag_delta());
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        } else if self.gesture == Gesture::Pan {
            self.gesture = Gesture::Idle;
        } else if space && response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
    }

    /// What the primary button does.
    pub(super) fn point(&mut self, ui: &egui::Ui, response: &egui::Response, view: &mut View<'_>) {
        let rect = response.rect;
        let pointer = ui.input(|i| i.pointer.latest_pos());
        self.hover = match pointer {
            Some(at) if response.contains_pointer() || response.dragged() => self.hit(rect, at),
            _ => None,
        };
        let add = ui.input(|i| i.modifiers.shift || i.modifiers.command);
        let space = ui.input(|i| i.key_down(Key::Space));
        if response.drag_started_by(PointerButton::Primary)
            && !space
            && let Some(origin) = ui.input(|i| i.pointer.press_origin())
        {
            *view.editing = None;
            response.request_focus();
            self.begin_drag(ui, rect, origin, add, view);
        }
        if let Some(at) = pointer {
            self.scroll_at_edge(ui, rect, at);
            self.continue_drag(ui, rect, at, view);
            if response.drag_stopped() {
                self.end_drag(rect, at, view);
            }
        }
        // By the pointer only: Space and Enter press a control that has the keyboard, and this is none.
        if response.clicked_by(PointerButton::Primary) {
            // Keys are the map's again, not those of the text that was typed in.
            ui.memory_mut(|m| m.stop_text_input());
            response.request_focus();
            self.click(add, view);
        }
        if response.double_clicked() {
            self.double_click(rect, pointer, view);
        }
        if self.gesture == Gesture::Idle {
            let icon = match self.hover {
                Some(Hit::Edge(_)) => Some(CursorIcon::Crosshair),
                Some(Hit::Card(_)) => Some(CursorIcon::Grab),
                Some(Hit::Joint(_) | Hit::Line(_)) => Some(CursorIcon::PointingHand),
                None => None,
            };
            if let Some(icon) = icon {
                ui.ctx().set_cursor_icon(icon);
            }
        }
    }

    /// A drag that comes to the edge of the view moves the plane, the faster the nearer.
    fn scroll_at_edge(&mut self, ui: &egui::Ui, rect: Rect, at: Pos2) {
        let dragging = matches!(
            self.gesture,
            Gesture::Move { .. } | Gesture::Link { .. } | Gesture::Marquee { .. }
        );
        if !dragging {
            return;
        }
        let inner = rect.shrink(EDGE.min(rect.width().min(rect.height()) / 4.0));
        let beyond = at - inner.clamp(at);
        if beyond == Vec2::ZERO {
            return;
        }
        let seconds = ui.input(|i| i.stable_dt).min(0.05);
        let share = (beyond / EDGE).clamp(Vec2::splat(-1.0), Vec2::splat(1.0));
        self.camera.pan(-share * EDGE_SPEED * seconds);
        ui.ctx().request_repaint();
    }

    fn remember(&mut self, view: &View<'_>) {
        self.began = Some(Began {
            nodes: view.selection.nodes.clone(),
            camera: self.camera,
        });
    }

    /// A gesture whose button came up where the canvas could not see it, behind a page or another tab, is given up.
    pub(super) fn leave_what_nobody_holds(&mut self, ui: &egui::Ui, view: &mut View<'_>) {
        if self.gesture != Gesture::Idle && !ui.input(|i| i.pointer.any_down()) {
            self.cancel(view.selection, view.actions);
            self.gesture = Gesture::Idle;
        }
    }

    fn begin_drag(
        &mut self,
        ui: &egui::Ui,
        rect: Rect,
        origin: Pos2,
        add: bool,
        view: &mut View<'_>,
    ) {
        let from = self.world(rect, origin);
        self.remember(view);
        self.choosing = None;
        let held = held_kind(ui);
        self.gesture = match self.hit(rect, origin) {
            Some(Hit::Edge(id)) => self.begin_link(id, held, view),
            Some(Hit::Card(id)) if held.is_some() => self.begin_link(id, held, view),
            Some(Hit::Card(id)) => {
                let node = NodeId::Claim(id);
                if !view.selection.has(node) {
                    if add {
                        view.selection.toggle(node);
                    } else {
                        view.selection.only(node);
                    }
                }
                // The card under the pointer comes first: it is the one that snaps.
                let mut claims = view.selection.claims();
                claims.retain(|other| *other != id);
                claims.insert(0, id);
                let cards = claims
                    .into_iter()
                    .filter_map(|id| {
                        let rect = self.scene.rect(id)?;
                        Some((id, pos2(rect.x, rect.y)))
                    })
                    .collect();
                Gesture::Move {
                    mark: self.next_mark,
                    from,
                    cards,
                    kind: LinkKind::Support,
                }
            }
            Some(Hit::Joint(_) | Hit::Line(_)) => Gesture::Idle,
            None => {
                let before = if add {
                    view.selection.nodes.clone()
                } else {
                    Vec::new()
                };
                Gesture::Marquee { from, before }
            }
        };
    }

    fn begin_link(&self, id: ClaimId, held: Option<LinkKind>, view: &View<'_>) -> Gesture {
        let mut premises = view.selection.claims();
        if !premises.contains(&id) || premises.len() < 2 {
            premises = vec![id];
        }
        Gesture::Link {
            kind: held.unwrap_or(LinkKind::Support),
            premises,
        }
    }

    fn continue_drag(&mut self, ui: &egui::Ui, rect: Rect, at: Pos2, view: &mut View<'_>) {
        let world = self.world(rect, at);
        let held = held_kind(ui);
        match &mut self.gesture {
            Gesture::Idle | Gesture::Pan | Gesture::GivenUp => {}
            Gesture::Move {
                mark,
                from,
                cards,
                kind,
            } => {
                *kind = held.unwrap_or(*kind);
                let mut by = world - *from;
                self.snapped.clear();
                let free = ui.input(|i| i.modifiers.command);
                if view.settings.snap
                    && !free
                    && let Some((first, start)) = cards.first().copied()
                    && let Some(card) = self.scene.rect(first)
                {
                    let moved = figure::Rect::new(start.x + by.x, start.y + by.y, card.w, card.h);
                    let seen = self.camera.seen(rect);
                    let still = (self.scene.cards.iter())
                        .filter(|c| c.rect.intersects(&seen))
                        .filter(|c| !cards.iter().any(|(id, _)| *id == c.claim))
                        .map(|c| c.rect);
                    let (snap, lines) = snap::to_lines(moved, still, 6.0 / self.camera.zoom);
                    by += snap;
                    self.snapped = lines;
                }
                let places: Vec<(ClaimId, Place)> = cards
                    .iter()
                    .map(|(id, start)| {
                        let to = *start + by;
                        let place = Place {
                            x: to.x,
                            y: to.y,
                            pinned: true,
                        };
                        (*id, place)
                    })
                    .filter(|(id, place)| view.session.document().place(*id) != Some(*place))
                    .collect();
                if !places.is_empty() {
                    let label = format!("move {}", actions::count(cards.len(), "claim"));
                    view.actions
                        .push(Action::EditWithin(actions::place(&label, places), *mark));
                }
                ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            }
            Gesture::Marquee { from, before } => {
                let frame = Rect::from_two_pos(*from, world);
                let frame =
                    figure::Rect::new(frame.min.x, frame.min.y, frame.width(), frame.height());
                let mut nodes = before.clone();
                let known: std::collections::HashSet<NodeId> = nodes.iter().copied().collect();
                let inside = self.scene.inside(&frame).into_iter();
                nodes.extend(inside.filter(|node| !known.contains(node)));
                view.selection.nodes = nodes;
            }
            Gesture::Link { kind, .. } => {
                *kind = held.unwrap_or(*kind);
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
                ui.ctx().request_repaint();
            }
        }
    }

    fn end_drag(&mut self, rect: Rect, at: Pos2, view: &mut View<'_>) {
        self.snapped.clear();
        match std::mem::take(&mut self.gesture) {
            Gesture::Link { kind, premises } => match self.drop_target(kind, &premises, view) {
                Drop::Onto(id) => self.connect(Some(kind), &premises, id.into(), view),
                Drop::OntoLink(id) => self.connect(Some(kind), &premises, id.into(), view),
                Drop::Join(id) => self.connect(None, &premises, id.into(), view),
                Drop::NewClaim => self.add_target(rect, at, kind, &premises, view),
                Drop::Nothing => {}
            },
            // Cards dropped onto another card or a joint are linked and go back to where they stood.
            Gesture::Move {
                mark, cards, kind, ..
            } => {
                let premises: Vec<ClaimId> = cards.iter().map(|(id, _)| *id).collect();
                match self.move_target(kind, &premises, rect, at, view) {
                    Drop::Onto(id) => {
                        view.actions.push(Action::Bail(mark));
                        self.connect(Some(kind), &premises, id.into(), view);
                    }
                    Drop::Join(id) => {
                        view.actions.push(Action::Bail(mark));
                        self.connect(None, &premises, id.into(), view);
                    }
                    Drop::OntoLink(_) | Drop::NewClaim | Drop::Nothing => {}
                }
            }
            Gesture::Idle | Gesture::Pan | Gesture::Marquee { .. } | Gesture::GivenUp => {}
        }
    }

    /// A link drawn into the empty plane makes the claim it goes to.
    fn add_target(
        &mut self,
        rect: Rect,
        at: Pos2,
        kind: LinkKind,
        premises: &[ClaimId],
        view: &mut View<'_>,
    ) {
        let world = self.world(rect, at);
        let place = self.free_place_at(pos2(world.x - CARD_WIDTH / 2.0, world.y - 30.0));
        let document = view.session.document();
        let (edit, id) =
            actions::add_target(document, Claim::default(), Some(place), kind, premises);
        self.begin_claim(edit, id, view);
    }

    /// Adds a claim and starts typing in it.
    fn begin_claim(&mut self, edit: crate::document::Edit, id: ClaimId, view: &mut View<'_>) {
        view.actions.push(Action::EditWithin(edit, self.next_mark));
        let before = view.selection.nodes.clone();
        view.selection.only(NodeId::Claim(id));
        *view.editing = Some(Editing::new(id, "", self.next_mark, before));
        self.reveal(NodeId::Claim(id));
    }

    pub(super) fn drop_target(
        &self,
        kind: LinkKind,
        premises: &[ClaimId],
        view: &View<'_>,
    ) -> Drop {
        let map = view.session.document().map();
        drop_on(self.hover, kind, premises, |id| {
            map.link(id).map(|link| (link.premises, link.target))
        })
    }

    /// The joint or card, other than these, under a world point: what moved cards may be dropped on.
    fn hit_except(&self, at: figure::Point, moved: &[ClaimId]) -> Option<Hit> {
        let joint = self.scene.links.iter().find(|(_, link)| {
            !link.premises.iter().any(|p| moved.contains(p))
                && link.figure.joint_rect().expand(4.0).contains(at)
        });
        if let Some((id, _)) = joint {
            return Some(Hit::Joint(*id));
        }
        let mut cards = self.scene.cards.iter().rev();
        let card = cards.find(|card| card.rect.contains(at) && !moved.contains(&card.claim));
        card.map(|card| Hit::Card(card.claim))
    }

    /// What dropping moved cards here does, the cards themselves left out; lines are too easily met to count.
    pub(super) fn move_target(
        &self,
        kind: LinkKind,
        premises: &[ClaimId],
        rect: Rect,
        at: Pos2,
        view: &View<'_>,
    ) -> Drop {
        let world = self.world(rect, at);
        let point = (world.x, world.y);
        let map = view.session.document().map();
        let hit = self.hit_except(point, premises);
        match drop_on(hit, kind, premises, |id| {
            map.link(id).map(|link| (link.premises, link.target))
        }) {
            Drop::OntoLink(_) | Drop::NewClaim => Drop::Nothing,
            // What is linked to it already is only moved.
            Drop::Onto(id) if premises.iter().any(|p| are_linked(map, *p, id)) => Drop::Nothing,
            drop => drop,
        }
    }

    fn click(&mut self, add: bool, view: &mut View<'_>) {
        if let (Some(choosing), Some(hit)) = (self.choosing.clone(), self.hover) {
            self.choosing = None;
            let node = hit.node();
            if !matches!(node, NodeId::Claim(id) if choosing.premises.contains(&id)) {
                self.connect(choosing.kind, &choosing.premises, node, view);
            }
            return;
        }
        let elsewhere = |claim| self.hover.map(Hit::node) != Some(NodeId::Claim(claim));
        if view.editing.as_ref().is_some_and(|e| elsewhere(e.claim)) {
            *view.editing = None;
        }
        match self.hover.map(Hit::node) {
            Some(node) if add => view.selection.toggle(node),
            Some(node) => {
                view.selection.only(node);
                if let NodeId::Claim(id) = node {
                    show_first_words(id, view);
                }
            }
            None if !add => {
                view.selection.nodes.clear();
                self.choosing = None;
            }
            None => {}
        }
    }

    fn double_click(&mut self, rect: Rect, at: Option<Pos2>, view: &mut View<'_>) {
        match self.hover {
            Some(Hit::Card(id) | Hit::Edge(id)) => view.actions.push(Action::EditText(id)),
            None => {
                let Some(at) = at else { return };
                let world = self.world(rect, at);
                let place =
                    self.free_place_at(pos2(world.x, world.y) - vec2(CARD_WIDTH / 2.0, 24.0));
                let document = view.session.document();
                let (edit, id) = actions::add_claim(document, Claim::default(), Some(place));
                self.begin_claim(edit, id, view);
            }
            Some(Hit::Joint(_) | Hit::Line(_)) => {}
        }
    }
}

/// Whether a link with one of them as premise bears on the other.
fn are_linked(map: &Map, a: ClaimId, b: ClaimId) -> bool {
    let onto = |from: ClaimId, to: ClaimId| {
        let links = map.links_from(from).into_iter();
        let mut targets = links.filter_map(|id| map.link(id)).map(|link| link.target);
        targets.any(|target| target == NodeId::Claim(to))
    };
    onto(a, b) || onto(b, a)
}

/// A click on a claim finds its words in the thread, if that is open.
fn show_first_words(claim: ClaimId, view: &mut View<'_>) {
    let mut anchors = view.derived.anchors.iter();
    let found = anchors.find_map(|(comment, list)| {
        let first = list.iter().find(|a| a.claim == claim && a.nth == 0)?;
        Some(Words {
            comment: comment.clone(),
            range: first.range.clone(),
        })
    });
    if let Some(words) = found {
        view.actions.push(Action::FollowWords(words));
    }
}
