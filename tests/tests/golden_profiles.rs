//! `golden/profiles.json`, natively: the profiles that the package ships, what they ask, and what
//! recorded answers of their servers become. Expectations are written by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tuike_core::backend::{BackendError, Call, Delivery, LoginAnswer, Profile, QueryAnswer};
use tuike_core::code::Coded;
use tuike_core::effect::{HttpRequest, HttpResponse};
use tuike_core::time::Timestamp;

/// 2026-01-01 00:00 UTC.
const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/profiles.json")).unwrap()
}

fn shipped() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../miniprogram-bridge/profiles");
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap().replace(".json", "")).collect()
}

fn profile(name: &str) -> Profile {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../miniprogram-bridge/profiles");
    Profile::parse(&fs::read_to_string(dir.join(format!("{name}.json"))).unwrap()).unwrap()
}

fn response(response: &Value) -> HttpResponse {
    let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
    HttpResponse {
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
            .collect(),
        body: response["body"].as_str().unwrap().to_owned(),
    }
}

fn sent(request: &HttpRequest) -> Value {
    let headers: Value =
        request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let body: Value =
        request.body.as_deref().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    json!({ "method": request.method.as_str(), "url": request.url, "headers": headers, "body": body })
}

fn wrong(class: &str, error: &BackendError) -> Value {
    match class {
        "unauthorized" => json!({ "class": class }),
        _ => json!({ "class": class, "code": error.code().as_str() }),
    }
}

/// What a logged-in client calls with.
fn call<'a>(golden: &'a Value, profile: &str) -> Call<'a> {
    let login = &golden["logins"][profile];
    Call {
        token: login["token"].as_str(),
        signing_key: login["key"].as_str(),
        now: NOW,
        ..Call::default()
    }
}

fn queried(profile: &Profile, case: &Value) -> Value {
    let (resource, params) = (case["resource"].as_str().unwrap(), &case["params"]);
    match profile.query_answer(resource, params, &response(&case["response"]), NOW) {
        QueryAnswer::Page(page) => {
            json!({ "data": page.data, "next": page.next, "total": page.total })
        }
        QueryAnswer::NotModified { .. } => json!({ "class": "not-modified" }),
        QueryAnswer::Missing(error) => wrong("missing", &error),
        QueryAnswer::Unauthorized(error) => wrong("unauthorized", &error),
        QueryAnswer::Transient { error, .. } => wrong("transient", &error),
        QueryAnswer::Refused(error) => wrong("refused", &error),
    }
}

fn delivered(profile: &Profile, case: &Value) -> Value {
    let mutation = case["mutation"].as_str().unwrap();
    match profile.mutation_answer(mutation, &response(&case["response"]), NOW) {
        Delivery::Delivered(data) => json!({ "class": "delivered", "data": data }),
        Delivery::AlreadyThere => json!({ "class": "already" }),
        Delivery::Unauthorized(error) => wrong("unauthorized", &error),
        Delivery::Retry { error, .. } => wrong("retry", &error),
        Delivery::Dead(error) => wrong("dead", &error),
        Delivery::Each(_) => json!({ "class": "each" }),
    }
}

#[test]
fn every_login_is_asked_and_answered_as_written() {
    let golden = golden();
    for (name, login) in golden["logins"].as_object().unwrap() {
        let profile = profile(name);
        if let Some(request) = login.get("request") {
            let call = Call { now: NOW, ..Call::default() };
            let asked = profile.login_request(&login["params"], &call).unwrap();
            assert_eq!(&sent(&asked), request, "{name}");
        }
        let answer = profile.login_answer(&response(&login["response"]), NOW);
        let LoginAnswer::Ok { token, data, .. } = answer else { panic!("{name}: {answer:?}") };
        assert_eq!((&json!(token), &data), (&login["token"], &login["data"]), "{name}");
    }
}

#[test]
fn every_recorded_answer_is_mapped_as_written() {
    let golden = golden();
    for case in golden["cases"].as_array().unwrap() {
        let name = case["profile"].as_str().unwrap();
        let (profile, call, params) = (profile(name), call(&golden, name), &case["params"]);
        let (asked, answer) = match case["mutation"].as_str() {
            None => {
                let resource = case["resource"].as_str().unwrap();
                (profile.query_request(resource, params, &call), queried(&profile, case))
            }
            Some(mutation) => {
                let asked = profile.mutation_request(mutation, params, "{key}", &call);
                (asked, delivered(&profile, case))
            }
        };
        let asked = asked.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        if let Some(request) = case.get("request") {
            assert_eq!(&sent(&asked), request, "{}", case["name"]);
        }
        assert_eq!(&answer, &case["answer"], "{}", case["name"]);
    }
}

#[test]
fn every_profile_that_is_shipped_has_an_answer_here() {
    let golden = golden();
    let names = |case: &Value| case["profile"].as_str().unwrap().to_owned();
    let tried: BTreeSet<String> = golden["cases"].as_array().unwrap().iter().map(names).collect();
    assert_eq!(tried, shipped().into_iter().collect());
    assert_eq!(tried.len(), 5);
}
