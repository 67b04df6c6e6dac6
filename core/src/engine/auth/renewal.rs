//! One renewal of the token for however many were refused, and never a logout because of bad luck.
//!
//! ```text
//! 401 ─ to an older token ──────────────────────► asked again at once
//!     ├ asked again already, or no way to renew ► Unauthorized
//!     └ lock ─ read tuike/auth ─ another page has a newer token ────────────► go on with it
//!                              ├ nobody, or somebody else, is logged in now ► a guest, Unauthorized
//!                              └ ask ─ tokens ─ write ──────────────────────► go on with them
//!                                    ├ refused ─ read again ─ newer ────────► go on with it
//!                                    │                      └ the same ─────► Unauthorized
//!                                    └ no answer, 5xx ──────────────────────► later
//! ```
//!
//! Who was refused waits: queries and lanes, however many, for one renewal, and is asked once again
//! under the new token; an order goes with the idempotency key it always had. `Unauthorized` is told
//! once for a token, and queries fail with the server's own word. "Later" is told nobody: queries fall back, lanes wait, and the renewal is tried
//! again by its back-off, or as soon as the network is back.
//!
//! New tokens are in the store before they are used. A store that refuses them has its say and no more:
//! they are used in this life. Where a server gives a new refresh token with each renewal and takes
//! back the old one, an answer that is lost, or a kill between the answer and the write, leaves a
//! client that can only log in again: no client can do better, a server can, by taking the last refresh
//! token once more for a minute. What waits stays stored until then, and is sent under the same owner.
//!
//! Where the server said how long a token is good (`expires`), it is renewed a minute before that, or
//! in the last quarter of a short life, when something is sent then: a page that asks nothing renews
//! nothing. That request still goes out under the present token. A wrong clock makes a renewal early or
//! late; late is a 401 as before.
//!
//! Pages that share a store take turns by the lock `tuike/auth`. Where there are no locks two pages may
//! renew at once; the one that is refused reads the store again a second later and finds the other's.

use super::user::{Found, Granting, User};
use super::{Engine, KEY};
use crate::backend::LoginAnswer;
use crate::effect::HostErrorKind;
use crate::effect::{HostError, HttpResponse, LockOp};
use crate::engine::EngineError;
use crate::engine::event::{Event, Failure};
use crate::engine::gate::{Admit, Who};
use crate::engine::pressure::Parked;
use crate::engine::purpose::Purpose;
use crate::outbox::retry::Backoff;
use crate::time::{Span, Timestamp};

/// For so long a lock is waited for: the page that holds it may be frozen.
const PATIENCE: Span = Span::from_secs(15);
/// For so long another page may take to write what it was given.
const MOMENT: Span = Span::from_secs(1);
/// After a token that the server refuses as soon as it has given it, so long no other is asked for.
const REST: Span = Span::from_secs(300);

/// A step of a renewal, of whose effect the outcome comes.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The lock.
    Lock,
    /// What the store has.
    Read,
    /// The server's answer.
    Ask,
    /// The new tokens on their way to the store.
    Write(Box<User>),
    /// A page that comes to the front looks who is logged in.
    Look,
}

#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// Whether a renewal is under way.
    running: bool,
    /// Whether it stands in the line at the gate.
    queued: bool,
    /// It waits for the lock, no longer than this.
    locking: Option<Backoff>,
    /// Whether this page holds the lock.
    locked: bool,
    /// Somebody waits for it.
    wanted: bool,
    /// The server refused to renew; the store is read once more.
    declined: bool,
    /// The last reason why there is no new token now.
    error: Option<Failure>,
    /// When it may be tried.
    backoff: Backoff,
    /// When the present token is to be renewed, where that is known.
    due: Option<Timestamp>,
    /// There is nothing more to try with this login.
    over: bool,
    /// The app knows that the present token is refused.
    told: bool,
}

impl Renewal {
    pub(super) fn begin_anew(&mut self, user: &User) {
        *self = Self { due: user.renewal(), ..Self::default() };
    }
}

/// What becomes of one who was refused.
pub(in crate::engine) enum Refused {
    /// It waits for another token.
    Waits,
    /// There is none now, for this reason.
    Later(Option<Failure>),
    /// There will be none.
    ForGood,
}

impl Engine {
    /// Whether another token can be had: from the server, or from another page.
    fn can_renew(&self) -> bool {
        let (auth, config) = (&self.auth, &self.config);
        let from = config.profile.has_refresh() || config.shared;
        from && auth.user.token.is_some() && !auth.renewal.over
    }

    /// The server refused the present token. `again`: although it was new.
    pub(in crate::engine) fn credentials_refused(&mut self, again: bool) -> Refused {
        if again || !self.can_renew() {
            // A server that takes none of the tokens it gives is not asked for one after the other.
            self.auth.renewal.backoff.rest(self.desk.now, REST);
            self.unauthorized();
            return Refused::ForGood;
        }
        let renewal = &mut self.auth.renewal;
        renewal.backoff.pull_in(self.desk.now);
        let soon = renewal.running || renewal.declined || renewal.backoff.due(self.desk.now);
        if !soon {
            return Refused::Later(renewal.error.clone());
        }
        renewal.wanted = true;
        Refused::Waits
    }

    /// Tells the app, once for a token.
    fn unauthorized(&mut self) {
        if !core::mem::replace(&mut self.auth.renewal.told, true) {
            self.desk.tell(Event::Unauthorized);
        }
    }

    /// A lane's token was refused: it waits for another one, or for a login.
    pub(in crate::engine) fn lane_refused(&mut self, again: bool) {
        if matches!(self.credentials_refused(again), Refused::Later(_)) {
            self.auth.renewal.wanted = true;
        }
    }

    /// Begins a renewal where one is wanted, or due.
    pub(in crate::engine) fn renew(&mut self) {
        let (now, asked) = (self.desk.now, core::mem::take(&mut self.desk.asked));
        let renewal = &mut self.auth.renewal;
        if let Some(patience) = &mut renewal.locking {
            patience.pull_in(now);
            if patience.due(now) {
                renewal.locking = None;
                self.desk.read(self.step(Step::Read), KEY.to_owned());
            }
            return;
        }
        let due = asked && renewal.due.is_some_and(|due| now >= due);
        let due = due && self.config.profile.has_refresh();
        renewal.backoff.pull_in(now);
        let can = !renewal.running && renewal.backoff.due(now);
        let wanted = renewal.wanted || due;
        if !(wanted && can && self.can_renew()) {
            return;
        }
        self.auth.renewal.running = true;
        if self.config.shared {
            let mut patience = Backoff::default();
            patience.rest(now, PATIENCE);
            self.auth.renewal.locking = Some(patience);
            let op = LockOp::Acquire { name: KEY.to_owned() };
            self.desk.lock(self.step(Step::Lock), op);
        } else {
            self.desk.read(self.step(Step::Read), KEY.to_owned());
        }
    }

    /// When that is to be looked at again.
    pub(in crate::engine) fn renewal_deadline(&self) -> Option<Timestamp> {
        let renewal = &self.auth.renewal;
        let wanted = renewal.wanted && !renewal.running && self.can_renew();
        let wanted = wanted.then_some(renewal.backoff.next);
        wanted.or(renewal.locking.map(|patience| patience.next))
    }

    /// The network is there: a good moment.
    pub(in crate::engine) fn renew_soon(&mut self) {
        self.auth.renewal.backoff.hurry();
    }

    fn step(&self, step: Step) -> Purpose {
        Purpose::Renewal { session: self.auth.session, step }
    }

    /// Whether a step's outcome is still of interest.
    fn goes_on(&self, session: u64) -> bool {
        session == self.auth.session
    }

    pub(in crate::engine) fn renewal_locked(&mut self, session: u64, held: bool) {
        if !self.goes_on(session) || self.auth.renewal.locking.take().is_none() {
            if held {
                self.desk.lock(Purpose::Forget, LockOp::Release { name: KEY.to_owned() });
            }
            return;
        }
        // A host whose locks fail is no reason to fail.
        self.auth.renewal.locked = held;
        self.desk.read(self.step(Step::Read), KEY.to_owned());
    }

    /// What the store says of who is logged in.
    pub(in crate::engine) fn renewal_read(
        &mut self,
        session: u64,
        looks: bool,
        result: Result<Option<Vec<u8>>, HostError>,
    ) {
        // A login or logout of this page is on its way there: it will say what counts.
        let moot = if looks { self.auth.changing > 0 } else { !self.auth.renewal.running };
        if !self.goes_on(session) || moot {
            return;
        }
        let stored = match result {
            Ok(bytes) => bytes.map(|bytes| User::from_bytes(&bytes)),
            Err(_) => Some(Found::Garbage),
        };
        match stored {
            Some(Found::User(user)) if user.continues(&self.auth.user) => {
                if user.token != self.auth.user.token {
                    self.renewed(*user);
                } else if !looks {
                    self.not_newer();
                }
            }
            Some(Found::User(_) | Found::Newer) | None if self.auth.changing == 0 => self.left(),
            Some(Found::User(_) | Found::Newer | Found::Garbage) | None => {
                if !looks {
                    self.not_newer();
                }
            }
        }
    }

    /// Another page has logged out, or somebody else in.
    fn left(&mut self) {
        self.cache.forget();
        self.become_user(User::default());
        self.unauthorized();
    }

    /// The store has no newer token.
    fn not_newer(&mut self) {
        if self.auth.renewal.declined || !self.config.profile.has_refresh() {
            return self.not_renewed();
        }
        let service = self.config.profile.service_of_refresh();
        let admit = self.desk.gate.admit(service, Who::Refresh, self.desk.now);
        self.auth.renewal.queued = true;
        if admit != Admit::Wait {
            self.ask_for_tokens(admit);
        }
    }

    /// The gate lets it go, unless somebody has come or gone while it stood in the line.
    pub(in crate::engine) fn ask_for_tokens(&mut self, admit: Admit) {
        if !core::mem::take(&mut self.auth.renewal.queued) {
            return;
        }
        if let Admit::Shut(error) = admit {
            return self.renewed_later(Failure::of(&error), None);
        }
        let (profile, by) = (&self.config.profile, self.auth.credentials());
        let call = self.desk.call(by, self.desk.action);
        match profile.refresh_request(self.auth.user.refresh.as_deref(), &call) {
            Ok(request) => {
                let service = profile.service_of_refresh();
                self.desk.http(self.step(Step::Ask), service, request);
            }
            // Such a profile cannot renew.
            Err(_) => self.not_renewed(),
        }
    }

    pub(in crate::engine) fn renewal_answered(
        &mut self,
        session: u64,
        result: Result<HttpResponse, HostError>,
    ) {
        if !self.goes_on(session) {
            return;
        }
        let response = match result {
            Ok(response) => response,
            Err(source) => {
                let error = Failure::of(&EngineError::Network { source });
                return self.renewed_later(error, None);
            }
        };
        match self.config.profile.refresh_answer(&response, self.desk.now) {
            LoginAnswer::Ok { token, refresh, expires, data, .. } => {
                let mut user = Box::new(self.auth.user.clone());
                user.take(Granting { token, refresh, expires }, self.desk.now);
                user.key = self.config.profile.signing_key_of(&data).or(user.key.take());
                self.store_tokens(user);
            }
            LoginAnswer::Later { error, after } => self.renewed_later(Failure::of(&error), after),
            LoginAnswer::Failed(_) => {
                let now = self.desk.now;
                let renewal = &mut self.auth.renewal;
                renewal.declined = true;
                if renewal.locked {
                    return self.desk.read(self.step(Step::Read), KEY.to_owned());
                }
                // Who was faster may not have written yet.
                renewal.wanted = true;
                renewal.backoff.rest(now, MOMENT);
                self.end_renewal();
            }
        }
    }

    pub(in crate::engine) fn store_tokens(&mut self, user: Box<User>) {
        if self.auth.changing > 0 {
            // A login or logout is on its way to the store. It must stay the last word there; if it
            // fails, these tokens are written in its place.
            return self.renewed(*user);
        }
        let bytes = user.to_bytes();
        self.desk.write(self.step(Step::Write(user)), KEY.to_owned(), bytes);
    }

    pub(in crate::engine) fn tokens_stored(
        &mut self,
        session: u64,
        user: Box<User>,
        result: Result<(), HostError>,
    ) {
        if !self.goes_on(session) {
            return;
        }
        match result {
            Err(error) if error.kind == HostErrorKind::QuotaExceeded => {
                self.make_room(Parked::Tokens(user, session));
            }
            Ok(()) => self.renewed(*user),
            Err(_) => {
                self.renewed(*user);
                if self.auth.changing == 0 {
                    self.restate_auth();
                }
            }
        }
    }

    /// There was room for the tokens, or there is none to be had.
    pub(in crate::engine) fn tokens_unparked(&mut self, user: Box<User>, session: u64, room: bool) {
        if self.goes_on(session) && room {
            self.store_tokens(user);
        } else if self.goes_on(session) {
            self.renewed(*user);
        }
    }

    /// There is another token of the same person: who waited is asked again.
    fn renewed(&mut self, user: User) {
        self.end_renewal();
        if user.tag != self.auth.user.tag {
            // Another page's login, of which nobody is sure whose it is.
            self.cache.forget();
        }
        self.auth.grant += 1;
        self.auth.user = user;
        self.auth.renewal.begin_anew(&self.auth.user);
        self.outbox.resume(false);
        let (profile, by) = (&self.config.profile, self.auth.credentials());
        self.cache.ask_again(&mut self.desk, profile, by);
    }

    /// It may work later.
    fn renewed_later(&mut self, error: Failure, after: Option<Span>) {
        self.end_renewal();
        let (now, waits) = (self.desk.now, self.outbox.waits_for_token());
        let renewal = &mut self.auth.renewal;
        renewal.backoff.failed(now, after, &mut self.desk.prng);
        renewal.wanted = waits;
        self.cache.give_up(&mut self.desk, Some(&error));
        self.auth.renewal.error = Some(error);
    }

    /// It will not work any more with this login.
    fn not_renewed(&mut self) {
        self.end_renewal();
        self.auth.renewal.over = true;
        self.auth.renewal.wanted = false;
        self.unauthorized();
        self.cache.give_up(&mut self.desk, None);
    }

    /// Whatever came of it, the next page may.
    pub(super) fn end_renewal(&mut self) {
        let renewal = &mut self.auth.renewal;
        (renewal.running, renewal.queued, renewal.locking) = (false, false, None);
        if core::mem::take(&mut renewal.locked) {
            self.desk.lock(Purpose::Forget, LockOp::Release { name: KEY.to_owned() });
        }
    }

    /// The page is in front again: another one may have logged out, in, or renewed.
    pub(in crate::engine) fn look_who_is_here(&mut self) {
        if self.config.shared && self.auth.user.token.is_some() && !self.auth.renewal.running {
            self.desk.read(self.step(Step::Look), KEY.to_owned());
        }
    }
}
