//! Headings, tag chips and lists of links, as every part of the inspector has them. May use map and egui.

use egui::{RichText, Sense, vec2};

use crate::app::canvas::paint::pattern;
use crate::app::pane::{Action, View};
use crate::app::theme::{self, colour};
use crate::figure::shorten;
use crate::map::{ClaimId, LinkId, LinkKind, Map, NodeId, Tag};

/// A heading with the number by which files and the command line know the thing.
pub(super) fn headed(ui: &mut egui::Ui, title: &str, id: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(egui::FontId::new(13.0, theme::semibold())));
        let number = ui.label(RichText::new(id).small().weak());
        number.on_hover_text("Its number in the file and on the command line");
    });
    ui.add_space(2.0);
}

pub(super) fn section(ui: &mut egui::Ui, title: &str) {
    ui.label(RichText::new(title).font(egui::FontId::new(13.0, theme::semibold())));
    ui.add_space(2.0);
}

/// A tag as a quiet chip that can be put on and off.
pub fn tag_chip(
    ui: &mut egui::Ui,
    tag: &Tag,
    text: &str,
    on: bool,
    view: &View<'_>,
) -> egui::Response {
    let p = view.palette;
    let ink = colour(if on { p.hue_text(tag.hue) } else { p.text });
    let galley =
        ui.painter()
            .layout_no_wrap(text.to_owned(), egui::FontId::proportional(12.5), ink);
    let size = vec2(galley.size().x + 34.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, on, format!("Tag {}", tag.name))
    });
    let ground = if on {
        colour(p.hue(tag.hue))
    } else {
        colour(p.panel)
    };
    let edge = if response.has_focus() || response.hovered() {
        colour(p.accent)
    } else {
        colour(p.card_border)
    };
    ui.painter().rect(
        rect.shrink(1.0),
        13.0,
        ground,
        egui::Stroke::new(1.0, edge),
        egui::StrokeKind::Inside,
    );
    let mark = egui::Rect::from_center_size(rect.left_center() + vec2(14.0, 0.0), vec2(11.0, 11.0));
    pattern(ui.painter(), mark, tag.pattern, colour(p.hue_mark(tag.hue)));
    let at = rect.left_center() + vec2(24.0, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    response
}

pub(super) fn claim_link(ui: &mut egui::Ui, id: ClaimId, view: &mut View<'_>) {
    let text = view
        .session
        .document()
        .map()
        .claim(id)
        .map(|claim| shorten(&claim.text, 60))
        .unwrap_or_default();
    if ui.link(text).clicked() {
        view.actions.push(Action::Show(id.into()));
    }
}

pub(super) fn link_link(ui: &mut egui::Ui, id: LinkId, view: &mut View<'_>) {
    let text = link_in_words(view.session.document().map(), id);
    if ui.link(text).clicked() {
        view.actions.push(Action::Show(id.into()));
    }
}

/// A link by what it joins, for those who do not know it by its number: `support from “A” for “B”`.
pub fn link_in_words(map: &Map, id: LinkId) -> String {
    let Some(link) = map.link(id) else {
        return id.to_string();
    };
    let claim = |id: ClaimId| {
        let text = map.claim(id).map_or("", |claim| claim.text.as_str());
        format!("“{}”", shorten(text, 40))
    };
    let premises: Vec<String> = link.premises.iter().map(|id| claim(*id)).collect();
    let target = match link.target {
        NodeId::Claim(id) => claim(id),
        NodeId::Link(_) => "another link".to_owned(),
    };
    let onto = match link.kind {
        LinkKind::Support => "for",
        LinkKind::Attack => "against",
        LinkKind::Rephrase => "of",
    };
    let kind = link.kind_name();
    format!(
        "the {kind} from {} {onto} {target}",
        premises.join(" with ")
    )
}

pub(super) fn links_of(ui: &mut egui::Ui, id: ClaimId, view: &mut View<'_>) {
    let map = view.session.document().map();
    let onto = map.links_onto(id.into());
    let from = map.links_from(id);
    if onto.is_empty() && from.is_empty() {
        ui.label(
            RichText::new("None. Drag from the card's edge, or press S, A or R.")
                .small()
                .weak(),
        );
    }
    for link_id in from.into_iter().chain(onto) {
        let Some(link) = view.session.document().map().link(link_id) else {
            continue;
        };
        let onto_this = link.target == NodeId::Claim(id);
        let how = match (onto_this, link.premises.len()) {
            (true, 1) => format!("{} {} from", link.kind.sign(), link.kind_name()),
            (true, n) => format!(
                "{} {} from {n} linked premises",
                link.kind.sign(),
                link.kind_name()
            ),
            (false, 1) => format!("{} {} onto", link.kind.sign(), link.kind_name()),
            (false, _) => format!(
                "{} {}, as linked premise, onto",
                link.kind.sign(),
                link.kind_name()
            ),
        };
        if ui.link(RichText::new(how).small()).clicked() {
            view.selection.only(link_id.into());
        }
        ui.indent(link_id, |ui| {
            if onto_this {
                for premise in &link.premises {
                    claim_link(ui, *premise, view);
                }
            } else {
                match link.target {
                    NodeId::Claim(target) => claim_link(ui, target, view),
                    NodeId::Link(target) => link_link(ui, target, view),
                }
            }
        });
    }
}
