//! What a client says of itself when it is asked: what its outbox holds and what it has counted.

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;
use tuike_core::engine as core;

use super::client::DeadLetter;
use crate::json;

/// What the outbox holds.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct OutboxView {
    /// Stored and not in the air.
    pub waiting: u32,
    /// In the air.
    pub sending: u32,
    /// Of those, how many are mutations.
    pub mutations: u32,
    /// What waits or is in the air, oldest first: the first hundred.
    pub entries: Vec<WaitingEntry>,
    /// What was refused for good, oldest first.
    pub dead: Vec<DeadLetter>,
}

/// An entry that waits or is in the air.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct WaitingEntry {
    /// Its id.
    pub id: String,
    /// Its lane.
    pub lane: String,
    /// The mutation of the profile, or the event's name.
    pub name: String,
    /// When it was handed over.
    pub at: f64,
    /// Whether it is in the air.
    pub sending: bool,
    /// How often its lane has failed since something went through; 0 for those behind the first.
    pub tries: u32,
    /// When its lane tries again; `null` where it does not wait for a time.
    #[tsify(type = "number | null")]
    pub next: Option<f64>,
    /// What is to be sent.
    #[serde(serialize_with = "json::plain")]
    #[tsify(type = "unknown")]
    pub body: Value,
}

/// What the client has done since it was connected, and what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct StatsView {
    /// Queries answered from memory or the store while fresh.
    pub hits: f64,
    /// Queries for which the network was asked before anything could be given.
    pub misses: f64,
    /// Queries answered by something older than `fresh`, and renewed behind it.
    pub stale: f64,
    /// Queries answered by what is stored because the network could not.
    pub fallback: f64,
    /// Entries that gave way.
    pub evicted: f64,
    /// Bytes of answers, in memory and in the store.
    pub bytes: f64,
    /// Answers in memory.
    pub memory_entries: u32,
    /// Their bytes.
    pub memory_bytes: f64,
    /// Answers in the store.
    pub stored_entries: u32,
    /// Their bytes, as far as they are known.
    pub stored_bytes: f64,
    /// The backend's services, its own base first.
    pub services: Vec<ServiceStats>,
}

/// How a service of the backend is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ServiceStats {
    /// Its name in the profile; empty for the profile's own base.
    pub name: String,
    /// Whether requests go to it: `half-open` is one that tries.
    #[tsify(type = "'closed' | 'open' | 'half-open'")]
    pub breaker: &'static str,
    /// Requests that wait for their turn.
    pub waiting: u32,
}

impl OutboxView {
    /// The view of what an engine tells.
    #[must_use]
    pub fn of(
        counts: core::OutboxCounts,
        waiting: Vec<core::WaitingEntry>,
        dead: Vec<core::DeadLetter>,
    ) -> Self {
        Self {
            waiting: counts.waiting,
            sending: counts.sending,
            mutations: counts.mutations,
            entries: waiting.into_iter().map(WaitingEntry::from).collect(),
            dead: dead.into_iter().map(DeadLetter::from).collect(),
        }
    }
}

impl From<core::WaitingEntry> for WaitingEntry {
    fn from(entry: core::WaitingEntry) -> Self {
        Self {
            id: entry.id,
            lane: entry.lane,
            name: entry.name,
            at: entry.at.as_millis() as f64,
            sending: entry.sending,
            tries: entry.tries,
            next: entry.next.map(|at| at.as_millis() as f64),
            body: entry.body,
        }
    }
}

impl From<core::Stats> for StatsView {
    fn from(stats: core::Stats) -> Self {
        Self {
            hits: stats.hits as f64,
            misses: stats.misses as f64,
            stale: stats.stale as f64,
            fallback: stats.fallback as f64,
            evicted: stats.evicted as f64,
            bytes: stats.memory_bytes as f64 + stats.stored_bytes as f64,
            memory_entries: stats.memory_entries,
            memory_bytes: stats.memory_bytes as f64,
            stored_entries: stats.stored_entries,
            stored_bytes: stats.stored_bytes as f64,
            services: stats
                .services
                .into_iter()
                .map(|service| ServiceStats {
                    name: service.name,
                    breaker: service.breaker,
                    waiting: service.waiting,
                })
                .collect(),
        }
    }
}
