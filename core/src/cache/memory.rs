//! Answers in memory: the least recently used goes first, by count and by bytes.

use super::order::Order;
use super::record::Kept;
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};

/// All are alike here: what is in memory is a look away in the store.
const CLASS: u64 = 0;

#[derive(Debug)]
struct Held {
    key: String,
    kept: Kept,
}

/// Answers by the hash of their key; of two keys with one hash the later is held.
#[derive(Debug)]
pub(crate) struct Memory {
    held: SortedMap<u64, Box<Held>>,
    order: Order,
    most_entries: usize,
    most_bytes: u64,
}

impl Memory {
    pub(crate) fn new(most_entries: usize, most_bytes: usize) -> Self {
        let (held, order) = (SortedMap::new(), Order::default());
        Self { held, order, most_entries, most_bytes: most_bytes as u64 }
    }

    /// The answer under a key that is not older than `keep`.
    pub(crate) fn get(&mut self, id: u64, key: &str, keep: Span, now: Timestamp) -> Option<&Kept> {
        let held = self.held.get_mut(&id).filter(|held| held.key == key)?;
        // From the future: the clock stepped back. Its age begins now, or it would never end.
        held.kept.at = held.kept.at.min(now);
        // Not forgotten for its age: a clock that went ahead by mistake will come back.
        if now.since(held.kept.at) > keep {
            return None;
        }
        self.order.touch(id);
        Some(&held.kept)
    }

    pub(crate) fn put(&mut self, id: u64, key: &str, kept: Kept, bytes: usize) {
        self.forget(id);
        let bytes = bytes as u64;
        if bytes > self.most_bytes {
            return;
        }
        let rank = self.order.next(CLASS);
        self.order.put(id, rank, bytes);
        self.held.insert(id, Box::new(Held { key: key.to_owned(), kept }));
        while self.order.len() > self.most_entries || self.order.bytes() > self.most_bytes {
            let Some(first) = self.order.first() else { break };
            self.forget(first);
        }
    }

    pub(crate) fn forget(&mut self, id: u64) {
        self.order.remove(id);
        self.held.remove(&id);
    }

    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.order.clear();
    }

    /// How many there are, and their bytes.
    pub(crate) fn size(&self) -> (usize, u64) {
        (self.order.len(), self.order.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::hash;
    use super::*;

    const KEEP: Span = Span::from_secs(3_600);
    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn kept(at: Timestamp) -> Kept {
        Kept { at, ..Kept::default() }
    }

    fn put(memory: &mut Memory, key: &str, at: Timestamp, bytes: usize) {
        memory.put(hash(key), key, kept(at), bytes);
    }

    fn at(memory: &mut Memory, key: &str, now: Timestamp) -> Option<Timestamp> {
        memory.get(hash(key), key, KEEP, now).map(|kept| kept.at)
    }

    fn holds(memory: &mut Memory, key: &str) -> bool {
        at(memory, key, NOW).is_some()
    }

    #[test]
    fn the_least_recently_used_gives_way_by_count() {
        let mut memory = Memory::new(2, 1_000);
        put(&mut memory, "a", NOW, 10);
        put(&mut memory, "b", NOW, 10);
        assert!(holds(&mut memory, "a"));
        put(&mut memory, "c", NOW, 10);
        assert!(holds(&mut memory, "a") && holds(&mut memory, "c") && !holds(&mut memory, "b"));
        assert_eq!(memory.size(), (2, 20));
    }

    #[test]
    fn and_by_bytes_and_one_that_never_fits_pushes_nothing_out() {
        let mut memory = Memory::new(100, 100);
        put(&mut memory, "a", NOW, 60);
        put(&mut memory, "b", NOW, 60);
        assert!(!holds(&mut memory, "a") && holds(&mut memory, "b"));
        put(&mut memory, "huge", NOW, 101);
        assert!(!holds(&mut memory, "huge") && holds(&mut memory, "b"));
        put(&mut memory, "b", NOW, 40);
        put(&mut memory, "c", NOW, 60);
        assert!(
            holds(&mut memory, "b") && holds(&mut memory, "c"),
            "what is replaced frees its bytes"
        );
    }

    #[test]
    fn an_answer_older_than_keep_is_not_given_and_one_from_the_future_ages_from_now() {
        let mut memory = Memory::new(10, 1_000);
        put(&mut memory, "a", NOW, 1);
        let end = NOW.after(KEEP);
        let late = end.after(Span::from_millis(1));
        assert!(at(&mut memory, "a", end).is_some());
        assert!(at(&mut memory, "a", late).is_none());
        assert!(at(&mut memory, "a", end).is_some(), "the clock came back, and so did the answer");
        put(&mut memory, "b", NOW.after(Span::from_secs(1_000_000_000)), 1);
        assert_eq!(at(&mut memory, "b", NOW), Some(NOW));
        assert!(at(&mut memory, "b", late).is_none());
    }

    #[test]
    fn two_keys_with_one_hash_are_never_taken_for_each_other() {
        let mut memory = Memory::new(10, 1_000);
        memory.put(7, "a", kept(NOW), 1);
        assert!(memory.get(7, "b", KEEP, NOW).is_none());
        memory.put(7, "b", kept(NOW), 1);
        assert!(memory.get(7, "a", KEEP, NOW).is_none());
        assert!(memory.get(7, "b", KEEP, NOW).is_some());
        assert_eq!(memory.size(), (1, 1));
    }
}
