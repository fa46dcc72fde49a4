//! Counterclaim: a comment thread as an argument map, and a test of distillation behind a button.
//!
//! The floors; a module may use those below it, never those above:
//!
//! | floor | what it is for |
//! | --- | --- |
//! | [`app`], [`cli`] | the window; the command line |
//! | [`document`] | thread + map + findings: open, save, recover; edits, undo |
//! | [`exchange`] | other tools' files |
//! | [`figure`] | the drawing's geometry and look, for the canvas and the exported pictures |
//! | [`similarity`], [`semantics`], [`layout`] | pure: values in, values out |
//! | [`thread`], [`map`] | the words people wrote; the argument graph |
//! | [`progress`] | progress and cancel, for everyone |

pub mod app;
pub mod cli;
pub mod document;
pub mod exchange;
pub mod figure;
pub mod layout;
pub mod map;
pub mod progress;
pub mod semantics;
pub mod similarity;
pub mod thread;
