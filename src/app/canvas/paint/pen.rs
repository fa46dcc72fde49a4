//! Triangles put straight into one mesh: a thousand shapes handed to egui one by one cost more than the picture.
//! Edges are softened over one pixel, as egui does. May use egui's geometry.

use std::sync::Arc;

use egui::epaint::Vertex;
use egui::{Color32, Mesh, Pos2, Rect, Vec2, vec2};

/// Meshes of the frame before: once egui has let go of them, their memory serves again.
#[derive(Default)]
pub(super) struct Paper(Vec<Arc<Mesh>>);

/// At most so many meshes are kept: few frames need more than one.
const KEPT: usize = 8;

/// Draws into a mesh.
pub(super) struct Pen<'a> {
    mesh: Mesh,
    paper: &'a mut Paper,
    /// Over how many points an edge fades out: one pixel.
    feather: f32,
    /// Directions of the points round a corner's quarter circles, clockwise from the right.
    round: Vec<Vec2>,
}

/// A ring of an outline: how far outside it, and its colour.
pub(super) type Ring = (f32, Color32);

impl Paper {
    /// An empty mesh.
    fn sheet(&mut self) -> Mesh {
        let free = self
            .0
            .iter_mut()
            .position(|mesh| Arc::get_mut(mesh).is_some());
        let used = free.map(|n| self.0.swap_remove(n));
        match used.and_then(Arc::into_inner) {
            Some(mut mesh) => {
                mesh.clear();
                mesh
            }
            None => Mesh::default(),
        }
    }

    /// A finished mesh, whose memory serves again.
    fn keep(&mut self, mesh: Mesh) -> Arc<Mesh> {
        let mesh = Arc::new(mesh);
        if self.0.len() < KEPT {
            self.0.push(Arc::clone(&mesh));
        }
        mesh
    }
}

impl<'a> Pen<'a> {
    /// A pen for a screen of so many pixels per point, and round corners of about this radius in points.
    pub(super) fn new(paper: &'a mut Paper, pixels_per_point: f32, radius: f32) -> Self {
        let quarter = ((radius * pixels_per_point).sqrt() * 2.0)
            .ceil()
            .clamp(2.0, 9.0) as u8;
        let round = (0..4u8).flat_map(|corner| {
            (0..=quarter).map(move |n| {
                let turn = f32::from(corner) + f32::from(n) / f32::from(quarter);
                Vec2::angled(turn * std::f32::consts::FRAC_PI_2)
            })
        });
        Self {
            mesh: paper.sheet(),
            paper,
            feather: 1.0 / pixels_per_point.max(0.1),
            round: round.collect(),
        }
    }

    /// What was drawn so far, if anything; the pen goes on with an empty mesh.
    pub(super) fn take(&mut self) -> Option<Arc<Mesh>> {
        if self.mesh.is_empty() {
            return None;
        }
        let next = self.paper.sheet();
        let mesh = std::mem::replace(&mut self.mesh, next);
        Some(self.paper.keep(mesh))
    }

    /// A finished drawing somewhere else on the screen.
    pub(super) fn moved(&mut self, mesh: &Arc<Mesh>, by: Vec2) -> Arc<Mesh> {
        if by == Vec2::ZERO {
            return Arc::clone(mesh);
        }
        let mut moved = self.paper.sheet();
        moved.indices.extend_from_slice(&mesh.indices);
        let vertices = mesh.vertices.iter().map(|vertex| Vertex {
            pos: vertex.pos + by,
            ..*vertex
        });
        moved.vertices.extend(vertices);
        self.paper.keep(moved)
    }

    /// One pixel, in points.
    pub(super) fn pixel(&self) -> f32 {
        self.feather
    }

    /// A rectangle with hard edges.
    pub(super) fn block(&mut self, rect: Rect, ink: Color32) {
        self.mesh.add_colored_rect(rect, ink);
    }

    /// A line through points with hard edges.
    pub(super) fn thin_line(&mut self, points: &[Pos2], width: f32, ink: Color32) {
        let last = points.len().saturating_sub(1);
        if last == 0 {
            return;
        }
        let start = self.mesh.vertices.len() as u32;
        let half = |n: usize| (points[n + 1] - points[n]).normalized().rot90() * (width / 2.0);
        for (n, point) in points.iter().enumerate() {
            // Bends are slight: the direction of one piece is near enough.
            let side = half(n.min(last - 1));
            self.mesh.colored_vertex(*point + side, ink);
            self.mesh.colored_vertex(*point - side, ink);
            if n > 0 {
                let a = start + 2 * n as u32 - 2;
                self.mesh.add_triangle(a, a + 1, a + 2);
                self.mesh.add_triangle(a + 1, a + 3, a + 2);
            }
        }
    }

    /// A line through points; it closes smoothly if it ends where it begins.
    pub(super) fn line(&mut self, points: &[Pos2], width: f32, ink: Color32) {
        let last = points.len().saturating_sub(1);
        if last == 0 {
            return;
        }
        let closed = last > 2 && points[0] == points[last];
        // Thinner than a pixel is drawn paler instead.
        let soft = self.feather;
        let (core, ink) = if width > soft {
            (width - soft, ink)
        } else {
            (0.0, ink.gamma_multiply(width / soft))
        };
        let across: &[Ring] = if core > 0.0 {
            &[
                (core / 2.0 + soft, Color32::TRANSPARENT),
                (core / 2.0, ink),
                (-core / 2.0, ink),
                (-core / 2.0 - soft, Color32::TRANSPARENT),
            ]
        } else {
            &[
                (soft, Color32::TRANSPARENT),
                (0.0, ink),
                (-soft, Color32::TRANSPARENT),
            ]
        };
        let lanes = across.len() as u32;
        let start = self.mesh.vertices.len() as u32;
        let normal = |n: usize| (points[n + 1] - points[n]).normalized().rot90();
        let mut before = closed.then(|| normal(last - 1));
        for (n, point) in points.iter().enumerate() {
            let after = if n < last {
                Some(normal(n))
            } else {
                closed.then(|| normal(0))
            };
            let side = match (before, after) {
                (Some(a), Some(b)) => mitre(a, b),
                (one, other) => one.or(other).unwrap_or_default(),
            };
            before = after;
            for (offset, ink) in across {
                self.mesh.colored_vertex(*point + side * *offset, *ink);
            }
        }
        for n in 0..last as u32 {
            for lane in 0..lanes - 1 {
                let a = start + n * lanes + lane;
                self.mesh.add_triangle(a, a + 1, a + lanes);
                self.mesh.add_triangle(a + 1, a + lanes + 1, a + lanes);
            }
        }
    }

    /// Rings around a rounded rectangle, from the outermost in; the innermost may be filled.
    pub(super) fn rounded(&mut self, rect: Rect, radius: f32, rings: &[Ring], filled: bool) {
        let radius = radius.min(rect.width().min(rect.height()) / 2.0);
        let inner = rect.shrink(radius);
        let corners = [
            inner.right_bottom(),
            inner.left_bottom(),
            inner.left_top(),
            inner.right_top(),
        ];
        let each = self.round.len() / 4;
        let start = self.mesh.vertices.len() as u32;
        for (offset, ink) in rings {
            for (corner, directions) in corners.iter().zip(self.round.chunks_exact(each.max(1))) {
                for direction in directions {
                    let at = *corner + *direction * (radius + offset);
                    self.mesh.colored_vertex(at, *ink);
                }
            }
        }
        self.stitch(start, self.round.len() as u32, rings.len() as u32, filled);
    }

    /// Rings around a convex polygon, from the outermost in; the innermost may be filled.
    pub(super) fn polygon(&mut self, points: &[Pos2], rings: &[Ring], filled: bool) {
        let count = points.len();
        if count < 3 {
            return;
        }
        let area: f32 = (0..count)
            .map(|n| {
                let (a, b) = (points[n], points[(n + 1) % count]);
                a.x * b.y - b.x * a.y
            })
            .sum();
        let outward = if area > 0.0 { -1.0 } else { 1.0 };
        let normal = |n: usize| {
            let (a, b) = (points[n % count], points[(n + 1) % count]);
            (b - a).normalized().rot90() * outward
        };
        let sides: Vec<Vec2> = (0..count)
            .map(|n| mitre(normal(n + count - 1), normal(n)))
            .collect();
        let start = self.mesh.vertices.len() as u32;
        for (offset, ink) in rings {
            for (point, side) in points.iter().zip(&sides) {
                self.mesh.colored_vertex(*point + *side * *offset, *ink);
            }
        }
        self.stitch(start, count as u32, rings.len() as u32, filled);
    }

    /// A convex polygon of one colour with hard edges.
    pub(super) fn facet(&mut self, points: &[Pos2], ink: Color32) {
        let start = self.mesh.vertices.len() as u32;
        for point in points {
            self.mesh.colored_vertex(*point, ink);
        }
        for n in 2..points.len() as u32 {
            self.mesh.add_triangle(start, start + n - 1, start + n);
        }
    }

    /// A convex polygon of one colour with soft edges.
    pub(super) fn fill(&mut self, points: &[Pos2], ink: Color32) {
        let half = self.feather / 2.0;
        self.polygon(points, &[(half, Color32::TRANSPARENT), (-half, ink)], true);
    }

    /// Joins rings of `count` vertices each, that begin at `start`.
    fn stitch(&mut self, start: u32, count: u32, rings: u32, filled: bool) {
        for ring in 1..rings {
            let (outer, inner) = (start + (ring - 1) * count, start + ring * count);
            let mut last = count - 1;
            for n in 0..count {
                self.mesh
                    .add_triangle(outer + last, outer + n, inner + last);
                self.mesh.add_triangle(outer + n, inner + n, inner + last);
                last = n;
            }
        }
        if filled {
            let inner = start + (rings - 1) * count;
            for n in 1..count - 1 {
                self.mesh.add_triangle(inner, inner + n, inner + n + 1);
            }
        }
    }
}

/// Where the sides of a line or polygon meet, for edges with these normals; cut short at sharp corners.
fn mitre(a: Vec2, b: Vec2) -> Vec2 {
    let middle = (a + b) / 2.0;
    let square = middle.length_sq();
    if square > 0.16 {
        middle / square
    } else if square > 1e-6 {
        middle * (2.5 / square.sqrt())
    } else {
        vec2(a.x, a.y)
    }
}
