//! x
use super::{Graph, Layout, Options};
use crate::progress::{Cancelled, Progress};
/// x
pub fn indented(
    graph: &Graph,
    options: &Options,
    progress: &Progress,
) -> Result<Layout, Cancelled> {
    super::layered(graph, options, progress)
}
