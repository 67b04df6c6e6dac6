//! Tracking, as far as the user agreed: what the store remembers of it, what another page has heard, and
//! what that means for the events that wait.
//!
//! ```text
//! tuike/consent   { "v": 1, "consent": "granted" | "pending" | "denied" }
//! ```
//!
//! What the app says holds at once, and is answered when it is durable. Until the store has said what
//! was said before, and while it is asked again, no event goes out. A record that cannot be read counts
//! as `pending`: the user may have said no.

use serde_json::Value;

use super::Engine;
use super::boot::Part;
use super::error::EngineError;
use super::event::Event;
use super::input::CommandId;
use super::pressure::Parked;
use super::purpose::Purpose;
use crate::backend::{BackendError, Trace};
use crate::effect::{HostError, HostErrorKind};
use crate::outbox::entry::{EVENTS, Kind};
use crate::track::{Consent, Happened};

pub(crate) const KEY: &str = "tuike/consent";

#[derive(Debug, Default)]
pub(super) struct Agreed {
    consent: Consent,
    /// Whether what it will answer is older than what the app has said since.
    outdated: bool,
    /// Whether the store is asked for the batch that is due, and whether it has answered.
    for_batch: bool,
    fresh: bool,
}

impl Agreed {
    pub(super) fn at_first(told: Option<Consent>) -> Self {
        Self { consent: told.unwrap_or_default(), ..Self::default() }
    }
}

impl Engine {
    /// What holds for events now.
    #[must_use]
    pub const fn consent(&self) -> Consent {
        self.agreed.consent
    }

    /// Asks the store what was said, where the profile sends events.
    pub(super) fn ask_consent(&mut self) {
        if self.config.profile.events().is_none() {
            self.boot.consent = Part::Ready;
        } else if !self.boot.asked_consent {
            self.boot.asked_consent = true;
            self.desk.read(Purpose::Consent, KEY.to_owned());
        }
    }

    pub(super) fn consent_read(&mut self, result: Result<Option<Vec<u8>>, HostError>) {
        let first = self.boot.consent != Part::Ready;
        let outdated = core::mem::take(&mut self.agreed.outdated);
        self.boot.asked_consent = false;
        // Where the store cannot say, what is known holds for this batch: no other page could have told
        // it either.
        self.agreed.fresh |= core::mem::take(&mut self.agreed.for_batch);
        let Ok(bytes) = result else {
            if first {
                self.boot.consent = Part::Failed;
                self.boot_failed();
            }
            return;
        };
        self.boot.consent = Part::Ready;
        if outdated {
            return;
        }
        let stored = bytes.as_deref().map(|bytes| {
            Consent::from_bytes(bytes).unwrap_or_else(|| {
                self.desk.tell(Event::Damaged { key: KEY.to_owned() });
                Consent::Pending
            })
        });
        match (self.config.consent.filter(|_| first), stored) {
            // Whoever connects saying so knows more than the store.
            (Some(told @ (Consent::Granted | Consent::Denied)), stored) => {
                if stored != Some(told) {
                    self.store_consent(None);
                }
            }
            // "Nothing yet" is no answer where there is one.
            (Some(Consent::Pending) | None, Some(stored)) => self.agreed.consent = stored,
            (Some(Consent::Pending) | None, None) => {}
        }
    }

    pub(super) fn agree(&mut self, command: CommandId, consent: Consent) {
        self.agreed.consent = consent;
        self.agreed.outdated = self.boot.asked_consent;
        self.boot.consent = Part::Ready;
        self.store_consent(Some(command));
    }

    pub(super) fn store_consent(&mut self, command: Option<CommandId>) {
        let bytes = self.agreed.consent.to_bytes();
        self.desk.write(Purpose::ConsentStored(command), KEY.to_owned(), bytes);
    }

    pub(super) fn consent_stored(
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
                self.make_room(Parked::Consent(command));
            }
            (Err(source), Some(command)) => self.not_agreed(command, source),
            (Ok(()) | Err(_), None) => {}
        }
    }

    pub(super) fn not_agreed(&mut self, command: CommandId, source: HostError) {
        self.desk.fail(command, &EngineError::ConsentNotStored { source });
    }

    /// Before anything is sent: events wait until it is known that they may go, and are gone where
    /// they may not even wait.
    pub(super) fn mind_consent(&mut self) {
        let granted = self.boot.consent == Part::Ready && self.agreed.consent == Consent::Granted;
        self.outbox.hold_events(!granted);
        // Another page may have heard a no: before each batch the store is asked again.
        if self.config.shared && !self.agreed.fresh && self.outbox.events_due(self.desk.now) {
            self.ask_consent();
            self.agreed.for_batch = true;
        }
        self.outbox.hold_events(!granted || self.boot.asked_consent);
        if self.agreed.consent == Consent::Denied {
            self.outbox.purge_events(&mut self.desk);
            self.track.forget();
        }
    }

    /// After what was due has gone.
    pub(super) fn consent_used(&mut self) {
        self.agreed.fresh &= self.outbox.flown(EVENTS) == 0;
    }

    pub(super) fn set_common(&mut self, command: CommandId, props: Value) {
        match self.track.set_common(props) {
            Ok(()) => self.desk.tell(Event::Done { command }),
            Err(error) => self.desk.fail(command, &error),
        }
    }

    pub(super) fn track_event(&mut self, command: CommandId, name: String, props: Value) {
        let Some(tracking) = self.config.profile.tracking() else {
            return self.desk.fail(command, &BackendError::NoEvents);
        };
        if self.config.profile.never_signed(["events", ""], self.auth.credentials().signing_key) {
            return self.desk.fail(command, &BackendError::NoSigningKey);
        }
        let nothing = Event::Stored { command, id: String::new() };
        if self.agreed.consent == Consent::Denied {
            return self.desk.tell(nothing);
        }
        let at = self.desk.now;
        let id = self.desk.prng.uuid_v7(at);
        let trace = Trace::id(&self.desk.action);
        let happened = Happened { id: &id, name: &name, props, at, trace };
        match self.track.event(&mut self.desk.prng, tracking, happened) {
            Ok(Some(body)) => self.append(command, id, Kind::Event, EVENTS.to_owned(), name, body),
            Ok(None) => self.desk.tell(nothing),
            Err(error) => self.desk.fail(command, &error),
        }
    }
}
