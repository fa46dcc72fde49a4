//! Outlines as plain text: what is written is read, and any text is read as something.

use std::collections::BTreeSet;

use counterclaim::document::{Change, Document, Edit, Fragment};
use counterclaim::exchange::outline::{MAX_CHARACTERS, MAX_LINES, read, write};
use counterclaim::map::{Claim, ClaimId, Link, LinkId, LinkKind, Map, NodeId, Tag, TagId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Words, some of which look like marks, bullets, tags or escapes.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zA-Zäß.,]{1,8}",
        2 => select(vec!["+", "-", "=", "_", "_+&", "*", "•", "1.", "12)", "#moat", "#12", "#(fair", "use)", "\\", "\\#x", "\\\\", "#", "#()"])
            .prop_map(str::to_owned),
    ];
    vec(word, 0..6).prop_map(|words| words.join(" "))
}

fn tag_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}", "[a-z]{1,4} [a-z()#\\\\]{1,6}", "[0-9]{1,4}"]
        .prop_map(|name| name.trim().to_owned())
}

/// Forests: every claim bears on one earlier claim, on one earlier link, joins the premises of an earlier link, or
/// stands by itself.
fn forest() -> impl Strategy<Value = Document> {
    let claim = (
        words(),
        vec(0_usize..4, 0..3),
        0_u8..5,
        any::<prop::sample::Index>(),
        0_usize..3,
    );
    (vec(claim, 1..14), vec(tag_name(), 4)).prop_map(|(claims, names)| {
        let mut changes: Vec<Change> = Vec::new();
        let mut tags: Vec<TagId> = Vec::new();
        for (name, n) in names.into_iter().zip(0..) {
            let tag = Tag::nth(n, format!("{name}{}", ["", "a", "b", "c"][n]));
            if !changes.iter().any(
                |change| matches!(change, Change::Tag(_, Some(other)) if other.same_name(&tag)),
            ) {
                let id = TagId(1 + n as u32);
                tags.push(id);
                changes.push(Change::Tag(id, Some(tag)));
            }
        }
        let mut links: Vec<(LinkId, Link)> = Vec::new();
        for (n, (text, carried, place, other, kind)) in claims.into_iter().enumerate() {
            let id = ClaimId(100 + n as u32);
            let claim = Claim {
                tags: carried
                    .iter()
                    .filter_map(|t| tags.get(*t))
                    .copied()
                    .collect(),
                ..Claim::new(text)
            };
            changes.push(Change::Claim(id, Some(claim)));
            let kind = LinkKind::ALL[kind];
            let new = LinkId(1000 + n as u32);
            match place {
                1 | 2 if n > 0 => {
                    let target = ClaimId(100 + other.index(n) as u32);
                    links.push((new, Link::new(kind, id, target)));
                }
                3 if !links.is_empty() => {
                    let target = links[other.index(links.len())].0;
                    let kind = if kind == LinkKind::Rephrase {
                        LinkKind::Attack
                    } else {
                        kind
                    };
                    links.push((new, Link::new(kind, id, target)));
                }
                4 if !links.is_empty() => {
                    let n = other.index(links.len());
                    links[n].1.premises.push(id);
                }
                _ => {}
            }
        }
        changes.extend(
            links
                .into_iter()
                .map(|(id, link)| Change::Link(id, Some(link))),
        );
        let mut document = Document::default();
        document.apply(Edit::new("", changes)).unwrap();
        document
    })
}

fn fragment(document: &Document) -> Fragment {
    let nodes: Vec<NodeId> = document.map().claims().map(|(id, _)| id.into()).collect();
    Fragment::take(document, &nodes)
}

/// A claim with all that bears on it, in words that say everything but ids and order.
fn told(map: &Map, node: NodeId) -> String {
    let mut onto: Vec<String> = map
        .links_onto(node)
        .into_iter()
        .map(|id| {
            let link = map.link(id).unwrap();
            let mut premises: Vec<String> = link
                .premises
                .iter()
                .map(|id| told(map, (*id).into()))
                .collect();
            premises.sort();
            format!(
                "{:?} of {premises:?} hit by {}",
                link.kind,
                told(map, id.into())
            )
        })
        .collect();
    onto.sort();
    match node {
        NodeId::Claim(id) => {
            let claim = map.claim(id).unwrap();
            let tags: BTreeSet<&str> = claim
                .tags
                .iter()
                .map(|id| map.tag(*id).unwrap().name.as_str())
                .collect();
            format!("({:?} {tags:?} {onto:?})", claim.text)
        }
        NodeId::Link(_) => format!("{onto:?}"),
    }
}

fn whole(map: &Map) -> Vec<String> {
    let free = map
        .claims()
        .map(|(id, _)| id)
        .filter(|id| map.links_from(*id).is_empty());
    let mut all: Vec<String> = free.map(|id| told(map, id.into())).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_forest_comes_back_from_its_outline(document in forest()) {
        let text = write(&fragment(&document));
        let (back, warnings) = read(&text);
        prop_assert_eq!(warnings, Vec::<String>::new());
        prop_assert_eq!(whole(back.document().map()), whole(document.map()), "{}", text);
        let (again, _) = read(&write(&back));
        prop_assert_eq!(&again, &read(&write(&again)).0);
    }

    /// Any text is so many claims, and what comes of it can be written and read again.
    #[test]
    fn any_text_is_read(lines in vec(("[ \t]{0,6}", prop_oneof![words(), any::<String>()]), 0..12)) {
        let text: String = lines.iter().map(|(indent, line)| format!("{indent}{line}\n")).collect();
        let (back, _) = read(&text);
        let claims = text.lines().filter(|line| !line.trim().is_empty()).count();
        let map = back.document().map();
        prop_assert!(map.claim_count() == claims || text.starts_with('\u{feff}'), "so many claims as lines");
        prop_assert_eq!(back.document().violations(), Vec::<String>::new());
        let (again, _) = read(&write(&back));
        prop_assert_eq!(whole(again.document().map()).len(), whole(map).len());
    }
}

/// The claims of a text, each with how it bears on what it stands beneath.
fn steps(text: &str) -> Vec<(String, Option<(LinkKind, NodeId)>)> {
    let (back, _) = read(text);
    let map = back.document().map();
    let step = |id| {
        let link = map
            .links_from(id)
            .first()
            .and_then(|link| map.link(*link))?;
        Some((link.kind, link.target))
    };
    map.claims()
        .map(|(id, claim)| (claim.text.clone(), step(id)))
        .collect()
}

#[test]
fn an_outline_reads_as_people_would_read_it() {
    let mut document = Document::new();
    let claim = |id, text: &str| Change::Claim(ClaimId(id), Some(Claim::new(text)));
    let mut thesis = Claim::new("Distillation is theft.\nOr is it?");
    thesis.tags = [TagId(1), TagId(3)].into();
    let together = Link {
        premises: vec![ClaimId(11), ClaimId(12)],
        ..Link::new(LinkKind::Support, ClaimId(11), ClaimId(10))
    };
    document
        .apply(Edit::new(
            "",
            vec![
                Change::Claim(ClaimId(10), Some(thesis)),
                claim(11, "The terms forbid it."),
                claim(12, "Breaking terms is theft."),
                claim(13, "Outputs are nobody’s."),
                claim(14, "Terms were never agreed to."),
                Change::Link(LinkId(20), Some(together)),
                Change::Link(
                    LinkId(21),
                    Some(Link::new(LinkKind::Attack, ClaimId(13), ClaimId(10))),
                ),
                Change::Link(
                    LinkId(22),
                    Some(Link::new(LinkKind::Attack, ClaimId(14), LinkId(20))),
                ),
            ],
        ))
        .unwrap();
    assert_eq!(
        write(&fragment(&document)),
        "Distillation is theft. Or is it? #(fair use) #moat\n  \
         + The terms forbid it.\n    \
         _ Terms were never agreed to.\n  \
         +& Breaking terms is theft.\n  \
         - Outputs are nobody’s.\n"
    );
}

#[test]
fn lists_from_elsewhere_are_read() {
    let nested = |text| -> Vec<Option<LinkKind>> {
        steps(text)
            .into_iter()
            .map(|(_, step)| step.map(|(kind, _)| kind))
            .collect()
    };
    let texts = |text| -> Vec<String> { steps(text).into_iter().map(|(text, _)| text).collect() };
    let (support, attack) = (Some(LinkKind::Support), Some(LinkKind::Attack));
    // Bullets at the margin: only bullets.
    let list = "- a\n  - b\n    * c\n\n1. d\n\t2) e\n• f";
    assert_eq!(texts(list), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(nested(list), [None, support, support, None, support, None]);
    // Marks beneath a plain line.
    let marked = "a\r\n\t- b\r\n\t\t+ c\r\n\td\r\n\t= e\r\nf";
    assert_eq!(texts(marked), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(
        nested(marked),
        [
            None,
            attack,
            support,
            support,
            Some(LinkKind::Rephrase),
            None
        ]
    );
    // An undercut with nothing to undercut attacks the claim; a joining mark with nothing to join begins a link.
    assert_eq!(nested("a\n  _ b\n  +& c"), [None, attack, support]);
    // A list that is indented as a whole has its margin there.
    assert_eq!(nested("    a\n      - b"), [None, attack]);
    // What is no mark is text.
    assert_eq!(
        texts("a\n  -b\n  1.5 times\n  +"),
        ["a", "-b", "1.5 times", ""]
    );
    assert_eq!(texts("see #12 #moat"), ["see #12"]);
}

#[test]
fn too_much_is_cut_and_said() {
    let (back, warnings) = read(&"x\n".repeat(MAX_LINES + 5));
    assert_eq!(back.document().map().claim_count(), MAX_LINES);
    assert_eq!(
        warnings,
        [format!(
            "the text has {} lines; the first {MAX_LINES} were read",
            MAX_LINES + 5
        )]
    );
    let (back, warnings) = read(&format!("{}\nb", "é".repeat(MAX_CHARACTERS + 1)));
    assert_eq!(warnings.len(), 1);
    let (_, claim) = back.document().map().claims().next().unwrap();
    assert_eq!(claim.text.chars().count(), MAX_CHARACTERS);
    // Hostile lines cost no more than long ones.
    let start = std::time::Instant::now();
    for piece in ["#(", "#( ", "#a ", "\\ ", "- ", "\\#", " ", "\t"] {
        read(&piece.repeat(MAX_CHARACTERS));
    }
    let deep: String = (0..5_000)
        .map(|n| format!("{}- x\n", " ".repeat(n)))
        .collect();
    let (back, _) = read(&deep);
    write(&back);
    assert!(
        start.elapsed() < std::time::Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
