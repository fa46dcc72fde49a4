//! Lemmy: the post, then its comments page by page. A link to a comment brings the whole discussion. May use what
//! sites have in common.

use std::collections::HashSet;

use super::gather::{Gathering, look};
use super::{Discussion, Fault, Part};
use crate::exchange::json::Value;

/// Comments asked for at once, the most that servers give.
const PAGE: u64 = 50;

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(2);
    let id = match asked.part {
        Part::Whole | Part::Short => asked.id.clone(),
        Part::Comment => {
            let comment = site.must("api/v3/comment", &[("id", &asked.id)])?;
            let post = look(&comment, |doc| {
                let view = doc.root().get("comment_view")?;
                view.get("comment")?.get("post_id")?.integer()
            })?;
            post.ok_or(Fault::Strange)?.to_string()
        }
    };
    let post = site.must("api/v3/post", &[("id", &id)])?;
    let total = look(&post, |doc| {
        let view = doc.root().get("post_view")?;
        view.get("counts")?.get("comments")?.integer()
    })?;
    site.keep(post);
    let total = total.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    // Without a depth the list is flat and paged; with one it would be cut at some number of comments.
    let limit = PAGE.to_string();
    let mut seen = HashSet::new();
    for page in 1u64.. {
        let left = total.saturating_sub(seen.len() as u64).div_ceil(PAGE);
        site.expect(usize::try_from(left).unwrap_or(1).max(1));
        let page = page.to_string();
        let query = [
            ("post_id", id.as_str()),
            ("type_", "All"),
            ("sort", "Old"),
            ("limit", &limit),
            ("page", &page),
        ];
        let Some(list) = site.may("api/v3/comment/list", &query)? else {
            site.warn(format!(
                "{} of {total} comments could be fetched",
                seen.len()
            ));
            break;
        };
        let (new, all) = look(&list, |doc| {
            let views = doc.root().get("comments");
            let ids = views
                .into_iter()
                .flat_map(Value::children)
                .filter_map(|view| view.get("comment")?.get("id")?.integer());
            ids.fold((0u64, 0u64), |(new, all), id| {
                (new + u64::from(seen.insert(id)), all + 1)
            })
        })?;
        // A server that does not turn pages gives the first one again.
        if new > 0 {
            site.keep(list);
        }
        if new == 0 || (all < PAGE && seen.len() as u64 >= total) {
            break;
        }
    }
    Ok(())
}
