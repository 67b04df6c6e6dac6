//! What was asked: `GET /__log` gives the requests to the API since the start or `DELETE /__log`, the
//! oldest first, so that a test can look at headers and count repetitions.
//!
//! ```json
//! { "n": 0, "method": "POST", "path": "/api/v1/orders", "headers": { "traceparent": "…" },
//!   "body": "{…}", "status": 200, "fault": null, "beside": 0 }
//! ```
//!
//! `status` is `null` where the connection was cut; `beside` is how many others of the same method and
//! path were in the air when it came. Tokens stand there in plain text: see `lib.rs`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::envelope::{Answer, json_response, ok};

/// Older ones are forgotten.
const MOST: usize = 20_000;

#[derive(Debug, Default)]
struct Seen {
    first: u64,
    requests: VecDeque<Value>,
    /// Method and path of each that is in the air.
    flying: Vec<(u64, String)>,
}

/// A request in the air, until this is dropped: answered, cut, or left by its client.
#[derive(Debug)]
pub(crate) struct Flight {
    app: Arc<App>,
    n: u64,
}

impl Flight {
    /// Its answer is about to be sent.
    pub(crate) fn answered(&self, status: u16) {
        self.app.log.answered(self.n, status);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.app.log.lock().flying.retain(|(n, _)| *n != self.n);
    }
}

/// The requests since the start.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Seen>);

impl Log {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request came.
    pub(crate) fn came(
        app: &Arc<App>,
        parts: &Parts,
        body: &[u8],
        fault: Option<&'static str>,
    ) -> Flight {
        let n = app.log.write(parts, body, fault);
        Flight { app: Arc::clone(app), n }
    }

    fn write(&self, parts: &Parts, body: &[u8], fault: Option<&'static str>) -> u64 {
        let mut headers = Map::new();
        for (name, value) in &parts.headers {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            headers.insert(name.as_str().to_owned(), Value::String(text));
        }
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        let place = format!("{} {}", parts.method, parts.uri.path());
        let mut seen = self.lock();
        let n = seen.first + seen.requests.len() as u64;
        let beside = seen.flying.iter().filter(|(_, other)| *other == place).count();
        seen.flying.push((n, place));
        seen.requests.push_back(json!({
            "n": n, "method": parts.method.as_str(), "path": path, "headers": headers,
            "body": String::from_utf8_lossy(body), "status": null, "fault": fault,
            "beside": beside,
        }));
        if seen.requests.len() > MOST {
            seen.requests.pop_front();
            seen.first += 1;
        }
        n
    }

    fn answered(&self, n: u64, status: u16) {
        let mut seen = self.lock();
        let index = n.checked_sub(seen.first).and_then(|at| usize::try_from(at).ok());
        if let Some(request) = index.and_then(|at| seen.requests.get_mut(at)) {
            request["status"] = json!(status);
        }
    }
}

/// `GET /__log`
pub(crate) async fn get(State(app): State<Arc<App>>) -> Answer {
    Ok(json_response(&json!({ "requests": app.log.lock().requests })))
}

/// `DELETE /__log`
pub(crate) async fn delete(State(app): State<Arc<App>>) -> Answer {
    let mut seen = app.log.lock();
    seen.first += seen.requests.len() as u64;
    seen.requests.clear();
    Ok(ok(Value::Null))
}
