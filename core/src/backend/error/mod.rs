//! Why a request could not be made, and what was wrong with an answer.
//!
//! Never decides whether to retry: that is `answer.rs`. Whatever comes from a server is cut to
//! 80 characters before it is kept.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//! use tuike_core::code::Coded;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "resources": { "product": { "get": "/goods/{id}" } } }"#)?;
//! let error = profile.query_request("product", &json!({}), &Call::default()).unwrap_err();
//! assert_eq!(error.code().as_str(), "backend/missing-param");
//! assert_eq!(error.details().path.as_deref(), Some("product.params.id"));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

mod said;

use crate::code::ErrorCode;

/// Why a request could not be made, or what was wrong with an answer.
///
/// `message` is the server's own word, cut to 80 characters; empty where it gave none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackendError {
    /// The profile has no such resource.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # use serde_json::json;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let error = profile.query_request("q", &json!({}), &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/unknown-resource");
    /// ```
    UnknownResource {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The profile has no such mutation.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
    /// let error = profile.lane("order").unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/unknown-mutation");
    /// ```
    UnknownMutation {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The profile says nothing of a login.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # use serde_json::json;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
    /// let error = profile.login_request(&json!({}), &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/no-login");
    /// ```
    NoLogin,
    /// The profile says nothing of events.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
    /// let error = profile.events_request(&[], &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/no-events");
    /// ```
    NoEvents,
    /// The profile signs requests and there is no key to sign with.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "events": { "post": "/e" },
    /// #     "signing": { "kind": "top-md5" } }"#).unwrap();
    /// let error = profile.events_request(&[], &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/no-signing-key");
    /// ```
    NoSigningKey,
    /// The profile says nothing of attribution.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, effect::Effect, engine::*, seed::Seed, time::Timestamp};
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
    /// # let mut engine = Engine::new(Config::new(profile), Seed::from_bytes([7; 32]));
    /// let command = Command::Touch { token: "8q20000001h01m3f".into() };
    /// engine.handle(Timestamp::EPOCH, Input::Command { id: CommandId(1), command }).unwrap();
    /// let Some(Event::Failed { error, .. }) = engine.poll_event() else { panic!() };
    /// assert_eq!(error.code.as_str(), "backend/no-attribution");
    /// ```
    NoAttribution,
    /// A parameter that the path needs is missing or empty.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # use serde_json::json;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p/{id}" } } }"#).unwrap();
    /// let error = profile.query_request("p", &json!({}), &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/missing-param");
    /// ```
    MissingParam {
        /// The resource or mutation.
        resource: String,
        /// The parameter.
        name: String,
    },
    /// A parameter that cannot stand where the profile puts it.
    ///
    /// ```
    /// # use tuike_core::{backend::{Call, Profile}, code::Coded};
    /// # use serde_json::json;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p/{id}" } } }"#).unwrap();
    /// let error = profile.query_request("p", &json!({ "id": ".." }), &Call::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "backend/bad-param");
    /// ```
    BadParam {
        /// The resource or mutation.
        resource: String,
        /// The parameter; empty for the parameters as a whole.
        name: String,
        /// What was given.
        found: String,
        /// What can stand there.
        expected: &'static str,
    },
    /// The answer is not JSON: HTML, half a JSON, nothing.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let response = HttpResponse { status: 200, body: "<html>".into(), ..Default::default() };
    /// let QueryAnswer::Transient { error, .. } = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/not-json");
    /// ```
    NotJson {
        /// The status it came with.
        status: u16,
        /// How it begins.
        found: String,
    },
    /// The server, or something before it, cannot do it now: 408, 425, 429, 5xx, a redirect.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let response = HttpResponse { status: 503, body: "".into(), ..Default::default() };
    /// let QueryAnswer::Transient { error, .. } = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/unavailable");
    /// ```
    Unavailable {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The credentials are missing or no longer good: 401.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let response = HttpResponse { status: 401, body: "".into(), ..Default::default() };
    /// let QueryAnswer::Unauthorized(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/unauthorized");
    /// ```
    Unauthorized {
        /// The server's word.
        message: String,
    },
    /// There is no such thing: 404, 410, or an answer of `null` where an object is mapped.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let response = HttpResponse { status: 404, body: "".into(), ..Default::default() };
    /// let QueryAnswer::Missing(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/not-found");
    /// ```
    NotFound {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The server will never accept it: another 4xx.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p" } } }"#).unwrap();
    /// let response = HttpResponse { status: 403, body: "".into(), ..Default::default() };
    /// let QueryAnswer::Refused(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/refused");
    /// ```
    Refused {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The envelope says no although the status says yes.
    ///
    /// ```
    /// # use tuike_core::{backend::{Delivery, Profile}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example",
    /// #     "envelope": { "ok": { "at": "/code", "equals": 0 }, "message": "/msg" } }"#).unwrap();
    /// let response = HttpResponse { status: 200, body: r#"{ "code": 7, "msg": "sold out" }"#.into(), ..Default::default() };
    /// let Delivery::Dead(error) = profile.delivery(&response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/not-ok");
    /// ```
    NotOk {
        /// What the envelope holds instead.
        found: String,
        /// The server's word.
        message: String,
    },
    /// A GraphQL server answered with errors.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "graphql": "/graphql",
    /// #     "resources": { "p": { "graphql": "{ p { id } }" } } }"#).unwrap();
    /// let body = r#"{ "errors": [{ "message": "no", "path": ["p", 0], "extensions": { "code": "BAD_USER_INPUT" } }] }"#;
    /// let response = HttpResponse { status: 200, body: body.into(), ..Default::default() };
    /// let QueryAnswer::Refused(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/graphql");
    /// assert_eq!(error.to_string(), "the server could not answer \"p.0\" (BAD_USER_INPUT): no");
    /// ```
    GraphQl {
        /// The first error's `extensions.code`; empty where it has none.
        kind: String,
        /// Its path, with dots.
        path: String,
        /// Its message.
        message: String,
    },
    /// The next page is at another server, which must not see this one's credentials.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": {
    /// #     "p": { "get": "/p", "items": "", "page": { "kind": "link" } } } }"#).unwrap();
    /// let headers = vec![("Link".into(), r#"<https://b.example/p?page=2>; rel="next""#.into())];
    /// let response = HttpResponse { status: 200, headers, body: "[]".into() };
    /// let QueryAnswer::Page(page) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(page.error.unwrap().code().as_str(), "backend/foreign-link");
    /// ```
    ForeignLink {
        /// The resource.
        resource: String,
        /// Where the link leads.
        found: String,
    },
    /// The answer has another shape than the profile says.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p", "items": "/list" } } }"#).unwrap();
    /// let response = HttpResponse { status: 200, body: "{}".into(), ..Default::default() };
    /// let QueryAnswer::Refused(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/unexpected-shape");
    /// ```
    UnexpectedShape {
        /// The resource.
        resource: String,
        /// Where the profile looked.
        pointer: String,
        /// What it needs there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A value that cannot be what the profile's map makes of it.
    ///
    /// ```
    /// # use tuike_core::{backend::{Profile, QueryAnswer}, code::Coded, effect::HttpResponse, time::Timestamp};
    /// # use serde_json::Value;
    /// # let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/p", "map": { "paid": { "at": "/price", "unit": "fen" } } } } }"#).unwrap();
    /// let response = HttpResponse { status: 200, body: r#"{ "price": "12.3.4" }"#.into(), ..Default::default() };
    /// let QueryAnswer::Refused(error) = profile.query_answer("p", &Value::Null, &response, Timestamp::EPOCH) else { panic!() };
    /// assert_eq!(error.code().as_str(), "backend/unmappable");
    /// ```
    Unmappable {
        /// The resource.
        resource: String,
        /// The field.
        field: String,
        /// Where the profile looked.
        pointer: String,
        /// What is there.
        value: String,
        /// What was needed.
        expected: &'static str,
    },
}

impl BackendError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 18] = [
        ErrorCode::new("backend/unknown-resource"),
        ErrorCode::new("backend/unknown-mutation"),
        ErrorCode::new("backend/no-login"),
        ErrorCode::new("backend/no-events"),
        ErrorCode::new("backend/no-attribution"),
        ErrorCode::new("backend/no-signing-key"),
        ErrorCode::new("backend/missing-param"),
        ErrorCode::new("backend/bad-param"),
        ErrorCode::new("backend/not-json"),
        ErrorCode::new("backend/unavailable"),
        ErrorCode::new("backend/unauthorized"),
        ErrorCode::new("backend/not-found"),
        ErrorCode::new("backend/refused"),
        ErrorCode::new("backend/not-ok"),
        ErrorCode::new("backend/graphql"),
        ErrorCode::new("backend/foreign-link"),
        ErrorCode::new("backend/unexpected-shape"),
        ErrorCode::new("backend/unmappable"),
    ];
}
