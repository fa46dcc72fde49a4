//! The indented layout: an outline of the map, for thread-like maps and long lists. See [`indented`].

use super::canvas::{Canvas, Gaps};
use super::geometry::{Area, Pos};
use super::incidence::Incidence;
use super::layered::parts;
use super::pack::pack;
use super::route::straightened;
use super::rows::{NONE, Part};
use super::{Direction, Graph, Layout, Options};
use crate::progress::{Cancelled, Progress};

/// Where the common line of a box's children runs, from the box's left side.
const BUS: f64 = 10.0;
/// Outlines shorter than this are not broken into columns.
const SHORT: f64 = 1_200.0;
/// Between a joint and the card at its right.
const JOINT_ROOM: f64 = 8.0;

/// Lays a graph out like an outline: each thesis with everything that bears on it beneath, one step to the
/// right per generation, in the order of the graph; the joint stands at the left of its first premise. What
/// would come twice comes once, and the other lines are drawn across. A long outline is broken into columns
/// where a new branch of the thesis begins, so that it comes near [`Options::aspect`]. Always read from the
/// top: [`Options::direction`] is not used. Branches that are folded away should be left out of the graph.
///
/// # Errors
/// [`Cancelled`] if the watcher asked to stop.
pub fn indented(
    graph: &Graph,
    options: &Options,
    progress: &Progress,
) -> Result<Layout, Cancelled> {
    let options = Options {
        direction: Direction::TopDown,
        ..*options
    };
    let canvas = Canvas::new(graph, &options);
    let parts = parts(&canvas);
    progress.set(0, canvas.len() as u64);
    let mut outlines = Vec::with_capacity(parts.len());
    for (part, _) in &parts {
        progress.check()?;
        let outline = Outline::new(part, &canvas.gaps);
        let lines = outline.lines(part, canvas.gaps.component);
        let mut area = outline.area(part);
        for &p in lines.iter().flatten() {
            area.include_point(p);
        }
        outlines.push((outline.centres, lines, area));
        progress.add(part.len() as u64);
    }
    let sizes: Vec<(f64, f64)> = outlines
        .iter()
        .map(|(_, _, area)| (area.width(), area.height()))
        .collect();
    let corners = pack(&sizes, canvas.gaps.component, canvas.gaps.aspect);
    let mut centres = vec![Pos::default(); canvas.len()];
    let mut routes = vec![Vec::new(); canvas.edges.len()];
    for (((middles, lines, area), (part, edges)), corner) in
        outlines.iter().zip(&parts).zip(&corners)
    {
        let moved = |p: &Pos| Pos::new(p.x + corner.x - area.left, p.y + corner.y - area.top);
        for (&node, centre) in part.nodes.iter().zip(middles) {
            centres[node as usize] = moved(centre);
        }
        for &(edge, line) in edges {
            routes[edge as usize] = lines[line as usize].iter().map(moved).collect();
        }
    }
    Ok(canvas.finish(&centres, routes, true))
}

/// One entry of the outline, from top to bottom.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The card; `NONE` for a joint that has no premise of its own here.
    card: u32,
    /// The joint at its left; `NONE` if there is none or it stands at an earlier premise.
    joint: u32,
    depth: u32,
}

/// What is still to be listed.
#[derive(Debug, Clone, Copy)]
enum Task {
    /// A card, a premise of this joint (or `NONE`), beneath this parent.
    Card(u32, u32, u32, u32),
    /// A joint beneath what it bears on (or `NONE`).
    Joint(u32, u32, u32),
    /// A joint whose premises all turned out to stand elsewhere.
    Leftover(u32, u32),
}

/// A part laid out by itself.
struct Outline {
    centres: Vec<Pos>,
    /// What each card or joint stands beneath.
    parent: Vec<u32>,
    /// For boxes beneath the root of an outline broken into columns: where the column's line runs, and the
    /// depth at which the columns' lines meet.
    trunk: Vec<Option<Pos>>,
    /// The column of each box, and for each column where the lines that run across may go down its right side.
    column: Vec<u32>,
    gutters: Vec<f64>,
    /// Whether the box is the right end of its entry, so that a line can come to it from the right.
    ends_entry: Vec<bool>,
    /// The upper side of each box's entry.
    entry_top: Vec<f64>,
    /// Where lines from column to column may run, above all columns.
    meet: f64,
    /// Half the room between entries.
    half_room: f64,
}

impl Outline {
    fn new(part: &Part, gaps: &Gaps) -> Self {
        let (entries, parent) = list(part);
        let mut outline = Self {
            centres: vec![Pos::default(); part.len()],
            parent,
            trunk: vec![None; part.len()],
            column: vec![0; part.len()],
            gutters: Vec::new(),
            ends_entry: vec![false; part.len()],
            entry_top: vec![0.0; part.len()],
            meet: 0.0,
            half_room: 0.0,
        };
        outline.place(part, &entries, gaps);
        outline
    }

    fn place(&mut self, part: &Part, entries: &[Entry], gaps: &Gaps) {
        let apart = (gaps.card * 0.6).max(6.0);
        let height = |v: u32| {
            if v == NONE {
                0.0
            } else {
                part.height[v as usize]
            }
        };
        let width = |v: u32| {
            if v == NONE {
                0.0
            } else {
                part.width[v as usize]
            }
        };
        let tall = |e: &Entry| height(e.card).max(height(e.joint));
        let left = |e: &Entry| f64::from(e.depth) * gaps.indent;
        let right = |e: &Entry| left(e) + width(e.card);
        let far_left = |e: &Entry| left(e) - JOINT_ROOM - width(e.joint);

        // Branches that may be moved to another column: those of the only root, or whole roots.
        let roots = entries.iter().filter(|e| e.depth == 0).count();
        let branch_depth = u32::from(roots == 1);
        let head = usize::from(roots == 1).min(entries.len());
        let (head, body) = entries.split_at(head);
        let mut branches: Vec<&[Entry]> = Vec::new();
        let mut start = 0;
        for i in 1..=body.len() {
            if i == body.len() || body[i].depth <= branch_depth {
                branches.push(&body[start..i]);
                start = i;
            }
        }

        let mut y = 0.0;
        for e in head {
            self.put(e, 0.0, y, part, gaps);
            y += tall(e) + apart;
        }
        let total: f64 = body.iter().map(|e| tall(e) + apart).sum();
        let widest = body.iter().map(right).fold(0.0, f64::max);
        let columns = (total * gaps.aspect / (widest + gaps.component))
            .sqrt()
            .round()
            .max(1.0);
        let columns = if total < SHORT || !gaps.columns {
            1.0
        } else {
            columns
        };
        // Fill the columns one after another, each up to its share of the whole.
        let mut filled = 0.0;
        let mut by_column: Vec<Vec<&[Entry]>> = vec![Vec::new()];
        for branch in branches {
            let height: f64 = branch.iter().map(|e| tall(e) + apart).sum();
            let share = total / columns * by_column.len() as f64;
            match by_column.last_mut() {
                Some(column)
                    if columns < 2.0 || column.is_empty() || filled + height / 2.0 <= share =>
                {
                    column.push(branch);
                }
                _ => by_column.push(vec![branch]),
            }
            filled += height;
        }
        self.half_room = apart / 2.0;
        self.meet = if head.is_empty() { -apart } else { y };
        let top = if by_column.len() < 2 {
            y
        } else {
            self.meet + apart
        };
        let mut edge = head.iter().map(right).fold(0.0, f64::max);
        for (index, column) in by_column.iter().enumerate() {
            let entries = || column.iter().copied().flatten();
            let out = entries().map(far_left).fold(0.0, f64::min);
            let x = if index == 0 {
                0.0
            } else {
                edge + gaps.component - out
            };
            let mut y = top;
            for e in entries() {
                self.put(e, x, y, part, gaps);
                y += tall(e) + apart;
                edge = edge.max(x + right(e));
                for v in [e.card, e.joint].into_iter().filter(|&v| v != NONE) {
                    self.column[v as usize] = index as u32;
                    if index > 0 && e.depth == branch_depth && !head.is_empty() {
                        self.trunk[v as usize] = Some(Pos::new(x + BUS, self.meet));
                    }
                }
            }
            self.gutters.push(edge);
        }
    }

    fn put(&mut self, e: &Entry, x: f64, top: f64, part: &Part, gaps: &Gaps) {
        let left = x + f64::from(e.depth) * gaps.indent;
        let height = |v: u32| {
            if v == NONE {
                0.0
            } else {
                part.height[v as usize]
            }
        };
        let middle = top + height(e.card).max(height(e.joint)) / 2.0;
        if e.card != NONE {
            let half = part.width[e.card as usize] / 2.0;
            self.centres[e.card as usize] = Pos::new(left + half, middle);
        }
        if e.joint != NONE {
            let half = part.width[e.joint as usize] / 2.0;
            self.centres[e.joint as usize] = Pos::new(left - JOINT_ROOM - half, middle);
        }
        for (v, ends) in [(e.card, true), (e.joint, e.card == NONE)] {
            if v != NONE {
                self.ends_entry[v as usize] = ends;
                self.entry_top[v as usize] = top;
            }
        }
    }

    fn areas(&self, part: &Part) -> Vec<Area> {
        let sizes = part.width.iter().zip(&part.height);
        let boxes = self.centres.iter().zip(sizes);
        boxes.map(|(&c, (&w, &h))| Area::around(c, w, h)).collect()
    }

    fn area(&self, part: &Part) -> Area {
        let mut all = Area::empty();
        for area in self.areas(part) {
            all.include(area);
        }
        all
    }

    /// The lines, by the part's edges.
    fn lines(&self, part: &Part, component_gap: f64) -> Vec<Vec<Pos>> {
        let areas = self.areas(part);
        let mut across = 0;
        let line = |&(from, to): &(u32, u32)| {
            let (a, b) = (areas[from as usize], areas[to as usize]);
            straightened(if self.parent[from as usize] == to {
                self.line_of_outline(from, to, a, b, part)
            } else {
                // Lines across share the gutter beside a column, a little apart.
                across += 1;
                let lane = component_gap * (0.2 + 0.08 * f64::from(across % 8));
                self.line_across(from, to, a, b, lane)
            })
        };
        part.edges.iter().map(line).collect()
    }

    /// From a box to what it stands beneath: left, up the common line, and in from below.
    fn line_of_outline(&self, from: u32, to: u32, a: Area, b: Area, part: &Part) -> Vec<Pos> {
        let (ca, cb) = (a.centre(), b.centre());
        let start = Pos::new(a.left, ca.y);
        let premise = part.joint[to as usize] && !part.joint[from as usize];
        if premise && (ca.y - cb.y).abs() < 1e-6 {
            return vec![start, Pos::new(b.right, ca.y)];
        }
        let bus = if premise {
            cb.x
        } else if part.joint[to as usize] {
            cb.x + b.width() / 4.0
        } else {
            b.left + BUS.min(b.width() / 2.0)
        };
        let end = Pos::new(bus, b.bottom);
        match self.trunk[from as usize] {
            Some(t) => vec![start, Pos::new(t.x, ca.y), t, Pos::new(bus, t.y), end],
            None => vec![start, Pos::new(bus, ca.y), end],
        }
    }

    /// From one place of the outline to another: out to the right, along the gutter beside the column (from
    /// column to column above them all), and in again from the right.
    fn line_across(&self, from: u32, to: u32, a: Area, b: Area, lane: f64) -> Vec<Pos> {
        // The way from a box to the gutter: from its right side, or over the card at its right.
        let way_out = |v: u32, area: Area| {
            let c = area.centre();
            if self.ends_entry[v as usize] {
                vec![Pos::new(area.right, c.y)]
            } else {
                let above = self.entry_top[v as usize] - self.half_room;
                vec![Pos::new(c.x, area.top), Pos::new(c.x, above)]
            }
        };
        let gutter = |v: u32| {
            let column = self.column[v as usize] as usize;
            self.gutters.get(column).copied().unwrap_or(0.0) + lane
        };
        let mut line = way_out(from, a);
        let mut back = way_out(to, b);
        back.reverse();
        let (leave, enter) = (line[line.len() - 1].y, back[0].y);
        let (out, home) = (gutter(from), gutter(to));
        line.push(Pos::new(out, leave));
        if out != home {
            let over = self.meet + self.half_room;
            line.extend([Pos::new(out, over), Pos::new(home, over)]);
        }
        line.push(Pos::new(home, enter));
        line.append(&mut back);
        line
    }
}

/// The entries in the order of a depth-first walk, and what each box stands beneath.
fn list(part: &Part) -> (Vec<Entry>, Vec<u32>) {
    let n = part.len();
    let into = Incidence::new(n, part.edges.iter().zip(0..).map(|(e, i)| (e.1, i)));
    let mut bears_on_something = vec![false; n];
    for e in &part.edges {
        bears_on_something[e.0 as usize] = true;
    }
    let mut listed = vec![false; n];
    let mut parent = vec![NONE; n];
    let mut entries = Vec::with_capacity(n);
    let mut stack: Vec<Task> = Vec::new();
    // Theses first, then what only stands on a cycle; of either, cards before joints.
    let all = || 0..n as u32;
    let joint = |v: &u32| part.joint[*v as usize];
    let thesis = |v: &u32| !bears_on_something[*v as usize];
    let starts = all()
        .filter(|v| thesis(v) && !joint(v))
        .chain(all().filter(|v| thesis(v) && joint(v)))
        .chain(all().filter(|v| !joint(v)))
        .chain(all().filter(joint));
    for start in starts {
        if listed[start as usize] {
            continue;
        }
        stack.push(if joint(&start) {
            Task::Joint(start, NONE, 0)
        } else {
            Task::Card(start, NONE, NONE, 0)
        });
        while let Some(task) = stack.pop() {
            match task {
                Task::Card(card, of_joint, beneath, depth) => {
                    if std::mem::replace(&mut listed[card as usize], true) {
                        continue;
                    }
                    parent[card as usize] = if of_joint == NONE { beneath } else { of_joint };
                    let first = of_joint != NONE
                        && !std::mem::replace(&mut listed[of_joint as usize], true);
                    entries.push(Entry {
                        card,
                        joint: if first { of_joint } else { NONE },
                        depth,
                    });
                    for &i in into.at(card).iter().rev() {
                        let from = part.edges[i as usize].0;
                        stack.push(if joint(&from) {
                            Task::Joint(from, card, depth + 1)
                        } else {
                            Task::Card(from, NONE, card, depth + 1)
                        });
                    }
                }
                Task::Joint(link, beneath, depth) => {
                    // `parent` is set as soon as the joint is met, `listed` when it gets its entry.
                    if listed[link as usize] || parent[link as usize] != NONE {
                        continue;
                    }
                    parent[link as usize] = if beneath == NONE { link } else { beneath };
                    let from = |&i: &u32| part.edges[i as usize].0;
                    let bearing = || into.at(link).iter().rev().map(from);
                    for undercutter in bearing().filter(|v| joint(v)) {
                        stack.push(Task::Joint(undercutter, link, depth + 1));
                    }
                    stack.push(Task::Leftover(link, depth));
                    for premise in bearing().filter(|v| !joint(v)) {
                        stack.push(Task::Card(premise, link, beneath, depth));
                    }
                }
                Task::Leftover(link, depth) => {
                    if !std::mem::replace(&mut listed[link as usize], true) {
                        entries.push(Entry {
                            card: NONE,
                            joint: link,
                            depth,
                        });
                    }
                }
            }
        }
    }
    (entries, parent)
}
