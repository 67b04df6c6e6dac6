//! Sending: one entry in the air a lane, or one batch of events; and what an answer means for it.
//!
//! | answer | mutation or batch |
//! |---|---|
//! | taken, or there already | `Sent`; the record is removed, and the next goes out |
//! | 401 | the lane waits for a login; where one came in between, it goes out again at once |
//! | may work later, no network | the lane waits, longer each time |
//! | will never be taken | dead letter; the next goes out |
//!
//! A host that forbids the request (a domain that is not on a mini-program's list, say) counts as
//! "may work later": the list can be mended while the order waits, and an order is never given up
//! for a reason that the server did not give.

use serde_json::Value;

use super::entry::{Death, EVENTS, Entry, EntryKey, Kind};
use super::machine::{Outbox, Place, letter};
use crate::backend::{BackendError, Call, Delivery, Profile};
use crate::code::Coded;
use crate::effect::HttpRequest;
use crate::engine::Event;
use crate::engine::auth::Credentials;
use crate::engine::desk::Desk;
use crate::engine::gate::{Admit, Who};
use crate::engine::purpose::{EntryOp, Purpose};
use crate::time::Span;

impl Outbox {
    /// Sends whatever is due, in every lane.
    pub(crate) fn dispatch(&mut self, desk: &mut Desk, profile: &Profile, by: Credentials<'_>) {
        let names: Vec<String> = self.lanes.keys().cloned().collect();
        // Where there are fewer turns than lanes, events are the last.
        let events = |name: &&String| *name == EVENTS;
        let others = names.iter().filter(|name| !events(name));
        for name in others.chain(names.iter().filter(events)) {
            // An entry that cannot even be made into a request is dead, and the next one's turn.
            while self.send_next(desk, profile, by, name, None).is_err() {}
        }
    }

    /// It is a lane's turn at the gate of a service.
    pub(crate) fn admitted(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        name: &str,
        service: usize,
    ) {
        if let Some(lane) = self.lanes.get_mut(name) {
            lane.at_gate = false;
        }
        while self.send_next(desk, profile, by, name, Some(service)).is_err() {}
    }

    /// `Err` where what came first died on the way out.
    fn send_next(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        name: &str,
        admitted: Option<usize>,
    ) -> Result<(), ()> {
        let policy = self.policy_of(name);
        let Some(lane) = self.lanes.get_mut(name) else { return Ok(()) };
        lane.pull_in(desk.now);
        if lane.next_try(policy).is_none_or(|at| at > desk.now) {
            return Ok(());
        }
        let most = policy.map_or(1, |policy| policy.batch as usize);
        let keys: Vec<EntryKey> = lane.head(most).cloned().collect();
        let head = keys.first().and_then(|key| self.entries.get(key));
        let service = match head {
            Some(slot) if slot.entry.kind == Kind::Mutation => {
                profile.service_of_mutation(&slot.entry.name)
            }
            Some(_) | None => profile.service_of_events(),
        };
        if admitted != Some(service) {
            let admit = desk.gate.admit(service, Who::Lane(name.to_owned()), desk.now);
            lane.at_gate = admit != Admit::Go;
            // Who wanted everything to be sent now learns that this cannot be.
            lane.forced &= !matches!(admit, Admit::Shut(_));
            if lane.at_gate {
                return Ok(());
            }
        }
        let call = desk.call(by, desk.action);
        match self.request(profile, &call, name, &keys) {
            Ok(request) => {
                desk.http(Purpose::Deliver { lane: name.to_owned() }, service, request);
                if let Some(lane) = self.lanes.get_mut(name) {
                    lane.air = keys;
                    lane.busy = true;
                    lane.air_grant = by.grant;
                }
                Ok(())
            }
            // No fault of the entry: the key comes with a login.
            Err(BackendError::NoSigningKey) => {
                if let Some(lane) = self.lanes.get_mut(name) {
                    lane.paused = true;
                }
                Ok(())
            }
            Err(error) => {
                self.bury(desk, keys, &error);
                Err(())
            }
        }
    }

    fn request(
        &self,
        profile: &Profile,
        call: &Call<'_>,
        lane: &str,
        keys: &[EntryKey],
    ) -> Result<HttpRequest, BackendError> {
        let entries = keys.iter().filter_map(|key| Some((key, &self.entries.get(key)?.entry)));
        if lane == EVENTS {
            let bodies: Vec<Value> = entries.map(|(_, entry)| entry.body.clone()).collect();
            return profile.events_request(&bodies, call);
        }
        let mut entries = entries;
        match entries.next() {
            Some((key, entry)) => profile.mutation_request(&entry.name, &entry.body, &key.id, call),
            None => {
                Err(BackendError::UnknownMutation { name: String::new(), known: String::new() })
            }
        }
    }

    /// The first entry of a lane that is in the air.
    pub(crate) fn flying(&self, lane: &str) -> Option<(&EntryKey, &Entry)> {
        let key = self.lanes.get(lane)?.air.first()?;
        Some((key, &self.entries.get(key)?.entry))
    }

    /// The server answered, or the host could not get an answer (then it is `Retry`). Where it refused
    /// the present token: whether it had refused the one before, too.
    pub(crate) fn delivered(
        &mut self,
        desk: &mut Desk,
        name: &str,
        delivery: Attempt,
        grant: u64,
    ) -> Option<bool> {
        let lane = self.lanes.get_mut(name)?;
        let keys = core::mem::take(&mut lane.air);
        lane.busy = false;
        let delivery = match delivery {
            Attempt::Answered(Delivery::Unauthorized(_)) => return lane.unauthorized(grant),
            Attempt::Answered(Delivery::Each(answers)) => {
                let refused = self.each(desk, name, keys, answers);
                let lane = self.lanes.get_mut(name).filter(|_| refused)?;
                return lane.unauthorized(grant);
            }
            other => other,
        };
        lane.refusals = 0;
        match delivery {
            Attempt::Answered(Delivery::Delivered(answer)) => {
                let answer = if name == EVENTS { Value::Null } else { answer };
                self.sent(desk, name, keys, &answer);
            }
            Attempt::Answered(Delivery::AlreadyThere) => self.sent(desk, name, keys, &Value::Null),
            Attempt::Answered(Delivery::Dead(error)) => {
                lane.backoff = super::retry::Backoff::default();
                self.bury(desk, keys, &error);
            }
            Attempt::Answered(Delivery::Retry { after, .. }) => self.wait(desk, name, &keys, after),
            Attempt::Answered(Delivery::Unauthorized(_) | Delivery::Each(_))
            | Attempt::NoAnswer => self.wait(desk, name, &keys, None),
        }
        None
    }

    pub(super) fn sent(
        &mut self,
        desk: &mut Desk,
        name: &str,
        keys: Vec<EntryKey>,
        answer: &Value,
    ) {
        for key in keys {
            // One that gave way to something else while it was in the air is not here any more.
            if self.entries.remove(&key).is_none() {
                continue;
            }
            if let Some(lane) = self.lanes.get_mut(name) {
                lane.queue.remove(&key);
            }
            let (id, lane) = (key.id.clone(), name.to_owned());
            desk.tell(Event::Sent { id, lane, answer: answer.clone() });
            self.discard(desk, key, EntryOp::Gone);
        }
        let every = self.policy_of(name).map_or(Span::ZERO, |policy| policy.every);
        if let Some(lane) = self.lanes.get_mut(name) {
            lane.backoff = super::retry::Backoff::default();
            lane.gather.rest(desk.now, every);
        }
        if self.live() == 0 {
            desk.tell(Event::Synced);
        }
    }

    pub(super) fn wait(
        &mut self,
        desk: &mut Desk,
        name: &str,
        keys: &[EntryKey],
        after: Option<Span>,
    ) {
        let Some(lane) = self.lanes.get_mut(name) else { return };
        lane.backoff.failed(desk.now, after, &mut desk.prng);
        lane.forced = false;
        // So that the next life goes on waiting. Of a batch the first stands for all.
        if let Some(key) = keys.first()
            && let Some(slot) = self.entries.get_mut(key)
        {
            slot.entry.backoff = lane.backoff;
            let (key, name, bytes) = (key.clone(), key.store_key(), slot.entry.to_bytes(key));
            desk.write(Purpose::Entry { key, op: EntryOp::Again }, name, bytes);
        }
    }

    pub(super) fn bury(&mut self, desk: &mut Desk, keys: Vec<EntryKey>, error: &BackendError) {
        for key in keys {
            let Some(slot) = self.entries.get_mut(&key) else { continue };
            slot.entry.dead = Some(Death { code: error.code(), message: error.to_string() });
            slot.place = Place::Dead;
            if let Some(letter) = letter(&key, &slot.entry) {
                desk.tell(Event::Dead { letter });
            }
            if let Some(lane) = self.lanes.get_mut(&slot.entry.lane) {
                lane.queue.remove(&key);
            }
            self.dead.insert(key.clone());
            self.restate(desk, key);
        }
    }

    /// Ends the waits that a missing network, or a bad one, has caused.
    pub(crate) fn hurry(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.backoff.hurry();
        }
    }

    /// New credentials, of a login or a renewed token: lanes that waited for them go on.
    pub(crate) fn resume(&mut self, login: bool) {
        for lane in self.lanes.values_mut() {
            lane.paused = false;
            if login {
                lane.refusals = 0;
            }
        }
    }

    /// Whether something waits for new credentials.
    pub(crate) fn waits_for_token(&self) -> bool {
        self.lanes.values().any(|lane| lane.paused && !lane.queue.is_empty())
    }
}

/// What came of a request that carried entries.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// The server answered.
    Answered(Delivery),
    /// It may or may not have reached the server.
    NoAnswer,
}
