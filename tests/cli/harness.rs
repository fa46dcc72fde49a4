//! Running the program, and what the tests of it share.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use counterclaim::document::file;
use counterclaim::example;
use counterclaim::progress::Progress;
use serde_json::Value;

use crate::common::project;

pub const DEBATE: &str = "assets/debate/distillation-debate.json";

/// A run of the program that has ended.
pub struct Ran {
    pub command: String,
    pub status: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    /// What it printed, if it ended as it should; otherwise all there is to say about it.
    #[track_caller]
    pub fn ended(self, status: i32) -> Self {
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
    pub fn text(self) -> String {
        String::from_utf8(self.ended(0).out).unwrap()
    }

    #[track_caller]
    pub fn json(self) -> Value {
        let text = self.text();
        assert_eq!(text.lines().count(), 1, "one object in one line: {text}");
        serde_json::from_str(&text).unwrap()
    }

    #[track_caller]
    pub fn json_lines(self) -> Vec<Value> {
        (self.text().lines())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// It failed with one sentence on standard error and nothing on standard output; the sentence.
    #[track_caller]
    pub fn refused(self, status: i32) -> String {
        let ran = self.ended(status);
        assert!(
            ran.out.is_empty(),
            "{}\nprinted {}",
            ran.command,
            String::from_utf8_lossy(&ran.out)
        );
        assert_eq!(
            ran.err.lines().count(),
            1,
            "{}\nsaid\n{}",
            ran.command,
            ran.err
        );
        assert!(
            ran.err.starts_with("counterclaim: "),
            "{}\nsaid\n{}",
            ran.command,
            ran.err
        );
        assert!(
            !ran.err.contains("panicked"),
            "{}\nsaid\n{}",
            ran.command,
            ran.err
        );
        ran.err
    }
}

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null());
    command
}

pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    let mut command = program();
    finish(command.args(arguments))
}

pub fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        command: format!("{command:?}"),
        status: output.status.code(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A run with something on standard input.
pub fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    let mut command = program();
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
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

pub fn temp() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The names in a folder.
pub fn names(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

/// The example's map as a file in `dir`.
pub fn map_in(dir: &Path) -> PathBuf {
    let path = dir.join("map.ron");
    let document = example::document(&Progress::none()).unwrap();
    file::save(&document, &path, None).unwrap();
    path
}

pub fn sample(model: &str) -> PathBuf {
    project(&format!("assets/samples/{model}.jsonl"))
}

pub const CONTROLS: [&str; 6] = [
    "basalt-large",
    "cantata-pro",
    "larkspur-7",
    "marmot-chat",
    "sable-1",
    "tern-3",
];

/// `check` of the bundled student and the teachers named, with all controls.
pub fn check(teachers: &[&str], more: &[&OsStr]) -> Vec<OsString> {
    let mut arguments = args!["check", "--student", sample("wren-mini"), "--teacher"].to_vec();
    arguments.extend(teachers.iter().map(|model| sample(model).into_os_string()));
    arguments.push("--control".into());
    arguments.extend(CONTROLS.iter().map(|model| sample(model).into_os_string()));
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments
}
