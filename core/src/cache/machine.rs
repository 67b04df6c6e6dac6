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

use serde_json::Value;

use super::disk::Disk;
use super::memory::Memory;
use super::record::{Found, Kept, store_key};
use crate::backend::{BackendError, CachePolicy, Profile, QueryAnswer, canonical_key};
use crate::effect::{HostError, HttpResponse};
use crate::engine::auth::Credentials;
use crate::engine::damage::set_aside;
use crate::engine::desk::Desk;
use crate::engine::gate::{Admit, Who};
use crate::engine::purpose::{CacheOp, Purpose};
use crate::engine::{CommandId, EngineError, Event, Failure, Page, Source};
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};

const MOST_MISSING: usize = 500;

/// A question.
#[derive(Clone, Debug)]
struct Query {
    key: String,
    resource: String,
    params: Value,
    policy: CachePolicy,
}

/// A question that is on its way.
#[derive(Debug)]
struct Flight {
    query: Query,
    /// Who waits for whatever comes first.
    waiters: Vec<CommandId>,
    /// Who waits for the network's answer while the store is read.
    refreshers: Vec<CommandId>,
    /// Whether somebody has been given an older answer and is told of a newer one.
    renew: bool,
    /// Which clearing of the cache it comes after.
    epoch: u64,
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
}

#[derive(Debug)]
pub(crate) struct Cache {
    pub(super) memory: Memory,
    pub(crate) disk: Disk,
    pub(super) missing: SortedMap<String, (Timestamp, Failure)>,
    flights: SortedMap<String, Flight>,
    /// Grows with every clearing.
    pub(super) epoch: u64,
    /// Something that must be stored waits for room: reads are not written meanwhile.
    pub(crate) full: bool,
}

impl Cache {
    pub(crate) fn new(entries: usize, bytes: usize, stored: usize) -> Self {
        Self {
            memory: Memory::new(entries, bytes),
            disk: Disk::new(stored),
            missing: SortedMap::new(),
            flights: SortedMap::new(),
            epoch: 0,
            full: false,
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
        let policy = match profile.cache_policy(&resource) {
            Ok(policy) => policy,
            Err(error) => return desk.fail(command, &error),
        };
        let key = canonical_key(&resource, &params);
        let query = Query { key, resource, params, policy };
        let held = self.memory.get(&query.key, policy.keep, desk.now).is_some();
        if !refresh {
            if let Some(stale) = self.answer(desk, &query, &[command], Source::Memory, None) {
                if stale {
                    self.ask(desk, profile, by, query, None, held);
                }
                return;
            }
            if let Some(error) = self.known_missing(&query, desk.now) {
                return desk.tell(Event::Failed { command, error });
            }
        }
        self.ask(desk, profile, by, query, Some((command, refresh)), held);
    }

    /// Joins the question that is on its way, or sends one.
    fn ask(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        query: Query,
        waiter: Option<(CommandId, bool)>,
        held: bool,
    ) {
        let (key, epoch) = (query.key.clone(), self.epoch);
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
        let name = store_key(&key);
        if !held && self.disk.holds(&name) {
            desk.read(Purpose::Cache { key, op: CacheOp::Read }, name);
        } else {
            self.fetch(desk, profile, by, &key);
        }
    }

    /// The store gave what it has.
    pub(crate) fn read_back(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
        result: Result<Option<Vec<u8>>, HostError>,
    ) {
        let Some(flight) = self.flights.get(key) else { return };
        let (query, current) = (flight.query.clone(), flight.epoch == self.epoch);
        let bytes = result.ok().flatten().filter(|_| current);
        if let Some(bytes) = bytes {
            self.take_in(desk, &query, by.tag, bytes);
        }
        let waiters = self.flights.get_mut(key).map(|f| core::mem::take(&mut f.waiters));
        let waiters = waiters.unwrap_or_default();
        let stale = self.answer(desk, &query, &waiters, Source::Storage, None);
        let Some(flight) = self.flights.get_mut(key) else { return };
        match stale {
            Some(stale) => flight.renew |= stale,
            None => flight.waiters = waiters,
        }
        if flight.renew || !flight.waiters.is_empty() || !flight.refreshers.is_empty() {
            self.fetch(desk, profile, by, key);
        } else {
            self.flights.remove(key);
        }
    }

    /// Takes what the store had into memory.
    fn take_in(&mut self, desk: &mut Desk, query: &Query, tag: &str, bytes: Vec<u8>) {
        let name = store_key(&query.key);
        match Kept::from_bytes(&query.key, tag, &bytes) {
            Found::Kept(mut kept) => {
                self.disk.touch(&name);
                if kept.at > desk.now {
                    // From the future: whoever set the clock right, it is given once more and
                    // renewed, but not believed to be fresh until that future comes.
                    let fresh = query.policy.fresh.as_millis();
                    kept.at = Timestamp::from_millis(desk.now.as_millis().saturating_sub(fresh));
                }
                self.memory.put(&query.key, kept, bytes.len());
            }
            // Another's: of no use, and nobody else's business.
            Found::Other => self.gone(desk, vec![name], CacheOp::Pruned),
            Found::Garbage => {
                self.disk.forget(&name);
                set_aside(desk, name, bytes);
            }
        }
    }

    /// Asks the network, as soon as the gate lets it.
    fn fetch(&mut self, desk: &mut Desk, profile: &Profile, by: Credentials<'_>, key: &str) {
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
            return self.fall_back(desk, &flight.query, &flight.waiters, Failure::of(&error));
        }
        let Some(flight) = self.flights.get_mut(key) else { return };
        let refreshers = core::mem::take(&mut flight.refreshers);
        flight.waiters.extend(refreshers);
        (flight.session, flight.grant) = (by.session, by.grant);
        let call = desk.call(by, flight.trace);
        match profile.query_request(&flight.query.resource, &flight.query.params, &call) {
            Ok(request) => {
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
                self.fall_back(desk, query, &flight.waiters, error);
                return None;
            }
        };
        match answer {
            QueryAnswer::Page(mapped) => {
                let (data, next, total) = (mapped.data, mapped.next, mapped.total);
                let kept = Kept { data, next, total, at: desk.now };
                for command in flight.waiters {
                    let page = page(key, &kept, Source::Network, false, None);
                    desk.tell(Event::Page { command, page });
                }
                if flight.renew {
                    let page = page(key, &kept, Source::Network, false, None);
                    desk.tell(Event::Updated { page });
                }
                self.keep(desk, key, by.tag, kept);
            }
            QueryAnswer::Missing(error) => {
                self.memory.forget(key);
                let stored = Some(store_key(key)).filter(|name| self.disk.holds(name));
                self.gone(desk, stored.into_iter().collect(), CacheOp::Pruned);
                self.remember_missing(key, &query.policy, desk.now, Failure::of(&error));
                fail_all(desk, flight.waiters, &Failure::of(&error));
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
                self.fall_back(desk, query, &flight.waiters, Failure::of(&error));
            }
            QueryAnswer::Transient { error, .. } | QueryAnswer::Refused(error) => {
                self.fall_back(desk, query, &flight.waiters, Failure::of(&error));
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
            (None, Some(refused)) => fail_all(desk, flight.waiters, &refused),
            (None, None) => {}
        }
    }

    fn fall_back(&mut self, desk: &mut Desk, query: &Query, to: &[CommandId], error: Failure) {
        let given = self.answer(desk, query, to, Source::Fallback, Some(&error));
        if given.is_none() {
            fail_all(desk, to.to_vec(), &error);
        }
    }

    /// Gives what memory has; says whether that is stale, or `None` where there is nothing.
    fn answer(
        &mut self,
        desk: &mut Desk,
        query: &Query,
        to: &[CommandId],
        source: Source,
        error: Option<&Failure>,
    ) -> Option<bool> {
        let kept = self.memory.get(&query.key, query.policy.keep, desk.now)?;
        let stale = desk.now.since(kept.at) >= query.policy.fresh;
        for command in to {
            let page = page(&query.key, kept, source, stale, error.cloned());
            desk.tell(Event::Page { command: *command, page });
        }
        Some(stale)
    }

    fn known_missing(&mut self, query: &Query, now: Timestamp) -> Option<Failure> {
        let (at, failure) = self.missing.get_mut(&query.key)?;
        *at = (*at).min(now);
        (now.since(*at) < query.policy.missing).then(|| failure.clone())
    }

    fn remember_missing(&mut self, key: &str, policy: &CachePolicy, now: Timestamp, why: Failure) {
        if policy.missing == Span::ZERO {
            return;
        }
        if self.missing.len() >= MOST_MISSING {
            self.missing.clear();
        }
        self.missing.insert(key.to_owned(), (now, why));
    }
}

fn page(key: &str, kept: &Kept, source: Source, stale: bool, error: Option<Failure>) -> Page {
    Page {
        key: key.to_owned(),
        data: kept.data.clone(),
        next: kept.next.clone(),
        total: kept.total,
        source,
        stale,
        at: kept.at,
        error,
    }
}

fn fail_all(desk: &mut Desk, commands: Vec<CommandId>, error: &Failure) {
    for command in commands {
        desk.tell(Event::Failed { command, error: error.clone() });
    }
}
