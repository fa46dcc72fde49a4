//! Reference banks as files: the one the program carries, and a person's own, which lies beside their settings and
//! begins as a copy of it. May use similarity and the file system.

use std::path::{Path, PathBuf};

use super::file::{self, FileError};
use crate::progress::Progress;
use crate::similarity::bank::{Bank, BankError, Ranking, rank};
use crate::similarity::read::{self, ReadError};

/// The name of a person's own bank.
const OWN: &str = "own.bank";

/// Why a bank could not be read, asked or kept.
#[derive(Debug, thiserror::Error)]
pub enum BankFault {
    /// The file system said no.
    #[error(transparent)]
    File(#[from] FileError),
    /// The sample could not be read.
    #[error(transparent)]
    Sample(#[from] ReadError),
    /// The bank in this file cannot be used.
    #[error("{0}: {1}")]
    In(PathBuf, BankError),
    /// The bank says no.
    #[error(transparent)]
    Bank(#[from] BankError),
    /// The system names no place for settings.
    #[error("there is no place for your own bank on this system; name one with --bank")]
    NoPlace,
}

/// The folder of a person's settings. `COUNTERCLAIM_HOME` puts it below that folder, for trials and tests.
pub fn config_folder() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("COUNTERCLAIM_HOME") {
        return Some(Path::new(&home).join("config"));
    }
    let dirs = directories::ProjectDirs::from("", "", "counterclaim")?;
    Some(dirs.config_dir().to_owned())
}

/// Where a person's own bank lies, beside the settings in this folder.
pub fn own(config: &Path) -> PathBuf {
    config.join(OWN)
}

/// A bank from a file.
///
/// # Errors
/// One sentence if there is none.
pub fn open(path: &Path) -> Result<Bank, BankFault> {
    let bytes = file::read_bytes(path)?;
    Bank::from_bytes(&bytes).map_err(|error| BankFault::In(path.to_owned(), error))
}

/// A person's own bank if they have one beside the settings in this folder, else the one the program carries.
///
/// # Errors
/// One sentence if their own cannot be read.
pub fn usual(config: Option<&Path>) -> Result<Bank, BankFault> {
    match config.map(own).filter(|path| path.exists()) {
        Some(path) => open(&path),
        None => Ok(Bank::builtin()?),
    }
}

/// Ranks the models of a person's own bank, or of the one the program carries, against the sample in a file.
///
/// # Errors
/// One sentence if the sample or the bank cannot be read, the bank does not apply, or somebody asked to stop.
pub fn rank_file(
    path: &Path,
    vendor: Option<&str>,
    config: Option<&Path>,
    progress: &Progress,
) -> Result<Ranking, BankFault> {
    let bank = usual(config)?;
    let sample = read::sample(path, progress)?;
    Ok(rank(&bank, &sample, vendor, progress)?)
}

/// Adds the sample in a file to a person's own bank beside the settings in `config`, which begins as a copy of the one
/// the program carries: its figures, not its texts. Says which arena it joined and how many models there are now.
///
/// # Errors
/// One sentence if the sample or the bank cannot be read, the sample does not fit the bank, the bank cannot be written,
/// or somebody asked to stop.
pub fn add_file(
    path: &Path,
    vendor: Option<&str>,
    config: Option<&Path>,
    progress: &Progress,
) -> Result<(String, usize), BankFault> {
    let config = config.ok_or(BankFault::NoPlace)?;
    let mut bank = usual(Some(config))?;
    let sample = read::sample(path, progress)?;
    let arena = bank.add(&sample, vendor.map(str::to_owned), progress)?;
    let bytes = bank.to_bytes()?;
    file::write_own(&own(config), &bytes)?;
    Ok((arena, bank.models()))
}
