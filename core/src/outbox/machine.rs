//! The outbox: what it holds, what is durable, what can be counted.
//!
//! Sending is in `send.rs`, what an app may ask for in `control.rs`. An entry counts from the moment
//! its record is durable, and not before: until then nobody was told that it was taken.

use super::entry::{EVENTS, Entry, EntryKey, Kind};
use super::error::OutboxError;
use super::lane::Lane;
use super::retry::Backoff;
use crate::backend::EventsPolicy;
use crate::effect::{HostError, HostErrorKind};
use crate::engine::desk::Desk;
use crate::engine::purpose::{EntryOp, Purpose};
use crate::engine::{CommandId, DeadLetter, Event, OutboxCounts};
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Timestamp;

/// Where an entry is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Its first write is in the air, or waits for room.
    Storing(CommandId),
    /// In its lane.
    Queued,
    /// Refused for good.
    Dead,
    /// Its removal, or its revival, was asked for and is in the air.
    Leaving,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) entry: Entry,
    pub(super) place: Place,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(super) entries: SortedMap<EntryKey, Box<Slot>>,
    pub(super) lanes: SortedMap<String, Lane>,
    pub(super) dead: SortedSet<EntryKey>,
    /// Records the store would not remove, or would not write as they are: tried again. What is
    /// here and not among the entries was delivered or given up, and is never sent again.
    pub(super) overdue: SortedSet<EntryKey>,
    pub(super) sweep: Backoff,
    /// Commands that fail as soon as what they may have written is gone.
    failing: SortedMap<EntryKey, (CommandId, OutboxError)>,
    pub(super) events: Option<EventsPolicy>,
    next_seq: u64,
}

impl Outbox {
    pub(crate) fn new(events: Option<EventsPolicy>) -> Self {
        Self { events, next_seq: 1, ..Self::default() }
    }

    /// Learns of a record in the store: what comes new is numbered after it.
    pub(crate) fn number_after(&mut self, key: &EntryKey) {
        self.next_seq = self.next_seq.max(key.seq.saturating_add(1));
    }

    /// Takes an entry of an earlier life.
    pub(crate) fn load(&mut self, key: EntryKey, entry: Entry) {
        let place = if entry.dead.is_some() {
            self.dead.insert(key.clone());
            Place::Dead
        } else {
            self.lanes.or_default(entry.lane.clone()).queue.insert(key.clone());
            Place::Queued
        };
        self.entries.insert(key, Box::new(Slot { entry, place }));
    }

    /// All of the earlier life is there: its waits go on, unless only the network was to blame.
    pub(crate) fn loaded(&mut self) {
        for lane in self.lanes.values_mut() {
            if let Some(head) = lane.queue.first().and_then(|key| self.entries.get(key)) {
                lane.backoff = head.entry.backoff;
                lane.backoff.hurry();
            }
        }
    }

    /// Takes a new entry; answered when its record is durable.
    pub(crate) fn append(&mut self, desk: &mut Desk, command: CommandId, id: String, entry: Entry) {
        let key = EntryKey { seq: self.next_seq, id };
        self.number_after(&key);
        let lane = self.lanes.or_default(entry.lane.clone());
        lane.queue.insert(key.clone());
        lane.unstored.insert(key.clone());
        let slot = Slot { entry, place: Place::Storing(command) };
        self.entries.insert(key.clone(), Box::new(slot));
        self.store_again(desk, key);
    }

    /// Writes a record that is not durable yet.
    pub(crate) fn store_again(&self, desk: &mut Desk, key: EntryKey) {
        if let Some(slot) = self.entries.get(&key) {
            let (name, bytes) = (key.store_key(), slot.entry.to_bytes(&key));
            desk.write(Purpose::Entry { key, op: EntryOp::First }, name, bytes);
        }
    }

    /// A new entry was not stored and will not be: its command fails as soon as the store has nothing
    /// of it. "Refused" may mean written all the same, where only the store's answer was lost.
    pub(crate) fn give_up(&mut self, desk: &mut Desk, key: EntryKey, error: OutboxError) {
        let Some(slot) = self.entries.remove(&key) else { return };
        if let Some(lane) = self.lanes.get_mut(&slot.entry.lane) {
            lane.queue.remove(&key);
            lane.unstored.remove(&key);
        }
        if let Place::Storing(command) = slot.place {
            self.failing.insert(key.clone(), (command, error));
        }
        self.discard(desk, key, EntryOp::TakenBack);
    }

    /// Removes a record nobody needs; tried until it is gone.
    pub(super) fn discard(&self, desk: &mut Desk, key: EntryKey, op: EntryOp) {
        let name = key.store_key();
        desk.remove(Purpose::Entry { key, op }, name);
    }

    /// What came of an operation on a record. Gives back the key of a new entry that needs room.
    pub(crate) fn settled(
        &mut self,
        desk: &mut Desk,
        key: EntryKey,
        op: EntryOp,
        result: Result<(), HostError>,
    ) -> Option<EntryKey> {
        match (op, result) {
            (EntryOp::First, Ok(())) => self.stored(desk, &key),
            (EntryOp::First, Err(error))
                if error.kind == HostErrorKind::QuotaExceeded
                    && self.entries.contains_key(&key) =>
            {
                return Some(key);
            }
            (EntryOp::First, Err(source)) => {
                self.give_up(desk, key, OutboxError::StoreRefused { source });
            }
            // Only how often it was tried; the next try writes it again.
            (EntryOp::Again, Ok(()) | Err(_)) => {}
            (EntryOp::Revived(command), result) => self.revived(desk, &key, command, result),
            (EntryOp::Dropped(command), result) => self.dropped(desk, &key, command, result),
            (EntryOp::TakenBack, result) => {
                if let Some((command, error)) = self.failing.remove(&key) {
                    desk.fail(command, &error);
                }
                self.tidied(desk, key, result.is_ok());
            }
            (EntryOp::Restated | EntryOp::Gone | EntryOp::Evicted, result) => {
                self.tidied(desk, key, result.is_ok());
            }
        }
        None
    }

    fn stored(&mut self, desk: &mut Desk, key: &EntryKey) {
        let Some(slot) = self.entries.get_mut(key) else { return };
        let Place::Storing(command) = slot.place else { return };
        slot.place = Place::Queued;
        if let Some(lane) = self.lanes.get_mut(&slot.entry.lane) {
            lane.unstored.remove(key);
            if let (Kind::Event, Some(policy), 1) = (slot.entry.kind, self.events, lane.stored()) {
                lane.gather.rest(desk.now, policy.every);
            }
        }
        desk.tell(Event::Stored { command, id: key.id.clone() });
    }

    /// What should be in the store by itself is there, or will be tried again.
    fn tidied(&mut self, desk: &mut Desk, key: EntryKey, done: bool) {
        if done {
            self.sweep = Backoff::default();
            return;
        }
        self.overdue.insert(key);
        if self.sweep.due(desk.now) {
            self.sweep.failed(desk.now, None, &mut desk.prng);
        }
    }

    /// Writes a record as the entry is now; tried until it is.
    pub(super) fn restate(&self, desk: &mut Desk, key: EntryKey) {
        if let Some(slot) = self.entries.get(&key) {
            let (name, bytes) = (key.store_key(), slot.entry.to_bytes(&key));
            desk.write(Purpose::Entry { key, op: EntryOp::Restated }, name, bytes);
        }
    }

    /// Tries again what the store refused.
    pub(crate) fn sweep(&mut self, desk: &mut Desk) {
        self.sweep.pull_in(desk.now);
        if !self.sweep.due(desk.now) {
            return;
        }
        for key in core::mem::take(&mut self.overdue).into_vec() {
            if self.entries.contains_key(&key) {
                self.restate(desk, key);
            } else {
                self.discard(desk, key, EntryOp::Gone);
            }
        }
    }

    /// How many entries are durable and not dead.
    pub(super) fn live(&self) -> usize {
        self.lanes.values().map(Lane::stored).sum()
    }

    pub(crate) fn counts(&self) -> OutboxCounts {
        let mut counts = OutboxCounts::default();
        for (name, lane) in self.lanes.iter() {
            let flying = lane.air.iter().filter(|key| self.entries.contains_key(*key));
            let (stored, sending) = (lane.stored() as u32, flying.count() as u32);
            counts.sending += sending;
            counts.waiting += stored.saturating_sub(sending);
            if name != EVENTS {
                counts.mutations += stored;
            }
        }
        counts.dead = self.dead.len() as u32;
        counts
    }

    pub(crate) fn dead_letters(&self) -> Vec<DeadLetter> {
        self.dead.iter().filter_map(|key| letter(key, &self.entries.get(key)?.entry)).collect()
    }

    /// When something is to be done without anybody asking.
    pub(crate) fn next_deadline(&self, may_send: bool) -> Option<Timestamp> {
        let sweep = (!self.overdue.is_empty()).then_some(self.sweep.next);
        let lanes = self.lanes.iter().filter(|_| may_send);
        let tries = lanes.filter_map(|(name, lane)| lane.next_try(self.policy_of(name)));
        tries.chain(sweep).min()
    }

    pub(super) fn policy_of(&self, lane: &str) -> Option<EventsPolicy> {
        self.events.filter(|_| lane == EVENTS)
    }
}

pub(super) fn letter(key: &EntryKey, entry: &Entry) -> Option<DeadLetter> {
    let death = entry.dead.as_ref()?;
    Some(DeadLetter {
        id: key.id.clone(),
        lane: entry.lane.clone(),
        code: death.code,
        message: death.message.clone(),
        body: entry.body.clone(),
    })
}
