//! A folder as an import: one item a file, the pages of a thread, or a corpus. May use the standard library.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FORMATS, Place, ReadError};

/// Files of a folder that are read at most; more are no discussion.
const MOST_FILES: usize = 200_000;
/// What they may hold together, in bytes.
const MOST_BYTES: u64 = 2 << 30;
/// The file that holds the words of a ConvoKit corpus; the others beside it tell of people and conversations.
const UTTERANCES: &str = "utterances.jsonl";

/// The files to read of a folder, in the order of their numbers or names: those directly in it whose ending some
/// format has, packed or not; of a ConvoKit corpus only the utterances, and not what is said about the files, in a
/// README or a licence.
///
/// # Errors
/// [`ReadError`] if the folder cannot be listed, holds no such file, or more than can be meant.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let name = folder.display().to_string();
    let bad = |what: String, remedy: &str| ReadError::bad(&name, Place::File, what, remedy);
    let corpus = folder.join(UTTERANCES);
    if corpus.is_file() {
        return Ok(vec![corpus]);
    }
    let unlisted = |error: std::io::Error| {
        bad(
            format!("the folder can't be listed ({error})"),
            "name the files in it instead",
        )
    };
    let mut files = Vec::new();
    let mut bytes = 0u64;
    for entry in fs::read_dir(folder).map_err(unlisted)? {
        let path = entry.map_err(unlisted)?.path();
        // Links are followed; pipes and devices, which may never end, are not read.
        let Ok(meta) = fs::metadata(&path) else {
            continue;
        };
        if !meta.is_file() || !is_readable(&path) {
            continue;
        }
        bytes = bytes.saturating_add(meta.len());
        files.push(path);
        if files.len() > MOST_FILES || bytes > MOST_BYTES {
            return Err(bad(
                format!("the folder holds more than {MOST_FILES} files or 2 GB"),
                "put the files of one thread into a folder of their own",
            ));
        }
    }
    if files.is_empty() {
        return Err(bad(
            "no file in this folder has the ending of a format that can be read".to_owned(),
            "name the files that are meant",
        ));
    }
    if !files.iter().all(|path| is_about(path)) {
        files.retain(|path| !is_about(path));
    }
    files.sort_by_cached_key(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        (stem.parse::<u64>().unwrap_or(u64::MAX), path.clone())
    });
    Ok(files)
}

/// Whether a file tells of those beside it.
fn is_about(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.to_ascii_lowercase();
    ["readme", "license", "licence", "copying", "changelog"].contains(&&*stem)
}

/// Whether some format has the ending of this file's name.
fn is_readable(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    if name.starts_with('.') {
        return false;
    }
    let plain = (name.strip_suffix(".gz"))
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    plain
        .rsplit_once('.')
        .is_some_and(|(_, ending)| FORMATS.iter().any(|f| f.extensions.contains(&ending)))
}
