//! Asking for files: the platform's own dialog where there is one, an in-app path field where there is none.
//! Behind a trait, so that tests can answer as a person would. May use rfd and the file system.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::{Duration, Instant};

/// What a file is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A map, a thread, or another tool's map, to work on.
    Open,
    /// Threads to bring into the map.
    Import,
    /// A name for the map.
    SaveAs,
    /// A name for an export in the format of this name.
    Export(&'static str),
    /// The suspected student's outputs.
    Student,
    /// The suspected teacher's outputs.
    Teacher,
    /// Outputs of control models.
    Controls,
    /// A folder of samples.
    SampleFolder,
    /// A name for a report on a finding.
    Report,
}

/// A question for files.
#[derive(Debug, Clone)]
pub struct Request {
    /// What for.
    pub purpose: Purpose,
    /// The dialog's title.
    pub title: String,
    /// Whether a name for a new file is wanted.
    pub save: bool,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// Suggested name of a new file.
    pub name: String,
    /// `(what, extensions)` offered as filter; empty = all files.
    pub filter: Vec<(String, Vec<String>)>,
    /// Where to start.
    pub folder: Option<PathBuf>,
}

impl Request {
    /// The file that a name means: a map without an ending gets that of maps.
    pub fn target(&self, path: &Path) -> PathBuf {
        match self.purpose {
            Purpose::SaveAs if path.extension().is_none() => path.with_extension("ron"),
            _ => path.to_owned(),
        }
    }
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These files.
    Paths(Vec<PathBuf>),
    /// The person changed their mind.
    Cancelled,
    /// There is no dialog on this system: ask in the window.
    NoDialog,
}

/// A way to ask for files. Asking returns at once; the answer is polled.
pub trait Dialogs {
    /// Asks; a question that is still open is dropped.
    fn ask(&mut self, ctx: &egui::Context, request: Request);
    /// The answer, once.
    fn poll(&mut self) -> Option<(Request, Answer)>;
}

/// The platform's own dialogs.
#[derive(Default)]
pub struct Native {
    open: Option<OpenDialog>,
}

/// The question, and where its answer will come, with how long it took: measured where the dialog stands, for the window
/// may be slow to look.
type OpenDialog = (Request, Receiver<(Option<Vec<PathBuf>>, Duration)>);

/// No person answers a dialog this fast: where neither portal nor zenity runs, the answer "nothing" comes at once.
const FASTER_THAN_A_PERSON: Duration = Duration::from_millis(250);

impl Dialogs for Native {
    fn ask(&mut self, ctx: &egui::Context, request: Request) {
        let (sender, receiver) = mpsc::channel();
        let (ctx, asked) = (ctx.clone(), request.clone());
        let spawned = std::thread::Builder::new()
            .name("file dialog".to_owned())
            .spawn(move || {
                let start = Instant::now();
                let mut dialog = rfd::FileDialog::new().set_title(&asked.title);
                for (what, extensions) in &asked.filter {
                    dialog = dialog.add_filter(what, extensions);
                }
                if let Some(folder) = &asked.folder {
                    dialog = dialog.set_directory(folder);
                }
                let paths = if asked.save {
                    dialog
                        .set_file_name(&asked.name)
                        .save_file()
                        .map(|path| vec![path])
                } else if asked.purpose == Purpose::SampleFolder {
                    dialog.pick_folder().map(|path| vec![path])
                } else if asked.multiple {
                    dialog.pick_files()
                } else {
                    dialog.pick_file().map(|path| vec![path])
                };
                // The window may be gone; then nobody waits for the answer.
                let _ = sender.send((paths, start.elapsed()));
                ctx.request_repaint();
            });
        if spawned.is_ok() {
            self.open = Some((request, receiver));
        }
    }

    fn poll(&mut self) -> Option<(Request, Answer)> {
        let (_, receiver) = self.open.as_ref()?;
        let answer = match receiver.try_recv() {
            Ok((Some(paths), _)) => Answer::Paths(paths),
            Ok((None, took)) if took < FASTER_THAN_A_PERSON => Answer::NoDialog,
            Ok((None, _)) => Answer::Cancelled,
            Err(TryRecvError::Disconnected) => Answer::NoDialog,
            Err(TryRecvError::Empty) => return None,
        };
        let (request, _) = self.open.take()?;
        Some((request, answer))
    }
}

/// Always the in-app path field: for tests and for systems without dialogs.
#[derive(Default)]
pub struct InApp {
    open: Option<Request>,
}

impl Dialogs for InApp {
    fn ask(&mut self, _ctx: &egui::Context, request: Request) {
        self.open = Some(request);
    }

    fn poll(&mut self) -> Option<(Request, Answer)> {
        Some((self.open.take()?, Answer::NoDialog))
    }
}

/// The in-app path field: one line that completes names.
pub struct PathField {
    /// What is asked for.
    pub request: Request,
    text: String,
    fresh: bool,
    /// The file that is there already, if one was named to be written: it is replaced only when that is said.
    there: Option<PathBuf>,
}

/// How many completions are shown.
const MAX_COMPLETIONS: usize = 8;

impl PathField {
    /// A field that starts in the request's folder with its suggested name.
    pub fn new(request: Request) -> Self {
        let folder = request
            .folder
            .clone()
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_default();
        let mut text = folder.join(&request.name).display().to_string();
        if request.name.is_empty() && !text.ends_with(std::path::MAIN_SEPARATOR) {
            text.push(std::path::MAIN_SEPARATOR);
        }
        Self {
            request,
            text,
            fresh: true,
            there: None,
        }
    }

    /// A field that asks whether a file is to be replaced.
    pub fn replacing(request: Request, path: PathBuf) -> Self {
        Self {
            text: path.display().to_string(),
            there: Some(path),
            ..Self::new(request)
        }
    }

    /// Shows the field; returns the answer once there is one.
    pub fn show(&mut self, ctx: &egui::Context) -> Option<Answer> {
        let mut answer = None;
        let modal = super::pane::page(ctx, "path field").show(ctx, |ui| {
            ui.set_width(560.0);
            ui.heading(&self.request.title);
            ui.add_space(8.0);
            let label = ui.label(if self.request.multiple {
                "Path (several: separate with ;)"
            } else {
                "Path"
            });
            let field = ui
                .add(
                    egui::TextEdit::singleline(&mut self.text)
                        .id_salt("path")
                        .desired_width(f32::INFINITY)
                        .cursor_at_end(true),
                )
                .labelled_by(label.id);
            if self.fresh {
                field.request_focus();
                self.fresh = false;
            }
            if field.changed() {
                self.there = None;
            }
            let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            let last = self.text.rsplit(';').next().unwrap_or_default().trim();
            for name in completions(Path::new(last), last) {
                if ui.selectable_label(false, &name).clicked() {
                    let kept = self.text.len() - last.len();
                    self.text.truncate(kept);
                    self.text.push_str(&name);
                    self.there = None;
                    field.request_focus();
                    break;
                }
            }
            ui.add_space(8.0);
            if let Some(there) = &self.there {
                let name = there.file_name().map(|name| name.to_string_lossy());
                let name = name.unwrap_or_default();
                let warning = format!("{name} is there already. Replace it, or type another name.");
                ui.colored_label(ui.visuals().warn_fg_color, warning);
                ui.add_space(4.0);
            }
            ui.horizontal(|ui| {
                let word = match (self.request.save, &self.there) {
                    (true, Some(_)) => "Replace it",
                    (true, None) => "Save here",
                    (false, _) => "Open",
                };
                // Enter, which said where, does not say as well that what is there may go.
                let enter = enter && self.there.is_none();
                if ui.button(word).clicked() || enter {
                    let paths: Vec<PathBuf> = self
                        .text
                        .split(';')
                        .map(str::trim)
                        .filter(|path| !path.is_empty())
                        .map(|path| PathBuf::from(typed_anew(path)))
                        .collect();
                    let there = (paths.first()).map(|path| self.request.target(path));
                    let there = there.filter(|path| self.request.save && path.exists());
                    if there.is_some() && there != self.there {
                        self.there = there;
                        field.request_focus();
                    } else if self.request.save {
                        let path = paths.first().map(|path| self.request.target(path));
                        answer = path.map(|path| Answer::Paths(vec![path]));
                    } else if !paths.is_empty() {
                        answer = Some(Answer::Paths(paths));
                    }
                }
                if ui.button("Cancel").clicked() {
                    answer = Some(Answer::Cancelled);
                }
            });
        });
        if modal.should_close() {
            answer = Some(Answer::Cancelled);
        }
        answer
    }
}

/// A whole path that was typed behind the folder that stood there already.
fn typed_anew(path: &str) -> &str {
    match path.rfind("//") {
        Some(at) if at > 0 => path.get(at + 1..).unwrap_or(path),
        _ => path,
    }
}

/// Files and folders whose path starts as typed.
fn completions(typed: &Path, text: &str) -> Vec<String> {
    let (folder, prefix) = if text.ends_with(std::path::MAIN_SEPARATOR) {
        (typed.to_owned(), String::new())
    } else {
        let prefix = typed.file_name().map(|n| n.to_string_lossy().into_owned());
        let folder = typed.parent().map(Path::to_owned).unwrap_or_default();
        (folder, prefix.unwrap_or_default())
    };
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return Vec::new();
    };
    let mut found: Vec<String> = entries
        .flatten()
        // A folder of a million files must not stop the window.
        .take(5_000)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with(&prefix) && (!prefix.is_empty() || !name.starts_with('.'))
        })
        .map(|entry| {
            let mut path = entry.path().display().to_string();
            if entry.path().is_dir() {
                path.push(std::path::MAIN_SEPARATOR);
            }
            path
        })
        .filter(|path| path != text)
        .collect();
    found.sort();
    found.truncate(MAX_COMPLETIONS);
    found
}
