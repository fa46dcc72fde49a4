//! A map as a PNG picture: the SVG painted with the bundled fonts only, so that every machine paints the same
//! pixels. Scripts the fonts lack (they have Latin, Greek, Cyrillic and emoji) come out as boxes. May use resvg and the SVG format.

use std::sync::{Arc, OnceLock};

use epaint_default_fonts::NOTO_EMOJI_REGULAR;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::svg;
use super::{Options, WriteError};
use crate::document::Document;
use crate::figure::metrics::{INTER_REGULAR, INTER_SEMIBOLD};

/// The most pixels a picture has: 256 MB of memory while it is painted.
pub const MAX_PIXELS: f64 = 64e6;
/// The most pixels on a side: what other programs open.
pub const MAX_SIDE: f64 = 32_000.0;
/// A picture smaller than this share of the canvas shows nothing any more.
const MIN_SCALE: f64 = 0.02;

/// Writes the whole map as one picture of `options.scale` pixels a point, or fewer where it would exceed
/// [`MAX_PIXELS`] or [`MAX_SIDE`].
///
/// # Errors
/// If the scale is not from 0.1 to 8, or the map is too large for any picture.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, WriteError> {
    if !(0.1..=8.0).contains(&options.scale) {
        return Err(WriteError::Scale(options.scale.to_string()));
    }
    let picture = svg::picture(document, options);
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let scale = f64::from(options.scale)
        .min((MAX_PIXELS / (width * height)).sqrt())
        .min(MAX_SIDE / width.max(height));
    if !(MIN_SCALE..).contains(&scale) {
        return Err(WriteError::TooLarge {
            width: width as u64,
            height: height as u64,
        });
    }
    let internal = |why: String| WriteError::Internal { format: "PNG", why };
    let tree =
        usvg::Tree::from_str(&picture.svg, &reader()).map_err(|e| internal(e.to_string()))?;
    let side = |points: f64| ((points * scale).ceil() as u32).max(1);
    let mut pixels = Pixmap::new(side(width), side(height))
        .ok_or_else(|| internal("there is no memory for its pixels".to_owned()))?;
    let scale = scale as f32;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|e| internal(e.to_string()))
}

/// How the SVG is read: with Inter and, where it lacks a character, the emoji font; with no other files.
fn reader() -> usvg::Options<'static> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(INTER_REGULAR.to_vec());
        fonts.load_font_data(INTER_SEMIBOLD.to_vec());
        fonts.load_font_data(NOTO_EMOJI_REGULAR.to_vec());
        fonts.set_sans_serif_family("Inter");
        Arc::new(fonts)
    });
    usvg::Options {
        font_family: "Inter".to_owned(),
        fontdb: Arc::clone(fonts),
        ..usvg::Options::default()
    }
}
