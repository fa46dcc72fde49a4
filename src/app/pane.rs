//! What the panes of the window share: what is selected, and how a pane asks for something to be done. Panes
//! read the session and push [`Action`]s; the window carries them out after the frame is drawn. May use
//! document, map, thread and egui.

use std::collections::BTreeSet;
use std::ops::Range;

use super::command::Command;
use super::derived::Derived;
use crate::document::history::Mark;
use crate::document::{Edit, Session};
use crate::figure::Palette;
use crate::map::{ClaimId, LinkId, NodeId, TagId};
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

/// What a pane asks for.
#[derive(Debug, Clone)]
pub enum Action {
    /// A command, as if chosen from a menu.
    Do(Command),
    /// A change, as a step of its own.
    Edit(Edit),
    /// A change within a gesture.
    EditWithin(Edit, Mark),
    /// Take back what was done under a mark.
    Bail(Mark),
    /// Show and select a claim on the canvas.
    ShowClaim(ClaimId),
    /// Show words in the thread.
    ShowWords(Words),
    /// Open a link's target in the browser, after showing it.
    OpenUrl(String),
    /// Open the check for this claim.
    CheckFor(ClaimId),
    /// Something to tell.
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
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
        ui.spacing_mut().interact_size.y = 22.0;
        let text = egui::RichText::new(text).small();
        ui.add(egui::Button::new(text).wrap_mode(egui::TextWrapMode::Extend))
    })
    .inner
}

/// A page above the window, with room around its content.
pub fn page(ctx: &egui::Context, id: &str) -> egui::Modal {
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
    egui::Modal::new(egui::Id::unique(id)).frame(frame)
}
