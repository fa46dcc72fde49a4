//! Lobsters: one answer holds the whole story. May use what sites have in common.

use super::gather::Gathering;
use super::{Discussion, Fault};

pub(super) fn gather(asked: &Discussion, site: &mut Gathering) -> Result<(), Fault> {
    site.expect(1);
    let story = site.must(&format!("s/{}.json", asked.id), &[])?;
    site.keep(story);
    Ok(())
}
