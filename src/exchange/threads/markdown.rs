//! The structure of words that are Markdown (CommonMark, as Reddit, GitHub, Lemmy and Discourse use it): where code,
//! lists, links and stressed words stand, as marks over the words as they were written. May use `thread`, `html` and
//! pulldown-cmark.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::html::Rich;
use crate::thread::{Mark, MarkKind};

/// Longer texts are not looked through: nobody writes them by hand.
const LONGEST: usize = 200_000;
/// Signs one of which all Markdown has that is looked for here; blocks of code may have spaces alone.
const SIGNS: [char; 10] = ['*', '_', '`', '[', '<', '-', '+', '.', ')', ' '];
/// Marks of one text; nobody makes more.
const MOST: usize = 2_000;

/// The words as written, their line ends made alike, with marks where they are Markdown.
pub fn rich(text: &str) -> Rich {
    let mut rich = Rich::plain(text);
    // A text without any of these signs has nothing to be found.
    if rich.text.len() <= LONGEST && rich.text.contains(SIGNS) {
        let found = found(&rich.text);
        let (marks, taken) = in_characters(&rich.text, found);
        rich.add(marks, &taken);
    }
    rich
}

/// Something Markdown makes of a text, in bytes.
struct Found {
    /// All of it, with its signs.
    whole: Range<usize>,
    /// What is marked.
    marked: Range<usize>,
    kind: MarkKind,
}

/// What Markdown makes of a text, quotations left out: those are known by their lines, here as everywhere.
fn found(text: &str) -> Vec<Found> {
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).into_offset_iter();
    let found = events.filter_map(|(event, whole)| {
        let kind = match event {
            Event::Code(_) => MarkKind::Code,
            Event::Start(Tag::CodeBlock(_)) => {
                // A block is whole lines, what moves it in as well.
                let before = text.get(..whole.start).unwrap_or_default();
                let whole = before.trim_end_matches([' ', '\t']).len()..whole.end;
                return Some(Found {
                    marked: whole.clone(),
                    whole,
                    kind: MarkKind::Code,
                });
            }
            Event::Start(Tag::Emphasis | Tag::Strong) => MarkKind::Emphasis,
            Event::Start(Tag::Item) => MarkKind::Item,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                return Some(Found {
                    marked: shown(text, &whole, link_type),
                    whole,
                    kind: MarkKind::Link(dest_url.into_string()),
                });
            }
            _ => return None,
        };
        let marked = match kind {
            // The sign of an item stays where it was written: it is no part of what is moved in.
            MarkKind::Item => {
                whole.start + sign(text.get(whole.clone()).unwrap_or_default())..whole.end
            }
            _ => whole.clone(),
        };
        Some(Found {
            whole,
            marked,
            kind,
        })
    });
    found.take(MOST).collect()
}

/// The part of a link that says what it is: the words between the brackets, or the address itself.
fn shown(text: &str, link: &Range<usize>, kind: LinkType) -> Range<usize> {
    let whole = text.get(link.clone()).unwrap_or_default();
    match kind {
        LinkType::Autolink | LinkType::Email => link.start + 1..link.end.saturating_sub(1),
        _ => {
            // The words may have brackets of their own; behind the last `](` or `][` stands the address.
            let end = (whole.rfind("]("))
                .or_else(|| whole.rfind("]["))
                .or_else(|| whole.rfind(']'));
            match end {
                Some(end) if end > 1 => link.start + 1..link.start + end,
                _ => link.clone(),
            }
        }
    }
}

/// How many bytes the sign of an item and the space behind it take.
fn sign(item: &str) -> usize {
    let rest = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches(['-', '*', '+', '.', ')']);
    item.len() - rest.trim_start_matches(' ').len()
}

/// What was found as marks, white space at their ends left out, and what is empty then; and where links and code stand
/// with their signs.
fn in_characters(text: &str, found: Vec<Found>) -> (Vec<Mark>, Vec<Range<u32>>) {
    let trimmed = |range: &Range<usize>| {
        let words = text.get(range.clone()).unwrap_or_default();
        let start = range.start + (words.len() - words.trim_start_matches('\n').len());
        start..range.start + words.trim_end().len()
    };
    let found: Vec<Found> = (found.into_iter())
        .map(|f| Found {
            marked: trimmed(&f.marked),
            ..f
        })
        .filter(|f| f.marked.start < f.marked.end)
        .collect();
    let mut ends: Vec<usize> = (found.iter())
        .flat_map(|f| [f.marked.start, f.marked.end, f.whole.start, f.whole.end])
        .collect();
    ends.sort_unstable();
    ends.dedup();
    // Characters before each of them, in one walk.
    let mut counted = Vec::with_capacity(ends.len());
    let (mut byte, mut chars) = (0, 0u32);
    for end in &ends {
        chars += text.get(byte..*end).map_or(0, |t| t.chars().count()) as u32;
        byte = *end;
        counted.push(chars);
    }
    let character = |byte: usize| {
        let n = ends.binary_search(&byte).unwrap_or_else(|n| n);
        counted.get(n).copied().unwrap_or(chars)
    };
    let mut taken: Vec<Range<u32>> = Vec::new();
    for f in &found {
        if matches!(f.kind, MarkKind::Code | MarkKind::Link(_)) {
            let range = character(f.whole.start)..character(f.whole.end);
            match taken.last_mut() {
                Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
                _ => taken.push(range),
            }
        }
    }
    let marks = found.into_iter().map(|f| Mark {
        start: character(f.marked.start),
        end: character(f.marked.end),
        kind: f.kind,
    });
    (marks.collect(), taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<(String, MarkKind)> {
        let rich = rich(text);
        let chars: Vec<char> = rich.text.chars().collect();
        let of = |m: &Mark| chars[m.start as usize..m.end as usize].iter().collect();
        rich.marks.iter().map(|m| (of(m), m.kind.clone())).collect()
    }

    fn is(words: &str, kind: MarkKind) -> (String, MarkKind) {
        (words.to_owned(), kind)
    }

    #[test]
    fn what_people_write_is_known_and_stays_as_written() {
        assert_eq!(
            told("It *is* **not** `x` at ü [the site](https://a.org/(b)) or <https://c.org>."),
            [
                is("*is*", MarkKind::Emphasis),
                is("**not**", MarkKind::Emphasis),
                is("`x`", MarkKind::Code),
                is("the site", MarkKind::Link("https://a.org/(b)".into())),
                is("https://c.org", MarkKind::Link("https://c.org".into())),
            ]
        );
        assert_eq!(
            told(
                "> said\n\nNo:\n\n- one\n- two\n\n```rust\nlet a = 1;\n```\n\n    indented\n\n3. three"
            ),
            [
                is("> said", MarkKind::Quote(1)),
                is("one", MarkKind::Item),
                is("two", MarkKind::Item),
                is("```rust\nlet a = 1;\n```", MarkKind::Code),
                is("    indented", MarkKind::Code),
                is("three", MarkKind::Item),
            ]
        );
        assert_eq!(
            told("See https://a.org/b_c_d. (Or http://e.org/f(g).)"),
            [
                is(
                    "https://a.org/b_c_d",
                    MarkKind::Link("https://a.org/b_c_d".into())
                ),
                is(
                    "http://e.org/f(g)",
                    MarkKind::Link("http://e.org/f(g)".into())
                ),
            ]
        );
        assert_eq!(told("snake_case and 2 * 3 * 4 - 5"), []);
    }

    proptest! {
        #[test]
        fn whatever_is_written_the_marks_lie_within_it(text in "[a-zü>*_`\\[\\]()<#~\\-. \n1]{0,200}") {
            let rich = rich(&text);
            let length = rich.text.chars().count() as u32;
            prop_assert_eq!(&rich.text, text.trim());
            for pair in rich.marks.windows(2) {
                prop_assert!(pair[0].start <= pair[1].start);
            }
            for mark in &rich.marks {
                prop_assert!(mark.start < mark.end && mark.end <= length);
            }
        }
    }
}
