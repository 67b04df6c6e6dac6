//! How a batch of events is written down for the server that takes it, and what its answer means.
//!
//! | format | body | content type |
//! |---|---|---|
//! | `tuike` | `{ "events": [ event, … ] }` | `application/json` |
//! | `otlp` | OTLP/HTTP JSON, `ExportLogsServiceRequest` | `application/json` |
//! | `clickhouse` | `JSONEachRow`: an event a line | `application/x-ndjson` |
//! | `kafka` | Kafka REST v3: a produce request a line, concatenated | `application/json` |
//!
//! An event is the same in `tuike`, as a row of `clickhouse` and as the value of a `kafka` record:
//! `{ "id", "name", "at", "session", "seq", "trace"?, "rate"?, "props" }`. Never sends anything, and
//! knows no address: the profile's `events.post` says where. Sources, with dates: `docs/tracking.md`.

pub(crate) mod answer;
mod otlp;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::json::Fields;

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// This project's own.
    #[default]
    Tuike,
    /// OpenTelemetry.
    Otlp,
    /// ClickHouse's HTTP interface.
    ClickHouse,
    /// Confluent's REST proxy and what speaks like it.
    Kafka,
}

impl Format {
    /// The names that a profile gives them, in the order of [`Format::ALL`].
    pub(crate) const NAMES: [&'static str; 4] = ["tuike", "otlp", "clickhouse", "kafka"];
    pub(crate) const ALL: [Self; 4] = [Self::Tuike, Self::Otlp, Self::ClickHouse, Self::Kafka];

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Tuike | Self::Otlp | Self::Kafka => "application/json",
            Self::ClickHouse => "application/x-ndjson",
        }
    }

    /// The body of a batch; `resource` is what OTLP says of whoever tells.
    pub(crate) fn body(self, events: &[Value], resource: &Map<String, Value>) -> String {
        match self {
            Self::Tuike => {
                let events: Vec<String> = events.iter().map(Value::to_string).collect();
                ["{\"events\":[", &events.join(","), "]}"].concat()
            }
            Self::Otlp => otlp::body(events, resource),
            Self::ClickHouse => lines(events, Value::to_string),
            Self::Kafka => lines(events, record),
        }
    }
}

fn lines(events: &[Value], write: fn(&Value) -> String) -> String {
    let lines: Vec<String> = events.iter().map(write).collect();
    lines.join("\n")
}

/// One produce request. The session is the key, so that its events stay in order in one partition.
fn record(event: &Value) -> String {
    let json = |data: &Value| Fields::default().text("type", "JSON").value("data", data).finish();
    let key = json(event.get("session").unwrap_or(&Value::Null));
    ["{\"key\":", &key, ",\"value\":", &json(event), "}"].concat()
}
