//! First figures on the page of the check: there while it runs, and gone with the finding.

use std::path::{Path, PathBuf};

use counterclaim::app::check::{Asked, CheckDialog, Running, Seen};
use counterclaim::app::findings::Freshness;
use counterclaim::app::theme;
use counterclaim::document::checking::{Files, Stage};
use counterclaim::progress::Progress;
use counterclaim::similarity::Preview;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// The page by itself, without the work behind it, so that it waits for as long as the test likes.
struct Page {
    dialog: CheckDialog,
    begun: bool,
    asked: Vec<Asked>,
}

fn page() -> Harness<'static, Page> {
    let mut dialog = CheckDialog::new(None);
    dialog.choose(Files {
        student: Some(PathBuf::from("student.jsonl")),
        teacher: Some(PathBuf::from("teacher.jsonl")),
        ..Files::default()
    });
    for name in ["student.jsonl", "teacher.jsonl"] {
        let unread = Err("nobody has read it".to_owned());
        dialog.read(Path::new(name), unread, None);
    }
    let page = Page {
        dialog,
        begun: false,
        asked: Vec::new(),
    };
    let show = |ui: &mut egui::Ui, page: &mut Page| {
        // Fonts are there from the frame after.
        if !std::mem::replace(&mut page.begun, true) {
            theme::install(ui.ctx());
            return;
        }
        let seen = Seen {
            claim: None,
            attached: &[],
            freshness: &Freshness::default(),
        };
        let asked = page.dialog.show(ui.ctx(), &seen, &mut Vec::new());
        page.asked.extend(asked);
    };
    let builder = Harness::builder().with_size((1280.0, 800.0));
    let mut harness = builder.build_ui_state(show, page);
    harness.run_steps(8);
    harness
}

#[test]
fn first_figures_stand_until_the_finding_is_there() {
    let mut harness = page();
    let mentions = |harness: &Harness<'_, Page>, part: &str| {
        harness.query_all_by_label_contains(part).next().is_some()
    };
    harness.get_by_label("Run check").click();
    harness.run_steps(4);
    assert!(matches!(harness.state().asked.as_slice(), [Asked::Run(_)]));

    let stage = Stage::default();
    harness.state_mut().dialog.running = Some(Running {
        progress: Progress::none(),
        stage: stage.clone(),
    });
    harness.run_steps(4);
    assert!(!mentions(&harness, "First figures"));
    stage.tell(Preview {
        prompts: vec!["Why?".to_owned(); 60],
        of: 805,
        score: 2.04,
        rank: 3,
        ranked: 21,
    });
    harness.run_steps(4);
    let line = "First figures, from 60 of 805 prompts: score 2.04, rank 3 of 21; the full check is running";
    assert!(mentions(&harness, line));
    for never in ["LR", "ratio", "Attach", "Save report", "support"] {
        assert!(!mentions(&harness, never), "{never}");
    }
    assert!(mentions(&harness, "Cancel check"));

    let fault = "the check was stopped".to_owned();
    harness.state_mut().dialog.checked(Err(fault.clone()));
    harness.run_steps(4);
    assert!(!mentions(&harness, "First figures"));
    assert!(mentions(&harness, &fault));
}
