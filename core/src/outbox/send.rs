//! Sending: one entry in the air a lane, or one batch of events; and what an answer means for it.
//!
//! | answer | mutation or batch |
//! |---|---|
//! | taken, or there already | `Sent`; the record is removed, and the next goes out |
//! | 401 | the lane waits for a login; where one came in between, it goes out again at once |
//! | may work later, no network | the lane waits, longer each time |
//! | will never be taken | dead letter; the next goes out |
//! | will never be taken, a batch | half of it goes out, and half of that, until the guilty one is alone |
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
use crate::time::{Span, Timestamp};

/// All that browsers send for a page that is gone, in bytes (WHATWG Fetch, §4.6, read in November 2026).
const KEPT_ALIVE: usize = 64 << 10;
/// A host gives up after the request's timeout; an answer that is later than this will not come.
const GRACE_MILLIS: u64 = 5_000;
/// Where the host says that there is no network, it is tried so often: the ceiling of the back-off.
const BETWEEN_PROBES: Span = Span::from_secs(300);

impl Outbox {
    /// Sends whatever is due, in every lane: mutations in turns, where not all may be in the air at once,
    /// and events last.
    pub(crate) fn dispatch(&mut self, desk: &mut Desk, profile: &Profile, by: Credentials<'_>) {
        let names: Vec<String> = self.lanes.keys().cloned().collect();
        let events = |name: &&String| *name == EVENTS;
        let served = self.served.clone();
        let turns = names.iter().filter(|name| **name > served);
        let turns = turns.chain(names.iter().filter(|name| **name <= served));
        let others = turns.filter(|name| !events(name));
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

    /// `Err` where what came first died on the way out, or was too much at once.
    fn send_next(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        name: &str,
        admitted: Option<usize>,
    ) -> Result<(), ()> {
        let Some(lane) = self.lanes.get_mut(name) else { return Ok(()) };
        lane.pull_in(desk.now);
        if !self.may_send(name, desk.now) {
            return Ok(());
        }
        let Some(lane) = self.lanes.get(name) else { return Ok(()) };
        if self.try_of(name, lane).is_none_or(|at| at > desk.now) {
            return Ok(());
        }
        if self.expire(desk, name) {
            return Err(());
        }
        let Some(lane) = self.lanes.get(name) else { return Ok(()) };
        let keys: Vec<EntryKey> = lane.head(self.batch_of(name, lane).0).cloned().collect();
        if self.refresh(desk, name, &keys) {
            return Ok(());
        }
        let head = keys.first().and_then(|key| self.entries.get(key));
        let trace = head.map_or([0; 16], |slot| slot.entry.trace);
        let service = match head {
            Some(slot) if slot.entry.kind == Kind::Mutation => {
                profile.service_of_mutation(&slot.entry.name)
            }
            Some(_) | None => profile.service_of_events(),
        };
        let Some(lane) = self.lanes.get_mut(name) else { return Ok(()) };
        if admitted != Some(service) {
            let admit = desk.gate.admit(service, Who::Lane(name.to_owned()), desk.now);
            // What a page sends as it is hidden cannot wait for its turn.
            lane.at_gate = match admit {
                Admit::Go => false,
                Admit::Wait => !self.hiding,
                Admit::Shut(_) => true,
            };
            // Who wanted everything to be sent now learns that this cannot be.
            lane.forced &= !matches!(admit, Admit::Shut(_));
            if lane.at_gate {
                return Ok(());
            }
        }
        let trace = if trace == [0; 16] || name == EVENTS { desk.action } else { trace };
        let call = desk.call(by, trace);
        let most = self.policy_of(name).map_or(usize::MAX, |policy| policy.bytes as usize);
        match self.request(profile, &call, name, &keys) {
            // Some formats need more room for an event than its record does.
            Ok(request) if keys.len() > 1 && size_of(&request) > most => {
                self.halve(desk.now, name, keys.len(), true);
                Err(())
            }
            Ok(request) => {
                self.go(desk, name, keys, service, request, by.grant);
                Ok(())
            }
            // No fault of the entry: the key comes with a login.
            Err(BackendError::NoSigningKey) => {
                if let Some(lane) = self.lanes.get_mut(name) {
                    lane.paused = true;
                }
                Ok(())
            }
            Err(_) if keys.len() > 1 => {
                self.halve(desk.now, name, keys.len(), false);
                Err(())
            }
            Err(error) => {
                self.bury(desk, keys, &error);
                Err(())
            }
        }
    }

    fn go(
        &mut self,
        desk: &mut Desk,
        name: &str,
        keys: Vec<EntryKey>,
        service: usize,
        mut request: HttpRequest,
        grant: u64,
    ) {
        let in_the_air: usize = self.lanes.values().map(|lane| lane.kept_alive).sum();
        let size = size_of(&request);
        request.keepalive = self.hidden && in_the_air + size <= KEPT_ALIVE;
        if name != EVENTS {
            name.clone_into(&mut self.served);
        }
        let Some(lane) = self.lanes.get_mut(name) else { return };
        lane.air = keys;
        lane.busy = true;
        lane.air_grant = grant;
        lane.flight += 1;
        lane.kept_alive = if request.keepalive { size } else { 0 };
        let timeout = request.timeout.as_millis().saturating_add(GRACE_MILLIS);
        lane.overdue.rest(desk.now, Span::from_millis(timeout));
        let purpose = Purpose::Deliver { lane: name.to_owned(), flight: lane.flight };
        desk.http(purpose, service, request);
    }

    /// Drops events that are too old to tell anybody anything; says whether there were any.
    fn expire(&mut self, desk: &mut Desk, name: &str) -> bool {
        let Some(policy) = self.policy_of(name) else { return false };
        let mut entries = 0;
        while let Some(key) = self.lanes.get(name).and_then(|lane| lane.head(1).next()).cloned() {
            // One from the future, as after a clock was set right, is not old.
            let created = self.entries.get(&key).map(|slot| slot.entry.created);
            if created.is_none_or(|created| desk.now.since(created) < policy.expire) {
                break;
            }
            self.forget(&key);
            self.discard(desk, key, EntryOp::Gone);
            entries += 1;
        }
        if entries > 0 {
            desk.tell(Event::Evicted { class: "expired", entries });
        }
        entries > 0
    }

    fn halve(&mut self, now: Timestamp, name: &str, many: usize, heavy: bool) {
        if let Some(lane) = self.lanes.get_mut(name) {
            lane.halve(now, many, heavy);
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

    /// Whether an answer is to the request that is in the air, not to one that was given up.
    pub(crate) fn is_flying(&self, name: &str, flight: u32) -> bool {
        self.lanes.get(name).is_some_and(|lane| lane.busy && lane.flight == flight)
    }

    /// The app is in front again: what has had no answer for longer than its host should wait is sent
    /// again, under the same keys. A host that was frozen with the app may never answer.
    fn write_off(&mut self, now: Timestamp) {
        for lane in self.lanes.values_mut() {
            lane.pull_in(now);
            if lane.busy && lane.overdue.due(now) {
                lane.air.clear();
                lane.busy = false;
                lane.kept_alive = 0;
            }
        }
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
        lane.kept_alive = 0;
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
            Attempt::Answered(Delivery::Dead(error)) if keys.len() > 1 => {
                let heavy = matches!(error, BackendError::Refused { status: 413, .. });
                lane.halve(desk.now, keys.len(), heavy);
                lane.backoff = super::retry::Backoff::default();
            }
            Attempt::Answered(Delivery::Dead(error)) => {
                let enough = self.events.map_or(1, |policy| policy.batch as usize);
                lane.widen(desk.now, true, enough);
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
        let policy = self.policy_of(name);
        if let Some(lane) = self.lanes.get_mut(name) {
            if let Some(policy) = policy {
                lane.widen(desk.now, false, policy.batch as usize);
            }
            let every = policy.map_or(Span::ZERO, |policy| policy.every);
            lane.forced_late = false;
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
        lane.tried();
        if let Some(rest) = self.offline.as_mut().filter(|rest| rest.due(desk.now)) {
            rest.rest(desk.now, BETWEEN_PROBES);
        }
        // So that the next life goes on waiting. Of a batch the first stands for all.
        if let Some(key) = keys.first()
            && let Some(slot) = self.entries.get_mut(key)
        {
            slot.entry.backoff = lane.backoff;
            if self.holds(name, desk.now) {
                self.rewrite(desk, key.clone(), EntryOp::Again);
            }
        }
    }

    pub(super) fn bury(&mut self, desk: &mut Desk, keys: Vec<EntryKey>, error: &BackendError) {
        for key in keys {
            let Some(slot) = self.entries.get_mut(&key) else { continue };
            slot.entry.dead = Some(Death { code: error.code(), message: error.to_string() });
            if let Some(letter) = letter(&key, &slot.entry).filter(|_| slot.place == Place::Queued)
            {
                desk.tell(Event::Dead { letter });
            }
            self.put_in_place(&key);
            self.restate(desk, key);
        }
    }

    /// The page goes out of sight: what is due, and every event, goes out in this moment.
    pub(crate) fn hide(&mut self) {
        (self.hidden, self.hiding) = (true, true);
    }

    /// It is seen again.
    pub(crate) fn show(&mut self, now: Timestamp) {
        if core::mem::take(&mut self.hidden) {
            self.write_off(now);
        }
    }

    /// That moment is over.
    pub(crate) fn is_hidden_now(&mut self) {
        self.hiding = false;
    }

    /// The host says that there is no network. A host may be wrong, or never say that it is back: now
    /// and then a lane tries all the same.
    pub(crate) fn rest(&mut self, now: Timestamp) {
        let rest = self.offline.get_or_insert_default();
        rest.rest(now, BETWEEN_PROBES);
    }

    /// There is a network, or it is worth a try.
    pub(crate) fn end_rest(&mut self, is_online: bool) {
        if is_online {
            self.offline = None;
        } else if let Some(rest) = &mut self.offline {
            rest.hurry();
        }
    }

    /// No clock makes that longer.
    pub(crate) fn pull_in(&mut self, now: Timestamp) {
        if let Some(rest) = &mut self.offline {
            rest.pull_in(now);
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

fn size_of(request: &HttpRequest) -> usize {
    request.body.as_ref().map_or(0, String::len)
}

/// What came of a request that carried entries.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// The server answered.
    Answered(Delivery),
    /// It may or may not have reached the server.
    NoAnswer,
}
