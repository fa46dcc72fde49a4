//! Tags: labels on claims, told apart by name, colour and pattern. May use serde.

use serde::{Deserialize, Serialize};

/// A tag's colour, by name; each theme draws it in its own shade. The eight hues of Okabe & Ito (2008),
/// chosen to stay apart for colour-blind readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hue {
    /// Sky blue.
    Sky,
    /// Orange.
    Orange,
    /// Bluish green.
    Green,
    /// Reddish purple.
    Purple,
    /// Vermilion.
    Vermilion,
    /// Deep blue.
    Blue,
    /// Yellow.
    Yellow,
    /// Grey.
    Grey,
}

impl Hue {
    /// Every hue, in the order in which new tags take them.
    pub const ALL: [Self; 8] = [
        Self::Sky,
        Self::Orange,
        Self::Green,
        Self::Purple,
        Self::Vermilion,
        Self::Blue,
        Self::Yellow,
        Self::Grey,
    ];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sky => "sky blue",
            Self::Orange => "orange",
            Self::Green => "green",
            Self::Purple => "purple",
            Self::Vermilion => "vermilion",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Grey => "grey",
        }
    }
}

/// The pattern in a tag's mark, so that tags differ without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// Filled.
    Solid,
    /// Slanted lines.
    Stripes,
    /// Dots.
    Dots,
    /// Crossed lines.
    Grid,
    /// An outline.
    Ring,
    /// Upper half filled.
    Half,
}

impl Pattern {
    /// Every pattern, in the order in which new tags take them.
    pub const ALL: [Self; 6] = [
        Self::Solid,
        Self::Stripes,
        Self::Dots,
        Self::Grid,
        Self::Ring,
        Self::Half,
    ];
}

/// A label on claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// What it is called; unique in a map, letter case aside.
    pub name: String,
    /// Its colour.
    pub hue: Hue,
    /// Its pattern.
    pub pattern: Pattern,
}

impl Tag {
    /// The look of the `n`th tag of a map: hue and pattern run through their lists at different
    /// lengths, so that the first 24 tags all differ.
    pub fn nth(n: usize, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            hue: Hue::ALL[n % Hue::ALL.len()],
            pattern: Pattern::ALL[n % Pattern::ALL.len()],
        }
    }

    /// The name as it is compared: no white space at the ends, no difference of letter case.
    pub(super) fn folded_name(&self) -> impl Iterator<Item = char> {
        self.name.trim().chars().flat_map(char::to_lowercase)
    }

    /// Whether the two are drawn alike.
    pub fn same_look(&self, other: &Self) -> bool {
        (self.hue, self.pattern) == (other.hue, other.pattern)
    }

    /// Whether the two would be one tag to a reader.
    pub fn same_name(&self, other: &Self) -> bool {
        self.folded_name().eq(other.folded_name())
    }
}

/// The tags of a new map.
pub fn standard_tags() -> Vec<Tag> {
    ["fair use", "copyright", "moat", "theft"]
        .into_iter()
        .enumerate()
        .map(|(n, name)| Tag::nth(n, name))
        .collect()
}
