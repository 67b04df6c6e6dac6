//! Rows, gaps and padding on one axis: from an index to an offset and back.
//!
//! Each item of the tree is a row and the gap behind it; the last row's gap is not there. Positions
//! are exact (see the module's head), also beside an offset that is no multiple of 1/64 px: sums are
//! compared with it, never subtracted from it.
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
use super::fenwick::Fenwick;
use super::options::Options;

/// The rows of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sizes {
    tree: Fenwick,
    estimate: f64,
    gap: f64,
    padding: [f64; 2],
}

/// To the nearest 1/64 px, as browsers' layout units.
fn rounded(size: f64) -> f64 {
    (size * 64.0 + 0.5).floor() / 64.0
}

/// A length that may be 0.
pub(super) fn length(name: &'static str, found: f64) -> Result<f64, ListError> {
    if (0.0..=Options::LARGEST).contains(&found) {
        Ok(rounded(found))
    } else {
        Err(ListError::BadSize { name, found, limit: "0..=10^9" })
    }
}

impl Sizes {
    pub(super) fn new(options: &Options) -> Result<Self, ListError> {
        let estimate = length("estimate", options.estimate)?;
        if estimate == 0.0 {
            let found = options.estimate;
            return Err(ListError::BadSize { name: "estimate", found, limit: "1/64..=10^9" });
        }
        let [start, end] = options.padding;
        let mut sizes = Self {
            tree: Fenwick::new(),
            estimate,
            gap: length("gap", options.gap)?,
            padding: [length("padding", start)?, length("padding", end)?],
        };
        sizes.insert(0, options.count)?;
        Ok(sizes)
    }

    pub(super) fn count(&self) -> u32 {
        // At most MOST_ROWS by `insert`.
        u32::try_from(self.tree.len()).unwrap_or(u32::MAX)
    }

    /// From the top of the first padding to the end of the last.
    pub(super) fn total(&self) -> f64 {
        self.position(self.count()) + self.padding[1]
    }

    /// Where a row begins; for the count, where the last row ends.
    pub(super) fn position(&self, index: u32) -> f64 {
        let [start, _] = self.padding;
        let index = index as usize;
        if index >= self.tree.len() && index > 0 {
            start + self.tree.sum() - if self.tree.len() == 0 { 0.0 } else { self.gap }
        } else {
            start + self.tree.prefix(index)
        }
    }

    /// Where a row ends.
    pub(super) fn end(&self, index: u32) -> f64 {
        let [start, _] = self.padding;
        start + self.tree.prefix(index as usize + 1) - self.gap
    }

    /// A row's size, measured or estimated.
    pub(super) fn size(&self, index: u32) -> f64 {
        self.tree.get(index as usize) - self.gap
    }

    /// How long the rows `from..to` are with their gaps.
    pub(super) fn extent(&self, from: u32, to: u32) -> f64 {
        self.tree.prefix(to as usize) - self.tree.prefix(from as usize)
    }

    /// How many rows end at or before an offset: the index of the first that does not.
    pub(super) fn ended_by(&self, offset: f64) -> u32 {
        let [start, _] = self.padding;
        count(self.tree.search(start - self.gap, |end| end <= offset).0)
    }

    /// How many rows begin before an offset.
    pub(super) fn begun_by(&self, offset: f64) -> u32 {
        let [start, _] = self.padding;
        if start < offset {
            let behind_first = self.tree.search(start, |begin| begin < offset).0;
            count(behind_first + 1).min(self.count())
        } else {
            0
        }
    }

    /// The row at an offset; a gap and the padding belong to the nearest row, a gap to the one before.
    pub(super) fn index_at(&self, offset: f64) -> u32 {
        let [start, _] = self.padding;
        let begun = count(self.tree.search(start, |begin| begin <= offset).0);
        begun.min(self.count().saturating_sub(1))
    }

    /// Makes a row so much larger.
    pub(super) fn grow(&mut self, index: u32, delta: f64) {
        self.tree.add(index as usize, delta);
    }

    /// Puts rows of the estimated size before `at`.
    pub(super) fn insert(&mut self, at: u32, count: u32) -> Result<(), ListError> {
        let rows = u64::from(self.count()) + u64::from(count);
        if rows > u64::from(Options::MOST_ROWS) {
            return Err(ListError::TooManyRows { count: rows });
        }
        let item = self.estimate + self.gap;
        self.check_growth(item * f64::from(count))?;
        self.tree
            .insert(at as usize, count as usize, item)
            .map_err(|_| ListError::TooManyRows { count: rows })
    }

    /// Takes out the rows `at .. at + count`.
    pub(super) fn remove(&mut self, at: u32, count: u32) {
        self.tree.remove(at as usize, count as usize);
    }

    /// Refuses a growth past the length in which sums are exact.
    pub(super) fn check_growth(&self, growth: f64) -> Result<(), ListError> {
        // A gap too many stays on the safe side.
        let total = self.total() + self.gap + growth;
        if total <= Options::LONGEST { Ok(()) } else { Err(ListError::TooLong { total }) }
    }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
