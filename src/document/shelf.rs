//! Samples that were read, kept while somebody works with them: a page that has shown what a sample holds need not read
//! it again for the check. A file that was touched since is read anew, and only so much is kept. May use similarity's
//! readers and the file system.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use crate::progress::Progress;
use crate::similarity::Sample;
use crate::similarity::read::{self, ReadError};

/// So many bytes of text are kept; what comes when they are reached is read again each time.
const MOST: usize = 256 << 20;

/// Length and time of a file; of a folder none, for its own time says nothing of the files in it.
pub(super) fn stamp(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = std::fs::metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// Samples by their files; a copy of it is the same shelf.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    samples: HashMap<PathBuf, ((u64, SystemTime), Arc<Sample>)>,
    bytes: usize,
}

fn size(sample: &Sample) -> usize {
    let of = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let records = sample.records.iter();
    let sizes = records.map(|r| of(&r.id) + of(&r.prompt) + r.output.len() + size_of_val(r));
    sizes.sum()
}

impl Shelf {
    /// The sample in a file, from the shelf if it stands there and the file is as it was.
    ///
    /// # Errors
    /// One sentence if it has to be read and cannot be.
    pub fn sample(&self, path: &Path, progress: &Progress) -> Result<Arc<Sample>, ReadError> {
        let now = stamp(path);
        if let Some(now) = now
            && let Ok(kept) = self.0.lock()
            && let Some((then, sample)) = kept.samples.get(path)
            && *then == now
        {
            return Ok(Arc::clone(sample));
        }
        let sample = Arc::new(read::sample(path, progress)?);
        // One that was written to meanwhile is not known to be of one moment.
        if let Some(now) = now.filter(|_| stamp(path) == now)
            && let Ok(mut kept) = self.0.lock()
        {
            if let Some((_, old)) = kept.samples.remove(path) {
                kept.bytes -= size(&old);
            }
            let bytes = size(&sample);
            if kept.bytes + bytes <= MOST {
                kept.bytes += bytes;
                let of = Arc::clone(&sample);
                kept.samples.insert(path.to_owned(), (now, of));
            }
        }
        Ok(sample)
    }
}
