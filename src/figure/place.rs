//! Places for cards that have none: the map handed to [`crate::layout`], cards as large as their faces and
//! links as the boxes of their joints. May use the document and the layout.

use std::collections::BTreeMap;

use super::card::card_faces;
use super::geometry::Rect;
use super::link::{JOINT, link_figures};
use crate::document::{Document, Place};
use crate::layout::{
    Direction, Edge, Graph, Layout, Node, Options, Point, Previous, layered, relayout,
};
use crate::map::{ClaimId, LinkId, NodeId};
use crate::progress::Progress;

/// The page that a map nobody has arranged is laid out for, in points.
const PAGE: (f32, f32) = (1200.0, 900.0);

/// Places for all cards, laid out anew, pinned or not, in whichever direction shows the map larger in a view of
/// `width` by `height` points: a wide family of premises reads better as a column than as one long row.
pub fn arranged(document: &Document, width: f32, height: f32) -> BTreeMap<ClaimId, Place> {
    let plan = Plan::of(document);
    let shown_at = |layout: &Layout| {
        let bounds = layout.bounds;
        let (w, h) = (bounds.width(), bounds.height());
        (width / w.max(1.0)).min(height / h.max(1.0))
    };
    [Direction::TopDown, Direction::LeftRight]
        .into_iter()
        .filter_map(|direction| {
            let options = Options {
                direction,
                // Lines that run along a column or row of cards need room to bend between it and the joints.
                rank_gap: match direction {
                    Direction::TopDown | Direction::BottomUp => 96.0,
                    Direction::LeftRight | Direction::RightLeft => 150.0,
                },
                ..Options::default()
            };
            layered(&plan.graph, &options, &Progress::none()).ok()
        })
        // The first of equals: top-down is what people expect.
        .reduce(|best, other| {
            if shown_at(&other) > shown_at(&best) * 1.15 {
                other
            } else {
                best
            }
        })
        .map_or_else(|| document.places().clone(), |layout| plan.places(&layout))
}

/// The document's own places, and places for the cards that have none: beside what they are linked to,
/// where nothing else is.
pub fn placed(document: &Document) -> BTreeMap<ClaimId, Place> {
    let own = document.places();
    if own.is_empty() {
        return arranged(document, PAGE.0, PAGE.1);
    }
    if own.len() == document.map().claim_count() {
        return own.clone();
    }
    let plan = Plan::of(document);
    let mut centres: Vec<Option<Point>> = vec![None; plan.graph.nodes.len()];
    let mut kept = Vec::new();
    for (n, centre, _) in plan.known(document) {
        centres[n] = Some(centre);
        kept.push(n);
    }
    // Joints between placed cards are where they are drawn.
    let rect = |id: ClaimId| {
        let n = *plan.claims.get(&id)?;
        let (node, centre) = (plan.graph.nodes.get(n)?, centres.get(n).copied()??);
        let (x, y) = (centre.x - node.width / 2.0, centre.y - node.height / 2.0);
        Some(Rect::new(x, y, node.width, node.height))
    };
    let figures = link_figures(document.map(), &rect);
    for (id, figure) in &figures {
        if let Some(n) = plan.links.get(id) {
            let (x, y) = figure.joint;
            centres[*n] = Some(Point { x, y });
        }
    }
    let changed: Vec<usize> = (0..centres.len())
        .filter(|n| centres[*n].is_none())
        .collect();
    let previous = Previous {
        centres,
        routes: Vec::new(),
    };
    let options = Options::default();
    let progress = Progress::none();
    match relayout(&plan.graph, &previous, &changed, &kept, &options, &progress) {
        Ok(layout) => {
            let mut all = plan.places(&layout);
            // To the last bit: a middle loses a little.
            all.extend(own);
            all
        }
        Err(_) => own.clone(),
    }
}

/// The map as the layout sees it.
struct Plan {
    graph: Graph,
    /// Where each claim stands in the graph's nodes.
    claims: BTreeMap<ClaimId, usize>,
    /// Where each link stands in the graph's nodes.
    links: BTreeMap<LinkId, usize>,
}

impl Plan {
    fn of(document: &Document) -> Self {
        let map = document.map();
        let mut graph = Graph::default();
        let mut claims = BTreeMap::new();
        for (id, face) in card_faces(document) {
            claims.insert(id, graph.nodes.len());
            graph.nodes.push(Node::card(face.width, face.height));
        }
        let mut links = BTreeMap::new();
        for (id, _) in map.links() {
            links.insert(id, graph.nodes.len());
            graph.nodes.push(Node::joint(2.0 * JOINT));
        }
        for (id, link) in map.links() {
            let Some(joint) = links.get(&id).copied() else {
                continue;
            };
            for premise in &link.premises {
                if let Some(from) = claims.get(premise).copied() {
                    graph.edges.push(Edge { from, to: joint });
                }
            }
            let target = match link.target {
                NodeId::Claim(id) => claims.get(&id),
                NodeId::Link(id) => links.get(&id),
            };
            if let Some(to) = target.copied() {
                graph.edges.push(Edge { from: joint, to });
            }
        }
        Self {
            graph,
            claims,
            links,
        }
    }

    /// The cards that have a place: node, middle, place.
    fn known<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = (usize, Point, Place)> {
        document.places().iter().filter_map(|(id, place)| {
            let n = *self.claims.get(id)?;
            let node = self.graph.nodes.get(n)?;
            let centre = Point {
                x: place.x + node.width / 2.0,
                y: place.y + node.height / 2.0,
            };
            Some((n, centre, *place))
        })
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
