//! One open document with everything the window keeps about it: what is selected and filtered, where it is looked
//! at from, what is being typed. The window has one in front and the others behind it, as tabs. May use the panes.

use std::collections::BTreeSet;
use std::path::Path;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// What was said of the last import.
    pub account: Vec<String>,
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
            account: Vec::new(),
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

    /// What the document is called: its file, else its title or what its thread was read from.
    pub fn name(&self) -> String {
        let file = self.session.path().and_then(|path| path.file_stem());
        match file {
            Some(name) => name.to_string_lossy().into_owned(),
            None => self.title().unwrap_or_else(|| "Untitled".to_owned()),
        }
    }

    /// The document's title, else the name of what its thread was read from.
    pub fn title(&self) -> Option<String> {
        let document = self.session.document();
        match document.title() {
            "" => {}
            title => return Some(title.to_owned()),
        }
        let source = document.thread()?.sources.first()?;
        named_after(&source.name)
    }
}

/// What a map is called after the file, page or paste its thread was read from.
fn named_after(source: &str) -> Option<String> {
    if source.starts_with("pasted") {
        return Some("Pasted text".to_owned());
    }
    if source.contains("://") {
        return Some(source.to_owned());
    }
    let bare = (source.strip_suffix(".gz").or(source.strip_suffix(".zst"))).unwrap_or(source);
    let stem = Path::new(bare).file_stem()?.to_string_lossy();
    stem.contains(char::is_alphanumeric)
        .then(|| stem.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_called_after_what_it_was_read_from() {
        let named = |source| named_after(source);
        assert_eq!(named("talk of may.csv").as_deref(), Some("talk of may"));
        assert_eq!(named("list.mbox.gz").as_deref(), Some("list"));
        assert_eq!(named("pasted text").as_deref(), Some("Pasted text"));
        let link = "https://example.org/a";
        assert_eq!(named(link).as_deref(), Some(link));
        assert_eq!(named("-"), None);
    }
}
