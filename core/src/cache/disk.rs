//! Which answers the store may hold, and which of them is the oldest.
//!
//! A hint, not a promise: the store is asked in any case, and what it has not is a miss.

use crate::sorted::SortedMap;

#[derive(Debug)]
pub(crate) struct Disk {
    /// Keys of the store by their last use; 0 is an earlier life. `None` until the store has said.
    known: Option<SortedMap<String, u64>>,
    clock: u64,
    most: usize,
}

impl Disk {
    pub(crate) const fn new(most: usize) -> Self {
        Self { known: None, clock: 0, most }
    }

    pub(crate) fn found(&mut self, keys: Vec<String>) {
        self.known = Some(keys.into_iter().map(|key| (key, 0)).collect());
    }

    pub(crate) const fn is_known(&self) -> bool {
        self.known.is_some()
    }

    pub(crate) fn holds(&self, key: &str) -> bool {
        self.known.as_ref().is_some_and(|known| known.contains_key(key))
    }

    /// Notes a use; says whether the key is new.
    pub(crate) fn touch(&mut self, key: &str) -> bool {
        self.clock += 1;
        let Some(known) = &mut self.known else { return false };
        known.insert(key.to_owned(), self.clock).is_none()
    }

    /// A removal failed: it is still there, and old.
    pub(crate) fn stayed(&mut self, key: String) {
        if let Some(known) = &mut self.known
            && !known.contains_key(&key)
        {
            known.insert(key, 0);
        }
    }

    pub(crate) fn forget(&mut self, key: &str) {
        if let Some(known) = &mut self.known {
            known.remove(key);
        }
    }

    /// Takes out what is too much.
    pub(crate) fn surplus(&mut self) -> Vec<String> {
        let count = self.known.as_ref().map_or(0, SortedMap::len);
        self.take_oldest(count.saturating_sub(self.most))
    }

    /// Takes out the `count` that were used longest ago.
    pub(crate) fn take_oldest(&mut self, count: usize) -> Vec<String> {
        let Some(known) = &mut self.known else { return Vec::new() };
        if count == 0 {
            return Vec::new();
        }
        let mut by_use: Vec<(u64, String)> =
            known.iter().map(|(key, used)| (*used, key.clone())).collect();
        by_use.sort_unstable();
        by_use.truncate(count);
        for (_, key) in &by_use {
            known.remove(key);
        }
        by_use.into_iter().map(|(_, key)| key).collect()
    }

    pub(crate) fn take_all(&mut self) -> Vec<String> {
        self.known.as_mut().map(core::mem::take).unwrap_or_default().into_keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_is_taken_first_and_earlier_lives_before_all() {
        let mut disk = Disk::new(3);
        assert!(!disk.touch("early") && !disk.holds("early"), "nothing is known yet");
        disk.found(vec!["old".into(), "older".into()]);
        assert!(disk.touch("a") && disk.touch("b") && !disk.touch("old"));
        assert_eq!(disk.surplus(), ["older"]);
        assert_eq!(disk.take_oldest(2), ["a", "b"]);
        assert_eq!(disk.surplus(), [""; 0]);
        assert_eq!(disk.take_all(), ["old"]);
        assert!(disk.is_known() && !disk.holds("old"));
    }
}
