//! Commands and actions carried out: each ends in an edit through the document's door, a change of what is seen, or a
//! question. May use everything of the window.

use super::App;
use super::command::{Command, Direction};
use super::files::Intent;
use super::findings::Aim;
use super::from_link::LinkPage;
use super::modals::Modal;
use super::pane::{Action, Centre};
use super::tags_dialog::TagsDialog;
use super::tutorial::Tutorial;
use crate::document::actions;
use crate::document::{Arrangement, Edit, EditError, Session};
use crate::map::branch::{self, Along};
use crate::map::{LinkKind, NodeId};

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
    pub(super) fn end_typing(&mut self) {
        self.doc.editing = None;
    }

    pub(super) fn edit_within(&mut self, edit: Edit, mark: u64) {
        if let Err(error) = self.doc.session.edit_within(edit, Some(mark)) {
            self.toasts.error(error.to_string());
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
            Action::FollowWords(words) => self.doc.thread_pane.reveal(words),
            Action::OpenUrl(target) => self.modal = Some(Modal::OpenUrl(target)),
            Action::CheckFor(id) => self.open_check(Some(id)),
            Action::RunAgain(id) => self.check_again(ctx, id, Aim::Compare),
            Action::Refresh(id) => self.check_again(ctx, id, Aim::Replace),
            Action::SaveReport(id) => self.report_of(ctx, id),
            Action::BringToFront(n) => self.bring_to_front(n),
            Action::Open(path) => self.open_path(ctx, path),
            Action::GoToHit(n) => self.go_to_hit(ctx, n),
            Action::Suggested(asked) => self.suggested(ctx, asked),
            Action::CloseSearch => self.doc.search.close(),
            Action::Tell(text) => self.toasts.info(text),
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
            Command::ImportLink => self.modal = Some(Modal::Link(LinkPage::new(""))),
            Command::RefreshThread => match self.doc.session.document().thread() {
                Some(_) => self.ask_import(ctx),
                None => self
                    .toasts
                    .info("There is no thread in this map yet; import one first"),
            },
            Command::ImportAccount => match self.doc.account.as_slice() {
                [] => self
                    .toasts
                    .info("Nothing was odd about an import into this map since it was opened"),
                account => self.modal = Some(Modal::Account(account.to_vec())),
            },
            Command::PasteThread => {
                self.modal = Some(Modal::Paste(String::new()));
                // The page's field has the keyboard when the answer comes.
                ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            }
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
            Command::Undo if self.undo_dismissal() => {}
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
            Command::NextUnmapped => {
                self.settings.show_thread = true;
                let doc = &mut self.doc;
                if !doc.thread_pane.next_unmapped(&doc.derived) {
                    self.toasts
                        .info("Every comment of the thread is on the map");
                }
            }
            Command::FoldThread => self.doc.thread_pane.fold_to(0, &self.doc.derived),
            Command::UnfoldThread => self.doc.thread_pane.unfold_all(),
            Command::Check => self.open_check(self.doc.selection.single_claim()),
            Command::ToggleSuggestions => {
                self.settings.show_suggestions = !self.settings.show_suggestions;
            }
            Command::AcceptSuggestion => self.accept_suggestion(ctx),
            Command::DismissSuggestion => self.dismiss_suggestion(ctx),
            Command::NextSuggestion => self.step_suggestion(ctx, true),
            Command::PreviousSuggestion => self.step_suggestion(ctx, false),
            Command::EditTerms => self.edit_terms(),
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
    pub(super) fn step(
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

    pub(super) fn delete(&mut self) {
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

    pub(super) fn escape(&mut self, ctx: &egui::Context) {
        if self.welcome {
            // With nothing behind it the page stays.
            self.welcome = self.others.is_empty() && self.doc.is_untouched();
        } else if self.doc.thread_pane.busy() {
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
}

/// `delete 2 claims` as it is told when it is done.
fn past(label: &str) -> String {
    match label.strip_prefix("delete ") {
        Some(rest) => format!("Deleted {rest}"),
        None => label.to_owned(),
    }
}
