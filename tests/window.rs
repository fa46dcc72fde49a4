//! The window, driven by accessible names and real gestures, without a display.

mod common;
#[path = "window/harness.rs"]
mod harness;
#[path = "window/pictures.rs"]
mod pictures;
