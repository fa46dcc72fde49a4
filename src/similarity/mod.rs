//! Distillation similarity: how much more a suspected student's outputs resemble a suspected teacher's than
//! control models' outputs do, as a likelihood ratio with its uncertainty, in words that claim no more than
//! that. A library of its own: it knows nothing of maps, threads or windows, and uses of this program only
//! the handle for progress and cancelling.
//!
//! **Null hypothesis.** Student and teacher are unrelated: the student's similarity to the teacher is like
//! its similarity to models known not to be related to it. The alternative, *related*, means distilled,
//! tuned from the same weights, merged, or of one family; the method cannot tell these apart, nor the
//! direction, nor whether any terms were broken.
//!
//! **What is compared.** Answers to the same prompts, by seven measures: O, the cosine of character
//! 3-5-grams of the openings; B, the cosine of token 1-3-grams of whole answers; P, the length of the common
//! prefix; D, the overlap of the lists of words and phrases that a model uses far more than the others; Or, Br
//! and S, the cosines of openings, bodies and sentences' beginnings in which an n-gram counts by how few of the
//! answers to the prompt have it. Each is expressed in standard deviations of the controls (z), corrected for
//! how few controls there are, clipped to -3..4, and E is their mean. A calibration table turns E and the number
//! of prompts into log10 LR, capped at ±2. Without shared prompts D and Cosine Delta of whole samples take their
//! place (weaker). The first version, O, B, P and D without correction, is kept as the base score: it is what the
//! reference implementation gives, and what improvements are measured against.
//!
//! **Limits.** At least five controls of other vendors and ten shared prompts, or there is a ranking and no
//! ratio. A low ratio does not show that no distillation took place. Identical outputs are verbatim
//! overlap, a finding of its own ([`verbatim()`]) and no part of E. See [`words::LIMITS`].
//!
//! Figures depend on the samples' content alone: not on their order, the order of their records, their
//! names, or the number of threads.

mod assemble;
pub mod bank;
mod bootstrap;
mod calibration;
mod check;
mod compare;
mod components;
mod counts;
mod explain;
mod facts;
mod features;
mod finding;
mod gram;
mod hygiene;
mod marks;
mod matching;
mod matrix;
mod means;
mod normalise;
mod panel;
mod preview;
mod profile;
pub mod read;
mod same;
mod sample;
mod sensitivity;
mod tally;
mod tokens;
mod unpaired;
pub mod validation;
mod verbatim;
mod vocabulary;
pub mod words;

pub use calibration::{
    ArenaUsed, Calibration, CalibrationError, LEAST_CONTROLS, LEAST_PROMPTS, Provenance, Row,
    Validation,
};
pub use check::{CheckError, CheckInput, Options, STAND_INS, check, check_among, check_telling};
pub use explain::{Phrase, PromptPair};
pub use facts::Facts;
pub use finding::{
    ComponentFigure, Finding, METHOD_MATCHED, METHOD_PAIRED, METHOD_UNPAIRED, Parameters, Report,
    Reverse, SampleRef, StripValue, Verdict, is_current,
};
pub use hygiene::{CleanRecord, CleanSample, Hygiene};
pub use matching::{Dropped, Matching, Part};
pub use matrix::{MatrixInput, matrix};
pub use panel::Pairing;
pub use preview::{PREVIEW_PROMPTS, Preview};
pub use profile::{Profile, ProfileCheck, ProfileError, check_profiles};
pub use sample::{LeftOut, Record, Sample};
pub use sensitivity::{LeaveOneOut, leave_one_out};
pub use tally::profile_of;
pub use verbatim::{VerbatimFinding, verbatim};
