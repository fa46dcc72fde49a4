//! A part of a map as an outline in plain text, and any outline as a part of a map: what is copied to other
//! programs and pasted from them. The marks are Argdown's. May use the document's fragments and the map's outline.
//!
//! A thesis stands at the margin. What bears on a line stands beneath it, two spaces further in, with a mark:
//!
//! | mark | what the line does |
//! | --- | --- |
//! | `+ ` | it supports the claim above |
//! | `- ` | it attacks the claim above |
//! | `= ` | it says the same as the claim above |
//! | `_ ` | it attacks the link between the claim above and what that bears on: an undercut |
//! | `_+ ` | it supports that link |
//! | `+& `, `-& `, `=& `, `_& `, `_+& ` | it is one more premise of the link of the line before it at this depth |
//!
//! Tags stand at the end of a line: `#moat`, `#(fair use)`. A claim takes one line; its line ends are written as
//! spaces. A backslash keeps what follows from being read as a mark or tag. A claim that bears on several things is
//! written in each place, and is several claims when the text is read.
//!
//! Lists from elsewhere: where lines at the margin carry bullets (`- `, `* `, `• `, `1. `), all bullets are only
//! bullets, and nesting means support. A nested line without a mark supports, too. Blank lines mean nothing. A tab
//! counts as four spaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Change, Fragment};
use crate::map::outline::outline;
use crate::map::{Claim, ClaimId, Link, LinkId, LinkKind, Map, NodeId, Tag, TagId};

/// Lines that are read; more are left out, with a warning.
pub const MAX_LINES: usize = 10_000;
/// Characters of a line that are read; more are cut off, with a warning.
pub const MAX_CHARACTERS: usize = 100_000;

/// How wide a tab is at the start of a line.
const TAB: usize = 4;

/// Every mark with what it says; longer ones before those they begin with.
const MARKS: &[(&str, Mark)] = &[
    ("_+&", Mark::new(LinkKind::Support, true, true)),
    ("_+", Mark::new(LinkKind::Support, true, false)),
    ("_&", Mark::new(LinkKind::Attack, true, true)),
    ("_", Mark::new(LinkKind::Attack, true, false)),
    ("+&", Mark::new(LinkKind::Support, false, true)),
    ("+", Mark::new(LinkKind::Support, false, false)),
    ("-&", Mark::new(LinkKind::Attack, false, true)),
    ("-", Mark::new(LinkKind::Attack, false, false)),
    ("=&", Mark::new(LinkKind::Rephrase, false, true)),
    ("=", Mark::new(LinkKind::Rephrase, false, false)),
];

/// What a mark says of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    kind: LinkKind,
    /// It bears on the link of the line above, not on its claim.
    onto_link: bool,
    /// It is one more premise of the link before.
    joins: bool,
}

impl Mark {
    const fn new(kind: LinkKind, onto_link: bool, joins: bool) -> Self {
        Self {
            kind,
            onto_link,
            joins,
        }
    }

    /// What nesting says by itself.
    const PLAIN: Self = Self::new(LinkKind::Support, false, false);

    fn sign(self) -> &'static str {
        let same = MARKS.iter().find(|(_, mark)| *mark == self);
        same.map_or("+", |(sign, _)| sign)
    }
}

// ---- writing -------------------------------------------------------------------------------------------------

/// Writes a fragment as an outline.
pub fn write(fragment: &Fragment) -> String {
    let map = fragment.document().map();
    let mut text = String::new();
    // The link of the latest line at each depth.
    let mut latest: Vec<Option<LinkId>> = Vec::new();
    for row in outline(map, &BTreeSet::new()) {
        let joins = row.via.is_some() && latest.get(row.depth) == Some(&row.via);
        latest.truncate(row.depth);
        latest.resize(row.depth + 1, None);
        if let Some(last) = latest.last_mut() {
            *last = row.via;
        }
        text.push_str(&"  ".repeat(row.depth));
        if let Some(link) = row.via.and_then(|id| map.link(id)) {
            let mut kind = link.kind;
            if row.onto_link && kind == LinkKind::Rephrase {
                // No map has a rephrase of a link; the marks have none either.
                kind = LinkKind::Support;
            }
            text.push_str(Mark::new(kind, row.onto_link, joins).sign());
            text.push(' ');
        }
        if let Some(claim) = map.claim(row.claim) {
            write_claim(&mut text, claim, map);
        }
        text.push('\n');
    }
    text
}

fn write_claim(text: &mut String, claim: &Claim, map: &Map) {
    let words = escaped(&one_line(&claim.text));
    let would_be_stripped = words.strip_prefix('\\').is_some_and(needs_backslash);
    if needs_backslash(&words) && !words.starts_with('\\') || would_be_stripped {
        text.push('\\');
    }
    text.push_str(&words);
    for name in claim.tags.iter().filter_map(|id| map.tag(*id)) {
        let name: String = one_line(&name.name).chars().take(MAX_TAG).collect();
        if is_bare(&name) {
            text.push_str(" #");
            text.push_str(&name);
        } else if !name.is_empty() {
            text.push_str(" #(");
            text.push_str(&name.replace('\\', "\\\\").replace(')', "\\)"));
            text.push(')');
        }
    }
}

/// A text on one line: every stretch of white space is one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether words at the start of a line would be taken for something else.
fn needs_backslash(words: &str) -> bool {
    words.is_empty() || words.starts_with('\\') || mark(words).is_some() || bullet(words).is_some()
}

/// Words with a backslash before what would be read as a tag.
fn escaped(words: &str) -> String {
    let (_, tags) = split_tags(words);
    let tags = words.len() - tags;
    let mut at = 0;
    let mut out = String::with_capacity(words.len());
    for word in words.split_inclusive(' ') {
        let bare = word.trim_start_matches('\\');
        if bare.starts_with('#')
            && (at >= tags || bare.len() < word.len() || bare.starts_with("#("))
        {
            out.push('\\');
        }
        out.push_str(word);
        at += word.len();
    }
    out
}

/// Words without the backslashes of [`escaped`].
fn unescaped(words: &str) -> String {
    let plain = |word| match str::strip_prefix(word, '\\') {
        Some(rest) if rest.trim_start_matches('\\').starts_with('#') => rest,
        _ => word,
    };
    words.split_inclusive(' ').map(plain).collect()
}

// ---- marks and tags ------------------------------------------------------------------------------------------

/// The mark a line begins with, and what follows it.
fn mark(line: &str) -> Option<(Mark, &str)> {
    MARKS
        .iter()
        .find_map(|(sign, mark)| Some((*mark, ended(line.strip_prefix(sign)?)?)))
}

/// What follows the bullet or number a line begins with.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (digits.len() < line.len())
        .then(|| digits.strip_prefix(['.', ')']))
        .flatten();
    ended(numbered.or_else(|| line.strip_prefix(['-', '*', '•']))?)
}

/// What follows a mark, which ends with a space or the line.
fn ended(rest: &str) -> Option<&str> {
    let words = rest.trim_start();
    (rest.is_empty() || words.len() < rest.len()).then_some(words)
}

/// Tags have shorter names than this many characters.
const MAX_TAG: usize = 200;

/// Whether a tag's name can stand without parentheses. Numbers cannot: `#12` is somebody's ticket.
fn is_bare(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        && !name.chars().all(char::is_numeric)
}

/// The tags at the end of a line: their names, and how many bytes they take.
fn split_tags(line: &str) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let mut start = line.len();
    let mut rest = line;
    while !rest.is_empty() {
        match tag(rest) {
            Some((name, after)) => {
                if names.is_empty() {
                    start = line.len() - rest.len();
                }
                names.push(name);
                rest = after;
            }
            None => {
                names.clear();
                start = line.len();
                rest = rest.split_once(' ').map_or("", |(_, after)| after);
            }
        }
    }
    (names, line.len() - start)
}

/// The tag a text begins with, and what follows the space behind it.
fn tag(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix('#')?;
    let (name, rest) = match text.strip_prefix('(') {
        None => {
            let end = text.find(' ').unwrap_or(text.len());
            let (name, rest) = text.split_at_checked(end)?;
            (is_bare(name).then(|| name.to_owned())?, rest)
        }
        Some(inside) => {
            let mut name = String::new();
            let mut characters = inside.char_indices().take(2 * MAX_TAG);
            let end = loop {
                match characters.next()? {
                    (_, '\\') => name.push(characters.next()?.1),
                    (at, ')') => break at,
                    (_, c) => name.push(c),
                }
            };
            (
                (!name.trim().is_empty()).then(|| name.trim().to_owned())?,
                inside.get(end + 1..)?,
            )
        }
    };
    if rest.is_empty() {
        return Some((name, rest));
    }
    Some((name, rest.strip_prefix(' ')?.trim_start()))
}

// ---- reading -------------------------------------------------------------------------------------------------

/// A line that is read already, as something that further lines may stand beneath.
struct Above {
    indent: usize,
    claim: ClaimId,
    /// The link by which it bears on what it stands beneath.
    via: Option<LinkId>,
    /// The link of the last line right beneath it, and the mark of that.
    last: Option<(LinkId, Mark)>,
}

/// Reads any lines of text: each is a claim, and bears on the line it is nested beneath. Gives besides what was
/// left out, a sentence each without its full stop.
pub fn read(text: &str) -> (Fragment, Vec<String>) {
    let mut warnings = Vec::new();
    let mut lines = Vec::new();
    let (mut long, mut left_out) = (0, 0);
    for line in text.trim_start_matches('\u{feff}').lines() {
        if line.trim().is_empty() {
            continue;
        }
        if lines.len() == MAX_LINES {
            left_out += 1;
            continue;
        }
        let mut line = line;
        if let Some((end, _)) = line.char_indices().nth(MAX_CHARACTERS) {
            line = line.get(..end).unwrap_or_default();
            long += 1;
        }
        lines.push((indent(line), line.trim()));
    }
    if left_out > 0 {
        warnings.push(format!(
            "the text has {} lines; the first {MAX_LINES} were read",
            MAX_LINES + left_out
        ));
    }
    if long > 0 {
        warnings.push(format!(
            "{long} of the lines were longer than {MAX_CHARACTERS} characters and were cut off there"
        ));
    }
    let margin = lines.iter().map(|(indent, _)| *indent).min();
    let bulleted = (lines.iter()).any(|(at, line)| Some(*at) == margin && bullet(line).is_some());

    let mut reading = Reading::default();
    let mut above: Vec<Above> = Vec::new();
    for (indent, line) in lines {
        while above.last().is_some_and(|line| line.indent >= indent) {
            above.pop();
        }
        let (mark, words) = match (bullet(line), mark(line)) {
            (Some(words), _) if bulleted => (Mark::PLAIN, words),
            (_, Some((mark, words))) if !bulleted => (mark, words),
            (Some(words), _) => (Mark::PLAIN, words),
            (None, _) => (Mark::PLAIN, line),
        };
        let claim = reading.claim(words);
        let via = above
            .last_mut()
            .map(|parent| reading.link(claim, mark, parent));
        above.push(Above {
            indent,
            claim,
            via,
            last: None,
        });
    }
    // The door cannot refuse claims, tags and links that were numbered here; if it did, there would be nothing.
    let fragment = Fragment::build(reading.changes()).unwrap_or_default();
    (fragment, warnings)
}

/// How far a line is indented, in spaces.
pub(super) fn indent(line: &str) -> usize {
    let space = line.chars().take_while(|c| c.is_whitespace());
    space.fold(0, |width, c| width + if c == '\t' { TAB } else { 1 })
}

/// The fragment in the making.
#[derive(Default)]
struct Reading {
    /// The last id that was given.
    id: u32,
    tags: Vec<(TagId, Tag)>,
    /// Tags by name, letter case aside.
    named: BTreeMap<String, TagId>,
    claims: Vec<(ClaimId, Claim)>,
    links: BTreeMap<LinkId, Link>,
}

impl Reading {
    fn new_id(&mut self) -> u32 {
        self.id += 1;
        self.id
    }

    /// A claim of these words and the tags behind them.
    fn claim(&mut self, words: &str) -> ClaimId {
        let (names, length) = split_tags(words);
        let words = words
            .get(..words.len() - length)
            .unwrap_or_default()
            .trim_end();
        let words = match words.strip_prefix('\\') {
            Some(rest) if needs_backslash(rest) => rest,
            _ => words,
        };
        let tags = names.into_iter().map(|name| self.tag(name)).collect();
        let id = ClaimId(self.new_id());
        let claim = Claim {
            tags,
            ..Claim::new(unescaped(words))
        };
        self.claims.push((id, claim));
        id
    }

    fn tag(&mut self, name: String) -> TagId {
        let folded: String = name.chars().flat_map(char::to_lowercase).collect();
        if let Some(id) = self.named.get(&folded) {
            return *id;
        }
        let id = TagId(self.new_id());
        self.tags.push((id, Tag::nth(self.tags.len(), name)));
        self.named.insert(folded, id);
        id
    }

    /// Makes a claim bear on the line above it, as its mark says.
    fn link(&mut self, claim: ClaimId, mark: Mark, parent: &mut Above) -> LinkId {
        let plain = Mark {
            joins: false,
            ..mark
        };
        if let Some((last, of)) = parent.last
            && mark.joins
            && of == plain
            && let Some(link) = self.links.get_mut(&last)
        {
            link.premises.push(claim);
            return last;
        }
        let target = match parent.via {
            Some(link) if mark.onto_link => NodeId::Link(link),
            _ => NodeId::Claim(parent.claim),
        };
        let id = LinkId(self.new_id());
        self.links.insert(id, Link::new(mark.kind, claim, target));
        parent.last = Some((id, plain));
        id
    }

    /// What makes the fragment. A link's target always stands above it, so links are in order by id.
    fn changes(self) -> Vec<Change> {
        let tags = self
            .tags
            .into_iter()
            .map(|(id, tag)| Change::Tag(id, Some(tag)));
        let claims = self.claims.into_iter();
        let claims = claims.map(|(id, claim)| Change::Claim(id, Some(claim)));
        let links = self.links.into_iter();
        let links = links.map(|(id, link)| Change::Link(id, Some(link)));
        tags.chain(claims).chain(links).collect()
    }
}
