//! The parts that the sentences of a comment play, going by a person's own maps. May use what was learned and mining.

use super::{Learned, with_terms};
use crate::mining::features::Features;
use crate::mining::roles::{self, Role, Sentence};

/// What was learned of a sentence.
pub(in crate::suggest) struct OwnRole {
    /// How surely it is part of the argument.
    pub argument: f64,
    pub reason: String,
}

impl Learned {
    /// The part each sentence of a comment plays, if enough was learned to say so; all of them, in their order, for
    /// they say something of each other.
    pub(in crate::suggest) fn roles(&self, sentences: &[Sentence<'_>]) -> Option<Vec<OwnRole>> {
        let roles = self.roles.as_ref()?;
        let features: Vec<Features> = sentences.iter().map(roles::features).collect();
        let placed = roles.judge(&features);
        Some(
            (placed.iter().zip(&features))
                .map(|(placed, features)| {
                    let of = |role: Role| {
                        placed
                            .probabilities
                            .get(role as usize)
                            .copied()
                            .unwrap_or(0.0)
                    };
                    let (role, word) = if of(Role::Claim) >= of(Role::Premise) {
                        (Role::Claim, "a claim")
                    } else {
                        (Role::Premise, "a reason")
                    };
                    let terms = roles.reasons(features, role as usize, 8);
                    OwnRole {
                        argument: 1.0 - of(Role::None),
                        reason: with_terms(&format!("going by your own maps it is {word}"), &terms),
                    }
                })
                .collect(),
        )
    }
}
