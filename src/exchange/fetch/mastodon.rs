//! Mastodon: a status, and what stands above it and below. The whole discussion is what stands below the first
//! status above. May use what sites have in common.

use std::collections::{HashMap, HashSet};

use super::gather::{Gathering, look};
use super::{Discussion, Fault, Piece};
use crate::exchange::json::{Doc, Value};

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(2);
    let status = site.must(&path(&asked.id), &[])?;
    site.expect(1);
    let context = site.must(&format!("{}/context", path(&asked.id)), &[])?;
    let first = look(&context, |doc| {
        let first = doc.root().get("ancestors")?.children().next()?;
        first.get("id")?.integer()
    })?;
    let mut pieces = Vec::new();
    if let Some(first) = first {
        // Its answers come first: they stand in the order in which the site shows them.
        match site.may(&format!("{}/context", path(&first.to_string())), &[])? {
            Some(whole) => pieces.push(whole),
            None => site.warn("only what stands directly above and below is here".to_owned()),
        }
        pieces.extend([context, status]);
    } else {
        pieces.extend([status, context]);
    }
    let hidden = hidden(&pieces)?;
    if hidden > 0 {
        site.warn(format!(
            "the server counts {hidden} more answers that it does not show here: to visitors it shows a part of long \
             discussions, and public answers only"
        ));
    }
    for piece in pieces {
        site.keep(piece);
    }
    Ok(())
}

fn path(id: &str) -> String {
    format!("api/v1/statuses/{id}")
}

/// How many answers the statuses count that are not among them.
fn hidden(pieces: &[Piece]) -> Result<u64, Fault> {
    let mut counted: HashMap<String, u64> = HashMap::new();
    let mut answers: HashMap<String, HashSet<String>> = HashMap::new();
    let mut note = |status: Value<'_, '_>| {
        let text = |key: &str| {
            status
                .get(key)
                .and_then(Value::id)
                .map(|id| id.into_owned())
        };
        let Some(id) = text("id") else {
            return;
        };
        if let Some(above) = text("in_reply_to_id") {
            answers.entry(above).or_default().insert(id.clone());
        }
        let count = status.get("replies_count").and_then(Value::integer);
        counted.insert(id, count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0));
    };
    for piece in pieces {
        look(piece, |doc: &Doc<'_>| {
            let list = |key: &str| doc.root().get(key).into_iter().flat_map(Value::children);
            list("ancestors")
                .chain(list("descendants"))
                .for_each(&mut note);
            note(doc.root());
        })?;
    }
    let missing = counted.iter().map(|(id, count)| {
        let here = answers.get(id).map_or(0, HashSet::len) as u64;
        count.saturating_sub(here)
    });
    Ok(missing.fold(0, u64::saturating_add))
}
