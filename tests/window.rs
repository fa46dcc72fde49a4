//! The window, driven by accessible names and real gestures, without a display.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;
#[path = "window/harness.rs"]
mod harness;
#[path = "common/site.rs"]
mod site;

#[path = "window/careless.rs"]
mod careless;
#[path = "window/check.rs"]
mod check;
#[path = "window/columns.rs"]
mod columns;
#[path = "window/documents.rs"]
mod documents;
#[path = "window/files.rs"]
mod files;
#[path = "window/first_figures.rs"]
mod first_figures;
#[cfg(feature = "net")]
#[path = "window/from_link.rs"]
mod from_link;
#[path = "window/gestures.rs"]
mod gestures;
#[path = "window/linking.rs"]
mod linking;
#[path = "window/looking.rs"]
mod looking;
#[path = "window/map.rs"]
mod map;
#[path = "window/menus.rs"]
mod menus;
#[path = "window/pasted_page.rs"]
mod pasted_page;
#[path = "window/pictures.rs"]
mod pictures;
#[path = "window/refresh.rs"]
mod refresh;
#[path = "window/room.rs"]
mod room;
#[path = "window/steps.rs"]
mod steps;
#[path = "window/suggestions.rs"]
mod suggestions;
#[path = "window/thread.rs"]
mod thread;
#[path = "window/thread_list.rs"]
mod thread_list;
#[path = "window/views.rs"]
mod views;
