//! What an answer means: data, a miss, a retry or a refusal.

use serde_json::Value;

use super::error::BackendError;
use super::profile::Profile;
use crate::effect::HttpResponse;
use crate::time::{Span, Timestamp};

/// What came of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryAnswer {
    /// Data.
    Page(Mapped),
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
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The data. Whole numbers beyond 2^53 are texts, digit for digit; mapped ids always are.
    pub data: Value,
    /// What `cursor` asks for the next page.
    pub next: Option<Value>,
    /// How many rows there are in all, where the server says.
    pub total: Option<u64>,
}

/// What came of a login.
#[derive(Clone, Debug, PartialEq)]
pub enum LoginAnswer {
    /// The credentials are good.
    Ok {
        /// What later requests carry.
        token: String,
        /// The mapped answer.
        data: Value,
    },
    /// They are not, or the server cannot say now.
    Failed(BackendError),
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
}

impl Profile {
    /// What an answer to [`Profile::query_request`] with the same resource and parameters means.
    #[must_use]
    pub fn query_answer(&self, resource: &str, params: &Value, response: &HttpResponse, now: Timestamp) -> QueryAnswer {
        let _ = (params, response, now);
        QueryAnswer::Refused(BackendError::UnknownResource { name: resource.to_owned(), known: String::new() })
    }

    /// What an answer to [`Profile::login_request`] means.
    #[must_use]
    pub fn login_answer(&self, response: &HttpResponse, now: Timestamp) -> LoginAnswer {
        let _ = (response, now);
        LoginAnswer::Failed(BackendError::NoLogin)
    }

    /// What an answer to [`Profile::mutation_request`] or [`Profile::events_request`] means.
    #[must_use]
    pub fn delivery(&self, response: &HttpResponse, now: Timestamp) -> Delivery {
        let _ = (response, now);
        Delivery::AlreadyThere
    }
}
