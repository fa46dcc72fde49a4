//! The drawing of a map and of findings: sizes, places of text, curves, colours. The window's canvas and the exported
//! pictures draw from the same values, so that they look the same.
//!
//! Pure geometry: may use the document, the map, the layout and the bundled fonts' advance widths; knows
//! nothing of the window or of any picture format. Lengths are canvas points; y grows downwards.

pub mod adjust;
pub mod card;
pub mod geometry;
pub mod grid;
pub mod likeness;
pub mod link;
pub mod mark;
pub mod metrics;
pub mod palette;
pub mod place;
pub mod style;

pub use adjust::{adjusted, adjusted_with};
pub use card::{Authors, CARD_WIDTH, CardFace, Chip, card_face, card_faces, card_faces_of};
pub use geometry::{Bezier, Path, Point, Rect, distance, distance_to_segment, sample, split};
pub use grid::Grid;
pub use link::{Cards, JOINT, LinkFigure, LinkPlan, link_figures};
pub use mark::{MARK_STROKE, MarkShape, mark_shapes};
pub use metrics::{Weight, char_width, shorten, text_width, visible, wrap, wrap_max};
pub use palette::{Palette, Rgb};
pub use place::{arranged, first_folds, placed, placed_whole, rearranged};
