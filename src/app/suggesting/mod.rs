//! Suggestions in the window: looked for away from its thread whenever the map has come to rest, shown in a pane with
//! their reasons, accepted with one key and dismissed for good with another. Nothing is done unasked. May use suggest,
//! the window's jobs and the person's own files.

mod kept;
mod pane;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::files::Outcome;
use super::modals::Modal;
use super::pane::{Action, Words};
use super::workspace::{Workspace, WorkspaceId};
use crate::document::history::Revision;
use crate::document::{Change, Document, Edit, file};
use crate::map::NodeId;
use crate::mining::lexicon::Lexicon;
use crate::progress::{Cancelled, Progress};
use crate::suggest::{Kind, Learned, Options, Suggestion, SuggestionId, suggestions};

/// How long nothing may have changed before suggestions are looked for anew, in seconds.
const REST: f64 = 0.6;
/// Larger files are no maps that somebody made by hand, and are not learned from, in bytes.
const LARGEST: u64 = 64_000_000;
const LOOKING: &str = "Looking for suggestions";
const LEARNING: &str = "Learning from your maps";

/// What suggestions were looked for in: a state of the document, and of what is known beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookedIn {
    revision: Revision,
    known: u64,
}

/// What can be asked for in the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Show the nth of the list.
    Show(usize),
    /// List one kind only, or all.
    Only(Option<Kind>),
    /// Let the one that was dismissed last come again.
    BringBackLast,
    /// Let all that were dismissed come again.
    BringBackAll,
    /// Learn from the maps as they are now.
    LearnAgain,
}

/// How far learning has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Learning {
    /// Nobody has wanted suggestions yet.
    #[default]
    NotBegun,
    UnderWay,
    /// From so many maps.
    Done(usize),
}

/// What is known for suggestions, whichever document is in front.
#[derive(Default)]
pub struct Suggester {
    learned: Arc<Learned>,
    learning: Learning,
    dismissed: BTreeSet<SuggestionId>,
    /// Dismissed since the start, the last at the end, with the state of the map it was dismissed in.
    lately: Vec<(SuggestionId, WorkspaceId, Revision)>,
    lexicon: Lexicon,
    /// Whether the person's own files were read.
    read: bool,
    /// Changes with all of these except with what is dismissed: that only takes away.
    version: u64,
}

/// The suggestions for one document.
#[derive(Default)]
pub struct Suggestions {
    found: Vec<Suggestion>,
    of: Option<LookedIn>,
    running: Option<(LookedIn, Progress)>,
    /// The state of the document that is waited on, and since when it has been so.
    since: Option<(Revision, f64)>,
    /// The one that is shown, by its place among those listed.
    at: usize,
    only: Option<Kind>,
    /// Whether the list is to be scrolled to it.
    scroll: bool,
}

impl Suggestions {
    /// Those of the kind that is listed, in their order.
    fn listed(&self) -> Vec<&Suggestion> {
        let of = |suggestion: &&Suggestion| self.only.is_none_or(|kind| suggestion.kind == kind);
        self.found.iter().filter(of).collect()
    }

    /// The one that is shown.
    fn current(&self) -> Option<&Suggestion> {
        self.listed().get(self.at).copied()
    }

    fn remove(&mut self, id: &SuggestionId) {
        self.found.retain(|suggestion| suggestion.id != *id);
        self.at = self.at.min(self.listed().len().saturating_sub(1));
    }
}

impl App {
    /// Looks for suggestions if the pane is open and what it shows is of another state of the document.
    pub(super) fn look_for_suggestions(&mut self, ctx: &egui::Context) {
        if !self.settings.show_suggestions || self.welcome {
            return;
        }
        self.read_kept();
        if self.suggester.learning == Learning::NotBegun {
            self.learn_from_maps(ctx);
        }
        let state = LookedIn {
            revision: self.doc.session.revision(),
            known: self.suggester.version,
        };
        let list = &mut self.doc.suggestions;
        if list.of == Some(state) {
            return;
        }
        if let Some((of, progress)) = &list.running {
            if *of != state {
                progress.cancel();
            }
            return;
        }
        let now = ctx.input(|i| i.time);
        let since = match list.since {
            Some((of, since)) if of == state.revision => since,
            _ => now,
        };
        list.since = Some((state.revision, since));
        // While somebody works it waits for a pause; what is known changes when somebody asks for it.
        let works = list.of.is_some_and(|of| of.revision != state.revision);
        let rest = if works { REST } else { 0.0 };
        if now - since < rest {
            ctx.request_repaint_after_secs((rest - (now - since)) as f32);
            return;
        }
        if self.jobs.is_running(LOOKING) {
            return;
        }
        let (id, document) = (self.doc.id, self.doc.session.document().clone());
        let learned = self.suggester.learned.clone();
        let options = Options {
            dismissed: self.suggester.dismissed.clone(),
            lexicon: self.suggester.lexicon.clone(),
            ..Options::default()
        };
        let running = self.job(ctx, LOOKING.to_owned(), move |progress| {
            let found = suggestions(&document, &learned, &options, progress);
            Outcome::Suggested(id, state, found)
        });
        let list = &mut self.doc.suggestions;
        match running {
            Some(progress) => list.running = Some((state, progress)),
            // The system gave no thread, which was said; the next change asks again.
            None => list.of = Some(state),
        }
    }

    /// What was found, for the document it was looked for in.
    pub(super) fn take_suggestions(
        &mut self,
        id: WorkspaceId,
        state: LookedIn,
        found: Result<Vec<Suggestion>, Cancelled>,
    ) {
        let mut all = std::iter::once(&mut self.doc).chain(&mut self.others);
        // One that was closed meanwhile needs none.
        let Some(workspace) = all.find(|workspace| workspace.id == id) else {
            return;
        };
        let list = &mut workspace.suggestions;
        list.running = None;
        match found {
            Ok(found) => {
                let shown = list.current().map(|suggestion| suggestion.id.clone());
                list.found = found;
                let dismissed = &self.suggester.dismissed;
                list.found.retain(|other| !dismissed.contains(&other.id));
                list.of = Some(state);
                let listed = list.listed();
                let again = listed
                    .iter()
                    .position(|other| Some(&other.id) == shown.as_ref());
                let last = listed.len().saturating_sub(1);
                list.at = again.unwrap_or(list.at).min(last);
            }
            // Stopped by the person: not begun again before something changes.
            Err(Cancelled) if workspace.session.revision() == state.revision => {
                list.of = Some(state);
            }
            Err(Cancelled) => {}
        }
    }

    /// Learns from the open maps and those that were opened lately.
    fn learn_from_maps(&mut self, ctx: &egui::Context) {
        let workspaces = || std::iter::once(&self.doc).chain(&self.others);
        // The bundled debate, as long as nothing was done to it, is not the person's own.
        let own = |workspace: &&Workspace| {
            workspace.session.path().is_some() || workspace.session.dirty()
        };
        let open: Vec<Document> = workspaces()
            .filter(own)
            .map(|workspace| workspace.session.document().clone())
            .collect();
        let is_open = |path: &PathBuf| {
            workspaces().any(|workspace| workspace.session.path() == Some(path.as_path()))
        };
        let recent = self.settings.recent.iter().filter(|path| !is_open(path));
        let recent: Vec<PathBuf> = recent.cloned().collect();
        let running = self.job(ctx, LEARNING.to_owned(), move |progress| {
            Outcome::Learned(learn(open, &recent, progress))
        });
        self.suggester.learning = match running {
            Some(_) => Learning::UnderWay,
            None => Learning::Done(0),
        };
    }

    pub(super) fn take_learned(&mut self, learned: Result<(Box<Learned>, usize), Cancelled>) {
        self.suggester.learning = match learned {
            Ok((learned, maps)) => {
                self.suggester.learned = Arc::new(*learned);
                self.suggester.version += 1;
                Learning::Done(maps)
            }
            Err(Cancelled) => Learning::Done(0),
        };
    }

    /// The person's own files, read when suggestions are first wanted.
    fn read_kept(&mut self) {
        if std::mem::replace(&mut self.suggester.read, true) {
            return;
        }
        match kept::dismissed(self.folders.config.as_deref()) {
            Ok(dismissed) => self.suggester.dismissed = dismissed,
            Err(fault) => self.toasts.error(fault),
        }
        let terms = kept::terms(self.folders.config.as_deref());
        self.use_terms(&terms);
    }

    fn use_terms(&mut self, own: &str) {
        let lexicon = Lexicon::builtin().and_then(|builtin| {
            let own = Lexicon::parse(own);
            own.map(|own| builtin.overridden_by(own))
        });
        match lexicon {
            Ok(lexicon) => {
                self.suggester.lexicon = lexicon;
                self.suggester.version += 1;
            }
            Err(fault) => self.toasts.error(format!(
                "your own terms are not used: {fault}; mend them under Map › Terms that suggest tags"
            )),
        }
    }

    pub(super) fn edit_terms(&mut self) {
        self.modal = Some(Modal::Terms(kept::terms(self.folders.config.as_deref())));
    }

    pub(super) fn keep_terms(&mut self, own: &str) {
        if let Err(fault) = kept::keep_terms(self.folders.config.as_deref(), own) {
            self.toasts.error(fault);
        }
        self.use_terms(own);
    }

    fn keep_dismissed(&mut self) {
        let config = self.folders.config.as_deref();
        if let Err(fault) = kept::keep_dismissed(config, &self.suggester.dismissed) {
            self.toasts.error(fault);
        }
    }

    /// What was asked for in the pane.
    pub(super) fn suggested(&mut self, ctx: &egui::Context, asked: Asked) {
        match asked {
            Asked::Show(n) => {
                self.doc.suggestions.at = n;
                self.show_suggestion(ctx);
            }
            Asked::Only(kind) => {
                self.doc.suggestions.only = kind;
                self.doc.suggestions.at = 0;
            }
            Asked::BringBackLast => {
                if let Some((last, ..)) = self.suggester.lately.pop() {
                    self.suggester.dismissed.remove(&last);
                    self.suggester.version += 1;
                    self.keep_dismissed();
                }
            }
            Asked::BringBackAll => {
                self.suggester.dismissed.clear();
                self.suggester.lately.clear();
                self.suggester.version += 1;
                self.keep_dismissed();
            }
            Asked::LearnAgain => self.learn_from_maps(ctx),
        }
    }

    /// The suggestion that a key is about; if the pane is closed it is opened instead, for nothing is accepted unseen.
    fn seen_suggestion(&mut self) -> Option<Suggestion> {
        if !self.settings.show_suggestions || self.welcome {
            self.settings.show_suggestions = true;
            self.welcome = false;
            return None;
        }
        let current = self.doc.suggestions.current().cloned();
        if current.is_none() {
            self.toasts.info("There is nothing to suggest now");
        }
        current
    }

    /// Whether the last thing done on the map in front was to dismiss a suggestion.
    pub(super) fn has_dismissed(&self) -> bool {
        let now = (self.doc.id, self.doc.session.revision());
        let last = self.suggester.lately.last();
        last.is_some_and(|(_, id, revision)| (*id, *revision) == now)
    }

    /// Lets come again what was dismissed last, if nothing was done on the map since: then that is the step that Undo is
    /// about. Says whether it was.
    pub(super) fn undo_dismissal(&mut self) -> bool {
        let fits = self.has_dismissed();
        if fits && let Some((last, ..)) = self.suggester.lately.pop() {
            self.suggester.dismissed.remove(&last);
            self.suggester.version += 1;
            self.keep_dismissed();
            self.toasts.forget_undo();
            self.toasts.info("Undone: dismiss a suggestion");
        }
        fits
    }

    pub(super) fn accept_suggestion(&mut self, ctx: &egui::Context) {
        let Some(suggestion) = self.seen_suggestion() else {
            return;
        };
        match suggestion.edit(self.doc.session.document()) {
            Some(edit) => {
                let changed = changed(&edit);
                self.edit_and_adjust(edit, &changed);
                self.prune();
                // What was made is what the map shows; the pane and the thread go on to the next.
                if let Some(made) = changed.first() {
                    self.show(*made);
                }
                self.toasts.done(format!("Done: {}", suggestion.what));
            }
            None => self.toasts.info("That stands on the map already"),
        }
        self.doc.suggestions.remove(&suggestion.id);
        self.show_words(ctx);
    }

    pub(super) fn dismiss_suggestion(&mut self, ctx: &egui::Context) {
        let Some(suggestion) = self.seen_suggestion() else {
            return;
        };
        let (id, revision) = (self.doc.id, self.doc.session.revision());
        self.suggester
            .lately
            .push((suggestion.id.clone(), id, revision));
        self.suggester.dismissed.insert(suggestion.id.clone());
        self.keep_dismissed();
        self.toasts
            .done(format!("Dismissed for good: {}", suggestion.what));
        for workspace in std::iter::once(&mut self.doc).chain(&mut self.others) {
            workspace.suggestions.remove(&suggestion.id);
        }
        self.show_suggestion(ctx);
    }

    /// Goes on to the next suggestion or the one before, round and round.
    pub(super) fn step_suggestion(&mut self, ctx: &egui::Context, forward: bool) {
        if self.seen_suggestion().is_none() {
            return;
        }
        let list = &mut self.doc.suggestions;
        let count = list.listed().len();
        let step = if forward { 1 } else { count - 1 };
        list.at = (list.at + step) % count;
        self.show_suggestion(ctx);
    }

    /// Shows what the suggestion is about, on the map and in the thread.
    fn show_suggestion(&mut self, ctx: &egui::Context) {
        let Some(suggestion) = self.doc.suggestions.current() else {
            return;
        };
        let claims: Vec<NodeId> = suggestion
            .claims
            .iter()
            .map(|id| NodeId::Claim(*id))
            .collect();
        if let Some(first) = claims.first() {
            self.show(*first);
        }
        let map = self.doc.session.document().map();
        self.doc.selection.nodes = claims;
        self.doc.selection.nodes.retain(|node| map.contains(*node));
        if self.doc.selection.nodes.len() > 1 {
            let both = self.doc.selection.nodes.clone();
            self.doc.canvas.fit_around(both);
        }
        self.show_words(ctx);
    }

    /// Shows in the thread what the suggestion is about: the words it would take, else those its claims rest on.
    fn show_words(&mut self, ctx: &egui::Context) {
        self.doc.suggestions.scroll = true;
        let Some(suggestion) = self.doc.suggestions.current() else {
            self.doc.selection.words = None;
            return;
        };
        let map = self.doc.session.document().map();
        let claims = suggestion.claims.iter().filter_map(|id| map.claim(*id));
        let of_claims = claims.flat_map(|claim| &claim.excerpts);
        let excerpt = suggestion.excerpts.iter().chain(of_claims).next();
        let words = excerpt.map(|excerpt| Words {
            comment: excerpt.comment.clone(),
            range: excerpt.start as usize..excerpt.end as usize,
        });
        self.doc.selection.words.clone_from(&words);
        if let Some(words) = words {
            self.perform(ctx, Action::ShowWords(words));
        }
    }
}

/// What an edit makes or changes on the map, for which room may have to be made.
fn changed(edit: &Edit) -> Vec<NodeId> {
    let of = |change: &Change| match change {
        Change::Claim(id, Some(_)) => Some(NodeId::Claim(*id)),
        Change::Link(id, Some(_)) => Some(NodeId::Link(*id)),
        _ => None,
    };
    edit.changes.iter().filter_map(of).collect()
}

/// Learns from documents and files; files that are no maps, or cannot be read, teach nothing.
fn learn(
    mut documents: Vec<Document>,
    files: &[PathBuf],
    progress: &Progress,
) -> Result<(Box<Learned>, usize), Cancelled> {
    for path in files {
        progress.check()?;
        let small = path.metadata().is_ok_and(|about| about.len() <= LARGEST);
        let bytes = small.then(|| file::read_bytes(path).ok()).flatten();
        let read = bytes.filter(|bytes| file::recognise(bytes));
        let name = path.display().to_string();
        documents.extend(read.and_then(|bytes| file::from_bytes(&bytes, &name).ok()));
    }
    documents.retain(|document| document.map().claim_count() > 0);
    let all: Vec<&Document> = documents.iter().collect();
    let learned = Learned::learn(&all, progress)?;
    Ok((Box::new(learned), documents.len()))
}
