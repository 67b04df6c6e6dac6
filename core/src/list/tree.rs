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

use super::level::{FAN, Level, OutOfMemory};

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

    /// Puts `n` rows before the row at `at` (at most the length); `row` gives extent and mark of each.
    pub(super) fn insert(
        &mut self,
        at: usize,
        n: usize,
        row: &mut dyn FnMut() -> (f64, u8),
    ) -> Result<(), OutOfMemory> {
        let mut blocks = n;
        for level in &mut self.levels {
            blocks = blocks / FAN + 2;
            level.reserve(blocks)?;
        }
        let path = self.path(at.min(self.len()));
        let mut made = Vec::new();
        let mut done = 0;
        while done < self.levels.len() {
            // Not the slot's own block: a place behind a full block is none of its slots.
            let above = self.level(done + 1).zip(path.get(done + 1));
            let block = above.map_or(self.root, |(level, slot)| level.kid(*slot));
            let (below, here) = self.levels.split_at_mut(done);
            let Some(level) = here.first_mut() else { break };
            let slot = path.get(done).copied().unwrap_or(0);
            let place = slot - block * FAN;
            match below.last() {
                None => {
                    made = level.splice(block, place, n, &mut |rows, slot| {
                        let (extent, mark) = row();
                        rows.add(slot, 0, extent - rows.sum_at(slot, 0));
                        rows.set_mark(slot, mark);
                    });
                }
                Some(below) => {
                    level.sum_up(slot, below);
                    let kids = made.len();
                    made = adopt(level, block, place + 1, &made, below);
                    self.tidy(done, block, place.saturating_sub(1), place + kids + 1);
                }
            }
            done += 1;
        }
        while !made.is_empty() {
            let mut level = Level::of_blocks(self.sums.len());
            let root = level.alloc();
            made.insert(0, self.root as u32);
            if let Some(below) = self.levels.last() {
                made = adopt(&mut level, root, 0, &made, below);
            }
            self.levels.push(level);
            self.root = root;
        }
        self.total_up();
        Ok(())
    }

    /// Takes out the rows `at .. at + n`, as far as there are any.
    pub(super) fn remove(&mut self, at: usize, n: usize) {
        let end = at.saturating_add(n).min(self.len());
        if at >= end {
            return;
        }
        if end - at == self.len() {
            *self = Self::new(self.sums.len());
            return;
        }
        self.cut(self.levels.len().saturating_sub(1), self.root, at, end);
        while self.levels.len() > 1
            && let Some(top) = self.levels.last()
            && top.len(self.root) == 1
        {
            self.root = top.kid(self.root * FAN);
            self.levels.pop();
        }
        self.total_up();
    }

    /// Takes rows out of what lies below a block; never all of them.
    fn cut(&mut self, height: usize, block: usize, from: usize, to: usize) {
        let (mut begin, mut slot) = (0, block * FAN);
        let (mut touched, mut gone) = (None, (slot, 0));
        let end = slot + self.level(height).map_or(0, |level| level.len(block));
        if height == 0 {
            if let Some(rows) = self.levels.first_mut() {
                rows.cut(block, from, to - from);
            }
            return;
        }
        while slot < end && begin < to {
            let (rows, kid) = self.level(height).map_or((0, 0), |l| (l.rows_in(slot), l.kid(slot)));
            let (first, last) = (from.max(begin), to.min(begin + rows));
            if first < last {
                touched.get_or_insert(slot - block * FAN);
                if last - first == rows {
                    self.release(height - 1, kid);
                    if gone.1 == 0 {
                        gone.0 = slot;
                    }
                    gone.1 += 1;
                } else {
                    self.cut(height - 1, kid, first - begin, last - begin);
                    let (below, here) = self.levels.split_at_mut(height);
                    if let (Some(level), Some(below)) = (here.first_mut(), below.last()) {
                        level.sum_up(slot, below);
                    }
                }
            }
            begin += rows;
            slot += 1;
        }
        if let Some(level) = self.levels.get_mut(height) {
            level.cut(block, gone.0 - block * FAN, gone.1);
        }
        let touched = touched.unwrap_or(0);
        self.tidy(height, block, touched.saturating_sub(1), touched + 2);
    }

    /// Lets go a block and all below it.
    fn release(&mut self, height: usize, block: usize) {
        if height > 0 {
            let first = block * FAN;
            for slot in first..first + self.level(height).map_or(0, |level| level.len(block)) {
                let kid = self.level(height).map_or(0, |level| level.kid(slot));
                self.release(height - 1, kid);
            }
        }
        if let Some(level) = self.levels.get_mut(height) {
            level.release(block);
        }
    }

    /// Joins neighbours among a block's slots `from..=to` that fit into one block.
    fn tidy(&mut self, height: usize, block: usize, from: usize, to: usize) {
        let (below, here) = self.levels.split_at_mut(height);
        let (Some(level), Some(below)) = (here.first_mut(), below.last_mut()) else { return };
        let (mut at, mut to) = (from, to);
        while at < to && at + 1 < level.len(block) {
            let slot = block * FAN + at;
            let (kid, next) = (level.kid(slot), level.kid(slot + 1));
            if below.len(kid) + below.len(next) <= FAN {
                below.append(kid, next);
                level.cut(block, at + 1, 1);
                level.sum_up(slot, below);
                to -= 1;
            } else {
                at += 1;
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

/// Puts slots for the blocks `kids` of the level below into a block.
fn adopt(level: &mut Level, block: usize, at: usize, kids: &[u32], below: &Level) -> Vec<u32> {
    let mut kids = kids.iter();
    let n = kids.len();
    level.splice(block, at, n, &mut |level, slot| {
        if let Some(kid) = kids.next() {
            level.adopt(slot, *kid as usize, below);
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rows with a channel each, and nothing clever.
    type Naive = Vec<(f64, u8)>;

    #[derive(Clone, Debug)]
    enum Op {
        Add(prop::sample::Index, u32),
        Mark(prop::sample::Index, u8),
        Insert(prop::sample::Index, usize, u32),
        Remove(prop::sample::Index, usize),
    }

    fn op() -> impl Strategy<Value = Op> {
        use prop::sample::Index;
        let many = || prop_oneof![0_usize..4, 0_usize..70, 0_usize..5_000];
        prop_oneof![
            (any::<Index>(), 0_u32..1_000).prop_map(|(i, x)| Op::Add(i, x)),
            (any::<Index>(), 0_u8..3).prop_map(|(i, lane)| Op::Mark(i, lane)),
            (any::<Index>(), many(), 0_u32..1_000).prop_map(|(i, n, x)| Op::Insert(i, n, x)),
            (any::<Index>(), many()).prop_map(|(i, n)| Op::Remove(i, n)),
        ]
    }

    fn last(naive: &Naive, channel: u8, base: f64, limit: f64) -> Option<usize> {
        let (mut begin, mut found) = (base, None);
        for (i, (extent, lane)) in naive.iter().enumerate() {
            if *lane == channel {
                if begin <= limit {
                    found = Some(i);
                }
                begin += extent;
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn the_tree_is_a_vector_with_sums(
            channels in 1_usize..4,
            ops in proptest::collection::vec(op(), 0..30),
        ) {
            let (mut tree, mut naive) = (Tree::new(channels), Naive::new());
            let lane = |i: usize| (i % channels) as u8;
            for op in ops {
                match op {
                    Op::Add(at, x) if !naive.is_empty() => {
                        let at = at.index(naive.len());
                        let spot = tree.spot(at).unwrap();
                        prop_assert_eq!(tree.at(&spot), naive[at]);
                        tree.add(&spot, f64::from(x));
                        naive[at].0 += f64::from(x);
                    }
                    Op::Mark(at, mark) if !naive.is_empty() => {
                        let (at, mark) = (at.index(naive.len()), lane(usize::from(mark)));
                        tree.set_mark(at, mark);
                        naive[at].1 = mark;
                    }
                    Op::Add(..) | Op::Mark(..) => {
                        prop_assert!(tree.spot(0).is_none());
                        tree.set_mark(0, 0);
                    }
                    Op::Insert(at, count, x) => {
                        let at = at.index(naive.len() + 1);
                        let mut rows = (0..count).map(|i| (f64::from(x), lane(i)));
                        tree.insert(at, count, &mut || rows.next().unwrap()).unwrap();
                        naive.splice(at..at, (0..count).map(|i| (f64::from(x), lane(i))));
                    }
                    Op::Remove(at, count) => {
                        let at = at.index(naive.len() + 1);
                        tree.remove(at, count);
                        naive.drain(at..(at + count).min(naive.len()));
                    }
                }
                prop_assert_eq!(tree.len(), naive.len());
            }
            let mut seen = Naive::new();
            tree.walk(0, usize::MAX, &mut |i, extent, mark| {
                assert_eq!(i, seen.len());
                seen.push((extent, mark));
                true
            });
            prop_assert_eq!(&seen, &naive);
            for channel in 0..channels as u8 {
                let of = |rows: &[(f64, u8)]| -> f64 {
                    rows.iter().filter(|row| row.1 == channel).map(|row| row.0).sum()
                };
                prop_assert_eq!(tree.sum(usize::from(channel)), of(&naive));
                for i in (0..naive.len() + 2).step_by(naive.len() / 50 + 1) {
                    prop_assert_eq!(tree.prefix(i, usize::from(channel)), of(&naive[..i.min(naive.len())]));
                    if i < naive.len() {
                        prop_assert_eq!(tree.get(i), naive[i]);
                    }
                    let limit = of(&naive[..i.min(naive.len())]) + 7.0 + (i % 3) as f64 - 1.0;
                    let found = tree.last(usize::from(channel), 7.0, limit);
                    prop_assert_eq!(found.map(|row| row.index), last(&naive, channel, 7.0, limit));
                    if let Some(found) = found {
                        prop_assert_eq!(found.begin, 7.0 + of(&naive[..found.index]));
                        prop_assert_eq!(found.extent, naive[found.index].0);
                    }
                }
            }
        }
    }

    fn of(rows: usize, channels: usize) -> Tree {
        let mut tree = Tree::new(channels);
        tree.insert(0, rows, &mut || (96.0, 0)).unwrap();
        tree
    }

    #[test]
    fn a_million_rows_take_ten_megabytes_with_room_for_an_eighth_more() {
        assert!(of(1_000_000, 1).bytes() < 10_200_000, "{}", of(1_000_000, 1).bytes());
        // Two lanes and those who wait: a mark a row, three sums a leaf.
        assert!(of(1_000_000, 3).bytes() < 12_500_000, "{}", of(1_000_000, 3).bytes());
        let mut tree = of(1_000_000, 1);
        for _ in 0..100 {
            tree.insert(0, 100, &mut || (96.0, 0)).unwrap();
        }
        assert!(tree.bytes() < 10_500_000, "{}", tree.bytes());
    }

    /// The worst anyone can do to the leaves: each split right behind its first row.
    #[test]
    fn leaves_stay_half_full_whatever_is_done_to_them() {
        let mut tree = of(2_000, 1);
        let mut at = 1;
        while tree.len() < 60_000 {
            tree.insert(at, 1, &mut || (1.0, 0)).unwrap();
            at = (at + 63) % tree.len();
        }
        assert!(tree.bytes() < 2 * 60_000 * 10, "{}", tree.bytes());
        let mut at = 0;
        while tree.len() > 20_000 {
            tree.remove(at, 2);
            at = (at + 1) % tree.len();
        }
        let blocks = tree.levels[0].used();
        assert!(blocks <= 2 * 20_000 / FAN + 2, "{blocks} leaves");
    }
}
