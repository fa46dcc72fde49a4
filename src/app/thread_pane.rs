//! The thread: every comment in its place, its words selectable, excerpts marked where they stand. Only the
//! comments that are seen are laid out. For a paste that does not say who answers whom, tools to say it. May
//! use document, thread and egui.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, RichText, ScrollArea, Stroke, pos2, vec2};

use super::pane::{Action, View, Words, small_button};
use super::theme::{colour, reading, reading_italic};
use crate::document::actions::count;
use crate::document::{Change, Edit};
use crate::figure::Palette;
use crate::map::ClaimId;
use crate::thread::{Comment, CommentId, Flag, MarkKind, Nesting, Thread, paste};

const INDENT: f32 = 16.0;
const DEEPEST_INDENT: usize = 12;
/// From line to line, as a share of the letters' size.
const LINE: f32 = 1.53;

/// The thread pane with its state.
#[derive(Default)]
pub struct ThreadPane {
    collapsed: HashSet<CommentId>,
    /// Comments shown, by index, and what the list was made from.
    rows: Vec<usize>,
    rows_of: Option<(usize, usize, u64)>,
    /// Measured or estimated height of each row, and the width that was for.
    heights: Vec<f32>,
    measured_width: f32,
    measured_size: f32,
    reveal: Option<Words>,
    changes: u64,
    /// The comment whose parent is being chosen.
    placing: Option<CommentId>,
    only_unmapped: bool,
    /// Where the text cursor stands, for splitting.
    caret: Option<(CommentId, usize)>,
}

impl ThreadPane {
    /// Brings words into view at the next frame.
    pub fn reveal(&mut self, words: Words) {
        self.reveal = Some(words);
    }

    /// Whether a parent is being chosen, which Escape leaves.
    pub fn busy(&self) -> bool {
        self.placing.is_some()
    }

    /// Leaves choosing a parent.
    pub fn cancel(&mut self) {
        self.placing = None;
    }

    /// Whether the focus is on words that are read, not typed.
    pub fn is_reading(ctx: &egui::Context) -> bool {
        ctx.memory(|m| m.focused())
            .is_some_and(|id| ctx.data(|d| d.get_temp::<bool>(reading_id(id))).is_some())
    }

    /// Shows the pane.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let Some(thread) = view.session.document().thread().cloned() else {
            nothing_yet(ui, view);
            return;
        };
        self.header(ui, &thread, view);
        self.refresh_rows(&thread, view);
        self.list(ui, &thread, view);
    }

    fn header(&mut self, ui: &mut egui::Ui, thread: &Thread, view: &mut View<'_>) {
        let stats = thread.stats();
        if let Some(title) = &thread.title {
            ui.add(egui::Label::new(RichText::new(title).heading()).wrap());
        }
        let (unmapped, all) = view.derived.unmapped;
        let mapped = all - unmapped.min(all);
        let mut facts = count(stats.comments, "comment");
        if stats.authors > 0 {
            let people = if stats.authors == 1 {
                "1 person".to_owned()
            } else {
                format!("{} people", stats.authors)
            };
            facts = format!("{facts} · {people}");
        }
        facts = format!("{facts} · {mapped} of {all} on the map");
        ui.label(RichText::new(facts).small().weak());
        if let Some(total) = thread
            .stated_total
            .filter(|total| *total > stats.comments as u64)
        {
            ui.label(
                RichText::new(format!(
                    "{} of {total} comments: the rest is not in the file",
                    stats.comments
                ))
                .small()
                .color(colour(view.palette.warning)),
            );
        }
        if !view.derived.problems.is_empty() {
            ui.collapsing(
                format!(
                    "{} in its structure",
                    count(view.derived.problems.len(), "repair")
                ),
                |ui| {
                    for problem in view.derived.problems.iter().take(50) {
                        ui.label(RichText::new(problem).small());
                    }
                },
            );
        }
        if !view.derived.orphans.is_empty() {
            ui.collapsing(format!("{} without their words", count(view.derived.orphans.len(), "excerpt")), |ui| {
                for (claim, nth) in view.derived.orphans.iter().take(50) {
                    let words = view.session.document().map().claim(*claim).and_then(|c| c.excerpts.get(*nth));
                    if let Some(excerpt) = words
                        && ui.link(format!("{claim}: “{}”", shorten(&excerpt.exact, 60))).clicked()
                    {
                        view.actions.push(Action::Show((*claim).into()));
                    }
                }
                ui.label(RichText::new("Select the right words, then “Relink” beside the excerpt in the inspector").small().weak());
            });
        }
        ui.horizontal_wrapped(|ui| {
            if ui
                .checkbox(&mut self.only_unmapped, "Only what is not on the map yet")
                .changed()
            {
                self.changes += 1;
            }
            if !self.collapsed.is_empty() && ui.button("Unfold all").clicked() {
                self.collapsed.clear();
                self.changes += 1;
            }
        });
        if thread
            .comments
            .iter()
            .any(|c| c.nesting == Nesting::Unknown)
        {
            self.paste_tools(ui, thread, view);
        }
        ui.add_space(4.0);
        ui.separator();
    }

    /// What is said and offered where the source does not tell who answers whom.
    fn paste_tools(&mut self, ui: &mut egui::Ui, thread: &Thread, view: &mut View<'_>) {
        let unknown = thread
            .comments
            .iter()
            .filter(|c| c.nesting == Nesting::Unknown)
            .count();
        egui::Frame::group(ui.style()).fill(colour(view.palette.canvas)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new("This paste does not say who answers whom.").family(super::theme::semibold()));
            ui.label(RichText::new(format!(
                "It was split at line breaks; {} stand at the top until you place them. Use “Answers…”, “Merge with next” and “Split at cursor” below each one.",
                count(unknown, "paragraph"),
            )).small());
            for duplicate in paste::duplicates(&thread.comments).iter().take(3) {
                let id = &duplicate.repeat;
                let text = thread.comments.iter().find(|c| c.id == *id).map(|c| shorten(&c.text, 48)).unwrap_or_default();
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(format!("Stands twice: “{text}”")).small());
                    if small_button(ui, "Remove the repeat").clicked()
                        && let Some(edit) = remove_comment(thread, id)
                    {
                        view.actions.push(Action::Edit(edit));
                    }
                });
            }
        });
    }

    fn refresh_rows(&mut self, thread: &Arc<Thread>, view: &View<'_>) {
        let mapped_stamp = if self.only_unmapped {
            view.session.revision()
        } else {
            0
        };
        let key = (
            Arc::as_ptr(thread) as usize,
            self.changes as usize,
            mapped_stamp,
        );
        if self.rows_of == Some(key) {
            return;
        }
        self.rows_of = Some(key);
        self.rows.clear();
        let tree = &view.derived.tree;
        let mut hidden_below: Option<usize> = None;
        for n in tree.preorder() {
            let depth = tree.depth(n);
            if hidden_below.is_some_and(|limit| depth > limit) {
                continue;
            }
            hidden_below = None;
            let Some(comment) = thread.comments.get(n) else {
                continue;
            };
            if self.collapsed.contains(&comment.id) {
                hidden_below = Some(depth);
            }
            if self.only_unmapped && view.derived.anchors.contains_key(&comment.id) {
                continue;
            }
            self.rows.push(n);
        }
        self.heights.clear();
    }

    fn list(&mut self, ui: &mut egui::Ui, thread: &Arc<Thread>, view: &mut View<'_>) {
        let width = ui.available_width();
        if self.heights.len() != self.rows.len()
            || (self.measured_width - width).abs() > 0.5
            || self.measured_size != view.settings.reading_size
        {
            self.measured_width = width;
            self.measured_size = view.settings.reading_size;
            self.heights = self
                .rows
                .iter()
                .map(|n| {
                    let depth = view.derived.tree.depth(*n);
                    estimate(
                        &thread.comments[*n],
                        depth,
                        width,
                        view.settings.reading_size,
                    )
                })
                .collect();
        }
        if let Some(words) = &self.reveal {
            // A folded branch opens for what is to be seen.
            if let Some(n) = view.derived.tree.find(&words.comment) {
                let folded: Vec<CommentId> = view
                    .derived
                    .tree
                    .ancestors(n)
                    .filter_map(|a| thread.comments.get(a))
                    .map(|c| c.id.clone())
                    .filter(|id| self.collapsed.contains(id))
                    .collect();
                if !folded.is_empty() {
                    for id in folded {
                        self.collapsed.remove(&id);
                    }
                    self.changes += 1;
                    ui.ctx().request_repaint();
                }
            }
        }
        let target = self.reveal.as_ref().and_then(|words| {
            let row = self
                .rows
                .iter()
                .position(|n| thread.comments[*n].id == words.comment)?;
            Some((row, self.heights[..row].iter().sum::<f32>()))
        });
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("thread");
        if let Some((_, top)) = target {
            area = area.vertical_scroll_offset((top - 80.0).max(0.0));
        }
        area.show_viewport(ui, |ui, viewport| {
            let total: f32 = self.heights.iter().sum();
            ui.set_height(total.max(1.0));
            let origin = ui.max_rect().min;
            let mut y = 0.0;
            let mut changed = false;
            for row in 0..self.rows.len() {
                let height = self.heights[row];
                if y > viewport.bottom() + 200.0 {
                    break;
                }
                if y + height >= viewport.top() - 200.0 {
                    let n = self.rows[row];
                    let area =
                        egui::Rect::from_min_size(origin + vec2(0.0, y), vec2(width, height));
                    let mut child = ui.new_child(
                        egui::UiBuilder::new()
                            .max_rect(egui::Rect::from_min_size(area.min, vec2(width, 10_000.0)))
                            .id_salt(("comment", n)),
                    );
                    self.comment(&mut child, thread, n, view);
                    let real = child.min_rect().height();
                    if (real - height).abs() > 0.5 {
                        self.heights[row] = real;
                        changed = true;
                    }
                }
                y += self.heights[row];
            }
            if changed {
                ui.ctx().request_repaint();
            } else if target.is_some() || self.reveal.is_some() {
                self.reveal = None;
            }
        });
    }

    fn comment(&mut self, ui: &mut egui::Ui, thread: &Arc<Thread>, n: usize, view: &mut View<'_>) {
        let comment = &thread.comments[n];
        let tree = &view.derived.tree;
        let depth = tree.depth(n);
        let indent = INDENT * depth.min(DEEPEST_INDENT) as f32;
        let top = ui.max_rect().min;
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.add_space(indent);
            let children = tree.children(n).next().is_some();
            let folded = self.collapsed.contains(&comment.id);
            if children {
                let name = if folded {
                    "Unfold replies"
                } else {
                    "Fold replies"
                };
                let sign = if folded { "⏵" } else { "⏷" };
                let button = ui.add(egui::Button::new(sign).frame(false));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                if button.on_hover_text(name).clicked() {
                    if folded {
                        self.collapsed.remove(&comment.id);
                    } else {
                        self.collapsed.insert(comment.id.clone());
                    }
                    self.changes += 1;
                }
            } else {
                ui.add_space(4.0);
            }
            let who = match &comment.author {
                Some(author) => author.clone(),
                None if comment.flags.has(Flag::Deleted) => "[deleted]".to_owned(),
                None => format!("#{}", n + 1),
            };
            ui.label(RichText::new(who).family(super::theme::semibold()).small());
            if let Some(time) = comment.time.as_deref().or(comment.age.as_deref()) {
                ui.label(RichText::new(short_time(time)).small().weak());
            }
            for flag in comment.flags.iter().filter(|flag| *flag != Flag::Deleted) {
                match flag {
                    Flag::Changed => ui.label(
                        RichText::new("words changed since they were first read")
                            .small()
                            .color(colour(view.palette.warning)),
                    ),
                    Flag::Gone => ui.label(
                        RichText::new("no longer in the source")
                            .small()
                            .color(colour(view.palette.warning)),
                    ),
                    _ => ui.label(RichText::new(format!("[{}]", flag.name())).small().weak()),
                };
            }
            if depth > DEEPEST_INDENT {
                ui.label(RichText::new(format!("{depth} deep")).small().weak());
            }
            if folded {
                let below = subtree_size(tree, n);
                ui.label(
                    RichText::new(format!(
                        "{} folded",
                        count(below, "reply").replace("replys", "replies")
                    ))
                    .small()
                    .weak(),
                );
            }
            match comment.nesting {
                Nesting::AtLeast(at_least) if at_least > 1 => {
                    ui.label(
                        RichText::new("place in the thread uncertain")
                            .small()
                            .weak(),
                    );
                }
                _ => {}
            }
        });
        ui.horizontal(|ui| {
            ui.add_space(indent + 8.0);
            ui.vertical(|ui| self.words(ui, comment, view));
        });
        if uncertain(comment) {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(indent + 8.0);
                self.paragraph_tools(ui, thread, n, view);
            });
        }
        ui.add_space(8.0);
        // Threads of depth are easier to follow along a line.
        let bottom = ui.min_rect().bottom();
        let ink = Stroke::new(1.0, colour(view.palette.card_border));
        for level in 1..=depth.min(DEEPEST_INDENT) {
            let x = top.x + INDENT * level as f32 - 6.0;
            ui.painter()
                .line_segment([pos2(x, top.y), pos2(x, bottom)], ink);
        }
    }

    /// The words, selectable, with their excerpts marked.
    fn words(&mut self, ui: &mut egui::Ui, comment: &Comment, view: &mut View<'_>) {
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
            size: view.settings.reading_size,
        };
        let template = job(comment, &paint);
        let mut layouter = |ui: &egui::Ui, _text: &dyn egui::TextBuffer, width: f32| {
            let mut job = template.clone();
            job.wrap.max_width = width;
            ui.painter().layout_job(job)
        };
        let id = egui::Id::unique(("words", &*comment.id.0));
        let mut text = comment.text.as_str();
        let output = egui::TextEdit::multiline(&mut text)
            .id(id)
            .frame(egui::Frame::NONE)
            .margin(0.0)
            .desired_width((ui.available_width() - 14.0).max(60.0))
            .desired_rows(1)
            .layouter(&mut layouter)
            .show(ui);
        ui.ctx().data_mut(|d| d.insert_temp(reading_id(id), true));
        let response = output.response.response;
        let who = comment
            .author
            .clone()
            .unwrap_or_else(|| "a comment".to_owned());
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
            underline(ui, &output.galley, output.galley_pos, range, stroke);
        }
        if let Some(range) = output.cursor_range {
            let chars = range.as_sorted_char_range();
            let chars = chars.start.0..chars.end.0;
            if response.has_focus() {
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
        if has_words {
            ui.horizontal_wrapped(|ui| {
                if ui.button("Make a claim").on_hover_text("C").clicked() {
                    view.actions
                        .push(Action::Do(super::command::Command::NewClaim));
                }
                if let Some(id) = view.selection.single_claim()
                    && ui
                        .button(format!("Add to {id}"))
                        .on_hover_text("X")
                        .clicked()
                {
                    view.actions
                        .push(Action::Do(super::command::Command::AddExcerpt));
                }
            });
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
        let link = comment.marks.iter().find_map(|mark| match &mark.kind {
            MarkKind::Link(target) if (mark.start as usize..mark.end as usize).contains(&n) => {
                Some(target.clone())
            }
            _ => None,
        });
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

    fn paragraph_tools(
        &mut self,
        ui: &mut egui::Ui,
        thread: &Thread,
        n: usize,
        view: &mut View<'_>,
    ) {
        let comment = &thread.comments[n];
        if let Some(placing) = self.placing.clone() {
            if placing == comment.id {
                ui.label(RichText::new("Click the paragraph it answers, or").small());
                if small_button(ui, "Stands at the top").clicked() {
                    self.placing = None;
                    view.actions.push(set_parent(view, &placing, None));
                }
                if small_button(ui, "Leave it").clicked() {
                    self.placing = None;
                }
            } else if small_button(ui, "It answers this one").clicked() {
                self.placing = None;
                view.actions
                    .push(set_parent(view, &placing, Some(&comment.id)));
            }
            return;
        }
        if small_button(ui, "Answers…").clicked() {
            self.placing = Some(comment.id.clone());
        }
        if n + 1 < thread.comments.len() && small_button(ui, "Merge with next").clicked() {
            view.actions.push(corrected(
                view,
                "merge paragraphs",
                paste::merge_with_next(&thread.comments, &comment.id),
            ));
        }
        if let Some((of, at)) = &self.caret
            && *of == comment.id
            && *at > 0
            && small_button(ui, "Split at cursor").clicked()
        {
            view.actions.push(corrected(
                view,
                "split paragraph",
                paste::split(&thread.comments, &comment.id, *at),
            ));
        }
    }
}

fn reading_id(id: egui::Id) -> egui::Id {
    id.with("words that are read")
}

fn set_parent(view: &View<'_>, comment: &CommentId, parent: Option<&CommentId>) -> Action {
    let Some(thread) = view.session.document().thread() else {
        return Action::Say("there is no thread in this map".to_owned());
    };
    corrected(
        view,
        "set who answers whom",
        paste::set_parent(&thread.comments, comment, parent),
    )
}

/// A correction of a paste's structure as an edit: the changed stretch of comments, and the excerpts that
/// move with it.
fn corrected(
    view: &View<'_>,
    label: &str,
    correction: Result<paste::Correction, paste::PasteError>,
) -> Action {
    match correction {
        Ok(correction) => Action::Edit(crate::document::actions::correct_paste(
            view.session.document(),
            label,
            &correction,
        )),
        Err(error) => Action::Say(error.to_string()),
    }
}

fn remove_comment(thread: &Thread, id: &CommentId) -> Option<Edit> {
    let at = thread.comments.iter().position(|c| c.id == *id)?;
    Some(Edit::new(
        "remove the repeated paragraph",
        vec![Change::Comments {
            at,
            remove: 1,
            insert: Vec::new(),
        }],
    ))
}

fn subtree_size(tree: &crate::thread::Tree, n: usize) -> usize {
    let mut size = 0;
    let mut queue: Vec<usize> = tree.children(n).collect();
    while let Some(n) = queue.pop() {
        size += 1;
        queue.extend(tree.children(n));
    }
    size
}

struct Paint<'a> {
    palette: &'a Palette,
    stretches: &'a [(Range<usize>, Vec<ClaimId>)],
    selected_words: Option<Range<usize>>,
    /// Where what is searched for stands.
    found: Vec<Range<usize>>,
    /// Letters, in points.
    size: f32,
}

/// A line below marked words, stronger where the claim they belong to is selected: the mark can be seen
/// without colour.
fn underline(
    ui: &egui::Ui,
    galley: &egui::Galley,
    origin: egui::Pos2,
    range: &Range<usize>,
    stroke: Stroke,
) {
    let mut at = 0;
    for row in &galley.rows {
        let length = row.char_count_excluding_newline().0;
        let (start, end) = (range.start.max(at), range.end.min(at + length));
        if start < end {
            let x = |n: usize| origin.x + row.pos.x + row.x_offset((n - at).into());
            let y = origin.y + row.rect().bottom() - 1.5;
            ui.painter().hline(x(start)..=x(end), y, stroke);
        }
        at += row.char_count_including_newline().0;
    }
}

/// A comment's words as egui lays them out: one section for every stretch that looks the same.
fn job(comment: &Comment, paint: &Paint<'_>) -> LayoutJob {
    let p = paint.palette;
    let length = comment.text.chars().count();
    let mut cuts: Vec<usize> = vec![0, length];
    for mark in &comment.marks {
        cuts.extend([mark.start as usize, mark.end as usize]);
    }
    for (range, _) in paint.stretches {
        cuts.extend([range.start, range.end]);
    }
    for range in paint.selected_words.iter().chain(&paint.found) {
        cuts.extend([range.start, range.end]);
    }
    cuts.retain(|cut| *cut <= length);
    cuts.sort_unstable();
    cuts.dedup();
    let bytes: Vec<usize> = comment
        .text
        .char_indices()
        .map(|(at, _)| at)
        .chain([comment.text.len()])
        .collect();
    let mut job = LayoutJob {
        break_on_newline: true,
        ..Default::default()
    };
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let inside = |s: u32, e: u32| s as usize <= start && end <= e as usize;
        let mut format = TextFormat {
            font_id: FontId::new(paint.size, reading()),
            line_height: Some((paint.size * LINE).round()),
            color: colour(p.text),
            valign: Align::Center,
            ..Default::default()
        };
        for mark in comment.marks.iter().filter(|m| inside(m.start, m.end)) {
            match &mark.kind {
                MarkKind::Quote(_) => {
                    format.font_id.family = reading_italic();
                    format.color = colour(p.text_weak);
                }
                MarkKind::Code => format.font_id = FontId::monospace(paint.size - 2.0),
                MarkKind::Link(_) => {
                    format.color = colour(p.accent);
                    format.underline = Stroke::new(1.0, colour(p.accent));
                }
                MarkKind::Emphasis => format.font_id.family = reading_italic(),
                MarkKind::Item => {}
            }
        }
        if paint
            .stretches
            .iter()
            .any(|(r, _)| r.start <= start && end <= r.end)
        {
            format.background = colour(p.highlight);
        }
        if (paint.found.iter()).any(|r| r.start <= start && end <= r.end) {
            // A frame of its own colour, and a line below: not by colour alone.
            format.background = colour(p.highlight.mix(p.warning, 0.45));
            format.underline = Stroke::new(2.0, colour(p.warning));
        }
        if paint
            .selected_words
            .as_ref()
            .is_some_and(|r| r.start <= start && end <= r.end)
        {
            format.background = colour(p.card.mix(p.selection, 0.35));
        }
        job.append(&comment.text[bytes[start]..bytes[end]], 0.0, format);
    }
    job
}

/// Whether a person may say where the comment belongs: the source does not, or not exactly.
fn uncertain(comment: &Comment) -> bool {
    match comment.nesting {
        Nesting::Stated => false,
        Nesting::Unknown | Nesting::ByHand => true,
        // "At the top" and "answers the last one at the top" are exact.
        Nesting::AtLeast(depth) => depth > 1,
    }
}

/// A guess at a comment's height, good enough for the scroll bar until it is seen.
fn estimate(comment: &Comment, depth: usize, width: f32, size: f32) -> f32 {
    let indent = INDENT * depth.min(DEEPEST_INDENT) as f32;
    let per_line = ((width - indent - 16.0) / (0.48 * size)).max(12.0);
    let lines: f32 = comment
        .text
        .split('\n')
        .map(|line| (line.len() as f32 / per_line).ceil().max(1.0))
        .sum();
    let tools = if uncertain(comment) { 32.0 } else { 0.0 };
    48.0 + lines * (size * LINE).round() + tools
}

/// `2026-08-14T10:54:02.000Z` as `2026-08-14 10:54`; anything else as it is.
fn short_time(time: &str) -> String {
    match (time.get(..10), time.get(10..11), time.get(11..16)) {
        (Some(day), Some("T"), Some(clock)) => format!("{day} {clock}"),
        _ => time.to_owned(),
    }
}

/// The first `max` characters, with an ellipsis if there is more.
pub fn shorten(text: &str, max: usize) -> String {
    let mut short: String = text.chars().take(max).collect();
    if text.chars().nth(max).is_some() {
        short.push('…');
    }
    short.replace('\n', " ")
}

fn nothing_yet(ui: &mut egui::Ui, view: &mut View<'_>) {
    ui.add_space(24.0);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("No thread yet").heading());
        ui.label(
            RichText::new("Import a saved discussion, drop a file here, or paste its text").weak(),
        );
        ui.add_space(8.0);
        if ui.button("Import thread…").clicked() {
            view.actions
                .push(Action::Do(super::command::Command::Import));
        }
        if ui.button("Paste thread text…").clicked() {
            view.actions
                .push(Action::Do(super::command::Command::PasteThread));
        }
    });
}
