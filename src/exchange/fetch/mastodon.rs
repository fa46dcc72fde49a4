//! Mastodon: a status, and what stands above it and below. The whole discussion is what stands below the first
//! status above; where the server shows a part only, statuses are asked for their own answers. May use what sites have
//! in common.

use std::collections::{HashMap, HashSet};

use super::discussion::is_word;
use super::gather::{Gathering, look};
use super::{Discussion, Fault, Piece};
use crate::exchange::json::{Doc, Value};

/// Statuses that are asked for what stands below them, where the server showed only a part, at most.
const MOST_FOLLOWED: usize = 40;

/// So many that bring nothing new, one after the other, are enough: the rest is not for visitors.
const IN_VAIN: usize = 4;

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(2);
    let status = site.must(&path(&asked.id), &[])?;
    site.expect(1);
    let context = site.must(&format!("{}/context", path(&asked.id)), &[])?;
    let first = look(&context, |doc| {
        let first = doc.root().get("ancestors")?.children().next()?;
        first.get("id")?.integer()
    })?;
    let mut known = Known::default();
    known.note(&status)?;
    known.note(&context)?;
    if let Some(first) = first {
        // Its answers come first: they stand in the order in which the site shows them.
        match site.may(&format!("{}/context", path(&first.to_string())), &[])? {
            Some(whole) => {
                known.note(&whole)?;
                site.keep(whole);
            }
            None => site.warn("only what stands directly above and below is here".to_owned()),
        }
        site.keep(context);
        site.keep(status);
        known.followed.insert(first.to_string());
    } else {
        site.keep(status);
        site.keep(context);
    }
    known.followed.insert(asked.id.clone());
    let mut in_vain = 0;
    for _ in 0..MOST_FOLLOWED {
        let Some(cut) = known.cut().filter(|_| in_vain < IN_VAIN && !site.stopped()) else {
            break;
        };
        site.expect(1);
        let before = known.statuses.len();
        known.followed.insert(cut.clone());
        if let Some(below) = site.may(&format!("{}/context", path(&cut)), &[])? {
            known.note(&below)?;
            if known.statuses.len() > before {
                site.keep(below);
            }
        }
        in_vain = if known.statuses.len() > before {
            0
        } else {
            in_vain + 1
        };
    }
    let hidden = known.hidden();
    if hidden > 0 {
        site.warn(format!(
            "the server counts {hidden} more answers that it does not show here: to visitors it shows a part of long \
             discussions, and public answers only"
        ));
    }
    Ok(())
}

fn path(id: &str) -> String {
    format!("api/v1/statuses/{id}")
}

/// The statuses that came.
#[derive(Default)]
struct Known {
    /// How many answers each has by its own account, in the order they came.
    statuses: Vec<(String, u64)>,
    seen: HashSet<String>,
    /// How many of its answers came.
    answers: HashMap<String, u64>,
    /// What was asked for what stands below it.
    followed: HashSet<String>,
}

impl Known {
    fn note(&mut self, piece: &Piece) -> Result<(), Fault> {
        look(piece, |doc: &Doc<'_>| {
            let list = |key: &str| doc.root().get(key).into_iter().flat_map(Value::children);
            let below = list("ancestors").chain(list("descendants"));
            for status in std::iter::once(doc.root()).chain(below) {
                let text = |key: &str| Some(status.get(key)?.id()?.into_owned());
                // What is put into an address later is a number.
                let id = text("id").filter(|id| is_word(id));
                let Some(id) = id.filter(|id| self.seen.insert(id.clone())) else {
                    continue;
                };
                if let Some(above) = text("in_reply_to_id") {
                    *self.answers.entry(above).or_default() += 1;
                }
                let count = status.get("replies_count").and_then(Value::integer);
                let count = count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
                self.statuses.push((id, count));
            }
        })
    }

    /// How many answers of a status did not come.
    fn lacks(&self, id: &str, count: u64) -> u64 {
        count.saturating_sub(self.answers.get(id).copied().unwrap_or(0))
    }

    /// The first status of which answers are missing that was not asked for them.
    fn cut(&self) -> Option<String> {
        let cut = (self.statuses.iter())
            .find(|(id, count)| self.lacks(id, *count) > 0 && !self.followed.contains(id));
        cut.map(|(id, _)| id.clone())
    }

    fn hidden(&self) -> u64 {
        let missing = self
            .statuses
            .iter()
            .map(|(id, count)| self.lacks(id, *count));
        missing.fold(0, u64::saturating_add)
    }
}
