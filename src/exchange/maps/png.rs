//! A map as a PNG picture: the SVG painted with the bundled fonts only, so that every machine paints the same
//! pixels. Scripts the fonts lack (they have Latin, Greek, Cyrillic and emoji) come out as boxes. May use
//! resvg and the SVG format.

use std::sync::{Arc, OnceLock};

use epaint_default_fonts::NOTO_EMOJI_REGULAR;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use skrifa::{FontRef, MetadataProvider};

use super::svg;
use super::{Options, WriteError};
use crate::document::Document;
use crate::figure::metrics::{INTER_REGULAR, INTER_SEMIBOLD, UNSEEN, is_zero_width};
use crate::figure::{Rgb, Weight, char_width};

/// What pictures are lettered with.
const FONTS: [&[u8]; 3] = [INTER_REGULAR, INTER_SEMIBOLD, NOTO_EMOJI_REGULAR];
/// The most pixels a picture has: less than half a gigabyte of memory while it is painted and packed.
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
    let picture = svg::picture(document, options, &drawable);
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
    // The last row and column may be a fraction of the page.
    let Rgb(red, green, blue) = picture.ground;
    pixels.fill(Color::from_rgba8(red, green, blue, 255));
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    // The page is opaque, so its pixels need no alpha. Without filters: flat colours pack better, and faster.
    let rgb: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::NoFilter)
        .write_image(
            &rgb,
            pixels.width(),
            pixels.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| internal(e.to_string()))?;
    Ok(png)
}

/// The character, or one no wider that stands for it if none of the fonts has it. Left to itself, resvg would
/// look for no other character of the line once it has missed one.
fn drawable(c: char) -> char {
    let has = |font: &[u8]| FontRef::new(font).is_ok_and(|font| font.charmap().map(c).is_some());
    if c.is_ascii() || is_zero_width(c) || FONTS.iter().any(|font| has(font)) {
        return c;
    }
    let width = |c| char_width(c, Weight::Regular, 1.0);
    if width(c) >= width(UNSEEN) {
        UNSEEN
    } else {
        '◊'
    }
}

/// How the SVG is read: with Inter and, where it lacks a character, the emoji font; with no other files.
fn reader() -> usvg::Options<'static> {
    static LOADED: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        for font in FONTS {
            fonts.load_font_data(font.to_vec());
        }
        fonts.set_sans_serif_family("Inter");
        Arc::new(fonts)
    });
    usvg::Options {
        font_family: "Inter".to_owned(),
        fontdb: Arc::clone(loaded),
        ..usvg::Options::default()
    }
}
