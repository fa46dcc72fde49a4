//! The similarity check from its button: bundled samples, finding in words, attached to a claim.

use counterclaim::map::Evidence;
use egui_kittest::kittest::Queryable as _;

use crate::harness::Setup;

#[test]
fn a_check_from_the_button_ends_as_evidence_of_the_claim() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.click("Check similarity…");
    assert!(window.shows("Check similarity"));
    window.click("Try with the bundled samples");
    window.click("Run check");
    window.settle();
    assert!(window.mentions("wren-mini"), "the finding is said in words");
    assert!(window.mentions("What this can and cannot show"));
    window.click("Attach to claim");
    let id = window.claim("A contract can forbid it.");
    let claim = window.map().claim(id).unwrap();
    let Some(Evidence::Finding { finding, .. }) = claim.evidence.first() else {
        panic!("no finding is attached");
    };
    let found = window.document().finding(*finding).unwrap();
    assert_eq!(
        (found.student.name.as_str(), found.teacher.name.as_str()),
        ("wren-mini", "quill-2")
    );
    assert!(found.log10_lr.unwrap() > 1.0);
    assert!(!window.document().samples().is_empty());
    window.check();
    window.undo();
    assert!(window.map().claim(id).unwrap().evidence.is_empty());
    assert!(window.document().findings().is_empty());
}

#[test]
fn a_check_without_a_claim_can_be_read_but_not_attached() {
    let mut window = Setup::small();
    window.menu("Map", "Check similarity…");
    assert!(window.mentions("No claim is selected"));
    window.click("Try with the bundled samples");
    window.click("Run check");
    assert!(window.mentions("wren-mini"));
    assert!(window.harness.query_by_label("Attach to claim").is_none());
    window.click("Close");
    assert!(!window.shows("Check similarity"));
}

#[test]
fn a_bad_sample_is_one_sentence_in_the_dialog() {
    let mut window = Setup::small();
    let bad = window.home.path().join("bad.jsonl");
    std::fs::write(&bad, "{\"output\": 3").unwrap();
    window.menu("Map", "Check similarity…");
    for (button, path) in [("Choose student…", &bad), ("Choose teacher…", &bad)] {
        window.click(button);
        window.answer_path(path, "Open");
    }
    window.click("Run check");
    assert!(window.mentions("bad.jsonl"));
    assert!(window.document().findings().is_empty());
}

/// A window in which a finding on files of the person's own is attached to a claim.
fn attached() -> (crate::harness::Window, std::path::PathBuf) {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.click("Check similarity…");
    window.click("Try with the bundled samples");
    window.click("Run check");
    window.click("supports it");
    window.click("Attach to claim");
    let sample = window.document().samples().values().next().unwrap();
    let folder = std::path::Path::new(&sample.file)
        .parent()
        .unwrap()
        .to_owned();
    (window, folder)
}

#[test]
fn a_finding_is_made_again_and_says_that_it_is_the_same() {
    let (mut window, _) = attached();
    assert!(window.mentions("Its samples are unchanged"));
    window.click("Run again");
    assert!(window.mentions("Same figures to the last bit"));
}

#[test]
fn a_changed_sample_makes_a_finding_stale_and_one_click_refreshes_it() {
    let (mut window, folder) = attached();
    let path = folder.join("quill-2.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let fewer: Vec<&str> = text.lines().skip(2).collect();
    std::fs::write(&path, fewer.join("\n")).unwrap();
    // The person comes back to the window.
    window.harness.event(egui::Event::WindowFocused(true));
    window.settle();
    assert!(window.mentions("Out of date: quill-2 changed"));
    let before = window.document().clone();
    window.click("Refresh");
    assert!(window.mentions("Its samples are unchanged"));
    assert_ne!(window.document(), &before);
    assert_eq!(window.document().findings().len(), 1);
    assert_eq!(window.steps()[0], "refresh finding");
    window.undo();
    assert_eq!(window.document(), &before);
    std::fs::remove_file(&path).unwrap();
    window.harness.event(egui::Event::WindowFocused(true));
    window.settle();
    assert!(window.mentions("quill-2 missing"));
}

#[test]
fn an_attached_finding_moves_the_strength_and_says_why() {
    let (mut window, _) = attached();
    assert!(
        window.mentions("strength 0.9"),
        "0.5 before, moved by the ratio"
    );
    window.click("Why?");
    assert!(window.mentions("supports the claim with"));
    window.undo();
    assert!(!window.mentions("strength 0.9"));
}
