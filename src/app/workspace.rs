//! One open document with everything the window keeps about it: what is selected and filtered, where it is looked
//! at from, what is being typed. The window has one in front and the others behind it, as tabs. May use the panes.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::canvas::Canvas;
use super::derived::Derived;
use super::editing::Editing;
use super::findings::Freshness;
use super::inspector::Inspector;
use super::outline::Outline;
use super::pane::{Centre, Neighbourhood, Selection};
use super::search::Search;
use super::sight::InSight;
use super::suggesting::Suggestions;
use super::table::Table;
use super::thread_pane::ThreadPane;
use super::trail::Trail;
use crate::document::Session;
use crate::map::TagId;

/// Names an open document while the program runs: what a job comes back with goes to the document it was begun for,
/// whichever is in front by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkspaceId(u64);

/// An open document as the window holds it.
pub struct Workspace {
    /// Its name for jobs.
    pub id: WorkspaceId,
    /// The document with its history, file and journal.
    pub session: Session,
    /// What follows from the document.
    pub derived: Derived,
    /// What is selected, in every pane.
    pub selection: Selection,
    /// Tags that are shown; empty = all.
    pub filter: BTreeSet<TagId>,
    /// The neighbourhood that alone is shown, if any.
    pub focus: Option<Neighbourhood>,
    /// What folding and focusing leave in sight.
    pub sight: InSight,
    /// The claim whose text is being edited.
    pub editing: Option<Editing>,
    /// Which view of the map stands in the middle.
    pub centre: Centre,
    /// The map as a plane.
    pub canvas: Canvas,
    /// The map as an outline.
    pub outline: Outline,
    /// The claims as a table.
    pub table: Table,
    /// The thread.
    pub thread_pane: ThreadPane,
    /// What is known about what is selected.
    pub inspector: Inspector,
    /// What is known of the findings' samples.
    pub freshness: Freshness,
    /// What is searched for.
    pub search: Search,
    /// Where the person has been.
    pub trail: Trail,
    /// What might be put on the map next.
    pub suggestions: Suggestions,
}

impl Workspace {
    /// A document as it is first shown.
    pub fn new(session: Session) -> Self {
        let mut canvas = Canvas::default();
        canvas.forget();
        static OPENED: AtomicU64 = AtomicU64::new(0);
        Self {
            id: WorkspaceId(OPENED.fetch_add(1, Ordering::Relaxed)),
            session,
            derived: Derived::default(),
            selection: Selection::default(),
            filter: BTreeSet::new(),
            focus: None,
            sight: InSight::default(),
            editing: None,
            centre: Centre::default(),
            canvas,
            outline: Outline::default(),
            table: Table::default(),
            thread_pane: ThreadPane::default(),
            inspector: Inspector::default(),
            freshness: Freshness::default(),
            search: Search::default(),
            trail: Trail::default(),
            suggestions: Suggestions::default(),
        }
    }

    /// Nothing has been done here: it may give way to another document.
    pub fn is_untouched(&self) -> bool {
        self.session.path().is_none()
            && !self.session.dirty()
            && self.session.history().depth() == 0
            && self.session.document().thread().is_none()
            && self.session.document().map().is_empty()
    }

    /// What the document is called: its file, else its title.
    pub fn name(&self) -> String {
        let file = self.session.path().and_then(|path| path.file_stem());
        match (file, self.session.document().title()) {
            (Some(name), _) => name.to_string_lossy().into_owned(),
            (None, "") => "Untitled".to_owned(),
            (None, title) => title.to_owned(),
        }
    }
}
