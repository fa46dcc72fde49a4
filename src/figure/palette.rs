//! Colours, light and dark: a calm page on which only what means something is coloured. Links and tags take
//! their hues from the palette of Okabe & Ito (2008), which stays apart for colour-blind readers; every pair
//! that must be told apart meets WCAG 2.2 AA (4.5:1 for text, 3:1 for lines and marks). May use the map's
//! names of hues and kinds, and those of standings.

use crate::map::{Hue, LinkKind};
use crate::semantics::evaluation::Standing;

/// A colour, 8 bits a channel, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    const fn of(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }

    /// As in CSS: `#1a2b3c`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour with a share `t` (0 to 1) of another mixed in.
    pub fn mix(self, other: Self, t: f32) -> Self {
        let blend = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
        Self(
            blend(self.0, other.0),
            blend(self.1, other.1),
            blend(self.2, other.2),
        )
    }
}

/// The three tones of a hue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tones {
    ground: Rgb,
    text: Rgb,
    mark: Rgb,
}

/// Every colour of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Behind the cards.
    pub canvas: Rgb,
    /// Dots on the canvas that show movement; barely there.
    pub grid: Rgb,
    /// Behind panels and menus.
    pub panel: Rgb,
    /// A card's face.
    pub card: Rgb,
    /// A card's edge.
    pub card_border: Rgb,
    /// Running text.
    pub text: Rgb,
    /// Footers, hints, placeholders.
    pub text_weak: Rgb,
    /// Buttons, links to elsewhere, focus.
    pub accent: Rgb,
    /// Text on the accent colour.
    pub on_accent: Rgb,
    /// The edge of what is selected.
    pub selection: Rgb,
    /// Support: lines, joints, words.
    pub support: Rgb,
    /// Attack and undercut: lines, joints, words.
    pub attack: Rgb,
    /// Rephrase: lines, joints, words.
    pub rephrase: Rgb,
    /// A claim that stands.
    pub accepted: Rgb,
    /// A claim that falls.
    pub rejected: Rgb,
    /// A claim that is neither.
    pub undecided: Rgb,
    /// Behind excerpts in the thread; text stands on it.
    pub highlight: Rgb,
    /// Something to look at.
    pub warning: Rgb,
    /// Something that failed.
    pub error: Rgb,
    hues: [Tones; 8],
}

const fn tones(ground: u32, text: u32, mark: u32) -> Tones {
    Tones {
        ground: Rgb::of(ground),
        text: Rgb::of(text),
        mark: Rgb::of(mark),
    }
}

impl Palette {
    /// The light theme: paper.
    pub const fn light() -> Self {
        Self {
            dark: false,
            canvas: Rgb::of(0xF6F4EF),
            grid: Rgb::of(0xE3DFD6),
            panel: Rgb::of(0xFCFBF9),
            card: Rgb::of(0xFFFFFF),
            card_border: Rgb::of(0xC9C4B8),
            text: Rgb::of(0x22201C),
            text_weak: Rgb::of(0x68635A),
            accent: Rgb::of(0x4B3FB0),
            on_accent: Rgb::of(0xFFFFFF),
            selection: Rgb::of(0x4B3FB0),
            support: Rgb::of(0x006BA8),
            attack: Rgb::of(0xB84A00),
            rephrase: Rgb::of(0x74667F),
            accepted: Rgb::of(0x00714F),
            rejected: Rgb::of(0xA83C00),
            undecided: Rgb::of(0x68635A),
            highlight: Rgb::of(0xFBEFC2),
            warning: Rgb::of(0x8A5A00),
            error: Rgb::of(0xB3261E),
            hues: [
                tones(0xE1F1FB, 0x0B527F, 0x2180B8),
                tones(0xFCEFD3, 0x704B00, 0xA87000),
                tones(0xDDF2EA, 0x005940, 0x008763),
                tones(0xF7E6F0, 0x7E2F62, 0xB2558C),
                tones(0xFBE5D8, 0x8A3A00, 0xC25200),
                tones(0xDCEAF5, 0x004E80, 0x0066A6),
                tones(0xF8F4C4, 0x5C5200, 0x8C7E00),
                tones(0xECEBE8, 0x504D47, 0x78746C),
            ],
        }
    }

    /// The dark theme: a reading lamp.
    pub const fn dark() -> Self {
        Self {
            dark: true,
            canvas: Rgb::of(0x17181B),
            grid: Rgb::of(0x2A2C31),
            panel: Rgb::of(0x1D1F23),
            card: Rgb::of(0x26282D),
            card_border: Rgb::of(0x484C54),
            text: Rgb::of(0xEAE7E1),
            text_weak: Rgb::of(0xAAA69D),
            accent: Rgb::of(0xB3ABFF),
            on_accent: Rgb::of(0x17181B),
            selection: Rgb::of(0xB3ABFF),
            support: Rgb::of(0x5DB5E8),
            attack: Rgb::of(0xF58A4B),
            rephrase: Rgb::of(0xB7A8C6),
            accepted: Rgb::of(0x4CC79D),
            rejected: Rgb::of(0xFF9A68),
            undecided: Rgb::of(0xB5B0A6),
            highlight: Rgb::of(0x4A4122),
            warning: Rgb::of(0xE5B454),
            error: Rgb::of(0xFF8A80),
            hues: [
                tones(0x1D3A4C, 0xA9DAF6, 0x56B4E9),
                tones(0x45350F, 0xF7CF80, 0xE69F00),
                tones(0x123D31, 0x86DDBE, 0x1DB88C),
                tones(0x452A3B, 0xEDBAD7, 0xD588B5),
                tones(0x4B2A14, 0xFFBF99, 0xF07A2E),
                tones(0x16334A, 0x9CCBF0, 0x4B9BDA),
                tones(0x403C12, 0xF0E88A, 0xD9CD3A),
                tones(0x3A3C41, 0xD0CEC9, 0xA3A19C),
            ],
        }
    }

    /// The colour a standing is written in; its sign and word say the same without it.
    pub const fn standing(&self, standing: Option<Standing>) -> Rgb {
        match standing {
            Some(Standing::Accepted) => self.accepted,
            Some(Standing::Rejected) => self.rejected,
            Some(Standing::Undecided) | None => self.undecided,
        }
    }

    /// Behind words that were searched for; text stands on it.
    pub fn found(&self) -> Rgb {
        let share = if self.dark { 0.25 } else { 0.35 };
        self.highlight.mix(self.warning, share)
    }

    /// Behind words that are selected in the thread; text stands on it.
    pub fn selected_words(&self) -> Rgb {
        self.card.mix(self.selection, 0.35)
    }

    /// Lines and joints of a link.
    pub const fn link(&self, kind: LinkKind) -> Rgb {
        match kind {
            LinkKind::Support => self.support,
            LinkKind::Attack => self.attack,
            LinkKind::Rephrase => self.rephrase,
        }
    }

    const fn tones(&self, hue: Hue) -> Tones {
        self.hues[match hue {
            Hue::Sky => 0,
            Hue::Orange => 1,
            Hue::Green => 2,
            Hue::Purple => 3,
            Hue::Vermilion => 4,
            Hue::Blue => 5,
            Hue::Yellow => 6,
            Hue::Grey => 7,
        }]
    }

    /// The ground of a chip in this hue.
    pub const fn hue(&self, hue: Hue) -> Rgb {
        self.tones(hue).ground
    }

    /// Text on [`Palette::hue`].
    pub const fn hue_text(&self, hue: Hue) -> Rgb {
        self.tones(hue).text
    }

    /// The patterned mark on [`Palette::hue`].
    pub const fn hue_mark(&self, hue: Hue) -> Rgb {
        self.tones(hue).mark
    }
}
