//! What a file or a paste is, found out by a job: a document of ours, another program's map or thread, a table whose
//! columns have to be asked for. May use everything below the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::columns::{self, ColumnsPage, Foreign, Wanted};
use crate::app::workspace::WorkspaceId;
use crate::document::{Session, file};
use crate::exchange::threads::Columns;
use crate::exchange::{self, Imported};
use crate::progress::Progress;
use crate::thread::Thread;
use crate::thread::refresh::Overlap;

/// What a file to be worked on turned out to be.
pub enum Opened {
    /// A document of ours.
    Document(Box<Session>),
    /// Another program's file; what its comments have to do with the thread of the document that was in front.
    Foreign(Imported, WorkspaceId, Overlap),
    /// A table whose columns the person has to tell apart.
    Asks(ColumnsPage),
}

/// Reads another program's files; of a table whose columns may be meant otherwise only what it looks like, unless
/// `columns` says what they hold.
pub fn read_foreign(
    paths: &[PathBuf],
    columns: Option<&Columns>,
    progress: &Progress,
) -> Result<Foreign, String> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(exchange::folder::files(path).map_err(|e| e.in_window())?),
            false => files.push(path.clone()),
        }
    }
    let mut contents = Vec::new();
    for path in &files {
        progress.check().map_err(|e| e.to_string())?;
        contents.push(file::read_bytes(path).map_err(|e| e.to_string())?);
    }
    let names: Vec<String> = files
        .iter()
        .map(|path| {
            path.file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
        })
        .collect();
    let inputs: Vec<exchange::Input<'_>> = names
        .iter()
        .zip(&contents)
        .map(|(name, bytes)| exchange::Input { name, bytes })
        .collect();
    columns::read(&inputs, columns, progress)
}

/// Reads what was pasted.
pub fn read_pasted(
    name: &str,
    text: &str,
    columns: Option<&Columns>,
    progress: &Progress,
) -> Result<Foreign, String> {
    let bytes = text.as_bytes();
    columns::read(&[exchange::Input { name, bytes }], columns, progress)
}

/// What a thread that was read has to do with one that is open.
pub fn overlap(open: Option<&Arc<Thread>>, read: &Imported) -> Overlap {
    match (open, &read.thread) {
        (Some(open), Some(thread)) => Overlap::of(open, thread),
        _ => Overlap::default(),
    }
}

/// Reads a file to be worked on; `front` is the document in front, which its comments may belong to.
pub fn read_any(
    path: &Path,
    journals: Option<PathBuf>,
    front: (WorkspaceId, Option<Arc<Thread>>),
    progress: &Progress,
) -> Result<Opened, String> {
    let bytes = file::read_bytes(path).map_err(|e| e.to_string())?;
    if file::recognise(&bytes) {
        drop(bytes);
        let session = Session::open(path, journals).map_err(|e| e.to_string())?;
        return Ok(Opened::Document(Box::new(session)));
    }
    drop(bytes);
    Ok(match read_foreign(&[path.to_owned()], None, progress)? {
        Foreign::Read(read) => {
            let overlap = overlap(front.1.as_ref(), &read);
            Opened::Foreign(read, front.0, overlap)
        }
        Foreign::Asks(name, table) => {
            let wanted = Wanted::Open(path.to_owned());
            Opened::Asks(ColumnsPage::new(front.0, wanted, name, table))
        }
    })
}
