//! Links: strands, stems, heads and joints, all in one mesh. Curves are cut to what is seen and drawn in as many
//! pieces as their bend needs on the screen. May use egui's geometry.

use egui::{Pos2, Rect, Stroke, pos2};

use super::pen::Pen;
use super::{BARS, Emphasis, Look, PLAIN};
use crate::app::canvas::scene::LinkShape;
use crate::app::theme::colour;
use crate::figure::style::{STROKE_LINK, STROKE_SELECTED};
use crate::figure::{Bezier, JOINT, Point};
use crate::map::LinkKind;

/// Below this zoom lines have hard edges: there are many, and each is a pixel wide.
const SOFT: f32 = 0.2;
/// Below this zoom the strokes of dashed lines have hard edges: they are a few pixels long.
const FINE: f32 = 0.5;
/// Where more links than this run through the view, their strokes and gaps are longer and hard-edged: nobody follows
/// a single one there, and drawing them as finely as elsewhere would cost more than all the rest.
const CROWD: usize = 250;
/// How much longer.
const CROWDED: f32 = 3.0;
/// Where more links than this run through the view, every line has hard edges and is bent coarsely, for the same reason.
const THRONG: usize = 450;
/// Curves longer than this on the screen are cut in two until they are not, in points.
const LONGEST: f32 = 1024.0;
/// How far a straight piece may be off the curve, in points, by [`Fineness`].
const FLAT: [f32; 4] = [0.3, 0.6, 1.0, 2.5];
/// Below this zoom strokes and gaps of a dashed line become no shorter: they could not be told apart.
const SHORTEST: f32 = 0.75;

/// How finely lines are drawn, by how much could be seen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fineness {
    /// Soft edges.
    Fine,
    /// Soft edges, among more than [`CROWD`].
    Crowded,
    /// Hard edges: below [`SOFT`].
    Small,
    /// Hard edges, among more than [`THRONG`].
    Thronged,
}

/// Draws links one after another.
pub(super) struct Links<'a> {
    look: &'a Look<'a>,
    seen: Rect,
    crowded: bool,
    fineness: Fineness,
    points: Vec<Pos2>,
    dash: Vec<Pos2>,
    halves: Vec<[Pos2; 4]>,
}

impl<'a> Links<'a> {
    /// For lines on a part of the screen, as finely as suits so many in view.
    pub(super) fn new(look: &'a Look<'a>, area: Rect, count: usize) -> Self {
        Self {
            look,
            seen: area.expand(8.0),
            crowded: count > CROWD,
            fineness: match look.camera.zoom < SOFT {
                _ if count > THRONG => Fineness::Thronged,
                true => Fineness::Small,
                false if count > CROWD => Fineness::Crowded,
                false => Fineness::Fine,
            },
            points: Vec::new(),
            dash: Vec::new(),
            halves: Vec::new(),
        }
    }

    fn has_hard_edges(&self) -> bool {
        self.fineness >= Fineness::Small
    }

    fn place(&self, (x, y): Point) -> Pos2 {
        self.look
            .camera
            .screen_from_world(self.look.view, pos2(x, y))
    }

    /// Draws a link's lines.
    pub(super) fn draw(&mut self, pen: &mut Pen<'_>, link: &LinkShape, how: Emphasis) {
        let zoom = self.look.camera.zoom;
        let p = self.look.palette;
        let figure = &link.figure;
        let ink = self.ink(figure.kind, how);
        let curves = || figure.curves();
        if zoom < PLAIN {
            let (ink, width) = match (how.selected, how.hit) {
                (true, _) => (colour(p.selection), 2.0),
                (_, true) => (colour(p.warning), 2.0),
                _ => (ink, 1.0),
            };
            for curve in curves() {
                let (a, b) = (self.place(curve[0]), self.place(curve[3]));
                if self.seen.intersects(Rect::from_two_pos(a, b)) {
                    pen.thin_line(&[a, b], width, ink);
                }
            }
            return;
        }
        let width = (STROKE_LINK * zoom).clamp(1.0, 4.0) + if how.hovered { 1.0 } else { 0.0 };
        let stroke = Stroke::new(width, ink);
        let halo = match (how.selected, how.hit) {
            (true, _) => Some(colour(p.selection)),
            (_, true) => Some(colour(p.warning)),
            _ => None,
        };
        let halo = halo.map(|ink| Stroke::new(width + 5.0, ink.gamma_multiply(0.35)));
        for curve in curves() {
            self.curve(pen, curve, figure.dash(), stroke, halo);
        }
        let reach = Rect::from_center_size(self.place(figure.tip), egui::Vec2::splat(24.0 * zoom));
        if self.seen.intersects(reach) && !figure.chained {
            let head: Vec<Pos2> = figure.head().into_iter().map(|at| self.place(at)).collect();
            match (figure.head_filled() || zoom < SOFT, self.has_hard_edges()) {
                (true, true) => pen.facet(&head, ink),
                (true, false) => pen.fill(&head, ink),
                (false, true) => pen.thin_line(&head, width, ink),
                (false, false) => pen.line(&head, width, ink),
            }
        }
        for [a, b] in figure.bars() {
            pen.line(&[self.place(a), self.place(b)], width, ink);
        }
    }

    fn ink(&self, kind: LinkKind, how: Emphasis) -> egui::Color32 {
        let p = self.look.palette;
        match (p.link(kind), how.faded) {
            (rgb, true) => colour(rgb.mix(p.canvas, 0.72)),
            (rgb, false) => colour(rgb),
        }
    }

    /// Draws a link's joint, above all lines and cards.
    pub(super) fn joint(&self, pen: &mut Pen<'_>, link: &LinkShape, how: Emphasis) {
        let zoom = self.look.camera.zoom;
        if zoom < PLAIN {
            return;
        }
        let ink = self.ink(link.figure.kind, how);
        let p = self.look.palette;
        let figure = &link.figure;
        let centre = self.place(figure.joint);
        let around = Rect::from_center_size(centre, egui::Vec2::splat(32.0 * zoom + 8.0));
        if !self.seen.intersects(around) {
            return;
        }
        let plain = !how.selected && !how.hovered && !how.hit;
        if zoom < SOFT && plain {
            // Of a shape so small only more or less of its colour is seen.
            let half = egui::vec2(JOINT, JOINT) * zoom;
            match figure.kind {
                LinkKind::Attack => {
                    let (x, y) = (
                        egui::vec2(half.x * 1.25, 0.0),
                        egui::vec2(0.0, half.y * 1.25),
                    );
                    pen.facet(&[centre - y, centre + x, centre + y, centre - x], ink);
                }
                LinkKind::Support => pen.block(Rect::from_center_size(centre, half * 1.8), ink),
                LinkKind::Rephrase => {
                    let size = egui::vec2(half.x * 2.5, half.y * 1.6);
                    pen.block(Rect::from_center_size(centre, size), ink);
                }
            }
            return;
        }
        let outline = figure.joint_outline();
        // A small disc needs fewer corners.
        let every = if zoom < BARS && figure.kind == LinkKind::Support {
            3
        } else {
            1
        };
        let outline: Vec<Pos2> = outline
            .into_iter()
            .step_by(every)
            .map(|at| self.place(at))
            .collect();
        let edge = if how.selected {
            Stroke::new(STROKE_SELECTED, colour(p.selection))
        } else if how.hit {
            Stroke::new(STROKE_SELECTED, colour(p.warning))
        } else if how.hovered {
            Stroke::new(1.5, colour(p.accent))
        } else {
            Stroke::new((1.5 * zoom).max(1.0), colour(p.canvas))
        };
        if zoom < BARS && plain {
            if self.has_hard_edges() {
                pen.facet(&outline, ink);
            } else {
                pen.fill(&outline, ink);
            }
            return;
        }
        let (half, soft) = (edge.width / 2.0, pen.pixel() / 2.0);
        let rings = [
            (half + soft, egui::Color32::TRANSPARENT),
            (half - soft, edge.color),
            (soft - half, edge.color),
            (-half - soft, ink),
        ];
        pen.polygon(&outline, &rings, true);
        if zoom >= BARS {
            let width = (1.8 * zoom).max(1.0);
            for stroke in figure.sign_strokes() {
                let stroke: Vec<Pos2> = stroke.into_iter().map(|at| self.place(at)).collect();
                pen.line(&stroke, width, colour(p.canvas));
            }
        }
    }

    /// Draws what is seen of a curve.
    fn curve(
        &mut self,
        pen: &mut Pen<'_>,
        curve: &Bezier,
        dash: &[f32],
        stroke: Stroke,
        halo: Option<Stroke>,
    ) {
        let zoom = self.look.camera.zoom;
        let hard = self.has_hard_edges();
        let reach = stroke.width + 6.0;
        let mut rest = std::mem::take(&mut self.halves);
        rest.push(curve.map(|at| self.place(at)));
        while let Some(piece) = rest.pop() {
            let hull = Rect::from_points(&piece);
            if !self.seen.intersects(hull.expand(reach)) {
                continue;
            }
            if hull.width().max(hull.height()) > LONGEST && rest.len() < 64 {
                let (first, second) = halves(piece);
                // The first half is drawn first.
                rest.push(second);
                rest.push(first);
                continue;
            }
            let mut points = std::mem::take(&mut self.points);
            flatten(&piece, FLAT[self.fineness as usize], &mut points);
            if let Some(halo) = halo {
                pen.line(&points, halo.width, halo.color);
            }
            if !dash.is_empty() && zoom >= BARS {
                self.dashed(pen, &points, dash, stroke);
            } else if hard {
                pen.thin_line(&points, stroke.width, stroke.color);
            } else {
                pen.line(&points, stroke.width, stroke.color);
            }
            self.points = points;
        }
        self.halves = rest;
    }

    /// Draws strokes and gaps in turn; both lengths in world points.
    fn dashed(&mut self, pen: &mut Pen<'_>, points: &[Pos2], lengths: &[f32], stroke: Stroke) {
        let zoom = self.look.camera.zoom.max(SHORTEST) * if self.crowded { CROWDED } else { 1.0 };
        let mut turn = 0;
        let length = |turn: usize| lengths[turn % lengths.len()] * zoom;
        let mut left = length(0);
        self.dash.clear();
        self.dash.extend(points.first());
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            let mut way = from.distance(to);
            while way > left {
                let at = from + (to - from) * (left / way);
                if turn % 2 == 0 {
                    self.dash.push(at);
                    if self.seen.contains(at) {
                        self.dash(pen, stroke);
                    }
                }
                self.dash.clear();
                self.dash.push(at);
                way -= left;
                from = at;
                turn += 1;
                left = length(turn);
            }
            left -= way;
            if turn % 2 == 0 {
                self.dash.push(to);
            }
        }
        if turn % 2 == 0 {
            self.dash(pen, stroke);
        }
    }

    fn dash(&self, pen: &mut Pen<'_>, stroke: Stroke) {
        if self.crowded || self.look.camera.zoom < FINE {
            pen.thin_line(&self.dash, stroke.width, stroke.color);
        } else {
            pen.line(&self.dash, stroke.width, stroke.color);
        }
    }
}

/// A curve cut in the middle.
fn halves([a, b, c, d]: [Pos2; 4]) -> ([Pos2; 4], [Pos2; 4]) {
    let (ab, bc, cd) = (a.lerp(b, 0.5), b.lerp(c, 0.5), c.lerp(d, 0.5));
    let (abc, bcd) = (ab.lerp(bc, 0.5), bc.lerp(cd, 0.5));
    let at = abc.lerp(bcd, 0.5);
    ([a, ab, abc, at], [at, bcd, cd, d])
}

/// The curve as straight pieces, as few as its bend allows: the bound on a curve's distance from its chords is
/// from its second differences (Wang 1984).
fn flatten([a, b, c, d]: &[Pos2; 4], flat: f32, points: &mut Vec<Pos2>) {
    let bend =
        |p: &Pos2, q: &Pos2, r: &Pos2| (p.to_vec2() - 2.0 * q.to_vec2() + r.to_vec2()).length();
    let bend = bend(a, b, c).max(bend(b, c, d));
    let n = (0.75 * bend / flat).sqrt().ceil().clamp(1.0, 64.0) as u8;
    points.clear();
    for i in 0..=n {
        let t = f32::from(i) / f32::from(n);
        let s = 1.0 - t;
        let (wa, wb, wc, wd) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
        points.push(pos2(
            wa * a.x + wb * b.x + wc * c.x + wd * d.x,
            wa * a.y + wb * b.y + wc * c.y + wd * d.y,
        ));
    }
}
