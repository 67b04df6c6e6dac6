//! By which share links the customer came: durable under one key, and what an order is owed to.
//!
//! ```text
//! tuike/attribution   the text of [`crate::share::Attribution`]
//! ```
//!
//! Several pages may share the store. A touch therefore reads what is there, adds itself, and writes
//! what both know; coming to the front reads again. A record of a later version is left as it is:
//! touches fail then, and count in this life alone.

use super::Engine;
use super::boot::Part;
use super::damage::copy_aside;
use super::error::EngineError;
use super::event::Event;
use super::input::CommandId;
use super::pressure::Parked;
use super::purpose::Purpose;
use crate::backend::{BackendError, Delivery, Profile};
use crate::effect::{HostError, HostErrorKind};
use crate::json;
use crate::outbox::send::Attempt;
use crate::read::Node;
use crate::share::{Attribution, AttributionError, Rules, Touch};
use crate::time::Timestamp;
use serde_json::Value;

pub(crate) const KEY: &str = "tuike/attribution";

#[derive(Debug)]
pub(super) struct Touches {
    known: Attribution,
    /// Tokens that the server refused in this life: not believed again.
    refused: Vec<String>,
}

impl Touches {
    pub(super) fn new(profile: &Profile) -> Self {
        let known = Attribution::new(profile.attribution().unwrap_or_default());
        Self { known, refused: Vec::new() }
    }
}

impl Engine {
    /// The touch that a sale at that moment would be owed to; `None` where nobody is to be paid.
    #[must_use]
    pub fn attribution(&self, at: Timestamp) -> Option<&Touch> {
        self.config.profile.attribution()?;
        self.touches.known.current(at, self.auth.promoter())
    }

    /// Asks the store what is kept, where the profile wants it and it has not been asked.
    pub(super) fn recall(&mut self) {
        if self.attributes() && !self.boot.asked_touches {
            self.boot.asked_touches = true;
            self.desk.read(Purpose::BootTouches, KEY.to_owned());
        }
    }

    pub(super) fn recalled(&mut self, result: Result<Option<Vec<u8>>, HostError>) {
        self.boot.asked_touches = false;
        match result {
            Ok(bytes) => {
                self.boot.touches = Part::Ready;
                if self.absorb(bytes).is_err() {
                    self.desk.tell(Event::Damaged { key: KEY.to_owned() });
                }
            }
            Err(_) if self.boot.touches == Part::Ready => {}
            Err(_) => {
                self.boot.touches = Part::Failed;
                self.boot_failed();
            }
        }
    }

    /// Takes what the store holds as well. Says whether the store knows all that is known now.
    fn absorb(&mut self, bytes: Option<Vec<u8>>) -> Result<bool, AttributionError> {
        let Some(bytes) = bytes else { return Ok(self.touches.known.touches().is_empty()) };
        let kept = match read(&bytes) {
            Ok(kept) => kept,
            Err(error @ AttributionError::NewerVersion { .. }) => return Err(error),
            Err(AttributionError::Read(_) | AttributionError::Token { .. }) => {
                // The next touch writes over it.
                copy_aside(&mut self.desk, KEY.to_owned(), bytes, Purpose::Forget);
                return Ok(false);
            }
        };
        self.touches.known.merge(kept.clone());
        for token in &self.touches.refused {
            self.touches.known.forget(token);
        }
        Ok(self.touches.known.touches() == kept.touches())
    }

    pub(super) fn touch(&mut self, command: CommandId, token: &str) {
        if !self.attributes() {
            return self.desk.fail(command, &BackendError::NoAttribution);
        }
        match self.touches.known.touch(token, self.desk.now) {
            Ok(_) => self.desk.read(Purpose::Touch(Some(command)), KEY.to_owned()),
            Err(error) => self.desk.fail(command, &error),
        }
    }

    pub(super) fn touch_read(
        &mut self,
        command: Option<CommandId>,
        result: Result<Option<Vec<u8>>, HostError>,
    ) {
        let known = match result {
            Ok(bytes) => self.absorb(bytes),
            Err(source) => return self.not_touched(command, source),
        };
        match (known, command) {
            (Ok(true), Some(command)) => self.desk.tell(Event::Done { command }),
            (Ok(false), _) => self.store_touches(command),
            (Err(error), Some(command)) => self.desk.fail(command, &error),
            (Ok(true) | Err(_), None) => {}
        }
    }

    pub(super) fn store_touches(&mut self, command: Option<CommandId>) {
        let bytes = self.touches.known.to_json().into_bytes();
        self.desk.write(Purpose::TouchStored(command), KEY.to_owned(), bytes);
    }

    pub(super) fn touch_stored(
        &mut self,
        command: Option<CommandId>,
        result: Result<(), HostError>,
    ) {
        match (result, command) {
            (Ok(()), Some(command)) => {
                self.pressure.relieved();
                self.desk.tell(Event::Done { command });
            }
            (Err(error), Some(command)) if error.kind == HostErrorKind::QuotaExceeded => {
                self.make_room(Parked::Touch(command));
            }
            (Err(source), command) => self.not_touched(command, source),
            (Ok(()), None) => {}
        }
    }

    pub(super) fn not_touched(&mut self, command: Option<CommandId>, source: HostError) {
        if let Some(command) = command {
            self.desk.fail(command, &EngineError::NotTouched { source });
        }
    }

    /// A mutation's body with the token it is owed to.
    pub(super) fn attributed(&self, mutation: &str, body: Value) -> Value {
        let token = || self.attribution(self.desk.now).map(|touch| touch.token.to_string());
        self.config.profile.attributed(mutation, body, token)
    }

    /// Whether mutations may carry a token.
    pub(super) fn attributes(&self) -> bool {
        self.config.profile.attribution().is_some()
    }

    /// The entry, the token and the server's word, where an answer refuses a token.
    pub(super) fn refused_token(
        &self,
        lane: &str,
        attempt: &Attempt,
    ) -> Option<(String, String, String)> {
        let Attempt::Answered(Delivery::Delivered(answer)) = attempt else { return None };
        let (key, entry) = self.outbox.flying(lane)?;
        let profile = &self.config.profile;
        let (token, verdict) = profile.refused_token(&entry.name, &entry.body, answer)?;
        Some((key.id.clone(), token.to_owned(), verdict.to_owned()))
    }

    /// The server took an entry and refused its token: it must not claim the next one, too.
    pub(super) fn token_refused(&mut self, id: String, token: String, verdict: String) {
        self.touches.known.forget(&token);
        self.touches.refused.push(token.clone());
        self.desk.tell(Event::AttributionRefused { id, token, verdict });
        self.desk.read(Purpose::Touch(None), KEY.to_owned());
    }
}

fn read(bytes: &[u8]) -> Result<Attribution, AttributionError> {
    let json = json::parse_bytes(bytes).unwrap_or_default();
    Attribution::restore(Rules::default(), &Node::root("attribution", &json))
}
