//! Points, rectangles and cubic curves. Uses the standard library only.

/// A point, x and y.
pub type Point = (f32, f32);

/// A cubic Bézier curve: start, two control points, end.
pub type Bezier = [Point; 4];

/// Curves in a row, each from where the one before ends.
pub type Path = Vec<Bezier>;

/// A rectangle by its top left corner and its size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// A rectangle from its top left corner and its size.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// The square of half side `half` around `centre`.
    pub const fn square(centre: Point, half: f32) -> Self {
        Self::new(centre.0 - half, centre.1 - half, 2.0 * half, 2.0 * half)
    }

    /// The smallest rectangle that holds the points; `None` without any.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points
            .into_iter()
            .map(|(x, y)| Self::new(x, y, 0.0, 0.0))
            .reduce(Self::union)
    }

    /// Right edge.
    pub const fn right(&self) -> f32 {
        self.x + self.w
    }

    /// Bottom edge.
    pub const fn bottom(&self) -> f32 {
        self.y + self.h
    }

    /// The middle.
    pub const fn centre(&self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Whether all of another rectangle lies inside.
    pub fn contains_rect(&self, other: &Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether the point lies inside or on the border.
    pub fn contains(&self, (x, y): Point) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
    }

    /// Whether the two share more than a border.
    pub fn intersects(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The smallest rectangle that holds both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self::new(x, y, right - x, bottom - y)
    }

    /// The rectangle moved outwards by `by` on every side.
    pub fn expand(self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            self.w + 2.0 * by,
            self.h + 2.0 * by,
        )
    }
}

/// The point of the curve at `t` from 0 to 1.
pub fn point_at([a, b, c, d]: &Bezier, t: f32) -> Point {
    let s = 1.0 - t;
    let (wa, wb, wc, wd) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
    (
        wa * a.0 + wb * b.0 + wc * c.0 + wd * d.0,
        wa * a.1 + wb * b.1 + wc * c.1 + wd * d.1,
    )
}

/// Cuts a curve in two at `t` from 0 to 1 (de Casteljau).
pub fn split([a, b, c, d]: &Bezier, t: f32) -> (Bezier, Bezier) {
    let mix = |p: &Point, q: &Point| (p.0 + (q.0 - p.0) * t, p.1 + (q.1 - p.1) * t);
    let (ab, bc, cd) = (mix(a, b), mix(b, c), mix(c, d));
    let (abc, bcd) = (mix(&ab, &bc), mix(&bc, &cd));
    let at = mix(&abc, &bcd);
    ([*a, ab, abc, at], [at, bcd, cd, *d])
}

/// The curve as `n` straight pieces (at least one): `n + 1` points, both ends included.
pub fn sample(curve: &Bezier, n: usize) -> Vec<Point> {
    let n = n.max(1);
    (0..=n)
        .map(|i| point_at(curve, i as f32 / n as f32))
        .collect()
}

/// How far `point` is from the straight line between `a` and `b`.
pub fn distance_to_segment(a: Point, b: Point, point: Point) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        (((point.0 - a.0) * dx + (point.1 - a.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - a.0 - t * dx).hypot(point.1 - a.1 - t * dy)
}

/// How far `point` is from the curve, as nearly as 32 straight pieces tell.
pub fn distance(curve: &Bezier, point: Point) -> f32 {
    distance_within(curve, point, f32::INFINITY)
}

/// The same if it is less than `most`, else infinite: soon found where the point is far off.
pub fn distance_within(curve: &Bezier, point: Point, most: f32) -> f32 {
    fn halving(curve: &Bezier, point: Point, most: f32, times: u8) -> f32 {
        let hull = Rect::around(*curve).unwrap_or_default();
        let outside = |at: f32, low: f32, high: f32| (low - at).max(at - high).max(0.0);
        let off =
            outside(point.0, hull.x, hull.right()).hypot(outside(point.1, hull.y, hull.bottom()));
        if off >= most {
            return f32::INFINITY;
        }
        if times == 0 {
            let far = distance_to_segment(curve[0], curve[3], point);
            return if far < most { far } else { f32::INFINITY };
        }
        let (first, second) = split(curve, 0.5);
        let far = halving(&first, point, most, times - 1);
        far.min(halving(&second, point, most.min(far), times - 1))
    }
    halving(curve, point, most, 5)
}
