//! Saved pages: parsing with a limit on how deep they nest, and laying out a part of one as text. May use
//! `scraper` and the markup builder.

use scraper::{ElementRef, Html, Node, Selector};

use super::html::{Builder, Rich};
use crate::exchange::text::{decode_declared, line_of};
use crate::exchange::{Input, Place, ReadError};

/// Elements open at once in a page that is still read. Browsers stop at 512; the parser's time grows with the
/// square of the depth.
const MAX_OPEN: usize = 4_000;

/// Attributes of one element; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 1_000;

/// Parses a saved page.
///
/// # Errors
/// [`ReadError`] if it is no text, or nests deeper than any page does.
pub fn parse(input: &Input<'_>) -> Result<Html, ReadError> {
    let text = decode_declared(input.name, input.bytes)?;
    if let Some((byte, what)) = too_much(&text) {
        return Err(ReadError::bad(
            input.name,
            line_of(&text, byte),
            what,
            "this is no page a browser saved: open the discussion in a browser and save the page again",
        ));
    }
    Ok(Html::parse_document(&text))
}

/// A pattern that elements are found by.
///
/// # Errors
/// [`ReadError`] for a pattern that is none: a fault of the reader, not of the file.
pub fn selector(input: &Input<'_>, css: &str) -> Result<Selector, ReadError> {
    Selector::parse(css).map_err(|_| {
        ReadError::bad(
            input.name,
            Place::File,
            format!("the pattern {css} can't be used to read it"),
            "report this as a fault of the program",
        )
    })
}

/// Elements that end by themselves where the next one starts, or never have content: leaving them open is usual.
fn ends_by_itself(name: &str) -> bool {
    const NAMES: [&str; 33] = [
        "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
        "img", "image", "input", "isindex", "keygen", "li", "link", "meta", "optgroup", "option",
        "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    ];
    NAMES.contains(&name) || matches!(name, "track" | "wbr")
}

/// Where a page has more open elements or attributes than the parser can handle in good time.
fn too_much(text: &str) -> Option<(usize, &'static str)> {
    let mut open = 0usize;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let here = text.len() - rest.len() + at;
        let markup = rest.get(at + 1..).unwrap_or("");
        rest = markup;
        if let Some(comment) = markup.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, r)| r);
            continue;
        }
        let (closing, inside) = match markup.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, markup),
        };
        let length = inside
            .bytes()
            .take(20)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = inside.get(..length).unwrap_or("").to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let (end, attributes) = tag(inside);
        rest = inside.get(end..).unwrap_or("");
        if attributes > MAX_ATTRIBUTES {
            return Some((here, "an element has more than a thousand attributes"));
        }
        if closing {
            if !ends_by_itself(&name) {
                open = open.saturating_sub(1);
            }
            continue;
        }
        if matches!(
            name.as_str(),
            "script" | "style" | "textarea" | "title" | "iframe" | "xmp"
        ) {
            let end = super::html::find_end_tag(rest, &name);
            rest = rest.get(end..).unwrap_or("");
        }
        if !ends_by_itself(&name) {
            open += 1;
            if open > MAX_OPEN {
                return Some((here, "four thousand elements are open at once"));
            }
        }
    }
    None
}

/// Bytes of a tag up to and with its `>`, and an upper bound of its attributes.
fn tag(inside: &str) -> (usize, usize) {
    let mut attributes = 0;
    let mut quote = None;
    let mut previous = b' ';
    for (i, b) in inside.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return (i + 1, attributes),
            (None, b'"' | b'\'') if previous == b'=' => quote = Some(b),
            (None, b) if b.is_ascii_whitespace() || b == b'/' => attributes += 1,
            (Some(q), b) if q == b => {
                quote = None;
                attributes += 1;
            }
            _ => {}
        }
        previous = if b.is_ascii_whitespace() { previous } else { b };
    }
    (inside.len(), attributes)
}

/// Lays out what stands in `element`, without the elements `leave_out` names.
pub fn rich(element: ElementRef<'_>, leave_out: impl Fn(ElementRef<'_>) -> bool) -> Rich {
    let mut builder = Builder::default();
    let mut next = element.first_child();
    while let Some(node) = next {
        let mut inside = None;
        match node.value() {
            Node::Text(text) => builder.text(text),
            Node::Element(e) if !ElementRef::wrap(node).is_some_and(&leave_out) => {
                builder.start(e.name(), e.attr("href"));
                inside = node.first_child();
                if inside.is_none() {
                    builder.end(e.name());
                }
            }
            _ => {}
        }
        // Down, else on, else up until there is something behind.
        next = inside.or_else(|| node.next_sibling());
        let mut at = node;
        while next.is_none() {
            let Some(up) = at.parent().filter(|up| up.id() != element.id()) else {
                break;
            };
            if let Node::Element(e) = up.value() {
                builder.end(e.name());
            }
            next = up.next_sibling();
            at = up;
        }
    }
    builder.finish()
}

/// All text in an element, white space collapsed.
pub fn plain(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
