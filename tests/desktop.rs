//! The program in a real window: started as a person starts it, driven with mouse and keyboard, its files looked at
//! afterwards. Needs Xvfb and xdotool; where they are missing the test is skipped and says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

#[path = "common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use counterclaim::document::{Document, file};
use counterclaim::map::{LinkKind, NodeId};

/// A screen of its own with the program on it.
struct Desktop {
    server: Child,
    program: Child,
    display: String,
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in [&mut self.program, &mut self.server] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn there_is(tool: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {tool}")])
        .stdout(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

/// Waits until something holds, at most two minutes: a software renderer on a busy machine is slow.
fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Desktop {
    fn start(home: &Path) -> Self {
        // The server chooses a free display and tells it.
        let told = home.join("display");
        let out = std::fs::File::create(&told).unwrap();
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1400x900x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(out)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let number = wait("Xvfb tells its display", || {
            let text = std::fs::read_to_string(&told).ok()?;
            text.ends_with('\n').then(|| text.trim().to_owned())
        });
        let display = format!(":{number}");
        let program = Command::new(env!("CARGO_BIN_EXE_counterclaim"))
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .env("COUNTERCLAIM_HOME", home)
            // No portal and no zenity answers here, so that files are asked for in the window.
            .env("PATH", home)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .current_dir(home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let desktop = Self {
            server,
            program,
            display,
        };
        let window = wait("the window comes up", || {
            let found = desktop.xdotool(&["search", "--onlyvisible", "--name", "Counterclaim"]);
            found.lines().next().map(str::to_owned)
        });
        desktop.xdotool(&["windowfocus", "--sync", &window]);
        desktop
    }

    fn xdotool(&self, words: &[&str]) -> String {
        let output = Command::new("xdotool")
            .env("DISPLAY", &self.display)
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What the window is called: the name of its document, marked while it is on no file.
    fn title(&self) -> String {
        let found = self.xdotool(&["search", "--name", "Counterclaim", "getwindowname"]);
        found.lines().next().unwrap_or_default().to_owned()
    }

    fn key(&self, key: &str) {
        self.xdotool(&["key", key]);
        std::thread::sleep(Duration::from_millis(400));
    }

    fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "12", text]);
        std::thread::sleep(Duration::from_millis(400));
    }

    fn answer_path(&self, path: &Path) {
        // The dialogs of the platform are tried first.
        std::thread::sleep(Duration::from_millis(800));
        self.key("ctrl+a");
        self.type_text(&path.display().to_string());
        self.key("Return");
    }

    fn double_click(&self, x: u32, y: u32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", &x, &y]);
        std::thread::sleep(Duration::from_millis(200));
        self.xdotool(&["click", "--repeat", "2", "--delay", "60", "1"]);
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn saved(path: &Path) -> Document {
    wait("the map is saved", || {
        file::open(path).ok().map(|(document, _)| document)
    })
}

#[test]
fn the_whole_job_in_a_real_window() {
    if !there_is("Xvfb") || !there_is("xdotool") {
        common::skip("no Xvfb or no xdotool; install the packages xvfb and xdotool");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let desktop = Desktop::start(home.path());
    wait("the bundled debate is open", || {
        desktop
            .title()
            .contains("Is distillation theft")
            .then_some(())
    });

    // A thread, by its path.
    let thread: PathBuf = common::project("assets/debate/distillation-debate.json");
    desktop.key("ctrl+w");
    desktop.key("ctrl+i");
    desktop.answer_path(&thread);
    wait("the thread is imported", || {
        desktop.title().starts_with("• Ask HN").then_some(())
    });

    // A word of it becomes a claim, which gets a tag, a claim that supports it and one that attacks it.
    desktop.double_click(100, 323);
    desktop.key("c");
    desktop.key("2");
    desktop.key("Tab");
    desktop.type_text("It says so.");
    desktop.key("Return");
    desktop.key("alt+Up");
    desktop.key("shift+Tab");
    desktop.type_text("It does not.");
    desktop.key("Return");

    // Saved, exported.
    let map = home.path().join("job.ron");
    desktop.key("ctrl+s");
    desktop.answer_path(&map);
    let document = saved(&map);
    wait("the title says that it is saved", || {
        desktop.title().starts_with("job").then_some(())
    });
    assert_eq!(document.violations(), Vec::<String>::new());
    assert_eq!(document.thread().unwrap().comments.len(), 52);
    let claims: Vec<_> = document.map().claims().collect();
    assert_eq!(claims.len(), 3, "{claims:?}");
    let (thesis, from_words) = claims
        .iter()
        .find(|(_, claim)| !claim.excerpts.is_empty())
        .expect("a claim is tied to its words");
    assert_eq!(from_words.text, from_words.excerpts[0].exact);
    assert_eq!(from_words.tags.len(), 1);
    let onto: Vec<LinkKind> = document
        .map()
        .links_onto(NodeId::Claim(*thesis))
        .into_iter()
        .map(|id| document.map().link(id).unwrap().kind)
        .collect();
    assert_eq!(onto, [LinkKind::Support, LinkKind::Attack]);

    desktop.key("ctrl+e");
    desktop.key("Tab");
    desktop.key("Return");
    let picture = home.path().join("job.svg");
    desktop.answer_path(&picture);
    let svg = wait("the picture is written", || {
        let text = std::fs::read_to_string(&picture).ok()?;
        text.trim_end().ends_with("</svg>").then_some(text)
    });
    assert!(svg.contains("It says so."));

    desktop.key("ctrl+q");
    wait("the program ends", || {
        let process = PathBuf::from(format!("/proc/{}/stat", desktop.program.id()));
        let stat = std::fs::read_to_string(process).unwrap_or_default();
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    });
}
