//! The waterfall: each row goes to the lane that is shortest when it is placed, and stays there.
//!
//! **When.** A row is placed when it, or one behind it, is first to be rendered
//! ([`List::range`](super::List::range) answers an `end` behind it): it has been *seen* then. Rows are
//! placed in order; of lanes of one length the first takes the row. From then on no resize, insertion or
//! removal gives it another lane. Rows not yet seen *wait*: where they are to be found is foretold from
//! what is known now, and may be otherwise when they are seen.
//!
//! Rows inserted between rows that have been seen are placed at once, by the lanes' lengths there; rows
//! behind keep their lanes.
//!
//! **Cost.** Each row is placed once, O(log n). A resize is O(log n) and moves no row to another lane.
//! The total is O(lanes): exact while those who wait are of the estimated size, and spread evenly over
//! the lanes where some were measured before they were seen. The place of a row that waits costs the
//! rows that wait before it.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 6, estimate: 100.0, lanes: 2, ..Options::default() })?;
//! list.resize(0, 250.0)?; // told before anything was seen
//! list.range(0.0, 640.0)?;
//! let lanes: Vec<u32> = (0..6).map(|i| list.lane_of(i).unwrap()).collect();
//! assert_eq!(lanes, [0, 1, 1, 1, 0, 1]);
//! list.resize(1, 900.0)?;
//! assert_eq!(list.lane_of(2)?, 1, "once seen, it stays");
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::sizes::{Place, Sizes, rounded};

impl Sizes {
    /// Places those who wait and begin at or before an offset.
    pub(super) fn place_by(&mut self, offset: f64) {
        while self.front < self.count() && self.is_waterfall() {
            let ends = self.ends(self.count());
            let lane = self.shortest(&ends);
            if ends.get(lane).is_none_or(|end| *end > offset) {
                return;
            }
            self.place_next(lane);
        }
    }

    /// Places those who wait before a row.
    pub(super) fn place_before(&mut self, index: u32) {
        while self.front < index.min(self.count()) && self.is_waterfall() {
            let lane = self.shortest(&self.ends(self.count()));
            self.place_next(lane);
        }
    }

    fn place_next(&mut self, lane: usize) {
        if self.uneven > 0 && self.size(self.front) != self.estimate {
            self.uneven -= 1;
        }
        self.tree.set_mark(self.front as usize, lane as u8);
        self.front += 1;
    }

    /// Shows where those who wait would go, in order, until one is not wanted.
    pub(super) fn foresee(&self, see: &mut dyn FnMut(Place) -> bool) {
        let mut ends = self.ends(self.count());
        self.tree.walk(self.front as usize, usize::MAX, &mut |index, extent, _| {
            let lane = self.shortest(&ends);
            let Some(end) = ends.get_mut(lane) else { return false };
            let begin = *end;
            *end += extent;
            see(Place { index: index as u32, lane: lane as u32, begin, size: extent - self.gap })
        });
    }

    /// How far the lanes will reach, gap included, when those who wait are placed.
    pub(super) fn filled(&self) -> f64 {
        let (lanes, mut ends) = (self.lanes as usize, self.ends(self.count()));
        let high = ends.iter().take(lanes).fold(0.0, |high: f64, end| high.max(*end));
        let waits = self.tree.count(lanes);
        if waits == 0 {
            return high;
        }
        let count = f64::from(self.lanes);
        if self.uneven > 0 {
            let all: f64 = ends.iter().take(lanes).sum::<f64>() + self.tree.sum(lanes);
            return high.max(rounded(all / count));
        }
        // Rows of one size: first each lane is filled to less than a row below the highest, whatever
        // the order; from there on each gets one in turn. Quotients of multiples of 1/64 below 2^53 of
        // them round to the whole number below.
        let step = self.estimate + self.gap;
        let mut rest = waits as f64;
        for end in ends.iter_mut().take(lanes) {
            let rows = ((high - *end) / step).floor();
            *end += rows * step;
            rest -= rows;
        }
        if rest <= 0.0 {
            return high;
        }
        let rounds = (rest / count).floor();
        let mut reach = high;
        // In the last round the lowest lanes get one.
        for _ in 0..(rest - rounds * count) as usize {
            let lane = self.shortest(&ends);
            if let Some(end) = ends.get_mut(lane) {
                reach = reach.max(*end + step);
                *end = f64::INFINITY;
            }
        }
        reach + rounds * step
    }
}
