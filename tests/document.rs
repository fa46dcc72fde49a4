//! The document: what may be done to it, taking it back, its file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;

#[path = "document/arbitrary.rs"]
mod arbitrary;
#[path = "document/actions.rs"]
mod doing;
#[path = "document/edits.rs"]
mod edits;
#[path = "document/evaluation.rs"]
mod evaluation;
#[path = "document/files.rs"]
mod files;
#[path = "document/fragment.rs"]
mod fragment;
#[path = "document/recheck.rs"]
mod recheck;
#[path = "document/refresh.rs"]
mod refresh;
#[path = "document/saving.rs"]
mod saving;
