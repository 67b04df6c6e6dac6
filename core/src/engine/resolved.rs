//! What came of an effect, to the machine that asked for it.

use super::Engine;
use super::auth::{Refused, Step};
use super::pressure::Parked;
use super::purpose::{CacheOp, EntryOp, Purpose};
use crate::effect::{HostError, HostErrorKind, HttpResponse, LockAnswer, Outcome, StoreAnswer};
use crate::outbox::entry::EVENTS;
use crate::outbox::send::Attempt;

impl Engine {
    pub(super) fn resolved(&mut self, purpose: Purpose, outcome: Outcome) {
        match purpose {
            Purpose::BootKeys => self.keys_read(keys(outcome)),
            Purpose::BootAuth => self.auth_read(bytes(outcome)),
            Purpose::BootTouches => self.recalled(bytes(outcome)),
            Purpose::Consent => self.consent_read(bytes(outcome)),
            Purpose::ConsentStored(command) => self.consent_stored(command, done(outcome)),
            Purpose::Touch(command) => self.touch_read(command, bytes(outcome)),
            Purpose::TouchStored(command) => self.touch_stored(command, done(outcome)),
            Purpose::BootEntry(key) => self.entry_read(key, bytes(outcome)),
            Purpose::BootStray { key } => self.stray_read(key, bytes(outcome)),
            Purpose::SetAside { key } => {
                if done(outcome).is_ok() {
                    self.desk.remove(Purpose::Forget, key);
                }
            }
            Purpose::Forget => {}
            Purpose::Entry { key, op } => {
                let result = done(outcome);
                if op == EntryOp::First && result.is_ok() {
                    self.pressure.relieved();
                }
                if let Some(refused) = self.outbox.settled(&mut self.desk, key, op, result) {
                    self.make_room(Parked::Entry(refused));
                }
                if op == EntryOp::Evicted {
                    self.room_made();
                }
            }
            Purpose::News => self.news_read(bytes(outcome)),
            Purpose::NewsStored => self.news_stored(done(outcome)),
            Purpose::Deliver { lane, flight } => self.delivered(&lane, flight, outcome),
            Purpose::Turn { lane, asked } => {
                self.outbox.turned(&mut self.desk, &lane, asked, locks(outcome));
            }
            Purpose::List => self.outbox_listed(keys(outcome)),
            Purpose::Reread { lane, key } => {
                self.outbox.read_again(&mut self.desk, &lane, &key, bytes(outcome));
            }
            Purpose::Cache { key, op } => self.cache_settled(&key, op, outcome),
            Purpose::Login { command, session } => {
                let answer = self.http(outcome);
                self.login_answered(command, session, answer);
            }
            Purpose::Renewal { session, step } => match step {
                Step::Lock => self.renewal_locked(session, locked(&outcome)),
                Step::Read => self.renewal_read(session, false, bytes(outcome)),
                Step::Look => self.renewal_read(session, true, bytes(outcome)),
                Step::Ask => {
                    let answer = self.http(outcome);
                    self.renewal_answered(session, answer);
                }
                Step::Write(user) => self.tokens_stored(session, user, done(outcome)),
            },
            Purpose::Grant(granted) => self.granted(granted, done(outcome)),
            Purpose::Revoke(command) => self.revoked(command, done(outcome)),
        }
    }

    fn delivered(&mut self, lane: &str, flight: u32, outcome: Outcome) {
        let answer = self.http(outcome);
        if !self.outbox.is_flying(lane, flight) {
            return;
        }
        let attempt = match answer {
            Ok(response) => {
                let (profile, now) = (&self.config.profile, self.desk.now);
                Attempt::Answered(match self.outbox.flying(lane).filter(|_| lane != EVENTS) {
                    Some((_, entry)) => profile.mutation_answer(&entry.name, &response, now),
                    None => profile.events_answer(&response, self.outbox.flown(lane), now),
                })
            }
            Err(_) => Attempt::NoAnswer,
        };
        let grant = self.auth.credentials().grant;
        let refused = self.refused_token(lane, &attempt);
        let changed = self.changed_by(lane, &attempt);
        // What is delivered is not forgotten before it is durable what it has changed: a life that
        // ends in between delivers it again, under the same key.
        self.desk.hold(!changed.is_empty());
        let unauthorized = self.outbox.delivered(&mut self.desk, lane, attempt, grant);
        self.desk.hold(false);
        self.invalidate(changed);
        if let Some(again) = unauthorized {
            self.lane_refused(again);
        }
        if let Some((id, token, verdict)) = refused {
            self.token_refused(id, token, verdict);
        }
    }

    fn cache_settled(&mut self, key: &str, op: CacheOp, outcome: Outcome) {
        match op {
            CacheOp::Ask => {
                let answer = self.http(outcome);
                let (profile, by) = (&self.config.profile, self.auth.credentials());
                let refused = self.cache.answered(&mut self.desk, profile, by, key, answer);
                if let Some(again) = refused {
                    let error = match self.credentials_refused(again) {
                        Refused::Waits => return,
                        Refused::Later(error) => error,
                        Refused::ForGood => None,
                    };
                    self.cache.give_up_one(&mut self.desk, key, error);
                }
            }
            CacheOp::Read(name) => {
                let (profile, by) = (&self.config.profile, self.auth.credentials());
                let result = bytes(outcome);
                self.cache.read_back(&mut self.desk, profile, by, (key, name), result);
            }
            CacheOp::Search => {
                let (profile, by) = (&self.config.profile, self.auth.credentials());
                self.cache.searched(&mut self.desk, profile, by, key, keys(outcome));
            }
            CacheOp::List => self.cache.found(&mut self.desk, keys(outcome).unwrap_or_default()),
            CacheOp::Write => match done(outcome) {
                Ok(()) => self.cache.written(&mut self.desk, key),
                Err(error) => {
                    let leaving = self.cache.not_written(&mut self.desk, key, &error);
                    self.pressure.leaving(leaving);
                }
            },
            CacheOp::Pruned | CacheOp::Evicted | CacheOp::Cleared(_) => {
                let result = done(outcome);
                if result.is_err() {
                    self.cache.stayed(key);
                }
                match op {
                    CacheOp::Evicted => self.room_made(),
                    CacheOp::Cleared(command) => self.one_cleared(command, result),
                    CacheOp::Read(_)
                    | CacheOp::Search
                    | CacheOp::List
                    | CacheOp::Ask
                    | CacheOp::Write
                    | CacheOp::Pruned => {}
                }
            }
        }
    }

    /// What a request brought, and what it says about the network.
    fn http(&mut self, outcome: Outcome) -> Result<HttpResponse, HostError> {
        let result = match outcome {
            Outcome::Http(result) => result,
            Outcome::Store(_) | Outcome::Lock(_) => Err(mismatch()),
        };
        match &result {
            Ok(_) => {
                self.outbox.end_rest(true);
                self.see_network(true);
            }
            Err(error) if error.kind == HostErrorKind::Offline => self.see_network(false),
            Err(_) => {}
        }
        result
    }
}

fn bytes(outcome: Outcome) -> Result<Option<Vec<u8>>, HostError> {
    match outcome {
        Outcome::Store(Ok(StoreAnswer::Bytes(bytes))) => Ok(bytes),
        Outcome::Store(Err(error)) => Err(error),
        Outcome::Store(Ok(_)) | Outcome::Http(_) | Outcome::Lock(_) => Err(mismatch()),
    }
}

const fn locked(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Lock(Ok(LockAnswer::Granted { .. })))
}

fn locks(outcome: Outcome) -> Result<LockAnswer, HostError> {
    match outcome {
        Outcome::Lock(answer) => answer,
        Outcome::Http(_) | Outcome::Store(_) => Err(mismatch()),
    }
}

fn keys(outcome: Outcome) -> Result<Vec<String>, HostError> {
    match outcome {
        Outcome::Store(Ok(StoreAnswer::Keys(keys))) => Ok(keys),
        Outcome::Store(Err(error)) => Err(error),
        Outcome::Store(Ok(_)) | Outcome::Http(_) | Outcome::Lock(_) => Err(mismatch()),
    }
}

fn done(outcome: Outcome) -> Result<(), HostError> {
    match outcome {
        Outcome::Store(Ok(_)) => Ok(()),
        Outcome::Store(Err(error)) => Err(error),
        Outcome::Http(_) | Outcome::Lock(_) => Err(mismatch()),
    }
}

/// Never seen: the desk refuses an outcome of another kind before it comes here.
fn mismatch() -> HostError {
    HostError::new(HostErrorKind::Other, "an outcome of another kind")
}
