//! Writing claims and links as commands ask for it: from words, beside and below what is selected, linked and tagged.
//! May use the window's state and the document's edits.

use super::App;
use super::editing::Editing;
use super::inspector;
use super::pane::Centre;
use crate::document::actions;
use crate::map::{Claim, ClaimId, LinkKind, NodeId};

impl App {
    /// Starts typing in a claim that was made under `mark`: Escape takes both back.
    pub(super) fn type_in(&mut self, id: ClaimId, mark: u64) {
        let before = self.doc.selection.nodes.clone();
        self.show(NodeId::Claim(id));
        self.doc.editing = Some(Editing::new(id, "", mark, before));
        if self.doc.centre == Centre::Table {
            self.doc.centre = Centre::Canvas;
        }
    }

    pub(super) fn edit_text(&mut self, id: ClaimId) {
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

    pub(super) fn new_claim(&mut self, ctx: &egui::Context) {
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

    pub(super) fn selected_excerpt(&self) -> Option<crate::thread::Excerpt> {
        let words = self.doc.selection.words.as_ref()?;
        inspector::take(self.doc.session.document(), &self.doc.derived, words)
    }

    /// Makes a new claim that is linked to what is there, where the layout puts it, and starts typing in it.
    pub(super) fn add_linked(&mut self, kind: LinkKind, other: NodeId, outgoing: bool) {
        // Nothing has been said yet that another claim could follow.
        if (self.doc.editing.as_ref()).is_some_and(|editing| editing.text.trim().is_empty()) {
            return;
        }
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

    pub(super) fn add_premise(&mut self, kind: LinkKind) {
        match self.doc.selection.nodes.as_slice() {
            [target] => self.add_linked(kind, *target, true),
            _ => self
                .toasts
                .info("Select the one claim or link it bears on first"),
        }
    }

    pub(super) fn add_target(&mut self) {
        match self.doc.selection.single_claim() {
            Some(id) => self.add_linked(LinkKind::Support, id.into(), false),
            None => self.toasts.info("Select one claim first"),
        }
    }

    /// A claim beside the selected one: it bears on the same, in the same way.
    pub(super) fn add_sibling(&mut self) {
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

    pub(super) fn add_excerpt(&mut self) {
        match (self.selected_excerpt(), self.doc.selection.single_claim()) {
            (Some(excerpt), Some(id)) => {
                let edit = actions::add_excerpt(self.doc.session.document(), id, excerpt);
                self.edit_and_adjust(edit, &[id.into()]);
                self.doc.selection.words = None;
            }
            _ => self
                .toasts
                .info("Select one claim, and words in the thread, first"),
        }
    }

    pub(super) fn link(&mut self, ctx: &egui::Context, kind: LinkKind) {
        let (claims, links) = (self.doc.selection.claims(), self.doc.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            // The key may be held to drag a link from the card under the pointer.
            ([], _) if self.doc.canvas.is_over_card() => {}
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

    pub(super) fn join(&mut self, ctx: &egui::Context) {
        let (claims, links) = (self.doc.selection.claims(), self.doc.selection.links());
        match (claims.as_slice(), links.as_slice()) {
            ([], _) => self
                .toasts
                .info("Select the claim that is to become a linked premise first"),
            (premises, [link]) => self.connect(ctx, None, premises, NodeId::Link(*link)),
            (premises, _) => self.choose_target(None, premises.to_vec()),
        }
    }

    pub(super) fn connect(
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

    pub(super) fn choose_target(&mut self, kind: Option<LinkKind>, premises: Vec<ClaimId>) {
        self.doc.centre = Centre::Canvas;
        self.doc.canvas.choose_target(kind, premises);
    }

    pub(super) fn toggle_tag(&mut self, n: u8) {
        let claims = self.doc.selection.claims();
        let tag = {
            let mut tags = self.doc.session.document().map().tags();
            tags.nth(usize::from(n)).map(|(id, _)| id)
        };
        match (tag, claims.is_empty()) {
            (Some(tag), false) => {
                let edit = actions::toggle_tag(self.doc.session.document(), &claims, tag);
                let cards: Vec<NodeId> = claims.into_iter().map(NodeId::from).collect();
                self.edit_and_adjust(edit, &cards);
            }
            (Some(_), true) => self.toasts.info("Select claims to tag first"),
            (None, _) => self
                .toasts
                .info(format!("There is no tag {} yet: press T to add one", n + 1)),
        }
    }
}
