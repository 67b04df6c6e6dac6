//! What waits to be sent, as an app shows it.

use super::entry::{Entry, EntryKey};
use super::machine::{Outbox, Place};
use crate::engine::WaitingEntry;
use crate::time::Timestamp;

impl Outbox {
    /// The entries that are durable and not dead, oldest first; at most so many.
    pub(crate) fn waiting_entries(&self, most: usize) -> Vec<WaitingEntry> {
        let durable = |(key, slot): (&EntryKey, _)| {
            let slot: &super::machine::Slot = slot;
            (slot.place == Place::Queued).then(|| self.shown(key, &slot.entry))
        };
        self.entries
            .iter()
            .map(|(key, slot)| (key, &**slot))
            .filter_map(durable)
            .take(most)
            .collect()
    }

    fn shown(&self, key: &EntryKey, entry: &Entry) -> WaitingEntry {
        let lane = self.lanes.get(&entry.lane);
        let is_flying = lane.is_some_and(|lane| lane.air.contains(key));
        // Whoever is first has the lane's wait; those behind wait for it.
        let is_first = lane.is_some_and(|lane| lane.queue.first() == Some(key));
        let wait = lane.map(|lane| lane.backoff).filter(|_| is_first);
        WaitingEntry {
            id: key.id.clone(),
            lane: entry.lane.clone(),
            name: entry.name.clone(),
            at: entry.created,
            sending: is_flying,
            tries: wait.map_or(0, |wait| wait.tries),
            next: wait.map(|wait| wait.next).filter(|next| !is_flying && *next > Timestamp::EPOCH),
            body: entry.body.clone(),
        }
    }
}
