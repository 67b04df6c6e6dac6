//! Faults on demand: `POST /__fault` says what goes wrong and how often, `DELETE /__fault` ends it.
//!
//! ```json
//! { "path": "/api/v1/orders", "method": "POST", "contains": "poison", "longer": 2000,
//!   "kind": "status", "status": 429, "retryAfter": 2, "retryAfterAs": "date", "times": 3 }
//! ```
//!
//! It happens to requests whose path begins so and that are of the method, hold the text in their body
//! and have a body of more than so many bytes, as far as these are given; `times` is 1 where it is not
//! said. What each kind does:
//!
//! | kind | the server handles it | the client gets |
//! |---|---|---|
//! | `delay` | after `millis` | the answer, late |
//! | `delay-after` | at once | the answer, after `millis` |
//! | `status` | no | `status` with an error envelope, and `Retry-After` of `retryAfter` seconds where given |
//! | `rate` | as long as the rate allows | over `perSecond` with `burst`: 429 and `Retry-After` |
//! | `drop` | no | a connection that closes |
//! | `drop-after` | yes | a connection that closes: the answer is lost |
//! | `torn` | yes | 200, the first half of the answer, and a connection that closes |
//! | `twice` | twice | the second answer: a proxy that repeats what it thinks was lost |
//! | `html` | no | 200 and a login page, as from a captive portal |
//! | `half-json` | yes | 200 and the first half of the answer as if it were all |
//! | `empty` | no | 200 and nothing |
//! | `expire` | after all tokens ended | 401 where a token was needed; `/v1/refresh` helps |
//! | `revoke` | after all logins ended | 401 where a token was needed, by a refresh too |
//!
//! `retryAfterAs` is `seconds` or `date`. A body that is too large is
//! `{ "kind": "status", "status": 413, "longer": 2000 }`; an event that the server never takes is
//! `{ "kind": "status", "status": 422, "contains": "poison" }`.
//!
//! Browsers, and Node's `fetch` on a connection that was used before, may repeat a request on their own
//! where the connection closes without an answer; such a repetition counts like any other request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use serde_json::json;
use tuike_core::read::{self, Node};

use crate::app::App;
use crate::auth;
use crate::envelope::{Answer, Refusal, ok};
use crate::spoilt::RetryAfter;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Delay(Duration),
    DelayAfter(Duration),
    Status(StatusCode, Option<RetryAfter>),
    Drop,
    DropAfter,
    Torn,
    Twice,
    Html,
    HalfJson,
    Empty,
    Expire,
    Revoke,
}

impl Kind {
    /// As the log names it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::DelayAfter(_) => "delay-after",
            Self::Status(..) => "status",
            Self::Drop => "drop",
            Self::DropAfter => "drop-after",
            Self::Torn => "torn",
            Self::Twice => "twice",
            Self::Html => "html",
            Self::HalfJson => "half-json",
            Self::Empty => "empty",
            Self::Expire => "expire",
            Self::Revoke => "revoke",
        }
    }

    /// Ends what it ends. A database that cannot be written shows in what follows.
    pub(crate) fn end_tokens(self, app: &App) {
        let db = app.db.lock();
        let _ = match self {
            Self::Revoke => auth::revoke(&db),
            _ => auth::expire(&db),
        };
    }
}

/// So many a second, and so many at once after a rest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rate {
    per_second: f64,
    burst: f64,
    left: f64,
    at: Instant,
}

impl Rate {
    /// `None` where the request may pass; else in how many whole seconds one could.
    fn refuses(&mut self, now: Instant) -> Option<u64> {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        (self.left, self.at) = ((self.left + gained).min(self.burst), now);
        if self.left >= 1.0 {
            self.left -= 1.0;
            return None;
        }
        Some((((1.0 - self.left) / self.per_second).ceil() as u64).max(1))
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Fault {
    /// Paths that begin so.
    path: String,
    /// Any method where it is not said.
    method: Option<Method>,
    /// Bodies that hold it.
    contains: String,
    /// Bodies of more bytes.
    longer: Option<usize>,
    kind: Kind,
    rate: Option<Rate>,
    times: u64,
}

impl Fault {
    fn is_for(&self, method: &Method, path: &str, body: &[u8]) -> bool {
        path.starts_with(&self.path)
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self.longer.is_none_or(|most| body.len() > most)
            && (self.contains.is_empty() || String::from_utf8_lossy(body).contains(&self.contains))
    }

    /// What happens to a request that it is for.
    fn strike(&mut self) -> Option<Kind> {
        let Some(rate) = &mut self.rate else { return Some(self.kind) };
        let seconds = rate.refuses(Instant::now())?;
        match self.kind {
            Kind::Status(status, Some(after)) => {
                Some(Kind::Status(status, Some(RetryAfter { seconds, ..after })))
            }
            kind => Some(kind),
        }
    }
}

/// The faults that are yet to happen, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    fn clear(&self) {
        self.lock().clear();
    }

    /// What happens to this request; it counts.
    pub(crate) fn take(&self, method: &Method, path: &str, body: &[u8]) -> Option<Kind> {
        // What controls the faults has none, and a browser's preflight is not the request meant.
        if path.starts_with("/__") || method == Method::OPTIONS {
            return None;
        }
        let mut faults = self.lock();
        let mut struck =
            faults.iter_mut().enumerate().filter(|(_, f)| f.is_for(method, path, body));
        let (index, kind) = struck.find_map(|(index, fault)| Some((index, fault.strike()?)))?;
        let fault = &mut faults[index];
        fault.times -= 1;
        if fault.times == 0 {
            faults.remove(index);
        }
        Some(kind)
    }

    /// How often something is yet to go wrong.
    pub(crate) fn left(&self) -> u64 {
        self.lock().iter().map(|fault| fault.times).sum()
    }
}

impl Fault {
    fn read(body: &[u8]) -> Result<Self, Refusal> {
        const KNOWN: [&str; 12] = [
            "path",
            "method",
            "contains",
            "longer",
            "kind",
            "millis",
            "status",
            "retryAfter",
            "retryAfterAs",
            "perSecond",
            "burst",
            "times",
        ];
        let json = read::parse("fault", &String::from_utf8_lossy(body))?;
        let root = Node::root("fault", &json);
        let fields = root.object(&KNOWN)?;
        let number = |name, min, max, missing| match fields.optional(name) {
            Some(node) => node.integer(min, max),
            None => Ok(missing),
        };
        let millis = number("millis", 0, 600_000, 1_000)?;
        let status = number("status", 200, 599, 500)? as u16;
        let as_date = match fields.optional("retryAfterAs") {
            Some(node) => node.choice(&[("seconds", false), ("date", true)])?,
            None => false,
        };
        let after = match fields.optional("retryAfter") {
            Some(node) => Some(RetryAfter { seconds: node.integer(0, 86_400)?, as_date }),
            None => None,
        };
        let per_second = number("perSecond", 1, 1_000_000, 10)? as f64;
        let burst = number("burst", 1, 1_000_000, 10)? as f64;
        let method = fields.optional("method").map(|node| {
            node.choice(&[
                ("GET", Method::GET.as_str()),
                ("POST", Method::POST.as_str()),
                ("PUT", Method::PUT.as_str()),
                ("PATCH", Method::PATCH.as_str()),
                ("DELETE", Method::DELETE.as_str()),
            ])
        });
        let method = method.transpose()?.and_then(|name| Method::from_bytes(name.as_bytes()).ok());
        let limited =
            Kind::Status(StatusCode::TOO_MANY_REQUESTS, Some(RetryAfter { seconds: 1, as_date }));
        let kind = fields.required("kind")?;
        let is_rate = kind.value() == "rate";
        let kind = kind.choice(&[
            ("delay", Kind::Delay(Duration::from_millis(millis))),
            ("delay-after", Kind::DelayAfter(Duration::from_millis(millis))),
            (
                "status",
                Kind::Status(StatusCode::from_u16(status).map_err(Refusal::internal)?, after),
            ),
            ("rate", limited),
            ("drop", Kind::Drop),
            ("drop-after", Kind::DropAfter),
            ("torn", Kind::Torn),
            ("twice", Kind::Twice),
            ("html", Kind::Html),
            ("half-json", Kind::HalfJson),
            ("empty", Kind::Empty),
            ("expire", Kind::Expire),
            ("revoke", Kind::Revoke),
        ])?;
        let contains = match fields.optional("contains") {
            Some(node) => node.nonempty_text()?.to_owned(),
            None => String::new(),
        };
        let longer = match fields.optional("longer") {
            Some(node) => Some(node.integer(0, 1 << 30)? as usize),
            None => None,
        };
        let rate = is_rate.then(|| Rate { per_second, burst, left: burst, at: Instant::now() });
        Ok(Self {
            path: fields.required("path")?.nonempty_text()?.to_owned(),
            method,
            contains,
            longer,
            kind,
            rate,
            times: number("times", 1, 1_000_000, if is_rate { 1_000_000 } else { 1 })?,
        })
    }
}

/// `POST /__fault`
pub(crate) async fn post(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    app.faults.add(Fault::read(&body)?);
    Ok(ok(json!({ "left": app.faults.left() })))
}

/// `DELETE /__fault`
pub(crate) async fn delete(State(app): State<Arc<App>>) -> Answer {
    app.faults.clear();
    Ok(ok(json!({ "left": 0 })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        Fault::read(text.as_bytes()).unwrap()
    }

    fn taken(faults: &Faults, method: &Method, path: &str) -> Option<Kind> {
        faults.take(method, path, b"")
    }

    #[test]
    fn a_fault_happens_as_often_as_it_was_asked_for_and_under_its_path_only() {
        let faults = Faults::default();
        faults.add(fault(
            r#"{ "path": "/api/v1/orders", "method": "POST", "kind": "drop", "times": 2 }"#,
        ));
        assert_eq!(taken(&faults, &Method::POST, "/api/v1/goods"), None);
        assert_eq!(taken(&faults, &Method::GET, "/api/v1/orders"), None);
        assert_eq!(taken(&faults, &Method::OPTIONS, "/api/v1/orders"), None);
        assert_eq!(taken(&faults, &Method::POST, "/api/v1/orders"), Some(Kind::Drop));
        assert_eq!(taken(&faults, &Method::POST, "/api/v1/orders"), Some(Kind::Drop));
        assert_eq!(taken(&faults, &Method::POST, "/api/v1/orders"), None);
    }

    #[test]
    fn what_controls_the_faults_has_none() {
        let faults = Faults::default();
        faults.add(fault(r#"{ "path": "/", "kind": "drop" }"#));
        assert_eq!(taken(&faults, &Method::DELETE, "/__fault"), None);
        assert_eq!(faults.left(), 1);
    }

    #[test]
    fn a_fault_for_some_bodies_leaves_the_others_alone() {
        let faults = Faults::default();
        faults.add(fault(r#"{ "path": "/", "kind": "drop", "longer": 5 }"#));
        faults.add(fault(r#"{ "path": "/", "kind": "empty", "contains": "bad" }"#));
        assert_eq!(faults.take(&Method::POST, "/", b"12345"), None);
        assert_eq!(faults.take(&Method::POST, "/", b"a bad"), Some(Kind::Empty));
        assert_eq!(faults.take(&Method::POST, "/", b"123456"), Some(Kind::Drop));
    }

    #[test]
    fn a_rate_lets_a_burst_pass_and_says_when_the_next_may() {
        let begin = Instant::now();
        let mut rate = Rate { per_second: 0.5, burst: 2.0, left: 2.0, at: begin };
        let after = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!([rate.refuses(begin), rate.refuses(begin)], [None, None]);
        assert_eq!(rate.refuses(begin), Some(2), "half a request a second: two seconds for one");
        assert_eq!(rate.refuses(after(1)), Some(1));
        assert_eq!(rate.refuses(after(2)), None);
        assert_eq!(rate.refuses(after(2)), Some(2));
    }

    #[test]
    fn a_typing_mistake_in_a_fault_is_refused_and_named() {
        for wrong in [
            r#"{ "path": "/api", "kind": "explode" }"#,
            r#"{ "path": "/api", "kind": "drop", "time": 2 }"#,
            r#"{ "path": "/api", "kind": "drop", "times": 0 }"#,
            r#"{ "kind": "drop" }"#,
            r#"{ "path": "/api", "kind": "status", "status": 99 }"#,
            r#"{ "path": "/api", "kind": "status", "retryAfterAs": "words" }"#,
            "{",
        ] {
            assert!(Fault::read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
