//! What the answer to a batch means, where its server does not speak the profile's envelope.
//!
//! | format | answer | every event of the batch |
//! |---|---|---|
//! | all | 401, and what may work later | as for any delivery |
//! | all | 2xx that is neither empty nor what the format says: a captive portal | may work later |
//! | `otlp` | 2xx | taken; see below |
//! | | 429, 502, 503, 504 | may work later |
//! | | any other 4xx or 5xx | dead: the protocol forbids to send it again |
//! | `clickhouse` | 2xx | taken |
//! | | 2xx with `X-ClickHouse-Exception-Code` | may work later: it failed behind its own 200 |
//! | `kafka` | 2xx | its own delivery report says: `error_code` 200, or a status such as 422, or one |
//! | | | with two digits more such as 40301; without a report it may work later |
//!
//! OTLP's `partialSuccess` counts the records it rejected and does not name them, and the protocol
//! forbids to send them again. Where it rejected all, all are dead; where it rejected some, all count
//! as sent, and what they are told as answer says how many were not taken.

use serde_json::Value;

use super::Format;
use crate::backend::{BackendError, Delivery};
use crate::code::shortened;
use crate::effect::HttpResponse;
use crate::json;

/// What an answer of 200 to 299 means.
pub(crate) fn taken(format: Format, response: &HttpResponse, count: usize) -> Delivery {
    let answers = json::parse_all(&response.body);
    let failed = response.header("x-clickhouse-exception-code").is_some_and(|code| code != "0");
    let Some(answers) = answers.filter(|_| !failed) else { return later(response) };
    match format {
        Format::Tuike | Format::ClickHouse => Delivery::Delivered(Value::Null),
        Format::Otlp => partial(answers.first().unwrap_or(&Value::Null), count),
        Format::Kafka => {
            let mut each: Vec<Delivery> = answers.iter().take(count).map(report).collect();
            each.resize(count, later(response));
            if each.iter().all(|one| *one == Delivery::Delivered(Value::Null)) {
                return Delivery::Delivered(Value::Null);
            }
            Delivery::Each(each)
        }
    }
}

/// What an answer outside 200 to 299 means, after what it means by its status alone.
pub(crate) fn refused(format: Format, status: u16, delivery: Delivery) -> Delivery {
    match delivery {
        Delivery::Retry { error, .. }
            if format == Format::Otlp && matches!(status, 400..=428 | 430..=501 | 505..=599) =>
        {
            Delivery::Dead(error)
        }
        other => other,
    }
}

fn partial(answer: &Value, count: usize) -> Delivery {
    let told = |name: &str| answer.pointer(name);
    // An int64, which protobuf's JSON writes as a text.
    let rejected = told("/partialSuccess/rejectedLogRecords").and_then(number).unwrap_or(0);
    if rejected == 0 {
        return Delivery::Delivered(Value::Null);
    }
    if rejected >= count as u64 {
        let message = told("/partialSuccess/errorMessage").and_then(Value::as_str);
        let message = shortened(message.unwrap_or_default());
        return Delivery::Dead(BackendError::Refused { status: 200, message });
    }
    Delivery::Each(vec![Delivery::Delivered(answer.clone()); count])
}

/// What a delivery report says of its record.
fn report(report: &Value) -> Delivery {
    let code = report.get("error_code").and_then(number).unwrap_or(0);
    let status = if code < 1_000 { code } else { code / 100 };
    let status = u16::try_from(status).unwrap_or(0);
    let message = shortened(report.get("message").and_then(Value::as_str).unwrap_or_default());
    match status {
        200..=299 => Delivery::Delivered(Value::Null),
        401 => Delivery::Unauthorized(BackendError::Unauthorized { message }),
        400 | 402..=407 | 409..=424 | 426..=428 | 430..=499 => {
            Delivery::Dead(BackendError::Refused { status, message })
        }
        _ => Delivery::Retry { error: BackendError::Unavailable { status, message }, after: None },
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn later(response: &HttpResponse) -> Delivery {
    let found = shortened(&response.body);
    Delivery::Retry { error: BackendError::NotJson { status: response.status, found }, after: None }
}
