//! Folders of text files: every `.txt` or `.md` is one output, whose id is the file's name.

use super::json::without_mark;
use super::{
    Format, MOST_BYTES, MOST_LINE, NO_SAMPLES, ReadError, entries, file_error, foreign, no_outputs,
    open, stem, too_large, without_packing,
};
use crate::progress::Progress;
use crate::similarity::{Record, Sample};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads the texts of a folder, by name.
pub fn folder(dir: &Path, progress: &Progress) -> Result<Sample, ReadError> {
    let mut records = Vec::new();
    let mut total = 0;
    let entries = entries(dir)?;
    let is_sample = |path: &&PathBuf| {
        let is_list = NO_SAMPLES.iter().any(|name| **path == dir.join(name));
        Format::by_name(path).is_some() && path.is_file() && !is_list
    };
    // A list of what the texts are may lie beside them; a page beside samples is no text of a model.
    let files = entries.iter().filter(is_sample).count();
    if files > entries.iter().filter(|path| is_text(path)).count() {
        let path = dir.to_owned();
        return Err(ReadError::Samples { path, files });
    }
    for path in entries {
        progress.check()?;
        if !path.is_file() || !is_text(&path) {
            continue;
        }
        let mut bytes = Vec::new();
        open(&path)?
            .take(MOST_LINE + 1)
            .read_to_end(&mut bytes)
            .map_err(file_error(&path))?;
        if let Some(what) = foreign::bytes(&bytes) {
            return Err(ReadError::Foreign { path, what });
        }
        total += bytes.len() as u64;
        if bytes.len() as u64 > MOST_LINE {
            return Err(too_large(&path, "one text is longer than 32 MiB"));
        }
        if total > MOST_BYTES {
            return Err(too_large(dir, "more than 1 GiB of text"));
        }
        records.push(Record {
            id: Some(stem(&path)),
            prompt: None,
            output: String::from_utf8_lossy(without_mark(&bytes, 1)).into_owned(),
        });
    }
    if records.is_empty() {
        return Err(no_outputs(dir, Vec::new()));
    }
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    Ok(Sample::new(name, records))
}

fn is_text(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name = without_packing(&name);
    name.ends_with(".txt") || name.ends_with(".md")
}
