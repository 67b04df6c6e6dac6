use serde_json::{Value, json};

use crate::backend::{Call, Delivery, Profile};
use crate::effect::{HttpRequest, HttpResponse};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

fn profile(format: &str, more: &str) -> Profile {
    let text = format!(
        r#"{{ "version": 1, "base": "https://a.example",
              "envelope": {{ "ok": {{ "at": "/code", "equals": 0 }}, "data": "/data" }},
              "events": {{ "post": "/in?query=INSERT%20INTO%20e", "format": "{format}"{more} }} }}"#
    );
    Profile::parse(&text).unwrap()
}

fn events() -> Vec<Value> {
    let props = r#"{ "a": "口\"红\n", "n": 1, "big": 18446744073709551615, "f": 1.50, "ok": true, "none": null,
        "list": [1, "x"], "deep": { "k": "v" }, "session.id": "mine" }"#;
    let props: Value = serde_json::from_str(props).unwrap();
    let event = |id: &str, seq: u64| {
        json!({ "id": id, "name": "share", "at": 1_767_225_600_000_u64, "session": "5e55", "seq": seq,
            "trace": "4bf92f3577b34da6a3ce929d0e0e4736", "rate": "0.1", "props": props })
    };
    let mut second = event("b", 2);
    // As an earlier version stored it.
    for later in ["trace", "rate"] {
        second.as_object_mut().unwrap().remove(later);
    }
    vec![event("a", 1), second]
}

fn request(format: &str, more: &str) -> HttpRequest {
    profile(format, more).events_request(&events(), &Call::default()).unwrap()
}

fn content_type(request: &HttpRequest) -> &str {
    let found: Vec<&str> = request
        .headers
        .iter()
        .filter(|(n, _)| n == "content-type")
        .map(|(_, v)| v.as_str())
        .collect();
    assert_eq!(found.len(), 1);
    found[0]
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
}

#[test]
fn tuike_is_one_object_of_events() {
    let request = request("tuike", "");
    assert_eq!(content_type(&request), "application/json");
    assert_eq!(body(&request), json!({ "events": events() }));
    assert!(request.body.unwrap().contains("18446744073709551615"));
}

#[test]
fn clickhouse_is_an_event_a_line() {
    let request = request("clickhouse", "");
    assert_eq!(content_type(&request), "application/x-ndjson");
    let lines: Vec<Value> = request
        .body
        .as_deref()
        .unwrap()
        .split('\n')
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, events());
}

#[test]
fn kafka_is_a_produce_request_a_line_keyed_by_the_session() {
    let request = request("kafka", "");
    assert_eq!(content_type(&request), "application/json");
    let lines: Vec<Value> = request
        .body
        .as_deref()
        .unwrap()
        .split('\n')
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let record = |event: &Value| json!({ "key": { "type": "JSON", "data": "5e55" }, "value": { "type": "JSON", "data": event } });
    assert_eq!(lines, events().iter().map(record).collect::<Vec<_>>());
}

/// By hand from the protocol's `examples/logs.json` and its JSON mapping; `tests/otlp` holds it against the
/// protocol's own definitions.
#[test]
fn otlp_is_typed_as_the_protocol_maps_protobuf_to_json() {
    let request = request("otlp", r#", "resource": { "service.name": "promoter" }"#);
    assert_eq!(content_type(&request), "application/json");
    let text = |text: &str| json!({ "stringValue": text });
    let own = |id: &str, seq: &str| {
        vec![
            json!({ "key": "log.record.uid", "value": text(id) }),
            json!({ "key": "session.id", "value": text("5e55") }),
            json!({ "key": "tuike.seq", "value": { "intValue": seq } }),
        ]
    };
    let props = vec![
        json!({ "key": "a", "value": text("口\"红\n") }),
        json!({ "key": "big", "value": text("18446744073709551615") }),
        json!({ "key": "deep", "value": { "kvlistValue": { "values": [{ "key": "k", "value": text("v") }] } } }),
        json!({ "key": "f", "value": { "doubleValue": serde_json::from_str::<Value>("1.50").unwrap() } }),
        json!({ "key": "list", "value": { "arrayValue": { "values": [{ "intValue": "1" }, text("x")] } } }),
        json!({ "key": "n", "value": { "intValue": "1" } }),
        json!({ "key": "none", "value": {} }),
        json!({ "key": "ok", "value": { "boolValue": true } }),
    ];
    let rate = vec![json!({ "key": "tuike.rate", "value": text("0.1") })];
    let record = |attributes: Vec<Value>, trace: bool| {
        let mut record = json!({ "timeUnixNano": "1767225600000000000", "observedTimeUnixNano": "1767225600000000000",
            "severityNumber": 9, "severityText": "INFO", "eventName": "share", "body": text("share"),
            "attributes": attributes });
        if trace {
            record["traceId"] = json!("4bf92f3577b34da6a3ce929d0e0e4736");
        }
        record
    };
    let records = json!([
        record([own("a", "1"), rate, props.clone()].concat(), true),
        record([own("b", "2"), props].concat(), false)
    ]);
    let resource = json!({ "attributes": [{ "key": "service.name", "value": text("promoter") }] });
    let scope = json!({ "name": "tuike-core", "version": env!("CARGO_PKG_VERSION") });
    let expected = json!({ "resourceLogs": [{ "resource": resource, "scopeLogs": [{ "scope": scope, "logRecords": records }] }] });
    assert_eq!(body(&request), expected);
}

#[test]
fn the_profiles_own_content_type_wins() {
    let text = r#"{ "version": 1, "base": "https://a.example", "headers": { "Content-Type": "text/plain" },
        "events": { "post": "/in", "format": "clickhouse" } }"#;
    let request =
        Profile::parse(text).unwrap().events_request(&events(), &Call::default()).unwrap();
    assert_eq!(content_type(&request), "text/plain");
}

/// In short: what became of each of three events.
fn told(format: &str, status: u16, body: &str, headers: &[(&str, &str)]) -> String {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let response = HttpResponse { status, headers, body: body.to_owned() };
    fn word(delivery: Delivery) -> String {
        match delivery {
            Delivery::Delivered(answer) if answer.is_null() => "sent".into(),
            Delivery::Delivered(answer) => format!("sent: {answer}"),
            Delivery::AlreadyThere => "there".into(),
            Delivery::Unauthorized(_) => "who?".into(),
            Delivery::Retry { after: Some(after), .. } => format!("later {}", after.as_millis()),
            Delivery::Retry { .. } => "later".into(),
            Delivery::Dead(error) => format!("dead: {error}"),
            Delivery::Each(each) => each.into_iter().map(word).collect::<Vec<_>>().join(", "),
        }
    }
    word(profile(format, "").events_answer(&response, 3, NOW))
}

#[test]
fn no_format_but_ours_has_the_profiles_envelope() {
    assert!(told("tuike", 200, "{}", &[]).starts_with("dead"));
    assert_eq!(
        told("tuike", 200, r#"{"code":0,"data":{"accepted":3}}"#, &[]),
        r#"sent: {"accepted":3}"#
    );
    for format in ["otlp", "clickhouse"] {
        assert_eq!(told(format, 200, "{}", &[]), "sent");
        assert_eq!(told(format, 200, "", &[]), "sent");
        assert_eq!(told(format, 204, "", &[]), "sent");
    }
}

/// Guards `parse_all` in `answer::taken`.
#[test]
fn a_captive_portal_took_nothing_whatever_the_format() {
    for format in ["tuike", "otlp", "clickhouse"] {
        assert_eq!(told(format, 200, "<html>Welcome!</html>", &[]), "later");
    }
    assert_eq!(told("kafka", 200, "<html>Welcome!</html>", &[]), "later");
    assert_eq!(told("kafka", 200, "", &[]), "later, later, later", "no report is no success");
}

#[test]
fn credentials_and_busy_servers_are_what_they_always_are() {
    for format in ["tuike", "otlp", "clickhouse", "kafka"] {
        assert_eq!(told(format, 401, "", &[]), "who?");
        assert_eq!(told(format, 503, "", &[("Retry-After", "7")]), "later 7000");
        assert_eq!(told(format, 429, "", &[]), "later");
        assert!(told(format, 400, "", &[]).starts_with("dead"));
        assert_eq!(told(format, 302, "", &[]), "later");
    }
}

/// OTLP specification, "Retryable Response Codes": 429, 502, 503 and 504, no others.
#[test]
fn otlp_is_sent_again_after_four_statuses_and_no_others() {
    for status in 400..600 {
        let told = told("otlp", status, "", &[]);
        match status {
            401 => assert_eq!(told, "who?"),
            409 => assert_eq!(told, "there"),
            429 | 502 | 503 | 504 => assert_eq!(told, "later", "{status}"),
            _ => assert!(told.starts_with("dead"), "{status}: {told}"),
        }
    }
    assert_eq!(self::told("clickhouse", 500, "", &[]), "later");
}

#[test]
fn otlp_rejections_are_counted_and_never_sent_again() {
    assert_eq!(told("otlp", 200, r#"{"partialSuccess":{}}"#, &[]), "sent");
    assert_eq!(
        told(
            "otlp",
            200,
            r#"{"partialSuccess":{"errorMessage":"slow down","rejectedLogRecords":0}}"#,
            &[]
        ),
        "sent"
    );
    let some = r#"{"partialSuccess":{"errorMessage":"no","rejectedLogRecords":"2"}}"#;
    let each = format!("sent: {}", serde_json::from_str::<Value>(some).unwrap());
    assert_eq!(told("otlp", 200, some, &[]), [each.as_str(); 3].join(", "));
    let all = r#"{"partialSuccess":{"rejectedLogRecords":3,"errorMessage":"all of them"}}"#;
    assert!(told("otlp", 200, all, &[]).contains("all of them"));
    assert!(told("otlp", 200, all, &[]).starts_with("dead"));
}

#[test]
fn clickhouse_can_fail_behind_its_own_200() {
    assert_eq!(told("clickhouse", 200, "", &[("X-ClickHouse-Exception-Code", "241")]), "later");
    assert_eq!(told("clickhouse", 200, "", &[("X-ClickHouse-Exception-Code", "0")]), "sent");
}

#[test]
fn kafka_reports_of_each_record_in_order() {
    let ok = r#"{"error_code":200,"cluster_id":"c","topic_name":"t","partition_id":0,"offset":1}"#;
    assert_eq!(told("kafka", 200, &[ok; 3].concat(), &[]), "sent");
    assert_eq!(told("kafka", 200, &[ok; 3].join("\r\n"), &[]), "sent");
    // 40301: not allowed; 50003: Kafka may do it later; 422: cannot be read.
    let mixed = [
        ok,
        r#"{"error_code":42206,"message":"too large"}"#,
        r#"{"error_code":50003,"message":"busy"}"#,
    ];
    assert_eq!(
        told("kafka", 200, &mixed.concat(), &[]),
        "sent, dead: the server refuses it (status 422): too large, later"
    );
    let refused =
        [r#"{"error_code":40101,"message":"who"}"#, r#"{"error_code":429,"message":"slow"}"#, "{}"];
    assert_eq!(told("kafka", 200, &refused.concat(), &[]), "who?, later, later");
    assert_eq!(told("kafka", 200, ok, &[]), "sent, later, later", "the stream ended early");
    let cut = [ok, r#"{"error_code":20"#].concat();
    assert_eq!(told("kafka", 200, &cut, &[]), "sent, later, later");
}

#[test]
fn a_mistake_in_the_profile_names_its_path() {
    for (events, code, path) in [
        (r#""format": "avro""#, "input/wrong-type", "profile.events.format"),
        (
            r#""sample": { "expose": "1.5" }"#,
            "money/rate-out-of-range",
            "profile.events.sample.expose",
        ),
        (r#""sample": { "expose": 0.1 }"#, "input/wrong-type", "profile.events.sample.expose"),
        (r#""sample": [1]"#, "input/wrong-type", "profile.events.sample"),
        (r#""allow": [1]"#, "input/wrong-type", "profile.events.allow[0]"),
        (r#""common": { "a": { "b": { "c": {} } } }"#, "input/wrong-type", "profile.events.common"),
        (r#""common": 1"#, "input/wrong-type", "profile.events.common"),
        (
            r#""resource": { "service.name": "x" }"#,
            "input/unknown-field",
            "profile.events.resource",
        ),
        (r#""sampel": {}"#, "input/unknown-field", "profile.events.sampel"),
    ] {
        use crate::code::Coded;
        let text = format!(
            r#"{{ "version": 1, "base": "https://a.example", "events": {{ "post": "/e", {events} }} }}"#
        );
        let error = Profile::parse(&text).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{events}: {error}");
        assert_eq!(error.details().path.as_deref(), Some(path), "{events}");
    }
}
