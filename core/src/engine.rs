//! The engine: cache, outbox and tracking over one store and one network, without doing either.
//!
//! Told the time and what happened ([`Input`]); gives back what is to be done ([`Request`]) and what
//! there is to say ([`Event`]). Never waits, never calls anybody. A driver's loop: after every
//! [`Engine::handle`] start each [`Engine::poll_effect`], tell each [`Engine::poll_event`], and arm
//! one timer for [`Engine::next_deadline`].
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::effect::{Effect, StoreOp};
//! use tuike_core::engine::{Config, Engine};
//! use tuike_core::seed::Seed;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com" }"#)?;
//! let mut engine = Engine::new(Config::new(profile), Seed::from_bytes([7; 32]));
//! let first = engine.poll_effect().map(|request| request.effect);
//! assert_eq!(first, Some(Effect::Store(StoreOp::Keys { prefix: "tuike/".into() })));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

pub(crate) mod auth;
mod boot;
mod commands;
mod consent;
pub(crate) mod damage;
pub(crate) mod desk;
mod error;
mod event;
pub(crate) mod gate;
mod input;
mod news;
mod pressure;
pub(crate) mod purpose;
mod stats;
mod touches;

pub use error::{EngineError, InputError};
pub use event::{DeadLetter, Event, Failure, OutboxCounts, Page, Source, WaitingEntry};
pub use input::{Command, CommandId, Input};
pub use stats::{ServiceStats, Stats};

use core::fmt;

use crate::backend::Profile;
use crate::cache::machine::Cache;
use crate::effect::{
    Effect, EffectId, HostError, HostErrorKind, HttpResponse, Lifecycle, LockAnswer, Outcome,
    Request, StoreAnswer,
};
use crate::outbox::entry::EVENTS;
use crate::outbox::machine::Outbox;
use crate::outbox::retry::Backoff;
use crate::outbox::send::Attempt;
use crate::seed::Seed;
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};
use crate::track::{Consent, Track};
use auth::{Auth, Refused, Step};
use boot::Boot;
use commands::Clearing;
use consent::Agreed;
use desk::Desk;
use gate::{Gate, Who};
use pressure::{Parked, Pressure};
use purpose::{CacheOp, EntryOp, Purpose};
use touches::Touches;

/// A network that comes and goes ends the waits at most this often.
const BETWEEN_HURRIES: Span = Span::from_secs(30);

/// What an engine is made from. Its secrets are in no `Debug`.
#[derive(Clone)]
pub struct Config {
    /// The backend it speaks to.
    pub profile: Profile,
    /// At most so many answers are kept in memory; by default 1,000.
    pub memory_entries: usize,
    /// At most so many bytes of answers are kept in memory; by default 4 MiB.
    pub memory_bytes: usize,
    /// At most so many answers are kept in the store; by default 10,000; the bytes are
    /// what counts.
    pub stored_reads: usize,
    /// At most so many bytes of answers are kept in the store; by default as many as it takes.
    pub store_bytes: Option<u64>,
    /// Whether other pages use the same store, and the host has locks to keep them apart.
    pub shared: bool,
    /// Whether events may be sent; `None` is what the store remembers, at first
    /// [`Consent::Granted`].
    pub consent: Option<Consent>,
    /// What requests are signed with, where the profile wants that.
    pub signing_key: Option<String>,
    /// Seals what is stored.
    pub secret: Option<[u8; 32]>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("profile", &self.profile)
            .field("memory_entries", &self.memory_entries)
            .field("memory_bytes", &self.memory_bytes)
            .field("stored_reads", &self.stored_reads)
            .field("store_bytes", &self.store_bytes)
            .field("shared", &self.shared)
            .field("consent", &self.consent)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("config", &self.config)
            .field("online", &self.online)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The default sizes over a profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self {
            profile,
            memory_entries: 1_000,
            memory_bytes: 4 << 20,
            stored_reads: 10_000,
            store_bytes: None,
            shared: false,
            consent: None,
            signing_key: None,
            secret: None,
        }
    }
}

/// The machines and what connects them. Its `Debug` is short: tokens and bodies belong in no log.
pub struct Engine {
    config: Config,
    desk: Desk,
    boot: Boot,
    auth: Auth,
    touches: Touches,
    cache: Cache,
    outbox: Outbox,
    track: Track,
    agreed: Agreed,
    pressure: Pressure,
    online: bool,
    /// When the network's coming back may end the waits again.
    hurried: Backoff,
    /// What cannot be answered yet.
    parked: Vec<(CommandId, Command)>,
    flushing: Vec<CommandId>,
    clearing: SortedMap<CommandId, Clearing>,
    /// The counts as they were last told; nothing before the earlier life's entries are here.
    told: Option<OutboxCounts>,
    /// The last effect before the version of the server's data changed: what was asked until then was
    /// asked before.
    turned: Option<EffectId>,
    /// Whether a later build keeps the news.
    foreign_news: bool,
}

impl Engine {
    /// A new engine; the first [`Engine::poll_effect`] asks the store what is there.
    #[must_use]
    pub fn new(config: Config, seed: Seed) -> Self {
        let prng = seed.prng();
        let gate = Gate::new(config.profile.services().len(), config.profile.limits());
        let mut engine = Self {
            cache: Cache::new(&config),
            outbox: Outbox::new(&config.profile, config.shared),
            touches: Touches::new(&config.profile),
            agreed: Agreed::at_first(config.consent),
            auth: Auth::signing_with(config.signing_key.clone()),
            desk: Desk::new(prng, gate).sealing(config.secret),
            config,
            boot: Boot::default(),
            track: Track::default(),
            pressure: Pressure::default(),
            online: true,
            hurried: Backoff::default(),
            parked: Vec::new(),
            flushing: Vec::new(),
            clearing: SortedMap::new(),
            told: None,
            turned: None,
            foreign_news: false,
        };
        engine.boot();
        engine
    }

    /// Takes what happened. `now` may lie before the last one.
    ///
    /// # Errors
    /// [`InputError`], a mistake of the driver; nothing has changed then.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Result<(), InputError> {
        match input {
            Input::Command { id, command } => {
                self.desk.open_command(id)?;
                self.desk.now = now;
                self.command(id, command);
            }
            Input::Resolved { id, mut outcome } => {
                let purpose = self.desk.settle(id, now, &mut outcome)?;
                self.see_version(id, &outcome);
                self.resolved(purpose, outcome);
            }
            Input::Wake => self.desk.now = now,
            Input::Lifecycle(what) => {
                self.desk.now = now;
                self.lifecycle(what);
            }
        }
        self.turn();
        Ok(())
    }

    /// The next effect to carry out.
    pub fn poll_effect(&mut self) -> Option<Request> {
        self.desk.next_effect()
    }

    /// The next thing to tell the app.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.desk.next_event()
    }

    /// When to send [`Input::Wake`]; ask again after every input. It may have passed already.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let outbox = self.outbox.next_deadline(self.boot.may_send(), self.desk.now);
        let gate = self.desk.gate.next_deadline(self.desk.now);
        self.boot
            .next_deadline()
            .into_iter()
            .chain(outbox)
            .chain(gate)
            .chain(self.renewal_deadline())
            .min()
    }

    /// The effects that were polled and have no outcome yet: a driver that lost them (a worker that
    /// was killed) carries them out again.
    pub fn outstanding(&self) -> impl Iterator<Item = (EffectId, &Effect)> {
        self.desk.outstanding()
    }

    /// What the outbox holds.
    #[must_use]
    pub fn counts(&self) -> OutboxCounts {
        self.outbox.counts()
    }

    /// What waits or is in the air, oldest first; at most so many.
    #[must_use]
    pub fn waiting_entries(&self, most: usize) -> Vec<WaitingEntry> {
        self.outbox.waiting_entries(most)
    }

    /// The entries that were refused for good, oldest first.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.outbox.dead_letters()
    }

    /// What was counted so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let services = self.desk.gate.stats(self.config.profile.services(), self.desk.now);
        Stats { services, ..self.cache.stats() }
    }

    /// Begins an action: what is asked, submitted and tracked until the next one carries its trace id,
    /// 32 hex digits.
    pub fn action(&mut self) -> String {
        self.desk.action = self.desk.trace_id();
        crate::backend::Trace::id(&self.desk.action)
    }

    /// What there is to do after every input.
    fn turn(&mut self) {
        self.boot_on();
        self.unpark();
        self.outbox.pull_in(self.desk.now);
        self.mind_consent();
        if self.boot.may_send() {
            self.outbox.belong_to(self.auth.credentials().owner, self.auth.was());
            self.outbox.turns(&mut self.desk);
            self.outbox.control(&mut self.desk);
        }
        self.outbox.sweep(&mut self.desk);
        if self.boot.may_send() {
            let (profile, by) = (&self.config.profile, self.auth.credentials());
            self.outbox.dispatch(&mut self.desk, profile, by);
            self.outbox.turns(&mut self.desk);
        }
        self.outbox.is_hidden_now();
        self.give_turns();
        self.consent_used();
        self.renew();
        self.flushed();
        let counts = self.outbox.counts();
        let is_news = match self.told {
            Some(told) => counts != told,
            // That nothing waits is known once the store was read, and with it what the user agreed to.
            None => self.boot.is_done() || counts != OutboxCounts::default(),
        };
        if is_news {
            self.told = Some(counts);
            self.desk.tell(Event::Outbox(counts));
        }
    }

    /// Calls those whose turn it is at the gate.
    fn give_turns(&mut self) {
        while let Some((service, who, admit)) = self.desk.gate.next(self.desk.now) {
            let (profile, by) = (&self.config.profile, self.auth.credentials());
            match who {
                Who::Lane(name) => {
                    self.outbox.admitted(&mut self.desk, profile, by, &name, service);
                }
                Who::Query(key) => self.cache.admitted(&mut self.desk, profile, by, &key, admit),
                Who::Login(command, params) => self.log_in(command, &params, admit),
                Who::Refresh => self.ask_for_tokens(admit),
            }
        }
    }

    fn lifecycle(&mut self, what: Lifecycle) {
        match what {
            Lifecycle::Online | Lifecycle::Show => {
                self.outbox.end_rest(what == Lifecycle::Online);
                if self.boot.loaded {
                    self.outbox.look_around(&mut self.desk);
                }
                if what == Lifecycle::Online {
                    self.see_network(true);
                    self.desk.gate.network_is_back();
                }
                self.outbox.hurry();
                self.renew_soon();
                self.boot_soon();
                if what == Lifecycle::Show {
                    self.outbox.show(self.desk.now);
                    self.look_who_is_here();
                    // Another page may know more by now.
                    self.recall();
                    self.ask_consent();
                    self.recall_news();
                    self.cache.list(&mut self.desk);
                }
            }
            Lifecycle::Offline => {
                self.see_network(false);
                self.outbox.rest(self.desk.now);
            }
            Lifecycle::Hide => self.outbox.hide(),
        }
    }

    fn see_network(&mut self, online: bool) {
        if self.online == online {
            return;
        }
        self.online = online;
        self.desk.tell(Event::Online { online });
        // Where only some of the servers can be reached the network seems to come and go all the
        // time; that must not turn the back-off of the others into a storm.
        self.hurried.pull_in(self.desk.now);
        if online && self.hurried.due(self.desk.now) {
            self.hurried.rest(self.desk.now, BETWEEN_HURRIES);
            self.outbox.hurry();
            self.renew_soon();
        }
    }

    fn resolved(&mut self, purpose: Purpose, outcome: Outcome) {
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
