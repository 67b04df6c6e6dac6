//! Why a profile was refused, and where.
//!
//! Only about the profile's text; what goes wrong while speaking is `error.rs`.
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
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let error = Profile::parse("<html>").unwrap_err();
    /// assert_eq!(error.code().as_str(), "input/not-json");
    /// ```
    Read(ReadError),
    /// A base that is not an absolute http or https URL.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "ftp://a.example" }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-base");
    /// ```
    BadBase {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// A path, query or body template that cannot be filled.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "resources": { "p": { "get": "/{id" } } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-template");
    /// ```
    BadTemplate {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Not a JSON Pointer (RFC 6901).
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "envelope": { "data": "data" } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-pointer");
    /// ```
    BadPointer {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// A header name or value that HTTP does not allow, or a name given twice.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "headers": { "X Y": "1" } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-header");
    /// ```
    BadHeader {
        /// The field.
        path: String,
        /// What is there.
        found: String,
    },
    /// Not exactly one method.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "resources": { "p": {} } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/not-one-method");
    /// ```
    NotOneMethod {
        /// The object.
        path: String,
        /// The methods it may have.
        known: &'static str,
    },
    /// A service or resource that the profile does not have.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "events": { "post": "/e", "service": "x" } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/unknown-name");
    /// ```
    UnknownName {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// The names there are.
        known: String,
    },
    /// A lane name that cannot be a lane.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example",
    ///     "mutations": { "o": { "post": "/o", "lane": "a/b", "idempotency": "K" } } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-lane");
    /// ```
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
                    "{path}: no such name: \"{}\"; known here: {known}",
                    shortened(found)
                );
            }
            Self::BadLane { path, found } => (path, LANE, found),
        };
        write!(f, "{path}: expected {expected}, found \"{}\"", shortened(found))
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
