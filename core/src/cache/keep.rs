//! What is kept, what gives way, what is forgotten.

use super::machine::{Cache, Query};
use super::name::{Name, PREFIX};
use super::record::Kept;
use crate::effect::{HostError, HostErrorKind};
use crate::engine::Event;
use crate::engine::desk::Desk;
use crate::engine::purpose::{CacheOp, Purpose};

/// How many stored reads give way when a cache write finds no room.
const ROOM_FOR_ONE: usize = 8;

impl Cache {
    /// Keeps an answer in memory and in the store.
    pub(super) fn keep(&mut self, desk: &mut Desk, query: &Query, owner: &str, kept: Kept) {
        self.missing.remove(&query.key);
        let bytes = kept.to_bytes(&query.key, owner);
        self.memory.put(query.id, &query.key, kept, bytes.len());
        if self.full || !self.disk.is_known() {
            return;
        }
        let class = query.policy.priority as u64;
        let length = desk.stored_length(bytes.len());
        let Some(name) = self.disk.begin(query.id, class, length) else { return };
        let (surplus, strays) = (self.disk.surplus(name), self.disk.take_strays());
        self.told_evicted(desk, surplus.len());
        for name in surplus.into_iter().chain(strays) {
            remove(desk, name, CacheOp::Pruned);
        }
        desk.write(Purpose::Cache { key: name.to_key(), op: CacheOp::Write }, name.to_key(), bytes);
    }

    /// A write is durable: what it replaces can go.
    pub(crate) fn written(&mut self, desk: &mut Desk, key: &str) {
        let replaced = Name::parse(key).and_then(|name| self.disk.written(name));
        if let Some(name) = replaced {
            remove(desk, name, CacheOp::Pruned);
        }
    }

    /// A write was refused: that is no error, but something older gives way for the next one. Says
    /// how many removals are on their way.
    pub(crate) fn not_written(&mut self, desk: &mut Desk, key: &str, error: &HostError) -> u32 {
        if let Some(name) = Name::parse(key).filter(|name| self.disk.end(*name)) {
            // It may be there all the same, if only the answer was lost.
            remove(desk, name, CacheOp::Pruned);
        }
        if error.kind != HostErrorKind::QuotaExceeded {
            return 0;
        }
        let entries = self.evict(desk, ROOM_FOR_ONE, CacheOp::Evicted);
        self.told_evicted(desk, entries as usize);
        entries
    }

    /// A removal was refused.
    pub(crate) fn stayed(&mut self, key: &str) {
        if let Some(name) = Name::parse(key) {
            self.disk.stayed(name);
        }
    }

    /// Removes the stored reads that give way first; says how many.
    pub(crate) fn evict(&mut self, desk: &mut Desk, count: usize, op: CacheOp) -> u32 {
        let names = self.disk.take_oldest(count);
        let evicted = names.len() as u32;
        for name in names {
            remove(desk, name, op);
        }
        evicted
    }

    fn told_evicted(&mut self, desk: &mut Desk, entries: usize) {
        self.counts.evicted += entries as u64;
        if entries > 0 {
            desk.tell(Event::Evicted { class: "cache", entries: entries as u32 });
        }
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
        for name in names {
            remove(desk, name, op);
        }
        count
    }

    /// Asks what other pages over the same store have written: it counts for the budget.
    pub(crate) fn list(&self, desk: &mut Desk) {
        if self.shared && self.disk.is_known() {
            desk.keys(Purpose::Cache { key: String::new(), op: CacheOp::List }, PREFIX);
        }
    }

    /// The store's list of keys. What is known and not in it stays: it may have been written since.
    pub(crate) fn found(&mut self, desk: &mut Desk, keys: Vec<String>) {
        for name in self.disk.found(keys) {
            remove(desk, name, CacheOp::Pruned);
        }
    }

    /// Forgets one answer, here and in the store.
    pub(super) fn forget_one(&mut self, desk: &mut Desk, id: u64) {
        self.memory.forget(id);
        for name in self.disk.take(id) {
            remove(desk, name, CacheOp::Pruned);
        }
    }
}

/// Removes a key of the store.
pub(super) fn remove(desk: &mut Desk, name: Name, op: CacheOp) {
    let key = name.to_key();
    desk.remove(Purpose::Cache { key: key.clone(), op }, key);
}
