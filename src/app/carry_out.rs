//! Commands and actions carried out: each ends in an edit through the document's door, a change of what is seen, or a
//! question. May use everything of the window.

use super::App;
use super::command::{Command, Direction};
use super::editing::Editing;
use super::files::Intent;
use super::inspector;
use super::modals::Modal;
use super::pane::{Action, Centre, Neighbourhood, Pane};
use super::tags_dialog::TagsDialog;
use super::tutorial::Tutorial;
use crate::document::actions;
use crate::document::history::Mark;
use crate::document::{Arrangement, Change, Edit, EditError, Place, Session};
use crate::figure;
use crate::map::branch::{self, Along};
use crate::map::{Claim, ClaimId, LinkKind, NodeId};

/// How far the keyboard moves a card, in canvas points.
const NUDGE: f32 = 16.0;
/// An outline of more cards than this does not close up when a branch is folded: that would take too long.
const MANY: usize = 3_000;

impl App {
    pub(super) fn edit(&mut self, edit: Edit) {
        self.end_typing();
        self.toasts.forget_undo();
        let deleted = edit.label.starts_with("delete").then(|| edit.label.clone());
        match self.doc.session.edit(edit) {
            Ok(()) => {
                if let Some(label) = deleted {
                    self.toasts.done(past(&label));
                }
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
        self.prune();
    }

    /// An edit after which cards may have to make way: both are one step.
    pub(super) fn edit_and_adjust(&mut self, edit: Edit, changed: &[NodeId]) {
        self.end_typing();
        let mark = self.doc.session.new_mark();
        self.edit_within(edit, mark);
        self.adjust(changed, mark);
    }

    /// A step of its own ends the typing, and what was typed is kept: Escape could not take back what lies beneath it.
    fn end_typing(&mut self) {
        self.doc.editing = None;
    }

    fn edit_within(&mut self, edit: Edit, mark: u64) {
        if let Err(error) = self.doc.session.edit_within(edit, Some(mark)) {
            self.toasts.error(error.to_string());
        }
    }

    /// Makes room around what was changed, moving as little as can be.
    fn adjust(&mut self, changed: &[NodeId], mark: u64) {
        let document = self.doc.session.document();
        // Cards that are drawn already have been measured.
        let canvas = &self.doc.canvas;
        let size = |id: ClaimId| match canvas.size_of(id) {
            Some(size) if !changed.contains(&NodeId::Claim(id)) => Some(size),
            _ => figure::card_face(document, id).map(|face| (face.width, face.height)),
        };
        let places = figure::adjusted_with(document, changed, &size);
        if !places.is_empty() {
            self.edit_within(actions::place("arrange the cards", places), mark);
        }
    }

    /// What was deleted is no longer selected, filtered by or looked at.
    pub(super) fn prune(&mut self) {
        let map = self.doc.session.document().map();
        self.doc.selection.nodes.retain(|node| map.contains(*node));
        self.doc.filter.retain(|tag| map.tag(*tag).is_some());
        if let Some(focus) = &mut self.doc.focus {
            focus.nodes.retain(|node| map.contains(*node));
            if focus.nodes.is_empty() {
                self.doc.focus = None;
            }
        }
        if let Some(editing) = &self.doc.editing
            && map.claim(editing.claim).is_none()
        {
            self.doc.editing = None;
        }
    }

    pub(super) fn perform(&mut self, ctx: &egui::Context, action: Action) {
        match action {
            Action::Do(command) => self.command(ctx, command),
            Action::Edit(edit) => self.edit(edit),
            Action::EditAround(edit, changed) => self.edit_and_adjust(edit, &changed),
            Action::EditWithin(edit, mark) => self.edit_within(edit, mark),
            Action::Adjust(changed, mark) => self.adjust(&changed, mark),
            Action::Bail(mark) => {
                if let Err(error) = self.doc.session.bail(mark) {
                    self.toasts.error(error.to_string());
                }
                self.prune();
            }
            Action::Show(node) => self.show(node),
            Action::ShowOnMap(node) => {
                self.doc.centre = Centre::Canvas;
                self.show(node);
            }
            Action::EditText(id) => self.edit_text(id),
            Action::ShowWords(words) => {
                self.settings.show_thread = true;
                self.doc.thread_pane.reveal(words);
            }
            Action::OpenUrl(target) => self.modal = Some(Modal::OpenUrl(target)),
            Action::CheckFor(id) => self.open_check(Some(id)),
            Action::BringToFront(n) => self.bring_to_front(n),
            Action::Open(path) => self.open_path(ctx, path),
            Action::GoToHit(n) => self.go_to_hit(ctx, n),
            Action::CloseSearch => self.doc.search.close(),
            Action::Say(text) => self.toasts.error(text),
        }
    }

    /// Selects something and brings it into view, unfolding what hides it.
    pub(super) fn show(&mut self, node: NodeId) {
        self.welcome = false;
        let document = self.doc.session.document();
        if !document.map().contains(node) {
            return;
        }
        if !branch::hidden(document.map(), document.folded()).shows(node) {
            let folds = branch::folds_above(document.map(), document.folded(), node);
            let unfold = actions::fold(document, &folds, false);
            self.fold(unfold);
        }
        if let Some(focus) = &self.doc.focus
            && !branch::neighbourhood(
                self.doc.session.document().map(),
                &focus.nodes,
                usize::from(focus.steps),
            )
            .contains(&node)
        {
            self.doc.focus = None;
        }
        self.doc.selection.only(node);
        self.doc.canvas.reveal(node);
        self.doc.outline.reveal(node);
        self.doc.table.reveal(node);
    }

    /// Carries out a command.
    pub fn command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::New => {
                let session = Session::new(self.settings.new_document(), self.folders.journals());
                self.open_session(session);
            }
            Command::Open => self.ask_open(ctx),
            Command::OpenExample => self.open_example(),
            Command::Import => self.ask_import(ctx),
            Command::PasteThread => self.modal = Some(Modal::Paste(String::new())),
            Command::Save => self.save(ctx),
            Command::SaveAs => self.ask_save_as(ctx),
            Command::Export => self.modal = Some(Modal::Export),
            Command::Welcome => self.welcome = true,
            Command::Close => self.leave(ctx, Intent::Close),
            Command::NextDocument => self.bring_to_front((self.at + 1) % self.documents()),
            Command::PreviousDocument => {
                let n = self.documents();
                self.bring_to_front((self.at + n - 1) % n);
            }
            Command::Preferences => self.modal = Some(Modal::Preferences),
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Undo => self.step(Session::undo, "Undone", "Nothing to undo"),
            Command::Redo => self.step(Session::redo, "Done again", "Nothing to redo"),
            Command::Copy => {
                self.copy(ctx);
            }
            Command::Cut => {
                if self.copy(ctx) {
                    self.delete();
                }
            }
            // The clipboard answers with a paste of its own.
            Command::Paste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Command::Duplicate => {
                if !self.doc.selection.nodes.is_empty() {
                    let document = self.doc.session.document();
                    let (edit, nodes) = actions::duplicate(document, &self.doc.selection.nodes);
                    self.edit_and_adjust(edit, &nodes);
                    self.doc.selection.nodes = nodes;
                }
            }
            Command::Delete => self.delete(),
            Command::SelectAll => {
                let map = self.doc.session.document().map();
                self.doc.selection.nodes = map.claims().map(|(id, _)| NodeId::Claim(id)).collect();
            }
            Command::Escape => self.escape(ctx),
            Command::Find => self.doc.search.open(),
            Command::FindNext => self.find(ctx, true),
            Command::FindPrevious => self.find(ctx, false),
            Command::NewClaim => self.new_claim(ctx),
            Command::AddExcerpt => self.add_excerpt(),
            Command::EditClaim => match self.doc.selection.single_claim() {
                Some(id) => self.edit_text(id),
                None => self.toasts.info("Select one claim first"),
            },
            Command::Link(kind) => self.link(ctx, kind),
            Command::AddPremise(kind) => self.add_premise(kind),
            Command::AddSibling => self.add_sibling(),
            Command::AddTowards(direction) => match direction {
                Direction::Down => self.add_premise(LinkKind::Support),
                Direction::Up => self.add_target(),
                Direction::Left | Direction::Right => self.add_sibling(),
            },
            Command::JoinPremise => self.join(ctx),
            Command::ReverseLink => {
                if let Some(id) = self.doc.selection.single_link() {
                    let edit = actions::reverse_link(self.doc.session.document(), id);
                    self.edit_and_adjust(edit, &[NodeId::Link(id)]);
                }
            }
            Command::Tag(n) => self.toggle_tag(n),
            Command::ManageTags => self.tags = Some(TagsDialog::default()),
            Command::Arrange => self.arrange(ctx, None),
            Command::UseLayers => self.arrange(ctx, Some(Arrangement::Layered)),
            Command::UseIndents => self.arrange(ctx, Some(Arrangement::Indented)),
            Command::Fold => self.toggle_fold(),
            Command::FoldAll => {
                let edit = actions::fold_all(self.doc.session.document());
                self.fold(edit);
            }
            Command::UnfoldAll => {
                let edit = actions::unfold_all(self.doc.session.document());
                self.fold(edit);
            }
            Command::Focus => self.focus(),
            Command::Unfocus => self.doc.focus = None,
            Command::Views => self.modal = Some(Modal::Views(String::new())),
            Command::Back => self.go(true),
            Command::Forward => self.go(false),
            Command::ShowMap => self.look_at(Centre::Canvas),
            Command::ShowOutline => self.look_at(Centre::Outline),
            Command::ShowTable => self.look_at(Centre::Table),
            Command::ToggleMinimap => self.settings.minimap = !self.settings.minimap,
            Command::NextPane => self.next_pane(ctx),
            Command::Check => self.open_check(self.doc.selection.single_claim()),
            Command::FitAll => self.doc.canvas.fit_all(),
            Command::FitSelection => self.doc.canvas.fit_nodes(self.doc.selection.nodes.clone()),
            Command::ZoomIn => self.doc.canvas.zoom_by(1.25),
            Command::ZoomOut => self.doc.canvas.zoom_by(0.8),
            Command::ZoomReset => {
                let zoom = self.doc.canvas.camera.zoom;
                self.doc.canvas.zoom_by(1.0 / zoom);
            }
            Command::ToggleThread => self.settings.show_thread = !self.settings.show_thread,
            Command::ToggleInspector => {
                self.settings.show_inspector = !self.settings.show_inspector
            }
            Command::CycleTheme => {
                self.settings.theme = self.settings.theme.next();
                self.apply_theme(ctx);
                self.toasts
                    .info(format!("Theme: {}", self.settings.theme.name()));
            }
            Command::Palette => self.modal = Some(Modal::palette()),
            Command::Shortcuts => self.modal = Some(Modal::Shortcuts(String::new())),
            Command::Guide => self.modal = Some(Modal::Guide(0)),
            Command::Tutorial => {
                self.open_example_thread();
                self.tutorial = Some(Tutorial::default());
            }
            Command::Walk(direction) => self.walk(ctx, direction),
            Command::WalkLinks(direction) => self.walk_links(direction),
            Command::Nudge(direction) => self.nudge(direction),
        }
    }

    /// Takes a step of history back or forward.
    fn step(
        &mut self,
        step: impl FnOnce(&mut Session) -> Result<Option<String>, EditError>,
        done: &str,
        nothing: &str,
    ) {
        self.doc.editing = None;
        self.toasts.forget_undo();
        match step(&mut self.doc.session) {
            Ok(Some(label)) => self.toasts.info(format!("{done}: {label}")),
            Ok(None) => self.toasts.info(nothing),
            Err(error) => self.toasts.error(error.to_string()),
        }
        self.prune();
    }

    fn delete(&mut self) {
        if self.doc.selection.nodes.is_empty() {
            return;
        }
        let document = self.doc.session.document();
        // The keyboard goes on from what the deleted claim bore on.
        let next = self.doc.selection.single_claim().and_then(|id| {
            let Along { targets, .. } = branch::along(document.map(), id.into());
            targets.first().copied()
        });
        let edit = actions::delete(document, &self.doc.selection.nodes);
        self.edit(edit);
        if let Some(next) = next
            && self.doc.session.document().map().contains(next)
        {
            self.doc.selection.only(next);
        }
    }

    fn escape(&mut self, ctx: &egui::Context) {
        if self.doc.thread_pane.busy() {
            self.doc.thread_pane.cancel();
        } else if let Some(editing) = self.doc.editing.take() {
            self.perform(ctx, Action::Bail(editing.mark));
            self.doc.selection.nodes = editing.before;
            self.prune();
        } else if self.doc.canvas.busy() {
            let mut asked = Vec::new();
            let doc = &mut self.doc;
            doc.canvas.cancel(&mut doc.selection, &mut asked);
            for action in asked {
                self.perform(ctx, action);
            }
        } else if self.doc.search.is_open() {
            self.doc.search.close();
        } else if !self.doc.selection.nodes.is_empty() || self.doc.selection.words.is_some() {
            self.doc.selection = Default::default();
        } else {
            self.doc.focus = None;
        }
    }

    /// Starts typing in a claim that was made under `mark`: Escape takes both back.
    pub(super) fn type_in(&mut self, id: ClaimId, mark: u64) {
        let before = self.doc.selection.nodes.clone();
        self.show(NodeId::Claim(id));
        self.doc.editing = Some(Editing::new(id, "", mark, before));
        if self.doc.centre == Centre::Table {
            self.doc.centre = Centre::Canvas;
        }
    }

    fn edit_text(&mut self, id: ClaimId) {
        if let Some(claim) = self.doc.session.document().map().claim(id) {
            let text = claim.text.clone();
            let mark = self.doc.session.new_mark();
            let before = self.doc.selection.nodes.clone();
            self.show(NodeId::Claim(id));
            self.doc.editing = Some(Editing::new(id, &text, mark, before));
            if self.doc.centre == Centre::Table {
                self.doc.centre = Centre::Canvas;
            }
        }
    }

    fn new_claim(&mut self, ctx: &egui::Context) {
        let excerpt = self.selected_excerpt();
        let document = self.doc.session.document();
        // Under the pointer if it is over the map, else under the selected card, else in the middle of the view.
        let place = self
            .doc
            .canvas
            .free_place(self.doc.selection.single_claim(), ctx.pointer_latest_pos());
        match excerpt {
            Some(excerpt) => {
                let words: Vec<&str> = excerpt.exact.split_whitespace().collect();
                let claim = Claim {
                    text: words.join(" "),
                    excerpts: vec![excerpt],
                    ..Claim::default()
                };
                let (edit, id) = actions::add_claim(document, claim, Some(place));
                self.edit_and_adjust(edit, &[NodeId::Claim(id)]);
                self.doc.selection.words = None;
                self.show(NodeId::Claim(id));
                self.doc.canvas.take_keyboard();
            }
            None => {
                let (edit, id) = actions::add_claim(document, Claim::default(), Some(place));
                let mark = self.doc.session.new_mark();
                self.edit_within(edit, mark);
                self.type_in(id, mark);
            }
        }
    }

    fn selected_excerpt(&self) -> Option<crate::thread::Excerpt> {
        let words = self.doc.selection.words.as_ref()?;
        inspector::take(self.doc.session.document(), &self.doc.derived, words)
    }

    /// Makes a new claim that is linked to what is there, where the layout puts it, and starts typing in it.
    fn add_linked(&mut self, kind: LinkKind, other: NodeId, outgoing: bool) {
        self.doc.editing = None;
        let document = self.doc.session.document();
        let (mut edit, id) =
            actions::add_linked_claim(document, Claim::default(), None, kind, other, outgoing);
        // What it is made under must be in sight.
        if outgoing && let NodeId::Claim(target) = other {
            let mut unfold = actions::fold(document, &[target], false).changes;
            unfold.append(&mut edit.changes);
            edit.changes = unfold;
        }
        let mark = self.doc.session.new_mark();
        self.edit_within(edit, mark);
        self.adjust(&[NodeId::Claim(id)], mark);
        self.type_in(id, mark);
    }

    fn add_premise(&mut self, kind: LinkKind) {
        match self.doc.selection.nodes.as_slice() {
            [target] => self.add_linked(kind, *target, true),
            _ => self
                .toasts
                .info("Select the one claim or link it bears on first"),
        }
    }

    fn add_target(&mut self) {
        match self.doc.selection.single_claim() {
            Some(id) => self.add_linked(LinkKind::Support, id.into(), false),
            None => self.toasts.info("Select one claim first"),
        }
    }

    /// A claim beside the selected one: it bears on the same, in the same way.
    fn add_sibling(&mut self) {
        let Some(id) = self.doc.selection.single_claim() else {
            self.toasts.info("Select one claim first");
            return;
        };
        let map = self.doc.session.document().map();
        let link = map.links_from(id).first().and_then(|link| map.link(*link));
        match link {
            Some(link) => self.add_linked(link.kind, link.target, true),
            None => {
                self.doc.editing = None;
                let place = self.doc.canvas.free_place(Some(id), None);
                let (edit, id) =
                    actions::add_claim(self.doc.session.document(), Claim::default(), Some(place));
                let mark = self.doc.session.new_mark();
                self.edit_within(edit, mark);
                self.type_in(id, mark);
            }
        }
    }

    fn add_excerpt(&mut self) {
        match (self.selected_excerpt(), self.doc.selection.single_claim()) {
            (Some(excerpt), Some(id)) => {
                let edit = actions::add_excerpt(self.doc.session.document(), id, excerpt);
                self.edit(edit);
                self.doc.selection.words = None;
            }
            _ => self
                .toasts
                .info("Select one claim, and words in the thread, first"),
        }
    }

    fn link(&mut self, ctx: &egui::Context, kind: LinkKind) {
        let (claims, links) = (self.doc.selection.claims(), self.doc.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            ([], _) => self
                .toasts
                .info("Select the claim the link starts from first"),
            (premises, [target]) => self.connect(ctx, Some(kind), premises, NodeId::Link(*target)),
            ([one], _) => self.choose_target(Some(kind), vec![*one]),
            ([premises @ .., last], _) => {
                self.connect(ctx, Some(kind), premises, NodeId::Claim(*last))
            }
        }
    }

    fn join(&mut self, ctx: &egui::Context) {
        let (claims, links) = (self.doc.selection.claims(), self.doc.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            ([], _) => self
                .toasts
                .info("Select the claim that is to become a linked premise first"),
            (premises, [link]) => self.connect(ctx, None, premises, NodeId::Link(*link)),
            (premises, _) => self.choose_target(None, premises.to_vec()),
        }
    }

    fn connect(
        &mut self,
        ctx: &egui::Context,
        kind: Option<LinkKind>,
        premises: &[ClaimId],
        target: NodeId,
    ) {
        let premises = premises.to_vec();
        self.with_view(ctx, |canvas, view| {
            canvas.connect(kind, &premises, target, view)
        });
    }

    fn choose_target(&mut self, kind: Option<LinkKind>, premises: Vec<ClaimId>) {
        self.doc.centre = Centre::Canvas;
        self.doc.canvas.choose_target(kind, premises);
    }

    fn toggle_tag(&mut self, n: u8) {
        let claims = self.doc.selection.claims();
        let tag = {
            let mut tags = self.doc.session.document().map().tags();
            tags.nth(usize::from(n)).map(|(id, _)| id)
        };
        match (tag, claims.is_empty()) {
            (Some(tag), false) => {
                let edit = actions::toggle_tag(self.doc.session.document(), &claims, tag);
                self.edit(edit);
            }
            (Some(_), true) => self.toasts.info("Select claims to tag first"),
            (None, _) => self
                .toasts
                .info(format!("There is no tag {} yet: press T to add one", n + 1)),
        }
    }

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
    fn close_up(&mut self, unfolded: &[NodeId], mark: Mark) {
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

    fn toggle_fold(&mut self) {
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
    fn focus(&mut self) {
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

    fn go(&mut self, back: bool) {
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

    fn look_at(&mut self, centre: Centre) {
        self.welcome = false;
        self.doc.editing = None;
        self.doc.centre = centre;
        if let Some(node) = self.doc.selection.nodes.last().copied() {
            self.show_softly(node);
        }
    }

    /// Brings something into view in every pane without selecting it anew.
    fn show_softly(&mut self, node: NodeId) {
        self.doc.canvas.reveal(node);
        self.doc.outline.reveal(node);
        self.doc.table.reveal(node);
    }

    fn walk(&mut self, ctx: &egui::Context, direction: Direction) {
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
    fn walk_links(&mut self, direction: Direction) {
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
    fn nudge(&mut self, direction: Direction) {
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

    /// The keyboard goes to the next pane: thread, map, inspector and round again.
    fn next_pane(&mut self, ctx: &egui::Context) {
        let mut panes = vec![Pane::Map];
        if self.settings.show_inspector {
            panes.push(Pane::Inspector);
        }
        if self.settings.show_thread {
            panes.push(Pane::Thread);
        }
        let now = panes.iter().position(|pane| *pane == self.pane);
        self.pane = panes[now.map_or(0, |n| n + 1) % panes.len()];
        self.pane.focus(ctx);
    }
}

/// `delete 2 claims` as it is told when it is done.
fn past(label: &str) -> String {
    match label.strip_prefix("delete ") {
        Some(rest) => format!("Deleted {rest}"),
        None => label.to_owned(),
    }
}
