//! Files written whole or not at all, and whether one can be written before anybody works for it. May use the file
//! system.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::FileError;

/// Puts `bytes` into the file at `path`, whole or not at all: a temporary file beside it, flushed to the
/// disk, takes its place in one step. Permissions of a file that was there are kept, a link keeps pointing to
/// the same file, and a file that may not be written is refused. A device or pipe is written to directly.
///
/// # Errors
/// One sentence; a file that was there is then untouched.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace(path, bytes).map_err(|error| failure(path, error))
}

/// As [`write_whole`], for a file in a folder of the program's own, which is made if it is not there.
///
/// # Errors
/// One sentence; a file that was there is then untouched.
pub fn write_own(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failure(path, error))?;
    }
    write_whole(path, bytes)
}

/// Whether [`write_whole`] could put a file there now, for work that takes long: nothing is written. The disk may
/// still be too full for it, and what holds now may not hold later.
///
/// # Errors
/// The sentence that [`write_whole`] would end with.
pub fn check_writable(path: &Path) -> Result<(), FileError> {
    // To open a pipe is to wait for its reader, and a name such as /dev/stdout leads nowhere one could look.
    if fs::metadata(path).is_ok_and(|meta| is_device(&meta)) {
        return Ok(());
    }
    let check = || {
        let spot = Spot::at(path)?;
        spot.open()?;
        spot.beside().map(drop)
    };
    check().map_err(|error| failure(path, error))
}

fn failure(path: &Path, error: io::Error) -> FileError {
    FileError::Io {
        path: path.display().to_string(),
        what: "cannot be written",
        error,
        remedy: "check that the folder exists, is writable and has room, or choose another place",
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let spot = Spot::at(path)?;
    let old = spot.open()?;
    if let Some(mut device) = old.filter(|_| spot.old.as_ref().is_some_and(is_device)) {
        return device.write_all(bytes);
    }
    let mut file = spot.beside()?;
    file.write_all(bytes)?;
    if let Some(meta) = spot.old {
        file.as_file().set_permissions(meta.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&spot.path)?;
    // The new name must be on the disk too; some systems cannot open a folder, which is no reason to fail.
    if let Ok(folder) = File::open(folder_of(&spot.path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Where a file is to be written, and what stands there.
struct Spot {
    /// The path behind every link.
    path: PathBuf,
    old: Option<Metadata>,
}

impl Spot {
    fn at(path: &Path) -> io::Result<Self> {
        let path = link_target(path)?;
        let old = match fs::metadata(&path) {
            Ok(meta) => Some(meta),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { path, old })
    }

    /// What stands there, opened for writing: a folder's rights would let a protected file be replaced; its own
    /// rights count.
    fn open(&self) -> io::Result<Option<File>> {
        let Some(meta) = &self.old else {
            return Ok(None);
        };
        if meta.is_dir() {
            let kind = io::ErrorKind::IsADirectory;
            return Err(io::Error::new(kind, "it is a folder"));
        }
        if meta.permissions().readonly() {
            let kind = io::ErrorKind::PermissionDenied;
            return Err(io::Error::new(kind, "the file is read-only"));
        }
        OpenOptions::new().write(true).open(&self.path).map(Some)
    }

    /// A temporary file that can take its place.
    fn beside(&self) -> io::Result<NamedTempFile> {
        let folder = folder_of(&self.path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".counterclaim-");
        // A temporary file is for its owner's eyes only; a new file gets the rights that new files get.
        #[cfg(unix)]
        if self.old.is_none() {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        if !folder.is_dir() {
            let missing = format!("there is no folder {}", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, missing));
        }
        // The temporary file's own name is no help to anybody.
        let made = builder.tempfile_in(folder);
        made.map_err(|error| io::Error::from(error.kind()))
    }
}

fn is_device(meta: &Metadata) -> bool {
    !meta.is_file() && !meta.is_dir()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The file that a path names once every symbolic link at its end is followed; it need not be there.
fn link_target(path: &Path) -> io::Result<PathBuf> {
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links lead on from it"))
}
