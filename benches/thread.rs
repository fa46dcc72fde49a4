//! What a frame of the thread pane costs on the processor with 100,000 comments in it, up to 50,000 levels deep:
//! scrolling, jumping about, walking with the keys, folding, sorting, dragging the width.
//!
//! `cargo bench --bench thread`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::collections::BTreeSet;
use std::time::Instant;

use counterclaim::app::canvas::scene::Sight;
use counterclaim::app::derived::Derived;
use counterclaim::app::editing::Editing;
use counterclaim::app::pane::{Selection, View, Words};
use counterclaim::app::search::Search;
use counterclaim::app::settings::Settings;
use counterclaim::app::theme;
use counterclaim::app::thread_pane::ThreadPane;
use counterclaim::document::{Document, Session};
use counterclaim::thread::{Comment, CommentId, Mark, MarkKind, Thread};
use egui::{Event, Modifiers, RawInput, Vec2, pos2, vec2};

const COMMENTS: usize = 100_000;
const SIZE: Vec2 = vec2(420.0, 1080.0);
const FRAMES: usize = 300;

fn main() {
    // `cargo test` builds and starts benchmarks too; measuring is for `cargo bench`.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    println!(
        "{COMMENTS} comments, pane of {} x {}; milliseconds on the processor\n",
        SIZE.x, SIZE.y
    );
    for (name, thread) in [
        (
            "wide: chance parents",
            thread(|n, random| (random(8) > 0).then(|| n - 1 - random(n.min(60)))),
        ),
        (
            "deep: half of it one chain",
            thread(|n, random| match n {
                n if n <= COMMENTS / 2 => Some(n - 1),
                n => Some(random(n)),
            }),
        ),
    ] {
        let (tree, _) = thread.tree();
        println!("{name}; {} levels", tree.max_depth() + 1);
        run(thread);
        println!();
    }
}

fn thread(parent: impl Fn(usize, &mut dyn FnMut(usize) -> usize) -> Option<usize>) -> Thread {
    let words = [
        "the", "claim", "that", "a", "model", "was", "copied", "rests", "on", "style", "alone",
        "so", "far",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below.max(1)
    };
    let mut comments = Vec::with_capacity(COMMENTS);
    for n in 0..COMMENTS {
        let length = 20 + random(160);
        let mut text: Vec<&str> = (0..length).map(|_| words[random(words.len())]).collect();
        text[length / 2] = "\n\n";
        let mut comment = Comment::new(n.to_string(), text.join(" "));
        comment.author = Some(format!("author{}", random(5_000)));
        comment.time = Some(format!(
            "2026-{:02}-{:02}T10:{:02}:00Z",
            1 + random(12),
            1 + random(28),
            random(60)
        ));
        if random(4) == 0 {
            comment.marks.push(Mark {
                start: 0,
                end: 40,
                kind: MarkKind::Quote(1),
            });
        }
        if n > 0 {
            comment.parent = parent(n, &mut random).map(|p| CommentId::from(p.to_string()));
        }
        comments.push(comment);
    }
    Thread {
        comments,
        ..Thread::default()
    }
}

struct Pane {
    ctx: egui::Context,
    session: Session,
    derived: Derived,
    pane: ThreadPane,
    selection: Selection,
    editing: Option<Editing>,
    sight: Sight,
    search: Search,
    settings: Settings,
    filter: BTreeSet<counterclaim::map::TagId>,
    width: f32,
    time: f64,
}

impl Pane {
    /// One frame as the window has it, with what the processor makes of its shapes; in milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                vec2(self.width, SIZE.y),
            )),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        self.derived
            .refresh(&self.session, &self.settings.evaluation());
        let mut asked = Vec::new();
        let ctx = self.ctx.clone();
        let output = ctx.run_ui(input, |ui| {
            if ThreadPane::has_keyboard(ui.ctx()) {
                self.pane.keys(ui.ctx(), &self.derived);
            }
            let mut view = View {
                session: &self.session,
                derived: &self.derived,
                selection: &mut self.selection,
                filter: &mut self.filter,
                palette: theme::palette(ui.ctx()),
                editing: &mut self.editing,
                sight: &self.sight,
                search: &self.search,
                settings: &self.settings,
                freshness: &Default::default(),
                actions: &mut asked,
            };
            egui::CentralPanel::default().show(ui, |ui| self.pane.show(ui, &mut view));
        });
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        let cost = start.elapsed().as_secs_f64() * 1e3;
        assert!(!shapes.is_empty());
        cost
    }

    fn told(
        &mut self,
        what: &str,
        frames: usize,
        mut events: impl FnMut(&mut Self, usize) -> Vec<Event>,
    ) {
        let mut costs = Vec::with_capacity(frames);
        for n in 0..frames {
            let events = events(self, n);
            costs.push(self.frame(events));
        }
        costs.sort_by(f64::total_cmp);
        println!(
            "  {what:<34} median {:6.2}   95th {:6.2}   longest {:6.2}",
            costs[frames / 2],
            costs[frames * 95 / 100],
            costs[frames - 1]
        );
    }
}

fn wheel(points: f32) -> Vec<Event> {
    vec![
        Event::PointerMoved(pos2(200.0, 700.0)),
        Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        },
    ]
}

fn run(thread: Thread) {
    let ids: Vec<CommentId> = thread.comments.iter().map(|c| c.id.clone()).collect();
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let mut pane = Pane {
        ctx,
        session: Session::new(Document::from_thread(thread), None),
        derived: Derived::default(),
        pane: ThreadPane::default(),
        selection: Selection::default(),
        editing: None,
        sight: Sight::default(),
        search: Search::default(),
        settings: Settings::default(),
        filter: BTreeSet::new(),
        width: SIZE.x,
        time: 0.0,
    };
    println!("  {:<34} {:6.1}", "first frame", pane.frame(Vec::new()));
    for _ in 0..10 {
        pane.frame(Vec::new());
    }
    pane.told("standing still", FRAMES, |_, _| Vec::new());
    pane.told("scrolling, 60 points a frame", FRAMES, |_, _| wheel(-60.0));
    pane.told("scrolling, 4,000 points a frame", FRAMES, |_, _| {
        wheel(-4_000.0)
    });
    pane.told("jumping anywhere", FRAMES, |pane, n| {
        let comment = ids[n * 7_919 % ids.len()].clone();
        pane.pane.reveal(Words {
            comment,
            range: 0..0,
        });
        Vec::new()
    });
    pane.told("the width dragged", FRAMES / 3, |pane, n| {
        pane.width = SIZE.x + (n % 50) as f32 * 2.0;
        Vec::new()
    });
    pane.told("everything folded and unfolded", 20, |pane, n| {
        match n % 2 {
            0 => pane.pane.fold_to(n / 2, &pane.derived),
            _ => pane.pane.unfold_all(),
        }
        Vec::new()
    });
    pane.told("the next unmapped", 20, |pane, _| {
        pane.pane.next_unmapped(&pane.derived);
        Vec::new()
    });
    pane.told("walking with J", FRAMES / 3, |_, _| {
        let key = |pressed| Event::Key {
            key: egui::Key::J,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        vec![key(true), key(false)]
    });
}
