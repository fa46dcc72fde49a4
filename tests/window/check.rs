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
