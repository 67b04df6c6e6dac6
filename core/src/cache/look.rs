//! What the store has: found by the list of its keys, read, and believed or not.

use super::keep::remove;
use super::machine::{Cache, Query};
use super::name::Name;
use super::record::{Found, Kept};
use crate::backend::Profile;
use crate::effect::HostError;
use crate::engine::auth::Credentials;
use crate::engine::damage::set_aside;
use crate::engine::desk::Desk;
use crate::engine::purpose::{CacheOp, Purpose};
use crate::engine::{Event, Source};
use crate::time::Timestamp;

impl Cache {
    /// The store gave what it has.
    pub(crate) fn read_back(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        (key, name): (&str, Name),
        result: Result<Option<Vec<u8>>, HostError>,
    ) {
        let Some(flight) = self.flights.get(key) else { return };
        let (query, current) = (flight.query.clone(), flight.epoch == self.epoch);
        match result {
            Ok(Some(bytes)) if current => self.take_in(desk, &query, by.tag, name, bytes),
            // Another page has written it anew, under another name.
            Ok(None) if current && !flight.searched => return self.search(desk, key),
            Ok(_) | Err(_) => {}
        }
        self.read_on(desk, profile, by, key);
    }

    /// Asks the store for all names of a question.
    pub(super) fn search(&mut self, desk: &mut Desk, key: &str) {
        let Some(flight) = self.flights.get_mut(key) else { return };
        flight.searched = true;
        let prefix = Name::prefix(flight.query.id);
        desk.keys(Purpose::Cache { key: key.to_owned(), op: CacheOp::Search }, &prefix);
    }

    /// The names of a question, as the store knows them now.
    pub(crate) fn searched(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        key: &str,
        result: Result<Vec<String>, HostError>,
    ) {
        let Some(flight) = self.flights.get(key).filter(|flight| flight.epoch == self.epoch) else {
            return self.read_on(desk, profile, by, key);
        };
        match self.disk.refound(flight.query.id, result.unwrap_or_default()) {
            Some(name) => {
                let op = CacheOp::Read(name);
                desk.read(Purpose::Cache { key: key.to_owned(), op }, name.to_key());
            }
            None => self.read_on(desk, profile, by, key),
        }
    }

    /// The store has nothing more to say: whoever waits is answered, or the network is asked.
    fn read_on(&mut self, desk: &mut Desk, profile: &Profile, by: Credentials<'_>, key: &str) {
        let Some(flight) = self.flights.get_mut(key) else { return };
        let mut waiters = core::mem::take(&mut flight.waiters);
        let query = flight.query.clone();
        if let Some(error) = flight.failure.take() {
            waiters.append(&mut flight.refreshers);
            self.flights.remove(key);
            return self.fall_back(desk, &query, &waiters, error);
        }
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
    fn take_in(&mut self, desk: &mut Desk, query: &Query, owner: &str, name: Name, bytes: Vec<u8>) {
        match Kept::from_bytes(&query.key, owner, &bytes) {
            Found::Kept(mut kept) => {
                self.disk.touch(query.id);
                if kept.at > desk.now {
                    // From the future: whoever set the clock right, it is given once more and
                    // renewed, but not believed to be fresh until that future comes.
                    let fresh = query.policy.fresh.as_millis();
                    kept.at = Timestamp::from_millis(desk.now.as_millis().saturating_sub(fresh));
                }
                if !self.news.known {
                    kept.seen = None;
                }
                self.memory.put(query.id, &query.key, kept, bytes.len());
            }
            // Another's: of no use, and nobody else's business.
            Found::Other => {
                self.disk.forget(name);
                remove(desk, name, CacheOp::Pruned);
            }
            Found::Newer => {
                self.disk.forget(name);
                desk.tell(Event::Newer { key: name.to_key() });
            }
            Found::Garbage => {
                self.disk.forget(name);
                set_aside(desk, name.to_key(), bytes);
            }
        }
    }
}
