//! A virtual list of plain rows: everything is summed from the first row on, each time it is asked.
//!
//! Lengths are whole numbers of 1/4096 px ([`PX`]), so that no sum is ever inexact; sizes are taken to
//! the nearest 1/64 px, a half upwards. Rows have names, so that a row can be found again after others came
//! and went: what the anchor moved is asked of the anchor itself. A waterfall's row gets its lane when
//! it is first to be rendered, and no tree, prefix or cache is anywhere.
//!
//! ```
//! use tuike_oracle::list::{Naive, PX, Shape};
//!
//! let mut naive = Naive::new(4, 10 * PX, Shape { lanes: 2, ..Shape::default() });
//! assert_eq!(naive.resize(0, 25 * PX), 0);
//! naive.range(0, 100 * PX);
//! assert_eq!(naive.lanes(), [0, 1, 1, 1]);
//! assert_eq!(naive.total(), 30 * PX);
//! ```

/// One pixel.
pub const PX: i64 = 4096;

/// What does not change.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Rows beside each other.
    pub lanes: usize,
    /// Line after line instead of each to the shortest lane.
    pub is_grid: bool,
    /// Between two rows.
    pub gap: i64,
    /// Before the first and after the last row.
    pub padding: [i64; 2],
    /// Rows a lane to render beyond the visible ones.
    pub overscan: usize,
}

impl Default for Shape {
    fn default() -> Self {
        Self { lanes: 1, is_grid: false, gap: 0, padding: [0; 2], overscan: 0 }
    }
}

#[derive(Clone, Copy, Debug)]
struct Row {
    name: u64,
    size: i64,
    lane: Option<usize>,
}

/// Where a row is: lane, where it begins, size.
pub type Place = (usize, i64, i64);

/// What is to be rendered, and what of it is visible; the lengths of [`crate::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first row to render.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The first visible row.
    pub first: usize,
    /// One past the last visible one.
    pub last: usize,
    /// Before the first row to render.
    pub before: i64,
    /// Behind the last one.
    pub after: i64,
}

/// A list, naively.
#[derive(Clone, Debug)]
pub struct Naive {
    rows: Vec<Row>,
    /// The lines of a grid: their heights.
    lines: Vec<i64>,
    estimate: i64,
    shape: Shape,
    anchor: Option<u64>,
    named: u64,
}

impl Naive {
    /// So many rows of one size.
    #[must_use]
    pub fn new(count: usize, estimate: i64, shape: Shape) -> Self {
        let mut naive =
            Self { rows: Vec::new(), lines: Vec::new(), estimate, shape, anchor: None, named: 0 };
        naive.insert(0, count);
        naive.anchor = naive.rows.first().map(|row| row.name);
        naive
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    fn falls(&self) -> bool {
        self.shape.lanes > 1 && !self.shape.is_grid
    }

    /// How many rows have a lane: all of them stand before those that wait.
    fn front(&self) -> usize {
        self.rows.iter().take_while(|row| row.lane.is_some()).count()
    }

    /// The rows' places, and where the lanes end with their gaps, of the first `upto` rows.
    fn walk(&self, upto: usize) -> (Vec<Place>, Vec<i64>) {
        let lanes = self.shape.lanes;
        let mut ends = vec![self.shape.padding[0]; if self.falls() { lanes } else { 1 }];
        let mut places = Vec::new();
        for (i, row) in self.rows.iter().enumerate().take(upto) {
            if self.shape.is_grid {
                let size = self.lines[i / lanes];
                places.push((i % lanes, ends[0], size));
                if i % lanes == lanes - 1 || i + 1 == self.rows.len() {
                    ends[0] += size + self.shape.gap;
                }
                continue;
            }
            let lane = if self.falls() { row.lane.unwrap_or_else(|| shortest(&ends)) } else { 0 };
            places.push((lane, ends[lane], row.size));
            ends[lane] += row.size + self.shape.gap;
        }
        (places, ends)
    }

    /// Where every row is.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.walk(self.rows.len()).0
    }

    /// Every row's lane.
    #[must_use]
    pub fn lanes(&self) -> Vec<usize> {
        self.places().into_iter().map(|place| place.0).collect()
    }

    fn content(&self) -> i64 {
        if self.rows.is_empty() {
            return self.shape.padding[0];
        }
        let front = if self.falls() { self.front() } else { self.rows.len() };
        let waiting = &self.rows[front..];
        let longest = |ends: Vec<i64>| ends.into_iter().max().unwrap_or(0);
        if waiting.iter().any(|row| row.size != self.estimate) {
            // Some of those who wait are known: all of them count as spread evenly.
            let ends = self.walk(front).1;
            let more: i64 = waiting.iter().map(|row| row.size + self.shape.gap).sum();
            let spread = (ends.iter().sum::<i64>() + more) as f64 / self.shape.lanes as f64;
            let spread = to_64ths(spread / PX as f64);
            return longest(ends).max(spread) - self.shape.gap;
        }
        longest(self.walk(self.rows.len()).1) - self.shape.gap
    }

    /// How long it all is.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.content() + self.shape.padding[1]
    }

    fn index_of(&self, name: u64) -> Option<usize> {
        self.rows.iter().position(|row| row.name == name)
    }

    fn next_begin(&self) -> i64 {
        self.walk(self.rows.len()).1.into_iter().min().unwrap_or(0)
    }

    /// Does a change and says how far the anchor went. If it goes away the next row stands in for it.
    fn moved(&mut self, change: impl FnOnce(&mut Self)) -> i64 {
        let at = self.anchor.and_then(|name| self.index_of(name)).unwrap_or(self.rows.len());
        let behind: Vec<u64> = self.rows[at..].iter().map(|row| row.name).collect();
        let before = self.places().get(at).map_or_else(|| self.next_begin(), |place| place.1);
        change(self);
        let mut now = behind.iter().find_map(|name| self.index_of(*name));
        if self.falls() {
            // Of those who wait only the first has a place that lasts.
            let front = self.front();
            now = now.map(|index| index.min(front));
        }
        self.anchor = now.map(|index| self.rows[index].name);
        now.map_or_else(|| self.next_begin(), |index| self.places()[index].1) - before
    }

    /// Gives those who wait and begin at or before an offset their lanes.
    fn place_by(&mut self, offset: i64) {
        while self.falls() && self.front() < self.rows.len() {
            let front = self.front();
            let ends = self.walk(front).1;
            let lane = shortest(&ends);
            if ends[lane] > offset {
                return;
            }
            self.rows[front].lane = Some(lane);
        }
    }

    fn seen(&self, offset: i64, viewport: i64) -> (usize, usize) {
        let places = self.places();
        let first = places.iter().position(|place| place.1 + place.2 > offset);
        let first = first.unwrap_or(places.len());
        let last = places.iter().rposition(|place| place.1 < offset + viewport);
        let last = last.filter(|_| viewport > 0).map_or(first, |last| last + 1);
        (first, last.max(first))
    }

    /// What a viewport shows.
    pub fn range(&mut self, offset: i64, viewport: i64) -> Window {
        self.place_by(offset + viewport);
        let (first, last) = self.seen(offset, viewport);
        let rest = offset.min(self.total() - viewport).max(0);
        let (mut start, mut end) = (first, last);
        if rest != offset {
            self.place_by(rest + viewport);
            let (low, high) = self.seen(rest, viewport);
            (start, end) = (start.min(low), end.max(high));
        }
        let cells = if self.shape.is_grid { self.shape.lanes } else { 1 };
        let more = self.shape.overscan * self.shape.lanes;
        let start = start.saturating_sub(more) / cells * cells;
        let end = ((end + more).div_ceil(cells) * cells).min(self.rows.len());
        while self.falls() && self.front() < end {
            let front = self.front();
            let lane = shortest(&self.walk(front).1);
            self.rows[front].lane = Some(lane);
        }
        self.anchor = self.rows.get(first).map(|row| row.name);
        let (places, total) = (self.places(), self.total());
        let rendered = &places[start..end.max(start)];
        let nothing = || places.get(start).map_or_else(|| self.content(), |place| place.1);
        let before = rendered.iter().map(|place| place.1).min().unwrap_or_else(nothing);
        let reach = rendered.iter().map(|place| place.1 + place.2).max().unwrap_or(before);
        Window { start, end, first, last, before, after: total - reach }
    }

    /// A size is told; how far the anchor moved.
    pub fn resize(&mut self, index: usize, size: i64) -> i64 {
        self.moved(|naive| {
            if naive.shape.is_grid {
                naive.lines[index / naive.shape.lanes] = size;
            } else {
                naive.rows[index].size = size;
            }
        })
    }

    /// Rows come; how far the anchor moved.
    pub fn insert(&mut self, at: usize, count: usize) -> i64 {
        let (now, lanes) = (self.rows.len(), self.shape.lanes);
        let (first, was) = (self.named, self.anchor);
        let change = |naive: &mut Self| {
            let mut ends = naive.walk(at).1;
            let is_among_placed = naive.falls() && at < naive.front();
            for i in 0..count {
                let lane = is_among_placed.then(|| shortest(&ends));
                if let Some(lane) = lane {
                    ends[lane] += naive.estimate + naive.shape.gap;
                }
                let row = Row { name: naive.named, size: naive.estimate, lane };
                naive.rows.insert(at + i, row);
                naive.named += 1;
            }
            if naive.shape.is_grid {
                let line = at.div_ceil(lanes);
                let more = (now + count).div_ceil(lanes) - now.div_ceil(lanes);
                naive.lines.splice(line..line, std::iter::repeat_n(naive.estimate, more));
            }
        };
        let moved = self.moved(change);
        if at < now {
            return moved;
        }
        // Behind the end nothing moves; where the anchor was the end, it is the first new row.
        self.anchor = was.or((count > 0).then_some(first));
        0
    }

    /// Rows go; how far the anchor moved.
    pub fn remove(&mut self, at: usize, count: usize) -> i64 {
        let (now, lanes) = (self.rows.len(), self.shape.lanes);
        self.moved(|naive| {
            naive.rows.drain(at..at + count);
            if naive.shape.is_grid {
                let left = (now - count).div_ceil(lanes);
                let line = at.div_ceil(lanes).min(left);
                naive.lines.drain(line..line + now.div_ceil(lanes) - left);
            }
        })
    }

    /// The first of the last rows that begin at or before an offset, a lane each; of a grid the first of
    /// the line.
    #[must_use]
    pub fn index_at(&self, offset: i64) -> usize {
        let (mut begun, lanes) = (vec![None; self.shape.lanes], self.shape.lanes);
        for (i, place) in self.places().into_iter().enumerate() {
            if place.1 <= offset {
                begun[place.0] = Some(i);
            }
        }
        if self.shape.is_grid {
            return begun.into_iter().flatten().max().map_or(0, |row| row / lanes * lanes);
        }
        begun.into_iter().flatten().min().unwrap_or(0)
    }
}

/// A length in pixels to the nearest 1/64 px, a half upwards.
#[must_use]
pub fn to_64ths(pixels: f64) -> i64 {
    (pixels * 64.0 + 0.5).floor() as i64 * (PX / 64)
}

fn shortest(ends: &[i64]) -> usize {
    let least = ends.iter().min();
    ends.iter().position(|end| Some(end) == least).unwrap_or(0)
}
