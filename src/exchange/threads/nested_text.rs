//! Text and Markdown whose layout says who answers whom: indents, nested lists, or `>` before each line. May use
//! `thread` and the floor below.
//!
//! A layout is no statement: every comment is marked as uncertain ([`Nesting::Unknown`]), those that seem to answer
//! another already stand below it, and a warning says what that was read from. Where branches begin with
//! `name:`, names are authors, and paragraphs without one go on with the comment before them; elsewhere such words
//! stay words.

use std::collections::{BTreeSet, HashSet};

use super::draft::{Draft, SameId};
use super::flat_paste::{is_wrapped, no_words, text_of, warn_repeats};
use super::html::Rich;
use super::time;
use crate::exchange::outline::{bullet, indent};
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, ReadError};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Nesting};

/// Characters of a name before a colon, at most.
const LONGEST_NAME: usize = 40;

/// Colons up to the one behind a name, at most: times have some.
const COLONS: usize = 4;

/// Words before a colon that are nobody's name.
const NO_NAMES: [&str; 10] = [
    "disclaimer",
    "edit",
    "note",
    "p.s.",
    "ps",
    "quote",
    "source",
    "tldr",
    "update",
    "warning",
];

/// What says how deep a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Items of a nested list.
    Bullets,
    /// How many `>` stand before its lines.
    Quotes,
    /// How far its first line is indented.
    Indents,
}

/// Lines that belong together.
struct Block {
    /// How far it stands to the right: spaces, or signs of quotation.
    column: usize,
    lines: Vec<String>,
}

/// Recognises a layout that says who answers whom; plain text in which a few lines are indented has none.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let other = sniff.is_json() || sniff.is_markup() || sniff.is_mhtml() || sniff.is_binary();
    match !other && layout(&sniff.head).is_some() {
        true => Confidence::Maybe,
        false => Confidence::No,
    }
}

/// Reads every item, quotation or indented block as a comment.
///
/// # Errors
/// [`ReadError`] if it is no text, or nothing but white space.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let source = text_of(input)?;
    let layout = layout(&source).unwrap_or(Layout::Indents);
    let mut blocks = blocks(&source, layout);
    let first = blocks.first().and_then(|block| block.lines.first());
    if let Some(title) = first.and_then(|line| line.strip_prefix("# ")) {
        let title = title.trim().to_owned();
        draft.thread.title.get_or_insert(title);
        if blocks.first().is_some_and(|block| block.lines.len() == 1) {
            blocks.remove(0);
        }
    }
    let named = are_named(&blocks);
    let from = draft.thread.comments.len();
    let mut above: Vec<(usize, CommentId)> = Vec::new();
    let mut columns = HashSet::new();
    let (mut answers, mut crooked) = (0, 0);
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        progress.check()?;
        at += 1;
        let mut words = block.lines.join("\n");
        let head = block
            .lines
            .first()
            .and_then(|line| head(line))
            .filter(|_| named);
        if let Some(head) = &head {
            words = words.get(head.length..).unwrap_or_default().to_owned();
        }
        if named {
            // Paragraphs without a name are the same person's.
            while let Some(next) = blocks.get(at)
                && next.column == block.column
                && next
                    .lines
                    .first()
                    .is_none_or(|line| self::head(line).is_none())
            {
                words.push_str("\n\n");
                words.push_str(&next.lines.join("\n"));
                at += 1;
            }
        }
        let rich = Rich::plain(&words);
        let mut comment = Comment::new(draft.next_number(), rich.text);
        comment.marks = rich.marks;
        comment.nesting = Nesting::Unknown;
        if let Some(head) = head {
            comment.author = Some(head.name.to_owned());
            match head.when {
                Some(when) if time::is_iso(when) => comment.time = time::from_iso(when),
                when => comment.age = when.map(str::to_owned),
            }
        }
        while above
            .last()
            .is_some_and(|(column, _)| *column >= block.column)
        {
            above.pop();
        }
        comment.parent = above.last().map(|(_, id)| id.clone());
        answers += usize::from(comment.parent.is_some());
        // A column that begins further left than one that was used before.
        let is_new = columns.insert(block.column);
        let deeper = |column: &usize| *column > block.column;
        crooked += usize::from(is_new && columns.iter().any(deeper));
        above.push((block.column, comment.id.clone()));
        draft.push(comment, SameId::OtherComment);
    }
    let added = draft.thread.comments.get(from..).unwrap_or_default();
    if added.is_empty() {
        return Err(no_words(input));
    }
    let all = added.len();
    let signs = match layout {
        Layout::Bullets => "how its list is nested",
        Layout::Quotes => "the signs > before its lines",
        Layout::Indents => "how far it is indented",
    };
    draft.warn(
        input,
        format!(
            "the text does not state who answers whom; for {answers} of {all} comments it was guessed from {signs}, \
             so look it over and place them by hand where it is wrong"
        ),
    );
    if named {
        draft.warn(
            input,
            "what stands before a colon was taken for the author’s name",
        );
    }
    if crooked > 0 {
        draft.warn(
            input,
            format!("{crooked} comments stand in line with none above them; each was put below the last one further left"),
        );
    }
    warn_repeats(input, draft, from);
    Ok(())
}

/// What the layout of a text says, if it says anything.
fn layout(source: &str) -> Option<Layout> {
    let columns =
        |blocks: &[Block]| -> BTreeSet<usize> { blocks.iter().map(|b| b.column).collect() };
    if starts_as_list(source) {
        let items = blocks(source, Layout::Bullets);
        return (columns(&items).len() > 1).then_some(Layout::Bullets);
    }
    let quotes = blocks(source, Layout::Quotes);
    // People quote what they answer, too: only where every part says who speaks are the signs a nesting.
    if columns(&quotes).len() > 1 && are_named(&quotes) {
        return Some(Layout::Quotes);
    }
    let indents = blocks(source, Layout::Indents);
    let levels = columns(&indents).len();
    // Without names, two levels may be words and code.
    let nested = match are_named(&indents) {
        true => levels > 1,
        false => levels > 2 && steps(&indents),
    };
    nested.then_some(Layout::Indents)
}

/// Whether the first line that is no heading is an item of a list.
fn starts_as_list(source: &str) -> bool {
    let mut lines = source.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| bullet(line).is_some())
}

/// Whether the first block stands at the left, and none further to the right of the one before it than the next
/// column that is used at all: answers stand right below what they answer.
fn steps(blocks: &[Block]) -> bool {
    let columns: BTreeSet<usize> = blocks.iter().map(|block| block.column).collect();
    let first = blocks.first().map(|block| block.column);
    let one_step = |(before, block): (&Block, &Block)| {
        let next = columns.range(before.column + 1..).next();
        block.column <= before.column || next == Some(&block.column)
    };
    first == columns.first().copied() && blocks.iter().zip(blocks.iter().skip(1)).all(one_step)
}

/// Whether the blocks say who speaks: two at least, and two thirds of those that begin a branch.
fn are_named(blocks: &[Block]) -> bool {
    let says = |block: &Block| block.lines.first().is_some_and(|line| head(line).is_some());
    let (mut begun, mut named, mut column) = (0, 0, None);
    for block in blocks {
        if column.is_none_or(|column| column < block.column) {
            begun += 1;
            named += usize::from(says(block));
        }
        column = Some(block.column);
    }
    3 * named >= 2 * begun && blocks.iter().filter(|block| says(block)).nth(1).is_some()
}

/// Takes a text apart.
fn blocks(source: &str, layout: Layout) -> Vec<Block> {
    let lines: Vec<&str> = source.lines().map(str::trim_end).collect();
    // Each line is a comment where lines are not broken: as in text without any layout.
    let wrapped = is_wrapped(source);
    let mut fences = lines.iter().filter(|line| is_fence(line)).count() / 2 * 2;
    let mut blocks: Vec<Block> = Vec::new();
    let (mut fenced, mut blank) = (false, true);
    for line in lines {
        let (column, words) = match layout {
            Layout::Quotes => unquoted(line),
            Layout::Bullets | Layout::Indents => (indent(line), line.trim_start()),
        };
        if words.is_empty() && !fenced {
            blank = true;
            continue;
        }
        let opens = fences > 0 && is_fence(line);
        let item = bullet(words).filter(|_| layout == Layout::Bullets && !fenced);
        let starts = !fenced
            && match (layout, blocks.last()) {
                (_, None) => true,
                // What is further to the right than its item belongs to it, and so does a line that is broken off.
                (Layout::Bullets, Some(last)) => item.is_some() || (blank && column <= last.column),
                (_, Some(last)) => blank || column != last.column || !(wrapped || opens),
            };
        if starts {
            let words = item.unwrap_or(words).to_owned();
            blocks.push(Block {
                column,
                lines: vec![words],
            });
        } else if let Some(last) = blocks.last_mut() {
            if blank && !fenced {
                last.lines.push(String::new());
            }
            last.lines.push(match fenced {
                true => line.chars().skip(last.column.min(indent(line))).collect(),
                false => words.to_owned(),
            });
        }
        if opens {
            fenced = !fenced;
            fences -= 1;
        }
        blank = false;
    }
    blocks
}

/// Whether a line begins or ends a block of code.
fn is_fence(line: &str) -> bool {
    line.trim_start_matches([' ', '\t', '>']).starts_with("```")
}

/// How many `>` stand before a line, and what stands behind them.
fn unquoted(line: &str) -> (usize, &str) {
    let words = line.trim_start_matches(['>', ' ', '\t']);
    let signs = line.get(..line.len() - words.len()).unwrap_or_default();
    (signs.matches('>').count(), words)
}

/// Who speaks, and perhaps when.
struct Head<'a> {
    name: &'a str,
    when: Option<&'a str>,
    /// Bytes of the line up to the words.
    length: usize,
}

/// Reads `name:`, `**name:**`, `**name** (2026-01-01):` at the start of a line.
fn head(line: &str) -> Option<Head<'_>> {
    let colons = line.match_indices(':').take(COLONS);
    let ends = |words: &str| words.is_empty() || words.starts_with(char::is_whitespace);
    let (before, words) = colons
        .filter_map(|(at, _)| line.split_at_checked(at))
        .find_map(|(before, words)| {
            let words = words.strip_prefix(':')?;
            // The colon may stand within the signs for bold letters.
            let bold = before.starts_with("**") && !before.ends_with("**");
            let inside = words.strip_prefix("**").filter(|_| bold);
            let words = inside.unwrap_or(words);
            ends(words).then_some((before, words))
        })?;
    let (name, when) = match before
        .trim_end()
        .strip_suffix(')')
        .and_then(|b| b.rsplit_once('('))
    {
        Some((name, when)) => (name, Some(when.trim())),
        None => (before, None),
    };
    let name = name
        .trim()
        .trim_start_matches("**")
        .trim_end_matches("**")
        .trim();
    let fits = |c: char| c.is_alphanumeric() || " _-.@/'’".contains(c);
    let is_name = name.chars().all(fits)
        && name.chars().any(char::is_alphabetic)
        && name.chars().count() <= LONGEST_NAME
        && name.split_whitespace().count() <= 3
        && !NO_NAMES.contains(&name.to_lowercase().as_str());
    is_name.then(|| Head {
        name,
        when: when.filter(|when| !when.is_empty()),
        length: line.len() - words.trim_start().len(),
    })
}
