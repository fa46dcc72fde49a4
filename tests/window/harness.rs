//! The one way the tests make a window: size, theme, folders of its own, no native dialogs; and the gestures
//! a person makes, by accessible names and by the pointer.

use std::path::{Path, PathBuf};

use counterclaim::app::dialogs::InApp;
use counterclaim::app::settings::{Folders, Settings, ThemeChoice};
use counterclaim::app::{App, Start};
use counterclaim::document::{Document, Edit, Place, actions, file};
use counterclaim::map::{Claim, ClaimId, LinkKind, Map, NodeId};
use counterclaim::thread::{Comment, CommentId, Excerpt, Thread};
use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

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
    pub document: Option<Document>,
    pub example: bool,
    pub picture: bool,
    /// Where settings and journals are; a folder of its own if `None`.
    pub home: Option<tempfile::TempDir>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (1280.0, 800.0),
            dark: false,
            file: None,
            document: None,
            example: false,
            picture: false,
            home: None,
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
    /// A window on a document of a few claims and a short thread; see [`small_document`].
    pub fn small() -> Window {
        Self {
            document: Some(small_document()),
            ..Self::default()
        }
        .build()
    }

    pub fn build(self) -> Window {
        let home = self.home.unwrap_or_else(|| tempfile::tempdir().unwrap());
        let folders = Folders::below(home.path());
        let settings = Settings {
            theme: if self.dark {
                ThemeChoice::Dark
            } else {
                ThemeChoice::Light
            },
            ..Settings::default()
        };
        folders.save(&settings).unwrap();
        let theme = if self.dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        };
        let file = self.document.map(|document| {
            let path = home.path().join("small.ron");
            file::save(&document, &path, None).unwrap();
            path
        });
        let mut builder = Harness::builder()
            .with_size(self.size)
            .with_theme(theme)
            .with_max_steps(60)
            .with_render_cursor(false);
        if self.picture {
            builder = builder.wgpu();
        }
        let start = Start {
            file: file.or(self.file),
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

/// Three placed claims (the second supports the first) and a thread of two comments; the first claim has an
/// excerpt of the first comment.
pub fn small_document() -> Document {
    let mut first = Comment::new(
        "a",
        "Copying a style is not theft. It never was, and it never will be.",
    );
    first.author = Some("ada".to_owned());
    let mut second = Comment::new("b", "A contract still binds whoever agreed to it.");
    second.author = Some("ben".to_owned());
    second.parent = Some(CommentId::from("a"));
    let excerpt = Excerpt::take(&first, 0..29).unwrap();
    let thread = Thread {
        title: Some("A small thread".to_owned()),
        comments: vec![first, second],
        ..Thread::default()
    };
    let mut document = Document::from_thread(thread);
    let claims = [
        ("Copying a style is not theft.", 0.0, 0.0),
        ("Styles have always been copied.", 0.0, 260.0),
        ("A contract can forbid it.", 340.0, 260.0),
    ];
    for (n, (text, x, y)) in claims.into_iter().enumerate() {
        let mut claim = Claim::new(text);
        if n == 0 {
            claim.excerpts.push(excerpt.clone());
        }
        let place = Place {
            x,
            y,
            pinned: false,
        };
        let (edit, _) = actions::add_claim(&document, claim, Some(place));
        document.apply(edit).unwrap();
    }
    let ids: Vec<ClaimId> = document.map().claims().map(|(id, _)| id).collect();
    let (edit, _) = actions::link(
        &document,
        LinkKind::Support,
        &[ids[1]],
        NodeId::Claim(ids[0]),
    );
    document.apply(edit).unwrap();
    document
}

impl Window {
    /// Runs frames until jobs have come back and nothing moves any more.
    pub fn settle(&mut self) {
        for _ in 0..3000 {
            self.harness.step();
            if !self.app().busy() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        // Pages grow to their content over a few frames.
        self.harness.run_steps(10);
    }

    pub fn app(&self) -> &App {
        self.harness.state()
    }

    pub fn document(&self) -> &Document {
        self.app().session().document()
    }

    pub fn map(&self) -> &Map {
        self.document().map()
    }

    /// Clicks what has this accessible name.
    pub fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    /// Whether something has this accessible name.
    pub fn shows(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    /// Whether something has an accessible name with this in it.
    pub fn mentions(&self, part: &str) -> bool {
        self.harness
            .query_all_by_label_contains(part)
            .next()
            .is_some()
    }

    /// Opens a menu and chooses from it.
    pub fn menu(&mut self, menu: &str, entry: &str) {
        let bar = self
            .harness
            .query_all_by_label(menu)
            .find(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .unwrap_or_else(|| panic!("no menu {menu}"));
        bar.click();
        self.settle();
        let found = self
            .harness
            .query_all_by_label_contains(entry)
            .find(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .unwrap_or_else(|| panic!("no entry {entry} in {menu}"));
        found.click();
        self.settle();
    }

    pub fn key(&mut self, key: Key) {
        self.keys(Modifiers::NONE, key);
    }

    pub fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// The claim whose text begins so.
    pub fn claim(&self, text: &str) -> ClaimId {
        self.map()
            .claims()
            .find(|(_, claim)| claim.text.starts_with(text))
            .map(|(id, _)| id)
            .unwrap_or_else(|| panic!("no claim {text}"))
    }

    /// Where a claim's card is on the screen.
    pub fn card(&self, text: &str) -> Rect {
        let name = format!("Claim: {text}");
        self.harness
            .query_all_by_label_contains(&name)
            .map(|node| node.rect())
            .next()
            .unwrap_or_else(|| panic!("no card {text}"))
    }

    /// Where the joint of the first link of a kind is on the screen.
    pub fn joint(&self, kind: &str) -> Pos2 {
        let name = format!("{kind}: ");
        self.harness
            .query_all_by_label_contains(&name)
            .map(|node| node.rect().center())
            .next()
            .unwrap_or_else(|| panic!("no joint {kind}"))
    }

    pub fn click_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.step();
        self.harness.drag_at(at);
        self.harness.step();
        self.harness.drop_at(at);
        self.settle();
    }

    /// Presses at one point, moves in steps, and holds.
    pub fn drag_to(&mut self, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        for n in 1..=8 {
            self.harness.hover_at(from + (to - from) * (n as f32 / 8.0));
            self.harness.step();
        }
        self.harness.run_steps(2);
    }

    pub fn drop_at(&mut self, to: Pos2) {
        self.harness.drop_at(to);
        self.settle();
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.drag_to(from, to);
        self.drop_at(to);
    }

    /// Gives the in-app path field a path.
    pub fn answer_path(&mut self, path: &Path, button: &str) {
        self.harness.get_by_label_contains("Path").focus();
        self.settle();
        self.keys(Modifiers::COMMAND, Key::A);
        self.type_text(&path.display().to_string());
        self.click(button);
    }

    /// Nothing of the document's invariants is broken.
    pub fn check(&self) {
        assert_eq!(self.document().violations(), Vec::<String>::new());
    }

    pub fn undo(&mut self) {
        self.keys(Modifiers::COMMAND, Key::Z);
    }

    pub fn redo(&mut self) {
        self.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }

    /// Applies an edit as somebody else's hand would: for setting a scene.
    pub fn selected(&self) -> Vec<NodeId> {
        self.app().selection().nodes.clone()
    }
}

/// An edit that is only there so that a document differs.
pub fn some_edit() -> Edit {
    actions::set_title("another title")
}
