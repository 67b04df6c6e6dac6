//! Why a profile was refused, why a request could not be made, and what was wrong with an answer.
//!
//! Never decides whether to retry: that is `answer.rs`. Whatever comes from a server is cut to
//! 80 characters before it is kept.
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::code::Coded;
//!
//! let error = Profile::parse(r#"{ "version": 1, "base": "/api" }"#).unwrap_err();
//! assert_eq!(error.code().as_str(), "backend/bad-base");
//! assert_eq!(error.details().path.as_deref(), Some("profile.base"));
//! ```

use core::fmt;

use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::read::ReadError;

/// Why a profile was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError {
    /// Not JSON, an unknown or a missing field, another kind of value.
    Read(ReadError),
    /// A base that is not an absolute http or https URL.
    BadBase {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// A path, query or body template that cannot be filled.
    BadTemplate {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Not a JSON Pointer (RFC 6901).
    BadPointer {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// A header name or value that HTTP does not allow, or a name given twice.
    BadHeader {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// Not exactly one method.
    NotOneMethod {
        /// The object.
        path: String,
        /// The methods it may have.
        known: &'static str,
    },
    /// A service or resource that the profile does not have.
    UnknownName {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// The names there are.
        known: String,
    },
    /// A lane name that cannot be a lane.
    BadLane {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
}

impl ProfileError {
    /// Every code this type can give; [`ProfileError::Read`] gives [`ReadError::CODES`].
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("backend/bad-base"),
        ErrorCode::new("backend/bad-template"),
        ErrorCode::new("backend/bad-pointer"),
        ErrorCode::new("backend/bad-header"),
        ErrorCode::new("backend/not-one-method"),
        ErrorCode::new("backend/unknown-name"),
        ErrorCode::new("backend/bad-lane"),
    ];
}

impl From<ReadError> for ProfileError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

const BASE: &str = "an absolute URL such as \"https://api.example.com\", without query or user";
const POINTER: &str = "a JSON Pointer such as \"/data/list\", or an empty text for the whole";
const HEADER: &str = "a header of visible ASCII characters, each name once";
const LANE: &str = "1..=32 of a-z A-Z 0-9 . _ -, other than \"events\"";

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, expected, found): (&str, &str, &str) = match self {
            Self::Read(error) => return error.fmt(f),
            Self::BadBase { path, found } => (path, BASE, found),
            Self::BadTemplate { path, found, expected } => (path, expected, found),
            Self::BadPointer { path, found } => (path, POINTER, found),
            Self::BadHeader { path, found } => (path, HEADER, found),
            Self::NotOneMethod { path, known } => {
                return write!(f, "{path}: expected exactly one of {known}");
            }
            Self::UnknownName { path, found, known } => {
                return write!(
                    f,
                    "{path}: no such name: {:?}; known here: {known}",
                    shortened(found)
                );
            }
            Self::BadLane { path, found } => (path, LANE, found),
        };
        write!(f, "{path}: expected {expected}, found {:?}", shortened(found))
    }
}

impl core::error::Error for ProfileError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::BadBase { .. }
            | Self::BadTemplate { .. }
            | Self::BadPointer { .. }
            | Self::BadHeader { .. }
            | Self::NotOneMethod { .. }
            | Self::UnknownName { .. }
            | Self::BadLane { .. } => None,
        }
    }
}

impl Coded for ProfileError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Read(error) => return error.code(),
            Self::BadBase { .. } => "backend/bad-base",
            Self::BadTemplate { .. } => "backend/bad-template",
            Self::BadPointer { .. } => "backend/bad-pointer",
            Self::BadHeader { .. } => "backend/bad-header",
            Self::NotOneMethod { .. } => "backend/not-one-method",
            Self::UnknownName { .. } => "backend/unknown-name",
            Self::BadLane { .. } => "backend/bad-lane",
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::Read(error) => error.details(),
            Self::BadBase { path, found } => Details::of_value(found).at(path).limited(BASE),
            Self::BadTemplate { path, found, expected } => {
                Details::of_value(found).at(path).limited(*expected)
            }
            Self::BadPointer { path, found } => Details::of_value(found).at(path).limited(POINTER),
            Self::BadHeader { path, found } => Details::of_value(found).at(path).limited(HEADER),
            Self::NotOneMethod { path, known } => Details::default().at(path).limited(*known),
            Self::UnknownName { path, found, known } => {
                Details::of_value(found).at(path).limited(known)
            }
            Self::BadLane { path, found } => Details::of_value(found).at(path).limited(LANE),
        }
    }
}

/// Why a request could not be made, or what was wrong with an answer.
///
/// `message` is the server's own word, cut to 80 characters; empty where it gave none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackendError {
    /// The profile has no such resource.
    UnknownResource {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The profile has no such mutation.
    UnknownMutation {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The profile says nothing of a login.
    NoLogin,
    /// The profile says nothing of events.
    NoEvents,
    /// A parameter that the path needs is missing or empty.
    MissingParam {
        /// The resource or mutation.
        resource: String,
        /// The parameter.
        name: String,
    },
    /// A parameter that cannot stand where the profile puts it.
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
    NotJson {
        /// The status it came with.
        status: u16,
        /// How it begins.
        found: String,
    },
    /// The server, or something before it, cannot do it now: 408, 425, 429, 5xx, a redirect.
    Unavailable {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The credentials are missing or no longer good: 401.
    Unauthorized {
        /// The server's word.
        message: String,
    },
    /// There is no such thing: 404, 410, or an answer of `null` where an object is mapped.
    NotFound {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The server will never accept it: another 4xx.
    Refused {
        /// The status.
        status: u16,
        /// The server's word.
        message: String,
    },
    /// The envelope says no although the status says yes.
    NotOk {
        /// What the envelope holds instead.
        found: String,
        /// The server's word.
        message: String,
    },
    /// The answer has another shape than the profile says.
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
    pub const CODES: [ErrorCode; 14] = [
        ErrorCode::new("backend/unknown-resource"),
        ErrorCode::new("backend/unknown-mutation"),
        ErrorCode::new("backend/no-login"),
        ErrorCode::new("backend/no-events"),
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

fn said(f: &mut fmt::Formatter<'_>, what: fmt::Arguments<'_>, message: &str) -> fmt::Result {
    f.write_fmt(what)?;
    if message.is_empty() { Ok(()) } else { write!(f, ": {}", shortened(message)) }
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownResource { name, known } => {
                write!(f, "the profile has no resource {:?}; it has: {known}", shortened(name))
            }
            Self::UnknownMutation { name, known } => {
                write!(f, "the profile has no mutation {:?}; it has: {known}", shortened(name))
            }
            Self::NoLogin => f.write_str("the profile has no auth.login"),
            Self::NoEvents => f.write_str("the profile has no events"),
            Self::MissingParam { resource, name } => {
                write!(f, "{resource}: the parameter {name:?} is missing or empty")
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
                    "the answer (status {status}) is not JSON; it begins {:?}",
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
                    "{resource}: expected {expected} at {pointer:?}, found {}",
                    shortened(found)
                )
            }
            Self::Unmappable { resource, field, pointer, value, expected } => {
                let value = shortened(value);
                write!(f, "{resource}.{field}: expected {expected} at {pointer:?}, found {value}")
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
