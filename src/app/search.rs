//! Finding words in comments, claims, tags and notes: what was typed, where it was found, and the bar that shows
//! it. The places found are marked in the thread and on the map. May use document, map, thread and egui.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use egui::{Key, Modifiers, Panel, RichText};
use regex::{Regex, RegexBuilder};

use super::App;
use super::pane::{Action, Words, small_button};
use crate::document::history::Revision;
use crate::document::{Document, Session};
use crate::map::{Evidence, NodeId};
use crate::thread::{CommentId, Thread};

/// A place where the words were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// In a comment.
    Words(Words),
    /// In a claim (its text, tags, notes, quotations) or a link's note.
    Node(NodeId),
}

/// Beyond this many places more are only counted as "more".
const AT_MOST: usize = 10_000;

/// What is searched for, and where it was found.
#[derive(Default)]
pub struct Search {
    open: bool,
    fresh: bool,
    text: String,
    pattern: Option<Regex>,
    hits: Vec<Hit>,
    nodes: HashSet<NodeId>,
    at: Option<usize>,
    of: Option<(Revision, String)>,
    in_thread: Option<(Arc<Thread>, String, Vec<Words>)>,
}

impl Search {
    /// Opens the bar, with the keyboard in its field.
    pub fn open(&mut self) {
        self.open = true;
        self.fresh = true;
    }

    /// Closes the bar; nothing is marked any more.
    pub fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        *self = Self {
            text,
            ..Self::default()
        };
    }

    /// Whether the bar is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The places found, comments first.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Where in this comment the words stand that was gone to last.
    pub fn current_in(&self, comment: &CommentId) -> Option<Range<usize>> {
        match self.hits.get(self.at?)? {
            Hit::Words(words) if self.open && words.comment == *comment => {
                Some(words.range.clone())
            }
            _ => None,
        }
    }

    /// Whether the words were found in this claim or link.
    pub fn found_in(&self, node: NodeId) -> bool {
        self.nodes.contains(&node)
    }

    /// The claims and links that were found.
    pub fn nodes(&self) -> &HashSet<NodeId> {
        &self.nodes
    }

    /// Whether anything is marked.
    pub fn is_active(&self) -> bool {
        self.open && self.pattern.is_some()
    }

    /// What is searched for, while it is.
    pub fn words(&self) -> Option<&str> {
        self.is_active().then_some(self.text.as_str())
    }

    /// Whether the words stand in a text.
    pub fn matches(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref().filter(|_| self.open);
        pattern.is_some_and(|pattern| pattern.is_match(text))
    }

    /// Where the words stand in a text, in Unicode scalars.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        match &self.pattern {
            Some(pattern) if self.open => scalar_ranges(pattern, text).collect(),
            _ => Vec::new(),
        }
    }

    /// Brings the places up to the document's state and to what was typed.
    pub fn refresh(&mut self, session: &Session) {
        if !self.open {
            return;
        }
        let key = (session.revision(), self.text.clone());
        if self.of.as_ref() == Some(&key) {
            return;
        }
        let words = self.text.trim();
        self.pattern = if words.is_empty() {
            None
        } else {
            RegexBuilder::new(&regex::escape(words))
                .case_insensitive(true)
                .build()
                .ok()
        };
        self.hits.clear();
        self.nodes.clear();
        if let Some(pattern) = self.pattern.clone() {
            self.find(session.document(), &pattern);
        }
        let same_words = self.of.as_ref().is_some_and(|(_, text)| *text == self.text);
        self.at = self.at.filter(|at| same_words && *at < self.hits.len());
        self.of = Some(key);
    }

    fn find(&mut self, document: &Document, pattern: &Regex) {
        if let Some(thread) = document.thread() {
            // A long thread is not read again because a claim changed.
            let known = self
                .in_thread
                .as_ref()
                .is_some_and(|(of, text, _)| Arc::ptr_eq(of, thread) && *text == self.text);
            if !known {
                let found = in_thread(thread, pattern);
                self.in_thread = Some((Arc::clone(thread), self.text.clone(), found));
            }
            if let Some((.., found)) = &self.in_thread {
                self.hits.extend(found.iter().cloned().map(Hit::Words));
            }
        } else {
            self.in_thread = None;
        }
        let map = document.map();
        let tags: HashSet<_> = map
            .tags()
            .filter(|(_, tag)| pattern.is_match(&tag.name))
            .map(|(id, _)| id)
            .collect();
        for (id, claim) in map.claims() {
            let in_evidence = |evidence: &Evidence| match evidence {
                Evidence::Note(text) => pattern.is_match(text),
                Evidence::Quotation { words, source, .. } => {
                    pattern.is_match(words) || pattern.is_match(source)
                }
                Evidence::Finding { finding, .. } => {
                    document.finding(*finding).is_some_and(|finding| {
                        pattern.is_match(&finding.student.name)
                            || pattern.is_match(&finding.teacher.name)
                    })
                }
            };
            if pattern.is_match(&claim.text)
                || claim.tags.iter().any(|tag| tags.contains(tag))
                || claim.evidence.iter().any(in_evidence)
            {
                self.add(NodeId::Claim(id));
            }
        }
        for (id, link) in map.links() {
            if pattern.is_match(&link.note) {
                self.add(NodeId::Link(id));
            }
        }
    }

    fn add(&mut self, node: NodeId) {
        if self.hits.len() < AT_MOST {
            self.hits.push(Hit::Node(node));
            self.nodes.insert(node);
        }
    }

    /// The next place in a direction, round and round.
    pub fn step(&mut self, forward: bool) -> Option<usize> {
        let len = self.hits.len();
        let next = match (self.at, forward) {
            _ if len == 0 => return None,
            (None, true) => 0,
            (None, false) => len - 1,
            (Some(at), true) => (at + 1) % len,
            (Some(at), false) => (at + len - 1) % len,
        };
        self.at = Some(next);
        self.at
    }
}

fn in_thread(thread: &Thread, pattern: &Regex) -> Vec<Words> {
    let mut found = Vec::new();
    for comment in &thread.comments {
        let author = comment.author.as_deref().unwrap_or_default();
        let mut ranges = scalar_ranges(pattern, &comment.text).peekable();
        if ranges.peek().is_none() && pattern.is_match(author) {
            found.push(words(&comment.id, 0..0));
        }
        for range in ranges {
            if found.len() == AT_MOST {
                return found;
            }
            found.push(words(&comment.id, range));
        }
    }
    found
}

fn words(comment: &CommentId, range: Range<usize>) -> Words {
    Words {
        comment: comment.clone(),
        range,
    }
}

/// Matches as ranges of Unicode scalars; each part of the text is counted once.
fn scalar_ranges<'a>(pattern: &'a Regex, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let (mut byte, mut scalar) = (0, 0);
    pattern.find_iter(text).map(move |found| {
        scalar += text[byte..found.start()].chars().count();
        let start = scalar;
        scalar += found.as_str().chars().count();
        byte = found.end();
        start..scalar
    })
}

impl App {
    /// The bar with the field, how many places there are, and the way from one to the next.
    pub(super) fn search_bar(&mut self, ui: &mut egui::Ui, asked: &mut Vec<Action>) {
        if !self.doc.search.open {
            return;
        }
        let search = &mut self.doc.search;
        Panel::top("search").show(ui, |ui| {
            ui.horizontal(|ui| {
                let field = ui.add(
                    egui::TextEdit::singleline(&mut search.text)
                        .id_salt("find")
                        .hint_text("Find in comments, claims, tags and notes")
                        .desired_width(320.0),
                );
                field
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find"));
                if std::mem::take(&mut search.fresh) {
                    field.request_focus();
                }
                let enter = ui.input(|i| i.key_pressed(Key::Enter));
                let back = ui.input(|i| i.modifiers.contains(Modifiers::SHIFT));
                if field.lost_focus() && enter {
                    if let Some(n) = search.step(!back) {
                        asked.push(Action::GoToHit(n));
                    }
                    field.request_focus();
                }
                let count = match (search.at, search.hits.len()) {
                    _ if search.text.trim().is_empty() => String::new(),
                    (_, 0) => "not found".to_owned(),
                    (Some(at), n) => format!("{} of {n}", at + 1),
                    (None, n) => crate::document::actions::count(n, "place"),
                };
                ui.label(RichText::new(count).weak());
                if small_button(ui, "Previous").clicked()
                    && let Some(n) = search.step(false)
                {
                    asked.push(Action::GoToHit(n));
                }
                if small_button(ui, "Next").clicked()
                    && let Some(n) = search.step(true)
                {
                    asked.push(Action::GoToHit(n));
                }
                if small_button(ui, "Close").clicked()
                    || (field.has_focus() && ui.input(|i| i.key_pressed(Key::Escape)))
                {
                    asked.push(Action::CloseSearch);
                }
            });
        });
    }

    /// To the next place that was found, or the one before.
    pub(super) fn find(&mut self, ctx: &egui::Context, forward: bool) {
        if !self.doc.search.open {
            self.doc.search.open();
            self.doc.search.refresh(&self.doc.session);
        }
        match self.doc.search.step(forward) {
            Some(n) => self.go_to_hit(ctx, n),
            None if self.doc.search.text.trim().is_empty() => {}
            None => self.toasts.info("Not found"),
        }
    }

    pub(super) fn go_to_hit(&mut self, ctx: &egui::Context, n: usize) {
        match self.doc.search.hits.get(n).cloned() {
            Some(Hit::Words(words)) => self.perform(ctx, Action::ShowWords(words)),
            Some(Hit::Node(node)) => self.show(node),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against the plain way: every scalar position where the lower-cased words begin.
        #[test]
        fn places_are_those_of_a_plain_search(text in "[aäAÄ b😀]{0,40}", words in "[aäÄ b]{1,3}") {
            let pattern = RegexBuilder::new(&regex::escape(&words)).case_insensitive(true).build().unwrap();
            let lower = |s: &str| -> Vec<char> { s.chars().flat_map(char::to_lowercase).collect() };
            let (hay, needle) = (lower(&text), lower(&words));
            let (mut expected, mut at) = (Vec::new(), 0);
            while at + needle.len() <= hay.len() {
                if hay[at..at + needle.len()] == needle[..] {
                    expected.push(at..at + needle.len());
                    at += needle.len();
                } else {
                    at += 1;
                }
            }
            prop_assert_eq!(scalar_ranges(&pattern, &text).collect::<Vec<_>>(), expected);
        }
    }
}
