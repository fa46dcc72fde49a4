//! The scripts in the guide's page about what is larger than one machine, run as they stand there.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use counterclaim::example;

use crate::common::{project, skip};
use crate::harness::{run, sample, temp};

/// The code blocks of one language in the page.
fn blocks(language: &str) -> Vec<String> {
    let page = fs::read_to_string(project("assets/guide/scale-out.md")).unwrap();
    let opening = format!("```{language}\n");
    let blocks = page.split(&opening).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The bundled teacher's outputs in a folder, ten parts of them, and the profile of one pass over all.
fn outputs(dir: &Path) -> Vec<u8> {
    let text = fs::read_to_string(sample(example::TEACHER)).unwrap();
    fs::write(dir.join("outputs.jsonl"), &text).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::create_dir(dir.join("parts")).unwrap();
    for (n, part) in lines.chunks(lines.len().div_ceil(10)).enumerate() {
        let name = format!("parts/part-{n:05}.jsonl");
        fs::write(dir.join(name), part.join("\n")).unwrap();
    }
    let one_pass = dir.join("one-pass");
    run(args!["profile", dir.join("outputs.jsonl"), "-o", &one_pass]).ended(0);
    fs::read(one_pass).unwrap()
}

/// A command in that folder that finds the program under its name.
fn within(dir: &Path, program: &str) -> Command {
    let built = Path::new(env!("CARGO_BIN_EXE_counterclaim"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [built.parent().unwrap().to_owned()].into_iter();
    let folders = folders.chain(std::env::split_paths(&path));
    let mut command = Command::new(program);
    command
        .current_dir(dir)
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env("COUNTERCLAIM", built);
    command
}

fn there(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|ran| ran.status.success())
}

#[test]
fn the_array_job_counts_parts_that_make_one_pass() {
    let dir = temp();
    let whole = outputs(dir.path());
    let blocks = blocks("sh");
    let script = blocks
        .iter()
        .find(|block| block.contains("#SBATCH"))
        .unwrap();
    let parts = fs::read_dir(dir.path().join("parts")).unwrap().count();
    for task in 0..parts {
        let status = within(dir.path(), "sh")
            .args(["-c", script])
            .env("SLURM_ARRAY_TASK_ID", task.to_string())
            .status();
        assert!(status.unwrap().success(), "task {task}");
    }
    let merge = "counterclaim merge profiles/*.profile -o model.profile";
    let merged = within(dir.path(), "sh").args(["-c", merge]).status();
    assert!(merged.unwrap().success());
    assert_eq!(fs::read(dir.path().join("model.profile")).unwrap(), whole);
}

#[test]
fn blocks_counted_side_by_side_make_one_pass() {
    let parallel = std::env::var("COUNTERCLAIM_PARALLEL").unwrap_or("parallel".into());
    if !there(&parallel, &["--version"]) {
        return skip("GNU parallel is not there; COUNTERCLAIM_PARALLEL may name it");
    }
    let dir = temp();
    let whole = outputs(dir.path());
    let blocks = blocks("sh");
    let script = blocks
        .iter()
        .find(|block| block.contains("--pipepart"))
        .unwrap();
    // The bundled file is small.
    let script = script
        .replace("100M", "4k")
        .replace("parallel ", &format!("{parallel} "));
    let ran = within(dir.path(), "sh")
        .args(["-e", "-c", &script])
        .status();
    assert!(ran.unwrap().success());
    assert!(fs::read_dir(dir.path().join("profiles")).unwrap().count() > 3);
    assert_eq!(fs::read(dir.path().join("model.profile")).unwrap(), whole);
}

#[test]
fn partitions_counted_on_spark_make_one_pass() {
    let python = std::env::var("COUNTERCLAIM_SPARK_PYTHON").unwrap_or("python3".into());
    if !there(&python, &["-c", "import pyspark"]) || !there("java", &["-version"]) {
        return skip(
            "no Spark: java and a Python with pyspark, which COUNTERCLAIM_SPARK_PYTHON may name",
        );
    }
    let dir = temp();
    let whole = outputs(dir.path());
    let script = dir.path().join("profile_outputs.py");
    fs::write(&script, &blocks("python")[0]).unwrap();
    let ran = within(dir.path(), &python)
        .arg(&script)
        .args(["outputs.jsonl", "model.profile", "5"])
        .env("PYSPARK_PYTHON", &python)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(said.contains("partitions: 5"), "{said}");
    assert_eq!(fs::read(dir.path().join("model.profile")).unwrap(), whole);
}
