//! What a frame of the canvas costs on the processor with 10,000 cards and 15,000 links on it: panning at every
//! zoom, dragging, typing, opening, doing nothing; beside it, in the same run, `egui::Scene` with a widget per card.
//!
//! `cargo bench --bench canvas`, or with a word behind `--` only what has that word in its title: `-- pan`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use counterclaim::app::canvas::Canvas;
use counterclaim::app::canvas::camera::Camera;
use counterclaim::app::canvas::scene::Sight;
use counterclaim::app::derived::Derived;
use counterclaim::app::editing::Editing;
use counterclaim::app::pane::{Action, Selection, View};
use counterclaim::app::search::Search;
use counterclaim::app::settings::Settings;
use counterclaim::app::theme;
use counterclaim::document::{Change, Document, Edit, Fragment, Place, Session, actions, file};
use counterclaim::figure::{self, Rect};
use counterclaim::map::{Claim, ClaimId, Link, LinkId, LinkKind, NodeId, branch};
use counterclaim::thread::{Comment, Excerpt, Thread};
use egui::{Event, Modifiers, Pos2, RawInput, Vec2, pos2, vec2};

const CLAIMS: u32 = 10_000;
const LINKS: u32 = 15_000;
const SIZE: Vec2 = vec2(1920.0, 1080.0);
const FRAMES: usize = 90;
const ZOOMS: [f32; 9] = [0.05, 0.12, 0.17, 0.2, 0.35, 0.46, 0.6, 1.0, 2.0];

/// How long this thread has been on a processor: what others do meanwhile does not count.
#[cfg(unix)]
fn on_processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Elsewhere the time on the wall has to do.
#[cfg(not(unix))]
fn on_processor() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

fn main() {
    // `cargo test` builds and starts benchmarks too; measuring is for `cargo bench`.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let only = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let wanted = |title: &str| {
        only.as_ref()
            .is_none_or(|only| title.contains(only.as_str()))
    };
    let start = Instant::now();
    let document = large();
    println!(
        "{CLAIMS} cards, {LINKS} links, {} x {}; milliseconds on the processor, median and 95th of 100; made in {:.1} s\n",
        SIZE.x,
        SIZE.y,
        start.elapsed().as_secs_f64()
    );
    if wanted("open") {
        opening(&document);
    }
    if wanted("pan") {
        panning(&document, "as laid out", 1.0);
        panning(&packed(&document), "side by side", 1.0);
        panning(&document, "as laid out", 2.0);
    }
    if wanted("drag") {
        dragging(&document);
    }
    if wanted("type") {
        typing(&document);
    }
    if wanted("idle") {
        idle(&document);
    }
}

// ---- the document -----------------------------------------------------------------------------------------

fn random(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as usize % below
}

const WORDS: &[&str] = &[
    "the",
    "claim",
    "that",
    "distillation",
    "leaves",
    "traces",
    "in",
    "style",
    "rests",
    "on",
    "samples",
    "taken",
    "from",
    "public",
    "models",
    "whose",
    "outputs",
    "share",
    "habits",
    "of",
    "phrase",
    "and",
    "no",
    "evidence",
    "shows",
    "how",
    "they",
    "came",
    "about",
    "critics",
    "say",
    "similarity",
    "proves",
    "nothing",
    "unless",
    "baselines",
    "differ",
    "more",
    "than",
    "chance",
    "would",
    "allow",
    "because",
    "training",
    "data",
    "overlap",
];
const FOREIGN: &[&str] = &[
    "довод",
    "論証",
    "위증",
    "מסקנה",
    "دليل",
    "επιχείρημα",
    "तर्क",
    "naïveté",
    "🦀",
];

fn sentence(state: &mut u64) -> String {
    let length = 40 + random(state, 181);
    let mut text = String::new();
    while text.chars().count() < length {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(if random(state, 40) == 0 {
            FOREIGN[random(state, FOREIGN.len())]
        } else {
            WORDS[random(state, WORDS.len())]
        });
    }
    text.chars().take(length).collect()
}

/// A debate as people have them: replies to what was said a little earlier, and lines across.
fn large() -> Document {
    let mut state = 42;
    let state = &mut state;
    let comments: Vec<Comment> = (0..CLAIMS / 4)
        .map(|n| {
            let mut comment = Comment::new(format!("m{n}"), sentence(state));
            comment.author = Some(format!("person {}", random(state, 200)));
            comment
        })
        .collect();
    let mut document = Document::new();
    let tags: Vec<_> = document.map().tags().map(|(id, _)| id).collect();
    let mut changes = Vec::new();
    for n in 0..CLAIMS {
        let mut claim = Claim::new(sentence(state));
        while random(state, 5) == 0 {
            claim.tags.insert(tags[random(state, tags.len())]);
        }
        if random(state, 2) == 0 {
            let comment = &comments[random(state, comments.len())];
            claim.excerpts.extend(Excerpt::take(comment, 5..35));
        }
        changes.push(Change::Claim(ClaimId(100 + n), Some(claim)));
    }
    let claim = |n: usize| ClaimId(100 + n as u32);
    let mut link_id = 100 + CLAIMS;
    let mut links: Vec<LinkId> = Vec::new();
    while links.len() < LINKS as usize {
        let n = links.len();
        let tree = n + 1 < CLAIMS as usize;
        let (from, to) = if tree {
            (n + 1, n - random(state, (n + 1).min(60)))
        } else {
            let from = 200 + random(state, CLAIMS as usize - 200);
            (from, from - 1 - random(state, 199))
        };
        let kind = match random(state, 20) {
            0..10 => LinkKind::Support,
            10..18 => LinkKind::Attack,
            _ => LinkKind::Rephrase,
        };
        let undercut = !tree && random(state, 4) == 0;
        let mut link = if undercut {
            Link::new(
                LinkKind::Attack,
                claim(from),
                links[random(state, links.len())],
            )
        } else {
            Link::new(kind, claim(from), claim(to))
        };
        if kind != LinkKind::Rephrase && !tree && random(state, 5) == 0 {
            link.premises.push(claim(from - 1 - random(state, 100)));
            link.premises.sort_unstable();
            link.premises.dedup();
            if link.target == NodeId::Claim(claim(to)) && link.premises.contains(&claim(to)) {
                continue;
            }
        }
        changes.push(Change::Link(LinkId(link_id), Some(link)));
        links.push(LinkId(link_id));
        link_id += 1;
    }
    let thread = Thread {
        comments,
        ..Thread::default()
    };
    document
        .apply(actions::set_thread(&document, thread))
        .unwrap();
    document.apply(Edit::new("make", changes)).unwrap();
    let places: Vec<(ClaimId, Place)> = figure::placed(&document).into_iter().collect();
    document.apply(actions::place("place", places)).unwrap();
    document
}

/// The same map with its cards in a square, as close as people would put them and neighbours near each other (in
/// Morton's order): as much as can be in view at once.
fn packed(document: &Document) -> Document {
    let mut packed = document.clone();
    let places: Vec<(ClaimId, Place)> = document
        .places()
        .keys()
        .zip(0u16..)
        .map(|(id, n)| {
            let every_other = |bits: u16| (0..8).map(|k| (bits >> (2 * k) & 1) << k).sum::<u16>();
            let (column, line) = (every_other(n), every_other(n >> 1));
            let (x, y) = (f32::from(column) * 310.0, f32::from(line) * 290.0);
            (
                *id,
                Place {
                    x,
                    y,
                    pinned: false,
                },
            )
        })
        .collect();
    packed.apply(actions::place("pack", places)).unwrap();
    packed
}

/// A map of one claim, with the words of one in a large map: laying out a long text costs more than a short one.
fn small(text: &str) -> Document {
    let mut document = Document::new();
    let (edit, _) = actions::add_claim(
        &document,
        Claim::new(text),
        Some(Place {
            x: 0.0,
            y: 0.0,
            pinned: false,
        }),
    );
    document.apply(edit).unwrap();
    document
}

/// A claim and what is linked with it as a map of its own on the same thread.
fn with_neighbours(document: &Document, claim: ClaimId) -> Document {
    let near = branch::neighbourhood(document.map(), &[claim.into()], 1);
    let near: Vec<NodeId> = near.into_iter().collect();
    let mut own = Document::new();
    let thread = Thread::clone(document.thread().unwrap());
    own.apply(actions::set_thread(&own, thread)).unwrap();
    let (edit, _) = Fragment::take(document, &near).insert(&own, Some((0.0, 0.0)));
    own.apply(edit).unwrap();
    own
}

// ---- the window without a window ----------------------------------------------------------------------------

struct Window {
    ctx: egui::Context,
    session: Session,
    derived: Derived,
    canvas: Canvas,
    selection: Selection,
    filter: BTreeSet<counterclaim::map::TagId>,
    editing: Option<Editing>,
    sight: Sight,
    search: Search,
    settings: Settings,
    time: f64,
    scale: f32,
}

/// What a frame took, and how many corners of triangles it handed on.
#[derive(Clone, Copy)]
struct Cost {
    ui: Duration,
    tessellate: Duration,
    vertices: usize,
    repaint: Duration,
}

impl Window {
    fn new(session: Session, scale: f32) -> Self {
        let ctx = context();
        let mut canvas = Canvas::default();
        canvas.forget();
        let mut window = Self {
            ctx,
            session,
            derived: Derived::default(),
            canvas,
            selection: Selection::default(),
            filter: BTreeSet::new(),
            editing: None,
            sight: Sight::default(),
            search: Search::default(),
            settings: Settings::default(),
            time: 0.0,
            scale,
        };
        window.frame(Vec::new());
        window
    }

    /// One frame as the window has it: derive, draw, carry out what was asked for.
    fn frame(&mut self, events: Vec<Event>) -> Cost {
        let input = input(&mut self.time, self.scale, events);
        let start = on_processor();
        let options = self.settings.evaluation();
        self.derived.refresh(&self.session, &options);
        let mark = 1;
        let mut asked = Vec::new();
        let ctx = self.ctx.clone();
        let output = ctx.run_ui(input, |ui| {
            let mut view = View {
                session: &self.session,
                derived: &self.derived,
                selection: &mut self.selection,
                filter: &mut self.filter,
                palette: theme::palette(ui.ctx()),
                editing: &mut self.editing,
                sight: &self.sight,
                freshness: &Default::default(),
                search: &self.search,
                settings: &self.settings,
                actions: &mut asked,
            };
            egui::CentralPanel::default()
                .frame(egui::Frame::NONE)
                .show(ui, |ui| self.canvas.show(ui, &mut view, mark));
        });
        for action in asked {
            match action {
                Action::Edit(edit) => self.session.edit(edit).unwrap(),
                Action::EditWithin(edit, mark) => {
                    self.session.edit_within(edit, Some(mark)).unwrap();
                }
                _ => {}
            }
        }
        tessellated(&ctx, output, start)
    }
}

fn context() -> egui::Context {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    ctx.set_theme(egui::Theme::Light);
    ctx
}

fn input(time: &mut f64, scale: f32, events: Vec<Event>) -> RawInput {
    *time += 1.0 / 60.0;
    let mut input = RawInput {
        screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, SIZE)),
        time: Some(*time),
        focused: true,
        events,
        max_texture_side: Some(8192),
        ..RawInput::default()
    };
    if let Some(viewport) = input.viewports.get_mut(&egui::ViewportId::ROOT) {
        viewport.native_pixels_per_point = Some(scale);
    }
    input
}

fn tessellated(ctx: &egui::Context, mut output: egui::FullOutput, start: Duration) -> Cost {
    // Nobody uploads them here.
    output.textures_delta.clear();
    let ui = on_processor().saturating_sub(start);
    let start = on_processor();
    let repaint = output
        .viewport_output
        .values()
        .map(|viewport| viewport.repaint_delay)
        .min()
        .unwrap_or(Duration::MAX);
    let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
    let tessellate = on_processor().saturating_sub(start);
    let vertices = primitives
        .iter()
        .map(|primitive| match &primitive.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        })
        .sum();
    Cost {
        ui,
        tessellate,
        vertices,
        repaint,
    }
}

// ---- figures -------------------------------------------------------------------------------------------------

struct Row {
    ui: f64,
    tessellate: f64,
    median: f64,
    p95: f64,
    vertices: usize,
}

fn sum_up(costs: &[Cost]) -> Row {
    let of = |get: &dyn Fn(&Cost) -> f64, share: f64| {
        let mut all: Vec<f64> = costs.iter().map(get).collect();
        all.sort_by(f64::total_cmp);
        all[((all.len() - 1) as f64 * share).round() as usize]
    };
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    let whole = |c: &Cost| ms(c.ui + c.tessellate);
    Row {
        ui: of(&|c| ms(c.ui), 0.5),
        tessellate: of(&|c| ms(c.tessellate), 0.5),
        median: of(&whole, 0.5),
        p95: of(&whole, 0.95),
        vertices: of(&|c| c.vertices as f64, 0.5) as usize,
    }
}

fn row(title: &str, costs: &[Cost], bar: Option<f64>) -> Row {
    let row = sum_up(costs);
    let verdict = match bar {
        Some(bar) if row.median < bar => format!("  under {bar}"),
        Some(bar) => format!("  OVER {bar}"),
        None => String::new(),
    };
    println!(
        "{title:<34} {:>8.2} {:>8.2} {:>9.2} {:>9.2} {:>10}{verdict}",
        row.ui, row.tessellate, row.median, row.p95, row.vertices
    );
    row
}

fn head(title: &str) {
    println!(
        "\n{title:<34} {:>8} {:>8} {:>9} {:>9} {:>10}",
        "ui", "tessell.", "median", "p95", "vertices"
    );
}

/// Where most cards are seen at a zoom: the view that costs most.
fn crowded(document: &Document, zoom: f32) -> Camera {
    let room = SIZE / zoom;
    let places: Vec<&Place> = document.places().values().collect();
    let most = places
        .iter()
        .step_by(53)
        .max_by_key(|at| {
            let seen = Rect::new(at.x - room.x / 2.0, at.y - room.y / 2.0, room.x, room.y);
            places.iter().filter(|p| seen.contains((p.x, p.y))).count()
        })
        .unwrap();
    Camera {
        centre: pos2(most.x, most.y),
        zoom,
    }
}

fn pointer(n: usize) -> Vec<Event> {
    vec![Event::PointerMoved(pos2(
        600.0 + 7.0 * (n % 60) as f32,
        500.0,
    ))]
}

fn pan(window: &mut Window, camera: Camera) -> Vec<Cost> {
    window.canvas.camera = camera;
    for n in 0..3 {
        window.frame(pointer(n));
    }
    (0..FRAMES)
        .map(|n| {
            let way = if n / 30 % 2 == 0 { -7.0 } else { 7.0 };
            window.canvas.camera.pan(vec2(way, 2.0));
            window.frame(pointer(n))
        })
        .collect()
}

fn panning(document: &Document, how: &str, scale: f32) {
    let mut window = Window::new(Session::new(document.clone(), None), scale);
    head(&format!("panning, {how}, scale {scale}"));
    window.canvas.fit_all();
    window.frame(Vec::new());
    let all = window.canvas.camera;
    let mut own = vec![row(
        &format!("all in view ({:.3})", all.zoom),
        &pan(&mut window, all),
        Some(4.0),
    )];
    for zoom in ZOOMS {
        let costs = pan(&mut window, crowded(document, zoom));
        own.push(row(&format!("zoom {zoom}"), &costs, Some(4.0)));
    }
    if scale != 1.0 {
        return;
    }
    head("egui::Scene, a widget per card");
    let cards = figure::card_faces(document);
    let cards: Vec<(egui::Rect, String)> = document
        .places()
        .iter()
        .map(|(id, place)| {
            let size = vec2(cards[id].width, cards[id].height);
            let rect = egui::Rect::from_min_size(pos2(place.x, place.y), size);
            (rect, document.map().claim(*id).unwrap().text.clone())
        })
        .collect();
    let cameras = std::iter::once(all).chain(ZOOMS.map(|zoom| crowded(document, zoom)));
    for (own, camera) in own.iter().zip(cameras) {
        let costs = scene_frames(&cards, camera);
        let theirs = row(&format!("zoom {:.3}", camera.zoom), &costs, None);
        println!("{:>34} {:.1} times ours", "", theirs.median / own.median);
    }
}

fn scene_frames(cards: &[(egui::Rect, String)], camera: Camera) -> Vec<Cost> {
    let ctx = context();
    let mut time = 0.0;
    let mut seen = egui::Rect::from_center_size(camera.centre, SIZE / camera.zoom);
    (0..13)
        .map(|n| {
            seen = seen.translate(vec2(7.0 / camera.zoom, 0.0));
            let input = input(&mut time, 1.0, pointer(n));
            let start = on_processor();
            let output = ctx.run_ui(input, |ui| {
                egui::CentralPanel::default()
                    .frame(egui::Frame::NONE)
                    .show(ui, |ui| {
                        egui::Scene::new()
                            .zoom_range(0.001..=4.0)
                            .show(ui, &mut seen, |ui| {
                                for (rect, text) in cards {
                                    if !ui.is_rect_visible(*rect) {
                                        continue;
                                    }
                                    let builder = egui::UiBuilder::new().max_rect(*rect);
                                    ui.scope_builder(builder, |ui| {
                                        egui::Frame::group(ui.style())
                                            .show(ui, |ui| ui.label(text));
                                    });
                                }
                            });
                    });
            });
            tessellated(&ctx, output, start)
        })
        .skip(3)
        .collect()
}

fn dragging(document: &Document) {
    head("dragging 100 selected cards");
    for zoom in [0.35, 1.0] {
        let mut window = Window::new(Session::new(document.clone(), None), 1.0);
        let camera = crowded(document, zoom);
        window.canvas.camera = camera;
        // The hundred nearest to the middle of the view.
        let mut near: Vec<(ClaimId, Place)> =
            document.places().iter().map(|(a, b)| (*a, *b)).collect();
        let far = |place: &Place| pos2(place.x, place.y).distance(camera.centre);
        near.sort_by(|a, b| far(&a.1).total_cmp(&far(&b.1)));
        near.truncate(100);
        window.selection.nodes = near.iter().map(|(id, _)| NodeId::Claim(*id)).collect();
        for n in 0..3 {
            window.frame(pointer(n));
        }
        let mut edits = Vec::new();
        let costs: Vec<Cost> = (0..FRAMES)
            .map(|n| {
                let by = 7.0 * n as f32 / zoom;
                let places = near.iter().map(|(id, place)| {
                    let place = Place {
                        x: place.x + by,
                        pinned: true,
                        ..*place
                    };
                    (*id, place)
                });
                let edit = actions::place("move 100 claims", places);
                let start = on_processor();
                window.session.edit_within(edit, Some(7)).unwrap();
                let edited = on_processor().saturating_sub(start);
                edits.push(edited);
                let mut cost = window.frame(pointer(n));
                cost.ui += edited;
                cost
            })
            .collect();
        row(&format!("zoom {zoom}"), &costs, Some(8.0));
    }
}

fn typing(document: &Document) {
    head("typing a letter a frame");
    let ms = |document: &Document, id: ClaimId, title: &str| {
        let mut window = Window::new(Session::new(document.clone(), None), 1.0);
        let place = document.place(id).unwrap();
        let text = document.map().claim(id).unwrap().text.clone();
        window.canvas.camera = Camera {
            centre: pos2(place.x, place.y),
            zoom: 1.0,
        };
        window.editing = Some(Editing::new(id, &text, 7, Vec::new()));
        for _ in 0..3 {
            window.frame(Vec::new());
        }
        let still: Vec<Cost> = (0..FRAMES).map(|_| window.frame(Vec::new())).collect();
        let end = Event::Key {
            key: egui::Key::End,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        };
        window.frame(vec![end]);
        let costs: Vec<Cost> = (0..FRAMES)
            .map(|n| {
                let letter = if n % 7 == 6 { " " } else { "e" };
                window.frame(vec![Event::Text(letter.to_owned())])
            })
            .collect();
        let typed = window
            .session
            .document()
            .map()
            .claim(id)
            .unwrap()
            .text
            .len();
        assert!(
            typed >= text.len() + FRAMES - 2,
            "the letters did not arrive"
        );
        let still = row(&format!("{title}, keys at rest"), &still, None);
        let typing = row(&format!("{title}, typing"), &costs, None);
        typing.median - still.median
    };
    let among = ClaimId(100 + CLAIMS / 2);
    let one = small(&document.map().claim(among).unwrap().text);
    let alone = one.map().claims().next().unwrap().0;
    let empty = ms(&one, alone, "one card");
    let few = with_neighbours(document, among);
    let text = &document.map().claim(among).unwrap().text;
    let same = few.map().claims().find(|(_, claim)| claim.text == *text);
    let near = ms(&few, same.unwrap().0, "with its neighbours");
    let full = ms(document, among, "10,000 cards");
    println!(
        "a letter costs {empty:.2} ms in a bare card alone, {near:.2} ms in a card and its neighbours, {full:.2} ms there among 10,000"
    );
}

fn opening(document: &Document) {
    head("opening");
    let bytes = file::to_text(document).unwrap().into_bytes();
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    for n in 0..5 {
        let start = Instant::now();
        let read = file::from_bytes(&bytes, "large.ron").unwrap();
        let parse = start.elapsed();
        let session = Session::new(read, None);
        let ctx = context();
        let start = Instant::now();
        let mut derived = Derived::default();
        derived.refresh(&session, &Settings::default().evaluation());
        let derive = start.elapsed();
        let mut canvas = Canvas::default();
        canvas.forget();
        let mut window = Window {
            ctx,
            session,
            derived,
            canvas,
            selection: Selection::default(),
            filter: BTreeSet::new(),
            editing: None,
            sight: Sight::default(),
            search: Search::default(),
            settings: Settings::default(),
            time: 0.0,
            scale: 1.0,
        };
        // By the clock on the wall: several threads may be at it.
        let start = Instant::now();
        window.frame(Vec::new());
        let frame = start.elapsed();
        let all = parse + derive + frame;
        println!(
            "run {n}: {:.1} MB parsed in {:.1}, derived in {:.1}, first frame {:.1}: {:.1} in all{}",
            bytes.len() as f64 / 1e6,
            ms(parse),
            ms(derive),
            ms(frame),
            ms(all),
            if ms(all) < 300.0 {
                ", under 300"
            } else {
                ", OVER 300"
            },
        );
    }
}

fn idle(document: &Document) {
    head("nothing happens");
    let mut window = Window::new(Session::new(document.clone(), None), 1.0);
    for _ in 0..3 {
        window.frame(Vec::new());
    }
    let costs: Vec<Cost> = (0..3).map(|_| window.frame(Vec::new())).collect();
    let soonest = costs.iter().map(|cost| cost.repaint).min().unwrap();
    if soonest > Duration::from_secs(1) {
        println!("no frame is asked for");
    } else {
        println!("THE NEXT FRAME IS ASKED FOR after {soonest:?}");
    }
}
