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

use crate::code::ErrorCode;
use crate::read::ReadError;
use crate::told::{Told, Word, tells};

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
    /// A GraphQL document that cannot be sent.
    ///
    /// ```
    /// # use tuike_core::{backend::Profile, code::Coded};
    /// let text = r#"{ "version": 1, "base": "https://a.example", "graphql": "/graphql",
    ///     "resources": { "p": { "graphql": "query($id: ID!) { p(id: $id) { id }" } } }"#;
    /// assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), "backend/bad-graphql");
    /// ```
    BadGraphQl {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
}

impl ProfileError {
    /// Every code this type can give; [`ProfileError::Read`] gives [`ReadError::CODES`].
    pub const CODES: [ErrorCode; 8] = [
        ErrorCode::new("backend/bad-base"),
        ErrorCode::new("backend/bad-template"),
        ErrorCode::new("backend/bad-pointer"),
        ErrorCode::new("backend/bad-header"),
        ErrorCode::new("backend/not-one-method"),
        ErrorCode::new("backend/unknown-name"),
        ErrorCode::new("backend/bad-lane"),
        ErrorCode::new("backend/bad-graphql"),
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

impl ProfileError {
    fn told(&self) -> Told<'_> {
        const EXPECTED: &str = "{p}: expected {l}, found \"{v}\"";
        let told = |code, text, path, found, limit| Told {
            code,
            text,
            path: Word::Text(path),
            value: found,
            limit: Word::Text(limit),
            over: (0, 0),
        };
        match self {
            // Said by `tells!` itself.
            Self::Read(_) => told("", "", "", Word::None, ""),
            Self::BadBase { path, found } => {
                told("backend/bad-base", EXPECTED, path, Word::Text(found), BASE)
            }
            Self::BadTemplate { path, found, expected } => {
                told("backend/bad-template", EXPECTED, path, Word::Text(found), expected)
            }
            Self::BadPointer { path, found } => {
                told("backend/bad-pointer", EXPECTED, path, Word::Text(found), POINTER)
            }
            Self::BadHeader { path, found } => {
                told("backend/bad-header", EXPECTED, path, Word::Text(found), HEADER)
            }
            Self::NotOneMethod { path, known } => {
                let text = "{p}: expected exactly one of {l}";
                told("backend/not-one-method", text, path, Word::None, known)
            }
            Self::UnknownName { path, found, known } => {
                let text = "{p}: no such name: \"{v}\"; known here: {l}";
                told("backend/unknown-name", text, path, Word::Text(found), known)
            }
            Self::BadLane { path, found } => {
                told("backend/bad-lane", EXPECTED, path, Word::Text(found), LANE)
            }
            Self::BadGraphQl { path, found, expected } => {
                told("backend/bad-graphql", EXPECTED, path, Word::Text(found), expected)
            }
        }
    }
}

tells!(ProfileError);

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
            | Self::BadLane { .. }
            | Self::BadGraphQl { .. } => None,
        }
    }
}
