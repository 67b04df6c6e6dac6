//! Who gives way first: the lowest priority, and of one priority what was used longest ago.
//!
//! Knows numbers and sizes, nothing of answers; memory and store each have one. Finding the first is
//! O(1), everything else O(log n) and a move of some kilobytes.
//!
//! ```text
//! rank = priority (0 low, 1 normal, 2 high) << 60 | a number that grows with every use
//! ```

use crate::sorted::{SortedMap, SortedSet};

const CLASS: u32 = 60;
/// The number in a rank.
pub(super) const NUMBER: u64 = (1 << CLASS) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    rank: u64,
    bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Order {
    places: SortedMap<u64, Place>,
    queue: SortedSet<(u64, u64)>,
    bytes: u64,
    /// The highest number so far.
    clock: u64,
}

impl Order {
    /// The rank of what is used now.
    pub(super) fn next(&mut self, class: u64) -> u64 {
        self.clock += 1;
        class << CLASS | self.clock
    }

    /// Puts an id at a rank; what it had before is gone.
    pub(super) fn put(&mut self, id: u64, rank: u64, bytes: u64) {
        self.remove(id);
        self.clock = self.clock.max(rank & NUMBER);
        self.restore(id, Place { rank, bytes });
    }

    /// Puts back what was removed.
    pub(super) fn restore(&mut self, id: u64, place: Place) {
        self.places.insert(id, place);
        self.queue.insert((place.rank, id));
        self.bytes += place.bytes;
    }

    /// It was used just now: the last of its priority to go.
    pub(super) fn touch(&mut self, id: u64) {
        if let Some(Place { rank, bytes }) = self.places.get(&id).copied() {
            let rank = self.next(rank >> CLASS);
            self.put(id, rank, bytes);
        }
    }

    pub(super) fn remove(&mut self, id: u64) -> Option<Place> {
        let place = self.places.remove(&id)?;
        self.queue.remove(&(place.rank, id));
        self.bytes -= place.bytes;
        Some(place)
    }

    /// Who gives way first.
    pub(super) fn first(&self) -> Option<u64> {
        self.queue.first().map(|(_, id)| *id)
    }

    pub(super) const fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn clear(&mut self) {
        *self = Self { clock: self.clock, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NORMAL: u64 = 1;

    fn put(order: &mut Order, id: u64, class: u64, bytes: u64) {
        let rank = order.next(class);
        order.put(id, rank, bytes);
    }

    #[test]
    fn the_lowest_priority_goes_first_and_within_it_what_was_used_longest_ago() {
        let mut order = Order::default();
        put(&mut order, 1, 2, 10);
        put(&mut order, 2, NORMAL, 10);
        put(&mut order, 3, 0, 10);
        put(&mut order, 4, NORMAL, 10);
        order.touch(2);
        let mut gone = Vec::new();
        while let Some(id) = order.first() {
            gone.push(id);
            order.remove(id);
        }
        assert_eq!(gone, [3, 4, 2, 1]);
        assert_eq!((order.len(), order.bytes()), (0, 0));
    }

    proptest! {
        /// The oracle is a plain list, searched from end to end.
        #[test]
        fn does_what_a_list_does(ops in prop::collection::vec((0..4_u8, 0..12_u64, 0..3_u64, 0..50_u64), 0..120)) {
            let mut order = Order::default();
            let mut list: Vec<(u64, u64, u64, u64)> = Vec::new();
            for (time, (op, id, class, bytes)) in ops.into_iter().enumerate() {
                let time = time as u64;
                match op {
                    0 | 1 => {
                        put(&mut order, id, class, bytes);
                        list.retain(|entry| entry.2 != id);
                        list.push((class, time, id, bytes));
                    }
                    2 => {
                        order.touch(id);
                        for entry in list.iter_mut().filter(|entry| entry.2 == id) {
                            entry.1 = time;
                        }
                    }
                    _ => {
                        order.remove(id);
                        list.retain(|entry| entry.2 != id);
                    }
                }
                prop_assert_eq!(order.first(), list.iter().min().map(|entry| entry.2));
                prop_assert_eq!(order.bytes(), list.iter().map(|entry| entry.3).sum::<u64>());
                prop_assert_eq!(order.len(), list.len());
            }
        }
    }
}
