//! Where the cards stand: all of them placed anew, or room made around what was changed. May use document and figure.

use std::cell::LazyCell;

use super::App;
use super::files::Outcome;
use crate::document::actions;
use crate::document::{Arrangement, Change, Document, Edit};
use crate::figure::{self, Authors};
use crate::map::{ClaimId, NodeId};

impl App {
    /// Places every card anew, away from the window's thread; in another arrangement, if one is named.
    pub(super) fn arrange(&mut self, ctx: &egui::Context, wanted: Option<Arrangement>) {
        let mut document = self.doc.session.document().clone();
        let (id, revision) = (self.doc.id, self.doc.session.revision());
        let (width, height) = self.doc.canvas.room();
        let mut changes = Vec::new();
        if let Some(wanted) = wanted.filter(|wanted| *wanted != document.arrangement()) {
            let edit = actions::set_arrangement(&document, wanted);
            changes.clone_from(&edit.changes);
            if let Err(error) = document.apply(edit) {
                self.toasts.error(error.to_string());
                return;
            }
        }
        self.job(ctx, "Arranging".to_owned(), move |_| {
            changes.extend(arranged(&mut document, width, height).changes);
            Outcome::Arranged(id, revision, Edit::new("arrange the cards", changes))
        });
    }

    /// Makes room around what was changed, moving as little as can be.
    pub(super) fn adjust(&mut self, changed: &[NodeId], mark: u64) {
        let document = self.doc.session.document();
        // Cards that are drawn already have been measured.
        let canvas = &self.doc.canvas;
        let places = {
            let authors = LazyCell::new(|| Authors::of(document));
            let measured = |id: ClaimId| {
                let face = figure::card_face(document, id, &authors);
                face.map(|face| (face.width, face.height))
            };
            let size = |id: ClaimId| match canvas.size_of(id) {
                Some(size) if !changed.contains(&NodeId::Claim(id)) => Some(size),
                _ => measured(id),
            };
            figure::adjusted_with(document, changed, &size)
        };
        if !places.is_empty() {
            self.edit_within(actions::place("arrange the cards", places), mark);
        }
    }
}

/// Every card placed anew. A large map that becomes an outline is folded so far that it can be read.
fn arranged(document: &mut Document, width: f32, height: f32) -> Edit {
    let mut changes = Vec::new();
    if document.folded().is_empty() {
        let places = document.places().keys().map(|id| Change::Place(*id, None));
        let mut bare = document.clone();
        if bare.apply(Edit::new("", places.collect())).is_ok() {
            let folds = figure::first_folds(&bare, width, height);
            changes.extend(folds.into_iter().map(|id| Change::Folded(id, true)));
        }
        if document.apply(Edit::new("", changes.clone())).is_err() {
            changes.clear();
        }
    }
    let places = figure::rearranged(document, width, height);
    changes.extend(actions::replace_places(document, "", places).changes);
    Edit::new("arrange the cards", changes)
}
