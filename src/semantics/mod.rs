//! Formal evaluation.
pub(crate) mod components;
pub mod extensions;
pub mod framework;
pub mod grounded;
pub mod iccma;
mod sat;
pub mod solver;
pub mod task;
