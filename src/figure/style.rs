//! The design system in numbers: spacing, type sizes, radii and strokes, in canvas points. Uses nothing.

/// Between things that belong together: an icon and its word.
pub const SPACE_XS: f32 = 4.0;
/// Between neighbours in a row.
pub const SPACE_S: f32 = 8.0;
/// Between groups in a card.
pub const SPACE_M: f32 = 12.0;
/// Between paragraphs, around a panel's content.
pub const SPACE_L: f32 = 16.0;
/// Between sections.
pub const SPACE_XL: f32 = 24.0;
/// Around a page.
pub const SPACE_XXL: f32 = 40.0;

/// Footers, chips, captions.
pub const TEXT_SMALL: f32 = 12.0;
/// Line height of [`TEXT_SMALL`].
pub const LINE_SMALL: f32 = 16.0;
/// Claims and controls.
pub const TEXT_BODY: f32 = 14.0;
/// Line height of [`TEXT_BODY`].
pub const LINE_BODY: f32 = 20.0;
/// Comments being read.
pub const TEXT_LARGE: f32 = 17.0;
/// Line height of [`TEXT_LARGE`].
pub const LINE_LARGE: f32 = 24.0;
/// Titles.
pub const TEXT_TITLE: f32 = 22.0;
/// Line height of [`TEXT_TITLE`].
pub const LINE_TITLE: f32 = 30.0;

/// Corners of small things: fields, marks.
pub const RADIUS_S: f32 = 4.0;
/// Corners of cards.
pub const RADIUS_CARD: f32 = 8.0;

/// Borders.
pub const STROKE: f32 = 1.0;
/// Links.
pub const STROKE_LINK: f32 = 2.0;
/// The border of what is selected.
pub const STROKE_SELECTED: f32 = 2.5;

/// Inter's ascent above the baseline, in parts of the type size (its `hhea` table).
pub const ASCENT: f32 = 0.968_75;
/// Inter's descent below the baseline, in parts of the type size (its `hhea` table).
pub const DESCENT: f32 = 0.241_211;

/// How far below the top of a line box Inter's baseline lies, with the spare height shared above and below.
pub fn baseline(size: f32, line_height: f32) -> f32 {
    (line_height - (ASCENT + DESCENT) * size) / 2.0 + ASCENT * size
}
