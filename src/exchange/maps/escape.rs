//! Making any text harmless in XML, DOT and Markdown: what comes back out is what went in, except for
//! characters that a format cannot hold at all, which become `U+FFFD`. Uses the standard library only.

use std::borrow::Cow;

/// Whether XML 1.0 forbids the character, however it is written.
fn illegal_in_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Text for XML, between tags or inside a quoted attribute. White space survives a parser's normalisation.
pub fn xml(text: &str) -> Cow<'_, str> {
    let special = |c: char| {
        matches!(c, '&' | '<' | '>' | '"' | '\'' | '\t' | '\n' | '\r') || illegal_in_xml(c)
    };
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if illegal_in_xml(c) => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A quoted DOT string for an attribute that Graphviz takes as it stands. Graphviz keeps a doubled
/// backslash doubled in such attributes, so a reader of its output has to halve them.
pub fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A quoted DOT string for a label (an `escString`): lines are set flush left, and nothing in them is an
/// escape or an entity.
pub fn dot_label(lines: &[String]) -> String {
    let mut out = String::from("\"");
    for line in lines {
        for c in line.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '&' => out.push_str("&amp;"),
                '\0' => out.push(char::REPLACEMENT_CHARACTER),
                c => out.push(c),
            }
        }
        out.push_str("\\l");
    }
    out.push('"');
    out
}

/// One line of text for Markdown (CommonMark and GitHub's): line ends become spaces, and nothing in it is
/// markup, wherever in a line it is put.
pub fn markdown(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut chars = text.chars().peekable();
    // Up to here the line holds nothing but digits: a number and a dot would begin a list.
    let mut digits = true;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let word_follows = next.is_some_and(|n| !n.is_whitespace());
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' => true,
            // At the start of a line: headings, lists, rules.
            '#' | '+' | '-' | '=' => out.is_empty(),
            '.' | ')' => digits && !out.is_empty() || ends_in_www(&out),
            // Entities, `https://…`, `:smile:`, pictures.
            '&' => next.is_some_and(|n| n.is_alphanumeric() || n == '#'),
            ':' => word_follows,
            '!' => next == Some('['),
            _ => false,
        };
        digits &= c.is_ascii_digit();
        if special {
            out.push('\\');
        }
        out.push(if c.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        });
    }
    out
}

/// Text of several lines for Markdown: each is made harmless by [`markdown`], and blank ones are dropped.
pub fn markdown_lines(text: &str) -> Vec<String> {
    text.lines()
        .map(markdown)
        .filter(|line| !line.is_empty())
        .collect()
}

fn ends_in_www(text: &str) -> bool {
    let tail = text.len().checked_sub(3).and_then(|at| text.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case("www"))
}
