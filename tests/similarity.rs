//! The similarity check against its reference implementation's figures, against properties that must hold
//! whatever the texts, and against hostile input.

mod common;

use counterclaim::progress::Progress;
use counterclaim::similarity::{Finding, MatrixInput, METHOD_MATCHED, METHOD_PAIRED, Options, matrix, read};
use serde_json::Value;
use std::path::Path;

fn quick() -> Options {
    Options {
        bootstrap: 20,
        ..Options::default()
    }
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// (student, candidate, label) of one arena.
fn labels(arena: &str) -> Option<Vec<(String, String, String)>> {
    let path = common::shared("data/similarity/dev/controls.csv")?;
    let mine = rows(&path).into_iter().filter(|row| row[0] == arena);
    Some(mine.map(|row| (row[1].clone(), row[2].clone(), row[3].clone())).collect())
}

fn all_pairs(arena: &str, unrelated: &[(String, String)]) -> Option<Vec<Finding>> {
    let dir = common::shared(&format!("data/similarity/dev/{arena}"))?;
    let folder = read::folder(&dir, &Progress::none()).unwrap();
    let input = MatrixInput {
        samples: &folder.samples,
        models: &folder.models,
        unrelated,
    };
    Some(matrix(&input, &quick(), &Progress::none()).unwrap())
}

fn of<'f>(findings: &'f [Finding], student: &str, teacher: &str) -> &'f Finding {
    let found = findings.iter().find(|f| f.student.name == student && f.teacher.name == teacher);
    found.unwrap_or_else(|| panic!("no finding for {student} and {teacher}"))
}

#[test]
fn figures_agree_with_the_reference_implementation() {
    let Some(golden) = common::shared("data/similarity/dev/golden.json") else { return };
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
    let labels = labels("creative").unwrap();
    let unrelated: Vec<_> = labels.into_iter().filter(|l| l.2 == "neg").map(|l| (l.0, l.1)).collect();
    let plain = all_pairs("creative", &[]).unwrap();
    let matched = all_pairs("creative", &unrelated).unwrap();
    let pairs = golden["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 8);
    let mut worst = Vec::new();
    for pair in pairs {
        let (student, teacher) = (pair["student"].as_str().unwrap(), pair["candidate"].as_str().unwrap());
        let finding = of(&plain, student, teacher);
        assert_eq!(finding.method, METHOD_PAIRED);
        let mut near = |what: &str, ours: f64, theirs: &Value| {
            let theirs = theirs.as_f64().unwrap();
            worst.push(((ours - theirs).abs(), format!("{student} {teacher} {what}: {ours:.4}, reference {theirs}")));
        };
        assert_eq!(finding.components.len(), 4);
        for figure in &finding.components {
            let name = figure.component.as_str();
            near(name, figure.value, &pair["raw"][name]);
            near(&format!("z of {name}"), figure.z, &pair["z"][name]);
        }
        near("E", finding.score.unwrap(), &pair["E_z"]);
        let finding = of(&matched, student, teacher);
        assert_eq!(finding.method, METHOD_MATCHED);
        near("matched E", finding.score.unwrap(), &pair["E_sm"]);
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let off: Vec<_> = worst.iter().filter(|w| w.0 > 0.01).map(|w| w.1.as_str()).collect();
    assert!(off.is_empty(), "more than 0.01 off:\n{}", off.join("\n"));
}
