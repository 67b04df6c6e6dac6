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

use super::ask::Ask;
use serde_json::Value;

use super::attribution::{Attributing, Claim};
use super::auth::Auth;
use super::cached::{CachePolicy, Tag};
use super::envelope::Envelope;
use super::error::BackendError;
use super::events::Events;
use super::graphql::GraphQl;
use super::limits::Limits;
use super::map::MappedField;
use super::page::Paging;
use super::sign::Signing;

/// A backend as a profile describes it; made by [`Profile::parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The names of the bases; the profile's own is the first and has none.
    pub(super) services: Vec<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) auth: Option<Auth>,
    pub(super) envelope: Envelope,
    pub(super) graphql: GraphQl,
    pub(super) limits: Limits,
    pub(super) trace: Option<String>,
    pub(super) resources: Vec<(String, Resource)>,
    pub(super) mutations: Vec<(String, Mutation)>,
    pub(super) events: Option<Events>,
    pub(super) attribution: Option<Attributing>,
    pub(super) signing: Option<Signing>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resource {
    pub(super) ask: Ask,
    pub(super) page: Option<Paging>,
    pub(super) items: Option<String>,
    pub(super) map: Option<Vec<MappedField>>,
    pub(super) cache: CachePolicy,
    pub(super) tags: Vec<Tag>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mutation {
    pub(super) ask: Ask,
    pub(super) lane: String,
    /// The header that carries the key; `None` where `{idempotencyKey}` stands elsewhere.
    pub(super) idempotency: Option<String>,
    pub(super) map: Option<Vec<MappedField>>,
    pub(super) attribution: Option<Claim>,
    pub(super) invalidates: Vec<Tag>,
}

impl Profile {
    /// The lane in which a mutation waits.
    ///
    /// # Errors
    /// [`BackendError::UnknownMutation`].
    pub fn lane(&self, mutation: &str) -> Result<&str, BackendError> {
        Ok(&self.mutation(mutation)?.lane)
    }

    /// The names of its services, each at its index; the profile's own base is the first, without a
    /// name.
    #[must_use]
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// Which service answers a resource: an index into [`Profile::services`]; the first where there is
    /// no such resource.
    #[must_use]
    pub fn service_of_resource(&self, resource: &str) -> usize {
        find(&self.resources, resource).map_or(0, |found| found.ask.service)
    }

    /// Which service takes a mutation; the first where there is no such mutation.
    #[must_use]
    pub fn service_of_mutation(&self, mutation: &str) -> usize {
        find(&self.mutations, mutation).map_or(0, |found| found.ask.service)
    }

    /// Which service takes events; the first where the profile sends none.
    #[must_use]
    pub fn service_of_events(&self) -> usize {
        self.events.as_ref().map_or(0, |events| events.service)
    }

    /// The key that requests are signed with, out of a login's data; `None` where it brings none.
    #[must_use]
    pub fn signing_key_of(&self, data: &Value) -> Option<String> {
        let at = self.signing.as_ref()?.key_in_login()?;
        data.pointer(at)?.as_str().map(str::to_owned)
    }

    /// Whether a request wants a signature and no login will ever bring the key that is missing.
    pub(crate) fn never_signed(&self, what: [&str; 2], key: Option<&str>) -> bool {
        let signing = self
            .signing
            .as_ref()
            .filter(|signing| key.is_none() && signing.key_in_login().is_none());
        signing.is_some_and(|signing| signing.signs(&what.concat()))
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
