//! Why the outbox refused.

use core::fmt;

use crate::backend::BackendError;
use crate::code::{Coded, Details, ErrorCode};
use crate::effect::HostError;

/// Why an entry was not taken, not dropped or not revived.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutboxError {
    /// The store could not be read, so that nothing can be promised.
    StoreUnavailable,
    /// The store refused the entry for another reason than its size.
    StoreRefused {
        /// The host's word.
        source: HostError,
    },
    /// The store is full, and nothing is left that could give way.
    StoreFull,
    /// There is no entry of that id.
    NoSuchEntry {
        /// The id.
        id: String,
    },
    /// The entry is on its way to the server and cannot be taken back.
    InTheAir {
        /// The id.
        id: String,
    },
    /// Only a dead letter can be put back.
    NotDead {
        /// The id.
        id: String,
    },
}

/// What a dead letter says whose stored reason this version does not know.
pub(crate) const UNKNOWN_REASON: ErrorCode = ErrorCode::new("outbox/unknown-reason");

impl OutboxError {
    /// Every code this type can give, and the one of a dead letter whose stored reason is unknown.
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("outbox/store-unavailable"),
        ErrorCode::new("outbox/store-refused"),
        ErrorCode::new("outbox/store-full"),
        ErrorCode::new("outbox/no-such-entry"),
        ErrorCode::new("outbox/in-the-air"),
        ErrorCode::new("outbox/not-dead"),
        UNKNOWN_REASON,
    ];
}

impl fmt::Display for OutboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StoreUnavailable => f.write_str("the store could not be read; nothing was taken"),
            Self::StoreRefused { source } => write!(f, "the store refused the entry: {source}"),
            Self::StoreFull => f.write_str("the store is full of what must not be lost"),
            Self::NoSuchEntry { id } => write!(f, "no entry \"{id}\" in the outbox"),
            Self::InTheAir { id } => write!(f, "entry \"{id}\" is on its way"),
            Self::NotDead { id } => {
                write!(f, "entry \"{id}\" is not dead; it is sent without help")
            }
        }
    }
}

impl core::error::Error for OutboxError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::StoreRefused { source } => Some(source),
            Self::StoreUnavailable
            | Self::StoreFull
            | Self::NoSuchEntry { .. }
            | Self::InTheAir { .. }
            | Self::NotDead { .. } => None,
        }
    }
}

impl Coded for OutboxError {
    fn code(&self) -> ErrorCode {
        let [unavailable, refused, full, missing, in_the_air, not_dead, _] = Self::CODES;
        match self {
            Self::StoreUnavailable => unavailable,
            Self::StoreRefused { .. } => refused,
            Self::StoreFull => full,
            Self::NoSuchEntry { .. } => missing,
            Self::InTheAir { .. } => in_the_air,
            Self::NotDead { .. } => not_dead,
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::StoreUnavailable | Self::StoreFull => Details::default(),
            Self::StoreRefused { source } => Details::of_value(&source.message),
            Self::NoSuchEntry { id } | Self::InTheAir { id } | Self::NotDead { id } => {
                Details::of_value(id)
            }
        }
    }
}

/// The code that was stored as text.
pub(crate) fn code_named(text: &str) -> ErrorCode {
    let known = BackendError::CODES.iter().chain(&OutboxError::CODES);
    known.copied().find(|code| code.as_str() == text).unwrap_or(UNKNOWN_REASON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_code_is_found_again_and_an_unknown_one_says_so() {
        assert_eq!(code_named("backend/refused").as_str(), "backend/refused");
        assert_eq!(code_named("backend/of-a-later-version").as_str(), "outbox/unknown-reason");
    }
}
