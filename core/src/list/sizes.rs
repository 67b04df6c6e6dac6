//! Rows in their lanes, with gaps, padding, header and footer: from an index to a place and back.
//!
//! The tree holds a row with the gap behind it; the last row's gap is not there. Three shapes share it:
//! one lane; a **grid**, whose lines are the tree's rows; a **waterfall**, where every row has a lane of
//! its own. Positions are exact (see the module's head), also beside an offset that is no multiple of
//! 1/64 px: sums are compared with it, never subtracted from it. Places rows (`waterfall.rs` says where)
//! but knows no screen.
//!
//! ```
//! use tuike_core::list::{Align, List, Options};
//!
//! let list = List::new(Options { count: 3, estimate: 10.0, gap: 2.0, padding: [5.0, 7.0], ..Options::default() })?;
//! // padding 5 | row 5..15 | gap | row 17..27 | gap | row 29..39 | padding to 46
//! assert_eq!(list.total(), 46.0);
//! assert_eq!(list.offset_of(1, Align::Start, 10.0)?, 17.0);
//! assert_eq!(list.index_at(16.0)?, 0); // a gap belongs to the row before it
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::options::{Layout, Options};
use super::tree::Tree;

/// A number a lane.
pub(super) type Lanes = [f64; Options::MOST_LANES as usize];

/// A row's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) index: u32,
    pub(super) lane: u32,
    pub(super) begin: f64,
    pub(super) size: f64,
}

/// The rows of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sizes {
    pub(super) tree: Tree,
    pub(super) count: u32,
    pub(super) lanes: u32,
    layout: Layout,
    pub(super) estimate: f64,
    pub(super) gap: f64,
    pub(super) padding: [f64; 2],
    pub(super) header: f64,
    pub(super) footer: f64,
    /// A waterfall's rows before this one have their lanes; the others wait.
    pub(super) front: u32,
    /// How many of those who wait are not of the estimated size.
    pub(super) uneven: u32,
}

/// To the nearest 1/64 px, as browsers' layout units.
pub(super) fn rounded(size: f64) -> f64 {
    (size * 64.0 + 0.5).floor() / 64.0
}

/// A length that may be 0.
pub(super) fn length(name: &'static str, found: f64) -> Result<f64, ListError> {
    if (0.0..=Options::LARGEST).contains(&found) {
        Ok(rounded(found))
    } else {
        Err(ListError::BadSize { name, found, limit: "0..=10^9 pixels" })
    }
}

impl Sizes {
    pub(super) fn new(options: &Options) -> Result<Self, ListError> {
        let lanes = options.lanes;
        if !(1..=Options::MOST_LANES).contains(&lanes) {
            return Err(ListError::UnsupportedLanes { lanes });
        }
        let estimate = length("estimate", options.estimate)?;
        if estimate == 0.0 {
            let found = options.estimate;
            return Err(ListError::BadSize {
                name: "estimate",
                found,
                limit: "1/64..=10^9 pixels",
            });
        }
        let [start, end] = options.padding;
        let is_waterfall = lanes > 1 && options.layout == Layout::Waterfall;
        // A channel for those who wait.
        let channels = if is_waterfall { lanes as usize + 1 } else { 1 };
        let mut sizes = Self {
            tree: Tree::new(channels),
            count: 0,
            lanes,
            layout: options.layout,
            estimate,
            gap: length("gap", options.gap)?,
            padding: [length("padding", start)?, length("padding", end)?],
            header: length("header", options.header)?,
            footer: length("footer", options.footer)?,
            front: 0,
            uneven: 0,
        };
        sizes.insert(0, options.count)?;
        Ok(sizes)
    }

    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn is_waterfall(&self) -> bool {
        self.lanes > 1 && self.layout == Layout::Waterfall
    }

    pub(super) const fn layout(&self) -> Layout {
        self.layout
    }

    /// How many rows stand in one slot of the tree.
    pub(super) fn cells(&self) -> u32 {
        if self.is_waterfall() { 1 } else { self.lanes }
    }

    /// How many channels have rows that stand somewhere.
    pub(super) fn channels(&self) -> usize {
        if self.is_waterfall() { self.lanes as usize } else { 1 }
    }

    fn slot(&self, index: u32) -> usize {
        (index / self.cells()) as usize
    }

    /// The first row of a slot of the tree.
    fn row(&self, slot: usize) -> u32 {
        u32::try_from(slot).unwrap_or(u32::MAX).saturating_mul(self.cells()).min(self.count)
    }

    /// Where the first row begins.
    pub(super) fn start(&self) -> f64 {
        let [padding, _] = self.padding;
        self.header + padding
    }

    /// From the top of the header to the end of the footer.
    pub(super) fn total(&self) -> f64 {
        let [_, padding] = self.padding;
        self.content_end() + padding + self.footer
    }

    /// Where the last row ends.
    pub(super) fn content_end(&self) -> f64 {
        if self.count == 0 { self.start() } else { self.next_begin(true) - self.gap }
    }

    /// Where a lane's next row would begin: of the lane that reaches furthest, or least far.
    pub(super) fn next_begin(&self, furthest: bool) -> f64 {
        if !self.is_waterfall() {
            self.start() + self.tree.sum(0)
        } else if furthest {
            self.filled()
        } else {
            let ends = self.ends(self.count);
            ends.get(self.shortest(&ends)).copied().unwrap_or_default()
        }
    }

    /// Where a row begins; for the count, where the last row ends.
    pub(super) fn begin(&self, index: u32) -> f64 {
        if index >= self.count {
            return self.content_end();
        }
        if !self.is_waterfall() {
            return self.start() + self.tree.prefix(self.slot(index), 0);
        }
        self.place(index).begin
    }

    /// Where a row is and how large.
    pub(super) fn place(&self, index: u32) -> Place {
        let (extent, mark) = self.tree.get(self.slot(index));
        let mut found = Place { index, lane: 0, begin: 0.0, size: extent - self.gap };
        if !self.is_waterfall() {
            found.lane = index % self.lanes;
            found.begin = self.begin(index);
        } else if index < self.front {
            found.lane = u32::from(mark);
            found.begin = self.start() + self.tree.prefix(index as usize, usize::from(mark));
        } else {
            self.places(index, index + 1, &mut |place| found = place);
        }
        found
    }

    /// Shows the places of the rows `from..to`, in order.
    pub(super) fn places(&self, from: u32, to: u32, see: &mut dyn FnMut(Place)) {
        // Where those who wait would go depends on all of them before.
        let first =
            if self.is_waterfall() && to > self.front { from.min(self.front) } else { from };
        let mut ends = self.ends(first);
        let (cells, to) = (self.cells(), to.min(self.count));
        let slots = self.slot(first)..self.slot(to.saturating_add(cells - 1));
        self.tree.walk(slots.start, slots.end, &mut |slot, extent, mark| {
            let mut lane = usize::from(mark);
            if lane >= self.channels() {
                lane = self.shortest(&ends);
            }
            let Some(end) = ends.get_mut(lane) else { return false };
            let (begin, size) = (*end, extent - self.gap);
            *end += extent;
            let row = self.row(slot);
            for index in row.max(from)..(row + cells).min(to) {
                let lane = if cells > 1 { index - row } else { lane as u32 };
                see(Place { index, lane, begin, size });
            }
            true
        });
    }

    /// Where the next row would begin in each lane, of the rows before `index`.
    pub(super) fn ends(&self, index: u32) -> Lanes {
        let mut ends = [0.0; Options::MOST_LANES as usize];
        for (lane, end) in ends.iter_mut().enumerate().take(self.channels()) {
            *end = self.start() + self.tree.prefix(self.slot(index), lane);
        }
        ends
    }

    /// A row's size, measured or estimated.
    pub(super) fn size(&self, index: u32) -> f64 {
        self.tree.get(self.slot(index)).0 - self.gap
    }

    /// The lowest row that ends behind an offset; the count where none does.
    pub(super) fn first_open(&self, offset: f64) -> u32 {
        let base = self.start() - self.gap;
        if offset < base {
            return 0;
        }
        // Those who wait begin behind it: they were placed as far as anyone looked.
        let mut first = if self.is_waterfall() { self.front } else { self.count };
        for channel in 0..self.channels() {
            // The last row whose predecessor has ended: it is open, or all of the lane has ended.
            if let Some(found) = self.tree.last(channel, base, offset)
                && found.begin + found.extent > offset
            {
                first = first.min(self.row(found.index));
            }
        }
        first
    }

    /// One past the last row that begins before an offset.
    pub(super) fn begun_by(&self, offset: f64) -> u32 {
        let mut last = 0;
        for channel in 0..self.channels() {
            if let Some(found) = self.tree.last(channel, self.start(), offset.next_down()) {
                last = last.max(self.row(found.index + 1));
            }
        }
        last
    }

    /// The row at an offset; a gap and the padding belong to the nearest row, a gap to the one before. Of
    /// the rows beside each other there the first.
    pub(super) fn index_at(&self, offset: f64) -> u32 {
        let mut lanes = [u32::MAX; Options::MOST_LANES as usize];
        for (channel, row) in lanes.iter_mut().enumerate().take(self.channels()) {
            if let Some(found) = self.tree.last(channel, self.start(), offset) {
                *row = self.row(found.index);
            }
        }
        if self.is_waterfall() {
            self.foresee(&mut |place| {
                let is_there = place.begin <= offset;
                if let Some(row) = lanes.get_mut(place.lane as usize).filter(|_| is_there) {
                    *row = place.index;
                }
                is_there
            });
        }
        let lowest = lanes.iter().fold(u32::MAX, |lowest, row| lowest.min(*row));
        if lowest == u32::MAX { 0 } else { lowest }
    }

    /// Gives a row another size, in a grid its line; how much larger that is, and the row's lane.
    pub(super) fn resize(&mut self, index: u32, size: f64) -> Result<(f64, u32), ListError> {
        let refused = ListError::PastTheEnd { index: u64::from(index), count: self.count };
        let spot = if index < self.count { self.tree.spot(self.slot(index)) } else { None };
        let Some(spot) = spot else { return Err(refused) };
        let (extent, lane) = self.tree.at(&spot);
        let size = length("size", size)?;
        let was = extent - self.gap;
        let delta = size - was;
        self.check_growth(delta)?;
        self.tree.add(&spot, delta);
        if usize::from(lane) >= self.channels() {
            self.uneven += u32::from(size != self.estimate);
            self.uneven -= u32::from(was != self.estimate);
        }
        Ok((delta, u32::from(lane)))
    }

    /// Puts rows of the estimated size before `at`.
    pub(super) fn insert(&mut self, at: u32, count: u32) -> Result<(), ListError> {
        let rows = u64::from(self.count) + u64::from(count);
        let refused = ListError::TooManyRows { count: rows };
        let Some(rows) = u32::try_from(rows).ok().filter(|rows| *rows <= Options::MOST_ROWS) else {
            return Err(refused);
        };
        let cells = self.cells();
        let more = rows.div_ceil(cells) - self.count.div_ceil(cells);
        let item = self.estimate + self.gap;
        self.check_growth(item * f64::from(more))?;
        // A line that is only begun stays before the new ones.
        let slot = at.div_ceil(cells) as usize;
        let (waits, mut ends) = (self.channels() as u8, self.ends(at));
        let is_among_placed = at < self.front;
        let is_waterfall = self.is_waterfall();
        let lanes = self.lanes as usize;
        let made = self.tree.insert(slot, more as usize, &mut || {
            if !is_waterfall {
                return (item, 0);
            }
            if !is_among_placed {
                return (item, waits);
            }
            let lane = lowest(&ends, lanes);
            if let Some(end) = ends.get_mut(lane) {
                *end += item;
            }
            (item, lane as u8)
        });
        if made.is_err() {
            return Err(refused);
        }
        self.count = rows;
        if is_among_placed {
            self.front += count;
        }
        Ok(())
    }

    /// Takes out the rows `at .. at + count`, which are there.
    pub(super) fn remove(&mut self, at: u32, count: u32) {
        let end = at + count;
        if self.uneven > 0 {
            let (mut even, from) = (0, at.max(self.front));
            self.tree.walk(from as usize, end as usize, &mut |_, extent, _| {
                even += u32::from(extent == self.estimate + self.gap);
                true
            });
            self.uneven -= end.saturating_sub(from) - even;
        }
        let (cells, left) = (self.cells(), self.count - count);
        let less = self.count.div_ceil(cells) - left.div_ceil(cells);
        // The lines between; of the line that is only begun something may be left.
        let slot = at.div_ceil(cells).min(left.div_ceil(cells));
        self.tree.remove(slot as usize, less as usize);
        self.front -= end.min(self.front) - at.min(self.front);
        self.count = left;
    }

    /// Refuses a growth past the length in which sums are exact; of several lanes, their sum.
    pub(super) fn check_growth(&self, growth: f64) -> Result<(), ListError> {
        let [start, end] = self.padding;
        let lanes: f64 = (0..=self.channels()).map(|channel| self.tree.sum(channel)).sum();
        // A gap too many stays on the safe side.
        let total = self.header + start + lanes + end + self.footer + growth;
        if total <= Options::LONGEST { Ok(()) } else { Err(ListError::TooLong { total }) }
    }

    pub(super) fn shortest(&self, ends: &Lanes) -> usize {
        lowest(ends, self.lanes as usize)
    }
}

/// The first of the lowest numbers.
fn lowest(ends: &Lanes, lanes: usize) -> usize {
    let (mut at, mut least) = (0, f64::INFINITY);
    for (lane, end) in ends.iter().enumerate().take(lanes) {
        if *end < least {
            (at, least) = (lane, *end);
        }
    }
    at
}
