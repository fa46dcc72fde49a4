//! How long every pair of a folder of samples takes, and how much memory, beside the reference implementation on the
//! same samples in the same run (shared data, when it is beside the checkout; a Python with numpy, scipy and
//! scikit-learn: `python3`, or what COUNTERCLAIM_PYTHON names). Then how fast that is beside reading the files alone, one
//! check with 20 controls and 1,000 bootstraps, when its first figures are there, and how time grows with the outputs.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use counterclaim::document::checking::{self, Files, Stage};
use counterclaim::document::shelf::Shelf;
use counterclaim::progress::Progress;
use counterclaim::similarity::{
    CheckInput, MatrixInput, Options, Profile, Record, Sample, check, matrix, read,
};

/// Prepares an arena and scores all its pairs, as a user of the reference would; prints kilobytes at the peak.
const REFERENCE: &str = "\
import sys, resource
sys.path.insert(0, sys.argv[1])
import final
prepared, arena = final.prep(sys.argv[2]), final.Arena(final.ROOT, sys.argv[2])
scores = final.escore(arena, final.comps(prepared, final.np.arange(prepared['n']), 'OBDP'), 'z')
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)";

fn main() {
    // `cargo test` builds and starts benchmarks too; measuring is for `cargo bench`.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    for arena in ["creative", "alpaca"] {
        let dir = shared.join("data/similarity/dev").join(arena);
        if !dir.exists() {
            eprintln!("skipped {arena}: {} is missing", dir.display());
            continue;
        }
        // The memory first: a peak only rises.
        let times: Vec<f64> = (0..5).map(|_| ours(&dir)).collect();
        let memory = peak();
        let best = times.iter().copied().fold(f64::INFINITY, f64::min);
        println!(
            "{arena}: {best:.2} s at best of {times:.2?}, {} threads, {:.0} MB",
            rayon::current_num_threads(),
            memory / 1e3
        );
        match reference(&shared, arena) {
            Ok((seconds, kilobytes)) => println!(
                "{arena}: the reference {seconds:.1} s, {:.0} MB: {:.0} times the time, {:.1} times the memory",
                kilobytes / 1e3,
                seconds / best,
                kilobytes / memory
            ),
            Err(why) => eprintln!("skipped the reference on {arena}: {why}"),
        }
        throughput(arena, &dir, best);
    }
    let dir = shared.join("data/similarity/dev/alpaca");
    if dir.exists() {
        one_check(&dir);
        first_figures(&dir);
        growth(&dir);
    }
}

/// Seconds that something takes, at best of three times.
fn seconds(mut work: impl FnMut()) -> f64 {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

fn sample_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = (entries)
        .filter(|path| path.to_string_lossy().contains(".jsonl"))
        .collect();
    files.sort();
    files
}

/// Every pair in megabytes a second, beside unpacking the same files, one after the other, and reading them as samples.
fn throughput(arena: &str, dir: &Path, every_pair: f64) {
    let files = sample_files(dir);
    let unpack = || -> usize {
        let lengths = files.iter().map(|path| {
            let mut bytes = Vec::new();
            let file = fs::File::open(path).unwrap();
            flate2::read::MultiGzDecoder::new(file)
                .read_to_end(&mut bytes)
                .unwrap();
            bytes.len()
        });
        lengths.sum()
    };
    let megabytes = unpack() as f64 / 1e6;
    let unpacking = seconds(|| _ = unpack());
    let reading = seconds(|| _ = read::folder(dir, &Progress::none()).unwrap());
    println!(
        "{arena}: {megabytes:.1} MB of JSON lines: unpacked at {:.0} MB/s, read as samples at {:.0} MB/s, every pair checked at {:.0} MB/s",
        megabytes / unpacking,
        megabytes / reading,
        megabytes / every_pair
    );
}

/// A student, a teacher and 20 controls with so many times the outputs: again with ids of their own and their sentences
/// in another order.
fn cast(dir: &Path, times: usize) -> Vec<Sample> {
    let files = sample_files(dir);
    let samples = files.iter().take(22).map(|path| {
        let sample = read::sample(path, &Progress::none()).unwrap();
        let records = (0..times).flat_map(|turn| {
            sample.records.iter().map(move |record| {
                let mut parts: Vec<&str> = record.output.split(". ").collect();
                let by = turn % parts.len();
                parts.rotate_left(by);
                let own =
                    |text: &Option<String>| text.as_ref().map(|text| format!("{text} {turn}"));
                Record {
                    id: own(&record.id),
                    prompt: own(&record.prompt),
                    output: parts.join(". "),
                }
            })
        });
        Sample::new(sample.name.clone(), records.collect())
    });
    samples.collect()
}

fn checked(samples: &[Sample], bootstrap: usize) -> f64 {
    let input = CheckInput {
        student: &samples[0],
        teachers: &samples[1..2],
        controls: &samples[2..],
        matched: &[],
    };
    let options = Options {
        bootstrap,
        ..Options::default()
    };
    seconds(|| assert_eq!(check(&input, &options, &Progress::none()).unwrap().len(), 1))
}

fn one_check(dir: &Path) {
    let samples = cast(dir, 1);
    println!(
        "alpaca: one check, {} prompts, {} controls, 1,000 bootstraps: {:.2} s",
        samples[0].records.len(),
        samples.len() - 2,
        checked(&samples, 1000)
    );
}

/// From the start of a check's job until its first figures can be shown, and until it is done.
fn first_figures(dir: &Path) {
    let mut files = sample_files(dir).into_iter();
    let files = Files {
        student: files.next(),
        teacher: files.next(),
        controls: files.take(20).collect(),
        beside: Vec::new(),
    };
    let (shelf, progress) = (Shelf::default(), Progress::none());
    // The page has read its samples before anybody can run the check; the command line has not.
    for how in ["samples not read yet", "samples read by the page"] {
        let stage = Stage::default();
        let start = Instant::now();
        let (first, all) = std::thread::scope(|scope| {
            let job = scope.spawn(|| {
                checking::run(&files, None, &shelf, &stage, &progress).unwrap();
                start.elapsed()
            });
            let mut first = None;
            while first.is_none() && !job.is_finished() {
                first = stage.first().map(|_| start.elapsed());
                std::thread::sleep(Duration::from_millis(1));
            }
            (first, job.join().unwrap())
        });
        let first = first.unwrap_or_default();
        println!("alpaca, {how}: first figures after {first:.0?}, the finding after {all:.0?}");
    }
}

/// Time for one, two, four and eight times the outputs.
fn growth(dir: &Path) {
    let mut once = None;
    for times in [1, 2, 4, 8] {
        let samples = cast(dir, times);
        let outputs: usize = samples.iter().map(|sample| sample.records.len()).sum();
        let check = checked(&samples, 200);
        let profile = seconds(|| _ = Profile::of(&samples[0], &Progress::none()).unwrap());
        let (check_once, profile_once) = *once.get_or_insert((check, profile));
        println!(
            "{times} × alpaca, {outputs} outputs: check {check:.2} s, {:.2} of {times} × the time; profile {profile:.3} s, {:.2}",
            check / check_once / times as f64,
            profile / profile_once / times as f64
        );
    }
}

/// Seconds to read a folder and check every pair with 200 bootstrap replicates, as `check --matrix` does.
fn ours(dir: &Path) -> f64 {
    let start = Instant::now();
    let folder = read::folder(dir, &Progress::none()).unwrap();
    let input = MatrixInput {
        samples: &folder.samples,
        models: &folder.models,
        unrelated: &[],
    };
    let options = Options {
        bootstrap: 200,
        ..Options::default()
    };
    assert!(
        !matrix(&input, &options, &Progress::none())
            .unwrap()
            .is_empty()
    );
    start.elapsed().as_secs_f64()
}

/// The most memory this process has had so far, in kilobytes.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(f64::NAN)
}

/// Seconds and kilobytes of the reference, with a cache of its own that starts empty.
fn reference(shared: &Path, arena: &str) -> Result<(f64, f64), String> {
    let code = shared.join("reference/similarity");
    if !code.exists() {
        return Err(format!("{} is missing", code.display()));
    }
    let python = std::env::var_os("COUNTERCLAIM_PYTHON").map_or("python3".into(), PathBuf::from);
    let cache = tempfile::tempdir().map_err(|e| e.to_string())?;
    let start = Instant::now();
    let ran = Command::new(&python)
        .args(["-W", "ignore", "-c", REFERENCE])
        .arg(&code)
        .arg(arena)
        .env("SIMCACHE", cache.path())
        .output()
        .map_err(|error| format!("{}: {error}", python.display()))?;
    let seconds = start.elapsed().as_secs_f64();
    if !ran.status.success() {
        let why = String::from_utf8_lossy(&ran.stderr);
        return Err(why.lines().last().unwrap_or("it failed").to_owned());
    }
    let out = String::from_utf8_lossy(&ran.stdout);
    let kilobytes = out.lines().last().and_then(|line| line.trim().parse().ok());
    Ok((seconds, kilobytes.unwrap_or(f64::NAN)))
}
