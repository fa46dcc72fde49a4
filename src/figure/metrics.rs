//! How wide text is, and where its lines break: from the advance widths of the bundled Inter, so that the
//! window and every export break lines alike, whatever fonts a machine has. May use skrifa to read the fonts.
//!
//! Widths are whole font units until they are compared, so that sums are exact. Kerning is left out: it
//! mostly narrows. Scripts Inter lacks count by rule: ideographs 1 em, emoji 1.2 em, the rest 0.6 em.

use std::sync::OnceLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Inter Regular, as bundled.
pub const INTER_REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
/// Inter SemiBold, as bundled.
pub const INTER_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");
/// Inter Italic, as bundled.
pub const INTER_ITALIC: &[u8] = include_bytes!("../../assets/fonts/Inter-Italic.ttf");

/// One of the bundled cuts of Inter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Headings and signs.
    SemiBold,
    /// Asides.
    Italic,
}

/// Units in an em, in the tables below.
const EM: u32 = 2048;
/// Zero width joiner: makes one picture of two.
const JOINER: char = '\u{200D}';
/// Marks a character the font lacks.
const ABSENT: u16 = u16::MAX;

/// Advance widths by Unicode scalar, up to the highest the font has.
fn advances(weight: Weight) -> &'static [u16] {
    static TABLES: [OnceLock<Vec<u16>>; 3] = [const { OnceLock::new() }; 3];
    let (slot, bytes) = match weight {
        Weight::Regular => (&TABLES[0], INTER_REGULAR),
        Weight::SemiBold => (&TABLES[1], INTER_SEMIBOLD),
        Weight::Italic => (&TABLES[2], INTER_ITALIC),
    };
    slot.get_or_init(|| {
        // The fonts are part of the program; one that cannot be read leaves the rules for absent characters.
        let Ok(font) = FontRef::new(bytes) else {
            return Vec::new();
        };
        let metrics = font.glyph_metrics(Size::new(EM as f32), LocationRef::default());
        let mut table = Vec::new();
        for (scalar, glyph) in font.charmap().mappings() {
            let at = scalar as usize;
            if table.len() <= at {
                table.resize(at + 1, ABSENT);
            }
            let width = metrics.advance_width(glyph).unwrap_or_default();
            table[at] = width.round().clamp(0.0, f32::from(ABSENT - 1)) as u16;
        }
        table
    })
}

/// Whether the character takes no room of its own: joiners, variation selectors, combining marks.
pub fn is_zero_width(c: char) -> bool {
    matches!(c as u32,
        0x0300..=0x036F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE01EF)
}

/// Whether the character is as wide as high: ideographs, kana, hangul, full-width forms.
fn ideographic(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD)
}

/// Width in units of 1/2048 em of the character as it is drawn.
fn units(c: char, weight: Weight) -> u32 {
    let c = visible(c);
    if is_zero_width(c) {
        return 0;
    }
    match advances(weight).get(c as usize) {
        Some(&width) if width != ABSENT => u32::from(width),
        _ if ideographic(c) => EM,
        _ if matches!(c as u32, 0x1F000..=0x1FAFF) => EM * 6 / 5,
        _ => EM * 3 / 5,
    }
}

fn points(units: u64, size: f32) -> f32 {
    (units as f64 * f64::from(size) / f64::from(EM)) as f32
}

/// What stands for a character that cannot be shown. Inter has it; it lacks `U+FFFD`.
pub const UNSEEN: char = '□';

/// The character as it is drawn: [`UNSEEN`] for a control character, a noncharacter and `U+FFFD`, a space for
/// a tab.
pub fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        char::REPLACEMENT_CHARACTER => UNSEEN,
        c if c.is_control() || matches!(c as u32 & 0xFFFE, 0xFFFE) => UNSEEN,
        c => c,
    }
}

/// How wide the character is drawn at a type size.
pub fn char_width(c: char, weight: Weight, size: f32) -> f32 {
    points(u64::from(units(c, weight)), size)
}

/// Width in units of a text. What a joiner joins counts in full: few fonts have the joined picture.
fn text_units(text: &str, weight: Weight) -> u64 {
    text.chars().map(|c| u64::from(units(c, weight))).sum()
}

/// How wide the text is drawn at a type size, on one line.
pub fn text_width(text: &str, weight: Weight, size: f32) -> f32 {
    points(text_units(text, weight), size)
}

/// Breaks text into lines of at most `width`: at spaces, behind hyphens and slashes, between ideographs, and
/// inside a word only if it is wider than a line. Line ends in the text are kept, so an empty text has one
/// empty line; a space at which a line breaks is dropped. One character is never broken, so a line of a
/// single character may be wider.
pub fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
    lines(text, weight, size, width, usize::MAX)
}

/// [`wrap`], with at most `max_lines` lines (at least one); where text is cut off, the last ends in `…`.
pub fn wrap_max(
    text: &str,
    weight: Weight,
    size: f32,
    width: f32,
    max_lines: usize,
) -> Vec<String> {
    let max_lines = max_lines.max(1);
    let mut lines = lines(text, weight, size, width, max_lines.saturating_add(1));
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty()
                && text_width(last, weight, size) + char_width('…', weight, size) > width
            {
                last.pop();
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
    }
    lines
}

/// The lines of `text`, at most `max` of them.
fn lines(text: &str, weight: Weight, size: f32, width: f32, max: usize) -> Vec<String> {
    let room = if width.is_finite() {
        (f64::from(width.max(0.0)) / f64::from(size) * f64::from(EM)) as u64
    } else {
        u64::MAX
    };
    let mut lines = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest
        && lines.len() < max
    {
        let end = text.find(is_line_end);
        let paragraph = &text[..end.unwrap_or(text.len())];
        rest = end.map(|end| {
            let behind = &text[end..];
            behind.strip_prefix("\r\n").unwrap_or_else(|| {
                let mut chars = behind.chars();
                chars.next();
                chars.as_str()
            })
        });
        wrap_paragraph(paragraph, weight, room, max, &mut lines);
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a line may break at this space, which then disappears.
fn is_break_space(c: char) -> bool {
    c == ' '
        || c == '\t'
        || matches!(c as u32, 0x1680 | 0x2000..=0x2006 | 0x2008..=0x200B | 0x205F | 0x3000)
}

/// Whether a line may break between two characters that are no spaces.
fn may_break_between(before: char, after: char) -> bool {
    let opening = |c| {
        matches!(
            c,
            '(' | '[' | '{' | '“' | '‘' | '«' | '「' | '『' | '（' | '《'
        )
    };
    let closing = |c: char| {
        matches!(
            c,
            ')' | ']' | '}' | '”' | '’' | '»' | '」' | '』' | '）' | '》'
        ) || matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '、'
                | '。'
                | '，'
                | '．'
                | '！'
                | '？'
                | '：'
                | '；'
                | '々'
                | 'ー'
        )
    };
    if is_zero_width(after) || before == JOINER || opening(before) || closing(after) {
        return false;
    }
    let dash = matches!(before, '-' | '/' | '–' | '—') && after.is_alphanumeric();
    dash || ideographic(before) || ideographic(after)
}

fn wrap_paragraph(text: &str, weight: Weight, room: u64, max: usize, lines: &mut Vec<String>) {
    let mut start = 0; // of the line, in bytes
    let mut taken = 0; // its width up to the character at hand
    let mut open: Option<(usize, usize)> = None; // where it may end, and where the next would begin
    let mut cluster = 0; // where the last character begins, with all that is joined to it
    let mut before: Option<char> = None;
    let mut cursor = 0;
    while let Some(c) = text.get(cursor..).and_then(|rest| rest.chars().next()) {
        let next = cursor + c.len_utf8();
        if is_break_space(c) {
            // A run of spaces hangs over the end of the line and costs no room there.
            match &mut open {
                Some((_, begin)) if *begin == cursor => *begin = next,
                _ => open = Some((cursor, next)),
            }
            taken += u64::from(units(c, weight));
        } else {
            if let Some(before) = before
                && !is_break_space(before)
                && may_break_between(before, c)
            {
                open = Some((cursor, cursor));
            }
            if before != Some(JOINER) && !is_zero_width(c) {
                cluster = cursor;
            }
            taken += u64::from(units(c, weight));
            // A second time if what is carried over is still too wide.
            while taken > room && cluster > start {
                let (end, begin) = match open.take() {
                    Some((end, begin)) if end > start => (end, begin),
                    _ => (cluster, cluster),
                };
                lines.push(text[start..end].chars().map(visible).collect());
                if lines.len() >= max {
                    return;
                }
                start = begin;
                taken = text_units(&text[start..next], weight);
            }
        }
        before = Some(c);
        cursor = next;
    }
    let last: String = text[start..].chars().map(visible).collect();
    lines.push(last.trim_end_matches(is_break_space).to_owned());
}

/// The first `max` characters on one line, with an ellipsis if there is more; cut between words where one ends near
/// enough.
pub fn shorten(text: &str, max: usize) -> String {
    let text = text.replace('\n', " ");
    let Some((end, next)) = text.char_indices().nth(max) else {
        return text;
    };
    let head = &text[..end];
    // Between words, where one ends near enough.
    let between = match next {
        ' ' => Some(end),
        _ => head.rfind(' ').filter(|at| at * 4 >= end * 3),
    };
    let head = between.map_or(head, |at| &head[..at]);
    format!("{}…", head.trim_end())
}
