//! The outbox: what it holds, what is durable, what can be counted.
//!
//! Sending is in `send.rs`, what an app may ask for in `control.rs`. An entry counts from the moment
//! its record is durable, and not before: until then nobody was told that it was taken.

use super::entry::{EVENTS, Entry, EntryKey, Kind};
use super::error::OutboxError;
use super::lane::Lane;
use super::retry::Backoff;
use crate::backend::{EventsPolicy, Limits, Profile};
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
    /// Another user's: stored, and nothing else.
    Foreign,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) entry: Entry,
    pub(super) place: Place,
    /// Of its record.
    pub(super) bytes: u32,
    /// How many listings of the store had been asked for when it was known last.
    pub(super) seen: u32,
}

impl Slot {
    /// Whether nothing is on its way for it.
    pub(super) const fn rests(&self) -> bool {
        matches!(self.place, Place::Queued | Place::Dead | Place::Foreign)
    }
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
    /// Who is logged in; nothing until that is known.
    pub(crate) owner: Option<String>,
    /// Whether other pages use the same store, and there are locks.
    pub(super) shared: bool,
    parallel: u32,
    /// The lane of mutations that was served last: it is the others' turn.
    pub(super) served: String,
    /// Writes and removals of records, other than first ones, that are on their way.
    pub(super) pending: u32,
    /// Listings of the store that were asked for; whether the last one is on its way, and when it is old.
    pub(super) asked: u32,
    pub(super) looking: bool,
    pub(super) listed: Backoff,
    /// Records of newer builds.
    pub(super) left_alone: SortedSet<EntryKey>,
    /// What an app wants done to an entry when its lane is this page's: to put it back, or to drop it.
    pub(super) asked_for: Vec<(String, CommandId, String, bool)>,
    /// The host said that there is no network: then it is tried now and then only.
    pub(super) offline: Option<Backoff>,
    /// The page cannot be seen and may be killed.
    pub(super) hidden: bool,
    /// It is being hidden at this moment.
    pub(super) hiding: bool,
}

impl Outbox {
    /// An empty outbox; `shared` says whether other pages use the same store, and there are locks.
    pub(crate) fn new(profile: &Profile, shared: bool) -> Self {
        let (events, Limits { parallel, .. }) = (profile.events(), profile.limits());
        Self { events, shared, parallel, next_seq: 1, ..Self::default() }
    }

    /// Learns of a record in the store: what comes new is numbered after it.
    pub(crate) fn number_after(&mut self, key: &EntryKey) {
        self.next_seq = self.next_seq.max(key.seq.saturating_add(1));
    }

    /// Takes an entry of an earlier life, or of another page.
    pub(crate) fn load(&mut self, key: EntryKey, entry: Entry, bytes: usize) {
        if self.knows(&key) {
            return;
        }
        if entry.dead.is_none() {
            self.lanes.or_default(entry.lane.clone()).backoff.heed(&entry.backoff);
        }
        let slot = Slot { entry, place: Place::Foreign, bytes: bytes as u32, seen: self.asked };
        self.entries.insert(key.clone(), Box::new(slot));
        self.put_in_place(&key);
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
        let slot = Slot { entry, place: Place::Storing(command), bytes: 0, seen: self.asked };
        self.entries.insert(key.clone(), Box::new(slot));
        self.store_again(desk, key);
    }

    /// Writes a record that is not durable yet.
    pub(crate) fn store_again(&mut self, desk: &mut Desk, key: EntryKey) {
        if let Some(slot) = self.entries.get_mut(&key) {
            let (name, bytes) = (key.store_key(), slot.entry.to_bytes(&key));
            slot.bytes = bytes.len() as u32;
            desk.write(Purpose::Entry { key, op: EntryOp::First }, name, bytes);
        }
    }

    /// A new entry was not stored and will not be: its command fails as soon as the store has nothing
    /// of it. "Refused" may mean written all the same, where only the store's answer was lost.
    pub(crate) fn give_up(&mut self, desk: &mut Desk, key: EntryKey, error: OutboxError) {
        let Some(slot) = self.forget(&key) else { return };
        if let Place::Storing(command) = slot.place {
            self.failing.insert(key.clone(), (command, error));
        }
        self.discard(desk, key, EntryOp::TakenBack);
    }

    /// Removes a record nobody needs; tried until it is gone.
    pub(super) fn discard(&mut self, desk: &mut Desk, key: EntryKey, op: EntryOp) {
        let name = key.store_key();
        self.pending += 1;
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
        self.pending = self.pending.saturating_sub(u32::from(op != EntryOp::First));
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
        slot.seen = self.asked;
        if let Some(lane) = self.lanes.get_mut(&slot.entry.lane) {
            lane.unstored.remove(key);
            if let (Kind::Event, Some(policy), 1) = (slot.entry.kind, self.events, lane.stored()) {
                lane.gather.rest(desk.now, policy.every);
            }
        }
        desk.tell(Event::Stored { command, id: key.id.clone() });
        // Somebody may have logged in or out meanwhile.
        self.put_in_place(key);
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
    pub(super) fn restate(&mut self, desk: &mut Desk, key: EntryKey) {
        let Some(slot) = self.entries.get(&key) else { return };
        if self.holds(&slot.entry.lane, desk.now) {
            self.rewrite(desk, key, EntryOp::Restated);
        } else {
            self.overdue.insert(key);
        }
    }

    /// Writes a record over the one that is there.
    pub(super) fn rewrite(&mut self, desk: &mut Desk, key: EntryKey, op: EntryOp) {
        if let Some(slot) = self.entries.get_mut(&key) {
            let (name, bytes) = (key.store_key(), slot.entry.to_bytes(&key));
            slot.bytes = bytes.len() as u32;
            self.pending += 1;
            desk.write(Purpose::Entry { key, op }, name, bytes);
        }
    }

    /// Tries again what the store refused.
    pub(crate) fn sweep(&mut self, desk: &mut Desk) {
        self.sweep.pull_in(desk.now);
        if !self.sweep.due(desk.now) {
            return;
        }
        for key in core::mem::take(&mut self.overdue).into_vec() {
            match self.entries.get(&key).map(|slot| slot.rests()) {
                Some(true) => self.restate(desk, key),
                Some(false) => drop(self.overdue.insert(key)),
                None => self.discard(desk, key, EntryOp::Gone),
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
    pub(crate) fn next_deadline(&self, may_send: bool, now: Timestamp) -> Option<Timestamp> {
        let tidies = self.overdue.iter().filter_map(|key| {
            let at = match self.entries.get(key) {
                Some(slot) if slot.rests() && (may_send || !self.shared) => {
                    self.turn_at(&slot.entry.lane, now)?
                }
                Some(_) => return None,
                None => Timestamp::EPOCH,
            };
            Some(at.max(self.sweep.next))
        });
        let lanes = self.lanes.iter().filter(|_| may_send);
        let tries = lanes.filter_map(|(name, lane)| {
            Some(self.try_of(name, lane)?.max(self.turn_at(name, now)?))
        });
        tries.chain(tidies).min()
    }

    pub(super) fn policy_of(&self, lane: &str) -> Option<EventsPolicy> {
        self.events.filter(|_| lane == EVENTS)
    }

    /// How many of a lane go out together now, and whether they are as many as ever will.
    pub(super) fn batch_of(&self, name: &str, lane: &Lane) -> (usize, bool) {
        let Some(policy) = self.policy_of(name) else { return (lane.head(1).count(), true) };
        let most = policy.batch as usize;
        let most = lane.narrow.map_or(most, |narrow| narrow.most.min(most));
        let (mut count, mut bytes) = (0, 0_u32);
        for key in lane.head(most) {
            bytes = bytes.saturating_add(self.entries.get(key).map_or(0, |slot| slot.bytes));
            if count > 0 && bytes > policy.bytes {
                return (count, true);
            }
            count += 1;
        }
        (count, count >= most)
    }

    /// When a lane may try, whoever's turn it is; `None` where it has nothing to send or must not.
    pub(super) fn try_of(&self, name: &str, lane: &Lane) -> Option<Timestamp> {
        let (ready, full) = self.batch_of(name, lane);
        let at = lane.next_try(ready, full || self.hidden)?;
        let others = |(name, lane): &(&String, &Lane)| lane.busy && *name != EVENTS;
        if name != EVENTS && self.lanes.iter().filter(others).count() >= self.parallel as usize {
            return None;
        }
        let rest = self.offline.filter(|_| !lane.forced).map(|rest| rest.next);
        Some(rest.map_or(at, |rest| rest.max(at)))
    }

    /// An entry is not here any more.
    pub(super) fn forget(&mut self, key: &EntryKey) -> Option<Box<Slot>> {
        let slot = self.entries.remove(key)?;
        if let Some(lane) = self.lanes.get_mut(&slot.entry.lane) {
            lane.queue.remove(key);
            lane.unstored.remove(key);
        }
        self.dead.remove(key);
        Some(slot)
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
