//! The program itself, as people and scripts run it: what it prints, where, how it ends, and what it leaves on the
//! disk. No window is opened: every run is without a display.

mod common;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{project, shared};
use counterclaim::document::{example, file};
use counterclaim::exchange::FORMATS;
use counterclaim::exchange::maps::EXPORTS;
use counterclaim::map::Evidence;
use counterclaim::progress::Progress;
use counterclaim::semantics::evaluation::METHODS;
use counterclaim::similarity::Verdict;
use counterclaim::thread::Anchor;
use serde_json::{Value, json};

const DEBATE: &str = "assets/debate/distillation-debate.json";

/// A run of the program that has ended.
struct Ran {
    command: String,
    status: Option<i32>,
    out: Vec<u8>,
    err: String,
}

impl Ran {
    /// What it printed, if it ended as it should; otherwise all there is to say about it.
    #[track_caller]
    fn ended(self, status: i32) -> Self {
        assert!(
            self.status == Some(status),
            "{}\nended with {:?} instead of {status}\n--- standard output\n{}\n--- standard error\n{}",
            self.command,
            self.status,
            String::from_utf8_lossy(&self.out),
            self.err
        );
        self
    }

    #[track_caller]
    fn text(self) -> String {
        String::from_utf8(self.ended(0).out).unwrap()
    }

    #[track_caller]
    fn json(self) -> Value {
        let text = self.text();
        assert_eq!(text.lines().count(), 1, "one object in one line: {text}");
        serde_json::from_str(&text).unwrap()
    }

    #[track_caller]
    fn json_lines(self) -> Vec<Value> {
        (self.text().lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// It failed with one sentence on standard error and nothing on standard output; the sentence.
    #[track_caller]
    fn refused(self, status: i32) -> String {
        let ran = self.ended(status);
        assert!(ran.out.is_empty(), "{}\nprinted {}", ran.command, String::from_utf8_lossy(&ran.out));
        assert_eq!(ran.err.lines().count(), 1, "{}\nsaid\n{}", ran.command, ran.err);
        assert!(ran.err.starts_with("counterclaim: "), "{}\nsaid\n{}", ran.command, ran.err);
        assert!(!ran.err.contains("panicked"), "{}\nsaid\n{}", ran.command, ran.err);
        ran.err
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
    command
}

fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    let mut command = program();
    finish(command.args(arguments))
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        command: format!("{command:?}"),
        status: output.status.code(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A run with something on standard input.
fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    let mut command = program();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that refuses its command line does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        command: format!("{command:?}"),
        status: output.status.code(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Arguments of different kinds as one list.
macro_rules! args {
    ($($argument:expr),* $(,)?) => { [$(AsRef::<OsStr>::as_ref(&$argument).to_owned()),*] };
}

fn temp() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The names in a folder.
fn names(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// The example's map as a file in `dir`.
fn map_in(dir: &Path) -> PathBuf {
    let path = dir.join("map.ron");
    let document = example::document(&Progress::none()).unwrap();
    file::save(&document, &path, None).unwrap();
    path
}

fn sample(model: &str) -> PathBuf {
    project(&format!("assets/samples/{model}.jsonl"))
}

const CONTROLS: [&str; 6] = ["basalt-large", "cantata-pro", "larkspur-7", "marmot-chat", "sable-1", "tern-3"];

/// `check` of the bundled student and the teachers named, with all controls.
fn check(teachers: &[&str], more: &[&OsStr]) -> Vec<std::ffi::OsString> {
    let mut arguments = args!["check", "--student", sample("wren-mini"), "--teacher"].to_vec();
    arguments.extend(teachers.iter().map(|model| sample(model).into_os_string()));
    arguments.push("--control".into());
    arguments.extend(CONTROLS.iter().map(|model| sample(model).into_os_string()));
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments
}

// ---- help and wrong command lines ---------------------------------------------------------------------------

#[test]
fn help_teaches_and_lists_what_the_tables_hold() {
    let all = run(["--help"]).text();
    for command in ["import", "info", "export", "check", "evaluate", "solve", "tour"] {
        assert!(all.contains(&format!("\n  {command} ")), "{command} is missing in\n{all}");
        let help = run([command, "--help"]).text();
        let examples = help.split("Examples:").nth(1).unwrap_or_default();
        assert!(examples.contains(&format!("counterclaim {command}")), "no example in\n{help}");
        assert_eq!(help, run(["help", command]).text());
    }
    for status in ["0  done", "1  the input was bad", "2  the command line was wrong", "3  nothing was found"] {
        assert!(all.contains(status), "{status} is missing in\n{all}");
    }
    let import = run(["import", "--help"]).text();
    for format in FORMATS {
        assert!(import.contains(&format!("- {}:", format.name)), "{} is missing in\n{import}", format.name);
    }
    let export = run(["export", "--help"]).text();
    for format in EXPORTS {
        assert!(export.contains(&format!("- {}:", format.name)), "{} is missing in\n{export}", format.name);
    }
    let evaluate = run(["evaluate", "--help"]).text();
    for method in METHODS {
        assert!(evaluate.contains(&format!("- {}:", method.name)), "{} is missing in\n{evaluate}", method.name);
    }
    assert_eq!(run(["--version"]).text(), format!("counterclaim {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_command_lines_end_with_2_and_touch_nothing() {
    let dir = temp();
    let out = dir.path().join("out");
    let debate = project(DEBATE);
    let lines: Vec<Vec<std::ffi::OsString>> = vec![
        args!["--nonsense"].to_vec(),
        args!["import"].to_vec(),
        args!["import", debate, "--from", "nonsense", "-o", out].to_vec(),
        args!["import", "-", "-"].to_vec(),
        args!["import", debate, "-o", "-", "--json"].to_vec(),
        args!["info"].to_vec(),
        args!["info", debate, "--json", "--comments"].to_vec(),
        args!["export", debate].to_vec(),
        args!["export", debate, "--to", "nonsense", "-o", out].to_vec(),
        args!["check"].to_vec(),
        args!["check", "--student", sample("wren-mini")].to_vec(),
        args!["check", "--teacher", sample("quill-2")].to_vec(),
        args!["check", "--matrix", project("assets/samples"), "--student", sample("wren-mini")].to_vec(),
        args!["check", "--matrix", project("assets/samples"), "--verbatim", project("assets/samples")].to_vec(),
        check(&["quill-2"], &["--attach".as_ref(), "map.ron".as_ref()]),
        check(&["quill-2"], &["--claim".as_ref(), "c7".as_ref()]),
        check(&["quill-2"], &["--attach".as_ref(), "map.ron".as_ref(), "--claim".as_ref(), "seven".as_ref()]),
        args!["check", "--student", "-", "--teacher", "-"].to_vec(),
        args!["evaluate", debate, "--semantics", "nonsense"].to_vec(),
        args!["solve", "-p", "XX-GR", "-f", debate].to_vec(),
        args!["solve", "-p", "DC-XX", "-f", debate].to_vec(),
        args!["solve", "-p", "DC-GR", "-f", debate].to_vec(),
        args!["solve", "-p", "SE-GR"].to_vec(),
        args!["tour", dir.path(), "more"].to_vec(),
    ];
    for line in lines {
        let ran = run(&line).ended(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{}", ran.command);
    }
    assert!(names(dir.path()).is_empty());
}

// ---- bad input ------------------------------------------------------------------------------------------------

/// Files that hold nothing any command can use, by what is wrong with them.
fn bad_files(dir: &Path) -> Vec<PathBuf> {
    let debate = fs::read(project(DEBATE)).unwrap();
    let map = fs::read_to_string(map_in(dir)).unwrap();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("empty.json", Vec::new()),
        ("blank.txt", b" \n\t\n ".to_vec()),
        ("picture-renamed.json", fs::read(project("assets/icon.png")).unwrap()),
        ("truncated.json", debate[..debate.len() / 2].to_vec()),
        ("nothing-but-nul.txt", vec![0; 4096]),
        ("truncated.ron", map.as_bytes()[..map.len() / 2].to_vec()),
        ("newer.ron", map.replacen("version: 1", "version: 999999", 1).into_bytes()),
        ("lying.ron", map.replacen("target: Claim(", "target: Claim(9", 1).into_bytes()),
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
            check(&["quill-2"], &["--attach".as_ref(), path.as_os_str(), "--claim".as_ref(), "c6".as_ref()]),
        ];
        for command in commands {
            let said = run(&command).refused(1);
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(said.contains(name), "{command:?} does not name the file: {said}");
        }
    }
    assert!(names(target.path()).is_empty());
}

#[test]
fn bad_samples_and_frameworks_are_one_sentence_with_the_file() {
    let dir = temp();
    let bad = [
        ("empty.jsonl", "".to_owned()),
        ("broken.jsonl", "{\"output\": \"a\"}\n{\"output\": ".to_owned()),
        ("no-output.jsonl", "{\"something\": 1}\n".to_owned()),
        ("picture.bin", "\u{fffd}PNG".to_owned()),
    ];
    for (name, text) in bad {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let said = run(args!["check", "--student", path, "--teacher", sample("quill-2")]).refused(1);
        assert!(said.contains(name), "{said}");
    }
    let nowhere = dir.path().join("nowhere");
    for option in ["--matrix", "--verbatim"] {
        let said = run(args!["check", option, nowhere]).refused(1);
        assert!(said.contains("nowhere"), "{said}");
        let empty = temp();
        run(args!["check", option, empty.path()]).refused(1);
    }
    for (name, text) in [("cut.af", "p af 3\n1 2\n1 "), ("unknown.apx", "arg(a).\natt(a,b).\n"), ("empty.af", "")] {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let said = run(args!["solve", "-p", "SE-GR", "-f", path]).refused(1);
        assert!(said.contains(name) && said.contains("line"), "{said}");
    }
    run(args!["solve", "-p", "SE-GR", "-f", nowhere]).refused(1);
}

// ---- import, info, export -------------------------------------------------------------------------------------

/// What the debate holds, by its README.
fn debate_object() -> Value {
    json!({
        "format": "hn-algolia",
        "thread": {"comments": 52, "top_level": 8, "max_depth": 5, "authors": 16, "deleted": 1, "missing_parent": 0},
        "map": null,
        "warnings": [],
    })
}

#[test]
fn import_says_what_it_read_and_saves_it() {
    let dir = temp();
    let map = dir.path().join("map.ron");
    assert_eq!(run(args!["import", project(DEBATE), "-o", map, "--json"]).json(), debate_object());
    let mut saved = debate_object();
    saved["format"] = json!("counterclaim");
    saved["map"] = json!({"claims": 0, "support": 0, "attack": 0, "rephrase": 0, "undercut": 0, "linked": 0});
    assert_eq!(run(args!["info", map, "--json"]).json(), saved);
    assert_eq!(run(args!["import", map, "--json"]).json(), saved);
    let words = run(args!["import", project(DEBATE), "-o", map]).text();
    assert!(words.contains("52 comments by 16 people") && words.contains(map.to_str().unwrap()), "{words}");
    // The format may be named; then the content need not show it.
    let named = run(args!["import", project("assets/debate/distillation-debate.txt"), "--from", "flat-paste", "--json"]);
    assert_eq!(named.json()["format"], "flat-paste");
    let wrong = run(args!["import", project(DEBATE), "--from", "counterclaim"]).refused(1);
    assert!(wrong.contains("distillation-debate.json"), "{wrong}");
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let dir = temp();
    let debate = fs::read(project(DEBATE)).unwrap();
    assert_eq!(fed(["import", "-", "--json"], &debate).json(), debate_object());
    let printed = fed(["import", "-", "-o", "-"], &debate).ended(0);
    assert!(printed.err.is_empty(), "{}", printed.err);
    let map = dir.path().join("map.ron");
    fs::write(&map, &printed.out).unwrap();
    assert_eq!(run(args!["info", map, "--json"]).json()["thread"], debate_object()["thread"]);
    let example = fs::read(map_in(dir.path())).unwrap();
    assert_eq!(fed(["info", "-", "--json"], &example).json()["map"]["claims"], 30);
    assert_eq!(fed(["export", "-", "--to", "ron"], &example).text().as_bytes(), example);
    assert_eq!(fed(["export", "-", "--to", "ron", "-o", "-"], &example).text().as_bytes(), example);
    assert_eq!(fed(["evaluate", "-"], &example).text().lines().count(), 30);
    let said = fed(["info", "-"], b"").refused(1);
    assert!(said.contains('-'), "{said}");
    assert_eq!(fed(["solve", "-p", "SE-GR", "-f", "-"], b"p af 2\n1 2\n").text(), "w 1\n");
    let student = fs::read(sample("wren-mini")).unwrap();
    let from_file = run(check(&["quill-2"], &["--json".as_ref()])).json();
    let mut piped = check(&["quill-2"], &["--json".as_ref()]);
    piped[2] = "-".into();
    assert_eq!(fed(piped, &student).json(), from_file);
}

#[test]
fn comments_come_one_object_a_line_in_file_order() {
    let lines = run(args!["info", project(DEBATE), "--comments"]).json_lines();
    // The file's own order, read without the program: children depth first.
    let file: Value = serde_json::from_slice(&fs::read(project(DEBATE)).unwrap()).unwrap();
    let mut expected = Vec::new();
    let mut stack: Vec<(&Value, Value, usize)> =
        file["children"].as_array().unwrap().iter().rev().map(|child| (child, Value::Null, 0)).collect();
    while let Some((comment, parent, depth)) = stack.pop() {
        let id = comment["id"].to_string();
        for child in comment["children"].as_array().unwrap().iter().rev() {
            stack.push((child, json!(id), depth + 1));
        }
        expected.push((json!(id), parent, json!(depth), comment["author"].clone()));
    }
    let got: Vec<_> = (lines.iter())
        .map(|line| (line["id"].clone(), line["parent"].clone(), line["depth"].clone(), line["author"].clone()))
        .collect();
    assert_eq!(got, expected);
    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 7, "{keys:?}");
        assert!(line["text"].is_string() && line["flags"].is_array(), "{line}");
        let time = line["time"].as_str().unwrap();
        assert!(time.starts_with("2026-09-1") && time.contains('T'), "{time}");
    }
    let deleted: Vec<&Value> = lines.iter().filter(|line| line["flags"] == json!(["deleted"])).collect();
    assert_eq!(deleted.len(), 1);
}

#[test]
fn comments_of_a_file_without_a_thread_are_nothing_found() {
    let dir = temp();
    let map = dir.path().join("empty.ron");
    file::save(&counterclaim::document::Document::new(), &map, None).unwrap();
    let said = run(args!["info", map, "--comments"]).refused(3);
    assert!(said.contains("empty.ron"), "{said}");
    assert_eq!(run(args!["info", map, "--json"]).json()["thread"], Value::Null);
}

#[test]
fn links_are_counted_by_what_they_say() {
    let dir = temp();
    let counted = run(args!["info", map_in(dir.path()), "--json"]).json();
    // Counted on the example's list of links by hand: two of the three with several premises are supports.
    let expected = json!({"claims": 30, "support": 10, "attack": 10, "rephrase": 1, "undercut": 7, "linked": 3});
    assert_eq!(counted["map"], expected);
    let words = run(args!["info", map_in(dir.path())]).text();
    assert!(words.contains("10 attacks, 7 undercuts") && words.contains("2 findings"), "{words}");
}

#[test]
fn every_export_is_written_and_is_what_it_says() {
    let dir = temp();
    let map = map_in(dir.path());
    for export in EXPORTS {
        let printed = run(args!["export", map, "--to", export.name]).ended(0).out;
        let out = dir.path().join("out");
        run(args!["export", map, "--to", export.name, "-o", out]).ended(0);
        assert!(fs::read(&out).unwrap() == printed, "{} differs between file and output", export.name);
        for alias in export.extensions {
            let alias = run(args!["export", map, "--to", alias]).ended(0);
            assert!(alias.out == printed, "{}", alias.command);
        }
        let text = String::from_utf8_lossy(&printed);
        let fits = match export.name {
            "png" => printed.starts_with(b"\x89PNG\r\n\x1a\n"),
            "svg" => text.contains("<svg") && text.contains("</svg>"),
            "json" => serde_json::from_str::<Value>(&text).is_ok(),
            "markdown" => text.starts_with("# Is distillation theft?"),
            "dot" => text.trim_start().starts_with("digraph") || text.trim_start().starts_with("strict digraph"),
            "graphml" => text.contains("<graphml"),
            // A new format brings its own tests.
            _ => !printed.is_empty(),
        };
        assert!(fits, "{}: {}", export.name, text.chars().take(200).collect::<String>());
    }
    let dark = run(args!["export", map, "--to", "svg", "--dark"]).ended(0).out;
    assert!(dark != run(args!["export", map, "--to", "svg"]).ended(0).out);
    let width = |png: &[u8]| u32::from_be_bytes(png[16..20].try_into().unwrap());
    let one = width(&run(args!["export", map, "--to", "png", "--scale", "1"]).ended(0).out);
    let two = width(&run(args!["export", map, "--to", "png", "--scale", "2"]).ended(0).out);
    assert!(two.abs_diff(2 * one) <= 2, "{one} and {two}");
    run(args!["export", map, "--to", "png", "--scale", "0"]).refused(1);
    run(args!["export", map, "--to", "png", "--scale", "NaN"]).refused(1);
    // The document itself, and a thread as a document.
    assert!(run(args!["export", map, "--to", "ron"]).ended(0).out == fs::read(&map).unwrap());
    let thread = run(args!["export", project(DEBATE), "--to", "ron"]).ended(0).out;
    assert!(thread == run(args!["import", project(DEBATE), "-o", "-"]).ended(0).out);
}

// ---- what is left on the disk -----------------------------------------------------------------------------------

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
    assert_ne!(before.ino(), after.ino(), "the file was overwritten in place");
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

#[cfg(target_os = "linux")]
#[test]
fn a_device_takes_the_result_and_stays_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let dir = temp();
    let map = map_in(dir.path());
    let through_device = run(args!["export", map, "--to", "json", "-o", "/dev/stdout"]).ended(0).out;
    assert!(through_device == run(args!["export", map, "--to", "json"]).ended(0).out);
    run(args!["export", map, "--to", "json", "-o", "/dev/full"]).refused(1);
    assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_said() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = program();
    let ran = command.args(args!["info", project(DEBATE), "--comments"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.starts_with("counterclaim: standard output cannot be written") && said.lines().count() == 1, "{said}");
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
        command.args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked") && !said.contains("written"), "{command:?}: {said}");
        assert!(matches!(output.status.code(), Some(0)), "{command:?}: {:?}: {said}", output.status);
    }
}

// ---- check --------------------------------------------------------------------------------------------------------

#[test]
fn check_prints_an_object_a_teacher_best_first() {
    let lines = run(check(&["tern-3", "quill-2"], &["--json".as_ref()])).json_lines();
    let teachers: Vec<&str> = lines.iter().map(|line| line["teacher"].as_str().unwrap()).collect();
    assert_eq!(teachers, ["quill-2", "tern-3"]);
    let best = &lines[0];
    let keys: BTreeSet<&str> = best.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "controls", "log10_lr", "lr_interval", "method", "n_student", "n_teacher", "p_value", "phrases", "score", "student",
        "teacher", "verdict", "warnings",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!((&best["student"], &best["n_student"], &best["n_teacher"]), (&json!("wren-mini"), &json!(24), &json!(24)));
    assert_eq!(best["verdict"], "strong");
    // First among seven, and no prompt counted as if it were a model.
    assert!((best["p_value"].as_f64().unwrap() - 1.0 / 7.0).abs() < 1e-12, "{best}");
    let phrases: Vec<&str> =
        best["phrases"].as_array().unwrap().iter().map(|phrase| phrase["phrase"].as_str().unwrap()).collect();
    assert!(phrases.iter().any(|phrase| phrase.contains("upshot")), "{phrases:?}");
    assert!(lines[0]["score"].as_f64() > lines[1]["score"].as_f64());
    assert_ne!(lines[1]["verdict"], "strong");
    // Alike to the last digit when it is made again.
    let again = run(check(&["tern-3", "quill-2"], &["--json".as_ref()])).json_lines();
    assert_eq!(lines, again);
}

#[test]
fn check_tells_people_what_it_shows_and_what_it_cannot() {
    let text = run(check(&["quill-2"], &[])).text();
    assert!(text.starts_with("On 24 shared prompts, the answers of wren-mini were more like those of quill-2"), "{text}");
    assert!(text.contains("the upshot") && text.contains("What this cannot show"), "{text}");
    assert!(!text.to_lowercase().contains("proves"), "{text}");
    // The strip: teacher and controls each in one line, nearest first, signs in the order of the scores.
    let strip: Vec<&str> = text.lines().filter(|line| line.contains('●') || line.contains('○')).collect();
    assert_eq!(strip.len(), 7, "{text}");
    assert!(strip[0].contains("quill-2") && strip[0].contains('●'), "{text}");
    let column = |line: &str| line.chars().position(|c| c == '●' || c == '○').unwrap();
    assert!(strip.windows(2).all(|pair| column(pair[0]) >= column(pair[1])), "{text}");
}

#[test]
fn matrix_takes_roles_and_vendors_from_the_list() {
    let lines = run(args!["check", "--matrix", project("assets/samples"), "--json"]).json_lines();
    // Two can be students and eight teachers, and nobody is their own.
    assert_eq!(lines.len(), 15);
    assert_eq!((&lines[0]["student"], &lines[0]["teacher"]), (&json!("wren-mini"), &json!("quill-2")));
    let strong: Vec<&Value> = lines.iter().filter(|line| line["verdict"] == "strong").collect();
    assert_eq!(strong.len(), 1);
    let scores: Vec<f64> = lines.iter().map(|line| line["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for line in &lines {
        assert!(line.get("phrases").is_none(), "{line}");
        let controls: Vec<&str> = line["controls"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        assert!(!controls.iter().any(|control| control.starts_with("wren")), "{line}");
        assert!(!controls.contains(&line["teacher"].as_str().unwrap()), "{line}");
    }
    let table = run(args!["check", "--matrix", project("assets/samples")]).text();
    let first = table.lines().nth(1).unwrap();
    assert!(first.contains("wren-mini") && first.contains("quill-2") && first.contains("strong"), "{table}");
}

#[test]
fn matrix_without_a_pair_is_nothing_found() {
    let dir = temp();
    for model in ["quill-2", "tern-3"] {
        fs::copy(sample(model), dir.path().join(format!("{model}.jsonl"))).unwrap();
    }
    fs::write(dir.path().join("models.csv"), "model,vendor,role\nquill-2,a,candidate\ntern-3,b,candidate\n").unwrap();
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
    let copy = fs::read_to_string(sample("quill-2")).unwrap().replace("\"quill-2\"", "\"copycat\"");
    let mut lines: Vec<String> = copy.lines().map(str::to_owned).collect();
    lines[0] = r#"{"id": "p01", "output": "No idea.", "model": "copycat"}"#.to_owned();
    fs::write(dir.path().join("copycat.jsonl"), lines.join("\n")).unwrap();
    let found = run(args!["check", "--verbatim", dir.path(), "--json"]).json_lines();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["a"], &found[0]["b"], &found[0]["identical"]), (&json!("copycat"), &json!("quill-2"), &json!(23)));
    let words = run(args!["check", "--verbatim", dir.path()]).text();
    assert!(words.contains("copycat and quill-2: 23 identical"), "{words}");
}

#[test]
fn a_finding_is_attached_to_a_claim_and_saved() {
    let dir = temp();
    let map = map_in(dir.path());
    let (before, _) = file::open(&map).unwrap();
    let claim = example::tested_claim(&before).unwrap();
    let id = claim.to_string();
    let attach = ["--attach".as_ref(), map.as_os_str(), "--claim".as_ref(), id.as_ref(), "--bearing".as_ref(), "attacks".as_ref()];
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
        assert!(finding.made.as_ref().is_some_and(|made| made.starts_with("20")), "{:?}", finding.made);
        for used in [&finding.student, &finding.teacher].into_iter().chain(&finding.controls) {
            let sample = &after.samples()[&used.sha256];
            assert!(Path::new(&sample.file).is_file() && sample.model == used.name, "{sample:?}");
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
    let attach = ["--attach".as_ref(), map.as_os_str(), "--claim".as_ref(), "c4000".as_ref()];
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
    let attach = ["--attach".as_ref(), map.as_os_str(), "--claim".as_ref(), id.as_ref()];
    let mut arguments = check(&["quill-2"], &attach);
    arguments[2] = "-".into();
    let mut command = program();
    command.args(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: once it is written, the program reads samples, and has read the map before.
    stdin.write_all(&vec![b'\n'; 4 << 20]).unwrap();
    let changed = fs::read_to_string(&map).unwrap().replacen("Is distillation theft?", "Changed by somebody", 1);
    fs::write(&map, &changed).unwrap();
    stdin.write_all(&fs::read(sample("wren-mini")).unwrap()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("changed on disk") && output.stdout.is_empty(), "{said}");
    assert!(fs::read_to_string(&map).unwrap() == changed);
}

// ---- evaluate, solve ----------------------------------------------------------------------------------------------

#[test]
fn evaluate_says_what_stands() {
    let dir = temp();
    let map = map_in(dir.path());
    let text = run(args!["evaluate", map]).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 30);
    let column = |line: &str| line.find("rejected").or(line.find("accepted")).or(line.find("undecided")).unwrap();
    assert!(lines.iter().all(|line| column(line) == column(lines[0])), "{text}");
    assert!(lines[0].contains("rejected") && lines[0].ends_with("Making wren-mini out of quill-2's answers was theft."));
    let report = run(args!["evaluate", map, "--json"]).json();
    assert_eq!((&report["semantics"], &report["notes"]), (&json!("grounded"), &json!([])));
    let claims = report["claims"].as_array().unwrap();
    let links = report["links"].as_array().unwrap();
    assert_eq!((claims.len(), links.len()), (30, 28));
    let of = |words: &str| claims.iter().find(|claim| claim["text"].as_str().unwrap().contains(words)).unwrap();
    // By hand: nobody attacks the claim about ownership, and it attacks the thesis; the rebuttal of the shared web
    // stands; two courts contradict each other.
    assert_eq!(of("nothing in the sentences")["standing"], "accepted");
    assert_eq!(of("was theft")["standing"], "rejected");
    assert_eq!(of("read the same web")["standing"], "rejected");
    assert_eq!(of("in ProCD")["standing"], "undecided");
    assert_eq!(of("At most it was a breach")["standing"], "undecided");
    for claim in claims.iter().chain(links) {
        assert!((0.0..=1.0).contains(&claim["strength"].as_f64().unwrap()), "{claim}");
    }
}

#[test]
fn evaluate_takes_every_semantics_by_any_of_its_names() {
    let dir = temp();
    let map = map_in(dir.path());
    for method in METHODS {
        for name in [method.name].iter().chain(method.aliases) {
            let report = run(args!["evaluate", map, "--json", "--semantics", name.to_uppercase()]).json();
            assert_eq!(report["semantics"], method.name);
        }
    }
    // Each of the two courts may be right: in some preferred position either stands, in every one neither.
    let standing = |semantics: &str| {
        let report = run(args!["evaluate", map, "--json", "--semantics", semantics]).json();
        let claims = report["claims"].as_array().unwrap().clone();
        claims.iter().find(|claim| claim["text"].as_str().unwrap().contains("in ProCD")).unwrap()["standing"].clone()
    };
    assert_eq!(standing("preferred-credulous"), "accepted");
    assert_eq!(standing("preferred"), "undecided");
}

#[test]
fn evaluate_without_claims_is_nothing_found() {
    let said = run(args!["evaluate", project(DEBATE)]).refused(3);
    assert!(said.contains("distillation-debate.json"), "{said}");
}

#[test]
fn solve_answers_as_the_competition_wants_it() {
    let dir = temp();
    // 1 and 2 attack each other, both attack 3, 3 attacks 4.
    let af = dir.path().join("diamond.af");
    fs::write(&af, "p af 4\n1 2\n2 1\n1 3\n2 3\n3 4\n").unwrap();
    let apx = dir.path().join("diamond.apx");
    fs::write(&apx, "arg(a).\narg(b).\narg(c).\narg(d).\natt(a,b).\natt(b,a).\natt(a,c).\natt(b,c).\natt(c,d).\n").unwrap();
    let tgf = dir.path().join("diamond.tgf");
    fs::write(&tgf, "a\nb\nc\nd\n#\na b\nb a\na c\nb c\nc d\n").unwrap();
    let solve = |task: &str, argument: Option<&str>, path: &Path| {
        let mut arguments = args!["solve", "-p", task, "-f", path].to_vec();
        if let Some(argument) = argument {
            arguments.extend(args!["-a", argument]);
        }
        run(arguments)
    };
    assert_eq!(solve("SE-GR", None, &af).text(), "w\n");
    assert_eq!(solve("CE-CO", None, &af).text(), "3\n");
    assert_eq!(solve("CE-ST", None, &af).text(), "2\n");
    assert_eq!(solve("DC-PR", Some("1"), &af).text(), "YES\nw 1 4\n");
    assert_eq!(solve("DS-PR", Some("4"), &af).text(), "YES\n");
    assert_eq!(solve("DC-GR", Some("3"), &af).text(), "NO\n");
    assert_eq!(solve("DC-ST", Some("a"), &apx).text(), "YES\nw a d\n");
    let every = solve("EE-PR", None, &tgf).text();
    assert!(["[[a,d],[b,d]]\n", "[[b,d],[a,d]]\n"].contains(&every.as_str()), "{every}");
    let said = solve("DC-GR", Some("9"), &af).refused(3);
    assert!(said.contains('9'), "{said}");
}

// ---- tour and window -------------------------------------------------------------------------------------------

#[test]
fn the_tour_does_the_whole_job() {
    let dir = temp();
    let target = dir.path().join("new/tour");
    let ran = run(args!["tour", target]).ended(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let text = String::from_utf8(ran.out).unwrap();
    for step in 1..=7 {
        assert!(text.contains(&format!("\n{step}. ")), "step {step} is missing in\n{text}");
    }
    assert!(text.contains("the same figures"), "{text}");
    let saved = ["json", "md", "png", "ron", "svg"].map(|extension| format!("distillation-debate.{extension}"));
    let mut expected = BTreeSet::from(saved);
    expected.insert("samples".to_owned());
    assert_eq!(names(&target), expected);
    assert!(fs::read(target.join("distillation-debate.json")).unwrap() == fs::read(project(DEBATE)).unwrap());
    for name in names(&target.join("samples")) {
        let original = fs::read(project("assets/samples").join(&name)).unwrap();
        assert!(fs::read(target.join("samples").join(&name)).unwrap() == original, "{name}");
    }
    let (document, _) = file::open(&target.join("distillation-debate.ron")).unwrap();
    let claim = document.map().claim(example::tested_claim(&document).unwrap()).unwrap();
    let finding = document.finding(claim.evidence.iter().find_map(Evidence::finding).unwrap()).unwrap();
    assert!(finding.made.is_some());
    // Once more into the same folder.
    run(args!["tour", target]).ended(0);
    assert_eq!(names(&target), expected);
}

#[test]
fn without_a_display_it_says_so_in_one_line_and_does_the_tour() {
    let dir = temp();
    for folder in ["counterclaim-tour", "counterclaim-tour-2"] {
        let mut command = program();
        let ran = finish(command.env("TMPDIR", dir.path())).ended(0);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains("no display"), "{}", ran.err);
        let named = dir.path().join(folder);
        assert!(String::from_utf8(ran.out).unwrap().contains(&format!("{}\n", named.display())));
        assert!(named.join("distillation-debate.ron").is_file());
    }
}

#[test]
fn a_file_to_open_without_a_display_is_one_sentence() {
    let dir = temp();
    let map = map_in(dir.path());
    let said = run([&map]).refused(1);
    assert!(said.contains("no display") && said.contains("map.ron"), "{said}");
    // A slip of the pen is no file.
    let said = run(["exprot"]).refused(1);
    assert!(said.contains("exprot") && said.contains("--help"), "{said}");
}

// ---- the example ------------------------------------------------------------------------------------------------

#[test]
fn the_saved_example_is_what_the_program_makes() {
    let path = project("saves/distillation-debate.ron");
    let (saved, _) = file::open(&path).unwrap();
    let made = saved.findings().values().next().unwrap().made.clone();
    let fresh = example::build(made.as_deref(), &Progress::none(), &mut |_, _| {}).unwrap();
    assert!(
        saved == fresh && fs::read_to_string(&path).unwrap() == file::to_text(&fresh).unwrap(),
        "the example or the check has changed: put distillation-debate.ron from a new `counterclaim tour` into saves"
    );
}

#[test]
fn the_example_is_a_sound_map_of_the_debate() {
    let document = example::document(&Progress::none()).unwrap();
    assert_eq!(document.violations(), Vec::<String>::new());
    let thread = document.thread().unwrap();
    let map = document.map();
    for (id, claim) in map.claims() {
        assert!(!claim.excerpts.is_empty(), "{id} rests on nothing");
        for excerpt in &claim.excerpts {
            let comment = thread.comments.iter().find(|comment| comment.id == excerpt.comment).unwrap();
            assert!(matches!(excerpt.locate(&comment.text), Anchor::Exact(_)), "{id}: {excerpt:?}");
        }
        let joined = !map.links_from(id).is_empty() || !map.links_onto(id.into()).is_empty();
        assert!(joined, "{id} has no link");
        assert!(document.place(id).is_some(), "{id} has no place");
    }
    for (id, tag) in map.tags() {
        assert!(map.claims().any(|(_, claim)| claim.tags.contains(&id)), "nothing is tagged {}", tag.name);
    }
    // The finding the argument turns on, and what it is made from.
    let claim = map.claim(example::tested_claim(&document).unwrap()).unwrap();
    let finding = document.finding(claim.evidence.iter().find_map(Evidence::finding).unwrap()).unwrap();
    assert_eq!((finding.verdict, finding.rank), (Verdict::Strong, Some(1)));
    let controls: BTreeSet<&str> = finding.controls.iter().map(|control| control.name.as_str()).collect();
    assert_eq!(controls, BTreeSet::from(CONTROLS));
    let folder = counterclaim::similarity::read::folder(&project("assets/samples"), &Progress::none()).unwrap();
    assert_eq!(folder.samples.len(), example::SAMPLES.len());
    for sample in folder.samples {
        assert_eq!(example::sample(&sample.name).unwrap().sha256(), sample.sha256(), "{}", sample.name);
    }
    // The base was not like the teacher before it was tuned.
    let base = document.findings().values().find(|finding| finding.student.name == "wren-base").unwrap();
    assert!(matches!(base.verdict, Verdict::Against | Verdict::NoSupport), "{:?}", base.verdict);
}

#[test]
fn the_example_stops_when_asked() {
    let progress = Progress::none();
    progress.cancel();
    assert!(example::document(&progress).is_err());
}

// ---- real data ----------------------------------------------------------------------------------------------------

#[test]
fn real_threads_hold_what_was_counted_in_them() {
    let Some(index) = shared("data/threads/INDEX.json") else {
        return;
    };
    let index: Value = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    let mut compared = 0;
    for entry in index.as_array().unwrap() {
        let Some(path) = shared(&format!("data/threads/{}", entry["path"].as_str().unwrap())) else {
            continue;
        };
        if fs::metadata(&path).unwrap().len() > 1 << 20 {
            continue;
        }
        let object = run(args!["info", path, "--json"]).json();
        for key in ["comments", "top_level", "max_depth"] {
            if entry[key].is_u64() {
                assert_eq!(object["thread"][key], entry[key], "{key} of {}", path.display());
            }
        }
        compared += 1;
    }
    assert!(compared > 0);
}
