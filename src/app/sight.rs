//! What folding and focusing leave in sight, for the canvas. Computed once per state of the document and focus. May
//! use document and map.

use super::canvas::scene::Sight;
use super::pane::Neighbourhood;
use crate::document::Session;
use crate::document::history::Revision;
use crate::map::NodeId;
use crate::map::branch::{hidden, neighbourhood};

/// What is in sight now, and what that follows from.
#[derive(Default)]
pub struct InSight {
    /// For the canvas.
    pub now: Sight,
    of: Option<(Revision, Option<Neighbourhood>)>,
}

impl InSight {
    /// Brings it up to the document's state.
    pub fn refresh(&mut self, session: &Session, focus: Option<&Neighbourhood>) {
        let document = session.document();
        let plain = document.folded().is_empty() && focus.is_none();
        if plain && self.now.hidden.is_empty() && self.now.folded.is_empty() {
            return;
        }
        let key = (session.revision(), focus.cloned());
        if self.of.as_ref() == Some(&key) {
            return;
        }
        self.of = Some(key);
        let map = document.map();
        let folded = hidden(map, document.folded());
        let mut out: std::collections::HashSet<_> = folded.claims.into_iter().collect();
        if let Some(focus) = focus {
            let near = neighbourhood(map, &focus.nodes, usize::from(focus.steps));
            let claims = map.claims().map(|(id, _)| id);
            out.extend(claims.filter(|id| !near.contains(&NodeId::Claim(*id))));
        }
        let below = folded.below.into_iter().collect();
        if self.now.hidden != out || self.now.folded != below {
            self.now = Sight {
                version: self.now.version + 1,
                hidden: out,
                folded: below,
            };
        }
    }
}
