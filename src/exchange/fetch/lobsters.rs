//! Lobsters: one answer holds the whole story. A link to a comment brings it too. May use what sites have in common.

use super::gather::Gathering;
use super::{Discussion, Fault, Part};

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(1);
    let id = match asked.part {
        Part::Short => site.long(asked)?,
        Part::Whole | Part::Comment => asked.id.clone(),
    };
    let story = site.must(&format!("s/{id}.json"), &[])?;
    site.keep(story);
    Ok(())
}
