//! What the engine has done so far, counted.

/// Counts since the engine began, and what it holds now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Queries answered from memory or the store while fresh.
    pub hits: u64,
    /// Queries for which the network was asked before anything could be given.
    pub misses: u64,
    /// Queries answered by something older than `fresh`, and renewed behind it.
    pub stale: u64,
    /// Queries answered by what is stored because the network could not.
    pub fallback: u64,
    /// Entries that gave way.
    pub evicted: u64,
    /// Answers in memory.
    pub memory_entries: u32,
    /// Their bytes.
    pub memory_bytes: u64,
    /// Answers in the store.
    pub stored_entries: u32,
    /// Their bytes, as far as they are known.
    pub stored_bytes: u64,
    /// The backend's services, its own base first.
    pub services: Vec<ServiceStats>,
}

/// How one service is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceStats {
    /// Its name in the profile; empty for the profile's own base.
    pub name: String,
    /// `"closed"`, `"open"` or `"half-open"`.
    pub breaker: &'static str,
    /// Requests that wait for their turn.
    pub waiting: u32,
}
