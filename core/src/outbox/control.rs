//! What an app may do with the outbox: revive, drop, send now; and what gives way when it must.

use super::entry::{EntryKey, Kind};
use super::error::OutboxError;
use super::machine::{Outbox, Place};
use crate::effect::{HostError, HostErrorKind};
use crate::engine::desk::Desk;
use crate::engine::purpose::{EntryOp, Purpose};
use crate::engine::{CommandId, Event};

impl Outbox {
    fn find(&self, id: &str) -> Option<(EntryKey, Place)> {
        let (key, slot) = self.entries.iter().find(|(key, _)| key.id == id)?;
        Some((key.clone(), slot.place))
    }

    fn in_the_air(&self, key: &EntryKey) -> bool {
        self.lanes.values().any(|lane| lane.air.contains(key))
    }

    /// What waited for a lane's turn.
    pub(crate) fn control(&mut self, desk: &mut Desk) {
        for (_, command, id, alive) in core::mem::take(&mut self.asked_for) {
            if alive {
                self.revive(desk, command, id);
            } else {
                self.drop_entry(desk, command, id);
            }
        }
    }

    /// Another page may be sending it, or have put it back: that is known in this lane's turn only.
    fn later(&mut self, desk: &Desk, key: &EntryKey, command: CommandId, alive: bool) -> bool {
        let Some(lane) = self.entries.get(key).map(|slot| slot.entry.lane.clone()) else {
            return false;
        };
        if self.has_turn(&lane, desk.now) {
            return false;
        }
        self.asked_for.push((lane, command, key.id.clone(), alive));
        true
    }

    /// Puts a dead letter back where it was in its lane; answered when that is durable.
    pub(crate) fn revive(&mut self, desk: &mut Desk, command: CommandId, id: String) {
        match self.find(&id) {
            Some((key, Place::Dead)) if self.later(desk, &key, command, true) => {}
            Some((key, Place::Dead)) => {
                let Some(slot) = self.entries.get_mut(&key) else { return };
                slot.place = Place::Leaving;
                let alive = super::entry::Entry {
                    dead: None,
                    backoff: super::retry::Backoff::default(),
                    ..slot.entry.clone()
                };
                let (name, bytes) = (key.store_key(), alive.to_bytes(&key));
                self.pending += 1;
                desk.write(Purpose::Entry { key, op: EntryOp::Revived(command) }, name, bytes);
            }
            Some((_, Place::Queued)) => desk.fail(command, &OutboxError::NotDead { id }),
            Some((_, Place::Storing(_) | Place::Leaving | Place::Foreign)) | None => {
                desk.fail(command, &OutboxError::NoSuchEntry { id });
            }
        }
    }

    pub(super) fn revived(
        &mut self,
        desk: &mut Desk,
        key: &EntryKey,
        command: CommandId,
        result: Result<(), HostError>,
    ) {
        let Some(slot) = self.entries.get_mut(key) else {
            // Purged meanwhile.
            return desk.fail(command, &OutboxError::NoSuchEntry { id: key.id.clone() });
        };
        match result {
            Ok(()) => {
                slot.place = Place::Queued;
                slot.entry.dead = None;
                slot.entry.backoff = super::retry::Backoff::default();
                self.dead.remove(key);
                let lane = self.lanes.or_default(slot.entry.lane.clone());
                lane.queue.insert(key.clone());
                lane.backoff.hurry();
                desk.tell(Event::Done { command });
                self.put_in_place(key);
            }
            Err(source) => {
                slot.place = Place::Foreign;
                self.put_in_place(key);
                // It may be alive in the store all the same, if only the answer was lost.
                self.restate(desk, key.clone());
                desk.fail(command, &refused(source));
            }
        }
    }

    /// Removes an entry that waits or is dead; answered when it is gone.
    pub(crate) fn drop_entry(&mut self, desk: &mut Desk, command: CommandId, id: String) {
        match self.find(&id) {
            Some((key, Place::Queued)) if self.in_the_air(&key) => {
                desk.fail(command, &OutboxError::InTheAir { id });
            }
            Some((key, Place::Queued | Place::Dead)) if self.later(desk, &key, command, false) => {}
            Some((key, Place::Queued | Place::Dead)) => {
                let Some(slot) = self.entries.get_mut(&key) else { return };
                slot.place = Place::Leaving;
                if let Some(lane) = self.lanes.get_mut(&slot.entry.lane)
                    && lane.queue.remove(&key)
                {
                    lane.backoff.hurry();
                }
                self.discard(desk, key, EntryOp::Dropped(command));
            }
            Some((_, Place::Storing(_) | Place::Leaving | Place::Foreign)) | None => {
                desk.fail(command, &OutboxError::NoSuchEntry { id });
            }
        }
    }

    pub(super) fn dropped(
        &mut self,
        desk: &mut Desk,
        key: &EntryKey,
        command: CommandId,
        result: Result<(), HostError>,
    ) {
        match result {
            Ok(()) => {
                self.entries.remove(key);
                self.dead.remove(key);
                desk.tell(Event::Done { command });
            }
            Err(source) => {
                if let Some(slot) = self.entries.get_mut(key) {
                    slot.place = Place::Foreign;
                    self.put_in_place(key);
                    // It may be gone all the same, if only the answer was lost.
                    self.restate(desk, key.clone());
                }
                desk.fail(command, &refused(source));
            }
        }
    }

    /// Sends whatever waits, whatever it waits for; [`Outbox::forcing`] says when that is over.
    pub(crate) fn force(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.force();
        }
    }

    /// Whether a lane that was told to send now has not tried yet, or goes on having success.
    pub(crate) fn forcing(&mut self) -> bool {
        for lane in self.lanes.values_mut() {
            lane.forced &= !lane.queue.is_empty() && !lane.paused && !lane.held;
        }
        self.lanes.values().any(|lane| lane.forced)
    }

    /// Removes the oldest quarter of the tracked events, dead ones among them. Never a mutation.
    pub(crate) fn evict(&mut self, desk: &mut Desk) -> u32 {
        let mut events: Vec<EntryKey> = self
            .entries
            .iter()
            .filter(|(_, slot)| slot.entry.kind == Kind::Event)
            .filter(|(_, slot)| slot.rests())
            .map(|(key, _)| key.clone())
            .collect();
        events.truncate(events.len().div_ceil(4));
        for key in &events {
            self.forget(key);
            self.discard(desk, key.clone(), EntryOp::Evicted);
        }
        events.len() as u32
    }
}

fn refused(source: HostError) -> OutboxError {
    if source.kind == HostErrorKind::QuotaExceeded {
        OutboxError::StoreFull
    } else {
        OutboxError::StoreRefused { source }
    }
}
