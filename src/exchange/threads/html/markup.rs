//! The fragments of markup that sites put into JSON and XML, read tag by tag and entity by entity: 100,000 of them take no
//! time. May use `scraper` for the names of rare entities.

use std::borrow::Cow;
use std::collections::HashMap;

use scraper::Html;

use super::{Builder, Rich, is_html_space};

/// Reads fragments of markup. Keep one for many fragments: it remembers rare entities.
#[derive(Debug, Default)]
pub struct Markup {
    rare: HashMap<String, Option<String>>,
}

impl Markup {
    /// The text and marks of a fragment.
    pub fn read(&mut self, html: &str) -> Rich {
        let mut builder = Builder::default();
        self.feed(html, &mut builder);
        builder.finish()
    }

    /// Feeds a fragment to a builder.
    pub fn feed(&mut self, html: &str, builder: &mut Builder) {
        let mut rest = html;
        while let Some(tag) = rest.find('<') {
            let (text, markup) = rest.split_at(tag);
            if !text.is_empty() {
                builder.text(&self.decode(text));
            }
            rest = self.tag(markup, builder);
        }
        if !rest.is_empty() {
            builder.text(&self.decode(rest));
        }
    }

    /// Reads one tag, comment or lone `<` at the start of `markup`; returns what stands behind it.
    fn tag<'a>(&mut self, markup: &'a str, builder: &mut Builder) -> &'a str {
        if let Some(comment) = markup.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if markup.starts_with("<!") || markup.starts_with("<?") {
            return markup.split_once('>').map_or("", |(_, rest)| rest);
        }
        let (closing, inside) = match markup.strip_prefix("</") {
            Some(inside) => (true, inside),
            None => (false, markup.get(1..).unwrap_or("")),
        };
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            builder.text("<");
            return markup.get(1..).unwrap_or("");
        }
        let end = tag_end(inside);
        let (tag, rest) = inside.split_at(end.unwrap_or(inside.len()));
        let rest = rest.get(1..).unwrap_or("");
        if end.is_none() {
            return "";
        }
        let length = tag
            .find(|c: char| is_html_space(c) || c == '/')
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(length);
        let name = if name.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        };
        if closing {
            builder.end(&name);
            return rest;
        }
        let href = if name == "a" {
            attribute(attributes, "href").map(|h| self.decode_in(h, true).trim().to_owned())
        } else {
            None
        };
        builder.start(&name, href.as_deref());
        if matches!(&*name, "script" | "style" | "textarea" | "title" | "iframe") {
            // Nothing inside these is markup until their own end tag.
            let end = find_end_tag(rest, &name);
            return rest.get(end..).unwrap_or("");
        }
        rest
    }

    /// Decodes entities, once.
    pub fn decode<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        self.decode_in(text, false)
    }

    /// Decodes entities. In the value of an attribute those without a semicolon stay: `?a=1&lt=2` is an address.
    fn decode_in<'a>(&mut self, text: &'a str, in_attribute: bool) -> Cow<'a, str> {
        let Some((plain, mut rest)) = text.split_once('&') else {
            return Cow::Borrowed(text);
        };
        let mut decoded = String::with_capacity(text.len());
        decoded.push_str(plain);
        loop {
            let taken = self.entity(rest, in_attribute, &mut decoded);
            rest = rest.get(taken..).unwrap_or("");
            match rest.split_once('&') {
                Some((plain, behind)) => {
                    decoded.push_str(plain);
                    rest = behind;
                }
                None => {
                    decoded.push_str(rest);
                    return Cow::Owned(decoded);
                }
            }
        }
    }

    /// Decodes the entity whose `&` stands before `rest`; returns how many bytes of `rest` belong to it.
    fn entity(&mut self, rest: &str, in_attribute: bool, decoded: &mut String) -> usize {
        if let Some(number) = rest.strip_prefix('#') {
            return match numeric(number) {
                Some((c, length)) => {
                    decoded.push(c);
                    1 + length
                }
                None => {
                    decoded.push('&');
                    0
                }
            };
        }
        let length = rest
            .bytes()
            .take(40)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = rest.get(..length).unwrap_or("");
        let ended = rest.as_bytes().get(length) == Some(&b';');
        // The oldest names need no semicolon, not even in front of a letter.
        const OLDEST: [(&str, &str); 5] = [
            ("amp", "&"),
            ("lt", "<"),
            ("gt", ">"),
            ("quot", "\""),
            ("nbsp", "\u{A0}"),
        ];
        for (known, meaning) in OLDEST {
            if name == known && (ended || !in_attribute) {
                decoded.push_str(meaning);
                return length + usize::from(ended);
            }
            if !ended && !in_attribute && name.starts_with(known) {
                decoded.push_str(meaning);
                return known.len();
            }
        }
        if ended
            && !name.is_empty()
            && let Some(rare) = self.rare(name)
        {
            decoded.push_str(rare);
            return length + 1;
        }
        decoded.push('&');
        0
    }

    /// One of the two thousand other names, which the page parser knows.
    fn rare(&mut self, name: &str) -> Option<&str> {
        if self.rare.len() > 10_000 {
            self.rare.clear();
        }
        self.rare
            .entry(name.to_owned())
            .or_insert_with(|| {
                let written = format!("&{name};");
                let read: String = Html::parse_fragment(&written)
                    .root_element()
                    .text()
                    .collect();
                (read != written).then_some(read)
            })
            .as_deref()
    }
}

/// Decodes `39;` or `x27;`; returns the character and the bytes it took. HTML's own repairs apply.
fn numeric(number: &str) -> Option<(char, usize)> {
    let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (number, 10, 0),
    };
    let length = digits
        .bytes()
        .take_while(|b| char::from(*b).is_digit(radix))
        .count();
    let value = digits.get(..length).filter(|d| !d.is_empty())?;
    let code = u32::from_str_radix(value, radix).unwrap_or(u32::MAX);
    let c = windows_1252(code);
    let ended = digits.as_bytes().get(length) == Some(&b';');
    Some((c, prefix + length + usize::from(ended)))
}

/// The character of a number; the numbers that Windows-1252 gives characters of its own mean those, as pages and
/// letters use them. What is no character becomes U+FFFD.
pub(in crate::exchange::threads) fn windows_1252(code: u32) -> char {
    const OWN: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    code.checked_sub(0x80)
        .and_then(|i| OWN.get(i as usize).copied())
        .or_else(|| char::from_u32(code))
        .filter(|c| *c != '\0')
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Where the `>` of a tag stands, one inside quotation marks not counted.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut previous = b' ';
    for (i, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(i),
            // Quotation marks open a value only behind its equals sign.
            (None, b'"' | b'\'') if previous == b'=' => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            previous = b;
        }
    }
    None
}

/// The raw value of an attribute among those of a tag.
fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c| is_html_space(c) || c == '/');
        if rest.is_empty() {
            return None;
        }
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| is_html_space(*c) || matches!(c, '=' | '/'))
            .map_or(rest.len(), |(i, _)| i);
        let (name, behind) = rest.split_at(length);
        let behind = behind.trim_start_matches(is_html_space);
        let Some(value) = behind.strip_prefix('=') else {
            if name.eq_ignore_ascii_case(wanted) {
                return Some("");
            }
            rest = behind;
            continue;
        };
        let value = value.trim_start_matches(is_html_space);
        let (value, behind) = match value.chars().next() {
            Some(q @ ('"' | '\'')) => {
                let inside = value.get(1..).unwrap_or("");
                inside.split_once(q).unwrap_or((inside, ""))
            }
            _ => value.split_at(value.find(is_html_space).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = behind;
    }
}

/// Where `</name` stands in `html`, in either case; its length if nowhere.
pub fn find_end_tag(html: &str, name: &str) -> usize {
    html.match_indices("</")
        .find(|(i, _)| {
            html.get(i + 2..i + 2 + name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
        })
        .map_or(html.len(), |(i, _)| i)
}
