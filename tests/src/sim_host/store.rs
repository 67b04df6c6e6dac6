//! A durable store in memory: survives the engine, has a capacity, and does what it is told.

use std::collections::BTreeMap;

use tuike_core::effect::{HostError, HostErrorKind, StoreAnswer, StoreOp};

#[derive(Clone, Debug)]
pub struct SimStore {
    pub records: BTreeMap<String, Vec<u8>>,
    /// Keys and bytes together may not pass this.
    pub capacity: usize,
    /// What is refused with an error that says nothing about room.
    pub refuse: fn(&StoreOp) -> bool,
    /// Bytes written so far, keys not counted.
    pub written: usize,
}

impl Default for SimStore {
    fn default() -> Self {
        Self { records: BTreeMap::new(), capacity: usize::MAX, refuse: |_| false, written: 0 }
    }
}

impl SimStore {
    pub fn apply(&mut self, op: &StoreOp) -> Result<StoreAnswer, HostError> {
        if (self.refuse)(op) {
            return Err(HostError::new(HostErrorKind::Other, "the disk said no"));
        }
        Ok(match op {
            StoreOp::Read { key } => StoreAnswer::Bytes(self.records.get(key).cloned()),
            StoreOp::Write { key, bytes } => {
                let replaced = self.records.get(key).map_or(0, |old| key.len() + old.len());
                if self.used() - replaced + key.len() + bytes.len() > self.capacity {
                    return Err(HostError::new(HostErrorKind::QuotaExceeded, "the store is full"));
                }
                self.written += bytes.len();
                self.records.insert(key.clone(), bytes.clone());
                StoreAnswer::Done
            }
            StoreOp::Remove { key } => {
                self.records.remove(key);
                StoreAnswer::Done
            }
            StoreOp::Keys { prefix } => StoreAnswer::Keys(self.keys(prefix)),
        })
    }

    pub fn used(&self) -> usize {
        self.records.iter().map(|(key, bytes)| key.len() + bytes.len()).sum()
    }

    pub fn keys(&self, prefix: &str) -> Vec<String> {
        self.records.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }
}
