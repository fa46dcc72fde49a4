//! How long every pair of a folder of samples takes, and how much memory, beside the reference implementation on the
//! same samples in the same run (shared data, when it is beside the checkout; a Python with numpy, scipy and
//! scikit-learn: `python3`, or what COUNTERCLAIM_PYTHON names).

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use counterclaim::progress::Progress;
use counterclaim::similarity::{MatrixInput, Options, matrix, read};

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
