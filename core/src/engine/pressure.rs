//! The store is full: what gives way, in which order, and who gets the room.
//!
//! First cached reads, those used longest ago, twice as many each round; then tracked events, the
//! oldest quarter each round; mutations, credentials and touches never. After each round the refused writes
//! are tried again; when nothing is left to give way they fail.

use super::Engine;
use super::auth::{Granted, User};
use super::event::Event;
use super::input::CommandId;
use super::purpose::CacheOp;
use crate::effect::{HostError, HostErrorKind};
use crate::outbox::OutboxError;
use crate::outbox::entry::EntryKey;

const FIRST_ROUND: usize = 8;

/// Why a write fails in the end.
pub(super) fn no_room() -> HostError {
    HostError::new(HostErrorKind::QuotaExceeded, "nothing is left to give way")
}

/// A write that waits for room.
#[derive(Debug)]
pub(crate) enum Parked {
    /// A new entry of the outbox.
    Entry(EntryKey),
    /// New credentials.
    Grant(Box<Granted>),
    /// Renewed tokens of a session.
    Tokens(Box<User>, u64),
    /// A touch.
    Touch(CommandId),
    /// What the user said about being followed.
    Consent(CommandId),
}

#[derive(Debug, Default)]
pub(crate) struct Pressure {
    parked: Vec<Parked>,
    /// Removals that are on their way.
    removing: u32,
    rounds: u32,
}

impl Pressure {
    /// Cached reads give way to other cached reads. An entry that finds no room meanwhile waits for
    /// them too: there may be nothing else left to give way.
    pub(crate) fn leaving(&mut self, entries: u32) {
        self.removing = self.removing.saturating_add(entries);
    }

    /// Something found room.
    pub(crate) fn relieved(&mut self) {
        self.rounds = 0;
    }
}

impl Engine {
    /// A write found no room.
    pub(super) fn make_room(&mut self, parked: Parked) {
        self.pressure.parked.push(parked);
        self.cache.full = true;
        if self.pressure.removing == 0 {
            self.next_round();
        }
    }

    fn next_round(&mut self) {
        let many = FIRST_ROUND.saturating_mul(1 << self.pressure.rounds.min(20));
        self.pressure.rounds = self.pressure.rounds.saturating_add(1);
        let mut class = "cache";
        let mut entries = self.cache.evict(&mut self.desk, many, CacheOp::Evicted);
        if entries == 0 {
            class = "events";
            entries = self.outbox.evict(&mut self.desk);
        }
        self.pressure.removing = entries;
        if entries > 0 {
            return self.desk.tell(Event::Evicted { class, entries });
        }
        self.pressure.rounds = 0;
        self.cache.full = false;
        for parked in core::mem::take(&mut self.pressure.parked) {
            match parked {
                Parked::Entry(key) => {
                    self.outbox.give_up(&mut self.desk, key, OutboxError::StoreFull);
                }
                Parked::Grant(granted) => self.deny(&granted),
                Parked::Tokens(user, session) => self.tokens_unparked(user, session, false),
                Parked::Touch(command) => self.not_touched(Some(command), no_room()),
                Parked::Consent(command) => self.not_agreed(command, no_room()),
            }
        }
    }

    /// One of the removals has come back.
    pub(super) fn room_made(&mut self) {
        self.pressure.removing = self.pressure.removing.saturating_sub(1);
        if self.pressure.removing > 0 {
            return;
        }
        self.cache.full = false;
        for parked in core::mem::take(&mut self.pressure.parked) {
            match parked {
                Parked::Entry(key) => self.outbox.store_again(&mut self.desk, key),
                Parked::Grant(granted) => self.grant(granted),
                Parked::Tokens(user, session) => self.tokens_unparked(user, session, true),
                Parked::Touch(command) => self.store_touches(Some(command)),
                Parked::Consent(command) => self.store_consent(Some(command)),
            }
        }
    }
}
