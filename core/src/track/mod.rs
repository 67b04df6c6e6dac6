//! Tracking (埋点): what happened, numbered and named, on its way through the outbox.
//!
//! Makes the body of an event and nothing else; storing, batching and sending are the outbox's. What it
//! makes is within the [limits](crate::track#constants), of a session that is sampled, and without
//! personal numbers; `docs/tracking.md` has the whole.
//!
//! ```text
//! { "id": UUIDv7, "name": "share", "at": ms, "session": 32 hex, "seq": 1, 2, 3 …,
//!   "trace": 32 hex, "rate": "0.1" where it is sampled, "props": {…} }
//! ```
//!
//! | file | what |
//! |---|---|
//! | `limits.rs` | how much an event may hold |
//! | `session.rs` | the session, its numbers, its draw for sampling |
//! | `mask/` | phone, id-card and bank-card numbers |
//! | `consent.rs` | what the user said, and its record in the store |
//! | `format/` | a batch as OTLP, ClickHouse or Kafka want it, and what they answer |
//! | `error.rs` | why an event was not taken |
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::track::TrackError;
//!
//! let error = TrackError::TooDeep { path: "props.cart.items[0].sizes".into() };
//! assert_eq!(error.code().as_str(), "track/too-deep");
//! assert_eq!(error.to_string(), "props.cart.items[0].sizes: nested deeper than 3");
//! ```

mod consent;
mod error;
pub(crate) mod format;
mod limits;
mod mask;
mod session;

use serde_json::{Map, Value};

pub use consent::Consent;
pub use error::TrackError;
pub use limits::{DEEPEST, LONGEST_NAME, MOST_BYTES, MOST_PROPS};
pub use session::SESSION_ENDS_AFTER;

use crate::backend::Tracking;
use crate::code::shortened;
use crate::json;
use crate::seed::Prng;
use crate::time::Timestamp;
use session::Session;

pub(crate) use limits::check_props;

/// The session that is open, and what each of its events carries.
#[derive(Debug, Default)]
pub(crate) struct Track {
    session: Session,
    common: Map<String, Value>,
}

/// What happened.
#[derive(Debug)]
pub(crate) struct Happened<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) props: Value,
    pub(crate) at: Timestamp,
    pub(crate) trace: String,
}

impl Track {
    /// Sets what each event carries from now on, in place of what was set before; an event's own
    /// properties win over it, and it wins over the profile's.
    pub(crate) fn set_common(&mut self, props: Value) -> Result<(), TrackError> {
        let props = object("common", props)?;
        let props = Value::Object(props);
        check_props("common", &props)?;
        if let Value::Object(props) = props {
            self.common = props;
        }
        Ok(())
    }

    /// The next event begins a session that has nothing to do with this one.
    pub(crate) fn forget(&mut self) {
        self.session = Session::default();
    }

    /// The next event; `None` where its name is not sampled in this session.
    pub(crate) fn event(
        &mut self,
        prng: &mut Prng,
        tracking: &Tracking,
        happened: Happened<'_>,
    ) -> Result<Option<Value>, TrackError> {
        let Happened { id, name, props, at, trace } = happened;
        limits::check_name("name", name)?;
        let mut all = tracking.common.clone();
        all.extend(self.common.clone());
        all.extend(object("props", props)?);
        let mut props = Value::Object(all);
        check_props("props", &props)?;

        self.session.stir(prng, at);
        let sampled = tracking.sample.iter().find(|sampled| sampled.event == name);
        if sampled.is_some_and(|sampled| !self.session.takes(sampled.rate)) {
            return Ok(None);
        }
        mask::mask(&mut props, &tracking.allow);
        let mut event = json::object([
            ("id", Value::from(id)),
            ("name", Value::from(name)),
            ("at", Value::from(at.as_millis())),
            ("session", Value::from(self.session.id())),
            ("seq", Value::from(self.session.number())),
            ("trace", Value::from(trace)),
            ("props", props),
        ]);
        if let (Some(sampled), Value::Object(fields)) = (sampled, &mut event) {
            fields.insert("rate".to_owned(), Value::from(sampled.text.as_str()));
        }
        Ok(Some(event))
    }
}

fn object(path: &str, props: Value) -> Result<Map<String, Value>, TrackError> {
    match props {
        Value::Null => Ok(Map::new()),
        Value::Object(fields) => Ok(fields),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let found = shortened(&props.to_string());
            Err(TrackError::PropsNotAnObject { path: path.to_owned(), found })
        }
    }
}

#[cfg(test)]
mod tests;
