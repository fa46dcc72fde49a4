//! Edits of how a map is looked at: folds, arrangement, saved views. May use the document and the map's branches.

use std::collections::BTreeSet;

use crate::document::{Arrangement, Change, Document, Edit, Place, SavedView};
use crate::map::branch::{hidden, roots};
use crate::map::{ClaimId, NodeId};

/// Folds or unfolds the branches beneath claims. Claims that nothing bears on have no branch to fold.
pub fn fold(document: &Document, claims: &[ClaimId], folded: bool) -> Edit {
    let claims: BTreeSet<ClaimId> = (claims.iter().copied())
        .filter(|id| document.folded.contains(id) != folded)
        .filter(|id| !folded || has_branch(document, *id))
        .collect();
    let label = if folded { "fold" } else { "unfold" };
    let label = match claims.len() {
        1 => format!("{label} 1 branch"),
        n => format!("{label} {n} branches"),
    };
    let changes = claims.into_iter().map(|id| Change::Folded(id, folded));
    Edit::new(label, changes.collect())
}

fn has_branch(document: &Document, claim: ClaimId) -> bool {
    !document.map.links_onto(claim.into()).is_empty()
}

/// Unfolds every branch.
pub fn unfold_all(document: &Document) -> Edit {
    set_folded(document, "unfold everything", &BTreeSet::new())
}

/// Folds to the first level: theses with what bears on them show, and nothing beneath that.
pub fn fold_all(document: &Document) -> Edit {
    let roots: BTreeSet<ClaimId> = roots(&document.map).into_iter().collect();
    let claims = document.map.claims().map(|(id, _)| id);
    let inner: BTreeSet<ClaimId> = claims
        .filter(|id| !roots.contains(id) && has_branch(document, *id))
        .collect();
    let hidden = hidden(&document.map, &inner).claims;
    let first: BTreeSet<ClaimId> = inner.difference(&hidden).copied().collect();
    set_folded(document, "fold to the first level", &first)
}

/// Folds the branches beneath just these claims, those of them that are on the map.
pub fn set_folded(document: &Document, label: &str, folded: &BTreeSet<ClaimId>) -> Edit {
    let unfold = document.folded.difference(folded);
    let unfold = unfold.map(|id| Change::Folded(*id, false));
    let fold = folded.difference(&document.folded);
    let fold = fold.filter(|id| document.map.contains(NodeId::Claim(**id)));
    let fold = fold.map(|id| Change::Folded(*id, true));
    Edit::new(label, unfold.chain(fold).collect())
}

/// Chooses how the map is laid out. The cards stay where they are until they are placed anew.
pub fn set_arrangement(document: &Document, arrangement: Arrangement) -> Edit {
    let label = format!("arrange as {}", arrangement.name());
    let changes = if document.arrangement == arrangement {
        Vec::new()
    } else {
        vec![Change::Arrangement(arrangement)]
    };
    Edit::new(label, changes)
}

/// Gives cards the places that were found for them, and takes its place from each that has `None`.
pub fn replace_places(
    document: &Document,
    label: &str,
    places: impl IntoIterator<Item = (ClaimId, Option<Place>)>,
) -> Edit {
    let changes = places
        .into_iter()
        .filter(|(id, place)| document.place(*id) != *place)
        .map(|(id, place)| Change::Place(id, place));
    Edit::new(label, changes.collect())
}

/// Keeps a view under a name, in place of one that has it.
pub fn save_view(document: &Document, name: &str, view: SavedView) -> Edit {
    let name = name.trim();
    let label = format!("save view “{name}”");
    let changes = if document.views.get(name) == Some(&view) {
        Vec::new()
    } else {
        vec![Change::View(name.to_owned(), Some(view))]
    };
    Edit::new(label, changes)
}

/// Forgets a view.
pub fn delete_view(document: &Document, name: &str) -> Edit {
    let changes = if document.views.contains_key(name) {
        vec![Change::View(name.to_owned(), None)]
    } else {
        Vec::new()
    };
    Edit::new(format!("delete view “{name}”"), changes)
}

/// Gives a view another name; a view that has the name already is replaced.
pub fn rename_view(document: &Document, name: &str, new: &str) -> Edit {
    let new = new.trim();
    let changes = match document.views.get(name) {
        Some(view) if new != name => vec![
            Change::View(name.to_owned(), None),
            Change::View(new.to_owned(), Some(view.clone())),
        ],
        _ => Vec::new(),
    };
    Edit::new(format!("rename view “{name}”"), changes)
}

/// Shows a saved view's folds; its middle, zoom, tags and focus are the window's.
pub fn show_view(document: &Document, name: &str) -> Edit {
    let label = format!("show view “{name}”");
    match document.views.get(name) {
        Some(view) => set_folded(document, &label, &view.folded),
        None => Edit::new(label, Vec::new()),
    }
}
