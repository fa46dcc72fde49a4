//! The formats: escapes, round numbers, sameness, size.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use counterclaim::document::Document;
use counterclaim::exchange::maps::escape::{markdown, xml};
use counterclaim::exchange::maps::{EXPORTS, Options, WriteError};
use counterclaim::map::{Evidence, LinkKind, NodeId};
use proptest::prelude::*;
use resvg::usvg::roxmltree;

use crate::common::skip;
use crate::sample::{Maker, NASTY, PLAIN, full, large};

fn written(document: &Document, format: &str, options: &Options) -> Vec<u8> {
    let export = EXPORTS.iter().find(|e| e.name == format).unwrap();
    (export.write)(document, options).unwrap()
}

fn text(document: &Document, format: &str) -> String {
    String::from_utf8(written(document, format, &Options::default())).unwrap()
}

/// What XML gives back of a text: what it cannot hold at all is replaced.
fn legal(text: &str) -> String {
    let illegal = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars()
        .map(|c| if illegal(c) { '\u{FFFD}' } else { c })
        .collect()
}

// ---- all formats -----------------------------------------------------------------------------------------

#[test]
fn the_same_document_gives_the_same_bytes() {
    for document in [Document::new(), full(NASTY), large(40)] {
        for dark in [false, true] {
            let options = Options {
                dark,
                ..Options::default()
            };
            for export in EXPORTS {
                let first = (export.write)(&document, &options).unwrap();
                let again = (export.write)(&document.clone(), &options).unwrap();
                assert!(first == again, "{} differs", export.name);
            }
        }
    }
}

#[test]
fn a_thousand_claims_are_written_at_once() {
    let document = large(1_000);
    for export in EXPORTS {
        let started = std::time::Instant::now();
        let bytes = (export.write)(&document, &Options::default()).unwrap();
        let took = started.elapsed();
        eprintln!("{}: {} bytes in {took:?}", export.name, bytes.len());
        // Far above what it takes (under two seconds for the slowest): only a wrong order of growth fails.
        assert!(took.as_secs() < 30, "{} took {took:?}", export.name);
    }
}

// ---- XML -------------------------------------------------------------------------------------------------

proptest! {
    #[test]
    fn any_text_comes_back_from_xml(text in any::<String>()) {
        let whole = format!("<a b=\"{0}\">{0}</a>", xml(&text));
        let tree = roxmltree::Document::parse(&whole).unwrap();
        let a = tree.root_element();
        prop_assert_eq!(a.attribute("b").unwrap(), legal(&text));
        prop_assert_eq!(a.text().unwrap_or_default(), legal(&text));
    }
}

#[test]
fn svg_holds_every_claim_and_link_and_nothing_else() {
    for texts in [NASTY, PLAIN] {
        let document = full(texts);
        let svg = text(&document, "svg");
        let tree = roxmltree::Document::parse(&svg).unwrap();
        let allowed = [
            "svg", "title", "desc", "g", "rect", "path", "circle", "text", "tspan",
        ];
        let mut titles = BTreeMap::new();
        for node in tree.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            assert!(allowed.contains(&name), "<{name}>");
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on") && attribute.name() != "href");
                let value = attribute.value();
                assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
            }
            if let (Some(id), "g") = (node.attribute("id"), name) {
                let title = node.first_element_child().and_then(|t| t.text());
                titles.insert(id.to_owned(), title.unwrap_or_default().to_owned());
            }
        }
        let map = document.map();
        assert_eq!(titles.len(), map.claim_count() + map.link_count());
        for (id, claim) in map.claims() {
            let title = &titles[&id.to_string()];
            let expected = format!("{id}: {}", legal(claim.text.trim()));
            assert!(
                title.starts_with(&expected),
                "{title:?} is not {expected:?}"
            );
        }
        assert_eq!(tree.root_element().attribute("role"), Some("img"));
    }
}

#[test]
fn svg_shows_the_words_of_a_card() {
    let mut m = Maker::new();
    m.claim("<tspan>& \"quoted\"</tspan> \u{1}", None);
    let svg = text(&m.document, "svg");
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let words: Vec<_> = tree
        .descendants()
        .filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "tspan")))
        .filter_map(|n| n.text())
        .collect();
    assert_eq!(words, ["<tspan>& \"quoted\"</tspan> □"]);
}

#[test]
fn graphml_holds_typed_data() {
    for texts in [NASTY, PLAIN] {
        let document = full(texts);
        let map = document.map();
        let graphml = text(&document, "graphml");
        let tree = roxmltree::Document::parse(&graphml).unwrap();
        let elements = |name: &str| -> Vec<roxmltree::Node<'_, '_>> {
            let found = tree.descendants().filter(|n| n.tag_name().name() == name);
            found.collect()
        };
        let data = |node: &roxmltree::Node<'_, '_>, key: &str| {
            let mut found = node.children().filter(|n| n.attribute("key") == Some(key));
            let value = found
                .next()
                .map(|n| n.text().unwrap_or_default().to_owned());
            assert!(found.next().is_none(), "{key} stands twice");
            value
        };
        let declared: Vec<_> = elements("key")
            .iter()
            .filter_map(|k| k.attribute("id"))
            .collect();
        for datum in elements("data") {
            assert!(declared.contains(&datum.attribute("key").unwrap()));
        }
        let nodes: BTreeMap<&str, _> = elements("node")
            .into_iter()
            .map(|n| (n.attribute("id").unwrap(), n))
            .collect();
        assert_eq!(nodes.len(), map.claim_count() + map.link_count());
        for (id, claim) in map.claims() {
            let node = &nodes[id.to_string().as_str()];
            assert_eq!(data(node, "kind").as_deref(), Some("claim"));
            assert_eq!(data(node, "text"), Some(legal(&claim.text)));
        }
        let mut ends = 0;
        for (id, link) in map.links() {
            let node = &nodes[id.to_string().as_str()];
            assert_eq!(data(node, "kind").as_deref(), Some(link.kind_name()));
            ends += link.premises.len() + 1;
        }
        let edges = elements("edge");
        assert_eq!(edges.len(), ends);
        for edge in edges {
            let source = edge.attribute("source").unwrap();
            let target = edge.attribute("target").unwrap();
            assert!(nodes.contains_key(source) && nodes.contains_key(target));
            let role = data(&edge, "role").unwrap();
            let link = if role == "premise" { target } else { source };
            assert_ne!(data(&nodes[link], "kind").as_deref(), Some("claim"));
        }
    }
}

// ---- DOT -------------------------------------------------------------------------------------------------

/// A node or edge statement: its name and its attributes.
type Statement = (String, BTreeMap<String, String>);

/// Reads the DOT language as its grammar says (graphviz.org/doc/info/lang.html), as far as our files use it;
/// in quoted strings only `\"` is an escape.
fn read_dot(dot: &str) -> Vec<Statement> {
    let body = dot.strip_prefix("digraph counterclaim {\n").unwrap();
    let mut rest = body.strip_suffix("}\n").unwrap();
    let mut statements = Vec::new();
    while !rest.trim().is_empty() {
        let (name, behind) = rest.split_once('[').unwrap();
        let mut attributes = BTreeMap::new();
        rest = behind;
        loop {
            let (key, behind) = rest.split_once("=\"").unwrap();
            let mut value = String::new();
            let mut chars = behind.char_indices();
            let end = loop {
                match chars.next().unwrap() {
                    (_, '\\') => match chars.next().unwrap().1 {
                        '"' => value.push('"'),
                        other => value.extend(['\\', other]),
                    },
                    (at, '"') => break at + 1,
                    (_, c) => value.push(c),
                }
            };
            attributes.insert(key.trim().to_owned(), value);
            rest = &behind[end..];
            if let Some(behind) = rest.strip_prefix("];\n") {
                rest = behind;
                break;
            }
            rest = rest.strip_prefix(", ").unwrap();
        }
        statements.push((name.trim().to_owned(), attributes));
    }
    statements
}

#[test]
fn dot_holds_every_claim_and_link() {
    for texts in [NASTY, PLAIN] {
        let document = full(texts);
        let map = document.map();
        let statements = read_dot(&text(&document, "dot"));
        let nodes: BTreeMap<&str, _> = statements.iter().map(|(n, a)| (n.as_str(), a)).collect();
        for (id, claim) in map.claims() {
            let attributes = nodes[id.to_string().as_str()];
            let words = attributes["text"].replace("\\\\", "\\");
            assert_eq!(words, claim.text.replace('\0', "\u{FFFD}"));
            assert_eq!(attributes["kind"], "claim");
        }
        for (id, link) in map.links() {
            assert_eq!(nodes[id.to_string().as_str()]["kind"], link.kind_name());
            for premise in &link.premises {
                assert_eq!(
                    nodes[format!("{premise} -> {id}").as_str()]["role"],
                    "premise"
                );
            }
            let target = format!("{id} -> {}", link.target);
            assert_eq!(nodes[target.as_str()]["role"], "target");
        }
        let ends: usize = map.links().map(|(_, link)| link.premises.len() + 1).sum();
        let defaults = statements
            .iter()
            .filter(|(n, _)| n == "graph" || n == "node")
            .count();
        assert_eq!(
            statements.len() - defaults,
            map.claim_count() + map.link_count() + ends
        );
    }
}

#[test]
fn graphviz_reads_back_what_was_written() {
    let document = full(NASTY);
    let dot = written(&document, "dot", &Options::default());
    let spawned = Command::new("dot")
        .arg("-Tjson")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else {
        return skip("there is no `dot` (Graphviz) on this machine");
    };
    let mut stdin = child.stdin.take().unwrap();
    let feeding = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &dot));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("syntax"), "{said}");
    // Graphviz leaves some control characters in its JSON as they are, which JSON forbids.
    let tame = |text: &str| -> String {
        let kept = |c: char| if c < ' ' && c != '\n' { '\u{FFFD}' } else { c };
        text.chars().map(kept).collect()
    };
    let json = tame(&String::from_utf8_lossy(&output.stdout));
    let graph: serde_json::Value = serde_json::from_str(&json).unwrap();
    let map = document.map();
    let objects = graph["objects"].as_array().unwrap();
    assert_eq!(objects.len(), map.claim_count() + map.link_count());
    let shown: BTreeMap<&str, &serde_json::Value> = objects
        .iter()
        .map(|o| (o["name"].as_str().unwrap(), o))
        .collect();
    for (id, claim) in map.claims() {
        // An empty attribute is left out.
        let words = shown[id.to_string().as_str()]["text"]
            .as_str()
            .unwrap_or_default();
        assert_eq!(tame(&words.replace("\\\\", "\\")), tame(&claim.text));
    }
    for (id, link) in map.links() {
        assert_eq!(shown[id.to_string().as_str()]["kind"], link.kind_name());
    }
}

// ---- Markdown --------------------------------------------------------------------------------------------

/// Undoes backslash escapes as CommonMark says: before ASCII punctuation only.
fn unescaped(markdown: &str) -> String {
    let mut out = String::new();
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// The characters that stand for themselves because a backslash precedes them become `§`, so that what is
/// left is what Markdown takes for markup.
fn bare(markdown: &str) -> String {
    let mut out = String::new();
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
            out.push('§');
        } else {
            out.push(c);
        }
    }
    out
}

fn assert_no_markup(escaped: &str) {
    let bare = bare(escaped);
    for mark in [
        "`", "*", "_", "[", "]", "<", ">", "|", "~", "$", "^", "\\", "://", "www.",
    ] {
        assert!(!bare.contains(mark), "{mark} in {bare:?}");
    }
    let entity = bare.split('&').skip(1);
    for behind in entity {
        assert!(
            !behind.starts_with(|c: char| c == '#' || c.is_alphanumeric()),
            "{bare:?}"
        );
    }
    assert!(
        !bare.starts_with([' ', '\t', '#', '+', '-', '=', '>']),
        "{bare:?}"
    );
    let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    assert!(
        number.len() == bare.len() || !number.starts_with(['.', ')']),
        "{bare:?}"
    );
    assert!(!escaped.contains(['\n', '\r', '\0']));
}

proptest! {
    #[test]
    fn nothing_in_a_text_is_taken_for_markdown(text in "[\\PC\0-\u{20}]{0,40}|[-#+*_=0-9.)<>&;:!\\[\\]()`~|$^ w/\\\\a\n]{0,40}") {
        let escaped = markdown(&text);
        let visible = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(visible).collect();
        prop_assert_eq!(unescaped(&escaped), words);
        assert_no_markup(&escaped);
    }
}

#[test]
fn a_report_has_the_markup_it_means_and_no_other() {
    let document = full(NASTY);
    let report = text(&document, "markdown");
    let bare = bare(&report);
    for line in bare.lines() {
        let trimmed = line.trim_start();
        assert!(
            !trimmed.contains(['`', '<', '[', ']', '|', '~', '$', '^', '_']),
            "{line:?}"
        );
        assert!(!line.contains("://") && !line.contains("www."), "{line:?}");
        // Emphasis only in pairs, and ours.
        assert!(line.matches('*').count() % 2 == 0, "{line:?}");
        // Code needs four spaces after a blank line: only lists are indented here.
        assert!(
            trimmed.len() == line.len() || trimmed.starts_with("- "),
            "{line:?}"
        );
    }
    let headings = bare.lines().filter(|l| l.starts_with("### ")).count();
    let theses = bare.find("## What the claims rest on").unwrap();
    let theses = bare[..theses]
        .lines()
        .filter(|l| l.starts_with("### "))
        .count();
    assert_eq!(headings - theses, document.map().claim_count());
    for (_, claim) in document.map().claims() {
        for excerpt in &claim.excerpts {
            for line in excerpt
                .exact
                .lines()
                .map(markdown)
                .filter(|l| !l.is_empty())
            {
                assert!(report.contains(&format!("> {line}")), "{line}");
            }
        }
    }
}

#[test]
fn a_report_unfolds_arguments_by_thesis() {
    let mut m = Maker::new();
    m.title("Is it theft?");
    let thesis = m.claim("It is theft.", None);
    let paid = m.claim("They paid.", None);
    let terms = m.claim("The terms forbid it.", None);
    let late = m.claim("The terms came later.", None);
    let breach = m.claim("A breach is no theft.", None);
    m.link(LinkKind::Attack, &[paid], thesis);
    let step = m.link(LinkKind::Support, &[terms, late], thesis);
    m.link(LinkKind::Attack, &[breach], step);
    m.link(LinkKind::Attack, &[late], terms);
    m.link(LinkKind::Support, &[thesis], late);
    let report = String::from_utf8(written(
        &m.document,
        "markdown",
        &Options {
            standings: false,
            ..Options::default()
        },
    ))
    .unwrap();
    let (outline, _) = report.split_once("## What the claims rest on").unwrap();
    let (_, outline) = outline.split_once("## The argument\n\n").unwrap();
    // c8 is a premise of the thesis that supports it: a circle, cut where it closes. Claims that are only
    // named have no heading of their own.
    assert_eq!(
        outline,
        "### c5 It is theft.\n\n\
         - **Attack** k10: c6 They paid.\n\
         - **Support** k11, together:\n  \
           - c7 The terms forbid it.\n    \
             - **Attack** k13: c8 The terms came later.\n      \
               - **Support** k14: c5 It is theft. (see above)\n  \
           - c8 The terms came later. (see above)\n  \
           - **Undercut of k11** k12: c9 A breach is no theft.\n\n"
    );
}

#[test]
fn circles_and_endless_chains_are_reported_in_linear_space() {
    let mut m = Maker::new();
    let mut before = m.claim("start", None);
    let first = before;
    for n in 0..3_000 {
        let next = m.claim(&format!("claim {n}"), None);
        m.link(LinkKind::Support, &[next], before);
        before = next;
    }
    let open = text(&m.document, "markdown").len();
    m.link(LinkKind::Attack, &[first], before);
    let mut link = None;
    for _ in 0..1_000 {
        let target = link.map_or(NodeId::Claim(first), NodeId::Link);
        link = Some(m.link(LinkKind::Attack, &[before], target));
    }
    let closed = text(&m.document, "markdown");
    assert!(
        open < 3_000 * 300 && closed.len() < 4_000 * 300,
        "{open} {}",
        closed.len()
    );
    for n in 0..3_000 {
        assert!(
            closed.contains(&format!(" claim {n} ")),
            "claim {n} is missing"
        );
    }
}

// ---- JSON ------------------------------------------------------------------------------------------------

#[test]
fn json_holds_everything() {
    let document = full(NASTY);
    let root: serde_json::Value = serde_json::from_str(&text(&document, "json")).unwrap();
    let map = document.map();
    assert_eq!(root["format"], "counterclaim");
    assert_eq!(root["title"], document.title());
    let claims = root["claims"].as_array().unwrap();
    assert_eq!(claims.len(), map.claim_count());
    for ((id, claim), out) in map.claims().zip(claims) {
        assert_eq!(out["id"], id.to_string());
        assert_eq!(out["text"], claim.text);
        assert_eq!(out["tags"].as_array().unwrap().len(), claim.tags.len());
        assert_eq!(
            out["place"]["x"].as_f64(),
            document.place(id).map(|p| f64::from(p.x))
        );
        let excerpts = out["excerpts"].as_array().unwrap();
        assert_eq!(excerpts.len(), claim.excerpts.len());
        for (excerpt, out) in claim.excerpts.iter().zip(excerpts) {
            assert_eq!(out["exact"], excerpt.exact);
            assert!(out["author"].is_string());
        }
        for (evidence, out) in claim
            .evidence
            .iter()
            .zip(out["evidence"].as_array().unwrap())
        {
            match evidence {
                Evidence::Note(text) => assert_eq!(out["text"], *text),
                Evidence::Quotation {
                    words,
                    source,
                    bearing,
                } => {
                    assert_eq!(out["words"], *words);
                    assert_eq!(out["source"], *source);
                    assert_eq!(out["bearing"], bearing.name());
                }
                Evidence::Finding { finding, .. } => {
                    assert_eq!(out["finding"], finding.to_string());
                }
            }
        }
        assert!(["accepted", "rejected", "undecided"].contains(&out["standing"].as_str().unwrap()));
    }
    let links = root["links"].as_array().unwrap();
    for ((id, link), out) in map.links().zip(links) {
        assert_eq!(out["id"], id.to_string());
        assert_eq!(out["kind"], link.kind_name());
        assert_eq!(out["target"], link.target.to_string());
        assert_eq!(
            out["premises"].as_array().unwrap().len(),
            link.premises.len()
        );
        assert_eq!(out["note"], link.note);
    }
    let comments = root["thread"]["comments"].as_array().unwrap();
    assert_eq!(comments.len(), NASTY.len());
}

// ---- PNG -------------------------------------------------------------------------------------------------

fn pixels(document: &Document, options: &Options) -> image::RgbaImage {
    let bytes = written(document, "png", options);
    image::load_from_memory(&bytes).unwrap().to_rgba8()
}

#[test]
fn png_is_the_svg_in_pixels() {
    let document = full(PLAIN);
    let svg = text(&document, "svg");
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let side = |name| {
        tree.root_element()
            .attribute(name)
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    for scale in [0.5f32, 1.0, 2.0] {
        let options = Options {
            scale,
            ..Options::default()
        };
        let picture = pixels(&document, &options);
        let expected = |name| (side(name) * f64::from(scale)).ceil();
        assert!((f64::from(picture.width()) - expected("width")).abs() <= 1.0);
        assert!((f64::from(picture.height()) - expected("height")).abs() <= 1.0);
    }
    for dark in [false, true] {
        let options = Options {
            dark,
            ..Options::default()
        };
        let picture = pixels(&document, &options);
        let p = if dark {
            counterclaim::figure::Palette::dark()
        } else {
            counterclaim::figure::Palette::light()
        };
        let rgba = |c: counterclaim::figure::Rgb| image::Rgba([c.0, c.1, c.2, 255]);
        let (right, bottom) = (picture.width() - 1, picture.height() - 1);
        for (x, y) in [(0, 0), (right, 0), (0, bottom), (right, bottom)] {
            assert_eq!(*picture.get_pixel(x, y), rgba(p.canvas));
        }
        // Ink of text and links is there: the fonts were found.
        for ink in [p.text, p.support, p.attack, p.rephrase, p.card] {
            assert!(
                picture.pixels().any(|pixel| *pixel == rgba(ink)),
                "{}",
                ink.hex()
            );
        }
    }
}

#[test]
fn a_character_no_font_has_costs_only_itself() {
    let picture = |words: &str| {
        let mut m = Maker::new();
        m.claim(words, None);
        pixels(&m.document, &Options::default())
    };
    assert!(
        picture("合同 🔥") != picture("合同 □"),
        "the emoji is not drawn"
    );
    assert!(
        picture("合同 🔥") == picture("□□ 🔥"),
        "boxes stand for ideographs"
    );
}

#[test]
fn a_picture_is_never_too_large_for_memory() {
    let mut m = Maker::new();
    m.claim("here", Some((0.0, 0.0)));
    m.claim("far away", Some((300_000.0, 50_000.0)));
    let picture = pixels(&m.document, &Options::default());
    assert!(picture.width() <= 32_000 && picture.height() <= 32_000);
    let mut m = Maker::new();
    m.claim("here", Some((-3.0e38, 0.0)));
    m.claim("beyond", Some((3.0e38, 1.0e30)));
    let export = EXPORTS.iter().find(|e| e.name == "png").unwrap();
    let error = (export.write)(&m.document, &Options::default()).unwrap_err();
    assert!(matches!(error, WriteError::TooLarge { .. }), "{error}");
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        let options = Options {
            scale,
            ..Options::default()
        };
        let error = (export.write)(&m.document, &options).unwrap_err();
        assert!(matches!(error, WriteError::Scale(_)), "{error}");
    }
}

#[test]
fn empty_maps_explain_themselves() {
    let empty = Document::new();
    assert!(text(&empty, "svg").contains("There are no claims on this map yet."));
    assert!(text(&empty, "markdown").contains("0 claims"));
    assert!(pixels(&empty, &Options::default()).width() > 100);
    assert_eq!(read_dot(&text(&empty, "dot")).len(), 2);
}
