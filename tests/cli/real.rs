//! Threads of the data folder, through the program.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::common::shared;
use crate::harness::run;

#[test]
fn real_threads_hold_what_was_counted_in_them() {
    let Some(index) = shared("data/threads/INDEX.json") else {
        return;
    };
    let index: Value = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    let mut compared = 0;
    for entry in index.as_array().unwrap() {
        // Several files of one thread stand as `folder/(a + b)`.
        let named = entry["path"].as_str().unwrap();
        let (folder, files) = named.rsplit_once('/').unwrap();
        let files = files
            .trim_start_matches('(')
            .trim_end_matches(')')
            .split(" + ");
        let Some(paths) = files
            .map(|name| shared(&format!("data/threads/{folder}/{name}")))
            .collect::<Option<Vec<_>>>()
        else {
            continue;
        };
        let size: u64 = paths
            .iter()
            .map(|path| fs::metadata(path).unwrap().len())
            .sum();
        if size > 1 << 20 {
            continue;
        }
        let mut arguments = args!["import", "--json"].to_vec();
        arguments.extend(paths.into_iter().map(PathBuf::into_os_string));
        let object = run(arguments).json();
        for key in ["comments", "top_level", "max_depth"] {
            if entry[key].is_u64() {
                assert_eq!(object["thread"][key], entry[key], "{key} of {named}");
            }
        }
        compared += 1;
    }
    assert!(compared > 0);
}
