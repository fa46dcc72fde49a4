//! The map as an outline: every claim a row, below it what bears on it, one step in. The same selection, the same
//! commands and the same editing as on the canvas; for those who read or write in lines, and for screen readers. Only
//! the rows that are seen are drawn. May use document, map and egui.

use egui::{
    Align2, FontId, Key, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, pos2, vec2,
};

use super::canvas::paint::pattern;
use super::editing;
use super::pane::{Action, View, is_map, map_focus};
use super::theme::{colour, semibold};
use crate::document::history::Revision;
use crate::figure::shorten;
use crate::figure::style::TEXT_BODY;
use crate::map::NodeId;
use crate::map::outline::{Row, outline};

const ROW: f32 = 30.0;
const INDENT: f32 = 22.0;
const DEEPEST_INDENT: usize = 16;

/// The outline with its state.
#[derive(Default)]
pub struct Outline {
    rows: Vec<Row>,
    of: Option<Revision>,
    reveal: Option<NodeId>,
    /// The claim whose row the keyboard was given to last.
    announced: Option<NodeId>,
}

impl Outline {
    /// Scrolls to a claim's row at the next frame.
    pub fn reveal(&mut self, node: NodeId) {
        self.reveal = Some(node);
    }

    /// The claims from top to bottom, for the arrow keys.
    pub fn order(&self) -> Vec<NodeId> {
        let full = self.rows.iter().filter(|row| !row.again);
        full.map(|row| NodeId::Claim(row.claim)).collect()
    }

    /// Shows the outline in what room there is.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let document = view.session.document();
        if self.of != Some(view.session.revision()) {
            self.of = Some(view.session.revision());
            self.rows = outline(document.map(), document.folded());
        }
        ui.painter()
            .rect_filled(ui.max_rect(), 0.0, colour(view.palette.canvas));
        if self.rows.is_empty() {
            ui.centered_and_justified(|ui| {
                ui.label(
                    RichText::new(
                        "No claims yet: press C to write one, or select words in the thread first",
                    )
                    .weak(),
                );
            });
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let wanted = self.reveal.take().and_then(|node| {
            let own = |row: &Row| NodeId::Claim(row.claim) == node && !row.again;
            self.rows.iter().position(own)
        });
        let height = ui.available_height();
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("outline");
        if let Some(n) = wanted {
            let id = ui.make_persistent_id(egui::Id::unique("outline seen"));
            let seen: Option<(f32, f32)> = ui.data(|d| d.get_temp(id));
            let (top, bottom) = seen.unwrap_or((0.0, height));
            let y = n as f32 * ROW;
            if y < top || y + ROW > bottom {
                area = area.vertical_scroll_offset((y - height / 3.0).max(0.0));
            }
        }
        // The keyboard goes with the selection, so that its row is told and Space edits that one and no other.
        let selected = view.selection.single_claim().map(NodeId::Claim);
        let focused = ui.memory(|m| m.focused());
        let ours = focused.is_none_or(|id| is_map(ui.ctx(), id)) && view.editing.is_none();
        let changed = self.announced != selected || focused.is_none();
        let told = selected.filter(|_| ours && changed);
        self.announced = selected;
        area.show_rows(ui, ROW, self.rows.len(), |ui, range| {
            let id = ui.make_persistent_id(egui::Id::unique("outline seen"));
            let clip = ui.clip_rect();
            let origin = ui.max_rect().top() - range.start as f32 * ROW;
            let seen = (clip.top() - origin, clip.bottom() - origin);
            ui.data_mut(|d| d.insert_temp(id, seen));
            for n in range {
                if let Some(row) = self.rows.get(n) {
                    let told = told == Some(NodeId::Claim(row.claim)) && !row.again;
                    show_row(ui, row, told, view);
                }
            }
        });
    }
}

fn show_row(ui: &mut egui::Ui, row: &Row, told: bool, view: &mut View<'_>) {
    let document = view.session.document();
    let map = document.map();
    let Some(claim) = map.claim(row.claim) else {
        return;
    };
    let p = view.palette;
    let node = NodeId::Claim(row.claim);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let selected = view.selection.has(node);
    let folded = document.folded().contains(&row.claim);
    let link = row.via.and_then(|id| map.link(id));
    response.widget_info(|| {
        let spoken = view.derived.evaluation.spoken(document, row.claim, claim);
        let how = match (&link, row.onto_link) {
            (Some(link), false) => format!(", {} what is above", link.kind.verb()),
            (Some(link), true) => format!(", {} the link above", link.kind.verb()),
            (None, _) => String::new(),
        };
        let again = if row.again {
            ", shown in full elsewhere"
        } else {
            ""
        };
        let label = format!("Level {}: {spoken}{how}{again}", row.depth + 1);
        egui::WidgetInfo::selected(egui::Role::TreeItem, true, selected, label)
    });
    map_focus(ui, &response);
    if told {
        response.request_focus();
    }
    if response.gained_focus() && !selected && view.editing.is_none() {
        view.selection.only(node);
    }
    let painter = ui.painter();
    let ground = match (selected, response.hovered()) {
        (true, _) => Some(p.canvas.mix(p.selection, 0.18)),
        (_, true) => Some(p.canvas.mix(p.text, 0.04)),
        _ => None,
    };
    if let Some(ground) = ground {
        painter.rect_filled(rect, 0.0, colour(ground));
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, colour(p.accent));
        painter.rect_stroke(rect.shrink(1.0), 3.0, edge, StrokeKind::Inside);
    }
    let left = rect.left() + 14.0 + INDENT * row.depth.min(DEEPEST_INDENT) as f32;
    let middle = rect.center().y;
    if row.children > 0 && !row.again {
        let area = Rect::from_center_size(pos2(left, middle), vec2(20.0, ROW));
        let toggle = ui.interact(area, response.id.with("fold"), Sense::click());
        let name = if folded { "Unfold" } else { "Fold" };
        toggle.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{name} {}", row.claim))
        });
        let sign = if folded { "⏵" } else { "⏷" };
        let ink = if toggle.hovered() {
            p.accent
        } else {
            p.text_weak
        };
        painter.text(
            area.center(),
            Align2::CENTER_CENTER,
            sign,
            FontId::proportional(13.0),
            colour(ink),
        );
        if toggle.clicked() {
            view.selection.only(node);
            view.actions.push(Action::Do(super::command::Command::Fold));
        }
    }
    let mut x = left + 14.0;
    if let Some(link) = &link {
        let at = pos2(x + 7.0, middle);
        let ink = colour(p.link(link.kind));
        painter.circle_filled(at, 7.5, ink);
        let sign = FontId::new(12.0, semibold());
        painter.text(
            at,
            Align2::CENTER_CENTER,
            link.kind.sign(),
            sign,
            colour(p.canvas),
        );
        if row.onto_link {
            let ring = Stroke::new(1.2, ink);
            painter.circle_stroke(at, 9.5, ring);
        }
        if link.premises.len() > 1 {
            // A brace for those that count only together.
            let bar = Stroke::new(2.0, ink);
            painter.vline(x - 4.0, rect.y_range().shrink(3.0), bar);
        }
        x += 22.0;
    }
    let mut right = rect.right() - 14.0;
    if let Some(badge) = view.derived.evaluation.badge(row.claim) {
        let ink = colour(p.standing(view.derived.evaluation.standing(row.claim)));
        let at = pos2(right, middle);
        let drawn = painter.text(
            at,
            Align2::RIGHT_CENTER,
            badge,
            FontId::proportional(12.0),
            ink,
        );
        right = drawn.left() - 10.0;
    }
    for tag in claim.tags.iter().rev().filter_map(|tag| map.tag(*tag)) {
        let area = Rect::from_center_size(pos2(right - 6.0, middle), vec2(11.0, 11.0));
        pattern(painter, area, tag.pattern, colour(p.hue_mark(tag.hue)));
        right -= 18.0;
    }
    if folded {
        let ink = colour(p.text_weak);
        let at = pos2(right, middle);
        let drawn = painter.text(
            at,
            Align2::RIGHT_CENTER,
            "folded",
            FontId::proportional(12.0),
            ink,
        );
        right = drawn.left() - 10.0;
    }
    let room = Rect::from_min_max(pos2(x, rect.top()), pos2(right - 8.0, rect.bottom()));
    let is_edited = view.editing.as_ref().is_some_and(|e| e.claim == row.claim) && !row.again;
    if is_edited {
        if let Some(mut editing) = view.editing.take() {
            let look = editing::Look {
                area: room.shrink2(vec2(0.0, 5.0)),
                clip: ui.clip_rect(),
                size: TEXT_BODY,
                line: 20.0,
            };
            match editing::field(ui, &mut editing, &look, view) {
                None => *view.editing = Some(editing),
                Some(_) => view.actions.push(Action::Adjust(vec![node], editing.mark)),
            }
        }
        return;
    }
    let (text, weak) = match claim.text.trim() {
        "" => ("(no words yet)".to_owned(), true),
        // Long before the row's end; the rest is cut by the width.
        text => (shorten(text, 400), row.again),
    };
    // On the ground of what is found weak words could not be read.
    let found = view.search.found_in(node);
    let weak = weak || view.derived.evaluation.is_rejected(row.claim);
    let ink = colour(if weak && !found { p.text_weak } else { p.text });
    let family = if row.depth == 0 {
        semibold()
    } else {
        egui::FontFamily::Proportional
    };
    let mut job = egui::text::LayoutJob::simple_singleline(
        text.replace('\n', " "),
        FontId::new(TEXT_BODY, family),
        ink,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.width().max(10.0));
    let galley = painter.layout_job(job);
    let faded = !view.passes(row.claim);
    let at = pos2(room.left(), middle - galley.size().y / 2.0);
    if found {
        let mark = Rect::from_min_size(at, galley.size()).expand(2.0);
        painter.rect_filled(mark, 3.0, colour(p.highlight));
    }
    let ink = if faded && !found {
        colour(p.text_weak.mix(p.canvas, 0.5))
    } else {
        ink
    };
    if faded && !found {
        painter.galley_with_override_text_color(at, galley, ink);
    } else {
        painter.galley(at, galley, ink);
    }
    if response.clicked() {
        response.request_focus();
        let many = ui.input(|i| i.modifiers.shift || i.modifiers.command);
        if many {
            view.selection.toggle(node);
        } else {
            view.selection.only(node);
        }
        *view.editing = None;
    }
    if response.double_clicked() {
        view.actions.push(Action::EditText(row.claim));
    }
    super::pane::node_menu(&response, node, view);
    // Space edits, as F2 does: the row has the keyboard, so a click by Space would only select it again.
    if response.has_focus() && ui.input(|i| i.key_pressed(Key::Space)) {
        view.actions.push(Action::EditText(row.claim));
    }
}
