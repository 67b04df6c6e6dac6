//! Where events go, how they are gathered, in which format, and what is kept of them.
//!
//! Only says so; what waits and when it is sent is `outbox` and `track`.
//!
//! ```json
//! "events": { "post": "/v1/events", "service": "events", "batch": 50, "every": "10s",
//!     "bytes": 60000, "expire": "7d",
//!     "format": "tuike" | "otlp" | "clickhouse" | "kafka",
//!     "sample": { "expose": "0.1" }, "allow": ["orderId"], "common": { "app": "promoter" },
//!     "resource": { "service.name": "promoter" } }
//! ```
//!
//! `sample` gives an event's rate as a decimal text from 0 to 1, `allow` names the fields in which no
//! personal number is looked for, `common` is what every event carries, `resource` (of `otlp` alone)
//! says who tells.
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

use serde_json::{Map, Value};

use super::answer::Delivery;
use super::call::Call;
use super::error::BackendError;
use super::fields::{Fault, Fields};
use super::profile::{Profile, find};
use super::read::{Bases, bad_template, url};
use super::template::{Arguments, UrlTemplate};
use crate::effect::{HttpRequest, HttpResponse, Method};
use crate::money::Rate;
use crate::read::{Node, ReadError};
use crate::time::{DAY_MILLIS, Span, Timestamp};
use crate::track::check_props;
use crate::track::format::{Format, answer};

/// How events are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventsPolicy {
    /// At most so many in one request: 1..=1000, by default 50.
    pub batch: u32,
    /// They are sent at the latest after so long; by default 10 seconds.
    pub every: Span,
    /// At most so many bytes in one request: 1,000..=10,000,000, by default 60,000; a larger event goes
    /// alone. What is sent while a page is hidden may have 64 KB in all (WHATWG Fetch, §4.6, read in
    /// November 2026).
    pub bytes: u32,
    /// Older events are dropped instead of sent, and counted; by default 7 days. Mutations never are.
    pub expire: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Events {
    pub(super) service: usize,
    pub(super) url: UrlTemplate,
    pub(super) policy: EventsPolicy,
    format: Format,
    resource: Map<String, Value>,
    tracking: Tracking,
}

/// What is kept of events before they wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tracking {
    /// What every event carries.
    pub(crate) common: Map<String, Value>,
    /// Fields that are left as they are.
    pub(crate) allow: Vec<String>,
    /// Events of which only some sessions tell.
    pub(crate) sample: Vec<Sampled>,
}

/// An event and the part of the sessions that tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sampled {
    pub(crate) event: String,
    pub(crate) rate: Rate,
    /// The rate as the profile has it.
    pub(crate) text: String,
}

impl Profile {
    /// How events are gathered; `None` where the profile sends none.
    #[must_use]
    pub fn events(&self) -> Option<EventsPolicy> {
        self.events.as_ref().map(|events| events.policy)
    }

    /// What is kept of events; `None` where the profile sends none.
    pub(crate) fn tracking(&self) -> Option<&Tracking> {
        self.events.as_ref().map(|events| &events.tracking)
    }

    /// The request for a batch of events in the profile's format; the profile's own `content-type` wins
    /// over the format's.
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
        let mut request = self.request(Method::Post, &found.url, &arguments, None, call)?;
        request.body = Some(found.format.body(events, &found.resource));
        if find(&request.headers, "content-type").is_none() {
            request.set("content-type", found.format.content_type().to_owned());
        }
        self.signed(["events", ""], request, call)
    }

    /// What an answer to [`Profile::events_request`] for so many events means.
    #[must_use]
    pub fn events_answer(&self, response: &HttpResponse, count: usize, now: Timestamp) -> Delivery {
        let format = self.events.as_ref().map(|events| events.format).unwrap_or_default();
        match (format, response.status) {
            (Format::Tuike, _) => self.delivery(response, now),
            (_, 200..=299) => answer::taken(format, response, count),
            (_, status) => answer::refused(format, status, self.delivery(response, now)),
        }
    }
}

pub(super) fn events(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Events {
    let known = &[
        "post", "service", "batch", "every", "format", "signed", "sample", "allow", "common",
        "bytes", "expire", "resource",
    ];
    let fields = fault.fields(node, known);
    let index = fields.choice("format", &Format::NAMES);
    let format = Format::ALL.get(index).copied().unwrap_or_default();
    let batch = fields.integer("batch", 1, 1_000).unwrap_or(50);
    let policy = EventsPolicy {
        batch: u32::try_from(batch).unwrap_or(u32::MAX),
        every: fields.time("every", Span::from_secs(10)),
        bytes: fields.integer("bytes", 1_000, 10_000_000).map_or(60_000, |bytes| bytes as u32),
        expire: fields.time("expire", Span::from_millis(7 * DAY_MILLIS)),
    };
    let (service, url) = url(&fields, "post", bases);
    if url.has_any()
        && let Some((node, text)) = fields.text("post")
    {
        bad_template(&node, text, "a path without placeholders", fault);
    }
    let resource = props(&fields, "resource");
    if format != Format::Otlp && !resource.is_empty() {
        let path = fields.path("resource");
        let known = known.get(..11).unwrap_or_default().join(", ");
        fault.keep(ReadError::UnknownField { path, known }.into());
    }
    let tracking = Tracking {
        common: props(&fields, "common"),
        allow: fields.optional("allow").map(|node| allowed(&node, fault)).unwrap_or_default(),
        sample: fields.optional("sample").map(|node| sampled(&node, fault)).unwrap_or_default(),
    };
    Events { service, url, policy, format, resource, tracking }
}

fn allowed(node: &Node<'_>, fault: &Fault) -> Vec<String> {
    fault.items(node).iter().map(|name| fault.text(name).to_owned()).collect()
}

fn sampled(node: &Node<'_>, fault: &Fault) -> Vec<Sampled> {
    let entries = fault.open(node).entries().into_iter();
    let rated = entries.filter_map(|(event, node)| {
        let rate = fault.or_keep(node.rate())?;
        Some(Sampled { event: event.to_owned(), rate, text: fault.text(&node).to_owned() })
    });
    rated.collect()
}

/// Properties that every event carries.
fn props(fields: &Fields<'_, '_>, name: &str) -> Map<String, Value> {
    let Some(node) = fields.optional(name) else { return Map::new() };
    if check_props(name, node.value()).is_err() {
        fields.fault.wrong(&node, "properties within the limits of an event's");
    }
    fields.fault.open(&node);
    node.value().as_object().cloned().unwrap_or_default()
}
