//! The cache: one question in, one answer out, the network asked as seldom as the policy allows.
//!
//! ```text
//! query ─ in memory, fresh ──────────────────────────► answer
//!       ├ in memory, stale ──────► answer ─► network ► Updated
//!       ├ known to be missing ───────────────────────► Failed
//!       └ store ─ fresh ─────────────────────────────► answer
//!              ├ stale ──────────► answer ─► network ► Updated
//!              └ not there ────────────────► network ► answer, fallback or Failed
//! ```
//!
//! However many ask for one key, one question is on its way. What came back for a user who has
//! logged out meanwhile is asked again under the present name and never shown.
//!
//! Stale is what is older than its resource's `fresh`, or what the [news](super::news) outdate: the
//! server's data has another version, or a mutation has changed what a tag names. What is held and has
//! an entity tag or a date is asked for with it; 304 then renews its time, and nothing is sent again.

use serde_json::Value;

use super::disk::Disk;
use super::memory::Memory;
use super::news::News;
use super::record::{Kept, hash};
use crate::backend::{BackendError, CachePolicy, Profile, QueryAnswer, Validators, canonical_key};
use crate::effect::{HostError, HttpResponse};
use crate::engine::auth::Credentials;
use crate::engine::desk::Desk;
use crate::engine::gate::{Admit, Who};
use crate::engine::purpose::{CacheOp, Purpose};
use crate::engine::{CommandId, Config, EngineError, Event, Failure, Source, Stats};
use crate::sorted::SortedMap;
use crate::time::Timestamp;

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) key: String,
    /// The hash of the key.
    pub(super) id: u64,
    pub(super) resource: String,
    pub(super) params: Value,
    pub(super) policy: CachePolicy,
    pub(super) tags: Vec<String>,
}

impl Query {
    pub(super) fn new(
        profile: &Profile,
        resource: String,
        params: Value,
    ) -> Result<Self, BackendError> {
        let policy = profile.cache_policy(&resource)?;
        let tags = profile.tags(&resource, &params);
        let key = canonical_key(&resource, &params);
        Ok(Self { id: hash(&key), key, resource, params, policy, tags })
    }
}

/// A question that is on its way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) query: Query,
    /// Who waits for whatever comes first.
    pub(super) waiters: Vec<CommandId>,
    /// Who waits for the network's answer while the store is read.
    pub(super) refreshers: Vec<CommandId>,
    /// Whether somebody has been given an older answer and is told of a newer one.
    pub(super) renew: bool,
    /// Which clearing of the cache it comes after.
    pub(super) epoch: u64,
    /// Under whose credentials the network is asked.
    session: u64,
    /// Under which of their tokens.
    grant: u64,
    /// The server refused the token: it waits for another one.
    refused: Option<Failure>,
    /// It is asked under a token that was new when the one before had been refused.
    again: bool,
    /// The trace of the action that asked first.
    trace: [u8; 16],
    /// How much of the news there was when the network was asked.
    pub(super) seen: u64,
    /// Whether it was asked if what is held still holds.
    conditional: bool,
    /// Whether the store has been searched for what another page may have written.
    pub(super) searched: bool,
    /// Why the network could not help, where only the store is left.
    pub(super) failure: Option<Failure>,
}

#[derive(Debug)]
pub(crate) struct Cache {
    pub(super) memory: Memory,
    pub(super) disk: Disk,
    pub(super) missing: SortedMap<String, (Timestamp, Failure)>,
    pub(super) flights: SortedMap<String, Flight>,
    /// Questions whose answers are shown, and how often.
    pub(super) watched: SortedMap<String, (Query, u32)>,
    pub(crate) news: News,
    /// Grows with every clearing.
    pub(super) epoch: u64,
    /// Something that must be stored waits for room: reads are not written meanwhile.
    pub(crate) full: bool,
    /// Whether other pages write to the same store.
    pub(super) shared: bool,
    pub(super) counts: Stats,
}

impl Cache {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            memory: Memory::new(config.memory_entries, config.memory_bytes),
            disk: Disk::new(config.stored_reads, config.store_bytes),
            missing: SortedMap::new(),
            flights: SortedMap::new(),
            watched: SortedMap::new(),
            news: News::default(),
            epoch: 0,
            full: false,
            shared: config.shared,
            counts: Stats::default(),
        }
    }

    /// What was counted, and what is held.
    pub(crate) fn stats(&self) -> Stats {
        let (memory_entries, memory_bytes) = self.memory.size();
        let (stored_entries, stored_bytes) = self.disk.size();
        Stats {
            memory_entries: memory_entries as u32,
            memory_bytes,
            stored_entries: stored_entries as u32,
            stored_bytes,
            ..self.counts.clone()
        }
    }

    /// Takes a question; answered by `Page` or `Failed`.
    pub(crate) fn query(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        command: CommandId,
        asked: (String, Value, bool),
    ) {
        let (resource, params, refresh) = asked;
        match Query::new(profile, resource, params) {
            Ok(query) => self.take(desk, profile, by, command, query, refresh),
            Err(error) => desk.fail(command, &error),
        }
    }

    /// The same of a question that is known to be one.
    pub(super) fn take(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        command: CommandId,
        query: Query,
        refresh: bool,
    ) {
        let held = self.holds(&query, desk.now);
        if !refresh {
            if let Some(stale) = self.answer(desk, &query, &[command], Source::Memory, None) {
                if stale {
                    self.ask(desk, profile, by, query, None, held);
                }
                return;
            }
            if let Some(error) = self.known_missing(&query, desk.now) {
                self.counts.hits += 1;
                return desk.tell(Event::Failed { command, error });
            }
        }
        self.ask(desk, profile, by, query, Some((command, refresh)), held);
    }

    pub(super) fn holds(&mut self, query: &Query, now: Timestamp) -> bool {
        self.memory.get(query.id, &query.key, query.policy.keep, now).is_some()
    }

    /// Joins the question that is on its way, or sends one.
    pub(super) fn ask(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        query: Query,
        waiter: Option<(CommandId, bool)>,
        held: bool,
    ) {
        let (key, id, epoch) = (query.key.clone(), query.id, self.epoch);
        let on_its_way = self.flights.contains_key(&key);
        if !on_its_way {
            let (waiters, refreshers) = (Vec::new(), Vec::new());
            let session = by.session;
            let flight = Flight {
                query,
                waiters,
                refreshers,
                renew: false,
                epoch,
                session,
                grant: 0,
                refused: None,
                again: false,
                trace: desk.action,
                seen: 0,
                conditional: false,
                searched: false,
                failure: None,
            };
            self.flights.insert(key.clone(), flight);
        }
        let Some(flight) = self.flights.get_mut(&key) else { return };
        match waiter {
            Some((command, true)) => flight.refreshers.push(command),
            Some((command, false)) => flight.waiters.push(command),
            None => flight.renew = true,
        }
        if on_its_way {
            return;
        }
        match self.disk.name(id).filter(|_| !held) {
            Some(name) => {
                desk.read(Purpose::Cache { key, op: CacheOp::Read(name) }, name.to_key());
            }
            None => self.fetch(desk, profile, by, &key),
        }
    }

    /// Asks the network, as soon as the gate lets it.
    pub(super) fn fetch(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
    ) {
        let Some(flight) = self.flights.get(key) else { return };
        let service = profile.service_of_resource(&flight.query.resource);
        let admit = desk.gate.admit(service, Who::Query(key.to_owned()), desk.now);
        if admit != Admit::Wait {
            self.admitted(desk, profile, by, key, admit);
        }
    }

    /// The gate lets a question go, or says that it cannot.
    pub(crate) fn admitted(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
        admit: Admit,
    ) {
        if let Admit::Shut(error) = admit {
            let Some(mut flight) = self.flights.remove(key) else { return };
            flight.waiters.append(&mut flight.refreshers);
            return self.out_of_reach(desk, flight, Failure::of(&error));
        }
        let Some(flight) = self.flights.get_mut(key) else { return };
        let refreshers = core::mem::take(&mut flight.refreshers);
        flight.waiters.extend(refreshers);
        (flight.session, flight.grant) = (by.session, by.grant);
        flight.seen = self.news.seen();
        let query = &flight.query;
        let held = self.memory.get(query.id, &query.key, query.policy.keep, desk.now);
        let held = held.map(|kept| &kept.validators);
        flight.conditional = held.is_some_and(|validators| !validators.is_empty());
        let call = desk.call(by, flight.trace);
        match profile.query_request(&query.resource, &query.params, &call) {
            Ok(mut request) => {
                if let Some(validators) = held {
                    validators.ask(&mut request);
                }
                let service = profile.service_of_resource(&flight.query.resource);
                desk.http(
                    Purpose::Cache { key: key.to_owned(), op: CacheOp::Ask },
                    service,
                    request,
                );
            }
            Err(error) => {
                let waiters = self.flights.remove(key).map(|flight| flight.waiters);
                for command in waiters.unwrap_or_default() {
                    desk.fail(command, &error);
                }
            }
        }
    }

    /// The network gave what it has. Where the server refused the present token, and the question waits:
    /// whether it had refused the one before, too.
    pub(crate) fn answered(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
        result: Result<HttpResponse, HostError>,
    ) -> Option<bool> {
        let mut flight = self.flights.remove(key)?;
        flight.waiters.append(&mut flight.refreshers);
        if flight.session != by.session {
            // Somebody logged in or out meanwhile: this is not for whoever is here now.
            self.ask_as_another(desk, profile, by, key, flight);
            return None;
        }
        let query = &flight.query;
        let answer = match result {
            Ok(response) => {
                profile.query_answer(&query.resource, &query.params, &response, desk.now)
            }
            Err(source) => {
                let error = Failure::of(&EngineError::Network { source });
                self.out_of_reach(desk, flight, error);
                return None;
            }
        };
        match answer {
            QueryAnswer::Page(mapped) => {
                let seen = self.news.holds(flight.seen, mapped.version.as_deref(), &query.tags);
                let (data, next, total) = (mapped.data, mapped.next, mapped.total);
                let validators = mapped.validators;
                let kept = Kept { data, next, total, at: desk.now, seen, validators };
                // What the server could not give beside it is told once; what it gave is kept.
                let beside = mapped.error.as_ref().map(Failure::of);
                self.renewed(desk, profile, by, flight, kept, beside);
            }
            QueryAnswer::NotModified { validators, version } if flight.conditional => {
                let held = self.memory.get(query.id, &query.key, query.policy.keep, desk.now);
                let Some(mut kept) = held.cloned() else {
                    // Pushed out meanwhile: now there is nothing to ask by, and it comes as a whole.
                    self.flights.insert(key.to_owned(), flight);
                    self.fetch(desk, profile, by, key);
                    return None;
                };
                kept.at = desk.now;
                kept.seen = self.news.holds(flight.seen, version.as_deref(), &query.tags);
                let Validators { etag, modified } = &mut kept.validators;
                *etag = validators.etag.or_else(|| etag.take());
                *modified = validators.modified.or_else(|| modified.take());
                self.renewed(desk, profile, by, flight, kept, None);
            }
            QueryAnswer::Missing(error) => {
                self.forget_one(desk, query.id);
                self.remember_missing(query, desk.now, Failure::of(&error));
                self.fail_all(desk, flight.waiters, &Failure::of(&error));
            }
            QueryAnswer::Unauthorized(error) => {
                let (old, again) = (flight.grant != by.grant, flight.again);
                flight.refused = Some(Failure::of(&error)).filter(|_| !old);
                self.flights.insert(key.to_owned(), flight);
                if !old {
                    return Some(again);
                }
                self.fetch(desk, profile, by, key);
            }
            // Nobody asked whether something still holds.
            QueryAnswer::NotModified { .. } => {
                let error = BackendError::Unavailable { status: 304, message: String::new() };
                self.out_of_reach(desk, flight, Failure::of(&error));
            }
            QueryAnswer::Transient { error, .. } | QueryAnswer::Refused(error) => {
                self.out_of_reach(desk, flight, Failure::of(&error));
            }
        }
        None
    }

    /// What was asked for somebody who is not here any more is asked for who is, if anybody waits.
    fn ask_as_another(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
        mut flight: Flight,
    ) {
        if !flight.waiters.is_empty() {
            (flight.renew, flight.again, flight.epoch) = (false, false, self.epoch);
            self.flights.insert(key.to_owned(), flight);
            self.fetch(desk, profile, by, key);
        }
    }

    /// The keys of those that wait for another token.
    fn refused(&self) -> Vec<String> {
        let refused = self.flights.iter().filter(|(_, flight)| flight.refused.is_some());
        refused.map(|(key, _)| key.clone()).collect()
    }

    /// There is another token, or somebody else is here.
    pub(crate) fn ask_again(&mut self, desk: &mut Desk, profile: &Profile, by: Credentials<'_>) {
        for key in self.refused() {
            let Some(mut flight) = self.flights.remove(&key) else { continue };
            flight.waiters.append(&mut flight.refreshers);
            (flight.refused, flight.again) = (None, true);
            if flight.session == by.session {
                self.flights.insert(key.clone(), flight);
                self.fetch(desk, profile, by, &key);
            } else {
                self.ask_as_another(desk, profile, by, &key, flight);
            }
        }
    }

    /// There is no other token: now, for a reason, or at all.
    pub(crate) fn give_up(&mut self, desk: &mut Desk, error: Option<&Failure>) {
        for key in self.refused() {
            self.give_up_one(desk, &key, error.cloned());
        }
    }

    /// The same for one. A refusal for good hides behind nothing that is stored.
    pub(crate) fn give_up_one(&mut self, desk: &mut Desk, key: &str, error: Option<Failure>) {
        let Some(mut flight) = self.flights.remove(key) else { return };
        flight.waiters.append(&mut flight.refreshers);
        match (error, flight.refused) {
            (Some(error), _) => self.fall_back(desk, &flight.query, &flight.waiters, error),
            (None, Some(refused)) => self.fail_all(desk, flight.waiters, &refused),
            (None, None) => {}
        }
    }

    /// The network could not help: what is held is given; where nothing is, another page over the
    /// same store may have written it.
    fn out_of_reach(&mut self, desk: &mut Desk, mut flight: Flight, error: Failure) {
        let look = self.shared && !flight.searched && !flight.waiters.is_empty();
        if look && !self.holds(&flight.query, desk.now) {
            let key = flight.query.key.clone();
            flight.failure = Some(error);
            flight.epoch = self.epoch;
            self.flights.insert(key.clone(), flight);
            return self.search(desk, &key);
        }
        self.fall_back(desk, &flight.query, &flight.waiters, error);
    }
}
