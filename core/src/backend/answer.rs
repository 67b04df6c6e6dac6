//! What an answer means: data, a miss, a retry or a refusal.
//!
//! Decides by `verdict.rs`; keeps no state and sets no timer. Whether a server that cannot now will be asked again, and when, is the engine's business.
//!
//! | answer | query | delivery |
//! |---|---|---|
//! | 2xx, JSON, envelope ok | `Page` | `Delivered` |
//! | 204, 205, or no body and no envelope | `Transient` | `Delivered(null)` |
//! | 2xx that is not JSON: HTML, half of it, nothing | `Transient` | `Retry` |
//! | 2xx, envelope not ok | `Refused` | `Dead` |
//! | 2xx or 4xx, one of the profile's codes | as 401, 404, 409 or 503 | the same |
//! | 304 | `NotModified` | `Retry` |
//! | 2xx, data `null` where an object is mapped | `Missing` | – |
//! | 401 | `Unauthorized` | `Unauthorized` |
//! | 404, 410 | `Missing` | `Dead` |
//! | 408, 425, 429, 5xx; 3xx, 1xx and what is no status | `Transient` | `Retry` |
//! | 409 | `Refused` | `AlreadyThere` |
//! | any other 4xx | `Refused` | `Dead` |
//!
//! A 3xx is what a host that follows redirects could not follow: a captive portal's, as a rule.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Delivery, Profile};
//! use tuike_core::effect::HttpResponse;
//! use tuike_core::time::{Span, Timestamp};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com" }"#)?;
//! let busy = HttpResponse {
//!     status: 503,
//!     headers: vec![("Retry-After".into(), "120".into())],
//!     body: "<html>".into(),
//! };
//! let Delivery::Retry { after, .. } = profile.delivery(&busy, Timestamp::EPOCH) else { panic!() };
//! assert_eq!(after, Some(Span::from_secs(120)));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::error::BackendError;
use super::map::{MappedField, Source, faithful, map_data, map_lenient};
use super::page::{Asked, Following};
use super::profile::{Profile, find};
use super::validators::Validators;
use super::verdict::{Told, Verdict, not_json};
use crate::effect::HttpResponse;
use crate::time::{Span, Timestamp};

/// What came of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryAnswer {
    /// Data.
    Page(Mapped),
    /// 304: what was asked about by its validators still holds.
    NotModified {
        /// Those of this answer; nothing of what it does not repeat.
        validators: Validators,
        /// What the server calls its data's version, where it says so.
        version: Option<String>,
    },
    /// The server answered that there is no such thing.
    Missing(BackendError),
    /// The credentials are not good.
    Unauthorized(BackendError),
    /// It may work later.
    Transient {
        /// What happened.
        error: BackendError,
        /// How long the server asks to wait, at most a day.
        after: Option<Span>,
    },
    /// It will not work like this.
    Refused(BackendError),
}

/// Data after the envelope and the map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapped {
    /// The data. Whole numbers beyond 2^53 are texts, digit for digit; mapped ids always are.
    pub data: Value,
    /// What `cursor` asks for the next page.
    pub next: Option<Value>,
    /// How many rows there are in all, where the server says.
    pub total: Option<u64>,
    /// What the next request can ask by whether this still holds.
    pub validators: Validators,
    /// What the server calls its data's version, where it says so.
    pub version: Option<String>,
    /// What the server could not give beside this: a GraphQL error, a next page that leads elsewhere.
    pub error: Option<BackendError>,
}

/// What came of a mutation or of a batch of events.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// The server took it; its answer after the envelope.
    Delivered(Value),
    /// The server had it before: 409.
    AlreadyThere,
    /// The credentials are not good.
    Unauthorized(BackendError),
    /// It may work later.
    Retry {
        /// What happened.
        error: BackendError,
        /// How long the server asks to wait, at most a day.
        after: Option<Span>,
    },
    /// The server will never take it.
    Dead(BackendError),
    /// The server said of each event of a batch, in their order, what came of it.
    Each(Vec<Delivery>),
}

impl Profile {
    /// What an answer to [`Profile::query_request`] with the same resource and parameters means.
    #[must_use]
    pub fn query_answer(
        &self,
        resource: &str,
        params: &Value,
        response: &HttpResponse,
        now: Timestamp,
    ) -> QueryAnswer {
        if response.status == 304 {
            let version = self.envelope.version(&Value::Null, response);
            return QueryAnswer::NotModified { validators: Validators::of(response), version };
        }
        let ask = find(&self.resources, resource).map(|found| &found.ask);
        match self.judge(ask, response, now) {
            Verdict::Data(told) => match self.mapped(resource, params, told, response) {
                Ok(page) => QueryAnswer::Page(page),
                Err(error @ BackendError::NotFound { .. }) => QueryAnswer::Missing(error),
                Err(error) => QueryAnswer::Refused(error),
            },
            Verdict::Nothing => QueryAnswer::Transient { error: not_json(response), after: None },
            Verdict::Unauthorized(error) => QueryAnswer::Unauthorized(error),
            Verdict::Missing(error) => QueryAnswer::Missing(error),
            Verdict::Later(error, after) => QueryAnswer::Transient { error, after },
            Verdict::Conflict(error) | Verdict::Refused(error) => QueryAnswer::Refused(error),
        }
    }

    /// What an answer to [`Profile::mutation_request`] with the same mutation means.
    #[must_use]
    pub fn mutation_answer(
        &self,
        mutation: &str,
        response: &HttpResponse,
        now: Timestamp,
    ) -> Delivery {
        let found = find(&self.mutations, mutation);
        let verdict = self.judge(found.map(|found| &found.ask), response, now);
        self.delivered(found.and_then(|found| found.map.as_deref()), verdict)
    }

    /// What an answer means, whatever was sent; of events [`Profile::events_answer`] knows more.
    #[must_use]
    pub fn delivery(&self, response: &HttpResponse, now: Timestamp) -> Delivery {
        self.delivered(None, self.judge(None, response, now))
    }

    fn delivered(&self, map: Option<&[MappedField]>, verdict: Verdict) -> Delivery {
        match verdict {
            Verdict::Data(told) => Delivery::Delivered(match map {
                Some(map) => map_lenient(map, &told.data),
                None => faithful(told.data),
            }),
            Verdict::Nothing => Delivery::Delivered(Value::Null),
            Verdict::Unauthorized(error) => Delivery::Unauthorized(error),
            Verdict::Conflict(_) => Delivery::AlreadyThere,
            Verdict::Later(error, after) => Delivery::Retry { error, after },
            Verdict::Missing(error) | Verdict::Refused(error) => Delivery::Dead(error),
        }
    }

    pub(super) fn mapped(
        &self,
        resource: &str,
        params: &Value,
        told: Told,
        response: &HttpResponse,
    ) -> Result<Mapped, BackendError> {
        let found = self.resource(resource)?;
        let Told { data, version, error } = told;
        if data.is_null() && found.map.is_some() && found.items.is_none() {
            return Err(
                error.unwrap_or(BackendError::NotFound { status: 200, message: String::new() })
            );
        }
        let (mapped, rows) = match map_data(Source { name: resource, resource: found }, &data) {
            Ok(mapped) => mapped,
            // What could not be given is why.
            Err(wrong) => return Err(error.unwrap_or(wrong)),
        };
        let params = params.as_object();
        let asked = Asked { resource, params, url: &found.ask.url, response };
        let following = match &found.page {
            Some(paging) => paging.next(&asked, &data, rows, &|link| self.without_token(link))?,
            None => Following::default(),
        };
        Ok(Mapped {
            data: mapped,
            next: following.next,
            total: following.total,
            validators: Validators::of(response),
            version,
            error: error.or(following.error),
        })
    }
}
