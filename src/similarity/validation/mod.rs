//! How far the check can be trusted: labelled arenas in, discrimination, cost of likelihood ratios and a calibration
//! table out. May use the rest of [`super`].
//!
//! An *arena* is a folder of samples whose lineages are known. All its pairs are scored as `check --matrix` scores
//! them; nothing here is a second implementation of the method. Ratios are always judged on pairs whose vendors took
//! no part in learning them, and in the nested figures on other prompts as well.

mod labels;
mod logistic;
pub mod metrics;
mod nested;
mod refit;
mod report;
mod trial;

pub use labels::{Arena, LabelError, Relation, Truth, arenas};
pub use logistic::{Group, Line};
pub use nested::{Accuracy, Nested, RelationRates, Spread};
pub use refit::{ArenaOutcome, CalibrateError, CalibrateOptions, Outcome, calibrate};
pub use report::text;
pub use trial::{Discrimination, ScoredPair, Trial};
