//! How fast the layouts are and how many lines cross, beside Graphviz `dot` on the same graphs in the same run
//! (where `dot` is installed; its time includes starting it and reading the graph). Real maps are taken from
//! the shared data where it is beside the checkout; where one of them has more crossings than `dot` gives it, it is
//! named.
//!
//! `cargo bench --bench layout`, or with a word behind `--` only one half: `-- speed`, `-- real`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/layout/real_maps.rs"]
mod real_maps;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use counterclaim::layout::{
    Edge, Graph, Layout, Node, NodeKind, Options, Point, Previous, indented, layered, relayout,
};
use counterclaim::progress::Progress;

fn main() {
    // `cargo test` builds and starts benchmarks too; measuring is for `cargo bench`.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dot = Command::new("dot").arg("-V").output().is_ok();
    if !dot {
        eprintln!("dot is not installed: no comparison");
    }
    let only = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let wanted = |title: &str| {
        only.as_ref()
            .is_none_or(|only| title.contains(only.as_str()))
    };
    if wanted("speed") {
        speed(dot);
    }
    if wanted("real maps") {
        real(dot);
    }
}

fn random(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as usize % below
}

/// `cards` cards in a thread-like tree plus links across, as plain edges or with joints.
fn thread_map(cards: usize, links: usize, joints: bool) -> Graph {
    let mut state = 42;
    let mut graph = Graph::default();
    for _ in 0..cards {
        let lines = 1 + random(&mut state, 6);
        graph
            .nodes
            .push(Node::card(230.0, 22.0 + 17.0 * lines as f32));
    }
    for i in 0..links {
        let (from, to) = if i + 1 < cards {
            (i + 1, i - random(&mut state, (i + 1).min(60)))
        } else {
            let (a, b) = (random(&mut state, cards), random(&mut state, cards));
            if a == b {
                continue;
            }
            (a.max(b), a.min(b))
        };
        if joints {
            let joint = graph.nodes.len();
            graph.nodes.push(Node::joint(22.0));
            graph
                .edges
                .extend([Edge { from, to: joint }, Edge { from: joint, to }]);
        } else {
            graph.edges.push(Edge { from, to });
        }
    }
    graph
}

/// Cards linked at random, any to any.
fn random_graph(cards: usize, links: usize, joints: bool) -> Graph {
    let mut graph = thread_map(cards, 0, joints);
    let mut state = 99;
    for _ in 0..links {
        let (from, to) = (random(&mut state, cards), random(&mut state, cards));
        if joints {
            let joint = graph.nodes.len();
            graph.nodes.push(Node::joint(22.0));
            graph
                .edges
                .extend([Edge { from, to: joint }, Edge { from: joint, to }]);
        } else {
            graph.edges.push(Edge { from, to });
        }
    }
    graph
}

/// The median time of a few runs.
fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

fn fresh(graph: &Graph) -> Layout {
    layered(graph, &Options::default(), &Progress::none()).unwrap()
}

fn speed(dot: bool) {
    let graphs = [
        (
            "thread 300 cards, 400 plain edges",
            thread_map(300, 400, false),
            true,
        ),
        (
            "thread 1,000 cards, 1,150 plain edges",
            thread_map(1_000, 1_150, false),
            true,
        ),
        (
            "thread 1,000 cards, 2,000 links as joints",
            thread_map(1_000, 2_000, true),
            true,
        ),
        (
            "thread 1,000 cards, 2,000 plain edges",
            thread_map(1_000, 2_000, false),
            true,
        ),
        (
            "random 1,000 cards, 2,000 links as joints",
            random_graph(1_000, 2_000, true),
            true,
        ),
        (
            "random 1,000 cards, 2,000 plain edges",
            random_graph(1_000, 2_000, false),
            true,
        ),
        (
            "thread 10,000 cards, 11,500 links as joints",
            thread_map(10_000, 11_500, true),
            false,
        ),
        (
            "thread 10,000 cards, 11,500 plain edges",
            thread_map(10_000, 11_500, false),
            false,
        ),
        (
            "thread 10,000 cards, 20,000 links as joints",
            thread_map(10_000, 20_000, true),
            false,
        ),
    ];
    println!(
        "{:<46}{:>11}{:>11}{:>11}{:>11}{:>9}{:>11}{:>9}",
        "graph", "layered", "indented", "relayout", "dot", "ratio", "crossings", "dot's"
    );
    for (name, graph, with_dot) in graphs {
        let ours = median(5, || drop(fresh(&graph)));
        let outline = median(5, || {
            indented(&graph, &Options::default(), &Progress::none()).unwrap();
        });
        let before = fresh(&graph);
        let plain = Options {
            wrap_leaves: false,
            ..Options::default()
        };
        let our_count = match with_dot {
            true => {
                crossings(&layered(&graph, &plain, &Progress::none()).unwrap().routes).to_string()
            }
            false => String::new(),
        };
        let mut previous = Previous {
            centres: before.centres.iter().copied().map(Some).collect(),
            routes: before.routes.clone(),
        };
        previous.centres[graph.nodes.len() / 2] = None;
        let again = median(5, || {
            relayout(
                &graph,
                &previous,
                &[],
                &[],
                &Options::default(),
                &Progress::none(),
            )
            .unwrap();
        });
        let mut theirs = None;
        if dot && with_dot {
            let start = Instant::now();
            let lines = run_dot(&graph);
            theirs = Some((start.elapsed(), lines.map(|l| crossings(&l))));
        }
        let (time, ratio, count) = match theirs {
            Some((t, done)) => {
                let (more, less) = if done.is_some() { ("", "") } else { (">", "<") };
                let ratio = ours.as_secs_f64() / t.as_secs_f64();
                let count = done.map_or(String::new(), |c| c.to_string());
                (format!("{more}{t:.1?}"), format!("{less}{ratio:.4}"), count)
            }
            None => <(String, String, String)>::default(),
        };
        println!(
            "{name:<46}{:>11}{:>11}{:>11}{time:>11}{ratio:>9}{our_count:>11}{count:>9}",
            format!("{ours:.1?}"),
            format!("{outline:.1?}"),
            format!("{again:.1?}")
        );
    }
}

fn real(dot: bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/maps");
    println!(
        "\n{:<52}{:>6}{:>10}{:>10}{:>11}{:>11}",
        "real maps", "maps", "crossings", "dot's", "time", "dot's"
    );
    for set in [
        "recap-utr+arguebase-public/microtexts/aif-en",
        "recap-utr+arguebase-public/araucaria/aif-en",
        "recap-utr+arguebase-public/us-2016/aif-en",
        "recap-utr+arguebase-public/iac/aif-en",
        "recap-utr+arguebase-public/qt30/aif-en",
        "carneades+carneades-4/AGs/AIF",
        "edoguido+Kialo-Parser",
    ] {
        let maps = real_maps::in_folder(&folder.join(set));
        if maps.is_empty() {
            eprintln!("skipped {set}: not beside this checkout");
            continue;
        }
        let (mut ours, mut theirs) = (0, 0);
        let (mut our_time, mut their_time) = (Duration::ZERO, Duration::ZERO);
        let options = Options {
            wrap_leaves: false,
            ..Options::default()
        };
        let mut worse = Vec::new();
        for (name, graph) in &maps {
            let start = Instant::now();
            let layout = layered(graph, &options, &Progress::none()).unwrap();
            our_time += start.elapsed();
            let own = crossings(&layout.routes);
            ours += own;
            if dot {
                let start = Instant::now();
                let lines = run_dot(graph);
                their_time += start.elapsed();
                let its = crossings(&lines.unwrap_or_default());
                theirs += its;
                if own > its {
                    worse.push(format!("{name}: {own}, dot {its}"));
                }
            }
        }
        println!(
            "{set:<52}{:>6}{ours:>10}{theirs:>10}{our_time:>11.1?}{their_time:>11.1?}",
            maps.len()
        );
        for map in worse {
            println!("    {map}");
        }
    }
}

/// Longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The lines `dot` draws, its splines sampled; `None` if it took too long. `dot` aims at the middle of a box and cuts
/// the line off at its border; here it goes on to the middle, or a line that squeezes through between another's end and
/// its box would not count as crossing it.
fn run_dot(graph: &Graph) -> Option<Vec<Vec<Point>>> {
    let mut text =
        String::from("digraph { rankdir=BT node [shape=box fixedsize=true label=\"\"]\n");
    for (i, node) in graph.nodes.iter().enumerate() {
        let shape = if node.kind == NodeKind::Joint {
            "circle"
        } else {
            "box"
        };
        let (w, h) = (node.width / 72.0, node.height / 72.0);
        writeln!(text, "{i} [width={w} height={h} shape={shape}]").unwrap();
    }
    for e in &graph.edges {
        writeln!(text, "{} -> {}", e.from, e.to).unwrap();
    }
    text.push('}');
    let mut child = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let mut stdout = child.stdout.take().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.read_to_string(&mut text);
        let _ = sender.send(());
        read.map(|_| text)
    });
    if receiver.recv_timeout(PATIENCE).is_err() {
        child.kill().unwrap();
        child.wait().unwrap();
        let _ = (writer.join(), reader.join());
        return None;
    }
    child.wait().unwrap();
    writer.join().unwrap().unwrap();
    let output = reader.join().unwrap().unwrap();
    let mut lines = Vec::new();
    let mut middles = vec![Point::new(0.0, 0.0); graph.nodes.len()];
    for line in output.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let inches = |i: usize| words[i].parse::<f32>().unwrap() * 72.0;
        if words[0] == "node" {
            middles[words[1].parse::<usize>().unwrap()] = Point::new(inches(2), inches(3));
        }
        if words[0] != "edge" {
            continue;
        }
        let middle = |i: usize| middles[words[i].parse::<usize>().unwrap()];
        let count: usize = words[3].parse().unwrap();
        let control: Vec<Point> = (0..count)
            .map(|i| Point::new(inches(4 + 2 * i), inches(5 + 2 * i)))
            .collect();
        let mut sampled = vec![middle(1), control[0]];
        for piece in control.windows(4).step_by(3) {
            for step in 1..=8 {
                let t = step as f32 / 8.0;
                let s = 1.0 - t;
                let mix = |a: f32, b: f32, c: f32, d: f32| {
                    s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
                };
                sampled.push(Point::new(
                    mix(piece[0].x, piece[1].x, piece[2].x, piece[3].x),
                    mix(piece[0].y, piece[1].y, piece[2].y, piece[3].y),
                ));
            }
        }
        sampled.push(middle(2));
        lines.push(sampled);
    }
    Some(lines)
}

/// Pairs of line pieces of different lines that properly cross.
fn crossings(lines: &[Vec<Point>]) -> usize {
    let mut pieces: Vec<(usize, Point, Point)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for w in line.windows(2) {
            let (a, b) = if w[0].x <= w[1].x {
                (w[0], w[1])
            } else {
                (w[1], w[0])
            };
            pieces.push((i, a, b));
        }
    }
    pieces.sort_by(|a, b| a.1.x.total_cmp(&b.1.x));
    let side = |a: Point, b: Point, c: Point| {
        let d = |p: f32, q: f32| f64::from(p) - f64::from(q);
        let value = d(b.x, a.x) * d(c.y, a.y) - d(b.y, a.y) * d(c.x, a.x);
        if value.abs() < 0.5 {
            0.0
        } else {
            value.signum()
        }
    };
    let mut open: Vec<(usize, Point, Point)> = Vec::new();
    let mut count = 0;
    for &(line, a, b) in &pieces {
        open.retain(|o| o.2.x >= a.x);
        for &(other, c, d) in &open {
            let apart = a.y.max(b.y) < c.y.min(d.y) || c.y.max(d.y) < a.y.min(b.y);
            if other != line
                && !apart
                && side(a, b, c) * side(a, b, d) < 0.0
                && side(c, d, a) * side(c, d, b) < 0.0
            {
                count += 1;
            }
        }
        open.push((line, a, b));
    }
    count
}
