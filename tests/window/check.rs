//! The similarity check from its button: bundled samples, finding in words, attached to a claim.

use counterclaim::document::banks;
use counterclaim::example;
use counterclaim::map::Evidence;
use counterclaim::progress::Progress;
use counterclaim::similarity::Sample;
use counterclaim::similarity::bank::{ArenaInput, Bank};
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

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
    // How it bears on the claim is for the person to say: unsaid, nothing is attached.
    window.click("Attach to claim");
    assert!(window.document().findings().is_empty());
    window.click("bears neither way");
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
fn a_ranking_is_kept_as_a_note_on_the_claim() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.click("Check similarity…");
    window.click("Try with the bundled samples");
    window.click("Compare with the bank");
    window.settle();
    window.click("Keep as a note on the claim");
    window.click("Keep as a note on the claim");
    let id = window.claim("A contract can forbid it.");
    let claim = window.map().claim(id).unwrap();
    let [Evidence::Note(words)] = claim.evidence.as_slice() else {
        panic!("{:?}", claim.evidence);
    };
    assert!(words.contains("Closest of 58 models to wren-mini"));
    assert!(words.contains("Some model always comes first"));
    window.click("Close");
    window.check();
    window.undo();
    assert!(window.map().claim(id).unwrap().evidence.is_empty());
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
fn what_is_attached_is_not_offered_again() {
    let (mut window, _) = attached();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.key(Key::K);
    assert!(window.mentions("This finding is attached to the claim"));
    assert!(!window.shows("Attach to claim"));
    // Taken off the claim it can be attached again.
    window.key(Key::Escape);
    window.undo();
    window.key(Key::K);
    window.click("supports it");
    assert!(window.shows("Attach to claim"));
}

#[test]
fn a_finding_in_the_inspector_keeps_to_the_pane() {
    let (mut window, _) = attached();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    let right = window
        .harness
        .get_by_label("Believable before any argument");
    let widest = window.harness.get_by_label_contains("among 6 controls");
    let edge = window.harness.ctx.content_rect().right() - 12.0;
    assert!(right.rect().right() < edge);
    assert!(widest.rect().right() < edge, "{:?} {edge}", widest.rect());
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

#[test]
fn the_samples_page_says_what_each_sample_holds() {
    let mut window = Setup::small();
    window.menu("Map", "Check similarity…");
    window.click("Try with the bundled samples");
    window.settle();
    assert!(window.mentions("Part of wren-mini: student"));
    assert!(window.mentions("Part of quill-2: teacher"));
    assert!(window.mentions("wren-mini and quill-2 share 24 prompts"));
    for head in [
        "outputs", "usable", "scripts", "refusals", "thinking", "empty", "repeats",
    ] {
        assert!(window.shows(head), "the column {head}");
    }
    // Whose the models are comes from the list beside the files.
    let maker = window.harness.get_by_label("Maker of quill-2");
    assert!(maker.value().is_some_and(|maker| !maker.is_empty()));
    window.click("Remove tern-3.jsonl");
    assert!(!window.mentions("Part of tern-3"));
}

#[test]
fn dropped_files_and_folders_fill_student_teacher_and_controls() {
    let mut window = Setup::small();
    let folder = window.home.path().join("samples");
    std::fs::create_dir(&folder).unwrap();
    for (model, lines) in example::SAMPLES.iter().take(4) {
        std::fs::write(folder.join(format!("{model}.jsonl")), lines).unwrap();
    }
    window.menu("Map", "Check similarity…");
    window.click("Add folder…");
    window.answer_path(&folder, "Open");
    // Of a folder nobody can know which is which.
    for model in ["basalt-large", "cantata-pro", "marmot-chat"] {
        let part = format!("Part of {model}: control");
        assert!(window.mentions(&part), "{part}");
    }
    assert!(window.mentions("4 controls; with fewer than 5"));
    assert!(window.mentions("Say which is the student and which the teacher"));
    for model in ["basalt-large", "cantata-pro", "marmot-chat"] {
        window.click(&format!("Remove {model}.jsonl"));
    }
    let dropped = ["basalt-large", "cantata-pro", "marmot-chat"];
    window.drop_files(&dropped.map(|model| folder.join(format!("{model}.jsonl"))));
    for part in [
        "basalt-large: student",
        "cantata-pro: teacher",
        "marmot-chat: control",
    ] {
        assert!(window.mentions(&format!("Part of {part}")), "{part}");
    }
}

#[test]
fn what_can_be_seen_stands_above_the_ratio_and_the_limits_are_never_hidden() {
    let mut window = Setup::small();
    window.menu("Map", "Check similarity…");
    window.click("Try with the bundled samples");
    window.click("Run check");
    let top = |window: &crate::harness::Window, part: &str| {
        window
            .harness
            .query_all_by_label_contains(part)
            .map(|n| n.rect().top())
            .next()
    };
    let phrases = top(&window, "Phrases both use").unwrap();
    let prompts = top(&window, "Where the two agree most").unwrap();
    let strip = top(&window, "among 6 controls").unwrap();
    let scale = top(&window, "Scale of likelihood ratios").unwrap();
    let limits = top(&window, "What this can and cannot show").unwrap();
    // Wherever the ratio is named, in a picture or in words, what one can see for oneself stands above it.
    let named = window.harness.query_all_by_label_contains("(LR ");
    let ratio = named.map(|n| n.rect().top()).fold(scale, f32::min);
    let order = [phrases, prompts, ratio, limits];
    assert!(order.is_sorted(), "{order:?}");
    assert!((phrases..ratio).contains(&strip), "{strip} {order:?}");
    for limit in counterclaim::similarity::words::LIMITS {
        assert!(window.mentions(limit), "{limit}");
    }
    assert!(window.mentions("consistent with"));
    // Below the list, whatever of it is in sight: what attaching the finding would attach.
    let foot = top(&window, "Save report…").unwrap();
    let named = window.harness.query_all_by_label_contains("(LR ");
    let above_foot = named.filter(|n| (foot - 80.0..foot).contains(&n.rect().top()));
    assert_eq!(above_foot.count(), 1);
}

#[test]
fn all_pairs_are_walked_by_keyboard_and_open() {
    let mut window = Setup::small();
    window.menu("Map", "Check similarity…");
    window.click("Try with the bundled samples");
    window.settle();
    window.click("Check all pairs");
    window.settle();
    assert!(window.mentions("Matrix of 8 by 8"));
    // A cell says the pair and its figures; the diagonal is one sample twice.
    assert!(window.mentions("student wren-mini, teacher quill-2, score"));
    assert!(window.mentions("the same sample"));
    window.click("by name");
    window
        .harness
        .get_by_label_contains("Matrix of 8 by 8")
        .focus();
    window.settle();
    window.key(Key::ArrowRight);
    assert!(window.mentions("Matrix of 8 by 8: student basalt-large, teacher cantata-pro"));
    window.key(Key::End);
    window.key(Key::ArrowDown);
    assert!(window.mentions("Matrix of 8 by 8: student cantata-pro, teacher wren-mini"));
    window.key(Key::Enter);
    window.settle();
    assert!(
        window.mentions("wren-mini among"),
        "the pair's finding is open"
    );
    assert!(window.mentions("Phrases both use"));
    window.click("Back to all pairs");
    assert!(window.mentions("Matrix of 8 by 8"));
    let cell = window
        .harness
        .query_all_by_label_contains("student wren-mini, teacher quill-2, score");
    let at = cell.map(|n| n.rect().center()).next().unwrap();
    window.click_at(at);
    assert!(window.mentions("quill-2 among"));
    // The pair that is shown is the one that is run again, and the samples have the parts they have in it.
    let pair = "wren-mini as the student, quill-2 as the teacher";
    assert!(window.mentions(pair));
    let figures = |window: &crate::harness::Window| -> Vec<String> {
        let figures = window.harness.query_all_by_label_contains("E = ");
        let said = figures.map(|node| node.accesskit_node());
        said.filter_map(|node| node.value().or_else(|| node.label()))
            .collect()
    };
    let before = figures(&window);
    assert!(!before.is_empty());
    window.click("Run again");
    assert!(window.mentions(pair));
    assert_eq!(figures(&window), before);
    window.click("Samples");
    assert!(window.mentions("Part of quill-2: teacher"));
}

#[test]
fn closing_the_page_loses_nothing() {
    let mut window = Setup::small();
    let at = window.card("A contract can forbid it.").center();
    window.click_at(at);
    window.click("Check similarity…");
    window.click("Try with the bundled samples");
    window.click("Run check");
    let pair = "wren-mini as the student, quill-2 as the teacher";
    assert!(window.mentions(pair));
    window.key(Key::Escape);
    assert!(!window.shows("Check similarity"));
    let at = window.card("Styles have always been copied.").center();
    window.click_at(at);
    window.key(Key::K);
    assert!(window.mentions(pair));
    // It is about the claim that is selected now.
    assert!(window.mentions("Tested claim: Styles have always been copied."));
    window.click("Samples");
    assert!(window.mentions("Part of quill-2: teacher"));
}

#[test]
fn shared_words_are_a_finding_of_their_own() {
    let mut window = Setup::small();
    let copy = window.home.path().join("copy.jsonl");
    let (_, lines) = example::SAMPLES[0];
    std::fs::write(&copy, lines).unwrap();
    let more = window.home.path().join("other.jsonl");
    std::fs::write(&more, lines.replacen("the", "that", 1)).unwrap();
    window.menu("Map", "Check similarity…");
    for (button, path) in [("Choose student…", &copy), ("Choose teacher…", &more)] {
        window.click(button);
        window.answer_path(path, "Open");
    }
    window.click("Look for shared words");
    window.settle();
    assert!(window.mentions("no part of the score"));
    assert!(window.mentions("the longest run has"));
}

#[test]
fn a_report_is_saved_from_the_page_and_from_the_evidence() {
    let (mut window, _) = attached();
    let path = window.home.path().join("finding.html");
    window.click("Save report…");
    window.answer_path(&path, "Save here");
    let html = std::fs::read_to_string(&path).unwrap();
    assert!(html.contains("quill-2") && html.contains("What this can and cannot show"));
    window.menu("Map", "Check similarity…");
    assert!(window.mentions("Attached: wren-mini beside quill-2"));
}

#[test]
fn a_sample_is_compared_with_the_bank_or_told_that_the_bank_does_not_apply() {
    let mut window = Setup::small();
    window.menu("Map", "Check similarity…");
    assert!(
        window
            .harness
            .query_by_label("Compare with the bank")
            .is_none(),
        "there is nothing to compare yet"
    );
    window.click("Try with the bundled samples");
    window.settle();
    // The bundled samples answer other prompts than the bank's models did.
    window.click("Compare with the bank");
    window.settle();
    assert!(window.mentions("Compared as whole samples, which is weaker"));
    assert!(window.mentions("Closest of 58 models to wren-mini"));
    assert!(window.mentions("ranking only, without a likelihood ratio"));
    assert!(
        !window.shows("Keep as a note on the claim"),
        "there is no claim"
    );
    assert!(window.shows("claude-2") && window.shows("glm-4.5"));
    for limit in counterclaim::similarity::words::BANK_LIMITS {
        assert!(window.mentions(limit), "{limit}");
    }
    let short = window.home.path().join("short.jsonl");
    std::fs::write(
        &short,
        "{\"prompt\": \"Hm?\", \"output\": \"Yes, that is so.\"}\n",
    )
    .unwrap();
    window.click("Samples");
    window.click("Choose student…");
    window.answer_path(&short, "Open");
    window.click("Compare with the bank");
    window.settle();
    assert!(window.mentions("the bank does not apply to short"));
}

#[test]
fn a_sample_that_answers_the_banks_prompts_can_be_added_to_a_bank_of_ones_own() {
    let mut window = Setup::small();
    // A bank of the other bundled models, as somebody's own.
    let samples: Vec<Sample> = (example::SAMPLES.iter())
        .filter(|(model, _)| *model != example::STUDENT)
        .map(|(model, _)| example::sample(model).unwrap())
        .collect();
    let arena = ArenaInput {
        name: "invented",
        samples: &samples,
        models: &[],
    };
    let none = Progress::none();
    let bank = Bank::build(&[arena], &none).unwrap();
    let own = banks::own(&window.home.path().join("config"));
    std::fs::write(&own, bank.to_bytes().unwrap()).unwrap();
    window.menu("Map", "Check similarity…");
    window.click("Try with the bundled samples");
    window.click("Compare with the bank");
    assert!(window.mentions("Compared by answers to the same prompts"));
    window.click("Add the student to your bank");
    let said = window.app().messages();
    let grown = format!(
        "Added to invented of your bank, which now holds {} models",
        samples.len() + 1
    );
    assert!(said.contains(&grown), "{said:?}");
    assert_eq!(banks::open(&own).unwrap().models(), samples.len() + 1);
    // Twice is once too often, and changes nothing.
    window.click("Add the student to your bank");
    let said = window.app().messages();
    assert!(
        said.iter().any(|said| said.contains(example::STUDENT)),
        "{said:?}"
    );
    assert_eq!(banks::open(&own).unwrap().models(), samples.len() + 1);
}
