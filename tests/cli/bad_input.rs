//! Input that no command can use: one sentence, and no trace.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::project;
use crate::harness::{DEBATE, check, map_in, names, run, sample, temp};

/// Files that hold nothing any command can use, by what is wrong with them.
fn bad_files(dir: &Path) -> Vec<PathBuf> {
    let debate = fs::read(project(DEBATE)).unwrap();
    let map = fs::read_to_string(map_in(dir)).unwrap();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("empty.json", Vec::new()),
        ("blank.txt", b" \n\t\n ".to_vec()),
        (
            "picture-renamed.json",
            fs::read(project("assets/icon.png")).unwrap(),
        ),
        ("truncated.json", debate[..debate.len() / 2].to_vec()),
        ("nothing-but-nul.txt", vec![0; 4096]),
        ("truncated.ron", map.as_bytes()[..map.len() / 2].to_vec()),
        (
            "newer.ron",
            map.replacen("version: 2", "version: 999999", 1)
                .into_bytes(),
        ),
        (
            "overflowing.ron",
            map.replacen("version: 2", "version: 99999999999999999999", 1)
                .into_bytes(),
        ),
        (
            "lying.ron",
            map.replacen("target: Claim(", "target: Claim(9", 1)
                .into_bytes(),
        ),
    ];
    let mut paths = vec![dir.join("missing.json"), dir.join("folder")];
    fs::create_dir(dir.join("folder")).unwrap();
    for (name, bytes) in files {
        let path = dir.join(name);
        fs::write(&path, bytes).unwrap();
        paths.push(path);
    }
    paths
}

#[test]
fn bad_input_is_one_sentence_with_the_file_and_leaves_no_trace() {
    let dir = temp();
    let target = temp();
    let out = target.path().join("out");
    for path in bad_files(dir.path()) {
        let commands = [
            args!["import", path, "-o", out].to_vec(),
            args!["import", path, "--json"].to_vec(),
            args!["info", path].to_vec(),
            args!["info", path, "--json"].to_vec(),
            args!["info", path, "--comments"].to_vec(),
            args!["export", path, "--to", "svg", "-o", out].to_vec(),
            args!["evaluate", path].to_vec(),
            check(
                &["quill-2"],
                &[
                    "--attach".as_ref(),
                    path.as_os_str(),
                    "--claim".as_ref(),
                    "c6".as_ref(),
                ],
            ),
        ];
        for command in commands {
            let said = run(&command).refused(1);
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(
                said.contains(name),
                "{command:?} does not name the file: {said}"
            );
        }
    }
    assert!(names(target.path()).is_empty());
}

#[test]
fn bad_samples_and_frameworks_are_one_sentence_with_the_file() {
    let dir = temp();
    let bad = [
        ("empty.jsonl", "".to_owned()),
        (
            "broken.jsonl",
            "{\"output\": \"a\"}\n{\"output\": ".to_owned(),
        ),
        ("no-output.jsonl", "{\"something\": 1}\n".to_owned()),
        ("picture.bin", "\u{fffd}PNG".to_owned()),
    ];
    for (name, text) in bad {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let said = run(args![
            "check",
            "--student",
            path,
            "--teacher",
            sample("quill-2")
        ])
        .refused(1);
        assert!(said.contains(name), "{said}");
    }
    let nowhere = dir.path().join("nowhere");
    for option in ["--matrix", "--verbatim"] {
        let said = run(args!["check", option, nowhere]).refused(1);
        assert!(said.contains("nowhere"), "{said}");
        let empty = temp();
        run(args!["check", option, empty.path()]).refused(1);
    }
    for (name, text) in [
        ("cut.af", "p af 3\n1 2\n1 "),
        ("unknown.apx", "arg(a).\natt(a,b).\n"),
        ("empty.af", ""),
    ] {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let said = run(args!["solve", "-p", "SE-GR", "-f", path]).refused(1);
        assert!(said.contains(name) && said.contains("line"), "{said}");
    }
    run(args!["solve", "-p", "SE-GR", "-f", nowhere]).refused(1);
}

/// What is no sample is told by what it is, whichever command meets it.
#[test]
fn what_is_no_sample_is_told_by_what_it_is() {
    let dir = temp();
    let comments = r#"{"id":"1","author":"ann","parent":null,"text":"Said."}
{"id":"2","author":"bo","parent":"1","text":"Answered."}"#;
    let reddit =
        r#"[{"kind":"Listing","data":{"children":[]}},{"kind":"Listing","data":{"children":[]}}]"#;
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(*b"p\0,\0").collect();
    let thread = "comments of a discussion";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.jsonl", Vec::new(), "the file is empty"),
        ("empty.csv", Vec::new(), "the file is empty"),
        ("blank.jsonl", b"\n \n".to_vec(), "no entries"),
        ("header.csv", b"prompt,output\n".to_vec(), "no entries"),
        ("nul.jsonl", vec![0; 64], "bytes that are not text"),
        (
            "nul.csv",
            b"prompt,output\na,\0\n".to_vec(),
            "bytes that are not text",
        ),
        ("wide.csv", utf16, "no entries"),
        (
            "picture.json",
            fs::read(project("assets/icon.png")).unwrap(),
            "PNG picture",
        ),
        ("page.json", b"<!doctype html><p>404</p>".to_vec(), "markup"),
        ("debate.json", fs::read(project(DEBATE)).unwrap(), thread),
        ("comments.jsonl", comments.into(), thread),
        (
            "comments.csv",
            b"id,author,parent,text\n1,ann,,Said.\n2,bo,1,Answered.\n".to_vec(),
            thread,
        ),
        ("reddit.json", reddit.into(), thread),
        (
            "map.ron",
            fs::read(map_in(dir.path())).unwrap(),
            "a Counterclaim map",
        ),
    ];
    for (name, bytes, word) in cases {
        let folder = temp();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut commands = vec![
            args!["check", "--student", path, "--teacher", sample("quill-2")].to_vec(),
            args!["check", "--student", sample("quill-2"), "--teacher", path].to_vec(),
            args!["profile", path, "-o", "-"].to_vec(),
            args!["bank", "rank", path].to_vec(),
        ];
        // A folder may hold maps beside its samples.
        if !name.ends_with(".ron") {
            commands.push(args!["check", "--matrix", folder.path()].to_vec());
        }
        for command in commands {
            let said = run(&command).refused(1);
            assert!(
                said.contains(name) && said.contains(word),
                "{command:?}: {said}"
            );
        }
        for option in ["--matrix", "--verbatim"] {
            let said = run(args!["check", option, path]).refused(1);
            assert!(
                said.contains(name) && said.contains("a folder of samples is needed"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_version_too_large_to_be_one_is_told_as_it_stands() {
    let dir = temp();
    let map = fs::read_to_string(map_in(dir.path())).unwrap();
    let path = dir.path().join("overflowing.ron");
    let text = map.replacen("version: 2", "version: 99999999999999999999", 1);
    fs::write(&path, text).unwrap();
    let said = run(args!["info", path]).refused(1);
    assert!(
        said.contains("version 99999999999999999999, which does not exist"),
        "{said}"
    );
}

#[test]
fn a_map_with_something_above_its_first_line_is_a_damaged_map_and_no_paste() {
    let dir = temp();
    let map = fs::read_to_string(map_in(dir.path())).unwrap();
    let cases = [
        format!("<<<<<<< HEAD\n{map}"),
        format!("// a note\n{map}"),
        map.replacen("version", "revision", 1),
    ];
    for (n, text) in cases.iter().enumerate() {
        let file = dir.path().join(format!("damaged-{n}.ron"));
        fs::write(&file, text).unwrap();
        let said = run(["info".as_ref(), file.as_os_str()]).refused(1);
        assert!(said.contains("damaged Counterclaim map"), "{said}");
    }
}

#[test]
fn the_tour_writes_over_nothing() {
    let dir = temp();
    for name in ["distillation-debate.md", "distillation-debate.ron"] {
        let kept = dir.path().join(name);
        fs::write(&kept, "mine").unwrap();
        let said = run(["tour".as_ref(), dir.path().as_os_str()]).refused(1);
        assert!(said.contains("in this folder"), "{said}");
        assert_eq!(fs::read_to_string(&kept).unwrap(), "mine");
    }
}
