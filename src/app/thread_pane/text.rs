//! The words of a comment as egui lays them out: paragraphs, quotations with a rule beside them, code on a ground of
//! its own, items with a bullet, links, what is found or marked; characters that hide or turn words round as signs
//! that are seen. One character of the comment is one of the layout, so that selections and excerpts keep their
//! places. May use thread and egui.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Galley, Rect, Shape, Stroke, pos2, vec2};

use crate::app::theme::{colour, reading, reading_italic};
use crate::figure::Palette;
use crate::map::ClaimId;
use crate::thread::{Comment, Mark, MarkKind, visible};

/// From line to line, as a share of the letters' size.
pub const LINE: f32 = 1.53;
/// How far a quotation or an item is moved in, in points.
const STEP: f32 = 14.0;
/// Marks and signs of one comment that are drawn; nobody writes more, and a file may hold any number.
const MARKS: usize = 1_000;
/// Programs that break lines at a fixed width break them at one of these, in characters.
const FIXED: (usize, usize) = (60, 80);
/// Deeper quotations and items are not moved in further.
const DEEPEST: usize = 6;

/// What is to be seen of a comment's words besides themselves.
pub struct Paint<'a> {
    pub palette: &'a Palette,
    pub stretches: &'a [(Range<usize>, Vec<ClaimId>)],
    pub selected_words: Option<Range<usize>>,
    /// Where what is searched for stands.
    pub found: Vec<Range<usize>>,
    /// The one of them that was gone to last.
    pub found_now: Option<Range<usize>>,
    /// Letters, in points.
    pub size: f32,
}

/// What stands between two line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Characters, the line break left out.
    pub chars: Range<usize>,
    /// The same in bytes.
    pub bytes: Range<usize>,
    /// How deeply quotations nest here; 0 outside of them.
    pub quote: usize,
    /// How deeply lists nest here; 0 outside of them.
    pub item: usize,
    /// Whether an item begins here.
    pub bullet: bool,
    /// Whether it is a line of a block of code.
    pub code: bool,
}

impl Line {
    /// How far it is moved in, in points.
    fn indent(&self) -> f32 {
        let code = if self.code { 8.0 } else { 0.0 };
        STEP * (self.quote.min(DEEPEST) + self.item.min(DEEPEST)) as f32 + code
    }
}

/// The lines of a comment with what its marks make of them.
pub fn lines(comment: &Comment) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut char_at, mut byte_at) = (0, 0);
    for text in comment.text.split('\n') {
        let chars = char_at..char_at + text.chars().count();
        let bytes = byte_at..byte_at + text.len();
        (char_at, byte_at) = (chars.end + 1, bytes.end + 1);
        lines.push(Line {
            chars,
            bytes,
            quote: 0,
            item: 0,
            bullet: false,
            code: false,
        });
    }
    for mark in comment.marks.iter().take(MARKS) {
        let (start, end) = (mark.start as usize, mark.end as usize);
        let first = lines.partition_point(|line| line.chars.end < start);
        let last = lines.partition_point(|line| line.chars.start < end);
        let Some(covered) = lines.get_mut(first..last) else {
            continue;
        };
        match mark.kind {
            MarkKind::Quote(depth) => {
                for line in covered {
                    line.quote = line.quote.max(usize::from(depth));
                }
            }
            MarkKind::Item => {
                for line in covered {
                    line.item += 1;
                    line.bullet |= line.chars.start == start;
                }
            }
            MarkKind::Code => {
                // A word of code within a line has no ground of its own.
                let whole = covered
                    .first()
                    .is_some_and(|line| line.chars.start == start)
                    && covered.last().is_some_and(|line| line.chars.end == end);
                for line in covered {
                    line.code |= whole;
                }
            }
            MarkKind::Link(_) | MarkKind::Emphasis => {}
        }
    }
    flow(lines, &comment.text)
}

/// Lines that a program broke at a fixed width, as mail has them, flow as one: the pane has a width of its own. They
/// are known by there being no room, in all but a few of them, for the word that begins the next.
fn flow(lines: Vec<Line>, text: &str) -> Vec<Line> {
    let words = |line: &Line| text.get(line.bytes.clone()).unwrap_or_default();
    let fixed = |line: &&Line| !line.code && line.chars.len() <= FIXED.1;
    let width = lines
        .iter()
        .filter(fixed)
        .map(|line| line.chars.len())
        .max();
    let width = width.unwrap_or_default();
    if width < FIXED.0 {
        return lines;
    }
    // Whether the two may belong together, and whether there was no room for the next word.
    let pair = |a: &Line, b: &Line| {
        let (above, below) = (words(a), words(b));
        let alike = a.quote == b.quote && a.item == b.item && !(a.code || b.code || b.bullet);
        if above.trim().is_empty() || below.trim().is_empty() || !alike {
            return (false, false);
        }
        let word = below.split(' ').next().unwrap_or_default();
        let listed = word.is_empty()
            || word.starts_with(|c: char| !c.is_alphanumeric() && !"(\"'“‘`[".contains(c))
            || (word.ends_with(['.', ')']) && word.starts_with(|c: char| c.is_ascii_digit()));
        let full = fixed(&a) && a.chars.len() + 1 + word.chars().count() > width;
        (!listed, full && !listed)
    };
    let pairs: Vec<(bool, bool)> = lines.windows(2).map(|two| pair(&two[0], &two[1])).collect();
    let all = pairs.iter().filter(|(may, _)| *may).count();
    let broken = pairs.iter().filter(|(_, full)| *full).count();
    if broken < 3 || broken * 3 < all * 2 {
        return lines;
    }
    let mut flowing: Vec<Line> = Vec::with_capacity(lines.len());
    for (n, line) in lines.into_iter().enumerate() {
        match flowing.last_mut() {
            Some(last) if n > 0 && pairs[n - 1].1 => {
                last.chars.end = line.chars.end;
                last.bytes.end = line.bytes.end;
            }
            _ => flowing.push(line),
        }
    }
    flowing
}

/// The text as it is laid out: a break within a line that flows is a space, one character as before.
fn laid_out<'a>(text: &'a str, lines: &[Line]) -> std::borrow::Cow<'a, str> {
    let shown = visible::shown(text);
    if shown.bytes().filter(|b| *b == b'\n').count() + 1 == lines.len() {
        return shown;
    }
    let mut ends = lines.iter().map(|line| line.chars.end).peekable();
    let flowing = shown.chars().enumerate().map(|(n, c)| match c {
        '\n' if ends.next_if_eq(&n).is_none() => ' ',
        c => c,
    });
    flowing.collect::<String>().into()
}

/// Where a comment's text changes its look, in characters and bytes, in order.
fn cuts(comment: &Comment, shown: &str, paint: &Paint<'_>) -> Vec<(usize, usize)> {
    let mut at: Vec<usize> = Vec::new();
    for mark in comment.marks.iter().take(MARKS) {
        at.extend([mark.start as usize, mark.end as usize]);
    }
    let ranges = (paint.stretches.iter().map(|(range, _)| range))
        .chain(&paint.selected_words)
        .chain(&paint.found)
        .chain(&paint.found_now);
    for range in ranges {
        at.extend([range.start, range.end]);
    }
    // A sign that stands for something hidden has a look of its own.
    if matches!(visible::shown(&comment.text), std::borrow::Cow::Owned(_)) {
        let pairs = comment.text.chars().zip(shown.chars()).enumerate();
        let signs = pairs.filter(|(_, (a, b))| a != b).take(MARKS);
        at.extend(signs.flat_map(|(n, _)| [n, n + 1]));
    }
    at.sort_unstable();
    at.dedup();
    let mut wanted = at.into_iter().peekable();
    let mut cuts = Vec::new();
    for (n, (byte, _)) in shown.char_indices().enumerate() {
        if wanted.peek().is_none() {
            break;
        }
        if wanted.next_if_eq(&n).is_some() {
            cuts.push((n, byte));
        }
    }
    cuts
}

/// The words laid out within `width` points.
pub fn galley(
    ui: &egui::Ui,
    comment: &Comment,
    lines: &[Line],
    paint: &Paint<'_>,
    width: f32,
) -> Arc<Galley> {
    let shown = laid_out(&comment.text, lines);
    let same_length = shown.len() == comment.text.len();
    let mut from = 0;
    let cuts = cuts(comment, &shown, paint);
    let mut cut = 0;
    let mut whole = LayoutJob::default();
    whole.wrap.max_width = width;
    let mut parts = Vec::with_capacity(lines.len());
    for line in lines {
        // Signs may have other lengths in bytes than what they stand for.
        let bytes = match same_length {
            true => line.bytes.clone(),
            false => {
                let end = shown[from..].find('\n').map_or(shown.len(), |n| from + n);
                let bytes = from..end;
                from = end + 1;
                bytes
            }
        };
        let mut job = LayoutJob::default();
        job.wrap.max_width = (width - line.indent()).max(40.0);
        let (mut at, mut byte) = (line.chars.start, bytes.start);
        while cut < cuts.len() && cuts[cut].0 <= line.chars.start {
            cut += 1;
        }
        loop {
            let (to, to_byte) = match cuts.get(cut) {
                Some((n, b)) if *n < line.chars.end => {
                    cut += 1;
                    (*n, *b)
                }
                _ => (line.chars.end, bytes.end),
            };
            let text = shown.get(byte..to_byte).unwrap_or_default();
            let format = format(comment, &(at..to), text, paint, line.code);
            whole.append(text, 0.0, format.clone());
            job.append(text, 0.0, format);
            (at, byte) = (to, to_byte);
            if at >= line.chars.end {
                break;
            }
        }
        whole.append("\n", 0.0, format(comment, &(at..at), "", paint, false));
        parts.push(ui.painter().layout_job(job));
    }
    whole.text.pop();
    if let Some(last) = whole.sections.last_mut() {
        last.byte_range.end = last.byte_range.end.min(whole.text.len().into());
    }
    let mut galley = Galley::concat(Arc::new(whole), &parts, ui.pixels_per_point());
    let mut at = lines.iter();
    let mut line = at.next();
    for row in &mut galley.rows {
        let indent = line.map_or(0.0, Line::indent);
        row.pos.x += indent;
        galley.mesh_bounds |= row.visuals.mesh_bounds.translate(row.pos.to_vec2());
        galley.rect |= Rect::from_min_size(row.pos, row.size);
        if row.ends_with_newline {
            line = at.next();
        }
    }
    Arc::new(galley)
}

/// The look of a stretch that looks the same throughout.
fn format(
    comment: &Comment,
    range: &Range<usize>,
    text: &str,
    paint: &Paint<'_>,
    code: bool,
) -> TextFormat {
    let p = paint.palette;
    let inside = |s: usize, e: usize| s <= range.start && range.end <= e;
    let covers = |m: &&Mark| inside(m.start as usize, m.end as usize);
    let mut format = TextFormat {
        font_id: FontId::new(paint.size, reading()),
        line_height: Some((paint.size * LINE).round()),
        color: colour(p.text),
        valign: Align::Center,
        ..Default::default()
    };
    for mark in comment.marks.iter().take(MARKS).filter(covers) {
        match &mark.kind {
            MarkKind::Quote(_) => {
                format.font_id.family = reading_italic();
                format.color = colour(p.text_weak);
            }
            MarkKind::Code => {
                format.font_id = FontId::monospace(paint.size - 2.0);
                if !code {
                    // As high as its letters, so that it stands in the middle of the line.
                    format.line_height = None;
                    format.background = colour(ground(p));
                }
            }
            MarkKind::Link(_) => {
                format.color = colour(p.accent);
                format.underline = Stroke::new(1.0, colour(p.accent));
            }
            MarkKind::Emphasis => format.font_id.family = reading_italic(),
            MarkKind::Item => {}
        }
    }
    if range.is_empty() {
        return format;
    }
    if range.len() == 1 && text.starts_with([visible::DIRECTION, visible::HIDDEN]) {
        format.color = colour(p.warning);
        format.underline = Stroke::new(1.5, colour(p.warning));
    }
    if (paint.stretches.iter()).any(|(r, _)| inside(r.start, r.end)) {
        format.background = colour(p.highlight);
        // Quotations are weaker than can be read on it; their slant and the rule beside them tell them.
        if format.color == colour(p.text_weak) {
            format.color = colour(p.text);
        }
    }
    if (paint.found.iter()).any(|r| inside(r.start, r.end)) {
        // A frame of its own colour, and a line below: not by colour alone.
        format.background = colour(p.found());
        format.color = colour(p.text);
        format.underline = Stroke::new(2.0, colour(p.warning));
    }
    if (paint.found_now.as_ref()).is_some_and(|r| inside(r.start, r.end)) {
        // Turned over, which no other words are.
        format.background = colour(p.text);
        format.color = colour(p.card);
        format.underline = Stroke::NONE;
    }
    if (paint.selected_words.as_ref()).is_some_and(|r| inside(r.start, r.end)) {
        format.background = colour(p.selected_words());
        format.color = colour(p.text);
    }
    format
}

/// The ground of code.
fn ground(palette: &Palette) -> crate::figure::palette::Rgb {
    palette.card.mix(palette.text, 0.07)
}

/// What stands behind and beside the words: rules of quotations, grounds of code, bullets.
pub fn behind(
    lines: &[Line],
    galley: &Galley,
    origin: egui::Pos2,
    width: f32,
    paint: &Paint<'_>,
) -> Vec<Shape> {
    let p = paint.palette;
    let mut shapes = Vec::new();
    let mut at = lines.iter();
    let mut line = at.next();
    let mut first_row = true;
    for row in &galley.rows {
        let Some(now) = line else { break };
        let rect = row.rect().translate(origin.to_vec2());
        let left = origin.x + now.indent();
        if now.code {
            let ground_rect = Rect::from_x_y_ranges(
                left - 6.0..=(origin.x + width).max(rect.right() + 4.0),
                rect.top()..=rect.bottom(),
            );
            shapes.push(Shape::rect_filled(ground_rect, 0.0, colour(ground(p))));
        }
        for level in 0..now.quote.min(DEEPEST) {
            let x = origin.x + STEP * level as f32 + 3.0;
            let rule = Stroke::new(2.0, colour(p.text_weak.mix(p.card, 0.45)));
            shapes.push(Shape::line_segment(
                [pos2(x, rect.top()), pos2(x, rect.bottom())],
                rule,
            ));
        }
        if now.bullet && first_row {
            let centre = pos2(left - 8.0, rect.center().y);
            let shape = match now.item {
                // What lies deeper has another bullet.
                1 => Shape::circle_filled(centre, 2.3, colour(p.text)),
                2 => Shape::circle_stroke(centre, 2.3, Stroke::new(1.0, colour(p.text))),
                _ => Shape::rect_filled(
                    Rect::from_center_size(centre, vec2(4.0, 4.0)),
                    0.0,
                    colour(p.text),
                ),
            };
            shapes.push(shape);
        }
        first_row = row.ends_with_newline;
        if row.ends_with_newline {
            line = at.next();
        }
    }
    shapes
}

/// A line below marked words, stronger where the claim they belong to is selected: the mark can be seen
/// without colour.
pub fn underline(
    ui: &egui::Ui,
    galley: &Galley,
    origin: egui::Pos2,
    range: &Range<usize>,
    stroke: Stroke,
) {
    let mut at = 0;
    for row in &galley.rows {
        let length = row.char_count_excluding_newline().0;
        let (start, end) = (range.start.max(at), range.end.min(at + length));
        if start < end {
            let x = |n: usize| origin.x + row.pos.x + row.x_offset((n - at).into());
            let y = origin.y + row.rect().bottom() - 1.5;
            ui.painter().hline(x(start)..=x(end), y, stroke);
        }
        at += row.char_count_including_newline().0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(start: u32, end: u32, kind: MarkKind) -> Mark {
        Mark { start, end, kind }
    }

    #[test]
    fn marks_make_lines_what_they_are() {
        let mut comment = Comment::new("c", "said\n\nquoted\n\nmore\n\none\ninner\nlet x;\nend x");
        comment.marks = vec![
            mark(6, 18, MarkKind::Quote(2)),
            mark(20, 29, MarkKind::Item),
            mark(24, 29, MarkKind::Item),
            mark(30, 36, MarkKind::Code),
            mark(41, 42, MarkKind::Code),
        ];
        let told: Vec<_> = (lines(&comment).iter())
            .map(|l| (l.quote, l.item, l.bullet, l.code))
            .collect();
        let plain = (0, 0, false, false);
        let quote = (2, 0, false, false);
        assert_eq!(
            told,
            [
                plain,
                plain,
                quote,
                quote,
                quote,
                plain,
                (0, 1, true, false),
                (0, 2, true, false),
                (0, 0, false, true),
                plain,
            ]
        );
    }

    #[test]
    fn lines_that_were_broken_at_a_fixed_width_flow() {
        let mail = "What a program for mail writes is broken where a line is full, which\n\
            is after some seventy characters, and then again in a pane that has\n\
            half of that room, so that every other line ends after a few words\n\
            and the rest of it is ragged.\n\n\
            - A list keeps its items, as no program has broken their lines here,\n\
            - however long they are.\n\n\
            Greetings,\nAda";
        let comment = Comment::new("c", mail);
        let told: Vec<&str> = lines(&comment)
            .iter()
            .map(|l| &mail[l.bytes.clone()])
            .collect();
        assert_eq!(told.len(), 7, "{told:?}");
        assert!(told[0].ends_with("is ragged.") && told[1].is_empty());
        assert_eq!(told[5..], ["Greetings,", "Ada"]);
        let shown = laid_out(mail, &lines(&comment));
        assert_eq!(shown.len(), mail.len());
        assert!(shown.contains("line is full, which is after") && shown.ends_with("\nAda"));

        // A poem, and paragraphs of other lengths.
        let poem = "Roses are red,\nviolets are blue,\nno line of this\nis broken by you";
        assert_eq!(lines(&Comment::new("c", poem)).len(), 4);
        let long = format!(
            "{}\nshort one\n{}\nanother short one",
            "word ".repeat(15),
            "word ".repeat(40)
        );
        assert_eq!(lines(&Comment::new("c", long)).len(), 4);
    }

    #[test]
    fn words_can_be_read_on_every_ground() {
        let kinds = [
            MarkKind::Quote(1),
            MarkKind::Code,
            MarkKind::Link("https://example.org".into()),
            MarkKind::Emphasis,
        ];
        let of = |c: egui::Color32| crate::figure::palette::Rgb(c.r(), c.g(), c.b());
        for palette in [Palette::light(), Palette::dark()] {
            for kind in &kinds {
                let mut comment = Comment::new("c", "some words");
                comment.marks = vec![mark(0, 10, kind.clone())];
                for (excerpt, found, selected) in [
                    (true, false, false),
                    (false, true, false),
                    (true, true, false),
                    (true, false, true),
                ] {
                    let stretches = [(0..10, Vec::new())];
                    let paint = Paint {
                        palette: &palette,
                        stretches: if excerpt { &stretches } else { &[] },
                        selected_words: selected.then_some(0..10),
                        found: std::iter::repeat_n(0..10, usize::from(found)).collect(),
                        found_now: None,
                        size: 15.0,
                    };
                    let format = format(&comment, &(0..10), "some words", &paint, false);
                    let contrast = of(format.color).contrast(of(format.background));
                    assert!(
                        contrast >= 4.5,
                        "{kind:?}, excerpt {excerpt}, found {found}, selected {selected}, dark {}: {contrast:.2}",
                        palette.dark
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_character_of_the_layout_is_one_of_the_comment(
            text in "[a-zä\u{200B}\u{202E}👩 \n]{0,120}",
            marks in prop::collection::vec((0u32..130, 0u32..60, 0u8..6), 0..8),
            selected in (0usize..100, 0usize..30),
        ) {
            let mut comment = Comment::new("c", text.clone());
            let length = text.chars().count() as u32;
            comment.marks = marks.into_iter().map(|(start, n, kind)| {
                let start = start.min(length);
                let kind = match kind {
                    0 => MarkKind::Quote(1),
                    1 => MarkKind::Quote(3),
                    2 => MarkKind::Code,
                    3 => MarkKind::Item,
                    4 => MarkKind::Link("https://example.org".into()),
                    _ => MarkKind::Emphasis,
                };
                mark(start, (start + n).min(length), kind)
            }).collect();
            comment.marks.sort_by_key(|m| m.start);
            let palette = Palette::light();
            let paint = Paint {
                palette: &palette,
                stretches: &[],
                selected_words: Some(selected.0..selected.0 + selected.1),
                found: Vec::new(),
                found_now: None,
                size: 15.0,
            };
            let ctx = egui::Context::default();
            crate::app::theme::install(&ctx);
            let mut said = None;
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let lines = lines(&comment);
                let galley = galley(ui, &comment, &lines, &paint, 180.0);
                behind(&lines, &galley, egui::Pos2::ZERO, 180.0, &paint);
                let rows: usize = galley.rows.iter().map(|r| r.char_count_including_newline().0).sum();
                said = Some((galley.text().to_owned(), rows));
            });
            output.textures_delta.clear();
            let (shown, rows) = said.unwrap();
            let flat = |text: &str| text.replace('\n', " ");
            prop_assert_eq!(flat(&shown), flat(&visible::shown(&text)));
            prop_assert_eq!(rows, text.chars().count());
        }
    }
}
