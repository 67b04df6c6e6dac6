//! Requests through `fetch`. Never retries and never reads a status: that is the core's business.
//!
//! gloo-net and not reqwest: the same client is a fifth of the size (ARCHITECTURE.md has the figures).

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Request, Response};
use js_sys::{Array, Object, Reflect};
use tuike_core::effect::{HostError, HostErrorKind, HttpRequest, HttpResponse};
use wasm_bindgen::{JsCast, JsValue};

use super::refusal;
use super::timer;

/// Sends a request and reads its answer to the end, both within the request's timeout.
pub async fn send(request: HttpRequest) -> Result<HttpResponse, HostError> {
    let abort = web_sys::AbortController::new().map_err(|thrown| refusal(&thrown))?;
    let signal = abort.signal();
    let late = Rc::new(Cell::new(false));
    let alarm = timer::after(request.timeout, {
        let late = Rc::clone(&late);
        move || {
            late.set(true);
            abort.abort();
        }
    });
    let answer = exchange(&request, &signal).await;
    drop(alarm);
    answer.map_err(|error| {
        // `fetch` says no more than "Failed to fetch" whatever broke: the network is what can.
        let kind = if late.get() { HostErrorKind::Timeout } else { HostErrorKind::Offline };
        HostError::new(kind, error.to_string())
    })
}

async fn exchange(
    request: &HttpRequest,
    signal: &web_sys::AbortSignal,
) -> Result<HttpResponse, gloo_net::Error> {
    let ready = prepared(request, signal)
        .map_err(|thrown| gloo_net::Error::GlooError(refusal(&thrown).message))?;
    let answer: Response = ready.send().await?;
    Ok(HttpResponse {
        status: answer.status(),
        headers: answer.headers().entries().collect(),
        body: answer.text().await?,
    })
}

/// The request as `fetch` takes it. gloo's own builder knows no `keepalive`.
fn prepared(request: &HttpRequest, signal: &web_sys::AbortSignal) -> Result<Request, JsValue> {
    let headers = Array::new();
    for (name, value) in &request.headers {
        headers.push(&Array::of2(&name.into(), &value.into()));
    }
    let init = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&init, &name.into(), value);
    set("method", &request.method.as_str().into())?;
    set("headers", &headers)?;
    set("signal", signal)?;
    // The core keeps its own cache and knows how old it is.
    set("cache", &"no-store".into())?;
    if request.keepalive {
        // Where a browser does not know it, it is passed over.
        set("keepalive", &JsValue::TRUE)?;
    }
    if let Some(body) = &request.body {
        set("body", &body.into())?;
    }
    let init: &web_sys::RequestInit = init.unchecked_ref();
    Ok(Request::from(web_sys::Request::new_with_str_and_init(&request.url, init)?))
}
