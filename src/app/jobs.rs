//! The one job runner: long work on named threads, with progress and cancel, its result handed back to the
//! window's thread. May use [`crate::progress`]; knows nothing of what the work is.

use std::sync::mpsc::{self, Receiver, TryRecvError};

use crate::progress::Progress;

/// Work that is running.
struct Running<T> {
    name: String,
    progress: Progress,
    result: Receiver<T>,
    started: std::time::Instant,
}

/// Running work of one window; `T` is what any of it may come back with.
pub struct Jobs<T> {
    running: Vec<Running<T>>,
}

impl<T> Default for Jobs<T> {
    fn default() -> Self {
        Self {
            running: Vec::new(),
        }
    }
}

/// What the status bar shows of a job.
pub struct Shown<'a> {
    /// What it does.
    pub name: &'a str,
    /// Finished part, 0 to 1; `None` while the total is unknown.
    pub fraction: Option<f32>,
    /// To cancel it.
    pub progress: &'a Progress,
}

impl<T: Send + 'static> Jobs<T> {
    /// Runs `work` on a thread of its own and wakes `ctx` when it is done; returns the handle to watch or
    /// cancel it by.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(
        &mut self,
        ctx: &egui::Context,
        name: impl Into<String>,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> std::io::Result<Progress> {
        let name = name.into();
        let progress = Progress::none();
        let (sender, result) = mpsc::channel();
        let (ctx, for_work) = (ctx.clone(), progress.clone());
        std::thread::Builder::new()
            .name(name.clone())
            .spawn(move || {
                // A window that was closed meanwhile has no use for the result.
                let _ = sender.send(work(&for_work));
                ctx.request_repaint();
            })?;
        self.running.push(Running {
            name,
            progress: progress.clone(),
            result,
            started: std::time::Instant::now(),
        });
        Ok(progress)
    }

    /// The results that have come, oldest job first. A job whose thread died comes back as its name.
    pub fn finished(&mut self) -> Vec<Result<T, String>> {
        let mut done = Vec::new();
        self.running.retain(|job| match job.result.try_recv() {
            Ok(result) => {
                done.push(Ok(result));
                false
            }
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => {
                done.push(Err(job.name.clone()));
                false
            }
        });
        done
    }

    /// Whether a job of this name is running.
    pub fn is_running(&self, name: &str) -> bool {
        self.running.iter().any(|job| job.name == name)
    }

    /// What is running, for the status bar; jobs younger than a moment are left out, so that quick work
    /// does not flicker.
    pub fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        self.running
            .iter()
            .filter(|job| job.started.elapsed().as_millis() > 150)
            .map(|job| {
                let (done, total) = job.progress.get();
                Shown {
                    name: &job.name,
                    fraction: (total > 0).then(|| (done as f32 / total as f32).min(1.0)),
                    progress: &job.progress,
                }
            })
    }

    /// Whether anything is running at all.
    pub fn any(&self) -> bool {
        !self.running.is_empty()
    }
}

impl<T> Drop for Jobs<T> {
    fn drop(&mut self) {
        for job in &self.running {
            job.progress.cancel();
        }
    }
}
