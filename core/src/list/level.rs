//! One level of the tree of sizes: blocks of up to 32 slots, side by side in a few vectors.
//!
//! On the lowest level a slot is a row: its extent and, where there are several channels, a mark that says
//! which is its.
//! Above, a slot is a block of the level below: for each channel how many rows and how many pixels lie
//! in it. Knows no order between its blocks; that is the tree's.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! // 65 rows are three blocks and a root above them.
//! let list = List::new(Options { count: 65, estimate: 10.0, ..Options::default() })?;
//! assert_eq!(list.total(), 650.0);
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

/// The most slots of a block: 256 bytes of extents, a few cache lines.
pub(super) const FAN: usize = 32;

/// The store could not be had.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutOfMemory;

/// The blocks of one level.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Level {
    /// Sums a slot: 1 for rows, a sum a channel above.
    width: usize,
    is_rows: bool,
    lens: Vec<u8>,
    free: Vec<u32>,
    sums: Vec<f64>,
    /// How many rows, a number a channel; empty on the lowest level.
    counts: Vec<u32>,
    /// The blocks below; empty on the lowest level.
    kids: Vec<u32>,
    /// What the rows are marked with; empty above, and where none is marked.
    marks: Vec<u8>,
    is_marked: bool,
}

impl Level {
    pub(super) fn of_rows(is_marked: bool) -> Self {
        Self { width: 1, is_rows: true, is_marked, ..Self::default() }
    }

    pub(super) fn of_blocks(channels: usize) -> Self {
        Self { width: channels, ..Self::default() }
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) fn len(&self, block: usize) -> usize {
        self.lens.get(block).map_or(0, |len| usize::from(*len))
    }

    fn set_len(&mut self, block: usize, len: usize) {
        if let Some(slot) = self.lens.get_mut(block) {
            *slot = len as u8;
        }
    }

    /// The sums of the slots `from..to`, a channel each where there are several.
    pub(super) fn sums(&self, from: usize, to: usize) -> &[f64] {
        self.sums.get(from * self.width..to * self.width).unwrap_or(&[])
    }

    /// How many rows the slots `from..to` hold, a channel each where there are several.
    pub(super) fn counts(&self, from: usize, to: usize) -> &[u32] {
        self.counts.get(from * self.width..to * self.width).unwrap_or(&[])
    }

    /// The marks of the rows `from..to`; empty where none is marked.
    pub(super) fn marks(&self, from: usize, to: usize) -> &[u8] {
        self.marks.get(from..to).unwrap_or(&[])
    }

    /// The mark of a row; 0 where none is marked.
    pub(super) fn mark(&self, row: usize) -> u8 {
        self.marks.get(row).copied().unwrap_or(0)
    }

    pub(super) fn set_mark(&mut self, row: usize, mark: u8) {
        if let Some(slot) = self.marks.get_mut(row) {
            *slot = mark;
        }
    }

    pub(super) fn sum_at(&self, slot: usize, channel: usize) -> f64 {
        self.sums.get(slot * self.width + channel).copied().unwrap_or(0.0)
    }

    pub(super) fn add(&mut self, slot: usize, channel: usize, delta: f64) {
        if let Some(sum) = self.sums.get_mut(slot * self.width + channel) {
            *sum += delta;
        }
    }

    /// Counts a row more (or, with -1, less) in a slot's channel.
    pub(super) fn count_in(&mut self, slot: usize, channel: usize, more: i32) {
        if let Some(count) = self.counts.get_mut(slot * self.width + channel) {
            *count = count.wrapping_add_signed(more);
        }
    }

    /// How many rows a slot holds.
    pub(super) fn rows_in(&self, slot: usize) -> usize {
        self.counts(slot, slot + 1).iter().map(|count| *count as usize).sum()
    }

    pub(super) fn kid(&self, slot: usize) -> usize {
        self.kids.get(slot).map_or(0, |kid| *kid as usize)
    }

    /// Room for so many more blocks, and an eighth of all: a feed grows page by page, and what has to move
    /// to a larger place is there twice for a moment.
    pub(super) fn reserve(&mut self, blocks: usize) -> Result<(), OutOfMemory> {
        let blocks = blocks.saturating_sub(self.free.len());
        let slots = blocks * FAN;
        if self.sums.capacity() - self.sums.len() < slots * self.width {
            let more = slots + (self.lens.len() + blocks) / 8 * FAN;
            let marks = if self.is_marked { more } else { 0 };
            self.sums.try_reserve_exact(more * self.width).map_err(|_| OutOfMemory)?;
            self.marks.try_reserve_exact(marks).map_err(|_| OutOfMemory)?;
        }
        Ok(())
    }

    /// An empty block.
    pub(super) fn alloc(&mut self) -> usize {
        if let Some(block) = self.free.pop() {
            return block as usize;
        }
        let block = self.lens.len();
        self.lens.push(0);
        let slots = (block + 1) * FAN;
        self.sums.resize(slots * self.width, 0.0);
        if !self.is_rows {
            self.counts.resize(slots * self.width, 0);
            self.kids.resize(slots, 0);
        } else if self.is_marked {
            self.marks.resize(slots, 0);
        }
        block
    }

    pub(super) fn release(&mut self, block: usize) {
        self.set_len(block, 0);
        self.free.push(block as u32);
    }

    /// Moves `n` slots, also over each other.
    fn shift(&mut self, from: usize, to: usize, n: usize) {
        fn within<T: Copy>(slots: &mut [T], width: usize, from: usize, to: usize, n: usize) {
            if !slots.is_empty() {
                slots.copy_within(from * width..(from + n) * width, to * width);
            }
        }
        within(&mut self.sums, self.width, from, to, n);
        within(&mut self.counts, self.width, from, to, n);
        within(&mut self.kids, 1, from, to, n);
        within(&mut self.marks, 1, from, to, n);
    }

    /// Makes `n` slots at a position of a block and lets each be filled, in order. Gives the blocks that
    /// had to be made for it; they belong right behind this one.
    pub(super) fn splice(
        &mut self,
        block: usize,
        at: usize,
        n: usize,
        put: &mut dyn FnMut(&mut Self, usize),
    ) -> Vec<u32> {
        let (first, len) = (block * FAN, self.len(block));
        if len + n <= FAN {
            self.shift(first + at, first + at + n, len - at);
            self.set_len(block, len + n);
            for slot in first + at..first + at + n {
                put(self, slot);
            }
            return Vec::new();
        }
        let mut made = Vec::with_capacity(n / FAN + 2);
        // What lies behind steps aside; the new slots fill this block and then as many as they need.
        let tail = self.alloc();
        self.shift(first + at, tail * FAN, len - at);
        self.set_len(tail, len - at);
        self.set_len(block, at);
        let mut current = block;
        for _ in 0..n {
            if self.len(current) == FAN {
                current = self.alloc();
                made.push(current as u32);
            }
            let len = self.len(current);
            self.set_len(current, len + 1);
            put(self, current * FAN + len);
        }
        if self.len(current) + self.len(tail) <= FAN {
            self.append(current, tail);
        } else {
            made.push(tail as u32);
        }
        made
    }

    /// Moves all of a block behind another's slots; there is room for them.
    pub(super) fn append(&mut self, block: usize, tail: usize) {
        let (len, more) = (self.len(block), self.len(tail));
        self.shift(tail * FAN, block * FAN + len, more);
        self.set_len(block, len + more);
        self.release(tail);
    }

    /// Takes `n` slots out of a block.
    pub(super) fn cut(&mut self, block: usize, at: usize, n: usize) {
        let (first, len) = (block * FAN, self.len(block));
        self.shift(first + at + n, first + at, len - at - n);
        self.set_len(block, len - n);
    }

    /// Makes a slot stand for a block of the level below.
    pub(super) fn adopt(&mut self, slot: usize, kid: usize, below: &Self) {
        if let Some(place) = self.kids.get_mut(slot) {
            *place = kid as u32;
        }
        self.sum_up(slot, below);
    }

    /// Adds up the block that a slot stands for.
    pub(super) fn sum_up(&mut self, slot: usize, below: &Self) {
        let kid = self.kid(slot);
        let (from, to) = (kid * FAN, kid * FAN + below.len(kid));
        let at = slot * self.width..(slot + 1) * self.width;
        let (Some(sums), Some(counts)) = (self.sums.get_mut(at.clone()), self.counts.get_mut(at))
        else {
            return;
        };
        sums.fill(0.0);
        counts.fill(0);
        if below.is_rows {
            for (i, extent) in below.sums(from, to).iter().enumerate() {
                let lane = usize::from(below.mark(from + i));
                if let (Some(sum), Some(count)) = (sums.get_mut(lane), counts.get_mut(lane)) {
                    *sum += extent;
                    *count += 1;
                }
            }
        } else {
            let slots = below.sums(from, to).chunks_exact(below.width);
            for (more, rows) in slots.zip(below.counts(from, to).chunks_exact(below.width)) {
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                counts.iter_mut().zip(rows).for_each(|(count, more)| *count += more);
            }
        }
    }

    #[cfg(test)]
    pub(super) fn used(&self) -> usize {
        self.lens.len() - self.free.len()
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.sums.capacity() * 8
            + (self.counts.capacity() + self.kids.capacity() + self.free.capacity()) * 4
            + self.marks.capacity()
            + self.lens.capacity()
    }
}
