//! Preferences and recent files, kept where the platform keeps them; and the folders of this program. A
//! settings file that cannot be read is replaced by the defaults at the next change, never a reason to stop.
//! May use the file system.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::file::write_whole;

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
    /// Files opened or saved, newest first.
    pub recent: Vec<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            scale: 1.0,
            show_thread: true,
            show_inspector: true,
            recent: Vec::new(),
        }
    }
}

/// How many recent files are remembered.
const MAX_RECENT: usize = 12;

impl Settings {
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
                config: Some(dirs.config_dir().to_owned()),
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
        if !(0.5..=3.0).contains(&settings.scale) {
            settings.scale = 1.0;
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
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|e| format!("{}: {e}; settings are not kept", folder.display()))?;
        }
        let text = ron::ser::to_string_pretty(settings, ron::ser::PrettyConfig::new())
            .map_err(|e| e.to_string())?;
        write_whole(&path, text.as_bytes()).map_err(|e| e.to_string())
    }
}
