//! Profiles: counted in parts and added up in any order, and standing for samples in a check.

use std::fs;

use counterclaim::example;

use crate::harness::{check, fed, run, sample, temp};

#[test]
fn parts_add_up_to_one_pass_in_any_order_and_hold_no_texts() {
    let dir = temp();
    let text = fs::read_to_string(sample(example::TEACHER)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let (first, second) = lines.split_at(lines.len() / 3);
    let mut profiles = Vec::new();
    for (name, part) in [("a", first), ("b", second)] {
        let part_file = dir.path().join(format!("{name}.jsonl"));
        fs::write(&part_file, part.join("\n")).unwrap();
        let profile = dir.path().join(format!("{name}.profile"));
        run([
            "profile".as_ref(),
            part_file.as_os_str(),
            "-o".as_ref(),
            profile.as_os_str(),
        ])
        .ended(0);
        profiles.push(profile);
    }
    let mut merged = Vec::new();
    for order in [[0, 1], [1, 0]] {
        let out = dir.path().join(format!("{order:?}.profile"));
        run([
            "merge".as_ref(),
            profiles[order[0]].as_os_str(),
            profiles[order[1]].as_os_str(),
            "-o".as_ref(),
            out.as_os_str(),
        ])
        .ended(0);
        merged.push(fs::read(&out).unwrap());
    }
    assert_eq!(merged[0], merged[1]);
    let one_pass = dir.path().join("both.profile");
    let (a, b) = (dir.path().join("a.jsonl"), dir.path().join("b.jsonl"));
    run([
        "profile".as_ref(),
        a.as_os_str(),
        b.as_os_str(),
        "-o".as_ref(),
        one_pass.as_os_str(),
    ])
    .ended(0);
    assert_eq!(fs::read(&one_pass).unwrap(), merged[0]);
    // However the outputs are cut up, and whether they come from files or through a pipe.
    run([
        "profile".as_ref(),
        sample(example::TEACHER).as_os_str(),
        "-o".as_ref(),
        one_pass.as_os_str(),
    ])
    .ended(0);
    assert_eq!(fs::read(&one_pass).unwrap(), merged[0]);
    let piped = fed(["profile", "-", "-o", "-"], text.as_bytes()).ended(0);
    assert_eq!(piped.out, merged[0]);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::MultiGzDecoder::new(merged[0].as_slice()),
        &mut unpacked,
    )
    .unwrap();
    let unpacked = String::from_utf8(unpacked).unwrap();
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|w| w.len() > 9 && w.chars().all(char::is_alphabetic))
        .collect();
    assert!(words.len() > 20, "{}", words.len());
    assert!(
        words.iter().all(|word| !unpacked.contains(*word)),
        "a profile holds a word of a text"
    );
}

#[test]
fn a_profile_stands_for_a_sample_in_a_check() {
    let dir = temp();
    let profile = dir.path().join("teacher.profile");
    let teacher = sample(example::TEACHER);
    run([
        "profile".as_ref(),
        teacher.as_os_str(),
        "-o".as_ref(),
        profile.as_os_str(),
    ])
    .ended(0);
    let mut arguments = check(&[example::TEACHER], &["--json".as_ref()]);
    let at = arguments
        .iter()
        .position(|a| a == teacher.as_os_str())
        .unwrap();
    arguments[at] = profile.into_os_string();
    let lines = run(arguments).json_lines();
    assert_eq!(lines[0]["teacher"], example::TEACHER);
    assert_eq!(lines[0]["student"], example::STUDENT);
}

#[test]
fn what_is_no_profile_or_counts_twice_is_refused() {
    let dir = temp();
    let out = dir.path().join("out.profile");
    let teacher = sample(example::TEACHER);
    let said = run([
        "merge".as_ref(),
        teacher.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
    ])
    .refused(1);
    assert!(said.contains("not a profile"), "{said}");
    let profile = dir.path().join("teacher.profile");
    run([
        "profile".as_ref(),
        teacher.as_os_str(),
        "-o".as_ref(),
        profile.as_os_str(),
    ])
    .ended(0);
    let said = run([
        "merge".as_ref(),
        profile.as_os_str(),
        profile.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
    ])
    .refused(1);
    assert!(said.contains("same sample"), "{said}");
    assert!(!out.exists());
}
