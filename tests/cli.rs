//! The program itself, as people and scripts run it: what it prints, where, how it ends, and what it leaves on the
//! disk. No window is opened: every run is without a display.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing must fail")]

mod common;
#[macro_use]
#[path = "cli/harness.rs"]
mod harness;

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/bank.rs"]
mod bank;
#[path = "cli/calibrate.rs"]
mod calibrate;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/command_line.rs"]
mod command_line;
#[path = "cli/disk.rs"]
mod disk;
#[path = "cli/evaluate.rs"]
mod evaluate;
#[path = "cli/example.rs"]
mod example;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/profile.rs"]
mod profile;
#[path = "cli/real.rs"]
mod real;
#[path = "cli/scale_out.rs"]
mod scale_out;
#[path = "cli/suggest.rs"]
mod suggest;
#[path = "cli/tour.rs"]
mod tour;
