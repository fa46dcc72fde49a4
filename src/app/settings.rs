//! Preferences and recent files, kept where the platform keeps them; and the folders of this program. A
//! settings file that cannot be read is replaced by the defaults at the next change, never a reason to stop.
//! May use the file system.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::banks;
use crate::document::file::write_own;
use crate::document::{Change, Document, Edit};
use crate::exchange::fetch::Sites;
use crate::map::{Tag, TagId};
use crate::semantics::bipolar::SupportReading;
use crate::semantics::evaluation::{Method, Options};

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "as the system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The next in turn.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// When a map that has a file is saved by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AutoSave {
    /// Only when the person says so.
    #[default]
    Off,
    /// A few seconds after the last change.
    Soon,
    /// At most every five minutes.
    Seldom,
}

impl AutoSave {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Off, Self::Soon, Self::Seldom];

    /// The words shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "Only when I save",
            Self::Soon => "Soon after a change",
            Self::Seldom => "Every five minutes",
        }
    }

    /// So many seconds after the first change that is on no file.
    pub fn after(self) -> Option<f64> {
        match self {
            Self::Off => None,
            Self::Soon => Some(3.0),
            Self::Seldom => Some(300.0),
        }
    }
}

/// What the window remembers between runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Size of everything in the window; 1 = as designed.
    pub scale: f32,
    /// Whether the thread is shown.
    pub show_thread: bool,
    /// Whether the inspector is shown.
    pub show_inspector: bool,
    /// Whether suggestions are shown, and looked for.
    pub show_suggestions: bool,
    /// Width of the thread, in points.
    pub thread_width: f32,
    /// Width of the inspector, in points.
    pub inspector_width: f32,
    /// Whether the small map is shown in the corner.
    pub minimap: bool,
    /// Whether cards glide to new places.
    pub motion: bool,
    /// Whether dragged cards snap to the lines of others.
    pub snap: bool,
    /// Letters of the thread, in points.
    pub reading_size: f32,
    /// When maps are saved by themselves.
    pub autosave: AutoSave,
    /// The name of the semantics that standings follow.
    pub semantics: String,
    /// How a support is read: `defeasible`, `deductive` or `necessary`.
    pub support: String,
    /// The tags a new map begins with, separated by commas.
    pub tags: String,
    /// Files opened or saved, newest first.
    pub recent: Vec<PathBuf>,
    /// Where sites answer, if not at their own address. No control sets it: it is for mirrors and for trials.
    pub sites: Sites,
    /// A size that was asked for and is not in force yet.
    #[serde(skip)]
    pub scale_wanted: Option<f32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            scale: 1.0,
            show_thread: true,
            show_inspector: true,
            show_suggestions: false,
            thread_width: 380.0,
            inspector_width: 300.0,
            minimap: true,
            motion: true,
            snap: true,
            reading_size: 15.0,
            autosave: AutoSave::Off,
            semantics: Method::default().name().to_owned(),
            support: "defeasible".to_owned(),
            tags: "fair use, copyright, moat, theft".to_owned(),
            recent: Vec::new(),
            sites: Sites::default(),
            scale_wanted: None,
        }
    }
}

/// How many recent files are remembered.
const MAX_RECENT: usize = 12;
/// How small and how large everything in the window may become.
pub(super) const LEAST_SCALE: f32 = 0.5;
pub(super) const LARGEST_SCALE: f32 = 3.0;

impl Settings {
    /// The semantics that standings follow.
    pub fn method(&self) -> Method {
        Method::from_name(&self.semantics).unwrap_or_default()
    }

    /// How a support is read.
    pub fn support_reading(&self) -> SupportReading {
        match self.support.as_str() {
            "deductive" => SupportReading::Deductive,
            "necessary" => SupportReading::Necessary,
            _ => SupportReading::Defeasible,
        }
    }

    /// Reads a support so from now on.
    pub fn set_support_reading(&mut self, reading: SupportReading) {
        self.support = match reading {
            SupportReading::Defeasible => "defeasible",
            SupportReading::Deductive => "deductive",
            SupportReading::Necessary => "necessary",
        }
        .to_owned();
    }

    /// How maps are evaluated.
    pub fn evaluation(&self) -> Options {
        Options {
            method: self.method(),
            support: self.support_reading(),
            ..Options::default()
        }
    }

    /// An empty map with the tags of new maps.
    pub fn new_document(&self) -> Document {
        let mut document = Document::new();
        let names = self.tags.split(',').map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let standard: Vec<TagId> = document.map().tags().map(|(id, _)| id).collect();
        let same = document.map().tags().map(|(_, tag)| tag.name.as_str());
        if same.eq(names.iter().copied()) {
            return document;
        }
        let mut changes: Vec<Change> = standard.iter().map(|id| Change::Tag(*id, None)).collect();
        let first = document.map().next_id();
        let tags = names.iter().enumerate();
        changes.extend(
            tags.map(|(n, name)| Change::Tag(TagId(first + n as u32), Some(Tag::nth(n, *name)))),
        );
        // Two tags of one name are refused: then the standard ones stay.
        let _ = document.apply(Edit::new("tags of new maps", changes));
        document
    }

    /// Puts a file at the top of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(MAX_RECENT);
    }
}

/// Where this program keeps its own files. `None` fields: this system has no such place, or a test wants none.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    /// For preferences.
    pub config: Option<PathBuf>,
    /// For the crash journals.
    pub state: Option<PathBuf>,
}

impl Folders {
    /// The platform's places. `COUNTERCLAIM_HOME` puts both below one folder, for trials and tests.
    pub fn of_platform() -> Self {
        if let Some(home) = std::env::var_os("COUNTERCLAIM_HOME") {
            return Self::below(Path::new(&home));
        }
        match directories::ProjectDirs::from("", "", "counterclaim") {
            Some(dirs) => Self {
                config: banks::config_folder(),
                state: Some(dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned()),
            },
            None => Self::default(),
        }
    }

    /// Both below one folder.
    pub fn below(folder: &Path) -> Self {
        Self {
            config: Some(folder.join("config")),
            state: Some(folder.join("state")),
        }
    }

    /// Where crash journals go.
    pub fn journals(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|folder| folder.join("journals"))
    }

    fn settings_file(&self) -> Option<PathBuf> {
        self.config
            .as_ref()
            .map(|folder| folder.join("settings.ron"))
    }

    /// Reads the settings; the defaults where there are none.
    pub fn load(&self) -> Settings {
        let mut settings: Settings = self
            .settings_file()
            .and_then(|path| std::fs::read_to_string(path).ok())
            .and_then(|text| ron::from_str(&text).ok())
            .unwrap_or_default();
        if !(LEAST_SCALE..=LARGEST_SCALE).contains(&settings.scale) {
            settings.scale = 1.0;
        }
        let width = |width: f32, normal: f32| match width {
            w if (120.0..=2_000.0).contains(&w) => w,
            _ => normal,
        };
        settings.thread_width = width(settings.thread_width, 380.0);
        settings.inspector_width = width(settings.inspector_width, 300.0);
        if !(8.0..=40.0).contains(&settings.reading_size) {
            settings.reading_size = 15.0;
        }
        settings
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// One sentence if they cannot be written.
    pub fn save(&self, settings: &Settings) -> Result<(), String> {
        let Some(path) = self.settings_file() else {
            return Ok(());
        };
        let text = ron::ser::to_string_pretty(settings, ron::ser::PrettyConfig::new())
            .map_err(|e| e.to_string())?;
        write_own(&path, text.as_bytes()).map_err(|e| e.to_string())
    }
}
