//! The accept loop: connections in, answers or faults out.
//!
//! Not `axum::serve`: its services always answer, and a server that dies halfway does not. Here a
//! service that fails makes hyper close the connection without a byte.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service;

use crate::app::App;
use crate::fault::Kind;
use crate::log::Log;
use crate::spoilt::{self, Cut};
use crate::version;

/// Serves until `stop` is done, then lets what is being answered end.
pub(crate) async fn serve(listener: TcpListener, app: Arc<App>, router: Router, stop: impl Future) {
    /// Longer than any answer takes that was not delayed on demand.
    const LAST_ANSWERS: Duration = Duration::from_secs(1);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    while let Some(accepted) = poll_fn(|context| match stop.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(None),
        Poll::Pending => listener.poll_accept(context).map(Some),
    })
    .await
    {
        match accepted {
            Ok((stream, _)) => converse(stream, &app, &router, graceful.watcher()),
            // Too many open files, or a client that was gone at once: later ones may fare better.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await;
}

/// Answers one connection's requests, in a task of its own.
fn converse(stream: TcpStream, app: &Arc<App>, router: &Router, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let (app, router) = (Arc::clone(app), router.clone());
    let service = service_fn(move |request| answer(Arc::clone(&app), router.clone(), request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let connection = watcher.watch(connection);
    tokio::spawn(async move {
        // A client that leaves and a cut on demand both end here: nobody is left to be told.
        let _ = connection.await;
    });
}

async fn answer(
    app: Arc<App>,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response<Body>, Cut> {
    let (parts, body) = request.into_parts();
    // Faults look into bodies, and the log keeps them; nothing here is large.
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes();
    let path = parts.uri.path();
    let (is_api, shared) = (path.starts_with("/api/"), is_shared(path));
    let preflight = shared && parts.method == Method::OPTIONS;
    let fault = app.faults.take(&parts.method, path, &body);
    let seen =
        (is_api && !preflight).then(|| Log::came(&app, &parts, &body, fault.map(Kind::name)));
    if preflight {
        let asked = parts.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        return Ok(self::preflight(asked.cloned()));
    }
    let request = || Request::from_parts(parts.clone(), Body::from(body.clone()));
    // There is nothing to spoil in "as before".
    let unconditional = || {
        let mut request = request();
        request.headers_mut().remove(header::IF_NONE_MATCH);
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        request
    };
    let mut response = match fault {
        None => handle(router, request()).await,
        Some(Kind::Delay(time)) => {
            tokio::time::sleep(time).await;
            handle(router, request()).await
        }
        Some(Kind::DelayAfter(time)) => {
            let response = handle(router, request()).await;
            tokio::time::sleep(time).await;
            response
        }
        Some(Kind::Status(status, after)) => spoilt::status(status, after),
        Some(Kind::Drop) => return Err(Cut),
        Some(Kind::DropAfter) => {
            handle(router, request()).await;
            return Err(Cut);
        }
        Some(Kind::Twice) => {
            handle(router.clone(), request()).await;
            handle(router, request()).await
        }
        Some(Kind::Html) => spoilt::html(),
        Some(Kind::HalfJson) => spoilt::half(handle(router, unconditional()).await).await,
        Some(Kind::Torn) => spoilt::torn(handle(router, unconditional()).await).await,
        Some(Kind::Empty) => spoilt::empty(),
        Some(kind @ (Kind::Expire | Kind::Revoke)) => {
            kind.end_tokens(&app);
            handle(router, request()).await
        }
    };
    if is_api {
        version::mark(&app, &mut response);
    }
    if let Some(flight) = seen {
        flight.answered(response.status().as_u16());
    }
    if shared {
        share(response.headers_mut());
    }
    Ok(response)
}

async fn handle(mut router: Router, request: Request<Body>) -> Response<Body> {
    let called: Result<_, Infallible> = router.call(request).await;
    match called {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// What pages of any origin may read: mini-program tools run theirs on a port of their own.
fn is_shared(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/img/") || path == "/profile.json"
}

fn share(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static(
        "idempotent-replay, retry-after, etag, last-modified, x-data-version, date",
    );
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

fn preflight(asked_headers: Option<HeaderValue>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    share(headers);
    let methods = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    if let Some(asked) = asked_headers {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}
