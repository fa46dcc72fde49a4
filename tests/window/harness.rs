//! The one way the tests make a window: size, theme, folders of its own, no native dialogs.

use std::path::PathBuf;

use counterclaim::app::dialogs::InApp;
use counterclaim::app::settings::{Folders, Settings, ThemeChoice};
use counterclaim::app::{App, Start};
use egui_kittest::Harness;

/// A window under test, with the folder its settings and journals are in.
pub struct Window {
    pub harness: Harness<'static, App>,
    pub home: tempfile::TempDir,
}

/// How a window under test starts.
pub struct Setup {
    pub size: (f32, f32),
    pub dark: bool,
    pub file: Option<PathBuf>,
    pub example: bool,
    pub picture: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (1280.0, 800.0),
            dark: false,
            file: None,
            example: false,
            picture: false,
        }
    }
}

/// Whether this machine can draw pictures; looked for once.
pub fn has_adapter() -> bool {
    use std::sync::OnceLock;
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        std::panic::catch_unwind(|| {
            let mut harness = Harness::builder()
                .with_size((8.0, 8.0))
                .wgpu()
                .build_ui(|_| {});
            harness.run();
            harness.render().is_ok()
        })
        .unwrap_or(false)
    })
}

impl Setup {
    pub fn build(self) -> Window {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::below(home.path());
        let settings = Settings {
            theme: if self.dark { ThemeChoice::Dark } else { ThemeChoice::Light },
            ..Settings::default()
        };
        folders.save(&settings).unwrap();
        let theme = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        let mut builder = Harness::builder()
            .with_size(self.size)
            .with_theme(theme)
            .with_max_steps(60)
            .with_render_cursor(false);
        if self.picture {
            builder = builder.wgpu();
        }
        let start = Start {
            file: self.file,
            folders,
            dialogs: Box::new(InApp::default()),
            example: self.example,
        };
        let harness = builder.build_eframe(move |cc| App::new(cc, start));
        let mut window = Window { harness, home };
        window.settle();
        window
    }
}

impl Window {
    /// Runs frames until jobs have come back and nothing moves any more.
    pub fn settle(&mut self) {
        for _ in 0..400 {
            self.harness.step();
            if !self.harness.state().busy() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        self.harness.run_steps(4);
    }
}
