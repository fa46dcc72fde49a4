//! The tour, and what is done without a display.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;

use counterclaim::document::file;
use counterclaim::example;
use counterclaim::map::Evidence;

use crate::common::project;
use crate::harness::{DEBATE, finish, map_in, names, program, run, temp};

#[test]
fn the_tour_does_the_whole_job() {
    let dir = temp();
    let target = dir.path().join("new/tour");
    let ran = run(args!["tour", target]).ended(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let text = String::from_utf8(ran.out).unwrap();
    for step in 1..=7 {
        assert!(
            text.contains(&format!("\n{step}. ")),
            "step {step} is missing in\n{text}"
        );
    }
    assert!(text.contains("the same figures"), "{text}");
    let saved = ["json", "md", "png", "ron", "svg"]
        .map(|extension| format!("distillation-debate.{extension}"));
    let mut expected = BTreeSet::from(saved);
    expected.insert("samples".to_owned());
    assert_eq!(names(&target), expected);
    assert!(
        fs::read(target.join("distillation-debate.json")).unwrap()
            == fs::read(project(DEBATE)).unwrap()
    );
    for name in names(&target.join("samples")) {
        let original = fs::read(project("assets/samples").join(&name)).unwrap();
        assert!(
            fs::read(target.join("samples").join(&name)).unwrap() == original,
            "{name}"
        );
    }
    let (document, _) = file::open(&target.join("distillation-debate.ron")).unwrap();
    let claim = document
        .map()
        .claim(example::tested_claim(&document).unwrap())
        .unwrap();
    let finding = document
        .finding(claim.evidence.iter().find_map(Evidence::finding).unwrap())
        .unwrap();
    assert!(finding.made.is_some());
    // What is there now may have been worked on: it is not written over.
    let said = run(args!["tour", target]).refused(1);
    assert!(
        said.contains("distillation-debate.ron of an earlier tour"),
        "{said}"
    );
    assert_eq!(names(&target), expected);
}

#[test]
fn without_a_display_it_says_so_in_one_line_and_does_the_tour() {
    let dir = temp();
    for folder in ["counterclaim-tour", "counterclaim-tour-2"] {
        let mut command = program();
        let ran = finish(command.env("TMPDIR", dir.path())).ended(0);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains("no display"), "{}", ran.err);
        let named = dir.path().join(folder);
        assert!(
            String::from_utf8(ran.out)
                .unwrap()
                .contains(&format!("{}\n", named.display()))
        );
        assert!(named.join("distillation-debate.ron").is_file());
    }
}

#[test]
fn a_file_to_open_without_a_display_is_one_sentence() {
    let dir = temp();
    let map = map_in(dir.path());
    let said = run([&map]).refused(1);
    assert!(
        said.contains("no display") && said.contains("map.ron"),
        "{said}"
    );
    // A slip of the pen is no file.
    let said = run(["exprot"]).refused(1);
    assert!(said.contains("exprot") && said.contains("--help"), "{said}");
}
