//! The worked example: sound, and the same as the file in saves.

use std::collections::BTreeSet;
use std::fs;

use counterclaim::document::file;
use counterclaim::example;
use counterclaim::map::Evidence;
use counterclaim::progress::Progress;
use counterclaim::similarity::Verdict;
use counterclaim::thread::Anchor;

use crate::common::project;
use crate::harness::CONTROLS;

#[test]
fn the_saved_example_is_what_the_program_makes() {
    let path = project("saves/distillation-debate.ron");
    let (saved, _) = file::open(&path).unwrap();
    let made = saved.findings().values().next().unwrap().made.clone();
    let fresh = example::build(made.as_deref(), &Progress::none(), &mut |_, _| {}).unwrap();
    assert!(
        saved == fresh && fs::read_to_string(&path).unwrap() == file::to_text(&fresh).unwrap(),
        "the example or the check has changed: put distillation-debate.ron from a new `counterclaim tour` into saves"
    );
}

#[test]
fn the_example_is_a_sound_map_of_the_debate() {
    let document = example::document(&Progress::none()).unwrap();
    assert_eq!(document.violations(), Vec::<String>::new());
    let thread = document.thread().unwrap();
    let map = document.map();
    for (id, claim) in map.claims() {
        assert!(!claim.excerpts.is_empty(), "{id} rests on nothing");
        for excerpt in &claim.excerpts {
            let comment = thread
                .comments
                .iter()
                .find(|comment| comment.id == excerpt.comment)
                .unwrap();
            assert!(
                matches!(excerpt.locate(&comment.text), Anchor::Exact(_)),
                "{id}: {excerpt:?}"
            );
        }
        let joined = !map.links_from(id).is_empty() || !map.links_onto(id.into()).is_empty();
        assert!(joined, "{id} has no link");
        assert!(document.place(id).is_some(), "{id} has no place");
    }
    for (id, tag) in map.tags() {
        assert!(
            map.claims().any(|(_, claim)| claim.tags.contains(&id)),
            "nothing is tagged {}",
            tag.name
        );
    }
    // The finding the argument turns on, and what it is made from.
    let claim = map
        .claim(example::tested_claim(&document).unwrap())
        .unwrap();
    let finding = document
        .finding(claim.evidence.iter().find_map(Evidence::finding).unwrap())
        .unwrap();
    assert_eq!((finding.verdict, finding.rank), (Verdict::Strong, Some(1)));
    let controls: BTreeSet<&str> = finding
        .controls
        .iter()
        .map(|control| control.name.as_str())
        .collect();
    assert_eq!(controls, BTreeSet::from(CONTROLS));
    let folder =
        counterclaim::similarity::read::folder(&project("assets/samples"), &Progress::none())
            .unwrap();
    assert_eq!(folder.samples.len(), example::SAMPLES.len());
    for sample in folder.samples {
        assert_eq!(
            example::sample(&sample.name).unwrap().sha256(),
            sample.sha256(),
            "{}",
            sample.name
        );
    }
    // The base was not like the teacher before it was tuned.
    let base = document
        .findings()
        .values()
        .find(|finding| finding.student.name == "wren-base")
        .unwrap();
    assert!(
        matches!(base.verdict, Verdict::Against | Verdict::NoSupport),
        "{:?}",
        base.verdict
    );
}

#[test]
fn the_example_stops_when_asked() {
    let progress = Progress::none();
    progress.cancel();
    assert!(example::document(&progress).is_err());
}
