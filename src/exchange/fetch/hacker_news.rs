//! Hacker News: one item with all below it, from hn.algolia.com. A link to a comment brings the whole discussion.
//! May use what sites have in common.

use super::gather::{Gathering, look};
use super::{Discussion, Fault};
use crate::exchange::json::Value;

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(2);
    let mut item = site.must(&path(&asked.id), &[])?;
    let above = look(&item, |doc| {
        let of = |key: &str| doc.root().get(key).and_then(Value::integer);
        of("story_id").filter(|story| Some(*story) != of("id"))
    })?;
    let mut story = asked.id.clone();
    if let Some(above) = above {
        story = above.to_string();
        match site.may(&path(&story), &[])? {
            Some(whole) => item = whole,
            None => site.warn("only this comment and the answers to it are here".to_owned()),
        }
    }
    site.keep(item);
    site.expect(1);
    // The tree does not say how much of the discussion it is; the index does.
    let tags = format!("story,story_{story}");
    let query = [("tags", tags.as_str()), ("hitsPerPage", "1")];
    let Some(found) = site.may("api/v1/search", &query)? else {
        return Ok(());
    };
    let total = look(&found, |doc| {
        let hit = doc.root().get("hits")?.children().next()?;
        let total = hit.get("num_comments")?.integer()?;
        (hit.get("objectID")?.id()? == story).then_some(total)
    });
    // A count that can't be had is no loss.
    if let Ok(Some(total)) = total {
        site.state_total(u64::try_from(total).unwrap_or(0));
    }
    Ok(())
}

fn path(id: &str) -> String {
    format!("api/v1/items/{id}")
}
