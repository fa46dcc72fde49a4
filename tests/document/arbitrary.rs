//! Arbitrary documents: by way of arbitrary edits, sound and unsound, as people and programs would make them.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterclaim::document::{
    Arrangement, Change, Document, Edit, Focus, Fragment, Place, SampleRef, SavedView, actions,
};
use counterclaim::map::{
    Bearing, Claim, ClaimId, Evidence, FindingId, Hue, Link, LinkId, LinkKind, NodeId, Pattern,
    Tag, TagId,
};
use counterclaim::similarity::{
    ComponentFigure, Dropped, Finding, Matching, Pairing, Parameters, Part, Phrase, PromptPair,
    Reverse, SampleRef as Named, StripValue, Verdict,
};
use counterclaim::thread::paste;
use counterclaim::thread::{
    Comment, CommentId, Excerpt, Flag, Mark, MarkKind, Nesting, Source, Thread,
};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts that break files: quotes, escapes, control characters, other scripts, and any others.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-z ]{0,12}",
        1 => any::<String>(),
        1 => select(vec![
            "", "\"", "\\", "\\\"#r\"#", "\0", "\r\n\t", "'", "{}[]():,", "//", "/*", "r#\"x\"#", "Some(1)",
            "💥👩‍👩‍👧‍👦", "مرحبا \u{202e}abc\u{202c}", "שלום", "e\u{301}\u{302}", "\u{feff}x", "\u{2028}\u{85}", "-0", "nan",
        ])
        .prop_map(str::to_owned),
    ]
}

/// A number, any that can be written.
fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        4 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO,
        1 => select(vec![0.1, 1.0 / 3.0, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, 1e300, -1e-300]),
    ]
}

/// A weight: most of them allowed.
fn weight() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        3 => option::of(0.0..=1.0),
        1 => select(vec![-0.0, 1.0, 1.0 + f64::EPSILON, -1e-300, f64::NAN, f64::INFINITY]).prop_map(Some),
    ]
}

fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => proptest::num::f32::POSITIVE | proptest::num::f32::NEGATIVE | proptest::num::f32::NORMAL,
        4 => -2000.0_f32..2000.0,
        1 => select(vec![f32::NAN, f32::INFINITY]),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    (coordinate(), coordinate(), any::<bool>()).prop_map(|(x, y, pinned)| Place { x, y, pinned })
}

fn arrangement() -> impl Strategy<Value = Arrangement> {
    select(Arrangement::ALL.to_vec())
}

fn saved_view() -> impl Strategy<Value = SavedView> {
    let focus = (vec(node(), 0..3), any::<u8>()).prop_map(|(nodes, steps)| Focus { nodes, steps });
    (
        (coordinate(), coordinate()),
        prop_oneof![6 => 0.05_f32..4.0, 1 => coordinate()],
        btree_set(claim_id(), 0..3),
        btree_set(id().prop_map(TagId), 0..3),
        option::of(focus),
    )
        .prop_map(|(centre, zoom, folded, tags, focus)| SavedView {
            centre,
            zoom,
            folded,
            tags,
            focus,
        })
}

/// Names of views: few enough to meet again, and any text.
fn view_name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec!["all", "the courts", "Überblick", " all ", "", " "]).prop_map(str::to_owned),
        1 => text()
    ]
}

/// An id as they occur in small documents, and sometimes one at the end of all ids.
fn id() -> impl Strategy<Value = u32> {
    prop_oneof![30 => 0_u32..20, 1 => u32::MAX - 2..=u32::MAX]
}

fn claim_id() -> impl Strategy<Value = ClaimId> {
    id().prop_map(ClaimId)
}

fn link_id() -> impl Strategy<Value = LinkId> {
    id().prop_map(LinkId)
}

fn node() -> impl Strategy<Value = NodeId> {
    prop_oneof![
        claim_id().prop_map(NodeId::Claim),
        link_id().prop_map(NodeId::Link)
    ]
}

fn kind() -> impl Strategy<Value = LinkKind> {
    select(LinkKind::ALL.to_vec())
}

fn comment_id() -> impl Strategy<Value = CommentId> {
    prop_oneof![
        select(vec!["1", "2", "3", "4", "5"]).prop_map(CommentId::from),
        text().prop_map(CommentId::from)
    ]
}

fn excerpt() -> impl Strategy<Value = Excerpt> {
    (
        comment_id(),
        any::<u32>(),
        any::<u32>(),
        text(),
        text(),
        text(),
    )
        .prop_map(|(comment, start, end, exact, prefix, suffix)| Excerpt {
            comment,
            start,
            end,
            exact,
            prefix,
            suffix,
        })
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let bearing = || select(Bearing::ALL.to_vec());
    prop_oneof![
        (id().prop_map(FindingId), bearing())
            .prop_map(|(finding, bearing)| Evidence::Finding { finding, bearing }),
        (text(), text(), bearing()).prop_map(|(words, source, bearing)| Evidence::Quotation {
            words,
            source,
            bearing
        }),
        text().prop_map(Evidence::Note),
    ]
}

fn claim() -> impl Strategy<Value = Claim> {
    let tags = btree_set((0_u32..7).prop_map(TagId), 0..3);
    (
        text(),
        tags,
        vec(excerpt(), 0..3),
        vec(evidence(), 0..2),
        weight(),
    )
        .prop_map(|(text, tags, excerpts, evidence, weight)| Claim {
            text,
            tags,
            excerpts,
            evidence,
            weight,
        })
}

fn link() -> impl Strategy<Value = Link> {
    (kind(), vec(claim_id(), 0..4), node(), text(), weight()).prop_map(
        |(kind, premises, target, note, weight)| Link {
            kind,
            premises,
            target,
            note,
            weight,
        },
    )
}

fn tag() -> impl Strategy<Value = Tag> {
    let name = prop_oneof![
        select(vec!["moat", " MOAT ", "theft", "Straße"]).prop_map(str::to_owned),
        text()
    ];
    (
        name,
        select(Hue::ALL.to_vec()),
        select(Pattern::ALL.to_vec()),
    )
        .prop_map(|(name, hue, pattern)| Tag { name, hue, pattern })
}

fn named() -> impl Strategy<Value = Named> {
    (text(), text(), any::<usize>()).prop_map(|(name, sha256, outputs)| Named {
        name,
        sha256,
        outputs,
    })
}

fn component() -> impl Strategy<Value = ComponentFigure> {
    (
        text(),
        [number(), number(), number(), number()],
        option::of(number()),
    )
        .prop_map(
            |(component, [value, controls_mean, controls_sd, z], t)| ComponentFigure {
                component,
                value,
                controls_mean,
                controls_sd,
                z,
                t,
            },
        )
}

fn phrase() -> impl Strategy<Value = Phrase> {
    (text(), [number(), number(), number(), number()]).prop_map(
        |(phrase, [student, teacher, controls, z])| Phrase {
            phrase,
            student,
            teacher,
            controls,
            z,
        },
    )
}

fn prompt() -> impl Strategy<Value = PromptPair> {
    (text(), text(), text(), any::<usize>()).prop_map(|(prompt, student, teacher, common)| {
        PromptPair {
            prompt,
            student,
            teacher,
            common,
        }
    })
}

fn strip() -> impl Strategy<Value = StripValue> {
    (text(), number(), vec(number(), 0..3)).prop_map(|(model, score, values)| StripValue {
        model,
        score,
        values,
    })
}

fn matching() -> impl Strategy<Value = Matching> {
    let part = select(vec![Part::Student, Part::Teacher, Part::Control]);
    (part, text(), any::<[u64; 5]>(), any::<[u64; 7]>()).prop_map(
        |(part, model, counts, dropped)| {
            let [read, by_id, by_prompt, other_text, refusals] = counts;
            let [
                failed,
                without_output,
                empty,
                no_prompt,
                repeated,
                unanswered,
                set_apart,
            ] = dropped;
            Matching {
                part,
                model,
                read,
                by_id,
                by_prompt,
                other_text,
                refusals,
                dropped: Dropped {
                    failed,
                    without_output,
                    empty,
                    no_prompt,
                    repeated,
                    unanswered,
                    set_apart,
                },
            }
        },
    )
}

/// A finding that can be written.
pub fn finding() -> impl Strategy<Value = Finding> {
    let names = || vec(named(), 0..2);
    let verdict = select(vec![
        Verdict::RankingOnly,
        Verdict::Against,
        Verdict::NoSupport,
        Verdict::Weak,
        Verdict::Moderate,
        Verdict::Strong,
    ]);
    let pair = || option::of((number(), number()));
    let who = (
        text(),
        any::<u64>(),
        option::of(text()),
        named(),
        named(),
        names(),
        names(),
        names(),
    );
    let figures = (
        (any::<usize>(), any::<usize>(), option::of(any::<usize>())),
        (
            option::of(number()),
            pair(),
            option::of(number()),
            pair(),
            option::of(number()),
        ),
        (
            verdict,
            select(vec![Pairing::Id, Pairing::Prompt, Pairing::None]),
            number(),
            number(),
        ),
    );
    let lists = (
        vec(component(), 0..3),
        option::of((number(), option::of(number()))),
        vec(strip(), 0..2),
        option::of(vec(phrase(), 0..2)),
        vec(prompt(), 0..2),
        vec(matching(), 0..3),
        vec(text(), 0..2),
    );
    (who, figures, lists).prop_map(|(who, figures, lists)| {
        let (method, seed, made, student, teacher, controls, matched, background) = who;
        let ((n_prompts, n_identical, rank), ratios, (verdict, pairing, low, high)) = figures;
        let (score, score_interval, log10_lr, lr_interval, p_value) = ratios;
        let (components, reverse, strip, phrases, prompts, matching, warnings) = lists;
        Finding {
            method,
            parameters: Parameters {
                opening_characters: n_prompts,
                prefix_tokens: 40,
                distinctive: 100,
                clip: (low, high),
                cap: high,
                bootstrap: n_identical,
            },
            seed,
            made,
            student,
            teacher,
            controls,
            matched,
            background,
            pairing,
            n_prompts,
            n_identical,
            score,
            base_score: score,
            score_interval,
            halves: score_interval,
            log10_lr,
            lr_interval,
            rank,
            p_value,
            verdict,
            components,
            reverse: reverse.map(|(score, log10_lr)| Reverse { score, log10_lr }),
            strip,
            phrases,
            prompts,
            matching,
            warnings,
        }
    })
}

/// A finding; now and then one with a figure that is no number.
fn any_finding() -> impl Strategy<Value = Arc<Finding>> {
    let bad = select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    (finding(), option::weighted(0.2, (bad, any::<bool>()))).prop_map(|(mut finding, bad)| {
        match bad {
            Some((bad, true)) => finding.score = Some(bad),
            Some((bad, false)) => finding.parameters.cap = bad,
            None => {}
        }
        Arc::new(finding)
    })
}

fn sample() -> impl Strategy<Value = SampleRef> {
    let hash = select(vec!["00", "aa", "ff"]);
    (text(), text(), hash, any::<u64>()).prop_map(|(model, file, sha256, outputs)| SampleRef {
        model,
        file,
        sha256: sha256.to_owned(),
        outputs,
    })
}

fn comment() -> impl Strategy<Value = Comment> {
    let nesting = prop_oneof![
        Just(Nesting::Stated),
        Just(Nesting::Unknown),
        any::<u8>().prop_map(Nesting::AtLeast),
        Just(Nesting::ByHand)
    ];
    let mark = prop_oneof![
        any::<u8>().prop_map(MarkKind::Quote),
        Just(MarkKind::Code),
        Just(MarkKind::Item),
        text().prop_map(MarkKind::Link),
        Just(MarkKind::Emphasis)
    ];
    let mark =
        (any::<u32>(), any::<u32>(), mark).prop_map(|(start, end, kind)| Mark { start, end, kind });
    (
        (comment_id(), option::of(comment_id()), nesting),
        (option::of(text()), option::of(text()), option::of(text())),
        (
            vec(select(Flag::ALL.to_vec()), 0..3),
            text(),
            vec(mark, 0..2),
        ),
    )
        .prop_map(
            |((id, parent, nesting), (author, time, age), (flags, text, marks))| Comment {
                id,
                parent,
                nesting,
                author,
                time,
                age,
                flags: flags.into(),
                text,
                marks,
            },
        )
}

fn thread() -> impl Strategy<Value = Thread> {
    let source =
        (text(), text(), text(), option::of(text())).prop_map(|(format, name, sha256, fetched)| {
            Source {
                format,
                name,
                sha256,
                fetched,
            }
        });
    (
        option::of(text()),
        option::of(text()),
        vec(source, 0..2),
        option::of(any::<u64>()),
        option::of(any::<u64>()),
        vec(comment(), 0..4),
    )
        .prop_map(
            |(title, url, sources, stated_total, absent, comments)| Thread {
                title,
                url,
                sources,
                stated_total,
                absent,
                comments,
            },
        )
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => text().prop_map(Change::Title),
        6 => (claim_id(), option::of(claim())).prop_map(|(id, claim)| Change::Claim(id, claim)),
        8 => (link_id(), option::of(link())).prop_map(|(id, link)| Change::Link(id, link)),
        3 => (id(), option::of(tag())).prop_map(|(id, tag)| Change::Tag(TagId(id), tag)),
        3 => (claim_id(), option::of(place())).prop_map(|(id, place)| Change::Place(id, place)),
        1 => arrangement().prop_map(Change::Arrangement),
        3 => (claim_id(), any::<bool>()).prop_map(|(id, folded)| Change::Folded(id, folded)),
        2 => (view_name(), option::of(saved_view())).prop_map(|(name, view)| Change::View(name, view)),
        2 => (id(), option::of(any_finding())).prop_map(|(id, f)| Change::Finding(FindingId(id), f)),
        1 => (text(), option::of(sample())).prop_map(|(hash, sample)| Change::Sample(hash, sample)),
        1 => option::of(thread()).prop_map(|thread| Change::Thread(thread.map(Arc::new))),
        2 => (0_usize..4, prop_oneof![9 => 0_usize..3, 1 => Just(usize::MAX)], vec(comment(), 0..3))
            .prop_map(|(at, remove, insert)| Change::Comments { at, remove, insert }),
    ]
}

/// Something done to a document; what it names may or may not be there.
#[derive(Debug, Clone)]
pub enum Op {
    Raw(Vec<Change>),
    AddClaim(Claim, Option<Place>),
    AddLinked(LinkKind, NodeId, bool),
    Text(ClaimId, String),
    Weigh(NodeId, Option<f64>),
    Excerpt(ClaimId, usize, Option<Excerpt>, bool),
    Evidence(ClaimId, usize, Option<Evidence>, bool),
    Attach(ClaimId, Arc<Finding>, SampleRef),
    Link(LinkKind, Vec<ClaimId>, NodeId),
    Premise(LinkId, ClaimId, bool),
    Kind(Vec<LinkId>, LinkKind),
    Note(LinkId, String),
    Reverse(LinkId),
    Delete(Vec<NodeId>),
    Toggle(Vec<ClaimId>, TagId),
    AddTag(String),
    RenameTag(TagId, String),
    Restyle(TagId, Hue, Pattern),
    RemoveTag(TagId, Option<TagId>),
    Place(Vec<(ClaimId, Place)>),
    Title(String),
    Thread(Thread),
    Paste(u8, CommentId, usize),
    Arrange(Arrangement),
    Fold(Vec<ClaimId>, bool),
    FoldAll(bool),
    SaveView(String, SavedView),
    RenameView(String, String),
    DeleteView(String),
    ShowView(String),
    Duplicate(Vec<NodeId>),
    /// Copies and pastes within the document, by way of the text of the clipboard.
    CopyPaste(Vec<NodeId>, Option<(f32, f32)>),
}

/// Anything that may be done.
pub fn op() -> impl Strategy<Value = Op> {
    let tag_id = || (0_u32..20).prop_map(TagId);
    let things = prop_oneof![
        6 => (claim(), option::of(place())).prop_map(|(claim, place)| Op::AddClaim(claim, place)),
        4 => (kind(), node(), any::<bool>()).prop_map(|(k, n, out)| Op::AddLinked(k, n, out)),
        8 => (kind(), vec(claim_id(), 1..4), node()).prop_map(|(k, p, t)| Op::Link(k, p, t)),
        2 => (claim_id(), text()).prop_map(|(id, text)| Op::Text(id, text)),
        2 => (node(), weight()).prop_map(|(id, weight)| Op::Weigh(id, weight)),
        2 => (claim_id(), 0_usize..3, option::of(excerpt()), any::<bool>())
            .prop_map(|(id, n, excerpt, add)| Op::Excerpt(id, n, excerpt, add)),
        2 => (claim_id(), 0_usize..3, option::of(evidence()), any::<bool>())
            .prop_map(|(id, n, evidence, add)| Op::Evidence(id, n, evidence, add)),
        2 => (claim_id(), any_finding(), sample()).prop_map(|(id, f, s)| Op::Attach(id, f, s)),
        2 => (link_id(), claim_id(), any::<bool>()).prop_map(|(l, c, add)| Op::Premise(l, c, add)),
        2 => (vec(link_id(), 1..4), kind()).prop_map(|(ids, kind)| Op::Kind(ids, kind)),
        1 => (link_id(), text()).prop_map(|(id, note)| Op::Note(id, note)),
        2 => link_id().prop_map(Op::Reverse),
        3 => vec(node(), 1..4).prop_map(Op::Delete),
    ];
    let rest = prop_oneof![
        3 => (vec(claim_id(), 1..4), tag_id()).prop_map(|(ids, tag)| Op::Toggle(ids, tag)),
        1 => text().prop_map(Op::AddTag),
        1 => (tag_id(), text()).prop_map(|(id, name)| Op::RenameTag(id, name)),
        1 => (tag_id(), select(Hue::ALL.to_vec()), select(Pattern::ALL.to_vec()))
            .prop_map(|(id, hue, pattern)| Op::Restyle(id, hue, pattern)),
        1 => (tag_id(), option::of(tag_id())).prop_map(|(id, into)| Op::RemoveTag(id, into)),
        2 => vec((claim_id(), place()), 1..3).prop_map(Op::Place),
        1 => text().prop_map(Op::Title),
        1 => thread().prop_map(Op::Thread),
        2 => (0_u8..4, comment_id(), 0_usize..6).prop_map(|(what, id, at)| Op::Paste(what, id, at)),
    ];
    let looks = prop_oneof![
        1 => arrangement().prop_map(Op::Arrange),
        4 => (vec(claim_id(), 1..4), any::<bool>()).prop_map(|(ids, folded)| Op::Fold(ids, folded)),
        1 => any::<bool>().prop_map(Op::FoldAll),
        2 => (view_name(), saved_view()).prop_map(|(name, view)| Op::SaveView(name, view)),
        1 => (view_name(), view_name()).prop_map(|(name, new)| Op::RenameView(name, new)),
        1 => view_name().prop_map(Op::DeleteView),
        1 => view_name().prop_map(Op::ShowView),
        2 => vec(node(), 1..5).prop_map(Op::Duplicate),
        2 => (vec(node(), 1..5), option::of((coordinate(), coordinate())))
            .prop_map(|(nodes, at)| Op::CopyPaste(nodes, at)),
    ];
    prop_oneof![3 => things, 2 => rest, 2 => looks, 2 => vec(change(), 1..4).prop_map(Op::Raw)]
}

impl Op {
    /// The edit that does it to `document`.
    pub fn edit(&self, document: &Document) -> Edit {
        match self.clone() {
            Self::Raw(changes) => Edit::new("raw", changes),
            Self::AddClaim(claim, place) => actions::add_claim(document, claim, place).0,
            Self::AddLinked(kind, other, out) => {
                actions::add_linked_claim(document, Claim::new("new"), None, kind, other, out).0
            }
            Self::Text(id, text) => actions::set_text(document, id, text),
            Self::Weigh(NodeId::Claim(id), weight) => actions::set_weight(document, id, weight),
            Self::Weigh(NodeId::Link(id), weight) => actions::set_link_weight(document, id, weight),
            Self::Excerpt(id, n, None, _) => actions::remove_excerpt(document, id, n),
            Self::Excerpt(id, _, Some(new), true) => actions::add_excerpt(document, id, new),
            Self::Excerpt(id, n, Some(new), false) => actions::relink_excerpt(document, id, n, new),
            Self::Evidence(id, n, None, _) => actions::remove_evidence(document, id, n),
            Self::Evidence(id, _, Some(new), true) => actions::add_evidence(document, id, new),
            Self::Evidence(id, n, Some(new), false) => actions::set_evidence(document, id, n, new),
            Self::Attach(id, finding, sample) => {
                let finding = Finding::clone(&finding);
                actions::attach_finding(document, id, finding, vec![sample], Bearing::Supports).0
            }
            Self::Link(kind, premises, target) => {
                actions::link(document, kind, &premises, target).0
            }
            Self::Premise(link, claim, true) => actions::add_premise(document, link, claim),
            Self::Premise(link, claim, false) => actions::remove_premise(document, link, claim),
            Self::Kind(links, kind) => actions::set_link_kind(document, &links, kind),
            Self::Note(id, note) => actions::set_link_note(document, id, note),
            Self::Reverse(id) => actions::reverse_link(document, id),
            Self::Delete(nodes) => actions::delete(document, &nodes),
            Self::Toggle(claims, tag) => actions::toggle_tag(document, &claims, tag),
            Self::AddTag(name) => actions::add_tag(document, &name).0,
            Self::RenameTag(id, name) => actions::rename_tag(document, id, &name),
            Self::Restyle(id, hue, pattern) => actions::restyle_tag(document, id, hue, pattern),
            Self::RemoveTag(id, into) => actions::remove_tag(document, id, into),
            Self::Place(places) => actions::place("move", places),
            Self::Title(title) => actions::set_title(title),
            Self::Thread(thread) => actions::set_thread(document, thread),
            Self::Arrange(arrangement) => actions::set_arrangement(document, arrangement),
            Self::Fold(claims, folded) => actions::fold(document, &claims, folded),
            Self::FoldAll(true) => actions::fold_all(document),
            Self::FoldAll(false) => actions::unfold_all(document),
            Self::SaveView(name, view) => actions::save_view(document, &name, view),
            Self::RenameView(name, new) => actions::rename_view(document, &name, &new),
            Self::DeleteView(name) => actions::delete_view(document, &name),
            Self::ShowView(name) => actions::show_view(document, &name),
            Self::Duplicate(nodes) => actions::duplicate(document, &nodes).0,
            Self::CopyPaste(nodes, at) => {
                let text = Fragment::take(document, &nodes).to_ron().unwrap();
                Fragment::from_ron(&text).unwrap().insert(document, at).0
            }
            Self::Paste(what, id, at) => {
                let comments = document.thread().map_or(&[][..], |thread| &thread.comments);
                let corrected = match what {
                    0 => paste::split(comments, &id, at),
                    1 => paste::merge_with_next(comments, &id),
                    2 => paste::set_parent(comments, &id, None),
                    _ => paste::set_author(comments, &id, Some("somebody")),
                };
                corrected.map_or(Edit::new("correct", Vec::new()), |correction| {
                    actions::correct_paste(document, "correct", &correction)
                })
            }
        }
    }
}

/// A document with a small map and thread, so that arbitrary edits meet something.
pub fn small() -> Document {
    let thread = Thread {
        title: Some("A thread".to_owned()),
        comments: ["1", "2", "3"]
            .map(|id| Comment {
                nesting: Nesting::Unknown,
                ..Comment::new(id, format!("words of comment {id}, and more of them"))
            })
            .to_vec(),
        ..Thread::default()
    };
    let mut document = Document::from_thread(thread);
    for n in 5..9 {
        let claim = Claim {
            text: format!("claim {n}"),
            tags: BTreeSet::from([TagId(n - 4)]),
            ..Claim::default()
        };
        document
            .apply(Edit::new("", vec![Change::Claim(ClaimId(n), Some(claim))]))
            .unwrap();
    }
    let corner = Place {
        x: 10.0,
        y: -20.5,
        pinned: true,
    };
    document
        .apply(actions::place("", [5, 8].map(|id| (ClaimId(id), corner))))
        .unwrap();
    for (id, link) in [
        (9, Link::new(LinkKind::Support, ClaimId(5), ClaimId(6))),
        (10, Link::new(LinkKind::Attack, ClaimId(7), LinkId(9))),
        (11, Link::new(LinkKind::Rephrase, ClaimId(8), ClaimId(7))),
    ] {
        document
            .apply(Edit::new("", vec![Change::Link(LinkId(id), Some(link))]))
            .unwrap();
    }
    document
}

/// A sound document after some arbitrary edits.
pub fn document() -> impl Strategy<Value = Document> {
    vec(op(), 0..25).prop_map(|ops| {
        let mut document = small();
        for op in ops {
            // A refused edit changes nothing, which another test holds against the door.
            let _ = document.apply(op.edit(&document));
        }
        document
    })
}
