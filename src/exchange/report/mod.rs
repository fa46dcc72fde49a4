//! A finding as a report to print and hand on: what it rests on, what it says, what it cannot say, and everything another
//! expert needs to make it again. The content is put together once ([`content`]) and laid out as HTML ([`html`]), as one
//! page of SVG ([`page`]) and as Markdown ([`markdown`]). May use the document, similarity and the figure.

mod content;
mod html;
mod markdown;
mod page;

pub use content::{Block, Cell, content, figure_rows, ratio};
pub use html::html;
pub use markdown::markdown;
pub use page::svg;

use std::collections::BTreeMap;
use std::path::Path;

use crate::document::SampleRef;
use crate::similarity::Finding;

/// Whether a report of this name is to be SVG; else it is HTML.
pub fn is_svg(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("svg"))
}

/// A finding with the files its samples came from, by hash.
#[derive(Debug, Clone, Copy)]
pub struct Reported<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The samples' files.
    pub files: &'a BTreeMap<String, SampleRef>,
}
