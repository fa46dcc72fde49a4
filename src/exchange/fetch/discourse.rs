//! Discourse: the topic with its first posts and the numbers of all, then the other posts in batches. May use what
//! sites have in common.

use std::collections::HashSet;

use super::gather::{Gathering, look};
use super::{Discussion, Fault};
use crate::exchange::json::{Doc, Value};

/// Posts asked for at once, as many as the site's own pages ask for.
const BATCH: usize = 20;

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(1);
    let topic = site.must(&format!("t/{}.json", asked.id), &[])?;
    let wanted = look(&topic, wanted)?;
    site.keep(topic);
    let batches: Vec<&[i64]> = wanted.chunks(BATCH).collect();
    let mut missing = 0usize;
    for (n, batch) in batches.iter().enumerate() {
        site.expect(batches.len() - n);
        let ids: Vec<String> = batch.iter().map(ToString::to_string).collect();
        let query: Vec<(&str, &str)> = ids.iter().map(|id| ("post_ids[]", &**id)).collect();
        match site.may(&format!("t/{}/posts.json", asked.id), &query)? {
            Some(posts) => site.keep(posts),
            None => missing += batch.len(),
        }
    }
    if missing > 0 {
        site.warn(format!("{missing} posts could not be fetched"));
    }
    Ok(())
}

/// The posts that the topic names and does not hold, in its order.
fn wanted(doc: &Doc<'_>) -> Vec<i64> {
    let Some(stream) = doc.root().get("post_stream") else {
        return Vec::new();
    };
    let list = |key: &str| stream.get(key).into_iter().flat_map(Value::children);
    let here = list("posts").filter_map(|post| post.get("id")?.integer());
    let mut seen: HashSet<i64> = here.collect();
    list("stream")
        .filter_map(Value::integer)
        .filter(|id| seen.insert(*id))
        .collect()
}
