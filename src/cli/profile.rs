//! `counterclaim profile` and `counterclaim merge`: a sample's counts without its texts, so that a corpus larger
//! than a machine is counted where it lies and checked elsewhere. May use the rest of the command line and
//! similarity.

use std::path::{Path, PathBuf};

use super::input::{self, is_standard};
use super::output::{Meter, Target};
use super::{Failure, ProfileArgs};
use crate::progress::Progress;
use crate::similarity::{Profile, profile_of};

pub(super) const EXAMPLES: &str = "\
Examples:
  counterclaim profile part-1.jsonl -o part-1.profile
  counterclaim profile part-2.jsonl -o part-2.profile
  counterclaim merge part-1.profile part-2.profile -o model.profile
  counterclaim check --student model.profile --teacher t.profile --control others/*.profile

A profile holds counts and hashes, never texts. Merging gives the same profile in any order as one pass over all. \
A check with a profile compares whole samples, which is weaker than prompt by prompt.";

/// Counts samples of one model into one profile.
pub(super) fn profile(args: &ProfileArgs) -> Result<(), Failure> {
    if args.inputs.iter().filter(|path| is_standard(path)).count() > 1 {
        return Err(Failure::Usage(
            "standard input can be read only once: name - only once".to_owned(),
        ));
    }
    input::keep(&args.inputs, Some(&args.output))?;
    let target = Target::at(Some(&args.output))?;
    let meter = Meter::start("Counting");
    let profiles = (args.inputs.iter()).map(|path| Ok((path, of(path, &meter.progress)?)));
    deliver(profiles, &target)
}

/// Adds profiles up.
pub(super) fn merge(args: &ProfileArgs) -> Result<(), Failure> {
    input::keep(&args.inputs, Some(&args.output))?;
    let target = Target::at(Some(&args.output))?;
    let profiles = (args.inputs.iter()).map(|path| Ok((path, read(path)?)));
    deliver(profiles, &target)
}

fn deliver<'a>(
    mut profiles: impl Iterator<Item = Result<(&'a PathBuf, Profile), Failure>>,
    target: &Target<'_>,
) -> Result<(), Failure> {
    let Some(first) = profiles.next() else {
        return Err(Failure::Usage("name at least one file".to_owned()));
    };
    let (_, mut all) = first?;
    for profile in profiles {
        let (path, profile) = profile?;
        all.merge(&profile)
            .map_err(|error| Failure::Bad(format!("{}: {error}", path.display())))?;
    }
    let mut bytes = Vec::new();
    all.write(&mut bytes).map_err(Failure::bad)?;
    target.deliver(&bytes)
}

/// Counts a sample's file, a folder of texts, or standard input.
pub(super) fn of(path: &Path, progress: &Progress) -> Result<Profile, Failure> {
    profile_of(path, progress).map_err(Failure::bad)
}

/// Reads a profile.
pub(super) fn read(path: &Path) -> Result<Profile, Failure> {
    let bytes = input::bytes(path)?;
    Profile::read(bytes.as_slice())
        .map_err(|error| Failure::Bad(format!("{}: {error}", path.display())))
}

/// Whether a file is a profile; standard input is taken for a sample.
pub(super) fn is_profile(path: &Path) -> bool {
    use std::io::Read;
    let mut start = Vec::new();
    !is_standard(path)
        && path.is_file()
        && std::fs::File::open(path)
            .and_then(|file| file.take(4096).read_to_end(&mut start))
            .is_ok()
        && Profile::recognises(&start)
}
