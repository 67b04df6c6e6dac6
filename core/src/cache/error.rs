//! Why the cache refused.

use core::fmt;

use crate::code::{Coded, Details, ErrorCode};
use crate::effect::HostError;

/// Why the cached reads could not be forgotten. Nothing else about a cache is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// The store could not be read, so that nobody knows what it holds.
    StoreUnavailable,
    /// The store would not remove everything.
    NotCleared {
        /// The host's word about the first that stayed.
        source: HostError,
    },
}

impl CacheError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 2] =
        [ErrorCode::new("cache/store-unavailable"), ErrorCode::new("cache/not-cleared")];
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StoreUnavailable => f.write_str("the store could not be read"),
            Self::NotCleared { source } => write!(f, "not every cached read was removed: {source}"),
        }
    }
}

impl core::error::Error for CacheError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::StoreUnavailable => None,
            Self::NotCleared { source } => Some(source),
        }
    }
}

impl Coded for CacheError {
    fn code(&self) -> ErrorCode {
        let [unavailable, not_cleared] = Self::CODES;
        match self {
            Self::StoreUnavailable => unavailable,
            Self::NotCleared { .. } => not_cleared,
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::StoreUnavailable => Details::default(),
            Self::NotCleared { source } => Details::of_value(&source.message),
        }
    }
}
