//! What an answer means: data, a miss, a retry or a refusal.
//!
//! Decides by the status first, then by the body, then by the envelope; keeps no state and sets no
//! timer. Whether a server that cannot now will be asked again, and when, is the engine's business.
//!
//! | answer | query | delivery |
//! |---|---|---|
//! | 2xx, JSON, envelope ok | `Page` | `Delivered` |
//! | 204, 205, or no body and no envelope | `Transient` | `Delivered(null)` |
//! | 2xx that is not JSON: HTML, half of it, nothing | `Transient` | `Retry` |
//! | 2xx, envelope not ok | `Refused` | `Dead` |
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
use super::http_date::http_date;
use super::map::{Source, faithful, found, map_data};
use super::profile::Profile;
use crate::code::shortened;
use crate::effect::HttpResponse;
use crate::json;
use crate::time::{DAY_MILLIS, Span, Timestamp};

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

/// What an answer is, before it is known what was asked.
enum Verdict {
    Data(Value),
    /// Taken, and nothing to say.
    Nothing,
    Unauthorized(BackendError),
    Missing(BackendError),
    Conflict(BackendError),
    Later(BackendError, Option<Span>),
    Refused(BackendError),
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
        match self.judge(response, now) {
            Verdict::Data(data) => match self.mapped(resource, params, data) {
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

    /// What an answer to [`Profile::login_request`] means.
    #[must_use]
    pub fn login_answer(&self, response: &HttpResponse, now: Timestamp) -> LoginAnswer {
        self.login(response, now).unwrap_or_else(LoginAnswer::Failed)
    }

    /// What an answer to [`Profile::mutation_request`] or [`Profile::events_request`] means.
    #[must_use]
    pub fn delivery(&self, response: &HttpResponse, now: Timestamp) -> Delivery {
        match self.judge(response, now) {
            Verdict::Data(data) => Delivery::Delivered(faithful(data)),
            Verdict::Nothing => Delivery::Delivered(Value::Null),
            Verdict::Unauthorized(error) => Delivery::Unauthorized(error),
            Verdict::Conflict(_) => Delivery::AlreadyThere,
            Verdict::Later(error, after) => Delivery::Retry { error, after },
            Verdict::Missing(error) | Verdict::Refused(error) => Delivery::Dead(error),
        }
    }

    fn login(&self, response: &HttpResponse, now: Timestamp) -> Result<LoginAnswer, BackendError> {
        let login = self.login.as_ref().ok_or(BackendError::NoLogin)?;
        let data = match self.judge(response, now) {
            Verdict::Data(data) => data,
            Verdict::Nothing => return Err(not_json(response)),
            Verdict::Unauthorized(error)
            | Verdict::Missing(error)
            | Verdict::Conflict(error)
            | Verdict::Later(error, _)
            | Verdict::Refused(error) => return Err(error),
        };
        let is_token = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        let token = data.pointer(&login.token).and_then(Value::as_str).filter(is_token);
        // Whatever stands there may be a secret: the error does not repeat it.
        let token = token.map(str::to_owned).ok_or_else(|| BackendError::UnexpectedShape {
            resource: login.resource.clone(),
            pointer: login.token.clone(),
            expected: "a token of visible ASCII characters",
            found: "something else".to_owned(),
        })?;
        let page = self.mapped(&login.resource, &Value::Null, data)?;
        Ok(LoginAnswer::Ok { token, data: page.data })
    }

    fn judge(&self, response: &HttpResponse, now: Timestamp) -> Verdict {
        let status = response.status;
        let message = || self.message(response);
        match status {
            200..=299 => self.open(response),
            401 => Verdict::Unauthorized(BackendError::Unauthorized { message: message() }),
            404 | 410 => Verdict::Missing(BackendError::NotFound { status, message: message() }),
            409 => Verdict::Conflict(BackendError::Refused { status, message: message() }),
            408 | 425 | 429 | ..=399 | 500.. => Verdict::Later(
                BackendError::Unavailable { status, message: message() },
                retry_after(response, now),
            ),
            400..=499 => Verdict::Refused(BackendError::Refused { status, message: message() }),
        }
    }

    /// Takes the data out of a good answer's envelope.
    fn open(&self, response: &HttpResponse) -> Verdict {
        let body = text_of(response);
        let says_nothing = body.trim().is_empty();
        if matches!(response.status, 204 | 205) || (says_nothing && !self.envelope.present) {
            return Verdict::Nothing;
        }
        let Ok(mut json) = json::parse(body) else {
            return Verdict::Later(not_json(response), None);
        };
        if let Some((at, equals)) = &self.envelope.ok {
            let told = json.pointer(at);
            if !told.is_some_and(|told| means(told, equals)) {
                return Verdict::Refused(BackendError::NotOk {
                    found: format!("{at} is {}", found(told)),
                    message: self.message_in(&json),
                });
            }
        }
        Verdict::Data(json.pointer_mut(&self.envelope.data).map(Value::take).unwrap_or_default())
    }

    fn mapped(&self, resource: &str, params: &Value, data: Value) -> Result<Mapped, BackendError> {
        let found = self.resource(resource)?;
        if data.is_null() && found.map.is_some() && found.items.is_none() {
            return Err(BackendError::NotFound { status: 200, message: String::new() });
        }
        let source = Source { name: resource, resource: found };
        let Some(paging) = &found.page else {
            return Ok(Mapped { data: map_data(source, &data)?.0, next: None, total: None });
        };
        let (mapped, rows) = map_data(source, &data)?;
        let (next, total) = paging.next(resource, params.as_object(), &data, rows)?;
        Ok(Mapped { data: mapped, next, total })
    }

    fn message(&self, response: &HttpResponse) -> String {
        json::parse(text_of(response)).map(|json| self.message_in(&json)).unwrap_or_default()
    }

    fn message_in(&self, json: &Value) -> String {
        let at = self.envelope.message.as_deref().and_then(|at| json.pointer(at));
        at.and_then(Value::as_str).map(shortened).unwrap_or_default()
    }
}

/// The body without the byte-order mark that some servers still put before their JSON.
fn text_of(response: &HttpResponse) -> &str {
    response.body.trim_start_matches('\u{feff}')
}

fn not_json(response: &HttpResponse) -> BackendError {
    BackendError::NotJson { status: response.status, found: shortened(&response.body) }
}

/// WeChat's own examples give `errcode` as 0 and as `"0"`: a number and its text mean the same.
fn means(told: &Value, equals: &Value) -> bool {
    match (told, equals) {
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        _ => told == equals,
    }
}

/// `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), at most a day: a typing mistake at the
/// server, or a wrong clock here, must not silence a client for a year. A date counts from the
/// answer's own `Date` where there is one, so that this device's clock need not be right.
fn retry_after(response: &HttpResponse, now: Timestamp) -> Option<Span> {
    let text = response.header("retry-after")?.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let span = if digits {
        Span::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let told = response.header("date").and_then(|date| http_date(date, now));
        http_date(text, now)?.since(told.unwrap_or(now))
    };
    Some(span.min(Span::from_millis(DAY_MILLIS)))
}
