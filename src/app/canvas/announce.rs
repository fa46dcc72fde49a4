//! The canvas for those who do not see it: every card and joint in view is a control with a name that says what it is
//! and what bears on it, and can have the keyboard. May use egui, document and map.

use egui::{Rect, Sense};

use super::Canvas;
use crate::app::inspector::link_in_words;
use crate::app::pane::{View, capitalised, is_map, map_focus};
use crate::map::{ClaimId, NodeId};

/// Beyond this many cards, or joints, at once a reader is better served by coming nearer; and a frame stays quick.
const AT_MOST: usize = 400;

impl Canvas {
    /// Tells screen readers and tests what is on the canvas, and lets the keyboard reach it.
    pub(super) fn announce(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let rect = ui.clip_rect().intersect(self.view.unwrap_or(Rect::NOTHING));
        let seen = self.camera.seen(rect);
        let document = view.session.document();
        // What was selected with keys is given the keyboard, so that it is told.
        let selected = match view.selection.nodes.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let focused = ui.memory(|m| m.focused());
        let free = focused.is_none_or(|id| is_map(ui.ctx(), id)) && view.editing.is_none();
        let asked = std::mem::take(&mut self.take_keyboard);
        let told = (asked || (selected != self.announced && free))
            .then_some(selected)
            .flatten();
        self.announced = selected;
        // What is selected is told of whatever comes.
        let one = match selected {
            Some(NodeId::Claim(id)) => self.scene.card(id),
            _ => None,
        };
        let others = self.scene.cards_in(&seen).into_iter();
        let others = others.filter(|card| Some(NodeId::Claim(card.claim)) != selected);
        let cards = one.into_iter().chain(others).take(AT_MOST);
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
            let node = NodeId::Claim(card.claim);
            map_focus(ui, &response);
            if told == Some(node) {
                response.request_focus();
            } else if response.gained_focus() && !selected && view.editing.is_none() {
                view.selection.only(node);
            }
        }
        for (id, link) in self.scene.joints_in(&seen, AT_MOST) {
            let Some(value) = document.map().link(id) else {
                continue;
            };
            let area = self
                .camera
                .screen_rect(rect, link.figure.joint_rect())
                .intersect(rect);
            let response = ui.interact(
                area,
                ui.scope_id().with(("joint", id)),
                Sense::focusable_noninteractive(),
            );
            let selected = view.selection.has(NodeId::Link(id));
            response.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::Role::Button,
                    true,
                    selected,
                    spoken_link(document, &value),
                )
            });
            let node = NodeId::Link(id);
            map_focus(ui, &response);
            if told == Some(node) {
                response.request_focus();
            } else if response.gained_focus() && !selected && view.editing.is_none() {
                view.selection.only(node);
            }
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
        NodeId::Link(id) => link_in_words(document.map(), id),
    };
    let kind = capitalised(link.kind_name());
    format!(
        "{kind}: {}, bearing on: {target}",
        premises.join(" together with ")
    )
}
