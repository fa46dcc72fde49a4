//! Formal evaluation: which claims of a debate stand, why, and how strongly. Pure: values in, values out; knows
//! nothing of maps, windows or files. May use the progress handle and the SAT solver, nothing else of the program.
//!
//! Two layers. The upper one speaks of claims and links: [`evaluation::evaluate`] takes an
//! [`argument_graph::ArgumentGraph`] and gives every claim a standing and a strength, which
//! [`explain`] turns into reasons. The lower one is abstract argumentation: a [`framework`] of arguments and
//! attacks, its [`grounded`] labelling, the [`solver`] for the other semantics, the competition's file formats
//! ([`iccma`]) and tasks ([`task`]). [`bipolar`] reduces supports to attacks, [`gradual`] computes strengths.

pub mod argument_graph;
pub mod bipolar;
mod components;
pub mod evaluation;
pub mod explain;
pub mod extensions;
pub mod framework;
pub mod gradual;
pub mod grounded;
pub mod iccma;
mod knot;
mod sat;
pub mod solver;
pub mod task;
mod translation;
