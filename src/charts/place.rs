//! Where words go: boxes that must not meet, lines that should not be crossed.

/// A box in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left (before mirroring).
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// A box from its corner and size.
    pub fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    /// Whether two boxes share a point.
    pub fn meets(&self, other: &Rect) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    /// Whether this box lies within another.
    pub fn within(&self, other: &Rect) -> bool {
        let (right, bottom) = (self.x + self.w, self.y + self.h);
        self.x >= other.x && self.y >= other.y && right <= other.x + other.w && bottom <= other.y + other.h
    }

    /// Whether a straight stroke runs through the box (Liang and Barsky's clipping).
    pub fn crossed_by(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        let sides = [
            (-dx, from.0 - self.x),
            (dx, self.x + self.w - from.0),
            (-dy, from.1 - self.y),
            (dy, self.y + self.h - from.1),
        ];
        for (p, q) in sides {
            if p == 0.0 {
                if q < 0.0 {
                    return false;
                }
            } else if p < 0.0 {
                enter = enter.max(q / p);
            } else {
                leave = leave.min(q / p);
            }
        }
        enter <= leave
    }
}

/// Moves blocks (wished-for top, height) apart within `top..bottom`; their order from the top stays.
/// Returns their tops, in the order they came.
pub fn spread(wishes: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    // Few blocks, each put in its place: sorting would bring its code to the page.
    let mut order: Vec<usize> = Vec::with_capacity(wishes.len());
    for (at, wish) in wishes.iter().enumerate() {
        order.insert(order.partition_point(|other| wishes[*other].0 <= wish.0), at);
    }
    let mut tops = vec![0.0; wishes.len()];
    let mut free = top;
    for at in &order {
        tops[*at] = wishes[*at].0.max(free);
        free = tops[*at] + wishes[*at].1;
    }
    let mut limit = bottom;
    for at in order.iter().rev() {
        tops[*at] = tops[*at].min(limit - wishes[*at].1);
        limit = tops[*at];
    }
    tops
}

/// How far a point is from a straight stroke.
fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along =
        if length == 0.0 { 0.0 } else { ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length };
    let along = along.clamp(0.0, 1.0);
    (point.0 - from.0 - along * dx).hypot(point.1 - from.1 - along * dy)
}

/// A line: its points, how much it hurts to cross it, whose line it is.
pub type Obstacle = (Vec<(f64, f64)>, f64, Option<usize>);

/// Strokes and boxes that a label had better not touch.
#[derive(Default)]
pub struct Crowd {
    /// The lines.
    pub strokes: Vec<Obstacle>,
    /// Words that stand already: never touched.
    pub taken: Vec<Rect>,
}

impl Crowd {
    /// The best box of `size` beside one of the `anchors`, inside `room`, away from the lines of others than
    /// `owner`; where everything is taken, the first free place of the room, else its corner.
    pub fn place(&self, size: (f64, f64), anchors: &[(f64, f64)], room: Rect, owner: Option<usize>) -> Rect {
        let (w, h) = size;
        let mut near = Vec::new();
        for (x, y) in anchors {
            let shared = self.shared((*x, *y), owner);
            for (gap, cost) in [(5.0, 0.0), (12.0, 1.0), (22.0, 2.5)] {
                for (left, lean) in [(-w / 2.0, 0.3), (4.0, 0.0), (-w - 4.0, 0.1)] {
                    for (top, side) in [(y - gap - h, 0.0), (y + gap, 0.2)] {
                        let rect = Rect::new(x + left, top, w, h);
                        near.push((rect, cost + lean + shared + side + self.mistaken(rect, owner)));
                    }
                }
            }
        }
        let anywhere = || {
            let across = ((room.w - w) / 12.0).max(0.0) as usize;
            let down = ((room.h - h) / 8.0).max(0.0) as usize;
            let at = move |n: usize| (n % (across + 1), n / (across + 1));
            let rect = move |(i, j): (usize, usize)| {
                Rect::new(room.x + i as f64 * 12.0, room.y + j as f64 * 8.0, w, h)
            };
            (0..(across + 1) * (down + 1)).map(move |n| (rect(at(n)), 0.0))
        };
        let best = self.best(near.into_iter(), &room).or_else(|| self.best(anywhere(), &room));
        best.unwrap_or(Rect::new(room.x, room.y, w, h))
    }

    fn best(&self, offers: impl Iterator<Item = (Rect, f64)>, room: &Rect) -> Option<Rect> {
        // Words side by side that nearly touch read as one.
        let wide = |rect: &Rect| Rect::new(rect.x - 6.0, rect.y - 1.0, rect.w + 12.0, rect.h + 2.0);
        let taken = |rect: &Rect| self.taken.iter().any(|taken| taken.meets(&wide(rect)));
        let free = offers.filter(|(rect, _)| rect.within(room) && !taken(rect));
        let priced = free.map(|(rect, cost)| (cost + self.cost(rect), rect));
        priced.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, rect)| rect)
    }

    fn cost(&self, rect: Rect) -> f64 {
        let wide = Rect::new(rect.x - 2.0, rect.y - 1.0, rect.w + 4.0, rect.h + 2.0);
        let crossed =
            |points: &Vec<(f64, f64)>| points.windows(2).any(|pair| wide.crossed_by(pair[0], pair[1]));
        self.strokes.iter().filter(|(points, _, _)| crossed(points)).map(|(_, hurt, _)| hurt).sum()
    }

    /// How much a label would be read as that of a line which it is nearer to than to its own.
    fn mistaken(&self, rect: Rect, owner: Option<usize>) -> f64 {
        let middle = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
        let near = |own: bool| {
            let meant =
                self.strokes.iter().filter(|(_, _, whose)| whose.is_some() && (*whose == owner) == own);
            let segments = meant.flat_map(|(points, _, _)| points.windows(2));
            segments.map(|pair| distance(middle, pair[0], pair[1])).fold(f64::INFINITY, f64::min)
        };
        if owner.is_some() && near(false) < near(true) { 1.2 } else { 0.0 }
    }

    /// How much a place is somebody else's too: a label where two lines run together says nothing.
    fn shared(&self, point: (f64, f64), owner: Option<usize>) -> f64 {
        let others = self.strokes.iter().filter(|(_, _, whose)| whose.is_some() && *whose != owner);
        let segments = others.flat_map(|(points, _, _)| points.windows(2));
        let near = segments.map(|pair| distance(point, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
        4.0 * (1.0 - near / 24.0).max(0.0)
    }
}
