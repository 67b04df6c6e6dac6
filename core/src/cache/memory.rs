//! Answers in memory: the least recently used goes first, by count and by bytes.

use super::record::Kept;
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};

#[derive(Debug)]
struct Held {
    kept: Kept,
    bytes: usize,
    used: u64,
}

#[derive(Debug)]
pub(crate) struct Memory {
    held: SortedMap<String, Held>,
    bytes: usize,
    clock: u64,
    most_entries: usize,
    most_bytes: usize,
}

impl Memory {
    pub(crate) fn new(most_entries: usize, most_bytes: usize) -> Self {
        Self { held: SortedMap::new(), bytes: 0, clock: 0, most_entries, most_bytes }
    }

    /// The answer under a key that is not older than `keep`.
    pub(crate) fn get(&mut self, key: &str, keep: Span, now: Timestamp) -> Option<&Kept> {
        let held = self.held.get_mut(key)?;
        // From the future: the clock stepped back. Its age begins now, or it would never end.
        held.kept.at = held.kept.at.min(now);
        // Not forgotten for its age: a clock that went ahead by mistake will come back.
        if now.since(held.kept.at) > keep {
            return None;
        }
        self.clock += 1;
        held.used = self.clock;
        Some(&held.kept)
    }

    pub(crate) fn put(&mut self, key: &str, kept: Kept, bytes: usize) {
        self.forget(key);
        if bytes > self.most_bytes {
            return;
        }
        self.clock += 1;
        self.bytes += bytes;
        self.held.insert(key.to_owned(), Held { kept, bytes, used: self.clock });
        while self.held.len() > self.most_entries || self.bytes > self.most_bytes {
            // A look at each of some hundreds, and only where one has to go.
            let oldest = self.held.iter().min_by_key(|(_, held)| held.used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            self.forget(&oldest);
        }
    }

    pub(crate) fn forget(&mut self, key: &str) {
        if let Some(held) = self.held.remove(key) {
            self.bytes = self.bytes.saturating_sub(held.bytes);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const KEEP: Span = Span::from_secs(3_600);
    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn kept(at: Timestamp) -> Kept {
        Kept { data: Value::Null, next: None, total: None, at }
    }

    fn holds(memory: &mut Memory, key: &str) -> bool {
        memory.get(key, KEEP, NOW).is_some()
    }

    #[test]
    fn the_least_recently_used_gives_way_by_count() {
        let mut memory = Memory::new(2, 1_000);
        memory.put("a", kept(NOW), 10);
        memory.put("b", kept(NOW), 10);
        assert!(holds(&mut memory, "a"));
        memory.put("c", kept(NOW), 10);
        assert!(holds(&mut memory, "a") && holds(&mut memory, "c") && !holds(&mut memory, "b"));
    }

    #[test]
    fn and_by_bytes_and_one_that_never_fits_pushes_nothing_out() {
        let mut memory = Memory::new(100, 100);
        memory.put("a", kept(NOW), 60);
        memory.put("b", kept(NOW), 60);
        assert!(!holds(&mut memory, "a") && holds(&mut memory, "b"));
        memory.put("huge", kept(NOW), 101);
        assert!(!holds(&mut memory, "huge") && holds(&mut memory, "b"));
        memory.put("b", kept(NOW), 40);
        memory.put("c", kept(NOW), 60);
        assert!(
            holds(&mut memory, "b") && holds(&mut memory, "c"),
            "what is replaced frees its bytes"
        );
    }

    #[test]
    fn an_answer_older_than_keep_is_not_given_and_one_from_the_future_ages_from_now() {
        let mut memory = Memory::new(10, 1_000);
        memory.put("a", kept(NOW), 1);
        let end = NOW.after(KEEP);
        assert!(memory.get("a", KEEP, end).is_some());
        assert!(memory.get("a", KEEP, end.after(Span::from_millis(1))).is_none());
        assert!(memory.get("a", KEEP, end).is_some(), "the clock came back, and so did the answer");
        memory.put("b", kept(NOW.after(Span::from_secs(1_000_000_000))), 1);
        assert_eq!(memory.get("b", KEEP, NOW).map(|kept| kept.at), Some(NOW));
        assert!(memory.get("b", KEEP, end.after(Span::from_millis(1))).is_none());
    }
}
