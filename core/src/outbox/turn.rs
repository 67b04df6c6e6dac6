//! Turns: of the pages over one store one sends a lane at a time.
//!
//! Knows nothing of servers; says whether a lane may be sent or rewritten by this page. A lane's lock is
//! `tuike/<lane>`. It is asked for when something is due and given back when nothing is, or after ten
//! seconds, so that the others come to theirs.
//!
//! ```text
//! Free ─ something is due ─► Asking ─ granted, somebody else had it ─► Listing ─ all is known ─► Held
//!   ▲                          └────── granted, alone since the last listing ───────────────────► │
//!   └── Releasing ◄─ nothing is in the air or being written, and nothing is due or the turn is over ┘
//! ```
//!
//! After a listing what is new is loaded, what is gone was settled by another page
//! ([`Event::Elsewhere`]), and what is to be sent, or is dead, is read again first: another page may have
//! given it up or put it back. A lease that has run out forbids sending and rewriting until the lock is
//! held again: a page that was frozen must not bring back what another has sent. Removing what the server
//! has taken is always right.

use super::entry::{Entry, EntryKey, Found, PREFIX};
use super::machine::{Outbox, Place, letter};
use super::retry::Backoff;
use crate::effect::{HostError, HostErrorKind, LockAnswer, LockOp};
use crate::engine::Event;
use crate::engine::desk::Desk;
use crate::engine::purpose::Purpose;
use crate::sorted::SortedSet;
use crate::time::{Span, Timestamp};

/// After so long the other pages come to their turn.
const LONGEST: Span = Span::from_secs(10);
/// A page that is alone still looks so often for what others left before they died.
const BETWEEN_LISTINGS: Span = Span::from_secs(60);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hold {
    #[default]
    Free,
    Asking,
    Listing,
    Held,
    Releasing,
}

/// A lane's lock, as far as this page has it.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    hold: Hold,
    /// When it passes on by itself.
    lease: Option<Backoff>,
    end: Backoff,
    /// The host did not give it.
    refused: Backoff,
    /// What was not known by this listing is read before it is sent.
    needs: u32,
    /// Records that are being read again.
    rereading: u32,
}

impl Turn {
    pub(super) fn pull_in(&mut self, now: Timestamp) {
        self.end.pull_in(now);
        self.refused.pull_in(now);
        if let Some(lease) = &mut self.lease {
            lease.pull_in(now);
        }
    }

    /// Whether records may be rewritten.
    fn holds(&self, now: Timestamp) -> bool {
        self.hold == Hold::Held && !self.lease.is_some_and(|lease| lease.due(now))
    }

    /// Whether it is to be given back as soon as that can be.
    fn is_over(&self, now: Timestamp) -> bool {
        self.end.due(now) || self.lease.is_some_and(|lease| lease.due(now))
    }
}

impl Outbox {
    /// Whether the lane's records may be rewritten by this page.
    pub(super) fn holds(&self, name: &str, now: Timestamp) -> bool {
        !self.shared || self.lanes.get(name).is_some_and(|lane| lane.turn.holds(now))
    }

    /// Whether what is known of a lane is what the store holds, so that it can be acted upon.
    pub(super) fn has_turn(&self, name: &str, now: Timestamp) -> bool {
        let is_known = |name| self.lanes.get(name).is_some_and(|lane| lane.turn.rereading == 0);
        !self.shared || self.holds(name, now) && is_known(name)
    }

    /// Whether the lane may be sent from. Not while a listing is being read: what has come of it may be
    /// younger than what has not.
    pub(super) fn may_send(&self, name: &str, now: Timestamp) -> bool {
        let is_over = || self.lanes.get(name).is_some_and(|lane| lane.turn.is_over(now));
        !self.looking && (!self.shared || self.has_turn(name, now) && !is_over())
    }

    /// When the lane's lock lets it try at the earliest; `None` where something has to happen first.
    pub(super) fn turn_at(&self, name: &str, now: Timestamp) -> Option<Timestamp> {
        if !self.shared {
            // A host without locks may have said so while a listing was on its way.
            return (!self.looking).then_some(Timestamp::EPOCH);
        }
        let Some(lane) = self.lanes.get(name) else { return Some(Timestamp::EPOCH) };
        match lane.turn.hold {
            Hold::Free => Some(lane.turn.refused.next),
            Hold::Held => self.may_send(name, now).then_some(Timestamp::EPOCH),
            Hold::Asking | Hold::Listing | Hold::Releasing => None,
        }
    }

    fn wants(&self, name: &str, now: Timestamp) -> bool {
        let Some(lane) = self.lanes.get(name) else { return false };
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let tidies = |key: &EntryKey| {
            self.entries.get(key).is_some_and(|slot| slot.entry.lane == name && slot.rests())
        };
        lane.at_gate
            || is_due(self.try_of(name, lane))
            || self.asked_for.iter().any(|(of, ..)| of == name)
            || self.sweep.due(now) && self.overdue.iter().any(tidies)
    }

    /// Asks for the locks of lanes in which something is due, and gives back the others.
    pub(crate) fn turns(&mut self, desk: &mut Desk) {
        if !self.shared {
            return;
        }
        let names: Vec<String> = self.lanes.keys().cloned().collect();
        for name in names {
            let (wanted, settled) = (self.wants(&name, desk.now), self.pending == 0);
            let Some(lane) = self.lanes.get_mut(&name) else { continue };
            lane.pull_in(desk.now);
            let turn = &mut lane.turn;
            match turn.hold {
                Hold::Free if wanted && turn.refused.due(desk.now) => {
                    turn.hold = Hold::Asking;
                    let op = LockOp::Acquire { name: lock_of(&name) };
                    desk.lock(Purpose::Turn { lane: name, asked: true }, op);
                }
                Hold::Held
                    if !lane.busy
                        && settled
                        && turn.rereading == 0
                        && (!wanted || turn.is_over(desk.now)) =>
                {
                    turn.release(desk, &name);
                }
                Hold::Free | Hold::Held | Hold::Asking | Hold::Listing | Hold::Releasing => {}
            }
        }
    }

    /// The host answered for a lane's lock.
    pub(crate) fn turned(
        &mut self,
        desk: &mut Desk,
        name: &str,
        asked: bool,
        result: Result<LockAnswer, HostError>,
    ) {
        let Some(lane) = self.lanes.get_mut(name) else { return };
        let turn = &mut lane.turn;
        turn.hold = Hold::Free;
        match result {
            Ok(LockAnswer::Granted { until, alone }) => {
                let lease = |until: Timestamp| Backoff {
                    next: until,
                    wait: until.since(desk.now),
                    ..Backoff::default()
                };
                turn.lease = until.map(lease);
                turn.end.rest(desk.now, LONGEST);
                self.listed.pull_in(desk.now);
                if alone && !self.listed.due(desk.now) {
                    turn.hold();
                } else {
                    turn.hold = Hold::Listing;
                    turn.needs = self.asked + 1;
                    self.look_around(desk);
                }
            }
            Err(error) if asked && error.kind == HostErrorKind::Unsupported => self.shared = false,
            Err(_) if asked => {
                turn.refused.failed(desk.now, None, &mut desk.prng);
                lane.tried();
            }
            Ok(LockAnswer::Released) | Err(_) => {}
        }
    }

    /// Asks the store what is there now, unless that is on its way.
    pub(crate) fn look_around(&mut self, desk: &mut Desk) {
        if self.shared && !self.looking {
            self.looking = true;
            self.asked += 1;
            desk.keys(Purpose::List, PREFIX);
        }
    }

    /// What the store holds; gives back what is to be read. `None` where it would not say.
    pub(crate) fn listed(
        &mut self,
        desk: &mut Desk,
        result: Result<Vec<String>, HostError>,
    ) -> Option<Vec<EntryKey>> {
        let Ok(keys) = result else {
            self.looking = false;
            for (name, lane) in self.lanes.iter_mut() {
                if lane.turn.hold == Hold::Listing {
                    lane.turn.refused.failed(desk.now, None, &mut desk.prng);
                    lane.turn.release(desk, name);
                    lane.tried();
                }
            }
            return None;
        };
        self.listed.rest(desk.now, BETWEEN_LISTINGS);
        let held: SortedSet<EntryKey> =
            keys.iter().filter_map(|key| EntryKey::parse(key)).collect();
        let flies = |key: &EntryKey| self.lanes.values().any(|lane| lane.air.contains(key));
        let gone = |key: &EntryKey, slot: &super::machine::Slot| {
            slot.rests() && slot.seen < self.asked && !held.contains(key) && !flies(key)
        };
        let gone: Vec<EntryKey> = self
            .entries
            .iter()
            .filter(|(key, slot)| gone(key, slot))
            .map(|(key, _)| key.clone())
            .collect();
        for key in gone {
            self.elsewhere(desk, &key);
        }
        let mut unknown = held.into_vec();
        unknown.retain(|key| !self.knows(key));
        for key in &unknown {
            self.number_after(key);
        }
        Some(unknown)
    }

    /// Whether a record in the store is no news: here, given up, or not for this build.
    pub(crate) fn knows(&self, key: &EntryKey) -> bool {
        self.entries.contains_key(key)
            || self.overdue.contains(key)
            || self.left_alone.contains(key)
    }

    /// Everything that was listed has been read.
    pub(crate) fn looked(&mut self, desk: &mut Desk) {
        if !core::mem::take(&mut self.looking) {
            return;
        }
        let (mut again, mut dead) = (false, Vec::new());
        for (name, lane) in self.lanes.iter_mut() {
            if lane.turn.hold != Hold::Listing {
                continue;
            }
            if lane.turn.needs > self.asked {
                again = true;
                continue;
            }
            lane.turn.hold();
            let of_lane = |key: &&EntryKey| {
                self.entries.get(*key).is_some_and(|slot| {
                    slot.entry.lane == *name && slot.seen < lane.turn.needs && slot.rests()
                })
            };
            dead.extend(self.dead.iter().filter(of_lane).cloned());
        }
        self.reread(desk, dead);
        if again {
            self.look_around(desk);
        }
    }

    /// What of these may have changed since this page knew it; it is being read then.
    pub(super) fn refresh(&mut self, desk: &mut Desk, name: &str, keys: &[EntryKey]) -> bool {
        let needs = self.lanes.get(name).map_or(0, |lane| lane.turn.needs);
        let old = |key: &&EntryKey| {
            self.shared && self.entries.get(*key).is_some_and(|slot| slot.seen < needs)
        };
        let old: Vec<EntryKey> = keys.iter().filter(old).cloned().collect();
        let any = !old.is_empty();
        self.reread(desk, old);
        any
    }

    fn reread(&mut self, desk: &mut Desk, keys: Vec<EntryKey>) {
        for key in keys {
            let Some(slot) = self.entries.get(&key) else { continue };
            let name = slot.entry.lane.clone();
            if let Some(lane) = self.lanes.get_mut(&name) {
                lane.turn.rereading += 1;
            }
            let record = key.store_key();
            desk.read(Purpose::Reread { lane: name, key }, record);
        }
    }

    /// A record as it is now.
    pub(crate) fn read_again(
        &mut self,
        desk: &mut Desk,
        name: &str,
        key: &EntryKey,
        result: Result<Option<Vec<u8>>, HostError>,
    ) {
        let Some(lane) = self.lanes.get_mut(name) else { return };
        lane.turn.rereading = lane.turn.rereading.saturating_sub(1);
        let Ok(bytes) = result else {
            lane.turn.end.rest(desk.now, Span::ZERO);
            lane.turn.refused.failed(desk.now, None, &mut desk.prng);
            return lane.tried();
        };
        let needs = lane.turn.needs;
        let Some(slot) = self.entries.get_mut(key).filter(|slot| slot.rests()) else { return };
        slot.seen = needs;
        let Some(bytes) = bytes else { return self.elsewhere(desk, key) };
        match Entry::from_bytes(key, &bytes) {
            Found::Entry(entry) => self.became(desk, key, entry),
            Found::Newer | Found::Garbage => {
                self.forget(key);
                self.leave_alone(desk, key.clone());
            }
        }
    }

    /// What another page made of an entry.
    fn became(&mut self, desk: &mut Desk, key: &EntryKey, entry: Entry) {
        let Some(slot) = self.entries.get_mut(key) else { return };
        let Some(lane) = self.lanes.get_mut(&entry.lane) else { return };
        match (slot.place, entry.dead.is_some()) {
            (Place::Queued, true) => {
                slot.place = Place::Dead;
                slot.entry.dead = entry.dead;
                lane.queue.remove(key);
                self.dead.insert(key.clone());
                if let Some(letter) = letter(key, &slot.entry) {
                    desk.tell(Event::Dead { letter });
                }
            }
            (Place::Dead, false) => {
                slot.place = Place::Queued;
                slot.entry.dead = None;
                lane.queue.insert(key.clone());
                self.dead.remove(key);
            }
            // Only what is news: a wait that was written under a clock that went ahead would begin anew
            // with every look at it, and never end.
            (Place::Queued, false) if slot.entry.backoff != entry.backoff => {
                slot.entry.backoff = entry.backoff;
                lane.backoff.heed(&entry.backoff);
            }
            (Place::Queued, false)
            | (Place::Dead, true)
            | (Place::Foreign | Place::Storing(_) | Place::Leaving, _) => {}
        }
    }

    /// Another page sent it, dropped it or gave it up.
    fn elsewhere(&mut self, desk: &mut Desk, key: &EntryKey) {
        let waited = self.live();
        let Some(slot) = self.forget(key) else { return };
        if slot.place != Place::Foreign {
            let (id, lane) = (key.id.clone(), slot.entry.lane);
            desk.tell(Event::Elsewhere { id, lane });
        }
        if waited > 0 && self.live() == 0 {
            desk.tell(Event::Synced);
        }
    }

    /// A record that this build cannot read stays where it is, and is not asked for again.
    pub(crate) fn leave_alone(&mut self, desk: &mut Desk, key: EntryKey) {
        desk.tell(Event::Newer { key: key.store_key() });
        self.left_alone.insert(key);
    }
}

fn lock_of(lane: &str) -> String {
    ["tuike/", lane].concat()
}

impl Turn {
    fn release(&mut self, desk: &mut Desk, lane: &str) {
        self.hold = Hold::Releasing;
        let purpose = Purpose::Turn { lane: lane.to_owned(), asked: false };
        desk.lock(purpose, LockOp::Release { name: lock_of(lane) });
    }

    fn hold(&mut self) {
        self.hold = Hold::Held;
        self.refused = Backoff::default();
    }
}
