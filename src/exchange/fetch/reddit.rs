//! Reddit: the page of a post, then what it names behind "more" and "continue this thread". May use what sites have
//! in common.

use std::collections::{HashSet, VecDeque};

use super::discussion::is_word;
use super::gather::{Gathering, look};
use super::{Discussion, Fault, Part};
use crate::exchange::json::{Doc, Value};

/// Comments asked for at once, the most that the site gives.
const BATCH: usize = 100;

/// What pages and answers name and do not hold.
#[derive(Default)]
struct Stubs {
    /// Ids of comments.
    comments: VecDeque<String>,
    /// Ids of comments whose answers are on a page of their own.
    branches: VecDeque<String>,
    seen: HashSet<String>,
}

impl Stubs {
    fn note(&mut self, doc: &Doc<'_>) {
        for (value, _) in doc.walk() {
            if value.get("kind").and_then(Value::str).as_deref() != Some("more") {
                continue;
            }
            let Some(data) = value.get("data") else {
                continue;
            };
            let goes_on = data.get("id").and_then(Value::id).as_deref() == Some("_");
            let below = data.get("parent_id").and_then(Value::str);
            if let Some(branch) = below.as_deref().and_then(|id| id.strip_prefix("t1_"))
                && goes_on
                && is_word(branch)
                && self.seen.insert(format!("branch {branch}"))
            {
                self.branches.push_back(branch.to_owned());
            }
            let ids = data.get("children").into_iter().flat_map(Value::children);
            for id in ids.filter_map(Value::id) {
                if is_word(&id) && self.seen.insert(id.to_string()) {
                    self.comments.push_back(id.into_owned());
                }
            }
        }
    }

    fn requests(&self) -> usize {
        self.comments.len().div_ceil(BATCH) + self.branches.len()
    }
}

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(1);
    let whole = [("raw_json", "1"), ("limit", "500")];
    let of = match asked.part {
        Part::Short => site.long(asked)?,
        Part::Whole | Part::Comment => asked.id.clone(),
    };
    let page = site.must(&format!("comments/{of}.json"), &whole)?;
    let mut stubs = Stubs::default();
    look(&page, |doc| stubs.note(doc))?;
    site.keep(page);
    let post = format!("t3_{of}");
    let (mut comments, mut branches) = (0usize, 0usize);
    while stubs.requests() > 0 {
        site.expect(stubs.requests());
        let batch: Vec<String> = (stubs.comments)
            .drain(..stubs.comments.len().min(BATCH))
            .collect();
        let (answer, missed) = if batch.is_empty() {
            let Some(branch) = stubs.branches.pop_front() else {
                break;
            };
            let path = format!("comments/{of}/_/{branch}.json");
            (site.may(&path, &whole)?, &mut branches)
        } else {
            let ids = batch.join(",");
            let query = [
                ("api_type", "json"),
                ("raw_json", "1"),
                ("limit_children", "false"),
                ("link_id", &post),
                ("children", &ids),
            ];
            (site.may("api/morechildren.json", &query)?, &mut comments)
        };
        match answer {
            Some(answer) if look(&answer, |doc| stubs.note(doc)).is_ok() => site.keep(answer),
            _ => *missed += batch.len().max(1),
        }
    }
    let missing = [(comments, "comments"), (branches, "branches")];
    let missing = missing.iter().filter(|(n, _)| *n > 0);
    let missing: Vec<String> = missing.map(|(n, what)| format!("{n} {what}")).collect();
    if !missing.is_empty() {
        site.warn(format!(
            "{} that the page only names could not be fetched",
            missing.join(" and ")
        ));
    }
    Ok(())
}
