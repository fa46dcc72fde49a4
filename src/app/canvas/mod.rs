//! The canvas: the map as one painted plane.
//!
//! One response senses the pointer; what was hit is found in the [`scene`]. [`camera`] says what is seen, [`gesture`]
//! what the pointer is in the middle of and [`pointer`] moves it on, [`snap`] lines cards up, [`paint`] draws the
//! scene and [`overlay`] what lies above it, [`minimap`] the whole in a corner. Every card and joint that is seen is
//! also told to screen readers and can be reached with the keyboard ([`announce`]). Changes are asked for as actions.
//! May use figure, document, map and egui.

mod announce;
pub mod camera;
pub mod gesture;
mod minimap;
mod overlay;
pub mod paint;
mod pointer;
pub mod scene;
mod snap;

use std::collections::HashSet;

use egui::{Pos2, Rect, Sense, pos2, vec2};

use self::camera::Camera;
use self::gesture::{Choosing, Gesture};
use self::paint::Emphasis;
use self::scene::{Hit, Scene};
use super::command::{self, Command, Direction};
use super::editing;
use super::pane::{Action, Selection, View, command_menu, map_focus};
use super::theme::colour;
use crate::document::history::Mark;
use crate::document::{Edit, Place, actions};
use crate::figure::style::{LINE_BODY, TEXT_BODY};
use crate::figure::{self, CARD_WIDTH};
use crate::map::{ClaimId, LinkId, LinkKind, NodeId};

/// How near to a thin thing the pointer must be, in screen points.
const REACH: f32 = 9.0;

/// A map that would be drawn smaller than this is shown from where it begins instead.
const READABLE: f32 = 0.8;

/// How far an arrow key moves over the plane, in screen points.
const KEY_PAN: f32 = 90.0;
/// Between a new card and those beside it: room for the joint of a link, in world points.
const BESIDE: f32 = 56.0;

/// The canvas with its state.
#[derive(Default)]
pub struct Canvas {
    /// What part is seen.
    pub camera: Camera,
    scene: Scene,
    gesture: Gesture,
    choosing: Option<Choosing>,
    view: Option<Rect>,
    hover: Option<Hit>,
    fit: Option<Fit>,
    /// The cards on the small map as they were drawn last.
    minimap: Option<minimap::Drawn>,
    /// Whether cards are on their way to new places.
    gliding: bool,
    /// Lines that dragged cards stand on, in world points.
    snapped: Vec<[Pos2; 2]>,
    /// What the menu that is open is of.
    menu_of: Option<NodeId>,
    /// The node the keyboard was given to last.
    announced: Option<NodeId>,
    /// Whether the selected node is to have the keyboard, whatever has it now.
    take_keyboard: bool,
    /// What the gesture that is under way found: Escape goes back to it.
    began: Option<Began>,
    /// A mark for the next gesture or stretch of typing, handed in by the window every frame.
    next_mark: Mark,
}

/// What was selected and where the plane was looked at from when a gesture began.
#[derive(Debug, Clone, PartialEq)]
struct Began {
    nodes: Vec<NodeId>,
    camera: Camera,
}

/// What to show once the view's size is known.
#[derive(Debug, Clone, PartialEq)]
enum Fit {
    All,
    /// All of it, or where it begins if all of it could not be read.
    Start,
    Nodes(Vec<NodeId>),
    /// All of it, or what is around these if all of it could not be read.
    Around(Vec<NodeId>),
    Reveal(Vec<NodeId>),
    From(Camera),
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

    /// Shows the whole map, or where it begins if the whole could not be read, at the next frame.
    pub fn begin(&mut self) {
        self.fit = Some(Fit::Start);
    }

    /// Shows all that is in sight, or what is around these if that could not be read, at the next frame.
    pub fn fit_around(&mut self, nodes: Vec<NodeId>) {
        self.fit = Some(Fit::Around(nodes));
    }

    /// Shows these at the next frame.
    pub fn fit_nodes(&mut self, nodes: Vec<NodeId>) {
        self.fit = Some(Fit::Nodes(nodes));
    }

    /// Moves the view if this is not seen.
    pub fn reveal(&mut self, node: NodeId) {
        self.fit = Some(Fit::Reveal(vec![node]));
    }

    /// Gives the selected node the keyboard at the next frame.
    pub fn take_keyboard(&mut self) {
        self.take_keyboard = true;
    }

    /// Moves the view if these are not seen.
    pub fn reveal_all(&mut self, nodes: Vec<NodeId>) {
        self.fit = Some(Fit::Reveal(nodes));
    }

    /// Looks from a place that was kept.
    pub fn look_from(&mut self, centre: (f32, f32), zoom: f32) {
        self.fit = Some(Fit::From(Camera {
            centre: pos2(centre.0, centre.1),
            zoom: zoom.clamp(camera::MIN_ZOOM, camera::MAX_ZOOM),
        }));
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
        self.gesture != Gesture::Idle || self.choosing.is_some()
    }

    /// Whether the target of a link is being chosen with the keyboard.
    pub fn is_choosing(&self) -> bool {
        self.choosing.is_some()
    }

    /// Whether the pointer is over a card.
    pub fn is_over_card(&self) -> bool {
        matches!(self.hover, Some(Hit::Card(_) | Hit::Edge(_)))
    }

    /// Whether a link is being drawn with the pointer.
    pub fn is_drawing_link(&self) -> bool {
        matches!(self.gesture, Gesture::Link { .. } | Gesture::Move { .. })
    }

    /// Whether a frame is being drawn around what is to be selected.
    pub fn is_framing(&self) -> bool {
        matches!(self.gesture, Gesture::Marquee { .. })
    }

    /// Chooses the kind of the link that is being drawn: by a key that was tapped, for one that is up again within a frame
    /// is never seen held.
    pub fn draw_as(&mut self, wanted: LinkKind) {
        if let Gesture::Link { kind, .. } | Gesture::Move { kind, .. } = &mut self.gesture {
            *kind = wanted;
        }
    }

    /// Leaves what the pointer or keyboard is in the middle of, without a trace.
    pub fn cancel(&mut self, selection: &mut Selection, actions: &mut Vec<Action>) {
        if self.gesture != Gesture::Idle
            && let Some(began) = self.began.take()
        {
            selection.nodes = began.nodes;
            self.camera = began.camera;
        }
        if let Gesture::Move { mark, .. } = &self.gesture {
            actions.push(Action::Bail(*mark));
        }
        self.gesture = match self.gesture {
            Gesture::Idle => Gesture::Idle,
            // The button is still down: what it does from here on is nobody's.
            _ => Gesture::GivenUp,
        };
        self.snapped.clear();
        self.choosing = None;
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

    /// Left and top of a claim's card, in world points.
    pub fn place_of(&self, claim: ClaimId) -> Option<(f32, f32)> {
        self.scene.rect(claim).map(|rect| (rect.x, rect.y))
    }

    /// Width and height of a claim's card, in world points.
    pub fn size_of(&self, claim: ClaimId) -> Option<(f32, f32)> {
        self.scene.rect(claim).map(|rect| (rect.w, rect.h))
    }

    /// The world point under a screen point, if that is over the canvas.
    fn over(&self, at: Option<Pos2>) -> Option<Pos2> {
        let (view, at) = (self.view?, at?);
        view.contains(at)
            .then(|| self.camera.world_from_screen(view, at))
    }

    /// Where pasted cards go: under the pointer, else in the middle of the view.
    pub fn paste_place(&self, pointer: Option<Pos2>) -> Option<(f32, f32)> {
        let at = self.over(pointer).unwrap_or(self.camera.centre);
        Some((at.x, at.y))
    }

    /// Where a new card goes: below the selected claim, else under the pointer, else in the middle of the view;
    /// never onto another.
    pub fn free_place(&self, near: Option<ClaimId>, pointer: Option<Pos2>) -> Place {
        let start = match near.and_then(|id| self.scene.rect(id)) {
            Some(rect) => pos2(rect.x, rect.bottom() + 72.0),
            None => {
                let at = self.over(pointer).unwrap_or(self.camera.centre);
                at - vec2(CARD_WIDTH / 2.0, 40.0)
            }
        };
        self.free_place_at(start)
    }

    /// The nearest free spot to the right of `start`.
    fn free_place_at(&self, start: Pos2) -> Place {
        let (mut x, y) = (start.x, start.y);
        for _ in 0..=self.scene.cards.len() {
            let wanted = figure::Rect::new(x, y, CARD_WIDTH, 96.0).expand(BESIDE / 2.0);
            let mut cards = self.scene.cards.iter();
            match cards.find(|card| card.rect.intersects(&wanted)) {
                Some(card) => x = card.rect.right() + BESIDE / 2.0 + 1.0,
                None => break,
            }
        }
        Place {
            x,
            y,
            pinned: false,
        }
    }

    /// Selects the neighbour in a direction, or proposes it as target; with nothing selected, moves over the plane.
    pub fn walk(&mut self, direction: Direction, view: &mut View<'_>) {
        let unit = direction.unit();
        if let Some(choosing) = &mut self.choosing {
            let from = choosing
                .candidate
                .or(choosing.premises.last().map(|id| NodeId::Claim(*id)));
            let allowed = |node: NodeId| match (choosing.kind, node) {
                // Premises join links; a rephrase goes to claims.
                (None, node) => matches!(node, NodeId::Link(_)),
                (Some(LinkKind::Rephrase), NodeId::Link(_)) => false,
                (Some(_), NodeId::Claim(id)) => !choosing.premises.contains(&id),
                (Some(_), NodeId::Link(_)) => true,
            };
            if let Some(next) = from.and_then(|from| self.scene.neighbour(from, unit, allowed)) {
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
            None => self.camera.pan(vec2(-unit.0, -unit.1) * KEY_PAN),
        }
    }

    /// Accepts the proposed target.
    pub fn accept_choice(&mut self, view: &mut View<'_>) {
        let Some(choosing) = self.choosing.take() else {
            return;
        };
        match choosing.candidate {
            Some(candidate) => self.connect(choosing.kind, &choosing.premises, candidate, view),
            None => self.choosing = Some(choosing),
        }
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
                if let Some(same) = same_link(document, kind, premises, target) {
                    view.selection.only(NodeId::Link(same));
                    let what = format!("This {} is on the map already", kind.name());
                    view.actions.push(Action::Tell(what));
                    return;
                }
                let (edit, id) = actions::link(document, kind, premises, target);
                view.actions
                    .push(Action::EditAround(edit, vec![NodeId::Link(id)]));
                view.selection.only(NodeId::Link(id));
            }
            (None, NodeId::Link(id)) => {
                view.actions
                    .push(Action::Edit(joined(document, premises, id)));
                view.selection.only(target);
            }
            (None, NodeId::Claim(_)) => {}
        }
    }

    /// Shows the canvas in what room there is.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        self.next_mark = next_mark;
        self.refresh_scene(ui, view);
        let response = ui.allocate_response(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| {
            let map = view.session.document().map();
            egui::WidgetInfo::labeled(
                egui::Role::Canvas,
                true,
                format!(
                    "Canvas: {}, {}",
                    actions::count(map.claim_count(), "claim"),
                    actions::count(map.link_count(), "link")
                ),
            )
        });
        map_focus(ui, &response);
        let rect = response.rect;
        if let Some(before) = self.view.replace(rect) {
            self.keep_in_sight(before, rect, view);
        }
        self.apply_fit(rect);

        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, colour(view.palette.canvas));
        paint::grid(&painter, view.palette, self.camera, rect);

        let over_minimap = self.minimap_pointer(ui, view);
        // What was begun on the plane ends over the small map as anywhere else.
        if !over_minimap || self.gesture != Gesture::Idle {
            self.navigate(ui, &response, view);
            self.point(ui, &response, view);
            self.menu(&response, view);
        }
        self.leave_what_nobody_holds(ui, view);
        let marked = paint::Marked::of(view);
        self.draw(&painter, view, &marked);
        self.draw_overlay(ui, &painter, view);
        self.announce(ui, view);
        self.edit_in_place(ui, view);
        self.draw_minimap(&painter, view, &marked);
        if view.session.document().map().is_empty() && !self.busy() {
            overlay::empty_hint(ui, rect, view);
        }
    }

    fn refresh_scene(&mut self, ui: &egui::Ui, view: &View<'_>) {
        let dragging = matches!(self.gesture, Gesture::Move { .. });
        self.scene.animate(view.settings.motion && !dragging);
        self.scene.refresh_with(view.session, view.sight);
        self.gliding = self.scene.advance(ui.input(|i| i.time));
        if self.gliding {
            ui.ctx().request_repaint();
        }
    }

    /// When the canvas changes its size, what is drawn stays where it is on the screen, but for what was seen and no longer
    /// would be: what is selected, or else the cards that were whole in view.
    fn keep_in_sight(&mut self, before: Rect, now: Rect, view: &View<'_>) {
        if before == now {
            return;
        }
        let seen = self.camera.seen(before);
        let whole = |card: &figure::Rect| seen.contains_rect(card);
        let selected = self.scene.bounds_of(&view.selection.nodes).filter(whole);
        let cards = self.scene.cards_in(&seen).into_iter().map(|card| card.rect);
        let kept = selected.or_else(|| cards.filter(whole).reduce(figure::Rect::union));
        self.camera.centre += (now.center() - before.center()) / self.camera.zoom;
        if let Some(kept) = kept {
            self.camera.hold(now, kept);
        }
    }

    fn apply_fit(&mut self, rect: Rect) {
        if rect.width() < 16.0 {
            return;
        }
        // While cards glide to their places the view goes with them.
        let wanted = self.fit.clone().filter(|_| self.gliding);
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
                        self.show_start(rect, bounds, first);
                    }
                }
            }
            Some(Fit::Around(nodes)) => {
                if let Some(bounds) = self.scene.bounds() {
                    self.camera.fit(rect, bounds);
                }
                if self.camera.zoom < READABLE
                    && let Some(bounds) = self.scene.bounds_of(&nodes)
                {
                    let (x, y) = bounds.centre();
                    self.camera.centre = pos2(x, y);
                    self.camera.zoom = READABLE;
                }
            }
            Some(Fit::Nodes(nodes)) => {
                if let Some(bounds) = self.scene.bounds_of(&nodes) {
                    self.camera.fit(rect, bounds);
                }
            }
            Some(Fit::Reveal(nodes)) => {
                if let Some(bounds) = self.scene.bounds_of(&nodes) {
                    self.camera.reveal(rect, bounds);
                }
            }
            Some(Fit::From(camera)) => self.camera = camera,
            None => {}
        }
        self.fit = wanted;
    }

    /// Shows a map from where it begins, at a size that can be read: if a little smaller cuts fewer cards in two at
    /// the sides of the view, that much smaller.
    fn show_start(&mut self, view: Rect, map: figure::Rect, first: figure::Rect) {
        let smaller = (0..=6u8).map(|n| READABLE - 0.02 * f32::from(n));
        let cameras = smaller.map(|zoom| {
            let mut camera = self.camera;
            camera.begin_at(view, map, first, zoom);
            let seen = camera.seen(view);
            let cards = self.scene.cards_in(&seen).into_iter();
            let cut = |rect: &figure::Rect| rect.x < seen.x || rect.right() > seen.right();
            (cards.filter(|card| cut(&card.rect)).count(), camera)
        });
        if let Some((_, camera)) = cameras.min_by_key(|(cut, _)| *cut) {
            self.camera = camera;
        }
    }

    fn world(&self, rect: Rect, at: Pos2) -> Pos2 {
        self.camera.world_from_screen(rect, at)
    }

    fn hit(&self, rect: Rect, at: Pos2) -> Option<Hit> {
        let world = self.world(rect, at);
        self.scene.hit((world.x, world.y), REACH / self.camera.zoom)
    }

    /// The menu of what lies under the secondary button, or of the plane.
    fn menu(&mut self, response: &egui::Response, view: &mut View<'_>) {
        if response.secondary_clicked() {
            self.menu_of = self.hover.map(Hit::node);
            if let Some(node) = self.menu_of
                && !view.selection.has(node)
            {
                view.selection.only(node);
            }
        }
        let commands = match self.menu_of {
            Some(NodeId::Claim(_)) => command::CLAIM_MENU,
            Some(NodeId::Link(_)) => command::LINK_MENU,
            None => command::PLANE_MENU,
        };
        response.context_menu(|ui| command_menu(ui, commands, view.actions));
        let (back, forward) = response.ctx.input(|i| {
            let pressed = |button| i.pointer.button_pressed(button);
            (
                pressed(egui::PointerButton::Extra1),
                pressed(egui::PointerButton::Extra2),
            )
        });
        if back {
            view.actions.push(Action::Do(Command::Back));
        }
        if forward {
            view.actions.push(Action::Do(Command::Forward));
        }
    }

    fn draw(&self, painter: &egui::Painter, view: &View<'_>, marked: &paint::Marked) {
        let candidate = self.choosing.as_ref().and_then(|c| c.candidate);
        let look = paint::Look {
            palette: view.palette,
            camera: self.camera,
            view: painter.clip_rect(),
            evaluation: &view.derived.evaluation,
            evaluated: view.derived.evaluated,
            editing: view.editing.as_ref().map(|editing| editing.claim),
            marked,
            hovered: [candidate, self.hover.map(Hit::node)],
        };
        let map = view.session.document().map();
        let unfiltered = view.filter.is_empty();
        // Everything may be selected, and everything in view asks.
        let selected: HashSet<NodeId> = view.selection.nodes.iter().copied().collect();
        let emphasis = |node: NodeId| Emphasis {
            selected: selected.contains(&node),
            hovered: false,
            hit: view.search.found_in(node),
            faded: !unfiltered
                && match node {
                    NodeId::Claim(id) => !view.passes(id),
                    NodeId::Link(id) => map.link(id).is_some_and(|link| {
                        !link.premises.iter().any(|premise| view.passes(*premise))
                    }),
                },
        };
        paint::scene(painter, &self.scene, &look, &emphasis);
    }

    fn edit_in_place(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let (Some(rect), Some(mut editing)) = (self.view, view.editing.take()) else {
            return;
        };
        let Some(card) = self.scene.card(editing.claim) else {
            *view.editing = Some(editing);
            return;
        };
        // Small cards are edited at a size that can be read.
        let zoom = self.camera.zoom.max(0.75);
        let place = self.camera.screen_rect(rect, card.rect);
        let margin = vec2(card.face.text_x, card.face.text_y) * zoom;
        let width = (card.face.width * zoom - 2.0 * margin.x).max(120.0);
        let height = (place.height() - margin.y).max(24.0);
        let look = editing::Look {
            area: Rect::from_min_size(place.min + margin, vec2(width, height)),
            clip: rect,
            size: TEXT_BODY * zoom,
            line: LINE_BODY * zoom,
        };
        match editing::field(ui, &mut editing, &look, view) {
            None => *view.editing = Some(editing),
            Some(ended) => {
                let grown = vec![NodeId::Claim(editing.claim)];
                view.actions.push(Action::Adjust(grown, editing.mark));
                if ended == editing::Ended::Enter {
                    // The next Enter makes a claim beside this one.
                    self.take_keyboard = true;
                    ui.memory_mut(|m| m.stop_text_input());
                }
            }
        }
    }
}

/// A link that says just this: made twice it would count twice.
fn same_link(
    document: &crate::document::Document,
    kind: LinkKind,
    premises: &[ClaimId],
    target: NodeId,
) -> Option<LinkId> {
    let map = document.map();
    let wanted: HashSet<&ClaimId> = premises.iter().collect();
    map.links_onto(target).into_iter().find(|id| {
        map.link(*id).is_some_and(|link| {
            link.kind == kind && link.premises.iter().collect::<HashSet<_>>() == wanted
        })
    })
}

/// Makes claims linked premises of a link.
fn joined(document: &crate::document::Document, premises: &[ClaimId], link: LinkId) -> Edit {
    let mut edit = Edit::new("add linked premise", Vec::new());
    if let Some(mut joined) = document.map().link(link) {
        joined.premises.extend(premises);
        edit.changes
            .push(crate::document::Change::Link(link, Some(joined)));
    }
    edit
}
