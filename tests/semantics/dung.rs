//! Extension semantics and the competition's formats and tasks.

use super::{brute_force, common};
use counterclaim::progress::Progress;
use counterclaim::semantics::framework::{Framework, Label};
use counterclaim::semantics::grounded::grounded;
use counterclaim::semantics::iccma::{self, Format, Instance};
use counterclaim::semantics::solver::{Limits, Semantics, Solver, Stop};
use counterclaim::semantics::task;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

const ALL: [(Semantics, &str); 5] = [
    (Semantics::Grounded, "GR"),
    (Semantics::Complete, "CO"),
    (Semantics::Preferred, "PR"),
    (Semantics::Stable, "ST"),
    (Semantics::Ideal, "ID"),
];

fn listed(framework: &Framework, semantics: Semantics) -> Vec<Vec<usize>> {
    let extensions = Solver::new(framework, Limits::default()).extensions(semantics);
    assert_eq!(extensions.partial, None);
    let mut listed: Vec<Vec<usize>> = extensions.iter().collect();
    assert_eq!(extensions.count().to_u64(), Some(listed.len() as u64));
    listed.sort();
    listed
}

/// Every task's answer must follow from the list of all extensions.
fn check_against(framework: &Framework, semantics: Semantics, expected: &[Vec<usize>]) {
    assert_eq!(listed(framework, semantics), expected);
    let solver = Solver::new(framework, Limits::default());
    match solver.extension(semantics).unwrap() {
        Some(one) => assert!(expected.contains(&one)),
        None => assert!(expected.is_empty()),
    }
    let statuses = solver.statuses(semantics);
    assert_eq!(statuses.partial, None);
    assert_eq!(statuses.no_extension, expected.is_empty());
    for a in 0..framework.len() {
        let attacked = |e: &Vec<usize>| {
            framework
                .attackers(a)
                .iter()
                .any(|&b| e.contains(&(b as usize)))
        };
        let in_some = expected.iter().any(|e| e.contains(&a));
        let in_all = expected.iter().all(|e| e.contains(&a));
        let status = statuses.of[a];
        assert_eq!(status.in_some, in_some, "argument {a} in some");
        assert_eq!(status.out_some, expected.iter().any(attacked));
        if !expected.is_empty() {
            assert_eq!(status.in_all, in_all, "argument {a} in all");
            assert_eq!(status.out_all, expected.iter().all(attacked));
        }
        let credulous = solver.credulous(semantics, a).unwrap();
        assert_eq!(credulous.accepted, in_some);
        assert_eq!(credulous.witness.is_some(), in_some);
        if let Some(witness) = credulous.witness {
            assert!(witness.contains(&a) && expected.contains(&witness));
        }
        let skeptical = solver.skeptical(semantics, a).unwrap();
        assert_eq!(skeptical.accepted, in_all);
        assert_eq!(skeptical.no_extension, expected.is_empty());
        assert_eq!(skeptical.witness.is_some(), !in_all);
        if let Some(witness) = skeptical.witness {
            assert!(!witness.contains(&a) && expected.contains(&witness));
        }
    }
}

fn from_one(list: &Value) -> Vec<usize> {
    let list = list.as_array().unwrap().iter();
    list.map(|a| a.as_u64().unwrap() as usize - 1).collect()
}

fn sorted_sets(lists: &Value) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = lists.as_array().unwrap().iter().map(from_one).collect();
    sets.sort();
    sets
}

fn pairs_from_one(list: &Value) -> Vec<(usize, usize)> {
    let pairs = list.as_array().unwrap().iter().map(from_one);
    pairs.map(|p| (p[0], p[1])).collect()
}

fn open(path: &Path) -> Instance {
    let content = std::fs::read(path).unwrap();
    let format = Format::recognise(&path.to_string_lossy(), &content);
    iccma::read(&content, format).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(folder: &Path, extension: &str) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[test]
fn small_frameworks_have_the_agreed_extensions() {
    let Some(path) = common::shared("data/semantics/dung-small/af.jsonl") else {
        return;
    };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let n = row["n"].as_u64().unwrap() as usize;
        let framework = Framework::new(n, &pairs_from_one(&row["attacks"])).unwrap();
        for (semantics, key) in ALL {
            check_against(&framework, semantics, &sorted_sets(&row[key]));
        }
    }
}

#[test]
fn thread_graphs_have_the_agreed_statuses() {
    let Some(folder) = common::shared("data/semantics/dung-thread-graphs") else {
        return;
    };
    for path in files(&folder, "af") {
        let framework = open(&path).framework;
        let expected: Value = serde_json::from_str(
            &std::fs::read_to_string(path.with_extension("expected.json")).unwrap(),
        )
        .unwrap();
        let solver = Solver::new(&framework, Limits::default());
        let preferred = solver.statuses(Semantics::Preferred);
        assert_eq!(preferred.partial, None);
        let named = |wanted: fn(&counterclaim::semantics::solver::Status) -> bool| {
            let all = preferred.of.iter().enumerate();
            all.filter(|(_, s)| wanted(s))
                .map(|(a, _)| a)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            solver.extension(Semantics::Grounded).unwrap().unwrap(),
            from_one(&expected["grounded"])
        );
        assert_eq!(
            solver.extension(Semantics::Ideal).unwrap().unwrap(),
            from_one(&expected["ideal"])
        );
        assert_eq!(
            named(|s| s.in_some),
            from_one(&expected["credulous_preferred"])
        );
        assert_eq!(
            named(|s| s.in_all),
            from_one(&expected["skeptical_preferred"])
        );
    }
}

/// The hard generated graphs whose full enumeration is quick enough for every run of the tests.
#[test]
fn generated_graphs_have_the_agreed_extensions() {
    let Some(folder) = common::shared("data/semantics/dung-afgen") else {
        return;
    };
    for (name, keys) in [
        ("n100p3q34ve", ["ST", "PR"].as_slice()),
        ("n128p5q2_ve", &["ST", "PR"]),
        ("n160p5q2_ve", &["ST"]),
    ] {
        let framework = open(&folder.join(format!("{name}.tgf"))).framework;
        let expected: Value = serde_json::from_str(
            &std::fs::read_to_string(folder.join(format!("{name}.expected.json"))).unwrap(),
        )
        .unwrap();
        for key in keys {
            let (semantics, _) = ALL.into_iter().find(|(_, k)| k == key).unwrap();
            let mut sets = listed(&framework, semantics);
            for set in &mut sets {
                set.iter_mut().for_each(|a| *a += 1);
            }
            let digest = Sha256::digest(serde_json::to_string(&sets).unwrap().as_bytes());
            let mut hex = String::new();
            for byte in digest {
                write!(hex, "{byte:02x}").unwrap();
            }
            assert_eq!(sets.len() as u64, expected[key]["count"].as_u64().unwrap());
            assert_eq!(
                hex,
                expected[key]["sha256"].as_str().unwrap(),
                "{name} {key}"
            );
        }
    }
}
