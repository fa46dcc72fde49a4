//! All about one link, and what can be done to several claims and links at once. May use document, map and egui.

use super::parts::{claim_link, headed, link_link, section, tag_chip};
use super::{Field, Inspector};
use crate::app::command::Command;
use crate::app::pane::{Action, View, capitalised, small_button};
use crate::document::actions::{self, count};
use crate::document::history::Mark;
use crate::figure::shorten;
use crate::map::{ClaimId, LinkId, LinkKind, NodeId};

impl Inspector {
    pub(super) fn link(
        &mut self,
        ui: &mut egui::Ui,
        id: LinkId,
        view: &mut View<'_>,
        next_mark: Mark,
    ) {
        let Some(link) = view.session.document().map().link(id) else {
            return;
        };
        headed(ui, &capitalised(link.kind_name()), &id.to_string());
        ui.horizontal_wrapped(|ui| {
            for kind in LinkKind::ALL {
                let possible =
                    kind != LinkKind::Rephrase || matches!(link.target, NodeId::Claim(_));
                let button = egui::Button::selectable(
                    link.kind == kind,
                    format!("{} {}", kind.sign(), kind.name()),
                );
                if ui.add_enabled(possible, button).clicked() {
                    view.actions.push(Action::Edit(actions::set_link_kind(
                        view.session.document(),
                        &[id],
                        kind,
                    )));
                }
            }
        });
        ui.add_space(10.0);
        section(
            ui,
            if link.premises.len() > 1 {
                "Linked premises: they count only together"
            } else {
                "Premise"
            },
        );
        for premise in &link.premises {
            ui.horizontal_wrapped(|ui| {
                claim_link(ui, *premise, view);
                if link.premises.len() > 1 && small_button(ui, "Take out").clicked() {
                    view.actions.push(Action::Edit(actions::remove_premise(
                        view.session.document(),
                        id,
                        *premise,
                    )));
                }
            });
        }
        ui.add_space(10.0);
        section(ui, "Bears on");
        match link.target {
            NodeId::Claim(claim) => claim_link(ui, claim, view),
            NodeId::Link(target) => link_link(ui, target, view),
        }
        ui.add_space(10.0);
        section(ui, "Note");
        let note = link.note.clone();
        self.field(
            ui,
            Field::LinkNote(id),
            "Note on the link",
            &note,
            2,
            next_mark,
            view,
            move |view, text| actions::set_link_note(view.session.document(), id, text),
        );
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let reversible = link.premises.len() == 1 && matches!(link.target, NodeId::Claim(_));
            if ui
                .add_enabled(reversible, egui::Button::new("Reverse"))
                .clicked()
            {
                view.actions.push(Action::Do(Command::ReverseLink));
            }
            if ui.button("Delete link").clicked() {
                view.actions.push(Action::Do(Command::Delete));
            }
        });
    }

    pub(super) fn several(
        &self,
        ui: &mut egui::Ui,
        claims: &[ClaimId],
        links: &[LinkId],
        view: &mut View<'_>,
    ) {
        let mut what = Vec::new();
        if !claims.is_empty() {
            what.push(count(claims.len(), "claim"));
        }
        if !links.is_empty() {
            what.push(count(links.len(), "link"));
        }
        section(ui, &format!("{} selected", what.join(" and ")));
        if !claims.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for (id, tag) in view.tags() {
                    let all = claims.iter().all(|c| {
                        view.session
                            .document()
                            .map()
                            .claim(*c)
                            .is_some_and(|c| c.tags.contains(&id))
                    });
                    if tag_chip(ui, &tag, &tag.name, all, view).clicked() {
                        let edit = actions::toggle_tag(view.session.document(), claims, id);
                        let cards = claims.iter().map(|id| NodeId::Claim(*id));
                        view.actions.push(Action::EditAround(edit, cards.collect()));
                    }
                }
            });
        }
        ui.add_space(10.0);
        if claims.len() > 1 {
            let map = view.session.document().map();
            let last = claims.last().and_then(|id| map.claim(*id));
            let last = last.map_or(String::new(), |claim| shorten(&claim.text, 28));
            let who = if claims.len() == 2 {
                "The first".to_owned()
            } else {
                "The others together".to_owned()
            };
            let one = claims.len() == 2;
            let verb = |kind: LinkKind| match one {
                true => kind.verb(),
                false => kind.verb().trim_end_matches('s'),
            };
            for kind in LinkKind::ALL {
                if ui
                    .button(format!("{} {who} {} “{last}”", kind.sign(), verb(kind)))
                    .clicked()
                {
                    view.actions.push(Action::Do(Command::Link(kind)));
                }
            }
        }
        if !links.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for kind in LinkKind::ALL {
                    if ui.button(format!("Make {}", kind.name())).clicked() {
                        view.actions.push(Action::Edit(actions::set_link_kind(
                            view.session.document(),
                            links,
                            kind,
                        )));
                    }
                }
            });
        }
        ui.add_space(10.0);
        if ui.button("Delete").clicked() {
            view.actions.push(Action::Do(Command::Delete));
        }
    }
}
