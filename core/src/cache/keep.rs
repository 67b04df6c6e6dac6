//! What is kept, what gives way, what is forgotten.

use super::machine::Cache;
use super::record::{Kept, store_key};
use crate::effect::{HostError, HostErrorKind};
use crate::engine::Event;
use crate::engine::desk::Desk;
use crate::engine::purpose::{CacheOp, Purpose};

/// How many stored reads give way when a cache write finds no room.
const ROOM_FOR_ONE: usize = 8;

impl Cache {
    /// Keeps an answer in memory and in the store.
    pub(super) fn keep(&mut self, desk: &mut Desk, key: &str, tag: &str, kept: Kept) {
        self.missing.remove(key);
        let bytes = kept.to_bytes(key, tag);
        self.memory.put(key, kept, bytes.len());
        if self.full || !self.disk.is_known() {
            return;
        }
        let name = store_key(key);
        let new = self.disk.touch(&name);
        desk.write(Purpose::Cache { key: name.clone(), op: CacheOp::Write { new } }, name, bytes);
        let surplus = self.disk.surplus();
        self.gone(desk, surplus, CacheOp::Pruned);
    }

    /// Removes keys of the store.
    pub(super) fn gone(&mut self, desk: &mut Desk, names: Vec<String>, op: CacheOp) {
        for name in names {
            self.disk.forget(&name);
            desk.remove(Purpose::Cache { key: name.clone(), op }, name);
        }
    }

    /// A write was refused: that is no error, but something older gives way for the next one. Says
    /// how many removals are on their way.
    pub(crate) fn not_written(
        &mut self,
        desk: &mut Desk,
        name: &str,
        new: bool,
        error: &HostError,
    ) -> u32 {
        if new {
            self.disk.forget(name);
        }
        if error.kind != HostErrorKind::QuotaExceeded {
            return 0;
        }
        let entries = self.evict(desk, ROOM_FOR_ONE, CacheOp::Evicted);
        if entries > 0 {
            desk.tell(Event::Evicted { class: "cache", entries });
        }
        entries
    }

    /// Removes the stored reads that were used longest ago; says how many.
    pub(crate) fn evict(&mut self, desk: &mut Desk, count: usize, op: CacheOp) -> u32 {
        let names = self.disk.take_oldest(count);
        let evicted = names.len() as u32;
        self.gone(desk, names, op);
        evicted
    }

    /// Forgets what is in memory: somebody else is here now.
    pub(crate) fn forget(&mut self) {
        self.memory.clear();
        self.missing.clear();
        self.epoch += 1;
    }

    /// Forgets everything, here and in the store; says how many removals are on their way.
    pub(crate) fn clear(&mut self, desk: &mut Desk, op: CacheOp) -> usize {
        self.forget();
        let names = self.disk.take_all();
        let count = names.len();
        self.gone(desk, names, op);
        count
    }
}
