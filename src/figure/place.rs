//! Places for cards: the map, or what is in sight of it, handed to [`crate::layout`], cards as large as their faces
//! and links as the boxes of their joints. May use the document and the layout.

use std::collections::{BTreeMap, BTreeSet};

use super::adjust::{Adjusting, INDENT, ROW_GAP};
use super::card::card_faces_of;
use super::link::JOINT;
use crate::document::{Arrangement, Document, Place};
use crate::layout::{Direction, Edge, Graph, Layout, Node, Options, indented, layered};
use crate::map::branch::{Hidden, hidden};
use crate::map::outline::outline;
use crate::map::{ClaimId, LinkId, NodeId};
use crate::progress::Progress;

/// The page that a map nobody has arranged is laid out for, in points.
pub(super) const PAGE: (f32, f32) = (1200.0, 900.0);

/// Maps of more claims than this are folded when they are first laid out as an outline.
const MANY: usize = 150;

/// A map can be read when it is drawn this large or larger.
const READABLE: f32 = 0.5;

/// The sizes of cards, width and height, by claim.
pub(super) type Sizes = BTreeMap<ClaimId, (f32, f32)>;

pub(super) fn sizes_in_sight(document: &Document, hidden: &Hidden) -> Sizes {
    card_faces_of(document, &|id| hidden.shows(id.into()))
        .into_iter()
        .map(|(id, face)| (id, (face.width, face.height)))
        .collect()
}

/// Places for the cards in sight, laid out anew, pinned or not, as [`Document::arrangement`] says: in rows, in
/// whichever direction shows the map larger in a view of `width` by `height` points (a wide family of premises reads
/// better as a column than as one long row), or as an outline of about the view's shape.
pub fn arranged(document: &Document, width: f32, height: f32) -> BTreeMap<ClaimId, Place> {
    let hidden = hidden(document.map(), document.folded());
    let plan = Plan::of(document, &sizes_in_sight(document, &hidden), &hidden);
    match document.arrangement() {
        Arrangement::Layered => plan.in_rows(width, height),
        Arrangement::Indented => plan.as_outline(width, height),
    }
}

/// What [`arranged`] says of every card: cards out of sight lose the place they had, for what is in sight may
/// stand there now. For [`crate::document::actions::replace_places`].
pub fn rearranged(
    document: &Document,
    width: f32,
    height: f32,
) -> BTreeMap<ClaimId, Option<Place>> {
    let mut places = arranged(document, width, height);
    let claims = document.map().claims();
    claims.map(|(id, _)| (id, places.remove(&id))).collect()
}

/// The own places of the cards in sight, and places for those that have none: beside what they are linked to,
/// where nothing else is.
pub fn placed(document: &Document) -> BTreeMap<ClaimId, Place> {
    let hidden = hidden(document.map(), document.folded());
    let own = document.places().iter();
    let own: BTreeMap<ClaimId, Place> = own
        .filter(|(id, _)| hidden.shows((**id).into()))
        .map(|(id, place)| (*id, *place))
        .collect();
    if own.len() + hidden.claims.len() == document.map().claim_count() {
        return own;
    }
    if own.is_empty() {
        return arranged(document, PAGE.0, PAGE.1);
    }
    let sizes = sizes_in_sight(document, &hidden);
    Adjusting::new(document, &hidden, &sizes, own).fill(&BTreeSet::new())
}

/// Places for all cards as if nothing were folded, for pictures of the whole map: cards in sight stand where they
/// stand; cards out of sight keep their places where these are free, or get one. If more than half of the cards
/// are out of sight and have no place, the whole map is laid out anew.
pub fn placed_whole(document: &Document) -> BTreeMap<ClaimId, Place> {
    if document.folded().is_empty() {
        return placed(document);
    }
    let own = document.places().clone();
    let folded_away = hidden(document.map(), document.folded());
    let unplaced = folded_away.claims.iter().filter(|id| !own.contains_key(id));
    let all = Hidden::default();
    let sizes = sizes_in_sight(document, &all);
    if own.is_empty() || 2 * unplaced.count() > document.map().claim_count() {
        let plan = Plan::of(document, &sizes, &all);
        return match document.arrangement() {
            Arrangement::Layered => plan.in_rows(PAGE.0, PAGE.1),
            Arrangement::Indented => plan.as_outline(PAGE.0, PAGE.1),
        };
    }
    Adjusting::new(document, &all, &sizes, own).fill(&folded_away.claims)
}

/// Which branches to fold so that a large map (of more than 150 claims), arranged as an outline and never laid out
/// yet, can be read in a view of `width` by `height` points: what is in sight then fits at half size or larger.
/// Branches are unfolded from the theses downwards as far as there is room. Empty for other maps.
pub fn first_folds(document: &Document, width: f32, height: f32) -> BTreeSet<ClaimId> {
    let map = document.map();
    let outlined = document.arrangement() == Arrangement::Indented;
    if map.claim_count() <= MANY || !outlined || !document.places().is_empty() {
        return BTreeSet::new();
    }
    // The branches, those nearest to a thesis first.
    let rows = outline(map, &BTreeSet::new());
    let mut branches: Vec<(usize, ClaimId)> = (rows.iter())
        .filter(|row| !row.again && row.children > 0)
        .map(|row| (row.depth, row.claim))
        .collect();
    branches.sort_by_key(|(depth, _)| *depth);
    let sizes = sizes_in_sight(document, &Hidden::default());
    let (room_x, room_y) = (width / READABLE, height / READABLE);
    let smallest = sizes
        .values()
        .map(|(w, h)| w * h)
        .fold(f32::INFINITY, f32::min);
    let most = room_x * room_y / smallest.max(1.0);
    let fits = |folded: &BTreeSet<ClaimId>| {
        let hidden = hidden(map, folded);
        let shown = map.claim_count() - hidden.claims.len();
        // More cards than the view could hold side by side need no layout to tell.
        if shown as f32 > most {
            return false;
        }
        let layout = Plan::of(document, &sizes, &hidden).outline_layout(width, height);
        layout.is_some_and(|layout| {
            layout.bounds.width() <= room_x && layout.bounds.height() <= room_y
        })
    };
    let folded_from =
        |n: usize| -> BTreeSet<ClaimId> { branches.iter().skip(n).map(|(_, id)| *id).collect() };
    // The more is unfolded the more is in sight, so the last number of branches that fits is found by halving.
    let (mut fit, mut too_many) = (0, branches.len() + 1);
    while too_many - fit > 1 {
        let middle = (fit + too_many) / 2;
        if fits(&folded_from(middle)) {
            fit = middle;
        } else {
            too_many = middle;
        }
    }
    // A branch that is too large must not keep smaller ones behind it closed.
    let mut folded = folded_from(fit);
    for (_, id) in branches.iter().skip(fit + 1).take(SECOND_TRIES) {
        folded.remove(id);
        if !fits(&folded) {
            folded.insert(*id);
        }
    }
    // What a fold out of sight hides would stay folded when the branch around it is opened.
    let out_of_sight = hidden(map, &folded).claims;
    folded.retain(|id| !out_of_sight.contains(id));
    folded
}

/// How many branches behind the first that does not fit are tried by themselves.
const SECOND_TRIES: usize = 16;

/// The map, or what is in sight of it, as the layout sees it.
struct Plan {
    graph: Graph,
    /// Where each claim stands in the graph's nodes.
    claims: BTreeMap<ClaimId, usize>,
}

impl Plan {
    fn of(document: &Document, sizes: &Sizes, hidden: &Hidden) -> Self {
        let map = document.map();
        let mut graph = Graph::default();
        let mut claims = BTreeMap::new();
        for (id, (width, height)) in sizes {
            if hidden.shows((*id).into()) {
                claims.insert(*id, graph.nodes.len());
                graph.nodes.push(Node::card(*width, *height));
            }
        }
        let links: Vec<_> = map
            .links()
            .filter(|(id, _)| hidden.shows((*id).into()))
            .collect();
        let mut joints: BTreeMap<LinkId, usize> = BTreeMap::new();
        for (id, _) in &links {
            joints.insert(*id, graph.nodes.len());
            graph.nodes.push(Node::joint(2.0 * JOINT));
        }
        for (id, link) in links {
            let Some(joint) = joints.get(&id).copied() else {
                continue;
            };
            for premise in &link.premises {
                if let Some(from) = claims.get(premise).copied() {
                    graph.edges.push(Edge { from, to: joint });
                }
            }
            let target = match link.target {
                NodeId::Claim(id) => claims.get(&id),
                NodeId::Link(id) => joints.get(&id),
            };
            if let Some(to) = target.copied() {
                graph.edges.push(Edge { from: joint, to });
            }
        }
        Self { graph, claims }
    }

    fn in_rows(&self, width: f32, height: f32) -> BTreeMap<ClaimId, Place> {
        let shown_at = |layout: &Layout| {
            let bounds = layout.bounds;
            let (w, h) = (bounds.width(), bounds.height());
            (width / w.max(1.0)).min(height / h.max(1.0))
        };
        let layout = [Direction::TopDown, Direction::LeftRight]
            .into_iter()
            .filter_map(|direction| {
                layered(&self.graph, &in_rows_options(direction), &Progress::none()).ok()
            })
            // The first of equals: top-down is what people expect.
            .reduce(|best, other| {
                if shown_at(&other) > shown_at(&best) * 1.15 {
                    other
                } else {
                    best
                }
            });
        layout.map_or_else(BTreeMap::new, |layout| self.places(&layout))
    }

    fn as_outline(&self, width: f32, height: f32) -> BTreeMap<ClaimId, Place> {
        let layout = self.outline_layout(width, height);
        layout.map_or_else(BTreeMap::new, |layout| self.places(&layout))
    }

    fn outline_layout(&self, width: f32, height: f32) -> Option<Layout> {
        let options = Options {
            indent: INDENT,
            // The layout puts rows at three fifths of the room between cards apart.
            card_gap: ROW_GAP / 0.6,
            aspect: (width / height.max(1.0)).clamp(0.2, 5.0),
            // Lines to another column would run across cards; one column is read from top to bottom.
            columns: false,
            ..Options::default()
        };
        indented(&self.graph, &options, &Progress::none()).ok()
    }

    /// What the layout says of the cards.
    fn places(&self, layout: &Layout) -> BTreeMap<ClaimId, Place> {
        self.claims
            .iter()
            .filter_map(|(id, n)| {
                let (node, centre) = (self.graph.nodes.get(*n)?, layout.centres.get(*n)?);
                let place = Place {
                    x: centre.x - node.width / 2.0,
                    y: centre.y - node.height / 2.0,
                    pinned: false,
                };
                Some((*id, place))
            })
            .collect()
    }
}

/// How maps in rows are laid out.
pub(super) fn in_rows_options(direction: Direction) -> Options {
    Options {
        direction,
        // Lines that run along a column or row of cards need room to bend between it and the joints.
        rank_gap: match direction {
            Direction::TopDown | Direction::BottomUp => 96.0,
            Direction::LeftRight | Direction::RightLeft => 150.0,
        },
        ..Options::default()
    }
}
