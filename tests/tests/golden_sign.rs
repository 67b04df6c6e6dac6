//! `golden/sign.json`, natively: signed requests as `golden/sign_reference.py` sends them, four of them
//! with the signature that the platform publishes.

use serde_json::{Value, json};
use tuike_core::backend::{Call, Profile};
use tuike_core::code::Coded;
use tuike_core::time::Timestamp;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/sign.json")).unwrap()
}

fn nonce(golden: &Value) -> [u8; 16] {
    let text = golden["nonce"].as_str().unwrap();
    u128::from_str_radix(text, 16).unwrap().to_be_bytes()
}

#[test]
fn every_request_is_signed_as_the_reference_signs_it() {
    let golden = golden();
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.iter().filter(|case| case.get("published").is_some()).count(), 4);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let profile = Profile::parse(&case["profile"].to_string()).unwrap();
        let call = Call {
            token: case.get("token").and_then(Value::as_str),
            now: Timestamp::from_millis(case["now"].as_u64().unwrap()),
            nonce: nonce(&golden),
            signing_key: case["key"].as_str(),
            ..Call::default()
        };
        let request = profile.query_request("r", &Value::Null, &call).unwrap();
        let sent = &case["sent"];
        assert_eq!(request.method.as_str(), sent["method"].as_str().unwrap(), "{name}");
        assert_eq!(request.url, sent["url"].as_str().unwrap(), "{name}");
        assert_eq!(request.body.as_deref(), sent["body"].as_str(), "{name}");
        let headers: serde_json::Map<String, Value> =
            request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        assert_eq!(headers.len(), request.headers.len(), "{name}: no header twice");
        assert_eq!(Value::Object(headers), sent["headers"], "{name}");
        if let Some(published) = case.get("published") {
            let published = published.as_str().unwrap();
            let body = request.body.unwrap_or_default();
            assert!(request.url.contains(published) || body.contains(published), "{name}");
        }
        let error = profile.query_request("r", &Value::Null, &Call::default()).unwrap_err();
        assert_eq!(error.code().as_str(), "backend/no-signing-key", "{name}");
    }
}
