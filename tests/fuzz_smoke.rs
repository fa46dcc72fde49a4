//! Spoiled input: every reader gets files that were sound until bits were turned, parts cut out, doubled, nested or
//! mixed. Nothing may panic, run on for ever, or take memory without bound.
//!
//! The ordinary run is a fixed number of inputs from a fixed seed. `COUNTERCLAIM_FUZZ_SECONDS=1200 cargo test --test
//! fuzz_smoke` goes on for so long, from `COUNTERCLAIM_FUZZ_SEED` or a seed it names. What went wrong is left in the
//! folder for temporary files under the name the message gives; so is the input in hand, should the process be killed.
//!
//! Work is measured as the time the reading thread was on a processor, and memory as the most the process held, both
//! as Linux states them; elsewhere only panics count.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;
#[path = "fuzz/corpus.rs"]
mod corpus;
#[path = "fuzz/mutation.rs"]
mod mutation;
#[path = "fuzz/readers.rs"]
mod readers;

use std::any::Any;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use counterclaim::progress::Progress;
use mutation::Random;

/// Inputs of the ordinary run.
const INPUTS: u64 = 1_000;
/// How long one input may keep a processor, all readers together, in nanoseconds.
const MOST_WORK: u64 = 60_000_000_000;
/// What the process may hold at most, in kB.
const MOST_MEMORY: u64 = 1_500_000;
/// Little, so that recursion over the depth of an input shows.
const STACK: usize = 1 << 20;
/// Faults after which there is no point in going on.
const ENOUGH: usize = 10;

/// How long a thread of this process was on a processor, in nanoseconds.
fn work(thread: &Path) -> Option<u64> {
    let text = fs::read_to_string(thread.join("schedstat")).ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// The most this process has held, in kB.
fn most_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words")
        .chars()
        .take(300)
        .collect()
}

/// What a run comes to.
#[derive(Default)]
struct Outcome {
    inputs: u64,
    bytes: u64,
    faults: Vec<String>,
}

/// Reads spoiled inputs until `last` says so.
fn run(seed: u64, kept: &Path, last: impl Fn(u64) -> bool, begun: impl Fn(u64)) -> Outcome {
    let (seeds, small) = corpus::seeds();
    let folder = tempfile::tempdir().unwrap();
    let mut outcome = Outcome::default();
    while !last(outcome.inputs) && outcome.faults.len() < ENOUGH {
        // Each input has a generator of its own, so that it can be made again without those before it.
        let number = outcome.inputs;
        let mut random = Random::new(seed.wrapping_add(number));
        // Small sound files are taken as often as all the others together.
        let among = match random.below(2) {
            0 => small,
            _ => seeds.len(),
        };
        let sound = &seeds[random.below(among)];
        let other = &seeds[random.below(among)];
        let bytes = mutation::spoil(&mut random, &sound.bytes, &other.bytes);
        fs::write(kept, &bytes).unwrap();
        begun(number);
        let read = || readers::all(&mut random, sound, &bytes, folder.path(), &Progress::none());
        if let Err(panic) = catch_unwind(AssertUnwindSafe(read)) {
            let fault = kept.with_extension(format!("fault-{number}"));
            fs::copy(kept, &fault).unwrap();
            let why = said(&*panic);
            outcome.faults.push(format!(
                "{} spoiled, in {}: {why}",
                sound.name,
                fault.display()
            ));
        }
        outcome.inputs += 1;
        outcome.bytes += bytes.len() as u64;
        if let Some(most) = most_memory().filter(|most| *most > MOST_MEMORY) {
            outcome.faults.push(format!(
                "input {number} of seed {seed} made the process hold {most} kB"
            ));
            break;
        }
    }
    outcome
}

#[test]
fn no_input_brings_a_reader_down() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let seconds = number("COUNTERCLAIM_FUZZ_SECONDS");
    let now = || std::time::UNIX_EPOCH.elapsed().map_or(1, |t| t.as_secs());
    let seed = number("COUNTERCLAIM_FUZZ_SEED").unwrap_or_else(|| seconds.map_or(1, |_| now()));
    let kept: PathBuf =
        std::env::temp_dir().join(format!("counterclaim-fuzz-{}", std::process::id()));
    let place = kept.clone();
    let (sender, inputs) = mpsc::channel();
    let started = Instant::now();
    let last = move |read: u64| match seconds {
        Some(seconds) => started.elapsed() >= Duration::from_secs(seconds),
        None => read >= INPUTS,
    };
    let worker = std::thread::Builder::new()
        .name("reader".to_owned())
        .stack_size(STACK);
    let worker = worker.spawn(move || {
        let thread =
            fs::read_link("/proc/thread-self").map(|thread| Path::new("/proc").join(thread));
        let thread = thread.unwrap_or_default();
        run(seed, &place, last, |number| {
            let _ = sender.send((number, thread.clone(), work(&thread)));
        })
    });
    let worker = worker.unwrap();
    let mut current = None;
    loop {
        match inputs.recv_timeout(Duration::from_secs(1)) {
            Ok(begun) => current = Some(begun),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                if let Some((number, thread, Some(before))) = &current
                    && let Some(now) = work(thread)
                {
                    assert!(
                        now.saturating_sub(*before) < MOST_WORK,
                        "input {number} of seed {seed} keeps a processor for more than {} s: {}",
                        MOST_WORK / 1_000_000_000,
                        kept.display()
                    );
                }
            }
        }
    }
    let outcome = worker.join().unwrap();
    let _ = fs::remove_file(&kept);
    let _ = writeln!(
        std::io::stderr(),
        "fuzz: seed {seed}, {} inputs, {} MB, {} s, at most {} MB held, {} faults",
        outcome.inputs,
        outcome.bytes >> 20,
        started.elapsed().as_secs(),
        most_memory().unwrap_or(0) / 1_024,
        outcome.faults.len()
    );
    assert!(outcome.faults.is_empty(), "\n{}", outcome.faults.join("\n"));
}
