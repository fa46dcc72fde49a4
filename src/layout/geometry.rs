//! Points and rectangles: `f32` for callers, `f64` inside, where a million-point-wide picture is added up.

/// A place in the picture, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// The point at `x`, `y`.
    pub fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

/// An upright rectangle; `min` is its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Upper left corner.
    pub min: Point,
    /// Lower right corner.
    pub max: Point,
}

impl Rect {
    /// Width in points.
    pub fn width(&self) -> f32 {
        self.max.x - self.min.x
    }

    /// Height in points.
    pub fn height(&self) -> f32 {
        self.max.y - self.min.y
    }
}

/// A place while layout is at work: `x` runs along the rows, `y` from the thesis towards the premises.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Pos {
    pub x: f64,
    pub y: f64,
}

impl Pos {
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// A rectangle while layout is at work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn around(centre: Pos, width: f64, height: f64) -> Self {
        Self {
            left: centre.x - width / 2.0,
            top: centre.y - height / 2.0,
            right: centre.x + width / 2.0,
            bottom: centre.y + height / 2.0,
        }
    }

    /// An area that holds nothing and grows by [`Area::include`].
    pub fn empty() -> Self {
        Self {
            left: f64::INFINITY,
            top: f64::INFINITY,
            right: f64::NEG_INFINITY,
            bottom: f64::NEG_INFINITY,
        }
    }

    pub fn include(&mut self, other: Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }

    pub fn include_point(&mut self, p: Pos) {
        self.include(Self::around(p, 0.0, 0.0));
    }

    pub fn width(&self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    pub fn height(&self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }

    pub fn centre(&self) -> Pos {
        Pos::new(
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }

    pub fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// The four corners.
    pub fn corners(&self) -> [Pos; 4] {
        [
            Pos::new(self.left, self.top),
            Pos::new(self.right, self.top),
            Pos::new(self.left, self.bottom),
            Pos::new(self.right, self.bottom),
        ]
    }

    /// Whether the insides meet; touching is not meeting.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub fn holds(&self, p: Pos) -> bool {
        self.left <= p.x && p.x <= self.right && self.top <= p.y && p.y <= self.bottom
    }

    /// Whether the open segment `a`-`b` passes through the inside (Liang & Barsky 1984).
    pub fn cut_by(&self, a: Pos, b: Pos) -> bool {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (from, step, low, high) in [
            (a.x, b.x - a.x, self.left, self.right),
            (a.y, b.y - a.y, self.top, self.bottom),
        ] {
            if step == 0.0 {
                if from <= low || from >= high {
                    return false;
                }
            } else {
                let (t0, t1) = ((low - from) / step, (high - from) / step);
                enter = enter.max(t0.min(t1));
                leave = leave.min(t0.max(t1));
            }
        }
        enter < leave
    }

    /// Where the segment from the middle towards `outside` leaves the area; `outside` itself if it is within.
    pub fn rim_towards(&self, outside: Pos) -> Pos {
        let c = self.centre();
        let (dx, dy) = (outside.x - c.x, outside.y - c.y);
        let tx = if dx == 0.0 {
            f64::INFINITY
        } else {
            self.width() / 2.0 / dx.abs()
        };
        let ty = if dy == 0.0 {
            f64::INFINITY
        } else {
            self.height() / 2.0 / dy.abs()
        };
        let t = tx.min(ty).min(1.0);
        Pos::new(c.x + dx * t, c.y + dy * t)
    }
}
