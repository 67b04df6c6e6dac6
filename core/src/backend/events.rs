//! Where events go and how they are gathered.
//!
//! Only says so; what waits and when it is sent is `outbox` and `track`.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "events": { "post": "/v1/events" } }"#)?;
//! let request = profile.events_request(&[json!({ "id": "a" })], &Call::default()).unwrap();
//! assert_eq!(request.body.as_deref(), Some(r#"{"events":[{"id":"a"}]}"#));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::call::Call;
use super::error::BackendError;
use super::fields::Fault;
use super::profile::Profile;
use super::read::{Bases, bad_template, url};
use super::template::{Arguments, UrlTemplate};
use crate::effect::{HttpRequest, Method};
use crate::json;
use crate::read::Node;
use crate::time::Span;

/// How events are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventsPolicy {
    /// At most so many in one request: 1..=1000, by default 50.
    pub batch: u32,
    /// They are sent at the latest after so long; by default 10 seconds.
    pub every: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Events {
    pub(super) service: usize,
    pub(super) url: UrlTemplate,
    pub(super) policy: EventsPolicy,
}

impl Profile {
    /// How events are gathered; `None` where the profile sends none.
    #[must_use]
    pub fn events(&self) -> Option<EventsPolicy> {
        self.events.as_ref().map(|events| events.policy)
    }

    /// The request for a batch of events, as `{ "events": [...] }`.
    ///
    /// # Errors
    /// [`BackendError::NoEvents`].
    pub fn events_request(
        &self,
        events: &[Value],
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let found = self.events.as_ref().ok_or(BackendError::NoEvents)?;
        let arguments = Arguments { resource: "events", params: None, page: &[] };
        let body = json::object([("events", Value::Array(events.to_vec()))]);
        let request = self.request(Method::Post, &found.url, &arguments, Some(&body), call)?;
        self.signed(["events", ""], request, call)
    }
}

pub(super) fn events(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Events {
    let fields = fault.fields(node, &["post", "service", "batch", "every", "format", "signed"]);
    fields.choice("format", &["tuike"]);
    let batch = fields.integer("batch", 1, 1_000).unwrap_or(50);
    let policy = EventsPolicy {
        batch: u32::try_from(batch).unwrap_or(u32::MAX),
        every: fields.time("every", Span::from_secs(10)),
    };
    let (service, url) = url(&fields, "post", bases);
    if url.has_any()
        && let Some((node, text)) = fields.text("post")
    {
        bad_template(&node, text, "a path without placeholders", fault);
    }
    Events { service, url, policy }
}
