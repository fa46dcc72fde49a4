//! The thread: every comment in its place, its words selectable, excerpts marked where they stand. Only the
//! comments that are seen are laid out, and nothing is counted through in a frame: what follows from the thread
//! ([`facts`]), which comments are listed ([`rows`]) and where each begins ([`heights`]) is kept until it changes. May
//! use document, thread and egui.

mod comment;
mod controls;
mod facts;
mod heights;
mod orphans;
mod rows;
mod text;
mod tools;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Key, Modifiers, RichText, ScrollArea, vec2};

use self::facts::Facts;
use self::heights::Heights;
use self::orphans::Nearest;
use self::rows::{Filter, Sort};
use super::command::Command;
use super::derived::Derived;
use super::pane::{Action, View, Words, is_thread};
use crate::document::history::Revision;
use crate::thread::{Comment, CommentId, Flag, Thread};

/// How far an answer is moved in, in points; less in a narrow pane.
const INDENT: f32 = 16.0;
const LEAST_INDENT: f32 = 4.0;
const DEEPEST_INDENT: usize = 12;
/// Words have this much of the pane's width, however deep they stand, in points.
const READABLE: f32 = 180.0;
/// What lies to the left and right of the words, in points.
const BESIDE: f32 = 8.0 + 14.0;
/// Rows this far out of sight are laid out too, in points.
const MARGIN: f64 = 200.0;
/// Where a row that is brought into view stands, below the top of the list.
const BELOW_TOP: f64 = 80.0;

/// In a lower pane than this what stands above the list scrolls, in points.
const LOW: f32 = 480.0;

/// What the list of rows was made from.
#[derive(PartialEq)]
struct Made {
    thread: u64,
    changes: u64,
    sort: Sort,
    filter: Filter,
    /// The map, where the filter asks for it.
    map: Option<Revision>,
    words: Option<String>,
}

/// The thread pane with its state.
#[derive(Default)]
pub struct ThreadPane {
    folded: HashSet<CommentId>,
    facts: Facts,
    sort: Sort,
    filter: Filter,
    /// Whether the fields of the filter are open.
    filtering: bool,
    /// Comments shown, by index, and what the list was made from.
    rows: Vec<u32>,
    rows_of: Option<Made>,
    /// Measured or estimated height of each row, and the width and size of letters that was for.
    heights: Heights,
    measured: (f32, f32),
    /// What was seen of the list last, from its top.
    seen: (f64, f64),
    /// Where the list goes on from in the next frame, as rows above what is seen turned out higher or lower.
    move_to: Option<f32>,
    reveal: Option<Words>,
    changes: u64,
    /// The comment the keys walk from.
    current: Option<CommentId>,
    /// The comment that is to have the keyboard as soon as it is drawn.
    focus_row: Option<CommentId>,
    /// The comment whose parent is being chosen.
    placing: Option<CommentId>,
    /// Where the text cursor stands, for splitting.
    caret: Option<(CommentId, usize)>,
    nearest: Nearest,
    /// The pass in which a nearest place was looked for last.
    looked_in: Option<u64>,
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

    /// Whether the keyboard is the pane's own, a comment's or the words' of one.
    pub fn has_keyboard(ctx: &egui::Context) -> bool {
        let focused = ctx.memory(|m| m.focused());
        focused.is_some_and(|id| is_thread(ctx, id)) || Self::is_reading(ctx)
    }

    /// Takes the keys that walk the thread: J and K to the next and the one before, L into and H out of the answers,
    /// Enter into the words.
    pub fn keys(&mut self, ctx: &egui::Context, derived: &Derived) {
        let reading = Self::is_reading(ctx);
        let pressed = |key: Key| {
            ctx.input_mut(|i| i.modifiers.is_none() && i.consume_key(Modifiers::NONE, key))
        };
        let step = |letter: Key, arrow: Key| pressed(letter) || (!reading && pressed(arrow));
        if step(Key::J, Key::ArrowDown) {
            self.walk(derived, true);
        } else if step(Key::K, Key::ArrowUp) {
            self.walk(derived, false);
        } else if step(Key::L, Key::ArrowRight) {
            self.walk_in(derived);
        } else if step(Key::H, Key::ArrowLeft) {
            self.walk_out(derived);
        } else if !reading
            && pressed(Key::Enter)
            && let Some(id) = &self.current
        {
            let words = words_id(id);
            ctx.memory_mut(|m| m.request_focus(words));
        }
    }

    /// The index of the comment the keys walk from, and the row it stands in.
    fn at(&self, derived: &Derived) -> (Option<usize>, Option<usize>) {
        let n = self.current.as_ref().and_then(|id| derived.tree.find(id));
        (n, n.and_then(|n| self.row_of(n)))
    }

    fn row_of(&self, n: usize) -> Option<usize> {
        self.rows.iter().position(|row| *row as usize == n)
    }

    fn walk(&mut self, derived: &Derived, on: bool) {
        let row = match (self.at(derived).1, on) {
            (Some(row), true) => row + 1,
            (Some(row), false) => row.saturating_sub(1),
            // From nowhere: what is seen first.
            (None, _) => self.heights.row_at(self.seen.0),
        };
        if let Some(n) = self.rows.get(row) {
            self.go(*n as usize);
        }
    }

    /// Unfolds what is folded, else goes to the first answer.
    fn walk_in(&mut self, derived: &Derived) {
        let (Some(n), Some(row)) = self.at(derived) else {
            return self.walk(derived, true);
        };
        if self
            .current
            .as_ref()
            .is_some_and(|id| self.folded.contains(id))
        {
            if let Some(id) = self.current.clone() {
                self.toggle_fold(&id);
            }
        } else if let Some(next) = self.rows.get(row + 1).map(|n| *n as usize)
            && derived.tree.depth(next) > derived.tree.depth(n)
        {
            self.go(next);
        }
    }

    /// Folds what is unfolded, else goes to what it answers.
    fn walk_out(&mut self, derived: &Derived) {
        let (Some(n), Some(id)) = (self.at(derived).0, self.current.clone()) else {
            return;
        };
        let answered = self
            .facts
            .replies
            .get(n)
            .is_some_and(|replies| *replies > 0);
        if answered && !self.folded.contains(&id) {
            self.toggle_fold(&id);
        } else if let Some(parent) = derived.tree.parent(n) {
            self.go(parent);
        }
    }

    /// Gives a comment the keyboard and brings it into view.
    fn go(&mut self, n: usize) {
        let Some(id) = self.facts.id(n) else {
            return;
        };
        self.current = Some(id.clone());
        self.focus_row = Some(id.clone());
        self.reveal = Some(Words {
            comment: id,
            range: 0..0,
        });
    }

    /// Goes to the next comment with words that nothing was taken from, round the end; says whether there is one.
    pub fn next_unmapped(&mut self, derived: &Derived) -> bool {
        let list = match self.filter.narrows() {
            true => &self.rows,
            false => &self.facts.order,
        };
        let now = self.at(derived).0;
        let start = now.and_then(|now| list.iter().position(|n| *n as usize == now));
        let start = start.map_or(0, |at| at + 1);
        let (before, behind) = list.split_at(start.min(list.len()));
        let open = |n: &&u32| self.facts.has_words(**n as usize, derived);
        let Some(next) = behind.iter().chain(before).find(open).copied() else {
            return false;
        };
        self.go(next as usize);
        true
    }

    fn toggle_fold(&mut self, id: &CommentId) {
        if !self.folded.remove(id) {
            self.folded.insert(id.clone());
        }
        self.changes += 1;
    }

    /// Folds so far that nothing deeper than `level` is shown.
    pub fn fold_to(&mut self, level: usize, derived: &Derived) {
        if let Some(thread) = &self.facts.thread {
            self.folded = rows::folds(thread, &derived.tree, &self.facts.replies, level);
            self.changes += 1;
        }
    }

    /// Unfolds everything.
    pub fn unfold_all(&mut self) {
        self.folded.clear();
        self.changes += 1;
    }

    /// How far each level is moved in where the deepest comment must keep room for its words.
    fn indent(&self, width: f32) -> f32 {
        let levels = self.facts.stats.max_depth.clamp(1, DEEPEST_INDENT);
        let share = (width - READABLE - BESIDE) / levels as f32;
        share.clamp(LEAST_INDENT, INDENT)
    }

    /// Goes back to the first comment at the next frame.
    pub fn to_top(&mut self) {
        self.move_to = Some(0.0);
    }

    /// Shows the pane.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let room = ui.available_rect_before_wrap();
        let Some(thread) = view.session.document().thread().cloned() else {
            nothing_yet(ui, view);
            return;
        };
        self.facts.refresh(&thread, &view.derived.tree);
        if room.height() < LOW {
            // What stands above the list never takes all of a low pane.
            ScrollArea::vertical()
                .id_salt("header")
                .max_height(room.height() * 0.45)
                .min_scrolled_height(0.0)
                .auto_shrink([false, true])
                .show(ui, |ui| self.header(ui, &thread, view));
        } else {
            self.header(ui, &thread, view);
        }
        self.refresh_rows(&thread, view);
        // Whatever stands above and however wide it is, the list keeps to the pane.
        let below = room.with_min_y(ui.cursor().top());
        let mut list = ui.new_child(egui::UiBuilder::new().id_salt("list").max_rect(below));
        self.list(&mut list, &thread, view);
    }

    fn refresh_rows(&mut self, thread: &Arc<Thread>, view: &View<'_>) {
        let of_map = self.filter.unmapped || self.filter.tag.is_some();
        let made = Made {
            thread: self.facts.generation,
            changes: self.changes,
            sort: self.sort,
            filter: self.filter.clone(),
            map: of_map.then(|| view.session.revision()),
            words: (self.filter.found).then(|| view.search.words().unwrap_or_default().to_owned()),
        };
        if self.rows_of.as_ref() == Some(&made) {
            return;
        }
        self.rows_of = Some(made);
        self.facts.sort(&view.derived.tree, self.sort);
        let filter = &self.filter;
        let map = view.session.document().map();
        let passes = |_: usize, comment: &Comment| {
            let anchors = view.derived.anchors.get(&comment.id);
            let tagged = |tag| {
                let mut claims = anchors
                    .into_iter()
                    .flatten()
                    .filter_map(|a| map.claim(a.claim));
                claims.any(|claim| claim.tags.contains(&tag))
            };
            (!filter.unmapped || anchors.is_none())
                && filter.passes(comment)
                && filter.tag.is_none_or(tagged)
                && (!filter.changed
                    || comment.flags.has(Flag::Changed)
                    || comment.flags.has(Flag::Gone))
                && (!filter.found || view.search.matches(&comment.text))
        };
        let (tree, order) = (&view.derived.tree, &self.facts.order);
        self.rows = rows::shown(thread, tree, order, &self.folded, passes);
        self.measured = (0.0, 0.0);
    }

    /// Estimates the heights anew where the width or the letters changed, or the rows did.
    fn measure(&mut self, width: f32, size: f32, view: &View<'_>) {
        let (old_width, old_size) = self.measured;
        if self.heights.len() == self.rows.len()
            && (old_width - width).abs() <= 0.5
            && old_size == size
        {
            return;
        }
        self.measured = (width, size);
        let step = self.indent(width);
        let heights = self.rows.iter().map(|n| {
            let n = *n as usize;
            let indent = step * view.derived.tree.depth(n).min(DEEPEST_INDENT) as f32;
            self.facts.estimate(n, width - indent, size)
        });
        self.heights = Heights::new(heights.collect());
    }

    /// Unfolds what hides the comment that is to be seen; says where its row is.
    fn target(&mut self, thread: &Thread, view: &View<'_>) -> Option<usize> {
        let n = view.derived.tree.find(&self.reveal.as_ref()?.comment)?;
        let folded = self.folded.len();
        if folded > 0 {
            for above in view.derived.tree.ancestors(n) {
                if let Some(comment) = thread.comments.get(above) {
                    self.folded.remove(&comment.id);
                }
            }
        }
        if self.folded.len() < folded {
            self.changes += 1;
        }
        self.row_of(n)
    }

    fn list(&mut self, ui: &mut egui::Ui, thread: &Arc<Thread>, view: &mut View<'_>) {
        let width = ui.available_width();
        let folds = self.changes;
        self.target(thread, view);
        if self.changes != folds {
            self.refresh_rows(&Arc::clone(thread), view);
        }
        self.measure(width, view.settings.reading_size, view);
        let target = self.target(thread, view);
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("thread");
        let list_top = ui.available_rect_before_wrap().top();
        if let Some(offset) = self.move_to.take() {
            area = area.vertical_scroll_offset(offset.max(0.0));
        }
        let mut jumps = false;
        if let Some(row) = target {
            let top = self.heights.top(row);
            let bottom = top + f64::from(self.heights.get(row));
            let (from, to) = self.seen;
            // What is seen whole stays where it is.
            if top < from || bottom.min(top + BELOW_TOP) > to {
                area = area.vertical_scroll_offset((top - BELOW_TOP).max(0.0) as f32);
                jumps = true;
            }
        }
        let mut shift = 0.0;
        let shown = area.show_viewport(ui, |ui, viewport| {
            ui.set_height((self.heights.total() as f32).max(1.0));
            let left = ui.max_rect().left();
            let (from, to) = (f64::from(viewport.top()), f64::from(viewport.bottom()));
            self.seen = (from, to);
            let first = self.heights.row_at((from - MARGIN).max(0.0));
            let mut y = self.heights.top(first);
            let mut changed = false;
            for row in first..self.rows.len() {
                if y - shift > to + MARGIN {
                    break;
                }
                let n = self.rows[row] as usize;
                // Reckoned from the top of what is seen: places far down a long list are too coarse in 32 bits.
                let top = list_top + (y - shift - from) as f32;
                let area = egui::Rect::from_min_size(egui::pos2(left, top), vec2(width, 10_000.0));
                let builder = egui::UiBuilder::new().max_rect(area);
                let mut child = ui.new_child(builder.id_salt(("comment", n)));
                self.comment(&mut child, thread, n, view);
                let (height, real) = (self.heights.get(row), child.min_rect().height());
                if (real - height).abs() > 0.5 {
                    self.heights.set(row, real);
                    changed = true;
                    // What is above keeps what is seen where it is.
                    if y - shift + f64::from(height) <= from {
                        shift += f64::from(real - height);
                    }
                }
                y += f64::from(self.heights.get(row));
            }
            if changed {
                ui.ctx().request_repaint();
            } else if !jumps {
                self.reveal = None;
            }
        });
        if jumps {
            ui.ctx().request_repaint();
        } else if shift != 0.0 {
            self.move_to = Some(shown.state.unclamped_offset().y + shift as f32);
        }
    }
}

fn reading_id(id: egui::Id) -> egui::Id {
    id.with("words that are read")
}

/// What the words of a comment are called inside egui.
fn words_id(comment: &CommentId) -> egui::Id {
    egui::Id::unique(("words", &*comment.0))
}

fn nothing_yet(ui: &mut egui::Ui, view: &mut View<'_>) {
    ui.add_space(24.0);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("No thread yet").heading());
        ui.label(
            RichText::new("Import a saved discussion, fetch one from its link, drop a file here, or paste its text").weak(),
        );
        ui.add_space(8.0);
        if ui.button("Import thread…").clicked() {
            view.actions.push(Action::Do(Command::Import));
        }
        if ui.button("Import from link…").clicked() {
            view.actions.push(Action::Do(Command::ImportLink));
        }
        if ui.button("Paste thread text…").clicked() {
            view.actions.push(Action::Do(Command::PasteThread));
        }
    });
}
