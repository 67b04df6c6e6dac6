//! Credentials: how a request carries them, where they come from and how they are renewed.
//!
//! ```json
//! "auth": { "kind": "bearer",
//!     "login":   { "resource": "login", "token": "/token", "user": "/id", "refresh": "/refreshToken", "expires": "/expiresIn" },
//!     "refresh": { "resource": "renew", "token": "/token" },
//!     "expired": { "at": "/code", "in": [40001, 42001] } }
//! ```
//!
//! `bearer` puts the token into `authorization: Bearer …` (another `header` and `prefix` may be named),
//! `header` into a header of its own `name`, `query` into a query parameter. A token may come in a
//! header of the answer: `"token": { "header": "vendure-auth-token" }`. Never stores one, never decides
//! when it is renewed.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "auth": { "kind": "header", "name": "X-Token",
//!               "login": { "resource": "login", "token": "/token", "refresh": "/renewal" },
//!               "refresh": { "resource": "renew", "token": "/token" } },
//!     "resources": { "login": { "post": "/login" }, "renew": { "post": "/renew", "body": { "by": "{refreshToken}" } },
//!                    "me": { "get": "/me" } } }"#)?;
//! let me = profile.query_request("me", &json!({}), &Call::of(Some("t0ken"))).unwrap();
//! assert_eq!(me.headers, [("x-token".into(), "t0ken".into())]);
//! let renew = profile.refresh_request(Some("r"), &Call::of(Some("t0ken"))).unwrap();
//! assert_eq!((renew.body.as_deref(), renew.headers.len()), (Some(r#"{"by":"r"}"#), 1));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::call::Call;
use super::error::BackendError;
use super::fields::{Fault, Fields};
use super::map::{scalar, whole};
use super::place::Place;
use super::profile::{Profile, Resource, find, names};
use super::read::{header_name, unknown};
use super::rule::{Rule, rule};
use super::template::encode_into;
use super::verdict::{Told, Verdict, not_json};
use crate::effect::{HttpRequest, HttpResponse};
use crate::json;
use crate::read::Node;
use crate::time::{Span, Timestamp};

/// What came of a login or of a refresh.
#[derive(Clone, Debug, PartialEq)]
pub enum LoginAnswer {
    /// The credentials are good.
    Ok {
        /// What later requests carry.
        token: String,
        /// What renews it, where the server gave something.
        refresh: Option<String>,
        /// Who it is, where the profile says where that stands.
        user: Option<String>,
        /// For how long the token is good, where the server says.
        expires: Option<Span>,
        /// The mapped answer.
        data: Value,
    },
    /// The server cannot say now: nothing is known of the credentials.
    Later {
        /// What happened.
        error: BackendError,
        /// How long the server asks to wait, at most a day.
        after: Option<Span>,
    },
    /// They are not, or the answer is not what the profile says.
    Failed(BackendError),
}

/// A profile's `auth`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Auth {
    carrier: Carrier,
    login: Source,
    refresh: Option<Source>,
    /// The answers that mean the same as 401.
    pub(super) expired: Option<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Carrier {
    Header { name: String, prefix: String },
    Query { name: String },
}

/// A resource that answers with a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Source {
    resource: String,
    token: Place,
    refresh: Option<Place>,
    user: Option<String>,
    expires: Option<Place>,
}

impl Profile {
    /// Whether the profile says how to log in.
    #[must_use]
    pub const fn has_login(&self) -> bool {
        self.auth.is_some()
    }

    /// Whether the profile says how a token is renewed.
    #[must_use]
    pub fn has_refresh(&self) -> bool {
        self.auth.as_ref().is_some_and(|auth| auth.refresh.is_some())
    }

    /// Whether a resource is the one that logs in.
    pub(super) fn is_login(&self, resource: &str) -> bool {
        self.auth.as_ref().is_some_and(|auth| auth.login.resource == resource)
    }

    /// Which service logs in.
    #[must_use]
    pub fn service_of_login(&self) -> usize {
        self.auth.as_ref().map_or(0, |auth| self.service_of_resource(&auth.login.resource))
    }

    /// Which service renews a token.
    #[must_use]
    pub fn service_of_refresh(&self) -> usize {
        let refresh = self.auth.as_ref().and_then(|auth| auth.refresh.as_ref());
        refresh.map_or(0, |refresh| self.service_of_resource(&refresh.resource))
    }

    /// The request that logs in.
    ///
    /// # Errors
    /// [`BackendError::NoLogin`] and those of [`Profile::query_request`].
    pub fn login_request(
        &self,
        params: &Value,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let auth = self.auth.as_ref().ok_or(BackendError::NoLogin)?;
        self.query_request(&auth.login.resource, params, &Call { token: None, ..*call })
    }

    /// The request that renews the token: `{refreshToken}` is what a login gave for it. Where it gave
    /// nothing the request carries the present token; otherwise none, which may be refused already.
    ///
    /// # Errors
    /// [`BackendError::NoLogin`] where the profile has no `auth.refresh`, and those of
    /// [`Profile::query_request`].
    pub fn refresh_request(
        &self,
        refresh: Option<&str>,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let source = self.auth.as_ref().and_then(|auth| auth.refresh.as_ref());
        let source = source.ok_or(BackendError::NoLogin)?;
        let token = if refresh.is_some() { None } else { call.token };
        let params = refresh
            .map_or(Value::Null, |refresh| json::object([("refreshToken", Value::from(refresh))]));
        self.query_request(&source.resource, &params, &Call { token, ..*call })
    }

    /// What an answer to [`Profile::login_request`] means.
    #[must_use]
    pub fn login_answer(&self, response: &HttpResponse, now: Timestamp) -> LoginAnswer {
        self.granted(self.auth.as_ref().map(|auth| &auth.login), response, now)
    }

    /// What an answer to [`Profile::refresh_request`] means. [`LoginAnswer::Later`] says nothing of the
    /// credentials: they are as good as before.
    #[must_use]
    pub fn refresh_answer(&self, response: &HttpResponse, now: Timestamp) -> LoginAnswer {
        self.granted(self.auth.as_ref().and_then(|auth| auth.refresh.as_ref()), response, now)
    }

    fn granted(
        &self,
        source: Option<&Source>,
        response: &HttpResponse,
        now: Timestamp,
    ) -> LoginAnswer {
        let Some(source) = source else { return LoginAnswer::Failed(BackendError::NoLogin) };
        let ask = find(&self.resources, &source.resource).map(|found| &found.ask);
        match self.judge(ask, response, now) {
            Verdict::Data(told) => {
                self.accepted(source, response, told).unwrap_or_else(LoginAnswer::Failed)
            }
            Verdict::Nothing => LoginAnswer::Later { error: not_json(response), after: None },
            Verdict::Later(error, after) => LoginAnswer::Later { error, after },
            Verdict::Unauthorized(error)
            | Verdict::Missing(error)
            | Verdict::Conflict(error)
            | Verdict::Refused(error) => LoginAnswer::Failed(error),
        }
    }

    fn accepted(
        &self,
        source: &Source,
        response: &HttpResponse,
        told: Told,
    ) -> Result<LoginAnswer, BackendError> {
        let place = |place: &Place| place.find(&told.data, response);
        // Whatever stands there may be a secret: the error does not repeat it.
        let token = secret(place(&source.token)).ok_or_else(|| BackendError::UnexpectedShape {
            resource: source.resource.clone(),
            pointer: source.token.name().to_owned(),
            expected: "a token of visible ASCII characters",
            found: "something else".to_owned(),
        })?;
        let refresh = source.refresh.as_ref().and_then(place);
        // RFC 6749 §5.1: the lifetime in seconds.
        let expires = source.expires.as_ref().and_then(place);
        let expires = expires.as_ref().and_then(whole).map(Span::from_secs);
        let data = self.mapped(&source.resource, &Value::Null, told, response)?.data;
        let user = source.user.as_ref().and_then(|at| scalar(data.pointer(at)?));
        Ok(LoginAnswer::Ok {
            token,
            refresh: secret(refresh),
            user: user.filter(|user| !user.is_empty()),
            expires,
            data,
        })
    }

    /// A server's link without the token that it repeats: what a link says is kept, a token must not be.
    pub(super) fn without_token(&self, link: &str) -> String {
        let carrier = self.auth.as_ref().map(|auth| &auth.carrier);
        let (Some(Carrier::Query { name }), Some((path, query))) = (carrier, link.split_once('?'))
        else {
            return link.to_owned();
        };
        let mut key = String::new();
        encode_into(&mut key, name);
        let is_other = |pair: &&str| pair.split('=').next() != Some(key.as_str());
        let pairs: Vec<&str> = query.split('&').filter(is_other).collect();
        [path, "?", &pairs.join("&")].concat()
    }

    /// Puts a call's token where the profile wants it.
    pub(super) fn authorize(&self, request: &mut HttpRequest, token: &str) {
        const BEARER: &str = "Bearer ";
        match self.auth.as_ref().map(|auth| &auth.carrier) {
            None => request.set("authorization", [BEARER, token].concat()),
            Some(Carrier::Header { name, prefix }) => {
                request.set(name, [prefix, token].concat());
            }
            Some(Carrier::Query { name }) => {
                request.add_param(name, token);
            }
        }
    }
}

/// What goes into headers.
fn secret(value: Option<Value>) -> Option<String> {
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    match value {
        Some(Value::String(text)) if is_token(&text) => Some(text),
        _ => None,
    }
}

pub(super) fn auth(node: &Node<'_>, resources: &[(String, Resource)], fault: &Fault) -> Auth {
    let kinds = ["bearer", "header", "query"];
    let kind = fault.open(node).choice("kind", &kinds);
    let known: &[&'static str] = match kind {
        0 => &["kind", "header", "prefix", "login", "refresh", "expired"],
        1 => &["kind", "name", "prefix", "login", "refresh", "expired"],
        _ => &["kind", "name", "login", "refresh", "expired"],
    };
    let auth = fault.fields(node, known);
    auth.required("kind");
    let carrier = carrier(&auth, kind);
    let login = auth.required("login").map(|node| source(&node, resources, fault));
    Auth {
        carrier,
        login: login.unwrap_or_default(),
        refresh: auth.optional("refresh").map(|node| source(&node, resources, fault)),
        expired: auth.optional("expired").map(|node| rule(&node, fault)),
    }
}

fn carrier(auth: &Fields<'_, '_>, kind: usize) -> Carrier {
    if kind == 2 {
        let name = auth.text("name");
        if let Some((node, "")) = &name {
            auth.fault.wrong(node, "a text that is not empty");
        }
        return Carrier::Query { name: name.map_or("", |(_, name)| name).to_owned() };
    }
    let (field, default, prefix) =
        if kind == 0 { ("header", "authorization", "Bearer ") } else { ("name", "", "") };
    if kind == 1 {
        auth.required("name");
    }
    let named = auth.optional(field);
    let name = named.map(|node| header_name(&node, auth.fault.text(&node), auth.fault));
    let prefix = match auth.optional("prefix") {
        None => prefix,
        Some(node) => {
            let text = auth.fault.text(&node);
            if !text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') || text.starts_with(' ') {
                auth.fault.wrong(&node, "visible ASCII characters");
            }
            text
        }
    };
    Carrier::Header { name: name.unwrap_or_else(|| default.to_owned()), prefix: prefix.to_owned() }
}

fn source(node: &Node<'_>, resources: &[(String, Resource)], fault: &Fault) -> Source {
    let fields = fault.fields(node, &["resource", "token", "user", "refresh", "expires"]);
    let mut resource = String::new();
    if let Some((node, name)) = fields.text("resource") {
        if find(resources, name).is_none() {
            unknown(&node, name, names(resources), fault);
        }
        name.clone_into(&mut resource);
    }
    Source {
        resource,
        token: fields.place("token"),
        refresh: fields.optional_place("refresh"),
        user: fields.optional_pointer("user"),
        expires: fields.optional_place("expires"),
    }
}
