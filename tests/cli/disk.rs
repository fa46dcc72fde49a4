//! What is left on the disk and what goes down a pipe, also when something fails.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use counterclaim::document::file;

use crate::common::project;
use crate::harness::{DEBATE, finish, map_in, names, program, run, sample, temp};

#[test]
fn a_result_that_cannot_be_written_is_one_sentence_and_leaves_no_trace() {
    let dir = temp();
    let folder = dir.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let nowhere = dir.path().join("nowhere").join("out");
    for out in [&folder, &nowhere] {
        for command in [
            args!["import", project(DEBATE), "-o", out].to_vec(),
            args!["export", project(DEBATE), "--to", "json", "-o", out].to_vec(),
        ] {
            run(&command).refused(1);
        }
    }
    let said = run(args!["tour", project("Cargo.toml")]).refused(1);
    assert!(said.contains("Cargo.toml"), "{said}");
    assert_eq!(names(dir.path()), BTreeSet::from(["folder".to_owned()]));
    assert!(names(&folder).is_empty());
}

/// Each command that writes, with an input that is not there: whoever works first and looks at the place for the result
/// afterwards names the input.
#[test]
fn a_place_that_cannot_be_written_is_found_before_the_work() {
    let dir = temp();
    let folder = dir.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let locked = dir.path().join("locked");
    fs::write(&locked, "mine").unwrap();
    let mut rights = fs::metadata(&locked).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&locked, rights).unwrap();
    let nowhere = dir.path().join("nowhere").join("out");
    let missing = dir.path().join("missing");
    for (out, word) in [
        (&folder, "it is a folder"),
        (&locked, "read-only"),
        (&nowhere, "there is no folder"),
    ] {
        for command in [
            args!["import", missing, "-o", out].to_vec(),
            args!["export", missing, "--to", "json", "-o", out].to_vec(),
            args!["profile", missing, "-o", out].to_vec(),
            args!["merge", missing, "-o", out].to_vec(),
            args!["calibrate", missing, "-o", out].to_vec(),
            args!["bank", "build", missing, "-o", out].to_vec(),
            args!["bank", "add", missing, "--bank", out].to_vec(),
            args![
                "check",
                "--student",
                missing,
                "--teacher",
                missing,
                "--report",
                out
            ]
            .to_vec(),
        ] {
            let said = run(&command).refused(1);
            assert!(said.contains(word), "{command:?}: {said}");
        }
    }
    let map = map_in(dir.path());
    let mut rights = fs::metadata(&map).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&map, rights).unwrap();
    let attach = args![
        "check",
        "--student",
        missing,
        "--teacher",
        missing,
        "--attach",
        map,
        "--claim",
        "c6"
    ];
    let said = run(attach).refused(1);
    assert!(
        said.contains("map.ron") && said.contains("read-only"),
        "{said}"
    );
    // Your own bank is made with its folder, which must be possible.
    let mut add = program();
    add.args(args!["bank", "add", missing])
        .env("COUNTERCLAIM_HOME", &locked);
    let said = finish(&mut add).refused(1);
    assert!(said.contains("locked"), "{said}");
    assert_eq!(
        names(dir.path()),
        ["folder", "locked", "map.ron"].map(str::to_owned).into()
    );
    assert!(names(&folder).is_empty());
    assert_eq!(fs::read_to_string(&locked).unwrap(), "mine");
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let dir = temp();
    let out = dir.path().join("map.ron");
    fs::write(&out, "what stood here before").unwrap();
    let truncated = dir.path().join("truncated.json");
    let debate = fs::read(project(DEBATE)).unwrap();
    fs::write(&truncated, &debate[..debate.len() / 2]).unwrap();
    run(args!["import", truncated, "-o", out]).refused(1);
    assert_eq!(fs::read_to_string(&out).unwrap(), "what stood here before");
    run(args!["import", project(DEBATE), "-o", out]).ended(0);
    assert!(file::open(&out).is_ok());
    assert_eq!(names(dir.path()).len(), 2, "{:?}", names(dir.path()));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_outlive_a_replacement() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let dir = temp();
    let (out, link) = (dir.path().join("map.ron"), dir.path().join("link.ron"));
    fs::write(&out, "before").unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o604)).unwrap();
    symlink(&out, &link).unwrap();
    let before = fs::metadata(&out).unwrap();
    run(args!["import", project(DEBATE), "-o", link]).ended(0);
    let after = fs::metadata(&out).unwrap();
    assert_eq!(after.permissions().mode() & 0o777, 0o604);
    assert_ne!(
        before.ino(),
        after.ino(),
        "the file was overwritten in place"
    );
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(file::open(&out).is_ok());
}

#[test]
fn a_result_never_replaces_what_it_is_made_from() {
    let dir = temp();
    let thread = dir.path().join("thread.json");
    fs::copy(project(DEBATE), &thread).unwrap();
    run(args!["import", thread, "-o", thread]).refused(2);
    assert!(fs::read(&thread).unwrap() == fs::read(project(DEBATE)).unwrap());
    let map = map_in(dir.path());
    let before = fs::read(&map).unwrap();
    let there_and_back = dir.path().join("folder/../map.ron");
    fs::create_dir(dir.path().join("folder")).unwrap();
    run(args!["export", map, "--to", "md", "-o", there_and_back]).refused(2);
    assert!(fs::read(&map).unwrap() == before);
    // As itself it may: an old version is brought up to date that way.
    run(args!["export", map, "--to", "ron", "-o", map]).ended(0);
    assert!(fs::read(&map).unwrap() == before);
}

#[test]
fn a_sample_is_never_replaced_by_what_is_made_of_it() {
    let dir = temp();
    let copy = |model: &str| {
        let path = dir.path().join(format!("{model}.jsonl"));
        fs::copy(sample(model), &path).unwrap();
        path
    };
    let [student, teacher, control] = ["wren-mini", "quill-2", "tern-3"].map(copy);
    let around = dir.path().join("folder/../wren-mini.jsonl");
    fs::create_dir(dir.path().join("folder")).unwrap();
    run(args!["profile", student, "-o", around]).refused(2);
    let profile = dir.path().join("a.profile");
    run(args!["profile", student, "-o", profile]).ended(0);
    let counted = fs::read(&profile).unwrap();
    run(args!["merge", profile, "-o", profile]).refused(2);
    assert!(fs::read(&profile).unwrap() == counted);
    run(args![
        "check",
        "--student",
        student,
        "--teacher",
        teacher,
        "--control",
        control,
        "--report",
        control
    ])
    .refused(2);
    run(args!["bank", "build", dir.path(), "-o", teacher]).refused(2);
    run(args!["bank", "add", student, "--bank", student]).refused(2);
    for (path, model) in [
        (&student, "wren-mini"),
        (&teacher, "quill-2"),
        (&control, "tern-3"),
    ] {
        assert!(
            fs::read(path).unwrap() == fs::read(sample(model)).unwrap(),
            "{model} was touched"
        );
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let dir = temp();
    let out = dir.path().join("nowhere/out.profile");
    let said = run(args!["profile", sample("wren-mini"), "-o", out]).refused(1);
    assert!(
        said.contains("there is no folder") && said.contains("nowhere"),
        "{said}"
    );
    assert!(!said.contains(".counterclaim-"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_takes_the_result_and_stays_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let dir = temp();
    let map = map_in(dir.path());
    let through_device = run(args!["export", map, "--to", "json", "-o", "/dev/stdout"])
        .ended(0)
        .out;
    assert!(through_device == run(args!["export", map, "--to", "json"]).ended(0).out);
    run(args!["export", map, "--to", "json", "-o", "/dev/full"]).refused(1);
    assert!(
        fs::metadata("/dev/full")
            .unwrap()
            .file_type()
            .is_char_device()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_said() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = program();
    let ran = command
        .args(args!["info", project(DEBATE), "--comments"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(
        said.starts_with("counterclaim: standard output cannot be written")
            && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let dir = temp();
    let map = map_in(dir.path());
    let solve = dir.path().join("pairs.af");
    // Eleven pairs that exclude each other have 3^11 complete extensions: more than a pipe holds.
    let mut af = "p af 22\n".to_owned();
    for n in (1..22).step_by(2) {
        let _ = write!(af, "{n} {}\n{} {n}\n", n + 1, n + 1);
    }
    fs::write(&solve, af).unwrap();
    let commands = [
        args!["info", project(DEBATE), "--comments"].to_vec(),
        args!["info", map, "--json"].to_vec(),
        args!["export", map, "--to", "json"].to_vec(),
        args!["evaluate", map].to_vec(),
        args!["solve", "-p", "EE-CO", "-f", solve].to_vec(),
        args!["check", "--matrix", project("assets/samples"), "--json"].to_vec(),
        args!["tour", dir.path().join("tour")].to_vec(),
        args!["--help"].to_vec(),
    ];
    for arguments in commands {
        let mut command = program();
        command
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("panicked") && !said.contains("written"),
            "{command:?}: {said}"
        );
        assert!(
            matches!(output.status.code(), Some(0)),
            "{command:?}: {:?}: {said}",
            output.status
        );
    }
}
