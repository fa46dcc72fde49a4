//! Extension semantics and the competition's formats and tasks.

use super::{brute_force, common};
use counterclaim::progress::Progress;
use counterclaim::semantics::framework::{Framework, Label};
use counterclaim::semantics::grounded::grounded;
use counterclaim::semantics::iccma::{self, Format, Instance};
use counterclaim::semantics::solver::{Limits, Semantics, Solver, Stop};
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

#[test]
fn the_small_files_of_other_tools_have_the_extensions_of_the_table() {
    let Some(table) = common::shared("data/maps/EXPECTED-af-bruteforce.tsv") else {
        return;
    };
    let folder = table.parent().unwrap().to_owned();
    let mut compared = 0;
    for row in std::fs::read_to_string(table).unwrap().lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let path = folder.join(fields[0]);
        let instance = open(&path);
        let framework = &instance.framework;
        let number = |i: usize| fields[i].parse::<usize>().unwrap();
        assert_eq!(framework.len(), number(1), "{}", fields[0]);
        assert_eq!(framework.attack_count(), number(2), "{}", fields[0]);
        let named = |set: &Vec<usize>| {
            let mut names: Vec<String> = set.iter().map(|&a| instance.name(a)).collect();
            names.sort();
            format!("{{{}}}", names.join(","))
        };
        let grounded = listed(framework, Semantics::Grounded);
        assert_eq!(named(&grounded[0]), fields[3], "{}", fields[0]);
        assert_eq!(listed(framework, Semantics::Complete).len(), number(4));
        let preferred = listed(framework, Semantics::Preferred);
        assert_eq!(preferred.len(), number(5));
        assert_eq!(listed(framework, Semantics::Stable).len(), number(6));
        let mut sets: Vec<String> = preferred.iter().map(named).collect();
        sets.sort();
        let mut expected: Vec<&str> = fields[7].split(' ').collect();
        expected.sort_unstable();
        assert_eq!(sets, expected, "{}", fields[0]);
        compared += 1;
    }
    assert!(compared >= 15);
}

fn random_framework() -> impl Strategy<Value = (usize, Vec<(usize, usize)>)> {
    (1usize..9).prop_flat_map(|n| {
        let attacks = prop::collection::vec((0..n, 0..n), 0..2 * n + 2);
        (Just(n), attacks)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_frameworks_agree_with_brute_force((n, attacks) in random_framework()) {
        let framework = Framework::new(n, &attacks).unwrap();
        for (semantics, _) in ALL {
            check_against(&framework, semantics, &brute_force::extensions(n, &attacks, semantics));
        }
    }

    /// Two copies side by side: what holds of the whole holds of each part, and the numbers multiply.
    #[test]
    fn independent_parts_multiply((n, attacks) in random_framework()) {
        let twice: Vec<_> = attacks.iter().flat_map(|&(a, b)| [(a, b), (a + n, b + n)]).collect();
        let one = Framework::new(n, &attacks).unwrap();
        let two = Framework::new(2 * n, &twice).unwrap();
        for (semantics, _) in ALL {
            let count = listed(&one, semantics).len();
            prop_assert_eq!(listed(&two, semantics).len(), count * count);
        }
    }

    /// A decided argument rests on arguments of lower rounds.
    #[test]
    fn grounded_rounds_are_well_founded((n, attacks) in random_framework()) {
        let framework = Framework::new(n, &attacks).unwrap();
        let found = grounded(&framework);
        let earlier = |b: u32, a: usize| found.rounds[b as usize] < found.rounds[a];
        for a in 0..n {
            let mut attackers = framework.attackers(a).iter();
            let founded = match found.labels[a] {
                Label::In => attackers.all(|&b| found.labels[b as usize] == Label::Out && earlier(b, a)),
                Label::Out => attackers.any(|&b| found.labels[b as usize] == Label::In && earlier(b, a)),
                Label::Undec => found.rounds[a] == 0,
            };
            prop_assert!(founded);
        }
    }
}

#[test]
fn no_stable_position_is_not_universal_acceptance() {
    // An odd circle beside an unattacked argument.
    let framework = Framework::new(4, &[(0, 1), (1, 2), (2, 0)]).unwrap();
    let solver = Solver::new(&framework, Limits::default());
    let skeptical = solver.skeptical(Semantics::Stable, 3).unwrap();
    assert!(skeptical.accepted && skeptical.no_extension);
    let credulous = solver.credulous(Semantics::Stable, 3).unwrap();
    assert!(!credulous.accepted && credulous.no_extension);
    let statuses = solver.statuses(Semantics::Stable);
    assert!(statuses.no_extension && !statuses.of[3].in_all);
    assert!(solver.statuses(Semantics::Preferred).of[3].in_all);
}

fn disputes(k: usize) -> Framework {
    let attacks: Vec<_> = (0..k)
        .flat_map(|i| [(2 * i, 2 * i + 1), (2 * i + 1, 2 * i)])
        .collect();
    Framework::new(2 * k, &attacks).unwrap()
}

#[test]
fn a_thousand_disputes_are_counted_and_never_multiplied_out() {
    let framework = disputes(1_000);
    let solver = Solver::new(&framework, Limits::default());
    let extensions = solver.extensions(Semantics::Preferred);
    let count = extensions.count().to_string();
    // 2^1000, computed elsewhere: 302 digits, 10715086071862673209...668069376.
    assert_eq!(count.len(), 302);
    assert!(count.starts_with("10715086071862673209") && count.ends_with("668069376"));
    assert_eq!(extensions.count().to_u64(), None);
    assert_eq!(extensions.iter().take(3).count(), 3);
    let complete = solver.extensions(Semantics::Complete).count().to_string();
    assert_eq!(complete.len(), 478, "3^1000 has 478 digits");
}

#[test]
fn fifty_thousand_arguments_are_quick() {
    let start = Instant::now();
    let n = 50_000;
    let chain: Vec<_> = (1..n).map(|i| (i - 1, i)).collect();
    let even_circle: Vec<_> = (0..n).map(|i| (i, (i + 1) % n)).collect();
    let ladder: Vec<_> = (1..n).flat_map(|i| [(i - 1, i), (i, i - 1)]).collect();
    let solver = |attacks: &[(usize, usize)]| {
        Solver::new(&Framework::new(n, attacks).unwrap(), Limits::default())
    };
    let grounded = solver(&chain)
        .extension(Semantics::Grounded)
        .unwrap()
        .unwrap();
    assert_eq!(grounded, (0..n).step_by(2).collect::<Vec<_>>());
    let circle = solver(&even_circle);
    assert_eq!(
        circle.extensions(Semantics::Preferred).count().to_u64(),
        Some(2)
    );
    let statuses = circle.statuses(Semantics::Preferred);
    assert!(statuses.of.iter().all(|s| s.in_some && !s.in_all));
    let statuses = solver(&ladder).statuses(Semantics::Preferred);
    assert_eq!(statuses.partial, None);
    assert!(
        statuses
            .of
            .iter()
            .all(|s| s.in_some && s.out_some && !s.in_all)
    );
    let pairs = Solver::new(&disputes(n / 2), Limits::default());
    let statuses = pairs.statuses(Semantics::Preferred);
    assert!(statuses.of.iter().all(|s| s.in_some && s.out_some));
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

/// A random framework of three attacks an argument, beyond reach in the time any test has.
fn hard() -> Framework {
    let n = 20_000;
    let mut state = 88_172_645_463_325_252u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let attacks: Vec<_> = (0..3 * n).map(|_| (random(), random())).collect();
    Framework::new(n, &attacks).unwrap()
}

#[test]
fn a_search_ends_when_its_time_is_up_and_says_so() {
    let framework = hard();
    let limits = Limits {
        max_time: Some(Duration::from_millis(300)),
        ..Limits::default()
    };
    let start = Instant::now();
    let statuses = Solver::new(&framework, limits).statuses(Semantics::Preferred);
    assert_eq!(statuses.partial, Some(Stop::TimeLimit));
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_search_ends_soon_after_it_is_cancelled() {
    let framework = hard();
    let progress = Progress::none();
    let limits = Limits {
        progress: progress.clone(),
        ..Limits::default()
    };
    let (asked, ended) = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let statuses = Solver::new(&framework, limits).statuses(Semantics::Preferred);
            assert_eq!(statuses.partial, Some(Stop::Cancelled));
            Instant::now()
        });
        std::thread::sleep(Duration::from_millis(500));
        progress.cancel();
        (Instant::now(), worker.join().unwrap())
    });
    // 100 ms is the aim; the rest is for a machine busy with other tests.
    assert!(
        ended - asked < Duration::from_millis(1_000),
        "{:?}",
        ended - asked
    );
}

#[test]
fn a_list_that_is_cut_off_says_so() {
    // One knot with many extensions: 12 two-way disputes, all of which attack one self-attacker.
    let mut attacks: Vec<_> = (0..12)
        .flat_map(|i| [(2 * i, 2 * i + 1), (2 * i + 1, 2 * i)])
        .collect();
    attacks.extend((0..24).map(|i| (i, 24)));
    attacks.push((24, 24));
    let framework = Framework::new(25, &attacks).unwrap();
    let limits = Limits {
        max_extensions: 10,
        ..Limits::default()
    };
    let extensions = Solver::new(&framework, limits).extensions(Semantics::Preferred);
    assert_eq!(extensions.partial, Some(Stop::CountLimit));
    assert_eq!(extensions.count().to_u64(), Some(10));
    let all = Solver::new(&framework, Limits::default()).extensions(Semantics::Preferred);
    assert_eq!(all.count().to_u64(), Some(1 << 12));
}
