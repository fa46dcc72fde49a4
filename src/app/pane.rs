//! What the panes of the window share: what is selected, and how a pane asks for something to be done. Panes
//! read the session and push [`Action`]s; the window carries them out after the frame is drawn. May use
//! document, map, thread and egui.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::canvas::scene::Sight;
use super::command::{self, Command};
use super::derived::Derived;
use super::editing::Editing;
use super::findings::Freshness;
use super::search::Search;
use super::settings::Settings;
use super::suggesting::Asked;
use crate::document::history::Mark;
use crate::document::{Edit, Session};
use crate::figure::Palette;
use crate::map::{ClaimId, FindingId, LinkId, NodeId, TagId};
use crate::thread::CommentId;

/// Selected words of one comment, in Unicode scalars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Whose words.
    pub comment: CommentId,
    /// Which.
    pub range: Range<usize>,
}

/// What is selected, in every pane.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// Claims and links, the one selected last at the end.
    pub nodes: Vec<NodeId>,
    /// Words in the thread.
    pub words: Option<Words>,
}

impl Selection {
    /// Selects this alone.
    pub fn only(&mut self, node: NodeId) {
        self.nodes = vec![node];
    }

    /// Adds or takes away.
    pub fn toggle(&mut self, node: NodeId) {
        if self.has(node) {
            self.nodes.retain(|other| *other != node);
        } else {
            self.nodes.push(node);
        }
    }

    /// Whether this is selected.
    pub fn has(&self, node: NodeId) -> bool {
        self.nodes.contains(&node)
    }

    /// The selected claims, in the order they were selected.
    pub fn claims(&self) -> Vec<ClaimId> {
        self.nodes
            .iter()
            .filter_map(|node| match node {
                NodeId::Claim(id) => Some(*id),
                NodeId::Link(_) => None,
            })
            .collect()
    }

    /// The selected links, in the order they were selected.
    pub fn links(&self) -> Vec<LinkId> {
        self.nodes
            .iter()
            .filter_map(|node| match node {
                NodeId::Link(id) => Some(*id),
                NodeId::Claim(_) => None,
            })
            .collect()
    }

    /// The claim, if exactly one claim and nothing else is selected.
    pub fn single_claim(&self) -> Option<ClaimId> {
        match self.nodes.as_slice() {
            [NodeId::Claim(id)] => Some(*id),
            _ => None,
        }
    }

    /// The link, if exactly one link and nothing else is selected.
    pub fn single_link(&self) -> Option<LinkId> {
        match self.nodes.as_slice() {
            [NodeId::Link(id)] => Some(*id),
            _ => None,
        }
    }
}

/// Which view of the map stands in the middle of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Centre {
    /// The plane.
    #[default]
    Canvas,
    /// The outline.
    Outline,
    /// The table of claims.
    Table,
}

/// What alone is shown: claims and links, and what is at most so many links away from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// What lies in its middle.
    pub nodes: Vec<NodeId>,
    /// How many links away, 1 to 3.
    pub steps: u8,
}

/// What a pane asks for.
#[derive(Debug, Clone)]
pub enum Action {
    /// A command, as if chosen from a menu.
    Do(Command),
    /// A change, as a step of its own.
    Edit(Edit),
    /// A change as a step of its own, after which cards may have to make way for these.
    EditAround(Edit, Vec<NodeId>),
    /// A change within a gesture.
    EditWithin(Edit, Mark),
    /// Make room around these, as part of a gesture.
    Adjust(Vec<NodeId>, Mark),
    /// Take back what was done under a mark.
    Bail(Mark),
    /// Show and select a claim or link.
    Show(NodeId),
    /// Show it on the canvas, whatever stands in the middle now.
    ShowOnMap(NodeId),
    /// Edit a claim's text where it stands.
    EditText(ClaimId),
    /// Show words in the thread, which is opened for them.
    ShowWords(Words),
    /// Show words in the thread, if it is open, or once it is.
    FollowWords(Words),
    /// Open a link's target in the browser, after showing it.
    OpenUrl(String),
    /// Open the check for this claim.
    CheckFor(ClaimId),
    /// Make a finding's check again and say what differs.
    RunAgain(FindingId),
    /// Make a finding's check again and put the result in its place.
    Refresh(FindingId),
    /// Write a finding as a report.
    SaveReport(FindingId),
    /// Bring the nth tab to the front.
    BringToFront(usize),
    /// Open a file.
    Open(std::path::PathBuf),
    /// Go to the nth place that was found.
    GoToHit(usize),
    /// Leave searching.
    CloseSearch,
    /// What was asked for in the pane of suggestions.
    Suggested(Asked),
    /// Something to tell.
    Tell(String),
    /// Something that went wrong.
    Say(String),
}

/// What a pane sees of the window.
pub struct View<'a> {
    /// The open document.
    pub session: &'a Session,
    /// What follows from it.
    pub derived: &'a Derived,
    /// What is selected.
    pub selection: &'a mut Selection,
    /// Tags that are shown; empty = all.
    pub filter: &'a mut BTreeSet<TagId>,
    /// Colours.
    pub palette: &'static Palette,
    /// The claim whose text is being edited.
    pub editing: &'a mut Option<Editing>,
    /// What folding and focusing leave in sight.
    pub sight: &'a Sight,
    /// What is known of the findings' samples.
    pub freshness: &'a Freshness,
    /// What is searched for.
    pub search: &'a Search,
    /// Preferences.
    pub settings: &'a Settings,
    /// Where to ask for things.
    pub actions: &'a mut Vec<Action>,
}

impl View<'_> {
    /// Whether a claim passes the filter by tag.
    pub fn passes(&self, claim: ClaimId) -> bool {
        self.filter.is_empty()
            || self
                .session
                .document()
                .map()
                .claim(claim)
                .is_some_and(|claim| claim.tags.iter().any(|tag| self.filter.contains(tag)))
    }

    /// The tags in the order of the keys, with names.
    pub fn tags(&self) -> Vec<(TagId, crate::map::Tag)> {
        self.session
            .document()
            .map()
            .tags()
            .map(|(id, tag)| (id, tag.clone()))
            .collect()
    }
}

/// A button in small letters, for what stands beside other things.
pub fn small_button(ui: &mut egui::Ui, text: impl Into<String>) -> egui::Response {
    // Not in a scope of its own, which would not go into the next line where this one is full.
    let style = Arc::clone(ui.style());
    ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
    ui.spacing_mut().interact_size.y = 22.0;
    let text = egui::RichText::new(text).small();
    let button = ui.add(egui::Button::new(text).wrap_mode(egui::TextWrapMode::Extend));
    ui.set_style(style);
    button
}

/// A part of the window in all the room there is, with the places of its lists kept under `name`. What is too wide for
/// it ends at its edge and makes the part no wider.
pub fn within<R>(
    ui: &mut egui::Ui,
    name: impl egui::AsIdSalt,
    add: impl FnOnce(&mut egui::Ui) -> R,
) -> R {
    let room = ui.available_rect_before_wrap();
    let mut part = ui.new_child(egui::UiBuilder::new().id_salt(name).max_rect(room));
    let result = add(&mut part);
    ui.advance_cursor_after_rect(room);
    result
}

/// A page above the window, with room around its content.
pub fn page(ctx: &egui::Context, id: &str) -> egui::Modal {
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
    egui::Modal::new(egui::Id::unique(id)).frame(frame)
}

fn map_focus_key() -> egui::Id {
    egui::Id::unique("what of the map has the keyboard")
}

/// Says that a card, joint or row belongs to the map, so that the map's keys work while it has the keyboard.
pub fn map_focus(ui: &egui::Ui, response: &egui::Response) {
    if response.has_focus() {
        ui.data_mut(|d| d.insert_temp(map_focus_key(), response.id));
        // Tab makes a claim and arrows walk, so that neither leads away; F6 and Escape do.
        let filter = egui::EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    }
}

/// Whether this is a part of the map that has the keyboard.
pub fn is_map(ctx: &egui::Context, id: egui::Id) -> bool {
    ctx.data(|d| d.get_temp(map_focus_key())) == Some(id)
}

fn thread_focus_key() -> egui::Id {
    egui::Id::unique("which comment has the keyboard")
}

/// Says that a comment of the thread has the keyboard, so that the keys that walk the thread work.
pub fn thread_focus(ui: &egui::Ui, response: &egui::Response) {
    if response.has_focus() {
        ui.data_mut(|d| d.insert_temp(thread_focus_key(), response.id));
        let filter = egui::EventFilter {
            vertical_arrows: true,
            horizontal_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    }
}

/// Whether this is the thread pane itself or one of its comments.
pub fn is_thread(ctx: &egui::Context, id: egui::Id) -> bool {
    id == Pane::Thread.id() || ctx.data(|d| d.get_temp(thread_focus_key())) == Some(id)
}

/// The panes the keyboard goes through with F6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The thread.
    Thread,
    /// The map, in whichever view.
    Map,
    /// The inspector.
    Inspector,
    /// The suggestions.
    Suggestions,
}

impl Pane {
    fn id(self) -> egui::Id {
        egui::Id::unique(("pane", self as u8))
    }

    /// Gives the pane the keyboard.
    pub fn focus(self, ctx: &egui::Context) {
        ctx.memory_mut(|m| m.request_focus(self.id()));
    }

    /// Makes the pane something that can have the keyboard; its controls follow with Tab.
    pub fn announce(self, ui: &egui::Ui) {
        let response = ui.interact(
            ui.max_rect(),
            self.id(),
            egui::Sense::focusable_noninteractive(),
        );
        let name = match self {
            Self::Thread => "Thread pane",
            Self::Map => "Map pane",
            Self::Inspector => "Inspector pane",
            Self::Suggestions => "Suggestions pane",
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Pane, true, name));
        if response.has_focus() {
            let edge = egui::Stroke::new(1.5, ui.visuals().hyperlink_color);
            let rect = ui.max_rect().expand(6.0).intersect(ui.clip_rect());
            ui.painter()
                .rect_stroke(rect.shrink(1.0), 4.0, edge, egui::StrokeKind::Inside);
        }
    }
}

/// The menu of a claim or link, by the secondary button or the menu key; made from the list of commands.
pub fn node_menu(response: &egui::Response, node: NodeId, view: &mut View<'_>) {
    if response.secondary_clicked() && !view.selection.has(node) {
        view.selection.only(node);
    }
    let commands = match node {
        NodeId::Claim(_) => command::CLAIM_MENU,
        NodeId::Link(_) => command::LINK_MENU,
    };
    response.context_menu(|ui| command_menu(ui, commands, view.actions));
}

/// Commands as the entries of a menu, with their keys; `None` is a separator.
pub fn command_menu(ui: &mut egui::Ui, commands: &[Option<Command>], actions: &mut Vec<Action>) {
    ui.set_min_width(230.0);
    for command in commands {
        let Some(spec) = command.and_then(command::spec_of) else {
            ui.separator();
            continue;
        };
        let mut button = egui::Button::new(spec.name);
        if let Some(key) = spec.key {
            button = button.shortcut_text(command::key_text(ui.ctx(), &key));
        }
        if ui.add(button).clicked() {
            actions.push(Action::Do(spec.command));
            ui.close();
        }
    }
}

/// A phrase as it begins a sentence or a heading.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
