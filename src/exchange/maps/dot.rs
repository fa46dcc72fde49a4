//! A map as Graphviz DOT. Claims and links are nodes, as in the map's own graph, so that an undercut can end
//! at the link it attacks; types stand in attributes (`kind`, `role`), never in colour alone. May use the
//! document, its evaluation and the figure's line breaking.

use std::fmt::{Display, Write as _};

use super::escape::{dot, dot_label};
use super::{Options, WriteError, standing_name};
use crate::document::Document;
use crate::document::evaluation::{Evaluation, evaluate};
use crate::figure::style::TEXT_BODY;
use crate::figure::{Palette, Weight, wrap};
use crate::map::{LinkKind, Tag};

/// How wide a label may become, in points.
const LABEL_WIDTH: f32 = 240.0;

/// Attributes of a node or edge, in brackets.
struct Attributes(String);

impl Attributes {
    fn new() -> Self {
        Self(String::new())
    }

    /// An attribute whose value is already in DOT's form.
    fn raw(mut self, name: &str, value: impl Display) -> Self {
        let comma = if self.0.is_empty() { "" } else { ", " };
        // Writing into a string cannot fail.
        let _ = write!(self.0, "{comma}{name}={value}");
        self
    }

    fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, dot(value))
    }

    fn number(self, name: &str, value: Option<f64>) -> Self {
        match value {
            Some(value) => self.raw(name, dot(&value.to_string())),
            None => self,
        }
    }
}

/// Writes claims, links, their texts, tags, weights and standings.
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
    let mut out = String::from("digraph counterclaim {\n");
    let title = document.title().trim();
    if !title.is_empty() {
        put(&mut out, "graph", Attributes::new().text("title", title));
    }
    let graph = Attributes::new()
        .text("rankdir", "BT")
        .text("bgcolor", &palette.canvas.hex());
    put(&mut out, "graph", graph);
    let node = Attributes::new()
        .text("shape", "box")
        .text("style", "rounded,filled")
        .text("fontname", "Inter")
        .text("fontsize", "11")
        .text("fillcolor", &palette.card.hex())
        .text("color", &palette.card_border.hex())
        .text("fontcolor", &palette.text.hex());
    put(&mut out, "node", node);

    for (id, claim) in map.claims() {
        let lines = wrap(&claim.text, Weight::Regular, TEXT_BODY, LABEL_WIDTH);
        let tags: Vec<&Tag> = claim.tags.iter().filter_map(|id| map.tag(*id)).collect();
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        let mut a = Attributes::new()
            .text("kind", "claim")
            .raw("label", dot_label(&lines))
            .text("text", &claim.text);
        if !names.is_empty() {
            a = a.text("tags", &names.join("; "));
        }
        a = a.number("weight", claim.weight);
        if !claim.excerpts.is_empty() {
            a = a.text("excerpts", &claim.excerpts.len().to_string());
        }
        if !claim.evidence.is_empty() {
            a = a.text("evidence", &claim.evidence.len().to_string());
        }
        if let Some(verdict) = evaluation.claims.get(&id) {
            a = a
                .text("standing", standing_name(verdict.standing))
                .number("strength", Some(verdict.strength));
        }
        put(&mut out, &id.to_string(), a);
    }
    for (id, link) in map.links() {
        let ink = palette.link(link.kind).hex();
        let (shape, style) = match link.kind {
            LinkKind::Support => ("circle", "solid"),
            LinkKind::Attack => ("diamond", "dashed"),
            LinkKind::Rephrase => ("box", "dotted"),
        };
        let mut a = Attributes::new()
            .text("kind", link.kind_name())
            .text("label", link.kind.sign())
            .text("shape", shape)
            .text("style", "filled")
            .text("fillcolor", &ink)
            .text("color", &ink)
            .text("fontcolor", &palette.canvas.hex())
            .text("width", "0.25")
            .text("height", "0.25")
            .text("margin", "0.02");
        if !link.note.is_empty() {
            a = a.text("note", &link.note);
        }
        a = a.number("weight", link.weight);
        if let Some(verdict) = evaluation.links.get(&id) {
            a = a
                .text("standing", standing_name(verdict.standing))
                .number("strength", Some(verdict.strength));
        }
        put(&mut out, &id.to_string(), a);
        let edge = |role: &str| {
            Attributes::new()
                .text("role", role)
                .text("color", &ink)
                .text("style", style)
        };
        for premise in &link.premises {
            let a = edge("premise").text("arrowhead", "none");
            put(&mut out, &format!("{premise} -> {id}"), a);
        }
        let head = match (link.is_undercut(), link.kind) {
            (true, _) => "teetee",
            (false, LinkKind::Support) => "normal",
            (false, LinkKind::Attack) => "vee",
            (false, LinkKind::Rephrase) => "onormal",
        };
        let a = edge("target").text("arrowhead", head);
        put(&mut out, &format!("{id} -> {}", link.target), a);
    }
    out.push_str("}\n");
    Ok(out.into_bytes())
}

fn put(out: &mut String, what: &str, attributes: Attributes) {
    let _ = writeln!(out, "  {what} [{}];", attributes.0);
}
