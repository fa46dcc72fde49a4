//! One comment in the pane: who and when, what is known of it, its words, what can be done with them. May use
//! document, thread and egui.

use std::ops::Range;
use std::sync::Arc;

use egui::{RichText, Stroke, pos2, vec2};

use super::text::{self, Paint};
use super::tools::{set_parent, uncertain};
use super::{DEEPEST_INDENT, INDENT, ThreadPane, reading_id, words_id};
use crate::app::command::Command;
use crate::app::pane::{Action, View, Words, thread_focus};
use crate::app::theme::{colour, semibold};
use crate::document::actions::count;
use crate::map::ClaimId;
use crate::thread::{Comment, Flag, MarkKind, Nesting, Thread, visible};

impl ThreadPane {
    /// Shows the `n`th comment of the thread.
    pub(super) fn comment(
        &mut self,
        ui: &mut egui::Ui,
        thread: &Arc<Thread>,
        n: usize,
        view: &mut View<'_>,
    ) {
        let Some(comment) = thread.comments.get(n) else {
            return;
        };
        let depth = view.derived.tree.depth(n);
        let top = ui.max_rect().min;
        let width = ui.available_width();
        let step = self.indent(width);
        let left = top.x + step * depth.min(DEEPEST_INDENT) as f32;
        let right = top.x + width;
        ui.add_space(8.0);
        self.row(ui, comment, n, view);
        part(ui, "head", left..=right, |ui| {
            ui.horizontal_wrapped(|ui| self.head(ui, comment, n, depth, view));
        });
        part(ui, "words", left + 8.0..=right, |ui| {
            self.words(ui, comment, view);
        });
        if uncertain(comment) {
            part(ui, "tools", left + 8.0..=right, |ui| {
                ui.horizontal_wrapped(|ui| self.paragraph_tools(ui, thread, n, view));
            });
        }
        ui.add_space(8.0);
        // Threads of depth are easier to follow along a line.
        let bottom = ui.min_rect().bottom();
        let ink = Stroke::new(1.0, colour(view.palette.card_border));
        for level in 1..=depth.min(DEEPEST_INDENT) {
            let x = top.x + step * level as f32 - 6.0 * step / INDENT;
            ui.painter()
                .line_segment([pos2(x, top.y), pos2(x, bottom)], ink);
        }
        if self.current.as_ref() == Some(&comment.id) {
            let bar = Stroke::new(2.0, colour(view.palette.selection));
            let x = top.x + width - 3.0;
            ui.painter()
                .line_segment([pos2(x, top.y + 6.0), pos2(x, bottom - 6.0)], bar);
        }
    }

    /// The comment as something that can have the keyboard, with a name that says what is known of it.
    fn row(&mut self, ui: &mut egui::Ui, comment: &Comment, n: usize, view: &View<'_>) {
        let rect = egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), 22.0));
        let id = egui::Id::unique(("comment row", &*comment.id.0));
        let response = ui.interact(rect, id, egui::Sense::click());
        let excerpts = view.derived.anchors.get(&comment.id).map_or(0, Vec::len);
        let below = self.facts.replies.get(n).copied().unwrap_or(0) as usize;
        response.widget_info(|| {
            let who = comment.author.as_deref().unwrap_or("nobody named");
            let replies = match below {
                0 => String::new(),
                1 => ", 1 reply".to_owned(),
                n => format!(", {n} replies"),
            };
            let mapped = match excerpts {
                0 => "not on the map yet".to_owned(),
                n => format!("{} on the map", count(n, "excerpt")),
            };
            let name = format!("Comment by {}{replies}, {mapped}", visible::shown(who));
            egui::WidgetInfo::labeled(egui::Role::ListItem, true, name)
        });
        if response.clicked() {
            self.current = Some(comment.id.clone());
            response.request_focus();
        }
        if self.focus_row.as_ref() == Some(&comment.id) {
            self.focus_row = None;
            response.request_focus();
        }
        thread_focus(ui, &response);
        if response.has_focus() {
            self.current = Some(comment.id.clone());
            let stroke = Stroke::new(1.5, ui.visuals().hyperlink_color);
            ui.painter()
                .rect_stroke(rect, 3.0, stroke, egui::StrokeKind::Inside);
        }
    }

    /// Who, when, what the source says besides, and whether anything was taken from it.
    fn head(
        &mut self,
        ui: &mut egui::Ui,
        comment: &Comment,
        n: usize,
        depth: usize,
        view: &View<'_>,
    ) {
        let below = self.facts.replies.get(n).copied().unwrap_or(0) as usize;
        let folded = self.folded.contains(&comment.id);
        if below > 0 {
            let name = if folded {
                "Unfold replies"
            } else {
                "Fold replies"
            };
            let sign = if folded { "⏵" } else { "⏷" };
            let button = ui.add(egui::Button::new(sign).frame(false));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button.on_hover_text(name).clicked() {
                self.toggle_fold(&comment.id);
            }
        } else {
            ui.add_space(4.0);
        }
        self.mapped_mark(ui, comment, view);
        let who = match &comment.author {
            Some(author) => visible::shown(author).into_owned(),
            None if comment.flags.has(Flag::Deleted) => "[deleted]".to_owned(),
            None => format!("#{}", n + 1),
        };
        let who = RichText::new(who).family(semibold()).small();
        ui.add(egui::Label::new(who).truncate());
        let weak = |ui: &mut egui::Ui, text: String| ui.label(RichText::new(text).small().weak());
        if let Some(time) = comment.time.as_deref().or(comment.age.as_deref()) {
            // As a whole on this line or the next.
            let time = RichText::new(short_time(time)).small().weak();
            ui.add(egui::Label::new(time).extend());
        }
        for flag in comment.flags.iter().filter(|flag| *flag != Flag::Deleted) {
            let warning = |text: &str| {
                RichText::new(text)
                    .small()
                    .color(colour(view.palette.warning))
            };
            match flag {
                Flag::Changed => ui.label(warning("words changed since they were first read")),
                Flag::Gone => ui.label(warning("no longer in the source")),
                _ => weak(ui, format!("[{}]", flag.name())),
            };
        }
        if depth > DEEPEST_INDENT {
            weak(ui, format!("{depth} deep"));
        }
        if folded {
            let replies = if below == 1 { "reply" } else { "replies" };
            weak(ui, format!("{below} {replies} folded"));
        }
        let uncertain = match comment.nesting {
            Nesting::AtLeast(at_least) => at_least > 1,
            // Read from the layout of a text.
            Nesting::Unknown => comment.parent.is_some(),
            Nesting::Stated | Nesting::ByHand => false,
        };
        if uncertain {
            weak(ui, "place in the thread uncertain".to_owned());
        }
    }

    /// A ring for what nothing was taken from yet, as mail that was not read; a full disc for the rest.
    fn mapped_mark(&self, ui: &mut egui::Ui, comment: &Comment, view: &View<'_>) {
        if comment.text.trim().is_empty() {
            return;
        }
        let (rect, response) = ui.allocate_exact_size(vec2(10.0, 14.0), egui::Sense::hover());
        let ink = colour(view.palette.accent);
        if view.derived.anchors.contains_key(&comment.id) {
            ui.painter().circle_filled(rect.center(), 3.5, ink);
            response.on_hover_text("Something was taken from it");
        } else {
            ui.painter()
                .circle_stroke(rect.center(), 3.5, Stroke::new(1.4, ink));
            response.on_hover_text("Not on the map yet");
        }
    }

    /// The words, selectable, with their excerpts marked.
    pub(super) fn words(&mut self, ui: &mut egui::Ui, comment: &Comment, view: &mut View<'_>) {
        if comment.text.is_empty() {
            ui.label(RichText::new("no words left").small().weak());
            return;
        }
        let stretches = view.derived.stretches(&comment.id);
        let selected_words = view
            .selection
            .words
            .as_ref()
            .filter(|w| w.comment == comment.id)
            .map(|w| w.range.clone());
        let selected_claims = view.selection.claims();
        let paint = Paint {
            palette: view.palette,
            stretches: &stretches,
            selected_words: selected_words.clone(),
            found: view.search.ranges(&comment.text),
            found_now: view.search.current_in(&comment.id),
            size: view.settings.reading_size,
        };
        let lines = text::lines(comment);
        let mut layouter = |ui: &egui::Ui, _text: &dyn egui::TextBuffer, width: f32| {
            text::galley(ui, comment, &lines, &paint, width)
        };
        let id = words_id(&comment.id);
        // Grounds and rules lie behind the words, and are known when those are laid out.
        let behind = ui.painter().add(egui::Shape::Noop);
        let width = (ui.available_width() - 14.0).max(60.0);
        let mut buffer = comment.text.as_str();
        let output = egui::TextEdit::multiline(&mut buffer)
            .id(id)
            .frame(egui::Frame::NONE)
            .margin(0.0)
            .desired_width(width)
            .desired_rows(1)
            .layouter(&mut layouter)
            .show(ui);
        let shapes = text::behind(&lines, &output.galley, output.galley_pos, width, &paint);
        ui.painter().set(behind, egui::Shape::Vec(shapes));
        ui.ctx().data_mut(|d| d.insert_temp(reading_id(id), true));
        let response = output.response.response;
        let who = comment
            .author
            .clone()
            .unwrap_or_else(|| "a comment".to_owned());
        hover(ui, comment, &output.galley, output.galley_pos, &response);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, format!("Words of {who}"))
        });
        for (range, claims) in &stretches {
            let of_selected = claims.iter().any(|id| selected_claims.contains(id));
            let ink = if of_selected {
                view.palette.selection
            } else {
                view.palette.text_weak.mix(view.palette.highlight, 0.4)
            };
            let stroke = Stroke::new(if of_selected { 2.0 } else { 1.0 }, colour(ink));
            text::underline(ui, &output.galley, output.galley_pos, range, stroke);
        }
        if let Some(range) = output.cursor_range {
            let chars = range.as_sorted_char_range();
            let chars = chars.start.0..chars.end.0;
            if response.has_focus() {
                self.current = Some(comment.id.clone());
                self.caret = Some((comment.id.clone(), chars.end));
                if chars.start < chars.end {
                    view.selection.words = Some(Words {
                        comment: comment.id.clone(),
                        range: chars,
                    });
                } else if selected_words.is_some() {
                    view.selection.words = None;
                }
            }
        }
        if response.clicked()
            && let Some(at) = response.interact_pointer_pos()
        {
            let n = output
                .galley
                .cursor_from_pos(at - output.galley_pos)
                .index
                .0;
            self.click_words(comment, n, &stretches, view);
        }
        let has_words = view
            .selection
            .words
            .as_ref()
            .is_some_and(|w| w.comment == comment.id);
        // Not under the pointer while it still selects.
        if has_words
            && !response.dragged()
            && let Some(range) = selected_words
        {
            let end = egui::text::CCursor::new(range.end);
            let end = output.galley.pos_from_cursor(end);
            offer(ui, end.translate(output.galley_pos.to_vec2()), view);
        }
    }

    /// A click on marked words finds their claim; on a link, offers to open it.
    fn click_words(
        &mut self,
        comment: &Comment,
        n: usize,
        stretches: &[(Range<usize>, Vec<ClaimId>)],
        view: &mut View<'_>,
    ) {
        if let Some(parent_of) = self.placing.take() {
            view.actions
                .push(set_parent(view, &parent_of, Some(&comment.id)));
            return;
        }
        let link = link_at(comment, n).cloned();
        if let Some(target) = link {
            view.actions.push(Action::OpenUrl(target));
            return;
        }
        if let Some((_, claims)) = stretches.iter().find(|(range, _)| range.contains(&n)) {
            // Where claims share words, clicks go through them in turn.
            let now = view
                .selection
                .single_claim()
                .and_then(|id| claims.iter().position(|c| *c == id));
            let next = now.map_or(0, |n| (n + 1) % claims.len());
            view.actions.push(Action::Show(claims[next].into()));
        }
    }
}

/// A part of a comment between `sides`: what is too wide goes on in the next line or ends there, and makes nothing
/// below it wider.
fn part(
    ui: &mut egui::Ui,
    name: &str,
    sides: std::ops::RangeInclusive<f32>,
    add: impl FnOnce(&mut egui::Ui),
) {
    let top = ui.cursor().top();
    let room = egui::Rect::from_x_y_ranges(sides.clone(), top..=top + 10_000.0);
    let mut part = ui.new_child(egui::UiBuilder::new().id_salt(name).max_rect(room));
    add(&mut part);
    let bottom = part.min_rect().bottom();
    ui.advance_cursor_after_rect(egui::Rect::from_x_y_ranges(sides, top..=bottom));
}

/// A link's target, or what a sign stands for, where the pointer rests on it.
fn hover(
    ui: &egui::Ui,
    comment: &Comment,
    galley: &egui::Galley,
    origin: egui::Pos2,
    response: &egui::Response,
) {
    let Some(at) = response.hover_pos() else {
        return;
    };
    let n = galley.cursor_from_pos(at - origin).index.0;
    if let Some(target) = link_at(comment, n) {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        let shown = visible::shown(target).into_owned();
        response.clone().on_hover_text_at_pointer(shown);
        return;
    }
    let mut chars = comment.text.chars().skip(n.saturating_sub(1)).take(2);
    if let Some((c, what)) = chars.find_map(|c| Some((c, visible::name(c)?))) {
        response
            .clone()
            .on_hover_text_at_pointer(format!("U+{:04X}, {what}", c as u32));
    }
}

/// The target of the link that a character belongs to.
fn link_at(comment: &Comment, n: usize) -> Option<&String> {
    comment.marks.iter().find_map(|mark| match &mark.kind {
        MarkKind::Link(target) if (mark.start as usize..mark.end as usize).contains(&n) => {
            Some(target)
        }
        _ => None,
    })
}

/// `2026-08-14T10:54:02.000Z` as `2026-08-14 10:54`; anything else as it is.
fn short_time(time: &str) -> String {
    match (time.get(..10), time.get(10..11), time.get(11..16)) {
        (Some(day), Some("T"), Some(clock)) => format!("{day} {clock}"),
        _ => time.to_owned(),
    }
}

/// What can be made of the words that are selected, just below where they end, so that the text stays where it is.
fn offer(ui: &egui::Ui, end: egui::Rect, view: &mut View<'_>) {
    let pane = ui.clip_rect();
    if !pane.y_range().contains(end.center().y) {
        return;
    }
    let frame = egui::Frame::popup(ui.style()).inner_margin(4.0);
    egui::Area::new(egui::Id::unique("what can be made of the selected words"))
        .order(egui::Order::Middle)
        .fixed_pos(pos2(
            (end.left() - 40.0).max(pane.left() + 12.0),
            end.bottom() + 4.0,
        ))
        .constrain_to(pane)
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.horizontal(|ui| {
                    if ui.button("Make a claim").on_hover_text("C").clicked() {
                        view.actions.push(Action::Do(Command::NewClaim));
                    }
                    if view.selection.single_claim().is_some() {
                        let add = ui.button("Add to the selected claim");
                        if add.on_hover_text("X").clicked() {
                            view.actions.push(Action::Do(Command::AddExcerpt));
                        }
                    }
                });
            });
        });
}
