//! Rows in and out of the tree: blocks are split, joined, made and let go along one or two paths.
//!
//! A block that overflows is split where the rows come in, and they fill blocks of their own; neighbours
//! that fit into one block are joined around every change. Never looks at a row that stays.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 100, estimate: 10.0, ..Options::default() })?;
//! list.insert(50, 1_000)?;
//! list.remove(0, 1_050)?;
//! assert_eq!((list.count(), list.total()), (50, 500.0));
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::super::level::{FAN, Level, OutOfMemory};
use super::Tree;

impl Tree {
    /// Puts `n` rows before the row at `at` (at most the length); `row` gives extent and mark of each.
    pub(in crate::list) fn insert(
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
    pub(in crate::list) fn remove(&mut self, at: usize, n: usize) {
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
