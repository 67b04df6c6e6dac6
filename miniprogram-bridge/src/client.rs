//! The client's engine, as a driver in JavaScript drives it.
//!
//! Thin over [`Engine`]: every call tells the time, effects and events are polled out one by one.
//! Effect and command ids are whole numbers that an `f64` holds.

use serde_json::Value;
use tuike_core::backend::Profile;
use tuike_core::effect::{
    EffectId, HostError, HostErrorKind, HttpResponse, Lifecycle, Outcome, StoreAnswer,
};
use tuike_core::engine::{Command, CommandId, Config, Engine, Input};
use tuike_core::read::{self, Node, ReadError};
use tuike_core::seed::Seed;
use tuike_core::time::Timestamp;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::client::{DeadLetter, EffectView, EventView, OutboxCounts};
use crate::error::{thrown, to_js};

/// An engine.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawClient {
    engine: Engine,
}

#[wasm_bindgen]
impl RawClient {
    /// An engine for a profile's JSON text; `seed` are 32 random bytes (what is missing is 0).
    ///
    /// # Errors
    /// A `TuikeError` with a path below `profile`.
    #[wasm_bindgen(constructor)]
    pub fn new(profile: &str, seed: &[u8]) -> Result<Self, JsValue> {
        let profile = Profile::parse(profile).map_err(|error| thrown(&error))?;
        let mut bytes = [0; 32];
        for (byte, random) in bytes.iter_mut().zip(seed) {
            *byte = *random;
        }
        Ok(Self { engine: Engine::new(Config::new(profile), Seed::from_bytes(bytes)) })
    }

    /// Hands over a command's JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `command`, or of `engine/…`.
    pub fn command(&mut self, now: f64, id: f64, command: &str) -> Result<(), JsValue> {
        let json = read::parse("command", command).map_err(|error| thrown(&error))?;
        let command =
            read_command(&Node::root("command", &json)).map_err(|error| thrown(&error))?;
        self.handle(now, Input::Command { id: CommandId(id as u64), command })
    }

    /// The next effect to carry out.
    #[wasm_bindgen(js_name = pollEffect, unchecked_return_type = "EffectView | undefined")]
    pub fn poll_effect(&mut self) -> JsValue {
        match self.engine.poll_effect() {
            Some(request) => to_js(&EffectView::from(request)),
            None => JsValue::UNDEFINED,
        }
    }

    /// The next thing to tell the app.
    #[wasm_bindgen(js_name = pollEvent, unchecked_return_type = "EventView | undefined")]
    pub fn poll_event(&mut self) -> JsValue {
        match self.engine.poll_event() {
            Some(event) => to_js(&EventView::from(event)),
            None => JsValue::UNDEFINED,
        }
    }

    /// A request was answered; `headers` are names and values in turn.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveHttp)]
    pub fn resolve_http(
        &mut self,
        now: f64,
        id: f64,
        status: u16,
        headers: Vec<String>,
        body: String,
    ) -> Result<(), JsValue> {
        let mut names_and_values = headers.into_iter();
        let mut headers = Vec::new();
        while let (Some(name), Some(value)) = (names_and_values.next(), names_and_values.next()) {
            headers.push((name, value));
        }
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

    /// A key was written or removed.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveDone)]
    pub fn resolve_done(&mut self, now: f64, id: f64) -> Result<(), JsValue> {
        self.resolve(now, id, Outcome::Store(Ok(StoreAnswer::Done)))
    }

    /// Keys were listed.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    #[wasm_bindgen(js_name = resolveKeys)]
    pub fn resolve_keys(&mut self, now: f64, id: f64, keys: Vec<String>) -> Result<(), JsValue> {
        self.resolve(now, id, Outcome::Store(Ok(StoreAnswer::Keys(keys))))
    }

    /// The host could not; `http` says whether it was a request, `kind` is a `HostErrorKind`.
    ///
    /// # Errors
    /// A `TuikeError` of `engine/…`.
    pub fn fail(
        &mut self,
        now: f64,
        id: f64,
        http: bool,
        kind: &str,
        message: String,
    ) -> Result<(), JsValue> {
        let error = HostError::new(host_error_kind(kind), message);
        let outcome = if http { Outcome::Http(Err(error)) } else { Outcome::Store(Err(error)) };
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
            .map_err(|error| thrown(&error))?;
        self.handle(now, Input::Lifecycle(event))
    }

    /// When to call [`RawClient::wake`].
    #[must_use]
    #[wasm_bindgen(js_name = nextDeadline)]
    pub fn next_deadline(&self) -> Option<f64> {
        self.engine.next_deadline().map(|at| at.as_millis() as f64)
    }

    /// What the outbox holds.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "OutboxCounts")]
    pub fn counts(&self) -> JsValue {
        to_js(&OutboxCounts::from(self.engine.counts()))
    }

    /// What was refused for good, oldest first.
    #[must_use]
    #[wasm_bindgen(js_name = deadLetters, unchecked_return_type = "DeadLetter[]")]
    pub fn dead_letters(&self) -> JsValue {
        let letters: Vec<DeadLetter> =
            self.engine.dead_letters().into_iter().map(DeadLetter::from).collect();
        to_js(&letters)
    }
}

impl RawClient {
    fn handle(&mut self, now: f64, input: Input) -> Result<(), JsValue> {
        // A clock before 1970 or one that says NaN is 1970: `as` saturates.
        let now = Timestamp::from_millis(now as u64);
        self.engine.handle(now, input).map_err(|error| thrown(&error))
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

/// Reads a command.
///
/// # Errors
/// [`ReadError`] with the path of what is wrong.
pub fn read_command(node: &Node<'_>) -> Result<Command, ReadError> {
    #[derive(Clone, Copy)]
    enum Kind {
        Query,
        Submit,
        Track,
        Login,
        Logout,
        Retry,
        Drop,
        Flush,
        Clear,
    }
    let kind = node.open_object()?.required("kind")?.choice(&[
        ("query", Kind::Query),
        ("submit", Kind::Submit),
        ("track", Kind::Track),
        ("login", Kind::Login),
        ("logout", Kind::Logout),
        ("retry", Kind::Retry),
        ("drop", Kind::Drop),
        ("flush", Kind::Flush),
        ("clear", Kind::Clear),
    ])?;
    let known: &[&'static str] = match kind {
        Kind::Query => &["kind", "resource", "params", "refresh"],
        Kind::Submit => &["kind", "mutation", "body"],
        Kind::Track => &["kind", "name", "props"],
        Kind::Login => &["kind", "params"],
        Kind::Retry | Kind::Drop => &["kind", "id"],
        Kind::Logout | Kind::Flush | Kind::Clear => &["kind"],
    };
    let object = node.object(known)?;
    let text = |name| Ok(object.required(name)?.text()?.to_owned());
    let value = |name| object.optional(name).map_or(Value::Null, |node| node.value().clone());
    Ok(match kind {
        Kind::Query => Command::Query {
            resource: text("resource")?,
            params: value("params"),
            refresh: object.optional("refresh").map_or(Ok(false), |node| node.boolean())?,
        },
        Kind::Submit => Command::Submit { mutation: text("mutation")?, body: value("body") },
        Kind::Track => Command::Track { name: text("name")?, props: value("props") },
        Kind::Login => Command::Login { params: value("params") },
        Kind::Logout => Command::Logout,
        Kind::Retry => Command::Retry { id: text("id")? },
        Kind::Drop => Command::Drop { id: text("id")? },
        Kind::Flush => Command::Flush,
        Kind::Clear => Command::Clear,
    })
}
