//! Suggestions: none for what is done, none that was dismissed, none that does more than it says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;

#[allow(dead_code, reason = "only whole documents are wanted here")]
#[path = "document/arbitrary.rs"]
mod arbitrary;

use std::collections::{BTreeMap, BTreeSet};

use counterclaim::document::{Change, Document, Edit, actions};
use counterclaim::example;
use counterclaim::map::{Claim, ClaimId, Evidence, Link, LinkId, LinkKind, NodeId, TagId};
use counterclaim::mining::lexicon::Lexicon;
use counterclaim::progress::Progress;
use counterclaim::suggest::{
    Act, Kind, Learned, Options, Suggestion, SuggestionId, Thresholds, suggestions,
};
use counterclaim::thread::{Comment, Excerpt, Mark, MarkKind, Thread};
use proptest::prelude::*;

/// Shows nearly everything there is.
fn eager() -> Options {
    Options {
        thresholds: Thresholds {
            tag: 0.05,
            claim: 0.05,
            link: 0.05,
            merge: 0.3,
        },
        lexicon: Lexicon::builtin().unwrap(),
        ..Options::default()
    }
}

fn suggest(document: &Document, learned: &Learned, options: &Options) -> Vec<Suggestion> {
    suggestions(document, learned, options, &Progress::none()).unwrap()
}

fn of(document: &Document) -> Vec<Suggestion> {
    suggest(
        document,
        &Learned::default(),
        &Options {
            lexicon: Lexicon::builtin().unwrap(),
            ..Options::default()
        },
    )
}

/// Three people: the second quotes the first, the third answers the second.
fn talk() -> Document {
    let mut thread = Thread::default();
    for (id, parent, author, text) in [
        (
            "a",
            None,
            "ada",
            "Taking the answers was theft. Nobody gave them leave to do it.",
        ),
        (
            "b",
            Some("a"),
            "ben",
            "> Taking the answers was theft.\n\nBut nobody lost anything by it, so it cannot be theft.",
        ),
        (
            "c",
            Some("b"),
            "cem",
            "No, they lost the lead that they had paid for.",
        ),
    ] {
        let mut comment = Comment::new(id, text);
        comment.parent = parent.map(Into::into);
        comment.author = Some(author.to_owned());
        if id == "b" {
            comment.marks.push(Mark {
                start: 0,
                end: 31,
                kind: MarkKind::Quote(1),
            });
        }
        thread.comments.push(comment);
    }
    Document::from_thread(thread)
}

fn put(document: &mut Document, comment: usize, words: &str) -> ClaimId {
    let comment = &document.thread().unwrap().comments[comment];
    let at = comment.text[..comment.text.find(words).unwrap()]
        .chars()
        .count();
    let excerpt = Excerpt::take(comment, at..at + words.chars().count()).unwrap();
    let claim = Claim {
        excerpts: vec![excerpt],
        ..Claim::new(words)
    };
    let (edit, id) = actions::add_claim(document, claim, None);
    document.apply(edit).unwrap();
    id
}

fn only(found: &[Suggestion], kind: Kind) -> Vec<&Suggestion> {
    found
        .iter()
        .filter(|suggestion| suggestion.kind == kind)
        .collect()
}

#[test]
fn a_quotation_makes_two_claims_and_a_link() {
    let mut document = talk();
    let found = of(&document);
    let links = only(&found, Kind::Link);
    assert_eq!(links.len(), 1, "{found:#?}");
    assert!(
        links[0].reason.contains("word for word") && links[0].reason.contains("“but”"),
        "{}",
        links[0].reason
    );
    document.apply(links[0].edit(&document).unwrap()).unwrap();
    let map = document.map();
    assert_eq!((map.claim_count(), map.link_count()), (2, 1));
    let (_, link) = map.links().next().unwrap();
    let text = |id| map.claim(id).unwrap().text.clone();
    assert_eq!(link.kind, LinkKind::Attack);
    assert_eq!(
        text(link.premises[0]),
        "But nobody lost anything by it, so it cannot be theft."
    );
    let NodeId::Claim(target) = link.target else {
        panic!()
    };
    assert_eq!(text(target), "Taking the answers was theft.");
    // The old suggestion has nothing left to do, and does not come again.
    assert_eq!(links[0].edit(&document), None);
    assert!(only(&of(&document), Kind::Link).is_empty());
}

#[test]
fn a_quotation_uses_the_claims_that_are_there() {
    let mut document = talk();
    let target = put(&mut document, 0, "the answers was theft");
    let found = of(&document);
    let link = only(&found, Kind::Link)[0];
    assert_eq!(link.claims, [target]);
    document.apply(link.edit(&document).unwrap()).unwrap();
    assert_eq!(
        (document.map().claim_count(), document.map().link_count()),
        (2, 1)
    );
    assert!(document.violations().is_empty());
}

#[test]
fn an_answer_to_the_only_claim_is_offered_as_an_attack() {
    let mut document = talk();
    let target = put(&mut document, 1, "nobody lost anything by it");
    let source = put(
        &mut document,
        2,
        "No, they lost the lead that they had paid for.",
    );
    let found = of(&document);
    let link = only(&found, Kind::Link)
        .into_iter()
        .find(|s| s.claims == [source, target])
        .unwrap();
    assert!(matches!(
        link.act,
        Act::Link {
            kind: LinkKind::Attack,
            ..
        }
    ));
    assert!(link.reason.contains("“no”"), "{}", link.reason);
}

#[test]
fn the_lexicon_suggests_tags_with_the_words_it_found() {
    let mut document = talk();
    let id = put(&mut document, 0, "Taking the answers was theft.");
    let found = of(&document);
    let tags = only(&found, Kind::Tag);
    assert_eq!(tags.len(), 1);
    assert_eq!(
        (tags[0].what.as_str(), tags[0].reason.as_str()),
        (format!("tag {id} “theft”").as_str(), "it says “theft”")
    );
    document.apply(tags[0].edit(&document).unwrap()).unwrap();
    assert!(only(&of(&document), Kind::Tag).is_empty());
}

#[test]
fn an_old_suggestion_does_not_undo_what_was_done_meanwhile() {
    let mut document = talk();
    let id = put(&mut document, 0, "Taking the answers was theft.");
    let tag = of(&document)
        .into_iter()
        .find(|s| s.kind == Kind::Tag)
        .unwrap();
    document
        .apply(actions::set_text(
            &document,
            id,
            "Reworded since".to_owned(),
        ))
        .unwrap();
    document.apply(tag.edit(&document).unwrap()).unwrap();
    let claim = document.map().claim(id).unwrap();
    assert_eq!(
        (claim.text.as_str(), claim.tags.len()),
        ("Reworded since", 1)
    );
    document
        .apply(actions::delete(&document, &[id.into()]))
        .unwrap();
    assert_eq!(tag.edit(&document), None);
}

#[test]
fn claims_that_say_the_same_are_offered_for_merging_and_merge_whole() {
    let mut document = Document::new();
    let mut add = |text: &str| {
        let (edit, id) = actions::add_claim(&document, Claim::new(text), None);
        document.apply(edit).unwrap();
        id
    };
    let (first, second) = (
        add("Distillation is theft of the work"),
        add("distillation is theft of the work!"),
    );
    let (third, fourth) = (add("The terms forbid it"), add("Something else entirely"));
    let mut id = document.map().next_id();
    let mut link = |document: &mut Document, link: Link| {
        document
            .apply(Edit::new("", vec![Change::Link(LinkId(id), Some(link))]))
            .unwrap();
        id += 1;
        LinkId(id - 1)
    };
    let onto_first = link(&mut document, Link::new(LinkKind::Support, third, first));
    let onto_second = link(&mut document, Link::new(LinkKind::Support, third, second));
    let from_second = link(&mut document, Link::new(LinkKind::Attack, second, fourth));
    let undercut = link(
        &mut document,
        Link::new(LinkKind::Attack, fourth, from_second),
    );
    let note = Evidence::Note("seen".to_owned());
    document
        .apply(actions::add_evidence(&document, second, note.clone()))
        .unwrap();
    document
        .apply(actions::toggle_tag(&document, &[second], TagId(4)))
        .unwrap();
    let before = document.clone();

    let found = of(&document);
    let merges = only(&found, Kind::Merge);
    assert_eq!(merges.len(), 1);
    let inverse = document.apply(merges[0].edit(&document).unwrap()).unwrap();
    let map = document.map();
    let claim = map.claim(first).unwrap();
    assert_eq!(
        (&claim.evidence, claim.tags.contains(&TagId(4))),
        (&vec![note], true)
    );
    assert_eq!(map.claim(second), None);
    assert!(map.link(onto_first).is_some() && map.link(onto_second).is_none());
    assert_eq!(map.link(from_second).unwrap().premises, [first]);
    assert!(map.link(undercut).is_some());
    assert!(document.violations().is_empty());
    document.apply(inverse).unwrap();
    assert_eq!(document, before);
}

/// Documents whose claims a person has tagged by one word each.
fn tagged(count: usize) -> Document {
    let mut document = Document::new();
    for n in 0..count {
        let (word, tag) = if n % 2 == 0 {
            ("river", TagId(1))
        } else {
            ("mountain", TagId(2))
        };
        let claim = Claim {
            tags: BTreeSet::from([tag]),
            ..Claim::new(format!("the {word} number {n} is long word{}", n % 3))
        };
        let (edit, _) = actions::add_claim(&document, claim, None);
        document.apply(edit).unwrap();
    }
    document
}

#[test]
fn a_persons_own_way_of_tagging_is_learned() {
    let taught = tagged(60);
    let learned = Learned::learn(&[&taught], &Progress::none()).unwrap();
    assert_eq!(learned.knows(), ["tags"]);
    let mut document = Document::new();
    let (edit, id) = actions::add_claim(&document, Claim::new("this river is long"), None);
    document.apply(edit).unwrap();
    let found = suggest(&document, &learned, &Options::default());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        found[0].act,
        Act::Tag {
            claim: id,
            tag: TagId(1)
        }
    );
    assert!(
        found[0].reason.contains("“fair use”") && found[0].reason.contains("river"),
        "{}",
        found[0].reason
    );
    let written = ron::to_string(&learned).unwrap();
    assert_eq!(ron::from_str::<Learned>(&written).unwrap(), learned);
}

#[test]
fn little_teaches_nothing() {
    let taught = tagged(6);
    assert!(
        Learned::learn(&[&taught, &Document::new()], &Progress::none())
            .unwrap()
            .knows()
            .is_empty()
    );
}

#[test]
fn the_example_gets_suggestions_and_what_is_dismissed_stays_away() {
    let document = example::document(&Progress::none()).unwrap();
    let learned = Learned::learn(&[&document], &Progress::none()).unwrap();
    let mut options = Options {
        lexicon: Lexicon::builtin().unwrap(),
        ..Options::default()
    };
    let all = suggest(&document, &learned, &options);
    assert!(all.iter().any(|s| s.kind == Kind::Link) && all.iter().any(|s| s.kind == Kind::Claim));
    assert_eq!(suggest(&document, &learned, &options), all);
    options.dismissed = all.iter().step_by(2).map(|s| s.id.clone()).collect();
    let rest = suggest(&document, &learned, &options);
    let wanted: Vec<&Suggestion> = all
        .iter()
        .filter(|s| !options.dismissed.contains(&s.id))
        .collect();
    assert_eq!(rest.iter().collect::<Vec<_>>(), wanted);
    // An id is written as plain text and read again.
    let written = ron::to_string(&options.dismissed).unwrap();
    assert_eq!(
        ron::from_str::<BTreeSet<SuggestionId>>(&written).unwrap(),
        options.dismissed
    );
}

#[test]
fn looking_can_be_stopped() {
    let progress = Progress::none();
    progress.cancel();
    assert!(suggestions(&talk(), &Learned::default(), &eager(), &progress).is_err());
    assert!(Learned::learn(&[&talk()], &progress).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the document: every suggestion can be carried out, leaves a sound document, does something, is not
    /// offered again when done, is taken back by its inverse, and is as sure as asked for.
    #[test]
    fn every_suggestion_can_be_accepted_once(document in arbitrary::document()) {
        let options = eager();
        let learned = Learned::learn(&[&document], &Progress::none()).unwrap();
        let found = suggest(&document, &learned, &options);
        prop_assert_eq!(&suggest(&document, &learned, &options), &found);
        let mut ids: BTreeMap<&SuggestionId, Kind> = BTreeMap::new();
        for suggestion in &found {
            prop_assert!(ids.insert(&suggestion.id, suggestion.kind).is_none());
            prop_assert!(suggestion.confidence >= options.thresholds.of(suggestion.kind) && suggestion.confidence <= 1.0);
            prop_assert!(!suggestion.reason.is_empty() && !suggestion.what.is_empty());
            let edit = suggestion.edit(&document).unwrap();
            prop_assert!(!edit.changes.is_empty());
            let mut changed = document.clone();
            let inverse = changed.apply(edit);
            prop_assert!(inverse.is_ok(), "{:?}: {:?}", suggestion, inverse);
            prop_assert!(changed.violations().is_empty());
            prop_assert!(changed != document);
            prop_assert_eq!(suggestion.edit(&changed), None);
            changed.apply(inverse.unwrap()).unwrap();
            prop_assert_eq!(&changed, &document);
        }
    }

    #[test]
    fn merging_any_two_claims_leaves_a_sound_document(document in arbitrary::document(), a in 4_u32..14, b in 4_u32..14) {
        let (a, b) = (ClaimId(a), ClaimId(b));
        let edit = actions::merge_claims(&document, a, b);
        let mut changed = document.clone();
        let there = a != b && document.map().claim(a).is_some() && document.map().claim(b).is_some();
        prop_assert_eq!(edit.changes.is_empty(), !there);
        let inverse = changed.apply(edit).unwrap();
        prop_assert!(changed.violations().is_empty());
        prop_assert!(!there || changed.map().claim(b).is_none());
        changed.apply(inverse).unwrap();
        prop_assert_eq!(changed, document);
    }
}
