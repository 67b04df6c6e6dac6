//! OTLP/HTTP JSON (OpenTelemetry protocol 1.x, logs): an `ExportLogsServiceRequest`.
//!
//! 64-bit integers are decimal texts, trace ids hex, enums numbers, names lowerCamelCase, as the
//! protocol's JSON mapping has them. A property becomes an attribute of its own type; a whole number
//! beyond an `int64` becomes a text, so that no digit is lost. An event has no span, so a record has a
//! `traceId` and no `spanId`.

use serde_json::{Map, Value};

use crate::json::Fields;

/// Attributes of ours; a property of the same name gives way.
const OWN: [&str; 4] = ["log.record.uid", "session.id", "tuike.seq", "tuike.rate"];
/// `SEVERITY_NUMBER_INFO`.
const INFO: u64 = 9;

pub(super) fn body(events: &[Value], resource: &Map<String, Value>) -> String {
    let attributes: Vec<String> =
        resource.iter().map(|(name, value)| attribute(name, value)).collect();
    let records: Vec<String> = events.iter().map(record).collect();
    [
        "{\"resourceLogs\":[{\"resource\":{\"attributes\":[",
        &attributes.join(","),
        "]},\"scopeLogs\":[{\"scope\":{\"name\":\"tuike-core\",\"version\":\"",
        env!("CARGO_PKG_VERSION"),
        "\"},\"logRecords\":[",
        &records.join(","),
        "]}]}]}",
    ]
    .concat()
}

fn record(event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let nanos = event.get("at").map(Value::to_string).unwrap_or_default() + "000000";
    let name = text("name");
    let mut attributes = Vec::new();
    for (own, name) in OWN.into_iter().zip(["id", "session", "seq", "rate"]) {
        if let Some(value) = event.get(name) {
            attributes.push(attribute(own, value));
        }
    }
    for (name, value) in event.get("props").and_then(Value::as_object).into_iter().flatten() {
        if !OWN.contains(&name.as_str()) {
            attributes.push(attribute(name, value));
        }
    }
    let mut record = Fields::default()
        .text("timeUnixNano", &nanos)
        .text("observedTimeUnixNano", &nanos)
        .number("severityNumber", INFO)
        .text("severityText", "INFO")
        .text("eventName", name);
    if !text("trace").is_empty() {
        record = record.text("traceId", text("trace"));
    }
    let mut record = record.finish();
    // What follows is text already.
    record.pop();
    let body = Fields::default().text("stringValue", name).finish();
    [&record, ",\"body\":", &body, ",\"attributes\":[", &attributes.join(","), "]}"].concat()
}

fn attribute(name: &str, value: &Value) -> String {
    ["{\"key\":", &Value::from(name).to_string(), ",\"value\":", &any(value), "}"].concat()
}

/// An `AnyValue`.
fn any(value: &Value) -> String {
    let (kind, value) = match value {
        Value::Null => return "{}".to_owned(),
        Value::Bool(_) => ("boolValue", value.to_string()),
        Value::String(_) => ("stringValue", value.to_string()),
        Value::Number(number) => {
            let text = number.as_str();
            if text.contains(['.', 'e', 'E']) {
                ("doubleValue", text.to_owned())
            } else {
                let fits = text.parse::<i64>().is_ok();
                (if fits { "intValue" } else { "stringValue" }, ["\"", text, "\""].concat())
            }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(any).collect();
            ("arrayValue", ["{\"values\":[", &items.join(","), "]}"].concat())
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, v)| attribute(name, v)).collect();
            ("kvlistValue", ["{\"values\":[", &fields.join(","), "]}"].concat())
        }
    };
    ["{\"", kind, "\":", &value, "}"].concat()
}
