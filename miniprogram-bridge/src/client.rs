//! The client's engine, as a driver in JavaScript drives it.
//!
//! Thin over [`Engine`]: every call tells the time, effects and events are polled out one by one.
//! Effect and command ids are whole numbers that an `f64` holds.

use serde_json::Value;
use tuike_core::backend::Profile;
use tuike_core::effect::{
    Effect, EffectId, HostError, HostErrorKind, HttpResponse, Lifecycle, LockAnswer, Outcome,
    StoreAnswer,
};
use tuike_core::engine::{Command, CommandId, Engine, Input};
use tuike_core::read::{self, Node, ReadError};
use tuike_core::seed::Seed;
use tuike_core::time::Timestamp;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::attribution::TouchView;
use crate::dto::client::{EffectView, EventView};
use crate::dto::status::{OutboxView, StatsView};
use crate::error::thrown;
use crate::json::to_json;
use crate::options::{self, CONSENT};

/// So many of the entries that wait are told at once: the next to be sent, and a screenful.
const ENTRIES: usize = 100;

/// An engine.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawClient {
    engine: Engine,
    /// What the last polled effect asks to be written.
    written: Vec<u8>,
}

#[wasm_bindgen]
impl RawClient {
    /// An engine for a profile's JSON text; `seed` are 32 random bytes (what is missing is 0), `options`
    /// the JSON text that [`options`] reads.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `profile` or `options`.
    #[wasm_bindgen(constructor)]
    pub fn new(profile: &str, seed: &[u8], options: &str) -> Result<Self, JsValue> {
        let profile = Profile::parse(profile).map_err(thrown)?;
        let config = options::config(profile, options).map_err(thrown)?;
        let mut bytes = [0; 32];
        for (byte, random) in bytes.iter_mut().zip(seed) {
            *byte = *random;
        }
        let engine = Engine::new(config, Seed::from_bytes(bytes));
        Ok(Self { engine, written: Vec::new() })
    }

    /// Hands over a command: `kind` says which; `name` is its resource, mutation, event or entry id and
    /// `body` the JSON text of its parameters, body or properties, where it has such.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `body`, `props`, `params` or `command`, or of `engine/…`.
    pub fn command(
        &mut self,
        now: f64,
        id: f64,
        kind: &str,
        name: String,
        body: &str,
        refresh: bool,
    ) -> Result<(), JsValue> {
        let body = read::parse(body_name(kind), body).map_err(thrown)?;
        let command = command_of(kind, name, body, refresh).map_err(thrown)?;
        self.handle(now, Input::Command { id: CommandId(id as u64), command })
    }

    /// The next effect to carry out: the JSON text of an `EffectView`.
    #[wasm_bindgen(js_name = pollEffect)]
    pub fn poll_effect(&mut self) -> Option<String> {
        let (view, written) = EffectView::of(self.engine.poll_effect()?);
        self.written = written;
        Some(to_json(&view))
    }

    /// The bytes that the last polled effect asks to be written.
    #[must_use]
    #[wasm_bindgen(js_name = effectBytes)]
    pub fn effect_bytes(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.written)
    }

    /// The next thing to tell the app: the JSON text of an `EventView`.
    #[wasm_bindgen(js_name = pollEvent)]
    pub fn poll_event(&mut self) -> Option<String> {
        self.engine.poll_event().map(|event| to_json(&EventView::from(event)))
    }

    /// A request was answered; `headers` are lines of `name:value`.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveHttp)]
    pub fn resolve_http(
        &mut self,
        now: f64,
        id: f64,
        status: u16,
        headers: &str,
        body: String,
    ) -> Result<(), JsValue> {
        let headers = headers
            .split('\n')
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        self.resolve(now, id, Outcome::Http(Ok(HttpResponse { status, headers, body })))
    }

    /// A key was read.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveBytes)]
    pub fn resolve_bytes(
        &mut self,
        now: f64,
        id: f64,
        bytes: Option<Vec<u8>>,
    ) -> Result<(), JsValue> {
        self.resolve(now, id, Outcome::Store(Ok(StoreAnswer::Bytes(bytes))))
    }

    /// A key was written or removed, or a lock given back.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveDone)]
    pub fn resolve_done(&mut self, now: f64, id: f64) -> Result<(), JsValue> {
        let outcome = match self.asked(id) {
            Some(Effect::Lock(_)) => Outcome::Lock(Ok(LockAnswer::Released)),
            _ => Outcome::Store(Ok(StoreAnswer::Done)),
        };
        self.resolve(now, id, outcome)
    }

    /// A lock is held now: until that time, where it passes on by itself; `alone` says that nobody else has
    /// held it since this client did.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveLock)]
    pub fn resolve_lock(
        &mut self,
        now: f64,
        id: f64,
        until: Option<f64>,
        alone: bool,
    ) -> Result<(), JsValue> {
        let until = until.map(|at| Timestamp::from_millis(at as u64));
        self.resolve(now, id, Outcome::Lock(Ok(LockAnswer::Granted { until, alone })))
    }

    /// Keys were listed, a line each.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveKeys)]
    pub fn resolve_keys(&mut self, now: f64, id: f64, keys: &str) -> Result<(), JsValue> {
        let keys = keys.split('\n').filter(|key| !key.is_empty()).map(str::to_owned).collect();
        self.resolve(now, id, Outcome::Store(Ok(StoreAnswer::Keys(keys))))
    }

    /// The host could not; `kind` is a `HostErrorKind`.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    pub fn fail(&mut self, now: f64, id: f64, kind: &str, message: String) -> Result<(), JsValue> {
        let error = HostError::new(host_error_kind(kind), message);
        let outcome = match self.asked(id) {
            Some(Effect::Http(_)) => Outcome::Http(Err(error)),
            Some(Effect::Lock(_)) => Outcome::Lock(Err(error)),
            Some(Effect::Store(_)) | None => Outcome::Store(Err(error)),
        };
        self.resolve(now, id, outcome)
    }

    /// A deadline has passed, or may have.
    ///
    /// # Errors
    /// None today; a `TuikeError` of `engine/…` by its type.
    pub fn wake(&mut self, now: f64) -> Result<(), JsValue> {
        self.handle(now, Input::Wake)
    }

    /// The app went to the front or the back, or the network came or went.
    ///
    /// # Errors
    /// A `TuikeError` where the word is none of `show`, `hide`, `online`, `offline`.
    pub fn lifecycle(&mut self, now: f64, event: &str) -> Result<(), JsValue> {
        let word = Value::String(event.to_owned());
        let event = Node::root("event", &word)
            .choice(&[
                ("show", Lifecycle::Show),
                ("hide", Lifecycle::Hide),
                ("online", Lifecycle::Online),
                ("offline", Lifecycle::Offline),
            ])
            .map_err(thrown)?;
        self.handle(now, Input::Lifecycle(event))
    }

    /// When to call [`RawClient::wake`].
    #[must_use]
    #[wasm_bindgen(js_name = nextDeadline)]
    pub fn next_deadline(&self) -> Option<f64> {
        self.engine.next_deadline().map(|at| at.as_millis() as f64)
    }

    /// What the outbox holds: the JSON text of an `OutboxView`.
    #[must_use]
    pub fn outbox(&self) -> String {
        let waiting = self.engine.waiting_entries(ENTRIES);
        to_json(&OutboxView::of(self.engine.counts(), waiting, self.engine.dead_letters()))
    }

    /// What was counted so far: the JSON text of a `StatsView`.
    #[must_use]
    pub fn stats(&self) -> String {
        to_json(&StatsView::from(self.engine.stats()))
    }

    /// Begins an action and gives its trace id: 32 hex digits.
    pub fn action(&mut self) -> String {
        self.engine.action()
    }

    /// The share link that a sale at that moment would be owed to: the JSON text of a `TouchView` or of
    /// `null`.
    #[must_use]
    pub fn attribution(&self, at: f64) -> String {
        let touch = self.engine.attribution(Timestamp::from_millis(at as u64));
        to_json(&touch.map(TouchView::from))
    }
}

impl RawClient {
    fn handle(&mut self, now: f64, input: Input) -> Result<(), JsValue> {
        // A clock before 1970 or one that says NaN is 1970: `as` saturates.
        let now = Timestamp::from_millis(now as u64);
        self.engine.handle(now, input).map_err(thrown)
    }

    /// What an outcome is of.
    fn asked(&self, id: f64) -> Option<&Effect> {
        let id = EffectId(id as u64);
        self.engine.outstanding().find(|(open, _)| *open == id).map(|(_, effect)| effect)
    }

    fn resolve(&mut self, now: f64, id: f64, outcome: Outcome) -> Result<(), JsValue> {
        self.handle(now, Input::Resolved { id: EffectId(id as u64), outcome })
    }
}

fn host_error_kind(kind: &str) -> HostErrorKind {
    match kind {
        "Offline" => HostErrorKind::Offline,
        "Timeout" => HostErrorKind::Timeout,
        "Denied" => HostErrorKind::Denied,
        "QuotaExceeded" => HostErrorKind::QuotaExceeded,
        "Unsupported" => HostErrorKind::Unsupported,
        // "Other", and whatever a host of one's own may say.
        _ => HostErrorKind::Other,
    }
}

/// What the app calls the body of a command.
fn body_name(kind: &str) -> &'static str {
    match kind {
        "submit" => "body",
        "track" | "common" => "props",
        _ => "params",
    }
}

fn command_of(kind: &str, name: String, body: Value, refresh: bool) -> Result<Command, ReadError> {
    Ok(match kind {
        "query" => Command::Query { resource: name, params: body, refresh },
        "watch" => Command::Watch { resource: name, params: body },
        "unwatch" => Command::Unwatch { resource: name, params: body },
        "submit" => Command::Submit { mutation: name, body },
        "track" => Command::Track { name, props: body },
        "common" => Command::Common { props: body },
        "consent" => {
            let word = Value::String(name);
            Command::Consent { consent: Node::root("consent", &word).choice(&CONSENT)? }
        }
        "touch" => Command::Touch { token: name },
        "login" => Command::Login { params: body },
        "logout" => Command::Logout,
        "retry" => Command::Retry { id: name },
        "drop" => Command::Drop { id: name },
        "flush" => Command::Flush,
        "clear" => Command::Clear,
        _ => {
            let found = Value::String(kind.to_owned());
            return Err(Node::root("command", &found).wrong("a command of this version"));
        }
    })
}
