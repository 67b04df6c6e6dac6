//! `golden/backend.json`, natively: requests, answers and refused profiles, all written by hand.

use serde_json::{Value, json};
use tuike_core::backend::{BackendError, Call, Delivery, Profile, QueryAnswer};
use tuike_core::code::Coded;
use tuike_core::effect::{HttpRequest, HttpResponse};
use tuike_core::time::{Span, Timestamp};

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/backend.json")).unwrap()
}

fn cases(golden: &Value, of: &str) -> Vec<Value> {
    let cases = golden[of].as_array().unwrap().clone();
    assert!(!cases.is_empty(), "{of}");
    cases
}

fn profile(golden: &Value, case: &Value) -> Profile {
    Profile::parse(&golden["profiles"][case["profile"].as_str().unwrap()].to_string()).unwrap()
}

fn response(case: &Value) -> HttpResponse {
    let response = &case["response"];
    let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
    HttpResponse {
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
            .collect(),
        body: response["body"].as_str().unwrap().to_owned(),
    }
}

fn wrong(class: &str, error: &BackendError, after: Option<Span>, expected: &Value) -> Value {
    let mut shown = json!({ "class": class, "code": error.code().as_str() });
    if let Some(after) = after {
        shown["after"] = json!(after.as_millis());
    }
    if expected.get("path").is_some() {
        shown["path"] = json!(error.details().path);
    }
    shown
}

fn sent(request: &HttpRequest) -> Value {
    let headers: Value =
        request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let body: Value =
        request.body.as_deref().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    json!({ "method": request.method.as_str(), "url": request.url, "headers": headers, "body": body })
}

#[test]
fn every_query_is_asked_and_answered_as_written() {
    let golden = golden();
    for case in cases(&golden, "queries") {
        let profile = profile(&golden, &case);
        let (resource, params) = (case["resource"].as_str().unwrap(), &case["params"]);
        if let Some(request) = case.get("request") {
            assert_eq!(
                &sent(&profile.query_request(resource, params, &Call::default()).unwrap()),
                request,
                "{}",
                case["name"]
            );
        }
        let expected = &case["answer"];
        let answer =
            match profile.query_answer(resource, params, &response(&case), Timestamp::EPOCH) {
                QueryAnswer::Page(page) => {
                    let mut shown =
                        json!({ "data": page.data, "next": page.next, "total": page.total });
                    if let Some(error) = page.error {
                        shown["error"] = json!(error.code().as_str());
                    }
                    shown
                }
                QueryAnswer::NotModified { .. } => json!({ "class": "not-modified" }),
                QueryAnswer::Missing(error) => wrong("missing", &error, None, expected),
                QueryAnswer::Unauthorized(error) => wrong("unauthorized", &error, None, expected),
                QueryAnswer::Transient { error, after } => {
                    wrong("transient", &error, after, expected)
                }
                QueryAnswer::Refused(error) => wrong("refused", &error, None, expected),
            };
        assert_eq!(&answer, expected, "{}", case["name"]);
    }
}

#[test]
fn every_delivery_is_judged_as_written() {
    let golden = golden();
    for case in cases(&golden, "deliveries") {
        let expected = &case["answer"];
        let profile = profile(&golden, &case);
        let answer = match profile.mutation_answer("order", &response(&case), Timestamp::EPOCH) {
            Delivery::Delivered(data) => json!({ "class": "delivered", "data": data }),
            Delivery::AlreadyThere => json!({ "class": "already" }),
            Delivery::Unauthorized(error) => wrong("unauthorized", &error, None, expected),
            Delivery::Retry { error, after } => wrong("retry", &error, after, expected),
            Delivery::Dead(error) => wrong("dead", &error, None, expected),
            Delivery::Each(_) => json!({ "class": "each" }),
        };
        assert_eq!(&answer, expected, "{}", case["name"]);
    }
}

#[test]
fn what_cannot_be_asked_has_its_code_and_its_path() {
    let golden = golden();
    for case in cases(&golden, "unaskable") {
        let (resource, params) = (case["resource"].as_str().unwrap(), &case["params"]);
        let error =
            profile(&golden, &case).query_request(resource, params, &Call::default()).unwrap_err();
        assert_eq!(error.code().as_str(), case["code"], "{case}");
        assert_eq!(
            error.details().path.as_deref(),
            case.get("path").and_then(Value::as_str),
            "{case}"
        );
    }
}

#[test]
fn every_bad_profile_is_refused_at_its_path() {
    for case in cases(&golden(), "refused") {
        let error = Profile::parse(&case["profile"].to_string()).expect_err(&case.to_string());
        assert_eq!(error.code().as_str(), case["code"], "{case}");
        assert_eq!(error.details().path.as_deref(), case["path"].as_str(), "{case}");
    }
}

#[test]
fn every_good_profile_is_taken() {
    for profile in cases(&golden(), "accepted") {
        let taken = Profile::parse(&profile.to_string());
        assert!(taken.is_ok(), "{}: {profile}", taken.unwrap_err());
    }
}

#[test]
fn the_demo_backends_profile_is_a_good_one() {
    let profile =
        Profile::parse(include_str!("../../miniprogram-bridge/profiles/demo.json")).unwrap();
    assert!(profile.has_login());
    let request = profile
        .query_request("product", &json!({ "id": "9007199254740993" }), &Call::default())
        .unwrap();
    assert!(request.url.ends_with("/api/v1/goods/9007199254740993"), "{}", request.url);
}
