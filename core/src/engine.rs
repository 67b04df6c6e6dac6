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

mod desk;
mod error;
mod event;
mod input;
mod purpose;

pub use error::{EngineError, InputError};
pub use event::{DeadLetter, Event, Failure, OutboxCounts, Page, Source};
pub use input::{Command, CommandId, Input};

use crate::backend::Profile;
use crate::effect::{Effect, EffectId, Request};
use crate::seed::Seed;
use crate::time::Timestamp;
use desk::Desk;
use purpose::Purpose;

/// What an engine is made from.
#[derive(Clone, Debug)]
pub struct Config {
    /// The backend it speaks to.
    pub profile: Profile,
    /// At most so many answers are kept in memory; by default 500.
    pub memory_entries: usize,
    /// At most so many bytes of answers are kept in memory; by default 4 MiB.
    pub memory_bytes: usize,
    /// At most so many answers are kept in the store; by default 1,000.
    pub stored_reads: usize,
}

impl Config {
    /// The default sizes over a profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, memory_entries: 500, memory_bytes: 4 << 20, stored_reads: 1_000 }
    }
}

/// The machines and what connects them.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    desk: Desk,
}

impl Engine {
    /// A new engine; the first [`Engine::poll_effect`] asks the store what is there.
    #[must_use]
    pub fn new(config: Config, seed: Seed) -> Self {
        let mut desk = Desk::new(seed.prng());
        desk.keys(Purpose::BootKeys, "tuike/");
        Self { config, desk }
    }

    /// Takes what happened. `now` may lie before the last one.
    ///
    /// # Errors
    /// [`InputError`], a mistake of the driver; nothing has changed then.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Result<(), InputError> {
        match input {
            Input::Command { id, command } => {
                self.desk.open_command(id)?;
                let _ = command;
            }
            Input::Resolved { id, outcome } => {
                self.desk.settle(id, &outcome)?;
            }
            Input::Wake | Input::Lifecycle(_) => {}
        }
        self.desk.now = now;
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

    /// When to send [`Input::Wake`]; ask again after every input.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    /// The effects that were polled and have no outcome yet: a driver that lost them (a worker that
    /// was killed) carries them out again.
    pub fn outstanding(&self) -> impl Iterator<Item = (EffectId, &Effect)> {
        self.desk.outstanding()
    }

    /// What the outbox holds.
    #[must_use]
    pub fn counts(&self) -> OutboxCounts {
        OutboxCounts::default()
    }

    /// The entries that were refused for good, oldest first.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        Vec::new()
    }
}
