//! Argument mining without a neural net: what the words of a thread let one guess of its claims, tags and links.
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`text`] | words and sentences, with where they stand |
//! | [`cues`] | the words that announce a claim, a premise, an attack or a support |
//! | [`lexicon`] | terms that speak for a tag, from a file people can edit |
//! | [`features`], [`regression`], [`classifier`] | TF-IDF, logistic regression, calibrated probabilities |
//! | [`memory`] | texts met before, known again |
//! | [`chain`], [`sequence`] | what texts in a row say of each other |
//! | [`function_words`] | the words that texts about anything are built with |
//! | [`roles`] | claim, premise or neither: sentences |
//! | [`relations`] | support or attack: pairs of sentences |
//! | [`quotes`] | what a comment quotes, found in the words it answers |
//! | [`duplicates`] | claims that say nearly the same |
//! | [`measure`] | how right all of this is: folds, F1, precision at a threshold |
//!
//! Nothing here was trained on anybody's data: rules are written by hand, and what learns, learns from what the
//! caller hands in. Everything is a function of its input to the last bit: ties are broken by name, sums are taken in
//! the order given, and no hash order reaches a result.
//!
//! Pure: may use the thread's comments and the progress handle.

pub mod chain;
pub mod classifier;
pub mod cues;
pub mod duplicates;
pub mod features;
pub mod function_words;
pub mod lexicon;
pub mod measure;
pub mod memory;
pub mod quotes;
pub mod regression;
pub mod relations;
pub mod roles;
pub mod sequence;
pub mod text;
