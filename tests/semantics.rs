//! Evaluation against independent answers: frameworks on which several other solvers agree, brute force on
//! random ones, strengths that two other programs computed, and small arguments worked by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail")]

mod common;

#[path = "semantics/bipolar.rs"]
mod bipolar;
#[path = "semantics/brute_force.rs"]
mod brute_force;
#[path = "semantics/claims.rs"]
mod claims;
#[path = "semantics/dung.rs"]
mod dung;
#[path = "semantics/formats.rs"]
mod formats;
#[path = "semantics/gradual.rs"]
mod gradual;
