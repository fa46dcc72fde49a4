//! The similarity check and what it attaches.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use counterclaim::document::file;
use counterclaim::example;
use counterclaim::map::Evidence;
use serde_json::{Value, json};

use crate::common::project;
use crate::harness::{check, map_in, program, run, sample, temp};

#[test]
fn check_prints_an_object_a_teacher_best_first() {
    let lines = run(check(&["tern-3", "quill-2"], &["--json".as_ref()])).json_lines();
    let teachers: Vec<&str> = lines
        .iter()
        .map(|line| line["teacher"].as_str().unwrap())
        .collect();
    assert_eq!(teachers, ["quill-2", "tern-3"]);
    let best = &lines[0];
    let keys: BTreeSet<&str> = best
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "controls",
        "log10_lr",
        "lr_interval",
        "matching",
        "method",
        "n_student",
        "n_teacher",
        "p_value",
        "phrases",
        "score",
        "student",
        "teacher",
        "verdict",
        "warnings",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!(
        (&best["student"], &best["n_student"], &best["n_teacher"]),
        (&json!("wren-mini"), &json!(24), &json!(24))
    );
    assert_eq!(best["verdict"], "strong");
    // First among seven, and no prompt counted as if it were a model.
    assert!(
        (best["p_value"].as_f64().unwrap() - 1.0 / 7.0).abs() < 1e-12,
        "{best}"
    );
    let phrases: Vec<&str> = best["phrases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phrase| phrase["phrase"].as_str().unwrap())
        .collect();
    assert!(
        phrases.iter().any(|phrase| phrase.contains("upshot")),
        "{phrases:?}"
    );
    assert!(lines[0]["score"].as_f64() > lines[1]["score"].as_f64());
    assert_ne!(lines[1]["verdict"], "strong");
    // Alike to the last digit when it is made again.
    let again = run(check(&["tern-3", "quill-2"], &["--json".as_ref()])).json_lines();
    assert_eq!(lines, again);
}

#[test]
fn check_says_what_was_matched_and_what_was_dropped_and_why() {
    let dir = temp();
    let write = |name: &str, lines: &[Value]| {
        let path = dir.path().join(name);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&path, text).unwrap();
        path
    };
    let long = "Both of them say this very sentence here. ".repeat(6);
    let student = write(
        "student.jsonl",
        &[
            json!({"id": "a", "prompt": "What is a?", "output": "A is a letter"}),
            json!({"id": "b", "prompt": "What is b?", "output": "I cannot help with that"}),
            json!({"prompt": "what  IS c?", "output": "C is found by its prompt"}),
            json!({"id": "d", "prompt": "What is d?", "output": "<think>hm</think>"}),
            json!({"id": "e", "prompt": "What is e?", "output": "Only the student knows e"}),
            json!({"id": "a", "prompt": "What is a?", "output": "Another answer to a"}),
            json!({"output": "To no question"}),
            json!({"id": "g", "prompt": "What is g?", "output": long}),
            json!({"id": "h", "prompt": "What is h, in short?", "output": "H is otherwise asked"}),
            json!({"id": "x", "prompt": "no output here"}),
            json!({"custom_id": "y", "response": null, "error": {"message": "expired"}}),
        ],
    );
    let other = |name: &str| {
        let said = |id: &str| format!("{name} says of {id} what it says");
        let mut lines: Vec<Value> = (["a", "b", "c", "d", "h"].iter())
            .map(|id| json!({"id": id, "prompt": format!("What is {id}?"), "output": said(id)}))
            .collect();
        let of_g = if name == "teacher" {
            long.clone()
        } else {
            said("g")
        };
        lines.push(json!({"id": "g", "prompt": "What is g?", "output": of_g}));
        write(&format!("{name}.jsonl"), &lines)
    };
    let (teacher, control) = (other("teacher"), other("control"));
    let arguments = |more: &[&str]| {
        let mut list: Vec<OsString> = vec!["check".into(), "--student".into()];
        list.push(student.clone().into());
        list.extend(["--teacher".into(), teacher.clone().into()]);
        list.extend(["--control".into(), control.clone().into()]);
        list.extend(more.iter().map(OsString::from));
        list
    };
    let lines = run(arguments(&["--json"])).json_lines();
    let matching = lines[0]["matching"].as_array().unwrap();
    let dropped = json!({"failed": 1, "without_output": 1, "empty": 1, "no_prompt": 1,
        "repeated": 1, "unanswered": 1, "set_apart": 1});
    assert_eq!(
        matching[0],
        json!({"part": "student", "model": "student", "read": 11, "by_id": 3, "by_prompt": 1,
            "other_text": 1, "refusals": 1, "dropped": dropped})
    );
    // The student's answer to d was empty.
    for row in &matching[1..] {
        assert_eq!(
            (&row["read"], &row["by_id"]),
            (&json!(6), &json!(4)),
            "{row}"
        );
        assert_eq!(row["dropped"]["unanswered"], 1, "{row}");
        assert_eq!(row["dropped"]["set_apart"], 1, "{row}");
    }
    let text = run(arguments(&[])).text();
    for words in [
        "Answers that were matched",
        "1 failed requests, 1 without an output, 1 empty, 1 without id or prompt, 1 repeated prompt, 1 not answered by both sides, 1 identical, counted apart",
        "Refusals are not dropped: 1 in all.",
        "1 matched by id have another prompt text",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn check_tells_people_what_it_shows_and_what_it_cannot() {
    let text = run(check(&["quill-2"], &[])).text();
    // What one can see for oneself comes before what it amounts to, and that before its limits.
    let parts = [
        "the upshot",
        "●",
        "On 24 shared prompts, the answers of wren-mini were more like those of quill-2",
        "What this cannot show",
    ];
    let at = parts.map(|part| text.find(part));
    assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{text}");
    assert!(!text.to_lowercase().contains("proves"), "{text}");
    // The strip: teacher and controls each in one line, nearest first, signs in the order of the scores.
    let strip: Vec<&str> = text
        .lines()
        .filter(|line| line.contains('●') || line.contains('○'))
        .collect();
    assert_eq!(strip.len(), 7, "{text}");
    assert!(
        strip[0].contains("quill-2") && strip[0].contains('●'),
        "{text}"
    );
    let column = |line: &str| line.chars().position(|c| c == '●' || c == '○').unwrap();
    assert!(
        strip
            .windows(2)
            .all(|pair| column(pair[0]) >= column(pair[1])),
        "{text}"
    );
}

#[test]
fn matrix_takes_roles_and_vendors_from_the_list() {
    let lines = run(args![
        "check",
        "--matrix",
        project("assets/samples"),
        "--json"
    ])
    .json_lines();
    // Two can be students and eight teachers, and nobody is their own.
    assert_eq!(lines.len(), 15);
    assert_eq!(
        (&lines[0]["student"], &lines[0]["teacher"]),
        (&json!("wren-mini"), &json!("quill-2"))
    );
    let strong: Vec<&Value> = lines
        .iter()
        .filter(|line| line["verdict"] == "strong")
        .collect();
    assert_eq!(strong.len(), 1);
    let scores: Vec<f64> = lines
        .iter()
        .map(|line| line["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for line in &lines {
        assert!(line.get("phrases").is_none(), "{line}");
        let controls: Vec<&str> = line["controls"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c.as_str().unwrap())
            .collect();
        assert!(
            !controls.iter().any(|control| control.starts_with("wren")),
            "{line}"
        );
        assert!(
            !controls.contains(&line["teacher"].as_str().unwrap()),
            "{line}"
        );
    }
    let table = run(args!["check", "--matrix", project("assets/samples")]).text();
    let first = table.lines().nth(1).unwrap();
    assert!(
        first.contains("wren-mini") && first.contains("quill-2") && first.contains("strong"),
        "{table}"
    );
}

#[test]
fn matrix_without_a_pair_is_nothing_found() {
    let dir = temp();
    for model in ["quill-2", "tern-3"] {
        fs::copy(sample(model), dir.path().join(format!("{model}.jsonl"))).unwrap();
    }
    fs::write(
        dir.path().join("models.csv"),
        "model,vendor,role\nquill-2,a,candidate\ntern-3,b,candidate\n",
    )
    .unwrap();
    run(args!["check", "--matrix", dir.path()]).refused(3);
}

#[test]
fn verbatim_finds_a_copy_and_says_when_there_is_none() {
    let said = run(args!["check", "--verbatim", project("assets/samples")]).refused(3);
    assert!(said.contains("no two of its 9 samples"), "{said}");
    let dir = temp();
    for model in ["quill-2", "tern-3"] {
        fs::copy(sample(model), dir.path().join(format!("{model}.jsonl"))).unwrap();
    }
    // A copy that differs from quill-2 in one answer, so that it is not the same sample again.
    let copy = fs::read_to_string(sample("quill-2"))
        .unwrap()
        .replace("\"quill-2\"", "\"copycat\"");
    let mut lines: Vec<String> = copy.lines().map(str::to_owned).collect();
    lines[0] = r#"{"id": "p01", "output": "No idea.", "model": "copycat"}"#.to_owned();
    fs::write(dir.path().join("copycat.jsonl"), lines.join("\n")).unwrap();
    let found = run(args!["check", "--verbatim", dir.path(), "--json"]).json_lines();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0]["a"], &found[0]["b"], &found[0]["identical"]),
        (&json!("copycat"), &json!("quill-2"), &json!(23))
    );
    let words = run(args!["check", "--verbatim", dir.path()]).text();
    assert!(
        words.contains("copycat and quill-2: 23 identical"),
        "{words}"
    );
}

#[test]
fn a_finding_is_attached_to_a_claim_and_saved() {
    let dir = temp();
    let map = map_in(dir.path());
    let (before, _) = file::open(&map).unwrap();
    let claim = example::tested_claim(&before).unwrap();
    let id = claim.to_string();
    let attach = [
        "--attach".as_ref(),
        map.as_os_str(),
        "--claim".as_ref(),
        id.as_ref(),
        "--bearing".as_ref(),
        "attacks".as_ref(),
    ];
    let text = run(check(&["quill-2", "tern-3"], &attach)).text();
    assert!(text.contains("Attached 2 findings"), "{text}");
    let (after, _) = file::open(&map).unwrap();
    assert_eq!(after.findings().len(), before.findings().len() + 2);
    let evidence = &after.map().claim(claim).unwrap().evidence;
    let old = before.map().claim(claim).unwrap().evidence.len();
    assert_eq!(evidence.len(), old + 2);
    for (evidence, teacher) in evidence[old..].iter().zip(["quill-2", "tern-3"]) {
        let Evidence::Finding { finding, bearing } = evidence else {
            panic!("{evidence:?}");
        };
        assert_eq!(bearing.name(), "attacks");
        let finding = after.finding(*finding).unwrap();
        assert_eq!(finding.teacher.name, teacher);
        assert!(
            finding
                .made
                .as_ref()
                .is_some_and(|made| made.starts_with("20")),
            "{:?}",
            finding.made
        );
        for used in [&finding.student, &finding.teacher]
            .into_iter()
            .chain(&finding.controls)
        {
            let sample = &after.samples()[&used.sha256];
            assert!(
                Path::new(&sample.file).is_file() && sample.model == used.name,
                "{sample:?}"
            );
        }
    }
    // Nothing else has changed.
    assert_eq!(after.thread(), before.thread());
    assert_eq!(after.places(), before.places());
}

#[test]
fn a_finding_for_a_claim_that_is_not_there_leaves_the_map_alone() {
    let dir = temp();
    let map = map_in(dir.path());
    let before = fs::read(&map).unwrap();
    let attach = [
        "--attach".as_ref(),
        map.as_os_str(),
        "--claim".as_ref(),
        "c4000".as_ref(),
    ];
    let said = run(check(&["quill-2"], &attach)).refused(3);
    assert!(said.contains("c4000") && said.contains("map.ron"), "{said}");
    assert!(fs::read(&map).unwrap() == before);
}

#[test]
fn a_map_that_changed_while_the_check_ran_is_left_alone() {
    let dir = temp();
    let map = map_in(dir.path());
    let (document, _) = file::open(&map).unwrap();
    let id = example::tested_claim(&document).unwrap().to_string();
    let attach = [
        "--attach".as_ref(),
        map.as_os_str(),
        "--claim".as_ref(),
        id.as_ref(),
    ];
    let mut arguments = check(&["quill-2"], &attach);
    arguments[2] = "-".into();
    let mut command = program();
    command
        .args(&arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: once it is written, the program reads samples, and has read the map before.
    stdin
        .write_all(&fs::read(sample("wren-mini")).unwrap())
        .unwrap();
    stdin.write_all(&vec![b'\n'; 4 << 20]).unwrap();
    let changed = fs::read_to_string(&map).unwrap().replacen(
        "Is distillation theft?",
        "Changed by somebody",
        1,
    );
    fs::write(&map, &changed).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("changed on disk") && output.stdout.is_empty(),
        "{said}"
    );
    assert!(fs::read_to_string(&map).unwrap() == changed);
}

#[test]
fn check_writes_a_report_to_print() {
    let dir = temp();
    let page = dir.path().join("finding.html");
    let more = ["--report".as_ref(), page.as_os_str(), "--json".as_ref()];
    let lines = run(check(&["quill-2", "tern-3"], &more)).json_lines();
    assert_eq!(lines.len(), 2);
    let html = fs::read_to_string(&page).unwrap();
    assert_eq!(html.matches("<article").count(), 2, "a page a teacher");
    let command = "counterclaim check --student wren-mini.jsonl --teacher quill-2.jsonl";
    assert!(html.contains(command), "the command to repeat it");
    assert!(!html.contains("<script") && !html.contains("src="));
    let drawing = dir.path().join("finding.SVG");
    let text = run(check(
        &["quill-2"],
        &["--report".as_ref(), drawing.as_os_str()],
    ))
    .text();
    assert!(text.contains("Wrote the report"), "{text}");
    assert!(fs::read_to_string(&drawing).unwrap().starts_with("<svg"));
}

/// The same file twice, or the same answers under other names: no ratio, and no word of support anywhere.
#[test]
fn the_same_texts_as_student_and_teacher_are_nothing_to_test() {
    let dir = temp();
    let twin = dir.path().join("twin.jsonl");
    let records = fs::read_to_string(sample("wren-mini")).unwrap();
    let renamed: String = (records.lines().enumerate())
        .map(|(n, line)| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record["id"] = json!(format!("other-{n}"));
            record["model"] = json!("twin");
            format!("{record}\n")
        })
        .collect();
    fs::write(&twin, renamed).unwrap();
    let report = dir.path().join("finding.html");
    for teacher in [sample("wren-mini"), twin] {
        let mut arguments = check(&[], &[]);
        let at = arguments
            .iter()
            .position(|word| word == "--control")
            .unwrap();
        arguments.insert(at, teacher.clone().into_os_string());
        // The student is a control as well.
        arguments.push(sample("wren-mini").into_os_string());
        let found = run(arguments.iter().cloned().chain(["--json".into()])).json();
        assert_eq!(found["verdict"], "same-texts");
        assert!(
            found["score"].is_null() && found["log10_lr"].is_null(),
            "{found}"
        );
        assert!(found.get("matching").is_none(), "{found}");
        assert!(
            found["warnings"][0]
                .as_str()
                .unwrap()
                .contains("nothing to test"),
            "{found}"
        );
        let text = run(arguments.iter().cloned().chain(args!["--report", report])).text();
        let first = text.lines().next().unwrap();
        assert!(
            first.contains("are the same texts, so there is nothing to test"),
            "{text}"
        );
        let page = fs::read_to_string(&report).unwrap();
        assert!(page.contains("are the same texts, so there is nothing to test"));
        for said in [&text, &page] {
            assert!(
                !said.contains("strong support") && !said.contains("Answers that were matched"),
                "{said}"
            );
        }
    }
    // Beside it another teacher is tested as ever.
    let mut both = check(&["quill-2"], &["--json".as_ref()]);
    let alone = run(&both).json();
    let at = both.iter().position(|word| word == "--control").unwrap();
    both.insert(at, sample("wren-mini").into_os_string());
    let lines = run(both).json_lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["score"], &lines[0]["log10_lr"]),
        (&alone["score"], &alone["log10_lr"])
    );
    assert_eq!(lines[1]["verdict"], "same-texts");
}
