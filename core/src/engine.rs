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
mod config;
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
mod resolved;
mod stats;
mod touches;

pub use config::Config;
pub use error::{EngineError, InputError};
pub use event::{DeadLetter, Event, Failure, OutboxCounts, Page, Source, WaitingEntry};
pub use input::{Command, CommandId, Input};
pub use stats::{ServiceStats, Stats};

use core::fmt;

use crate::cache::machine::Cache;
use crate::effect::{Effect, EffectId, Lifecycle, Request};
use crate::outbox::machine::Outbox;
use crate::outbox::retry::Backoff;
use crate::seed::Seed;
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};
use crate::track::Track;
use auth::Auth;
use boot::Boot;
use commands::Clearing;
use consent::Agreed;
use desk::Desk;
use gate::{Gate, Who};
use pressure::Pressure;
use touches::Touches;

/// A network that comes and goes ends the waits at most this often.
const BETWEEN_HURRIES: Span = Span::from_secs(30);

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

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("config", &self.config)
            .field("online", &self.online)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
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
}
