//! What the engine tells a driver.

use serde_json::Value;

use super::input::CommandId;
use crate::code::{Coded, Details, ErrorCode};
use crate::time::Timestamp;

/// Everything the engine has to say. Both drivers match it whole, so that a new event cannot pass unseen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The answer to `Query` and `Login`.
    Page {
        /// The command it answers.
        command: CommandId,
        /// The answer.
        page: Page,
    },
    /// A cached page was renewed behind an answer already given: watchers show it.
    Updated {
        /// The page; its `key` says which.
        page: Page,
    },
    /// A `Submit` or `Track` is durable and will be sent.
    Stored {
        /// The command it answers.
        command: CommandId,
        /// The entry's id, which is also its idempotency key.
        id: String,
    },
    /// The answer to a command that has no value.
    Done {
        /// The command it answers.
        command: CommandId,
    },
    /// A command could not be carried out; nothing of it is stored.
    Failed {
        /// The command it answers.
        command: CommandId,
        /// Why.
        error: Failure,
    },
    /// The network was seen to come or go.
    Online {
        /// Whether it is there.
        online: bool,
    },
    /// The counts of the outbox changed.
    Outbox(OutboxCounts),
    /// An entry was delivered.
    Sent {
        /// The entry's id.
        id: String,
        /// Its lane.
        lane: String,
        /// The server's answer after the envelope; `null` where there is none.
        answer: Value,
    },
    /// Everything that waited has been sent.
    Synced,
    /// An entry will not be sent again by itself.
    Dead {
        /// The entry and why.
        letter: DeadLetter,
    },
    /// Entries gave way because the store is full, or were events too old to be sent.
    Evicted {
        /// `"cache"`, `"events"` or `"expired"`.
        class: &'static str,
        /// How many.
        entries: u32,
    },
    /// The server refused the credentials; mutations wait until the next login.
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
        /// The entry's id.
        id: String,
        /// Its lane.
        lane: String,
    },
    /// A record that a newer version of this software wrote: left as it is.
    Newer {
        /// The key it is under.
        key: String,
    },
    /// A record is sealed with another secret, or by a newer version: left as it is, as are all others of
    /// that kind. Told once.
    Sealed {
        /// The key of the first of them.
        key: String,
    },
    /// Stored bytes could not be read: set aside under `tuike/damaged/…`, or, where the store would not
    /// give them or has no room for the copy, left where they are.
    Damaged {
        /// The key they were under.
        key: String,
    },
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The canonical name of resource and parameters: equal for equal queries.
    pub key: String,
    /// The mapped answer. Whole numbers beyond 2^53 are texts, digit for digit; ids always are.
    pub data: Value,
    /// What `cursor` asks for the next page; `None` at the end or where there are no pages.
    pub next: Option<Value>,
    /// How many rows there are in all, where the server says.
    pub total: Option<u64>,
    /// Where the answer comes from.
    pub source: Source,
    /// Whether it is older than its resource's `fresh`.
    pub stale: bool,
    /// When the server gave it.
    pub at: Timestamp,
    /// Why the network could not do better, where `source` is [`Source::Fallback`]; where it is
    /// [`Source::Network`], what the server could not give beside this (a GraphQL error, a next page that
    /// leads elsewhere).
    pub error: Option<Failure>,
}

/// Where a page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Kept in memory.
    Memory,
    /// Read from the durable store.
    Storage,
    /// Just answered by the server.
    Network,
    /// Stored, and given because the server could not be asked.
    Fallback,
}

/// A coded error that outlives its cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// For a person.
    pub message: String,
    /// Where and what.
    pub details: Details,
}

impl Failure {
    /// Keeps what an error says.
    #[must_use]
    pub fn of(error: &impl Coded) -> Self {
        Self { code: error.code(), message: error.to_string(), details: error.details() }
    }
}

/// How many entries the outbox holds. Events and mutations count alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Stored and not in the air.
    pub waiting: u32,
    /// In the air.
    pub sending: u32,
    /// Refused for good; see [`DeadLetter`].
    pub dead: u32,
    /// Of those waiting or in the air, how many are mutations: "离线，1 笔订单待发送".
    pub mutations: u32,
}

/// An entry that waits or is in the air.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingEntry {
    /// The entry's id.
    pub id: String,
    /// Its lane.
    pub lane: String,
    /// The mutation of the profile, or the event's name.
    pub name: String,
    /// When it was handed over.
    pub at: Timestamp,
    /// Whether it is in the air.
    pub sending: bool,
    /// How often its lane has failed since something went through; 0 for those behind the first.
    pub tries: u32,
    /// When its lane tries again, where it waits for that.
    pub next: Option<Timestamp>,
    /// What is to be sent.
    pub body: Value,
}

/// An entry that was refused for good.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// The entry's id.
    pub id: String,
    /// Its lane.
    pub lane: String,
    /// Why, as a stable code.
    pub code: ErrorCode,
    /// Why, for a person.
    pub message: String,
    /// What was to be sent.
    pub body: Value,
}
