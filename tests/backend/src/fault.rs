//! Faults on demand: `POST /__fault` says what goes wrong and how often, `DELETE /__fault` ends it.
//!
//! What each kind does to a request under its path:
//!
//! | kind | the server handles it | the client gets |
//! |---|---|---|
//! | `delay` | after `millis` | the answer, late |
//! | `status` | no | `status` with an error envelope |
//! | `drop` | no | a connection that closes |
//! | `drop-after` | yes | a connection that closes: the answer is lost |
//! | `html` | no | 200 and a login page, as from a captive portal |
//! | `half-json` | yes | 200 and the first half of the answer |
//! | `empty` | no | 200 and nothing |
//!
//! Browsers repeat a request on their own where a connection that was used before closes without an
//! answer; such a repetition counts like any other request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Response, StatusCode, header, header::HeaderValue};
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use serde_json::json;
use tuike_core::read::{self, Node};

use crate::app::App;
use crate::envelope::{Answer, Refusal, ok};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Delay(Duration),
    Status(StatusCode),
    Drop,
    DropAfter,
    Html,
    HalfJson,
    Empty,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// Paths that begin so.
    path: String,
    /// Any method where it is not said.
    method: Option<Method>,
    kind: Kind,
    times: u64,
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
    pub(crate) fn take(&self, method: &Method, path: &str) -> Option<Kind> {
        // What controls the faults has none, and a browser's preflight is not the request meant.
        if path.starts_with("/__") || method == Method::OPTIONS {
            return None;
        }
        let mut faults = self.lock();
        let hit = |fault: &Fault| {
            path.starts_with(&fault.path)
                && fault.method.as_ref().is_none_or(|wanted| wanted == method)
        };
        let index = faults.iter().position(hit)?;
        let fault = &mut faults[index];
        let kind = fault.kind;
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
        let json = read::parse("fault", &String::from_utf8_lossy(body))?;
        let root = Node::root("fault", &json);
        let fields = root.object(&["path", "method", "kind", "millis", "status", "times"])?;
        let number = |name, min, max, missing| match fields.optional(name) {
            Some(node) => node.integer(min, max),
            None => Ok(missing),
        };
        let millis = number("millis", 0, 600_000, 1_000)?;
        let status = number("status", 200, 599, 500)? as u16;
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
        let kind = fields.required("kind")?.choice(&[
            ("delay", Kind::Delay(Duration::from_millis(millis))),
            ("status", Kind::Status(StatusCode::from_u16(status).map_err(Refusal::internal)?)),
            ("drop", Kind::Drop),
            ("drop-after", Kind::DropAfter),
            ("html", Kind::Html),
            ("half-json", Kind::HalfJson),
            ("empty", Kind::Empty),
        ])?;
        let path = fields.required("path")?.nonempty_text()?.to_owned();
        Ok(Self { path, method, kind, times: number("times", 1, 1_000_000, 1)? })
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

/// The page a hotel's network answers with, whatever was asked.
pub(crate) fn html() -> Response<Body> {
    let page =
        "<!doctype html><html><head><title>登录网络</title></head><body>请先登录</body></html>";
    let mut response = Response::new(Body::from(page));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// An error of a status.
pub(crate) fn status(status: StatusCode) -> Response<Body> {
    Refusal::new(status, "故障演练").into_response()
}

/// 200 and nothing.
pub(crate) fn empty() -> Response<Body> {
    Response::new(Body::empty())
}

/// The first half of an answer, as if that were all of it.
pub(crate) async fn half(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        Fault::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_fault_happens_as_often_as_it_was_asked_for_and_under_its_path_only() {
        let faults = Faults::default();
        faults.add(fault(
            r#"{ "path": "/api/v1/orders", "method": "POST", "kind": "drop", "times": 2 }"#,
        ));
        assert_eq!(faults.take(&Method::POST, "/api/v1/goods"), None);
        assert_eq!(faults.take(&Method::GET, "/api/v1/orders"), None);
        assert_eq!(faults.take(&Method::OPTIONS, "/api/v1/orders"), None);
        assert_eq!(faults.take(&Method::POST, "/api/v1/orders"), Some(Kind::Drop));
        assert_eq!(faults.take(&Method::POST, "/api/v1/orders"), Some(Kind::Drop));
        assert_eq!(faults.take(&Method::POST, "/api/v1/orders"), None);
    }

    #[test]
    fn what_controls_the_faults_has_none() {
        let faults = Faults::default();
        faults.add(fault(r#"{ "path": "/", "kind": "drop" }"#));
        assert_eq!(faults.take(&Method::DELETE, "/__fault"), None);
        assert_eq!(faults.left(), 1);
    }

    #[test]
    fn a_typing_mistake_in_a_fault_is_refused_and_named() {
        for wrong in [
            r#"{ "path": "/api", "kind": "explode" }"#,
            r#"{ "path": "/api", "kind": "drop", "time": 2 }"#,
            r#"{ "path": "/api", "kind": "drop", "times": 0 }"#,
            r#"{ "kind": "drop" }"#,
            r#"{ "path": "/api", "kind": "status", "status": 99 }"#,
            "{",
        ] {
            assert!(Fault::read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
