//! The geometry and look of the drawing.

use std::collections::BTreeMap;

use counterclaim::figure::metrics::{INTER_REGULAR, INTER_SEMIBOLD};
use counterclaim::figure::style::{LINE_BODY, LINE_SMALL, TEXT_BODY};
use counterclaim::figure::{
    Authors, CARD_WIDTH, JOINT, Palette, Rect, Weight, arranged, card_face, card_faces, distance,
    link_figures, mark_shapes, placed, sample, text_width, visible, wrap, wrap_max,
};
use counterclaim::map::{ClaimId, Hue, LinkKind, Pattern};
use proptest::prelude::*;
use resvg::usvg;

use crate::sample::{Maker, NASTY, PLAIN, full, large};

// ---- text ------------------------------------------------------------------------------------------------

/// How many characters of a line take room: one alone may be wider than the line.
fn wide_characters(line: &str) -> usize {
    let mut joined = false;
    line.chars()
        .filter(|c| {
            // What a joiner joins is one character.
            let wide = text_width(&c.to_string(), Weight::Regular, 10.0) > 0.0;
            let counts = !joined && wide && !c.is_whitespace();
            joined = *c == '\u{200D}';
            counts
        })
        .count()
}

fn without_spaces(text: &str) -> String {
    // Vertical tab and form feed are white space to Unicode, but drawn as what they are: stray controls.
    let kept =
        |c: &char| (!c.is_whitespace() || matches!(c, '\u{B}' | '\u{C}')) && *c != '\u{200B}';
    text.chars().filter(kept).map(visible).collect()
}

/// Words of several scripts, breaks of every kind, and characters nobody expects.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-zA-Z]{1,12}",
        4 => Just(" ".to_owned()),
        1 => "[ \t]{1,30}",
        1 => "[a-z]{30,80}",
        1 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => "[合同条款禁止。、「」]{1,20}",
        1 => "[a-z]{1,5}[-/–.,:][a-z]{0,5}",
        1 => Just("👨\u{200D}👩\u{200D}👧é\u{301}".to_owned()),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_line_is_wider_than_asked_and_no_word_is_lost(text in any_text(), width in 5.0f32..300.0) {
        let lines = wrap(&text, Weight::Regular, TEXT_BODY, width);
        prop_assert!(!lines.is_empty());
        for line in &lines {
            let wide = text_width(line, Weight::Regular, TEXT_BODY);
            prop_assert!(
                wide <= width + 0.01 || wide_characters(line) <= 1 || line.starts_with(' '),
                "{line:?} is {wide} wide, not {width}"
            );
            prop_assert!(!line.contains(char::is_control));
        }
        prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
    }

    #[test]
    fn a_line_breaks_only_where_the_next_word_would_not_fit(words in proptest::collection::vec("[a-zA-Z]{1,9}", 1..40)) {
        let lines = wrap(&words.join(" "), Weight::Regular, TEXT_BODY, 150.0);
        prop_assert_eq!(lines.join(" "), words.join(" "));
        for pair in lines.windows(2) {
            let next = pair[1].split(' ').next().unwrap_or_default();
            let longer = format!("{} {next}", pair[0]);
            prop_assert!(text_width(&longer, Weight::Regular, TEXT_BODY) > 150.0, "{pair:?}");
        }
    }

    #[test]
    fn cut_text_says_that_it_is_cut(text in any_text(), width in 20.0f32..300.0, most in 1usize..6) {
        let whole = wrap(&text, Weight::Regular, TEXT_BODY, width);
        let cut = wrap_max(&text, Weight::Regular, TEXT_BODY, width, most);
        if whole.len() <= most {
            prop_assert_eq!(cut, whole);
        } else {
            prop_assert_eq!(cut.len(), most);
            prop_assert_eq!(&cut[..most - 1], &whole[..most - 1]);
            let last = &cut[most - 1];
            prop_assert!(last.ends_with('…'));
            prop_assert!(text_width(last, Weight::Regular, TEXT_BODY) <= width + 0.01);
        }
    }
}

#[test]
fn line_ends_are_kept_and_odd_text_is_shown() {
    let lines = |text| wrap(text, Weight::Regular, TEXT_BODY, 200.0);
    assert_eq!(lines(""), [""]);
    assert_eq!(lines("a\nb\r\nc\rd\u{2029}e"), ["a", "b", "c", "d", "e"]);
    assert_eq!(lines("a\n\nb\n"), ["a", "", "b", ""]);
    assert_eq!(lines("a\0b\tc"), ["a□b c"]);
}

#[test]
fn a_megabyte_is_wrapped_at_once() {
    let word = "x".repeat(1_000_000);
    let prose = "word ".repeat(200_000);
    let started = std::time::Instant::now();
    assert!(wrap(&word, Weight::Regular, TEXT_BODY, 232.0).len() > 20_000);
    assert!(wrap(&prose, Weight::Regular, TEXT_BODY, 232.0).len() > 20_000);
    assert_eq!(
        wrap_max(&prose, Weight::Regular, TEXT_BODY, 232.0, 12).len(),
        12
    );
    // A hundred times what it takes, so that only a wrong order of growth fails.
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

/// The oracle is resvg's text layout, which shapes the same fonts with kerning.
#[test]
fn widths_are_those_of_the_fonts() {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(INTER_REGULAR.to_vec());
    fonts.load_font_data(INTER_SEMIBOLD.to_vec());
    let options = usvg::Options {
        fontdb: std::sync::Arc::new(fonts),
        ..usvg::Options::default()
    };
    let sentences = [
        "The quick brown fox jumps over the lazy dog",
        "HERE WE HAVE CAPITALS AND 0123456789",
        "Größe, Ärger, naïveté — “quoted” …",
        "Дистилляция чужой модели — это кража?",
    ];
    for (weight, number) in [(Weight::Regular, 400), (Weight::SemiBold, 600)] {
        for sentence in sentences {
            // A bar on either side, so that side bearings do not count.
            let svg = |text: &str| {
                format!(
                    "<svg xmlns='http://www.w3.org/2000/svg'><text y='50' font-family='Inter' \
                     font-weight='{number}' font-size='100'>{text}</text></svg>"
                )
            };
            let width = |text: &str| {
                let tree = usvg::Tree::from_str(&svg(text), &options).unwrap();
                tree.root().abs_bounding_box().width()
            };
            let drawn = width(&format!("|{sentence}|")) - width("||");
            let counted = text_width(sentence, weight, 100.0);
            assert!(
                (drawn - counted).abs() <= counted * 0.02,
                "{sentence}: drawn {drawn}, counted {counted}"
            );
        }
    }
}

// ---- cards -----------------------------------------------------------------------------------------------

fn inside(inner: &Rect, outer: &Rect) -> bool {
    outer.contains((inner.x, inner.y)) && outer.contains((inner.right(), inner.bottom()))
}

#[test]
fn nothing_on_a_card_overlaps_or_sticks_out() {
    let mut documents = vec![full(NASTY), large(50)];
    let mut m = Maker::new();
    for n in 0..24usize {
        m.tag(&format!("{n} {}", "name ".repeat(n)));
    }
    let tags: Vec<_> = m.document.map().tags().map(|(id, _)| id).collect();
    for n in 0..30usize {
        let id = m.claim(&"several words ".repeat(n * n), None);
        for (k, tag) in tags.iter().enumerate() {
            if (k * 7 + n) % 5 < n % 6 {
                m.put_tag(id, *tag);
            }
        }
    }
    documents.push(m.document);
    for document in &documents {
        let faces = card_faces(document);
        assert_eq!(faces.len(), document.map().claim_count());
        for (id, face) in &faces {
            assert_eq!(
                card_face(document, *id, &Authors::of(document)).as_ref(),
                Some(face)
            );
            assert!(face.lines.len() <= 12);
            let card = Rect::new(0.0, 0.0, face.width, face.height);
            let text = face.lines.iter().enumerate().map(|(n, line)| {
                let top = face.text_y + n as f32 * LINE_BODY;
                let width = text_width(line, Weight::Regular, TEXT_BODY);
                Rect::new(face.text_x, top, width, LINE_BODY)
            });
            let rows = face
                .footer
                .iter()
                .flat_map(|footer| footer.lines())
                .enumerate();
            let footer = rows.map(|(n, line)| {
                let top = face.footer_y + n as f32 * LINE_SMALL;
                let width = text_width(line, Weight::Regular, 12.0);
                Rect::new(face.footer_x, top, width, LINE_SMALL)
            });
            let badge_width = text_width("✗ undecided", Weight::SemiBold, 12.0);
            let badge = Rect::new(
                face.badge_right - badge_width,
                face.badge_y,
                badge_width,
                LINE_SMALL,
            );
            let chips: Vec<Rect> = face
                .chips
                .iter()
                .map(|c| Rect::new(c.x, c.y, c.width, c.height))
                .collect();
            for (chip, outline) in face.chips.iter().zip(&chips) {
                let width = text_width(&chip.name, Weight::Regular, 12.0);
                let name = Rect::new(chip.text_x, chip.text_y, width, LINE_SMALL);
                assert!(
                    inside(&name, outline) && inside(&chip.mark, outline),
                    "{chip:?}"
                );
                assert!(!name.intersects(&chip.mark));
            }
            let all: Vec<Rect> = text.chain(chips).chain(footer).chain([badge]).collect();
            for (n, a) in all.iter().enumerate() {
                assert!(inside(a, &card), "{id}: {a:?} sticks out of {card:?}");
                for b in &all[..n] {
                    assert!(!a.intersects(b), "{id}: {a:?} and {b:?}");
                }
            }
        }
    }
}

#[test]
fn a_card_says_what_its_claim_rests_on() {
    let document = full(PLAIN);
    let faces = card_faces(&document);
    let footer = faces
        .values()
        .next()
        .and_then(|face| face.footer.as_deref());
    assert_eq!(footer, Some("1 excerpt · 1 person · 1 quotation\n1 note"));
    let mut m = Maker::new();
    let id = m.claim("  ", None);
    let face = card_face(&m.document, id, &Authors::default()).unwrap();
    assert!(face.placeholder);
    assert_eq!(face.lines, ["Empty claim"]);
    assert_eq!(face.footer, None);
    assert_eq!(
        card_face(&m.document, ClaimId(999), &Authors::default()),
        None
    );
}

// ---- colours and patterns --------------------------------------------------------------------------------

#[test]
fn what_must_be_told_apart_has_contrast() {
    for p in [Palette::light(), Palette::dark()] {
        let least = |name: &str, a: counterclaim::figure::Rgb, b, ratio: f64| {
            let contrast = a.contrast(b);
            let theme = if p.dark { "dark" } else { "light" };
            assert!(
                contrast >= ratio,
                "{theme} {name}: {contrast:.2}, not {ratio}"
            );
        };
        let faded = p.card.mix(p.canvas, 0.5);
        for ground in [p.canvas, p.panel, p.card, faded] {
            least("text", p.text, ground, 7.0);
            least("weak text", p.text_weak, ground, 4.5);
            least("accent", p.accent, ground, 4.5);
            least("accepted", p.accepted, ground, 4.5);
            least("rejected", p.rejected, ground, 4.5);
            least("undecided", p.undecided, ground, 4.5);
            least("warning", p.warning, ground, 4.5);
            least("error", p.error, ground, 4.5);
            least("selection", p.selection, ground, 3.0);
            for kind in LinkKind::ALL {
                // Kinds are words too, so text's ratio.
                least(kind.name(), p.link(kind), ground, 4.5);
            }
        }
        least("text on highlight", p.text, p.highlight, 4.5);
        least("link on highlight", p.accent, p.highlight, 4.5);
        least("text on what is found", p.text, p.found(), 4.5);
        least("line below what is found", p.warning, p.found(), 3.0);
        least("text on selected words", p.text, p.selected_words(), 4.5);
        least("text on accent", p.on_accent, p.accent, 4.5);
        for hue in Hue::ALL {
            least(hue.name(), p.hue_text(hue), p.hue(hue), 4.5);
            least(hue.name(), p.hue_mark(hue), p.hue(hue), 3.0);
        }
    }
    // The published example: white on black.
    let white = counterclaim::figure::Rgb(255, 255, 255);
    assert_eq!(white.contrast(counterclaim::figure::Rgb(0, 0, 0)), 21.0);
    assert_eq!(
        counterclaim::figure::Rgb(0x77, 0x77, 0x77)
            .contrast(white)
            .mul_add(100.0, 0.0) as u32,
        447
    );
}

#[test]
fn patterns_and_kinds_differ_without_colour() {
    let rect = Rect::new(3.0, 4.0, 9.0, 9.0);
    let marks = Pattern::ALL.map(|pattern| mark_shapes(pattern, rect));
    for (n, a) in marks.iter().enumerate() {
        assert!(!a.is_empty());
        assert!(marks[..n].iter().all(|b| a != b));
    }
    let mut m = Maker::new();
    let a = m.claim("a", Some((0.0, 0.0)));
    let b = m.claim("b", Some((0.0, 300.0)));
    for kind in LinkKind::ALL {
        m.link(kind, &[b], a);
    }
    let figures = figures(&m);
    let looks: Vec<_> = figures
        .values()
        .map(|f| {
            let signs = f.sign_strokes().len();
            (
                signs,
                f.dash(),
                f.head().len(),
                f.head_filled(),
                f.joint_outline().len(),
            )
        })
        .collect();
    for (n, a) in looks.iter().enumerate() {
        for b in &looks[..n] {
            assert_ne!(a.1, b.1, "dash");
            assert_ne!((a.2, a.3), (b.2, b.3), "head");
            assert_ne!(a.4, b.4, "joint");
        }
    }
}

// ---- links -----------------------------------------------------------------------------------------------

fn rects(m: &Maker) -> BTreeMap<ClaimId, Rect> {
    let faces = card_faces(&m.document);
    let places = m.document.places();
    faces
        .iter()
        .filter_map(|(id, face)| {
            let place = places.get(id)?;
            Some((*id, Rect::new(place.x, place.y, CARD_WIDTH, face.height)))
        })
        .collect()
}

fn figures(m: &Maker) -> BTreeMap<counterclaim::map::LinkId, counterclaim::figure::LinkFigure> {
    let rects = rects(m);
    link_figures(m.document.map(), &|id| rects.get(&id).copied())
}

fn on_border((x, y): (f32, f32), r: &Rect) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() < 0.01;
    r.expand(0.01).contains((x, y))
        && (near(x, r.x) || near(x, r.right()) || near(y, r.y) || near(y, r.bottom()))
}

proptest! {
    #[test]
    fn every_link_runs_from_its_premises_to_its_target(
        places in proptest::collection::vec((-900i16..900, -900i16..900), 2..9),
        links in proptest::collection::vec((0usize..3, 0usize..9, 0usize..9, 0usize..9, any::<bool>()), 1..14),
    ) {
        let mut m = Maker::new();
        let claims: Vec<ClaimId> = places
            .iter()
            .map(|(x, y)| m.claim("Some words", Some((f32::from(*x), f32::from(*y)))))
            .collect();
        let c = |n: usize| claims[n % claims.len()];
        let mut made = Vec::new();
        for (kind, a, b, target, onto_link) in links {
            let kind = LinkKind::ALL[kind];
            let (edit, id) = match made.get(target % made.len().max(1)) {
                Some(link) if onto_link => counterclaim::document::actions::link(
                    &m.document, LinkKind::Attack, &[c(a)], counterclaim::map::NodeId::Link(*link)),
                _ => counterclaim::document::actions::link(
                    &m.document, kind, &[c(a), c(b)], c(target).into()),
            };
            if m.document.apply(edit).is_ok() {
                made.push(id);
            }
        }
        let rects = rects(&m);
        let figures = figures(&m);
        prop_assert_eq!(figures.len(), m.document.map().link_count());
        for (id, link) in m.document.map().links() {
            let figure = &figures[&id];
            prop_assert_eq!(figure.strands.len(), link.premises.len());
            for (premise, strand) in link.premises.iter().zip(&figure.strands) {
                prop_assert!(on_border(strand[0][0], &rects[premise]), "{:?}", strand);
                prop_assert_eq!(strand[strand.len() - 1][3], figure.joint);
                for pair in strand.windows(2) {
                    prop_assert_eq!(pair[0][3], pair[1][0]);
                }
            }
            prop_assert_eq!(figure.stem[0], figure.joint);
            match link.target {
                counterclaim::map::NodeId::Claim(target) => {
                    prop_assert!(on_border(figure.tip, &rects[&target]), "{:?}", figure);
                }
                counterclaim::map::NodeId::Link(target) => {
                    let joint = figures[&target].joint;
                    let gap = (figure.tip.0 - joint.0).hypot(figure.tip.1 - joint.1);
                    prop_assert!((gap - JOINT - 3.0).abs() < 0.01, "{gap}");
                }
            }
            let (dx, dy) = figure.direction;
            prop_assert!((dx.hypot(dy) - 1.0).abs() < 1e-4);
            let bounds = figure.bounds();
            for curve in figure.curves() {
                for point in sample(curve, 9) {
                    prop_assert!(bounds.contains(point));
                    prop_assert!(distance(curve, point) < 1.0);
                    prop_assert!(figure.distance(point, 5.0) < 1.0);
                }
            }
            prop_assert_eq!(figure.bars().len(), if link.is_undercut() { 2 } else { 0 });
        }
        // Links onto one target from one side keep their joints apart.
        let map = m.document.map();
        for (id, figure) in &figures {
            for (other, with) in &figures {
                let same = map.link(*id).map(|l| l.target) == map.link(*other).map(|l| l.target);
                if id < other && same && figure.direction == with.direction {
                    let gap = (figure.joint.0 - with.joint.0).hypot(figure.joint.1 - with.joint.1);
                    prop_assert!(gap > 2.0 * JOINT, "{id} and {other} are {gap} apart");
                }
            }
        }
    }
}

#[test]
fn a_link_is_drawn_while_its_target_and_a_premise_are_placed() {
    let mut m = Maker::new();
    let a = m.claim("a", Some((0.0, 0.0)));
    let b = m.claim("b", Some((0.0, 300.0)));
    let lost = m.claim("lost", None);
    let whole = m.link(LinkKind::Support, &[b], a);
    let half = m.link(LinkKind::Support, &[b, lost], a);
    let onto_half = m.link(LinkKind::Attack, &[b], half);
    m.link(LinkKind::Attack, &[b], lost);
    m.link(LinkKind::Attack, &[lost], a);
    let figures = figures(&m);
    assert_eq!(
        figures.keys().collect::<Vec<_>>(),
        [&whole, &half, &onto_half]
    );
    assert_eq!(figures[&half].strands.len(), 1);
}

#[test]
fn a_claim_that_attacks_itself_gets_a_loop_beside_its_card() {
    let mut m = Maker::new();
    let a = m.claim("This sentence is false.", Some((0.0, 0.0)));
    let id = m.link(LinkKind::Attack, &[a], a);
    let card = rects(&m)[&a];
    let figure = &figures(&m)[&id];
    assert!(!card.expand(JOINT).contains(figure.joint));
    let start = figure.strands[0][0][0];
    let gap = (start.0 - figure.tip.0).hypot(start.1 - figure.tip.1);
    assert!(gap > 10.0, "the ends are {gap} apart");
}

#[test]
fn a_card_does_not_hide_what_undercuts_the_link_beside_it() {
    let mut m = Maker::new();
    let thesis = m.claim("thesis", Some((0.0, 0.0)));
    let premise = m.claim("premise", Some((0.0, 250.0)));
    let far = m.claim("far below", Some((20.0, 700.0)));
    let step = m.link(LinkKind::Support, &[premise], thesis);
    let undercut = m.link(LinkKind::Attack, &[far], step);
    let figure = &figures(&m)[&undercut];
    for card in rects(&m).values() {
        assert!(!card.intersects(&figure.joint_rect()), "{:?}", figure.joint);
    }
}

// ---- strands and the cards between ----------------------------------------------------------------------------

/// Which cards other than its own a link's strands run under, by points along them.
fn under(figure: &counterclaim::figure::LinkFigure, m: &Maker) -> Vec<ClaimId> {
    let rects = rects(m);
    let link = m.document.map().link(figure.link).unwrap();
    let mut met = Vec::new();
    for (premise, strand) in link.premises.iter().zip(&figure.strands) {
        for (id, card) in &rects {
            let own = id == premise || link.target == counterclaim::map::NodeId::Claim(*id);
            let inner = card.expand(-0.5);
            let meets = |curve| sample(curve, 60).into_iter().any(|at| inner.contains(at));
            if !own && strand.iter().any(meets) {
                met.push(*id);
            }
        }
    }
    met
}

#[test]
fn a_strand_goes_round_the_card_that_stands_between() {
    let mut m = Maker::new();
    let thesis = m.claim("thesis", Some((0.0, 0.0)));
    let premise = m.claim("premise", Some((0.0, 900.0)));
    let link = m.link(LinkKind::Support, &[premise], thesis);
    let free = figures(&m)[&link].clone();
    assert_eq!(free.strands[0].len(), 1);
    let between = m.claim("between", Some((20.0, 450.0)));
    let round = figures(&m)[&link].clone();
    assert!(round.strands[0].len() > 1);
    assert_eq!(under(&round, &m), []);
    // The ends stay where they were.
    assert_eq!(round.joint, free.joint);
    assert_eq!(round.stem, free.stem);
    assert_eq!(round.strands[0][0][0], free.strands[0][0][0]);
    // The smaller way round, and no farther than need be.
    let card = rects(&m)[&between];
    let reach = Rect::around(round.strands.concat().concat()).unwrap();
    assert!(reach.right() < card.right());
    assert!(card.x - reach.x < 60.0, "{reach:?} round {card:?}");
    // Out of the way again, all is as before.
    let away = counterclaim::document::Place {
        x: 600.0,
        y: 450.0,
        pinned: true,
    };
    m.apply(counterclaim::document::actions::place(
        "away",
        [(between, away)],
    ));
    assert_eq!(figures(&m)[&link], free);
}

#[test]
fn a_strand_that_no_way_leads_round_stays_as_it_is() {
    let mut m = Maker::new();
    let thesis = m.claim("thesis", Some((0.0, 0.0)));
    let premise = m.claim("premise", Some((0.0, 900.0)));
    let link = m.link(LinkKind::Support, &[premise], thesis);
    let free = figures(&m)[&link].clone();
    // A wall, wider than anyone would go.
    for n in 0..9u8 {
        m.claim(
            "wall",
            Some((f32::from(n) * (CARD_WIDTH - 5.0) - 1000.0, 450.0)),
        );
    }
    assert_eq!(figures(&m)[&link], free);
    // A card on the joint: it gives way towards its target.
    let hides = m.claim("on the joint", Some((-20.0, free.joint.1 - 20.0)));
    let figure = figures(&m)[&link].clone();
    let rects = rects(&m);
    assert!(!rects[&hides].intersects(&figure.joint_rect()));
    assert!(!rects[&thesis].intersects(&figure.joint_rect()));
    assert_eq!(figure.tip, free.tip);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_strand_that_was_bent_runs_under_no_card(
        places in proptest::collection::vec((0u8..5, 0u8..6, -20i8..20, -30i8..30), 3..16),
        links in proptest::collection::vec((0usize..16, 0usize..16), 1..6),
    ) {
        let mut m = Maker::new();
        let mut taken = Vec::new();
        let mut claims = Vec::new();
        // In a loose grid, so that cards do not lie on one another.
        for (column, row, dx, dy) in places {
            if !taken.contains(&(column, row)) {
                taken.push((column, row));
                let x = f32::from(column) * (CARD_WIDTH + 90.0) + f32::from(dx);
                let y = f32::from(row) * 230.0 + f32::from(dy);
                claims.push(m.claim("Some words", Some((x, y))));
            }
        }
        for (a, b) in links {
            let (a, b) = (claims[a % claims.len()], claims[b % claims.len()]);
            if a != b {
                let (edit, _) = counterclaim::document::actions::link(
                    &m.document, LinkKind::Support, &[a], b.into());
                let _ = m.document.apply(edit);
            }
        }
        for figure in figures(&m).values() {
            if figure.strands.iter().any(|strand| strand.len() > 1) {
                prop_assert_eq!(under(figure, &m), [], "{:?}", figure.strands);
            }
        }
    }
}

// ---- places ----------------------------------------------------------------------------------------------

fn overlaps(m: &Maker, places: &BTreeMap<ClaimId, counterclaim::document::Place>) -> usize {
    let faces = card_faces(&m.document);
    let rects: Vec<Rect> = places
        .iter()
        .map(|(id, place)| Rect::new(place.x, place.y, CARD_WIDTH, faces[id].height))
        .collect();
    let pairs = rects
        .iter()
        .enumerate()
        .flat_map(|(n, a)| rects[..n].iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| a.intersects(b)).count()
}

#[test]
fn cards_without_a_place_get_one_beside_the_others() {
    let mut m = Maker::new();
    m.document = large(60);
    assert_eq!(overlaps(&m, &placed(&m.document)), 0);
    let (first, second) = (ClaimId(5), ClaimId(6));
    let set = placed(&m.document);
    let edit = counterclaim::document::actions::place(
        "place",
        [(first, set[&first]), (second, set[&second])],
    );
    m.apply(edit);
    let filled = placed(&m.document);
    assert_eq!(filled.len(), 60);
    assert_eq!(filled[&first], set[&first]);
    assert_eq!(filled[&second], set[&second]);
    assert_eq!(overlaps(&m, &filled), 0);
}

#[test]
fn arranging_moves_pinned_cards_too() {
    let mut m = Maker::new();
    m.document = large(30);
    let heap = m.document.map().claims().map(|(id, _)| {
        let place = counterclaim::document::Place {
            x: 0.0,
            y: 0.0,
            pinned: id.0 % 2 == 0,
        };
        (id, place)
    });
    let edit = counterclaim::document::actions::place("heap", heap.collect::<Vec<_>>());
    m.apply(edit);
    let places = arranged(&m.document, 1200.0, 900.0);
    assert_eq!(places.len(), 30);
    assert_eq!(overlaps(&m, &places), 0);
}

// ---- chains ----------------------------------------------------------------------------------------------

#[test]
fn chains_of_undercuts_cost_no_stack() {
    let mut m = Maker::new();
    let a = m.claim("a", Some((0.0, 0.0)));
    let b = m.claim("b", Some((0.0, 300.0)));
    let mut map = m.document.map().clone();
    // Straight into the map: building edits one by one would only test the document.
    let mut target = counterclaim::map::NodeId::Claim(a);
    for n in 0..2_000 {
        let id = counterclaim::map::LinkId(map.next_id());
        let kind = if n == 0 {
            LinkKind::Support
        } else {
            LinkKind::Attack
        };
        map.set_link(id, Some(counterclaim::map::Link::new(kind, b, target)))
            .unwrap();
        target = id.into();
    }
    let rects = rects(&m);
    let figures = link_figures(&map, &|id| rects.get(&id).copied());
    assert_eq!(figures.len(), 2_000);
    assert!(
        figures
            .values()
            .all(|f| f.joint.0.is_finite() && f.joint.1.is_finite())
    );
}
