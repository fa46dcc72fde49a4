//! A map as an SVG picture, drawn from the figure as the window draws it: cards with wrapped text, chips,
//! links. No scripts, no references to elsewhere; every text is selectable and every shape carries its
//! meaning as a title. May use document and figure.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::escape::xml;
use super::{Options, WriteError};
use crate::document::Document;
use crate::document::evaluation::{Evaluation, evaluate};
use crate::figure::mark::MARK_STROKE;
use crate::figure::style::{
    LINE_BODY, LINE_SMALL, LINE_TITLE, RADIUS_CARD, SPACE_L, SPACE_XXL, STROKE, STROKE_LINK,
    TEXT_BODY, TEXT_SMALL, TEXT_TITLE, baseline,
};
use crate::figure::{
    Bezier, CARD_WIDTH, CardFace, LinkFigure, MarkShape, Palette, Point, Rect, Rgb, Weight,
    card_faces, link_figures, mark_shapes, placed_whole, wrap_max,
};
use crate::map::{ClaimId, Link};

/// Writes the whole map as one picture, sized to its content with a margin.
///
/// # Errors
/// None; the signature is that of every format.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, WriteError> {
    Ok(picture(document, options, &|c| c).svg.into_bytes())
}

/// A finished picture.
pub(super) struct Picture {
    /// The file's text.
    pub svg: String,
    /// Points from left to right.
    pub width: f32,
    /// Points from top to bottom.
    pub height: f32,
    /// What it is painted on.
    pub ground: Rgb,
}

/// A length, to a hundredth of a point, without needless zeros.
struct N(f32);

impl fmt::Display for N {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (f64::from(self.0) * 100.0).round();
        // Adding zero turns a negative zero into a zero.
        write!(f, "{}", hundredths / 100.0 + 0.0)
    }
}

/// The document's text in the making. Writing into a string cannot fail.
struct Svg<'a> {
    out: String,
    palette: Palette,
    shown: &'a dyn Fn(char) -> char,
}

macro_rules! put {
    ($svg:expr, $($arg:tt)*) => { let _ = write!($svg.out, $($arg)*); };
}

/// Draws the map; `shown` says what is drawn for a character.
pub(super) fn picture(
    document: &Document,
    options: &Options,
    shown: &dyn Fn(char) -> char,
) -> Picture {
    let palette = if options.dark {
        Palette::dark()
    } else {
        Palette::light()
    };
    let map = document.map();
    let faces = card_faces(document);
    let places = placed_whole(document);
    let rect = |id: ClaimId| {
        let (place, face) = (places.get(&id)?, faces.get(&id)?);
        Some(Rect::new(place.x, place.y, face.width, face.height))
    };
    let links = link_figures(map, &rect);
    let evaluation = if options.standings {
        evaluate(document)
    } else {
        Evaluation::default()
    };

    let cards = faces.keys().filter_map(|id| rect(*id));
    let content = cards
        .chain(links.values().map(LinkFigure::bounds))
        .reduce(Rect::union)
        .unwrap_or(Rect::new(0.0, 0.0, CARD_WIDTH, 0.0));
    let title = heading(document, content.w);
    let head = title.len() as f32 * LINE_TITLE + if title.is_empty() { 0.0 } else { SPACE_L };
    let page = Rect::new(content.x, content.y - head, content.w, content.h + head);
    let page = page.expand(SPACE_XXL);

    let mut svg = Svg {
        out: String::new(),
        palette,
        shown,
    };
    svg.open(document, page);
    for (n, line) in title.iter().enumerate() {
        let top = page.y + SPACE_XXL + n as f32 * LINE_TITLE;
        let y = top + baseline(TEXT_TITLE, LINE_TITLE);
        put!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"{TEXT_TITLE}\" font-weight=\"600\" fill=\"{}\">{}</text>\n",
            N(content.x),
            N(y),
            palette.text.hex(),
            svg.words(line)
        );
    }
    if map.is_empty() {
        let y = page.y + SPACE_XXL + head + baseline(TEXT_BODY, LINE_BODY) - LINE_BODY / 2.0;
        put!(
            svg,
            "<text x=\"{}\" y=\"{}\" fill=\"{}\">There are no claims on this map yet.</text>\n",
            N(content.x),
            N(y),
            palette.text_weak.hex()
        );
    }
    links.values().for_each(|figure| svg.lines(figure));
    for (id, face) in &faces {
        if let Some(rect) = rect(*id) {
            svg.card(document, *id, face, rect, &evaluation);
        }
    }
    // Above lines and cards: nothing hides what kind a link is of.
    for (id, figure) in &links {
        if let Some(link) = map.link(*id) {
            svg.joint(figure, &link);
        }
    }
    svg.out.push_str("</svg>\n");
    Picture {
        svg: svg.out,
        width: page.w,
        height: page.h,
        ground: palette.canvas,
    }
}

/// The map's title in lines as wide as the picture, at most two.
fn heading(document: &Document, width: f32) -> Vec<String> {
    let title = document.title().split_whitespace().collect::<Vec<_>>();
    if title.is_empty() {
        return Vec::new();
    }
    let room = width.clamp(CARD_WIDTH, 900.0);
    wrap_max(&title.join(" "), Weight::SemiBold, TEXT_TITLE, room, 2)
}

/// What a reader who cannot see the picture is told of it.
pub(super) fn description(document: &Document) -> String {
    let map = document.map();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, link) in map.links() {
        *counts.entry(link.kind_name()).or_default() += 1;
    }
    let kinds: Vec<String> = ["support", "attack", "undercut", "rephrase"]
        .into_iter()
        .filter_map(|kind| Some(format!("{} {kind}", counts.get(kind)?)))
        .collect();
    let claims = crate::document::actions::count(map.claim_count(), "claim");
    let links = crate::document::actions::count(map.link_count(), "link");
    if kinds.is_empty() {
        format!("An argument map of {claims} and {links}.")
    } else {
        format!(
            "An argument map of {claims} and {links}: {}.",
            kinds.join(", ")
        )
    }
}

impl Svg<'_> {
    /// Words that are drawn, ready for XML.
    fn words(&self, text: &str) -> String {
        let shown: String = text.chars().map(self.shown).collect();
        xml(&shown).into_owned()
    }

    fn open(&mut self, document: &Document, page: Rect) {
        let (w, h) = (N(page.w), N(page.h));
        let title = document.title().trim();
        let title = if title.is_empty() {
            "Argument map"
        } else {
            title
        };
        put!(
            self,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{} {} {w} {h}\" \
             role=\"img\" aria-labelledby=\"map-title map-desc\" font-family=\"Inter, sans-serif\" \
             font-size=\"{TEXT_BODY}\" xml:space=\"preserve\">\n\
             <title id=\"map-title\">{}</title>\n<desc id=\"map-desc\">{}</desc>\n",
            N(page.x),
            N(page.y),
            xml(title),
            xml(&description(document))
        );
        let ground = self.palette.canvas.hex();
        self.rect(page, 0.0, &ground, "");
    }

    fn rect(&mut self, r: Rect, radius: f32, fill: &str, more: &str) {
        put!(
            self,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            N(r.x),
            N(r.y),
            N(r.w),
            N(r.h)
        );
        if radius > 0.0 {
            put!(self, " rx=\"{}\"", N(radius));
        }
        put!(self, " fill=\"{fill}\"{more}/>\n");
    }

    fn move_and_line(&mut self, points: &[Point]) {
        for (n, (x, y)) in points.iter().enumerate() {
            let command = if n == 0 { 'M' } else { 'L' };
            put!(self, "{command}{} {}", N(*x), N(*y));
        }
    }

    fn curve(&mut self, [a, b, c, d]: &Bezier) {
        put!(
            self,
            "M{} {}C{} {} {} {} {} {}",
            N(a.0),
            N(a.1),
            N(b.0),
            N(b.1),
            N(c.0),
            N(c.1),
            N(d.0),
            N(d.1)
        );
    }

    fn lines(&mut self, figure: &LinkFigure) {
        let ink = self.palette.link(figure.kind).hex();
        self.out.push_str("<path d=\"");
        for curve in figure.curves() {
            self.curve(curve);
        }
        put!(
            self,
            "\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{STROKE_LINK}\""
        );
        let dash = figure.dash();
        if !dash.is_empty() {
            let lengths: Vec<String> = dash.iter().map(ToString::to_string).collect();
            put!(self, " stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        self.out.push_str("/>\n");
        let head = figure.head();
        if head.is_empty() {
            return;
        }
        self.out.push_str("<path d=\"");
        self.move_and_line(&head);
        let fill = if figure.head_filled() {
            ink.as_str()
        } else {
            "none"
        };
        put!(
            self,
            "\" fill=\"{fill}\" stroke=\"{ink}\" stroke-width=\"{STROKE_LINK}\" stroke-linejoin=\"round\" \
             stroke-linecap=\"round\"/>\n"
        );
        let bars = figure.bars();
        if !bars.is_empty() {
            self.out.push_str("<path d=\"");
            for bar in bars {
                self.move_and_line(&bar);
            }
            put!(
                self,
                "\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{STROKE_LINK}\"/>\n"
            );
        }
    }

    fn joint(&mut self, figure: &LinkFigure, link: &Link) {
        let ink = self.palette.link(figure.kind).hex();
        let ground = self.palette.canvas.hex();
        let premises: Vec<String> = link.premises.iter().map(ToString::to_string).collect();
        put!(self, "<g id=\"{}\"><title>", figure.link);
        put!(
            self,
            "{}: {} → {}",
            link.kind_name(),
            premises.join(" + "),
            link.target
        );
        let note = link.note.trim();
        if !note.is_empty() {
            put!(self, " ({})", xml(note));
        }
        self.out.push_str("</title><path d=\"");
        self.move_and_line(&figure.joint_outline());
        put!(
            self,
            "Z\" fill=\"{ink}\" stroke=\"{ground}\" stroke-width=\"1.5\"/><path d=\""
        );
        for stroke in figure.sign_strokes() {
            self.move_and_line(&stroke);
        }
        put!(
            self,
            "\" fill=\"none\" stroke=\"{ground}\" stroke-width=\"2\" stroke-linecap=\"round\" \
             stroke-linejoin=\"round\"/></g>\n"
        );
    }

    fn card(
        &mut self,
        document: &Document,
        id: ClaimId,
        face: &CardFace,
        rect: Rect,
        evaluation: &Evaluation,
    ) {
        let p = self.palette;
        let Some(claim) = document.map().claim(id) else {
            return;
        };
        put!(
            self,
            "<g id=\"{id}\"><title>{id}: {}",
            xml(claim.text.trim())
        );
        let tags = claim.tags.iter().filter_map(|tag| document.map().tag(*tag));
        for (n, tag) in tags.enumerate() {
            put!(
                self,
                "{}{}",
                if n == 0 { " — " } else { ", " },
                xml(&tag.name)
            );
        }
        self.out.push_str("</title>\n");
        let rejected = evaluation.is_rejected(id);
        let ground = if rejected {
            p.card.mix(p.canvas, 0.5)
        } else {
            p.card
        };
        let border = format!(
            " stroke=\"{}\" stroke-width=\"{STROKE}\"",
            p.card_border.hex()
        );
        self.rect(
            rect.expand(-STROKE / 2.0),
            RADIUS_CARD,
            &ground.hex(),
            &border,
        );

        let ink = if face.placeholder || rejected {
            p.text_weak
        } else {
            p.text
        };
        put!(self, "<text fill=\"{}\">", ink.hex());
        for (n, line) in face.lines.iter().enumerate() {
            let top = rect.y + face.text_y + n as f32 * LINE_BODY;
            put!(
                self,
                "<tspan x=\"{}\" y=\"{}\">{}</tspan>",
                N(rect.x + face.text_x),
                N(top + baseline(TEXT_BODY, LINE_BODY)),
                self.words(line)
            );
        }
        self.out.push_str("</text>\n");
        for chip in &face.chips {
            let area = Rect::new(rect.x + chip.x, rect.y + chip.y, chip.width, chip.height);
            self.rect(area, chip.height / 2.0, &p.hue(chip.hue).hex(), "");
            let mark = Rect::new(
                rect.x + chip.mark.x,
                rect.y + chip.mark.y,
                chip.mark.w,
                chip.mark.h,
            );
            self.mark(
                &mark_shapes(chip.pattern, mark),
                &p.hue_mark(chip.hue).hex(),
            );
            let (x, top) = (rect.x + chip.text_x, rect.y + chip.text_y);
            self.small(&chip.name, x, top, &p.hue_text(chip.hue).hex(), "");
        }
        let (left, top) = (rect.x + face.footer_x, rect.y + face.footer_y);
        for (n, line) in face
            .footer
            .iter()
            .flat_map(|footer| footer.lines())
            .enumerate()
        {
            let top = top + n as f32 * LINE_SMALL;
            self.small(line, left, top, &p.text_weak.hex(), "");
        }
        if let Some(badge) = evaluation.badge(id) {
            let (right, top) = (rect.x + face.badge_right, rect.y + face.badge_y);
            let style = " text-anchor=\"end\" font-weight=\"600\"";
            self.small(
                &badge,
                right,
                top,
                &p.standing(evaluation.standing(id)).hex(),
                style,
            );
        }
        self.out.push_str("</g>\n");
    }

    fn small(&mut self, text: &str, x: f32, top: f32, ink: &str, style: &str) {
        put!(
            self,
            "<text x=\"{}\" y=\"{}\" font-size=\"{TEXT_SMALL}\" fill=\"{ink}\"{style}>{}</text>\n",
            N(x),
            N(top + baseline(TEXT_SMALL, LINE_SMALL)),
            self.words(text)
        );
    }

    fn mark(&mut self, shapes: &[MarkShape], ink: &str) {
        for shape in shapes {
            match shape {
                MarkShape::Fill(points) => {
                    self.out.push_str("<path d=\"");
                    self.move_and_line(points);
                    put!(self, "Z\" fill=\"{ink}\"/>");
                }
                MarkShape::Line(points) => {
                    self.out.push_str("<path d=\"");
                    self.move_and_line(points);
                    put!(self, "\" stroke=\"{ink}\" stroke-width=\"{MARK_STROKE}\"/>");
                }
                MarkShape::Disc((x, y), r) => {
                    put!(
                        self,
                        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{ink}\"/>",
                        N(*x),
                        N(*y),
                        N(*r)
                    );
                }
                MarkShape::Circle((x, y), r) => {
                    put!(
                        self,
                        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"none\" stroke=\"{ink}\" \
                         stroke-width=\"{MARK_STROKE}\"/>",
                        N(*x),
                        N(*y),
                        N(*r)
                    );
                }
            }
        }
        self.out.push('\n');
    }
}
