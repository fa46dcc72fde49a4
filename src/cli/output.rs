//! Where words go: results to standard output or a file, everything else to standard error. May use the document's
//! way of writing files whole, and the progress handle.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Failure;
use super::input::is_standard;
use crate::document::file;
use crate::progress::Progress;

/// Prints a result.
pub(super) fn print(bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes.as_ref()).and_then(|()| out.flush());
    written.map_err(|error| failure(&error))
}

/// What it means that standard output cannot be written.
pub(super) fn failure(error: &io::Error) -> Failure {
    if error.kind() == ErrorKind::BrokenPipe {
        Failure::Closed
    } else {
        Failure::Bad(format!(
            "standard output cannot be written: {error}; send it elsewhere, or name a file with -o"
        ))
    }
}

/// Where a result goes. It is made before the work, and is the only way to write what the work comes to: nobody waits
/// for a result that cannot be kept.
pub(super) struct Target<'a> {
    path: Option<&'a Path>,
    /// Whether the file's folder is made if there is none.
    makes_folder: bool,
}

impl<'a> Target<'a> {
    /// A file; without one, or with `-`, standard output.
    ///
    /// # Errors
    /// If the file could not be written.
    pub(super) fn at(to: Option<&'a Path>) -> Result<Self, Failure> {
        let path = to.filter(|path| !is_standard(path));
        if let Some(path) = path {
            file::check_writable(path).map_err(Failure::bad)?;
        }
        Ok(Self {
            path,
            makes_folder: false,
        })
    }

    /// A file in a folder that is made with it.
    ///
    /// # Errors
    /// If the file or the folder could not be made.
    pub(super) fn with_folder(path: &'a Path) -> Result<Self, Failure> {
        let missing = (path.ancestors().skip(1)).take_while(|folder| !folder.exists());
        file::check_writable(missing.last().unwrap_or(path)).map_err(Failure::bad)?;
        Ok(Self {
            path: Some(path),
            makes_folder: true,
        })
    }

    /// Puts the result there, into a file whole or not at all.
    pub(super) fn deliver(&self, bytes: &[u8]) -> Result<(), Failure> {
        let Some(path) = self.path else {
            return print(bytes);
        };
        if let Some(folder) = path.parent().filter(|_| self.makes_folder) {
            fs::create_dir_all(folder).map_err(|error| {
                Failure::Bad(format!(
                    "{}: the folder cannot be made: {error}; choose another place",
                    folder.display()
                ))
            })?;
        }
        write(path, bytes)
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // A device or pipe takes what it is given; a file in its place would be no replacement.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        let opened = OpenOptions::new().write(true).open(path);
        return opened
            .and_then(|mut device| device.write_all(bytes))
            .map_err(|error| {
                if error.kind() == ErrorKind::BrokenPipe {
                    return Failure::Closed;
                }
                Failure::Bad(format!(
                    "{}: cannot be written: {error}; choose another place",
                    path.display()
                ))
            });
    }
    file::write_whole(path, bytes).map_err(Failure::bad)
}

/// Tells the person something that is no result, in one line.
pub(super) fn tell(words: &str) {
    // Nothing is left to be told to if this fails.
    let _ = writeln!(io::stderr(), "counterclaim: {}", one_line(words));
}

/// Tells the person what to beware of.
pub(super) fn warn(words: &str) {
    tell(&format!("warning: {words}"));
}

/// Text from files as one line that a terminal takes for nothing but text: white space becomes a space, and other
/// control characters U+FFFD.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<String> = (text.split_whitespace())
        .map(|word| {
            word.chars()
                .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
                .collect()
        })
        .collect();
    words.join(" ")
}

/// How far long work is, on a terminal's last line while the work runs.
pub(super) struct Meter {
    /// For the work to report to.
    pub progress: Progress,
    /// Dropping it ends the thread that draws.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Meter {
    /// Starts showing, if standard error is a terminal and the work takes long enough for anybody to wonder.
    pub(super) fn start(label: &'static str) -> Self {
        let progress = Progress::none();
        let mut meter = Self {
            progress: progress.clone(),
            stop: None,
            thread: None,
        };
        if io::stderr().is_terminal() {
            let (stop, stopped) = mpsc::channel::<()>();
            let draw = move || {
                let mut shown = false;
                while stopped.recv_timeout(Duration::from_millis(300))
                    == Err(RecvTimeoutError::Timeout)
                {
                    let (done, total) = progress.get();
                    let percent = done.min(total).saturating_mul(100).checked_div(total);
                    let share = percent.map_or_else(String::new, |percent| format!(" {percent} %"));
                    let _ = write!(io::stderr(), "\r\x1b[K{label} …{share}");
                    shown = true;
                }
                if shown {
                    let _ = write!(io::stderr(), "\r\x1b[K");
                }
            };
            // Without the thread there is no meter, which hurts nobody.
            meter.thread = std::thread::Builder::new().spawn(draw).ok();
            meter.stop = Some(stop);
        }
        meter
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
