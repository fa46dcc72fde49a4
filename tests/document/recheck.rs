//! Findings and the files they came from: stale, made again, refreshed.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use counterclaim::document::checking::{self, Files, Stage};
use counterclaim::document::recheck::{self, Became, Finder, Known};
use counterclaim::document::shelf::Shelf;
use counterclaim::document::{Document, actions};
use counterclaim::example;
use counterclaim::map::{Bearing, Claim, FindingId};
use counterclaim::progress::Progress;
use counterclaim::similarity::PREVIEW_PROMPTS;

/// A document with a finding on the bundled samples, laid out in a folder.
fn checked(folder: &Path) -> (Document, FindingId) {
    for (model, lines) in example::SAMPLES {
        fs::write(folder.join(format!("{model}.jsonl")), lines).unwrap();
    }
    let path = |model: &str| folder.join(format!("{model}.jsonl"));
    let controls = example::controls(example::STUDENT).unwrap();
    let files = Files {
        student: Some(path(example::STUDENT)),
        teacher: Some(path(example::TEACHER)),
        controls: controls.iter().map(|model| path(model)).collect(),
        beside: Vec::new(),
    };
    let made = Some("2026-01-01T00:00:00Z".to_owned());
    let (shelf, stage) = (Shelf::default(), Stage::default());
    let checked = checking::run(&files, made, &shelf, &stage, &Progress::none()).unwrap();
    let mut document = Document::new();
    let (edit, claim) = actions::add_claim(&document, Claim::new("alike"), None);
    document.apply(edit).unwrap();
    let (edit, id) = actions::attach_finding(
        &document,
        claim,
        checked.finding,
        checked.samples,
        Bearing::Supports,
    );
    document.apply(edit).unwrap();
    (document, id)
}

fn finder() -> Finder {
    Finder::beside(None, |_| None)
}

fn states(document: &Document, id: FindingId, known: &mut Known) -> Vec<(String, Became)> {
    let finding = document.finding(id).unwrap();
    recheck::look(document, finding, &finder(), known, &Progress::none())
        .into_iter()
        .map(|now| (now.model, now.became))
        .collect()
}

#[test]
fn a_check_made_again_gives_the_same_figures_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (document, id) = checked(folder.path());
    let finding = document.finding(id).unwrap();
    let again = recheck::again(&document, finding, &finder(), None, &Progress::none()).unwrap();
    assert_eq!(again.differences, Vec::<String>::new());
    assert!(again.changed.is_empty());
    assert!(again.sentence().starts_with("Same figures to the last bit"));
    let mut new = again.checked.finding;
    new.made.clone_from(&finding.made);
    assert_eq!(new, **finding, "warnings and all");
}

#[test]
fn the_bundled_findings_come_out_the_same_from_what_the_program_carries() {
    let document = example::document(&Progress::none()).unwrap();
    let carried = Finder {
        folders: vec![tempfile::tempdir().unwrap().path().to_owned()],
        carried: |file| {
            example::sample(file.strip_prefix("samples/")?.strip_suffix(".jsonl")?).ok()
        },
    };
    assert!(!document.findings().is_empty());
    for finding in document.findings().values() {
        let none = &Progress::none();
        let again = recheck::again(&document, finding, &carried, None, none).unwrap();
        assert_eq!(again.checked.finding, **finding);
        let now = recheck::look(&document, finding, &carried, &mut Known::default(), none);
        assert!(now.iter().all(|now| now.became == Became::Same), "{now:?}");
    }
}

#[test]
fn what_changed_is_named_and_a_refresh_is_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let (mut document, id) = checked(folder.path());
    let mut known = Known::default();
    for round in 0..2 {
        let all = states(&document, id, &mut known);
        assert!(
            all.iter().all(|(_, b)| *b == Became::Same),
            "{round}: {all:?}"
        );
    }
    let student = folder.path().join("wren-mini.jsonl");
    let text = fs::read_to_string(&student).unwrap();
    let fewer: Vec<&str> = text.lines().skip(3).collect();
    fs::write(&student, fewer.join("\n")).unwrap();
    assert_eq!(states(&document, id, &mut known)[0].1, Became::Changed);

    let before = document.clone();
    let finding = document.finding(id).unwrap().clone();
    let none = &Progress::none();
    let again = recheck::again(&document, &finding, &finder(), None, none).unwrap();
    assert_eq!(again.changed, ["wren-mini"]);
    let named = |field: &str| again.differences.iter().any(|d| d.starts_with(field));
    assert!(
        named("components 1") && !named("controls"),
        "{:?}",
        again.differences
    );
    let edit = recheck::replace(&document, id, again.checked);
    let undo = document.apply(edit).unwrap();
    let fresh = document.finding(id).unwrap();
    assert_eq!(fresh.student.outputs, finding.student.outputs - 3);
    assert_eq!(document.samples().len(), before.samples().len());
    assert!(!document.samples().contains_key(&finding.student.sha256));
    assert_eq!(document.violations(), Vec::<String>::new());
    assert!(
        states(&document, id, &mut known)
            .iter()
            .all(|(_, b)| *b == Became::Same)
    );
    document.apply(undo).unwrap();
    assert_eq!(document, before, "taken back in one step");
}

#[test]
fn missing_and_broken_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (document, id) = checked(folder.path());
    fs::remove_file(folder.path().join("quill-2.jsonl")).unwrap();
    fs::write(folder.path().join("tern-3.jsonl"), [0xff, 0, 3, b'{']).unwrap();
    let states = states(&document, id, &mut Known::default());
    let of = |model: &str| &states.iter().find(|(m, _)| m == model).unwrap().1;
    assert_eq!(of("quill-2"), &Became::Missing);
    assert!(matches!(of("tern-3"), Became::Unreadable(_)));
    let finding = document.finding(id).unwrap();
    let fault = recheck::again(&document, finding, &finder(), None, &Progress::none()).unwrap_err();
    assert!(
        fault.contains("quill-2.jsonl") && fault.contains("no longer there"),
        "{fault}"
    );
}

#[test]
fn files_named_from_the_map_are_found_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/a.jsonl"), "{}").unwrap();
    let beside = Finder::beside(Some(&folder.path().join("map.ron")), |_| None);
    assert!(beside.locate("data/a.jsonl").is_some());
    assert!(beside.locate("data/b.jsonl").is_none());
}

#[test]
fn large_samples_give_first_figures_and_facts() {
    let folder = tempfile::tempdir().unwrap();
    // Each answer several times over, to prompts of other ids.
    for (model, lines) in example::SAMPLES {
        let mut many = String::new();
        for round in 0..6 {
            for line in lines.lines() {
                let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
                let id = record["id"].as_str().unwrap_or_default().to_owned();
                record["id"] = format!("{round} {id}").into();
                record["prompt"] = format!("{} ({round})", record["prompt"]).into();
                many += &record.to_string();
                many.push('\n');
            }
        }
        fs::write(folder.path().join(format!("{model}.jsonl")), many).unwrap();
    }
    fs::write(folder.path().join("models.csv"), example::MODELS).unwrap();
    let path = |model: &str| folder.path().join(format!("{model}.jsonl"));
    let controls = example::controls(example::STUDENT).unwrap();
    let files = Files {
        student: Some(path(example::STUDENT)),
        teacher: Some(path(example::TEACHER)),
        controls: controls.iter().map(|model| path(model)).collect(),
        beside: Vec::new(),
    };
    let stage = Stage::default();
    let none = &Progress::none();
    let checked = checking::run(&files, None, &Shelf::default(), &stage, none).unwrap();
    let first = stage.first().expect("first figures");
    assert_eq!(first.prompts.len(), PREVIEW_PROMPTS);
    assert!(checked.finding.n_prompts > 2 * PREVIEW_PROMPTS);
    assert_eq!(
        first.of,
        checked.finding.n_prompts + checked.finding.n_identical
    );
    assert_eq!(first.ranked, checked.finding.strip.len() + 1);

    let (facts, vendor) =
        checking::facts(&path(example::TEACHER), &Shelf::default(), none).unwrap();
    assert_eq!(facts.name, example::TEACHER);
    assert!(
        vendor.is_some_and(|vendor| !vendor.is_empty()),
        "from the list beside it"
    );
    let fault = checking::facts(&path("nobody"), &Shelf::default(), none).unwrap_err();
    assert!(fault.contains("nobody.jsonl"), "{fault}");
}

#[test]
fn a_shelf_gives_what_the_file_holds_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let none = &Progress::none();
    let shelf = Shelf::default();
    let lines = |answer: &str| format!("{{\"prompt\":\"Why?\",\"output\":\"{answer}\"}}\n");
    let read = || shelf.sample(&path, none).unwrap();
    fs::write(&path, lines("Because.")).unwrap();
    let first = read();
    // Not read twice: it is the very same, for a copy of the shelf as well.
    assert!(Arc::ptr_eq(&first, &read()));
    assert!(Arc::ptr_eq(
        &first,
        &shelf.clone().sample(&path, none).unwrap()
    ));
    fs::write(&path, lines("For no reason.")).unwrap();
    assert_eq!(read().records[0].output, "For no reason.");
    fs::remove_file(&path).unwrap();
    assert!(shelf.sample(&path, none).is_err());
}
