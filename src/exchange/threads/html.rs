//! Comment markup to plain text and stand-off marks, for every format whose comments are HTML.
//!
//! One [`Builder`] lays out text, paragraphs and marks; two readers feed it: [`markup`] reads the fragments that sites put
//! into JSON and XML, and `page` walks a parsed page. May use `thread`.

mod markup;

use std::ops::Range;

pub(super) use self::markup::windows_1252;
pub use self::markup::{Markup, find_end_tag};

use crate::thread::{Mark, MarkKind};

/// A comment's words and their structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// Plain text: paragraphs separated by a blank line, lines by a line end.
    pub text: String,
    /// Structure, ordered by start, an outer mark before those inside it.
    pub marks: Vec<Mark>,
}

impl Rich {
    /// Text that is no markup: line ends made alike, white space around it gone, quoted lines and addresses marked.
    pub fn plain(text: &str) -> Self {
        let mut rich = Self {
            text: text.replace("\r\n", "\n").trim().to_owned(),
            marks: Vec::new(),
        };
        mark_quoted_lines(&mut rich);
        mark_addresses(&mut rich);
        rich
    }

    /// Adds marks of a closer reading. What was marked within `taken` (in order and apart from each other) goes: there
    /// the closer reading has said what is what.
    pub fn add(&mut self, marks: Vec<Mark>, taken: &[Range<u32>]) {
        self.marks.retain(|m| {
            let n = taken.partition_point(|t| t.start < m.end);
            let before = n.checked_sub(1).and_then(|n| taken.get(n));
            before.is_none_or(|t| t.end <= m.start)
        });
        self.marks.extend(marks);
        sort_marks(&mut self.marks);
    }
}

/// What must stand between the text so far and the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Space,
    Line,
    Paragraph,
}

/// An element that is open and means something for marks.
#[derive(Debug)]
struct Open {
    name: String,
    kind: Option<MarkKind>,
    /// Characters of text before its first word, once it has one.
    start: Option<u32>,
}

/// Elements open at once whose marks are kept; nobody nests deeper, but broken markup does.
const MAX_OPEN: usize = 200;

/// Lays out tags and text as plain text with marks.
#[derive(Debug)]
pub struct Builder {
    rich: Rich,
    chars: u32,
    gap: Gap,
    /// Line ends seen in preformatted text that have not been followed by anything yet.
    held: usize,
    open: Vec<Open>,
    pre: usize,
    quote: u8,
    /// The element whose content is left out, and how many of that name are open.
    hidden: Option<(String, usize)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            rich: Rich::default(),
            chars: 0,
            gap: Gap::Nothing,
            held: 0,
            open: Vec::new(),
            pre: 0,
            quote: 0,
            hidden: None,
        }
    }
}

impl Builder {
    /// A start tag: its name in lower case, and the target if it is a link.
    pub fn start(&mut self, name: &str, href: Option<&str>) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += usize::from(hidden == name);
            return;
        }
        let kind = match name {
            "script" | "style" | "template" | "noscript" | "textarea" | "select" | "iframe"
            | "object" | "svg" | "math" | "title" | "head" | "button" => {
                self.hidden = Some((name.to_owned(), 1));
                return;
            }
            "br" => {
                let gap = match self.gap {
                    Gap::Line | Gap::Paragraph => Gap::Paragraph,
                    Gap::Nothing | Gap::Space => Gap::Line,
                };
                if self.pre > 0 {
                    self.held += 1;
                } else {
                    self.widen(gap);
                }
                return;
            }
            "td" | "th" => return self.widen(Gap::Space),
            "tr" | "dt" | "dd" => return self.widen(Gap::Line),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "section"
            | "article" | "aside" | "header" | "footer" | "figure" | "figcaption" | "details"
            | "summary" | "dl" | "hr" | "form" => return self.widen(Gap::Paragraph),
            "ul" | "ol" => {
                self.widen(Gap::Paragraph);
                None
            }
            "li" => {
                // An item ends where the next one of its list starts.
                let list = self
                    .open
                    .iter()
                    .rposition(|o| matches!(o.name.as_str(), "ul" | "ol"));
                if let Some(item) = self.open.iter().rposition(|o| o.name == "li")
                    && list.is_none_or(|list| list < item)
                {
                    self.close(item..self.open.len());
                }
                self.widen(Gap::Line);
                Some(MarkKind::Item)
            }
            "blockquote" => {
                self.widen(Gap::Paragraph);
                self.quote = self.quote.saturating_add(1);
                Some(MarkKind::Quote(self.quote))
            }
            "pre" => {
                self.widen(Gap::Paragraph);
                self.pre += 1;
                self.held = 0;
                Some(MarkKind::Code)
            }
            "code" | "tt" | "kbd" | "samp" if self.pre == 0 => Some(MarkKind::Code),
            "i" | "em" | "b" | "strong" => Some(MarkKind::Emphasis),
            "a" => {
                // Links do not nest: a new one ends the one before.
                if let Some(at) = self.open.iter().rposition(|o| o.name == "a") {
                    self.close(at..at + 1);
                }
                href.map(|h| MarkKind::Link(h.to_owned()))
            }
            _ => return,
        };
        if self.open.len() < MAX_OPEN {
            self.open.push(Open {
                name: name.to_owned(),
                kind,
                start: None,
            });
        }
    }

    /// An end tag: its name in lower case.
    pub fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        match name {
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "section"
            | "article" | "aside" | "header" | "footer" | "figure" | "figcaption" | "details"
            | "summary" | "dl" | "form" | "ul" | "ol" | "blockquote" | "pre" => {
                self.widen(Gap::Paragraph);
            }
            "li" | "tr" | "dt" | "dd" => self.widen(Gap::Line),
            "td" | "th" => self.widen(Gap::Space),
            _ => {}
        }
        if let Some(at) = self.open.iter().rposition(|o| o.name == name) {
            let all_inside = matches!(name, "ul" | "ol" | "li" | "blockquote" | "pre");
            let end = if all_inside { self.open.len() } else { at + 1 };
            self.close(at..end);
        }
    }

    /// Text between tags, entities already decoded.
    pub fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.pre > 0 {
            self.preformatted(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(is_html_space).unwrap_or(rest.len());
            let (before, behind) = rest.split_at(word);
            if !before.is_empty() {
                self.put(before);
            }
            let next = behind.trim_start_matches(is_html_space);
            if next.len() < behind.len() {
                self.widen(Gap::Space);
            }
            rest = next;
        }
    }

    fn preformatted(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            self.held += usize::from(i > 0);
            let line = line.trim_end_matches('\r');
            if !line.is_empty() {
                self.put(line);
            }
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Adds visible text, what must stand before it first.
    fn put(&mut self, text: &str) {
        if self.rich.text.is_empty() || self.gap == Gap::Paragraph {
            // Line ends before the first line of preformatted text are no part of it.
            self.held = 0;
        }
        if !self.rich.text.is_empty() {
            let gap = match self.gap {
                Gap::Nothing => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            };
            self.rich.text.push_str(gap);
            self.chars += gap.len() as u32;
        }
        self.rich.text.extend(std::iter::repeat_n('\n', self.held));
        self.chars += self.held as u32;
        self.held = 0;
        self.gap = Gap::Nothing;
        for open in self.open.iter_mut().rev() {
            if open.start.is_some() {
                break;
            }
            open.start = Some(self.chars);
        }
        self.rich.text.push_str(text);
        self.chars += text.chars().count() as u32;
    }

    /// Closes some of the open elements.
    fn close(&mut self, which: Range<usize>) {
        for open in self.open.drain(which) {
            match open.name.as_str() {
                "pre" => {
                    self.pre = self.pre.saturating_sub(1);
                    self.held = 0;
                }
                "blockquote" => self.quote = self.quote.saturating_sub(1),
                _ => {}
            }
            if let (Some(kind), Some(start)) = (open.kind, open.start) {
                self.rich.marks.push(Mark {
                    start,
                    end: self.chars,
                    kind,
                });
            }
        }
    }

    /// The text and its marks; whatever is still open ends here.
    pub fn finish(mut self) -> Rich {
        self.close(0..self.open.len());
        sort_marks(&mut self.rich.marks);
        self.rich
    }
}

/// Orders marks by start, an outer one before those inside it.
fn sort_marks(marks: &mut [Mark]) {
    marks.sort_by_key(|m| (m.start, u32::MAX - m.end));
}

fn is_html_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{C}')
}

/// Marks the lines that start with `>` as quotations, neighbouring lines of one depth together, as people write
/// them where the site has no markup for it (Hacker News, e-mail, plain text). Code is left alone.
pub fn mark_quoted_lines(rich: &mut Rich) {
    if !rich.text.contains('>') {
        return;
    }
    let mut quotes: Vec<Mark> = Vec::new();
    let mut at: u32 = 0;
    let mut code = rich
        .marks
        .iter()
        .filter(|m| m.kind == MarkKind::Code)
        .map(|m| m.start..m.end)
        .peekable();
    for line in rich.text.split('\n') {
        let (start, end) = (at, at + line.chars().count() as u32);
        at = end + 1;
        while code.next_if(|c| c.end <= start).is_some() {}
        let depth = quote_depth(line);
        if depth == 0 || code.peek().is_some_and(|c| c.contains(&start)) {
            continue;
        }
        match quotes.last_mut() {
            Some(q) if q.end + 1 == start && q.kind == MarkKind::Quote(depth) => q.end = end,
            _ => quotes.push(Mark {
                start,
                end,
                kind: MarkKind::Quote(depth),
            }),
        }
    }
    if !quotes.is_empty() {
        rich.marks.append(&mut quotes);
        sort_marks(&mut rich.marks);
    }
}

/// Marks the web addresses that stand in plain words as links. The signs of the sentence behind one are none of it.
pub fn mark_addresses(rich: &mut Rich) {
    /// Addresses of one text that are marked; nobody writes more.
    const MOST: usize = 1_000;
    let text = &rich.text;
    let mut links = Vec::new();
    let (mut byte, mut chars) = (0usize, 0u32);
    for (at, _) in text.match_indices("http") {
        let rest = text.get(at..).unwrap_or_default();
        let Some(behind) = rest
            .strip_prefix("https://")
            .or_else(|| rest.strip_prefix("http://"))
        else {
            continue;
        };
        let word = |c: char| c.is_alphanumeric();
        let before = text.get(..at).unwrap_or_default();
        if at < byte || before.ends_with(word) || !behind.starts_with(word) {
            continue;
        }
        // Longer ones nobody writes, and looking for their end would take a hostile text's time.
        let rest = rest.get(..rest.floor_char_boundary(2_000)).unwrap_or(rest);
        let end = rest
            .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"`|\\^{}”“»«".contains(c));
        let mut address = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        // A closing bracket belongs to it only if it opens there too.
        let mut open = 0usize;
        let unmatched = address.char_indices().find(|(_, c)| match c {
            '(' | '[' => {
                open += 1;
                false
            }
            ')' | ']' if open == 0 => true,
            ')' | ']' => {
                open -= 1;
                false
            }
            _ => false,
        });
        address = unmatched.map_or(address, |(n, _)| address.get(..n).unwrap_or(address));
        address = address.trim_end_matches(|c: char| ".,;:!?'*_~…’".contains(c));
        chars += text.get(byte..at).map_or(0, |t| t.chars().count()) as u32;
        let length = address.chars().count() as u32;
        links.push(Mark {
            start: chars,
            end: chars + length,
            kind: MarkKind::Link(address.to_owned()),
        });
        chars += length;
        byte = at + address.len();
        if links.len() == MOST {
            break;
        }
    }
    if !links.is_empty() {
        rich.marks.append(&mut links);
        sort_marks(&mut rich.marks);
    }
}

/// How many `>` a line starts with; 0 if it is no quotation.
fn quote_depth(line: &str) -> u8 {
    let words = line.trim_start_matches(['>', ' ']);
    let sign = line.get(..line.len() - words.len()).unwrap_or("");
    if !sign.starts_with('>') || words.is_empty() || (sign.ends_with('>') && words.starts_with('='))
    {
        return 0;
    }
    u8::try_from(sign.matches('>').count()).unwrap_or(u8::MAX)
}
