//! Counterclaim: a comment thread as an argument map, and a test of distillation behind a button.
//!
//! The floors; a module may use those below it, never those above (`tests/house.rs` watches over it):
//!
//! | floor | what it is for |
//! | --- | --- |
//! | [`app`], [`cli`] | the window; the command line. Neither knows the other |
//! | [`example`] | the bundled debate as a finished map |
//! | [`exchange`] | other tools' files, read and written |
//! | [`suggest`] | what might be put on a map next, each with its reason; learned from a person's own maps |
//! | [`figure`] | the drawing's geometry and look, the same on the canvas and in exported pictures |
//! | [`document`] | thread + map + findings + places: open, save, recover; edits, undo; what stands |
//! | [`similarity`], [`semantics`], [`layout`], [`mining`] | pure: values in, values out; no window, no files of the program's own |
//! | [`thread`], [`map`] | the words people wrote; the argument graph |
//! | [`progress`] | progress and cancel, for everyone |
//!
//! What always holds, and where it is kept:
//!
//! - A document changes in one place only, [`document::Document::apply`], which takes an edit whole or not at
//!   all and returns its inverse. Undo, the dirty mark, the crash journal and what is derived hang on it.
//! - The words of a thread are never changed after import; only the structure of a flat paste may be corrected.
//!   Nesting is derived from what the source says, never stored, and repaired by a stated rule
//!   ([`thread::Tree`]).
//! - Every link ends at a claim; ids are never used twice ([`map`]).
//! - A file is written whole or not at all ([`document::file`]); an edit is in the journal before the next frame
//!   is drawn ([`document::journal`]).
//! - A similarity finding is a function of the samples' bytes, the parameters and the seed; running it again gives
//!   the same figures ([`similarity`]).
//! - Input of any size, depth or malice ends in a result or in one plain sentence: no recursion over its depth, no
//!   `unwrap` on its content.
//! - Nothing blocks the window's thread: long work is a job ([`app::jobs`]).
//! - A suggestion does nothing until somebody accepts it, and one that was dismissed never comes back ([`suggest`]).
//! - No meaning hangs on colour alone; every control has a name.

pub mod app;
pub mod cli;
pub mod document;
pub mod example;
pub mod exchange;
pub mod figure;
pub mod layout;
pub mod map;
pub mod mining;
pub mod progress;
pub mod semantics;
pub mod similarity;
pub mod suggest;
pub mod thread;
