//! The profile: how one backend is spoken to, as data.
//!
//! Holds what was read and checked; never reads text (`read.rs`), builds a request (`request.rs`) or
//! looks at an answer (`answer.rs`).
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::time::Span;
//!
//! let profile = Profile::parse(r#"{
//!     "version": 1, "base": "https://api.example.com",
//!     "resources": { "product": { "get": "/v1/goods/{id}", "cache": { "fresh": "6h" } } }
//! }"#)?;
//! assert_eq!(profile.cache_policy("product").unwrap().fresh, Span::from_secs(21_600));
//! assert!(!profile.has_login());
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::attribution::{Attributing, Claim};
use super::body::BodyTemplate;
use super::error::BackendError;
use super::template::UrlTemplate;
use crate::effect::Method;
use crate::time::{DAY_MILLIS, Span};

/// A backend as a profile describes it; made by [`Profile::parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub(super) headers: Vec<(String, String)>,
    pub(super) login: Option<Login>,
    pub(super) envelope: Envelope,
    pub(super) timeout: Span,
    pub(super) resources: Vec<(String, Resource)>,
    pub(super) mutations: Vec<(String, Mutation)>,
    pub(super) events: Option<Events>,
    pub(super) attribution: Option<Attributing>,
}

/// How long answers of a resource are good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachePolicy {
    /// Younger answers are given without asking the server. Default: none are.
    pub fresh: Span,
    /// Older answers are forgotten. Default: 7 days.
    pub keep: Span,
    /// For so long a "not found" is believed without asking again. Default: 30 seconds.
    pub missing: Span,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self {
            fresh: Span::ZERO,
            keep: Span::from_millis(7 * DAY_MILLIS),
            missing: Span::from_secs(30),
        }
    }
}

/// How events are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventsPolicy {
    /// At most so many in one request: 1..=1000, by default 50.
    pub batch: u32,
    /// They are sent at the latest after so long; by default 10 seconds.
    pub every: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) resource: String,
    pub(super) token: String,
}

/// Empty pointers and no `ok` where the profile has no envelope.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Envelope {
    pub(super) present: bool,
    pub(super) ok: Option<(String, Value)>,
    pub(super) data: String,
    pub(super) message: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resource {
    pub(super) method: Method,
    pub(super) url: UrlTemplate,
    pub(super) body: Option<BodyTemplate>,
    pub(super) page: Option<Paging>,
    pub(super) items: Option<String>,
    pub(super) map: Option<Vec<MappedField>>,
    pub(super) cache: CachePolicy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageKind {
    Page,
    Offset,
    Cursor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) kind: PageKind,
    pub(super) first: u64,
    pub(super) size: Option<u64>,
    pub(super) more: Option<String>,
    pub(super) total: Option<String>,
    pub(super) next: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MappedField {
    pub(super) name: String,
    pub(super) at: String,
    pub(super) unit: Option<Unit>,
    pub(super) default: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Whole hundredths of the major unit.
    Minor,
    /// The major unit with decimals.
    Major,
    /// Whatever scalar it is, as text.
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mutation {
    pub(super) method: Method,
    pub(super) url: UrlTemplate,
    pub(super) lane: String,
    pub(super) idempotency: String,
    pub(super) attribution: Option<Claim>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Events {
    pub(super) url: UrlTemplate,
    pub(super) policy: EventsPolicy,
}

impl Profile {
    /// How long answers of a resource are good for.
    ///
    /// # Errors
    /// [`BackendError::UnknownResource`].
    pub fn cache_policy(&self, resource: &str) -> Result<CachePolicy, BackendError> {
        Ok(self.resource(resource)?.cache)
    }

    /// The lane in which a mutation waits.
    ///
    /// # Errors
    /// [`BackendError::UnknownMutation`].
    pub fn lane(&self, mutation: &str) -> Result<&str, BackendError> {
        Ok(&self.mutation(mutation)?.lane)
    }

    /// How events are gathered; `None` where the profile sends none.
    #[must_use]
    pub fn events(&self) -> Option<EventsPolicy> {
        self.events.as_ref().map(|events| events.policy)
    }

    /// Whether the profile says how to log in.
    #[must_use]
    pub const fn has_login(&self) -> bool {
        self.login.is_some()
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Resource, BackendError> {
        find(&self.resources, name).ok_or_else(|| BackendError::UnknownResource {
            name: name.to_owned(),
            known: names(&self.resources),
        })
    }

    pub(super) fn mutation(&self, name: &str) -> Result<&Mutation, BackendError> {
        find(&self.mutations, name).ok_or_else(|| BackendError::UnknownMutation {
            name: name.to_owned(),
            known: names(&self.mutations),
        })
    }
}

/// A few entries, found by name; a map would cost more code than it saves time.
pub(super) fn find<'a, T>(entries: &'a [(String, T)], name: &str) -> Option<&'a T> {
    entries.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

pub(super) fn names<T>(entries: &[(String, T)]) -> String {
    entries.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}
