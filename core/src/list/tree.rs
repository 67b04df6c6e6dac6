//! Sizes in a counted B+-tree: any number of rows in and out anywhere, sums along the way.
//!
//! Leaves hold up to 32 rows; each slot above holds, for every **channel** (lane), how many rows and how
//! many pixels lie below it. A list of one lane has one channel; in a waterfall each row belongs to its
//! lane's channel, so that an index leads to an offset in its lane and an offset in a lane leads to an
//! index, in one walk each.
//!
//! | what | cost |
//! |---|---|
//! | a size changes, index → offset, offset → index | O(log n): four levels at 1,000,000 rows, at most 32 slots looked at on each |
//! | `m` rows in or out, wherever | O(m + log n): whole leaves are made or let go, and at most two blocks a level split or joined |
//! | all rows of a channel | O(1) |
//! | memory | 9 bytes a row in full leaves, of which a list is made, and room for an eighth more (10 to 12 MB for 1,000,000); two neighbours always fill more than one leaf, so at most twice that after any edits |
//!
//! Sums are exact as long as the extents are multiples of one power of two and stay below 2^53 of it.
//! Knows nothing of pixels, gaps or screens.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 1_000_000, estimate: 96.0, ..Options::default() })?;
//! list.insert(0, 100)?; // two new leaves; nothing else moves
//! assert_eq!(list.total(), 96_009_600.0);
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

mod edit;

use super::level::{FAN, Level};

/// More levels than 2^32 rows need when every block is half full.
const TALLEST: usize = 8;

/// The slot of a row on each level, the lowest first.
type Path = [usize; TALLEST];

/// Where a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot(Path);

/// Rows with an extent and a mark each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    /// The rows first, the root's level last.
    levels: Vec<Level>,
    root: usize,
    /// Pixels and rows in all, a number a channel.
    sums: Vec<f64>,
    counts: Vec<u32>,
}

/// A row found by where it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) index: usize,
    /// Where it begins.
    pub(super) begin: f64,
    pub(super) extent: f64,
}

impl Tree {
    pub(super) fn new(channels: usize) -> Self {
        let mut rows = Level::of_rows(channels > 1);
        rows.alloc();
        Self { levels: vec![rows], root: 0, sums: vec![0.0; channels], counts: vec![0; channels] }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.counts.iter().map(|count| *count as usize).sum()
    }

    /// The extents of a channel's rows.
    pub(super) fn sum(&self, channel: usize) -> f64 {
        self.sums.get(channel).copied().unwrap_or(0.0)
    }

    /// How many rows a channel has.
    pub(super) fn count(&self, channel: usize) -> usize {
        self.counts.get(channel).map_or(0, |count| *count as usize)
    }

    fn level(&self, height: usize) -> Option<&Level> {
        self.levels.get(height)
    }

    /// The way to a row; for the length, to the place behind the last one.
    fn path(&self, index: usize) -> Path {
        let (mut path, mut block, mut rest) = ([0; TALLEST], self.root, index);
        for (level, place) in self.levels.iter().zip(&mut path).skip(1).rev() {
            let first = block * FAN;
            let counts = level.counts(first, first + level.len(block));
            let (mut slot, mut rows, mut channel) = (first, 0, 0);
            // One loop over plain numbers: it is walked at every resize.
            for count in counts {
                rows += *count as usize;
                channel += 1;
                if channel == level.width() {
                    if rest < rows {
                        break;
                    }
                    (slot, rest, rows, channel) = (slot + 1, rest - rows, 0, 0);
                }
            }
            let end = first + level.len(block);
            if slot == end && end > first {
                // The place behind the last row.
                slot -= 1;
                rest += level.rows_in(slot);
            }
            *place = slot;
            block = level.kid(slot);
        }
        path[0] = block * FAN + rest;
        path
    }

    /// Where a row is, for the calls that take a spot. It is good until rows come or go.
    pub(super) fn spot(&self, index: usize) -> Option<Spot> {
        (index < self.len()).then(|| Spot(self.path(index)))
    }

    /// The extent and mark at a spot.
    pub(super) fn at(&self, spot: &Spot) -> (f64, u8) {
        let [row, ..] = spot.0;
        self.level(0).map_or((0.0, 0), |rows| (rows.sum_at(row, 0), rows.mark(row)))
    }

    /// A row's extent and mark; nothing past the end.
    pub(super) fn get(&self, index: usize) -> (f64, u8) {
        let row = self.path(index)[0];
        self.level(0).map_or((0.0, 0), |rows| (rows.sum_at(row, 0), rows.mark(row)))
    }

    /// The extents of the channel's rows before `index`.
    pub(super) fn prefix(&self, index: usize, channel: usize) -> f64 {
        if index >= self.len() {
            return self.sum(channel);
        }
        let path = self.path(index);
        let mut sum = 0.0;
        for (height, (level, slot)) in self.levels.iter().zip(path).enumerate() {
            let first = slot / FAN * FAN;
            let sums = level.sums(first, slot);
            let marks = level.marks(first, slot);
            if height > 0 {
                let mut at = channel;
                while let Some(more) = sums.get(at) {
                    sum += more;
                    at += level.width();
                }
            } else if marks.is_empty() {
                for extent in sums {
                    sum += extent;
                }
            } else {
                for (extent, mark) in sums.iter().zip(marks) {
                    if usize::from(*mark) == channel {
                        sum += extent;
                    }
                }
            }
        }
        sum
    }

    /// The channel's last row that begins at or before `limit`, the first one at `base`.
    pub(super) fn last(&self, channel: usize, base: f64, limit: f64) -> Option<Found> {
        if self.count(channel) == 0 || base > limit {
            return None;
        }
        let (mut block, mut begin, mut index) = (self.root, base, 0);
        for level in self.levels.iter().skip(1).rev() {
            let (first, width) = (block * FAN, level.width());
            let counts = level.counts(first, first + level.len(block));
            let sums = level.sums(first, first + level.len(block));
            let (mut next, mut rows, mut slot, mut at) = (begin, index, first, 0);
            while let (Some(count), Some(sum)) = (counts.get(at + channel), sums.get(at + channel))
            {
                // What holds no row of the channel is passed over: a row must be found below.
                if *count > 0 {
                    if next > limit {
                        break;
                    }
                    (block, begin, index) = (slot, next, rows);
                }
                next += sum;
                rows += if width == 1 { *count as usize } else { level.rows_in(slot) };
                (slot, at) = (slot + 1, at + width);
            }
            block = level.kid(block);
        }
        let level = self.level(0)?;
        let first = block * FAN;
        let rows = level.sums(first, first + level.len(block));
        let marks = level.marks(first, first + level.len(block));
        let (mut next, mut found) = (begin, None);
        for (row, extent) in rows.iter().enumerate() {
            if marks.get(row).is_none_or(|mark| usize::from(*mark) == channel) {
                if next > limit {
                    break;
                }
                found = Some(Found { index: index + row, begin: next, extent: *extent });
                next += extent;
            }
        }
        found
    }

    /// Shows the rows from `from` to `to` in order, with their extents and marks, until one says no.
    pub(super) fn walk(&self, from: usize, to: usize, see: &mut dyn FnMut(usize, f64, u8) -> bool) {
        let (mut at, to) = (from, to.min(self.len()));
        let Some(rows) = self.level(0) else { return };
        while at < to {
            let first = self.path(at)[0];
            let block = first / FAN;
            let last = (block * FAN + rows.len(block)).min(first + (to - at));
            for row in first..last {
                if !see(at, rows.sum_at(row, 0), rows.mark(row)) {
                    return;
                }
                at += 1;
            }
            if first >= last {
                return;
            }
        }
    }

    /// Makes the row at a spot so much longer.
    pub(super) fn add(&mut self, spot: &Spot, delta: f64) {
        let channel = usize::from(self.at(spot).1);
        let mut place = 0;
        for (level, slot) in self.levels.iter_mut().zip(spot.0) {
            level.add(slot, place, delta);
            place = channel;
        }
        if let Some(sum) = self.sums.get_mut(channel) {
            *sum += delta;
        }
    }

    /// Puts a row into another channel. Past the end nothing happens.
    pub(super) fn set_mark(&mut self, index: usize, mark: u8) {
        if index >= self.len() {
            return;
        }
        let path = self.path(index);
        let (extent, was) = self.get(index);
        let (from, to) = (usize::from(was), usize::from(mark));
        for (height, (level, slot)) in self.levels.iter_mut().zip(path).enumerate() {
            if height == 0 {
                level.set_mark(slot, mark);
            } else if from != to {
                level.add(slot, from, -extent);
                level.add(slot, to, extent);
                level.count_in(slot, from, -1);
                level.count_in(slot, to, 1);
            }
        }
        for (channel, delta, more) in [(from, -extent, -1), (to, extent, 1)] {
            let total = self.sums.get_mut(channel).zip(self.counts.get_mut(channel));
            if let Some((sum, count)) = total {
                *sum += delta;
                *count = count.wrapping_add_signed(more);
            }
        }
    }

    /// Adds up the root.
    fn total_up(&mut self) {
        let mut whole = Level::of_blocks(self.sums.len());
        let slot = whole.alloc();
        if let Some(top) = self.levels.last() {
            whole.adopt(slot, self.root, top);
        }
        self.sums.copy_from_slice(whole.sums(slot, slot + 1));
        self.counts.copy_from_slice(whole.counts(slot, slot + 1));
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.levels.iter().map(Level::bytes).sum()
    }
}

#[cfg(test)]
mod tests;
