//! Evaluation against independent answers: frameworks on which several other solvers agree, brute force on
//! random ones, published gradual strengths, and small arguments worked by hand.

mod common;

#[path = "semantics/brute_force.rs"]
mod brute_force;
#[path = "semantics/dung.rs"]
mod dung;
