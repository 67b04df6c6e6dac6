//! Tracking (埋点): what happened, numbered and named, on its way through the outbox.
//!
//! Makes the body of an event and nothing else; storing, batching and sending are the outbox's. A
//! session is one life of an engine; its id comes from the seed.
//!
//! ```text
//! { "id": UUIDv7, "name": "share", "at": ms, "session": 32 hex, "seq": 1, 2, 3 …, "props": {…} }
//! ```
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::track::TrackError;
//!
//! assert_eq!(TrackError::EmptyName.code().as_str(), "track/empty-name");
//! ```

use core::fmt;

use serde_json::{Map, Value};

use crate::code::{Coded, Details, ErrorCode};
use crate::json;
use crate::seed::Prng;
use crate::time::Timestamp;

/// What a user said about being followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Events are stored and sent.
    #[default]
    Granted,
    /// Nothing yet: events are stored and wait.
    Pending,
    /// No: what waits is removed, and nothing is taken any more.
    Denied,
}

/// Why an event was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrackError {
    /// An event needs a name.
    EmptyName,
    /// Properties are an object, or `null`.
    PropsNotAnObject {
        /// What was given.
        found: String,
    },
}

impl TrackError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 2] =
        [ErrorCode::new("track/empty-name"), ErrorCode::new("track/props-not-an-object")];
}

impl fmt::Display for TrackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyName => f.write_str("an event needs a name"),
            Self::PropsNotAnObject { found } => {
                write!(f, "props: expected an object or null, found {found}")
            }
        }
    }
}

impl core::error::Error for TrackError {}

impl Coded for TrackError {
    fn code(&self) -> ErrorCode {
        let [empty, props] = Self::CODES;
        match self {
            Self::EmptyName => empty,
            Self::PropsNotAnObject { .. } => props,
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::EmptyName => Details::default().at("name"),
            Self::PropsNotAnObject { found } => Details::of_value(found).at("props"),
        }
    }
}

/// One session.
#[derive(Debug)]
pub(crate) struct Track {
    session: String,
    seq: u64,
}

impl Track {
    pub(crate) fn new(prng: &mut Prng) -> Self {
        let session = format!("{:016x}{:016x}", prng.next_u64(), prng.next_u64());
        Self { session, seq: 0 }
    }

    /// The next event of the session.
    pub(crate) fn event(
        &mut self,
        id: &str,
        name: &str,
        props: Value,
        at: Timestamp,
    ) -> Result<Value, TrackError> {
        if name.is_empty() {
            return Err(TrackError::EmptyName);
        }
        let props = match props {
            Value::Null => Value::Object(Map::new()),
            Value::Object(_) => props,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                let found = crate::code::shortened(&props.to_string());
                return Err(TrackError::PropsNotAnObject { found });
            }
        };
        self.seq += 1;
        Ok(json::object([
            ("id", Value::from(id)),
            ("name", Value::from(name)),
            ("at", Value::from(at.as_millis())),
            ("session", Value::from(self.session.as_str())),
            ("seq", Value::from(self.seq)),
            ("props", props),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seed::Seed;

    #[test]
    fn events_are_numbered_within_their_session_and_refused_ones_leave_no_gap() {
        let mut track = Track::new(&mut Seed::from_bytes([5; 32]).prng());
        let at = Timestamp::from_millis(1_767_225_600_000);
        let first = track.event("a", "share", json!({ "item": "42" }), at).unwrap();
        assert_eq!(track.event("b", "", Value::Null, at), Err(TrackError::EmptyName));
        let error = track.event("c", "open", json!([1]), at).unwrap_err();
        assert_eq!(error.code().as_str(), "track/props-not-an-object");
        assert_eq!(error.details().value.as_deref(), Some("[1]"));
        let second = track.event("d", "open", Value::Null, at).unwrap();
        assert_eq!((&first["seq"], &second["seq"]), (&json!(1), &json!(2)));
        assert_eq!(first["session"], second["session"]);
        assert_eq!(first["session"].as_str().map(str::len), Some(32));
        assert_eq!(second["props"], json!({}));
        assert_eq!(first["at"], json!(1_767_225_600_000_u64));
    }
}
