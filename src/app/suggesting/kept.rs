//! What of suggestions is kept between runs, beside the settings: what was dismissed, and the person's own terms. May
//! use the file system.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::document::file::write_own;
use crate::suggest::SuggestionId;

fn dismissed_file(config: Option<&Path>) -> Option<PathBuf> {
    config.map(|folder| folder.join("dismissed.ron"))
}

fn terms_file(config: Option<&Path>) -> Option<PathBuf> {
    config.map(|folder| folder.join("terms.csv"))
}

/// What was dismissed; nothing where there is no such file.
///
/// # Errors
/// One sentence if there is a file that cannot be read: then it is left as it is until something is dismissed.
pub(super) fn dismissed(config: Option<&Path>) -> Result<BTreeSet<SuggestionId>, String> {
    let Some(path) = dismissed_file(config).filter(|path| path.exists()) else {
        return Ok(BTreeSet::new());
    };
    let text = std::fs::read_to_string(&path).map_err(|e| e.to_string());
    text.and_then(|text| ron::from_str(&text).map_err(|e| e.to_string()))
        .map_err(|e| {
            format!(
                "{}: {e}; suggestions that were dismissed may come again",
                path.display()
            )
        })
}

/// Keeps what was dismissed.
///
/// # Errors
/// One sentence if it cannot be written.
pub(super) fn keep_dismissed(
    config: Option<&Path>,
    dismissed: &BTreeSet<SuggestionId>,
) -> Result<(), String> {
    let text = ron::ser::to_string_pretty(dismissed, ron::ser::PrettyConfig::new())
        .map_err(|e| e.to_string())?;
    keep(dismissed_file(config), &text)
}

/// The person's own terms, as they wrote them; empty where there are none.
pub(super) fn terms(config: Option<&Path>) -> String {
    let read = terms_file(config).and_then(|path| std::fs::read(path).ok());
    String::from_utf8_lossy(&read.unwrap_or_default()).into_owned()
}

/// Keeps the person's own terms.
///
/// # Errors
/// One sentence if they cannot be written.
pub(super) fn keep_terms(config: Option<&Path>, terms: &str) -> Result<(), String> {
    keep(terms_file(config), terms)
}

fn keep(path: Option<PathBuf>, text: &str) -> Result<(), String> {
    match path {
        Some(path) => write_own(&path, text.as_bytes()).map_err(|e| e.to_string()),
        None => Ok(()),
    }
}
