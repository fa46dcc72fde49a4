//! Words in tables that are markup: many scripts write what a site's interface gave them as it was. May use `thread` and
//! the markup builder.

use super::html::{Markup, Rich, mark_quoted_lines};
use crate::thread::Comment;

/// What words are, by the signs in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing that means anything in markup.
    Open,
    /// A bare `<` or `&`: no markup.
    Plain,
    /// Entities, no elements.
    Escaped,
    /// Elements.
    Markup,
}

/// Decodes the words of all these comments if those of one in ten show that they are markup, and none shows that they are
/// not.
pub(super) fn lay_out(comments: Option<&mut [Comment]>) {
    let comments = comments.unwrap_or_default();
    let (mut escaped, mut markup) = (0usize, 0usize);
    for comment in comments.iter() {
        match kind(&comment.text) {
            Kind::Plain => return,
            Kind::Escaped => escaped += 1,
            Kind::Markup => markup += 1,
            Kind::Open => {}
        }
    }
    if (escaped + markup) * 10 < comments.len().max(1) {
        return;
    }
    let mut reader = Markup::default();
    for comment in comments.iter_mut().filter(|c| kind(&c.text) != Kind::Open) {
        let mut rich = match markup {
            0 => Rich {
                text: reader.decode(&comment.text).into_owned(),
                marks: Vec::new(),
            },
            _ => reader.read(&comment.text),
        };
        mark_quoted_lines(&mut rich);
        comment.text = rich.text;
        comment.marks = rich.marks;
    }
}

fn kind(text: &str) -> Kind {
    const ENTITIES: [&str; 9] = [
        "amp;", "lt;", "gt;", "quot;", "apos;", "nbsp;", "#39;", "#x27;", "#x2F;",
    ];
    const ELEMENTS: [&str; 16] = [
        "p",
        "br",
        "a",
        "i",
        "b",
        "em",
        "strong",
        "pre",
        "code",
        "blockquote",
        "ul",
        "ol",
        "li",
        "div",
        "span",
        "img",
    ];
    let mut kind = Kind::Open;
    for (at, sign) in text.match_indices(['<', '&']) {
        let behind = text.get(at + 1..).unwrap_or("");
        let means = if sign == "&" {
            let numbered = behind.strip_prefix('#').is_some_and(|number| {
                let digits = number.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == 'x');
                digits.len() < number.len() && digits.starts_with(';')
            });
            (numbered || ENTITIES.iter().any(|e| behind.starts_with(e))).then_some(Kind::Escaped)
        } else {
            let tag = behind.strip_prefix('/').unwrap_or(behind);
            let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let name = tag.get(..length).unwrap_or("").to_ascii_lowercase();
            (ELEMENTS.contains(&name.as_str()) && tag.contains('>')).then_some(Kind::Markup)
        };
        match means {
            None => return Kind::Plain,
            Some(Kind::Markup) => kind = Kind::Markup,
            Some(means) if kind == Kind::Open => kind = means,
            Some(_) => {}
        }
    }
    kind
}
