//! What an answer is, before it is known what was asked: by its status, its body and its codes.
//!
//! The table is in `answer.rs`. The codes that a profile names are looked for in 2xx and 4xx; what a
//! 5xx says is another server's word as often as not, a proxy's.

use serde_json::Value;

use super::ask::Ask;
use super::envelope::Envelope;
use super::error::BackendError;
use super::graphql::Said;
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
    /// What it could not give beside it.
    pub(super) error: Option<BackendError>,
}

const FIRST_ERROR: &str = "/errors/0/message";

impl Profile {
    /// What an answer is, by what was asked; events are asked nothing.
    pub(super) fn judge(
        &self,
        ask: Option<&Ask>,
        response: &HttpResponse,
        now: Timestamp,
    ) -> Verdict {
        let status = response.status;
        let body = text_of(response);
        let mut json = json::parse(body).ok();
        let graphql = ask.is_some_and(|ask| ask.graphql.is_some());
        let none = Envelope::default();
        let envelope = match ask.map(|ask| &ask.envelope) {
            Some(Some(own)) => own,
            Some(None) if graphql => &none,
            _ => &self.envelope,
        };
        let mut message = json.as_ref().map(|json| envelope.message_in(json)).unwrap_or_default();
        if graphql && let Some(first) = json.as_ref().and_then(|json| json.pointer(FIRST_ERROR)) {
            message = first.as_str().map(shortened).unwrap_or_default();
        }
        let mut beside = None;
        if let Some(json) = json.as_mut().filter(|_| matches!(status, 200..=299 | 400..=499)) {
            if graphql {
                match self.graphql.open(json) {
                    Said::Data(data, error) => (*json, beside) = (data, error),
                    Said::Unauthorized => return unauthorized(message),
                    Said::Missing => return missing(status, message),
                    Said::Later => return later(response, message, now),
                    Said::Error(error) if status < 300 => {
                        return Verdict::Refused(error.unwrap_or_else(|| BackendError::NotOk {
                            found: "neither data nor errors".to_owned(),
                            message,
                        }));
                    }
                    Said::Error(_) => {}
                }
                if message.is_empty() {
                    message = envelope.message_in(json);
                }
            }
            let holds = |rule: &Option<Rule>| rule.as_ref().is_some_and(|rule| rule.holds(json));
            if self.auth.as_ref().is_some_and(|auth| holds(&auth.expired)) {
                return unauthorized(message);
            } else if holds(&envelope.missing) {
                return missing(status, message);
            } else if holds(&envelope.already) {
                return Verdict::Conflict(BackendError::Refused { status, message });
            } else if holds(&envelope.retry) {
                return later(response, message, now);
            }
        }
        match status {
            204 | 205 => Verdict::Nothing,
            200..=299 if body.trim().is_empty() && !envelope.present => Verdict::Nothing,
            200..=299 => match json {
                Some(json) => opened(envelope, json, (message, beside), response),
                None => Verdict::Later(not_json(response), None),
            },
            401 => unauthorized(message),
            404 | 410 => missing(status, message),
            409 => Verdict::Conflict(BackendError::Refused { status, message }),
            408 | 425 | 429 | ..=399 | 500.. => later(response, message, now),
            400..=499 => Verdict::Refused(BackendError::Refused { status, message }),
        }
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
}

fn unauthorized(message: String) -> Verdict {
    Verdict::Unauthorized(BackendError::Unauthorized { message })
}

fn missing(status: u16, message: String) -> Verdict {
    Verdict::Missing(BackendError::NotFound { status, message })
}

fn later(response: &HttpResponse, message: String, now: Timestamp) -> Verdict {
    let error = BackendError::Unavailable { status: response.status, message };
    Verdict::Later(error, retry_after(response, now))
}

/// Takes the data out of a good answer's envelope.
fn opened(
    envelope: &Envelope,
    mut json: Value,
    (message, beside): (String, Option<BackendError>),
    response: &HttpResponse,
) -> Verdict {
    if let Some(ok) = envelope.ok.as_ref().filter(|ok| !ok.holds(&json)) {
        // Of a union's error and of a field that failed, the failure says more.
        return Verdict::Refused(beside.unwrap_or_else(|| BackendError::NotOk {
            found: [&ok.at, " is ", &found(json.pointer(&ok.at))].concat(),
            message,
        }));
    }
    let version = envelope.version(&json, response);
    let data = json.pointer_mut(&envelope.data).map(Value::take).unwrap_or_default();
    Verdict::Data(Told { data, version, error: beside })
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
