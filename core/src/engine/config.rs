//! What an engine is made from.
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::engine::Config;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com" }"#)?;
//! let config = Config { store_bytes: Some(4 << 20), ..Config::new(profile) };
//! assert!(config.consent.is_none() && !config.shared);
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use core::fmt;

use crate::backend::Profile;
use crate::track::Consent;

/// What an engine is made from. Its secrets are in no `Debug`.
#[derive(Clone)]
pub struct Config {
    /// The backend it speaks to.
    pub profile: Profile,
    /// At most so many answers are kept in memory; by default 1,000.
    pub memory_entries: usize,
    /// At most so many bytes of answers are kept in memory; by default 4 MiB.
    pub memory_bytes: usize,
    /// At most so many answers are kept in the store; by default 10,000; the bytes are
    /// what counts.
    pub stored_reads: usize,
    /// At most so many bytes of answers are kept in the store; by default as many as it takes.
    pub store_bytes: Option<u64>,
    /// Whether other pages use the same store, and the host has locks to keep them apart.
    pub shared: bool,
    /// Whether events may be sent; `None` is what the store remembers, at first
    /// [`Consent::Granted`].
    pub consent: Option<Consent>,
    /// What requests are signed with, where the profile wants that.
    pub signing_key: Option<String>,
    /// Seals what is stored.
    pub secret: Option<[u8; 32]>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("profile", &self.profile)
            .field("memory_entries", &self.memory_entries)
            .field("memory_bytes", &self.memory_bytes)
            .field("stored_reads", &self.stored_reads)
            .field("store_bytes", &self.store_bytes)
            .field("shared", &self.shared)
            .field("consent", &self.consent)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The default sizes over a profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self {
            profile,
            memory_entries: 1_000,
            memory_bytes: 4 << 20,
            stored_reads: 10_000,
            store_bytes: None,
            shared: false,
            consent: None,
            signing_key: None,
            secret: None,
        }
    }
}
