//! A profile and an answer: never a panic, and an id keeps its digits.
//!
//! Three parts: a profile, a sample as `Profile::check` takes it without its answer, and the answer.

use serde_json::{Map, Value};
use tuike_core::backend::{Call, Delivery, LoginAnswer, Profile, QueryAnswer, canonical_key};
use tuike_core::effect::HttpResponse;
use tuike_core::json;
use tuike_core::time::Timestamp;

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [text, sample, answer] = super::parts(data)?;
    let profile = Profile::parse(text).ok()?;
    let mut sample = json::parse(sample).ok()?;
    sample.as_object_mut()?.insert("answer".to_owned(), Value::from(answer));
    let report = profile.check(&sample).ok()?;
    // The report is JSON, and what it was made of has not been changed by making it.
    assert_eq!(json::parse(&report.to_string()), Ok(report.clone()));
    assert_eq!(profile.check(&sample).ok(), Some(report.clone()));

    let now = Timestamp::from_millis(1_767_225_600_000);
    let status = sample.get("status").and_then(Value::as_u64).unwrap_or(200);
    let headers = sample.get("headers").and_then(Value::as_object).into_iter().flatten();
    let response = HttpResponse {
        status: u16::try_from(status).ok()?,
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        body: answer.to_owned(),
    };
    let params = sample.get("params").cloned().unwrap_or_default();
    let call = Call { now, signing_key: Some("key"), ..Call::of(Some("t0ken")) };
    if let Some(name) = sample.get("mutation").and_then(Value::as_str) {
        mutation(&profile, name, &params, &response, &call);
    } else {
        let name = sample.get("resource")?.as_str()?;
        let known = json::parse(text).ok()?;
        let map = known.get("resources")?.get(name)?.get("map");
        let has_plain_id = map.and_then(|map| map.get("id")).is_some_and(Value::is_string);
        resource(&profile, name, &params, &response, &call, has_plain_id);
    }
    let LoginAnswer::Ok { token, .. } = profile.login_answer(&response, now) else {
        return Some(());
    };
    assert!(!token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()));
    Some(())
}

fn resource(
    profile: &Profile,
    name: &str,
    params: &Value,
    response: &HttpResponse,
    call: &Call<'_>,
    has_plain_id: bool,
) {
    if let Ok(request) = profile.query_request(name, params, call) {
        assert!(
            request.url.starts_with("http") && request.url.bytes().all(|b| b.is_ascii_graphic())
        );
        headers(&request.headers);
    }
    let _ = profile.tags(name, params);
    match profile.query_answer(name, params, response, call.now) {
        QueryAnswer::Page(page) => {
            if has_plain_id {
                digits(&page.data, &response.body);
            }
            // What is not told to JavaScript in full is told as a text.
            assert!(faithful(&page.data), "{}", page.data);
            // Whoever follows the next page is never asked for the same again.
            if let Some(next) = page.next {
                let mut further = params.as_object().cloned().unwrap_or_else(Map::new);
                further.insert("cursor".to_owned(), next);
                let further = Value::Object(further);
                assert_ne!(canonical_key(name, params), canonical_key(name, &further));
            }
        }
        QueryAnswer::Transient { after, .. } => {
            assert!(after.is_none_or(|after| after.as_millis() <= 86_400_000));
        }
        QueryAnswer::NotModified { .. } => assert_eq!(response.status, 304),
        QueryAnswer::Missing(error)
        | QueryAnswer::Unauthorized(error)
        | QueryAnswer::Refused(error) => {
            assert!(!error.to_string().is_empty());
        }
    }
}

fn mutation(profile: &Profile, name: &str, body: &Value, response: &HttpResponse, call: &Call<'_>) {
    if let Ok(request) = profile.mutation_request(name, body, "key-1", call) {
        headers(&request.headers);
        let again = profile.mutation_request(name, body, "key-1", call);
        assert_eq!(again.ok(), Some(request), "the same mutation under the same key is the same");
    }
    let _ = profile.invalidates(name, body);
    if let Delivery::Delivered(data) = profile.mutation_answer(name, response, call.now) {
        assert!(faithful(&data), "{data}");
    }
}

/// No value can add a header.
fn headers(headers: &[(String, String)]) {
    for (name, value) in headers {
        assert!(
            !name.is_empty() && value.bytes().all(|b| b.is_ascii_graphic() || b == b' '),
            "{name}"
        );
    }
}

/// Every id of digits stands in the answer as it is told.
fn digits(data: &Value, answer: &str) {
    let rows = data.as_array().map_or(core::slice::from_ref(data), Vec::as_slice);
    for id in rows.iter().filter_map(|row| row.get("id")?.as_str()) {
        if id.len() > 4 && id.bytes().all(|b| b.is_ascii_digit()) && !answer.contains('\\') {
            assert!(answer.contains(id), "{id} is not in the answer");
        }
    }
}

fn faithful(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => {
            number.as_i64().is_none_or(|n| n.unsigned_abs() < 1 << 53)
                && (number.as_u64().is_none_or(|n| n < 1 << 53))
        }
        Value::Array(items) => items.iter().all(faithful),
        Value::Object(fields) => fields.values().all(faithful),
    }
}
