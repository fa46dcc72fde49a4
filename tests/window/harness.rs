//! The one way the tests make a window: size, theme, folders of its own, no native dialogs; and the gestures
//! a person makes, by accessible names and by the pointer.

use std::path::{Path, PathBuf};

use counterclaim::app::clipboard::Markup;
use counterclaim::app::dialogs::InApp;
use counterclaim::app::settings::{Folders, Settings, ThemeChoice};
use counterclaim::app::{App, Start};
use counterclaim::document::{Document, Edit, Place, actions, file};
use counterclaim::exchange::fetch::Sites;
use counterclaim::map::{Claim, ClaimId, LinkKind, Map, NodeId};
use counterclaim::thread::{Comment, CommentId, Excerpt, Thread};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

/// A window under test, with the folder its settings and journals are in.
pub struct Window {
    pub harness: Harness<'static, App>,
    pub home: tempfile::TempDir,
}

/// A file that is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// How a window under test starts.
pub struct Setup {
    pub size: (f32, f32),
    pub dark: bool,
    pub file: Option<PathBuf>,
    pub document: Option<Document>,
    pub example: bool,
    pub picture: bool,
    /// Where sites answer, if not at their own address.
    pub sites: Sites,
    /// What the clipboard holds as HTML.
    pub markup: Option<String>,
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
            sites: Sites::default(),
            markup: None,
            home: None,
        }
    }
}

/// A clipboard that holds this as HTML.
struct Copied(Option<String>);

impl Markup for Copied {
    fn html(&mut self) -> Option<String> {
        self.0.clone()
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
            sites: self.sites,
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
            markup: Box::new(Copied(self.markup)),
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

/// A map of so many claims, each bearing on an earlier one: as deep and as wide as real ones get.
pub fn generated_map(claims: usize) -> Document {
    let words = [
        "copying", "a", "style", "the", "court", "model", "weights", "licence", "never", "output",
        "harm", "market", "author", "of", "a", "teacher", "is", "not", "without", "consent",
    ];
    let mut document = Document::new();
    let mut ids = Vec::new();
    let mut random: u32 = 7;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below.max(1)
    };
    for n in 0..claims {
        let length = 5 + next(18);
        let text: Vec<&str> = (0..length).map(|_| words[next(words.len())]).collect();
        let mut claim = Claim::new(format!("Claim {n}: {}.", text.join(" ")));
        let tag = document.map().tags().nth(next(6)).map(|(id, _)| id);
        claim.tags.extend(tag);
        let (edit, id) = actions::add_claim(&document, claim, None);
        document.apply(edit).unwrap();
        if n > 0 && next(40) > 0 {
            let onto = ids[next(ids.len()).max(next(ids.len()) / 2)];
            let kind = LinkKind::ALL[next(5).min(1)];
            let (edit, _) = actions::link(&document, kind, &[id], NodeId::Claim(onto));
            document.apply(edit).unwrap();
        }
        ids.push(id);
    }
    let places = counterclaim::figure::arranged(&document, 1280.0, 800.0);
    document.apply(actions::place("arrange", places)).unwrap();
    document
}

impl Window {
    /// Runs frames until jobs have come back and nothing moves any more.
    pub fn settle(&mut self) {
        for _ in 0..3000 {
            self.harness.step();
            if !self.app().busy() {
                // Pages grow to their content over a few frames, and what ended may begin something else.
                self.harness.run_steps(10);
                if !self.app().busy() {
                    break;
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
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

    /// Opens a menu of the bar.
    pub fn open_menu(&mut self, menu: &str) {
        let bar = self
            .harness
            .query_all_by_label(menu)
            .find(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .unwrap_or_else(|| panic!("no menu {menu}"));
        bar.click();
        self.settle();
    }

    /// Opens a menu and chooses from it.
    pub fn menu(&mut self, menu: &str, entry: &str) {
        self.open_menu(menu);
        let found = self
            .harness
            .query_all_by_label_contains(entry)
            .find(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .unwrap_or_else(|| panic!("no entry {entry} in {menu}"));
        found.click();
        self.settle();
    }

    /// Chooses from a menu that is open: its entries are named with their keys.
    pub fn choose(&mut self, entry: &str) {
        let found = self
            .harness
            .query_all_by_label_contains(entry)
            .rfind(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .unwrap_or_else(|| panic!("no entry {entry}"));
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
        self.harness.event(Event::Text(text.to_owned()));
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

    /// A click while keys such as Shift are held.
    pub fn click_with(&mut self, modifiers: Modifiers, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.step();
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.step();
        self.button(PointerButton::Primary, at, true);
        self.button(PointerButton::Primary, at, false);
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    /// A click with the secondary button.
    pub fn secondary_click_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.step();
        self.button(PointerButton::Secondary, at, true);
        self.button(PointerButton::Secondary, at, false);
        self.settle();
    }

    pub fn double_click_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.step();
        // A frame is a quarter of a second here: each click must be over within one.
        for _ in 0..2 {
            for pressed in [true, false] {
                let event = Event::PointerButton {
                    pos: at,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                };
                self.harness.input_mut().events.push(event);
            }
            self.harness.step();
        }
        self.settle();
    }

    /// Whether a gesture is held in its middle.
    pub fn holds_button(&self) -> bool {
        self.harness.ctx.input(|input| input.pointer.any_down())
    }

    /// A button of the pointer goes down or comes up.
    pub fn button(&mut self, button: PointerButton, at: Pos2, pressed: bool) {
        let modifiers = Modifiers::NONE;
        self.harness.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
        self.harness.step();
    }

    /// Presses a button, moves in steps, and lets go.
    pub fn drag_with(&mut self, button: PointerButton, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.step();
        self.button(button, from, true);
        for n in 1..=8 {
            self.harness.hover_at(from + (to - from) * (n as f32 / 8.0));
            self.harness.step();
        }
        self.button(button, to, false);
        self.settle();
    }

    /// The wheel is turned or two fingers move, over what lies there.
    pub fn scroll(&mut self, at: Pos2, by: egui::Vec2, modifiers: Modifiers) {
        self.harness.hover_at(at);
        self.harness.step();
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.step();
        self.harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: by,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers,
        });
        self.harness.step();
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    /// Text comes from the clipboard.
    pub fn paste(&mut self, text: &str) {
        self.harness.event(Event::Paste(text.to_owned()));
        self.settle();
    }

    /// Presses a key with Ctrl and says what came onto the clipboard in that moment.
    pub fn copied(&mut self, key: Key) -> Option<String> {
        let modifiers = Modifiers::COMMAND;
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.step();
        self.harness.event(Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        });
        self.harness.step();
        let commands = &self.harness.output().platform_output.commands;
        let copied = commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        self.harness.key_up(key);
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
        copied
    }

    /// The system asks the window to close, as a click on its cross does. Says whether it would go.
    pub fn ask_to_close(&mut self) -> bool {
        let input = self.harness.input_mut();
        let id = input.viewport_id;
        let viewport = input.viewports.entry(id).or_default();
        viewport.events.push(egui::ViewportEvent::Close);
        self.harness.step();
        let commands = &self.harness.output().viewport_output[&id].commands;
        let stays = commands.contains(&egui::ViewportCommand::CancelClose);
        self.settle();
        !stays
    }

    /// Selects these claims, one after the other, with the pointer.
    pub fn select(&mut self, texts: &[&str]) {
        for (n, text) in texts.iter().enumerate() {
            let at = self.card(text).center();
            if n == 0 {
                self.click_at(at);
            } else {
                self.click_with(Modifiers::SHIFT, at);
            }
        }
    }

    /// What Ctrl+Z would take back, newest first.
    pub fn steps(&self) -> Vec<String> {
        let history = self.app().session().history();
        history.labels().map(str::to_owned).collect()
    }

    /// What Ctrl+Shift+Z would do again.
    pub fn redo_label(&self) -> Option<String> {
        let history = self.app().session().history();
        history.redo_label().map(str::to_owned)
    }

    /// The accessible names of what has the keyboard.
    pub fn focused(&self) -> Vec<String> {
        self.harness
            .query_all(By::new().predicate(|node| node.is_focused()))
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }

    /// The links that start from a claim: kind and target.
    pub fn links_from(&self, text: &str) -> Vec<(LinkKind, NodeId)> {
        let map = self.map();
        let links = map.links_from(self.claim(text)).into_iter();
        links
            .filter_map(|id| map.link(id))
            .map(|link| (link.kind, link.target))
            .collect()
    }

    /// Where the canvas is on the screen.
    pub fn canvas(&self) -> Rect {
        self.harness.get_by_label_contains("Canvas: ").rect()
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

    /// Drops files or folders on the window, as from a file manager.
    pub fn drop_files(&mut self, paths: &[PathBuf]) {
        let dropped = paths.iter().map(|path| {
            let file: egui::DroppedFileHandle = std::sync::Arc::new(Dropped(path.clone()));
            file
        });
        self.harness.input_mut().dropped_files.extend(dropped);
        self.settle();
    }

    /// Makes the window another size.
    pub fn resize(&mut self, width: f32, height: f32) {
        self.harness.set_size(egui::vec2(width, height));
        self.settle();
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
