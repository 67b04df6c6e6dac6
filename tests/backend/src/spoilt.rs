//! The answers that faults give instead of the real one.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode, header, header::HeaderValue};
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use hyper::body::Frame;

use crate::clock::{http_date, now};
use crate::envelope::Refusal;

/// The connection is to be closed without an answer, or in the middle of one.
#[derive(Debug)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut on demand")
    }
}

impl std::error::Error for Cut {}

/// `Retry-After`, in either of its forms (RFC 9110 §10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter {
    pub(crate) seconds: u64,
    pub(crate) as_date: bool,
}

impl RetryAfter {
    fn value(self) -> HeaderValue {
        if !self.as_date {
            return HeaderValue::from(self.seconds);
        }
        // The whole second after so long: never earlier than asked for.
        let at = now().as_millis().div_ceil(1_000) + self.seconds;
        HeaderValue::from_str(&http_date(at)).unwrap_or(HeaderValue::from_static("0"))
    }
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
pub(crate) fn status(status: StatusCode, after: Option<RetryAfter>) -> Response<Body> {
    let mut response = Refusal::new(status, "故障演练").into_response();
    if let Some(after) = after {
        response.headers_mut().insert(header::RETRY_AFTER, after.value());
    }
    response
}

/// 200 and nothing.
pub(crate) fn empty() -> Response<Body> {
    Response::new(Body::empty())
}

/// The first half of an answer, as if that were all of it.
pub(crate) async fn half(response: Response<Body>) -> Response<Body> {
    let (mut parts, bytes) = whole(response).await;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}

/// The first half of an answer, and then a connection that closes: its length says that more was to
/// come.
pub(crate) async fn torn(response: Response<Body>) -> Response<Body> {
    let (mut parts, bytes) = whole(response).await;
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = Torn { first: Some(bytes.slice(..bytes.len() / 2)), waited: false };
    Response::from_parts(parts, Body::new(half))
}

/// A body that breaks off.
struct Torn {
    first: Option<Bytes>,
    waited: bool,
}

impl hyper::body::Body for Torn {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if !self.waited {
            // hyper sends what it has while there is nothing new.
            self.waited = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Cut)))
    }
}

async fn whole(response: Response<Body>) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    (parts, bytes)
}
