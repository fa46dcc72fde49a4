//! A map as GraphML: claims and links are nodes, premises and targets are edges, and everything else stands in
//! typed `<data>` by the names below, for networkx, Gephi and one's own programs. For yEd each node carries
//! its shape, place and label as well. May use the document, its evaluation and the figure.
//!
//! | for | key | type | what |
//! | --- | --- | --- | --- |
//! | graph | `title` | string | the map's title |
//! | node | `kind` | string | claim, support, attack, undercut, rephrase |
//! | node | `text` | string | the claim's words, the link's note |
//! | node | `tags` | string | names of the claim's tags, separated by `; ` |
//! | node | `weight` | double | as given, 0 to 1 |
//! | node | `excerpts`, `evidence` | int | how many the claim has |
//! | node | `standing` | string | accepted, rejected, undecided |
//! | node | `strength` | double | 0 to 1 |
//! | node | `x`, `y` | double | middle of the card or joint on the canvas; y grows downwards |
//! | edge | `role` | string | premise, target |

use std::fmt::{Display, Write as _};

use super::escape::xml;
use super::{Options, WriteError, standing_name};
use crate::document::Document;
use crate::document::evaluation::{Evaluation, evaluate};
use crate::figure::{LinkFigure, Palette, Rect, Rgb, card_faces, link_figures, placed_whole};
use crate::map::{ClaimId, LinkKind};
use crate::semantics::evaluation::Verdict;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
<key id="title" for="graph" attr.name="title" attr.type="string"/>
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="text" for="node" attr.name="text" attr.type="string"/>
<key id="tags" for="node" attr.name="tags" attr.type="string"/>
<key id="weight" for="node" attr.name="weight" attr.type="double"/>
<key id="excerpts" for="node" attr.name="excerpts" attr.type="int"/>
<key id="evidence" for="node" attr.name="evidence" attr.type="int"/>
<key id="standing" for="node" attr.name="standing" attr.type="string"/>
<key id="strength" for="node" attr.name="strength" attr.type="double"/>
<key id="x" for="node" attr.name="x" attr.type="double"/>
<key id="y" for="node" attr.name="y" attr.type="double"/>
<key id="role" for="edge" attr.name="role" attr.type="string"/>
<key id="nodegraphics" for="node" yfiles.type="nodegraphics"/>
<key id="edgegraphics" for="edge" yfiles.type="edgegraphics"/>
"#;

/// Writes claims and links with their attributes and places.
///
/// # Errors
/// None; the signature is that of every format.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, WriteError> {
    let map = document.map();
    let palette = if options.dark {
        Palette::dark()
    } else {
        Palette::light()
    };
    let evaluation = if options.standings {
        evaluate(document)
    } else {
        Evaluation::default()
    };
    let faces = card_faces(document);
    let places = placed_whole(document);
    let rect = |id: ClaimId| {
        let (place, face) = (places.get(&id)?, faces.get(&id)?);
        Some(Rect::new(place.x, place.y, face.width, face.height))
    };
    let figures = link_figures(map, &rect);

    let mut g = GraphMl(String::from(HEAD));
    g.0.push_str("<graph id=\"map\" edgedefault=\"directed\">\n");
    if !document.title().is_empty() {
        g.data("title", document.title());
    }
    for (id, claim) in map.claims() {
        g.open("node", &[("id", &id)]);
        if let (Some(rect), Some(face)) = (rect(id), faces.get(&id)) {
            let shape = Shape {
                rect,
                name: "roundrectangle",
                fill: palette.card,
                line: palette.card_border,
                text: palette.text,
            };
            g.place(&shape, &face.lines.join("\n"));
        }
        g.data("kind", "claim");
        g.data("text", &claim.text);
        let tags = claim.tags.iter().filter_map(|tag| map.tag(*tag));
        let tags: Vec<&str> = tags.map(|tag| tag.name.as_str()).collect();
        if !tags.is_empty() {
            g.data("tags", &tags.join("; "));
        }
        g.number("weight", claim.weight);
        g.number("excerpts", Some(claim.excerpts.len()));
        g.number("evidence", Some(claim.evidence.len()));
        g.verdict(evaluation.claims.get(&id));
        g.close("node");
    }
    for (id, link) in map.links() {
        g.open("node", &[("id", &id)]);
        if let Some(rect) = figures.get(&id).map(LinkFigure::joint_rect) {
            let ink = palette.link(link.kind);
            let shape = Shape {
                rect,
                name: match link.kind {
                    LinkKind::Support => "ellipse",
                    LinkKind::Attack => "diamond",
                    LinkKind::Rephrase => "roundrectangle",
                },
                fill: ink,
                line: ink,
                text: palette.canvas,
            };
            g.place(&shape, link.kind.sign());
        }
        g.data("kind", link.kind_name());
        if !link.note.is_empty() {
            g.data("text", &link.note);
        }
        g.number("weight", link.weight);
        g.verdict(evaluation.links.get(&id));
        g.close("node");
    }
    for (id, link) in map.links() {
        let ink = palette.link(link.kind).hex();
        let (line, head) = match link.kind {
            LinkKind::Support => ("line", "standard"),
            LinkKind::Attack => ("dashed", "plain"),
            LinkKind::Rephrase => ("dotted", "white_delta"),
        };
        let mut edge = |source: &dyn Display, target: &dyn Display, role: &str, head: &str| {
            g.open("edge", &[("source", source), ("target", target)]);
            g.data("role", role);
            g.put(format_args!(
                "<data key=\"edgegraphics\"><y:PolyLineEdge><y:LineStyle color=\"{ink}\" type=\"{line}\" \
                 width=\"1.5\"/><y:Arrows source=\"none\" target=\"{head}\"/></y:PolyLineEdge></data>"
            ));
            g.close("edge");
        };
        for premise in &link.premises {
            edge(premise, &id, "premise", "none");
        }
        edge(&id, &link.target, "target", head);
    }
    g.0.push_str("</graph>\n</graphml>\n");
    Ok(g.0.into_bytes())
}

/// What yEd draws of a node.
struct Shape {
    rect: Rect,
    name: &'static str,
    fill: Rgb,
    line: Rgb,
    text: Rgb,
}

/// The file's text in the making. Writing into a string cannot fail.
struct GraphMl(String);

impl GraphMl {
    fn put(&mut self, text: impl Display) {
        let _ = write!(self.0, "{text}");
    }

    fn open(&mut self, element: &str, attributes: &[(&str, &dyn Display)]) {
        self.put(format_args!("<{element}"));
        for (name, value) in attributes {
            self.put(format_args!(" {name}=\"{value}\""));
        }
        self.0.push('>');
    }

    fn close(&mut self, element: &str) {
        self.put(format_args!("</{element}>\n"));
    }

    fn data(&mut self, key: &str, value: &str) {
        self.put(format_args!("<data key=\"{key}\">{}</data>", xml(value)));
    }

    fn number(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(format_args!("<data key=\"{key}\">{value}</data>"));
        }
    }

    fn verdict(&mut self, verdict: Option<&Verdict>) {
        if let Some(verdict) = verdict {
            self.data("standing", standing_name(verdict.standing));
            self.number("strength", Some(verdict.strength));
        }
    }

    fn place(&mut self, shape: &Shape, label: &str) {
        let Rect { x, y, w, h } = shape.rect;
        // Before `x` and `y`: networkx reads yEd's corner under the same names, and the last one stays.
        self.put(format_args!(
            "<data key=\"nodegraphics\"><y:ShapeNode><y:Geometry x=\"{x}\" y=\"{y}\" width=\"{w}\" \
             height=\"{h}\"/><y:Fill color=\"{}\" transparent=\"false\"/><y:BorderStyle color=\"{}\" \
             type=\"line\" width=\"1.0\"/><y:NodeLabel fontFamily=\"Inter\" textColor=\"{}\">{}</y:NodeLabel>\
             <y:Shape type=\"{}\"/></y:ShapeNode></data>",
            shape.fill.hex(),
            shape.line.hex(),
            shape.text.hex(),
            xml(label),
            shape.name
        ));
        let centre = shape.rect.centre();
        self.number("x", Some(centre.0));
        self.number("y", Some(centre.1));
    }
}
