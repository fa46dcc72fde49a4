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
    /// they say something of each other. `fresh`: whether the map has taken nothing from the comment yet. Otherwise what
    /// is remembered of its sentences may be that this very map passed them over, and it may only not have come to them.
    pub(in crate::suggest) fn roles(
        &self,
        sentences: &[Sentence<'_>],
        fresh: bool,
    ) -> Option<Vec<OwnRole>> {
        let roles = self.roles.as_ref()?;
        let mut features: Vec<Features> = roles::comment(sentences);
        if !fresh {
            features.iter_mut().for_each(Features::as_if_new);
        }
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
                    let reason = if placed.met {
                        format!("on a map of yours this very sentence is {word}")
                    } else {
                        let terms = roles.reasons(features, role as usize, 8);
                        with_terms(&format!("going by your own maps it is {word}"), &terms)
                    };
                    OwnRole {
                        argument: 1.0 - of(Role::None),
                        reason,
                    }
                })
                .collect(),
        )
    }
}
