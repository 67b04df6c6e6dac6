//! Every answer of the API: `{ "code": 0, "msg": "ok", "data": … }`, or a refusal with its status.
//!
//! A refusal's `code` is its HTTP status times 100: never 0, so that a client that only looks into
//! the envelope sees it as well as one that looks at the status.

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use tuike_core::read::ReadError;

/// What a handler of the API returns.
pub(crate) type Answer = Result<Response<Body>, Refusal>;

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 422.
    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// 401.
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "请先登录")
    }

    /// 500, for what should not happen.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("服务器内部错误：{cause}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> axum::response::Response {
        let code = u32::from(self.status.as_u16()) * 100;
        let mut response =
            json_response(&json!({ "code": code, "msg": self.message, "data": null }));
        *response.status_mut() = self.status;
        response
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(error)
    }
}

impl From<ReadError> for Refusal {
    /// A body that is no JSON is 400; one that says the wrong thing is 422.
    fn from(error: ReadError) -> Self {
        let status = match error {
            ReadError::NotJson { .. } => StatusCode::BAD_REQUEST,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.to_string())
    }
}

/// 200 with data.
pub(crate) fn ok(data: Value) -> Response<Body> {
    json_response(&json!({ "code": 0, "msg": "ok", "data": data }))
}

/// 200 with JSON and no envelope.
pub(crate) fn json_response(value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    let headers = response.headers_mut();
    headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    // Caching is the client's own business here; a proxy or a browser would only hide what it does.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
