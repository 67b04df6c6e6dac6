//! Requests through `fetch`. Never retries and never reads a status: that is the core's business.
//!
//! gloo-net and not reqwest: the same client is a fifth of the size (ARCHITECTURE.md has the figures).

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Method as GlooMethod, RequestBuilder, Response};
use tuike_core::effect::{HostError, HostErrorKind, HttpRequest, HttpResponse, Method};

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
    let mut builder =
        RequestBuilder::new(&request.url).method(method(request.method)).abort_signal(Some(signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let ready = match &request.body {
        Some(body) => builder.body(body.as_str()),
        None => builder.build(),
    }?;
    let answer: Response = ready.send().await?;
    Ok(HttpResponse {
        status: answer.status(),
        headers: answer.headers().entries().collect(),
        body: answer.text().await?,
    })
}

const fn method(method: Method) -> GlooMethod {
    match method {
        Method::Get => GlooMethod::GET,
        Method::Post => GlooMethod::POST,
        Method::Put => GlooMethod::PUT,
        Method::Patch => GlooMethod::PATCH,
        Method::Delete => GlooMethod::DELETE,
    }
}
