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

use core::fmt;

use crate::code::{Coded, Details, ErrorCode, shortened};

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
    pub const CODES: [ErrorCode; 16] = [
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
        ErrorCode::new("backend/unexpected-shape"),
        ErrorCode::new("backend/unmappable"),
    ];
}

const NO_KEY: &str = "the profile signs requests and there is no key: give one to connect (signing.key), or \
    let the login's answer bring it (profile.signing.key.login) and log in";

fn said(f: &mut fmt::Formatter<'_>, what: fmt::Arguments<'_>, message: &str) -> fmt::Result {
    f.write_fmt(what)?;
    if message.is_empty() { Ok(()) } else { write!(f, ": {}", shortened(message)) }
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownResource { name, known } => {
                write!(f, "the profile has no resource \"{}\"; it has: {known}", shortened(name))
            }
            Self::UnknownMutation { name, known } => {
                write!(f, "the profile has no mutation \"{}\"; it has: {known}", shortened(name))
            }
            Self::NoLogin => f.write_str("the profile has no auth.login"),
            Self::NoEvents => f.write_str("the profile has no events"),
            Self::NoAttribution => f.write_str("the profile has no attribution"),
            Self::NoSigningKey => f.write_str(NO_KEY),
            Self::MissingParam { resource, name } => {
                write!(f, "{resource}: the parameter \"{name}\" is missing or empty")
            }
            Self::BadParam { resource, name, found, expected } => {
                let dot = if name.is_empty() { "" } else { "." };
                write!(
                    f,
                    "{resource}: params{dot}{name}: expected {expected}, found {}",
                    shortened(found)
                )
            }
            Self::NotJson { status, found } => {
                write!(
                    f,
                    "the answer (status {status}) is not JSON; it begins \"{}\"",
                    shortened(found)
                )
            }
            Self::Unavailable { status, message } => {
                said(f, format_args!("the server cannot do it now (status {status})"), message)
            }
            Self::Unauthorized { message } => {
                said(f, format_args!("the server wants other credentials (status 401)"), message)
            }
            Self::NotFound { status, message } => {
                said(f, format_args!("there is no such thing (status {status})"), message)
            }
            Self::Refused { status, message } => {
                said(f, format_args!("the server refuses it (status {status})"), message)
            }
            Self::NotOk { found, message } => {
                said(f, format_args!("the server says no ({})", shortened(found)), message)
            }
            Self::UnexpectedShape { resource, pointer, expected, found } => {
                write!(
                    f,
                    "{resource}: expected {expected} at \"{pointer}\", found {}",
                    shortened(found)
                )
            }
            Self::Unmappable { resource, field, pointer, value, expected } => {
                let value = shortened(value);
                write!(f, "{resource}.{field}: expected {expected} at \"{pointer}\", found {value}")
            }
        }
    }
}

impl core::error::Error for BackendError {}

impl Coded for BackendError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::UnknownResource { .. } => "backend/unknown-resource",
            Self::UnknownMutation { .. } => "backend/unknown-mutation",
            Self::NoLogin => "backend/no-login",
            Self::NoEvents => "backend/no-events",
            Self::NoAttribution => "backend/no-attribution",
            Self::NoSigningKey => "backend/no-signing-key",
            Self::MissingParam { .. } => "backend/missing-param",
            Self::BadParam { .. } => "backend/bad-param",
            Self::NotJson { .. } => "backend/not-json",
            Self::Unavailable { .. } => "backend/unavailable",
            Self::Unauthorized { .. } => "backend/unauthorized",
            Self::NotFound { .. } => "backend/not-found",
            Self::Refused { .. } => "backend/refused",
            Self::NotOk { .. } => "backend/not-ok",
            Self::UnexpectedShape { .. } => "backend/unexpected-shape",
            Self::Unmappable { .. } => "backend/unmappable",
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::UnknownResource { name, known } | Self::UnknownMutation { name, known } => {
                Details::of_value(name).limited(known)
            }
            Self::NoLogin => Details::default().at("profile.auth.login"),
            Self::NoEvents => Details::default().at("profile.events"),
            Self::NoAttribution => Details::default().at("profile.attribution"),
            Self::NoSigningKey => Details::default().at("profile.signing"),
            Self::MissingParam { resource, name } => {
                Details::default().at(format!("{resource}.params.{name}"))
            }
            Self::BadParam { resource, name, found, expected } => {
                let dot = if name.is_empty() { "" } else { "." };
                Details::of_value(found)
                    .at(format!("{resource}.params{dot}{name}"))
                    .limited(*expected)
            }
            Self::NotJson { status, found } => {
                Details::of_value(found).at(format!("status {status}")).limited("JSON")
            }
            Self::Unavailable { status, message }
            | Self::NotFound { status, message }
            | Self::Refused { status, message } => {
                Details::of_value(message).at(format!("status {status}"))
            }
            Self::Unauthorized { message } => Details::of_value(message).at("status 401"),
            Self::NotOk { found, .. } => Details::of_value(found).at("profile.envelope.ok"),
            Self::UnexpectedShape { resource, pointer, expected, found } => {
                Details::of_value(found).at(format!("{resource}: {pointer}")).limited(*expected)
            }
            Self::Unmappable { resource, field, pointer, value, expected } => {
                let path = format!("{resource}.{field} at {pointer}");
                Details::of_value(value).at(path).limited(*expected)
            }
        }
    }
}
