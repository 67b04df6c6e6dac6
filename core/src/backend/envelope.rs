//! What every answer of a REST backend is wrapped in, and what its codes mean.
//!
//! ```json
//! "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data", "message": "/msg",
//!     "retry": { "at": "/code", "in": [50001] }, "missing": { "at": "/code", "in": [40400] },
//!     "already": { "at": "/code", "in": [20001] }, "version": "/dataVersion" }
//! ```
//!
//! Read before `ok`, in this order: `auth.expired` (as 401), `missing` (as 404), `already` (as 409),
//! `retry` (as 503); of answers with status 2xx and 4xx. GraphQL has an envelope of its own.

use serde_json::Value;

use super::fields::Fault;
use super::place::Place;
use super::rule::{Rule, rule};
use crate::code::shortened;
use crate::effect::HttpResponse;
use crate::read::Node;

/// Empty pointers and no rules where the profile has no envelope.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Envelope {
    pub(super) present: bool,
    pub(super) ok: Option<Rule>,
    pub(super) data: String,
    message: Option<String>,
    pub(super) retry: Option<Rule>,
    pub(super) missing: Option<Rule>,
    pub(super) already: Option<Rule>,
    version: Option<Place>,
}

impl Envelope {
    /// What the server calls the data's version: where the profile says, or in `X-Data-Version`.
    pub(super) fn version(&self, json: &Value, response: &HttpResponse) -> Option<String> {
        let told = self.version.as_ref().and_then(|place| place.find(json, response));
        let told = told.as_ref().and_then(super::map::scalar);
        told.or_else(|| response.header("x-data-version").map(|value| value.trim().to_owned()))
            .filter(|version| !version.is_empty())
    }

    /// The server's word, cut to 80 characters.
    pub(super) fn message_in(&self, json: &Value) -> String {
        let at = self.message.as_deref().and_then(|at| json.pointer(at));
        at.and_then(Value::as_str).map(shortened).unwrap_or_default()
    }

    /// Whether a version stands in the answer's body.
    pub(super) const fn has_version_in_body(&self) -> bool {
        matches!(self.version, Some(Place::Pointer(_)))
    }
}

pub(super) fn envelope(node: &Node<'_>, fault: &Fault) -> Envelope {
    let known = &["ok", "data", "message", "retry", "missing", "already", "version"];
    let envelope = fault.fields(node, known);
    let rule = |name: &str| envelope.optional(name).map(|node| rule(&node, fault));
    Envelope {
        present: true,
        ok: rule("ok"),
        data: envelope.optional_pointer("data").unwrap_or_default(),
        message: envelope.optional_pointer("message"),
        retry: rule("retry"),
        missing: rule("missing"),
        already: rule("already"),
        version: envelope.optional_place("version"),
    }
}
