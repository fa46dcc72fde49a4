//! The canvas: the map as one painted plane.
//!
//! One response senses the pointer; what was hit is found in the [`scene`]. [`camera`] says what is seen,
//! [`gesture`] what the pointer is in the middle of, [`paint`] draws. Every card and joint that is seen is
//! also announced to screen readers and may be reached with the keyboard. Changes are asked for as actions.
//! May use figure, document, map and egui.

pub mod camera;
pub mod gesture;
pub mod paint;
pub mod scene;

use egui::{
    Align2, CursorIcon, FontId, Key, PointerButton, Pos2, Rect, Sense, Stroke, StrokeKind, pos2,
    vec2,
};

use self::camera::Camera;
use self::gesture::{Choosing, Drop, Gesture, drop_on};
use self::paint::Emphasis;
use self::scene::{Hit, Scene};
use super::command::Direction;
use super::pane::{Action, View};
use super::theme::colour;
use crate::document::history::Mark;
use crate::document::{Place, actions};
use crate::figure::style::{LINE_BODY, STROKE_LINK, TEXT_BODY, TEXT_SMALL};
use crate::figure::{self, CARD_WIDTH};
use crate::map::{Claim, ClaimId, LinkId, LinkKind, NodeId};

/// How near to a thin thing the pointer must be, in screen points.
const REACH: f32 = 9.0;

/// A map that would be drawn smaller than this is shown from where it begins instead.
const READABLE: f32 = 0.5;

/// A claim's text being edited in place.
struct Editing {
    claim: ClaimId,
    text: String,
    mark: Mark,
    fresh: bool,
}

/// The canvas with its state.
#[derive(Default)]
pub struct Canvas {
    /// What part is seen.
    pub camera: Camera,
    scene: Scene,
    gesture: Gesture,
    choosing: Option<Choosing>,
    editing: Option<Editing>,
    view: Option<Rect>,
    hover: Option<Hit>,
    fit: Option<Fit>,
    /// A mark for the next gesture or stretch of typing, handed in by the window every frame.
    next_mark: Mark,
}

/// What to show once the view's size is known.
#[derive(Debug, Clone, PartialEq)]
enum Fit {
    All,
    /// All of it, or where it begins if all of it could not be read.
    Start,
    Nodes(Vec<NodeId>),
    Reveal(NodeId),
}

impl Canvas {
    /// Forgets everything about the document that was open.
    pub fn forget(&mut self) {
        *self = Self {
            fit: Some(Fit::Start),
            ..Self::default()
        };
    }

    /// Shows the whole map at the next frame.
    pub fn fit_all(&mut self) {
        self.fit = Some(Fit::All);
    }

    /// Shows these at the next frame.
    pub fn fit_nodes(&mut self, nodes: Vec<NodeId>) {
        self.fit = Some(Fit::Nodes(nodes));
    }

    /// Moves the view if this is not seen.
    pub fn reveal(&mut self, node: NodeId) {
        self.fit = Some(Fit::Reveal(node));
    }

    /// Width and height of the view, in points.
    pub fn room(&self) -> (f32, f32) {
        self.view
            .map_or((1280.0, 800.0), |view| (view.width(), view.height()))
    }

    /// Draws larger or smaller around the middle.
    pub fn zoom_by(&mut self, factor: f32) {
        if let Some(view) = self.view {
            self.camera.zoom_at(view, view.center(), factor);
        }
    }

    /// Whether the pointer or the keyboard is in the middle of something that Escape leaves.
    pub fn busy(&self) -> bool {
        self.gesture != Gesture::Idle || self.choosing.is_some() || self.editing.is_some()
    }

    /// Whether a claim's text is being edited in place.
    pub fn is_editing(&self) -> bool {
        self.editing.is_some()
    }

    /// Whether a link is being drawn with the pointer.
    pub fn is_drawing_link(&self) -> bool {
        matches!(self.gesture, Gesture::Link { .. })
    }

    /// Leaves what the pointer or keyboard is in the middle of, without a trace.
    pub fn cancel(&mut self, actions: &mut Vec<Action>) {
        match std::mem::take(&mut self.gesture) {
            Gesture::Move { mark, .. } => actions.push(Action::Bail(mark)),
            Gesture::Idle | Gesture::Pan | Gesture::Marquee { .. } | Gesture::Link { .. } => {}
        }
        self.choosing = None;
        if let Some(editing) = self.editing.take() {
            actions.push(Action::Bail(editing.mark));
        }
    }

    /// Ends editing and keeps what was typed.
    pub fn finish_editing(&mut self) {
        self.editing = None;
    }

    /// Starts editing a claim's text; with `mark`, Escape also takes back what was done under it.
    pub fn edit_claim(&mut self, claim: ClaimId, text: &str, mark: Mark) {
        self.editing = Some(Editing {
            claim,
            text: text.to_owned(),
            mark,
            fresh: true,
        });
        self.reveal(NodeId::Claim(claim));
    }

    /// Starts choosing the target of a link with the keyboard.
    pub fn choose_target(&mut self, kind: Option<LinkKind>, premises: Vec<ClaimId>) {
        self.gesture = Gesture::Idle;
        self.choosing = Some(Choosing {
            kind,
            premises,
            candidate: None,
        });
    }

    /// Where a new card goes: below the selected claim, else in the middle of the view; never onto another.
    pub fn free_place(&self, near: Option<ClaimId>) -> Place {
        let start = match near.and_then(|id| self.scene.rect(id)) {
            Some(rect) => pos2(rect.x, rect.bottom() + 72.0),
            None => self.camera.centre - vec2(CARD_WIDTH / 2.0, 40.0),
        };
        self.free_place_at(start)
    }

    /// The nearest free spot to the right of `start`.
    fn free_place_at(&self, start: Pos2) -> Place {
        let (mut x, y) = (start.x, start.y);
        for _ in 0..=self.scene.cards.len() {
            let wanted = figure::Rect::new(x, y, CARD_WIDTH, 96.0).expand(12.0);
            match self
                .scene
                .cards
                .iter()
                .find(|card| card.rect.intersects(&wanted))
            {
                Some(card) => x = card.rect.right() + 25.0,
                None => break,
            }
        }
        Place {
            x,
            y,
            pinned: false,
        }
    }

    /// Selects the neighbour in a direction, or proposes it as target.
    pub fn walk(&mut self, direction: Direction, view: &mut View<'_>) {
        let unit = match direction {
            Direction::Left => (-1.0, 0.0),
            Direction::Right => (1.0, 0.0),
            Direction::Up => (0.0, -1.0),
            Direction::Down => (0.0, 1.0),
        };
        if let Some(choosing) = &self.choosing {
            let from = choosing
                .candidate
                .or_else(|| choosing.premises.last().copied().map(NodeId::Claim));
            let allowed = |node: NodeId| match node {
                NodeId::Claim(id) => choosing.kind.is_some() && !choosing.premises.contains(&id),
                NodeId::Link(_) => choosing.kind != Some(LinkKind::Rephrase),
            };
            let next = from.and_then(|from| self.scene.neighbour(from, unit, allowed));
            if let (Some(next), Some(choosing)) = (next, &mut self.choosing) {
                choosing.candidate = Some(next);
                self.reveal(next);
            }
            return;
        }
        match view.selection.nodes.last().copied() {
            Some(from) => {
                if let Some(next) = self.scene.neighbour(from, unit, |_| true) {
                    view.selection.only(next);
                    self.reveal(next);
                }
            }
            None => {
                if let Some(card) = self.scene.cards.first() {
                    let first = NodeId::Claim(card.claim);
                    view.selection.only(first);
                    self.reveal(first);
                }
            }
        }
    }

    /// Accepts the proposed target; returns whether there was something to accept.
    pub fn accept_choice(&mut self, view: &mut View<'_>) -> bool {
        let Some(choosing) = self.choosing.take() else {
            return false;
        };
        let Some(candidate) = choosing.candidate else {
            self.choosing = Some(choosing);
            return true;
        };
        self.connect(choosing.kind, &choosing.premises, candidate, view);
        true
    }

    /// Links premises to a target, or joins them to a link, and selects what came of it.
    pub fn connect(
        &mut self,
        kind: Option<LinkKind>,
        premises: &[ClaimId],
        target: NodeId,
        view: &mut View<'_>,
    ) {
        let document = view.session.document();
        match (kind, target) {
            (Some(kind), target) => {
                let (edit, id) = actions::link(document, kind, premises, target);
                view.actions.push(Action::Edit(edit));
                view.selection.only(NodeId::Link(id));
            }
            (None, NodeId::Link(id)) => {
                self.join(premises, id, view);
                view.selection.only(target);
            }
            (None, NodeId::Claim(_)) => {}
        }
    }

    fn join(&self, premises: &[ClaimId], link: LinkId, view: &mut View<'_>) {
        let document = view.session.document();
        let mut edit = crate::document::Edit::new("add linked premise", Vec::new());
        if let Some(old) = document.map().link(link) {
            let mut joined = old;
            joined.premises.extend(premises);
            edit.changes
                .push(crate::document::Change::Link(link, Some(joined)));
        }
        view.actions.push(Action::Edit(edit));
    }

    /// Shows the canvas in what room there is.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        self.next_mark = next_mark;
        self.scene.refresh(view.session);
        let response = ui.allocate_response(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| {
            let map = view.session.document().map();
            egui::WidgetInfo::labeled(
                egui::Role::Pane,
                true,
                format!(
                    "Canvas: {}, {}",
                    actions::count(map.claim_count(), "claim"),
                    actions::count(map.link_count(), "link")
                ),
            )
        });
        let rect = response.rect;
        if let Some(before) = self.view.replace(rect) {
            // When a pane beside the canvas changes its width, what is drawn stays where it is on the screen.
            self.camera.centre += (rect.center() - before.center()) / self.camera.zoom;
        }
        self.apply_fit(rect);
        self.drop_editing_of_missing(view);

        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, colour(view.palette.canvas));
        paint::grid(&painter, view.palette, self.camera, rect);

        self.navigate(ui, &response);
        self.point(ui, &response, view);
        self.draw(ui, &painter, view);
        self.announce(ui, view);
        self.edit_in_place(ui, view);
        if view.session.document().map().is_empty() && !self.busy() {
            empty_hint(ui, rect, view);
        }
        if let Some(choosing) = &self.choosing {
            let what = match choosing.kind {
                Some(kind) => format!("Choose what it {}", kind.verb()),
                None => "Choose the link it is a premise of".to_owned(),
            };
            let hint = format!("{what}: arrow keys or a click, Enter to accept, Escape to leave");
            banner(&painter, rect, view, &hint);
        }
    }

    fn apply_fit(&mut self, rect: Rect) {
        if rect.width() < 16.0 {
            return;
        }
        match self.fit.take() {
            Some(Fit::All) => {
                if let Some(bounds) = self.scene.bounds() {
                    self.camera.fit(rect, bounds);
                }
            }
            Some(Fit::Start) => {
                if let Some(bounds) = self.scene.bounds() {
                    self.camera.fit(rect, bounds);
                    if self.camera.zoom < READABLE
                        && let Some(first) = self.scene.first()
                    {
                        self.camera.begin_at(rect, bounds, first, READABLE);
                    }
                }
            }
            Some(Fit::Nodes(nodes)) => {
                if let Some(bounds) = self.scene.bounds_of(&nodes) {
                    self.camera.fit(rect, bounds);
                }
            }
            Some(Fit::Reveal(node)) => {
                if let Some(bounds) = self.scene.rect_of(node) {
                    self.camera.reveal(rect, bounds);
                }
            }
            None => {}
        }
    }

    fn drop_editing_of_missing(&mut self, view: &View<'_>) {
        let map = view.session.document().map();
        if self
            .editing
            .as_ref()
            .is_some_and(|editing| map.claim(editing.claim).is_none())
        {
            self.editing = None;
        }
    }

    /// Wheel, pinch, middle button and space: moving over the plane.
    fn navigate(&mut self, ui: &egui::Ui, response: &egui::Response) {
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
                self.camera.zoom_at(response.rect, at, zoom);
            } else if scroll != egui::Vec2::ZERO {
                self.camera.pan(scroll);
            }
        }
        let space = ui.input(|i| i.key_down(Key::Space)) && !self.is_editing();
        let pan_button = response.dragged_by(PointerButton::Middle)
            || response.dragged_by(PointerButton::Secondary)
            || (space && response.dragged_by(PointerButton::Primary));
        if pan_button {
            self.gesture = Gesture::Pan;
            self.camera.pan(response.drag_delta());
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        } else if self.gesture == Gesture::Pan {
            self.gesture = Gesture::Idle;
        } else if space && response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
    }

    fn world(&self, rect: Rect, at: Pos2) -> Pos2 {
        self.camera.world_from_screen(rect, at)
    }

    fn hit(&self, rect: Rect, at: Pos2) -> Option<Hit> {
        let world = self.world(rect, at);
        self.scene.hit((world.x, world.y), REACH / self.camera.zoom)
    }

    /// What the primary button does.
    fn point(&mut self, ui: &egui::Ui, response: &egui::Response, view: &mut View<'_>) {
        let rect = response.rect;
        let pointer = ui.input(|i| i.pointer.latest_pos());
        self.hover = match pointer {
            Some(at) if response.contains_pointer() || response.dragged() => self.hit(rect, at),
            _ => None,
        };
        let shift = ui.input(|i| i.modifiers.shift || i.modifiers.command);
        let space = ui.input(|i| i.key_down(Key::Space));

        if response.drag_started_by(PointerButton::Primary)
            && !space
            && let Some(origin) = ui.input(|i| i.pointer.press_origin())
        {
            self.finish_editing();
            self.begin_drag(rect, origin, shift, view);
        }
        if let Some(at) = pointer {
            self.continue_drag(ui, rect, at, view);
            if response.drag_stopped() {
                self.end_drag(rect, at, view);
            }
        }
        if response.clicked() {
            // Keys are the canvas's again, not those of the text that was typed in.
            ui.memory_mut(|m| m.stop_text_input());
            self.click(shift, view);
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

    fn begin_drag(&mut self, rect: Rect, origin: Pos2, shift: bool, view: &mut View<'_>) {
        let from = self.world(rect, origin);
        self.choosing = None;
        self.gesture = match self.hit(rect, origin) {
            Some(Hit::Edge(id)) => {
                let mut premises = view.selection.claims();
                if !premises.contains(&id) || premises.len() < 2 {
                    premises = vec![id];
                }
                Gesture::Link {
                    kind: LinkKind::Support,
                    premises,
                }
            }
            Some(Hit::Card(id)) => {
                let node = NodeId::Claim(id);
                if !view.selection.has(node) {
                    if shift {
                        view.selection.toggle(node);
                    } else {
                        view.selection.only(node);
                    }
                }
                let cards = view
                    .selection
                    .claims()
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
                }
            }
            Some(Hit::Joint(_) | Hit::Line(_)) => Gesture::Idle,
            None => {
                let before = if shift {
                    view.selection.nodes.clone()
                } else {
                    Vec::new()
                };
                Gesture::Marquee { from, before }
            }
        };
    }

    fn continue_drag(&mut self, ui: &egui::Ui, rect: Rect, at: Pos2, view: &mut View<'_>) {
        let world = self.world(rect, at);
        match &mut self.gesture {
            Gesture::Idle | Gesture::Pan => {}
            Gesture::Move { mark, from, cards } => {
                let by = world - *from;
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
                for node in self.scene.inside(&frame) {
                    if !nodes.contains(&node) {
                        nodes.push(node);
                    }
                }
                view.selection.nodes = nodes;
            }
            Gesture::Link { kind, .. } => {
                ui.input(|i| {
                    for (key, meant) in [
                        (Key::S, LinkKind::Support),
                        (Key::A, LinkKind::Attack),
                        (Key::R, LinkKind::Rephrase),
                    ] {
                        if i.key_down(key) {
                            *kind = meant;
                        }
                    }
                });
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
                ui.ctx().request_repaint();
            }
        }
    }

    fn end_drag(&mut self, rect: Rect, at: Pos2, view: &mut View<'_>) {
        if let Gesture::Link { kind, premises } = std::mem::take(&mut self.gesture) {
            match self.drop_target(kind, &premises, view) {
                Drop::Onto(id) => self.connect(Some(kind), &premises, id.into(), view),
                Drop::OntoLink(id) => self.connect(Some(kind), &premises, id.into(), view),
                Drop::Join(id) => self.connect(None, &premises, id.into(), view),
                Drop::NewClaim => self.add_target(rect, at, kind, &premises, view),
                Drop::Nothing => {}
            }
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
        view.actions.push(Action::EditWithin(edit, self.next_mark));
        view.selection.only(NodeId::Claim(id));
        self.edit_claim(id, "", self.next_mark);
    }

    fn drop_target(&self, kind: LinkKind, premises: &[ClaimId], view: &View<'_>) -> Drop {
        let map = view.session.document().map();
        drop_on(self.hover, kind, premises, |id| {
            map.link(id).map(|link| (link.premises, link.target))
        })
    }

    fn click(&mut self, shift: bool, view: &mut View<'_>) {
        if let (Some(choosing), Some(hit)) = (self.choosing.clone(), self.hover) {
            self.choosing = None;
            let node = hit.node();
            if !matches!(node, NodeId::Claim(id) if choosing.premises.contains(&id)) {
                self.connect(choosing.kind, &choosing.premises, node, view);
            }
            return;
        }
        if self
            .editing
            .as_ref()
            .is_some_and(|e| self.hover.map(Hit::node) != Some(NodeId::Claim(e.claim)))
        {
            self.finish_editing();
        }
        match self.hover.map(Hit::node) {
            Some(node) if shift => view.selection.toggle(node),
            Some(node) => {
                view.selection.only(node);
                if let NodeId::Claim(id) = node {
                    self.show_first_words(id, view);
                }
            }
            None if !shift => {
                view.selection.nodes.clear();
                self.choosing = None;
            }
            None => {}
        }
    }

    /// A click on a claim finds its words in the thread.
    fn show_first_words(&self, claim: ClaimId, view: &mut View<'_>) {
        let found = view.derived.anchors.iter().find_map(|(comment, list)| {
            list.iter()
                .find(|a| a.claim == claim && a.nth == 0)
                .map(|a| super::pane::Words {
                    comment: comment.clone(),
                    range: a.range.clone(),
                })
        });
        if let Some(words) = found {
            view.actions.push(Action::ShowWords(words));
        }
    }

    fn double_click(&mut self, rect: Rect, at: Option<Pos2>, view: &mut View<'_>) {
        match self.hover {
            Some(Hit::Card(id) | Hit::Edge(id)) => {
                if let Some(claim) = view.session.document().map().claim(id) {
                    self.edit_claim(id, &claim.text, self.next_mark);
                }
            }
            None => {
                let Some(at) = at else { return };
                let world = self.world(rect, at);
                let place = self.free_place_at(pos2(world.x - CARD_WIDTH / 2.0, world.y - 24.0));
                let (edit, id) =
                    actions::add_claim(view.session.document(), Claim::default(), Some(place));
                view.actions.push(Action::EditWithin(edit, self.next_mark));
                view.selection.only(NodeId::Claim(id));
                self.edit_claim(id, "", self.next_mark);
            }
            Some(Hit::Joint(_) | Hit::Line(_)) => {}
        }
    }

    fn draw(&self, ui: &egui::Ui, painter: &egui::Painter, view: &View<'_>) {
        let rect = painter.clip_rect();
        let look = paint::Look {
            palette: view.palette,
            camera: self.camera,
            view: rect,
            evaluation: &view.derived.evaluation,
            editing: self.editing.as_ref().map(|editing| editing.claim),
        };
        let candidate = self.choosing.as_ref().and_then(|c| c.candidate);
        let map = view.session.document().map();
        let emphasis = |node: NodeId| Emphasis {
            selected: view.selection.has(node),
            hovered: candidate == Some(node) || self.hover.map(Hit::node) == Some(node),
            faded: match node {
                NodeId::Claim(id) => !view.passes(id),
                NodeId::Link(id) => map
                    .link(id)
                    .is_some_and(|link| !link.premises.iter().any(|premise| view.passes(*premise))),
            },
        };
        paint::scene(painter, &self.scene, &look, &emphasis);
        match &self.gesture {
            Gesture::Marquee { from, .. } => {
                if let Some(at) = ui.input(|i| i.pointer.latest_pos()) {
                    let frame = Rect::from_two_pos(self.camera.screen_from_world(rect, *from), at);
                    let ink = colour(view.palette.selection);
                    painter.rect(
                        frame,
                        2.0,
                        ink.gamma_multiply(0.12),
                        Stroke::new(1.0, ink),
                        StrokeKind::Inside,
                    );
                }
            }
            Gesture::Link { kind, premises } => {
                self.draw_pending(ui, painter, *kind, premises, view);
            }
            Gesture::Idle | Gesture::Pan | Gesture::Move { .. } => {
                self.draw_handles(painter, rect, view)
            }
        }
    }

    /// Where a link can be drawn from: shown on the card under the pointer.
    fn draw_handles(&self, painter: &egui::Painter, rect: Rect, view: &View<'_>) {
        let Some(Hit::Edge(id)) = self.hover else {
            return;
        };
        let Some(card) = self.scene.rect(id) else {
            return;
        };
        let card = self.camera.screen_rect(rect, card);
        let ink = colour(view.palette.accent);
        for at in [
            card.center_top(),
            card.center_bottom(),
            card.left_center(),
            card.right_center(),
        ] {
            painter.circle(at, 4.5, colour(view.palette.card), Stroke::new(2.0, ink));
        }
    }

    fn draw_pending(
        &self,
        ui: &egui::Ui,
        painter: &egui::Painter,
        kind: LinkKind,
        premises: &[ClaimId],
        view: &View<'_>,
    ) {
        let Some(at) = ui.input(|i| i.pointer.latest_pos()) else {
            return;
        };
        let rect = painter.clip_rect();
        let drop = self.drop_target(kind, premises, view);
        let ink = match drop {
            Drop::Nothing => colour(view.palette.text_weak),
            _ => colour(view.palette.link(kind)),
        };
        for premise in premises {
            if let Some(card) = self.scene.rect(*premise) {
                let from = self.camera.screen_rect(rect, card).center();
                painter.arrow(from, at - from, Stroke::new(STROKE_LINK, ink));
            }
        }
        let words = match drop {
            Drop::Onto(_) => format!("{} this claim", kind.verb()),
            Drop::OntoLink(_) if kind == LinkKind::Attack => "undercuts this link".to_owned(),
            Drop::OntoLink(_) => "supports this link".to_owned(),
            Drop::Join(_) => "linked premise: counts only together".to_owned(),
            Drop::NewClaim => format!("{} a new claim", kind.verb()),
            Drop::Nothing => "cannot be linked to this".to_owned(),
        };
        let text = format!("{words}   S support · A attack · R rephrase");
        tip(painter, at + vec2(16.0, 18.0), &text, view);
    }

    /// Tells screen readers and tests what is on the canvas, and lets the keyboard reach it.
    fn announce(&self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let rect = ui.clip_rect().intersect(self.view.unwrap_or(Rect::NOTHING));
        let seen = self.camera.seen(rect);
        let document = view.session.document();
        // Beyond this many at once a reader is better served by coming nearer; and a frame stays quick.
        let cards = self
            .scene
            .cards
            .iter()
            .filter(|card| card.rect.intersects(&seen))
            .take(400);
        for card in cards {
            let Some(claim) = document.map().claim(card.claim) else {
                continue;
            };
            let area = self.camera.screen_rect(rect, card.rect).intersect(rect);
            let id = ui.scope_id().with(("card", card.claim));
            let response = ui.interact(area, id, Sense::focusable_noninteractive());
            let selected = view.selection.has(NodeId::Claim(card.claim));
            response.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::Role::Button,
                    true,
                    selected,
                    view.derived.evaluation.spoken(document, card.claim, claim),
                )
            });
            if response.gained_focus() {
                view.selection.only(NodeId::Claim(card.claim));
            }
        }
        let links = self
            .scene
            .links
            .iter()
            .filter(|(_, link)| link.bounds.intersects(&seen))
            .take(400);
        for (id, link) in links {
            let Some(value) = document.map().link(*id) else {
                continue;
            };
            let area = self
                .camera
                .screen_rect(rect, link.figure.joint_rect())
                .intersect(rect);
            let response = ui.interact(
                area,
                ui.scope_id().with(("joint", *id)),
                Sense::focusable_noninteractive(),
            );
            let selected = view.selection.has(NodeId::Link(*id));
            response.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::Role::Button,
                    true,
                    selected,
                    spoken_link(document, &value),
                )
            });
            if response.gained_focus() {
                view.selection.only(NodeId::Link(*id));
            }
        }
    }

    fn edit_in_place(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let Some(rect) = self.view else { return };
        let Some(editing) = &mut self.editing else {
            return;
        };
        let Some(card) = self.scene.card(editing.claim) else {
            return;
        };
        // Small cards are edited at a size that can be read.
        let zoom = self.camera.zoom.max(0.75);
        let place = self.camera.screen_rect(rect, card.rect);
        let margin = vec2(card.face.text_x, card.face.text_y) * zoom;
        let width = (card.face.width * zoom - 2.0 * margin.x).max(120.0);
        let area = Rect::from_min_size(
            place.min + margin,
            vec2(width, (place.height() - margin.y).max(24.0)),
        );
        let mut child = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(area)
                .id_salt("edit in place"),
        );
        child.set_clip_rect(rect);
        let font = FontId::proportional(TEXT_BODY * zoom);
        let mut layouter = |ui: &egui::Ui, text: &dyn egui::TextBuffer, width: f32| {
            let mut job = egui::text::LayoutJob::simple(
                text.as_str().to_owned(),
                font.clone(),
                ui.visuals().text_color(),
                width,
            );
            for section in &mut job.sections {
                section.format.line_height = Some(LINE_BODY * zoom);
            }
            ui.painter().layout_job(job)
        };
        let id = egui::Id::unique(("edit claim", editing.claim));
        let output = egui::TextEdit::multiline(&mut editing.text)
            .id(id)
            .frame(egui::Frame::NONE.fill(colour(view.palette.card)))
            .margin(0.0)
            .desired_width(width)
            .desired_rows(1)
            .layouter(&mut layouter)
            // Enter ends, Shift+Enter begins a line.
            .return_key(egui::KeyboardShortcut::new(
                egui::Modifiers::SHIFT,
                Key::Enter,
            ))
            .show(&mut child);
        let response = output.response.response;
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Claim text"));
        if editing.fresh {
            editing.fresh = false;
            response.request_focus();
            let mut state = output.state;
            let end = egui::text::CCursor::new(editing.text.chars().count());
            state
                .cursor
                .set_char_range(Some(egui::text::CCursorRange::two(
                    egui::text::CCursor::new(0),
                    end,
                )));
            state.store(ui.ctx(), id);
        }
        if response.changed() {
            let edit =
                actions::set_text(view.session.document(), editing.claim, editing.text.clone());
            view.actions.push(Action::EditWithin(edit, editing.mark));
        }
        let enter = ui.input(|i| i.key_pressed(Key::Enter) && !i.modifiers.shift);
        if enter || (response.lost_focus() && !ui.input(|i| i.key_pressed(Key::Escape))) {
            self.finish_editing();
        }
    }
}

fn spoken_link(document: &crate::document::Document, link: &crate::map::Link) -> String {
    let text = |id: &ClaimId| {
        document
            .map()
            .claim(*id)
            .map_or_else(|| id.to_string(), |claim| claim.text.clone())
    };
    let premises: Vec<String> = link.premises.iter().map(text).collect();
    let target = match link.target {
        NodeId::Claim(id) => text(&id),
        NodeId::Link(id) => format!("the link {id}"),
    };
    let mut kind = link.kind_name().to_owned();
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!(
        "{kind}: {}, bearing on: {target}",
        premises.join(" together with ")
    )
}

fn tip(painter: &egui::Painter, at: Pos2, text: &str, view: &View<'_>) {
    let galley = painter.layout_no_wrap(
        text.to_owned(),
        FontId::proportional(TEXT_SMALL),
        colour(view.palette.text),
    );
    let room = painter.clip_rect().shrink(8.0);
    let size = galley.size() + vec2(16.0, 10.0);
    let min = pos2(
        at.x.min(room.right() - size.x).max(room.left()),
        at.y.min(room.bottom() - size.y).max(room.top()),
    );
    let area = Rect::from_min_size(min, size);
    painter.rect(
        area,
        4.0,
        colour(view.palette.card),
        Stroke::new(1.0, colour(view.palette.card_border)),
        StrokeKind::Inside,
    );
    painter.galley(area.min + vec2(8.0, 5.0), galley, colour(view.palette.text));
}

fn banner(painter: &egui::Painter, rect: Rect, view: &View<'_>, text: &str) {
    let width = figure::text_width(text, figure::Weight::Regular, TEXT_SMALL);
    tip(
        painter,
        pos2(rect.center().x - width / 2.0, rect.top() + 12.0),
        text,
        view,
    );
}

/// What an empty canvas says: how to begin.
fn empty_hint(ui: &egui::Ui, rect: Rect, view: &View<'_>) {
    let lines = if view.session.document().thread().is_some() {
        "No claims yet\nSelect words in the thread and press C, or double-click here"
    } else {
        "An empty map\nDouble-click to write a claim, or import a thread to take claims from"
    };
    let mut first = true;
    let mut y = rect.center().y - 24.0;
    for line in lines.lines() {
        let font = if first {
            FontId::new(18.0, super::theme::semibold())
        } else {
            FontId::proportional(TEXT_BODY)
        };
        let ink = colour(if first {
            view.palette.text
        } else {
            view.palette.text_weak
        });
        ui.painter().text(
            pos2(rect.center().x, y),
            Align2::CENTER_CENTER,
            line,
            font,
            ink,
        );
        y += 30.0;
        first = false;
    }
}
