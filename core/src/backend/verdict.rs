//! What an answer is, before it is known what was asked: by its status, its body and its codes.
//!
//! The table is in `answer.rs`. The codes that a profile names are looked for in 2xx and 4xx; what a
//! 5xx says is another server's word as often as not, a proxy's.

use serde_json::Value;

use super::error::BackendError;
use super::http_date::http_date;
use super::map::found;
use super::profile::Profile;
use super::rule::Rule;
use crate::code::shortened;
use crate::effect::HttpResponse;
use crate::json;
use crate::time::{DAY_MILLIS, Span, Timestamp};

/// What an answer is.
#[derive(Debug)]
pub(super) enum Verdict {
    Data(Told),
    /// Taken, and nothing to say.
    Nothing,
    Unauthorized(BackendError),
    Missing(BackendError),
    Conflict(BackendError),
    Later(BackendError, Option<Span>),
    Refused(BackendError),
}

/// What a good answer says.
#[derive(Debug)]
pub(super) struct Told {
    /// The data after the envelope.
    pub(super) data: Value,
    /// What the server calls its version.
    pub(super) version: Option<String>,
}

impl Profile {
    pub(super) fn judge(&self, response: &HttpResponse, now: Timestamp) -> Verdict {
        let status = response.status;
        let body = text_of(response);
        let json = json::parse(body).ok();
        let message = || json.as_ref().map(|json| self.message_in(json)).unwrap_or_default();
        if let Some(json) = json.as_ref().filter(|_| matches!(status, 200..=299 | 400..=499))
            && let Some(verdict) = self.coded(json, response, now)
        {
            return verdict;
        }
        match status {
            204 | 205 => Verdict::Nothing,
            200..=299 if body.trim().is_empty() && !self.envelope.present => Verdict::Nothing,
            200..=299 => match json {
                Some(json) => self.open(json, response),
                None => Verdict::Later(not_json(response), None),
            },
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

    /// What one of the profile's codes means, where the answer has one.
    fn coded(&self, json: &Value, response: &HttpResponse, now: Timestamp) -> Option<Verdict> {
        let holds = |rule: &Option<Rule>| rule.as_ref().is_some_and(|rule| rule.holds(json));
        let (status, envelope) = (response.status, &self.envelope);
        let message = || self.message_in(json);
        if self.auth.as_ref().is_some_and(|auth| holds(&auth.expired)) {
            Some(Verdict::Unauthorized(BackendError::Unauthorized { message: message() }))
        } else if holds(&envelope.missing) {
            Some(Verdict::Missing(BackendError::NotFound { status, message: message() }))
        } else if holds(&envelope.already) {
            Some(Verdict::Conflict(BackendError::Refused { status, message: message() }))
        } else if holds(&envelope.retry) {
            let error = BackendError::Unavailable { status, message: message() };
            Some(Verdict::Later(error, retry_after(response, now)))
        } else {
            None
        }
    }

    /// Takes the data out of a good answer's envelope.
    fn open(&self, mut json: Value, response: &HttpResponse) -> Verdict {
        if let Some(ok) = self.envelope.ok.as_ref().filter(|ok| !ok.holds(&json)) {
            return Verdict::Refused(BackendError::NotOk {
                found: [&ok.at, " is ", &found(json.pointer(&ok.at))].concat(),
                message: self.message_in(&json),
            });
        }
        let version = self.envelope.version(&json, response);
        let data = json.pointer_mut(&self.envelope.data).map(Value::take).unwrap_or_default();
        Verdict::Data(Told { data, version })
    }

    /// What the server calls its data's version: where the profile's `envelope.version` says, or in
    /// the header `X-Data-Version`. Of a query's answer it is in [`super::Mapped::version`] already.
    #[must_use]
    pub fn data_version(&self, response: &HttpResponse) -> Option<String> {
        let json = if self.envelope.has_version_in_body() {
            json::parse(text_of(response)).unwrap_or_default()
        } else {
            Value::Null
        };
        self.envelope.version(&json, response)
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

pub(super) fn not_json(response: &HttpResponse) -> BackendError {
    BackendError::NotJson { status: response.status, found: shortened(&response.body) }
}

/// `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), at most a day: a typing mistake at the
/// server, or a wrong clock here, must not silence a client for a year. A date counts from the
/// answer's own `Date` where there is one, so that this device's clock need not be right.
pub(crate) fn retry_after(response: &HttpResponse, now: Timestamp) -> Option<Span> {
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
