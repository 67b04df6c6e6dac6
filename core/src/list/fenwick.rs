//! A Fenwick tree (Fenwick, 1994): prefix sums with O(log n) update and search, 8 bytes an item.
//!
//! Node `i` (from 1) holds the sum of the items `i − lowbit(i) .. i`. Items are not stored beside it:
//! one is its node less the node's children, O(1) on average. Knows nothing of rows or pixels; sums
//! are exact as long as the items are multiples of one power of two and stay below 2^53 of it.
//!
//! Nodes up to `i` depend on items up to `i` only, so the tree can be cut and appended to at its end;
//! a change of the number of items elsewhere turns what lies behind back into items and builds it again,
//! in place.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 3, estimate: 10.0, ..Options::default() })?;
//! list.insert(1, 2)?; // three items lie behind: two of them move
//! assert_eq!(list.total(), 50.0);
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

/// Prefix sums over items that are never negative.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fenwick {
    nodes: Vec<f64>,
    sum: f64,
}

/// The store could not be had.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutOfMemory;

const fn lowbit(i: usize) -> usize {
    i & i.wrapping_neg()
}

impl Fenwick {
    pub(super) const fn new() -> Self {
        Self { nodes: Vec::new(), sum: 0.0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The sum of all items.
    pub(super) const fn sum(&self) -> f64 {
        self.sum
    }

    /// The sum of the first `count` items.
    pub(super) fn prefix(&self, count: usize) -> f64 {
        if count >= self.len() {
            return self.sum;
        }
        let (mut i, mut sum) = (count, 0.0);
        while i > 0 {
            sum += self.node(i);
            i -= lowbit(i);
        }
        sum
    }

    /// The item at `index`, from 0; 0 past the end.
    pub(super) fn get(&self, index: usize) -> f64 {
        self.nodes.get(index).map_or(0.0, |node| node - self.children(index + 1))
    }

    /// Adds to the item at `index`; past the end nothing happens.
    pub(super) fn add(&mut self, index: usize, delta: f64) {
        let mut i = index + 1;
        while let Some(node) = self.nodes.get_mut(i - 1) {
            *node += delta;
            i += lowbit(i);
        }
        if index < self.len() {
            self.sum += delta;
        }
    }

    /// The largest count whose sum, added to `base`, still `holds`, and that sum. `holds` must be true
    /// up to some sum and false beyond; it is not asked about a count of 0.
    pub(super) fn search(&self, base: f64, holds: impl Fn(f64) -> bool) -> (usize, f64) {
        let (mut count, mut sum) = (0, base);
        let mut step = self.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            if let Some(node) = self.nodes.get(count + step - 1) {
                let further = sum + node;
                if holds(further) {
                    (count, sum) = (count + step, further);
                }
            }
            step >>= 1;
        }
        (count, sum)
    }

    /// Cuts off all but the first `count` items.
    pub(super) fn truncate(&mut self, count: usize) {
        if count < self.len() {
            self.sum = self.prefix(count);
            self.nodes.truncate(count);
        }
    }

    /// Puts `count` items of one size before the item at `at` (at most the length).
    pub(super) fn insert(&mut self, at: usize, count: usize, item: f64) -> Result<(), OutOfMemory> {
        // An eighth more than asked: a feed grows page by page.
        let wanted = count + self.len() / 8;
        if self.nodes.capacity() - self.len() < count {
            self.nodes.try_reserve_exact(wanted).map_err(|_| OutOfMemory)?;
        }
        let (at, end) = (at.min(self.len()), self.len());
        self.unbuild(at);
        self.nodes.resize(end + count, item);
        self.nodes.copy_within(at..end, at + count);
        if let Some(new) = self.nodes.get_mut(at..at + count) {
            new.fill(item);
        }
        self.build(at);
        Ok(())
    }

    /// Takes out the items `at .. at + count`, as far as there are any.
    pub(super) fn remove(&mut self, at: usize, count: usize) {
        let end = at.saturating_add(count).min(self.len());
        if at >= end {
            return;
        }
        if end == self.len() {
            self.truncate(at);
            return;
        }
        self.unbuild(at);
        self.nodes.copy_within(end.., at);
        self.nodes.truncate(self.len() - (end - at));
        self.build(at);
    }

    /// Turns the nodes from `at` on into plain items. From the end, so that each node's children are
    /// still nodes when it is their turn to be taken off.
    fn unbuild(&mut self, at: usize) {
        for i in (at + 1..=self.len()).rev() {
            let children = self.children(i);
            if let Some(node) = self.nodes.get_mut(i - 1) {
                *node -= children;
            }
        }
    }

    /// Turns the plain items from `at` on into nodes again.
    fn build(&mut self, at: usize) {
        for i in at + 1..=self.len() {
            let children = self.children(i);
            if let Some(node) = self.nodes.get_mut(i - 1) {
                *node += children;
            }
        }
        self.sum = 0.0;
        let mut i = self.len();
        while i > 0 {
            self.sum += self.node(i);
            i -= lowbit(i);
        }
    }

    /// The sum of what node `i` holds besides its own item.
    fn children(&self, i: usize) -> f64 {
        let (last, mut child, mut sum) = (i - lowbit(i), i - 1, 0.0);
        while child > last {
            sum += self.node(child);
            child -= lowbit(child);
        }
        sum
    }

    /// Node `i`, from 1; 0 where there is none.
    fn node(&self, i: usize) -> f64 {
        self.nodes.get(i - 1).copied().unwrap_or(0.0)
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Add(prop::sample::Index, u32),
        Insert(prop::sample::Index, usize, u32),
        Remove(prop::sample::Index, usize),
        Truncate(prop::sample::Index),
    }

    fn op() -> impl Strategy<Value = Op> {
        use prop::sample::Index;
        prop_oneof![
            (any::<Index>(), 0_u32..1_000).prop_map(|(i, x)| Op::Add(i, x)),
            (any::<Index>(), 0_usize..20, 0_u32..1_000).prop_map(|(i, n, x)| Op::Insert(i, n, x)),
            (any::<Index>(), 0_usize..20).prop_map(|(i, n)| Op::Remove(i, n)),
            any::<Index>().prop_map(Op::Truncate),
        ]
    }

    proptest! {
        #[test]
        fn the_tree_is_a_vector_with_sums(ops in proptest::collection::vec(op(), 0..40)) {
            let (mut tree, mut naive) = (Fenwick::new(), Vec::<f64>::new());
            for op in ops {
                match op {
                    Op::Add(at, x) if !naive.is_empty() => {
                        let at = at.index(naive.len());
                        tree.add(at, f64::from(x));
                        naive[at] += f64::from(x);
                    }
                    Op::Add(at, _) => tree.add(at.index(9), 1.0),
                    Op::Insert(at, count, x) => {
                        let at = at.index(naive.len() + 1);
                        tree.insert(at, count, f64::from(x)).unwrap();
                        naive.splice(at..at, std::iter::repeat_n(f64::from(x), count));
                    }
                    Op::Remove(at, count) => {
                        let at = at.index(naive.len() + 1);
                        tree.remove(at, count);
                        naive.drain(at..(at + count).min(naive.len()));
                    }
                    Op::Truncate(at) => {
                        let at = at.index(naive.len() + 2);
                        tree.truncate(at);
                        naive.truncate(at);
                    }
                }
                prop_assert_eq!(tree.len(), naive.len());
                prop_assert_eq!(tree.sum(), naive.iter().sum::<f64>());
                for i in 0..naive.len() + 2 {
                    prop_assert_eq!(tree.get(i), naive.get(i).copied().unwrap_or(0.0));
                    prop_assert_eq!(tree.prefix(i), naive.iter().take(i).sum::<f64>());
                }
                for limit in [0.0, 1.0, 500.0, 5_000.0, f64::INFINITY] {
                    let mut sum = 7.0;
                    let held = naive.iter().take_while(|item| { sum += **item; sum <= limit }).count();
                    prop_assert_eq!(tree.search(7.0, |sum| sum <= limit).0, held);
                }
            }
        }
    }

    #[test]
    fn a_million_items_take_eight_megabytes_and_a_page_more_little() {
        let mut tree = Fenwick::new();
        tree.insert(0, 1_000_000, 96.0).unwrap();
        assert_eq!(tree.bytes(), 8_000_000);
        tree.insert(0, 50, 96.0).unwrap();
        assert!(tree.bytes() < 9_100_000, "{}", tree.bytes());
    }
}
