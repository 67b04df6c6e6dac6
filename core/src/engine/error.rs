//! What can be wrong with an input, and what the engine itself can refuse.

use core::fmt;

use super::input::CommandId;
use crate::code::{Coded, Details, ErrorCode};
use crate::effect::{EffectId, HostError};

/// A driver's mistake: the input was not taken, the engine is as it was.
///
/// ```
/// use tuike_core::backend::Profile;
/// use tuike_core::effect::{EffectId, Outcome, StoreAnswer};
/// use tuike_core::engine::{Config, Engine, Input, InputError};
/// use tuike_core::{seed::Seed, time::Timestamp};
///
/// let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com" }"#)?;
/// let mut engine = Engine::new(Config::new(profile), Seed::from_bytes([1; 32]));
/// let input = Input::Resolved { id: EffectId(99), outcome: Outcome::Store(Ok(StoreAnswer::Done)) };
/// let error = engine.handle(Timestamp::EPOCH, input).unwrap_err();
/// assert_eq!(error, InputError::UnknownEffect { id: EffectId(99) });
/// # Ok::<(), tuike_core::backend::ProfileError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// No effect of that id waits for an outcome.
    UnknownEffect {
        /// The id.
        id: EffectId,
    },
    /// The outcome does not answer what was asked: a store's answer to a request, keys to a read.
    WrongOutcome {
        /// The id.
        id: EffectId,
    },
    /// A command of that id is still open.
    CommandReused {
        /// The id.
        id: CommandId,
    },
}

impl InputError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 3] = [
        ErrorCode::new("engine/unknown-effect"),
        ErrorCode::new("engine/wrong-outcome"),
        ErrorCode::new("engine/command-reused"),
    ];
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownEffect { id } => write!(f, "no effect {} waits for an outcome", id.0),
            Self::WrongOutcome { id } => write!(f, "the outcome does not answer effect {}", id.0),
            Self::CommandReused { id } => write!(f, "command {} is still open", id.0),
        }
    }
}

impl core::error::Error for InputError {}

impl Coded for InputError {
    fn code(&self) -> ErrorCode {
        let [effect, outcome, command] = Self::CODES;
        match self {
            Self::UnknownEffect { .. } => effect,
            Self::WrongOutcome { .. } => outcome,
            Self::CommandReused { .. } => command,
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::UnknownEffect { id } | Self::WrongOutcome { id } => {
                Details::of_value(&id.0.to_string())
            }
            Self::CommandReused { id } => Details::of_value(&id.0.to_string()),
        }
    }
}

/// Why the engine could not carry out a command, where neither the profile nor the server is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineError {
    /// The host could not send the request or get its answer.
    Network {
        /// The host's word.
        source: HostError,
    },
    /// The credentials could not be stored or removed.
    Credentials {
        /// The host's word.
        source: HostError,
    },
    /// Another login or logout came in between.
    Superseded,
    /// The service failed again and again and is left alone for a while.
    BreakerOpen,
    /// The service wants fewer requests than there are: the turn did not come in time.
    RateLimited,
    /// What the user said about being followed could not be stored; it holds until the app ends.
    ConsentNotStored {
        /// The host's word.
        source: HostError,
    },
    /// A touch could not be stored; it counts until the app ends.
    NotTouched {
        /// The host's word.
        source: HostError,
    },
}

impl EngineError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("engine/network"),
        ErrorCode::new("engine/credentials-not-stored"),
        ErrorCode::new("engine/superseded"),
        ErrorCode::new("engine/touch-not-stored"),
        ErrorCode::new("backend/breaker-open"),
        ErrorCode::new("backend/rate-limited"),
        ErrorCode::new("engine/consent-not-stored"),
    ];
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network { source } => write!(f, "the request got no answer: {source}"),
            Self::Credentials { source } => {
                write!(f, "the credentials could not be stored: {source}")
            }
            Self::Superseded => f.write_str("another login or logout came in between"),
            Self::BreakerOpen => f.write_str("the service fails, and is left alone for a while"),
            Self::RateLimited => f.write_str("the service takes no more requests now"),
            Self::NotTouched { source } => write!(f, "the touch could not be stored: {source}"),
            Self::ConsentNotStored { source } => {
                write!(f, "the consent could not be stored: {source}")
            }
        }
    }
}

impl core::error::Error for EngineError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Network { source }
            | Self::Credentials { source }
            | Self::NotTouched { source }
            | Self::ConsentNotStored { source } => Some(source),
            Self::Superseded | Self::BreakerOpen | Self::RateLimited => None,
        }
    }
}

impl Coded for EngineError {
    fn code(&self) -> ErrorCode {
        let [network, credentials, superseded, touch, breaker, rate, consent] = Self::CODES;
        match self {
            Self::Network { .. } => network,
            Self::Credentials { .. } => credentials,
            Self::Superseded => superseded,
            Self::NotTouched { .. } => touch,
            Self::BreakerOpen => breaker,
            Self::RateLimited => rate,
            Self::ConsentNotStored { .. } => consent,
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::Network { source }
            | Self::Credentials { source }
            | Self::NotTouched { source }
            | Self::ConsentNotStored { source } => Details::of_value(&source.message),
            Self::Superseded | Self::BreakerOpen | Self::RateLimited => Details::default(),
        }
    }
}
