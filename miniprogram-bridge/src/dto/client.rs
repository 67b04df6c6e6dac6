//! What the driver and the engine tell each other, and the pages and letters that reach the app.

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;
use tuike_core::effect::{Effect, LockOp, Request, StoreOp};
use tuike_core::engine as core;

use super::error::ErrorDetails;
use crate::json;

/// What a host is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EffectView {
    /// Send a request.
    Http {
        /// To answer under.
        id: f64,
        /// The method.
        #[tsify(type = "'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'")]
        method: &'static str,
        /// Absolute.
        url: String,
        /// Names in lower case, with their values.
        headers: Vec<(String, String)>,
        /// The body.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// Milliseconds.
        timeout: f64,
        /// Whether it should outlive the page.
        keepalive: bool,
    },
    /// Read a key.
    Read {
        /// To answer under.
        id: f64,
        /// Which.
        key: String,
    },
    /// Write a key.
    Write {
        /// To answer under.
        id: f64,
        /// Which; what to write is asked for with `effectBytes`.
        key: String,
    },
    /// Remove a key.
    Remove {
        /// To answer under.
        id: f64,
        /// Which.
        key: String,
    },
    /// List keys.
    Keys {
        /// To answer under.
        id: f64,
        /// What they begin with.
        prefix: String,
    },
    /// Wait for a lock.
    Acquire {
        /// To answer under.
        id: f64,
        /// Which.
        name: String,
    },
    /// Give a lock back.
    Release {
        /// To answer under.
        id: f64,
        /// Which.
        name: String,
    },
}

/// What the engine has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventView {
    /// Answers a query or a login.
    Page {
        /// Which command.
        command: f64,
        /// The answer.
        page: PageView,
    },
    /// A cached page was renewed.
    Updated {
        /// The page.
        page: PageView,
    },
    /// Answers a submit or a track: it is durable.
    Stored {
        /// Which command.
        command: f64,
        /// The entry's id.
        id: String,
    },
    /// Answers what has no value.
    Done {
        /// Which command.
        command: f64,
    },
    /// A command could not be carried out.
    Failed {
        /// Which command.
        command: f64,
        /// Why.
        error: Failure,
    },
    /// The network came or went.
    Online {
        /// Whether it is there.
        online: bool,
    },
    /// The counts of the outbox changed.
    Outbox {
        /// The counts.
        counts: OutboxCounts,
    },
    /// An entry was delivered.
    Sent {
        /// Its id.
        id: String,
        /// Its lane.
        lane: String,
        /// The server's answer.
        #[serde(serialize_with = "json::plain")]
        #[tsify(type = "unknown")]
        answer: Value,
    },
    /// Everything that waited has been sent.
    Synced,
    /// An entry will not be sent again by itself.
    Dead {
        /// Which.
        letter: DeadLetter,
    },
    /// Entries gave way because the store is full, or were events too old to be sent.
    Evicted {
        /// What they were.
        #[tsify(type = "'cache' | 'events' | 'expired'")]
        class: &'static str,
        /// How many.
        entries: u32,
    },
    /// The server refused the credentials.
    Unauthorized,
    /// The server took an entry and refused its share token, which is forgotten.
    AttributionRefused {
        /// The entry's id.
        id: String,
        /// The token.
        token: String,
        /// The server's word for it.
        verdict: String,
    },
    /// The server has new data: what is cached is stale.
    Version {
        /// What the server calls it.
        version: String,
    },
    /// An entry was sent, dropped or given up by another page over the same store.
    Elsewhere {
        /// Its id.
        id: String,
        /// Its lane.
        lane: String,
    },
    /// A record that a newer version of this software wrote: left as it is.
    Newer {
        /// Under which key.
        key: String,
    },
    /// A record is sealed with another secret than `storage.secret`, or by a newer version: left as it
    /// is, as are all others of that kind. Told once.
    Sealed {
        /// Under which key the first of them is.
        key: String,
    },
    /// Stored bytes could not be read.
    Damaged {
        /// Under which key.
        key: String,
    },
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct PageView {
    /// Equal for equal queries.
    pub key: String,
    /// The mapped answer. Whole numbers beyond 2^53 are texts, digit for digit; ids always are.
    #[serde(serialize_with = "json::plain")]
    #[tsify(type = "unknown")]
    pub data: Value,
    /// What `cursor` asks for the next page; `null` at the end or where there are no pages.
    #[serde(serialize_with = "json::plain_or_null")]
    #[tsify(type = "unknown")]
    pub next: Option<Value>,
    /// How many rows there are in all, where the server says.
    #[tsify(type = "number | null")]
    pub total: Option<f64>,
    /// Where the answer comes from.
    #[tsify(type = "'memory' | 'storage' | 'network' | 'fallback'")]
    pub source: &'static str,
    /// Whether it is older than its resource's `fresh`.
    pub stale: bool,
    /// When the server gave it.
    pub at: f64,
    /// Why the network could not do better, where `source` is `'fallback'`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// A coded error that outlives its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Failure {
    /// The stable code.
    pub code: &'static str,
    /// For a person.
    pub message: String,
    /// Where and what.
    pub details: ErrorDetails,
}

/// How many entries the outbox holds; events and mutations count alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct OutboxCounts {
    /// Stored and not in the air.
    pub waiting: u32,
    /// In the air.
    pub sending: u32,
    /// Refused for good.
    pub dead: u32,
    /// Of those waiting or in the air, how many are mutations.
    pub mutations: u32,
}

/// An entry that was refused for good.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct DeadLetter {
    /// Its id.
    pub id: String,
    /// Its lane.
    pub lane: String,
    /// Why, as a stable code.
    pub code: &'static str,
    /// Why, for a person.
    pub message: String,
    /// What was to be sent.
    #[serde(serialize_with = "json::plain")]
    #[tsify(type = "unknown")]
    pub body: Value,
}

impl EffectView {
    /// The view of a request, and the bytes that it asks to be written.
    #[must_use]
    pub fn of(request: Request) -> (Self, Vec<u8>) {
        let id = request.id.0 as f64;
        let mut written = Vec::new();
        let view = match request.effect {
            Effect::Http(http) => Self::Http {
                id,
                method: http.method.as_str(),
                url: http.url,
                headers: http.headers,
                body: http.body,
                timeout: http.timeout.as_millis() as f64,
                keepalive: http.keepalive,
            },
            Effect::Store(StoreOp::Read { key }) => Self::Read { id, key },
            Effect::Store(StoreOp::Write { key, bytes }) => {
                written = bytes;
                Self::Write { id, key }
            }
            Effect::Store(StoreOp::Remove { key }) => Self::Remove { id, key },
            Effect::Store(StoreOp::Keys { prefix }) => Self::Keys { id, prefix },
            Effect::Lock(LockOp::Acquire { name }) => Self::Acquire { id, name },
            Effect::Lock(LockOp::Release { name }) => Self::Release { id, name },
        };
        (view, written)
    }
}

impl From<core::Event> for EventView {
    fn from(event: core::Event) -> Self {
        use core::Event;
        match event {
            Event::Page { command, page } => {
                Self::Page { command: command.0 as f64, page: page.into() }
            }
            Event::Updated { page } => Self::Updated { page: page.into() },
            Event::Stored { command, id } => Self::Stored { command: command.0 as f64, id },
            Event::Done { command } => Self::Done { command: command.0 as f64 },
            Event::Failed { command, error } => {
                Self::Failed { command: command.0 as f64, error: error.into() }
            }
            Event::Online { online } => Self::Online { online },
            Event::Outbox(counts) => Self::Outbox { counts: counts.into() },
            Event::Sent { id, lane, answer } => Self::Sent { id, lane, answer },
            Event::Synced => Self::Synced,
            Event::Dead { letter } => Self::Dead { letter: letter.into() },
            Event::Evicted { class, entries } => Self::Evicted { class, entries },
            Event::Unauthorized => Self::Unauthorized,
            Event::AttributionRefused { id, token, verdict } => {
                Self::AttributionRefused { id, token, verdict }
            }
            Event::Version { version } => Self::Version { version },
            Event::Elsewhere { id, lane } => Self::Elsewhere { id, lane },
            Event::Newer { key } => Self::Newer { key },
            Event::Sealed { key } => Self::Sealed { key },
            Event::Damaged { key } => Self::Damaged { key },
        }
    }
}

impl From<core::Page> for PageView {
    fn from(page: core::Page) -> Self {
        let source = match page.source {
            core::Source::Memory => "memory",
            core::Source::Storage => "storage",
            core::Source::Network => "network",
            core::Source::Fallback => "fallback",
        };
        Self {
            key: page.key,
            data: page.data,
            next: page.next,
            total: page.total.map(|total| total as f64),
            source,
            stale: page.stale,
            at: page.at.as_millis() as f64,
            error: page.error.map(Failure::from),
        }
    }
}

impl From<core::Failure> for Failure {
    fn from(failure: core::Failure) -> Self {
        Self {
            code: failure.code.as_str(),
            message: failure.message,
            details: failure.details.into(),
        }
    }
}

impl From<core::OutboxCounts> for OutboxCounts {
    fn from(counts: core::OutboxCounts) -> Self {
        let core::OutboxCounts { waiting, sending, dead, mutations } = counts;
        Self { waiting, sending, dead, mutations }
    }
}

impl From<core::DeadLetter> for DeadLetter {
    fn from(letter: core::DeadLetter) -> Self {
        Self {
            id: letter.id,
            lane: letter.lane,
            code: letter.code.as_str(),
            message: letter.message,
            body: letter.body,
        }
    }
}
