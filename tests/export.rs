//! Pictures, reports and graph files: nothing a claim says breaks them, they hold what the map holds, and they
//! are the same every time; and the drawing they are made from keeps its promises.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;

#[path = "export/figure.rs"]
mod figure;
#[path = "export/formats.rs"]
mod formats;
#[path = "export/outline.rs"]
mod outline;
#[path = "export/places.rs"]
mod places;
#[path = "export/report.rs"]
mod report;
#[path = "export/sample.rs"]
mod sample;
