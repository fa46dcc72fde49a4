//! The face of a claim's card: wrapped text, chips for its tags, and a footer that says what it rests on.
//! May use the document and the thread.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::geometry::Rect;
use super::metrics::{Weight, text_width, wrap_max};
use super::style::{LINE_BODY, LINE_SMALL, SPACE_S, SPACE_XS, TEXT_BODY, TEXT_SMALL};
use crate::document::Document;
use crate::document::actions::count;
use crate::map::{Claim, ClaimId, Evidence, Hue, Pattern, TagId};
use crate::thread::CommentId;

/// How wide every card is.
pub const CARD_WIDTH: f32 = 260.0;
/// Between a card's edge and what is on it.
pub const CARD_PADDING: f32 = 14.0;
/// How many lines of a claim a card shows.
pub const MAX_LINES: usize = 12;
/// What a card without words shows.
pub const PLACEHOLDER: &str = "Empty claim";
const BETWEEN_PARTS: &str = " · ";
/// Room kept at the right end of the footer for the claim's standing.
pub const BADGE_WIDTH: f32 = 88.0;

const CHIP_HEIGHT: f32 = 20.0;
const CHIP_MARK: f32 = 9.0;
const ROOM: f32 = CARD_WIDTH - 2.0 * CARD_PADDING;

/// A tag on a card. Lengths are from the card's top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip {
    /// Which tag.
    pub tag: TagId,
    /// Its name, cut to fit.
    pub name: String,
    /// Its colour.
    pub hue: Hue,
    /// Its pattern.
    pub pattern: Pattern,
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height; the corners are round.
    pub height: f32,
    /// Where the patterned mark goes.
    pub mark: Rect,
    /// Left edge of the name.
    pub text_x: f32,
    /// Top of the name's line box, [`LINE_SMALL`] high.
    pub text_y: f32,
}

/// What a card shows, and where. Lengths are from the card's top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct CardFace {
    /// Width: [`CARD_WIDTH`].
    pub width: f32,
    /// Height.
    pub height: f32,
    /// The claim's words, in Inter Regular [`TEXT_BODY`].
    pub lines: Vec<String>,
    /// Whether the lines only say that there are no words.
    pub placeholder: bool,
    /// Left edge of the words.
    pub text_x: f32,
    /// Top of the first line box; lines are [`LINE_BODY`] apart.
    pub text_y: f32,
    /// The claim's tags.
    pub chips: Vec<Chip>,
    /// What the claim rests on, in Inter Regular [`TEXT_SMALL`]: `3 excerpts · 2 people`; in two lines,
    /// parted by a line end, if there is much.
    pub footer: Option<String>,
    /// Left edge of the footer.
    pub footer_x: f32,
    /// Top of the footer's first line box; lines are [`LINE_SMALL`] apart. One row is kept even without a
    /// footer.
    pub footer_y: f32,
    /// Right end of the claim's standing, which stands in the footer's last row.
    pub badge_right: f32,
    /// Top of the standing's line box, [`LINE_SMALL`] high.
    pub badge_y: f32,
}

/// Who wrote which comment of a thread, found without looking through the thread.
#[derive(Debug, Clone, Default)]
pub struct Authors(FxHashMap<CommentId, u32>);

impl Authors {
    /// The authors of a document's thread.
    pub fn of(document: &Document) -> Self {
        let comments = document.thread().into_iter().flat_map(|t| &t.comments);
        let ids = comments.map(|comment| comment.id.clone());
        // Of comments with one id the first counts, as everywhere.
        let mut places = FxHashMap::default();
        for (id, place) in ids.zip(0..) {
            places.entry(id).or_insert(place);
        }
        Self(places)
    }

    /// The author of a comment of the document these were made of, if known.
    fn name<'d>(&self, document: &'d Document, comment: &CommentId) -> Option<&'d str> {
        let comments = &document.thread()?.comments;
        let comment = comments.get(*self.0.get(comment)? as usize)?;
        comment.author.as_deref()
    }
}

/// The face of one claim's card; `None` if the claim is not on the map.
pub fn card_face(document: &Document, id: ClaimId, authors: &Authors) -> Option<CardFace> {
    let claim = document.map().claim(id)?;
    let author = |comment: &CommentId| authors.name(document, comment);
    Some(face(document, claim, &author))
}

/// The faces of all cards.
pub fn card_faces(document: &Document) -> BTreeMap<ClaimId, CardFace> {
    card_faces_of(document, &|_| true)
}

/// The faces of the cards of some claims.
pub fn card_faces_of(
    document: &Document,
    wanted: &dyn Fn(ClaimId) -> bool,
) -> BTreeMap<ClaimId, CardFace> {
    let authors = Authors::of(document);
    let author = |comment: &CommentId| authors.name(document, comment);
    let claims = document.map().claims().filter(|(id, _)| wanted(*id));
    let claims: Vec<(ClaimId, &Claim)> = claims.collect();
    // Breaking ten thousand texts into lines is most of what opening a large map takes.
    (claims.into_par_iter().with_min_len(256))
        .map(|(id, claim)| (id, face(document, claim, &author)))
        .collect()
}

fn face<'a>(
    document: &Document,
    claim: &Claim,
    author: &dyn Fn(&CommentId) -> Option<&'a str>,
) -> CardFace {
    let text = claim.text.trim();
    let placeholder = text.is_empty();
    let shown = if placeholder { PLACEHOLDER } else { text };
    let lines = wrap_max(shown, Weight::Regular, TEXT_BODY, ROOM, MAX_LINES);
    let mut y = CARD_PADDING + lines.len() as f32 * LINE_BODY + SPACE_S;
    let chips = chips(document, claim, y);
    if let Some(last) = chips.last() {
        y = last.y + last.height + SPACE_S;
    }
    let footer = footer(claim, author);
    let rows = footer.as_ref().map_or(1, |footer| footer.lines().count());
    let badge_y = y + rows.saturating_sub(1) as f32 * LINE_SMALL;
    CardFace {
        width: CARD_WIDTH,
        height: badge_y + LINE_SMALL + SPACE_S + 2.0,
        lines,
        placeholder,
        text_x: CARD_PADDING,
        text_y: CARD_PADDING - 2.0,
        chips,
        footer,
        footer_x: CARD_PADDING,
        footer_y: y,
        badge_right: CARD_WIDTH - CARD_PADDING,
        badge_y,
    }
}

/// The chips of a claim, in rows from `top` on.
fn chips(document: &Document, claim: &Claim, top: f32) -> Vec<Chip> {
    let beside_name = SPACE_S + CHIP_MARK + SPACE_XS + SPACE_S;
    let (mut x, mut y) = (CARD_PADDING, top);
    let mut chips = Vec::new();
    for id in &claim.tags {
        let Some(tag) = document.map().tag(*id) else {
            continue;
        };
        let room = ROOM - beside_name;
        let name = wrap_line(&tag.name, room);
        let width = beside_name + text_width(&name, Weight::Regular, TEXT_SMALL).ceil();
        if x > CARD_PADDING && x + width > CARD_PADDING + ROOM {
            (x, y) = (CARD_PADDING, y + CHIP_HEIGHT + SPACE_XS);
        }
        chips.push(Chip {
            tag: *id,
            name,
            hue: tag.hue,
            pattern: tag.pattern,
            x,
            y,
            width,
            height: CHIP_HEIGHT,
            mark: Rect::new(
                x + SPACE_S,
                y + (CHIP_HEIGHT - CHIP_MARK) / 2.0,
                CHIP_MARK,
                CHIP_MARK,
            ),
            text_x: x + SPACE_S + CHIP_MARK + SPACE_XS,
            text_y: y + (CHIP_HEIGHT - LINE_SMALL) / 2.0,
        });
        x += width + SPACE_XS;
    }
    chips
}

/// Small text on one line, cut with an ellipsis at `room`.
fn wrap_line(text: &str, room: f32) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    wrap_max(&text, Weight::Regular, TEXT_SMALL, room, 1)
        .pop()
        .unwrap_or_default()
}

fn footer<'a>(claim: &Claim, author: &dyn Fn(&CommentId) -> Option<&'a str>) -> Option<String> {
    let people: BTreeSet<&str> = claim
        .excerpts
        .iter()
        .filter_map(|excerpt| author(&excerpt.comment))
        .collect();
    let (mut findings, mut quotations, mut notes) = (0, 0, 0);
    for evidence in &claim.evidence {
        match evidence {
            Evidence::Finding { .. } => findings += 1,
            Evidence::Quotation { .. } => quotations += 1,
            Evidence::Note(_) => notes += 1,
        }
    }
    let persons = match people.len() {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    };
    let parts: Vec<String> = [
        (claim.excerpts.len(), count(claim.excerpts.len(), "excerpt")),
        (people.len(), persons),
        (findings, count(findings, "finding")),
        (quotations, count(quotations, "quotation")),
        (notes, count(notes, "note")),
    ]
    .into_iter()
    .filter_map(|(n, words)| (n > 0).then_some(words))
    .collect();
    let fits = |parts: &[String], room: f32| {
        text_width(&parts.join(BETWEEN_PARTS), Weight::Regular, TEXT_SMALL) <= room
    };
    // The standing stands at the end of the last row.
    let last_room = ROOM - BADGE_WIDTH;
    let first = if fits(&parts, last_room) {
        0
    } else {
        (1..parts.len())
            .rev()
            .find(|n| fits(&parts[..*n], ROOM))
            .unwrap_or(0)
    };
    let last = wrap_line(&parts[first..].join(BETWEEN_PARTS), last_room);
    match (parts.is_empty(), first) {
        (true, _) => None,
        (false, 0) => Some(last),
        (false, n) => Some(format!("{}\n{last}", parts[..n].join(BETWEEN_PARTS))),
    }
}
