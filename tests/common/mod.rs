//! What the integration tests share: where the real data lies, and how a test that cannot run says so.

#![allow(
    dead_code,
    reason = "each test binary uses its own part of this module"
)]

use std::io::Write;
use std::path::{Path, PathBuf};

/// A path below the data folder that stands beside the checkout, or `None` (said visibly) in a plain clone.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(relative);
    if path.exists() {
        Some(path)
    } else {
        skip(&format!("../shared/{relative} is not beside this checkout"));
        None
    }
}

/// Says that a test was skipped, and why, past the test harness's capture of output.
pub fn skip(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "skipped {test}: {why}");
}

/// A path inside the project itself.
pub fn project(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}
