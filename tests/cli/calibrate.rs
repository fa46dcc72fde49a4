//! Calibrating from labelled samples, and what is said where there are none.

use std::fs;

use counterclaim::similarity::Calibration;
use serde_json::json;

use crate::harness::{run, temp};

/// Seven teachers of seven makers, whose answers differ in their words, and a student of each of the first five.
fn labelled(dir: &std::path::Path) {
    let mut labels = String::from("student,teacher,relation\n");
    let mut models = String::from("model,vendor,role\n");
    for maker in 0..7 {
        let words = |prompt: usize, more: usize| -> String {
            let word =
                |i: usize| format!("w{}", (i * i * 7 + prompt * 3 + maker * 5) % (11 + maker));
            (0..40 + more).map(word).collect::<Vec<_>>().join(" ")
        };
        for (name, vendor, role, more) in [
            ("teacher", "maker", "candidate", 0),
            ("student", "lab", "student", 3),
        ] {
            if role == "student" && maker >= 5 {
                continue;
            }
            let lines: Vec<String> = (0..14)
                .map(|p| json!({"id": format!("q{p}"), "output": words(p, more)}).to_string())
                .collect();
            fs::write(dir.join(format!("{name}-{maker}.jsonl")), lines.join("\n")).unwrap();
            models += &format!("{name}-{maker},{vendor}-{maker},{role}\n");
        }
        if maker < 5 {
            labels += &format!("student-{maker},teacher-{maker},distilled\n");
        }
    }
    fs::write(dir.join("models.csv"), models).unwrap();
    fs::write(dir.join("lineages.csv"), labels).unwrap();
}

#[test]
fn a_labelled_folder_gives_a_report_and_a_table() {
    let dir = temp();
    labelled(dir.path());
    let table = dir.path().join("calibration.json");
    let arguments = [
        "calibrate".as_ref(),
        dir.path().as_os_str(),
        "-o".as_ref(),
        table.as_os_str(),
    ];
    let report = run(arguments).text();
    for part in [
        "Cllr",
        "Tippett",
        "Reliability",
        "5 related and 30 unrelated pairs",
    ] {
        assert!(report.contains(part), "{part} in\n{report}");
    }
    let written = Calibration::parse(&fs::read_to_string(table).unwrap()).unwrap();
    assert_eq!(written.provenance.arenas[0].related, 5);
    let report = run([
        "calibrate".as_ref(),
        dir.path().as_os_str(),
        "--json".as_ref(),
    ])
    .json();
    assert_eq!(report["arenas"][0]["unrelated"], 30);
    let standard = run([
        "calibrate".as_ref(),
        dir.path().as_os_str(),
        "-o".as_ref(),
        "-".as_ref(),
    ]);
    assert!(Calibration::parse(&standard.text()).is_ok());
}

#[test]
fn without_labels_nothing_is_calibrated() {
    let dir = temp();
    labelled(dir.path());
    fs::remove_file(dir.path().join("lineages.csv")).unwrap();
    let table = dir.path().join("calibration.json");
    let arguments = [
        "calibrate".as_ref(),
        dir.path().as_os_str(),
        "-o".as_ref(),
        table.as_os_str(),
    ];
    let said = run(arguments).refused(1);
    assert!(said.contains("controls.csv"), "{said}");
    assert!(!table.exists());
    run(["calibrate", "-"]).refused(2);
    run(["calibrate"]).ended(2);
}
